"""The weekly note before it goes out: the preview, the leader's answers, the form."""

from collections.abc import Awaitable, Callable

from bot.domain.digest import Word
from bot.listeners.request import Heard
from bot.messages.controls import read_note_value
from bot.messages.forms import digest as digest_forms
from bot.messages.forms import form_inputs
from bot.messages.forms.view_state import Carried


async def preview(heard: Heard, argument: str = "") -> None:
    """Show the coming notes of the teams one leads."""
    notes = await heard.office.casework.coming_notes(heard.workspace, heard.person)
    await heard.open(digest_forms.digest_view(await heard.reader(), notes=notes))


async def choose(heard: Heard) -> None:
    """Choose what the team may read."""
    team, week = read_note_value(heard.value)
    coming = await heard.office.casework.coming_note(heard.workspace, heard.person, team, week)
    contact = await heard.office.casework.contact_for(heard.workspace, heard.person)
    await heard.open(digest_forms.friday_form(await heard.reader(), coming=coming, contact=contact))


def say(word: Word) -> Callable[[Heard], Awaitable[None]]:
    """A button by which a leader answers with one press."""

    async def press(heard: Heard) -> None:
        team, week = read_note_value(heard.value)
        casework = heard.office.casework
        await casework.say_of_note(heard.workspace, heard.person, team, week, word)
        if heard.in_modal:
            notes = await casework.coming_notes(heard.workspace, heard.person)
            await heard.replace(digest_forms.digest_view(await heard.reader(), notes=notes))
        else:
            await heard.ack()
        await heard.redraw()

    return press


async def chosen(heard: Heard) -> None:
    """Keep what was ticked and written, and show how the note reads."""
    given = form_inputs.FridayInput.of(heard.values)
    carried = Carried.from_json(str(heard.view.get("private_metadata") or ""))
    team, week = read_note_value(carried.origin or "")
    coming = await heard.office.casework.choose_for_note(
        heard.workspace,
        heard.person,
        team,
        week,
        ticked=given.steps,
        lines=given.lines,
    )
    await heard.finish(digest_forms.saved_view(await heard.reader(), coming=coming))
    await heard.office.carrier.redraw()
