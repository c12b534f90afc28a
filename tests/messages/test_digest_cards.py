"""Friday's note in words: each tier, whole and suppressed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.domain.calendar import IsoWeek
from bot.domain.digest import (
    AbsenceReason,
    Age,
    Amount,
    Bands,
    Cell,
    Digest,
    Figures,
    LastDigest,
    LeaderWeekly,
    Median,
    Portion,
    Share,
    Spoken,
    TeamPreview,
    TeamStep,
    Waited,
    Window,
    Word,
)
from bot.domain.ids import TeamId
from bot.domain.settings import ChannelFigures
from bot.domain.taxonomy import StepKind
from bot.messages import cards
from bot.messages.blocks import texts_of
from docs.samples import PRIYA, Samples
from slack_sandbox.blocks import check_message
from tests.gallery import LONGEST

FIGURES = Figures(
    raised=14,
    heard=Share(12, 14),
    come_back=Share(9, 12),
    come_back_band=Portion.MOST,
    first_follow_up=Median(4),
    still_open=(
        Cell(Age.UNDER1, Age.UNDER1, 3),
        Cell(Age.W1_2, Age.W1_2, 4),
        Cell(Age.W2_4, Age.OLDER, 5),
    ),
    confirmed=Share(6, 9),
    closed_without_change=3,
    behind=("incident", "meetings"),
)
OVER = Window(date(2026, 2, 16), date(2026, 3, 15), 4)
NOTE = Digest(
    tier=2,
    figures=FIGURES,
    unchanged_since=date(2026, 3, 6),
    steps=("k1",),
    lines=("We <moved> the date",),
    first=False,
    absence=None,
    published=None,
    posted=LastDigest("", frozenset()),
    window=OVER,
)
ACCEPTED = replace(Samples().team.leaders[0], accepted_on=date(2026, 1, 5))
TEAM = replace(Samples().team, leaders=(ACCEPTED,))


NUMBERS = (
    "14 things were raised.\nFirst reply in time: 12 of 14.\n"
    "Planned follow-ups that happened: 9 of 12.\n"
    "First follow-up: usually within 4 working days.\n"
    "Still open: 3 for under a week, 4 for one to two weeks, 5 for more than two weeks.\n"
    "6 of 9 who answered say it's better.\n3 were closed without a change, and with a reason."
)
STEPS = "Next steps that a lead has chosen:\n• Out of the weekly sync"
CHANGED = "What has changed, in a lead's words:\n• We &lt;moved&gt; the date"
HOW_TO_READ = (
    "When people raise more, it can mean more strain or more trust. "
    "The numbers change only when at least three people are behind the change; that makes it hard "
    "to recognise anyone."
)
UNCHANGED = "These are the numbers of Fri 6 March. Newer ones could point at someone."


FRIDAY = date(2026, 3, 20)


def step(text: str, kind: StepKind = StepKind.MEETINGS) -> TeamStep:
    return TeamStep(id="k1", leader=PRIYA.id, kind=kind, ticked=True, text=text)


def said(note: Digest, *steps: TeamStep) -> list[str]:
    letter = cards.digest_message(note, TEAM, locale="en-US", today=FRIDAY, steps=steps)
    assert check_message(letter.blocks) == []
    return texts_of(letter.blocks)


def test_numbers() -> None:
    assert said(NOTE, step("Out of the weekly sync")) == [
        "Digest · #payments · the weeks of 16 Feb to 15 Mar",
        NUMBERS,
        "What three people or more named: incidents or on-call, too many meetings.",
        STEPS,
        CHANGED,
        HOW_TO_READ,
        UNCHANGED,
    ]


def test_what_is_suppressed_leaves_no_gap() -> None:
    bare = replace(
        FIGURES,
        heard=None,
        come_back=None,
        first_follow_up=Median(None),
        still_open=(),
        confirmed=None,
        closed_without_change=None,
        behind=(),
    )
    text = said(replace(NOTE, figures=bare, unchanged_since=None, lines=()))
    assert text[1] == (
        "14 things were raised.\nMost planned follow-ups happened.\n"
        "More than half of what was raised hasn't been talked about yet."
    )
    assert len(text) == 3


def test_a_chart_stands_below_a_text_that_says_it_all() -> None:
    letter = cards.digest_message(NOTE, replace(TEAM, chart=True), locale="en-US", today=FRIDAY)
    assert check_message(letter.blocks) == []
    assert NUMBERS in texts_of(letter.blocks)
    [drawn] = [block for block in letter.blocks if block["type"] == "data_visualization"]
    [series] = drawn["chart"]["series"]
    assert [(bar["label"], bar["value"]) for bar in series["data"]] == [
        ("under 1 week", 3),
        ("1 to 2 weeks", 4),
        ("over 2 weeks", 5),
    ]
    none = replace(NOTE, figures=replace(FIGURES, still_open=()))
    for note in (none, replace(NOTE, tier=0, figures=None)):
        plain = cards.digest_message(note, replace(TEAM, chart=True), locale="en-US", today=FRIDAY)
        assert not any(block["type"] == "data_visualization" for block in plain.blocks)


def test_bands() -> None:
    bands = Bands(Amount.SEVERAL, Portion.HALF, Waited.NOTHING)
    text = said(replace(NOTE, tier=1, figures=bands, unchanged_since=None))
    assert text[1] == (
        "In these four weeks several things were raised. About half of the planned follow-ups "
        "happened. Nothing has been open for longer than four weeks."
    )
    hidden = said(replace(NOTE, tier=1, figures=replace(bands, come_back=None, waited=None)))
    assert hidden[1] == "In these four weeks several things were raised."
    # The words say the window that was counted (D15).
    begun = replace(NOTE, tier=1, figures=bands, window=OVER._replace(weeks=1))
    assert said(begun)[0].startswith("Digest · #payments · the week of ")
    assert said(begun)[1].startswith("In this week several things were raised.")
    turned = replace(NOTE, window=Window(date(2025, 12, 22), date(2026, 1, 18), 4))
    assert said(turned)[0].endswith("22 Dec 2025 to 18 Jan 2026")


def test_nothing_counted_says_so_and_why_once() -> None:
    none = replace(NOTE, tier=0, figures=None, unchanged_since=None, first=True)
    small = said(replace(none, absence=AbsenceReason.TOO_FEW))
    assert (
        small[-1] == "No numbers: so few people are behind them that they could point at someone."
    )
    weeks = said(replace(none, absence=AbsenceReason.FIRST_WEEKS))
    assert weeks[-1] == "No numbers yet; they start after four weeks."
    assert said(replace(none, absence=AbsenceReason.NEVER))[-1] == "No numbers this time."
    later = replace(none, absence=AbsenceReason.TOO_FEW, first=False)
    assert said(later)[-1] == "No numbers this time."


def test_a_post_is_whole_in_its_text() -> None:
    letter = cards.digest_message(NOTE, TEAM, locale="en-US", today=FRIDAY)
    assert letter.text == "\n".join(texts_of(letter.blocks))


def test_the_longest_lines_fit() -> None:
    long = replace(NOTE, lines=("&" * 150,) * 15)
    letter = cards.digest_message(
        long, LONGEST.team, locale="en-US", today=FRIDAY, steps=[step("&" * 200)] * 20
    )
    assert check_message(letter.blocks) == []


def test_a_step_without_a_sentence_is_named_by_its_kind() -> None:
    text = said(NOTE, step("", StepKind.LISTENED))
    assert text[3] == "Next steps that a lead has chosen:\n• Just listen"


def part(**changes: Any) -> TeamPreview:
    base = TeamPreview(
        team=TEAM,
        week=IsoWeek(2026, 12),
        day=date(2026, 3, 20),
        weekly=LeaderWeekly(5, 1, 4, 2, 3),
        window=OVER,
        word=None,
        open=True,
    )
    return replace(base, **changes)


def private(day: int, *parts: TeamPreview) -> list[dict[str, Any]]:
    now = datetime(2026, 3, day, 9, 0, tzinfo=UTC)
    blocks = cards.private_parts(parts, reader=PRIYA, now=now)
    assert check_message(blocks) == []
    return blocks


def test_the_leaders_own_four_weeks_and_the_question_what_the_team_may_read() -> None:
    blocks = private(19, part())
    planned, own = texts_of(blocks)
    assert planned.startswith("The digest for #payments is planned for tomorrow at <!date^")
    assert "it goes out only if at least three people raised something" in planned
    assert own == (
        "Only you see these numbers, for your own overview (16 Feb to 15 Mar): "
        "5 raised with you · 4 followed up · 3 confirmed better. Waiting for a first reply now: 1."
    )
    labels = [element["text"]["text"] for element in blocks[1]["elements"]]
    assert labels == ["Choose what's in it", "Post it as planned", "Skip this one"]
    later = texts_of(private(18, part(weekly=None)))[0]
    assert later.startswith("The digest for #payments is planned for Fri 20 March at <!date^")


def test_without_numbers_nothing_goes_out_unasked_and_the_part_says_so() -> None:
    never = part(team=replace(TEAM, figures=ChannelFigures.NEVER))
    young = part(window=OVER._replace(weeks=1))
    for one in (never, young):
        assert "If you do nothing, nothing goes out." in texts_of(private(19, one))[0]


def test_an_answer_takes_the_place_of_the_buttons() -> None:
    word = Spoken(PRIYA.id, Word.SKIP, datetime(2026, 3, 19, 9, 0, tzinfo=UTC))
    answered = private(19, part(weekly=None, word=word))
    said = "The digest for #payments of Fri 20 March: you skipped it on Thu 19 March."
    assert texts_of(answered) == [said], "the question goes"
    over = private(21, part(weekly=None, open=False))
    assert not any(block["type"] == "actions" for block in [*answered, *over])


def test_a_leader_of_many_teams_has_one_message_that_fits() -> None:
    teams = [replace(TEAM, id=TeamId(f"team{n}")) for n in range(12)]
    assert len(private(19, *(part(team=one) for one in teams))) == 15
