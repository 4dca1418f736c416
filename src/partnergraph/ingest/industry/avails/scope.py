"""Territory, channel and languages of a line, each by the codes of the format; what is no code is refused."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.ingest.deals.deal import Words
from partnergraph.ingest.industry.avails.line import Line, RefusedLineError
from partnergraph.names import nearest
from partnergraph.terms import terms
from partnergraph.territory import Territory
from partnergraph.territory.regions import table
from partnergraph.vocabulary import W3ID

WORLD: Final = "001"
_GLOBAL: Final = "ZZ"
_LIST: Final = re.compile(r"[,;\s]+")
_KINDS: Final = ("country", "part", "m49", "bloc")
_HINT: Final = "write an ISO 3166-1 code such as GB, a part such as CA-QC, or ZZ for the world"

CHANNELS: Final = {
    "EST": "digital-sale", "POEST": "digital-pre-order", "VOD": "transactional-streaming",
    "TVOD": "transactional-streaming", "SVOD": "subscription-streaming", "AVOD": "advertising-video-on-demand",
    "FVOD": "free-video-on-demand", "FAST": "free-streaming-television", "PPV": "pay-per-view",
    "NVOD": "near-video-on-demand",
}  # fmt: skip
"""License types and the channels that they are."""
UNPLACED: Final = ("Pre-Release", "Library")
"""License types that name no channel: where they apply is unknown."""


def territory_of(line: Line) -> tuple[tuple[Territory, ...], str]:
    """Return the territory of a line and its words. Raises `RefusedLineError`."""
    written, taken = line.get("Territory"), line.get("TerritoryExclusion")
    if not written and not taken:
        raise RefusedLineError("Territory", None, "is empty", _HINT)
    included = _codes("Territory", written) or (WORLD,)
    excluded = _codes("TerritoryExclusion", taken)
    words = f"{written or 'World'} except {taken}" if taken else written
    try:
        return _rule(included, excluded), words
    except PhraseError as error:
        name = "TerritoryExclusion" if excluded else "Territory"
        raise RefusedLineError(name, taken or written, error.why, error.hint) from None


@lru_cache(maxsize=1 << 12)
def _rule(included: tuple[str, ...], excluded: tuple[str, ...]) -> tuple[Territory, ...]:
    return (Territory(included, excluded),)


@lru_cache(maxsize=1 << 12)
def _codes(name: str, written: str) -> tuple[str, ...]:
    found = []
    for word in filter(None, _LIST.split(written)):
        code = WORLD if word.upper() in (_GLOBAL, "WW") else word.upper()
        region = table().regions.get(code)
        if region is None or region.kind not in _KINDS:
            hint = "write GB" if code == "UK" else _HINT
            raise RefusedLineError(name, word, "is no code of a territory", hint)
        found.append(code)
    return tuple(found)


def channel_of(line: Line) -> Words:
    """Return the channel that a line's license type is. Raises `RefusedLineError`."""
    written = line.get("LicenseType")
    if not written:
        raise RefusedLineError("LicenseType", None, "is empty", f"write one of {', '.join(CHANNELS)}")
    code = CHANNELS.get(written.upper())
    if code is not None:
        return written.upper(), f"{W3ID}channel/{code}"
    unplaced = next((name for name in UNPLACED if name.casefold() == written.casefold()), None)
    if unplaced is not None:
        return unplaced, None
    near = nearest(written, [*CHANNELS, *UNPLACED])
    hint = f"nearest: {', '.join(near)}" if near else f"write one of {', '.join(CHANNELS)}"
    raise RefusedLineError("LicenseType", written, "is no license type", hint)


def languages_of(line: Line) -> tuple[Words, ...]:
    """Return the languages to which a line is limited; empty where it is to none. Raises `RefusedLineError`."""
    allowed = {
        **_languages("AllowedLanguages", line.get("AllowedLanguages")),
        **_languages("HoldbackExclusionLanguage", line.get("HoldbackExclusionLanguage")),
    }
    held = _languages("HoldbackLanguage", line.get("HoldbackLanguage"))
    if not held:
        return tuple(allowed.items())
    if not allowed:
        return ((f"all languages except {' and '.join(held)}", None),)
    left: list[Words] = []
    for words, iri in allowed.items():
        if any(iri == other or iri.startswith(f"{other}-") for other in held.values()):
            continue
        inside = [word for word, other in held.items() if other.startswith(f"{iri}-")]
        left.append((f"{words} except {' and '.join(inside)}", None) if inside else (words, iri))
    if not left:
        raise RefusedLineError(
            "HoldbackLanguage", line.get("HoldbackLanguage"), "holds back every language that is allowed",
            "leave one of the two out",
        )  # fmt: skip
    return tuple(left)


@lru_cache(maxsize=1 << 12)
def _languages(name: str, written: str) -> dict[str, str]:
    """Return the terms of tags; what stands behind a colon says of which asset (``es:audio``)."""
    found = {}
    for word in filter(None, _LIST.split(written)):
        tag = word.partition(":")[0]
        try:
            found[tag] = terms().find("language", tag)
        except UnknownNameError as error:
            near = (
                f"nearest: {', '.join(error.nearest)}" if error.nearest else "write a tag such as en, es-419 or fr-CA"
            )
            raise RefusedLineError(name, word, "is no language", near) from None
    return found
