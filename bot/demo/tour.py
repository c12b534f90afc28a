"""What to try next, in a line on the demo's page: it follows what was done."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from bot.demo.simulation import Simulation
from slack_sandbox.deliver import Delivery

LEADERS = frozenset({"priya", "tom", "dora"})


class TourStep(NamedTuple):
    """One thing to try, and how it is known to be done."""

    hint: str
    done: Callable[["Tour"], bool]


class Tour:
    """Leads through the story: each hint stands until what it says was done, whoever did it."""

    def __init__(self, simulation: Simulation, *, empty: bool) -> None:
        """Lead through ``simulation``; in an ``empty`` one a team has to be set up first."""
        self._simulation = simulation
        self._steps: tuple[TourStep, ...] = (SET_UP, *STORY) if empty else STORY
        self._at: int | None = None

    def begin(self) -> None:
        """Begin with the first hint: from here on what people do counts."""
        self._go_to(0)

    def hint(self) -> str | None:
        """What to try now; ``None`` before it began."""
        if self._at is None:
            return None
        while self._steps[self._at].done(self):
            self._go_to(self._at + 1)
        return self._steps[self._at].hint

    def _go_to(self, step: int) -> None:
        self._at = step
        self._seen = len(self._simulation.slack.deliveries)
        self._began = self._simulation.clock()

    def _touched(self) -> Iterator[Delivery]:
        """What people typed and pressed since the hint came up, as the bot was told it."""
        deliveries = self._simulation.slack.deliveries[self._seen :]
        return (delivery for delivery in deliveries if delivery.form in ("command", "interactive"))

    def raised(self) -> bool:
        """Whether somebody typed a sentence, not the name of a page."""
        return any(
            delivery.form == "command" and len(str(delivery.payload["text"]).split()) > 2
            for delivery in self._touched()
        )

    def answered(self) -> bool:
        """Whether a leader sent a form."""
        return any(
            delivery.form == "interactive"
            and delivery.payload["type"] == "view_submission"
            and delivery.payload["user"]["name"] in LEADERS
            for delivery in self._touched()
        )

    def waited(self, least: timedelta) -> bool:
        """Whether time was moved on."""
        return self._simulation.clock() - self._began >= least


SET_UP = TourStep(
    "Nobody here uses Heard yet. Be Priya (top right), open #payments and type: /concern team",
    Tour.answered,
)
STORY = (
    TourStep(
        "A small Slack with Heard in it, where time stands still. Be Maria (choose her at the top"
        " right), open #payments and type: /concern I am overloaded by on-call",
        Tour.raised,
    ),
    TourStep(
        "Only the person who typed it has seen the answer. Now let time pass: press “Next working"
        " morning”.",
        lambda tour: tour.waited(timedelta(hours=1)),
    ),
    TourStep(
        "It has reached the lead. Be Priya, who leads #payments, open Heard on the left, press"
        " “Read it” and send the form.",
        Tour.answered,
    ),
    TourStep(
        "The person who raised it has the reply, with a day. Let time pass until that day has come:"
        " “+ 1 week” is enough.",
        lambda tour: tour.waited(timedelta(days=2)),
    ),
    TourStep(
        "Heard asks Priya: “How is that situation now?” Be Priya, open Heard and answer with “We've"
        " talked” or a next step.",
        Tour.answered,
    ),
    TourStep(
        "The person who raised it is asked too; only they can say that it's better. On Fridays at"
        " 10:00 #payments reads what was followed up. “Look inside” shows every message and call,"
        " and “Go wrong” there lets Slack misbehave.",
        lambda tour: False,
    ),
)
