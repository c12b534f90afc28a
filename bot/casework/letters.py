"""What a due message is about, read from the record at the moment it is to leave."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.casework.rhythm import read_extras
from bot.casework.unit import Unit
from bot.domain import cadence, digest
from bot.domain.calendar import Calendar
from bot.domain.coaching import CoachingLine
from bot.domain.concern import CheckIn, Nudge, RaiserNotice, State
from bot.domain.delivery import LEADER_MESSAGES, Delivery, DeliveryKind, WordsKind
from bot.domain.handover import origin_after
from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.person import Person
from bot.domain.record import Answered, DayExtras, Line, Record
from bot.domain.team import WAITING, LeaderState, Team, leaders_of
from bot.domain.transitions import ANSWERS_TO
from bot.public_holidays import holiday_check
from bot.store import Transaction

NOTE_IN_TIME = timedelta(hours=1)

SAID_THEMSELVES = "themselves"
"""The wording of a question about a mark whose author says it to a leader without the bot."""


@dataclass(frozen=True)
class Lines:
    """A leader's message: its items, and how many more wait in Home."""

    lines: tuple[Line, ...]
    more: int = 0
    parts: tuple[digest.Part, ...] = ()
    """The leader's private part before a weekly note, one for each team."""
    coaching: CoachingLine | None = None
    opener: int = 0
    """How many openers the leader was given before."""
    riding: DayExtras = field(default_factory=DayExtras)


@dataclass(frozen=True)
class Telling:
    """Something for a raiser."""

    record: Record
    told: RaiserNotice
    said_back: bool = False
    """Whether the leader wrote back what they understood."""
    moved: Record | None = None
    """Where it goes on, once its raiser let it be handed over."""
    waits_since: datetime | None = None
    """When its raiser let it wait for a leader who is away."""
    quiet: bool = False
    """Whether its leader was asked no more when this was said."""


@dataclass(frozen=True)
class Question:
    """A check-back for a raiser."""

    record: Record
    check: CheckIn
    answer: Answered | None = None


@dataclass(frozen=True)
class Offer:
    """The private question to the author of a marked message; ``None``: it is over."""

    record: Record | None
    by_menu: bool
    leaders: tuple[Person, ...] = ()
    emoji: str = "ear"


@dataclass(frozen=True)
class Invitation:
    """A leader is asked whether a team may turn to them."""

    team: Team
    by: Person
    state: LeaderState | None = None
    """Where the leader stands with it by now; ``None``: named no more."""


@dataclass(frozen=True)
class Suggestion:
    """A colleague suggests the bot to somebody who could lead with it."""

    by: Person
    channel: ChannelId | None
    team: TeamId | None = None
    """The channel's team, where it waits for this reader's promise."""


@dataclass(frozen=True)
class Hello:
    """The channel learns that a leader has promised."""

    team: Team
    leader: Person
    contact: str


@dataclass(frozen=True)
class Welcome:
    """The installer learns the one next step."""


@dataclass(frozen=True)
class Back:
    """The installer learns that the bot may write again, and since when it could not."""

    since: datetime


@dataclass(frozen=True)
class SafeAsk:
    """Somebody would like the safety contact to get in touch today."""

    person: Person


Content = (
    Lines
    | Telling
    | Question
    | Offer
    | Invitation
    | Suggestion
    | Hello
    | Welcome
    | Back
    | SafeAsk
    | digest.WeeklyDigest
)


@dataclass(frozen=True)
class Draft:
    """A message ready to be drawn: for whom, and about what."""

    content: Content
    reader: Person | None
    """``None`` for a channel."""


@dataclass(frozen=True)
class Wait:
    """The message may not leave now, but at ``until``."""

    until: datetime


@dataclass(frozen=True)
class Drop:
    """The message is not true any more."""


@dataclass(frozen=True)
class InHomes:
    """The note goes to no channel: ``people`` read it in their Homes (D11)."""

    people: frozenset[PersonId]


def prepare(unit: Unit, delivery: Delivery) -> Draft | Wait | Drop | InHomes:
    """Decide, just before sending, whether a message still holds and may leave now."""
    now = unit.now
    reader = reader_of_delivery(unit, delivery)
    if reader is not None and reader.preferences.silent:
        if delivery.kind in LEADER_MESSAGES:
            _not_used_up(unit, delivery, now)
        if delivery.kind is not DeliveryKind.SAFE_ASK:
            # R33: all but answers to one's own acts, and a call for help.
            return Drop()
    if reader is not None:
        days = unit.calendar(reader)
        at_once = delivery.kind in (DeliveryKind.ON_ADMIN, DeliveryKind.SAFE_ASK)
        if not at_once and not days.is_open(now):
            if delivery.kind in LEADER_MESSAGES:
                _not_used_up(unit, delivery, now)
                return Drop()
            return Wait(days.next_open(now))
    content = content_of(unit, delivery)
    if content is None or _moot(content):
        return Drop()
    if isinstance(content, digest.WeeklyDigest):
        opens = _late_note_opens(content.team, now)
        if opens is not None:
            return Wait(opens)
        if content.team.outsiders:
            return InHomes(content.team.people)
    return Draft(content, reader)


def reader_of_delivery(unit: Unit, delivery: Delivery) -> Person | None:
    """Give who reads a message; ``None`` for a channel."""
    person = unit.tx.people.get(delivery.workspace, delivery.recipient)
    return None if person is None else unit.as_reader(person)


def content_of(unit: Unit, delivery: Delivery) -> Content | None:
    """Read what a message is about, for sending and for redrawing alike."""
    match delivery.kind:
        case DeliveryKind.DAY | DeliveryKind.TODAY | DeliveryKind.WEEKLY_LIST:
            return _lines(unit, delivery)
        case DeliveryKind.NOTICE:
            record = _one(unit, delivery)
            if record is None:
                return None
            said_back = unit.tx.concerns.has_said(record.concern, WordsKind.SAY_BACK)
            told = RaiserNotice(delivery.letter)
            body = json.loads(delivery.body or "{}")
            waits = body.get("waits_since")
            return Telling(
                record,
                told,
                said_back,
                _moved(unit, record, told),
                datetime.fromisoformat(waits) if waits else None,
                bool(body.get("quiet", record.concern.quiet)),
            )
        case DeliveryKind.CHECK_IN:
            record = _one(unit, delivery)
            return None if record is None else _question(unit, delivery, record)
        case DeliveryKind.OFFER:
            return _offer_content(unit, delivery)
        case DeliveryKind.INVITE:
            team = unit.tx.teams.get(delivery.workspace, delivery.subject.partition(":")[0])
            by = unit.tx.people.get(delivery.workspace, delivery.letter)
            if team is None or by is None:
                return None
            entry = team.leader(PersonId(delivery.recipient))
            return Invitation(team, by, entry.state if entry is not None else None)
        case DeliveryKind.SUGGEST:
            return _suggestion(unit, delivery)
        case DeliveryKind.ON_CHANNEL:
            return _hello(unit, delivery)
        case DeliveryKind.ON_ADMIN:
            missing = unit.tx.workspaces.get(delivery.workspace).contact is None
            return Welcome() if missing else None
        case DeliveryKind.BACK:
            return Back(datetime.fromisoformat(delivery.occurrence))
        case DeliveryKind.SAFE_ASK:
            person = unit.tx.people.get(delivery.workspace, delivery.subject)
            return None if person is None else SafeAsk(person)
        case DeliveryKind.DIGEST:
            return weekly_digest(unit.tx, delivery)


def _lines(unit: Unit, delivery: Delivery) -> Lines:
    items = unit.tx.deliveries.items(delivery)
    concerns = unit.tx.concerns.some(delivery.workspace, [one.concern for one in items])
    present = [one for one in items if one.concern in concerns]
    records = unit.records([concerns[one.concern] for one in present])
    lines = tuple(Line(item, record) for item, record in zip(present, records, strict=True))
    body = json.loads(delivery.body) if delivery.body else {}
    found = [_part(unit, delivery, row) for row in body.get("parts", ())]
    parts = tuple(one for one in found if one is not None)
    line = body.get("line")
    return Lines(
        lines,
        body.get("more", 0),
        parts,
        coaching=CoachingLine(line) if line else None,
        opener=body.get("opener", 0),
        riding=read_extras(unit, delivery, body),
    )


def _part(unit: Unit, delivery: Delivery, row: Mapping[str, Any]) -> digest.Part | None:
    team = unit.tx.teams.get(delivery.workspace, row["team"])
    if team is None or delivery.recipient not in team.accepted:
        return None
    day = date.fromisoformat(row["day"])
    week = digest.iso_week(day)
    spoken = unit.tx.digests.spoken(team, week)
    over = unit.now >= digest.week_ends(week, team.zone)
    decided = unit.tx.deliveries.exists(delivery.workspace, DeliveryKind.DIGEST, team.id, str(week))
    return digest.Part(
        team=team,
        week=week,
        day=day,
        weekly=digest.LeaderWeekly(**row["weekly"]) if row["weekly"] else None,
        word=next((one for one in spoken if one.leader == delivery.recipient), None),
        open=not (over or decided),
    )


def _one(unit: Unit, delivery: Delivery) -> Record | None:
    concern = unit.tx.concerns.get(delivery.workspace, delivery.subject)
    return None if concern is None else unit.record(concern)


def _moved(unit: Unit, record: Record, told: RaiserNotice) -> Record | None:
    concern = record.concern
    if told is not RaiserNotice.HAND or concern.state is not State.HANDED_OVER:
        return None
    new = unit.tx.concerns.by_origin(concern.workspace, origin_after(concern))
    return None if new is None else unit.record(new)


def _question(unit: Unit, delivery: Delivery, record: Record) -> Question:
    """A question is answered by what was said before the next one was asked."""
    check = CheckIn(delivery.letter)
    after = unit.tx.deliveries.next_of(delivery)
    before = after.created_at if after is not None else None
    answer = unit.tx.concerns.answered(
        record.concern, ANSWERS_TO[check], delivery.created_at, before
    )
    return Question(record, check, answer)


def _offer_content(unit: Unit, delivery: Delivery) -> Offer:
    by_menu = delivery.letter == "menu"
    concern = unit.tx.concerns.by_origin(delivery.workspace, f"offer:{delivery.subject}")
    if concern is None or delivery.letter in ("done", SAID_THEMSELVES):
        leaders: tuple[PersonId, ...] = ()
        if delivery.letter == SAID_THEMSELVES:
            teams = unit.tx.teams.of(delivery.workspace, [delivery.recipient])
            leaders = leaders_of(PersonId(delivery.recipient), teams)
        met = unit.tx.people.some(delivery.workspace, leaders)
        return Offer(None, by_menu, tuple(met[one] for one in leaders if one in met))
    team = unit.tx.teams.get(delivery.workspace, concern.team) if concern.team else None
    if concern.owner is not None:
        named: tuple[PersonId, ...] = (concern.owner,)
    else:
        teams = unit.tx.teams.of(delivery.workspace, [concern.raiser])
        here = [one for one in teams if one.channel == concern.marked_in] or teams
        named = tuple(dict.fromkeys(one for each in here for one in each.accepted))
    people = unit.tx.people.some(delivery.workspace, named)
    emoji = unit.marks_in(concern.marked_in)
    return Offer(
        unit.record(concern),
        by_menu,
        tuple(people[one] for one in named if one in people),
        emoji[0] if emoji and team is not None else "ear",
    )


def _suggestion(unit: Unit, delivery: Delivery) -> Suggestion | None:
    """Nothing where the channel's team has this leader's promise by now."""
    by = unit.tx.people.get(delivery.workspace, delivery.subject.partition(":")[0])
    if by is None:
        return None
    channel = ChannelId(delivery.letter) if delivery.letter else None
    team = unit.tx.teams.in_channel(delivery.workspace, channel) if channel else None
    entry = team.leader(PersonId(delivery.recipient)) if team is not None else None
    if team is None or entry is None:
        return Suggestion(by, channel)
    if entry.state is LeaderState.ACCEPTED:
        return None
    return Suggestion(by, channel, team.id if entry.state in WAITING else None)


def _hello(unit: Unit, delivery: Delivery) -> Hello | None:
    team = unit.tx.teams.get(delivery.workspace, delivery.subject.partition(":")[0])
    leader = unit.tx.people.get(delivery.workspace, delivery.letter)
    if team is None or leader is None:
        return None
    contact = team.contact or unit.tx.workspaces.get(delivery.workspace).contact or ""
    return Hello(team, leader, contact)


def _not_used_up(unit: Unit, delivery: Delivery, now: datetime) -> None:
    """Put back what a message would have asked: the reminder's number stays."""
    items = unit.tx.deliveries.items(delivery)
    concerns = unit.tx.concerns.some(delivery.workspace, [one.concern for one in items])
    for one in items:
        concern = concerns.get(one.concern)
        if concern is None or one.cause is None or concern.step_no != one.step_no:
            continue
        leader = unit.get_person(concern.owner)
        days = unit.calendar(leader, concern.team)
        again = Nudge(one.cause, days.today(now), now, one.reminder)
        unit.tx.concerns.save(cadence.postponed(replace(concern, ask=again), days, now))
    line = json.loads(delivery.body).get("line") if delivery.body else None
    if line is not None:
        unit.tx.people.uncoach(delivery.workspace, delivery.recipient, CoachingLine(line))
    unit.tx.deliveries.let_tails_go(delivery)


def weekly_digest(tx: Transaction, delivery: Delivery) -> digest.WeeklyDigest | None:
    """Read a team's note, with the figures as they were decided and its words as they are now."""
    team = tx.teams.get(delivery.workspace, delivery.subject)
    if team is None or delivery.body is None:
        return None
    note = decided_digest(delivery.body)
    spoken = tx.digests.spoken(team, digest.IsoWeek.of(delivery.occurrence))
    known = {one.id: one for one in tx.digests.some_steps(team, note.steps)}
    return digest.WeeklyDigest(
        team=team,
        day=date.fromisoformat(delivery.wall.partition("T")[0]),
        note=replace(note, lines=tuple(line for one in spoken for line in one.lines)),
        steps=tuple(known[one] for one in note.steps if one in known and known[one].ticked),
    )


def _late_note_opens(team: Team, now: datetime) -> datetime | None:
    """When a note that missed its hour may go: inside the team's working hours."""
    days = Calendar(zone=team.zone, holidays=holiday_check(team.region))
    local = days.local(now)
    at = local.replace(hour=team.digest_at.hour, minute=team.digest_at.minute)
    in_time = days.is_workday(local.date()) and timedelta(0) <= local - at <= NOTE_IN_TIME
    return None if in_time or days.is_open(now) else days.next_open(now)


def _moot(content: Content) -> bool:
    """Whether nothing of it is true or wanted any more, before it has left."""
    match content:
        case Lines(lines=lines, parts=parts, riding=riding):
            news = any(line.item.tail is not None for line in lines)
            listed = riding.list_only and riding.still_open
            return not (parts or news or listed or any(line.live for line in lines))
        case Telling(record=record, told=told):
            return not record.concern.open and told is not RaiserNotice.CLOSED
        case Question(record=record, check=check):
            late = check is CheckIn.LATE and record.concern.state is State.CONFIRMED
            return not record.concern.open and check is not CheckIn.ENDED and not late
        case Offer(record=record):
            return record is None
        case _:
            return False


def digest_body(note: digest.Digest, today: date) -> str:
    """Write the decided figures of a weekly note down; its lines rest sealed elsewhere."""
    shown = digest.Published(
        since=note.unchanged_since or today, tier=note.tier, figures=note.figures
    )
    return json.dumps(
        {
            "shown": shown.to_json(),
            "unchanged": note.unchanged_since is not None,
            "steps": note.steps,
            "first": note.first,
            "absence": note.absence,
        }
    )


def decided_digest(body: str) -> digest.Digest:
    """Read the decided figures of a weekly note back."""
    row = json.loads(body)
    shown = digest.Published.from_json(row["shown"])
    return digest.Digest(
        tier=shown.tier,
        figures=shown.figures,
        unchanged_since=shown.since if row["unchanged"] else None,
        steps=tuple(row["steps"]),
        lines=(),
        first=row["first"],
        absence=digest.Absence(row["absence"]) if row["absence"] else None,
        published=None,
        posted=digest.Posted("", frozenset()),
    )
