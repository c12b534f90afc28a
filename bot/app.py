"""The only place where the pieces meet: build, run, and an orderly stop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import structlog
from aiohttp import web as http
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.casework import Runner
from bot.casework.installation import install
from bot.clock import Clock, system_clock
from bot.domain.ids import PersonId
from bot.domain.refusals import NotSaved
from bot.listeners import register
from bot.listeners.request import Office
from bot.listeners.web import add_health, receiver
from bot.logs import set_up, silent
from bot.outbox import Carrier, Hook, Timing, Tools, passing
from bot.outbox.metrics import show
from bot.scheduler import Rounds, timetable
from bot.settings import Settings, SettingsError
from bot.slack.client import TIMEOUT_SECONDS, Installation, Sender
from bot.slack.directory import People
from bot.store import Store
from bot.store.migrate import is_current, upgrade
from bot.store.sealing import KeyRing, make_key_file, read_key_file
from bot.store.stats import standing

log = structlog.get_logger("heard")
GRACE_SECONDS = 20


class StartError(Exception):
    """The process cannot start; the text is one sentence that says how to mend it."""


class NotMigratedError(StartError):
    """The tables are older than these sources."""


@dataclass
class Bot:
    """A whole bot of one workspace, built and not yet listening."""

    settings: Settings
    clock: Clock
    store: Store
    runner: Runner
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

    async def look(self) -> None:
        """Bring the figures that are read from the rows up to date."""
        now = self.clock()
        try:
            found = await self.store.run(lambda tx: standing(tx.connection, now, tx.lease_now()))
        except NotSaved:
            show(None, now)
        else:
            show(found, now)

    async def serve(self, host: str, port: int, *, events: bool = True) -> http.AppRunner:
        """Listen on HTTP; without ``events``, for health and metrics only."""
        secret = self.settings.signing_secret
        if events:
            if secret is None:
                raise SettingsError(["SLACK_SIGNING_SECRET is needed to hear Slack over HTTP"])
            served = receiver(self.bolt, secret.get_secret_value(), self.ready, self.look)
        else:
            served = http.Application()
            add_health(served, self.ready, self.look)
        runner = http.AppRunner(served, access_log=None)
        await runner.setup()
        try:
            await http.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise StartError(
                f"Nothing can listen on {host}, port {port}: it is taken, or not this machine's. "
                "HOST and PORT choose another."
            ) from None
        return runner

    async def connect(self) -> AsyncSocketModeHandler:
        """Listen through Socket Mode.

        The first address is asked for here: Bolt's handler would try a dead token for ever.
        """
        token = self.settings.app_token.get_secret_value() if self.settings.app_token else ""
        with _speaking_of("the app token", self.settings):
            opened = await self.bolt.client.apps_connections_open(app_token=token)
        handler = AsyncSocketModeHandler(self.bolt, token, web_client=self.bolt.client)
        handler.client.wss_uri = str(opened["url"])
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        return handler

    async def finish(self) -> None:
        """Begin no more sending, and wait for listeners still running."""
        self.carrier.stop()
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE_SECONDS)

    async def close(self) -> None:
        """Wait for listeners still running, then let go of everything."""
        await self.finish()
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


async def build(
    settings: Settings,
    clock: Clock = system_clock,
    store: Store | None = None,
    *,
    timing: Timing | None = None,
    at: Hook = passing,
) -> Bot:
    """Put a bot together. Slack is asked once who the token belongs to.

    ``timing`` says how long everything in the delivery protocol lasts, and ``at`` is awaited at
    its named points; both are for whoever moves time.
    """
    set_up(settings.log_level)
    store = store or Store(settings.database_url, key_ring(settings))
    # A shared session's own timeout is the one that counts; the SDK's is for its own sessions.
    timing = timing or Timing(per_minute=settings.messages_per_minute)
    session = aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=timing.call.total_seconds())
    )
    try:
        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        sender = Sender(_client(settings, session, token))
        with _speaking_of("the bot token", settings):
            installation = await sender.who_am_i()
        runner = Runner(store, clock)
        people = People(runner, sender, clock)
        senders = {installation.workspace: sender}
        carrier = Carrier(Tools(store, runner, senders, clock, timing, at))
        await runner.run(
            installation.workspace,
            install,
            name=installation.name,
            domain=installation.domain,
            bot_user=installation.bot_user,
            installer=PersonId(settings.installer) if settings.installer else None,
        )
        bolt = _bolt(_client(settings, session, None), token, installation)
        bot = Bot(
            settings=settings,
            clock=clock,
            store=store,
            runner=runner,
            carrier=carrier,
            rounds=Rounds(runner, people, carrier, senders),
            bolt=bolt,
            session=session,
            installation=installation,
        )
        office = Office(runner, people, carrier, sender, clock)
        register(bolt, office, lambda work: _counted(bot, work))
    except BaseException:
        await session.close()
        store.close()
        raise
    return bot


@contextlib.contextmanager
def _speaking_of(token: str, settings: Settings) -> Iterator[None]:
    """Turn Slack's refusal of ``token`` into one sentence."""
    try:
        yield
    except SlackApiError as error:
        code = error.response.get("error", "unknown_error")
        raise StartError(
            f"Slack does not take {token} ({code}). Run heard connect to set it anew, or heard "
            "doctor to see what else is wrong."
        ) from None
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise StartError(
            f"Slack could not be reached at {settings.api_url} ({type(error).__name__}). Check "
            "the network, and SLACK_API_URL if you set it."
        ) from None


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

    async def broken(error: Exception) -> None:
        log.error("listener", kind=type(error).__name__, exc_info=error)

    # It finds SLACK_BOT_TOKEN in the environment by itself, and warns that it will not use it.
    with silent():
        made = AsyncApp(
            client=client,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=True,
            ssl_check_enabled=False,
        )
    # Bolt's own handler prints the exception's text, which may repeat what somebody wrote.
    made.error(broken)
    return made


async def _counted(bot: Bot, work: Awaitable[None]) -> None:
    """Run a listener so that an orderly stop can wait for it."""
    task = asyncio.ensure_future(work)
    bot._running.add(task)
    task.add_done_callback(bot._running.discard)
    await asyncio.shield(task)


async def run(settings: Settings) -> None:
    """One machine, everything in one process; SQLite is migrated by itself."""
    store = Store(settings.database_url, key_ring(settings))
    try:
        # Before anything is changed: another process may be at work on this file.
        store.lock()
        if settings.sqlite_file:
            await asyncio.to_thread(upgrade, settings.database_url)
        await _check_migrated(settings)
        bot = await build(settings, store=store)
    except BaseException:
        store.close()
        raise
    await _work(bot, http_events=not settings.socket_mode, clock=True)


async def web(settings: Settings) -> None:
    """Hear Slack over HTTP; workers carry."""
    await _check_migrated(settings)
    await _work(await build(settings), http_events=True, socket=False, clock=False)


async def worker(settings: Settings) -> None:
    """Make the rounds and carry; with an app token, hear Slack through Socket Mode as well."""
    await _check_migrated(settings)
    # Whoever sets PORT watches the process; two workers on one machine need no ports.
    watched = "port" in settings.model_fields_set
    await _work(await build(settings), listen=watched, clock=True)


async def _check_migrated(settings: Settings) -> None:
    if not await asyncio.to_thread(is_current, settings.database_url):
        raise NotMigratedError(
            "The database is not up to date. Run heard migrate, then start again."
        )


async def _work(
    bot: Bot,
    *,
    listen: bool = True,
    http_events: bool = False,
    socket: bool = True,
    clock: bool,
) -> None:
    """Open the ears, work until told to stop, and let go of everything whatever happens."""
    runner = handler = None
    try:
        if listen:
            runner = await bot.serve(bot.settings.host, bot.settings.port, events=http_events)
        if socket and bot.settings.socket_mode:
            handler = await bot.connect()
        await _until_stopped(bot, runner, handler, clock=clock)
    finally:
        if runner is not None:
            await runner.cleanup()
        await bot.finish()
        if handler is not None:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        await bot.close()
    log.info("stopped")


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
    bells = timetable(bot.rounds, system_clock()) if clock else None
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
