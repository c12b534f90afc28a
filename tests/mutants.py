"""How much of ``bot/domain`` its own tests hold: small faults are put in, one at a time.

``python -m tests.mutants --sample 200 --seed 1`` changes a copy of the tree in one place, runs the
files of ``tests/domain`` that import the changed module, and prints which share of the changes some
test noticed, and each that none did. Left out is what nothing executes or only a type checker
reads: docstrings, annotations, decorators (so the ``frozen`` of a value), the words of errors; and
what no input can show: ``strict`` of a ``zip`` of equally long things, ``encoding`` where the
machine's own is the same.
"""

import argparse
import ast
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import cache_from_source
from multiprocessing import get_context
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent
DOMAIN = Path("bot/domain")
TESTS = Path("tests/domain")
COPIED = ("bot", "docs", "tests", "slack_sandbox", "migrations", "benchmarks", "pyproject.toml")
PATIENCE = 45
"""Seconds of processor time after which a change counts as noticed: it made something endless. The
tests of one module take half of that; a busy machine does not count."""
MEMORY = 2 * 1024**3
"""Bytes that one run may take: what never ends may grow without end, too."""
SLOW = ("jumps", "properties", "leaks")
"""Files of tests that are run last: the first failure ends a run."""
SAID = "said"
"""The file of a copy with what its last run of tests said."""
UNSEEN = frozenset({"strict", "encoding"})
"""Arguments by whose absence no input could be told apart."""
SWAPS: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
Members = Mapping[str, list[str]]
"""The members of each enum of the domain, by its name."""
Change = Callable[[], None]


@dataclass(frozen=True)
class Place:
    """Where a module can be changed: the node, as ``ast.walk`` counts, and which of its changes."""

    path: Path
    node: int
    change: int


@dataclass(frozen=True)
class Mutant:
    """One changed module."""

    path: Path
    line: int
    what: str
    source: str


def members_of_enums() -> Members:
    """The enums of the domain and their members."""
    found: dict[str, list[str]] = {}
    for path in _modules():
        for node in ast.walk(_parsed(path)):
            if isinstance(node, ast.ClassDef) and "Enum" in "".join(map(ast.unparse, node.bases)):
                values = [line for line in node.body if isinstance(line, ast.Assign)]
                found[node.name] = [ast.unparse(value.targets[0]) for value in values]
    return found


def places(path: Path, members: Members) -> Iterator[Place]:
    """Every place of one module."""
    tree = _parsed(path)
    left_out = _left_out(tree)
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in left_out:
            yield from (Place(path, number, n) for n in range(len(_changes(node, members))))


def mutant(place: Place, members: Members) -> Mutant:
    """The module with that one change."""
    tree = _parsed(place.path)
    node = next(node for number, node in enumerate(ast.walk(tree)) if number == place.node)
    before = ast.unparse(node)
    _changes(node, members)[place.change]()
    what = f"{before[:70]!r} -> {ast.unparse(node)[:70]!r}"
    return Mutant(place.path, getattr(node, "lineno", 0), what, ast.unparse(tree))


def _changes(node: ast.AST, members: Members) -> list[Change]:
    """What can be done to one node, each in place."""

    def put(field: str, value: object) -> Change:
        return lambda: setattr(node, field, value)

    match node:
        case ast.Compare(ops=ops):
            return [
                put("ops", [*ops[:n], SWAPS[type(op)](), *ops[n + 1 :]]) for n, op in enumerate(ops)
            ]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPS:
            return [put("op", SWAPS[type(op)]())]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [put("operand", ast.UnaryOp(ast.Not(), operand))]
        case ast.Constant(value=bool() as value):
            return [put("value", not value)]
        case ast.Constant(value=int() as value):
            return [put("value", value + 1), put("value", value - 1)]
        case ast.IfExp(body=body, orelse=orelse):
            return [lambda: (setattr(node, "body", orelse), setattr(node, "orelse", body), None)[2]]
        case ast.Attribute(value=ast.Name(id=enum), attr=name) if name in members.get(enum, ()):
            names = members[enum]
            return [put("attr", names[(names.index(name) + 1) % len(names)])]
        case ast.Call(keywords=keywords) if keywords:
            seen = [n for n, keyword in enumerate(keywords) if keyword.arg not in UNSEEN]
            return [put("keywords", _without(keywords, n)) for n in seen]
        case ast.Set(elts=elements) if len(elements) > 1:
            return [put("elts", _without(elements, n)) for n in range(len(elements))]
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            return [put("value", ast.Constant(None))]
        case ast.If() | ast.While():
            return [put("test", ast.Constant(False))]
        case ast.Expr(value=ast.Call()):
            return [put("value", ast.Constant(None))]
    return []


def _without(items: list[ast.AST] | list[ast.keyword] | list[ast.expr], place: int) -> list[object]:
    return [item for number, item in enumerate(items) if number != place]


def _left_out(tree: ast.Module) -> set[int]:
    parts: list[ast.AST | None] = []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef():
                arguments = [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs]
                parts += [argument.annotation for argument in arguments]
                parts += [node.returns, *node.decorator_list]
            case ast.ClassDef():
                parts += [*node.decorator_list, *node.bases]
            case ast.AnnAssign():
                parts.append(node.annotation)
            case ast.Raise():
                parts.append(node)
            case ast.Assign(value=ast.Subscript() as alias):
                parts.append(alias)
            case ast.keyword(arg=argument, value=value) if argument in UNSEEN:
                parts.append(value)
    return {id(inner) for part in parts if part is not None for inner in ast.walk(part)}


def _modules() -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / DOMAIN).rglob("*.py"))


def _parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def tests_of(path: Path) -> list[str]:
    """The files of ``tests/domain`` that import the module; all of them where none does."""
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    package, _, last = name.rpartition(".")
    gathered = package != ".".join(DOMAIN.parts)
    files = sorted((ROOT / TESTS).glob("test_*.py"), key=_place)
    own = [
        file
        for file in files
        if f"from {name} import" in (text := file.read_text(encoding="utf-8"))
        or f"import {'.'.join(DOMAIN.parts)}\n" in text
        or any(
            line.startswith(f"from {package} import") and (gathered or last in line)
            for line in text.split("\n")
        )
    ]
    return [str(file.relative_to(ROOT)) for file in own or files]


def _place(file: Path) -> int:
    return next((place for place, name in enumerate(SLOW, 1) if name in file.name), 0)


def tried(place: Place, members: Members, folder: Path) -> tuple[Mutant, int]:
    """The mutant, and how its tests ended: 0 where no test noticed it."""
    found, copy = mutant(place, members), _copy(folder)
    target = copy / found.path
    before = target.read_text(encoding="utf-8")
    try:
        _write(target, found.source)
        return found, _ended(copy, tests_of(found.path))
    finally:
        _write(target, before)


def check_unchanged(folder: Path) -> None:
    """Where a test fails anyhow, nothing is known of any change. Raises ``RuntimeError``."""
    copy = _copy(folder)
    if _ended(copy, [str(TESTS)]):
        raise RuntimeError((copy / SAID).read_text(encoding="utf-8"))


def _ended(copy: Path, files: list[str]) -> int:
    """How the tests of a copy end in a process of their own."""
    child = os.fork()
    if not child:
        ended = int(pytest.ExitCode.USAGE_ERROR)
        try:
            ended = _run(copy, files)
        except Exception:  # noqa: BLE001 (said, and the end of this process)
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(ended)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError((copy / SAID).read_text(encoding="utf-8"))
    return ended


def _run(copy: Path, files: list[str]) -> int:
    """Run the tests of a copy in this process, which they leave unfit for anything else."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 1))
    with (copy / SAID).open("wb") as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
    os.chdir(copy)
    sys.path[:] = [str(copy), *(path for path in sys.path if path not in ("", str(ROOT)))]
    # What is imported is to come from the copy.
    del sys.modules["tests"]
    # The same examples each time: a seed says the same to everybody.
    hypothesis.settings.register_profile("same", derandomize=True, database=None)
    hypothesis.settings.load_profile("same")
    # Without conftest, which builds the whole bot: the domain's tests need none of it.
    quick = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--noconftest"]
    quick += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # pytest itself was there before
    return int(pytest.main([*quick, *files]))


def _write(target: Path, source: str) -> None:
    """Compiled code is known by its second and its size: two changes could look the same."""
    target.write_text(source, encoding="utf-8")
    Path(cache_from_source(str(target))).unlink(missing_ok=True)


def _copy(folder: Path) -> Path:
    """The copy of the tree that this process changes."""
    copy = folder / str(os.getpid())
    if not copy.exists():
        copy.mkdir()
        for part in COPIED:
            place = ROOT / part
            if place.is_dir():
                shutil.copytree(place, copy / part)
            else:
                shutil.copy2(place, copy / part)
    return copy


def main() -> None:
    """Sample, try, and say what nobody noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sample", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", default="", help="a part of the path of the modules to change")
    chosen = options.parse_args()
    members = members_of_enums()
    everything = [
        place for path in _modules() if chosen.only in str(path) for place in places(path, members)
    ]
    picked = random.Random(chosen.seed).sample(everything, min(chosen.sample, len(everything)))
    survivors = endless = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        get_context("fork").Pool(chosen.workers) as pool,
    ):
        pool.apply(check_unchanged, [Path(folder)])
        one = partial(tried, members=members, folder=Path(folder))
        for done, (found, ended) in enumerate(pool.imap_unordered(one, picked), 1):
            endless += ended == -signal.SIGXCPU
            if not ended:
                survivors += 1
                print(f"{found.path}:{found.line}: {found.what}", flush=True)
            if done % 20 == 0:
                print(f"{done} tried, {survivors} not noticed", flush=True)
    share = 100 * (len(picked) - survivors) / len(picked)
    print(f"{len(everything)} places, {len(picked)} tried, {share:.1f} % noticed", end="")
    print(f", {endless} of them because they did not end")


if __name__ == "__main__":
    main()
