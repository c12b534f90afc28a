"""What is left when the app is removed, or its token is taken away."""

from sqlalchemy import func, select

from bot.demo.simulation import Simulation
from bot.store.tables import words, workspace
from tests.conftest import Cast


async def _left(simulation: Simulation) -> tuple[int, bytes | None, str | None]:
    def read(tx):
        count = tx.connection.scalar(select(func.count()).select_from(words))
        row = tx.connection.execute(select(workspace.c.sealing_keys, workspace.c.suspended)).one()
        return count, row.sealing_keys, row.suspended

    return await simulation.bot.store.run(read)


async def test_removing_the_app_deletes_every_word_and_the_key(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert (await _left(simulation))[0] == 1

    simulation.workspace.uninstall()
    await simulation.slack.quiet()

    count, key, parked = await _left(simulation)
    assert (count, key) == (0, None)
    assert parked is not None


async def test_a_revoked_token_stops_the_sending_and_keeps_the_words(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "I am stuck", channel=cast.payments)

    simulation.workspace.revoke_tokens()
    await simulation.slack.quiet()

    count, key, parked = await _left(simulation)
    assert (count, parked) == (1, "token_revoked")
    assert key is not None
