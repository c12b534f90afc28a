"""What a leader's message says beside its items: the weekly list, and lines that ride along."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.person import Person
from bot.domain.record import DayExtras, Joined
from bot.messages.blocks import Block, Element, actions, button, read_aloud, section
from bot.messages.controls import Button, NewcomerValue
from bot.messages.translate import (
    Translator,
    channel_link,
    escape,
    local_day,
    name,
    short_name,
    translator,
)


def extras_blocks(extras: DayExtras, *, reader: Person, now: datetime) -> list[Block]:
    """Everything that rides along, in the order of its weight."""
    translate = translator(reader.locale)
    blocks = _list(translate, extras, reader, now) if extras.still_open is not None else []
    if extras.backoff is not None:
        day = translate.weekday(extras.backoff)
        row = (Button.KEEP_WEEKLY, Button.OTHER_TIME, Button.PAUSE)
        weekly_at = extras.kept_weekly_at
        answer = None if weekly_at is None else (Button.KEEP_WEEKLY, weekly_at)
        blocks += _answerable(translate, answer, "backoff", row, reader, now, day=day)
    if extras.fade:
        either = (Button.ONLY_SLIPS, Button.KEEP_ASKING)
        blocks += _answerable(translate, _fade_answer(extras), "fade", either, reader, now)
    for joined in extras.joined:
        blocks += _joined(translate, joined)
    for team in extras.quiet_teams:
        blocks.append(section(translate("tail-quiet_team", team=f"#{escape(team.name)}")))
    return blocks


def _list(translate: Translator, extras: DayExtras, reader: Person, now: datetime) -> list[Block]:
    if not extras.still_open or extras.oldest is None:
        return [section(translate("list-nothing"), name="list")]
    date = translate.local_day(extras.oldest, reader.zone, local_day(now, reader.zone))
    row = [_plain(translate, of) for of in (Button.LIST, Button.SORT)]
    return [
        section(translate("list-open", n=extras.still_open, date=date), name="list"),
        actions(row, name="list-do"),
    ]


def _fade_answer(extras: DayExtras) -> tuple[Button, datetime] | None:
    answer = extras.fade_answer
    if answer is None:
        return None
    return (Button.ONLY_SLIPS if answer.only_slips else Button.KEEP_ASKING), answer.at


def _answerable(
    translate: Translator,
    answer: tuple[Button, datetime] | None,
    line: str,
    row: Sequence[Button],
    reader: Person,
    now: datetime,
    **values: str,
) -> list[Block]:
    """A line with its buttons; once it is answered, what was answered in its place."""
    if answer is None:
        block = section(translate(f"tail-{line}", **values), name=line)
        return [block, actions([_plain(translate, of) for of in row], name=f"{line}-do")]
    pressed, at = answer
    date = translate.local_day(at, reader.zone, local_day(now, reader.zone))
    done = translate(f"tail-{line}-{pressed.value}", date=date, **values)
    return [section(done, name=f"{line}-done")]


def _joined(translate: Translator, joined: Joined) -> list[Block]:
    key = f"joined-{joined.team.id}-{joined.person.id}"
    who = {"person": name(joined.person), "channel": channel_link(joined.team.channel)}
    if not joined.asked:
        placed = "tail-joined-added" if joined.on_team else "tail-joined-not_added"
        return [section(translate(placed, **who), name=key)]
    text = translate("tail-joined", **who)
    read_as = f"{name(joined.person)}, #{short_name(joined.team.name)}"
    value = NewcomerValue(team=joined.team.id, person=joined.person.id)
    row = [
        read_aloud(translate, button(of, translate(f"button-{of.value}"), value), read_as)
        for of in (Button.ADD, Button.NOT_ON_TEAM)
    ]
    return [section(text, name=key), actions(row, name=f"{key}-do")]


def _plain(translate: Translator, of: Button) -> Element:
    return button(of, translate(f"button-{of.value}"))
