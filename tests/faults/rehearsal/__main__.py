"""``python -m tests.faults.rehearsal [ACT ...]``."""

import asyncio
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.logs import set_up
from tests.faults.rehearsal.database import a_primary_that_dies
from tests.faults.rehearsal.findings import Found
from tests.faults.rehearsal.many_processes import a_pooler, a_rolling_upgrade, killed_processes
from tests.faults.rehearsal.one_machine import (
    a_full_disk,
    a_slack_that_misbehaves,
    a_wrong_key,
    clocks_that_jump,
    killed_and_restored,
)
from tests.faults.rehearsal.stage import LeftOutError

ACTS: Mapping[str, Callable[[], Awaitable[Found]]] = {
    "restore": killed_and_restored,
    "key": a_wrong_key,
    "disk": a_full_disk,
    "clock": clocks_that_jump,
    "slack": a_slack_that_misbehaves,
    "database": a_primary_that_dies,
    "pooler": a_pooler,
    "kill": killed_processes,
    "upgrade": a_rolling_upgrade,
}


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def rehearse(names: Sequence[str]) -> int:
    """Play the acts of these names, or all of them; gives the exit code."""
    unknown = set(names) - set(ACTS)
    if unknown:
        say(f"There are no acts {', '.join(sorted(unknown))}; there are {', '.join(ACTS)}.")
        return 2
    set_up("error")
    every, left_out, broken = Found(), [], []
    for name in names or ACTS:
        began = time.monotonic()
        say(f"{name}: {(ACTS[name].__doc__ or '').splitlines()[0]}")
        try:
            found = await ACTS[name]()
        except LeftOutError as lacking:
            left_out.append(name)
            say(f"  LEFT OUT: this machine has no {lacking}")
            continue
        except Exception:  # noqa: BLE001 (the other acts are played all the same)
            broken.append(name)
            say(f"  BROKE OFF: {traceback.format_exc()}")
            continue
        for line in (*found.notes, *(f"A LIE: {lie}" for lie in found.lies)):
            say(f"  {line}")
        say(
            f"  lost {found.lost}, told wrongly {found.wrongly}, doubled {found.doubled}, "
            f"lies {len(found.lies)}; {time.monotonic() - began:.0f} s"
        )
        every.lost += found.lost
        every.wrongly += found.wrongly
        every.doubled += found.doubled
        every.lies += found.lies
    say(
        f"In all: lost {every.lost}, told wrongly {every.wrongly}, doubled {every.doubled}, "
        f"lies {len(every.lies)}; left out: {', '.join(left_out) or 'nothing'}; "
        f"broke off: {', '.join(broken) or 'nothing'}"
    )
    if not every.well or broken:
        return 1
    return 2 if left_out else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(rehearse(sys.argv[1:])))
