"""Days that hang on occurrences ("five years from first sale"): reckoned from what is recorded of these.

An occurrence lies between the earliest and the latest start that facts give it; a plan gives it none, nor does what
some source denies. What a fact says of a place counts there; what it says of no place counts everywhere, if no fact
names one. Where the days differ between the countries of one deal, each of which has some, the deal has the outermost:
what is in between is open. Where a country has none, it has none.

* The *first* of some is the earliest recorded anywhere. Of the *last* each that is recorded is an earliest day: another
  one may follow that is not.
* The *later* of some days is not before any that is known, the *earlier* not after any; the other edge is known where
  all of them are.

The rule is semantics.md, "Relative starts and ends".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple, TypeAlias

from partnergraph.errors import PhraseError
from partnergraph.inference.windows import NONE, Bound, with_disputes
from partnergraph.model import Iri, RelativeDay, Statement
from partnergraph.territory import WORLD_MASK, Territory, mask_of

Recorded: TypeAlias = Callable[[Iri], Sequence["Fact"]]
"""What is recorded of the days of an occurrence; nothing where a source denies it."""


class Fact(NamedTuple):
    """What one statement says of the days of an occurrence, and where."""

    territory: tuple[Territory, ...]
    bounds: tuple[Bound, ...]


class Days(NamedTuple):
    """The bounds of one day, from below and from above; empty where nothing bounds it."""

    lower: tuple[Bound, ...] = ()
    upper: tuple[Bound, ...] = ()


def reckoned(days: Sequence[RelativeDay], recorded: Recorded, countries: int | None, stated: Bound) -> Days:
    """Return the bounds of a start or an end that is one of some days.

    ``countries``: those of the deal, ``None`` where they are not one definite set. ``stated``: of a day that is stated,
    what a bound of it has but for its day.
    """
    found = [_counted(day, recorded, countries, stated) for day in days]
    if len(found) == 1:
        return found[0]
    return later(found) if days and days[0].among == "later" else earlier(found)


def _counted(day: RelativeDay, recorded: Recorded, countries: int | None, stated: Bound) -> Days:
    if day.day is not None:
        bound = stated._replace(day=day.day.toordinal())
        return Days((bound,), (bound,))
    facts = [fact for iri in day.occurrences for fact in recorded(iri)]
    if day.which is not None:
        units = _units(facts)
        found = earlier(units) if day.which == "first" else Days(later(units).lower)
    else:
        found = _in_places(facts, countries) if len(day.occurrences) == 1 else Days()
    return _moved(found, day)


def undated(statements: Sequence[Statement], recorded: Recorded) -> Iri | None:
    """Return an occurrence on which a deal hangs, and of which nothing recorded bounds it wherever the deal is."""
    for said in statements:
        countries = countries_of([said] if said.territory else statements)
        for day in (*said.relative_starts, *said.relative_ends):
            for occurrence in day.occurrences:
                facts = recorded(occurrence)
                found = _in_places(facts, countries) if day.which is None else earlier(_units(facts))
                if not (found.lower or found.upper):
                    return occurrence
    return None


def _units(facts: Iterable[Fact]) -> list[Days]:
    """Return the days in each place that facts name, and in what they do not name."""
    by_place: dict[tuple[Territory, ...], list[Bound]] = defaultdict(list)
    for fact in facts:
        by_place[fact.territory] += fact.bounds
    return [_of(bounds) for bounds in by_place.values()]


def _in_places(facts: Sequence[Fact], countries: int | None) -> Days:
    """Return the bounds in all the countries of a deal: the outermost, where each has some."""
    placed = [fact for fact in facts if fact.territory]
    if not placed:
        return _of([bound for fact in facts for bound in fact.bounds])
    masks = [plain_countries(fact.territory) for fact in placed]
    if countries is None or None in masks:
        return Days()
    groups: dict[tuple[int, ...], int] = {(): countries}
    for number, mask in enumerate(masks):
        split = {(*key, number): group & (mask or 0) for key, group in groups.items()}
        split |= {key: group & ~(mask or 0) for key, group in groups.items()}
        groups = {key: group for key, group in split.items() if group}
    found = [_of([bound for number in key for bound in placed[number].bounds]) for key in groups]
    return (
        found[0] if len(found) == 1 else Days(_one([d.lower for d in found], min), _one([d.upper for d in found], max))
    )


def _of(bounds: Iterable[Bound]) -> Days:
    marked = with_disputes(bounds)
    lower, upper = (tuple(b for b in marked if b.edge == edge) for edge in ("earliest-start", "latest-start"))
    return Days(lower, upper)


def later(days: Sequence[Days]) -> Days:
    """Return the bounds of the latest of some days."""
    return Days(tuple(b for one in days for b in one.lower), _one([one.upper for one in days], max))


def earlier(days: Sequence[Days]) -> Days:
    """Return the bounds of the earliest of some days."""
    return Days(_one([one.lower for one in days], min), tuple(b for one in days for b in one.upper))


def _one(options: Sequence[tuple[Bound, ...]], choose: Callable[[Iterable[int]], int]) -> tuple[Bound, ...]:
    """Return the bound of the least, or the greatest, of some days; none where one of them has none.

    A day of which sources at odds tell lies between what they say.
    """
    if len(options) <= 1:
        return options[0] if options else ()
    if not all(options):
        return ()
    parts = [bound for bounds in options for bound in bounds]
    day = choose(_day(bounds) for bounds in options)
    rests_on = reduce(or_, (bound.rests_on for bound in parts))
    return (parts[0]._replace(day=day, readings=_readings(parts), rests_on=rests_on, disputes=frozenset()),)


def _day(bounds: tuple[Bound, ...]) -> int:
    below, at_odds = bounds[0].edge == "earliest-start", any(b.disputes for b in bounds)
    return (min if below == at_odds else max)(bound.day for bound in bounds)


def _readings(bounds: Iterable[Bound]) -> frozenset[str]:
    return reduce(or_, (bound.readings for bound in bounds), NONE)


def _moved(days: Days, by: RelativeDay) -> Days:
    """Return the bounds of the day that lies a length after another, or ends a term from it."""
    if by.length is None:
        return days
    count = by.length.last_day if by.as_term else by.length.after
    return Days(*(tuple(shifted(bounds, count)) for bounds in days))


def shifted(bounds: Iterable[Bound], count: Callable[[date], date]) -> Iterator[Bound]:
    """Yield bounds on other days; what would lie after the calendar is none."""
    for bound in bounds:
        try:
            yield bound._replace(day=count(date.fromordinal(bound.day)).toordinal())
        except (OverflowError, ValueError):  # after the calendar: nothing to compare it with
            continue


def countries_of(statements: Iterable[Statement]) -> int | None:
    """Return the countries of what statements say of a deal; ``None`` where they are not one definite set."""
    return plain_countries(tuple(dict.fromkeys(rule for said in statements for rule in said.territory)))


@lru_cache(maxsize=4096)
def plain_countries(rules: tuple[Territory, ...]) -> int | None:
    """Return the countries of rules that mean the same on every day in every reading; ``None`` for others.

    >>> plain_countries((Territory(("EU",)),)) is None
    True
    """
    try:
        masks = [mask_of(rule.includes) & ~mask_of(rule.excludes) for rule in rules]
    except PhraseError:
        return None
    definite = all(rule.exhaustive and not rule.named_parts for rule in rules)
    return reduce(or_, masks, 0) & WORLD_MASK if rules and definite else None
