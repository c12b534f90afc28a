"""The app's Home: what to come back to, what one said, and the admins' part."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.delivery import NOT_DRAWN, to_a_person
from bot.domain.ids import ChannelId
from bot.domain.person import Person
from bot.domain.record import HomeData
from bot.messages.blocks import Block, actions, button, context, divider, header, section
from bot.messages.cards.digest import note_blocks, note_title
from bot.messages.controls import Button
from bot.messages.forms.form_elements import View, contact_words, pager, safety, speak, within
from bot.messages.forms.lines import leader_lines, placed, raiser_line
from bot.messages.translate import Translator, channel_link, escape, local_day, name

PER_PAGE = 10
MOST_UNDELIVERED = 5
MOST_NOTES = 3
_ACCOUNT = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
_CHANNEL = frozenset(
    {
        "cannot_post_in_channel",
        "channel_is_archived",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
    }
)
_TAB = frozenset({"messages_tab_disabled"})
_PERMISSION = frozenset(
    {"invalid_auth", "missing_scope", "not_allowed_token_type", "not_authed", "token_revoked"}
)


def home(desk: HomeData, *, now: datetime, page: int = 0) -> View:
    """Home as it stands for one person; both lists turn their pages together."""
    say = speak(desk.person)
    waiting = placed(desk.waiting, now, desk.person.zone)
    longest = max(len(waiting), len(desk.mine))
    pages = max(1, -(-longest // PER_PAGE))
    page = within(page, pages)
    window = slice(page * PER_PAGE, (page + 1) * PER_PAGE)
    blocks: list[Block] = []
    if desk.leads or waiting:
        blocks += _leader(say, desk, leader_lines(say, desk.person, waiting[window]))
        blocks.append(divider())
    blocks += _raiser(say, desk, window)
    if page == 0:
        blocks += _notes(say, desk)
    if pages > 1:
        blocks.append(context(say("home-page", page=page + 1, pages=pages)))
        blocks += pager(say, page, pages)
    if desk.admin:
        blocks += _admin(say, desk)
    else:
        blocks += _undelivered(say, desk)
    if (desk.leads or waiting) and desk.person.says_away and desk.person.back_on(now) is None:
        pause = button(Button.PAUSE, say("button-pause"))
        blocks.insert(1, section(say("home-status-away"), name="away", accessory=pause))
    for leader, channel in desk.declined[:MOST_UNDELIVERED]:
        said = say("home-declined", leader=name(leader), channel=channel_link(channel))
        blocks.append(context(said))
    paused = _paused_line(say, desk.person, now)
    if paused is not None:
        blocks.append(context(paused))
    blocks.append(_footer(say))
    blocks.append(safety(say, desk.contact))
    return {"type": "home", "blocks": blocks}


def _leader(say: Translator, desk: HomeData, shown: Sequence[Block]) -> list[Block]:
    blocks = [header(say("home-leader"))]
    if shown:
        blocks += shown
    elif desk.waiting:
        # The other list is longer: this one ended on an earlier page.
        pass
    elif desk.finished:
        blocks.append(section(say("home-leader-empty")))
    else:
        blocks.append(section(say("home-leader-first")))
    if desk.coaching is not None:
        line = say(f"coaching-{desk.coaching.line.value}")
        rest = (Button.ANOTHER, Button.HIDE) if desk.coaching.more else (Button.HIDE,)
        blocks.append(section(say("home-coaching", line=line)))
        row = [button(one, say(f"button-{one.value}")) for one in rest]
        blocks.append(actions(row, name="coaching"))
    buttons = [button(Button.NOTE, say("button-note"))]
    if desk.waiting or desk.finished:
        buttons.append(button(Button.LIST, say("button-list")))
    blocks.append(actions(buttons, name="leader"))
    return blocks


def _raiser(say: Translator, desk: HomeData, window: slice) -> list[Block]:
    blocks = [header(say("home-raiser"))]
    shown = [raiser_line(say, desk.person, one) for one in desk.mine[window]]
    if not desk.mine:
        shown = [section(say("home-raiser-empty"))]
        if not desk.leads:
            shown.append(context(say("home-help")))
    blocks += shown
    blocks.append(actions([button(Button.SAY, say("button-say"))], name="raiser"))
    return blocks


def _notes(say: Translator, desk: HomeData) -> list[Block]:
    """The weekly notes that are read here, and in no channel."""
    blocks: list[Block] = []
    for one in desk.notes[:MOST_NOTES]:
        drawn = note_blocks(one.note, locale=desk.person.locale, steps=one.steps)
        small = context(say("home-note", date=say.day(one.day)))
        blocks += [divider(), note_title(say, one.note, one.team), *drawn, small]
        if one.note.figures is not None:
            row = [button(Button.COUNTED, say("button-counted"))]
            blocks.append(actions(row, name=f"note-{one.team.id}"))
    return blocks


def _undelivered(say: Translator, desk: HomeData) -> list[Block]:
    said = [_what_to_do(say, code) for code in desk.undelivered]
    said += [_what_to_do(say, code, ended=True) for code in desk.given_up]
    if not said:
        return []
    lines = [f"• {sentence}" for sentence in list(dict.fromkeys(said))[:MOST_UNDELIVERED]]
    return [section("\n".join([f"*{say('home-undelivered')}*", *lines]))]


def _what_to_do(say: Translator, code: str, *, ended: bool = False) -> str:
    for codes, key in (
        (_ACCOUNT, "account"),
        (_CHANNEL, "channel"),
        (_PERMISSION, "permission"),
        (_TAB, "tab"),
        ({NOT_DRAWN}, "drawn"),
    ):
        if code in codes:
            return say(f"home-undelivered-{key}")
    if ended:
        return say("home-undelivered-ended", code=escape(code[:80]))
    return say("home-undelivered-other", code=escape(code[:80]))


def _doubts(say: Translator, desk: HomeData) -> list[Block]:
    """What nobody but a human can settle: where to look, and the two answers."""
    blocks: list[Block] = []
    for one in desk.doubts[:MOST_UNDELIVERED]:
        date = say.local_day(one.due_at, desk.person.zone)
        where = (
            say("home-doubt-person", date=date)
            if to_a_person(one.recipient)
            else say(
                "home-doubt-channel", channel=channel_link(ChannelId(one.recipient)), date=date
            )
        )
        answers = (Button.ARRIVED, Button.SEND_AGAIN)
        row = [button(of, say(f"button-{of.value}"), one.id) for of in answers]
        blocks += [section(where), actions(row, name=f"doubt-{one.id}")]
    return [section(say("home-doubt")), *blocks] if blocks else []


def _admin(say: Translator, desk: HomeData) -> list[Block]:
    """For admins: settings and what went wrong; never words, names or topics."""
    text = (
        say("home-admin-contact", contact=contact_words(desk.contact))
        if desk.contact
        else say("home-admin-no_contact")
    )
    set_it = button(Button.CONTACT, say("button-contact"))
    more = actions([button(Button.WORKSPACE, say("button-workspace"))], name="workspace")
    blocks = [divider(), header(say("home-admin")), section(text, accessory=set_it), more]
    return [*blocks, *_undelivered(say, desk), *_doubts(say, desk)]


def _footer(say: Translator) -> Block:
    keys = (Button.WHO_SEES, Button.MY_DATA, Button.PAUSE, Button.SETTINGS)
    return actions([button(one, say(f"button-{one.value}")) for one in keys], name="footer")


def _paused_line(say: Translator, person: Person, now: datetime) -> str | None:
    """Until when the bot does not write to ``person``, if they paused it."""
    until = person.preferences.paused_until
    if until is None or until <= local_day(now, person.zone):
        return None
    return say("home-paused", date=say.day(until))
