"""Everything the bot says, rendered into one page that a person can read from top to bottom."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.messages.cards import Message
from docs import markdown
from docs.scenes import Scenes
from docs.scenes.scene import Scene

HEAD = """# Everything Heard says

Made from the code and its words by `python -m docs`; change those, not this page. Maria raises
something with Priya, who leads her; Sam and Tom are around. `Buttons` look like this, what is
chosen beforehand is **bold**, required fields have a \\*. A message that comes in several forms
has one heading: the first form stands whole, of the others only what differs.
"""


def page() -> str:
    """The whole page, in English."""
    parts = [
        (part, [(name, list(scenes)) for name, scenes in groupby(of_part, _message)])
        for part, of_part in groupby(Scenes().all(), lambda scene: scene.part)
    ]
    lines = [HEAD, "## Contents\n", *_contents(parts), ""]
    for part, messages in parts:
        lines.append(f"## {part}\n")
        for name, scenes in messages:
            lines += [f"### {_heading(name)}\n", *_forms(scenes)]
    return "\n".join(lines)


def _message(scene: Scene) -> str:
    """What the scene is a form of: its name, up to a colon or a comma."""
    return re.split(r"[:,]", scene.name)[0]


def _heading(name: str) -> str:
    return (name[0].upper() + name[1:]).replace("_", " ")


def _contents(parts: Iterable[tuple[str, list[tuple[str, list[Scene]]]]]) -> Iterator[str]:
    seen: dict[str, int] = {}

    def link(title: str) -> str:
        anchor = re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-")
        times = seen[anchor] = seen.get(anchor, -1) + 1
        return f"[{title}](#{anchor}{f'-{times}' if times else ''})"

    link("Contents")
    for part, messages in parts:
        title = link(part)
        yield f"- {title}: " + " · ".join(link(_heading(name)) for name, _ in messages)


def _forms(scenes: list[Scene]) -> Iterator[str]:
    first: list[str] = []
    for scene in scenes:
        drawn = list(_paragraphs(scene))
        form = scene.name.removeprefix(_message(scene)).strip(":, ")
        if form and len(scenes) > 1:
            yield f"***{form.replace('_', ' ')}***\n"
        for paragraph in drawn:
            if not first or paragraph not in first:
                yield f"{paragraph}\n"
        first = first or drawn


def _paragraphs(scene: Scene) -> Iterator[str]:
    shown = scene.shown
    return markdown.letter(shown) if isinstance(shown, Message) else markdown.view(shown)
