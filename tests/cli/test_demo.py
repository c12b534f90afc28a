"""The demo as somebody uses it: a command, an address, a page that answers, Ctrl-C."""

import asyncio
import contextlib
import json
import os
import re
import signal
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rich.console import Console

from bot.demo.demo import TIMING, Demo, DemoOptions
from bot.demo.folder import Folder
from bot.demo.panel import KINDS, STATES
from bot.demo.script import START
from bot.demo.simulation import Simulation
from bot.demo.story import count
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.start import StartError
from slack_sandbox import NotPossible
from slack_sandbox.page.page import ENDED
from slack_sandbox.sandbox import ACK_SECONDS

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
WEEKS_GO_BY = "The team's first weeks go by; a moment, please."
SENT, CANCELLED = DeliveryState.SENT, DeliveryState.CANCELLED


class Api:
    """The control API of a demo that runs."""

    def __init__(
        self, session: aiohttp.ClientSession, base: str, simulation: Simulation | None = None
    ) -> None:
        self.session = session
        self.base = base
        self.simulation = simulation

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.base}/_sandbox/api/{path}") as answer:
            return await answer.json()

    async def post(self, path: str, **body: object) -> Any:
        async with self.session.post(f"{self.base}/_sandbox/api/{path}", json=body) as answer:
            return await answer.json()

    async def act(self, who: str, act: str, **body: object) -> Any:
        return await self.post(f"people/{who}/acts/{act}", **body)

    async def usable(self) -> Any:
        state = await self.get("state")
        while state["busy"]:
            await asyncio.sleep(0.05)
            state = await self.get("state")
        return state

    async def words(self, who: str, channel: str) -> list[str]:
        found = await self.get(f"people/{who}/messages?channel={channel}")
        return [str(one["text"]) for one in found["messages"]]


@asynccontextmanager
async def process(*options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A demo in a process of its own, as a terminal starts it."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-open", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.communicate()


async def address(running: asyncio.subprocess.Process) -> str:
    """What it prints first."""
    assert running.stdout is not None
    line = (await asyncio.wait_for(running.stdout.readline(), SECONDS)).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found[0]


async def ended(running: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    """Its exit code, and what it still said."""
    out, err = await asyncio.wait_for(running.communicate(), SECONDS)
    return running.returncode, out.decode(), err.decode()


@asynccontextmanager
async def demo(folder: Path, *faults: tuple[str, str, float], weeks: int = 0) -> AsyncIterator[Api]:
    """A demo in this process, on a free port, ended as Ctrl-C ends it.

    ``faults`` are methods with what goes wrong in them, and for how many seconds, while the first
    weeks go by.
    """
    said = StringIO()
    timing = replace(TIMING, grace=timedelta(seconds=0.5))
    options = DemoOptions(port=0, data=folder, weeks=weeks, browser=False, timing=timing)
    running = Demo(options, Folder(folder), Console(file=said), Console(file=StringIO()))
    work = asyncio.ensure_future(running.run())
    try:
        await asyncio.sleep(0)  # the sandbox is there before anything is waited for
        for method, kind, seconds in faults if running.simulation else ():
            running.simulation.slack.faults.add(method, kind, seconds=seconds)
        while (address := re.search(r"http://127\.0\.0\.1:\d+", said.getvalue())) is None:
            await asyncio.sleep(0.02)
            if work.done():
                await work
        async with aiohttp.ClientSession() as session:
            yield Api(session, address[0], running.simulation)
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


async def test_it_prints_the_address_answers_there_and_ends_calmly_on_ctrl_c() -> None:
    async with process("--port", "0", "--empty") as running:
        base = await address(running)
        async with aiohttp.ClientSession() as session:
            async with session.get(base) as page:
                assert page.status == 200
                assert "<html" in await page.text()
            state = await Api(session, base).usable()
        assert state["now"] == "2026-09-07T06:00:00+00:00"
        running.send_signal(signal.SIGINT)
        code, out, err = await ended(running)
    assert code == 0
    assert "Traceback" not in out + err
    assert err == ""
    assert "no Slack and no production server" in out


async def test_a_port_that_is_taken_is_said_with_the_way_out(tmp_path: Path) -> None:
    async with demo(tmp_path) as running:
        port = running.base.rpartition(":")[2]
        async with process("--port", port) as second:
            code, out, err = await ended(second)
    assert code == 1
    assert out == ""
    assert f"Port {port} is taken" in err
    assert f"--port {int(port) + 1}" in err
    assert "Traceback" not in err


async def test_ctrl_c_while_life_goes_by_is_calm_and_the_next_start_begins_anew(
    tmp_path: Path,
) -> None:
    async with process("--port", "0", "--data", str(tmp_path)) as running:
        base = await address(running)
        async with aiohttp.ClientSession() as session:
            no = await Api(session, base).act("maria", "say", text="Hello")
            later = await Api(session, base).post("time", step="week")
        assert not no["ok"]
        assert "a moment, please" in no["error"]
        assert "a moment, please" in later["error"]
        running.send_signal(signal.SIGINT)
        code, _, err = await ended(running)
    assert code == 0
    assert "Traceback" not in err
    assert Folder(tmp_path).open() is None
    assert not Folder(tmp_path).database.exists()


async def test_an_answer_that_slack_would_not_wait_for_does_not_end_the_first_weeks(
    tmp_path: Path,
) -> None:
    """On a busy machine the bot may take longer than Slack's three seconds."""
    async with demo(tmp_path, ("views.open", "slow", ACK_SECONDS + 0.2), weeks=1) as running:
        await running.usable()
        assert running.simulation is not None
        assert running.simulation.clock() > START + timedelta(weeks=1)


async def test_nobody_moves_time_in_a_demo_whose_first_weeks_broke_off(tmp_path: Path) -> None:
    answers = []
    with contextlib.suppress(NotPossible):  # what broke them off, unless Ctrl-C came in between
        async with demo(tmp_path, ("views.open", "expired_trigger_id", 0), weeks=1) as running:
            with contextlib.suppress(aiohttp.ClientConnectionError):
                while not answers or answers[-1] == {"ok": False, "error": WEEKS_GO_BY}:
                    answers.append(await running.post("time", step="week"))
    assert answers
    assert answers[-1]["error"] in (WEEKS_GO_BY, ENDED)
    assert Folder(tmp_path).open() is None


async def test_ctrl_c_breaks_off_what_is_under_way_with_a_sentence(tmp_path: Path) -> None:
    """The rounds of time that is moved, and a panel, need a bot that is being stopped."""
    async with aiohttp.ClientSession() as session:
        async with demo(tmp_path, weeks=1) as running:
            await running.usable()
            assert running.simulation is not None
            silent = running.simulation.slack.faults.add("chat.postMessage", "hang_before")
            moved = asyncio.ensure_future(Api(session, running.base).post("time", step="week"))
            await running.simulation.slack.until(lambda: silent.struck)
        answer = await moved
    assert answer == {"ok": False, "error": ENDED}


async def test_the_panel_waits_for_a_bot_that_is_started_anew(tmp_path: Path) -> None:
    async with demo(tmp_path) as running:
        await running.usable()
        assert running.simulation is not None
        again = asyncio.ensure_future(running.simulation.restart())
        while not again.done():
            assert (await running.get("panels/0"))["columns"]
        await again


async def test_a_life_that_was_kept_goes_on_where_it_stood(tmp_path: Path) -> None:
    async with demo(tmp_path, weeks=1) as first:
        await first.usable()
        await first.act("maria", "say", text="A sentence to find again", channel="payments")
        moved = await first.post("time", step="morning", **{"as": "priya"})
        before = await first.words("maria", "payments")
        assert before
        direct = await first.get("people/priya")
    kept = Folder(tmp_path)
    assert stat.S_IMODE(kept.world.stat().st_mode) == 0o600

    async with demo(tmp_path, weeks=1) as again:
        state = await again.usable()
        assert state["now"] == moved["now"]
        assert await again.words("maria", "payments") == before
        assert "A sentence to find again" in before[-1]
        places = {one["id"] for one in (await again.get("people/priya"))["places"]}
        assert places == {one["id"] for one in direct["places"]}
        # The bot goes on with its rows, and people with what stands before them.
        opened = await again.act("maria", "command", command="/concern", text="mine")
        assert opened["error"] is None
        await again.act("maria", "press", where="modal", label="Read it")
        views = await again.get("people/maria/views")
        assert "overloaded by on-call" in json.dumps(views)


async def test_a_demo_that_is_killed_goes_on_with_what_it_last_showed(tmp_path: Path) -> None:
    async with process("--port", "0", "--data", str(tmp_path), "--empty") as running:
        base = await address(running)
        async with aiohttp.ClientSession() as session:
            api = Api(session, base)
            await api.usable()
            await api.act("maria", "say", text="A sentence to find again", channel="payments")
            for _ in range(SECONDS * 20):
                if "to find again" in Folder(tmp_path).world.read_text("utf-8"):
                    break
                await asyncio.sleep(0.05)
        running.kill()
        await running.wait()

    async with demo(tmp_path, weeks=1) as again:
        await again.usable()
        assert (await again.words("maria", "payments"))[-1] == "A sentence to find again"


async def test_time_is_moved_over_http_and_what_came_on_the_way_is_listed_in_order(
    tmp_path: Path,
) -> None:
    async with demo(tmp_path, weeks=1) as running:
        start = datetime.fromisoformat((await running.usable())["now"])
        said = await running.act(
            "noah", "command", command="/concern", text="I am stuck", channel="payments"
        )
        assert said["error"] is None
        moved = await running.post("time", step="week", **{"as": "priya"})
        assert (datetime.fromisoformat(moved["now"]) - start).days == 7
        moments = [one["at"] for one in moved["seen"]]
        assert moments == sorted(moments)
        assert any("How is that situation now?" in one["text"] for one in moved["seen"])
        back = await running.post("time", to=start.isoformat())
        assert not back["ok"]
        assert "forward only" in back["error"]
        table = await running.get("panels/0")
        assert table["columns"] == ["What", "To", "Due", "State", "Tries"]
        day = next(one for one in table["rows"] if one[0].startswith("A lead's message"))
        assert day[1] == "Priya"
        assert day[3:] == ["sent", "1"]


async def test_nothing_is_lost_or_doubled_while_slack_misbehaves_and_time_goes_on(
    tmp_path: Path,
) -> None:
    async with demo(tmp_path, weeks=1) as running:
        await running.usable()
        for kind in ("429", "500_before", "500_after", "reset_after", "half_body"):
            for method in ("chat.postMessage", "chat.update"):
                await running.post("faults", kind=kind, method=method, retry_after=1)
        # Two weeks: each fault waits for a message of its own.
        for _ in range(2):
            moved = await running.post("time", step="week", **{"as": "priya"})
            assert moved["ok"]
        faults = (await running.get("inside"))["faults"]
        posts = [one for one in faults if one["method"] == "chat.postMessage"]
        assert [one["struck"] for one in posts] == [1] * 5
        assert running.simulation is not None
        found = count(
            Folder(tmp_path).database, running.simulation.slack.seen, running.simulation.clock()
        )
        assert (found.lost, found.doubled) == (0, 0)
        assert found.due > 10
        rows = (await running.get("panels/0"))["rows"]
        assert {row[3] for row in rows} <= {STATES[one] for one in (SENT, CANCELLED)}


def test_a_folder_that_is_no_demos_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "demo.db"
    theirs.write_bytes(b"somebody's")
    with pytest.raises(StartError, match=r"without the demo\.json"):
        Folder(tmp_path).open()
    assert theirs.read_bytes() == b"somebody's"
    for none_of_ours in ("{", "[]", '"beginning"', "0", "[" * 100_000):
        Folder(tmp_path).world.write_text(none_of_ours)
        with pytest.raises(StartError, match="cannot be read"):
            Folder(tmp_path).open()
        assert theirs.read_bytes() == b"somebody's"


def test_a_world_that_was_tampered_with_is_refused_and_its_rows_stay(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.database.write_bytes(b"six weeks")
    empty = {"homes": [], "dead_tokens": {}, "expiring": {}, "count": 1, "last_ts": 1}
    for kept in (
        {"beginning": True, "version": 1, "teams": ["T1"]},
        {"version": 1, "teams": {"T1": 1}},
        {"version": 1, "teams": [], "now": "2026-03-09T09:00:00+00:00", **empty},
        {"version": 1, "teams": [], "now": "2027-03-09T09:00:00+00:00", **empty},
        {"version": 1, "teams": [], "now": "2027-03-09T09:00:00", **empty},
    ):
        folder.save(kept)
        running = Demo(DemoOptions(port=0, data=tmp_path, weeks=6), folder, Console(), Console())
        with pytest.raises(StartError, match="cannot be used"):
            asyncio.run(running.run())
        assert folder.database.read_bytes() == b"six weeks"


def test_a_folder_in_use_and_a_life_that_is_there_are_said(tmp_path: Path) -> None:
    other = Folder(tmp_path).held()
    with Folder(tmp_path).held(), pytest.raises(StartError, match="another heard demo"):
        other.__enter__()
    Folder(tmp_path).save({"version": 1, "teams": []})
    running = Demo(
        DemoOptions(port=0, data=tmp_path, weeks=0), Folder(tmp_path), Console(), Console()
    )
    with pytest.raises(StartError, match="holds a life already"):
        asyncio.run(running.run())
    Folder(tmp_path).save({"version": 99})
    running = Demo(
        DemoOptions(port=0, data=tmp_path, weeks=6), Folder(tmp_path), Console(), Console()
    )
    with pytest.raises(StartError, match="cannot be used"):
        asyncio.run(running.run())


def test_every_kind_and_state_of_a_delivery_has_its_words() -> None:
    assert set(KINDS) == set(DeliveryKind)
    assert set(STATES) == set(DeliveryState)
