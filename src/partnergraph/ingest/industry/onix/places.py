"""Countries and parts of them as a set, and the territory of a sales rights composite as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from partnergraph.ingest.industry.onix.codes import lists
from partnergraph.territory import COUNTRIES, WORLD_MASK, Territory, certain_on, codes_of, mask_of
from partnergraph.territory.regions import WORLD_CODE, table

_Parts: TypeAlias = frozenset[str]
_NO_PARTS: Final[tuple[bool, _Parts]] = (False, frozenset())
_EURO_AREA: Final = "EURO-AREA"
Refuse: TypeAlias = Callable[[str, str | None, str], None]
"""Takes what is wrong with a code, what to do, and the code."""


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


@dataclass(frozen=True, slots=True)
class Area:
    """Where: places; outlets that are had beside them, and outlets in them that are left out."""

    places: Places
    outlets: tuple[str, ...] = ()
    without_outlets: tuple[str, ...] = ()


def countries(written: str, refuse: Refuse, remark: Refuse) -> Places:
    """Return the countries of a list of codes (list 91)."""
    found = []
    for code in written.split():
        before = lists()["countries_of_before"].get(code)
        if before is not None:
            remark(f"is a country of before: read as {before}", "write the codes of today", code)
            found += before.split()
        elif code in COUNTRIES:
            found.append(code)
        else:
            refuse("is no country of ONIX", _hint(code), code)
    return Places.of(found)


def _hint(code: str) -> str:
    if code == "UK":
        return "write GB"
    if "," in code or ";" in code:
        return "write codes of two letters with spaces between them"
    if "-" in code or code in ("WORLD", "ECZ", "ROW"):
        return "write it among the regions"
    return "write a code of ISO 3166-1, two capital letters"


def regions(written: str, day: date | None, refuse: Refuse, remark: Refuse) -> Area:
    """Return the regions of a list of codes (list 49); those that change, as they are on a day."""
    found, outlets = Places(), []
    codes = written.split()
    if "WORLD" in codes and len(codes) > 1:
        remark("stands beside other regions, which it has in any case", "write WORLD alone", "WORLD")
    for code in codes:
        if code in lists()["outlets"]:
            outlets.append(code)
        elif code == "WORLD":
            found |= Places(WORLD_MASK)
        elif code == "ROW":
            hint = "say the rest of the world with ROWSalesRightsType"
            refuse("is no region of ONIX 3", hint, code)
        elif code == "ECZ":
            if day is None:
                refuse("has other countries on other days, and the message has none", "add SentDateTime", code)
            else:
                found |= _euro_area(day)
        else:
            found |= _parts(code, refuse)
    return Area(found, tuple(outlets))


@lru_cache(maxsize=1_024)
def _euro_area(day: date) -> Places:
    states = codes_of(certain_on((Territory((_EURO_AREA,), membership=day),), day))
    return Places.of([*states, *lists()["euro_area_and"].split()])


def _parts(code: str, refuse: Refuse) -> Places:
    known = lists()["regions"].get(code)
    country, _, part = code.partition("-")
    if known is None and part not in lists()["regions_as_in_iso_3166_2"].get(country, "").split():
        refuse("is no region of ONIX", "see list 49; countries are written among the countries", code)
        return Places()
    codes = (known or code).split()
    missing = [one for one in codes if one not in table().regions]
    if missing:
        name = table()[country].name
        refuse(f"is a part of {name} that the region table has not", f"write {country} for all of it", code)
        return Places()
    return Places.of(codes)
