"""What may happen to a concern, by whom, and lives nobody thought of."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.domain.concern import Concern, Handover, Mark, Retention, cadence
from bot.domain.concern.effects import checked_in
from bot.domain.concern.stale_review import can_be_reviewed
from bot.domain.concern.states import (
    CLOSED,
    FOLLOW_UPS,
    FROM_A_PERSON,
    OPEN,
    READ,
    UNANSWERED,
    Act,
    CheckIn,
    Kind,
    NudgeReason,
    Role,
    State,
)
from bot.domain.concern.transitions import (
    ALWAYS_POSSIBLE,
    ANSWERS_TO,
    KEPT_FROM_LEADER,
    LET_KNOW,
    TRANSITIONS,
    check_act,
)
from bot.domain.ids import PersonId
from bot.domain.refusals import NotYours, Stale
from tests.domain.concern_cases import (
    BEGIN,
    BERLIN,
    MONDAY,
    OTHER,
    after,
    concern,
    context,
)


def proposed(stands: Concern, act: Act) -> Concern:
    """As it must stand for ``act``: the leader has asked to hand it over, or has not."""
    return replace(stands, handover=None if act is Act.ASK_HAND else Handover(OTHER))


# The table

OPEN_STATES = {State.RAISED, State.HEARD, State.IN_PROGRESS, State.BETTER, State.WORSE}
READ_STATES = OPEN_STATES - {State.RAISED}
NOT_WITHDRAWN = set(State) - {State.WITHDRAWN}
WHAT_MATTERS = {
    Act.HEAR: (Role.OWNER, {State.RAISED}, State.HEARD),
    Act.STEP: (Role.OWNER, READ_STATES, State.IN_PROGRESS),
    Act.TALKED_BETTER: (Role.OWNER, READ_STATES, State.BETTER),
    Act.TALKED_SAME: (Role.OWNER, READ_STATES, State.IN_PROGRESS),
    Act.TALKED_WORSE: (Role.OWNER, READ_STATES, State.WORSE),
    Act.CLOSE: (Role.OWNER, READ_STATES, State.NO_CHANGE),
    Act.TAKE_BACK: (Role.OWNER, NOT_WITHDRAWN, State.WITHDRAWN),
    Act.BETTER: (Role.RAISER, READ_STATES, State.CONFIRMED),
    Act.SAME: (Role.RAISER, READ_STATES, State.IN_PROGRESS),
    Act.WORSE: (Role.RAISER, READ_STATES, State.WORSE),
    Act.LEAVE: (Role.RAISER, OPEN_STATES, State.ENDED_BY_RAISER),
    Act.WITHDRAW: (Role.RAISER, NOT_WITHDRAWN, State.WITHDRAWN),
    Act.REOPEN: (Role.RAISER, {State.NO_CHANGE}, State.HEARD),
    Act.SEND_ON: (Role.RAISER, OPEN_STATES | {State.NO_CHANGE}, State.HANDED_OVER),
    Act.HAND_YES: (Role.RAISER, OPEN_STATES, State.HANDED_OVER),
    Act.YES: (Role.RAISER, {State.OFFERED}, State.RAISED),
    Act.NO: (Role.RAISER, {State.OFFERED}, State.WITHDRAWN),
    Act.EXPIRE: (Role.CLOCK, {State.BETTER}, State.UNCONFIRMED),
}
"""Who may, from where, to where, for whatever changes where a concern stands."""


@pytest.mark.parametrize("act", list(WHAT_MATTERS))
def test_who_may_do_what_from_where_and_where_it_leads(act: Act) -> None:
    row = TRANSITIONS[act]
    assert (row.who, set(row.sources), row.target) == WHAT_MATTERS[act]


def test_every_act_has_its_row() -> None:
    assert set(TRANSITIONS) == set(Act)
    assert (OPEN, READ) == (OPEN_STATES, READ_STATES)
    # Each state is open, over, or not begun.
    assert set(State) - OPEN - {State.OFFERED, State.WITHDRAWN} == CLOSED


def test_each_reason_to_ask_a_leader_is_of_a_kind() -> None:
    of_the_bot = {reason.value for reason in set(NudgeReason) - FROM_A_PERSON}
    assert {reason.value for reason in UNANSWERED} == {"new", "ack_1", "ack_2", "ack_3", "again"}
    follow_ups = {"first", "second", "third", "snoozed", "snoozed_twice", "one_on_one"}
    assert {reason.value for reason in FOLLOW_UPS} == follow_ups
    assert of_the_bot == follow_ups | {"ack_1", "ack_2", "ack_3", "same", "decide"}


def test_what_begins_a_concern_says_in_which_state() -> None:
    begun = {act: (TRANSITIONS[act].target, TRANSITIONS[act].kinds) for act in BEGIN}
    assert begun == {
        Act.RAISE: (State.RAISED, {Kind.RAISED}),
        Act.NOTE: (State.HEARD, {Kind.NOTE}),
        Act.NOTE_SHARED: (State.HEARD, {Kind.SHARED}),
        Act.OFFER: (State.OFFERED, {Kind.RAISED}),
    }


def test_what_is_read_before_anybody_answers_it() -> None:
    """Nothing can be said about words that nobody has opened; a handover needs no reading."""
    unread = {act for act, row in TRANSITIONS.items() if State.RAISED in row.sources}
    assert unread == {
        Act.HEAR,
        Act.WITHDRAW,
        Act.REMOVE,
        Act.NOT_LED,
        Act.TAKE_BACK,
        Act.LEAVE,
        Act.SEND_ON,
        Act.ASK_HAND,
        Act.HAND_YES,
        Act.HAND_NO,
        Act.HAND_LAPSE,
        Act.CHANGE,
        Act.AGAIN,
        Act.GIVE_TIME,
        Act.BIGGER,
        Act.FALL_QUIET,
        Act.LEADER_GONE,
        Act.RAISER_GONE,
        Act.LEADER_BACK,
        Act.RAISER_BACK,
        Act.ERASE,
    }


def test_whom_a_private_note_is_about_can_have_it_removed_and_nothing_else() -> None:
    acts = {act for act, row in TRANSITIONS.items() if row.who is Role.RAISER}
    assert {act for act in acts if Kind.NOTE in TRANSITIONS[act].kinds} == {Act.REMOVE, Act.NOT_LED}


def test_what_settles_nothing_leaves_the_buttons_of_the_leader() -> None:
    kept = {act for act, row in TRANSITIONS.items() if not row.settles}
    assert kept == KEPT_FROM_LEADER | {
        Act.SAY_YES,
        Act.HAND_NO,
        Act.HAND_LAPSE,
        Act.FALL_QUIET,
        Act.STALE_REVIEW,
        Act.BIGGER,
        Act.SHARE,
        Act.CHANGE,
        Act.AGAIN,
        Act.GIVE_TIME,
        Act.LEADER_BACK,
        Act.RAISER_BACK,
    }


def test_what_settles_each_question() -> None:
    told = {Act.BETTER, Act.LITTLE, Act.SAME, Act.WORSE, Act.NOT_TALKED}
    private = {Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS}
    assert {
        CheckIn.FIRST: told | private,
        CheckIn.SECOND: told | private,
        CheckIn.ENDED: {Act.COME_BACK, Act.FINE},
        CheckIn.LATE: {Act.COME_BACK, Act.STILL_BETTER},
    } == ANSWERS_TO
    assert told == LET_KNOW
    assert {Act.FINE, Act.STILL_BETTER} | private == KEPT_FROM_LEADER
    assert {Act.WITHDRAW, Act.REMOVE, Act.NOT_LED, Act.TAKE_BACK} == ALWAYS_POSSIBLE


@pytest.mark.parametrize("question", list(CheckIn))
def test_every_answer_to_a_question_is_the_raisers_and_possible_when_it_is_asked(
    question: CheckIn,
) -> None:
    asked_in = {CheckIn.ENDED: State.UNCONFIRMED, CheckIn.LATE: State.CONFIRMED}
    state = asked_in.get(question, State.HEARD)
    for act in ANSWERS_TO[question]:
        check_act(concern(state=state), act, Role.RAISER)
    assert bool(ANSWERS_TO[question] & LET_KNOW) is (state is State.HEARD)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("state", [one for one in State if one is not State.WITHDRAWN])
def test_no_state_keeps_anybody_for_ever(state: State, kind: Kind) -> None:
    ways = {
        row.who
        for row in TRANSITIONS.values()
        if state in row.sources and kind in row.kinds and row.target not in (None, state)
    }
    assert ways - {Role.CLOCK}


def test_nothing_leads_out_of_what_was_withdrawn() -> None:
    assert not [act for act, row in TRANSITIONS.items() if State.WITHDRAWN in row.sources]


def test_R5_only_the_raiser_reaches_confirmed() -> None:
    reach = {row.who for row in TRANSITIONS.values() if row.target is State.CONFIRMED}
    assert reach == {Role.RAISER}


def test_R6_the_clock_closes_nothing_but_an_unanswered_better() -> None:
    for act, row in TRANSITIONS.items():
        if row.who is Role.CLOCK and row.sources & OPEN and row.target is not None:
            assert (act, row.sources) == (Act.EXPIRE, frozenset({State.BETTER}))


@pytest.mark.parametrize("act", list(TRANSITIONS))
def test_an_act_is_refused_to_the_wrong_one_and_at_the_wrong_time(act: Act) -> None:
    row = TRANSITIONS[act]
    for role, state, kind in product([*Role, None], State, Kind):
        stands = proposed(concern(state=state, kind=kind), act)
        if role is not row.who:
            with pytest.raises(NotYours):
                check_act(stands, act, role)
        elif state in row.sources and kind in row.kinds:
            check_act(stands, act, role)
        else:
            with pytest.raises(Stale):
                check_act(stands, act, role)


def test_a_button_of_an_older_step_is_stale_unless_it_takes_something_back() -> None:
    stands = concern(state=State.HEARD, step_no=3)
    check_act(stands, Act.STEP, Role.OWNER, step=3)
    check_act(stands, Act.WITHDRAW, Role.RAISER, step=1)
    for step in (1, 2, 4):
        with pytest.raises(Stale):
            check_act(stands, Act.STEP, Role.OWNER, step=step)


def test_a_private_note_has_no_side_of_whom_it_is_about() -> None:
    note = concern(kind=Kind.NOTE, state=State.HEARD)
    assert note.role(note.raiser) is None
    assert replace(note, kind=Kind.SHARED).role(note.raiser) is Role.RAISER
    assert note.role(PersonId("U1")) is Role.OWNER
    assert note.role(PersonId("U9")) is None


def test_every_act_of_the_table_is_done_somewhere() -> None:
    house = Path(bot.__file__).parent
    rooms = ("casework", "listeners", "messages/forms", "domain/concern")
    files = [file for room in rooms for file in sorted((house / room).rglob("*.py"))]
    tables = {"states.py", "transitions.py"}
    done = "".join(file.read_text() for file in files if file.name not in tables)
    assert [act.name for act in TRANSITIONS if f"Act.{act.name}" not in done] == []


SOON, LATE = MONDAY + timedelta(minutes=10), MONDAY + timedelta(minutes=20)
"""When its leader may see it, as its raiser was told, and a moment after that."""


@pytest.mark.parametrize(
    ("changes", "sees"),
    [
        ({}, (True, True, True)),
        ({"seen_from": SOON}, (False, True, True)),
        ({"seen_from": SOON, "closed_at": MONDAY}, (False, False, False)),
        ({"seen_from": SOON, "closed_at": SOON}, (False, True, True)),
        ({"seen_from": SOON, "closed_at": LATE}, (False, True, True)),
        ({"state": State.OFFERED}, (False, False, False)),
        ({"retention": Retention(held_at=MONDAY)}, (False, False, False)),
    ],
)
def test_R41_a_leader_knows_of_it_from_the_moment_its_raiser_was_told(
    changes: dict[str, object], sees: tuple[bool, bool, bool]
) -> None:
    stands = concern(**changes)
    moments = (SOON - timedelta(microseconds=1), SOON, LATE)
    assert tuple(stands.has_reached(now) for now in moments) == sees


@pytest.mark.parametrize(
    ("reason", "asked_on", "stands"),
    [
        (NudgeReason.FIRST, 4, True),
        (NudgeReason.FIRST, 3, True),
        (NudgeReason.FIRST, 5, False),
        (NudgeReason.SAME, 9, False),
    ],
)
def test_R45_a_named_day_stands_until_it_is_over_or_the_question_comes_later(
    reason: NudgeReason, asked_on: int, stands: bool
) -> None:
    day = BERLIN.add_workdays(date(2026, 3, 9), 4)
    nudge = cadence.nudge_on(reason, BERLIN.add_workdays(date(2026, 3, 9), asked_on), BERLIN)
    named = concern(state=State.HEARD, come_back_on=day, nudge=nudge)
    assert named.named_day(day) == (day if stands else None)
    assert named.named_day(day + timedelta(days=1)) is None
    assert named.asked_day() == nudge.on
    closed = replace(named, state=State.CONFIRMED)
    assert closed.named_day(day) is None
    # After what a person has just said the day that follows counts, not theirs.
    resumed = concern(
        state=State.HEARD,
        come_back_on=day,
        nudge=cadence.nudge_on(NudgeReason.SAME, day, BERLIN),
        resume_on=nudge.on,
    )
    assert resumed.named_day(day) == (day if asked_on <= 4 else None)
    waiting = resumed.with_nudge(None)
    assert waiting.asked_day() == nudge.on
    assert waiting.named_day(day) == (day if asked_on <= 4 else None)


def test_what_it_began_with_is_known_by_its_message() -> None:
    marked = concern(
        mark=Mark(key="mark:C1:1700.1:U2", link="https://x", erasable_until=MONDAY),
        origin="mark:C1:1700.1:U2",
    )
    assert marked.message == ("C1", "1700.1")
    assert concern().message is None
    assert marked.without_link().link is None
    assert marked.with_link("https://y").link == "https://y"
    assert marked.beyond_emoji().mark == Mark(key="mark:C1:1700.1:U2", link="https://x")
    plain = concern()
    assert plain.without_link() == plain.with_link("https://y") == plain.beyond_emoji() == plain
    erased = marked.without_message()
    assert (erased.message, erased.origin) == (None, "erased:c1")
    assert concern(origin="offer:C1:1700.1").without_message().origin == "erased:c1"
    assert plain.without_message().origin == plain.origin


# Lives nobody thought of

ACTS = [one for one, row in TRANSITIONS.items() if row.who is not Role.CLOCK]
BEGINNINGS = (
    concern(state=State.OFFERED),
    cadence.raised(concern(), MONDAY, BERLIN),
    cadence.noted(concern(state=State.HEARD, kind=Kind.NOTE), date(2026, 3, 12), BERLIN),
    cadence.noted(concern(state=State.HEARD, kind=Kind.SHARED), date(2026, 3, 12), BERLIN),
)


def clock(stands: Concern, now: datetime) -> Concern:
    """What the clock does with whatever is due, one thing after the other."""
    nudge = stands.clocks.nudge
    if nudge is not None and nudge.at <= now and not stands.quiet:
        stands = cadence.asked(stands, BERLIN, now)
    check_in = stands.clocks.check_in
    if check_in is not None and check_in.at <= now:
        stands = checked_in(stands, context(now))
    timeout = stands.clocks.timeout
    if timeout is not None and timeout.at <= now:
        check_act(stands, timeout.act, Role.CLOCK)
        before, stands = stands, after(stands, timeout.act, now)
        if before.state is not stands.state:
            assert (before.state, stands.state) == (State.BETTER, State.UNCONFIRMED)
    review_at = stands.clocks.stale_review_at
    if review_at is not None and review_at <= now and can_be_reviewed(stands):
        check_act(stands, Act.STALE_REVIEW, Role.CLOCK)
        stands = after(stands, Act.STALE_REVIEW, now)
    return stands


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(BEGINNINGS),
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 60)), max_size=30),
)
def test_no_life_breaks_the_rules(start: Concern, story: list[tuple[Act, int]]) -> None:
    now, stands = MONDAY, start
    for act, wait in story:
        for _ in range(wait):
            now += timedelta(hours=12)
            stands = clock(stands, now)
        tomorrow = BERLIN.add_workdays(BERLIN.today(now), 1)
        row, before = TRANSITIONS[act], stands
        try:
            check_act(stands, act, row.who)
            stands = after(stands, act, now, tomorrow)
        except Stale:
            continue
        assert stands.version == before.version + 1
        assert stands.step_no == before.step_no + row.settles
        if stands.state is State.CONFIRMED and before.state is not State.CONFIRMED:
            assert row.who is Role.RAISER
        clocks = stands.clocks
        if stands.state in CLOSED | {State.WITHDRAWN}:
            assert (clocks.nudge, clocks.timeout, stands.quiet) == (None, None, False)
            assert clocks.check_in is None or stands.state is State.CONFIRMED
            assert stands.milestones.closed_at is not None
        if stands.open:
            assert stands.milestones.closed_at is None
            assert clocks.nudge is not None or clocks.timeout is not None or stands.quiet
        if stands.replies.no_check_ins:
            assert clocks.check_in is None


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(BEGINNINGS[1:]), st.integers(1, 400))
def test_left_alone_nothing_closes_and_everything_falls_quiet(start: Concern, days: int) -> None:
    now, stands = MONDAY, start
    for _ in range(2 * days):
        now += timedelta(hours=12)
        stands = clock(stands, now)
    assert stands.state is start.state
    clocks = stands.clocks
    silence = clocks.timeout is not None and clocks.timeout.act is Act.FALL_QUIET
    assert stands.quiet or silence or clocks.nudge is not None
    assert stands.quiet or days < 60
