"""Everything the bot says to one person or a channel, scene by scene, in the order of a life."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from bot.domain import refusals
from bot.domain.calendar import Absence, Calendar
from bot.domain.capture import WhichOption
from bot.domain.coaching import Behaviour, CoachingLine, HomeLine
from bot.domain.concern import Handover, Nudge, PlannedCheckIn
from bot.domain.concern.states import (
    FOLLOW_UPS,
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    Meeting,
    NudgeReason,
    RaiserNotice,
    State,
)
from bot.domain.concern.transitions import ANSWERS_TO
from bot.domain.delivery import DeliveryKind, WordsKind
from bot.domain.digest import Absence as NoFigures
from bot.domain.digest import (
    Age,
    Amount,
    Bands,
    Cell,
    Coming,
    Digest,
    Figures,
    IsoWeek,
    LeaderWeekly,
    Median,
    Part,
    Portion,
    Posted,
    Share,
    Spoken,
    TeamStep,
    Waited,
    WeeklyDigest,
    Word,
)
from bot.domain.due import DueFailure, DueKind
from bot.domain.ids import ConcernId, TeamId
from bot.domain.person import Person
from bot.domain.record import (
    Answered,
    DayExtras,
    HomeData,
    Joined,
    Line,
    NoteLines,
    PersonalData,
    Record,
)
from bot.domain.rhythm import Detail, FadeAnswer
from bot.domain.settings import WorkspaceSettings
from bot.domain.taxonomy import CloseReason, Help, HowSoon, Need, Pressure, Signal, StepKind
from bot.domain.team import LeaderState
from bot.listeners.commands import SUBCOMMANDS
from bot.messages import cards
from bot.messages.cards import Message
from bot.messages.controls import MessageValue
from bot.messages.forms import (
    digest,
    guessing,
    handover,
    leading,
    mine,
    offering,
    oneself,
    raising,
    settings,
    sorting,
    teams,
    workspace,
)
from bot.messages.forms.view_state import ViewState
from bot.messages.home import home
from bot.messages.translate import local_day, translator
from bot.payloads import Notice
from docs.samples import (
    CLOSING,
    CONTACT,
    DAYS,
    LINK,
    MARIA,
    NOW,
    PRIYA,
    SAM,
    STEP,
    TALK,
    TEAM,
    TODAY,
    TOM,
    WORDS,
    delivery,
    line,
    note,
    record,
    said,
    with_fields,
)

View = dict[str, Any]
CALENDAR = Calendar(zone="Europe/Berlin")


_OF_A_TEAM = ViewState(team=TEAM.id)

SCENES_OF_KINDS = {
    DeliveryKind.DAY: ("A leader's messages", "several, 1"),
    DeliveryKind.TODAY: ("A leader's messages", "new, act"),
    DeliveryKind.WEEKLY_LIST: ("A leader's messages", "the weekly list, all settled"),
    DeliveryKind.NOTICE: ("Messages to whoever said something", "step"),
    DeliveryKind.CHECK_IN: ("Messages to whoever said something", "question: first"),
    DeliveryKind.DIGEST: ("Friday's note", "Numbers"),
    DeliveryKind.OFFER: ("A colleague's mark", "To the author, by an emoji"),
    DeliveryKind.INVITE: ("First steps", "A leader is invited"),
    DeliveryKind.SUGGEST: ("First steps", "To whoever it is suggested to"),
    DeliveryKind.ON_CHANNEL: ("First steps", "In the channel"),
    DeliveryKind.ON_ADMIN: ("First steps", "To whoever installed it"),
    DeliveryKind.BACK: ("First steps", "To whoever installed it, when it may write again"),
    DeliveryKind.SAFE_ASK: ("Pages", "To that person"),
}
"""For each kind of message that the bot starts, the part and name of a scene that shows it."""


@dataclass(frozen=True)
class Scene:
    """Something the bot shows, under a heading."""

    part: str
    name: str
    shown: Message | View


@dataclass(frozen=True)
class Scenes:
    """All scenes, for readers of one locale."""

    locale: str

    def all(self) -> Iterator[Scene]:
        """Every scene, from the first day to Friday's note."""
        for part, found in (
            ("First steps", self._start()),
            ("Saying something", self._saying()),
            ("A leader's messages", self._leader()),
            ("What a leader opens", self._leading()),
            ("Messages to whoever said something", self._raiser()),
            ("What they open", self._own()),
            ("Where it goes", self._moving()),
            ("Notes after a talk", self._notes()),
            ("A colleague's mark", self._offers()),
            ("Home and lists", self._homes()),
            ("Friday's note", self._friday()),
            ("Pages", self._pages()),
            ("When it says no", self._refusals()),
        ):
            for name, shown in found:
                yield Scene(part, name, shown)

    # Readers

    def _in(self, person: Person) -> Person:
        return replace(person, slack_locale=self.locale)

    @property
    def priya(self) -> Person:
        """Who leads."""
        return self._in(PRIYA)

    @property
    def maria(self) -> Person:
        """Who said something."""
        return self._in(MARIA)

    # First steps

    def _start(self) -> Iterator[tuple[str, Message | View]]:
        yield "To whoever installed it", cards.on_admin(reader=self.priya)
        yield (
            "To whoever installed it, when it may write again",
            cards.on_back(reader=self.priya, since=NOW),
        )
        yield "Whom to turn to", teams.contact_form(self.priya)
        yield "While a form is made", teams.loading(self.priya, title_key="form-team-title")
        yield (
            "This channel's team, for the first time",
            teams.team_form(self.priya, team=None, people=[MARIA.id, SAM.id], contact=None),
        )
        yield "This channel's team", teams.team_form(self.priya, team=TEAM, contact=CONTACT)
        yield "A leader is invited", cards.invite(TEAM, TOM, reader=self.priya)
        yield "How it works", teams.how_view(self.priya, contact=CONTACT, view_state=_OF_A_TEAM)
        yield (
            "It is suggested",
            offering.suggest_form(
                self.maria, person=PRIYA.id, channel=TEAM.channel, contact=CONTACT
            ),
        )
        for channel in (TEAM.channel, None):
            name = "To whoever it is suggested to" + ("" if channel else ", from elsewhere")
            yield name, cards.suggestion(MARIA, reader=self.priya, channel=channel)
        yield "How it works, before there is a team", teams.how_view(self.priya, contact=CONTACT)
        yield (
            "After it was suggested",
            oneself.said(
                self.maria,
                title_key="form-suggest-title",
                text_key="suggested-done",
                person="Priya",
            ),
        )
        for contact in (CONTACT, None):
            name = "What you promise" + ("" if contact else ", without a contact")
            yield name, teams.promise_form(self.priya, team=TEAM, contact=contact)
        yield "After the promise", teams.youre_on(self.priya, team=TEAM, hour=time(9, 30))
        example = cards.example(reader=self.priya, day="Fri 13 March")
        key = "form-example-title"
        yield "The example", oneself.shown(self.priya, title_key=key, blocks=example.blocks)
        yield "In the channel", cards.on_channel(PRIYA, contact=CONTACT, locale=self.locale)
        yield (
            "Others are asked",
            oneself.said(
                self.priya, title_key="invited-title", text_key="invited-done", names="Tom"
            ),
        )

    # Saying something

    def _saying(self) -> Iterator[tuple[str, Message | View]]:
        yield "Help", cards.help_text(SUBCOMMANDS, reader=self.maria)
        form: dict[str, Any] = {"contact": CONTACT, "leaders": [PRIYA]}
        yield "The form", raising.raise_form(self.maria, **form)
        more: dict[str, Any] = {
            **form,
            "others": [TOM],
            "words": WORDS,
            "away": {PRIYA.id: TODAY + timedelta(days=6)},
        }
        yield "The form, with a choice", raising.raise_form(self.maria, **more)
        yield "The form, one leader away", raising.raise_form(self.maria, **{**more, "others": []})
        yield "Nobody else to choose", raising.raise_form(self.maria, leaders=[], contact=None)
        for name, options, person in (
            ("A teammate is addressed", [WhichOption.WRITE_TO, WhichOption.MINE], SAM),
            ("Nobody leads the other", [WhichOption.NOTE, WhichOption.FOR_THEM], SAM),
            ("A leader forgot the name", [WhichOption.MINE, WhichOption.NOTE], None),
        ):
            yield (
                f"Who is this for? {name}",
                raising.which_form(
                    self.maria, words=WORDS, options=options, person=person, leader=PRIYA
                ),
            )
        both = [WhichOption.MINE, WhichOption.NOTE]
        yield "Nothing typed yet", raising.which_form(self.maria, words="", options=both)
        new = record(
            state=State.RAISED, heard_at=None, nudge=Nudge(NudgeReason.NEW, DAYS[0], _tomorrow())
        )
        sent: dict[str, Any] = {"reader": self.maria, "now": NOW}
        yield "Sent", cards.raise_sent(new, words=WORDS, calendar=CALENDAR, **sent)
        away = Calendar(zone="Europe/Berlin", away=(Absence(TODAY, DAYS[0]),))
        earlier = record(created_at=NOW - timedelta(days=9))
        yield (
            "Sent, the leader away, and said before",
            cards.raise_sent(new, words=WORDS, calendar=away, earlier=earlier, **sent),
        )
        for name, wait in (
            ("for today", timedelta(hours=2)),
            ("over a day off", timedelta(days=2)),
        ):
            later = record(state=State.RAISED, nudge=Nudge(NudgeReason.NEW, TODAY, NOW + wait))
            yield f"Sent, {name}", cards.raise_sent(later, words=None, calendar=CALENDAR, **sent)
        at_once = record(state=State.RAISED, nudge=Nudge(NudgeReason.NEW, TODAY, NOW))
        yield "Sent at once", cards.raise_sent(at_once, words=None, calendar=CALENDAR, **sent)
        yield "Added to the earlier one", cards.added(record(), **sent)
        gone = record(state=State.WITHDRAWN)
        yield "Withdrawn", cards.raise_sent(gone, words=None, calendar=CALENDAR, **sent)
        yield "After the form", oneself.shown(self.maria, title_key="sent-title", blocks=[])
        yield "Change", raising.change_form(self.maria, record=record(TALK), contact=CONTACT)

    # A leader's messages

    def _day(self, of: Record, reason: NudgeReason, **given: Any) -> Message:
        return cards.day_message([line(of, reason)], reader=self.priya, now=NOW, **given)

    def _leader(self) -> Iterator[tuple[str, Message | View]]:
        new: dict[str, Any] = {"state": State.RAISED, "heard_at": None}
        for wish in Help:
            how_soon = HowSoon.TODAY if wish is Help.ACT else HowSoon.WEEK
            made = record(**new, help=wish, how_soon=how_soon)
            yield f"new, {wish}", self._day(made, NudgeReason.NEW)
        for reason in (NudgeReason.ACK_1, NudgeReason.ACK_2, NudgeReason.ACK_3, NudgeReason.AGAIN):
            yield reason.value, self._day(record(**new), reason)
        yield "first, with the leader's own date", self._day(record(), NudgeReason.FIRST)
        gap = record(come_back_on=None)
        yield "first, without one", self._day(gap, NudgeReason.FIRST, openers=1)
        step = record(step=True, state=State.IN_PROGRESS)
        yield "first, after a step", self._day(step, NudgeReason.FIRST)
        late = replace(step, concern=with_fields(step.concern, come_back_on=date(2026, 3, 16)))
        late = replace(late, steps=(replace(STEP, due_on=date(2026, 3, 16)),))
        yield "first, a day after the step", self._day(late, NudgeReason.FIRST)
        yield "first, of a note", self._day(note(), NudgeReason.FIRST)
        yield "first, of a note asked about before", self._day(note(follow_up=1), NudgeReason.FIRST)
        for reason in (
            one for one in NudgeReason if one in FOLLOW_UPS and one is not NudgeReason.FIRST
        ):
            yield reason.value, self._day(record(), reason)
        for act in (Act.SAME, Act.LITTLE):
            yield f"same, {act}", self._day(record(answer=act), NudgeReason.SAME)
        answered = [one for one in NudgeReason if one not in FOLLOW_UPS and _from_a_person(one)]
        for reason in answered:
            yield reason.value, self._day(record(), reason)
        lines = [
            line(record(answer=Act.SAME), one, key=f"i{n}") for n, one in enumerate(NudgeReason)
        ]
        bundle: dict[str, Any] = {"reader": self.priya, "now": NOW}
        for n, start in enumerate(range(0, len(lines), 5)):
            some = lines[start : start + 5]
            yield f"several, {n + 1}", cards.day_message(some, more=3, **bundle)
        helped = record(state=State.CONFIRMED)
        news = [line(record(), tail=one, key=f"t{one}") for one in LeaderNews]
        news += [line(helped, tail=LeaderNews.CONFIRMED, key="helped")]
        yield "news that ride along", cards.day_message([lines[5], *news], **bundle)
        yield "so many that they are sorted", cards.day_message(lines, sort=True, **bundle)
        yield from self._riding(lines[5], bundle)
        for signal in Signal:
            yield (
                f"topic: {signal}",
                self._day(record(signal=signal, pressures=()), NudgeReason.SECOND),
            )
        for pressure in Pressure:
            behind = record(signal=Signal.STUCK, pressures=(pressure,))
            yield f"behind it: {pressure}", self._day(behind, NudgeReason.SECOND)
        for coaching in CoachingLine:
            state = _situation(coaching.behaviour)
            reason = NudgeReason.NEW if state is State.RAISED else NudgeReason.FIRST
            shown = self._day(record(state=state), reason, coaching=coaching)
            yield f"coaching: {coaching.value}", shown
        for detail in (Detail.TOPIC, Detail.NOTHING):
            reader = replace(self.priya, preferences=replace(PRIYA.preferences, detail=detail))
            hidden = [line(record(), NudgeReason.FIRST)]
            yield (
                f"detail in messages: {detail}",
                cards.day_message(hidden, reader=reader, now=NOW),
            )
        for name, part in _parts():
            own = cards.private_parts([part], reader=self.priya, now=NOW)
            notice = cards.parts_notice([part], reader=self.priya, now=NOW)
            yield name, cards.message(notice, own)
        for name, done in (
            ("heard", record()),
            ("agreed", record(said_yes_at=NOW)),
            ("better", helped),
            ("a step", record(step=True, state=State.IN_PROGRESS)),
            ("not yet", record(snoozes=1)),
            ("talked", record(talked_at=NOW)),
            ("closed", record(state=State.NO_CHANGE, closed_at=NOW)),
            ("left", record(state=State.ENDED_BY_RAISER)),
            ("with somebody else", record(owner=TOM.id)),
            ("taken back", record(state=State.WITHDRAWN)),
        ):
            settled = replace(done, concern=replace(done.concern, step_no=2))
            echo = replace(line(record(), NudgeReason.FIRST), record=settled)
            yield f"redrawn: {name}", cards.day_message([echo], **bundle)

    def _riding(self, one: Line, bundle: dict[str, Any]) -> Iterator[tuple[str, Message | View]]:
        joined = (Joined(TEAM, SAM, True, False), Joined(TEAM, TOM, False, True))
        rides = DayExtras(
            still_open=7,
            oldest=NOW - timedelta(days=30),
            backoff=TODAY,
            fade=True,
            joined=joined,
            quiet_teams=(TEAM,),
        )
        yield "lines that ride along", cards.day_message([one], riding=rides, **bundle)
        rides = replace(
            rides,
            kept_weekly_at=NOW,
            fade_answer=FadeAnswer(only_slips=True, at=NOW),
            joined=(),
            quiet_teams=(),
            list_only=True,
        )
        yield "the weekly list, its lines answered", cards.day_message([], riding=rides, **bundle)
        rides = DayExtras(list_only=True, still_open=0)
        yield "the weekly list, all settled", cards.day_message([], riding=rides, **bundle)

    # What a leader opens

    def _leading(self) -> Iterator[tuple[str, Message | View]]:
        form: dict[str, Any] = {"contact": CONTACT}
        new = record(TALK[:2], state=State.RAISED, help=Help.THINK, link=LINK)
        yield (
            "Something new",
            leading.read_form(self.priya, record=new, default_day=DAYS[1], **form),
        )
        for wish in (Help.LISTEN, Help.ACT, Help.UNSURE):
            read = record(TALK, help=wish, step=True, state=State.IN_PROGRESS)
            yield f"Read again, {wish}", leading.read_form(self.priya, record=read, **form)
        corrected = record(TALK[:4])
        yield "After a correction", leading.read_form(self.priya, record=corrected, **form)
        empty = record(link=LINK, worded=False, quiet=True)
        yield "A mark without words", leading.read_form(self.priya, record=empty, **form)
        yield "Words erased", leading.read_form(self.priya, record=record(), **form)
        for state in (State.NO_CHANGE, State.HEARD):
            closed = record(_closed(), state=state, reason=_reason(state), closed_at=NOW)
            yield f"Closed, then {state}", leading.read_form(self.priya, record=closed, **form)
        for kind in (Kind.NOTE, Kind.SHARED):
            read = note(texts=TALK[:1], kind=kind)
            yield f"Your note, {kind}", leading.read_form(self.priya, record=read, **form)
        about: dict[str, Any] = {**form, "record": record(), "default_day": DAYS[1]}
        yield "You've talked", leading.talked_form(self.priya, **about)
        yield "Your next step", leading.step_form(self.priya, **about)
        about["record"] = note()
        yield "A step for a note", leading.step_form(self.priya, **about)
        about = {**form, "record": record()}
        yield (
            "Not yet",
            leading.later_form(self.priya, tomorrow=DAYS[0], next_week=DAYS[3], **about),
        )
        yield "Close without change", leading.close_form(self.priya, **about)
        yield "Guess, then ask", guessing.guess_form(self.priya, **about)
        for guess in guessing.Guess:
            shown = guessing.question_view(self.priya, record=record(), guess=guess)
            yield f"Then ask: {guess}", shown
        for contact in (CONTACT, None):
            yield (
                "Bigger than me" + ("" if contact else ", without a contact"),
                leading.bigger_view(self.priya, record=record(), contact=contact),
            )
        for name, one in (("concern", record()), ("note", note()), ("new", new)):
            yield f"All you can do: a {name}", leading.more_card(self.priya, record=one)
        step = record(step=True, state=State.IN_PROGRESS)
        yield (
            "Before you meet",
            mine.meet_view(self.priya, person=MARIA, records=[new, step]),
        )
        yield "Before you meet, nothing open", mine.meet_view(self.priya, person=MARIA, records=[])
        for key in ("heard-done", "said-back-done"):
            yield (
                f"After it: {key}",
                oneself.said(self.priya, title_key="saved-title", text_key=key, person="Maria"),
            )
        marked = replace(step.concern, id=ConcernId("3" * 26), signal=Signal.OTHER, worded=False)
        waiting = (
            new,
            replace(step, concern=replace(step.concern, id=ConcernId("2" * 26))),
            replace(step, concern=marked),
        )
        yield "Sort them", sorting.sort_form(self.priya, records=waiting, contact=CONTACT)
        yield "Sort them, nothing", sorting.sort_form(self.priya, records=(), contact=CONTACT)
        done = {"title_key": "saved-title", "text_key": "form-sort-done"}
        yield "After sorting", oneself.said(self.priya, **done)  # type: ignore[arg-type]
        yield (
            "After sorting, in two views",
            oneself.said(self.priya, title_key="saved-title", text_key="form-sort-moved_on", n="2"),
        )
        yield "After other forms", oneself.kept(self.priya, record=step)

    # Whoever said something

    def _raiser(self) -> Iterator[tuple[str, Message | View]]:
        told: dict[str, Any] = {"reader": self.maria, "now": NOW}
        for meeting in (None, *Meeting):
            heard = cards.told(record(meeting=meeting), RaiserNotice.HEARD, said_back=True, **told)
            yield f"heard, {meeting or 'no place named'}", heard
        yield "heard, without words", cards.told(record(), RaiserNotice.HEARD, **told)
        yield (
            "step",
            cards.told(record(step=True, state=State.IN_PROGRESS), RaiserNotice.STEP, **told),
        )
        for name, quiet in (
            ("not answered", record(state=State.RAISED, heard_at=None, quiet=True)),
            ("not come back to", record(quiet=True)),
            ("not again", record(quiet=True, first_talk_at=NOW)),
            ("meanwhile answered", record()),
        ):
            yield f"waiting, {name}", cards.told(quiet, RaiserNotice.WAITING, **told)
        detail = replace(MARIA.preferences, detail=Detail.NOTHING)
        hidden = {**told, "reader": replace(self.maria, preferences=detail)}
        yield "heard, no detail in messages", cards.told(record(), RaiserNotice.HEARD, **hidden)
        nobody = record(owner=None)
        yield "heard, by somebody who left", cards.told(nobody, RaiserNotice.HEARD, **told)
        closed = record(state=State.NO_CHANGE)
        away = record(away_told=DAYS[3])
        waits = Notice(notice=RaiserNotice.AWAY, waits_since=NOW)
        yield "the leader is away", cards.told(away, RaiserNotice.AWAY, **told)
        yield (
            "the leader is away, fine",
            cards.told(away, RaiserNotice.AWAY, sent=waits, **told),
        )
        yield "closed", cards.told(closed, RaiserNotice.CLOSED, **told)
        yield "a note is shared", cards.told(note(kind=Kind.SHARED), RaiserNotice.SHARED, **told)
        gone = record(state=State.WITHDRAWN, last_act=Act.TAKE_BACK)
        yield "taken back", cards.told(gone, RaiserNotice.SHARED, **told)
        for check in CheckIn:
            state = State.UNCONFIRMED if check is CheckIn.ENDED else State.BETTER
            asked = record(state=state, talked_at=NOW)
            yield f"question: {check}", cards.check(asked, check, **told)
        for act in (Act.SAME, Act.WORSE):
            yield (
                f"shall they know: {act}",
                cards.check(record(), CheckIn.FIRST, telling=act, **told),
            )
        for check, acts in ANSWERS_TO.items():
            for act in sorted(acts):
                done = cards.check(record(), check, answer=Answered(act, NOW), **told)
                yield f"answered {check}: {act}", done

    def _own(self) -> Iterator[tuple[str, Message | View]]:
        first = PlannedCheckIn(CheckIn.FIRST, NOW + timedelta(days=2))
        for state in State:
            one = record(
                () if state is State.WITHDRAWN else TALK,
                state=state,
                step=state is State.IN_PROGRESS,
                openings=state is State.BETTER,
                check_in=first if state is State.BETTER else None,
                said_yes_at=NOW if state is State.CONFIRMED else None,
                quiet=state is State.WORSE,
                reason=_reason(state),
                link=LINK if state is State.RAISED else None,
            )
            if state is State.NO_CHANGE:
                one = replace(one, said=(*one.said, said(WordsKind.CLOSING, PRIYA, CLOSING, 50)))
            yield f"What you said, {state}", mine.own_view(self.maria, record=one)
        for name, one in (
            ("not answered", record(TALK[:1], state=State.RAISED, quiet=True)),
            ("not again", record(TALK, quiet=True, first_talk_at=NOW)),
            ("asked about", record(TALK, come_back_on=None)),
            ("with nobody", record(TALK, owner=None, state=State.BETTER)),
            ("no words left", record()),
            ("a mark", record(link=LINK, worded=False)),
            ("to agree to", record(TALK[:3])),
        ):
            yield f"What you said, {name}", mine.own_view(self.maria, record=one)
        shared = note(texts=TALK[:1], kind=Kind.SHARED)
        yield "A note about you", mine.own_view(self.maria, record=shared)
        long = replace(shared, people={**shared.people, PRIYA.id: replace(PRIYA, name="P" * 30)})
        yield "A note by a long name", mine.own_view(self.maria, record=long)
        form: dict[str, Any] = {"record": record(TALK), "contact": CONTACT}
        yield "Not quite", raising.not_quite_form(self.maria, **form)
        yield "What changed?", raising.changed_form(self.maria, **form)

    # Where it goes

    def _moving(self) -> Iterator[tuple[str, Message | View]]:
        say = translator(self.locale)
        told: dict[str, Any] = {"reader": self.maria, "now": NOW}
        open_to = replace(record(TALK), elsewhere=True)
        asked = replace(record(TALK, handover=Handover(TOM.id)), elsewhere=True)
        people: dict[str, Any] = {"leaders": [SAM], "others": [TOM], "contact": CONTACT}
        yield (
            "Two were addressed",
            raising.raise_form(self.maria, leaders=[PRIYA, TOM], contact=CONTACT, one_of_many=True),
        )
        for state in (LeaderState.ACCEPTED, LeaderState.DECLINED, None):
            answered = cards.invite(TEAM, MARIA, reader=self.priya, state=state)
            yield f"an invitation, {state or 'taken back'}", answered
        again = say("err-contact_is_leader", leader="Priya")
        chosen: dict[str, Any] = {"leaders": [PRIYA.id], "members": [MARIA.id]}
        chosen["ask_contact"] = True
        yield (
            "The team names its own contact",
            teams.team_form(self.maria, team=TEAM, contact=CONTACT, problem=again, **chosen),
        )
        asked_for = HomeData(person=self.maria, declined=((PRIYA, TEAM.channel),))
        yield "Home of who set a team up", home(asked_for, now=NOW)
        yield "Someone else", handover.send_on_form(self.maria, record=open_to, **people)
        yield "Hand it over", handover.hand_form(self.priya, record=open_to, **people)
        yield "hand it over?", cards.told(asked, RaiserNotice.HAND, **told)
        decided = cards.told(record(), RaiserNotice.HAND, **told)
        yield "hand it over, decided since", decided
        yield "What you said, and you are asked", mine.own_view(self.maria, record=asked)
        yield (
            "All you can do, and another has accepted",
            leading.more_card(self.priya, record=open_to),
        )
        gone = replace(record(owner=None, left_by=PRIYA.id), elsewhere=True)
        yield "the leader is gone", cards.told(gone, RaiserNotice.OWNER_GONE, **told)
        for quiet in (False, True):
            old = replace(record(quiet=quiet), elsewhere=True)
            yield (
                f"after three months, {quiet=}",
                cards.told(old, RaiserNotice.LONG, **told),
            )
        late = record(state=State.CONFIRMED)
        yield "a month later", cards.check(late, CheckIn.LATE, **told)
        form: dict[str, Any] = {"record": record(), "contact": CONTACT}
        yield "Pass the ask", handover.obstacle_form(self.priya, **form)
        yield (
            "Pass the ask, to who has not accepted",
            handover.not_accepted_view(
                self.priya,
                person=TOM,
                text=translator(self.locale)(
                    "form-obstacle-ask",
                    need=translator(self.locale).label(Need.BUDGET),
                    ask="For tools.",
                ),
            ),
        )
        yield "It came back, words erased", handover.came_back_form(self.maria, **form)
        yield (
            "After it: hand-done",
            oneself.said(self.priya, title_key="saved-title", text_key="hand-done", person="Maria"),
        )
        left = record()
        closed = replace(MARIA, deleted=True)
        left = replace(left, people={**left.people, MARIA.id: closed})
        yield "All you can do, whoever said it has left", leading.more_card(self.priya, record=left)

    # Notes and offers

    def _notes(self) -> Iterator[tuple[str, Message | View]]:
        form: dict[str, Any] = {"offered_days": DAYS[:4], "in_a_week": DAYS[4], "contact": None}
        yield "The form", raising.note_form(self.priya, person=MARIA, **form)
        yield "The form, for anybody", raising.note_form(self.priya, person=None, **form)
        kept: dict[str, Any] = {"reader": self.priya, "now": NOW}
        asked = Nudge(NudgeReason.FIRST, DAYS[0], _tomorrow())
        saved = cards.note_saved(note(nudge=asked), words=WORDS, moved_from=DAYS[3], **kept)
        yield "Kept", saved
        marked = note(signal=Signal.OTHER, pressures=(), worded=False, nudge=asked)
        yield "Kept from a mark", cards.react_leader(marked, **kept)
        yield "Taken back", cards.note_saved(note(state=State.WITHDRAWN), **kept)
        shown = oneself.shown(self.priya, title_key="note-title", blocks=saved.blocks[:1])
        yield "After the form", shown

    def _offers(self) -> Iterator[tuple[str, Message | View]]:
        own: dict[str, Any] = {"reader": self.maria, "now": NOW, "calendar": CALENDAR}
        for name, ask in (("", Nudge(NudgeReason.NEW, DAYS[0], _tomorrow())), (", at once", None)):
            mark = record(state=State.RAISED, nudge=ask)
            yield f"One's own message{name}", cards.react_own(mark, **own)
        yield (
            "Several leaders",
            cards.react_choose(reader=self.maria, marked=MessageValue(channel="C1", ts="1.2")),
        )
        offered = record(state=State.OFFERED, owner=None)
        sam = self._in(SAM)
        yield (
            "To the colleague",
            cards.offer_reactor(offered, reader=sam, contact=CONTACT, now=NOW),
        )
        for emoji in ("ear", None):
            name = "an emoji" if emoji else "the message menu"
            asked: dict[str, Any] = {"reader": self.maria, "now": NOW, "emoji": emoji}
            yield f"To the author, by {name}", cards.offer_ask(offered, leaders=[PRIYA], **asked)
        asked["emoji"] = "ear"
        yield (
            "To the author, several leaders",
            cards.offer_ask(offered, leaders=[PRIYA, TOM], **asked),
        )
        yield "Over", cards.offer_done(reader=self.maria, leaders=[PRIYA])
        menu: dict[str, Any] = {"author": MARIA, "contact": CONTACT, "view_state": ViewState()}
        yield "The message menu", offering.offer_form(sam, leaders=[PRIYA], **menu)
        yield (
            "After it",
            oneself.said(
                sam, title_key="form-offer-title", text_key="offered-done", person="Maria"
            ),
        )

    # Home, Friday, pages

    def _homes(self) -> Iterator[tuple[str, Message | View]]:
        waiting = (
            record(state=State.RAISED),
            record(),
            record(nudge=Nudge(NudgeReason.FIRST, DAYS[2], NOW + timedelta(days=3))),
            record(state=State.BETTER, nudge=None),
            record(quiet=True),
            record(state=State.WORSE),
            note(),
        )
        finished = (
            *(record(state=one, reason=_reason(one)) for one in (State.CONFIRMED, State.NO_CHANGE)),
            record(state=State.ENDED_BY_RAISER),
            record(state=State.UNCONFIRMED),
            note(state=State.UNCONFIRMED),
        )
        leads: dict[str, Any] = {
            "leads": True,
            "contact": CONTACT,
            "coaching": HomeLine(CoachingLine.FOLLOW_UP_2, more=True),
        }
        full = HomeData(person=self.priya, waiting=waiting, finished=finished, **leads)
        yield "A leader's Home", home(full, now=NOW)
        yield "A leader's Home, first", home(HomeData(person=self.priya, **leads), now=NOW)
        idle = HomeData(person=self.priya, finished=finished, **leads)
        yield "A leader's Home, nothing waiting", home(idle, now=NOW)
        ill = replace(self.priya, status_emoji=":face_with_thermometer:")
        yield "A leader's Home, away by status", home(replace(idle, person=ill), now=NOW)
        own = (
            record(state=State.RAISED),
            replace(record(), away_until=DAYS[3]),
            record(state=State.CONFIRMED),
        )
        raiser = HomeData(person=self.maria, mine=own, contact=CONTACT)
        yield "Home of whoever said something", home(raiser, now=NOW)
        _, (_, figures), *_, (_, steps) = _friday_notes()
        read = [
            WeeklyDigest(
                team=replace(TEAM, id=TeamId(str(n))), day=DAYS[0], note=one, steps=(_STEP,)
            )
            for n, one in enumerate((figures, steps))
        ]
        shared = replace(raiser, notes=tuple(read))
        yield "Home, with the notes of channels that outsiders read", home(shared, now=NOW)
        yield "Home, never seen before", home(HomeData(person=self.maria), now=NOW)
        many = replace(raiser, mine=tuple(record() for _ in range(21)))
        yield "Home, second page", home(many, now=NOW, page=1)
        away = replace(self.maria, preferences=replace(MARIA.preferences, paused_until=DAYS[2]))
        for contact in (None, CONTACT):
            other = "internal_error" if contact else "not_drawn"
            stuck = ("account_inactive", "is_archived", "missing_scope", other)
            admin = HomeData(
                person=away,
                admin=True,
                undelivered=stuck,
                given_up=("messages_tab_disabled",) if contact else ("invalid_blocks",),
                uncertain=(delivery(TEAM.channel), delivery(MARIA.id)),
                contact=contact,
            )
            yield f"An admin's Home, contact: {contact}", home(admin, now=NOW)
        failures = tuple(DueFailure(kind, "7f", "ValueError", NOW, 2) for kind in DueKind)
        installer = HomeData(person=self.maria, admin=True, failures=failures, contact=CONTACT)
        yield (
            "The installer's Home, with what could not be done when it was due",
            home(installer, now=NOW),
        )
        yield "What I said", mine.mine_list(raiser)
        yield "What I said, nothing", mine.mine_list(HomeData(person=self.maria))
        yield "What waits for me", mine.leader_list(full, now=NOW)
        yield "What waits for me, nothing", mine.leader_list(HomeData(person=self.priya), now=NOW)

    def _friday(self) -> Iterator[tuple[str, Message | View]]:
        for name, found in _friday_notes():
            yield (
                name,
                cards.note(found, replace(TEAM, chart=True), locale=self.locale, steps=[_STEP]),
            )
        for name, coming in _coming():
            view = digest.digest_form(self.priya, coming=coming, contact=CONTACT)
            yield f"What may they read? {name}", view
            yield f"Saved, {name}", digest.saved_view(self.priya, coming=coming)
            yield f"Preview, {name}", digest.digest_view(self.priya, notes=[coming])
        yield "Preview, no note", digest.digest_view(self.priya, notes=[])
        yield "How this is counted", teams.counted_view(self.maria, 5)
        yield "How this is counted, in a team of twelve or more", teams.counted_view(self.maria, 12)

    def _pages(self) -> Iterator[tuple[str, Message | View]]:
        yield "The guide", oneself.guide_view(self.priya)
        yield "Who sees what?", oneself.who_sees_view(self.maria)
        yield "Get help now", oneself.help_now_view(self.maria, contact=CONTACT)
        tom = oneself.help_now_view(self.maria, contact=f"<@{TOM.id}>", person=TOM)
        yield "Get help now, from a person", tom
        yield "After it", oneself.asked_view(self.maria, person=TOM)
        yield "To that person", cards.safe_ask(MARIA, reader=self._in(TOM))
        yield "Don't write to me", oneself.pause_form(self.maria, contact=CONTACT)
        for name, reader, leads in (("a leader", self.priya, True), ("others", self.maria, False)):
            chosen: dict[str, Any] = {"leads": leads, "contact": CONTACT, "shipped": ("en", "de")}
            if leads:
                chosen |= {"said_to_lead": [MARIA], "until": DAYS[3]}
            yield f"Settings of {name}", settings.settings_form(reader, **chosen)
        yield (
            "Settings of the workspace",
            workspace.workspace_form(
                self.priya, chosen=WorkspaceSettings(detail=Detail.TOPIC), contact=CONTACT
            ),
        )
        done = {"title_key": "saved-title", "text_key": "settings-done"}
        yield "After settings", oneself.said(self.priya, **done)  # type: ignore[arg-type]
        closing = said(WordsKind.CLOSING, PRIYA, CLOSING, 50)
        texts = (*TALK, closing)
        theirs = (
            record(texts, step=True),
            note(texts=TALK[:1]),
            note(texts=TALK[:1], kind=Kind.SHARED),
            note(texts=TALK[:1], state=State.UNCONFIRMED),
        )
        yield "My data", oneself.data_view(self.maria, kept=PersonalData(records=theirs))
        written = NoteLines(team="payments", at=NOW, lines=("We moved the export to April.",))
        led = PersonalData(records=(record(texts[2:3]), note(texts=TALK[:1])), lines=(written,))
        yield "My data, as a leader", oneself.data_view(self.priya, kept=led)
        yield "My data, nothing", oneself.data_view(self.maria, kept=PersonalData())

    def _refusals(self) -> Iterator[tuple[str, Message | View]]:
        say = translator(self.locale)
        facts = {
            "n": "600",
            "part": "thrusday",
            "date": "2026-04-20",
            "person": PRIYA.id,
            "leader": PRIYA.id,
            "names": f"{TOM.id}, {SAM.id}",
        }
        people = {one.id: one for one in (PRIYA, MARIA, SAM, TOM)}
        for kind in _refusal_kinds():
            far = {**facts, "date": "2027-03-10"} if kind is refusals.LongPause else facts
            sentence = cards.refusal(kind(**far), say, people, TODAY)
            yield kind.key, cards.sentence(sentence)
        kept = cards.words_kept(say("err-not_saved"), say, WORDS)
        yield "The words of a refused command", kept
        yield "Slack is slow to show what was done", cards.sentence(say("done-late"))
        names = f"<@{TOM.id}>, <@{SAM.id}>"
        yield "Taken off a team", cards.sentence(say("team-taken-off", names=names))
        off = refusals.LeaderOff(person=PRIYA.id)
        way_out = cards.suggesting(off, say)
        text = cards.refusal(off, say, people)
        yield "Nobody to come back to it yet", cards.words_kept(text, say, WORDS, way_out)
        unsent = replace(record(state=State.RAISED), unsent=True)
        yield "Slack refuses the message", mine.own_view(self.maria, record=unsent)
        sentence = say("err-date_unread", part="thrusday")
        view = oneself.refused_view(self.maria, sentence=sentence, words=WORDS)
        yield "Refused in a view", view


def _refusal_kinds() -> list[type[refusals.Refusal]]:
    found = [one for one in vars(refusals).values() if isinstance(one, type)]
    kinds = [one for one in found if issubclass(one, refusals.Refusal)]
    return list({one.key: one for one in kinds}.values())


def _tomorrow() -> Any:
    return NOW + timedelta(days=1)


def _from_a_person(reason: NudgeReason) -> bool:
    return reason not in (
        NudgeReason.NEW,
        NudgeReason.ACK_1,
        NudgeReason.ACK_2,
        NudgeReason.ACK_3,
        NudgeReason.AGAIN,
        NudgeReason.SAME,
    )


def _reason(state: State) -> CloseReason | None:
    return CloseReason.DECIDED if state is State.NO_CHANGE else None


def _situation(behaviour: Behaviour) -> State:
    if behaviour in (Behaviour.LISTENING, Behaviour.VALIDATION):
        return State.RAISED
    return {Behaviour.PERSPECTIVE: State.WORSE, Behaviour.SUPPORT: State.IN_PROGRESS}.get(
        behaviour, State.HEARD
    )


def _closed() -> tuple[Any, ...]:
    return (*TALK[:1], said(WordsKind.CLOSING, PRIYA, CLOSING, 50))


def _weekly() -> LeaderWeekly:
    return LeaderWeekly(raised=6, waiting=1, come_back=4, before_asked=2, confirmed=3)


_STEP = TeamStep(
    id="s1", leader=PRIYA.id, kind=StepKind.SCOPE, ticked=True, text="No reviews at dawn"
)
_WEEK = IsoWeek(2026, 12)


def _parts() -> Iterator[tuple[str, Part]]:
    tomorrow = local_day(NOW, PRIYA.zone) + timedelta(days=1)
    base = Part(team=TEAM, week=_WEEK, day=tomorrow, weekly=_weekly(), word=None, open=True)
    yield "the leader's own weeks", base
    yield "the leader's own weeks, before a weekend", replace(base, day=DAYS[3], weekly=None)
    shared = replace(TEAM, outsiders=True)
    yield "the leader's own weeks, where outsiders read the channel", replace(base, team=shared)
    for word in Word:
        spoken = Spoken(PRIYA.id, word, NOW)
        yield f"the leader's own weeks, {word}", replace(base, word=spoken)


def _coming() -> Iterator[tuple[str, Coming]]:
    *_, (_, note) = _friday_notes()
    base = Coming(
        team=TEAM,
        week=_WEEK,
        day=DAYS[3],
        own=(_STEP,),
        word=None,
        skipped=False,
        note=replace(note, first=False),
        steps=(_STEP,),
        counted_on=None,
    )
    yield "nothing chosen", base
    yield "for Homes", replace(base, team=replace(TEAM, outsiders=True))
    yield "before the day", replace(base, counted_on=DAYS[2])
    yield "nothing to read", replace(base, own=(), steps=(), note=None)
    yield "skipped", replace(base, skipped=True, word=Spoken(PRIYA.id, Word.SKIP, NOW))


def _friday_notes() -> Iterator[tuple[str, Digest]]:
    figures = Figures(
        raised=14,
        heard=Share(12, 14),
        come_back=Share(9, 12),
        come_back_band=Portion.MOST,
        first_follow_up=Median(4),
        still_open=(Cell(Age.UNDER1, Age.UNDER1, 3), Cell(Age.W1_2, Age.OLDER, 5)),
        confirmed=Share(6, 9),
        closed_without_change=3,
        behind=("incident", "overloaded"),
    )
    base = Digest(
        tier=2,
        figures=figures,
        unchanged_since=None,
        steps=("s1",),
        lines=("We moved the export to April.",),
        first=False,
        absence=None,
        published=None,
        posted=Posted("", frozenset()),
    )
    yield "Numbers", base
    yield "Numbers, unchanged", replace(base, unchanged_since=date(2026, 3, 6))
    for youngest, oldest in ((young, old) for n, young in enumerate(Age) for old in list(Age)[n:]):
        cell = (Cell(youngest, oldest, 5),)
        for portion in Portion:
            part = replace(figures, still_open=cell, come_back=None, come_back_band=portion)
            if (youngest, oldest) != (Age.UNDER1, Age.OLDER) and portion is not Portion.MOST:
                continue
            few = replace(part, first_follow_up=Median(None))
            name = f"Numbers, {youngest} to {oldest}, {portion}"
            yield name, replace(base, figures=few, steps=(), lines=())
    for amount, portion, waited in zip(Amount, Portion, (*Waited, Waited.SOMETHING), strict=True):
        bands = Bands(raised=amount, come_back=portion, waited=waited)
        yield f"Words, {amount}", replace(base, tier=1, figures=bands)
    for absence in (NoFigures.TOO_FEW, NoFigures.FIRST_WEEKS):
        first = replace(base, tier=0, figures=None, first=True, absence=absence)
        yield f"No figures, {absence}", first
