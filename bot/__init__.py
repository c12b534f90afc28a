"""Heard: a concern is caught, kept, and come back to.

::

    Slack ──> listeners ──┐                                   HEARS
                          ├──> casework ──> store             DOES, REMEMBERS
    the clock ─> scheduler┘        └─ asks ─> domain          WAKES, DECIDES
                     └──> delivery ──> messages ──> Slack     CARRIES, SAYS

Each station is one word in the tree. Imports run one way, from top to bottom of this list:
cli, app, listeners and scheduler, delivery, people, casework and messages, store, domain.
"""
