"""SENDS: claim, intent, post, settle, reconcile; refreshing what is stale.

::

    worker          all of it, and the states a message goes through
    posting         claim, intent, POST, settle
    reconciling     what may have arrived: looked for, sent again
    refreshing      messages and Homes older than the record
    copies          second copies, taken back
    context         what these parts share
    kinds/          each kind of message: how it is read, whether it still holds, how it is drawn
    crash_points    moments with a name, for tests
    timing          how long everything lasts
    metrics         what an operator sees
"""

from bot.outbox.context import Senders
from bot.outbox.crash_points import Hook, Point, passing
from bot.outbox.timing import Timing
from bot.outbox.worker import OutboxWorker

__all__ = ["Hook", "OutboxWorker", "Point", "Senders", "Timing", "passing"]
