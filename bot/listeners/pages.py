"""Doors and pages: buttons that open a form, a list, or something to read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import Empty, Stale
from bot.domain.team import contact_person
from bot.listeners.commands import (
    days_of,
    note_view,
    open_note,
    open_raise,
    open_settings,
    raise_view,
)
from bot.listeners.request import Heard
from bot.messages import cards
from bot.messages.controls import read_newcomer
from bot.messages.forms import mine, offering, oneself, sorting, teams, workspace
from bot.messages.forms.view_state import Carried
from bot.messages.translate import words


def _carried(heard: Heard) -> Carried:
    return Carried.from_json(str(heard.body["view"].get("private_metadata") or ""))


async def which_mine(heard: Heard) -> None:
    """It is one's own: the form, for one's own leader."""
    carried = _carried(heard)
    reader = await heard.reader()
    channel = ChannelId(carried.channel) if carried.channel else None
    choices = await heard.office.casework.choices(heard.workspace, heard.person, channel)
    said = carried.words or ""
    await heard.replace(raise_view(reader, choices, said, None, Carried(channel=carried.channel)))


async def which_note(heard: Heard) -> None:
    """It is a note about somebody the writer leads."""
    carried = _carried(heard)
    reader = await heard.reader()
    people = await heard.office.people.know(heard.workspace, [carried.person])
    person = people.get(PersonId(carried.person)) if carried.person else None
    await heard.replace(await note_view(heard, reader, carried.words or "", person))


async def which_them(heard: Heard) -> None:
    """It is for the addressed person to come back to."""
    carried = _carried(heard)
    if carried.person is None:
        raise Empty
    reader = await heard.reader()
    person = PersonId(carried.person)
    choices = await heard.office.casework.choices(
        heard.workspace, heard.person, None, addressed=person
    )
    await heard.replace(
        raise_view(reader, choices, carried.words or "", person, Carried(channel=carried.channel))
    )


async def say(heard: Heard) -> None:
    """Say something."""
    await open_raise(heard, await heard.reader(), "")


async def note(heard: Heard) -> None:
    """Note a talk; the card before a meeting knows with whom."""
    people = await heard.office.people.know(heard.workspace, [heard.value or None])
    person = people.get(PersonId(heard.value)) if heard.value else None
    await open_note(heard, await heard.reader(), "", person)


async def leader_list(heard: Heard) -> None:
    """What waits for me."""
    desk = await heard.office.casework.desk(heard.workspace, heard.person)
    await heard.open(mine.leader_list(desk, now=heard.office.clock()))


async def help_now(heard: Heard) -> None:
    """Help that is not a bot."""
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    named = contact_person(contact)
    people = await heard.office.people.know(heard.workspace, [named])
    person = people.get(named) if named is not None and named != heard.person else None
    view = oneself.help_now_view(await heard.reader(), contact=contact, person=person)
    await heard.open(view)


async def safe_ask(heard: Heard) -> None:
    """Ask the safety contact to get in touch."""
    person = await heard.office.casework.ask_contact(heard.workspace, heard.person)
    await heard.replace(oneself.asked_view(await heard.reader(), person=person))


async def who_sees(heard: Heard) -> None:
    """Show who sees what."""
    await heard.open(oneself.who_sees_view(await heard.reader()))


async def my_data(heard: Heard) -> None:
    """Everything by or about me."""
    kept = await heard.office.casework.data(heard.workspace, heard.person)
    await heard.open(oneself.data_view(await heard.reader(), kept=kept))


async def pause(heard: Heard) -> None:
    """Don't write to me until a date."""
    reader = await heard.reader()
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    view = oneself.pause_form(reader, contact=contact, until=reader.preferences.paused_until)
    await heard.open(view)


async def another(heard: Heard) -> None:
    """Another coaching line in Home."""
    await heard.office.casework.another_line(heard.workspace, heard.person)
    await heard.ack()
    await heard.office.carrier.publish_home(heard.workspace, heard.person)


async def hide(heard: Heard) -> None:
    """Hide the coaching lines; settings bring them back."""
    await heard.office.casework.hide_lines(heard.workspace, heard.person)
    await heard.ack()
    await heard.office.carrier.publish_home(heard.workspace, heard.person)


async def sort(heard: Heard) -> None:
    """Settle many things at once."""
    reader = await heard.reader()
    records = await heard.office.casework.to_sort(heard.workspace, heard.person)
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    await heard.open(sorting.sort_form(reader, records=records, contact=contact))


async def keep_weekly(heard: Heard) -> None:
    """Keep reminders weekly."""
    if heard.message is None:
        raise Stale
    await heard.office.casework.keep_weekly(heard.workspace, heard.person, *heard.message)
    await heard.ack()
    await heard.redraw()


def fade(*, only_slips: bool) -> Callable[[Heard], Awaitable[None]]:
    """Answer whether to be asked only if something slips."""

    async def press(heard: Heard) -> None:
        if heard.message is None:
            raise Stale
        await heard.office.casework.fade(
            heard.workspace, heard.person, *heard.message, only_slips=only_slips
        )
        await heard.ack()
        await heard.redraw()

    return press


def newcomer(*, add: bool) -> Callable[[Heard], Awaitable[None]]:
    """Say whether somebody who joined a team's channel is on the team."""

    async def press(heard: Heard) -> None:
        team, person = read_newcomer(heard.value)
        await heard.office.casework.place_newcomer(
            heard.workspace, heard.person, team, person, add=add
        )
        await heard.ack()
        await heard.redraw()

    return press


async def let_wait(heard: Heard) -> None:
    """Let it wait until the leader is back."""
    if heard.message is None:
        raise Stale
    await heard.office.casework.let_wait(heard.workspace, heard.person, *heard.message)
    await heard.ack()
    await heard.redraw()


async def workspace_settings(heard: Heard) -> None:
    """What holds for everybody here."""
    reader = await heard.reader()
    found = await heard.office.casework.workspace_settings(heard.workspace, heard.person)
    await heard.open(
        workspace.workspace_form(
            reader,
            notes=found.notes,
            emoji=found.emoji,
            reminders=found.reminders,
            detail=found.detail,
            form_length=found.form_length,
            gaps=found.gaps,
            eligible=found.eligible,
            contact=found.contact,
        )
    )


async def settings(heard: Heard) -> None:
    """How somebody wants to be written to."""
    await open_settings(heard)


async def contact(heard: Heard) -> None:
    """Set the safety contact."""
    await heard.open(teams.contact_form(await heard.reader()))


async def suggest(heard: Heard) -> None:
    """Suggest the bot to somebody who could lead with it; the value names whom, if known."""
    reader = await heard.reader()
    channel = ChannelId(_carried(heard).channel or "") if heard.in_modal else heard.place
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    view = offering.suggest_form(
        reader, person=heard.value or None, channel=channel or None, contact=contact
    )
    await heard.open(view)


async def how(heard: Heard) -> None:
    """See how it works, before promising anything; to whom it was suggested, no team waits."""
    if not heard.value:
        contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
        await heard.open(teams.how_view(await heard.reader(), contact=contact))
        return
    found = await heard.office.casework.promise_for(heard.workspace, heard.person, heard.value)
    view = teams.how_view(
        await heard.reader(), contact=found.contact, carried=Carried(origin=heard.value)
    )
    await heard.open(view)


async def not_now(heard: Heard) -> None:
    """Nothing is on, and the invitation says so."""
    await heard.office.casework.decline(heard.workspace, heard.person, heard.value)
    await heard.ack()
    await heard.redraw()


async def example(heard: Heard) -> None:
    """Show me what you'll send."""
    reader = await heard.reader()
    today = days_of(reader).today(heard.office.clock())
    day = words(reader.locale).day(today - timedelta(days=3))
    letter = cards.example(reader=reader, day=day)
    await heard.open(oneself.shown(reader, title_key="form-example-title", blocks=letter.blocks))


async def counted(heard: Heard) -> None:
    """How this is counted."""
    fewest = await heard.office.casework.fewest(heard.workspace)
    await heard.open(teams.counted_view(await heard.reader(), fewest))


async def page(heard: Heard) -> None:
    """Another page of a list, of one's data, or of Home."""
    number = int(heard.value)
    if not heard.in_modal:
        await heard.ack()
        await heard.office.carrier.publish_home(heard.workspace, heard.person, page=number)
        return
    origin = _carried(heard).origin
    reader = await heard.reader()
    if origin == oneself.DATA:
        kept = await heard.office.casework.data(heard.workspace, heard.person)
        await heard.replace(oneself.data_view(reader, kept=kept, page=number))
        return
    desk = await heard.office.casework.desk(heard.workspace, heard.person)
    if origin == mine.LIST:
        await heard.replace(mine.leader_list(desk, now=heard.office.clock(), page=number))
    else:
        await heard.replace(mine.mine_list(desk, page=number))


async def arrived(heard: Heard) -> None:
    """An admin looked: a message whose answer was lost is there."""
    await _settle_doubt(heard, arrived=True)


async def send_again(heard: Heard) -> None:
    """An admin looked: it is not."""
    await _settle_doubt(heard, arrived=False)


async def _settle_doubt(heard: Heard, *, arrived: bool) -> None:
    await heard.office.casework.settle_doubt(
        heard.workspace, heard.person, heard.value, arrived=arrived
    )
    await heard.ack()
    await heard.office.carrier.publish_home(heard.workspace, heard.person)
