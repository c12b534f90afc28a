"""Friday's note: what a team may read about its own weeks, and nobody in particular.

::

    facts       what happened, and which of it counts       window, posting_day, count, eligible_now
    figures     the sums, in words or numbers               tier, bands, figures
    disclosure  whether a single figure may move            restricted
    leaders     what one of several leaders could subtract  rests_on_enough
    publishing  whether the sums may move this week         publish
    drafts      what the leaders let the team read          posting, day_before, material
    preview     a digest before it goes out, and after      Preview, Ledger, WeeklyDigest
    composition whether there is something to post          compose, weekly

A week's note is made in this order. The rules D1 to D12 and R8, R14, R15, R23, R29 and R35 are
named where they are kept.

Three people protect against one curious insider, not against two who pool what they know.
"""

from bot.domain.digest.composition import (
    AbsenceReason,
    Digest,
    LastDigest,
    LeaderWeekly,
    absence,
    compose,
    weekly,
)
from bot.domain.digest.disclosure import KeyedHash
from bot.domain.digest.drafts import (
    LINE_LIMIT,
    LOOK_BACK_DAYS,
    MOST_LINES,
    STEPS_LAST,
    Material,
    Silence,
    Spoken,
    TeamStep,
    Word,
    day_before,
    material,
    posting,
)
from bot.domain.digest.facts import (
    WINDOW_WEEKS,
    Age,
    CheckInAnswer,
    CoarseState,
    Counted,
    Fact,
    Window,
    age,
    count,
    eligible_from,
    eligible_now,
    monday,
    posting_day,
    week_after,
    week_ends,
    window,
)
from bot.domain.digest.figures import (
    Amount,
    Bands,
    Cell,
    Figures,
    Median,
    Portion,
    Share,
    Thresholds,
    Waited,
    bands,
    figures,
    median,
    tier,
)
from bot.domain.digest.preview import Frozen, Ledger, Preview, TeamPreview, WeeklyDigest
from bot.domain.digest.publishing import Decision, Published, publish

__all__ = [
    "LINE_LIMIT",
    "LOOK_BACK_DAYS",
    "MOST_LINES",
    "STEPS_LAST",
    "WINDOW_WEEKS",
    "AbsenceReason",
    "Age",
    "Amount",
    "Bands",
    "Cell",
    "CheckInAnswer",
    "CoarseState",
    "Counted",
    "Decision",
    "Digest",
    "Fact",
    "Figures",
    "Frozen",
    "KeyedHash",
    "LastDigest",
    "LeaderWeekly",
    "Ledger",
    "Material",
    "Median",
    "Portion",
    "Preview",
    "Published",
    "Share",
    "Silence",
    "Spoken",
    "TeamPreview",
    "TeamStep",
    "Thresholds",
    "Waited",
    "WeeklyDigest",
    "Window",
    "Word",
    "absence",
    "age",
    "bands",
    "compose",
    "count",
    "day_before",
    "eligible_from",
    "eligible_now",
    "figures",
    "material",
    "median",
    "monday",
    "posting",
    "posting_day",
    "publish",
    "tier",
    "week_after",
    "week_ends",
    "weekly",
    "window",
]
