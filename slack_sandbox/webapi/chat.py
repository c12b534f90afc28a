"""``chat.*``: posting, changing and taking away messages."""

from typing import Any

from slack_sandbox import blocks as kit
from slack_sandbox import payloads
from slack_sandbox.errors import SlackError, invalid_blocks
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context
from slack_sandbox.world import Channel, Message

MOST_TEXT = 40_000  # longer text is cut
MOST_TEXT_UPDATED = 4_000  # longer text is refused


def blocks_of(call: Context) -> list[Json]:
    """The blocks a message is to have, checked as Slack checks them."""
    if "blocks" not in call.args:
        return []
    blocks = call.args.parsed("blocks", "invalid_blocks_format")
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = kit.check_message(blocks)
    if problems:
        raise invalid_blocks(problems)
    return kit.settle(blocks)


def _metadata(call: Context) -> Json | None:
    if "metadata" not in call.args:
        return None
    metadata: Any = call.args.parsed("metadata", "invalid_metadata_format")
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if metadata and not (
        isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_schema")
    return metadata


def _content(call: Context) -> tuple[str, list[Json]]:
    if "attachments" in call.args and call.args.parsed("attachments", "invalid_attachments"):
        raise SlackError("invalid_attachments")  # the sandbox draws blocks only
    text = call.args.text("text")
    if "markdown_text" in call.args:
        if text or "blocks" in call.args:
            raise SlackError("markdown_text_conflict")
        text = call.args.text("markdown_text")
        if len(text) > 12_000:
            raise SlackError("msg_too_long")
    blocks = blocks_of(call)
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    return text[:MOST_TEXT], blocks


def _destination(call: Context) -> Channel:
    """Where a message to this id goes, if the app may write there."""
    name = call.args.need("channel")
    app, team = call.app, call.app.team
    if name[:1] in "UW" and name in team.users:
        user = team.users[name]
        if user.bot:
            raise SlackError("cannot_dm_bot")
        if user.stranger and not team.has_im(app.user, user):
            raise SlackError("channel_not_found")
        if call.args.text("username") or call.args.text("icon_emoji") or call.args.text("icon_url"):
            _need_customize(call)
            return team.im(team.slackbot(), user)
        channel = team.im(app.user, user)
    else:
        channel = call.visible(name)
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind == "im":
        if channel.other(app.user).deleted:
            raise SlackError("user_disabled")
        if not app.messages_tab:
            raise SlackError("messages_tab_disabled")
    elif not channel.has(app.user) and "chat:write.public" not in app.scopes:
        raise SlackError("not_in_channel")
    return channel


def _need_customize(call: Context) -> None:
    if "chat:write.customize" not in call.app.scopes:
        raise SlackError(
            "missing_scope", needed="chat:write.customize", provided=",".join(call.app.scopes)
        )


def _own(call: Context, missing_right: str) -> Message:
    """The app's own message named by ``channel`` and ``ts``."""
    channel = call.visible(call.args.need("channel"))
    message = channel.history.get(call.args.need("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.author is not call.app.user:
        raise SlackError(missing_right)
    return message


def post_message(call: Context) -> Json:
    """``chat.postMessage``."""
    channel = _destination(call)
    text, blocks = _content(call)
    metadata = _metadata(call)
    thread = call.args.text("thread_ts") or None
    if thread is not None and thread not in channel.history:
        raise SlackError("thread_not_found")
    call.services.limits.message(call.app.team.id, channel.id, call.world.machine())
    message = call.world.post(
        Message(
            channel=channel,
            ts=call.world.new_ts(),
            text=text,
            author=call.app.user,
            blocks=blocks,
            metadata=metadata or None,
            thread_ts=thread,
            client_msg_id=call.args.text("client_msg_id") or None,
        )
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": payloads.message_object(message, metadata=True),
    }


def update(call: Context) -> Json:
    """``chat.update``: text without blocks takes the blocks away; metadata stays unless given."""
    message = _own(call, "cant_update_message")
    if message.channel.archived:
        raise SlackError("is_inactive")
    if len(call.args.text("text")) > MOST_TEXT_UPDATED:
        raise SlackError("msg_too_long")
    text, blocks = _content(call)
    was_rich = any(block["type"] == "rich_text" for block in message.blocks)
    if was_rich and blocks and not any(block["type"] == "rich_text" for block in blocks):
        raise SlackError("block_mismatch")
    changes: Json = {}
    if "metadata" in call.args:
        changes["metadata"] = _metadata(call) or None
    if "text" not in call.args:
        text = message.text
    call.world.edit(message, text, blocks, **changes)
    return {
        "channel": message.channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": payloads.message_object(message, metadata=True),
    }


def delete(call: Context) -> Json:
    """``chat.delete``."""
    message = _own(call, "cant_delete_message")
    call.world.remove(message)
    return {"channel": message.channel.id, "ts": message.ts}


def post_ephemeral(call: Context) -> Json:
    """``chat.postEphemeral``: seen by one member, kept nowhere."""
    channel = call.visible(call.args.need("channel"))
    if channel.archived:
        raise SlackError("is_archived")
    if not channel.has(call.app.user):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not call.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    user = call.app.team.users.get(call.args.need("user"))
    if user is None or not channel.has(user) or user.deleted:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(call)
    message = call.world.post(
        Message(
            channel=channel,
            ts=call.world.new_ts(),
            text=text,
            author=call.app.user,
            blocks=blocks,
            thread_ts=call.args.text("thread_ts") or None,
            viewer=user,
        )
    )
    return {"message_ts": message.ts}


def get_permalink(call: Context) -> Json:
    """``chat.getPermalink``: only where the app is a member."""
    channel = call.visible(call.args.need("channel"))
    if not channel.has(call.app.user):
        raise SlackError("channel_not_found")
    ts = call.args.need("message_ts")
    message = channel.history.get(ts)
    if message is None:
        raise SlackError("message_not_found")
    link = f"https://{call.app.team.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
