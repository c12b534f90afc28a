"""Forms of a team: who leads and who is on it, how it works, the promise, the safety contact."""

import asyncio
import contextlib
from collections.abc import Collection

from bot.casework import contacts
from bot.casework import teams as teams_acts
from bot.casework.teams import Plan
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import ContactIsLeader, Unread
from bot.domain.team import WAITING, Team
from bot.listeners.request import PEOPLE_SECONDS, Request, View
from bot.messages import cards
from bot.messages.controls import Field, MalformedError
from bot.messages.forms import form_inputs, oneself, teams
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import channel_link, contact_words, mention, translator

MOST_PRESENT = 10_000
"""So many people of a channel are read when its team is set up."""


def view_state_of(request: Request) -> ViewState:
    """What the submitted form remembers."""
    return ViewState.from_json(str(request.view.get("private_metadata") or ""))


async def team(request: Request) -> None:
    """Set up the channel's team; whoever leads it goes on to the promise."""
    given = form_inputs.TeamInput.of(request.values)
    view_state = view_state_of(request)
    plan = Plan(
        channel=ChannelId(view_state.channel or ""),
        name=view_state.channel_name or "",
        leaders=given.leaders,
        members=given.members,
        contact_person=given.person,
        contact_line=given.line,
        private=bool(view_state.private),
        admin=given.admin,
        settings=given.settings,
    )
    unread = frozenset(given.members) - set(request.people)
    present = await _present(request, plan)
    try:
        saved = await request.do(teams_acts.set_up_team, plan, unread=unread, present=present)
    except ContactIsLeader as error:
        if Field.CONTACT_LINE.value in request.values:
            raise
        await _ask_contact(request, plan, view_state, error)
        return
    if unread:
        request.later(_check_members(request, saved, unread))
    entry = saved.leader(request.person)
    if entry is not None and entry.state in WAITING:
        contact = saved.contact or contact_text(given.person, given.line) or request.contact
        view = teams.how_view(request.reader, contact=contact, view_state=ViewState(team=saved.id))
        await request.close_form(view)
        return
    await request.close_form(_team_saved(request, saved))


def _team_saved(request: Request, saved: Team) -> View:
    """What a team that was set up or changed waits for."""
    reader = request.reader
    if saved.awaits_admin and saved.approval_admin is not None:
        return oneself.said(
            reader,
            title_key="waiting-title",
            text_key="waiting-done",
            admin=mention(saved.approval_admin),
            channel=channel_link(saved.channel),
        )
    asked = [one.person for one in saved.leaders if one.approved and one.state in WAITING]
    if asked:
        names = ", ".join(mention(person) for person in asked)
        return oneself.said(reader, title_key="invited-title", text_key="invited-done", names=names)
    return oneself.said(reader, title_key="saved-title", text_key="team-saved")


def contact_text(person: PersonId | None, line: str | None) -> str | None:
    """A safety contact as it is kept: a mention, or a line of text."""
    return f"<@{person}>" if person else line


async def _present(request: Request, plan: Plan) -> frozenset[PersonId] | None:
    """Who is in the channel, where Slack says so in time; ``None`` where it does not."""
    try:
        reading = request.rooms.directory.members(plan.channel, MOST_PRESENT)
        return frozenset(await asyncio.wait_for(reading, PEOPLE_SECONDS)) or None
    except (Unread, TimeoutError):
        return None


async def _check_members(request: Request, saved: Team, unread: Collection[PersonId]) -> None:
    """Read who was not known in time, and take off who cannot be on a team, with a sentence."""
    with contextlib.suppress(Unread):
        await request.rooms.directory.get_people(request.workspace, unread)
    gone = await request.run(teams_acts.take_off_strangers, saved.id, unread)
    if gone:
        translate = translator(request.reader.locale)
        names = ", ".join(f"<@{person}>" for person in gone)
        message = cards.sentence(translate("team-taken-off", names=names))
        await request.rooms.slack.whisper(
            saved.channel, request.person, message.text, message.blocks
        )


async def _ask_contact(
    request: Request, plan: Plan, view_state: ViewState, why: ContactIsLeader
) -> None:
    """The form did not ask for a contact, and needs one now: it comes again, as filled in."""
    found = await request.do(teams_acts.team_in, plan.channel)
    view = teams.team_form(
        request.reader,
        team=found.team,
        leaders=plan.leaders,
        members=plan.members,
        settings=plan.settings,
        contact=found.contact,
        ask_contact=True,
        ask_admin=found.ask_admin,
        notice=found.notice,
        problem=cards.refusal(why, translator(request.reader.locale), request.people),
        view_state=view_state,
    )
    await request.close_form(view)


async def how(request: Request) -> None:
    """How it works: go on to the promise."""
    view_state = view_state_of(request)
    found = await request.do(teams_acts.promise_for, view_state.team or "")
    if found.team is None:
        raise MalformedError("team")
    view = teams.promise_form(
        request.reader, team=found.team, contact=found.contact, view_state=view_state
    )
    await request.close_form(view)


async def promised(request: Request) -> None:
    """I promise and switch on."""
    given = form_inputs.PromiseInput.of(request.values)
    view_state = view_state_of(request)
    saved = await request.do(teams_acts.accept, view_state.team or "", given.hour)
    view = teams.youre_on(request.reader, team=saved, hour=given.hour, view_state=view_state)
    await request.close_form(view)


async def contact(request: Request) -> None:
    """The safety contact."""
    given = form_inputs.ContactInput.of(request.values)
    await request.do(contacts.set_contact, contact=given.person, line=given.line)
    reader = request.reader
    shown = contact_words(contact_text(given.person, given.line) or "")
    view = oneself.said(
        reader, title_key="saved-title", text_key="home-admin-contact", contact=shown
    )
    await request.close_form(view)
