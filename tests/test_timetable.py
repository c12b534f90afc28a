"""Rounds ring whatever the machine's date does, and one that hangs is found out."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, tzinfo

import pytest
from apscheduler.schedulers import base

from bot import clock, timetable
from bot.logs import set_up
from bot.timetable import LAST_SUCCESS, Job, Timetable


class Ringing:
    """Counts how often it is rung."""

    def __init__(self, *, well: bool = True) -> None:
        self.rung = 0
        self.well = well
        self.hold = asyncio.Event()
        self.hold.set()

    async def __call__(self) -> bool:
        self.rung += 1
        await self.hold.wait()
        return self.well


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 (what is waited for tells nobody)
            await asyncio.sleep(0.005)


def set_clock(monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    """Set the machine's clock, for everybody who asks it here; what only counts seconds goes on."""
    true_time = time.time

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Moved":
            return cls.fromtimestamp(true_time() + jump, tz)

    monkeypatch.setattr(time, "time", lambda: true_time() + jump)
    monkeypatch.setattr(base, "datetime", Moved)
    monkeypatch.setattr(clock, "datetime", Moved)


YEAR = 365 * 86400.0


@pytest.mark.parametrize("jump", [-YEAR, -60.0, 60.0, 40 * YEAR])
async def test_a_clock_that_is_set_forward_or_back_stops_no_round(
    jump: float, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("info")
    monkeypatch.setattr(timetable, "WATCH_SECONDS", 0.05)
    rings = Ringing()
    table = Timetable((Job("sends", rings, 0.02),))
    table.start()
    await until(lambda: rings.rung > 2)
    before = rings.rung
    set_clock(monkeypatch, jump)
    await until(lambda: rings.rung > before + 5)
    assert not table.stalled()
    line = f'event="clock set" seconds={jump:.0f}'
    await until(lambda: line in capsys.readouterr().err)
    monkeypatch.undo()
    await until(lambda: rings.rung > before + 10)
    await table.stop(1)


async def test_a_round_that_breaks_off_does_not_hang_and_its_success_grows_old(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("debug")
    rings = Ringing(well=False)
    table = Timetable((Job("breaks", rings, 0.01),))
    table.start()
    await until(lambda: rings.rung > 3)
    assert table.stalled() == []
    assert LAST_SUCCESS.labels("breaks")._value.get() == 0
    rings.well = True
    await until(lambda: LAST_SUCCESS.labels("breaks")._value.get() > time.time() - 5)
    await table.stop(1)
    lines = [one for one in capsys.readouterr().err.splitlines() if "event=rung" in one]
    assert all("round=breaks" in one and "ms=" in one for one in lines)
    assert "well=false" in lines[0]
    assert "well=false" not in lines[-1]


async def test_a_round_that_hangs_is_named_unless_it_gets_on_with_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timetable, "STALLED_SECONDS", 0.05)
    hangs, works = Ringing(), Ringing()
    hangs.hold.clear()
    works.hold.clear()
    table = Timetable(
        (Job("hangs", hangs, 0.01), Job("works", works, 0.01)), {"works": time.monotonic}
    )
    table.start()
    await until(lambda: table.stalled() == ["hangs"])
    hangs.hold.set()
    await until(lambda: table.stalled() == [])
    works.hold.set()
    await table.stop(1)


async def test_a_stop_waits_for_what_was_rung_and_rings_no_more() -> None:
    rings = Ringing()
    rings.hold.clear()
    table = Timetable((Job("rings", rings, 0.01),))
    table.start()
    await until(lambda: rings.rung == 1)
    stopping = asyncio.create_task(table.stop(5))
    await asyncio.sleep(0.02)
    assert not stopping.done()
    rings.hold.set()
    await stopping
    assert rings.rung == 1
