"""What is due: which workspaces have something, their rows, and the rows that failed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ScalarSelect,
    bindparam,
    delete,
    or_,
    select,
    union_all,
    update,
)

from bot.domain.due import AT_ONCE, DueFailure, DueKind, DueRow
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.workspace import APP_REMOVED, ERASING
from bot.store.tables import concern, due_failure, person, removal, team
from bot.store.tables import workspace as workspace_table
from bot.store.workspaces import upsert


class _Moment(NamedTuple):
    """Where a kind's moment stands, and the column that names its row."""

    moment: Column[Any]
    key: Column[Any]
    only: tuple[ColumnElement[bool], ...] = ()


_NUDGED = (concern.c.owner.is_not(None), concern.c.held_at.is_(None))
_MOMENTS: Mapping[DueKind, tuple[_Moment, ...]] = {
    DueKind.DIGEST: (_Moment(team.c.digest_due_at, team.c.id),),
    DueKind.PRIVATE_PART: (_Moment(person.c.part_due_at, person.c.id),),
    DueKind.LEADER: (
        _Moment(concern.c.nudge_at, concern.c.owner, _NUDGED),
        _Moment(person.c.weekly_at, person.c.id),
    ),
    DueKind.TIMEOUT: (_Moment(concern.c.timeout_at, concern.c.id),),
    DueKind.STALE_REVIEW: (_Moment(concern.c.stale_review_at, concern.c.id),),
    DueKind.RETENTION: (_Moment(concern.c.erase_at, concern.c.id),),
    DueKind.CHECK_IN: (_Moment(concern.c.check_in_at, concern.c.id),),
    DueKind.NUDGE: (_Moment(concern.c.nudge_at, concern.c.id),),
    DueKind.REMOVAL: (_Moment(removal.c.erase_at, removal.c.workspace),),
    DueKind.CLEAN_UP: (),
}
_FAILURES = (
    select(due_failure)
    .where(due_failure.c.workspace == bindparam("of"))
    .order_by(due_failure.c.kind, due_failure.c.id)
)
_ASK_SLACK = (DueKind.DIGEST, DueKind.PRIVATE_PART, DueKind.LEADER)
"""Kinds for which Slack is asked something first: nothing of it where the app was removed."""


def _is_due(source: _Moment) -> tuple[ColumnElement[bool], ...]:
    return (source.moment <= bindparam("now"), *source.only)


def _oldest(source: _Moment) -> ScalarSelect[Any]:
    """The oldest due moment of a workspace; ordered, so that it is one step into the index."""
    table = source.key.table
    return (
        select(source.moment)
        .where(table.c.workspace == workspace_table.c.id, *_is_due(source))
        .order_by(source.moment)
        .limit(1)
        .correlate(workspace_table)
        .scalar_subquery()
    )


_NOT_ERASING = workspace_table.c.suspended.is_distinct_from(ERASING)
_NOT_REMOVED = workspace_table.c.suspended.is_distinct_from(APP_REMOVED)


def _is_asked(kind: DueKind) -> tuple[ColumnElement[bool], ...]:
    """Of which workspaces a kind is looked at: one that is being erased is not whole any more."""
    if kind is DueKind.REMOVAL:
        return ()
    return (_NOT_ERASING, _NOT_REMOVED) if kind in _ASK_SLACK else (_NOT_ERASING,)


# Asked every second: put together once.
_HAVING = {
    kind: select(workspace_table.c.id).where(
        workspace_table.c.id.in_(bindparam("some", expanding=True)),
        or_(*(_oldest(source).is_not(None) for source in sources)),
        *_is_asked(kind),
    )
    for kind, sources in _MOMENTS.items()
    if sources
}
_ROWS = {
    kind: tuple(
        select(source.key, source.moment)
        .where(*_is_due(source), source.key.table.c.workspace == bindparam("of"))
        .order_by(source.moment)
        .limit(bindparam("most"))
        for source in sources
    )
    for kind, sources in _MOMENTS.items()
}


class Due:
    """Queries about what is due.

    Each index begins with the workspace: what rests in workspaces that this process does not
    serve, however much of it is overdue, is never read.
    """

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def workspaces(
        self, kind: DueKind, now: datetime, served: Collection[WorkspaceId]
    ) -> list[WorkspaceId]:
        """Give those of the ``served`` workspaces that have something due."""
        parameters = {"some": sorted(served), "now": now}
        return [WorkspaceId(key) for key in self._connection.scalars(_HAVING[kind], parameters)]

    def rows(
        self, kind: DueKind, now: datetime, workspace: WorkspaceId, limit: int
    ) -> list[DueRow]:
        """Give what is due in one workspace, the oldest first; each row once.

        What ran into its time is left out while it waits, so that it takes nobody's place.

        The question for the moments has a limit and an order, so that no engine answers it by
        reading everybody's concerns to find each leader once.
        """
        failures = self._failures_of(workspace, kind)
        waiting = [failure.id for failure in failures if failure.is_waiting(now)]
        keys: dict[str, datetime] = {}
        parameters = {"of": workspace, "now": now, "most": limit}
        for source, query in zip(_MOMENTS[kind], _ROWS[kind], strict=True):
            free = query.where(source.key.not_in(waiting)) if waiting else query
            for key, moment in self._connection.execute(free, parameters):
                keys[key] = min(moment, keys.get(key, moment))
        failed = {failure.id for failure in failures}
        slow = {failure.id for failure in failures if failure.slow}
        return [
            DueRow(
                kind,
                workspace,
                key,
                failed=key in failed,
                slow=key in slow,
                moment=None if moment == AT_ONCE else moment,
            )
            for key, moment in keys.items()
        ]

    def oldest(
        self, kind: DueKind, now: datetime, served: Collection[WorkspaceId]
    ) -> datetime | None:
        """Give the oldest moment that is due and not handled; what is looked at at once is now."""
        rows = [
            moment
            for source in _MOMENTS[kind]
            for moment in self._connection.scalars(
                select(_oldest(source)).where(workspace_table.c.id.in_(served)), {"now": now}
            )
            if moment is not None
        ]
        return min((now if moment == AT_ONCE else moment for moment in rows), default=None)

    def move(self, row: DueRow, to: datetime, now: datetime) -> None:
        """Let what is due of a row come again at ``to``, without reading it.

        A moment that somebody else has moved meanwhile stays where it is.
        """
        for moment, key, _ in _MOMENTS[row.kind]:
            table = key.table
            self._connection.execute(
                update(table)
                .where(table.c.workspace == row.workspace, key == row.id, moment <= now)
                .values({moment: to})
            )

    def is_due(self, row: DueRow, now: datetime) -> bool:
        """Whether a row is due still; what has no moment is, whenever it is its time."""
        sources = _MOMENTS[row.kind]
        return not sources or any(
            self._connection.scalar(
                select(
                    select(source.key)
                    .where(
                        *_is_due(source),
                        source.key.table.c.workspace == row.workspace,
                        source.key == row.id,
                    )
                    .exists()
                ),
                {"now": now},
            )
            for source in sources
        )

    def reader(self, row: DueRow) -> PersonId | None:
        """Give who would read what comes of a row, without reading the row as a whole."""
        if row.kind in (DueKind.LEADER, DueKind.PRIVATE_PART):
            return PersonId(row.id)
        if row.kind in (DueKind.DIGEST, DueKind.REMOVAL, DueKind.CLEAN_UP):
            return None
        asked = row.kind in (DueKind.STALE_REVIEW, DueKind.NUDGE)
        who = concern.c.owner if asked else concern.c.raiser
        query = select(who).where(concern.c.workspace == row.workspace, concern.c.id == row.id)
        reader = self._connection.scalar(query)
        return None if reader is None else PersonId(reader)

    # What failed

    def fail(self, row: DueRow, error: str, now: datetime) -> None:
        """Remember that a row could not be handled, by the kind of the error."""
        values = {"error": error[:100], "failed_at": now}
        query = upsert(self._connection, due_failure).values(
            workspace=row.workspace, kind=row.kind, id=row.id, times=1, **values
        )
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "kind", "id"],
                set_=values | {"times": due_failure.c.times + 1},
            )
        )

    def clear(self, workspace: WorkspaceId, kind: DueKind, ids: Collection[str]) -> bool:
        """Forget that some rows failed: they have been handled; says whether any had."""
        query = delete(due_failure).where(
            due_failure.c.workspace == workspace,
            due_failure.c.kind == kind,
            due_failure.c.id.in_(ids),
        )
        return self._connection.execute(query).rowcount > 0

    def failures(self, workspace: WorkspaceId) -> list[DueFailure]:
        """Give a workspace's rows that failed when they were last handled."""
        return [
            DueFailure(row.kind, row.id, row.error, row.failed_at, row.times)
            for row in self._connection.execute(_FAILURES, {"of": workspace})
        ]

    def forget_gone(self, workspace: WorkspaceId) -> bool:
        """Forget failures of rows that have no moment any more; says whether there were any."""
        gone = False
        for kind in {failure.kind for failure in self.failures(workspace)} - {DueKind.CLEAN_UP}:
            moments = (
                select(source.key).where(
                    source.key.table.c.workspace == workspace,
                    source.key == due_failure.c.id,
                    source.moment.is_not(None),
                )
                for source in _MOMENTS[kind]
            )
            query = delete(due_failure).where(
                due_failure.c.workspace == workspace,
                due_failure.c.kind == kind,
                ~or_(*(moment.exists() for moment in moments)),
            )
            gone = self._connection.execute(query).rowcount > 0 or gone
        return gone

    def _failures_of(self, workspace: WorkspaceId, kind: DueKind) -> list[DueFailure]:
        """The failures of a kind's rows; a leader's are also those of what they are told."""
        values = (due_failure.c.error, due_failure.c.failed_at, due_failure.c.times)
        own = select(due_failure.c.id, *values).where(
            due_failure.c.workspace == workspace, due_failure.c.kind == kind
        )
        items = (
            select(concern.c.owner, *values)
            .join(
                due_failure,
                (due_failure.c.workspace == concern.c.workspace)
                & (due_failure.c.id == concern.c.id),
            )
            .where(concern.c.workspace == workspace, due_failure.c.kind == DueKind.NUDGE)
        )
        query = union_all(own, items) if kind is DueKind.LEADER else own
        return [DueFailure(kind, *row) for row in self._connection.execute(query)]
