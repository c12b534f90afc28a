"""Whose member somebody is, and in which zone, by what Slack's user object says."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.ids import WorkspaceId
from bot.slack.client import Sender
from bot.slack.objects import read_person
from slack_sandbox import Workspace

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
OURS = WorkspaceId("T01ACME")


@pytest.mark.parametrize(
    ("user", "member"),
    [
        ({"team_id": "T01ACME"}, True),
        ({"team_id": "T02SECOND", "enterprise_user": {"teams": ["T02SECOND", "T01ACME"]}}, True),
        ({"team_id": "E01ORG", "enterprise_user": {"teams": ["T01ACME"]}}, True),
        ({"enterprise_user": {"teams": ["T01ACME"]}}, True),
        ({"team_id": "T02SECOND", "enterprise_user": {"teams": ["T02SECOND"]}}, False),
        ({"team_id": "E01ORG", "enterprise_user": {}}, False),
        ({"team_id": "T02SECOND"}, False),
        ({"team_id": "T02SECOND", "is_stranger": False}, False),
        ({"team_id": "T02SECOND", "is_stranger": True}, False),
        ({"team_id": "T01ACME", "is_stranger": True}, False),
    ],
)
def test_a_member_is_whose_workspace_is_ours_by_either_field(
    user: dict[str, Any], member: bool
) -> None:
    person = read_person(OURS, {"id": "U1", "name": "lee", "tz": "Europe/Berlin"} | user, NOW)
    assert person.member is member


@pytest.mark.parametrize("user", [{}, {"team_id": None}, {"team_id": "", "enterprise_user": {}}])
def test_a_user_of_nowhere_is_half_an_answer(user: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="whose member"):
        read_person(OURS, {"id": "U1", "name": "lee"} | user, NOW)


@pytest.mark.parametrize(
    ("user", "zone"),
    [
        ({"tz": "Asia/Tokyo", "tz_offset": 0}, "Asia/Tokyo"),
        ({"tz": None, "tz_offset": 3600}, "Etc/GMT-1"),
        ({"tz": "", "tz_offset": -18000}, "Etc/GMT+5"),
        ({"tz": "Mars/Olympus", "tz_offset": 32400}, "Etc/GMT-9"),
        ({"tz": "../etc/passwd", "tz_offset": 0}, "Etc/GMT"),
        ({"tz": "Europe", "tz_offset": 7200}, "Etc/GMT-2"),
        ({"tz": 7, "tz_offset": 50400}, "Etc/GMT-14"),
        ({"tz_offset": 19800}, "Etc/GMT-6"),
        ({"tz_offset": 99999999}, "Etc/GMT-14"),
        ({"tz_offset": -99999999}, "Etc/GMT+12"),
        ({"tz_offset": "7200"}, "America/Lima"),
        ({"tz": "Mars/Olympus"}, "America/Lima"),
        ({}, "America/Lima"),
    ],
)
def test_an_unknown_zone_falls_back_to_its_offset_and_then_to_the_one_known_before(
    user: dict[str, Any], zone: str
) -> None:
    shown = {"id": "U1", "name": "lee", "team_id": OURS} | user
    person = read_person(OURS, shown, NOW, "America/Lima")
    assert person.zone == zone
    ZoneInfo(person.zone)


async def test_people_of_an_organisation_and_a_partner_are_told_apart_over_the_wire(
    sender: Sender, acme: Workspace
) -> None:
    lee = acme.add_person("lee", home_team="E01ORG", grid_teams=["T02SECOND", acme.id])
    pat = acme.add_person("pat", home_team="T0PARTNER")
    ana = acme.add_person("ana", tz="Asia/Tokyo", tz_name="Asia/Nowhere")
    workspace = WorkspaceId(acme.id)
    people = [(await sender.person(workspace, one.id, NOW)).value for one in (lee, pat, ana)]
    assert [person and person.member for person in people] == [True, False, True]
    assert people[2] is not None
    assert people[2].zone == "Etc/GMT-9"
