"""The lists of keys, and how a topic is found in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.taxonomy import (
    PRESSURE_WORDS,
    SIGNAL_WORDS,
    Change,
    CloseReason,
    Help,
    HowSoon,
    Pressure,
    Signal,
    StepKind,
    find_topic,
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            Signal,
            (
                "disagree deadline stuck overloaded cross_team context"
                " frustrated worried help other led"
            ),
        ),
        (
            Pressure,
            (
                "complexity invisible cognitive_load change date dependency"
                " incident debt unclear meetings tension"
            ),
        ),
        (Help, "listen think act unsure"),
        (HowSoon, "today week next"),
        (StepKind, "remove priorities meetings cross_team scope listened pass_on"),
        (CloseReason, "decided not_now outside other_owner gone needed_ear"),
        (Change, "easier priorities less meetings cross_team taken_seriously other"),
    ],
)
def test_keys_are_stable(keys, expected):
    assert [str(key) for key in keys] == expected.split()


@pytest.mark.parametrize(
    ("signal", "phrase"), [(key, phrase) for key, row in SIGNAL_WORDS.items() for phrase in row]
)
def test_each_published_word_finds_its_signal(signal, phrase):
    assert find_topic(f"So, {phrase.upper()}!")[0] is signal


@pytest.mark.parametrize(
    ("pressure", "phrase"), [(key, phrase) for key, row in PRESSURE_WORDS.items() for phrase in row]
)
def test_each_published_word_finds_its_pressure(pressure, phrase):
    assert find_topic(f"It is {phrase}: again")[1] is pressure


@pytest.mark.parametrize(
    ("words", "signal", "pressure"),
    [
        ("I am overloaded by on-call", Signal.OVERLOADED, Pressure.INCIDENT),
        ("this deadline is unrealistic", Signal.DEADLINE, None),
        ("stuck, and the deadline is near", Signal.DEADLINE, None),
        ("Overwhelmed by meetings and incidents", Signal.OVERLOADED, Pressure.INCIDENT),
        ("too   much\nlegacy", Signal.OVERLOADED, Pressure.DEBT),
        ("we're waiting on another team", Signal.CROSS_TEAM, Pressure.DEPENDENCY),
        ("", Signal.OTHER, None),
        ("my desk wobbles", Signal.OTHER, None),
        ("it is about how I am led", Signal.OTHER, None),
    ],
)
def test_the_first_matching_row_wins(words, signal, pressure):
    assert find_topic(words) == (signal, pressure)


@pytest.mark.parametrize(
    "words",
    ["the outcome is unstuck", "stucked", "deadliness", "on call", "cross team", "overloadedness"],
)
def test_only_whole_words_as_published_count(words):
    assert find_topic(words) == (Signal.OTHER, None)


@pytest.mark.parametrize(
    "words", ["stuck/blocked", "(stuck)", "“stuck”", "deadline-driven: stuck", "stuck—again"]
)
def test_punctuation_ends_a_word(words):
    assert find_topic(words)[0] is not Signal.OTHER


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("I am not stuck", Signal.OTHER),
        ("not really stuck", Signal.OTHER),
        ("not really, honestly stuck", Signal.STUCK),
        ("I'm no longer stuck", Signal.OTHER),
        ("I no longer feel stuck", Signal.OTHER),
        ("longer stuck", Signal.STUCK),
        ("I don't feel overloaded", Signal.OTHER),
        ("I don’t feel overloaded", Signal.OTHER),
        ("NOT stuck", Signal.OTHER),
        ("not stuck yesterday, but stuck today", Signal.STUCK),
        ("I'm not worried about the date, I disagree", Signal.DISAGREE),
        ("not stuck any more, only worried", Signal.WORRIED),
        ("a knot stuck", Signal.STUCK),
    ],
)
def test_a_negation_within_two_words_before_takes_the_match_away(words, signal):
    assert find_topic(words)[0] is signal


def test_a_negation_takes_a_pressure_away_too():
    assert find_topic("stuck, and not on-call")[1] is None


@pytest.mark.parametrize(
    "words", ["<@U1|stuck> said so", "see <https://example.com/deadline|deadline>"]
)
def test_mentions_and_links_are_no_words(words):
    assert find_topic(words) == (Signal.OTHER, None)


@given(st.text())
def test_any_text_has_a_topic_and_never_how_one_is_led(words):
    signal, pressure = find_topic(words)
    assert signal is not Signal.LED
    assert pressure is None or pressure in PRESSURE_WORDS
