"""The values of imprecise time, and whether a period holds on a day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """One imprecise moment: some day from ``earliest`` to ``latest``, both inclusive.

    ``None`` is unknown on that side. ``edtf`` is the moment as written.

    >>> Span(date(2022, 7, 1), date(2022, 7, 31), "2022-07").edtf
    '2022-07'
    """

    earliest: date | None
    latest: date | None
    edtf: str


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time, in whole months and days.

    >>> Term(months=36).last_day(date(2021, 3, 1))
    datetime.date(2024, 2, 29)
    """

    months: int = 0
    days: int = 0

    def times(self, count: int) -> Term:
        """Return so many of these lengths, one after the other."""
        return Term(self.months * count, self.days * count)

    def before(self, day: date) -> date:
        """The day that lies this length before another one, on which notice can still be given.

        Where the month lacks the day, its last one. Raises `OverflowError` before the calendar.

        >>> Term(months=3).before(date(2024, 12, 31)), Term(days=90).before(date(2024, 12, 31))
        (datetime.date(2024, 9, 30), datetime.date(2024, 10, 2))
        """
        return date.fromordinal(_in_month(day, -self.months).toordinal() - self.days)

    def after(self, day: date) -> date:
        """The day that lies this length after another one; where the month lacks the day, its last one.

        Raises `OverflowError` outside the calendar.

        >>> Term(months=6).after(date(2024, 8, 31)), Term(days=90).after(date(2024, 12, 31))
        (datetime.date(2025, 2, 28), datetime.date(2025, 3, 31))
        """
        return date.fromordinal(_in_month(day, self.months).toordinal() + self.days)

    def last_day(self, first: date) -> date:
        """The last day of a term whose first day is ``first``: the day before the anniversary.

        Where the anniversary's day does not exist (31st, 29 February), the last day of that month. Raises
        `OverflowError` outside the calendar.
        """
        count = first.year * 12 + first.month - 1 + self.months
        year, month = count // 12, count % 12 + 1
        if year > date.max.year:
            raise OverflowError(f"no year {year}")
        last = monthrange(year, month)[1]
        ordinal = date(year, month, min(first.day, last)).toordinal() + self.days
        return date.fromordinal(ordinal if first.day > last else ordinal - 1)


def _in_month(day: date, months: int) -> date:
    """Return the same day some months later; where the month lacks it, its last one."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"no year {year}")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Period:
    """From one imprecise moment to another, both inclusive; an absent bound is unknown.

    ``planned_end`` is the day on which it was planned to end, of a stated term the last one possible: never a bound.
    ``endless`` says that a source calls it perpetual. ``words`` are the source's or the user's words, where they are
    not the EDTF itself. ``term``, ``minimum_term``, ``maximum_term``: how long it is said to last, at least and at
    most, counted from the start; whether that is an end is for whoever knows what kind of source says so.

    >>> Period("2022/", date(2022, 1, 1), date(2022, 12, 31)).earliest_end is None
    True
    """

    edtf: str
    earliest_start: date | None = None
    latest_start: date | None = None
    earliest_end: date | None = None
    latest_end: date | None = None
    planned_end: date | None = None
    endless: bool = False
    words: str | None = None
    term: Term | None = None
    minimum_term: Term | None = None
    maximum_term: Term | None = None


def holds_on(period: Period, day: date) -> Literal["yes", "no", "unknown"]:
    """Whether ``day`` is inside: ``"yes"`` or ``"no"`` when it is so for every start and end that the bounds allow.

    A period has at least one day, so it cannot end before its earliest start nor start after its latest
    end: what starts on a known day holds on that day even when its end is unknown. A planned end decides nothing.

    >>> known = Period("2022-05-23/", date(2022, 5, 23), date(2022, 5, 23))
    >>> [holds_on(known, date(2022, 5, d)) for d in (22, 23, 24)]
    ['no', 'yes', 'unknown']
    """
    if period.earliest_start is not None and day < period.earliest_start:
        return "no"
    if period.latest_end is not None and day > period.latest_end:
        return "no"
    last_starts = [d for d in (period.latest_start, period.latest_end) if d is not None]
    first_ends = [d for d in (period.earliest_end, period.earliest_start) if d is not None]
    started = bool(last_starts) and min(last_starts) <= day
    lasts = period.endless or (bool(first_ends) and day <= max(first_ends))
    return "yes" if started and lasts else "unknown"
