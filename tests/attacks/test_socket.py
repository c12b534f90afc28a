"""What comes by the socket passes the same door as what comes over HTTP."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.demo.simulation import Simulation
from bot.logs import set_up
from slack_sandbox.deliver import Form
from tests.attacks.fuzz import rows
from tests.attacks.payloads import everything
from tests.conftest import Cast
from tests.scenarios.test_bad_input import Logs, logs

__all__ = ["logs"]
APP_TOKEN = "xapp-sandbox"
CANARY = "canary-in-the-mine"
FORMS: dict[str, Form] = {"event": "event", "command": "command"}


@pytest.fixture
async def socket(simulation: Simulation) -> Any:
    """Let the bot of the simulation hear by a socket as well."""
    simulation.app.app_token = APP_TOKEN
    simulation.slack.world.app_tokens[APP_TOKEN] = [simulation.app]
    bot = simulation.bot
    bot.settings = bot.settings.model_copy(update={"app_token": SecretStr(APP_TOKEN)})
    handler = await bot.connect()
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


def bent(body: dict[str, Any]) -> list[dict[str, Any]]:
    """A payload with each of its parts, one at a time, of another shape."""
    odd: tuple[Any, ...] = ([CANARY], {CANARY: 1}, 7, f"{CANARY}\0")
    names = ("team_id", "user_id", "user", "actions", "view", "event", "command", "trigger_id")
    return [body | {name: value} for name in names if name in body for value in odd]


async def test_a_malformed_payload_by_the_socket_is_acknowledged_and_does_nothing(
    simulation: Simulation, cast: Cast, socket: Any, logs: Logs
) -> None:
    set_up("debug")
    before, refused = rows(simulation), 0
    said = logs.text()
    for kind, body in everything(cast, simulation.bot.installation.workspace)[::4]:
        for payload in bent(body):
            sent = await simulation.slack.courier.send(
                simulation.app, FORMS.get(kind, "interactive"), payload
            )
            assert sent.accepted, payload
            refused += 1
    assert rows(simulation) == before
    said = logs.text()
    assert refused > 20 and said.count("why=shape") == refused
    assert CANARY not in said and "Traceback" not in said
    # And what Slack sends comes in.
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None
