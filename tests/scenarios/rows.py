"""What the tests read behind the bot: its rows, as they rest."""

from collections.abc import Sequence

from sqlalchemy import func, select

from bot.demo.simulation import Simulation
from bot.domain.concern import Concern
from bot.domain.ids import PersonId, WorkspaceId
from bot.store import Transaction, tables


def workspace_of(simulation: Simulation) -> WorkspaceId:
    return WorkspaceId(simulation.workspace.id)


async def concerns(simulation: Simulation) -> list[Concern]:
    """Every concern, oldest first."""

    def read(tx: Transaction) -> list[Concern]:
        ids = tx.connection.scalars(
            select(tables.concern.c.id).order_by(tables.concern.c.created_at)
        ).all()
        found = tx.concerns.some(workspace_of(simulation), ids)
        return [found[one] for one in ids]

    return await simulation.bot.store.run(read)


async def the_concern(simulation: Simulation) -> Concern:
    """The only one there is."""
    [found] = await concerns(simulation)
    return found


async def words_of(simulation: Simulation, concern: Concern) -> Sequence[str]:
    """What was said, opened with the workspace's key."""
    said = await simulation.bot.store.run(lambda tx: tx.concerns.said([concern]))
    return [one.text for one in said.get(concern.id, ())]


async def counts(simulation: Simulation) -> dict[str, int]:
    """How many rows each table has."""

    def read(tx: Transaction) -> dict[str, int]:
        return {
            table.name: tx.connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables.metadata.sorted_tables
        }

    return await simulation.bot.store.run(read)


async def nothing_stored(simulation: Simulation) -> bool:
    """Whether there is neither a concern nor a word."""
    found = await counts(simulation)
    return not (found["concern"] or found["words"] or found["history"])


async def paused_until(simulation: Simulation, person: str) -> str | None:
    found = await simulation.bot.store.run(
        lambda tx: tx.people.get(workspace_of(simulation), PersonId(person))
    )
    until = found.preferences.paused_until if found else None
    return until.isoformat() if until else None
