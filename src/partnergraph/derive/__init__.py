"""The derived graph: what follows from the stated one, as `partnergraph.inference` concludes it, written as triples.

The same in SPARQL are the CONSTRUCT files under ``ontology/rules``, run in the order of their names; each names its
reading (or ``entailed``) and every bound it makes lists the readings and statements it rests on. Coverage of
territories comes from `partnergraph.territory`, the one truth for regions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive.covering import coverage
from partnergraph.derive.mending import Change, conclude_anew, mend_coverage, mend_facts
from partnergraph.derive.writing import described, written
from partnergraph.inference import Conclusions
from partnergraph.resources import ontology_path
from partnergraph.store.base import FORMAT, Stamp, Store, Transaction
from partnergraph.territory import Territory

_READ_MEANWHILE = 70
"""Stated triples from which all is derived while the conclusions from one fact are mended, as measured."""
REFERENCE_FILES = ("regions.ttl", "parts.ttl", "schemes.ttl")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file: its name, what it says, the reading it belongs to and its query."""

    name: str
    title: str
    reading: str
    query: str


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the shipped rules in the order in which they run.

    >>> [rule.reading for rule in rules() if rule.name.startswith("52-")]
    ['coextensive']
    """
    return tuple(
        _read_rule(path.stem, path.read_text(encoding="utf-8")) for path in sorted(ontology_path("rules").glob("*.rq"))
    )


def _read_rule(name: str, text: str) -> Rule:
    head = dict(line[2:].split(": ", 1) for line in text.splitlines()[:2])
    return Rule(name, head["title"], head["reading"], text)


@lru_cache(maxsize=1)
def fingerprints() -> dict[str, str]:
    """Return digests of the ontology, the region table and the rules that derivation uses."""
    return {
        "ontology": _digest([ontology_path("partnergraph.ttl"), ontology_path("schemes.ttl")]),
        "regions": _digest([ontology_path("regions.ttl"), ontology_path("parts.ttl")]),
        "rules": _digest(sorted(ontology_path("rules").glob("*.rq"))),
    }


def _digest(paths: Iterable[object]) -> str:
    total = sha256()
    for path in paths:
        total.update(path.read_bytes())  # type: ignore[attr-defined]
    return total.hexdigest()[:16]


def stale(stamp: Stamp) -> tuple[str, ...]:
    """Return what the derived graph is behind: of ``format``, ``revision``, ``ontology``, ``regions``, ``rules``."""
    now = {"revision": str(stamp.revision), **fingerprints()}
    older = ("format",) if stamp.format < FORMAT else ()
    return older + tuple(name for name, value in now.items() if stamp.derived_from.get(name) != value)


def derive(work: Transaction, *, without: Collection[str] = ()) -> int:
    """Make the derived graph anew and stamp it; return how many triples it holds.

    ``without``: names of rules or readings to leave out; then the rule files make it.
    """
    work.clear(v.GRAPH_DERIVED)
    work.insert(v.GRAPH_DERIVED, coverage(territories(work)))
    _load_reference(work)
    if without:
        apply_rules(work, without)
    else:
        conclude_anew(work)
    _stamp(work, without)
    return work.count(v.GRAPH_DERIVED)


def apply_rules(work: Transaction, without: Collection[str] = ()) -> None:
    """Add what the rule files conclude; ``without``: names of rules or readings to leave out."""
    for rule in rules():
        if rule.name not in without and rule.reading not in without:
            work.insert(v.GRAPH_DERIVED, list(work.construct(rule.query)))


class Following:
    """Tells what follows from the parts of an inflow; ``things``: what it says but for facts and their accounts."""

    def __init__(self, things: m.Dataset) -> None:
        self._conclusions = Conclusions(things.sources)
        self._labels: dict[m.Iri, str] = {}
        for description in things.descriptions:
            known = self._labels.get(description.about, description.name)
            self._labels[description.about] = min(description.name, known)

    def __call__(self, part: m.Dataset) -> Iterator[Triple]:
        """Yield what follows from a closed group of facts, or from the things."""
        yield from written(self._conclusions.of(part))
        yield from described(part.descriptions, self._labels)

    def rest(self) -> Iterator[Triple]:
        """Yield, after all groups, what follows from several of them."""
        return written(self._conclusions.rest())


def finish(work: Transaction) -> None:
    """Add what follows from territories to a derived graph that holds all conclusions, and stamp it."""
    work.insert(v.GRAPH_DERIVED, coverage(territories(work)))
    _load_reference(work)
    _stamp(work)


def of_territories(rules_of: Iterable[Territory]) -> Iterator[Quad]:
    """Yield what follows from territories, and the regions and trees of terms, in the graphs of a store."""
    ordered = sorted(set(rules_of), key=lambda territory: territory.key)
    yield from (Quad(s, p, o, NamedNode(v.GRAPH_DERIVED)) for s, p, o in coverage(ordered))
    yield from _reference()


def mend(work: Transaction, change: Change, before: Collection[Territory]) -> None:
    """Derive anew what rests on a change, or all where that is sooner done, and stamp.

    ``before``: the territories then. The derived graph must have been up to date then: see `can_be_mended`.
    """
    left = sum(work.holds(v.GRAPH_STATED, fact) for fact in change.facts)  # what is gone is only to be forgotten
    if not work.states_more_than(_READ_MEANWHILE * left):
        derive(work)
        return
    mend_facts(work, change)
    mend_coverage(work, before, territories(work))
    _stamp(work)


def can_be_mended(stamp: Stamp) -> bool:
    """Say whether the derived graph is complete and up to date."""
    return not stale(stamp) and "without" not in stamp.derived_from


def _stamp(work: Transaction, without: Collection[str] = ()) -> None:
    made = {"revision": str(work.stamp.revision), **fingerprints()}
    if without:
        made["without"] = " ".join(sorted(without))
    work.set_stamp(replace(work.stamp, derived_from=made))


def _load_reference(work: Transaction) -> None:
    """Put the region table and the trees of terms beside the data, unless they are those already."""
    made = work.stamp.derived_from
    current = fingerprints()
    if all(made.get(name) == current[name] for name in ("ontology", "regions")):
        return
    work.clear(v.GRAPH_REFERENCE)
    work.load(_reference())


@lru_cache(maxsize=1)
def _reference() -> tuple[Quad, ...]:
    """Return the region table and the trees of terms: to read them takes longer than to derive a small graph."""
    graph = NamedNode(v.GRAPH_REFERENCE)
    files = (parse(path=str(ontology_path(name)), format=RdfFormat.TURTLE) for name in REFERENCE_FILES)
    return tuple(Quad(s, p, o, graph) for quads in files for s, p, o in (quad.triple for quad in quads))


def territories(store: Store) -> list[Territory]:
    """Return the territories of the stated graph, sorted by their keys."""
    found = store.select(f"SELECT ?t WHERE {{ GRAPH <{v.GRAPH_STATED}> {{ ?t a <{v.pg('Territory')}> }} }}")
    keys = sorted(row[0].value.removeprefix(v.TERRITORY) for row in found.rows)
    return [Territory.from_key(key) for key in keys]
