import base64
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import SETTINGS, SettingsError, read_settings

KEY = base64.b64encode(b"k" * 32).decode()
POSTGRES = {"DATABASE_URL": "postgres://heard:pw@db/heard"}


def test_nothing_needs_to_be_set_to_look_around() -> None:
    settings = read_settings({})
    assert settings.database_url == "sqlite:///heard.db"
    assert settings.sqlite_file == Path("heard.db")
    assert settings.key_file == Path("heard.key")
    assert (settings.host, settings.port, settings.messages_per_minute) == ("127.0.0.1", 3000, 60)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgres_is_one(scheme: str) -> None:
    settings = read_settings({"DATABASE_URL": f"{scheme}://heard:pw@db/heard?sslmode=require"})
    assert settings.database_url == "postgresql+psycopg://heard:pw@db/heard?sslmode=require"
    assert settings.sqlite_file is None
    assert settings.key_file is None


def test_the_key_lies_beside_the_sqlite_file_unless_said_otherwise() -> None:
    beside = read_settings({"DATABASE_URL": "sqlite:////var/lib/heard/heard.db"})
    assert beside.key_file == Path("/var/lib/heard/heard.key")
    assert read_settings({"HEARD_KEY_FILE": "/etc/k"}).key_file == Path("/etc/k")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://x/y"])
def test_a_database_that_would_not_last_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL is not right"):
        read_settings({"DATABASE_URL": url})


def test_all_wrong_settings_are_named_at_once_and_none_is_repeated() -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "xapp-wrong-way-round",
        "SLACK_APP_TOKEN": "xoxb-wrong-way-round",
        "HEARD_KEYS": "too-short",
        "HEARD_INSTALLER": "maria",
        "PORT": "many",
        "HEARD_LOG_LEVEL": "loud",
    }
    with pytest.raises(SettingsError) as caught:
        read_settings(wrong)
    assert [line.partition(" ")[0] for line in caught.value.problems] == list(wrong)
    assert not any(value in str(caught.value) for value in wrong.values())


def test_an_empty_setting_is_a_missing_one() -> None:
    assert read_settings({"SLACK_APP_TOKEN": "", "PORT": ""}).socket_mode is False


def test_secrets_do_not_show() -> None:
    settings = read_settings(
        {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_SIGNING_SECRET": "shh",
            "HEARD_KEYS": KEY,
            **POSTGRES,
        }
    )
    for secret in ("xoxb-1", "xapp-1", "shh", KEY, "pw"):
        assert secret not in repr(settings)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        read_settings({}).port = 1  # type: ignore[misc]


def test_keys_come_newest_first() -> None:
    older = base64.b64encode(b"o" * 32).decode()
    settings = read_settings({"HEARD_KEYS": f"{KEY}, {older}"})
    assert settings.master_keys == (KEY, older)


def test_run_needs_a_token_and_an_ear() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({}).for_run()
    assert [p.partition(" ")[0] for p in caught.value.problems] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]
    assert "heard connect" in str(caught.value)
    bot = {"SLACK_BOT_TOKEN": "xoxb-1"}
    assert read_settings(bot | {"SLACK_APP_TOKEN": "xapp-1"}).for_run().socket_mode
    assert not read_settings(bot | {"SLACK_SIGNING_SECRET": "s"}).for_run().socket_mode


def test_web_needs_postgres_a_secret_and_a_key() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"SLACK_BOT_TOKEN": "xoxb-1"}).for_web()
    assert [p.partition(" ")[0] for p in caught.value.problems] == [
        "SLACK_SIGNING_SECRET",
        "DATABASE_URL",
        "HEARD_KEYS",
    ]
    enough = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "HEARD_KEYS": KEY}
    assert read_settings(enough | POSTGRES).for_web().host == "0.0.0.0"
    assert read_settings(enough | POSTGRES | {"HOST": "10.0.0.1"}).for_web().host == "10.0.0.1"


def test_a_worker_needs_postgres_and_a_key() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"SLACK_BOT_TOKEN": "xoxb-1", **POSTGRES}).for_worker()
    assert "give every process the same" in caught.value.problems[0]


def test_sqlite_is_refused_where_the_disk_does_not_last() -> None:
    with pytest.raises(SettingsError, match="disk does not last"):
        read_settings({"DYNO": "worker.1"}).for_migrate()
    assert read_settings({"DYNO": "worker.1", **POSTGRES}).for_migrate()


def test_R49_a_journal_that_a_restore_would_put_back_is_refused() -> None:
    enough = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "HEARD_KEYS": KEY}
    one = {"DATABASE_URL": "postgres://heard:one@db.example.com/heard"}
    same = {"HEARD_ERASURES": "postgresql://other@db.example.com:5432/heard?sslmode=require"}
    for start in ("for_run", "for_web", "for_worker", "for_migrate"):
        with pytest.raises(SettingsError, match="HEARD_ERASURES names the database itself"):
            getattr(read_settings(enough | one | same), start)()
    apart = {"HEARD_ERASURES": "postgresql://heard@db.example.com/journal"}
    assert read_settings(enough | one | apart).for_web()


def test_erasures_are_written_beside_the_key_and_not_among_credentials() -> None:
    file = {"DATABASE_URL": "sqlite:////var/lib/heard/heard.db"}
    assert read_settings(file).journal == "/var/lib/heard/heard.erasures"
    apart = file | {"HEARD_KEY_FILE": "/keys/heard.key"}
    assert read_settings(apart).journal == "/keys/heard.erasures"
    credential = apart | {"CREDENTIALS_DIRECTORY": "/keys"}
    assert read_settings(credential).journal == "/var/lib/heard/heard.erasures"


def test_every_setting_is_explained() -> None:
    assert all(row.meaning for row in SETTINGS)
    assert len({row.name for row in SETTINGS}) == len(SETTINGS)


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("HEARD_MESSAGES_PER_MINUTE=7\nSOMETHING_ELSE=1\n")
    monkeypatch.chdir(tmp_path)
    assert read_settings().messages_per_minute == 7
