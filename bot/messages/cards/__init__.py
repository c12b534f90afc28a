"""Messages and private answers.

::

    day        a leader's message of the day            leader, day_extras: what is in it
    raiser     news and questions for whom it affects
    private    answers in place, to a command or a mark
    offers     a question to the author of a message a colleague marked
    start      onboarding: a leader, an admin, a channel
    approval   what admins are asked; what somebody's list and notes say to them
    digest     the weekly digest
    retention  that something will be erased, or comes from a back-up
    personal_data  the files with everything by or about somebody
    refused    what the bot says when it says no

    message       what each message is made of, and the text of its notification
    card_context  how a record's people are called, and its controls
    settled_line  what became of a card that was answered
"""

from bot.messages.cards.approval import (
    approval_answer,
    approval_blocks,
    contact_needed,
    listed,
    note_kept,
    on_approve,
)
from bot.messages.cards.day import day_message
from bot.messages.cards.day_extras import extras_blocks
from bot.messages.cards.digest import digest_message, parts_notice, private_parts
from bot.messages.cards.message import File, Message, message, sentence
from bot.messages.cards.offers import message_gone, offer_accepted, offer_ask, offer_done
from bot.messages.cards.personal_data import data_file
from bot.messages.cards.private import (
    HELP,
    added,
    did_you_mean,
    help_text,
    note_saved,
    offer_reactor,
    raise_sent,
    react_choose,
    react_leader,
    react_own,
)
from bot.messages.cards.raiser import check, told
from bot.messages.cards.refused import refusal, suggesting, words_kept
from bot.messages.cards.retention import data_soon, deleted, restore_ask
from bot.messages.cards.start import (
    example,
    invite,
    on_admin,
    on_back,
    on_channel,
    on_unheard,
    safe_ask,
    step_blocks,
    struck_off,
    suggested,
    suggestion,
)

__all__ = [
    "HELP",
    "File",
    "Message",
    "added",
    "approval_answer",
    "approval_blocks",
    "check",
    "contact_needed",
    "data_file",
    "data_soon",
    "day_message",
    "deleted",
    "did_you_mean",
    "digest_message",
    "example",
    "extras_blocks",
    "help_text",
    "invite",
    "listed",
    "message",
    "message_gone",
    "note_kept",
    "note_saved",
    "offer_accepted",
    "offer_ask",
    "offer_done",
    "offer_reactor",
    "on_admin",
    "on_approve",
    "on_back",
    "on_channel",
    "on_unheard",
    "parts_notice",
    "private_parts",
    "raise_sent",
    "react_choose",
    "react_leader",
    "react_own",
    "refusal",
    "restore_ask",
    "safe_ask",
    "sentence",
    "step_blocks",
    "struck_off",
    "suggested",
    "suggesting",
    "suggestion",
    "told",
    "words_kept",
]
