"""/concern: one table of subcommands; everything else is read as words."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.casework import home, installation, preferences
from bot.casework import raising as raising_acts
from bot.casework.personal_data import personal_data as read_personal_data
from bot.casework.raising import Receipt, Takes
from bot.casework.routing import ChoiceNeeded, Choices
from bot.domain.calendar import Calendar
from bot.domain.capture import (
    ChooseOne,
    DidYouMean,
    Meet,
    Note,
    OpenForm,
    Raise,
    Subcommand,
    Which,
    WhichOption,
    addressee,
    day_for_note,
    mentions,
    split_day,
    until_day,
    words_of,
)
from bot.domain.concern.states import Kind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.refusals import (
    DateUnread,
    Empty,
    FarDate,
    Guest,
    NotATeam,
    NotesOff,
    Oneself,
    PastDate,
    Refusal,
)
from bot.listeners import digest, teams
from bot.listeners.request import Request, View
from bot.messages import cards
from bot.messages.controls import CommandValue
from bot.messages.forms import mine, noting, oneself, raising, settings
from bot.messages.forms.personal_data import data_view
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import translator

OFFERED_DAYS = 5


@dataclass(frozen=True)
class Sub:
    """One subcommand: who answers it, and whether an argument is one it takes."""

    answer: Callable[[Request, str], Awaitable[None]]
    takes: Takes | None = None


async def concern(request: Request) -> None:
    """Read what was typed behind /concern and answer it."""
    try:
        await _answer(request, str(request.body.get("text", "")), request.trigger)
    finally:
        visitor = request.visitor
        if visitor is not None and visitor.person.admin and not visitor.greeted:
            request.later(request.run(installation.welcome_admin, request.person))


async def run_meant(request: Request) -> None:
    """Run the subcommand that was probably meant."""
    name, _, argument = CommandValue.decode(request.value).text.partition(" ")
    await request.admit()
    await SUBCOMMANDS[name].answer(request, argument)


async def as_written(request: Request) -> None:
    """So few words are what was meant: they go where a sentence would."""
    value = CommandValue.decode(request.value)
    await _answer(request, value.text, value.key or request.trigger, meant=True)


async def _answer(request: Request, text: str, key: str, *, meant: bool = False) -> None:
    """Read what was typed, keep it where it says all there is to know, and answer."""
    channel = request.channel
    if channel is None:
        raise NotATeam
    takes = {name: sub.takes for name, sub in SUBCOMMANDS.items()}
    try:
        answer = await request.do(raising_acts.command, channel, text, key, takes, meant=meant)
    except (DateUnread, PastDate, FarDate, Empty) as refusal:
        await _note_with_words(request, text, refusal)
        return
    except (Oneself, Guest) as refusal:
        await _raise_with_words(request, text, refusal)
        return
    except ChoiceNeeded:
        await open_raise(request, words_of(text))
        return
    match answer:
        case DidYouMean():
            await _ask_meant(request, answer, text, key)
        case Receipt():
            await request.reply(receipt_message(request, answer))
        case Subcommand(name=name, argument=argument):
            try:
                await SUBCOMMANDS[name].answer(request, argument)
            except Refusal as refusal:
                # A subcommand is no text that could be lost.
                refusal.repeats = False
                raise
        case OpenForm(leader=leader):
            await open_raise(request, "", leader)
        case ChooseOne(words=said):
            await open_raise(request, said, one_of_many=True)
        case Meet(person=person):
            met = await request.do(home.meeting_with, person)
            await request.open_form(
                mine.meet_view(request.reader, person=met.person, records=met.records)
            )
        case Which(words=said, options=options, person=person):
            await _ask_which(request, said, options, person)
        case Raise() | Note():
            raise TypeError("casework answers these with a receipt")


async def _ask_meant(request: Request, question: DidYouMean, text: str, key: str) -> None:
    """Nothing is sent: ask whether it was a subcommand."""
    leader = None
    try:
        choices = await request.do(raising_acts.choices, request.channel)
        leads = await request.do(raising_acts.takes_notes)
        everybody = (*choices.leaders, *choices.others)
        addressed = addressee(text)
        if addressed is not None:
            leader = next((person for person in everybody if person.id == addressed), None)
        elif len(choices.leaders) == 1 and not leads:
            leader = choices.leaders[0]
    except Refusal:
        pass
    meant = f"{question.name} {question.argument}".strip()
    await request.reply(
        cards.did_you_mean(
            question.words,
            f"/concern {meant}",
            reader=request.reader,
            meant=CommandValue(text=meant),
            as_written=CommandValue(text=text, key=key),
            leader=leader,
        )
    )


def receipt_message(request: Request, receipt: Receipt) -> cards.Message:
    """The private answer to whoever has just raised or noted something."""
    record = receipt.record
    if record.concern.kind is not Kind.RAISED:
        return cards.note_saved(
            record,
            reader=request.reader,
            now=request.now,
            words=record.words or None,
            moved_from=receipt.moved_from,
            learns_on=receipt.learns_on,
            timed=receipt.timed,
        )
    if receipt.added:
        return cards.added(record, reader=request.reader, now=request.now)
    return cards.raise_sent(
        record,
        reader=request.reader,
        now=request.now,
        calendar=receipt.calendar,
        words=record.words or None,
        earlier=receipt.earlier,
        shows=receipt.shows,
    )


def offered_days(request: Request) -> list[date]:
    """The next working days of whoever asks, for the form of a note."""
    days, today = request.calendar, request.calendar.today(request.now)
    return [days.add_workdays(today, n) for n in range(1, OFFERED_DAYS + 1)]


async def open_raise(
    request: Request,
    text: str,
    leader: PersonId | None = None,
    *,
    view_state: ViewState | None = None,
    one_of_many: bool = False,
) -> None:
    """Open the form of a concern, the words in it; ``one_of_many`` were addressed."""
    channel = request.channel
    choices = await request.do(raising_acts.choices, channel)
    at = view_state or ViewState(channel=channel)
    view = raise_view(request.reader, choices, text, leader, at, one_of_many=one_of_many)
    await request.open_form(view)


def raise_view(
    reader: Person,
    choices: Choices,
    text: str,
    leader: PersonId | None,
    view_state: ViewState,
    *,
    one_of_many: bool = False,
) -> View:
    """The form of a concern for somebody's choices."""
    return raising.raise_form(
        reader,
        leaders=choices.leaders,
        others=choices.others,
        chosen=leader or choices.chosen,
        words=text,
        limit=choices.limit,
        contact=choices.contact,
        view_state=view_state,
        how_soon=choices.how_soon,
        away=choices.away,
        today=choices.today,
        one_of_many=one_of_many,
    )


async def open_settings(request: Request) -> None:
    """Open the form of one's own settings."""
    own = await request.do(preferences.get_preferences)
    await request.open_form(
        settings.settings_form(
            own.person,
            leads=own.leads,
            said_to_lead=own.said_to_lead,
            contact=own.contact,
        )
    )


async def open_note(
    request: Request,
    text: str,
    person: Person | None,
) -> None:
    """Open the form of a note, the words in it."""
    await request.open_form(note_view(request, text, person))


def note_view(
    request: Request,
    text: str,
    person: Person | None,
    view_state: ViewState | None = None,
    *,
    day: date | None = None,
) -> View:
    """The form of a note, with a ``day`` that stands already or the one behind its words.

    Raises :class:`NotesOff` where nobody may keep any.
    """
    if request.admitted.notes_off:
        raise NotesOff
    days = offered_days(request)
    today = request.calendar.today(request.now)
    contact = request.contact
    sentence, chosen = _day_in(text, request.calendar, today)
    return noting.note_form(
        request.reader,
        person=person,
        words=sentence,
        chosen=day or chosen,
        offered_days=days,
        today=today,
        in_a_week=request.calendar.on_or_after(today + timedelta(days=7)),
        contact=contact,
        view_state=view_state or ViewState(channel=request.channel),
        linked=view_state is not None and view_state.link is not None,
        limit=request.admitted.limit,
        kept_days=request.admitted.note_days,
    )


def _day_in(text: str, calendar: Calendar, today: date) -> tuple[str, date | None]:
    """The day named behind the words of a note; where it cannot be, the words stay whole."""
    try:
        sentence, day = split_day(text, today=today, calendar=calendar)
        if day is None:
            return text, None
        return sentence, day_for_note(day, today=today, calendar=calendar).day
    except (DateUnread, PastDate, FarDate, Empty):
        return text, None


async def _note_with_words(request: Request, text: str, refusal: Refusal) -> None:
    """Open the form of a note with what was typed: a refused day loses no words."""
    people = mentions(text)
    if not people:
        raise refusal
    person = request.people.get(PersonId(people[0]))
    view = note_view(request, words_of(text), person)
    await _say_beside(request, text, refusal, view)


async def _raise_with_words(request: Request, text: str, refusal: Refusal) -> None:
    """Open the form of a concern with what was typed to somebody who cannot get it."""
    try:
        choices = await request.do(raising_acts.choices, request.channel)
    except Refusal:
        raise refusal from None
    view_state = ViewState(channel=request.channel)
    view = raise_view(request.reader, choices, words_of(text), None, view_state)
    await _say_beside(request, text, refusal, view)


async def _say_beside(request: Request, text: str, refusal: Refusal, view: View) -> None:
    """Open a form that holds the words and say why; where it cannot open, repeat the words."""
    opened = await request.try_form(view)
    translate = translator(request.reader.locale)
    today = request.calendar.today(request.now)
    sentence = cards.refusal(refusal, translate, today, request.people)
    await request.reply(
        cards.sentence(sentence) if opened else cards.words_kept(sentence, translate, text)
    )


async def _ask_which(
    request: Request,
    text: str,
    options: tuple[WhichOption, ...],
    person: PersonId | None,
) -> None:
    leader = None
    if WhichOption.MINE in options:
        try:
            choices = await request.do(raising_acts.choices, request.channel)
            leader = choices.leaders[0] if len(choices.leaders) == 1 else None
        except Refusal:
            options = tuple(option for option in options if option is not WhichOption.MINE)
    if options == (WhichOption.NOTE,) and person is None:
        await open_note(request, text, None)
        return
    await request.open_form(
        raising.which_form(
            request.reader,
            words=text,
            options=options,
            person=request.people.get(person) if person else None,
            leader=leader,
            view_state=ViewState(channel=request.channel),
        )
    )


# Subcommands


async def _help(request: Request, argument: str) -> None:
    await request.reply(cards.help_text(SUBCOMMANDS, reader=request.reader))


async def _guide(request: Request, argument: str) -> None:
    await request.open_form(oneself.guide_view(request.reader))


async def _mine(request: Request, argument: str) -> None:
    data = await request.do(home.home_data)
    await request.open_form(mine.mine_list(data))


async def _list(request: Request, argument: str) -> None:
    data = await request.do(home.home_data)
    await request.open_form(mine.leader_list(data, now=request.now))


async def _data(request: Request, argument: str) -> None:
    data = await request.do(read_personal_data)
    await request.open_form(data_view(data))


async def _pause(request: Request, argument: str) -> None:
    reader = request.reader
    if not argument:
        contact = request.contact
        await request.open_form(
            oneself.pause_form(reader, contact=contact, until=reader.preferences.paused_until)
        )
        return
    today = request.calendar.today(request.now)
    until = until_day(argument, today=today, calendar=request.calendar)
    await request.do(preferences.pause, until)
    translate = translator(reader.locale)
    text = translate("paused", date=translate.day(until, today) if until else "")
    await request.reply(cards.sentence(text))


async def _team(request: Request, argument: str) -> None:
    """Open the form of the channel's team."""
    if request.place is None:
        raise NotATeam
    await teams.open_team(request, request.place)


async def _settings(request: Request, argument: str) -> None:
    await open_settings(request)


def _is_until(argument: str, today: date, calendar: Calendar) -> bool:
    return until_day(argument, today=today, calendar=calendar) is not None


SUBCOMMANDS: Mapping[str, Sub] = {
    "help": Sub(_help),
    "guide": Sub(_guide),
    "mine": Sub(_mine),
    "list": Sub(_list),
    "team": Sub(_team),
    "settings": Sub(_settings),
    "pause": Sub(_pause, _is_until),
    "data": Sub(_data),
    "digest": Sub(digest.preview),
}
