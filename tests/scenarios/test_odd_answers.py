"""Answers of Slack that are no JSON: nobody is told something untrue, and limits are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.store.tables import rate_limit
from slack_sandbox.faults import Call
from tests.conftest import Cast
from tests.scenarios.lives import close_all, last, raised, the
from tests.scenarios.moments import local

UPDATE, PUBLISH, POST = "chat.update", "views.publish", "chat.postMessage"
AWAY = {"status": 503, "content_type": "text/plain", "body": "upstream connect error"}
ODD = [
    AWAY,
    {"status": 429, "content_type": "text/plain", "body": "slow down", "retry_after": "3600"},
    {"status": 200, "content_type": "application/json", "body": '{"ok": tr'},
    {"status": 200, "content_type": "application/json", "body": "[]"},
    {"status": 200, "content_type": "text/plain", "body": "hello"},
]
UNTRUE = ("nothing was changed", "didn't work")


def everything_is_odd(simulation: Simulation, answer: dict[str, object]) -> None:
    """Each redraw and each Home is answered so, and nothing of it is done."""
    for method in (UPDATE, PUBLISH):
        simulation.slack.faults.add(method, "answer_before", times=1000, **answer)  # type: ignore[arg-type]


def open_all(simulation: Simulation) -> None:
    """Every limit is over."""
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(
            update(rate_limit).values(blocked_until=datetime(2020, 1, 1, tzinfo=UTC))
        )


def untrue(cast: Cast) -> list[str]:
    shown = [each.plain() for who in (cast.priya, cast.maria) for each in who.ephemerals()]
    return [text for text in shown if any(part in text for part in UNTRUE)]


@pytest.mark.parametrize("answer", ODD, ids=lambda one: f"{one['status']} {one['body']}")
async def test_what_was_saved_is_never_said_not_to_be(
    simulation: Simulation, cast: Cast, answer: dict[str, object]
) -> None:
    card = await raised(simulation, cast)
    await cast.priya.press(card, "Read it")
    everything_is_odd(simulation, answer)
    sent = await cast.priya.submit()
    assert not sent.errors
    await close_all(cast.priya)
    assert the(simulation).state is State.HEARD
    await simulation.move(timedelta(hours=1))
    assert "@Priya has read what you raised." in last(cast.maria).plain()

    await cast.maria.press(last(cast.maria), "Read it")
    assert cast.maria.modal is not None
    await close_all(cast.maria)
    answered = await cast.maria.command("/concern", "pause until 2026-03-20", channel=cast.payments)
    assert answered.message is not None
    assert not any(part in answered.message.plain() for part in UNTRUE)
    assert untrue(cast) == []

    simulation.slack.faults.clear()
    open_all(simulation)
    await simulation.rounds()
    assert card.live.plain().endswith("done on Mon 9 March: you replied.")


@pytest.mark.parametrize("method", [UPDATE, PUBLISH])
@pytest.mark.parametrize("content_type", ["text/plain", "text/html", None])
async def test_a_limit_that_is_no_json_is_kept_until_its_end(
    simulation: Simulation, cast: Cast, method: str, content_type: str | None
) -> None:
    await cast.priya.open_home()
    card = await raised(simulation, cast)
    await cast.priya.press(card, "Read it")
    simulation.slack.faults.add(
        method, "answer_before", status=429, content_type=content_type, body="no", retry_after=600
    )
    await cast.priya.submit()
    calls = len(simulation.slack.calls_of(method))
    assert simulation.slack.calls_of(method)[-1].status == 429
    for _ in range(3):
        await simulation.rounds()
    assert len(simulation.slack.calls_of(method)) == calls
    with simulation.bot.store.begin() as tx:
        row = tx.connection.execute(select(rate_limit).where(rate_limit.c.method == method)).one()
        assert timedelta(minutes=9) < row.blocked_until - tx.lease_now() <= timedelta(minutes=10)
    open_all(simulation)
    await simulation.rounds()
    assert len(simulation.slack.calls_of(method)) > calls


@pytest.mark.parametrize(
    ("kind", "answer"),
    # A limited call has no effect.
    [("answer_before", each) for each in ODD]
    + [("answer_after", each) for each in ODD if each["status"] != 429],
    ids=lambda one: one if isinstance(one, str) else f"{one['status']} {one['body']}",
)
async def test_a_message_is_posted_once_whatever_was_answered(
    simulation: Simulation, cast: Cast, kind: str, answer: dict[str, object]
) -> None:
    def to_priya(call: Call) -> bool:
        return call.args.get("channel") == cast.priya.id

    simulation.slack.faults.add(POST, kind, where=to_priya, **answer)  # type: ignore[arg-type]
    before = len(cast.priya.direct_messages())
    await cast.maria.command("/concern", "I am overloaded by on-call", channel=cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    open_all(simulation)
    await simulation.move(timedelta(hours=1))
    assert len(cast.priya.direct_messages()) == before + 1


async def test_somebody_known_is_not_refused_because_slack_does_not_say_who_they_are(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(timedelta(days=2))
    simulation.slack.faults.add("users.info", "answer_before", times=1000, **AWAY)  # type: ignore[arg-type]
    answer = await cast.maria.command("/concern", "I am overloaded", channel=cast.payments)
    assert answer.message is not None
    assert "You wrote: I am overloaded" in answer.message.plain()


async def test_members_of_an_organisation_take_part_and_a_partner_does_not(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.workspace
    workspace.change(cast.maria, home_team="E0ORGANISE", grid_teams=["T02SECOND", workspace.id])
    workspace.change(cast.sam, home_team="T0PARTNER")
    await simulation.slack.quiet()
    taken = await cast.maria.command("/concern", "I am overloaded", channel=cast.payments)
    refused = await cast.sam.command("/concern", "I am overloaded", channel=cast.payments)
    assert taken.message is not None
    assert "You wrote: I am overloaded" in taken.message.plain()
    assert refused.message is not None
    assert "only between full members" in refused.message.plain()
