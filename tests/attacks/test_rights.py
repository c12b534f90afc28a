"""Somebody tries to get at, or erase, what is kept of another by the buttons of their own data."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.messages.controls import Button, Form, PersonValue
from slack_sandbox import Person
from tests.conftest import Cast
from tests.scenarios.lives import WORDS, close_all, heard, homes, pages, what_i_said
from tests.scenarios.moments import keep, local, rows, set_row
from tests.scenarios.test_bad_input import post
from tests.scenarios.test_files import files_of
from tests.scenarios.test_forged import everything, forged_form
from tests.scenarios.test_moving import send_on


def naming(person: Person) -> dict[str, Any]:
    """A view that says it is about somebody else."""
    return {"listing": "data", "person": person.id, "author": person.id}


async def forged_press(
    simulation: Simulation, who: Person, button: Button, about: Person, trigger: str
) -> tuple[int, str]:
    """A press in an open view of one's data, signed, with somebody else's id in every place."""
    action = {
        "type": "button",
        "action_id": button.value,
        "block_id": "rights",
        "value": PersonValue(person=about.id).encode(),
    }
    view = {"id": "V1", "type": "modal", "private_metadata": json.dumps(naming(about))}
    team = {"id": simulation.workspace.id, "domain": "acme"}
    body = {
        "type": "block_actions",
        "team": team,
        "user": {"id": who.id, "team_id": simulation.workspace.id},
        "container": {"type": "view", "view_id": "V1"},
        "view": {**view, "hash": "1.a"},
        "trigger_id": trigger,
        "actions": [action],
    }
    return await post(simulation, urlencode({"payload": json.dumps(body)}).encode())


@pytest.mark.parametrize("attacker", ["stranger", "priya", "sam"])
async def test_a_forged_value_sends_and_shows_nobody_elses_data(
    simulation: Simulation, cast: Cast, attacker: str
) -> None:
    await heard(simulation, cast)
    await keep(cast.priya, cast.maria, "CANARY of a note", cast.payments)
    who = cast._asdict()[attacker]
    before = len(cast.maria.direct_messages())
    assert (await forged_press(simulation, who, Button.SEND_FILE, cast.maria, "1.2.a"))[0] == 200
    # Slack delivers a press twice: it is the same one.
    await simulation.rounds()
    assert (await forged_press(simulation, who, Button.SEND_FILE, cast.maria, "1.2.a"))[0] == 200
    await simulation.rounds()
    assert {row.recipient for row in rows(simulation, DeliveryKind.DATA_FILE)} == {who.id}
    assert len(rows(simulation, DeliveryKind.DATA_FILE)) == 1
    assert len(cast.maria.direct_messages()) == before
    _, data, text = files_of(simulation, who.direct_messages()[-1])
    assert data["person"]["id"] == who.id and WORDS not in text  # type: ignore[index]
    assert ("CANARY" in text) is (attacker == "priya"), "her own note is hers"


async def test_a_forged_form_erases_nothing_of_others(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await keep(cast.priya, cast.sam, "tired", cast.payments)
    before = everything(simulation)
    assert (await forged_press(simulation, cast.stranger, Button.ERASE_MINE, cast.maria, "1.2.b"))[
        0
    ] == 200
    values = {"person": {"type": "users_select", "selected_user": cast.maria.id}}
    state = naming(cast.maria)
    assert (await forged_form(simulation, cast.stranger, Form.ERASE_MINE, state, values))[0] == 200
    assert everything(simulation) == before


async def taken_off(simulation: Simulation, cast: Cast) -> None:
    """Somebody else leads the team from now on."""
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.fill({"Who leads?": [cast.sam], "Who's on the team?": [cast.maria]})
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)


async def sent_on(simulation: Simulation, cast: Cast) -> None:
    """Its raiser takes it to another lead."""
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await send_on(cast.maria)


@pytest.mark.parametrize("lost", [taken_off, sent_on])
async def test_a_former_leader_finds_nothing_of_it_behind_any_door(
    simulation: Simulation, cast: Cast, lost: Callable[[Simulation, Cast], Awaitable[None]]
) -> None:
    card = await heard(simulation, cast, **{"What you understood": "CANARY of the reply"})
    before = card.picture()
    await lost(simulation, cast)
    await simulation.rounds()
    priya, read = cast.priya, [card.live.plain()]
    for door in ("data", "list", "mine", "@maria", "digest", "settings"):
        answer = await priya.command("/concern", door, channel=cast.payments)
        read += ["" if answer.message is None else answer.message.plain(), await pages(priya)]
        await close_all(priya)
    for label in before.labels():
        await priya.press(before, label)
        read.append("" if priya.modal is None else priya.modal.plain())
        await close_all(priya)
    read += [await homes(priya), *(one.plain() for one in priya.ephemerals())]
    await priya.command("/concern", "data", channel=cast.payments)
    await priya.press("modal", "Send me a file")
    await close_all(priya)
    await simulation.rounds()
    _, _, text = files_of(simulation, priya.direct_messages()[-1])
    for secret in (WORDS, "overloaded", "too much at once", "CANARY"):
        assert not [one for one in (*read, text) if secret in one], secret


async def test_an_admin_finds_no_words_no_topic_and_no_name_behind_any_door(
    simulation: Simulation, cast: Cast
) -> None:
    """One who leads nobody: with something undelivered, and something nobody is sure of."""
    ada = simulation.workspace.add_person("ada", admin=True)
    await heard(simulation, cast)
    await keep(cast.priya, cast.sam, "looks tired", cast.payments)
    await simulation.move(local("2026-03-12 12:00"))
    new, asked = [one for one in rows(simulation, DeliveryKind.DAY) if one.state == "sent"]
    set_row(simulation, new.id, state=DeliveryState.DEAD, error="restricted_action")
    set_row(simulation, asked.id, state=DeliveryState.UNCERTAIN, error="lost", reconcile_at=None)
    read = []
    for door in ("", "data", "list", "mine", "@maria", "@priya", "digest", "settings", "help"):
        answer = await ada.command("/concern", door)
        read += ["" if answer.message is None else answer.message.plain(), await pages(ada)]
        await close_all(ada)
    home = await homes(ada)
    assert "couldn't be delivered" in home and "answer was lost" in home
    assert ada.home is not None
    for label in ada.home.labels():
        if label not in ada.home.labels():
            continue  # it was the other answer to what is settled by now
        await ada.press("home", label, nth=0)
        read.append(await pages(ada))
        await close_all(ada)
        await ada.open_home()
    await simulation.rounds()
    read += [home, *(one.plain() for one in (*ada.direct_messages(), *ada.ephemerals()))]
    for secret in (WORDS, "overloaded", "too much at once", "tired", "Maria", "Sam"):
        assert not [one for one in read if secret in one], secret
