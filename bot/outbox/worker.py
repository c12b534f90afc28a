"""Carries messages to Slack, once each, whatever breaks in between.

::

    pending ──claim──▶ claimed ──intent──▶ sending ──ok──▶ sent
       ▲                  │ not now, stopped   │ 429, dead token: pending, gate shut or parked
       ├──────────────────┘                    │ refused: pending after a growing pause, then dead
       │                                       │ nobody there: dead
       │                                       ▼ nothing proved, or the process died
       └── not in the history ── uncertain ── found, pressed, said by a human ──▶ sent

A process that dies leaves its lease to expire: what was only claimed is pending again, what was
being sent is uncertain and is looked for before it is sent again. Whoever finds its own lease gone
changes nothing but the truth: its message counts, or is taken back.
"""

from bot.outbox.posting import Posting
from bot.outbox.reconciling import Reconciling
from bot.outbox.refreshing import Redrawing


class Carrier(Posting, Reconciling, Redrawing):
    """Sends what is due, finds out what arrived, redraws what fell behind."""
