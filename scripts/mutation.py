"""Change the core packages in one place at a time and see whether their tests notice; `make verify` runs it.

Mutants come from cosmic-ray's operators, drawn with a fixed seed, as many from each package. A mutant is killed when
a test of its package fails, or does not end. Survivors are listed: each is a missing test, dead code, or a change
that changes nothing. Ends with an error where more than a tenth of a package's mutants survive.

Usage: python scripts/mutation.py [--mutants 300] [--seed 1] [--package NAME ...] [--minutes 20]
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache
from itertools import zip_longest
from pathlib import Path
from queue import Queue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "src" / "partnergraph"


def _quick_first(folder: str, slow: tuple[str, ...]) -> list[str]:
    """Return the tests of a folder, those that take long at the end: the first that fails ends a run."""
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob("test_*.py"))
    last = [f"{folder}/test_{name}.py" for name in slow]
    return [*(file for file in files if file not in last), *last]


TESTS = {
    "territory": ["src/partnergraph/territory", "tests/unit/test_territory.py", "tests/unit/test_territory_readings.py",
                  "tests/unit/test_territory_regions.py", "tests/unit/test_territory_properties.py"],
    "bounds": ["src/partnergraph/bounds", "tests/unit/test_bounds.py", "tests/unit/test_bounds_phrases.py",
               "tests/unit/test_bounds_agreement.py", "tests/unit/test_bounds_properties.py"],
    "exclusivity": ["src/partnergraph/exclusivity", "tests/competency/test_seed.py",
                    "tests/competency/test_collisions.py", "tests/unit/exclusivity"],
    "rdf": ["src/partnergraph/rdf.py", "tests/unit/test_rdf_codec.py", "tests/unit/test_rdf_file.py"],
    "ingest/table": ["src/partnergraph/ingest/table", *_quick_first("tests/unit/table", (
                     "deals", "commands", "hostile_workbooks", "date_cells", "columns"))],
}  # fmt: skip
"""The tests that stand for a package: those of its own meaning, not every test that passes through it."""
OPERATORS = ("Comparison", "BinaryOperator", "UnaryOperator", "AddNot", "True", "False", "And", "Or", "Break",
             "Continue", "ZeroIteration", "Number")  # fmt: skip
LEFT_BEHIND = (".git", ".venv", "*_cache", "demo", "dist", "node_modules")
LIMIT_S = 120
SURVIVING = 0.10


@dataclass(frozen=True)
class Mutant:
    """One change: the occurrence of an operator in a file."""

    package: str
    path: Path
    operator: str
    occurrence: int

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
    """Return a program without annotations, caches and large limits, each comparison in its loosest form."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns, node.decorator_list = None, []
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
            if _is_limit(node):
                node.value = None
        elif isinstance(node, ast.Compare):
            loose = _LOOSE | (_IN_ORDER if any(map(_is_text, (node.left, *node.comparators))) else {})
            node.ops = [loose.get(type(operator), type(operator))() for operator in node.ops]
    return ast.dump(tree)


# Small numbers and the words of a program are one object each, by accident of the interpreter.
_LOOSE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Is: ast.Eq, ast.IsNot: ast.NotEq}
# Kinds and signs have no order: which others come before one says nothing.
_IN_ORDER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.LtE: ast.Eq, ast.GtE: ast.Eq, ast.Lt: ast.NotEq, ast.Gt: ast.NotEq,
}  # fmt: skip


# How long a phrase may be, how many cells are looked at: one more or less serves as well.
_LIMIT = re.compile("_(?:DEEPEST|LONGEST|MOST|SAMPLE)")
_SMALLEST_LIMIT = 20


def _is_limit(node: ast.AnnAssign) -> bool:
    number = node.value.value if isinstance(node.value, ast.Constant) else None
    return bool(_LIMIT.match(ast.unparse(node.target))) and isinstance(number, int) and number >= _SMALLEST_LIMIT


def _is_text(node: ast.expr) -> bool:
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
            count = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            yield from (Mutant(package, path, name, occurrence) for occurrence in range(count))


def draw(packages: list[str], number: int, seed: int) -> list[Mutant]:
    """Return so many mutants, drawn evenly from the packages."""
    chosen = []
    for package in packages:
        some, pick = sorted(mutants_of(package), key=str), random.Random(f"{seed} {package}")
        pick.shuffle(some)
        found = (mutant for mutant in some if mutant.code is not None)
        chosen.append([mutant for mutant, _ in zip(found, range(-(-number // len(packages))), strict=False)])
    return [mutant for row in zip_longest(*chosen) for mutant in row if mutant is not None][:number]


def killed(mutant: Mutant, place: Path, limit_s: float) -> bool:
    """Say whether some test notices a mutant, in a copy of the project."""
    path = place / mutant.path.relative_to(ROOT)
    path.write_text(mutant.code or "", encoding="utf-8")
    try:
        return not passes(mutant.package, place, limit_s, mutant.path.stem.partition("_")[0].rstrip("s"))
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(_source(mutant.path), encoding="utf-8")


def passes(package: str, place: Path, limit_s: float | None, first: str = "") -> bool:
    """Say whether the tests of a package pass in a copy of the project, beginning with those of a name."""
    options = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not slow")
    python_path = os.pathsep.join((str(place / "src"), str(place)))
    environment = {**os.environ, "PYTHONPATH": python_path, "PYTHONDONTWRITEBYTECODE": "1"}
    tests = sorted(TESTS[package], key=lambda test: first not in Path(test).stem)
    command = [sys.executable, "-m", "pytest", *options, *tests]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, timeout=limit_s, check=False)
    return done.returncode == 0


def limit_of(package: str, place: Path) -> float:
    """Return the seconds after which a mutant never ends. Tests that fail without one would kill them all: an error."""
    begun = time.monotonic()
    if not passes(package, place, None):
        sys.exit(f"the tests of {package} fail without any change; mend them first")
    return max(LIMIT_S, 4 * (time.monotonic() - begun))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--mutants", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--package", action="append", choices=TESTS)
    arguments.add_argument("--minutes", type=float, default=20.0)
    asked = arguments.parse_args()
    packages = asked.package or list(TESTS)
    mutants = draw(packages, asked.mutants, asked.seed)
    ends = time.monotonic() + 60 * asked.minutes
    places: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(os.cpu_count() or 1):
            place = Path(folder) / str(number)
            shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
            places.put(place)
        limits = {package: limit_of(package, place) for package in packages}

        def judge(mutant: Mutant) -> bool | None:
            if time.monotonic() > ends:
                return None
            place = places.get()
            try:
                return killed(mutant, place, limits[mutant.package])
            finally:
                places.put(place)

        with ThreadPoolExecutor(places.qsize()) as pool:
            judged = list(zip(mutants, pool.map(judge, mutants), strict=True))
    sys.exit(report(packages, judged))


def report(packages: list[str], judged: list[tuple[Mutant, bool | None]]) -> int:
    """Print the survivors and the count for each package; return 1 where too many lived, 0 else."""
    for mutant, dead in judged:
        if dead is False:
            print(f"{mutant.path.relative_to(ROOT)}: {mutant.operator} {mutant.occurrence}\n{mutant.diff()}\n")
    worst = 0.0
    for package in packages:
        tried = [dead for mutant, dead in judged if mutant.package == package and dead is not None]
        lived = tried.count(False)
        worst = max(worst, lived / len(tried) if tried else 0.0)
        print(f"{package}: {lived} of {len(tried)} lived")
    print(f"not tried for want of time: {sum(dead is None for _, dead in judged)}")
    return int(worst > SURVIVING)


if __name__ == "__main__":
    main()
