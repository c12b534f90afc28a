"""Queries about what is one person's own: what they wrote, and what of it is theirs to erase."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select

from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, State
from bot.domain.ids import PersonId, WorkspaceId
from bot.store.columns import UtcDateTime, among
from bot.store.concerns.rows import ConcernRows
from bot.store.concerns.with_leaders import with_leader
from bot.store.erasures import Erased
from bot.store.sealing import Sealer
from bot.store.tables import concern as table
from bot.store.tables import history, words

_STANDS = table.c.state != State.WITHDRAWN
_NOTE = table.c.kind != Kind.RAISED
_OF = table.c.workspace == bindparam("of")
_OWN_NOTE = (
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
_WRITTEN = select(
    _CAUGHT.scalar_subquery().label("caught"), _OWN_NOTE.exists().label("keeps_notes")
)


@dataclass(frozen=True)
class Written:
    """What somebody who writes something wrote before."""

    caught: int
    """So much they raised or noted lately, beside what others offered them."""
    keeps_notes: bool
    """Whether they have ever kept a note."""


class OnesOwn(ConcernRows):
    """Queries about what somebody raised, notes about them, and their own notes."""

    def __init__(
        self,
        connection: Connection,
        sealer: Callable[[WorkspaceId], Sealer],
        erased: Callable[[Erased, WorkspaceId, Collection[str]], None],
    ) -> None:
        """Ask through ``connection``; words are sealed with the workspace's ``sealer``.

        ``erased`` is told of everything that is erased, for the journal.
        """
        super().__init__(connection, sealer)
        self._erased = erased

    def forget_read(self) -> None:
        """Read anew what is asked next."""
        super().forget_read()
        self._written.clear()

    @cached_property
    def _written(self) -> dict[tuple[str, str, datetime], Written]:
        return {}

    def keeps_notes(self, workspace: WorkspaceId, leader: PersonId) -> bool:
        """Whether a leader has ever kept a note."""
        note = self._connection.execute(_OWN_NOTE, {"of": workspace, "writer": leader})
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

    def count_own(
        self, workspace: WorkspaceId, person: PersonId, now: datetime
    ) -> tuple[int, int, int]:
        """Count what somebody raised, notes about them, and their own notes; nothing is opened.

        No offers: of some of them its author does not know yet (R21).
        """
        theirs = table.c.raiser == person
        counted = [
            self._connection.scalar(
                select(func.count())
                .select_from(table)
                .where(table.c.workspace == workspace, _STANDS, *conditions)
            )
            or 0
            for conditions in (
                (theirs, table.c.kind == Kind.RAISED, table.c.state != State.OFFERED),
                (theirs, _NOTE),
                _notes_of(workspace, person, now),
            )
        ]
        raised, about, notes = counted
        return raised, about, notes

    def offered_to(self, workspace: WorkspaceId, author: PersonId) -> list[Concern]:
        """Give the marked messages of somebody's about which they were asked, or will be."""
        return self._where(
            table.c.workspace == workspace,
            table.c.raiser == author,
            table.c.state == State.OFFERED,
        )

    def to_erase(
        self, workspace: WorkspaceId, person: PersonId, now: datetime, until: datetime, most: int
    ) -> list[Concern]:
        """Give ``most`` of what was theirs by ``until``: the latest first, their own notes last."""
        stands = (table.c.workspace == workspace, _STANDS, table.c.created_at <= until)
        latest = table.c.created_at.desc()
        concerns = self._where(*stands, table.c.raiser == person, order=latest, limit=most)
        if len(concerns) < most:
            notes = _notes_of(workspace, person, now)
            concerns += self._where(*stands, *notes, order=latest, limit=most - len(concerns))
        return concerns

    def erase_words_of(self, workspace: WorkspaceId, person: PersonId, now: datetime) -> None:
        """Delete every word of what is theirs at once; from a backup nothing of it comes again."""
        own = or_(table.c.raiser == person, and_(*_notes_of(workspace, person, now)))
        mine = select(table.c.id).where(table.c.workspace == workspace, _STANDS, own)
        self._erased(Erased.CONCERN, workspace, self._connection.scalars(mine).all())
        self._connection.execute(
            delete(words).where(words.c.workspace == workspace, words.c.concern.in_(mine))
        )


def _notes_of(
    workspace: WorkspaceId, person: PersonId, now: datetime
) -> tuple[ColumnElement[bool], ...]:
    return (*with_leader(workspace, person, now), _NOTE)
