"""People and concerns to draw, as they might be."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.concern import Clocks, Concern, Mark, Milestones, Nudge, Promise
from bot.domain.concern.states import Kind, LeaderNews, NudgeReason, State
from bot.domain.delivery import Delivery, DeliveryKind, Item, WordsKind
from bot.domain.ids import ChannelId, ConcernId, DeliveryId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import Line, Opening, Record, Said, Step
from bot.domain.taxonomy import Change, CloseReason, Help, Pressure, Signal, StepKind
from bot.domain.team import Leader, LeaderState, Team

NOW = datetime(2026, 3, 17, 8, 30, tzinfo=UTC)
"""Tuesday, half past nine in Berlin."""
TODAY = date(2026, 3, 17)
DAYS = [TODAY + timedelta(days=one) for one in (1, 2, 3, 6, 7)]
LINK = "https://acme.slack.com/archives/C0PAY/p1"
CONTACT = "the People team, extension 112"
WORKSPACE = WorkspaceId("T0ACME")


def person(name: str, full_name: str, locale: str = "en-US", **facts: Any) -> Person:
    """Somebody in Berlin."""
    made = Person(
        workspace=WORKSPACE,
        id=PersonId(f"U0{name.upper()}"),
        name=name,
        full_name=full_name,
        zone="Europe/Berlin",
        slack_locale=locale,
        read_at=NOW,
    )
    return replace(made, **facts)


PRIYA = person("Priya", "Priya Natarajan")
MARIA = person("Maria", "Maria Silva")
SAM = person("Sam", "Sam Okafor")
TOM = person("Tom", "Tom Weber")
PEOPLE = {one.id: one for one in (PRIYA, MARIA, SAM, TOM)}

CONCERN = Concern(
    workspace=WORKSPACE,
    id=ConcernId("c1"),
    kind=Kind.RAISED,
    origin="command:1",
    raiser=MARIA.id,
    owner=PRIYA.id,
    team=TeamId("payments"),
    signal=Signal.OVERLOADED,
    pressures=(Pressure.INCIDENT,),
    state=State.HEARD,
    reason=CloseReason.DECIDED,
    created_at=NOW - timedelta(days=5),
    mark=Mark(channel=ChannelId("C0PAY"), marked_by=SAM.id),
    promise=Promise(come_back_on=TODAY, promised_on=TODAY + timedelta(days=3)),
    clocks=Clocks(nudge=Nudge(NudgeReason.FIRST, TODAY, NOW)),
    milestones=Milestones(heard_at=NOW - timedelta(days=4)),
)
WORDS = "I am overloaded by on-call: three nights this week, and the export is due on Friday."
BACK = "What I'm hearing is that the nights cost you the days after. What did I miss?"
CORRECTION = "It's less the nights than the reviews I can't get to."
DETAIL = "No reviews the day after a night on call"
CLOSING = (
    "We looked at moving the date with product; the contract holds it until April. Let's look then."
)
TEAM = Team(
    workspace=WORKSPACE,
    id=TeamId("payments"),
    channel=ChannelId("C0PAY"),
    name="payments",
    zone="Europe/Berlin",
    region=None,
    leaders=(Leader(PRIYA.id, LeaderState.ACCEPTED),),
    members=frozenset({MARIA.id, SAM.id}),
    created_by=PRIYA.id,
    created_at=NOW,
)


def said(kind: WordsKind, author: Person, text: str, hours: int = 0, key: str = "") -> Said:
    """One text, so many hours after the first."""
    at = NOW - timedelta(days=5) + timedelta(hours=hours)
    return Said(id=key or kind.value, kind=kind, author=author.id, text=text, said_at=at)


TALK = (
    said(WordsKind.SAID, MARIA, WORDS),
    said(WordsKind.ADDED, MARIA, "The pager went off again tonight.", 2),
    said(WordsKind.SAY_BACK, PRIYA, BACK, 24),
    said(WordsKind.NOT_QUITE, MARIA, CORRECTION, 26),
    said(WordsKind.SAY_BACK, PRIYA, "The reviews, then: they wait while you sleep.", 28),
)
STEP = Step(
    id="s1",
    kind=StepKind.SCOPE,
    due_on=TODAY,
    shown=True,
    team_may_read=True,
    chosen_at=NOW - timedelta(days=3),
)


def with_fields(concern: Concern, **changes: Any) -> Concern:
    """``concern`` with other values; a name is a field of it, or of the part that has it."""
    for name in ("mark", "promise", "clocks", "milestones", "replies"):
        part = getattr(concern, name) or Mark()
        own = {
            field.name: changes.pop(field.name) for field in fields(part) if field.name in changes
        }
        if own:
            changes[name] = replace(part, **own)
    return replace(concern, **changes)


def record(
    texts: tuple[Said, ...] = (), *, step: bool = False, openings: bool = False, **changes: Any
) -> Record:
    """A concern of Maria's with Priya; with its words, steps and openings where asked for."""
    if step and texts:
        texts = (*texts, said(WordsKind.STEP, PRIYA, DETAIL, 40, "s1"))
    helped = (Change.LESS, Change.TAKEN_SERIOUSLY)
    return Record(
        concern=with_fields(CONCERN, **changes),
        people=PEOPLE,
        said=(
            *texts,
            *((said(WordsKind.STEP, PRIYA, DETAIL, 40, "s1"),) if step and texts else ()),
        ),
        steps=(STEP,) if step else (),
        openings=(Opening(person=TOM.id, opened_at=NOW),) if openings else (),
        changed=helped if changes.get("state") is State.CONFIRMED else (),
    )


def note(**changes: Any) -> Record:
    """A private note of Priya's about a talk with Maria."""
    return record(**{"kind": Kind.NOTE, "team": None, "help": None, **changes})


def line(
    of: Record, reason: NudgeReason | None = None, tail: LeaderNews | None = None, key: str = "i1"
) -> Line:
    """An item of a leader's message."""
    concern = of.concern
    item = Item(id=key, concern=concern.id, reason=reason, tail=tail, step_no=concern.step_no)
    return Line(item, of)


WISHES: dict[str, Any] = {"help": Help.LISTEN}


def delivery(recipient: str) -> Delivery:
    """A message to somebody or into a channel, of which nobody knows whether it arrived."""
    return Delivery(
        workspace=WORKSPACE,
        id=DeliveryId(f"d{recipient.lower()}"),
        kind=DeliveryKind.DIGEST,
        subject="payments",
        occurrence="2026-W12",
        recipient=recipient,
        due_at=NOW,
        wall="2026-03-17T09:30",
        zone="Europe/Berlin",
        created_at=NOW,
    )
