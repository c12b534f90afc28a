"""A concern counts in the team whose channel it came from, and in no other (R46)."""

from datetime import timedelta

from bot.demo.simulation import Simulation, set_up_team
from bot.domain.team import Team
from slack_sandbox import Channel
from tests.conftest import Cast
from tests.scenarios.moments import concerns, hear, keep, local, tell
from tests.scenarios.test_notes import posted


async def with_a_secret(simulation: Simulation, cast: Cast) -> Channel:
    """Priya leads Maria in a private channel, too."""
    secret = simulation.workspace.add_channel(
        "secret", members=[cast.priya, cast.maria], private=True
    )
    await set_up_team(cast.priya, secret, [cast.maria], contact="People team, ext. 112")
    await simulation.rounds()
    return secret


async def test_R46_a_step_is_read_in_the_channel_that_the_concern_came_from(
    simulation: Simulation, cast: Cast
) -> None:
    secret = await with_a_secret(simulation, cast)
    await tell(cast.maria, "overloaded by the secret migration", secret)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-11")
    await simulation.move(local("2026-03-11 12:00"))
    await cast.priya.press(cast.priya.direct_messages()[-1], "Pick a next step")
    assert cast.priya.modal is not None
    assert "The team, in the digest of #secret" in str(cast.priya.modal.body)
    await cast.priya.fill(
        {
            "What will you do?": "Cut scope",
            "The step in your own words": "drop the export",
            "The team, in the digest of #secret": True,
        }
    )
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await cast.priya.close_modal(all=True)
    await simulation.move(local("2026-03-12 12:00"))
    asked = [one for one in cast.priya.direct_messages() if "The digest for #" in one.plain()]
    assert "The digest for #secret" in asked[-1].plain()
    assert "note to payments" not in asked[-1].plain()
    await cast.priya.press(asked[-1], "Post it as planned")
    await simulation.move(local("2026-03-13 18:00"))
    assert posted(cast.payments) == []
    ((_, note),) = posted(secret)
    assert "drop the export" in note.plain()


async def test_R46_what_came_from_no_channel_counts_in_none_of_several_teams(
    simulation: Simulation, cast: Cast
) -> None:
    secret = await with_a_secret(simulation, cast)
    elsewhere = simulation.workspace.group_message(cast.maria, cast.dora)
    await tell(cast.maria, "overloaded by on-call", elsewhere)
    simulation.clock.move_to(simulation.clock() + timedelta(seconds=1))
    await keep(cast.priya, cast.maria, "needs help, wednesday", secret)
    raised, noted = concerns(simulation)
    teams = {team.channel: team.id for team in all_teams(simulation)}
    assert (raised.team, noted.team) == (None, teams[secret.id])
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya)
    await simulation.move(local("2026-03-12 12:00"))
    card = [one for one in cast.priya.direct_messages() if "How is that" in one.text][-1]
    await cast.priya.press(card, "Pick a next step")
    assert cast.priya.modal is not None
    assert "in the digest of" not in str(cast.priya.modal.body)
    # With one team in common it is that one, from wherever it came.
    await tell(cast.sam, "I disagree", simulation.workspace.group_message(cast.sam, cast.dora))
    assert concerns(simulation)[-1].team == teams[cast.payments.id]


def all_teams(simulation: Simulation) -> list[Team]:
    with simulation.bot.store.begin() as tx:
        return list(tx.teams.all(simulation.bot.installation.workspace))
