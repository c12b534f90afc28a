"""Home and the lists."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.coaching import CoachingLine, HomeLine
from bot.domain.concern import Nudge
from bot.domain.concern.states import (
    LeaderNews,
    NudgeReason,
    State,
)
from bot.domain.digest import (
    WeeklyDigest,
)
from bot.domain.due import DueFailure, DueKind
from bot.domain.ids import ChannelId, TeamId
from bot.domain.record import FirstSteps, HomeData, TeamLine, TeamStanding, Undelivered
from bot.messages.forms import (
    mine,
)
from bot.messages.home import home
from docs.samples import (
    DAYS,
    MARIA,
    NOW,
    SAM,
    TODAY,
    Samples,
    delivery,
    line,
)
from docs.scenes.friday import digests, team_step
from docs.scenes.scene import Shown, reason_of

LAST_FRIDAY = TODAY - timedelta(days=4)


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Home and lists."""
    later = Nudge(NudgeReason.FIRST, DAYS[2], NOW + timedelta(days=3))
    waiting = (
        samples.record(state=State.RAISED),
        samples.record(created_at=NOW - timedelta(days=6)),
        samples.record(created_at=NOW - timedelta(days=8), nudge=later),
        samples.record(created_at=NOW - timedelta(days=12), state=State.BETTER, nudge=None),
        samples.record(created_at=NOW - timedelta(days=13), quiet=True),
        samples.record(created_at=NOW - timedelta(days=14), state=State.WORSE),
        samples.note(),
    )
    finished = (
        *(
            samples.record(state=one, reason=reason_of(one))
            for one in (State.CONFIRMED, State.NO_CHANGE)
        ),
        samples.record(state=State.ENDED_BY_RAISER),
        samples.record(state=State.UNCONFIRMED),
        samples.note(state=State.UNCONFIRMED),
    )
    leads: dict[str, Any] = {
        "leads": True,
        "contact": samples.contact,
        "coaching": HomeLine(CoachingLine.FOLLOW_UP_2, more=True),
    }
    full = HomeData(person=samples.priya, waiting=waiting, finished=finished, **leads)
    yield "A leader's Home", home(full, now=NOW)
    started = TeamLine(samples.team.channel, TeamStanding.ON, (samples.priya,))
    first = HomeData(person=samples.priya, teams=(started,), **leads)
    yield "A leader's Home, first", home(first, now=NOW)
    invited = TeamLine(
        samples.team.channel, TeamStanding.ASKED, (samples.priya,), team=samples.team.id
    )
    asked = HomeData(person=samples.priya, teams=(invited,), contact=samples.contact)
    yield "Home of somebody who is asked to lead", home(asked, now=NOW)
    idle = HomeData(person=samples.priya, finished=finished, **leads)
    left = samples.record(state=State.ENDED_BY_RAISER)
    late = replace(idle, news=(line(left, tail=LeaderNews.LEFT),))
    yield "A leader's Home, with news that no message took along", home(late, now=NOW)
    yield "A leader's Home, nothing waiting", home(idle, now=NOW)
    ill = replace(samples.priya, status_emoji=":face_with_thermometer:")
    yield "A leader's Home, away by status", home(replace(idle, person=ill), now=NOW)
    own = (
        samples.record(state=State.RAISED),
        replace(samples.record(), away_until=DAYS[3]),
        samples.record(state=State.CONFIRMED),
    )
    raiser = HomeData(person=samples.maria, mine=own, contact=samples.contact)
    yield "Home of whoever said something", home(raiser, now=NOW)
    _, (_, figures), *_, (_, steps) = digests(samples)
    read = [
        WeeklyDigest(
            team=replace(samples.team, id=TeamId(str(n))),
            day=LAST_FRIDAY,
            note=one,
            steps=(team_step(samples),),
        )
        for n, one in enumerate((figures, steps))
    ]
    shared = replace(raiser, notes=tuple(read))
    yield "Home, with the notes of channels that outsiders read", home(shared, now=NOW)
    here = TeamLine(samples.team.channel, TeamStanding.ON, (samples.priya,))
    new = HomeData(person=samples.maria, led=True, teams=(here,), contact=samples.contact)
    yield "Home, never seen before", home(new, now=NOW)
    yield "Home, never seen before, without a lead", home(HomeData(person=samples.maria), now=NOW)
    for first_steps in (FirstSteps(), FirstSteps(contact=True)):
        contact = samples.contact if first_steps.contact else None
        begins = HomeData(
            person=samples.maria, admin=True, first_steps=first_steps, contact=contact
        )
        name = f"The first admin's Home, contact named: {first_steps.contact}"
        yield name, home(begins, now=NOW)
    many = replace(raiser, mine=tuple(samples.record() for _ in range(21)))
    yield "Home, second page", home(many, now=NOW, page=1)
    away = replace(
        samples.maria, preferences=replace(samples.maria.preferences, paused_until=DAYS[2])
    )
    secret = replace(
        samples.team,
        channel=ChannelId("C0PRIVATE"),
        private=True,
        created_by=SAM.id,
        leaders=(),
        members=frozenset(),
    )
    for contact in (None, samples.contact):
        other = "internal_error" if contact else "not_drawn"
        refused = "missing_scope" if contact else "token_revoked"
        stuck = tuple(Undelivered(code, MARIA.id) for code in ("account_inactive", refused, other))
        closed = Undelivered("is_archived", (samples.team if contact else secret).channel)
        ended = "messages_tab_disabled" if contact else "invalid_blocks"
        admin = HomeData(
            person=away,
            admin=True,
            undelivered=(*stuck, closed),
            given_up=(Undelivered(ended, MARIA.id),),
            uncertain=(
                delivery(samples.team.channel),
                delivery(secret.channel),
                delivery(MARIA.id),
                delivery(samples.tom.id),
            ),
            channels={team.channel: team for team in (samples.team, secret)},
            contact=contact,
        )
        yield f"An admin's Home, contact: {contact}", home(admin, now=NOW)
    lines = tuple(TeamLine(samples.team.channel, one, (samples.tom,)) for one in TeamStanding)
    answers = HomeData(
        person=samples.priya,
        admin=True,
        contact=samples.contact,
        contact_unconfirmed=True,
        approvals=2,
        teams=lines,
    )
    yield "An admin's Home, with teams that wait", home(answers, now=NOW)
    kinds = [kind for kind in DueKind if kind is not DueKind.REMOVAL]
    failures = tuple(DueFailure(kind, "7f", "ValueError", NOW, 2) for kind in kinds)
    installer = HomeData(
        person=samples.maria, admin=True, failures=failures, contact=samples.contact
    )
    yield (
        "The installer's Home, with what could not be done when it was due",
        home(installer, now=NOW),
    )
    yield "What I said", mine.mine_list(raiser)
    yield "What I said, nothing", mine.mine_list(HomeData(person=samples.maria))
    yield "What waits for me", mine.leader_list(full, now=NOW)
    yield "What waits for me, nothing", mine.leader_list(HomeData(person=samples.priya), now=NOW)
