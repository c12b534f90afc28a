import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from bot import listeners
from bot.cli import app
from bot.manifest import EVENTS, SCOPES, build, to_json, to_yaml
from bot.messages.controls import Shortcut

URL = "https://heard.example.com"


def urls(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [v for k, v in value.items() if k in {"url", "request_url"}]
        return own + [url for v in value.values() for url in urls(v)]
    return [url for v in value for url in urls(v)] if isinstance(value, list) else []


def test_over_a_socket_there_is_no_address() -> None:
    manifest = build()
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert urls(manifest) == []


def test_over_http_everything_comes_to_one_address() -> None:
    manifest = build(URL + "/")
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert urls(manifest) == [f"{URL}/slack/events"] * 3


@pytest.mark.parametrize("url", [None, URL])
def test_it_keeps_slacks_schema(url: str | None) -> None:
    path = os.environ.get("HEARD_MANIFEST_SCHEMA")
    if not path:
        pytest.skip("set HEARD_MANIFEST_SCHEMA to Slack's manifest schema to check against it")
    jsonschema.validate(build(url), json.loads(Path(path).read_text()))


def test_it_keeps_the_limits_people_would_run_into() -> None:
    manifest = build()
    info = manifest["display_information"]
    assert len(info["description"]) <= 140
    assert 175 <= len(info["long_description"]) <= 4000
    assert all(len(shortcut["name"]) <= 24 for shortcut in manifest["features"]["shortcuts"])


def test_every_shortcut_is_there() -> None:
    named = {shortcut["callback_id"] for shortcut in build()["features"]["shortcuts"]}
    assert named == {shortcut.value for shortcut in Shortcut}


def test_people_and_channels_arrive_as_ids() -> None:
    (command,) = build()["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/concern", True)


def test_direct_messages_are_possible() -> None:
    assert build()["features"]["app_home"]["messages_tab_enabled"] is True


def test_every_scope_and_event_has_a_reason() -> None:
    assert all(SCOPES.values())
    assert all(EVENTS.values())
    assert build()["oauth_config"]["scopes"] == {"bot": list(SCOPES)}


def test_no_channels_history_is_asked_for() -> None:
    assert [scope for scope in SCOPES if scope.endswith(":history")] == ["im:history"]


def test_events_bring_their_scopes() -> None:
    needed = {
        "app_mention": {"app_mentions:read"},
        "channel_archive": {"channels:read"},
        "group_archive": {"groups:read"},
        "reaction_added": {"reactions:read"},
        "user_change": {"users:read"},
    }
    for event, scopes in needed.items():
        assert event in EVENTS
        assert scopes <= set(SCOPES)


def test_yaml_and_json_say_the_same() -> None:
    assert yaml.safe_load(to_yaml(build())) == json.loads(to_json(build())) == build()


def test_the_command_prints_it() -> None:
    shown = CliRunner().invoke(app, ["manifest", "--url", URL, "--json"])
    assert json.loads(shown.stdout) == build(URL)
    assert yaml.safe_load(CliRunner().invoke(app, ["manifest", "--socket"]).stdout) == build()


@pytest.mark.parametrize("args", [["--url", "http://x"], ["--url", URL, "--socket"]])
def test_an_address_slack_would_refuse_is_a_usage_error(args: list[str]) -> None:
    assert CliRunner().invoke(app, ["manifest", *args]).exit_code == 2


def test_every_event_asked_for_is_heard_and_the_reverse() -> None:
    assert set(EVENTS) == set(listeners.EVENT_LISTENERS)
