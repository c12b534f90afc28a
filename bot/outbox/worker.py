"""The worker of the outbox: sends each message once, whatever breaks in between.

::

    pending ──claim──▶ claimed ──intent──▶ sending ──ok──▶ sent
       ▲                  │ not now, stopped   │ 429, dead token: pending, held back or suspended
       ├──────────────────┘                    │ refused: pending after a growing pause, then dead
       │                                       │ nobody there: dead
       │                                       ▼ nothing proved, or the process died
       └── not in the history ── uncertain ── found, pressed, said by a human ──▶ sent

A process that dies leaves its lease to expire: what was only claimed is pending again, what was
being sent is uncertain and is looked for before it is sent again. Whoever finds its own lease gone
changes nothing but the truth: its message counts, or is taken back.
"""

from bot.casework import Runner
from bot.domain.ids import PersonId, WorkspaceId
from bot.messages.cards import Message
from bot.outbox.context import OutboxContext, Senders
from bot.outbox.crash_points import Hook, passing
from bot.outbox.posting import Posting
from bot.outbox.reconciling import Reconciling
from bot.outbox.refreshing import Refreshing
from bot.outbox.timing import Timing
from bot.slack.directory import Directory


class OutboxWorker:
    """Sends what is due, finds out what arrived, refreshes what is stale."""

    def __init__(
        self, runner: Runner, senders: Senders, timing: Timing, at: Hook = passing
    ) -> None:
        """Work on the rows of ``runner``, through ``senders``; ``at`` is awaited at each point."""
        directories = {
            workspace: Directory(runner, sender, runner.clock)
            for workspace, sender in senders.items()
        }
        self._context = OutboxContext(
            runner=runner, senders=senders, directories=directories, timing=timing, at=at
        )
        self._posting = Posting(self._context)
        self._reconciling = Reconciling(self._context)
        self._refreshing = Refreshing(self._context)

    @property
    def moved_at(self) -> float:
        """When sending last got on with something, by the monotonic clock."""
        return self._posting.moved_at

    def stop(self) -> None:
        """Begin no more calls; what is claimed is given back."""
        self._context.stopped.set()

    async def send_due(self) -> int:
        """Send everything that is due now; gives how many messages were posted."""
        return await self._posting.send_due()

    async def reconcile(self) -> int:
        """Look for what may have arrived; gives how much is sent again."""
        return await self._reconciling.reconcile()

    async def proved(self, workspace: WorkspaceId, delivery: str, channel: str, ts: str) -> None:
        """A press on a message proves that it arrived."""
        await self._reconciling.proved(workspace, delivery, channel, ts)

    async def refresh(self) -> int:
        """Draw anew every message and Home that is stale; gives how many. One drawer at a time."""
        return await self._refreshing.refresh()

    async def refresh_message(
        self, workspace: WorkspaceId, channel: str, ts: str, *, always: bool = False
    ) -> bool:
        """Draw one message anew, the answer to a press on it, if it is stale or ``always``."""
        return await self._refreshing.refresh_message(workspace, channel, ts, always=always)

    async def show(self, workspace: WorkspaceId, channel: str, ts: str, message: Message) -> bool:
        """Show something else in place of a message for a moment; the record stays as it is."""
        return await self._refreshing.show(workspace, channel, ts, message)

    async def refresh_home(self, workspace: WorkspaceId, person: PersonId) -> bool:
        """Draw one Home anew, the answer to a press in it, if it is stale."""
        return await self._refreshing.refresh_home(workspace, person)

    async def publish_home(
        self, workspace: WorkspaceId, person: PersonId, *, opened: bool = False, page: int = 0
    ) -> bool:
        """Publish a Home as the record stands."""
        return await self._refreshing.publish_home(workspace, person, opened=opened, page=page)
