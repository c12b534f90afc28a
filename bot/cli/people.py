"""What the commands about one person share: the database with its keys, and one act on it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.casework import Unit
    from bot.domain.ids import PersonId
    from bot.store import Store

T = TypeVar("T")
Member = Annotated[str, typer.Argument(help="The member's id, such as U012AB3CD.")]
Workspace = Annotated[
    str, typer.Option("--workspace", help="The workspace's id, such as T012AB3CD.")
]
CHECKPOINTS = 5
"""So often the log of a SQLite file is tried to be emptied, while others may read it."""


class UnknownError(Exception):
    """Nobody of this id is known; the text is a sentence that says what to do."""


@contextmanager
def opened(settings: Settings) -> Iterator["Store"]:
    """Open the database with keys and journal, beside a running bot."""
    from bot.app import NotMigratedError, open_store
    from bot.store.migrate import is_current

    if not is_current(settings.database_url):
        raise NotMigratedError("The database is not up to date. Run heard migrate first.")
    store = open_store(settings)
    try:
        with store.begin() as tx:
            tx.check_keys()
        yield store
    finally:
        store.close()


def do(
    store: "Store", workspace: str, person: str, act: "Callable[[Unit, PersonId], T]", what: str
) -> T:
    """Do an act about somebody, in one transaction; the log says ``what`` was done, by ids."""
    import structlog

    from bot.casework import Unit
    from bot.clock import system_clock
    from bot.domain.ids import PersonId, WorkspaceId

    with store.begin() as tx:
        known = tx.people.get(WorkspaceId(workspace), PersonId(person))
        if known is None or tx.workspaces.get(WorkspaceId(workspace)).erasing:
            raise UnknownError(
                f"Nobody called {person} is known in {workspace}. `heard admin workspaces` lists "
                "the workspaces; a member's id stands in their Slack profile."
            )
        done = act(Unit(tx, system_clock(), WorkspaceId(workspace)), PersonId(person))
    structlog.get_logger("heard.cli").info(what, workspace=workspace, person=person)
    return done


def empty_log(store: "Store") -> bool:
    """Take what was erased out of the log of a SQLite file; false where somebody reads it now."""
    for _ in range(CHECKPOINTS):
        if not store.sqlite or store.empty_log_here():
            return True
        time.sleep(1)
    return False
