"""App Home: published when it is opened."""

from bot.listeners.request import Heard


async def opened(heard: Heard) -> None:
    """Somebody opened the app; the Messages tab has nothing to draw."""
    reader = await heard.reader()
    if reader.admin:
        await heard.office.casework.met_admin(heard.workspace, heard.person)
    if heard.body["event"].get("tab") == "home":
        await heard.office.carrier.publish_home(heard.workspace, heard.person, opened=True)
