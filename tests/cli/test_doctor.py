from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import CommandContext, app
from bot.cli.checks import Finding, Grade, checks
from bot.settings import read_settings
from bot.store.report import Report, Stuck

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
WELL = Report(reachable=True, revision="0001", head="0001", sqlite_version="3.51.3")


def env(slack, tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-right",
        "SLACK_APP_TOKEN": "xapp-right",
        "SLACK_API_URL": slack.url,
        "DATABASE_URL": f"sqlite:///{tmp_path}/heard.db",
        **more,
    }


def look(
    slack, tmp_path: Path, report: Report = WELL, now: datetime = NOW, **more: str
) -> list[Finding]:
    settings = read_settings(env(slack, tmp_path, **more))
    return checks(settings, clock=lambda: now, read=lambda url: report)


def unwell(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.grade is not Grade.OK]


def key_file(tmp_path: Path, text: str = KEY, mode: int = 0o600) -> Path:
    file = tmp_path / "heard.key"
    file.write_text(text + "\n")
    file.chmod(mode)
    return file


def test_when_all_is_well_nothing_is_to_be_fixed(slack, tmp_path: Path) -> None:
    key_file(tmp_path)
    findings = look(slack, tmp_path)
    assert unwell(findings) == []
    assert all(not finding.fix for finding in findings)


def test_whatever_is_not_well_says_how_to_fix_it(slack, tmp_path: Path) -> None:
    key_file(tmp_path, "nonsense", 0o644)
    slack.scopes.clear()
    slack.errors["apps.connections.open"] = "internal_error"
    stuck = (
        Stuck("day", "uncertain", "process_ended", looked_for=False, number=1),
        Stuck("digest", "dead", "not_in_channel", looked_for=False, number=2),
    )
    report = Report(reachable=True, head="0002", stuck=stuck, sqlite_version="3.40.1", locked=True)
    found = unwell(look(slack, tmp_path, report, NOW + timedelta(minutes=3)))
    assert len(found) == 8
    assert all(finding.fix for finding in found)


def test_a_database_that_is_away_fails(slack, tmp_path: Path) -> None:
    away = Report(reachable=False, error="OperationalError", head="0001")
    (found,) = unwell(
        look(slack, tmp_path, away, DATABASE_URL="postgres://a:secret@b/c", HEARD_KEYS=KEY)
    )
    assert found.grade is Grade.FAILED
    assert "OperationalError" in found.what
    assert "secret" not in "".join(found)


def test_before_the_first_start_a_missing_database_and_key_are_no_failure(
    slack, tmp_path: Path
) -> None:
    nothing = Report(reachable=False, error="no such file", head="0001")
    assert {f.grade for f in unwell(look(slack, tmp_path, nothing))} == {Grade.WARNING}


def test_old_tables_fail(slack, tmp_path: Path) -> None:
    key_file(tmp_path)
    (found,) = unwell(look(slack, tmp_path, Report(reachable=True, revision="0001", head="2")))
    assert found.grade is Grade.FAILED
    assert "heard migrate" in found.fix


def test_newer_tables_fail_and_are_named_as_such(slack, tmp_path: Path) -> None:
    key_file(tmp_path)
    (found,) = unwell(look(slack, tmp_path, Report(reachable=True, revision="9999", head="0004")))
    assert found.grade is Grade.FAILED
    assert "newer than this version" in found.what


def test_a_running_bot_is_well(slack, tmp_path: Path) -> None:
    key_file(tmp_path)
    locked = Report(reachable=True, revision="1", head="1", locked=True)
    findings = look(slack, tmp_path, locked)
    assert unwell(findings) == []
    assert any("`heard run` has the database" in finding.what for finding in findings)


def test_a_key_file_that_others_may_read_fails(slack, tmp_path: Path) -> None:
    file = key_file(tmp_path, mode=0o640)
    assert unwell(look(slack, tmp_path)) == [
        Finding(Grade.FAILED, f"Others may read the key file {file}", f"Run `chmod 600 {file}`.")
    ]


def test_a_lost_key_fails(slack, tmp_path: Path) -> None:
    used = replace(WELL, sealed=True)
    (found,) = unwell(look(slack, tmp_path, used))
    assert found.grade is Grade.FAILED
    assert "is gone" in found.what
    (not_yet,) = unwell(look(slack, tmp_path))
    assert not_yet.grade is Grade.WARNING


def test_missing_scopes_fail_by_name(slack, tmp_path: Path) -> None:
    slack.scopes.remove("reactions:read")
    (found,) = unwell(look(slack, tmp_path, HEARD_KEYS=KEY))
    assert found.what == "It was not granted: reactions:read"


def test_without_tokens_connect_is_the_way(slack, tmp_path: Path) -> None:
    found = unwell(look(slack, tmp_path, HEARD_KEYS=KEY, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN=""))
    assert [finding.fix for finding in found] == ["Run `heard connect`."] * 2


@pytest.mark.parametrize(("seconds", "grades"), [(59, []), (61, [Grade.WARNING])])
@pytest.mark.parametrize("way", [1, -1])
def test_a_clock_apart_from_slacks_is_a_warning(
    slack, tmp_path: Path, seconds: int, grades: list[Grade], way: int
) -> None:
    now = NOW + way * timedelta(seconds=seconds)
    assert [f.grade for f in unwell(look(slack, tmp_path, now=now, HEARD_KEYS=KEY))] == grades


def test_a_closed_messages_tab_is_told_from_what_slack_refused(slack, tmp_path: Path) -> None:
    stuck = (Stuck("day", "pending", "messages_tab_disabled", looked_for=False, number=3),)
    report = Report(reachable=True, revision="1", head="1", stuck=stuck)
    first, second = unwell(look(slack, tmp_path, report, HEARD_KEYS=KEY))
    assert first.grade is Grade.FAILED
    assert "Messages Tab" in first.fix
    assert second.what == (
        "3 × day: could not be delivered yet (messages_tab_disabled); it is tried again"
    )


def test_the_command_prints_each_and_fails_when_one_did(slack, tmp_path: Path) -> None:
    well = CommandContext(env(slack, tmp_path, HEARD_KEYS=KEY))
    slack.now = datetime.now(UTC)
    assert CliRunner().invoke(app, ["doctor"], obj=well).exit_code == 0
    ill = CommandContext(env(slack, tmp_path, HEARD_KEYS=KEY, SLACK_BOT_TOKEN="xoxb-wrong"))
    shown = CliRunner().invoke(app, ["doctor"], obj=ill)
    assert shown.exit_code == 1
    assert "✗ Slack does not take the bot token" in shown.stdout
    assert not (tmp_path / "heard.db").exists()


@pytest.mark.parametrize("what", ["limited", "page"])
def test_a_slack_that_does_not_say_is_not_a_token_that_is_refused(
    slack, tmp_path: Path, what: str
) -> None:
    key_file(tmp_path)
    if what == "limited":
        slack.limited = "17"
    else:
        slack.page = 503
    found = unwell(look(slack, tmp_path))
    assert [finding.what for finding in found] == [
        "Slack could not be asked about the bot token",
        "Slack could not be asked about the app token",
    ]
    assert all(("17 seconds" if what == "limited" else "reached") in each.fix for each in found)
