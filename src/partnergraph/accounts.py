"""What each source said, in a store: put in, replaced, taken out, listed.

Every statement, description, claim and passage belongs to exactly one source. Removing a source takes out
those, then the facts of which nobody says anything any more, then the things to which nothing refers. So
building A and B and removing A leaves the same stated graph as building B alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from pyoxigraph import Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import InputError, Problem
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
        SourceSummary(
            row[0].value, row[1].value, date.fromisoformat(row[2].value) if row[2] else None, int(row[3].value)
        )
        for row in found.rows
    ]
    return sorted(sources, key=lambda s: (s.date or date.max, s.iri))


def put(work: Transaction, data: m.Dataset, extra: Iterable[Triple] = ()) -> None:
    """Add what sources say; sources that the store has already are replaced by what they say now.

    Raises `InputError` where a fact's identifier stands for another fact that some other source keeps alive.
    """
    known = {summary.iri for summary in list_sources(work)}
    replaced = [source.iri for source in data.sources if source.iri in known]
    for source in replaced:
        _take_out(work, source)
    if replaced:
        _drop_unused(work)
    _refuse_conflicts(work, data)
    work.insert(v.GRAPH_STATED, chain(to_rdf(data), extra))
    _label_once(work)
    _count_revision(work)


def remove(work: Transaction, source: m.Iri) -> None:
    """Take out everything that a source said, and what only it kept alive."""
    _take_out(work, source)
    _drop_unused(work)
    _label_once(work)
    _count_revision(work)


def conflict(known: Any, new: Any, where: str) -> Problem:
    """Return the problem of one identifier used for two facts or accounts; ``where`` names the other place."""
    if type(known) is not type(new):
        differing = "the kind differs"
    else:
        names = [name for name in new.__dataclass_fields__ if getattr(known, name) != getattr(new, name)]
        differing = f"{' and '.join(names)} differ{'s' if len(names) == 1 else ''}"
    message = f"means another fact in {where}: {differing}"
    return Problem(message, "give one of them another key, or make both say the same", field=new.iri)


def _count_revision(work: Transaction) -> None:
    work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1))


def _refuse_conflicts(work: Transaction, data: m.Dataset) -> None:
    problems = []
    for identity in data.identities:
        for known in from_rdf(work.triples(v.GRAPH_STATED, identity.iri)).identities:
            if known != identity:
                problems.append(conflict(known, identity, _sources_of(work, identity.iri)))
    if problems:
        raise InputError(problems)


def _sources_of(store: Store, about: m.Iri) -> str:
    query = f"{_PREFIX}SELECT DISTINCT ?source WHERE {{ ?said pg:about <{about}> ; pg:statedIn ?source }}"
    found = sorted(row[0].value.rsplit("/", 1)[-1] for row in store.select(query).rows)
    return " and ".join(found) or "this store"


# --- SPARQL over the stated graph -----------------------------------------------------------------------


def _delete(work: Transaction, pattern: str) -> None:
    """Delete all triples of every ``?node`` that a pattern finds."""
    work.update(
        f"""{_PREFIX}DELETE {{ GRAPH {_STATED} {{ ?node ?p ?o }} }}
        WHERE {{ GRAPH {_STATED} {{ {pattern} ?node ?p ?o }} }}"""
    )


def _take_out(work: Transaction, source: m.Iri) -> None:
    _delete(work, f"?account pg:statedIn <{source}> ; {_PARTS} ?node .")
    _delete(work, f"?node pg:statedIn <{source}> .")
    _delete(work, f"<{source}> pg:completeness ?node .")
    _delete(work, f"VALUES ?node {{ <{source}> }}")


_KINDS = " ".join(f"pg:{name}" for name in _IDENTITIES)
_UNUSED = (
    # a fact of which nobody says anything, and on which no other fact rests
    f"""VALUES ?kind {{ {_KINDS} }} ?node a ?kind .
        FILTER NOT EXISTS {{ ?said pg:about ?node ; pg:modality ?modality }}
        FILTER NOT EXISTS {{ ?other pg:partnership|pg:parent|pg:until|pg:exceptCommitment ?node }}""",
    # a territory, or a thing, to which nothing refers
    "?node pg:includes ?region . FILTER NOT EXISTS { ?other ?link ?node }",
    f"""?node rdfs:label ?label . FILTER NOT EXISTS {{ ?other ?link ?node }}
        FILTER NOT EXISTS {{ VALUES ?kind {{ {_KINDS} }} ?node a ?kind }}""",
)


def _drop_unused(work: Transaction) -> None:
    before = -1
    while (now := work.count(v.GRAPH_STATED)) != before:
        before = now
        for pattern in _UNUSED:
            _delete(work, pattern)


_LEAST_NAME = f"""SELECT ?thing (MIN(?name) AS ?least) WHERE {{
    GRAPH {_STATED} {{ ?description a pg:Description ; pg:about ?thing ; pg:name ?name }} }} GROUP BY ?thing"""


def _label_once(work: Transaction) -> None:
    """Give each thing the least of the spellings that sources use, whatever the order they came in."""
    work.update(
        f"""{_PREFIX}DELETE {{ GRAPH {_STATED} {{ ?thing rdfs:label ?label }} }}
        WHERE {{ {{ {_LEAST_NAME} }} GRAPH {_STATED} {{ ?thing rdfs:label ?label }} FILTER(?label != ?least) }}"""
    )
    work.update(f"{_PREFIX}INSERT {{ GRAPH {_STATED} {{ ?thing rdfs:label ?least }} }} WHERE {{ {_LEAST_NAME} }}")
