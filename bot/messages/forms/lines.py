"""One concern as a line of a list, and what comes next for its raiser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.concern import Act, Kind, Role, State
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.blocks import Block, Element, option, section
from bot.messages.controls import Button, option_value, value
from bot.messages.forms.form_elements import (
    conversation,
    leader_name,
    may,
    person_line,
    press,
    raiser_name,
    speak,
)
from bot.messages.translate import Translator, local_day


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
    ask = concern.ask
    if ask is not None and (ask.at <= now or ask.on <= local_day(now, zone)):
        return Group.DUE
    return Group.WAITING if concern.state is State.BETTER else Group.LATER


@dataclass(frozen=True)
class Placed:
    """One record under its heading."""

    group: Group
    record: Record


def placed(records: Sequence[Record], now: datetime, zone: str) -> list[Placed]:
    """``records`` by heading, the oldest first under each."""
    order = list(Group)
    found = [Placed(group_of(one, now, zone), one) for one in records]
    return sorted(found, key=lambda one: (order.index(one.group), one.record.concern.created_at))


def leader_lines(say: Translator, reader: Person, page: Sequence[Placed]) -> list[Block]:
    """A page of what waits for a leader, each group's heading before its first line."""
    blocks: list[Block] = []
    last: Group | None = None
    for one in page:
        if one.group is not last:
            blocks.append(section(f"*{say(f'home-group-{one.group.value}')}*"))
            last = one.group
        blocks.append(leader_line(say, reader, one))
    return blocks


def leader_line(say: Translator, reader: Person, one: Placed) -> Block:
    """Who, what, where it stands; with the menu of what can be done about it."""
    concern = one.record.concern
    values = {
        "person": raiser_name(one.record),
        "topic": say.topic(concern, reader.zone),
        "state": say.state_for_leader(one.record),
    }
    if one.group in (Group.DUE, Group.LATER) and concern.ask is not None:
        text = say("home-leader-line-when", **values, date=say.day(concern.ask.on))
    else:
        text = say("home-leader-line", **values)
    return section(text, accessory=leader_menu(say, one.record))


def leader_menu(say: Translator, record: Record) -> Element:
    """What a leader can do from a list; something not yet read can only be read."""
    concern = record.concern
    if not may(concern, Act.LATER, Role.OWNER):
        return press(say, Button.READ, concern)
    # The menu's first option opens the conversation in Slack, so it needs an address of its own.
    person = raiser_name(record)
    address = conversation(record.raiser)
    of = value(concern)
    ask = option(say("button-ask", person=person), option_value(Button.ASK, of))
    ask["url"] = address
    rest = [
        option(say(f"button-{one.value}"), option_value(one, of))
        for one in (Button.TALKED, Button.LATER, Button.READ, Button.MORE)
    ]
    return {
        "type": "overflow",
        "action_id": Button.MORE.value,
        "options": [ask, *rest],
    }


def raiser_line(say: Translator, reader: Person, record: Record) -> Block:
    """What was said, when, where it stands, what comes next; with [Read it]."""
    concern = record.concern
    text = say(
        "home-raiser-line",
        topic=say.topic(concern, reader.zone),
        date=say.local_day(concern.created_at, reader.zone),
        state=say.state_for_raiser(record),
    )
    coming = next_for_raiser(say, reader, record)
    if coming:
        text += "\n" + say("form-next-line", next=coming)
    away = away_line(say, record)
    if away:
        text += "\n" + away
    return section(text, accessory=press(say, Button.READ, concern))


def away_line(say: Translator, record: Record) -> str:
    """That the leader is away, where something open waits for them meanwhile; else nothing."""
    if record.away_until is None or not record.concern.open:
        return ""
    return say("form-next-away", leader=leader_name(say, record), date=say.day(record.away_until))


def next_for_raiser(say: Translator, reader: Person, record: Record) -> str:
    """What comes next and when, as the raiser may know it; nothing for what is closed."""
    concern = record.concern
    if concern.state is State.OFFERED:
        return say("form-next-offered")
    if not concern.open or concern.kind is Kind.NOTE:
        return ""
    if record.owner is None:
        return say("form-next-nobody")
    leader = leader_name(say, record)
    if concern.quiet:
        late = "form-next-waiting" if concern.state is State.RAISED else "form-next-not-back"
        if concern.first_talk_at is not None and not concern.two_views:
            late = "form-next-not-again"
        return say(late, leader=leader)
    if concern.state is State.RAISED:
        if record.unsent:
            return say("err-not_sent")
        if concern.promised_on is None:
            return ""
        return say("form-next-promise", date=say.day(concern.promised_on))
    if concern.state is State.BETTER and concern.check_at is not None:
        return say("form-next-check", date=say.local_day(concern.check_at, reader.zone))
    ask, step = concern.ask, record.step
    if ask is None:
        return ""
    # A day that the leader was asked about already has passed: the next one is the question's.
    if concern.state is State.IN_PROGRESS and step is not None and step.shown:
        if ask.on <= step.due_on:
            return say("form-next-step", step=say.label(step.kind), date=say.day(step.due_on))
    elif concern.come_back_on is not None and ask.on <= concern.come_back_on:
        return say("form-next-come-back", leader=leader, date=say.day(concern.come_back_on))
    return say("form-next-ask", leader=leader, date=say.day(ask.on))


def standing(reader: Person, record: Record) -> str:
    """Where it stands, as whoever reads it may know: after something that came too late."""
    say = speak(reader)
    owned = record.concern.role(reader.id) is Role.OWNER
    if record.concern.state is State.WITHDRAWN:
        return say.state_for_leader(record) if owned else say.state_for_raiser(record)
    if owned:
        return line_for_leader(say, reader, record)
    return say(
        "home-raiser-line",
        topic=say.topic(record.concern, reader.zone),
        date=say.local_day(record.concern.created_at, reader.zone),
        state=say.state_for_raiser(record),
    )


def coming(reader: Person, record: Record) -> str:
    """What comes next, as whoever reads it may know; nothing for what is closed."""
    say = speak(reader)
    concern = record.concern
    if concern.role(reader.id) is not Role.OWNER:
        return next_for_raiser(say, reader, record)
    if not concern.open or concern.quiet or concern.ask is None:
        return ""
    return say("form-read-ask", date=say.day(concern.ask.on))


def line_for_leader(say: Translator, reader: Person, record: Record) -> str:
    """Person, topic and state, as a leader's views begin."""
    return f"{person_line(say, record, reader.zone)} · {say.state_for_leader(record)}"
