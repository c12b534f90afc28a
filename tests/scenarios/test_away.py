"""A leader who is away: what waits, who is told, and what no clock counts."""

from datetime import date

import pytest

from bot.casework.preferences import pause
from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from tests.conftest import Cast
from tests.scenarios.moments import (
    always_touches,
    asked,
    change_teams,
    choose,
    clock,
    concerns,
    days,
    hear,
    keep,
    local,
    rows,
    tell,
)

AWAY = "Priya is away, and here again on Wed 18 March"


async def test_who_sends_to_a_leader_who_is_away_reads_until_when(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "pause until 2026-03-18")
    await cast.maria.command("/concern", channel=cast.payments)
    assert cast.maria.modal is not None
    assert f"{AWAY}" in cast.maria.modal.plain()
    await cast.maria.close_modal(all=True)
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None
    assert f"{AWAY}" in answer.message.plain()
    assert "Send to someone else" in answer.message.labels()
    await cast.maria.open_home()
    assert cast.maria.home is not None
    assert f"{AWAY}." in cast.maria.home.plain()
    await simulation.move(local("2026-03-18 12:00"))
    assert days(cast.priya) == ["Wed 18 Mar"]
    await cast.maria.open_home()
    assert AWAY not in cast.maria.home.plain()


async def test_an_absence_is_told_once_to_whom_it_makes_wait(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.sam, "I disagree", cast.payments)
    await keep(cast.priya, cast.sam, "is stuck, tomorrow", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-20", near=cast.sam.id)
    await simulation.move(local("2026-03-10 08:00"))
    await cast.priya.command("/concern", "pause until 2026-03-18")
    await simulation.move(local("2026-03-10 17:00"))
    told = cast.maria.direct_messages()[-1]
    assert f"{AWAY}. If you do nothing, this waits until then" in told.plain()
    assert told.labels() == ["Let it wait", "Send to someone else"]
    assert all(AWAY not in one.plain() for one in cast.sam.direct_messages())
    await cast.maria.press(told, "Let it wait")
    assert told.live.plain().startswith("On Tue 10 March you chose to let it wait.")
    assert told.live.labels() == []
    await cast.priya.command("/concern", "pause until 2026-03-19")
    await simulation.move(local("2026-03-11 17:00"))
    assert not any(
        "is away, and here again on" in one.plain() for one in cast.maria.direct_messages()
    )


async def test_an_absence_that_changes_is_told_as_it_is_when_the_message_leaves(
    simulation: Simulation, cast: Cast
) -> None:
    """What waits to leave says the day of now; so many days more are told again."""
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-12")
    await simulation.move(local("2026-03-09 21:00"))
    for until in ("2026-03-18", "2026-03-30"):
        await cast.priya.command("/concern", f"pause until {until}")
    await simulation.move(local("2026-03-10 12:00"))
    away = [one for one in cast.maria.direct_messages() if "is away" in one.plain()]
    assert [one.plain().split(". ")[0] for one in away] == [
        "@Priya is away, and here again on Mon 30 March"
    ]
    await cast.priya.command("/concern", "pause until 2026-04-07")
    await simulation.move(local("2026-03-11 12:00"))
    away = [one for one in cast.maria.direct_messages() if "is away" in one.plain()]
    assert "here again on Tue 7 April." in away[-1].plain()
    assert len(away) == 1, "of two absences one question stands"
    first = next(one for one in cast.maria.direct_messages() if "Mon 30 March" in one.plain())
    assert "On Tue 10 March I told you that @Priya would be here again on Mon 30 March" in (
        first.plain()
    )
    assert first.labels() == []


@pytest.mark.parametrize("ends", ["sooner", "on its day"])
async def test_what_was_asked_while_a_leader_was_away_is_over_when_they_are_back(
    simulation: Simulation, cast: Cast, ends: str
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-12")
    await cast.priya.command("/concern", "pause until 2026-03-18")
    await simulation.move(local("2026-03-10 12:00"))
    told = cast.maria.direct_messages()[-1]
    assert told.labels() == ["Let it wait", "Send to someone else"]
    stale = told.picture()
    if ends == "sooner":
        await cast.priya.command("/concern", "pause until 2026-03-11")
    await simulation.move(local("2026-03-11 12:00" if ends == "sooner" else "2026-03-18 12:00"))
    await cast.maria.press(stale, "Let it wait")
    assert told.live.labels() == []
    assert "you chose to let it wait" not in told.live.plain()
    assert "I told you that @Priya would be here again on Wed 18 March" in told.live.plain()
    if ends == "sooner":
        await cast.priya.command("/concern", "pause until 2026-03-27")
        await simulation.move(local("2026-03-12 12:00"))
        again = cast.maria.direct_messages()[-1]
        assert "here again on Fri 27 March" in again.plain(), "another absence is told"
        assert told.live.labels() == []


async def test_two_days_away_are_told_to_nobody(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.command("/concern", "pause until wednesday")
    await simulation.move(local("2026-03-10 17:00"))
    assert cast.maria.direct_messages() == []


async def test_nothing_turns_quiet_in_announced_days(simulation: Simulation, cast: Cast) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-10 12:00"))
    (before,) = concerns(simulation)
    assert before.promised_on == date(2026, 3, 16)
    await cast.priya.command("/concern", "pause until 2026-03-23")
    (moved,) = concerns(simulation)
    # Four working days were left; they are counted from the day she is back.
    assert moved.promised_on == date(2026, 3, 26)
    await simulation.move(local("2026-03-25 18:00"))
    (still,) = concerns(simulation)
    assert not still.quiet
    assert days(cast.priya)[2:] == ["Mon 23 Mar"]
    await simulation.move(local("2026-03-26 18:00"))
    (quiet,) = concerns(simulation)
    assert quiet.quiet


async def test_a_mere_status_holds_messages_back_and_the_promise_is_kept_all_the_same(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    simulation.workspace.change(cast.priya, status_emoji=":face_with_thermometer:")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-16 18:00"))
    assert days(cast.priya) == ["Mon 09 Mar"]
    (row,) = concerns(simulation)
    assert (row.quiet, row.state) == (True, State.RAISED)
    assert "Priya hasn't replied yet" in cast.maria.direct_messages()[-1].plain()
    assert all("away" not in one.plain() for one in cast.maria.direct_messages())
    await cast.priya.open_home()
    assert cast.priya.home is not None
    assert "Your status says you're away. Should I wait?" in cast.priya.home.plain()
    await cast.priya.press("home", "Pause", nth=0)
    assert cast.priya.modal is not None
    await cast.priya.fill({"First day with messages again": "2026-03-20"})
    await cast.priya.submit()
    await cast.priya.close_modal(all=True)
    assert "Your status" not in cast.priya.home.plain()


async def test_what_never_arrived_comes_on_the_first_day_back_whatever_its_raiser_was_told(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    simulation.workspace.change(cast.priya, status_emoji=":palm_tree:")
    await simulation.slack.quiet()
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-17 18:00"))
    assert days(cast.priya) == []
    waiting = cast.maria.direct_messages()[-1]
    assert "Priya hasn't replied yet" in waiting.plain()
    await cast.maria.press(waiting, "Give it time")
    simulation.workspace.change(cast.priya, status_emoji="")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-18 12:00"))
    assert days(cast.priya) == ["Wed 18 Mar"]
    assert "Maria raised something with you" in asked(cast.priya)[-1][1].plain()
    (row,) = concerns(simulation)
    assert not row.quiet
    await hear(cast.priya)
    await simulation.move(local("2026-03-18 14:00"))
    assert "has read what you raised" in cast.maria.direct_messages()[-1].plain()


@pytest.mark.parametrize("how", ["settings", "start again"])
async def test_a_pause_that_ends_early_brings_everything_back(
    simulation: Simulation, cast: Cast, how: str
) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    await keep(cast.priya, cast.sam, "is stuck, thursday", cast.payments)
    await cast.priya.command("/concern", "pause until monday", channel=cast.payments)
    await tell(cast.maria, "The release slips", cast.payments)
    (_, new) = concerns(simulation)
    assert new.nudge_on == date(2026, 3, 16)
    await simulation.move(local("2026-03-10 11:00"))
    if how == "settings":
        await cast.priya.command("/concern", "settings")
        await cast.priya.press("modal", "More settings")
        await cast.priya.fill({"Pause until": None})
        sent = await cast.priya.submit()
        assert not sent.errors, sent
    else:
        workspace = simulation.bot.installation.workspace
        await simulation.bot.runner.run(workspace, pause, PersonId(cast.priya.id), None)
    await simulation.rounds()
    (_, new) = concerns(simulation)
    assert new.promised_on == date(2026, 3, 18), "five working days after Wednesday"
    await simulation.move(local("2026-03-17 17:00"))
    assert days(cast.priya)[:2] == ["Wed 11 Mar", "Thu 12 Mar"]
    assert "Maria raised something with you" in asked(cast.priya)[0][1].plain()
    assert "Sam" in asked(cast.priya)[1][1].plain()
    assert all("hasn't answered" not in one.plain() for one in cast.maria.direct_messages())


async def test_the_morning_of_a_one_on_one_comes_by_half_past_nine_with_the_rest_of_the_day(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    choose(simulation, cast.priya, hour=None)
    await tell(cast.maria, "I am stuck", cast.payments)
    await keep(cast.priya, cast.sam, "is stuck, wednesday", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.press(asked(cast.priya)[-1][1], "Read it")
    await cast.priya.fill(
        {"When will you come back to Maria?": "2026-03-11", "How will you talk?": "In our 1:1"}
    )
    await cast.priya.submit()
    await cast.priya.close_modal(all=True)
    await cast.priya.command("/concern", "settings")
    await cast.priya.fill({"When should I write to you?": "16:30"})
    await cast.priya.submit()
    await cast.priya.close_modal(all=True)
    await simulation.move(local("2026-03-11 18:00"))
    assert days(cast.priya)[1:] == ["Wed 11 Mar"]
    assert clock(cast.priya)[1:] == ["09:30"]
    lines = [one for one in asked(cast.priya)[-1][1].plain().splitlines() if " · " in one]
    assert [one.split(" · ")[0] for one in lines] == ["@Maria", "@Sam"]
    assert "1:1 today" in lines[0]


@pytest.mark.parametrize("alone", [True, False])
async def test_what_is_asked_after_its_day_does_not_say_that_it_is_for_today(
    simulation: Simulation, cast: Cast, alone: bool
) -> None:
    """A mere status held it back: the 1:1, and what was put off, were for another day."""
    change_teams(simulation, digest_day=0)
    await tell(cast.maria, "I am stuck", cast.payments)
    if not alone:
        await keep(cast.priya, cast.sam, "is stuck, thursday", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-12", how="In our 1:1")
    simulation.workspace.change(cast.priya, status_emoji=":palm_tree:")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-12 18:00"))
    simulation.workspace.change(cast.priya, status_emoji="")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-13 12:00"))
    _, message = asked(cast.priya)[-1]
    assert days(cast.priya)[-1] == "Fri 13 Mar"
    assert "your 1:1" in message.plain()
    assert "today" not in message.plain()
    if not alone:
        return
    await cast.priya.press(message, "Not yet")
    await cast.priya.fill({"Or on another day": "2026-03-17"})
    assert not (await cast.priya.submit()).errors
    simulation.workspace.change(cast.priya, status_emoji=":palm_tree:")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-17 18:00"))
    simulation.workspace.change(cast.priya, status_emoji="")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-18 12:00"))
    assert "You asked me to bring this back on Tue 17 March." in asked(cast.priya)[-1][1].plain()


@pytest.mark.parametrize("meanwhile", ["talked", "nothing", "put off"])
async def test_R44_what_waits_for_its_raiser_names_no_day_that_is_over(
    simulation: Simulation, cast: Cast, meanwhile: str
) -> None:
    """Maria pauses, the reply waits, and the day that was named comes before she reads of it."""
    change_teams(simulation, digest_day=0)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await cast.maria.command("/concern", "pause until 2026-03-13")
    await hear(cast.priya, until="2026-03-11")
    await simulation.move(local("2026-03-11 12:00"))
    if meanwhile == "talked":
        await cast.priya.press(asked(cast.priya)[-1][1], "We've talked")
        await cast.priya.fill({"How is it now, as you understood Maria?": "Better"})
        assert not (await cast.priya.submit()).errors
    elif meanwhile == "put off":
        await cast.priya.press(asked(cast.priya)[-1][1], "Not yet")
        await cast.priya.fill({"Or on another day": "2026-03-12"})
        assert not (await cast.priya.submit()).errors
    await simulation.move(local("2026-03-13 11:00"))
    reply = cast.maria.direct_messages()[-1].plain().splitlines()[0]
    assert reply.startswith("@Priya has read what you raised.")
    assert "No day was named" not in reply
    assert "will come back to you" not in reply
    if meanwhile == "talked":
        assert reply == "@Priya has read what you raised."
    else:
        (row,) = concerns(simulation)
        assert row.nudge_on is not None
        assert row.nudge_on >= date(2026, 3, 13)
        assert "I'll ask @Priya on" in reply


async def test_R33_a_message_on_its_way_to_somebody_who_wants_none_is_called_back(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 18:00"))
    await hear(cast.priya)
    choose(simulation, cast.maria, silent=True)
    await simulation.move(local("2026-03-10 12:00"))
    assert cast.maria.direct_messages() == []
    assert [one.state.value for one in rows(simulation, DeliveryKind.NOTICE)] == ["cancelled"]
