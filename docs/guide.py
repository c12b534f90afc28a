"""The one-page guide, as ``/concern guide`` shows it; made to be printed."""

from bot.messages.forms.oneself import GUIDE
from bot.messages.translate import translator
from docs.markdown import prose


def page() -> str:
    """The guide in English."""
    say = translator("en")
    parts = [prose(say(f"form-guide-{part}")) for part in GUIDE]
    return "\n\n".join([f"# {say('form-guide-title')}", *parts]) + "\n"
