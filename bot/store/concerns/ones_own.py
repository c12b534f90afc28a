"""Queries about what is one person's own to erase: a few at a time, or all of its words at once."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select

from bot.domain.concern import Concern
from bot.domain.concern.states import Kind, State
from bot.domain.ids import PersonId, WorkspaceId
from bot.store.concerns.rows import ConcernRows
from bot.store.concerns.with_leaders import with_leader
from bot.store.erasures import Erased
from bot.store.sealing import Sealer
from bot.store.tables import concern as table
from bot.store.tables import words

_STANDS = table.c.state != State.WITHDRAWN
_NOTE = table.c.kind != Kind.RAISED


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
