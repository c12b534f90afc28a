"""Find a topic in words, by the published lexicon and nothing else."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from bot.domain.taxonomy.keys import Pressure, Signal

K = TypeVar("K", bound=StrEnum)

_PERSON = "@"
_END = "."
"""Stands between two clauses; no pattern and no negation reaches over it."""
_MENTION = re.compile(r"<@[^<>]*>")
_MARKUP = re.compile(r"<[^<>]*>")
_TOKEN = re.compile(r"@|\d+|[^\W\d]\w*(?:['’&-]\w+)*|[.,;:!?()\n–—…/\"“”]")
_CONTRACTIONS = {
    "cannot": "can not",
    "can't": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "gonna": "going to",
    "ain't": "is not",
    "everyday": "every day",
    "anymore": "any more",
}
_ENDINGS = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will"}
_WORD = r"[^\s.]+"
_BETWEEN = rf"(?:{_WORD} ){{0,4}}"

_NEGATED_WITHIN = 4
_DENIED_AFTER = re.compile(
    r"(?:[^\s.]+ ){0,2}(?:is|was|are|were|got) (?:really |totally |all |still |now |already )?"
    r"(?:fine|ok|okay|good|great|gone|solved|fixed|resolved|done|over|no (?:problem|issue)|"
    r"not (?:the|a|my|an) (?:problem|issue|point|topic|reason)) "
)
_OTHERWISE = re.compile(
    r"(?:^|\. )(?:(?:when|where) (?:is|are|was)|thanks?|if (?:you|anyone|anybody|someone|somebody))"
    r" (?:[^\s.]+ )*$"
)
"""The beginning of a clause that raises nothing: "when is the deadline?", "thanks for …"."""


_SLIP_FROM = 8
"""Words of so many letters and more are found with one slip in them."""


class Lexicon(NamedTuple):
    """The patterns as they lie in the file; rows in the order in which they are tried."""

    lists: Mapping[str, str]
    topics: Sequence[tuple[Signal, Sequence[str]]]
    pressures: Sequence[tuple[Pressure, Sequence[str]]]


@cache
def lexicon() -> Lexicon:
    """Read the lexicon. What its signs mean stands at its head."""
    text = resources.files(__package__).joinpath("lexicon.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    sections: list[tuple[str, str, list[str]]] = []
    for line in lines:
        if line.startswith("["):
            kind, name = line.strip("[]").split()
            sections.append((kind, name, []))
        elif line and not line.startswith(";"):
            sections[-1][2].append(line)
    return Lexicon(
        MappingProxyType({name: "/".join(row) for kind, name, row in sections if kind == "list"}),
        [(Signal(name), row) for kind, name, row in sections if kind == "topic"],
        [(Pressure(name), row) for kind, name, row in sections if kind == "pressure"],
    )


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon().lists[name].split("/"))


def find_topic(words: str) -> tuple[Signal, Pressure | None]:
    """The signal and the pressure that ``words`` name, ``OTHER`` and ``None`` for want of one.

    The first row of the lexicon with a match wins. A match does not count when it is denied:
    by "not", "no", "never" or their like up to four words before it in its clause, or by "is
    fine" and the like behind it. What stands in Slack's angle brackets is no word, but a person.
    """
    text = _normal(words)
    signal = _topics().first(text)
    # What is behind nothing is not said.
    return (Signal.OTHER, None) if signal is None else (signal, _pressures().first(text))


class _Rows(Generic[K]):
    """Rows of patterns, each looked up by one word that it cannot do without.

    There are more than a thousand, and each is compiled when its word is first heard.
    """

    def __init__(self, rows: Sequence[tuple[K, Sequence[str]]]) -> None:
        self._patterns: list[tuple[K, str]] = [
            (key, pattern) for key, row in rows for pattern in row
        ]
        self._by_word: dict[str, list[int]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        for number, (_, pattern) in enumerate(self._patterns):
            for word in _anchor(pattern):
                place = self._by_beginning if word.endswith("*") else self._by_word
                place.setdefault(word.rstrip("*"), []).append(number)

    def first(self, text: str) -> K | None:
        """The key of the first row with a match in ``text`` that is not denied."""
        numbers: set[int] = set()
        for word in set(text.split()):
            numbers.update(self._by_word.get(word, ()))
            for end in range(1, len(word) + 1):
                numbers.update(self._by_beginning.get(word[:end], ()))
        for number in sorted(numbers):
            key, pattern = self._patterns[number]
            if any(not _is_denied(text, match) for match in _expression(pattern).finditer(text)):
                return key
        return None


def _anchor(pattern: str) -> Sequence[str]:
    """The words of the rarest slot that ``pattern`` cannot do without."""
    slots = [slot for slot in pattern.split() if slot[0] not in "(.#_"]
    choices = [_alternatives(slot) for slot in slots]
    phrases = [words for words in choices if not {"#", "_"} & set(words)]
    return min(phrases, key=lambda words: (len(_words("common") & set(words)), len(words)))


def _is_denied(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rpartition(_END)[2].split()[-_NEGATED_WITHIN:]
    negated = False
    following = [*before, match[0].split()[0]][1:]
    for word, next_word in zip(before, following, strict=True):
        if word in _words("anew"):
            negated = False
        elif word in _words("negation") and next_word not in ("only", "just"):
            # "Nobody fixed" denies nothing.
            negated = not negated
    return (
        negated
        or _DENIED_AFTER.match(text, match.end()) is not None
        or _OTHERWISE.search(text[: match.start()]) is not None
    )


def _normal(words: str) -> str:
    """``words`` as patterns are written: small, contractions in full, slips corrected."""
    text = _MARKUP.sub(" ", _MENTION.sub(f" {_PERSON} ", words)).casefold().replace("’", "'")
    tokens = (_spelled(token) for token in _TOKEN.findall(text))
    return " ".join(tokens).replace("no one", "nobody").replace("no-one", "nobody") + " "


def _spelled(token: str) -> str:
    if not token[0].isalnum() and token != _PERSON:
        return _END
    if token in _words("without-apostrophe"):
        token = {"im": "i'm", "ive": "i've", "theyre": "they're", "youre": "you're"}.get(
            token, token[:-1] + "'t"
        )
    if token in _CONTRACTIONS:
        return _CONTRACTIONS[token]
    for ending, full in _ENDINGS.items():
        if token.endswith(ending):
            return token.removesuffix(ending) + full
    stem = token.removesuffix("'s")
    if stem != token and stem in _words("before-is"):
        return f"{stem} is"
    return _corrected(token)


@cache
def _vocabulary() -> Mapping[str, Sequence[str]]:
    """Each word of the lexicon that is long enough to be found with a slip, by its first letter."""
    known = lexicon()
    texts = [*known.lists.values(), *(pattern for _, row in known.topics for pattern in row)]
    words = {word for text in texts for word in re.split(r"[\s/()]+", text) if word.isalpha()}
    vocabulary: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= _SLIP_FROM:
            vocabulary.setdefault(word[0], []).append(word)
    return vocabulary


def _corrected(token: str) -> str:
    """The lexicon's word that ``token`` is but for one letter or one swap, else ``token``."""
    known = _vocabulary().get(token[0], ())
    if len(token) < _SLIP_FROM - 1 or token in known:
        return token
    near = [word for word in known if _is_near(token, word)]
    return near[0] if len(near) == 1 else token


def _is_near(token: str, word: str) -> bool:
    """Whether one letter was forgotten, added or changed, or two were swapped, inside the word."""
    at = next((i for i, (a, b) in enumerate(zip(token, word, strict=False)) if a != b), None)
    if at is None:
        # The longer one goes on: another form of the word, not a slip.
        return False
    ours, theirs = token[at:], word[at:]
    changed, added, forgotten = ours[1:] == theirs[1:], ours[1:] == theirs, ours == theirs[1:]
    return changed or added or forgotten or ours == theirs[1::-1] + theirs[2:]


@cache
def _topics() -> _Rows[Signal]:
    return _Rows(lexicon().topics)


@cache
def _pressures() -> _Rows[Pressure]:
    return _Rows(lexicon().pressures)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """``pattern`` as a regular expression over normal text, where a space follows every word."""
    parts = []
    for slot in pattern.split():
        if slot == "..":
            parts.append(_BETWEEN)
        else:
            choice = "|".join(map(_word, _alternatives(slot.strip("()"))))
            parts.append(f"(?:(?:{choice}) )" + "?" * slot.startswith("("))
    return re.compile(rf"(?<!\S){''.join(parts)}")


def _alternatives(slot: str) -> Sequence[str]:
    """Every word that may stand in ``slot``."""
    lists = lexicon().lists
    return [
        word
        for one in slot.split("/")
        for word in (lists[one[1:-1]].split("/") if one.startswith("{") else [one])
    ]


def _word(word: str) -> str:
    if word == "#":
        return rf"(?:\d+\w*|{'|'.join(_words('number'))})"
    if word == "_":
        return _WORD
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"[\w'-]*"
    return re.escape(word)
