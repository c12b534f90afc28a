"""What a form sends comes back as a value."""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from typing import Any

import pytest

from bot.domain.concern.states import Act, Meeting, State
from bot.domain.rhythm import Sorted
from bot.domain.settings import ChannelFigures
from bot.domain.taxonomy import Change, CloseReason, Help, HowSoon, Pressure, Signal, StepKind
from bot.messages.controls import ConcernValue, MalformedError
from bot.messages.forms import (
    digest,
    form_inputs,
    leader_reading,
    leading,
    noting,
    oneself,
    raising,
    sorting,
    teams,
)
from bot.messages.forms.settings import SettingsInput
from bot.messages.forms.submitted import FormInput
from bot.messages.forms.view_state import ViewState
from bot.messages.forms.workspace import read_workspace
from docs.samples import DAYS, TODAY
from docs.scenes.limits import crowd, full, preview
from tests.gallery import LONGEST, state_of

MARIA, PRIYA, TOM, TEAM = LONGEST.maria, LONGEST.priya, LONGEST.tom, LONGEST.team
MORE = ViewState(more=True)
"""The state of a form that shows all its settings."""
WORDS = LONGEST.words
DAY = TODAY + timedelta(days=3)
OTHER = TODAY + timedelta(days=9)
FULL = full(LONGEST)
NEW = LONGEST.record(LONGEST.talk[:1], state=State.RAISED, help=Help.LISTEN)


def test_raise() -> None:
    view = raising.raise_form(
        MARIA, leaders=[PRIYA], others=[TOM], contact=None, words="Hello", today=TODAY
    )
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
    given["how_soon"]["how_soon"]["selected_option"] = None
    assert form_inputs.RaiseInput.of(given).how_soon is HowSoon.WEEK


def test_raise_without_a_choice_and_with_a_crowd() -> None:
    one = raising.raise_form(MARIA, leaders=[PRIYA], contact=None, today=TODAY)
    found = form_inputs.RaiseInput.of(state_of(one, signal="stuck", words=" x "))
    assert (found.leader, found.words, found.help) == (None, "x", None)
    assert found.how_soon is HowSoon.WEEK
    many = raising.raise_form(
        MARIA, leaders=[PRIYA], others=crowd(LONGEST), contact=None, today=TODAY
    )
    given = state_of(many, signal="led", words="x", leader="U000007")
    assert form_inputs.RaiseInput.of(given).leader == "U000007"


def test_change_starts_from_what_there_is() -> None:
    view = raising.change_form(MARIA, record=NEW, contact=None)
    found = form_inputs.ChangeInput.of(state_of(view))
    assert found.words == WORDS.strip()
    assert found.signal is Signal.CONTEXT
    assert found.help is Help.LISTEN
    assert len(found.pressures) == 3


def note(**typed: Any) -> form_inputs.NoteInput:
    view = noting.note_form(
        PRIYA, person=None, offered_days=DAYS, in_a_week=DAYS[-1], contact=None, today=TODAY
    )
    return form_inputs.NoteInput.of(state_of(view, person=MARIA.id, words="x", **typed))


def test_note() -> None:
    assert note().day == DAYS[2]
    assert note(date=DAYS[0].isoformat()).day == DAYS[0]
    found = note(day=OTHER.isoformat(), meeting=["one_on_one"], share_now=["yes"])
    assert (found.person, found.words, found.day) == (MARIA.id, "x", OTHER)
    assert (found.meeting, found.share) == (Meeting.ONE_ON_ONE, True)
    assert note().meeting is None
    assert not note().share
    moved = noting.note_form(
        PRIYA, person=MARIA, words="x", offered_days=DAYS, chosen=OTHER, contact=None, today=TODAY
    )
    again = form_inputs.NoteInput.of(state_of(moved))
    assert (again.day, again.person) == (OTHER, None)


def test_heard_and_say_back() -> None:
    view = leader_reading.read_form(PRIYA, record=NEW, contact=None, default_day=DAY)
    found = form_inputs.HeardInput.of(
        state_of(view, say_back="What I'm hearing", meeting="separate")
    )
    assert found == form_inputs.HeardInput(
        say_back="What I'm hearing", day=DAY, meeting=Meeting.SEPARATE
    )
    assert form_inputs.HeardInput.of(state_of(view)).say_back == ""


@pytest.mark.parametrize("act", leading.ANSWERS)
def test_talked(act: Act) -> None:
    view = leading.talked_form(PRIYA, record=FULL, default_day=DAY, contact=None)
    found = form_inputs.TalkedInput.of(state_of(view, answer=act.value))
    assert (found.act, found.step, found.day) == (act, None, DAY)
    assert found.shown
    assert not found.team_may_read


def test_step() -> None:
    view = leading.step_form(PRIYA, record=FULL, default_day=DAY, contact=None)
    given = state_of(view, step="scope", detail="Drop it", shown=["team"])
    found = form_inputs.StepInput.of(given)
    assert (found.step, found.detail, found.day) == (StepKind.SCOPE, "Drop it", DAY)
    assert (found.shown, found.team_may_read) == (False, True)


def test_later() -> None:
    view = leading.later_form(PRIYA, record=FULL, tomorrow=DAY, next_week=OTHER, contact=None)
    assert form_inputs.LaterInput.of(state_of(view)).day == DAY
    assert form_inputs.LaterInput.of(state_of(view, date=OTHER.isoformat())).day == OTHER
    assert form_inputs.LaterInput.of(state_of(view, day="2026-05-01")).day == date(2026, 5, 1)
    assert form_inputs.LaterInput.of(state_of(view, because=" No rota ")).because == "No rota"


def test_close_not_quite_changed() -> None:
    view = leading.close_form(PRIYA, record=FULL, contact=None)
    found = form_inputs.CloseInput.of(state_of(view, reason="outside", words="We looked."))
    assert found == form_inputs.CloseInput(reason=CloseReason.OUTSIDE, words="We looked.")
    view = raising.not_quite_form(MARIA, record=FULL, contact=None)
    assert form_inputs.WordsInput.of(state_of(view, answer="It")).words == "It"
    view = raising.changed_form(MARIA, record=FULL, contact=None)
    assert form_inputs.ChangedInput.of(state_of(view)).changes == (Change.LESS,)
    assert form_inputs.ChangedInput.of(state_of(view, changes=[])).changes == ()


def test_team() -> None:
    fresh = teams.team_form(PRIYA, team=None, people=[PRIYA.id, MARIA.id], contact=None)
    asked = state_of(fresh, contact_line="Ombudsperson, 4711")
    assert set(asked) == {"leaders", "members", "contact_person", "contact_line"}
    found = form_inputs.TeamInput.of(asked, more=False)
    assert (found.leaders, found.members) == ((PRIYA.id,), (MARIA.id,))
    assert (found.person, found.line) == (None, "Ombudsperson, 4711")
    assert found.settings == {}
    known = teams.team_form(PRIYA, team=TEAM, contact="<@U1>", view_state=MORE)
    as_it_is = form_inputs.TeamInput.of(state_of(known))
    assert as_it_is.settings == TEAM.values()
    assert (as_it_is.leaders, as_it_is.person, as_it_is.line) == ((PRIYA.id,), None, None)


@pytest.mark.parametrize(
    ("typed", "settings"),
    [
        ({"wishes": ["digest_every", "chart"]}, {"digest_every": 4, "chart": True}),
        ({"digest_day": "0", "digest_at": "16:15"}, {"digest_day": 0, "digest_at": time(16, 15)}),
        ({"figures": "never"}, {"figures": ChannelFigures.NEVER}),
        ({"emoji": ":Ear:, eyes  :+1:"}, {"emoji": ("ear", "eyes", "+1")}),
        ({"region": "DE-BE", "zone": "UTC"}, {"region": "DE-BE", "zone": "UTC"}),
        ({"region": "none"}, {"region": None}),
    ],
)
def test_a_teams_settings(typed: dict[str, Any], settings: dict[str, Any]) -> None:
    view = teams.team_form(PRIYA, team=TEAM, contact="<@U1>", view_state=MORE)
    found = form_inputs.TeamInput.of(state_of(view, **typed)).settings
    assert found == {**TEAM.values(), **settings}


@pytest.mark.parametrize("steps", [0, 3, 11])
def test_digest(steps: int) -> None:
    view = digest.digest_form(PRIYA, preview=preview(LONGEST, steps), contact=None)
    as_it_is = form_inputs.DigestInput.of(state_of(view))
    assert as_it_is.steps == tuple(f"s{number}" for number in range(0, steps, 2))
    assert as_it_is.lines == (WORDS[:150].strip(),) * 3
    changed: dict[str, Any] = {"note_steps": ["s1"]} if steps else {}
    other = form_inputs.DigestInput.of(state_of(view, **changed, line_2=" Reviews on Mondays "))
    assert other.lines[1] == "Reviews on Mondays"
    assert other.steps == (("s1",) if steps else ())


def test_promise_contact_pause() -> None:
    view = teams.promise_form(PRIYA, team=TEAM, contact=None)
    assert form_inputs.PromiseInput.of(state_of(view)).hour == time(9, 30)
    assert form_inputs.PromiseInput.of(state_of(view, hour="10:30")).hour == time(10, 30)
    view = teams.contact_form(PRIYA, contact=f"<@{TOM.id}>")
    found = form_inputs.ContactInput.of(state_of(view))
    assert (found.person, found.line) == (TOM.id, None)
    view = teams.contact_form(PRIYA, contact=None)
    found = form_inputs.ContactInput.of(state_of(view, contact_line=f"<@{TOM.id}>"))
    assert (found.person, found.line) == (TOM.id, None)
    found = form_inputs.ContactInput.of(state_of(view, contact_line=f"<@{TOM.id}> & co"))
    assert (found.person, found.line) == (None, f"<@{TOM.id}> & co")
    view = oneself.pause_form(PRIYA, contact=None)
    assert form_inputs.PauseInput.of(state_of(view, day="2026-04-01")).until == date(2026, 4, 1)


def test_sort() -> None:
    view = sorting.sort_form(PRIYA, records=[FULL], contact=None)
    (line,) = [block for block in view["blocks"] if block["type"] == "input"]
    about = ConcernValue.of(FULL.concern)
    element = line["element"]["initial_option"]
    for chosen, answer in ((element, Sorted.LEAVE), (None, Sorted.LEAVE)):
        given = {line["block_id"]: {"sort": {"selected_option": chosen}}}
        assert form_inputs.SortInput.of(given).lines == ((about, answer),)
    before = {f"sort:{about.concern}:7": {"sort": {"selected_option": {"value": "tomorrow"}}}}
    assert form_inputs.SortInput.of(before).lines == (
        (ConcernValue(concern=about.concern, step=7), Sorted.TOMORROW),
    )


def option(value: Any) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


READERS: list[Callable[[Any], Any]] = [
    *(
        each.of
        for each in vars(form_inputs).values()
        if isinstance(each, type)
        and issubclass(each, FormInput)
        and each.__module__ == form_inputs.__name__
        and not each.__name__.startswith("_")
    ),
    partial(SettingsInput.of, locale="en-US", more=True),
    partial(SettingsInput.of, locale="en-US", more=False),
    partial(read_workspace, view_state=ViewState(more=True)),
    partial(read_workspace, view_state=ViewState()),
]


@pytest.mark.parametrize(
    "values", [[], "x", None, {"words": []}, {"words": {}}, {"words": {"words": "x"}}], ids=str
)
def test_what_is_no_form_at_all_is_refused_by_every_reader(values: Any) -> None:
    for read in READERS:
        with pytest.raises(MalformedError):
            read(values)


SIGNAL = {"signal": {"signal": option("stuck")}}
CANARY = "canary"


@pytest.mark.parametrize(
    ("read", "values"),
    [
        (form_inputs.RaiseInput, {}),
        (form_inputs.RaiseInput, {"signal": {"signal": {}}}),
        (form_inputs.RaiseInput, {"signal": {"signal": option(CANARY)}}),
        (form_inputs.RaiseInput, {"signal": {"signal": option(3)}}),
        (form_inputs.RaiseInput, {"signal": {"signal": {"selected_option": "stuck"}}}),
        (form_inputs.RaiseInput, {"signal": {"signal": {"selected_option": None}}}),
        (form_inputs.RaiseInput, {**SIGNAL, "words": {"words": option(CANARY)}}),
        (form_inputs.RaiseInput, {**SIGNAL, "words": {"words": {"value": [CANARY]}}}),
        (form_inputs.RaiseInput, {**SIGNAL, "leader": {"leader": {"selected_user": "a b"}}}),
        (form_inputs.RaiseInput, {**SIGNAL, "leader": {"leader": {"selected_user": 3}}}),
        (form_inputs.PauseInput, {"day": {"day": {"selected_date": "soon"}}}),
        (form_inputs.PauseInput, {"day": {"day": {"selected_date": "1700000000"}}}),
        (form_inputs.PauseInput, {"day": {"day": {"selected_date": 1700000000}}}),
        (form_inputs.PauseInput, {"day": {"day": {"selected_date": "2026-02-30"}}}),
        (form_inputs.LaterInput, {}),
        (form_inputs.LaterInput, {"date": {"date": {"selected_option": None}}}),
        (form_inputs.HeardInput, {}),
        (form_inputs.StepInput, {"step": {"step": option("scope")}}),
        (form_inputs.TalkedInput, {}),
        (form_inputs.TalkedInput, {"answer": {"answer": option("withdraw")}}),
        (form_inputs.CloseInput, {}),
        (form_inputs.PromiseInput, {"hour": {"hour": option("9")}}),
        (form_inputs.TeamInput, {}),
        (form_inputs.SortInput, {"other": {"other": option("better")}}),
        (form_inputs.SortInput, {"sort:x": {"sort": option("better")}}),
        (form_inputs.SortInput, {"sort:x:1": {"sort": option(CANARY)}}),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_another_shape_is_refused_and_nothing_of_it_repeated(
    read: type[FormInput], values: Any
) -> None:
    with pytest.raises(MalformedError) as refused:
        read.of(values)
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize(
    ("field", "element"),
    [
        ("digest_day", option("8")),
        ("digest_day", option("x")),
        ("figures", option("often")),
        ("wishes", {"selected_options": CANARY}),
        ("digest_at", {"selected_time": "25:00"}),
        ("zone", option("Z" * 65)),
        ("zone", {"value": "UTC"}),
        ("members", {"selected_users": [{"id": "U1"}]}),
        ("members", {"selected_users": "U1"}),
    ],
)
def test_a_setting_outside_of_its_range_is_another_shape(field: str, element: Any) -> None:
    form = teams.team_form(PRIYA, team=TEAM, contact="<@U1>", view_state=MORE)
    given = state_of(form)
    given[field] = {field: element}
    with pytest.raises(MalformedError, match=field):
        form_inputs.TeamInput.of(given)


def test_what_the_form_does_not_draw_is_passed_over() -> None:
    assert form_inputs.WordsInput.of({"words": {"words": {"value": "x", "other": 1}}, **SIGNAL})
