"""Onboarding: a channel's hello, the installer's first steps."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.casework.contacts import team_contact
from bot.casework.installation import first_steps
from bot.domain.delivery import Delivery
from bot.domain.ids import TeamId
from bot.domain.person import Person
from bot.domain.record import FirstSteps
from bot.domain.team import Team
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.digest import CHANNEL_LOCALE
from bot.outbox.kinds.kind import MessageKind, to_person
from bot.payloads import ChannelHello, StruckOff, Unheard, WritingAgain


@dataclass(frozen=True, kw_only=True)
class HelloContent:
    """The channel learns that a leader has promised."""

    leader: Person
    team: TeamId
    contact: str | None
    """Whom people turn to in danger."""


def load_hello(unit: Unit, delivery: Delivery) -> HelloContent | None:
    """Read who leads, and whom people turn to in danger."""
    team = unit.tx.teams.get(delivery.workspace, delivery.subject.partition(":")[0])
    leader = unit.tx.people.get(delivery.workspace, ChannelHello.of(delivery).leader)
    if team is None or leader is None:
        return None
    return HelloContent(leader=leader, team=team.id, contact=team_contact(unit, team))


def draw_hello(content: HelloContent, reader: Person | None, now: datetime) -> Message:
    """The channel's hello."""
    return cards.on_channel(
        content.leader, team=content.team, contact=content.contact, locale=CHANNEL_LOCALE
    )


@dataclass(frozen=True)
class StruckOffContent:
    """A leader was taken off a team."""

    by: Person | None
    team: Team
    left: int


def load_struck_off(unit: Unit, delivery: Delivery) -> StruckOffContent | None:
    """Read who did it, and which team it was."""
    payload = StruckOff.of(delivery)
    team = unit.tx.teams.get(delivery.workspace, payload.team)
    if team is None:
        return None
    by = unit.tx.people.get(delivery.workspace, payload.by)
    return StruckOffContent(by=by, team=team, left=payload.left)


def draw_struck_off(content: StruckOffContent, reader: Person, now: datetime) -> Message:
    """That they lead the team no more, and what goes back."""
    return cards.struck_off(content.team, content.by, left=content.left, reader=reader)


def load_welcome(unit: Unit, delivery: Delivery) -> FirstSteps | None:
    """Read what is done by now; where that is all before it was sent, there is nothing to say."""
    steps = first_steps(unit)
    return None if steps.done and delivery.ts is None else steps


def draw_welcome(content: FirstSteps, reader: Person, now: datetime) -> Message:
    """The first steps; each that is done is ticked."""
    return cards.on_admin(content, reader=reader)


def load_back(unit: Unit, delivery: Delivery) -> WritingAgain:
    """Read since when the bot could not write."""
    return WritingAgain.of(delivery)


def draw_back(content: WritingAgain, reader: Person, now: datetime) -> Message:
    """That it may write again."""
    return cards.on_back(reader=reader, since=content.since, now=now)


def load_unheard(unit: Unit, delivery: Delivery) -> Unheard:
    """Read since when nothing is heard."""
    return Unheard.of(delivery)


def draw_unheard(content: Unheard, reader: Person, now: datetime) -> Message:
    """That nothing of what people do arrives."""
    return cards.on_unheard(reader=reader, since=content.since)


STRUCK_OFF = MessageKind(
    label="kind-struck_off", load=load_struck_off, draw=to_person(draw_struck_off)
)
ON_CHANNEL = MessageKind(label="kind-on_channel", load=load_hello, draw=draw_hello)
ON_ADMIN = MessageKind(
    label="kind-on_admin", load=load_welcome, draw=to_person(draw_welcome), any_hour=True
)
UNHEARD = MessageKind(label="kind-unheard", load=load_unheard, draw=to_person(draw_unheard))
BACK = MessageKind(label="kind-back", load=load_back, draw=to_person(draw_back))
