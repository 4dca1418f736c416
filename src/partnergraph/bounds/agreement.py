"""The bounds of a period held against its words: what the words give is filled in, what they rule out is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from partnergraph.bounds.periods import parse_period
from partnergraph.bounds.terms import term_ends
from partnergraph.bounds.values import Period
from partnergraph.errors import PhraseError

_NO_DAY: Final = date(9999, 1, 1)
_EDGES: Final = (("start", "earliest_start", "latest_start"), ("end", "earliest_end", "latest_end"))


@lru_cache(maxsize=65536)
def bounds_of(edtf: str) -> Period:
    """Return the period that its words alone give. Raises `PhraseError`."""
    return parse_period(edtf)


def with_bounds(period: Period) -> Period:
    """Return a period with the bounds that it leaves out and its words give; what is there stays.

    Raises `PhraseError` for words that are no period. Words that are no EDTF become it, and are kept as words.

    >>> with_bounds(Period("2021-01/2023", earliest_end=date(2023, 6, 1))).latest_end
    datetime.date(2023, 12, 31)
    """
    if _is_of_days(period):
        return _with_planned_end(period)
    told = bounds_of(period.edtf)
    bounds = {name: getattr(period, name) or getattr(told, name) for _, *names in _EDGES for name in names}
    return _with_planned_end(
        replace(
            period, edtf=told.edtf, words=period.words or told.words, endless=period.endless or told.endless, **bounds
        )
    )


def _with_planned_end(period: Period) -> Period:
    """Return a period with the last day of its stated term. Raises `PhraseError` for one that outlasts the calendar."""
    if not (period.term or period.minimum_term or period.maximum_term):
        return period
    try:
        term_ends(period)
    except (OverflowError, ValueError):
        raise PhraseError(period.edtf, "the term ends after the year 9999", "write a shorter term") from None
    last = period.term.last_day(period.latest_start) if period.term and period.latest_start else None
    return replace(period, planned_end=period.planned_end or last)


def edtf_of(period: Period) -> str:
    """Return the bounds of a period as EDTF, where nobody wrote it.

    >>> edtf_of(Period("", date(2022, 1, 1), date(2022, 1, 1), latest_end=date(2024, 2, 29)))
    '2022-01-01/[..2024-02-29]'
    """
    start, end = (_edge(*(getattr(period, name) for name in names)) for _, *names in _EDGES)
    return f"{start}/{'..' if period.endless and not end else end}"


def _edge(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return ""
    return f"{first}" if first == last else f"[{first or ''}..{last or ''}]"


def contradictions(period: Period) -> Iterator[tuple[str, date, str]]:
    """Yield the bounds of a completed period that cannot be: attribute, day and why.

    A bound may be narrower than the words (a source may know better), never outside of the days that they leave
    open; and an earliest day is none after the latest.

    >>> [(name, why) for name, _, why in contradictions(Period("2021/2023", latest_end=date(2030, 12, 31)))]
    [('latest_end', "is outside of '2021/2023', which ends from 2023-01-01 to 2023-12-31")]
    """
    if _is_of_days(period):
        return
    told = bounds_of(period.edtf)
    for edge, *names in _EDGES:
        first, last = (getattr(told, name) for name in names)
        for name in names:
            day: date | None = getattr(period, name)
            if day is not None and ((first and day < first) or (last and day > last)):
                yield name, day, f"is outside of {period.edtf!r}, which {edge}s {_within(first, last)}"
    for early, late in (*(names for _, *names in _EDGES), ("earliest_start", "latest_end")):
        before, after = getattr(period, early), getattr(period, late)
        if before is not None and after is not None and after < before:
            yield late, after, f"lies before {before}, the {early.replace('_', ' ')}"
    if period.endless and period.latest_end is not None:
        yield "latest_end", period.latest_end, "ends what is said never to end"


def _is_of_days(period: Period) -> bool:
    """Whether a period is from one day to another, in words and in bounds: most are, and there may be a million."""
    first, last = period.earliest_start, period.latest_end
    return (
        first is not None
        and last is not None
        and (first, last) == (period.latest_start, period.earliest_end)
        and first <= last < _NO_DAY
        and period.edtf == f"{first}/{last}"
        and not period.endless
    )


def _within(first: date | None, last: date | None) -> str:
    if first == last:
        return f"on {first}"
    if first is None or last is None:
        return f"on {first} or later" if first else f"by {last}"
    return f"from {first} to {last}"
