"""Reads some things out of a store with the facts around them, slice by slice: no more than a page can show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.lookup import kind_of
from partnergraph.rdf import from_rdf, group_by_subject, read_bounds
from partnergraph.store.base import Store

THINGS: Final = ("organization", "brand", "right", "model", "series", "person")
"""Kinds of things, as they stand in IRIs; all other kinds of `lookup.KINDS` but sources and claims are facts."""

MOST_DESCRIPTIONS: Final = 20
"""Of one thing: other names and links repeat themselves in source after source."""

MOST_CLAIMS: Final = 200

_ROLES: Final = (
    "party", "bound", "beneficiary", "holder", "organization", "product", "participant", "owner", "owned", "mark",
)  # fmt: skip
_MOST_TELLING: Final = ("party", "bound", "beneficiary", "participant")
_DESCRIBED: Final = ("maker", "brand", "series")
_CHUNK: Final = 300


def _path(names: Iterable[str]) -> str:
    return "|".join(f"<{v.pg(name)}>" for name in names)


_TOUCHING: Final = (
    f"{{ ?node {_path((*_ROLES, *_DESCRIBED))} ?thing }} UNION "
    f"{{ ?said <{v.pg('subject')}> ?thing ; <{v.pg('about')}> ?node }}"
)
"""Facts and descriptions that a thing takes part in."""


@dataclass(frozen=True, slots=True)
class Surrounded:
    """What was read: values, bounds derived for its facts, and by thing the facts and descriptions it takes part in."""

    data: m.Dataset
    derived: list[m.DerivedBound]
    touching: Mapping[m.Iri, set[m.Iri]]


class Surroundings:
    """Reads what is around some things of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def best_connected(self, most: int) -> list[m.Iri]:
        """Return the organizations that take part in most facts."""
        parts = " UNION ".join(f"{{ ?f <{v.pg(role)}> ?thing }}" for role in _MOST_TELLING)
        tail = f"GROUP BY ?thing ORDER BY DESC(?n) LIMIT {4 * most}"  # by name too, an engine needs seconds
        rows = self._select(f"SELECT ?thing (COUNT(?f) AS ?n) {{ {parts} }} {tail}")
        counted = [(-int(count.value), thing.value) for thing, count in rows if kind_of(thing.value) == "organization"]
        sure = [each for each in counted if each[0] < counted[-1][0]]  # of the last ones some were cut off, by chance
        return [thing for _, thing in sorted(sure or counted)[:most]]

    def touching(self, thing: m.Iri, start: int, most: int) -> list[m.Iri]:
        """Return facts and descriptions that a thing takes part in, ``most`` from the place ``start`` on."""
        pattern = _TOUCHING.replace("?thing", f"<{thing}>")
        rows = self._select(f"SELECT DISTINCT ?node {{ {pattern} }} ORDER BY ?node LIMIT {most} OFFSET {start}")
        return [row[0].value for row in rows]

    def counts(self, things: Iterable[m.Iri]) -> dict[m.Iri, int]:
        """Return in how many facts and descriptions things take part; none where that is zero."""
        found = {}
        for chunk in _chunks(sorted(things)):
            pattern = f"VALUES ?thing {{ {chunk} }} {_TOUCHING}"
            for thing, count in self._select(
                f"SELECT ?thing (COUNT(DISTINCT ?node) AS ?n) {{ {pattern} }} GROUP BY ?thing"
            ):
                found[thing.value] = int(count.value)
        return found

    def read(self, chosen: Iterable[m.Iri]) -> Surrounded:
        """Return things, facts and descriptions with their evidence.

        Facts that others rest on (a licence's parent, the partnership behind a release) come with them; other facts
        of the same things do not.
        """
        triples, fresh, seen = list[Triple](), (asked := set(chosen)), set[m.Iri]()
        while fresh:
            seen = seen | fresh
            found = list(self._nodes(fresh))
            triples += found
            near = {t.object.value for t in found if isinstance(t.object, NamedNode) and _is_node(t.object.value)}
            near |= set(self._said_about(iri for iri in fresh if is_fact(iri)))
            near |= set(self._descriptions(iri for iri in fresh if kind_of(iri) in THINGS))
            fresh = near - seen
        facts = {iri for iri in seen if is_fact(iri)}
        triples += self._claims(facts | asked)
        told = list(dict.fromkeys(triples))  # a claim's source may have been read with a fact's
        return Surrounded(from_rdf(told), self._bounds(facts), _touching(told))

    def _nodes(self, iris: Iterable[m.Iri]) -> Iterator[Triple]:
        for chunk in _chunks(sorted(iris)):
            yield from self._construct(f"VALUES ?s {{ {chunk} }} ?s ?p ?o FILTER (?p != <{v.pg('completeness')}>)")

    def _said_about(self, facts: Iterable[m.Iri]) -> Iterator[m.Iri]:
        for chunk in _chunks(sorted(facts)):
            pattern = f"VALUES ?o {{ {chunk} }} ?s <{v.pg('about')}> ?o ; a <{v.pg('Statement')}>"
            yield from (row[0].value for row in self._select(f"SELECT DISTINCT ?s {{ {pattern} }}"))

    def _descriptions(self, things: Iterable[m.Iri]) -> Iterator[m.Iri]:
        for chunk in _chunks(sorted(things)):
            pattern = f"VALUES ?o {{ {chunk} }} ?s <{v.pg('about')}> ?o ; a <{v.pg('Description')}>"
            told: dict[m.Iri, int] = {}
            for node, thing in self._select(f"SELECT DISTINCT ?s ?o {{ {pattern} }} ORDER BY ?s"):
                told[thing.value] = told.get(thing.value, 0) + 1
                if told[thing.value] <= MOST_DESCRIPTIONS:
                    yield node.value

    def _claims(self, about: Iterable[m.Iri]) -> Iterator[Triple]:
        """Yield claims with their sources and passages; of whom else they speak stays out."""
        claims: set[m.Iri] = set()
        for chunk in _chunks(sorted(about)):
            pattern = f"VALUES ?o {{ {chunk} }} ?s <{v.pg('about')}> ?o ; a <{v.pg('Claim')}>"
            rows = self._select(f"SELECT DISTINCT ?s {{ {pattern} }} ORDER BY ?s LIMIT {MOST_CLAIMS}")
            claims |= {row[0].value for row in rows}
        told = list(self._nodes(claims))
        proofs = {v.pg("evidence"), v.pg("statedIn")}
        yield from told
        yield from self._nodes(
            t.object.value for t in told if isinstance(t.object, NamedNode) and t.predicate.value in proofs
        )

    def _bounds(self, facts: Iterable[m.Iri]) -> list[m.DerivedBound]:
        triples: list[Triple] = []
        for chunk in _chunks(sorted(facts)):
            pattern = f"VALUES ?f {{ {chunk} }} ?s <{v.pg('boundOf')}> ?f ; ?p ?o"
            triples += self._construct(pattern, v.GRAPH_DERIVED)
        return read_bounds(triples)

    def _select(self, query: str) -> list[tuple[NamedNode, ...]]:
        head, _, body = query.partition("{")
        inner, _, tail = body.rpartition("}")
        rows = self._store.select(f"{head} {{ GRAPH <{v.GRAPH_STATED}> {{ {inner} }} }} {tail}").rows
        return [tuple(row) for row in rows]  # type: ignore[arg-type]

    def _construct(self, pattern: str, graph: str = v.GRAPH_STATED) -> Iterator[Triple]:
        return self._store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ {pattern} }} }}")


def _touching(triples: Iterable[Triple]) -> dict[m.Iri, set[m.Iri]]:
    roles = {v.pg(name) for name in (*_ROLES, *_DESCRIBED)}
    found: dict[m.Iri, set[m.Iri]] = {}
    for subject, node in group_by_subject(triples).items():
        about = node.get(v.pg("about"), [])
        for predicate, objects in node.items():
            near = {subject} if predicate in roles else {t.value for t in about} if predicate == v.pg("subject") else ()
            for thing in objects if near else ():
                found.setdefault(thing.value, set()).update(near)
    return found


def is_fact(iri: m.Iri) -> bool:
    """Say whether an IRI is that of a fact.

    >>> is_fact("https://w3id.org/partnergraph/id/partnership/xiaomi-leica")
    True
    """
    return kind_of(iri) not in (None, *THINGS, "source", "claim")


def _is_node(iri: m.Iri) -> bool:
    """Say whether an IRI is a node of the data: not a word of the vocabulary."""
    return not iri.startswith(v.W3ID) or iri.startswith((v.DEFAULT_BASE, v.TERRITORY))


def _chunks(iris: list[m.Iri]) -> Iterator[str]:
    for start in range(0, len(iris), _CHUNK):
        yield " ".join(f"<{iri}>" for iri in iris[start : start + _CHUNK])
