"""``heard rotate-keys``: a new master key takes over, and an old one may go."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli.command_context import load_settings, stderr
from bot.settings import Settings, SettingsError


def rotate_keys(
    context: typer.Context,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="Put a fresh master key at the top of the key file first."),
    ] = False,
    data_keys: Annotated[
        bool,
        typer.Option("--data-keys", help="Make new data keys as well, and seal every row anew."),
    ] = False,
) -> None:
    """Let the newest master key take over from the others, while the bot runs.

    With HEARD_KEYS, put the new key in front and restart every process first.
    """
    settings = load_settings(context, Settings.for_migrate)
    from bot.app import NotMigratedError, key_ring
    from bot.store import Store
    from bot.store.migrate import is_current
    from bot.store.resealing import renew_data_keys, rewrap

    if not is_current(settings.database_url):
        raise NotMigratedError("The database is not up to date. Run heard migrate first.")
    if new_key:
        _add_key(settings)
    store = Store(settings.database_url, key_ring(settings))
    out = Console(soft_wrap=True, highlight=False)
    try:
        with store.begin() as tx:
            tx.check_keys()
        wrapped = rewrap(store)
        out.print(f"Wrapped by the newest master key, {store.keys.newest}: {wrapped} key(s).")
        if data_keys:
            with Progress(console=stderr(), transient=True) as bar:
                task = bar.add_task("Sealing anew…", total=None)
                rows = renew_data_keys(
                    store, lambda done, total: bar.update(task, completed=done, total=total)
                )
            out.print(f"Sealed anew with new data keys: {rows} row(s).")
    finally:
        store.close()
    old = [name for name in store.keys.names if name != store.keys.newest]
    if not old:
        out.print("There is one master key only. To retire it, put a new one in front.")
        return
    out.print(f"Nothing in the database needs {', '.join(old)} any more: take it out, and restart.")
    out.print("Backups made before still need it. Keep it apart from them until they are gone.")


def _add_key(settings: Settings) -> None:
    from bot.store.sealing import add_key

    file = settings.key_file
    if settings.keys or file is None or settings.guarded_key_file:
        where = "HEARD_KEYS" if settings.keys or file is None else "the credential"
        raise SettingsError(
            [f"--new-key writes a key file of the bot's own; put the new key into {where} instead."]
        )
    add_key(file)
