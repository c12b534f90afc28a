"""An admin's yes: no team, leader or contact works before it, and people learn where they stand."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.casework.approvals import approve
from bot.demo.simulation import Simulation, set_up_team
from bot.domain.delivery import DeliveryKind
from bot.domain.refusals import NotYours
from bot.domain.settings import TeamsStart
from bot.domain.team import Team
from slack_sandbox import Channel, Message, Person
from tests.conftest import Cast, let_teams_start
from tests.scenarios.moments import rows
from tests.scenarios.rows import nothing_stored, workspace_of

WAITING = "is waiting for an admin's approval"
PERSON = "Safety contact: a person"
LINE = "Or a line of text"


class Ops(NamedTuple):
    """A team that Lee has set up and leads; Nia and Bob are on it, Ada answers for the app."""

    lee: Person
    nia: Person
    bob: Person
    ada: Person
    channel: Channel


async def set_up(simulation: Simulation, *, private: bool = False) -> Ops:
    ws = simulation.workspace
    ada = ws.add_person("ada", display_name="Ada", admin=True)
    lee, nia, bob = (ws.add_person(one, display_name=one.title()) for one in ("lee", "nia", "bob"))
    channel = ws.add_channel("ops", members=[lee, nia, bob], private=private)
    await ada.open_home()
    await set_up_team(lee, channel, [nia, bob], contact="People team, ext. 112")
    return Ops(lee, nia, bob, ada, channel)


def team_in(simulation: Simulation, channel: Channel) -> Team:
    with simulation.bot.store.begin() as tx:
        team = tx.teams.in_channel(workspace_of(simulation), channel.id)
    assert team is not None
    return team


async def answer_to(person: Person, text: str, channel: Channel | None = None) -> str:
    answer = await person.command("/concern", text, channel=channel)
    assert answer.message is not None
    return answer.message.plain()


async def home(person: Person) -> str:
    view = await person.open_home()
    assert view is not None
    return view.plain()


async def question(simulation: Simulation, admin: Person) -> Message:
    """What an admin was asked last, inside their hours."""
    await simulation.move(timedelta(hours=2))
    return [one for one in admin.direct_messages() if "Approve" in one.labels()][-1]


# The states of a team (5.4), each with what may be raised, the digest, and who reads what


async def test_R47_set_up_and_not_approved_nothing_can_be_raised(simulation: Simulation) -> None:
    ops = await set_up(simulation)
    for text, where in (
        ("I am stuck", ops.channel),
        ("I am stuck", None),
        ("@lee I am stuck", None),
    ):
        assert WAITING in await answer_to(ops.nia, text, where)
    message = await ops.nia.say("I drown", channel=ops.channel)
    await ops.nia.react("ear", message)
    await ops.nia.message_shortcut("come_back_to_this", message)
    assert ops.nia.modal is not None and WAITING in ops.nia.modal.plain()
    assert await nothing_stored(simulation)
    team = team_in(simulation, ops.channel)
    assert (team.accepted, team.members, team.has_digest) == ((), frozenset(), False)
    assert "waiting for an admin" in await home(ops.lee)
    assert ops.channel.messages == [message], "the channel is told nothing yet"

    asked = await question(simulation, ops.ada)
    assert asked.text == "A team waits for your approval."
    for said in ("Lee", "Nia", "Bob", "People team, ext. 112", "Until then nothing starts."):
        assert said in asked.plain()
    assert asked.labels() == ["Approve", "Who sees what?", "Not now"]
    assert "Teams that wait for your approval: 1." in await home(ops.ada)
    # Nobody else can say yes for an admin.
    with pytest.raises(NotYours):
        await simulation.bot.runner.run(team.workspace, approve, ops.lee.id, team.id, 1)


async def test_R47_approved_it_begins_and_everybody_learns_of_it(simulation: Simulation) -> None:
    ops = await set_up(simulation)
    asked = await question(simulation, ops.ada)
    await ops.ada.press(asked, "Approve")
    await simulation.rounds()
    assert asked.live.labels() == [] and "An admin approved" in asked.live.plain()
    team = team_in(simulation, ops.channel)
    assert (team.accepted, team.members) == ((ops.lee.id,), {ops.nia.id, ops.bob.id})
    assert team.has_digest
    [hello] = ops.channel.messages
    assert hello.labels()[-1] == "I'm not on this team"
    assert "@Ada approved #ops. It has started." in ops.lee.direct_messages()[-1].plain()
    assert "Lee gets this" in await answer_to(ops.nia, "I am stuck", ops.channel)
    assert "#ops · led by Lee" in await home(ops.nia)
    # The contact that was proposed is one by now, named by the admin.
    with simulation.bot.store.begin() as tx:
        found = tx.workspaces.get(workspace_of(simulation))
    assert (found.contact, found.contact_named_by) == ("People team, ext. 112", ops.ada.id)
    # Who is in the channel has read it there.
    await simulation.move(timedelta(minutes=1))
    assert rows(simulation, DeliveryKind.LISTED) == []


async def test_R47_not_now_leaves_everything_off_and_is_asked_again_after_a_month(
    simulation: Simulation,
) -> None:
    ops = await set_up(simulation)
    asked = await question(simulation, ops.ada)
    await ops.ada.press(asked, "Not now")
    await simulation.rounds()
    assert (
        asked.live.labels() == [] and 'An admin answered "not now" for #ops' in asked.live.plain()
    )
    said = ops.lee.direct_messages()[-1].plain()
    assert '@Ada chose "not now" for #ops. Nothing has started; @Ada can tell you why.' in said
    assert WAITING in await answer_to(ops.nia, "I am stuck", ops.channel)
    assert 'an admin chose "not now"' in await home(ops.lee)
    await ops.lee.command("/concern", "team", channel=ops.channel)
    refused = await ops.lee.submit()
    assert 'An admin chose "not now"; you can ask again from' in str(refused.errors)
    await ops.lee.close_modal(all=True)
    simulation.clock.move_to(simulation.clock() + timedelta(days=31))
    await ops.lee.command("/concern", "team", channel=ops.channel)
    assert not (await ops.lee.submit()).errors
    asked = await question(simulation, ops.ada)
    await ops.ada.press(asked, "Approve")
    assert team_in(simulation, ops.channel).accepted == (ops.lee.id,)


async def test_R47_approved_with_a_leader_who_is_only_then_invited(simulation: Simulation) -> None:
    ws = simulation.workspace
    ada = ws.add_person("ada", display_name="Ada", admin=True)
    lee, nia = ws.add_person("lee", display_name="Lee"), ws.add_person("nia", display_name="Nia")
    channel = ws.add_channel("ops", members=[lee, nia])
    await ada.open_home()
    await nia.command("/concern", "team", channel=channel)
    await nia.fill({"Who leads?": [lee], "Who's on the team?": [nia], LINE: "ext. 112"})
    await nia.submit()
    assert nia.modal is not None and "I've asked @Ada to approve #ops" in nia.modal.plain()
    asked = await question(simulation, ada)
    assert lee.direct_messages() == [], "invitations go out after the approval"
    await ada.press(asked, "Approve")
    await simulation.rounds()
    assert "It starts when @Lee accepts" in nia.direct_messages()[-1].plain()
    assert "isn't using Heard yet" in await answer_to(nia, "I am stuck", channel)
    assert not team_in(simulation, channel).has_digest
    [invitation] = lee.direct_messages()
    await lee.press(invitation, "See how it works")
    await lee.submit()
    await lee.submit()
    await simulation.rounds()
    assert "Lee gets this" in await answer_to(nia, "I am stuck", channel)
    assert len(channel.messages) == 1


async def test_R47_a_contact_who_leads_closes_the_teams_door_and_admins_are_asked(
    simulation: Simulation, cast: Cast
) -> None:
    """By whatever path it came to that: what stands is found anew each time."""
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(workspace_of(simulation), cast.tom.id, None, cast.priya.id)
    assert "an admin has to name a safety contact" in await answer_to(
        cast.dora, "I am stuck", cast.design
    )
    assert await nothing_stored(simulation)
    assert team_in(simulation, cast.design).has_digest, "the digest goes on"
    await simulation.rounds()
    await simulation.rounds()
    asked = cast.priya.direct_messages()[-1]
    assert "leads the team of #design, so can't be its safety contact" in asked.plain().replace(
        "@", ""
    )
    assert "closed until an admin names another" in await home(cast.tom)
    assert "Tom" not in (await home(cast.dora)).partition("Harassment")[2]
    await cast.priya.press(asked, "Name a contact")
    await cast.priya.fill({LINE: "the works council"})
    assert not (await cast.priya.submit()).errors
    assert "Tom gets this" in await answer_to(cast.dora, "I am stuck", cast.design)


async def test_R47_where_a_teams_own_contact_leads_it_the_workspaces_stands(
    simulation: Simulation, cast: Cast
) -> None:
    own, here = f"<@{cast.tom.id}>", workspace_of(simulation)
    team = team_in(simulation, cast.design)
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(here, None, "the works council", cast.priya.id)
        tx.teams.set_contact(team, own)
    assert "Tom gets this" in await answer_to(cast.dora, "I am stuck", cast.design)
    assert "the works council" in await home(cast.dora)
    assert "closed until an admin names another" not in await home(cast.tom)


async def test_R47_with_all_leaders_gone_nothing_can_be_raised_and_the_digest_rests(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.workspace.deactivate(cast.tom)
    await simulation.slack.quiet()
    assert "I am stuck" in await answer_to(cast.dora, "I am stuck", cast.design)
    assert await nothing_stored(simulation)
    assert not team_in(simulation, cast.design).has_digest


# Whoever wants something else than an admin wants


async def test_R47_nobody_makes_themselves_leader_or_contact(simulation: Simulation) -> None:
    """As an ordinary member tried it: a private channel, oneself as leader, a friend as contact."""
    ops = await set_up(simulation, private=True)
    with simulation.bot.store.begin() as tx:
        assert tx.workspaces.get(workspace_of(simulation)).contact is None
        assert tx.teams.accepted_leaders(workspace_of(simulation)) == []
    eve = simulation.workspace.add_person("eve", display_name="Eve", admin=True)
    seen = await home(eve)
    await eve.press("home", "See what waits")
    assert eve.modal is not None
    seen += eve.modal.plain()
    assert "Teams that wait for your approval: 1." in seen
    assert "@Lee asked another admin to approve a private channel." in seen
    assert not {"ops", "Nia", "Bob"} & set(seen.replace("@", " ").replace("#", " ").split())
    asked = await question(simulation, ops.ada)
    assert "#ops" in asked.plain() and "Nia" in asked.plain()


async def test_R47_without_an_installer_an_admin_is_picked_and_checked(
    simulation: Simulation,
) -> None:
    ws = simulation.workspace
    ada = ws.add_person("ada", display_name="Ada", admin=True)
    lee, nia = ws.add_person("lee", display_name="Lee"), ws.add_person("nia", display_name="Nia")
    channel = ws.add_channel("ops", members=[lee, nia])
    await lee.command("/concern", "team", channel=channel)
    label = "Which admin should approve this?"
    assert lee.modal is not None and label in lee.modal.fields
    await lee.fill({label: nia, LINE: "ext. 112"})
    assert "Nia isn't an admin here" in (await lee.submit()).errors[label]
    await lee.fill({label: ada})
    assert not (await lee.submit()).errors
    asked = await question(simulation, ada)
    await ada.press(asked, "Approve")
    assert team_in(simulation, channel).approved


async def test_R47_a_new_leader_and_more_than_five_people_want_an_admin_again(
    simulation: Simulation, cast: Cast
) -> None:
    crowd = [simulation.workspace.add_person(f"p{n}", display_name=f"P{n}") for n in range(8)]
    cast.design.members += [one.user for one in crowd]

    async def ask(people: list[Person], leaders: list[Person]) -> str:
        await cast.tom.command("/concern", "team", channel=cast.design)
        await cast.tom.fill({"Who's on the team?": people, "Who leads?": leaders})
        sent = await cast.tom.submit()
        assert not sent.errors, sent.errors
        said = cast.tom.modal.plain() if cast.tom.modal is not None else ""
        await cast.tom.close_modal(all=True)
        return said

    assert "The new settings apply from now on." in await ask([cast.dora, *crowd[:5]], [cast.tom])
    assert len(team_in(simulation, cast.design).members) == 6
    await simulation.move(timedelta(hours=2))
    # Each of them learns of it: the channel's line stood there before them.
    assert all(
        "You don't have to do anything." in one.direct_messages()[-1].plain() for one in crowd[:5]
    )
    assert "I've asked @Priya" in await ask([cast.dora, *crowd[:6]], [cast.tom]), "a sixth today"
    await simulation.rounds()
    assert "I've asked @Priya" in await ask([cast.dora, *crowd[:6]], [cast.tom, crowd[7]])
    team = team_in(simulation, cast.design)
    assert (team.accepted, team.proposed) == ((cast.tom.id,), {crowd[5].id})
    assert team.unapproved == (crowd[7].id,)
    await simulation.rounds()
    old, new = [one for one in cast.priya.direct_messages() if one.text.startswith("A team")][-2:]
    assert old.live.labels() == [] and "@Tom has changed this since." in old.live.plain()
    assert "Lead: @P7." in new.plain() and "Team: @P5." in new.plain()
    await cast.priya.press(new, "Not now")
    await simulation.rounds()
    team = team_in(simulation, cast.design)
    assert (team.proposed, team.unapproved, team.accepted) == (set(), (), (cast.tom.id,))
    assert "It goes on as it was" in cast.tom.direct_messages()[-1].plain()


async def test_R47_invitations_and_questions_to_admins_are_limited(simulation: Simulation) -> None:
    ws = simulation.workspace
    ada = ws.add_person("ada", display_name="Ada", admin=True)
    lee = ws.add_person("lee", display_name="Lee")
    leaders = [ws.add_person(f"p{n}", display_name=f"P{n}") for n in range(7)]
    await ada.open_home()
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(workspace_of(simulation), None, "ext. 112", ada.id)
    let_teams_start(simulation, TeamsStart.OPEN)
    said = []
    for number, leader in enumerate(leaders):
        channel = ws.add_channel(f"c{number}", members=[lee, leader, ada])
        await lee.command("/concern", "team", channel=channel)
        await lee.fill({"Who leads?": [leader], "Who's on the team?": [ada]})
        said.append(str((await lee.submit()).errors))
        await lee.close_modal(all=True)
    assert said[:5] == ["{}"] * 5
    assert all("Five leads a day can be invited" in one for one in said[5:])
    await simulation.move(timedelta(hours=2))
    assert len(rows(simulation, DeliveryKind.INVITE)) == 5
    # The same one again in another month, but not within thirty days.
    simulation.clock.move_to(simulation.clock() + timedelta(days=25))
    first = next(one for one in ws.team.channels.values() if one.name == "c0")
    await lee.command("/concern", "team", channel=first)
    await lee.submit()
    await lee.close_modal(all=True)
    assert len(rows(simulation, DeliveryKind.INVITE)) == 5
    let_teams_start(simulation, TeamsStart.APPROVED)
    said = []
    for number in range(6):
        channel = ws.add_channel(f"own{number}", members=[lee, leaders[0]])
        await lee.command("/concern", "team", channel=channel)
        said.append(str((await lee.submit()).errors))
        await lee.close_modal(all=True)
    assert said[:5] == ["{}"] * 5 and "as many approvals as one day allows" in said[5]


# The contact, by every path


@pytest.mark.parametrize("door", ["contact form", "team form", "proposed"])
async def test_R47_a_contact_never_leads_its_team(
    simulation: Simulation, cast: Cast, door: str
) -> None:
    if door == "contact form":
        await cast.priya.open_home()
        await cast.priya.press("home", "Name a contact")
        for leader in (cast.priya, cast.tom):
            await cast.priya.fill({PERSON: leader})
            assert "The safety contact can't be" in str((await cast.priya.submit()).errors)
    elif door == "team form":
        with simulation.bot.store.begin() as tx:
            tx.workspaces.set_contact(workspace_of(simulation), cast.dora.id, None, cast.priya.id)
        await cast.tom.command("/concern", "team", channel=cast.design)
        await cast.tom.fill({"Who leads?": [cast.tom, cast.dora]})
        await cast.tom.submit()
        assert cast.tom.modal is not None
        assert "The safety contact can't be Dora" in cast.tom.modal.plain()
        assert team_in(simulation, cast.design).unapproved == ()
    else:
        channel = simulation.workspace.add_channel("lab", members=[cast.dora, cast.stranger])
        with simulation.bot.store.begin() as tx:
            tx.workspaces.set_contact(workspace_of(simulation), None, None, None)
        await cast.dora.command("/concern", "team", channel=channel)
        await cast.dora.fill({PERSON: cast.dora})
        assert "The safety contact can't be Dora" in str((await cast.dora.submit()).errors)
        await cast.dora.fill({PERSON: cast.stranger})
        assert not (await cast.dora.submit()).errors
        with simulation.bot.store.begin() as tx:
            assert tx.workspaces.get(workspace_of(simulation)).contact is None, "only proposed"


async def test_R47_only_admins_name_the_contact(simulation: Simulation, cast: Cast) -> None:
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(workspace_of(simulation), None, None, None)
    await cast.priya.open_home()
    await cast.priya.press("home", "Name a contact")
    view = cast.priya.modal
    assert view is not None
    channel = simulation.workspace.add_channel("lab", members=[cast.dora, cast.stranger])
    await set_up_team(cast.dora, channel, [cast.stranger], contact="Call Lee, +1 900")
    assert "Lee, +1 900" not in await home(cast.stranger)
    assert "an admin has to name a safety contact" in await answer_to(
        cast.sam, "I am stuck", cast.payments
    )


# The list


async def test_R47_who_is_not_in_the_channel_is_told_and_anybody_can_leave_the_list(
    simulation: Simulation,
) -> None:
    ops = await set_up(simulation)
    simulation.workspace.leave(ops.channel, ops.bob)
    asked = await question(simulation, ops.ada)
    await ops.ada.press(asked, "Approve")
    await simulation.move(timedelta(minutes=2))
    assert [one.recipient for one in rows(simulation, DeliveryKind.LISTED)] == [ops.bob.id]
    [told] = ops.bob.direct_messages()
    assert told.text == "Your team uses Heard now; there is nothing you have to do."
    assert "it goes to Lee." in told.plain()
    before = len(ops.lee.direct_messages())
    await ops.bob.press(told, "I'm not on this team")
    assert told.live.labels() == [] and "You're off the list" in told.live.plain()
    [hello] = ops.channel.messages
    await ops.nia.press(hello, "I'm not on this team")
    said = ops.nia.ephemerals(ops.channel)[-1].plain()
    assert "no longer goes to Lee unless you choose so" in said
    assert "I send Lee no message about it." in said
    assert team_in(simulation, ops.channel).members == frozenset()
    await simulation.move(timedelta(days=1))
    assert len(ops.lee.direct_messages()) == before
    await ops.nia.press(hello, "I'm not on this team")
    assert "You're not on this team's list." in ops.nia.ephemerals(ops.channel)[-1].plain()
    # Put back on the list, they learn of it again.
    simulation.workspace.join(ops.channel, ops.bob)
    await ops.lee.command("/concern", "team", channel=ops.channel)
    await ops.lee.fill({"Who's on the team?": [ops.bob]})
    assert not (await ops.lee.submit()).errors
    await simulation.move(timedelta(minutes=2))
    assert len(ops.bob.direct_messages()) == 2


async def test_R47_open_workspaces_start_teams_right_away_but_name_no_contact(
    simulation: Simulation,
) -> None:
    ws = simulation.workspace
    ada = ws.add_person("ada", display_name="Ada", admin=True)
    await ada.open_home()
    await ada.press("home", "Workspace settings")
    await ada.fill({"A new team starts": "Once its lead accepts"})
    assert not (await ada.submit()).errors
    lee, nia = ws.add_person("lee", display_name="Lee"), ws.add_person("nia", display_name="Nia")
    channel = ws.add_channel("ops", members=[lee, nia])
    await set_up_team(lee, channel, [nia], contact="ext. 112")
    assert team_in(simulation, channel).accepted == (lee.id,)
    assert "an admin has to name a safety contact" in await answer_to(nia, "I am stuck", channel)
    asked = await question(simulation, ada)
    await ada.press(asked, "Approve")
    assert "Lee gets this" in await answer_to(nia, "I am stuck", channel)
