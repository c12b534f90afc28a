"""A store with everything that rests sealed; a test of something else makes a store of its own."""

from collections.abc import Iterator

import pytest

from bot.store import Store
from bot.store.sealing import KeyRing, fresh_key
from tests.store.sealed_rows import fill


@pytest.fixture
def ring() -> KeyRing:
    """Give a ring of one master key."""
    return KeyRing([fresh_key()])


@pytest.fixture
def store(database_url: str, ring: KeyRing) -> Iterator[Store]:
    """Give a store of one workspace, with something in each sealed column."""
    made = Store(database_url, ring)
    fill(made)
    yield made
    made.close()
