"""Whatever Slack or something before it answers, each call reads it as what it proves."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.domain.ids import WorkspaceId
from bot.slack.answers import Answer, Outcome, Read
from bot.slack.client import Sender
from slack_sandbox import Sandbox

from .conftest import APP_TOKEN

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
VIEW = {"type": "modal", "blocks": []}

CALLS: dict[str, Callable[[Sender, Sandbox], Awaitable[Answer]]] = {
    "auth.test": lambda sender, slack: sender.who_am_i(),
    "apps.connections.open": lambda sender, slack: sender.open_socket(APP_TOKEN),
    "chat.postMessage": lambda sender, slack: sender.post("U1", "text", [], delivery="d1"),
    "chat.update": lambda sender, slack: sender.update("D1", "1.2", "text", []),
    "chat.delete": lambda sender, slack: sender.delete("D1", "1.2"),
    "chat.postEphemeral": lambda sender, slack: sender.post_ephemeral("C1", "U1", "text", []),
    "views.open": lambda sender, slack: sender.open_form("1.2.x", VIEW),
    "views.push": lambda sender, slack: sender.push_form("1.2.x", VIEW),
    "views.update": lambda sender, slack: sender.update_form("V1", VIEW, "hash"),
    "views.publish": lambda sender, slack: sender.publish_home("U1", VIEW),
    "users.info": lambda sender, slack: sender.person(WorkspaceId("T1"), "U1", NOW),
    "conversations.info": lambda sender, slack: sender.channel("C1"),
    "conversations.members": lambda sender, slack: sender.members("C1"),
    "conversations.open": lambda sender, slack: sender.direct_message("U1"),
    "conversations.history": lambda sender, slack: sender.history("D1", "U1", NOW),
    "dnd.info": lambda sender, slack: sender.undisturbed_until("U1", NOW),
    "response_url": lambda sender, slack: sender.respond(
        slack.api_url.replace("/api/", "/actions/T1/token"), {"text": "text"}
    ),
}
WITHOUT_CONTENT = {
    "chat.update",
    "chat.delete",
    "chat.postEphemeral",
    "views.push",
    "views.update",
    "views.publish",
    "response_url",
    "dnd.info",  # nobody has quiet hours unless the answer says so
}
BODIES: list[str | bytes] = [
    "upstream connect error or disconnect/reset before headers",
    "<!DOCTYPE html><title>503</title>",
    '{"ok": tr',
    '{"ok": true',
    "[]",
    '[{"ok": true}]',
    '"ok"',
    "5",
    "null",
    "",
    b'{"ok": "\xff"}',
    '{"ok": false}',
    '{"ok": false, "error": ["internal_error"]}',
    '{"ok": false, "error": "<h1>no</h1>"}',
]
TYPES = [
    "application/json",
    "application/json; charset=klingon",
    "text/plain",
    "text/html",
    "application/gzip",
    None,
]


def refuses(status: int, body: str | bytes) -> bool:
    """Slack's own ways to refuse the use of a response_url: a status, or JSON of any type."""
    return status == 403 or (status == 200 and str(body).startswith('{"ok": false'))


@pytest.mark.parametrize("status", [200, 403, 429, 500, 503])
@pytest.mark.parametrize("method", CALLS)
async def test_what_is_not_slacks_json_proves_a_limit_or_nothing(
    method: str, status: int, sender: Sender, slack: Sandbox
) -> None:
    for body in BODIES:
        for content_type in TYPES:
            slack.faults.add(
                method,
                "answer_before",
                status=status,
                content_type=content_type,
                body=body,
                retry_after=7 if status == 429 else None,
            )
            answer = await CALLS[method](sender, slack)
            what = (body, content_type, answer)
            if status == 429:
                assert answer.outcome is Outcome.LIMITED, what
                assert answer.retry_after == 7, what
            elif method == "response_url" and refuses(status, body):
                assert answer.outcome is Outcome.REFUSED, what
            else:
                assert answer.outcome is Outcome.UNCERTAIN, what
            assert answer.error, what
            assert not isinstance(answer, Read) or answer.value is None, what
            if not (method == "response_url" and answer.outcome is Outcome.REFUSED):
                assert answer.passing, what
    assert len(slack.calls_of(method)) == len(BODIES) * len(TYPES)


@pytest.mark.parametrize("method", CALLS)
async def test_an_answer_without_what_was_asked_for_is_half_an_answer(
    method: str, sender: Sender, slack: Sandbox
) -> None:
    slack.faults.add(
        method, "answer_before", status=200, content_type="application/json", body='{"ok": true}'
    )
    answer = await CALLS[method](sender, slack)
    if method in WITHOUT_CONTENT:
        assert answer == type(answer)()
    else:
        assert (answer.outcome, answer.error) == (Outcome.UNCERTAIN, "half_an_answer")


@pytest.mark.parametrize("method", [each for each in CALLS if each != "response_url"])
@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("ratelimited", Outcome.LIMITED),
        ("internal_error", Outcome.UNCERTAIN),
        ("team_added_to_org", Outcome.UNCERTAIN),
        ("token_revoked", Outcome.TOKEN_DEAD),
        ("missing_scope", Outcome.REFUSED),
        ("channel_not_found", Outcome.GONE),
    ],
)
async def test_slacks_own_codes_are_read_as_before(
    method: str, code: str, outcome: Outcome, sender: Sender, slack: Sandbox
) -> None:
    slack.faults.add(method, code)
    answer = await CALLS[method](sender, slack)
    assert (answer.outcome, answer.error) == (outcome, code)


@pytest.mark.parametrize("status", [500, 503])
async def test_a_servers_error_proves_nothing_whatever_code_it_carries(
    status: int, sender: Sender, slack: Sandbox
) -> None:
    for code in ("token_revoked", "channel_not_found", "ratelimited"):
        body = f'{{"ok": false, "error": "{code}"}}'
        slack.faults.add(
            "auth.test", "answer_before", status=status, content_type="application/json", body=body
        )
        answer = await sender.who_am_i()
        assert (answer.outcome, answer.error) == (Outcome.UNCERTAIN, f"http_{status}")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("12.5", 12.5),
        ("0", 1),
        (None, 30),
        ("", 30),
        ("soon", 30),
        ("-5", 30),
        ("nan", 30),
        ("Thu, 99 Foo 2026 25:00:00 GMT", 30),
        ("1e99", 3600),
        ("inf", 3600),
        ("86400", 3600),
        ("Mon, 09 Mar 2020 09:00:00 GMT", 1),
        ("Fri, 09 Mar 2150 09:00:00 GMT", 3600),
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
async def test_every_retry_after_gives_a_limit_that_can_be_kept(
    said: str | None, seconds: float, content_type: str, sender: Sender, slack: Sandbox
) -> None:
    slack.faults.add(
        "chat.update",
        "answer_before",
        status=429,
        content_type=content_type,
        body='{"ok": false, "error": "ratelimited"}',
        retry_after=said,
    )
    answer = await sender.update("D1", "1.2", "text", [])
    assert (answer.outcome, answer.retry_after) == (Outcome.LIMITED, seconds)


async def test_a_date_in_retry_after_is_counted_by_slacks_own_clock(
    sender: Sender, slack: Sandbox
) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    slack.faults.add(
        "users.info", "answer_before", status=429, content_type=None, retry_after=until
    )
    answer = await sender.person(WorkspaceId("T1"), "U1", NOW)
    assert 85 <= answer.retry_after <= 91


@pytest.mark.parametrize("method", ["chat.update", "users.info", "response_url"])
@pytest.mark.parametrize("kind", ["reset_after", "half_body"])
async def test_a_connection_that_breaks_proves_nothing(
    method: str, kind: str, sender: Sender, slack: Sandbox
) -> None:
    # Twice: aiohttp asks anew by itself where asking changes nothing (GET).
    slack.faults.add(method, kind, times=2)
    answer = await CALLS[method](sender, slack)
    assert answer.outcome is Outcome.UNCERTAIN


async def test_a_history_that_says_more_and_not_where_is_no_whole_answer(
    sender: Sender, slack: Sandbox
) -> None:
    for rest in ('"has_more": true', '"has_more": null', '"has_more": true, "x": {}'):
        slack.faults.add(
            "conversations.history",
            "answer_before",
            status=200,
            content_type="application/json",
            body=f'{{"ok": true, "messages": [], {rest}}}',
        )
        page = await sender.history("D1", "U1", NOW)
        assert page.outcome is Outcome.UNCERTAIN
