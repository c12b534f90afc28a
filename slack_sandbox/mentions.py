"""Typed words as Slack passes them on: escaped, with links and mentions marked."""

import re

from slack_sandbox.world import Team

_MENTION = re.compile(r"(?<![\w<@])@([a-z0-9][\w.\-]*)")
_CHANNEL = re.compile(r"(?<![\w<#&])#([a-z0-9][\w\-]*)")
_LINK = re.compile(r"(?<![<|\w])https?://[^\s<>]+")


def as_typed(team: Team, text: str, *, named: bool) -> str:
    """``@handle`` and ``#channel`` become mentions (``named``: with ``|name``), ``& <`` escaped.

    Mentions that are written out already (``<@U…>``) stay as they are.
    """
    text = text.replace("&", "&amp;")
    text = re.sub(r"<(?![@#!])", "&lt;", text)

    def person(match: re.Match[str]) -> str:
        handle = match[1].rstrip(".-")
        user = team.user_by_handle(handle)
        if user is None:
            return match[0]
        label = f"|{user.handle}" if named else ""
        return f"<@{user.id}{label}>{match[1][len(handle) :]}"

    def channel(match: re.Match[str]) -> str:
        place = team.channel_by_name(match[1])
        if place is None:
            return match[0]
        return f"<#{place.id}|{place.name if place.kind == 'public' else ''}>"

    text = _LINK.sub(lambda match: f"<{match[0]}>", text)
    return _CHANNEL.sub(channel, _MENTION.sub(person, text))
