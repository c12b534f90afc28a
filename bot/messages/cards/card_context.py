"""What the cards of one record have in common: how its people are called, and its controls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from bot.domain.concern import Concern
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import Signal
from bot.messages.blocks import (
    Element,
    button,
    confirm,
    link_button,
    menu,
    option,
    overflow,
    read_aloud,
)
from bot.messages.controls import Button, ConcernValue, TopicValue
from bot.messages.row_names import names_by_day
from bot.messages.translate import Translator, conversation, local_day, mention, names, translator


def everyone(records: Iterable[Record]) -> list[Person]:
    """Everybody whom a message about ``records`` may name."""
    return [person for record in records for person in record.people.values()]


def taken_back_key(concern: Concern) -> str:
    """What is left of something taken back: words that are deleted, or a link to a message."""
    return "taken-back-words" if concern.worded else "taken-back-link"


def withdrawal(translate: Translator, record: Record, leader: str) -> str:
    """What taking it back does, and who learns of it."""
    if record.leader is None:
        return translate("confirm-withdraw-nobody")
    if not record.concern.worded:
        return translate("confirm-withdraw-link", leader=leader)
    return translate("confirm-withdraw", leader=leader)


def ending(translate: Translator, record: Record, leader: str) -> str:
    """What saying that no follow-up is needed does, and who learns of it."""
    if record.concern.owner is None:
        return translate("confirm-leave-nobody")
    return translate("confirm-leave", leader=leader)


@dataclass(frozen=True)
class Nameless(Translator):
    """Words that begin a sentence with a capital where no name, but what stands for it, begins it.

    ``hidden`` is what stands for names.
    """

    hidden: tuple[str, ...] = ()

    def __call__(self, key: str, **values: str | int) -> str:
        """The sentence, with what stands for a name at its start written as one begins it."""
        text = super().__call__(key, **values)
        start = len(text) - len(text.lstrip("*_"))
        whole = key.startswith("hidden-")
        if not whole and text[start:].startswith(self.hidden):
            return text[:start] + text[start].upper() + text[start + 1 :]
        return text


@dataclass(frozen=True)
class Discreet(Nameless):
    """Words that name nobody, neither a person nor their leader."""

    def _state(self, reader: str, record: Record) -> str:
        """Where it stands, with nobody's name."""
        person, leader = self.hidden
        called = dict.fromkeys(record.people, person)
        if record.owner is not None:
            called[record.owner.id] = leader
        people = {key: replace(person, name=called[key]) for key, person in record.people.items()}
        return super()._state(reader, replace(record, people=people))


@dataclass(frozen=True)
class CardContext:
    """One record in the words and the zone of its ``reader``."""

    record: Record
    reader: Person
    now: datetime
    others: tuple[Person, ...] = ()
    """Whoever else the same message names: two who are called alike get full names."""
    speaks_of: PersonId | None = None
    """The leader it speaks of, who may lead it no more; ``None``: whom it is with."""
    detail: Detail = Detail.NAME_AND_TOPIC
    """What may be said: messages take their reader's choice, answers in place say all."""

    @cached_property
    def translate(self) -> Translator:
        """The reader's words; what stands for a name begins a sentence as one does."""
        translate = translator(self.reader.locale)
        if self.detail is Detail.NAME_AND_TOPIC:
            unknown = (translate("hidden-person"), translate("hidden-former_leader"))
            return Nameless(translate.locale, translate.bundles, unknown)
        hidden = (translate("hidden-person"), translate("hidden-leader"))
        return Discreet(translate.locale, translate.bundles, hidden)

    @cached_property
    def called(self) -> Mapping[PersonId, str]:
        """What the message calls everybody."""
        return names((*self.record.people.values(), *self.others))

    @property
    def concern(self) -> Concern:
        """What it is about."""
        return self.record.concern

    @property
    def person(self) -> str:
        """Who it affects, as Slack draws their account: a name can be anybody's."""
        if self.detail is not Detail.NAME_AND_TOPIC:
            return self.translate("hidden-person")
        return mention(self.record.raiser.id)

    @property
    def leader(self) -> str:
        """Who comes back to it."""
        leader = self.record.people.get(self.speaks_of) if self.speaks_of else None
        leader = leader or self.record.leader
        if leader is not None and self.detail is not Detail.NAME_AND_TOPIC:
            return self.translate("hidden-leader")
        return mention(leader.id) if leader is not None else self.translate("hidden-former_leader")

    @property
    def person_name(self) -> str:
        """Who it affects, where only plain text can stand."""
        hidden = self.detail is not Detail.NAME_AND_TOPIC
        return self.person if hidden else self.called[self.record.raiser.id]

    @property
    def leader_name(self) -> str:
        """Who comes back to it, where only plain text can stand."""
        leader = self.record.leader
        hidden = leader is None or self.detail is not Detail.NAME_AND_TOPIC
        return self.leader if hidden or leader is None else self.called[leader.id]

    @property
    def topic(self) -> str | None:
        """What it is about; ``None`` where it has no topic, or none may be named here."""
        return None if self.detail is Detail.NOTHING else self.translate.topic(self.concern)

    @property
    def about(self) -> str:
        """What it is about and since when, as a line of its own: a topic is in no sentence."""
        raised = self.day_of(self.concern.created_at)
        note, topic = self.concern.about, self.topic
        if topic is None:
            return self.translate("about-noted" if note else "about-raised", date=raised)
        key = "about-topic-noted" if note else "about-topic"
        return self.translate(key, topic=topic, date=raised)

    @property
    def about_topic(self) -> str | None:
        """What it is about, where the day is said already; ``None``: nothing to say."""
        topic = self.topic
        return None if topic is None else self.translate("about", topic=topic)

    @property
    def who_and_what(self) -> str:
        """Whom it affects, and its topic or else its day: what a settled line keeps."""
        return self.row_names[0]

    @property
    def row_names(self) -> tuple[str, ...]:
        """What a row about it is called, from short to exact."""
        return names_by_day(
            self.translate, self.reader, self.record, person=self.person, title=self.topic
        )

    def called_by_id(self, person: PersonId | None) -> str:
        """What somebody is called here, who may be neither of its sides any more."""
        if person is None or person not in self.called:
            return self.translate("hidden-person")
        return self.called[person]

    @property
    def led_team(self) -> str:
        """Which team its leader led: the raiser's own, or some other."""
        return self.translate("led-own" if self.concern.team is not None else "led-other")

    @property
    def today(self) -> date:
        """The reader's date."""
        return local_day(self.now, self.reader.zone)

    @property
    def value(self) -> ConcernValue:
        """What a button of it says when pressed."""
        return ConcernValue.of(self.concern)

    def day_of(self, moment: datetime | None) -> str:
        """The day of ``moment`` where the reader is; of the beginning, if there is none."""
        return self.day(local_day(moment or self.concern.created_at, self.reader.zone))

    def day(self, day: date) -> str:
        """A day as its reader reads it now."""
        return self.translate.day(day, self.today)

    def label(self, of: Button) -> str:
        """What a control is called here."""
        if of is Button.ASK and self.detail is not Detail.NAME_AND_TOPIC:
            return self.translate("button-ask-hidden")
        called = {"person": self.person_name, "leader": self.leader_name}
        return self.translate(f"button-{of.value}", **called)

    @property
    def plain_row_names(self) -> tuple[str, ...]:
        """What a row about it is called where Slack draws no markup, from short to exact."""
        return names_by_day(
            self.translate,
            self.reader,
            self.record,
            person=self.person_name,
            title=self._plain_topic,
        )

    @cached_property
    def read_as(self) -> str:
        """What a screen reader says its controls are about: the chat holds many like them."""
        if self.reader.id != self.record.raiser.id:
            return self.plain_row_names[0]
        topic, date = self._plain_topic, self.day_of(self.concern.created_at)
        if topic is None:
            return self.translate("about-raised", date=date)
        return self.translate("home-raiser-what", topic=topic, date=date)

    @property
    def _plain_topic(self) -> str | None:
        if self.detail is Detail.NOTHING:
            return None
        return self.translate.topic(self.concern, plain=True)

    def button(self, of: Button, label: str | None = None) -> Element:
        """A control as a button, with a ``label`` of its own; what deletes words asks once."""
        return read_aloud(self.translate, self._button(of, label or self.label(of)), self.read_as)

    def _button(self, of: Button, label: str) -> Element:
        if of is Button.ASK:
            return link_button(of, label, conversation(self.record.raiser), self.value)
        asked = self._what_it_does(of)
        if asked is not None:
            sure = confirm(
                self.translate(f"confirm-{of.value}-title"),
                asked,
                self.translate(f"confirm-{of.value}-yes"),
                self.translate("confirm-no"),
            )
            return button(of, label, self.value, confirm=sure)
        return button(of, label, self.value)

    def _what_it_does(self, of: Button) -> str | None:
        """What is said before a press counts; ``None`` for what asks nothing."""
        note = of is Button.REMOVE or (of is Button.DELETE_NOW and self.concern.about)
        if note:
            return self.translate("form-own-remove-confirm", leader=self.leader_name)
        if of in (Button.WITHDRAW, Button.DELETE_NOW):
            return withdrawal(self.translate, self.record, self.leader_name)
        if of is Button.LEAVE:
            return ending(self.translate, self.record, self.leader_name)
        return None

    def buttons(self, row: Iterable[Button], more: Iterable[Button] = ()) -> list[Element]:
        """A row of controls, with the rarer ones in an overflow menu behind them."""
        drawn = [self.button(of) for of in row]
        rare = list(more)
        return [*drawn, self.overflow(rare)] if rare else drawn

    def overflow(self, row: Iterable[Button]) -> Element:
        """Controls in an overflow menu; *Ask* opens the conversation from there, too."""
        row = list(row)
        drawn = overflow([(of, self.label(of), self.value) for of in row])
        for of, entry in zip(row, drawn["options"], strict=True):
            if of is Button.ASK:
                entry["url"] = conversation(self.record.raiser)
        return drawn

    def topics(self) -> Element:
        """The menu in which writers correct the topic found for them."""
        own = self._plain_topic
        options = [
            option(
                own if own and signal is self.concern.signal else self._topic_label(signal),
                _topic_value(self.concern, signal),
            )
            for signal in Signal
            if signal is not Signal.LED or self.concern.signal is Signal.LED
        ]
        chosen = _topic_value(self.concern, self.concern.signal)
        return menu(Button.TOPIC.value, options, chosen=chosen)

    def _topic_label(self, signal: Signal) -> str:
        """A topic as messages say it, so that what is chosen is what is read."""
        key = f"topic-{signal.value}"
        return self.translate(key) if self.translate.has(key) else self.translate.label(signal)


def _topic_value(concern: Concern, signal: Signal) -> str:
    return TopicValue(concern=concern.id, step=concern.step_no, signal=signal).encode()
