"""Queries about workspaces: who installed, the safety contact, keys, the inbox of seen events.

The inbox makes what Slack delivers twice idempotent.
"""

import contextlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.settings import WorkspaceSettings
from bot.domain.workspace import APP_REMOVED, ERASING, Workspace
from bot.store import tables
from bot.store.keys import WorkspaceKey
from bot.store.tables import workspace as table

_ONE = select(table).where(table.c.id == bindparam("of"))
_SOME = select(table).where(table.c.id.in_(bindparam("some", expanding=True)))
_COLUMNS = tuple(column.name for column in table.c)
_FIELDS = tuple(field.name for field in fields(Workspace))
_PERSON = tables.person
_WITH_PEOPLE = (
    select(table, _PERSON)
    .select_from(
        table.outerjoin(
            _PERSON,
            (_PERSON.c.workspace == table.c.id)
            & _PERSON.c.id.in_(bindparam("people", expanding=True)),
        )
    )
    .where(table.c.id == bindparam("of"))
)
_A_TEAM = (
    select(tables.team.c.id)
    .where(tables.team.c.workspace == bindparam("of"), tables.team.c.declined_at.is_(None))
    .limit(1)
)
_HELD_KEYS = (
    select(table.c.sealing_keys)
    .where(table.c.id == bindparam("of"))
    .with_for_update(key_share=True)
)
_INBOX = tables.inbox
_NOTED_AFTER = select(_INBOX.c.key).where(
    _INBOX.c.workspace == bindparam("of"),
    _INBOX.c.key == bindparam("noted"),
    _INBOX.c.received_at > bindparam("moment"),
)
ASKED = "asked:"
"""How the key begins that stands for a message about which its author was asked."""
_INBOX = tables.inbox
_FORGET_INBOX = delete(_INBOX).where(
    _INBOX.c.workspace == bindparam("of"),
    _INBOX.c.key.in_(
        select(_INBOX.c.key)
        .where(
            _INBOX.c.workspace == bindparam("of"),
            _INBOX.c.received_at < bindparam("before"),
            or_(~_INBOX.c.key.startswith(ASKED), _INBOX.c.received_at < bindparam("asked_before")),
        )
        .limit(bindparam("most"))
    ),
)


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what to do on conflict, in the connection's dialect."""
    return upsert_in(connection.dialect.name, table)


def upsert_in(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The same for the name of a dialect, for what is put together once."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _first_time(dialect: str) -> ReturningInsert[tuple[str]]:
    return upsert_in(dialect, _INBOX).on_conflict_do_nothing().returning(_INBOX.c.key)


class Workspaces:
    """Queries about workspaces."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection
        self._read: dict[str, Workspace] = {}
        self._keys: dict[str, tuple[WorkspaceKey, ...]] = {}

    def forget_read(self) -> None:
        """Read anew what is asked next."""
        self._read.clear()
        self._keys.clear()

    def save(
        self,
        workspace: WorkspaceId,
        *,
        name: str,
        domain: str,
        bot_user: str,
        installer: str | None,
        now: datetime,
    ) -> None:
        """Remember an installation, or refresh what Slack says of it."""
        values = {"name": name, "domain": domain, "bot_user": bot_user}
        if installer is not None:
            values["installer"] = installer
        query = upsert(self._connection, table).values(id=workspace, installed_at=now, **values)
        self._read.clear()
        self._connection.execute(query.on_conflict_do_update(index_elements=["id"], set_=values))

    def get(self, workspace: WorkspaceId) -> Workspace:
        """Give one workspace; read once in a transaction.

        Raises ``LookupError`` for one never installed.
        """
        if workspace not in self._read:
            self._note(self._connection.execute(_ONE, {"of": workspace}))
        if workspace not in self._read:
            raise LookupError("this workspace has never been installed")
        return self._read[workspace]

    def read(self, workspaces: Iterable[WorkspaceId]) -> None:
        """Read those of ``workspaces`` that are not yet read, in one question."""
        unread = sorted({workspace for workspace in workspaces if workspace not in self._read})
        if unread:
            self._note(self._connection.execute(_SOME, {"some": unread}))

    def read_with(self, workspace: WorkspaceId, people: Collection[str]) -> list[Sequence[Any]]:
        """Read one workspace, and give the rows of ``people`` in it, in one question."""
        parameters = {"of": workspace, "people": sorted(people)}
        rows = self._connection.execute(_WITH_PEOPLE, parameters).all()
        width = len(_COLUMNS)
        self._note(row[:width] for row in rows[:1])
        # Beside nobody's columns a workspace stands alone.
        return [row[width:] for row in rows if row[width] is not None]

    def _note(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            values = dict(zip(_COLUMNS, row, strict=True))
            self._keys[values["id"]] = _keys(values["sealing_keys"])
            self._read[values["id"]] = Workspace(**{name: values[name] for name in _FIELDS})

    def installed(self) -> list[WorkspaceId]:
        """Give the ids of all workspaces."""
        return [WorkspaceId(key) for key in self._connection.scalars(select(table.c.id))]

    def set_contact(
        self, workspace: WorkspaceId, person: str | None, line: str | None, by: str | None
    ) -> None:
        """Set the safety contact, a person or a line of text, as the admin ``by`` named it."""
        self._change(workspace, contact_person=person, contact_line=line, contact_named_by=by)

    def confirm_contact(self, workspace: WorkspaceId, by: str) -> None:
        """Keep that an admin has said yes to the contact there is."""
        self._change(workspace, contact_named_by=by)

    def second_version(self, workspace: WorkspaceId) -> None:
        """Keep that what the first version left to do is begun."""
        self._change(workspace, first_version=False)

    def choose(self, workspace: WorkspaceId, settings: WorkspaceSettings) -> None:
        """Keep a workspace's settings."""
        self._change(workspace, **settings.values())

    def set_installer(self, workspace: WorkspaceId, person: PersonId) -> bool:
        """Make ``person`` the installer where none is known; says whether it did."""
        self._read.clear()
        query = (
            update(table)
            .where(table.c.id == workspace, table.c.installer.is_(None))
            .values(installer=person)
        )
        return self._connection.execute(query).rowcount == 1

    def has_team(self, workspace: WorkspaceId) -> bool:
        """Whether a team is set up there that no admin turned away."""
        return self._connection.execute(_A_TEAM, {"of": workspace}).first() is not None

    def suspend(self, workspace: WorkspaceId, error: str | None, now: datetime) -> None:
        """Stop sending to a workspace whose token is dead. That the app was removed says more."""
        self._read.clear()
        query = update(table).where(table.c.id == workspace)
        first = query.where(table.c.suspended.is_(None))
        self._connection.execute(first.values(suspended=error or "", suspended_at=now))
        if error == APP_REMOVED:
            known = query.where(table.c.suspended.is_distinct_from(ERASING))
            self._connection.execute(known.values(suspended=error))

    def resume(self, workspace: WorkspaceId) -> None:
        """Send to a workspace again, and erase nothing of it."""
        self._change(workspace, suspended=None, suspended_at=None)
        query = delete(tables.removal).where(tables.removal.c.workspace == workspace)
        self._connection.execute(query)

    def plan_removal(self, workspace: WorkspaceId, at: datetime) -> None:
        """Let a workspace be erased at a moment, unless it has one already."""
        query = upsert(self._connection, tables.removal).values(workspace=workspace, erase_at=at)
        self._connection.execute(query.on_conflict_do_nothing())

    def begin_erasing(self, workspace: WorkspaceId) -> bool:
        """Let nothing bring a workspace back, and no word in it open; false where that is so."""
        self.forget_read()
        query = update(table).where(
            table.c.id == workspace, table.c.suspended.is_distinct_from(ERASING)
        )
        return (
            self._connection.execute(query.values(suspended=ERASING, sealing_keys=None)).rowcount
            == 1
        )

    def hold_removal(self, workspace: WorkspaceId) -> datetime | None:
        """Give when a workspace is erased, if it is to be; who installs it meanwhile waits."""
        query = (
            select(tables.removal.c.erase_at)
            .join(table, table.c.id == tables.removal.c.workspace)
            .where(table.c.id == workspace)
            .with_for_update()
        )
        return self._connection.scalar(query)

    def is_known(self, workspace: WorkspaceId) -> bool:
        """Whether a workspace is there: not erased, and not heard of for the first time."""
        with contextlib.suppress(LookupError):
            return self.get(workspace).id == workspace
        return False

    def suspended(self) -> list[WorkspaceId]:
        """Give workspaces that nothing is sent to until Slack takes the token again."""
        waiting = (table.c.suspended.is_not(None), table.c.suspended != ERASING)
        return list(self._connection.scalars(select(table.c.id).where(*waiting)))

    def restored(self, now: datetime) -> None:
        """Note that the rows come from a backup: what is made now may have been sent already."""
        self._connection.execute(update(table).values(restored_at=now))

    def keys(self, workspace: WorkspaceId, *, for_update: bool = False) -> tuple[WorkspaceKey, ...]:
        """Give the wrapped keys of a workspace, the oldest first.

        ``for_update`` waits for whoever is about to change them, and holds the row.
        """
        if for_update:
            row = self._connection.execute(_HELD_KEYS, {"of": workspace}).one_or_none()
            self._keys[workspace] = _keys(None if row is None else row.sealing_keys)
        elif workspace not in self._keys:
            # Whoever opens something nearly always asks for the whole row as well.
            try:
                self.get(workspace)
            except LookupError:
                return ()
        return self._keys[workspace]

    def all_keys(self) -> dict[WorkspaceId, tuple[WorkspaceKey, ...]]:
        """Give the wrapped keys of every workspace."""
        rows = self._connection.execute(select(table.c.id, table.c.sealing_keys))
        return {WorkspaceId(row.id): _keys(row.sealing_keys) for row in rows}

    def keep_keys(self, workspace: WorkspaceId, keys: Iterable[WorkspaceKey]) -> None:
        """Keep the wrapped keys of a workspace."""
        self.forget_read()
        rows = [key.to_row() for key in sorted(keys, key=lambda key: key.number)]
        self._connection.execute(
            update(table).where(table.c.id == workspace).values(sealing_keys=rows)
        )

    def first_time(self, workspace: WorkspaceId, key: str, now: datetime) -> bool:
        """Note that Slack delivered ``key``; false when it was noted before."""
        noted = {"workspace": workspace, "key": key, "received_at": now}
        query = _first_time(self._connection.dialect.name)
        return self._connection.scalar(query, noted) is not None

    def note_latest(self, workspace: WorkspaceId, key: str, moment: datetime) -> None:
        """Note the latest moment at which ``key`` happened, in whatever order it is told."""
        query = upsert(self._connection, tables.inbox).values(
            workspace=workspace, key=key, received_at=moment
        )
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "key"],
                set_={"received_at": moment},
                where=tables.inbox.c.received_at < moment,
            )
        )

    def noted_since(self, workspace: WorkspaceId, prefix: str, since: datetime) -> int:
        """Count the keys that begin with ``prefix`` and were noted after ``since``.

        Keys are kept for a day: further back nothing is counted.
        """
        inbox = tables.inbox
        query = select(func.count()).where(
            inbox.c.workspace == workspace,
            inbox.c.key.startswith(prefix, autoescape=True),
            inbox.c.received_at > since,
        )
        return self._connection.scalar(query) or 0

    def noted_after(self, workspace: WorkspaceId, key: str, moment: datetime) -> bool:
        """Whether ``key`` happened after ``moment``."""
        parameters = {"of": workspace, "noted": key, "moment": moment}
        return self._connection.execute(_NOTED_AFTER, parameters).first() is not None

    def moments_noted(
        self, workspace: WorkspaceId, prefix: str, *, for_update: bool = False
    ) -> dict[str, datetime]:
        """Give what was noted under keys that begin with ``prefix``, and when; held, if wished."""
        inbox = tables.inbox
        query = select(inbox.c.key, inbox.c.received_at).where(
            inbox.c.workspace == workspace, inbox.c.key.startswith(prefix, autoescape=True)
        )
        if for_update:
            query = query.with_for_update()
        rows = self._connection.execute(query.order_by(inbox.c.key))
        return {row.key.removeprefix(prefix): row.received_at for row in rows}

    def forget_noted(self, workspace: WorkspaceId, key: str) -> None:
        """Forget that ``key`` happened."""
        inbox = tables.inbox
        self._connection.execute(
            delete(inbox).where(inbox.c.workspace == workspace, inbox.c.key == key)
        )

    def forget_inbox(
        self, workspace: WorkspaceId, before: datetime, asked_before: datetime, limit: int
    ) -> int:
        """Drop what Slack will not deliver again, ``limit`` rows at the most.

        About what somebody was asked is kept until ``asked_before``.
        """
        since = {"before": before, "asked_before": asked_before}
        parameters = {"of": workspace, "most": limit} | since
        return self._connection.execute(_FORGET_INBOX, parameters).rowcount

    def _change(self, workspace: WorkspaceId, **values: Any) -> None:
        self._read.clear()
        self._connection.execute(update(table).where(table.c.id == workspace).values(**values))


def _keys(rows: list[dict[str, Any]] | None) -> tuple[WorkspaceKey, ...]:
    return tuple(WorkspaceKey.from_row(row) for row in rows or ())
