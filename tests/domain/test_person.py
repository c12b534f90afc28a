"""Who takes part, when they are away, and how long a pause may be."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.calendar import Absence, TalkHour, never
from bot.domain.ids import PersonId, WorkspaceId, new_id
from bot.domain.person import Person, Preferences, pause_day
from bot.domain.refusals import LongPause, PastDate

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
"""Tuesday, 0:30 in Berlin."""
SAM = Person(
    workspace=WorkspaceId("T1"),
    id=PersonId("U4"),
    name="Sam",
    full_name="Sam Okafor",
    zone="Europe/Berlin",
    read_at=NOW,
)


def preferring(**chosen: object) -> Person:
    return replace(SAM, preferences=replace(SAM.preferences, **chosen))  # type: ignore[arg-type]


@pytest.mark.parametrize("fact", ["bot", "guest", "outsider", "deleted"])
def test_only_full_members_take_part(fact: str) -> None:
    assert SAM.member
    assert not replace(SAM, **{fact: True}).member


def test_nothing_is_known_of_a_person_before_slack_says_it() -> None:
    assert (SAM.status_emoji, SAM.channel, SAM.home_changes) == ("", None, 0)
    assert not (SAM.home_opened or SAM.admin)


def test_a_person_is_written_to_in_the_language_they_chose() -> None:
    assert SAM.locale == "en-US"
    assert preferring(language="de-DE").locale == "de-DE"


def test_a_status_can_say_that_somebody_is_away() -> None:
    assert replace(SAM, status_emoji=":palm_tree:").says_away
    assert not SAM.says_away


@pytest.mark.parametrize(
    ("until", "back"),
    [
        (None, None),
        (date(2026, 3, 10), None),
        (date(2026, 3, 11), date(2026, 3, 11)),
    ],
)
def test_a_pause_ends_where_its_person_is(until: date | None, back: date | None) -> None:
    assert preferring(paused_until=until).back_on(NOW) == back


def test_a_calendar_is_made_from_what_was_chosen() -> None:
    asked: list[str | None] = []

    def holidays_of(region: str | None):  # type: ignore[no-untyped-def]
        asked.append(region)
        return never

    plain = SAM.calendar(holidays_of, "DE-BE")
    assert (plain.zone, plain.days, plain.away, plain.grace) == (
        "Europe/Berlin",
        frozenset({1, 2, 3, 4, 5}),
        (),
        0,
    )
    assert time(9, 30) <= plain.hour <= time(9, 40)
    assert (plain.start, plain.end) == (time(9, 0), time(17, 30))
    own = preferring(
        days=frozenset({1, 2}),
        work_begins=time(8),
        work_ends=time(12),
        talk_hours=(TalkHour(1, time(9), time(10)),),
        region="PT",
        hour=time(11),
        paused_until=date(2026, 3, 20),
        only_slips=True,
    ).calendar(holidays_of, "DE-BE")
    assert (own.hour, own.away, own.grace) == (
        time(11),
        (Absence(date.min, date(2026, 3, 19)),),
        2,
    )
    assert (own.days, own.start, own.end) == (frozenset({1, 2}), time(8), time(12))
    assert own.talk_hours == (TalkHour(1, time(9), time(10)),)
    assert asked == ["DE-BE", "PT"]
    assert preferring(paused_until=date.min).calendar(holidays_of).away == ()


def test_nobody_is_silent_or_paused_before_they_choose_it() -> None:
    chosen = Preferences()
    assert not (chosen.silent or chosen.full_text or chosen.only_slips)
    assert chosen.offers
    assert chosen.coaching
    assert (chosen.items, chosen.message_days) == (5, 3)


def test_a_pause_ends_tomorrow_at_the_earliest_and_in_a_year_at_the_latest() -> None:
    today, latest = date(2026, 3, 9), date(2027, 3, 9)
    assert pause_day(date(2026, 3, 10), today=today) == date(2026, 3, 10)
    assert pause_day(latest, today=today) == latest
    with pytest.raises(PastDate) as past:
        pause_day(today, today=today, field="day")
    with pytest.raises(LongPause) as far:
        pause_day(date(2027, 3, 10), today=today, field="day")
    assert (past.value.field, far.value.field) == ("day", "day")
    assert far.value.facts == {"date": "2027-03-09"}


def test_an_id_says_nothing_and_is_26_characters_long() -> None:
    assert len(new_id()) == 26
    assert new_id() != new_id()
