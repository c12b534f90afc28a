"""Draws the pictures of the README: ``python -m tests.browser.screenshots [FOLDER] [--all]``.

The same life as in ``heard demo`` goes by first; then one week goes on, by clicks. ``--all`` draws
the others, too, and each of them at 360, 1024 and 1440 pixels, in light and in dark. Look at them
before they are committed: they are the first that somebody sees of Heard.
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.async_api import ViewportSize, async_playwright
from rich.console import Console

from bot.demo.cast import add_cast
from bot.demo.demo import PAST_WEEKS, SimulatedTime
from bot.demo.narrator import Narrator
from bot.demo.script import START, Script
from bot.demo.simulation import Simulation
from slack_sandbox.page import Page

from .conftest import ARGUMENTS, CHROMIUM, Window, Windows

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SIZE = ViewportSize(width=1280, height=800)
WIDTHS = ((1440, 900), (1024, 768), (360, 740))
IN_THE_README = ("raised", "nudge")
SENTENCE = "I am overloaded by on-call"
HEARD = "What I'm hearing is: after a night on call, the next day is lost."


@dataclass(frozen=True)
class Camera:
    """Takes a window's picture."""

    folder: Path
    variants: bool

    async def take(self, window: Window, name: str) -> None:
        """Draw it for the README; others, and every width, in light and in dark, if asked."""
        if self.variants or name in IN_THE_README:
            await self._draw(window, name)
        if not self.variants:
            return
        for width, height in WIDTHS:
            await window.page.set_viewport_size(ViewportSize(width=width, height=height))
            for scheme in ("light", "dark"):
                await window.page.emulate_media(color_scheme=scheme)
                await self._draw(window, f"{name}-{width}-{scheme}")
        await window.page.emulate_media(color_scheme="light")
        await window.page.set_viewport_size(SIZE)

    async def _draw(self, window: Window, name: str) -> None:
        await window.page.wait_for_timeout(400)
        await window.page.screenshot(path=self.folder / f"{name}.png")


async def draw(camera: Camera) -> None:
    """Let the life go by, then go on with it and draw every picture."""
    with tempfile.TemporaryDirectory() as place:
        simulation = Simulation(f"sqlite:///{place}/heard.db", Path(place) / "heard.key", START)
        page = Page(simulation.slack, time=SimulatedTime(simulation))
        async with simulation, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            script = Script(
                simulation, add_cast(simulation), Narrator(Console(quiet=True), full=False)
            )
            async for week in script.weeks():
                if week == PAST_WEEKS:
                    break
            await script.at(PAST_WEEKS + 1, 1, 9)
            page.all_read()
            windows = Windows(browser, page.url)
            await _week(windows, simulation, camera)
            await browser.close()


async def _week(windows: Windows, simulation: Simulation, camera: Camera) -> None:
    sam = await windows.open("sam", "payments", size=SIZE, calm=True)
    note = sam.message("Digest")
    await note.evaluate("one => one.scrollIntoView({ block: 'center' })")
    await camera.take(sam, "digest")

    maria = await windows.open("maria", "payments", size=SIZE, calm=True)
    await maria.write(f"/concern {SENTENCE}")
    await maria.message("Thanks, ").wait_for()
    await camera.take(maria, "raised")

    await simulation.move(timedelta(hours=1))
    priya = await windows.open("priya", "@heard", size=SIZE, calm=True)
    await priya.press("raised something with you", "Read it")
    await priya.form.get_by_label("What you understood").fill(HEARD)
    await priya.form.get_by_label("When will you come back to Maria?").fill("2026-10-22")
    await camera.take(priya, "form")
    await priya.form.locator(".modal-submit").click()
    await priya.form.locator("textarea").wait_for(state="detached")

    home = await windows.open("priya", "@heard/home", size=SIZE, calm=True)
    await home.page.keyboard.press("Escape")
    await home.page.locator(".home-inner").wait_for()
    await camera.take(home, "home")

    await simulation.move(timedelta(days=3))
    nudge = await windows.open("priya", "@heard", size=SIZE, calm=True)
    await nudge.message("How is that situation now?").wait_for()
    await camera.take(nudge, "nudge")


def main(arguments: list[str]) -> None:
    """Draw them where they are to lie."""
    if CHROMIUM is None:
        sys.exit("There is no Chromium on this machine.")
    folder = Path(next((one for one in arguments if not one.startswith("-")), FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(Camera(folder, "--all" in arguments)))


if __name__ == "__main__":
    main(sys.argv[1:])
