"""The only place where the pieces meet: build, run, and an orderly stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import structlog
from aiohttp import web as http
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.casework import Casework
from bot.clock import Clock, system_clock
from bot.delivery import Carrier
from bot.domain.ids import PersonId
from bot.listeners import register
from bot.listeners.office import Office
from bot.listeners.web import add_health, receiver
from bot.messages.sender import TIMEOUT_SECONDS, Installation, Sender
from bot.people import People
from bot.scheduler import Rounds, timetable
from bot.settings import Settings, SettingsError
from bot.store import Store
from bot.store.migrate import is_current, upgrade
from bot.store.sealing import KeyRing, make_key_file, read_key_file

log = structlog.get_logger("heard")
GRACE_SECONDS = 20


@dataclass
class Bot:
    """A whole bot of one workspace, built and not yet listening."""

    settings: Settings
    store: Store
    casework: Casework
    carrier: Carrier
    rounds: Rounds
    bolt: AsyncApp
    session: aiohttp.ClientSession
    installation: Installation
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def ready(self) -> bool:
        """Whether the database answers."""
        try:
            await self.store.run(lambda tx: tx.workspaces.all())
        except Exception as error:  # noqa: BLE001 (whatever is wrong, the answer is no)
            log.warning("not ready", kind=type(error).__name__)
            return False
        return True

    async def serve(self, host: str, port: int, *, events: bool = True) -> http.AppRunner:
        """Listen on HTTP; without ``events``, for health and metrics only."""
        secret = self.settings.signing_secret
        if events:
            if secret is None:
                raise SettingsError(["SLACK_SIGNING_SECRET is needed to hear Slack over HTTP"])
            served = receiver(self.bolt, secret.get_secret_value(), self.ready)
        else:
            served = http.Application()
            add_health(served, self.ready)
        runner = http.AppRunner(served, access_log=None)
        await runner.setup()
        await http.TCPSite(runner, host, port).start()
        return runner

    async def connect(self) -> AsyncSocketModeHandler:
        """Listen through Socket Mode."""
        token = self.settings.app_token
        handler = AsyncSocketModeHandler(
            self.bolt, token.get_secret_value() if token else None, web_client=self.bolt.client
        )
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        return handler

    async def close(self) -> None:
        """Wait for listeners still running, give leases back, let go of everything."""
        self.carrier.stop()
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE_SECONDS)
        await self.session.close()
        self.store.close()


def key_ring(settings: Settings) -> KeyRing:
    """Give the master keys: from the setting, else from the key file, made where the disk stays."""
    if settings.master_keys:
        return KeyRing(settings.master_keys)
    path = settings.key_file
    if path is None:
        raise SettingsError(["HEARD_KEYS is needed where there is no key file"])
    return KeyRing(make_key_file(Path(path)) if settings.sqlite_file else read_key_file(Path(path)))


async def build(settings: Settings, clock: Clock = system_clock) -> Bot:
    """Put a bot together. Slack is asked once who the token belongs to."""
    quiet_logs(settings)
    store = Store(settings.database_url, key_ring(settings))
    session = aiohttp.ClientSession()
    try:
        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        sender = Sender(_client(settings, session, token))
        installation = await sender.who_am_i()
        casework = Casework(store, clock)
        people = People(casework, sender, clock)
        carrier = Carrier(store, casework, sender, clock)
        await casework.install(
            installation.workspace,
            name=installation.name,
            domain=installation.domain,
            bot_user=installation.bot_user,
            installer=PersonId(settings.installer) if settings.installer else None,
        )
        bolt = _bolt(_client(settings, session, None), token, installation)
        bot = Bot(
            settings=settings,
            store=store,
            casework=casework,
            carrier=carrier,
            rounds=Rounds(casework, people, carrier, sender),
            bolt=bolt,
            session=session,
            installation=installation,
        )
        office = Office(casework, people, carrier, sender, clock)
        register(bolt, office, lambda work: _counted(bot, work))
    except BaseException:
        await session.close()
        store.close()
        raise
    return bot


def _client(
    settings: Settings, session: aiohttp.ClientSession, token: str | None
) -> AsyncWebClient:
    """Make a client of Slack that calls once and shares the session.

    Without handlers of its own: the SDK's default one posts twice when a connection breaks after
    Slack has done the work.
    """
    return AsyncWebClient(
        token=token,
        base_url=settings.api_url,
        timeout=TIMEOUT_SECONDS,
        session=session,
        retry_handlers=[],
    )


def _bolt(client: AsyncWebClient, token: str, found: Installation) -> AsyncApp:
    """Make Bolt's app; authorization is answered from what Slack said at the start."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=found.workspace,
            bot_token=token,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user,
            bot_scopes=sorted(found.scopes),
        )

    return AsyncApp(
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=True,
        ssl_check_enabled=False,
    )


async def _counted(bot: Bot, work: Awaitable[None]) -> None:
    """Run a listener so that an orderly stop can wait for it."""
    task = asyncio.ensure_future(work)
    bot._running.add(task)
    task.add_done_callback(bot._running.discard)
    await asyncio.shield(task)


def quiet_logs(settings: Settings) -> None:
    """Hold the loggers that print bodies at WARNING, and write ours as one line of ids each."""
    for name in ("slack_sdk", "slack_bolt", "aiohttp", "apscheduler", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


async def run(settings: Settings) -> None:
    """One machine, everything in one process; SQLite is migrated by itself."""
    if settings.sqlite_file:
        await asyncio.to_thread(upgrade, settings.database_url)
    await _check_migrated(settings)
    bot = await build(settings)
    bot.store.lock()
    socket = await bot.connect() if settings.socket_mode else None
    runner = await bot.serve(settings.host, settings.port, events=socket is None)
    await _until_stopped(bot, runner, socket, clock=True)


async def web(settings: Settings) -> None:
    """Hear Slack over HTTP; workers carry."""
    await _check_migrated(settings)
    bot = await build(settings)
    runner = await bot.serve(settings.host, settings.port)
    await _until_stopped(bot, runner, None, clock=False)


async def worker(settings: Settings) -> None:
    """Make the rounds and carry; with an app token, hear Slack through Socket Mode as well."""
    await _check_migrated(settings)
    bot = await build(settings)
    socket = await bot.connect() if settings.socket_mode else None
    await _until_stopped(bot, None, socket, clock=True)


async def _check_migrated(settings: Settings) -> None:
    if not await asyncio.to_thread(is_current, settings.database_url):
        raise NotMigratedError(
            "the database is not up to date; run heard migrate, then start again"
        )


class NotMigratedError(Exception):
    """The tables are older than these sources."""


async def _until_stopped(
    bot: Bot,
    runner: http.AppRunner | None,
    socket: AsyncSocketModeHandler | None,
    *,
    clock: bool,
) -> None:
    """Work until SIGTERM or Ctrl-C, then stop in order: hear no more, finish, let go."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    bells = timetable(bot.rounds) if clock else None
    if bells is not None:
        bells.start()
    log.info("started", workspace=bot.installation.workspace)
    await stop.wait()
    log.info("stopping")
    if bells is not None:
        bells.pause()
    if socket is not None:
        socket.client.socket_mode_request_listeners.clear()
    if runner is not None:
        await runner.cleanup()
    bot.carrier.stop()
    if bells is not None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bot.rounds.idle(), GRACE_SECONDS)
        bells.shutdown(wait=False)
    if socket is not None:
        await socket.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await bot.close()
    log.info("stopped")
