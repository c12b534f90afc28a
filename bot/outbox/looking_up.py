"""Looking a marked message up before somebody is asked about it: it may be gone by now."""

import asyncio
from collections.abc import Sequence

from bot.casework import Runner
from bot.casework.freshness import Linked, message_gone, message_stands
from bot.domain.ids import WorkspaceId
from bot.slack.client import NOT_FOUND, Sender

AT_ONCE = 10
"""Messages looked up side by side."""


async def look_up(
    runner: Runner, sender: Sender, workspace: WorkspaceId, linked: Sequence[Linked]
) -> None:
    """Ask Slack for the address of each message, and keep what it says.

    Only *message_not_found* proves that one is gone; whatever else Slack answers, it stands.
    """
    for first in range(0, len(linked), AT_ONCE):
        some = linked[first : first + AT_ONCE]
        answers = await asyncio.gather(*(sender.permalink(mark.channel, mark.ts) for mark in some))
        for mark, read in zip(some, answers, strict=True):
            if read.value is not None:
                await runner.run(workspace, message_stands, mark.concern, read.value)
            elif read.error == NOT_FOUND:
                await runner.run(workspace, message_gone, mark.concern)
