"""What can be drawn of a concern: whom it is with, its words, its steps, and what can be done."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.concern import Concern, Handover, Mark
from bot.domain.concern.states import Kind, State
from bot.domain.delivery import (
    ABOUT_A_CONCERN,
    LEADER_MESSAGES,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Item,
    WordsKind,
    delivery_id,
    to_a_person,
)
from bot.domain.ids import (
    ChannelId,
    DeliveryId,
    PersonId,
    WorkspaceId,
    mark_key,
    message_of,
    new_id,
    offer_key,
    permalink,
)
from bot.domain.person import Person
from bot.domain.record import (
    SAID_BACK,
    DayExtras,
    FirstSteps,
    Happening,
    HomeData,
    Line,
    Opening,
    Record,
    Said,
    Step,
    settles,
)
from bot.domain.taxonomy import StepKind
from tests.domain.concern_cases import OWNER as PRIYA
from tests.domain.concern_cases import RAISER as MARIA
from tests.domain.concern_cases import concern

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
TOM = PersonId("U3")
CONCERN = concern(state=State.HEARD, team=None)


def person(key: PersonId) -> Person:
    return Person(
        workspace=WorkspaceId("T1"), id=key, name=key, full_name=key, zone="UTC", read_at=NOW
    )


PEOPLE = {key: person(key) for key in (PRIYA, MARIA, TOM)}


def record(concern: Concern = CONCERN, **more: object) -> Record:
    made = Record(concern=concern, people=PEOPLE, read_at=NOW, elsewhere=True)
    return replace(made, **more)  # type: ignore[arg-type]


def said(kind: WordsKind, text: str) -> Said:
    return Said(id=text, kind=kind, author=MARIA, text=text, said_at=NOW)


def test_it_is_with_its_owner_until_it_goes_on_or_is_left_behind() -> None:
    assert record().raiser.id == MARIA
    assert (record().owner, record().leader) == (PEOPLE[PRIYA], PEOPLE[PRIYA])
    asked = record(replace(CONCERN, handover=Handover(TOM)))
    assert asked.leader == PEOPLE[PRIYA]
    gone_on = record(replace(CONCERN, handover=Handover(TOM, agreed=True)))
    assert gone_on.leader == PEOPLE[TOM]
    left = record(replace(CONCERN, owner=None, left_by=TOM))
    assert (left.owner, left.leader) == (None, PEOPLE[TOM])
    assert record(replace(CONCERN, owner=None)).leader is None


@pytest.mark.parametrize(
    ("changes", "hand", "send"),
    [
        ({}, True, True),
        ({"state": State.NO_CHANGE}, False, True),
        ({"state": State.CONFIRMED}, False, False),
        ({"kind": Kind.SHARED}, False, False),
        ({"handover": Handover(TOM)}, False, True),
    ],
)
def test_only_something_raised_and_open_goes_elsewhere(
    changes: dict[str, object], hand: bool, send: bool
) -> None:
    concern = replace(CONCERN, **changes)  # type: ignore[arg-type]
    assert (record(concern).can_hand, record(concern).can_send_on) == (hand, send)
    nobody = record(concern, elsewhere=False)
    assert (nobody.can_hand, nobody.can_send_on) == (False, False)


def test_its_words_are_the_last_that_were_said_and_its_step_the_last_chosen() -> None:
    texts = (
        said(WordsKind.SAID, "first"),
        said(WordsKind.ADDED, "more"),
        said(WordsKind.SAID, "as changed"),
    )
    steps = tuple(
        Step(
            id=key,
            kind=StepKind.SCOPE,
            due_on=date(2026, 3, 12),
            shown=True,
            team_may_read=False,
            chosen_at=NOW,
        )
        for key in ("s1", "s2")
    )
    full = record(said=texts, steps=steps)
    assert (full.words, full.step) == ("as changed", steps[1])
    assert full.texts(WordsKind.ADDED) == texts[1:2]
    assert (record().words, record().step) == ("", None)


def test_an_item_waits_for_an_answer_as_long_as_its_step_stands() -> None:
    item = Item(id="i1", concern=CONCERN.id, step_no=1)
    assert Line(item, record()).live
    assert not Line(item, record(replace(CONCERN, step_no=2))).live
    assert not Line(item, record(replace(CONCERN, state=State.CONFIRMED))).live


def test_nothing_stands_beside_the_items_before_it_is_added() -> None:
    extras = DayExtras()
    assert not (extras.list_only or extras.sort or extras.fade)
    home = HomeData(person=PEOPLE[MARIA])
    assert not (home.leads or home.admin)
    plain = Record(concern=CONCERN, people=PEOPLE, read_at=NOW)
    assert not (plain.elsewhere or plain.unsent)


def test_its_sides_are_the_raiser_and_the_leaders_they_chose() -> None:
    assert replace(CONCERN, left_by=TOM).sides == {MARIA, PRIYA, TOM}
    assert CONCERN.sides == {MARIA, PRIYA, None}


def test_the_message_it_began_with_can_be_forgotten() -> None:
    marked = replace(CONCERN, mark=Mark(link="https://x", channel=ChannelId("C1"), marked_by=TOM))
    assert (marked.link, marked.marked_in) == ("https://x", "C1")
    assert (CONCERN.link, CONCERN.marked_in) == (None, None)
    assert marked.without_message().mark == Mark(marked_by=TOM)
    assert CONCERN.without_message() == CONCERN


def test_a_delivery_begins_untried_and_counts_as_a_message() -> None:
    made = Delivery(
        workspace=WorkspaceId("T1"),
        id=DeliveryId("d1"),
        kind=DeliveryKind.DAY,
        subject="U1",
        occurrence="2026-03-09",
        recipient="U1",
        due_at=NOW,
        wall="2026-03-09T09:00",
        zone="UTC",
        created_at=NOW,
    )
    assert (made.state, made.asks) == (DeliveryState.PENDING, True)
    assert (made.attempts, made.sweeps, made.changes) == (0, 0, 0)


def test_the_id_of_a_delivery_is_the_same_for_whoever_makes_it() -> None:
    seen: list[str] = []

    def hashed(text: str) -> str:
        seen.append(text)
        return text[::-1]

    ids = {
        delivery_id(hashed, kind, "U1", day)
        for kind in (DeliveryKind.DAY, DeliveryKind.TODAY)
        for day in ("2026-03-09", "2026-03-10")
    }
    assert len(ids) == 4
    assert delivery_id(hashed, DeliveryKind.DAY, "U1", "2026-03-09") in ids
    assert seen[0] == "day U1 2026-03-09"


@pytest.mark.parametrize(
    ("recipient", "person"), [("U1", True), ("W1", True), ("C1", False), ("D1", False)]
)
def test_a_message_goes_to_a_person_or_to_a_channel(recipient: str, person: bool) -> None:
    assert to_a_person(recipient) is person


def happened(act: str, step: int | None, minutes: int) -> Happening:
    return Happening(act=act, by=PRIYA, at=NOW + timedelta(minutes=minutes), step=step)


def test_what_settled_a_question_is_the_first_that_left_its_step_behind() -> None:
    history = (
        happened("hear", 2, 0),
        happened("say_yes", 3, 1),  # settles nothing
        happened("step", 3, 2),
        happened("later", 3, 3),
        happened("offer", None, 4),
    )
    seen = record(history=history)
    assert [seen.settled(step) for step in range(4)] == [None, history[0], history[2], None]
    assert seen.since(history[2].at) == history[2:]
    assert settles(SAID_BACK)
    assert not settles("raise")


def test_a_day_is_read_where_its_reader_is() -> None:
    late = record(read_at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    assert late.today(PEOPLE[PRIYA]) == date(2026, 3, 9)
    assert late.today(replace(PEOPLE[PRIYA], zone="Europe/Berlin")) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("contact", "team", "done"),
    [(False, False, False), (True, False, False), (False, True, False), (True, True, True)],
)
def test_the_first_steps_are_a_contact_and_a_team(contact: bool, team: bool, done: bool) -> None:
    assert FirstSteps(contact=contact, team=team).done is done
    assert not FirstSteps().done


def test_an_id_is_made_of_names_that_never_change() -> None:
    """Messages that stand in Slack bear them: another name would send them a second time."""
    told = delivery_id(str, DeliveryKind.NOTICE, "U1", "1")
    assert told == "053e84f696ca5e2ba2268805ff2015bb"
    words = {
        DeliveryKind.NOTICE: "told",
        DeliveryKind.CHECK_IN: "check",
        DeliveryKind.DIGEST: "note",
        DeliveryKind.WEEKLY_LIST: "weekly",
    }
    for kind in DeliveryKind:
        seen: list[str] = []
        delivery_id(lambda text, seen=seen: seen.append(text) or text, kind, "U1", "1")
        assert seen == [f"{words.get(kind, kind.value)} U1 1"]
    assert {kind.value for kind in LEADER_MESSAGES} == {"day", "today", "weekly_list"}
    about = [kind.value for kind in ABOUT_A_CONCERN]
    assert about == ["notice", "check_in", "data_soon", "restore_ask"]


def test_a_message_is_known_by_its_key_and_found_by_its_address() -> None:
    assert message_of(mark_key("C1", "17.1", "U2")) == message_of(offer_key("C1", "17.1"))
    assert message_of("mark:C1:17.1") == ("C1", "17.1")
    for key in (None, "", "mark", "mark:C1", "command:C1:17.1"):
        assert message_of(key) is None
    address = "https://acme.slack.com/archives/C1/p170000"
    assert permalink("acme", "C1", "17.0000") == address
    assert permalink("acme", "C1", "17.0000", "17.0000") == address
    assert permalink("acme", "C1", "17.0000", "16.1") == f"{address}?thread_ts=16.1&cid=C1"
    assert len({new_id() for _ in range(99)}) == 99
    assert len(new_id()) == 26


@pytest.mark.parametrize(
    "value",
    [
        HomeData(person=PEOPLE[MARIA]),
        DayExtras(),
        FirstSteps(),
        Record(concern=CONCERN, people=PEOPLE, read_at=NOW),
        Opening(person=TOM, opened_at=NOW),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_nobody_has_said_is_not_so(value: object) -> None:
    assert not any(getattr(value, each.name) is True for each in fields(value))  # type: ignore[arg-type]
