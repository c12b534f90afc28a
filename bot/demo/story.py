"""``heard demo --story``: eight weeks in the terminal, without a Slack workspace."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from bot.demo.narrator import Narrator
    from slack_sandbox import Person, Seen

ASKED = "How is that situation now?"
SHOWN_BYTES = 16
TITLE = "Two teams, eight weeks. Each line is one thing that somebody did (→) or saw (←)."


def run_story(*, full: bool) -> int:
    """Play the story in the terminal; gives the exit code."""
    return 0 if asyncio.run(play(Console(), Console(stderr=True), full=full)) else 1


@dataclass(frozen=True)
class Delivered:
    """What became of the messages the bot had to send."""

    due: int
    lost: int
    doubled: int


async def play(
    console: Console, progress: Console, *, full: bool, weeks: int | None = None
) -> bool:
    """Play the story, or its first ``weeks``; whether nothing was lost and nothing doubled."""
    from bot.demo.cast import add_cast
    from bot.demo.narrator import Narrator
    from bot.demo.script import START, WEEKS, Script
    from bot.demo.simulation import PATIENCE, Simulation

    waiting: AbstractContextManager[object] = nullcontext()
    if progress.is_terminal:
        waiting = progress.status("Eight weeks go by…")
    with tempfile.TemporaryDirectory(prefix="heard-story-") as folder, waiting:
        file = Path(folder) / "heard.db"
        narrator = Narrator(console, full=full)
        async with Simulation(
            f"sqlite:///{file}", Path(folder) / "heard.key", START, patience=PATIENCE
        ) as simulation:
            cast = add_cast(simulation)
            narrator.meet(cast.people.values())
            narrator.heading(TITLE)
            simulation.slack.world.watchers.append(narrator.saw)
            script = Script(simulation, cast, narrator)
            await script.play(WEEKS if weeks is None else weeks)
            seen = simulation.slack.seen
        delivered = count(file, seen, simulation.clock())
        _end(narrator, sealed_row(file), simulation.restarts, delivered)
        narrator.heading(asked_sentence(times_asked(seen, cast["Priya"]), unasked=script.unasked))
    return delivered.lost == delivered.doubled == 0


def count(file: Path, seen: "Iterable[Seen]", now: datetime) -> Delivered:
    """Hold the rows of what had to be sent against what people came to see.

    A row that is due, and was not called back, has to be one message in one place: none is lost,
    two are doubled, and so is one that was called back. The row of a message may be gone, as rows
    are after their time; then it is one message as well.
    """
    from bot.store.rest import called_back, due_deliveries
    from slack_sandbox import Message

    messages: defaultdict[str, set[str]] = defaultdict(set)
    for sight in seen:
        thing = sight.object
        if isinstance(thing, Message) and sight.kind == "message" and thing.metadata:
            messages[thing.metadata["event_payload"]["id"]].add(thing.ts)
    due, never = due_deliveries(file, now), called_back(file)
    return Delivered(
        due=len(due),
        lost=sum(not messages[row] for row in due),
        doubled=sum(max(len(seen_as) - (row not in never), 0) for row, seen_as in messages.items()),
    )


def times_asked(seen: "Iterable[Seen]", who: "Person") -> int:
    """How often somebody was asked, by what stood before their eyes."""
    return sum(
        sight.kind == "message" and sight.who is who.user and sight.object.plain().startswith(ASKED)
        for sight in seen
    )


def asked_sentence(times: int, *, unasked: bool) -> str:
    """How it went with Priya; ``unasked``: her last talk took place before she was asked."""
    ending = "; the last time she had already been there." if unasked else "."
    return f"Heard asked Priya {times} times in eight weeks{ending}"


def sealed_row(file: Path) -> str:
    """Give the first words as they rest: their kind, and the beginning of what is stored."""
    from bot.store.rest import first_words

    words = first_words(file)
    if words is None:
        return "nothing"
    kind, sealed = words
    return f"kind: {kind}  words: {sealed.hex()[: 2 * SHOWN_BYTES]}…"


def _end(narrator: "Narrator", sealed: str, restarts: int, delivered: Delivered) -> None:
    if not narrator.full:
        narrator.aside(f"{narrator.untold} more things were seen; --full shows everything.")
    narrator.aside(f"The first sentence as it rests in the database: {sealed}")
    narrator.heading(
        f"{restarts} restarts, {delivered.lost} lost, {delivered.doubled} doubled"
        f" ({delivered.due} messages sent)"
    )
