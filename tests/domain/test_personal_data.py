"""What of a concern somebody may take away with everything that is kept about them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, State
from bot.domain.delivery import WordsKind
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.personal_data import (
    LEADER_LEARNS,
    RAISER_LEARNS,
    DigestLines,
    ErasedData,
    SentMessage,
    TeamPlace,
    may_have,
    own_part,
)
from bot.domain.record import SAID_BACK, Happening, Opening, Record, Said, Step
from bot.domain.taxonomy import StepKind
from tests.domain.concern_cases import MONDAY, OTHER, OWNER, RAISER, concern

LEADER = Person(
    workspace=WorkspaceId("T1"),
    id=OWNER,
    name="Priya",
    full_name="Priya",
    zone="UTC",
    read_at=MONDAY,
)
MARIA = replace(LEADER, id=RAISER)


@pytest.mark.parametrize(("kind", "state"), list(product(Kind, State)))
def test_a_leader_has_nothing_of_what_was_taken_back_or_handed_over(
    kind: Kind, state: State
) -> None:
    stands = concern(kind=kind, state=state)
    gone = state in (State.WITHDRAWN, State.HANDED_OVER)
    assert may_have(stands, LEADER) is (not gone)
    assert not may_have(stands, replace(LEADER, guest=True))
    # Whom it affects keeps what they took back themselves, but no note that was taken back.
    taken_back = state is State.WITHDRAWN and kind in (Kind.NOTE, Kind.SHARED)
    assert may_have(stands, MARIA) is (not taken_back)


def test_each_side_has_of_the_others_deeds_only_what_they_were_told() -> None:
    """Everything of their own, and of the other's what a message or their Home has said."""
    of_the_leader = {
        *(Act.OFFER, Act.HEAR, Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE, Act.CLOSE),
        *(Act.STEP, Act.ASK_HAND, Act.HAND_LAPSE, Act.EXPIRE, Act.FALL_QUIET, Act.STALE_REVIEW),
        *(Act.LEADER_GONE, Act.LEADER_BACK, Act.NOTE_SHARED, Act.SHARE),
    }
    of_the_raiser = {
        *(Act.RAISE, Act.SAY_YES, Act.NOT_QUITE, Act.REOPEN, Act.HAND_NO, Act.LEAVE),
        *(Act.COME_BACK, Act.AGAIN, Act.BETTER, Act.LITTLE, Act.SAME, Act.WORSE, Act.NOT_TALKED),
    }
    assert {*(act.value for act in of_the_leader), SAID_BACK} == RAISER_LEARNS
    assert of_the_raiser == LEADER_LEARNS
    acts = [*(act.value for act in Act), SAID_BACK]
    for reader, by, told in (
        (OWNER, RAISER, {act.value for act in of_the_raiser}),
        (RAISER, OWNER, RAISER_LEARNS),
    ):
        theirs = tuple(happened(act, by) for act in acts)
        own = tuple(happened(act, reader) for act in acts)
        part = own_part(record(concern(state=State.HEARD)), reader, theirs + own)
        assert {entry.act for entry in part.history if entry.by == by} == told
        assert tuple(entry for entry in part.history if entry.by == reader) == own


def happened(act: str, by: PersonId | None, at: datetime = MONDAY) -> Happening:
    return Happening(act=act, by=by, at=at, step=1)


def record(stands: Concern) -> Record:
    """A concern of which both have written something, with one step shown and one not."""
    shown, hidden = (
        Step(
            id=key,
            kind=StepKind.SCOPE,
            due_on=date(2026, 3, 12),
            shown=key == "shown",
            team_may_read=False,
            chosen_at=MONDAY + timedelta(hours=number),
        )
        for number, key in enumerate(("shown", "hidden"))
    )
    texts = (("said", RAISER), ("back", OWNER), ("shown", OWNER), ("hidden", OWNER))
    return Record(
        concern=stands,
        people={},
        said=tuple(
            Said(id=key, kind=WordsKind.SAID, author=author, text=key, said_at=MONDAY)
            for key, author in texts
        ),
        steps=(shown, hidden),
        openings=(
            Opening(person=OTHER, opened_at=MONDAY),
            Opening(person=OTHER, opened_at=MONDAY, owners=True),
        ),
        read_at=MONDAY,
    )


@pytest.mark.parametrize(
    ("reader", "kind", "texts", "steps", "openings", "because"),
    [
        (OWNER, Kind.RAISED, ["back", "shown", "hidden"], 2, 1, "No rota"),
        (OWNER, Kind.NOTE, ["said", "back", "shown", "hidden"], 2, 1, "No rota"),
        (OWNER, Kind.SHARED, ["said", "back", "shown", "hidden"], 2, 1, "No rota"),
        (RAISER, Kind.RAISED, ["said", "back", "shown"], 1, 2, ""),
        (RAISER, Kind.SHARED, ["said", "back", "shown"], 1, 2, ""),
        (RAISER, Kind.NOTE, ["said", "back", "shown", "hidden"], 2, 2, ""),
    ],
)
def test_nobody_takes_away_what_the_other_wrote_for_themselves(
    reader: PersonId, kind: Kind, texts: list[str], steps: int, openings: int, because: str
) -> None:
    """A private note is about somebody, who may have all of it; what raised it, its leader reads
    in Slack, and who opened whose part is told to whom it belongs."""
    stands = concern(kind=kind, state=State.HEARD, not_yet_because="No rota")
    part = own_part(record(stands), reader, ())
    assert [text.id for text in part.said] == texts
    assert (len(part.steps), len(part.openings)) == (steps, openings)
    assert reader != OWNER or part.openings[0].owners
    assert part.concern.not_yet_because == because


def test_a_step_is_in_the_history_of_its_raiser_only_where_they_were_shown_it() -> None:
    steps = tuple(
        happened(Act.STEP.value, OWNER, MONDAY + timedelta(hours=hour)) for hour in range(2)
    )
    stands = concern(state=State.HEARD)
    assert own_part(record(stands), RAISER, steps).history == steps[:1]
    assert own_part(record(stands), OWNER, steps).history == steps
    private = (happened(Act.REMOVE.value, OWNER),)
    assert own_part(record(stands), RAISER, private).history == ()
    assert own_part(record(concern(kind=Kind.NOTE)), RAISER, private).history == private


def test_nothing_is_said_of_anybody_before_it_is_known() -> None:
    place = TeamPlace(name=None)
    assert not any(
        (place.on_list, place.proposed, place.set_up, place.asked_admin, place.asked_as_admin)
    )
    erased = ErasedData()
    assert (erased.raised, erased.about, erased.notes, erased.digests) == (0, 0, 0, 0)
    assert DigestLines(team="payments", at=MONDAY).word.value == "chosen"
    assert SentMessage.__dataclass_fields__["to_them"].default is True
