"""Emoji as people write them: understood as Slack names them, or refused."""

import pytest

from bot.domain.refusals import EmojiUnread
from bot.messages.emoji import read_emoji, shown_emoji


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", ()),
        (":ear:", ("ear",)),
        ("ear", ("ear",)),
        ("👂", ("ear",)),
        ("👂🏽", ("ear",)),
        (":ear::skin-tone-3:", ("ear",)),
        (":thumbsup:", ("+1",)),
        (":+1: 👍 thumbsup", ("+1",)),
        (":EAR:, :eyes:;👀", ("ear", "eyes")),
        (":ear::eyes:", ("ear", "eyes")),
        ("👂👀✅", ("ear", "eyes", "white_check_mark")),
        ("☎️", ("phone",)),
        ("🇩🇪", ("de",)),
        (":flag-de:", ("de",)),
        ("👨‍👩‍👧", ("man-woman-girl",)),
        ("1️⃣", ("one",)),
        ("❤️ ♥︎", ("heart", "hearts")),
        # a skin tone stands inside a sign of several
        ("🧑🏽‍💻", ("technologist",)),
        ("🙋🏼‍♀️", ("woman-raising-hand",)),
        ("🕵🏽‍♂️ ", ("male-detective",)),
        ("👩🏽‍🤝‍👨🏿 🫱🏻‍🫲🏿", ("man_and_woman_holding_hands", "handshake")),
        (":technologist::skin-tone-4::ear:", ("technologist", "ear")),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 :flag-england:", ("flag-england",)),
    ],
)
def test_signs_names_and_aliases_are_what_slack_calls_them(written, names):
    assert read_emoji(written) == names


@pytest.mark.parametrize("part", [":white_tick:", ":ohr:", "ohr", "listen!", "…", ":", "Ω"])
def test_what_is_no_emoji_is_refused_at_its_field(part):
    with pytest.raises(EmojiUnread) as refusal:
        read_emoji(f":ear: {part}", field="emoji")
    assert (refusal.value.field, refusal.value.facts["part"]) == ("emoji", part.casefold())


def test_they_are_shown_back_by_sign_and_name():
    assert shown_emoji(("ear", "+1")) == ":ear:, :+1:"
