"""What is due: one query for each kind of row, always for the workspaces a process serves."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, select

from bot.domain.concern import State
from bot.domain.due import DueKind, DueRow
from bot.domain.ids import WorkspaceId
from bot.store.tables import concern, person

_MOMENTS: Mapping[DueKind, Column[Any]] = {
    DueKind.TIMEOUT: concern.c.turn_at,
    DueKind.STALE_REVIEW: concern.c.long_at,
    DueKind.CHECK_IN: concern.c.check_at,
}


class Due:
    """Queries about what is due."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def concerns(
        self, kind: DueKind, now: datetime, workspaces: Collection[WorkspaceId], limit: int
    ) -> list[DueRow]:
        """Give concerns whose moment of ``kind`` has come, the oldest first."""
        moment = _MOMENTS[kind]
        query = (
            select(concern.c.workspace, concern.c.id)
            .where(moment <= now, concern.c.workspace.in_(workspaces))
            .order_by(moment)
            .limit(limit)
        )
        return _rows(kind, self._connection.execute(query))

    def offers(
        self, created_before: datetime, workspaces: Collection[WorkspaceId], limit: int
    ) -> list[DueRow]:
        """Give offers that nobody answered in time."""
        query = (
            select(concern.c.workspace, concern.c.id)
            .where(
                concern.c.state == State.OFFERED,
                concern.c.created_at < created_before,
                concern.c.workspace.in_(workspaces),
            )
            .limit(limit)
        )
        return _rows(DueKind.OFFER, self._connection.execute(query))

    def leaders(
        self, now: datetime, workspaces: Collection[WorkspaceId], limit: int
    ) -> list[DueRow]:
        """Give leaders for whom something is due, or their weekly list.

        The innermost question has a limit and an order, so that no engine answers it by reading
        everybody's concerns to find each leader once.
        """
        oldest = (
            select(concern.c.workspace, concern.c.owner)
            .where(
                concern.c.ask_at <= now,
                concern.c.owner.is_not(None),
                ~concern.c.quiet,
                concern.c.workspace.in_(workspaces),
            )
            .order_by(concern.c.ask_at)
            .limit(limit)
            .subquery()
        )
        nudged = select(oldest.c.workspace, oldest.c.owner).distinct()
        listed = (
            select(person.c.workspace, person.c.id)
            .where(person.c.weekly_at <= now, person.c.workspace.in_(workspaces))
            .order_by(person.c.weekly_at)
            .limit(limit)
        )
        rows = [
            *_rows(DueKind.LEADER, self._connection.execute(nudged)),
            *_rows(DueKind.LEADER, self._connection.execute(listed)),
        ]
        return list(dict.fromkeys(rows))


def _rows(kind: DueKind, found: Iterable[Any]) -> list[DueRow]:
    return [DueRow(kind, WorkspaceId(workspace), key) for workspace, key in found]
