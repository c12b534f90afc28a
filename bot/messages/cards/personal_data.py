"""The message with which somebody gets everything by or about them."""

from bot.domain.personal_data import PersonalData
from bot.messages.blocks import section
from bot.messages.cards.message import File, Message, message
from bot.messages.personal_data.as_html import as_html
from bot.messages.personal_data.as_json import as_json
from bot.messages.translate import local_day, translator


def data_file(data: PersonalData) -> Message:
    """The file to read and the one for machines; they hold the same."""
    translate, me = translator(data.person.locale), data.person
    text = translate(
        "data-file",
        date=translate.whole_day(local_day(data.made_at, me.zone)),
        time=translate.hour(data.made_at, me.zone),
    )
    drawn = message(translate("notice-data_file"), [section(text)], reader=me)
    return Message(
        drawn.text,
        drawn.blocks,
        files=(
            File(translate("data-file-page"), "html", as_html(data)),
            File(translate("data-file-json"), "json", as_json(data)),
        ),
        without_files=translate("err-no_files"),
    )
