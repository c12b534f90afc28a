"""One of everything is drawn, and tells the app what a person did with it."""

from typing import Any

import pytest
from playwright.async_api import expect

from slack_sandbox import Message
from slack_sandbox.blocks import check_message, check_view, settle

from . import gallery
from .conftest import Town, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")


def post(town: Town, blocks: list[dict[str, Any]]) -> None:
    """Let the app have written this in the team's channel."""
    assert check_message(blocks) == []
    world = town.simulation.slack.world
    bot = town.simulation.app.user
    world.post(Message(town.payments, world.new_ts(), "Everything", bot, settle(blocks)))


def told(town: Town) -> Any:
    """What the app heard last of a press or a choice."""
    return town.simulation.slack.deliveries[-1].payload["actions"][0]


async def test_everything_to_read_is_drawn(town: Town, windows: Windows) -> None:
    post(town, gallery.READ)
    maria = await windows.open("maria", "payments")
    message = maria.message("Everything there is")

    await expect(message.get_by_role("heading", name="Everything there is")).to_be_visible()
    # No picture is fetched from elsewhere: its words stand in its place.
    await expect(message.get_by_text("a face")).to_be_visible()
    await expect(message.get_by_text("a picture from elsewhere")).to_be_visible()
    await expect(message.locator("strong", has_text="bold")).to_be_visible()
    await expect(message.locator("ul.rich-list li")).to_have_text(["a", "b"])
    await expect(message.locator("pre")).to_have_text("code <b>")
    bars = message.get_by_role("figure", name="Raised, and come back to")
    await expect(bars.locator("rect")).to_have_count(6)
    await expect(bars.get_by_role("row", name="W2")).to_have_text("W265")
    slices = message.get_by_role("figure", name="What was behind it").locator("path")
    await expect(slices).to_have_count(3)


async def test_everything_to_touch_tells_the_app(town: Town, windows: Windows) -> None:
    post(town, gallery.TOUCHED)
    maria = await windows.open("maria", "payments")
    page, message = maria.page, maria.page.locator(".message").last
    slack = town.simulation.slack

    async def heard(action: str) -> Any:
        await slack.until(
            lambda: (
                slack.deliveries[-1].form == "interactive"
                and told(town)["action_id"] == action
                and slack.deliveries[-1].replies
            )
        )
        return told(town)

    await message.get_by_role("button", name="Plain").click()
    assert (await heard("Plain"))["value"] == "1"
    before = len(slack.deliveries)
    await message.get_by_role("button", name="Danger").click()
    await maria.button("No", within="dialog.confirm").click()
    assert len(slack.deliveries) == before
    await message.get_by_role("button", name="Danger").click()
    await maria.button("Yes", within="dialog.confirm").click()
    await heard("Danger")
    link = message.get_by_role("link", name="Link")
    assert await link.get_attribute("href") == "https://example.com/"
    assert "noopener" in (await link.get_attribute("rel") or "")
    await message.locator(".button-more").click()
    await page.get_by_role("menuitem", name="Two").click()
    assert (await heard("overflow"))["selected_option"]["value"] == "two"

    def row(kind: str) -> Any:
        code = page.locator("code", has_text=kind).get_by_text(kind, exact=True)
        return message.locator(".b-section", has=code)

    async def pick(kind: str, *names: str) -> Any:
        await row(kind).locator(".picker").click()
        for name in names:
            await page.get_by_role("option").filter(has_text=name).first.click()
        if kind.startswith("multi_"):
            await page.keyboard.press("Escape")
        return await heard(kind)

    assert (await pick("static_select", "Two"))["selected_option"]["value"] == "two"
    several = (await pick("multi_static_select", "One", "Three"))["selected_options"]
    assert [one["value"] for one in several] == ["one", "three"]
    assert (await pick("users_select", "Sam"))["selected_user"] == town.sam.id
    people = (await pick("multi_users_select", "Sam", "Priya", "Maria"))["selected_users"]
    assert people == [town.sam.id, town.priya.id]  # two at most
    assert (await pick("channels_select", "#payments"))["selected_channel"] == town.payments.id
    await pick("conversations_select", "#payments")
    await row("radio_buttons").get_by_label("Two").check()
    assert (await heard("radio_buttons"))["selected_option"]["value"] == "two"
    await row("checkboxes").get_by_label("Three").check()
    assert [one["value"] for one in (await heard("checkboxes"))["selected_options"]] == ["three"]
    await row("datepicker").locator("input").fill("2026-03-20")
    assert (await heard("datepicker"))["selected_date"] == "2026-03-20"
    await row("timepicker").locator("input").fill("16:45")
    assert (await heard("timepicker"))["selected_time"] == "16:45"
    # Maria lives in Lisbon: half past eight there is half past eight in UTC, in winter.
    moment = message.locator(".b-actions input")
    await expect(moment).to_have_value("2026-03-09T08:30")
    await moment.fill("2026-04-09T08:30")
    assert (await heard("datetimepicker"))["selected_date_time"] == 1775719800


async def test_a_form_of_everything_is_sent_as_it_was_filled(town: Town, windows: Windows) -> None:
    assert check_view(gallery.FORM, "modal") == []
    slack, app = town.simulation.slack, town.simulation.app
    maria = await windows.open("maria", "payments")
    slack.views.open(app, town.maria.user, gallery.FORM)
    form = maria.form
    await form.wait_for()

    await maria.choose("static_select", "Two")
    await form.get_by_label("Three").first.check()
    await form.get_by_label("plain_text_input").fill("words\nand words")
    await form.get_by_label("number_input").fill("seven")
    await form.get_by_label("email_text_input").fill("maria@example.com")
    await form.get_by_label("rich_text_input").fill("rich")
    await form.locator(".modal-submit").click()
    await expect(form.locator(".b-problem")).to_have_text("Please enter a number.")
    await expect(form.get_by_label("number_input")).to_be_focused()
    before = len(slack.deliveries)
    await form.get_by_label("number_input").fill("7")
    await form.get_by_label("number_input").press("Enter")

    await slack.until(lambda: len(slack.deliveries) > before)
    values = slack.deliveries[-1].payload["view"]["state"]["values"]
    assert values["static_select"]["static_select"]["selected_option"]["value"] == "two"
    assert values["radio_buttons"]["radio_buttons"]["selected_option"]["value"] == "three"
    assert values["plain_text_input"]["plain_text_input"]["value"] == "words\nand words"
    assert values["number_input"]["number_input"]["value"] == "7"
    assert values["datepicker"]["datepicker"]["selected_date"] == "2026-03-12"
    assert "rich" in str(values["rich_text_input"]["rich_text_input"]["rich_text_value"])
