"""App Home: published when it is opened."""

from bot.casework import installation
from bot.listeners.request import Request


async def opened(request: Request) -> None:
    """Somebody opened the app; the Messages tab has nothing to draw."""
    reader = await request.reader()
    if reader.admin:
        await request.do(installation.welcome_admin)
    if request.body["event"].get("tab") == "home":
        await request.office.carrier.publish_home(request.workspace, request.person, opened=True)
