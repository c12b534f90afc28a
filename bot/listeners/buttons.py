"""Every button and menu: each reads its value, makes one casework call and gives one answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.concern import Act, Check, Role
from bot.domain.digest import Word
from bot.domain.record import Record
from bot.domain.refusals import LineNeeded, Stale
from bot.listeners import digest, handover, offers, pages
from bot.listeners.commands import days_of, receipt
from bot.listeners.request import Heard, View
from bot.messages import cards
from bot.messages.controls import Button, read_option, reference
from bot.messages.forms import guessing, leading, mine, raising
from bot.messages.forms.handover import came_back_form
from bot.slack.client import delivery_of

Press = Callable[[Heard], Awaitable[None]]


async def link(heard: Heard) -> None:
    """A URL button opens by itself; Slack still wants an answer."""
    await heard.ack()


async def more(heard: Heard) -> None:
    """An overflow: its option stands for a button."""
    button, value = read_option(heard.value)
    if button is Button.MORE:
        record = await heard.office.casework.standing(
            heard.workspace, heard.person, reference(value).concern
        )
        await heard.open(leading.more_card(await heard.reader(), record=record))
        return
    await BUTTONS[button](replace(heard, value=value))


async def read(heard: Heard) -> None:
    """Open the words: the leader's reading view, or the raiser's own."""
    reader = await heard.reader()
    at = reference(heard.value)
    found = await heard.office.casework.open_words(heard.workspace, heard.person, at.concern)
    if found.role is Role.OWNER:
        contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
        view = leading.read_form(
            reader, record=found.record, contact=contact, default_day=found.default_day
        )
    else:
        view = mine.own_view(reader, record=found.record)
    await heard.open(view)


def form_for(what: Act, view: Callable[..., View]) -> Press:
    """A button that opens the leader's form for ``what``."""

    async def press(heard: Heard) -> None:
        reader = await heard.reader()
        at = reference(heard.value)
        found = await heard.office.casework.look(heard.workspace, heard.person, at.concern, what)
        if at.step != found.record.concern.step_no:
            raise Stale
        contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
        if view is leading.close_form:
            drawn = view(reader, record=found.record, contact=contact)
        elif view is leading.later_form:
            days = days_of(reader)
            today = days.today(heard.office.clock())
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
        await heard.open(drawn)

    return press


async def bigger(heard: Heard) -> None:
    """Say what to do where it is bigger than the leader; nothing is sent on."""
    at = reference(heard.value)
    found = await heard.office.casework.look(heard.workspace, heard.person, at.concern, Act.BIGGER)
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    view = leading.bigger_view(await heard.reader(), record=found.record, contact=contact)
    await heard.open(view)


async def guess(heard: Heard) -> None:
    """Guess, then ask: nothing is stored."""
    at = reference(heard.value)
    found = await heard.office.casework.look(heard.workspace, heard.person, at.concern, Act.LATER)
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    view = guessing.guess_form(await heard.reader(), record=found.record, contact=contact)
    await heard.open(view)


async def _after(heard: Heard, record: Record) -> None:
    """Show where it stands, wherever it was pressed."""
    reader = await heard.reader()
    casework = heard.office.casework
    await heard.ack()
    if heard.ephemeral:
        kept = await casework.receipt_of(heard.workspace, heard.person, record.concern.id)
        await heard.whisper(await receipt(heard, reader, kept), replace=True)
    elif heard.in_modal and record.concern.role(heard.person) is Role.OWNER:
        found = await casework.standing(heard.workspace, heard.person, record.concern.id)
        await heard.replace(leading.more_card(reader, record=found))
    elif heard.in_modal:
        opened = await casework.open_words(heard.workspace, heard.person, record.concern.id)
        await heard.replace(mine.own_view(reader, record=opened.record))
    await heard.redraw()


async def share(heard: Heard) -> None:
    """Share a note with the person it is about."""
    at = reference(heard.value)
    record = await heard.office.casework.share(heard.workspace, heard.person, at.concern)
    await _after(heard, record)


async def take_back(heard: Heard) -> None:
    """Take a note back."""
    at = reference(heard.value)
    record = await heard.office.casework.take_back(heard.workspace, heard.person, at.concern)
    await _after(heard, record)


async def tomorrow(heard: Heard) -> None:
    """Ask tomorrow."""
    at = reference(heard.value)
    record = await heard.office.casework.later(
        heard.workspace, heard.person, at.concern, None, step=at.step
    )
    await _after(heard, record)


async def all_tomorrow(heard: Heard) -> None:
    """Move every open line of this message to tomorrow."""
    if heard.message is None:
        raise Stale
    await heard.office.casework.all_tomorrow(heard.workspace, heard.person, *heard.message)
    await heard.ack()
    await heard.redraw()


def answer(what: Act) -> Press:
    """A button by which a raiser answers with one press."""

    async def press(heard: Heard) -> None:
        at = reference(heard.value)
        record = await heard.office.casework.answer(
            heard.workspace, heard.person, at.concern, what, step=at.step
        )
        if what in (Act.BETTER, Act.LITTLE) and not heard.ephemeral:
            contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
            view = raising.changed_form(await heard.reader(), record=record, contact=contact)
            if heard.in_modal:
                await heard.office.sender.push_form(heard.trigger, view)
            else:
                await heard.office.sender.open_form(heard.trigger, view)
        await _after(heard, record)

    return press


async def came_back(heard: Heard) -> None:
    """It came back; where the words are erased already, one new line is asked for."""
    try:
        await answer(Act.COME_BACK)(heard)
    except LineNeeded:
        at = reference(heard.value)
        found = await heard.office.casework.look(
            heard.workspace, heard.person, at.concern, Act.COME_BACK
        )
        contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
        limit = await heard.office.casework.form_length(heard.workspace)
        reader = await heard.reader()
        view = came_back_form(reader, record=found.record, contact=contact, limit=limit)
        await heard.open(view)


def telling(what: Act) -> Press:
    """Ask first whether the leader shall know; nothing is stored before."""

    async def press(heard: Heard) -> None:
        at = reference(heard.value)
        found = await heard.office.casework.look(heard.workspace, heard.person, at.concern, what)
        if at.step != found.record.concern.step_no or heard.message is None:
            raise Stale
        letter = cards.check(
            found.record,
            Check.FIRST,
            reader=await heard.office.casework.reader_of(heard.workspace, heard.person),
            now=heard.office.clock(),
            telling=what,
        )
        await heard.ack()
        await heard.office.sender.update(*heard.message, letter.text, letter.blocks)

    return press


async def back(heard: Heard) -> None:
    """Back to the question."""
    await heard.ack()
    if heard.message is not None:
        await heard.office.carrier.redraw_message(heard.workspace, *heard.message)


async def not_quite(heard: Heard) -> None:
    """Say what the leader missed."""
    at = reference(heard.value)
    found = await heard.office.casework.look(
        heard.workspace, heard.person, at.concern, Act.NOT_QUITE
    )
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    view = raising.not_quite_form(await heard.reader(), record=found.record, contact=contact)
    await heard.open(view)


async def change(heard: Heard) -> None:
    """Change or add words."""
    at = reference(heard.value)
    await heard.office.casework.look(heard.workspace, heard.person, at.concern, Act.CHANGE)
    found = await heard.office.casework.open_words(heard.workspace, heard.person, at.concern)
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    limit = await heard.office.casework.form_length(heard.workspace)
    reader = await heard.reader()
    view = raising.change_form(reader, record=found.record, contact=contact, limit=limit)
    await heard.open(view)


async def add_to(heard: Heard) -> None:
    """Make a second concern on the same topic an addition to the first."""
    old, value = cards.read_addition(heard.value)
    record = await heard.office.casework.add_to(
        heard.workspace, heard.person, reference(value).concern, old
    )
    if not heard.ephemeral:
        await _after(heard, record)
        return
    await heard.ack()
    letter = cards.added(record, reader=await heard.reader(), now=heard.office.clock())
    await heard.whisper(letter, replace=True)
    await heard.redraw()


async def topic(heard: Heard) -> None:
    """Correct the topic that was found by words."""
    signal, value = cards.read_topic(heard.value)
    record = await heard.office.casework.name_topic(
        heard.workspace, heard.person, reference(value).concern, signal
    )
    await _after(heard, record)


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
    Button.FRIDAY: digest.choose,
    Button.POST_NOTE: digest.say(Word.POST),
    Button.SKIP_NOTE: digest.say(Word.SKIP),
    Button.PAGE: pages.page,
}


async def pressed(heard: Heard) -> None:
    """Find the control that was pressed; a press proves that its message arrived."""
    message = heard.body.get("message") or {}
    delivery = delivery_of(message)
    if delivery is not None and heard.message is not None:
        await heard.office.carrier.proved(heard.workspace, delivery, *heard.message)
    if heard.message is not None:
        await heard.office.casework.touched(heard.workspace, heard.person, *heard.message)
    await BUTTONS[Button(str(heard.action["action_id"]))](heard)
