"""Monday, nine o'clock, everywhere: how many processes, and how late the last one is written to.

What is measured: how long one process takes to make a day message and to send one. Before each is
made Slack is asked for its leader's quiet hours, some of them side by side; a call is taken to last
0.15 s. What is computed from it: 10,000 workspaces in 24 zones, a million open concerns, and in
each zone a third of all leaders with something due within the ten minutes over which hours are
spread. Slack takes a message a second in a channel and, as we keep it, sixty a minute in a
workspace.
"""

import math

from benchmarks.report import Report
from bot.outbox.posting import AT_ONCE
from bot.slack.directory import AT_ONCE as ASKED_AT_ONCE

WORKSPACES = 10_000
OPEN_CONCERNS = 1_000_000
ZONES = 24
CONCERNS_OF_A_LEADER = 10
DUE = 1 / 3
"""Of the leaders, on a Monday."""
BUSIEST_ZONE = 3.0
"""Times as many people live in the busiest zone as in an average one."""
SPREAD_SECONDS = 600
PER_MINUTE = 60
CALL_SECONDS = 0.15


def run(report: Report) -> None:
    """Compute with what the other parts measured; says so where they were not run."""
    report.section(f"Monday, nine o'clock: {WORKSPACES:,} workspaces, {OPEN_CONCERNS:,} open")
    measured = report.known()
    if not {"making.sqlite.p50", "drain.sqlite"} <= measured.keys():
        report.say("needs what the parts `making` and `drain` measure")
        return
    leaders = OPEN_CONCERNS / CONCERNS_OF_A_LEADER
    messages = leaders * DUE / ZONES * BUSIEST_ZONE
    making = measured.get("making.postgres.p50", measured["making.sqlite.p50"]) / 1000
    by_processor = 1 / measured.get("drain.postgres", measured["drain.sqlite"])
    sending = max(by_processor, CALL_SECONDS / AT_ONCE)
    asking = CALL_SECONDS / ASKED_AT_ONCE
    seconds = messages * (asking + making + sending)
    report.add("monday.messages_in_the_busiest_zone", messages)
    report.add("monday.seconds_of_one_process", seconds, "s")
    report.add("monday.processes", math.ceil(seconds / SPREAD_SECONDS))
    in_a_workspace = messages / (WORKSPACES / ZONES * BUSIEST_ZONE)
    report.add(
        "monday.worst_lateness",
        max(
            in_a_workspace / PER_MINUTE * 60,
            seconds / math.ceil(seconds / SPREAD_SECONDS) - SPREAD_SECONDS,
        ),
        "s",
    )
