"""Which card each kind of message is drawn as."""

from datetime import datetime

from bot.casework.letters import (
    Back,
    Draft,
    Hello,
    Invitation,
    Lines,
    Offer,
    Question,
    SafeAsk,
    Suggestion,
    Telling,
    Welcome,
)
from bot.domain.concern import State
from bot.domain.digest import WeeklyDigest
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages import cards
from bot.messages.cards import Message
from bot.public_holidays import holiday_check

CHANNEL_LOCALE = "en-US"


def draw(draft: Draft, now: datetime) -> Message:
    """Draw a message for its reader, as the record stands."""
    content = draft.content
    if isinstance(content, WeeklyDigest):
        return cards.note(content.note, content.team, locale=CHANNEL_LOCALE, steps=content.steps)
    if isinstance(content, Hello):
        return cards.on_channel(content.leader, contact=content.contact, locale=CHANNEL_LOCALE)
    if draft.reader is None:
        raise ValueError("a message to a person needs its reader")
    return _for_person(content, draft.reader, now)


def _for_person(
    content: Lines
    | Telling
    | Question
    | Offer
    | Invitation
    | Suggestion
    | Welcome
    | Back
    | SafeAsk,
    reader: Person,
    now: datetime,
) -> Message:
    match content:
        case Lines():
            return _lines(content, reader, now)
        case Telling(moved=Record() as new):
            days = (new.owner or reader).calendar(holiday_check)
            return cards.raise_sent(new, reader=reader, now=now, calendar=days, words=None)
        case Telling():
            return cards.told(
                content.record,
                content.told,
                reader=reader,
                now=now,
                said_back=content.said_back,
                waits_since=content.waits_since,
                quiet=content.quiet,
            )
        case Question():
            return cards.check(
                content.record, content.check, reader=reader, now=now, answer=content.answer
            )
        case Offer():
            if content.record is None:
                return cards.offer_done(reader=reader, leaders=content.leaders)
            if content.record.concern.state is not State.OFFERED:
                owner = content.record.owner or reader
                days = owner.calendar(holiday_check)
                return cards.raise_sent(
                    content.record, reader=reader, now=now, calendar=days, words=None
                )
            return cards.offer_ask(
                content.record,
                leaders=content.leaders,
                reader=reader,
                now=now,
                emoji=None if content.by_menu else content.emoji,
            )
        case Invitation():
            return cards.invite(content.team, content.by, reader=reader, state=content.state)
        case Suggestion():
            return cards.suggestion(
                content.by, reader=reader, channel=content.channel, team=content.team
            )
        case SafeAsk():
            return cards.safe_ask(content.person, reader=reader)
        case Welcome():
            return cards.on_admin(reader=reader)
        case Back():
            return cards.on_back(reader=reader, since=content.since)


def _lines(content: Lines, reader: Person, now: datetime) -> Message:
    """The day's message, with the leader's private part riding along or standing alone."""
    own = cards.private_parts(content.parts, reader=reader, now=now)
    if not content.lines and own and not content.riding.list_only:
        notice = cards.parts_notice(content.parts, reader=reader, now=now)
        return cards.message(notice, own, full_text=reader.preferences.full_text)
    return cards.day_message(
        content.lines,
        reader=reader,
        now=now,
        more=content.more,
        sort=content.riding.sort,
        openers=content.opener,
        coaching=content.coaching,
        riding=content.riding,
        below=own,
    )
