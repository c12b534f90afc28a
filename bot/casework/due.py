"""What the clock does, one due row at a time: silence, check-ins, offers, retention.

Each round asks the rows what is due; nothing is kept in memory, so that a restart loses nothing.
A row that raises is moved an hour ahead and remembered, so that it holds up no other; one that is
not done in time is remembered, and passed over for a while.
"""

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import takewhile

from bot.casework.contacts import look_after_contacts
from bot.casework.day_message import make_day_message
from bot.casework.departures import ACCOUNT_BACK_WITHIN
from bot.casework.digest import SPOKEN_KEPT
from bot.casework.digest_moments import plan_private_part, wake_digest
from bot.casework.erasing import go_on_with_wishes
from bot.casework.offering import ASKED_KEPT, asked_about, erase_offer
from bot.casework.retention import erase, wake_retention
from bot.casework.rhythm import fell_quiet
from bot.casework.second_version import begin_second_version, look_after_grace
from bot.casework.unit import Unit
from bot.domain.concern import Concern, PlannedCheckIn, Timeout
from bot.domain.concern.cadence import OFFERS_LAST
from bot.domain.concern.effects import checked_in
from bot.domain.concern.notices import TOGETHER
from bot.domain.concern.stale_review import can_be_reviewed
from bot.domain.concern.states import Act, CheckIn, Kind, Role
from bot.domain.concern.transitions import check_act
from bot.domain.delivery import DeliveryKind
from bot.domain.due import NOT_IN_TIME, WOKEN, DueKind, DueRow
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.taxonomy import Signal
from bot.store import Transaction
from bot.store.deadline import gave_way

ROWS_AT_ONCE = 200
"""Due rows taken into one round; each is then handled in a transaction of its own."""
LEAST = 10
"""So many of each workspace that has something due, however many have."""
FAILED_WAITS = timedelta(hours=1)
"""Until a row that raised is tried again."""
INBOX_KEPT = timedelta(hours=24)
CLEANED_AT_ONCE = 1000
"""Rows deleted in one transaction."""
REVIEW_WAITS = 5
"""Working days until a concern is looked at again that cannot be reviewed now."""


def due_rows(
    tx: Transaction, kind: DueKind, now: datetime, served: Collection[WorkspaceId]
) -> list[DueRow]:
    """Give what is due of one kind, workspace by workspace, to each of them its share.

    A workspace that removed the app has no token any more, so whoever looks erases it.
    """
    workspaces = _having_due(tx, kind, now, served)
    share = max(LEAST, ROWS_AT_ONCE // max(1, len(workspaces)))
    return [row for workspace in workspaces for row in tx.due.rows(kind, now, workspace, share)]


def look_ahead(
    tx: Transaction, kind: DueKind, now: datetime, served: Collection[WorkspaceId]
) -> tuple[list[DueRow], frozenset[DueKind]]:
    """Give what is due of one kind; and where nothing is, which kinds after it have nothing either.

    These end before the first of which something is due: what is done about it may let more be due.
    """
    rows = due_rows(tx, kind, now, served)
    if rows:
        return rows, frozenset()
    later = WOKEN[WOKEN.index(kind) + 1 :]
    return [], frozenset(takewhile(lambda each: not _having_due(tx, each, now, served), later))


def _having_due(
    tx: Transaction, kind: DueKind, now: datetime, served: Collection[WorkspaceId]
) -> list[WorkspaceId]:
    asked = tx.workspaces.installed() if kind is DueKind.REMOVAL else served
    return tx.due.workspaces(kind, now, asked)


def wake(unit: Unit, row: DueRow) -> None:
    """Do what is due about one row; nothing where another process has just done it."""
    unit.woken_for = row.moment
    if row.kind is DueKind.DIGEST:
        wake_digest(unit, row.id)
    else:
        concern = unit.tx.concerns.get(unit.workspace, row.id)
        if concern is not None:
            _WAKE[row.kind](unit, concern)
    handled(unit, row)


def wake_leader(unit: Unit, row: DueRow, undisturbed_until: datetime | None) -> None:
    """Make a leader's one message of the day. Raises whatever one thing in it raises."""
    _make_day_message(unit, row, undisturbed_until, {})
    handled(unit, row)


def wake_leaders(unit: Unit, leaders: Sequence[tuple[DueRow, datetime | None]]) -> list[DueRow]:
    """Make the messages of some leaders of one workspace; gives the rows not woken now.

    Each stands beside the end of its leader's Do Not Disturb. Whoever does something now is passed
    over: to wait for one while holding others would have two transactions wait for each other.
    Raises whatever one of them raises.
    """
    held = unit.tx.people.hold_free(unit.workspace, [row.id for row, _ in leaders])
    unit.tx.teams.read_of(unit.workspace, held)
    for row, undisturbed_until in leaders:
        if row.id in held:
            wake_leader(unit, row, undisturbed_until)
    return [row for row, _ in leaders if row.id not in held]


def wake_leader_piecemeal(
    unit: Unit, row: DueRow, undisturbed_until: datetime | None
) -> list[tuple[DueRow, Exception]]:
    """Make a leader's message without what raises; that is moved, remembered and given.

    It is given with what it raised. Each thing is tried alone in a savepoint. Raises where
    it is no single thing that fails, and where another transaction had to go first.
    """
    leader = PersonId(row.id)
    # Before a 1:1 what has its hour later that day comes along.
    concerns = unit.tx.concerns.due_ids(unit.workspace, leader, unit.now + timedelta(days=1))
    teams = unit.tx.teams.led_by(unit.workspace, leader)
    failed: dict[str, Exception] = {}
    for key in (*concerns, *teams):
        others = [other for other in (*concerns, *teams) if other != key]
        try:
            with unit.tx.trial():
                make_day_message(
                    unit, leader, undisturbed_until=undisturbed_until, leave_out=others
                )
        except Exception as error:
            if gave_way(error):
                raise
            # Whatever it is, the others go.
            failed[key] = error
    _make_day_message(unit, row, undisturbed_until, failed)
    handled(unit, row)
    rows = {_of_message(unit, leader, key, key in concerns): failed[key] for key in failed}
    for left_out, raised in rows.items():
        move_failed(unit, left_out, type(raised).__name__)
    return list(rows.items())


def _of_message(unit: Unit, leader: PersonId, key: str, nudge: bool) -> DueRow:
    """The row of something in a leader's message: a concern, or their private part."""
    if nudge:
        return DueRow(DueKind.NUDGE, unit.workspace, key)
    return DueRow(DueKind.PRIVATE_PART, unit.workspace, leader)


def _make_day_message(
    unit: Unit, row: DueRow, undisturbed_until: datetime | None, failed: Collection[str]
) -> None:
    leader = PersonId(row.id)
    unit.woken_for = row.moment
    due = unit.tx.concerns.due_ids(unit.workspace, leader, unit.now) if row.failed else []
    make_day_message(unit, leader, undisturbed_until=undisturbed_until, leave_out=failed)
    if row.kind is DueKind.PRIVATE_PART:
        plan_private_part(unit, leader, undisturbed_until)
    if due:
        _clear(unit, DueKind.NUDGE, [key for key in due if key not in failed])


def handled(unit: Unit, row: DueRow) -> None:
    """Forget that a row failed before."""
    if row.failed:
        _clear(unit, row.kind, [row.id])


def _clear(unit: Unit, kind: DueKind, ids: Collection[str]) -> None:
    if unit.tx.due.clear(unit.workspace, kind, ids):
        _show_installer(unit)


def move_failed(unit: Unit, row: DueRow, error: str) -> None:
    """Let a row that raised come again in an hour, and remember it by the kind of the error."""
    unit.tx.due.move(row, _in_an_hour(unit, row), unit.now)
    unit.tx.due.fail(row, error, unit.now)
    _show_installer(unit)


def pass_over(unit: Unit, row: DueRow) -> None:
    """Remember that a row was not done in time: it waits, longer each time, and stays due.

    Nothing else is touched, since somebody may hold it: the row itself, or whoever reads of it.
    """
    if unit.tx.due.is_due(row, unit.now):
        unit.tx.due.fail(row, NOT_IN_TIME, unit.now)


def _in_an_hour(unit: Unit, row: DueRow) -> datetime:
    """An hour from now, inside the hours of whoever reads what comes of it, if they are known."""
    moment = unit.now + FAILED_WAITS
    # What made the row raise may be its reader.
    with contextlib.suppress(Exception):
        reader = unit.tx.due.reader(row)
        if reader is not None:
            return unit.calendar(unit.get_person(reader)).next_open(moment)
    return moment


def _show_installer(unit: Unit) -> None:
    installer = unit.installation.installer
    unit.tx.people.mark_homes_stale(unit.workspace, [installer])


def _check_in(unit: Unit, concern: Concern) -> None:
    """Ask the raiser whether anything changed, once a week over all they have said."""
    check_in = concern.clocks.check_in
    if check_in is None or check_in.at > unit.now:
        return
    if check_in.question is CheckIn.LATE and _is_raised_again(unit, concern):
        unit.tx.concerns.save(replace(concern, clocks=replace(concern.clocks, check_in=None)))
        return
    context = unit.transition_context(concern)
    person = unit.get_person(concern.raiser)
    news = unit.tx.deliveries.recent(
        concern.workspace, DeliveryKind.NOTICE, concern.id, unit.now - TOGETHER
    )
    if news is not None or not context.raiser.is_open(unit.now):
        # Just told about it, or not at work: the question can wait.
        _postpone_check_in(unit, concern, check_in, context.raiser.next_hour(unit.now))
        return
    today = context.raiser.today(unit.now)
    monday = today - timedelta(days=today.weekday())
    if _asked_since(unit, concern, context.raiser.instant(monday, time.min)):
        next_monday = context.raiser.hour_on(monday + timedelta(days=7))
        _postpone_check_in(unit, concern, check_in, next_monday)
        return
    if not person.preferences.silent:
        unit.ask_raiser(concern, check_in.question, context.raiser)
    unit.tx.concerns.save(checked_in(concern, context))


def _is_raised_again(unit: Unit, concern: Concern) -> bool:
    """Whether the same topic is open with the same leader: then nobody asks whether it is over."""
    leader = concern.owner or concern.left_by
    return concern.signal is not Signal.OTHER and any(
        other.open and other.signal is concern.signal and leader in (other.owner, other.left_by)
        for other in unit.tx.concerns.raised_by(unit.workspace, concern.raiser)
    )


def _postpone_check_in(
    unit: Unit, concern: Concern, check_in: PlannedCheckIn, at: datetime
) -> None:
    clocks = replace(concern.clocks, check_in=replace(check_in, at=at))
    unit.tx.concerns.save(replace(concern, clocks=clocks))


def _asked_since(unit: Unit, concern: Concern, since: datetime) -> bool:
    """Whether the raiser was asked about anything of theirs."""
    return unit.tx.deliveries.asked_since(
        concern.workspace, concern.raiser, since, but=CheckIn.ENDED
    )


def _time_out(unit: Unit, concern: Concern) -> None:
    """Do what only the clock does: fall quiet (T23), end unconfirmed (T21), erase."""
    timeout = concern.clocks.timeout
    if timeout is None or timeout.at > unit.now:
        return
    if timeout.act is Act.ERASE:
        erase(unit, concern)
        return
    if timeout.act is Act.OFFER_LAPSE:
        _end_offer(unit, concern)
        return
    after = unit.apply(concern, timeout.act, Role.CLOCK, by=None)
    if after.quiet:
        fell_quiet(unit, after)
    if timeout.act is Act.EXPIRE:
        context = unit.transition_context(after)
        unit.ask_raiser(after, CheckIn.ENDED, context.raiser)


def _review(unit: Unit, concern: Concern) -> None:
    """Ask for a clear answer on what has been open for three months (T24)."""
    review_at = concern.clocks.stale_review_at
    if review_at is None or review_at > unit.now:
        return
    if concern.kind is Kind.NOTE or not concern.open:
        _review_again(unit, concern, None)
    elif not can_be_reviewed(concern):
        later = unit.transition_context(concern).raiser_moment(REVIEW_WAITS)
        _review_again(unit, concern, later)
    else:
        unit.apply(concern, Act.STALE_REVIEW, Role.CLOCK, by=None)


def _review_again(unit: Unit, concern: Concern, at: datetime | None) -> None:
    clocks = replace(concern.clocks, stale_review_at=at)
    unit.tx.concerns.save(replace(concern, clocks=clocks))


def _end_offer(unit: Unit, concern: Concern) -> None:
    """Erase an offer that nobody answered."""
    ends = concern.created_at + OFFERS_LAST
    if ends > unit.now:
        # Made before offers had a timeout of their own.
        clocks = replace(concern.clocks, timeout=Timeout(Act.OFFER_LAPSE, ends))
        unit.tx.concerns.save(replace(concern, clocks=clocks))
        return
    check_act(concern, Act.OFFER_LAPSE, Role.CLOCK)
    erase_offer(unit, concern)


_WAKE: Mapping[DueKind, Callable[[Unit, Concern], None]] = {
    DueKind.TIMEOUT: _time_out,
    DueKind.STALE_REVIEW: _review,
    DueKind.RETENTION: wake_retention,
    DueKind.CHECK_IN: _check_in,
}


def wake_clean_up(unit: Unit, row: DueRow) -> bool:
    """Clean up; whether there may be more. Where there is not, the row is handled."""
    more = clean_up(unit)
    if not more:
        handled(unit, row)
    return more


def clean_up(unit: Unit) -> bool:
    """Forget what is over, some rows at a time; whether there may be more.

    That is messages whose time is over, what Slack will not deliver again, leaders' words about
    past digests, and failures of rows that are gone. Before it, what somebody wished erased and was
    interrupted; at the same time teams of the first version, and contacts.
    """
    known = unit.tx.workspaces.is_known(unit.workspace)
    if not known or unit.installation.erasing:
        return False
    if go_on_with_wishes(unit):
        return True
    more = begin_second_version(unit)
    look_after_grace(unit)
    look_after_contacts(unit)
    offers = unit.tx.deliveries.forget_offers(unit.workspace, unit.now, CLEANED_AT_ONCE)
    for subject in offers:
        # That it was asked about is kept, so that nobody is asked twice; not whom, and not where.
        unit.tx.workspaces.note_latest(unit.workspace, asked_about(unit, subject), unit.now)
    deleted = (
        len(offers),
        unit.tx.deliveries.forget_settled(unit.workspace, unit.now, CLEANED_AT_ONCE),
        unit.tx.deliveries.forget_attempts(unit.workspace, unit.tx.lease_now(), CLEANED_AT_ONCE),
        unit.tx.workspaces.forget_inbox(
            unit.workspace, unit.now - INBOX_KEPT, unit.now - ASKED_KEPT, CLEANED_AT_ONCE
        ),
        unit.tx.departures.forget(unit.workspace, unit.now - ACCOUNT_BACK_WITHIN, CLEANED_AT_ONCE),
        unit.tx.digests.forget_spoken(unit.workspace, unit.now - SPOKEN_KEPT, CLEANED_AT_ONCE),
    )
    if any(deleted):
        # Who asked for help, among others: nothing of it stays in the log of a SQLite file.
        unit.tx.erases = True
    if unit.tx.due.forget_gone(unit.workspace):
        _show_installer(unit)
    unit.tx.erasures.shorten_journal(unit.now)
    return more or max(deleted) >= CLEANED_AT_ONCE
