"""Events: what Slack tells of people, channels and the installation itself."""

import structlog

from bot.casework import directory, installation, rhythm
from bot.domain.ids import ChannelId, PersonId
from bot.domain.workspace import APP_REMOVED
from bot.listeners.request import Request
from bot.messages import cards
from bot.messages.translate import translator
from bot.slack.objects import plain_name, read_person

log = structlog.get_logger("heard.listeners")


async def person_changed(request: Request) -> None:
    """A profile was edited: the zone may have moved, the account may be closed."""
    user = request.body["event"]["user"]
    people = await request.run(directory.get_people, [user["id"]])
    before = people.get(PersonId(user["id"]))
    if before is None:
        return
    try:
        person = read_person(request.workspace, user, request.now, before.zone)
    except (LookupError, TypeError, ValueError) as error:
        # The same again would be as odd: what is known of them serves until they are read anew.
        log.warning("person unread", person=before.id, kind=type(error).__name__)
        return
    await request.run(directory.save_people, [person])


async def channel_lost(request: Request) -> None:
    """A team's channel was archived or deleted."""
    channel = ChannelId(request.body["event"]["channel"])
    await request.run(directory.set_channel_lost, channel, lost=True)


async def channel_found(request: Request) -> None:
    """A team's channel was brought back from the archive."""
    channel = ChannelId(request.body["event"]["channel"])
    await request.run(directory.set_channel_lost, channel, lost=False)


async def channel_renamed(request: Request) -> None:
    """A channel has another name: its team is called so from now on."""
    channel = request.body["event"]["channel"]
    name = plain_name(channel["name"])
    await request.run(directory.name_channel, ChannelId(channel["id"]), name)


async def channel_moved(request: Request) -> None:
    """A channel has another id."""
    event = request.body["event"]
    await request.run(
        directory.channel_moved,
        ChannelId(event["old_channel_id"]),
        ChannelId(event["new_channel_id"]),
    )


async def member_left(request: Request) -> None:
    """The bot itself was removed from a channel; anybody else leaving changes nothing."""
    event = request.body["event"]
    bot = (request.body.get("authorizations") or [{}])[0].get("user_id")
    if event["user"] == bot:
        channel = ChannelId(event["channel"])
        await request.run(directory.set_channel_lost, channel, lost=True)


async def member_joined(request: Request) -> None:
    """The bot itself was invited to a channel, or somebody joined a team's."""
    event = request.body["event"]
    bot = (request.body.get("authorizations") or [{}])[0].get("user_id")
    if event["user"] == bot:
        channel = ChannelId(event["channel"])
        await request.run(directory.set_channel_lost, channel, lost=False)
        return
    await request.meet(event["user"])
    await request.run(rhythm.note_newcomer, event["channel"], PersonId(event["user"]))


async def mentioned(request: Request) -> None:
    """Somebody wrote to the bot in a channel, where others can read it."""
    event = request.body["event"]
    await request.admit()
    if request.stranger:
        return
    message = cards.sentence(translator(request.reader.locale)("err-mention"))
    await request.services.slack.post_ephemeral(
        event["channel"], request.person, message.text, message.blocks
    )


async def revoked(request: Request) -> None:
    """A token was revoked: where it is the bot's, nothing can be sent."""
    if (request.body["event"].get("tokens") or {}).get("bot"):
        await request.run(installation.suspend, "token_revoked")


async def uninstalled(request: Request) -> None:
    """The app was removed: nothing is sent or heard any more, and in some days all is erased."""
    await request.run(installation.suspend, APP_REMOVED)
    log.warning("removed", workspace=request.workspace)
