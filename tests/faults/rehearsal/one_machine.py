"""Acts on one machine: ``heard run`` with its SQLite file."""

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.store.sealing import fresh_key
from tests.faults.rehearsal.findings import Found
from tests.faults.rehearsal.stage import LeftOutError, stage

DISK_MB = 90
POST, HISTORY = "chat.postMessage", "conversations.history"
FAULTS = {
    "429": 0.05,
    "500_after": 0.08,
    "reset_after": 0.08,
    "hang_after": 0.04,
    "half_body": 0.08,
    "internal_error": 0.08,
    "500_before": 0.08,
}
"""How likely each is for a post: half of them go wrong."""


async def killed_and_restored() -> Found:
    """Back-ups while people write, a kill -9 while messages leave, and the back-up put back."""
    found = Found()
    async with stage() as on:
        bot, page = await on.serve("run")
        on.listen_at(page)
        await on.fill()
        await on.writing(4)
        before = set(on.told.kept)
        (code, said), _ = await asyncio.gather(on.ended("backup", "backups"), on.writing(4))
        if code:
            found.lies.append(f"heard backup failed: {said}")
        known = set(on.told.kept)
        await on.next_morning()
        await on.slack.until(lambda: on.slack.calls_of(POST), seconds=60)
        await bot.kill()
        on.told.slowest = 0.0
        (backup,) = (on.folder / "backups").glob("*.db")
        code, said = await on.ended("restore", str(backup))
        found.notes.append(said[:300])
        if code:
            found.lies.append(f"heard restore failed: {said}")
        code, said = await on.ended("doctor")
        bot, page = await on.serve("run")
        on.listen_at(page)
        # Whoever was answered while the copy was made is in it or not; what came later is gone.
        gone = known - before
        await on.compare(found, but=sorted(gone))
        on.told.kept = []
        await on.writing(3)
        await on.compare(found)
        await bot.stop()
        found.notes.append(f"{len(before)} kept before the back-up are there again")
    return found


async def a_wrong_key() -> Found:
    """The key file is another one, or gone: nothing starts, nothing says that all is well."""
    found = Found()
    async with stage() as on:
        bot, page = await on.serve("run")
        on.listen_at(page)
        await on.fill()
        await on.writing(2)
        await bot.stop()
        key = on.folder / "keys" / "heard.key"
        right = key.read_text(encoding="utf-8")
        for what in ("another", "none", "empty"):
            if what == "none":
                key.unlink()
            else:
                key.write_text(fresh_key() if what == "another" else "", encoding="utf-8")
            for command in ("run", "doctor", "restore-check"):
                code, said = await on.ended(command)
                if code == 0 or "Traceback" in said:
                    found.lies.append(f"{what} key, heard {command}: exit {code}: {said[:200]}")
            if what == "none" and key.exists():
                found.lies.append("a new key was made where something is sealed")
            found.notes.append(f"{what} key: {said[:160]}")
        key.write_text(right, encoding="utf-8")
        key.chmod(0o600)
        bot, page = await on.serve("run")
        on.listen_at(page)
        await on.writing(2)
        await on.next_morning()
        await on.settled()
        await on.compare(found)
        await bot.stop()
    return found


async def a_full_disk() -> Found:
    """The disk under the file fills up while people write and messages leave, and is emptied."""
    found = Found()
    with _small_disk() as disk:
        async with stage(on=disk) as on:
            bot, page = await on.serve("run")
            on.listen_at(page)
            await on.fill()
            await on.writing(3)
            filler = disk / "filler"
            _fill(filler, disk)
            await on.writing(6)
            await on.next_morning()
            await on.writing(6)
            for what, well in {
                "/readyz": (await on.page(page, "/readyz"))[0] == 200,
                "heard doctor": (await on.ended("doctor"))[0] == 0,
            }.items():
                if well:
                    found.lies.append(f"{what} says that all is well on a full disk")
            if (await on.page(page, "/livez"))[0] != 200:
                found.lies.append("/livez wants a restart, which mends no disk")
            filler.unlink()
            await on.writing(4)
            if not await on.becomes_ready(page):
                found.lies.append("/readyz does not recover")
            await on.compare(found)
            found.notes.append(on.told.line)
            if not on.told.not_saved:
                found.lies.append("the disk was never full: nothing was rehearsed")
            await bot.stop()
    return found


async def clocks_that_jump() -> Found:
    """The machine's clock is set three days forward, back, an hour back, while messages leave."""
    found = Found()
    async with stage() as on:
        # Over HTTP a clock that is five minutes wrong lets nobody in: Slack's signatures are old.
        on.over_a_socket()
        bot, page = await on.serve("run")
        await on.fill()
        await on.writing(3)
        await on.next_morning()
        await on.settled()
        for hours in (72, -72, -1, 1):
            on.set_clock(timedelta(hours=hours))
            await on.writing(4)
            if (await on.page(page, "/livez"))[0] != 200:
                found.lies.append(f"/livez wants a restart after {hours} hours")
        await on.next_morning()
        await on.compare(found)
        found.notes.append(on.told.line)
        if 'event="clock set"' not in bot.said:
            found.lies.append("no line says that the clock was set")
        await bot.stop()
    return found


async def a_slack_that_misbehaves() -> Found:
    """Every second post goes wrong in one of seven ways, for three mornings."""
    found = Found()
    async with stage() as on:
        bot, page = await on.serve("run")
        on.listen_at(page)
        await on.fill()
        for morning in range(3):
            await on.writing(3)
            for kind, chance in FAULTS.items():
                on.slack.faults.add(
                    POST, kind, probability=chance, seed=morning, seconds=0.3, retry_after=1
                )
            on.slack.faults.add(HISTORY, "500_before", probability=0.3, seed=morning)
            await on.next_morning()
            await on.writing(3)
            await on.settled()
            on.slack.faults.planned.clear()
        await on.compare(found)
        struck = sum(not call.done or call.outcome != "ok" for call in on.slack.calls_of(POST))
        found.notes.append(f"{struck} of {len(on.slack.calls_of(POST))} posts went wrong")
        found.notes.append(on.told.line)
        await bot.stop()
    return found


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="heard-disk-", dir="/tmp"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)], check=False
    )
    if made.returncode:
        folder.rmdir()
        raise LeftOutError("root: without it no small disk can be made")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _fill(filler: Path, disk: Path) -> None:
    """Leave nothing on the disk."""
    with filler.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1024 * 256))
            file.flush()
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(512))
