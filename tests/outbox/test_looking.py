"""What may have arrived is looked for; what came twice is taken back; the rest a human decides."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from bot.casework.installation import settle_uncertain
from bot.cli.checks import messages
from bot.demo.simulation import TIMING, Simulation, set_up_team
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.refusals import NotYours
from bot.domain.settings import TeamsStart
from bot.manifest import SCOPES
from bot.store.report import report
from bot.store.tables import rate_limit
from slack_sandbox import Message
from tests.conftest import Cast, let_teams_start
from tests.scenarios.moments import asked, local, rows, set_row, tell

POST, HISTORY, DELETE = "chat.postMessage", "conversations.history", "chat.delete"
MONDAY_TEN = local("2026-03-09 10:00")


def to_priya(cast: Cast) -> Any:
    return lambda call: call.args.get("channel") == cast.priya.id


async def due(simulation: Simulation, cast: Cast) -> Any:
    """One message to Priya, made and not sent yet."""
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(MONDAY_TEN)
    await simulation.bot.rounds.make_messages()
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert row.state is DeliveryState.PENDING
    return row


def again(simulation: Simulation, identity: str) -> None:
    """Let what is looked for later be looked for now."""
    set_row(simulation, identity, reconcile_at=datetime(2020, 1, 1, tzinfo=UTC))


def day(simulation: Simulation) -> Any:
    (row,) = rows(simulation, DeliveryKind.DAY)
    return row


async def test_a_message_that_history_does_not_show_yet_comes_twice_and_one_is_taken_back(
    simulation: Simulation, cast: Cast
) -> None:
    row = await due(simulation, cast)
    simulation.slack.faults.history_lag = 9999.0
    simulation.slack.faults.add(POST, "reset_after", where=to_priya(cast))
    await simulation.rounds()
    await simulation.rounds()
    assert len(asked(cast.priya)) == 2
    assert day(simulation).attempts == 2
    simulation.slack.faults.history_lag = 0.0
    again(simulation, row.id)
    await simulation.rounds()
    ((_, message),) = asked(cast.priya)
    found = day(simulation)
    assert (found.state, found.ts) == (DeliveryState.SENT, message.ts)
    # It is looked for a few times more, and then no more.
    for _ in range(TIMING.sweeps):
        await simulation.rounds()
    assert day(simulation).reconcile_at is None
    calls = len(simulation.slack.calls_of(HISTORY))
    await simulation.rounds()
    assert len(simulation.slack.calls_of(HISTORY)) == calls


async def test_one_look_settles_everything_in_a_direct_message(
    simulation: Simulation, cast: Cast
) -> None:
    await due(simulation, cast)
    await tell(cast.sam, "today is too much", cast.payments, urgent=True)
    await simulation.bot.rounds.make_messages()
    simulation.slack.faults.add(POST, "reset_after", times=2, where=to_priya(cast))
    await simulation.bot.rounds.send_due()
    states = [one.state for one in rows(simulation, DeliveryKind.DAY, DeliveryKind.TODAY)]
    assert states == [DeliveryState.UNCERTAIN] * 2
    await simulation.bot.rounds.reconcile()
    states = [one.state for one in rows(simulation, DeliveryKind.DAY, DeliveryKind.TODAY)]
    assert states == [DeliveryState.SENT] * 2
    assert len(simulation.slack.calls_of(HISTORY)) == 1


async def test_every_page_of_history_is_read_and_a_gate_in_between_is_waited_for(
    simulation: Simulation, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await due(simulation, cast)
    simulation.slack.faults.add(POST, "reset_after", where=to_priya(cast))
    await simulation.bot.rounds.send_due()
    ((_, message),) = asked(cast.priya)
    # So much more stands there that its mark is on the second page.
    for number in range(120):
        post(simulation, message, f"later {number}")
    simulation.slack.faults.add(
        HISTORY, "429", retry_after=1, where=lambda call: bool(call.args.get("cursor"))
    )
    await simulation.bot.rounds.reconcile()
    assert day(simulation).state is DeliveryState.SENT
    assert day(simulation).id == row.id
    outcomes = [(c.outcome, bool(c.args.get("cursor"))) for c in simulation.slack.calls_of(HISTORY)]
    assert outcomes == [("ok", False), ("429", True), ("ok", True)]
    assert len([c for c in simulation.slack.calls_of(POST) if to_priya(cast)(c)]) == 1


def post(simulation: Simulation, like: Message, text: str) -> None:
    """Another message of the bot's in the same direct message."""
    world = simulation.slack.world
    world.post(replace(like.live, ts=world.new_ts(), text=text, blocks=[], metadata=None))


async def test_a_shut_gate_of_history_holds_the_look_and_nothing_is_sent_blindly(
    simulation: Simulation, cast: Cast
) -> None:
    await due(simulation, cast)
    simulation.slack.faults.add(POST, "reset_before", where=to_priya(cast))
    simulation.slack.faults.add(HISTORY, "429", retry_after=600)
    await simulation.rounds()
    await simulation.restart()
    await simulation.rounds()
    assert day(simulation).state is DeliveryState.UNCERTAIN
    assert len(simulation.slack.calls_of(HISTORY)) == 1
    assert asked(cast.priya) == []
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(rate_limit).values(blocked_until=past))
    again(simulation, day(simulation).id)
    await simulation.rounds()
    await simulation.rounds()
    assert len(asked(cast.priya)) == 1


async def test_without_the_permission_to_look_a_human_decides(
    simulation: Simulation, cast: Cast, database_url: str
) -> None:
    admin = simulation.workspace.add_person("ada", name="Ada Admin", admin=True)
    await admin.open_home()
    await cast.dora.open_home()
    row = await due(simulation, cast)
    simulation.app.scopes = [one for one in SCOPES if one != "im:history"]
    simulation.slack.faults.add(POST, "500_before", where=to_priya(cast))
    await simulation.rounds()
    await simulation.rounds()
    found = day(simulation)
    assert (found.state, found.error, found.reconcile_at) == (
        DeliveryState.UNCERTAIN,
        "missing_scope",
        None,
    )
    assert any("cannot look" in one.what for one in messages(report(database_url)))
    assert admin.home is not None
    assert "A direct message" in admin.home.plain()
    assert "Priya" not in admin.home.plain()
    assert cast.dora.home is not None
    assert "It arrived" not in cast.dora.home.labels()
    await admin.press("home", "Send it again")
    await simulation.rounds()
    assert len(asked(cast.priya)) == 1
    found = day(simulation)
    assert (found.state, found.attempts, found.id) == (DeliveryState.SENT, 2, row.id)
    assert "It arrived" not in admin.home.labels()


async def test_once_it_has_the_permission_the_bot_looks_by_itself(
    simulation: Simulation, cast: Cast
) -> None:
    await due(simulation, cast)
    simulation.app.scopes = [one for one in SCOPES if one != "im:history"]
    simulation.slack.faults.add(POST, "500_after", where=to_priya(cast))
    await simulation.rounds()
    assert day(simulation).reconcile_at is None
    simulation.app.scopes = list(SCOPES)
    await simulation.restart()
    await simulation.rounds()
    ((_, message),) = asked(cast.priya)
    assert (day(simulation).state, day(simulation).ts) == (DeliveryState.SENT, message.ts)


async def test_a_post_in_a_channel_is_never_sent_again_unless_a_human_says_so(
    simulation: Simulation, cast: Cast
) -> None:
    admin = simulation.workspace.add_person("ada", name="Ada Admin", admin=True)
    await admin.open_home()
    channel = simulation.workspace.add_channel("sales", members=[cast.dora, cast.stranger])
    simulation.slack.faults.add(
        POST, "reset_after", where=lambda c: c.args["channel"] == channel.id
    )
    let_teams_start(simulation, TeamsStart.OPEN)
    await set_up_team(cast.dora, channel, [cast.stranger], contact="ext. 112")
    await simulation.rounds()
    await simulation.restart()
    await simulation.rounds()
    posts = [c for c in simulation.slack.calls_of(POST) if c.args["channel"] == channel.id]
    assert len(posts) == 1
    (row,) = [one for one in rows(simulation) if one.recipient == channel.id]
    assert (row.state, row.reconcile_at) == (DeliveryState.UNCERTAIN, None)
    assert admin.home is not None
    assert "#sales" in admin.home.plain()
    await admin.press("home", "It arrived")
    (row,) = [one for one in rows(simulation) if one.recipient == channel.id]
    assert (row.state, row.error) == (DeliveryState.SENT, None)
    await simulation.rounds()
    assert len([c for c in simulation.slack.calls_of(POST) if c.args["channel"] == channel.id]) == 1


async def test_only_those_who_answer_for_the_bot_may_decide(
    simulation: Simulation, cast: Cast
) -> None:
    admin = simulation.workspace.add_person("ada", name="Ada Admin", admin=True)
    await admin.open_home()
    row = await due(simulation, cast)
    values = {"state": DeliveryState.UNCERTAIN, "attempts": 1, "error": "http_500"}
    set_row(simulation, row.id, **values)
    await admin.open_home()
    with simulation.bot.store.begin() as tx:
        known = tx.people.get(simulation.bot.installation.workspace, admin.id)
        assert known is not None
        tx.people.save(replace(known, admin=False))
    with pytest.raises(NotYours):
        await simulation.bot.runner.run(
            simulation.bot.installation.workspace, settle_uncertain, known.id, row.id, arrived=True
        )
    await admin.press("home", "It arrived")
    assert day(simulation).state is DeliveryState.UNCERTAIN


async def test_a_message_that_a_person_marked_themselves_proves_nothing_and_takes_nothing_back(
    simulation: Simulation, cast: Cast
) -> None:
    """An app of theirs may write in their name, with any mark; ids of messages can be foreseen."""
    row = await due(simulation, cast)
    world, bot = simulation.slack.world, simulation.app.user
    im = simulation.workspace.team.im(bot, cast.priya.user)
    section = {"type": "section", "text": {"type": "plain_text", "text": "Not the bot's"}}
    forged = Message(
        im,
        world.new_ts(),
        "Not the bot's",
        cast.priya.user,
        [{**section, "block_id": f"heard:{row.id}"}],
        metadata={"event_type": "heard_delivery", "event_payload": {"id": row.id}},
    )
    world.post(forged)
    # Nothing arrived, and Slack did not say so: the forged one is not taken for it.
    simulation.slack.faults.add(POST, "500_before", where=to_priya(cast))
    await simulation.rounds()
    again(simulation, row.id)
    await simulation.rounds()
    ((_, message),) = [(at, one) for at, one in asked(cast.priya) if one.author is bot]
    assert (day(simulation).state, day(simulation).ts) == (DeliveryState.SENT, message.ts)
    # It arrived twice begun: the copy that counts stays, and nobody's own is deleted.
    again(simulation, row.id)
    await simulation.rounds()
    assert simulation.slack.calls_of(DELETE) == []
    assert not message.live.deleted
    assert not forged.live.deleted
