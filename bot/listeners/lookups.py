"""Menus that the app fills while somebody types in them."""

from collections.abc import Awaitable, Callable, Mapping

from bot.listeners.request import Request
from bot.messages.controls import Form, Lookup
from bot.messages.forms import places
from bot.messages.translate import translator


async def zones(request: Request) -> None:
    """Time zones, by city, country or id."""
    await request.ack(
        options=places.zone_options(translator(request.reader.locale), _typed(request))
    )


async def regions(request: Request) -> None:
    """Regions of public holidays, by country or part."""
    whose = "team" if _form(request) == Form.TEAM else "person"
    options = places.region_options(
        translator(request.reader.locale), _typed(request), none=f"setting-{whose}-region-none"
    )
    await request.ack(options=options)


def _typed(request: Request) -> str:
    return str(request.body.get("value") or "")


def _form(request: Request) -> str:
    return str((request.body.get("view") or {}).get("callback_id"))


LOOKUPS: Mapping[Lookup, Callable[[Request], Awaitable[None]]] = {
    Lookup.ZONE: zones,
    Lookup.REGION: regions,
}
