"""Days, spans and periods in words. Months never come from the locale of a process."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import Final, TypeAlias

from partnergraph.bounds import Period, say_lasting
from partnergraph.bounds.writing import say
from partnergraph.model import Edge

Days: TypeAlias = tuple[date | None, date | None]
"""The earliest and the latest day of one edge; ``None`` is not known."""

NO_END: Final = "with no end"
"""Of what a source calls perpetual."""

GOES_ON: Final = {
    "renews": "renewed until a source ends it (reading renews)",
    "continues": "going on until a source ends it (reading continues)",
}
"""Of what only a reading gives no end, by its name."""

_BOUNDS: Final[dict[Edge, str]] = {
    "earliest-start": "starts on {} or later",
    "latest-start": "has started by {}",
    "earliest-end": "lasts at least until {}",
    "latest-end": "ends on {} or before",
}


def say_day(day: date) -> str:
    """Return a day in words that no country reads differently.

    >>> say_day(date(2024, 2, 28))
    '28 February 2024'
    """
    return say(day.isoformat())


def say_span(earliest: date | None, latest: date | None) -> str | None:
    """Return the shortest words for "some day between these"; ``None`` where nothing is known.

    >>> say_span(date(2022, 1, 1), date(2022, 12, 31)), say_span(date(2022, 7, 1), date(2022, 7, 31))
    ('2022', 'July 2022')
    >>> say_span(None, date(2024, 2, 28)), say_span(date(2024, 2, 28), date(2024, 3, 1))
    ('28 February 2024 or before', 'some day from 28 February 2024 to 1 March 2024')
    """
    if earliest is None or latest is None:
        known = earliest or latest
        return None if known is None else f"{say_day(known)} or {'before' if earliest is None else 'later'}"
    return _named(earliest, latest) or f"some day from {say_day(earliest)} to {say_day(latest)}"


def _named(first: date | None, last: date | None) -> str | None:
    """Return days that are just a day, a month or a year by their name."""
    if first is None or last is None or first == last:
        return None if first is None or last is None else say_day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    month = date(first.year, first.month, monthrange(first.year, first.month)[1])
    return say(first.isoformat()[:7]) if first.day == 1 and last == month else None


def say_when(start: Days, end: Days, ending: str | None = None) -> str:
    """Return since when and until when; empty where neither is known. ``ending`` are words for what has no end.

    >>> say_when((date(2022, 7, 1), date(2022, 7, 31)), (date(2024, 2, 28), None))
    'since July 2022, at least until 28 February 2024'
    >>> say_when((None, date(2024, 2, 28)), (None, None), NO_END)
    'since 28 February 2024 at the latest, with no end'
    >>> say_when((date(2024, 5, 1), date(2024, 5, 1)), (date(2024, 5, 1), date(2024, 5, 1)))
    'on 1 May 2024'
    """
    if ending is None and start == end and None not in start and start[0] == start[1]:
        return f"on {say_span(*start)}"
    begins, ends = _begins(start, end), ending or _ends(start, end)
    return ", ".join(part for part in (begins, ends) if part)


def _begins(start: Days, end: Days) -> str:
    """Say when it starts; that it starts before it ends tells nothing."""
    first, last = start
    if last is not None and last == end[1] and not _named(first, last):
        last = None
    return _edge((first, last), "since", "not before", "since {} at the latest")


def _ends(start: Days, end: Days) -> str:
    """Say when it ends; that it ends after it starts tells nothing."""
    first, last = end
    if first is not None and first == start[0] and not _named(first, last):
        first = None
    return _edge((first, last), "until", "at least until", "until {} at the latest")


def _edge(days: Days, exact: str, least: str, most: str) -> str:
    first, last = days
    if first is not None and last is not None:
        return f"{exact} {say_span(first, last)}"
    if first is not None:
        return f"{least} {say_day(first)}"
    return most.format(say_day(last)) if last is not None else ""


def say_period(period: Period) -> str:
    """Return what a period says of its start and its end, in words; empty where it bounds neither.

    >>> say_period(Period(edtf="2022/", earliest_start=date(2022, 1, 1), latest_start=date(2022, 12, 31)))
    'since 2022'
    """
    start, end = (period.earliest_start, period.latest_start), (period.earliest_end, period.latest_end)
    words = [say_when(start, end, NO_END if period.endless else None)]
    last, lasting = period.planned_end, say_lasting(period)
    if lasting:
        words.append(f"for {lasting} (to {say_day(last)})" if last is not None else f"for {lasting}")
    elif last is not None:
        words.append(f"planned until {say_day(last)}")
    return ", ".join(filter(None, words))


def say_days(first: date, last: date | None) -> str:
    """Return which days an answer holds for; ``None`` is no end. Days that are computed are written as numbers.

    >>> say_days(date(2024, 2, 1), None), say_days(date(2024, 2, 1), date(2024, 2, 1))
    ('from 2024-02-01 on', 'on 2024-02-01')
    """
    return f"on {first}" if first == last else f"from {first} to {last}" if last else f"from {first} on"


def say_bound(edge: Edge, day: date | None, readings: Collection[str] = ()) -> str:
    """Return a bound in words; without a day it is that of what has no end, or goes on by a reading.

    >>> say_bound("latest-start", date(2022, 7, 31)), say_bound("earliest-end", None, ["continues"])
    ('has started by 31 July 2022', 'lasts until a source ends it')
    """
    if day is None:
        going_on = {"continues": "lasts until a source ends it", "renews": "is renewed until a source ends it"}
        return next((words for name, words in going_on.items() if name in readings), "has no end")
    return _BOUNDS[edge].format(say_day(day))
