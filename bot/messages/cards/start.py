"""How it begins: for a leader, an admin, a channel."""

from datetime import datetime

from bot.domain.ids import ChannelId, TeamId
from bot.domain.person import Person
from bot.domain.team import LeaderState, Team
from bot.messages.blocks import actions, button, context, link_button, paragraphs
from bot.messages.cards.card_context import conversation
from bot.messages.cards.leader import OPENERS
from bot.messages.cards.message import Letter, message
from bot.messages.controls import Button
from bot.messages.translate import Words, channel_link, contact_words, name, words

_EXAMPLE_CONTROLS = (Button.READ, Button.ASK, Button.TALKED, Button.LATER)


def invite(
    team: Team, by: Person, *, reader: Person, state: LeaderState | None = LeaderState.INVITED
) -> Letter:
    """To a leader, before anything is on: ``by`` set the team up; once answered, how."""
    w = words(reader.locale)
    text = w("invite", person=name(by), channel=channel_link(team.channel))
    controls = {
        LeaderState.INVITED: (Button.HOW, Button.NOT_NOW),
        LeaderState.DECLINED: (Button.HOW,),
    }.get(state or LeaderState.GONE, ())
    blocks = paragraphs(text)
    if state is not LeaderState.INVITED:
        on = state is LeaderState.ACCEPTED
        blocks.append(context(w("invite-accepted" if on else "invite-off")))
    row = [button(of, w(f"button-{of.value}"), team.id) for of in controls]
    if row:
        blocks.append(actions(row, name="invite"))
    return message(w("notice-invite"), blocks, full_text=reader.preferences.full_text)


def suggestion(
    by: Person, *, reader: Person, channel: ChannelId | None, team: TeamId | None = None
) -> Letter:
    """To whoever could lead with it: that sentence, a way to see how it works, nothing more.

    ``team`` is the one that waits for the reader's promise, where there is one.
    """
    w = words(reader.locale)
    row = [button(Button.HOW, w("button-how"), team or "")]
    blocks = [*paragraphs(suggested(w, by, channel)), actions(row, name="suggest")]
    return message(w("notice-suggest"), blocks, full_text=reader.preferences.full_text)


def suggested(w: Words, by: Person, channel: ChannelId | None) -> str:
    """The sentence with which ``by`` suggests it: what a preview shows is what is sent."""
    if channel is None:
        return w("suggest", person=name(by))
    return w("suggest-channel", person=name(by), channel=channel_link(channel))


def on_channel(leader: Person, *, contact: str | None, locale: str) -> Letter:
    """To a team's channel, once a leader has promised; ``contact``: a mention or a line."""
    w = words(locale)
    called = name(leader)
    small = [w("on-channel-notes", leader=called)]
    if contact is not None:
        small.append(w("on-channel-danger", contact=contact_words(contact)))
    row = [button(of, w(f"button-{of.value}")) for of in (Button.SAY, Button.WHO_SEES)]
    blocks = [
        *paragraphs(w("on-channel", leader=called)),
        context(" ".join(small)),
        actions(row, name="start"),
    ]
    return message(w("notice-here"), blocks)


def on_admin(*, reader: Person) -> Letter:
    """To whoever installed it: what is missing."""
    w = words(reader.locale)
    row = [button(of, w(f"button-{of.value}")) for of in (Button.CONTACT, Button.WHO_SEES)]
    blocks = [*paragraphs(w("on-admin")), actions(row, name="admin")]
    return message(w("notice-here"), blocks, full_text=reader.preferences.full_text)


def on_back(*, reader: Person, since: datetime) -> Letter:
    """To whoever installed it: the bot may write again."""
    w = words(reader.locale)
    text = w("on-back", date=w.local_day(since, reader.zone))
    return message(w("notice-here"), paragraphs(text), full_text=reader.preferences.full_text)


def safe_ask(person: Person, *, reader: Person) -> Letter:
    """To the safety contact: ``person`` would like them to get in touch today."""
    w = words(reader.locale)
    called = name(person)
    write = link_button(Button.WRITE, w("button-write", person=called), conversation(person))
    blocks = [*paragraphs(w("safe-ask", person=called)), actions([write], name="safe")]
    return message(w("notice-safe"), blocks, full_text=reader.preferences.full_text)


def example(*, reader: Person, day: str = "", openers: int = 0) -> Letter:
    """What a leader will be sent, marked as an example: nothing in it can be pressed.

    ``day`` is the day it was heard on, as words write it.
    """
    w = words(reader.locale)
    person = w("example-person")
    promise = w("promise-heard", person=person, date=day)
    controls = [w(f"button-{of.value}", person=person) for of in _EXAMPLE_CONTROLS]
    blocks = [
        *paragraphs(w("card-first", person=person, topic=w("topic-overloaded"), promise=promise)),
        context(w(f"opener-{openers % OPENERS + 1}")),
        context(w("digest-separator").join(controls)),
        context(w("example")),
    ]
    return message(w("notice-leader"), blocks, full_text=reader.preferences.full_text)
