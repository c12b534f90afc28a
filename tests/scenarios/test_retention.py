"""What is kept has an end: words first, then dates, states and topics (T26)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.casework.installation import save_workspace_settings
from bot.casework.retention import keep_longer
from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.domain.delivery import DeliveryKind
from bot.store import tables
from tests.conftest import Cast
from tests.scenarios.lives import WORDS, hear, heard, jump, kept_words, last, raised, the
from tests.scenarios.moments import always_touches, choose, concerns, keep, local, rows, settle
from tests.store.test_erasing import bytes_of

HANGS_ON_IT = ("words", "history", "step", "changed", "opening", "item")


def counted(simulation: Simulation) -> dict[str, int]:
    """How many rows there are of a concern and of what hangs on it."""
    with simulation.bot.store.begin() as tx:
        return {
            name: tx.connection.scalar(select(func.count()).select_from(getattr(tables, name))) or 0
            for name in ("concern", *HANGS_ON_IT)
        }


def about(simulation: Simulation, concern: str) -> list[Any]:
    return [row for row in rows(simulation) if row.subject == concern]


async def test_R30_words_go_first_and_a_year_later_everything(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await settle(cast.maria, "No follow-up needed")
    one = the(simulation)
    assert one.milestones.closed_at is not None and one.milestones.closed_at.month == 3

    await jump(simulation, "2026-04-07 12:00")
    assert kept_words(simulation) == [WORDS]
    home = await cast.maria.open_home()
    assert home is not None and "Your words are deleted on Wed 8 April" in home.plain()

    await jump(simulation, "2026-04-08 18:00")
    after = the(simulation)
    assert kept_words(simulation) == []
    assert (after.state, after.signal) == (State.ENDED_BY_RAISER, one.signal)
    home = await cast.maria.open_home()
    assert home is not None and "deleted on" not in home.plain()

    await jump(simulation, "2027-03-08 12:00")
    assert counted(simulation)["concern"] == 1
    await jump(simulation, "2027-03-09 18:00")
    await simulation.rounds()
    assert counted(simulation) == dict.fromkeys(("concern", *HANGS_ON_IT), 0)
    assert about(simulation, one.id) == []


async def test_R30_a_mark_leaves_neither_link_nor_key_of_its_message(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("The release is on fire", channel=cast.payments)
    await cast.maria.react(":ear:", message)
    await simulation.move(local("2026-03-09 12:00"))
    (before,) = concerns(simulation)
    assert message.ts in before.mark_key and message.ts.replace(".", "") in before.link
    await settle(cast.maria, "No follow-up needed")
    await jump(simulation, "2026-04-10 12:00")
    (row,) = concerns(simulation)
    assert (row.link, row.marked_in) == (None, None)
    assert message.ts not in repr(row) and cast.payments.id not in repr(row)


async def test_R30_a_private_note_is_deleted_when_its_form_says(
    simulation: Simulation, cast: Cast
) -> None:
    """Sixty days after writing."""
    always_touches(simulation, cast.priya)
    await keep(cast.priya, cast.maria, "two nights on call, thursday", cast.payments)
    await simulation.move(local("2026-03-30 12:00"))
    await jump(simulation, "2026-05-08 07:00")
    assert counted(simulation)["concern"] == counted(simulation)["words"] == 1
    await jump(simulation, "2026-05-08 18:00")
    assert counted(simulation)["concern"] == counted(simulation)["words"] == 0


async def test_R30_a_note_that_is_still_followed_up_is_kept_two_weeks_after_that(
    simulation: Simulation, cast: Cast
) -> None:
    await keep(cast.priya, cast.sam, "worried, 2026-04-17", cast.payments)
    await jump(simulation, "2026-04-17 12:00")
    await cast.priya.press(last(cast.priya), "Not yet")
    await cast.priya.fill({"Or on another day": "2026-05-06"})
    assert not (await cast.priya.submit()).errors
    await jump(simulation, "2026-05-06 12:00")
    await simulation.move(local("2026-05-20 12:00"))
    assert counted(simulation)["concern"] == counted(simulation)["words"] == 1
    await jump(simulation, "2026-06-05 12:00")
    assert counted(simulation)["concern"] == counted(simulation)["words"] == 0


async def test_R30_what_nobody_ever_read_is_announced_and_deleted(
    simulation: Simulation, cast: Cast
) -> None:
    """Also to somebody who wants no messages at all (R33)."""
    await raised(simulation, cast)
    choose(simulation, cast.maria, silent=True)
    one = the(simulation)
    await jump(simulation, "2026-04-01 12:00")
    assert the(simulation).quiet
    said = len(cast.maria.direct_messages())
    await jump(simulation, "2026-09-04 12:00")
    assert len(cast.maria.direct_messages()) == said
    await jump(simulation, "2026-09-05 12:00")
    await jump(simulation, "2026-09-07 12:00")
    card = last(cast.maria)
    assert "I'll delete it on Mon 21 September unless you keep it." in card.plain()
    assert card.labels() == ["Keep it longer", "Delete it now"]
    await jump(simulation, "2026-09-20 23:00")
    assert the(simulation).id == one.id
    await jump(simulation, "2026-09-22 12:00")
    await simulation.rounds()
    assert counted(simulation) == dict.fromkeys(("concern", *HANGS_ON_IT), 0)
    assert about(simulation, one.id) == []
    assert "has since been deleted" in last(cast.maria).plain()


async def test_R30_it_can_be_kept_longer_once_and_deleted_at_once(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await jump(simulation, "2026-04-01 12:00")
    await jump(simulation, "2026-09-07 12:00")
    await cast.maria.press(last(cast.maria), "Keep it longer")
    assert "You kept it on Mon 7 September" in last(cast.maria).plain()
    await jump(simulation, "2026-10-01 12:00")
    assert kept_words(simulation) == [WORDS]
    await jump(simulation, "2027-03-08 12:00")
    card = last(cast.maria)
    assert card.labels() == ["Delete it now"]
    answers = len(cast.maria.ephemerals())
    for picture in (card.picture(), card.picture()):
        await cast.maria.press(picture, "Delete it now")
    assert len(cast.maria.ephemerals()) == answers
    assert kept_words(simulation) == [] and the(simulation).state is State.WITHDRAWN
    assert "Taken back" in last(cast.maria).plain()
    await jump(simulation, "2027-04-08 12:00")
    assert counted(simulation)["concern"] == 0


async def test_something_done_meanwhile_stops_the_deletion(
    simulation: Simulation, cast: Cast
) -> None:
    card = await raised(simulation, cast)
    await jump(simulation, "2026-09-07 12:00")
    await cast.priya.press(card, "Read it")
    assert not (await cast.priya.submit()).errors
    await jump(simulation, "2026-09-25 12:00")
    assert the(simulation).state is State.HEARD
    soon = next(one for one in cast.maria.direct_messages() if "I'd delete it on" in one.plain())
    assert soon.labels() == []


async def test_who_could_not_be_told_keeps_it_until_two_weeks_after(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await jump(simulation, "2026-04-01 12:00")
    choose(simulation, cast.maria, paused_until=local("2026-09-30 12:00").date())
    await jump(simulation, "2026-09-07 12:00")
    await jump(simulation, "2026-09-25 12:00")
    await jump(simulation, "2026-09-30 12:00")
    assert "I'll delete it on Wed 14 October" in last(cast.maria).plain()
    await jump(simulation, "2026-10-13 12:00")
    assert counted(simulation)["concern"] == 1
    await jump(simulation, "2026-10-15 12:00")
    assert counted(simulation)["concern"] == 0


async def test_a_workspace_that_keeps_less_deletes_sooner(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await settle(cast.maria, "No follow-up needed")
    workspace = simulation.bot.installation.workspace

    await simulation.bot.runner.run(
        workspace,
        save_workspace_settings,
        cast.priya.id,
        {"words_kept": 0, "records_kept": 3},
    )
    await simulation.rounds()
    assert kept_words(simulation) == []
    await jump(simulation, "2026-06-10 12:00")
    assert counted(simulation)["concern"] == 0


async def test_R23_a_private_answer_does_not_move_the_day_of_deletion(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    before = the(simulation).retention
    await jump(simulation, "2026-03-24 12:00")
    await cast.maria.press(last(cast.maria), "No change")
    await cast.maria.press(last(cast.maria), "Keep it to myself")
    after = the(simulation).retention
    assert (after.active_at, after.erase_at) == (before.active_at, before.erase_at)


async def test_a_call_for_help_is_forgotten_in_a_week(simulation: Simulation, cast: Cast) -> None:
    with simulation.bot.store.begin() as tx:
        workspace = simulation.bot.installation.workspace
        tx.workspaces.set_contact(workspace, cast.dora.id, None, cast.priya.id)
    await cast.maria.open_home()
    await cast.maria.press("home", "Get help now")
    await cast.maria.press("modal", "Ask Dora to get in touch")
    await simulation.rounds()
    [asked] = rows(simulation, DeliveryKind.SAFE_ASK)
    # It says nothing, but in which rows it was. Postgres' own files are not looked into here.
    sqlite = simulation.bot.store.sqlite
    assert not sqlite or asked.id.encode() in bytes_of(simulation)
    await jump(simulation, "2026-03-17 12:00")
    assert rows(simulation, DeliveryKind.SAFE_ASK) == []
    await simulation.rounds()
    assert asked.id.encode() not in bytes_of(simulation)


async def test_messages_of_the_day_go_with_what_was_in_them(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    assert len(rows(simulation, DeliveryKind.DAY)) == 1
    await settle(cast.maria, "Take it back")
    await jump(simulation, "2026-03-30 12:00")
    assert len(rows(simulation, DeliveryKind.DAY)) == 1
    await jump(simulation, "2026-04-20 12:00")
    await simulation.rounds()
    assert rows(simulation, DeliveryKind.DAY) == []


async def test_only_its_raiser_may_keep_it_longer(simulation: Simulation, cast: Cast) -> None:
    await raised(simulation, cast)
    await hear(simulation, cast)
    one = the(simulation)
    workspace = simulation.bot.installation.workspace
    for somebody in (cast.priya, cast.stranger):
        with pytest.raises(Exception, match="err-not_yours"):
            await simulation.bot.runner.run(workspace, keep_longer, somebody.id, one.id)
    assert the(simulation).retention.kept_at is None


async def test_attempts_to_send_go_after_thirty_days_and_what_slack_delivered_after_one(
    simulation: Simulation, cast: Cast
) -> None:
    def kept(column: Any) -> list[datetime]:
        with simulation.bot.store.begin() as tx:
            return sorted(tx.connection.scalars(select(column)))

    message = await cast.maria.say("The release is on fire", channel=cast.payments)
    await cast.maria.react(":ear:", message)
    [event] = kept(tables.inbox.c.received_at)
    await simulation.move(timedelta(hours=23))
    assert event in kept(tables.inbox.c.received_at)
    # Attempts carry the machine's own time, as leases do: the scenario's clock does not age them.
    for older, days in zip(kept(tables.attempt.c.started_at), (31, 29), strict=False):
        with simulation.bot.store.begin() as tx:
            of_it = update(tables.attempt).where(tables.attempt.c.started_at == older)
            tx.connection.execute(of_it.values(started_at=older - timedelta(days=days)))
    [oldest, younger, *_] = kept(tables.attempt.c.started_at)
    await simulation.move(timedelta(hours=2))
    assert event not in kept(tables.inbox.c.received_at)
    left = kept(tables.attempt.c.started_at)
    assert younger in left and oldest not in left
