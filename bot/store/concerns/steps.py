"""Queries about what leaders chose to do, and what its raiser ticked as changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
)

from bot.domain.concern import Concern
from bot.domain.ids import ConcernId, new_id
from bot.domain.record import Step
from bot.domain.taxonomy import Change, StepKind
from bot.store.concerns.rows import ConcernRows
from bot.store.tables import changed, concern, step


def parts_of(part: Any, *order: ColumnElement[Any]) -> Select[Any]:
    """What belongs to some concerns, from one table."""
    return (
        select(part)
        .where(
            part.c.workspace == bindparam("of"),
            part.c.concern.in_(bindparam("concerns", expanding=True)),
        )
        .order_by(*order)
    )


_STEPS = parts_of(step, step.c.chosen_at)
_TICKS = parts_of(changed, changed.c.tick)
HAS_PARTS = or_(
    *(
        exists().where(part.c.workspace == concern.c.workspace, part.c.concern == concern.c.id)
        for part in (step, changed)
    )
).label("has_parts")
"""Beside a concern's row: whether anything was chosen to be done about it, or ticked."""


class Steps(ConcernRows):
    """Queries about steps and ticks."""

    def add_step(
        self,
        concern: Concern,
        kind: StepKind,
        due_on: date,
        *,
        shown: bool,
        team_may_read: bool,
        now: datetime,
    ) -> str:
        """Keep a step and give its id."""
        row = new_id()
        self._without_parts.discard(concern.id)
        self._connection.execute(
            insert(step).values(
                workspace=concern.workspace,
                id=row,
                concern=concern.id,
                kind=kind,
                due_on=due_on,
                shown=shown,
                team_may_read=team_may_read,
                chosen_at=now,
            )
        )
        return row

    def erase_steps(self, concern: Concern) -> None:
        """Delete what was chosen to be done about a concern, and what was ticked as changed."""
        for part in (step, changed):
            self._connection.execute(
                delete(part).where(
                    part.c.workspace == concern.workspace, part.c.concern == concern.id
                )
            )

    def steps(self, concerns: Sequence[Concern]) -> dict[ConcernId, tuple[Step, ...]]:
        """Give the steps of some concerns of one workspace, oldest first."""
        steps: dict[ConcernId, list[Step]] = defaultdict(list)
        for row in self._of(_STEPS, self._with_parts(concerns)):
            steps[ConcernId(row.concern)].append(
                Step(
                    id=row.id,
                    kind=row.kind,
                    due_on=row.due_on,
                    shown=row.shown,
                    team_may_read=row.team_may_read,
                    chosen_at=row.chosen_at,
                )
            )
        return {key: tuple(value) for key, value in steps.items()}

    def tick(self, concern: Concern, ticks: Iterable[Change]) -> None:
        """Keep what changed, as the raiser ticked it."""
        self._without_parts.discard(concern.id)
        self._connection.execute(
            delete(changed).where(
                changed.c.workspace == concern.workspace, changed.c.concern == concern.id
            )
        )
        for tick in ticks:
            self._connection.execute(
                insert(changed).values(
                    workspace=concern.workspace, concern=concern.id, tick=tick.value
                )
            )

    def ticks(self, concerns: Sequence[Concern]) -> dict[ConcernId, tuple[Change, ...]]:
        """Give what changed, in the list's order."""
        ticks: dict[ConcernId, set[Change]] = defaultdict(set)
        for row in self._of(_TICKS, self._with_parts(concerns)):
            ticks[ConcernId(row.concern)].add(Change(row.tick))
        return {
            key: tuple(change for change in Change if change in value)
            for key, value in ticks.items()
        }

    def _with_parts(self, concerns: Sequence[Concern]) -> Sequence[Concern]:
        """Those of ``concerns`` that may have steps or ticks."""
        return [concern for concern in concerns if concern.id not in self._without_parts]

    def _of(self, parts: Select[Any], concerns: Sequence[Concern]) -> list[Row[Any]]:
        if not concerns:
            return []
        parameters = {"of": concerns[0].workspace, "concerns": [concern.id for concern in concerns]}
        return list(self._connection.execute(parts, parameters))
