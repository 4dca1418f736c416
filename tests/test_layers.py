"""No module needs itself: neither by what it imports when it is loaded, nor by what its functions import later."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import partnergraph

ROOT = Path(partnergraph.__file__).parent


def modules() -> dict[str, Path]:
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path, known: set[str]) -> Iterator[str]:
    """The modules of ours that a module imports; what only a type checker reads is left out."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (one if one in known else node.module for one in inside if node.module in known)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A way from a module back to itself, empty if there is none: what is left when all ends are taken away."""
    left = dict(graph)
    while ends := [name for name, needed in left.items() if needed.isdisjoint(left)]:
        for name in ends:
            del left[name]
    if not left:
        return []
    way = [min(left)]
    while way.count(way[-1]) < 2:
        way.append(min(left[way[-1]] & left.keys()))
    return way[way.index(way[-1]) :]


def test_there_is_no_circle_of_imports() -> None:
    known = modules()
    assert len(known) > 100
    graph = {name: set(imported(name, path, set(known))) - {name} for name, path in known.items()}
    assert circle(graph) == []


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": {"b"}, "b": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}, ["b", "c", "b"]),
    ],
)
def test_a_circle_is_seen(graph: dict[str, set[str]], found: list[str]) -> None:
    assert circle(graph) == found
