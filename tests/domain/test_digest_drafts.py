"""What leaders say about a digest before it goes out, and when one is posted."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.calendar import Absence, Calendar, IsoWeek, iso_week
from bot.domain.digest.drafts import (
    Material,
    Silence,
    Spoken,
    TeamStep,
    Word,
    day_before,
    material,
    posting,
)
from bot.domain.digest.preview import Ledger
from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId
from bot.domain.taxonomy import StepKind
from bot.domain.team import Leader, LeaderState, Team

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
BERLIN = Calendar("Europe/Berlin")
TEAM = Team(
    workspace=WorkspaceId("T1"),
    id=TeamId("t1"),
    channel=ChannelId("C1"),
    name="payments",
    zone="Europe/Berlin",
    region=None,
    leaders=(Leader(PersonId("U1"), LeaderState.ACCEPTED, date(2026, 1, 7)),),
    members=frozenset({PersonId("U2")}),
    created_by=PersonId("U1"),
    created_at=NOW,
)
"""Its first week is the second of 2026."""


def week(number: int) -> IsoWeek:
    return iso_week(date.fromisocalendar(2026, number, 1))


def step(key: str, leader: str, *, ticked: bool = True) -> TeamStep:
    return TeamStep(id=key, leader=leader, kind=StepKind.SCOPE, ticked=ticked)


def spoken(leader: str, word: Word, *lines: str) -> Spoken:
    return Spoken(leader, word, NOW, lines)


STEPS = (step("s1", "U1"), step("s2", "U2"), step("s3", "U1", ticked=False))


def test_figures_go_out_without_an_answer_and_with_the_ticked_steps() -> None:
    assert material(STEPS, [], counted=True) == Material(STEPS[:2], ())
    said = [spoken("U1", Word.CHOSEN, "one", "two"), spoken("U2", Word.POST, "three")]
    assert material(STEPS, said, counted=True) == Material(STEPS[:2], ("one", "two", "three"))


def test_without_figures_each_leader_speaks_for_their_own_steps() -> None:
    assert material(STEPS, [], counted=False) is Silence.WAITS
    said = [spoken("U1", Word.POST)]
    assert material(STEPS, said, counted=False) == Material(STEPS[:1], ())


@pytest.mark.parametrize("counted", [False, True])
def test_one_leader_who_skips_drops_the_note_of_all(counted: bool) -> None:
    said = [spoken("U1", Word.CHOSEN), spoken("U2", Word.SKIP)]
    assert material(STEPS, said, counted=counted) is Silence.SKIPPED


def test_a_digest_is_posted_on_its_day_at_its_hour() -> None:
    friday = date.fromisocalendar(2026, 11, 5)
    assert posting(TEAM, week(11), BERLIN) == BERLIN.instant(friday, time(10, 0))
    tuesday = replace(TEAM, digest_day=2, digest_at=time(8, 30))
    assert posting(tuesday, week(11), BERLIN) == BERLIN.instant(
        date.fromisocalendar(2026, 11, 2), time(8, 30)
    )


def test_a_week_without_a_working_day_has_no_digest() -> None:
    monday, sunday = (date.fromisocalendar(2026, 11, day) for day in (1, 7))
    away = replace(BERLIN, away=(Absence(monday, sunday),))
    assert posting(TEAM, week(11), away) is None


def test_a_digest_needs_a_promise() -> None:
    assert posting(replace(TEAM, digest_day=0), week(11), BERLIN) is None
    undated = replace(TEAM, leaders=(Leader(PersonId("U1"), LeaderState.ACCEPTED),))
    assert posting(undated, week(11), BERLIN) is None


@pytest.mark.parametrize(
    ("number", "posted"), [(2, False), (5, False), (6, True), (7, False), (10, True), (14, True)]
)
def test_every_four_weeks_is_when_four_full_weeks_are_over(number: int, posted: bool) -> None:
    monthly = replace(TEAM, digest_every=4)
    assert (posting(monthly, week(number), BERLIN) is not None) is posted
    assert posting(TEAM, week(number), BERLIN) is not None


def test_what_is_remembered_between_two_digests_comes_back_as_it_was() -> None:
    assert Ledger.from_json(None) == Ledger()
    assert Ledger.from_json(Ledger().to_json()) == Ledger()
    known = Ledger(
        eligible=frozenset({"b", "a"}),
        eligible_since=date(2026, 3, 2),
        reached="2026-W10",
    )
    assert Ledger.from_json(known.to_json()) == known
    nobody = Ledger(eligible=frozenset())
    assert Ledger.from_json(nobody.to_json()) == nobody


def test_where_digests_begin_again_or_come_more_often_no_week_was_missed() -> None:
    ledger = Ledger(reached="2026-W10")
    off = replace(TEAM, digest_day=0)
    assert ledger.begun_anew(off, TEAM) == Ledger()
    assert ledger.begun_anew(TEAM, replace(TEAM, digest_every=4)) == Ledger()
    for before, after in ((TEAM, TEAM), (TEAM, off), (off, off)):
        assert ledger.begun_anew(before, after) == ledger


def test_the_day_before_is_the_last_working_day_of_the_five_before() -> None:
    monday, friday = date(2026, 3, 9), date(2026, 3, 13)
    assert day_before(friday, BERLIN) == date(2026, 3, 12)
    assert day_before(monday, BERLIN) == date(2026, 3, 6)
    only_friday = replace(BERLIN, days=frozenset({5}))
    assert day_before(date(2026, 3, 11), only_friday) == date(2026, 3, 6)
    assert day_before(date(2026, 3, 12), only_friday) is None
