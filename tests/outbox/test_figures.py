"""What an operator sees: figures without words, and whether a process can work."""

from datetime import timedelta

import aiohttp
from prometheus_client.parser import text_string_to_metric_families as parse

from bot.casework.installation import suspend
from bot.demo.simulation import METRICS_TOKEN, Simulation
from bot.domain.delivery import DeliveryKind, delivery_id
from bot.store.engine import engine_for
from tests.conftest import Cast
from tests.scenarios.moments import local, rows, tell

POST = "chat.postMessage"


OPERATOR = {"Authorization": f"Bearer {METRICS_TOKEN}"}


async def page(simulation: Simulation, path: str) -> tuple[int, str]:
    """What a page of the bot's says."""
    assert simulation.app.request_url is not None
    address = simulation.app.request_url.rpartition("/slack/")[0] + path
    async with aiohttp.ClientSession() as session, session.get(address, headers=OPERATOR) as answer:
        return answer.status, await answer.text()


async def figures(simulation: Simulation) -> dict[str, float]:
    status, text = await page(simulation, "/metrics")
    assert status == 200
    return {
        one.name + "".join(f" {value}" for value in one.labels.values()): one.value
        for family in parse(text)
        for one in family.samples
    }


async def test_figures_say_how_everything_stands_and_no_word_of_anybody(
    simulation: Simulation, cast: Cast
) -> None:
    before = await figures(simulation)
    await tell(cast.maria, "I am stuck with Octavia", cast.payments)
    await tell(cast.dora, "I am stuck with Octavia", cast.design)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.bot.rounds.make_messages()
    simulation.clock.move_to(local("2026-03-09 10:01"))
    found = await figures(simulation)
    # Since 9:30, when they were to be asked; the round came half an hour late.
    assert (found["heard_due"], found["heard_oldest_due_seconds"]) == (2, 31 * 60)
    assert found["heard_answer_seconds_count command"] > before.get(
        "heard_answer_seconds_count command", 0
    )
    simulation.slack.faults.add(
        POST, "user_disabled", where=lambda c: c.args["channel"] == cast.tom.id
    )
    await simulation.rounds()
    found = await figures(simulation)
    assert (found["heard_due"], found["heard_dead"]) == (0, 1)
    sent = "heard_messages_total day sent"
    assert found[sent] == before.get(sent, 0) + 1
    assert found["heard_lateness_seconds_sum"] >= 60
    assert found["heard_database_up"] == 1
    _, text = await page(simulation, "/metrics")
    for secret in ("Octavia", "Maria", cast.maria.id, cast.priya.id):
        assert secret not in text


async def test_a_shut_gate_and_a_parked_workspace_are_seen(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    simulation.slack.faults.add(POST, "429", retry_after=3600)
    await simulation.rounds()
    found = await figures(simulation)
    assert found["heard_rate_limited chat.postMessage"] == 1
    assert found["heard_workspaces_suspended"] == 0
    await simulation.bot.runner.run(simulation.bot.installation.workspace, suspend, "token_revoked")
    assert (await figures(simulation))["heard_workspaces_suspended"] == 1


async def test_a_process_without_its_database_lives_and_is_not_ready(
    simulation: Simulation, cast: Cast
) -> None:
    assert await page(simulation, "/readyz") == (200, "ready\n")
    simulation.bot.store.engine.dispose()
    working = simulation.bot.store.engine

    simulation.bot.store.engine = engine_for("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    try:
        assert await page(simulation, "/healthz") == (200, "ok\n")
        assert (await page(simulation, "/readyz"))[0] == 503
        assert (await figures(simulation))["heard_database_up"] == 0
        # The rounds go on by themselves.
        await simulation.bot.rounds.all()
    finally:
        simulation.bot.store.engine = working
    assert await page(simulation, "/readyz") == (200, "ready\n")
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.rounds()
    assert len(rows(simulation, DeliveryKind.DAY)) == 1


async def test_once_slack_takes_the_token_again_what_waits_is_sent_and_the_installer_told_once(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "help")
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add(POST, "account_inactive")
    simulation.slack.faults.add("auth.test", "account_inactive", times=1)
    await simulation.move(local("2026-03-09 12:00"))
    await simulation.bot.rounds.probe_tokens()
    await simulation.rounds()
    assert [one.text for one in cast.priya.direct_messages()[1:]] == []
    await simulation.bot.rounds.probe_tokens()
    await simulation.bot.rounds.probe_tokens()
    await simulation.rounds()
    said = [one.plain() for one in cast.priya.direct_messages()]
    assert len([one for one in said if "Since Mon 9 March" in one]) == 1
    assert len([one for one in said if "being blocked" in one]) == 1
    await simulation.restart()
    await simulation.move(simulation.clock() + timedelta(hours=2))
    told = [
        one for one in cast.priya.direct_messages() if "write here. It works again" in one.plain()
    ]
    assert len(told) == 1


async def test_an_id_in_a_log_does_not_say_whose_message_it_was(
    simulation: Simulation, cast: Cast
) -> None:
    """Whom a message is to and on which day can be guessed; its id cannot."""
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.bot.rounds.make_messages()
    (row,) = rows(simulation, DeliveryKind.DAY)
    parts = (row.kind, row.subject, row.occurrence)
    with simulation.bot.store.begin() as tx:
        assert row.id == delivery_id(tx.sealer(row.workspace).hash, *parts)
    assert row.id != delivery_id(lambda text: text, *parts)
    assert row.id != delivery_id(lambda text: f"{row.workspace} {text}", *parts)
