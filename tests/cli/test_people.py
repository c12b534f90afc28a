"""Whoever operates the bot gives out or erases what is one person's; the person sees it."""

import json
import stat
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli import CommandContext, app
from bot.demo.simulation import Simulation
from tests.conftest import Cast
from tests.scenarios.lives import WORDS, close_all, data_of, heard, what_i_said
from tests.scenarios.moments import keep
from tests.scenarios.rows import concerns
from tests.store.test_erasing import bytes_of, sealed


def heard_command(
    simulation: Simulation, folder: Path, *arguments: str, answer: str = ""
) -> Result:
    url = simulation.bot.store.url.render_as_string(hide_password=False)
    env = {"DATABASE_URL": url, "HEARD_KEY_FILE": str(folder / "heard.key")}
    arguments = (*arguments, "--workspace", simulation.workspace.id)
    return CliRunner().invoke(app, arguments, obj=CommandContext(env=env), input=answer)


async def test_R24_an_export_by_command_is_logged_without_words_and_shown_to_the_person(
    simulation: Simulation, cast: Cast, tmp_path: Path
) -> None:
    await heard(simulation, cast)
    await keep(cast.priya, cast.maria, "looks tired", cast.payments)
    leaders = await data_of(cast.priya)
    for form in ("html", "json"):
        to = tmp_path / f"maria.{form}"
        made = heard_command(
            simulation, tmp_path, "export", cast.maria.id, "--to", str(to), "--format", form
        )
        assert made.exit_code == 0, made.output
        text = to.read_text(encoding="utf-8")
        assert WORDS in text and "looks tired" in text
        assert stat.S_IMODE(to.stat().st_mode) == 0o600
        assert "words opened by command" in made.output and cast.maria.id in made.output
        assert WORDS not in made.output and "tired" not in made.output
    assert json.loads(to.read_text())["person"]["id"] == cast.maria.id
    assert (await data_of(cast.maria)).count("whoever operates Heard · Opened the words") == 4
    assert await data_of(cast.priya) == leaders, "her own openings are nobody's, and so are these"
    # What is exported of a leader, she sees: here her own note, and nothing of what Maria said.
    to = tmp_path / "priya.json"
    made = heard_command(
        simulation, tmp_path, "export", cast.priya.id, "--to", str(to), "--format", "json"
    )
    assert made.exit_code == 0 and WORDS not in to.read_text(encoding="utf-8")
    assert (await data_of(cast.priya)).count("· Opened the words") == 1
    await what_i_said(cast.maria)
    assert cast.maria.modal is not None
    assert "Whoever operates the server wrote your words to a file" in cast.maria.modal.plain()
    await close_all(cast.maria)


async def test_what_cannot_be_written_or_is_of_nobody_opens_nothing(
    simulation: Simulation, cast: Cast, tmp_path: Path
) -> None:
    await heard(simulation, cast)
    there = tmp_path / "there.html"
    there.write_text("mine")
    for person, to in ((cast.maria.id, there), ("U0NOBODY", tmp_path / "new.html")):
        assert heard_command(simulation, tmp_path, "export", person, "--to", str(to)).exit_code == 1
    assert there.read_text() == "mine" and not (tmp_path / "new.html").exists()
    assert "whoever operates" not in await data_of(cast.maria)


async def test_R49_an_erasure_by_command_asks_first_and_leaves_no_byte(
    simulation: Simulation, cast: Cast, tmp_path: Path
) -> None:
    await heard(simulation, cast)
    await keep(cast.priya, cast.maria, "looks tired", cast.payments)
    found = sealed(simulation)
    refused = heard_command(simulation, tmp_path, "erase", cast.maria.id, answer="n\n")
    assert refused.exit_code == 1 and "notes about them" in refused.output
    assert sealed(simulation) == found
    done = heard_command(simulation, tmp_path, "erase", cast.maria.id, answer="y\n")
    assert done.exit_code == 0, done.output
    assert "Erased: 1 raised by them" in done.output
    assert sealed(simulation) == []
    left = bytes_of(simulation)
    assert not any(each in left for each in found)
    assert {one.state for one in await concerns(simulation)} == {"withdrawn"}
    await simulation.rounds()
    assert "overloaded" not in await data_of(cast.maria)
