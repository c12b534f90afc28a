"""Who is who: ``auth.test``, ``users.*``, ``team.info``, ``dnd.*``, ``apps.connections.open``."""

from slack_sandbox import payloads
from slack_sandbox.errors import SlackError
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context
from slack_sandbox.world import User

MOST_ASKED = 50


def auth_test(call: Context) -> Json:
    """``auth.test``: whose token this is."""
    app = call.app
    until = call.world.expiring.get(call.token or "")
    left = {} if until is None else {"expires_in": until - int(call.world.now().timestamp())}
    return {
        **left,
        "url": f"https://{app.team.domain}.slack.com/",
        "team": app.team.name,
        "user": app.user.handle,
        "team_id": app.team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


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
    users = [user for user in call.app.team.users.values() if not user.stranger]
    page, more = call.page(users, 1000)
    locale = call.args.flag("include_locale")
    return {
        "members": [payloads.user_object(user, locale=locale) for user in page],
        "cache_ts": int(call.world.now().timestamp()),
        **more,
    }


def profile_get(call: Context) -> Json:
    """``users.profile.get``: name and status; the app's own without ``user``."""
    user = call.user(call.args.text("user", call.app.bot_user_id))
    return {"profile": payloads.user_object(user)["profile"]}


def bots_info(call: Context) -> Json:
    """``bots.info``: an app by its bot id."""
    name = call.args.text("bot", call.app.bot_id)
    for app in call.app.team.apps:
        if app.bot_id == name:
            return {
                "bot": {
                    "id": app.bot_id,
                    "app_id": app.app_id,
                    "user_id": app.bot_user_id,
                    "name": app.name,
                    "deleted": app.state == "uninstalled",
                    "updated": app.user.updated,
                    "icons": {},
                }
            }
    raise SlackError("bot_not_found")


def usergroups_list(call: Context) -> Json:
    """``usergroups.list``: a workspace of the sandbox has none."""
    return {"usergroups": []}


def usergroups_users(call: Context) -> Json:
    """``usergroups.users.list``."""
    call.args.need("usergroup")
    raise SlackError("no_such_subteam")


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
    return _quiet(call.user(call.args.text("user", call.app.bot_user_id)))


def dnd_team(call: Context) -> Json:
    """``dnd.teamInfo``: of up to fifty people at once."""
    names = [name for name in call.args.need("users").split(",") if name]
    if len(names) > MOST_ASKED:
        raise SlackError("too_many_users")
    return {"users": {name: _quiet(call.user(name)) for name in names}}


def _quiet(user: User) -> Json:
    if user.dnd is None:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    start, end = user.dnd
    return {
        "dnd_enabled": True,
        "next_dnd_start_ts": int(start.timestamp()),
        "next_dnd_end_ts": int(end.timestamp()),
    }
