"""In which order a round of the clock goes, and how long what hung is passed over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.due import NOT_IN_TIME, WOKEN, DueFailure, DueKind, DueRow
from bot.domain.ids import WorkspaceId

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
HUNG = DueFailure(kind=DueKind.LEADER, id="U1", error=NOT_IN_TIME, failed_at=NOW, times=1)


def test_a_round_wakes_what_has_a_moment_of_its_own_digests_before_leaders() -> None:
    assert [kind.value for kind in WOKEN] == [
        *("digest", "private_part", "leader", "timeout", "stale_review", "retention"),
        *("check_in", "removal"),
    ]
    row = DueRow(DueKind.LEADER, WorkspaceId("T1"), "U1")
    assert (row.failed, row.slow, row.moment) == (False, False, None)


@pytest.mark.parametrize(
    ("times", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (500, 60)]
)
def test_what_hung_waits_twice_as_long_each_time_and_an_hour_at_most(
    times: int, minutes: int
) -> None:
    hung = replace(HUNG, times=times)
    wait, moment = timedelta(minutes=minutes), timedelta(microseconds=1)
    assert hung.slow
    # A clock that was set back keeps nobody waiting.
    moments = (-moment, timedelta(0), wait - moment, wait)
    waits = [hung.is_waiting(NOW + passed) for passed in moments]
    assert waits == [False, True, True, False]
    raised = replace(hung, error="ValueError")
    assert not raised.slow
    assert not raised.is_waiting(NOW)
