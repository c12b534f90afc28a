"""How fast Slack is answered at fifty commands a second, while ten thousand messages leave.

Beside it the limit, which sends nothing meanwhile: the signature and one durable row.
"""

from datetime import timedelta

from benchmarks.drain import add_letters
from benchmarks.load import Load, measure
from benchmarks.report import Report, percentile
from benchmarks.servers import served
from benchmarks.worlds import MONDAY, World, database, world
from bot.domain.ids import WorkspaceId
from bot.manifest import EVENTS_PATH

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
                times = measure(_load(team, port, asked))
            with (
                database(engine) as (url, _),
                served("benchmarks.baseline.listening", "limit", env={"DATABASE_URL": url}) as port,
            ):
                limit = measure(_load(team, port, asked))
            if team.kept() != asked:
                raise RuntimeError(f"{asked} were asked to be kept, and {team.kept()} are there")
        for percent in (50, 95, 99):
            key, most = f"under_load.{engine}.p{percent}", MOST_MS if percent == 99 else None
            ours, best = percentile(times, percent) * 1000, percentile(limit, percent) * 1000
            report.add(key, ours, "ms", most=most)
            report.add(f"{key}_limit", best, "ms")
            report.add(f"{key}_ratio_to_limit", ours / best, "×")


def _load(team: World, port: int, count: int) -> Load:
    return Load(
        url=f"http://127.0.0.1:{port}{EVENTS_PATH}",
        door="concern",
        count=count,
        at_once=PER_SECOND,
        workspace=team.workspace,
        people=team.members,
        channel=team.channel,
        per_second=PER_SECOND,
    )


def _fill(team: World, messages: int) -> None:
    """Let messages be due at the start, to people of whom the bot has heard."""
    store = team.open()
    workspace = WorkspaceId(team.workspace)
    with store.begin() as tx:
        add_letters(tx, [workspace], messages, MONDAY)
    store.close()
