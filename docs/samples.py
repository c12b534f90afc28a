"""People and concerns to draw, as they might be."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.concern import Clocks, Concern, Mark, Milestones, Nudge, Promise
from bot.domain.concern.states import (
    Kind,
    LeaderNews,
    NudgeReason,
    RaiserNotice,
    State,
    Waiting,
)
from bot.domain.delivery import Delivery, DeliveryKind, Item, WordsKind
from bot.domain.ids import ChannelId, ConcernId, DeliveryId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import OPERATOR, Happening, Line, Opening, Record, Said, Step
from bot.domain.taxonomy import Change, CloseReason, Pressure, Signal, StepKind
from bot.domain.team import Leader, LeaderState, Team
from bot.payloads import Notice

NOW = datetime(2026, 3, 17, 8, 30, tzinfo=UTC)
"""Tuesday, half past nine in Berlin."""
TODAY = date(2026, 3, 17)
DAYS = [TODAY + timedelta(days=one) for one in (1, 2, 3, 6, 7)]
LINK = "https://acme.slack.com/archives/C0PAY/p1700000000000000?thread_ts=1.2&cid=C0PAY"
CONTACT = "the People team, extension 4040"
WORKSPACE = WorkspaceId("T0ACME")
MARKUP = "I & <you> *bold* <@U0TOM|tom> "
"""What somebody may type who wants a text to look like Slack's own."""
LONGEST_TOPIC: Mapping[str, Any] = {
    "id": ConcernId("0123456789abcdef0123456789"),
    "signal": Signal.CONTEXT,
    "pressures": (Pressure.COMPLEXITY, Pressure.INCIDENT, Pressure.TENSION),
    "reason": CloseReason.OTHER_OWNER,
}
"""The fields of a concern whose labels are the longest."""


def person(name: str, full_name: str, **facts: Any) -> Person:
    """Somebody in Berlin."""
    made = Person(
        workspace=WORKSPACE,
        id=PersonId(f"U0{name.upper()}"),
        name=name,
        full_name=full_name,
        zone="Europe/Berlin",
        slack_locale="en-US",
        read_at=NOW,
    )
    return replace(made, **facts)


PRIYA = person("Priya", "Priya Natarajan")
MARIA = person("Maria", "Maria Silva")
SAM = person("Sam", "Sam Okafor")
TOM = person("Tom", "Tom Weber")

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
STEP = Step(
    id="s1",
    kind=StepKind.SCOPE,
    due_on=TODAY,
    shown=True,
    team_may_read=True,
    chosen_at=NOW - timedelta(days=4),
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


def line(
    of: Record,
    reason: NudgeReason | None = None,
    tail: LeaderNews | None = None,
    key: str = "i1",
    day: date | None = None,
) -> Line:
    """An item of a leader's message; ``day`` is the one that its words name."""
    concern = of.concern
    item = Item(
        id=key, concern=concern.id, reason=reason, tail=tail, step_no=concern.step_no, day=day
    )
    return Line(item, of)


def sent(which: RaiserNotice, **changes: Any) -> Notice:
    """News as it is sent to Maria: with Priya's name, and the days that its sentence names."""
    days: Mapping[RaiserNotice, dict[str, Any]] = {
        RaiserNotice.HEARD: {"day": TODAY, "said_back": False},
        RaiserNotice.STEP: {"day": TODAY, "step": StepKind.SCOPE},
        RaiserNotice.MOVED: {"before": TODAY, "day": DAYS[2]},
        RaiserNotice.SHARED: {"day": DAYS[2]},
        RaiserNotice.WAITING: {"waiting": Waiting.REPLY},
        RaiserNotice.CLOSED: {"day": DAYS[4]},
        RaiserNotice.HAND: {"to": TOM.id, "day": DAYS[4]},
        RaiserNotice.AWAY: {"day": DAYS[3]},
        RaiserNotice.LONG: {"quiet": False},
    }
    return Notice(notice=which, **{"leader": PRIYA.id, **days.get(which, {}), **changes})


def happened(
    act: str,
    step: int | None = 2,
    at: datetime = NOW,
    by: PersonId | None = None,
    **changes: Any,
) -> Happening:
    """Something in the history of a concern, that settled what was asked at the step before."""
    return Happening(act=act, by=by, at=at, step=step, **changes)


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


@dataclass(frozen=True)
class Samples:
    """The people, texts and concerns that are drawn, as somebody of ``locale`` reads them.

    With ``longest_name`` everybody has that name, and every text and topic is as long as it may
    be; ``contact`` is the workspace's safety contact, ``None`` where nobody has named one.
    """

    locale: str = "en-US"
    contact: str | None = CONTACT
    longest_name: str | None = None

    def _called(self, somebody: Person) -> Person:
        reader = replace(somebody, slack_locale=self.locale)
        name = self.longest_name
        return replace(reader, name=name, full_name=f"{name} {reader.name}") if name else reader

    def text(self, words: str) -> str:
        """``words``, or a text with markup in it that is as long as a concern may be."""
        return (MARKUP * 40)[:600] if self.longest_name else words

    @property
    def priya(self) -> Person:
        """Who leads."""
        return self._called(PRIYA)

    @property
    def maria(self) -> Person:
        """Who said something."""
        return self._called(MARIA)

    @property
    def sam(self) -> Person:
        """A colleague of Maria's."""
        return self._called(SAM)

    @property
    def tom(self) -> Person:
        """Another leader."""
        return self._called(TOM)

    @property
    def people(self) -> Mapping[PersonId, Person]:
        """All four by their id."""
        return {somebody.id: somebody for somebody in (self.priya, self.maria, self.sam, self.tom)}

    @property
    def team(self) -> Team:
        """Priya's team."""
        name = "a" * 80 if self.longest_name else "payments"
        return Team(
            workspace=WORKSPACE,
            id=TeamId("payments"),
            channel=ChannelId("C0PAY"),
            name=name,
            zone="Europe/Berlin",
            region=None,
            leaders=(Leader(PRIYA.id, LeaderState.ACCEPTED, accepted_on=date(2026, 1, 5)),),
            members=frozenset({MARIA.id, SAM.id}),
            created_by=PRIYA.id,
            created_at=NOW,
        )

    @property
    def words(self) -> str:
        """What Maria says."""
        return self.text(
            "I am overloaded by on-call: three nights this week, and the export is due on Friday."
        )

    @property
    def noted(self) -> tuple[Said, ...]:
        """What Priya wrote down after a talk with Maria."""
        words = "Maria is overloaded by on-call: three nights this week."
        return (self.said(WordsKind.SAID, PRIYA, words),)

    @property
    def closing(self) -> Said:
        """Why nothing changes, said to Maria."""
        words = (
            "We looked at moving the date with product; the contract holds it until April. "
            "Let's look then."
        )
        return self.said(WordsKind.CLOSING, PRIYA, words, 96)

    @property
    def talk(self) -> tuple[Said, ...]:
        """What Maria and Priya said to each other, with a correction in the middle."""
        back = "What I'm hearing is that the nights cost you the days after. What did I miss?"
        correction = "It's less the nights than the reviews I can't get to."
        again = "The reviews, then: they wait while you sleep."
        return (
            self.said(WordsKind.SAID, MARIA, self.words),
            self.said(WordsKind.ADDED, MARIA, "The pager went off again tonight.", 2),
            self.said(WordsKind.SAY_BACK, PRIYA, back, 24),
            self.said(WordsKind.NOT_QUITE, MARIA, correction, 26),
            self.said(WordsKind.SAY_BACK, PRIYA, again, 28),
        )

    def said(
        self, kind: WordsKind, author: Person, words: str, hours: int = 0, key: str = ""
    ) -> Said:
        """One text, so many hours after the first."""
        at = NOW - timedelta(days=5) + timedelta(hours=hours)
        text = self.text(words)
        return Said(id=key or kind.value, kind=kind, author=author.id, text=text, said_at=at)

    def record(
        self,
        texts: tuple[Said, ...] = (),
        *,
        step: bool = False,
        openings: bool = False,
        **changes: Any,
    ) -> Record:
        """A concern of Maria's with Priya; with its words, steps and openings where asked for."""
        detail = self.said(
            WordsKind.STEP, PRIYA, "No reviews the day after a night on call", 29, "s1"
        )
        helped = (Change.LESS, Change.TAKEN_SERIOUSLY)
        longest = LONGEST_TOPIC if self.longest_name else {}
        concern = with_fields(CONCERN, **{**longest, **changes})
        return Record(
            concern=concern,
            people=self.people,
            read_at=NOW,
            team=self.team if concern.team is not None else None,
            said=(*texts, *((detail,) if step and texts else ())),
            steps=(STEP,) if step else (),
            openings=tuple(Opening(person=one, opened_at=NOW) for one in (TOM.id, OPERATOR))
            if openings
            else (),
            changed=helped if changes.get("state") is State.CONFIRMED else (),
        )

    def note(self, **changes: Any) -> Record:
        """A private note of Priya's about a talk with Maria."""
        return self.record(**{"kind": Kind.NOTE, "team": None, "help": None, **changes})
