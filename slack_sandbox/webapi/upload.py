"""Files: ask for an address, send the bytes there, say that it is complete."""

import re
from typing import Any

from slack_sandbox.errors import SlackError, invalid_arguments
from slack_sandbox.schema import Json
from slack_sandbox.webapi import chat
from slack_sandbox.webapi.call import Context, Upload
from slack_sandbox.world import Channel, Message, new_secret

CONVERSATION = re.compile(r"[CGDZ][A-Z0-9]{8,}")
"""What may stand as ``channel_id``: a person's id may not."""
MOST_FILES = 10


def get_url(call: Context) -> Json:
    """``files.getUploadURLExternal``."""
    length = call.args.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments")
    upload = Upload(
        call.world.new_id("F"), call.args.need("filename"), length, call.args.text("alt_txt")
    )
    token = new_secret()
    call.services.uploads[token] = upload
    return {
        "upload_url": f"{call.services.hooks.base}/upload/v1/{token}",
        "file_id": upload.file_id,
    }


def complete(call: Context) -> Json:
    """``files.completeUploadExternal``: once per file; shared where ``channel_id`` says.

    What introduces the files is ``initial_comment``, or else ``blocks``. The answer holds the files
    and never the message in which they stand.
    """
    wanted: Any = call.args.parsed("files", "invalid_arguments")
    if not isinstance(wanted, list) or not 0 < len(wanted) <= MOST_FILES:
        raise SlackError("invalid_arguments")
    comment = call.args.text("initial_comment")
    blocks = [] if comment else chat.blocks_of(call)
    channel = _shared_to(call)
    tokens = {upload.file_id: token for token, upload in call.services.uploads.items()}
    completed: dict[str, Json] = {}
    for file in wanted:
        named = str(file.get("id")) if isinstance(file, dict) else ""
        upload = call.services.uploads.get(tokens.get(named, ""))
        if upload is None or upload.content is None or named in completed:
            raise SlackError("file_not_found")
        completed[named] = {
            "id": upload.file_id,
            "name": upload.name,
            "title": file.get("title") or upload.name,
            "size": upload.length,
            "alt_txt": upload.alt_txt,
            "user": call.app.bot_user_id,
        }
    for named in completed:
        upload = call.services.uploads.pop(tokens[named])
        call.services.files[named] = upload.content or b""
    files = list(completed.values())
    if channel is not None:
        call.world.post(
            Message(
                channel=channel,
                ts=call.world.new_ts(),
                text=comment,
                author=call.app.user,
                blocks=blocks,
                files=files,
            )
        )
    return {"files": files}


def _shared_to(call: Context) -> Channel | None:
    channel_id = call.args.text("channel_id") or call.args.text("channels")
    if not channel_id:
        return None
    if CONVERSATION.fullmatch(channel_id) is None:
        raise invalid_arguments(["input must match regex pattern [json-pointer:/channel_id]"])
    channel = call.visible(channel_id)
    if not channel.has(call.app.user):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and channel.other(call.app.user).deleted:
        raise SlackError("user_disabled")
    if channel.kind == "im" and not call.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel
