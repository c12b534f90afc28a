"""Settings of the whole workspace, for its admins, and what they sent, read back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.cadence import GAP_DAYS, Gaps
from bot.domain.capture import LENGTHS
from bot.domain.digest.figures import FEWEST
from bot.domain.person import Person
from bot.domain.refusals import GapsUnread
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import HowSoon
from bot.domain.team import Notes
from bot.messages.blocks import menu, option
from bot.messages.controls import Field, Form
from bot.messages.forms.form_elements import View, ask, lines, modal, number, radio, safety, speak
from bot.messages.forms.submitted import Submitted, Values, needed
from bot.messages.forms.teams import EMOJI_LIMIT

MOST_REMINDERS = 3
FEWEST_REMINDERS = 2
GAPS_LIMIT = 100
_GAPS_EACH = 3


def workspace_form(
    reader: Person,
    *,
    notes: Notes,
    emoji: Sequence[str],
    reminders: int,
    detail: Detail,
    form_length: int,
    gaps: Gaps,
    eligible: int,
    contact: str | None,
) -> View:
    """What holds for everybody here."""
    say = speak(reader)
    often = range(MOST_REMINDERS, FEWEST_REMINDERS - 1, -1)
    return modal(
        say("form-workspace-title"),
        [
            ask(
                Field.NOTES,
                say("form-workspace-notes"),
                radio(
                    Field.NOTES,
                    [option(say(f"form-workspace-notes-{one.value}"), one.value) for one in Notes],
                    chosen=notes.value,
                ),
            ),
            ask(
                Field.EMOJI,
                say("form-workspace-emoji"),
                lines(
                    Field.EMOJI,
                    EMOJI_LIMIT,
                    initial=" ".join(f":{one}:" for one in emoji),
                    several=False,
                ),
                hint=say("form-workspace-emoji-hint"),
                optional=True,
            ),
            ask(
                Field.REMINDERS,
                say("form-workspace-reminders"),
                menu(
                    Field.REMINDERS.value,
                    [option(say(f"form-workspace-reminders-{one}"), str(one)) for one in often],
                    chosen=str(reminders),
                ),
            ),
            ask(
                Field.GAPS,
                say("form-workspace-gaps"),
                lines(Field.GAPS, GAPS_LIMIT, initial=_written(gaps)),
                hint=say("form-workspace-gaps-hint"),
            ),
            ask(
                Field.DETAIL_SHOWN,
                say("form-workspace-detail"),
                radio(
                    Field.DETAIL_SHOWN,
                    [option(say(f"form-settings-detail-{one.value}"), one.value) for one in Detail],
                    chosen=detail.value,
                ),
            ),
            ask(
                Field.FORM_LENGTH,
                say("form-workspace-form_length"),
                number(Field.FORM_LENGTH, LENGTHS, form_length),
                hint=say("form-workspace-from-to", least=str(LENGTHS[0]), most=str(LENGTHS[-1])),
            ),
            ask(
                Field.ELIGIBLE,
                say("form-workspace-eligible"),
                number(Field.ELIGIBLE, FEWEST, eligible),
                hint=say("form-workspace-from-to", least=str(FEWEST[0]), most=str(FEWEST[-1])),
            ),
            safety(say, contact),
        ],
        form=Form.WORKSPACE,
        submit=say("form-workspace-submit"),
        close=say("view-close"),
    )


def _written(gaps: Gaps) -> str:
    return "\n".join(", ".join(map(str, gaps[one])) for one in HowSoon)


def read_gaps(text: str) -> Gaps:
    """Read gaps, one line for each "how soon" in its order, three numbers in each.

    Raises :class:`GapsUnread` (fact ``part``) for anything else.
    """
    written = [line.strip() for line in text.splitlines() if line.strip()]
    if len(written) != len(HowSoon):
        raise GapsUnread(field=Field.GAPS.value, part=" · ".join(written))
    return {one: _gaps(line) for one, line in zip(HowSoon, written, strict=True)}


def _gaps(line: str) -> tuple[int, int, int]:
    found = [int(one) for one in re.findall(r"[0-9]+", line)]
    readable = re.fullmatch(r"[0-9]{1,2}(?:[,; ]+[0-9]{1,2}){2}", line)
    if not readable or any(one not in GAP_DAYS for one in found):
        raise GapsUnread(field=Field.GAPS.value, part=line)
    first, second, third = found
    return first, second, third


@dataclass(frozen=True, kw_only=True)
class WorkspaceInput:
    """What the form says."""

    notes: Notes
    emoji: tuple[str, ...]
    reminders: int
    detail: Detail
    form_length: int
    gaps: Gaps
    eligible: int

    @classmethod
    def of(cls, values: Values) -> "WorkspaceInput":
        """Read it. Raises :class:`GapsUnread` for gaps that cannot be read."""
        form = Submitted(values)
        often = range(FEWEST_REMINDERS, MOST_REMINDERS + 1)
        return cls(
            notes=needed(form.entry(Field.NOTES, Notes), Field.NOTES),
            emoji=form.emoji(Field.EMOJI),
            reminders=needed(form.number(Field.REMINDERS, often), Field.REMINDERS),
            detail=needed(form.entry(Field.DETAIL_SHOWN, Detail), Field.DETAIL_SHOWN),
            eligible=form.count(Field.ELIGIBLE, FEWEST),
            gaps=read_gaps(form.text(Field.GAPS)),
            form_length=form.count(Field.FORM_LENGTH, LENGTHS),
        )
