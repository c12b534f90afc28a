"""What a person reads: names, moments in their own zone, no marks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from slack_sandbox import controls, reading

NOW = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
THEN = int(datetime(2026, 3, 10, 8, 30, tzinfo=UTC).timestamp())


def reader(zone: str = "Europe/Berlin") -> reading.Reader:
    names = {"U1": "@Priya", "C1": "#payments"}
    return reading.Reader(lambda thing: names.get(thing, thing), ZoneInfo(zone), NOW)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*{bold}* and _it_ and ~gone~", "{bold} and it and gone"),
        ("*_both_*", "both"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("`*code*` stays", "*code* stays"),
        ("<@U1> in <#C1|pay> and <@U9>", "@Priya in #payments and U9"),
        ("<https://a.example|here> <https://b.example>", "here https://b.example"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<!channel>", "@channel"),
        ("&gt; quoted", "quoted"),
        (f"<!date^{THEN}^{{date_short_pretty}} at {{time}}|soon>", "Tomorrow at 9:30 AM"),
        (f"<!date^{THEN}^{{date_long}}|soon>", "Tuesday, March 10th"),
        (
            f"<!date^{THEN}^{{date_num}} {{time_secs}}^https://a.example|soon>",
            "2026-03-10 9:30:00 AM",
        ),
        ("<!date^x^{time}|soon>", "soon"),
        ("<!date^99999999999999^{date}|never>", "never"),
        (f"<!date^{'9' * 5000}^{{date}}|never>", "never"),
        ("<!date^²^{date}|never>", "never"),
        ("a \0 0\0 zero <@U1>", "a  0 zero @Priya"),
    ],
)
def test_mrkdwn_is_read_as_words(written: str, read: str) -> None:
    assert reading.mrkdwn(written, reader()) == read


@pytest.mark.parametrize(
    ("form", "days", "read"),
    [
        ("{date}", 0, "March 10th"),
        ("{date}", 180, "September 6th"),
        ("{date}", 200, "September 26th, 2026"),
        ("{date}", -200, "August 22nd, 2025"),
        ("{date_short}", 3, "Mar 13"),
        ("{date_short_pretty}", -2, "yesterday"),
        ("{date_short_pretty}", 300, "Jan 4, 2027"),
        ("{date_long}", 300, "Monday, January 4th, 2027"),
        ("{date_long_full}", 0, "March 10, 2026"),
        ("{date_slash}", 0, "03/10/2026"),
        ("{day_divider_pretty}", 200, "Saturday, September 26th"),
        ("{day_divider_pretty}", 300, "Monday, January 4th, 2027"),
        ("{ago}", -1, "1 hour ago"),
        ("{ago}", 0, "in 23 hours"),
        ("{ago}", -40, "1 month ago"),
        ("{never}", 0, "{never}"),
    ],
)
def test_a_date_is_drawn_as_slack_draws_it(form: str, days: int, read: str) -> None:
    shown = reading.moment(THEN + days * 86_400, form, reader())
    assert shown == read


def test_a_moment_is_shown_in_the_readers_zone() -> None:
    assert reading.moment(THEN, "{time}", reader("America/New_York")) == "4:30 AM"
    assert reading.moment(THEN, "{time}", reader("Asia/Kolkata")) == "2:00 PM"


def test_blocks_are_read_in_their_order() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "What you said"}},
        {"type": "divider"},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "On call, says "},
                        {"type": "user", "user_id": "U1"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "one"}],
                        }
                    ],
                },
            ],
        },
        {
            "type": "context",
            "elements": [
                {"type": "mrkdwn", "text": "*small*"},
                {"type": "image", "image_url": "https://a.example", "alt_text": "x"},
            ],
        },
    ]

    assert reading.plain(blocks, reader()) == ("What you said\nOn call, says @Priya\n1. one\nsmall")


def test_controls_are_named_as_they_are_seen() -> None:
    option = {"text": {"type": "plain_text", "text": "Write to me less"}, "value": "less"}
    blocks = [
        {
            "type": "section",
            "block_id": "s",
            "text": {"type": "plain_text", "text": "x"},
            "accessory": {"type": "overflow", "action_id": "more", "options": [option]},
        },
        {
            "type": "actions",
            "block_id": "a",
            "elements": [
                {
                    "type": "button",
                    "action_id": "read",
                    "text": {"type": "plain_text", "text": "Read it"},
                },
                {"type": "users_select", "action_id": "who"},
            ],
        },
    ]

    assert controls.labels(blocks) == ["Write to me less", "Read it", "who"]
