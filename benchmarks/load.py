"""The load, in a process of its own: signed requests as Slack sends them, and how long each took.

``python -m benchmarks.load`` reads one JSON object from standard input (:class:`Load`) and writes
the seconds of each answer as a JSON list.
"""

import asyncio
import hashlib
import hmac
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

import aiohttp

SECRET = "a-secret-of-the-sandbox"


@dataclass(frozen=True)
class Load:
    """What is asked of a server, how often, and how much at once."""

    url: str
    door: str
    """``concern``: the slash command; ``reaction``: an emoji on one's own message."""
    count: int
    """So many are timed."""
    at_once: int
    workspace: str
    people: list[str]
    """Who asks, in turn: nobody types so fast alone."""
    channel: str
    per_second: float | None = None
    """Begin so many a second, whether the earlier ones are answered or not."""
    first: int = 0
    """The number of the first request: no two of a run are the same."""
    warm_up: int = 0
    """So many are asked before, and not timed."""


def measure(load: Load) -> list[float]:
    """Run a load in a process of its own; gives the seconds of each answer, in order."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        check=True,
    )
    times: list[float] = json.loads(done.stdout)
    return times


async def _run(load: Load) -> list[float]:
    numbers = iter(range(load.first, load.first + load.count))
    times: list[float] = []
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(number: int) -> None:
            body, headers = _request(load, number)
            began = time.perf_counter()
            async with session.post(load.url, data=body, headers=headers) as answer:
                answer.raise_for_status()
                await answer.read()
            times.append(time.perf_counter() - began)

        async def ask_in_turn() -> None:
            for number in numbers:
                await ask(number)

        for number in range(load.first - load.warm_up, load.first):
            await ask(number)
        times.clear()
        if load.per_second is None:
            await asyncio.gather(*(ask_in_turn() for _ in range(load.at_once)))
            return times
        tasks = []
        began = time.perf_counter()
        for index, number in enumerate(numbers):
            await asyncio.sleep(max(0.0, began + index / load.per_second - time.perf_counter()))
            tasks.append(asyncio.create_task(ask(number)))
        await asyncio.gather(*tasks)
    return times


def _request(load: Load, number: int) -> tuple[bytes, dict[str, str]]:
    person = load.people[number % len(load.people)]
    if load.door == "concern":
        kind, body = "application/x-www-form-urlencoded", _command(load, person, number)
    else:
        kind, body = "application/json", _reaction(load, person, number)
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    return body, headers


def _command(load: Load, person: str, number: int) -> bytes:
    fields = {
        "command": "/concern",
        "text": "this deadline is unrealistic",
        "team_id": load.workspace,
        "team_domain": "acme",
        "user_id": person,
        "user_name": "somebody",
        "channel_id": load.channel,
        "channel_name": "payments",
        "trigger_id": f"benchmark.{number}",
        "response_url": "http://127.0.0.1:9/unused",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
    }
    return urlencode(fields).encode()


def _reaction(load: Load, person: str, number: int) -> bytes:
    moment = f"{1_773_000_000 + number}.000100"
    event = {
        "type": "reaction_added",
        "user": person,
        "reaction": "ear",
        "item_user": person,
        "item": {"type": "message", "channel": load.channel, "ts": moment},
        "event_ts": moment,
    }
    authorization = {"enterprise_id": None, "team_id": load.workspace, "user_id": "UBOT"}
    body = {
        "token": "unused",
        "team_id": load.workspace,
        "api_app_id": "A1",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{number:010}",
        "event_time": 1_773_000_000 + number,
        "authorizations": [authorization | {"is_bot": True, "is_enterprise_install": False}],
    }
    return json.dumps(body).encode()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(Load(**json.load(sys.stdin))))))
