"""Logs: one line of ids each, to standard error, at no level a word of anybody's.

An exception's own text may repeat what somebody wrote, so a line says its kind and where it was
raised, never the text.
"""

import contextlib
import logging
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import structlog
from structlog.typing import EventDict

OTHERS = ("slack_sdk", "slack_bolt", "aiohttp", "apscheduler", "sqlalchemy", "asyncio")
"""Libraries that log; below WARNING some of them print whole requests."""
FRAMES = 6


def set_up(level: str) -> None:
    """Write our own lines from ``level`` on, and the libraries' from WARNING on."""
    for name in OTHERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        # Whatever is set for the root, and whoever else listens there: they hand over whole
        # requests, and those hold words.
        logger.propagate = False
        if not any(isinstance(one, _Lines) for one in logger.handlers):
            logger.addHandler(_Lines())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where,
            structlog.processors.LogfmtRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        # Looked up for each line: whoever has replaced standard error gets it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Let no library warn for a moment: for a warning that is known and means nothing here."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def places(raised: TracebackType | None) -> str:
    """Say where an exception was raised, the nearest place first."""
    frames: Iterable[traceback.FrameSummary] = reversed(traceback.extract_tb(raised))
    short = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return " < ".join(short[:FRAMES])


def _where(logger: object, method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["where"] = places(error.__traceback__)
    return event


class _Lines(logging.Handler):
    """Print a library's record: who, what kind of exception and where, without any argument."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        line = f"level={record.levelname.lower()} logger={record.name}"
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, raised = record.exc_info
            line += f' kind={kind.__name__} where="{places(raised)}"'
        else:
            line += f" said={str(record.msg).splitlines()[0][:120]!r}" if record.args else ""
            line += f" at={record.filename}:{record.lineno}"
        sys.stderr.write(line + "\n")
