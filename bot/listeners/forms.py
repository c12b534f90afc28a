"""Every form: each is read into a value, makes one casework call and shows its last view."""

from collections.abc import Awaitable, Callable, Mapping

from bot.casework.capturing import Wanted
from bot.casework.leading import NextStep
from bot.casework.marking import Mark
from bot.casework.teams import Plan
from bot.domain.ids import ChannelId, PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import ContactIsLeader, NotInChannel
from bot.domain.taxonomy import StepKind
from bot.listeners import digest, handover
from bot.listeners.commands import receipt
from bot.listeners.request import Heard
from bot.messages import cards
from bot.messages.controls import Field, Form
from bot.messages.forms import form_inputs, guessing, oneself, settings, sorting, teams, workspace
from bot.messages.forms.view_state import Carried
from bot.messages.translate import contact_words, name, words

MOST_PRESENT = 10_000
"""So many people of a channel are read when its team is set up."""

Submit = Callable[[Heard], Awaitable[None]]


def _carried(heard: Heard) -> Carried:
    return Carried.from_json(str(heard.view.get("private_metadata") or ""))


def _concern(carried: Carried) -> str:
    if carried.concern is None:
        raise ValueError("a form about a concern carries its id")
    return carried.concern


async def raised(heard: Heard) -> None:
    """Tell your leader."""
    given = form_inputs.RaiseInput.of(heard.values)
    carried = _carried(heard)
    reader = await heard.reader()
    leader = given.leader or (PersonId(carried.person) if carried.person else None)
    await heard.office.people.know(heard.workspace, [leader])
    found = await heard.office.casework.raise_by_form(
        heard.workspace,
        heard.person,
        Wanted(
            words=given.words,
            signal=given.signal,
            help=given.help,
            how_soon=given.how_soon,
            pressures=given.pressures,
            leader=leader,
            link=carried.link,
        ),
        str(heard.view["id"]),
        ChannelId(carried.channel) if carried.channel else None,
        carried.origin,
    )
    letter = await receipt(heard, reader, found)
    await heard.finish(oneself.shown(reader, title_key="sent-title", blocks=letter.blocks))
    await heard.office.carrier.redraw()


async def noted(heard: Heard) -> None:
    """A note for yourself."""
    given = form_inputs.NoteInput.of(heard.values)
    carried = _carried(heard)
    reader = await heard.reader()
    about = given.person or PersonId(carried.person or "")
    await heard.office.people.know(heard.workspace, [about])
    found = await heard.office.casework.note_by_form(
        heard.workspace,
        heard.person,
        about,
        given.words,
        given.day,
        str(heard.view["id"]),
        meeting=given.meeting,
        share=given.share,
        link=carried.link,
        marked_in=ChannelId(carried.channel) if carried.link and carried.channel else None,
        origin=carried.origin,
    )
    letter = await receipt(heard, reader, found)
    await heard.finish(oneself.shown(reader, title_key="note-title", blocks=letter.blocks))
    await heard.office.carrier.redraw()


async def _settled(heard: Heard, record: Record, key: str | None = None) -> None:
    """Say ``key``, or where it stands now."""
    reader = await heard.reader()
    if key is None:
        view = oneself.kept(reader, record=record)
    else:
        person = name(record.raiser)
        view = oneself.said(reader, title_key="saved-title", text_key=key, person=person)
    await heard.finish(view)
    await heard.office.carrier.redraw()


async def heard_it(heard: Heard) -> None:
    """I've heard this."""
    given = form_inputs.HeardInput.of(heard.values)
    carried = _carried(heard)
    record = await heard.office.casework.hear(
        heard.workspace,
        heard.person,
        _concern(carried),
        say_back=given.say_back,
        day=given.day,
        meeting=given.meeting,
        step=carried.step,
    )
    await _settled(heard, record, "heard-done")


async def said_back(heard: Heard) -> None:
    """Say it back once more."""
    given = form_inputs.SayBackInput.of(heard.values)
    carried = _carried(heard)
    record = await heard.office.casework.say_back(
        heard.workspace, heard.person, _concern(carried), given.say_back, str(heard.view["id"])
    )
    await _settled(heard, record, "said-back-done")


async def talked(heard: Heard) -> None:
    """You've talked."""
    given = form_inputs.TalkedInput.of(heard.values)
    carried = _carried(heard)
    chosen = None
    if given.step is not None:
        chosen = NextStep(
            kind=given.step,
            detail=given.detail,
            due_on=given.day,
            shown=given.shown,
            team_may_read=given.team_may_read,
        )
    record = await heard.office.casework.talked(
        heard.workspace,
        heard.person,
        _concern(carried),
        given.act,
        chosen,
        day=given.day,
        step=carried.step,
    )
    await _settled(heard, record)


async def stepped(heard: Heard) -> None:
    """Your next step."""
    given = form_inputs.StepInput.of(heard.values)
    carried = _carried(heard)
    if given.step is StepKind.PASS_ON:
        await handover.instead_of_a_step(heard, _concern(carried))
        return
    record = await heard.office.casework.choose_step(
        heard.workspace,
        heard.person,
        _concern(carried),
        NextStep(
            kind=given.step,
            detail=given.detail,
            due_on=given.day,
            shown=given.shown,
            team_may_read=given.team_may_read,
        ),
        step=carried.step,
    )
    await _settled(heard, record)


async def later(heard: Heard) -> None:
    """Ask me again."""
    given = form_inputs.LaterInput.of(heard.values)
    carried = _carried(heard)
    record = await heard.office.casework.later(
        heard.workspace, heard.person, _concern(carried), given.day, step=carried.step
    )
    await _settled(heard, record)


async def guessed(heard: Heard) -> None:
    """Guess, then ask: the question for what was guessed; nothing is kept."""
    given = form_inputs.GuessInput.of(heard.values)
    concern = _concern(_carried(heard))
    record = await heard.office.casework.standing(heard.workspace, heard.person, concern)
    reader = await heard.reader()
    await heard.finish(guessing.question_view(reader, record=record, guess=given.guess))


async def closed(heard: Heard) -> None:
    """Close without change."""
    given = form_inputs.CloseInput.of(heard.values)
    carried = _carried(heard)
    record = await heard.office.casework.close(
        heard.workspace,
        heard.person,
        _concern(carried),
        given.reason,
        given.words,
        step=carried.step,
    )
    await _settled(heard, record)


async def changed(heard: Heard) -> None:
    """Change one's words."""
    given = form_inputs.ChangeInput.of(heard.values)
    record = await heard.office.casework.change(
        heard.workspace,
        heard.person,
        _concern(_carried(heard)),
        Wanted(
            words=given.words,
            signal=given.signal,
            help=given.help,
            how_soon=given.how_soon,
            pressures=given.pressures,
        ),
        str(heard.view["id"]),
    )
    await _settled(heard, record)


async def not_quite(heard: Heard) -> None:
    """Keep what the leader missed."""
    given = form_inputs.NotQuiteInput.of(heard.values)
    carried = _carried(heard)
    record = await heard.office.casework.correct(
        heard.workspace, heard.person, _concern(carried), given.words, step=carried.step
    )
    await _settled(heard, record)


async def what_changed(heard: Heard) -> None:
    """Keep what changed."""
    given = form_inputs.ChangedInput.of(heard.values)
    record = await heard.office.casework.say_what_changed(
        heard.workspace, heard.person, _concern(_carried(heard)), given.changes
    )
    await _settled(heard, record)


async def team(heard: Heard) -> None:
    """Set up the channel's team; whoever leads it goes on to the promise."""
    given = form_inputs.TeamInput.of(heard.values)
    carried = _carried(heard)
    reader = await heard.reader()
    await heard.office.people.know(
        heard.workspace, [*given.leaders, *given.members, given.contact.person]
    )
    present = set(await heard.office.sender.members(carried.channel or "", MOST_PRESENT))
    absent = [one for one in (*given.leaders, *given.members) if one not in present]
    if absent:
        raise NotInChannel(field="members", names=", ".join(dict.fromkeys(absent)))
    plan = Plan(
        channel=ChannelId(carried.channel or ""),
        name=carried.words or "",
        leaders=given.leaders,
        members=given.members,
        contact_person=given.contact.person,
        contact_line=given.contact.line,
        note_day=given.note_day,
        note_at=given.note_at,
        figures=given.figures,
        note_every=given.note_every,
        chart=given.chart,
        zone=given.zone,
        region=given.region,
        emoji=given.emoji,
    )
    try:
        saved = await heard.office.casework.set_up_team(heard.workspace, heard.person, plan)
    except ContactIsLeader as error:
        if Field.CONTACT_LINE.value in heard.values:
            raise
        await _ask_contact(heard, reader, plan, carried, error)
        return
    if saved.leader(heard.person) is not None and heard.person not in saved.accepted:
        found = await heard.office.casework.promise_for(heard.workspace, heard.person, saved.id)
        view = teams.how_view(reader, contact=found.contact, carried=Carried(origin=saved.id))
        await heard.finish(view)
    else:
        names = ", ".join(f"<@{one.person}>" for one in saved.leaders)
        view = oneself.said(reader, title_key="invited-title", text_key="invited-done", names=names)
        await heard.finish(view)


async def _ask_contact(
    heard: Heard, reader: Person, plan: Plan, carried: Carried, why: ContactIsLeader
) -> None:
    """The form did not ask for a contact, and needs one now: it comes again, as filled in."""
    found = await heard.office.casework.team_in(heard.workspace, heard.person, plan.channel)
    people = await heard.office.people.know(heard.workspace, plan.leaders)
    view = teams.team_form(
        reader,
        team=found.team,
        leaders=plan.leaders,
        members=plan.members,
        contact=found.contact,
        ask_contact=True,
        problem=cards.refusal(why, words(reader.locale), people),
        carried=carried,
    )
    await heard.finish(view)


async def how(heard: Heard) -> None:
    """How it works: go on to the promise."""
    carried = _carried(heard)
    found = await heard.office.casework.promise_for(
        heard.workspace, heard.person, carried.origin or ""
    )
    if found.team is None:
        raise ValueError("a promise is for a team")
    view = teams.promise_form(
        await heard.reader(), team=found.team, contact=found.contact, carried=carried
    )
    await heard.finish(view)


async def promised(heard: Heard) -> None:
    """I promise and switch on."""
    given = form_inputs.PromiseInput.of(heard.values)
    carried = _carried(heard)
    saved = await heard.office.casework.accept(
        heard.workspace, heard.person, carried.origin or "", given.hour
    )
    view = teams.youre_on(await heard.reader(), team=saved, hour=given.hour, carried=carried)
    await heard.finish(view)
    await heard.office.carrier.redraw()


async def contact(heard: Heard) -> None:
    """The safety contact."""
    given = form_inputs.ContactInput.of(heard.values)
    await heard.office.people.know(heard.workspace, [given.person])
    await heard.office.casework.set_contact(
        heard.workspace, heard.person, contact=given.person, line=given.line
    )
    reader = await heard.reader()
    set_now = await heard.office.casework.contact_for(heard.workspace, heard.person)
    shown = contact_words(set_now or "")
    view = oneself.said(
        reader, title_key="saved-title", text_key="home-admin-contact", contact=shown
    )
    await heard.finish(view)
    await heard.office.carrier.redraw()


async def paused(heard: Heard) -> None:
    """Don't write to me until a date."""
    given = form_inputs.PauseInput.of(heard.values)
    await heard.office.casework.pause(heard.workspace, heard.person, given.until)
    reader = await heard.reader()
    day = words(reader.locale).day(given.until)
    await heard.finish(oneself.said(reader, title_key="saved-title", text_key="paused", date=day))
    await heard.office.carrier.redraw()


async def settled(heard: Heard) -> None:
    """My settings."""
    reader = await heard.reader()
    given = settings.SettingsInput.of(heard.values, reader.locale)
    after = await heard.office.casework.choose(
        heard.workspace, heard.person, given.over(reader.preferences), given.said_to_lead
    )
    await heard.finish(oneself.said(after, title_key="saved-title", text_key="settings-done"))
    await heard.office.carrier.redraw()


async def for_all(heard: Heard) -> None:
    """Settings here."""
    given = workspace.WorkspaceInput.of(heard.values)
    await heard.office.casework.choose_for_all(
        heard.workspace,
        heard.person,
        notes=given.notes,
        emoji=given.emoji,
        reminders=given.reminders,
        detail=given.detail,
        form_length=given.form_length,
        gaps=given.gaps,
        eligible=given.eligible,
    )
    reader = await heard.reader()
    await heard.finish(oneself.said(reader, title_key="saved-title", text_key="settings-done"))


async def sorted_out(heard: Heard) -> None:
    """Sort them."""
    chosen = sorting.sorted_lines(heard.values)
    moved_on = await heard.office.casework.sort(
        heard.workspace, heard.person, [(at.concern, at.step, what) for at, what in chosen]
    )
    key = "form-sort-moved_on" if moved_on else "form-sort-done"
    reader = await heard.reader()
    await heard.finish(oneself.said(reader, title_key="saved-title", text_key=key, n=str(moved_on)))
    await heard.office.carrier.redraw()


async def offered(heard: Heard) -> None:
    """Ask the author of a message, by its menu."""
    carried = _carried(heard)
    author = PersonId(carried.author or "")
    mark = Mark(channel=ChannelId(carried.channel or ""), ts=carried.ts or "", author=author)
    people = await heard.office.people.know(heard.workspace, [author])
    await heard.office.casework.offered_by_menu(heard.workspace, heard.person, mark)
    reader = await heard.reader()
    await heard.finish(
        oneself.said(
            reader,
            title_key="form-offer-title",
            text_key="offered-done",
            person=name(people[author]),
        )
    )


async def suggested(heard: Heard) -> None:
    """Suggest the bot to somebody."""
    given = form_inputs.SuggestInput.of(heard.values)
    carried = _carried(heard)
    await heard.office.people.know(heard.workspace, [given.person])
    person = await heard.office.casework.suggest(
        heard.workspace,
        heard.person,
        given.person,
        ChannelId(carried.channel) if carried.channel else None,
    )
    reader = await heard.reader()
    key = "suggested-done"
    await heard.finish(
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
    Form.TEAM: team,
    Form.PROMISE: promised,
    Form.HOW: how,
    Form.CONTACT: contact,
    Form.PAUSE: paused,
    Form.SETTINGS: settled,
    Form.WORKSPACE: for_all,
    Form.SORT: sorted_out,
    Form.OFFER: offered,
    Form.SUGGEST: suggested,
    Form.GUESS: guessed,
    Form.FRIDAY: digest.chosen,
}


async def submitted(heard: Heard) -> None:
    """Find the form that was submitted."""
    await FORMS[Form(str(heard.view["callback_id"]))](heard)
