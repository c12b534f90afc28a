"""Where a concern goes on: what its raiser and its leader press and fill in for it."""

from bot.casework.handover import NotAccepted
from bot.domain.concern import Act
from bot.domain.record import Record
from bot.domain.refusals import Stale
from bot.domain.taxonomy import Need
from bot.listeners.commands import receipt
from bot.listeners.request import Heard, View
from bot.messages.controls import reference
from bot.messages.forms import form_inputs, handover, oneself
from bot.messages.forms.view_state import Carried
from bot.messages.translate import name, words


async def send_on(heard: Heard) -> None:
    """Someone else: the form, with the words in it."""
    at = reference(heard.value)
    found = await heard.office.casework.elsewhere(heard.workspace, heard.person, at.concern)
    view = handover.send_on_form(
        await heard.reader(),
        record=found.record,
        leaders=found.leaders,
        others=found.others,
        contact=found.contact,
        limit=found.limit,
    )
    await heard.open(view)


async def hand(heard: Heard) -> None:
    """Hand it over: to whom, and the raiser is asked first."""
    at = reference(heard.value)
    found = await heard.office.casework.heirs(heard.workspace, heard.person, at.concern)
    if at.step != found.record.concern.step_no:
        raise Stale
    view = handover.hand_form(
        await heard.reader(),
        record=found.record,
        leaders=found.leaders,
        others=found.others,
        contact=found.contact,
    )
    await heard.open(view)


async def hand_yes(heard: Heard) -> None:
    """The raiser lets it go on with the other."""
    await _answered(heard, yes=True)


async def hand_no(heard: Heard) -> None:
    """The raiser would rather leave it where it is."""
    await _answered(heard, yes=False)


async def _answered(heard: Heard, *, yes: bool) -> None:
    at = reference(heard.value)
    found = await heard.office.casework.answer_hand(
        heard.workspace, heard.person, at.concern, yes=yes
    )
    if heard.in_modal:
        letter = await receipt(heard, await heard.reader(), found)
        view = oneself.shown(await heard.reader(), title_key="saved-title", blocks=letter.blocks)
        await heard.replace(view)
    else:
        await heard.ack()
    await heard.redraw()


async def obstacle(heard: Heard) -> None:
    """I can't change it: pass the ask."""
    at = reference(heard.value)
    found = await heard.office.casework.look(heard.workspace, heard.person, at.concern, Act.STEP)
    if at.step != found.record.concern.step_no:
        raise Stale
    view = await _obstacle_view(heard, found.record)
    await heard.open(view)


async def _obstacle_view(heard: Heard, record: Record) -> View:
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    limit = await heard.office.casework.form_length(heard.workspace)
    return handover.obstacle_form(await heard.reader(), record=record, contact=contact, limit=limit)


async def instead_of_a_step(heard: Heard, concern: str) -> None:
    """*Finding someone who can* was chosen: its own form takes the place of the step's."""
    found = await heard.office.casework.look(heard.workspace, heard.person, concern, Act.STEP)
    view = await _obstacle_view(heard, found.record)
    await heard.finish(view)


def _carried(heard: Heard) -> tuple[str, int | None]:
    carried = Carried.from_json(str(heard.view.get("private_metadata") or ""))
    if carried.concern is None:
        raise ValueError("a form about a concern carries its id")
    return carried.concern, carried.step


async def sent_on(heard: Heard) -> None:
    """Send it there."""
    given = form_inputs.SendOnInput.of(heard.values)
    concern, _ = _carried(heard)
    reader = await heard.reader()
    await heard.office.people.know(heard.workspace, [given.leader])
    found = await heard.office.casework.send_on(
        heard.workspace, heard.person, concern, given.leader, given.words
    )
    letter = await receipt(heard, reader, found)
    await heard.finish(oneself.shown(reader, title_key="sent-title", blocks=letter.blocks))
    await heard.office.carrier.redraw()


async def handed(heard: Heard) -> None:
    """Ask first."""
    given = form_inputs.SendOnInput.of(heard.values)
    concern, step = _carried(heard)
    await heard.office.people.know(heard.workspace, [given.leader])
    record = await heard.office.casework.ask_hand(
        heard.workspace, heard.person, concern, given.leader, step=step
    )
    reader = await heard.reader()
    raiser = name(record.raiser)
    await heard.finish(
        oneself.said(reader, title_key="saved-title", text_key="hand-done", person=raiser)
    )
    await heard.office.carrier.redraw()


async def passed_on(heard: Heard) -> None:
    """Pass the ask."""
    given = form_inputs.ObstacleInput.of(heard.values)
    concern, step = _carried(heard)
    reader = await heard.reader()
    await heard.office.people.know(heard.workspace, [given.person])
    say = words(reader.locale)
    whole = given.words
    if given.need is not Need.UNSURE:
        whole = say("form-obstacle-ask", need=say.label(given.need), ask=given.words)
    found = await heard.office.casework.pass_ask(
        heard.workspace,
        heard.person,
        concern,
        given.person,
        given.words,
        str(heard.view["id"]),
        whole=whole,
        step=step,
    )
    if isinstance(found, NotAccepted):
        view = handover.not_accepted_view(reader, person=found.person, text=found.text)
        await heard.finish(view)
        return
    letter = await receipt(heard, reader, found)
    await heard.finish(oneself.shown(reader, title_key="sent-title", blocks=letter.blocks))
    await heard.office.carrier.redraw()


async def came_back(heard: Heard) -> None:
    """It came back, in one new line."""
    given = form_inputs.CameBackInput.of(heard.values)
    concern, step = _carried(heard)
    record = await heard.office.casework.come_back(
        heard.workspace, heard.person, concern, given.words, step=step
    )
    await heard.finish(oneself.kept(await heard.reader(), record=record))
    await heard.office.carrier.redraw()
