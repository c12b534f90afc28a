"""Files: ask for an address, send the bytes there, say that it is complete."""

from typing import Any

from slack_sandbox.errors import SlackError
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context, Upload
from slack_sandbox.world import Channel, Message, new_secret


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
    """``files.completeUploadExternal``: once per file; shared where ``channel_id`` says."""
    wanted: Any = call.args.parsed("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments")
    channel = _shared_to(call)
    uploads = {one.file_id: token for token, one in call.services.uploads.items()}
    files: list[Json] = []
    for one in wanted:
        token = uploads.get(str(one.get("id")))
        if token is None or call.services.uploads[token].content is None:
            raise SlackError("file_not_found")
        upload = call.services.uploads[token]
        call.services.files[upload.file_id] = upload.content or b""
        files.append(
            {
                "id": upload.file_id,
                "name": upload.name,
                "title": one.get("title") or upload.name,
                "size": upload.length,
                "alt_txt": upload.alt_txt,
                "user": call.app.bot_user_id,
            }
        )
    call.services.uploads = {
        token: one
        for token, one in call.services.uploads.items()
        if one.file_id not in {file["id"] for file in files}
    }
    if channel is not None:
        call.world.post(
            Message(
                channel=channel,
                ts=call.world.new_ts(),
                text=call.args.text("initial_comment"),
                author=call.app.user,
                files=files,
            )
        )
    return {"files": files}


def _shared_to(call: Context) -> Channel | None:
    channel_id = call.args.text("channel_id") or call.args.text("channels")
    if not channel_id:
        return None
    channel = call.visible(channel_id)
    if not channel.has(call.app.user):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not call.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel
