"""The one place where an exception becomes a sentence, through four doors.

A command answers in its acknowledgement, always 200; a form keeps its words and says it at the
field; a press in a message whispers, one in Home or a modal opens a small view; an event answers
500, so that Slack delivers it again.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.casework import leading
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.refusals import NotSaved, Refusal, Stale
from bot.listeners.request import Request, View
from bot.messages import cards
from bot.messages.controls import reference
from bot.messages.forms import oneself
from bot.messages.forms.lines import standing
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import translator

log = structlog.get_logger("heard.listeners")

Listener = Callable[[Request], Awaitable[None]]
DEFAULT_LOCALE = "en-US"


class Unexpected(Refusal):
    """Something broke that should not; nothing was changed."""


class _StaleForm(Stale):
    """The concern has moved on while a form about it was open."""

    key = "err-stale-form"


def _stale(error: Exception) -> bool:
    return isinstance(error, Stale)


async def _sentence(request: Request, error: Exception) -> tuple[str, Person | None]:
    refusal = error if isinstance(error, Refusal) else Unexpected()
    if not isinstance(error, Refusal):
        log.error("unexpected", kind=type(error).__name__, person=request.person, exc_info=error)
    named = [refusal.facts.get("person"), *refusal.facts.get("names", "").split(", ")]
    if isinstance(refusal, NotSaved):
        log.error("database", kind=type(error.__cause__).__name__, person=request.person)
        return cards.refusal(refusal, translator(DEFAULT_LOCALE)), None
    try:
        people: Mapping[PersonId, Person] = await request.office.people.get_people(
            request.workspace, [request.person, *named]
        )
    except Exception as worse:  # noqa: BLE001 (the database or Slack is away: say the sentence all the same)
        log.warning("nobody known", kind=type(worse).__name__)
        people = {}
    reader = people.get(request.person)
    spoken = translator(reader.locale if reader else DEFAULT_LOCALE)
    return cards.refusal(refusal, spoken, people), reader


async def _standing(request: Request, reader: Person) -> list[str]:
    """Where a concern stands whose button came too late, where no message shows it."""
    try:
        at = reference(request.value.rpartition("|")[2])
        record = await request.do(leading.get_record, at.concern)
    except (Refusal, ValueError):
        return []
    return [standing(reader, record)]


def _refused(request: Request, reader: Person, sentence: str, error: Exception) -> View:
    """The sentence as a view of its own, with a way out where there is one."""
    return oneself.refused_view(
        reader,
        sentence=sentence,
        more=cards.suggesting(error, translator(reader.locale)),
        view_state=ViewState(channel=request.place),
    )


async def command_door(listener: Listener, request: Request) -> None:
    """Let a command through; a refused one repeats its words to be copied."""
    try:
        await listener(request)
    except Exception as error:  # noqa: BLE001 (the last handler of a command)
        sentence, reader = await _sentence(request, error)
        text = str(request.body.get("text", "")).strip()
        spoken = translator(reader.locale if reader else DEFAULT_LOCALE)
        letter = cards.words_kept(sentence, spoken, text, cards.suggesting(error, spoken))
        await request.reply(letter)


async def form_door(listener: Listener, request: Request) -> None:
    """Let a submission through; a refusal stands beside its field and the words stay."""
    try:
        await listener(request)
    except ValueError:
        raise
    except Exception as error:  # noqa: BLE001 (the last handler of a form)
        sentence, reader = await _sentence(request, _StaleForm() if _stale(error) else error)
        inputs = [str(one["block_id"]) for one in request.view["blocks"] if one["type"] == "input"]
        field = error.field if isinstance(error, Refusal) and error.field in inputs else None
        field = field or (inputs[-1] if inputs else None)
        if field is not None:
            await request.ack(response_action="errors", errors={field: sentence})
        elif reader is not None:
            await request.close_form(_refused(request, reader, sentence, error))
        else:
            await request.ack()
        if _stale(error):
            await request.redraw()


async def press_door(listener: Listener, request: Request) -> None:
    """Let a press through; a stale one says so, and what was pressed shows where it stands."""
    try:
        await listener(request)
    except Exception as error:  # noqa: BLE001 (the last handler of a press)
        sentence, reader = await _sentence(request, error)
        if _stale(error) and reader is not None and request.message is None:
            sentence = "\n".join([sentence, *await _standing(request, reader)])
        await request.ack()
        if request.message is not None or request.on_ephemeral:
            await request.send_ephemeral(cards.sentence(sentence))
        elif reader is not None:
            view = _refused(request, reader, sentence, error)
            if request.in_modal:
                await request.office.sender.push_form(request.trigger, view)
            else:
                await request.office.sender.open_form(request.trigger, view)
        if isinstance(error, Stale):
            await request.redraw()


async def event_door(listener: Listener, request: Request) -> None:
    """Let an event through; what breaks makes Slack deliver it again."""
    await listener(request)


Door = Callable[[Listener, Request], Awaitable[None]]
Body = Mapping[str, Any]
