"""Private answers to a command, a mark or a form: only the one who wrote sees them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern, Kind, State
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.blocks import Block, actions, button, context, link_button, paragraphs, section
from bot.messages.cards.card_context import CardContext, conversation
from bot.messages.cards.message import Message, answer
from bot.messages.controls import Button, value
from bot.messages.translate import contact_words, escape, translator

_AT_ONCE = timedelta(minutes=2)
"""What goes out this soon is on its way already."""

HELP: Sequence[tuple[str, str]] = (
    ("/concern …", "help-say"),
    ("/concern @name …, thursday", "help-note"),
    ("/concern @name", "help-meet"),
)
"""What is typed in one's own words, and the key of what it does."""


def raise_sent(
    record: Record,
    *,
    reader: Person,
    now: datetime,
    calendar: Calendar,
    words: str | None,
    earlier: Record | None = None,
) -> Message:
    """The answer to whoever raised something: when it arrives, and by when they hear.

    ``calendar`` is the leader's; ``words`` are the writer's own, shown to nobody else. What they
    said ``earlier`` on the same topic can take it in.
    """
    s = CardContext(record, reader, now)
    if s.concern.state is State.WITHDRAWN:
        return _withdrawn(s)
    if s.concern.state is State.HANDED_OVER:
        return answer(
            s.translate("notice-raiser"), paragraphs(s.translate.state_for_raiser(s.record))
        )
    elsewhere = (Button.SEND_ON,) if s.record.can_send_on else ()
    blocks = [
        *paragraphs(_sent(s, "sent")),
        *_away(s, calendar),
        context(
            s.translate("sent-preview", leader=s.leader, you=s.called[reader.id], topic=s.topic)
        ),
        *_own_words(s, words, s.translate("for-leader", leader=s.leader)),
        *(_earlier(s, earlier) if earlier is not None else ()),
        actions(
            [s.topics(), *s.buttons((Button.CHANGE, Button.WITHDRAW, *elsewhere))],
            name=f"{s.concern.id}-sent",
        ),
    ]
    return answer(s.translate("notice-raiser"), blocks, full_text=reader.preferences.full_text)


def added(record: Record, *, reader: Person, now: datetime) -> Message:
    """The answer once something was added to what was said before."""
    s = CardContext(record, reader, now)
    date = s.day_of(s.concern.created_at)
    blocks = [
        *paragraphs(s.translate("sent-added", topic=s.topic, date=date)),
        actions(s.buttons([Button.READ]), name=f"{s.concern.id}-added"),
    ]
    return answer(s.translate("notice-raiser"), blocks, full_text=reader.preferences.full_text)


def addition_value(new: Concern, old: Concern) -> str:
    """The value of the button that adds ``new`` to ``old``."""
    return f"{old.id}|{value(new)}"


def read_addition(text: str) -> tuple[str, str]:
    """Read it: the id of the earlier concern, and a button's value of the new one."""
    old, _, rest = text.partition("|")
    return old, rest


def note_saved(
    record: Record,
    *,
    reader: Person,
    now: datetime,
    words: str | None = None,
    moved_from: date | None = None,
) -> Message:
    """The answer to a leader who kept a note: when they will be asked.

    ``moved_from`` is the day that was asked for, where it is a day off.
    """
    s = CardContext(record, reader, now)
    if s.concern.state is State.WITHDRAWN:
        return _taken_back(s)
    ask = s.concern.ask
    hour = s.translate.hour(ask.at if ask is not None else now, reader.zone)
    day = s.translate.day(ask.on if ask is not None else s.today)
    blocks = [
        *paragraphs(s.translate("note-saved", date=day, hour=hour, person=s.person, topic=s.topic)),
        *(
            [context(s.translate("note-moved", date=s.translate.day(moved_from)))]
            if moved_from
            else []
        ),
        *_own_words(s, words),
        actions([s.topics(), *_note_buttons(s)], name=f"{s.concern.id}-saved"),
    ]
    return answer(s.translate("notice-leader"), blocks, full_text=reader.preferences.full_text)


def react_own(record: Record, *, reader: Person, now: datetime, calendar: Calendar) -> Message:
    """The answer to a mark on one's own message."""
    s = CardContext(record, reader, now)
    if s.concern.state is State.WITHDRAWN:
        return _withdrawn(s)
    blocks = [
        *paragraphs(_sent(s, "react-own")),
        *_away(s, calendar),
        actions(s.buttons((Button.CHANGE, Button.WITHDRAW)), name=f"{s.concern.id}-own"),
    ]
    return answer(s.translate("notice-raiser"), blocks, full_text=reader.preferences.full_text)


def react_choose(*, reader: Person, value: str) -> Message:
    """Several leaders: who should come back to it? ``value`` is for the listener to find it."""
    translate = translator(reader.locale)
    choose = button(Button.CHOOSE_WHO, translate("button-choose_who"), value)
    blocks = [*paragraphs(translate("react-choose")), actions([choose], name="choose")]
    return answer(translate("notice-raiser"), blocks, full_text=reader.preferences.full_text)


def react_leader(record: Record, *, reader: Person, now: datetime) -> Message:
    """The answer to a leader who marked a message of someone they lead."""
    s = CardContext(record, reader, now)
    if s.concern.state is State.WITHDRAWN:
        return _taken_back(s)
    day = s.translate.day(s.concern.ask.on if s.concern.ask is not None else s.today)
    blocks = [
        *paragraphs(s.translate("react-leader", person=s.person, topic=s.topic, date=day)),
        actions(_note_buttons(s), name=f"{s.concern.id}-marked"),
    ]
    return answer(s.translate("notice-leader"), blocks, full_text=reader.preferences.full_text)


def offer_reactor(record: Record, *, reader: Person, contact: str | None, now: datetime) -> Message:
    """The answer to a colleague who marked a message; ``contact``: a mention or a line."""
    s = CardContext(record, reader, now)
    small = [s.translate("offer-reactor-quiet")]
    if contact is not None:
        small.append(s.translate("offer-reactor-danger", contact=contact_words(contact)))
    write = s.translate("button-write", person=s.person)
    row = [
        link_button(Button.WRITE, write, conversation(record.raiser)),
        s.button(Button.OFFER_TAKE_OFF),
    ]
    blocks = [
        *paragraphs(s.translate("offer-reactor", person=s.person)),
        context(" ".join(small)),
        actions(row, name=f"{s.concern.id}-offer"),
    ]
    return answer(s.translate("notice-raiser"), blocks, full_text=reader.preferences.full_text)


def help_text(subcommands: Iterable[str], *, reader: Person) -> Message:
    """What can be typed: sentences, then each of the ``subcommands``."""
    translate = translator(reader.locale)
    commands = [*HELP, *((f"/concern {one}", f"help-{one}") for one in subcommands)]
    lines = [
        translate("help-line", command=escape(typed), meaning=translate(key))
        for typed, key in commands
    ]
    blocks = [*paragraphs("\n".join(lines)), context(translate("help-threads"))]
    return answer("\n".join(lines), blocks)


def _sent(s: CardContext, key: str) -> str:
    """When the leader gets it, and by when the writer hears."""
    ask = s.concern.ask
    date = s.translate.day(s.concern.promised_on or s.today)
    reached = s.concern.delivered_at is not None or ask is None
    if ask is None or reached or ask.at <= s.now + _AT_ONCE:
        return s.translate(f"{key}-at_once", leader=s.leader, date=date)
    when = s.translate.about(ask.at, s.reader.zone, s.now)
    return s.translate(key, leader=s.leader, when=when, date=date)


def _away(s: CardContext, calendar: Calendar) -> list[Block]:
    """That the leader is away, where days off are known."""
    today = calendar.today(s.now)
    if s.concern.ask is None or not any(absence.covers(today) for absence in calendar.away):
        return []
    return [
        context(s.translate("sent-away", leader=s.leader, date=s.translate.day(s.concern.ask.on)))
    ]


def _earlier(s: CardContext, earlier: Record) -> list[Block]:
    date = s.day_of(earlier.concern.created_at)
    text = s.translate(
        "sent-earlier", topic=s.translate.topic(earlier.concern, s.reader.zone), date=date
    )
    add = button(Button.ADD_TO, s.label(Button.ADD_TO), addition_value(s.concern, earlier.concern))
    return [section(text, name=f"{s.concern.id}-earlier", accessory=add)]


def _own_words(s: CardContext, said: str | None, addressed: str | None = None) -> list[Block]:
    if not said:
        return []
    shown = paragraphs(s.translate("you-wrote", words=escape(said)))
    return [*shown, context(addressed)] if addressed else shown


def _note_buttons(s: CardContext) -> list[dict[str, object]]:
    """A note's controls, as long as it is waiting to be asked about."""
    if not s.concern.open:
        return s.buttons((Button.TAKE_BACK,))
    share = (Button.SHARE,) if s.concern.kind is Kind.NOTE else ()
    return s.buttons((Button.TOMORROW, Button.ANOTHER_DAY, *share, Button.TAKE_BACK))


def _withdrawn(s: CardContext) -> Message:
    return answer(s.translate("notice-raiser"), paragraphs(s.translate("state-raiser-withdrawn")))


def _taken_back(s: CardContext) -> Message:
    return answer(s.translate("notice-leader"), paragraphs(s.translate("state-leader-withdrawn")))
