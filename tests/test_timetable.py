"""Rounds ring by a clock that nobody sets, and one that hangs is found out."""

import asyncio
import time
from collections.abc import Callable

import pytest

from bot import timetable
from bot.logs import set_up
from bot.timetable import LAST_SUCCESS, Bell, Timetable


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


@pytest.mark.parametrize("jump", [-86400.0, -60.0, 60.0, 259200.0])
async def test_a_clock_that_is_set_forward_or_back_stops_no_round(
    jump: float, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("info")
    rings = Ringing()
    table = Timetable((Bell("sends", rings, 0.02),))
    table.start()
    await until(lambda: rings.rung > 2)
    true_time, before = time.time, rings.rung
    monkeypatch.setattr(time, "time", lambda: true_time() + jump)
    await until(lambda: rings.rung > before + 5)
    assert not table.stalled()
    await until(lambda: 'event="clock set"' in capsys.readouterr().err)
    await table.stop(1)


async def test_a_round_that_breaks_off_does_not_hang_and_its_success_grows_old(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("debug")
    rings = Ringing(well=False)
    table = Timetable((Bell("breaks", rings, 0.01),))
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
        (Bell("hangs", hangs, 0.01), Bell("works", works, 0.01)), {"works": time.monotonic}
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
    table = Timetable((Bell("rings", rings, 0.01),))
    table.start()
    await until(lambda: rings.rung == 1)
    stopping = asyncio.create_task(table.stop(5))
    await asyncio.sleep(0.02)
    assert not stopping.done()
    rings.hold.set()
    await stopping
    assert rings.rung == 1
