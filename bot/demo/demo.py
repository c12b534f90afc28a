"""``heard demo``: a small Slack with the bot in it, in the browser, until Ctrl-C."""

import asyncio
import contextlib
import errno
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.demo.cast import Cast, add_cast
from bot.demo.folder import Folder
from bot.demo.narrator import Narrator
from bot.demo.panel import DeliveryPanel
from bot.demo.script import START, Script
from bot.demo.simulation import PATIENCE, Simulation
from bot.demo.tour import Tour
from bot.outbox import Timing
from bot.start import StartError
from slack_sandbox.keeping import NotKept, keep
from slack_sandbox.page import Page

PAST_WEEKS = 6
"""How much life the team has behind it."""
ROUND_SECONDS = 1.0
"""So often rounds are made though nobody did anything, and what changed is kept."""
PATIENCE_SECONDS = 60.0
"""So long time that is moved waits, in all, for what Slack's misbehaviour delays."""
TIMING = Timing(grace=timedelta(seconds=6), gap=timedelta(), per_minute=None)
"""As in earnest, but for what a person would sit and wait for; the page's lag is shorter."""
MOST_PORT = 65_535
NOTICE = "This is no Slack and no production server: it listens on this machine only."


@dataclass(frozen=True)
class DemoOptions:
    """What was asked for on the command line."""

    port: int
    data: Path | None = None
    weeks: int = PAST_WEEKS
    """How much life the team has behind it; 0: everybody is there, and nothing has happened."""
    browser: bool = True
    timing: Timing = TIMING


def run_demo(options: DemoOptions, console: Console, progress: Console) -> None:
    """Run until Ctrl-C. Raises ``StartError`` with the way out."""
    with contextlib.ExitStack() as stack:
        folder = Folder(
            options.data
            or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heard-demo-")))
        )
        stack.enter_context(folder.held())
        asyncio.run(until_stopped(Demo(options, folder, console, progress).run()))


async def until_stopped(running: Coroutine[Any, Any, None]) -> None:
    """Let Ctrl-C and SIGTERM end it in order, at whatever moment they come."""
    work = asyncio.ensure_future(running)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work


class Demo:
    """The simulation, its page, and the rounds that are made while somebody tries it.

    Time stands still until it is moved. What people do is answered at once; what they caused
    is sent right after, and at every round.
    """

    def __init__(
        self, options: DemoOptions, folder: Folder, console: Console, progress: Console
    ) -> None:
        """Be what ``options`` say, in ``folder``."""
        self.options = options
        self.folder = folder
        self.console = console
        self.progress = progress
        self.simulation: Simulation | None = None
        """What runs, once it runs."""

    async def run(self) -> None:
        """Start, let a life begin or go on, and stay until cancelled."""
        kept = self.folder.open()
        if kept is not None and not self.options.weeks:
            raise StartError(
                f"{self.folder.path} holds a life already. Leave out --empty to go on with it, or"
                " choose another folder with --data."
            )
        try:
            simulation = Simulation(
                self.folder.url,
                self.folder.key_file,
                START,
                port=self.options.port,
                kept=kept,
                timing=self.options.timing,
                # A busy machine must not decide whether the team's first weeks go well.
                patience=PATIENCE,
            )
        except NotKept as error:
            raise StartError(
                f"{self.folder.world} cannot be used: {error}. Choose another folder with --data."
            ) from None
        self.simulation = simulation
        tour = Tour(simulation, empty=kept is None and not self.options.weeks)
        page = Page(
            simulation.slack,
            time=SimulatedTime(simulation),
            panels=[DeliveryPanel(simulation)],
            hints=tour,
        )
        page.shut = "A moment, please."
        async with started(simulation, self.options.port):
            begun = kept is not None
            try:
                cast = None if begun else add_cast(simulation)
                self._show(simulation)
                if cast is not None and self.options.weeks:
                    await self._play_past_weeks(simulation, cast, page)
                begun = True
                page.all_read()
                page.shut = None
                tour.begin()
                await self._run_rounds(simulation, page)
            finally:
                await page.end()
                # First weeks that broke off are of no use: the next start begins anew.
                if begun:
                    self._keep(simulation)

    def _show(self, simulation: Simulation) -> None:
        """Say where the page is, and open it."""
        self.console.print(
            f"Heard is at [bold]{simulation.slack.hooks.base}/[/bold]", highlight=False
        )
        self.console.print(NOTICE, style="dim", highlight=False, soft_wrap=True)
        self.console.print("Ctrl-C stops it.", style="dim", highlight=False)
        if self.options.browser:
            _open(simulation.slack.hooks.base)

    async def _play_past_weeks(self, simulation: Simulation, cast: Cast, page: Page) -> None:
        """Let the team's first weeks go by; nobody joins in before they have."""
        script = Script(simulation, cast, Narrator(Console(quiet=True), full=False))
        weeks = self.options.weeks
        text = "The team's first weeks go by"
        if not self.progress.is_terminal:
            self.progress.print(f"{text}…", highlight=False)
        with (
            page.busy(f"{text}; a moment, please."),
            self.progress.status(f"{text}…") as status,
        ):
            async for week in script.weeks():
                status.update(f"{text}… {week} of {weeks}")
                if week == weeks:
                    break
            await script.at(weeks + 1, 1, 9)
        self.console.print("It is Monday morning there. Try it.", highlight=False)

    async def _run_rounds(self, simulation: Simulation, page: Page) -> None:
        """Make rounds for ever: after whatever happened, else every second."""
        state = self._state(simulation)
        while True:
            before = len(simulation.slack.deliveries)
            with contextlib.suppress(TimeoutError):
                await simulation.slack.until(
                    lambda: len(simulation.slack.deliveries) != before,  # noqa: B023 (used at once)
                    seconds=ROUND_SECONDS,
                )
            await page.settle()
            if self._state(simulation) != state:
                state = self._state(simulation)
                self._keep(simulation)

    @staticmethod
    def _state(simulation: Simulation) -> tuple[object, ...]:
        """What differs whenever there is something new to keep."""
        world = simulation.slack.world
        return world.count, world.last_ts, len(world.seen), world.now()

    def _keep(self, simulation: Simulation) -> None:
        if self.options.data is not None:
            self.folder.save(keep(simulation.slack))


class SimulatedTime:
    """How time goes on in a demo: the bot's rounds meet every moment of it."""

    def __init__(self, simulation: Simulation) -> None:
        """Move the clock of ``simulation``."""
        self._simulation = simulation

    async def move(self, to: datetime) -> None:
        """Stop at every moment at which something may fall due, until it has been sent."""
        await self._simulation.move(to, patience=PATIENCE_SECONDS)

    async def settle(self) -> None:
        """Send what is due now."""
        await self._simulation.rounds()


@asynccontextmanager
async def started(world: AbstractAsyncContextManager[object], port: int) -> AsyncIterator[None]:
    """Run a simulation or a sandbox. Raises ``StartError`` where its port cannot be had."""
    try:
        await world.__aenter__()
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise StartError(port_taken(port)) from None
    try:
        yield
    finally:
        await world.__aexit__(None, None, None)


def port_taken(port: int) -> str:
    """Say that a port cannot be had, with the way out."""
    return (
        f"Port {port} is taken, perhaps by another heard demo or heard sandbox. Stop that one, or"
        f" choose another port: --port {port % MOST_PORT + 1} (0 is any free one)."
    )


def _open(url: str) -> None:
    """Open the person's browser, but never one that would run in this very terminal."""
    with contextlib.suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:
            browser.open(url)
