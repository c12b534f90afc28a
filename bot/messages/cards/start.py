"""Onboarding: for a leader, an admin, a channel."""

from datetime import datetime

from bot.domain.ids import ChannelId, TeamId
from bot.domain.person import Person
from bot.domain.record import FirstSteps
from bot.domain.team import LeaderState, Team
from bot.messages.blocks import (
    Block,
    actions,
    button,
    context,
    link_button,
    paragraphs,
    section,
)
from bot.messages.cards.leader import OPENERS
from bot.messages.cards.message import Message, message, post
from bot.messages.controls import Button, TeamValue
from bot.messages.translate import (
    Translator,
    channel_link,
    contact_words,
    conversation,
    local_day,
    name,
    translator,
)

_EXAMPLE_CONTROLS = (Button.READ, Button.ASK, Button.TALKED, Button.LATER)


_ANSWERED = {LeaderState.ACCEPTED: "accepted", LeaderState.DECLINED: "declined"}


def invite(
    team: Team, by: Person, *, reader: Person, state: LeaderState | None = LeaderState.INVITED
) -> Message:
    """To a leader, before anything is on: ``by`` set the team up; once answered, how."""
    translate = translator(reader.locale)
    text = translate("invite", person=name(by), channel=channel_link(team.channel))
    controls = {
        LeaderState.INVITED: (Button.HOW, Button.NOT_NOW),
        LeaderState.DECLINED: (Button.HOW,),
    }.get(state or LeaderState.GONE, ())
    notice = translate("notice-invite")
    if state is not LeaderState.INVITED:
        kind = _ANSWERED.get(state or LeaderState.GONE, "off")
        text = translate(f"invite-{kind}", channel=channel_link(team.channel))
        notice = translate("notice-invite-settled")
    blocks = paragraphs(text)
    row = [button(of, translate(f"button-{of.value}"), TeamValue(team=team.id)) for of in controls]
    if row:
        blocks.append(actions(row, name="invite"))
    return message(notice, blocks, reader=reader)


def suggestion(
    by: Person, *, reader: Person, channel: ChannelId | None, team: TeamId | None = None
) -> Message:
    """To whoever could lead with it: that sentence, a way to see how it works, nothing more.

    ``team`` is the one that waits for the reader's promise, where there is one.
    """
    translate = translator(reader.locale)
    row = [button(Button.HOW, translate("button-how"), TeamValue(team=team) if team else None)]
    blocks = [*paragraphs(suggested(translate, by, channel)), actions(row, name="suggest")]
    return message(translate("notice-suggest"), blocks, reader=reader)


def suggested(translate: Translator, by: Person, channel: ChannelId | None) -> str:
    """The sentence with which ``by`` suggests it: what a preview shows is what is sent."""
    if channel is None:
        return translate("suggest", person=name(by))
    return translate("suggest-channel", person=name(by), channel=channel_link(channel))


def on_channel(leader: Person, *, team: TeamId, contact: str | None, locale: str) -> Message:
    """To a team's channel, once a leader has promised; ``contact``: a mention or a line."""
    translate = translator(locale)
    called = name(leader)
    small = [translate("on-channel-notes", leader=called)]
    if contact is not None:
        small.append(translate("safety-line", contact=contact_words(contact)))
    row = [
        *(button(of, translate(f"button-{of.value}")) for of in (Button.SAY, Button.WHO_SEES)),
        button(Button.LEAVE_TEAM, translate("button-leave_team"), TeamValue(team=team)),
    ]
    blocks = [
        *paragraphs(translate("on-channel", leader=called)),
        context(" ".join(small)),
        actions(row, name="start"),
    ]
    return post(blocks)


def on_admin(steps: FirstSteps, *, reader: Person) -> Message:
    """To whoever installed it: the first steps; each that is done is ticked, wherever it was."""
    translate = translator(reader.locale)
    row = [button(of, translate(f"button-{of.value}")) for of in (Button.WHO_SEES,)]
    blocks = [
        *paragraphs(translate("on-admin")),
        *step_blocks(translate, steps),
        context(translate("on-admin-alone")),
        actions(row, name="admin"),
    ]
    return message(translate("notice-here"), blocks, reader=reader)


def step_blocks(translate: Translator, steps: FirstSteps) -> list[Block]:
    """The first steps of an admin: what is done says so, what is left has its button."""
    blocks = []
    for name_, done, of in (
        ("contact", steps.contact, Button.CONTACT),
        ("team", steps.team, Button.SET_UP),
    ):
        if done:
            blocks.append(section(translate(f"first-{name_}-done"), name=f"first-{name_}"))
        else:
            control = button(of, translate(f"button-{of.value}"))
            text = translate(f"first-{name_}")
            blocks.append(section(text, name=f"first-{name_}", accessory=control))
    return blocks


def struck_off(team: Team, by: Person | None, *, left: int, reader: Person) -> Message:
    """To a leader whom ``by`` took off a team; ``left`` open things go back to their raisers."""
    translate = translator(reader.locale)
    channel = channel_link(team.channel)
    if by is None:
        text = translate("struck-off-by_nobody", channel=channel)
    else:
        text = translate("struck-off", person=name(by), channel=channel)
    lines = [text, *([translate("struck-off-left", n=left)] if left else [])]
    return message(
        translate("notice-struck_off"),
        paragraphs(" ".join(lines)),
        reader=reader,
    )


def on_back(*, reader: Person, since: datetime, now: datetime) -> Message:
    """To whoever installed it: the bot may write again."""
    translate = translator(reader.locale)
    text = translate(
        "on-back", date=translate.local_day(since, reader.zone, local_day(now, reader.zone))
    )
    return message(translate("notice-here"), paragraphs(text), reader=reader)


def on_unheard(*, reader: Person, since: datetime) -> Message:
    """To whoever installed it: nothing of what people do arrives."""
    translate = translator(reader.locale)
    text = translate("on-unheard", since=translate.moment(since, reader.zone))
    return message(translate("notice-unheard"), paragraphs(text), reader=reader)


def safe_ask(person: Person, *, reader: Person) -> Message:
    """To the safety contact: ``person`` would like them to get in touch today."""
    translate = translator(reader.locale)
    called = name(person)
    write = link_button(
        Button.WRITE, translate("button-write", person=called), conversation(person)
    )
    blocks = [*paragraphs(translate("safe-ask", person=called)), actions([write], name="safe")]
    return message(translate("notice-safe"), blocks, reader=reader)


def example(*, reader: Person, day: str = "", openers: int = 0) -> Message:
    """What a leader will be sent, marked as an example: nothing in it can be pressed.

    ``day`` is the day it was heard on, as words write it.
    """
    translate = translator(reader.locale)
    person = translate("example-person")
    promise = translate("promise-heard", person=person, date=day)
    what = translate(
        "line-who-topic", person=f"*{person}*", topic=translate("topic-overloaded-incident")
    )
    controls = [translate(f"button-{of.value}", person=person) for of in _EXAMPLE_CONTROLS]
    blocks = [
        context(translate("example")),
        section(translate("notice-leader")),
        *paragraphs(f"{what}\n{promise}"),
        context(translate(f"opener-{openers % OPENERS + 1}")),
        context(translate("example-buttons", buttons=translate("list-separator").join(controls))),
    ]
    return message(translate("notice-leader"), blocks, reader=reader)
