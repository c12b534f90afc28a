"""Settings of the whole workspace, for its admins; what they sent is read by the table."""

from bot.domain.person import Person
from bot.domain.settings import WorkspaceSettings
from bot.messages.controls import Form
from bot.messages.forms.form_elements import View, modal, safety
from bot.messages.forms.setting_elements import read_settings, setting_blocks
from bot.messages.forms.submitted import elements
from bot.messages.translate import translator


def workspace_form(reader: Person, *, chosen: WorkspaceSettings, contact: str | None) -> View:
    """What holds for everybody here."""
    translate = translator(reader.locale)
    return modal(
        translate("form-workspace-title"),
        [
            *setting_blocks(translate, chosen.values(), WorkspaceSettings.rows()),
            safety(translate, contact),
        ],
        form=Form.WORKSPACE,
        submit=translate("form-workspace-submit"),
        close=translate("view-close"),
    )


def read_workspace(values: object) -> WorkspaceSettings:
    """What the form says. Raises :class:`GapsUnread` for gaps that cannot be read."""
    return WorkspaceSettings(**read_settings(WorkspaceSettings, elements(values)))
