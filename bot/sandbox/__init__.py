"""A strict little Slack on one machine, over real HTTP, signatures and Socket Mode.

It stands in for Slack in tests, the demo and benchmarks: it refuses what Slack refuses, with
Slack's codes and texts, goes wrong on request, and keeps the truth of what people see::

    async with Sandbox(now=clock) as slack:
        ws = slack.add_workspace("acme", name="Acme")
        app = ws.install(request_url="http://127.0.0.1:3000/slack/events", signing_secret="…")
        priya = ws.add_person("priya", name="Priya Natarajan")
        answer = await priya.command("/concern", "too much on call")
        await slack.quiet()

``world.py`` is the truth and knows of no wire; ``person.py`` is what people do; ``webapi`` and
``server.py`` are the app's way in, ``deliver.py`` and ``sockets.py`` the way out; ``blocks.py``
knows Block Kit; ``faults.py`` what may go wrong. Nothing of the rest of the bot is imported.
"""

from bot.sandbox.answers import Answer, Submitted
from bot.sandbox.deliver import Delivery, Reply
from bot.sandbox.errors import NotPossible, SlackError
from bot.sandbox.events import MANIFEST_EVENTS
from bot.sandbox.faults import Call, Fault
from bot.sandbox.fields import Field
from bot.sandbox.modals import View
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.workspace import DEFAULT_SCOPES, Workspace
from bot.sandbox.world import App, Channel, Message, Seen, User

__all__ = [
    "DEFAULT_SCOPES",
    "MANIFEST_EVENTS",
    "Answer",
    "App",
    "Call",
    "Channel",
    "Delivery",
    "Fault",
    "Field",
    "Message",
    "NotPossible",
    "Person",
    "Reply",
    "Sandbox",
    "Seen",
    "SlackError",
    "Submitted",
    "User",
    "View",
    "Workspace",
]
