"""A start waits for a Slack that does not answer, says so now and then, and breaks no limit."""

import asyncio

import pytest

from bot.logs import set_up
from bot.settings import read_settings
from bot.slack.client import Sender
from bot.start import Patience, StartError, Stopped, answered
from slack_sandbox import Sandbox

SETTINGS = read_settings({"SLACK_BOT_TOKEN": "xoxb-sandbox"})
METHOD = "auth.test"


def lasted(slack: Sandbox) -> float:
    """Seconds from the first call to the newest."""
    return slack.calls[-1].machine - slack.calls[0].machine if slack.calls else 0.0


async def test_while_slack_is_away_a_line_now_and_then_says_so(
    sender: Sender, slack: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("info")
    slack.faults.add(METHOD, "answer_before", status=503, content_type="text/plain", times=10_000)
    patience = Patience(pauses=(0.01,), line_every=0.2)
    waiting = asyncio.create_task(
        answered(sender.who_am_i, "the bot token", SETTINGS.api_url, patience)
    )
    await slack.until(lambda: lasted(slack) > 0.5, seconds=10)
    patience.stop.set()
    with pytest.raises(Stopped):
        await waiting
    lines = [line for line in capsys.readouterr().err.splitlines() if "waiting for slack" in line]
    assert 3 <= len(lines) <= 4
    assert len(slack.calls) > 2 * len(lines)
    assert "error=http_503" in lines[0]
    assert "seconds=0" in lines[0]
    assert "xoxb" not in str(lines)


async def test_a_long_limit_is_kept_and_the_lines_go_on(
    sender: Sender, slack: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("info")
    slack.faults.add(METHOD, "answer_before", status=429, content_type="text/plain", retry_after=9)
    patience = Patience(pauses=(0.01,), line_every=0.05)
    waiting = asyncio.create_task(
        answered(sender.who_am_i, "the bot token", SETTINGS.api_url, patience)
    )
    await asyncio.sleep(0.3)
    assert not waiting.done()
    patience.stop.set()
    with pytest.raises(Stopped):
        await waiting
    assert len(slack.calls) == 1
    assert capsys.readouterr().err.count("waiting for slack") >= 3


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset_before"},
        {"kind": "half_body"},
        {"kind": "internal_error"},
        {"kind": "answer_before", "status": 200, "content_type": "text/html", "body": "<p>Log in"},
        {"kind": "answer_before", "status": 200, "content_type": "text/plain", "body": "hello"},
        {"kind": "answer_before", "status": 404, "content_type": "text/html", "body": "<p>no"},
        {"kind": "answer_before", "status": 200, "content_type": "application/json", "body": "[]"},
    ],
    ids=lambda fault: " ".join(map(str, fault.values())),
)
async def test_whatever_is_no_refusal_is_waited_for(
    sender: Sender, slack: Sandbox, fault: dict[str, object]
) -> None:
    slack.faults.add(METHOD, times=3, **fault)  # type: ignore[arg-type]
    found = await answered(
        sender.who_am_i, "the bot token", SETTINGS.api_url, Patience(pauses=(0.0, 0.01))
    )
    assert found.name == "Acme"


@pytest.mark.parametrize("code", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_only_a_refusal_ends_a_start(sender: Sender, slack: Sandbox, code: str) -> None:
    slack.faults.add(METHOD, code)
    with pytest.raises(StartError, match=rf"Slack does not take the bot token \({code}\)"):
        await answered(sender.who_am_i, "the bot token", SETTINGS.api_url, Patience())
