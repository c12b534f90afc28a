"""Emoji as people write them, and the name by which Slack tells of each.

``emoji.txt`` holds one a line: the sign, the name that Slack sends with a reaction, its aliases.
A reaction is named once, whatever was typed to set it: ``:thumbsup:`` arrives as ``+1``.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from bot.domain.refusals import EmojiUnread

_SKIN_TONE = re.compile(r":?:skin-tone-[2-6]:?")
_IN_A_SIGN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")
"""Skin tones and ways to draw, which change no name; they stand inside a sign, too."""
_NAME = re.compile(r":?([a-z0-9_+'-]+):?")


def read_emoji(text: str, *, field: str | None = None) -> tuple[str, ...]:
    """The names, as Slack sends them, of the emoji in ``text``: signs, names and aliases.

    Raises :class:`EmojiUnread` with the ``part`` that is none; ``field`` is the form's.
    """
    rest = _SKIN_TONE.sub(" ", _IN_A_SIGN.sub("", text.casefold()))
    names: dict[str, None] = {}
    for part in re.split(r"[\s,;]+|(?<=:)(?=:)", _signs().sub(r" \g<0> ", rest)):
        if not part:
            continue
        sign = _by_sign().get(part)
        match = _NAME.fullmatch(part)
        name = sign or (_by_name().get(match[1]) if match else None)
        if name is None:
            raise EmojiUnread(field=field, part=part)
        names[name] = None
    return tuple(names)


def shown_emoji(names: Iterable[str]) -> str:
    """Emoji as a message shows them; read aloud, Slack says the name of each."""
    return ", ".join(f":{name}:" for name in names)


@cache
def _table() -> tuple[tuple[str, ...], ...]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line)


@cache
def _by_sign() -> Mapping[str, str]:
    return {sign: name for sign, name, *_ in _table()}


@cache
def _by_name() -> Mapping[str, str]:
    aliases = {alias: name for _, name, *rest in _table() for alias in rest}
    return aliases | {name: name for _, name, *_ in _table()}


@cache
def _signs() -> re.Pattern[str]:
    """Every sign, the longest first: a family is one sign and not its members."""
    signs = sorted(_by_sign(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, signs)))
