"""What is left when the app is removed, or its token is taken away."""

import asyncio
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import func, select

from bot.app import open_store
from bot.casework.due import clean_up, due_rows
from bot.casework.installation import resume, suspend
from bot.casework.requests import Entry, enter
from bot.casework.unit import Unit
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.domain.due import WOKEN, DueKind
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import AppRemoved
from bot.logs import set_up
from bot.messages.controls import Button
from bot.settings import read_settings
from bot.start import TokenRefusedError
from bot.store import Transaction, tables
from bot.store.backup import back_up, put_back
from bot.store.operating import operating
from tests.conftest import Cast

from .moments import asked, keep, local, rows, tell
from .rows import concerns
from .test_bad_input import JSON, Logs, logs, post
from .test_forged import everything, forged_press

__all__ = ["logs"]
CANARY = "canaryinthemine"
BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
DYING = """
import os, sys
from datetime import datetime
from bot.app import open_store
from bot.casework.installation import erase_removed
from bot.casework.unit import Unit
from bot.settings import read_settings
store = open_store(read_settings(dict(os.environ)))
for turn in range(3):
    with store.begin() as tx:
        erase_removed(Unit(tx, datetime.fromisoformat(sys.argv[1]), sys.argv[2]), 10)
        if turn == 2:
            print("in the third", flush=True)
            sys.stdin.read()
"""
"""A process that dies inside the third transaction of an erasure."""
LEFT = {"erasure_journal"}
"""Tables that belong to no workspace."""


def left(simulation: Simulation) -> dict[str, int]:
    """How many rows each table has, where it has any."""
    with simulation.bot.store.begin() as tx:
        return counted(tx)


def counted(tx: Transaction) -> dict[str, int]:
    """The same in a transaction."""
    every = {
        table.name: tx.connection.scalar(select(func.count()).select_from(table)) or 0
        for table in tables.metadata.sorted_tables
    }
    return {name: count for name, count in every.items() if count and name not in LEFT}


def bytes_of(simulation: Simulation) -> bytes:
    """All that the database keeps of its tables: SQLite's file and log, or Postgres's files."""
    store = simulation.bot.store
    if store.sqlite:
        files = [Path(f"{store.url.database}{end}") for end in ("", "-wal")]
        return b"".join(each.read_bytes() for each in files if each.exists())
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in ("VACUUM FULL", "CHECKPOINT"):
            connection.execute(statement)
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        paths = connection.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall()
    return b"".join((Path(folder) / str(path)).read_bytes() for (path,) in paths)


def state(simulation: Simulation) -> tuple[str | None, Any]:
    """Why nothing is sent, and when everything is erased."""
    with operating(simulation.bot.store.url.render_as_string(hide_password=False)) as found:
        (line,) = found.workspaces()
    return line.suspended, line.erased_at


async def a_life(simulation: Simulation, cast: Cast) -> None:
    """Something of each kind, with words that are looked for afterwards."""
    await tell(cast.maria, f"I am stuck, {CANARY}", cast.payments)
    await keep(cast.priya, cast.sam, CANARY, cast.payments)
    marked = await cast.dora.say("all on me again", channel=cast.design)
    await cast.tom.react(":ear:", marked)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.rounds()


def calls(simulation: Simulation) -> list[str]:
    """What Slack was asked, but for whether it takes the token again."""
    return [one.method for one in simulation.slack.calls if one.method != "auth.test"]


@BOTH
async def test_R49_removing_the_app_stops_everything_at_once_and_erases_all_of_it_in_ten_days(
    simulation: Simulation, cast: Cast, tmp_path: Path, logs: Logs
) -> None:
    await a_life(simulation, cast)
    # Words rest sealed; what stands in the clear shows as well that the pages are empty.
    names = [name.encode() for name in ("Maria Silva", "payments", cast.maria.id)]
    before = bytes_of(simulation)
    assert all(name in before for name in names)
    simulation.workspace.uninstall()
    await simulation.slack.quiet()
    suspended, erased_at = state(simulation)
    assert suspended == "app_uninstalled"
    assert erased_at == simulation.clock() + timedelta(days=10)
    set_up("info")
    asked_for, kept = len(calls(simulation)), left(simulation)
    await simulation.move(timedelta(days=9, hours=23))
    assert calls(simulation)[asked_for:] == []
    assert left(simulation)["words"] == kept["words"]
    await simulation.move(timedelta(hours=1))
    await simulation.bot.rounds.probe_tokens()
    assert left(simulation) == {}
    gone = bytes_of(simulation)
    assert not any(name in gone for name in names)
    journal = (tmp_path / "heard.erasures").read_text()
    assert json.loads(journal.splitlines()[-1])["erased"] == "workspace"
    # Again, and on: nothing breaks, and nothing is asked.
    await simulation.move(timedelta(days=2))
    assert calls(simulation)[asked_for:] == []
    assert left(simulation) == {}
    said = logs.text()
    assert "level=error" not in said and CANARY not in said


@BOTH
async def test_R49_an_erasure_killed_half_way_goes_on_and_nobody_brings_back_what_is_left(
    simulation: Simulation, cast: Cast, tmp_path: Path
) -> None:
    await a_life(simulation, cast)
    home, names = simulation.workspace.id, [b"Maria Silva", cast.maria.id.encode()]
    begun = simulation.clock() + timedelta(days=10)
    simulation.workspace.uninstall()
    await simulation.slack.quiet()
    settings, before = simulation._settings, sum(left(simulation).values())
    await simulation._stop_bot()
    dying = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", DYING, begun.isoformat(), home),
        env=dict(os.environ) | settings,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert dying.stdout is not None
    assert await dying.stdout.readline() == b"in the third\n"
    dying.kill()
    await dying.wait()
    # Whatever reaches it now, also a process whose clock is behind, finds nothing to go on with.
    workspace, soon = WorkspaceId(home), begun + timedelta(days=400)
    simulation.clock.move_to(begun - timedelta(hours=1))
    store = open_store(read_settings(settings))
    try:
        with store.begin() as tx:
            assert sum(counted(tx).values()) == before - 20
            resume(Unit(tx, simulation.clock(), workspace))
            suspend(Unit(tx, simulation.clock(), workspace), "app_uninstalled")
        with store.begin() as tx:
            assert tx.workspaces.get(workspace).erasing
            assert tx.workspaces.keys(workspace) == ()
            assert tx.workspaces.suspended() == [], "whose token is tried"
            due = [kind for kind in WOKEN if due_rows(tx, kind, soon, [workspace])]
            assert due == [DueKind.REMOVAL]
            unit, maria = Unit(tx, soon, workspace), PersonId(cast.maria.id)
            assert not clean_up(unit)
            with pytest.raises(AppRemoved):
                enter(unit, maria, Entry(), (), None, lambda *_: None, asks=True)
    finally:
        store.close()
    # Who installs it now begins anew, when the rest of it is gone.
    settings["SLACK_BOT_TOKEN"] = simulation.workspace.reissue_token()
    await simulation._start_bot()
    asked_for = len(calls(simulation))
    assert left(simulation).keys() == {"workspace"}
    assert state(simulation) == (None, None)
    gone = bytes_of(simulation)
    assert not any(name in gone for name in names)
    await simulation.rounds()
    assert not [call for call in calls(simulation)[asked_for:] if call.startswith("chat.")]
    journal = (tmp_path / "heard.erasures").read_text()
    assert journal.count('"workspace"') == 1


async def test_R49_nothing_is_heard_after_the_app_was_removed(
    simulation: Simulation, cast: Cast
) -> None:
    await a_life(simulation, cast)
    ((_, card),) = asked(cast.priya)
    (raised, *_) = await concerns(simulation)
    simulation.workspace.uninstall()
    await simulation.slack.quiet()
    before, asked_for = everything(simulation), len(calls(simulation))
    ids = {"team_id": simulation.workspace.id, "user_id": cast.maria.id}
    command = {"command": "/concern", "text": CANARY, "channel_id": cast.payments.id, **ids}
    status, answer = await post(simulation, urlencode(command).encode())
    assert (status, "Nothing was saved" in answer) == (200, True)
    value = f"{raised.id}:{raised.step_no}"
    assert (await forged_press(simulation, cast.priya, card, Button.READ, value))[0] == 200
    item = {"type": "message", "channel": cast.payments.id, "ts": cast.payments.messages[0].ts}
    mark = {"type": "reaction_added", "user": cast.maria.id, "reaction": "ear", "item": item}
    assert await event(simulation, {**mark, "event_ts": "1773050400.000100"}) == 200
    assert await event(simulation, {"type": "app_home_opened", "user": cast.maria.id}) == 200
    assert everything(simulation) == before
    assert calls(simulation)[asked_for:] == []


async def event(simulation: Simulation, event: dict[str, Any]) -> int:
    """Deliver an event as Slack does; gives the status."""
    body = {
        "type": "event_callback",
        "team_id": simulation.workspace.id,
        "event_id": f"Ev{abs(hash(json.dumps(event))):X}",
        "event": event,
        "authorizations": [{"team_id": simulation.workspace.id}],
    }
    status, _ = await post(simulation, json.dumps(body).encode(), kind=JSON)
    return status


async def test_R49_who_installs_it_again_in_time_goes_on_with_everything(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await keep(cast.priya, cast.sam, "looks tired, thursday", cast.payments)
    before = {one.id: one.state for one in await concerns(simulation)}
    simulation.workspace.uninstall()
    await simulation.slack.quiet()
    await simulation.move(timedelta(days=8))
    assert asked(cast.priya) == []
    simulation._settings["SLACK_BOT_TOKEN"] = simulation.workspace.reissue_token()
    await simulation.restart()
    assert state(simulation) == (None, None)
    await simulation.move(timedelta(days=4))
    assert {one.id: one.state for one in await concerns(simulation)} == before
    (_, first), *_ = asked(cast.priya)
    assert "Maria" in first.plain()
    await cast.priya.press(first, "Read it", nth=1)
    assert cast.priya.modal is not None and "I am stuck" in cast.priya.modal.plain()


async def test_a_bot_token_that_was_revoked_is_a_removal_and_keeps_what_is_said_until_then(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [cast.maria.id]}}
    assert await event(simulation, revoked) == 200
    assert state(simulation) == (None, None)
    simulation.workspace.revoke_tokens()
    await simulation.slack.quiet()
    begun = simulation.clock()
    assert state(simulation) == ("token_revoked", begun + timedelta(days=10))
    assert left(simulation)["words"] == 1
    # The event of the removal itself moves nothing.
    simulation.clock.move_to(local("2026-03-10 10:00"))
    assert await event(simulation, {"type": "app_uninstalled"}) == 200
    assert state(simulation) == ("app_uninstalled", begun + timedelta(days=10))


async def test_a_dead_token_that_a_call_finds_is_a_removal_whose_event_was_lost(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add("chat.postMessage", "account_inactive")
    simulation.clock.move_to(local("2026-03-10 10:00"))
    await simulation.rounds()
    found = simulation.clock() + timedelta(days=10)
    assert state(simulation) == ("account_inactive", found)
    # It was no removal: Slack takes the token again.
    await simulation.bot.rounds.probe_tokens()
    assert state(simulation) == (None, None)
    # A token that is wrong says nothing of a removal.
    simulation.slack.faults.add("chat.postMessage", "invalid_auth")
    await simulation.rounds()
    await simulation.bot.rounds.send_due()
    assert state(simulation)[1] is None
    assert rows(simulation, DeliveryKind.DAY)


@pytest.mark.parametrize("days", [0, 18])
async def test_a_workspace_says_within_14_business_days_when_it_is_erased(
    simulation: Simulation, cast: Cast, days: int
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await cast.priya.open_home()
    await cast.priya.press("home", "Workspace settings")
    field = "Days until everything is deleted after the app is removed"
    await cast.priya.press("modal", "More settings")
    await cast.priya.fill({field: "19"})
    assert (await cast.priya.submit()).errors
    await cast.priya.fill({field: str(days)})
    assert not (await cast.priya.submit()).errors
    simulation.workspace.uninstall()
    await simulation.slack.quiet()
    if days:
        await simulation.move(timedelta(days=days, hours=-1))
        assert left(simulation)["words"] == 1
    await simulation.move(timedelta(hours=1))
    assert left(simulation) == {}


async def test_a_bot_that_is_started_with_a_dead_token_erases_in_time_all_the_same(
    simulation: Simulation, cast: Cast
) -> None:
    """The event came while nothing ran; the token is all that tells of it."""
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation._stop_bot()
    simulation.workspace.uninstall()
    url = simulation._settings["DATABASE_URL"]

    async def start() -> list[Any]:
        with pytest.raises(TokenRefusedError):
            await simulation._start_bot()
        with operating(url) as found:
            return found.workspaces()

    (line,) = await start()
    assert line.erased_at == simulation.clock() + timedelta(days=10)
    simulation.clock.move_to(simulation.clock() + timedelta(days=11))
    assert await start() == []


# Postgres is backed up by its own tools, of its own version: tests/store/test_backup.py.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("again", [False, True])
async def test_R49_a_restored_back_up_does_not_bring_an_erased_workspace_back(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path, again: bool
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    before = tmp_path / "before.db"
    await asyncio.to_thread(back_up, database_url, before, simulation.clock())
    simulation.workspace.uninstall()
    await simulation.slack.quiet()
    await simulation.move(timedelta(days=10))
    assert left(simulation) == {}
    backup = before
    if again:
        # What is backed up after it was installed anew stays.
        simulation._settings["SLACK_BOT_TOKEN"] = simulation.workspace.reissue_token()
        simulation.clock.move_to(simulation.clock() + timedelta(hours=1))
        await simulation.restart()
        backup = tmp_path / "after.db"
        await asyncio.to_thread(back_up, database_url, backup, simulation.clock())
    await simulation._stop_bot()
    journal = str(tmp_path / "heard.erasures")
    put_back(database_url, backup, simulation.clock(), journal)
    with operating(database_url) as found:
        assert bool(found.workspaces()) == again
    if not again:
        simulation._settings["SLACK_BOT_TOKEN"] = simulation.workspace.reissue_token()
    await simulation._start_bot()
