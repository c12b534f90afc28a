"""What admins are asked about teams and contacts, and what whoever asked is told."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.casework.contacts import team_contact
from bot.domain.delivery import Delivery
from bot.domain.ids import PersonId
from bot.domain.permissions import is_admin
from bot.domain.person import Person
from bot.domain.team import Team
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, to_person
from bot.payloads import ApprovalAnswer, ApprovalRequest, ContactNeeded


@dataclass(frozen=True, kw_only=True)
class RequestContent:
    """A team that waits for an admin's yes."""

    team: Team
    asked: ApprovalRequest
    settled: str | None
    """The key of what became of it; ``None``: it waits."""
    contact: str | None
    """The contact that was proposed, or of a team of the first version the one there is."""
    contact_known: bool
    """Whether an admin is known to have named it."""
    by_admin: bool
    """Whether an admin set it up."""


def load_request(unit: Unit, delivery: Delivery) -> RequestContent | None:
    """Read what waits, or what became of it."""
    team = unit.tx.teams.get(delivery.workspace, delivery.subject)
    if team is None:
        return None
    request = ApprovalRequest.of(delivery)
    home = unit.tx.workspaces.get(delivery.workspace)
    by = unit.tx.people.get(delivery.workspace, request.by)
    known = request.until is None or home.contact_named_by is not None
    contact = team.proposed_contact or (None if known else team_contact(unit, team))
    return RequestContent(
        team=team,
        asked=request,
        settled=_settled(team, request),
        contact=contact,
        contact_known=known or team.proposed_contact is not None,
        by_admin=by is not None and is_admin(by, home.installer),
    )


def _settled(team: Team, request: ApprovalRequest) -> str | None:
    if request.number != team.approvals_asked:
        return "approve-changed"
    if team.declined_at is not None:
        return "approve-declined"
    return None if team.awaits_admin else "approve-done"


def still_asked(content: RequestContent) -> bool:
    """Whether it still waits."""
    return content.settled is None


def draw_request(content: RequestContent, reader: Person, now: datetime) -> Message:
    """The question to an admin, or what became of it."""
    return cards.on_approve(
        content.team,
        content.asked,
        reader=reader,
        now=now,
        settled=content.settled,
        contact=content.contact,
        contact_known=content.contact_known,
        by_admin=content.by_admin,
    )


@dataclass(frozen=True)
class AnswerContent:
    """What an admin said, for whoever asked."""

    team: Team
    said: ApprovalAnswer


def load_answer(unit: Unit, delivery: Delivery) -> AnswerContent | None:
    """Read it; it stays as it was said."""
    team = unit.tx.teams.get(delivery.workspace, delivery.subject)
    return None if team is None else AnswerContent(team, ApprovalAnswer.of(delivery))


def draw_answer(content: AnswerContent, reader: Person, now: datetime) -> Message:
    """What the admin said."""
    return cards.approval_answer(content.team, content.said, reader=reader)


@dataclass(frozen=True)
class ContactContent:
    """A safety contact is needed."""

    contact: PersonId | None
    team: Team | None
    done: bool
    """Whether there is one by now."""


def load_contact(unit: Unit, delivery: Delivery) -> ContactContent | None:
    """Read for whom, and whether somebody has named one meanwhile."""
    needed = ContactNeeded.of(delivery)
    if needed.team is None:
        done = unit.tx.workspaces.get(delivery.workspace).contact is not None
        return ContactContent(needed.contact, None, done)
    team = unit.tx.teams.get(delivery.workspace, needed.team)
    if team is None:
        return None
    return ContactContent(needed.contact, team, team_contact(unit, team) is not None)


def still_needed(content: ContactContent) -> bool:
    """Whether there is none."""
    return not content.done


def draw_contact(content: ContactContent, reader: Person, now: datetime) -> Message:
    """The question to an admin, or that it is done."""
    return cards.contact_needed(content.contact, content.team, reader=reader, done=content.done)


ON_APPROVE = MessageKind(
    label="kind-on_approve",
    load=load_request,
    still_true=still_asked,
    draw=to_person(draw_request),
)
APPROVAL = MessageKind(label="kind-approval", load=load_answer, draw=to_person(draw_answer))
CONTACT_NEEDED = MessageKind(
    label="kind-contact_needed",
    load=load_contact,
    still_true=still_needed,
    draw=to_person(draw_contact),
    any_hour=True,
)
