"""Two processes on one Postgres, interleaved by hand: neither takes back what the other changed.

SQLite has one writer, so there is nothing to interleave.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot.casework.coaching import hide_lines
from bot.casework.day_message import make_day_message
from bot.casework.departures import stop_all_messages
from bot.casework.digest import digest_previews
from bot.casework.digest_moments import wake_digest
from bot.casework.directory import save_readers
from bot.casework.due import wake_leaders
from bot.casework.preferences import pause, save_preferences
from bot.casework.rhythm import answer_fade, keep_weekly, set_weekly_list
from bot.casework.teams import Plan, accept, set_up_team
from bot.casework.unit import Unit, new_concern
from bot.domain.concern import Concern, Nudge
from bot.domain.concern.states import Act, Kind, NudgeReason, State
from bot.domain.delivery import DeliveryKind
from bot.domain.digest import Ledger
from bot.domain.due import DueKind, DueRow
from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.rhythm import FadeAnswer
from bot.domain.team import Leader, LeaderState, Team
from bot.payloads import DayMessage, Extras
from bot.store import Store
from bot.store.sealing import KeyRing, Label, fresh_key
from bot.store.tables import delivery
from tests.conftest import _wipe

NOW = datetime(2026, 3, 13, 9, 30, tzinfo=UTC)
"""Friday, half past ten in Berlin: the digest was due at ten."""
ONE = WorkspaceId("T1")
TEAM = TeamId("t1")
CHANNEL = ChannelId("C1")
PRIYA, TOM, MARIA, GUS = (PersonId(name) for name in ("PRIYA", "TOM", "MARIA", "GUS"))


@dataclass
class Processes:
    """A worker and a web process on one database."""

    worker: Store
    web: Store
    threads: ThreadPoolExecutor

    def meanwhile(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        """Let the web process act; come back once it waits for a row of the worker's act."""
        other = self.threads.submit(do, self.web, act, *args, **kwargs)
        query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        between = threading.Event()
        for _ in range(3000):
            with self.worker.engine.connect() as connection:
                if connection.scalar(query):
                    return other
            assert not other.done(), f"it waited for nothing: {other.exception()}"
            between.wait(0.01)
        raise AssertionError("it neither waits nor ends")


@contextmanager
def acting(store: Store) -> Iterator[Unit]:
    """One act of a process, under way until the block ends."""
    with store.begin() as tx:
        yield Unit(tx, NOW, ONE)


def do(store: Store, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with acting(store) as unit:
        return act(unit, *args, **kwargs)


def person(store: Store, name: PersonId) -> Person:
    return do(store, Unit.get_person, name)


def team(store: Store) -> Team:
    return do(store, Unit.team, TEAM)


@pytest.fixture
def two(migrated_postgres: str) -> Iterator[Processes]:
    _wipe(migrated_postgres)
    keys = KeyRing([fresh_key()])
    worker, web = Store(migrated_postgres, keys), Store(migrated_postgres, keys)
    with worker.begin() as tx:
        tx.workspaces.save(
            ONE, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=NOW
        )
        tx.workspaces.set_contact(ONE, None, "ext. 112", None)
        for name in (PRIYA, TOM, MARIA, GUS):
            tx.people.save(
                Person(
                    workspace=ONE,
                    id=name,
                    name=name,
                    full_name=name,
                    zone="Europe/Berlin",
                    guest=name == GUS,
                    read_at=NOW,
                )
            )
        tx.teams.save(
            Team(
                workspace=ONE,
                id=TEAM,
                channel=CHANNEL,
                name="payments",
                zone="Europe/Berlin",
                region=None,
                leaders=(
                    Leader(PRIYA, LeaderState.ACCEPTED, date(2026, 2, 2)),
                    Leader(TOM, LeaderState.INVITED),
                ),
                members=frozenset({MARIA}),
                created_by=PRIYA,
                created_at=NOW - timedelta(days=40),
            )
        )
    with ThreadPoolExecutor(1) as threads:
        yield Processes(worker, web, threads)
    worker.close()
    web.close()


def a_concern(key: str) -> Concern:
    """Something Maria told Priya on Monday, due since nine."""
    made = new_concern(
        workspace=ONE,
        kind=Kind.RAISED,
        origin=f"command:{key}",
        raiser=MARIA,
        owner=PRIYA,
        state=State.RAISED,
        now=NOW - timedelta(days=4),
    )
    due = NOW - timedelta(hours=1)
    nudge = Nudge(NudgeReason.FIRST, date(2026, 3, 13), due)
    return replace(made, team=TEAM).with_nudge(nudge)


def test_two_who_need_the_first_data_key_at_once_use_the_same(two: Processes) -> None:
    def seal(unit: Unit) -> bytes:
        return unit.tx.sealer(ONE).seal(Label.WORDS, "1", "I am stuck")

    with acting(two.worker) as unit:
        assert unit.tx.workspaces.keys(ONE) == ()
        first = seal(unit)
        other = two.meanwhile(seal)
    second = other.result()
    with two.web.begin() as tx:
        opened = [tx.sealer(ONE).open(Label.WORDS, "1", one) for one in (first, second)]
    assert opened == ["I am stuck"] * 2


def test_B4_a_promise_is_kept_while_the_worker_saves_who_reads_the_channel(
    two: Processes,
) -> None:
    with acting(two.worker) as unit:
        assert unit.team(TEAM)
        do(two.web, accept, TOM, TEAM)
        save_readers(unit, TEAM, shared=False, private=False, present=[MARIA, GUS])
    after = team(two.web)
    assert set(after.accepted) == {PRIYA, TOM}
    assert after.outsiders
    assert after.looked_at == NOW


def test_B4_a_promise_is_kept_while_the_form_of_the_team_is_saved(two: Processes) -> None:
    plan = Plan(
        channel=CHANNEL,
        name="payments",
        leaders=(PRIYA, TOM),
        members=(MARIA, TOM),
        settings={"zone": "Europe/Berlin", "digest_at": time(11, 0)},
    )
    with acting(two.worker) as unit:
        set_up_team(unit, PRIYA, plan)
        other = two.meanwhile(accept, TOM, TEAM)
    other.result()
    after = team(two.web)
    assert set(after.accepted) == {PRIYA, TOM}
    assert after.members == {MARIA, TOM}
    assert after.digest_at == time(11, 0)


def test_B4_a_leader_who_is_gone_stays_so_while_the_form_of_the_team_is_saved(
    two: Processes,
) -> None:
    plan = Plan(
        channel=CHANNEL,
        name="pay",
        leaders=(PRIYA, TOM),
        members=(MARIA,),
        settings={"zone": "Europe/Berlin"},
    )
    with acting(two.worker) as unit:
        set_up_team(unit, TOM, plan)
        other = two.meanwhile(stop_all_messages, PRIYA)
    other.result()
    after = team(two.web)
    assert after.accepted == ()
    assert after.name == "pay"


def test_B4_two_changes_of_ones_settings_are_both_kept(two: Processes) -> None:
    until = date(2026, 3, 20)
    with acting(two.worker) as unit:
        unit.get_person(PRIYA)
        do(two.web, pause, PRIYA, until)
        hide_lines(unit, PRIYA)
    chosen = person(two.web, PRIYA).preferences
    assert (chosen.paused_until, chosen.coaching) == (until, False)
    with acting(two.worker) as unit:
        save_preferences(unit, PRIYA, lambda chosen: replace(chosen, region="DE-BE"))
        other = two.meanwhile(save_preferences, PRIYA, lambda chosen: replace(chosen, items=3))
    other.result()
    after = person(two.web, PRIYA).preferences
    assert after == replace(chosen, region="DE-BE", items=3)


def test_B4_what_the_worker_decides_and_a_leader_looks_at_is_one_ledger(two: Processes) -> None:
    def ledger() -> Ledger:
        with two.web.begin() as tx:
            return Ledger.from_json(tx.digests.ledger(ONE, TEAM))

    with acting(two.worker) as unit:
        unit.team(TEAM, for_update=True)
        other = two.meanwhile(digest_previews, PRIYA)
        wake_digest(unit, TEAM)
    other.result()
    assert ledger().reached == "2026-W11"
    assert ledger().frozen is not None
    # The other way round: the worker waits for the look, and goes on from what that has kept.
    with two.web.begin() as tx:
        tx.digests.keep_ledger(ONE, TEAM, Ledger().to_json())
    with acting(two.worker) as unit:
        digest_previews(unit, PRIYA)
        other = two.meanwhile(wake_digest, TEAM)
    other.result()
    assert ledger().reached == "2026-W11"
    assert ledger().frozen is not None


def test_B4_one_leaders_rhythm_loses_neither_a_count_nor_a_moment(two: Processes) -> None:
    reported = a_concern("1")
    with acting(two.worker) as unit:
        leader = unit.get_person(PRIYA)
        unit.mark_active(leader, reported)
        other = two.meanwhile(lambda web: web.mark_active(web.get_person(PRIYA), reported))
    other.result()
    assert person(two.web, PRIYA).rhythm.unasked == 2
    monday = NOW + timedelta(days=3)
    with acting(two.worker) as unit:
        leader = unit.get_person(PRIYA)
        do(two.web, lambda web: web.mark_active(web.get_person(PRIYA), reported))
        set_weekly_list(unit, leader, monday)
    rhythm = person(two.web, PRIYA).rhythm
    assert (rhythm.unasked, rhythm.weekly_at) == (3, monday)


def test_B4_two_workers_make_one_message_of_a_leaders_day(two: Processes) -> None:
    with two.web.begin() as tx:
        for key in ("1", "2"):
            tx.concerns.add(a_concern(key), MARIA, Act.RAISE)
    with acting(two.worker) as unit:
        assert make_day_message(unit, PRIYA)
        other = two.meanwhile(make_day_message, PRIYA)
    assert not other.result()
    with two.web.begin() as tx:
        [message] = tx.connection.execute(select(delivery)).all()
        assert message.kind is DeliveryKind.DAY
        [made] = [tx.deliveries.get(ONE, message.id)]
        assert made is not None
        assert len(tx.deliveries.items(made)) == 2
        assert tx.concerns.due_ids(ONE, PRIYA, NOW) == []


def test_B4_two_lines_of_one_message_are_both_answered(two: Processes) -> None:
    with acting(two.web) as unit:
        unit.deliver(
            DeliveryKind.DAY,
            PRIYA,
            "2026-03-13",
            PRIYA,
            due_at=NOW,
            days=unit.calendar(unit.get_person(PRIYA)),
            payload=DayMessage(extras=Extras(backoff=date(2026, 3, 16), fade=True)),
        )
        unit.tx.connection.execute(update(delivery).values(channel="D1", ts="1.1"))
    with acting(two.worker) as unit:
        keep_weekly(unit, PRIYA, "D1", "1.1")
        other = two.meanwhile(answer_fade, PRIYA, "D1", "1.1", only_slips=True)
    other.result()
    with two.web.begin() as tx:
        message = tx.deliveries.by_message(ONE, "D1", "1.1")
    assert message is not None
    extras = DayMessage.of(message).extras
    assert extras.kept_weekly_at == NOW
    assert extras.fade_answer == FadeAnswer(only_slips=True, at=NOW)
    chosen = person(two.web, PRIYA).preferences
    assert (chosen.message_days, chosen.only_slips) == (1, True)


def test_B4_leaders_are_held_together_and_whoever_does_something_now_is_passed_over(
    two: Processes,
) -> None:
    with acting(two.worker) as unit:
        for key, leader in (("c1", PRIYA), ("c2", TOM)):
            unit.tx.concerns.add(replace(a_concern(key), owner=leader), MARIA, Act.RAISE)
    rows = [DueRow(DueKind.LEADER, ONE, leader) for leader in (PRIYA, TOM)]
    with acting(two.web) as pressing:
        assert pressing.tx.people.get(ONE, TOM, for_update=True) is not None
        # To wait for Tom here would be to wait for ever.
        left = do(two.worker, wake_leaders, [(row, None) for row in rows])
    assert left == [rows[1]]
    assert do(two.worker, wake_leaders, [(row, None) for row in left]) == []
    with two.worker.begin() as tx:
        query = select(delivery.c.recipient).where(delivery.c.kind == DeliveryKind.DAY)
        assert sorted(tx.connection.scalars(query)) == [PRIYA, TOM]
