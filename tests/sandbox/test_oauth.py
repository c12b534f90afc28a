"""Installing an app over OAuth: the page, the code, the token, and what ends it."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import Person, Sandbox, Workspace
from slack_sandbox.oauth import Registration

from .conftest import Clock, client_for, serving

# Slack's own library sends the secret in a way that aiohttp is about to do without.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
BACK = "https://heard.example/slack/oauth_redirect"


@pytest.fixture
def registered(slack: Sandbox, ws: Workspace) -> Registration:
    return slack.oauth.register(
        "Heard", redirect_urls=[BACK], events=["app_uninstalled", "tokens_revoked"]
    )


@pytest.fixture
def admin(ws: Workspace) -> Person:
    return ws.add_person("priya", name="Priya <Natarajan>", admin=True)


class Browser:
    """Opens the page, presses a button, and says where it was sent."""

    def __init__(self, slack: Sandbox, session: aiohttp.ClientSession) -> None:
        self.url = f"{slack.hooks.base}/oauth/v2/authorize"
        self.session = session

    async def opens(self, **query: str) -> tuple[int, str]:
        async with self.session.get(self.url, params=query) as page:
            return page.status, await page.text()

    async def presses(self, choice: str, **form: str) -> tuple[str, dict[str, list[str]]]:
        async with self.session.post(
            self.url, data={**form, "choice": choice}, allow_redirects=False
        ) as answer:
            address = urlsplit(answer.headers.get("Location", ""))
            return f"{address.scheme}://{address.netloc}{address.path}", parse_qs(address.query)

    async def installs(self, app: Registration, user: Person, scope: str) -> str:
        _, query = await self.presses("allow", client_id=app.client_id, scope=scope, user=user.id)
        return query["code"][0]


@pytest.fixture
def browser(slack: Sandbox, session: aiohttp.ClientSession) -> Browser:
    return Browser(slack, session)


@pytest.fixture
def nobody(slack: Sandbox, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client without a token."""
    client = AsyncWebClient(base_url=slack.api_url, session=session)
    client.retry_handlers = []
    return client


async def code_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_an_app_is_allowed_and_its_code_becomes_a_token_once(
    slack: Sandbox,
    ws: Workspace,
    registered: Registration,
    admin: Person,
    browser: Browser,
    nobody: AsyncWebClient,
    session: aiohttp.ClientSession,
) -> None:
    asked = {
        "client_id": registered.client_id,
        "scope": "commands,chat:write",
        "state": "a&b",
        "redirect_uri": BACK,
    }
    status, page = await browser.opens(**asked)
    assert status == 200
    assert "chat:write" in page
    assert "Priya &lt;Natarajan&gt;, Acme" in page
    assert "not Slack" in page

    where, query = await browser.presses("allow", **asked, user=admin.id)
    assert where == BACK
    assert query["state"] == ["a&b"]
    known = {"client_id": registered.client_id, "client_secret": registered.client_secret}
    wrong = {**known, "client_secret": "x"}
    code = query["code"][0]
    assert await code_of(nobody.oauth_v2_access(**wrong, code=code)) == "bad_client_secret"
    answer = await nobody.oauth_v2_access(**known, code=code, redirect_uri=BACK)
    assert answer["access_token"].startswith("xoxb-")
    assert answer["scope"] == "commands,chat:write"
    assert answer["team"] == {"id": ws.id, "name": "Acme"}
    assert answer["authed_user"] == {"id": admin.id}
    assert answer["app_id"] == registered.app_id
    assert "refresh_token" not in answer
    assert await code_of(nobody.oauth_v2_access(**known, code=code)) == "invalid_code"
    mine = await client_for(slack, ws.app, session).auth_test()
    assert mine["user_id"] == answer["bot_user_id"]


async def test_a_no_goes_back_to_the_app_and_a_bad_address_stays(
    registered: Registration, admin: Person, browser: Browser, ws: Workspace
) -> None:
    asked = {"client_id": registered.client_id, "scope": "commands", "state": "s"}
    where, query = await browser.presses("deny", **asked, user=admin.id)
    assert (where, query) == (BACK, {"error": ["access_denied"], "state": ["s"]})
    assert await browser.opens(**{**asked, "client_id": "1.2"}) == (400, "invalid_client_id\n")
    assert await browser.opens(**{**asked, "scope": ""}) == (400, "invalid_scope\n")
    for elsewhere in ("https://elsewhere.example/", f"{BACK}.elsewhere.example", f"{BACK}2"):
        there = {**asked, "redirect_uri": elsewhere}
        assert await browser.opens(**there) == (400, "bad_redirect_uri\n")
    guest = ws.add_person("gus", guest="multi")
    assert (await browser.presses("allow", **asked, user=guest.id))[1] == {}
    assert ws.team.apps == []


async def test_an_address_with_no_path_is_no_beginning_of_a_longer_name(
    slack: Sandbox, browser: Browser
) -> None:
    app = slack.oauth.register("Heard", redirect_urls=["https://heard.example"])
    asked = {"client_id": app.client_id, "scope": "commands"}
    below = await browser.opens(**asked, redirect_uri="https://heard.example/back")
    assert below[0] == 200
    for elsewhere in ("https://heard.example.elsewhere.example", "https://heard.example@x.example"):
        assert (await browser.opens(**asked, redirect_uri=elsewhere))[0] == 400


async def test_a_code_lives_ten_minutes_and_belongs_to_its_address(
    registered: Registration, admin: Person, browser: Browser, nobody: AsyncWebClient, clock: Clock
) -> None:
    known = {"client_id": registered.client_id, "client_secret": registered.client_secret}
    late = await browser.installs(registered, admin, "commands")
    clock.now += timedelta(minutes=10, seconds=1)
    assert await code_of(nobody.oauth_v2_access(**known, code=late)) == "invalid_code"
    _, query = await browser.presses(
        "allow",
        client_id=registered.client_id,
        scope="commands",
        redirect_uri=f"{BACK}?x=1",
        user=admin.id,
    )
    code = query["code"][0]
    other = nobody.oauth_v2_access(**known, code=code, redirect_uri=BACK)
    assert await code_of(other) == "bad_redirect_uri"


async def test_one_app_lives_in_several_workspaces_and_leaves_each_by_itself(
    slack: Sandbox,
    ws: Workspace,
    registered: Registration,
    admin: Person,
    browser: Browser,
    nobody: AsyncWebClient,
    session: aiohttp.ClientSession,
) -> None:
    heard: list[str] = []

    async def listen(request: aiohttp.web.Request) -> aiohttp.web.Response:
        body = await request.json()
        heard.append(f"{body['team_id']} {body['event']['type']}")
        return aiohttp.web.Response()

    other = slack.add_workspace("globex", name="Globex")
    tom = other.add_person("tom")
    known = {"client_id": registered.client_id, "client_secret": registered.client_secret}
    async with serving(listen) as url:
        registered.request_url = url
        tokens = []
        for user in (admin, tom):
            code = await browser.installs(registered, user, "commands")
            tokens.append((await nobody.oauth_v2_access(**known, code=code))["access_token"])
        first = client_for(slack, ws.app, session)
        second = client_for(slack, other.app, session)
        assert (await second.auth_test())["team"] == "Globex"

        # Scopes add up, and the token stays, where the app is there already.
        code = await browser.installs(registered, admin, "chat:write")
        again = await nobody.oauth_v2_access(**known, code=code)
        assert again["access_token"] == tokens[0]
        assert again["scope"] == "commands,chat:write"

        await first.apps_uninstall(**known)
        await slack.quiet()
        assert heard == [f"{ws.id} app_uninstalled", f"{ws.id} tokens_revoked"]
        assert await code_of(first.auth_test()) == "account_inactive"
        assert (await second.auth_test())["ok"]

        # Installed anew: another token, and the old one stays dead.
        code = await browser.installs(registered, admin, "commands")
        fresh = await nobody.oauth_v2_access(**known, code=code)
        assert fresh["access_token"] != tokens[0]
        assert await code_of(first.auth_test()) == "account_inactive"
        assert (await client_for(slack, ws.app, session).auth_test())["ok"]

        await second.auth_revoke()
        await slack.quiet()
        assert heard[2:] == [f"{other.id} tokens_revoked"]
        assert await code_of(second.auth_test()) == "token_revoked"


async def test_a_token_that_rotates_expires_after_twelve_hours_and_is_exchanged(
    slack: Sandbox,
    ws: Workspace,
    admin: Person,
    browser: Browser,
    nobody: AsyncWebClient,
    session: aiohttp.ClientSession,
    clock: Clock,
) -> None:
    app = slack.oauth.register("Rotor", redirect_urls=[BACK], rotates=True)
    known = {"client_id": app.client_id, "client_secret": app.client_secret}
    code = await browser.installs(app, admin, "commands")
    first = await nobody.oauth_v2_access(**known, code=code)
    assert first["access_token"].startswith("xoxe.xoxb-1-")
    assert first["expires_in"] == 43_200
    client = client_for(slack, ws.app, session)
    assert (await client.auth_test())["expires_in"] == 43_200

    clock.now += timedelta(hours=11)
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await nobody.oauth_v2_access(**known, **refresh)
    assert second["access_token"] != first["access_token"]
    assert await code_of(nobody.oauth_v2_access(**known, **refresh)) == "invalid_refresh_token"
    assert (await client.auth_test())["expires_in"] == 3_600
    clock.now += timedelta(hours=1)
    assert await code_of(client.auth_test()) == "token_expired"
    assert (await client_for(slack, ws.app, session).auth_test())["ok"]
