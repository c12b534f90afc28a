"""What a team's weeks add up to: the facts that count, and the figures decided from them once."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.casework.unit import Unit
from bot.domain import digest
from bot.domain.calendar import Calendar, IsoWeek
from bot.domain.concern import Concern
from bot.domain.concern.handover import handed_over_from
from bot.domain.concern.states import Kind, State
from bot.domain.digest import Ledger
from bot.domain.ids import PersonId
from bot.domain.refusals import Stale
from bot.domain.taxonomy import HowSoon
from bot.domain.team import Team
from bot.public_holidays import holiday_check

OPEN_ONES_SINCE = timedelta(weeks=60)
"""Older concerns are erased, closed or open (retention)."""
ANSWER_LIMIT = {HowSoon.TODAY: 2, HowSoon.WEEK: 2, HowSoon.NEXT: 4}


def count_once(unit: Unit, team: Team, week: IsoWeek, ledger: Ledger) -> Ledger:
    """Decide a week's figures, unless that was done."""
    if ledger.frozen is not None and ledger.frozen.week == str(week):
        return ledger
    if team.accepted_on is None:
        raise Stale
    days = team_days(team)
    today = days.today(unit.now)
    over = digest.window(digest.monday(week), team.accepted_on)
    keyed_hash = unit.tx.sealer(team.workspace).hash
    counted_people = ledger.eligible
    if counted_people is not None:
        # Whoever is no full member any more is not kept for the rest of the window (R52).
        counted_people -= _gone(unit, team)
    eligible, since = digest.eligible_from(
        counted_people, ledger.eligible_since, eligible_people(unit, team), today
    )
    facts = [
        replace(fact, raiser=keyed_hash(fact.raiser))
        for fact in team_facts(unit, team, days, unit.now)
    ]
    decision = digest.publish(
        digest.count(facts, eligible, over),
        ledger.published,
        thresholds=digest.Thresholds(eligible=unit.installation.eligible),
        keyed_hash=keyed_hash,
        today=today,
        leaders=team.accepted,
    )
    frozen = digest.Frozen(week=str(week), weeks=over.weeks, decision=decision)
    return replace(ledger, eligible=eligible, eligible_since=since, frozen=frozen)


def eligible_minimum(unit: Unit) -> int:
    """How many people a team needs before anything of it is counted."""
    return unit.installation.eligible


def eligible_people(unit: Unit, team: Team) -> frozenset[str]:
    """People who may be counted, hashed: on the list, full members, no leaders (D3)."""
    leaders = {candidate.person for candidate in team.leaders}
    people = unit.tx.people.some(team.workspace, team.members)
    counted = frozenset(person.id for person in people.values() if person.member) - leaders
    return frozenset(unit.tx.sealer(team.workspace).hash(person) for person in counted)


def _gone(unit: Unit, team: Team) -> frozenset[str]:
    """Who is on the list and is no full member any more, hashed."""
    people = unit.tx.people.some(team.workspace, team.members)
    keyed_hash = unit.tx.sealer(team.workspace).hash
    return frozenset(keyed_hash(person.id) for person in people.values() if not person.member)


def no_longer_eligible(unit: Unit, team: Team, person: PersonId) -> None:
    """Count somebody whose account is closed in no further digest, whatever window it is in.

    The figures that stand move by that as by anything else: where three people are behind it.
    """
    held = unit.team(team.id, for_update=True)
    ledger = Ledger.from_json(unit.tx.digests.ledger(team.workspace, team.id))
    hashed = unit.tx.sealer(team.workspace).hash(person)
    if held is not None and ledger.eligible is not None and hashed in ledger.eligible:
        without = replace(ledger, eligible=ledger.eligible - {hashed})
        unit.tx.digests.keep_ledger(team.workspace, team.id, without.to_json())


def team_facts(unit: Unit, team: Team, days: Calendar, now: datetime) -> list[digest.Fact]:
    """What happened in a team, as far as a note is concerned, of what has reached its leaders."""
    since = now - OPEN_ONES_SINCE
    return [
        _fact(concern, days, now, openly=openly)
        for concern, openly in unit.tx.concerns.in_window(team.workspace, team.id, since, now)
        if concern.kind is Kind.RAISED and concern.state not in (State.OFFERED, State.HANDED_OVER)
    ]


def team_days(team: Team) -> Calendar:
    """A team's calendar: its zone and holidays, at any hour."""
    return Calendar(
        zone=team.zone,
        start=time(0, 0),
        end=time(23, 59),
        hour=team.digest_at,
        holidays=holiday_check(team.region),
    )


_STATES = {
    State.CONFIRMED: digest.CoarseState.CONFIRMED,
    State.UNCONFIRMED: digest.CoarseState.UNCONFIRMED,
    State.NO_CHANGE: digest.CoarseState.NO_CHANGE,
    State.ENDED_BY_RAISER: digest.CoarseState.ENDED,
    State.WITHDRAWN: digest.CoarseState.ENDED,
}


def _fact(concern: Concern, days: Calendar, now: datetime, *, openly: bool) -> digest.Fact:
    created = days.local(concern.created_at).date()
    # What moved to another leader waits from the day on which it reached them.
    reached = concern.milestones.seen_from if handed_over_from(concern) else None
    begun = created if reached is None else days.local(reached).date()
    limit = ANSWER_LIMIT[concern.how_soon]

    def after(moment: datetime | None) -> int | None:
        if moment is None:
            return None
        return days.workdays_between(begun, days.local(moment).date())

    talk = None if concern.replies.two_views else concern.milestones.first_talk_at
    waited = after(now) or 0
    return digest.Fact(
        concern=concern.id,
        raiser=concern.raiser,
        owner=concern.owner,
        topic=concern.signal.value,
        created=created,
        pressures=frozenset(pressure.value for pressure in concern.pressures),
        answered_after=after(concern.milestones.heard_at),
        answer_limit=limit,
        answer_due=waited > limit,
        follow_up_due=concern.promise.due_on is not None or talk is not None,
        first_follow_up=after(talk),
        came_back_unasked=talk is not None and concern.promise.due_on is None,
        state=_STATES.get(concern.state, digest.CoarseState.OPEN),
        answer=digest.CheckInAnswer.OPEN if openly else digest.CheckInAnswer.NONE,
        withdrawn=concern.state is State.WITHDRAWN,
        sent_elsewhere=concern.team is None,
    )
