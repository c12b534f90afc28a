"""Queries about what is with a leader: what they may know of, what they are asked, and when.

What is with a leader is shown through :func:`with_leader` and nothing else (R41).
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, not_, select

from bot.domain.concern import Concern
from bot.domain.concern.states import OPEN, Act, NudgeReason, State
from bot.domain.ids import ConcernId, PersonId, WorkspaceId
from bot.domain.taxonomy import HowSoon
from bot.store.concerns.rows import ConcernRows
from bot.store.tables import concern as table

_DUE = (
    table.c.workspace == bindparam("of"),
    table.c.owner == bindparam("leader"),
    table.c.nudge_at <= bindparam("now"),
    table.c.held_at.is_(None),
)
_HOLD_DUE = (
    select(table)
    .where(*_DUE)
    .order_by(table.c.created_at, table.c.id)
    .with_for_update(skip_locked=True)
)
_HOLD_DUE_BUT = _HOLD_DUE.where(table.c.id.not_in(bindparam("but", expanding=True)))
_LINKED_DUE = (
    select(table)
    .where(
        table.c.workspace == bindparam("of"),
        table.c.owner.in_(bindparam("leaders", expanding=True)),
        table.c.nudge_at <= bindparam("now"),
        ~table.c.quiet,
        table.c.link.is_not(None),
        table.c.mark_key.is_not(None),
    )
    .order_by(table.c.created_at, table.c.id)
)


class WithLeaders(ConcernRows):
    """Queries about what is with a leader."""

    def owned(
        self, workspace: WorkspaceId, leader: PersonId, since: datetime, now: datetime
    ) -> list[Concern]:
        """Give what a leader comes back to: open, or closed after ``since``; oldest first."""
        return self._where(*with_leader(workspace, leader, now), _shown(since))

    def open_with(
        self, workspace: WorkspaceId, owner: PersonId, raiser: PersonId, now: datetime
    ) -> list[Concern]:
        """Give what is open between a leader and one person, as the leader sees it."""
        return self._where(
            *with_leader(workspace, owner, now),
            table.c.raiser == raiser,
            table.c.state.in_(OPEN),
        )

    def asked_next(self, workspace: WorkspaceId, leader: PersonId, now: datetime) -> Concern | None:
        """Give what a leader is asked about next, of what they may know of."""
        query = self._where(
            *with_leader(workspace, leader, now),
            table.c.nudge_at.is_not(None),
            order=table.c.nudge_at,
            limit=1,
        )
        return next(iter(query), None)

    def urgent_on(self, workspace: WorkspaceId, leader: PersonId) -> set[date]:
        """The days on which something new for today or tomorrow is to reach a leader."""
        query = select(table.c.nudge_on).where(
            table.c.workspace == workspace,
            table.c.owner == leader,
            table.c.nudge_reason == NudgeReason.NEW,
            table.c.how_soon == HowSoon.TODAY,
        )
        return set(self._connection.scalars(query))

    def next_one_on_one(
        self, workspace: WorkspaceId, leader: PersonId, after: datetime
    ) -> datetime | None:
        """When a leader is written to next on the morning of a 1:1."""
        query = select(func.min(table.c.nudge_at)).where(
            table.c.workspace == workspace,
            table.c.owner == leader,
            table.c.nudge_reason == NudgeReason.ONE_ON_ONE,
            table.c.nudge_at > after,
        )
        moment: datetime | None = self._connection.scalar(query)
        return moment

    def to_ask(self, workspace: WorkspaceId, leader: PersonId, now: datetime) -> list[Concern]:
        """Give what a leader knows of and will be asked about."""
        return self._where(*with_leader(workspace, leader, now), table.c.nudge_at.is_not(None))

    def on_its_way(self, workspace: WorkspaceId, leader: PersonId, now: datetime) -> list[Concern]:
        """Give what is open with a leader and has not reached them.

        For moving what is to come; nothing of it may be shown.
        """
        return self._where(
            table.c.workspace == workspace,
            table.c.owner == leader,
            table.c.state.in_(OPEN),
            not_(reached(now)),
        )

    def open_with_leader(self, workspace: WorkspaceId, owner: PersonId) -> list[Concern]:
        """Give everything that is open with one leader, also what they do not know of yet.

        For what happens to it when the leader is away or leaves; nothing of it may be shown.
        """
        return self._where(
            table.c.workspace == workspace, table.c.owner == owner, table.c.state.in_(OPEN)
        )

    def proposed_to(self, workspace: WorkspaceId, person: PersonId) -> list[Concern]:
        """Give what would go to somebody, if its raiser said yes."""
        return self._where(
            table.c.workspace == workspace,
            table.c.timeout_at.is_not(None),
            table.c.timeout_act == Act.HAND_LAPSE,
            table.c.proposed_to == person,
        )

    def due(
        self,
        workspace: WorkspaceId,
        leader: PersonId,
        now: datetime,
        but: Collection[str] = (),
    ) -> list[Concern]:
        """Give what is due for one leader ``but`` for some, and hold it: others pass over it."""
        parameters = {"of": workspace, "leader": leader, "now": now}
        if but:
            rows = self._connection.execute(_HOLD_DUE_BUT, {**parameters, "but": list(but)}).all()
        else:
            rows = self._connection.execute(_HOLD_DUE, parameters).all()
        return [self._concern(row) for row in rows]

    def linked_due(
        self, workspace: WorkspaceId, leaders: Collection[PersonId], now: datetime
    ) -> list[Concern]:
        """Give what is due for some leaders and leads to a message."""
        parameters = {"of": workspace, "leaders": sorted(leaders), "now": now}
        return [
            self._concern(row) for row in self._connection.execute(_LINKED_DUE, parameters).all()
        ]

    def due_ids(self, workspace: WorkspaceId, leader: PersonId, now: datetime) -> list[ConcernId]:
        """Give the ids of what is due for one leader, without reading what they name."""
        query = select(table.c.id).where(
            table.c.workspace == workspace,
            table.c.owner == leader,
            table.c.nudge_at <= now,
            table.c.held_at.is_(None),
        )
        return [ConcernId(key) for key in self._connection.scalars(query.order_by(table.c.id))]


def _shown(since: datetime) -> ColumnElement[bool]:
    """Open, or closed after ``since`` and neither taken back nor handed over."""
    gone = (State.OFFERED, State.WITHDRAWN, State.HANDED_OVER)
    return table.c.state.in_(OPEN) | ((table.c.closed_at >= since) & table.c.state.not_in(gone))


def with_leader(
    workspace: WorkspaceId, leader: PersonId, now: datetime
) -> tuple[ColumnElement[bool], ...]:
    """What is with a leader, as far as they may know of it (R41): the one view of it.

    Whatever a leader is shown or told is asked for through it.
    """
    return (table.c.workspace == workspace, table.c.owner == leader, reached(now))


def reached(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """What has reached its leader by ``now``, as :meth:`Concern.has_reached` says it."""
    hour, over = table.c.seen_from, table.c.closed_at
    in_time = hour.is_(None) | ((hour <= now) & (over.is_(None) | (over >= hour)))
    return and_(table.c.state != State.OFFERED, table.c.held_at.is_(None), in_time)
