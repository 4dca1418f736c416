"""An rdflib double of a store: the same interface over rdflib's own SPARQL engine, in memory.

Answers of two engines that share no code are equal only where a query means the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql.processor import SPARQLResult

from partnergraph.errors import QueryError
from partnergraph.store.base import GRAPHS, Place, Solutions, Stamp, Store, Term, Transaction, terms_at


@contextmanager
def exact_literals() -> Iterator[None]:
    """Keep rdflib from rewriting the lexical forms of literals (``1.50``, ``2024-02-28``) as it reads them."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def to_rdflib(term: Any) -> Any:
    """Return the rdflib term of a pyoxigraph term."""
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal():
            if term.language:
                return rdflib.Literal(term.value, lang=term.language, normalize=False)
            datatype = term.datatype.value
            is_plain = datatype == rdflib.XSD.string.toPython()
            return rdflib.Literal(term.value, datatype=None if is_plain else rdflib.URIRef(datatype), normalize=False)
    raise TypeError(f"rdflib has no term for {term!r}")


def from_rdflib(term: Any) -> Any:
    """Return the pyoxigraph term of an rdflib term; ``None`` for what is not bound."""
    match term:
        case None:
            return None
        case rdflib.URIRef():
            return ox.NamedNode(str(term))
        case rdflib.BNode():
            return ox.BlankNode(str(term))
        case rdflib.Literal():
            if term.language:
                return ox.Literal(str(term), language=term.language)
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or rdflib.XSD.string)))
    raise TypeError(f"pyoxigraph has no term for {term!r}")


def _triple(statement: Iterable[Any]) -> ox.Triple:
    return ox.Triple(*map(from_rdflib, statement))


class RdflibStore(Store):
    """A store in an ``rdflib.Dataset``; its default graph is the union of the graphs."""

    def __init__(self, stamp: Stamp | None = None) -> None:
        self._dataset = rdflib.Dataset(default_union=True)
        for graph in GRAPHS:
            self._dataset.graph(rdflib.URIRef(graph))
        self._stamp = stamp or Stamp()

    def _graph(self, graph: str) -> rdflib.Graph:
        return self._dataset.graph(rdflib.URIRef(graph))

    @property
    def stamp(self) -> Stamp:
        """What the store is made of."""
        return self._stamp

    def _query(self, query: str, *forms: str) -> SPARQLResult:
        with exact_literals():
            try:
                found = self._dataset.query(query)
            except Exception as error:
                raise QueryError(f"rdflib cannot answer the query: {error}") from error
        if found.type not in forms:
            raise QueryError(f"this is no {forms[0]} query")
        return found

    def select(self, query: str) -> Solutions:
        """Answer a SELECT query. Raises `QueryError`."""
        found = self._query(query, "SELECT")
        rows = [tuple(map(from_rdflib, row)) for row in found]
        return Solutions(tuple(map(str, found.vars or ())), iter(rows))

    def ask(self, query: str) -> bool:
        """Answer an ASK query. Raises `QueryError`."""
        return bool(self._query(query, "ASK").askAnswer)

    def construct(self, query: str) -> Iterator[ox.Triple]:
        """Answer a CONSTRUCT or DESCRIBE query. Raises `QueryError`."""
        graph = self._query(query, "CONSTRUCT", "DESCRIBE").graph
        return iter([_triple(statement) for statement in graph or ()])

    def triples(
        self, graph: str | None, subject: Place = None, predicate: Place = None, obj: Place = None
    ) -> Iterator[ox.Triple]:
        """Return the triples of one graph (``None``: of all) that fit a pattern, in no order."""
        graphs = GRAPHS if graph is None else (graph,)
        places = (
            (None,) if place is None else map(to_rdflib, terms_at(place) or ()) for place in (subject, predicate, obj)
        )
        for *pattern, name in product(*places, graphs):
            yield from map(_triple, self._graph(name).triples(tuple(pattern)))

    def count(self, graph: str) -> int:
        """Return how many triples a graph holds."""
        return len(self._graph(graph))

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change a copy, and put it in place at the end."""
        work = RdflibTransaction(self._stamp)
        for graph in GRAPHS:
            target = work._graph(graph)
            for statement in self._graph(graph):
                target.add(statement)
        yield work
        self._dataset, self._stamp = work._dataset, work._stamp

    def close(self) -> None:
        """Let go of the dataset."""
        del self._dataset


class RdflibTransaction(RdflibStore, Transaction):
    """The write half."""

    def insert(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Add triples to a graph."""
        target = self._graph(graph)
        with exact_literals():
            for subject, predicate, obj in triples:
                target.add((to_rdflib(subject), to_rdflib(predicate), to_rdflib(obj)))

    def update(self, text: str) -> None:
        """Run a SPARQL UPDATE; its patterns name their graphs."""
        with exact_literals():
            try:
                self._dataset.update(text)
            except Exception as error:
                raise QueryError(f"rdflib cannot run the update: {error}") from error

    def clear(self, graph: str) -> None:
        """Remove all triples of a graph."""
        self._graph(graph).remove((None, None, None))

    def set_stamp(self, stamp: Stamp) -> None:
        """Record what the store is made of."""
        self._stamp = stamp


__all__ = ["RdflibStore", "RdflibTransaction", "Term", "exact_literals", "from_rdflib", "to_rdflib"]
