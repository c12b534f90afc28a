"""Each thing that can be wrong with a database has a sentence of its own, which says what to do."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store.database import AwayError, engine_for
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
