"""KNOWS people: from the row while it is younger than a day, else from Slack."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import structlog

from bot.casework import Runner, people
from bot.casework.teams import save_readers
from bot.clock import Clock
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.team import Team
from bot.slack.client import BROKEN, Outcome, Sender

FRESH_FOR = timedelta(days=1)
GUESTS_FRESH_FOR = timedelta(days=6)
"""Slack tells when a member becomes a guest; so often it is made sure."""
LOOKED_FOR = timedelta(hours=6)
AT_ONCE = 10
MOST_READ = 50
"""People of a channel read in one round; Slack answers some hundred such questions a minute."""

log = structlog.get_logger("heard.people")


class People:
    """Who somebody is, asked of Slack at most once a day and kept through casework."""

    def __init__(self, runner: Runner, sender: Sender, clock: Clock) -> None:
        """Know people through ``runner`` and ask ``sender`` about strangers."""
        self._runner = runner
        self._sender = sender
        self._clock = clock

    async def know(
        self,
        workspace: WorkspaceId,
        named: Iterable[str | None],
        fresh_for: timedelta = FRESH_FOR,
    ) -> dict[PersonId, Person]:
        """Give some people, reading anew those not read within a day, or within ``fresh_for``."""
        wanted = list(dict.fromkeys(one for one in named if one))
        known = await self._runner.run(workspace, people.get_people, wanted)
        now = self._clock()
        stale = [
            one
            for one in wanted
            if PersonId(one) not in known or now - known[PersonId(one)].read_at > fresh_for
        ]
        if not stale:
            return known
        read = [
            found
            for one in stale
            if (found := await self._sender.person(workspace, one, now)) is not None
        ]
        await self._runner.run(workspace, people.save_people, read)
        return await self._runner.run(workspace, people.get_people, wanted)

    async def look_around_today(self, team: Team) -> None:
        """See who reads a team's channel, unless that was done within hours."""
        now = self._clock()
        if team.looked_at is None or now - team.looked_at > LOOKED_FOR:
            await self.look_around(team)

    async def look_around(self, team: Team) -> bool:
        """See who reads a team's channel, and keep it; false where Slack does not say now.

        Where the bot cannot see the channel, nothing of its can be posted there either.
        """
        company = await self._sender.company(team.channel)
        if company.error is not None:
            log.warning("readers unknown", team=team.id, error=company.error)
            return company.outcome in (Outcome.GONE, Outcome.TOKEN_DEAD)
        if not await self._met(team.workspace, company.present):
            return False
        await self._runner.run(
            team.workspace, save_readers, team.id, shared=company.shared, present=company.present
        )
        return True

    async def _met(self, workspace: WorkspaceId, present: Sequence[PersonId]) -> bool:
        """Meet everybody in a channel; a large one is read bit by bit, round by round."""
        known = await self._runner.run(workspace, people.get_people, list(present))
        oldest = self._clock() - GUESTS_FRESH_FOR
        unread = [one for one in present if one not in known or known[one].read_at < oldest]
        for start in range(0, min(len(unread), MOST_READ), AT_ONCE):
            try:
                few = unread[start : min(start + AT_ONCE, MOST_READ)]
                await self.know(workspace, few, GUESTS_FRESH_FOR)
            except BROKEN as error:
                log.warning("people unread", kind=type(error).__name__)
                return False
        return len(unread) <= MOST_READ
