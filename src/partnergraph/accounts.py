"""What each source said, in a store: put in, replaced, taken out, listed.

Every statement, description, claim and passage belongs to exactly one source. Removing a source takes out
those, then the facts of which nobody says anything any more, then the things to which nothing refers. So
building A and B and removing A leaves the same stated graph as building B alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import Problem
from partnergraph.rdf import from_rdf, to_rdf
from partnergraph.store.base import Store, Transaction

_PREFIX = f"PREFIX pg: <{v.NS}>\nPREFIX rdfs: <{v.RDFS}>\n"
_STATED = f"<{v.GRAPH_STATED}>"
_PARTS = "pg:carveout|pg:price|pg:quantity|pg:completeness"
_IDENTITIES = (
    "Partnership", "Grant", "Exclusivity", "Option", "Release", "Absence", "Position", "Event", "DecisionRight",
    "Ownership", "MarkFamily",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """One source and how much it says."""

    iri: m.Iri
    title: str
    date: date | None
    statements: int


def list_sources(store: Store) -> list[SourceSummary]:
    """Return the sources of a store, oldest first, undated last."""
    found = store.select(
        f"""{_PREFIX}SELECT ?source ?title ?date (COUNT(?account) AS ?n) WHERE {{ GRAPH {_STATED} {{
            ?source a pg:Source ; <{v.DCTERMS}title> ?title .
            OPTIONAL {{ ?source <{v.DCTERMS}issued> ?date }}
            OPTIONAL {{ ?account pg:statedIn ?source ; pg:modality ?modality }}
        }} }} GROUP BY ?source ?title ?date"""
    )
    sources = [
        SourceSummary(row[0].value, row[1].value, date.fromisoformat(row[2].value) if row[2] else None, int(row[3].value))  # type: ignore[union-attr]
        for row in found.rows
    ]
    return sorted(sources, key=lambda s: (s.date or date.max, s.iri))


def put(work: Transaction, data: m.Dataset, extra: Iterable[Triple] = ()) -> None:
    """Add what sources say; sources that the store has already are replaced by what they say now."""
    known = {summary.iri for summary in list_sources(work)}
    for source in data.sources:
        if source.iri in known:
            _take_out(work, source.iri)
    work.insert(v.GRAPH_STATED, _chain(to_rdf(data), extra))
    _clean(work)
    work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1))


def remove(work: Transaction, source: m.Iri) -> None:
    """Take out everything that a source said, and what only it kept alive."""
    _take_out(work, source)
    _clean(work)
    work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1))


def _chain(first: Iterable[Triple], second: Iterable[Triple]) -> Iterator[Triple]:
    yield from first
    yield from second


def _take_out(work: Transaction, source: m.Iri) -> None:
    delete = f"{_PREFIX}DELETE {{ GRAPH {_STATED} {{ ?node ?p ?o }} }} WHERE {{ GRAPH {_STATED} {{ %s ?node ?p ?o }} }}"
    work.update(delete % f"?account pg:statedIn <{source}> ; {_PARTS} ?node .")
    work.update(delete % f"?node pg:statedIn <{source}> .")
    work.update(delete % f"<{source}> pg:completeness ?node .")
    work.update(delete % f"VALUES ?node {{ <{source}> }}")


def _clean(work: Transaction) -> None:
    """Drop what nothing keeps alive, level by level, and give each thing its one label."""
    delete = f"{_PREFIX}DELETE {{ GRAPH {_STATED} {{ ?node ?p ?o }} }} WHERE {{ GRAPH {_STATED} {{ %s ?node ?p ?o }} }}"
    kinds = " ".join(f"pg:{name}" for name in _IDENTITIES)
    unsaid = f"""VALUES ?kind {{ {kinds} }} ?node a ?kind .
        FILTER NOT EXISTS {{ ?said pg:about ?node ; pg:modality ?modality }}
        FILTER NOT EXISTS {{ ?other pg:partnership|pg:parent|pg:until|pg:exceptCommitment ?node }}"""
    lonely = "?node pg:compares ?gone . FILTER NOT EXISTS { ?gone ?anything ?at_all }"
    unnamed = """?node rdfs:label ?label . FILTER NOT EXISTS { ?node pg:includes ?region } FILTER NOT EXISTS { ?other ?link ?node }
        FILTER NOT EXISTS { ?said pg:about ?node }"""
    unused = "?node pg:includes ?region . FILTER NOT EXISTS { ?other ?link ?node }"
    before = -1
    while (now := work.count(v.GRAPH_STATED)) != before:
        before = now
        for pattern in (unsaid, lonely, unused, f"{unnamed} FILTER NOT EXISTS {{ VALUES ?kind {{ {kinds} }} ?node a ?kind }}"):
            work.update(delete % pattern)
    work.update(
        f"""{_PREFIX}DELETE {{ GRAPH {_STATED} {{ ?thing rdfs:label ?label }} }} WHERE {{ GRAPH {_STATED} {{
            ?thing rdfs:label ?label . {{
                SELECT ?thing (MIN(?name) AS ?least) WHERE {{ GRAPH {_STATED} {{ ?d a pg:Description ; pg:about ?thing ; pg:name ?name }} }} GROUP BY ?thing
            }} FILTER(?label != ?least) }} }}"""
    )
    work.update(
        f"""{_PREFIX}INSERT {{ GRAPH {_STATED} {{ ?thing rdfs:label ?least }} }} WHERE {{
            SELECT ?thing (MIN(?name) AS ?least) WHERE {{ GRAPH {_STATED} {{ ?d a pg:Description ; pg:about ?thing ; pg:name ?name }} }} GROUP BY ?thing
        }}"""
    )


def identity_conflicts(store: Store, data: m.Dataset) -> list[Problem]:
    """Return a problem for each fact that the store knows under the same IRI as another fact."""
    replaced = {source.iri for source in data.sources}
    problems = []
    for identity in data.identities:
        known = from_rdf(store.triples(v.GRAPH_STATED, identity.iri)).identities
        if known and known[0] != identity:
            said_by = {row[0].value for row in store.select(  # type: ignore[union-attr]
                f"{_PREFIX}SELECT ?source WHERE {{ ?s pg:about <{identity.iri}> ; pg:statedIn ?source }}").rows}
            if said_by - replaced:
                problems.append(conflict(known[0], identity, ", ".join(sorted(said_by - replaced))))
    return problems


def conflict(known: m.Identity, new: m.Identity, where: str) -> Problem:
    """Return the problem of one identifier used for two facts; ``where`` names the other place."""
    differing = [name for name in new.__dataclass_fields__ if getattr(known, name, None) != getattr(new, name)]
    return Problem(
        f"means another fact in {where}: {', '.join(differing)} differ",
        "give one of them another key, or make both say the same",
        field=new.iri,
    )
