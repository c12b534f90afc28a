"""What people are told when the disk fails under their press: it is so, also after a power cut."""

import errno
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.simulation import Simulation
from slack_sandbox.answers import Answer
from tests.conftest import Cast
from tests.faults.failing_disk import SYNCING, WRITING, refuse

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOT_SAVED, UNKNOWN = "Nothing was saved", "can't tell whether"


def file_of(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def states(file: Path) -> list[str]:
    """Of every concern that whoever opens this file finds."""
    with closing(sqlite3.connect(file)) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM concern ORDER BY id")]


def after_a_power_cut(file: Path, folder: Path) -> list[str]:
    """The same in what lies on the disk now: the file and its log, and nothing from memory."""
    folder.mkdir()
    for each in (file, file.with_name(file.name + "-wal")):
        shutil.copy(each, folder)
    return states(folder / file.name)


async def let_fail(simulation: Simulation, calls: Sequence[str], error: int) -> None:
    """Let the disk fail under the one thread that writes."""
    await simulation.bot.store.run(lambda tx: refuse(calls, error))


def said(answer: Answer) -> str:
    assert answer.message is not None
    return answer.message.plain()


@on_sqlite
@pytest.mark.parametrize(
    "error", [errno.EIO, errno.ENOSPC, errno.EROFS], ids=["broken", "full", "read-only"]
)
async def test_R31_what_a_disk_did_not_take_is_said_to_be_not_saved_and_is_not_there(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path, error: int
) -> None:
    file = file_of(database_url)
    raised = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert raised.message is not None
    await let_fail(simulation, WRITING, error)

    await cast.maria.press(raised.message, "Take it back")
    assert cast.maria.ephemerals()[-1].plain().startswith(NOT_SAVED)
    answer = said(await cast.sam.command("/concern", "Too much at once", channel=cast.payments))
    assert answer.startswith(NOT_SAVED)
    assert "Too much at once" in answer

    assert states(file) == ["raised"]
    assert after_a_power_cut(file, tmp_path / "cut") == ["raised"]


@on_sqlite
async def test_R31_where_only_the_last_step_of_a_commit_failed_nobody_says_that_it_is_not_saved(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    """The log holds it whole: whoever opens the file after a power cut finds it."""
    file = file_of(database_url)
    # An empty log would fail at its head, before anything is written.
    await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    await let_fail(simulation, SYNCING, errno.EIO)

    answer = said(await cast.sam.command("/concern", "Too much at once", channel=cast.payments))
    assert UNKNOWN in answer
    assert NOT_SAVED not in answer

    assert states(file) == ["raised"]
    assert after_a_power_cut(file, tmp_path / "cut") == ["raised", "raised"]
