"""Bounds held against each other: what can be true together, and the window in which a start and an end lie.

Two bounds are incompatible when no period satisfies both. If incompatible bounds of one identity are entailed or
stated, their sources are read one at a time: believing one, the incompatible bounds of the others are laid aside,
here and wherever they were taken over. A source that contradicts itself says nothing by those bounds. A reading
yields to what is stated or entailed, and incompatible readings cancel each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from partnergraph.model import Edge, Iri

UNKNOWN_PAST: Final = 0
"""Day ordinal of a lower bound that is not known."""
UNKNOWN_FUTURE: Final = 4_000_000
"""Day ordinal of an upper bound that is not known, and of the end of what is endless; after 31 December 9999."""

Dispute: TypeAlias = frozenset[Iri]
"""The sources that contradict each other about one thing; one of them is believed."""
Belief: TypeAlias = tuple[tuple[Dispute, Iri], ...]
"""For some disputes, the source believed; sorted."""

NONE: Final[frozenset[str]] = frozenset()


class Bound(NamedTuple):
    """One bound of one edge. ``day`` is an ordinal; `UNKNOWN_FUTURE` for the end of what is endless.

    ``promised``: an end by a stated term, which did not come where one that came earlier is reported.
    """

    edge: Edge
    day: int
    readings: frozenset[str] = NONE
    rests_on: frozenset[Iri] = NONE
    sources: frozenset[Iri] = NONE
    disputes: frozenset[Dispute] = frozenset()
    stated: bool = False
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The days, as ordinals, between which a start and an end lie; a start is never after its end.

    Where nothing ends it (``earliest_end`` is `UNKNOWN_FUTURE`) ``continues`` tells why: a source says that it
    never does (false), or no source says so and it goes on by the reading ``continues`` (true).
    """

    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int
    continues: bool = field(default=False, compare=False)

    def holds(self, day: int) -> bool | None:
        """Whether it holds on ``day`` for every choice of start and end; ``None`` when that depends on the choice."""
        if day < self.earliest_start or day > self.latest_end:
            return False
        return True if self.latest_start <= day <= self.earliest_end else None


ANY_WINDOW: Final = Window(UNKNOWN_PAST, UNKNOWN_FUTURE, UNKNOWN_PAST, UNKNOWN_FUTURE)


def windows(bounds: Iterable[Bound], readings: frozenset[str]) -> tuple[tuple[Belief, Window], ...]:
    """Return the window under each way to believe sources that contradict each other; one with no belief if none do.

    >>> windows([], frozenset())[0][1] == ANY_WINDOW
    True
    """
    usable = [b for b in bounds if b.readings <= readings]
    disputes = sorted({d for b in usable for d in b.disputes}, key=sorted)
    if not disputes:
        return (((), resolve(usable)),)
    found = []
    for choice in product(*(sorted(d) for d in disputes)):
        belief = dict(zip(disputes, choice, strict=True))
        found.append((tuple(belief.items()), resolve(b for b in usable if _believed(b, belief))))
    if len({window for _, window in found}) == 1:
        return (((), found[0][1]),)
    return tuple(found)


def resolve(bounds: Iterable[Bound]) -> Window:
    """Return the window of bounds that are believed together: readings yield, incompatible ones cancel each other."""
    bounds = list(bounds)
    firm = [b for b in bounds if not b.readings]
    firm = _without(firm, incompatible(firm, firm))
    soft = [b for b in bounds if b.readings]
    soft = _without(soft, incompatible(soft, firm))
    soft = _without(soft, incompatible(soft, soft))
    days: dict[Edge, list[int]] = defaultdict(list)
    for bound in firm + soft:
        days[bound.edge].append(bound.day)
    endless = [b for b in firm + soft if b.day == UNKNOWN_FUTURE]
    earliest_start = max(days["earliest-start"], default=UNKNOWN_PAST)
    latest_end = min(days["latest-end"], default=UNKNOWN_FUTURE)
    return Window(
        earliest_start,
        min([*days["latest-start"], latest_end]),
        max([*days["earliest-end"], earliest_start]),
        latest_end,
        bool(endless) and all("continues" in b.readings for b in endless),
    )


def binding_readings(bounds: Iterable[Bound], window: Window, readings: frozenset[str]) -> set[str]:
    """Return the readings without which a window would be wider."""
    edges: dict[Edge, int] = {
        "earliest-start": window.earliest_start,
        "latest-start": window.latest_start,
        "earliest-end": window.earliest_end,
        "latest-end": window.latest_end,
    }
    at_edge = [b for b in bounds if b.readings <= readings and b.day == edges[b.edge]]
    firm = {b.edge for b in at_edge if not b.readings}
    return {name for b in at_edge if b.edge not in firm for name in b.readings}


def with_disputes(bounds: Iterable[Bound]) -> tuple[Bound, ...]:
    """Mark the stated and entailed bounds of one identity that contradict each other with the sources at odds."""
    bounds = tuple(bounds)
    firm = [b for b in bounds if not b.readings]
    if len({s for b in firm for s in b.sources}) < 2:
        return bounds
    at_odds = incompatible(firm, firm)
    sources: Dispute = frozenset(s for b in at_odds for s in b.sources)
    if len(sources) < 2:
        return bounds
    marked = set(map(id, at_odds))
    return tuple(b._replace(disputes=b.disputes | {sources}) if id(b) in marked else b for b in bounds)


_PAIRS: Final[dict[Edge, tuple[Edge, ...]]] = {
    "earliest-start": ("latest-start", "latest-end"),
    "earliest-end": ("latest-end",),
    "latest-start": (),
    "latest-end": (),
}
"""The edges after which the day of an edge may not be."""
_LOWER: Final[dict[Edge, tuple[Edge, ...]]] = {
    upper: tuple(lower for lower, uppers in _PAIRS.items() if upper in uppers) for upper in _PAIRS
}


def incompatible(these: list[Bound], those: list[Bound]) -> list[Bound]:
    """Return those of ``these`` that no period can satisfy together with one of ``those``."""
    least: dict[Edge, int] = {}
    greatest: dict[Edge, int] = {}
    for one in those:
        least[one.edge] = min(one.day, least.get(one.edge, one.day))
        greatest[one.edge] = max(one.day, greatest.get(one.edge, one.day))
    return [
        b
        for b in these
        if any(least.get(upper, b.day) < b.day for upper in _PAIRS[b.edge])
        or any(greatest.get(lower, b.day) > b.day for lower in _LOWER[b.edge])
    ]


def _without(bounds: list[Bound], dropped: list[Bound]) -> list[Bound]:
    gone = set(map(id, dropped))
    return [b for b in bounds if id(b) not in gone]


def _believed(bound: Bound, belief: dict[Dispute, Iri]) -> bool:
    return all(bound.sources & dispute <= {belief[dispute]} for dispute in bound.disputes)
