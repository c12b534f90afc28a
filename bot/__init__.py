"""Heard: a concern is caught, kept, and come back to.

::

    Slack ──> listeners ──┐                                   HEARS
                          ├──> casework ──> store             DOES, REMEMBERS
    the clock ─> scheduler┘        └─ asks ─> domain          WAKES, DECIDES
                     └──> outbox ──> messages ──> Slack       SENDS, SAYS

Each station is one word in the tree. Imports run one way, from top to bottom of this list: cli,
demo, app, listeners and scheduler, outbox, slack, casework and messages, store, domain.
"""
