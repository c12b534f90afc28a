"""The page of the words a topic is found by, made from the lexicon."""

from collections.abc import Iterable

from bot.domain.taxonomy.topics import lexicon
from bot.messages.translate import translator

INTRO = """\
Somebody types `/concern` and a sentence. Heard names what it is about by the words below and by
nothing else: it guesses no feelings, learns nothing, and sends nothing anywhere. The writer sees
the topic at once and changes it with one click. Where nothing matches there is no topic; no topic
is better than a wrong one. *How work is led* is never found by words.

How to read a line:

| sign | means |
| --- | --- |
| `a/b` | one of them |
| `(a)` | may be missing |
| `a*` | and whatever it ends in |
| `..` | up to four other words |
| `_` | any one word |
| `#` | a number, in figures or in words |
| `@` | a person who is mentioned |
| `{team}` | one word of that list |

- The topics are tried from top to bottom, and the first with a match is the one. A topic may stand
  twice: what is surest comes first.
- A line never reaches over the end of a clause. Contractions are written out: "can't" is `can not`.
- A word of eight letters or more may have one letter wrong in it.
- What is denied does not count: by one of the words under *negation* up to four words before it, or
  by "… is fine", "… is solved" and the like behind it.

The words lie in `bot/domain/taxonomy/lexicon.txt`.
"""


def page() -> str:
    """The page."""
    known, say = lexicon(), translator("en")
    parts = ["# Topics, and the words they are found by", INTRO.rstrip(), "## Topics"]
    for signal, row in known.topics:
        parts += [
            f"### {say.label(signal)}",
            f"In messages: *{say(f'topic-{signal}')}*",
            _code(row),
        ]
    parts.append("## What's behind it")
    for pressure, row in known.pressures:
        parts += [f"### {say.label(pressure)}", _code(row)]
    parts.append("## Lists")
    for name, words in known.lists.items():
        parts += [f"### {name}", words.replace("/", ", ")]
    return "\n\n".join(parts) + "\n"


def _code(lines: Iterable[str]) -> str:
    return "\n".join(["```text", *lines, "```"])
