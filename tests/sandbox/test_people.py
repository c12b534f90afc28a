"""Users as Slack shows them where there is more than one workspace, or no zone."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import Workspace


async def test_somebody_of_an_organisation_names_every_workspace_they_are_in(
    ws: Workspace, client: AsyncWebClient
) -> None:
    lee = ws.add_person("lee", home_team="E01ORG", grid_teams=["T02SECOND", ws.id])
    user = (await client.users_info(user=lee.id))["user"]
    assert user["team_id"] == "E01ORG"
    assert user["enterprise_user"]["teams"] == ["T02SECOND", ws.id]
    assert user["is_stranger"] is False


async def test_a_partner_is_of_another_workspace_and_not_called_a_stranger(
    ws: Workspace, client: AsyncWebClient
) -> None:
    pat = ws.add_person("pat", home_team="T0PARTNER")
    user = (await client.users_info(user=pat.id))["user"]
    assert (user["team_id"], user["is_stranger"]) == ("T0PARTNER", False)
    assert "enterprise_user" not in user


async def test_a_zone_may_be_unnamed_or_have_a_name_that_few_know(
    ws: Workspace, client: AsyncWebClient
) -> None:
    ana = ws.add_person("ana", tz="Europe/Lisbon", tz_name=None)
    kim = ws.add_person("kim", tz="Asia/Tokyo", tz_name="Asia/Nowhere")
    shown = [(await client.users_info(user=one.id))["user"] for one in (ana, kim)]
    assert [(user["tz"], user["tz_offset"]) for user in shown] == [
        (None, 0),
        ("Asia/Nowhere", 9 * 3600),
    ]


async def test_a_token_that_died_stays_dead_when_another_is_given(
    ws: Workspace, client: AsyncWebClient
) -> None:
    ws.revoke_tokens()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
    token = ws.reissue_token()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
    assert (await client.auth_test(token=token))["team_id"] == ws.id
