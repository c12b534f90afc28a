"""What the clock does, one due row at a time: silence noticed, check-ins asked, offers ended.

Each round asks the rows what is due; nothing is kept in memory, so that a restart loses nothing.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.casework.departures import erase
from bot.casework.digest import SPOKEN_KEPT
from bot.casework.rhythm import fell_quiet
from bot.casework.unit import TOGETHER, Unit
from bot.domain.concern import Act, CheckIn, Concern, Kind, Role, State
from bot.domain.delivery import DeliveryKind
from bot.domain.due import DueKind, DueRow
from bot.domain.effects import checked
from bot.domain.handover import ripe
from bot.domain.ids import WorkspaceId
from bot.domain.transitions import check_act
from bot.store import Transaction

BATCH = 200
"""Due rows taken into one round; each is then handled in a transaction of its own."""
INBOX_KEPT = timedelta(hours=24)
OFFERS_LAST = timedelta(days=7)
REVIEW_WAITS = 5
"""Working days until a concern is looked at again that cannot be reviewed now."""


def due_rows(
    tx: Transaction, kind: DueKind, now: datetime, workspaces: Collection[WorkspaceId]
) -> list[DueRow]:
    """Give what is due of one kind in the workspaces this process serves."""
    match kind:
        case DueKind.LEADER:
            return tx.due.leaders(now, workspaces, BATCH)
        case DueKind.OFFER:
            return tx.due.offers(now - OFFERS_LAST, workspaces, BATCH)
        case _:
            return tx.due.concerns(kind, now, workspaces, BATCH)


def wake(unit: Unit, row: DueRow) -> None:
    """Do what is due about one concern; nothing where another process has just done it."""
    concern = unit.tx.concerns.get(unit.workspace, row.id)
    if concern is not None:
        _WAKE[row.kind](unit, concern)


def _check_in(unit: Unit, concern: Concern) -> None:
    """Ask the raiser whether anything changed, once a week over all they have said."""
    if concern.check_at is None or concern.check_at > unit.now:
        return
    context = unit.transition_context(concern, unit.now)
    person = unit.get_person(concern.raiser)
    told = unit.tx.deliveries.recent(
        concern.workspace, DeliveryKind.NOTICE, concern.id, unit.now - TOGETHER
    )
    if told is not None or not context.raiser.is_open(unit.now):
        # Just told about it, or not at work: the question can wait.
        at = context.raiser.next_hour(unit.now)
        unit.tx.concerns.save(replace(concern, check_at=at))
        return
    today = context.raiser.today(unit.now)
    monday = today - timedelta(days=today.weekday())
    if _asked_since(unit, concern, context.raiser.instant(monday, time.min)):
        at = context.raiser.hour_on(monday + timedelta(days=7))
        unit.tx.concerns.save(replace(concern, check_at=at))
        return
    if concern.check is not None and not person.preferences.silent:
        unit.ask_raiser(concern, concern.check, context.raiser)
    unit.tx.concerns.save(checked(concern, context))


def _asked_since(unit: Unit, concern: Concern, since: datetime) -> bool:
    """Whether the raiser was asked about anything of theirs."""
    return unit.tx.deliveries.asked_since(
        concern.workspace, concern.raiser, since, but=CheckIn.ENDED.value
    )


def _time_out(unit: Unit, concern: Concern) -> None:
    """Do what only the clock does: fall quiet (T23), end unconfirmed (T21), erase."""
    if concern.turn is None or concern.turn_at is None or concern.turn_at > unit.now:
        return
    if concern.turn is Act.ERASE:
        erase(unit, concern)
        return
    after = unit.apply(concern, concern.turn, Role.CLOCK, by=None)
    if after.quiet:
        fell_quiet(unit, after)
    if concern.turn is Act.EXPIRE:
        context = unit.transition_context(after, unit.now)
        unit.ask_raiser(after, CheckIn.ENDED, context.raiser)


def _review(unit: Unit, concern: Concern) -> None:
    """Ask for a clear answer on what has been open for three months (T24)."""
    if concern.long_at is None or concern.long_at > unit.now:
        return
    if concern.kind is Kind.NOTE or not concern.open:
        unit.tx.concerns.save(replace(concern, long_at=None))
    elif not ripe(concern):
        later = unit.transition_context(concern, unit.now).raiser_moment(REVIEW_WAITS)
        unit.tx.concerns.save(replace(concern, long_at=later))
    else:
        unit.apply(concern, Act.GROW_OLD, Role.CLOCK, by=None)


def _end_offer(unit: Unit, concern: Concern) -> None:
    """Erase an offer that nobody answered."""
    if concern.state is not State.OFFERED or concern.created_at >= unit.now - OFFERS_LAST:
        return
    check_act(concern, Act.OFFER_LAPSE, Role.CLOCK)
    subject = concern.origin.partition(":")[2]
    asked = unit.tx.deliveries.recent(
        concern.workspace, DeliveryKind.OFFER, subject, concern.created_at
    )
    if asked is not None:
        unit.tx.deliveries.mark_behind(asked, "done")
    unit.tx.concerns.forget(concern)


_WAKE: Mapping[DueKind, Callable[[Unit, Concern], None]] = {
    DueKind.TIMEOUT: _time_out,
    DueKind.STALE_REVIEW: _review,
    DueKind.CHECK_IN: _check_in,
    DueKind.OFFER: _end_offer,
}


def clean_up(unit: Unit) -> None:
    """Forget what Slack will not deliver again, and leaders' words about past digests."""
    unit.tx.workspaces.forget_inbox(unit.workspace, unit.now - INBOX_KEPT)
    unit.tx.digests.forget_spoken(unit.workspace, unit.now - SPOKEN_KEPT)
