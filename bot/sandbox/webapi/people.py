"""Who is who: ``auth.*``, ``users.*``, ``team.info``, ``dnd.info``, ``apps.connections.open``."""

from bot.sandbox import payloads
from bot.sandbox.errors import SlackError
from bot.sandbox.schema import Json
from bot.sandbox.webapi.call import Context


def auth_test(call: Context) -> Json:
    """``auth.test``: whose token this is."""
    app = call.app
    return {
        "url": f"https://{app.team.domain}.slack.com/",
        "team": app.team.name,
        "user": app.user.handle,
        "team_id": app.team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(call: Context) -> Json:
    """``auth.revoke``: the token dies (not with ``test``)."""
    if call.args.flag("test"):
        return {"revoked": False}
    call.app.state = "revoked"
    return {"revoked": True}


def connections_open(call: Context) -> Json:
    """``apps.connections.open``: an address to connect to, once."""
    token = call.app.app_token or ""
    base = call.services.hooks.base.replace("http://", "ws://", 1)
    return {"url": f"{base}/link/?ticket={call.services.sockets.ticket(token)}&app_id=sandbox"}


def users_info(call: Context) -> Json:
    """``users.info``; strangers are visible once they share a channel with somebody here."""
    user = call.user(call.args.need("user"))
    if user.stranger and not any(
        channel.shared and channel.has(user) for channel in call.app.team.channels.values()
    ):
        raise SlackError("user_not_visible")
    return {"user": payloads.user_object(user, locale=call.args.flag("include_locale"))}


def users_list(call: Context) -> Json:
    """``users.list``: everybody of the workspace, deactivated people and bots too."""
    users = [one for one in call.app.team.users.values() if not one.stranger]
    page, more = call.page(users, 1000)
    locale = call.args.flag("include_locale")
    return {
        "members": [payloads.user_object(one, locale=locale) for one in page],
        "cache_ts": int(call.world.now().timestamp()),
        **more,
    }


def team_info(call: Context) -> Json:
    """``team.info``."""
    team = call.app.team
    if call.args.text("team", team.id) != team.id:
        raise SlackError("team_not_found")
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": f"https://{team.domain}.slack.com/",
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


def dnd_info(call: Context) -> Json:
    """``dnd.info``: somebody's next scheduled quiet time, Unix seconds."""
    user = call.user(call.args.need("user"))
    if user.dnd is None:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    start, end = user.dnd
    return {
        "dnd_enabled": True,
        "next_dnd_start_ts": int(start.timestamp()),
        "next_dnd_end_ts": int(end.timestamp()),
    }
