"""How a text behind ``/concern`` is read."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.calendar import Absence, Calendar
from bot.domain.capture import (
    ChooseOne,
    DidYouMean,
    Meet,
    Note,
    NoteDay,
    OpenForm,
    Raise,
    Reading,
    Relation,
    Subcommand,
    Which,
    WhichOption,
    addressee,
    as_typed,
    day_for_note,
    mentions,
    read,
    split_day,
    until_day,
    words_of,
)
from bot.domain.refusals import (
    DateUnread,
    Empty,
    FarDate,
    Guest,
    LongPause,
    Oneself,
    PastDate,
    Refusal,
    TooLong,
)
from bot.domain.settings import MAX_WORDS
from bot.domain.typed_days import looks_like_a_day, read_day

TODAY = date(2026, 3, 12)
"""A Thursday."""
FRIDAY = date(2026, 3, 13)
MONDAY = date(2026, 3, 16)
IN_THREE_WORKDAYS = date(2026, 3, 17)
NEXT_THURSDAY = date(2026, 3, 19)
CALENDAR = Calendar("Europe/Berlin")

MARIA, PRIYA, TOM = "U0MARIA", "U0PRIYA", "W0TOM"
MENTIONED = {"@maria": MARIA, "@priya": PRIYA, "@tom": TOM, "@me": "U0ME", "@bot": "U0BOT"}

MINE, WRITE_TO, NOTE, FOR_THEM = WhichOption
NONE, LEADS, LED_BY, BOTH, TEAMMATE, ONESELF, OUTSIDER = Relation

SUBCOMMANDS = {
    **dict.fromkeys(["help", "guide", "mine", "list", "team", "settings", "data", "digest"]),
    "pause": lambda argument: until_day(argument, today=TODAY) is not None,
}


def typed(text: str) -> str:
    """``text`` as Slack delivers it."""
    for name, person in MENTIONED.items():
        text = text.replace(name, f"<@{person}|{name[1:]}>")
    return text


def reading(
    text: str,
    relation: Relation | None = None,
    *,
    accepted: bool = False,
    leads: bool = False,
    notes: bool = False,
    limit: int = MAX_WORDS,
    calendar: Calendar = CALENDAR,
) -> Reading:
    return read(
        typed(text),
        relation=relation,
        accepted=accepted,
        leads_a_team=leads,
        keeps_notes=notes,
        subcommands=SUBCOMMANDS,
        today=TODAY,
        calendar=calendar,
        limit=limit,
    )


def note(words: str, day: date = IN_THREE_WORKDAYS, *, chosen: bool = False) -> Note:
    """A note about Maria, its day not moved."""
    return Note(MARIA, words, day, None, chosen)


ANYBODY = {}
LEADER = {"leads": True}

# Each row: what is typed, how the writer stands to the addressed person, facts about both, and
# what is read; where that is a refusal, its type and facts.
TABLE = [
    # a subcommand is the whole text
    *((name, None, who, Subcommand(name)) for name in SUBCOMMANDS for who in (ANYBODY, LEADER)),
    # or its name plus an argument it takes
    ("pause until monday", None, ANYBODY, Subcommand("pause", "until monday")),
    # else it is words
    *(
        (words, None, ANYBODY, Raise(None, words))
        for words in (
            "help me with the release",
            "team is falling apart",
            "data loss worries me",
        )
    ),
    # @maria said she is stuck: her leader, someone she leads, a teammate, nobody known, both
    ("@maria said she is stuck", LEADS, LEADER, note("said she is stuck")),
    ("@maria said she is stuck", LED_BY, ANYBODY, Raise(MARIA, "said she is stuck")),
    (
        "@maria said she is stuck",
        TEAMMATE,
        ANYBODY,
        Which("said she is stuck", (MINE, WRITE_TO), MARIA),
    ),
    ("@maria said she is stuck", NONE, ANYBODY, Which("said she is stuck", (NOTE,), MARIA)),
    (
        "@maria said she is stuck",
        NONE,
        {"accepted": True},
        Which("said she is stuck", (NOTE, FOR_THEM), MARIA),
    ),
    (
        "@maria said she is stuck",
        BOTH,
        {"accepted": True, **LEADER},
        Which("said she is stuck", (NOTE, FOR_THEM), MARIA),
    ),
    # several addressees
    (
        "@priya @tom the deadline is near",
        LED_BY,
        ANYBODY,
        ChooseOne("the deadline is near", (PRIYA, TOM)),
    ),
    # only the first word addresses
    ("@maria overloaded since @tom left", LEADS, LEADER, note("overloaded since @tom left")),
    (
        "@maria overloaded since @tom left",
        LED_BY,
        ANYBODY,
        Raise(MARIA, "overloaded since @tom left"),
    ),
    # no mention, and the writer leads a team
    (
        "overloaded by on-call, tomorrow",
        None,
        LEADER,
        Which("overloaded by on-call, tomorrow", (MINE, NOTE)),
    ),
    # oneself, a bot, a guest, someone outside
    ("@me is stuck", ONESELF, ANYBODY, (Oneself, {})),
    ("@bot is stuck", OUTSIDER, ANYBODY, (Guest, {})),
    # something raised has no date
    (
        "release on friday is unrealistic",
        None,
        ANYBODY,
        Raise(None, "release on friday is unrealistic"),
    ),
    # a day inside the sentence is words, the day is the default
    (
        "@maria thinks release on friday is unrealistic",
        LEADS,
        LEADER,
        note("thinks release on friday is unrealistic"),
    ),
    # a day behind the last comma is the day
    (
        "@maria thinks it slips, on friday",
        LEADS,
        LEADER,
        note("thinks it slips", FRIDAY, chosen=True),
    ),
    # what looks like a day and is none
    ("@maria overloaded, thrusday", LEADS, LEADER, (DateUnread, {"part": "thrusday"})),
    ("@maria overloaded, on smarch 3", LEADS, LEADER, (DateUnread, {"part": "on smarch 3"})),
    # other words behind a comma: no word of a sentence is mistaken for a day
    *(
        (f"@maria overloaded, {words}", LEADS, LEADER, note(f"overloaded, {words}"))
        for words in (
            *("stuck", "on call", "in general", "by the way", "3 incidents last night"),
            *("this week", "one day", "match", "sad", "42", "every day", "on and off"),
        )
    ),
    # a single word, a sign, fewer than four letters, or nearly a subcommand: nothing is sent
    *(
        (words, None, ANYBODY, DidYouMean(words, "help"))
        for words in ("test", "?", "status", "a b")
    ),
    ("hlep", None, ANYBODY, DidYouMean("hlep", "help")),
    ("teams", None, ANYBODY, DidYouMean("teams", "team")),
    ("setting", None, LEADER, DidYouMean("setting", "settings")),
    ("list all", None, ANYBODY, DidYouMean("list all", "list")),
    ("pause monday", None, ANYBODY, DidYouMean("pause monday", "pause", "until monday")),
    (
        "puase until monday",
        None,
        ANYBODY,
        DidYouMean("puase until monday", "pause", "until monday"),
    ),
    # signs around it, and other words for a day
    *((said, None, ANYBODY, DidYouMean(said, "help")) for said in ("/help", '"help"', "Help!")),
    *(
        (said, None, ANYBODY, DidYouMean(said, "pause", f"until {day}"))
        for said, day in (
            ("pause till monday", "monday"),
            ("pause untill monday", "monday"),
            ("pause for 2 weeks", "in 2 weeks"),
            ("pause 2 weeks", "in 2 weeks"),
            ("pause tomorrow", "tomorrow"),
            ("Pause: until end of next week", "end of next week"),
        )
    ),
    *(
        (f"{word} {name}", None, ANYBODY, DidYouMean(f"{word} {name}", name))
        for word, name in (("my", "list"), ("show", "settings"), ("/concern", "help"))
    ),
    ("my list grows daily", None, ANYBODY, Raise(None, "my list grows daily")),
    ("pause for thought is rare", None, ANYBODY, Raise(None, "pause for thought is rare")),
    ("pause all work please", None, ANYBODY, Raise(None, "pause all work please")),
    # one word says nothing to somebody who is addressed either
    ("@priya ?", LED_BY, ANYBODY, DidYouMean("?", "help")),
    ("@priya test", LED_BY, ANYBODY, DidYouMean("test", "help")),
    ("@priya too much", LED_BY, ANYBODY, Raise(PRIYA, "too much")),
    ("@maria stuck", LEADS, LEADER, note("stuck")),
    # other scripts say much in one word
    ("過労です", None, ANYBODY, Raise(None, "過労です")),
    # a year, a time, a slip, an end, a count
    *(
        (f"@maria overloaded, {said}", LEADS, LEADER, note("overloaded", day, chosen=True))
        for said, day in (
            ("march 20 2026", date(2026, 3, 20)),
            ("march 20, 2026", date(2026, 3, 20)),
            ("20 march 2026", date(2026, 3, 20)),
            ("tommorow", FRIDAY),
            ("tmrw", FRIDAY),
            ("end of month", date(2026, 3, 31)),
            ("eow", FRIDAY),
            ("two weeks from now", date(2026, 3, 26)),
            ("next week", MONDAY),
        )
    ),
    (
        "@maria overloaded, march 20 at 2pm",
        LEADS,
        LEADER,
        Note(MARIA, "overloaded", date(2026, 3, 20), None, True, timed=True),
    ),
    ("@maria overloaded, 04/12", LEADS, LEADER, (DateUnread, {"part": "04/12"})),
    ("@maria overloaded, 29.11.", LEADS, LEADER, (DateUnread, {"part": "29.11."})),
    ("@maria overloaded, next month", LEADS, LEADER, (DateUnread, {"part": "next month"})),
    # the doors of the command itself
    ("I am overloaded by on-call", None, ANYBODY, Raise(None, "I am overloaded by on-call")),
    (
        "@maria overloaded by on-call, thursday",
        LEADS,
        LEADER,
        note("overloaded by on-call", NEXT_THURSDAY, chosen=True),
    ),
    (
        "@priya this deadline is unrealistic",
        LED_BY,
        ANYBODY,
        Raise(PRIYA, "this deadline is unrealistic"),
    ),
    ("@maria", LEADS, LEADER, Meet(MARIA)),
    ("@maria", BOTH, LEADER, Meet(MARIA)),
    ("@maria", LED_BY, ANYBODY, OpenForm(MARIA)),
    ("@maria", TEAMMATE, ANYBODY, Which("", (MINE, WRITE_TO), MARIA)),
    ("@maria", NONE, ANYBODY, Which("", (NOTE,), MARIA)),
    ("@maria", NONE, {"accepted": True}, Which("", (NOTE, FOR_THEM), MARIA)),
    ("@maria", ONESELF, ANYBODY, (Oneself, {})),
    ("@maria", OUTSIDER, ANYBODY, (Guest, {})),
    ("", None, ANYBODY, OpenForm()),
    ("  ", None, ANYBODY, OpenForm()),
    ("", None, LEADER, Which("", (MINE, NOTE))),
    ("", None, {"notes": True}, Which("", (MINE, NOTE))),
]


@pytest.mark.parametrize(("text", "relation", "facts", "expected"), TABLE)
def test_R39_the_table_of_ways_in_is_read_as_written(text, relation, facts, expected):
    if isinstance(expected, tuple):
        kind, told = expected
        with pytest.raises(kind) as refusal:
            reading(text, relation, **facts)
        assert refusal.value.facts == told
        assert words_of(typed(text)) in text
    else:
        assert reading(text, relation, **facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HELP", Subcommand("help")),
        ("  help  ", Subcommand("help")),
        ("Pause   until monday ", Subcommand("pause", "until monday")),
        ("pause", Subcommand("pause")),
        ("pause for a moment, please", Raise(None, "pause for a moment, please")),
        (
            "pause until we hear from the customer",
            Raise(None, "pause until we hear from the customer"),
        ),
        ("help me", DidYouMean("help me", "help")),
        ("helpless", DidYouMean("helpless", "help")),
        ("help me please", Raise(None, "help me please")),
    ],
)
def test_a_subcommand_is_the_whole_text_or_has_an_argument_it_takes(text, expected):
    assert reading(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pause until thrusday", DateUnread),
        ("pause until", DateUnread),
        ("pause until 04/12", DateUnread),
        ("pause until today", PastDate),
        ("pause until 2027-03-13", LongPause),
        ("pause until 9999-12-31", LongPause),
        ("pause until 2026-03-11", PastDate),
    ],
)
def test_a_pause_that_cannot_be_read_is_never_raised_with_a_leader(text, kind):
    with pytest.raises(kind):
        reading(text)


def test_whoever_keeps_notes_without_a_team_is_asked_too():
    assert reading("overloaded, tomorrow", notes=True) == Which(
        "overloaded, tomorrow", (MINE, NOTE)
    )


@pytest.mark.parametrize(
    ("text", "people", "words"),
    [
        ("<@U1|priya> late", ["U1"], "late"),
        ("<@U1> late", ["U1"], "late"),
        ("<@W1> late", ["W1"], "late"),
        ("  <@U1>, late", ["U1"], "late"),
        ("<@U1>: late", ["U1"], "late"),
        ("<@U1>", ["U1"], ""),
        ("<@U1> <@U2|tom> late", ["U1", "U2"], "late"),
        ("<@U1>, <@U2>, late", ["U1", "U2"], "late"),
        ("<@U1><@U2> late", ["U1", "U2"], "late"),
        ("<@U1> <@U1> late", ["U1"], "late"),
        ("<@U1> and <@U2> are late", ["U1"], "and @U2 are late"),
        ("<@U1>'s plan is late", [], "@U1's plan is late"),
        ("late <@U1>", [], "late @U1"),
        ("@priya late", [], "@priya late"),
        ("<#C1|general> late", [], "#general late"),
        ("", [], ""),
    ],
)
def test_the_mentions_a_text_begins_with_address(text, people, words):
    assert list(mentions(text)) == people
    assert addressee(text) == (people[0] if people else None)
    assert words_of(text) == words


@pytest.mark.parametrize(
    "text",
    ["@pryia the deadline is unrealistic", "<!here> help", "<!subteam^S1|@backend>: this is late"],
)
@pytest.mark.parametrize("leads", [True, False])
def test_a_name_that_is_no_person_is_asked_about_and_stays_in_the_words(text, leads):
    assert reading(text, leads=leads) == ChooseOne(as_typed(text))


@pytest.mark.parametrize(
    ("delivered", "written"),
    [
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("&amp;lt;", "&lt;"),
        ("since <@U2|tom> left <#C1|ops>", "since @tom left #ops"),
        ("see <https://x.example/a?b=1>", "see https://x.example/a?b=1"),
        ("see <https://x.example|x.example>", "see https://x.example"),
        ("<!here> and <!subteam^S1|@ops>", "@here and @ops"),
    ],
)
def test_words_are_kept_as_they_were_typed(delivered, written):
    assert as_typed(delivered) == written


def test_the_typed_word_me_is_oneself():
    with pytest.raises(Oneself):
        read(
            "@me is stuck",
            relation=None,
            accepted=False,
            leads_a_team=False,
            keeps_notes=False,
            subcommands={},
            today=TODAY,
            calendar=CALENDAR,
        )


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("@priya {}", LED_BY),
        ("@maria {}", LEADS),
        ("@maria {}", LED_BY),
        ("@maria {}", TEAMMATE),
        ("@maria @tom {}", LEADS),
    ],
)
def test_words_over_the_limit_are_refused_and_what_addresses_does_not_count(text, relation):
    assert reading(text.format("x" * 200), relation, limit=200).words == "x" * 200
    with pytest.raises(TooLong) as refusal:
        reading(text.format("x" * 201), relation, limit=200)
    assert refusal.value.facts == {"n": "200"}


def test_the_day_of_a_note_does_not_count_as_words():
    assert reading("@maria " + "x" * 600 + ", tomorrow", LEADS).day == FRIDAY


# The day of a note


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("tomorrow", NoteDay(FRIDAY, None, True)),
        ("saturday", NoteDay(MONDAY, date(2026, 3, 14), True)),
        ("sunday.", NoteDay(MONDAY, date(2026, 3, 15), True)),
        ("2026-04-23", NoteDay(date(2026, 4, 23), None, True)),  # the thirtieth working day
    ],
)
def test_a_day_off_moves_to_the_next_working_day_and_says_so(part, expected):
    read_as = reading(f"@maria overloaded, {part}", LEADS)
    assert NoteDay(read_as.day, read_as.moved_from, read_as.chosen) == expected
    assert read_as.words == "overloaded"


@pytest.mark.parametrize("part", ["today", "2026-03-12", "2026-03-11", "in 0 days", "12 march"])
def test_the_earliest_day_is_tomorrow(part):
    with pytest.raises(PastDate):
        reading(f"@maria overloaded, {part}", LEADS)


@pytest.mark.parametrize("part", ["2026-04-24", "in 999 weeks", "11 march", "9999-12-31"])
def test_over_thirty_working_days_is_too_far(part):
    with pytest.raises(FarDate) as refusal:
        reading(f"@maria overloaded, {part}", LEADS)
    assert refusal.value.facts == {"date": "2026-04-23"}


def test_a_day_that_moves_behind_the_latest_is_too_far():
    calendar = Calendar("Europe/Berlin", days=frozenset({4}))
    assert day_for_note(date(2026, 10, 2), today=TODAY, calendar=calendar).day == date(2026, 10, 8)
    with pytest.raises(FarDate):
        day_for_note(date(2026, 10, 9), today=TODAY, calendar=calendar)


def test_the_days_of_an_absence_are_no_working_days():
    calendar = Calendar("Europe/Berlin", away=(Absence(TODAY, date(2026, 3, 20)),))
    assert day_for_note(None, today=TODAY, calendar=calendar) == NoteDay(
        date(2026, 3, 25), None, chosen=False
    )
    assert day_for_note(FRIDAY, today=TODAY, calendar=calendar) == NoteDay(
        date(2026, 3, 23), FRIDAY, chosen=True
    )


def test_a_refused_day_names_the_field_of_the_form():
    for day in (TODAY, date(2027, 1, 1)):
        with pytest.raises(Refusal) as refusal:
            day_for_note(day, today=TODAY, calendar=CALENDAR, field="day")
        assert refusal.value.field == "day"


@pytest.mark.parametrize("text", ["@maria tomorrow", "@maria, tomorrow", "@maria , on friday"])
def test_a_day_without_a_sentence_asks_for_one(text):
    with pytest.raises(Empty):
        reading(text, LEADS)


@pytest.mark.parametrize(
    ("part", "looks"),
    [
        ("thrusday", True),  # swapped
        ("thurday", True),  # missing
        ("thurssday", True),  # too many
        ("thursdaz", True),  # wrong
        ("mthursday", True),
        ("tomorraw", True),
        ("Fridya!", True),
        ("on firday", True),
        ("on smarch 3", True),
        ("30 february", True),
        ("by march", True),
        ("in two months", True),
        ("04/12", True),
        ("4.12.", True),
        ("2026-13-01", True),
        ("maybe on firday", False),  # words of a sentence
        ("by the end", False),
        ("next sprint", False),
        ("on call", False),
        ("this week", False),
        ("one day", False),
        ("match", False),
        ("stuck", False),
        ("thruday", False),  # two slips
        ("overloaded by on-call", False),
        ("sat", False),
        ("sundial", False),
        ("once", False),
        ("on one of the next days", False),  # too many words
        ("maybe on thrusday or friday", False),
        ("", False),
    ],
)
def test_what_looks_like_a_day(part, looks):
    assert looks_like_a_day(part) is looks


def test_a_comma_inside_the_sentence_separates_nothing():
    assert reading("@maria, overloaded, stuck, and tired", LEADS) == note(
        "overloaded, stuck, and tired"
    )


# Days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", TODAY),
        ("tomorrow", FRIDAY),
        ("Tomorrow.", FRIDAY),
        ("by tomorrow", FRIDAY),
        ("friday", FRIDAY),
        ("on friday", FRIDAY),
        ("by  FRIDAY ", FRIDAY),
        ("fri", FRIDAY),
        ("monday", MONDAY),
        ("wed", date(2026, 3, 18)),
        ("thursday", NEXT_THURSDAY),  # never today
        ("next thursday", NEXT_THURSDAY),
        ("next friday", date(2026, 3, 20)),
        ("next monday", MONDAY),
        ("next sun", date(2026, 3, 22)),
        ("by next friday", date(2026, 3, 20)),
        ("next week", MONDAY),
        ("in 1 day", FRIDAY),
        ("in 3 days", date(2026, 3, 15)),
        ("in 1 week", NEXT_THURSDAY),
        ("in 2 weeks", date(2026, 3, 26)),
        ("13 march", FRIDAY),
        ("march 13", FRIDAY),
        ("on march 13", FRIDAY),
        ("mar 13th", FRIDAY),
        ("1st apr", date(2026, 4, 1)),
        ("12 march", TODAY),
        ("11 march", date(2027, 3, 11)),
        ("march 14 2026", date(2026, 3, 14)),
        ("may 31st 2026", date(2026, 5, 31)),
        ("march 14 at 2pm", date(2026, 3, 14)),
        ("thursday 14:00", NEXT_THURSDAY),
        ("tomorrow at 9", FRIDAY),
        ("friday morning", FRIDAY),
        ("this friday", FRIDAY),
        ("tommorow", FRIDAY),
        ("two weeks from now", date(2026, 3, 26)),
        ("in a week", NEXT_THURSDAY),
        ("end of week", FRIDAY),
        ("by the end of the month", date(2026, 3, 31)),
        ("4 dec", date(2026, 12, 4)),
        ("29 february", date(2028, 2, 29)),
        ("2026-12-04", date(2026, 12, 4)),
        ("on 2026-12-04", date(2026, 12, 4)),
        ("2020-01-01", date(2020, 1, 1)),
        ("04/12", None),
        ("4.12.", None),
        ("4-12", None),
        ("12", None),
        ("on the 12th", TODAY),
        ("30 february", None),
        ("0 march", None),
        ("12 smarch", None),
        ("2026-13-01", None),
        ("0000-01-01", None),
        ("2026-1-1", None),
        ("in days", None),
        ("in 1000 days", None),
        ("on in 3 days", None),
        ("next tomorrow", None),
        ("next", None),
        ("on", None),
        ("release on friday", None),
        ("", None),
        (".", None),
    ],
)
def test_a_day_is_read_when_all_of_it_is_one(text, expected):
    assert read_day(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # both sides of a word that names the week
        *((f"{a}monday{b}", MONDAY) for a, b in (("", " next week"), ("next week ", ""))),
        *((said, FRIDAY) for said in ("this week friday", "friday of this week", "coming friday")),
        ("monday this week", date(2026, 3, 9)),
        ("monday week", date(2026, 3, 23)),
        ("a week on monday", date(2026, 3, 23)),
        ("a week from monday", date(2026, 3, 23)),
        ("the day after tomorrow", date(2026, 3, 14)),
        ("end of next week", date(2026, 3, 20)),
        ("by the end of next month", date(2026, 4, 30)),
        ("end of march", date(2026, 3, 31)),
        ("end of february", date(2027, 2, 26)),
        ("beginning of april", date(2026, 4, 1)),
        ("early next week", MONDAY),
        ("end of the year", date(2026, 12, 31)),
        ("eod", TODAY),
        # counts
        ("in a fortnight", date(2026, 3, 26)),
        ("in two weeks' time", date(2026, 3, 26)),
        ("in a week’s time", NEXT_THURSDAY),
        ("in a couple of days", date(2026, 3, 14)),
        ("in twelve days", date(2026, 3, 24)),
        ("in 2 wks", date(2026, 3, 26)),
        ("in 3 working days", date(2026, 3, 17)),
        ("3 business days from tomorrow", date(2026, 3, 18)),
        ("in a month", date(2026, 4, 12)),
        # a weekday and a date agree, or it is no day
        *((said, date(2026, 3, 14)) for said in ("sat 14 march", "Saturday, March 14th, 2026")),
        ("friday the 13th", FRIDAY),
        ("friday 14 march", None),
        ("friday the 14th", None),
        ("friday 2026-03-14", None),
        # days of any month, and figures beside their month
        ("the 31st", date(2026, 3, 31)),
        ("by the 11th", date(2026, 4, 11)),
        ("14th", None),
        *((said, date(2026, 3, 14)) for said in ("14. march", "mar14", "14mar", "march the 14th")),
        # times and courtesy
        ("tomorrow night", FRIDAY),
        ("friday eod", FRIDAY),
        ("first thing tomorrow", FRIDAY),
        ("9am tomorrow", FRIDAY),
        ("tomorrow morning at 9", FRIDAY),
        ("friday, please", FRIDAY),
        ("at 9", None),
        ("in the morning", None),
        # what stays unread: ranges, other orders, what is not said to the day
        *((said, None) for said in ("march 14-16", "monday to wednesday", "2026/03/14")),
        *((said, None) for said in ("14 mar '26", "14.03.2026", "next month", "week 12", "soon")),
        *((said, None) for said in ("31 feb", "29 feb 2027", "31 june", "february 30th")),
    ],
)
def test_a_day_is_read_however_its_parts_stand(text, expected):
    """Each part on either side of the other, spelt out or in short."""
    assert read_day(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "part",
    [
        *("31 feb", "29 feb 2027", "friday 14 march", "friday the 14th", "march 14-16"),
        *("14 – 16 march", "2026/03/14", "2026-3-14", "14 mar '26", "next month", "week 12"),
    ],
)
def test_what_was_meant_as_a_day_and_is_none_is_refused_with_it(part):
    with pytest.raises(DateUnread) as refusal:
        reading(f"@maria overloaded, {part}", LEADS)
    assert refusal.value.facts == {"part": part}


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("overloaded, friday, 9am", "overloaded", FRIDAY),
        ("overloaded, on friday, please", "overloaded", FRIDAY),
        ("overloaded, fri, march 13", "overloaded", FRIDAY),
        ("overloaded, fri, march 13, 2026", "overloaded", FRIDAY),
        ("stuck, thursday, friday", "stuck, thursday", FRIDAY),
        ("at 9, please", "at 9, please", None),
        ("she came third, the race, 3rd", "she came third, the race, 3rd", None),
        ("it gets worse, by the day", "it gets worse, by the day", None),
        ("too much, in the morning", "too much, in the morning", None),
        ("overloaded, week after week", "overloaded, week after week", None),
    ],
)
def test_a_day_with_commas_of_its_own_is_one(text, words, day):
    assert split_day(text, today=TODAY) == (words, day)


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_leap_days_and_ends_of_months_are_days_that_exist(today):
    leap, in_a_month = read_day("feb 29", today=today), read_day("in a month", today=today)
    assert (leap.month, leap.day) == (2, 29)
    assert leap >= today
    assert 28 <= (in_a_month - today).days <= 31
    assert in_a_month.month == today.month % 12 + 1
    last = read_day("end of month", today=today, calendar=CALENDAR)
    assert last > today
    assert read_day("next monday", today=today) > today


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_weekdays_are_the_next_ones_from_any_day(today):
    names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    next_monday = read_day("next week", today=today)
    assert next_monday.isoweekday() == 1
    assert today < next_monday <= today + timedelta(days=7)
    for number, name in enumerate(names, start=1):
        day = read_day(name, today=today)
        assert day.isoweekday() == number
        assert today < day <= today + timedelta(days=7)
        assert read_day(f"on {name[:3]}", today=today) == day
        assert read_day(f"next {name}", today=today) == next_monday + timedelta(days=number - 1)


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), st.integers(0, 3000))
def test_a_date_written_out_is_found_again(today, ahead):
    day = today + timedelta(days=ahead)
    assert read_day(day.isoformat(), today=today) == day
    month = day.strftime("%B")
    for text in (f"{day.day} {month}", f"{month[:3]} {day.day}"):
        found = read_day(text, today=today)
        assert (found.month, found.day) == (day.month, day.day)
        assert found >= today


# Nothing is lost, nothing breaks

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(" ", ",", ", ", "<@U0MARIA|maria> ", "<@W0TOM>", "@maria", "@me", "<!here>"),
                *("help", "pause", "until ", "on ", "by ", "in ", "next ", "friday", "thrusday"),
                *("tomorrow", "today", "3 days", "march 12", "31", "2026-12-04", "9999-12-31"),
                *("week", "29 february", "0000-00-00", "\n", "…", "٣ days", "overloaded"),
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(
    text=PIECES,
    relation=st.sampled_from([None, *Relation]),
    accepted=st.booleans(),
    leads=st.booleans(),
    notes=st.booleans(),
    limit=st.integers(1, 60),
    today=st.dates(date(2026, 1, 1), date(2035, 12, 31)),
)
@example("x, in ٣ days", LEADS, False, False, False, 60, TODAY)
def test_R39_reading_refuses_or_keeps_every_word(
    text, relation, accepted, leads, notes, limit, today
):
    try:
        found = read(
            text,
            relation=relation,
            accepted=accepted,
            leads_a_team=leads,
            keeps_notes=notes,
            subcommands={"help": None, "pause": lambda a: until_day(a, today=today) is not None},
            today=today,
            calendar=CALENDAR,
            limit=limit,
        )
    except Refusal:
        said = words_of(text)  # which the caller puts into the form
        assert squeezed(as_typed(text)).endswith(squeezed(said))
        assert said or mentions(text)
        return
    match found:
        case Subcommand(name, argument):
            assert squeezed(text).casefold() == squeezed(name + argument).casefold()
        case OpenForm() | Meet():
            assert words_of(text) == ""
        case Note(words=words, day=day, moved_from=moved_from, chosen=chosen):
            assert words
            assert day > today
            assert CALENDAR.is_workday(day)
            rest = words_of(text).removeprefix(words).strip()
            if chosen:
                named = read_day(rest.removeprefix(","), today=today, calendar=CALENDAR)
                assert named == (moved_from or day)
            else:
                assert rest == ""
        case (
            Raise(words=words)
            | Which(words=words)
            | ChooseOne(words=words)
            | DidYouMean(words=words)
        ):
            assert words == words_of(text)
            assert len(words) <= limit


DAYS = st.one_of(
    st.sampled_from(["today", "tomorrow", "next week", "on friday", "next mon", "29 february"]),
    st.dates(date(2025, 1, 1), date(2037, 12, 31)).map(date.isoformat),
    st.builds("in {} {}".format, st.integers(0, 60), st.sampled_from(["days", "weeks"])),
    st.dates().map(lambda day: f"{day.day} {day:%B}"),
)


@given(DAYS, st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_any_day_that_is_read_is_after_today_or_refused(text, today):
    day = read_day(text, today=today)
    assert day is not None
    try:
        kept = day_for_note(day, today=today, calendar=CALENDAR)
    except PastDate:
        assert day <= today
    except FarDate as far:
        assert day.isoformat() > CALENDAR.add_workdays(today, 29).isoformat()
        assert date.fromisoformat(far.facts["date"]) > today
    else:
        assert kept.day >= day > today


@given(PIECES, st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_a_sentence_and_its_day_are_together_what_was_said(words, today):
    words = words.strip()
    try:
        sentence, day = split_day(words, today=today)
    except (DateUnread, Empty):
        return
    assert words.startswith(sentence)
    assert (sentence == words) is (day is None)


@given(st.text(st.sampled_from("adefhimnorstuwy"), max_size=9))
@example("thrusday")
@example("tomorow")
def test_a_slip_is_what_one_edit_or_swap_makes(word):
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    one_away = {
        word,
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + letter + b[1:] for a, b in cuts if b for letter in letters),
        *(a + letter + b for a, b in cuts for letter in letters),
    }
    names = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    names |= {"january", "february", "august", "september", "october", "november", "december"}
    expected = not one_away.isdisjoint({*names, "tomorrow"})
    if read_day(word, today=TODAY) is None and word not in names:
        assert looks_like_a_day(word) is expected
    assert looks_like_a_day(f"so {word}") is False


def test_a_pause_lasts_a_year_at_most():
    latest = date(TODAY.year + 1, TODAY.month, TODAY.day)
    assert until_day(f"until {latest}", today=TODAY) == latest
    with pytest.raises(LongPause) as refusal:
        until_day(f"until {latest + timedelta(days=1)}", today=TODAY)
    assert refusal.value.facts == {"date": latest.isoformat()}


def test_a_day_just_past_is_not_next_years():
    with pytest.raises(PastDate):
        until_day("until 8 march", today=date(2026, 3, 9))
    assert until_day("until 8 march 2027", today=date(2026, 3, 9)) == date(2027, 3, 8)
    assert until_day("until 8 june", today=date(2026, 3, 9)) == date(2026, 6, 8)


SUNDAYS = Calendar("Asia/Jerusalem", days=frozenset({7, 1, 2, 3, 4}))


@pytest.mark.parametrize(
    ("text", "calendar", "today", "expected"),
    [
        ("next week", CALENDAR, date(2026, 3, 8), date(2026, 3, 9)),
        ("next week", SUNDAYS, date(2026, 3, 8), date(2026, 3, 15)),
        ("next week", SUNDAYS, TODAY, date(2026, 3, 15)),
        ("next thursday", SUNDAYS, date(2026, 3, 8), date(2026, 3, 19)),
        ("end of week", SUNDAYS, date(2026, 3, 8), TODAY),
        ("end of week", CALENDAR, FRIDAY, date(2026, 3, 20)),
        ("next week", Calendar("UTC", days=frozenset({3, 5})), TODAY, date(2026, 3, 18)),
        ("next monday", Calendar("UTC", days=frozenset({3, 5})), TODAY, MONDAY),
    ],
)
def test_a_week_is_the_writers_own(text, calendar, today, expected):
    assert read_day(text, today=today, calendar=calendar) == expected


def test_a_pause_may_name_its_day_in_two_words():
    assert until_day("until 20 march", today=TODAY) == date(2026, 3, 20)
    assert until_day("until next friday", today=TODAY) == date(2026, 3, 20)
