"""What another user of the same machine may read of the files that lie there."""

import os
import stat
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli import CommandContext, app
from bot.cli.checks import Grade, files
from bot.settings import read_settings
from bot.store.sealing import fresh_key


def open_to_others(folder: Path) -> dict[str, str]:
    """Whatever somebody else could open, with its mode."""
    return {
        str(file.relative_to(folder)): oct(stat.S_IMODE(file.stat().st_mode))
        for file in folder.rglob("*")
        if file.stat().st_mode & 0o077
    }


def test_what_a_command_makes_is_for_its_owner_alone_whatever_the_system_would_let_others(
    tmp_path: Path,
) -> None:
    env = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'heard.db'}",
        "HEARD_KEY_FILE": str(tmp_path / "heard.key"),
        "HEARD_KEYS": fresh_key(),
    }

    def command(*arguments: str) -> Result:
        os.umask(0)
        return CliRunner().invoke(app, arguments, obj=CommandContext(env=env))

    for arguments in (
        ("migrate",),
        ("backup", str(tmp_path / "copy.db")),
        ("restore", str(tmp_path / "copy.db")),
        ("restore-check",),
        ("rotate-keys",),
    ):
        done = command(*arguments)
        assert done.exit_code == 0, (arguments, done.output)
    made = {file.name.partition(".")[0] for file in tmp_path.iterdir()}
    assert {"heard", "copy"} <= made and len(list(tmp_path.iterdir())) >= 4
    assert open_to_others(tmp_path) == {}


def test_doctor_names_each_file_that_others_may_read(tmp_path: Path) -> None:
    env_file, database = tmp_path / ".env", tmp_path / "heard.db"
    settings = read_settings({"DATABASE_URL": f"sqlite:///{database}"})
    named = [env_file, *(tmp_path / f"heard.{end}" for end in ("db", "db-wal", "erasures"))]
    for file in named:
        file.touch(mode=0o600)
    assert list(files(settings, env_file)) == []
    for file in named:
        file.chmod(0o640)
    findings = list(files(settings, env_file))
    assert {each.what.removeprefix("Others may read ") for each in findings} == set(map(str, named))
    assert {each.grade for each in findings} == {Grade.WARNING}
    assert all(each.fix.startswith("Run `chmod 600 ") for each in findings)
