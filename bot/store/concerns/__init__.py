"""Queries about concerns: the row, its sealed words, steps, history, and what is due."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    text,
    update,
)

from bot.domain.concern import Concern
from bot.domain.concern.states import OPEN, Act, Kind, Role, State
from bot.domain.concern.transitions import KEPT_FROM_LEADER
from bot.domain.delivery import WordsKind
from bot.domain.due import AT_ONCE
from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId, new_id
from bot.domain.record import OPERATOR, Answered, Happening, Opening, Said
from bot.domain.taxonomy import Signal
from bot.store.columns import UtcDateTime, among
from bot.store.concerns.ones_own import OnesOwn
from bot.store.concerns.rows import row_of, sides_of
from bot.store.concerns.steps import HAS_PARTS, Steps, parts_of
from bot.store.concerns.with_leaders import WithLeaders, reached, with_leader
from bot.store.erasures import Erased
from bot.store.sealing import Label
from bot.store.tables import concern as table
from bot.store.tables import history, opening, words
from bot.store.tables.concerns import WAITING

LATEST = 20
"""Among so many of the latest between two people something on the same topic is looked for."""

# What nearly every act asks is put together once: that costs more than asking it.
_OF = table.c.workspace == bindparam("of")
_ONE = select(table, HAS_PARTS).where(_OF).with_for_update(of=table)
_GET = _ONE.where(table.c.id == bindparam("concern"))
_BY_ORIGIN = _ONE.where(table.c.origin == bindparam("origin"))
_ABOUT = _ONE.where(table.c.mark_key == bindparam("key"), text(WAITING))
_SAME_SIDES = (
    select(table)
    .where(
        _OF,
        table.c.owner == bindparam("leader"),
        table.c.raiser == bindparam("by"),
        among(table.c.state, OPEN),
        table.c.kind == Kind.RAISED,
        table.c.id != bindparam("but"),
        table.c.created_at <= bindparam("until"),
    )
    .order_by(table.c.created_at.desc(), table.c.id)
    .limit(LATEST)
)
_NEXT_MOMENTS = tuple(
    select(column).where(_OF, column > bindparam("after")).order_by(column).limit(1)
    for column in (
        table.c.nudge_at,
        table.c.check_in_at,
        table.c.timeout_at,
        table.c.stale_review_at,
        table.c.erase_at,
    )
)
_SAVE = update(table).where(_OF, table.c.id == bindparam("named"))
_ADD, _ADD_WORDS, _ADD_HISTORY = insert(table), insert(words), insert(history)


_WORDS = (
    select(words, table.c.raiser, table.c.owner)
    .join(table, (table.c.workspace == words.c.workspace) & (table.c.id == words.c.concern))
    .where(
        words.c.workspace == bindparam("of"),
        words.c.concern.in_(bindparam("concerns", expanding=True)),
    )
    .order_by(words.c.said_at, words.c.id)
)
"""With the sides as the row has them: the words open for these two and for nobody else."""
_HISTORY = parts_of(history, history.c.happened_at, history.c.step)
_OPENINGS = parts_of(opening, opening.c.opened_at)
_UNTIL: BindParameter[datetime] = bindparam("until", type_=UtcDateTime())
_IN_WINDOW = (
    select(
        table,
        exists()
        .where(
            history.c.workspace == table.c.workspace,
            history.c.concern == table.c.id,
            among(history.c.act, (Act.BETTER, Act.LITTLE, Act.SAME, Act.WORSE)),
        )
        .label("answered_openly"),
    )
    .where(
        _OF,
        table.c.team == bindparam("team"),
        reached(_UNTIL),
        table.c.created_at >= bindparam("since"),
        table.c.created_at < _UNTIL,
    )
    .order_by(table.c.created_at, table.c.id)
)

_HAS_SAID = (
    select(words.c.id)
    .where(
        words.c.workspace == bindparam("of"),
        words.c.concern == bindparam("about"),
        words.c.kind == bindparam("which"),
    )
    .limit(1)
)

_ANSWERED = "answered"
"""What the row calls an act that is kept from the leader."""


class Concerns(WithLeaders, Steps, OnesOwn):
    """Queries about concerns."""

    def add(self, concern: Concern, by: PersonId, what: Act) -> None:
        """Keep a new concern and the first line of its history: what began it."""
        self._connection.execute(_ADD, row_of(concern) | self._topic(concern))
        self._written.clear()
        self._bound[concern.id] = sides_of(concern)
        self._without_parts.add(concern.id)
        self.add_history(concern, what.value, by, concern.created_at)

    def save(self, concern: Concern) -> None:
        """Keep a concern as it is now; where its sides changed, its words are sealed anew."""
        values = row_of(concern) | self._topic(concern)
        key = {"of": values.pop("workspace"), "named": values.pop("id")}
        if self._stored(concern) != sides_of(concern):
            self._seal_anew(concern)
        self._connection.execute(_SAVE, values | key)
        self._bound[concern.id] = sides_of(concern)

    def _seal_anew(self, concern: Concern) -> None:
        """Bind the words of a concern to the sides it gets."""
        sealer = self._sealer(concern.workspace)
        for row in self._of(_WORDS, [concern]):
            text = sealer.open(Label.WORDS, row.id, row.sealed, row.concern, *sides_of(row))
            sealed = sealer.seal(Label.WORDS, row.id, text, row.concern, *sides_of(concern))
            self._connection.execute(
                update(words)
                .where(words.c.workspace == concern.workspace, words.c.id == row.id)
                .values(sealed=sealed)
            )

    def get(self, workspace: WorkspaceId, concern: str) -> Concern | None:
        """Give one concern; who may have it is the gate's business."""
        return self._first(_GET, {"of": workspace, "concern": concern})

    def by_origin(self, workspace: WorkspaceId, origin: str) -> Concern | None:
        """Give the concern that this press made before."""
        return self._first(_BY_ORIGIN, {"of": workspace, "origin": origin})

    def about(self, workspace: WorkspaceId, key: str) -> Concern | None:
        """Give what is open, or offered, about one message and one person."""
        return self._first(_ABOUT, {"of": workspace, "key": key})

    def some(self, workspace: WorkspaceId, ids: Collection[str]) -> dict[ConcernId, Concern]:
        """Give concerns by id."""
        query = self._where(table.c.workspace == workspace, table.c.id.in_(set(ids)))
        return {concern.id: concern for concern in query}

    def forget(self, concern: Concern) -> None:
        """Erase a concern as if it had never been, with everything that hangs on it."""
        self._connection.execute(
            delete(table).where(table.c.workspace == concern.workspace, table.c.id == concern.id)
        )
        self._erased(Erased.CONCERN, concern.workspace, [concern.id])

    def plan_erasures_anew(self, workspace: WorkspaceId) -> None:
        """Look at once at when each concern is to be erased: the limits have changed."""
        self._connection.execute(
            update(table)
            .where(table.c.workspace == workspace, table.c.erase_at.is_not(None))
            .values(erase_at=AT_ONCE)
        )

    def raised_by(self, workspace: WorkspaceId, person: PersonId) -> list[Concern]:
        """Give everything that affects ``person``, whoever wrote it; oldest first."""
        return self._where(table.c.workspace == workspace, table.c.raiser == person)

    def touching(self, workspace: WorkspaceId, person: PersonId, now: datetime) -> list[Concern]:
        """Give everything by or about a person, for their own data; no offers."""
        return self._where(
            table.c.workspace == workspace,
            table.c.state != State.OFFERED,
            (table.c.raiser == person) | and_(*with_leader(workspace, person, now)),
        )

    def same_topic(self, concern: Concern) -> Concern | None:
        """Give the latest earlier concern open on the topic, with the same leader and raiser.

        What has no topic is on the topic of nothing.
        """
        if concern.signal is Signal.OTHER:
            return None
        parameters = {
            "of": concern.workspace,
            "leader": concern.owner,
            "by": concern.raiser,
            "but": concern.id,
            "until": concern.created_at,
        }
        concerns = (
            self._concern(row) for row in self._connection.execute(_SAME_SIDES, parameters).all()
        )
        return next((each for each in concerns if each.signal is concern.signal), None)

    def notes_about(
        self, workspace: WorkspaceId, leader: PersonId, person: PersonId
    ) -> list[Concern]:
        """Give a leader's notes about one person, shared ones too, but for those taken back."""
        return self._where(
            table.c.workspace == workspace,
            table.c.owner == leader,
            table.c.raiser == person,
            table.c.kind != Kind.RAISED,
            table.c.state != State.WITHDRAWN,
        )

    def in_window(
        self, workspace: WorkspaceId, team: TeamId, since: datetime, until: datetime
    ) -> list[tuple[Concern, bool]]:
        """Give what was raised with a team's leaders in a window and has reached them (D14).

        Each with whether its raiser answered a question on it and told the leader.
        """
        parameters = {"of": workspace, "team": team, "since": since, "until": until}
        rows = self._connection.execute(_IN_WINDOW, parameters).all()
        return [(self._concern(row), row.answered_openly) for row in rows]

    def next_moment(self, workspace: WorkspaceId, after: datetime) -> datetime | None:
        """Give the earliest moment after ``after`` at which something falls due."""
        parameters = {"of": workspace, "after": after}
        moments = [self._connection.scalar(query, parameters) for query in _NEXT_MOMENTS]
        return min((later for later in moments if later is not None), default=None)

    # Words

    def say(
        self,
        concern: Concern,
        kind: WordsKind,
        author: PersonId,
        text: str,
        now: datetime,
        *,
        row: str | None = None,
    ) -> Said:
        """Seal one text, and give it as it will be read."""
        row = row or new_id()
        sealer, sides = self._sealer(concern.workspace), self._stored(concern)
        sealed = sealer.seal(Label.WORDS, row, text, concern.id, *sides)
        self._connection.execute(
            _ADD_WORDS,
            {
                "workspace": concern.workspace,
                "id": row,
                "concern": concern.id,
                "kind": kind,
                "author": author,
                "sealed": sealed,
                "said_at": now,
            },
        )
        return Said(id=row, kind=kind, author=author, text=text, said_at=now)

    def said(self, concerns: Sequence[Concern]) -> dict[ConcernId, tuple[Said, ...]]:
        """Open the words of some concerns of one workspace, oldest first."""
        if not concerns:
            return {}
        sealer = self._sealer(concerns[0].workspace)
        texts: dict[ConcernId, list[Said]] = defaultdict(list)
        for row in self._of(_WORDS, concerns):
            texts[ConcernId(row.concern)].append(
                Said(
                    id=row.id,
                    kind=row.kind,
                    author=PersonId(row.author),
                    text=sealer.open(Label.WORDS, row.id, row.sealed, row.concern, *sides_of(row)),
                    said_at=row.said_at,
                )
            )
        return {key: tuple(value) for key, value in texts.items()}

    def has_said(self, concern: Concern, kind: WordsKind) -> bool:
        """Whether a text of this kind rests here; it stays sealed."""
        parameters = {"of": concern.workspace, "about": concern.id, "which": kind}
        return self._connection.execute(_HAS_SAID, parameters).first() is not None

    def erase_words(self, concern: Concern, kind: WordsKind | None = None) -> None:
        """Delete the texts of a concern for good, or those of one kind."""
        query = delete(words).where(
            words.c.workspace == concern.workspace, words.c.concern == concern.id
        )
        query = query if kind is None else query.where(words.c.kind == kind)
        texts = self._connection.scalars(query.returning(words.c.id)).all()
        self._erased(Erased.TEXT, concern.workspace, texts)

    def withdraw(self, concern: Concern) -> None:
        """Delete the words of something taken back; from a backup nothing of it comes again."""
        self.erase_words(concern)
        self._erased(Erased.CONCERN, concern.workspace, [concern.id])

    def erase_private_answers(self, concern: Concern) -> None:
        """Delete what its raiser answered and kept from the leader."""
        self._connection.execute(
            delete(history).where(
                history.c.workspace == concern.workspace,
                history.c.concern == concern.id,
                history.c.act == _ANSWERED,
            )
        )

    # History, openings

    def add_history(
        self,
        concern: Concern,
        act: str,
        by: PersonId | None,
        now: datetime,
        day: date | None = None,
    ) -> None:
        """Write a line of the history: what happened, where it led, the ``day`` named with it."""
        row, sealed = new_id(), None
        if act in KEPT_FROM_LEADER:
            sealer = self._sealer(concern.workspace)
            sealed = sealer.seal(Label.ACT, row, act, concern.id)
        self._connection.execute(
            _ADD_HISTORY,
            {
                "workspace": concern.workspace,
                "id": row,
                "concern": concern.id,
                "act": act if sealed is None else _ANSWERED,
                "sealed": sealed,
                "actor": by,
                "state": concern.state,
                "step": concern.step_no,
                "day": day,
                "happened_at": now,
            },
        )

    def happened(
        self, concerns: Sequence[Concern], *, opened: bool = False
    ) -> dict[ConcernId, tuple[Happening, ...]]:
        """Give the history of some concerns of one workspace, oldest first.

        What is kept from the leader stays sealed, unless it is ``opened``: it is *answered*.
        """
        happenings: dict[ConcernId, list[Happening]] = defaultdict(list)
        for row in self._of(_HISTORY, concerns):
            by, at = PersonId(row.actor) if row.actor else None, row.happened_at
            act = self._act(row) if opened else row.act
            happening = Happening(act=act, by=by, at=at, step=row.step, day=row.day)
            happenings[ConcernId(row.concern)].append(happening)
        return {key: tuple(value) for key, value in happenings.items()}

    def acts(self, concern: Concern) -> list[str]:
        """Give what happened to a concern, oldest first."""
        return [self._act(row) for row in self._of(_HISTORY, [concern])]

    def _act(self, row: Row[Any]) -> str:
        if row.sealed is None:
            return str(row.act)
        sealer = self._sealer(WorkspaceId(row.workspace))
        return sealer.open(Label.ACT, row.id, row.sealed, row.concern)

    def answers(
        self, concern: Concern, acts: Collection[Act], since: datetime, before: datetime | None
    ) -> list[Answered]:
        """Give some acts from ``since`` on and before the next question, the first one first."""
        known = {act.value: act for act in acts}
        return [
            Answered(known[act], row.happened_at)
            for row in self._of(_HISTORY, [concern])
            if since <= row.happened_at
            and (before is None or row.happened_at < before)
            and (act := self._act(row)) in known
        ]

    def opened(self, concern: Concern, person: PersonId, role: str, now: datetime) -> None:
        """Note that somebody opened the words."""
        self._connection.execute(
            insert(opening).values(
                workspace=concern.workspace,
                id=new_id(),
                concern=concern.id,
                person=person,
                role=role,
                opened_at=now,
            )
        )

    def openings(self, concern: Concern) -> tuple[Opening, ...]:
        """Give openings of the words by anyone but the raiser and the chosen leader (R24)."""
        return tuple(
            Opening(
                person=PersonId(row.person),
                opened_at=row.opened_at,
                owners=row.person == OPERATOR and row.role == Role.OWNER,
            )
            for row in self._of(_OPENINGS, [concern])
            if row.person not in concern.sides
        )

    def _first(self, query: Select[Any], parameters: dict[str, str]) -> Concern | None:
        row = self._connection.execute(query, parameters).one_or_none()
        if row is None:
            return None
        # Postgres says how it was before it waited for the row; on SQLite nobody else writes now.
        if not row.has_parts and self._connection.dialect.name == "sqlite":
            self._without_parts.add(row.id)
        return self._concern(row)
