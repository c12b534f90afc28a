"""A submitted view as a value: the reverse of the forms.

Each ``of`` takes ``view["state"]["values"]``. A shape that no form of ours sends raises
``ValueError``. Whether words are long enough, too long or missing is for casework to say.
"""

from dataclasses import dataclass
from datetime import date, time

from bot.domain.concern import Act, Meeting
from bot.domain.digest import WINDOW_WEEKS
from bot.domain.ids import PersonId
from bot.domain.taxonomy import Change, CloseReason, Help, HowSoon, Need, Pressure, Signal, StepKind
from bot.domain.team import ChannelFigures
from bot.messages.controls import Field
from bot.messages.forms.digest import LINES
from bot.messages.forms.form_elements import person_in
from bot.messages.forms.guessing import Guess
from bot.messages.forms.leading import ANSWERS, NOTHING_MORE, SHOWN, TEAM_MAY_READ
from bot.messages.forms.raising import TICKED
from bot.messages.forms.submitted import Submitted, Values, needed, wrong
from bot.messages.forms.teams import CHART, MONTHLY


@dataclass(frozen=True, kw_only=True)
class ChangeInput:
    """``M change``, and the first fields of ``M raise``."""

    signal: Signal
    words: str
    help: Help | None
    how_soon: HowSoon
    pressures: tuple[Pressure, ...]

    @classmethod
    def of(cls, values: Values) -> "ChangeInput":
        """Read it."""
        form = Submitted(values)
        return cls(
            signal=needed(form.entry(Field.SIGNAL, Signal), Field.SIGNAL),
            words=form.text(Field.WORDS),
            help=form.entry(Field.HELP, Help),
            how_soon=form.entry(Field.HOW_SOON, HowSoon) or HowSoon.WEEK,
            pressures=tuple(Pressure(one) for one in form.several(Field.PRESSURES)),
        )


@dataclass(frozen=True, kw_only=True)
class RaiseInput(ChangeInput):
    """``M raise``."""

    leader: PersonId | None
    """``None`` where the form did not ask: then the view carries the one."""

    @classmethod
    def of(cls, values: Values) -> "RaiseInput":
        """Read it."""
        what = ChangeInput.of(values)
        return cls(
            signal=what.signal,
            words=what.words,
            help=what.help,
            how_soon=what.how_soon,
            pressures=what.pressures,
            leader=Submitted(values).person(Field.LEADER),
        )


@dataclass(frozen=True, kw_only=True)
class NoteInput:
    """``M note``."""

    person: PersonId | None
    """``None`` where the form did not ask: then the view carries the one."""
    words: str
    day: date
    meeting: Meeting | None
    share: bool

    @classmethod
    def of(cls, values: Values) -> "NoteInput":
        """Read it."""
        form = Submitted(values)
        meetings = [Meeting(one) for one in form.several(Field.MEETING)]
        return cls(
            person=form.person(Field.PERSON),
            words=form.text(Field.WORDS),
            day=form.day_or_offered(),
            meeting=meetings[0] if meetings else None,
            share=TICKED in form.several(Field.SHARE),
        )


@dataclass(frozen=True, kw_only=True)
class HeardInput:
    """``M lead.read`` of something new."""

    say_back: str
    day: date
    meeting: Meeting | None

    @classmethod
    def of(cls, values: Values) -> "HeardInput":
        """Read it."""
        form = Submitted(values)
        return cls(
            say_back=form.text(Field.SAY_BACK),
            day=needed(form.day(Field.DAY), Field.DAY),
            meeting=form.entry(Field.MEETING, Meeting),
        )


@dataclass(frozen=True, kw_only=True)
class SayBackInput:
    """``M lead.read`` after *Not quite*."""

    say_back: str

    @classmethod
    def of(cls, values: Values) -> "SayBackInput":
        """Read it."""
        return cls(say_back=Submitted(values).text(Field.SAY_BACK))


@dataclass(frozen=True, kw_only=True)
class NotQuiteInput:
    """``M not_quite``."""

    words: str

    @classmethod
    def of(cls, values: Values) -> "NotQuiteInput":
        """Read it."""
        return cls(words=Submitted(values).text(Field.ANSWER))


@dataclass(frozen=True, kw_only=True)
class ChangedInput:
    """``M changed``."""

    changes: tuple[Change, ...]

    @classmethod
    def of(cls, values: Values) -> "ChangedInput":
        """Read it."""
        return cls(changes=tuple(Change(one) for one in Submitted(values).several(Field.CHANGES)))


@dataclass(frozen=True, kw_only=True)
class TalkedInput:
    """``M talked``."""

    act: Act
    """One of :data:`bot.messages.forms.leading.ANSWERS`."""
    step: StepKind | None
    """``None``: nothing more for now."""
    detail: str
    day: date | None
    shown: bool
    team_may_read: bool

    @classmethod
    def of(cls, values: Values) -> "TalkedInput":
        """Read it."""
        form = Submitted(values)
        act = needed(form.entry(Field.ANSWER, Act), Field.ANSWER)
        if act not in ANSWERS:
            raise wrong(Field.ANSWER)
        kind = form.chosen(Field.STEP)
        ticked = form.several(Field.SHOWN)
        return cls(
            act=act,
            step=None if kind in (None, NOTHING_MORE) else StepKind(kind),
            detail=form.text(Field.DETAIL),
            day=form.day(Field.DAY),
            shown=SHOWN in ticked,
            team_may_read=TEAM_MAY_READ in ticked,
        )


@dataclass(frozen=True, kw_only=True)
class StepInput:
    """``M step``."""

    step: StepKind
    detail: str
    day: date
    shown: bool
    team_may_read: bool

    @classmethod
    def of(cls, values: Values) -> "StepInput":
        """Read it."""
        form = Submitted(values)
        ticked = form.several(Field.SHOWN)
        return cls(
            step=needed(form.entry(Field.STEP, StepKind), Field.STEP),
            detail=form.text(Field.DETAIL),
            day=needed(form.day(Field.DAY), Field.DAY),
            shown=SHOWN in ticked,
            team_may_read=TEAM_MAY_READ in ticked,
        )


@dataclass(frozen=True, kw_only=True)
class LaterInput:
    """``M later``."""

    day: date

    @classmethod
    def of(cls, values: Values) -> "LaterInput":
        """Read it."""
        return cls(day=Submitted(values).day_or_offered())


@dataclass(frozen=True, kw_only=True)
class GuessInput:
    """``M guess``."""

    guess: Guess

    @classmethod
    def of(cls, values: Values) -> "GuessInput":
        """Read it."""
        return cls(guess=needed(Submitted(values).entry(Field.GUESS, Guess), Field.GUESS))


@dataclass(frozen=True, kw_only=True)
class CloseInput:
    """``M close``."""

    reason: CloseReason
    words: str

    @classmethod
    def of(cls, values: Values) -> "CloseInput":
        """Read it."""
        form = Submitted(values)
        return cls(
            reason=needed(form.entry(Field.REASON, CloseReason), Field.REASON),
            words=form.text(Field.WORDS),
        )


@dataclass(frozen=True, kw_only=True)
class SendOnInput:
    """``M send_on``; ``M hand`` has no words."""

    leader: PersonId
    words: str

    @classmethod
    def of(cls, values: Values) -> "SendOnInput":
        """Read it."""
        form = Submitted(values)
        leader = needed(form.person(Field.LEADER), Field.LEADER)
        return cls(leader=leader, words=form.text(Field.WORDS))


@dataclass(frozen=True, kw_only=True)
class ObstacleInput:
    """``M obstacle``."""

    need: Need
    person: PersonId
    words: str

    @classmethod
    def of(cls, values: Values) -> "ObstacleInput":
        """Read it."""
        form = Submitted(values)
        return cls(
            need=needed(form.entry(Field.NEED, Need), Field.NEED),
            person=needed(form.person(Field.PERSON), Field.PERSON),
            words=form.text(Field.WORDS),
        )


@dataclass(frozen=True, kw_only=True)
class CameBackInput:
    """*It came back*, with a new line."""

    words: str

    @classmethod
    def of(cls, values: Values) -> "CameBackInput":
        """Read it."""
        return cls(words=Submitted(values).text(Field.WORDS))


@dataclass(frozen=True, kw_only=True)
class ContactInput:
    """``M contact``; both empty is refused by casework."""

    person: PersonId | None
    line: str | None

    @classmethod
    def of(cls, values: Values) -> "ContactInput":
        """Read it."""
        form = Submitted(values)
        person, line = form.person(Field.CONTACT_PERSON), form.text(Field.CONTACT_LINE)
        meant = person_in(line)
        # A person who is typed is held to what holds for one who is chosen.
        return cls(person=person or meant, line=None if meant else line or None)


@dataclass(frozen=True, kw_only=True)
class SuggestInput:
    """``M suggest``."""

    person: PersonId

    @classmethod
    def of(cls, values: Values) -> "SuggestInput":
        """Read it."""
        form = Submitted(values)
        return cls(person=needed(form.person(Field.PERSON), Field.PERSON))


@dataclass(frozen=True, kw_only=True)
class TeamInput:
    """``M team``."""

    leaders: tuple[PersonId, ...]
    members: tuple[PersonId, ...]
    contact: ContactInput
    digest_day: int
    """ISO weekday; 0 for no note."""
    digest_at: time
    figures: ChannelFigures
    digest_every: int
    chart: bool
    zone: str
    region: str | None
    emoji: tuple[str, ...]

    @classmethod
    def of(cls, values: Values) -> "TeamInput":
        """Read it."""
        form = Submitted(values)
        day = needed(form.chosen(Field.DIGEST_DAY), Field.DIGEST_DAY)
        if day not in {str(one) for one in range(8)}:
            raise wrong(Field.DIGEST_DAY)
        return cls(
            leaders=form.people(Field.LEADERS),
            members=form.people(Field.MEMBERS),
            contact=ContactInput.of(values),
            digest_day=int(day),
            digest_at=needed(form.clock(Field.DIGEST_AT), Field.DIGEST_AT),
            figures=needed(form.entry(Field.FIGURES, ChannelFigures), Field.FIGURES),
            digest_every=WINDOW_WEEKS if MONTHLY in form.several(Field.DIGEST_WISHES) else 1,
            chart=CHART in form.several(Field.DIGEST_WISHES),
            zone=form.text(Field.ZONE),
            region=form.text(Field.REGION) or None,
            emoji=form.emoji(Field.EMOJI),
        )


@dataclass(frozen=True, kw_only=True)
class PromiseInput:
    """``M promise``."""

    hour: time

    @classmethod
    def of(cls, values: Values) -> "PromiseInput":
        """Read it."""
        found = needed(Submitted(values).chosen(Field.HOUR), Field.HOUR)
        return cls(hour=time.fromisoformat(found))


@dataclass(frozen=True, kw_only=True)
class PauseInput:
    """``M pause``."""

    until: date
    """The first day on which the person may be written to again."""

    @classmethod
    def of(cls, values: Values) -> "PauseInput":
        """Read it."""
        return cls(until=needed(Submitted(values).day(Field.DAY), Field.DAY))


@dataclass(frozen=True, kw_only=True)
class FridayInput:
    """``M friday``."""

    steps: tuple[str, ...]
    lines: tuple[str, ...]

    @classmethod
    def of(cls, values: Values) -> "FridayInput":
        """Read it."""
        form = Submitted(values)
        return cls(
            steps=form.several(Field.NOTE_STEPS),
            lines=tuple(form.text(field) for field in LINES),
        )
