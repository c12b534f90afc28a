"""Every form: each is read into a value, makes one casework call and shows its last view."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.casework import (
    answering,
    home,
    installation,
    leading,
    marking,
    notes,
    preferences,
    raising,
    rhythm,
)
from bot.casework import teams as teams_acts
from bot.casework.erasing import erase_mine, go_on_erasing
from bot.casework.leading import NextStep
from bot.casework.marking import MarkedMessage
from bot.casework.preferences import SteppingDown
from bot.casework.raising import ConcernContent, NoteContent
from bot.domain.ids import ChannelId, PersonId
from bot.domain.record import Record
from bot.domain.taxonomy import StepKind
from bot.listeners import digest, handover, teams
from bot.listeners.commands import receipt_message
from bot.listeners.request import Request
from bot.messages.controls import Form, MalformedError
from bot.messages.emoji import shown_emoji
from bot.messages.forms import form_inputs, guessing, mine, oneself, settings, workspace
from bot.messages.forms.view_state import Behind, ViewState
from bot.messages.translate import name, translator

Submit = Callable[[Request], Awaitable[None]]


def _concern(view_state: ViewState) -> str:
    if view_state.concern is None:
        raise MalformedError("private_metadata")
    return view_state.concern


def marked_message(view_state: ViewState, person: PersonId) -> MarkedMessage | None:
    """The message that a form is about; ``person`` wrote it, where the form names nobody."""
    if view_state.channel is None or view_state.ts is None:
        return None
    return MarkedMessage(
        channel=ChannelId(view_state.channel),
        ts=view_state.ts,
        author=PersonId(view_state.author or person),
        link=view_state.link,
    )


def _content(fields: form_inputs.ChangeInput) -> ConcernContent:
    return ConcernContent(
        words=fields.words,
        signal=fields.signal,
        help=fields.help,
        how_soon=fields.how_soon,
        pressures=fields.pressures,
    )


async def raised(request: Request) -> None:
    """Tell your leader."""
    fields = form_inputs.RaiseInput.of(request.values)
    view_state = teams.view_state_of(request)
    leader = fields.leader or (PersonId(view_state.person) if view_state.person else None)
    content = replace(_content(fields), leader=leader)
    form, source = str(request.view["id"]), marked_message(view_state, request.person)
    channel = ChannelId(view_state.channel) if view_state.channel else None
    if source is None:
        receipt = await request.do(raising.raise_by_form, content, form, channel)
    else:
        receipt = await request.do(marking.raise_marked, content, source, form, channel)
    message = receipt_message(request, receipt)
    view = oneself.shown(request.reader, title_key="sent-title", blocks=message.blocks)
    await request.close_form(view)


async def noted(request: Request) -> None:
    """A note for yourself."""
    fields = form_inputs.NoteInput.of(request.values)
    view_state = teams.view_state_of(request)
    about = fields.person or PersonId(view_state.person or "")
    form, source = str(request.view["id"]), marked_message(view_state, about)
    content = NoteContent(
        words=fields.words, day=fields.day, meeting=fields.meeting, share=fields.share
    )
    if source is None:
        channel = ChannelId(view_state.channel) if view_state.channel else None
        receipt = await request.do(raising.note_by_form, about, content, form, channel)
    else:
        receipt = await request.do(marking.note_marked, content, source, form)
    message = receipt_message(request, receipt)
    view = oneself.shown(request.reader, title_key="note-title", blocks=message.blocks)
    await request.close_form(view)


async def _close_form(request: Request, record: Record, key: str | None = None) -> None:
    """Close the form where what it was opened from shows what came of it.

    Else say ``key``, or where it stands now.
    """
    match teams.view_state_of(request).behind:
        case Behind.MESSAGE:
            await request.close_form()
        case Behind.LIST:
            await request.close_form()
            request.later(_redraw_list(request))
        case Behind.VIEW:
            await request.close_forms()
        case None:
            await _say_settled(request, record, key)


async def _redraw_list(request: Request) -> None:
    """Show in the list below a form what came of it."""
    data = await request.do(home.home_data)
    view = mine.leader_list(data, now=request.now)
    await request.services.slack.update_form(str(request.view["previous_view_id"]), view)


async def _say_settled(request: Request, record: Record, key: str | None) -> None:
    reader = request.reader
    if key is None:
        view = oneself.kept(reader, record=record)
    else:
        person = name(record.raiser)
        view = oneself.said(reader, title_key="saved-title", text_key=key, person=person)
    await request.close_form(view)


async def heard_it(request: Request) -> None:
    """I've heard this."""
    fields = form_inputs.HeardInput.of(request.values)
    view_state = teams.view_state_of(request)
    record = await request.do(
        leading.hear,
        _concern(view_state),
        say_back=fields.say_back,
        day=fields.day,
        meeting=fields.meeting,
        step=view_state.step,
    )
    await _close_form(request, record, "heard-done")


async def said_back(request: Request) -> None:
    """Say it back once more."""
    fields = form_inputs.WordsInput.of(request.values)
    view_state = teams.view_state_of(request)
    record = await request.do(
        leading.say_back,
        _concern(view_state),
        fields.words,
        str(request.view["id"]),
    )
    await _close_form(request, record, "said-back-done")


async def talked(request: Request) -> None:
    """You've talked."""
    fields = form_inputs.TalkedInput.of(request.values)
    view_state = teams.view_state_of(request)
    record = await request.do(
        leading.report_talk,
        _concern(view_state),
        fields.act,
        _next_step(fields, fields.step) if fields.step is not None else None,
        day=fields.day,
        step=view_state.step,
    )
    await _close_form(request, record)


async def stepped(request: Request) -> None:
    """Your next step."""
    fields = form_inputs.StepInput.of(request.values)
    view_state = teams.view_state_of(request)
    if fields.step is StepKind.PASS_ON:
        await handover.instead_of_a_step(request, _concern(view_state))
        return
    record = await request.do(
        leading.choose_step,
        _concern(view_state),
        _next_step(fields, fields.step),
        step=view_state.step,
    )
    await _close_form(request, record)


def _next_step(fields: form_inputs.TalkedInput | form_inputs.StepInput, kind: StepKind) -> NextStep:
    return NextStep(
        kind=kind,
        detail=fields.detail,
        due_on=fields.day,
        shown=fields.shown,
        team_may_read=fields.team_may_read,
    )


async def later(request: Request) -> None:
    """Ask me again."""
    fields = form_inputs.LaterInput.of(request.values)
    view_state = teams.view_state_of(request)
    record = await request.do(
        leading.later,
        _concern(view_state),
        fields.day,
        because=fields.because,
        step=view_state.step,
    )
    await _close_form(request, record)


async def guessed(request: Request) -> None:
    """Guess, then ask: the question for what was guessed; nothing is kept."""
    fields = form_inputs.GuessInput.of(request.values)
    concern = _concern(teams.view_state_of(request))
    record = await request.do(leading.get_record, concern)
    reader = request.reader
    await request.close_form(guessing.question_view(reader, record=record, guess=fields.guess))


async def closed(request: Request) -> None:
    """Close without change."""
    fields = form_inputs.CloseInput.of(request.values)
    view_state = teams.view_state_of(request)
    record = await request.do(
        leading.close,
        _concern(view_state),
        fields.reason,
        fields.words,
        step=view_state.step,
    )
    await _close_form(request, record)


async def changed(request: Request) -> None:
    """Change one's words."""
    fields = form_inputs.ChangeInput.of(request.values)
    record = await request.do(
        answering.change,
        _concern(teams.view_state_of(request)),
        _content(fields),
        str(request.view["id"]),
    )
    await _close_form(request, record)


async def not_quite(request: Request) -> None:
    """Keep what the leader missed."""
    fields = form_inputs.WordsInput.of(request.values)
    view_state = teams.view_state_of(request)
    record = await request.do(
        answering.correct, _concern(view_state), fields.words, step=view_state.step
    )
    await _close_form(request, record)


async def what_changed(request: Request) -> None:
    """Keep what changed."""
    fields = form_inputs.ChangedInput.of(request.values)
    record = await request.do(
        answering.say_what_changed, _concern(teams.view_state_of(request)), fields.changes
    )
    await _close_form(request, record)


async def paused(request: Request) -> None:
    """Don't write to me until a date."""
    fields = form_inputs.PauseInput.of(request.values)
    await request.do(preferences.pause, fields.until)
    reader = request.reader
    today = request.calendar.today(request.now)
    day = translator(reader.locale).day(fields.until, today)
    await request.close_form(
        oneself.said(reader, title_key="saved-title", text_key="paused", date=day)
    )


async def erased_mine(request: Request) -> None:
    """Everything of mine is erased; the same yes once more erases nothing that came after it."""
    more = await request.do(erase_mine, str(request.view["id"]))
    done = "erase-going" if more else "erase-done"
    await request.close_form(oneself.said(request.reader, title_key="erase-title", text_key=done))
    if more:
        request.later(_erase_the_rest(request))


async def _erase_the_rest(request: Request) -> None:
    """Go on a little at a time; what a stop interrupts goes on with the next start."""
    more = True
    while more:
        more = await request.services.runner.run(request.workspace, go_on_erasing, request.person)
    request.refresh_others()


async def save_settings(request: Request) -> None:
    """My settings."""
    await request.admit()
    reader = request.reader
    more = bool(teams.view_state_of(request).more)
    fields = settings.SettingsInput.of(request.values, reader.locale, more=more)
    after = await request.do(preferences.save_preferences, fields.over, fields.said_to_lead)
    if isinstance(after, SteppingDown):
        view = settings.stepping_down_view(reader, teams=after.teams, left=after.left)
    else:
        view = settings.settings_saved(after, leads="hour" in fields.chosen)
    await request.close_form(view)


async def for_all(request: Request) -> None:
    """Settings here."""
    fields = workspace.read_workspace(request.values, teams.view_state_of(request))
    chosen = await request.do(installation.save_workspace_settings, fields)
    shown = shown_emoji(chosen.emoji)
    key = "settings-done-emoji" if shown else "settings-done-no_emoji"
    held = workspace.held(request.reader, chosen)
    await request.close_form(
        oneself.said(
            request.reader, title_key="saved-title", text_key=key, more=[held], emoji=shown
        )
    )


async def corrected_note(request: Request) -> None:
    """Keep other words in one's own note."""
    fields = form_inputs.WordsInput.of(request.values)
    concern = _concern(teams.view_state_of(request))
    record = await request.do(notes.correct_note, concern, fields.words, str(request.view["id"]))
    await _close_form(request, record)


async def sorted_out(request: Request) -> None:
    """Sort them."""
    fields = form_inputs.SortInput.of(request.values)
    moved_on = await request.do(
        rhythm.sort, [(at.concern, at.step, what) for at, what in fields.lines]
    )
    key = "form-sort-moved_on" if moved_on else "form-sort-done"
    reader = request.reader
    await request.close_form(
        oneself.said(reader, title_key="saved-title", text_key=key, n=str(moved_on))
    )


async def offered(request: Request) -> None:
    """Ask the author of a message, by its menu."""
    view_state = teams.view_state_of(request)
    author = PersonId(view_state.author or "")
    message = marked_message(view_state, author)
    if message is None:
        raise MalformedError("private_metadata")
    await request.do(marking.offered_by_menu, message, str(request.view["id"]))
    reader = request.reader
    await request.close_form(
        oneself.said(
            reader,
            title_key="form-offer-title",
            text_key="offered-done",
            person=name(request.people[author]),
        )
    )


async def suggested(request: Request) -> None:
    """Suggest the bot to somebody."""
    fields = form_inputs.SuggestInput.of(request.values)
    view_state = teams.view_state_of(request)
    person = await request.do(
        teams_acts.suggest,
        fields.person,
        ChannelId(view_state.channel) if view_state.channel else None,
    )
    reader = request.reader
    key = "suggested-done"
    await request.close_form(
        oneself.said(reader, title_key="form-suggest-title", text_key=key, person=name(person))
    )


FORMS: Mapping[Form, Submit] = {
    Form.RAISE: raised,
    Form.NOTE: noted,
    Form.HEARD: heard_it,
    Form.SAY_BACK: said_back,
    Form.TALKED: talked,
    Form.STEP: stepped,
    Form.LATER: later,
    Form.CLOSE: closed,
    Form.CHANGE: changed,
    Form.SEND_ON: handover.sent_on,
    Form.HAND: handover.handed,
    Form.OBSTACLE: handover.passed_on,
    Form.CAME_BACK: handover.came_back,
    Form.NOT_QUITE: not_quite,
    Form.CHANGED: what_changed,
    Form.TEAM: teams.team,
    Form.PLACE: teams.placed,
    Form.PROMISE: teams.promised,
    Form.HOW: teams.how,
    Form.CONTACT: teams.contact,
    Form.PAUSE: paused,
    Form.ERASE_MINE: erased_mine,
    Form.SETTINGS: save_settings,
    Form.WORKSPACE: for_all,
    Form.SORT: sorted_out,
    Form.OFFER: offered,
    Form.SUGGEST: suggested,
    Form.GUESS: guessed,
    Form.DIGEST: digest.chosen,
    Form.CORRECT_NOTE: corrected_note,
}


async def submitted(request: Request) -> None:
    """Find the form that was submitted."""
    await FORMS[Form(str(request.view["callback_id"]))](request)
