"""Rows by the thousand that the bot can read: their topics open, and their teams have people."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import Table, insert

from bot.domain.concern import Clocks, Concern, Milestones, Nudge
from bot.domain.concern.states import Kind, NudgeReason, State
from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.settings import TeamSettings
from bot.domain.taxonomy import Signal
from bot.domain.team import LeaderState
from bot.store import Transaction
from bot.store.concerns.rows import row_of, sides_of, topic_of
from bot.store.sealing import Label
from bot.store.tables import concern as concern_table
from bot.store.tables import person, team, team_leader, team_member

AT_ONCE = 1_000
SIGNALS = tuple(Signal)


def raised_with(
    workspace: WorkspaceId,
    number: int,
    *,
    raiser: str,
    leader: str,
    team: str,
    at: datetime,
    asked: datetime,
) -> Concern:
    """Something raised at a moment, about which its leader is to be asked at another."""
    return Concern(
        workspace=workspace,
        id=ConcernId(f"c{number}"),
        kind=Kind.RAISED,
        origin=f"command:{number}",
        raiser=PersonId(raiser),
        owner=PersonId(leader),
        team=TeamId(team),
        state=State.RAISED,
        signal=SIGNALS[number % len(SIGNALS)],
        created_at=at,
        milestones=Milestones(delivered_at=at),
        clocks=Clocks(nudge=Nudge(NudgeReason.NEW, asked.date(), asked)),
    )


def add_concerns(tx: Transaction, concerns: Iterable[Concern]) -> None:
    """Keep concerns of one workspace, each with its topic sealed."""
    rows = (
        row_of(each)
        | {
            "sealed": tx.sealer(each.workspace).seal(
                Label.TOPIC, each.id, topic_of(each), *sides_of(each)
            )
        }
        for each in concerns
    )
    _add(tx, concern_table, rows)


def add_teams(
    tx: Transaction, workspace: WorkspaceId, count: int, size: int, now: datetime
) -> None:
    """Keep teams ``t0``, ``t1`` …, each with a leader and ``size`` members of its own.

    Those of ``t0`` are ``L0`` and ``U0-0``, ``U0-1`` …; they have promised long ago, and what a
    leader is asked before a digest is looked at tomorrow.
    """
    before = now - timedelta(days=100)
    accepted = date(2025, 6, 2)
    leaders = [f"L{number}" for number in range(count)]
    members = [(number, f"U{number}-{each}") for number in range(count) for each in range(size)]
    tomorrow = {"part_due_at": now + timedelta(days=1)}
    _add(tx, person, (_person(workspace, one, now) | tomorrow for one in leaders))
    _add(tx, person, (_person(workspace, one, now) for _, one in members))
    _add(
        tx,
        team,
        (
            {
                "workspace": workspace,
                "id": f"t{number}",
                "channel": f"C{number}",
                "name": "team",
                **TeamSettings(zone="UTC").values(),
                "created_by": leaders[number],
                "created_at": before,
                "paused": False,
                "looked_at": now,
                "digest_due_at": now,
            }
            for number in range(count)
        ),
    )
    _add(
        tx,
        team_leader,
        (
            {
                "workspace": workspace,
                "team": f"t{number}",
                "person": leaders[number],
                "place": 0,
                "state": LeaderState.ACCEPTED,
                "accepted_on": accepted,
                "approved": True,
            }
            for number in range(count)
        ),
    )
    _add(
        tx,
        team_member,
        (
            {
                "workspace": workspace,
                "team": f"t{number}",
                "person": one,
                "approved": True,
                "told": True,
            }
            for number, one in members
        ),
    )


def _person(workspace: WorkspaceId, identity: str, now: datetime) -> dict[str, object]:
    return {
        "workspace": workspace,
        "id": identity,
        "name": identity,
        "full_name": identity,
        "zone": "UTC",
        "slack_locale": "en-US",
        "bot": False,
        "guest": False,
        "outsider": False,
        "deleted": False,
        "admin": False,
        "status_emoji": "",
        "read_at": now,
    }


def _add(tx: Transaction, table: Table, rows: Iterable[dict[str, object]]) -> None:
    for some in _batches(rows):
        tx.connection.execute(insert(table), some)


def _batches(rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some
