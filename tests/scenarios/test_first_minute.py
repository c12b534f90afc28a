"""The first minute: of an admin, of somebody new, of whoever is asked to lead."""

from bot.demo.simulation import Simulation
from slack_sandbox import Channel, Person
from tests.conftest import Cast
from tests.scenarios.lives import close_all

LINE = "Or a line of text"


def home_of(person: Person) -> str:
    assert person.home is not None
    return person.home.plain()


def labels(person: Person) -> list[str]:
    assert person.home is not None
    return person.home.labels()


async def test_an_admins_first_steps_tick_themselves_wherever_they_are_done(
    simulation: Simulation,
) -> None:
    ws = simulation.workspace
    ada = ws.add_person("ada", name="Ada Berg", display_name="Ada", admin=True)
    ben = ws.add_person("ben", name="Ben Roy", display_name="Ben", admin=True)
    eva = ws.add_person("eva", name="Eva Lund", display_name="Eva")
    ops = ws.add_channel("ops", members=[ada, eva])
    await ada.open_home()
    await ben.open_home()
    await simulation.rounds()
    [welcome] = ada.direct_messages()
    assert "1. Name a safety contact:" in welcome.plain()
    assert "2. Set up a team:" in welcome.plain()
    assert ben.direct_messages() == []
    for admin in (ada, ben):
        assert "First steps" in home_of(admin)
        assert labels(admin).count("Name a contact") == 1

    # In Home, by another admin: the welcome ticks it all the same.
    await ben.press("home", "Name a contact")
    await ben.fill({LINE: "People team"})
    assert not (await ben.submit()).errors
    await close_all(ben)
    await simulation.rounds()
    assert "1. Done: a safety contact is named." in welcome.plain()
    assert "2. Set up a team:" in welcome.plain()
    assert "1. Done:" in home_of(ada)

    # Its other button leads through a team's whole setting up.
    await ada.press(welcome, "Set up a team")
    await ada.fill({"Which channel is the team's?": ops})
    assert not (await ada.submit()).errors
    assert ada.modal is not None
    assert ada.modal.fields["Who's on the team?"].value == [eva.id]
    for title in ("How it works", "Your promise"):
        assert not (await ada.submit()).errors
        assert ada.modal.title == title
    assert not (await ada.submit()).errors
    await close_all(ada)
    await simulation.rounds()
    assert "2. Done: a team is set up." in welcome.plain()
    assert "Set up a team" not in welcome.labels()
    assert "First steps" not in home_of(ada)
    await ben.open_home()
    assert "First steps" not in home_of(ben)
    assert len(ada.direct_messages()) == 1


async def refusal_of(person: Person, channel: Channel) -> str:
    await person.open_home()
    await person.press("home", "Set up a team")
    await person.fill({"Which channel is the team's?": channel})
    answer = await person.submit()
    await close_all(person)
    return str(answer.errors)


async def test_a_team_is_set_up_only_of_a_channel_one_is_in(
    simulation: Simulation, cast: Cast
) -> None:
    """A private channel that somebody is not in looks like one the bot is not in."""
    ws = simulation.workspace
    hidden = ws.add_channel("merger", private=True, members=[cast.tom, cast.dora])
    empty = ws.add_channel("empty", members=[cast.stranger], bot_is_member=False)
    unseen = await refusal_of(cast.stranger, hidden)
    assert unseen == await refusal_of(cast.stranger, empty)
    assert "/invite @Heard" in unseen
    public = ws.add_channel("open", members=[cast.tom])
    assert "Lee" in await refusal_of(cast.stranger, public)
    # The team there is, is its leaders' and the admins' alone.
    assert "You can't open this." in await refusal_of(cast.sam, cast.payments)


async def test_home_of_somebody_new_begins_where_they_can(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.open_home()
    assert "How it works" in home_of(cast.maria)
    assert "Raise something" in labels(cast.maria) or "Raise something" in labels(cast.maria)
    assert "Suggest Heard" not in labels(cast.maria)

    # Nobody leads them: it says so, and how to change it.
    await cast.stranger.open_home()
    assert "I don't know of a lead of yours who uses Heard" in home_of(cast.stranger)
    assert {"Set up a team", "Suggest Heard"} <= set(labels(cast.stranger))
    await cast.stranger.press("home", "Suggest Heard")
    await cast.stranger.fill({"To whom?": cast.tom})
    assert not (await cast.stranger.submit()).errors


async def test_a_first_leader_is_asked_in_home_and_told_what_comes(
    simulation: Simulation, cast: Cast
) -> None:
    ops = simulation.workspace.add_channel("ops", members=[cast.priya, cast.dora, cast.stranger])
    await cast.priya.command("/concern", "team", channel=ops)
    await cast.priya.fill({"Who leads?": [cast.stranger], "Who's on the team?": [cast.dora]})
    assert not (await cast.priya.submit()).errors
    await cast.stranger.open_home()
    assert "follow up on what people in #ops raise" in home_of(cast.stranger)
    await cast.stranger.press("home", "See how it works")
    for _step in range(2):
        assert not (await cast.stranger.submit()).errors
    await close_all(cast.stranger)
    await cast.stranger.open_home()
    assert "would like" not in home_of(cast.stranger)
    assert "When someone raises something with you" in home_of(cast.stranger)
    await cast.stranger.press("home", "Show an example")
    assert cast.stranger.modal is not None
    assert "How is that situation now?" in cast.stranger.modal.plain()
