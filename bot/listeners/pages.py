"""Doors and pages: buttons that open a form, a list, or something to read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.casework import (
    answering,
    coaching,
    contacts,
    counting,
    home,
    installation,
    notes,
    preferences,
    raising,
    rhythm,
)
from bot.casework import approvals as approval_acts
from bot.casework import teams as teams_acts
from bot.casework.erasing import would_erase
from bot.casework.personal_data import ask_for_file
from bot.casework.personal_data import personal_data as read_personal_data
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import Empty, NoFiles, Stale
from bot.domain.team import contact_person
from bot.listeners import teams as teams_pages
from bot.listeners.commands import (
    note_view,
    open_note,
    open_raise,
    open_settings,
    raise_view,
)
from bot.listeners.request import Request, View
from bot.manifest import SENDS_FILES
from bot.messages import cards
from bot.messages.controls import (
    ApprovalValue,
    DeliveryValue,
    Form,
    MalformedError,
    NewcomerValue,
    PageValue,
    PersonValue,
    TeamValue,
)
from bot.messages.forms import mine, offering, oneself, sorting, teams, workspace
from bot.messages.forms import settings as settings_forms
from bot.messages.forms.form_elements import with_more
from bot.messages.forms.personal_data import data_view, erase_form
from bot.messages.forms.view_state import PagedList, ViewState
from bot.messages.translate import name, translator


def _view_state(request: Request) -> ViewState:
    if not request.in_modal:
        raise MalformedError("view")
    return ViewState.from_json(str(request.body["view"].get("private_metadata") or ""))


async def which_mine(request: Request) -> None:
    """It is one's own: the form, for one's own leader."""
    view_state = _view_state(request)
    channel = ChannelId(view_state.channel) if view_state.channel else None
    choices = await request.do(raising.choices, channel)
    words = view_state.words or ""
    await request.update_form(
        raise_view(request.reader, choices, words, None, ViewState(channel=view_state.channel))
    )


async def which_note(request: Request) -> None:
    """It is a note about somebody the writer leads."""
    view_state = _view_state(request)
    await request.naming(view_state.person).admit()
    person = request.people.get(PersonId(view_state.person)) if view_state.person else None
    place = ViewState(channel=view_state.channel)
    await request.update_form(note_view(request, view_state.words or "", person, place))


async def which_them(request: Request) -> None:
    """It is for the addressed person to come back to."""
    view_state = _view_state(request)
    if view_state.person is None:
        raise Empty
    person = PersonId(view_state.person)
    choices = await request.do(raising.choices, None, addressed=person)
    at = ViewState(channel=view_state.channel)
    await request.update_form(
        raise_view(request.reader, choices, view_state.words or "", person, at)
    )


async def say(request: Request) -> None:
    """Say something."""
    await open_raise(request, "")


async def note(request: Request) -> None:
    """Add a note; the card before a meeting knows with whom."""
    named = PersonValue.decode(request.value).person if request.value else None
    await request.naming(named).admit()
    person = request.people.get(PersonId(named)) if named else None
    await open_note(request, "", person)


async def leader_list(request: Request) -> None:
    """What waits for me."""
    data = await request.do(home.home_data)
    await request.open_form(mine.leader_list(data, now=request.now))


async def help_now(request: Request) -> None:
    """Help that is not a bot."""
    await request.admit()
    contact = request.contact
    contact_id = contact_person(contact)
    people = await request.meet(contact_id)
    person = (
        people.get(contact_id) if contact_id is not None and contact_id != request.person else None
    )
    instead = await request.do(raising.turn_to) if contact is None else None
    view = oneself.help_now_view(request.reader, contact=contact, person=person, instead=instead)
    await request.open_form(view)


async def safe_ask(request: Request) -> None:
    """Ask the safety contact to get in touch."""
    await request.admit()
    contact_id = contact_person(request.contact)
    # Of an account that was closed no event may have told, and nobody would be asked.
    met = await request.read_now(contact_id) if contact_id is not None else []
    person = await request.do(raising.ask_contact, met)
    await request.update_form(oneself.asked_view(request.reader, person=person))


async def who_sees(request: Request) -> None:
    """Show who sees what."""
    await request.admit()
    await request.open_form(oneself.who_sees_view(request.reader))


async def my_data(request: Request) -> None:
    """Everything by or about me."""
    data = await request.do(read_personal_data)
    await request.open_form(data_view(data))


async def send_file(request: Request) -> None:
    """Everything by or about me, as files: made and sent after the reply."""
    _view_state(request)
    if not await request.may(SENDS_FILES):
        raise NoFiles
    await request.do(ask_for_file, request.trigger)
    after = oneself.said(request.reader, title_key="data-file-title", text_key="data-file-coming")
    await request.update_form(after)


async def erase_mine(request: Request) -> None:
    """Show what of mine would be erased, and what stays."""
    _view_state(request)
    goes = await request.do(would_erase)
    view = erase_form(request.reader, goes=goes, contact=request.contact)
    await request.update_form(view)


async def pause(request: Request) -> None:
    """Don't write to me until a date."""
    await request.admit()
    reader = request.reader
    contact = request.contact
    view = oneself.pause_form(reader, contact=contact, until=reader.preferences.paused_until)
    await request.open_form(view)


async def pause_instead(request: Request) -> None:
    """A pause in place of stepping down."""
    await request.admit()
    reader = request.reader
    until = reader.preferences.paused_until
    await request.update_form(oneself.pause_form(reader, contact=request.contact, until=until))


async def step_down(request: Request) -> None:
    """Lead nothing any more, and get no messages at all."""
    after = await request.do(preferences.step_down)
    await request.update_form(oneself.said(after, title_key="saved-title", text_key="stepped-down"))


async def another(request: Request) -> None:
    """Another coaching line in Home."""
    await request.do(coaching.show_another_line)
    await request.ack()
    await request.publish_home()


async def hide(request: Request) -> None:
    """Hide the coaching lines; settings bring them back."""
    await request.do(coaching.hide_lines)
    await request.ack()
    await request.publish_home()


async def sort(request: Request) -> None:
    """Settle many things at once."""
    records = await request.do(rhythm.to_sort)
    view = sorting.sort_form(request.reader, records=records, contact=request.contact)
    await request.open_form(view)


async def keep_weekly(request: Request) -> None:
    """Keep reminders weekly."""
    if request.message is None:
        raise Stale
    await request.do(rhythm.keep_weekly, *request.message)
    await request.ack()


def fade(*, only_slips: bool) -> Callable[[Request], Awaitable[None]]:
    """Answer whether to be asked only if something slips."""

    async def press(request: Request) -> None:
        if request.message is None:
            raise Stale
        await request.do(rhythm.answer_fade, *request.message, only_slips=only_slips)
        await request.ack()

    return press


def newcomer(*, add: bool) -> Callable[[Request], Awaitable[None]]:
    """Say whether somebody who joined a team's channel is on the team."""

    async def press(request: Request) -> None:
        joined = NewcomerValue.decode(request.value)
        await request.do(rhythm.place_newcomer, joined.team, joined.person, add=add)
        await request.ack()
        # The line is drawn from the team's list, which marks no message as stale.
        await request.redraw_pressed(always=True)

    return press


async def let_wait(request: Request) -> None:
    """Let it wait until the leader is back."""
    if request.message is None:
        raise Stale
    await request.do(answering.let_wait, *request.message)
    await request.ack()


async def workspace_settings(request: Request) -> None:
    """What holds for everybody here."""
    settings = await request.do(installation.get_workspace_settings)
    await request.open_form(
        workspace.workspace_form(request.reader, chosen=settings, contact=settings.contact)
    )


async def more_settings(request: Request) -> None:
    """The settings that few people change, in the form that is open."""
    if not request.in_modal:
        raise MalformedError("view")
    view = request.body["view"]
    if view.get("callback_id") == Form.TEAM:
        await teams_pages.more(request)
        return
    if view.get("callback_id") == Form.SETTINGS:
        own = await request.do(preferences.get_preferences)
        rest = settings_forms.more_of_settings(own.person, leads=own.leads, until=own.paused_until)
        await request.update_form(with_more(view, rest))
        return
    settings = await request.do(installation.get_workspace_settings)
    more = workspace.more_of_workspace(request.reader, chosen=settings)
    await request.update_form(with_more(view, more))


async def settings(request: Request) -> None:
    """How somebody wants to be written to."""
    await open_settings(request)


async def contact(request: Request) -> None:
    """Set the safety contact, from the one that stands."""
    standing = await request.do(contacts.get_workspace_contact)
    await request.open_form(teams.contact_form(request.reader, contact=standing))


async def set_up(request: Request) -> None:
    """Set up a team, from where there is no channel."""
    await request.admit()
    await request.open_form(teams.place_form(request.reader, contact=request.contact))


async def suggest(request: Request) -> None:
    """Suggest the bot to somebody who could lead with it; the value names whom, if known."""
    await request.admit()
    reader = request.reader
    within = _view_state(request).channel if request.in_modal else None
    channel = ChannelId(within or "") if request.in_modal else request.public_place
    contact = request.contact
    person = PersonValue.decode(request.value).person if request.value else None
    view = offering.suggest_form(reader, person=person, channel=channel or None, contact=contact)
    await request.open_form(view)


async def how(request: Request) -> None:
    """See how it works, before promising anything; to whom it was suggested, no team waits."""
    if not request.value:
        await request.admit()
        contact = request.contact
        await request.open_form(teams.how_view(request.reader, contact=contact))
        return
    team = TeamValue.decode(request.value).team
    promise = await request.do(teams_acts.promise_for, team)
    view = teams.how_view(request.reader, contact=promise.contact, view_state=ViewState(team=team))
    await request.open_form(view)


async def not_now(request: Request) -> None:
    """Nothing is on, and the invitation says so."""
    await request.do(teams_acts.decline, TeamValue.decode(request.value).team)
    await request.ack()


async def approvals(request: Request) -> None:
    """Which teams wait for an admin's yes."""
    await request.open_form(await _approvals_view(request))


def answer_approval(*, yes: bool) -> Callable[[Request], Awaitable[None]]:
    """An admin's yes to a team, or *Not now*."""
    act = approval_acts.approve if yes else approval_acts.decline

    async def press(request: Request) -> None:
        at = ApprovalValue.decode(request.value)
        await request.do(act, at.team, at.number)
        await request.ack()
        if request.in_modal:
            await request.update_form(await _approvals_view(request))

    return press


async def _approvals_view(request: Request) -> View:
    waiting = await request.do(approval_acts.waiting_teams)
    shown = [(team.team, team.asked, team.whole) for team in waiting]
    return teams.approvals_view(request.reader, shown, request.now)


async def leave_team(request: Request) -> None:
    """I'm not on this team: only who pressed reads the answer."""
    team = await request.do(teams_acts.leave_team, TeamValue.decode(request.value).team)
    await request.ack()
    people = await request.meet(*team.accepted)
    translate = translator(request.reader.locale)
    called = [name(people[leader]) for leader in team.accepted if leader in people]
    names = translate("list-separator").join(called) or translate("hidden-person")
    await request.send_ephemeral(cards.sentence(translate("left-team", names=names)))


def remove_notes(*, denied: bool) -> Callable[[Request], Awaitable[None]]:
    """Remove a leader's notes about oneself; ``denied``: they don't lead me."""

    async def press(request: Request) -> None:
        leader = PersonId(PersonValue.decode(request.value).person)
        await request.do(notes.remove_notes, leader, denied=denied)
        await request.ack()

    return press


async def example(request: Request) -> None:
    """Show me what you'll send."""
    await request.admit()
    reader = request.reader
    today = request.calendar.today(request.now)
    day = translator(reader.locale).day(today - timedelta(days=3), today)
    message = cards.example(reader=reader, day=day)
    await request.open_form(
        oneself.shown(reader, title_key="form-example-title", blocks=message.blocks)
    )


async def counted(request: Request) -> None:
    """How this is counted."""
    await request.admit()
    fewest = await request.run(counting.eligible_minimum)
    await request.open_form(teams.counted_view(request.reader, fewest))


async def page(request: Request) -> None:
    """Another page of a list, of one's data, or of Home."""
    number = PageValue.decode(request.value).number
    if not request.in_modal:
        await request.admit()
        await request.ack()
        await request.publish_home(page=number)
        return
    listing = _view_state(request).listing
    if listing is PagedList.DATA:
        everything = await request.do(read_personal_data)
        await request.update_form(data_view(everything, page=number))
        return
    data = await request.do(home.home_data)
    if listing is PagedList.WAITING:
        await request.update_form(mine.leader_list(data, now=request.now, page=number))
    else:
        await request.update_form(mine.mine_list(data, page=number))


async def arrived(request: Request) -> None:
    """An admin looked: a message whose answer was lost is there."""
    await _settle_doubt(request, arrived=True)


async def send_again(request: Request) -> None:
    """An admin looked: it is not."""
    await _settle_doubt(request, arrived=False)


async def _settle_doubt(request: Request, *, arrived: bool) -> None:
    delivery = DeliveryValue.decode(request.value).delivery
    await request.do(installation.settle_uncertain, delivery, arrived=arrived)
    await request.ack()
    await request.publish_home()
