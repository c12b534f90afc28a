"""What a message of the day and a weekly list share: items, private parts, what rides along."""

from collections.abc import Sequence

from bot.casework import Unit
from bot.domain import digest
from bot.domain.calendar import iso_week
from bot.domain.concern import Concern, Nudge, cadence
from bot.domain.concern.states import NudgeReason
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.record import DayExtras, Joined, Line
from bot.domain.team import Team
from bot.payloads import Extras, LeaderMessage, Newcomer, PrivatePart


def lines_of(unit: Unit, delivery: Delivery) -> tuple[Line, ...]:
    """Read a message's items; those whose concern is erased are gone."""
    items = unit.tx.deliveries.items(delivery)
    concerns = unit.tx.concerns.some(delivery.workspace, [item.concern for item in items])
    here = {
        key
        for key, concern in concerns.items()
        # What comes from a backup is brought to nobody before its raiser says yes once more.
        if concern.retention.held_at is None or delivery.sent_at is not None
    }
    present = [item for item in items if item.concern in here]
    records = unit.records([concerns[item.concern] for item in present], history=True)
    return tuple(Line(item, record) for item, record in zip(present, records, strict=True))


def parts_of(
    unit: Unit, delivery: Delivery, payload: LeaderMessage
) -> tuple[digest.TeamPreview, ...]:
    """Read the leader's private parts, with what they said to each by now."""
    parts = (_part(unit, delivery, part) for part in payload.parts)
    return tuple(part for part in parts if part is not None)


def _part(unit: Unit, delivery: Delivery, part: PrivatePart) -> digest.TeamPreview | None:
    team = unit.tx.teams.get(delivery.workspace, part.team)
    if team is None or delivery.recipient not in team.accepted:
        return None
    week = iso_week(part.day)
    spoken = unit.tx.digests.spoken(team, week)
    over = unit.now >= digest.week_ends(week, team.zone)
    decided = unit.tx.deliveries.exists(delivery.workspace, DeliveryKind.DIGEST, team.id, str(week))
    return digest.TeamPreview(
        team=team,
        week=week,
        day=part.day,
        weekly=part.weekly,
        window=part.window or _window(team, part),
        word=next((said for said in spoken if said.leader == delivery.recipient), None),
        open=not (over or decided),
    )


def _window(team: Team, part: PrivatePart) -> digest.Window | None:
    """The days that a part counted which does not say so yet."""
    if part.weekly is None or team.accepted_on is None:
        return None
    return digest.window(digest.monday(iso_week(part.day)), team.accepted_on)


def extras_of(
    unit: Unit,
    delivery: Delivery,
    extras: Extras,
    *,
    listed: bool,
    list_only: bool = False,
    sort: bool = False,
) -> DayExtras:
    """Read what rides along, as it stands now; ``listed`` counts what is open with the leader."""
    still_open, oldest = None, None
    if listed:
        leader = PersonId(delivery.recipient)
        still_open, oldest = unit.tx.rhythms.open_with(delivery.workspace, leader, unit.now)
    teams = (unit.tx.teams.get(delivery.workspace, team) for team in extras.quiet_teams)
    return DayExtras(
        still_open=still_open,
        oldest=oldest,
        backoff=extras.backoff,
        kept_weekly_at=extras.kept_weekly_at,
        fade=extras.fade,
        fade_answer=extras.fade_answer,
        joined=_joined(unit, delivery, extras.joined),
        quiet_teams=tuple(team for team in teams if team is not None),
        list_only=list_only,
        sort=sort,
    )


def _joined(unit: Unit, delivery: Delivery, newcomers: Sequence[Newcomer]) -> tuple[Joined, ...]:
    if not newcomers:
        return ()
    newcomers_asked = {
        (team, person)
        for team, person, _ in unit.tx.newcomers.of(
            delivery.workspace, [newcomer.team for newcomer in newcomers]
        )
    }
    people = unit.tx.people.some(delivery.workspace, [newcomer.person for newcomer in newcomers])
    joined = []
    for newcomer in newcomers:
        team = unit.tx.teams.get(delivery.workspace, newcomer.team)
        person = people.get(newcomer.person)
        if team is not None and person is not None:
            waits = (newcomer.team, newcomer.person) in newcomers_asked
            joined.append(Joined(team, person, waits, person.id in team.members))
    return tuple(joined)


def put_back(unit: Unit, delivery: Delivery) -> None:
    """Put back what a message would have asked: the reminder's number stays."""
    now = unit.now
    items = unit.tx.deliveries.items(delivery)
    concerns = unit.tx.concerns.some(delivery.workspace, [item.concern for item in items])
    for item in items:
        concern = concerns.get(item.concern)
        if concern is None or item.reason is None or concern.step_no != item.step_no:
            continue
        if concern.quiet and item.reason is not NudgeReason.NEW:
            continue
        leader = unit.get_person(concern.owner)
        days = unit.calendar(leader, concern.team)
        named = item.reason in cadence.OF_NAMED_DAYS and _is_named(concern)
        again = Nudge(item.reason, days.today(now), now, item.reminder, named)
        unit.tx.concerns.save(cadence.postponed(concern.with_nudge(again), days, now))
    unit.tx.deliveries.release_tails(delivery)


def _is_named(concern: Concern) -> bool:
    """Whether the follow-up that is under way was for a day its leader named (R43)."""
    begins = concern.about and concern.promise.follow_up == 0
    return begins or concern.promise.come_back_on is not None


def brings_anything(lines: Sequence[Line], parts: Sequence[digest.TeamPreview]) -> bool:
    """Whether an item still waits, or there is news or a private part to read."""
    return bool(parts) or any(line.live or line.item.tail is not None for line in lines)
