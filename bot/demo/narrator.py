"""Turns what people do and see into lines to read: one line per thing, names in colour."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.demo.cast import BERLIN
from slack_sandbox import Message, Person, Seen, User, View, reading
from slack_sandbox.controls import controls

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")
SPOKEN = ("section", "header", "rich_text")
"""The blocks of a message that carry it; small print is in the full story."""
APP = "Heard"
HEAD = 41
"""How wide the moment and the person are."""
HELLO = "Heard is here."
ONCE = (
    HELLO,
    "has promised to answer what you raise",
    "Tomorrow's digest.",
    "Only you see this.",
    "Thanks, ",
    "A team waits for your approval.",
    "About notes in Heard.",
)
"""What the short story shows a single time, by its first line or its notification."""
REDRAWN = ("All right. No lead is told.", "you kept your answer to yourself")
"""Answers that take the place of the question, and are told."""
LEADER = "Priya"
UNSHOWN = (
    "You don't need a solution",
    "approved #",
    "I won't write to you before",
    "gets a link to your message",
)
"""The second of three reminders, and what follows from a press that is told."""
ANSWERS = ("Your note", "Saved")
"""Forms that answer with what becomes of the words."""


class Narrator:
    """Prints the story while it happens."""

    def __init__(self, console: Console, *, full: bool) -> None:
        """Tell on ``console``; ``full`` shows every card whole, with its buttons."""
        self.console = console
        self.full = full
        self.untold = 0
        self.hushed: set[str] = set()
        """Whose messages only the full story shows."""
        self.last_week = False
        """The last week is told whole."""
        self._moment: datetime | None = None
        self._kept: list[tuple[int, str, str, User]] = []
        self._order: dict[str, int] = {}
        self._colours: dict[str, str] = {}
        self._once: set[str] = set()
        self._told: set[tuple[str, str]] = set()

    def meet(self, people: Iterable[Person]) -> None:
        """Give each person a colour."""
        for number, person in enumerate(people):
            self._order[person.display_name] = number
            self._colours[person.display_name] = COLOURS[number % len(COLOURS)]

    def again(self, first: str) -> None:
        """Show something once more that is shown a single time."""
        self._once.discard(first)

    def heading(self, text: str) -> None:
        """Say what begins or ends here."""
        self.flush()
        self._print(Text(text, style="bold"))

    def aside(self, text: str, style: str = "dim") -> None:
        """Say something that nobody in the story sees."""
        self.flush()
        self._print(Text(text, style=style))

    def act(self, who: Person, what: str, when: datetime, *, main: bool = True) -> None:
        """Tell what a person does."""
        self.flush()
        if main or self.full:
            self._line(when, who.user, f"{who.display_name} → {APP}", what)
        else:
            self.untold += 1

    def saw(self, sight: Seen) -> None:
        """Tell what came before somebody's eyes."""
        thing = sight.object
        if isinstance(thing, View):
            if self.full and sight.kind in ("modal", "update") and thing.kind == "modal":
                self._card(
                    sight, thing.plain(), [*_pressed(thing), thing.submit_label or "Close"], "modal"
                )
            elif thing.title in ANSWERS and sight.who.shown not in self.hushed:
                self._later(sight.when, sight.who, f"{sight.who.shown} ← {APP}", thing.texts()[0])
            return
        if not thing.author.bot:
            return
        public = thing.channel.kind != "im" and not thing.ephemeral
        if public and (thing.ts, sight.kind) in self._told and sight.kind == "message":
            return
        self._told.add((thing.ts, sight.kind))
        if self.full:
            self._card(sight, thing.plain(sight.who), _pressed(thing), sight.kind)
        elif self._matters(sight, thing):
            place = f"#{thing.channel.name}" if public else sight.who.shown
            self._later(sight.when, sight.who, f"{place} ← {APP}", said(thing, sight.who))
        else:
            self.untold += 1

    def _matters(self, sight: Seen, message: Message) -> bool:
        """Whether the short story shows it: what people of the background see is left out."""
        text = message.plain(sight.who)
        if sight.kind not in ("message", "ephemeral"):
            new = (
                any(phrase in text for phrase in REDRAWN) and (message.ts, "told") not in self._told
            )
            if new:
                self._told.add((message.ts, "told"))
            return new and sight.who.shown not in self.hushed
        if text.startswith("How is that situation now?"):
            return True
        first, *_ = text.splitlines()
        if sight.who.shown in self.hushed or message.channel.name in self.hushed:
            return False
        begun = (first, message.text)
        first = next((phrase for phrase in ONCE if any(phrase in line for line in begun)), first)
        if first in ONCE and first in self._once and not self._last(sight):
            return False
        if any(phrase in text for phrase in UNSHOWN):
            return False
        if first == HELLO and message.channel.kind == "im":
            return False
        self._once.add(first)
        return not any(f"{name} raised something with you" in text for name in self.hushed)

    def _card(self, sight: Seen, text: str, labels: list[str], kind: str) -> None:
        how = {"update": "redrawn", "gone": "gone", "modal": "form", "ephemeral": "only you"}
        mark = f"({how[kind]})" if kind in how else ""
        place = sight.who.shown
        thing = sight.object
        if isinstance(thing, Message) and thing.channel.kind != "im" and not thing.ephemeral:
            place = f"#{thing.channel.name}"
        buttons = "  ".join(f"[{label}]" for label in labels)
        self._later(
            sight.when,
            sight.who,
            f"{place} ← {APP}",
            "\n".join(part for part in (mark, text, buttons) if part),
        )

    def _last(self, sight: Seen) -> bool:
        """The week that is told whole, for the leader of the story."""
        return self.last_week and sight.who.shown == LEADER

    def _later(self, when: datetime, eyes: User, who: str, text: str) -> None:
        """Keep what came at one moment, to tell it in one order whatever the ids were."""
        if self._moment != when:
            self.flush()
        self._moment = when
        self._kept.append((self._order.get(eyes.shown, 0), who, text, eyes))

    def flush(self) -> None:
        """Tell what came last."""
        # The full story keeps the order in which one person saw things; forms follow each other.
        lines = sorted(self._kept, key=lambda line: line[:1] if self.full else line[:3])
        self._kept = []
        when = self._moment
        if when is None:
            return
        for _, who, text, eyes in lines:
            self._line(when, eyes, who, text)

    def _line(self, when: datetime, eyes: User, who: str, text: str) -> None:
        local = when.astimezone(ZoneInfo(eyes.tz))
        moment = f"{local:%a} {local.day:>2} {local:%B %H:%M}"
        head = Text(f"{moment:<22} ", style="dim")
        head.append_text(self._named(f"{who:<17} "))
        body = self._named(text)
        if eyes.tz != BERLIN and not who.startswith("#"):
            city = eyes.tz.partition("/")[2].replace("_", " ")
            body.append(f"  ({city})", style="dim")
        if self.console.is_terminal:
            grid = Table.grid(padding=0)
            grid.add_column(width=HEAD, no_wrap=True)
            grid.add_column(overflow="fold")
            grid.add_row(head, body)
            self.console.print(grid)
            return
        first, *rest = body.split("\n")
        self._print(head + first)
        for line in rest:
            self._print(Text(" " * HEAD) + line)

    def _named(self, text: str) -> Text:
        line = Text(text)
        for name, colour in self._colours.items():
            line.highlight_regex(rf"\b{name}\b", f"bold {colour}")
        return line

    def _print(self, text: Text) -> None:
        self.console.print(text, soft_wrap=True)


def _pressed(thing: Message | View) -> list[str]:
    """What can be pressed there; fields are among the words already."""
    return [
        control.label
        for control in controls(thing.blocks)
        if control.kind in ("button", "overflow")
    ]


def said(message: Message, reader: User) -> str:
    """What a message says, in one line, without its small print but for a private answer."""
    eyes = message.channel.team.reader(reader, message.pictured)
    spoken = SPOKEN if message.channel.kind == "im" or message.ephemeral else (*SPOKEN, "context")
    blocks = [block for block in message.blocks if block["type"] in spoken]
    notice, *lines = reading.plain(blocks, eyes).splitlines() or [message.plain(reader)]
    answer = [line for line in message.plain(reader).splitlines() if line.startswith(REDRAWN)]
    lines += [line for line in answer if line not in (notice, *lines)]
    ended = notice.endswith((".", "?"))
    return f"{notice}{' ' if ended or not lines else ' / '}{' / '.join(lines)}".strip()
