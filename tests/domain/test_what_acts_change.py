"""What each act changes of a concern, field by field, and that it changes nothing else.

``what_acts_change.tsv`` has a row for each act, and for each reason that a leader is asked by: done
to a concern of which every field says something (``full``), and to one of which none does
(``bare``). Its changes stand behind it: days as ``+3`` from the Monday, moments as a day and the
hour in UTC; what stands there no more is ``-``. A row that changes is a decision about people's
days: read it before it is written anew.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path

import pytest

from bot.domain.concern import (
    Clocks,
    Concern,
    Handover,
    Milestones,
    Nudge,
    PlannedCheckIn,
    Promise,
    Replies,
    Timeout,
)
from bot.domain.concern.cadence import asked
from bot.domain.concern.effects import apply_transition, said_back
from bot.domain.concern.states import Act, CheckIn, Kind, Meeting, NudgeReason, State
from bot.domain.concern.transitions import TRANSITIONS
from bot.domain.record import SAID_BACK
from bot.domain.taxonomy import CloseReason
from tests.domain.concern_cases import (
    BEGIN,
    BERLIN,
    MONDAY,
    OTHER,
    TODAY,
    concern,
    context,
    leader_day,
    raiser_hour,
)

ROWS = Path(__file__).with_name("what_acts_change.tsv")
TESTED_ELSEWHERE = frozenset({"version", "last_act", "last_at", "step_no", "settled_by"})
NOW = raiser_hour(1)
QUIET_ONLY = frozenset({Act.AGAIN, Act.GIVE_TIME})
NAMES_A_DAY = frozenset(
    {Act.HEAR, Act.STEP, Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE, Act.LATER}
)
FULL = concern(
    quiet=True,
    reason=CloseReason.DECIDED,
    not_yet_because="No rota",
    left_by=OTHER,
    promise=Promise(
        promised_on=leader_day(2),
        come_back_on=leader_day(4),
        told_on=leader_day(4),
        meeting=Meeting.ONE_ON_ONE,
        due_on=TODAY,
        resume_on=leader_day(4),
        resume_named=True,
        follow_up=1,
        snoozes=2,
        away_told=leader_day(3),
    ),
    clocks=Clocks(
        nudge=Nudge(NudgeReason.SECOND, leader_day(4), raiser_hour(4), 2, named=True),
        check_in=PlannedCheckIn(CheckIn.SECOND, raiser_hour(3)),
        timeout=Timeout(Act.FALL_QUIET, raiser_hour(9)),
        stale_review_at=raiser_hour(50),
    ),
    handover=Handover(OTHER),
    milestones=Milestones(
        seen_from=MONDAY,
        delivered_at=MONDAY,
        heard_at=MONDAY,
        first_talk_at=MONDAY,
        talked_at=MONDAY,
        closed_at=MONDAY,
    ),
    replies=Replies(answer=Act.REOPEN, said_yes_at=MONDAY, two_views=True),
)


def parts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Each field of a value and of the values in it, as text."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from parts(getattr(value, each.name), f"{name}.{each.name}".strip("."))
    else:
        yield name, written(value)


def written(value: object) -> str:
    match value:
        case None | "":
            return "-"
        case datetime():
            return f"{(value.date() - TODAY).days:+}@{value:%H:%M}"
        case date():
            return f"{(value - TODAY).days:+}"
        case Enum():
            return str(value.value)
    return str(value)


def changes(before: Concern, after: Concern) -> str:
    old, new = dict(parts(before)), dict(parts(after))
    names = sorted({*old, *new} - TESTED_ELSEWHERE)
    moved = (name for name in names if old.get(name, "-") != new.get(name, "-"))
    return " ".join(f"{name}={new.get(name, '-')}" for name in moved)


def stands_for(act: Act, *, full: bool) -> Concern:
    row = TRANSITIONS[act]
    state = State.HEARD if State.HEARD in row.sources else min(row.sources)
    kind = Kind.RAISED if Kind.RAISED in row.kinds else min(row.kinds)
    stands = replace(FULL if full else concern(), state=state, kind=kind)
    if act is Act.ASK_HAND:
        return replace(stands, handover=None)
    if act in (Act.HAND_YES, Act.HAND_NO, Act.HAND_LAPSE):
        return replace(stands, handover=Handover(OTHER))
    return replace(stands, quiet=True) if act in QUIET_ONLY else stands


def made() -> Iterator[str]:
    """The rows as they are now."""
    for act in (act for act in Act if act not in BEGIN):
        for name, full in (("full", True), ("bare", False)):
            stands = stands_for(act, full=full)
            given = context(NOW)
            if act in NAMES_A_DAY and (full or act is Act.LATER):
                given = replace(given, day=leader_day(6), meeting=Meeting.SEPARATE, because="Ill")
            done = apply_transition(stands, act, given)
            yield f"{act.value}\t{name}\t{changes(stands, done.concern)}".rstrip()
    corrected = FULL.with_nudge(Nudge(NudgeReason.NOT_QUITE, TODAY, MONDAY))
    for name, stands in (("full", corrected), ("bare", concern(state=State.HEARD))):
        done = said_back(replace(stands, state=State.HEARD, handover=None), context(NOW))
        yield f"{SAID_BACK}\t{name}\t{changes(replace(stands, handover=None), done)}".rstrip()
    for reason in NudgeReason:
        for name, start in (("full", replace(FULL, handover=None)), ("bare", concern())):
            nudge = Nudge(reason, leader_day(1), NOW, reminder=2 if name == "full" else 1)
            stands = replace(start, state=State.HEARD).with_nudge(nudge)
            done = asked(stands, BERLIN, NOW)
            yield f"asked: {reason.value}\t{name}\t{changes(stands, done)}".rstrip()


@pytest.mark.parametrize("row", list(made()), ids=lambda row: " ".join(row.split("\t")[:2]))
def test_each_act_changes_what_its_row_says_and_nothing_else(row: str) -> None:
    act, start, *_ = row.split("\t")
    rows = ROWS.read_text(encoding="utf-8").splitlines()
    [decided] = [each for each in rows if each.split("\t")[:2] == [act, start]]
    assert row == decided


def test_every_act_has_its_rows() -> None:
    rows = ROWS.read_text(encoding="utf-8").splitlines()
    assert [row.split("\t")[:2] for row in rows] == [row.split("\t")[:2] for row in made()]
