"""Who may see and do what: the table, walked with everybody there is."""

import pytest

from bot.domain.concern import Concern, Handover
from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.concern.transitions import TRANSITIONS, check_act
from bot.domain.ids import PersonId
from bot.domain.permissions import PERMISSIONS, Grant, Resource, Viewer, gate
from bot.domain.refusals import NotYours, Refusal, Stale
from tests.domain.concern_cases import OWNER, RAISER, concern

STRANGERS = (PersonId("tom"), PersonId(""))
"""Teammates, other leaders and admins are one case: the gate knows a raiser and an owner only."""
CLOSED_TO_ITS_LEADER = {State.OFFERED, State.HANDED_OVER}


def refusal(stands: Concern | None, person: PersonId) -> Refusal:
    with pytest.raises(Refusal) as refused:
        gate(stands, person)
    return refused.value


def same(one: Refusal, other: Refusal) -> bool:
    """Whether nobody can tell the two answers apart."""
    return (type(one), one.key, one.field, one.facts, str(one)) == (
        type(other),
        other.key,
        other.field,
        other.facts,
        str(other),
    )


EVERYWHERE = [(kind, state) for kind in Kind for state in State]


def hidden_from(person: PersonId) -> set[tuple[Kind, State]]:
    """In which kinds and states a concern looks to ``person`` as if it did not exist."""
    hidden = set()
    for kind, state in EVERYWHERE:
        stands = concern(kind=kind, state=state)
        try:
            gate(stands, person)
        except Refusal as refused:
            assert same(refused, refusal(None, person)), (kind, state)
            hidden.add((kind, state))
    return hidden


@pytest.mark.parametrize("person", STRANGERS)
def test_what_is_not_theirs_looks_like_what_does_not_exist(person: PersonId) -> None:
    assert hidden_from(person) == set(EVERYWHERE)


def test_the_leader_reaches_what_is_with_them() -> None:
    closed = {(kind, state) for kind in Kind for state in CLOSED_TO_ITS_LEADER}
    assert hidden_from(OWNER) == closed
    for kind, state in set(EVERYWHERE) - closed:
        assert gate(concern(kind=kind, state=state), OWNER) is Role.OWNER, (kind, state)


def test_the_raiser_reaches_everything_but_a_private_note() -> None:
    private = {(Kind.NOTE, state) for state in State}
    assert hidden_from(RAISER) == private
    for kind, state in set(EVERYWHERE) - private:
        assert gate(concern(kind=kind, state=state), RAISER) is Role.RAISER, (kind, state)


def test_a_leader_who_lost_it_is_a_stranger_and_nobody_owns_what_has_no_leader() -> None:
    moved = concern(owner=PersonId("tom"), state=State.HEARD)
    assert isinstance(refusal(moved, OWNER), NotYours)
    without = concern(owner=None, state=State.HEARD)
    assert isinstance(refusal(without, OWNER), NotYours)
    assert gate(without, RAISER) is Role.RAISER


@pytest.mark.parametrize("person", [RAISER, OWNER, *STRANGERS])
def test_each_act_is_open_to_one_side_only(person: PersonId) -> None:
    for act in Act:
        check_side(act, person)


def check_side(act: Act, person: PersonId) -> None:
    """Assert that ``act`` is open to ``person`` on their side only, wherever it may be done."""
    row = TRANSITIONS[act]
    for kind in row.kinds:
        for state in row.sources:
            handover = None if act is Act.ASK_HAND else Handover(PersonId("tom"))
            stands = concern(kind=kind, state=state, handover=handover)
            try:
                check_act(stands, act, gate(stands, person))
            except NotYours:
                allowed = False
            else:
                allowed = True
            side = {RAISER: Role.RAISER, OWNER: Role.OWNER}.get(person)
            hidden = person == OWNER and state in CLOSED_TO_ITS_LEADER
            # Notes are removed by whoever wrote them, not one by one: no id of one is handed out.
            hidden = hidden or (person == RAISER and kind is Kind.NOTE)
            assert allowed == (side is row.who and not hidden), (act, kind, state)


def test_a_button_nobody_may_press_now_is_stale_and_not_a_secret() -> None:
    with pytest.raises(Stale):
        check_act(concern(state=State.CONFIRMED), Act.STEP, Role.OWNER)


# The table that "Who sees what?" tells


def test_the_table_has_every_viewer_and_every_sight() -> None:
    assert set(PERMISSIONS) == set(Viewer)
    assert all(set(row) == set(Resource) for row in PERMISSIONS.values())


TABLE = {
    Viewer.RAISER: "own own own own shared own others own",
    Viewer.PERSON_SHARED: "yes yes yes yes shared own others yes",
    Viewer.PERSON_PRIVATE: "export export export export no no no yes",
    Viewer.OWNER: "yes yes yes yes own no no notes",
    Viewer.FORMER_LEADER: "no no no no no no no no",
    Viewer.OTHER_LEADER: "no no no no no no no no",
    Viewer.MEMBER: "no no no no ticked no no no",
    Viewer.ADMIN: "no no no no no no no no",
}


def test_each_row_says_what_was_promised() -> None:
    rows = {
        viewer: " ".join(row[sight].value for sight in Resource)
        for viewer, row in PERMISSIONS.items()
    }
    assert rows == TABLE


def test_a_private_answer_is_for_whoever_gave_it_and_openings_never_for_the_leader() -> None:
    for viewer, row in PERMISSIONS.items():
        own = viewer in (Viewer.RAISER, Viewer.PERSON_SHARED)
        assert (row[Resource.PRIVATE_ANSWER] is Grant.OWN) == own
        assert (row[Resource.OPENINGS] is Grant.OTHERS) == own
