"""The page in somebody's file, opened from a disk: axe finds nothing, and nothing is fetched."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.messages.personal_data.as_html import as_html
from docs.samples import Samples
from docs.scenes.rights import at_their_limits
from tests.browser.test_access import faults

pytestmark = pytest.mark.asyncio(loop_scope="session")
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """Everything that can stand in one."""
    samples = Samples()
    kept = at_their_limits(samples, (samples.record(samples.talk), samples.note()))
    file = tmp_path / "heard.html"
    file.write_bytes(as_html(kept))
    return file


async def test_it_opens_from_a_disk_and_asks_nobody_for_anything(
    browser: Browser, page_file: Path
) -> None:
    window = await browser.new_page(viewport=NARROW)  # type: ignore[arg-type]
    asked: list[str] = []
    said: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda line: said.append(line.text))
    await window.goto(page_file.as_uri())
    assert await window.title() == "By or about you in Heard"
    assert asked == [page_file.as_uri()] and said == []
    wide = await window.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], "nothing has to be pushed aside"
    await window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_is_accessible_in_light_and_dark(
    browser: Browser, page_file: Path, scheme: str
) -> None:
    # The page's own policy lets nothing run, so axe neither: it runs past it.
    context = await browser.new_context(bypass_csp=True, color_scheme=scheme)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(page_file.as_uri())
    assert await faults(page, "") == []
    await context.close()
