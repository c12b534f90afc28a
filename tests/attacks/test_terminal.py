"""What a terminal, a traceback or an image of a dead process could give away."""

import asyncio
import sys

import pytest
import structlog
import typer
from sqlalchemy.exc import DataError
from typer.testing import CliRunner

from bot.cli import CommandContext, app, calm
from bot.logs import set_up

CANARY = "canary in the coal mine"


@pytest.mark.parametrize("level", ["info", "debug"])
@pytest.mark.parametrize(
    "error",
    [
        ValueError(CANARY),
        KeyError(CANARY),
        DataError("INSERT", {"words": CANARY}, Exception(f"invalid input syntax: {CANARY!r}")),
    ],
)
def test_a_command_that_breaks_repeats_nothing_that_the_error_repeats(
    level: str, error: Exception
) -> None:
    def breaks(context: typer.Context) -> None:
        words = CANARY
        try:
            raise LookupError(words)
        except LookupError:
            raise error from None

    broken = typer.Typer(pretty_exceptions_enable=app.pretty_exceptions_enable)
    broken.command("breaks")(calm(breaks))
    done = CliRunner().invoke(broken, [], obj=CommandContext(env={"HEARD_LOG_LEVEL": level}))
    assert done.exit_code == 1
    assert "canary" not in done.output and "Traceback" not in done.output
    assert type(error).__name__ in done.output
    assert ("test_terminal.py:" in done.output) is (level == "debug")


@pytest.mark.parametrize("form", ["logfmt", "json"])
def test_a_line_of_the_log_stays_one_line_whatever_is_in_it(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("info", form)
    forged = "U1\nlevel=error\r\x1b[2K\x00\x85\u2028\u202eevent=forged"
    structlog.get_logger("heard.test").warning("heard", person=forged)
    [line] = capsys.readouterr().err.splitlines()
    assert line.isprintable() and "U1" in line and "forged" in line


def test_no_command_leaves_an_image_of_its_memory_when_it_dies() -> None:
    async def limits() -> str:
        code = (
            "import resource; from typer.testing import CliRunner; from bot.cli import app;"
            "soft, hard = resource.getrlimit(resource.RLIMIT_CORE);"
            "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard));"
            "CliRunner().invoke(app, ['manifest']);"
            "print(open('/proc/self/limits').read())"
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", code), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        return out.decode()

    [core] = [line for line in asyncio.run(limits()).splitlines() if "core file" in line]
    assert core.split()[4] == "0"
