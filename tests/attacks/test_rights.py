"""Somebody tries to get at, or erase, what is kept of another by the buttons of their own data."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.messages.controls import Button, Form, PersonValue
from slack_sandbox import Person
from tests.conftest import Cast
from tests.scenarios.lives import WORDS, heard
from tests.scenarios.moments import keep, rows
from tests.scenarios.test_bad_input import post
from tests.scenarios.test_files import files_of
from tests.scenarios.test_forged import everything, forged_form


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
