"""Setting up a team: who leads, who is on it, the contact, the promise, and before it nothing."""

from datetime import time, timedelta

import pytest

from bot.demo.simulation import Simulation
from bot.domain.team import LeaderState, Team
from slack_sandbox import Channel, Person
from tests.conftest import Cast

from .rows import nothing_stored, the_concern, workspace_of

CONTACT = "People team, ext. 112"
LINE = "Or a line of text"
PERSON = "Safety contact: a person"


async def team_of(simulation: Simulation, channel: Channel) -> Team | None:
    return await simulation.bot.store.run(
        lambda tx: tx.teams.in_channel(workspace_of(simulation), channel.id)
    )


def people(simulation: Simulation) -> tuple[Person, Person, Person]:
    """Three admins: what they set up needs nobody else's yes."""
    eva, ben, kim = (
        simulation.workspace.add_person(one, display_name=one.title(), admin=True)
        for one in ("eva", "ben", "kim")
    )
    return eva, ben, kim


def form_of(person: Person) -> str:
    assert person.modal is not None
    return person.modal.plain()


async def said(person: Person, text: str, channel: Channel | None = None) -> str:
    answer = await person.command("/concern", text, channel=channel)
    assert answer.ok
    assert not answer.problems
    return answer.message.plain() if answer.message else ""


# Set up by who leads it


async def test_who_leads_sets_a_team_up_and_promises_in_one_flow(simulation: Simulation) -> None:
    eva, ben, kim = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben, kim])
    await eva.command("/concern", "team", channel=ops)
    assert eva.modal is not None
    assert eva.modal.title == "Set up a team"
    assert eva.modal.fields["Who leads?"].value == [eva.id]
    assert set(eva.modal.fields["Who's on the team?"].value) == {ben.id, kim.id}
    assert set(eva.modal.fields) == {"Who leads?", "Who's on the team?", PERSON, LINE}
    await eva.fill({LINE: CONTACT})
    await eva.press("modal", "More settings")
    assert eva.modal.fields[LINE].value == CONTACT
    await eva.fill({"Numbers in the digest": "Never"})
    await eva.submit()
    assert form_of(eva).startswith("How it works")
    assert await said(ben, "I am stuck", ops) != ""
    assert await nothing_stored(simulation)

    await eva.submit()
    promise = form_of(eva)
    assert promise.startswith("Your promise")
    assert f"I pass on the same day, to {CONTACT}. Either way I tell the person." in promise
    await eva.fill({"When should I write to you?": "13:30"})
    await eva.submit()
    assert "When someone does, I write to you at 13:30" in form_of(eva)

    team = await team_of(simulation, ops)
    assert team is not None
    assert team.accepted == (eva.id,)
    assert team.members == {ben.id, kim.id}
    assert team.zone == "Europe/Berlin"
    assert (team.digest_day, team.digest_at, team.figures.value) == (5, time(10), "never")
    assert "@Eva gets this" in await said(ben, "I am stuck", ops)
    await the_concern(simulation)


async def test_an_example_of_a_question_is_shown_and_stored_nowhere(simulation: Simulation) -> None:
    eva, ben, _ = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben])
    await eva.command("/concern", "team", channel=ops)
    await eva.fill({LINE: CONTACT})
    for _step in range(3):
        await eva.submit()
    await eva.press("modal", "Show an example")
    assert "This is an example" in form_of(eva)
    assert "How is that situation now?" in form_of(eva)
    assert await nothing_stored(simulation)


async def test_the_channel_hears_of_a_promise_once(simulation: Simulation, cast: Cast) -> None:
    [hello] = cast.payments.messages
    text = hello.plain()
    assert "Priya has promised to answer what you raise within two working days" in text
    assert "Type /concern and a sentence" in text
    assert "/concern data shows you the notes about you" in text
    assert f"Harassment, discrimination or threats: {CONTACT}." in text
    assert hello.labels() == ["Raise something", "Who sees what?", "I'm not on this team"]

    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.submit()
    await simulation.restart()
    await simulation.move(timedelta(days=1))
    assert cast.payments.messages == [hello]


# Others are invited


async def invited(simulation: Simulation) -> tuple[Person, Person, Channel]:
    eva, ben, _ = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben])
    await ben.command("/concern", "team", channel=ops)
    await ben.fill({"Who leads?": [eva], "Who's on the team?": [ben], LINE: CONTACT})
    assert (await ben.submit()).ok
    return eva, ben, ops


async def test_an_invited_leader_sees_how_it_works_and_promises(simulation: Simulation) -> None:
    eva, ben, ops = await invited(simulation)
    assert "raise. Nobody can raise anything there until @Eva accepts." in form_of(ben)
    await simulation.rounds()
    assert eva.direct_messages() == [], "before her hours"
    await simulation.move(timedelta(hours=2))
    [invitation] = eva.direct_messages()
    assert invitation.text == "Someone would like you to use Heard."
    assert "Ben would like people in #ops to be able to raise things with you" in invitation.plain()
    assert invitation.labels() == ["See how it works", "Not now"]

    await eva.press(invitation, "See how it works")
    assert form_of(eva).startswith("How it works")
    await eva.submit()
    assert form_of(eva).startswith("Your promise")
    assert "posts the main points of this promise once in #ops, with your name" in form_of(eva)
    await eva.submit()
    assert form_of(eva).startswith("It has started")
    await simulation.rounds()
    [hello] = ops.messages
    assert "Eva has promised to answer what you raise" in hello.plain()
    assert "Eva gets this" in await said(ben, "I am stuck", ops)
    await simulation.move(timedelta(days=40))
    assert (
        sum(
            "You agreed to follow up on what people in #ops raise" in one.plain()
            for one in eva.direct_messages()
        )
        == 1
    )


@pytest.mark.parametrize("text", ["I am stuck", "@eva I am stuck"])
async def test_R26_nothing_is_raised_with_who_has_not_promised(
    simulation: Simulation, text: str
) -> None:
    eva, ben, ops = await invited(simulation)
    answer = await said(ben, text, ops)
    assert "Nothing was sent. Eva isn't using Heard yet." in answer
    assert "I am stuck" in answer
    assert await nothing_stored(simulation)
    await simulation.move(timedelta(days=1))
    assert not any("raised something with you" in one.plain() for one in eva.direct_messages())


async def test_R26_the_message_menu_and_an_emoji_open_no_door_either(
    simulation: Simulation,
) -> None:
    _eva, ben, ops = await invited(simulation)
    message = await ben.say("I drown", channel=ops)
    await ben.react("ear", message)
    assert ben.ephemerals(ops) == []
    await ben.message_shortcut("come_back_to_this", message)
    assert "Eva isn't using Heard yet" in form_of(ben)
    assert await nothing_stored(simulation)


async def test_not_now_leaves_everything_off(simulation: Simulation) -> None:
    eva, ben, ops = await invited(simulation)
    await simulation.move(timedelta(hours=2))
    [invitation] = eva.direct_messages()
    await eva.press(invitation, "Not now")
    team = await team_of(simulation, ops)
    assert team is not None
    assert [one.state for one in team.leaders] == [LeaderState.DECLINED]
    assert ops.messages == []
    assert invitation.live.labels() == ["See how it works"]
    assert "Nothing has started with you" in invitation.live.plain()
    home = await ben.open_home()
    assert home is not None
    assert 'Eva chose "not now"' in home.plain()
    before = invitation.picture()
    await eva.press(invitation, "See how it works")
    await eva.submit()
    await eva.submit()
    await simulation.rounds()
    assert [one.state for one in (await team_of(simulation, ops)).leaders] == [LeaderState.ACCEPTED]
    assert invitation.live.labels() == []
    if eva.modal is not None:
        await eva.close_modal(all=True)
    await eva.press(before, "See how it works")
    assert eva.modal is not None
    home = await ben.open_home()
    assert home is not None
    assert "not now" not in home.plain()


async def test_somebody_else_cannot_promise_in_a_leaders_place(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "team", channel=cast.payments)
    assert cast.maria.modal is None
    answer = cast.maria.ephemerals()[-1].plain()
    assert answer.startswith("You can't open this.")


# The contact


async def test_no_team_starts_without_a_contact(simulation: Simulation) -> None:
    eva, ben, _ = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben])
    await eva.command("/concern", "team", channel=ops)
    sent = await eva.submit()
    [refused] = sent.errors.values()
    assert refused.startswith("Nothing was set up. Please name a safety contact")
    assert await team_of(simulation, ops) is None


async def test_the_contact_is_not_a_teams_only_leader(simulation: Simulation) -> None:
    eva, ben, kim = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben])
    await eva.command("/concern", "team", channel=ops)
    label = "Safety contact: a person"
    await eva.fill({label: eva})
    sent = await eva.submit()
    assert sent.errors == {
        label: (
            "Nothing was set up. The safety contact can't be Eva, who leads this team."
            " Please name another person, or a line of text."
        )
    }
    await eva.fill({label: kim})
    assert (await eva.submit()).ok
    team = await team_of(simulation, ops)
    assert team is not None


async def test_where_the_contact_leads_alone_the_team_names_its_own(simulation: Simulation) -> None:
    eva, ben, kim = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben])
    await eva.command("/concern", "team", channel=ops)
    await eva.fill({"Safety contact: a person": kim})
    await eva.submit()
    await eva.close_modal(all=True)

    lab = simulation.workspace.add_channel("lab", members=[kim, ben])
    await kim.command("/concern", "team", channel=lab)
    await kim.fill({"Who's on the team?": [ben]})
    sent = await kim.submit()
    assert sent.errors == {
        LINE: (
            "Nothing was set up. The safety contact can't be Kim, who leads this team."
            " Please name another person, or a line of text."
        )
    }
    # Typed as Slack writes a mention, it is the same person; and a guest is no contact either.
    gus = simulation.workspace.add_person("gus", guest="multi")
    for typed, refusal in (
        (kim, "Nothing was set up. The safety contact can't be Kim"),
        (gus, "Gus can't be on a team"),
    ):
        await kim.fill({LINE: f"<@{typed.id}>"})
        assert refusal in str((await kim.submit()).errors)
    assert await team_of(simulation, lab) is None
    await kim.fill({LINE: "the works council"})
    assert (await kim.submit()).ok
    team = await team_of(simulation, lab)
    assert team is not None
    assert team.contact == "the works council"


async def test_a_contact_who_comes_to_lead_alone_is_asked_for_another_with_what_was_chosen(
    simulation: Simulation,
) -> None:
    eva, ben, kim = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben, kim])
    await eva.command("/concern", "team", channel=ops)
    label = "Safety contact: a person"
    await eva.fill({label: kim, "Who's on the team?": [ben]})
    assert not (await eva.submit()).errors
    await eva.close_modal(all=True)
    await eva.command("/concern", "team", channel=ops)
    assert eva.modal is not None
    assert label not in eva.modal.fields
    await eva.fill({"Who leads?": [kim]})
    sent = await eva.submit()
    assert not sent.errors
    assert "The safety contact can't be Kim" in eva.modal.plain()
    await eva.fill({"Or a line of text": "Ombudsperson, ext. 9"})
    sent = await eva.submit()
    assert not sent.errors, sent
    team = await team_of(simulation, ops)
    assert team is not None
    assert ([one.person for one in team.leaders], team.contact) == (
        [kim.id],
        "Ombudsperson, ext. 9",
    )


async def test_admins_are_asked_again_when_the_contacts_account_closes(
    simulation: Simulation,
) -> None:
    eva, ben, kim = people(simulation)
    ops = simulation.workspace.add_channel("ops", members=[eva, ben])
    boss = simulation.workspace.add_person("boss", name="Boss", admin=True)
    await boss.open_home()
    await eva.command("/concern", "team", channel=ops)
    label = "Safety contact: a person"
    await eva.fill({label: kim, "Who's on the team?": [ben]})
    assert not (await eva.submit()).errors
    await simulation.rounds()
    before = len(boss.direct_messages())
    simulation.workspace.deactivate(kim)
    await simulation.slack.quiet()
    await simulation.rounds()
    assert len(boss.direct_messages()) == before + 1
    asked = boss.direct_messages()[-1].plain()
    assert "is closed. Until you name another safety contact, nobody can raise anything" in asked
    answer = await ben.command("/concern", "I am stuck", channel=ops)
    assert answer.message is not None
    assert await nothing_stored(simulation)


async def test_the_second_team_is_not_asked_for_the_contact_again(
    simulation: Simulation, cast: Cast
) -> None:
    lab = simulation.workspace.add_channel("lab", members=[cast.dora, cast.stranger])
    await cast.dora.command("/concern", "team", channel=lab)
    assert cast.dora.modal is not None
    assert not [one for one in cast.dora.modal.fields if "line of text" in one]
    assert f"Safety contact: {CONTACT}" in form_of(cast.dora)


# Who and where cannot be


async def test_guests_bots_and_outsiders_cannot_be_on_a_team(simulation: Simulation) -> None:
    ws = simulation.workspace
    eva, ben, _ = people(simulation)
    guest = ws.add_person("gus", display_name="Gus", guest="multi")
    outsider = ws.add_person("ida", display_name="Ida", stranger=True)
    robot = ws.add_person("robo", display_name="Robo", bot=True)
    ws.add_channel("with-partner", members=[eva, outsider], shared=True)
    ops = ws.add_channel("ops", members=[eva, ben, guest, robot, outsider])
    await eva.command("/concern", "team", channel=ops)
    assert eva.modal is not None
    assert eva.modal.fields["Who's on the team?"].value == [ben.id]
    await eva.fill({LINE: CONTACT})
    for one, name in ((guest, "Gus"), (outsider, "Ida"), (robot, "Robo")):
        sentence = f"{name} can't be on a team: only full members of this workspace can."
        await eva.fill({"Who's on the team?": [ben, one], "Who leads?": [eva]})
        assert (await eva.submit()).errors == {"Who's on the team?": sentence}
        await eva.fill({"Who's on the team?": [ben], "Who leads?": [eva, one]})
        assert (await eva.submit()).errors == {"Who leads?": sentence}
    assert await team_of(simulation, ops) is None


async def test_a_guest_sets_no_team_up(simulation: Simulation) -> None:
    guest = simulation.workspace.add_person("gus", guest="multi")
    ops = simulation.workspace.add_channel("ops", members=[guest])
    assert "only between full members" in await said(guest, "team", ops)
    assert guest.modal is None


async def test_a_newcomer_to_the_channel_is_not_on_the_team(
    simulation: Simulation, cast: Cast
) -> None:
    eva, _ben, _kim = people(simulation)
    simulation.workspace.join(cast.payments, eva)
    await simulation.slack.quiet()
    answer = await said(eva, "I am stuck", cast.payments)
    assert "Nothing was sent. I don't know who leads you here." in answer
    assert await nothing_stored(simulation)


async def test_a_channel_without_the_bot_says_to_invite_it(
    simulation: Simulation, cast: Cast
) -> None:
    room = simulation.workspace.add_channel("room", members=[cast.tom], bot_is_member=False)
    secret = simulation.workspace.add_channel(
        "secret", members=[cast.tom], private=True, bot_is_member=False
    )
    for channel in (room, secret):
        assert (
            "Nothing was set up. First type /invite @Heard here, then /concern team."
            in await said(cast.tom, "team", channel)
        )
        assert cast.tom.modal is None


async def test_a_conversation_that_is_no_channel_of_this_workspace_is_no_team(
    simulation: Simulation, cast: Cast
) -> None:
    ws = simulation.workspace
    shared = ws.add_channel("with-partner", members=[cast.tom], shared=True)
    group = ws.group_message(cast.tom, cast.dora)
    for channel in (None, group, shared):
        answer = await said(cast.tom, "team", channel)
        assert "Please type this in the team's own channel" in answer
        assert cast.tom.modal is None


# Changing it


async def test_leaders_and_admins_change_a_team_and_what_was_promised_stays(
    simulation: Simulation, cast: Cast
) -> None:
    cast.design.members += [cast.stranger.user, cast.priya.user]
    await cast.tom.command("/concern", "team", channel=cast.design)
    assert cast.tom.modal is not None
    assert cast.tom.modal.fields["Who's on the team?"].value == [cast.dora.id]
    await cast.tom.fill({"Who's on the team?": [cast.dora, cast.stranger]})
    assert (await cast.tom.submit()).ok
    team = await team_of(simulation, cast.design)
    assert team is not None
    assert team.members == {cast.dora.id, cast.stranger.id}
    assert team.accepted == (cast.tom.id,)

    await cast.priya.command("/concern", "team", channel=cast.design)
    assert form_of(cast.priya).startswith("Set up a team")


async def test_whoever_leads_with_others_is_not_led_by_them(
    simulation: Simulation, cast: Cast
) -> None:
    cast.design.members.append(cast.priya.user)
    await cast.tom.command("/concern", "team", channel=cast.design)
    await cast.tom.fill({"Who leads?": [cast.tom, cast.priya]})
    await cast.tom.submit()
    await simulation.move(timedelta(hours=3))
    await cast.priya.press(cast.priya.direct_messages()[-1], "Approve")
    await simulation.rounds()
    invitation = cast.priya.direct_messages()[-1]
    await cast.priya.press(invitation, "See how it works")
    await cast.priya.submit()
    await cast.priya.submit()
    await cast.priya.close_modal(all=True)
    await cast.priya.command("/concern", "@tom I am stuck")
    assert form_of(cast.priya).startswith("Who is this for?")
    assert await nothing_stored(simulation)
