"""Settings of the whole workspace, for its admins; what they sent is read by the table."""

from typing import Any

from bot.domain.person import Person
from bot.domain.settings import WorkspaceSettings
from bot.messages.blocks import Block, context
from bot.messages.controls import Form
from bot.messages.forms.form_elements import View, modal, more_settings, safety
from bot.messages.forms.setting_elements import read_settings, setting_blocks, understood
from bot.messages.forms.submitted import elements
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import translator

FIRST = ("teams", "notes", "emoji")
"""What is asked at once; the rest comes with [More settings]."""


def workspace_form(
    reader: Person,
    *,
    chosen: WorkspaceSettings,
    contact: str | None,
) -> View:
    """What holds for everybody here: three questions, and the way to the rest."""
    translate = translator(reader.locale)
    rows = [row for row in WorkspaceSettings.rows() if row.name in FIRST]
    return modal(
        translate("form-workspace-title"),
        [
            *setting_blocks(translate, chosen.values(), rows),
            more_settings(translate),
            safety(translate, contact),
        ],
        form=Form.WORKSPACE,
        submit=translate("form-workspace-submit"),
        close=translate("view-close"),
    )


def more_of_workspace(reader: Person, *, chosen: WorkspaceSettings) -> list[Block]:
    """The settings that few workspaces change."""
    rows = [row for row in WorkspaceSettings.rows() if row.name not in FIRST]
    return setting_blocks(translator(reader.locale), chosen.values(), rows)


def held(reader: Person, chosen: WorkspaceSettings) -> Block:
    """What holds by now, as it was understood."""
    translate = translator(reader.locale)
    drawn = setting_blocks(translate, chosen.values(), WorkspaceSettings.rows())
    return context(understood(translate, drawn))


def read_workspace(values: object, view_state: ViewState) -> dict[str, Any]:
    """What the form says of the settings it shows.

    Raises :class:`GapsUnread` for gaps that cannot be read.
    """
    drawn = None if view_state.more else FIRST
    return read_settings(WorkspaceSettings, elements(values), drawn=drawn)
