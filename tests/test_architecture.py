import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
SANDBOX = ROOT / "slack_sandbox"
LONGEST_FILE = 500
"""Past that a module becomes a package of the same name."""


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules() -> list[Path]:
    return sorted([*BOT.rglob("*.py"), *SANDBOX.rglob("*.py")])


def test_imports_run_one_way() -> None:
    check = "from importlinter.cli import lint_imports_command as lint; lint()"
    lint = subprocess.run(
        [sys.executable, "-c", check, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_every_station_that_exists_keeps_away_from_the_store_and_the_settings() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    sources = {contract["name"]: set(contract.get("source_modules", ())) for contract in contracts}
    for name in ("slack", "scheduler"):
        if (BOT / name).exists() or (BOT / f"{name}.py").exists():
            for contract in (
                "Only casework and the outbox open a transaction",
                "SQL is in store",
                "Only the entry points read settings",
                "The bot cannot tell the sandbox from Slack",
            ):
                assert f"bot.{name}" in sources[contract], f"add bot.{name} to: {contract}"


def test_the_domain_needs_the_standard_library_only() -> None:
    files = sorted((BOT / "domain").rglob("*.py"))
    assert files
    foreign = {
        (str(file.relative_to(ROOT)), name)
        for file in files
        for name in imports(file)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("bot.")
    }
    assert not foreign


def test_only_the_clock_asks_what_time_it_is() -> None:
    asked = {"now", "utcnow", "today"}
    asking = {
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in modules()
        if file != BOT / "clock.py" and not file.is_relative_to(SANDBOX)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in asked
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    }
    assert not asking


def test_only_settings_read_the_environment() -> None:
    reading = {
        str(file.relative_to(ROOT))
        for file in modules()
        if file != BOT / "settings.py"
        and any(word in file.read_text(encoding="utf-8") for word in ("os.environ", "os.getenv"))
    }
    assert not reading


def test_no_two_classes_have_one_name() -> None:
    homes = defaultdict(list)
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_a_file_is_short_enough_to_be_read() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in [*modules(), *(ROOT / "docs").rglob("*.py")]
    }
    assert {file: length for file, length in lengths.items() if length > LONGEST_FILE} == {}


BEHIND_ANOTHER = {
    "psycopg": "SQLAlchemy loads it by the address of the database",
    "tzdata": "zoneinfo reads it where the machine has no zones",
}
"""Dependencies that no module imports by name, each with who does."""
IMPORTED_AS = {"pyyaml": "yaml", "prometheus-client": "prometheus_client"}


def test_every_dependency_is_used_and_every_use_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[<>=]", one)[0].lower() for one in project["dependencies"]}
    declared = {
        IMPORTED_AS.get(name, name.replace("-", "_").partition(".")[0])
        for name in names - set(BEHIND_ANOTHER)
    }
    files = [*modules(), *(ROOT / "migrations").rglob("*.py")]
    used = {name.partition(".")[0] for file in files for name in imports(file)}
    assert declared == used - set(sys.stdlib_module_names) - {"bot", "slack_sandbox"}


def test_tests_of_one_name_in_two_folders_are_both_collected() -> None:
    tests = ROOT / "tests"
    folders = {file.parent for file in tests.rglob("test_*.py")} - {tests}
    assert folders
    plain = [
        str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()
    ]
    assert plain == [], "without __init__.py a second file of the same name is an error"
