"""Short ways to say what scenario tests of one concern's life say often."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.demo.simulation import Simulation
from bot.domain.concern import Concern
from bot.domain.ids import PersonId
from bot.store import tables
from slack_sandbox import Channel, Message, Person, View
from tests.conftest import Cast
from tests.scenarios.moments import local

WORDS = "I am overloaded by on-call"
MONDAY_NOON = local("2026-03-09 12:00")


def the(simulation: Simulation) -> Concern:
    """The only concern there is."""
    with simulation.bot.store.begin() as tx:
        [key] = tx.connection.scalars(select(tables.concern.c.id)).all()
        found = tx.concerns.get(simulation.bot.installation.workspace, key)
    assert found is not None
    return found


def acts(simulation: Simulation) -> list[str]:
    """What happened to it, by its history."""
    one = the(simulation)
    with simulation.bot.store.begin() as tx:
        return tx.concerns.acts(one)


def kept_words(simulation: Simulation) -> list[str]:
    """Every text of it, opened with the workspace's key."""
    one = the(simulation)
    with simulation.bot.store.begin() as tx:
        return [said.text for said in tx.concerns.said([one]).get(one.id, ())]


def sealed_rows(simulation: Simulation) -> int:
    """How many texts rest in the database at all."""
    with simulation.bot.store.begin() as tx:
        return len(tx.connection.execute(select(tables.words.c.id)).all())


def openings(simulation: Simulation) -> list[tuple[str, str]]:
    """Who opened the words, and as what."""
    query = select(tables.opening.c.person, tables.opening.c.role)
    with simulation.bot.store.begin() as tx:
        return [(row.person, row.role) for row in tx.connection.execute(query)]


def last(person: Person) -> Message:
    """The newest direct message."""
    return letters(person)[-1]


def said_to(person: Person) -> list[str]:
    """What the bot ever wrote to somebody, as it stands now; but for the weekly figures."""
    return [one.plain() for one in letters(person)]


def letters(person: Person) -> list[Message]:
    """The direct messages, but for a leader's weekly figures and weekly list."""
    weekly = ("Tomorrow's digest.", "Your weekly list of what's open with you.")
    return [one for one in person.direct_messages() if one.text not in weekly]


async def jump(simulation: Simulation, to: str) -> None:
    """Go to a moment in Berlin at once: for weeks in which nothing falls due."""
    simulation.clock.move_to(local(to))
    await simulation.rounds()


async def close_all(person: Person) -> None:
    if person.modal is not None:
        await person.close_modal(all=True)


async def pages(person: Person) -> str:
    """What an open view says, on each of its pages."""
    shown = []
    while person.modal is not None:
        shown.append(person.modal.plain())
        if "Next page" not in person.modal.labels():
            break
        await person.press("modal", "Next page")
    return "\n".join(shown)


async def data_of(person: Person, channel: Channel | None = None) -> str:
    """Everything that somebody reads of what is kept by or about them."""
    await person.command("/concern", "data", channel=channel)
    assert person.modal is not None
    shown = await pages(person)
    await close_all(person)
    return shown


async def raised(simulation: Simulation, cast: Cast, words: str = WORDS) -> Message:
    """Maria has told Priya something; Priya's card arrived."""
    await cast.maria.command("/concern", words, channel=cast.payments)
    await simulation.move(MONDAY_NOON)
    return last(cast.priya)


async def hear(simulation: Simulation, cast: Cast, **fields: object) -> Message:
    """Priya reads it and says so; Maria has been told. Gives Priya's card."""
    card = last(cast.priya)
    await cast.priya.press(card, "Read it")
    if fields:
        await cast.priya.fill(fields)
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await close_all(cast.priya)
    await simulation.move(timedelta(hours=1))
    return card


async def heard(simulation: Simulation, cast: Cast, **fields: object) -> Message:
    """It was raised on Monday and heard the same day; asked about on Thursday."""
    await raised(simulation, cast)
    return await hear(simulation, cast, **fields)


async def asked(simulation: Simulation, cast: Cast) -> Message:
    """The first follow-up has fallen due, on Thursday."""
    await simulation.move(local("2026-03-12 12:00"))
    card = last(cast.priya)
    assert card.plain().startswith("How is that situation now?"), card.plain()
    return card


async def talked(
    simulation: Simulation, cast: Cast, answer: str, card: Message | None = None
) -> Message:
    """Priya reports a talk on the card she was sent."""
    card = card or await asked(simulation, cast)
    await cast.priya.press(card, "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": answer})
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await close_all(cast.priya)
    return card


async def questioned(simulation: Simulation, cast: Cast, answer: str = "Better") -> Message:
    """Priya reported a talk on Thursday; Maria is asked on Monday whether anything changed."""
    await heard(simulation, cast)
    await talked(simulation, cast, answer)
    await simulation.move(local("2026-03-16 12:00"))
    card = last(cast.maria)
    assert "Has anything changed?" in card.plain(), card.plain()
    return card


async def what_i_said(person: Person) -> View:
    """One's own view of the one thing in Home."""
    await close_all(person)
    await person.open_home()
    await person.press("home", "Read it")
    assert person.modal is not None
    return person.modal


async def homes(person: Person) -> str:
    """Everything Home says."""
    view = await person.open_home()
    assert view is not None
    return view.plain()


def give_to(simulation: Simulation, leader: Person) -> None:
    """Let everything be with another leader, behind the back of whoever has a message of it."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        for key in tx.connection.scalars(select(tables.concern.c.id)).all():
            found = tx.concerns.get(workspace, key)
            assert found is not None
            tx.concerns.save(replace(found, owner=PersonId(leader.id)))


async def find_and_choose(person: Person, name: str, query: str) -> Any:
    """Type in a menu of the open form that the bot fills, and choose what it offers first."""
    first = (await person.look_up("modal", name, query))[0]
    await person.fill({name: first})
    return first
