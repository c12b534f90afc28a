"""Claimed with a lease, intended, settled: every change after a claim is fenced by its token."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, insert, literal, null, select, tuple_, update

from bot.domain.delivery import NOT_DRAWN, Delivery, DeliveryState
from bot.domain.ids import WorkspaceId, new_id
from bot.store.columns import UtcDateTime
from bot.store.deliveries.rows import COPIES_SINCE, TO_A_PERSON, Queries, open_to, ours, read
from bot.store.tables import attempt
from bot.store.tables import delivery as table

ENDED = "process_ended"
"""The error of a message that was being sent when its process died or froze."""


class Claims(Queries):
    """The way from due to settled."""

    def claim(
        self,
        now: datetime,
        lease_now: datetime,
        *,
        workspaces: Collection[WorkspaceId],
        limit: int,
        lease: timedelta,
        method: str,
    ) -> list[Delivery]:
        """Take due messages for ``lease``; limited and suspended workspaces are passed over.

        Only those of ``workspaces``: whoever has no token for one leaves it to who has.
        """
        chosen = (
            select(table.c.workspace, table.c.id)
            .where(
                table.c.state == DeliveryState.PENDING,
                table.c.due_at <= now,
                open_to(workspaces, method, lease_now),
            )
            .order_by(table.c.due_at, table.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=table)
            .cte("chosen")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        query = (
            update(table)
            .where(
                table.c.state == DeliveryState.PENDING,
                tuple_(table.c.workspace, table.c.id).in_(select(chosen.c.workspace, chosen.c.id)),
            )
            .values(
                state=DeliveryState.CLAIMED, lease_token=new_id(), lease_until=lease_now + lease
            )
            .returning(table)
        )
        found = [read(row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda each: (each.due_at, each.id))

    def intend(
        self, delivery: Delivery, payload: str | None, lease_now: datetime, spare: timedelta
    ) -> int | None:
        """Commit to sending, just before the POST; gives which attempt that counts it is.

        ``payload`` is what the message was drawn with; where a newer one came after the claim, that
        one stays, and the message is stale from the start. ``None`` with less than ``spare`` of the
        lease, or when the lease is not ours any more.
        """
        query = (
            update(table)
            .where(*ours(delivery, DeliveryState.CLAIMED), table.c.lease_until > lease_now + spare)
            .values(
                state=DeliveryState.SENDING,
                sending_at=lease_now,
                attempts=table.c.attempts + 1,
                sweeps=0,
                reconcile_at=None,
                stale=table.c.changes != delivery.changes,
                payload=case((table.c.changes == delivery.changes, payload), else_=table.c.payload),
            )
            .returning(table.c.attempts)
        )
        number: int | None = self._connection.scalar(query)
        if number is not None:
            self._connection.execute(
                insert(attempt).values(
                    workspace=delivery.workspace,
                    delivery=delivery.id,
                    number=select(func.coalesce(func.max(attempt.c.number), 0) + 1)
                    .where(
                        attempt.c.workspace == delivery.workspace,
                        attempt.c.delivery == delivery.id,
                    )
                    .scalar_subquery(),
                    lease_token=delivery.lease_token,
                    started_at=lease_now,
                )
            )
        return number

    def settle(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        error: str | None = None,
        reconcile_at: datetime | None = None,
        due_at: datetime | None = None,
        channel: str | None = None,
        ts: str | None = None,
        sent_at: datetime | None = None,
        fingerprint: str | None = None,
        counts: bool = True,
    ) -> bool:
        """Write down what came of a POST; false when the lease is not ours any more.

        An attempt that surely did nothing, and says nothing of the message, does not count.
        """
        values: dict[str, Any] = {
            "state": state,
            "error": error,
            "lease_until": None,
            "reconcile_at": reconcile_at,
        }
        if due_at is not None:
            values["due_at"] = due_at
        if not counts:
            values["attempts"] = table.c.attempts - 1
        if state is DeliveryState.SENT:
            values |= {"channel": channel, "ts": ts, "sent_at": sent_at, "fingerprint": fingerprint}
        return self._changed(
            update(table).where(*ours(delivery, DeliveryState.SENDING)).values(**values)
        )

    def record_attempt(
        self,
        delivery: Delivery,
        lease_now: datetime,
        outcome: str,
        error: str | None = None,
        ts: str | None = None,
    ) -> None:
        """Write into the list of attempts how ours ended, whoever has the lease by now."""
        self._connection.execute(
            update(attempt)
            .where(
                attempt.c.workspace == delivery.workspace,
                attempt.c.delivery == delivery.id,
                attempt.c.lease_token == delivery.lease_token,
                attempt.c.ended_at.is_(None),
            )
            .values(ended_at=lease_now, outcome=outcome, error=error, ts=ts)
        )

    def show_in_homes(self, delivery: Delivery, payload: str | None) -> bool:
        """Send a claimed digest to nobody: it is drawn in Homes, as its new ``payload`` says."""
        ours_still = ours(delivery, DeliveryState.CLAIMED)
        query = update(table).where(*ours_still).values(payload=payload)
        return self._changed(query) and self.cancel_claimed(delivery)

    def cancel_claimed(self, delivery: Delivery) -> bool:
        """Cancel a claimed message that is not true any more; an earlier copy is looked for."""
        return self._changed(
            update(table)
            .where(*ours(delivery, DeliveryState.CLAIMED))
            .values(
                state=DeliveryState.CANCELLED,
                error=None,
                lease_until=None,
                reconcile_at=COPIES_SINCE,
                sweeps=0,
            )
        )

    def give_back(self, delivery: Delivery, due_at: datetime | None = None) -> bool:
        """Give a claimed message back unsent, for now or for later."""
        values: dict[str, Any] = {"state": DeliveryState.PENDING, "lease_until": None}
        if due_at is not None:
            values["due_at"] = due_at
        return self._changed(
            update(table).where(*ours(delivery, DeliveryState.CLAIMED)).values(**values)
        )

    def mark_not_drawn(self, delivery: Delivery, due_at: datetime | None) -> bool:
        """Count a claimed message that could not be drawn: again at ``due_at``, else given up."""
        state = DeliveryState.DEAD if due_at is None else DeliveryState.PENDING
        values: dict[str, Any] = {"state": state, "error": NOT_DRAWN, "lease_until": None}
        if due_at is not None:
            values["due_at"] = due_at
        return self._changed(
            update(table)
            .where(*ours(delivery, DeliveryState.CLAIMED))
            .values(**values, attempts=table.c.attempts + 1)
        )

    def expire_leases(self, lease_now: datetime, grace: timedelta) -> set[WorkspaceId]:
        """Take over from processes that died: unsent is pending again, half-sent is uncertain.

        What went to a person is looked for after ``grace``; a post in a channel waits for a human.
        Gives the workspaces in which something became uncertain.
        """
        over = table.c.lease_until <= lease_now
        self._connection.execute(
            update(table)
            .where(table.c.state == DeliveryState.CLAIMED, over)
            .values(state=DeliveryState.PENDING, lease_until=None)
        )
        uncertain = (
            update(table)
            .where(table.c.state == DeliveryState.SENDING, over)
            .values(
                state=DeliveryState.UNCERTAIN,
                error=ENDED,
                lease_until=None,
                reconcile_at=case(
                    (TO_A_PERSON, literal(lease_now + grace, UtcDateTime())), else_=null()
                ),
                sweeps=0,
            )
            .returning(table.c.workspace)
        )
        return {WorkspaceId(each) for each in self._connection.scalars(uncertain)}
