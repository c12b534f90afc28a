"""The weekly note and the leaders' part before it: counted, answered, decided once a week."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeGuard

import structlog

from bot.casework.counting import count_once, team_days, team_facts
from bot.casework.unit import PART_LIVES, Unit
from bot.domain import digest
from bot.domain.calendar import Calendar, IsoWeek, iso_week
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.digest import Ledger
from bot.domain.due import AT_ONCE
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.refusals import NotYours, Stale
from bot.domain.team import Team
from bot.payloads import DecidedDigest, PrivatePart
from bot.store import Transaction

SPOKEN_KEPT = timedelta(weeks=5)
WEEKS_AHEAD = 5
"""A note every four weeks is at most so far away."""

log = structlog.get_logger("heard.digest")


@dataclass(frozen=True)
class _Made:
    """A note as it would be posted, and what decided it."""

    note: digest.Digest | None
    steps: tuple[digest.TeamStep, ...]
    silence: digest.Silence | None
    ledger: Ledger


def make_digest(unit: Unit, team: Team) -> bool:
    """Decide and keep a team's note, once per ISO week; ``False`` where there is none.

    A note may be late, or wait for a leader's word, until its ISO week is over.
    """
    now = unit.now
    days = team_days(team)
    week = iso_week(days.today(now))
    moment = digest.posting(team, week, days)
    if moment is None or now < moment or team.created_at > moment:
        return False
    begun = unit.tx.digests.begun(team, week, now - digest.STEPS_LAST)
    ledger, spoken = Ledger.from_json(begun.ledger), begun.spoken
    if begun.decided or (ledger.reached == str(week) and not spoken):
        return False
    _say_what_passed(team, ledger, week, days)
    ledger = replace(ledger, reached=str(week))
    # Everybody is counted, and its leaders are looked at when it is decided.
    unit.tx.read_home(team.workspace, team.people)
    steps = _steps(unit, team) if begun.has_steps else ()
    made = _made(unit, team, week, spoken, ledger, steps)
    if made.silence is digest.Silence.WAITS:
        _remember(unit, team, made.ledger)
        return False
    return _keep_digest(unit, team, week, made, days, in_homes=begun.in_homes)


def _keep_digest(
    unit: Unit, team: Team, week: IsoWeek, made: _Made, days: Calendar, *, in_homes: bool
) -> bool:
    """Keep the note, or that there is none this week: what comes later waits.

    ``in_homes``: an earlier one may stand in Homes, which show the latest.
    """
    now, note = unit.now, made.note
    delivery = unit.deliver(
        DeliveryKind.DIGEST,
        team.id,
        str(week),
        team.channel,
        due_at=now,
        days=days,
        payload=DecidedDigest.decided(note) if note else None,
    )
    if not delivery:
        return False
    ledger, frozen = made.ledger, made.ledger.frozen
    fresh = frozen.decision.published if frozen is not None else None
    if note is not None:
        if in_homes:
            unit.tx.people.mark_homes_stale(team.workspace, team.people)
        ledger = replace(ledger, published=note.published or ledger.published)
        ledger = replace(ledger, posted=note.posted)
    else:
        unit.tx.deliveries.cancel(team.workspace, [DeliveryKind.DIGEST], team.id)
        if made.silence is None and _stands(fresh, ledger.published):
            # What is read stays true for what it is made of now: the next change counts
            # from here, so that nothing unseen helps one person over the threshold (D4).
            ledger = replace(ledger, published=fresh)
    _remember(unit, team, replace(ledger, frozen=None))
    return note is not None


def weekly_digest(tx: Transaction, delivery: Delivery) -> digest.WeeklyDigest | None:
    """Read a team's digest: the figures as they were decided, its words as they are now."""
    team = tx.teams.get(delivery.workspace, delivery.subject)
    if team is None or delivery.payload is None:
        return None
    decided = DecidedDigest.of(delivery)
    spoken = tx.digests.spoken(team, IsoWeek.of(delivery.occurrence))
    steps = {step.id: step for step in tx.digests.some_steps(team, decided.steps)}
    lines = tuple(line for said in spoken for line in said.lines)
    return digest.WeeklyDigest(
        team=team,
        day=date.fromisoformat(delivery.wall.partition("T")[0]),
        note=decided.digest(lines),
        steps=tuple(steps[key] for key in decided.steps if key in steps and steps[key].ticked),
    )


def digests_in_homes(unit: Unit, teams: Collection[str]) -> list[Delivery]:
    """Give the latest digest of each team, as long as it is one that Homes show (D11)."""
    since = unit.now - digest.STEPS_LAST
    latest = unit.tx.deliveries.latest_digests(unit.workspace, teams, since)
    return [delivery for delivery in latest if DecidedDigest.of(delivery).in_homes]


def parts_for(
    unit: Unit, person: Person, today: date, leave_out: Collection[str] = ()
) -> list[PrivatePart]:
    """A leader's private part, on their last working day before a note.

    It is decided at the leader's hour, however late it leaves: what reaches them afterwards, or
    does not at all, is neither counted nor a reason to ask (D14). ``leave_out`` are teams for which
    it cannot be made.
    """
    if person.preferences.silent:
        return []
    parts: list[PrivatePart] = []
    as_of = min(unit.now, unit.calendar(person).hour_on(today))
    for team in unit.tx.teams.of(person.workspace, [person.id]):
        if person.id not in team.accepted or team.id in leave_out:
            continue
        days, team_calendar = unit.calendar(person, team.id), team_days(team)
        for week, moment in postings(team, unit.now):
            day = team_calendar.today(moment)
            if day > today + timedelta(days=digest.LOOK_BACK_DAYS):
                break
            if digest.day_before(day, days) != today:
                continue
            part = _part_for(unit, team, week, day, person.id, as_of)
            if part is not None:
                parts.append(part)
    return parts


def digest_previews(unit: Unit, person: PersonId) -> list[digest.Preview]:
    """The coming notes of every team somebody leads. Raises :class:`NotYours` for others."""
    led = [
        team.id for team in unit.tx.teams.of(unit.workspace, [person]) if person in team.accepted
    ]
    if not led:
        raise NotYours
    # A look may count the figures and keep them: the ledger is its team's row.
    held = (unit.team(key, for_update=True) for key in sorted(led))
    teams = [team for team in held if team is not None]
    weeks = [(team, _next_week(unit, team)) for team in teams]
    return [_preview(unit, team, week, person) for team, week in weeks if week is not None]


def digest_preview(unit: Unit, person: PersonId, team_id: str, week: str) -> digest.Preview:
    """One of them. Raises :class:`Stale` once it is decided."""
    team, at = _open(unit, person, team_id, week)
    return _preview(unit, team, at, person)


def answer_digest_draft(
    unit: Unit,
    person: PersonId,
    team_id: str,
    week: str,
    word: digest.Word,
) -> digest.Preview:
    """Post it as it is, or skip this week; lines written before stay with a yes."""
    team, at = _open(unit, person, team_id, week)
    before = next((o for o in unit.tx.digests.spoken(team, at) if o.leader == person), None)
    lines = before.lines if before is not None and word is not digest.Word.SKIP else ()
    _speak(unit, team, at, digest.Spoken(person, word, unit.now, lines))
    return _preview(unit, team, at, person)


def answer_and_list(
    unit: Unit, person: PersonId, team: str, week: str, word: digest.Word
) -> list[digest.Preview]:
    """Answer as :func:`answer_digest_draft` does, and give all coming digests of the leader."""
    answer_digest_draft(unit, person, team, week, word)
    return digest_previews(unit, person)


def choose_for_digest(
    unit: Unit,
    person: PersonId,
    team_id: str,
    week: str,
    *,
    ticked: Collection[str],
    lines: Sequence[str],
) -> digest.Preview:
    """Let the team read the ``ticked`` ones of one's own steps, and one's own lines."""
    team, at = _open(unit, person, team_id, week)
    written = tuple(
        unit.within(line, digest.LINE_LIMIT, f"line_{number}")
        for number, line in enumerate(lines, 1)
    )
    written = tuple(line for line in written if line)
    own = [step.id for step in _steps(unit, team) if step.leader == person]
    picks = [step for step in own if step in ticked]
    unit.tx.digests.tick(unit.workspace, own, ticked=False)
    unit.tx.digests.tick(unit.workspace, picks, ticked=True)
    answer = digest.Spoken(person, digest.Word.CHOSEN, unit.now, written)
    _speak(unit, team, at, answer)
    return _preview(unit, team, at, person)


def _speak(unit: Unit, team: Team, week: IsoWeek, answer: digest.Spoken) -> None:
    unit.tx.digests.speak(team, week, answer)
    # What waited for a word can be decided now.
    unit.tx.teams.set_digest_due(team, AT_ONCE)
    leader = PersonId(answer.leader)
    unit.tx.digests.mark_parts_stale(team.workspace, leader, unit.now - PART_LIVES)


def _open(unit: Unit, person: PersonId, team_id: str, week: str) -> tuple[Team, IsoWeek]:
    """The gate of everything a leader does with a note; it holds the team, with its ledger."""
    team = unit.team(team_id, for_update=True)
    if team is None or person not in team.accepted:
        raise NotYours
    if not unit.get_person(person).member:
        raise NotYours
    at = next((open_week for open_week in _open_weeks(unit, team) if str(open_week) == week), None)
    if at is None:
        raise Stale
    return team, at


def _open_weeks(unit: Unit, team: Team) -> list[IsoWeek]:
    """The weeks whose notes have not been decided, from this one on."""
    return [
        week
        for week, _ in postings(team, unit.now)
        if not unit.tx.deliveries.exists(team.workspace, DeliveryKind.DIGEST, team.id, str(week))
    ]


def _next_week(unit: Unit, team: Team) -> IsoWeek | None:
    """The week of the note to look at now: the last one that leaders are asked about."""
    now, days = unit.now, team_days(team)
    weeks = _open_weeks(unit, team)
    asked_weeks = [
        week
        for week in weeks
        if (moment := digest.posting(team, week, days)) is not None
        and days.today(now) >= (digest.day_before(days.today(moment), days) or date.max)
    ]
    return next(iter([*asked_weeks[-1:], *weeks]), None)


def _preview(unit: Unit, team: Team, week: IsoWeek, person: PersonId) -> digest.Preview:
    now = unit.now
    days = team_days(team)
    moment = digest.posting(team, week, days)
    if moment is None:
        raise Stale
    day = days.today(moment)
    counted_on = _counted_on(day, week, days)
    spoken = unit.tx.digests.spoken(team, week)
    word = next((decision for decision in spoken if decision.leader == person), None)
    others = [decision for decision in spoken if decision.leader != person]
    mine = word or digest.Spoken(person, digest.Word.POST, now)
    ledger = Ledger.from_json(unit.tx.digests.ledger(team.workspace, team.id))
    counted = days.today(now) >= counted_on
    steps = _steps(unit, team)
    made = _made(unit, team, week, (*others, mine), ledger, steps, count=counted)
    if made.ledger != ledger:
        _remember(unit, team, made.ledger)
    own = tuple(step for step in steps if step.leader == person)
    return digest.Preview(
        team=team,
        week=week,
        today=days.today(now),
        day=day,
        own=own,
        word=word,
        skipped=made.silence is digest.Silence.SKIPPED,
        note=replace(made.note, first=made.note.first and counted) if made.note else None,
        steps=made.steps,
        counted_on=None if counted else counted_on,
    )


def _made(
    unit: Unit,
    team: Team,
    week: IsoWeek,
    spoken: Sequence[digest.Spoken],
    ledger: Ledger,
    steps: Sequence[digest.TeamStep],
    *,
    count: bool = True,
) -> _Made:
    """The note of a week from what is known; its figures are decided once and then stand."""
    if count:
        ledger = count_once(unit, team, week, ledger)
    frozen = ledger.frozen if ledger.frozen and ledger.frozen.week == str(week) else None
    decision = frozen.decision if frozen else digest.Decision(0, None, None, False, None)
    weeks = frozen.weeks if frozen else 0
    missing = digest.absence(decision, team.figures, weeks)
    draft = digest.material(steps, spoken, counted=missing is None)
    if isinstance(draft, digest.Silence):
        return _Made(None, (), draft, ledger)
    note = digest.compose(
        decision,
        setting=team.figures,
        weeks=weeks,
        steps=[step.id for step in draft.steps],
        lines=draft.lines,
        last=ledger.posted,
        keyed_hash=unit.tx.sealer(team.workspace).hash,
    )
    return _Made(note, draft.steps if note is not None else (), None, ledger)


def _part_for(
    unit: Unit, team: Team, week: IsoWeek, day: date, leader: PersonId, as_of: datetime
) -> PrivatePart | None:
    """A leader's part before the digest of ``day``; ``None``: there is nothing to ask about.

    Who was told something lately may want to say something out loud, also in the first week. What
    has only been waiting for long is no reason to ask week after week.
    """
    if team.accepted_on is None:
        return None
    now, days = unit.now, team_days(team)
    facts = team_facts(unit, team, days, as_of)
    over = digest.window(digest.monday(week), team.accepted_on)
    weekly = digest.weekly(facts, leader, over)
    since = days.today(now) - digest.STEPS_LAST
    told = any(
        fact.owner == leader and not fact.leaves_no_trace and fact.created >= since
        for fact in facts
    )
    asks = told or any(step.leader == leader for step in _steps(unit, team))
    if over.weeks and any(astuple(replace(weekly, waiting=weekly.waiting if asks else 0))):
        return PrivatePart(team=team.id, day=day, weekly=weekly, window=over)
    return PrivatePart(team=team.id, day=day) if asks else None


def _remember(unit: Unit, team: Team, ledger: Ledger) -> None:
    unit.tx.digests.keep_ledger(team.workspace, team.id, ledger.to_json())


def _steps(unit: Unit, team: Team) -> tuple[digest.TeamStep, ...]:
    return unit.tx.digests.steps(team, unit.now - digest.STEPS_LAST)


def postings(team: Team, now: datetime) -> Iterator[tuple[IsoWeek, datetime]]:
    """The notes of this week and the coming ones, the nearest first."""
    days = team_days(team)
    this = iso_week(days.today(now))
    for number in range(WEEKS_AHEAD):
        week = digest.week_after(this, number)
        moment = digest.posting(team, week, days)
        if moment is not None:
            yield week, moment


def _counted_on(day: date, week: IsoWeek, days: Calendar) -> date:
    """The day before a note, and never before its four weeks are over."""
    return max(digest.day_before(day, days) or day, digest.monday(week))


def _say_what_passed(team: Team, ledger: Ledger, week: IsoWeek, days: Calendar) -> None:
    """Say in the log which notes were dropped because no round was made in their whole week."""
    if ledger.reached is None or ledger.reached == str(week):
        return
    passed = digest.week_after(week, -1)
    while str(passed) > ledger.reached:
        if digest.posting(team, passed, days) is not None:
            log.error("note dropped", team=team.id, week=str(passed), reason="nothing ran")
        passed = digest.week_after(passed, -1)


def _stands(
    fresh: digest.Published | None, read: digest.Published | None
) -> TypeGuard[digest.Published]:
    """Whether new figures read the same as those the team read last."""
    if fresh is None or read is None or fresh.figures is None:
        return False
    return (fresh.tier, fresh.figures) == (read.tier, read.figures)
