"""What whoever runs the bot sees and mends by hand; nothing of anybody's is shown."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from bot.cli import CommandContext, app
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.tables import delivery, workspace
from tests.conftest import Cast
from tests.outbox.test_figures import POST
from tests.scenarios.moments import local, rows, tell

WORDS = "I am stuck with the canary"


def admin(simulation: Simulation, *arguments: str) -> Result:
    url = simulation.bot.store.url.render_as_string(hide_password=False)
    env = {"DATABASE_URL": url, "HEARD_KEY_FILE": str(Path(url).with_name("heard.key"))}
    return CliRunner().invoke(app, ["admin", *arguments], obj=CommandContext(env=env))


def lines(shown: Result) -> list[dict[str, Any]]:
    assert shown.exit_code == 0, shown.output
    return [json.loads(line) for line in shown.stdout.splitlines()]


async def test_stuck_messages_are_listed_sent_again_or_dropped_and_no_word_is_shown(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, WORDS, cast.payments)
    simulation.slack.faults.add(POST, "user_disabled", times=1)
    await simulation.move(local("2026-03-09 10:00"))
    (stuck,) = lines(admin(simulation, "messages"))
    assert (stuck["kind"], stuck["state"], stuck["error"]) == ("day", "dead", "user_disabled")
    assert admin(simulation, "retry", stuck["id"]).exit_code == 0
    simulation.clock.move_to(local("2026-03-09 16:00"))
    with simulation.bot.store.begin() as tx:
        due = update(delivery).where(delivery.c.id == stuck["id"])
        tx.connection.execute(due.values(due_at=simulation.clock()))
    await simulation.rounds()
    sent = [row for row in rows(simulation, DeliveryKind.DAY) if row.id == stuck["id"]]
    assert [row.state for row in sent] == [DeliveryState.SENT]
    # What has arrived is neither sent again nor dropped.
    for command in ("retry", "drop"):
        assert admin(simulation, command, stuck["id"]).exit_code == 1
    (team, _) = sorted(lines(admin(simulation, "teams")), key=lambda one: one["channel"])
    assert team["members"] >= 1
    assert len(team["leaders"]) == 1
    (here,) = lines(admin(simulation, "workspaces"))
    assert admin(simulation, "installer", here["id"], cast.dora.id).exit_code == 0
    with simulation.bot.store.begin() as tx:
        assert tx.connection.scalar(select(workspace.c.installer)) == cast.dora.id
    assert admin(simulation, "installer", "TNOWHERE").exit_code == 1
    # A slip would leave the app to nobody.
    slip = admin(simulation, "installer", here["id"], "U404")
    assert slip.exit_code == 1
    assert "Nobody called U404 is known" in " ".join(slip.output.split())
    with simulation.bot.store.begin() as tx:
        assert tx.connection.scalar(select(workspace.c.installer)) == cast.dora.id
    shown = [admin(simulation, name).output for name in ("bundle", "messages", "teams")]
    json.loads(shown[0])
    for secret in ("canary", "Maria", "Priya", "payments"):
        assert not any(secret in one for one in shown)
