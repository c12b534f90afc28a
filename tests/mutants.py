"""How much of ``bot/domain`` its own tests hold: small faults are put in, one at a time.

``python -m tests.mutants --sample 200 --seed 1`` changes a copy of the tree in one place, runs the
files of ``tests/domain`` that import the changed module, and prints which share of the changes some
test noticed, and each that none did. Left out is what nothing executes or only a type checker
reads: docstrings, annotations, decorators (so the ``frozen`` of a value), the words of errors.
"""

import argparse
import ast
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from queue import Queue

import pytest

ROOT = Path(__file__).parent.parent
DOMAIN = Path("bot/domain")
TESTS = Path("tests/domain")
COPIED = ("bot", "docs", "tests", "slack_sandbox", "migrations", "benchmarks", "pyproject.toml")
PATIENCE = 180
"""Seconds after which a change counts as noticed: it made something endless."""
MEMORY = 2 * 1024**3
"""Bytes that one run may take: what never ends may grow without end, too."""
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
            return [put("keywords", _without(keywords, n)) for n in range(len(keywords))]
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
    # The slow ones last: the first failure ends a run.
    files = sorted((ROOT / TESTS).glob("test_*.py"), key=lambda file: "properties" in file.name)
    own = [
        file
        for file in files
        if f"from {name} import" in (text := file.read_text(encoding="utf-8"))
        or any(
            line.startswith(f"from {package} import") and (gathered or last in line)
            for line in text.split("\n")
        )
    ]
    return [str(file.relative_to(ROOT)) for file in own or files]


def noticed(found: Mutant, copy: Path) -> bool:
    """Whether some test fails with the change; the copy is as before afterwards."""
    target = copy / found.path
    before = target.read_text(encoding="utf-8")
    # Without conftest, which builds the whole bot: the domain's tests need none of it.
    quick = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--noconftest"]
    command = [sys.executable, "-m", "pytest", *quick]
    try:
        _write(target, found.source)
        done = subprocess.run(
            [*command, *tests_of(found.path)],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            timeout=PATIENCE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        _write(target, before)
    if done.returncode in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(done.stdout.decode())
    return done.returncode != 0


def _write(target: Path, source: str) -> None:
    """Compiled code is known by its second and its size: two changes could look the same."""
    target.write_text(source, encoding="utf-8")
    Path(cache_from_source(str(target))).unlink(missing_ok=True)


def _copies(folder: Path, number: int) -> Queue[Path]:
    free: Queue[Path] = Queue()
    for name in range(number):
        copy = folder / str(name)
        copy.mkdir()
        for part in COPIED:
            place = ROOT / part
            if place.is_dir():
                shutil.copytree(place, copy / part)
            else:
                shutil.copy2(place, copy / part)
        free.put(copy)
    return free


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
    survivors: list[Mutant] = []
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        free = _copies(Path(folder), chosen.workers)

        def tried(place: Place) -> None:
            nonlocal done
            found, copy = mutant(place, members), free.get()
            try:
                if not noticed(found, copy):
                    survivors.append(found)
                    print(f"{found.path}:{found.line}: {found.what}", flush=True)
            finally:
                free.put(copy)
            done += 1
            if done % 20 == 0:
                print(f"{done} tried, {len(survivors)} not noticed", flush=True)

        with ThreadPoolExecutor(chosen.workers) as pool:
            list(pool.map(tried, picked))
    share = 100 * (len(picked) - len(survivors)) / len(picked)
    print(f"{len(everything)} places, {len(picked)} tried, {share:.1f} % noticed")


if __name__ == "__main__":
    main()
