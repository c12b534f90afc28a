"""One concern as a line of a list, and what comes next for its raiser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.blocks import Block, Element, overflow, read_aloud, section
from bot.messages.cards.card_context import taken_back_key
from bot.messages.controls import Button, ConcernValue
from bot.messages.forms.form_elements import (
    leader_name,
    may,
    person_line,
    press,
)
from bot.messages.row_names import names_by_day, names_by_topic, told_apart
from bot.messages.translate import (
    Translator,
    conversation,
    local_day,
    mention,
    names,
    translator,
)


class Group(StrEnum):
    """Under which heading a leader finds something, in this order."""

    NEW = "new"
    DUE = "due"
    LATER = "later"
    WAITING = "waiting"
    QUIET = "quiet"
    FINISHED = "finished"


def group_of(record: Record, now: datetime, zone: str) -> Group:
    """The heading of ``record`` for a leader who looks at ``now`` in ``zone``."""
    concern = record.concern
    if not concern.open or concern.ending:
        return Group.FINISHED
    if concern.quiet:
        return Group.QUIET
    if concern.state is State.RAISED:
        return Group.NEW
    nudge = concern.clocks.nudge
    if nudge is not None and (nudge.at <= now or nudge.on <= local_day(now, zone)):
        return Group.DUE
    return Group.WAITING if concern.state is State.BETTER else Group.LATER


@dataclass(frozen=True)
class Placed:
    """One record under its heading."""

    group: Group
    record: Record


def placed(records: Sequence[Record], now: datetime, zone: str) -> list[Placed]:
    """``records`` by heading: what comes next first, what was closed last first."""
    order = list(Group)
    places = [Placed(group_of(record, now, zone), record) for record in records]
    return sorted(places, key=lambda place: (order.index(place.group), _turn(place)))


def _turn(place: Placed) -> float:
    """Where it stands under its heading: by its date where that is still to come."""
    concern = place.record.concern
    if place.group is Group.FINISHED:
        return -(concern.milestones.closed_at or concern.created_at).timestamp()
    nudge = concern.clocks.nudge
    dated = place.group in (Group.DUE, Group.LATER) and nudge is not None
    return (nudge.at if dated and nudge is not None else concern.created_at).timestamp()


def in_turn(records: Sequence[Record]) -> list[Record]:
    """What somebody raised: the open ones first, and the newest of each."""
    return sorted(
        records,
        key=lambda record: (not record.concern.open, -record.concern.created_at.timestamp()),
    )


def leader_lines(translate: Translator, reader: Person, page: Sequence[Placed]) -> list[Block]:
    """A page of what waits for a leader, each group's heading before its first line."""
    blocks: list[Block] = []
    last: Group | None = None
    records = [item.record for item in page]
    called = leader_row_names(translate, reader, records)
    plain = leader_row_names(translate, reader, records, plain=True)
    for place, person, what, read_as in zip(page, _raisers(records), called, plain, strict=True):
        if place.group is not last:
            blocks.append(section(f"*{translate(f'home-group-{place.group.value}')}*"))
            last = place.group
        menu = leader_menu(translate, place.record, person, read_as)
        blocks.append(leader_line(translate, reader, place, what, menu))
    return blocks


def _raisers(records: Sequence[Record]) -> list[str]:
    """What a list calls whom each row affects; each record knows everybody in all of them."""
    called = names(person for record in records for person in record.people.values())
    raisers = (record.concern.raiser for record in records)
    return [called.get(raiser, mention(raiser)) for raiser in raisers]


def leader_row_names(
    translate: Translator, reader: Person, records: Sequence[Record], *, plain: bool = False
) -> list[str]:
    """Who and what each row is about, so that no two are alike; ``plain``: without markup."""
    rows = []
    for record, person in zip(records, _raisers(records), strict=True):
        rows.append(
            names_by_day(
                translate,
                reader,
                record,
                person=person if plain else f"*{person}*",
                title=translate.title(record, plain=plain),
            )
        )
    return told_apart(translate, rows)


def leader_line(
    translate: Translator, reader: Person, place: Placed, what: str, menu: Element
) -> Block:
    """Who and ``what``, where it stands; with the ``menu`` of what can be done about it."""
    concern = place.record.concern
    state = translate.state_for_leader(place.record)
    nudge = concern.clocks.nudge
    if place.group is Group.LATER and nudge is not None:
        date = translate.day(nudge.on, place.record.today(reader))
        text = translate("home-leader-line-when", what=what, state=state, date=date)
    else:
        text = translate("home-leader-line", what=what, state=state)
    return section(text, accessory=menu)


def leader_menu(translate: Translator, record: Record, person: str, read_as: str) -> Element:
    """What a leader can do from a list; something not yet read can only be read.

    ``read_as`` is what a screen reader says it is about, and ``person`` whom it affects.
    """
    concern = record.concern
    if not may(concern, Act.LATER, Role.OWNER):
        return read_aloud(translate, press(translate, Button.READ, concern), read_as)
    value = ConcernValue.of(concern)
    asks = translate("button-ask", person=person)
    labels = [
        (of, asks if of is Button.ASK else translate(f"button-{of.value}"))
        for of in (Button.READ, Button.TALKED, Button.LATER, Button.ASK, Button.MORE)
    ]
    menu = overflow([(of, label, value) for of, label in labels])
    # This entry opens the conversation in Slack, so it needs an address of its own.
    asking = next(n for n, (of, _) in enumerate(labels) if of is Button.ASK)
    menu["options"][asking]["url"] = conversation(record.raiser)
    return menu


def raiser_lines(translate: Translator, reader: Person, records: Sequence[Record]) -> list[Block]:
    """A page of what somebody raised, no two lines alike."""
    called = names_by_topic(translate, reader, records, _raised)
    plain = names_by_topic(translate, reader, records, read_out, plain=True)
    return [
        raiser_line(translate, reader, *row) for row in zip(records, called, plain, strict=True)
    ]


def _raised(translate: Translator, title: str | None, date: str) -> str:
    """What somebody raised, and when."""
    if title is None:
        return translate("about-raised", date=date)
    return translate("home-raiser-what", topic=title, date=date)


def read_out(translate: Translator, title: str | None, date: str) -> str:
    """What a screen reader says of a row: the day first, since the end of a long title is cut."""
    if title is None:
        return translate("about-raised", date=date)
    return translate("home-raiser-aloud", topic=title, date=date)


def raiser_line(
    translate: Translator, reader: Person, record: Record, what: str, read_as: str
) -> Block:
    """What was said, when, where it stands, what comes next; with [Read it]."""
    text = translate("home-raiser-line", what=what, state=translate.state_for_raiser(record))
    coming = next_for_raiser(translate, reader, record)
    if coming:
        text += "\n" + coming
    away = away_line(translate, reader, record)
    if away:
        text += "\n" + away
    if record.concern.state is State.WITHDRAWN:
        return section(text)
    read = press(translate, Button.READ, record.concern)
    return section(text, accessory=read_aloud(translate, read, read_as))


def away_line(translate: Translator, reader: Person, record: Record) -> str:
    """That the leader is away, where something open waits for them meanwhile; else nothing."""
    if record.away_until is None or not record.concern.open:
        return ""
    return translate(
        "form-next-away",
        leader=leader_name(translate, record),
        date=translate.day(record.away_until, record.today(reader)),
    )


def next_for_raiser(translate: Translator, reader: Person, record: Record) -> str:
    """What comes next and when, as the raiser may know it."""
    concern = record.concern
    day = partial(translate.day, today=record.today(reader))
    if concern.state is State.OFFERED or concern.kind is Kind.NOTE:
        return ""
    if not concern.open:
        return _deletion(translate, reader, record)
    if record.owner is None:
        return translate("form-next-nobody")
    if concern.ending and concern.clocks.timeout is not None:
        erased_on = local_day(concern.clocks.timeout.at, reader.zone)
        return translate("form-next-erased", date=day(erased_on))
    leader = leader_name(translate, record)
    if concern.quiet:
        late = "form-next-waiting" if concern.state is State.RAISED else "form-next-not-back"
        if concern.milestones.first_talk_at is not None and not concern.replies.two_views:
            late = "form-next-not-again"
        return translate(late, leader=leader)
    if concern.state is State.RAISED:
        if record.unsent:
            return translate("err-not_sent")
        if concern.promise.promised_on is None:
            return ""
        return translate("form-next-promise", date=day(concern.promise.promised_on))
    check_in, nudge, step = concern.clocks.check_in, concern.clocks.nudge, record.step
    if concern.state is State.BETTER and check_in is not None:
        return translate("form-next-check", date=day(local_day(check_in.at, reader.zone)))
    if nudge is None or (record.away_until is not None and nudge.on < record.away_until):
        # That the leader is away is said beside it: no day before their return still holds.
        return ""
    # A day that the leader was asked about already has passed: the next one is the question's.
    if concern.state is State.IN_PROGRESS and step is not None and step.shown:
        if nudge.on <= step.due_on:
            return translate(
                "form-next-step", step=translate.label(step.kind), date=day(step.due_on)
            )
    elif (named := concern.named_day()) is not None:
        return translate("form-next-come-back", leader=leader, date=day(named))
    return translate("form-next-ask", leader=leader, date=day(nudge.on))


def _deletion(translate: Translator, reader: Person, record: Record) -> str:
    """When the words of something that is over are deleted; nothing once they are."""
    concern = record.concern
    retention, ended = concern.retention, concern.milestones.closed_at
    gone = concern.state in (State.WITHDRAWN, State.HANDED_OVER)
    if gone or retention.erase_at is None or ended is None:
        return ""
    if retention.words_erased_at is not None and retention.words_erased_at >= ended:
        return ""
    date = translate.local_day(retention.erase_at, reader.zone, record.today(reader))
    return translate("form-next-deleted", date=date)


def standing(reader: Person, record: Record) -> str:
    """Where it stands, as whoever reads it may know: after something that came too late."""
    translate = translator(reader.locale)
    owned = record.concern.role(reader.id) is Role.OWNER
    if record.concern.state is State.WITHDRAWN:
        return (
            translate.state_for_leader(record)
            if owned
            else translate(taken_back_key(record.concern))
        )
    if owned:
        return line_for_leader(translate, reader, record)
    date = translate.local_day(record.concern.created_at, reader.zone, record.today(reader))
    what = _raised(translate, translate.title(record), date)
    return translate("home-raiser-line", what=what, state=translate.state_for_raiser(record))


def coming(reader: Person, record: Record) -> str:
    """What comes next, as whoever reads it may know; nothing for what is closed."""
    translate = translator(reader.locale)
    concern = record.concern
    if concern.role(reader.id) is not Role.OWNER:
        return next_for_raiser(translate, reader, record)
    if not concern.open or concern.quiet or concern.clocks.nudge is None:
        return ""
    return translate(
        "form-read-ask", date=translate.day(concern.clocks.nudge.on, record.today(reader))
    )


def line_for_leader(translate: Translator, reader: Person, record: Record) -> str:
    """Person, topic and state, as a leader's views begin."""
    return f"{person_line(translate, reader, record)} · {translate.state_for_leader(record)}"
