"""How fast Slack is answered at fifty commands a second, while ten thousand messages leave."""

from datetime import timedelta

from benchmarks.drain import add_letters
from benchmarks.load import Load, measure
from benchmarks.report import Report, percentile
from benchmarks.servers import served
from benchmarks.worlds import MONDAY, World, world
from bot.domain.ids import WorkspaceId
from bot.listeners.web import EVENTS_PATH

PER_SECOND = 50
MOST_MS = 100


def run(report: Report) -> None:
    """One process that hears, makes and sends."""
    seconds, messages = report.choose((1, 20), (4, 1_000), (20, 10_000))
    for engine in report.engines:
        report.section(f"Acknowledgement under load, {engine}, {PER_SECOND} a second")
        with world(engine) as team:
            _fill(team, messages)
            start = (MONDAY + timedelta(hours=2)).isoformat()
            with (
                served("benchmarks.instant_slack", team.workspace) as slack,
                served("benchmarks.fast_bot", start, "rounds", env=team.env(slack)) as port,
            ):
                asked = seconds * PER_SECOND
                times = measure(
                    Load(
                        url=f"http://127.0.0.1:{port}{EVENTS_PATH}",
                        door="concern",
                        count=asked,
                        at_once=PER_SECOND,
                        workspace=team.workspace,
                        people=team.members,
                        channel=team.channel,
                        per_second=PER_SECOND,
                    )
                )
            if team.kept() != asked:
                raise RuntimeError(f"{asked} were asked to be kept, and {team.kept()} are there")
        for percent in (50, 95):
            value = percentile(times, percent) * 1000
            report.add(f"under_load.{engine}.p{percent}", value, "ms")
        report.add(f"under_load.{engine}.p99", percentile(times, 99) * 1000, "ms", most=MOST_MS)


def _fill(team: World, messages: int) -> None:
    """Let messages be due at the start, to people of whom the bot has heard."""
    store = team.open()
    workspace = WorkspaceId(team.workspace)
    with store.begin() as tx:
        add_letters(tx, [workspace], messages, MONDAY)
    store.close()
