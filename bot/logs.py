"""Logs: one line of ids each, to standard error, at no level a word of anybody's.

Our own lines and those of libraries have one shape. An exception's own text may repeat what
somebody wrote, so a line says its kind, its number where a database or a system gave one, and where
it was raised, never the text.
"""

import contextlib
import logging
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict

OTHERS = ("slack_sdk", "slack_bolt", "aiohttp", "sqlalchemy", "asyncio", "alembic", "apscheduler")
"""Libraries that log; below WARNING some of them print whole requests."""
FRAMES = 6
OURS = Path(__file__).resolve().parent
"""A place in our own code is worth more than one in a library that it called."""

Renderer = structlog.processors.JSONRenderer | structlog.processors.LogfmtRenderer


def set_up(level: str, form: str = "logfmt") -> None:
    """Write our own lines from ``level`` on, and the libraries' from WARNING on.

    ``form`` is ``logfmt`` or ``json``: one object a line.
    """
    first = ["timestamp", "level", "event"]
    renderer: Renderer = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.processors.LogfmtRenderer(key_order=first, drop_missing=True)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where,
            _on_one_line,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        # Looked up for each line: whoever has replaced standard error gets it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    hold_libraries()


def hold_libraries() -> None:
    """Keep the libraries' loggers at WARNING, apart from the root, whatever that is set to.

    They hand over whole requests, and those hold words. Bolt gives its own the root's level, so
    this is done once more when it is made.
    """
    for name in OTHERS:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not any(isinstance(handler, _Lines) for handler in logger.handlers):
            logger.addHandler(_Lines())
    for name, known in list(logging.root.manager.loggerDict.items()):
        if isinstance(known, logging.Logger) and name.partition(".")[0] in OTHERS:
            known.setLevel(logging.WARNING)


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Let no library warn for a moment: for a warning that is known and means nothing here."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def fault(error: BaseException | None) -> dict[str, Any]:
    """Say of an error what holds no words: its kind, and the number that says what it was."""
    fields: dict[str, Any] = {"kind": type(error).__name__}
    for cause in (getattr(error, "orig", None), error):
        for name, key in (
            ("sqlstate", "sqlstate"),
            ("sqlite_errorname", "sqlite"),
            ("errno", "errno"),
        ):
            value = getattr(cause, name, None)
            if isinstance(value, str | int):
                fields.setdefault(key, value)
    return fields


def places(raised: TracebackType | None) -> str:
    """Say where an exception was raised, the nearest place first; ours before the libraries'."""
    frames = list(reversed(traceback.extract_tb(raised)))
    ours: Iterable[traceback.FrameSummary] = [
        frame for frame in frames if Path(frame.filename).is_relative_to(OURS)
    ]
    chosen = [*frames[:1], *(frame for frame in ours if frame not in frames[:1])] or frames
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in chosen[:FRAMES])


def _where(logger: object, method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["where"] = places(error.__traceback__)
        for key, value in fault(error).items():
            event.setdefault(key, value)
    return event


def _on_one_line(logger: object, method: str, event: EventDict) -> EventDict:
    """Let no value end the line, begin another, or tell a terminal what to do."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[key] = value.encode("unicode_escape").decode()
    return event


class _Lines(logging.Handler):
    """Print a library's record: who, what kind of exception and where, without any argument."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        fields: dict[str, Any] = {"logger": record.name, "at": f"{record.filename}:{record.lineno}"}
        if record.exc_info and isinstance(record.exc_info[1], BaseException):
            fields["exc_info"] = record.exc_info[1]
        elif record.args:
            fields["said"] = str(record.msg).splitlines()[0][:120]
        log = structlog.get_logger()
        getattr(log, _LEVELS.get(record.levelname, "error"))("library", **fields)


_LEVELS = {"DEBUG": "debug", "INFO": "info", "WARNING": "warning"}
