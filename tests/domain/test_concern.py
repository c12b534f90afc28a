"""The life of a concern as data, row by row, and lives nobody thought of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.domain import cadence
from bot.domain.calendar import Calendar
from bot.domain.concern import (
    CLOSED,
    OPEN,
    READ,
    Act,
    Concern,
    Kind,
    LeaderNews,
    NudgeReason,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.effects import checked, outcome
from bot.domain.handover import ripe
from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.refusals import NotYours, PastDate, Stale
from bot.domain.transition_context import TransitionContext
from bot.domain.transitions import TRANSITIONS, check_act
from bot.messages.translate import translator

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
BERLIN = Calendar("Europe/Berlin")
LISBON = Calendar("Europe/Lisbon")
ANY = frozenset(Kind)
NOT_PRIVATE = frozenset({Kind.RAISED, Kind.SHARED})
RAISED = frozenset({Kind.RAISED})
NOTES = frozenset({Kind.NOTE, Kind.SHARED})
BUT_WITHDRAWN = frozenset(State) - {State.WITHDRAWN}
OFFERED = frozenset({State.OFFERED})
NOTHING: frozenset[State] = frozenset()
S, R = State, Role

ROWS = {
    Act.RAISE: ("T1", NOTHING, R.RAISER, S.RAISED, RAISED),
    Act.NOTE_SHARED: ("T2", NOTHING, R.OWNER, S.HEARD, {Kind.SHARED}),
    Act.NOTE: ("T3", NOTHING, R.OWNER, S.HEARD, {Kind.NOTE}),
    Act.HEAR: ("T4", {S.RAISED}, R.OWNER, S.HEARD, RAISED),
    Act.SAY_YES: ("T5", READ, R.RAISER, None, NOT_PRIVATE),
    Act.NOT_QUITE: ("T6", READ, R.RAISER, None, NOT_PRIVATE),
    Act.STEP: ("T7", READ, R.OWNER, S.IN_PROGRESS, ANY),
    Act.TALKED_BETTER: ("T8", READ, R.OWNER, S.BETTER, ANY),
    Act.TALKED_SAME: ("T9", READ, R.OWNER, S.IN_PROGRESS, ANY),
    Act.TALKED_WORSE: ("T10", READ, R.OWNER, S.WORSE, ANY),
    Act.BETTER: ("T11", READ, R.RAISER, S.CONFIRMED, NOT_PRIVATE),
    Act.LITTLE: ("T12", READ, R.RAISER, S.IN_PROGRESS, NOT_PRIVATE),
    Act.SAME: ("T12", READ, R.RAISER, S.IN_PROGRESS, NOT_PRIVATE),
    Act.WORSE: ("T13", READ, R.RAISER, S.WORSE, NOT_PRIVATE),
    Act.NOT_TALKED: ("T14", READ, R.RAISER, None, NOT_PRIVATE),
    Act.CLOSE: ("T15", READ, R.OWNER, S.NO_CHANGE, NOT_PRIVATE),
    Act.REOPEN: ("T16", {S.NO_CHANGE}, R.RAISER, S.HEARD, NOT_PRIVATE),
    Act.SEND_ON: ("T18", OPEN | {S.NO_CHANGE}, R.RAISER, S.HANDED_OVER, RAISED),
    Act.ASK_HAND: ("T18", OPEN, R.OWNER, None, RAISED),
    Act.HAND_YES: ("T18", OPEN, R.RAISER, S.HANDED_OVER, RAISED),
    Act.HAND_NO: ("T18", OPEN, R.RAISER, None, RAISED),
    Act.HAND_LAPSE: ("T18", OPEN, R.CLOCK, None, RAISED),
    Act.WITHDRAW: ("T19", BUT_WITHDRAWN, R.RAISER, S.WITHDRAWN, RAISED),
    Act.LEAVE: ("T20", OPEN, R.RAISER, S.ENDED_BY_RAISER, NOT_PRIVATE),
    Act.EXPIRE: ("T21", {S.BETTER}, R.CLOCK, S.UNCONFIRMED, NOT_PRIVATE),
    Act.COME_BACK: (
        "T22",
        {S.CONFIRMED, S.UNCONFIRMED, S.NO_CHANGE, S.ENDED_BY_RAISER},
        R.RAISER,
        S.HEARD,
        NOT_PRIVATE,
    ),
    Act.FALL_QUIET: ("T23", OPEN, R.CLOCK, None, ANY),
    Act.GROW_OLD: ("T24", READ, R.CLOCK, None, NOT_PRIVATE),
    Act.LEADER_GONE: ("T25", OPEN, R.CLOCK, None, ANY),
    Act.ERASE: ("T26", BUT_WITHDRAWN, R.CLOCK, None, ANY),
    Act.BIGGER: ("T27", OPEN, R.OWNER, None, ANY),
    Act.RAISER_GONE: ("T28", OPEN, R.CLOCK, None, ANY),
    Act.OFFER: ("T29", NOTHING, R.COLLEAGUE, S.OFFERED, RAISED),
    Act.YES: ("T30", OFFERED, R.RAISER, S.RAISED, RAISED),
    Act.NO: ("T31", OFFERED, R.RAISER, S.WITHDRAWN, RAISED),
    Act.OFFER_LAPSE: ("T31", OFFERED, R.CLOCK, S.WITHDRAWN, RAISED),
    Act.UNMARK: ("T31", OFFERED, R.COLLEAGUE, S.WITHDRAWN, RAISED),
    Act.SHARE: ("T32", READ, R.OWNER, None, {Kind.NOTE}),
    Act.REMOVE: ("T33", BUT_WITHDRAWN, R.RAISER, S.WITHDRAWN, {Kind.SHARED}),
    Act.LATER: ("T34", READ, R.OWNER, None, ANY),
    Act.NOT_REACHED: ("T35", READ, R.OWNER, None, ANY),
    Act.KEEP_PRIVATE: ("T36", READ, R.RAISER, None, NOT_PRIVATE),
    Act.REST: ("T37", READ, R.RAISER, None, NOT_PRIVATE),
    Act.STOP_CHECKS: ("T37", READ, R.RAISER, None, NOT_PRIVATE),
    Act.FINE: ("T37", {S.UNCONFIRMED}, R.RAISER, None, NOT_PRIVATE),
    Act.STILL_BETTER: ("T37", {S.CONFIRMED}, R.RAISER, None, NOT_PRIVATE),
    Act.CHANGE: ("T38", OPEN, R.RAISER, None, RAISED),
    Act.TAKE_BACK: ("T39", BUT_WITHDRAWN, R.OWNER, S.WITHDRAWN, NOTES),
    Act.AGAIN: ("T40", OPEN, R.RAISER, None, RAISED),
    Act.GIVE_TIME: ("T41", OPEN, R.RAISER, None, RAISED),
}
"""Every row of the table; T17, parking, is for later."""
BEGIN = frozenset(act for act, row in TRANSITIONS.items() if not row.sources)


def concern(**changes: object) -> Concern:
    made = Concern(
        workspace=WorkspaceId("T1"),
        id=ConcernId("c1"),
        kind=Kind.RAISED,
        origin="command:1",
        raiser=PersonId("U2"),
        owner=PersonId("U1"),
        team=TeamId("t1"),
        state=State.RAISED,
        created_at=MONDAY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def asked(stands: Concern, act: Act) -> Concern:
    """As it must stand for ``act``: the leader has asked to hand it over, or has not."""
    hand_to = None if act is Act.ASK_HAND else PersonId("U7")
    return replace(stands, hand_to=hand_to)


def circumstances(now: datetime = MONDAY, day: date | None = None) -> TransitionContext:
    return TransitionContext(now=now, leader=BERLIN, raiser=LISBON, day=day, person=PersonId("U7"))


@pytest.mark.parametrize("act", list(ROWS))
def test_each_row_of_the_table_says_who_from_where_and_where_to(act: Act) -> None:
    number, sources, who, target, kinds = ROWS[act]
    row = TRANSITIONS[act]
    assert (row.number, row.sources, row.who, row.target, row.kinds) == (
        number,
        frozenset(sources),
        who,
        target,
        frozenset(kinds),
    )


def test_the_table_has_these_rows_and_no_others() -> None:
    assert set(TRANSITIONS) == set(ROWS) == set(Act)


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
        stands = asked(concern(state=state, kind=kind), act)
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


# What single acts leave behind


@pytest.mark.parametrize("act", [Act.AGAIN, Act.GIVE_TIME])
def test_asking_again_and_giving_time_are_only_for_what_is_quiet_and_once(act: Act) -> None:
    quiet = concern(quiet=True)
    after = outcome(quiet, act, circumstances()).concern
    assert after.turn is Act.FALL_QUIET
    days = 5 if act is Act.AGAIN else 10
    assert after.turn_at == LISBON.hour_on(LISBON.add_workdays(date(2026, 3, 9), days))
    with pytest.raises(Stale):
        outcome(replace(after, quiet=True), act, circumstances())
    with pytest.raises(Stale):
        outcome(concern(), act, circumstances())


@pytest.mark.parametrize("act", [Act.NOT_QUITE, Act.LITTLE, Act.SAME, Act.WORSE, Act.NOT_TALKED])
def test_what_a_person_says_ends_the_quiet_and_goes_out_at_the_next_hour(act: Act) -> None:
    quiet = concern(state=State.HEARD, quiet=True, come_back_on=date(2026, 3, 5))
    after = outcome(quiet, act, circumstances()).concern
    assert not after.quiet
    assert after.ask is not None
    assert after.ask.at == BERLIN.next_hour(MONDAY)
    assert after.resume_on is not None


def test_a_second_correction_keeps_the_day_of_the_follow_up() -> None:
    day = date(2026, 3, 18)
    plain = concern(state=State.HEARD, ask=cadence.ask_on(NudgeReason.FIRST, day, BERLIN))
    once = outcome(plain, Act.NOT_QUITE, circumstances()).concern
    twice = outcome(once, Act.NOT_QUITE, circumstances()).concern
    assert once.resume_on == twice.resume_on == day


def test_better_on_a_private_note_is_the_end_of_it() -> None:
    note = concern(kind=Kind.NOTE, state=State.HEARD)
    after = outcome(note, Act.TALKED_BETTER, circumstances()).concern
    assert after.state is State.UNCONFIRMED
    assert (after.closed_at, after.ask, after.check, after.turn) == (MONDAY, None, None, None)


def test_not_yet_needs_a_day() -> None:
    with pytest.raises(PastDate):
        outcome(concern(state=State.HEARD), Act.LATER, circumstances())


def test_what_was_taken_back_tells_the_leader_only_if_it_was_read() -> None:
    unread = outcome(concern(), Act.WITHDRAW, circumstances())
    read = outcome(concern(state=State.HEARD, heard_at=MONDAY), Act.WITHDRAW, circumstances())
    assert (unread.tail, read.tail) == (None, LeaderNews.WITHDRAWN)


TOLD = {
    Act.HEAR: RaiserNotice.HEARD,
    Act.CLOSE: RaiserNotice.CLOSED,
    Act.FALL_QUIET: RaiserNotice.WAITING,
    Act.SHARE: RaiserNotice.SHARED,
    Act.ASK_HAND: RaiserNotice.HAND,
    Act.GROW_OLD: RaiserNotice.LONG,
    Act.LEADER_GONE: RaiserNotice.OWNER_GONE,
}
NEWS = {
    Act.BETTER: LeaderNews.CONFIRMED,
    Act.LEAVE: LeaderNews.LEFT,
    Act.WITHDRAW: LeaderNews.WITHDRAWN,
    Act.HAND_NO: LeaderNews.HAND_NO,
    Act.HAND_LAPSE: LeaderNews.HAND_NO,
    Act.REMOVE: LeaderNews.NOTE_REMOVED,
}


@pytest.mark.parametrize("act", [one for one in TRANSITIONS if one not in {Act.LATER} | BEGIN])
def test_each_act_tells_whom_the_table_says(act: Act) -> None:
    row = TRANSITIONS[act]
    kind = next(one for one in Kind if one in row.kinds)
    stands = concern(state=min(row.sources), kind=kind, heard_at=MONDAY, quiet=True)
    done = outcome(stands, act, circumstances())
    assert (done.told, done.tail) == (TOLD.get(act), NEWS.get(act))


@pytest.mark.parametrize("act", [act for act, row in TRANSITIONS.items() if row.asks])
def test_each_act_brings_the_leader_what_the_table_says(act: Act) -> None:
    row = TRANSITIONS[act]
    if act in BEGIN:
        after = cadence.raised(concern(), MONDAY, BERLIN)
    else:
        quiet = act in (Act.AGAIN, Act.GIVE_TIME)
        stands = concern(state=min(row.sources), heard_at=MONDAY, quiet=quiet)
        after = outcome(stands, act, circumstances()).concern
    assert after.ask is not None
    assert after.ask.cause is row.asks


@pytest.mark.parametrize(
    "act", [act for act, row in TRANSITIONS.items() if row.check and act is not Act.EXPIRE]
)
def test_each_act_has_the_question_asked_that_the_table_says(act: Act) -> None:
    row = TRANSITIONS[act]
    stands = concern(state=min(row.sources), heard_at=MONDAY)
    after = outcome(stands, act, circumstances()).concern
    assert after.check is row.check
    assert after.check_at is not None
    assert outcome(replace(stands, no_checks=True), act, circumstances()).concern.check is None


def test_every_key_the_table_shows_is_one_of_the_locale() -> None:
    w = translator("en-US")
    for row in TRANSITIONS.values():
        keys = [*row.shows, *(f"told-{one}" for one in (row.told,) if one)]
        keys += [f"card-{row.asks}"] if row.asks else []
        keys += [f"tail-{row.tail}"] if row.tail else []
        keys += [f"check-{row.check}"] if row.check else []
        assert [key for key in keys if not w.has(key)] == []


def test_every_act_of_the_table_is_done_somewhere() -> None:
    house = Path(bot.__file__).parent
    rooms = ("casework", "listeners", "messages/forms", "domain/cadence.py", "domain/effects.py")
    done = ""
    for room in rooms:
        place = house / room
        files = [place] if place.suffix else sorted(place.rglob("*.py"))
        done += "".join(one.read_text() for one in files)
    assert [act.name for act in TRANSITIONS if f"Act.{act.name}" not in done] == []


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
    if stands.ask is not None and stands.ask.at <= now and not stands.quiet:
        stands = cadence.asked(stands, BERLIN, now)
    if stands.check is not None and stands.check_at is not None and stands.check_at <= now:
        stands = checked(stands, circumstances(now))
    if stands.turn is not None and stands.turn_at is not None and stands.turn_at <= now:
        check_act(stands, stands.turn, Role.CLOCK)
        before = stands
        stands = outcome(stands, stands.turn, circumstances(now)).concern
        if before.state is not stands.state:
            assert (before.state, stands.state) == (State.BETTER, State.UNCONFIRMED)
    if stands.long_at is not None and stands.long_at <= now and ripe(stands):
        check_act(stands, Act.GROW_OLD, Role.CLOCK)
        stands = outcome(stands, Act.GROW_OLD, circumstances(now)).concern
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
        given_ = circumstances(now, BERLIN.add_workdays(BERLIN.today(now), 1))
        row, before = TRANSITIONS[act], stands
        try:
            check_act(stands, act, row.who)
            stands = outcome(stands, act, given_).concern
        except Stale:
            continue
        assert stands.version == before.version + 1
        assert stands.step_no == before.step_no + row.settles
        if stands.state is State.CONFIRMED and before.state is not State.CONFIRMED:
            assert row.who is Role.RAISER
        if stands.state in CLOSED | {State.WITHDRAWN}:
            assert (stands.ask, stands.turn, stands.quiet) == (None, None, False)
            assert stands.check is None or stands.state is State.CONFIRMED
            assert stands.closed_at is not None
        if stands.open:
            assert stands.closed_at is None
            assert stands.ask is not None or stands.turn is not None or stands.quiet
        if stands.no_checks:
            assert stands.check is None


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(BEGINNINGS[1:]), st.integers(1, 400))
def test_left_alone_nothing_closes_and_everything_falls_quiet(start: Concern, days: int) -> None:
    now, stands = MONDAY, start
    for _ in range(2 * days):
        now += timedelta(hours=12)
        stands = clock(stands, now)
    assert stands.state is start.state
    assert stands.quiet or stands.turn is Act.FALL_QUIET or stands.ask is not None
    assert stands.quiet or days < 60
