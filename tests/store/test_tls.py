"""A server that encrypts: who answers is asked for, and what is wrong is said in a sentence.

The Postgres that comes with the tests cannot encrypt; this takes the system's, where there is one.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from sqlalchemy import URL
from sqlalchemy.engine import make_url

from bot.store.migrate import is_current, upgrade
from tests.certificates import sign
from tests.faults.servers import Server, free_port, system_postgres
from tests.store.test_faults import said_of


class Encrypting(NamedTuple):
    """A server that takes encrypted connections only, and who signed for it."""

    address: URL
    authority: Path
    stranger: Path
    """Somebody else who signs."""


@pytest.fixture(scope="module")
def encrypting() -> Iterator[Encrypting]:
    binaries = system_postgres()
    if binaries is None:
        pytest.skip("there is no Postgres on this machine that can encrypt")
    folder = Path(tempfile.mkdtemp(prefix="heard-tls-", dir="/tmp"))
    folder.chmod(0o755)
    authority, stranger = sign("Our authority"), sign("Somebody else")
    own = sign("localhost", authority)
    server = Server(folder / "data", free_port(), binaries)
    try:
        server.make()
        for name, what in {"server.key": own.key_pem, "server.crt": own.pem}.items():
            file = server.data / name
            file.write_bytes(what)
            file.chmod(0o600)
            server.give(file)
        (server.data / "pg_hba.conf").write_text(
            "hostnossl all all all reject\n"
            "hostssl all locked all scram-sha-256\n"
            "hostssl all all all trust\n",
            encoding="utf-8",
        )
        server.set("ssl", "on")
        server.start()
        for name, signer in {"ca.pem": authority, "other.pem": stranger}.items():
            (folder / name).write_bytes(signer.pem)
        address = URL.create("postgresql+psycopg", "heard", None, "127.0.0.1", server.port)
        yield Encrypting(address.set(database="postgres"), folder / "ca.pem", folder / "other.pem")
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def url_of(encrypting: Encrypting, **query: str) -> str:
    address = encrypting.address.update_query_dict(query)
    return address.render_as_string(hide_password=False)


def test_who_answers_is_who_was_signed_for(encrypting: Encrypting) -> None:
    sure = url_of(encrypting, sslmode="verify-full", sslrootcert=str(encrypting.authority))
    upgrade(sure)
    assert is_current(sure)
    assert is_current(url_of(encrypting, sslmode="require"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"sslmode": "disable"}, "takes encrypted connections only"),
        ({"sslmode": "verify-full", "sslrootcert": "stranger"}, "not one to be trusted"),
        ({"sslmode": "verify-full", "sslrootcert": "nowhere"}, "`sslrootcert`"),
        (
            {"sslmode": "verify-full", "sslrootcert": "authority", "host": "machine.test"},
            "for another name",
        ),
    ],
)
def test_what_is_wrong_with_encryption_is_said(
    encrypting: Encrypting, query: dict[str, str], said: str
) -> None:
    files = {
        "authority": encrypting.authority,
        "stranger": encrypting.stranger,
        "nowhere": encrypting.authority.with_name("nowhere.pem"),
    }
    query = {name: str(files.get(value, value)) for name, value in query.items()}
    if "host" in query:
        # libpq asks for the certificate of ``host`` and goes to ``hostaddr``.
        query["hostaddr"] = "127.0.0.1"
    found = said_of(url_of(encrypting, **query))
    assert said in found
    assert "machine.test" not in found
    assert "heard-tls" not in found


def test_a_wrong_password_and_too_many_connections_are_said(encrypting: Encrypting) -> None:
    with psycopg.connect(url_of(encrypting).replace("+psycopg", ""), autocommit=True) as made:
        made.execute("CREATE ROLE locked LOGIN PASSWORD 'right' CONNECTION LIMIT 0")
    for password, words in {"wrong": "take the password", "right": "no more connections"}.items():
        address = encrypting.address.set(username="locked", password=password)
        said = said_of(address.render_as_string(hide_password=False))
        assert words in said
        assert password not in said


def test_a_server_that_cannot_encrypt_is_said_and_not_used_in_the_clear() -> None:
    folder = Path(tempfile.mkdtemp(prefix="heard-plain-", dir="/tmp"))
    folder.chmod(0o755)
    server = Server(folder / "data", free_port())
    try:
        server.make()
        server.start()
        upgrade(server.url)
        for mode in ("require", "verify-full"):
            address = make_url(server.url).update_query_dict({"sslmode": mode})
            assert "has no encryption" in said_of(address.render_as_string(hide_password=False))
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
