import json
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from bot.cli import CommandContext, app
from bot.cli.connect import create_link, write_env
from bot.manifest import build

BOT_TOKEN, APP_TOKEN = "xoxb-right", "xapp-right"


SECRET = "0123456789abcdef" * 2


def connect(slack, env_file: Path, *pasted: str, url: str | None = None):
    return CliRunner().invoke(
        app,
        ["connect", *(["--url", url] if url else [])],
        input="".join(f"{one}\n" for one in pasted or (BOT_TOKEN, APP_TOKEN)),
        obj=CommandContext({"SLACK_API_URL": slack.url}, env_file),
    )


def test_the_link_carries_the_whole_manifest() -> None:
    query = parse_qs(urlsplit(create_link(build())).query)
    assert query["new_app"] == ["1"]
    assert json.loads(query["manifest_json"][0]) == build()


def test_two_right_tokens_are_written_and_one_step_is_left(slack, tmp_path: Path) -> None:
    done = connect(slack, tmp_path / ".env")
    assert done.exit_code == 0, done.output
    assert (tmp_path / ".env").read_text() == (
        f"SLACK_BOT_TOKEN={BOT_TOKEN}\nSLACK_APP_TOKEN={APP_TOKEN}\n"
    )
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert slack.asked == [("auth.test", BOT_TOKEN), ("apps.connections.open", APP_TOKEN)]
    assert "heard in Acme" in done.stdout
    assert done.stdout.rstrip().endswith("heard run")
    assert create_link(build()) in done.stdout


def test_tokens_are_not_echoed(slack, tmp_path: Path) -> None:
    done = connect(slack, tmp_path / ".env")
    assert BOT_TOKEN not in done.output
    assert APP_TOKEN not in done.output


@pytest.mark.parametrize(
    ("bot", "application", "sentence"),
    [
        ("xoxb-wrong", APP_TOKEN, "does not know this bot token"),
        (BOT_TOKEN, "xapp-wrong", "does not know this app-level token"),
        (APP_TOKEN, BOT_TOKEN, "begins with xoxb-"),
        (BOT_TOKEN, BOT_TOKEN, "begins with xapp-"),
    ],
)
def test_a_wrong_token_is_a_sentence_and_nothing_is_written(
    slack, tmp_path: Path, bot: str, application: str, sentence: str
) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-before\n")
    done = connect(slack, tmp_path / ".env", bot, application)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert "Nothing was written." in done.stderr
    assert "Traceback" not in done.output
    assert (tmp_path / ".env").read_text() == "SLACK_BOT_TOKEN=xoxb-before\n"


def test_only_the_token_that_was_wrong_is_asked_again(slack, tmp_path: Path) -> None:
    done = connect(slack, tmp_path / ".env", BOT_TOKEN, "xapp-typo", APP_TOKEN)
    assert done.exit_code == 0, done.output
    assert "does not know this app-level token" in done.stderr
    assert f"SLACK_APP_TOKEN={APP_TOKEN}" in (tmp_path / ".env").read_text()
    assert [method for method, _ in slack.asked].count("auth.test") == 1


def test_after_three_wrong_ones_nothing_is_written(slack, tmp_path: Path) -> None:
    done = connect(slack, tmp_path / ".env", "xoxb-1", "xoxb-2", "xoxb-3", BOT_TOKEN, APP_TOKEN)
    assert done.exit_code == 1
    assert done.stderr.rstrip().endswith("Nothing was written.")
    assert not (tmp_path / ".env").exists()


def test_over_http_the_signing_secret_is_asked_for_instead(slack, tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("SLACK_APP_TOKEN=xapp-before\n")
    url = "https://heard.example.com"
    done = connect(slack, env_file, BOT_TOKEN, "too short", SECRET, url=url)
    assert done.exit_code == 0, done.output
    assert create_link(build(url)) in done.stdout
    assert "has 32 figures and letters" in done.stderr
    # An app token that was left there would bring the socket back.
    assert env_file.read_text() == (f"SLACK_BOT_TOKEN={BOT_TOKEN}\nSLACK_SIGNING_SECRET={SECRET}\n")
    assert SECRET not in done.output
    assert connect(slack, env_file, url="http://heard.example.com").exit_code == 2


def test_a_token_without_the_socket_scope_says_which(slack, tmp_path: Path) -> None:
    slack.errors["apps.connections.open"] = "missing_scope"
    done = connect(slack, tmp_path / ".env")
    assert "lacks connections:write" in done.stderr
    assert not (tmp_path / ".env").exists()


def test_slack_out_of_reach_is_said_as_such(slack, tmp_path: Path) -> None:
    slack.url = "http://127.0.0.1:9/api/"
    done = connect(slack, tmp_path / ".env")
    assert "could not be reached" in done.stderr
    assert done.exit_code == 1


def test_missing_scopes_are_named(slack, tmp_path: Path) -> None:
    slack.scopes.remove("dnd:read")
    done = connect(slack, tmp_path / ".env")
    assert "not granted: dnd:read" in done.stdout
    assert done.exit_code == 0


def test_other_lines_of_the_file_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nPORT=4000\nexport SLACK_BOT_TOKEN=old\nSLACK_BOT_TOKEN_2=other\n")
    write_env(file, {"SLACK_BOT_TOKEN": "new"})
    assert file.read_text() == ("# ours\nPORT=4000\nSLACK_BOT_TOKEN_2=other\nSLACK_BOT_TOKEN=new\n")
    assert list(tmp_path.iterdir()) == [file]


def test_a_limit_is_not_the_tokens_fault(slack, tmp_path: Path) -> None:
    slack.limited = "17"
    done = connect(slack, tmp_path / ".env")
    assert done.exit_code == 1
    assert "Try again in 17 seconds. Nothing was written." in done.stderr
    assert "token" not in done.stderr


@pytest.mark.parametrize("status", [200, 404, 502])
def test_a_page_instead_of_slack_is_not_the_tokens_fault(
    slack, tmp_path: Path, status: int
) -> None:
    slack.page = status
    done = connect(slack, tmp_path / ".env")
    assert done.exit_code == 1
    assert "Slack could not be reached" in done.stderr
    assert "token" not in done.stderr
