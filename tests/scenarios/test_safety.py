"""Help that is not a bot: one press from everywhere, and a named person who is asked once."""

from datetime import timedelta

import pytest

from bot.casework import Unit
from bot.casework.leading import open_words
from bot.demo.simulation import Simulation, set_up_team
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.refusals import NotYours
from tests.conftest import Cast
from tests.scenarios.lives import close_all, data_of, heard, openings, the
from tests.scenarios.moments import rows
from tests.scenarios.rows import counts


async def test_a_contact_who_is_a_person_can_be_asked_to_get_in_touch(
    simulation: Simulation,
) -> None:
    ws = simulation.workspace
    ada = ws.add_person("ada", name="Ada Berg", display_name="Ada", admin=True)
    maria = ws.add_person("maria", name="Maria Silva", display_name="Maria")
    hanna = ws.add_person("hanna", name="Hanna Roth", display_name="Hanna")
    channel = ws.add_channel("payments", members=[ada, maria])
    await set_up_team(ada, channel, [maria], contact="ext. 112")
    await ada.open_home()
    await ada.press("home", "Name a contact")
    await ada.fill({"Safety contact: a person": hanna})
    sent = await ada.submit()
    assert not sent.errors, sent
    assert ada.modal is not None
    assert f"Safety contact: @{hanna.display_name}." in ada.modal.plain()
    await close_all(ada)
    # Whoever opens the form again finds in it who that is now.
    await ada.press("home", "Name a contact")
    again = await ada.submit()
    assert not again.errors, again
    assert f"Safety contact: @{hanna.display_name}." in ada.modal.plain()
    await close_all(ada)
    await simulation.rounds()
    await maria.open_home()
    before, asked_for = await counts(simulation), len(simulation.slack.calls)
    await maria.press("home", "Get help now")
    assert maria.modal is not None
    assert maria.modal.title == "Get help"
    for _ in range(2):
        await maria.press("modal", "Ask Hanna to get in touch")
        assert "I've asked Hanna to get in touch with you today." in maria.modal.plain()
        await close_all(maria)
        await maria.press("home", "Get help now")
    await simulation.move(timedelta(minutes=5))
    told = hanna.direct_messages()
    assert [one.text for one in told] == ["Someone would like you to get in touch today."]
    assert (
        "Maria would like you, as the safety contact here, to get in touch today. "
        "I wasn't told why; it may be" in told[0].plain()
    )
    assert len(rows(simulation, DeliveryKind.SAFE_ASK)) == 1
    # "Nobody else is told": nothing goes to anybody else, and nobody else's Home is drawn anew.
    calls = simulation.slack.calls[asked_for:]
    posted = {one.args["channel"] for one in calls if one.method == "chat.postMessage"}
    assert posted == {hanna.id}
    published = {one.args["user_id"] for one in calls if one.method == "views.publish"}
    assert published <= {maria.id}
    after = await counts(simulation)
    assert {name for name in after if after[name] != before[name]} <= {
        "delivery",
        "attempt",
        "person",
        "gate",
        "inbox",
    }


async def test_a_contact_opens_no_words_by_any_door(simulation: Simulation, cast: Cast) -> None:
    """They are asked to get in touch; what was raised stays between two people."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(workspace, cast.dora.id, None, cast.priya.id)
    await heard(simulation, cast)
    await cast.maria.open_home()
    await cast.maria.press("home", "Get help now")
    await cast.maria.press("modal", "Ask Dora to get in touch")
    await close_all(cast.maria)
    await simulation.move(timedelta(minutes=5))
    shown = [one.plain() for one in cast.dora.direct_messages()]
    shown.append((await cast.dora.open_home() or cast.dora.home).plain())
    for door in ("data", "list", "mine", f"@{cast.maria.handle}"):
        answer = await cast.dora.command("/concern", door, channel=cast.design)
        shown.append(answer.message.plain() if answer.message else "")
        shown.append(cast.dora.modal.plain() if cast.dora.modal is not None else "")
        await close_all(cast.dora)
    assert "overloaded" not in " ".join(shown)
    key = the(simulation).id
    with simulation.bot.store.begin() as tx, pytest.raises(NotYours):
        open_words(Unit(tx, simulation.clock(), workspace), PersonId(cast.dora.id), key)
    assert {person for person, _ in openings(simulation)} == {cast.priya.id}


async def test_a_contact_who_is_a_line_of_text_is_only_shown(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.open_home()
    await cast.maria.press("home", "Get help now")
    assert cast.maria.modal is not None
    assert "threats: People team, ext. 112." in cast.maria.modal.plain()
    assert cast.maria.modal.labels() == []


async def test_bigger_than_me_tells_the_leader_what_to_do_and_sends_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    card = await heard(simulation, cast)
    sent = len(simulation.slack.calls_of("chat.postMessage"))
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    mine, before = await data_of(cast.maria), await counts(simulation)
    await cast.priya.press("modal", "Danger or harassment?")
    assert await counts(simulation) == before
    assert cast.priya.modal is not None
    said = cast.priya.modal.plain()
    assert "is in danger: call your local emergency number, and stay with the person." in said
    assert "in person or by phone, to People team, ext. 112. First tell Maria" in said
    await simulation.move(timedelta(hours=2))
    assert len(simulation.slack.calls_of("chat.postMessage")) == sent
    assert card.live.text
    assert await data_of(cast.maria) == mine, "that it was looked up is kept nowhere"
