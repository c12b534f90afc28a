"""``conversations.*``: what an app may know of channels, and where it may go by itself."""

from collections.abc import Callable

from slack_sandbox import payloads
from slack_sandbox.errors import SlackError
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context
from slack_sandbox.world import Channel, Message

_STEMS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_READ = {kind: f"{stem}:read" for kind, stem in _STEMS.items()}
_HISTORY = {kind: f"{stem}:history" for kind, stem in _STEMS.items()}
_WRITE = {"im": "im:write", "mpim": "mpim:write"}
MOST_OPENED = 8


def channel_object(channel: Channel, call: Context) -> Json:
    """A conversation as ``conversations.info`` shows it."""
    body: Json = {
        "id": channel.id,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "context_team_id": channel.team.id,
    }
    if channel.kind == "im":
        other = channel.other(call.app.user)
        return body | {"user": other.id, "is_user_deleted": other.deleted}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_general": channel.name == "general",
        "is_member": channel.has(call.app.user),
        "shared_team_ids": [channel.team.id],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def info(call: Context) -> Json:
    """``conversations.info``."""
    channel = call.visible(call.args.need("channel"))
    call.require(_READ, channel)
    body = channel_object(channel, call)
    if call.args.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return {"channel": body}


def members(call: Context) -> Json:
    """``conversations.members``, by pages."""
    channel = call.visible(call.args.need("channel"))
    call.require(_READ, channel)
    page, more = call.page([member.id for member in channel.members if not member.deleted], 100)
    return {"members": page, **more}


def history(call: Context) -> Json:
    """``conversations.history``: newest first, behind by the lag that was asked for."""
    channel = call.visible(call.args.need("channel"))
    call.require(_HISTORY, channel)
    if not channel.has(call.app.user):
        raise SlackError("not_in_channel")
    limits = call.services.limits
    now = call.world.machine()
    limits.read_history(call.app.team.id, now)
    most = 15 if limits.history != "off" else 999
    lag = call.services.faults.history_lag
    oldest, latest = call.args.text("oldest", "0"), call.args.text("latest")
    inclusive = call.args.flag("inclusive")

    def wanted(message: Message) -> bool:
        if now - message.posted < lag or (message.thread_ts or message.ts) != message.ts:
            return False
        ts = _ts(message.ts)
        after = ts > _ts(oldest) or (inclusive and ts == _ts(oldest))
        return after and (not latest or ts < _ts(latest) or (inclusive and ts == _ts(latest)))

    messages = [message for message in reversed(channel.messages) if wanted(message)]
    limit = call.args.number("limit", min(100, most))
    if limit > most:
        call.args.given = {**call.args.given, "limit": most}
    page, more = call.page(messages, min(100, most))
    with_metadata = call.args.flag("include_all_metadata")
    following = more["response_metadata"]["next_cursor"]
    return {
        "messages": [payloads.message_object(item, metadata=with_metadata) for item in page],
        "has_more": bool(following),
        "pin_count": 0,
        **(more if following else {}),
    }


def replies(call: Context) -> Json:
    """``conversations.replies``: a thread, its first message on every page, oldest first."""
    channel = call.visible(call.args.need("channel"))
    call.require(_HISTORY, channel)
    if not channel.has(call.app.user):
        raise SlackError("not_in_channel")
    limits = call.services.limits
    limits.read_history(call.app.team.id, call.world.machine(), "conversations.replies")
    asked = channel.history.get(call.args.need("ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    first = channel.history.get(asked.thread_ts or asked.ts, asked)
    thread = [
        message
        for message in channel.messages
        if message.thread_ts == first.ts and message is not first
    ]
    page, more = call.page(thread, 15 if limits.history != "off" else 1000)
    with_metadata = call.args.flag("include_all_metadata")
    body = [payloads.message_object(message, metadata=with_metadata) for message in [first, *page]]
    if thread:
        body[0] |= {
            "thread_ts": first.ts,
            "reply_count": len(thread),
            "reply_users_count": len({reply.author.id for reply in thread}),
            "latest_reply": thread[-1].ts,
        }
    return {"messages": body, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def listed(call: Context) -> Json:
    """``conversations.list``: every public channel, and of the others those the app is in."""
    return _listed(call, lambda channel: channel.kind == "public" or channel.has(call.app.user))


def of_user(call: Context) -> Json:
    """``users.conversations``: those the app, or somebody else, is a member of."""
    who = call.user(call.args.text("user", call.app.bot_user_id))
    return _listed(
        call,
        lambda channel: (
            channel.has(who) and (channel.kind == "public" or channel.has(call.app.user))
        ),
    )


def _listed(call: Context, wanted: Callable[[Channel], bool]) -> Json:
    types = [type_.strip() for type_ in call.args.text("types", "public_channel").split(",")]
    if not set(types) <= set(_TYPES):
        raise SlackError("invalid_types")
    kinds = {_TYPES[type_] for type_ in types}
    for kind in sorted(kinds):
        if _READ[kind] not in call.app.scopes:
            raise SlackError(
                "missing_scope", needed=_READ[kind], provided=",".join(call.app.scopes)
            )
    closed = call.args.flag("exclude_archived")
    channels = [
        channel
        for channel in call.app.team.channels.values()
        if channel.kind in kinds
        and not channel.deleted
        and not (closed and channel.archived)
        and wanted(channel)
    ]
    page, more = call.page(channels, 100)
    return {"channels": [channel_object(item, call) for item in page], **more}


def join(call: Context) -> Json:
    """``conversations.join``: a public channel, by oneself."""
    channel = call.visible(call.args.need("channel"))
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if channel.has(call.app.user):
        return {
            "channel": channel_object(channel, call),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    channel.members.append(call.app.user)
    call.world.paint(channel)
    call.services.events.membership(channel, call.app.user, joined=True)
    return {"channel": channel_object(channel, call)}


def leave(call: Context) -> Json:
    """``conversations.leave``: the app goes by itself."""
    channel = call.visible(call.args.need("channel"))
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    if not channel.has(call.app.user):
        return {"not_in_channel": True}
    channel.members.remove(call.app.user)
    call.world.paint(channel)
    call.services.events.membership(channel, call.app.user, joined=False)
    return {}


def _ts(text: str) -> tuple[int, int]:
    seconds, _, micros = text.partition(".")
    try:
        return int(seconds), int((micros or "0").ljust(6, "0"))
    except ValueError:
        raise SlackError("invalid_ts_latest") from None


def open_(call: Context) -> Json:
    """``conversations.open``: a direct message (one user) or a group message (several)."""
    team, bot = call.app.team, call.app.user
    if "channel" in call.args:
        channel = call.visible(call.args.need("channel"))
        if channel.kind not in ("im", "mpim"):
            raise SlackError("method_not_supported_for_channel_type")
        return {"channel": _opened(channel, call), "no_op": True, "already_open": True}
    given = call.args.parsed("users", "invalid_arguments") if isinstance(
        call.args.given.get("users"), list
    ) else call.args.need("users").split(",")  # fmt: skip
    ids = list(dict.fromkeys(str(user).strip() for user in given))
    if not 1 <= len(ids) <= MOST_OPENED:
        raise SlackError("too_many_users" if ids else "users_list_not_supplied")
    kind = "im" if len(ids) == 1 else "mpim"
    if _WRITE[kind] not in call.app.scopes:
        raise SlackError("missing_scope", needed=_WRITE[kind], provided=",".join(call.app.scopes))
    users = [call.user(id_) for id_ in ids]
    for user in users:
        if user.deleted:
            raise SlackError("user_disabled")
        if user.bot:
            raise SlackError("cannot_dm_bot")
    if kind == "mpim":
        return {"channel": _opened(team.group([bot, *users]), call)}
    known = team.has_im(bot, users[0])
    if not known and (call.args.flag("prevent_creation") or users[0].stranger):
        raise SlackError("channel_not_found")
    body: Json = {"channel": _opened(team.im(bot, users[0]), call)}
    return body | ({"no_op": True, "already_open": True} if known else {})


def _opened(channel: Channel, call: Context) -> Json:
    if call.args.flag("return_im"):
        return channel_object(channel, call)
    return {"id": channel.id}
