"""How long something is kept: its words first, then the rest; and what begins the time anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.concern import Concern, Nudge, Retention, Timeout
from bot.domain.concern.retention import (
    Erasing,
    PlannedErasure,
    acted,
    is_warned,
    kept_until,
    planned_erasure,
    scheduled,
    silent_since,
    words_erased,
)
from bot.domain.concern.states import Act, Kind, NudgeReason, Role, State
from bot.domain.concern.transitions import KEPT_FROM_LEADER, TRANSITIONS
from bot.domain.settings import WorkspaceSettings
from tests.domain.concern_cases import MONDAY, TODAY, concern

LIMITS = WorkspaceSettings(words_kept=30, open_kept=180, notes_kept=60, records_kept=12)
DAY = timedelta(days=1)
ENDED = MONDAY + 5 * DAY


def kept(stands: Concern, **moments: object) -> Concern:
    return replace(stands, retention=replace(stands.retention, **moments))  # type: ignore[arg-type]


def ended(**changes: object) -> Concern:
    return concern(**{"state": State.CONFIRMED, "closed_at": ENDED, **changes})


@pytest.mark.parametrize(
    ("stands", "what", "at"),
    [
        (concern(), Erasing.WARN, MONDAY + 180 * DAY),
        (kept(concern(), active_at=MONDAY + DAY), Erasing.WARN, MONDAY + 181 * DAY),
        (kept(concern(), kept_at=MONDAY + 2 * DAY), Erasing.WARN, MONDAY + 182 * DAY),
        (concern(kind=Kind.SHARED, state=State.HEARD), Erasing.WARN, MONDAY + 180 * DAY),
        # Warned of: it goes, unless something has happened since.
        (kept(concern(), warned_at=MONDAY + 3 * DAY), Erasing.ALL, MONDAY + 17 * DAY),
        (kept(concern(), warned_at=MONDAY), Erasing.WARN, MONDAY + 180 * DAY),
        (
            kept(concern(), warned_at=MONDAY + 3 * DAY, active_at=MONDAY + 4 * DAY),
            Erasing.WARN,
            MONDAY + 184 * DAY,
        ),
        # What ended loses its words first, once for each time it ends.
        (ended(), Erasing.WORDS, ENDED + 30 * DAY),
        (kept(ended(), words_erased_at=ENDED - DAY), Erasing.WORDS, ENDED + 30 * DAY),
        (kept(ended(), words_erased_at=ENDED), Erasing.ALL, ENDED.replace(year=2027)),
        (ended(closed_at=None, last_at=ENDED + DAY), Erasing.WORDS, ENDED + 31 * DAY),
        (ended(closed_at=None), Erasing.WORDS, MONDAY + 30 * DAY),
        (ended(kind=Kind.SHARED), Erasing.WORDS, ENDED + 30 * DAY),
        (ended(state=State.WITHDRAWN), Erasing.ALL, ENDED + 30 * DAY),
        (ended(state=State.WITHDRAWN, kind=Kind.NOTE), Erasing.ALL, ENDED + 30 * DAY),
        # A private note goes whole, and never before its last follow-up is two weeks over.
        (concern(kind=Kind.NOTE, state=State.HEARD), Erasing.ALL, MONDAY + 60 * DAY),
        (concern(kind=Kind.NOTE, last_at=MONDAY + 50 * DAY), Erasing.ALL, MONDAY + 64 * DAY),
        (
            concern(kind=Kind.NOTE, nudge=Nudge(NudgeReason.FIRST, TODAY, MONDAY + 70 * DAY)),
            Erasing.ALL,
            MONDAY + 84 * DAY,
        ),
        (ended(kind=Kind.NOTE, state=State.UNCONFIRMED), Erasing.ALL, MONDAY + 60 * DAY),
    ],
)
def test_what_is_erased_next_and_when(stands: Concern, what: Erasing, at: datetime) -> None:
    assert planned_erasure(stands, LIMITS) == PlannedErasure(what, at)
    assert scheduled(stands, LIMITS).retention.erase_at == at


@pytest.mark.parametrize(
    "stands",
    [
        concern(state=State.OFFERED),
        concern(timeout=Timeout(Act.ERASE, MONDAY)),
        concern(kind=Kind.NOTE, timeout=Timeout(Act.ERASE, MONDAY)),
    ],
)
def test_an_offer_and_what_a_side_has_left_have_an_end_of_their_own(stands: Concern) -> None:
    assert planned_erasure(stands, LIMITS) is None
    assert scheduled(kept(stands, erase_at=MONDAY), LIMITS).retention.erase_at is None


def test_until_when_something_open_is_kept_includes_the_two_weeks_of_the_warning() -> None:
    assert kept_until(concern(), LIMITS) == MONDAY + 194 * DAY
    warned = kept(concern(), warned_at=MONDAY + 180 * DAY)
    assert (is_warned(warned), kept_until(warned, LIMITS)) == (True, MONDAY + 194 * DAY)
    anew = kept(warned, active_at=MONDAY + 180 * DAY)
    assert (is_warned(anew), is_warned(concern())) == (False, False)
    assert silent_since(anew) == MONDAY + 180 * DAY


@pytest.mark.parametrize("act", list(Act))
def test_R23_only_what_a_person_does_openly_begins_the_silence_anew(act: Act) -> None:
    held = kept(concern(), active_at=MONDAY, held_at=MONDAY)
    done = acted(held, act, ENDED)
    hidden = act in KEPT_FROM_LEADER or TRANSITIONS[act].who is Role.CLOCK
    assert done.retention.active_at == (MONDAY if hidden else ENDED)
    # What comes from a back-up goes to its leader again once its raiser wants that.
    released = act in (Act.COME_BACK, Act.REOPEN, Act.AGAIN)
    assert done.retention.held_at == (None if released else MONDAY)


def test_once_its_words_are_gone_nothing_leads_to_a_message_or_tells_a_private_answer() -> None:
    for act in Act:
        gone = words_erased(ended(last_act=act, origin="mark:C1:1:U2"), ENDED)
        assert gone.retention.words_erased_at == ENDED
        assert gone.last_act == (None if act in KEPT_FROM_LEADER else act)
        assert gone.origin == "erased:c1"


@pytest.mark.parametrize(
    ("ends", "months", "gone"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-11-15", 3, "2027-02-15"),
        ("2026-03-31", 24, "2028-03-31"),
        ("2026-08-31", 18, "2028-02-29"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_there_is(ends: str, months: int, gone: str) -> None:
    closed = datetime.fromisoformat(f"{ends}T10:00+00:00")
    stands = kept(ended(closed_at=closed), words_erased_at=closed)
    planned = planned_erasure(stands, replace(LIMITS, records_kept=months))
    assert planned is not None
    assert planned.at == datetime.fromisoformat(f"{gone}T10:00+00:00")


def test_what_is_kept_for_more_months_never_goes_sooner() -> None:
    closed = datetime(2026, 1, 31, 10, tzinfo=UTC)
    stands = replace(ended(closed_at=closed), retention=Retention(words_erased_at=closed))
    planned = [planned_erasure(stands, replace(LIMITS, records_kept=n)) for n in range(3, 25)]
    moments = [each.at for each in planned if each is not None]
    assert len(moments) == 22
    assert all(sooner < later for sooner, later in pairwise(moments))
