"""Queries about what the bot sends, file by file.

::

    creation          what is to be sent, and what is called back
    claims            claimed with a lease, intended, settled by its own token
    rate_limits       limits set by Slack, and how fast the bot goes by itself
    reconciliation    what may have arrived: looked for, proved, sent again, swept
    refresh           messages older than the record
    retention         messages that are kept no longer
    queries           what was sent, to whom, and what could not be

The states and the reasons for each step are those of ``bot/outbox``.
"""

from bot.store.deliveries.claims import Claims
from bot.store.deliveries.creation import Creation
from bot.store.deliveries.queries import Lookups
from bot.store.deliveries.rate_limits import RateLimits
from bot.store.deliveries.reconciliation import Reconciliation
from bot.store.deliveries.refresh import Refresh
from bot.store.deliveries.retention import Cleanup


class Deliveries(Creation, Claims, RateLimits, Reconciliation, Refresh, Cleanup, Lookups):
    """Queries about deliveries."""


__all__ = ["Deliveries"]
