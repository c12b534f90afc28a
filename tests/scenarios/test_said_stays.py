"""What was said stays said: whole lives, played again and again, and some told by hand (R44, R45).

A message that has left says what was so when it left, with its people and its days. It gains what
came of it there, and says no other news.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.leader_year import LEADER, WORKSPACE
from bot.casework import Unit
from bot.casework.leading import later
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.messages.forms.lines import next_for_raiser
from tests.conftest import Cast
from tests.scenarios.lives import (
    close_all,
    hear,
    heard,
    homes,
    last,
    letters,
    raised,
    the,
)
from tests.scenarios.moments import local
from tests.scenarios.replay import OTHER, SEEDS, WORDS, Left, Lives, name_of

STEPS = 70
TO_RAISERS = (DeliveryKind.NOTICE, DeliveryKind.CHECK_IN)
ASKS = ("away", "closed", "hand", "owner_gone", "waiting", "ended")
GONE = (
    "is no longer with you.",
    "· taken back.",
    "are deleted.",
    "The note is deleted.",
)
SETTLED = re.compile(r" · (done|ended|closed|on \w{3} \d)")
PROMISE = re.compile(r"will come back to you on \w{3} (\d+ \w+)")
SAID = "Priya will come back to you on Thu 12 March."


def stays(said: Left, now: list[str], settled: dict[tuple[str, int], str]) -> None:
    """A message that has left still says what it said; what is settled says what settled it."""
    if said.kind in TO_RAISERS:
        key = (said.id, 0)
        if "The last day to ask to talk was" in now[0]:
            # The day until which one can ask to talk has passed: that is said.
            return
        if key in settled or now[: len(said.sections)] != said.sections:
            # A question that is over begins with what came of it, and says that from then on.
            assert "?" in " ".join(said.sections) or said.notice in ASKS, (said, now)
            before = settled.setdefault(key, now[0])
            assert before in (now[0], WORDS("notice-settled")), (said, before, now)
            settled[key] = now[0]
            return
        added = now[len(said.sections) :]
        # Nothing is added but a step soon after *heard*.
        assert not added or (said.notice == "heard" and "Next step" in added[0]), (said, now)
        return
    # What is settled leaves its question out: then the rest stands where it stood, from the end.
    latest = zip(said.sections[-len(now) :], now, strict=True)
    for place, (before, after) in enumerate(latest, start=-len(now)):
        if after.endswith(GONE) or "open with you" in before:
            # The weekly list is no news: what is open is counted anew while it stands there.
            continue
        key = (said.id, place)
        if SETTLED.search(after):
            first = settled.setdefault(key, after)
            assert after.startswith(first), (said, first, after)
        else:
            assert key not in settled, (settled[key], after)
            assert after == before, (said, after)


@pytest.mark.parametrize("seed", SEEDS)
async def test_R44_what_has_left_says_what_was_so_when_it_left(tmp_path: Path, seed: int) -> None:
    lives = Lives(tmp_path, seed)
    settled: dict[tuple[str, int], str] = {}
    for step in range(STEPS):
        known = set(lives.left)
        await lives.happen()
        for key in set(lives.left) - known:
            said = lives.left[key]
            text = " ".join(said.sections)
            if said.kind in TO_RAISERS and said.leader is not None and said.notice != "hand":
                other = OTHER if said.leader == LEADER else LEADER
                assert name_of(other) not in text, said
            promised(lives, text, said.subject)
        if step % 7 == 0 or step == STEPS - 1:
            for key, now in lives.drawn_now().items():
                stays(lives.left[key], now, settled)
            for concern in lives.all():
                with lives.store.begin() as tx:
                    unit = Unit(tx, lives.clock(), WORKSPACE)
                    record = unit.record(concern)
                promised(lives, next_for_raiser(WORDS, record.raiser, record), concern.id)
    kinds = {one.notice for one in lives.left.values()}
    assert len(lives.left) >= STEPS / 5, len(lives.left)
    assert {"heard", "waiting"} & kinds, kinds
    lives.close()


def promised(lives: Lives, text: str, concern: str) -> None:
    """No leader plans what no leader chose (R45)."""
    for day in PROMISE.findall(text):
        named = {f"{one:%-d %B}" for one in lives.promises.named.get(concern, ())}
        assert day in named, (text, named)


async def move_to(simulation: Simulation, cast: Cast, day: date) -> None:
    """Priya names another day."""
    await simulation.bot.runner.run(
        simulation.bot.installation.workspace,
        later,
        PersonId(cast.priya.id),
        the(simulation).id,
        day=day,
        step=None,
    )
    await simulation.rounds()


async def test_R44_a_day_that_moves_is_told_and_the_old_message_keeps_its_own(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    notice = last(cast.maria)
    assert SAID in notice.plain()
    await move_to(simulation, cast, date(2026, 3, 17))
    assert SAID in notice.live.plain()
    moved = last(cast.maria)
    assert moved is not notice
    assert moved.text == "A date has moved."
    assert "Priya will come back to this on Tue 17 March, not on Thu 12 March." in moved.plain()
    assert "Priya will come back to you on Tue 17 March." in await homes(cast.maria)


async def test_R44_a_second_move_within_a_week_is_told_before_the_day_that_was_told(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await move_to(simulation, cast, date(2026, 3, 17))
    told = last(cast.maria)
    await move_to(simulation, cast, date(2026, 3, 18))
    await move_to(simulation, cast, date(2026, 3, 19))
    assert last(cast.maria) is told
    await simulation.move(local("2026-03-16 12:00"))
    again = last(cast.maria)
    assert "Priya will come back to this on Thu 19 March, not on Tue 17 March." in again.plain()
    assert "on Tue 17 March," in told.live.plain()


async def test_R44_a_move_that_is_taken_back_before_it_was_told_is_not_told(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await move_to(simulation, cast, date(2026, 3, 17))
    count = len(letters(cast.maria))
    await move_to(simulation, cast, date(2026, 3, 18))
    await move_to(simulation, cast, date(2026, 3, 17))
    await simulation.move(local("2026-03-16 18:00"))
    assert len(letters(cast.maria)) == count


async def test_what_has_not_left_yet_names_the_day_that_holds_when_it_leaves(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    before = len(cast.maria.direct_messages())
    await simulation.move(local("2026-03-09 21:00"))
    card = last(cast.priya)
    await cast.priya.press(card, "Read it")
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    await move_to(simulation, cast, date(2026, 3, 17))
    assert len(cast.maria.direct_messages()) == before
    await simulation.move(local("2026-03-10 12:00"))
    assert "Priya will come back to you on Tue 17 March." in last(cast.maria).plain()
    assert len(cast.maria.direct_messages()) == before + 1


async def test_R44_an_answer_is_a_message_of_its_own_though_the_question_is_fresh(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await simulation.move(local("2026-03-16 11:30"))
    question = last(cast.maria)
    assert "What would you like to do?" in question.plain()
    await hear(simulation, cast)
    answer = last(cast.maria)
    assert answer is not question
    assert answer.text == "What you raised has been read."
    assert "hadn't replied yet" in question.live.plain()
    assert "Priya replied on Mon 16 March." in question.live.plain()
    assert question.live.labels() == []


async def test_R44_only_a_step_soon_after_heard_is_added_to_its_message(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    card = last(cast.priya)
    await cast.priya.press(card, "Read it")
    await cast.priya.submit()
    await close_all(cast.priya)
    await simulation.move(timedelta(minutes=5))
    reply = last(cast.maria)
    await choose_step(simulation, cast)
    assert last(cast.maria) is reply
    assert SAID in reply.live.plain()
    assert "@Priya planned a next step: " in reply.live.plain()
    await simulation.move(timedelta(minutes=3))
    await close_it(cast)
    await simulation.rounds()
    closed = last(cast.maria)
    assert closed is not reply
    assert closed.text == "You have an answer."
    assert SAID in reply.live.plain()


async def choose_step(simulation: Simulation, cast: Cast) -> None:
    """Priya picks a step from Home."""
    await cast.priya.open_home()
    await cast.priya.press("home", "More")
    await cast.priya.press("modal", "Pick a next step")
    await cast.priya.fill(
        {"What will you do?": "Cut scope", "The step in your own words": "Drop the export"}
    )
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    await simulation.rounds()


async def close_it(cast: Cast) -> None:
    """Priya closes it without change, from Home."""
    await cast.priya.open_home()
    await cast.priya.press("home", "More")
    await cast.priya.press("modal", "Give an honest no")
    await cast.priya.fill(
        {
            "Why is it a no?": "Not possible now",
            "In your own words, to Maria": "I asked for a hire; not before June.",
        }
    )
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)


async def test_R45_what_came_back_is_no_plan_of_its_leader(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await close_it(cast)
    await simulation.rounds()
    await cast.maria.press(last(cast.maria), "I'd like to talk")
    shown = await homes(cast.maria)
    assert "will come back to you" not in shown
    assert "I'll ask Priya on Tue 10 March" in shown
