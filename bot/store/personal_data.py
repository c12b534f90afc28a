"""Queries about what is kept by or about one person, and that only they ask for."""

import json
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId, TeamId, WorkspaceId, message_of
from bot.domain.personal_data import OfferMade, SaidToLead, SentMessage
from bot.store.sealing import Label, Sealer, SealingError
from bot.store.tables import delivery, inbox, says_leads, team

_ABOUT_TEAMS = (
    DeliveryKind.INVITE,
    DeliveryKind.ON_CHANNEL,
    DeliveryKind.ON_APPROVE,
    DeliveryKind.APPROVAL,
    DeliveryKind.CONTACT_NEEDED,
)
"""Messages about a team, which may name its people in what they keep."""


class PersonalRows:
    """Queries about what is kept by or about one person."""

    def __init__(self, connection: Connection, sealer: Callable[[WorkspaceId], Sealer]) -> None:
        """Ask through ``connection``; ``sealer`` opens what messages keep."""
        self._connection = connection
        self._sealer = sealer

    def teams_asked_for(self, workspace: WorkspaceId, person: PersonId) -> list[TeamId]:
        """Give the teams that somebody set up, asked an admin about, or was asked about."""
        query = select(team.c.id).where(
            team.c.workspace == workspace,
            or_(
                team.c.created_by == person,
                team.c.approval_by == person,
                team.c.approval_admin == person,
            ),
        )
        return [TeamId(key) for key in self._connection.scalars(query.order_by(team.c.id))]

    def said_to_lead(self, workspace: WorkspaceId, person: PersonId) -> list[SaidToLead]:
        """Give who says to lead somebody, and whom they said to lead."""
        query = select(says_leads).where(
            says_leads.c.workspace == workspace,
            or_(says_leads.c.leader == person, says_leads.c.person == person),
        )
        rows = self._connection.execute(query)
        pairs = [SaidToLead(row.leader, row.person, row.denied) for row in rows]
        return sorted(pairs, key=lambda pair: (pair.person, pair.leader))

    def offers_made(
        self, workspace: WorkspaceId, person: PersonId, since: datetime
    ) -> list[OfferMade]:
        """Give the messages of others that somebody marked after ``since``, whatever came of it.

        What came of it is its author's: the offer itself is not looked at.
        """
        prefix = f"offered:{person}:"
        query = select(inbox.c.key, inbox.c.received_at).where(
            inbox.c.workspace == workspace,
            inbox.c.key.startswith(prefix, autoescape=True),
            inbox.c.received_at > since,
        )
        made = []
        for row in self._connection.execute(query.order_by(inbox.c.received_at)):
            author, _, key = row.key.removeprefix(prefix).partition(":")
            place = message_of(key)
            if place is not None:
                offer = OfferMade(
                    author=PersonId(author), channel=place[0], ts=place[1], at=row.received_at
                )
                made.append(offer)
        return made

    def messages(
        self, workspace: WorkspaceId, person: PersonId, teams: Collection[str]
    ) -> list[SentMessage]:
        """Give what has left to somebody, or to others because of them; oldest first.

        Of their ``teams`` what names them; who has read it is nobody's business here.
        """
        d, hashed = delivery.c, self._sealer(workspace).hash(person)
        about_teams = [d.subject == key for key in teams]
        about_teams += [d.subject.startswith(f"{key}:", autoescape=True) for key in teams]
        by_them = (d.kind == DeliveryKind.SUGGEST) & d.subject.startswith(
            f"{person}:", autoescape=True
        )
        for_them = (d.kind == DeliveryKind.SAFE_ASK) & (d.subject == hashed)
        conditions = [d.recipient == person, by_them, for_them]
        if about_teams:
            conditions.append(d.kind.in_(_ABOUT_TEAMS) & or_(*about_teams))
        query = select(delivery).where(
            d.workspace == workspace, d.sent_at.is_not(None), or_(*conditions)
        )
        messages = []
        for row in self._connection.execute(query.order_by(d.sent_at, d.id)):
            theirs = row.recipient == person
            named = theirs or row.kind not in _ABOUT_TEAMS
            if named or person in row.subject.split(":") or person in self._named(workspace, row):
                messages.append(SentMessage(row.kind, row.sent_at, to_them=theirs))
        return messages

    def _named(self, workspace: WorkspaceId, row: Row[Any]) -> frozenset[str]:
        """The ids in what a message keeps."""
        if row.payload is None:
            return frozenset()
        sealer = self._sealer(workspace)
        try:
            text = sealer.open(Label.PAYLOAD, row.id, row.payload, row.kind, row.recipient)
        except SealingError:
            return frozenset()
        return frozenset(_texts(json.loads(text)))


def _texts(value: object) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []
