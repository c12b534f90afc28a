"""Short ways to say what scenario tests of time and delivery say often."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.messages.controls import Field
from bot.store.tables import concern, delivery, rate_limit
from slack_sandbox import Channel, Message, Person


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    """The moment at which clocks in ``zone`` show ``text``, such as ``2026-03-12 09:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def arrived(person: Person) -> list[tuple[str, Message]]:
    """The direct messages somebody got: the hour on their own clock, and the message."""
    zone = ZoneInfo(person.tz)
    return [
        (
            f"{datetime.fromtimestamp(float(one.ts), UTC).astimezone(zone):%a %d %b %H:%M}",
            one,
        )
        for one in person.direct_messages()
    ]


def asked(person: Person) -> list[tuple[str, Message]]:
    """Those of them that ask a leader about something: not the welcome."""
    return [(at, one) for at, one in arrived(person) if not one.text.startswith("Heard is here")]


def days(person: Person) -> list[str]:
    """The days on which a leader was written to, on their own clock."""
    return [at[:10] for at, _ in asked(person)]


def clock(person: Person) -> list[str]:
    """The hours at which a leader was written to, on their own clock."""
    return [at[11:] for at, _ in asked(person)]


async def tell(person: Person, text: str, channel: Channel, *, urgent: bool = False) -> None:
    """Raise something with one's leader; ``urgent`` through the form: today or tomorrow."""
    if not urgent:
        answer = await person.command("/concern", text, channel=channel)
        assert answer.message is not None, answer
        return
    await person.command("/concern", channel=channel)
    await person.fill(
        {
            "What is it?": "I am stuck",
            "Your words": text,
            "How soon would you like to hear back?": "Today or tomorrow",
        }
    )
    sent = await person.submit()
    assert sent.sent, sent
    assert not sent.errors, sent
    if person.modal is not None:
        await person.close_modal(all=True)


async def keep(leader: Person, about: Person, text: str, channel: Channel) -> None:
    """Keep a note about somebody, to be asked about on the day in its words."""
    answer = await leader.command("/concern", f"@{about.handle} {text}", channel=channel)
    assert answer.message is not None, answer
    assert answer.message.plain().startswith("Saved."), answer.message.plain()


def rows(simulation: Simulation, *kinds: DeliveryKind) -> list[Any]:
    """The rows of messages the bot started, oldest first."""
    query = select(delivery).order_by(delivery.c.created_at, delivery.c.id)
    if kinds:
        query = query.where(delivery.c.kind.in_(kinds))
    with simulation.bot.store.begin() as tx:
        return list(tx.connection.execute(query))


def concerns(simulation: Simulation) -> list[Any]:
    """The rows of concerns, oldest first."""
    with simulation.bot.store.begin() as tx:
        return list(tx.connection.execute(select(concern).order_by(concern.c.created_at)))


def set_row(simulation: Simulation, identity: str, **values: Any) -> None:
    """Write into one delivery's row what only another process could have written."""
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(delivery).where(delivery.c.id == identity).values(**values))


def spoil(simulation: Simulation, key: str) -> None:
    """Break the seal of a concern's row, so that it cannot be read; done again, it is whole."""
    with simulation.bot.store.begin() as tx:
        sealed = tx.connection.scalar(select(concern.c.sealed).where(concern.c.id == key))
        assert sealed is not None
        broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
        tx.connection.execute(update(concern).where(concern.c.id == key).values(sealed=broken))


def open_gates(simulation: Simulation) -> None:
    """Let the bot post again at once, as if Slack's rate limit were over."""
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(delete(rate_limit))


def choose(simulation: Simulation, person: Person, **choices: Any) -> None:
    """Let somebody choose what they cannot choose in a form yet."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        found = tx.people.get(workspace, person.id)
        assert found is not None
        tx.people.choose(found, replace(found.preferences, **choices))


def always_touches(simulation: Simulation, person: Person) -> None:
    """Let somebody count as one who presses something on every message, so that none backs off."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        found = tx.people.get(workspace, person.id)
        assert found is not None
        tx.people.keep_rhythm(found, replace(found.rhythm, touched_at=local("2036-01-01 12:00")))


def let_the_bot_name_days(simulation: Simulation) -> None:
    """Let what is planned be for days that the bot chose, and no leader."""
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(concern).values(nudge_named=False))


def change_teams(simulation: Simulation, **values: Any) -> None:
    """Change every team as a form will one day."""
    with simulation.bot.store.begin() as tx:
        for team in tx.teams.all(simulation.bot.installation.workspace):
            tx.teams.save(replace(team, **values))


async def settle(person: Person, label: str) -> None:
    """Press a button in the view of the one thing somebody said, through Home."""
    await person.open_home()
    await person.press("home", "Read it")
    await person.press("modal", label)
    if person.modal is not None and person.modal.submit_label is not None:
        await person.submit()
    if person.modal is not None:
        await person.close_modal(all=True)


async def hear(
    leader: Person, *, until: str | None = None, how: str | None = None, near: str | None = None
) -> None:
    """Open the newest message's words and say that they are heard; ``until``: one's own date."""
    await leader.press(leader.direct_messages()[-1], "Read it", near=near)
    if how is not None:
        await leader.fill({"How will you talk?": how})
    if until is not None:
        await leader.fill({Field.DAY.value: until})
    sent = await leader.submit()
    assert not sent.errors, sent
    if leader.modal is not None:
        await leader.close_modal(all=True)
