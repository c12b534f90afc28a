"""Reading people side by side, and what serves where Slack does not say who somebody is."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.casework import Runner, directory
from bot.casework.installation import install
from bot.clock import MovedClock
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import Unread
from bot.slack.client import Sender
from bot.slack.directory import AT_ONCE, Directory
from bot.store import Store
from bot.store.sealing import KeyRing, fresh_key
from slack_sandbox import Person, Sandbox, Workspace

USER = "users.info"
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


class Machine:
    """The machine's seconds."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Place:
    """A directory with a database and a Slack."""

    def __init__(self, store: Store, sender: Sender, acme: Workspace, slack: Sandbox) -> None:
        self.clock, self.machine = MovedClock(MONDAY), Machine()
        self.runner = Runner(store, self.clock)
        self.directory = Directory(self.runner, sender, self.clock, self.machine)
        self.workspace = WorkspaceId(acme.id)
        self.acme, self.slack = acme, slack

    def people(self, number: int) -> list[str]:
        """So many new people."""
        have = len(self.acme.people)
        return [self.acme.add_person(f"p{have + each}").id for each in range(number)]

    async def known(self, ids: list[str]) -> set[PersonId]:
        """Whoever has been met."""
        return set(await self.runner.run(self.workspace, directory.get_people, ids))

    def asked(self) -> int:
        return len(self.slack.calls_of(USER))


@pytest.fixture
async def place(
    sender: Sender, acme: Workspace, slack: Sandbox, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Place]:
    file = tmp_path / "heard.db"
    shutil.copy(migrated_file, file)
    store = Store(f"sqlite:///{file}", KeyRing([fresh_key()]))
    place = Place(store, sender, acme, slack)
    await place.runner.run(
        place.workspace,
        install,
        name="Acme",
        domain="acme",
        bot_user=PersonId(acme.app.user.id),
        installer=None,
    )
    yield place
    await place.directory.finish()
    store.close()


async def test_people_are_read_side_by_side_and_not_all_at_once(place: Place) -> None:
    place.slack.faults.add(USER, "slow", times=30, seconds=0.1)
    people = place.people(30)
    began = asyncio.get_running_loop().time()
    known = await place.directory.get_people(place.workspace, people)
    took = asyncio.get_running_loop().time() - began
    assert set(known) == set(people)
    assert 30 / AT_ONCE * 0.1 <= took < 30 * 0.1 / 2
    await place.directory.get_people(place.workspace, people)
    assert place.asked() == 30


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "429", "retry_after": 60},
        {"kind": "answer_before", "status": 429, "content_type": "text/plain", "retry_after": "60"},
        {"kind": "answer_before", "status": 503, "content_type": "text/plain", "body": "away"},
        {"kind": "answer_before", "status": 200, "content_type": "application/json", "body": "[]"},
        {"kind": "answer_before", "status": 200, "content_type": "text/html", "body": "<p>"},
        {"kind": "missing_scope"},
        {"kind": "token_revoked"},
    ],
    ids=lambda fault: " ".join(map(str, fault.values())),
)
async def test_the_row_of_somebody_known_serves_and_only_the_unknown_are_an_error(
    place: Place, fault: dict[str, object]
) -> None:
    kind = str(fault["kind"])
    more = {name: value for name, value in fault.items() if name != "kind"}
    (known,) = place.people(1)
    await place.directory.get_people(place.workspace, [known])
    place.clock.move_to(MONDAY + timedelta(days=2))
    place.slack.faults.add(USER, kind, times=9, **more)  # type: ignore[arg-type]
    people = await place.directory.get_people(place.workspace, [known])
    assert people[PersonId(known)].read_at == MONDAY
    (unknown,) = place.people(1)
    with pytest.raises(Unread) as caught:
        await place.directory.get_people(place.workspace, [known, unknown])
    assert caught.value.facts == {"unread": unknown}
    assert set(await place.directory.get_people_within(place.workspace, [known, unknown], 5)) == {
        known
    }


async def test_a_failure_of_one_keeps_the_others(place: Place) -> None:
    first, second = place.people(2)
    place.slack.faults.add(USER, "500_before", where=lambda call: call.args["user"] == first)
    with pytest.raises(Unread) as caught:
        await place.directory.get_people(place.workspace, [first, second])
    assert caught.value.facts == {"unread": first}
    assert await place.known([first, second]) == {second}


async def test_whom_slack_does_not_show_is_left_out(place: Place) -> None:
    (shown,) = place.people(1)
    assert set(await place.directory.get_people(place.workspace, [shown, "U0NOBODY"])) == {shown}


async def test_nobody_is_asked_about_before_a_limit_ends(place: Place) -> None:
    place.slack.faults.add(
        USER, "answer_before", status=429, content_type="text/plain", retry_after=60
    )
    (person,) = place.people(1)
    for _ in range(3):
        with pytest.raises(Unread):
            await place.directory.get_people(place.workspace, [person])
    place.machine.seconds += 59
    with pytest.raises(Unread):
        await place.directory.get_people(place.workspace, [person])
    assert place.asked() == 1
    # Another method has no limit.
    channel = place.acme.add_channel("payments")
    assert await place.directory.channel(channel.id) is not None
    place.machine.seconds += 1
    assert set(await place.directory.get_people(place.workspace, [person])) == {person}


async def test_whoever_is_not_read_in_time_is_read_in_the_background(place: Place) -> None:
    quick, slow = place.people(2)
    place.slack.faults.add(USER, "slow", seconds=0.5, where=lambda call: call.args["user"] == slow)
    known = await place.directory.get_people_within(place.workspace, [quick, slow], 0.25)
    assert set(known) == {quick}
    # Whoever asks meanwhile waits for the same reading.
    assert set(await place.directory.get_people(place.workspace, [slow])) == {slow}
    assert place.asked() == 2
    await asyncio.gather(*place.directory._background)
    assert await place.known([slow]) == {slow}


async def test_an_end_waits_for_no_reading(place: Place) -> None:
    (slow,) = place.people(1)
    place.slack.faults.add(USER, "hang_before")
    assert await place.directory.get_people_within(place.workspace, [slow], 0.05) == {}
    async with asyncio.timeout(5):
        await place.directory.finish()
    assert not place.directory._background


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
async def test_a_channel_that_cannot_be_read_now_is_not_one_the_bot_is_not_in(
    place: Place, method: str
) -> None:
    channel = place.acme.add_channel("payments", members=[sole(place)])

    async def read() -> object:
        if method == "conversations.info":
            return await place.directory.channel(channel.id)
        return await place.directory.members(channel.id, 10)

    for status in (503, 429):
        place.slack.faults.add(method, "answer_before", status=status, content_type="text/plain")
        with pytest.raises(Unread):
            await read()
    with pytest.raises(Unread):
        await read()
    assert len(place.slack.calls_of(method)) == 2
    place.machine.seconds += 30
    assert await read()
    place.slack.faults.add(method, "channel_not_found")
    assert not await read()


async def test_a_person_without_a_zone_stays_in_the_one_last_known(place: Place) -> None:
    person = place.acme.add_person("ana", tz="America/Lima")
    known = await place.directory.get_people(place.workspace, [person.id])
    assert known[PersonId(person.id)].zone == "America/Lima"
    place.acme.deactivate(person)
    place.clock.move_to(MONDAY + timedelta(days=2))
    known = await place.directory.get_people(place.workspace, [person.id])
    assert known[PersonId(person.id)].deleted
    assert known[PersonId(person.id)].zone == "America/Lima"


def sole(place: Place) -> Person:
    return place.acme.add_person("sole")
