"""Everything the bot says, rendered into one page that a person can read from top to bottom."""

from collections.abc import Iterator

from bot.messages.cards import Message
from docs import markdown
from docs.scenes import Scenes

HEAD = """# Everything Heard says

Made from the code and its words by `python -m docs`; change those, not this page. Maria says
something to Priya, who leads her; Sam and Tom are around. `Buttons` look like this, what is chosen
beforehand is **bold**, required fields have a \\*.
"""


def page() -> str:
    """The whole page, in English."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield HEAD
    part = ""
    for scene in Scenes().all():
        if scene.part != part:
            part = scene.part
            yield f"## {part}\n"
        yield f"### {scene.name}\n"
        shown = scene.shown
        drawn = markdown.letter(shown) if isinstance(shown, Message) else markdown.view(shown)
        for paragraph in drawn:
            yield f"{paragraph}\n"
