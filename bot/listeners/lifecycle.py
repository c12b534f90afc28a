"""What Slack tells of people, channels and the installation itself."""

from bot.domain.ids import ChannelId, PersonId
from bot.listeners.request import Heard
from bot.messages import cards
from bot.messages.translate import words
from bot.slack.client import read_person


async def person_changed(heard: Heard) -> None:
    """A profile was edited: the zone may have moved, the account may be closed."""
    user = heard.body["event"]["user"]
    person = read_person(heard.workspace, user, heard.office.clock())
    known = await heard.office.casework.known_people(heard.workspace, [person.id])
    if person.id in known:
        await heard.office.casework.met([person])


async def channel_lost(heard: Heard) -> None:
    """A team's channel was archived or deleted."""
    channel = ChannelId(heard.body["event"]["channel"])
    await heard.office.casework.channel_lost(heard.workspace, channel, lost=True)


async def channel_found(heard: Heard) -> None:
    """A team's channel was brought back from the archive."""
    channel = ChannelId(heard.body["event"]["channel"])
    await heard.office.casework.channel_lost(heard.workspace, channel, lost=False)


async def channel_moved(heard: Heard) -> None:
    """A channel has another id."""
    event = heard.body["event"]
    await heard.office.casework.channel_moved(
        heard.workspace, ChannelId(event["old_channel_id"]), ChannelId(event["new_channel_id"])
    )


async def member_left(heard: Heard) -> None:
    """The bot itself was removed from a channel; anybody else leaving changes nothing."""
    event = heard.body["event"]
    bot = (heard.body.get("authorizations") or [{}])[0].get("user_id")
    if event["user"] == bot:
        channel = ChannelId(event["channel"])
        await heard.office.casework.channel_lost(heard.workspace, channel, lost=True)


async def member_joined(heard: Heard) -> None:
    """The bot itself was invited to a channel, or somebody joined a team's."""
    event = heard.body["event"]
    bot = (heard.body.get("authorizations") or [{}])[0].get("user_id")
    if event["user"] == bot:
        channel = ChannelId(event["channel"])
        await heard.office.casework.channel_lost(heard.workspace, channel, lost=False)
        return
    await heard.office.people.know(heard.workspace, [event["user"]])
    await heard.office.casework.joined(heard.workspace, event["channel"], PersonId(event["user"]))


async def mentioned(heard: Heard) -> None:
    """Somebody wrote to the bot in a channel, where others can read it."""
    event = heard.body["event"]
    reader = await heard.reader()
    letter = cards.sentence(words(reader.locale)("err-mention"))
    await heard.office.sender.whisper(event["channel"], heard.person, letter.text, letter.blocks)


async def revoked(heard: Heard) -> None:
    """A token was revoked: where it is the bot's, nothing can be sent."""
    if (heard.body["event"].get("tokens") or {}).get("bot"):
        await heard.office.casework.park(heard.workspace, "token_revoked")


async def uninstalled(heard: Heard) -> None:
    """The app was removed: nothing is sent any more, and no word of it opens."""
    await heard.office.casework.uninstall(heard.workspace)


async def nothing(heard: Heard) -> None:
    """An event that Slack delivers and that asks for nothing here."""
