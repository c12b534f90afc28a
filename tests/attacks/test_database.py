"""What somebody may try who can write to the database and has no key."""

import pytest
from sqlalchemy import select, update

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.store import tables
from slack_sandbox import Person
from tests.conftest import Cast
from tests.scenarios.lives import close_all, heard, pages
from tests.scenarios.moments import concerns, local, rows, set_row, tell
from tests.scenarios.test_files import files_of

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


async def test_pointing_ones_own_news_at_somebody_elses_concern_tells_nothing_of_it(
    simulation: Simulation, cast: Cast
) -> None:
    """What Maria was sent about her own concern, sent once more, is now about Sam's."""
    await heard(simulation, cast)
    await tell(cast.sam, "this deadline is unrealistic", cast.payments)
    await simulation.move(local("2026-03-10 12:00"))
    (news,) = [one for one in rows(simulation, DeliveryKind.NOTICE) if one.state == "sent"]
    assert news.recipient == cast.maria.id
    again = {"state": "pending", "sent_at": None, "ts": None, "due_at": simulation.clock()}
    set_row(simulation, news.id, subject=id_of(simulation, cast.sam), **again)
    await simulation.move(local("2026-03-10 13:00"))
    # It was found where it stood; now it is to be drawn anew.
    set_row(simulation, news.id, stale=True, fingerprint=None)
    await simulation.move(local("2026-03-10 14:00"))
    for message in cast.maria.direct_messages():
        assert "a deadline" not in message.plain()


@pytest.mark.parametrize("sent", [True, False])
async def test_hanging_somebody_elses_concern_into_ones_own_message_shows_nothing_of_it(
    simulation: Simulation, cast: Cast, sent: bool
) -> None:
    """Tom, who leads Dora, puts what Maria told Priya into his own message of the day."""
    await tell(cast.maria, WORDS, cast.payments)
    await tell(cast.dora, "nobody answers the customer", cast.design)
    if sent:
        await simulation.move(local("2026-03-10 12:00"))
    else:
        simulation.clock.move_to(local("2026-03-10 12:00"))
        await simulation.bot.rounds.make_messages()
    own = [one for one in rows(simulation, DeliveryKind.DAY) if one.recipient == cast.tom.id]
    assert {one.state for one in own} == {"sent" if sent else "pending"}
    bent, item = id_of(simulation, cast.maria), tables.item
    with simulation.bot.store.begin() as tx:
        query = update(item).where(item.c.recipient == cast.tom.id)
        tx.connection.execute(query.values(concern=bent))
    for one in own:
        set_row(simulation, one.id, stale=True)
    await simulation.move(local("2026-03-10 13:00"))
    for message in cast.tom.direct_messages():
        assert "Maria" not in message.plain() and cast.maria.id not in str(message.blocks)
        assert "too much at once" not in message.plain()


async def test_asking_for_the_file_of_somebody_else_in_ones_own_row_brings_ones_own(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, WORDS, cast.payments)
    await cast.sam.command("/concern", "data", channel=cast.payments)
    await cast.sam.press("modal", "Send me a file")
    (asked,) = rows(simulation, DeliveryKind.DATA_FILE)
    set_row(simulation, asked.id, subject=cast.maria.id)
    await simulation.rounds()
    _, data, text = files_of(simulation, cast.sam.direct_messages()[-1])
    assert data["person"]["id"] == cast.sam.id  # type: ignore[index]
    assert "canary" not in text


def id_of(simulation: Simulation, raiser: Person) -> str:
    """The id of the one thing that somebody raised."""
    [row] = [row for row in concerns(simulation) if row.raiser == raiser.id]
    return str(row.id)
