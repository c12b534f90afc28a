"""The story of the README, by clicks and keys alone, in two people's windows."""

import pytest
from playwright.async_api import expect

from .conftest import Town, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_concern_is_raised_read_come_back_to_and_confirmed(
    town: Town, windows: Windows
) -> None:
    maria = await windows.open("maria", "payments")
    priya = await windows.open("priya", "payments")

    # Maria types it; she alone sees the answer.
    await maria.write("/concern I am overloaded by on-call")
    answer = maria.message("Thanks, ")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("today at about 8:30 your time")
    await expect(priya.page.locator(".message", has_text="overloaded")).to_have_count(0)

    # Time passes; the leader's message is there without a reload, and is unread.
    await priya.button("Next working morning").click()
    passed = priya.page.get_by_role("region", name="What came while time went by")
    await expect(passed).to_contain_text("raised something with you.")
    unread = priya.page.locator(".side-row", has_text="Heard")
    await expect(unread.locator(".badge")).to_have_text("1")
    await unread.click()
    await expect(unread.locator(".badge")).to_have_count(0)
    await expect(priya.message("Maria raised something with you")).not_to_contain_text("on-call.")

    # She reads the words, says them back, and names Thursday.
    await priya.button("Read it").click()
    await expect(priya.form).to_contain_text("I am overloaded by on-call")
    await priya.form.get_by_label("What you understood").fill("Too many pages at night.")
    await priya.form.get_by_label("When will you come back to Maria?").fill("2026-03-12")
    await priya.button("I've heard you").click()
    await expect(priya.form.locator("textarea")).to_have_count(0)
    await priya.page.keyboard.press("Escape")
    await expect(priya.form).to_have_count(0)

    # Maria hears of it at once, in her window.
    await expect(maria.page.locator(".side-row", has_text="Heard").locator(".badge")).to_have_text(
        "1"
    )
    await maria.page.locator(".side-row", has_text="Heard").click()
    await maria.button("Read it").click()
    await expect(maria.form).to_contain_text("Too many pages at night.")
    await maria.button("Yes, that's it").click()
    await maria.page.keyboard.press("Escape")
    await expect(maria.form).to_have_count(0)

    # On Thursday the question comes; they have talked, and a step is named for the team.
    await priya.page.get_by_label("Let time pass until the morning of").fill("2026-03-12")
    await priya.page.get_by_label("Let time pass until the morning of").press("Enter")
    await expect(priya.page.locator(".now")).to_contain_text("Thu 12 Mar")
    question = priya.message("How is that situation now?")
    await expect(question).to_contain_text("Maria")
    await priya.press("How is that situation now?", "Pick a next step")
    await priya.form.get_by_label("Remove an obstacle").check()
    await priya.form.get_by_label("The step in your own words").fill(
        "No pages for one person two nights in a row"
    )
    await priya.form.get_by_label("By which day?").fill("2026-03-13")
    await priya.form.get_by_label("The team, in the digest of #payments").check()
    await priya.form.locator(".modal-submit").click()
    await expect(priya.form.locator(".modal-submit")).to_have_count(0)
    await priya.page.keyboard.press("Escape")

    # In a group this small the note waits for her word.
    await priya.press("is planned for tomorrow", "Post it as planned")

    # Friday: the step is asked about, and the team reads its note.
    await priya.button("Next working morning").click()
    await expect(priya.page.locator(".now")).to_contain_text("Fri 13 Mar")
    await priya.button("+ 1 hour").click()
    await expect(priya.page.locator(".now")).to_contain_text("11:00 AM")
    await maria.link("payments").click()
    await expect(maria.message("Digest")).to_contain_text("No pages for one person")

    await priya.press("How is that situation now?", "We've talked")
    await priya.form.get_by_label("Better").check()
    await priya.form.locator(".modal-submit").click()
    await expect(priya.form.locator(".modal-submit")).to_have_count(0)
    await priya.page.keyboard.press("Escape")

    # The raiser alone says that it is better.
    for _ in range(3):
        await maria.button("Next working morning").click()
        await expect(maria.page.locator(".spinner")).to_have_count(0)
    await maria.page.locator(".side-row", has_text="Heard").click()
    await maria.button("It's better").click()
    await expect(maria.form).to_be_visible()
    await maria.page.keyboard.press("Escape")

    await maria.link("Home").click()
    await expect(maria.page.locator(".home-inner")).to_contain_text("Better, confirmed by you")
    assert len({one.ts for one in town.priya.direct_messages()}) == 3
