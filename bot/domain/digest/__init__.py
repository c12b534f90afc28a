"""Friday's note: what a team may read about its own weeks, and nobody in particular.

::

    facts       what happened, and which of it counts       window, posting_day, count, eligible_now
    figures     the sums, in words or numbers               tier, bands, figures
    publishing  whether the sums may move this week         publish
    notes       whether there is something to post          note, weekly

A week's note is made in this order. The rules D1 to D12 and R8, R14, R15, R23, R29 and R35 are
named where they are kept.

Three people protect against one curious insider, not against two who pool what they know.
"""

from bot.domain.digest.facts import (
    Age,
    Answer,
    Counted,
    Fact,
    IsoWeek,
    State,
    Window,
    age,
    count,
    eligible_now,
    iso_week,
    posting_day,
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
from bot.domain.digest.notes import (
    Absence,
    LeaderWeekly,
    Note,
    Posted,
    note,
    weekly,
)
from bot.domain.digest.publishing import Decision, Pair, Published, Seal, publish

__all__ = [
    "Absence",
    "Age",
    "Amount",
    "Answer",
    "Bands",
    "Cell",
    "Counted",
    "Decision",
    "Fact",
    "Figures",
    "IsoWeek",
    "LeaderWeekly",
    "Median",
    "Note",
    "Pair",
    "Portion",
    "Posted",
    "Published",
    "Seal",
    "Share",
    "State",
    "Thresholds",
    "Waited",
    "Window",
    "age",
    "bands",
    "count",
    "eligible_now",
    "figures",
    "iso_week",
    "median",
    "note",
    "posting_day",
    "publish",
    "tier",
    "weekly",
    "window",
]
