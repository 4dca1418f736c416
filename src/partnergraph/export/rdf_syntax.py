"""Turtle, TriG, N-Triples, N-Quads and JSON-LD: sorted, so that equal graphs give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable
from gzip import GzipFile
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from partnergraph import vocabulary as v
from partnergraph.errors import ExportError
from partnergraph.output import whole_file
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
    parts = _parts(store, stated_only=stated_only)
    triples: Iterable[Triple] = chain.from_iterable(parts.values())
    if form.supports_datasets and syntax != "jsonld":
        for found in parts.values():
            found.sort(key=str)
        items: Iterable[Any] = (Quad(s, p, o, NamedNode(graph)) for graph in sorted(parts) for s, p, o in parts[graph])
    else:
        items = triples = sorted(triples, key=str)
    with whole_file(path) as file:
        serialize(items, file, form, prefixes=dict(v.PREFIXES) | _data_prefixes(triples))
    return sum(map(len, parts.values()))


def write_quads(texts: Iterable[str], path: Path) -> int:
    """Write lines of N-Quads as they come, packed if the name ends in ``.gz``; return how many."""
    if not path.name.endswith((".nq", ".nq.gz")):
        raise ExportError(path, "is no name of an N-Quads file", "end it in .nq or .nq.gz")
    with whole_file(path) as file:
        if path.suffix != ".gz":
            return _write_lines(texts, file)
        with GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:
            return _write_lines(texts, packed)


def _write_lines(texts: Iterable[str], file: GzipFile | BinaryIO) -> int:
    count = 0
    for text in texts:
        count += text.count("\n")
        file.write(text.encode())
    return count


def turtle_of(store: Store, subject: str) -> str:
    """Return the Turtle of one node of the stated graph."""
    triples = sorted(store.triples(v.GRAPH_STATED, subject), key=str)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(v.PREFIXES)).decode()


def _parts(store: Store, *, stated_only: bool) -> dict[str, list[Triple]]:
    """Return the triples to write, by graph."""
    graphs = (v.GRAPH_STATED,) if stated_only else (v.GRAPH_STATED, v.GRAPH_DERIVED)
    parts = {graph: list(store.triples(graph)) for graph in graphs}
    if not stated_only:
        used = {triple.object for triples in parts.values() for triple in triples}
        parts[v.GRAPH_REFERENCE] = [
            triple
            for triple in store.triples(v.GRAPH_REFERENCE)
            if triple.predicate.value in _LABELS and triple.subject in used
        ]
    return parts


def _data_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    """Return prefixes for the types of nodes under the default base that occur."""
    subjects = [subject.value for subject, _ in groupby(triples, key=attrgetter("subject"))]
    spaces = {subject.rpartition("/")[0] for subject in subjects if subject.startswith(v.DEFAULT_BASE)}
    prefixes = {space.rsplit("/", 1)[-1]: space + "/" for space in sorted(spaces)}
    if any(subject.startswith(v.TERRITORY) for subject in subjects):
        prefixes["territory"] = v.TERRITORY
    return {prefix: iri for prefix, iri in prefixes.items() if prefix not in v.PREFIXES}
