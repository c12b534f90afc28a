"""The only place where the pieces meet: build, run, and an orderly stop."""

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import aiohttp
import structlog
from aiohttp import web as http
from slack_bolt.async_app import AsyncApp

from bot.casework import Runner
from bot.casework.installation import erase_all_removed, install, note_refused, tell_unheard
from bot.clock import Clock, system_clock
from bot.domain.ids import PersonId
from bot.domain.refusals import NotSaved
from bot.listeners import make_bolt
from bot.listeners.hearing import Hearing, watch
from bot.listeners.request import Services, Tasks
from bot.listeners.socket import SocketHandler
from bot.listeners.web import (
    KEPT_SECONDS,
    Connections,
    add_health,
    add_livez,
    plain_application,
    receiver,
)
from bot.logs import set_up
from bot.messages.translate import FALLBACK, translator
from bot.outbox import Hook, OutboxWorker, Timing, passing
from bot.outbox.metrics import show
from bot.scheduler import Rounds, timetable
from bot.service_manager import Supervisor
from bot.settings import Settings, SettingsError
from bot.slack.answers import Read, open_session
from bot.slack.client import Installation, Sender, web_client
from bot.slack.directory import Directory
from bot.start import Patience, StartError, Stopped, TokenRefusedError, answered
from bot.store import Store
from bot.store.database import journal_at
from bot.store.migrate import is_current, upgrade
from bot.store.report import is_sealed, obstacles
from bot.store.resealing import finish_sealing
from bot.store.sealing import KeyFileError, KeyRing, make_key_file, read_key_file
from bot.store.stats import outbox_stats
from bot.timetable import Timetable

log = structlog.get_logger("heard")
GRACE_SECONDS = 20
"""So long after it was told to stop a process waits for what is under way, in all."""
REQUEST_SECONDS = 5
"""So much of that is for requests: Slack itself waits three seconds for an answer."""
ANSWER_SECONDS = 2.3
"""Slack waits three seconds: a database that hangs is answered for before they are over."""
LOOK_SECONDS = 2.0
"""So long a page that somebody watches waits for the database."""


class NotMigratedError(StartError):
    """The tables are older than these sources."""


@dataclass
class Bot:
    """A whole bot of one workspace, built and not yet listening."""

    settings: Settings
    clock: Clock
    store: Store
    runner: Runner
    sender: Sender
    directory: Directory
    outbox: OutboxWorker
    rounds: Rounds
    timetable: Timetable
    bolt: AsyncApp
    session: aiohttp.ClientSession
    installation: Installation
    tasks: Tasks
    """What listeners have begun, their work after a reply among it."""
    hearing: Hearing

    async def ready(self) -> tuple[bool, str]:
        """Whether the database opens with the keys at hand, Slack is heard, and a line on it."""
        try:
            lacking = await self.store.run(obstacles, seconds=LOOK_SECONDS)
        except Exception as error:  # noqa: BLE001 (whatever is wrong, the answer is no)
            log.warning("not ready", kind=type(error).__name__)
            return False, "not ready"
        if lacking:
            log.warning("not ready", lacking=", ".join(lacking))
            return False, "not ready"
        return not self.hearing.deaf, self.hearing.say()

    async def look(self) -> None:
        """Bring the figures that are read from the rows up to date."""
        now = self.clock()
        try:
            installations = await self.store.run(
                lambda tx: outbox_stats(
                    tx.connection, now, tx.lease_now(), [self.installation.workspace]
                ),
                seconds=LOOK_SECONDS,
            )
        except NotSaved:
            show(None, now)
        else:
            show(installations, now)

    async def serve(
        self, host: str, port: int, *, events: bool = True, kept: float = KEPT_SECONDS
    ) -> http.AppRunner:
        """Listen on HTTP; without ``events``, for health and metrics only.

        What is said of the process stands for ``kept`` seconds.
        """
        secret, token = self.settings.signing_secret, self.settings.metrics_token
        if events:
            if secret is None:
                raise SettingsError(["SLACK_SIGNING_SECRET is needed to hear Slack over HTTP"])
            served = receiver(self.bolt, secret.get_secret_value())
        else:
            served = plain_application()
        add_health(
            served,
            self.ready,
            self.look,
            token=None if token is None else token.get_secret_value(),
            public=events,
            seconds=kept,
        )
        add_livez(served, self.timetable.stalled)
        connections = Connections(served)
        # Nothing is unpacked: a small body must not become a large one before it is refused.
        runner = http.AppRunner(
            served, access_log=None, auto_decompress=False, shutdown_timeout=REQUEST_SECONDS
        )
        await runner.setup()
        try:
            await http.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise StartError(
                f"Nothing can listen on {host}, port {port}: it is taken, or not this machine's. "
                "HOST and PORT choose another."
            ) from None
        connections.watch(runner)
        return runner

    async def connect(self, patience: Patience | None = None) -> SocketHandler:
        """Listen through Socket Mode.

        The first address is asked for here: Bolt's handler would try a dead token for ever. The
        later ones are asked for in the same way: its own goes on asking through a limit that is
        not said in JSON.
        """
        token = self.settings.app_token.get_secret_value() if self.settings.app_token else ""
        patience = patience or Patience()

        async def asked() -> Read[str]:
            return self.hearing.opened(await self.sender.open_socket(token))

        async def address() -> str:
            return await answered(asked, "the app token", self.settings.api_url, patience)

        first = await address()
        handler = SocketHandler(self.bolt, token, web_client=self.bolt.client)
        handler.client.wss_uri = first
        handler.client.issue_new_wss_url = address  # type: ignore[method-assign]  # its one hook for waiting
        try:
            connecting = handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
            await patience.unless_stopped(connecting)
        except BaseException:
            await handler.close_async()  # type: ignore[no-untyped-call]  # as above
            raise
        return handler

    async def finish(self, seconds: float = GRACE_SECONDS) -> None:
        """Begin no more sending; wait for listeners still running, for so long at the most."""
        self.outbox.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.tasks.idle(), seconds)
        await self.directory.finish()

    async def close(self, seconds: float = GRACE_SECONDS) -> None:
        """Wait for listeners still running, for so long at the most, then let go of everything."""
        await self.finish(seconds)
        await self.session.close()
        self.store.close()


def key_ring(settings: Settings) -> KeyRing:
    """Give the master keys: from the setting, else from the key file.

    The file is made where the disk stays and nothing is sealed yet. Raises :class:`StartError`.
    """
    if settings.master_keys:
        return KeyRing(settings.master_keys)
    path = settings.key_file
    if path is None:
        raise SettingsError(["HEARD_KEYS is needed where there is no key file"])
    try:
        if settings.makes_key_file and not path.exists():
            if is_sealed(settings.database_url):
                raise StartError(
                    f"The key file {path} is gone, and without it no word in the database can be "
                    "read. Put it back from its backup; HEARD_KEY_FILE says where it lies."
                )
            make_key_file(path)
        return KeyRing(read_key_file(path, guarded=settings.guarded_key_file), path)
    except KeyFileError as error:
        raise StartError(str(error)) from None


def open_store(settings: Settings) -> Store:
    """Open the database, with the keys and the journal that lie outside of it."""
    return Store(settings.database_url, key_ring(settings), journal=journal_at(settings.journal))


async def build(
    settings: Settings,
    clock: Clock = system_clock,
    store: Store | None = None,
    *,
    timing: Timing | None = None,
    at: Hook = passing,
    patience: Patience | None = None,
    answer_seconds: float = ANSWER_SECONDS,
) -> Bot:
    """Put a bot together. Slack is asked who the token belongs to, until it answers.

    ``timing`` says how long everything in the delivery protocol lasts, and ``at`` is awaited at
    its named points; both are for whoever moves time. ``patience`` says how Slack is waited for,
    and ``answer_seconds`` how long the database may take over a reply.
    """
    set_up(settings.log_level, settings.log_format)
    store = store or open_store(settings)
    timing = timing or Timing(per_minute=settings.messages_per_minute)
    session = open_session(timing.call)
    try:
        await store.run(lambda tx: tx.check_keys())
        now, runner = clock(), Runner(store, clock)
        await store.run(lambda tx: tx.erasures.open_journal(now))
        # Whose token is dead may never get further than this.
        while await store.run(lambda tx: erase_all_removed(tx, now)):
            pass
        await store.empty_log()
        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        sender = Sender(web_client(settings.api_url, session, token))
        try:
            installation = await answered(
                sender.who_am_i, "the bot token", settings.api_url, patience or Patience()
            )
        except TokenRefusedError as refused:
            error = refused.error
            await store.run(lambda tx: note_refused(tx, error, now))
            raise
        # What a version before left to be sealed is sealed before anybody is heard.
        await asyncio.to_thread(finish_sealing, store, installation.workspace)
        # The words are read before anybody waits for an answer: that takes half a second.
        await asyncio.to_thread(translator, FALLBACK)
        directory = Directory(runner, sender, clock)
        senders = {installation.workspace: sender}
        outbox = OutboxWorker(runner, senders, timing, at)
        while not await runner.run(
            installation.workspace,
            install,
            name=installation.name,
            domain=installation.domain,
            bot_user=installation.bot_user,
            installer=PersonId(settings.installer) if settings.installer else None,
        ):
            pass
        tasks, hearing = Tasks(), Hearing(clock, clock())
        rounds = Rounds(runner, directory, outbox, senders)
        within = runner.within(answer_seconds)
        services = Services(installation, within, directory, outbox, sender, tasks, hearing)
        bolt = make_bolt(web_client(settings.api_url, session, None), token, services)
        bot = Bot(
            settings=settings,
            clock=clock,
            store=store,
            runner=runner,
            sender=sender,
            directory=directory,
            outbox=outbox,
            rounds=rounds,
            timetable=timetable(rounds),
            bolt=bolt,
            session=session,
            installation=installation,
            tasks=tasks,
            hearing=hearing,
        )
    except BaseException:
        await session.close()
        store.close()
        raise
    return bot


async def run(settings: Settings, connected: Callable[[str], None] = lambda team: None) -> None:
    """One machine, everything in one process; SQLite is migrated by itself.

    ``connected`` is told the workspace's name once Slack is being listened to.
    """
    patience = _patience()
    store = open_store(settings)
    try:
        # Before anything is changed: another process may be at work on this file.
        store.lock()
        if settings.sqlite_file:
            await asyncio.to_thread(upgrade, settings.database_url)
        await _check_migrated(settings)
    except BaseException:
        store.close()
        raise
    await _work(
        settings,
        patience,
        store,
        http_events=not settings.socket_mode,
        clock=True,
        connected=connected,
    )


async def web(settings: Settings) -> None:
    """Hear Slack over HTTP; workers carry."""
    patience = _patience()
    await _check_migrated(settings)
    await _work(settings, patience, http_events=True, socket=False, clock=False)


async def worker(settings: Settings) -> None:
    """Make the rounds and carry; with an app token, hear Slack through Socket Mode as well."""
    patience = _patience()
    await _check_migrated(settings)
    # Whoever sets PORT watches the process; two workers on one machine need no ports.
    watched = "port" in settings.model_fields_set
    await _work(settings, patience, listen=watched, clock=True)


def _patience() -> Patience:
    """Be told to stop by SIGTERM or Ctrl-C, from the very start."""
    patience = Patience()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, patience.stop.set)
    return patience


async def _check_migrated(settings: Settings) -> None:
    if not await asyncio.to_thread(is_current, settings.database_url):
        raise NotMigratedError(
            "The database is not up to date. Run heard migrate, then start again."
        )


async def _work(
    settings: Settings,
    patience: Patience,
    store: Store | None = None,
    *,
    listen: bool = True,
    http_events: bool = False,
    socket: bool = True,
    clock: bool,
    connected: Callable[[str], None] = lambda team: None,
) -> None:
    """Build the bot, open its ears, work until told to stop, and let go of everything."""
    with contextlib.suppress(Stopped):
        bot = await build(settings, store=store, patience=patience)
        runner = handler = stopped_at = None
        try:
            if listen:
                runner = await _listen(bot, settings, events=http_events)
            if socket and settings.socket_mode:
                handler = await bot.connect(patience)
            connected(bot.installation.name)
            stopped_at = await _until_stopped(bot, runner, handler, patience.stop, clock=clock)
        finally:
            stopped_at = stopped_at or time.monotonic()
            if runner is not None:
                await runner.cleanup()
            await bot.finish(_grace_left(stopped_at))
            if handler is not None:
                await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
            await bot.close(_grace_left(stopped_at))
    log.info("stopped")


async def _listen(bot: Bot, settings: Settings, *, events: bool) -> http.AppRunner | None:
    """Listen on the port. Over a socket nobody needs it unless it was set: a taken one is said."""
    try:
        return await bot.serve(settings.host, settings.port, events=events)
    except StartError:
        if events or "port" in settings.model_fields_set:
            raise
        log.warning("no health pages: the port is taken", port=settings.port)
        return None


async def _until_stopped(
    bot: Bot,
    runner: http.AppRunner | None,
    socket: SocketHandler | None,
    stop: asyncio.Event,
    *,
    clock: bool,
) -> float:
    """Work until told to stop, then hear no more and end the rounds.

    Gives when it was told to stop, by the monotonic clock: all that is ended shares one grace.
    """
    watchdog = bot.settings.watchdog_usec and bot.settings.watchdog_usec / 1_000_000
    supervisor = Supervisor(bot.settings.notify_socket, watchdog or None)
    gc.freeze()  # What stands by now is no garbage: to look it through takes a tenth of a second.
    if clock:
        bot.timetable.start()
    log.info(
        "started",
        version=version("heard"),
        mode="socket" if socket is not None else "http" if runner is not None else "worker",
        rounds=clock,
        database="sqlite" if bot.store.sqlite else "postgres",
        workspaces=1,
        workspace=bot.installation.workspace,
    )

    async def tell(since: datetime) -> None:
        await bot.runner.run(bot.installation.workspace, tell_unheard, since)

    hears = None if socket is None else watch(bot.hearing, socket.client.is_connected, tell)
    watching = asyncio.ensure_future(hears) if hears is not None else None
    supervisor.ready(bot.timetable.stalled if clock else list)
    await stop.wait()
    stopped_at = time.monotonic()
    supervisor.stopping()
    log.info("stopping")
    if watching is not None:
        watching.cancel()
    if socket is not None:
        socket.client.socket_mode_request_listeners.clear()
    if runner is not None:
        await runner.cleanup()
    bot.outbox.stop()
    await bot.timetable.stop(_grace_left(stopped_at))
    return stopped_at


def _grace_left(stopped_at: float) -> float:
    return max(0.0, stopped_at + GRACE_SECONDS - time.monotonic())
