"""/concern: one table of subcommands; everything else is read as words."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.casework import home, installation, personal_data, preferences, routing
from bot.casework import raising as raising_acts
from bot.casework import teams as teams_acts
from bot.casework.raising import Receipt
from bot.casework.routing import ChoiceNeeded, Choices
from bot.domain.calendar import Calendar
from bot.domain.capture import (
    ChooseOne,
    Meet,
    Note,
    OpenForm,
    Raise,
    Subcommand,
    Which,
    WhichOption,
    day_for_note,
    mentions,
    split_day,
    until_day,
    words_of,
)
from bot.domain.concern import Kind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.refusals import (
    DateUnread,
    Empty,
    FarDate,
    Guest,
    InviteMe,
    NotATeam,
    NotOpened,
    Oneself,
    PastDate,
    Refusal,
    Unread,
)
from bot.domain.team import PREFILL_LIMIT
from bot.listeners import digest
from bot.listeners.request import Request, View
from bot.messages import cards
from bot.messages.forms import mine, oneself, raising, settings, teams
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import translator
from bot.public_holidays import holiday_check

OFFERED_DAYS = 5
PREFILL_SECONDS = 1.5
"""How long people of a channel are read before its form is filled with whoever is known."""
MOST_MENTIONS = 5
"""Slack is asked about so many addressed people; one is all that a command needs."""

Takes = Callable[[str, date], bool]


@dataclass(frozen=True)
class Sub:
    """One subcommand: who answers it, and whether an argument is one it takes."""

    answer: Callable[[Request, str], Awaitable[None]]
    takes: Takes | None = None


async def concern(request: Request) -> None:
    """Read what was typed behind /concern and answer it."""
    text = str(request.body.get("text", ""))
    reader = await request.reader(*mentions(text)[:MOST_MENTIONS])
    if reader.admin:
        await request.do(installation.welcome_admin)
    channel = request.channel
    if channel is None:
        raise NotATeam
    today = days_of(reader).today(request.office.clock())
    try:
        found = await request.do(
            raising_acts.command, channel, text, request.trigger, _takes(today)
        )
    except (DateUnread, PastDate, FarDate, Empty) as refusal:
        await _note_with_words(request, reader, text, refusal)
        return
    except (Oneself, Guest) as refusal:
        await _raise_with_words(request, reader, text, refusal)
        return
    except ChoiceNeeded:
        await open_raise(request, reader, words_of(text))
        return
    match found:
        case Receipt():
            await request.reply(await receipt(request, reader, found))
        case Subcommand(name=name, argument=argument):
            await SUBCOMMANDS[name].answer(request, argument)
        case OpenForm(leader=leader):
            await open_raise(request, reader, "", leader)
        case ChooseOne(words=said):
            await open_raise(request, reader, said, one_of_many=True)
        case Meet(person=person):
            met = await request.do(home.meeting_with, person)
            await request.open_form(mine.meet_view(reader, person=met.person, records=met.records))
        case Which(words=said, options=options, person=person):
            await _ask_which(request, reader, said, options, person)
        case Raise() | Note():
            raise TypeError("casework answers these with a receipt")


async def receipt(request: Request, reader: Person, found: Receipt) -> cards.Message:
    """The private answer to whoever has just raised or noted something."""
    record, now = found.record, request.office.clock()
    if record.concern.kind is not Kind.RAISED:
        return cards.note_saved(
            record,
            reader=reader,
            now=now,
            words=record.words or None,
            moved_from=found.moved_from,
        )
    owner = record.owner or reader
    return cards.raise_sent(
        record,
        reader=reader,
        now=now,
        calendar=days_of(owner),
        words=record.words or None,
        earlier=found.earlier,
    )


def days_of(person: Person) -> Calendar:
    """A person's working time, for showing and offering days."""
    return person.calendar(holiday_check)


def offered_days(reader: Person, request: Request) -> list[date]:
    """The next working days, for the form of a note."""
    days = days_of(reader)
    today = days.today(request.office.clock())
    return [days.add_workdays(today, n) for n in range(1, OFFERED_DAYS + 1)]


async def open_raise(
    request: Request,
    reader: Person,
    said: str,
    leader: PersonId | None = None,
    *,
    view_state: ViewState | None = None,
    one_of_many: bool = False,
) -> None:
    """Open the form of a concern, the words in it; ``one_of_many`` were addressed."""
    channel = request.channel
    choices = await request.do(raising_acts.choices, channel)
    at = view_state or ViewState(channel=channel)
    view = raise_view(reader, choices, said, leader, at, one_of_many=one_of_many)
    await request.open_form(view)


def raise_view(
    reader: Person,
    choices: Choices,
    said: str,
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
        words=said,
        limit=choices.limit,
        contact=choices.contact,
        view_state=view_state,
        away=choices.away,
        one_of_many=one_of_many,
    )


async def open_settings(request: Request) -> None:
    """Open the form of one's own settings."""
    await request.reader()
    found = await request.do(preferences.get_preferences)
    await request.open_form(
        settings.settings_form(
            found.person,
            leads=found.leads,
            said_to_lead=found.said_to_lead,
            until=found.paused_until,
            contact=found.contact,
        )
    )


async def open_note(
    request: Request,
    reader: Person,
    said: str,
    person: Person | None,
    *,
    view_state: ViewState | None = None,
) -> None:
    """Open the form of a note, the words in it."""
    await request.open_form(await note_view(request, reader, said, person, view_state))


async def note_view(
    request: Request,
    reader: Person,
    said: str,
    person: Person | None,
    view_state: ViewState | None = None,
) -> View:
    """The form of a note."""
    days = offered_days(reader, request)
    today = days_of(reader).today(request.office.clock())
    contact = await request.do(routing.contact_for)
    sentence, chosen = _day_in(said, reader, today)
    return raising.note_form(
        reader,
        person=person,
        words=sentence,
        chosen=chosen,
        offered_days=days,
        in_a_week=days_of(reader).on_or_after(today + timedelta(days=7)),
        contact=contact,
        view_state=view_state or ViewState(),
        linked=view_state is not None and view_state.link is not None,
        limit=await request.run(raising_acts.form_length),
    )


def _day_in(said: str, reader: Person, today: date) -> tuple[str, date | None]:
    """The day named behind the words of a note; where it cannot be, the words stay whole."""
    try:
        sentence, day = split_day(said, today=today)
        if day is None:
            return said, None
        return sentence, day_for_note(day, today=today, calendar=days_of(reader)).day
    except (DateUnread, PastDate, FarDate, Empty):
        return said, None


async def _note_with_words(request: Request, reader: Person, text: str, refusal: Refusal) -> None:
    """Open the form of a note with what was typed: a refused day loses no words."""
    people = mentions(text)
    if not people:
        raise refusal
    known = await request.office.people.get_people(request.workspace, people)
    view = await note_view(request, reader, words_of(text), known.get(people[0]))
    await _say_beside(request, reader, text, refusal, view)


async def _raise_with_words(request: Request, reader: Person, text: str, refusal: Refusal) -> None:
    """Open the form of a concern with what was typed to somebody who cannot get it."""
    try:
        choices = await request.do(raising_acts.choices, request.channel)
    except Refusal:
        raise refusal from None
    view_state = ViewState(channel=request.channel)
    view = raise_view(reader, choices, words_of(text), None, view_state)
    await _say_beside(request, reader, text, refusal, view)


async def _say_beside(
    request: Request, reader: Person, text: str, refusal: Refusal, view: View
) -> None:
    """Open a form that holds the words and say why; where it cannot open, repeat the words."""
    opened = await request.office.sender.open_form(request.trigger, view)
    spoken = translator(reader.locale)
    sentence = cards.refusal(refusal, spoken)
    await request.reply(
        cards.sentence(sentence) if opened.value else cards.words_kept(sentence, spoken, text)
    )


async def _ask_which(
    request: Request,
    reader: Person,
    said: str,
    options: tuple[WhichOption, ...],
    person: PersonId | None,
) -> None:
    people = await request.office.people.get_people(request.workspace, [person])
    leader = None
    if WhichOption.MINE in options:
        try:
            choices = await request.do(raising_acts.choices, request.channel)
            leader = choices.leaders[0] if len(choices.leaders) == 1 else None
        except Refusal:
            options = tuple(one for one in options if one is not WhichOption.MINE)
    if options == (WhichOption.NOTE,) and person is None:
        await open_note(request, reader, said, None)
        return
    await request.open_form(
        raising.which_form(
            reader,
            words=said,
            options=options,
            person=people.get(person) if person else None,
            leader=leader,
            view_state=ViewState(channel=request.channel),
        )
    )


# Subcommands


async def _help(request: Request, argument: str) -> None:
    await request.reply(cards.help_text(SUBCOMMANDS, reader=await request.reader()))


async def _guide(request: Request, argument: str) -> None:
    await request.open_form(oneself.guide_view(await request.reader()))


async def _mine(request: Request, argument: str) -> None:
    desk = await request.do(home.home_data)
    await request.open_form(mine.mine_list(desk))


async def _list(request: Request, argument: str) -> None:
    desk = await request.do(home.home_data)
    await request.open_form(mine.leader_list(desk, now=request.office.clock()))


async def _data(request: Request, argument: str) -> None:
    kept = await request.do(personal_data.personal_data)
    await request.open_form(oneself.data_view(await request.reader(), kept=kept))


async def _pause(request: Request, argument: str) -> None:
    reader = await request.reader()
    if not argument:
        contact = await request.do(routing.contact_for)
        await request.open_form(
            oneself.pause_form(reader, contact=contact, until=reader.preferences.paused_until)
        )
        return
    until = until_day(argument, today=days_of(reader).today(request.office.clock()))
    await request.do(preferences.pause, until)
    spoken = translator(reader.locale)
    text = spoken("paused", date=spoken.day(until) if until else "")
    await request.reply(cards.sentence(text))
    await request.office.carrier.redraw()


async def _team(request: Request, argument: str) -> None:
    """Open the form of the channel's team at once, and fill it when Slack has answered."""
    reader = await request.reader()
    channel = request.place
    if channel is None:
        raise NotATeam
    found = await request.office.people.channel(channel)
    if found is None:
        raise InviteMe
    if found.shared or found.direct:
        raise NotATeam
    if not found.member:
        raise InviteMe
    view = await request.do(teams_acts.team_in, channel)
    view_state = ViewState(channel=channel, words=found.name)
    opened = await request.office.sender.open_form(
        request.trigger, teams.loading(reader, title_key="form-team-title", view_state=view_state)
    )
    if opened.value is None:
        raise NotOpened
    await request.ack()
    people: list[PersonId] = []
    if view.team is None:
        with contextlib.suppress(Unread):
            present = await request.office.people.members(channel, PREFILL_LIMIT + 1)
            known = await request.office.people.get_people_within(
                request.workspace, present, PREFILL_SECONDS
            )
            people = [person for person in present if person in known and known[person].member]
        people = [] if len(people) > PREFILL_LIMIT else people
    await request.office.sender.update_form(
        opened.value,
        teams.team_form(
            reader,
            team=view.team,
            people=[one for one in people if one != request.person],
            contact=view.contact,
            ask_contact=view.own_contact or None,
            zone=reader.zone if view.team is None else view.team.zone,
            view_state=view_state,
        ),
    )


async def _settings(request: Request, argument: str) -> None:
    await open_settings(request)


SUBCOMMANDS: Mapping[str, Sub] = {
    "help": Sub(_help),
    "guide": Sub(_guide),
    "mine": Sub(_mine),
    "list": Sub(_list),
    "team": Sub(_team),
    "settings": Sub(_settings),
    "pause": Sub(_pause, lambda argument, today: until_day(argument, today=today) is not None),
    "data": Sub(_data),
    "digest": Sub(digest.preview),
}


def _takes(today: date) -> Mapping[str, Callable[[str], bool] | None]:
    def bound(takes: Takes) -> Callable[[str], bool]:
        return lambda argument: takes(argument, today)

    return {
        name: bound(sub.takes) if sub.takes is not None else None
        for name, sub in SUBCOMMANDS.items()
    }
