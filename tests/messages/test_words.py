"""The words: every key readable, every list labelled, every name and moment as it is said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum

import pytest

from bot.domain import refusals
from bot.domain.concern.states import Kind, LeaderNews, Meeting, NudgeReason, State
from bot.domain.digest import Age, Amount, Portion, Waited
from bot.domain.taxonomy import (
    Change,
    CloseReason,
    Help,
    HowSoon,
    Pressure,
    Signal,
    StepKind,
)
from bot.messages.controls import Button
from bot.messages.translate import (
    LOCALES,
    BadCopyError,
    contact_words,
    cut,
    keys,
    languages,
    name,
    names,
    short_name,
    translator,
)
from docs.samples import MARIA, PRIYA, TODAY, TOM, Samples
from tests.gallery import LONG_NAMES

W = translator("en-US")
record = Samples().record


@pytest.mark.parametrize(
    "entries", [Signal, Pressure, Help, HowSoon, StepKind, CloseReason, Change, Meeting]
)
def test_every_entry_of_every_list_has_a_label_that_fits(entries: type[Enum]) -> None:
    assert all(0 < len(W.label(entry)) <= 75 for entry in entries)


def test_every_topic_state_cause_and_news_has_words() -> None:
    assert all(W.has(f"topic-{one.value}") for one in Signal if one is not Signal.OTHER)
    assert all(W.has(f"topic-pressure-{one.value}") for one in Pressure)
    assert all(W.has(f"why-{one.value}") for one in NudgeReason)
    own_words = [one for one in NudgeReason if one is not NudgeReason.FIRST]
    assert all(W.has(f"card-{one.value}") for one in own_words)
    assert all(W.has(f"tail-{one.value}") for one in LeaderNews)
    for state in State:
        for kind in Kind:
            drawn = record(state=state, kind=kind)
            assert W.state_for_raiser(drawn)
            assert W.state_for_leader(drawn)


def test_a_private_note_that_ended_is_done_and_a_fresh_one_is_noted() -> None:
    assert W.state_for_leader(record(kind=Kind.NOTE, state=State.UNCONFIRMED)) == "Done"
    assert W.state_for_leader(record(kind=Kind.SHARED, state=State.HEARD)) == "Noted"


def test_every_band_and_every_run_of_ages_has_words() -> None:
    for one in Amount:
        assert W.has(f"digest-band-raised-{one.value}")
    for portion in Portion:
        assert W.has(f"digest-band-come_back-{portion.value}")
    for waited in Waited:
        assert W.has(f"digest-band-waited-{waited.value}")
    ages = list(Age)
    for index, youngest in enumerate(ages):
        for oldest in ages[index:]:
            assert W.has(f"digest-age-{youngest.value}-{oldest.value}")


def test_every_button_has_a_label_that_fits() -> None:
    unlabelled = {Button.TOPIC, Button.PAGE}
    for button in set(Button) - unlabelled:
        label = W(f"button-{button.value}", person="M" * 40, leader="L" * 40, command="settings")
        assert len(label) <= 75


def test_every_refusal_has_a_sentence() -> None:
    kinds = [
        one
        for one in vars(refusals).values()
        if isinstance(one, type) and issubclass(one, refusals.Refusal)
    ]
    assert len(kinds) > 15
    assert all(W.has(one.key) for one in kinds)


@pytest.mark.parametrize("text", ["a = b\n* c\n", "a = { $x", "just words", "a =\n"])
def test_a_file_that_would_lose_a_line_is_refused(text: str) -> None:
    with pytest.raises(BadCopyError):
        keys(text)


def test_no_key_stands_twice_in_one_language() -> None:
    for language in languages():
        seen: list[str] = []
        for path in (LOCALES / language).glob("*.ftl"):
            seen += keys(path.read_text(encoding="utf-8"))
        assert len(seen) == len(set(seen))


def test_whoever_denied_a_talk_is_not_asked_whether_it_made_things_better() -> None:
    asked, denied = (
        W.state_for_raiser(Samples().record(state=State.BETTER, two_views=two_views))
        for two_views in (False, True)
    )
    assert asked.endswith("says it's better")
    assert denied.endswith("you say you haven't yet")


def test_a_missing_value_and_an_unknown_key_are_errors() -> None:
    with pytest.raises(ValueError, match="button-ask"):
        W("button-ask")
    with pytest.raises(KeyError):
        W("no-such-key")


def test_a_language_that_is_not_shipped_reads_english() -> None:
    assert translator("xx-YY")("button-read") == "Read it"
    assert translator("")("button-read") == "Read it"
    assert translator("ja-JP").day(TODAY, TODAY) == "Tue 17 March"


def test_names_are_escaped_on_one_line_and_fit() -> None:
    assert name(replace(TOM, name="a <b> & c\nd")) == "a &lt;b&gt; &amp; c d"
    assert len(short_name(LONG_NAMES[0])) == 40
    for awkward in ("&" * 100, "a&" * 40, "<!channel>" * 9):
        assert len(short_name(awkward)) <= 40
        assert "<" not in short_name(awkward)
    assert name(replace(TOM, name="", full_name="")) == TOM.id


def test_two_who_are_called_alike_get_full_names() -> None:
    other = replace(TOM, name="maria", full_name="Maria Rossi")
    assert names([MARIA, other, PRIYA]) == {
        "U0MARIA": "Maria Silva",
        "U0TOM": "Maria Rossi",
        "U0PRIYA": "Priya",
    }


def test_a_moment_is_drawn_in_the_zone_of_whoever_looks() -> None:
    at = datetime(2026, 3, 17, 8, 30, tzinfo=UTC)
    plain = "Tue 17 March 2026 at 14:00"
    slack = f"{int(at.timestamp())}^{{date_short_pretty}} at {{time}}"
    assert W.moment(at, "Asia/Kolkata") == f"<!date^{slack}|{plain}>"


def test_what_is_to_come_is_never_said_to_come_yesterday() -> None:
    at = datetime(2026, 3, 17, 22, 30, tzinfo=UTC)
    time = f"<!date^{int(at.timestamp())}^{{time}}|4:00>"
    for before, day in ((4, "today"), (24, "tomorrow"), (48, "on Wed 18 March")):
        said = W.about(at, "Asia/Kolkata", at - timedelta(hours=before))
        assert said == f"{day} at about {time}"


def test_topics() -> None:
    behind = record(signal=Signal.CONTEXT, pressures=(Pressure.COMPLEXITY, Pressure.DATE))
    assert W.topic(behind.concern) == ("missing context (the work is more complex than it looks)")
    other = record(signal=Signal.OTHER, pressures=()).concern
    assert W.topic(other) is None
    mark = record(signal=Signal.OTHER, pressures=(), worded=False).concern
    assert W.topic(mark) == "a message in <#C0PAY>"


def test_a_contact_is_a_mention_or_an_escaped_line() -> None:
    assert contact_words("<@U1>") == "<@U1>"
    assert contact_words("HR <hr@example.com>") == "HR &lt;hr@example.com&gt;"


def test_a_long_value_stands_whole() -> None:
    text = "&amp; \\1 { $x } " * 300
    assert W("you-wrote", words=text) == f"You wrote: {text}"


def test_cutting_tears_no_escaped_character_apart() -> None:
    assert cut("aaa&amp;", 6) == "aaa…"


def test_a_day_of_another_year_carries_it() -> None:
    say = translator("en-US")
    assert say.day(date(2026, 12, 31), date(2026, 3, 17)) == "Thu 31 December"
    assert say.day(date(2027, 1, 1), date(2026, 12, 31)) == "Fri 1 January 2027"
    assert say.day(date(2025, 12, 31), date(2026, 1, 1)) == "Wed 31 December 2025"
