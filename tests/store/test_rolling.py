"""Old and new processes side by side: what the id of a migration says, and whether it is true.

The rule: a migration is called ``NNNN_from_MMMM``, and the sources whose newest migration is MMMM
work with the tables it makes. So a column is added first, may be left out by who does not know it,
and is dropped only after a version that no longer named it: that version's migration lists it in
``retires``. A new state or kind cannot be read by older sources: such a migration is from itself,
and CHANGELOG says that the old processes are stopped before it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect

from bot.store.engine import engine_for
from bot.store.migrate import (
    ROLLS_FROM,
    fits,
    head,
    is_too_new,
    oldest_sources,
    script_directory,
    upgrade,
)

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
Retired = frozenset[str]


def breaks(old: Engine, new: Engine, retired: Retired = frozenset()) -> Iterator[str]:
    """What sources that know the ``old`` tables could not do with the ``new`` ones."""
    before, after = inspect(old), inspect(new)
    for table in before.get_table_names():
        if not after.has_table(table):
            yield f"{table} is gone"
            continue
        now = {each["name"]: each for each in after.get_columns(table)}
        was = {each["name"]: each for each in before.get_columns(table)}
        for name, column in was.items():
            if name not in now:
                if f"{table}.{name}" not in retired:
                    yield f"{table}.{name} is gone"
            elif str(now[name]["type"]) != str(column["type"]):
                yield f"{table}.{name} is of another type"
            elif column["nullable"] and not now[name]["nullable"]:
                yield f"{table}.{name} may not be empty any more"
        for name in now.keys() - was.keys():
            if not now[name]["nullable"] and now[name]["default"] is None:
                yield f"{table}.{name} must be given"
        yield from _conditions(table, old, new)


def _conditions(table: str, old: Engine, new: Engine) -> Iterator[str]:
    """Conditions that the old sources do not know, or whose values they could not read."""
    before, after = inspect(old), inspect(new)
    checks = [
        {str(each["name"]): " ".join(each["sqltext"].split()) for each in found}
        for found in (before.get_check_constraints(table), after.get_check_constraints(table))
    ]
    for name, condition in checks[1].items():
        if checks[0].get(name) != condition:
            yield f"{table} checks {name} in another way"
    unique = [
        {tuple(index["column_names"]) for index in of.get_indexes(table) if index["unique"]}
        | {tuple(each["column_names"]) for each in of.get_unique_constraints(table)}
        for of in (before, after)
    ]
    for columns in unique[1] - unique[0]:
        yield f"{table} wants {', '.join(map(str, columns))} to be unique"
    refers = [
        {tuple(each["constrained_columns"]) for each in of.get_foreign_keys(table)}
        for of in (before, after)
    ]
    for columns in refers[1] - refers[0]:
        yield f"{table} wants {', '.join(columns)} to refer to a row"


def tables(path: Path, *statements: str) -> Engine:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    return engine


THERE = "CREATE TABLE note (id TEXT PRIMARY KEY, kind TEXT CHECK (kind IN ('a')), line TEXT)"
MORE = "CREATE TABLE {} (id TEXT PRIMARY KEY, kind TEXT CHECK (kind IN ('a')), line TEXT{})"


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ([MORE.format("note", ", mood TEXT")], None),
        ([MORE.format("note", ", mood TEXT NOT NULL DEFAULT ''")], None),
        ([THERE, "CREATE TABLE other (id TEXT PRIMARY KEY)"], None),
        ([THERE, "CREATE INDEX ix_note_line ON note (line)"], None),
        (["CREATE TABLE remark (id TEXT PRIMARY KEY)"], "note is gone"),
        ([THERE.replace(", line TEXT", "")], "note.line is gone"),
        ([THERE.replace("line TEXT", "line BLOB")], "another type"),
        ([THERE.replace("line TEXT", "line TEXT NOT NULL")], "may not be empty"),
        ([MORE.format("note", ", mood TEXT NOT NULL")], "mood must be given"),
        ([THERE.replace("('a')", "('a', 'b')")], "in another way"),
        ([THERE, "CREATE UNIQUE INDEX ux_note_line ON note (line)"], "to be unique"),
        ([THERE.replace("line TEXT", "line TEXT REFERENCES note (id)")], "to refer to a row"),
    ],
)
def test_what_older_sources_could_not_work_with_is_found(
    tmp_path: Path, made: list[str], says: str | None
) -> None:
    old, new = tables(tmp_path / "old.db", THERE), tables(tmp_path / "new.db", *made)
    found = list(breaks(old, new))
    assert (len(found) == 1 and says in found[0]) if says else found == []
    for engine in (old, new):
        engine.dispose()


def test_a_column_is_dropped_only_after_a_version_that_no_longer_named_it(tmp_path: Path) -> None:
    old = tables(tmp_path / "old.db", THERE)
    new = tables(tmp_path / "new.db", THERE.replace(", line TEXT", ""))
    assert list(breaks(old, new)) == ["note.line is gone"]
    assert list(breaks(old, new, frozenset({"note.line"}))) == []
    for engine in (old, new):
        engine.dispose()


def test_each_migration_from_now_on_keeps_the_sources_working_that_it_names(
    tmp_path: Path,
) -> None:
    """Where it fails: name it 0019_from_0018; or, before the first tag, raise ROLLS_FROM to it."""
    retired: dict[str, Retired] = {}
    known: Retired = frozenset()
    for script in reversed(list(script_directory().walk_revisions())):
        number = script.revision[:4]
        known |= frozenset(getattr(script.module, "retires", ()))
        retired[number] = known
        if number <= ROLLS_FROM:
            continue
        oldest = oldest_sources(script.revision)
        assert script.revision == f"{number}_from_{oldest}", "its id says what works with it"
        assert oldest <= number
        if oldest == number:
            stops = re.search(rf"^.*\b{number}\b.*$", CHANGELOG.read_text("utf-8"), re.MULTILINE)
            assert stops and "stop" in stops[0].lower(), (
                f"{number}: no older process runs beside it"
            )
            continue
        urls = [f"sqlite:///{tmp_path / f'{name}.db'}" for name in (oldest, number)]
        engines = []
        for url, revision in zip(urls, (oldest, script.revision), strict=True):
            upgrade(url, revision)
            engines.append(engine_for(url))
        assert list(breaks(*engines, retired[oldest])) == [], script.revision
        for engine in engines:
            engine.dispose()


@pytest.mark.parametrize(
    ("revision", "works"),
    [
        (f"9998_from_{head()[:4]}", True),
        ("9998_from_0001", True),
        ("9998_from_9997", False),
        ("9998_from_9998", False),
        ("9998", False),
        (head(), True),
        ("0001", False),
        (None, False),
    ],
)
def test_the_id_of_newer_tables_says_whether_these_sources_work_with_them(
    revision: str | None, works: bool
) -> None:
    assert fits(revision) is works
    assert is_too_new(revision) is (not works and revision not in ("0001", None))
