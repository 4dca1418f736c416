"""A store in memory, and RDF files opened as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from partnergraph import vocabulary as v
from partnergraph.errors import StoreError
from partnergraph.rdf import left_out_bounds
from partnergraph.store.base import Stamp, Transaction
from partnergraph.store.documents import parse_rdf
from partnergraph.store.oxigraph import OxigraphReader, OxigraphTransaction


class MemoryStore(OxigraphReader):
    """A store that ends with the process. ``origin``: the file it was read from; then it is read only."""

    def __init__(self, origin: Path | None = None) -> None:
        super().__init__(ox.Store(), Stamp())
        self.origin = origin

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change a copy, and put it in place at the end."""
        if self.origin is not None:
            raise StoreError(self.origin, "is an RDF file, open for reading only", "build into a store directory")
        engine = ox.Store()
        engine.bulk_extend(self._engine)
        work = OxigraphTransaction(engine, self._stamp)
        yield work
        self._engine, self._stamp = engine, work.stamp


def read_rdf_file(path: Path) -> MemoryStore:
    """Open an RDF file as a read-only store; triples outside our graphs count as stated.

    Bounds that a statement leaves out follow from its period; whether what is there is right, validation says.
    Raises `InputError` with the line where the file is not RDF.
    """
    store = MemoryStore(origin=path)
    graphs = {v.GRAPH_STATED, v.GRAPH_DERIVED, v.GRAPH_REFERENCE}
    stated = ox.NamedNode(v.GRAPH_STATED)
    store._engine.bulk_extend(
        quad
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in graphs
        else ox.Quad(quad.subject, quad.predicate, quad.object, stated)
        for quad in parse_rdf(path)
    )
    store._engine.extend([ox.Quad(s, p, o, stated) for s, p, o in left_out_bounds(_with_period(store))])
    store._stamp = replace(store.stamp, made_by=path.name)
    return store


def _with_period(store: MemoryStore) -> Iterator[ox.Triple]:
    """Return all that is stated of whatever has a period."""
    nodes = {t.subject for t in store.triples(v.GRAPH_STATED, None, v.pg("period"))}
    return store.triples(v.GRAPH_STATED, nodes)
