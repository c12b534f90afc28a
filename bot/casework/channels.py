"""What Slack says of a team's channel: what it is called, and whether it is there."""

from bot.casework.teams import set_channel_lost
from bot.casework.unit import Unit
from bot.domain.ids import ChannelId


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
