import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import Surroundings, app


@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_what_is_missing_is_said_calmly(command: str) -> None:
    said = CliRunner().invoke(app, [command], obj=Surroundings({}))
    assert said.exit_code == 1
    assert "SLACK_BOT_TOKEN is missing" in said.stderr
    assert said.stdout == ""


def test_a_worker_without_a_key_is_given_a_fresh_one() -> None:
    env = {"SLACK_BOT_TOKEN": "xoxb-1", "DATABASE_URL": "postgres://a/b"}
    said = CliRunner().invoke(app, ["worker"], obj=Surroundings(env))
    assert "Here is a fresh one: HEARD_KEYS=" in said.stderr


def test_what_goes_wrong_is_one_sentence(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/heard.db"}
    said = CliRunner().invoke(app, ["migrate"], obj=Surroundings(env))
    assert said.exit_code == 1
    assert "Traceback" not in said.output
    assert len(said.stderr.strip().splitlines()) == 1


def test_migrate_brings_the_tables_up_to_date(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/heard.db"}
    for _ in "twice":
        said = CliRunner().invoke(app, ["migrate"], obj=Surroundings(env))
        assert said.exit_code == 0, said.output
    assert (tmp_path / "heard.db").exists()


def test_an_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(app, ["listen"]).exit_code == 2


def test_the_module_is_the_command(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage: heard" in shown.stdout


def test_help_needs_neither_slack_nor_a_database() -> None:
    code = "import sys, bot.cli; print({'slack_sdk', 'sqlalchemy', 'aiohttp'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
