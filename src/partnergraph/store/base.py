"""The interface of a store: ask, read triples, and change everything or nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from partnergraph import vocabulary as v
from partnergraph.store import texts

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Place: TypeAlias = str | Term | Collection[str | Term] | None
"""What may stand at one place of a pattern: an IRI or another term, one of several, or anything (``None``)."""

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


def terms_at(place: Place) -> list[Term] | None:
    """Return the terms that may stand at a place, each once; ``None`` for any. Raises `ValueError`.

    >>> terms_at("urn:a"), terms_at(["urn:a", "urn:a"]), terms_at(None)
    ([<NamedNode value=urn:a>], [<NamedNode value=urn:a>], None)
    """
    if place is None:
        return None
    some = (place,) if isinstance(place, str | NamedNode | BlankNode | Literal | Triple) else place
    return [NamedNode(term) if isinstance(term, str) else term for term in dict.fromkeys(some)]


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
    def triples(
        self, graph: str | None, subject: Place = None, predicate: Place = None, obj: Place = None
    ) -> Iterator[Triple]:
        """Return the triples of one graph (``None``: of all `GRAPHS`) that fit a pattern, in no order.

        Raises `ValueError` for text that is no IRI.
        """

    def objects(self, subject: Place, predicate: Place, graph: str | None = v.GRAPH_STATED) -> Iterator[str]:
        """Return the IRIs to which some properties of some nodes lead, each as often as it is led to."""
        return (t.object.value for t in self.triples(graph, subject, predicate) if isinstance(t.object, NamedNode))

    def subjects(self, predicate: Place, obj: Place = None, graph: str | None = v.GRAPH_STATED) -> Iterator[str]:
        """Return the IRIs from which some properties lead to something, each as often as they do."""
        found = self.triples(graph, None, predicate, obj)
        return (t.subject.value for t in found if isinstance(t.subject, NamedNode))

    def typed(self, *classes: str, graph: str | None = v.GRAPH_STATED) -> Iterator[str]:
        """Return the IRIs that are of some classes, each once for every class."""
        return self.subjects(v.RDF + "type", classes, graph)

    def holds(self, graph: str | None, subject: Place = None, predicate: Place = None, obj: Place = None) -> bool:
        """Say whether any triple fits a pattern."""
        return any(True for _ in self.triples(graph, subject, predicate, obj))

    def states_more_than(self, triples: int) -> bool:
        """Say whether more than so many triples are stated, without counting them all."""
        return any(True for _ in self.select(texts.filled(texts.BEYOND, number=triples)).rows)

    def unlike(self, graph: str, nodes: Mapping[str, Collection[Triple]]) -> set[str]:
        """Return those of some nodes of which a graph says less, more or something else than is given."""
        found: dict[str, set[Triple]] = {}
        for triple in self.triples(graph, nodes):
            found.setdefault(triple.subject.value, set()).add(triple)  # type: ignore[union-attr]
        return {node for node, told in nodes.items() if found.get(node, set()) != set(told)}

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
