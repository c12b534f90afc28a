"""Every button and menu: each reads its value, makes one casework call and gives one answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.casework import answering, preferences, rhythm, routing
from bot.casework import leading as leading_acts
from bot.casework import raising as raising_acts
from bot.domain.concern import Act, CheckIn, Role
from bot.domain.digest import Word
from bot.domain.record import Record
from bot.domain.refusals import LineNeeded, Stale
from bot.listeners import digest, handover, offers, pages
from bot.listeners.commands import days_of, receipt
from bot.listeners.request import Request, View
from bot.messages import cards
from bot.messages.controls import Button, read_option, reference
from bot.messages.forms import guessing, leading, mine, raising
from bot.messages.forms.handover import came_back_form
from bot.slack.client import delivery_of

Press = Callable[[Request], Awaitable[None]]


async def link(request: Request) -> None:
    """A URL button opens by itself; Slack still wants an answer."""
    await request.ack()


async def more(request: Request) -> None:
    """An overflow: its option stands for a button."""
    button, value = read_option(request.value)
    if button is Button.MORE:
        record = await request.do(leading_acts.get_record, reference(value).concern)
        await request.open_form(leading.more_card(await request.reader(), record=record))
        return
    await BUTTONS[button](replace(request, value=value))


async def read(request: Request) -> None:
    """Open the words: the leader's reading view, or the raiser's own."""
    reader = await request.reader()
    at = reference(request.value)
    found = await request.do(leading_acts.open_words, at.concern)
    if found.role is Role.OWNER:
        contact = await request.do(routing.contact_for)
        view = leading.read_form(
            reader, record=found.record, contact=contact, default_day=found.default_day
        )
    else:
        view = mine.own_view(reader, record=found.record)
    await request.open_form(view)


def form_for(what: Act, view: Callable[..., View]) -> Press:
    """A button that opens the leader's form for ``what``."""

    async def press(request: Request) -> None:
        reader = await request.reader()
        at = reference(request.value)
        found = await request.do(leading_acts.check_form, at.concern, what)
        if at.step != found.record.concern.step_no:
            raise Stale
        contact = await request.do(routing.contact_for)
        if view is leading.close_form:
            drawn = view(reader, record=found.record, contact=contact)
        elif view is leading.later_form:
            days = days_of(reader)
            today = days.today(request.office.clock())
            drawn = view(
                reader,
                record=found.record,
                tomorrow=days.add_workdays(today, 1),
                next_week=days.on_or_after(today + timedelta(days=7 - today.weekday())),
                contact=contact,
            )
        else:
            drawn = view(
                reader, record=found.record, default_day=found.default_day, contact=contact
            )
        await request.open_form(drawn)

    return press


async def bigger(request: Request) -> None:
    """Say what to do where it is bigger than the leader; nothing is sent on."""
    at = reference(request.value)
    found = await request.do(leading_acts.check_form, at.concern, Act.BIGGER)
    contact = await request.do(routing.contact_for)
    view = leading.bigger_view(await request.reader(), record=found.record, contact=contact)
    await request.open_form(view)


async def guess(request: Request) -> None:
    """Guess, then ask: nothing is stored."""
    at = reference(request.value)
    found = await request.do(leading_acts.check_form, at.concern, Act.LATER)
    contact = await request.do(routing.contact_for)
    view = guessing.guess_form(await request.reader(), record=found.record, contact=contact)
    await request.open_form(view)


async def _after(request: Request, record: Record) -> None:
    """Show where it stands, wherever it was pressed."""
    reader = await request.reader()
    await request.ack()
    if request.on_ephemeral:
        kept = await request.do(raising_acts.receipt_of, record.concern.id)
        await request.send_ephemeral(await receipt(request, reader, kept), replace=True)
    elif request.in_modal and record.concern.role(request.person) is Role.OWNER:
        found = await request.do(leading_acts.get_record, record.concern.id)
        await request.update_form(leading.more_card(reader, record=found))
    elif request.in_modal:
        opened = await request.do(leading_acts.open_words, record.concern.id)
        await request.update_form(mine.own_view(reader, record=opened.record))
    await request.redraw()


async def share(request: Request) -> None:
    """Share a note with the person it is about."""
    at = reference(request.value)
    record = await request.do(leading_acts.share, at.concern)
    await _after(request, record)


async def take_back(request: Request) -> None:
    """Take a note back."""
    at = reference(request.value)
    record = await request.do(leading_acts.take_back, at.concern)
    await _after(request, record)


async def tomorrow(request: Request) -> None:
    """Ask tomorrow."""
    at = reference(request.value)
    record = await request.do(leading_acts.later, at.concern, None, step=at.step)
    await _after(request, record)


async def all_tomorrow(request: Request) -> None:
    """Move every open line of this message to tomorrow."""
    if request.message is None:
        raise Stale
    await request.do(leading_acts.all_tomorrow, *request.message)
    await request.ack()
    await request.redraw()


def answer(what: Act) -> Press:
    """A button by which a raiser answers with one press."""

    async def press(request: Request) -> None:
        at = reference(request.value)
        record = await request.do(answering.answer, at.concern, what, step=at.step)
        if what in (Act.BETTER, Act.LITTLE) and not request.on_ephemeral:
            contact = await request.do(routing.contact_for)
            view = raising.changed_form(await request.reader(), record=record, contact=contact)
            if request.in_modal:
                await request.office.sender.push_form(request.trigger, view)
            else:
                await request.office.sender.open_form(request.trigger, view)
        await _after(request, record)

    return press


async def came_back(request: Request) -> None:
    """It came back; where the words are erased already, one new line is asked for."""
    try:
        await answer(Act.COME_BACK)(request)
    except LineNeeded:
        at = reference(request.value)
        found = await request.do(leading_acts.check_form, at.concern, Act.COME_BACK)
        contact = await request.do(routing.contact_for)
        limit = await request.run(raising_acts.form_length)
        reader = await request.reader()
        view = came_back_form(reader, record=found.record, contact=contact, limit=limit)
        await request.open_form(view)


def telling(what: Act) -> Press:
    """Ask first whether the leader shall know; nothing is stored before."""

    async def press(request: Request) -> None:
        at = reference(request.value)
        found = await request.do(leading_acts.check_form, at.concern, what)
        if at.step != found.record.concern.step_no or request.message is None:
            raise Stale
        letter = cards.check(
            found.record,
            CheckIn.FIRST,
            reader=await request.do(preferences.get_reader),
            now=request.office.clock(),
            telling=what,
        )
        await request.ack()
        await request.office.sender.update(*request.message, letter.text, letter.blocks)

    return press


async def back(request: Request) -> None:
    """Back to the question."""
    await request.ack()
    if request.message is not None:
        await request.office.carrier.redraw_message(request.workspace, *request.message)


async def not_quite(request: Request) -> None:
    """Say what the leader missed."""
    at = reference(request.value)
    found = await request.do(leading_acts.check_form, at.concern, Act.NOT_QUITE)
    contact = await request.do(routing.contact_for)
    view = raising.not_quite_form(await request.reader(), record=found.record, contact=contact)
    await request.open_form(view)


async def change(request: Request) -> None:
    """Change or add words."""
    at = reference(request.value)
    await request.do(leading_acts.check_form, at.concern, Act.CHANGE)
    found = await request.do(leading_acts.open_words, at.concern)
    contact = await request.do(routing.contact_for)
    limit = await request.run(raising_acts.form_length)
    reader = await request.reader()
    view = raising.change_form(reader, record=found.record, contact=contact, limit=limit)
    await request.open_form(view)


async def add_to(request: Request) -> None:
    """Make a second concern on the same topic an addition to the first."""
    old, value = cards.read_addition(request.value)
    record = await request.do(answering.add_to, reference(value).concern, old)
    if not request.on_ephemeral:
        await _after(request, record)
        return
    await request.ack()
    letter = cards.added(record, reader=await request.reader(), now=request.office.clock())
    await request.send_ephemeral(letter, replace=True)
    await request.redraw()


async def topic(request: Request) -> None:
    """Correct the topic that was found by words."""
    signal, value = cards.read_topic(request.value)
    record = await request.do(leading_acts.name_topic, reference(value).concern, signal)
    await _after(request, record)


BUTTONS: Mapping[Button, Press] = {
    Button.READ: read,
    Button.ASK: link,
    Button.WRITE: link,
    Button.TALKED: form_for(Act.TALKED_BETTER, leading.talked_form),
    Button.LATER: form_for(Act.LATER, leading.later_form),
    Button.ANOTHER_DAY: form_for(Act.LATER, leading.later_form),
    Button.STEP: form_for(Act.STEP, leading.step_form),
    Button.CLOSE: form_for(Act.CLOSE, leading.close_form),
    Button.HAND: handover.hand,
    Button.HAND_YES: handover.hand_yes,
    Button.HAND_NO: handover.hand_no,
    Button.OBSTACLE: handover.obstacle,
    Button.SEND_ON: handover.send_on,
    Button.BIGGER: bigger,
    Button.SHARE: share,
    Button.TAKE_BACK: take_back,
    Button.TOMORROW: tomorrow,
    Button.ALL_TOMORROW: all_tomorrow,
    Button.LIST: pages.leader_list,
    Button.SORT: pages.sort,
    Button.KEEP_WEEKLY: pages.keep_weekly,
    Button.OTHER_TIME: pages.settings,
    Button.ONLY_SLIPS: pages.fade(only_slips=True),
    Button.KEEP_ASKING: pages.fade(only_slips=False),
    Button.ADD: pages.newcomer(add=True),
    Button.NOT_ON_TEAM: pages.newcomer(add=False),
    Button.MORE: more,
    Button.ADD_TO: add_to,
    Button.CHANGE: change,
    Button.WITHDRAW: answer(Act.WITHDRAW),
    Button.LEAVE: answer(Act.LEAVE),
    Button.CAME_BACK: came_back,
    Button.YES_THATS_IT: answer(Act.SAY_YES),
    Button.NOT_QUITE: not_quite,
    Button.REMOVE: answer(Act.REMOVE),
    Button.REOPEN: answer(Act.REOPEN),
    Button.AGAIN: answer(Act.AGAIN),
    Button.LET_WAIT: pages.let_wait,
    Button.GIVE_TIME: answer(Act.GIVE_TIME),
    Button.TOPIC: topic,
    Button.BETTER: answer(Act.BETTER),
    Button.LITTLE: answer(Act.LITTLE),
    Button.SAME: telling(Act.SAME),
    Button.WORSE: telling(Act.WORSE),
    Button.TELL_SAME: answer(Act.SAME),
    Button.TELL_WORSE: answer(Act.WORSE),
    Button.NOT_TALKED: answer(Act.NOT_TALKED),
    Button.REST: answer(Act.REST),
    Button.STOP_CHECKS: answer(Act.STOP_CHECKS),
    Button.FINE: answer(Act.FINE),
    Button.STILL_BETTER: answer(Act.STILL_BETTER),
    Button.KEEP_PRIVATE: answer(Act.KEEP_PRIVATE),
    Button.BACK: back,
    Button.OFFER_YES: offers.yes,
    Button.OFFER_NO: offers.no,
    Button.OFFER_SELF: offers.oneself,
    Button.OFFER_NEVER: offers.never,
    Button.OFFER_TAKE_OFF: offers.take_off,
    Button.CHOOSE_WHO: offers.choose_who,
    Button.WHICH_MINE: pages.which_mine,
    Button.WHICH_NOTE: pages.which_note,
    Button.WHICH_THEM: pages.which_them,
    Button.SAY: pages.say,
    Button.NOTE: pages.note,
    Button.HELP_NOW: pages.help_now,
    Button.SAFE_ASK: pages.safe_ask,
    Button.WHO_SEES: pages.who_sees,
    Button.MY_DATA: pages.my_data,
    Button.PAUSE: pages.pause,
    Button.SETTINGS: pages.settings,
    Button.LESS: pages.settings,
    Button.WORKSPACE: pages.workspace_settings,
    Button.CONTACT: pages.contact,
    Button.ANOTHER: pages.another,
    Button.HIDE: pages.hide,
    Button.GUESS: guess,
    Button.HOW: pages.how,
    Button.NOT_NOW: pages.not_now,
    Button.SUGGEST: pages.suggest,
    Button.EXAMPLE: pages.example,
    Button.COUNTED: pages.counted,
    Button.ARRIVED: pages.arrived,
    Button.SEND_AGAIN: pages.send_again,
    Button.CHOOSE_DIGEST: digest.choose,
    Button.POST_DIGEST: digest.say(Word.POST),
    Button.SKIP_DIGEST: digest.say(Word.SKIP),
    Button.PAGE: pages.page,
}


async def pressed(request: Request) -> None:
    """Find the control that was pressed; a press proves that its message arrived."""
    message = request.body.get("message") or {}
    delivery = delivery_of(message)
    if delivery is not None and request.message is not None:
        await request.office.carrier.proved(request.workspace, delivery, *request.message)
    if request.message is not None:
        await request.do(rhythm.press_seen, *request.message)
    await BUTTONS[Button(str(request.action["action_id"]))](request)
