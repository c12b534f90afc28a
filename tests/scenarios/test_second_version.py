"""A database of the first version goes on: teams for two weeks, and people learn of notes once."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.casework.second_version import PAIRS_AT_ONCE
from bot.demo.simulation import PATIENCE, Simulation
from bot.domain.concern.states import Act
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ConcernId, PersonId
from bot.store import Transaction, tables
from bot.store.migrate import upgrade
from tests.conftest import MONDAY, Scene, people_of
from tests.scenarios.moments import local, rows
from tests.scenarios.rows import concerns, workspace_of
from tests.scenarios.test_approval import WAITING, answer_to, home, team_in

BEFORE = "0006"
"""The last tables that knew no admin's yes; what an earlier version kept comes through them."""


MOVED = ("workspace", "person", "team", "team_leader", "team_member")
NOTES = ("maria", "dora")
"""About whom Priya keeps a note."""


def first_version(database: Path, scene: Path) -> None:
    """Keep the people and teams of the scene, and two notes, as they were kept then."""
    upgrade(f"sqlite:///{database}", BEFORE)
    with sqlite3.connect(database) as connection:
        connection.execute("ATTACH ? AS scene", (str(scene),))
        for table in MOVED:
            then = {row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")}
            now = {row[1] for row in connection.execute(f"PRAGMA scene.table_info({table})")}
            names = ", ".join(sorted(then & now - {"sealed_key", "key_id"}))
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM scene.{table}")
        people = dict(connection.execute("SELECT lower(name), id FROM person"))
        [workspace] = connection.execute("SELECT id FROM workspace").fetchone()
        for about in NOTES:
            note = {
                "workspace": workspace,
                "id": f"note-{about}",
                "kind": "note",
                "origin": f"form:{about}",
                "raiser": people[about],
                "owner": people["priya"],
                "signal": "other",
                "how_soon": "week",
                "state": "heard",
                "created_at": "2026-03-06 09:00:00.000000",
                "heard_at": "2026-03-06 09:00:00.000000",
            }
            for _, name, kind, required, default, _ in connection.execute(
                "PRAGMA main.table_info(concern)"
            ).fetchall():
                if required and default is None and name not in note:
                    note[name] = "" if "CHAR" in kind or "TEXT" in kind else "0"
            columns = ", ".join(note)
            marks = ", ".join("?" * len(note))
            row = tuple(note.values())
            connection.execute(f"INSERT INTO concern ({columns}) VALUES ({marks})", row)


@pytest.fixture
async def upgraded(scene: Scene, tmp_path: Path) -> AsyncIterator[Simulation]:
    """Give a simulation that goes on from rows as the first version left them."""
    database, key = tmp_path / "heard.db", tmp_path / "heard.key"
    url = f"sqlite:///{database}"
    first_version(database, scene.database)
    shutil.copy(scene.key, key)
    upgrade(url)
    world = json.loads(scene.world)
    async with Simulation(url, key, MONDAY, kept=world, patience=PATIENCE) as simulation:
        await simulation.rounds()
        yield simulation


async def test_nobodys_team_stops_on_the_day_and_after_two_weeks_it_waits_for_an_admin(
    upgraded: Simulation,
) -> None:
    cast = people_of(upgraded)
    assert "gets this" in await answer_to(cast.sam, "I disagree", cast.payments)
    await upgraded.move(local("2026-03-09 12:00"))
    asked = [one for one in cast.priya.direct_messages() if "Approve" in one.labels()]
    assert len(asked) == 2, "both teams, to the installer, once"
    [design] = [one for one in asked if "design" in one.plain()]
    assert "by @Tom, who isn't an admin" in design.plain()
    assert "It goes on until Mon 23 March." in design.plain()
    assert "I can't tell whether an admin chose it" in design.plain()
    [payments] = [one for one in asked if one is not design]
    await cast.priya.press(payments, "Approve")
    upgraded.clock.move_to(local("2026-03-22 12:00"))
    await upgraded.rounds()
    assert "gets this" in await answer_to(cast.dora, "I am stuck", cast.design)
    upgraded.clock.move_to(local("2026-03-24 12:00"))
    await upgraded.rounds()
    assert WAITING in await answer_to(cast.dora, "I disagree", cast.design)
    assert not team_in(upgraded, cast.design).has_digest
    assert "waiting for an admin" in await home(cast.tom)
    assert "gets this" in await answer_to(cast.sam, "I need help", cast.payments)
    # What was with its leader stays there, and an admin's yes lets the team go on.
    held = [one for one in await concerns(upgraded) if one.raiser == cast.dora.id and not one.about]
    assert [one.owner for one in held] == [cast.tom.id]
    await cast.priya.press(design, "Approve")
    assert "gets this" in await answer_to(cast.dora, "I disagree", cast.design)


async def test_people_learn_once_of_notes_about_them_spread_over_a_week(
    upgraded: Simulation,
) -> None:
    cast = people_of(upgraded)
    due = {one.recipient: one.due_at for one in rows(upgraded, DeliveryKind.NOTE_KEPT)}
    assert set(due) == {cast.maria.id, cast.dora.id}
    days = sorted(moment.date() for moment in due.values())
    assert [str(day) for day in days] == ["2026-03-10", "2026-03-11"]
    await upgraded.restart()
    await upgraded.rounds()
    upgraded.clock.move_to(local("2026-03-16 12:00"))
    await upgraded.rounds()
    kept = rows(upgraded, DeliveryKind.NOTE_KEPT)
    assert len(kept) == 2 and all(one.sent_at is not None for one in kept)
    with upgraded.bot.store.begin() as tx:
        assert not tx.workspaces.get(workspace_of(upgraded)).first_version


async def test_people_whom_nobody_can_tell_hold_up_nobody_and_end(upgraded: Simulation) -> None:
    """More notes than fit into one transaction, about people whom the bot has never met."""
    cast = people_of(upgraded)
    workspace = workspace_of(upgraded)

    def keep(tx: Transaction) -> None:
        note = tx.concerns.get(workspace, "note-dora")
        assert note is not None
        unmet = (PersonId(f"U0UNMET{number}") for number in range(PAIRS_AT_ONCE + 1))
        for number, about in enumerate([*unmet, PersonId(cast.sam.id)]):
            key = ConcernId(f"a-{number}")
            more = replace(note, id=key, origin=f"form:{key}", raiser=about)
            tx.concerns.add(more, cast.priya.id, Act.NOTE)
        tx.connection.execute(update(tables.workspace).values(first_version=True))

    await upgraded.bot.store.run(keep)
    async with asyncio.timeout(30):
        assert await upgraded.bot.rounds.clean_up()
    told = {one.recipient for one in rows(upgraded, DeliveryKind.NOTE_KEPT)}
    assert told == {cast.maria.id, cast.dora.id, cast.sam.id}
    with upgraded.bot.store.begin() as tx:
        assert not tx.workspaces.get(workspace).first_version
        assert tx.due.failures(workspace) == []


async def test_a_halted_team_keeps_its_list_and_leaders_for_the_yes(upgraded: Simulation) -> None:
    cast = people_of(upgraded)
    upgraded.clock.move_to(upgraded.clock() + timedelta(days=15))
    await upgraded.rounds()
    team = team_in(upgraded, cast.design)
    assert (team.accepted, team.members, team.proposed) == ((), frozenset(), {cast.dora.id})
    assert team.unapproved == (cast.tom.id,)
