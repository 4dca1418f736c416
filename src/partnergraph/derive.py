"""The derived graph: what follows from the stated one, by rule files and the region table.

Rules are SPARQL CONSTRUCT files under ``ontology/rules``, run in the order of their names; each names its
reading (or ``entailed``) and every bound it makes lists the readings and statements it rests on. Coverage
of territories comes from `partnergraph.territory`, the one truth for regions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from partnergraph import vocabulary as v
from partnergraph.rdf import date_literal, named
from partnergraph.resources import ontology_path
from partnergraph.store.base import Stamp, Store, Transaction
from partnergraph.territory import Territory, codes_of

MOST_OVERLAPS = 1_000
"""Above this many territories ``pg:overlaps`` is not materialized: 3,799 make 5.25 million pairs."""

REFERENCE_FILES = ("regions.ttl", "schemes.ttl")


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
        "regions": _digest([ontology_path("regions.ttl")]),
        "rules": _digest(sorted(ontology_path("rules").glob("*.rq"))),
    }


def _digest(paths: Iterable[object]) -> str:
    total = sha256()
    for path in paths:
        total.update(path.read_bytes())  # type: ignore[attr-defined]
    return total.hexdigest()[:16]


def stale(stamp: Stamp) -> tuple[str, ...]:
    """Return what the derived graph is behind: of ``revision``, ``ontology``, ``regions``, ``rules``."""
    now = {"revision": str(stamp.revision), **fingerprints()}
    return tuple(name for name, value in now.items() if stamp.derived_from.get(name) != value)


def derive(work: Transaction, *, without: Collection[str] = ()) -> int:
    """Make the derived graph anew and stamp it; return how many triples it holds.

    ``without``: names of rules or readings to leave out.
    """
    work.clear(v.GRAPH_DERIVED)
    _load_reference(work)
    work.insert(v.GRAPH_DERIVED, _coverage(_territories(work)))
    for rule in rules():
        if rule.name not in without and rule.reading not in without:
            work.insert(v.GRAPH_DERIVED, list(work.construct(rule.query)))
    work.set_stamp(replace(work.stamp, derived_from={"revision": str(work.stamp.revision), **fingerprints()}))
    return work.count(v.GRAPH_DERIVED)


def _load_reference(work: Transaction) -> None:
    """Put the region table and the trees of terms beside the data, unless they are those already."""
    made = work.stamp.derived_from
    current = fingerprints()
    if all(made.get(name) == current[name] for name in ("ontology", "regions")):
        return
    work.clear(v.GRAPH_REFERENCE)
    work.insert(v.GRAPH_REFERENCE, _reference_triples())


def _reference_triples() -> Iterator[Triple]:
    for name in REFERENCE_FILES:
        for quad in parse(path=str(ontology_path(name)), format=RdfFormat.TURTLE):
            yield quad.triple


def _territories(store: Store) -> list[Territory]:
    found = store.select(f"SELECT ?t WHERE {{ GRAPH <{v.GRAPH_STATED}> {{ ?t a <{v.pg('Territory')}> }} }}")
    keys = sorted(row[0].value.removeprefix(v.TERRITORY) for row in found.rows)
    return [Territory.from_key(key) for key in keys]


def _coverage(territories: list[Territory]) -> Iterator[Triple]:
    for territory in territories:
        yield from _covered(territory)
    if len(territories) <= MOST_OVERLAPS:
        yield from _overlaps(territories)


def segments(territory: Territory) -> list[tuple[date | None, date | None, int, int]]:
    """Return (first day, last day, certain mask, possible mask) spans over all readings of a territory.

    A country is in the certain mask if every reading has it, in the possible mask if any has.
    """
    readings = territory.readings()
    starts = sorted({first for r in readings for first, _, _ in r.spans if first is not None})
    edges: list[date | None] = [None, *starts]
    spans = []
    for i, first in enumerate(edges):
        upcoming = edges[i + 1] if i + 1 < len(edges) else None
        last = date.fromordinal(upcoming.toordinal() - 1) if upcoming else None
        masks = [r.mask_on(first or date.min) for r in readings]
        certain = possible = masks[0]
        for mask in masks[1:]:
            certain &= mask
            possible |= mask
        spans.append((first, last, certain, possible))
    return spans


def _covered(territory: Territory) -> Iterator[Triple]:
    node = named(v.TERRITORY + territory.key)
    spans = segments(territory)
    always = spans[0][2]
    for span in spans[1:]:
        always &= span[2]
    for code in codes_of(always):
        yield Triple(node, named(v.pg("covers")), named(v.REGION + code))
    for code, certain, first, last in _sometimes(spans, always):
        key = f"{code}-{'certain' if certain else 'possible'}-{first or 'ever'}"
        part = NamedNode(f"{node.value}-{key}")
        yield Triple(node, named(v.pg("coverage")), part)
        yield Triple(part, named(v.RDF + "type"), named(v.pg("Coverage")))
        yield Triple(part, named(v.pg("country")), named(v.REGION + code))
        yield Triple(part, named(v.pg("certain")), Literal(certain))
        if first is not None:
            yield Triple(part, named(v.pg("memberFrom")), date_literal(first))
        if last is not None:
            yield Triple(part, named(v.pg("memberUntil")), date_literal(last))


def _sometimes(
    spans: list[tuple[date | None, date | None, int, int]], always: int
) -> Iterator[tuple[str, bool, date | None, date | None]]:
    """Yield (country, certain, first, last) for what is not covered always, neighbouring spans joined."""
    ever = 0
    for _, _, _, possible in spans:
        ever |= possible
    for code in codes_of(ever & ~always):
        for certain in (True, False):
            yield from ((code, certain, first, last) for first, last in _runs(spans, code, certain=certain))


def _runs(
    spans: list[tuple[date | None, date | None, int, int]], code: str, *, certain: bool
) -> Iterator[tuple[date | None, date | None]]:
    from partnergraph.territory import mask_of

    bit = mask_of([code])
    start: date | None = None
    inside = False
    before: date | None = None
    for first, last, sure, possible in spans:
        here = bool(sure & bit) if certain else bool(possible & ~sure & bit)
        if here and not inside:
            start = first
        if inside and not here:
            yield start, before
        inside, before = here, last
    if inside:
        yield start, None


def _overlaps(territories: list[Territory]) -> Iterator[Triple]:
    masks = []
    for territory in territories:
        mask = 0
        for _, _, _, possible in segments(territory):
            mask |= possible
        masks.append((named(v.TERRITORY + territory.key), mask))
    overlaps = named(v.pg("overlaps"))
    for one, mine in masks:
        for other, theirs in masks:
            if mine & theirs:
                yield Triple(one, overlaps, other)
