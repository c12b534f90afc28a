"""The two questions asked all day are answered by an index, however much rests beside them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from bot.domain.concern.states import Kind, NudgeReason, State
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.ids import WorkspaceId
from bot.domain.taxonomy import HowSoon
from bot.store import Store, Transaction
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import concern, delivery, workspace
from tests.store.filling import add_deliveries, add_workspaces

NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
ONE = WorkspaceId("T1")
MANY = 4000


@pytest.fixture
def full(database_url: str) -> Iterator[Store]:
    """A database in which much waits for later and one of each is due."""
    store = Store(database_url, KeyRing([fresh_key()]))
    with store.begin() as tx:
        tx.workspaces.save(
            ONE, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=NOW
        )
        tx.connection.execute(insert(concern), [_concern(number) for number in range(MANY)])
        tx.connection.execute(insert(delivery), [_delivery(number) for number in range(MANY)])
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    yield store
    store.close()


def _concern(number: int) -> dict[str, Any]:
    return {
        "workspace": ONE,
        "id": f"c{number}",
        "kind": Kind.RAISED,
        "origin": f"command:{number}",
        "raiser": f"U{number % 50}",
        "owner": f"L{number % 10}",
        "how_soon": HowSoon.WEEK,
        "worded": True,
        "state": State.RAISED,
        "quiet": False,
        "two_views": False,
        "no_check_ins": False,
        "version": 1,
        "step_no": 1,
        "created_at": NOW - timedelta(days=9),
        "follow_up": 0,
        "snoozes": 0,
        "check_ins": 0,
        "reminded_again": False,
        "given_time": False,
        "marked_also": (),
        "nudge_reason": NudgeReason.NEW,
        "nudge_on": NOW.date(),
        "nudge_at": NOW + timedelta(minutes=number),
        "nudge_reminder": 1,
        "check_in_at": NOW + timedelta(minutes=number),
        "timeout_at": NOW + timedelta(minutes=number),
    }


def _delivery(number: int) -> dict[str, Any]:
    return {
        "workspace": ONE,
        "id": f"d{number}",
        "kind": DeliveryKind.DAY,
        "subject": f"L{number}",
        "occurrence": "2026-03-09",
        "recipient": f"L{number}",
        "due_at": NOW + timedelta(minutes=number // 2),
        "wall": "2026-03-09T08:00",
        "zone": "Europe/Berlin",
        "sent_at": NOW,
        "state": DeliveryState.SENT if number % 2 else DeliveryState.PENDING,
        "attempts": 0,
        "created_at": NOW,
        "stale": False,
    }


def claim(
    tx: Transaction,
    now: datetime = NOW,
    *,
    limit: int = 50,
    workspaces: Sequence[WorkspaceId] = (ONE,),
) -> list[Delivery]:
    return tx.deliveries.claim(
        now,
        NOW,
        workspaces=workspaces,
        limit=limit,
        lease=timedelta(seconds=60),
        method="chat.postMessage",
    )


def test_what_is_due_is_claimed_oldest_first_and_once(full: Store) -> None:
    later = NOW + timedelta(minutes=10)
    with full.begin() as tx:
        first = claim(tx, later, limit=4)
        second = claim(tx, later)
    assert [one.id for one in first] == ["d0", "d2", "d4", "d6"]
    assert [one.id for one in second] == ["d8", "d10", "d12", "d14", "d16", "d18", "d20"]
    assert not {one.id for one in first} & {one.id for one in second}


def test_each_workspace_has_its_share_and_leaves_what_it_does_not_need(full: Store) -> None:
    names = [WorkspaceId(f"T{number}") for number in range(3)]
    later = NOW + timedelta(days=365)
    with full.begin() as tx:
        tx.connection.execute(workspace.delete())
        add_workspaces(tx, 3, NOW)
        add_deliveries(tx, 60, NOW, workspaces=3, sent=False)
        # One has two of its twenty left, and another the oldest of all.
        others = delivery.c.id.not_in(["d0", "d3"])
        tx.connection.execute(delete(delivery).where(delivery.c.workspace == names[0], others))
        oldest = update(delivery).where(delivery.c.workspace == names[2])
        tx.connection.execute(oldest.values(due_at=NOW - timedelta(days=1)))
        few = claim(tx, later, limit=1, workspaces=names)
        many = claim(tx, later, limit=16, workspaces=names)
    assert [each.workspace for each in few] == [names[2]]
    assert Counter(each.workspace for each in many) == {names[0]: 2, names[1]: 6, names[2]: 8}
    assert len({each.key for each in few + many}) == 17


def test_a_message_of_one_occurrence_is_kept_once(full: Store) -> None:
    with full.begin() as tx:
        found = tx.deliveries.get(ONE, "d0")
        assert found is not None
        assert not tx.deliveries.start(replace(found, id="another"))
        assert tx.deliveries.get(ONE, "another") is None
