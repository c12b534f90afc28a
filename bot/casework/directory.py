"""What Slack says of people and of channels, kept: who is there, and who reads what."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.casework.departures import account_closed, comes_back, membership_lost
from bot.casework.onboarding import begin_digests_anew, tell_absent
from bot.casework.preferences import move_clocks
from bot.casework.unit import PART_LIVES, Unit
from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.person import Person
from bot.domain.team import outsiders_read


def save_people(unit: Unit, people: Sequence[Person]) -> None:
    """Keep what Slack says of some people; a moved zone moves what is due (R32)."""
    unit.tx.people.some(unit.workspace, [person.id for person in people])
    for person in people:
        before = unit.tx.people.get(person.workspace, person.id)
        unit.tx.people.save(person)
        if before is not None and person.deleted and not before.deleted:
            account_closed(unit, person)
        elif before is not None and before.member is not person.member:
            (comes_back if person.member else membership_lost)(unit, person)
        if before is not None and before.zone != person.zone:
            move_clocks(unit, unit.get_person(person.id))


def get_people(unit: Unit, people: list[str]) -> dict[PersonId, Person]:
    """People who have been met."""
    return unit.tx.people.some(unit.workspace, people)


def name_channel(unit: Unit, channel: ChannelId, name: str) -> None:
    """A channel is called so now: what is sent from now on says it, what was sent stays."""
    team = unit.tx.teams.in_channel(unit.workspace, channel)
    if team is not None and name and team.name != name:
        unit.tx.teams.set_name(team, name)
        readers = [*team.members, *(leader.person for leader in team.leaders)]
        unit.tx.people.mark_homes_stale(unit.workspace, readers)


def save_channel(unit: Unit, channel: ChannelId, *, name: str, lost: bool) -> None:
    """Keep what Slack says of a team's channel: what it is called, and whether it is there."""
    if name:
        name_channel(unit, channel, name)
    set_channel_lost(unit, channel, lost=lost)


def channel_unseen(unit: Unit, channel: ChannelId) -> None:
    """The bot cannot see a team's channel: its note pauses, and it is asked again in a day."""
    set_channel_lost(unit, channel, lost=True)
    team = unit.tx.teams.in_channel(unit.workspace, channel)
    if team is not None:
        unit.tx.teams.set_looked_at(team, unit.now)


def set_channel_lost(unit: Unit, channel: ChannelId, *, lost: bool) -> None:
    """The channel was archived, deleted or left by the bot: its note pauses, or goes on."""
    team = unit.tx.teams.in_channel(unit.workspace, channel, for_update=True)
    if team is not None and team.paused is not lost:
        unit.tx.teams.set_paused(team, paused=lost)
        begin_digests_anew(unit, team, replace(team, paused=lost))
        unit.tx.people.mark_homes_stale(
            unit.workspace, [candidate.person for candidate in team.leaders]
        )


def channel_moved(unit: Unit, old: ChannelId, new: ChannelId) -> None:
    """Slack gave a channel another id."""
    team = unit.tx.teams.in_channel(unit.workspace, old)
    if team is not None and unit.tx.teams.in_channel(unit.workspace, new) is None:
        # So it is when a channel begins to be shared: who reads along is looked at anew.
        unit.tx.teams.set_channel(team, new)


def save_readers(
    unit: Unit,
    team_id: TeamId,
    *,
    shared: bool,
    private: bool,
    present: Collection[PersonId],
) -> None:
    """Keep who can read a team's channel (D11); its leaders see a change.

    Who is on the list and not in the channel has not read its hello, and is told.
    """
    team = unit.team(team_id)
    if team is None:
        return
    now = unit.now
    people = unit.tx.people.some(unit.workspace, present)
    outsiders = outsiders_read(shared=shared, present=[people.get(person) for person in present])
    tell_absent(unit, team, present)
    unit.tx.teams.set_readers(team, now, outsiders=outsiders, private=private)
    if outsiders is not team.outsiders:
        for leader in team.accepted:
            unit.tx.digests.mark_parts_stale(unit.workspace, leader, now - PART_LIVES)
