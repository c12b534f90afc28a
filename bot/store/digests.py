"""Queries about weekly notes: what leaders said before one, their steps, what was last read."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Insert,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    select,
    update,
)

from bot.domain.calendar import IsoWeek
from bot.domain.concern.states import State
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.digest import Spoken, TeamStep
from bot.domain.ids import PersonId, TeamId, WorkspaceId, new_id
from bot.domain.team import Team
from bot.store.erasures import Erased
from bot.store.sealing import Label, Sealer
from bot.store.tables import concern, delivery, published, spoken, step, words
from bot.store.tables import team as team_table
from bot.store.workspaces import upsert_in

_SPOKEN = select(spoken).where(
    spoken.c.workspace == bindparam("of"),
    spoken.c.team == bindparam("named"),
    spoken.c.week == bindparam("which_week"),
)
_FORGET_SPOKEN = delete(spoken).where(
    spoken.c.workspace == bindparam("of"),
    spoken.c.id.in_(
        select(spoken.c.id)
        .where(spoken.c.workspace == bindparam("of"), spoken.c.spoken_at < bindparam("before"))
        .limit(bindparam("most"))
    ),
)
_LEDGER = select(published.c.body).where(
    published.c.workspace == bindparam("of"), published.c.team == bindparam("named")
)
_BEGUN = (
    select(
        exists()
        .where(
            delivery.c.workspace == team_table.c.workspace,
            delivery.c.kind == DeliveryKind.DIGEST,
            delivery.c.subject == team_table.c.id,
            delivery.c.occurrence == bindparam("which_week"),
        )
        .label("decided"),
        exists()
        .where(
            delivery.c.workspace == team_table.c.workspace,
            delivery.c.kind == DeliveryKind.DIGEST,
            delivery.c.subject == team_table.c.id,
            delivery.c.state == DeliveryState.CANCELLED,
            delivery.c.payload.is_not(None),
            delivery.c.created_at >= bindparam("since"),
        )
        .label("in_homes"),
        exists()
        .where(
            concern.c.workspace == team_table.c.workspace,
            concern.c.team == team_table.c.id,
            step.c.workspace == concern.c.workspace,
            step.c.concern == concern.c.id,
            step.c.chosen_at >= bindparam("since"),
        )
        .label("has_steps"),
        _LEDGER.scalar_subquery().label("ledger"),
        spoken,
    )
    .select_from(team_table)
    .outerjoin(
        spoken,
        and_(
            spoken.c.workspace == team_table.c.workspace,
            spoken.c.team == team_table.c.id,
            spoken.c.week == bindparam("which_week"),
        ),
    )
    .where(team_table.c.workspace == bindparam("of"), team_table.c.id == bindparam("named"))
)
_ALL_STEPS = (
    select(
        step.c.id,
        step.c.kind,
        step.c.team_may_read,
        step.c.concern,
        concern.c.raiser,
        concern.c.owner,
        words.c.sealed,
    )
    .join(concern, and_(concern.c.workspace == step.c.workspace, concern.c.id == step.c.concern))
    .outerjoin(words, and_(words.c.workspace == step.c.workspace, words.c.id == step.c.id))
    .where(
        step.c.workspace == bindparam("of"),
        concern.c.owner.in_(bindparam("leaders", expanding=True)),
        concern.c.state != State.WITHDRAWN,
    )
    .order_by(step.c.chosen_at, step.c.id)
)
_STEPS = _ALL_STEPS.where(
    concern.c.team == bindparam("named"), step.c.chosen_at >= bindparam("since")
)
_SOME_STEPS = _ALL_STEPS.where(step.c.id.in_(bindparam("some", expanding=True)))


@cache
def _keep_ledger(dialect: str) -> Insert:
    query = upsert_in(dialect, published)
    return query.on_conflict_do_update(
        index_elements=["workspace", "team"], set_={"body": query.excluded.body}
    )


@dataclass(frozen=True)
class Begun:
    """What is known of one week's note before it is decided."""

    decided: bool
    """Whether it is decided already."""
    in_homes: bool
    """Whether an earlier one was posted nowhere, and stands in Homes (D11) unless a later one is
    posted."""
    has_steps: bool
    """Whether a step was chosen lately for anything that came from the team."""
    ledger: str | None
    """What is remembered of the team's notes, as JSON."""
    spoken: tuple[Spoken, ...]
    """What the team's leaders said about this one, in the team's order."""


class Digests:
    """Queries about weekly notes."""

    def __init__(
        self,
        connection: Connection,
        sealer: Callable[[WorkspaceId], Sealer],
        erased: Callable[[Erased, WorkspaceId, Collection[str]], None],
    ) -> None:
        """Ask through ``connection``; ``sealer`` opens a workspace's texts.

        ``erased`` is told of everything that is erased, for the journal.
        """
        self._connection = connection
        self._sealer = sealer
        self._erased = erased

    # What leaders say before a note

    def begun(self, team: Team, week: IsoWeek, since: datetime) -> Begun:
        """Give what is known of one week's note before it is decided, in one question.

        Notes made before ``since`` stand in no Home, and steps chosen before it in no note.
        """
        parameters = {
            "of": team.workspace,
            "named": team.id,
            "which_week": str(week),
            "since": since,
        }
        rows = self._connection.execute(_BEGUN, parameters).all()
        first = rows[0]
        answers = self._in_order(team, [row for row in rows if row.leader is not None])
        return Begun(first.decided, first.in_homes, first.has_steps, first.ledger, answers)

    def spoken(self, team: Team, week: IsoWeek) -> tuple[Spoken, ...]:
        """Give what a team's leaders said about one week's note, in the team's order."""
        parameters = {"of": team.workspace, "named": team.id, "which_week": str(week)}
        return self._in_order(team, self._connection.execute(_SPOKEN, parameters).all())

    def _in_order(self, team: Team, rows: Sequence[Row[Any]]) -> tuple[Spoken, ...]:
        decisions = {row.leader: self._said(row) for row in rows}
        return tuple(decisions[leader] for leader in team.accepted if leader in decisions)

    def written_by(self, workspace: WorkspaceId, leader: PersonId) -> list[tuple[TeamId, Spoken]]:
        """Give what a leader said before digests, with their own lines, as long as it is kept."""
        query = select(spoken).where(spoken.c.workspace == workspace, spoken.c.leader == leader)
        rows = self._connection.execute(query.order_by(spoken.c.spoken_at, spoken.c.id))
        return [(TeamId(row.team), self._said(row)) for row in rows]

    def _said(self, row: Row[Any]) -> Spoken:
        lines: list[str] = []
        if row.sealed:
            sealer = self._sealer(WorkspaceId(row.workspace))
            lines = json.loads(sealer.open(Label.LINES, row.id, row.sealed, row.team, row.leader))
        return Spoken(row.leader, row.word, row.spoken_at, tuple(lines))

    def speak(self, team: Team, week: IsoWeek, answer: Spoken) -> None:
        """Keep a leader's word; a later one takes the place of an earlier one."""
        row, lines = new_id(), None
        if answer.lines:
            text, bound = json.dumps(answer.lines), (team.id, answer.leader)
            lines = self._sealer(team.workspace).seal(Label.LINES, row, text, *bound)
        key = (
            spoken.c.workspace == team.workspace,
            spoken.c.team == team.id,
            spoken.c.week == str(week),
            spoken.c.leader == answer.leader,
        )
        self._connection.execute(delete(spoken).where(*key))
        self._connection.execute(
            spoken.insert().values(
                workspace=team.workspace,
                id=row,
                team=team.id,
                week=str(week),
                leader=answer.leader,
                word=answer.word,
                spoken_at=answer.at,
                sealed=lines,
            )
        )

    def erase_lines(self, workspace: WorkspaceId, leader: PersonId) -> None:
        """Delete the lines a leader wrote; what they chose beside them stays."""
        mine = (
            spoken.c.workspace == workspace,
            spoken.c.leader == leader,
            spoken.c.sealed.is_not(None),
        )
        query = update(spoken).where(*mine).values(sealed=None).returning(spoken.c.id)
        self._erased(Erased.TEXT, workspace, self._connection.scalars(query).all())

    def forget_spoken(self, workspace: WorkspaceId, before: datetime, limit: int) -> int:
        """Erase what was said before digests that are long over, ``limit`` rows at the most."""
        parameters = {"of": workspace, "before": before, "most": limit}
        return self._connection.execute(_FORGET_SPOKEN, parameters).rowcount

    def mark_parts_stale(self, workspace: WorkspaceId, leader: PersonId, since: datetime) -> None:
        """Mark a leader's messages with a part before a weekly note as older than their word."""
        self._connection.execute(
            update(delivery)
            .where(
                delivery.c.workspace == workspace,
                delivery.c.kind.in_((DeliveryKind.DAY, DeliveryKind.WEEKLY_LIST)),
                delivery.c.subject == leader,
                delivery.c.created_at >= since,
                delivery.c.payload.is_not(None),
                delivery.c.state == DeliveryState.SENT,
            )
            .values(stale=True, changes=delivery.c.changes + 1)
        )

    # Steps

    def steps(self, team: Team, since: datetime) -> tuple[TeamStep, ...]:
        """Give the steps a team's leaders chose since then, oldest first, with their texts.

        Those for what came from this team, raised or noted (R46). What was taken back is gone.
        """
        return self._steps(_STEPS, team, {"named": team.id, "since": since})

    def some_steps(self, team: Team, steps: Collection[str]) -> tuple[TeamStep, ...]:
        """Give some steps of a team's leaders, as they are now."""
        return self._steps(_SOME_STEPS, team, {"some": sorted(steps)})

    def _steps(
        self, query: Select[Any], team: Team, parameters: Mapping[str, Any]
    ) -> tuple[TeamStep, ...]:
        of = {"of": team.workspace, "leaders": team.accepted}
        return tuple(
            TeamStep(
                id=row.id,
                leader=row.owner,
                kind=row.kind,
                ticked=row.team_may_read,
                text=self._text(team.workspace, row),
            )
            for row in self._connection.execute(query, {**of, **parameters})
        )

    def tick(self, workspace: WorkspaceId, steps: Collection[str], *, ticked: bool) -> None:
        """Let the team read some steps, or no longer."""
        self._connection.execute(
            update(step)
            .where(step.c.workspace == workspace, step.c.id.in_(steps))
            .values(team_may_read=ticked)
        )

    def _text(self, workspace: WorkspaceId, row: Any) -> str:
        if row.sealed is None:
            return ""
        bound = (row.concern, row.raiser, row.owner)
        return self._sealer(workspace).open(Label.WORDS, row.id, row.sealed, *bound)

    # What was last read

    def ledger(self, workspace: WorkspaceId, team: TeamId) -> str | None:
        """Give what is remembered of a team's notes, as JSON."""
        return self._connection.scalar(_LEDGER, {"of": workspace, "named": team})

    def keep_ledger(self, workspace: WorkspaceId, team: TeamId, body: str) -> None:
        """Keep only the latest."""
        query = _keep_ledger(self._connection.dialect.name)
        self._connection.execute(query, {"workspace": workspace, "team": team, "body": body})
