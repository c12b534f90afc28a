"""What changes while a message is on its way, or while it is drawn anew, is not lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.ids import DeliveryId, PersonId, WorkspaceId
from bot.slack.client import POST, UPDATE
from bot.store import Store
from bot.store.deliveries.claims import AcceptedMessage, Intent
from bot.store.sealing import KeyRing, fresh_key
from tests.store.filling import add_workspaces

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
ONE = WorkspaceId("T0")
LEADER = PersonId("U1")
LEASE, SPARE = timedelta(minutes=1), timedelta(seconds=15)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty database."""
    made = Store(database_url, KeyRing([fresh_key()]))
    yield made
    made.close()


@pytest.fixture
def day(store: Store) -> Delivery:
    """A message of the day with something in its payload, due now."""
    message = Delivery(
        workspace=ONE,
        id=DeliveryId("d1"),
        kind=DeliveryKind.DAY,
        subject=LEADER,
        occurrence="2026-03-12",
        recipient=LEADER,
        payload='{"more":1}',
        due_at=NOW,
        wall="2026-03-12T10:30",
        zone="Europe/Berlin",
        created_at=NOW,
    )
    with store.begin() as tx:
        add_workspaces(tx, 1, NOW)
        assert tx.deliveries.start(message)
    return message


def claimed(store: Store) -> Delivery:
    with store.begin() as tx:
        [message] = tx.deliveries.claim(
            NOW, NOW, workspaces=[ONE], limit=5, lease=LEASE, method=POST
        )
    return message


def read(store: Store, message: Delivery) -> Delivery:
    with store.begin() as tx:
        now = tx.deliveries.get(ONE, message.id)
    assert now is not None
    return now


def stale(store: Store) -> list[str]:
    with store.begin() as tx:
        return [one.id for one in tx.deliveries.stale([ONE], NOW, UPDATE, 50)]


def sent(store: Store, message: Delivery) -> None:
    with store.begin() as tx:
        arrival = AcceptedMessage(
            delivery=message, channel="D1", ts="1.1", reconcile_at=None, fingerprint="drawn"
        )
        assert tx.deliveries.settle_sent([arrival], NOW) == {message.key}


def test_a_leaders_word_during_a_redraw_is_drawn_once_more(store: Store, day: Delivery) -> None:
    message = claimed(store)
    with store.begin() as tx:
        assert tx.deliveries.intend([Intent(message, message.payload)], NOW, SPARE) == {
            message.key: 1
        }
    sent(store, message)
    with store.begin() as tx:
        tx.deliveries.mark_stale(message)
    under_way = read(store, message)
    with store.begin() as tx:
        tx.digests.mark_parts_stale(ONE, LEADER, NOW - timedelta(days=8))
    with store.begin() as tx:
        tx.deliveries.mark_drawn(under_way)
    assert stale(store) == [day.id]
    newest = read(store, message)
    with store.begin() as tx:
        tx.deliveries.mark_drawn(newest)
    assert stale(store) == []


def test_what_a_message_says_newer_after_its_claim_is_not_overwritten_by_it(
    store: Store, day: Delivery
) -> None:
    message = claimed(store)
    with store.begin() as tx:
        tx.deliveries.replace_payload(day, '{"more":2}')
    with store.begin() as tx:
        assert tx.deliveries.intend([Intent(message, message.payload)], NOW, SPARE) == {
            message.key: 1
        }
    sent(store, message)
    assert read(store, message).payload == '{"more":2}'
    assert stale(store) == [day.id]


def test_what_it_is_sent_with_is_kept(store: Store, day: Delivery) -> None:
    message = claimed(store)
    with store.begin() as tx:
        assert tx.deliveries.intend([Intent(message, '{"more":3}')], NOW, SPARE) == {message.key: 1}
    sent(store, message)
    assert read(store, message).payload == '{"more":3}'
    assert stale(store) == []
