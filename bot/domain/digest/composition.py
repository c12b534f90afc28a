"""Whether there is a note to post and what it consists of; and the leader's own four weeks."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from bot.domain.digest.disclosure import KeyedHash
from bot.domain.digest.facts import WINDOW_WEEKS, CoarseState, Fact, Window
from bot.domain.digest.figures import Bands, Figures, Tier
from bot.domain.digest.publishing import Decision, Published
from bot.domain.settings import ChannelFigures


class AbsenceReason(StrEnum):
    """Why a note has no figures."""

    TOO_FEW = "too_few"
    """Too few people (tier 0)."""
    FIRST_WEEKS = "first_weeks"
    """They come after four weeks."""
    NEVER = "never"
    """The leader's setting."""


@dataclass(frozen=True, slots=True)
class LastDigest:
    """What is remembered of the last note, to know whether the next says anything new (R35)."""

    shown: str
    """Sealed figures; empty = none were shown."""
    said: frozenset[str]
    """Sealed steps and lines."""

    def to_json(self) -> str:
        """As text, the same for equal values."""
        return json.dumps({"shown": self.shown, "said": sorted(self.said)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "LastDigest":
        """Back from :meth:`to_json`; KeyError, TypeError or ValueError on anything else."""
        row = json.loads(text)
        return cls(row["shown"], frozenset(row["said"]))


@dataclass(frozen=True, slots=True)
class Digest:
    """One note of one team, to be put into words."""

    tier: Tier
    figures: Figures | Bands | None
    """Figures at tier 2, Bands at tier 1, None at tier 0 or where the setting holds them back."""
    unchanged_since: date | None
    steps: tuple[str, ...]
    """The steps the leaders ticked, by whatever key the caller uses."""
    lines: tuple[str, ...]
    """The leaders' own lines."""
    first: bool
    """No note was posted before: it says once why there are no figures."""
    absence: AbsenceReason | None
    """Why there are no figures; None when there are."""
    published: Published | None
    """To be stored when it is posted, not before: what nobody read is not published. None = what
    is stored stays."""
    posted: LastDigest
    """To be stored when it is posted."""
    window: Window | None = None
    """The days that the figures count."""


@dataclass(frozen=True, slots=True)
class LeaderWeekly:
    """The four weeks of one leader, exact, for that leader only (D12)."""

    raised: int
    waiting: int
    """Without a first answer now, older and newer ones included."""
    come_back: int
    before_asked: int
    """Those of ``come_back`` that happened before the bot asked."""
    confirmed: int


def compose(
    decision: Decision,
    *,
    setting: ChannelFigures,
    weeks: int,
    steps: Sequence[str],
    lines: Sequence[str],
    last: LastDigest | None,
    keyed_hash: KeyedHash,
) -> Digest | None:
    """What goes into the channel this week, or None when there is nothing to post (R35).

    ``weeks`` are the window's full weeks, ``last`` what is remembered of the last note posted,
    ``steps`` and ``lines`` those of all leaders of the team. Something is new when figures are
    there that the last note did not show, or a step or line it did not say; figures going away
    are no news. Leaders skipping a week is not decided here.
    """
    missing = absence(decision, setting, weeks)
    shows = missing is None
    posted = LastDigest(
        shown=_hashed_figures(decision, keyed_hash) if shows else "",
        said=frozenset(
            keyed_hash(json.dumps([kind, text]))
            for kind, texts in (("step", steps), ("line", lines))
            for text in texts
        ),
    )
    new_figures = shows and (last is None or posted.shown != last.shown)
    new_words = posted.said - (frozenset() if last is None else last.said)
    if not new_figures and not new_words:
        return None
    return Digest(
        tier=decision.tier if shows else 0,
        figures=decision.figures if shows else None,
        unchanged_since=decision.unchanged_since if shows else None,
        steps=tuple(steps),
        lines=tuple(lines),
        first=last is None,
        absence=missing,
        published=decision.published if shows or missing is AbsenceReason.TOO_FEW else None,
        posted=posted,
        window=decision.window if shows else None,
    )


def weekly(facts: Iterable[Fact], owner: str, over: Window) -> LeaderWeekly:
    """What a leader reads the day before the note: only concerns they own (D12, R8, R23).

    The sums are those of the window; what waits for a first answer waits now (D15).
    """
    own = [fact for fact in facts if fact.owner == owner and not fact.leaves_no_trace]
    raised = [fact for fact in own if over.first <= fact.created <= over.last]
    return LeaderWeekly(
        raised=len(raised),
        waiting=sum(fact.answered_after is None and fact.state is CoarseState.OPEN for fact in own),
        come_back=sum(fact.came_back for fact in raised),
        before_asked=sum(fact.came_back and fact.came_back_unasked for fact in raised),
        confirmed=sum(fact.state is CoarseState.CONFIRMED for fact in raised),
    )


def absence(decision: Decision, setting: ChannelFigures, weeks: int) -> AbsenceReason | None:
    """Why this week's note has no figures, if it has none.

    A group too small is told so at once, not promised figures for later.
    """
    if decision.too_small:
        return AbsenceReason.TOO_FEW
    if setting is ChannelFigures.NEVER:
        return AbsenceReason.NEVER
    if setting is ChannelFigures.AFTER_FOUR_WEEKS and weeks < WINDOW_WEEKS:
        return AbsenceReason.FIRST_WEEKS
    return AbsenceReason.TOO_FEW if decision.figures is None else None


def _hashed_figures(decision: Decision, keyed_hash: KeyedHash) -> str:
    shown = None if decision.figures is None else asdict(decision.figures)
    return keyed_hash(json.dumps([decision.tier, shown], sort_keys=True))
