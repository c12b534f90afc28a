"""Which page is made by what, and where it lies."""

from collections.abc import Callable, Mapping
from pathlib import Path

from docs import guide, life, settings, voice

FOLDER = Path(__file__).parent
PAGES: Mapping[str, Callable[[], str]] = {
    "guide.md": guide.page,
    "life-of-a-concern.md": life.page,
    "life-of-a-concern.svg": life.drawing,
    "settings.md": settings.page,
    "voice.md": voice.page,
}


def write(page: str) -> None:
    """Make ``page`` anew."""
    (FOLDER / page).write_text(PAGES[page](), encoding="utf-8")


def kept(page: str) -> str:
    """Give ``page`` as it lies there."""
    path = FOLDER / page
    return path.read_text(encoding="utf-8") if path.exists() else ""
