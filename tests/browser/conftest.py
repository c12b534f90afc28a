"""A real browser before the page: the system's Chromium, nothing downloaded.

One browser serves all tests of a worker, so they share one event loop; each test has a simulation,
and windows, of its own. What a window says in its console, or asks of another machine, is a
failure.
"""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from bot.demo.demo import SimulatedTime
from bot.demo.simulation import Simulation, set_up_team
from bot.demo.tour import Tour
from slack_sandbox import Channel, Person
from slack_sandbox import page as sandbox_page

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
]
WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=360, height=740)
PATIENCE = 15_000
"""Milliseconds: only a page that is broken, or a machine that is very busy, takes so long."""
expect.set_options(timeout=PATIENCE)
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say why nothing is seen where there is no browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@dataclass
class Town:
    """A simulation with its page, and two teams of which Priya and Tom are the leaders."""

    simulation: Simulation
    page: sandbox_page.Page
    priya: Person
    maria: Person
    sam: Person
    payments: Channel

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.page.url

    def calls(self, method: str) -> int:
        """How often the bot called something."""
        return len(self.simulation.slack.calls_of(method))


@pytest_asyncio.fixture(loop_scope="session")
async def town(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Town]:
    """Monday 9 March 2026, 8:00 in Berlin; everybody has read what there was."""
    shutil.copy(migrated_file, tmp_path / "heard.db")
    simulation = Simulation(f"sqlite:///{tmp_path / 'heard.db'}", tmp_path / "heard.key", MONDAY)
    tour = Tour(simulation, empty=False)
    page = sandbox_page.Page(simulation.slack, time=SimulatedTime(simulation), hints=tour)
    async with simulation:
        ws = simulation.workspace
        priya = ws.add_person(
            "priya",
            name="Priya Natarajan",
            display_name="Priya",
            admin=True,
            title="leads #payments",
        )
        maria = ws.add_person("maria", name="Maria Silva", display_name="Maria", tz="Europe/Lisbon")
        sam = ws.add_person("sam", name="Sam Okafor", display_name="Sam")
        payments = ws.add_channel("payments", members=[priya, maria, sam])
        await set_up_team(priya, payments, [maria, sam], contact="People team, ext. 112")
        await simulation.rounds()
        page.all_read()
        tour.begin()
        yield Town(simulation, page, priya, maria, sam, payments)


def named(words: str) -> re.Pattern[str]:
    """What a screen reader calls a button: its visible words, and what it is about behind them."""
    return re.compile(f"^{re.escape(words)}(:|$)")


class Window:
    """One person's window, driven by what they see: roles, names and words."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    async def go(self, person: str, place: str = "") -> None:
        """Open an address of the page."""
        await self.page.goto(f"{self.url}#/acme/{person}/{place}")
        await self.page.locator(":is(.messages, .home-inner, .side-row):visible").first.wait_for()

    def button(self, name: str, *, within: str = "body") -> Locator:
        """A button by its visible name, the last of several."""
        return self.page.locator(within).get_by_role("button", name=named(name)).last

    def link(self, name: str) -> Locator:
        """A link by what it says."""
        return self.page.get_by_role("link", name=name)

    @property
    def form(self) -> Locator:
        """The form on top."""
        return self.page.locator("dialog.modal[open]")

    @property
    def composer(self) -> Locator:
        """Where messages are written."""
        return self.page.locator(".composer textarea")

    def message(self, words: str) -> Locator:
        """The last message with these words."""
        return self.page.locator(".message", has_text=words).last

    async def press(self, words: str, name: str) -> None:
        """Press a button of the last message with these words, also one in its menu."""
        message = self.message(words)
        await message.locator(".button").first.wait_for()
        button = message.get_by_role("button", name=named(name))
        if await button.count():
            await button.click()
        else:
            await message.locator(".button-more").click()
            await self.page.get_by_role("menuitem", name=name).click()
        await expect(self.page.locator(".button[aria-busy]")).to_have_count(0)

    async def write(self, text: str) -> None:
        """Type something and send it."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def choose(self, field: str, option: str) -> None:
        """Choose in a menu of the open form."""
        named = re.compile(f"^{re.escape(field)}")
        await self.form.get_by_role("button", name=named).click()
        await self.page.get_by_role("option").filter(has_text=option).first.click()


@dataclass
class Windows:
    """Opens windows, and remembers what no window may do."""

    browser: Browser
    url: str
    wrong: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    async def open(
        self,
        person: str,
        place: str = "",
        *,
        size: ViewportSize = WIDE,
        dark: bool = False,
        calm: bool = False,
    ) -> Window:
        """A window of its own, with nobody's cookies."""
        context = await self.browser.new_context(
            viewport=size,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
            locale="en-US",
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("console", lambda said: self._note(said.type in ("error", "warning"), said.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on("request", lambda asked: self._note(not asked.url.startswith(self.url), asked.url))
        window = Window(page, self.url)
        await window.go(person, place)
        return window

    def _note(self, wrong: bool, what: str) -> None:
        # That the sandbox refused something is said on the page; the browser notes it, too.
        if wrong and not what.startswith("data:") and "409 (Conflict)" not in what:
            self.wrong.append(what)


@pytest_asyncio.fixture(loop_scope="session")
async def windows(browser: Browser, town: Town) -> AsyncIterator[Windows]:
    """Windows before the town; in the end none may have complained or gone elsewhere."""
    opened = Windows(browser, town.url)
    yield opened
    for context in opened.contexts:
        await context.close()
    assert opened.wrong == []
