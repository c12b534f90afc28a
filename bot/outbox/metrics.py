"""What an operator sees: counted by each process while it carries, and read from the rows."""

from datetime import datetime

from prometheus_client import Counter, Gauge, Histogram

from bot.domain.delivery import DeliveryKind
from bot.domain.due import WOKEN
from bot.store.stats import OutboxStats

MESSAGES = Counter(
    "heard_messages",
    "Messages the bot started, by what Slack answered.",
    ("kind", "outcome"),
)
LATENESS = Histogram(
    "heard_lateness_seconds",
    "From the moment somebody was to be asked until Slack took the message, at its first try.",
    buckets=(1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 14400, 86400),
)
RECONCILED = Counter(
    "heard_reconciled",
    "What came of looking for messages in their direct message.",
    ("found",),
)
TAKEN_BACK = Counter("heard_copies_taken_back", "Second copies that were deleted.")
REDRAWN = Counter("heard_redrawn", "Messages and Homes drawn anew.", ("what", "outcome"))

WAITING = Gauge(
    "heard_waiting_seconds",
    "For how long the oldest thing of a kind is due and no message of it is made.",
    ("kind",),
)
FAILING = Gauge("heard_due_rows_failing", "Due rows that raised when they were last handled.")
DUE = Gauge("heard_due", "Messages that are due and not claimed.")
OLDEST = Gauge("heard_oldest_due_seconds", "For how long the oldest of them has been due.")
UNDER_WAY = Gauge("heard_under_way", "Messages that are claimed or being sent.")
UNCERTAIN = Gauge(
    "heard_uncertain", "Messages that may have arrived, by who finds out.", ("settled_by",)
)
RETRIED = Gauge("heard_tried_again", "Messages that Slack refused and that are tried again.")
DEAD = Gauge("heard_dead", "Messages that could not be delivered and are given up.")
STALE = Gauge("heard_stale", "Messages that show something older than the record.")
RATE_LIMITED = Gauge(
    "heard_rate_limited", "Workspaces in which Slack wants no call of a method now.", ("method",)
)
SUSPENDED = Gauge("heard_workspaces_suspended", "Workspaces whose token Slack does not take.")
DATABASE = Gauge("heard_database_up", "Whether the database answered when this page was read.")


def shown_kind(kind: DeliveryKind) -> str:
    """What figures and logs call a kind: a call for help is told from no other news."""
    return (DeliveryKind.NOTICE if kind is DeliveryKind.SAFE_ASK else kind).value


def show(stats: OutboxStats | None, now: datetime) -> None:
    """Let the page of figures say how everything stands; ``None``: the database is away."""
    DATABASE.set(stats is not None)
    if stats is None:
        return
    DUE.set(stats.due)
    late = 0.0 if stats.oldest_due is None else (now - stats.oldest_due).total_seconds()
    OLDEST.set(max(0.0, late))
    UNDER_WAY.set(stats.under_way)
    UNCERTAIN.labels("bot").set(stats.looked_for)
    UNCERTAIN.labels("human").set(stats.left_to_people)
    RETRIED.set(stats.tried_again)
    DEAD.set(stats.dead)
    STALE.set(stats.stale)
    RATE_LIMITED.clear()
    for method, number in stats.rate_limits.items():
        RATE_LIMITED.labels(method).set(number)
    SUSPENDED.set(stats.suspended)
    FAILING.set(stats.failing)
    for kind in WOKEN:
        since = stats.waiting.get(kind, now)
        WAITING.labels(kind.value).set(max(0.0, (now - since).total_seconds()))
