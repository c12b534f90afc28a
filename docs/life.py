"""The life of a concern, made from the table the code goes by: a page and a drawing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from html import escape

from bot.domain.calendar import Calendar
from bot.domain.concern import Clocks, Concern, Handover, Milestones, Nudge, Promise
from bot.domain.concern.effects import apply_transition
from bot.domain.concern.states import (
    CLOSED,
    OPEN,
    READ,
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    NudgeReason,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.concern.transitions import TRANSITIONS, Transition
from bot.domain.ids import ConcernId, PersonId, WorkspaceId
from bot.messages.translate import translator
from docs.samples import Samples

MONDAY = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
DAYS = Calendar(zone="Europe/Berlin")
ANY = frozenset(State) - {State.WITHDRAWN}
GROUPS: Mapping[frozenset[State], str] = {
    OPEN: "any open",
    READ: "open, read",
    ANY: "any but withdrawn",
    CLOSED - {State.HANDED_OVER}: "closed",
}
WHO: Mapping[Role, str] = {
    Role.RAISER: "raiser",
    Role.OWNER: "leader",
    Role.CLOCK: "clock",
    Role.COLLEAGUE: "colleague",
}
ROWS: Mapping[Act, tuple[str, str]] = {
    Act.RAISE: ("T1", "sends a form or command, marks an own message"),
    Act.NOTE_SHARED: ("T2", "a note, shared at once"),
    Act.NOTE: ("T3", "a note, private"),
    Act.HEAR: ("T4", '"I\'ve heard this"'),
    Act.SAY_YES: ("T5", '"Yes, that\'s it"'),
    Act.NOT_QUITE: ("T6", '"Not quite" and a line'),
    Act.STEP: ("T7", "picks a step and a day"),
    Act.TALKED_BETTER: ("T8", '"We\'ve talked": better'),
    Act.TALKED_SAME: ("T9", '"We\'ve talked": about the same'),
    Act.TALKED_WORSE: ("T10", '"We\'ve talked": worse'),
    Act.BETTER: ("T11", '"It\'s better"'),
    Act.LITTLE: ("T12", '"A little better"'),
    Act.SAME: ("T12", '"No change", and tell'),
    Act.WORSE: ("T13", '"It\'s worse", and tell'),
    Act.NOT_TALKED: ("T14", '"We haven\'t talked"'),
    Act.CLOSE: ("T15", "closes: a reason and own words"),
    Act.REOPEN: ("T16", '"I\'d like to talk"'),
    Act.SEND_ON: ("T18", '"Send to someone else"'),
    Act.ASK_HAND: ("T18", '"Hand it over": the raiser is asked'),
    Act.HAND_YES: ("T18", '"Yes, share my words"'),
    Act.HAND_NO: ("T18", '"No"'),
    Act.HAND_LAPSE: ("T18", "no answer: it stays"),
    Act.WITHDRAW: ("T19", "takes it back: the words are deleted"),
    Act.LEAVE: ("T20", '"No follow-up needed"'),
    Act.EXPIRE: ("T21", "a better that nobody answered ends"),
    Act.COME_BACK: ("T22", '"Reopen it"'),
    Act.FALL_QUIET: ("T23", "the last reminder stayed unanswered"),
    Act.STALE_REVIEW: ("T24", "60 wd old and still open"),
    Act.LEADER_GONE: ("T25", "the leader's account closes, or they lead no more"),
    Act.LEADER_BACK: ("T25", "the leader's account opens again within 30 days"),
    Act.RAISER_BACK: ("T28", "the raiser's account opens again within 30 days"),
    Act.ERASE: ("T26", "nobody can come back to it any more"),
    Act.BIGGER: ("T27", '"Danger or harassment?"'),
    Act.RAISER_GONE: ("T28", "the raiser's account closes"),
    Act.OFFER: ("T29", "a colleague suggests a message"),
    Act.YES: ("T30", '"Yes, tell {leader}"'),
    Act.NO: ("T31", '"No, thanks"'),
    Act.OFFER_LAPSE: ("T31", "7 days without an answer"),
    Act.UNMARK: ("T31", "the mark is taken away in time"),
    Act.SHARE: ("T32", '"Share with {person}"'),
    Act.REMOVE: ("T33", '"Please remove it", "Remove these notes"'),
    Act.NOT_LED: ("T33", '"{leader} doesn\'t lead me"'),
    Act.LATER: ("T34", '"Not yet" and a day'),
    Act.NOT_REACHED: ("T35", '"We didn\'t get to it"'),
    Act.KEEP_PRIVATE: ("T36", '"Keep it to myself"'),
    Act.REST: ("T37", '"I\'d rather not say"'),
    Act.STOP_CHECKS: ("T37", '"Stop asking about this"'),
    Act.FINE: ("T37", '"Leave it closed"'),
    Act.STILL_BETTER: ("T37", '"Still better"'),
    Act.CHANGE: ("T38", "changes or adds words"),
    Act.TAKE_BACK: ("T39", '"Take it back"'),
    Act.AGAIN: ("T40", '"Remind once more"'),
    Act.GIVE_TIME: ("T41", '"Give it time"'),
}
"""The row's number, which several acts may share, and what happens."""
BEGINNINGS: Mapping[Act, str] = {
    Act.RAISE: "leader: *something was raised* at the next chosen hour, and reminders",
    Act.NOTE_SHARED: "raiser: *someone shared a note with you*; leader: asked on the day chosen",
    Act.NOTE: "leader: asked on the day chosen",
    Act.OFFER: "erased after 7 days",
    Act.ERASE: "erased now",
}
"""What follows where there is no concern before, or none after."""
NUDGES: Mapping[NudgeReason, str] = {
    NudgeReason.NEW: "something was raised",
    NudgeReason.AGAIN: "the raiser asks for one more reminder",
    NudgeReason.FIRST: "How is that situation now?",
    NudgeReason.SNOOZED: "How is that situation now? (on the day the leader chose)",
    NudgeReason.SAME: "the raiser's reply",
    NudgeReason.WORSE: "the raiser says it's worse",
    NudgeReason.NOT_QUITE: "the raiser corrects the leader's words",
    NudgeReason.TWO_VIEWS: "the raiser says they haven't talked yet",
    NudgeReason.CAME_BACK: "it is back",
    NudgeReason.REOPEN_TALK: "the raiser would like to talk about the answer",
    NudgeReason.DECIDE: "open for three months: a next step, or a no with the reason",
}
"""What a leader is sent, in a few words; the whole sentences are in voice.md."""
NEWS: Mapping[LeaderNews, str] = {
    LeaderNews.CONFIRMED: "the raiser says it's better",
    LeaderNews.LEFT: "no follow-up is needed",
    LeaderNews.WITHDRAWN: "it was taken back",
    LeaderNews.ADDED: "the raiser added something",
    LeaderNews.HAND_NO: "it stays with you",
    LeaderNews.HAND_LAPSED: "nobody answered, so it stays with you",
    LeaderNews.NOTE_REMOVED: "the note was removed",
    LeaderNews.NOT_LED: "you don't lead them; the note was deleted",
}
"""What a leader's next message takes along."""
NOTICES: Mapping[RaiserNotice, str] = {
    RaiserNotice.HEARD: "you have a reply",
    RaiserNotice.STEP: "there is a next step",
    RaiserNotice.WAITING: "no news yet; what would you like to do?",
    RaiserNotice.CLOSED: "you have an answer",
    RaiserNotice.SHARED: "someone shared a note with you",
    RaiserNotice.LONG: "still open after three months",
    RaiserNotice.HAND: "may somebody else read it?",
    RaiserNotice.AWAY: "it will wait a little",
    RaiserNotice.OWNER_GONE: "where should it go?",
    RaiserNotice.MOVED: "a date has moved",
}
"""What the raiser is told."""
QUESTIONS: Mapping[CheckIn, str] = {
    CheckIn.FIRST: "has anything changed?",
    CheckIn.SECOND: "has anything changed? (for the last time)",
    CheckIn.ENDED: "it was closed; is that fine?",
    CheckIn.LATE: "is it still better?",
}
"""What the raiser is asked."""
BY_ITSELF: Mapping[Act, str] = {
    Act.EXPIRE: "it ends unconfirmed",
    Act.HAND_LAPSE: "no answer counts as a no",
    Act.FALL_QUIET: "the bot stops asking, and the raiser decides",
    Act.ERASE: "it is erased",
}
"""What happens where nobody answers."""
HANDED = frozenset({Act.HAND_YES, Act.HAND_NO, Act.HAND_LAPSE})
"""What answers a leader who asked to hand it over."""
QUIET = frozenset({Act.AGAIN, Act.GIVE_TIME})
"""What a raiser can do once the bot stopped asking the leader."""
ONLY: Mapping[frozenset[Kind], str] = {
    frozenset({Kind.RAISED}): "raised",
    frozenset({Kind.NOTE}): "private notes",
    frozenset({Kind.SHARED}): "shared notes",
    frozenset({Kind.RAISED, Kind.SHARED}): "raised, shared notes",
    frozenset({Kind.NOTE, Kind.SHARED}): "notes",
    frozenset(Kind): "all",
}


LEGEND = """\
How to read the table: one row is one thing that can happen.

- **number** The row's name in the code, its tests and the drawing. Several acts may share one.
- **who** The *raiser*, the *leader* who has it, a *colleague*, or the *clock*: nobody acts, time
  has passed. For a shared note the person it is about takes the raiser's place.
- **from**, **to** The state before and after; – is none, or no change. *Open* and *closed* are
  marked above. *Read*: the leader has pressed "I've heard you". *Quiet*: the bot has stopped
  asking the leader.
- **for** What it can happen to: something *raised*, a leader's *private note*, a *shared note*.
- **what follows** Who is sent what, and when, for something heard this week. *wd* are working
  days of whoever is asked; *the next chosen hour* is when a leader wants to be written to. What a
  message says stands in italics, in short; [voice.md](voice.md) has every message whole.
"""


def page() -> str:
    """The whole page."""
    say = translator("en")
    states = [
        f"| `{one}` | {say.state_for_raiser(Samples().record(state=one))} "
        f"| {say.state_for_leader(Samples().record(state=one))} | {_counted(one)} |"
        for one in State
    ]
    acts = [_row(act, transition) for act, transition in TRANSITIONS.items()]
    return "\n".join(
        [
            "# The life of a concern",
            "",
            "A concern is something that somebody raised, or a leader's note after a talk. This is",
            "everything that can happen to one, made from `bot/domain/concern/transitions.py` and",
            "`effects.py` by `python -m docs`; change those, not this page.",
            "",
            "![The states of a concern, and what leads on](life-of-a-concern.svg)",
            "",
            "## States",
            "",
            "| state | its raiser reads | its leader reads | |",
            "| --- | --- | --- | --- |",
            *states,
            "",
            "## What may happen",
            "",
            LEGEND,
            "",
            "| number | what happens | who | from | to | for | what follows |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *acts,
            "",
            "Only the raiser reaches `confirmed`. The clock closes nothing but a *better* that",
            "stays unanswered. An answer kept private changes nothing that the leader sees.",
            "",
            "## The same as text",
            "",
            "```mermaid",
            *_mermaid(),
            "```",
            "",
        ]
    )


def _counted(state: State) -> str:
    if state in OPEN:
        return "open"
    return "closed" if state in CLOSED else ""


def _row(act: Act, row: Transition) -> str:
    target = f"`{row.target}`" if row.target else "–"
    number, happens = ROWS[act]
    cells = (number, happens, WHO[row.who], _from(act, row.sources), target, ONLY[row.kinds])
    return f"| {' | '.join(cells)} | {'; '.join(_follows(act, row)) or '–'} |"


def _from(act: Act, sources: frozenset[State]) -> str:
    if act in QUIET:
        return "quiet"
    if not sources:
        return "–"
    if sources in GROUPS:
        return GROUPS[sources]
    return ", ".join(f"`{one}`" for one in State if one in sources)


def _follows(act: Act, row: Transition) -> Iterator[str]:
    """Who is told and which clocks run, found out by letting it happen."""
    if act in BEGINNINGS:
        yield BEGINNINGS[act]
        return
    before = _before(act, row)
    new = PersonId("U3")
    given = TransitionContext(now=MONDAY, leader=DAYS, raiser=DAYS, day=_day(act), person=new)
    result = apply_transition(before, act, given)
    was, now = before.clocks, result.concern.clocks
    if result.notice is RaiserNotice.MOVED:
        yield f"raiser, where they were told a day: *{NOTICES[result.notice]}*"
    elif result.notice is not None:
        yield f"raiser: *{NOTICES[result.notice]}*"
    if result.news is not None:
        yield f"leader, with the next message: *{NEWS[result.news]}*"
    if now.nudge is not None and now.nudge != was.nudge:
        yield f"leader: *{NUDGES[now.nudge.reason]}* {_when(now.nudge.at)}"
    resume_on = result.concern.promise.resume_on
    if resume_on is not None and resume_on != before.promise.resume_on:
        yield f"then *{NUDGES[NudgeReason.FIRST]}* {_when(DAYS.hour_on(resume_on))}"
    if now.check_in is not None and now.check_in != was.check_in:
        yield f"raiser: *{QUESTIONS[now.check_in.question]}* {_when(now.check_in.at)}"
    if now.timeout is not None and now.timeout != was.timeout:
        yield f"{_when(now.timeout.at)} without an answer: *{BY_ITSELF[now.timeout.act]}*"
    if was.nudge is not None and now.nudge is None and result.concern.open:
        yield "the leader is asked no more"
    if was.check_in is not None and now.check_in is None and result.concern.open:
        yield "no more questions for now"


def _before(act: Act, row: Transition) -> Concern:
    """A concern of this week, heard, to which ``act`` may happen."""
    kind = next(one for one in Kind if one in row.kinds)
    state = next(one for one in (State.HEARD, *State) if one in row.sources)
    quiet = act in QUIET
    nudge = Nudge(NudgeReason.FIRST, MONDAY.date(), MONDAY)
    return Concern(
        workspace=WorkspaceId("T1"),
        id=ConcernId("C1"),
        kind=kind,
        origin="docs",
        raiser=PersonId("U2"),
        owner=PersonId("U1"),
        state=state,
        quiet=quiet,
        created_at=MONDAY,
        promise=Promise(due_on=MONDAY.date()),
        clocks=Clocks(nudge=None if quiet or state in CLOSED else nudge),
        handover=Handover(PersonId("U3")) if act in HANDED else None,
        milestones=Milestones(
            heard_at=None if state is State.RAISED else MONDAY,
            closed_at=MONDAY if state in CLOSED else None,
        ),
    )


def _day(act: Act) -> date | None:
    """The day that only *Not yet* needs."""
    return DAYS.add_workdays(MONDAY.date(), 1) if act is Act.LATER else None


def _when(moment: datetime) -> str:
    days = DAYS.workdays_between(MONDAY.date(), DAYS.local(moment).date())
    if days <= 1 and moment <= DAYS.next_hour(MONDAY):
        return "at the next chosen hour"
    return f"after {days} wd"


# The drawing


def edges() -> dict[tuple[str, str], list[str]]:
    """From where to where, and the numbers of the rows that lead there."""
    found: dict[tuple[str, str], list[str]] = {}
    for act, row in TRANSITIONS.items():
        if row.target is None:
            continue
        for source in _origins(row.sources):
            numbers = found.setdefault((source, row.target.value), [])
            if ROWS[act][0] not in numbers:
                numbers.append(ROWS[act][0])
    return found


def _origins(sources: frozenset[State]) -> Iterable[str]:
    """The frames and states an arrow begins at."""
    origins = []
    for name, inside in INSIDE.items():
        if sources >= inside:
            origins.append(name)
            sources -= inside
    return (*origins, *(one.value for one in State if one in sources))


def _mermaid() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield "  state open {"
    yield "    raised"
    yield "    state read {"
    yield from (f"      {one.value}" for one in State if one in READ)
    yield "    }"
    yield "  }"
    yield "  state closed {"
    yield from (f"    {one.value}" for one in State if one in CLOSED)
    yield "  }"
    for (source, target), numbers in edges().items():
        yield f"  {source} --> {target}: {', '.join(numbers)}"


WIDTH, HEIGHT = 1000, 560
BOX = (150, 40)
INSIDE: Mapping[str, frozenset[State]] = {
    "open": OPEN,
    "read": READ,
    "closed": CLOSED,
    "ended": CLOSED - {State.HANDED_OVER},
}
"""Frames around states, the wider ones first: one arrow stands for all of them."""
FRAMES: Mapping[str, tuple[int, int, int, int]] = {
    "open": (70, 110, 630, 310),
    "read": (290, 140, 395, 200),
    "closed": (790, 20, 190, 435),
    "ended": (800, 30, 170, 335),
}
PLACES: Mapping[State, tuple[int, int]] = {
    State.OFFERED: (165, 55),
    State.RAISED: (165, 285),
    State.HEARD: (400, 200),
    State.IN_PROGRESS: (400, 295),
    State.BETTER: (580, 200),
    State.WORSE: (580, 295),
    State.CONFIRMED: (885, 75),
    State.UNCONFIRMED: (885, 150),
    State.NO_CHANGE: (885, 240),
    State.ENDED_BY_RAISER: (885, 325),
    State.HANDED_OVER: (885, 415),
    State.WITHDRAWN: (420, 515),
}
Way = tuple[int, int, int, int, int, int]
WAYS: Mapping[tuple[str, str], Way] = {
    ("offered", "raised"): (165, 75, 165, 170, 165, 265),
    ("offered", "withdrawn"): (90, 55, -60, 520, 345, 520),
    ("raised", "heard"): (240, 285, 280, 250, 325, 205),
    ("read", "in_progress"): (400, 340, 400, 330, 400, 315),
    ("read", "worse"): (580, 340, 580, 330, 580, 315),
    ("read", "better"): (580, 140, 580, 160, 580, 180),
    ("read", "confirmed"): (685, 165, 740, 110, 810, 80),
    ("better", "unconfirmed"): (655, 195, 730, 185, 810, 155),
    ("read", "no_change"): (685, 225, 750, 230, 810, 235),
    ("no_change", "heard"): (810, 250, 560, 262, 440, 220),
    ("open", "ended_by_raiser"): (700, 330, 750, 328, 810, 325),
    ("open", "handed_over"): (700, 395, 750, 410, 810, 415),
    ("no_change", "handed_over"): (960, 240, 1010, 330, 960, 415),
    ("open", "withdrawn"): (420, 420, 420, 450, 420, 495),
    ("closed", "withdrawn"): (790, 440, 700, 515, 495, 515),
    ("ended", "heard"): (800, 45, 500, 50, 400, 180),
}
"""Start, bend and end of each arrow; one without a way here is drawn straight."""


def drawing() -> str:
    """The states as boxes, what leads from one to the other as numbered arrows."""
    say = translator("en")
    parts = [_frame(name) for name in FRAMES]
    parts += [_arrow(source, target, numbers) for (source, target), numbers in edges().items()]
    for state, (x, y) in PLACES.items():
        left, top = x - BOX[0] // 2, y - BOX[1] // 2
        kind = "open" if state in OPEN else "closed"
        parts.append(
            f'<rect class="{kind}" x="{left}" y="{top}" width="{BOX[0]}" height="{BOX[1]}" rx="8"/>'
            f'<text x="{x}" y="{y + 4}">{state.value.replace("_", " ")}</text>'
        )
    title = escape("The life of a concern")
    note = escape(say("state-raiser-confirmed"))
    return "\n".join(
        [
            _OPEN.format(title=title),
            f"<title>{title}</title>",
            f"<desc>Numbers are the rows of the table. {note}: only by who raised it.</desc>",
            _STYLE,
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


_OPEN = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
    'aria-label="{title}">'
)
_STYLE = """<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7"
 markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#5b6470"/>
</marker></defs>
<style>text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1d2530}
.open{fill:#e8f1ec;stroke:#4d8268}.closed{fill:#f1f0ee;stroke:#8a8578}
.frame{fill:none;stroke:#9fb5aa;stroke-dasharray:5 4}.name{fill:#5f7a6c;text-anchor:start}
path.way{fill:none;stroke:#5b6470;stroke-width:1.3;marker-end:url(#tip)}
.number{font-size:12px;fill:#1d2530;paint-order:stroke;stroke:#fff;stroke-width:4px}</style>"""


def _frame(name: str) -> str:
    x, y, width, height = FRAMES[name]
    labels = {"open": GROUPS[OPEN], "read": GROUPS[READ], "closed": "closed", "ended": ""}
    return (
        f'<rect class="frame" x="{x}" y="{y}" width="{width}" height="{height}" rx="12"/>'
        f'<text class="name" x="{x + 10}" y="{y + (19 if name != "closed" else -5)}">'
        f"{labels[name]}</text>"
    )


def _arrow(source: str, target: str, numbers: list[str]) -> str:
    x1, y1, x, y, x2, y2 = WAYS.get((source, target)) or _straight(source, State(target))
    label = ((x1 + 2 * x + x2) // 4, (y1 + 2 * y + y2) // 4)
    return (
        f'<path class="way" d="M{x1} {y1} Q{x} {y} {x2} {y2}"/>'
        f'<text class="number" x="{label[0]}" y="{label[1] + 4}">{", ".join(numbers)}</text>'
    )


def _straight(source: str, target: State) -> Way:
    if source in FRAMES:
        left, top, width, height = FRAMES[source]
        start = (left + width // 2, top + height // 2)
    else:
        start = PLACES[State(source)]
    end = PLACES[target]
    return (*start, (start[0] + end[0]) // 2, (start[1] + end[1]) // 2, *end)
