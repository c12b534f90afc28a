"""Queries about people: Slack's facts, their choices, whose Home is stale."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, exists, or_, select, update

from bot.domain.coaching import Coached, CoachingLine
from bot.domain.concern.states import Act
from bot.domain.due import AT_ONCE
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.rhythm import Rhythm
from bot.domain.settings import Preferences
from bot.store.concerns.with_leaders import reached
from bot.store.tables import (
    coached,
    concern,
    rate_limit,
    team,
    team_leader,
    team_member,
    workspace,
)
from bot.store.tables import person as table
from bot.store.workspaces import upsert, upsert_in

_FACTS = (
    "name",
    "full_name",
    "zone",
    "slack_locale",
    "bot",
    "guest",
    "outsider",
    "deleted",
    "admin",
    "status_emoji",
    "read_at",
)
_RHYTHM = tuple(field.name for field in fields(Rhythm))
_CHOICES = tuple(setting.name for setting in Preferences.rows())
_COLUMNS = tuple(table.c.keys())
_PART_DUE_AT = _COLUMNS.index("part_due_at")

_ONE = select(table).where(table.c.workspace == bindparam("of"), table.c.id == bindparam("person"))
_SOME = select(table).where(
    table.c.workspace == bindparam("of"), table.c.id.in_(bindparam("people", expanding=True))
)
# Whoever inserts a row that refers to this one need not wait: its key does not change.
_HOLD = _ONE.with_for_update(key_share=True)
_HOLD_FREE = _SOME.order_by(table.c.id).with_for_update(key_share=True, skip_locked=True)
_MARK_STALE = (
    update(table)
    .where(
        table.c.workspace == bindparam("of"),
        table.c.id.in_(bindparam("people", expanding=True)),
        table.c.home_opened,
    )
    .values(home_stale=True, home_changes=table.c.home_changes + 1)
)
_LET_PARTS_BE_DUE = (
    update(table)
    .where(
        table.c.workspace == bindparam("of"),
        table.c.id.in_(bindparam("people", expanding=True)),
        table.c.part_due_at.is_(None),
    )
    .values(part_due_at=AT_ONCE)
)
_STALE_HOMES = (
    select(table)
    .where(
        table.c.home_stale,
        table.c.workspace.in_(bindparam("some", expanding=True)),
        ~exists().where(
            rate_limit.c.workspace == table.c.workspace,
            rate_limit.c.method == bindparam("method"),
            rate_limit.c.blocked_until > bindparam("now"),
        ),
    )
    .limit(bindparam("most"))
)
_ENDING = (concern.c.workspace == bindparam("of"), concern.c.timeout_act == Act.ERASE)
_UNREAD_SINCE = (
    select(table.c.id)
    .where(
        table.c.workspace == bindparam("of"),
        table.c.read_at < bindparam("before"),
        or_(
            table.c.id.in_(
                select(team_leader.c.person).where(team_leader.c.workspace == bindparam("of"))
            ),
            table.c.id.in_(
                select(team_member.c.person)
                .join(
                    team,
                    (team.c.workspace == team_member.c.workspace)
                    & (team.c.id == team_member.c.team),
                )
                .where(
                    team_member.c.workspace == bindparam("of"),
                    team.c.digest_due_at <= bindparam("digests_until"),
                )
            ),
            table.c.id.in_(
                select(concern.c.raiser)
                .where(*_ENDING)
                .union(select(concern.c.left_by).where(*_ENDING, concern.c.left_by.is_not(None)))
            ),
            table.c.id.in_(bindparam("also", expanding=True)),
        ),
    )
    .order_by(table.c.read_at, table.c.id)
    .limit(bindparam("most"))
)
_COACHED = select(coached).where(
    coached.c.workspace == bindparam("of"), coached.c.leader == bindparam("person")
)
_SET = update(table).where(table.c.workspace == bindparam("of"), table.c.id == bindparam("named"))
_SET_CHANNEL = (
    update(table)
    .where(
        table.c.workspace == bindparam("of"),
        table.c.id == bindparam("person"),
        table.c.channel.is_distinct_from(bindparam("to_channel")),
    )
    .values(channel=bindparam("to_channel"))
)


@cache
def _coach(dialect: str) -> Insert:
    query = upsert_in(dialect, coached)
    fresh = {"read_at": query.excluded.read_at, "carried": query.excluded.carried}
    return query.on_conflict_do_update(index_elements=["workspace", "leader", "line"], set_=fresh)


class People:
    """Queries about people."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection
        self._read: dict[tuple[str, str], Person | None] = {}
        self._held: set[tuple[str, str]] = set()
        self._has_part: set[tuple[str, str]] = set()
        """Who was read with a moment at which their private part is looked at."""

    def forget_read(self) -> None:
        """Read anew what is asked next."""
        self._read.clear()
        self._held.clear()
        self._has_part.clear()

    def get(
        self, workspace: WorkspaceId, person: str, *, for_update: bool = False
    ) -> Person | None:
        """Give one person, if ever met; ``for_update`` holds the row until the transaction ends."""
        if for_update and (workspace, person) not in self._held:
            self._held.add((workspace, person))
            row = self._connection.execute(_HOLD, {"of": workspace, "person": person}).one_or_none()
            self._read[workspace, person] = None if row is None else _person(row)
        return self.some(workspace, [person]).get(PersonId(person))

    def hold_free(self, workspace: WorkspaceId, people: Collection[str]) -> set[PersonId]:
        """Hold those of ``people`` whom nobody else holds, and give who; waits for none."""
        rows = self._connection.execute(_HOLD_FREE, {"of": workspace, "people": sorted(people)})
        people_held = [_person(row) for row in rows]
        self._read |= {(workspace, person.id): person for person in people_held}
        self._held |= {(workspace, person.id) for person in people_held}
        return {person.id for person in people_held}

    def some(self, workspace: WorkspaceId, people: Collection[str]) -> dict[PersonId, Person]:
        """Give those of ``people`` who have been met; each is read once in a transaction."""
        unread = {person for person in people if (workspace, person) not in self._read}
        if unread:
            if len(unread) == 1:
                rows = self._connection.execute(_ONE, {"of": workspace, "person": min(unread)})
            else:
                rows = self._connection.execute(_SOME, {"of": workspace, "people": sorted(unread)})
            self.note(workspace, unread, rows)
        read = ((person, self._read[workspace, person]) for person in people)
        return {PersonId(key): person for key, person in read if person is not None}

    def note(
        self, workspace: WorkspaceId, people: Iterable[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Remember ``people`` whose rows were read beside something else."""
        self._read |= dict.fromkeys((workspace, person) for person in people)
        for row in rows:
            person = _person(row)
            self._read[workspace, person.id] = person
            if row[_PART_DUE_AT] is not None:
                self._has_part.add((workspace, person.id))

    def save(self, person: Person) -> None:
        """Keep Slack's facts; the person's own choices stay."""
        self._read.pop((person.workspace, person.id), None)
        facts = {name: getattr(person, name) for name in _FACTS}
        query = upsert(self._connection, table).values(
            workspace=person.workspace, id=person.id, **facts
        )
        self._connection.execute(
            query.on_conflict_do_update(index_elements=["workspace", "id"], set_=facts)
        )

    def choose(self, person: Person, choices: Preferences) -> None:
        """Keep what a person chose otherwise than before; other choices stay as they are."""
        before, values = person.preferences.values(), choices.values()
        values = {name: value for name, value in values.items() if value != before[name]}
        self._set(person.workspace, person.id, values)

    def keep_rhythm(self, person: Person, rhythm: Rhythm) -> None:
        """Keep what has changed in how a leader deals with what the bot sends."""
        self._set(person.workspace, person.id, _changes(person.rhythm, rhythm, _RHYTHM))

    def keep_touch(self, person: Person, now: datetime, *, unasked: bool | None = None) -> None:
        """Keep that a leader pressed or did something; it ends a back-off.

        ``unasked``: they reported a talk before they were asked, or after; ``None``: no talk.
        """
        values: dict[str, Any] = {"touched_at": now, "backing_off": False}
        if unasked:
            values["unasked"] = table.c.unasked + 1
            self._change(person.workspace, [person.id], values)
            return
        if unasked is not None:
            values["unasked"] = 0
        key = (person.workspace, person.id)
        known = self._read.get(key)
        self._set(*key, values)
        if known is not None:
            self._read[key] = replace(known, rhythm=replace(known.rhythm, **values))

    def set_part_due(
        self, workspace: WorkspaceId, leader: PersonId, moment: datetime | None
    ) -> None:
        """Let a leader's private part be looked at at ``moment``."""
        self._has_part.discard((workspace, leader))
        self._set(workspace, leader, {"part_due_at": moment})

    def let_parts_be_due(self, workspace: WorkspaceId, leaders: Collection[str]) -> None:
        """Let the private part be looked at of those leaders who have no moment for it."""
        without = [leader for leader in leaders if (workspace, leader) not in self._has_part]
        if without:
            parameters = {"of": workspace, "people": sorted(without)}
            self._connection.execute(_LET_PARTS_BE_DUE, parameters)

    def look_anew(self, workspace: WorkspaceId, leader: PersonId) -> None:
        """Let a leader be looked at at once: when they are written to has changed."""
        self._change(workspace, [leader], {"part_due_at": AT_ONCE})

    def next_weekly(self, workspace: WorkspaceId, after: datetime) -> datetime | None:
        """Give the earliest moment after ``after`` at which a weekly list is due."""
        return self._connection.scalar(
            select(table.c.weekly_at)
            .where(table.c.workspace == workspace, table.c.weekly_at > after)
            .order_by(table.c.weekly_at)
            .limit(1)
        )

    def set_channels(self, channels: Mapping[tuple[WorkspaceId, str], str]) -> None:
        """Keep the channels of direct messages, in which their history is, as Slack answered."""
        if channels:
            self._connection.execute(
                _SET_CHANNEL,
                [
                    {"of": workspace, "person": person, "to_channel": channel}
                    for (workspace, person), channel in sorted(channels.items())
                ],
            )

    def home_opened(self, workspace: WorkspaceId, person: PersonId) -> None:
        """Remember that the person has a Home to keep true; it is, once it is drawn."""
        changes = table.c.home_changes + 1
        values = {"home_opened": True, "home_stale": True, "home_changes": changes}
        self._change(workspace, [person], values)

    def unread_since(
        self,
        workspace: WorkspaceId,
        before: datetime,
        *,
        digests_until: datetime,
        also: Collection[str],
        limit: int,
    ) -> list[PersonId]:
        """Give people on whom a rule rests and who were last read ``before`` that, oldest first.

        Every leader and everybody of ``also``; whoever is on the list of a team whose digest is
        due by ``digests_until``; and whoever has something that waits to be erased with them.
        """
        parameters = {"of": workspace, "before": before, "also": list(also), "most": limit}
        parameters["digests_until"] = digests_until
        return [PersonId(person) for person in self._connection.scalars(_UNREAD_SINCE, parameters)]

    def mark_homes_stale(self, workspace: WorkspaceId, people: Iterable[str | None]) -> None:
        """Mark the Homes of ``people`` as showing something older."""
        self._connection.execute(
            _MARK_STALE, {"of": workspace, "people": [person for person in people if person]}
        )

    def admins(self, workspace: WorkspaceId) -> list[Person]:
        """Give the admins whose accounts are open."""
        query = select(table).where(table.c.workspace == workspace, table.c.admin, ~table.c.deleted)
        return [_person(row) for row in self._connection.execute(query)]

    def mark_admin_homes_stale(self, workspace_id: WorkspaceId) -> None:
        """Mark the Homes of admins and the installer: something could not be delivered."""
        installer = select(workspace.c.installer).where(workspace.c.id == workspace_id)
        self._connection.execute(
            update(table)
            .where(
                table.c.workspace == workspace_id,
                or_(table.c.admin, table.c.id == installer.scalar_subquery()),
                table.c.home_opened,
            )
            .values(home_stale=True, home_changes=table.c.home_changes + 1)
        )

    def mark_leader_homes_stale(
        self, workspace_id: WorkspaceId, channel: str, subject: str, now: datetime
    ) -> None:
        """Mark the Homes of those who lead the team of a channel, or know of a concern."""
        leads = (
            select(team_leader.c.person)
            .join(
                team,
                (team.c.workspace == team_leader.c.workspace) & (team.c.id == team_leader.c.team),
            )
            .where(team.c.workspace == workspace_id, team.c.channel == channel)
        )
        owns = select(concern.c.owner).where(
            concern.c.workspace == workspace_id, concern.c.id == subject, reached(now)
        )
        self._connection.execute(
            update(table)
            .where(
                table.c.workspace == workspace_id,
                or_(table.c.id.in_(leads), table.c.id.in_(owns)),
                table.c.home_opened,
            )
            .values(home_stale=True, home_changes=table.c.home_changes + 1)
        )

    def home_drawn(
        self, workspace: WorkspaceId, person: PersonId, changes: int, fingerprint: str | None
    ) -> None:
        """Mark a Home as true again, unless more than the ``changes`` it was drawn with came.

        ``fingerprint`` is that of what Slack shows now, where that is known.
        """
        drawn = {"home_stale": table.c.home_changes != changes, "home_fingerprint": fingerprint}
        self._change(workspace, [person], drawn)

    def home_fingerprint(self, workspace: WorkspaceId, person: PersonId) -> str | None:
        """The keyed hash of what Slack shows of a Home; ``None`` where that is not known."""
        query = select(table.c.home_fingerprint).where(
            table.c.workspace == workspace, table.c.id == person
        )
        return self._connection.scalar(query)

    def is_home_stale(self, workspace: WorkspaceId, person: PersonId) -> bool:
        """Whether somebody's Home shows something older than the record."""
        query = select(table.c.home_stale).where(
            table.c.workspace == workspace, table.c.id == person
        )
        return bool(self._connection.scalar(query))

    def stale_homes(
        self, workspaces: Collection[WorkspaceId], lease_now: datetime, method: str, limit: int
    ) -> list[Person]:
        """Give people whose Home is to be published anew, and may be: Slack takes calls."""
        parameters = {"some": sorted(workspaces), "method": method, "now": lease_now, "most": limit}
        return [_person(row) for row in self._connection.execute(_STALE_HOMES, parameters)]

    # Openers and coaching lines

    def opener(self, workspace: WorkspaceId, person: PersonId) -> int:
        """How many openers a leader was given before; one more is given now."""
        person_row = (table.c.workspace == workspace, table.c.id == person)
        before = self._connection.scalar(select(table.c.opened).where(*person_row)) or 0
        self._change(workspace, [person], {"opened": before + 1})
        return before

    def coached(self, workspace: WorkspaceId, leader: PersonId) -> list[Coached]:
        """The coaching lines a leader has read."""
        rows = self._connection.execute(_COACHED, {"of": workspace, "person": leader})
        return [Coached(row.line, row.read_at, row.carried) for row in rows]

    def coach(
        self,
        workspace: WorkspaceId,
        leader: PersonId,
        line: CoachingLine,
        at: datetime,
        *,
        for_talk: bool,
    ) -> None:
        """Remember that a leader reads a line."""
        values = {"read_at": at, "carried": for_talk}
        row = {"workspace": workspace, "leader": leader, "line": line, **values}
        self._connection.execute(_coach(self._connection.dialect.name), row)

    def _set(self, workspace: WorkspaceId, person: PersonId, values: dict[str, Any]) -> None:
        """Keep plain values of one person."""
        self._read.pop((workspace, person), None)
        if values:
            self._connection.execute(_SET, values | {"of": workspace, "named": person})

    def _change(
        self, workspace: WorkspaceId, people: Iterable[str], values: dict[str, Any]
    ) -> None:
        people = list(people)
        for person in people:
            self._read.pop((workspace, person), None)
        if not values:
            return
        self._connection.execute(
            update(table)
            .where(table.c.workspace == workspace, table.c.id.in_(people))
            .values(**values)
        )


def _changes(before: object, after: object, names: Iterable[str]) -> dict[str, Any]:
    """What differs between two values, by name."""
    pairs = ((name, getattr(after, name)) for name in names)
    return {name: value for name, value in pairs if value != getattr(before, name)}


def _person(row: Sequence[Any]) -> Person:
    # A row that is asked for each of its columns by name takes several times as long.
    values = dict(zip(_COLUMNS, row, strict=True))
    return Person(
        workspace=WorkspaceId(values["workspace"]),
        id=PersonId(values["id"]),
        channel=values["channel"],
        home_opened=values["home_opened"],
        home_changes=values["home_changes"],
        preferences=Preferences(**{name: values[name] for name in _CHOICES}),
        rhythm=Rhythm(**{name: values[name] for name in _RHYTHM}),
        **{name: values[name] for name in _FACTS},
    )
