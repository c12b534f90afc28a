"""WAKES: the rounds; rows say what is due. Never one job per concern."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

import structlog
from prometheus_client import Counter

from bot.casework import Runner
from bot.casework.digest_moments import private_part_due, readers_unread
from bot.casework.due import (
    handled,
    look_ahead,
    move_failed,
    pass_over,
    wake,
    wake_clean_up,
    wake_leader,
    wake_leader_piecemeal,
    wake_leaders,
)
from bot.casework.freshness import channels_to_read, linked_to_be_asked, people_to_read
from bot.casework.installation import erase_removed, resume, suspended
from bot.casework.preferences import move_on_its_way
from bot.domain.due import WOKEN, DueKind, DueRow
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import NotSaved, OthersFirst
from bot.outbox import OutboxWorker, Senders
from bot.outbox.looking_up import look_up
from bot.slack.directory import Directory
from bot.timetable import Job, Timetable

RING_SECONDS = 5
SEND_SECONDS = 1
RECONCILE_SECONDS = 2
PROBE_SECONDS = 60
CLEAN_UP_SECONDS = 3600
READ_ANEW_SECONDS = 60
ASKED_AT_ONCE = 50
"""Leaders about whom Slack is asked before their messages are made."""
ERASED_A_ROUND = 20
"""Transactions in which a round erases a workspace that removed the app; the next one goes on."""
MADE_AT_ONCE = 4
"""Leaders of a workspace whose messages are kept by one commit: it costs as much as making one.

Whoever waits for an answer meanwhile waits for one of these transactions at the most.
"""

FAILED = Counter("heard_rounds_failed", "Rounds, or parts of one, that broke off.")
ROWS_FAILED = Counter(
    "heard_due_rows_failed", "Due rows that could not be handled, each time one is tried.", ["kind"]
)

HELD = Counter(
    "heard_erasures_held",
    "Times that erased rows stayed in SQLite's log, because something was reading the file.",
)

log = structlog.get_logger("heard.scheduler")


_Key = tuple[DueKind, WorkspaceId, str]
"""Which row it is, whatever became of it."""


class _NobodyAnsweredError(Exception):
    """The database answers nobody now: the round is over, and no other row is tried."""


class Rounds:
    """The rounds that the clock makes; each finds its work in the rows.

    One row, workspace or message that cannot be handled holds up no other (R51). A database that
    answers nobody ends the round: it is not asked once more for each row.
    """

    def __init__(
        self, runner: Runner, people: Directory, outbox: OutboxWorker, senders: Senders
    ) -> None:
        """Make rounds with the services handed in."""
        self._runner = runner
        self._people = people
        self.outbox = outbox
        self.row_at = time.monotonic()
        """When a due row was last begun, by the monotonic clock."""
        self._senders = senders
        self._held: set[WorkspaceId] = set()
        """Workspaces in which this round could write nothing, while the database answers others."""
        self._quiet: frozenset[DueKind] = frozenset()
        """Kinds of which nothing is due, as far as this round has looked ahead."""
        self._gave_way: set[_Key] = set()
        """Rows that were not done in this round because others had to go first."""
        self._gave_way_before: set[_Key] = set()
        """The same in the round before: they come last now, and have no third try for nothing."""
        # Apart, so that nothing is sent later because a person or a channel is still being read
        # for a message, or an old answer looked for. Cleaning up does wait for the making.
        self._making = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._reconciling = asyncio.Lock()
        self._reading = asyncio.Lock()

    async def idle(self) -> None:
        """Wait for the rounds under way."""
        async with self._making, self._sending, self._reconciling, self._reading:
            return

    async def make_messages(self) -> bool:
        """Make what is due to teams, leaders and raisers, one row at a time.

        What was not done in time before, or gave way to others, comes last.
        """
        async with self._making:
            self._held.clear()
            self._gave_way, self._gave_way_before = set(), self._gave_way
            self._quiet = frozenset()
            slow: list[DueRow] = []
            return await self._each(
                *(partial(self._wake_due, kind, slow) for kind in WOKEN),
                partial(self._wake_each, slow),
            )

    async def send_due(self) -> bool:
        """Send what is made, and refresh what is stale."""
        async with self._sending:
            return await self._each(self.outbox.send_due, self.outbox.refresh, self._empty_log)

    async def reconcile(self) -> bool:
        """Find out what arrived; what did not is sent again at once."""
        async with self._reconciling:
            return await self._each(self._reconcile)

    async def probe_tokens(self) -> bool:
        """Ask Slack whether it takes the tokens of workspaces that nothing is sent to."""
        async with self._reconciling:
            return await self._each(self._probe_tokens)

    async def read_anew(self) -> bool:
        """Ask Slack again what only events tell, a little at a time: events get lost (R52)."""
        async with self._reading:
            await self._each(partial(self._for_each, self._senders, self._read_anew))
        return True

    async def clean_up(self) -> bool:
        """Forget what is over."""
        async with self._making:
            rows = [
                DueRow(DueKind.CLEAN_UP, workspace, workspace, failed=True)
                for workspace in self._senders
            ]
            self._held.clear()
            wakes = [partial(self._wake, row) for row in rows]
            return await self._each(self._analyze, *wakes)

    async def all(self) -> None:
        """Make every round once: for time that is moved, and for tests."""
        rounds = (
            self.read_anew,
            self.make_messages,
            self.send_due,
            self.reconcile,
            self.clean_up,
        )
        for each in rounds:
            await each()

    async def _read_anew(self, workspace: WorkspaceId) -> None:
        people = await self._runner.run(workspace, people_to_read)
        if people is None:
            return
        if not await self._guarded(self._people.refresh(workspace, people), workspace=workspace):
            for person in people:
                await self._guarded(self._people.refresh(workspace, [person]), person=person)
        for team in await self._runner.run(workspace, channels_to_read):
            await self._guarded(self._people.refresh_readers(team), team=team.id)

    async def _for_each(
        self, workspaces: Iterable[WorkspaceId], work: Callable[[WorkspaceId], Awaitable[None]]
    ) -> None:
        for workspace in workspaces:
            await self._guarded(work(workspace), workspace=workspace)

    async def _wake_due(self, kind: DueKind, slow: list[DueRow]) -> None:
        """Handle what is due of one kind, each row in a transaction of its own.

        What was not done in time before, or gave way to others, is put into ``slow``.
        """
        if kind in self._quiet:
            return
        now, served = self._runner.clock(), list(self._senders)
        due, self._quiet = await self._runner.store.run(
            lambda tx: look_ahead(tx, kind, now, served)
        )
        slow += [row for row in due if self._comes_last(row)]
        rows = [row for row in due if not self._comes_last(row)]
        if kind is DueKind.LEADER:
            for first in range(0, len(rows), ASKED_AT_ONCE):
                await self._wake_leaders(rows[first : first + ASKED_AT_ONCE])
            return
        await self._wake_each(rows)

    def _comes_last(self, row: DueRow) -> bool:
        return row.slow or _key(row) in self._gave_way_before

    async def _wake_each(self, rows: Iterable[DueRow]) -> None:
        for row in rows:
            await self._wake(row)

    async def _wake_leaders(self, rows: Sequence[DueRow]) -> None:
        """Make the messages of some leaders, those of a workspace a few in one transaction.

        Slack is asked about all of them side by side before. Whatever raises, each of those with
        whom it did is handled alone.
        """
        self.row_at = time.monotonic()
        of = {each: list(some) for each, some in groupby(rows, key=lambda row: row.workspace)}
        looked_up = await asyncio.gather(
            *(self._look_up(workspace, some) for workspace, some in of.items()),
            return_exceptions=True,
        )
        for (workspace, some), moments in zip(of.items(), looked_up, strict=True):
            alone = some
            if isinstance(moments, _NobodyAnsweredError):
                raise moments
            if not isinstance(moments, BaseException):
                alone = await self._wake_together(workspace, list(zip(some, moments, strict=True)))
            await self._wake_each(alone)

    async def _wake_together(
        self, workspace: WorkspaceId, leaders: Sequence[tuple[DueRow, datetime | None]]
    ) -> list[DueRow]:
        """Make messages, a few in one transaction; gives the rows that are to be handled alone."""
        alone: list[DueRow] = []
        for first in range(0, len(leaders), MADE_AT_ONCE):
            few = leaders[first : first + MADE_AT_ONCE]
            self.row_at = time.monotonic()
            try:
                alone += await self._runner.run(workspace, wake_leaders, few)
            except Exception:  # noqa: BLE001 (found again, and named, where each is alone)
                alone += [row for row, _ in few]
        return alone

    async def _wake(self, row: DueRow) -> None:
        """Handle one row; what raises is moved, what is not done in time waits.

        Either is counted and named by its id. What gave way to others is none of it: it stays due,
        and is tried once more in the next round before it is taken for slow.
        """
        if row.workspace in self._held:
            return
        self.row_at = time.monotonic()
        try:
            try:
                await self._handle(row)
            except (NotSaved, _NobodyAnsweredError):
                raise
            except Exception as error:  # noqa: BLE001 (whatever it is, the other rows go)
                self._count(row, error)
                await self._runner.run(row.workspace, move_failed, row, type(error).__name__)
        except NotSaved as error:
            if isinstance(error, OthersFirst) and _key(row) not in self._gave_way_before:
                self._gave_way.add(_key(row))
                log.warning("due row gave way", **_ids(row))
                return
            await self._pass_over(row, error)

    async def _pass_over(self, row: DueRow, error: NotSaved) -> None:
        """Let a row wait, as long as the database answers others; else the round is over.

        Where not even that can be written down, the rest of its workspace waits for the next round.
        """
        try:
            await self._runner.run(row.workspace, pass_over, row)
        except NotSaved:
            await self._make_sure_it_answers()
            self._held.add(row.workspace)
        self._count(row, error)

    async def _make_sure_it_answers(self) -> None:
        if not await self._runner.store.answers():
            raise _NobodyAnsweredError

    async def _handle(self, row: DueRow) -> None:
        match row.kind:
            case DueKind.CLEAN_UP:
                while await self._runner.run(row.workspace, wake_clean_up, row):
                    pass
            case DueKind.REMOVAL:
                for _ in range(ERASED_A_ROUND):
                    if not await self._runner.run(row.workspace, erase_removed):
                        return
            case DueKind.DIGEST:
                team = await self._runner.run(row.workspace, readers_unread, row.id)
                if team is not None:
                    # The digest is decided whatever comes of it: its post looks once more.
                    await self._guarded(self._people.refresh_readers(team), team=team.id)
                await self._runner.run(row.workspace, wake, row)
            case DueKind.LEADER:
                await self._make_day_message(row)
            case DueKind.PRIVATE_PART:
                if row.moment is None:
                    await self._runner.run(row.workspace, move_on_its_way, PersonId(row.id))
                if await self._runner.run(row.workspace, private_part_due, PersonId(row.id)):
                    await self._make_day_message(row)
                elif row.failed:
                    await self._runner.run(row.workspace, handled, row)
            case _:
                await self._runner.run(row.workspace, wake, row)

    async def _make_day_message(self, row: DueRow) -> None:
        """Look up what Slack knows of a leader, then let their message of the day be made."""
        [until] = await self._look_up(row.workspace, [row])
        try:
            await self._runner.run(row.workspace, wake_leader, row, until)
        except NotSaved:
            raise
        except Exception:  # noqa: BLE001 (whatever it is)
            # Found again, and named, where each thing in the message is tried alone.
            failures = await self._runner.run(row.workspace, wake_leader_piecemeal, row, until)
            for left_out, error in failures:
                self._count(left_out, error)

    async def _look_up(
        self, workspace: WorkspaceId, rows: Sequence[DueRow]
    ) -> list[datetime | None]:
        """Read leaders' zones anew and what they are asked about; give until when each is quiet.

        What cannot be read or kept now is as it was.
        """
        leaders = [PersonId(row.id) for row in rows]
        await self._guarded(self._people.refresh(workspace, leaders), workspace=workspace)
        await self._guarded(self._look_up_marked(workspace, leaders), workspace=workspace)
        return await asyncio.gather(*map(self._people.undisturbed_until, leaders))

    async def _look_up_marked(self, workspace: WorkspaceId, leaders: Sequence[PersonId]) -> None:
        marked = await self._runner.run(workspace, linked_to_be_asked, leaders)
        await look_up(self._runner, self._senders[workspace], workspace, marked)

    @staticmethod
    def _count(row: DueRow, error: Exception) -> None:
        ROWS_FAILED.labels(kind=row.kind.value).inc()
        log.error("due row failed", kind=type(error).__name__, exc_info=error, **_ids(row))

    async def _reconcile(self) -> int:
        again = await self.outbox.reconcile()
        return await self.outbox.send_due() if again else 0

    async def _empty_log(self) -> int:
        """Take what was erased out of the database's log; what a reader holds, in a second."""
        if not await self._runner.store.empty_log():
            HELD.inc()
        return 0

    async def _analyze(self) -> int:
        await self._runner.store.analyze()
        return 0

    async def _probe_tokens(self) -> int:
        served = await self._runner.store.run(suspended)
        probed = [workspace for workspace in served if workspace in self._senders]
        await self._for_each(probed, self._probe_token)
        return len(probed)

    async def _probe_token(self, workspace: WorkspaceId) -> None:
        if await self._senders[workspace].is_welcome():
            await self._runner.run(workspace, resume)
            log.info("resumed", workspace=workspace)

    async def _each(self, *parts: Callable[[], Awaitable[object]]) -> bool:
        """Do the parts of a round one after the other; says whether all went well."""
        well = True
        for part in parts:
            try:
                well = await self._guarded(part()) and well
            except _NobodyAnsweredError:
                FAILED.inc()
                log.error("round ended", reason="the database answers nobody")
                return False
        return well

    async def _guarded(self, work: Awaitable[object], **ids: str) -> bool:
        """Let one failure be logged by ids, and the round go on; says whether it went well."""
        try:
            await work
        except _NobodyAnsweredError:
            raise
        except Exception as error:
            # What breaks one part of a round must not stop the next.
            FAILED.inc()
            log.error("round", kind=type(error).__name__, exc_info=error, **ids)
            if isinstance(error, NotSaved):
                await self._make_sure_it_answers()
            return False
        return True


def _key(row: DueRow) -> _Key:
    return row.kind, row.workspace, row.id


def _ids(row: DueRow) -> dict[str, str]:
    return {"workspace": row.workspace, "row": row.kind.value, "id": row.id}


def timetable(rounds: Rounds) -> Timetable:
    """Make the timetable of the rounds, not yet started."""
    return Timetable(
        (
            Job("make_messages", rounds.make_messages, RING_SECONDS),
            Job("send_due", rounds.send_due, SEND_SECONDS),
            Job("reconcile", rounds.reconcile, RECONCILE_SECONDS),
            Job("probe_tokens", rounds.probe_tokens, PROBE_SECONDS),
            Job("clean_up", rounds.clean_up, CLEAN_UP_SECONDS),
            Job("read_anew", rounds.read_anew, READ_ANEW_SECONDS),
        ),
        {
            "make_messages": lambda: rounds.row_at,
            "clean_up": lambda: rounds.row_at,
            "send_due": lambda: rounds.outbox.moved_at,
        },
    )
