"""A Slack that takes everything at once: ``python -m benchmarks.instant_slack [WORKSPACE]``.

It stands in for the network only: what is measured beside it is the work of whoever asks it.
"""

import asyncio
import sys
from typing import Any

from aiohttp import web


def _answer(workspace: str, method: str, fields: dict[str, Any], number: int) -> dict[str, Any]:
    match method:
        case "auth.test":
            return {
                "team_id": workspace,
                "team": "Acme",
                "user_id": "UBOT",
                "bot_id": "B1",
                "url": "https://acme.slack.test/",
            }
        case "users.info":
            return {"user": _person(workspace, str(fields.get("user", "U1")))}
        case "views.open" | "views.update" | "views.publish" | "views.push":
            return {"view": {"id": f"V{number}", "hash": "1", "root_view_id": f"V{number}"}}
        case "conversations.info":
            return {"channel": {"id": fields.get("channel"), "name": "payments", "num_members": 9}}
        case "chat.getPermalink":
            return {"permalink": "https://acme.slack.test/archives/C1/p1"}
        case _:
            return {"channel": "D1", "ts": f"1.{number:06}", "messages": [], "members": []}


def _person(workspace: str, identity: str) -> dict[str, Any]:
    return {
        "id": identity,
        "team_id": workspace,
        "name": identity.lower(),
        "real_name": identity,
        "tz": "Europe/Berlin",
        "tz_offset": 3600,
        "locale": "en-US",
        "is_bot": False,
        "deleted": False,
        "profile": {"display_name": identity, "real_name": identity},
    }


async def _serve(workspace: str) -> None:
    number = 0

    async def api(request: web.Request) -> web.Response:
        nonlocal number
        if request.content_type == "application/json":
            fields = await request.json()
        else:
            fields = dict(await request.post()) | dict(request.query)
        number += 1
        return web.json_response(
            {"ok": True} | _answer(workspace, request.match_info["method"], fields, number)
        )

    served = web.Application()
    served.router.add_route("*", "/api/{method}", api)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("port", runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(_serve(sys.argv[1] if sys.argv[1:] else "T0"))
    except KeyboardInterrupt:
        sys.exit(0)
