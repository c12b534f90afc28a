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

from slack_sandbox.answers import Answer, Submitted
from slack_sandbox.deliver import Delivery, Reply
from slack_sandbox.errors import NotPossible, SlackError
from slack_sandbox.events import MANIFEST_EVENTS
from slack_sandbox.faults import Call, Fault
from slack_sandbox.fields import Field
from slack_sandbox.modals import View
from slack_sandbox.person import Person
from slack_sandbox.sandbox import Sandbox
from slack_sandbox.workspace import DEFAULT_SCOPES, Workspace
from slack_sandbox.world import App, Channel, Message, Seen, User

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
