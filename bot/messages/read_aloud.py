"""What a screen reader says of a button whose words alone do not tell it from others."""

from html import unescape

from bot.messages.blocks import Element
from bot.messages.translate import Translator, cut

ACCESSIBILITY_LIMIT = 75


def read_aloud(translate: Translator, button: Element, what: str) -> Element:
    """``button`` with ``what`` it is about after its own words; ``what`` is without markup."""
    label = translate("button-read-aloud", label=button["text"]["text"], what=what)
    return {**button, "accessibility_label": cut(unescape(label), ACCESSIBILITY_LIMIT)}
