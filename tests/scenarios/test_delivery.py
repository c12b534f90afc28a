"""Sent once, late rather than never, and never blindly twice; what cannot arrive is seen."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.pool import Pool

from bot.cli.checks import Finding, messages
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.deliveries.claims import AcceptedMessage, Intent
from bot.store.report import report
from bot.store.tables import attempt, rate_limit
from slack_sandbox.faults import Call
from tests.conftest import Cast
from tests.scenarios.moments import arrived, asked, days, keep, local, rows, set_row, tell

POST = "chat.postMessage"


def to_priya(cast: Cast):
    return lambda call: call.args.get("channel") == cast.priya.id


def said_by_doctor(database_url: str) -> list[Finding]:
    """What ``heard doctor`` says of messages, read beside the running bot."""
    return list(messages(report(database_url)))


async def test_what_fell_due_while_the_bot_was_down_is_sent_once_and_late(
    simulation: Simulation, cast: Cast
) -> None:
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    simulation.clock.move_to(local("2026-03-10 14:00"))
    await simulation.restart()
    await simulation.rounds()
    await simulation.restart()
    await simulation.move(local("2026-03-10 18:00"))
    assert [when for when, _ in asked(cast.priya)] == ["Tue 10 Mar 14:00"]


async def test_what_fell_due_is_not_sent_outside_working_hours_after_a_restart(
    simulation: Simulation, cast: Cast
) -> None:
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    simulation.clock.move_to(local("2026-03-10 21:00"))
    await simulation.restart()
    await simulation.move(local("2026-03-11 08:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-11 12:00"))
    assert days(cast.priya) == ["Wed 11 Mar"]


async def test_a_message_that_was_made_and_not_sent_goes_out_after_a_restart(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    simulation.bot.outbox.stop()
    await simulation.rounds()
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert row.state is DeliveryState.PENDING
    await simulation.restart()
    await simulation.rounds()
    assert len(asked(cast.priya)) == 1


LOST = ["reset_after", "500_after", "half_body", "internal_error", "fatal_error"]


@pytest.mark.parametrize("fault", [*LOST, "500_before", "reset_before"])
async def test_an_answer_that_was_lost_is_looked_for_and_the_message_is_there_once(
    simulation: Simulation, cast: Cast, database_url: str, fault: str
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add(POST, fault, where=to_priya(cast))
    await simulation.move(local("2026-03-09 17:00"))
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert row.state is DeliveryState.SENT
    ((_, message),) = asked(cast.priya)
    assert (row.channel, row.ts) == (message.channel.id, message.ts)
    assert row.attempts == (1 if fault in LOST else 2)
    assert [one.what for one in said_by_doctor(database_url)] == ["Every message arrived"]


async def test_a_press_proves_that_an_uncertain_message_arrived(
    simulation: Simulation, cast: Cast, database_url: str
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add(POST, "reset_after", where=to_priya(cast))
    simulation.slack.faults.add("conversations.history", "500_before", times=99)
    await simulation.move(local("2026-03-09 12:00"))
    assert rows(simulation, DeliveryKind.DAY)[0].state is DeliveryState.UNCERTAIN
    _, message = asked(cast.priya)[-1]
    await cast.priya.press(message, "Read it")
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert row.state is DeliveryState.SENT
    assert row.ts == message.ts
    assert [one.what for one in said_by_doctor(database_url)] == ["Every message arrived"]


async def test_a_closed_account_is_seen_by_a_human_with_what_to_do(
    simulation: Simulation, cast: Cast, database_url: str
) -> None:
    admin = simulation.workspace.add_person("ada", name="Ada Admin", admin=True)
    await admin.open_home()
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add(POST, "user_disabled", where=to_priya(cast))
    await simulation.move(local("2026-03-09 12:00"))
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert (row.state, row.error) == (DeliveryState.DEAD, "user_disabled")
    assert admin.home is not None
    assert "whose account is closed or blocks apps" in admin.home.plain()
    assert "Maria" not in admin.home.plain()
    (found,) = said_by_doctor(database_url)
    assert "user_disabled" in found.what
    assert "/concern team" in found.fix
    calls = len(simulation.slack.calls_of(POST))
    await simulation.move(local("2026-03-09 17:00"))
    assert len(simulation.slack.calls_of(POST)) == calls


async def test_a_rate_limit_shuts_the_gate_until_it_is_over_and_nothing_is_lost(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.dora, "I am stuck", cast.design)
    # Both may be under way when the gate shuts, and no more than these.
    simulation.slack.faults.add(POST, "429", times=2, retry_after=3600)
    calls = len(simulation.slack.calls_of(POST))
    await simulation.move(local("2026-03-09 12:00"))
    calls, before = len(simulation.slack.calls_of(POST)), calls
    assert before < calls <= before + 2
    assert {row.state for row in rows(simulation, DeliveryKind.DAY)} == {DeliveryState.PENDING}
    await simulation.restart()
    await simulation.rounds()
    assert len(simulation.slack.calls_of(POST)) == calls
    simulation.slack.faults.clear()
    with simulation.bot.store.begin() as tx:
        shut = tx.connection.execute(select(rate_limit)).one()
        wait = shut.blocked_until - tx.lease_now()
        assert timedelta(minutes=58) < wait <= timedelta(hours=1)
        tx.connection.execute(
            update(rate_limit).values(blocked_until=datetime(2020, 1, 1, tzinfo=UTC))
        )
    await simulation.rounds()
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1
    assert {row.state for row in rows(simulation, DeliveryKind.DAY)} == {DeliveryState.SENT}


async def test_a_dead_token_parks_the_workspace_and_a_new_one_takes_it_up_again(
    simulation: Simulation, cast: Cast, database_url: str
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add(POST, "token_revoked")
    await simulation.move(local("2026-03-09 12:00"))
    calls = len(simulation.slack.calls_of(POST))
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert row.state is DeliveryState.PENDING
    assert report(database_url).suspended == (("token_revoked", 1),)
    assert any("token_revoked" in one.what for one in said_by_doctor(database_url))
    await simulation.move(local("2026-03-09 14:00"))
    assert len(simulation.slack.calls_of(POST)) == calls
    await simulation.restart()
    await simulation.rounds()
    assert len(asked(cast.priya)) == 1
    assert report(database_url).suspended == ()


async def test_tokens_that_are_revoked_stop_everything(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.workspace.revoke_tokens()
    await simulation.slack.quiet()
    calls = len(simulation.slack.calls_of(POST))
    await simulation.move(local("2026-03-10 12:00"))
    assert len(simulation.slack.calls_of(POST)) == calls


async def test_what_a_dead_process_had_only_claimed_is_sent(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    simulation.bot.outbox.stop()
    await simulation.rounds()
    (row,) = rows(simulation, DeliveryKind.DAY)
    with simulation.bot.store.begin() as tx:
        now = tx.lease_now()
    claimed = {"state": DeliveryState.CLAIMED, "lease_token": "another"}
    set_row(simulation, row.id, lease_until=now + timedelta(seconds=60), **claimed)
    await simulation.restart()
    await simulation.rounds()
    assert asked(cast.priya) == []
    set_row(simulation, row.id, lease_until=now - timedelta(seconds=1), **claimed)
    await simulation.rounds()
    assert len(asked(cast.priya)) == 1


async def test_what_a_dead_process_was_sending_is_looked_for_and_sent_if_it_is_not_there(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    simulation.bot.outbox.stop()
    await simulation.rounds()
    (row,) = rows(simulation, DeliveryKind.DAY)
    set_row(
        simulation,
        row.id,
        state=DeliveryState.SENDING,
        attempts=1,
        sending_at=datetime(2020, 1, 1, tzinfo=UTC),
        lease_token="another",
        lease_until=datetime(2020, 1, 1, tzinfo=UTC),
    )
    await simulation.restart()
    await simulation.rounds()
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert (row.state, row.attempts) == (DeliveryState.SENT, 2)
    assert len(asked(cast.priya)) == 1


async def test_a_lease_that_is_lost_changes_nothing(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    simulation.bot.outbox.stop()
    await simulation.rounds()
    with simulation.bot.store.begin() as tx:
        now = tx.lease_now()
        lease = {"limit": 5, "lease": timedelta(seconds=60), "method": POST}
        lease |= {"workspaces": [simulation.bot.installation.workspace]}
        (mine,) = tx.deliveries.claim(simulation.clock(), now, **lease)
        assert tx.deliveries.claim(simulation.clock(), now, **lease) == []
        # Half a minute later little of the lease is left: no POST may begin.
        late, spare = now + timedelta(seconds=50), timedelta(seconds=15)
        assert not tx.deliveries.intend([Intent(mine, mine.payload)], late, spare)
    set_row(simulation, mine.id, lease_token="another")
    with simulation.bot.store.begin() as tx:
        assert not tx.deliveries.intend([Intent(mine, mine.payload)], now, spare)
        assert not tx.deliveries.give_back(mine)
        assert not tx.deliveries.cancel_claimed(mine)
        assert not tx.deliveries.settle(mine, DeliveryState.UNCERTAIN)
        arrival = AcceptedMessage(
            delivery=mine, channel="D1", ts="1.1", reconcile_at=None, fingerprint="drawn"
        )
        assert not tx.deliveries.settle_sent([arrival], now)


async def test_an_intent_is_committed_before_every_post(simulation: Simulation, cast: Cast) -> None:
    seen: list[DeliveryState] = []

    def look(call: Call) -> bool:
        if to_priya(cast)(call):
            seen.extend(row.state for row in rows(simulation, DeliveryKind.DAY))
        return False

    simulation.slack.faults.add(POST, "user_disabled", where=look)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    assert seen == [DeliveryState.SENDING]
    with simulation.bot.store.begin() as tx:
        tried = list(tx.connection.execute(select(attempt)))
    assert all(one.outcome == "sent" and one.ended_at for one in tried)


@pytest.fixture
def open_connections() -> Iterator[set[int]]:
    """The database connections that are in use at this moment."""
    in_use: set[int] = set()

    def out(connection: object, record: object, proxy: object) -> None:
        in_use.add(id(record))

    def back(connection: object, record: object) -> None:
        in_use.discard(id(record))

    event.listen(Pool, "checkout", out)
    event.listen(Pool, "checkin", back)
    yield in_use
    event.remove(Pool, "checkout", out)
    event.remove(Pool, "checkin", back)


async def test_no_transaction_is_open_during_a_call_to_slack(
    simulation: Simulation, cast: Cast, open_connections: set[int]
) -> None:
    found: list[tuple[str, int]] = []
    with simulation.bot.store.begin():
        assert len(open_connections) == 1  # the instrument works

    def look(call: Call) -> bool:
        found.append((call.method, len(open_connections)))
        return False

    simulation.slack.faults.add("*", "user_disabled", where=look)
    await tell(cast.maria, "I am stuck", cast.payments)
    await cast.priya.open_home()
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.press(asked(cast.priya)[-1][1], "Read it")
    await cast.priya.submit()
    await simulation.move(local("2026-03-13 12:00"))
    assert {method for method, _ in found} >= {POST, "views.open", "views.publish", "chat.update"}
    assert [one for one in found if one[1]] == []


async def test_every_message_bears_the_mark_of_its_row(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    (row,) = rows(simulation, DeliveryKind.DAY)
    call = simulation.slack.calls_of(POST)[-1]
    assert row.id in str(call.args["blocks"])
    assert row.id in str(call.args["metadata"])
    assert (row.channel, row.ts) == (
        asked(cast.priya)[-1][1].channel.id,
        arrived(cast.priya)[-1][1].ts,
    )


async def test_doctor_reads_beside_a_running_bot_and_changes_nothing(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    found = report(database_url)
    assert found.reachable
    assert found.revision == found.head
    assert found.locked is simulation.bot.store.sqlite
    assert found.regions == ()
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    assert len(asked(cast.priya)) == 1
