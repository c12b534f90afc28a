"""Every button and menu: each reads its value, makes one casework call and gives one answer."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

from bot.casework import Unit, answering
from bot.casework import leading as leading_acts
from bot.casework import retention as retention_acts
from bot.casework.requests import Shown, act_and_show
from bot.domain.concern.states import Act, Role
from bot.domain.digest import Word
from bot.domain.ids import PersonId
from bot.domain.record import Record
from bot.domain.refusals import LineNeeded, NotYours, Stale
from bot.listeners import commands, digest, handover, offers, pages
from bot.listeners.commands import receipt_message
from bot.listeners.request import Request, View
from bot.messages import cards
from bot.messages.controls import AdditionValue, Button, ConcernValue, OptionValue, TopicValue
from bot.messages.forms import guessing, leader_reading, leading, mine, noting, raising
from bot.messages.forms.handover import came_back_form
from bot.messages.forms.view_state import ViewState

Press = Callable[[Request], Awaitable[None]]


async def link(request: Request) -> None:
    """A URL button opens by itself; Slack still wants an answer."""
    await request.admit()
    await request.ack()


async def more(request: Request) -> None:
    """An overflow: its option stands for a button."""
    chosen = OptionValue.decode(request.value)
    if chosen.button is Button.MORE:
        record = await request.do(leading_acts.get_record, chosen.concern)
        await request.open_form(leading.more_card(request.reader, record=record))
        return
    await BUTTONS[chosen.button](request)


async def read(request: Request) -> None:
    """Open the words: the leader's reading view, or the raiser's own."""
    at = ConcernValue.decode(request.value)
    reading = await request.do(leading_acts.open_words, at.concern)
    reader = request.reader
    if reading.role is Role.OWNER:
        contact = request.contact
        view = leader_reading.read_form(
            reader,
            record=reading.record,
            contact=contact,
            default_day=reading.default_day,
            line=reading.line,
            view_state=ViewState(behind=request.behind),
        )
    else:
        view = mine.own_view(reader, record=reading.record)
    await request.open_form(view)


def form_for(what: Act, view: Callable[..., View]) -> Press:
    """A button that opens the leader's form for ``what``."""

    async def press(request: Request) -> None:
        at = ConcernValue.decode(request.value)
        reading = await request.do(leading_acts.check_form, at.concern, what)
        reader = request.reader
        if at.step != reading.record.concern.step_no:
            raise Stale
        contact = request.contact
        behind = ViewState(behind=request.behind)
        if view is leading.close_form:
            drawn = view(reader, record=reading.record, contact=contact, view_state=behind)
        elif view is leading.later_form:
            days = request.calendar
            today = days.today(request.now)
            drawn = view(
                reader,
                record=reading.record,
                tomorrow=days.add_workdays(today, 1),
                next_week=days.on_or_after(today + timedelta(days=7 - today.weekday())),
                contact=contact,
                view_state=behind,
            )
        else:
            drawn = view(
                reader,
                record=reading.record,
                default_day=reading.default_day,
                contact=contact,
                view_state=behind,
            )
        await request.open_form(drawn)

    return press


async def bigger(request: Request) -> None:
    """Say what to do where it is bigger than the leader; nothing is sent on."""
    at = ConcernValue.decode(request.value)
    reading = await request.do(leading_acts.check_form, at.concern, Act.BIGGER)
    contact = request.contact
    view = leading.bigger_view(request.reader, record=reading.record, contact=contact)
    await request.open_form(view)


async def guess(request: Request) -> None:
    """Guess, then ask: nothing is stored."""
    at = ConcernValue.decode(request.value)
    reading = await request.do(leading_acts.check_form, at.concern, Act.LATER)
    contact = request.contact
    view = guessing.guess_form(request.reader, record=reading.record, contact=contact)
    await request.open_form(view)


async def _press(request: Request, act: Callable[[Unit, PersonId], Record]) -> None:
    """Do an act, and show where it stands; a pressed message is redrawn at the door."""
    await _show(request, await _done(request, act))


async def _done(request: Request, act: Callable[[Unit, PersonId], Record]) -> Shown:
    return await request.do(act_and_show, act, receipt=request.on_ephemeral, view=request.in_modal)


async def _show(request: Request, result: Shown) -> None:
    await request.ack()
    if result.receipt is not None:
        await request.send_ephemeral(receipt_message(request, result.receipt), replace=True)
    elif result.words is not None:
        await request.update_form(mine.own_view(request.reader, record=result.words))
    elif request.in_modal:
        await request.update_form(leading.more_card(request.reader, record=result.record))


async def share(request: Request) -> None:
    """Share a note with the person it is about."""
    at = ConcernValue.decode(request.value)
    await _press(request, partial(leading_acts.share, concern_id=at.concern))


async def take_back(request: Request) -> None:
    """Take a note back."""
    at = ConcernValue.decode(request.value)
    await _press(request, partial(leading_acts.take_back, concern_id=at.concern))


async def tomorrow(request: Request) -> None:
    """Ask tomorrow."""
    at = ConcernValue.decode(request.value)
    await _press(
        request, partial(leading_acts.later, concern_id=at.concern, day=None, step=at.step)
    )


async def all_tomorrow(request: Request) -> None:
    """Move every open line of this message to tomorrow."""
    if request.message is None:
        raise Stale
    await request.do(leading_acts.all_tomorrow, *request.message)
    await request.ack()


def answer(what: Act) -> Press:
    """A button by which a raiser answers with one press."""

    async def press(request: Request) -> None:
        at = ConcernValue.decode(request.value)
        act = partial(answering.answer, concern_id=at.concern, what=what, step=at.step)
        result = await _done(request, act)
        if what in (Act.BETTER, Act.LITTLE) and not request.on_ephemeral:
            view = raising.changed_form(
                request.reader,
                record=result.record,
                contact=request.contact,
                view_state=ViewState(behind=request.behind),
            )
            await request.try_form(view)
        await _show(request, result)

    return press


async def keep_longer(request: Request) -> None:
    """Keep something open that would be erased."""
    at = ConcernValue.decode(request.value)
    await _press(request, partial(retention_acts.keep_longer, concern_id=at.concern))


async def delete_now(request: Request) -> None:
    """Erase it now: taken back, or removed where it is a leader's note."""
    at = ConcernValue.decode(request.value)
    await _press(request, partial(answering.delete_now, concern_id=at.concern))


async def restore_yes(request: Request) -> None:
    """Let the leader have what comes from a back-up."""
    at = ConcernValue.decode(request.value)
    await _press(request, partial(retention_acts.release, concern_id=at.concern))


async def came_back(request: Request) -> None:
    """It came back; where the words are erased already, one new line is asked for."""
    try:
        await answer(Act.COME_BACK)(request)
    except LineNeeded:
        at = ConcernValue.decode(request.value)
        reading = await request.do(leading_acts.check_form, at.concern, Act.COME_BACK)
        contact = request.contact
        limit = request.admitted.limit
        reader = request.reader
        view = came_back_form(reader, record=reading.record, contact=contact, limit=limit)
        await request.open_form(view)


def telling(what: Act) -> Press:
    """Ask first whether the leader shall know; nothing is stored before."""

    async def press(request: Request) -> None:
        at = ConcernValue.decode(request.value)
        if request.message is None:
            raise Stale
        question = await request.do(
            answering.open_question, at.concern, what, *request.message, step=at.step
        )
        message = cards.check(
            question.record,
            question.asked,
            reader=request.message_reader,
            now=request.now,
            telling=what,
        )
        await request.ack()
        await request.services.outbox.show(request.workspace, *request.message, message)

    return press


async def back(request: Request) -> None:
    """Back to the question."""
    await request.admit()
    await request.ack()
    await request.redraw_pressed(always=True)


async def not_quite(request: Request) -> None:
    """Say what the leader missed."""
    at = ConcernValue.decode(request.value)
    reading = await request.do(leading_acts.check_form, at.concern, Act.NOT_QUITE)
    contact = request.contact
    view = raising.not_quite_form(
        request.reader,
        record=reading.record,
        contact=contact,
        view_state=ViewState(behind=request.behind),
    )
    await request.open_form(view)


async def correct_note(request: Request) -> None:
    """Put other words into one's own note."""
    at = ConcernValue.decode(request.value)
    reading = await request.do(leading_acts.open_words, at.concern)
    if reading.role is not Role.OWNER:
        raise NotYours
    view = noting.correct_form(
        request.reader,
        record=reading.record,
        contact=request.contact,
        limit=request.admitted.limit,
        view_state=ViewState(behind=request.behind),
    )
    await request.open_form(view)


async def change(request: Request) -> None:
    """Change or add words."""
    at = ConcernValue.decode(request.value)
    reading = await request.do(answering.open_change, at.concern)
    contact = request.contact
    limit = request.admitted.limit
    reader = request.reader
    view = raising.change_form(
        reader,
        record=reading.record,
        contact=contact,
        limit=limit,
        view_state=ViewState(behind=request.behind),
    )
    await request.open_form(view)


async def add_to(request: Request) -> None:
    """Make a second concern on the same topic an addition to the first."""
    value = AdditionValue.decode(request.value)
    act = partial(answering.add_to, new=value.concern, old=value.earlier)
    if not request.on_ephemeral:
        await _press(request, act)
        return
    record = await request.do(act)
    await request.ack()
    message = cards.added(record, reader=request.reader, now=request.now)
    await request.send_ephemeral(message, replace=True)


async def topic(request: Request) -> None:
    """Correct the topic that was found by words."""
    chosen = TopicValue.decode(request.value)
    act = partial(leading_acts.name_topic, concern_id=chosen.concern, to=chosen.signal)
    await _press(request, act)


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
    Button.CORRECT_NOTE: correct_note,
    Button.WITHDRAW: answer(Act.WITHDRAW),
    Button.KEEP_LONGER: keep_longer,
    Button.DELETE_NOW: delete_now,
    Button.RESTORE_YES: restore_yes,
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
    Button.TELL_NOT_TALKED: answer(Act.NOT_TALKED),
    Button.NOT_TALKED: telling(Act.NOT_TALKED),
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
    Button.RUN: commands.run_meant,
    Button.AS_WRITTEN: commands.as_written,
    Button.WHICH_MINE: pages.which_mine,
    Button.WHICH_NOTE: pages.which_note,
    Button.WHICH_THEM: pages.which_them,
    Button.SAY: pages.say,
    Button.NOTE: pages.note,
    Button.HELP_NOW: pages.help_now,
    Button.SAFE_ASK: pages.safe_ask,
    Button.WHO_SEES: pages.who_sees,
    Button.MY_DATA: pages.my_data,
    Button.SEND_FILE: pages.send_file,
    Button.ERASE_MINE: pages.erase_mine,
    Button.PAUSE: pages.pause,
    Button.STEP_DOWN: pages.step_down,
    Button.PAUSE_INSTEAD: pages.pause_instead,
    Button.SETTINGS: pages.settings,
    Button.LESS: pages.settings,
    Button.WORKSPACE: pages.workspace_settings,
    Button.CONTACT: pages.contact,
    Button.ANOTHER: pages.another,
    Button.HIDE: pages.hide,
    Button.GUESS: guess,
    Button.MORE_SETTINGS: pages.more_settings,
    Button.SET_UP: pages.set_up,
    Button.HOW: pages.how,
    Button.NOT_NOW: pages.not_now,
    Button.SUGGEST: pages.suggest,
    Button.APPROVALS: pages.approvals,
    Button.APPROVE: pages.answer_approval(yes=True),
    Button.NOT_APPROVED: pages.answer_approval(yes=False),
    Button.LEAVE_TEAM: pages.leave_team,
    Button.NOT_LED: pages.remove_notes(denied=True),
    Button.REMOVE_NOTES: pages.remove_notes(denied=False),
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
    """Find the control that was pressed."""
    await BUTTONS[Button(str(request.action["action_id"]))](request)
