"""The page itself: forms and their errors, the keyboard, small screens, and words as words."""

import pytest
from playwright.async_api import expect

from .conftest import NARROW, Town, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = "x" * 601


async def test_what_is_wrong_stands_beside_its_field_and_no_word_is_lost(
    town: Town, windows: Windows
) -> None:
    maria = await windows.open("maria", "payments")
    await maria.button("Shortcuts").click()
    await maria.page.get_by_role("menuitem", name="Raise something").click()
    send = maria.form.locator(".modal-submit")

    # Slack's own client refuses first: what is missing, and the focus goes there.
    await send.click()
    first = maria.form.locator(".b-wrong").first
    await expect(first).to_contain_text("Please complete this required field.")
    await expect(maria.form.locator(".b-wrong .picker").first).to_be_focused()
    assert town.calls("views.open") == 2  # the team's form, and this one: nothing was sent

    # What is filled is not wrong any longer.
    await maria.choose("What is it?", "I need help")
    words = maria.form.get_by_label("Your words")
    await words.fill(LONG)
    await expect(maria.form.locator(".b-wrong")).to_have_count(0)
    await expect(words).not_to_have_attribute("aria-invalid", "true")
    await expect(maria.form.locator(".count-low")).to_have_text("-1")
    await send.click()
    await expect(maria.page.locator(".toast")).to_contain_text("takes 600 characters at most")
    await expect(words).to_have_value(LONG)

    # With Slack away in the middle, the form stays open with its words, and says so.
    await words.fill("with the migration")
    request, town.simulation.app.request_url = (
        town.simulation.app.request_url,
        "http://127.0.0.1:9/",
    )
    await send.click()
    await expect(maria.form.get_by_role("alert")).to_contain_text("trouble connecting")
    await expect(words).to_have_value("with the migration")
    town.simulation.app.request_url = request
    # Sent once, however impatiently; the second click finds nothing to complain of.
    toasts = await maria.page.locator(".toast").count()
    await send.dblclick()
    await expect(send).to_have_count(0)
    await expect(maria.form).to_contain_text("Priya")
    await expect(maria.page.locator(".toast")).to_have_count(toasts)


async def test_the_app_s_own_errors_stand_beside_the_field(town: Town, windows: Windows) -> None:
    priya = await windows.open("priya", "payments")
    await priya.write("/concern @maria overloaded by on-call, thursday")
    await priya.message("Maria").wait_for()
    await priya.button("Another day").click()
    day = priya.form.locator("input[type=date]")
    await day.fill("2026-03-01")
    await priya.form.locator(".modal-submit").click()

    problem = priya.form.locator(".b-problem")
    await expect(problem).to_be_visible()
    await expect(day).to_have_attribute("aria-invalid", "true")
    described = await day.get_attribute("aria-describedby") or ""
    assert await problem.get_attribute("id") in described.split()
    await expect(day).to_be_focused()


async def test_a_line_says_what_to_try_and_follows_what_was_done(
    town: Town, windows: Windows
) -> None:
    maria = await windows.open("maria", "payments")
    hint = maria.page.get_by_role("region", name="What to try")
    await expect(hint).to_contain_text("Be Maria")
    await maria.write("/concern I am overloaded by on-call")
    await expect(hint).to_contain_text("Next working morning")
    await maria.button("Next working morning").click()
    await expect(hint).to_contain_text("Be Priya, who leads #payments")
    await expect(maria.page.locator(".spinner")).to_have_count(0)

    # Whom one can be: what they do, and the hour that it is there now.
    await maria.page.get_by_role("button", name="You are Maria").click()
    priya = maria.page.get_by_role("option").filter(has_text="Priya")
    await expect(priya).to_contain_text("leads #payments")
    await expect(priya).to_contain_text("11:00 AM")
    await maria.page.keyboard.press("Escape")

    # Dismissed is dismissed, also after the page was loaded anew.
    await maria.button("Dismiss what to try").click()
    await expect(hint).to_have_count(0)
    await maria.page.reload()
    await expect(maria.composer).to_be_visible()
    await expect(hint).to_have_count(0)


async def test_a_choice_outside_a_form_is_named_with_its_value(
    town: Town, windows: Windows
) -> None:
    maria = await windows.open("maria", "payments")
    await maria.write("/concern I am overloaded by on-call")
    topic = maria.page.get_by_role("button", name="Choose: on-call load")
    await expect(topic).to_be_visible()


async def test_everything_is_reached_by_keyboard(town: Town, windows: Windows) -> None:
    message = await town.sam.say("Third release night in a row.", town.payments)
    maria = await windows.open("maria", "payments")
    page, keys = maria.page, maria.page.keyboard

    # One can write at once; the first stop of the page leads past everything else.
    await expect(maria.composer).to_be_focused()
    await page.get_by_text("Skip to the conversation").focus()
    await keys.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    assert page.url.endswith("#/acme/maria/payments")

    # A command is completed from its first letters, with its hint; a name from a letter.
    await maria.composer.focus()
    await keys.type("/c")
    await expect(page.get_by_role("option", name="/concern")).to_be_visible()
    await keys.press("Tab")
    await expect(maria.composer).to_have_value("/concern ")
    await expect(page.locator(".command-hint")).to_contain_text("[what it is |")
    await keys.type("@pri")
    await keys.press("Enter")
    await expect(maria.composer).to_have_value("/concern @priya ")
    await keys.type("this deadline is unrealistic")
    await keys.press("Enter")
    answer = maria.message("Thanks, ")
    await expect(answer).to_be_visible()

    # Along the messages with the arrows, into a message's toolbar, and an emoji is set.
    await page.locator('.message[tabindex="0"]').focus()
    await keys.press("Home")
    await keys.press("ArrowDown")
    release = maria.message("Third release night")
    await expect(release).to_be_focused()
    await keys.press("Tab")
    await expect(release.get_by_role("button", name="React with ear")).to_be_focused()
    await keys.press("ArrowRight")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(release.locator(".reaction")).to_contain_text("1")
    assert message.reactions == {"white_check_mark": [town.maria.user]}

    # More actions: a menu walked with the arrows; what it opens gives the focus back.
    more = release.get_by_role("button", name="More actions")
    await more.focus()
    await keys.press("Enter")
    await expect(page.get_by_role("menuitem", name="Follow up on this")).to_be_focused()
    await keys.press("Escape")
    await expect(more).to_be_focused()
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(maria.form).to_be_visible()
    await keys.press("Escape")
    await expect(maria.form).to_have_count(0)
    await expect(more).to_be_focused()

    # A menu of the app: opened, walked, chosen; it is still in focus when it was drawn anew.
    topic = answer.locator(".picker")
    await topic.focus()
    await keys.press("ArrowDown")
    await keys.type("blocked")
    await keys.press("Enter")
    await expect(topic).to_contain_text("being blocked")
    await expect(topic).to_be_focused()

    # The question before a press counts: no leaves everything as it was.
    withdraw = answer.get_by_role("button", name="Take it back")
    await withdraw.focus()
    await keys.press("Enter")
    asked = page.locator("dialog.confirm[open]")
    await expect(asked).to_contain_text("This deletes your words.")
    await keys.press("Escape")
    await expect(asked).to_have_count(0)
    await expect(withdraw).to_be_focused()
    await expect(answer).to_contain_text("Thanks, ")

    # Somebody else, two keys away.
    await page.locator(".you button").focus()
    await keys.press("Enter")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(page.locator(".you-name")).to_have_text("Sam")
    assert page.url.endswith("#/acme/sam/payments")


async def test_a_team_s_settings_and_their_long_menus_are_reached_by_keyboard(
    town: Town, windows: Windows
) -> None:
    priya = await windows.open("priya", "payments")
    page, keys = priya.page, priya.page.keyboard
    await priya.write("/concern team")
    await expect(priya.form.get_by_role("button", name="More settings")).to_be_visible()
    assert await priya.form.locator(".b-input").count() == 2

    # The rest is asked for by one press; what was filled in stays, and one is still in the form.
    await priya.form.get_by_role("button", name="More settings").focus()
    await keys.press("Enter")
    zone = priya.form.get_by_role("button", name="Time zone")
    await expect(zone).to_contain_text("Berlin, Germany (Europe/Berlin)")
    assert await page.evaluate("document.activeElement.closest('dialog') !== null")

    # Hundreds of zones are searched by typing, and chosen with the arrows.
    await zone.focus()
    await keys.press("Enter")
    await keys.type("portugal")
    await expect(page.get_by_role("option", name="Lisbon")).to_be_visible()
    await expect(page.get_by_role("option", name="Berlin")).to_have_count(0)
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(zone).to_contain_text("Portugal")
    await expect(zone).to_be_focused()
    await keys.press("Enter")
    await keys.type("lisbon")
    await expect(page.get_by_role("option")).to_have_count(1)
    await keys.press("Enter")
    await expect(zone).to_contain_text("Lisbon, Portugal")
    await expect(zone).to_be_focused()
    await priya.form.locator(".modal-submit").focus()
    await keys.press("Enter")
    await expect(priya.form).to_contain_text("The new settings apply from now on.")


async def test_the_actions_stand_at_the_message_that_is_pointed_at(
    town: Town, windows: Windows
) -> None:
    sam = await windows.open("sam", "payments")
    for words in ("one of them", "and the other"):
        await sam.write(words)
    await sam.message("one of them").hover()
    await sam.button("React with raised hands").click()
    await expect(sam.message("one of them").locator(".reaction")).to_have_count(1)
    await sam.message("and the other").hover()
    await sam.button("React with raised hands").click()
    await expect(sam.message("and the other").locator(".reaction")).to_have_count(1)
    await expect(sam.message("one of them").locator(".reaction")).to_have_count(1)


async def test_what_is_being_typed_stays_while_things_change(town: Town, windows: Windows) -> None:
    maria = await windows.open("maria", "payments")
    other = await windows.open("maria", "payments")
    await maria.composer.fill("half a thou")
    await town.sam.say("something else", town.payments)
    await expect(maria.message("something else")).to_be_visible()
    await expect(maria.composer).to_have_value("half a thou")
    await expect(maria.composer).to_be_focused()

    # A form that the app redraws in another window keeps what is typed in this one.
    await maria.button("Shortcuts").click()
    await maria.page.get_by_role("menuitem", name="Raise something").click()
    words = maria.form.get_by_label("Your words")
    await words.fill("not done y")
    await expect(other.form).to_be_visible()
    view = town.maria.modal
    assert view is not None
    town.simulation.slack.views.update(
        view, {**view.body, "title": {"type": "plain_text", "text": "New"}}
    )
    await expect(maria.form.get_by_role("heading", level=2)).to_have_text("New")
    await expect(words).to_have_value("not done y")
    await expect(words).to_be_focused()
    await maria.page.keyboard.type("et")
    await expect(words).to_have_value("not done yet")
    await expect(maria.composer).to_have_value("half a thou")

    # Closed in one window, it is closed in the other.
    await other.page.keyboard.press("Escape")
    await expect(maria.form).to_have_count(0)


async def test_who_comes_new_is_there_at_once(town: Town, windows: Windows) -> None:
    maria = await windows.open("maria", "payments")
    ws = town.simulation.workspace
    noah = ws.add_person("noah", name="Noah Adeyemi", display_name="Noah", tz="Africa/Lagos")
    ws.join(town.payments, noah)
    await noah.say("hello everybody", town.payments)

    await expect(maria.message("hello everybody").locator(".author")).to_have_text("Noah")
    await maria.page.locator(".you button").click()
    await maria.page.get_by_role("option", name="Noah").click()
    await expect(maria.page.locator(".you-name")).to_have_text("Noah")


async def test_today_is_yesterday_when_a_day_has_passed(town: Town, windows: Windows) -> None:
    await town.sam.say("hello everybody", town.payments)
    maria = await windows.open("maria", "payments")
    await expect(maria.page.locator(".day")).to_have_text("Today")
    await maria.page.get_by_label("Let time pass until the morning of").fill("2026-03-10")
    await maria.page.get_by_label("Let time pass until the morning of").press("Enter")
    await expect(maria.page.locator(".day").first).to_have_text("Yesterday")


async def test_older_messages_come_without_moving_what_is_read(
    town: Town, windows: Windows
) -> None:
    for number in range(450):
        await town.sam.say(f"message {number}", town.payments)
    maria = await windows.open("maria", "payments")
    await expect(maria.message("message 449")).to_be_in_viewport()
    # The older ones are drawn while there is nothing else to do, and what is read stays in place.
    await expect(maria.page.locator(".beginning")).to_have_count(1)
    await expect(maria.message("message 449")).to_be_in_viewport()
    # What takes room below the list, just as it scrolls, takes nobody away from its end.
    await maria.page.locator(".scroller").evaluate(
        """box => {
            box.nextElementSibling.style.minHeight = "400px"
            box.dispatchEvent(new Event("scroll"))
        }"""
    )
    await expect(maria.message("message 449")).to_be_in_viewport()
    # Somebody scrolls up, and a message comes before the page hears of the scrolling.
    await maria.page.locator(".scroller").evaluate(
        """box => {
            document.addEventListener("scroll", (event) => event.stopImmediatePropagation(), true)
            box.scrollTop = 0
        }"""
    )
    shown = await maria.page.locator(".message .b-text").all_text_contents()
    assert shown == [f"message {number}" for number in range(450)]

    # Somebody who reads further up is not torn away, and a link leads to its message.
    await town.sam.say("new at the end", town.payments)
    await expect(maria.page.locator(".side-row", has_text="payments")).to_be_visible()
    await expect(maria.page.locator(".message", has_text="new at the end")).not_to_be_in_viewport()
    first = town.payments.messages[1]
    await maria.page.goto(f"{town.url}#/acme/maria/payments/p{first.ts.replace('.', '')}")
    await expect(maria.page.locator(".sought")).to_contain_text("message 0")
    await expect(maria.page.locator(".sought")).to_be_in_viewport()


async def test_an_engineer_sees_that_nothing_is_doubled(town: Town, windows: Windows) -> None:
    maria = await windows.open("maria", "payments")
    await maria.write("/concern I am overloaded by on-call")
    await maria.message("Thanks, ").wait_for()
    await maria.button("Look inside").click()
    inside = maria.page.get_by_role("complementary", name="Inside")
    await expect(inside).to_contain_text("types /concern I am overloaded by on-call")
    await inside.get_by_role("tab", name="Go wrong").click()
    await inside.get_by_label("What goes wrong").select_option("500_after")
    await maria.button("Let it go wrong").click()
    await expect(inside.locator(".faults")).to_contain_text("struck 0 of 1")

    await maria.button("Next working morning").click()
    await expect(inside.locator(".faults")).to_contain_text("struck 1 of 1")
    await inside.get_by_role("tab", name="On the wire").click()
    await expect(inside).to_contain_text("done, and yet answered with error 500")
    assert len(town.priya.direct_messages()) == 1


async def no_overflow(window: Window) -> None:
    """Nothing is wider than the window."""
    wide = await window.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide == 0
    outside = await window.page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((one) => {
            const box = one.getBoundingClientRect();
            const hidden = one.closest('.sr, .skip, [hidden], .toolbar') || !one.checkVisibility();
            return !hidden && box.width > 0 && box.right > innerWidth + 1;
        }).map((one) => one.className || one.tagName)"""
    )
    assert outside == []


async def test_it_is_usable_on_a_small_screen(town: Town, windows: Windows) -> None:
    maria = await windows.open("maria", "payments", size=NARROW)
    await maria.write("/concern I am overloaded by on-call")
    await maria.message("Thanks, ").wait_for()
    await no_overflow(maria)
    await maria.button("Change it").click()
    await maria.form.wait_for()
    await no_overflow(maria)
    await maria.page.keyboard.press("Escape")
    await maria.link("All conversations").click()
    await expect(maria.page.locator(".side")).to_be_visible()
    await expect(maria.page.locator("main")).to_be_hidden()
    await no_overflow(maria)
    await maria.button("Next working morning").click()
    await expect(maria.page.locator(".passed")).to_be_visible()
    await no_overflow(maria)
    await maria.link("Heard").first.click()
    await maria.page.locator(".home-inner").wait_for()
    await no_overflow(maria)
    await maria.button("Look inside").click()
    await maria.page.locator(".wire li").first.wait_for()
    await no_overflow(maria)
