"""How somebody wants to be written to: the form, and what they sent, read back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.settings import DEFAULT_HOUR, Preferences
from bot.domain.team import Team
from bot.messages.blocks import (
    PLACEHOLDER_LIMIT,
    Block,
    Element,
    actions,
    button,
    context,
    option,
    plain,
    section,
)
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import View, ask, modal, more_settings, safety
from bot.messages.forms.setting_elements import read_settings, setting_blocks, understood
from bot.messages.forms.submitted import FormInput, Several, elements
from bot.messages.translate import Translator, channel_link, names, translator

MOST_NAMED = 100
FIRST = frozenset(
    {
        "hour",
        "message_days",
        *(row.name for row in Preferences.rows() if row.kind is bool),
    }
)
"""What is asked at once; the rest comes with [More settings]."""


def settings_form(
    reader: Person,
    *,
    leads: bool,
    said_to_lead: Sequence[Person] = (),
    contact: str | None,
) -> View:
    """My settings: what most people come for, and the way to the rest.

    What only concerns leaders is drawn for those who ``leads``; ``said_to_lead`` are those whom the
    reader said to lead in the form of a note.
    """
    translate = translator(reader.locale)
    rows = [row for row in Preferences.rows() if row.name in FIRST and (leads or not row.leads)]
    blocks = setting_blocks(translate, reader.preferences.values(), rows)
    if leads:
        blocks += _said_to_lead(translate, said_to_lead)
    return modal(
        translate("form-settings-title"),
        [*blocks, more_settings(translate), safety(translate, contact)],
        form=Form.SETTINGS,
        submit=translate("form-settings-submit"),
        close=translate("view-close"),
    )


def more_of_settings(
    reader: Person,
    *,
    leads: bool,
    until: date | None = None,
    shipped: tuple[str, ...] | None = None,
) -> list[Block]:
    """The settings that few people change.

    ``until`` is the day of a pause that is not over; ``shipped`` are the languages there are.
    """
    chosen = {**reader.preferences.values(), "paused_until": until}
    rows = [row for row in Preferences.rows() if row.name not in FIRST]
    rows = [row for row in rows if leads or not row.leads]
    return setting_blocks(translator(reader.locale), chosen, rows, shipped=shipped)


def settings_saved(reader: Person, *, leads: bool) -> View:
    """What of their settings was understood, as it is now; a leader's for who ``leads``."""
    translate = translator(reader.locale)
    rows = [row for row in Preferences.rows() if leads or not row.leads]
    drawn = setting_blocks(translate, reader.preferences.values(), rows)
    return modal(
        translate("saved-title"),
        [section(translate("settings-done")), context(understood(translate, drawn))],
        close=translate("view-close"),
    )


def stepping_down_view(reader: Person, *, teams: Sequence[Team], left: int) -> View:
    """What it costs a leader to want no messages at all, before it is done."""
    translate = translator(reader.locale)
    channels = translate("list-separator").join(channel_link(team.channel) for team in teams)
    blocks = [
        section(translate("stepping-down", teams=channels)),
        *([section(translate("stepping-down-left", n=left))] if left else []),
        context(translate("stepping-down-notes")),
        actions(
            [
                button(of, translate(f"button-{of.value}"))
                for of in (Button.STEP_DOWN, Button.PAUSE_INSTEAD)
            ],
            name="step-down",
        ),
    ]
    title = translate("stepping-down-title")
    return modal(title, blocks, close=translate("view-close"))


def _said_to_lead(translate: Translator, said_to_lead: Sequence[Person]) -> list[Block]:
    if not said_to_lead:
        return []
    called = names(said_to_lead)
    entries = [option(called[person.id], person.id) for person in said_to_lead[:MOST_NAMED]]
    named: Element = {
        "type": "multi_static_select",
        "action_id": Field.SAID_TO_LEAD.value,
        "options": entries,
        "initial_options": entries,
        "placeholder": plain(translate("form-name-choose"), PLACEHOLDER_LIMIT),
    }
    return [ask(Field.SAID_TO_LEAD, translate("form-settings-leads"), named, optional=True)]


class _NamedInput(FormInput):
    said_to_lead: Several[PersonId] | None = None


@dataclass(frozen=True, kw_only=True)
class SettingsInput:
    """What the form says; what was not drawn is missing and stays as it was."""

    chosen: dict[str, Any]
    said_to_lead: tuple[PersonId, ...] | None

    @classmethod
    def of(cls, values: object, locale: str, *, more: bool) -> "SettingsInput":
        """Read it; ``more``: with the settings that few people change.

        Raises :class:`TalkHoursUnread` for hours that cannot be read.
        """
        read = elements(values)
        drawn = None if more else FIRST
        return cls(
            chosen=read_settings(
                Preferences, read, leads="hour" in read, locale=locale, drawn=drawn
            ),
            said_to_lead=_NamedInput.of(values).said_to_lead,
        )

    def over(self, before: Preferences) -> Preferences:
        """These choices in the place of those made ``before``."""
        chosen = dict(self.chosen)
        # The menu shows half past nine to those who never chose: theirs stays spread over minutes.
        if before.hour is None and chosen.get("hour") == DEFAULT_HOUR:
            del chosen["hour"]
        return replace(before, **chosen)
