"""CARRIES: claim, intent, post, settle, reconcile; redrawing what fell behind.

::

    carrier        all of it, and the states
    posting        claim, intent, POST, settle
    reconciling    what may have arrived: looked for, sent again, taken back
    redrawing      messages and Homes older than the record
    points         moments with a name, for tests
    timing         how long everything lasts
"""

from bot.outbox.crash_points import Hook, Point, passing
from bot.outbox.hands import Senders, Tools
from bot.outbox.timing import Timing
from bot.outbox.worker import Carrier

__all__ = ["Carrier", "Hook", "Point", "Senders", "Timing", "Tools", "passing"]
