"""Installing an app as an admin does it: the page that asks, the code, the token it becomes."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from slack_sandbox.errors import SlackError
from slack_sandbox.schema import Json
from slack_sandbox.world import App, User, new_secret

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

CODE_LIFE = timedelta(minutes=10)
TOKEN_SECONDS = 43_200
"""How long a token lives where tokens rotate."""


@dataclass(eq=False, kw_only=True)
class Registration:
    """An app as its developer registered it; each workspace installs it by itself."""

    name: str
    app_id: str
    client_id: str
    client_secret: str
    signing_secret: str
    redirect_urls: list[str]
    events: list[str]
    app_token: str | None = None
    request_url: str | None = None
    rotates: bool = False
    """Tokens expire after twelve hours, and are exchanged for new ones."""
    commands: list[Json] = field(default_factory=list)
    shortcuts: list[Json] = field(default_factory=list)


@dataclass
class _Code:
    """The right to fetch a token once."""

    registration: Registration
    user: User
    scopes: list[str]
    redirect_uri: str
    until: datetime


class OAuth:
    """Registered apps, the codes given out for them, and their refresh tokens."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        self.registered: dict[str, Registration] = {}
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, App] = {}

    def register(
        self,
        name: str,
        *,
        redirect_urls: Iterable[str],
        events: Iterable[str] = (),
        signing_secret: str = "",
        app_token: str | None = None,
        request_url: str | None = None,
        rotates: bool = False,
        commands: Iterable[Json] = (),
        shortcuts: Iterable[Json] = (),
    ) -> Registration:
        """Register an app that workspaces may install; secrets not given are made up."""
        number = len(self.registered) + 1
        made = Registration(
            name=name,
            app_id=self.sandbox.world.new_id("A"),
            client_id=f"1000000000.{2_000_000_000 + number}",
            client_secret=new_secret(),
            signing_secret=signing_secret or new_secret(),
            redirect_urls=list(redirect_urls),
            events=list(events),
            app_token=app_token,
            request_url=request_url,
            rotates=rotates,
            commands=list(commands),
            shortcuts=list(shortcuts),
        )
        self.registered[made.client_id] = made
        return made

    # What a person sees

    def page(self, query: Mapping[str, str]) -> str:
        """The page that asks whether to install. Raises ``SlackError`` where Slack shows one."""
        registration, scopes, _ = self._asked(query)
        people = "".join(
            f'<option value="{html.escape(person.user.id)}">{html.escape(person.user.shown)}, '
            f"{html.escape(workspace.team.name)}</option>"
            for workspace in self.sandbox.workspaces.values()
            if query.get("team") in (None, "", workspace.id)
            for person in workspace.people.values()
            if not (
                person.user.bot or person.user.deleted or person.user.guest or person.user.stranger
            )
        )
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in query.items()
        )
        listed = "".join(f"<li><code>{html.escape(scope)}</code></li>" for scope in scopes)
        name = html.escape(registration.name)
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            f"<title>Install {name}?</title><h1>{name} asks to join a workspace</h1>"
            f"<p>This is the sandbox, not Slack. {name} asks for:</p><ul>{listed}</ul>"
            f'<form method="post" action="/oauth/v2/authorize">{hidden}'
            f'<p><label>Who installs it, and where? <select name="user">{people}</select></label>'
            '</p><button name="choice" value="allow">Allow</button> '
            '<button name="choice" value="deny">Deny</button></form></html>'
        )

    def choose(self, query: Mapping[str, str]) -> str:
        """Allow (as ``user``) or deny; gives the address to go on to."""
        registration, scopes, redirect_uri = self._asked(query)
        answer = {"state": query["state"]} if query.get("state") else {}
        if query.get("choice") != "allow":
            return _with(redirect_uri, {"error": "access_denied", **answer})
        user = next(
            (
                team.users[query["user"]]
                for team in self.sandbox.world.teams.values()
                if query.get("user") in team.users
            ),
            None,
        )
        if user is None or user.bot or user.deleted or user.guest or user.stranger:
            raise SlackError("restricted_action", status=403)
        code = f"{registration.client_id}.{new_secret()}"
        self._codes[code] = _Code(
            registration, user, scopes, query.get("redirect_uri", ""), self._now() + CODE_LIFE
        )
        return _with(redirect_uri, {"code": code, **answer})

    def _asked(self, query: Mapping[str, str]) -> tuple[Registration, list[str], str]:
        registration = self.registered.get(query.get("client_id", ""))
        if registration is None:
            raise SlackError("invalid_client_id", status=400)
        scopes = [scope for scope in query.get("scope", "").replace(" ", ",").split(",") if scope]
        if not scopes:
            raise SlackError("invalid_scope", status=400)
        given = query.get("redirect_uri")
        if not registration.redirect_urls or (
            given and not any(_under(given, url) for url in registration.redirect_urls)
        ):
            raise SlackError("bad_redirect_uri", status=400)
        return registration, scopes, given or registration.redirect_urls[0]

    # What the app does

    def known(self, client_id: str, client_secret: str) -> Registration:
        """The app that has these; else refused as Slack refuses."""
        client = self.registered.get(client_id)
        if client is None:
            raise SlackError("invalid_client_id")
        if client_secret != client.client_secret:
            raise SlackError("bad_client_secret")
        return client

    def exchange(self, registration: Registration, code: str, redirect_uri: str) -> Json:
        """Turn a code into a token; once, within ten minutes."""
        grant = self._codes.pop(code, None)
        if grant is None or grant.registration is not registration or self._now() > grant.until:
            raise SlackError("invalid_code")
        if grant.redirect_uri and redirect_uri != grant.redirect_uri:
            raise SlackError("bad_redirect_uri")
        return self._token_of(registration, self._install(grant), grant.user)

    def refresh(self, registration: Registration, token: str) -> Json:
        """Exchange a refresh token, once, for a new pair; the old token lives out its time."""
        app = self._refresh.pop(token, None)
        if app is None or app.app_id != registration.app_id or app.state != "installed":
            raise SlackError("invalid_refresh_token")
        self.sandbox.world.new_token(app, new_secret("xoxe.xoxb-1-"))
        return self._token_of(registration, app, None)

    def uninstall(self, registration: Registration, app: App) -> None:
        """Remove the app from its workspace: its token dies, then both events come."""
        if app.app_id != registration.app_id:
            raise SlackError("client_id_token_mismatch")
        self.sandbox.events.remove(app)

    def _install(self, code: _Code) -> App:
        """New in the workspace, there again with a new token, or there already with more scopes."""
        workspace = self.sandbox.workspaces[code.user.team.domain]
        wanted = code.registration
        for app in workspace.team.apps:
            if app.app_id != wanted.app_id:
                continue
            if app.state == "installed":
                app.scopes += [scope for scope in code.scopes if scope not in app.scopes]
            else:
                self.sandbox.world.bury(app)
                app.state, app.scopes = "installed", list(code.scopes)
                self.sandbox.world.new_token(app, new_secret("xoxb-"))
            return app
        return workspace.install(
            request_url=wanted.request_url,
            signing_secret=wanted.signing_secret,
            app_token=wanted.app_token,
            scopes=code.scopes,
            events=wanted.events,
            name=wanted.name,
            app_id=wanted.app_id,
            commands=wanted.commands,
            shortcuts=wanted.shortcuts,
        )

    def _token_of(self, registration: Registration, app: App, user: User | None) -> Json:
        body: Json = {
            "access_token": app.bot_token,
            "token_type": "bot",
            "scope": ",".join(app.scopes),
            "bot_user_id": app.bot_user_id,
            "app_id": app.app_id,
            "team": {"id": app.team.id, "name": app.team.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if user is not None:
            body["authed_user"] = {"id": user.id}
        if not registration.rotates:
            return body
        if not app.bot_token.startswith("xoxe."):
            self.sandbox.world.new_token(app, new_secret("xoxe.xoxb-1-"))
        until = int(self._now().timestamp()) + TOKEN_SECONDS
        self.sandbox.world.expiring[app.bot_token] = until
        again = new_secret("xoxe-1-")
        self._refresh[again] = app
        return body | {
            "access_token": app.bot_token,
            "refresh_token": again,
            "expires_in": TOKEN_SECONDS,
        }

    def _now(self) -> datetime:
        return self.sandbox.world.now()


def _under(given: str, registered: str) -> bool:
    """Whether an address is a registered one or lies below it; a longer host is another one."""
    try:
        asked, known = urlsplit(given), urlsplit(registered)
    except ValueError:
        return False
    below = f"{known.path.rstrip('/')}/"
    same = (asked.scheme, asked.netloc) == (known.scheme, known.netloc)
    return same and (asked.path == known.path or f"{asked.path}/".startswith(below))


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
