import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import CommandContext, app
from bot.domain.ids import WorkspaceId
from bot.settings import unknown_settings
from bot.store import Store
from bot.store.sealing import KeyRing, fresh_key, make_key_file

ROOT = Path(__file__).parents[2]
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
TOKEN = {"SLACK_BOT_TOKEN": "xoxb-right"}


@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_what_is_missing_is_said_calmly(command: str) -> None:
    said = CliRunner().invoke(app, [command], obj=CommandContext({}))
    assert said.exit_code == 1
    assert "SLACK_BOT_TOKEN is missing" in said.stderr
    assert said.stdout == ""


def test_two_processes_without_a_key_are_not_given_one_each() -> None:
    env = {"SLACK_BOT_TOKEN": "xoxb-1", "DATABASE_URL": "postgres://a/b"}
    said = CliRunner().invoke(app, ["worker"], obj=CommandContext(env))
    assert "openssl rand -base64 32" in said.stderr
    assert "HEARD_KEYS=" not in said.stderr


def test_what_goes_wrong_is_one_sentence(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/heard.db"}
    said = CliRunner().invoke(app, ["migrate"], obj=CommandContext(env))
    assert said.exit_code == 1
    assert "Traceback" not in said.output
    assert len(said.stderr.strip().splitlines()) == 1


def test_migrate_brings_the_tables_up_to_date(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/heard.db"}
    for _ in "twice":
        said = CliRunner().invoke(app, ["migrate"], obj=CommandContext(env))
        assert said.exit_code == 0, said.output
    assert (tmp_path / "heard.db").exists()


@pytest.mark.parametrize("command", ["migrate", "worker"])
def test_a_database_that_is_away_is_one_sentence(command: str) -> None:
    env = TOKEN | {"DATABASE_URL": "postgres://heard:secret@127.0.0.1:9/heard", "HEARD_KEYS": KEY}
    said = CliRunner().invoke(app, [command], obj=CommandContext(env))
    assert said.exit_code == 1
    assert said.stderr == (
        "The database does not answer. Check that it is running, and the host and port in "
        "DATABASE_URL.\n"
    )


@pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
def test_processes_on_a_database_that_is_not_up_to_date_say_what_to_run(
    empty_database_url: str,
) -> None:
    env = {"DATABASE_URL": empty_database_url, "HEARD_KEYS": KEY, "SLACK_SIGNING_SECRET": "secret"}
    for command in ("run", "web", "worker"):
        said = CliRunner().invoke(app, [command], obj=CommandContext(TOKEN | env))
        assert said.exit_code == 1
        assert said.stderr == (
            "The database is not up to date. Run heard migrate, then start again.\n"
        )


def test_the_version_is_that_of_the_package() -> None:
    project = Path(__file__).parent.parent.parent / "pyproject.toml"
    version = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    said = CliRunner().invoke(app, ["--version"])
    assert (said.exit_code, said.stdout) == (0, f"heard {version}\n")


def test_an_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(app, ["listen"]).exit_code == 2


def test_the_module_is_the_command(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage: heard" in shown.stdout


@pytest.mark.parametrize("command", ["demo", "restore-check", "sandbox", "manifest", "connect"])
def test_help_names_values_in_words_and_not_by_type(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"]).stdout
    lines = [line for line in shown.splitlines() if "--help" not in line]
    assert [line for line in lines if re.search(r"<[a-z%]", line)] == []


def test_help_needs_neither_slack_nor_a_database() -> None:
    code = "import sys, bot.cli; print({'slack_sdk', 'sqlalchemy', 'aiohttp'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


def test_what_looks_like_a_setting_and_is_none_is_warned_of(tmp_path: Path) -> None:
    env = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/heard.db",
        "HEARD_LOG_LEVL": "debug",
        "HEARD_WISH": "secret",
        "HEARDLESS": "of something else",
    }
    said = CliRunner().invoke(app, ["migrate"], obj=CommandContext(env))
    assert said.exit_code == 0
    assert "HEARD_LOG_LEVL is no setting" in said.stderr
    assert "Did you mean HEARD_LOG_LEVEL?" in said.stderr
    assert "HEARD_WISH is no setting" in said.stderr
    assert "secret" not in said.output
    assert "HEARDLESS" not in said.output


def test_a_line_of_the_file_is_warned_of_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("HEARD_")]:
        monkeypatch.delenv(name)
    (tmp_path / ".env").write_text("# HEARD_X=1\nexport HEARD_INSTALER=U1\nHEARD_LOG_LEVEL=info\n")
    (found,) = unknown_settings()
    assert found.startswith("HEARD_INSTALER is no setting")
    assert "Did you mean HEARD_INSTALLER?" in found


def test_what_was_restored_and_does_not_open_with_the_key_at_hand_is_no_success(
    tmp_path: Path, migrated_file: Path
) -> None:
    database, key = tmp_path / "heard.db", tmp_path / "heard.key"
    shutil.copy(migrated_file, database)
    store = Store(f"sqlite:///{database}", KeyRing(make_key_file(key)))
    now = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    with store.begin() as tx:
        tx.workspaces.save(
            WorkspaceId("T1"), name="Acme", domain="acme", bot_user="U1", installer=None, now=now
        )
        tx.sealer(WorkspaceId("T1"))
    store.close()
    env = CommandContext({"DATABASE_URL": f"sqlite:///{database}", "HEARD_KEY_FILE": str(key)})
    backup = tmp_path / "copy.db"
    assert CliRunner().invoke(app, ["backup", str(backup)], obj=env).exit_code == 0
    for command in (["restore-check"], ["restore", str(backup)]):
        right = CliRunner().invoke(app, command, obj=env)
        assert right.exit_code == 0, right.output
    for other in (fresh_key(), None):
        key.unlink()
        if other is not None:
            key.write_text(other, encoding="utf-8")
            key.chmod(0o600)
        for command in (["restore-check"], ["restore", str(backup)]):
            wrong = CliRunner().invoke(app, command, obj=env)
            assert wrong.exit_code == 1, wrong.output
            assert "key" in wrong.stderr
            assert "Traceback" not in wrong.output


def test_a_command_that_writes_no_log_shows_no_line_of_one(tmp_path: Path) -> None:
    """In a process of its own: nobody has set logs up there."""
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/heard.db",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_API_URL": "http://127.0.0.1:9/",
    }
    for command in ("migrate", "doctor"):
        done = subprocess.run(
            [sys.executable, "-m", "bot", command],
            env=env,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert "debug" not in done.stdout + done.stderr
