"""What a team and a whole workspace choose, and that it is kept."""

from datetime import date

from bot.demo.simulation import Simulation
from bot.domain.concern.states import NudgeReason
from bot.domain.ids import ChannelId
from bot.domain.team import Team
from tests.conftest import Cast
from tests.scenarios.lives import find_and_choose
from tests.scenarios.moments import (
    always_touches,
    asked,
    change_teams,
    concerns,
    days,
    hear,
    keep,
    local,
    tell,
)


def team_of(simulation: Simulation, channel: str) -> Team:
    with simulation.bot.store.begin() as tx:
        found = tx.teams.in_channel(simulation.bot.installation.workspace, ChannelId(channel))
    assert found is not None
    return found


async def test_a_team_chooses_zone_region_and_emoji_and_keeps_the_rest(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, chart=True, digest_every=4)
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.press("modal", "More settings")
    assert await cast.priya.look_up("modal", "zone", "Atlantis") == []
    lisbon = await find_and_choose(cast.priya, "zone", "lisbon")
    assert lisbon["text"]["text"] == "Lisbon, Portugal (Europe/Lisbon)"
    lisboa = await find_and_choose(cast.priya, "region", "portugal lisboa")
    assert lisboa["value"] == "PT-11"
    await cast.priya.fill({'Emoji for "worth following up"': ":eyes: raised_hand"})
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    team = team_of(simulation, cast.payments.id)
    assert (team.zone, team.region, team.emoji) == (
        "Europe/Lisbon",
        "PT-11",
        ("eyes", "hand"),
    )
    assert (team.chart, team.digest_every) == (True, 4)
    ear = await cast.maria.say("The build broke again", cast.payments)
    await cast.maria.react("ear", ear)
    assert concerns(simulation) == []
    await cast.maria.react("eyes::skin-tone-3", ear)
    assert len(concerns(simulation)) == 1
    # In the other team's channel the workspace's emoji counts.
    other = await cast.dora.say("The build broke here, too", cast.design)
    await cast.dora.react("eyes", other)
    assert len(concerns(simulation)) == 1
    await cast.dora.react("ear", other)
    assert len(concerns(simulation)) == 2


async def settings_here(simulation: Simulation, cast: Cast, **entries: str) -> None:
    labels = {
        "notes": "Notes after a talk",
        "emoji": 'Emoji for "worth following up"',
        "reminders": "Reminders per follow-up",
        "detail": "What messages in Slack show of what is raised",
        "gaps": "Working days between follow-ups",
        "length": "Longest text allowed, in characters",
    }
    await cast.priya.open_home()
    await cast.priya.press("home", "Workspace settings")
    await cast.priya.press("modal", "More settings")
    await cast.priya.fill({labels[name]: wanted for name, wanted in entries.items()})
    sent = await cast.priya.submit()
    assert sent.sent, sent
    assert not sent.errors, sent
    await cast.priya.close_modal(all=True)


async def test_only_admins_have_settings_of_the_workspace(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.open_home()
    assert cast.maria.home is not None
    assert "Workspace settings" not in cast.maria.home.labels()
    await cast.priya.open_home()
    assert cast.priya.home is not None
    assert "Workspace settings" in cast.priya.home.labels()


async def test_notes_can_be_off_or_only_about_ones_team(simulation: Simulation, cast: Cast) -> None:
    await settings_here(simulation, cast, notes="Only by leads, about people on their team")
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await cast.priya.command("/concern", "@lee is stuck", channel=cast.payments)
    await cast.priya.press("modal", "I lead Lee: add a note")
    refused = await cast.priya.submit()
    assert "Nothing was saved. Notes are switched off here." in refused.errors.values()
    await cast.priya.close_modal(all=True)
    await settings_here(simulation, cast, notes="Off")
    answer = await cast.priya.command("/concern", "@maria is stuck again", channel=cast.payments)
    assert answer.message is not None
    assert "Nothing was saved. Notes are switched off here." in answer.message.plain()
    assert "is stuck again" in answer.message.plain()
    assert len(concerns(simulation)) == 1


async def test_two_reminders_are_enough_where_the_workspace_says_so(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    await settings_here(simulation, cast, reminders="Up to two", emoji="")
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-10 18:00"))
    note = next(one for one in concerns(simulation) if one.nudge_reason is not NudgeReason.ACK_3)
    assert (note.nudge_reason, note.nudge_reminder) == (NudgeReason.THIRD, 2)
    await simulation.move(local("2026-03-13 18:00"))
    # Sam's second reminder is the last one too, and what was new on Monday used up no day.
    assert days(cast.priya) == ["Mon 09 Mar", "Tue 10 Mar", "Thu 12 Mar", "Fri 13 Mar"]
    assert "my last reminder about what @Sam raised" in asked(cast.priya)[-1][1].plain()
    mark = await cast.maria.say("The build broke again", cast.payments)
    await cast.maria.react("ear", mark)
    assert len(concerns(simulation)) == 2


async def test_the_stricter_detail_wins(simulation: Simulation, cast: Cast) -> None:
    await settings_here(simulation, cast, detail="Neither")
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    plain = asked(cast.priya)[-1][1].plain()
    assert "Someone raised something with you." in plain


async def test_a_workspace_says_how_long_a_concern_and_a_note_may_be(
    simulation: Simulation, cast: Cast
) -> None:
    long, short = "is stuck " * 166, "is stuck " * 22
    answer = await cast.maria.command("/concern", long, channel=cast.payments)
    assert answer.message is not None
    assert "under 600 characters" in answer.message.plain()
    assert long.strip() in answer.message.plain().replace("\n", " ")
    await settings_here(simulation, cast, length="1500")
    raised = await cast.maria.command("/concern", long, channel=cast.payments)
    await keep(cast.priya, cast.maria, long, cast.payments)
    assert len(concerns(simulation)) == 2

    # What was longer than it may be now stays whole in its form, and is refused there.
    await settings_here(simulation, cast, length="200")
    assert raised.message is not None
    await cast.maria.press(raised.message, "Change it")
    sent = await cast.maria.submit()
    assert "under 200 characters" in sent.errors["Your words"]
    assert cast.maria.modal is not None
    assert cast.maria.modal.fields["Your words"].value == long.strip()
    await cast.maria.fill({"Your words": short})
    assert not (await cast.maria.submit()).errors
    await cast.maria.close_modal(all=True)
    for typed in (short + "is stuck", "@maria " + short + "is stuck"):
        who = cast.priya if typed.startswith("@") else cast.maria
        answer = await who.command("/concern", typed, channel=cast.payments)
        assert answer.message is not None
        assert "under 200 characters" in answer.message.plain()
    assert len(concerns(simulation)) == 2
    await cast.maria.command("/concern", channel=cast.payments)
    assert cast.maria.modal is not None
    assert cast.maria.modal.fields["Your words"].element["max_length"] == 200


async def test_no_length_outside_its_bounds_is_kept(simulation: Simulation, cast: Cast) -> None:
    label = "Longest text allowed, in characters"
    await cast.priya.open_home()
    await cast.priya.press("home", "Workspace settings")
    await cast.priya.press("modal", "More settings")
    for wanted in ("199", "1501"):
        await cast.priya.fill({label: wanted})
        assert label in (await cast.priya.submit()).errors
    await cast.priya.fill({label: "200"})
    assert not (await cast.priya.submit()).errors


async def test_a_workspace_says_how_long_its_gaps_are_and_running_clocks_stay(
    simulation: Simulation, cast: Cast
) -> None:
    label = "Working days between follow-ups"
    await cast.priya.open_home()
    await cast.priya.press("home", "Workspace settings")
    await cast.priya.press("modal", "More settings")
    assert cast.priya.modal is not None
    assert cast.priya.modal.fields[label].value == "2, 5, 10\n3, 10, 20\n10, 15, 20"
    for wanted, part in (
        ("2, 5, 10\n3, 10\n1, 2, 3", '"3, 10"'),
        ("2, 5, 10\n0, 10, 20\n1, 2, 3", '"0, 10, 20"'),
        ("2, 5, 10\n3, 10, 41\n1, 2, 3", '"3, 10, 41"'),
        ("2, 5, 10\n3, ten, 20\n1, 2, 3", '"3, ten, 20"'),
        ("2, 5, 10", '"2, 5, 10"'),
    ):
        await cast.priya.fill({label: wanted})
        assert part in (await cast.priya.submit()).errors[label]
    await cast.priya.close_modal(all=True)

    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya)
    (first,) = concerns(simulation)
    assert first.come_back_on == date(2026, 3, 12)
    await settings_here(simulation, cast, gaps="1 2 3\n2, 16, 40\n4; 5; 6")
    (same,) = concerns(simulation)
    assert (same.nudge_reason, same.nudge_at) == (first.nudge_reason, first.nudge_at)

    # The day that the form offers is taken, although it is later than a leader may name.
    await simulation.move(local("2026-03-12 12:00"))
    await cast.priya.press(cast.priya.direct_messages()[-1], "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": "About the same"})
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    (again,) = concerns(simulation)
    assert again.come_back_on == date(2026, 4, 3)

    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-13 12:00"))
    await hear(cast.priya)
    other = next(one for one in concerns(simulation) if one.id != first.id)
    assert other.come_back_on == date(2026, 3, 17)
