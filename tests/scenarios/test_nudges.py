"""When a leader is written to: their own hours, days, holidays, quiet times and zone."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.casework.preferences import save_preferences
from bot.demo.simulation import Simulation
from bot.domain.calendar import TalkHour
from bot.domain.concern.states import NudgeReason, State
from bot.domain.delivery import DeliveryKind, DeliveryState
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
    keep,
    local,
    open_gates,
    rows,
    tell,
)

QUESTION = "How is that situation now?"
LATE = (DeliveryKind.DAY, DeliveryKind.TODAY)


async def test_a_concern_waits_for_the_leaders_chosen_hour(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 09:25"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-09 12:00"))
    assert days(cast.priya) == ["Mon 09 Mar"]
    assert "09:30" <= clock(cast.priya)[0] <= "09:40"


async def test_another_hour_that_was_chosen_is_kept_to_the_minute(
    simulation: Simulation, cast: Cast
) -> None:
    choose(simulation, cast.priya, hour=time(13, 30))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(timedelta(days=1))
    assert clock(cast.priya) == ["13:30"]


async def test_R03_nobody_is_written_to_on_a_weekend(simulation: Simulation, cast: Cast) -> None:
    await simulation.move(local("2026-03-13 16:00"))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-16 09:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-16 10:00"))
    assert days(cast.priya) == ["Mon 16 Mar"]


async def test_due_at_eight_on_a_friday_evening_comes_on_monday_and_is_not_used_up(
    simulation: Simulation, cast: Cast
) -> None:
    await keep(cast.priya, cast.maria, "is stuck, friday", cast.payments)
    with simulation.bot.store.begin() as tx:
        (one,) = tx.concerns.owned(
            simulation.bot.installation.workspace,
            cast.priya.id,
            simulation.clock() - timedelta(days=1),
            simulation.clock(),
        )
        nudge = one.clocks.nudge
        assert nudge is not None
        tx.concerns.save(one.with_nudge(replace(nudge, at=local("2026-03-13 20:00"))))
    await simulation.move(local("2026-03-16 09:00"))
    assert asked(cast.priya) == []
    assert [row.nudge_reminder for row in concerns(simulation)] == [1]
    await simulation.move(local("2026-03-16 12:00"))
    ((when, message),) = asked(cast.priya)
    assert when.startswith("Mon 16 Mar 09:")
    assert message.plain().startswith(QUESTION)
    (row,) = concerns(simulation)
    assert (row.nudge_reason, row.nudge_reminder) == (NudgeReason.SECOND, 2)


async def test_each_leader_is_written_to_in_a_zone_of_their_own(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.workspace.change(cast.tom, tz="America/New_York")
    await simulation.slack.quiet()
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.dora, "I am stuck", cast.design)
    await simulation.move(local("2026-03-09 13:00"))
    assert len(asked(cast.priya)) == 1
    assert asked(cast.tom) == []
    await simulation.move(timedelta(days=1))
    assert "09:30" <= clock(cast.tom)[0] <= "09:40"


async def test_R32_a_moved_zone_keeps_the_chosen_local_hour(
    simulation: Simulation, cast: Cast
) -> None:
    choose(simulation, cast.priya, hour=time(11, 0))
    await keep(cast.priya, cast.maria, "is stuck, thursday", cast.payments)
    simulation.workspace.change(cast.priya, tz="America/New_York")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-12 15:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-13 08:00"))
    ((when, _),) = asked(cast.priya)
    assert when == "Thu 12 Mar 11:00"


async def test_R32_daylight_saving_keeps_the_chosen_local_hour(
    simulation: Simulation, cast: Cast
) -> None:
    choose(simulation, cast.priya, hour=time(11, 0))
    await simulation.move(local("2026-03-25 08:00"))
    await keep(cast.priya, cast.maria, "is stuck, friday", cast.payments)
    await keep(cast.priya, cast.sam, "is stuck, monday", cast.payments)
    await simulation.move(local("2026-03-30 12:00"))
    assert [when for when, _ in asked(cast.priya)] == ["Fri 27 Mar 11:00", "Mon 30 Mar 11:00"]


async def test_R03_a_public_holiday_of_the_teams_region_is_no_day_for_it(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, region="DE-BE", digest_day=0)
    await simulation.move(local("2026-04-02 15:00"))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-04-07 09:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-04-07 12:00"))
    assert days(cast.priya) == ["Tue 07 Apr"]


async def test_a_persons_own_region_goes_before_the_teams(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, region="DE-BE", digest_day=0)
    choose(simulation, cast.priya, region="US")
    await simulation.move(local("2026-04-02 15:00"))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-04-07 12:00"))
    assert days(cast.priya)[0] == "Fri 03 Apr"


async def test_R03_scheduled_do_not_disturb_is_kept_and_it_goes_at_its_end(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.workspace.change(
        cast.priya, dnd=(local("2026-03-09 08:00"), local("2026-03-09 12:00"))
    )
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 11:59"))
    assert asked(cast.priya) == []
    assert rows(simulation, *LATE) == []
    await simulation.move(local("2026-03-09 17:00"))
    assert [when for when, _ in asked(cast.priya)] == ["Mon 09 Mar 12:00"]


async def test_do_not_disturb_past_the_end_of_work_leaves_it_to_the_next_hour(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.workspace.change(
        cast.priya, dnd=(local("2026-03-09 08:00"), local("2026-03-09 18:00"))
    )
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-10 09:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-10 12:00"))
    assert days(cast.priya) == ["Tue 10 Mar"]


async def test_R03_talk_hours_are_left_free_and_it_goes_at_their_end(
    simulation: Simulation, cast: Cast
) -> None:
    choose(simulation, cast.priya, talk_hours=(TalkHour(1, time(9, 0), time(10, 30)),))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    assert clock(cast.priya) == ["10:30"]


async def test_R03_a_pause_holds_everything_back_until_its_day(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await cast.priya.command("/concern", "pause until thursday")
    await simulation.move(local("2026-03-12 09:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-12 12:00"))
    assert days(cast.priya) == ["Thu 12 Mar"]


async def test_R03_a_status_of_being_away_holds_the_days_message_back(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.workspace.change(cast.priya, status_emoji=":palm_tree:")
    await simulation.slack.quiet()
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-10 16:00"))
    assert asked(cast.priya) == []
    simulation.workspace.change(cast.priya, status_emoji="")
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-11 12:00"))
    assert days(cast.priya) == ["Wed 11 Mar"]


ALL_DAY, MORNING = ((TalkHour(4, time(9, 0), until),) for until in (time(17, 30), time(10, 30)))
NAMED = [
    # what Priya chose or Slack says, and when she is asked about the day that she named
    ({}, {}, "Thu 12 Mar 09:3"),
    ({"hour": time(16, 30)}, {}, "Thu 12 Mar 16:30"),
    ({"talk_hours": MORNING}, {}, "Thu 12 Mar 10:30"),
    ({"talk_hours": ALL_DAY}, {}, "Fri 13 Mar 09:3"),
    ({"days": frozenset({1, 2, 3, 5})}, {}, "Fri 13 Mar 09:3"),
    ({"region": "MU"}, {}, "Fri 13 Mar 09:3"),
    ({"paused_until": date(2026, 3, 12)}, {}, "Thu 12 Mar 09:3"),
    ({"paused_until": date(2026, 3, 16)}, {}, "Mon 16 Mar 09:3"),
    ({}, {"dnd": (local("2026-03-12 08:00"), local("2026-03-12 12:00"))}, "Thu 12 Mar 12:00"),
    ({}, {"dnd": (local("2026-03-12 08:00"), local("2026-03-12 20:00"))}, "Fri 13 Mar 09:3"),
    ({}, {"status_emoji": ":palm_tree:"}, "Mon 16 Mar 09:3"),
]


@pytest.mark.parametrize(("chosen", "changed", "when"), NAMED)
async def test_R03_goes_before_a_day_that_was_named(
    simulation: Simulation,
    cast: Cast,
    chosen: dict[str, Any],
    changed: dict[str, Any],
    when: str,
) -> None:
    """R43 holds within it: the day comes when R3 lets it, once, and is not used up before."""
    change_teams(simulation, digest_day=0)
    await keep(cast.priya, cast.maria, "is stuck, thursday", cast.payments)
    await simulation.bot.runner.run(
        simulation.bot.installation.workspace,
        save_preferences,
        PersonId(cast.priya.id),
        lambda before: replace(before, **chosen),
    )
    if changed:
        simulation.workspace.change(cast.priya, **changed)
        await simulation.slack.quiet()
    await simulation.move(local("2026-03-14 12:00"))
    if "status_emoji" in changed:
        assert asked(cast.priya) == []
        simulation.workspace.change(cast.priya, status_emoji="")
        await simulation.slack.quiet()
    await simulation.move(local("2026-03-16 12:00"))
    told = [at for at, one in asked(cast.priya) if QUESTION in one.plain()]
    assert told[0].startswith(when), told


async def test_do_not_write_to_me_stops_everything(simulation: Simulation, cast: Cast) -> None:
    choose(simulation, cast.priya, silent=True)
    choose(simulation, cast.maria, silent=True)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(timedelta(days=12))
    assert asked(cast.priya) == []
    assert cast.maria.direct_messages() == []


async def test_a_closed_account_is_not_written_to(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.workspace.deactivate(cast.priya)
    await simulation.slack.quiet()
    before = len(cast.priya.direct_messages())
    await simulation.move(local("2026-03-10 12:00"))
    assert len(cast.priya.direct_messages()) == before


async def test_an_unanswered_concern_is_reminded_three_times_and_then_its_raiser_decides(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    await simulation.move(local("2026-03-12 08:00"))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-20 18:00"))
    assert days(cast.priya) == ["Thu 12 Mar", "Fri 13 Mar", "Mon 16 Mar", "Wed 18 Mar"]
    words = [message.plain() for _, message in asked(cast.priya)]
    assert len(set(words)) == 4
    (row,) = concerns(simulation)
    assert row.quiet
    assert row.state is State.RAISED
    assert [message.text for message in cast.maria.direct_messages()] != []


async def test_R04_the_same_step_is_never_reminded_a_fourth_time(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await simulation.move(timedelta(days=40))
    # What is quiet stands in the weekly list alone.
    found = [
        one
        for one in asked(cast.priya)
        if one[1].text != "Your weekly list of what's open with you."
    ]
    assert [when[:10] for when, _ in found] == ["Tue 10 Mar", "Thu 12 Mar", "Tue 17 Mar"]
    assert len({message.plain() for _, message in found}) == 3
    for _, message in found:
        assert message.text.startswith(QUESTION)
        assert message.plain().startswith(QUESTION)
        assert "Read it" in message.labels()
    (row,) = concerns(simulation)
    assert row.quiet


async def test_a_pause_that_begins_before_the_post_is_kept_and_nothing_is_used_up(
    simulation: Simulation, cast: Cast
) -> None:
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    simulation.slack.faults.add("chat.postMessage", "429", retry_after=3600)
    await simulation.move(local("2026-03-10 12:00"))
    (row,) = rows(simulation, *LATE)
    assert row.state is DeliveryState.PENDING
    choose(simulation, cast.priya, paused_until=date(2026, 3, 12))
    open_gates(simulation)
    await simulation.move(local("2026-03-11 18:00"))
    assert asked(cast.priya) == []
    # It is still a day that the leader named, and waits for no budget (R43).
    assert [(one.nudge_reminder, one.nudge_named) for one in concerns(simulation)] == [(1, True)]
    await simulation.move(local("2026-03-12 12:00"))
    assert days(cast.priya) == ["Thu 12 Mar"]
