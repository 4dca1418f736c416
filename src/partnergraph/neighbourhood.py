"""Reads some facts out of a store with all that bears on them, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.rdf import from_rdf
from partnergraph.store.base import Store
from partnergraph.store.linked import chunks

_FORWARD: Final = (
    "partnership", "parent", "until", "carveout", "exceptCommitment", "evidence", "statedIn", "copyOf", "completeness",
    "price", "quantity", "bound", "beneficiary", "subject", "owner", "owned", "mark",
)  # fmt: skip
_BACKWARD: Final = ("about", "partnership")
_SOURCE_PROPERTIES: Final = (
    v.RDF + "type", v.DCTERMS + "title", v.DCTERMS + "issued", v.pg("asOf"), v.pg("copyOf"), v.pg("completeness"),
    v.pg("grantor"), v.pg("subject"),  # of what it is complete for, whose nodes are called after the source
)  # fmt: skip
_NOT_IDENTITIES: Final = {
    "source", "evidence", "statement", "organization", "brand", "model", "series", "person", "right", "claim"
}  # fmt: skip


class Neighbourhood:
    """Reads identities out of a store with all that bears on them: what is said of them, by whom, and their kin."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._forward = {v.pg(name) for name in _FORWARD}

    def owners_and_families(self) -> m.Dataset:
        """Return every ownership and mark family, and what is declared complete."""
        kinds = " ".join(f"<{v.pg(name)}>" for name in ("Ownership", "MarkFamily"))
        return from_rdf(self._construct(f"VALUES ?kind {{ {kinds} }} ?s a ?kind ; ?p ?o ."))

    def complete_sources(self) -> list[str]:
        """Return the sources that declare to be complete for something."""
        rows = self._store.select(f"SELECT DISTINCT ?s WHERE {{ ?s <{v.pg('completeness')}> ?part }}").rows
        return sorted(row[0].value for row in rows if isinstance(row[0], NamedNode))

    def own_terms(self) -> Iterator[m.Term]:
        """Yield the store's own terms of the axes."""
        schemes = " ".join(f"<{v.W3ID}{axis.name}>" for axis in AXES)
        found = self._construct(f"VALUES ?scheme {{ {schemes} }} ?s <{v.SKOS}inScheme> ?scheme ; ?p ?o .")
        yield from (entity for entity in from_rdf(found).entities if isinstance(entity, m.Term))

    def around(self, identities: Iterable[m.Iri]) -> m.Dataset:
        """Return identities with their statements, sources, passages, licences above, partnerships and releases."""
        triples: list[Triple] = []
        fresh, seen = dict.fromkeys([*identities, *self.complete_sources()]), set[str]()
        while fresh:
            seen.update(fresh)
            found = list(self._nodes(fresh))
            triples += found
            near = [
                t.object.value for t in found if isinstance(t.object, NamedNode) and t.predicate.value in self._forward
            ]
            near += self._pointing(iri for iri in fresh if _segment(iri) not in _NOT_IDENTITIES)
            fresh = dict.fromkeys(iri for iri in near if iri not in seen)
        return from_rdf(triples)

    def _nodes(self, iris: Iterable[m.Iri]) -> Iterator[Triple]:
        """Yield the triples of nodes; of sources, which may mention all there is, only the ones needed."""
        sources: list[m.Iri] = []
        others: list[m.Iri] = []
        for iri in iris:
            (sources if _segment(iri) == "source" else others).append(iri)
        for chunk in chunks(others):
            yield from self._construct(f"VALUES ?s {{ {chunk} }} ?s ?p ?o .")
        predicates = " ".join(f"<{iri}>" for iri in _SOURCE_PROPERTIES)
        for chunk in chunks(sources):
            yield from self._construct(f"VALUES ?s {{ {chunk} }} VALUES ?p {{ {predicates} }} ?s ?p ?o .")

    def _pointing(self, iris: Iterable[m.Iri]) -> Iterator[m.Iri]:
        """Yield the statements about identities, and the members of partnerships."""
        links = "|".join(f"<{v.pg(name)}>" for name in _BACKWARD)
        for chunk in chunks(iris):
            pattern = f"GRAPH <{v.GRAPH_STATED}> {{ VALUES ?o {{ {chunk} }} ?s {links} ?o }}"
            rows = self._store.select(f"SELECT DISTINCT ?s WHERE {{ {pattern} }}").rows
            yield from (row[0].value for row in rows if isinstance(row[0], NamedNode))

    def _construct(self, pattern: str) -> Iterator[Triple]:
        return self._store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{v.GRAPH_STATED}> {{ {pattern} }} }}")


def _segment(iri: m.Iri) -> str:
    return iri.rsplit("/", 2)[-2] if iri.count("/") > 1 else ""
