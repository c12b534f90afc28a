"""The lists of keys."""

import pytest

from bot.domain.taxonomy import (
    Change,
    CloseReason,
    Help,
    HowSoon,
    Pressure,
    Signal,
    StepKind,
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            Signal,
            (
                "disagree deadline stuck overloaded cross_team context"
                " tension frustrated worried help other led"
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
