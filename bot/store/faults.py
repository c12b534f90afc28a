"""What is wrong with a database, in one sentence with the way to mend it."""

import errno
import re
from collections.abc import Mapping, Sequence

from bot.store.deadline import READ_ONLY, sqlstate

_CODES: Mapping[str, str] = {
    "28P01": (
        "The database does not take the password in DATABASE_URL. Copy it once more from whoever "
        "made the database."
    ),
    "28000": (
        "The database lets nobody in from here under this name. Check the user in DATABASE_URL, "
        "and the server's pg_hba.conf."
    ),
    "3D000": (
        "There is no database of the name in DATABASE_URL. Make it (`createdb NAME`), or correct "
        "the name."
    ),
    "42501": (
        "The database's user may not do that. Grant it what docs/deployment.md lists; "
        "`heard migrate` needs the owner of the tables."
    ),
    READ_ONLY: (
        "The database takes no changes: it is a replica, or set to read only. Let DATABASE_URL "
        "name the primary; `target_session_attrs=read-write` finds it among several hosts."
    ),
    "53100": "The database's disk is full. Make room there; the bot then goes on by itself.",
    "53300": (
        "The database takes no more connections. Each process of the bot uses up to five: let it "
        "have more, or put a pooler in front."
    ),
    "57P03": "The database is starting up, or in recovery. Try again in a minute.",
    "42P01": "The database has no tables of Heard's yet. Run `heard migrate`.",
    "42703": "The database's tables are older than this version. Run `heard migrate`.",
}
_SAID: Sequence[tuple[str, str]] = (
    (r"password authentication failed|no password supplied", _CODES["28P01"]),
    (r'database "[^"]*" does not exist', _CODES["3D000"]),
    (r'role "[^"]*" does not exist', _CODES["28000"]),
    (
        r"root certificate file|could not read root certificate",
        (
            "The file that `sslrootcert` in DATABASE_URL names is not there, or holds no "
            "certificate. Put the certificate of whoever signed the server's there."
        ),
    ),
    (
        r"certificate for .* does not match host name",
        (
            "The database's certificate is for another name than DATABASE_URL has. Use the name it "
            "was made for, or have one made for this name."
        ),
    ),
    (
        r"no encryption|SSL off|requires SSL|sslmode",
        (
            "The database takes encrypted connections only, or none of the kind asked for. Add "
            "`?sslmode=require` to DATABASE_URL, or `verify-full` with `sslrootcert`."
        ),
    ),
    (
        r"does not support SSL|server does not support",
        (
            "The database has no encryption, and DATABASE_URL asks for it. Turn TLS on at "
            "the server, or take `sslmode` out of the address."
        ),
    ),
    (
        r"certificate verify failed|certificate",
        (
            "The database's certificate is not one to be trusted. Let `sslrootcert` in "
            "DATABASE_URL name the file of whoever signed it."
        ),
    ),
    (r"no pg_hba\.conf entry", _CODES["28000"]),
    (r"too many (clients|connections)|remaining connection slots", _CODES["53300"]),
    (r"starting up|recovery mode|shutting down", _CODES["57P03"]),
    (
        (
            r"could not translate host name|Name or service not known|nodename nor servname"
            r"|failed to resolve"
        ),
        "No machine has the name in DATABASE_URL. Check its spelling, and the network.",
    ),
    (
        (
            r"timeout expired|timed out|Connection refused|could not connect|Is the server running"
            r"|No route to host|No such file or directory.*socket|connection failed"
        ),
        (
            "The database does not answer. Check that it is running, and the host and port in "
            "DATABASE_URL."
        ),
    ),
)
_SQLITE: Mapping[str, str] = {
    "SQLITE_FULL": "The disk is full. Make room; the bot then goes on by itself.",
    "SQLITE_READONLY": "The database's file cannot be written. Give it to the user that runs the "
    "bot, and mount its disk for writing.",
    "SQLITE_CANTOPEN": "The database's file cannot be opened. Give its folder to the user that "
    "runs the bot, and see that it is there.",
    "SQLITE_NOTADB": "The file that DATABASE_URL names is no SQLite database. Put it back from its "
    "back-up, or correct the name.",
    "SQLITE_CORRUPT": "The database's file is damaged. Stop the bot and restore it from a back-up.",
    "SQLITE_BUSY": "Another process holds the database's file. Stop it, and try again.",
    "SQLITE_IOERR": "The disk under the database's file does not answer. Look into the system's "
    "log.",
}
_SYSTEM: Mapping[int, str] = {
    errno.ENOSPC: _SQLITE["SQLITE_FULL"],
    errno.EROFS: _SQLITE["SQLITE_READONLY"],
    errno.EACCES: "A file may not be read or written by the user that runs the bot. Give it to "
    "that user (`chown`), or start the bot as its owner.",
    errno.ENOENT: "A file or folder that a setting names is not there. Make it, or correct the "
    "setting.",
    errno.EISDIR: "A setting names a folder where a file belongs. Correct it.",
}


def sentence(error: BaseException) -> str | None:
    """Say what is wrong and how to mend it; ``None`` where nothing more is known.

    Nothing of the error's own text is repeated: it may hold an address or a name.
    """
    cause = getattr(error, "orig", None) or error
    code = sqlstate(error)
    if code is not None and code in _CODES:
        return _CODES[code]
    code_name = str(getattr(cause, "sqlite_errorname", "") or "")
    for begin, words in _SQLITE.items():
        if code_name.startswith(begin):
            return words
    if isinstance(cause, OSError) and cause.errno is not None and cause.errno in _SYSTEM:
        file = f" ({cause.filename})" if cause.filename else ""
        return _SYSTEM[cause.errno].replace(". ", f"{file}. ", 1)
    if type(cause).__module__.startswith("psycopg"):
        text = str(cause)
        return next((said for pattern, said in _SAID if re.search(pattern, text)), None)
    return None
