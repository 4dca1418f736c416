"""Which exclusivity follows another: under the reading ``continues`` its start ends the one before.

The successor of an exclusivity on the grantor's side is another one with a common bound party and a common subject,
a common field (or one of them without), a common country in some reading (or one of them without territory), and a
beneficiary the first has not, whose greatest earliest-start lies after every bound that attests the first; of
several the first to start, ties by IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from partnergraph.inference.windows import UNKNOWN_FUTURE, UNKNOWN_PAST, Bound
from partnergraph.model import Iri
from partnergraph.territory import Territory


class Promise(NamedTuple):
    """An exclusivity on the grantor's side, as far as it may follow another; an axis joins what all facts say of it.

    ``starts`` are its greatest earliest-starts and its least latest-starts.
    """

    iri: Iri
    bound: tuple[Iri, ...]
    beneficiaries: tuple[Iri, ...]
    subjects: tuple[Iri, ...]
    fields: tuple[Iri, ...]
    territory: tuple[Territory, ...]
    starts: tuple[Bound, ...]

    @property
    def first(self) -> int:
        """The greatest earliest-start."""
        return max((b.day for b in self.starts if b.edge == "earliest-start"), default=UNKNOWN_PAST)

    def may_follow(self, other: Promise) -> bool:
        """Whether it concerns what the other does, for somebody else."""
        if set(self.beneficiaries) <= set(other.beneficiaries):
            return False
        if not set(self.bound) & set(other.bound) or not set(self.subjects) & set(other.subjects):
            return False
        if self.fields and other.fields and not set(self.fields) & set(other.fields):
            return False
        if not self.territory or not other.territory:
            return True
        return bool(_widest(self.territory) & _widest(other.territory))


class Open(NamedTuple):
    """A promise that no source ends, and how it goes on until one does. ``planned``: as its planned end has it."""

    promise: Promise
    attested_until: int
    going_on: tuple[Bound, ...]
    planned: tuple[Bound, ...]

    def until(self, successor: Promise | None) -> Iterator[Bound]:
        """Yield the bounds of its end: the day before its successor starts; as planned where it has none."""
        if successor is None:
            yield from self.planned
            return
        alike = set(self.promise.territory) == set(successor.territory)
        for bound in self.going_on:
            for start in successor.starts:
                if start.edge == "earliest-start" or alike:
                    yield _day_before(start, bound)


def extremes(bounds: Iterable[Bound]) -> tuple[Bound, ...]:
    """Return the greatest earliest-starts and the least latest-starts among some bounds."""
    firsts = [b for b in bounds if b.edge == "earliest-start"]
    lasts = [b for b in bounds if b.edge == "latest-start"]
    first = max((b.day for b in firsts), default=UNKNOWN_PAST)
    last = min((b.day for b in lasts), default=UNKNOWN_FUTURE)
    return (*(b for b in firsts if b.day == first), *(b for b in lasts if b.day == last))


def successor(one: Open, rivals: Iterable[Promise]) -> Promise | None:
    """Return the promise among ``rivals`` that follows another; ``None`` where none does."""
    following = (r for r in rivals if r.first > one.attested_until and r.may_follow(one.promise))
    return min(following, key=lambda rival: (rival.first, rival.iri), default=None)


def _day_before(start: Bound, going_on: Bound) -> Bound:
    return Bound(
        "earliest-end" if start.edge == "earliest-start" else "latest-end",
        start.day - 1,
        going_on.readings | start.readings,
        going_on.rests_on | start.rests_on,
        going_on.sources | start.sources,
        going_on.disputes | start.disputes,
    )


def _widest(territories: Iterable[Territory]) -> int:
    """Return every country that some reading of some territory has on some day."""
    mask = 0
    for territory in territories:
        for reading in territory.readings():
            for _, _, countries in reading.spans:
                mask |= countries
    return mask
