"""Slack's user and conversation objects, read as the bot's own values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

import structlog

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import NAME_LIMIT, Person
from bot.slack.answers import text_of

log = structlog.get_logger("heard.slack")

_JOINING = frozenset("\u200c\u200d")
"""They join letters and emoji, and are the only signs without a width that a name keeps."""
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters by what Unicode says of them, and nothing by what is drawn."""
_MARKUP = frozenset("*`~<>")
"""What Slack reads as markup, and no name needs."""
_EDGES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
"""Underscores around a word, which Slack draws slanted; between letters they mean nothing."""
MOST_MARKS = 4
"""Accents on one letter; a heap of them covers the lines above and below."""


@dataclass(frozen=True)
class Channel:
    """A place where people write."""

    name: str
    member: bool
    """Whether the bot is in it."""
    direct: bool
    """A direct message, of two or of several."""
    shared: bool
    """With another organisation or another workspace of the same, or about to be."""
    private: bool
    archived: bool = False
    people: int | None = None
    """How many people and apps are in it, where Slack says so."""


def read_channel(channel: Mapping[str, Any]) -> Channel:
    """Read Slack's conversation object. Raises ``LookupError`` or ``TypeError`` for no such one."""
    text_of(channel["id"])
    shared = ("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared")
    return Channel(
        name=plain_name(channel.get("name")),
        member=bool(channel.get("is_member")),
        direct=bool(channel.get("is_im") or channel.get("is_mpim")),
        shared=any(channel.get(flag) for flag in shared),
        private=bool(channel.get("is_private") or channel.get("is_group")),
        archived=bool(channel.get("is_archived")),
        people=count if isinstance(count := channel.get("num_members"), int) else None,
    )


def read_person(
    workspace: WorkspaceId, user: Mapping[str, Any], now: datetime, zone: str = "UTC"
) -> Person:
    """Read Slack's user object, as it is at ``now``; ``zone`` is for whom Slack names none.

    Raises ``ValueError`` where nothing says whose member it is.
    """
    profile = user.get("profile") or {}
    real = plain_name(user.get("real_name") or profile.get("real_name") or user.get("name"))
    name = plain_name(profile.get("display_name")) or (real.split() or [str(user["id"])])[0]
    return Person(
        workspace=workspace,
        id=PersonId(text_of(user["id"])),
        name=name[:NAME_LIMIT],
        full_name=(real or name)[:NAME_LIMIT],
        zone=_zone(user) or zone,
        slack_locale=str(user.get("locale") or "en-US"),
        bot=bool(user.get("is_bot") or user.get("is_workflow_bot")) or user["id"] == "USLACKBOT",
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        outsider=not _belongs(workspace, user),
        deleted=bool(user.get("deleted")),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        status_emoji=str(profile.get("status_emoji") or ""),
        read_at=now,
    )


def plain_name(text: object) -> str:
    """A name drawn as text: without what hides, turns what stands beside it, or is markup."""
    parts: list[str] = []
    marks = 0
    for sign in str(text or ""):
        marks = marks + 1 if category(sign) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS and not _hides(sign):
            parts.append(sign)
    return " ".join(_EDGES.sub("", "".join(parts)).split())


def _hides(sign: str) -> bool:
    unseen = category(sign) in ("Cc", "Cf", "Cs", "Co") and not sign.isspace()
    return sign in _MARKUP or sign in _BLANK or (unseen and sign not in _JOINING)


def _belongs(workspace: WorkspaceId, user: Mapping[str, Any]) -> bool:
    """Whether somebody is of the workspace, and not only met in a channel shared with it.

    In an organisation ``team_id`` may be another of its workspaces, or the organisation's own id;
    ``enterprise_user.teams`` lists those the person is in. ``is_stranger`` only excludes: it is
    false for a partner who shares a channel with us.
    """
    teams = (user.get("enterprise_user") or {}).get("teams") or []
    home = user.get("team_id")
    if not home and not teams:
        raise ValueError("nothing says whose member this is")
    return not user.get("is_stranger") and (home == workspace or workspace in teams)


def _zone(user: Mapping[str, Any]) -> str | None:
    """The zone of a user object, as far as this machine knows it; else one of the same offset."""
    name = user.get("tz")
    if isinstance(name, str) and name:
        try:
            ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            log.warning("zone unknown", person=user["id"])
        else:
            return name
    offset = user.get("tz_offset")
    if not isinstance(offset, int | float):
        return None
    # The names are by POSIX, west of Greenwich positive: Etc/GMT-14 is the east-most there is.
    west = min(max(round(-offset / 3600), -14), 12)
    return f"Etc/GMT{west:+d}" if west else "Etc/GMT"
