import re
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.demo.cast import PAYMENTS
from bot.demo.script import WEEKS
from bot.demo.story import asked_sentence, count, play
from slack_sandbox import Message, Seen
from slack_sandbox.world import World

SECONDS = 60
NOW = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)
DUE = "2026-09-09 11:00:00.000000"
LEASED = {"lease_token": "1", "lease_until": "2026-09-09 11:01:00.000000"}
REACHED = {
    "claimed": LEASED,
    "sending": LEASED | {"sending_at": DUE},
    "sent": {"sent_at": DUE},
}
"""What a row holds besides by the time it is in such a state."""


@pytest.fixture(scope="module")
def told() -> tuple[Result, float]:
    """The story, once, and the seconds of the processor it took, whoever else is at work here."""
    start = time.process_time()
    result = CliRunner().invoke(app, ["demo", "--story"])
    return result, time.process_time() - start


@pytest.fixture(scope="module")
def lines(told: tuple[Result, float]) -> list[str]:
    return told[0].stdout.splitlines()


def test_the_story_ends_well_in_time_and_in_a_hundred_and_twenty_lines(
    told: tuple[Result, float],
) -> None:
    result, seconds = told
    assert result.exit_code == 0, result.output
    assert seconds < SECONDS
    assert 60 < len(result.stdout.splitlines()) <= 120


def test_each_line_says_when_and_who_without_colour(lines: list[str]) -> None:
    seen = re.compile(r"(Mon|Tue|Wed|Thu|Fri) +\d+ \w+ \d\d:\d\d +#?\w+ [←→] Heard +\S")
    other = [line for line in lines if not seen.match(line)]
    # The title, three restarts, a renamed and a shared channel, four lines at the end.
    assert len(other) == 10
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize(
    "shown",
    [
        r"Priya ← Heard +Saved\. I'll remind you to follow up with @Sam on Wed 9 September",
        r"Maria → Heard +/concern I am overloaded by on-call",
        r"Noah → Heard +shortcut \"Raise something\"",
        r"Kofi → Heard +menu \"Follow up on this\"",
        r"Grace → Heard +puts :ear: on an own message",
        r"Priya → Heard +puts :ear: on Leo's message",
        r"Jonas → Heard +puts :ear: on Aylin's message",
        r"Aylin → Heard +\[Yes, tell Priya\]",
        r"Ines → Heard +\[No, thanks\]",
        r"Ines ← Heard .*All right\. No lead is told\.",
        r"Maria → Heard +\[Not quite\]",
        r"Maria → Heard +\[Yes, that's it\]",
        r"Maria ← Heard .*Cut scope, by Mon 21 September",
        r"Noah ← Heard .*without a change and explained why",
        r"Maria → Heard +\[It's worse\] \[Yes, tell Priya\]",
        r"Priya ← Heard .*Maria reopened what they raised",
        r"Grace ← Heard .*@Priya can't see that you answered",
        r"Priya ← Heard +How is that situation now\? 2 things to follow up on\.",
        r"Nina ← Heard .*Tom hasn't replied yet",
        r"Dora ← Heard +How is that situation now\? .*@Priya",
        r"Priya ← Heard .*The digest for #payments is planned for tomorrow",
        r"Priya ← Heard +@Maria says it's better",
        r"Priya ← Heard .*@Ines.* · new / .*@Jonas.* · new / .*@Sam.* · new",
        r"#design ← Heard .*No numbers: so few people",
        r"#payments ← Heard .*In th(is|ese \w+) weeks? a few things were raised",
        r"#(payments|checkout) ← Heard .*\d things were raised",
        r"Priya → Heard +\[Hand it over\] Jonas's, to Dora",
        r"Jonas ← Heard .*Dora reads your words",
        r"Dora ← Heard .*Jonas raised something with you",
        r"Tom → Heard +/concern pause until 2026-10-26",
        r"Ruth ← Heard .*Tom gets this on Mon 26 October",
        r"\(#payments is renamed to #checkout\.\)",
        r"\(#design is shared with an agency\.\)",
    ],
)
def test_the_story_shows(lines: list[str], shown: str) -> None:
    assert [line for line in lines if re.search(shown, line)]


def test_the_end_counts_what_happened(lines: list[str]) -> None:
    sealed, restarts, asked = lines[-3:]
    assert re.search(r"words: [0-9a-f]{32}…$", sealed)
    assert restarts.startswith("3 restarts, 0 lost, 0 doubled")
    times = sum("Priya ← Heard" in line and "How is that situation now?" in line for line in lines)
    assert asked == asked_sentence(times, unasked=True)
    assert times >= 4


def test_no_word_of_a_concern_reaches_a_leader_before_it_is_read(lines: list[str]) -> None:
    to_leaders = [line for line in lines if re.search(r"(Priya|Tom) ← Heard", line)]
    assert to_leaders
    assert not any("overloaded by on-call" in line for line in to_leaders)


def test_the_team_has_nine_people_in_three_zones_over_eight_weeks() -> None:
    assert len(PAYMENTS) == 9
    assert len(set(PAYMENTS.values())) == 3
    assert WEEKS == 8


# What the end counts


@pytest.fixture
def empty(migrated_file: Path, tmp_path: Path) -> Path:
    """A database with every table."""
    return Path(shutil.copy(migrated_file, tmp_path / "heard.db"))


def rows(file: Path, *states: str) -> Path:
    """The database, with one delivery, due an hour ago, in each of these states."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        names = [one[1] for one in database.execute("PRAGMA table_info(delivery)")]
        needed = [one[1] for one in database.execute("PRAGMA table_info(delivery)") if one[3]]
        for number, state in enumerate(states):
            row = dict.fromkeys(needed, "0") | {"id": f"d{number}", "subject": f"s{number}"}
            row |= {"state": state, "due_at": DUE, "kind": "day"} | REACHED.get(state, {})
            row = {name: value for name, value in row.items() if name in names}
            places = ", ".join("?" for _ in row)
            database.execute(
                f"INSERT INTO delivery ({', '.join(row)}) VALUES ({places})",
                list(row.values()),
            )
    return file


def seen(*deliveries: str) -> list[Seen]:
    """A person sees one new message for each."""
    world = World(lambda: NOW)
    team = world.add_team("acme", "Acme")
    bot, person = team.add_user("heard", "Heard", bot=True), team.add_user("priya", "Priya")
    for one in deliveries:
        metadata = {"event_type": "heard_delivery", "event_payload": {"id": one}}
        channel = team.im(bot, person)
        world.post(Message(channel, world.new_ts(), "Hello", bot, metadata=metadata))
    return world.seen


def test_what_was_due_and_seen_once_is_neither_lost_nor_doubled(empty: Path) -> None:
    found = count(rows(empty, "sent", "cancelled"), seen("d0"), NOW)
    assert (found.due, found.lost, found.doubled) == (1, 0, 0)


@pytest.mark.parametrize("state", ["sent", "pending", "claimed", "sending", "uncertain", "dead"])
def test_what_was_due_and_never_seen_is_lost(empty: Path, state: str) -> None:
    assert count(rows(empty, state), seen(), NOW).lost == 1


def test_what_is_not_due_yet_is_not_lost(empty: Path) -> None:
    earlier = datetime(2026, 9, 9, 10, 0, tzinfo=UTC)
    assert count(rows(empty, "pending"), seen(), earlier).lost == 0


@pytest.mark.parametrize(
    ("twice", "doubled"), [(("d0", "d0"), 1), (("d0", "d1"), 1), (("d0", "its-row-is-gone"), 0)]
)
def test_what_was_seen_twice_or_was_called_back_is_doubled(
    empty: Path, twice: tuple[str, ...], doubled: int
) -> None:
    assert count(rows(empty, "sent", "cancelled"), seen(*twice), NOW).doubled == doubled


def test_the_last_sentence_follows_the_facts() -> None:
    assert asked_sentence(4, unasked=True) == (
        "Heard asked Priya 4 times in eight weeks; the last time she had already been there."
    )
    assert asked_sentence(7, unasked=False) == "Heard asked Priya 7 times in eight weeks."


async def test_the_full_story_shows_each_card_whole_with_its_buttons() -> None:
    said = Console(file=StringIO())
    assert await play(said, Console(file=StringIO()), full=True, weeks=2)
    assert isinstance(said.file, StringIO)
    shown = said.file.getvalue()
    assert "[Read it]  [Message Maria]  [We've talked]  [Not yet]" in shown
    assert len(shown.splitlines()) > 300
