"""One message a day: what goes into it, what waits, what rides along, how it is redrawn."""

from datetime import timedelta

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
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
    let_the_bot_name_days,
    local,
    open_gates,
    rows,
    settle,
    tell,
)

WORKWEEK = ("Mon 09", "Tue 10", "Wed 11", "Thu 12", "Fri 13")


async def test_one_thing_is_drawn_as_its_card(simulation: Simulation, cast: Cast) -> None:
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await simulation.move(local("2026-03-10 12:00"))
    ((_, message),) = asked(cast.priya)
    assert message.text == "How is that situation now?"
    assert "We've talked" in message.labels()
    assert "All tomorrow" not in message.labels()


async def test_two_to_five_are_a_list_in_one_message(simulation: Simulation, cast: Cast) -> None:
    for text in ("is stuck", "is overloaded", "disagrees", "needs help", "is frustrated"):
        await keep(cast.priya, cast.maria, f"{text}, tomorrow", cast.payments)
    await simulation.move(local("2026-03-10 17:00"))
    ((_, message),) = asked(cast.priya)
    assert message.text == "How is that situation now? 5 things to follow up on."
    assert message.labels().count("We've talked") == 5
    assert message.labels().count("Read it") == 5
    assert message.plain().count("Maria ·") == 5
    assert "in Home" not in message.plain()


async def test_the_sixth_waits_for_the_next_day_and_is_not_used_up(
    simulation: Simulation, cast: Cast
) -> None:
    for number in range(6):
        await keep(cast.priya, cast.maria, f"thing {number}, tomorrow", cast.payments)
    await simulation.move(local("2026-03-10 17:00"))
    ((_, first),) = asked(cast.priya)
    assert first.plain().count("Maria ·") == 5
    assert "1 more in Home." in first.plain()
    await simulation.move(local("2026-03-11 17:00"))
    assert days(cast.priya) == ["Tue 10 Mar", "Wed 11 Mar"]
    _, second = asked(cast.priya)[-1]
    assert second.text == "How is that situation now?"


async def test_what_a_person_said_goes_before_what_only_the_calendar_says(
    simulation: Simulation, cast: Cast
) -> None:
    for number in range(5):
        await keep(cast.priya, cast.maria, f"thing {number}, tomorrow", cast.payments)
    let_the_bot_name_days(simulation)
    await simulation.move(local("2026-03-09 18:00"))
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-10 17:00"))
    ((_, message),) = asked(cast.priya)
    lines = [line for line in message.plain().splitlines() if " · " in line]
    assert lines[0].startswith("@Sam ·")
    assert len(lines) == 5
    assert "1 more in Home." in message.plain()


async def test_nine_are_offered_to_be_sorted(simulation: Simulation, cast: Cast) -> None:
    for number in range(9):
        await keep(cast.priya, cast.maria, f"thing {number}, tomorrow", cast.payments)
    await simulation.move(local("2026-03-10 17:00"))
    ((_, message),) = asked(cast.priya)
    assert message.text == "How is that situation now?"
    assert "9 things are open with you" in message.plain()


async def test_all_tomorrow_moves_every_line_and_uses_no_reminder_up(
    simulation: Simulation, cast: Cast
) -> None:
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await keep(cast.priya, cast.sam, "is overloaded, tomorrow", cast.payments)
    await simulation.move(local("2026-03-10 12:00"))
    _, message = asked(cast.priya)[-1]
    as_it_was = message.picture()
    await cast.priya.press(as_it_was, "All tomorrow")
    await cast.priya.press(as_it_was, "All tomorrow")
    assert "All tomorrow" not in asked(cast.priya)[-1][1].labels()
    await simulation.move(local("2026-03-11 12:00"))
    assert days(cast.priya) == ["Tue 10 Mar", "Wed 11 Mar"]
    _, again = asked(cast.priya)[-1]
    assert again.plain().count("the day you chose") == 2
    assert {row.snoozes for row in concerns(simulation)} == {1}


async def test_a_message_is_redrawn_when_its_last_thing_is_settled(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    _, message = asked(cast.priya)[-1]
    assert "Read it" in message.labels()
    await cast.priya.press(message, "Read it")
    await cast.priya.submit()
    await simulation.rounds()
    _, after = asked(cast.priya)[-1]
    assert after.live is message.live
    assert "Read it" not in after.labels()
    assert after.plain() != message.plain() or after.labels() == []
    assert len(asked(cast.priya)) == 1


async def test_what_is_taken_back_leaves_no_words_in_the_leaders_message(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await settle(cast.maria, "Take it back")
    await simulation.rounds()
    ((_, message),) = asked(cast.priya)
    assert "being blocked" not in message.plain()
    assert message.labels() == []


async def test_an_urgent_concern_comes_at_once_beside_the_days_message(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-09 13:00"))
    await tell(cast.maria, "The release is at risk", cast.payments, urgent=True)
    await simulation.rounds()
    assert clock(cast.priya)[1] == "13:00"
    assert [row.kind for row in rows(simulation, DeliveryKind.DAY, DeliveryKind.TODAY)] == [
        DeliveryKind.DAY,
        DeliveryKind.TODAY,
    ]


async def test_a_second_urgent_concern_waits_for_the_morning(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(local("2026-03-09 13:00"))
    await tell(cast.maria, "The release is at risk", cast.payments, urgent=True)
    await simulation.rounds()
    await cast.sam.command("/concern", channel=cast.payments)
    await cast.sam.fill(
        {
            "What is it?": "I need help",
            "Your words": "The customer waits",
            "How soon would you like to hear back?": "Today or tomorrow",
        }
    )
    await cast.sam.submit()
    assert cast.sam.modal is not None
    assert "Priya gets this tomorrow at about 9:30 AM" in cast.sam.modal.plain(), "and says so"
    await simulation.move(local("2026-03-09 17:30"))
    assert clock(cast.priya) == ["13:00"]
    await simulation.move(local("2026-03-10 17:00"))
    assert days(cast.priya) == ["Mon 09 Mar", "Tue 10 Mar"]
    assert "Sam" in asked(cast.priya)[-1][1].plain()


async def test_R02_urgent_concerns_of_the_night_are_two_messages_at_most(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(local("2026-03-09 20:00"))
    await tell(cast.maria, "The release is at risk", cast.payments, urgent=True)
    await tell(cast.sam, "The customer waits", cast.payments, urgent=True)
    await simulation.move(local("2026-03-10 17:00"))
    assert days(cast.priya) == ["Tue 10 Mar", "Tue 10 Mar"]
    first, second = clock(cast.priya)
    assert first == "09:00"
    assert "09:30" <= second <= "09:40"


async def test_R02_no_restart_and_no_clock_makes_it_more_than_one_a_day(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    for number in range(8):
        await keep(cast.priya, cast.maria, f"thing {number}, tomorrow", cast.payments)
    for _ in range(8):
        await simulation.move(timedelta(hours=7))
        await simulation.restart()
        await simulation.rounds()
    simulation.workspace.change(cast.priya, tz="Pacific/Auckland")
    await simulation.slack.quiet()
    await simulation.move(timedelta(days=3))
    simulation.workspace.change(cast.priya, tz="America/Los_Angeles")
    await simulation.slack.quiet()
    await simulation.move(timedelta(days=3))
    dates = [row.occurrence for row in rows(simulation, DeliveryKind.DAY)]
    assert len(dates) == len(set(dates))
    assert len(dates) >= 3


async def test_R38_three_message_days_a_week_hold_reminders_back_but_nothing_a_person_said(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    for day in ("tomorrow", "wednesday", "thursday", "friday"):
        await keep(cast.priya, cast.maria, f"is stuck, {day}", cast.payments)
    let_the_bot_name_days(simulation)
    await simulation.move(local("2026-03-13 17:00"))
    assert days(cast.priya) == ["Tue 10 Mar", "Wed 11 Mar", "Thu 12 Mar"]
    await simulation.move(local("2026-03-16 12:00"))
    assert days(cast.priya)[-1] == "Mon 16 Mar"


async def test_something_new_goes_out_on_a_fourth_day_and_takes_along_what_is_due(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    always_touches(simulation, cast.priya)
    for day in ("tomorrow", "wednesday", "thursday", "friday"):
        await keep(cast.priya, cast.maria, f"is stuck, {day}", cast.payments)
    let_the_bot_name_days(simulation)
    await simulation.move(local("2026-03-12 18:00"))
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-13 17:00"))
    assert days(cast.priya)[-1] == "Fri 13 Mar"
    _, message = asked(cast.priya)[-1]
    lines = [line for line in message.plain().splitlines() if " · " in line]
    assert lines[0].startswith("@Sam ·")
    assert len(lines) > 1


async def test_R43_days_a_leader_named_are_kept_whatever_the_week_was(
    simulation: Simulation, cast: Cast
) -> None:
    always_touches(simulation, cast.priya)
    for day in ("tomorrow", "wednesday"):
        await keep(cast.priya, cast.sam, f"is stuck, {day}", cast.payments)
    let_the_bot_name_days(simulation)
    await tell(cast.maria, "The release slips", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-12", how="In our 1:1")
    for day in ("tomorrow", "wednesday", "thursday", "friday"):
        await keep(cast.priya, cast.sam, f"needs help, {day}", cast.payments)
    await simulation.move(local("2026-03-13 17:00"))
    assert days(cast.priya) == [f"{day} Mar" for day in WORKWEEK]
    thursday = asked(cast.priya)[3][1].plain()
    assert thursday.splitlines()[1].endswith("your 1:1 today"), "the 1:1 is first"
    assert "The digest for #payments" in thursday, "and the private part rides in it"
    used = [row.occurrence[-2:] for row in rows(simulation, DeliveryKind.DAY) if row.spends]
    assert used == [], "new things and named days use up none of the three"


async def test_R43_what_is_due_goes_along_with_the_private_part(
    simulation: Simulation, cast: Cast
) -> None:
    always_touches(simulation, cast.priya)
    for day in ("tomorrow", "wednesday", "thursday"):
        await keep(cast.priya, cast.maria, f"is stuck, {day}", cast.payments)
    let_the_bot_name_days(simulation)
    choose(simulation, cast.priya, message_days=2)
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-12 17:00"))
    assert days(cast.priya) == [f"{day} Mar" for day in WORKWEEK[:4]]
    assert "Maria" in asked(cast.priya)[3][1].plain()
    used = [row.occurrence[-2:] for row in rows(simulation, DeliveryKind.DAY) if row.spends]
    assert used == ["10", "11"]


async def test_two_urgent_concerns_of_one_second_are_not_both_told_that_they_come_now(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(local("2026-03-09 13:00"))
    told = []
    for person in (cast.maria, cast.sam):
        await person.command("/concern", channel=cast.payments)
        await person.fill(
            {
                "What is it?": "I need help",
                "Your words": f"{person.handle} waits",
                "How soon would you like to hear back?": "Today or tomorrow",
            }
        )
        await person.submit()
        assert person.modal is not None
        told.append("at about" in person.modal.plain())
    assert told == [False, True]
    await simulation.rounds()
    assert clock(cast.priya) == ["13:00"]
    assert "Maria" in asked(cast.priya)[0][1].plain()


async def test_the_private_weekly_uses_no_message_day(simulation: Simulation, cast: Cast) -> None:
    # Who touches no message gets no private part on its own.
    always_touches(simulation, cast.priya)
    await simulation.move(local("2026-03-09 12:00"))
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-16 08:00"))
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-20 18:00"))
    weekly = [row for row in rows(simulation, DeliveryKind.DAY) if not row.asks]
    assert [row.occurrence for row in weekly] == ["2026-03-19"]
    with simulation.bot.store.begin() as tx:
        used = tx.deliveries.message_days(
            simulation.bot.installation.workspace, cast.priya.id, "2026-03-16", "2026-03-22"
        )
    # Nor does what is new on Monday: the three are for reminders.
    spent = [row.occurrence[-2:] for row in rows(simulation, DeliveryKind.DAY) if row.spends]
    assert spent[-3:] == ["17", "18", "20"]
    assert used == 3


async def test_news_rides_along_and_never_causes_a_message(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya)
    await simulation.move(local("2026-03-09 14:00"))
    await settle(cast.maria, "No follow-up needed")
    await simulation.move(local("2026-03-11 08:00"))
    assert len(asked(cast.priya)) == 1
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-11 12:00"))
    assert len(asked(cast.priya)) == 2
    _, second = asked(cast.priya)[-1]
    assert "Maria says no follow-up is needed." in second.plain()


async def test_a_message_whose_things_are_settled_before_it_leaves_is_not_sent(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add("chat.postMessage", "429", retry_after=3600)
    await simulation.move(local("2026-03-09 12:00"))
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert row.state is DeliveryState.PENDING
    await settle(cast.maria, "Take it back")
    open_gates(simulation)
    await simulation.move(local("2026-03-09 15:00"))
    assert asked(cast.priya) == []
    assert rows(simulation, DeliveryKind.DAY)[0].state is DeliveryState.CANCELLED
