"""People and channels: from the row while it is younger than a day, else from Slack."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.casework import Runner
from bot.casework.directory import (
    channel_unseen,
    get_people,
    save_channel,
    save_people,
    save_readers,
)
from bot.clock import Clock
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import Unread
from bot.domain.team import Team
from bot.slack.answers import UNSEEN, Outcome, Read, T
from bot.slack.client import CONVERSATION, DND, MEMBERS, USER, Sender
from bot.slack.objects import Channel

FRESH_FOR = timedelta(days=1)
GUESTS_FRESH_FOR = timedelta(days=6)
"""Slack tells when a member becomes a guest; so often it is made sure."""
AT_ONCE = 10
"""Questions about people under way at once."""
MOST_READ = 50
"""People of a channel read in one round; Slack answers some hundred such questions a minute."""

Reading = asyncio.Task[Read[Person]]

log = structlog.get_logger("heard.directory")


class Directory:
    """Who somebody is, asked of Slack at most once a day and kept through acts.

    Somebody known is never refused because Slack does not answer now: their row serves. A limit
    is kept, and nothing is asked before its end.
    """

    def __init__(
        self,
        runner: Runner,
        sender: Sender,
        clock: Clock,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep people through ``runner``, and ask ``sender`` about those not known.

        ``machine`` counts the seconds that limits last.
        """
        self._runner = runner
        self._sender = sender
        self._clock = clock
        self._machine = machine
        self._blocked_until: dict[str, float] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._readings: dict[tuple[WorkspaceId, PersonId], Reading] = {}
        self._background: set[asyncio.Task[None]] = set()

    async def get_people(
        self,
        workspace: WorkspaceId,
        people: Iterable[str | None],
        fresh_for: timedelta = FRESH_FOR,
    ) -> dict[PersonId, Person]:
        """Give some people, reading anew those not read within a day, or within ``fresh_for``.

        Whom Slack does not show is left out. Raises :class:`Unread` for those not met before of
        whom Slack says nothing now; the others are kept.
        """
        ids = _ids(people)
        if not ids:
            return {}
        known = await self._runner.run(workspace, get_people, list(ids))
        old = self._older(known, ids, fresh_for)
        if not old:
            return known
        failed = await self._read(workspace, old, known)
        unmet = [person for person in failed if person not in known]
        if unmet:
            raise Unread(unread=", ".join(unmet))
        return await self._runner.run(workspace, get_people, list(ids))

    async def get_people_within(
        self, workspace: WorkspaceId, people: Iterable[str | None], seconds: float
    ) -> dict[PersonId, Person]:
        """Give whoever of some people is known after reading for ``seconds`` at the most.

        The rest are read on in the background: the next question finds them. Never raises because
        of Slack.
        """
        ids = _ids(people)
        known = await self._runner.run(workspace, get_people, list(ids))
        old = self._older(known, ids, FRESH_FOR)
        if not old:
            return known
        await self._read(workspace, old, known, seconds)
        return await self._runner.run(workspace, get_people, list(ids))

    async def read(
        self, workspace: WorkspaceId, people: Iterable[str], seconds: float
    ) -> list[Person]:
        """Read some people from Slack, for ``seconds`` at the most; whoever asks keeps them.

        The rest are read, and kept, in the background. Never raises because of Slack.
        """
        readings = [self._reading(workspace, PersonId(person), None) for person in people]
        if not readings:
            return []
        done, rest = await asyncio.wait(readings, timeout=seconds)
        if rest:
            self._later(self._keep_later(rest))
        answers = [reading.result() for reading in done if not reading.cancelled()]
        return [answer.value for answer in answers if answer.value is not None]

    async def refresh(self, workspace: WorkspaceId, people: Iterable[str]) -> None:
        """Read some people anew who were read long ago, and keep them."""
        with contextlib.suppress(Unread):
            await self.get_people(workspace, people)

    async def channel(self, channel: str) -> Channel | None:
        """Read what a channel is; ``None`` for one the bot cannot see. Raises :class:`Unread`."""
        answer = await self._ask(CONVERSATION, lambda: self._sender.channel(channel))
        if answer.outcome in (Outcome.GONE, Outcome.REFUSED):
            return None
        if answer.value is None:
            raise Unread
        return answer.value

    async def members(self, channel: str, most: int) -> tuple[PersonId, ...]:
        """Read who is in a channel, ``most`` people at the most. Raises :class:`Unread`.

        Nobody in one the bot cannot see.
        """
        answer = await self._ask(MEMBERS, lambda: self._sender.members(channel, most))
        if answer.outcome in (Outcome.GONE, Outcome.REFUSED):
            return ()
        if answer.value is None:
            raise Unread
        return answer.value

    async def undisturbed_until(self, person: str) -> datetime | None:
        """Read the end of a person's Do Not Disturb; ``None`` also where Slack does not say."""
        async with self._at_once:
            now = self._clock()
            answer = await self._ask(DND, lambda: self._sender.undisturbed_until(person, now))
        return answer.value

    async def refresh_readers(self, team: Team) -> bool:
        """Read who reads a team's channel, and keep it; false where Slack does not say now.

        Where the bot cannot see the channel, nothing of its can be posted there either.
        """
        channel = await self._ask(CONVERSATION, lambda: self._sender.channel(team.channel))
        if channel.outcome is Outcome.GONE:
            await self._runner.run(team.workspace, channel_unseen, team.channel)
        if channel.value is None:
            return self._readers_unknown(team, channel)
        here = channel.value
        lost = here.archived or not here.member
        await self._runner.run(
            team.workspace, save_channel, team.channel, name=here.name, lost=lost
        )
        present: tuple[PersonId, ...] = ()
        if not channel.value.shared:
            members = await self._ask(MEMBERS, lambda: self._sender.members(team.channel))
            if members.value is None:
                return self._readers_unknown(team, members)
            present = members.value
        if not await self._met(team.workspace, present):
            return False
        await self._runner.run(
            team.workspace,
            save_readers,
            team.id,
            shared=channel.value.shared,
            private=channel.value.private,
            present=present,
        )
        return True

    async def finish(self) -> None:
        """Read nothing more, and wait until what was read is kept."""
        for reading in list(self._readings.values()):
            reading.cancel()
        await asyncio.gather(*self._readings.values(), return_exceptions=True)
        await asyncio.gather(*self._background)

    @staticmethod
    def _readers_unknown(team: Team, answer: Read[T]) -> bool:
        log.warning("readers unknown", team=team.id, error=answer.error)
        return answer.outcome in (Outcome.GONE, Outcome.TOKEN_DEAD)

    async def _met(self, workspace: WorkspaceId, present: Sequence[PersonId]) -> bool:
        """Meet everybody in a channel; a large one is read bit by bit, round by round."""
        known = await self._runner.run(workspace, get_people, list(present))
        old = self._older(known, present, GUESTS_FRESH_FOR)
        failed = await self._read(workspace, old[:MOST_READ], known)
        return not failed and len(old) <= MOST_READ

    def _older(
        self, known: Mapping[PersonId, Person], ids: Sequence[PersonId], fresh_for: timedelta
    ) -> list[PersonId]:
        """Those not known, or not read within ``fresh_for``."""
        oldest = self._clock() - fresh_for
        return [each for each in ids if each not in known or known[each].read_at < oldest]

    async def _read(
        self,
        workspace: WorkspaceId,
        people: Collection[PersonId],
        known: Mapping[PersonId, Person],
        seconds: float | None = None,
    ) -> list[PersonId]:
        """Read some people side by side and keep them; gives those Slack said nothing of.

        Whoever is not read after ``seconds`` is read, and kept, in the background.
        """
        if not people:
            return []
        readings = {each: self._reading(workspace, each, known.get(each)) for each in people}
        done, rest = await asyncio.wait(readings.values(), timeout=seconds)
        await self._keep(done)
        if rest:
            self._later(self._keep_later(rest))
        return [each for each, reading in readings.items() if reading in done and _failed(reading)]

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _reading(self, workspace: WorkspaceId, person: PersonId, known: Person | None) -> Reading:
        """The reading of one person; whoever asks meanwhile waits for the same."""
        key = (workspace, person)
        reading = self._readings.get(key)
        if reading is None:
            zone = known.zone if known is not None else "UTC"
            reading = asyncio.create_task(self._read_person(workspace, person, zone))
            self._readings[key] = reading
            reading.add_done_callback(lambda _: self._readings.pop(key, None))
        return reading

    async def _read_person(
        self, workspace: WorkspaceId, person: PersonId, zone: str
    ) -> Read[Person]:
        async with self._at_once:
            now = self._clock()
            answer = await self._ask(
                USER, lambda: self._sender.person(workspace, person, now, zone)
            )
        if answer.value is None and answer.error not in UNSEEN:
            log.warning("person unread", person=person, error=answer.error)
        return answer

    async def _keep(self, readings: Collection[Reading]) -> None:
        answers = [each.result() for each in readings if not each.cancelled()]
        people = [answer.value for answer in answers if answer.value is not None]
        if people:
            await self._runner.run(people[0].workspace, save_people, people)

    async def _keep_later(self, readings: Collection[Reading]) -> None:
        await asyncio.wait(readings)
        try:
            await self._keep(readings)
        except Exception as error:
            # Nobody waits for this; whoever needs them asks again.
            log.error("people not kept", kind=type(error).__name__, exc_info=error)

    async def _ask(self, method: str, ask: Callable[[], Awaitable[Read[T]]]) -> Read[T]:
        """Ask Slack, unless a limit of this method lasts still."""
        left = self._blocked_until.get(method, 0.0) - self._machine()
        if left > 0:
            return Read(outcome=Outcome.LIMITED, error="ratelimited", retry_after=left)
        answer = await ask()
        if answer.outcome is Outcome.LIMITED:
            self._blocked_until[method] = self._machine() + answer.retry_after
        return answer


def _ids(people: Iterable[str | None]) -> list[PersonId]:
    return list(dict.fromkeys(PersonId(person) for person in people if person))


def _failed(reading: Reading) -> bool:
    if reading.cancelled():
        return True
    answer = reading.result()
    return answer.value is None and answer.error not in UNSEEN
