"""Thousands of payloads that Slack signed and nobody wrote: ``python -m tests.attacks.fuzz 20000``.

Half of them have lost their shape, and half are well shaped and name what is others'. None is
answered with 5xx, none leaves a traceback, and none changes what its sender may not change. A
second number is the seed: the same one sends the same payloads.
"""

import asyncio
import contextlib
import io
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sqlalchemy import select

from bot.demo.simulation import PATIENCE, SECRET, Simulation
from bot.logs import set_up
from bot.store import tables
from tests.attacks.hostile import intrusions, names_of_others
from tests.attacks.payloads import everything, mutations, request_of
from tests.conftest import MONDAY, Cast, people_of, set_the_scene
from tests.scenarios.moments import tell

KEPT = (
    tables.concern,
    tables.words,
    tables.history,
    tables.step,
    tables.team,
    tables.team_leader,
    tables.team_member,
    tables.says_leads,
    tables.spoken,
    tables.workspace,
)
"""What no payload of these may change: nothing in them names what is there."""
AT_ONCE = 20
Payload = tuple[str, Any]
"""Of which kind, and its body."""


class FuzzingError(AssertionError):
    """A payload had an effect that it must not have."""


def rows(simulation: Simulation) -> dict[str, list[str]]:
    """Everything kept, as text."""
    with simulation.bot.store.begin() as tx:
        return {
            table.name: sorted(repr(tuple(row)) for row in tx.connection.execute(select(table)))
            for table in KEPT
        }


async def attack(simulation: Simulation, cast: Cast, cases: int, number: int = 0) -> Counter[int]:
    """Send so many payloads that have lost their shape; gives how often each status was answered.

    Raises :class:`FuzzingError` for an answer of 5xx, a traceback, or a row that changed.
    """
    before = rows(simulation)
    statuses = await send_all(
        simulation, gather(mutations(bodies_of(simulation, cast)), cases, number)
    )
    after = rows(simulation)
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        raise FuzzingError(f"rows changed in {', '.join(changed)}")
    return statuses


async def intrude(simulation: Simulation, cast: Cast, cases: int, number: int = 0) -> Counter[int]:
    """Send so many well-shaped ones of somebody who is on no team, about what is others'.

    What they make is theirs; whatever was there before has to be there as it was. Raises as
    :func:`attack` does.
    """
    ids = names_of_others(simulation)
    bodies = [one for one in bodies_of(simulation, cast) if one[0] != "event"]
    before = rows(simulation)
    sent = gather(intrusions(bodies, cast.stranger, ids), cases, number)
    statuses = await send_all(simulation, sent)
    after = rows(simulation)
    changed = [name for name in before if Counter(before[name]) - Counter(after[name])]
    if changed:
        raise FuzzingError(f"rows changed in {', '.join(changed)}")
    return statuses


def bodies_of(simulation: Simulation, cast: Cast) -> list[Payload]:
    """One payload of each kind, but for an uninstallation: whatever else it has, it is one."""
    workspace = simulation.bot.installation.workspace
    return [
        (kind, body)
        for kind, body in everything(cast, workspace)
        if body.get("event", {}).get("type") != "app_uninstalled"
    ]


def gather(payloads: SearchStrategy[Payload], cases: int, number: int) -> list[Payload]:
    """Draw so many; the same for the same number."""
    drawn: list[Payload] = []

    @seed(number)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        if len(drawn) < cases:
            drawn.append(data.draw(payloads))

    draw()
    return drawn


async def send_all(simulation: Simulation, payloads: list[Payload]) -> Counter[int]:
    """Send payloads, some at once. Raises :class:`FuzzingError` for 5xx, or a traceback."""
    set_up("debug")
    statuses, said = Counter[int](), io.StringIO()
    address = simulation.app.request_url or ""
    with contextlib.redirect_stderr(said):
        async with aiohttp.ClientSession() as session:

            async def send(kind: str, body: object) -> None:
                sent, headers = request_of(kind, body, SECRET)
                async with session.post(address, data=io.BytesIO(sent), headers=headers) as answer:
                    statuses[answer.status] += 1
                    if answer.status >= 500:
                        raise FuzzingError(
                            f"{answer.status} for {kind}: {body!r}\n{said.getvalue()}"
                        )

            for start in range(0, len(payloads), AT_ONCE):
                await asyncio.gather(*(send(*one) for one in payloads[start : start + AT_ONCE]))
                if start and not start % 1_000:
                    print(f"{start} of {len(payloads)}", flush=True)  # noqa: T201
        await simulation.bot.tasks.idle()
    if "Traceback" in said.getvalue() or "level=error" in said.getvalue():
        raise FuzzingError(said.getvalue())
    return statuses


async def main(cases: int, number: int) -> None:
    """Set up a workspace of its own and attack it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Simulation(
            f"sqlite:///{folder / 'heard.db'}", folder / "heard.key", MONDAY, patience=PATIENCE
        ) as simulation:
            await set_the_scene(simulation)
            cast = people_of(simulation)
            statuses = await attack(simulation, cast, cases // 2, number)
            # Not before: those were hers, and she may erase what is her own.
            await tell(cast.maria, "I am stuck", cast.payments)
            statuses += await intrude(simulation, cast, cases - cases // 2, number)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{sum(statuses.values())} payloads: {dict(sorted(statuses.items()))}")  # noqa: T201


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]] + [20_000, 1][len(sys.argv) - 1 :]
    asyncio.run(main(*numbers[:2]))
