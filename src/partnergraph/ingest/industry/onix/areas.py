"""The territory of a sales rights composite: its codes of countries and regions as places and outlets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from partnergraph.ingest.industry.onix.codes import lists
from partnergraph.territory import COUNTRIES, WORLD_MASK, Territory, certain_on, codes_of
from partnergraph.territory.places import Places
from partnergraph.territory.regions import table

_EURO_AREA: Final = "EURO-AREA"
Refuse: TypeAlias = Callable[[str, str | None, str], None]
"""Takes what is wrong with a code, what to do, and the code."""


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
            if "WORLD" in codes:
                continue
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
    missing = [one for one in codes if one not in table()]
    if missing:
        name = table()[country].name
        refuse(f"is a part of {name} that the region table has not", f"write {country} for all of it", code)
        return Places()
    return Places.of(codes)
