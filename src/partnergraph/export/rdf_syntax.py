"""Turtle, TriG, N-Triples, N-Quads and JSON-LD: sorted, so that equal graphs give equal bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from partnergraph import vocabulary as v
from partnergraph.export.files import whole_file
from partnergraph.store.base import Store

SYNTAXES: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
}
_LABELS = (v.RDFS + "label", v.SKOS + "prefLabel")


def write_rdf(store: Store, path: str | Path, syntax: str, *, stated_only: bool = False) -> int:
    """Write a store's graph to a file; return how many triples.

    Both graphs are written, or the stated one alone; with both come the labels of the regions and terms
    that they use. TriG and N-Quads keep the graphs apart.
    """
    form = SYNTAXES[syntax]
    with_graphs = form.supports_datasets and syntax != "jsonld"
    quads = sorted(_quads(store, stated_only=stated_only), key=_sort_key if with_graphs else _triple_key)
    items: Any = quads if with_graphs else (quad.triple for quad in quads)
    with whole_file(path) as file:
        serialize(items, file, form, prefixes=dict(v.PREFIXES) | _data_prefixes(quads))
    return len(quads)


def turtle_of(store: Store, subject: str) -> str:
    """Return the Turtle of one node of the stated graph."""
    triples = sorted(store.triples(v.GRAPH_STATED, subject), key=str)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(v.PREFIXES)).decode()


def _quads(store: Store, *, stated_only: bool) -> Iterator[Quad]:
    graphs = (v.GRAPH_STATED,) if stated_only else (v.GRAPH_STATED, v.GRAPH_DERIVED)
    used: set[str] = set()
    for graph in graphs:
        name = NamedNode(graph)
        for triple in store.triples(graph):
            if isinstance(triple.object, NamedNode):
                used.add(triple.object.value)
            yield Quad(triple.subject, triple.predicate, triple.object, name)
    if not stated_only:
        yield from _used_labels(store, used)


def _used_labels(store: Store, used: set[str]) -> Iterator[Quad]:
    name = NamedNode(v.GRAPH_REFERENCE)
    for triple in store.triples(v.GRAPH_REFERENCE):
        if triple.predicate.value in _LABELS and triple.subject.value in used:
            yield Quad(triple.subject, triple.predicate, triple.object, name)


def _triple_key(quad: Quad) -> tuple[str, str, str]:
    return (str(quad.subject), str(quad.predicate), str(quad.object))


def _sort_key(quad: Quad) -> tuple[str, str, str, str]:
    return (str(quad.graph_name), *_triple_key(quad))


def _data_prefixes(quads: list[Quad]) -> dict[str, str]:
    """Return prefixes for the types of nodes under the default base that occur."""
    spaces = {quad.subject.value.rpartition("/")[0] for quad in quads if quad.subject.value.startswith(v.DEFAULT_BASE)}
    prefixes = {space.rsplit("/", 1)[-1]: space + "/" for space in sorted(spaces)}
    if any(quad.subject.value.startswith(v.TERRITORY) for quad in quads):
        prefixes["territory"] = v.TERRITORY
    return {prefix: iri for prefix, iri in prefixes.items() if prefix not in v.PREFIXES}
