"""Whole lives without Slack: random acts on the real rules, acts and store, each message drawn.

Every message is drawn when it leaves, as the outbox draws it, and may be drawn again at any time.
"""

import contextlib
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select, update

from benchmarks.leader_year import LEADER, MONDAY, WORKSPACE, LeaderYear
from bot.casework import Unit
from bot.casework.answering import answer, correct
from bot.casework.handover import answer_hand, ask_hand, send_on
from bot.casework.leading import NextStep, choose_step, close, hear, later, report_talk, say_back
from bot.casework.preferences import pause
from bot.domain.calendar import Calendar
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, State
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId
from bot.domain.refusals import Refusal
from bot.domain.taxonomy import CloseReason, StepKind
from bot.domain.team import Leader, LeaderState, Team
from bot.messages.blocks import Block
from bot.messages.translate import translator
from bot.outbox.kinds import Draft, Drop, Wait, draft, prepare
from bot.store.tables import concern as concerns
from bot.store.tables import delivery

OTHER = PersonId("U0OTHER")
SAID = "I asked for a hire; not before June."
LEADERS_ACTS = ("hear", "step", "talked", "later", "not_reached", "close", "hand", "say_back")
ANSWERS = (
    Act.BETTER,
    Act.LITTLE,
    Act.SAME,
    Act.WORSE,
    Act.NOT_TALKED,
    Act.KEEP_PRIVATE,
    Act.REST,
    Act.STOP_CHECKS,
    Act.LEAVE,
    Act.SAY_YES,
)
TRIES = 6
"""So often another act is tried where one is refused."""
RAISERS_ACTS = ("answer", "answer", "not_quite", "hand", "send_on", "come_back", "quiet")


@dataclass
class Left:
    """A message as it was when it left."""

    id: str
    kind: DeliveryKind
    at: object
    sections: list[str]
    notice: str | None
    """Which news it was, where it is news."""
    leader: PersonId | None
    """Whom the concern was with when it left, where it is about one concern."""
    subject: str


@dataclass
class Promises:
    """The days that leaders named, by concern: what a raiser may read as a promise."""

    named: dict[str, set[date]] = field(default_factory=dict)

    def keep(self, concern: str, day: date) -> None:
        """A leader chose a day, or left it standing in a form."""
        self.named.setdefault(concern, set()).add(day)


def sections(blocks: list[Block]) -> list[str]:
    """The sentences of a message: what is said, without small lines and buttons."""
    return [str(block["text"]["text"]) for block in blocks if block["type"] == "section"]


class Lives(LeaderYear):
    """Two leaders and their reports; whatever happens, nothing that was sent says another thing."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Begin on a Monday morning; ``seed`` decides everything that happens."""
        self.left: dict[str, Left] = {}
        self.promises = Promises()
        super().__init__(folder, seed, reports=2)
        with self.store.begin() as tx:
            leader = tx.people.get(WORKSPACE, LEADER)
            assert leader is not None
            tx.people.save(leader.__class__(**{**vars(leader), "id": OTHER, "name": "Other"}))
            tx.teams.save(
                Team(
                    workspace=WORKSPACE,
                    id=TeamId("other"),
                    channel=ChannelId("C0OTHER"),
                    name="other",
                    zone="Europe/Berlin",
                    region="DE-BE",
                    leaders=(Leader(OTHER, LeaderState.ACCEPTED, MONDAY.date()),),
                    members=frozenset({LEADER}),
                    created_by=OTHER,
                    created_at=self.clock(),
                    digest_day=0,
                )
            )

    def _carry(self) -> list[Delivery]:
        """Let each message that is due leave as the outbox lets it: drawn, and its payload kept."""
        now = self.clock()
        with self.store.begin() as tx:
            waiting = tx.connection.scalars(
                select(delivery.c.id)
                .where(delivery.c.state == DeliveryState.PENDING, delivery.c.due_at <= now)
                .order_by(delivery.c.due_at)
            ).all()
        for key in waiting:
            with self.store.begin() as tx:
                unit = Unit(tx, now, WORKSPACE)
                message = tx.deliveries.get(WORKSPACE, key)
                assert message is not None
                ready = prepare(unit, message)
                row = update(delivery).where(delivery.c.id == key)
                if isinstance(ready, Drop):
                    tx.connection.execute(row.values(state=DeliveryState.CANCELLED))
                elif isinstance(ready, Wait):
                    tx.connection.execute(row.values(due_at=ready.until))
                elif isinstance(ready, Draft):
                    kept = message.payload if ready.payload is None else ready.payload.to_json()
                    tx.deliveries.replace_payload(message, kept)
                    sent = {"state": DeliveryState.SENT, "sent_at": now}
                    tx.connection.execute(row.values(**sent, channel="D0", ts=key))
                    self._keep(tx, message, ready)
        return []

    def _keep(self, tx: object, message: Delivery, ready: Draft) -> None:
        about = None
        with contextlib.suppress(AttributeError):
            about = ready.content.record.concern
        notice = getattr(getattr(ready.content, "sent", None), "notice", None)
        self.left[message.id] = Left(
            id=message.id,
            kind=message.kind,
            at=self.clock(),
            sections=sections(ready.draw(self.clock()).blocks),
            notice=None if notice is None else notice.value,
            leader=about.owner if about is not None else None,
            subject=message.subject,
        )

    def drawn_now(self) -> dict[str, list[str]]:
        """Every message that has left, as it would be drawn now."""
        found = {}
        with self.store.begin() as tx:
            unit = Unit(tx, self.clock(), WORKSPACE)
            for key in self.left:
                message = tx.deliveries.get(WORKSPACE, key)
                assert message is not None
                content = draft(unit, message)
                assert content is not None
                found[key] = sections(content.draw(self.clock()).blocks)
        return found

    def all(self) -> list[Concern]:
        """Every concern there is."""
        with self.store.begin() as tx:
            keys = tx.connection.scalars(select(concerns.c.id).order_by(concerns.c.created_at))
            found = tx.concerns.some(WORKSPACE, list(keys))
        return sorted(found.values(), key=lambda one: (one.created_at, one.id))

    # What happens

    async def happen(self) -> None:
        """One random thing: something is said or done, or time goes on."""
        what = self.random.choice(("say", "leader", "leader", "raiser", "raiser", "time", "away"))
        if what == "say" and len(self.all()) < 4:
            await self.say()
        elif what == "away" and self.random.random() < 0.2:
            until = self.clock().date() + timedelta(days=self.random.randint(1, 8))
            with contextlib.suppress(Refusal):
                await self.runner.run(WORKSPACE, pause, LEADER, until)
        elif what in ("leader", "raiser") and (found := self.all()):
            act = self._lead if what == "leader" else self._raise
            for _ in range(TRIES):
                with contextlib.suppress(Refusal):
                    await act(self.random.choice(found))
                    break
        else:
            await self.pass_time(self.random.choice((0.1, 1, 24, 24, 72, 240)))
        await self.round()

    async def pass_time(self, hours: float) -> None:
        """Let so many hours pass, with whatever falls due on the way."""
        goal = self.clock() + timedelta(hours=hours)
        while True:
            with self.store.begin() as tx:
                due = tx.deliveries.next_moment(self.clock())
            moments = [one for one in (due, self.next_moment()) if one is not None]
            at = min([goal, *moments])
            self.clock.move_to(max(at, self.clock()))
            await self.round()
            if at >= goal:
                return

    def _days(self) -> Calendar:
        return self.leader_days()

    async def _lead(self, concern: Concern) -> None:
        leader = concern.owner or LEADER
        days = self._days()
        named = days.add_workdays(days.today(self.clock()), self.random.randint(1, 9))
        what = self.random.choice(LEADERS_ACTS)
        self._views += 1
        view = f"V{self._views}"
        run = self.runner.run
        key = concern.id
        if what == "hear":
            day = self.random.choice((named, None))
            words = self.random.choice(("", "What I'm hearing is: too many pages."))
            await run(WORKSPACE, hear, leader, key, say_back=words, day=day)
            self._named(key, day)
        elif what == "step":
            shown = self.random.random() < 0.8
            step = NextStep(kind=StepKind.SCOPE, detail="Drop it", due_on=named, shown=shown)
            await run(WORKSPACE, choose_step, leader, key, step)
            self._named(key, named)
        elif what == "talked":
            act = self.random.choice((Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE))
            day = self.random.choice((named, None))
            await run(WORKSPACE, report_talk, leader, key, act, day=day)
            self._named(key, day)
        elif what == "later":
            await run(WORKSPACE, later, leader, key, named)
            self._named(key, named)
        elif what == "not_reached":
            await run(WORKSPACE, report_talk, leader, key, Act.NOT_REACHED)
        elif what == "close":
            await run(WORKSPACE, close, leader, key, CloseReason.NOT_NOW, SAID)
        elif what == "hand":
            other = OTHER if leader == LEADER else LEADER
            await run(WORKSPACE, ask_hand, leader, key, other)
        else:
            await run(WORKSPACE, say_back, leader, key, "The nights, then.", view)

    def _named(self, concern: ConcernId, day: date | None) -> None:
        if day is not None:
            self.promises.keep(concern, day)

    async def _raise(self, concern: Concern) -> None:
        raiser, key, run = concern.raiser, concern.id, self.runner.run
        what = self.random.choice(RAISERS_ACTS)
        if what == "answer":
            act = self.random.choice(ANSWERS)
            await run(WORKSPACE, answer, raiser, key, act)
        elif what == "not_quite":
            await run(WORKSPACE, correct, raiser, key, "It is the nights")
        elif what == "hand":
            await run(WORKSPACE, answer_hand, raiser, key, yes=self.random.random() < 0.5)
        elif what == "send_on":
            other = OTHER if concern.owner == LEADER else LEADER
            await run(WORKSPACE, send_on, raiser, key, other, "I am stuck")
        elif what == "come_back":
            act = Act.REOPEN if concern.state is State.NO_CHANGE else Act.COME_BACK
            await run(WORKSPACE, answer, raiser, key, act)
        else:
            await run(
                WORKSPACE, answer, raiser, key, self.random.choice((Act.AGAIN, Act.GIVE_TIME))
            )


def name_of(person: PersonId) -> str:
    """What messages call a leader of these lives."""
    return "Other" if person == OTHER else person


WORDS = translator("en")
SEEDS = random.Random(44).sample(range(10_000), 5)
