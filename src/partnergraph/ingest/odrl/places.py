"""Places in policies, to codes of the region table: ISO 3166, items of Wikidata, our own regions, names."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

from pyoxigraph import Literal

from partnergraph import vocabulary as v
from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.ingest.odrl.nodes import Term
from partnergraph.resources import read_text
from partnergraph.territory import find_region
from partnergraph.territory.regions import table

_CODE: Final = re.compile(
    r"(?:https?://www\.iso\.org/obp/ui/(?:en/)?#iso:code:3166:|(?:urn:)?iso:(?:std:iso:|code:)?3166(?:-[12])?:|iso3166(?:-[12])?:)"
    r"([A-Z]{2}(?:-[A-Z0-9]{1,3})?)"
)
_EU_AUTHORITY: Final = re.compile(r"https?://publications\.europa\.eu/resource/authority/country/([A-Z]{3})")
_WIKIDATA: Final = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q\d+)")
_HINT: Final = "write an address of ISO 3166, Wikidata or partnergraph, such as iso3166:DE, or a code such as DE"


def place_of(term: Term) -> str:
    """Return the code of a place. Raises `PhraseError` for one that is not known: it is never taken for everywhere."""
    text = term.value
    code = _code_of(text)
    if code is not None and code in table().regions:
        return code
    if isinstance(term, Literal) and code is None:
        try:
            return find_region(text)
        except (UnknownNameError, PhraseError):
            pass
    raise PhraseError(text, "is no place that is known", _HINT)


def is_ours(term: Term) -> bool:
    """Say whether a place is told by our own address."""
    return term.value.startswith(v.REGION)


def _code_of(text: str) -> str | None:
    if text.startswith(v.REGION):
        return text.removeprefix(v.REGION)
    iso = _CODE.fullmatch(text)
    if iso is not None:
        return iso[1]
    item = _WIKIDATA.fullmatch(text)
    if item is not None:
        return _items().get(item[1], "")
    letters = _EU_AUTHORITY.fullmatch(text)
    if letters is not None:
        return find_region(letters[1]) if letters[1] in _alpha3() else ""
    return None


@cache
def _items() -> dict[str, str]:
    """Codes of countries by their item of Wikidata."""
    found: dict[str, str] = json.loads(read_text("codelists/wikidata-countries.json"))["codes"]
    return found


@cache
def _alpha3() -> frozenset[str]:
    return frozenset(region.raw["alpha3"] for region in table().regions.values() if "alpha3" in region.raw)
