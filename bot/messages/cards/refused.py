"""What the bot says when it says no."""

from collections.abc import Mapping, Sequence
from datetime import date

from babel.lists import format_list

from bot.domain.capture import as_typed
from bot.domain.ids import ChannelId, PersonId
from bot.domain.person import Person
from bot.domain.refusals import LeaderOff, NoLeader, Refusal
from bot.messages.blocks import Block, actions, button, paragraphs
from bot.messages.cards.message import Message
from bot.messages.controls import Button, PersonValue
from bot.messages.translate import Translator, channel_link, cut, escape, mention, name

_PART_LIMIT = 40
_PEOPLE = frozenset({"person", "leader", "names"})


def refusal(
    refusal: Refusal,
    words: Translator,
    today: date,
    people: Mapping[PersonId, Person] | None = None,
) -> str:
    """The sentence of ``refusal``; people among its facts are ids, named from ``people``.

    ``today`` is the reader's.
    """
    somebody = words("hidden-person")
    values = dict.fromkeys(("person", "leader", "names"), somebody)
    values |= dict.fromkeys(("n", "part", "date"), "")
    known = people or {}
    for fact, text in refusal.facts.items():
        if fact == "channel":
            values[fact] = channel_link(ChannelId(text))
        elif fact == "date":
            values[fact] = words.day(date.fromisoformat(text), today)
        else:
            values[fact] = _value(fact, text, words, known)
    if "leader" not in refusal.facts:
        values["leader"] = values["person"]
    return words(refusal.key, **values)


def words_kept(
    refused: str, words: Translator, text: str, controls: Sequence[Block] = ()
) -> Message:
    """The sentence ``refused``, and the text that was not taken, whole, to be copied."""
    said = as_typed(text).strip()
    blocks = paragraphs(words("err-words_kept", words=escape(said))) if said else []
    return Message(refused, [*paragraphs(refused), *blocks, *controls])


def suggesting(refused: Exception, words: Translator) -> list[Block]:
    """The way out where nobody comes back to it yet: suggest it to somebody who could."""
    if not isinstance(refused, NoLeader | LeaderOff):
        return []
    label = words(f"button-{Button.SUGGEST.value}")
    person = refused.facts.get("person")
    value = PersonValue(person=person) if person else None
    return [actions([button(Button.SUGGEST, label, value)])]


def _value(fact: str, text: str, words: Translator, people: Mapping[PersonId, Person]) -> str:
    if fact in _PEOPLE:
        ids = [PersonId(part.strip()) for part in text.split(",")]
        return format_list([_called(id_, people) for id_ in ids], locale=words.locale)
    return escape(cut(text, _PART_LIMIT))


def _called(person: PersonId, people: Mapping[PersonId, Person]) -> str:
    somebody = people.get(person)
    return name(somebody) if somebody is not None else mention(person)
