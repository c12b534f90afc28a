"""The app's Home: what to come back to, what one said, and the admins' part."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from babel.lists import format_list

from bot.domain.delivery import NOT_DRAWN, to_a_person
from bot.domain.due import DueKind
from bot.domain.ids import ChannelId
from bot.domain.person import Person
from bot.domain.record import HomeData, TeamLine, TeamStanding, Undelivered
from bot.messages.blocks import (
    Block,
    actions,
    button,
    context,
    divider,
    header,
    read_aloud,
    section,
)
from bot.messages.cards.approval import channel_for
from bot.messages.cards.day import news_blocks
from bot.messages.cards.digest import digest_blocks, digest_title
from bot.messages.cards.start import step_blocks
from bot.messages.controls import Button, DeliveryValue, TeamValue
from bot.messages.forms.form_elements import View, pager, safety, within
from bot.messages.forms.lines import in_turn, leader_lines, placed, raiser_lines
from bot.messages.row_names import told_apart
from bot.messages.translate import (
    Translator,
    channel_link,
    contact_words,
    escape,
    local_day,
    name,
    short_name,
    translator,
)

PER_PAGE = 10
MOST_UNDELIVERED = 5
MOST_FAILURES = 10
_DELETES = frozenset({DueKind.RETENTION, DueKind.CLEAN_UP})
"""What is a matter of data protection stands first."""
MOST_NOTES = 3
MOST_TEAMS = 10
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
_PERMISSION = frozenset({"missing_scope", "not_allowed_token_type"})
_TOKEN = frozenset({"invalid_auth", "not_authed", "token_revoked"})


def home(data: HomeData, *, now: datetime, page: int = 0) -> View:
    """Home as it stands for one person; both lists turn their pages together."""
    translate, today = translator(data.person.locale), local_day(now, data.person.zone)
    waiting = placed(data.waiting, now, data.person.zone)
    longest = max(len(waiting), len(data.mine))
    pages = max(1, -(-longest // PER_PAGE))
    page = within(page, pages)
    window = slice(page * PER_PAGE, (page + 1) * PER_PAGE)
    blocks: list[Block] = [context(translate("home-what"))]
    if data.first_steps is not None:
        steps = step_blocks(translate, data.first_steps)
        blocks += [header(translate("home-first")), *steps, divider()]
    first = len(blocks)
    blocks += _asked(translate, data)
    new = not (data.leads or waiting or data.news or data.mine)
    if data.leads or waiting or data.news:
        rows = leader_lines(translate, data.person, waiting[window])
        blocks += _leader(translate, data, rows, now)
        blocks.append(divider())
    blocks += _new(translate, data) if new else _raiser(translate, data, window)
    if page == 0:
        blocks += _notes(translate, data, today)
    if pages > 1:
        blocks.append(context(translate("home-page", page=page + 1, pages=pages)))
        blocks += pager(translate, page, pages)
    if data.admin:
        admin = _admin(translate, data, today)
        waits = data.approvals or data.failures or data.uncertain
        blocks = [*blocks[:first], *admin, divider(), *blocks[first:]] if waits else blocks + admin
    else:
        blocks += _undelivered(translate, data)
    if (data.leads or waiting) and data.person.says_away and data.person.back_on(now) is None:
        away = translate("home-status-away")
        pause = read_aloud(translate, button(Button.PAUSE, translate("button-pause")), away)
        blocks.insert(2, section(away, name="away", accessory=pause))
    blocks += _teams(translate, data)
    for leader, channel in data.declined[:MOST_UNDELIVERED]:
        sentence = translate("home-declined", leader=name(leader), channel=channel_link(channel))
        blocks.append(context(sentence))
    paused = _paused_line(translate, data.person, now)
    if paused is not None:
        blocks.append(context(paused))
    blocks.append(_footer(translate))
    blocks.append(safety(translate, data.contact))
    return {"type": "home", "blocks": blocks}


def _asked(translate: Translator, data: HomeData) -> list[Block]:
    """The teams that wait for the reader's own promise."""
    blocks: list[Block] = []
    for team in data.teams[:MOST_TEAMS]:
        if team.team is not None:
            how = button(Button.HOW, translate("button-how"), TeamValue(team=team.team))
            text = translate("home-asked", channel=channel_link(team.channel))
            blocks.append(section(text, name=f"asked-{team.team}", accessory=how))
    return blocks


def _new(translate: Translator, data: HomeData) -> list[Block]:
    """How it works, and where to begin, for whoever sees it for the first time."""
    begins = data.first_steps is not None or any(team.team for team in data.teams)
    alone = not data.led and not begins
    steps = [translate(f"home-new-{step}") for step in ("raise", "reply", "ask")]
    blocks: list[Block] = [header(translate("home-new")), section("\n".join(steps))]
    if alone:
        blocks.append(section(translate("home-new-alone")))
    keys = [Button.SAY] if data.led else []
    keys += [] if data.notes_off else [Button.NOTE]
    keys += [Button.SET_UP] if data.first_steps is None else []
    keys += [Button.SUGGEST] if alone else []
    if keys:
        row = [button(of, translate(f"button-{of.value}")) for of in keys]
        blocks.append(actions(row, name="first"))
    if data.led:
        blocks.append(context(translate("home-help")))
    return blocks


def _leader(
    translate: Translator, data: HomeData, rows: Sequence[Block], now: datetime
) -> list[Block]:
    blocks = [header(translate("home-leader"))]
    if data.news:
        news = news_blocks(data.news, data.person, now)
        blocks += [context(translate("home-news")), *news]
    if rows:
        blocks += rows
    elif data.waiting:
        # The other list is longer: this one ended on an earlier page.
        pass
    elif data.finished:
        blocks.append(section(translate("home-leader-empty")))
    else:
        blocks.append(section(translate("home-leader-first")))
        if any(team.standing is TeamStanding.ON and _is_led(data, team) for team in data.teams):
            example = button(Button.EXAMPLE, translate("button-example"))
            text = translate("home-leader-on")
            blocks.append(section(text, name="first-leader", accessory=example))
    if data.coaching is not None:
        line = translate(f"coaching-{data.coaching.line.value}")
        rest = (Button.ANOTHER, Button.HIDE) if data.coaching.more else (Button.HIDE,)
        blocks.append(section(translate("home-coaching", line=line)))
        row = [button(act, translate(f"button-{act.value}")) for act in rest]
        blocks.append(actions(row, name="coaching"))
    buttons = [] if data.notes_off else [button(Button.NOTE, translate("button-note"))]
    if data.waiting or data.finished:
        buttons.append(button(Button.LIST, translate("button-list")))
    if buttons:
        blocks.append(actions(buttons, name="leader"))
    return blocks


def _is_led(data: HomeData, team: TeamLine) -> bool:
    return any(leader.id == data.person.id for leader in team.leaders)


def _raiser(translate: Translator, data: HomeData, window: slice) -> list[Block]:
    blocks = [header(translate("home-raiser"))]
    rows = raiser_lines(translate, data.person, in_turn(data.mine)[window])
    if not data.mine:
        rows = [section(translate("home-raiser-empty"))]
    blocks += rows
    blocks.append(actions([button(Button.SAY, translate("button-say"))], name="raiser"))
    return blocks


def _notes(translate: Translator, data: HomeData, today: date) -> list[Block]:
    """The weekly notes that are read here, and in no channel."""
    blocks: list[Block] = []
    for note in data.notes[:MOST_NOTES]:
        drawn = digest_blocks(note.note, locale=data.person.locale, steps=note.steps, today=today)
        small = context(translate("home-note", date=translate.day(note.day, today)))
        blocks += [divider(), digest_title(translate, note.note, note.team, today), *drawn, small]
        if note.note.figures is not None:
            counted = button(Button.COUNTED, translate("button-counted"))
            row = [read_aloud(translate, counted, f"#{short_name(note.team.name)}")]
            blocks.append(actions(row, name=f"note-{note.team.id}"))
    return blocks


def _teams(translate: Translator, data: HomeData) -> list[Block]:
    """The teams somebody is of, and what each waits for."""
    lines = [
        translate(
            f"home-team-{team.standing.value}",
            channel=channel_link(team.channel),
            names=format_list([name(leader) for leader in team.leaders], locale=translate.locale)
            or translate("hidden-person"),
        )
        for team in data.teams[:MOST_TEAMS]
    ]
    if not lines:
        return []
    return [context("\n".join([f"*{translate('home-teams')}*", *lines]))]


def _undelivered(translate: Translator, data: HomeData) -> list[Block]:
    said = [_what_to_do(translate, data, lost) for lost in data.undelivered]
    said += [_what_to_do(translate, data, lost, ended=True) for lost in data.given_up]
    if not said:
        return []
    lines = [f"• {sentence}" for sentence in list(dict.fromkeys(said))[:MOST_UNDELIVERED]]
    return [section("\n".join([f"*{translate('home-undelivered')}*", *lines]))]


def _what_to_do(
    translate: Translator, data: HomeData, lost: Undelivered, *, ended: bool = False
) -> str:
    code = lost.code
    if code in _CHANNEL and not to_a_person(lost.recipient):
        channel = _channel(translate, data, lost.recipient)
        return translate("home-undelivered-channel", channel=channel)
    for codes, key in (
        (_ACCOUNT | _CHANNEL, "account"),
        (_PERMISSION, "permission"),
        (_TOKEN, "token"),
        (_TAB, "tab"),
        ({NOT_DRAWN}, "drawn"),
    ):
        if code in codes:
            return translate(f"home-undelivered-{key}")
    if ended:
        return translate("home-undelivered-ended", code=escape(code[:80]))
    return translate("home-undelivered-other", code=escape(code[:80]))


def _channel(translate: Translator, data: HomeData, channel: str) -> str:
    """A channel as the reader may know it: of a private one, who set up its team."""
    team = data.channels.get(channel)
    if team is None:
        return channel_link(ChannelId(channel))
    return channel_for(translate, team, data.person)


def _doubts(translate: Translator, data: HomeData, today: date) -> list[Block]:
    """What nobody but a human can settle: where to look, and the two answers."""
    blocks: list[Block] = []
    rows = data.uncertain[:MOST_UNDELIVERED]
    moments = [
        translate(
            "line-at",
            what=translate.local_day(item.due_at, data.person.zone, today),
            time=translate.hour(item.due_at, data.person.zone),
        )
        for item in rows
    ]
    called = told_apart(translate, [(moment,) for moment in moments])
    for delivery, read_as in zip(rows, called, strict=True):
        date = translate.local_day(delivery.due_at, data.person.zone, today)
        where = (
            translate("home-doubt-yours", date=date)
            if delivery.recipient == data.person.id
            else translate("home-doubt-person", date=date)
            if to_a_person(delivery.recipient)
            else translate(
                "home-doubt-channel",
                kind=translate(f"kind-{delivery.kind.value}"),
                channel=_channel(translate, data, delivery.recipient),
                date=date,
                time=translate.clock(delivery.due_at, data.person.zone),
            )
        )
        answers = (Button.ARRIVED, Button.SEND_AGAIN)
        row = [
            read_aloud(
                translate,
                button(of, translate(f"button-{of.value}"), DeliveryValue(delivery=delivery.id)),
                read_as,
            )
            for of in answers
        ]
        blocks += [section(where), actions(row, name=f"doubt-{delivery.id}")]
    return [section(translate("home-doubt")), *blocks] if blocks else []


def _admin(translate: Translator, data: HomeData, today: date) -> list[Block]:
    """For admins: settings and what went wrong; never words, names or topics."""
    text = (
        translate("home-admin-contact", contact=contact_words(data.contact))
        if data.contact
        else translate("home-admin-no_contact")
    )
    set_it = button(Button.CONTACT, translate("button-contact"))
    more = actions([button(Button.WORKSPACE, translate("button-workspace"))], name="workspace")
    blocks = [divider(), header(translate("home-admin"))]
    if data.first_steps is None or data.first_steps.contact:
        # Else it is the first step, above.
        blocks.append(section(text, accessory=set_it))
    if data.contact_unconfirmed:
        blocks.append(context(translate("home-admin-contact-unknown")))
    if data.approvals:
        look = button(Button.APPROVALS, translate("button-approvals"))
        blocks.append(section(translate("home-approvals", n=data.approvals), accessory=look))
    return [
        *blocks,
        more,
        *_undelivered(translate, data),
        *_failures(translate, data),
        *_doubts(translate, data, today),
    ]


def _failures(translate: Translator, data: HomeData) -> list[Block]:
    """What the clock could not handle, for the installer: how many of each kind.

    Not whose, and not why: ids and errors stand in the log and in ``heard doctor``.
    """
    counts = Counter(failure.kind for failure in data.failures)
    kinds = sorted(counts, key=lambda kind: (kind not in _DELETES, kind))
    lines = [
        translate("home-failed-kind", kind=translate(f"home-failed-{kind.value}"), n=counts[kind])
        for kind in kinds[:MOST_FAILURES]
    ]
    if not lines:
        return []
    return [
        section(
            "\n".join([f"*{translate('home-failed')}*", *lines, translate("home-failed-where")])
        )
    ]


def _footer(translate: Translator) -> Block:
    keys = (Button.WHO_SEES, Button.MY_DATA, Button.PAUSE, Button.SETTINGS)
    return actions([button(key, translate(f"button-{key.value}")) for key in keys], name="footer")


def _paused_line(translate: Translator, person: Person, now: datetime) -> str | None:
    """Until when the bot does not write to ``person``, if they paused it."""
    until = person.preferences.paused_until
    today = local_day(now, person.zone)
    if until is None or until <= today:
        return None
    return translate("home-paused", date=translate.day(until, today))
