"""What people and apps write is text on the page: read as the sandbox reads it, never code."""

import pytest
from playwright.async_api import expect

from slack_sandbox import Message, reading
from slack_sandbox.blocks import check_message, settle

from .conftest import Town, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_nobody_s_words_become_code_or_marks(town: Town, windows: Windows) -> None:
    attack = (
        '<img src=x onerror="alert(1)"><script>alert(2)</script>&lt;b&gt; "\'><svg onload=alert(3)>'
    )
    maria = await windows.open("maria", "payments")
    maria.page.on("dialog", lambda dialog: windows.wrong.append(dialog.message))

    await maria.write(attack)
    await maria.write("[x](javascript:alert(4)) <javascript:alert(5)|here> javascript:alert(6)")

    shown = await maria.page.locator(".b-text").all_inner_texts()
    assert shown[0] == attack
    assert "javascript:alert(4)" in shown[1]
    assert (
        await maria.page.locator(".messages img, .messages script, .messages svg[onload]").count()
        == 0
    )
    assert await maria.page.locator('a[href^="javascript"]').count() == 0
    assert await maria.page.evaluate("Boolean(window.trustedTypes)")
    refused = await maria.page.evaluate(
        "() => { try { document.body.innerHTML = 'x'; return false } catch { return true } }"
    )
    windows.wrong = [one for one in windows.wrong if "TrustedHTML" not in one]
    assert refused


async def test_an_app_that_means_harm_runs_nothing_and_breaks_nothing(
    town: Town, windows: Windows
) -> None:
    """What an app may send, Slack or a page has to bear; the next message is there all the same."""
    script = "javascript://x%0aalert(1)"
    far = {"type": "date", "timestamp": 10**15, "format": "{date}", "fallback": "never"}
    link = {"type": "link", "url": script, "text": "a link"}
    section = {"type": "rich_text_section", "elements": [link, far]}
    sure = {
        "title": {"type": "plain_text", "text": "<b>Sure?</b>"},
        "text": {"type": "mrkdwn", "text": f"<{script}|here>"},
        "confirm": {"type": "plain_text", "text": "Yes"},
        "deny": {"type": "plain_text", "text": "No"},
    }
    press = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": script}
    blocks = [
        {"type": "rich_text", "elements": [section]},
        {"type": "image", "image_url": "http://[", "alt_text": "no picture"},
        {"type": "image", "image_url": f"{script}.png", "alt_text": "<img src=x>"},
        {
            "type": "actions",
            "block_id": "__proto__",
            "elements": [
                {**press, "action_id": "open"},
                {**press, "action_id": "sure", "confirm": sure},
            ],
        },
    ]
    assert check_message(blocks) == []
    world = town.simulation.slack.world
    bot = town.simulation.app.user
    world.post(Message(town.payments, world.new_ts(), "Harm", bot, settle(blocks)))
    world.post(Message(town.payments, world.new_ts(), "After it", bot))
    maria = await windows.open("maria", "payments")
    maria.page.on("dialog", lambda dialog: windows.wrong.append(dialog.message))

    harm = maria.page.locator(".message").nth(-2)
    await expect(maria.message("After it")).to_be_visible()
    for words in ("a link", "never", "no picture", "<img src=x>"):
        await expect(harm.get_by_text(words)).to_be_visible()
    assert await maria.page.locator('[href^="javascript"], .messages img').count() == 0
    await harm.get_by_role("button", name="Open").first.click()
    await harm.get_by_role("button", name="Open").last.click()
    await maria.page.locator("dialog.confirm").get_by_role("button", name="Yes").click()
    assert len(maria.page.context.pages) == 1
    await maria.page.goto(f"{town.url}#/acme/%E0%A4%A/x")
    await expect(maria.page.locator(".you-name")).to_be_visible()


TEXTS = [
    "plain, with &lt;tags&gt; &amp; signs",
    "*bold* _italic_ ~struck~ *_both_* 2*3*4 snake_case_name a_b",
    "`*code*` and *bold `code` inside*",
    "<https://example.com/a_b_c|a link>, <https://example.com> and <mailto:a@example.com|mail>",
    "<!date^1773045000^{date_short_pretty} at {time}|fallback> it came",
    "it came <!date^1773045000^{date_pretty}, {time}|x>, <!date^1760000000^{date}|y>",
    "<!date^1773045000^{date_long} {date_num} {date_slash} {time_secs}|z>",
    "<!date^1700000000^{date_short} {ago}|z> <!date^1774045000^{ago}|z> <!date^1773040000^{ago}|z>",
    "<!here> and <#C0000000000|gone>",
    "&gt; a quote\nafter it",
    "line one\nline two\n\nline four",
    "<!date^99999999999999^{date}|never> and <!date^253370764801^{ago}|not once>",
    '(*in brackets*), *bold*: yes; "_quoted_"',
]


async def test_text_is_read_on_the_page_as_the_sandbox_reads_it(
    town: Town, windows: Windows
) -> None:
    """Two readers of the same language: the one tests use, and the one people see."""
    world = town.simulation.slack.world
    for text in TEXTS:
        world.post(Message(town.payments, world.new_ts(), text, town.sam.user))
    maria = await windows.open("maria", "payments")
    await expect(maria.page.locator(".b-text")).to_have_count(len(TEXTS))

    shown = await maria.page.locator(".b-text").all_inner_texts()

    eyes = town.simulation.workspace.team.reader(town.maria.user)
    read = [reading.mrkdwn(text, eyes) for text in TEXTS]
    gone = TEXTS.index("<!here> and <#C0000000000|gone>")
    assert shown[gone] == "@here and #a private channel"
    shown[gone] = read[gone]
    assert shown == read
