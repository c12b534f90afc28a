"""Bringing the database's tables up to date; the migrations travel in the wheel.

Tables may be newer than the sources that work with them, so that old processes run on beside new
ones during a deploy. How far that goes is said by the newest migration itself, in its id: with
tables at ``0019_from_0018`` the sources whose newest migration is 0018 work, too; a test holds each
migration to what its id says.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store.database import AwayError, UnusableError, take
from bot.store.engine import engine_for
from bot.store.faults import sentence

AWAY = "The database does not answer. Check DATABASE_URL, and that the database is running."
ROLLS_FROM = "0018"
"""The last tables that no older sources work with, whatever came before; later ids say it."""
_RANGE = re.compile(r"\d{4}_from_(\d{4})")


def config(url: str) -> Config:
    """Alembic's configuration, built in code: there is no ini file after an install."""
    made = Config()
    made.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    made.attributes["url"] = url
    return made


def scripts() -> Path:
    """Where the migrations lie: in the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


class NewerError(UnusableError):
    """The database was made by a newer version; the text says what to do."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to ``revision``; one that is newer and fits stays as it is.

    Raises :class:`NewerError`.
    """
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            at = check_tables(connection)
    finally:
        engine.dispose()
    if not fits(at):
        command.upgrade(config(url), revision)


def oldest_sources(revision: str) -> str:
    """Give the number of the oldest sources that work with tables at ``revision``."""
    match = _RANGE.fullmatch(revision)
    return match[1] if match else revision


def is_newer(revision: str | None) -> bool:
    """Whether a database at ``revision`` was made by a newer version than these sources."""
    return revision is not None and revision not in _known()


def is_too_new(revision: str | None) -> bool:
    """Whether it is so much newer that these sources do not work with it."""
    return is_newer(revision) and oldest_sources(revision or "") > head()[:4]


def fits(revision: str | None) -> bool:
    """Whether these sources work with tables at ``revision``: with their own, or newer ones."""
    return revision == head() or (is_newer(revision) and not is_too_new(revision))


def check_tables(connection: Connection) -> str | None:
    """Give the revision a database is at. Raises :class:`NewerError`."""
    at = MigrationContext.configure(connection).get_current_revision()
    if is_too_new(at):
        raise NewerError(
            f"The database ({at}) is newer than this version of Heard ({head()}). Run the newer "
            "version, or restore the backup made before it was installed."
        )
    return at


def upgrade_alone(url: str) -> None:
    """Bring the database up to date; refuses a SQLite file that a running bot has."""
    held = take(make_url(url))
    try:
        with _answering():
            upgrade(url)
    finally:
        if held is not None:
            held.close()


def downgrade(url: str, revision: str = "base") -> None:
    """Take the database back to ``revision``."""
    command.downgrade(config(url), revision)


@cache
def script_directory() -> ScriptDirectory:
    """The migrations these sources know."""
    return ScriptDirectory(str(scripts()))


@cache
def head() -> str:
    """Give the newest revision these sources know."""
    return script_directory().get_current_head() or ""


@cache
def _known() -> frozenset[str]:
    return frozenset(each.revision for each in script_directory().walk_revisions())


def current(engine: Engine) -> str | None:
    """Give the revision a database is at; ``None`` for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(url: str) -> bool:
    """Whether the database has every migration these sources know. Raises :class:`NewerError`."""
    engine = engine_for(url)
    try:
        with _answering(), engine.connect() as connection:
            return fits(check_tables(connection))
    finally:
        engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    """Say what is wrong with the database without repeating its address."""
    try:
        yield
    except DBAPIError as error:
        raise AwayError(sentence(error) or AWAY) from None
