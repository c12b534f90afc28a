"""What a form sends comes back as a value."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.domain.concern import Act, Meeting, State
from bot.domain.taxonomy import Change, CloseReason, Help, HowSoon, Pressure, Signal, StepKind
from bot.domain.team import ChannelFigures
from bot.messages.forms import digest, form_inputs, leading, oneself, raising, teams

from .samples import (
    DAYS,
    MARIA,
    PRIYA,
    TEAM,
    TODAY,
    TOM,
    WORDS,
    coming,
    full,
    person,
    record,
    state_of,
)

DAY = TODAY + timedelta(days=3)
OTHER = TODAY + timedelta(days=9)


def test_raise() -> None:
    view = raising.raise_form(MARIA, leaders=[PRIYA], others=[TOM], contact=None, words="Hello")
    given = state_of(
        view, signal="stuck", help="act", how_soon="today", pressures=["date"], leader=TOM.id
    )
    assert form_inputs.RaiseInput.of(given) == form_inputs.RaiseInput(
        signal=Signal.STUCK,
        words="Hello",
        help=Help.ACT,
        how_soon=HowSoon.TODAY,
        pressures=(Pressure.DATE,),
        leader=TOM.id,
    )


def test_raise_without_a_choice_and_with_a_crowd() -> None:
    one = raising.raise_form(MARIA, leaders=[PRIYA], contact=None)
    found = form_inputs.RaiseInput.of(state_of(one, signal="stuck", words=" x "))
    assert (found.leader, found.words, found.help) == (None, "x", None)
    assert found.how_soon is HowSoon.WEEK
    crowd = [person(f"U{n:05}") for n in range(120)]
    many = raising.raise_form(MARIA, leaders=[PRIYA], others=crowd, contact=None)
    given = state_of(many, signal="led", words="x", leader="U00007")
    assert form_inputs.RaiseInput.of(given).leader == "U00007"


def test_change_starts_from_what_there_is() -> None:
    view = raising.change_form(MARIA, record=record(), contact=None)
    found = form_inputs.ChangeInput.of(state_of(view))
    assert found.words == WORDS.strip()
    assert found.signal is Signal.CONTEXT
    assert found.help is Help.LISTEN
    assert len(found.pressures) == 3


def note(**typed: Any) -> form_inputs.NoteInput:
    view = raising.note_form(
        PRIYA, person=None, offered_days=DAYS, in_a_week=DAYS[-1], contact=None
    )
    return form_inputs.NoteInput.of(state_of(view, person=MARIA.id, words="x", **typed))


def test_note() -> None:
    assert note().day == DAYS[2]
    assert note(date=DAYS[0].isoformat()).day == DAYS[0]
    found = note(day=OTHER.isoformat(), meeting=["one_on_one"], share_now=["yes"])
    assert found == form_inputs.NoteInput(
        person=MARIA.id, words="x", day=OTHER, meeting=Meeting.ONE_ON_ONE, share=True
    )
    assert note().meeting is None
    assert not note().share
    moved = raising.note_form(
        PRIYA, person=MARIA, words="x", offered_days=DAYS, chosen=OTHER, contact=None
    )
    again = form_inputs.NoteInput.of(state_of(moved))
    assert (again.day, again.person) == (OTHER, None)


def test_heard_and_say_back() -> None:
    view = leading.read_form(PRIYA, record=record(), contact=None, default_day=DAY)
    found = form_inputs.HeardInput.of(
        state_of(view, say_back="What I'm hearing", meeting="separate")
    )
    assert found == form_inputs.HeardInput(
        say_back="What I'm hearing", day=DAY, meeting=Meeting.SEPARATE
    )
    assert form_inputs.HeardInput.of(state_of(view)).say_back == ""


@pytest.mark.parametrize("act", leading.ANSWERS)
def test_talked(act: Act) -> None:
    view = leading.talked_form(PRIYA, record=full(), default_day=DAY, contact=None)
    found = form_inputs.TalkedInput.of(state_of(view, answer=act.value))
    assert (found.act, found.step, found.day) == (act, None, DAY)
    assert found.shown
    assert not found.team_may_read


def test_step() -> None:
    view = leading.step_form(PRIYA, record=full(), default_day=DAY, contact=None)
    given = state_of(view, step="scope", detail="Drop it", shown=["team"])
    assert form_inputs.StepInput.of(given) == form_inputs.StepInput(
        step=StepKind.SCOPE, detail="Drop it", day=DAY, shown=False, team_may_read=True
    )


def test_later() -> None:
    view = leading.later_form(PRIYA, record=full(), tomorrow=DAY, next_week=OTHER, contact=None)
    assert form_inputs.LaterInput.of(state_of(view)).day == DAY
    assert form_inputs.LaterInput.of(state_of(view, date=OTHER.isoformat())).day == OTHER
    assert form_inputs.LaterInput.of(state_of(view, day="2026-05-01")).day == date(2026, 5, 1)


def test_close_not_quite_changed() -> None:
    view = leading.close_form(PRIYA, record=full(), contact=None)
    found = form_inputs.CloseInput.of(state_of(view, reason="outside", words="We looked."))
    assert found == form_inputs.CloseInput(reason=CloseReason.OUTSIDE, words="We looked.")
    view = raising.not_quite_form(MARIA, record=full(), contact=None)
    assert form_inputs.NotQuiteInput.of(state_of(view, answer="It")).words == "It"
    view = raising.changed_form(MARIA, record=full(), contact=None)
    assert form_inputs.ChangedInput.of(state_of(view)).changes == (Change.LESS,)
    assert form_inputs.ChangedInput.of(state_of(view, changes=[])).changes == ()


def test_team() -> None:
    fresh = teams.team_form(PRIYA, team=None, people=[PRIYA.id, MARIA.id], contact=None)
    found = form_inputs.TeamInput.of(state_of(fresh, contact_line="Ombudsperson, 4711"))
    assert found == form_inputs.TeamInput(
        leaders=(PRIYA.id,),
        members=(MARIA.id,),
        contact=form_inputs.ContactInput(person=None, line="Ombudsperson, 4711"),
        digest_day=5,
        digest_at=time(10, 0),
        figures=ChannelFigures.AFTER_FOUR_WEEKS,
        digest_every=1,
        chart=False,
        zone="Europe/Berlin",
        region=None,
        emoji=(),
    )
    known = teams.team_form(PRIYA, team=TEAM, contact="<@U1>")
    wished = form_inputs.TeamInput.of(state_of(known, digest_wishes=["monthly", "chart"]))
    assert (wished.digest_every, wished.chart) == (4, True)
    found = form_inputs.TeamInput.of(state_of(known, digest_day="0", digest_at="16:15"))
    assert found.leaders == (PRIYA.id,)
    assert (found.digest_day, found.digest_at) == (0, time(16, 15))
    marks = state_of(known, emoji=":Ear:, eyes  :+1:", region=" DE-BE ")
    assert form_inputs.TeamInput.of(marks).emoji == ("ear", "eyes", "+1")
    assert form_inputs.TeamInput.of(marks).region == "DE-BE"
    assert found.contact == form_inputs.ContactInput(person=None, line=None)


@pytest.mark.parametrize("steps", [0, 3, 11])
def test_friday(steps: int) -> None:
    view = digest.digest_form(PRIYA, coming=coming(steps), contact=None)
    as_it_is = form_inputs.FridayInput.of(state_of(view))
    assert as_it_is.steps == tuple(f"s{number}" for number in range(0, steps, 2))
    assert as_it_is.lines == (WORDS[:150].strip(),) * 3
    changed: dict[str, Any] = {"note_steps": ["s1"]} if steps else {}
    other = form_inputs.FridayInput.of(state_of(view, **changed, line_2=" Reviews on Mondays "))
    assert other.lines[1] == "Reviews on Mondays"
    assert other.steps == (("s1",) if steps else ())


def test_promise_contact_pause() -> None:
    view = teams.promise_form(PRIYA, team=TEAM, contact=None)
    assert form_inputs.PromiseInput.of(state_of(view)).hour == time(9, 30)
    assert form_inputs.PromiseInput.of(state_of(view, hour="07:30")).hour == time(7, 30)
    view = teams.contact_form(PRIYA, person=TOM.id)
    found = form_inputs.ContactInput.of(state_of(view))
    assert found == form_inputs.ContactInput(person=TOM.id, line=None)
    view = teams.contact_form(PRIYA)
    found = form_inputs.ContactInput.of(state_of(view, contact_line=f"<@{TOM.id}>"))
    assert found == form_inputs.ContactInput(person=TOM.id, line=None)
    found = form_inputs.ContactInput.of(state_of(view, contact_line=f"<@{TOM.id}> & co"))
    assert found == form_inputs.ContactInput(person=None, line=f"<@{TOM.id}> & co")
    view = oneself.pause_form(PRIYA, contact=None)
    assert form_inputs.PauseInput.of(state_of(view, day="2026-04-01")).until == date(2026, 4, 1)


@pytest.mark.parametrize(
    "values",
    [
        {},
        [],
        {"signal": {}},
        {"signal": {"signal": {}}},
        {"signal": {"signal": {"selected_option": {"value": "nonsense"}}}},
        {"signal": {"signal": {"selected_option": {"value": 3}}}},
        {"signal": {"signal": {"selected_option": "stuck"}}},
        {"signal": {"signal": {"selected_option": None}}},
    ],
)
def test_another_shape_is_refused(values: Any) -> None:
    with pytest.raises(ValueError):
        form_inputs.RaiseInput.of(values)


def test_another_shape_is_refused_elsewhere() -> None:
    day = {"day": {"day": {"selected_date": "soon"}}}
    for read in (
        form_inputs.PauseInput.of,
        form_inputs.LaterInput.of,
        form_inputs.HeardInput.of,
        form_inputs.StepInput.of,
        form_inputs.TalkedInput.of,
        form_inputs.TeamInput.of,
        form_inputs.PromiseInput.of,
        form_inputs.CloseInput.of,
    ):
        for values in (day, {}):
            with pytest.raises(ValueError):
                read(values)
    view = leading.talked_form(PRIYA, record=full(), default_day=DAY, contact=None)
    given = state_of(view, answer="talked_better")
    given["answer"]["answer"]["selected_option"]["value"] = "withdraw"
    with pytest.raises(ValueError):
        form_inputs.TalkedInput.of(given)
    assert full().concern.state is State.IN_PROGRESS
