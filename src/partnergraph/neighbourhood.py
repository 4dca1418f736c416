"""Reads some nodes out of a store with what is around them, and nothing else.

An answer needs identities with all that bears on them (`Neighbourhood.around`); a page needs things and facts with what
it shows of them, and no more than it can show (`Neighbourhood.shown`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.kinds import kinds_in, nodes_of
from partnergraph.rdf import RDF_TYPES, from_rdf, group_by_subject, read_bounds
from partnergraph.store.base import Store

MOST_DESCRIPTIONS: Final = 20
"""Of one thing: other names and links repeat themselves in source after source."""

MOST_CLAIMS: Final = 200

_ABOUT, _SUBJECT, _COMPLETENESS = v.pg("about"), v.pg("subject"), v.pg("completeness")
_FORWARD: Final = frozenset(map(v.pg, (
    "partnership", "parent", "until", *v.PARTS, "exceptCommitment", "evidence", "statedIn", "copyOf", "completeness",
    "bound", "beneficiary", "excluded", "promisee", "subject", "owner", "owned", "mark",
    "assignor", "assignee", "predecessor", "successor", "hangsOn",
)))  # fmt: skip
_BACKWARD: Final = (_ABOUT, v.pg("partnership"), v.pg("changes"))
_PREDECESSOR: Final = v.pg("predecessor")
_MOST_TELLING: Final = tuple(map(v.pg, ("party", "bound", "beneficiary", "excluded", "promisee", "participant")))
_TAKING_PART: Final = (
    *_MOST_TELLING,
    *map(v.pg, ("holder", "organization", "product", "owner", "owned", "mark", "maker", "brand", "series")),
    *map(v.pg, ("assignor", "assignee", "predecessor", "successor")),
)
"""Properties by which facts, and descriptions, lead to the things that take part in them."""

Near = Callable[[list[Triple]], Iterable[m.Iri]]
"""Returns the nodes to which what is said of some nodes leads."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: values, bounds derived for its facts, and by thing the facts and descriptions around it."""

    data: m.Dataset
    derived: list[m.DerivedBound]
    touching: Mapping[m.Iri, set[m.Iri]]


class Neighbourhood:
    """Reads parts of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def _said(self, nodes: Iterable[m.Iri]) -> Iterator[Triple]:
        return self._store.triples(v.GRAPH_STATED, list(nodes))

    def _walk(self, start: Iterable[m.Iri], near: Near) -> list[Triple]:
        """Return what is said of some nodes, of those to which that leads, and so on."""
        triples, fresh, seen = list[Triple](), dict.fromkeys(start), set[m.Iri]()
        while fresh:
            seen.update(fresh)
            found = list(self._said(fresh))
            triples += found
            fresh = dict.fromkeys(iri for iri in near(found) if iri not in seen)
        return triples

    # -- what answers rest on

    def owners_and_families(self) -> m.Dataset:
        """Return every ownership and mark family."""
        return from_rdf(self._said(nodes_of(self._store, "ownership", "mark-family")))

    def complete_sources(self) -> list[m.Iri]:
        """Return the sources that declare to be complete for something."""
        return sorted(set(self._store.subjects(_COMPLETENESS)))

    def own_terms(self) -> Iterator[m.Term]:
        """Yield the store's own terms of the axes."""
        schemes = [v.W3ID + axis.name for axis in AXES]
        found = from_rdf(self._said(set(self._store.subjects(v.SKOS + "inScheme", schemes))))
        yield from (entity for entity in found.entities if isinstance(entity, m.Term))

    def around(self, identities: Iterable[m.Iri]) -> m.Dataset:
        """Return identities with their statements, sources, passages, licences above, partnerships and releases."""
        return from_rdf(self._walk([*identities, *self.complete_sources()], self._bearing))

    def _bearing(self, found: list[Triple]) -> Iterator[m.Iri]:
        yield from _objects(t for t in found if t.predicate.value in _FORWARD)
        yield from self._store.subjects(_BACKWARD, _of(found, v.FACTS))
        yield from self._store.subjects(_PREDECESSOR, _of(found, ("organization",)))

    # -- what a page shows

    def best_connected(self, most: int) -> list[m.Iri]:
        """Return the organizations that take part in most facts."""
        organizations = nodes_of(self._store, "organization")
        counted = Counter(iri for iri in self._store.objects(None, _MOST_TELLING) if iri in organizations)
        return sorted(counted, key=lambda iri: (-counted[iri], iri))[:most]

    def touching(self, thing: m.Iri) -> set[m.Iri]:
        """Return the facts and descriptions that a thing takes part in."""
        accounts = list(self._store.subjects(_SUBJECT, thing))
        return {*self._store.subjects(_TAKING_PART, thing), *self._store.objects(accounts, _ABOUT)}

    def shown(self, chosen: Iterable[m.Iri]) -> Shown:
        """Return things, facts and descriptions with their evidence.

        Facts that others rest on (a licence's parent, the partnership behind a release) come with them; other facts
        of the same things do not.
        """
        asked = set(chosen)
        walked = self._walk(asked, self._visible)
        facts = _of(walked, v.FACTS)
        all_said = dict.fromkeys((*walked, *self._claims({*facts, *asked})))  # both may have read a source
        told = [triple for triple in all_said if triple.predicate.value != _COMPLETENESS]
        return Shown(from_rdf(told), self._bounds(facts), _touching(told))

    def _visible(self, found: list[Triple]) -> Iterator[m.Iri]:
        yield from _objects(
            t for t in found if t.predicate.value.startswith(v.NS) and t.predicate.value != _COMPLETENESS
        )
        yield from (t.subject.value for t in self._told(_of(found, v.FACTS), m.Statement))
        told = Counter[m.Iri]()
        for triple in sorted(self._told(_of(found, v.THINGS), m.Description), key=lambda t: t.subject.value):
            told[triple.object.value] += 1
            if told[triple.object.value] <= MOST_DESCRIPTIONS:
                yield triple.subject.value

    def _claims(self, about: Iterable[m.Iri]) -> Iterator[Triple]:
        """Yield claims with their sources and passages; of whom else they speak stays out."""
        claims = sorted({t.subject.value for t in self._told(list(about), m.Claim)})[:MOST_CLAIMS]
        told = list(self._said(claims))
        proofs = (v.pg("evidence"), v.pg("statedIn"))
        yield from told
        yield from self._said(set(_objects(t for t in told if t.predicate.value in proofs)))

    def _told(self, nodes: list[m.Iri], kind: type) -> list[Triple]:
        """Return of the accounts of a kind which of some nodes they are about."""
        about = list(self._store.triples(v.GRAPH_STATED, None, _ABOUT, nodes))
        accounts = {t.subject for t in about}
        typed = {t.subject for t in self._store.triples(v.GRAPH_STATED, accounts, v.RDF + "type", RDF_TYPES[kind])}
        return [t for t in about if t.subject in typed]

    def _bounds(self, facts: list[m.Iri]) -> list[m.DerivedBound]:
        bounds = set(self._store.subjects(v.pg("boundOf"), facts, v.GRAPH_DERIVED))
        return read_bounds(self._store.triples(v.GRAPH_DERIVED, bounds))


def _objects(triples: Iterable[Triple]) -> Iterator[m.Iri]:
    return (t.object.value for t in triples if isinstance(t.object, NamedNode))


def _of(triples: Iterable[Triple], kinds: Iterable[str]) -> list[m.Iri]:
    """Return those of the nodes of triples that are of some kinds."""
    wanted = set(kinds)
    return [iri for iri, found in kinds_in(triples).items() if not wanted.isdisjoint(found)]


def _touching(triples: Iterable[Triple]) -> dict[m.Iri, set[m.Iri]]:
    found: dict[m.Iri, set[m.Iri]] = {}
    for subject, node in group_by_subject(triples).items():
        about = [t.value for t in node.get(_ABOUT, ())]
        for predicate, objects in node.items():
            near = [subject] if predicate in _TAKING_PART else about if predicate == _SUBJECT else []
            for thing in objects if near else ():
                found.setdefault(thing.value, set()).update(near)
    return found
