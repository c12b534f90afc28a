"""Coming and going: ``oauth.v2.access``, ``auth.revoke``, ``apps.uninstall``."""

from slack_sandbox.errors import SlackError
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context


def oauth_access(call: Context) -> Json:
    """``oauth.v2.access``: a code, or a refresh token, becomes a bot token. Needs no token."""
    oauth = call.services.oauth
    registration = oauth.known(call.args.text("client_id"), call.args.text("client_secret"))
    grant = call.args.text("grant_type", "authorization_code")
    if grant == "refresh_token":
        return oauth.refresh(registration, call.args.text("refresh_token"))
    if grant != "authorization_code":
        raise SlackError("invalid_grant_type")
    return oauth.exchange(registration, call.args.text("code"), call.args.text("redirect_uri"))


def auth_revoke(call: Context) -> Json:
    """``auth.revoke``: the token dies (not with ``test``), and the app hears of it."""
    if call.args.flag("test"):
        return {"revoked": False}
    call.services.events.revoke(call.app)
    return {"revoked": True}


def uninstall(call: Context) -> Json:
    """``apps.uninstall``: needs the client's id and secret beside the token."""
    oauth = call.services.oauth
    registration = oauth.known(call.args.text("client_id"), call.args.text("client_secret"))
    oauth.uninstall(registration, call.app)
    return {}


def authorizations(call: Context) -> Json:
    """``apps.event.authorizations.list``: every workspace in which the app hears an event."""
    place = call.args.need("event_context").split("-")
    apps = call.world.app_tokens[call.app.app_token or ""]
    return {
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": app.team.id,
                "user_id": app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
            for app in apps
            if app.state == "installed" and app.team.id in place
        ],
        "response_metadata": {"next_cursor": ""},
    }
