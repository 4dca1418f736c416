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

ANSWER_FORMS: dict[str, str] = {
    "json": "application/json",
    "ics": "text/calendar",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}
"""Media types of the forms of an answer that a question declares, JSON before them."""

READ: dict[str, ox.RdfFormat] = {
    name: TRIPLES[name]
    for name in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
}
"""Forms in which a graph is taken: those that hold one graph."""

NAMED: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/ld+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdf": ("application/rdf+xml",),
    "trig": ("application/trig",),
    "nq": ("application/n-quads",),
    "n3": ("text/n3",),
    "html": ("text/html",),
    "ics": ("text/calendar",),
    "xlsx": (ANSWER_FORMS["xlsx"],),
}
"""Forms as the parameter ``format`` names them, by the endings of files; the first that suits the answer is meant."""

_ALSO = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "json-ld": "jsonld", "rdf+xml": "rdf", "rdf xml": "rdf"}
"""Other names, which clients send: SPARQLWrapper, rdflib; ``+`` comes as a space where it was not encoded."""


def accept_of(name: str) -> str | None:
    """Return the ``Accept`` header that a format's name or media type stands for; ``None`` if it is unknown.

    >>> accept_of("csv"), accept_of("Turtle"), accept_of("docx")
    ('text/csv', 'text/turtle', None)
    """
    name = name.strip().lower()
    if name in TABLES or name in TRIPLES or name in ANSWER_FORMS.values():
        return name
    known = NAMED.get(_ALSO.get(name, name))
    return None if known is None else ", ".join(known)


_WITH_CHARSET = (
    "text/turtle",
    "text/csv",
    "text/tab-separated-values",
    "text/plain",
    "text/n3",
    "text/html",
    "text/calendar",
)


def content_type(name: str) -> str:
    """Return the header for a media type; text is UTF-8."""
    return f"{name}; charset=utf-8" if name in _WITH_CHARSET else name
