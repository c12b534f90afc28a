"""How a text behind ``/concern`` is read."""

from datetime import date

import pytest

from bot.domain.capture import (
    ChooseOne,
    DidYouMean,
    Meet,
    Note,
    OpenForm,
    Raise,
    Subcommand,
    Which,
    WhichOption,
    addressee,
    as_typed,
    mentions,
    read,
    words_of,
)
from bot.domain.refusals import (
    DateUnread,
    Guest,
    LongPause,
    Oneself,
    PastDate,
    TooLong,
)
from tests.domain.capture_cases import (
    BOTH,
    CALENDAR,
    FRIDAY,
    LEADS,
    LED_BY,
    MARIA,
    MONDAY,
    NEXT_THURSDAY,
    NONE,
    ONESELF,
    OUTSIDER,
    PRIYA,
    SUBCOMMANDS,
    TEAMMATE,
    TODAY,
    note,
    reading,
    typed,
)

MINE, WRITE_TO, NOTE, FOR_THEM = WhichOption
UNTIL = "until monday"
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
        ChooseOne("the deadline is near"),
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
        note("thinks it slips", FRIDAY),
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
        for word, name in (
            *(("my", "list"), ("/concern", "help"), ("the", "guide"), ("Please", "help")),
            *((word, "settings") for word in ("show", "open", "see", "view", "get", "edit")),
            *((word, "data") for word in ("export", "preview", "setup", "change", "heard")),
        )
    ),
    *(
        (f"pause {word} monday", None, ANYBODY, DidYouMean(f"pause {word} monday", "pause", UNTIL))
        for word in ("till", "til", "to", "for", "through", "thru", "up", "by", "on", "from")
    ),
    # two words more are a sentence, and so are four letters
    ("hlep me please", None, ANYBODY, Raise(None, "hlep me please")),
    ("a bc", None, ANYBODY, DidYouMean("a bc", "help")),
    ("ab cd", None, ANYBODY, Raise(None, "ab cd")),
    ("my list now", None, ANYBODY, Raise(None, "my list now")),
    ("a list", None, ANYBODY, Raise(None, "a list")),
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
        (f"@maria overloaded, {said}", LEADS, LEADER, note("overloaded", day))
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
        Note(MARIA, "overloaded", date(2026, 3, 20), None, timed=True),
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
        note("overloaded by on-call", NEXT_THURSDAY),
    ),
    (
        "@priya this deadline is unrealistic",
        LED_BY,
        ANYBODY,
        Raise(PRIYA, "this deadline is unrealistic"),
    ),
    ("@maria", LEADS, LEADER, Meet(MARIA)),
    ("@maria", BOTH, LEADER, Meet(MARIA)),
    ("@maria is stuck", BOTH, ANYBODY, Which("is stuck", (NOTE, FOR_THEM), MARIA)),
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
        ("pause until 11 january", PastDate),
    ],
)
def test_a_pause_that_cannot_be_read_is_never_raised_with_a_leader(text, kind):
    with pytest.raises(kind):
        reading(text)


def test_a_date_that_passed_two_months_ago_is_the_one_of_next_year():
    """Sooner it was meant for this year, and is past, unless the year is typed with it."""
    for text in ("pause until 10 january", "pause until 11 january 2027", "pause until 2027-01-11"):
        assert reading(text) == Subcommand("pause", text.removeprefix("pause "))


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
