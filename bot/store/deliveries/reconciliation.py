"""What may have arrived: looked for in the history, proved, sent again, or left to a human.

``reconcile_at`` is the moment at which a row is to be looked for, by the clock of leases: an
uncertain one to learn whether it arrived, a sent one with more than one attempt for a second copy.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    update,
)

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import WorkspaceId
from bot.store.columns import UtcDateTime
from bot.store.deliveries.rows import (
    RESTORED,
    TO_A_PERSON,
    Queries,
    clock_of,
    having_rows,
    is_over,
    one,
)
from bot.store.tables import delivery as table

_MAY_HAVE_ARRIVED = (
    DeliveryState.PENDING,
    DeliveryState.CLAIMED,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.DEAD,
)
_WAITS = and_(table.c.state == DeliveryState.UNCERTAIN, table.c.reconcile_at.is_(None))
"""Nobody but a human can tell whether it arrived."""

_OVER = is_over(table.c.reconcile_at)
_HAVING_DOUBTS = having_rows(table.c.reconcile_at, _OVER)
_CHOSEN = (
    select(table.c.id)
    .where(table.c.workspace == bindparam("of"), _OVER)
    .order_by(table.c.reconcile_at, table.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=table)
    .cte("chosen")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_HOLD = (
    update(table)
    .where(table.c.workspace == bindparam("of"), _OVER, table.c.id.in_(select(_CHOSEN.c.id)))
    .values(reconcile_at=bindparam("until"))
    .returning(table)
)


class Reconciliation(Queries):
    """What is uncertain."""

    def claim_reconciliations(
        self,
        lease_now: datetime,
        *,
        workspaces: Collection[WorkspaceId],
        until: datetime,
        method: str,
        limit: int,
    ) -> list[Delivery]:
        """Take rows to be looked for now; no other replica looks for them before ``until``."""
        candidates = self._with_rows(workspaces, _HAVING_DOUBTS, **clock_of(lease_now))
        claimed: list[Delivery] = []
        willing = self.open_to(candidates, method, lease_now)
        for place, workspace in enumerate(willing):
            share = -(-(limit - len(claimed)) // (len(willing) - place))
            claimed += self._hold_in(workspace, lease_now, share, until)
        return claimed

    def _hold_in(
        self, workspace: WorkspaceId, lease_now: datetime, limit: int, until: datetime
    ) -> list[Delivery]:
        if limit < 1:
            return []
        parameters = {"of": workspace, "most": limit, "until": until, **clock_of(lease_now)}
        return [self._read(row) for row in self._connection.execute(_HOLD, parameters).all()]

    def awaiting_reconciliation(self, workspace_id: WorkspaceId, recipient: str) -> list[Delivery]:
        """Give everything of one recipient that is to be looked for, now or later."""
        return self._where(
            table.c.workspace == workspace_id,
            table.c.recipient == recipient,
            table.c.reconcile_at.is_not(None),
        )

    def mark_arrived(
        self,
        delivery: Delivery,
        channel: str,
        ts: str | None,
        now: datetime,
        *,
        sweep_at: datetime,
    ) -> bool:
        """Write down that a copy was seen, whatever we knew of it; false: that was known.

        ``ts`` is ``None`` where Slack does not say it. With more than one attempt there may be a
        second copy; it is looked for at ``sweep_at``.
        """
        unknown = or_(
            and_(table.c.state.in_(_MAY_HAVE_ARRIVED), table.c.attempts > 0),
            and_(table.c.state == DeliveryState.SENT, table.c.ts.is_(None)),
        )
        return self._changed(
            update(table)
            .where(*one(delivery), unknown)
            .values(
                state=DeliveryState.SENT,
                channel=channel,
                ts=ts,
                fingerprint=None,
                sent_at=func.coalesce(table.c.sent_at, literal(now, UtcDateTime())),
                error=None,
                lease_until=None,
                # It was drawn a while ago; what changed since is not in it.
                stale=True,
                changes=table.c.changes + 1,
                reconcile_at=case(
                    (table.c.attempts > 1, literal(sweep_at, UtcDateTime())), else_=null()
                ),
                sweeps=0,
            )
        )

    def message_at(self, delivery: Delivery) -> tuple[str | None, str | None]:
        """Give the channel and ts that stand for a delivery, if any."""
        row = self._connection.execute(
            select(table.c.channel, table.c.ts).where(*one(delivery))
        ).one_or_none()
        return (None, None) if row is None else (row.channel, row.ts)

    def mark_missing(self, delivery: Delivery, due_at: datetime | None) -> bool:
        """Write down that no copy was seen: sent again from ``due_at``; ``None`` gives it up.

        Only for the attempt that was looked for.
        """
        gone = {"state": DeliveryState.DEAD, "error": delivery.error}
        again = {"state": DeliveryState.PENDING, "error": None, "due_at": due_at}
        return self._changed(
            update(table)
            .where(
                *one(delivery),
                table.c.state == DeliveryState.UNCERTAIN,
                table.c.attempts == delivery.attempts,
            )
            .values(reconcile_at=None, sweeps=0, **(gone if due_at is None else again))
        )

    def postpone_reconciliation(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Look for rows at ``at`` instead: history could not be read now."""
        for each in deliveries:
            self._connection.execute(
                update(table)
                .where(*one(each), table.c.reconcile_at.is_not(None))
                .values(reconcile_at=at)
            )

    def record_sweep(self, delivery: Delivery, next_at: datetime | None) -> None:
        """Write down that a sent or cancelled message was looked for once more."""
        self._connection.execute(
            update(table)
            .where(
                *one(delivery), table.c.state == delivery.state, table.c.reconcile_at.is_not(None)
            )
            .values(reconcile_at=next_at, sweeps=table.c.sweeps + 1)
        )

    def leave_to_human(self, deliveries: Sequence[Delivery], error: str) -> None:
        """Let rows wait for a human: Slack does not let the bot look."""
        for each in deliveries:
            self._connection.execute(
                update(table)
                .where(*one(each), table.c.reconcile_at.is_not(None))
                .values(
                    reconcile_at=None,
                    error=case(
                        (table.c.state == DeliveryState.UNCERTAIN, error), else_=table.c.error
                    ),
                )
            )

    def give_up(self, deliveries: Sequence[Delivery], error: str) -> None:
        """Nobody can be reached there any more: what was uncertain is over."""
        for each in deliveries:
            self._connection.execute(
                update(table)
                .where(*one(each), table.c.reconcile_at.is_not(None))
                .values(
                    state=case(
                        (table.c.state == DeliveryState.UNCERTAIN, DeliveryState.DEAD.value),
                        else_=table.c.state,
                    ),
                    error=case(
                        (table.c.state == DeliveryState.UNCERTAIN, error), else_=table.c.error
                    ),
                    reconcile_at=None,
                )
            )

    # What a human decides

    def waiting_for_human(self, workspace_id: WorkspaceId) -> list[Delivery]:
        """Give what nobody but a human can settle."""
        # All of them have an error; an index knows those that have one.
        return self._where(table.c.workspace == workspace_id, _WAITS, table.c.error.is_not(None))

    def confirm_arrived(self, delivery: Delivery, now: datetime) -> bool:
        """A human says that it arrived."""
        return self._changed(
            update(table)
            .where(*one(delivery), _WAITS)
            .values(state=DeliveryState.SENT, error=None, sent_at=now)
        )

    def confirm_missing(self, delivery: Delivery) -> bool:
        """A human says that it did not: it is sent again."""
        return self._changed(
            update(table)
            .where(*one(delivery), _WAITS)
            .values(state=DeliveryState.PENDING, error=None, lease_until=None)
        )

    def reconcile_again(self, workspace_id: WorkspaceId, lease_now: datetime) -> None:
        """Look once more for what waits for a human: the bot may have got the permission."""
        self._connection.execute(
            update(table)
            .where(
                table.c.workspace == workspace_id, table.c.error.is_not(None), _WAITS, TO_A_PERSON
            )
            .values(reconcile_at=lease_now)
        )

    def mark_uncertain(
        self, now: datetime, lease_now: datetime, since: datetime | None
    ) -> tuple[int, int]:
        """Take everything due and unsettled as perhaps sent: the rows come from a backup.

        Gives how many are looked for, and how many wait for a human.
        """
        unsettled = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)
        query = (
            update(table)
            .where(
                table.c.state.in_(unsettled),
                table.c.due_at <= now,
                *([] if since is None else [table.c.due_at >= since]),
            )
            .values(
                state=DeliveryState.UNCERTAIN,
                error=RESTORED,
                attempts=case((table.c.attempts == 0, 1), else_=table.c.attempts),
                lease_until=None,
                reconcile_at=case((TO_A_PERSON, literal(lease_now, UtcDateTime())), else_=null()),
                sweeps=0,
            )
            .returning(table.c.reconcile_at)
        )
        ids = list(self._connection.scalars(query))
        looked_for = sum(each is not None for each in ids)
        return looked_for, len(ids) - looked_for
