"""Named points of the protocol: where a test ends or freezes the bot, and an honest bot does not.

Each is passed once for each thing it names, outside any transaction: what was committed before a
point is in the database, what comes after it has not begun. A hook may end the process, raise
something that is no ``Exception``, or wait as long as it likes.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum


class Point(StrEnum):
    """A moment between two steps of the protocol."""

    BEFORE_TAKE_OVER = "before_take_over"
    """Leases of processes that died have not been looked at."""
    TAKEN_OVER = "taken_over"
    BEFORE_CLAIM = "before_claim"
    CLAIMED = "claimed"
    BEFORE_INTENT = "before_intent"
    BEFORE_POST = "before_post"
    """The intent is committed; whether the lease still lasts is checked after this point."""
    POSTED = "posted"
    """Slack has answered, or has not; nothing of it is written down."""
    SETTLED = "settled"
    BEFORE_LOOK = "before_look"
    """Rows to be looked for are taken; history has not been read."""
    LOOKED = "looked"
    """History is read; nothing of it is written down."""
    RECONCILED = "reconciled"
    BEFORE_DELETE = "before_delete"
    """A second copy was seen, and still stands."""
    DELETED = "deleted"
    """The second copy is gone; that it was looked for is not written down."""
    SWEPT = "swept"
    BEFORE_GIVE_BACK = "before_give_back"
    """The process stops, with something claimed."""
    GIVEN_BACK = "given_back"
    BEFORE_REDRAW = "before_redraw"
    REDRAWN = "redrawn"
    """A message shows the record; that it does is not written down."""


Hook = Callable[[Point], Awaitable[None]]


async def passing(point: Point) -> None:
    """Go on: what happens at every point outside tests."""
