"""Back-ups: a whole copy of a database while the bot runs, and a copy put back in its place."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy import URL, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import UnusableError, take
from bot.store.engine import engine_for
from bot.store.migrate import is_too_new, upgrade
from bot.store.restoring import Restored, doubt

PAGES_AT_ONCE = 512
MOMENT = "%Y%m%d-%H%M%S"
Progress = Callable[[int, int], None]
"""Told how many pages are copied, of how many."""


class BackupError(UnusableError):
    """A back-up cannot be made or put back; the text is a sentence that says how to mend it."""


def back_up(url: str, to: Path, now: datetime, progress: Progress = lambda done, of: None) -> Path:
    """Copy a database as it is at one moment, and give the file (0600).

    ``to`` is a new file, or a folder in which one is made. Raises :class:`BackupError`.
    """
    address = make_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    if to.is_dir():
        to = to / f"heard-{now.strftime(MOMENT)}.{'db' if sqlite else 'dump'}"
    if to.exists():
        raise BackupError(f"{to} exists already. Choose a new file, or a folder.")
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.chmod(0o600)
        if sqlite:
            _copy(Path(address.database or ""), part, progress)
        else:
            _dump(address, part)
        _flush(part)
        part.rename(to)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"{to} cannot be written ({error.strerror}).") from None
    except BackupError:
        part.unlink(missing_ok=True)
        raise
    return to


def _copy(database: Path, to: Path, progress: Progress) -> None:
    """Copy a SQLite file by its online API, at one moment, whoever writes meanwhile."""
    if not database.exists():
        raise BackupError(f"There is no database at {database}.")
    try:
        source = _read_only(database)
        copy = sqlite3.connect(to, isolation_level=None)
        try:
            # From here on the copy sees what was there now: nothing makes it begin anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                copy,
                pages=PAGES_AT_ONCE,
                progress=lambda status, left, pages: progress(pages - left, pages),
                sleep=0,
            )
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
            source.close()
    except sqlite3.Error as error:
        raise BackupError(
            f"The database cannot be copied ({type(error).__name__}, {error.sqlite_errorname})."
        ) from None
    damage = damage_of(to)
    if damage is not None:
        raise BackupError(
            f"The database at {database} is damaged ({damage}): there is nothing whole to back up. "
            "Restore the last whole back-up with heard restore."
        )


def damage_of(database: Path) -> str | None:
    """What is wrong with a SQLite file, in SQLite's words; ``None`` for a whole one."""
    try:
        connection = _read_only(database)
        try:
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorname", type(error).__name__)
    return None if damage == "ok" else str(damage).splitlines()[0][:200]


def _read_only(database: Path) -> sqlite3.Connection:
    address = f"{database.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, isolation_level=None)


def _dump(address: URL, to: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError(
            "pg_dump is not installed here. Where it is, run: pg_dump --format=custom "
            f"--file={to.with_suffix('')} and the database's address; then chmod 600 the file."
        )
    _run(program, ["--format=custom", f"--file={to}"], address)


def _run(program: str, arguments: list[str], address: URL) -> None:
    """Run one of Postgres's programs; the password goes by a file (0600), never on its line."""
    shown = address.set(drivername="postgresql", password=None)
    with tempfile.NamedTemporaryFile("w", prefix="heard-") as passwords:
        if address.password is not None:
            secret = str(address.password).replace("\\", "\\\\").replace(":", "\\:")
            passwords.write(f"*:*:*:*:{secret}\n")
            passwords.flush()
            shown = shown.update_query_dict({"passfile": passwords.name})
        done = subprocess.run(  # noqa: S603 (its path is looked up, its arguments are ours)
            [program, *arguments, f"--dbname={shown.render_as_string()}"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
    if done.returncode != 0:
        name = Path(program).name
        raise BackupError(f"{name} failed with {done.returncode}. Run it by hand to see why.")


# Putting one back


def put_back(url: str, source: Path, now: datetime, journal: str | None) -> Restored:
    """Put a back-up in the place of the database, and doubt what it says was not sent yet.

    What was erased since, by the ``journal``, is erased again. Raises :class:`BackupError`, and
    ``AlreadyRunningError`` beside a running bot; then nothing is changed.
    """
    address = make_url(url)
    if not source.is_file():
        raise BackupError(f"There is no back-up at {source}.")
    if address.get_backend_name() == "sqlite":
        return _put_back_file(url, Path(address.database or ""), source, now, journal)
    _refuse_beside_others(url)
    program = shutil.which("pg_restore")
    if program is None:
        raise BackupError(
            "pg_restore is not installed here. Where it is, run: pg_restore --clean --if-exists "
            f"--no-owner --single-transaction {source} with the database's address; then "
            "heard migrate and heard restore-check here, before any process of the bot is started."
        )
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)]
    _run(program, options, address)
    upgrade(url)
    return doubt(url, now, None, journal)


def _put_back_file(
    url: str, database: Path, source: Path, now: datetime, journal: str | None
) -> Restored:
    if database.exists() and source.samefile(database):
        raise BackupError(f"{source} is the database itself, not a back-up of it.")
    _refuse_unfit(source)
    held = take(make_url(url))
    try:
        new = database.with_name(f"{database.name}.restoring")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        shutil.copyfile(source, new)
        _own_as(new, database.parent)
        _flush(new)
        _put_aside(database, now)
        new.rename(database)
        _flush_folder(database.parent)
        upgrade(url)
        return doubt(url, now, None, journal)
    finally:
        _let_go(held)


def _let_go(held: TextIO | None) -> None:
    if held is not None:
        held.close()


def _refuse_unfit(source: Path) -> None:
    damage = damage_of(source)
    if damage is not None:
        raise BackupError(f"{source} is no whole SQLite file ({damage}). Take another back-up.")
    connection = _read_only(source)
    try:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.Error, TypeError):
        revision = None
    finally:
        connection.close()
    if revision is None:
        raise BackupError(f"{source} is no database of Heard. Take another back-up.")
    if is_too_new(revision):
        raise BackupError(
            f"{source} was made by a newer version of Heard ({revision}). Run that version."
        )


def _put_aside(database: Path, now: datetime) -> None:
    """Move the present database away with its log: the log of one never meets another."""
    aside = f"{database.name}.before-{now.strftime(MOMENT)}"
    for end in ("-wal", "-shm", ""):
        present = database.with_name(database.name + end)
        if present.exists():
            present.rename(database.with_name(aside + end))


def _refuse_beside_others(url: str) -> None:
    engine = engine_for(url, threads=1)
    query = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    try:
        with engine.connect() as connection:
            others = connection.scalar(query)
    except SQLAlchemyError:
        raise BackupError(
            "The database does not answer. Check DATABASE_URL, and that the database is running."
        ) from None
    finally:
        engine.dispose()
    if others:
        raise BackupError(
            f"{others} other process(es) are connected to the database. Stop every process of the "
            "bot first."
        )


def _own_as(file: Path, folder: Path) -> None:
    """Give a file to whoever owns its folder, where root puts it there."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def _flush(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    _flush(folder)
