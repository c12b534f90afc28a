"""Queries about what the bot sends, room by room.

::

    keeping         what is to be sent, and what is called back
    claims          claimed with a lease, intended, settled by its own token
    pace            gates shut by Slack, and how fast the bot goes by itself
    looking         what may have arrived: looked for, proved, sent again, swept
    showing         messages older than the record
    reading         what was sent, to whom, and what could not be

The states and the reasons for each step are those of ``bot/outbox``.
"""

from bot.store.deliveries.claims import Claims
from bot.store.deliveries.creation import Keeping
from bot.store.deliveries.pace import Pace
from bot.store.deliveries.queries import Reading
from bot.store.deliveries.reconciliation import Looking
from bot.store.deliveries.refresh import Showing


class Deliveries(Keeping, Claims, Pace, Looking, Showing, Reading):
    """Queries about deliveries."""


__all__ = ["Deliveries"]
