"""rdflib graphs, for the Python world of RDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Triple, serialize

from partnergraph import vocabulary as v

if TYPE_CHECKING:
    from rdflib import Graph


def to_rdflib(triples: Iterable[Triple]) -> Graph:
    """Return an `rdflib.Graph` with the project's prefixes bound; literals stay as they are written."""
    import rdflib  # lazy: 0.1 s

    graph = rdflib.Graph()
    for prefix, iri in v.PREFIXES.items():
        graph.bind(prefix, iri, replace=True)
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return graph
