"""Where a concern goes: handed over, sent on, left."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.concern import Handover
from bot.domain.concern.states import (
    Act,
    RaiserNotice,
    State,
)
from bot.domain.record import (
    HomeData,
)
from bot.domain.taxonomy import Need
from bot.domain.team import LeaderState
from bot.messages import cards
from bot.messages.forms import (
    handover,
    leading,
    mine,
    oneself,
    raising,
    teams,
)
from bot.messages.home import home
from bot.messages.translate import translator
from bot.payloads import Arrival
from docs.samples import (
    DAYS,
    MARIA,
    NOW,
    PRIYA,
    TODAY,
    TOM,
    Samples,
    happened,
    sent,
)
from docs.scenes.scene import Shown, answered_by


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Where it goes."""
    withdrawn = samples.record(state=State.WITHDRAWN)
    yield "Saved, and taken back meanwhile", oneself.kept(samples.priya, record=withdrawn)
    moved = replace(samples.record(), history=(happened(Act.SEND_ON),))
    yield (
        "the leader is gone, and it was sent on",
        cards.told(moved, sent(RaiserNotice.OWNER_GONE), reader=samples.maria, now=NOW, since=NOW),
    )
    say = translator(samples.locale)
    told: dict[str, Any] = {"reader": samples.maria, "now": NOW, "since": NOW}
    open_to = replace(samples.record(samples.talk), elsewhere=True)
    asked = replace(samples.record(samples.talk, handover=Handover(TOM.id)), elsewhere=True)
    people: dict[str, Any] = {
        "leaders": [samples.sam],
        "others": [samples.tom],
        "contact": samples.contact,
    }
    yield (
        "Two were addressed",
        raising.raise_form(
            samples.maria,
            leaders=[samples.priya, samples.tom],
            contact=samples.contact,
            today=TODAY,
            one_of_many=True,
        ),
    )
    for state in (LeaderState.ACCEPTED, LeaderState.DECLINED, None):
        answered = cards.invite(samples.team, samples.maria, reader=samples.priya, state=state)
        yield f"an invitation, {state or 'taken back'}", answered
    again = say("err-contact_is_leader", leader="Priya")
    chosen: dict[str, Any] = {"leaders": [PRIYA.id], "members": [MARIA.id]}
    chosen["ask_contact"] = True
    yield (
        "The team names its own contact",
        teams.team_form(
            samples.maria, team=samples.team, contact=samples.contact, problem=again, **chosen
        ),
    )
    asked_for = HomeData(person=samples.maria, declined=((samples.priya, samples.team.channel),))
    yield "Home of who set a team up", home(asked_for, now=NOW)
    yield "Send to someone else", handover.send_on_form(samples.maria, record=open_to, **people)
    yield "Hand it over", handover.hand_form(samples.priya, record=open_to, **people)
    yield "hand it over?", cards.told(asked, sent(RaiserNotice.HAND), **told)
    passed = sent(RaiserNotice.HAND, before=DAYS[0])
    yield "hand it over?, and a day was named", cards.told(asked, passed, **told)
    plain = cards.told(asked, sent(RaiserNotice.HAND, day=None), **told)
    yield "hand it over?, before days were kept", plain
    for at in (NOW + timedelta(days=1), None):
        arrival = Arrival(leader=TOM.id, at=at, promised_on=answered_by((at or NOW).date()))
        record = replace(samples.record(), history=(happened(Act.HAND_YES),))
        decided = cards.told(record, sent(RaiserNotice.HAND, arrival=arrival), **told)
        yield f"hand it over, agreed, {at=!s}", decided
    yield "What you raised, and you are asked", mine.own_view(samples.maria, record=asked)
    yield (
        "What you can do, and another has accepted",
        leading.more_card(samples.priya, record=open_to),
    )
    gone = replace(samples.record(owner=None, left_by=PRIYA.id), elsewhere=True)
    for elsewhere in (True, False):
        left = replace(gone, elsewhere=elsewhere)
        for day in (DAYS[0], None):
            news = sent(RaiserNotice.OWNER_GONE, elsewhere=elsewhere, day=day)
            if day or not elsewhere:
                yield f"the leader is gone, {elsewhere=}, {day=!s}", cards.told(left, news, **told)
    news = sent(RaiserNotice.OWNER_GONE, elsewhere=True)
    away = replace(gone, concern=replace(gone.concern, team=None))
    yield "the leader of another team is gone", cards.told(away, news, **told)
    for quiet in (False, True):
        old = replace(samples.record(quiet=quiet), elsewhere=True)
        yield (
            f"after three months, {quiet=}",
            cards.told(old, sent(RaiserNotice.LONG, quiet=quiet), **told),
        )
    form: dict[str, Any] = {"record": samples.record(), "contact": samples.contact}
    yield "Ask for what you need", handover.obstacle_form(samples.priya, **form)
    yield (
        "Ask for what you need, of who has not accepted",
        handover.not_accepted_view(
            samples.priya,
            person=samples.tom,
            text=translator(samples.locale)(
                "form-obstacle-ask",
                need=translator(samples.locale).label(Need.BUDGET),
                ask="For tools.",
            ),
        ),
    )
    yield "Reopen it, words deleted", handover.came_back_form(samples.maria, **form)
    yield (
        "After it: hand-done",
        oneself.said(samples.priya, title_key="saved-title", text_key="hand-done", person="Maria"),
    )
    left = samples.record()
    closed = replace(samples.maria, deleted=True)
    left = replace(left, people={**left.people, MARIA.id: closed})
    yield "What you can do, whoever said it has left", leading.more_card(samples.priya, record=left)
