"""KNOWS people: from the row while it is younger than a day, else from Slack."""

from collections.abc import Iterable
from datetime import timedelta

from bot.casework import Casework
from bot.clock import Clock
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.messages.sender import Sender

FRESH_FOR = timedelta(days=1)


class People:
    """Who somebody is, asked of Slack at most once a day and kept through casework."""

    def __init__(self, casework: Casework, sender: Sender, clock: Clock) -> None:
        """Know people through ``casework`` and ask ``sender`` about strangers."""
        self._casework = casework
        self._sender = sender
        self._clock = clock

    async def know(
        self, workspace: WorkspaceId, people: Iterable[str | None]
    ) -> dict[PersonId, Person]:
        """Give some people, reading anew those not read within a day."""
        wanted = list(dict.fromkeys(one for one in people if one))
        known = await self._casework.known_people(workspace, wanted)
        now = self._clock()
        stale = [
            one
            for one in wanted
            if PersonId(one) not in known or now - known[PersonId(one)].read_at > FRESH_FOR
        ]
        if not stale:
            return known
        read = [
            found
            for one in stale
            if (found := await self._sender.person(workspace, one, now)) is not None
        ]
        await self._casework.met(read)
        return await self._casework.known_people(workspace, wanted)
