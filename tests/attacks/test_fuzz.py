"""Payloads that are signed and malformed: answered with 200 or 4xx, and without any effect."""

import pytest

from bot.demo.simulation import Simulation
from tests.attacks.fuzz import attack, intrude
from tests.attacks.payloads import everything, request_of
from tests.conftest import Cast
from tests.scenarios.moments import tell


async def test_two_thousand_malformed_payloads_break_nothing_and_change_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    statuses = await attack(simulation, cast, 2_000)
    assert sum(statuses.values()) == 2_000
    assert statuses[400] > 500, "most are refused at the door"
    assert statuses[200] > 100, "and some come in"
    assert max(statuses) < 500


async def test_well_shaped_payloads_of_a_stranger_change_nothing_of_others(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    statuses = await intrude(simulation, cast, 400)
    assert statuses[200] > 200, "most of them come in"


async def test_each_payload_as_slack_sends_it_comes_in(simulation: Simulation, cast: Cast) -> None:
    from bot.listeners.web import shaped

    for kind, body in everything(cast, simulation.bot.installation.workspace):
        sent, headers = request_of(kind, body, "secret")
        assert shaped(headers["Content-Type"], sent), body


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 100_000, b"9" * 500_000])
async def test_a_body_nested_without_end_is_refused(simulation: Simulation, body: bytes) -> None:
    from bot.listeners.web import shaped

    assert not shaped("application/json", body)
    assert not shaped("application/x-www-form-urlencoded", b"payload=" + body)
