"""Periods back into English."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from partnergraph.bounds.agreement import edtf_of
from partnergraph.bounds.languages import MONTHS
from partnergraph.bounds.periods import parse_period
from partnergraph.bounds.terms import LIMITS, say_lasting
from partnergraph.bounds.values import Period
from partnergraph.errors import PhraseError


def format_period(period: Period) -> str:
    """The period in English. `parse_period` of it gives the same bounds, planned end and endlessness.

    >>> format_period(parse_period("2022-05-23/2024-02"))
    '23 May 2022 to February 2024'
    >>> format_period(parse_period("/2024~"))
    'until about 2024'
    """
    agrees = _agrees(period)
    start, end = _edges_as_text(period, agrees)
    if agrees and _UNNAMED.search(period.edtf):
        text = period.edtf if "/" in period.edtf else f"{period.edtf}/"
    elif period.endless:
        text = f"perpetual from {start}" if start else "perpetual"
    elif "/" not in period.edtf and start and not end:
        text = start
    elif start and end:
        text = f"{start} to {end}"
    else:
        text = f"since {start}" if start else f"until {end}" if end else "dates unknown"
    if lasting := say_lasting(period):
        return f"{text}, {lasting}"
    return f"{text}, planned to end on {say(period.planned_end.isoformat())}" if period.planned_end else text


def _edges_as_text(period: Period, agrees: bool) -> tuple[str, str]:
    """Both edges from the EDTF where it agrees with the days, else from the days."""
    start, _, end = period.edtf.partition("/")
    if not agrees:
        start, _, end = edtf_of(replace(period, endless=False)).partition("/")
    alone = not end
    return say(start, alone=alone), say(end, alone=alone)


def _agrees(period: Period) -> bool:
    try:
        again = parse_period(period.edtf)
    except PhraseError:
        return False
    terms = {limit: getattr(period, limit) for limit in LIMITS}
    return replace(again, planned_end=period.planned_end, words=period.words, **terms) == period


def say(edtf: str, *, alone: bool = True) -> str:
    """One moment in English; what has no plain name stays EDTF. ``alone`` allows words that contain "to".

    >>> say("[2015..2016]"), say("[2015..2016]", alone=False)
    ('some day from 2015 to 2016', '[2015..2016]')
    """
    if edtf == "..":
        return ""
    for pattern, words in _NAMES:
        match = pattern.fullmatch(edtf)
        if match is not None:
            return words(match)
    limits = re.fullmatch(r"\[([^.]*)\.\.([^.]*)\]", edtf)
    if limits is None or (limits[1] and limits[2] and not alone):
        return edtf
    if limits[1] and limits[2]:
        return f"some day from {say(limits[1])} to {say(limits[2])}"
    return f"no earlier than {say(limits[1])}" if limits[1] else f"no later than {say(limits[2])}"


# Divisions of a year without a plain name; in words their code would read as a pair of years, so they stay EDTF.
_UNNAMED: Final = re.compile("[0-9]{4}-(?:2[5-9]|3[0-27-9])(?![0-9])")
_SEASON_NAMES = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_NAMES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"([0-9]{4})", lambda m: m[1]),
        (r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})", lambda m: f"{int(m[3])} {MONTHS[int(m[2]) - 1]} {m[1]}"),
        (r"([0-9]{4})-(0[1-9]|1[0-2])", lambda m: f"{MONTHS[int(m[2]) - 1]} {m[1]}"),
        (r"([0-9]{4})-(2[1-4])", lambda m: f"{_SEASON_NAMES[m[2]]} {m[1]}"),
        (r"([0-9]{4})-(3[3-6])", lambda m: f"Q{int(m[2]) - 32} {m[1]}"),
        (r"([0-9]{4})-(4[01])", lambda m: f"H{int(m[2]) - 39} {m[1]}"),
        (r"([0-9]{2}[1-9])X", lambda m: f"the {m[1]}0s"),
        (r"([0-9]{4}(?:-(?:0[1-9]|1[0-2]))?)~", lambda m: f"about {say(m[1])}"),
        (r"([0-9]{4}(?:-(?:0[1-9]|1[0-2]))?)\?", lambda m: f"perhaps {say(m[1])}"),
    )
)
