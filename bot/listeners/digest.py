"""The weekly note before it goes out: the preview, the leader's answers, the form."""

from collections.abc import Awaitable, Callable

from bot.casework import digest as digest_acts
from bot.domain.digest import Word
from bot.listeners.request import Request
from bot.messages.controls import DigestValue, MalformedError
from bot.messages.forms import digest as digest_forms
from bot.messages.forms import form_inputs
from bot.messages.forms.view_state import ViewState


async def preview(request: Request, argument: str = "") -> None:
    """Show the coming notes of the teams one leads."""
    previews = await request.do(digest_acts.digest_previews)
    await request.open_form(digest_forms.digest_view(request.reader, previews=previews))


async def choose(request: Request) -> None:
    """Choose what the team may read."""
    draft = DigestValue.decode(request.value)
    preview = await request.do(digest_acts.digest_preview, draft.team, draft.week)
    contact = request.contact
    await request.open_form(
        digest_forms.digest_form(request.reader, preview=preview, contact=contact)
    )


def say(word: Word) -> Callable[[Request], Awaitable[None]]:
    """A button by which a leader answers with one press."""

    async def press(request: Request) -> None:
        draft = DigestValue.decode(request.value)
        if not request.in_modal:
            await request.do(digest_acts.answer_digest_draft, draft.team, draft.week, word)
            await request.ack()
            return
        preview = await request.do(digest_acts.answer_and_list, draft.team, draft.week, word)
        await request.update_form(digest_forms.digest_view(request.reader, previews=preview))

    return press


async def chosen(request: Request) -> None:
    """Keep what was ticked and written, and show how the note reads."""
    fields = form_inputs.DigestInput.of(request.values)
    view_state = ViewState.from_json(str(request.view.get("private_metadata") or ""))
    if view_state.team is None or view_state.week is None:
        raise MalformedError("private_metadata")
    preview = await request.do(
        digest_acts.choose_for_digest,
        view_state.team,
        view_state.week,
        ticked=fields.steps,
        lines=fields.lines,
    )
    await request.close_form(digest_forms.saved_view(request.reader, preview=preview))
