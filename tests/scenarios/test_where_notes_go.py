"""D11: where guests or another organisation read a team's channel, the note is in Homes instead."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.person import Person as Known
from bot.domain.team import outsiders_read
from bot.payloads import DecidedDigest
from bot.slack.objects import read_channel
from docs.samples import MARIA
from slack_sandbox import Channel, Person
from tests.conftest import Cast
from tests.scenarios.lives import homes
from tests.scenarios.moments import hear, local, rows, tell
from tests.scenarios.test_before_notes import choose, draft
from tests.scenarios.test_notes import TITLE, posted

LINE = "Reviews <moved> to Mondays"
HERE = "It's here and not in the channel"
INSTEAD = "this goes to the Home of everyone on the team instead"


async def asked(simulation: Simulation, cast: Cast) -> None:
    """Thursday noon: Priya has heard Maria on Monday, and is asked about Friday's note."""
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-25")
    await simulation.move(local("2026-03-12 12:00"))


async def says_a_line(simulation: Simulation, leader: Person, line: str = LINE) -> None:
    await choose(leader, {"What changed, in your words": line})
    await simulation.slack.quiet()


def said_in(simulation: Simulation, channel: Channel) -> list[str]:
    """The text, notification and blocks, of everything the bot tried to post in a channel."""
    calls = simulation.slack.calls_of("chat.postMessage")
    return [json.dumps(one.args) for one in calls if one.args["channel"] == channel.id]


def notified(simulation: Simulation) -> str:
    """What Slack would show in a notification: the text of every message."""
    return " ".join(
        str(one.args.get("text")) for one in simulation.slack.calls_of("chat.postMessage")
    )


async def test_D11_a_guest_who_joins_later_turns_the_note_to_homes(
    simulation: Simulation, cast: Cast
) -> None:
    await asked(simulation, cast)
    assert INSTEAD not in draft(cast.priya).plain()
    await says_a_line(simulation, cast.priya)
    assert TITLE not in await homes(cast.sam)
    guest = simulation.workspace.add_person("gus", display_name="Gus", guest="multi")
    simulation.workspace.join(cast.payments, guest)
    await simulation.slack.quiet()
    await simulation.rounds()
    assert INSTEAD in draft(cast.priya).plain()
    await cast.priya.command("/concern", "digest")
    assert cast.priya.modal is not None
    assert INSTEAD in cast.priya.modal.plain()
    await cast.priya.close_modal(all=True)
    before = len(said_in(simulation, cast.payments))
    await simulation.move(local("2026-03-13 12:00"))
    assert posted(cast.payments) == []
    assert len(said_in(simulation, cast.payments)) == before
    [row] = rows(simulation, DeliveryKind.DIGEST)
    assert (row.state, row.ts) == (DeliveryState.CANCELLED, None)
    with simulation.bot.store.begin() as tx:
        kept = tx.deliveries.get(simulation.bot.installation.workspace, row.id)
    assert kept is not None and DecidedDigest.of(kept).in_homes
    # Sam's Home was open: it is drawn anew by itself, as text.
    assert cast.sam.home is not None
    assert f"{TITLE}#payments" in cast.sam.home.plain()
    for person in (cast.maria, cast.sam, cast.priya):
        seen = await homes(person)
        assert LINE in seen
        assert f"Fri 13 March. {HERE}" in seen
    for person in (guest, cast.stranger, cast.tom, cast.dora):
        assert TITLE not in await homes(person)
    # Nothing of it is in a message, and so in no notification.
    assert "Reviews" not in notified(simulation)
    assert "Reviews" not in str(rows(simulation))


async def test_D11_a_shared_channel_and_back(simulation: Simulation, cast: Cast) -> None:
    await asked(simulation, cast)
    await says_a_line(simulation, cast.priya)
    await homes(cast.sam)
    # Nobody is told of it in time: the look just before the note finds it.
    simulation.workspace.share(cast.payments)
    await simulation.slack.quiet()
    before = len(said_in(simulation, cast.payments))
    await simulation.move(local("2026-03-13 12:00"))
    await simulation.restart()
    await simulation.rounds()
    assert len(said_in(simulation, cast.payments)) == before
    assert cast.sam.home is not None
    assert LINE in cast.sam.home.plain()
    # The channel is the team's own again, and the next note is posted there as ever.
    simulation.workspace.unshare(cast.payments)
    await simulation.move(local("2026-03-18 12:00"))
    assert LINE in await homes(cast.sam)
    await tell(cast.maria, "I am stuck again", cast.payments)
    await simulation.move(local("2026-03-19 12:00"))
    assert INSTEAD not in draft(cast.priya).plain()
    await says_a_line(simulation, cast.priya, "Fewer meetings")
    await simulation.move(local("2026-03-20 12:00"))
    ((when, note),) = posted(cast.payments)
    assert when == "Fri 20 Mar 10:00"
    assert "Fewer meetings" in note.plain()
    assert TITLE not in cast.sam.home.plain()
    assert TITLE not in await homes(cast.maria)


async def test_D11_who_became_a_guest_between_the_decision_and_the_post_is_seen(
    simulation: Simulation, cast: Cast
) -> None:
    """The bot hears of no event at all: the look belongs to the post itself."""
    await asked(simulation, cast)
    await says_a_line(simulation, cast.priya)
    await simulation.move(local("2026-03-13 09:59"))
    simulation.clock.move_to(local("2026-03-13 10:00"))
    await simulation.bot.rounds.make_messages()
    [row] = rows(simulation, DeliveryKind.DIGEST)
    assert row.state is DeliveryState.PENDING
    guest = simulation.workspace.add_person("gus", guest="single")
    cast.payments.members.append(guest.user)
    await simulation.rounds()
    assert posted(cast.payments) == []
    assert LINE in await homes(cast.maria)


async def test_D11_where_slack_does_not_say_who_reads_it_the_note_waits(
    simulation: Simulation, cast: Cast
) -> None:
    await asked(simulation, cast)
    await says_a_line(simulation, cast.priya)
    simulation.slack.faults.add("conversations.members", "internal_error", times=1000)
    await simulation.move(local("2026-03-13 10:20"))
    assert posted(cast.payments) == []
    [row] = rows(simulation, DeliveryKind.DIGEST)
    assert row.state is DeliveryState.PENDING
    simulation.slack.faults.clear()
    await simulation.move(timedelta(minutes=2))
    assert len(posted(cast.payments)) == 1
    assert TITLE not in await homes(cast.maria)


async def test_D11_a_note_in_homes_is_over_after_four_weeks(
    simulation: Simulation, cast: Cast
) -> None:
    await asked(simulation, cast)
    await says_a_line(simulation, cast.priya)
    cast.payments.shared = True
    await simulation.move(local("2026-03-13 12:00"))
    simulation.clock.move_to(local("2026-04-09 12:00"))
    assert TITLE in await homes(cast.maria)
    simulation.clock.move_to(local("2026-04-10 12:00"))
    assert TITLE not in await homes(cast.maria)


async def test_a_large_channel_is_read_bit_by_bit_before_its_note(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-25")
    crowd = [simulation.workspace.add_person(f"n{n}") for n in range(70)]
    cast.payments.members += [one.user for one in crowd]
    await simulation.move(local("2026-03-10 12:00"))
    asked_before = len(simulation.slack.calls_of("users.info"))
    simulation.clock.move_to(local("2026-03-11 12:00"))
    await simulation.bot.rounds.make_messages()
    assert len(simulation.slack.calls_of("users.info")) - asked_before <= 50
    await simulation.move(local("2026-03-12 12:00"))
    await says_a_line(simulation, cast.priya)
    await simulation.move(local("2026-03-13 12:00"))
    assert len(posted(cast.payments)) == 1


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, False),
        ({"guest": True}, True),
        ({"outsider": True}, True),
        ({"guest": True, "deleted": True}, False),
        ({"bot": True, "outsider": True}, False),
    ],
)
def test_D11_guests_and_people_from_outside_are_outsiders(
    facts: dict[str, bool], expected: bool
) -> None:
    assert outsiders_read(shared=False, present=[known(), known(**facts)]) is expected
    assert outsiders_read(shared=True, present=[known(**facts)])


def known(**facts: bool) -> Known:

    return replace(MARIA, **facts)  # type: ignore[arg-type]


def test_D11_whom_slack_does_not_show_is_an_outsider() -> None:
    assert outsiders_read(shared=False, present=[known(), None])
    assert not outsiders_read(shared=False, present=[])


def test_D11_a_channel_about_to_be_shared_is_shared() -> None:
    assert read_channel({"id": "C1", "is_shared": False, "is_pending_ext_shared": True}).shared
    assert read_channel({"id": "C1", "is_org_shared": True}).shared
    assert not read_channel({"id": "C1", "is_shared": False, "is_ext_shared": False}).shared
