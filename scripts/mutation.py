"""Change the core packages in one place at a time and see whether their tests notice; `make verify` runs it.

Mutants come from cosmic-ray's operators, drawn with a fixed seed, as many from each package. First every test runs
once, and what it reaches is noted. A mutant then meets the tests that reach its line, the quickest first, in a process
that parts from this one (so on Linux or macOS). It is killed when one fails, or takes ten times its time. Survivors
are listed: each is a missing test, dead code, or a change that changes nothing. Ends with an error where more than a
tenth of a package's mutants survive.

Usage: python scripts/mutation.py [--mutants 300] [--seed 1] [--package NAME ...] [--minutes 20]
       [--processes 2]
"""

from __future__ import annotations

import argparse
import ast
import gc
import inspect
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache, partial
from importlib import import_module
from itertools import zip_longest
from multiprocessing import connection
from pathlib import Path
from typing import Any

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage import Coverage
from hypothesis import HealthCheck, Phase, settings

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "src" / "partnergraph"


VALUES = "tests/unit/test_values.py"
TESTS = {
    "territory": ["src/partnergraph/territory", VALUES, "tests/unit/test_territory.py",
                  "tests/unit/test_territory_readings.py", "tests/unit/test_territory_regions.py",
                  "tests/unit/test_territory_properties.py"],
    "bounds": ["src/partnergraph/bounds", VALUES, "tests/unit/test_bounds.py", "tests/unit/test_bounds_phrases.py",
               "tests/unit/test_bounds_agreement.py", "tests/unit/test_bounds_properties.py"],
    "exclusivity": ["src/partnergraph/exclusivity", VALUES, "tests/competency/test_collisions.py",
                    "tests/unit/exclusivity", "tests/test_expiring.py", "tests/test_rings.py",
                    "tests/test_who_holds.py", "tests/test_wording.py"],
    "rdf": ["src/partnergraph/rdf.py", "tests/unit/test_rdf_codec.py", "tests/unit/test_rdf_file.py"],
    "ingest/table": ["src/partnergraph/ingest/table", VALUES, "tests/unit/table"],
}  # fmt: skip
"""The tests that stand for a package: those of its own meaning, not every test that passes through it."""
OPERATORS = ("Comparison", "BinaryOperator", "UnaryOperator", "AddNot", "True", "False", "And", "Or", "Break",
             "Continue", "ZeroIteration", "Number")  # fmt: skip
LEFT_BEHIND = (".git", ".venv*", "*_cache", "__pycache__", "demo", "dist", "node_modules")
WARM = (
    "jsonschema",
    "networkx",
    "numpy.random",
    "openpyxl",
    "pydantic",
    "pyoxigraph",
    "rapidfuzz",
    "rdflib",
    "rich",
    "yaml",
)
"""Read once, before the processes part."""
FORK = multiprocessing.get_context("fork")
LIMIT_S = 20
MEMORY = 4 << 30
SURVIVING = 0.10


@dataclass(frozen=True)
class Mutant:
    """One change: the occurrence of an operator in a file."""

    package: str
    path: Path
    operator: str
    occurrence: int
    line: int

    @property
    def lines(self) -> range:
        """The changed line, from the first of its statement."""
        starts = (node.lineno for node in ast.walk(ast.parse(_source(self.path))) if isinstance(node, ast.stmt))
        return range(max(start for start in starts if start <= self.line), self.line + 1)

    @property
    def code(self) -> str | None:
        """The changed file; ``None`` where it is no program, or its meaning is that of the file."""
        source = _source(self.path)
        changed = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        try:
            return None if changed is None or _meaning(changed) == _meaning(source) else changed
        except SyntaxError:  # the "*" before named arguments is no product
            return None

    def diff(self) -> str:
        """The changed lines."""
        lines = unified_diff(_source(self.path).splitlines(), (self.code or "").splitlines(), n=0, lineterm="")
        return "\n".join(list(lines)[2:])


@cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _meaning(source: str) -> str:
    """Return a program with each comparison in its loosest form, and without what only checks, stores or limits.

    That is: annotations, caches, slots, the strictness of `zip`, large limits.
    """
    tree = ast.parse(source)
    named = [node for node in tree.body if isinstance(node, ast.AnnAssign)]
    words = {ast.unparse(node.target) for node in named if _is_text(node.value)}
    limits = {ast.unparse(node.target) for node in named if _is_limit(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns, node.decorator_list = None, []
            node.args.args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            node.args.posonlyargs, node.args.kwonlyargs = [], []  # how they are given changes no answer
            node.args.defaults += filter(None, node.args.kw_defaults)
            node.args.kw_defaults = []
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.keyword) and node.arg in ("slots", "strict"):
            node.value = ast.Constant(None)
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
            if _is_limit(node):
                node.value = None
        elif isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            text = any(_is_text(side) or ast.unparse(side) in words for side in sides)
            limit = any(ast.unparse(side) in limits for side in sides)
            loose = _LOOSE | (_IN_ORDER if text else {}) | (_UP_TO if limit else {})
            node.ops = [loose.get(type(operator), type(operator))() for operator in node.ops]
    return ast.dump(tree)


# Small numbers and the words of a program are one object each, by accident of the interpreter.
_LOOSE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Is: ast.Eq, ast.IsNot: ast.NotEq}
# Kinds and signs have no order: which others come before one says nothing.
_IN_ORDER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.LtE: ast.Eq, ast.GtE: ast.Eq, ast.Lt: ast.NotEq, ast.Gt: ast.NotEq,
}  # fmt: skip


# How long a phrase may be, how many cells are looked at: one more or less serves as well.
_UP_TO: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.LtE: ast.Lt, ast.GtE: ast.Gt}
_LIMIT = re.compile("_(?:DEEPEST|LONGEST|MOST|SAMPLE)")
_SMALLEST_LIMIT = 20


def _is_limit(node: ast.AnnAssign) -> bool:
    number = node.value.value if isinstance(node.value, ast.Constant) else None
    return bool(_LIMIT.match(ast.unparse(node.target))) and isinstance(number, int) and number >= _SMALLEST_LIMIT


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def mutants_of(package: str) -> Iterator[Mutant]:
    """Yield every mutant of a package."""
    place = CORE / package
    wanted = [
        name for name in operator_names() if name.rpartition("/")[2].removeprefix("Replace").startswith(OPERATORS)
    ]
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
        nodes = list(ast_nodes(get_ast(_source(path))))
        for name in wanted:
            operator = get_operator(name)()
            starts = (start for node in nodes for start, _ in operator.mutation_positions(node))
            yield from (Mutant(package, path, name, number, line) for number, (line, _) in enumerate(starts))


def draw(packages: list[str], number: int, seed: int) -> list[Mutant]:
    """Return so many mutants, drawn evenly from the packages."""
    chosen = []
    for package in packages:
        some, pick = sorted(mutants_of(package), key=str), random.Random(f"{seed} {package}")
        pick.shuffle(some)
        found = (mutant for mutant in some if mutant.code is not None)
        chosen.append([mutant for mutant, _ in zip(found, range(-(-number // len(packages))), strict=False)])
    return [mutant for row in zip_longest(*chosen) for mutant in row if mutant is not None][:number]


class Watch:
    """For the tests of a package as they run: how long each takes, and which of them reach a line of it."""

    def __init__(self, package: str) -> None:
        self.place = Path.cwd() / "src" / "partnergraph" / package
        self.coverage = Coverage(data_file=None, config_file=False, source=[str(self.place.parent)])
        self.coverage.set_option("run:core", "ctrace")  # the only one that tells test from test
        self.seconds: dict[str, float] = {}
        self.failure = ""
        self.remembering: list[Any] = []
        self.coverage.start()

    def pytest_collection_finish(self) -> None:
        caches = [found for found in gc.get_objects() if hasattr(type(found), "cache_clear")]
        own = [found for found in caches if found.__module__.startswith("partnergraph.")]
        self.remembering = [found for found in own if inspect.signature(found).parameters]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        for function in self.remembering:  # else only the first test that calls it would reach its lines
            function.cache_clear()
        self.coverage.switch_context(item.nodeid)
        begun = time.process_time()
        done = yield
        self.seconds[item.nodeid] = time.process_time() - begun
        self.coverage.switch_context("")
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failure = report.longreprtext if report.failed else self.failure

    def reaching(self) -> dict[str, dict[int, list[str]]]:
        """Return the tests that run a line, by file and line; one of no name is that which runs as the file is read."""
        self.coverage.stop()
        data, place = self.coverage.get_data(), Path.cwd()
        files = (Path(name) for name in data.measured_files())
        return {
            path.relative_to(place).as_posix(): data.contexts_by_lineno(str(path))
            for path in files
            if self.place in path.parents or path == self.place.with_suffix(".py")
        }


@dataclass(frozen=True)
class Tests:
    """The tests of a package: seconds of processor time of each, and those that run a line, by file and line."""

    seconds: dict[str, float]
    reaching: dict[str, dict[int, list[str]]]

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that can notice a mutant, the quickest first."""
        lines = self.reaching.get(mutant.path.relative_to(ROOT).as_posix(), {})
        found = {test for line in mutant.lines for test in lines.get(line, ())}
        return sorted(self.seconds if "" in found else found, key=lambda test: self.seconds[test])


class Chosen:
    """Runs some tests only, in their order; one that takes ten times as long as ever ends the process."""

    def __init__(self, tests: list[str], seconds: dict[str, float]) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.seconds = seconds
        signal.setitimer(signal.ITIMER_PROF, LIMIT_S)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.order]
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        signal.setitimer(signal.ITIMER_PROF, LIMIT_S + 10 * self.seconds[item.nodeid])


class Briefly:
    """Properties are tried on the same cases each time, and a failing case is not made smaller."""

    def pytest_sessionstart(self) -> None:  # after tests/conftest.py, which loads a profile too
        phases, too_slow = [Phase.explicit, Phase.generate], [HealthCheck.too_slow]
        settings.register_profile(
            "mutation", derandomize=True, database=None, deadline=None, phases=phases, suppress_health_check=too_slow
        )
        settings.load_profile("mutation")


def run(place: Path, tests: Iterable[str], plugin: object) -> int:
    """Run tests in a copy of the project; return 0 where all pass."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # 0.2 seconds to begin, not 3
    os.environ["PYTHONPATH"] = os.pathsep.join((str(place / "src"), str(place)))
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return pytest.main(["-x", "-p", "no:cacheprovider", "-m", "not slow", *tests], plugins=[plugin, Briefly()])


def measure(place: Path, package: str) -> Tests:
    """Run all tests of a package; an error where one fails without any change, which would kill every mutant."""
    os.chdir(place)
    watch = Watch(package)
    if run(place, TESTS[package], watch):
        raise SystemError(f"the tests of {package} fail without any change; mend them first\n{watch.failure}")
    return Tests(watch.seconds, watch.reaching())


def attempt(place: Path, chosen: list[str], seconds: dict[str, float]) -> None:
    """End the process with 0 where a mutant's tests pass."""
    os.chdir(place)
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    files = dict.fromkeys(test.partition("::")[0] for test in chosen)
    sys.exit(run(place, files, Chosen(chosen, seconds)))


def judge(mutants: list[Mutant], places: list[Path], tests: dict[str, Tests], ends: float) -> dict[Mutant, bool]:
    """Say of each mutant whether some test notices it, as far as the time goes; one process for each."""
    judged, waiting, running = {}, iter(mutants), {}
    while True:
        while places and time.monotonic() < ends and (mutant := next(waiting, None)):
            chosen, seconds = tests[mutant.package].of(mutant), tests[mutant.package].seconds
            if not chosen:
                judged[mutant] = False
                continue
            place = places.pop()
            (place / mutant.path.relative_to(ROOT)).write_text(mutant.code or "", encoding="utf-8")
            process = FORK.Process(target=attempt, args=(place, chosen, seconds))
            process.start()
            running[process.sentinel] = process, mutant, place
        if not running:
            return judged
        for sentinel in connection.wait(running):
            process, mutant, place = running.pop(sentinel)
            process.join()
            judged[mutant] = process.exitcode not in (0, pytest.ExitCode.NO_TESTS_COLLECTED)
            (place / mutant.path.relative_to(ROOT)).write_text(_source(mutant.path), encoding="utf-8")
            places.append(place)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--mutants", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--package", action="append", choices=TESTS)
    arguments.add_argument("--minutes", type=float, default=20.0)
    arguments.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = arguments.parse_args()
    ends = time.monotonic() + 60 * asked.minutes
    packages = asked.package or list(TESTS)
    mutants = draw(packages, asked.mutants, asked.seed)
    for name in WARM:
        import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder).resolve() / str(number) for number in range(asked.processes)]
        shutil.copytree(ROOT, places[0], ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        with FORK.Pool(len(places), maxtasksperchild=1) as pool:
            measured = pool.map(partial(measure, places[0]), packages, chunksize=1)
        for place in places[1:]:
            shutil.copytree(places[0], place)
        judged = judge(mutants, places, dict(zip(packages, measured, strict=True)), ends)
    sys.exit(report(packages, mutants, judged))


def report(packages: list[str], mutants: list[Mutant], judged: dict[Mutant, bool]) -> int:
    """Print the survivors and the count for each package; return 1 where too many lived, 0 else."""
    for mutant, dead in judged.items():
        if not dead:
            print(f"{mutant.path.relative_to(ROOT)}: {mutant.operator} {mutant.occurrence}\n{mutant.diff()}\n")
    worst = 0.0
    for package in packages:
        tried = [dead for mutant, dead in judged.items() if mutant.package == package]
        lived = tried.count(False)
        worst = max(worst, lived / len(tried) if tried else 0.0)
        print(f"{package}: {lived} of {len(tried)} lived")
    print(f"not tried for want of time: {len(mutants) - len(judged)}")
    return int(worst > SURVIVING)


if __name__ == "__main__":
    main()
