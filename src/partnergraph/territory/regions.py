"""The region table: countries, their parts, UN M49, groups and vague words, with the days of membership.

The truth is ``ontology/regions.json``, one record per line. Every record has ``code``, ``kind`` and ``name``; it may
have ``short`` (the name in phrases), ``aliases``, ``names`` (by language), ``adjectives``, ``note``, and ``rare`` (it
is read, and not used to put a set of countries into words). By kind:

* ``m49``, ``country`` (ISO 3166-1 and XK, with ``alpha3``), ``part`` (ISO 3166-2): ``within``, the next larger region;
  a country may have ``official`` names, and ``address``, the country that may stand behind it ("Guam, USA");
* ``group``: fixed members, ``includes`` without ``excludes``; ``era`` = the days on which the name was current;
* ``bloc``: ``members`` as rows (first day, last day or null, codes, doubt if any), and the ``reference`` for the days;
* ``vague``: ``variants``, each with a ``label``, ``includes`` (fixed regions only) and ``excludes`` (these, and parts
  of countries).

The other parts of countries are in ``ontology/parts.json``, which is read when one of them is needed. Parts of one
country share nothing: they are the first level of ISO 3166-2.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

from partnergraph.errors import PhraseError
from partnergraph.resources import read_text

RegionKind: TypeAlias = Literal["m49", "country", "group", "bloc", "vague", "part"]
Timeline: TypeAlias = tuple[tuple[date | None, int], ...]
"""Steps (first day, country mask); the first step has no first day. A step lasts until the next one."""

WORLD_CODE = "001"


class Membership(NamedTuple):
    """``member`` (ISO code) belongs to a group from day to day, inclusive; ``None`` = no end known.

    ``doubt`` says why the row may be counted or not (a suspended member); ``None`` = it counts.
    """

    member: str
    first: date
    last: date | None
    doubt: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether ``day`` lies inside."""
        return self.first <= day and (self.last is None or day <= self.last)


class Variant(NamedTuple):
    """One way to read a region word. ``assumption`` is ``None`` where there is only one.

    ``without`` are the parts of its countries that it leaves out.
    """

    assumption: str | None
    timeline: Timeline
    without: frozenset[str] = frozenset()

    @property
    def ever(self) -> int:
        """Mask of the countries it has on some day."""
        return _union(mask for _, mask in self.timeline)


class Region:
    """One record of ``ontology/regions.json``; ``raw`` is the record itself.

    ``phrase`` is the short name by which the region is printed, and which the reader understands; ``within``
    the next larger region of the UN M49 tree (for a part, its country).
    """

    __slots__ = ("code", "kind", "name", "phrase", "raw", "within")

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.code: str = raw["code"]
        self.kind: RegionKind = raw["kind"]
        self.name: str = raw["name"]
        self.phrase: str = raw.get("short", self.name)
        self.within: str | None = raw.get("within")

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other English names people write."""
        return tuple(self.raw.get("aliases", ()))

    @property
    def official_names(self) -> tuple[str, ...]:
        """What a state calls itself, in full."""
        return tuple(self.raw.get("official", ()))

    @property
    def address(self) -> str | None:
        """Country that may stand behind the name to say where it is ("Guam, USA", "Quebec, Canada")."""
        return self.within if self.kind == "part" else self.raw.get("address")

    @property
    def foreign_names(self) -> tuple[tuple[str, str], ...]:
        """Names in other languages, each with its language tag (BCP 47)."""
        names = self.raw.get("names", {})
        return tuple((name, language) for language in names for name in names[language])

    @property
    def adjectives(self) -> tuple[str, ...]:
        """Words that mean the region in front of "market" or "territory"."""
        return tuple(self.raw.get("adjectives", ()))

    @property
    def changes(self) -> bool:
        """Whether membership depends on the day."""
        return self.kind == "bloc"

    def current(self, day: date | None) -> bool:
        """Whether the name is in use for these countries on ``day`` (``None``: today's names); EU28 is history."""
        first, last = self.raw.get("era", (None, None))
        if day is None:
            return last is None
        return (first is None or first <= day.isoformat()) and (last is None or day.isoformat() <= last)

    @property
    def memberships(self) -> tuple[Membership, ...]:
        """Dated rows of a changing group, by first day; empty for everything else."""
        return tuple(_membership_rows(self.raw))


class MoreParts(NamedTuple):
    """What ``ontology/parts.json`` holds beside ``regions.json``.

    ``ambiguous``: names that several parts have; ``twins``: codes of parts that are countries or territories
    themselves (``US-PR``).
    """

    regions: dict[str, Region]
    ambiguous: dict[str, tuple[str, ...]]
    twins: dict[str, str]


class RegionTable:
    """All regions by code, with the country masks; made once from the file.

    ``regions`` are those of ``regions.json``; ``table[code]`` and ``in`` know the other parts of countries too.
    """

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self.regions: dict[str, Region] = {raw["code"]: Region(raw) for raw in records}
        self.countries: tuple[str, ...] = tuple(sorted(r.code for r in self.regions.values() if r.kind == "country"))
        self.bit: dict[str, int] = {code: 1 << i for i, code in enumerate(self.countries)}
        self.world: int = (1 << len(self.countries)) - 1
        self._fixed = dict(self.bit)
        self._fixed[WORLD_CODE] = self.world
        self._fill_tree()
        self._variants: dict[str, tuple[Variant, ...]] = {}

    def _fill_tree(self) -> None:
        for code in self.countries:
            parent = self.regions[code].within
            while parent is not None and parent != WORLD_CODE:
                self._fixed[parent] = self._fixed.get(parent, 0) | self.bit[code]
                parent = self.regions[parent].within

    def __getitem__(self, code: str) -> Region:
        found = self.get(code)
        if found is None:
            raise PhraseError(code, "is not the code of a region", "write a code such as JP, EU or DACH")
        return found

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.get(code) is not None

    def get(self, code: str) -> Region | None:
        """The region of a code, if there is one."""
        found = self.regions.get(code)
        if found is None and "-" in code and code.partition("-")[0] in self.bit:
            found = self.more.regions.get(code)
        return found

    @cached_property
    def more(self) -> MoreParts:
        """The other parts of countries; reads their file."""
        raw = json.loads(read_text("parts.json"))
        records = ({"kind": "part", "within": r["code"].partition("-")[0], **r} for r in raw["records"])
        ambiguous = {name: tuple(codes.split()) for name, codes in raw["ambiguous"].items()}
        return MoreParts({r["code"]: Region(r) for r in records}, ambiguous, raw["twins"])

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Codes of all parts of countries, sorted."""
        return tuple(sorted([r.code for r in self.regions.values() if r.kind == "part"] + [*self.more.regions]))

    @cached_property
    def _parts_of(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for code in self.parts:
            found.setdefault(code.partition("-")[0], set()).add(code)
        return {country: frozenset(codes) for country, codes in found.items()}

    def fixed_mask(self, code: str) -> int | None:
        """Mask of a region whose countries depend on neither day nor reading; ``None`` for the others."""
        mask = self._fixed.get(code)
        if mask is None:
            region = self[code]
            if region.kind == "part":
                return 0
            if region.kind != "group":
                return None
            mask = self._fixed[code] = self._rule_mask(region.raw)
        return mask

    def _rule_mask(self, rule: dict[str, Any]) -> int:
        masks = [self.fixed_mask(code) or 0 for code in rule["includes"]]
        return _union(masks) & ~_union(self.fixed_mask(code) or 0 for code in rule.get("excludes", ()))

    def variants(self, code: str) -> tuple[Variant, ...]:
        """All ways to read a region. A part of a country has an empty mask: its country is neither in nor out."""
        known = self._variants.get(code)
        if known is None:
            known = self._variants[code] = tuple(self._make_variants(self[code]))
        return known

    def _make_variants(self, region: Region) -> Iterator[Variant]:
        mask = self.fixed_mask(region.code)
        if mask is not None:
            yield Variant(None, ((None, mask),))
        elif region.kind == "vague":
            for variant in region.raw["variants"]:
                assumption, mask = f"{region.name} read as {variant['label']}", self._rule_mask(variant)
                without = frozenset(code for code in variant.get("excludes", ()) if self[code].kind == "part")
                yield Variant(assumption, ((None, mask),), without)
        else:
            yield from self._bloc_variants(region)

    def _bloc_variants(self, region: Region) -> Iterator[Variant]:
        rows = region.memberships
        doubts = sorted({f"{self[m.member].phrase} ({m.doubt})" for m in rows if m.doubt})
        if not doubts:
            yield Variant(None, self._timeline(rows))
            return
        sure = tuple(m for m in rows if not m.doubt)
        words = " and ".join(doubts)
        yield Variant(f"{region.phrase} read without {words}", self._timeline(sure))
        yield Variant(f"{region.phrase} read with {words}", self._timeline(rows))

    def _timeline(self, rows: tuple[Membership, ...]) -> Timeline:
        firsts = {m.first for m in rows} | {_next_day(m.last) for m in rows if m.last}
        steps: list[tuple[date | None, int]] = [(None, 0)]
        for day in sorted(firsts):
            mask = _union(self.bit[m.member] for m in rows if m.holds_on(day))
            if mask != steps[-1][1]:
                steps.append((day, mask))
        return tuple(steps)

    def parts_within(self, countries: Collection[str]) -> frozenset[str]:
        """Return the known parts of some countries."""
        return frozenset[str]().union(*(self._parts_of.get(country, ()) for country in countries))

    def ever(self, code: str, on: date | None = None) -> int:
        """Countries that a region has in some reading on some day (on that day); for a part, its country."""
        region = self[code]
        if region.kind == "part":
            return self.bit[region.within or ""]
        if on is None:
            return _union(variant.ever for variant in self.variants(code))
        return _union(mask_at(variant.timeline, on) for variant in self.variants(code))


def mask_at(line: Timeline, day: date | None) -> int:
    """Mask on ``day``; ``None`` asks before every change."""
    mask = line[0][1]
    for first, step in line[1:]:
        if day is None or first is None or first > day:
            break
        mask = step
    return mask


def _union(masks: Iterable[int]) -> int:
    result = 0
    for mask in masks:
        result |= mask
    return result


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _membership_rows(raw: dict[str, Any]) -> list[Membership]:
    rows = [
        Membership(member, date.fromisoformat(first), date.fromisoformat(last) if last else None, *doubt)
        for first, last, members, *doubt in raw.get("members", ())
        for member in members.split()
    ]
    return sorted(rows, key=lambda m: (m.first, m.member))


@cache
def table() -> RegionTable:
    """The region table of ``ontology/regions.json``, read once.

    >>> table()["JP"].name
    'Japan'
    """
    return RegionTable(json.loads(read_text("regions.json")))
