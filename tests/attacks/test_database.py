"""What somebody may try who can write to the database and has no key."""

from sqlalchemy import select, update

from bot.demo.simulation import Simulation
from bot.store import tables
from slack_sandbox import Person
from tests.conftest import Cast
from tests.scenarios.lives import close_all, pages
from tests.scenarios.moments import tell

WORDS = "I am overloaded, canary in the coal mine"


async def home_of(person: Person) -> str:
    """What somebody reads in Home, where there is anything to read."""
    await person.open_home()
    return "" if person.home is None else person.home.plain()


async def test_making_somebody_elses_concern_ones_own_shows_nothing_of_it(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, WORDS, cast.payments)
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(tables.concern).values(raiser=cast.stranger.id))
    for text in ("data", "list", f"@{cast.maria.handle}"):
        answer = await cast.stranger.command("/concern", text, channel=cast.payments)
        said = "" if answer.message is None else answer.message.plain()
        shown = await pages(cast.stranger)
        await close_all(cast.stranger)
        assert "canary" not in said + shown, text
        assert "too much at once" not in said + shown, text
    assert "canary" not in await home_of(cast.stranger)


async def test_making_oneself_the_owner_of_a_concern_opens_none_of_its_words(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, WORDS, cast.payments)
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(tables.concern).values(owner=cast.tom.id, seen_from=None))
    assert "canary" not in await home_of(cast.tom)
    await simulation.rounds()
    for message in cast.tom.direct_messages():
        assert "Maria" not in message.plain()


async def test_hanging_somebodys_words_onto_ones_own_concern_does_not_open_them(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, WORDS, cast.payments)
    await tell(cast.sam, "nobody answers the customer", cast.payments)
    with simulation.bot.store.begin() as tx:
        rows = tx.connection.execute(select(tables.concern.c.id, tables.concern.c.raiser)).all()
        own = next(row.id for row in rows if row.raiser == cast.sam.id)
        tx.connection.execute(update(tables.words).values(concern=own))
    await cast.sam.command("/concern", "data", channel=cast.payments)
    shown = await pages(cast.sam)
    assert "canary" not in shown + await home_of(cast.sam)
