"""Small deal books for tests."""

from __future__ import annotations

from pathlib import Path

from partnergraph import vocabulary as v
from partnergraph.model import Dataset, Statement
from partnergraph.store import Store

ID = v.DEFAULT_BASE

HEAD = """\
dealbook: 1
sources: {s: {title: S, date: 2024-02-28}}
organizations: {a: A, b: B, leica: Leica}
brands: {leica: Leica, x: X}
people: {ada: Ada}
products: {p: P}
"""


def deal(fields: str = "") -> str:
    """A book with one partnership that has some fields more."""
    return f"{HEAD}partnerships:\n  ab: {{parties: [a, b]{', ' if fields else ''}{fields}}}\n"


def source(name: str, body: str, *, things: str = "organizations: {a: A, b: B, c: C}\n") -> str:
    """A book of one source called ``name``."""
    return f"dealbook: 1\nsources: {{{name}: {{title: {name}, date: 2024-02-28}}}}\n{things}{body}"


def save(folder: Path, name: str, text: str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def stated(store: Store) -> set[str]:
    """The stated triples, as text."""
    return {str(triple) for triple in store.triples(v.GRAPH_STATED)}


def only(data: Dataset) -> Statement:
    """The one statement of a book."""
    (found,) = data.statements
    return found
