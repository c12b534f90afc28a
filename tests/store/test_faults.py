"""Each thing that can be wrong with a database has a sentence of its own, which says what to do."""

import asyncio
import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store import faults
from bot.store.database import AwayError
from bot.store.engine import engine_for
from bot.store.faults import sentence
from bot.store.migrate import is_current, upgrade
from bot.store.report import report

on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


def said_of(url: str) -> str:
    """What a start says of this address."""
    with pytest.raises(AwayError) as said:
        is_current(url)
    found = report(url)
    assert not found.reachable
    assert found.mend == str(said.value)
    return str(said.value)


@pytest.fixture
def role(database_url: str) -> Iterator[str]:
    """Give the address for a role that may only read, write and delete."""
    admin = database_url.replace("+psycopg", "")
    name = "heard_least"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'secret'")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        connection.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        )
    url = make_url(database_url).set(username=name, password="secret")
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {name}")
        connection.execute(f"DROP ROLE {name}")


@on_postgres
def test_each_fault_of_postgres_is_named_and_says_what_to_do(database_url: str) -> None:
    url = make_url(database_url)
    named = {
        "no database of the name": url.set(database="nowhere"),
        "lets nobody in": url.set(username="nobody"),
        "does not answer": url.set(host="127.0.0.1", port=1).difference_update_query(["host"]),
        "No machine has the name": url.set(host="nowhere.invalid").difference_update_query(
            ["host"]
        ),
    }
    for words, address in named.items():
        said = said_of(address.render_as_string(hide_password=False))
        assert words in said
        assert "nowhere" not in said
        assert "nobody@" not in said


@on_postgres
def test_a_role_with_the_least_rights_does_everything_but_migrate(
    database_url: str, role: str
) -> None:
    assert is_current(role)
    assert report(role).missing == ()
    engine = engine_for(role)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM inbox"))
    with pytest.raises(Exception, match="permission denied") as refused, engine.begin() as made:
        made.execute(text("CREATE TABLE more (id int)"))
    assert "may not do that" in (sentence(refused.value) or "")
    engine.dispose()
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("REVOKE INSERT ON delivery FROM heard_least")
    assert report(role).missing == ("INSERT on delivery",)


@on_postgres
def test_a_database_that_takes_no_changes_is_found_out_and_left(database_url: str) -> None:
    read_only = make_url(database_url).update_query_dict(
        {"options": "-c default_transaction_read_only=on"}
    )
    url = read_only.render_as_string(hide_password=False)
    assert "read only" in report(url).missing[0]
    engine = engine_for(url)
    with pytest.raises(Exception, match="read-only") as refused, engine.begin() as connection:
        connection.execute(text("DELETE FROM inbox"))
    assert "takes no changes" in (sentence(refused.value) or "")
    # The pool let go of it: a server that has become a replica is not asked again.
    assert isinstance(refused.value, DBAPIError)
    assert refused.value.connection_invalidated
    engine.dispose()


@pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
def test_another_schema_is_found_by_the_search_path(empty_database_url: str) -> None:
    with psycopg.connect(empty_database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA heard")
    url = make_url(empty_database_url).update_query_dict({"options": "-c search_path=heard"})
    own = url.render_as_string(hide_password=False)
    upgrade(own)
    assert is_current(own)
    assert report(own).missing == ()
    with psycopg.connect(empty_database_url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchone() == (0,)


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    assert "no SQLite database" in said_of(f"sqlite:///{broken}")
    with pytest.raises(AwayError, match="cannot be opened"):
        is_current(f"sqlite:///{tmp_path / 'nowhere' / 'heard.db'}")
    folder = IsADirectoryError(21, "Is a directory", str(tmp_path))
    assert f"({tmp_path})" in (sentence(folder) or "")
    assert sentence(asyncio.CancelledError()) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("28P01", "does not take the password"),
        ("28000", "lets nobody in"),
        ("3D000", "no database of the name"),
        ("42501", "may not do that"),
        ("25006", "takes no changes"),
        ("53100", "disk is full"),
        ("53300", "no more connections"),
        ("57P03", "starting up"),
        ("42P01", "Run `heard migrate`"),
        ("42703", "older than this version"),
    ],
)
@on_postgres
def test_each_code_of_postgres_has_its_sentence(database_url: str, code: str, words: str) -> None:
    engine = engine_for(database_url)
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'private words' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(DBAPIError) as caught, engine.begin() as connection:
        connection.exec_driver_sql(raised)
    said = sentence(caught.value) or ""
    assert words in said
    assert "private" not in said
    engine.dispose()


@pytest.mark.parametrize(
    ("text_of_libpq", "words"),
    [
        ('FATAL:  password authentication failed for user "heard"', "take the password"),
        ("fe_sendauth: no password supplied", "take the password"),
        ('FATAL:  database "heard" does not exist', "no database of the name"),
        ('FATAL:  role "heard" does not exist', "lets nobody in"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "heard"', "lets nobody in"),
        ("FATAL:  sorry, too many clients already", "no more connections"),
        ("FATAL:  the database system is starting up", "starting up"),
        ('could not translate host name "db" to address', "No machine has the name"),
        ("connection timeout expired", "does not answer"),
        ("server does not support SSL, but SSL was required", "has no encryption"),
        ("SSL error: certificate verify failed", "not one to be trusted"),
    ],
)
def test_what_is_said_before_there_is_a_code_has_its_sentence(
    text_of_libpq: str, words: str
) -> None:
    said = sentence(psycopg.OperationalError(f"connection failed: {text_of_libpq}")) or ""
    assert words in said
    assert "10.0.0.1" not in said


def test_each_fault_of_a_file_has_its_sentence(migrated_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "heard.db"
    shutil.copy(migrated_file, file)
    full = engine_for(f"sqlite:///{file}")
    event.listen(full, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=1"))
    blob = "CREATE TABLE more AS SELECT randomblob(1000000) AS what"
    with pytest.raises(DBAPIError) as caught, full.begin() as connection:
        connection.exec_driver_sql(blob)
    assert "disk is full" in (sentence(caught.value) or "")
    full.dispose()
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as only_read:
        with pytest.raises(sqlite3.OperationalError) as refused:
            only_read.execute("DELETE FROM inbox")
        assert "cannot be written" in (sentence(refused.value) or "")
    only_read.close()
    with sqlite3.connect(file, isolation_level=None) as holds:
        holds.execute("BEGIN IMMEDIATE")
        second = sqlite3.connect(file, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError) as busy:
            second.execute("BEGIN IMMEDIATE")
        assert "Another process holds" in (sentence(busy.value) or "")
        second.close()
        holds.execute("ROLLBACK")
    holds.close()
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError) as damaged:
        broken = sqlite3.connect(file)
        try:
            broken.execute("SELECT * FROM concern").fetchall()
        finally:
            broken.close()
    assert "damaged" in (sentence(damaged.value) or "")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "cannot be written"),
        (errno.EACCES, "may not be read or written"),
        (errno.ENOENT, "is not there"),
        (errno.EISDIR, "names a folder"),
    ],
)
def test_each_fault_of_the_system_has_its_sentence_and_names_the_file(
    number: int, words: str
) -> None:
    said = sentence(OSError(number, "private", "/var/lib/heard/heard.key")) or ""
    assert words in said
    assert "(/var/lib/heard/heard.key)" in said
    assert "private" not in said


def test_no_sentence_is_without_a_test() -> None:
    """A new one gets its line in a table above."""
    sources = Path(__file__).read_text("utf-8")
    for code in faults._CODES:
        assert code in sources, code
    for number in faults._SYSTEM:
        assert errno.errorcode[number] in sources
