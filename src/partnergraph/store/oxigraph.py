"""Reading and writing an Oxigraph store object; shared by the embedded and the in-memory store."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import chain, islice, product
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from partnergraph.errors import NotSparqlError, QueryError, StoreError
from partnergraph.store import texts
from partnergraph.store.base import GRAPHS, Place, Solutions, Stamp, Store, Transaction, terms_at
from partnergraph.store.linked import chunks

_ANY = (None,)
_OURS = tuple(NamedNode(graph) for graph in GRAPHS)
_PLACE = re.compile("error at ([0-9]+):([0-9]+):")
_FEW = 10_000
_MANY_LETTERS = 1 << 20
"""Of text from which a bulk load is worth the files that it makes."""


def _until(texts: Iterator[str], letters: int) -> Iterator[str]:
    """Yield texts until they hold that many letters together."""
    while letters > 0 and (text := next(texts, "")):
        letters -= len(text)
        yield text


class OxigraphReader(Store):
    """The read half, over a `pyoxigraph.Store`."""

    def __init__(self, engine: ox.Store, stamp: Stamp) -> None:
        self._engine = engine
        self._stamp = stamp

    @property
    def _engine(self) -> ox.Store:
        return self._opened

    @_engine.setter
    def _engine(self, engine: ox.Store) -> None:
        self._opened = engine
        self._only_ours: bool | None = None

    @property
    def engine(self) -> ox.Store:
        """The engine itself, for what a store does not offer."""
        return self._engine

    @property
    def stamp(self) -> Stamp:
        """What the store is made of."""
        return self._stamp

    def _query(self, query: str) -> Any:
        try:
            # The union of all graphs is three times as fast as a list of them. A server may have put in others.
            if self._has_only_ours():
                return self._engine.query(query, use_default_graph_as_union=True)
            return self._engine.query(query, default_graph=list(_OURS))
        except SyntaxError as error:
            raise not_sparql(error, "query") from None
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None

    def _has_only_ours(self) -> bool:
        """Say whether no other graphs are there; asked once, for in a transaction it takes a millisecond.

        Who changes the engine itself does so before the first query.
        """
        if self._only_ours is None:
            self._only_ours = all(graph in _OURS for graph in self._engine.named_graphs())
        return self._only_ours

    def select(self, query: str) -> Solutions:
        """Answer a SELECT query. Raises `QueryError`."""
        found = self._query(query)
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("this is no SELECT query", "use SELECT to get a table")
        return Solutions(tuple(variable.value for variable in found.variables), map(tuple, _guarded(found)))

    def ask(self, query: str) -> bool:
        """Answer an ASK query. Raises `QueryError`."""
        found = self._query(query)
        if not isinstance(found, ox.QueryBoolean):
            raise QueryError("this is no ASK query", "use ASK to get yes or no")
        return bool(found)

    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query. Raises `QueryError`."""
        found = self._query(query)
        if not isinstance(found, ox.QueryTriples):
            raise QueryError("this is no CONSTRUCT query", "use CONSTRUCT or DESCRIBE to get triples")
        return _guarded(found)

    def triples(
        self, graph: str | None, subject: Place = None, predicate: Place = None, obj: Place = None
    ) -> Iterator[Triple]:
        """Return the triples of one graph (``None``: of all) that fit a pattern, in no order. Raises `ValueError`."""
        graphs = _OURS if graph is None else (NamedNode(graph),)
        places = [_ANY if (terms := terms_at(place)) is None else terms for place in (subject, predicate, obj)]
        return self._matching(product(*places, graphs))

    def _matching(self, patterns: Iterable[Any]) -> Iterator[Triple]:
        for pattern in patterns:
            for quad in self._engine.quads_for_pattern(*pattern):
                yield quad.triple

    def unlike(self, graph: str, nodes: Mapping[str, Collection[Triple]]) -> set[str]:
        """Return those of some nodes of which a graph says less, more or something else than is given.

        Held against the index: to look for triples and to count them is half the work of reading their terms.
        """
        name, engine = NamedNode(graph), self._engine
        lacking = {node for node, told in nodes.items() if any(Quad(s, p, o, name) not in engine for s, p, o in told)}
        whole = nodes.keys() - lacking
        found = (self.select(texts.filled(texts.COUNTS, graph=name, nodes=chunk)).rows for chunk in chunks(whole))
        counts = {node.value: int(count.value) for rows in found for node, count in rows}  # type: ignore[union-attr]
        return lacking | {node for node in whole if counts.get(node, 0) != len(set(nodes[node]))}

    def count(self, graph: str) -> int:
        """Return how many triples a graph holds."""
        found = self.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return next(int(str(row[0].value)) for row in found.rows if isinstance(row[0], ox.Literal))

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Refuse: this view is for reading."""
        raise StoreError("store", "is open for reading only")

    def close(self) -> None:
        """Let go of files; nothing is found afterwards."""
        self._engine = ox.Store()


class OxigraphView(OxigraphReader):
    """An engine for reading; ``path`` is the folder that may hold a commitment index beside it, if there is one."""

    def __init__(self, engine: ox.Store, stamp: Stamp, path: Path | None = None) -> None:
        super().__init__(engine, stamp)
        self.path = path


def not_sparql(error: SyntaxError, what: str) -> NotSparqlError:
    """Return the engine's error with its place, without its list of everything that could stand there.

    >>> str(not_sparql(SyntaxError("error at 1:9: expected one of ..."), "query"))
    'the query is not SPARQL: line 1, column 9: something else is expected there'
    """
    found = _PLACE.match(str(error))
    why = f"line {found[1]}, column {found[2]}: something else is expected there" if found else str(error)
    return NotSparqlError(f"the {what} is not SPARQL: {why}")


def _guarded(answers: Iterable[Any]) -> Iterator[Any]:
    """Pass answers on; what fails while they are made (an unknown function) is a `QueryError` too."""
    try:
        yield from answers
    except RuntimeError as error:
        raise QueryError(f"the query cannot be answered: {error}") from None


class OxigraphTransaction(OxigraphReader, Transaction):
    """The write half; whoever made it publishes it or throws it away."""

    def insert(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add triples to a graph."""
        name = NamedNode(graph)
        self._add(Quad(s, p, o, name) for s, p, o in triples)
        if name not in _OURS:
            self._only_ours = None

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads of named graphs, many at once."""
        self._add(iter(quads))
        self._only_ours = None

    def _add(self, quads: Iterator[Quad]) -> None:
        first = list(islice(quads, _FEW))
        # A bulk load makes and syncs files of its own: 20 ms on disk, however little there is to load.
        if len(first) < _FEW:
            self._engine.extend(first)
        else:
            self._engine.bulk_extend(chain(first, quads))

    def load_lines(self, texts: Iterable[str]) -> None:
        """Add what lines of N-Quads say; many are made by one core while the engine loads them with another."""
        self._only_ours = None
        texts = iter(texts)
        first = "".join(_until(texts, _MANY_LETTERS))
        if len(first) < _MANY_LETTERS:
            super().load_lines(chain((first,), texts))
        else:
            from partnergraph.store.bulk_load import bulk_load  # lazy: questions need no threads

            bulk_load(self._engine, chain((first,), texts))

    def update(self, text: str) -> None:
        """Run a SPARQL UPDATE; its patterns name their graphs."""
        self._only_ours = None
        try:
            self._engine.update(text)
        except SyntaxError as error:
            raise not_sparql(error, "update") from None

    def delete(self, graph: str, triples: Iterable[Triple]) -> None:
        """Take triples out of a graph."""
        name = NamedNode(graph)
        for s, p, o in triples:
            self._engine.remove(Quad(s, p, o, name))

    def clear(self, graph: str) -> None:
        """Remove all triples of a graph."""
        self._engine.clear_graph(NamedNode(graph))

    def set_stamp(self, stamp: Stamp) -> None:
        """Record what the store is made of."""
        self._stamp = stamp
