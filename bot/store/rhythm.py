"""Queries about how often a leader was written to, and whether they touched it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.domain.concern.states import OPEN, Kind, State
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.ids import PersonId, TeamId, WorkspaceId
from bot.store.columns import UtcDateTime, among
from bot.store.concerns.with_leaders import with_leader
from bot.store.tables import concern, delivery

_NOT_SENT = (DeliveryState.DEAD, DeliveryState.CANCELLED)

_UNTOUCHED = select(func.count()).where(
    delivery.c.workspace == bindparam("of"),
    delivery.c.recipient == bindparam("leader"),
    among(delivery.c.kind, (DeliveryKind.DAY, DeliveryKind.WEEKLY_LIST)),
    delivery.c.state == DeliveryState.SENT,
    delivery.c.asks,
)
_UNTOUCHED_SINCE = _UNTOUCHED.where(delivery.c.sent_at > bindparam("since"))
_HAD = select(delivery.c.kind, delivery.c.created_at, delivery.c.state).where(
    delivery.c.workspace == bindparam("of"),
    among(delivery.c.kind, (DeliveryKind.DAY, DeliveryKind.TODAY, DeliveryKind.WEEKLY_LIST)),
    delivery.c.subject == bindparam("leader"),
    delivery.c.occurrence.in_((bindparam("today"), bindparam("week"))),
)


class Rhythms:
    """Queries about a leader's rhythm."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def untouched(self, workspace: WorkspaceId, leader: PersonId, since: datetime | None) -> int:
        """Count the day messages and weekly lists that arrived after ``since``.

        The private part of a weekly note that stood alone asks for nothing and is not counted.
        """
        parameters = {"of": workspace, "leader": leader}
        if since is None:
            return self._connection.scalar(_UNTOUCHED, parameters) or 0
        return self._connection.scalar(_UNTOUCHED_SINCE, {**parameters, "since": since}) or 0

    def had(
        self, workspace: WorkspaceId, leader: PersonId, today: str, week: str
    ) -> tuple[frozenset[DeliveryKind], datetime | None]:
        """Give a leader's messages of a day, and when a week's list was decided, if one was sent.

        ``today`` is a date and ``week`` an ISO week, as occurrences name them.
        """
        parameters = {"of": workspace, "leader": leader, "today": today, "week": week}
        rows = self._connection.execute(_HAD, parameters).all()
        listed = DeliveryKind.WEEKLY_LIST
        sent = (row.created_at for row in rows if row.kind is listed and row.state not in _NOT_SENT)
        return frozenset(row.kind for row in rows if row.kind is not listed), next(sent, None)

    def open_with(
        self, workspace: WorkspaceId, leader: PersonId, now: datetime
    ) -> tuple[int, datetime | None]:
        """How much is open with a leader, and since when the oldest is, as they know it."""
        since = func.coalesce(concern.c.delivered_at, concern.c.created_at)
        query = select(func.count(), func.min(since, type_=UtcDateTime)).where(
            *with_leader(workspace, leader, now), concern.c.state.in_(OPEN)
        )
        count, oldest = self._connection.execute(query).one()
        return count, oldest

    def has_quiet(self, workspace: WorkspaceId, leader: PersonId, now: datetime) -> bool:
        """Whether the bot has stopped asking a leader about something that is open."""
        query = select(concern.c.id).where(
            *with_leader(workspace, leader, now),
            concern.c.state.in_(OPEN),
            concern.c.quiet,
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def last_raised(
        self, workspace: WorkspaceId, team: TeamId, leader: PersonId, now: datetime
    ) -> datetime | None:
        """When a leader was last told something by a team that was not taken back."""
        query = select(func.max(concern.c.created_at)).where(
            *with_leader(workspace, leader, now),
            concern.c.team == team,
            concern.c.kind == Kind.RAISED,
            concern.c.state != State.WITHDRAWN,
        )
        latest: datetime | None = self._connection.scalar(query)
        return latest

    def suggested(self, workspace: WorkspaceId, person: PersonId, month: str) -> int:
        """Count the people to whom somebody suggested the bot in a month."""
        query = select(func.count()).where(
            delivery.c.workspace == workspace,
            delivery.c.kind == DeliveryKind.SUGGEST,
            delivery.c.subject.startswith(f"{person}:", autoescape=True),
            delivery.c.occurrence == month,
        )
        return self._connection.scalar(query) or 0
