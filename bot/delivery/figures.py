"""What a process counts while it carries; the rest is read from the rows."""

from prometheus_client import Counter, Histogram

MESSAGES = Counter(
    "heard_messages",
    "Messages the bot started, by what Slack answered.",
    ("kind", "outcome"),
)
LATENESS = Histogram(
    "heard_lateness_seconds",
    "From the moment a message was due until Slack took it, for those that went at once.",
    buckets=(1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 14400, 86400),
)
LOOKS = Counter(
    "heard_looks",
    "What came of looking for messages in their direct message.",
    ("found",),
)
TAKEN_BACK = Counter("heard_copies_taken_back", "Second copies that were deleted.")
REDRAWN = Counter("heard_redrawn", "Messages and Homes drawn anew.", ("what", "outcome"))
