"""What may go wrong with Slack, on request: by method, by workspace, so often or so likely.

==================  ==========================================================================
fault               what the app sees
==================  ==========================================================================
``429``             refused with ``Retry-After``, nothing done
``500_before``      HTTP 500, nothing done
``500_after``       HTTP 500, and yet it was done
``reset_before``    the connection is reset, nothing done
``reset_after``     the connection is reset after it was done
``hang_before``     no answer until the app gives up, nothing done
``hang_after``      no answer until the app gives up, and yet it was done
``half_body``       done; the answer breaks off in the middle
``slow``            ``seconds`` pass, then it is done and answered; done also if the app has gone
``internal_error``  done, and answered with this code (``fatal_error`` likewise)
``answer_before``   nothing done; answered with ``status``, ``content_type``, ``body`` and
                    ``retry_after``, whatever they are: text, half JSON, a proxy's page
``answer_after``    done, and answered so
any other word      refused with this error code, nothing done (``user_disabled``, ...)
==================  ==========================================================================
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sandbox.schema import Json
from slack_sandbox.world import App

DONE_ALL_THE_SAME = {"internal_error", "fatal_error"}
FREE_ANSWERS = {"answer_before", "answer_after"}


@dataclass
class Call:
    """One call of the app to Slack, as it came and as it went."""

    method: str
    args: Json
    workspace: str | None  # the team id the token belongs to
    at: datetime
    machine: float
    app: App | None = field(default=None, repr=False)
    answer: Json | None = None
    status: int | None = None
    outcome: str = "pending"  # "ok", an error code, or the fault that struck
    done: bool = False  # whether it had its effect, whatever the app was told


@dataclass
class Fault:
    """One thing that is to go wrong."""

    method: str  # "*" strikes every method; "response_url" the posts to response addresses
    kind: str
    times: int | None
    probability: float
    where: Callable[[Call], bool] | None
    workspace: str | None
    seconds: float
    retry_after: int | str | None
    status: int
    content_type: str | None
    body: str | bytes
    chance: random.Random = field(repr=False)
    struck: int = 0

    def wants(self, call: Call) -> bool:
        """Whether this fault strikes this call; a draw of chance counts as asked once."""
        if self.times is not None and self.struck >= self.times:
            return False
        if self.method not in ("*", call.method):
            return False
        if self.workspace is not None and self.workspace != call.workspace:
            return False
        if self.where is not None and not self.where(call):
            return False
        return self.probability >= 1 or self.chance.random() < self.probability


class Faults:
    """The list of things to go wrong, in the order they were asked for."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []
        self.history_lag = 0.0
        """Machine seconds until a message shows in ``conversations.history``."""

    def add(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = None,
        probability: float = 1.0,
        seed: int = 0,
        where: Callable[[Call], bool] | None = None,
        workspace: Any = None,
        seconds: float = 1.0,
        retry_after: int | str | None = None,
        status: int | None = None,
        content_type: str | None = None,
        body: str | bytes = "",
    ) -> Fault:
        """Let ``kind`` strike calls of ``method``.

        Without ``times`` and ``probability`` it strikes once. ``probability`` draws from a
        generator seeded with ``seed``; ``where`` picks calls; ``workspace`` is one or its id;
        ``seconds`` is for ``slow``. ``retry_after`` is for ``429`` (seconds, 30 unless given) and
        for ``answer_before`` and ``answer_after`` (anything; ``None``: no such header), which
        alone take ``status``, ``content_type`` (``None``: no such header) and ``body``.

        Raises ``ValueError`` for what does not belong to the kind.
        """
        free = kind in FREE_ANSWERS
        if free and (status is None or not 200 <= status <= 599):
            raise ValueError(f"{kind} needs a status from 200 to 599")
        if not free and (status is not None or content_type is not None or body):
            raise ValueError(f"{kind} takes no answer of its own")
        if kind == "429" and retry_after is None:
            retry_after = 30
        if times is None and probability >= 1:
            times = 1
        fault = Fault(
            method=method,
            kind=kind,
            times=times,
            probability=probability,
            where=where,
            workspace=getattr(workspace, "id", workspace),
            seconds=seconds,
            retry_after=retry_after,
            status=status or 0,
            content_type=content_type,
            body=body,
            chance=random.Random(seed),  # noqa: S311  # repeatable chance is the point
        )
        self.planned.append(fault)
        return fault

    def clear(self) -> None:
        """From here on nothing goes wrong."""
        self.planned.clear()
        self.history_lag = 0.0

    def draw(self, call: Call) -> Fault | None:
        """The fault that strikes this call, if any; it is used up by one."""
        for fault in self.planned:
            if fault.wants(call):
                fault.struck += 1
                return fault
        return None
