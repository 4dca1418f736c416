"""Which countries territories cover, and when: from `partnergraph.territory`, the one truth for regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from partnergraph import vocabulary as v
from partnergraph.rdf import date_literal, named
from partnergraph.territory import COUNTRIES, Territory, codes_of, mask_of
from partnergraph.territory.regions import table

MOST_OVERLAPS = 1_000
"""Above this many territories ``pg:overlaps`` is not materialized: 3,799 make 5.25 million pairs."""


def coverage(territories: list[Territory]) -> Iterator[Triple]:
    """Yield the countries that territories cover, and which territories overlap."""
    for territory in territories:
        yield from covered(territory)
    if len(territories) <= MOST_OVERLAPS:
        yield from overlaps(territories, territories)


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


def covered(territory: Territory) -> Iterator[Triple]:
    """Yield what one territory covers."""
    node = named(v.TERRITORY + territory.key)
    spans = segments(territory)
    always = spans[0][2]
    for span in spans[1:]:
        always &= span[2]
    for code in (*codes_of(always), *_rest_of_countries(territory, always)):
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


def _rest_of_countries(territory: Territory, always: int) -> Iterator[str]:
    """Yield the parts that a territory has always of the countries that it may not have as a whole."""
    cut = {code.partition("-")[0] for code in territory.named_parts - {*territory.parts}} - {*codes_of(always)}
    yield from filter(territory.always_has, sorted(table().parts_within(cut)))


def spells(territory: Territory) -> Iterator[tuple[str, bool, date | None, date | None]]:
    """Yield (country, whether in every reading, first day, last day) for what a territory has, sorted by country.

    A day is ``None`` where there is no first or last. Groups are read at the day asked where the territory does not
    freeze them; parts of countries come as well, and every country possibly if the list is not exhaustive.

    >>> [(code, certain, str(last)) for code, certain, _, last in spells(Territory(("EU",))) if code == "GB"]
    [('GB', True, '2020-01-31')]
    """
    if territory.membership == "not-stated":
        territory = replace(territory, membership="moving")
    found = [(code, certain, first, last) for code, certain, first, last in _sometimes(segments(territory), 0)]
    found += [(code, True, None, None) for code in territory.parts]
    if not territory.exhaustive:
        found += [(code, False, None, None) for code in COUNTRIES if code not in territory.excludes]
    yield from sorted(found, key=lambda row: (row[0], not row[1], row[2] or date.min))


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


def overlaps(some: Iterable[Territory], others: Iterable[Territory]) -> Iterator[Triple]:
    """Yield which of some territories may overlap which others."""
    predicate = named(v.pg("overlaps"))
    masks = [(named(v.TERRITORY + other.key), _possible(other)) for other in others]
    for one in some:
        node, mine = named(v.TERRITORY + one.key), _possible(one)
        yield from (Triple(node, predicate, other) for other, theirs in masks if mine & theirs)


def _possible(territory: Territory) -> int:
    mask = 0
    for _, _, _, possible in segments(territory):
        mask |= possible
    return mask
