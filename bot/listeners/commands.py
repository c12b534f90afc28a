"""/concern: one table of subcommands; everything else is read as words."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.casework.capturing import Receipt
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
)
from bot.domain.team import PREFILL_LIMIT
from bot.listeners import digest
from bot.listeners.request import Heard, View
from bot.messages import cards
from bot.messages.forms import mine, oneself, raising, settings, teams
from bot.messages.forms.view_state import Carried
from bot.messages.translate import words
from bot.public_holidays import holiday_check
from bot.slack.client import is_shared

OFFERED_DAYS = 5
MOST_MENTIONS = 5
"""Slack is asked about so many addressed people; one is all that a command needs."""

Takes = Callable[[str, date], bool]


@dataclass(frozen=True)
class Sub:
    """One subcommand: who answers it, and whether an argument is one it takes."""

    answer: Callable[[Heard, str], Awaitable[None]]
    takes: Takes | None = None


async def concern(heard: Heard) -> None:
    """Read what was typed behind /concern and answer it."""
    text = str(heard.body.get("text", ""))
    reader = await heard.reader(*mentions(text)[:MOST_MENTIONS])
    if reader.admin:
        await heard.office.casework.met_admin(heard.workspace, heard.person)
    channel = heard.channel
    if channel is None:
        raise NotATeam
    today = days_of(reader).today(heard.office.clock())
    try:
        found = await heard.office.casework.command(
            heard.workspace, heard.person, channel, text, heard.trigger, _takes(today)
        )
    except (DateUnread, PastDate, FarDate, Empty) as refusal:
        await _note_with_words(heard, reader, text, refusal)
        return
    except (Oneself, Guest) as refusal:
        await _raise_with_words(heard, reader, text, refusal)
        return
    except ChoiceNeeded:
        await open_raise(heard, reader, words_of(text))
        return
    match found:
        case Receipt():
            await heard.answer(await receipt(heard, reader, found))
        case Subcommand(name=name, argument=argument):
            await SUBCOMMANDS[name].answer(heard, argument)
        case OpenForm(leader=leader):
            await open_raise(heard, reader, "", leader)
        case ChooseOne(words=said):
            await open_raise(heard, reader, said, one_of_many=True)
        case Meet(person=person):
            met = await heard.office.casework.meeting(heard.workspace, heard.person, person)
            await heard.open(mine.meet_view(reader, person=met.person, records=met.records))
        case Which(words=said, options=options, person=person):
            await _ask_which(heard, reader, said, options, person)
        case Raise() | Note():
            raise TypeError("casework answers these with a receipt")


async def receipt(heard: Heard, reader: Person, found: Receipt) -> cards.Letter:
    """The private answer to whoever has just raised or noted something."""
    record, now = found.record, heard.office.clock()
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


def offered_days(reader: Person, heard: Heard) -> list[date]:
    """The next working days, for the form of a note."""
    days = days_of(reader)
    today = days.today(heard.office.clock())
    return [days.add_workdays(today, n) for n in range(1, OFFERED_DAYS + 1)]


async def open_raise(
    heard: Heard,
    reader: Person,
    said: str,
    leader: PersonId | None = None,
    *,
    carried: Carried | None = None,
    one_of_many: bool = False,
) -> None:
    """Open the form of a concern, the words in it; ``one_of_many`` were addressed."""
    channel = heard.channel
    choices = await heard.office.casework.choices(heard.workspace, heard.person, channel)
    at = carried or Carried(channel=channel)
    view = raise_view(reader, choices, said, leader, at, one_of_many=one_of_many)
    await heard.open(view)


def raise_view(
    reader: Person,
    choices: Choices,
    said: str,
    leader: PersonId | None,
    carried: Carried,
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
        carried=carried,
        away=choices.away,
        one_of_many=one_of_many,
    )


async def open_settings(heard: Heard) -> None:
    """Open the form of one's own settings."""
    await heard.reader()
    found = await heard.office.casework.settings_of(heard.workspace, heard.person)
    await heard.open(
        settings.settings_form(
            found.person,
            leads=found.leads,
            said_to_lead=found.said_to_lead,
            until=found.paused_until,
            contact=found.contact,
        )
    )


async def open_note(
    heard: Heard,
    reader: Person,
    said: str,
    person: Person | None,
    *,
    carried: Carried | None = None,
) -> None:
    """Open the form of a note, the words in it."""
    await heard.open(await note_view(heard, reader, said, person, carried))


async def note_view(
    heard: Heard, reader: Person, said: str, person: Person | None, carried: Carried | None = None
) -> View:
    """The form of a note."""
    days = offered_days(reader, heard)
    today = days_of(reader).today(heard.office.clock())
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    sentence, chosen = _day_in(said, reader, today)
    return raising.note_form(
        reader,
        person=person,
        words=sentence,
        chosen=chosen,
        offered_days=days,
        in_a_week=days_of(reader).on_or_after(today + timedelta(days=7)),
        contact=contact,
        carried=carried or Carried(),
        linked=carried is not None and carried.link is not None,
        limit=await heard.office.casework.form_length(heard.workspace),
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


async def _note_with_words(heard: Heard, reader: Person, text: str, refusal: Refusal) -> None:
    """Open the form of a note with what was typed: a refused day loses no words."""
    people = mentions(text)
    if not people:
        raise refusal
    known = await heard.office.people.know(heard.workspace, people)
    view = await note_view(heard, reader, words_of(text), known.get(people[0]))
    await _say_beside(heard, reader, text, refusal, view)


async def _raise_with_words(heard: Heard, reader: Person, text: str, refusal: Refusal) -> None:
    """Open the form of a concern with what was typed to somebody who cannot get it."""
    try:
        choices = await heard.office.casework.choices(heard.workspace, heard.person, heard.channel)
    except Refusal:
        raise refusal from None
    carried = Carried(channel=heard.channel)
    view = raise_view(reader, choices, words_of(text), None, carried)
    await _say_beside(heard, reader, text, refusal, view)


async def _say_beside(
    heard: Heard, reader: Person, text: str, refusal: Refusal, view: View
) -> None:
    """Open a form that holds the words and say why; where it cannot open, repeat the words."""
    opened = await heard.office.sender.open_form(heard.trigger, view)
    spoken = words(reader.locale)
    sentence = cards.refusal(refusal, spoken)
    await heard.answer(
        cards.sentence(sentence) if opened else cards.words_kept(sentence, spoken, text)
    )


async def _ask_which(
    heard: Heard,
    reader: Person,
    said: str,
    options: tuple[WhichOption, ...],
    person: PersonId | None,
) -> None:
    people = await heard.office.people.know(heard.workspace, [person])
    leader = None
    if WhichOption.MINE in options:
        try:
            choices = await heard.office.casework.choices(
                heard.workspace, heard.person, heard.channel
            )
            leader = choices.leaders[0] if len(choices.leaders) == 1 else None
        except Refusal:
            options = tuple(one for one in options if one is not WhichOption.MINE)
    if options == (WhichOption.NOTE,) and person is None:
        await open_note(heard, reader, said, None)
        return
    await heard.open(
        raising.which_form(
            reader,
            words=said,
            options=options,
            person=people.get(person) if person else None,
            leader=leader,
            carried=Carried(channel=heard.channel),
        )
    )


# Subcommands


async def _help(heard: Heard, argument: str) -> None:
    await heard.answer(cards.help_text(SUBCOMMANDS, reader=await heard.reader()))


async def _guide(heard: Heard, argument: str) -> None:
    await heard.open(oneself.guide_view(await heard.reader()))


async def _mine(heard: Heard, argument: str) -> None:
    desk = await heard.office.casework.desk(heard.workspace, heard.person)
    await heard.open(mine.mine_list(desk))


async def _list(heard: Heard, argument: str) -> None:
    desk = await heard.office.casework.desk(heard.workspace, heard.person)
    await heard.open(mine.leader_list(desk, now=heard.office.clock()))


async def _data(heard: Heard, argument: str) -> None:
    kept = await heard.office.casework.data(heard.workspace, heard.person)
    await heard.open(oneself.data_view(await heard.reader(), kept=kept))


async def _pause(heard: Heard, argument: str) -> None:
    reader = await heard.reader()
    if not argument:
        contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
        await heard.open(
            oneself.pause_form(reader, contact=contact, until=reader.preferences.paused_until)
        )
        return
    until = until_day(argument, today=days_of(reader).today(heard.office.clock()))
    await heard.office.casework.pause(heard.workspace, heard.person, until)
    spoken = words(reader.locale)
    text = spoken("paused", date=spoken.day(until) if until else "")
    await heard.answer(cards.sentence(text))
    await heard.office.carrier.redraw()


async def _team(heard: Heard, argument: str) -> None:
    """Open the form of the channel's team at once, and fill it when Slack has answered."""
    reader = await heard.reader()
    channel = heard.place
    if channel is None:
        raise NotATeam
    found = await heard.office.sender.channel(channel)
    if found is None:
        raise InviteMe
    if is_shared(found) or found.get("is_im") or found.get("is_mpim"):
        raise NotATeam
    if not found.get("is_member"):
        raise InviteMe
    view = await heard.office.casework.team_in(heard.workspace, heard.person, channel)
    carried = Carried(channel=channel, words=str(found.get("name", "")))
    opened = await heard.office.sender.open_form(
        heard.trigger, teams.loading(reader, title_key="form-team-title", carried=carried)
    )
    if opened is None:
        raise NotOpened
    await heard.ack()
    people: list[PersonId] = []
    if view.team is None:
        present = await heard.office.sender.members(channel, PREFILL_LIMIT + 1)
        known = await heard.office.people.know(heard.workspace, present)
        people = [one for one in present if one in known and known[one].member]
        people = [] if len(people) > PREFILL_LIMIT else people
    await heard.office.sender.update_form(
        opened,
        teams.team_form(
            reader,
            team=view.team,
            people=[one for one in people if one != heard.person],
            contact=view.contact,
            ask_contact=view.own_contact or None,
            zone=reader.zone if view.team is None else view.team.zone,
            carried=carried,
        ),
    )


async def _settings(heard: Heard, argument: str) -> None:
    await open_settings(heard)


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
