"""The interface of a store: ask, read triples, and change everything or nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from partnergraph import vocabulary as v

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

GRAPHS = (v.GRAPH_STATED, v.GRAPH_DERIVED, v.GRAPH_REFERENCE)
"""Named graphs, disjoint, that together are the default graph of every query."""

_AT_ONCE = 1_000
"""Triples in one DELETE DATA."""

FORMAT = 2
"""Version of the layout of a store: a higher one is refused, a lower one goes through `migrations`."""


@dataclass(frozen=True, slots=True)
class Solutions:
    """A table of answers: ``None`` where a variable is not bound."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a store is made of. ``revision`` counts changes of the stated graph.

    ``derived_from`` holds the revision and the digests of ontology, region table and rules that the
    derived graph was made from; empty before the first derivation.
    """

    revision: int = 0
    derived_from: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT
    made_by: str = ""


class Store(ABC):
    """Read methods and, inside `transaction`, write methods. Queries see all `GRAPHS` as one."""

    @abstractmethod
    def select(self, query: str) -> Solutions:
        """Answer a SELECT query. Raises `QueryError`."""

    @abstractmethod
    def ask(self, query: str) -> bool:
        """Answer an ASK query. Raises `QueryError`."""

    @abstractmethod
    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query. Raises `QueryError`."""

    @abstractmethod
    def triples(self, graph: str, subject: str | None = None) -> Iterator[Triple]:
        """Return the triples of one graph, of one subject if given, in no order."""

    @abstractmethod
    def count(self, graph: str) -> int:
        """Return how many triples a graph holds."""

    @property
    @abstractmethod
    def stamp(self) -> Stamp:
        """What the store is made of."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open the store for writing; leaving the block without error makes everything visible at once.

        Raises `StoreError` if another writer is at work or the store is read only.
        """

    def copied(self) -> Store:
        """Return the same where the embedded engine answers; most stores are that already. Raises `StoreError`."""
        return self

    @abstractmethod
    def close(self) -> None:
        """Let go of files."""


class Transaction(Store):
    """A store while it is being changed; reads see the changes."""

    @abstractmethod
    def insert(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add triples to a graph."""

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads of named graphs, many at once."""
        for graph, found in groupby(quads, key=lambda quad: str(quad.graph_name.value)):  # type: ignore[union-attr]
            self.insert(graph, (quad.triple for quad in found))

    def load_lines(self, texts: Iterable[str]) -> None:
        """Add what lines of N-Quads without blank nodes say; each text holds whole lines."""
        self.load(quad for text in texts for quad in parse(text, format=RdfFormat.N_QUADS))

    def delete(self, graph: str, triples: Iterable[Triple]) -> None:
        """Take triples out of a graph."""
        texts = map(str, triples)
        while some := list(islice(texts, _AT_ONCE)):
            self.update(f"DELETE DATA {{ GRAPH <{graph}> {{ {' . '.join(some)} }} }}")

    @abstractmethod
    def update(self, text: str) -> None:
        """Run a SPARQL UPDATE; its patterns name their graphs."""

    @abstractmethod
    def clear(self, graph: str) -> None:
        """Remove all triples of a graph."""

    @abstractmethod
    def set_stamp(self, stamp: Stamp) -> None:
        """Record what the store is made of."""
