"""Days and moments of XML Schema, as edges of a period: a day is a whole one, of a moment the day as written."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from partnergraph.bounds import Period, Span, period_of
from partnergraph.errors import PhraseError

_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")
_LAST_MINUTE: Final = time(23, 59)
_A_DAY: Final = timedelta(days=1)


def read_day(text: str) -> date:
    """Return the day of an ``xs:date`` or ``xs:dateTime``, as it is written there, whatever its zone.

    >>> read_day("2026-03-06"), read_day("2026-03-06T23:00:00-05:00")
    (datetime.date(2026, 3, 6), datetime.date(2026, 3, 6))
    """
    whole = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(whole[1]) if whole is not None else _moment(text).date()
    except ValueError:
        raise PhraseError(text, "is no day", "write it as 2026-03-06, or with a time as 2026-03-06T00:00:00Z") from None


def start_of(text: str, *, about: bool = False) -> Span:
    """Return a start: of a moment that is not midnight the first day is only possible, the next one certain.

    ``about``: the file says that it is no exact day.

    >>> start_of("2026-01-15T06:00:00-05:00").edtf, start_of("2026-01-15T00:00:00+13:00").edtf
    ('[2026-01-15..2026-01-16]', '2026-01-15')
    """
    day = read_day(text)
    begins = _time_of(text)
    return _span(day, day + _A_DAY if begins is not None and begins > time() else day, about)


def end_of(text: str, *, about: bool = False) -> Span:
    """Return an end: a day is its last; of a moment, the day before where it is midnight, else the day in part.

    >>> [end_of(t).edtf for t in ("2026-03-05", "2026-03-05T23:59:59Z", "2026-03-05T00:00:00Z", "2026-03-05T12:00:00Z")]
    ['2026-03-05', '2026-03-05', '2026-03-04', '[2026-03-04..2026-03-05]']
    """
    day, ends = read_day(text), _time_of(text)
    if ends is None or ends >= _LAST_MINUTE:
        return _span(day, day, about)
    return _span(day - _A_DAY, day - _A_DAY if ends == time() else day, about)


def period(start: Span | None, end: Span | None) -> Period | None:
    """Return the period from a start to an end; ``None`` where neither is known."""
    return period_of(start, end) if start is not None or end is not None else None


def _moment(text: str) -> datetime:
    if "T" not in text:
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _time_of(text: str) -> time | None:
    return None if _DAY.fullmatch(text) else _moment(text).time()


def _span(first: date, last: date, about: bool) -> Span:
    if about:
        return Span(None, None, f"{first}~")
    return Span(first, last, str(first) if first == last else f"[{first}..{last}]")
