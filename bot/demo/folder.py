"""Where a demo keeps its life between two starts: the bot's rows, their key, and Slack's side."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.start import StartError
from slack_sandbox.schema import Json

BEGINNING = "beginning"


@dataclass(frozen=True)
class Folder:
    """A folder with three files, named apart from those of ``heard run``."""

    path: Path

    @property
    def database(self) -> Path:
        """The bot's SQLite file."""
        return self.path / "demo.db"

    @property
    def url(self) -> str:
        """The bot's SQLite file, as a setting names it."""
        return f"sqlite:///{self.database.resolve()}"

    @property
    def key_file(self) -> Path:
        """The key that seals the words in it."""
        return self.path / "demo.key"

    @property
    def world(self) -> Path:
        """Workspaces, people, channels and messages, and what time it is there."""
        return self.path / "demo.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let no other demo have the folder inside the block. Raises ``StartError``."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.path / "demo.lock").open("w")
        except OSError as error:
            raise StartError(
                f"{self.path} cannot be written to ({type(error).__name__}). Choose another"
                " folder with --data."
            ) from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise StartError(
                    f"{self.path} is in use by another heard demo. Stop that one first, or choose"
                    " another folder with --data."
                ) from None
            yield

    def open(self) -> Json | None:
        """Give the world that was kept; ``None``: a new one begins here, in an empty folder.

        A beginning that was broken off is cleared away: without Slack's side its rows are of no
        use. Raises ``StartError`` for files that are not a demo's.
        """
        try:
            content = json.loads(self.world.read_text("utf-8")) if self.world.exists() else None
            if not isinstance(content, dict | None):
                raise TypeError  # whatever wrote it: its rows are nobody's to clear away
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise StartError(
                f"{self.world} cannot be read ({type(error).__name__}). Choose another folder with"
                " --data, or remove demo.json and demo.db there to begin anew."
            ) from None
        if content is None and self.database.exists():
            raise StartError(
                f"{self.path} holds a demo.db without the demo.json that belongs to it. Choose"
                " another folder with --data, or remove demo.db there to begin anew."
            )
        if content is not None and content != {BEGINNING: True}:
            return content
        for file in self.path.glob("demo.db*"):
            file.unlink()
        self.key_file.unlink(missing_ok=True)
        self.save({BEGINNING: True})
        return None

    def save(self, world: Json) -> None:
        """Keep the world, whole or not at all; nobody else on the machine reads it."""
        fresh = self.world.with_suffix(".new")
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as out:
            json.dump(world, out)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.world)
