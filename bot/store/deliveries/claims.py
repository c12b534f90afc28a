"""Claimed with a lease, intended, settled: every change after a claim is fenced by its token."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    LargeBinary,
    Select,
    bindparam,
    case,
    func,
    insert,
    null,
    select,
    update,
)

from bot.domain.delivery import NOT_DRAWN, Delivery, DeliveryKey, DeliveryState
from bot.domain.ids import WorkspaceId, new_id
from bot.store.columns import UtcDateTime
from bot.store.deliveries.rows import (
    COPIES_SINCE,
    TO_A_PERSON,
    Queries,
    clock_of,
    having_rows,
    is_over,
    ours,
)
from bot.store.tables import attempt
from bot.store.tables import delivery as table

ENDED = "process_ended"
"""The error of a message that was being sent when its process died or froze."""


@dataclass(frozen=True)
class Intent:
    """A claimed message that is about to be sent, with the payload it was drawn with."""

    delivery: Delivery
    payload: str | None


@dataclass(frozen=True, kw_only=True)
class AcceptedMessage:
    """A message that Slack has taken, and where it stands."""

    delivery: Delivery
    channel: str
    ts: str | None
    """``None``: Slack does not say it of a message with files."""
    reconcile_at: datetime | None
    """When to look for a second copy."""
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class AttemptEnd:
    """How an attempt ended."""

    delivery: Delivery
    outcome: str
    error: str | None = None
    ts: str | None = None


# Many rows in one round trip: each is fenced by its own token.
_FENCE = (
    table.c.workspace == bindparam("of"),
    table.c.id == bindparam("named"),
    table.c.lease_token == bindparam("token"),
)
_INTEND = (
    update(table)
    .where(
        *_FENCE,
        table.c.state == DeliveryState.CLAIMED,
        table.c.lease_until > bindparam("not_before", type_=UtcDateTime()),
    )
    .values(
        state=DeliveryState.SENDING,
        sending_at=bindparam("at", type_=UtcDateTime()),
        attempts=table.c.attempts + 1,
        sweeps=0,
        reconcile_at=None,
        stale=table.c.changes != bindparam("of_changes"),
        payload=case(
            (
                table.c.changes == bindparam("of_changes"),
                bindparam("with_payload", type_=LargeBinary()),
            ),
            else_=table.c.payload,
        ),
    )
)
_SETTLE_SENT = (
    update(table)
    .where(*_FENCE, table.c.state == DeliveryState.SENDING)
    .values(
        state=DeliveryState.SENT,
        error=None,
        lease_until=None,
        reconcile_at=bindparam("look_at"),
        channel=bindparam("to_channel"),
        ts=bindparam("as_ts"),
        sent_at=bindparam("at"),
        fingerprint=bindparam("drawn"),
    )
)
_START_ATTEMPT = insert(attempt).values(
    workspace=bindparam("of"),
    delivery=bindparam("named"),
    number=select(func.coalesce(func.max(attempt.c.number), 0) + 1)
    .where(attempt.c.workspace == bindparam("of"), attempt.c.delivery == bindparam("named"))
    .scalar_subquery(),
    lease_token=bindparam("token"),
    started_at=bindparam("at"),
)
_END_ATTEMPT = (
    update(attempt)
    .where(
        attempt.c.workspace == bindparam("of"),
        attempt.c.delivery == bindparam("named"),
        attempt.c.lease_token == bindparam("token"),
        attempt.c.ended_at.is_(None),
    )
    .values(
        ended_at=bindparam("at"),
        outcome=bindparam("with_outcome"),
        error=bindparam("with_error"),
        ts=bindparam("as_ts"),
    )
)


def _fence(delivery: Delivery) -> dict[str, Any]:
    return {"of": delivery.workspace, "named": delivery.id, "token": delivery.lease_token}


_DUE = (table.c.state == DeliveryState.PENDING, table.c.due_at <= bindparam("now"))
_HAVING_DUE = having_rows(table.c.due_at, *_DUE)
_CHOSEN = (
    select(table.c.id)
    .where(table.c.workspace == bindparam("of"), *_DUE)
    .order_by(table.c.due_at, table.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=table)
    .cte("chosen")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_CLAIM = (
    update(table)
    .where(
        table.c.workspace == bindparam("of"),
        table.c.state == DeliveryState.PENDING,
        table.c.id.in_(select(_CHOSEN.c.id)),
    )
    .values(
        state=DeliveryState.CLAIMED,
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
    )
)
_CLAIMED = select(table).where(
    table.c.workspace.in_(bindparam("some", expanding=True)),
    table.c.state == DeliveryState.CLAIMED,
    table.c.lease_until == bindparam("until"),
    table.c.lease_token == bindparam("token"),
)
_OVER = is_over(table.c.lease_until)
_HAVING_OVER = having_rows(table.c.lease_until, _OVER)


def _free(state: DeliveryState) -> Select[Any]:
    """Rows of a workspace whose lease is over, but for what a frozen process still holds."""
    return (
        select(table.c.id)
        .where(table.c.workspace == bindparam("of"), table.c.state == state, _OVER)
        .with_for_update(skip_locked=True, of=table)
    )


_CLAIMS_OVER = (
    update(table)
    .where(table.c.workspace == bindparam("of"), table.c.id.in_(_free(DeliveryState.CLAIMED)))
    .values(state=DeliveryState.PENDING, lease_until=None)
)
_SENDINGS_OVER = (
    update(table)
    .where(table.c.workspace == bindparam("of"), table.c.id.in_(_free(DeliveryState.SENDING)))
    .values(
        state=DeliveryState.UNCERTAIN,
        error=ENDED,
        lease_until=None,
        reconcile_at=case((TO_A_PERSON, bindparam("look_at", type_=UtcDateTime())), else_=null()),
        sweeps=0,
    )
    .returning(table.c.id)
)
_AMONG = (
    # Pairs of values SQLite would look for in every row; an id belongs to one workspace.
    table.c.workspace.in_(bindparam("workspaces", expanding=True)),
    table.c.id.in_(bindparam("ids", expanding=True)),
    table.c.lease_token.in_(bindparam("tokens", expanding=True)),
)
_ATTEMPTS = select(table.c.workspace, table.c.id, table.c.attempts, table.c.lease_token).where(
    *_AMONG, table.c.state == DeliveryState.SENDING
)
_STANDING = select(table.c.workspace, table.c.id, table.c.channel, table.c.ts).where(
    *_AMONG, table.c.state == DeliveryState.SENT
)


def _shares(workspaces: Sequence[WorkspaceId], limit: int) -> dict[WorkspaceId, int]:
    """Share ``limit`` messages out evenly, the odd ones to the first; who gets none is left out."""
    each, odd = divmod(limit, len(workspaces))
    shares = {name: each + (place < odd) for place, name in enumerate(workspaces)}
    return {name: share for name, share in shares.items() if share}


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

        Only those of ``workspaces``: whoever has no token for one leaves it to who has. Each has
        its share, so that one with much overdue holds up no other.
        """
        candidates = self._with_rows(workspaces, _HAVING_DUE, now=now)
        willing = self.open_to(candidates, method, lease_now)
        claimed: list[Delivery] = []
        while willing and len(claimed) < limit:
            shares = _shares(willing, limit - len(claimed))
            rows = self._claim_shares(shares, now, lease_now + lease)
            claimed += rows
            # Whoever had no more than its share leaves the rest of it to the others.
            taken = Counter(each.workspace for each in rows)
            willing = [each for each, share in shares.items() if taken[each] == share]
        return sorted(claimed, key=lambda each: (each.due_at, each.id))

    def _claim_shares(
        self, shares: Mapping[WorkspaceId, int], now: datetime, until: datetime
    ) -> list[Delivery]:
        lease = {"token": new_id(), "until": until}
        parameters = [
            {"of": workspace, "now": now, "most": most} for workspace, most in shares.items()
        ]
        self._connection.execute(_CLAIM, [each | lease for each in parameters])
        rows = self._connection.execute(_CLAIMED, {"some": list(shares)} | lease).all()
        return [self._read(row) for row in rows]

    def intend(
        self, intents: Sequence[Intent], lease_now: datetime, spare: timedelta
    ) -> dict[DeliveryKey, int]:
        """Commit to sending, just before the POSTs; gives which attempt that counts each one is.

        Where a newer payload came after the claim, that one stays, and the message is stale from
        the start. Without: what has less than ``spare`` of its lease, or is not ours any more.
        """
        if not intents:
            return {}
        tokens = {str(each.delivery.lease_token) for each in intents}
        self._connection.execute(
            _INTEND,
            [
                _fence(each.delivery)
                | {"of_changes": each.delivery.changes}
                | {"with_payload": self._sealed(each.delivery, each.payload)}
                | {"at": lease_now, "not_before": lease_now + spare}
                for each in intents
            ],
        )
        parameters = {
            "workspaces": sorted({each.delivery.workspace for each in intents}),
            "ids": [each.delivery.id for each in intents],
            "tokens": sorted(tokens),
        }
        rows = self._connection.execute(_ATTEMPTS, parameters).all()
        if rows:
            self._connection.execute(
                _START_ATTEMPT,
                [
                    {
                        "of": row.workspace,
                        "named": row.id,
                        "token": row.lease_token,
                        "at": lease_now,
                    }
                    for row in rows
                ],
            )
        return {(row.workspace, row.id): row.attempts for row in rows}

    def settle(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        error: str | None = None,
        reconcile_at: datetime | None = None,
        due_at: datetime | None = None,
        counts: bool = True,
    ) -> bool:
        """Write down what came of a POST that did not arrive; false when it is ours no more.

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
        return self._changed(
            update(table).where(*ours(delivery, DeliveryState.SENDING)).values(**values)
        )

    def settle_sent(
        self, arrivals: Sequence[AcceptedMessage], sent_at: datetime
    ) -> set[DeliveryKey]:
        """Write down which messages arrived; gives those whose lease was still ours."""
        if not arrivals:
            return set()
        self._connection.execute(
            _SETTLE_SENT,
            [
                _fence(each.delivery)
                | {
                    "to_channel": each.channel,
                    "as_ts": each.ts,
                    "at": sent_at,
                    "look_at": each.reconcile_at,
                    "drawn": each.fingerprint,
                }
                for each in arrivals
            ],
        )
        parameters = {
            "workspaces": sorted({each.delivery.workspace for each in arrivals}),
            "ids": [each.delivery.id for each in arrivals],
            "tokens": sorted({str(each.delivery.lease_token) for each in arrivals}),
        }
        standing = {tuple(row) for row in self._connection.execute(_STANDING, parameters)}
        return {
            each.delivery.key
            for each in arrivals
            if (*each.delivery.key, each.channel, each.ts) in standing
        }

    def record_attempts(self, ends: Sequence[AttemptEnd], lease_now: datetime) -> None:
        """Write into the list of attempts how ours ended, whoever has the lease by now."""
        self._connection.execute(
            _END_ATTEMPT,
            [
                {
                    "of": each.delivery.workspace,
                    "named": each.delivery.id,
                    "token": each.delivery.lease_token,
                    "at": lease_now,
                    "with_outcome": each.outcome,
                    "with_error": each.error,
                    "as_ts": each.ts,
                }
                for each in ends
            ],
        )

    def show_in_homes(self, delivery: Delivery, payload: str | None) -> bool:
        """Send a claimed digest to nobody: it is drawn in Homes, as its new ``payload`` says."""
        ours_still = ours(delivery, DeliveryState.CLAIMED)
        query = update(table).where(*ours_still).values(payload=self._sealed(delivery, payload))
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

    def expire_leases(
        self, lease_now: datetime, grace: timedelta, workspaces: Collection[WorkspaceId]
    ) -> set[WorkspaceId]:
        """Take over from processes that died: unsent is pending again, half-sent is uncertain.

        What went to a person is looked for after ``grace``; a post in a channel waits for a human.
        Gives those of ``workspaces`` in which something became uncertain.
        """
        candidates = self._with_rows(workspaces, _HAVING_OVER, **clock_of(lease_now))
        return {each for each in candidates if self._expire_in(each, lease_now, grace)}

    def _expire_in(self, workspace: WorkspaceId, lease_now: datetime, grace: timedelta) -> bool:
        over = {"of": workspace, **clock_of(lease_now)}
        self._connection.execute(_CLAIMS_OVER, over)
        uncertain = self._connection.scalars(_SENDINGS_OVER, over | {"look_at": lease_now + grace})
        ended = list(uncertain)
        if ended:
            self._connection.execute(
                update(attempt)
                .where(
                    attempt.c.workspace == workspace,
                    attempt.c.delivery.in_(ended),
                    attempt.c.ended_at.is_(None),
                )
                .values(ended_at=lease_now, outcome=ENDED)
            )
        return bool(ended)
