"""What admins are asked about teams and contacts, and what comes of it."""

from collections.abc import Sequence
from datetime import datetime

from babel.lists import format_list

from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.team import Team
from bot.messages.blocks import (
    Block,
    Element,
    actions,
    button,
    confirm,
    context,
    paragraphs,
    read_aloud,
)
from bot.messages.cards.message import Message, message
from bot.messages.controls import ApprovalValue, Button, PersonValue, TeamValue
from bot.messages.translate import (
    Translator,
    channel_link,
    contact_words,
    escape,
    local_day,
    mention,
    name,
    short_name,
    translator,
)
from bot.payloads import ApprovalAnswer, ApprovalRequest


def approval_blocks(
    translate: Translator,
    team: Team,
    request: ApprovalRequest,
    *,
    reader: Person,
    now: datetime,
    contact: str | None = None,
    contact_known: bool = True,
    by_admin: bool = False,
) -> list[Block]:
    """What an admin is asked about a team, with the two answers.

    ``contact`` is the one that was proposed, or of a team of the first version the one there is;
    ``contact_known`` says whether an admin is known to have named that, and ``by_admin`` whether
    an admin set the team up.
    """
    control = ApprovalValue(team=team.id, number=request.number)
    row = [
        button(Button.APPROVE, translate("button-approve"), control),
        button(Button.WHO_SEES, translate("button-who_sees")),
        button(Button.NOT_APPROVED, translate("button-not_approved"), control),
    ]
    return [
        *paragraphs("\n".join(_asked(translate, team, request, reader, now, by_admin=by_admin))),
        *_contact(translate, contact, known=contact_known),
        actions(
            [read_aloud(translate, one, f"#{short_name(team.name)}") for one in row],
            name=f"approve-{team.id}",
        ),
    ]


def on_approve(
    team: Team,
    request: ApprovalRequest,
    *,
    reader: Person,
    now: datetime,
    settled: str | None = None,
    contact: str | None = None,
    contact_known: bool = True,
    by_admin: bool = False,
) -> Message:
    """To an admin: what waits for their yes, or what became of it (``settled``, a key)."""
    translate = translator(reader.locale)
    if settled is not None:
        blocks: list[Block] = [
            *paragraphs(translate(settled, channel=channel_name(team), person=mention(request.by))),
            context("\n".join(_people(translate, request))),
        ]
    else:
        blocks = approval_blocks(
            translate,
            team,
            request,
            reader=reader,
            now=now,
            contact=contact,
            contact_known=contact_known,
            by_admin=by_admin,
        )
    notice = translate("notice-approve" if settled is None else "notice-approve-settled")
    return message(notice, blocks, reader=reader)


def _asked(
    translate: Translator,
    team: Team,
    request: ApprovalRequest,
    reader: Person,
    now: datetime,
    *,
    by_admin: bool,
) -> Sequence[str]:
    channel = channel_name(team)
    by = mention(request.by)
    if request.until is not None:
        until = translate.local_day(request.until, reader.zone, local_day(now, reader.zone))
        key = "approve-before" if by_admin else "approve-before-other"
        sentences = [translate(key, channel=channel, person=by, date=until)]
    elif request.changes:
        sentences = [translate("approve-changes", channel=channel, person=by)]
    else:
        sentences = [translate("approve-new", channel=channel, person=by)]
    sentences += _people(translate, request)
    which = "changes" if request.changes else "starts" if request.until is None else "goes-on"
    if which != "changes" or request.leaders or request.members:
        sentences.append(translate(f"approve-{which}-then"))
    return [*sentences, translate("approve-not_now", person=by)]


def _people(translate: Translator, request: ApprovalRequest) -> list[str]:
    """Whom it is about."""
    sentences = []
    if request.leaders:
        sentences.append(translate("approve-leaders", names=_mentions(translate, request.leaders)))
    if request.members:
        sentences.append(translate("approve-members", names=_mentions(translate, request.members)))
    return sentences


def _contact(translate: Translator, contact: str | None, *, known: bool) -> list[Block]:
    if contact is None:
        return []
    key = "approve-contact" if known else "approve-contact-unknown"
    return paragraphs(translate(key, contact=contact_words(contact)))


def channel_name(team: Team) -> str:
    """A team's channel for those who may know it: Slack hides a private one behind its link."""
    return f"#{escape(team.name)}" if team.private else channel_link(team.channel)


def channel_for(translate: Translator, team: Team, reader: Person) -> str:
    """A team's channel as ``reader`` may know it."""
    if team.may_know(reader.id):
        return channel_name(team)
    if team.created_by in team.leading:
        return translate("home-doubt-private")
    return translate("private-channel", person=mention(team.created_by))


def _mentions(translate: Translator, people: Sequence[PersonId]) -> str:
    return translate("list-separator").join(mention(person) for person in people)


def approval_answer(team: Team, answer: ApprovalAnswer, *, reader: Person) -> Message:
    """To whoever asked: what the admin said."""
    translate = translator(reader.locale)
    channel, admin = channel_name(team), mention(answer.admin)
    if not answer.approved:
        key = "approval-no-running" if answer.on else "approval-no"
        text = translate(key, channel=channel, admin=admin)
    elif answer.waits_for:
        names = _mentions(translate, answer.waits_for)
        text = translate("approval-yes-waits", channel=channel, admin=admin, names=names)
    else:
        text = translate("approval-yes", channel=channel, admin=admin)
    notice = translate("notice-approval")
    return message(notice, paragraphs(text), reader=reader)


def contact_needed(
    contact: PersonId | None, team: Team | None, *, reader: Person, done: bool = False
) -> Message:
    """To admins: whom people turned to cannot be it; ``team``: because they lead it."""
    translate = translator(reader.locale)
    who = mention(contact) if contact else None
    if done:
        text = translate("contact-done")
    elif team is None:
        text = translate("contact-gone", contact=who or translate("hidden-person"))
    elif who is None:
        text = translate("contact-none", channel=channel_for(translate, team, reader))
    else:
        channel = channel_for(translate, team, reader)
        text = translate("contact-leads", contact=who, channel=channel)
    blocks = paragraphs(text)
    if not done:
        blocks.append(context(translate("contact-for-all")))
        blocks.append(
            actions([button(Button.CONTACT, translate("button-contact"))], name="contact")
        )
    notice = translate("contact-done" if done else "notice-contact")
    return message(notice, blocks, reader=reader)


def listed(team: Team, leaders: Sequence[Person], *, reader: Person, on_it: bool) -> Message:
    """To somebody who is on a team's list and has not read it in the channel."""
    translate = translator(reader.locale)
    names = format_list([name(leader) for leader in leaders], locale=translate.locale)
    channel = channel_link(team.channel)
    if not on_it:
        left = paragraphs(translate("listed-left", channel=channel))
        return message(translate("notice-struck_off"), left, reader=reader)
    row = [
        # How it works is told to leads; here it is asked who reads what one says.
        button(Button.WHO_SEES, translate("button-who_sees")),
        button(Button.LEAVE_TEAM, translate("button-leave_team"), TeamValue(team=team.id)),
    ]
    blocks = [
        *paragraphs(translate("listed", channel=channel, names=names)),
        context(translate("listed-small", names=names)),
        actions(row, name="listed"),
    ]
    return message(translate("notice-listed"), blocks, reader=reader)


def note_kept(leader: Person, *, reader: Person, leads: bool, erased: bool) -> Message:
    """To somebody about whom a leader keeps notes: that they do, once, and the ways out."""
    translate, called = translator(reader.locale), mention(leader.id)
    if erased:
        text = translate("note-kept-erased", leader=called)
        return message(translate("notice-settled"), paragraphs(text), reader=reader)
    blocks = [
        *paragraphs(translate("note-kept", leader=called)),
        context(translate("note-kept-small", leader=called)),
        actions(note_controls(translate, leader, leads=leads), name="note-kept"),
    ]
    return message(translate("notice-note-kept"), blocks, reader=reader)


def note_controls(
    translate: Translator, leader: Person, *, leads: bool, label: str | None = None
) -> list[Element]:
    """What somebody can do about a leader's notes; ``leads``: an approved team says they lead.

    ``label`` is what the second says where it is an answer.
    """
    called = name(leader)
    which = Button.REMOVE_NOTES if leads else Button.NOT_LED
    kind = "remove_notes" if leads else "not_led"
    sure = confirm(
        translate(f"confirm-{kind}-title", leader=called),
        translate(f"confirm-{kind}", leader=called),
        translate(f"confirm-{kind}-yes"),
        translate("confirm-keep"),
    )
    label = label or translate(f"button-{which.value}", leader=called)
    return [
        button(Button.MY_DATA, translate("button-read_notes")),
        button(which, label, PersonValue(person=leader.id), confirm=sure),
    ]
