"""Who leads whom, where a concern can go, and when a team has a digest."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import LeaderOff, NoLeader, TeamWaiting
from bot.domain.team import (
    Leader,
    LeaderState,
    Team,
    contact_person,
    leaders_of,
    outsiders_read,
    route,
    teammates,
)

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
PRIYA, TOM, MARIA, SAM = map(PersonId, ("U1", "U2", "U3", "U4"))
ACCEPTED, INVITED, GONE = LeaderState.ACCEPTED, LeaderState.INVITED, LeaderState.GONE


def team(name: str, *leaders: Leader, members: tuple[PersonId, ...] = (MARIA,)) -> Team:
    return Team(
        workspace=WorkspaceId("T1"),
        id=TeamId(name),
        channel=ChannelId(f"C-{name}"),
        name=name,
        zone="Europe/Berlin",
        region=None,
        leaders=leaders,
        members=frozenset(members),
        created_by=PRIYA,
        created_at=NOW,
    )


def person(**facts: object) -> Person:
    made = Person(
        workspace=WorkspaceId("T1"),
        id=SAM,
        name="Sam",
        full_name="Sam Okafor",
        zone="Europe/Berlin",
        read_at=NOW,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


PAYMENTS = team("payments", Leader(PRIYA, ACCEPTED), Leader(TOM, ACCEPTED))
SEARCH = team("search", Leader(SAM, ACCEPTED), Leader(TOM, ACCEPTED))


def test_whoever_accepted_leads_those_on_the_list_once_and_in_order() -> None:
    assert leaders_of(MARIA, [PAYMENTS, SEARCH]) == (PRIYA, TOM, SAM)
    assert leaders_of(SAM, [PAYMENTS]) == ()
    invited = team("new", Leader(PRIYA, INVITED), Leader(TOM, ACCEPTED))
    assert leaders_of(MARIA, [invited]) == (TOM,)


def test_leaders_of_one_team_do_not_lead_each_other_and_nobody_leads_themselves() -> None:
    both = team("both", Leader(PRIYA, ACCEPTED), Leader(TOM, INVITED), members=(MARIA, TOM))
    assert leaders_of(TOM, [both]) == ()
    left = team("left", Leader(PRIYA, ACCEPTED), Leader(TOM, GONE), members=(MARIA, TOM))
    assert leaders_of(TOM, [left]) == (PRIYA,)
    gone = replace(left, leaders=(Leader(PRIYA, ACCEPTED), Leader(MARIA, GONE)))
    assert leaders_of(MARIA, [gone]) == (PRIYA,)


def test_teammates_stand_on_one_list_or_lead_it() -> None:
    assert teammates(MARIA, PRIYA, [PAYMENTS])
    assert teammates(PRIYA, TOM, [PAYMENTS])
    assert not teammates(MARIA, SAM, [PAYMENTS])
    assert not teammates(SAM, MARIA, [PAYMENTS])


def test_the_channels_team_comes_first_and_one_leader_is_no_choice() -> None:
    assert route(MARIA, [PAYMENTS, SEARCH], SEARCH.channel).leaders == (SAM, TOM)
    assert route(MARIA, [PAYMENTS, SEARCH], None).leaders == (PRIYA, TOM, SAM)
    assert route(MARIA, [PAYMENTS, SEARCH], ChannelId("C9")).only is None
    alone = team("alone", Leader(PRIYA, ACCEPTED))
    assert route(MARIA, [alone], None).only == PRIYA


def test_without_an_accepted_leader_nothing_goes_anywhere() -> None:
    with pytest.raises(NoLeader):
        route(SAM, [PAYMENTS], PAYMENTS.channel)
    waiting = team("new", Leader(MARIA, INVITED), Leader(TOM, GONE), Leader(PRIYA, INVITED))
    with pytest.raises(LeaderOff) as off:
        route(MARIA, [waiting], None)
    assert off.value.facts == {"person": PRIYA}
    declined = team("new", Leader(TOM, LeaderState.DECLINED))
    with pytest.raises(LeaderOff):
        route(MARIA, [declined], None)
    with pytest.raises(NoLeader):
        route(MARIA, [team("gone", Leader(TOM, GONE))], None)


def test_a_team_knows_its_leaders_and_its_people() -> None:
    first, second = date(2026, 3, 2), date(2026, 3, 9)
    begun = team("a", Leader(PRIYA, ACCEPTED, second), Leader(TOM, GONE, first))
    assert (begun.accepted, begun.accepted_on) == ((PRIYA,), first)
    assert begun.people == {MARIA, PRIYA, TOM}
    assert begun.leader(TOM) == Leader(TOM, GONE, first)
    assert begun.leader(SAM) is None
    assert PAYMENTS.accepted_on is None


def test_a_digest_needs_a_day_a_promise_and_a_channel() -> None:
    assert PAYMENTS.has_digest
    assert not replace(PAYMENTS, digest_day=0).has_digest
    assert replace(PAYMENTS, digest_day=1).has_digest
    assert not replace(PAYMENTS, paused=True).has_digest
    assert not team("new", Leader(PRIYA, INVITED)).has_digest


def test_what_a_team_is_like_before_anybody_chooses() -> None:
    assert (PAYMENTS.digest_day, PAYMENTS.digest_every, PAYMENTS.digest_at.hour) == (5, 1, 10)
    assert not (PAYMENTS.paused or PAYMENTS.chart or PAYMENTS.outsiders)


@pytest.mark.parametrize(
    ("reader", "outside"),
    [
        (person(), False),
        (person(guest=True), True),
        (person(outsider=True), True),
        (person(guest=True, deleted=True), False),
        (person(outsider=True, bot=True), False),
        (None, True),
    ],
)
def test_others_than_members_make_a_channel_unfit_for_a_digest(
    reader: Person | None, outside: bool
) -> None:
    assert outsiders_read(shared=False, present=[person(), reader]) is outside
    assert outsiders_read(shared=True, present=[person()])


def test_a_contact_is_a_person_or_a_line_of_text() -> None:
    assert contact_person("<@U7>") == "U7"
    for line in (None, "call 112", "<@U7", "@U7>"):
        assert contact_person(line) is None


ADMIN = PersonId("U9")


@pytest.mark.parametrize(
    ("changes", "wants", "awaits"),
    [
        ({}, False, False),
        ({"approvals_asked": 1}, False, False),
        ({"leaders": (Leader(PRIYA, ACCEPTED, approved=False),)}, True, False),
        ({"leaders": (Leader(PRIYA, GONE, approved=False),)}, False, False),
        ({"proposed": frozenset({SAM})}, True, False),
        ({"proposed_contact": "<@U7>"}, True, False),
        ({"unapproved_until": NOW}, True, False),
        ({"proposed": frozenset({SAM}), "approvals_asked": 1}, True, True),
        ({"proposed": frozenset({SAM}), "approvals_asked": 1, "declined_at": NOW}, True, False),
    ],
)
def test_R47_a_team_waits_for_an_admin_once_one_was_asked_about_something(
    changes: dict[str, object], wants: bool, awaits: bool
) -> None:
    stands = replace(PAYMENTS, **changes)  # type: ignore[arg-type]
    assert (stands.wants_approval, stands.awaits_admin) == (wants, awaits)


def test_R47_nothing_is_raised_with_whom_no_admin_has_approved() -> None:
    stands = team(
        "new",
        Leader(PRIYA, ACCEPTED, approved=False),
        Leader(TOM, INVITED),
        Leader(SAM, GONE),
        Leader(ADMIN, GONE, approved=False),
    )
    assert stands.accepted == ()
    assert stands.unapproved == (PRIYA,)
    assert stands.leading == {PRIYA, TOM}
    assert stands.approved_leaders == {TOM}
    assert stands.people == {MARIA, TOM, SAM}
    assert stands.approved
    assert not team("new", Leader(PRIYA, ACCEPTED, approved=False)).approved
    assert not stands.has_digest


def test_R47_what_waits_for_an_admin_says_so_to_its_people_and_to_nobody_else() -> None:
    held = team("new", Leader(PRIYA, ACCEPTED, approved=False))
    listed = replace(team("new", Leader(PRIYA, INVITED), members=()), proposed=frozenset({MARIA}))
    for waits in (held, listed):
        with pytest.raises(TeamWaiting) as waiting:
            route(MARIA, [waits], None)
        assert waiting.value.facts == {"channel": "C-new"}
    with pytest.raises(NoLeader):
        route(SAM, [held, listed], None)
    # Who is to come onto a list that runs already waits for the yes, too.
    running = replace(PAYMENTS, members=frozenset(), proposed=frozenset({MARIA}))
    with pytest.raises(TeamWaiting):
        route(MARIA, [running], None)
    # Another team whose leader can be reached goes before what waits.
    assert route(MARIA, [held, SEARCH], None).leaders == (SAM, TOM)


def test_nobody_is_asked_to_wait_for_themselves() -> None:
    own = team("own", Leader(MARIA, INVITED))
    with pytest.raises(NoLeader):
        route(MARIA, [own], None)


def test_the_name_of_a_private_channel_is_for_its_own_people() -> None:
    stands = replace(
        team("secret", Leader(TOM, INVITED, approved=False)),
        private=True,
        proposed=frozenset({SAM}),
        approval_admin=ADMIN,
    )
    for person_of_it in (PRIYA, TOM, MARIA, SAM, ADMIN):
        assert stands.may_know(person_of_it)
    assert not stands.may_know(PersonId("U0"))
    assert replace(stands, private=False).may_know(PersonId("U0"))
