"""Whether Slack is heard: by moments, as a process that hears is asked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.casework.installation import tell_unheard
from bot.clock import Clock
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.listeners.hearing import DEAF_AFTER, QUIET_AFTER, Hearing
from bot.logs import set_up
from tests.conftest import Cast
from tests.scenarios.moments import rows

START = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


class Moved:
    now = START

    def __call__(self) -> datetime:
        return self.now


def begun() -> tuple[Hearing, Moved]:
    moved = Moved()
    clock: Clock = moved
    return Hearing(clock, clock()), moved


def test_without_a_socket_for_half_a_minute_it_is_not_ready_and_says_so_once() -> None:
    hearing, moved = begun()
    assert not hearing.look(connected=True)
    assert not hearing.look(connected=False)
    hearing.error = "invalid_auth"
    moved.now += DEAF_AFTER - timedelta(seconds=1)
    assert not hearing.look(connected=False)
    assert not hearing.deaf
    moved.now += timedelta(seconds=1)
    assert hearing.look(connected=False)
    assert hearing.deaf
    assert hearing.say() == "no socket to Slack for 30 s (invalid_auth)"
    moved.now += timedelta(hours=1)
    assert not hearing.look(connected=False)
    assert not hearing.look(connected=True)
    assert not hearing.deaf
    assert not hearing.look(connected=False)


def test_each_loss_of_the_socket_and_its_return_leave_a_line() -> None:
    set_up("info")
    hearing, moved = begun()
    with capture_logs() as lines:
        for seconds in (3, 40):
            hearing.look(connected=True)
            hearing.look(connected=False)
            moved.now += timedelta(seconds=seconds)
            hearing.error = "internal_error"
            hearing.look(connected=False)
            hearing.look(connected=True)
    said = [(one["log_level"], one["event"], one.get("seconds")) for one in lines]
    assert said == [
        ("info", "socket lost", None),
        ("info", "socket regained", 3),
        ("info", "socket lost", None),
        ("error", "slack not heard", None),
        ("warning", "socket regained", 40),
    ]
    assert lines[3]["error"] == "internal_error"


def test_a_socket_that_comes_back_in_time_is_nothing_to_speak_of() -> None:
    hearing, moved = begun()
    for _ in range(100):
        hearing.look(connected=False)
        moved.now += DEAF_AFTER - timedelta(seconds=1)
        hearing.look(connected=True)
    assert not hearing.deaf


def test_a_slack_that_sends_nothing_is_said_and_is_no_fault() -> None:
    hearing, moved = begun()
    assert hearing.say() == "ready"
    moved.now += QUIET_AFTER
    assert hearing.say() == "ready; quiet since 2026-03-09T09:00:00+00:00"
    hearing.heard()
    assert hearing.say() == "ready"
    assert not hearing.deaf


# Over a real socket

APP_TOKEN = "xapp-right"


async def until(happens: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await happens():  # noqa: ASYNC110 (the socket's library says nothing)
            await asyncio.sleep(0.05)


async def test_a_token_for_sockets_that_is_revoked_is_named_and_one_issued_again_is_heard(
    simulation: Simulation, cast: Cast
) -> None:
    """The process is not ready meanwhile, its installer is told once, and it needs no restart."""
    simulation.app.app_token = APP_TOKEN
    simulation.slack.world.app_tokens[APP_TOKEN] = [simulation.app]
    simulation._settings["SLACK_APP_TOKEN"] = APP_TOKEN
    await simulation.restart()
    bot, slack = simulation.bot, simulation.slack
    handler = await bot.connect()
    try:
        connected = handler.client.is_connected

        async def look() -> bool:
            return bot.hearing.look(connected=await connected())

        async def gone() -> bool:
            return not await connected() and not slack.sockets.live(APP_TOKEN)

        assert not await look()
        assert await bot.ready() == (True, "ready")
        slack.refuse_socket(simulation.app)
        await slack.disconnect(simulation.app)
        await until(gone)
        assert not await look()
        simulation.clock.move_to(simulation.clock() + DEAF_AFTER)

        async def said() -> bool:
            return (await bot.ready())[1] == "no socket to Slack for 30 s (invalid_auth)"

        await until(said)
        assert not (await bot.ready())[0]
        assert await look()
        assert not await look()
        since = bot.hearing.deaf_since
        assert since is not None
        with bot.store.begin() as tx:
            tx.workspaces.set_installer(bot.installation.workspace, PersonId(cast.priya.id))
        for _ in range(2):
            await bot.runner.run(bot.installation.workspace, tell_unheard, since)
        slack.accept_socket(simulation.app)
        await until(connected)
        assert not await look()
        assert await bot.ready() == (True, "ready")
        assert len(rows(simulation, DeliveryKind.UNHEARD)) == 1
        answer = await cast.maria.command("/concern", "help", channel=cast.payments)
        assert answer.message is not None
        assert slack.deliveries[-1].replies[-1].status == 200
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
