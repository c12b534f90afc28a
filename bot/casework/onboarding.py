"""What follows an admin's yes: leaders are invited, a channel and its people learn of it."""

from collections.abc import Collection, Iterable

from bot.casework.unit import Unit
from bot.domain.delivery import DeliveryKind
from bot.domain.digest import Ledger
from bot.domain.ids import PersonId
from bot.domain.refusals import InvitationsUsed
from bot.domain.rhythm import A_DAY, INVITED_A_DAY, INVITED_AGAIN_AFTER
from bot.domain.team import Team
from bot.payloads import ChannelHello, Invitation, Listing


def check_invitations(unit: Unit, by: PersonId, team: Team, leaders: Collection[PersonId]) -> None:
    """Count the leaders whom somebody would have invited today. Raises :class:`InvitationsUsed`.

    Who was invited within a month is not invited again, and counts no more.
    """
    new = [leader for leader in leaders if leader != by and not _invited(unit, team, leader)]
    mine = f"invited:{by}:"
    for leader in new:
        unit.tx.workspaces.first_time(unit.workspace, f"{mine}{team.id}:{leader}", unit.now)
    if unit.tx.workspaces.noted_since(unit.workspace, mine, unit.now - A_DAY) > INVITED_A_DAY:
        raise InvitationsUsed(field="leaders")


def invite(unit: Unit, team: Team, leader: PersonId, *, by: PersonId) -> None:
    """Ask a leader whether a team may turn to them; again after a month at the earliest."""
    if _invited(unit, team, leader):
        return
    person = unit.get_person(leader)
    days = unit.calendar(person, team.id)
    unit.deliver(
        DeliveryKind.INVITE,
        f"{team.id}:{leader}",
        days.today(unit.now).strftime("%Y-%m"),
        leader,
        days=days,
        payload=Invitation(by=by),
    )


def _invited(unit: Unit, team: Team, leader: PersonId) -> bool:
    since = unit.now - INVITED_AGAIN_AFTER
    subject = f"{team.id}:{leader}"
    return (
        unit.tx.deliveries.recent(team.workspace, DeliveryKind.INVITE, subject, since) is not None
    )


def open_door(unit: Unit, team: Team, leader: PersonId) -> None:
    """From now on things can be raised with a leader: the team's channel learns of it, once.

    Who is on the list and not in the channel is told as soon as Slack has said who is in it.
    """
    unit.deliver(
        DeliveryKind.ON_CHANNEL,
        f"{team.id}:{leader}",
        "1",
        team.channel,
        due_at=unit.now,
        days=unit.calendar(unit.get_person(leader)),
        payload=ChannelHello(leader=leader),
    )
    if team.untold:
        unit.tx.teams.look_anew(team)
    unit.tx.people.mark_homes_stale(unit.workspace, [*team.members, leader])


def tell_listed(unit: Unit, team: Team, people: Iterable[PersonId]) -> None:
    """Tell people privately that they are on a running team's list."""
    recipients = list(people)
    for person in unit.tx.people.some(unit.workspace, recipients).values():
        if person.member and person.id not in team.leading:
            days = unit.calendar(person, team.id)
            unit.deliver(
                DeliveryKind.LISTED,
                f"{team.id}:{person.id}",
                days.today(unit.now).isoformat(),
                person.id,
                days=days,
                payload=Listing(),
            )
    if recipients:
        unit.tx.teams.set_told(team, recipients)


def tell_absent(unit: Unit, team: Team, present: Collection[PersonId]) -> None:
    """Who is in the channel reads its hello; the others on the list are told."""
    if team.accepted and team.untold:
        tell_listed(unit, team, sorted(team.untold - set(present)))
        unit.tx.teams.set_told(team, team.untold)


def begin_digests_anew(unit: Unit, before: Team, after: Team) -> None:
    """Let no digest count as missed after a change that may have switched digests on or off."""
    body = unit.tx.digests.ledger(after.workspace, after.id)
    if body is not None:
        ledger = Ledger.from_json(body).begun_anew(before, after)
        unit.tx.digests.keep_ledger(after.workspace, after.id, ledger.to_json())
