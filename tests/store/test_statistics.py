"""What the clock does costs the same, however many others have something due."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import inspect, text

from benchmarks.filling import add_concerns, add_teams, raised_with
from benchmarks.stores import empty_store
from bot.casework import Unit
from bot.casework.due import due_rows, wake_leaders
from bot.demo.simulation import Simulation
from bot.domain.due import DueKind
from bot.store import Store, Transaction
from bot.store.sealing import make_key_file
from tests.store.filling import FIRST, add_workspaces
from tests.store.test_plans import cost

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


def cost_of_four_leaders(store: Store, leaders: int) -> int:
    """What the messages of four cost, where so many have something due."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    with store.begin() as tx:
        add_workspaces(tx, 1, NOW)
        add_teams(tx, FIRST, leaders, 2, NOW)
        add_concerns(
            tx,
            (
                raised_with(
                    FIRST,
                    number,
                    raiser=f"U{number}-0",
                    leader=f"L{number}",
                    team=f"t{number}",
                    at=NOW - day,
                    asked=NOW - hour,
                )
                for number in range(leaders)
            ),
        )
    store.analyze_here()

    def make(tx: Transaction) -> None:
        rows = due_rows(tx, DueKind.LEADER, NOW, [FIRST])[:4]
        assert len(rows) == 4
        assert not wake_leaders(Unit(tx, NOW, FIRST), [(row, None) for row in rows])

    return cost(store, make)


def test_a_leaders_day_costs_the_same_with_twenty_times_as_many_leaders() -> None:
    costs = []
    for leaders in (200, 4_000):
        with empty_store("sqlite") as store:
            costs.append(cost_of_four_leaders(store, leaders))
    few, many = costs
    assert many <= 1.5 * few, costs


async def test_cleaning_up_lets_sqlite_see_what_its_indexes_tell_apart(
    tmp_path: Path, migrated_file: Path
) -> None:
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'heard.db')}"
    make_key_file(tmp_path / "heard.key")
    async with Simulation(url, tmp_path / "heard.key", NOW) as simulation:
        with simulation.bot.store.begin() as tx:
            assert not inspect(tx.connection).has_table("sqlite_stat1")
        await simulation.bot.rounds.clean_up()
        with simulation.bot.store.begin() as tx:
            assert tx.connection.scalar(text("SELECT count(*) FROM sqlite_stat1"))
