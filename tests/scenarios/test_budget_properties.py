"""Random lives and a clock that jumps never give a leader more than the budget."""

import asyncio
import contextlib
import random
import shutil
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.leader_year import LEADER, WORKSPACE, LeaderYear, year
from bot.casework.answering import answer, correct
from bot.casework.directory import save_people
from bot.casework.preferences import save_preferences
from bot.domain.calendar import Calendar, TalkHour
from bot.domain.concern import Concern
from bot.domain.concern.states import FOLLOW_UPS, Act, NudgeReason
from bot.domain.delivery import Delivery, DeliveryKind, Item
from bot.domain.refusals import Refusal
from bot.domain.settings import Preferences
from bot.domain.taxonomy import HowSoon

ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")
STEPS = 40


class Judge:
    """Looks at every message that leaves for the leader, with the rules in hand."""

    def __init__(self) -> None:
        self.on: Counter[tuple[date, bool]] = Counter()
        self.asked: Counter[tuple[str, int]] = Counter()
        self.acks: Counter[tuple[str, NudgeReason]] = Counter()
        self.weekly: Counter[str] = Counter()
        self.undisturbed_until: datetime | None = None
        self.says_away = False

    def __call__(self, message: Delivery, items: list[Item], days: Calendar, now: datetime) -> None:
        extra = message.kind is DeliveryKind.TODAY
        # R2: one message a local day, and one more for something urgent. A day is named by the
        # calendar in force when it was sent, as its key is: a zone may move in between.
        self.on[days.today(now), extra] += 1
        assert self.on[days.today(now), extra] == 1, (message, days.today(now))
        # R3: never outside working time, nor while undisturbed or away.
        assert days.is_open(now), (message, days)
        assert self.undisturbed_until is None or self.undisturbed_until <= now
        assert not self.says_away
        if message.kind is DeliveryKind.WEEKLY_LIST:
            self.weekly[message.occurrence] += 1
            assert self.weekly[message.occurrence] == 1
        for item in items:
            assert item.reason is not None
            if item.reason in FOLLOW_UPS:
                # R4: three at most of one step.
                self.asked[item.concern, item.step_no] += 1
                assert self.asked[item.concern, item.step_no] <= 3, item
            elif item.reason.value.startswith(("new", "ack", "again")):
                self.acks[item.concern, item.reason] += 1
                assert self.acks[item.concern, item.reason] == 1, item


def preferences(chance: random.Random, today: date) -> Preferences:
    """Something a leader may choose."""
    talk = TalkHour(chance.randint(1, 5), time(9, 0), time(chance.choice((10, 12, 17)), 0))
    return Preferences(
        hour=chance.choice((None, time(9, 0), time(13, 30), time(16, 30))),
        days=frozenset(chance.sample(range(1, 8), chance.randint(2, 6))),
        region=chance.choice((None, "DE-BE", "US")),
        talk_hours=(talk,) if chance.random() < 0.4 else (),
        paused_until=(
            today + timedelta(days=chance.randint(1, 9)) if chance.random() < 0.2 else None
        ),
        items=chance.randint(3, 5),
        message_days=chance.randint(1, 3),
        only_slips=chance.random() < 0.3,
    )


async def happen(year: LeaderYear, judge: Judge) -> None:
    """One random thing: somebody says, answers or withdraws, chooses, moves, or is away."""
    chance = year.random
    what = chance.choice(
        ("say", "say", "urgent", "raiser", "raiser", "leader", "choose", "zone", "status", "down")
    )
    if what in ("say", "urgent"):
        await year.say(HowSoon.TODAY if what == "urgent" else None)
    elif what in ("raiser", "leader"):
        await act(year, leader=what == "leader")
    elif what == "choose":
        wanted = preferences(chance, year.leader_days().today(year.clock()))
        # Refused where those hours leave no moment to write in.
        with contextlib.suppress(Refusal):
            await year.runner.run(WORKSPACE, save_preferences, LEADER, lambda _: wanted)
    elif what == "down":
        year.restart()
    else:
        with year.store.begin() as tx:
            person = tx.people.get(WORKSPACE, LEADER)
        assert person is not None
        judge.says_away = what == "status" and chance.random() < 0.4
        moved = {
            "zone": chance.choice(ZONES) if what == "zone" else person.zone,
            "status_emoji": ":palm_tree:" if judge.says_away else "",
        }
        await year.runner.run(
            WORKSPACE, save_people, [person.__class__(**{**vars(person), **moved})]
        )


async def act(year: LeaderYear, *, leader: bool) -> None:
    """One side presses something on one concern, whether or not it still may."""
    chance = year.random
    with year.store.begin() as tx:
        found: list[Concern] = tx.concerns.owned(
            WORKSPACE, LEADER, datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
        )
    if not found:
        return
    one = chance.choice(found)
    by_raiser = (Act.NOT_TALKED, Act.SAME, Act.WORSE, Act.BETTER, Act.WITHDRAW, Act.AGAIN)
    # Refused where the button was there only a moment ago.
    with contextlib.suppress(Refusal):
        if leader:
            reason = NudgeReason.NEW if one.milestones.heard_at is None else NudgeReason.FIRST
            await year.settle(Item(id="x", concern=one.id, reason=reason, step_no=one.step_no))
        elif chance.random() < 0.3:
            await year.runner.run(WORKSPACE, correct, one.raiser, one.id, "not that")
        else:
            await year.runner.run(WORKSPACE, answer, one.raiser, one.id, chance.choice(by_raiser))


async def life(folder: Path, seed: int) -> Judge:
    """Some weeks in which anything may happen, and rounds come when they come."""
    year = LeaderYear(folder, seed, reports=4)
    judge = Judge()
    year.seen = judge
    for _ in range(STEPS):
        for _ in range(year.random.randint(0, 3)):
            await happen(year, judge)
        due = year.next_moment()
        jump = year.clock() + timedelta(minutes=year.random.choice((7, 90, 600, 1500, 6000)))
        year.clock.move_to(max(year.clock(), due if due and year.random.random() < 0.7 else jump))
        quiet = year.random.random() < 0.2
        judge.undisturbed_until = year.clock() + timedelta(hours=3) if quiet else None
        for message in await year.round(judge.undisturbed_until):
            if year.random.random() < 0.4:
                await year.answer(message)
    year.close()
    return judge


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**9))
def test_R2_R3_R4_no_history_and_no_clock_gives_a_leader_more_than_the_budget(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(life(Path(folder), seed))


def test_the_judge_sees_enough_to_judge(tmp_path: Path) -> None:
    found = [asyncio.run(life(folder(tmp_path, seed), seed)) for seed in (2, 3, 4)]
    assert sum(sum(one.on.values()) for one in found) > 10
    assert sum(sum(one.asked.values()) for one in found) > 5
    assert sum(sum(one.acks.values()) for one in found) > 10


@pytest.mark.parametrize("rate", [0.35])
def test_R38_no_new_concern_waits_for_want_of_budget(tmp_path: Path, rate: float) -> None:
    found = asyncio.run(year(folder(tmp_path, 3), rate, seed=3, weeks=5))
    assert len(found.new_delays) > 8
    assert max(found.new_delays) <= 2
    assert max(found.messages.values()) <= 7
    # R43: every day that the leader named is asked about on that day.
    assert found.named[True] > 8
    assert not found.named[False]


def folder(under: Path, seed: int) -> Path:
    made = under / str(seed)
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    return made
