"""The one place where an exception becomes a sentence, through four doors.

A command answers in its acknowledgement, always 200; a form keeps its words and says it at the
field; a press in a message whispers, one in Home or a modal opens a small view; an event answers
500 where Slack may deliver it again with better luck, else 200 and nothing.
"""

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

import structlog

from bot.casework import leading
from bot.casework.directory import get_people
from bot.domain.capture import mentions
from bot.domain.ids import PersonId
from bot.domain.refusals import (
    AppRemoved,
    NotSaved,
    NotShown,
    Refusal,
    Stale,
    Unexpected,
    Unread,
)
from bot.listeners.request import NobodyKnownError, Request, View
from bot.logs import fault
from bot.messages import cards
from bot.messages.controls import ConcernValue, MalformedError
from bot.messages.forms import oneself
from bot.messages.forms.lines import standing
from bot.messages.forms.submitted import inputs_of, people_in
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import translator

log = structlog.get_logger("heard.listeners")

Listener = Callable[[Request], Awaitable[None]]
DEFAULT_LOCALE = "en-US"
MOST_MENTIONS = 5
"""So many addressed people are read; one is all that a command needs."""


class _StaleForm(Stale):
    """The concern has moved on while a form about it was open."""

    key = "err-stale-form"


async def _sentence(request: Request, error: Exception) -> str:
    """The sentence for whoever asked, in their language as far as they are known."""
    reference = secrets.token_hex(3)
    refusal = error if isinstance(error, Refusal) else Unexpected(reference=reference)
    if request.answer.kept and isinstance(refusal, NotSaved | Unexpected):
        # What failed is what came after the act.
        refusal = NotShown(reference=reference)
    request.answer.record_error(error)
    if isinstance(error, MalformedError):
        log.warning("malformed", where=str(error), person=request.person)
    elif not isinstance(error, Refusal):
        log.error("unexpected", reference=reference, exc_info=error, **fault(error))
    if isinstance(error, NotSaved):
        log.error("database", reference=reference, **fault(error.__cause__))
    people = dict(request.people) if request.visitor is not None else {}
    named = [refusal.facts.get("person"), *refusal.facts.get("names", "").split(", ")]
    unread = [person for person in named if person and PersonId(person) not in people]
    if unread and not isinstance(error, NotSaved):
        try:
            people |= await request.run(get_people, unread)
        except Exception as worse:  # noqa: BLE001 (the database is away: say the sentence all the same)
            log.warning("nobody known", kind=type(worse).__name__)
    known = request.visitor is not None
    today = request.calendar.today(request.now) if known else request.now.date()
    return cards.refusal(refusal, translator(_locale(request)), today, people)


def _locale(request: Request) -> str:
    return request.reader.locale if request.visitor is not None else DEFAULT_LOCALE


async def _standing(request: Request) -> list[str]:
    """Where a concern stands whose button came too late, where no message shows it."""
    try:
        at = ConcernValue.decode(request.value)
        record = await request.do(leading.get_record, at.concern)
    except (Refusal, MalformedError):
        return []
    return [standing(request.reader, record)]


def _refused(request: Request, sentence: str, error: Exception) -> View:
    """The sentence as a view of its own, with a way out where there is one."""
    return oneself.refused_view(
        request.reader,
        sentence=sentence,
        more=cards.suggesting(error, translator(request.reader.locale)),
        view_state=ViewState(channel=request.public_place),
    )


async def _read_asker(request: Request, error: Exception) -> None:
    """Read who gets the sentence, where nothing was done before it came to that."""
    if isinstance(error, NotSaved | NobodyKnownError | AppRemoved):
        return
    try:
        await request.admit()
    except Exception as worse:  # noqa: BLE001 (the sentence is said all the same)
        log.warning("nobody known", kind=type(worse).__name__)


async def command_door(listener: Listener, request: Request) -> None:
    """Let a command through; a refused one repeats its words to be copied."""
    text = str(request.body.get("text", "")).strip()
    request = request.naming(*mentions(text)[:MOST_MENTIONS])
    try:
        await listener(request)
    except Exception as error:  # noqa: BLE001 (the last handler of a command)
        await _read_asker(request, error)
        sentence = await _sentence(request, error)
        translate = translator(_locale(request))
        more = cards.suggesting(error, translate)
        repeats = not isinstance(error, Refusal) or error.repeats
        words = text if repeats else ""
        await request.reply(cards.words_kept(sentence, translate, words, more))
    request.refresh_others()


async def form_door(listener: Listener, request: Request) -> None:
    """Let a submission through; a refusal stands beside its field and the words stay."""
    try:
        request = request.naming(*_named_in_form(request))
        await listener(request)
    except Exception as error:  # noqa: BLE001 (the last handler of a form)
        await _read_asker(request, error)
        stale = isinstance(error, Stale)
        sentence = await _sentence(request, _StaleForm() if stale else error)
        inputs = inputs_of(request.view)
        field = error.field if isinstance(error, Refusal) and error.field in inputs else None
        field = field or (inputs[-1] if inputs else None)
        if field is not None:
            await request.ack(response_action="errors", errors={field: sentence})
        elif request.visitor is not None:
            await request.close_form(_refused(request, sentence, error))
        else:
            await request.ack()
    request.refresh_others()


def _named_in_form(request: Request) -> Iterator[str | None]:
    """Whom a form is about, or names in one of its fields."""
    yield from people_in(request.values)
    view_state = ViewState.from_json(str(request.view.get("private_metadata") or ""))
    yield from (view_state.person, view_state.author)


async def press_door(listener: Listener, request: Request) -> None:
    """Let a press through; a stale one says so, and what was pressed shows where it stands."""
    stale = False
    try:
        await listener(request)
    except Exception as error:  # noqa: BLE001 (the last handler of a press)
        await _read_asker(request, error)
        stale = isinstance(error, Stale)
        sentence = await _sentence(request, error)
        if stale and request.visitor is not None and request.message is None:
            sentence = "\n".join([sentence, *await _standing(request)])
        await request.ack()
        if request.message is not None or request.on_ephemeral:
            await request.send_ephemeral(cards.sentence(sentence))
        elif request.visitor is not None:
            await request.try_form(_refused(request, sentence, error))
    if request.visitor is not None:
        await _redraw(request, always=stale)
    request.refresh_others()


async def _redraw(request: Request, *, always: bool) -> None:
    """Redraw what was pressed; where the database is away now, that comes later."""
    try:
        await request.redraw_pressed(always=always)
    except NotSaved as error:
        log.warning("nothing redrawn", kind=type(error.__cause__).__name__)


async def lookup_door(listener: Listener, request: Request) -> None:
    """Let a question for a menu's options through; a failing one offers none."""
    try:
        await request.admit()
        await listener(request)
    except Exception as error:  # noqa: BLE001 (a menu has no place for a sentence)
        request.answer.record_error(error)
        log.warning("nothing offered", **fault(error))
        await request.ack(options=[])


async def event_door(listener: Listener, request: Request) -> None:
    """Let an event through; what breaks makes Slack deliver it again, where that can help.

    One by somebody whom Slack shows to nobody is heard, and nothing comes of it.
    """
    try:
        await listener(request)
    except AppRemoved:
        log.info("removed", kind=str(request.body["event"].get("type")))
    except NobodyKnownError:
        if request.person and await _may_be_read_later(request):
            raise
        log.info("nobody known", kind=str(request.body["event"].get("type")))
    request.refresh_others()


async def _may_be_read_later(request: Request) -> bool:
    """Whether Slack said nothing of whoever asks; of whom it does not show it never will."""
    try:
        known = await request.services.directory.get_people(request.workspace, [request.person])
    except Unread:
        return True
    return request.person in known


Door = Callable[[Listener, Request], Coroutine[Any, Any, None]]
