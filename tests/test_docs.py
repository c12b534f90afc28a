import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from bot.cli import app
from bot.settings import SETTINGS
from docs.pages import MARK, PAGES, kept, made

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
DOCUMENTS = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "slack_sandbox/README.md")
] + sorted((ROOT / "docs").rglob("*.md"))


def test_what_a_document_names_as_its_test_is_one() -> None:
    """Promises to people name the test that shows them; one that has gone is a promise without."""
    tests = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.py"))
    there = set(re.findall(r"def (test_\w+)", tests))
    missing = {}
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        named = set(re.findall(r"`(test_[A-Za-z0-9_]+)`", text))
        files = {name for name in re.findall(r"`(tests/[\w/.]+)`", text) if "*" not in name}
        gone = (named - there) | {name for name in files if not (ROOT / name).exists()}
        if gone:
            missing[document.name] = sorted(gone)
    assert missing == {}


def test_the_works_councils_sheet_names_settings_as_they_are_called() -> None:
    sheet = (ROOT / "docs/works-council.md").read_text(encoding="utf-8")
    settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    labels = {row[0] for row in rows(settings)}
    named = re.findall(r"\*([^*|]+)\*", section(sheet, "What can be agreed, and where it is set"))
    assert len(named) == 5 and set(named) <= labels


def section(page: str, title: str) -> str:
    return re.split(r"^## ", page.partition(f"\n## {title}\n")[2], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    table = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[2:]]


def commands() -> dict[str, str]:
    """Each command with the first line of its help."""
    group = typer.main.get_command(app)
    return {
        name: " ".join((command.help or "").partition("\n\n")[0].split())
        for name, command in group.commands.items()
    }


def name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {name(line): line.partition("==")[2] for line in lines}


def test_the_readme_lists_every_command_and_no_other() -> None:
    listed = {
        name.strip("`").removeprefix("heard "): text
        for name, text in rows(section(README, "Commands"))
    }
    assert listed == commands()


def test_the_documents_list_every_setting_as_it_is() -> None:
    assert rows(section(DEPLOYMENT, "Settings")) == [
        [f"`{row.name}`", *row[1:]] for row in SETTINGS
    ]


def test_links_lead_somewhere() -> None:
    broken = [
        (file.name, link)
        for file in DOCUMENTS
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8"))
        if not (file.parent / link).exists()
    ]
    assert broken == []


def test_commands_in_documents_exist() -> None:
    named = {
        (file.name, command)
        for file in DOCUMENTS
        for command in re.findall(r"(?:`|bin/)heard ([a-z-]+)", file.read_text(encoding="utf-8"))
    }
    assert named
    assert {(file, command) for file, command in named if command not in commands()} == set()


@pytest.mark.parametrize(
    "file", [ROOT / "Procfile", ROOT / "deploy" / "Containerfile"], ids=lambda f: f.name
)
def test_the_platforms_start_commands_that_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    named = re.findall(r"heard ([a-z-]+)$", text, re.MULTILINE) + re.findall(
        r'^CMD \["(\w+)"', text, re.MULTILINE
    )
    assert named
    assert set(named) <= set(commands())


def test_versions_are_exact_and_come_from_nowhere_in_particular() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert len(pins()) == len(lines)


def test_every_dependency_has_its_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["test"]
    assert {name(requirement) for requirement in asked} <= set(pins())


def test_the_changelog_says_what_is_coming() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_made_from_the_code_is_up_to_date(page: str) -> None:
    assert kept(page) == made(page), f"run `python -m docs`: {page} says something older"


def test_a_page_made_from_the_code_is_marked_as_generated() -> None:
    marked = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert set(marked) >= {f"docs/{page} linguist-generated=true" for page in PAGES}
    assert [page for page in PAGES if not kept(page).startswith(MARK)] == []


def test_the_tests_are_run_everywhere_as_the_readme_says() -> None:
    command = next(line for line in README.splitlines() if line.endswith("/python -m pytest"))
    for file in (ROOT / ".ci" / "run", ROOT / "CONTRIBUTING.md"):
        assert command in file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("file", ["requirements.txt", "deploy/build.txt"])
def test_the_requirements_are_pinned_by_hash_to_the_same_versions_and_name_nothing_else(
    file: str,
) -> None:
    lines = (ROOT / file).read_text().splitlines()
    told = [line for line in lines if line and not line.startswith("#")]
    pinned = [line for line in told if not line.startswith(" ")]
    wanted = [
        line.strip().split("==")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line and not line.startswith("#")
    ]
    versions = {name.lower().replace("_", "-").replace(".", "-"): v for name, v in wanted}
    for line in pinned:
        name, _, rest = line.partition("==")
        version = rest.split(";")[0].rstrip(" \\")
        known = versions.get(name.lower().replace(".", "-"))
        # What only another system needs is not among what we try.
        assert known == version or (known is None and "sys_platform ==" in rest), line
    hashes = [line for line in told if line.startswith(" ")]
    assert all(re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes)
    assert len(hashes) > len(pinned)
