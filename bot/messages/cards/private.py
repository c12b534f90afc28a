"""Private answers to a command, a mark or a form: only the one who wrote sees them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern
from bot.domain.concern.cadence import MARK_DELAY
from bot.domain.concern.notices import AT_ONCE
from bot.domain.concern.states import Kind, State
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import HowSoon, Signal
from bot.messages.blocks import Block, actions, button, context, link_button, paragraphs, section
from bot.messages.cards.card_context import CardContext, taken_back_key
from bot.messages.cards.message import Message, answer
from bot.messages.controls import AdditionValue, Button, CommandValue, MessageValue
from bot.messages.translate import (
    channel_link,
    contact_words,
    conversation,
    escape,
    mention,
    name,
    translator,
)

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
    earlier: Concern | None = None,
    shows: Detail = Detail.NAME_AND_TOPIC,
) -> Message:
    """The answer to whoever raised something: when it arrives, and by when they hear.

    ``calendar`` is the leader's; ``words`` are the writer's own, shown to nobody else. What they
    said ``earlier`` on the same topic can take it in. ``shows`` is how much the leader's message
    says.
    """
    card = CardContext(record, reader, now)
    if card.concern.state is State.WITHDRAWN:
        return _withdrawn(card)
    if card.concern.state is State.HANDED_OVER:
        return answer(
            card.translate("notice-raiser"),
            paragraphs(card.translate.state_for_raiser(card.record)),
        )
    elsewhere = (Button.SEND_ON,) if card.record.can_send_on else ()
    blocks = [
        *paragraphs(_sent(card, "sent", calendar)),
        *_away(card, calendar),
        context(" ".join(_preview(card, shows))),
        *_own_words(card, words, addressed=True),
        *(_earlier(card, earlier) if earlier is not None else ()),
        _topic(card),
        actions(
            card.buttons((Button.CHANGE, Button.WITHDRAW, *elsewhere)),
            name=f"{card.concern.id}-sent",
        ),
    ]
    return answer(card.translate("notice-sent"), blocks, full_text=reader.preferences.full_text)


def added(record: Record, *, reader: Person, now: datetime) -> Message:
    """The answer once something was added to what was said before."""
    card = CardContext(record, reader, now)
    date = card.day_of(card.concern.created_at)
    blocks = [
        *paragraphs(card.translate("sent-added", leader=card.leader, date=date)),
        actions(card.buttons([Button.READ]), name=f"{card.concern.id}-added"),
    ]
    return answer(card.translate("notice-sent"), blocks, full_text=reader.preferences.full_text)


def note_saved(
    record: Record,
    *,
    reader: Person,
    now: datetime,
    words: str | None = None,
    moved_from: date | None = None,
    learns_on: date | None = None,
    timed: bool = False,
) -> Message:
    """The answer to a leader who kept a note: when they will be asked.

    ``moved_from`` is the day that was asked for, where it is a day off; ``learns_on`` the one on
    which the person learns that notes are kept; ``timed``: a time was typed, too.
    """
    card = CardContext(record, reader, now)
    if card.concern.state is State.WITHDRAWN:
        return _taken_back(card)
    nudge = card.concern.clocks.nudge
    day = card.day(nudge.on if nudge is not None else card.today)
    blocks = [
        *paragraphs(card.translate("note-saved", date=day, person=card.person)),
        *([context(card.translate("note-moved", date=card.day(moved_from)))] if moved_from else []),
        *([context(card.translate("note-timed"))] if timed else []),
        *_told(card, learns_on),
        *_own_words(card, words),
        _topic(card),
        actions(_note_buttons(card), name=f"{card.concern.id}-saved"),
    ]
    return answer(card.translate("notice-saved"), blocks, full_text=reader.preferences.full_text)


def did_you_mean(
    words: str,
    command: str,
    *,
    reader: Person,
    meant: CommandValue,
    as_written: CommandValue,
    leader: Person | None,
) -> Message:
    """Nothing was sent: ask whether it was a ``command``, or words for ``leader``.

    Without a leader who is the only one, the second button asks who it is for.
    """
    translate = translator(reader.locale)
    text = translate("did-you-mean", command=escape(command))
    help_ = translate("button-run-help")
    first = help_ if meant.name == "help" else translate("button-run", command=command)
    second = (
        translate("button-as_written", leader=name(leader))
        if leader is not None
        else translate("button-as_written-anyone")
    )
    blocks = paragraphs(translate("err-words_kept", words=escape(words)))
    row = [
        button(Button.RUN, first, meant),
        button(Button.AS_WRITTEN, second, as_written),
    ]
    return Message(text, [*paragraphs(text), *blocks, actions(row, name="did-you-mean")])


def react_own(record: Record, *, reader: Person, now: datetime, calendar: Calendar) -> Message:
    """The answer to a mark on one's own message."""
    card = CardContext(record, reader, now)
    if card.concern.state is State.WITHDRAWN:
        return _withdrawn(card)
    blocks = [
        *paragraphs(_sent(card, "react-own", calendar)),
        *_away(card, calendar),
        actions(card.buttons((Button.CHANGE, Button.WITHDRAW)), name=f"{card.concern.id}-own"),
    ]
    return answer(card.translate("notice-sent"), blocks, full_text=reader.preferences.full_text)


def react_choose(*, reader: Person, marked: MessageValue) -> Message:
    """Ask which of several leaders should come back to the ``marked`` message."""
    translate = translator(reader.locale)
    choose = button(Button.CHOOSE_WHO, translate("button-choose_who"), marked)
    text = translate("react-choose")
    blocks = [*paragraphs(text), actions([choose], name="choose")]
    return answer(text, blocks, full_text=reader.preferences.full_text)


def react_leader(
    record: Record, *, reader: Person, now: datetime, learns_on: date | None = None
) -> Message:
    """The answer to a leader who marked a message of someone they lead.

    ``learns_on`` is the day on which that person learns that notes are kept.
    """
    card = CardContext(record, reader, now)
    if card.concern.state is State.WITHDRAWN:
        return _taken_back(card)
    nudge = card.concern.clocks.nudge
    day = card.day(nudge.on if nudge is not None else card.today)
    blocks = [
        *paragraphs(_marked_note(card, day)),
        *_told(card, learns_on),
        actions(_note_buttons(card), name=f"{card.concern.id}-marked"),
    ]
    return answer(card.translate("notice-saved"), blocks, full_text=reader.preferences.full_text)


def offer_reactor(
    record: Record,
    *,
    reader: Person,
    contact: str | None,
    emoji: str,
    asks_at: datetime | None,
    now: datetime,
) -> Message:
    """The answer to a colleague who marked a message; ``contact``: a mention or a line.

    ``emoji`` is the mark, without colons. ``asks_at`` is when its author will be asked; ``None``:
    they have been.
    """
    card = CardContext(record, reader, now)
    small = [card.translate("offer-reactor-quiet")]
    if contact is not None:
        small.append(card.translate("offer-reactor-danger", contact=contact_words(contact)))
    write = card.translate("button-write", person=card.person_name)
    row = [link_button(Button.WRITE, write, conversation(record.raiser))]
    if asks_at is not None:
        row.append(card.button(Button.OFFER_TAKE_OFF))
    blocks = [
        *paragraphs(_when_asked(card, emoji, asks_at)),
        context(" ".join(small)),
        actions(row, name=f"{card.concern.id}-offer"),
    ]
    return answer(
        card.translate("notice-offer-reactor"), blocks, full_text=reader.preferences.full_text
    )


def _when_asked(card: CardContext, emoji: str, asks_at: datetime | None) -> str:
    """When the author of a marked message will be asked, and how to stop that."""
    if asks_at is None:
        return card.translate("offer-reactor-asked", person=card.person)
    if abs(asks_at - card.now - MARK_DELAY) < timedelta(minutes=1):
        return card.translate("offer-reactor", person=card.person, emoji=f":{emoji}:")
    when = card.translate.about(asks_at, card.reader.zone, card.now)
    return card.translate("offer-reactor-later", person=card.person, emoji=f":{emoji}:", when=when)


def help_text(subcommands: Iterable[str], *, reader: Person) -> Message:
    """What can be typed: sentences, then each of the ``subcommands``."""
    translate = translator(reader.locale)
    commands = [
        *HELP,
        *((f"/concern {subcommand}", f"help-{subcommand}") for subcommand in subcommands),
    ]
    lines = [
        translate("help-line", command=escape(typed), meaning=translate(key))
        for typed, key in commands
    ]
    blocks = [*paragraphs("\n".join(lines)), context(translate("help-threads"))]
    return answer("\n".join(lines), blocks)


def _preview(card: CardContext, shows: Detail) -> list[str]:
    """What the message to the leader shows of it, as that leader and the workspace want it."""
    topic = card.topic
    values = {"leader": card.leader, "topic": topic or ""}
    if shows is Detail.NOTHING or (shows is Detail.TOPIC and topic is None):
        key = "sent-preview-nothing"
    elif topic is None:
        key = "sent-preview-name"
    else:
        key = "sent-preview" if shows is Detail.NAME_AND_TOPIC else "sent-preview-topic"
    return [card.translate(line, **values) for line in (key, *_wishes(card))]


def _wishes(card: CardContext) -> Iterator[str]:
    """That the leader's message also says what would help, or how soon."""
    help_ = card.concern.help
    if help_ is not None and card.translate.has(f"card-new-help-{help_.value}"):
        yield "sent-preview-help"
    if card.concern.how_soon is HowSoon.TODAY:
        yield "sent-preview-today"


def _marked_note(card: CardContext, day: str) -> str:
    """That it is kept, by the message that was marked, and when its leader is reminded."""
    marked = card.concern.marked_in
    if marked is None:
        return card.translate("note-saved", date=day, person=card.person)
    channel = channel_link(marked)
    return card.translate("react-leader", person=card.person, channel=channel, date=day)


def _sent(card: CardContext, key: str, calendar: Calendar) -> str:
    """When the leader gets it, on both their clocks, and by when the writer hears."""
    nudge = card.concern.clocks.nudge
    me = mention(card.reader.id)
    date = card.day(card.concern.promise.promised_on or card.today)
    milestones = card.concern.milestones
    reached = milestones.seen_from is not None and card.concern.has_reached(card.now)
    reached = reached or milestones.delivered_at is not None
    if nudge is None or reached or nudge.at <= card.now + AT_ONCE:
        return card.translate(f"{key}-at_once", person=me, leader=card.leader, date=date)
    hour = card.translate.hour(nudge.at, calendar.zone)
    elsewhere = hour != card.translate.hour(nudge.at, card.reader.zone)
    when = card.translate.about(nudge.at, card.reader.zone, card.now, plain=elsewhere)
    key = f"{key}-elsewhere" if elsewhere else key
    return card.translate(key, person=me, leader=card.leader, when=when, hour=hour, date=date)


def _away(card: CardContext, calendar: Calendar) -> list[Block]:
    """That the leader is away, where days off are known."""
    today = calendar.today(card.now)
    nudge = card.concern.clocks.nudge
    if nudge is None or not any(absence.covers(today) for absence in calendar.away):
        return []
    return [context(card.translate("sent-away", leader=card.leader, date=card.day(nudge.on)))]


def _earlier(card: CardContext, earlier: Concern) -> list[Block]:
    date = card.day_of(earlier.created_at)
    text = card.translate("sent-earlier", date=date)
    value = AdditionValue(concern=card.concern.id, step=card.concern.step_no, earlier=earlier.id)
    add = button(Button.ADD_TO, card.label(Button.ADD_TO), value)
    return [section(text, name=f"{card.concern.id}-earlier", accessory=add)]


def _own_words(card: CardContext, words: str | None, *, addressed: bool = False) -> list[Block]:
    if not words:
        return []
    if addressed:
        text = card.translate("you-wrote-to", leader=card.leader, words=escape(words))
    else:
        text = card.translate("you-wrote", words=escape(words))
    return paragraphs(text)


def _topic(card: CardContext) -> Block:
    """The topic's menu, beside its label: in a row of buttons it would have none."""
    concern = card.concern
    has_topic = concern.signal is not Signal.OTHER
    label = card.translate("topic-choose" if has_topic else "topic-choose-none")
    return section(label, name=f"{concern.id}-topic", accessory=card.topics())


def _note_buttons(card: CardContext) -> list[dict[str, object]]:
    """A note's controls, as long as it is waiting to be asked about."""
    if not card.concern.open:
        return card.buttons((Button.TAKE_BACK,))
    share = (Button.SHARE,) if card.concern.kind is Kind.NOTE else ()
    return card.buttons((Button.TOMORROW, Button.ANOTHER_DAY, *share, Button.TAKE_BACK))


def _told(card: CardContext, day: date | None) -> list[Block]:
    if day is None:
        return []
    return [context(card.translate("note-told", date=card.day(day), person=card.person))]


def _withdrawn(card: CardContext) -> Message:
    text = card.translate(taken_back_key(card.concern))
    return answer(text, paragraphs(text))


def _taken_back(card: CardContext) -> Message:
    gone = card.translate("note-gone")
    return answer(gone, paragraphs(gone))
