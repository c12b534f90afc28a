"""A submitted view as a value: the reverse of the forms.

Each ``of`` takes ``view["state"]["values"]``; the fields are named as the form's are.
"""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, model_validator

from bot.domain.concern.states import Act, Meeting
from bot.domain.ids import PersonId
from bot.domain.rhythm import Sorted
from bot.domain.settings import TeamSettings
from bot.domain.taxonomy import Change, CloseReason, Help, HowSoon, Need, Pressure, Signal, StepKind
from bot.domain.team import contact_person
from bot.messages.controls import ConcernValue, MalformedError
from bot.messages.forms.guessing import Guess
from bot.messages.forms.leading import ANSWERS, SHOWN, TEAM_MAY_READ
from bot.messages.forms.noting import TICKED
from bot.messages.forms.setting_elements import read_settings
from bot.messages.forms.sorting import PREFIX
from bot.messages.forms.submitted import (
    Chosen,
    ChosenChannel,
    ChosenDay,
    ChosenTime,
    Day,
    FormInput,
    OptionalDay,
    OptionalPerson,
    People,
    Several,
    Someone,
    Text,
    elements,
    option_value,
    reading,
)

_TICKS = Several[Literal["shown", "team"]]


def _how_soon(element: Any) -> Any:
    return option_value(element) or HowSoon.WEEK


class ChangeInput(FormInput):
    """Change what was said; and the first fields of what is raised."""

    signal: Chosen[Signal]
    words: Text = ""
    help: Chosen[Help | None] = None
    how_soon: Annotated[HowSoon, BeforeValidator(_how_soon)] = HowSoon.WEEK
    pressures: Several[Pressure] = ()


class RaiseInput(ChangeInput):
    """Tell your leader."""

    leader: OptionalPerson = None
    """``None`` where the form did not ask: then the view carries who it is."""


class WordsInput(FormInput):
    """A form with one field of words: say it back once more, not quite, it came back."""

    words: Text = Field("", validation_alias=AliasChoices("words", "say_back", "answer"))


class OfferedDayInput(FormInput):
    """A form that offers days, and a calendar that wins over them."""

    own_day: OptionalDay = Field(None, validation_alias="day")
    offered_day: ChosenDay = Field(None, validation_alias="date")

    @model_validator(mode="after")
    def _some_day(self) -> Self:
        """Refuse a form without any day: one of the offered is always taken."""
        if self.own_day is None and self.offered_day is None:
            raise ValueError("no day")
        return self

    @property
    def day(self) -> date:
        """The day that was chosen."""
        day = self.own_day or self.offered_day
        if day is None:
            raise MalformedError("day")
        return day


class LaterInput(OfferedDayInput):
    """Ask me again."""

    because: Text = ""
    """Why, for oneself."""


class NoteInput(OfferedDayInput):
    """A note for yourself."""

    person: OptionalPerson = None
    """``None`` where the form did not ask: then the view carries who it is."""
    words: Text = ""
    meetings: Several[Meeting] = Field((), validation_alias="meeting")
    ticks: Several[Literal["yes"]] = Field((), validation_alias="share_now")

    @property
    def meeting(self) -> Meeting | None:
        """The meeting it is for."""
        return self.meetings[0] if self.meetings else None

    @property
    def share(self) -> bool:
        """Whether it is shared with the person at once."""
        return TICKED in self.ticks


class HeardInput(FormInput):
    """Say back what was read for the first time."""

    say_back: Text = ""
    day: Day
    meeting: Chosen[Meeting | None] = None


class ChangedInput(FormInput):
    """What changed."""

    changes: Several[Change] = ()


class StepTicks(FormInput):
    """Who may read a step."""

    ticks: _TICKS = Field((), validation_alias="shown")

    @property
    def shown(self) -> bool:
        """Whether the one it affects reads it."""
        return SHOWN in self.ticks

    @property
    def team_may_read(self) -> bool:
        """Whether the digest may have it."""
        return TEAM_MAY_READ in self.ticks


def _reported(act: Act) -> Act:
    if act not in ANSWERS:
        raise ValueError("not what a leader reports")
    return act


class TalkedInput(StepTicks):
    """You've talked."""

    act: Annotated[Chosen[Act], AfterValidator(_reported)] = Field(validation_alias="answer")
    """One of :data:`bot.messages.forms.leading.ANSWERS`."""
    choice: Chosen[StepKind | Literal["none"] | None] = Field(None, validation_alias="step")
    detail: Text = ""
    day: OptionalDay = None

    @property
    def step(self) -> StepKind | None:
        """The next step; ``None``: nothing more for now."""
        return self.choice if isinstance(self.choice, StepKind) else None


class StepInput(StepTicks):
    """Your next step."""

    step: Chosen[StepKind]
    detail: Text = ""
    day: Day


class GuessInput(FormInput):
    """Guess, then ask."""

    guess: Chosen[Guess]


class CloseInput(FormInput):
    """Close without change."""

    reason: Chosen[CloseReason]
    words: Text = ""


class SendOnInput(FormInput):
    """Someone else; handing over has no words."""

    leader: Someone
    words: Text = ""


class ObstacleInput(FormInput):
    """Pass the ask."""

    need: Chosen[Need]
    person: Someone
    words: Text = ""


class ContactInput(FormInput):
    """The safety contact; both empty is refused by casework."""

    chosen: OptionalPerson = Field(None, validation_alias="contact_person")
    typed: Text = Field("", validation_alias="contact_line")

    @property
    def person(self) -> PersonId | None:
        """Who was chosen, or typed: held to what holds for one who is chosen."""
        return self.chosen or contact_person(self.typed)

    @property
    def line(self) -> str | None:
        """A line of text that is no person."""
        return None if contact_person(self.typed) else self.typed or None


class SuggestInput(FormInput):
    """Suggest the bot to somebody."""

    person: Someone


class TeamInput(ContactInput):
    """The channel's team."""

    leaders: People
    members: People
    admin: OptionalPerson = None
    """Who is asked for a yes, where the form asks."""
    settings: dict[str, Any]
    """What it shows of the settings."""

    @classmethod
    def of(cls, values: object, *, more: bool = True) -> Self:
        """Read it, its settings by their table, where it shows ``more`` than the questions."""
        read = elements(values)
        settings = read_settings(TeamSettings, read) if more else {}
        with reading():
            return cls.model_validate({**read, "settings": settings})


class PlaceInput(FormInput):
    """The channel of the team that is to be set up."""

    place: ChosenChannel


class PromiseInput(FormInput):
    """The promise, and the hour to be written to."""

    hour: ChosenTime


class PauseInput(FormInput):
    """Don't write to me until a day."""

    until: Day = Field(validation_alias="day")
    """The first day on which the person may be written to again."""


class DigestInput(FormInput):
    """What the team may read in the digest."""

    steps: Several[str] = Field((), validation_alias="note_steps")
    line_1: Text = ""
    line_2: Text = ""
    line_3: Text = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The leader's own lines."""
        return (self.line_1, self.line_2, self.line_3)


class SortInput(FormInput):
    """Many things settled at once."""

    lines: tuple[tuple[ConcernValue, Sorted], ...]

    @classmethod
    def of(cls, values: object) -> Self:
        """Read it: each line's block says which concern, and for which of its steps."""
        with reading():
            lines = [
                _Line.model_validate({"at": block, "chosen": element})
                for block, element in elements(values).items()
            ]
        return cls(
            lines=tuple(
                (ConcernValue.decode(line.at.removeprefix(PREFIX)), line.chosen or Sorted.LEAVE)
                for line in lines
            )
        )


class _Line(FormInput):
    at: Annotated[str, Field(pattern=f"^{PREFIX}")]
    chosen: Chosen[Sorted | None]
