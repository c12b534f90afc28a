"""How long Slack waits for /concern, beside an empty Bolt app: one run, one machine, ratios.

Run with ``python -m benchmarks.capture``. Each side answers the same signed slash command over
real HTTP on loopback, one at a time; ours seals the words and commits them with full
synchronisation before it answers.
"""

import asyncio
import hashlib
import hmac
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.demo.simulation import SECRET, Simulation, set_up_team

COUNT = 300
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)


async def main() -> None:
    """Measure an empty app in both of Bolt's modes, then ours, and print the ratios."""
    default = await _empty_app(before_response=False)
    direct = await _empty_app(before_response=True)
    ours = await _heard()
    print(f"{'':38}{'p50 ms':>8}{'p99 ms':>8}")
    for name, times in (
        ("empty Bolt app, its default mode", default),
        ("empty Bolt app, answering directly", direct),
        ("heard: read, sealed, committed", ours),
    ):
        print(f"{name:38}{_p(times, 50):8.2f}{_p(times, 99):8.2f}")
    print(f"\nheard answers {_p(default, 50) / _p(ours, 50):.1f} times as fast as the default mode")


def _p(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1] * 1000


async def _empty_app(*, before_response: bool) -> list[float]:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-empty")

    app = AsyncApp(
        signing_secret=SECRET, authorize=authorize, process_before_response=before_response
    )

    @app.command("/concern")
    async def concern(ack):  # type: ignore[no-untyped-def]  # Bolt passes it by name
        await ack("ok")

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post("/slack/events", events)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        return await _ask(f"http://{host}:{port}/slack/events", "T1", "U1", "C1")
    finally:
        await runner.cleanup()


async def _heard() -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with Simulation(
            f"sqlite:///{place / 'heard.db'}", place / "heard.key", MONDAY
        ) as simulation:
            ws = simulation.workspace
            priya = ws.add_person("priya", name="Priya Natarajan")
            maria = ws.add_person("maria", name="Maria Silva")
            channel = ws.add_channel("payments", members=[priya, maria])
            await set_up_team(priya, channel, [maria], contact="ext. 112")
            address = simulation.app.request_url or ""

            def seconds_later() -> None:
                """Nobody types as fast as this asks; what is caught in a minute is counted."""
                simulation.clock.move_to(simulation.clock() + timedelta(seconds=5))

            return await _ask(address, ws.id, maria.id, channel.id, between=seconds_later)


async def _ask(
    address: str, team: str, user: str, channel: str, *, between: Callable[[], None] | None = None
) -> list[float]:
    times = []
    async with aiohttp.ClientSession() as session:
        for number in range(COUNT):
            fields = {
                "command": "/concern",
                "text": "this deadline is unrealistic",
                "team_id": team,
                "team_domain": "acme",
                "user_id": user,
                "channel_id": channel,
                "channel_name": "payments",
                "trigger_id": f"benchmark.{number}",
                "response_url": "http://127.0.0.1:9/unused",
                "api_app_id": "A1",
            }
            body = urlencode(fields).encode()
            stamp = str(int(time.time()))
            base = b"v0:" + stamp.encode() + b":" + body
            signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": signature,
            }
            began = time.perf_counter()
            async with session.post(address, data=body, headers=headers) as answer:
                answer.raise_for_status()
                await answer.read()
            times.append(time.perf_counter() - began)
            if between is not None:
                between()
    return times


if __name__ == "__main__":
    asyncio.run(main())
