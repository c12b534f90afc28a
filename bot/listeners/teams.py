"""Forms of a team: who leads and who is on it, how it works, the promise, the safety contact."""

import asyncio
import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.casework import contacts
from bot.casework import teams as teams_acts
from bot.casework.teams import Plan, TeamView
from bot.domain.ids import ChannelId, PersonId
from bot.domain.person import Person
from bot.domain.refusals import (
    ContactIsLeader,
    InviteMe,
    NotATeam,
    NotInChannel,
    NotOpened,
    Unread,
)
from bot.domain.team import PREFILL_LIMIT, WAITING, Team
from bot.listeners.request import PEOPLE_SECONDS, Request, View
from bot.messages import cards
from bot.messages.controls import Field, MalformedError
from bot.messages.forms import form_inputs, oneself, teams
from bot.messages.forms.form_elements import with_more
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import channel_link, contact_words, mention, translator
from bot.slack.objects import Channel

MOST_PRESENT = 10_000
"""So many people of a channel are read when its team is set up."""


BESIDE_THE_TEAM = 2
"""The bot, and whoever sets the team up and leads it."""


async def placed(request: Request) -> None:
    """Go on to the form of the team of a channel, for somebody who is in it.

    To everybody else a private channel is one that there is not.
    """
    place = form_inputs.PlaceInput.of(request.values).place
    channel = await _channel(request, place)
    present = await _present(request, place)
    if present is None:
        raise Unread(field=Field.PLACE)
    if request.person not in present:
        if channel.private:
            raise InviteMe(field=Field.PLACE)
        raise NotInChannel(field=Field.PLACE, names=request.person)
    team, view_state = await _team_in(request, place, channel)
    people = () if team.team is not None else await _known_in_time(request, present)
    await request.close_form(_team_form(request, team, view_state, people))


async def open_team(request: Request, place: ChannelId) -> None:
    """Open the form of the team of the channel somebody is in, and fill it after the reply."""
    channel = await _channel(request, place)
    team, view_state = await _team_in(request, place, channel)
    loading = teams.loading(request.reader, title_key="form-team-title", view_state=view_state)
    opened = await request.services.slack.open_form(request.trigger, loading)
    if opened.value is None:
        raise NotOpened
    await request.ack()
    request.later(_fill_team_form(request, opened.value, team, view_state, channel.people))


async def _channel(request: Request, place: ChannelId) -> Channel:
    """What a channel is. Raises :class:`NotATeam` or :class:`InviteMe` where no team can be."""
    channel = await request.services.directory.channel(place)
    if channel is None:
        raise InviteMe(field=Field.PLACE)
    if channel.shared or channel.direct:
        raise NotATeam(field=Field.PLACE)
    if not channel.member:
        raise InviteMe(field=Field.PLACE)
    return channel


async def _team_in(
    request: Request, place: ChannelId, channel: Channel
) -> tuple[TeamView, ViewState]:
    """The team of a channel, and what its form remembers of it."""
    team = await request.do(teams_acts.team_in, place)
    private = channel.private or None
    return team, ViewState(channel=place, channel_name=channel.name, private=private)


async def more(request: Request) -> None:
    """The settings of a team that few change, in its open form."""
    view = request.body["view"]
    view_state = ViewState.from_json(str(view.get("private_metadata") or ""))
    team = await request.do(teams_acts.team_in, ChannelId(view_state.channel or ""))
    await request.update_form(with_more(view, teams.more_of_team(request.reader, team=team.team)))


async def _fill_team_form(
    request: Request, opened: str, team: TeamView, view_state: ViewState, count: int | None
) -> None:
    """Put a team into the open form, or the channel's people where there is none yet.

    A channel too large to prefill is not read at all.
    """
    people: Sequence[PersonId] = ()
    if team.team is None and (count is None or count <= PREFILL_LIMIT + BESIDE_THE_TEAM):
        people = await _prefilled(request, ChannelId(view_state.channel or ""))
    view = _team_form(request, team, view_state, people)
    await request.services.slack.update_form(opened, view)


def _team_form(
    request: Request, team: TeamView, view_state: ViewState, people: Sequence[PersonId]
) -> View:
    return teams.team_form(
        request.reader,
        team=team.team,
        people=people,
        contact=team.contact,
        ask_contact=team.own_contact or None,
        ask_admin=team.ask_admin,
        notice=team.notice,
        view_state=view_state,
    )


async def _known_in_time(request: Request, present: Collection[PersonId]) -> Sequence[PersonId]:
    """The full members of a small channel but whoever asks; nobody where not all are known."""
    if len(present) > PREFILL_LIMIT + BESIDE_THE_TEAM:
        return ()
    known = await request.meet(*sorted(present))
    return _full_members(request, present, known) if set(present) <= set(known) else ()


async def _prefilled(request: Request, channel: ChannelId) -> Sequence[PersonId]:
    """The full members of a small channel but whoever asks."""
    directory = request.services.directory
    try:
        present = await directory.members(channel, PREFILL_LIMIT + BESIDE_THE_TEAM + 1)
        known = await directory.get_people(request.workspace, present)
    except Unread:
        return ()
    return _full_members(request, present, known)


def _full_members(
    request: Request, present: Collection[PersonId], known: Mapping[PersonId, Person]
) -> Sequence[PersonId]:
    others = sorted(person for person in present if person != request.person)
    people = [person for person in others if person in known and known[person].member]
    return people if len(people) <= PREFILL_LIMIT else ()


def view_state_of(request: Request) -> ViewState:
    """What the submitted form remembers."""
    return ViewState.from_json(str(request.view.get("private_metadata") or ""))


async def team(request: Request) -> None:
    """Set up the channel's team; whoever leads it goes on to the promise."""
    view_state = view_state_of(request)
    fields = form_inputs.TeamInput.of(request.values, more=bool(view_state.more))
    plan = Plan(
        channel=ChannelId(view_state.channel or ""),
        name=view_state.channel_name or "",
        leaders=fields.leaders,
        members=fields.members,
        contact_person=fields.person,
        contact_line=fields.line,
        private=bool(view_state.private),
        admin=fields.admin,
        settings=fields.settings,
    )
    await request.admit()
    unread = frozenset(fields.members) - set(request.people)
    present = await _present(request, plan.channel)
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
        contact = saved.contact or contact_text(fields.person, fields.line) or request.contact
        view = teams.how_view(request.reader, contact=contact, view_state=ViewState(team=saved.id))
        await request.close_form(view)
        return
    await request.close_form(_team_saved(request, saved))


def _team_saved(request: Request, saved: Team) -> View:
    """What a team that was set up or changed waits for."""
    drawn = partial(
        teams.team_saved, request.reader, team=saved, contact=saved.contact or request.contact
    )
    if saved.awaits_admin and saved.approval_admin is not None:
        return drawn(
            title_key="waiting-title",
            text_key="waiting-done",
            admin=mention(saved.approval_admin),
            channel=channel_link(saved.channel),
        )
    asked = [
        leader.person for leader in saved.leaders if leader.approved and leader.state in WAITING
    ]
    if asked:
        names = ", ".join(mention(person) for person in asked)
        return drawn(
            title_key="invited-title",
            text_key="invited-done",
            names=names,
            channel=channel_link(saved.channel),
        )
    return drawn(title_key="saved-title", text_key="team-saved")


def contact_text(person: PersonId | None, line: str | None) -> str | None:
    """A safety contact as it is kept: a mention, or a line of text."""
    return f"<@{person}>" if person else line


async def _present(request: Request, channel: ChannelId) -> frozenset[PersonId] | None:
    """Who is in the channel, where Slack says so in time; ``None`` where it does not."""
    try:
        reading = request.services.directory.members(channel, MOST_PRESENT)
        return frozenset(await asyncio.wait_for(reading, PEOPLE_SECONDS)) or None
    except (Unread, TimeoutError):
        return None


async def _check_members(request: Request, saved: Team, unread: Collection[PersonId]) -> None:
    """Read who was not known in time, and take off who cannot be on a team, with a sentence."""
    with contextlib.suppress(Unread):
        await request.services.directory.get_people(request.workspace, unread)
    gone = await request.run(teams_acts.take_off_strangers, saved.id, unread)
    if gone:
        translate = translator(request.reader.locale)
        names = ", ".join(f"<@{person}>" for person in gone)
        message = cards.sentence(translate("team-taken-off", names=names))
        await request.services.slack.post_ephemeral(
            saved.channel, request.person, message.text, message.blocks
        )


async def _ask_contact(
    request: Request, plan: Plan, view_state: ViewState, why: ContactIsLeader
) -> None:
    """The form did not ask for a contact, and needs one now: it comes again, as filled in."""
    team = await request.do(teams_acts.team_in, plan.channel)
    today = request.calendar.today(request.now)
    view = teams.team_form(
        request.reader,
        team=team.team,
        leaders=plan.leaders,
        members=plan.members,
        settings=replace(team.team or teams.new_settings(request.reader), **plan.settings),
        contact=team.contact,
        ask_contact=True,
        ask_admin=team.ask_admin,
        notice=team.notice,
        problem=cards.refusal(why, translator(request.reader.locale), today, request.people),
        view_state=view_state,
    )
    await request.close_form(view)


async def how(request: Request) -> None:
    """How it works: go on to the promise."""
    view_state = view_state_of(request)
    team = await request.do(teams_acts.promise_for, view_state.team or "")
    if team.team is None:
        raise MalformedError("team")
    view = teams.promise_form(
        request.reader, team=team.team, contact=team.contact, view_state=view_state
    )
    await request.close_form(view)


async def promised(request: Request) -> None:
    """I promise and switch on."""
    fields = form_inputs.PromiseInput.of(request.values)
    view_state = view_state_of(request)
    saved = await request.do(teams_acts.accept, view_state.team or "", fields.hour)
    view = teams.youre_on(request.reader, team=saved, hour=fields.hour, view_state=view_state)
    await request.close_form(view)


async def contact(request: Request) -> None:
    """The safety contact."""
    fields = form_inputs.ContactInput.of(request.values)
    await request.do(contacts.set_contact, contact=fields.person, line=fields.line)
    reader = request.reader
    shown = contact_words(contact_text(fields.person, fields.line) or "")
    view = oneself.said(
        reader, title_key="saved-title", text_key="home-admin-contact", contact=shown
    )
    await request.close_form(view)
