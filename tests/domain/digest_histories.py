"""Histories of teams that nobody thought of, and what their digests showed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st

from bot.domain.digest import (
    CheckInAnswer,
    CoarseState,
    Counted,
    Decision,
    Digest,
    Fact,
    LastDigest,
    LeaderWeekly,
    Published,
    Thresholds,
    Window,
    compose,
    count,
    eligible_now,
    publish,
    weekly,
    window,
)
from bot.domain.settings import ChannelFigures

MONDAY = date(2026, 1, 5)
USUAL = Thresholds()
CHANGES: tuple[dict[str, Any], ...] = (
    {"answered_after": 1},
    {"answered_after": 3},
    {"follow_up_due": True},
    {"follow_up_due": True, "first_follow_up": 2},
    {"first_follow_up": 6},
    {"answer": CheckInAnswer.OPEN},
    {"answer": CheckInAnswer.PRIVATE},
    {"state": CoarseState.CONFIRMED},
    {"state": CoarseState.UNCONFIRMED},
    {"state": CoarseState.NO_CHANGE},
    {"state": CoarseState.ENDED},
    {"pressures": frozenset({"incident"})},
    {"withdrawn": True},
)


@dataclass(frozen=True)
class Week:
    raised: list[tuple[int, int, bool]]
    """Person, weekday, sent elsewhere."""
    changed: list[tuple[int, int]]
    """Which concern, which of CHANGES."""
    members: int
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Friday:
    counted: Counted
    decision: Decision
    note: Digest | None
    leader: LeaderWeekly


weeks = st.builds(
    Week,
    raised=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6), st.booleans()), max_size=6),
    changed=st.lists(st.tuples(st.integers(0, 99), st.integers(0, len(CHANGES) - 1)), max_size=4),
    members=st.sampled_from([4, 5, 6, 8, 9, 10, 10, 10]),
    steps=st.sampled_from([(), (), ("s1",), ("s2",), ("s1", "s2")]),
)
histories = st.lists(weeks, min_size=2, max_size=12)
people = st.sampled_from("abcdefghij")
facts = st.builds(
    Fact,
    concern=st.uuids().map(str),
    raiser=people,
    owner=st.sampled_from(["priya", "tom", None]),
    topic=st.sampled_from(["stuck", "worried", "other"]),
    created=st.integers(-10, 40).map(lambda days: MONDAY + timedelta(days=days)),
    pressures=st.frozensets(st.sampled_from(["date", "debt"])),
    answered_after=st.none() | st.integers(0, 5),
    answer_due=st.booleans(),
    follow_up_due=st.booleans(),
    first_follow_up=st.none() | st.integers(0, 9),
    state=st.sampled_from(CoarseState),
    answer=st.sampled_from(CheckInAnswer),
)
FOUR_WEEKS = Window(MONDAY, MONDAY + timedelta(days=27), 4)


def keyed_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def play(history: list[Week], *, elsewhere: bool = True) -> Iterator[Friday]:
    """The Fridays of a team whose figures may be in the channel from the start."""
    concerns: list[Fact] = []
    members: frozenset[str] | None = None
    published: Published | None = None
    posted: LastDigest | None = None
    for at, week in enumerate(history):
        monday = MONDAY + timedelta(weeks=at)
        for number, (person, weekday, away) in enumerate(week.raised):
            concern = Fact(
                concern=f"{at}.{number}",
                raiser="abcdefghij"[person],
                owner="tom" if away else "priya",
                topic="stuck",
                created=monday + timedelta(days=weekday),
                sent_elsewhere=away,
            )
            concerns.append(concern)
        for which, change in week.changed:
            if concerns:
                here = which % len(concerns)
                concerns[here] = replace(concerns[here], **CHANGES[change])
        seen = [each for each in concerns if elsewhere or not each.sent_elsewhere]
        friday = monday + timedelta(days=11)
        over = window(friday, MONDAY)
        members = eligible_now(members, frozenset("abcdefghij"[: week.members]))
        counted = count(seen, members, over)
        decision = publish(
            counted, published, thresholds=USUAL, keyed_hash=keyed_hash, today=friday
        )
        said = compose(
            decision,
            setting=ChannelFigures.FROM_START,
            weeks=over.weeks,
            steps=week.steps,
            lines=(),
            last=posted,
            keyed_hash=keyed_hash,
        )
        yield Friday(counted, decision, said, weekly(seen, "priya", over))
        if said is not None:
            posted = said.posted
            published = said.published or published
