"""Where a concern goes on: what its raiser and its leader press and fill in for it."""

from bot.casework import answering, leading
from bot.casework import handover as handover_acts
from bot.casework.handover import NotAccepted
from bot.domain.concern.states import Act
from bot.domain.record import Record
from bot.domain.refusals import Stale
from bot.domain.taxonomy import Need
from bot.listeners.commands import receipt_message
from bot.listeners.request import Request, View
from bot.messages.controls import ConcernValue, MalformedError
from bot.messages.forms import form_inputs, handover, oneself
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import name, translator


async def send_on(request: Request) -> None:
    """Someone else: the form, with the words in it."""
    at = ConcernValue.decode(request.value)
    elsewhere = await request.do(handover_acts.other_leaders, at.concern)
    view = handover.send_on_form(
        request.reader,
        record=elsewhere.record,
        leaders=elsewhere.leaders,
        others=elsewhere.others,
        contact=elsewhere.contact,
        limit=elsewhere.limit,
    )
    await request.open_form(view)


async def hand(request: Request) -> None:
    """Hand it over: to whom, and the raiser is asked first."""
    at = ConcernValue.decode(request.value)
    elsewhere = await request.do(handover_acts.leaders_to_hand_to, at.concern)
    if at.step != elsewhere.record.concern.step_no:
        raise Stale
    view = handover.hand_form(
        request.reader,
        record=elsewhere.record,
        leaders=elsewhere.leaders,
        others=elsewhere.others,
        contact=elsewhere.contact,
    )
    await request.open_form(view)


async def hand_yes(request: Request) -> None:
    """The raiser lets it go on with the other."""
    await _answered(request, yes=True)


async def hand_no(request: Request) -> None:
    """The raiser would rather leave it where it is."""
    await _answered(request, yes=False)


async def _answered(request: Request, *, yes: bool) -> None:
    at = ConcernValue.decode(request.value)
    receipt = await request.do(handover_acts.answer_hand, at.concern, yes=yes)
    if request.in_modal:
        message = receipt_message(request, receipt)
        view = oneself.shown(request.reader, title_key="saved-title", blocks=message.blocks)
        await request.update_form(view)
    else:
        await request.ack()


async def obstacle(request: Request) -> None:
    """I can't change it: pass the ask."""
    at = ConcernValue.decode(request.value)
    reading = await request.do(leading.check_form, at.concern, Act.STEP)
    if at.step != reading.record.concern.step_no:
        raise Stale
    view = await _obstacle_view(request, reading.record)
    await request.open_form(view)


async def _obstacle_view(request: Request, record: Record) -> View:
    contact = request.contact
    limit = request.admitted.limit
    return handover.obstacle_form(request.reader, record=record, contact=contact, limit=limit)


async def instead_of_a_step(request: Request, concern: str) -> None:
    """*Finding someone who can* was chosen: its own form takes the place of the step's."""
    reading = await request.do(leading.check_form, concern, Act.STEP)
    view = await _obstacle_view(request, reading.record)
    await request.close_form(view)


def _view_state(request: Request) -> tuple[str, int | None]:
    view_state = ViewState.from_json(str(request.view.get("private_metadata") or ""))
    if view_state.concern is None:
        raise MalformedError("private_metadata")
    return view_state.concern, view_state.step


async def sent_on(request: Request) -> None:
    """Send it there."""
    fields = form_inputs.SendOnInput.of(request.values)
    concern, _ = _view_state(request)
    receipt = await request.do(handover_acts.send_on, concern, fields.leader, fields.words)
    message = receipt_message(request, receipt)
    view = oneself.shown(request.reader, title_key="sent-title", blocks=message.blocks)
    await request.close_form(view)


async def handed(request: Request) -> None:
    """Ask first."""
    fields = form_inputs.SendOnInput.of(request.values)
    concern, step = _view_state(request)
    record = await request.do(handover_acts.ask_hand, concern, fields.leader, step=step)
    reader = request.reader
    raiser = name(record.raiser)
    await request.close_form(
        oneself.said(reader, title_key="saved-title", text_key="hand-done", person=raiser)
    )


async def passed_on(request: Request) -> None:
    """Pass the ask."""
    fields = form_inputs.ObstacleInput.of(request.values)
    concern, step = _view_state(request)
    await request.admit()
    reader = request.reader
    translate = translator(reader.locale)
    whole = fields.words
    if fields.need is not Need.UNSURE:
        whole = translate("form-obstacle-ask", need=translate.label(fields.need), ask=fields.words)
    receipt = await request.do(
        handover_acts.pass_ask,
        concern,
        fields.person,
        fields.words,
        str(request.view["id"]),
        whole=whole,
        step=step,
    )
    if isinstance(receipt, NotAccepted):
        view = handover.not_accepted_view(reader, person=receipt.person, text=receipt.text)
        await request.close_form(view)
        return
    message = receipt_message(request, receipt)
    await request.close_form(oneself.shown(reader, title_key="sent-title", blocks=message.blocks))


async def came_back(request: Request) -> None:
    """It came back, in one new line."""
    fields = form_inputs.WordsInput.of(request.values)
    concern, step = _view_state(request)
    record = await request.do(answering.come_back, concern, fields.words, step=step)
    await request.close_form(oneself.kept(request.reader, record=record))
