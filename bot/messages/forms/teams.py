"""Setting up a team: its people, how it works, the promise, the contact, how things count."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from bot.domain.digest import Thresholds
from bot.domain.person import DEFAULT_HOUR, Person
from bot.domain.team import MAX_LEADERS, MAX_MEMBERS, ChannelFigures, LeaderState, Team
from bot.messages.blocks import (
    PLACEHOLDER_LIMIT,
    Block,
    Element,
    actions,
    button,
    context,
    menu,
    option,
    plain,
)
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    clock,
    contact_words,
    lines,
    modal,
    radio,
    safety,
    several_people,
    somebody,
    speak,
    ticks,
)
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, channel_link

CONTACT_LIMIT = 200
ZONE_LIMIT = 64
REGION_LIMIT = 16
EMOJI_LIMIT = 100
NO_NOTE = 0
MONTHLY = "monthly"
CHART = "chart"
DEFAULT_NOTE_DAY = 5
DEFAULT_NOTE_AT = time(10, 0)
USUAL_HOURS = (time(9, 30), time(13, 30), time(16, 30))
OTHER_HOURS = tuple(
    time(hour, minute)
    for hour in range(6, 21)
    for minute in (0, 30)
    if time(hour, minute) not in USUAL_HOURS
)
_A_MONDAY = date(2024, 1, 1)


def loading(reader: Person, *, title_key: str, view_state: ViewState = NOTHING) -> View:
    """A view that stands there while the real one is being made."""
    say = speak(reader)
    blocks = [paragraph(say("form-loading"))]
    return modal(say(title_key), blocks, close=say("view-close"), view_state=view_state)


def team_form(
    reader: Person,
    *,
    team: Team | None,
    people: Sequence[str] = (),
    contact: str | None,
    ask_contact: bool | None = None,
    zone: str | None = None,
    view_state: ViewState = NOTHING,
    leaders: Sequence[str] | None = None,
    members: Sequence[str] | None = None,
    problem: str | None = None,
) -> View:
    """The channel's team (``M team``): new with ``people`` filled in, or ``team`` to change.

    ``contact`` is the workspace's or the team's own. It is asked for where there is none, or
    where ``ask_contact`` says so because it is this team's only leader. ``leaders`` and
    ``members`` are what was chosen already, and ``problem`` why the form is shown once more.
    """
    say = speak(reader)
    if team is not None:
        leading = [one.person for one in team.leaders if one.state is not LeaderState.GONE]
        leaders = leading if leaders is None else leaders
        members = sorted(team.members) if members is None else members
        view_state = replace(view_state, channel=team.channel)
    leaders = (reader.id,) if leaders is None else leaders
    members = [one for one in people if one != reader.id] if members is None else members
    digest_day = team.digest_day if team is not None else DEFAULT_NOTE_DAY
    digest_at = team.digest_at if team is not None else DEFAULT_NOTE_AT
    figures = team.figures if team is not None else ChannelFigures.AFTER_FOUR_WEEKS
    region = team.region if team is not None else reader.preferences.region
    emoji = [f":{one}:" for one in team.emoji] if team is not None else []
    where = zone or (team.zone if team is not None else reader.zone)
    blocks: list[Block] = [
        *([context(problem)] if problem else []),
        ask(
            Field.LEADERS,
            say("form-team-leaders"),
            several_people(Field.LEADERS, leaders, MAX_LEADERS),
        ),
        ask(
            Field.MEMBERS,
            say("form-team-members"),
            several_people(Field.MEMBERS, members, MAX_MEMBERS),
        ),
    ]
    if ask_contact if ask_contact is not None else contact is None:
        blocks += _contact_fields(say, None, team.contact if team is not None else None)
    elif contact is not None:
        shown = say("form-team-contact-set", contact=contact_words(contact))
        blocks.append(context(shown))
    blocks += [
        ask(Field.DIGEST_DAY, say("form-team-note-day"), _weekdays(say, digest_day)),
        ask(Field.DIGEST_AT, say("form-team-note-at"), clock(Field.DIGEST_AT, digest_at)),
        ask(
            Field.FIGURES,
            say("form-team-figures"),
            radio(
                Field.FIGURES,
                [
                    option(say(f"form-team-figures-{one.value}"), one.value)
                    for one in ChannelFigures
                ],
                chosen=figures.value,
            ),
        ),
        ask(
            Field.DIGEST_WISHES,
            say("form-team-note-wishes"),
            ticks(
                Field.DIGEST_WISHES,
                [
                    option(say("form-team-monthly"), MONTHLY),
                    option(say("form-team-chart"), CHART),
                ],
                ticked=_wishes(team),
            ),
            optional=True,
        ),
        ask(
            Field.ZONE,
            say("form-team-zone"),
            lines(Field.ZONE, ZONE_LIMIT, initial=where, several=False),
        ),
        ask(
            Field.REGION,
            say("form-team-region"),
            lines(Field.REGION, REGION_LIMIT, initial=region or "", several=False),
            hint=say("form-team-region-hint"),
            optional=True,
        ),
        ask(
            Field.EMOJI,
            say("form-team-emoji"),
            lines(Field.EMOJI, EMOJI_LIMIT, initial=" ".join(emoji), several=False),
            hint=say("form-team-emoji-hint"),
            optional=True,
        ),
        safety(say, contact),
    ]
    return modal(
        say("form-team-title"),
        blocks,
        form=Form.TEAM,
        submit=say("form-team-submit"),
        close=say("view-close"),
        view_state=view_state,
    )


def _wishes(team: Team | None) -> list[str]:
    if team is None:
        return []
    return [*([MONTHLY] if team.digest_every > 1 else []), *([CHART] if team.chart else [])]


def _weekdays(say: Translator, chosen: int) -> Element:
    days = [
        option(say.weekday(date.fromordinal(_A_MONDAY.toordinal() + day - 1)), str(day))
        for day in range(1, 8)
    ]
    days.append(option(say("form-team-note-off"), str(NO_NOTE)))
    return menu(Field.DIGEST_DAY.value, days, chosen=str(chosen))


def _contact_fields(say: Translator, person: str | None, line: str | None) -> list[Block]:
    """A person or a line of text; that one of them is there is checked on sending."""
    if line is not None and line.startswith("<@") and line.endswith(">"):
        person, line = line[2:-1], None
    return [
        ask(
            Field.CONTACT_PERSON,
            say("form-team-contact-person"),
            somebody(Field.CONTACT_PERSON, person),
            optional=True,
        ),
        ask(
            Field.CONTACT_LINE,
            say("form-team-contact-line"),
            lines(Field.CONTACT_LINE, CONTACT_LIMIT, initial=line or "", several=False),
            hint=say("form-team-contact-line-hint"),
            optional=True,
        ),
    ]


def how_view(reader: Person, *, contact: str | None, view_state: ViewState = NOTHING) -> View:
    """How it works (``M how``): before the promise to a team, or before there is any."""
    say = speak(reader)
    keys = ("form-guide-first", "form-how-loop", "form-how-not")
    if view_state.origin is None:
        return modal(
            say("form-how-title"),
            [*(paragraph(say(key)) for key in (*keys, "form-how-begin")), safety(say, contact)],
            close=say("view-close"),
        )
    return modal(
        say("form-how-title"),
        [*(paragraph(say(key)) for key in keys), safety(say, contact)],
        form=Form.HOW,
        submit=say("form-how-submit"),
        close=say("view-close"),
        view_state=view_state,
    )


def promise_form(
    reader: Person, *, team: Team, contact: str | None, view_state: ViewState = NOTHING
) -> View:
    """What you promise (``M promise``), and at what hour to be written to."""
    say = speak(reader)
    use = (
        say("form-promise-use", contact=contact_words(contact))
        if contact
        else say("form-promise-use-no_contact")
    )
    sentences = (say("form-promise-answer"), say("form-promise-back"), use)
    hour = hours_menu(say, reader.preferences.hour or DEFAULT_HOUR)
    return modal(
        say("form-promise-title"),
        [
            *(paragraph(sentence) for sentence in sentences),
            ask(Field.HOUR, say("form-promise-hour"), hour),
            safety(say, contact),
        ],
        form=Form.PROMISE,
        submit=say("form-promise-submit"),
        close=say("view-close"),
        view_state=replace(view_state, channel=team.channel),
    )


def hours_menu(say: Translator, chosen: time) -> Element:
    """The three usual hours, then every other half hour; an odd one chosen before stays."""
    others = OTHER_HOURS
    if chosen not in (*USUAL_HOURS, *others):
        others = tuple(sorted((*others, chosen)))
    usual, rest = (
        [option(_hour(one), one.strftime("%H:%M")) for one in hours]
        for hours in (USUAL_HOURS, others)
    )
    value = chosen.strftime("%H:%M")
    return {
        "type": "static_select",
        "action_id": Field.HOUR.value,
        "placeholder": plain(say("form-name-choose"), PLACEHOLDER_LIMIT),
        "option_groups": [
            {"label": plain(say("form-promise-hours")), "options": usual},
            {"label": plain(say("form-promise-hours-other")), "options": rest},
        ],
        "initial_option": next(one for one in (*usual, *rest) if one["value"] == value),
    }


def _hour(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def youre_on(reader: Person, *, team: Team, hour: time, view_state: ViewState = NOTHING) -> View:
    """The last view after the promise."""
    say = speak(reader)
    text = say("form-on-text", channel=channel_link(team.channel), hour=_hour(hour))
    blocks = [
        paragraph(text),
        actions([button(Button.EXAMPLE, say("button-example"), team.id)]),
    ]
    return modal(say("form-on-title"), blocks, close=say("view-close"), view_state=view_state)


def contact_form(
    reader: Person,
    *,
    person: str | None = None,
    line: str | None = None,
    view_state: ViewState = NOTHING,
) -> View:
    """Whom to turn to in danger, harassment or threats (``M contact``)."""
    say = speak(reader)
    contact = f"<@{person}>" if person else line
    return modal(
        say("form-contact-title"),
        [
            paragraph(say("form-contact-small")),
            *_contact_fields(say, person, line),
            safety(say, contact),
        ],
        form=Form.CONTACT,
        submit=say("form-contact-submit"),
        close=say("view-close"),
        view_state=view_state,
    )


def counted_view(reader: Person, fewest: int) -> View:
    """How Friday's note is counted, in plain words (``M counted``).

    ``fewest`` is how many people a team needs before anything is counted.
    """
    say = speak(reader)
    usual = Thresholds()
    people = "people" if fewest == usual.eligible else "people-raised"
    numbers = str(max(fewest, usual.numbers_eligible))
    keys = (
        "window",
        "raised",
        "heard",
        "back",
        "median",
        "better",
        "behind",
        people,
        "delta",
        "small",
    )
    blocks = [paragraph(say(f"form-counted-{key}", n=str(fewest), numbers=numbers)) for key in keys]
    return modal(say("form-counted-title"), blocks, close=say("view-close"))
