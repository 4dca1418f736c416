"""Days and imprecise periods as short words for people."""

from __future__ import annotations

import calendar
from datetime import date

from partnergraph.bounds import Period

_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date | None) -> int | None:
    """Return the days since 1970-01-01, the page's form of a day; ``None`` stays unknown.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return None if day is None else day.toordinal() - _EPOCH


def say_day(day: date) -> str:
    """Return a day in words that no country reads differently.

    >>> say_day(date(2024, 2, 28))
    '28 Feb 2024'
    """
    return f"{day.day} {calendar.month_abbr[day.month]} {day.year}"


def say_span(earliest: date | None, latest: date | None) -> str | None:
    """Return the shortest words for "some day between these"; ``None`` where nothing is known.

    >>> say_span(date(2022, 1, 1), date(2022, 12, 31)), say_span(date(2022, 7, 1), date(2022, 7, 31))
    ('2022', 'Jul 2022')
    >>> say_span(None, date(2024, 2, 28)), say_span(date(2024, 2, 28), None)
    ('28 Feb 2024 or before', '28 Feb 2024 or later')
    """
    if earliest is None or latest is None:
        known = earliest or latest
        return None if known is None else f"{say_day(known)} or {'before' if earliest is None else 'later'}"
    if earliest == latest:
        return say_day(earliest)
    if (earliest.month, earliest.day, latest.month, latest.day) == (1, 1, 12, 31):
        return str(earliest.year) if earliest.year == latest.year else f"{earliest.year}–{latest.year}"
    last = calendar.monthrange(latest.year, latest.month)[1]
    if (earliest.year, earliest.month, earliest.day, latest.day) == (latest.year, latest.month, 1, last):
        return f"{calendar.month_abbr[earliest.month]} {earliest.year}"
    return f"between {say_day(earliest)} and {say_day(latest)}"


def say_period(period: Period) -> str | None:
    """Return a period in words: what is known of its start and of its end.

    >>> say_period(Period(edtf="2022/", earliest_start=date(2022, 1, 1), latest_start=date(2022, 12, 31)))
    'since 2022'
    """
    start = say_span(period.earliest_start, period.latest_start)
    end = say_span(period.earliest_end, period.latest_end)
    if start and end:
        return f"{start} to {end}"
    if end:
        return f"until {end}"
    if period.planned_end is not None:
        planned = f"planned until {say_day(period.planned_end)}"
        return f"since {start}, {planned}" if start else planned
    if period.endless:
        return f"since {start}, without end" if start else "without end"
    return f"since {start}" if start else None
