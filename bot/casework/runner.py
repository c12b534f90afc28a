"""Runs acts, each in one transaction."""

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from bot.casework.unit import Unit
from bot.clock import Clock
from bot.domain.ids import WorkspaceId
from bot.store import WORK_SECONDS, Store

P = ParamSpec("P")
R = TypeVar("R")


class Runner:
    """Runs acts, each in one transaction, at the moment the clock says once it has begun."""

    def __init__(self, store: Store, clock: Clock, seconds: float = WORK_SECONDS) -> None:
        """Run acts on ``store``, at the time ``clock`` says; each may take so many ``seconds``."""
        self.store = store
        self.clock = clock
        self.seconds = seconds

    def run(
        self,
        workspace: WorkspaceId,
        act: Callable[Concatenate[Unit, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Awaitable[R]:
        """Do ``act`` in one transaction; a refusal or a failure rolls it back.

        Raises :class:`NotSaved` where the database cannot be reached, or does not answer in time.
        """
        return self.store.run(
            lambda tx: act(Unit(tx, self.clock(), workspace), *args, **kwargs),
            seconds=self.seconds,
        )

    def within(self, seconds: float) -> "Runner":
        """The same, for whoever waits no longer than ``seconds``."""
        return Runner(self.store, self.clock, seconds)
