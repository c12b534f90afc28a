"""Queries about what somebody wrote: lately, ever, and how much of it they shared."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import and_, bindparam, func, or_, select

from bot.domain.concern.states import Act, Kind
from bot.domain.ids import PersonId, WorkspaceId
from bot.store.columns import UtcDateTime, among
from bot.store.concerns.rows import ConcernRows
from bot.store.tables import concern as table
from bot.store.tables import history

_OF = table.c.workspace == bindparam("of")
_NOTE_OF = (
    select(table.c.id)
    .where(
        _OF,
        table.c.owner == bindparam("writer"),
        among(table.c.kind, (Kind.NOTE, Kind.SHARED)),
    )
    .limit(1)
)
_CAUGHT = select(func.count()).where(
    _OF,
    table.c.created_at > bindparam("since", type_=UtcDateTime()),
    or_(
        and_(
            table.c.raiser == bindparam("writer"),
            table.c.kind == Kind.RAISED,
            table.c.marked_by.is_(None),
        ),
        and_(table.c.owner == bindparam("writer"), table.c.kind != Kind.RAISED),
    ),
)
_WRITTEN = select(_CAUGHT.scalar_subquery().label("caught"), _NOTE_OF.exists().label("keeps_notes"))


@dataclass(frozen=True)
class Written:
    """What somebody who writes something wrote before."""

    caught: int
    """So much they raised or noted lately, beside what others offered them."""
    keeps_notes: bool
    """Whether they have ever kept a note."""


class Writers(ConcernRows):
    """Queries about what somebody wrote."""

    def forget_read(self) -> None:
        """Read anew what is asked next."""
        super().forget_read()
        self._written.clear()

    @cached_property
    def _written(self) -> dict[tuple[str, str, datetime], Written]:
        return {}

    def keeps_notes(self, workspace: WorkspaceId, leader: PersonId) -> bool:
        """Whether a leader has ever kept a note."""
        note = self._connection.execute(_NOTE_OF, {"of": workspace, "writer": leader})
        return note.first() is not None

    def written_by(self, workspace: WorkspaceId, person: PersonId, since: datetime) -> Written:
        """Give what somebody wrote before; ``caught`` counts from ``since`` on."""
        key = (workspace, person, since)
        if key not in self._written:
            parameters = {"of": workspace, "writer": person, "since": since}
            row = self._connection.execute(_WRITTEN, parameters).one()
            self._written[key] = Written(row.caught, row.keeps_notes)
        return self._written[key]

    def shared_since(self, workspace: WorkspaceId, leader: PersonId, since: datetime) -> int:
        """Count the notes a leader shared after a moment."""
        shares = (Act.SHARE.value, Act.NOTE_SHARED.value)
        query = (
            select(func.count())
            .select_from(history)
            .join(
                table,
                (table.c.workspace == history.c.workspace) & (table.c.id == history.c.concern),
            )
            .where(
                table.c.workspace == workspace,
                table.c.owner == leader,
                history.c.act.in_(shares),
                history.c.happened_at > since,
            )
        )
        return int(self._connection.scalar(query) or 0)
