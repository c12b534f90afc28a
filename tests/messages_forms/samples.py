"""People and concerns with the longest names and words, and what Slack sends back for a view."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.concern import Clocks, Concern, Mark, Nudge, PlannedCheckIn, Promise
from bot.domain.concern.states import CheckIn, Kind, NudgeReason, State
from bot.domain.delivery import WordsKind
from bot.domain.digest import Absence, Coming, Digest, IsoWeek, Posted, Spoken, TeamStep, Word
from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import Opening, Record, Said, Step
from bot.domain.taxonomy import Change, CloseReason, Help, Pressure, Signal, StepKind
from bot.domain.team import Leader, LeaderState, Team
from docs.samples import with_fields

NOW = datetime(2026, 3, 17, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 17)
DAYS = [TODAY + timedelta(days=one) for one in (1, 2, 3, 6, 7)]
WORKSPACE = WorkspaceId("T1")
LONG = "<W&" * 40
WORDS = ("I & <you> *bold* <@U0TOM|tom> " * 40)[:600]
LINK = "https://acme.slack.com/archives/C1/p1700000000000000?thread_ts=1.2&cid=C1"
LINE = "The <people> & safety line, " * 7


def person(key: str, called: str = LONG) -> Person:
    return Person(
        workspace=WORKSPACE,
        id=PersonId(key),
        name=called,
        full_name=f"{called} {key}",
        zone="Europe/Berlin",
        read_at=NOW,
    )


MARIA = person("U0MARIA")
PRIYA = person("U0PRIYA")
TOM = person("U0TOM")
PEOPLE = {one.id: one for one in (MARIA, PRIYA, TOM)}


def concern(**changes: Any) -> Concern:
    base = Concern(
        workspace=WORKSPACE,
        id=ConcernId("0123456789abcdef0123456789"),
        kind=Kind.RAISED,
        origin="form:1",
        raiser=MARIA.id,
        owner=PRIYA.id,
        team=TeamId("team"),
        signal=Signal.CONTEXT,
        pressures=(Pressure.COMPLEXITY, Pressure.INCIDENT, Pressure.TENSION),
        help=Help.LISTEN,
        mark=Mark(link=LINK, channel=ChannelId("C1")),
        state=State.RAISED,
        created_at=NOW - timedelta(days=3),
        promise=Promise(promised_on=TODAY + timedelta(days=4)),
        clocks=Clocks(
            nudge=Nudge(NudgeReason.NEW, TODAY + timedelta(days=1), NOW + timedelta(days=1)),
        ),
    )
    return with_fields(base, **changes)


def text(kind: WordsKind, author: Person, hours: int, key: str = "1", words: str = WORDS) -> Said:
    at = NOW - timedelta(days=2) + timedelta(hours=hours)
    return Said(id=key, kind=kind, author=author.id, text=words, said_at=at)


def team_step(number: int, words: str = WORDS[:200]) -> TeamStep:
    return TeamStep(
        id=f"s{number}", leader=PRIYA.id, kind=StepKind.MEETINGS, ticked=number % 2 == 0, text=words
    )


def coming(steps: int, **changes: Any) -> Coming:
    own = tuple(team_step(number) for number in range(steps))
    base = Coming(
        team=TEAM,
        week=IsoWeek(2026, 12),
        day=date(2026, 3, 20),
        own=own,
        word=Spoken(PRIYA.id, Word.CHOSEN, NOW, (WORDS[:150],) * 3),
        skipped=False,
        note=Digest(
            tier=0,
            figures=None,
            unchanged_since=None,
            steps=tuple(one.id for one in own),
            lines=(WORDS[:150],) * 15,
            first=True,
            absence=Absence.TOO_FEW,
            published=None,
            posted=Posted("", frozenset()),
        ),
        steps=own,
        counted_on=date(2026, 3, 19),
    )
    return replace(base, **changes)


FULL = (
    text(WordsKind.SAID, MARIA, 0),
    text(WordsKind.ADDED, MARIA, 1),
    text(WordsKind.SAY_BACK, PRIYA, 2),
    text(WordsKind.NOT_QUITE, MARIA, 3),
    text(WordsKind.SAY_BACK, PRIYA, 4),
    text(WordsKind.STEP, PRIYA, 5, "s1", "Detail that is shown"),
    text(WordsKind.STEP, PRIYA, 5, "s2", "Detail that is hidden"),
)


def step(key: str, *, shown: bool) -> Step:
    return Step(
        id=key,
        kind=StepKind.MEETINGS,
        due_on=TODAY + timedelta(days=2),
        shown=shown,
        team_may_read=False,
        chosen_at=NOW,
    )


def record(said: tuple[Said, ...] = FULL[:1], **changes: Any) -> Record:
    return Record(concern=concern(**changes), people=PEOPLE, said=said)


def full(**changes: Any) -> Record:
    changes = {"state": State.IN_PROGRESS, **changes}
    return Record(
        concern=concern(**changes),
        people=PEOPLE,
        said=FULL,
        steps=(step("s1", shown=True), step("s2", shown=False)),
        openings=(
            *(Opening(person=one, opened_at=NOW) for one in (PRIYA.id, TOM.id, PersonId("U9"))),
        ),
        changed=(Change.LESS,),
    )


def everything() -> list[Record]:
    """Each kind in each state it can have, quiet or not."""
    found = []
    first = PlannedCheckIn(CheckIn.FIRST, NOW)
    for kind in Kind:
        for state in State:
            if kind is not Kind.RAISED and state in (State.OFFERED, State.RAISED):
                continue
            for quiet in (False, True):
                closed = state is State.NO_CHANGE
                one = full(
                    kind=kind,
                    state=state,
                    quiet=quiet,
                    reason=CloseReason.DECIDED if closed else None,
                    check_in=first if state is State.BETTER else None,
                    said_yes_at=NOW if quiet else None,
                )
                if closed:
                    closing = text(WordsKind.CLOSING, PRIYA, 9)
                    one = replace(one, said=(*one.said, closing))
                found.append(one)
    return found


TEAM = Team(
    workspace=WORKSPACE,
    id=TeamId("team"),
    channel=ChannelId("C1"),
    name="payments",
    zone="Europe/Berlin",
    region=None,
    leaders=(Leader(PRIYA.id, LeaderState.ACCEPTED), Leader(TOM.id, LeaderState.GONE)),
    members=frozenset({MARIA.id}),
    created_by=PRIYA.id,
    created_at=NOW,
    digest_day=4,
)


def state_of(view: dict[str, Any], **typed: Any) -> dict[str, Any]:
    """``view["state"]["values"]`` as Slack sends it: what was filled in, else the initial."""
    values: dict[str, Any] = {}
    left = dict(typed)
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        kind, action = element["type"], element["action_id"]
        assert block["block_id"] == action
        given = left.pop(action, None)
        values[action] = {action: {"type": kind, **_filled(element, given)}}
    assert not left, f"no such fields: {left}"
    return values


def _filled(element: dict[str, Any], given: Any) -> dict[str, Any]:
    kind = element["type"]
    entries = [
        *element.get("options", ()),
        *(one for group in element.get("option_groups", ()) for one in group["options"]),
    ]
    by_value = {one["value"]: one for one in entries}
    if kind in ("plain_text_input", "number_input"):
        return {"value": given if given is not None else element.get("initial_value")}
    if kind in ("static_select", "radio_buttons"):
        initial = element.get("initial_option")
        return {"selected_option": by_value[given] if given is not None else initial}
    if kind in ("multi_static_select", "checkboxes"):
        initial = element.get("initial_options", [])
        return {"selected_options": initial if given is None else [by_value[v] for v in given]}
    if kind == "datepicker":
        return {"selected_date": given or element.get("initial_date")}
    if kind == "timepicker":
        return {"selected_time": given or element.get("initial_time")}
    if kind == "users_select":
        return {"selected_user": given or element.get("initial_user")}
    assert kind == "multi_users_select", kind
    return {"selected_users": given if given is not None else element.get("initial_users", [])}
