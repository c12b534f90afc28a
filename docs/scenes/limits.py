"""What only its limits make worth drawing: every kind in every state, crowds, lists of many pages.

The voice page leaves this out, for it would say the same again and again.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.capture import WhichOption
from bot.domain.coaching import CoachingLine, HomeLine
from bot.domain.concern import Handover, PlannedCheckIn
from bot.domain.concern.states import (
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    NudgeReason,
    RaiserNotice,
    State,
)
from bot.domain.delivery import WordsKind
from bot.domain.digest import AbsenceReason, Digest, LastDigest, Preview, Spoken, TeamStep, Word
from bot.domain.ids import ConcernId, PersonId, TeamId
from bot.domain.person import Person
from bot.domain.record import DayExtras, HomeData, Joined, Opening, Record, Undelivered
from bot.domain.settings import WorkspaceSettings
from bot.domain.taxonomy import Change, CloseReason, Help, HowSoon, StepKind
from bot.messages import cards, home
from bot.messages.forms import (
    digest,
    guessing,
    handover,
    leader_reading,
    leading,
    mine,
    noting,
    offering,
    oneself,
    raising,
    settings,
    sorting,
    teams,
    workspace,
)
from bot.messages.forms.form_elements import with_more
from bot.messages.forms.personal_data import data_view
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import translator
from bot.payloads import CheckInQuestion
from docs.samples import (
    DAYS,
    LINK,
    MARIA,
    NOW,
    PRIYA,
    STEP,
    TODAY,
    TOM,
    Samples,
    delivery,
    line,
    person,
    sent,
)
from docs.scenes.rights import at_their_limits
from docs.scenes.scene import CALENDAR, WEEK, Shown, reason_of

MARKED = ViewState(link=LINK, channel="C0PAY", ts="1700000000.000000", author=MARIA.id)
"""What a form keeps of the message that it was opened from."""


def crowd(samples: Samples) -> list[Person]:
    """More people than one menu can hold."""
    name = samples.longest_name or "Somebody"
    return [person(f"{n:05}", f"{name} {n}", slack_locale=samples.locale) for n in range(120)]


def full(samples: Samples, **changes: Any) -> Record:
    """A concern of which everything is kept: words, steps shown and hidden, openings."""
    made = samples.record(samples.talk, **{"link": LINK, "state": State.IN_PROGRESS, **changes})
    details = (
        replace(samples.said(WordsKind.STEP, PRIYA, "", 40, "s1"), text="Detail that is shown"),
        replace(samples.said(WordsKind.STEP, PRIYA, "", 40, "s2"), text="Detail that is hidden"),
    )
    closing = (samples.closing,) if made.concern.state is State.NO_CHANGE else ()
    return replace(
        made,
        said=(*made.said, *details, *closing),
        steps=(STEP, replace(STEP, id="s2", shown=False)),
        openings=tuple(
            Opening(person=reader, opened_at=NOW) for reader in (PRIYA.id, TOM.id, PersonId("U9"))
        ),
        changed=(Change.LESS,),
    )


def every_kind_and_state(samples: Samples) -> Iterator[Record]:
    """A concern of each kind in each state it can have, quiet or not."""
    for kind in Kind:
        for state in State:
            if kind is not Kind.RAISED and state in (State.OFFERED, State.RAISED):
                continue
            for quiet in (False, True):
                yield full(
                    samples,
                    kind=kind,
                    state=state,
                    quiet=quiet,
                    reason=reason_of(state),
                    check_in=PlannedCheckIn(CheckIn.FIRST, NOW) if state is State.BETTER else None,
                    said_yes_at=NOW if quiet else None,
                )


def preview(samples: Samples, steps: int, **changes: Any) -> Preview:
    """A note to come, with so many of the leader's own steps and the most lines there can be."""
    own = tuple(
        TeamStep(
            id=f"s{number}",
            leader=PRIYA.id,
            kind=StepKind.MEETINGS,
            ticked=number % 2 == 0,
            text=samples.words[:200],
        )
        for number in range(steps)
    )
    words = samples.words[:150]
    note = Digest(
        tier=0,
        figures=None,
        unchanged_since=None,
        steps=tuple(step.id for step in own),
        lines=(words,) * 15,
        first=True,
        absence=AbsenceReason.TOO_FEW,
        published=None,
        posted=LastDigest("", frozenset()),
    )
    base = Preview(
        team=samples.team,
        week=WEEK,
        today=TODAY,
        day=DAYS[2],
        own=own,
        word=Spoken(PRIYA.id, Word.CHOSEN, NOW, (words,) * 3),
        skipped=False,
        note=note,
        steps=own,
        counted_on=DAYS[1],
    )
    return replace(base, **changes)


# Messages


def messages(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Every kind for every reason, every notice and question in every state, long bundles."""
    yield from _day_messages(samples)
    for state in State:
        yield from _told(samples, state)
    offered = samples.record(state=State.OFFERED, owner=None, link=LINK)
    asked: dict[str, Any] = {"reader": samples.maria, "now": NOW}
    for emoji in ("ear", None):
        for leaders in ([samples.priya], [samples.priya, samples.tom]):
            shown = cards.offer_ask(offered, leaders=leaders, emoji=emoji, **asked)
            yield f"an offer by {emoji} to {len(leaders)}", shown
    yield "over", cards.offer_done(reader=samples.maria, leaders=[samples.priya, samples.tom])
    say = translator(samples.locale)
    lost = cards.words_kept(say("err-date_unread", part="x"), say, "& words " * 1000)
    yield "the longest refused command", lost


def _day_messages(samples: Samples) -> Iterator[tuple[str, Shown]]:
    bundle: dict[str, Any] = {"reader": samples.priya, "now": NOW}
    causes: dict[str, Any] = {"reason": CloseReason.OTHER_OWNER, "link": LINK, "step": True}
    for kind in Kind:
        for reason in NudgeReason:
            made = samples.record(kind=kind, help=Help.THINK, how_soon=HowSoon.TODAY, **causes)
            settled = replace(made, concern=replace(made.concern, step_no=2))
            for name, item in (
                ("", line(made, reason)),
                (", elsewhere", line(replace(made, elsewhere=True), reason)),
                (", settled", replace(line(made, reason), record=settled)),
            ):
                yield f"{kind}: {reason}{name}", cards.day_message([item], **bundle)
    many = [line(samples.record(link=LINK), reason, key=f"i{reason}") for reason in NudgeReason]
    helped = replace(samples.record(), changed=tuple(Change))
    news = [
        line(helped, tail=tail, key=f"{tail}{number}") for number in range(9) for tail in LeaderNews
    ]
    yield "everything at once", cards.day_message([*many, *news], more=12, **bundle)
    yield "news only", cards.day_message(news, **bundle)
    yield "so many that they are sorted", cards.day_message([*many, *news], sort=True, **bundle)
    joined = tuple(
        Joined(samples.team, somebody, on, not on)
        for somebody, on in ((samples.sam, True), (samples.tom, False))
    )
    extras = DayExtras(
        still_open=3,
        oldest=NOW,
        backoff=TODAY,
        fade=True,
        joined=joined,
        quiet_teams=(samples.team,),
    )
    yield "lines that ride along", cards.day_message(many[:1], extras=extras, **bundle)


def _told(samples: Samples, state: State) -> Iterator[tuple[str, Shown]]:
    quiet = state is State.HEARD
    made = samples.record(state=state, quiet=quiet, step=True, link=LINK)
    handed = _with_handover(made)
    told: dict[str, Any] = {"reader": samples.maria, "now": NOW}
    for notice in RaiserNotice:
        news = sent(notice, elsewhere=True, named=False, said_back=True)
        yield f"{notice}, {state}", cards.told(made, news, **told)
        before = tuple(sent(one) for one in RaiserNotice if one is not notice)
        whole = news.model_copy(update={"earlier": before})
        yield f"{notice}, {state}, elsewhere", cards.told(handed, whole, **told)
    for check in CheckIn:
        asked = CheckInQuestion(check=check, leader=PRIYA.id, day=TODAY)
        yield f"{check}, {state}", cards.check(made, asked, **told)
    for telling in (Act.SAME, Act.WORSE, Act.NOT_TALKED):
        asked = CheckInQuestion(check=CheckIn.FIRST, leader=PRIYA.id, day=TODAY)
        shown = cards.check(made, asked, telling=telling, **told)
        yield f"shall they know: {telling}, {state}", shown
    own: dict[str, Any] = {"calendar": CALENDAR, **told}
    words = "&" * 600
    yield f"sent, {state}", cards.raise_sent(made, words=words, **own)
    again = cards.raise_sent(made, words=words, earlier=made.concern, **own)
    yield f"sent, and said before, {state}", again
    yield f"one's own message, {state}", cards.react_own(made, **own)
    told["reader"] = samples.priya
    yield f"kept, {state}", cards.note_saved(made, words=words, **told)
    yield f"marked, {state}", cards.react_leader(made, **told)


def _with_handover(record: Record) -> Record:
    """``record`` while its raiser is asked whether Tom may have it."""
    asked = replace(record.concern, handover=Handover(TOM.id))
    return replace(record, concern=asked, elsewhere=True)


# Forms


def forms(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Every form for every kind in every state, with the most people and the longest drafts."""
    yield from _forms_to_raise(samples)
    for record in every_kind_and_state(samples):
        concern = record.concern
        if concern.state is not State.WITHDRAWN:
            name = f"{concern.kind}, {concern.state}{', quiet' if concern.quiet else ''}"
            for form in _forms_about(samples, record):
                yield name, form
    yield from _forms_of_teams(samples)
    yield from _forms_of_ones_own(samples)


def _forms_to_raise(samples: Samples) -> Iterator[tuple[str, Shown]]:
    priya, tom, many = samples.priya, samples.tom, crowd(samples)
    contact = samples.contact
    for leaders, others in (
        ([priya], []),
        ([priya], [tom]),
        ([priya, tom], []),
        ([priya], many[:99]),
        ([priya], many),
        ([], [tom]),
    ):
        form = raising.raise_form(
            samples.maria,
            leaders=leaders,
            others=others,
            words=samples.words * 6,
            contact=contact,
            view_state=MARKED,
            away={PRIYA.id: TODAY},
            today=TODAY,
        )
        yield f"raise, {len(leaders)} leaders and {len(others)} others", form
    for about in (None, samples.maria):
        form = noting.note_form(
            priya,
            person=about,
            words=samples.words,
            offered_days=DAYS,
            in_a_week=DAYS[-1],
            today=TODAY,
            chosen=DAYS[-1] + timedelta(days=30),
            contact=contact,
            view_state=MARKED,
            linked=True,
        )
        yield f"note about {about and about.id}", form
    new = samples.record(samples.talk[:1], state=State.RAISED, link=LINK)
    yield "read", leader_reading.read_form(priya, record=new, contact=contact, default_day=TODAY)
    corrected = replace(full(samples), said=samples.talk[:4])
    yield "say back", leader_reading.read_form(priya, record=corrected, contact=contact)
    for leaders in ([priya], [priya, tom]):
        form = offering.offer_form(
            priya, author=samples.maria, leaders=leaders, contact=contact, view_state=MARKED
        )
        yield f"offer to {len(leaders)}", form


def _forms_about(samples: Samples, record: Record) -> Iterator[Shown]:
    about: dict[str, Any] = {"record": record, "contact": samples.contact}
    priya, maria = samples.priya, samples.maria
    yield raising.change_form(maria, **about)
    yield raising.not_quite_form(maria, **about)
    yield raising.changed_form(maria, **about)
    yield handover.came_back_form(maria, **about)
    yield handover.obstacle_form(priya, **about)
    for others in ([samples.sam], crowd(samples)):
        people: dict[str, Any] = {"leaders": [samples.tom], "others": others}
        yield handover.send_on_form(maria, **about, **people)
        yield handover.hand_form(priya, **about, **people)
    day = DAYS[2]
    yield leading.talked_form(priya, default_day=day, **about)
    yield leading.step_form(priya, default_day=day, **about)
    yield leading.close_form(priya, **about)
    yield leading.later_form(priya, tomorrow=day, next_week=day + timedelta(days=4), **about)
    yield guessing.guess_form(priya, **about)


def _forms_of_teams(samples: Samples) -> Iterator[tuple[str, Shown]]:
    priya, contact, team = samples.priya, samples.contact, samples.team
    for known in (None, team):
        people = [somebody.id for somebody in crowd(samples)]
        for view_state in (ViewState(), ViewState(more=True)):
            form = teams.team_form(
                priya, team=known, people=people, contact=contact, view_state=view_state
            )
            yield f"team {known and known.id}, more: {view_state.more}", form
    for chosen, channel in ((None, team.channel), (TOM.id, None)):
        form = offering.suggest_form(priya, person=chosen, channel=channel, contact=contact)
        yield f"suggest to {chosen}", form
    for standing in (f"<@{TOM.id}>", contact):
        yield f"contact {standing}", teams.contact_form(priya, contact=standing)
    for steps in (0, 3, 11):
        form = digest.digest_form(priya, preview=preview(samples, steps), contact=contact)
        yield f"what may they read of {steps}", form


def _forms_of_ones_own(samples: Samples) -> Iterator[tuple[str, Shown]]:
    priya, contact = samples.priya, samples.contact
    yield "pause", oneself.pause_form(priya, contact=contact, until=TODAY)
    twenty = [
        replace(record, concern=replace(record.concern, id=ConcernId(f"{number:026}")))
        for number, record in zip(range(20), every_kind_and_state(samples), strict=False)
    ]
    yield "sort twenty", sorting.sort_form(priya, records=twenty, contact=contact)
    chosen = WorkspaceSettings()
    few = workspace.workspace_form(priya, chosen=chosen, contact=contact)
    yield "workspace", few
    rest = workspace.more_of_workspace(priya, chosen=chosen)
    yield "workspace, all", with_more(few, rest)
    for leads in (False, True):
        for led in ((), crowd(samples)):
            form = settings.settings_form(priya, leads=leads, said_to_lead=led, contact=contact)
            yield f"settings, {leads=}, {len(led)} led", form
            rest = settings.more_of_settings(
                priya, leads=leads, until=TODAY, shipped=("de", "en", "x-odd") if led else None
            )
            yield f"settings, {leads=}, {len(led)} led, all", with_more(form, rest)


# Views that cannot be sent


def views(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Every view about every kind in every state, long lists, each of their pages."""
    priya, maria = samples.priya, samples.maria
    for options in (
        [WhichOption.WRITE_TO, WhichOption.MINE],
        [WhichOption.NOTE, WhichOption.FOR_THEM],
    ):
        for somebody in (None, maria):
            view = raising.which_form(
                priya, words=samples.words * 5, options=options, person=somebody, leader=samples.tom
            )
            yield f"which, {options}", view
    yield "which of all", raising.which_form(priya, words="", options=list(WhichOption))
    many = tuple(every_kind_and_state(samples))
    for record in many:
        concern = record.concern
        for shown in _views_about(samples, record):
            yield f"{concern.kind}, {concern.state}", shown
    lists = HomeData(person=priya, mine=many, waiting=many, finished=many, contact=samples.contact)
    for page in (0, 1, 99):
        yield f"mine, page {page}", mine.mine_list(lists, page=page)
        yield f"the leader's, page {page}", mine.leader_list(lists, now=NOW, page=page)
        yield f"data, page {page}", data_view(at_their_limits(samples, many), page=page)
    yield "before you meet", mine.meet_view(priya, person=maria, records=many)
    ask = samples.words
    yield "not accepted", handover.not_accepted_view(priya, person=samples.tom, text=ask)
    yield "saved", digest.saved_view(priya, preview=preview(samples, 40))
    unanswered = preview(samples, 2, word=None)
    nine = [replace(unanswered, team=replace(samples.team, id=TeamId(f"t{n}"))) for n in range(9)]
    yield "nine notes", digest.digest_view(priya, previews=nine)
    other = replace(samples.team, id=TeamId("t2"))
    notes = [preview(samples, 0, note=None), preview(samples, 0, skipped=True, team=other)]
    yield "two notes without steps", digest.digest_view(priya, previews=notes)
    yield "help now", oneself.help_now_view(priya, contact=samples.contact, person=samples.tom)
    yield "refused", oneself.refused_view(priya, sentence="No.", words=samples.words)


def _views_about(samples: Samples, record: Record) -> Iterator[Shown]:
    priya, maria = samples.priya, samples.maria
    for shown in (record, replace(record, elsewhere=True)):
        yield mine.own_view(maria, record=shown)
        yield leading.more_card(priya, record=shown)
    yield leading.bigger_view(priya, record=record, contact=samples.contact)
    if record.concern.state is not State.RAISED:
        yield leader_reading.read_form(priya, record=record, contact=samples.contact)
    for guess in guessing.Guess:
        yield guessing.question_view(priya, record=record, guess=guess)


def homes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Homes of everybody, with more than a hundred concerns, each of their pages."""
    many = tuple(every_kind_and_state(samples)) * 3
    coaching = HomeLine(CoachingLine.FOLLOW_UP_2, more=True)
    for admin in (False, True):
        for own, waiting in ((many, many), ((), many), (many, ()), ((), ())):
            for leads in (False, True):
                kept = HomeData(
                    person=samples.priya,
                    mine=own,
                    waiting=waiting,
                    contact=samples.contact,
                    leads=leads,
                    admin=admin,
                    coaching=replace(coaching, more=not admin) if leads else None,
                    undelivered=(
                        Undelivered("account_inactive", samples.maria.id),
                        Undelivered("is_archived", samples.team.channel),
                        Undelivered("missing_scope", samples.maria.id),
                        Undelivered("<x>" * 99, samples.maria.id),
                    ),
                    given_up=(
                        Undelivered("messages_tab_disabled", samples.maria.id),
                        Undelivered("<y>" * 99, samples.maria.id),
                    ),
                    channels={samples.team.channel: samples.team},
                    uncertain=tuple(delivery(f"{'UC'[n % 2]}{n}") for n in range(9)),
                )
                for page in (0, 3, 99):
                    name = f"{admin=}, {leads=}, {len(own)} and {len(waiting)}, page {page}"
                    yield name, home.home(kept, now=NOW, page=page)
