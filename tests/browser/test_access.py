"""Every view held against axe-core's rules (WCAG 2.2, A and AA), in light and in dark."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from .conftest import Town, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def faults(page: Page, only: str, within: str = "html") -> list[str]:
    """What axe finds there, each with where; one rule only, if it is named."""
    rules = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": RULES}
    found = await Axe().run(page, within, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


async def test_every_view_is_accessible(town: Town, windows: Windows) -> None:
    await _walk(town, windows, "")


async def test_every_view_has_contrast_in_the_dark(town: Town, windows: Windows) -> None:
    await _walk(town, windows, "color-contrast", dark=True)


async def _walk(town: Town, windows: Windows, only: str, *, dark: bool = False) -> None:
    """Go through every view and look at each."""
    await town.sam.say(
        "*bold* `code` <https://example.com|link> @maria :ear:\n```pre```", town.payments
    )
    await town.maria.react("ear", town.payments.messages[-1])
    maria = await windows.open("maria", "payments", dark=dark, calm=True)
    page = maria.page
    found: dict[str, list[str]] = {}

    await maria.write("/concern I am overloaded by on-call")
    await maria.message("Thanks, ").wait_for()
    await page.locator(".hint p").wait_for()
    await maria.message("bold").hover()
    found["channel"] = await faults(page, only)
    await maria.button("Change it").click()
    await maria.form.wait_for()
    found["form"] = await faults(page, only, "dialog.modal")
    await maria.form.get_by_role("button", name="What is it?").click()
    found["menu in a form"] = await faults(page, only, "dialog.modal")
    await page.keyboard.press("Escape")
    await maria.form.get_by_label("Your words").fill("")
    await maria.form.locator(".modal-submit").click()
    await maria.form.locator(".b-problem").wait_for()
    found["form with an error"] = await faults(page, only, "dialog.modal")
    await page.keyboard.press("Escape")
    await maria.message("bold").hover()
    await maria.message("bold").get_by_role("button", name="More actions").click()
    found["menu"] = await faults(page, only, "main")
    await page.keyboard.press("Escape")
    await maria.button("Take it back").click()
    found["question"] = await faults(page, only, "dialog.confirm")
    await page.keyboard.press("Escape")
    await maria.composer.fill("/")
    found["composer"] = await faults(page, only, ".composer")
    await maria.composer.fill("")
    await maria.button("Next working morning").click()
    await page.locator(".passed a").first.wait_for()
    found["time"] = await faults(page, only, ".passed")
    await maria.go("maria", "@heard/home")
    await page.locator(".home-inner").wait_for()
    found["home"] = await faults(page, only, "main")
    await maria.button("Look inside").click()
    await page.locator(".wire li").first.wait_for()
    found["inside"] = await faults(page, only, "aside")
    await page.get_by_role("tab", name="Go wrong").click()
    await page.locator(".wrong").wait_for()
    found["going wrong"] = await faults(page, only, "aside")
    await maria.button("Close", within="#inside").click()
    await maria.go("priya", "payments")
    await maria.write("/concern team")
    await maria.form.get_by_role("button", name="More settings").click()
    await maria.form.get_by_role("button", name="Public holidays").click()
    await page.get_by_role("option").first.wait_for()
    found["searched menu"] = await faults(page, only, "dialog.modal")
    await page.keyboard.press("Escape")
    found["team"] = await faults(page, only, "dialog.modal")
    await page.keyboard.press("Escape")
    await maria.go("priya", "@heard/home")
    await page.locator(".home-inner").wait_for()
    found["admin's home"] = await faults(page, only, "main")
    await maria.button("Workspace settings").click()
    await maria.form.get_by_role("button", name="More settings").click()
    await maria.form.get_by_label("Longest text").wait_for()
    found["workspace"] = await faults(page, only, "dialog.modal")
    await page.keyboard.press("Escape")
    await maria.go("sam", "@heard/home")
    await page.locator(".home-inner").wait_for()
    found["new"] = await faults(page, only, "main")
    await maria.go("priya", "@heard")
    await maria.message("raised something with you").wait_for()
    found["direct message"] = await faults(page, only, "main")

    assert {view: problems for view, problems in found.items() if problems} == {}
