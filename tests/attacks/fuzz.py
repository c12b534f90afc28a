"""Thousands of payloads that Slack signed and nobody wrote: ``python -m tests.attacks.fuzz 20000``.

None is answered with 5xx, none leaves a traceback, and none changes what rests in the rows but what
its sender may change.
"""

import asyncio
import contextlib
import io
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import aiohttp
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.demo.simulation import PATIENCE, SECRET, Simulation
from bot.logs import set_up
from bot.store import tables
from tests.attacks.payloads import everything, mutations, request_of
from tests.conftest import MONDAY, Cast, people_of, set_the_scene

KEPT = (
    tables.concern,
    tables.words,
    tables.history,
    tables.step,
    tables.team,
    tables.team_leader,
    tables.team_member,
    tables.says_leads,
    tables.spoken,
    tables.workspace,
)
"""What no payload of these may change: nothing in them names what is there."""
AT_ONCE = 20


class FuzzingError(AssertionError):
    """A payload had an effect that it must not have."""


def rows(simulation: Simulation) -> dict[str, list[str]]:
    """Everything kept, as text."""
    with simulation.bot.store.begin() as tx:
        return {
            table.name: sorted(repr(tuple(row)) for row in tx.connection.execute(select(table)))
            for table in KEPT
        }


async def attack(simulation: Simulation, cast: Cast, cases: int, seed: int = 0) -> Counter[int]:
    """Send so many payloads; gives how often each status was answered.

    Raises :class:`FuzzingError` for an answer of 5xx, a traceback, or a row that changed.
    """
    set_up("debug")
    workspace = simulation.bot.installation.workspace
    # Whatever else is wrong with it, an uninstallation that Slack signed is one.
    bodies = [
        (kind, body)
        for kind, body in everything(cast, workspace)
        if body.get("event", {}).get("type") != "app_uninstalled"
    ]
    found: list[tuple[str, object]] = []

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=not seed,
    )
    @given(st.data())
    def gather(data: st.DataObject) -> None:
        if len(found) < cases:
            found.append(data.draw(mutations(bodies)))

    gather()
    before, statuses = rows(simulation), Counter[int]()
    said = io.StringIO()
    address = simulation.app.request_url or ""
    with contextlib.redirect_stderr(said):
        async with aiohttp.ClientSession() as session:

            async def send(kind: str, body: object) -> None:
                sent, headers = request_of(kind, body, SECRET)
                async with session.post(address, data=io.BytesIO(sent), headers=headers) as answer:
                    statuses[answer.status] += 1
                    if answer.status >= 500:
                        raise FuzzingError(
                            f"{answer.status} for {kind}: {body!r}\n{said.getvalue()}"
                        )

            for start in range(0, len(found), AT_ONCE):
                await asyncio.gather(*(send(*one) for one in found[start : start + AT_ONCE]))
        await simulation.bot.tasks.idle()
    if "Traceback" in said.getvalue():
        raise FuzzingError(said.getvalue())
    after = rows(simulation)
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        raise FuzzingError(f"rows changed in {', '.join(changed)}")
    return statuses


async def main(cases: int) -> None:
    """Set up a workspace of its own and attack it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Simulation(
            f"sqlite:///{folder / 'heard.db'}", folder / "heard.key", MONDAY, patience=PATIENCE
        ) as simulation:
            await set_the_scene(simulation)
            statuses = await attack(simulation, people_of(simulation), cases, seed=1)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{sum(statuses.values())} payloads: {dict(sorted(statuses.items()))}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
