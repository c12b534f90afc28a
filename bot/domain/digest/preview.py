"""A note that has not gone out yet: as a leader sees it, and as it is remembered."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.calendar import IsoWeek
from bot.domain.digest.composition import Digest, LastDigest, LeaderWeekly
from bot.domain.digest.drafts import Spoken, TeamStep
from bot.domain.digest.facts import Window
from bot.domain.digest.publishing import Decision, Published
from bot.domain.team import Team


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A team's coming note, for one of its leaders: never more than the team will read."""

    team: Team
    week: IsoWeek
    today: date
    """The team's date when this was read."""
    day: date
    """The day it is to be posted."""
    own: tuple[TeamStep, ...]
    """The leader's own steps of the last four weeks, ticked or not."""
    word: Spoken | None
    """What the leader answered already."""
    skipped: bool
    """A leader dropped it."""
    note: Digest | None
    """As it would be posted with this leader's yes; ``None``: there is nothing to post."""
    steps: tuple[TeamStep, ...]
    """Those in the note."""
    counted_on: date | None
    """The day its figures are counted, where that is still to come."""


@dataclass(frozen=True, kw_only=True)
class WeeklyDigest:
    """A note that was decided, as it is read: in the team's channel, or in Homes (D11)."""

    team: Team
    day: date
    """The day it was due."""
    note: Digest
    steps: tuple[TeamStep, ...] = ()
    """What changed: the steps whose leaders let the team read them."""


@dataclass(frozen=True, kw_only=True)
class TeamPreview:
    """A leader's private part before one team's note."""

    team: Team
    week: IsoWeek
    day: date
    """The day the note is to be posted."""
    weekly: LeaderWeekly | None
    window: Window | None
    """The days that ``weekly`` counts."""
    word: Spoken | None
    open: bool
    """The note has not been decided yet, so that the leader's word still counts."""


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Figures decided the day before, so that no two looks at them differ by one person.

    What leaders are shown beforehand is what the team reads; whoever looks twice learns nothing.
    """

    week: str
    weeks: int
    """Full weeks in the window."""
    decision: Decision


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What is remembered between one note of a team and the next; hashes, no names."""

    published: Published | None = None
    posted: LastDigest | None = None
    eligible: frozenset[str] | None = None
    eligible_since: date | None = None
    frozen: Frozen | None = None
    reached: str | None = None
    """The last ISO week whose note's moment a round has seen; ``None``: none was missed since."""

    def begun_anew(self, before: Team, after: Team) -> "Ledger":
        """The same, without a week to go on from, where notes begin again or come more often.

        A note that was simply off was not missed.
        """
        begins = after.has_digest and not before.has_digest
        other = after.digest_every != before.digest_every
        return replace(self, reached=None) if begins or other else self

    def to_json(self) -> str:
        """As text."""
        frozen = self.frozen
        return json.dumps(
            {
                "published": _text(self.published),
                "posted": _text(self.posted),
                "eligible": _sorted(self.eligible),
                "eligible_since": self.eligible_since.isoformat() if self.eligible_since else None,
                "reached": self.reached,
                "frozen": {
                    "week": frozen.week,
                    "weeks": frozen.weeks,
                    "decision": frozen.decision.to_json(),
                }
                if frozen
                else None,
            }
        )

    @classmethod
    def from_json(cls, text: str | None) -> "Ledger":
        """Back from :meth:`to_json`; from nothing, an empty one."""
        if text is None:
            return cls()
        row = json.loads(text)
        frozen, since = row["frozen"], row["eligible_since"]
        return cls(
            published=Published.from_json(row["published"]) if row["published"] else None,
            posted=LastDigest.from_json(row["posted"]) if row["posted"] else None,
            eligible=frozenset(row["eligible"]) if row["eligible"] is not None else None,
            eligible_since=date.fromisoformat(since) if since else None,
            reached=row["reached"],
            frozen=Frozen(
                week=frozen["week"],
                weeks=frozen["weeks"],
                decision=Decision.from_json(frozen["decision"]),
            )
            if frozen
            else None,
        )


def _text(digest: Published | LastDigest | None) -> str | None:
    return digest.to_json() if digest is not None else None


def _sorted(names: Iterable[str] | None) -> list[str] | None:
    return sorted(names) if names is not None else None
