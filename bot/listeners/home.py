"""App Home: published when it is opened."""

from bot.casework import installation
from bot.listeners.request import Request


async def opened(request: Request) -> None:
    """Somebody opened the app; the Messages tab has nothing to draw."""
    await request.admit()
    if request.stranger:
        return
    if request.reader.admin and not request.admitted.greeted:
        await request.run(installation.welcome_admin, request.person)
    if request.body["event"].get("tab") == "home":
        await request.publish_home(opened=True)
