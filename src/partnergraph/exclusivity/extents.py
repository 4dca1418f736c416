"""The countries of a scope day by day, once region words and memberships are read in one definite way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise, product
from typing import Final, NamedTuple, TypeAlias

from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.scope import (
    BIT,
    MOVING,
    Agreed,
    Mode,
    is_part,
    list_choice,
    mask_at,
    membership_modes,
    parts_left_out,
    region_words,
)
from partnergraph.inference import UNKNOWN_FUTURE, UNKNOWN_PAST
from partnergraph.territory import COUNTRIES, WORLD_MASK, Territory
from partnergraph.territory.regions import table

Valuation: TypeAlias = Mapping[Choice, object]
Box: TypeAlias = tuple[int, int, int]
"""First day, last day (ordinals, inclusive), mask."""
Extent: TypeAlias = tuple[Box, ...]

ALWAYS: Final = (UNKNOWN_PAST, UNKNOWN_FUTURE)
EVERYWHERE: Final[Extent] = ((*ALWAYS, -1),)


@lru_cache(maxsize=1)
def _part_bits() -> Mapping[str, int]:
    """Return the bit of each part of a country: above those of the countries, in the order of the codes."""
    return {code: 1 << (len(COUNTRIES) + number) for number, code in enumerate(table().parts)}


def part_bit(code: str) -> int:
    """Return the bit of a part of a country."""
    return _part_bits()[code]


def parts_of(mask: int) -> tuple[str, ...]:
    """Return the codes of the parts of countries in a mask, sorted.

    >>> parts_of(part_bit("DE-BY") | BIT["DE"])
    ('DE-BY',)
    """
    found, rest = [], max(mask, 0) >> len(COUNTRIES)
    while rest:
        low = rest & -rest
        found.append(table().parts[low.bit_length() - 1])
        rest ^= low
    return tuple(found)


def countries_only(mask: int) -> int:
    """Return a mask with the countries of its parts, and without the parts themselves."""
    found = mask & WORLD_MASK
    for code in parts_of(mask):
        found |= BIT[code.partition("-")[0]]
    return found


def parts_alone(mask: int) -> list[str]:
    """Return the parts in a mask that does not have their country, sorted."""
    return [code for code in parts_of(mask) if not mask & BIT[code.partition("-")[0]]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Rules of one deal with the days between which it was agreed; no rules: the territory is not stated."""

    rules: tuple[Territory, ...]
    agreed: Agreed

    def choices(self) -> dict[Choice, tuple[object, ...]]:
        """Return the open choices about region words and membership, with their values."""
        return _choices(self.rules, self.agreed)

    def valuations(self) -> Iterator[dict[Choice, object]]:
        """Yield every way to make them."""
        choices = self.choices()
        return (dict(zip(choices, made, strict=True)) for made in product(*choices.values()))

    def parts(self) -> frozenset[str]:
        """Return the parts of countries that are named, or told apart by some reading of a region word."""
        return _parts_named(self.rules)

    def extent(self, valuation: Valuation, possible: bool, looked_at: frozenset[str] = frozenset()) -> Extent:
        """Return the countries day by day when these choices are made, with those of the parts ``looked_at``.

        A part lies in a country that is named, unless it is excluded itself. ``possible``: a list that is not
        exhaustive has every country it may have, unless the choice whether it goes on is made too.
        """
        choices = (*_choices(self.rules, self.agreed), *_lists(self.rules, self.agreed))
        own = tuple((choice, valuation[choice]) for choice in choices if choice in valuation)
        return _extent(self.rules, self.agreed, own, possible, looked_at)


def parts_told_apart(coverages: Iterable[Coverage]) -> frozenset[str]:
    """Return the parts of countries that some coverages name, or tell apart by a region word."""
    return frozenset[str]().union(*(coverage.parts() for coverage in coverages))


@lru_cache(maxsize=65536)
def _lists(rules: tuple[Territory, ...], agreed: Agreed) -> tuple[Choice, ...]:
    return tuple(list_choice(rule, agreed) for rule in rules if not rule.exhaustive)


@lru_cache(maxsize=65536)
def _parts_named(rules: tuple[Territory, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(rule.named_parts for rule in rules))


@lru_cache(maxsize=65536)
def _choices(rules: tuple[Territory, ...], agreed: Agreed) -> dict[Choice, tuple[object, ...]]:
    found: dict[Choice, tuple[object, ...]] = {}
    modes: dict[Mode, None] = {}
    for rule in rules:
        for code in (*rule.includes, *rule.excludes):
            if len(region_words(code)) > 1:
                found["word", code] = tuple(range(len(region_words(code))))
            modes.update(dict.fromkeys(membership_modes(rule, code, agreed)))
    readable = [mode for mode in modes if isinstance(mode, date) or mode[0] != "frozen"]
    if len(readable) > 1:
        found["mode", agreed.owner] = tuple(readable)
    return found


@lru_cache(maxsize=65536)
def _extent(
    rules: tuple[Territory, ...],
    agreed: Agreed,
    own: tuple[tuple[Choice, object], ...],
    possible: bool,
    looked_at: frozenset[str],
) -> Extent:
    valuation = dict(own)
    days = sorted({UNKNOWN_PAST, *_change_days(rules), *_mode_days(valuation)})
    found: list[Box] = []
    for first, after in zip(days, [*days[1:], UNKNOWN_FUTURE + 1], strict=True):
        day = date.fromordinal(max(first, 1))
        mask = 0
        for rule in rules:
            mask |= _rule_mask(rule, agreed, valuation, day, possible, looked_at)
        if found and found[-1][2] == mask:
            found[-1] = (found[-1][0], after - 1, mask)
        else:
            found.append((first, after - 1, mask))
    return tuple(box for box in found if box[2])


def _change_days(rules: Iterable[Territory]) -> set[int]:
    return {
        day.toordinal()
        for rule in rules
        for code in (*rule.includes, *rule.excludes)
        for line in region_words(code)
        for day, _ in line
        if day is not None
    }


def _mode_days(valuation: Valuation) -> set[int]:
    """Days on which a frozen membership stops moving."""
    return {mode.toordinal() for choice, mode in valuation.items() if choice[0] == "mode" and isinstance(mode, date)}


def _rule_mask(
    rule: Territory, agreed: Agreed, valuation: Valuation, day: date, possible: bool, looked_at: frozenset[str]
) -> int:
    inside = outside = 0
    for code in rule.includes:
        inside |= _code_mask(code, rule, agreed, valuation, day, looked_at)
    for code in rule.excludes:
        outside |= _code_mask(code, rule, agreed, valuation, day, looked_at)
    if not rule.exhaustive and valuation.get(list_choice(rule, agreed), possible):
        inside = with_parts(WORLD_MASK, looked_at)
    return inside & ~outside


def _code_mask(
    code: str, rule: Territory, agreed: Agreed, valuation: Valuation, day: date, looked_at: frozenset[str]
) -> int:
    if is_part(code):
        return part_bit(code)
    word = int(str(valuation.get(("word", code), 0)))
    modes = membership_modes(rule, code, agreed)
    mask = mask_at(region_words(code)[word], _mode(valuation.get(("mode", agreed.owner), modes[0]), modes), day)
    return with_parts(mask, looked_at.difference(parts_left_out(code)[word]))


def with_parts(mask: int, parts: Iterable[str]) -> int:
    """Return a mask with those of some parts of countries whose country it has.

    >>> parts_of(with_parts(BIT["DE"], ["DE-BY", "US-CA"]))
    ('DE-BY',)
    """
    for code in parts:
        mask |= part_bit(code) if mask & BIT[code.partition("-")[0]] else 0
    return mask


def _mode(chosen: object, modes: tuple[Mode, ...]) -> Mode:
    if len(modes) == 1:
        return modes[0]
    if isinstance(chosen, date):
        return max((m for m in modes if isinstance(m, date) and m <= chosen), default=modes[0])
    return next((m for m in modes if m == chosen), MOVING)


def common(one: Extent, other: Extent) -> Extent:
    """Return where and when both are.

    >>> common(((1, 9, 3),), ((5, 20, 1),))
    ((5, 9, 1),)
    """
    found = []
    for first, last, mask in one:
        for other_first, other_last, other_mask in other:
            if (both := mask & other_mask) and first <= other_last and other_first <= last:
                found.append((max(first, other_first), min(last, other_last), both))
    return tuple(found)


def without(one: Extent, gone: Extent) -> Extent:
    """Return where and when the first is and the second is not.

    >>> without(((1, 9, 3),), ((5, 20, 1),))
    ((1, 4, 3), (5, 9, 2))
    """
    for gone_first, gone_last, gone_mask in gone:
        found: list[Box] = []
        for first, last, mask in one:
            if not mask & gone_mask or last < gone_first or gone_last < first:
                found.append((first, last, mask))
                continue
            if first < gone_first:
                found.append((first, gone_first - 1, mask))
            if mask & ~gone_mask:
                found.append((max(first, gone_first), min(last, gone_last), mask & ~gone_mask))
            if gone_last < last:
                found.append((gone_last + 1, last, mask))
        one = tuple(found)
    return one


def within(extent: Extent, first: int, last: int) -> Extent:
    """Return the part of the pieces that lies between two days, inclusive; nothing if the days are the wrong way."""
    if first > last:
        return ()
    return tuple((max(a, first), min(b, last), mask) for a, b, mask in extent if a <= last and first <= b)


def spans_of(extent: Iterable[Box]) -> list[tuple[int, int]]:
    """Return the days on which the pieces have any country, as sorted spans that neither touch nor overlap.

    >>> spans_of([(5, 9, 1), (1, 4, 2), (20, 22, 1), (22, 30, 1), (21, 25, 1)])
    [(1, 9), (20, 30)]
    """
    found: list[tuple[int, int]] = []
    for first, last, _ in sorted(extent):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


class Extents(NamedTuple):
    """Where and when something holds: for certain, and possibly; the former lies in the latter."""

    certain: Extent
    possible: Extent


THROUGHOUT: Final = Extents(EVERYWHERE, EVERYWHERE)
NOWHERE: Final = Extents((), ())
PERHAPS: Final = Extents((), EVERYWHERE)


def both(parts: Iterable[Extents]) -> Extents:
    """Return where and when all hold; `NOWHERE` itself if they possibly never do."""
    found = THROUGHOUT
    for part in parts:
        if part is THROUGHOUT or part is found:
            continue
        found = part if found is THROUGHOUT else Extents(common(found[0], part[0]), common(found[1], part[1]))
        if not found.possible:
            return NOWHERE
    return found


def either(parts: Iterable[Extents]) -> Extents:
    """Return where and when some hold; `THROUGHOUT` itself if one does."""
    found = NOWHERE
    for part in parts:
        if part is THROUGHOUT:
            return part
        if part is not NOWHERE and part is not found:
            found = part if found is NOWHERE else Extents(found[0] + part[0], found[1] + part[1])
    return found


def at_least(number: int, parts: Iterable[Extents]) -> Extents:
    """Return where and when so many hold at once, day by day; `NOWHERE` itself if they possibly never do.

    >>> one, other = Extents(((1, 9, 3),), ((1, 9, 3),)), Extents(((5, 20, 1),), ((5, 20, 1),))
    >>> at_least(2, [one, other]).certain
    ((5, 9, 1),)
    """
    kept = [part for part in parts if part is not NOWHERE]
    found = Extents(*(_as_often(number, [part[way] for part in kept]) for way in (0, 1)))
    return found if found.possible else NOWHERE


def _as_often(number: int, extents: list[Extent]) -> Extent:
    """Return where and when at least so many of the extents are."""
    found: list[Box] = []
    cuts = sorted({day for extent in extents for first, last, _ in extent for day in (first, last + 1)})
    for first, after in pairwise(cuts):
        counted = [-1, *(0 for _ in range(number))]
        for extent in extents:
            here = places_of(box for box in extent if box[0] <= first <= box[1])
            for level in range(number, 0, -1):
                counted[level] |= counted[level - 1] & here
        if counted[number]:
            found.append((first, after - 1, counted[number]))
    return tuple(found)


def outside(part: Extents) -> Extents:
    """Return where and when something does not hold: possibly, wherever it does not for certain.

    >>> outside(PERHAPS) == PERHAPS, outside(NOWHERE) is THROUGHOUT
    (True, True)
    """
    if part is NOWHERE:
        return THROUGHOUT
    if part is THROUGHOUT:
        return NOWHERE
    found = Extents(without(EVERYWHERE, part.possible), without(EVERYWHERE, part.certain))
    return found if found.possible else NOWHERE


def hull(extent: Extent) -> tuple[int, int, int]:
    """Return the first day, the last day and all countries of some pieces."""
    return min(p[0] for p in extent), max(p[1] for p in extent), places_of(extent)


def size_of(extent: Extent) -> tuple[int, int]:
    """Return how large some cells are: the countries that have no first or no last day, and the days of the others.

    The days are summed up country by country; a part of a country counts as its country.

    >>> size_of(((1, 9, 3), (5, 20, 1), (30, UNKNOWN_FUTURE, 2)))
    (1, 29)
    """
    boxes, endless, days = set(extent), 0, 0
    cuts = sorted({day for first, last, _ in boxes for day in (first, last + 1)})
    for first, after in pairwise(cuts):
        mask = countries_only(places_of(box for box in boxes if box[0] <= first <= box[1]))
        if first > UNKNOWN_PAST and after <= UNKNOWN_FUTURE:
            days += (after - first) * mask.bit_count()
        else:
            endless |= mask
    return endless.bit_count(), days


def places_of(extent: Iterable[Box]) -> int:
    """Return all countries of some pieces."""
    mask = 0
    for _, _, places in extent:
        mask |= places
    return mask


def of_countries(extent: Extent) -> Extent:
    """Return an extent with the countries of its parts."""
    return tuple((first, last, countries_only(mask)) for first, last, mask in extent)


def stories(extent: Extent) -> list[Box]:
    """Return the same cells as few boxes: countries with one history together, each for as long as it lasts.

    >>> stories(((1, 4, 3), (5, 9, 1)))
    [(1, 9, 1), (1, 4, 2)]
    """
    cuts = sorted({day for first, last, _ in extent for day in (first, last + 1)})
    slices = []
    for first, after in pairwise(cuts):
        mask = 0
        for start, end, countries in extent:
            mask |= countries if start <= first <= end else 0
        slices.append((first, after - 1, mask))
    groups = [hull(extent)[2]] if extent else []
    for _, _, mask in slices:
        groups = [part for group in groups for part in (group & mask, group & ~mask) if part]
    return [
        (first, last, group) for group in groups for first, last in spans_of([box for box in slices if box[2] & group])
    ]
