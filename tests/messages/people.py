"""Records to draw, with the longest names and texts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.concern import Clocks, Concern, Mark, Milestones, Nudge, Promise
from bot.domain.concern.states import Kind, LeaderNews, NudgeReason, State
from bot.domain.delivery import Item
from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import Line, Record, Step
from bot.domain.settings import Preferences
from bot.domain.taxonomy import Change, CloseReason, Pressure, Signal, StepKind
from bot.domain.team import Team
from docs.samples import with_fields

NOW = datetime(2026, 3, 17, 8, 30, tzinfo=UTC)
SPACE = WorkspaceId("T1")
LONG = "Maximiliane-Wilhelmine von Hohenstein-Oberau"


def person(key: str, name: str, **changes: object) -> Person:
    made = Person(
        workspace=SPACE,
        id=PersonId(key),
        name=name,
        full_name=f"{name} Doe",
        zone="Europe/Berlin",
        read_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


PRIYA = person("U1", "Priya")
MARIA = person("U2", "Maria")
LONG_LEADER = person("U1", LONG)
LONG_RAISER = person("U2", "&<>" * 30)
SAM = person("U3", "Sam")
FULL = Preferences(full_text=True)

CONCERN = Concern(
    workspace=SPACE,
    id=ConcernId("0" * 26),
    kind=Kind.RAISED,
    origin="x",
    raiser=PersonId("U2"),
    owner=PersonId("U1"),
    signal=Signal.CONTEXT,
    pressures=(Pressure.COMPLEXITY, Pressure.DATE, Pressure.DEBT),
    mark=Mark(
        link="https://example.slack.com/archives/C1/p1",
        channel=ChannelId("C1"),
        marked_by=PersonId("U3"),
    ),
    state=State.HEARD,
    created_at=NOW - timedelta(days=5),
    milestones=Milestones(heard_at=NOW - timedelta(days=4)),
    promise=Promise(come_back_on=date(2026, 3, 17), promised_on=date(2026, 3, 20)),
    clocks=Clocks(
        nudge=Nudge(NudgeReason.FIRST, date(2026, 3, 18), NOW + timedelta(days=1)),
    ),
    reason=CloseReason.OTHER_OWNER,
)
STEP = Step(
    id="s1",
    kind=StepKind.CROSS_TEAM,
    due_on=date(2026, 3, 17),
    shown=True,
    team_may_read=True,
    chosen_at=NOW - timedelta(days=3),
)
TEAM = Team(
    workspace=SPACE,
    id=TeamId("t1"),
    channel=ChannelId("C1"),
    name="a" * 80,
    zone="Europe/Berlin",
    region=None,
    leaders=(),
    members=frozenset(),
    created_by=PersonId("U1"),
    created_at=NOW,
)


def record(
    *,
    leader: Person = PRIYA,
    raiser: Person = MARIA,
    step: bool = False,
    elsewhere: bool = False,
    changed: tuple[Change, ...] = (),
    **changes: object,
) -> Record:
    return Record(
        concern=with_fields(CONCERN, **changes),
        people={one.id: one for one in (leader, raiser, SAM)},
        elsewhere=elsewhere,
        steps=(STEP,) if step else (),
        changed=changed,
    )


def line(
    of: Record, reason: NudgeReason | None = None, tail: LeaderNews | None = None, key: str = "i1"
) -> Line:
    item = Item(id=key, concern=of.concern.id, reason=reason, tail=tail, step_no=of.concern.step_no)
    return Line(item, of)
