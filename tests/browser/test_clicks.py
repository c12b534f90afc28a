"""How many presses it takes a leader to answer: counted where they are made, in the window."""

import pytest
from playwright.async_api import expect

from .conftest import Town, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNTED = """() => {
    if (window.presses === undefined)
        addEventListener('pointerdown', () => { window.presses += 1 }, true);
    window.presses = 0;
}"""


class Presses:
    """Counts what is pressed with the pointer; typing and the keyboard are no presses."""

    def __init__(self, window: Window) -> None:
        self.window = window

    async def begin(self) -> None:
        """Count from here on."""
        await self.window.page.evaluate(COUNTED)

    async def count(self) -> int:
        """How many there were; nothing is left open that would have to be closed."""
        await expect(self.window.form).to_have_count(0)
        held = await self.window.page.evaluate("document.activeElement !== document.body")
        assert held, "who uses the keyboard would begin at the top of the page again"
        return int(await self.window.page.evaluate("window.presses"))


async def test_a_leader_answers_follows_up_and_says_no_in_few_presses(
    town: Town, windows: Windows
) -> None:
    """A first answer in 2, a step in 4, a follow-up in 3, an honest no in 5."""
    priya = await windows.open("priya", "@heard")
    presses = Presses(priya)
    await town.maria.command("/concern", "I am overloaded by on-call", channel=town.payments)
    await priya.button("Next working morning").click()
    card = priya.message("Maria")
    await card.wait_for()

    # A first answer: read it, say so.
    await presses.begin()
    await card.get_by_role("button", name="Read it").click()
    await priya.form.get_by_label("When will you come back").fill("2026-03-12")
    await priya.form.locator(".modal-submit").click()
    assert await presses.count() == 2
    await expect(card).to_contain_text("Mon 9")

    async def asked_on(day: str) -> None:
        await priya.page.get_by_label("Let time pass until the morning of").fill(day)
        await priya.page.get_by_label("Let time pass until the morning of").press("Enter")
        await expect(priya.page.locator(".spinner")).to_have_count(0)
        await expect(priya.message("How is that situation now?")).to_be_visible()

    # A step: the menu of its message, what, a sentence, save.
    await asked_on("2026-03-12")
    await presses.begin()
    await priya.message("How is that situation now?").locator(".button-more").click()
    await priya.page.get_by_role("menuitem", name="Pick a next step").click()
    await priya.form.get_by_role("radio").first.check()
    await priya.form.get_by_label("The step in your own words").fill("No pages two nights in a row")
    await priya.form.get_by_label("By which day?").fill("2026-03-13")
    await priya.form.locator(".modal-submit").click()
    assert await presses.count() == 4

    # A follow-up: you talked, what Maria said, save.
    await asked_on("2026-03-13")
    await presses.begin()
    question = priya.message("How is that situation now?")
    await question.get_by_role("button", name="We've talked").click()
    await priya.form.get_by_label("About the same").check()
    await priya.form.locator(".modal-submit").click()
    assert await presses.count() == 3

    # An honest no: the menu of its message, why, into the field, send.
    await priya.button("Next working morning").click()
    for _ in range(20):
        await expect(priya.page.locator(".spinner")).to_have_count(0)
        if await priya.message("How is that situation now?").locator(".button-more").count():
            break
        await priya.button("Next working morning").click()
    await presses.begin()
    await priya.message("How is that situation now?").locator(".button-more").click()
    await priya.page.get_by_role("menuitem", name="Give an honest no").click()
    await priya.form.get_by_role("radio").first.check()
    await priya.form.get_by_label("In your own words").click()
    await priya.page.keyboard.type("We looked at it, and on-call stays as it is this quarter.")
    await priya.form.locator(".modal-submit").click()
    assert await presses.count() == 5
