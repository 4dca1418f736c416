"""Questions to a store that count, cut or sort, in SPARQL; everything else is asked by pattern (`Store.triples`)."""

from __future__ import annotations

from string import Template
from typing import Final

from partnergraph import vocabulary as v

_PREFIX = f"PREFIX pg: <{v.NS}> PREFIX dcterms: <{v.DCTERMS}>\n"
_STATED = f"<{v.GRAPH_STATED}>"

SOURCES: Final = f"""{_PREFIX}SELECT ?source ?title ?date (COUNT(?account) AS ?n) WHERE {{ GRAPH {_STATED} {{
    ?source a pg:Source ; dcterms:title ?title .
    OPTIONAL {{ ?source dcterms:issued ?date }}
    OPTIONAL {{ ?account pg:statedIn ?source ; pg:modality ?modality }}
}} }} GROUP BY ?source ?title ?date"""
"""Sources with their titles, their days, and how many statements and claims are theirs."""

PREVAILING: Final = f"""{_PREFIX}SELECT DISTINCT ?source WHERE {{ GRAPH {_STATED} {{
    {{ ?source pg:prevails true }} UNION {{ ?source pg:prevailsFor ?fact }}
}} }}"""
"""Sources that are declared to prevail over others, of all facts or of some."""

BEYOND: Final = f"SELECT ?s WHERE {{ GRAPH {_STATED} {{ ?s ?p ?o }} }} OFFSET $number LIMIT 1"
"""A row if more than ``$number`` triples are stated, without counting them all."""

COUNTS: Final = (
    "SELECT ?node (COUNT(*) AS ?n) WHERE { VALUES ?node { $nodes } GRAPH $graph { ?node ?p ?o } } GROUP BY ?node"
)
"""How many triples are said of each of ``$nodes``; none of a node of which nothing is said."""

PARTS: Final = f"""{_PREFIX}SELECT DISTINCT ?part WHERE {{ GRAPH {_STATED} {{
    VALUES ?source {{ $sources }}
    {{ ?source pg:completeness ?part }}
    UNION {{ ?account pg:statedIn ?source ; {"|".join(f"pg:{name}" for name in v.PARTS)} ?part }}
}} }}"""
"""The nodes of parts of what ``$sources`` say, and of themselves."""


def filled(text: str, **values: object) -> str:
    """Return a text with a value in place of each ``$name``."""
    return Template(text).substitute({name: str(value) for name, value in values.items()})
