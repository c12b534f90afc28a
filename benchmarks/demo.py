"""From ``heard demo`` to a page in the browser, and to a team whose first weeks have gone by.

Run with ``python -m benchmarks.demo``. Wall time is what somebody waits; processor time is what it
would be on a machine that does nothing else.
"""

import asyncio
import re
import resource
import signal
import sys
import time

import aiohttp


async def main() -> None:
    """Start it three times, each time to its end, and print the quickest."""
    rows = [await _once() for _ in range(3)]
    print(f"{'':34}{'wall s':>8}")
    for index, name in enumerate(("the address is printed", "the page is served", "usable")):
        print(f"{name:34}{min(row[index] for row in rows):8.2f}")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{'processor, each time':34}{(spent.ru_utime + spent.ru_stime) / len(rows):8.2f}")


async def _once() -> tuple[float, float, float]:
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-open", "--port", "0",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if process.stdout is None:
        raise RuntimeError("nothing can be read from the demo")
    found = re.search(r"http://[\d.:]+", (await process.stdout.readline()).decode())
    if found is None:
        raise RuntimeError("the demo printed no address")
    printed = time.perf_counter() - start
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{found[0]}/_sandbox/") as page:
            page.raise_for_status()
        served = time.perf_counter() - start
        busy = True
        while busy:
            await asyncio.sleep(0.1)
            busy = await _busy(session, found[0])
    usable = time.perf_counter() - start
    process.send_signal(signal.SIGINT)
    await process.communicate()
    return printed, served, usable


async def _busy(session: aiohttp.ClientSession, base: str) -> bool:
    async with session.get(f"{base}/_sandbox/api/state") as answer:
        return bool((await answer.json())["busy"])


if __name__ == "__main__":
    asyncio.run(main())
