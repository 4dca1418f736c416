"""Countries and parts of countries as one definite set, that can be joined, cut and turned into the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from partnergraph.territory.algebra import COUNTRIES, WORLD_MASK, Territory, certain_on, codes_of, mask_of
from partnergraph.territory.regions import WORLD_CODE

_Parts: TypeAlias = frozenset[str]
_NO_PARTS: Final[tuple[bool, _Parts]] = (False, frozenset())


@dataclass(frozen=True, slots=True)
class Places:
    """Countries, as the bits of one integer, and of some others parts alone.

    ``odd``: the countries of which it has a part: all but some parts (``True``), or some parts alone (``False``), as
    in ISO 3166-2; sorted.

    >>> canada = Places.of(["CA"])
    >>> quebec = Places.of(["CA-QC"])
    >>> (canada - quebec | quebec) == canada, [rule.key for rule in (canada - quebec).rules()]
    (True, ['CA_except_CA-QC'])
    """

    mask: int = 0
    odd: tuple[tuple[str, bool, _Parts], ...] = ()

    @classmethod
    def of(cls, codes: Iterable[str]) -> Places:
        """Return countries and parts of countries."""
        parts: dict[str, tuple[bool, _Parts]] = {}
        whole = []
        for code in codes:
            country, part, _ = code.partition("-")
            if part:
                parts[country] = False, parts.get(country, _NO_PARTS)[1] | {code}
            else:
                whole.append(code)
        return _made(mask_of(whole), parts)

    @classmethod
    def on(cls, rules: Iterable[Territory], day: date) -> Places:
        """Return what territories have on a day in every reading.

        >>> str(Places.on([Territory(("CA", "US"), ("CA-QC",))], date(2026, 1, 1)))
        'CA US without CA-QC'
        """
        found = cls()
        for rule in rules:
            found |= cls(certain_on(rule.whole, day)) - cls.of(rule.parts_left_out) | cls.of(rule.parts)
        return found

    def __or__(self, other: Places) -> Places:
        odd = self._by_country()
        for country, whole, parts in other.odd:
            odd[country] = _both(odd[country], (whole, parts)) if country in odd else (whole, parts)
        return _made(self.mask | other.mask, odd)

    def __sub__(self, other: Places) -> Places:
        return (self.rest() | other).rest()

    def __and__(self, other: Places) -> Places:
        return self - other.rest()

    def __bool__(self) -> bool:
        return bool(self.mask or self.odd)

    def rest(self) -> Places:
        """Return the rest of the world."""
        odd = {country: (not whole, parts) for country, whole, parts in self.odd}
        return _made(WORLD_MASK & ~self.mask & ~mask_of(odd), odd)

    def _by_country(self) -> dict[str, tuple[bool, _Parts]]:
        return {country: (whole, parts) for country, whole, parts in self.odd}

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that it has, some parts perhaps left out; sorted."""
        return tuple(sorted((*codes_of(self.mask), *(country for country, whole, _ in self.odd if whole))))

    @property
    def without(self) -> tuple[str, ...]:
        """The parts left out of them; sorted."""
        return tuple(sorted(part for _, whole, parts in self.odd if whole for part in parts))

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that it has of other countries; sorted."""
        return tuple(sorted(part for _, whole, parts in self.odd if not whole for part in parts))

    def rules(self) -> tuple[Territory, ...]:
        """Return it as territories: most of the world is written as the world without the rest."""
        return _rules(self)

    def __str__(self) -> str:
        left_out = f" without {' '.join(self.without)}" if self.without else ""
        return " ".join((*self.countries, *self.parts)) + left_out


@lru_cache(maxsize=1_024)
def _rules(places: Places) -> tuple[Territory, ...]:
    whole, without, parts = places.countries, places.without, places.parts
    if 2 * len(whole) <= len(COUNTRIES):
        return (Territory((*whole, *parts), without),) if whole or parts else ()
    others = sorted(set(COUNTRIES).difference(whole))
    rule = Territory((WORLD_CODE,), (*others, *without))
    return (rule, Territory(parts)) if parts else (rule,)


def _made(mask: int, odd: Mapping[str, tuple[bool, _Parts]]) -> Places:
    """Return places: a country of which all is had is one of the mask."""
    if not odd:
        return Places(mask)
    mask |= mask_of(country for country, (whole, parts) in odd.items() if whole and not parts)
    rest = {country: kept for country, kept in odd.items() if not mask & mask_of((country,)) and (kept[0] or kept[1])}
    return Places(mask, tuple((country, whole, parts) for country, (whole, parts) in sorted(rest.items())))


def _both(one: tuple[bool, _Parts], other: tuple[bool, _Parts]) -> tuple[bool, _Parts]:
    (whole, parts), (other_whole, other_parts) = one, other
    if whole and other_whole:
        return True, parts & other_parts
    if whole or other_whole:
        left_out, had = (parts, other_parts) if whole else (other_parts, parts)
        return True, left_out - had
    return False, parts | other_parts
