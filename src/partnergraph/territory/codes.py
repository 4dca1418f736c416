"""Codes of places in the files of one trade: CISAC's TIS numbers, DDEX, ONIX. Read as their lists define them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Final, Literal, NamedTuple, TypeAlias

from partnergraph.errors import PhraseError
from partnergraph.resources import read_text
from partnergraph.territory.algebra import Territory
from partnergraph.territory.regions import WORLD_CODE, table

CodeList: TypeAlias = Literal["ioc", "fifa"]
_TIS_WORLD: Final = "2136"
_TIS_WORLD_REGION: Final = "TIS-WORLD"
_TIS_DIGITS: Final = 4
# Withdrawn codes of ISO 3166-1 that lists of trades still have, and what lies there today.
_WITHDRAWN: Final[Mapping[str, tuple[str, ...]]] = {
    "AN": ("BQ", "CW", "SX"),
    "CS": ("ME", "RS"),
    "YU": ("ME", "RS"),
    "TP": ("TL",),
    "ZR": ("CD",),
    "BU": ("MM",),
}
_WITHDRAWN_4: Final[Mapping[str, tuple[str, ...]]] = {
    "ANHH": ("BQ", "CW", "SX"),
    "CSXX": ("ME", "RS"),
    "TPTL": ("TL",),
    "ZRCD": ("CD",),
    "BUMM": ("MM",),
    "FXFR": ("FR",),
    "CSHH": ("CZ", "SK"),
    "HVBF": ("BF",),
    "DYBJ": ("BJ",),
    "NHVU": ("VU",),
    "RHZW": ("ZW",),
    "VDVN": ("VN",),
    "YDYE": ("YE",),
    "DDDE": ("DE",),
}
# ONIX list 49 where it is not ISO 3166-2: what it calls a region by, and what that is.
_ONIX_REGIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "WORLD": (WORLD_CODE,),
    "ECZ": ("ECZ",),
    "GB-CHA": ("CHANNEL-ISLANDS",),
    "GB-IOM": ("IM",),
    "GB-EWS": ("GB-ENG", "GB-SCT", "GB-WLS"),
    "CN-TW": ("TW",),
    "CN-HK": ("HK",),
    "CN-MO": ("MO",),
    "CN-71": ("TW",),
    "CN-91": ("HK",),
    "CN-92": ("MO",),
    "AU-CT": ("AU-ACT",),
    "AU-NS": ("AU-NSW",),
    "AU-QL": ("AU-QLD",),
    "AU-TS": ("AU-TAS",),
    "AU-VI": ("AU-VIC",),
    "FR-H": ("FR-20R",),
    "RS-KM": ("XK",),
}
_OUTLETS: Final = frozenset({"GB-AIR", "GB-APS", "IE-AIR"})
# The first digits of China's own numbers of provinces (GB/T 2260), which ONIX has beside the letters.
_CHINA_NUMBERS: Final = (
    "11BJ 12TJ 13HE 14SX 15NM 21LN 22JL 23HL 31SH 32JS 33ZJ 34AH 35FJ 36JX 37SD 41HA 42HB 43HN 44GD 45GX 46HI 50CQ "
    "51SC 52GZ 53YN 54XZ 61SN 62GS 63QH 64NX 65XJ"
)


# --- CISAC TIS ------------------------------------------------------------------------------------


class _Tis(NamedTuple):
    """One number: a country (``codes``), a former state (also ``until``), or a group (``members``)."""

    number: str
    name: str
    codes: tuple[str, ...]
    until: date | None
    members: tuple[tuple[date | None, date | None, tuple[str, ...]], ...]

    def members_on(self, day: date | None) -> Iterator[str]:
        """Numbers in a group on a day; ``None``: those whose membership has no last day."""
        for first, last, numbers in self.members:
            ended = last is not None and (day is None or last < day)
            begun = first is None or day is None or first <= day
            if begun and not ended:
                yield from numbers


@cache
def _tis() -> dict[str, _Tis]:
    """The list by number, and by TIS-A code."""
    found = {}
    for raw in json.loads(read_text("codelists/tis.json"))["records"]:
        entry = _Tis(
            raw["code"],
            raw.get("name") or table()[raw["iso"]].phrase,
            (raw["iso"],) if "iso" in raw else tuple(raw.get("now", "").split()),
            _day(raw.get("until")),
            tuple((_day(first), _day(last), tuple(codes.split())) for first, last, codes in raw.get("members", ())),
        )
        found[entry.number] = entry
        letters = raw.get("alpha") or raw.get("iso")
        if letters:
            found[letters] = entry
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def territory_of_tis(
    numbers: Iterable[str | int], excluded: Iterable[str | int] = (), on: date | None = None
) -> Territory:
    """The territory of CISAC TIS numbers, or of their two letters: the included without the excluded.

    A group is what TIS says it is, never the UN's or a bloc's group of that name, with its members ``on`` a day
    (``None``: those it has by the list, of 2026-11-29). A country is the country alone: where a dependent territory
    has no number, the list does not say in which number it lies. So "World" (2136) is the whole world, or the 201
    countries and territories that have a number: two readings. Raises `PhraseError` for a number that is none, for a
    former state after its last day, and for an exclusion of what was not included.

    >>> territory_of_tis(["2136"], ["0840"]).key
    'TIS-WORLD_except_US'
    >>> territory_of_tis([2110], on=date(2020, 1, 1)).includes
    ('BE', 'LU', 'NL')
    """
    left_out = list(excluded)
    included = _tis_codes(numbers, on)
    if not included:
        raise PhraseError("", "names no country" + (f" on {on}" if on else ""), "2136 is the number of the world")
    gone: list[str] = []
    for number in left_out:
        codes = _tis_codes([number], on)
        inside = codes if _TIS_WORLD_REGION in included else [code for code in codes if code in included]
        if not inside:
            raise PhraseError(str(number), "is not in what the TIS numbers include", "leave it out of both lists")
        gone += inside
    return Territory(tuple(included), tuple(gone))


def _tis_codes(numbers: Iterable[str | int], on: date | None) -> list[str]:
    """Codes of countries, or of the region World (TIS), sorted."""
    return sorted({code for number in numbers for code in _codes_of_tis(_tis_entry(number, on), on)})


def _tis_entry(number: str | int, on: date | None) -> _Tis:
    text = str(number).strip()
    entry = _tis().get(text.zfill(_TIS_DIGITS) if text.isdecimal() else text)
    if entry is None:
        raise PhraseError(
            text, "is no TIS number", "numbers have four digits: 0840 is the United States, 2136 the world"
        )
    if entry.until is not None and (on is None or on > entry.until):
        today = " + ".join(table()[code].phrase for code in entry.codes)
        raise PhraseError(text, f"is {entry.name}, until {entry.until}", f"what lies there today is {today}")
    return entry


def _codes_of_tis(entry: _Tis, on: date | None) -> Iterator[str]:
    if entry.number == _TIS_WORLD:
        yield _TIS_WORLD_REGION
        return
    yield from entry.codes
    for number in entry.members_on(on):
        yield from _codes_of_tis(_tis()[number], on)


def tis_world() -> tuple[str, ...]:
    """Countries and territories that have a TIS number by the list of 2026-11-29, sorted.

    >>> len(tis_world()), "GL" in tis_world()
    (201, False)
    """
    codes = (c for number in _tis()[_TIS_WORLD].members_on(None) for c in _codes_of_tis(_tis()[number], None))
    return tuple(sorted(set(codes)))


# --- DDEX -------------------------------------------------------------------------------------------


def territory_of_ddex(
    codes: Sequence[str], excluded: Sequence[str] = (), *, tis: bool = False, on: date | None = None
) -> Territory:
    """The territory of DDEX's ``TerritoryCode`` and ``ExcludedTerritoryCode``: "Worldwide", ISO 3166, or TIS numbers.

    ``tis`` where the element says ``IdentifierType="TIS"``. Without codes, what is excluded is excluded from the
    world. Raises `PhraseError` for what is no such code, and as `territory_of_tis`.

    >>> territory_of_ddex(["Worldwide"], ["JP"]).key, territory_of_ddex([], ["US"]).key
    ('001_except_JP', '001_except_US')
    """
    if tis:
        return territory_of_tis(codes or [_TIS_WORLD], excluded, on)
    included = [code for text in codes or ["Worldwide"] for code in _code_of_ddex(text.strip())]
    return Territory(tuple(included), tuple(code for text in excluded for code in _code_of_ddex(text.strip())))


def _code_of_ddex(text: str) -> tuple[str, ...]:
    if text in ("Worldwide", "WorldWide"):
        return (WORLD_CODE,)
    if text in _WITHDRAWN_4:
        return _WITHDRAWN_4[text]
    if text.isdecimal():
        raise PhraseError(text, "is a number, and not said to be one of TIS", 'write IdentifierType="TIS" beside it')
    return _country_or_part(text, "DDEX", "'Worldwide', or ISO 3166 as in JP and ES-CN")


# --- ONIX -------------------------------------------------------------------------------------------


def territory_of_onix(
    countries_included: str | Sequence[str] = (),
    regions_included: str | Sequence[str] = (),
    countries_excluded: str | Sequence[str] = (),
    regions_excluded: str | Sequence[str] = (),
) -> Territory:
    """The territory of ONIX's four elements, each a list of codes or their text with blanks between them.

    Countries are of list 91, regions of list 49: ``WORLD``, ``ECZ`` (the euro area, perhaps with the small states
    that use the euro), parts of countries. Raises `PhraseError` for ``ROW`` (the rest, in ONIX 2.1), for outlets at
    airports (they are no places), for codes of neither list, and where nothing is included.

    >>> territory_of_onix("GB IE"), territory_of_onix(regions_included="WORLD", countries_excluded="US CA").key
    (Territory(includes=('GB', 'IE'), excludes=(), exhaustive=True, membership='not-stated'), '001_except_CA_US')
    """
    included = [*_onix(countries_included), *_onix(regions_included)]
    if not included:
        why = "includes no country and no region"
        raise PhraseError("", why, "RegionsIncluded WORLD is the world")
    return Territory(tuple(included), (*_onix(countries_excluded), *_onix(regions_excluded)))


def _onix(codes: str | Sequence[str]) -> Iterator[str]:
    for code in codes.split() if isinstance(codes, str) else codes:
        yield from _code_of_onix(code.strip())


def _code_of_onix(text: str) -> tuple[str, ...]:
    if text in _ONIX_REGIONS:
        return _ONIX_REGIONS[text]
    if text in _OUTLETS:
        raise PhraseError(
            text, "is a kind of outlet at airports, no place", "write the country, and outlets as a channel"
        )
    if text in ("ROW", "ROE"):
        why = "is what the other composites leave, and no region of ONIX 3"
        raise PhraseError(text, why, "write WORLD in RegionsIncluded, and the exclusions")
    if text.startswith("CN-") and text[3:].isdecimal():
        return tuple(f"CN-{pair[2:]}" for pair in _CHINA_NUMBERS.split() if pair.startswith(text[3:]))
    return _country_or_part(text, "ONIX", "'GB IE', or WORLD in RegionsIncluded")


# --- sports -----------------------------------------------------------------------------------------


@cache
def codes_of_sports(name: CodeList) -> Mapping[str, str]:
    """Codes of three letters of the Olympic committee or of FIFA, with the code here.

    >>> codes_of_sports("ioc")["GER"], codes_of_sports("fifa")["ENG"]
    ('DE', 'GB-ENG')
    """
    content = json.loads(read_text("codelists/sports.json"))
    if name not in content["codes"]:
        raise ValueError(f"no list of codes is called {name!r}: write 'ioc' or 'fifa'")
    return dict(pair.split(":") for pair in content["codes"][name].split())


# --- all of them ------------------------------------------------------------------------------------


def _country_or_part(text: str, trade: str, example: str) -> tuple[str, ...]:
    """ISO 3166 in capitals: a country or territory (2 letters), a withdrawn code, or a part of a country."""
    if text in _WITHDRAWN:
        return _WITHDRAWN[text]
    region = table().get(text)
    if region is not None and region.kind in ("country", "part"):
        return (text,)
    if text == "UK":
        raise PhraseError(text, f"is no code of {trade}", "write GB")
    raise PhraseError(text, f"is no code of a place in {trade}", f"for instance {example}")
