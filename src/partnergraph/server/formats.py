"""The forms in which the server gives and takes tables and triples, best first."""

from __future__ import annotations

import pyoxigraph as ox

TABLES: dict[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
ANSWERS = {name: form for name, form in TABLES.items() if not name.startswith("text/")}
"""Forms that can say yes or no."""

TRIPLES: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/n3": ox.RdfFormat.N3,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
}

READ: dict[str, ox.RdfFormat] = {
    name: TRIPLES[name]
    for name in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
}
"""Forms in which a graph is taken: those that hold one graph."""

_WITH_CHARSET = ("text/turtle", "text/csv", "text/tab-separated-values", "text/plain", "text/n3", "text/html")


def content_type(name: str) -> str:
    """Return the header for a media type; text is UTF-8."""
    return f"{name}; charset=utf-8" if name in _WITH_CHARSET else name
