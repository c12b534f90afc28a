"""What works and what does not, each with the way to fix it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from bot.cli.tokens import BotToken, TokenError, check_app_token, check_bot_token
from bot.clock import Clock, system_clock
from bot.domain.delivery import DeliveryState
from bot.public_holidays import is_known, part_needed
from bot.settings import Settings
from bot.store.keys import problem_with
from bot.store.migrate import fits, is_newer
from bot.store.report import Report, Stuck, report
from bot.store.sealing import KeyFileError, KeyRing, read_key_file

_SLACK_CLOCK_SKEW = timedelta(seconds=60)
MOST_NAMED = 5
"""So many of what is missing, and of people, are named; the rest are counted."""
_WAL_RESET_FIXED = (3, 51, 3)


class Grade(StrEnum):
    """How a check came out; only *failed* makes the exit code 1."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Finding(NamedTuple):
    """One line: what was found and, unless all is well, how to fix it."""

    grade: Grade
    what: str
    fix: str = ""


def checks(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    read: Callable[[str], Report] = report,
    env_file: Path | None = None,
) -> list[Finding]:
    """Look at everything, changing nothing. Safe beside a running bot."""
    state = read(settings.database_url)
    return [
        *database(settings, state),
        *files(settings, env_file),
        *keys(settings, state),
        *slack(settings, clock),
        *messages(state),
        *zones(state),
        *due_rows(state),
    ]


def database(settings: Settings, state: Report) -> Iterator[Finding]:
    """Reachable, up to date, free, and a SQLite that does not bite."""
    file = settings.sqlite_file
    if state.reachable:
        yield Finding(Grade.OK, "The database answers")
        yield _migrations(settings, state)
        yield from _damage(settings, state)
    elif file is not None and not file.exists():
        yield Finding(Grade.WARNING, f"There is no database at {file} yet", "`heard run` makes it.")
    else:
        yield Finding(
            Grade.FAILED,
            f"The database cannot be used: {state.error or 'no reason given'}",
            state.mend or "Check DATABASE_URL, and that the database is running.",
        )
    if state.missing:
        more = "" if len(state.missing) <= MOST_NAMED else f" and {len(state.missing)} in all"
        yield Finding(
            Grade.FAILED,
            f"The bot may not do all it must: {', '.join(state.missing[:MOST_NAMED])}{more}",
            "Grant the database's user SELECT, INSERT, UPDATE and DELETE on all tables, or make "
            "the disk writable and give it room.",
        )
    if settings.dyno and file is not None:
        yield Finding(
            Grade.FAILED,
            "SQLite is on a disk that does not last",
            "Add a Postgres database, so that the platform sets DATABASE_URL.",
        )
    if state.locked:
        yield Finding(Grade.OK, "`heard run` has the database; it was read beside it, read-only")
    if state.sqlite_version and _version(state.sqlite_version) < _WAL_RESET_FIXED:
        yield Finding(
            Grade.WARNING,
            f"SQLite {state.sqlite_version} has a very rare bug that can damage a database",
            "Nothing to do for a trial. For real use keep backups; SQLite 3.51.3 fixes it, so take "
            "a Python that brings it when there is one.",
        )


def _damage(settings: Settings, state: Report) -> Iterator[Finding]:
    """Whether a SQLite file is whole, as SQLite itself finds out."""
    if settings.sqlite_file is None:
        return
    if state.damage is None:
        yield Finding(Grade.OK, "The database file is whole")
        return
    yield Finding(
        Grade.FAILED,
        f"The database file is damaged: {state.damage}",
        "Stop the bot and put the last backup in its place: `heard restore FILE`.",
    )


def files(settings: Settings, env_file: Path | None) -> Iterator[Finding]:
    """Files that others on the machine may read: names and states are in the clear in them."""
    journal = settings.journal
    paths = [env_file, Path(journal) if journal and "://" not in journal else None]
    if (database := settings.sqlite_file) is not None:
        paths += [database.with_name(database.name + end) for end in ("", "-wal", "-shm", ".lock")]
    for file in paths:
        if file is not None and file.is_file() and file.stat().st_mode & 0o077:
            yield Finding(Grade.WARNING, f"Others may read {file}", f"Run `chmod 600 {file}`.")


def _migrations(settings: Settings, state: Report) -> Finding:
    if state.revision == state.head:
        return Finding(Grade.OK, f"Its tables are up to date ({state.head})")
    if fits(state.revision):
        return Finding(
            Grade.OK,
            f"Its tables ({state.revision}) are newer than this version ({state.head}), "
            "which works with them",
        )
    if is_newer(state.revision):
        return Finding(
            Grade.FAILED,
            f"The database ({state.revision}) is newer than this version ({state.head})",
            "Run the newer version, or restore the backup made before it was installed.",
        )
    itself = " `heard run` also does it at its start." if settings.sqlite_file else ""
    return Finding(
        Grade.FAILED,
        f"Its tables are at {state.revision or 'nothing'}, this version needs {state.head}",
        f"Run `heard migrate`.{itself}",
    )


def keys(settings: Settings, state: Report) -> Iterator[Finding]:
    """The master keys are there, only for their owner, and open what rests in the database."""
    if settings.keys:
        yield _opening(settings.master_keys, state, "in HEARD_KEYS")
        return
    file = settings.key_file
    if file is None:
        yield Finding(
            Grade.FAILED,
            "There is no master key",
            "Set HEARD_KEYS to 32 random bytes in base64 (`openssl rand -base64 32`).",
        )
    elif file.exists():
        yield _key_file(settings, file, state)
    elif state.sealed:
        yield Finding(
            Grade.FAILED,
            f"The key file {file} is gone, and without it no word can be read",
            "Put it back from its backup; HEARD_KEY_FILE says where it lies.",
        )
    else:
        yield Finding(Grade.WARNING, f"There is no key file at {file} yet", "`heard run` makes it.")


def _key_file(settings: Settings, file: Path, state: Report) -> Finding:
    try:
        key_file = read_key_file(file, guarded=settings.guarded_key_file)
    except KeyFileError as error:
        what, _, mend = str(error).partition(". ")
        return Finding(Grade.FAILED, what, mend)
    return _opening(key_file, state, f"in {file}, for its owner only")


def _opening(keys: Sequence[str], state: Report, where: str) -> Finding:
    ring = KeyRing(keys)
    for workspace, wrapped in state.keys:
        problem = problem_with(workspace, ring, wrapped)
        if problem is not None:
            what, _, mend = problem.partition(". ")
            return Finding(Grade.FAILED, what, mend)
    opens = ", and what is sealed opens with them" if state.keys else ""
    return Finding(Grade.OK, f"{len(keys)} master key(s) {where}{opens}")


def slack(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Tokens, what they allow, and whether both clocks agree."""
    if settings.bot_token is None:
        yield Finding(Grade.FAILED, "There is no bot token", "Run `heard connect`.")
    else:
        try:
            facts = check_bot_token(settings.bot_token.get_secret_value(), settings.api_url)
        except TokenError as error:
            what = "Slack does not take the bot token"
            unasked = "Slack could not be asked about the bot token"
            yield Finding(Grade.FAILED, unasked if error.away else what, str(error))
            yield from _skew(error.date, clock)
        else:
            yield Finding(Grade.OK, f"Slack knows the bot: {facts.user} in {facts.team}")
            yield _scopes(facts)
            yield from _skew(facts.date, clock)
    if settings.app_token is not None:
        try:
            check_app_token(settings.app_token.get_secret_value(), settings.api_url)
        except TokenError as error:
            what = "Slack opens no socket for the app token"
            unasked = "Slack could not be asked about the app token"
            yield Finding(Grade.FAILED, unasked if error.away else what, str(error))
        else:
            yield Finding(Grade.OK, "Slack opens a socket for the app token")
    elif settings.signing_secret is not None:
        yield Finding(Grade.OK, "Slack is heard over HTTP; there is a signing secret")
    else:
        yield Finding(
            Grade.FAILED,
            "Slack cannot be heard: neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set",
            "Run `heard connect`.",
        )


def _scopes(facts: BotToken) -> Finding:
    if not facts.missing_scopes:
        return Finding(Grade.OK, "It was granted every scope it needs")
    return Finding(
        Grade.FAILED,
        f"It was not granted: {', '.join(facts.missing_scopes)}",
        "Take over what `heard manifest` prints under App Manifest, and install the app again.",
    )


def _skew(date: datetime | None, clock: Clock) -> Iterator[Finding]:
    if date is None:
        return
    skew = clock() - date
    if abs(skew) > _SLACK_CLOCK_SKEW:
        way = "ahead of" if skew > timedelta() else "behind"
        yield Finding(
            Grade.WARNING,
            f"This machine's clock is {abs(skew.total_seconds()):.0f} s {way} Slack's",
            "Turn on time synchronisation: messages would come at the wrong time, and after "
            "five minutes signatures are refused.",
        )
    else:
        yield Finding(Grade.OK, "This machine's clock agrees with Slack's")


def messages(state: Report) -> Iterator[Finding]:
    """What did not arrive, and what nobody can be sure about."""
    if any(delivery.error == "messages_tab_disabled" for delivery in state.stuck):
        yield Finding(
            Grade.FAILED,
            "Slack refused direct messages: the app's Messages tab is off",
            "Turn it on under App Home → Show Tabs → Messages Tab; leave writing to it off.",
        )
    for delivery in state.stuck:
        yield _stuck(delivery)
    for error, count in state.suspended:
        yield Finding(
            Grade.FAILED,
            f"Nothing is sent to {count} workspace(s): Slack said {error}",
            "Install the app again and set its new token; what waits is then sent. Run "
            "`heard connect`.",
        )
    for workspace, erase_at in state.removed:
        if erase_at is None:
            yield Finding(
                Grade.WARNING,
                f"Workspace {workspace} removed the app, and is being erased",
                "Keep the bot running: it goes on by itself, also after it was stopped.",
            )
            continue
        yield Finding(
            Grade.WARNING,
            f"Workspace {workspace} removed the app, or its token was revoked: all of it is erased "
            f"on {erase_at:%Y-%m-%d}",
            "Install the app again before then to keep it; everything goes on from there.",
        )
    if state.revision and not state.stuck and not state.suspended:
        yield Finding(Grade.OK, "Every message arrived")
    # An older report does not read regions; then there is nothing to say about them.
    unknown = sorted(r for r in getattr(state, "regions", ()) if not is_known(r))
    if unknown:
        yield Finding(
            Grade.WARNING,
            f"No public holidays are known for: {', '.join(unknown)}",
            "There the bot takes only weekends as free; choose another region in `/concern team`.",
        )
    bare = [r for r in getattr(state, "regions", ()) if part_needed(r)]
    if bare:
        yield Finding(
            Grade.WARNING,
            f"Public holidays differ within: {', '.join(sorted(bare))}",
            "Only those of the whole country count there; name the part in `/concern team` and "
            "`/concern settings`, such as GB-ENG.",
        )


def zones(state: Report) -> Iterator[Finding]:
    """Whose hours are kept by the offset of now alone."""
    people = getattr(state, "zoneless", ())
    if people:
        more = f" and {len(people) - MOST_NAMED} more" if len(people) > MOST_NAMED else ""
        yield Finding(
            Grade.WARNING,
            f"The time zone of {', '.join(people[:MOST_NAMED])}{more} is none this machine knows",
            "Their present offset serves, without daylight saving. Update the package tzdata, or "
            "let them choose another time zone in Slack.",
        )


def due_rows(state: Report) -> Iterator[Finding]:
    """What the clock could not handle, by kind and id."""
    for failure in state.failures:
        row = f"Due {failure.kind} {failure.id}"
        if failure.slow:
            yield Finding(
                Grade.WARNING,
                f"{row} was not done in time, {failure.times} times so far",
                "It is tried again after a minute, then after twice as long each time, an hour at "
                "the most, and the others go on. The database is slow, or something holds the row: "
                "look for a transaction that has been open for long.",
            )
        else:
            yield Finding(
                Grade.WARNING,
                f"{row} raised {failure.error}, {failure.times} times so far",
                "It is tried again every hour, and the others go on. The log says where it raised: "
                "search it for the id.",
            )


def _stuck(stuck: Stuck) -> Finding:
    what = f"{stuck.number} × {stuck.kind}"
    if stuck.state == DeliveryState.UNCERTAIN and stuck.looked_for:
        return Finding(Grade.OK, f"{what}: Slack's answer was lost; the bot looks for it by itself")
    if stuck.state == DeliveryState.UNCERTAIN:
        return Finding(
            Grade.WARNING,
            f"{what}: Slack's answer was lost, and the bot cannot look for it ({stuck.error})",
            "It is not sent twice. Home shows it to admins and the installer, with It arrived and "
            "Send it again. With im:history and im:write the bot looks for direct messages itself.",
        )
    error = stuck.error or "no reason given"
    if stuck.state == DeliveryState.PENDING:
        return Finding(
            Grade.WARNING,
            f"{what}: could not be delivered yet ({error}); it is tried again",
            _fix_delivery(stuck.error),
        )
    return Finding(
        Grade.WARNING, f"{what}: could not be delivered ({error})", _fix_delivery(stuck.error)
    )


def _fix_delivery(error: str | None) -> str:
    if error in {"not_in_channel", "channel_not_found"}:
        return "Invite the bot into the team's channel: `/invite @Heard`."
    if error in {"is_archived", "user_disabled", "user_not_found", "account_inactive"}:
        return "Its place is gone; a leader or admin can change the team with `/concern team`."
    if error == "messages_tab_disabled":
        return "Turn on the Messages tab, as above."
    return "What it was about stands in Home; Slack's reference explains the error."


def show(findings: Iterable[Finding], out: Console) -> int:
    """Print one line for each; the exit code is 1 when any failed."""
    signs = {Grade.OK: "[green]✓[/]", Grade.WARNING: "[yellow]![/]", Grade.FAILED: "[red]✗[/]"}
    failed = False
    for finding in findings:
        failed = failed or finding.grade is Grade.FAILED
        out.print(signs[finding.grade], end=" ")
        out.print(finding.what, markup=False, highlight=False, soft_wrap=True)
        if finding.fix:
            out.print(f"  → {finding.fix}", markup=False, highlight=False, soft_wrap=True)
    return int(failed)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
