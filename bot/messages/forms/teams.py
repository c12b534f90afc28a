"""Setting up a team: its people, how it works, the promise, the contact, how things count."""

from collections.abc import Sequence
from datetime import datetime, time

from bot.domain.digest import Thresholds
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.settings import Preferences, TeamSettings
from bot.domain.team import (
    CONTACT_LIMIT,
    MAX_LEADERS,
    MAX_MEMBERS,
    LeaderState,
    Team,
    contact_person,
)
from bot.messages.blocks import (
    Block,
    actions,
    button,
    context,
)
from bot.messages.blocks import section as paragraph
from bot.messages.cards.approval import approval_blocks
from bot.messages.controls import Button, Field, Form, TeamValue
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    channel_menu,
    lines,
    modal,
    more_settings,
    safety,
    several_people,
    somebody,
)
from bot.messages.forms.setting_elements import hour_block, setting_blocks, understood
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import (
    Translator,
    channel_link,
    contact_words,
    mention,
    translator,
)
from bot.payloads import ApprovalRequest

MOST_BLOCKS = 90


def loading(reader: Person, *, title_key: str, view_state: ViewState = NOTHING) -> View:
    """A view that stands there while the real one is being made."""
    translate = translator(reader.locale)
    blocks = [paragraph(translate("form-loading"))]
    return modal(translate(title_key), blocks, close=translate("view-close"), view_state=view_state)


def team_form(
    reader: Person,
    *,
    team: Team | None,
    people: Sequence[str] = (),
    contact: str | None,
    ask_contact: bool | None = None,
    view_state: ViewState = NOTHING,
    leaders: Sequence[str] | None = None,
    members: Sequence[str] | None = None,
    settings: TeamSettings | None = None,
    problem: str | None = None,
    ask_admin: bool = False,
    notice: bool = False,
) -> View:
    """The channel's team: new with ``people`` filled in, or ``team`` to change.

    ``contact`` is the workspace's or the team's own. It is asked for where there is none, or
    where ``ask_contact`` says so because it is this team's only leader. ``leaders``,
    ``members`` and ``settings`` are what was chosen already, and ``problem`` why the form is
    shown once more. ``notice`` says that it starts with an admin's yes, and ``ask_admin`` asks
    for the one who is asked.
    """
    translate = translator(reader.locale)
    if team is not None:
        leading = [
            candidate.person
            for candidate in team.leaders
            if candidate.state is not LeaderState.GONE
        ]
        leaders = leading if leaders is None else leaders
        members = sorted(team.members | team.proposed) if members is None else members
        view_state = view_state.model_copy(update={"channel": team.channel})
    leaders = (reader.id,) if leaders is None else leaders
    members = [person for person in people if person != reader.id] if members is None else members
    if settings is None:
        settings = team or new_settings(reader)
    blocks: list[Block] = [
        *([context(problem)] if problem else []),
        ask(
            Field.LEADERS,
            translate("form-team-leaders"),
            several_people(Field.LEADERS, leaders, MAX_LEADERS),
        ),
        ask(
            Field.MEMBERS,
            translate("form-team-members"),
            several_people(Field.MEMBERS, members, MAX_MEMBERS),
        ),
    ]
    if ask_contact if ask_contact is not None else contact is None:
        contact_line = (team.proposed_contact or team.contact) if team is not None else None
        blocks += _contact_fields(translate, contact_line)
        if notice:
            blocks.append(context(translate("form-team-contact-proposed")))
    elif contact is not None:
        shown = translate("form-team-contact-set", contact=contact_words(contact))
        blocks.append(context(shown))
    if ask_admin:
        blocks.append(
            ask(
                Field.ADMIN,
                translate("form-team-admin"),
                somebody(Field.ADMIN, None),
                hint=translate("form-team-admin-hint"),
            )
        )
    elif notice:
        blocks.append(context(translate("form-team-approval")))
    if view_state.more:
        blocks += setting_blocks(translate, settings.values(), TeamSettings.rows())
    else:
        blocks.append(more_settings(translate))
    blocks.append(context(translate("form-team-next")))
    blocks.append(safety(translate, contact))
    return modal(
        translate("form-team-title"),
        blocks,
        form=Form.TEAM,
        submit=translate("form-team-submit"),
        close=translate("view-close"),
        view_state=view_state,
    )


def new_settings(reader: Person) -> TeamSettings:
    """What holds for a team until somebody chooses otherwise: where whoever sets it up lives."""
    return TeamSettings(zone=reader.zone, region=reader.preferences.region)


def more_of_team(reader: Person, *, team: Team | None) -> list[Block]:
    """The settings that few teams change."""
    chosen = team or new_settings(reader)
    return setting_blocks(translator(reader.locale), chosen.values(), TeamSettings.rows())


def team_saved(
    reader: Person, *, team: Team, contact: str | None, title_key: str, text_key: str, **values: str
) -> View:
    """After a team was set up or changed: what it waits for, and what was understood of it."""
    translate = translator(reader.locale)
    return modal(
        translate(title_key),
        [
            paragraph(translate(text_key, **values)),
            context("\n".join(_understood(translate, team, contact))),
        ],
        close=translate("view-close"),
    )


def _understood(translate: Translator, team: Team, contact: str | None) -> list[str]:
    """The team as it is kept: its people, its contact, its settings."""
    leading = [leader.person for leader in team.leaders if leader.state is not LeaderState.GONE]
    listed = sorted(team.members | team.proposed)
    lines = [translate("approve-leaders", names=_mentions(translate, leading))]
    if listed:
        lines.append(translate("approve-members", names=_mentions(translate, listed)))
    contact = team.proposed_contact or contact
    if contact is not None:
        lines.append(translate("form-team-contact-set", contact=contact_words(contact)))
    drawn = setting_blocks(translate, team.values(), TeamSettings.rows())
    return [*lines, understood(translate, drawn)]


def _mentions(translate: Translator, people: Sequence[PersonId]) -> str:
    return translate("list-separator").join(mention(person) for person in people)


def place_form(reader: Person, *, contact: str | None) -> View:
    """Which channel a team is of, where it is set up from elsewhere; and what comes next."""
    translate = translator(reader.locale)
    return modal(
        translate("form-team-title"),
        [
            ask(
                Field.PLACE,
                translate("form-place"),
                channel_menu(Field.PLACE),
                hint=translate("form-place-hint"),
            ),
            paragraph(translate("form-place-next")),
            safety(translate, contact),
        ],
        form=Form.PLACE,
        submit=translate("form-team-submit"),
        close=translate("view-close"),
    )


def _contact_fields(translate: Translator, contact: str | None) -> list[Block]:
    """A person or a line of text; that one of them is there is checked on sending."""
    person = contact_person(contact)
    line = contact if person is None else None
    return [
        ask(
            Field.CONTACT_PERSON,
            translate("form-team-contact-person"),
            somebody(Field.CONTACT_PERSON, person),
            optional=True,
        ),
        ask(
            Field.CONTACT_LINE,
            translate("form-team-contact-line"),
            lines(Field.CONTACT_LINE, CONTACT_LIMIT, initial=line or "", several=False),
            hint=translate("form-team-contact-line-hint"),
            optional=True,
        ),
    ]


def how_view(reader: Person, *, contact: str | None, view_state: ViewState = NOTHING) -> View:
    """How it works: before the promise to a team, or before there is any."""
    translate = translator(reader.locale)
    keys = ("form-how-loop", "form-how-not")
    if view_state.team is None:
        return modal(
            translate("form-how-title"),
            [
                *(paragraph(translate(key)) for key in (*keys, "form-how-begin")),
                safety(translate, contact),
            ],
            close=translate("view-close"),
        )
    return modal(
        translate("form-how-title"),
        [*(paragraph(translate(key)) for key in keys), safety(translate, contact)],
        form=Form.HOW,
        submit=translate("form-how-submit"),
        close=translate("view-close"),
        view_state=view_state,
    )


def promise_form(
    reader: Person, *, team: Team, contact: str | None, view_state: ViewState = NOTHING
) -> View:
    """What you promise, and at what hour to be written to."""
    translate = translator(reader.locale)
    use = (
        translate("form-promise-use", contact=contact_words(contact))
        if contact
        else translate("form-promise-use-no_contact")
    )
    sentences = (translate("form-promise-answer"), translate("form-promise-back"), use)
    hour = hour_block(translate, Preferences.row("hour"), reader.preferences)
    return modal(
        translate("form-promise-title"),
        [
            *(paragraph(sentence) for sentence in sentences),
            hour,
            context(translate("form-promise-channel", channel=channel_link(team.channel))),
            safety(translate, contact),
        ],
        form=Form.PROMISE,
        submit=translate("form-promise-submit"),
        close=translate("view-close"),
        view_state=view_state.model_copy(update={"channel": team.channel}),
    )


def _hour(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def youre_on(reader: Person, *, team: Team, hour: time, view_state: ViewState = NOTHING) -> View:
    """The last view after the promise; where an admin's yes is missing, it says so."""
    translate = translator(reader.locale)
    channel = channel_link(team.channel)
    if reader.id not in team.accepted:
        blocks = [paragraph(translate("promised-waiting", channel=channel))]
        return modal(
            translate("waiting-title"), blocks, close=translate("view-close"), view_state=view_state
        )
    text = translate("form-on-text", channel=channel, hour=_hour(hour))
    row = [
        button(Button.EXAMPLE, translate("button-example"), TeamValue(team=team.id)),
        button(Button.SETTINGS, translate("button-settings")),
    ]
    blocks = [
        paragraph(text),
        context(translate("form-on-aloud")),
        actions(row),
        context("\n".join(_understood(translate, team, team.contact))),
    ]
    return modal(
        translate("form-on-title"), blocks, close=translate("view-close"), view_state=view_state
    )


def contact_form(reader: Person, *, contact: str | None) -> View:
    """Whom to turn to in danger, harassment or threats; it begins with who that is now."""
    translate = translator(reader.locale)
    return modal(
        translate("form-contact-title"),
        [
            paragraph(translate("form-contact-small")),
            *_contact_fields(translate, contact),
            safety(translate, contact),
        ],
        form=Form.CONTACT,
        submit=translate("form-contact-submit"),
        close=translate("view-close"),
    )


def approvals_view(
    reader: Person, waiting: Sequence[tuple[Team, ApprovalRequest, bool]], now: datetime
) -> View:
    """What waits for an admin's yes: each team, what is asked, whether it may be shown whole."""
    translate = translator(reader.locale)
    blocks: list[Block] = []
    for team, request, whole in waiting:
        if whole:
            blocks += approval_blocks(
                translate, team, request, reader=reader, now=now, contact=team.proposed_contact
            )
        else:
            blocks.append(paragraph(translate("approve-private", person=mention(request.by))))
    if not blocks:
        blocks.append(paragraph(translate("form-approvals-none")))
    return modal(
        translate("form-approvals-title"),
        blocks[:MOST_BLOCKS],
        close=translate("view-close"),
    )


def counted_view(reader: Person, fewest: int) -> View:
    """How the digest is counted, in plain words.

    ``fewest`` is how many people a team needs before anything is counted.
    """
    translate = translator(reader.locale)
    usual = Thresholds()
    people = "people" if fewest == usual.eligible else "people-raised"
    if fewest >= usual.numbers_eligible:
        people = "people-many"
    numbers = str(max(fewest, usual.numbers_eligible))
    keys = (
        "window",
        "raised",
        "heard",
        "back",
        "median",
        "open",
        "better",
        "closed",
        "behind",
        people,
        "delta",
        "small",
    )
    blocks = [
        paragraph(translate(f"form-counted-{key}", n=str(fewest), numbers=numbers)) for key in keys
    ]
    return modal(translate("form-counted-title"), blocks, close=translate("view-close"))
