"""The message with which somebody gets everything by or about them."""

from bot.domain.personal_data import PersonalData
from bot.messages.blocks import section
from bot.messages.cards.message import File, Message, message
from bot.messages.personal_data.as_html import as_html
from bot.messages.personal_data.as_json import as_json
from bot.messages.translate import local_day, translator


def data_file(kept: PersonalData) -> Message:
    """The file to read and the one for machines; they hold the same."""
    translate, me = translator(kept.person.locale), kept.person
    said = translate(
        "data-file",
        date=translate.whole_day(local_day(kept.made_at, me.zone)),
        time=translate.hour(kept.made_at, me.zone),
    )
    drawn = message(translate("notice-data_file"), [section(said)], reader=me)
    return Message(
        drawn.text,
        drawn.blocks,
        files=(
            File(translate("data-file-page"), "html", as_html(kept)),
            File(translate("data-file-json"), "json", as_json(kept)),
        ),
        without_files=translate("err-no_files"),
    )
