"""A follow-up bot as the libraries' own guides lead to it: small, honest, and good in a demo.

``/concern @leader text`` and an :ear: on one's own message each make one date job, which writes
to the leader when it is due. Everything is at its default, but what ``BASELINE_GRACE=none`` sets:
``misfire_grace_time=None``, the one setting that people learn of after their first loss.
"""

import os
import re
from datetime import datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from slack_sdk import WebClient

DELAY = timedelta(seconds=float(os.environ["BASELINE_DELAY"]))
LEADER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>\s*")

defaults = {"misfire_grace_time": None} if os.environ.get("BASELINE_GRACE") == "none" else {}
scheduler = BackgroundScheduler(
    jobstores={"default": SQLAlchemyJobStore(url=os.environ["DATABASE_URL"])},
    job_defaults=defaults,
    timezone="UTC",
)
client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])


def remind(leader: str, raiser: str, text: str) -> None:
    """Write to the leader."""
    client.chat_postMessage(channel=leader, text=f"How is it going with <@{raiser}>: {text}")


def keep(leader: str, raiser: str, text: str) -> None:
    """Let the leader be reminded."""
    due = datetime.now().astimezone() + DELAY
    scheduler.add_job(remind, "date", run_date=due, args=[leader, raiser, text])


@app.command("/concern")
def concern(ack, command):  # type: ignore[no-untyped-def]  # Bolt passes them by name
    """Keep what somebody tells their leader."""
    found = LEADER.search(command["text"])
    if found is None:
        ack("Whom should I remind? Try /concern @leader and what it is about.")
        return
    keep(found.group(1), command["user_id"], LEADER.sub("", command["text"]))
    ack("Kept.")


@app.event("reaction_added")
def marked(event):  # type: ignore[no-untyped-def]  # Bolt passes it by name
    """Keep what somebody marked in the channel."""
    if event["reaction"] == "ear":
        keep(os.environ["BASELINE_LEADER"], event["user"], "a message in the channel")


def main() -> None:
    """Run the scheduler and listen."""
    scheduler.start()
    app.start(port=int(os.environ["PORT"]))
