"""A small world in one process: the sandbox, a bot over real HTTP, and a clock that is moved."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Self, TypeVar

from aiohttp.web import AppRunner

from bot.app import Bot, build, open_store
from bot.casework.digest_moments import next_digest
from bot.clock import MovedClock
from bot.manifest import EVENTS_PATH
from bot.manifest import build as manifest
from bot.outbox import Timing
from bot.settings import read_settings
from bot.store import Transaction
from bot.store.migrate import upgrade
from bot.store.sealing import make_key_file
from bot.store.stats import has_due
from slack_sandbox import Channel, Person, Sandbox
from slack_sandbox.errors import NotPossible
from slack_sandbox.keeping import NotKept, restore
from slack_sandbox.manifest import from_manifest
from slack_sandbox.sandbox import ACK_SECONDS
from slack_sandbox.schema import Json

SECRET = "a-secret-of-the-sandbox"  # noqa: S105 (the sandbox is no real Slack)
TOKEN = "xoxb-sandbox"  # noqa: S105 (the sandbox is no real Slack)
METRICS_TOKEN = "for-the-figures"  # noqa: S105 (the sandbox is no real Slack)
DOMAIN = "acme"
SPARE_SECONDS = 0.7
"""What is left of the time that Slack waits, when the database has had its own."""
PATIENCE = 30.0
"""Seconds Slack waits where lateness is not the question."""
PAUSE_SECONDS = 0.2
TIMING = Timing(grace=timedelta(), gap=timedelta(), per_minute=None)
"""Time is moved by leaps here, and Slack's own limits go by the machine's clock."""
TICK_HOURS = 24
"""Between the moments that rows name, so often what only tidies is done."""

T = TypeVar("T")


class Simulation:
    """Sandbox, bot and clock, started and stopped together; time moves only when told to."""

    def __init__(
        self,
        database_url: str,
        key_file: Path,
        start: datetime,
        *,
        port: int = 0,
        kept: Json | None = None,
        timing: Timing = TIMING,
        patience: float = ACK_SECONDS,
        settles: bool = True,
    ) -> None:
        """Stand at ``start``; the bot keeps its rows in ``database_url``.

        ``port`` is the sandbox's, 0 any free one; ``kept`` is a world that goes on from its own
        moment. ``patience`` is how many seconds Slack waits for the bot: its own three, or longer
        where a busy machine must not decide what is seen. With ``settles`` whoever does something
        goes on when the bot has done what follows its reply.

        Raises ``NotKept`` for a kept world that is none of a simulation's.
        """
        self.clock = MovedClock(start)
        self.slack = Sandbox(
            now=self.clock, port=port, ack_seconds=patience, trigger_seconds=patience
        )
        if kept is not None:
            try:
                self.clock.move_to(restore(self.slack, kept))
                self.workspace = self.slack.workspaces[DOMAIN]
                self.app = self.workspace.app
            except (LookupError, TypeError, ValueError, NotPossible) as error:
                raise NotKept("it is the world of something else") from error
        else:
            self.workspace = self.slack.add_workspace(DOMAIN, name="Acme")
            self.app = self.workspace.install(
                signing_secret=SECRET, bot_token=TOKEN, **from_manifest(manifest())
            )
        self.restarts = 0
        self._settles = settles
        self._timing = timing
        self._settings = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "DATABASE_URL": database_url,
            "HEARD_KEY_FILE": str(key_file),
            "HEARD_ERASURES": str(key_file.with_suffix(".erasures")),
            "HEARD_LOG_LEVEL": "error",
            "HEARD_METRICS_TOKEN": METRICS_TOKEN,
        }
        self._there = asyncio.Event()
        """Not set while the bot is started anew: who looks into its rows waits for it."""
        self._there.set()
        self._bot: Bot | None = None
        self._runner: AppRunner | None = None

    @property
    def bot(self) -> Bot:
        """The running bot."""
        if self._bot is None:
            raise RuntimeError("the simulation has not been started")
        return self._bot

    async def __aenter__(self) -> Self:
        """Start Slack, bring the database up to date, start the bot."""
        await self.slack.start()
        try:
            make_key_file(Path(self._settings["HEARD_KEY_FILE"]))
            await self._start_bot()
        except BaseException:
            await self.slack.stop()
            raise
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Stop the bot in order, then Slack."""
        await self._stop_bot()
        await self.slack.stop()

    async def restart(self) -> None:
        """Stop the bot and start it anew on the same rows."""
        self._there.clear()
        try:
            await self._stop_bot()
            await self._start_bot()
        finally:
            self._there.set()
        self.restarts += 1

    async def read(self, query: Callable[[Transaction], T]) -> T:
        """Look into the bot's rows; while it is started anew, as soon as it is there again."""
        await self._there.wait()
        return await self.bot.store.run(query)

    async def rounds(self) -> None:
        """Let the bot do whatever is due now."""
        await self.bot.rounds.all()
        await self.slack.quiet()

    async def move(self, to: datetime | timedelta, *, patience: float = 0.0) -> None:
        """Go forward, stopping at every moment on the way at which something may fall due.

        With ``patience`` it waits there until all that is due has been settled, up to so many
        seconds of the machine's time in all: where Slack misbehaves, time does not run away from
        the messages.
        """
        goal = self.clock() + to if isinstance(to, timedelta) else to
        until = monotonic() + patience
        await self._pass(until)
        while self.clock() < goal:
            self.clock.move_to(min(goal, await self._next_stop()))
            await self._pass(until)

    async def _pass(self, until: float) -> None:
        await self.rounds()
        while monotonic() < until and await self._owing():
            await asyncio.sleep(PAUSE_SECONDS)
            await self.rounds()

    async def _owing(self) -> bool:
        now = self.clock()
        return await self.bot.store.run(lambda tx: has_due(tx.connection, now))

    async def _next_stop(self) -> datetime:
        now, workspace = self.clock(), self.bot.installation.workspace
        quarter = now.replace(
            minute=0, second=0, microsecond=0, hour=now.hour - now.hour % TICK_HOURS
        )
        moments = await self.bot.runner.run(
            workspace,
            lambda unit: (
                unit.tx.concerns.next_moment(workspace, now),
                unit.tx.deliveries.next_moment(now),
                unit.tx.people.next_weekly(workspace, now),
                next_digest(unit),
            ),
        )
        tick = quarter + timedelta(hours=TICK_HOURS)
        return min([tick, *(later for later in moments if later is not None)])

    async def _start_bot(self) -> None:
        settings = read_settings(self._settings | {"SLACK_API_URL": self.slack.api_url})
        store = open_store(settings)
        try:
            store.lock()
            upgrade(settings.database_url)
            self._bot = await build(
                settings,
                self.clock,
                store,
                timing=self._timing,
                answer_seconds=self.slack.courier.ack_seconds - SPARE_SECONDS,
            )
            if self._settles:
                self.slack.courier.after_reply = self._bot.tasks.idle
        except BaseException:
            store.close()
            raise
        self._runner = await self._bot.serve("127.0.0.1", 0, kept=0.0)
        host, port = self._runner.addresses[0][:2]
        self.app.request_url = f"http://{host}:{port}{EVENTS_PATH}"

    async def _stop_bot(self) -> None:
        self.slack.courier.after_reply = None
        if self._runner is not None:
            await self._runner.cleanup()
        if self._bot is not None:
            await self._bot.close()
        self._bot = self._runner = None


async def set_up_team(
    leader: Person,
    channel: Channel,
    members: list[Person],
    *,
    contact: str,
    seconds: float = 10.0,
) -> None:
    """A leader types /concern team and promises, as a person does it, with so much patience."""
    await leader.command("/concern", "team", channel=channel)
    # The form opens at once, and is filled when Slack has said who is in the channel.
    members_field = "Who's on the team?"
    await leader.sandbox.until(
        lambda: leader.modal is not None and members_field in leader.modal.fields, seconds=seconds
    )
    await leader.fill({members_field: members})
    form = leader.modal
    if form is not None and any(label.startswith("Or a line of text") for label in form.fields):
        await leader.fill({"Or a line of text": contact})
    await leader.submit()
    await leader.submit()
    await leader.submit()
    await leader.close_modal(all=True)
