"""Every card draws, fits, is neutral where a phone shows it, and can be answered."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.calendar import Calendar
from bot.domain.concern import Nudge
from bot.domain.concern.states import (
    FOLLOW_UPS,
    UNANSWERED,
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    NudgeReason,
    RaiserNotice,
    State,
)
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.personal_data import PersonalData
from bot.domain.record import DayExtras, Record, Said
from bot.domain.refusals import FarDate, LeaderOff, NotMembers, Refusal, TooLong
from bot.domain.rhythm import FadeAnswer
from bot.domain.settings import Preferences
from bot.domain.taxonomy import Change, Help, HowSoon, Signal
from bot.messages import cards
from bot.messages.blocks import Block, paragraphs
from bot.messages.blocks import texts_of as drawn_texts
from bot.messages.cards import Message
from bot.messages.controls import Button, OptionValue, TopicValue
from bot.messages.forms import leader_reading, raising
from bot.messages.personal_data.as_html import as_html
from bot.messages.translate import translator
from bot.payloads import ApprovalRequest, CheckInQuestion
from docs.samples import DAYS, NOW, TODAY, Samples, happened, line, sent
from docs.scenes.friday import digests

SAMPLES = Samples()
MARIA, PRIYA, SAM, record = SAMPLES.maria, SAMPLES.priya, SAMPLES.sam, SAMPLES.record
W = translator("en-US")
CALENDAR = Calendar(zone="Europe/Berlin")


def texts_of(blocks: list[Block]) -> list[str]:
    """What a message says, as Slack draws it: each mention is the account's name."""
    return [re.sub("<@U0([A-Z]+)>", lambda m: m[1].title(), one) for one in drawn_texts(blocks)]


def drawn(of: Record, reason: NudgeReason, reader: Person = PRIYA, **given: Any) -> Message:
    return cards.day_message([line(of, reason)], reader=reader, now=NOW, **given)


def elements(letter: Message) -> Iterator[dict[str, Any]]:
    for block in letter.blocks:
        yield from block.get("elements", []) if block["type"] == "actions" else []
        if "accessory" in block:
            yield block["accessory"]


def buttons(letter: Message) -> list[str]:
    found: list[str] = []
    for element in elements(letter):
        if element["type"] == "overflow":
            found += [OptionValue.decode(one["value"]).button.value for one in element["options"]]
        else:
            found.append(element["action_id"])
    return found


def test_who_chose_it_has_the_whole_message_read_out() -> None:
    reader = replace(PRIYA, preferences=Preferences(full_text=True))
    letter = drawn(record(), NudgeReason.FIRST, reader)
    assert letter.text == "\n".join(drawn_texts(letter.blocks))
    assert "<@U0MARIA>" in letter.text


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("reason", sorted(FOLLOW_UPS))
def test_R37_what_a_date_caused_opens_with_the_question_and_can_be_read(
    reason: NudgeReason, kind: Kind
) -> None:
    letter = drawn(record(kind=kind), reason)
    assert letter.text == "How is that situation now?"
    assert letter.blocks[0]["text"]["text"] == letter.text
    assert buttons(letter)[0] == Button.READ


@pytest.mark.parametrize("reason", sorted(UNANSWERED))
def test_what_is_not_answered_can_only_be_read(reason: NudgeReason) -> None:
    letter = drawn(record(state=State.RAISED, heard_at=None), reason)
    assert buttons(letter) == [Button.READ, Button.LESS]


def test_a_new_one_says_what_is_wanted() -> None:
    made = record(
        state=State.RAISED,
        signal=Signal.OVERLOADED,
        pressures=(),
        help=Help.LISTEN,
        how_soon=HowSoon.TODAY,
    )
    letter = drawn(made, NudgeReason.NEW)
    assert letter.text == "Someone raised something with you."
    assert texts_of(letter.blocks) == [
        "Maria raised something with you.",
        "About: workload",
        "What would help: just listening.",
        "A reply today or tomorrow would help.",
        "Nobody is told when you open it.",
    ]


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({}, "On Fri 13 March you told Maria you'd follow up today."),
        ({"come_back_on": None}, "You read it on Fri 13 March."),
        ({"come_back_on": date(2026, 3, 16)}, "You read it on Fri 13 March."),
        ({"step": True}, "Your planned step: Cut scope, by today."),
        ({"kind": Kind.NOTE}, "You noted this about Maria on Thu 12 March."),
    ],
)
def test_the_first_question_reminds_of_what_was_promised(
    changes: dict[str, Any], promise: str
) -> None:
    letter = drawn(record(**changes), NudgeReason.FIRST)
    assert texts_of(letter.blocks)[1].endswith(promise)


def test_a_named_day_that_a_pause_moved_is_said_as_it_was_named() -> None:
    """The card comes later than the leader told; what came between takes that promise away."""
    day = date(2026, 3, 16)
    heard = happened(Act.HEAR.value, day=day, by=PRIYA.id)
    made = replace(record(come_back_on=day), history=(heard,))
    said = texts_of(drawn(made, NudgeReason.FIRST).blocks)[1]
    assert said.endswith("you told Maria you'd follow up on Mon 16 March.")
    since = replace(made, history=(heard, happened(Act.COME_BACK.value, by=MARIA.id)))
    assert "reopened it" in texts_of(drawn(since, NudgeReason.FIRST).blocks)[1]


def test_first_questions_take_turns() -> None:
    said = [texts_of(drawn(record(), NudgeReason.FIRST, openers=n).blocks)[2] for n in range(3)]
    assert said[0] == said[2] != said[1]


def test_a_private_note_offers_to_share_it_and_never_to_close_it() -> None:
    first = buttons(drawn(record(kind=Kind.NOTE), NudgeReason.FIRST))
    assert {Button.SHARE, Button.TAKE_BACK} <= set(first)
    for reason in NudgeReason:
        assert Button.CLOSE not in buttons(drawn(record(kind=Kind.NOTE), reason))
    later = drawn(record(kind=Kind.NOTE, follow_up=1), NudgeReason.FIRST)
    assert any("show Maria your note" in text for text in texts_of(later.blocks))


def test_several_are_lines_with_a_menu_each_and_unanswered_ones_can_only_be_read() -> None:
    lines = [
        line(record(), NudgeReason.FIRST, key="a"),
        line(record(state=State.RAISED), NudgeReason.NEW, key="b"),
        line(record(), tail=LeaderNews.ADDED, key="c"),
    ]
    letter = cards.day_message(lines, reader=PRIYA, now=NOW, more=2)
    assert letter.text == "How is that situation now? 4 things to follow up on."
    assert [block.get("block_id") for block in letter.blocks] == [
        None,
        "a",
        "b",
        None,
        "all",
        "c",
    ]
    menu = letter.blocks[1]["accessory"]["options"]
    assert [one["text"]["text"] for one in menu] == [
        "Read it",
        "We've talked",
        "Not yet",
        "Message Maria",
        "More",
    ]
    assert menu[3]["url"].endswith("team=T0ACME&channel=U0MARIA")
    assert letter.blocks[2]["accessory"]["action_id"] == Button.READ


def test_what_was_answered_is_an_echo_without_buttons() -> None:
    def echoed(act: str, *changed: Change, **changes: Any) -> str:
        done = happened(act, day=DAYS[2])
        made = replace(record(step_no=2, **changes), changed=changed, history=(done,))
        old = replace(line(made, NudgeReason.FIRST).item, step_no=1)
        letter = cards.day_message([replace(line(made), item=old)], reader=PRIYA, now=NOW)
        assert buttons(letter) == []
        return texts_of(letter.blocks)[0]

    who = "Maria · on-call load"
    assert echoed("hear") == f"{who} · done on Tue 17 March: you replied."
    assert echoed("talked_same") == f"{who} · done on Tue 17 March: you talked."
    assert echoed("later") == f"{who} · on Tue 17 March you moved it to Fri 20 March."
    better = echoed("better", Change.LESS, Change.MEETINGS, state=State.CONFIRMED)
    assert better.startswith(f"{who} · on Tue 17 March Maria said it's better. What helped:")
    assert echoed("hear", state=State.WITHDRAWN) == "Maria · taken back."
    assert (
        echoed("hear", owner=SAM.id) == "Something that was raised with you is no longer with you."
    )


def test_a_settled_card_never_takes_a_later_act() -> None:
    """Each card says what settled what was asked there, whatever happened afterwards (R44)."""
    acts = [happened("hear", 2), happened("later", 3, day=DAYS[0]), happened("talked_better", 4)]
    lines = []
    for step in (1, 2, 3):
        made = replace(record(step_no=4), history=tuple(acts))
        old = replace(line(made, NudgeReason.FIRST).item, step_no=step)
        letter = cards.day_message([replace(line(made), item=old)], reader=PRIYA, now=NOW)
        assert letter.text == "Nothing is left to answer in this message."
        lines.append(texts_of(letter.blocks)[0].rpartition(" · ")[2])
    assert [said.split()[-1] for said in lines] == ["replied.", "March.", "talked."]
    assert "moved it to Wed 18 March" in lines[1]


def question(day: date | None, check: CheckIn = CheckIn.FIRST) -> CheckInQuestion:
    """A question of Maria's about a talk with Priya on ``day``."""
    return CheckInQuestion(check=check, leader=PRIYA.id, day=day)


PRIVATE = (Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS)


@pytest.mark.parametrize("act", PRIVATE)
def test_a_private_answer_changes_nothing_the_leader_sees(act: Act) -> None:
    def echo(of: Record, reason: NudgeReason) -> Message:
        item = replace(line(of, reason).item, step_no=0)
        return cards.day_message([replace(line(of), item=item)], reader=PRIYA, now=NOW)

    before, after = record(), record(last_act=act, last_at=NOW, no_check_ins=True)
    for reason in NudgeReason:
        assert drawn(before, reason) == drawn(after, reason), reason
        assert echo(before, reason) == echo(after, reason), reason


@pytest.mark.parametrize("which", list(RaiserNotice))
def test_what_was_withdrawn_is_named_no_more(which: RaiserNotice) -> None:
    made = record(state=State.WITHDRAWN, last_act=Act.WITHDRAW)
    letter = cards.told(made, sent(which), reader=MARIA, now=NOW)
    assert texts_of(letter.blocks) == ["Taken back. Your words are deleted."] == [letter.text]
    assert buttons(letter) == []


def test_the_person_a_note_is_about_reads_that_it_was_taken_back() -> None:
    made = record(state=State.WITHDRAWN, kind=Kind.SHARED, last_act=Act.TAKE_BACK)
    letter = cards.told(made, sent(RaiserNotice.SHARED), reader=MARIA, now=NOW)
    assert texts_of(letter.blocks) == ["The note is deleted."]


def test_heard_says_whether_the_leader_wrote_back() -> None:
    silent = cards.told(record(), sent(RaiserNotice.HEARD), reader=MARIA, now=NOW)
    assert texts_of(silent.blocks)[0] == (
        "Priya has read what you raised. Priya will come back to you on Tue 17 March."
    )
    news = sent(RaiserNotice.HEARD, said_back=True)
    written = cards.told(record(), news, reader=MARIA, now=NOW)
    assert "has read what you raised, and wrote back" in texts_of(written.blocks)[0]


def test_r45_a_day_that_nobody_named_is_no_promise() -> None:
    for which in (RaiserNotice.HEARD, RaiserNotice.MOVED):
        news = sent(which, named=False)
        text = texts_of(cards.told(record(), news, reader=MARIA, now=NOW).blocks)[0]
        assert "I'll ask Priya" in text
        assert "will come back" not in text


def test_while_the_leader_is_silent_each_wish_is_offered_once() -> None:
    def offered(**changes: Any) -> list[str]:
        made = record(quiet=True, **changes)
        return buttons(cards.told(made, sent(RaiserNotice.WAITING), reader=MARIA, now=NOW))

    assert offered() == [Button.GIVE_TIME, Button.AGAIN, Button.WITHDRAW]
    assert offered(given_time=True, reminded_again=True) == [Button.WITHDRAW]
    answered = cards.told(record(), sent(RaiserNotice.WAITING), reader=MARIA, now=NOW)
    assert buttons(answered) == []


def test_the_check_asks_about_a_talk_only_after_one() -> None:
    before = buttons(cards.check(record(), question(None), reader=MARIA, now=NOW))
    after = buttons(cards.check(record(talked_at=NOW), question(TODAY), reader=MARIA, now=NOW))
    assert Button.NOT_TALKED not in before
    assert Button.NOT_TALKED in after


@pytest.mark.parametrize(
    ("act", "tell"),
    [
        (Act.SAME, Button.TELL_SAME),
        (Act.WORSE, Button.TELL_WORSE),
        (Act.NOT_TALKED, Button.TELL_NOT_TALKED),
    ],
)
def test_a_hard_answer_is_told_only_with_a_yes(act: Act, tell: Button) -> None:
    letter = cards.check(record(), question(TODAY), reader=MARIA, now=NOW, telling=act)
    assert buttons(letter) == [tell, Button.KEEP_PRIVATE, Button.BACK]
    assert "Should I tell Priya? I won't unless you say so." in texts_of(letter.blocks)[-1]


def test_only_the_private_answer_holds_the_writers_words() -> None:
    said = Said(id="s", kind=WordsKind.SAID, author=MARIA.id, text="secret", said_at=NOW)
    made = replace(record(), said=(said,))
    shown = cards.raise_sent(made, reader=MARIA, now=NOW, calendar=CALENDAR, words="a <b>")
    alone = "Only you see this answer; what you wrote goes to Priya. You wrote: a &lt;b&gt;"
    assert alone in texts_of(shown.blocks)
    assert "a <b>" not in shown.text
    everywhere = [drawn(made, reason) for reason in NudgeReason]
    everywhere += [cards.told(made, sent(which), reader=MARIA, now=NOW) for which in RaiserNotice]
    everywhere += [
        cards.check(made, question(TODAY, which), reader=MARIA, now=NOW) for which in CheckIn
    ]
    assert not any("secret" in json.dumps(letter.blocks) for letter in everywhere)


def test_sent_says_when_it_arrives() -> None:
    tomorrow = Nudge(NudgeReason.NEW, DAYS[0], NOW + timedelta(days=1))
    new = record(nudge=tomorrow)
    later = cards.raise_sent(new, reader=MARIA, now=NOW, calendar=CALENDAR, words=None)
    assert "until then I show it to nobody" in texts_of(later.blocks)[0]
    at_once = cards.raise_sent(
        new, reader=MARIA, now=NOW + timedelta(days=1), calendar=CALENDAR, words=None
    )
    assert texts_of(at_once.blocks)[0] == (
        "Thanks, Maria. Priya gets this now. If there's no reply by Fri 20 March, "
        "I tell you so and ask you what to do next."
    )


def test_the_topic_menu_says_which_concern_it_belongs_to() -> None:
    letter = cards.raise_sent(record(), reader=MARIA, now=NOW, calendar=CALENDAR, words=None)
    menu = next(one for one in elements(letter) if one["action_id"] == Button.TOPIC)
    concern = record().concern
    assert TopicValue.decode(menu["initial_option"]["value"]) == TopicValue(
        concern=concern.id, step=concern.step_no, signal=Signal.OVERLOADED
    )
    signals = [TopicValue.decode(one["value"]).signal for one in menu["options"]]
    assert Signal.LED not in signals


def test_several_leaders_are_chosen_in_the_form() -> None:
    made = record(state=State.OFFERED, owner=None)
    letter = cards.offer_ask(made, leaders=[PRIYA, SAM], reader=MARIA, now=NOW, emoji="ear")
    assert "Should Priya or Sam follow up?" in texts_of(letter.blocks)[0]
    assert ":ear:" in texts_of(letter.blocks)[0]


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (LeaderOff(person="U0PRIYA"), "Priya isn't using Heard yet"),
        (NotMembers(names="U0MARIA, U3"), "Maria and <@U3> can't be on a team"),
        (FarDate(date="2026-03-17"), "The latest day for this is Tue 17 March."),
        (TooLong(n="600"), "under 600 characters"),
        (Refusal(), "Something broke on my side"),
    ],
)
def test_a_refusal_is_a_sentence(refused: Refusal, sentence: str) -> None:
    people = {PRIYA.id: PRIYA, MARIA.id: MARIA}
    assert sentence in cards.refusal(refused, W, TODAY, people)


@pytest.mark.parametrize(("team", "said"), [(SAMPLES.team.id, "your team"), (None, "a team here")])
def test_a_leader_is_said_to_have_led_the_team_they_led(team: Any, said: str) -> None:
    """What was handed over may be with somebody who never led its raiser."""
    gone = SAMPLES.record(owner=None, left_by=PRIYA.id, team=team)
    gone = replace(gone, elsewhere=True)
    letter = cards.told(gone, sent(RaiserNotice.OWNER_GONE, elsewhere=True), reader=MARIA, now=NOW)
    assert (
        f"no longer leads {said} and can't open what you raised any more"
        in texts_of(letter.blocks)[0]
    )


def test_what_stands_for_a_leader_who_left_begins_a_sentence_as_a_name_does() -> None:
    gone = record(state=State.HEARD, owner=None)
    closed = record(state=State.NO_CHANGE, owner=None)
    news = sent(RaiserNotice.CLOSED, leader=None)
    first = texts_of(cards.told(closed, news, reader=MARIA, now=NOW).blocks)[0]
    assert first.startswith("The lead it was with at the time "), first
    long = sent(RaiserNotice.LONG, leader=None)
    assert "I've asked the lead it was with at the time for" in str(
        cards.told(gone, long, reader=MARIA, now=NOW).blocks
    )


def test_no_refused_text_is_lost() -> None:
    text = "&lt;&amp;&gt; and more, " * 800
    letter = cards.words_kept(W("err-no_leader"), W, text)
    kept = "".join(texts_of(letter.blocks)[1:])
    assert kept.count("&lt;&amp;&gt; and more,") == 800
    assert "&lt;" not in letter.text


def test_long_texts_are_split_between_escaped_characters() -> None:
    text = "&amp;" * 2000
    pieces = texts_of(paragraphs(text))
    assert "".join(pieces) == text
    assert all(piece.endswith(";") for piece in pieces)


# Days of another year


def test_R44_a_day_of_another_year_carries_it_wherever_it_stands() -> None:
    """Read a year later, or told a year before."""
    later = NOW + timedelta(days=365)
    away = raising.raise_form(
        MARIA, leaders=[PRIYA], contact=None, away={PRIYA.id: date(2027, 1, 4)}, today=TODAY
    )
    listed = DayExtras(list_only=True, still_open=2, oldest=NOW)
    [(_, note), *_] = [one for one in digests(SAMPLES) if one[1].window is not None]
    posted = replace(note, unchanged_since=date(2026, 3, 13))
    team = SAMPLES.team
    shown = {
        "2027": str(away),
        "17 March 2026": str(cards.on_back(reader=PRIYA, since=NOW, now=later).blocks),
        " 17 March 2026": str(cards.day_message([], reader=PRIYA, now=later, extras=listed).blocks),
        "13 March 2026": str(
            cards.digest_message(posted, team, locale="en-US", today=later.date()).blocks
        ),
    }
    for said, text in shown.items():
        assert said in text, text
    near = cards.digest_message(posted, team, locale="en-US", today=TODAY)
    assert "2026" not in str(near.blocks)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_R44_the_year_of_a_day_is_its_readers(zone: str) -> None:
    """An hour and a half after midnight in London: one reader is a year behind the other."""
    turn = datetime(2027, 1, 1, 1, 30, tzinfo=UTC)
    reader = replace(PRIYA, zone=zone)
    nudge = Nudge(NudgeReason.FIRST, date(2027, 1, 4), turn + timedelta(days=3))
    made = replace(SAMPLES.record(SAMPLES.talk, nudge=nudge), read_at=turn)
    asked = ApprovalRequest(by=MARIA.id, number=1, until=turn + timedelta(days=3))
    coming = (
        str(leader_reading.read_form(reader, record=made, contact=None, default_day=TODAY)),
        str(cards.on_approve(SAMPLES.team, asked, reader=reader, now=turn).blocks),
    )
    behind = zone == "America/New_York"
    for drawn in coming:
        assert "January" in drawn
        assert ("January 2027" in drawn) == behind, drawn
    assert " March" in coming[0]
    assert (" March 2026" in coming[0]) != behind
    today = "Thu 31 December" if behind else "Fri 1 January"
    fade = DayExtras(fade=True, fade_answer=FadeAnswer(only_slips=True, at=turn))
    for now, year in ((turn, ""), (turn + timedelta(days=365), f" {2026 if behind else 2027}")):
        items = [line(made, NudgeReason.FIRST)]
        answered = texts_of(cards.day_message(items, reader=reader, now=now, extras=fade).blocks)
        [said] = [one for one in answered if today in one]
        assert f"{today}{year}" in said
        assert bool(year) == ("202" in said), said
    page = as_html(PersonalData(person=reader, made_at=turn, records=(made,))).decode()
    assert f"{today} {2026 if behind else 2027}" in page.split("</header>")[0]
    assert (" March 2026" in page) != behind
