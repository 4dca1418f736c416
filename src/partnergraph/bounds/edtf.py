"""EDTF to days: one date, one-of range or interval, checked against the calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from partnergraph.bounds.values import Span
from partnergraph.errors import PhraseError

NO_YEAR: Final = "XXXX"
PLACEHOLDER: Final = "9999 is a placeholder for an end that nobody stated"
_LEAP_YEAR: Final = 2000
_LAST_YEAR: Final = 9998  # 9999-12-31 is how databases write "no end"; read as a date it would be an invented bound
_FIRST_DIVISION, _LAST_DIVISION = 21, 41

_DATE = re.compile(r"(?P<y>[0-9X]{4})(?:-(?P<m>[0-9X]{2})(?:-(?P<d>[0-9X]{2}))?)?")
_RANGE = re.compile(r"\[(?P<a>[^\[\],.]*)\.\.(?P<b>[^\[\],.]*)\]")
_QUALIFIERS = re.compile(r"[~?%]")
_SHAPE = re.compile(r"[0-9X~?%.,\-/\[\]{}]*[0-9X/\]}.~?%][0-9X~?%.,\-/\[\]{}]*", re.IGNORECASE)

# EDTF level 2 divisions of a year, as first and last month. Seasons (21-32) are not tied to months:
# hemispheres and houses differ, so all that is sure is the year.
DIVISIONS: Final[dict[int, tuple[int, int]]] = (
    dict.fromkeys(range(21, 33), (1, 12))
    | {33 + i: (3 * i + 1, 3 * i + 3) for i in range(4)}
    | {37 + i: (4 * i + 1, 4 * i + 4) for i in range(3)}
    | {40: (1, 6), 41: (7, 12)}
)


def is_division(text: str) -> bool:
    """Whether ``text`` is a year and the number of a season, quarter or half of it, such as 2021-22."""
    return bool(re.fullmatch("[0-9]{4}-[0-9]{2}", text)) and int(text[-2:]) in DIVISIONS


class Interval(NamedTuple):
    """The two edges of an interval; ``None`` is unknown (or an open start). ``endless``: the end is ``..``."""

    start: Span | None
    end: Span | None
    endless: bool


def looks_like_edtf(text: str) -> bool:
    """Whether ``text`` is made of EDTF's signs only, right or wrong."""
    return bool(_SHAPE.fullmatch(text)) and bool(re.search(r"[0-9Xx/]|\.\.", text))


def read_moment(text: str, phrase: str | None = None) -> Span:
    """One EDTF date or one-of range as a `Span`. ``phrase`` is named in the error instead of ``text``.

    >>> read_moment("2023-35")
    Span(earliest=datetime.date(2023, 7, 1), latest=datetime.date(2023, 9, 30), edtf='2023-35')
    >>> read_moment("2019~").earliest is None
    True
    """
    phrase = text if phrase is None else phrase
    if text[:1] in "[{":
        return _read_range(text, phrase)
    bare = _QUALIFIERS.sub("", text)
    earliest, latest = _read_date(bare, phrase)
    return Span(None, None, text) if bare != text else Span(earliest, latest, text)


def read_interval(text: str, phrase: str | None = None) -> Interval:
    """An EDTF interval, ``start/end``; an empty edge is unknown, ``..`` is open.

    >>> read_interval("2022/..").endless
    True
    """
    phrase = text if phrase is None else phrase
    if text.count("/") != 1:
        raise PhraseError(phrase, "an interval has two sides", "write start/end, such as 2022-03/2024-02")
    left, right = text.split("/")
    start = read_moment(left, phrase) if left not in ("", "..") else None
    end = read_moment(right, phrase) if right not in ("", "..") else None
    refuse_backwards(start, end, phrase)
    return Interval(start, end, right == "..")


def refuse_backwards(start: Span | None, end: Span | None, phrase: str) -> None:
    """Raise `PhraseError` when every possible end lies before every possible start."""
    if start is None or end is None or start.earliest is None or end.latest is None:
        return
    if end.latest < start.earliest:
        why = f"it ends ({end.latest}) before it starts ({start.earliest})"
        raise PhraseError(phrase, why, "write the earlier date first")


def _read_range(text: str, phrase: str) -> Span:
    match = _RANGE.fullmatch(text)
    if match is None:
        why = "a set of dates has no single span"
        raise PhraseError(phrase, why, "write a range such as [2015..2016], or record one statement per date")
    first = read_moment(match["a"], phrase) if match["a"] else None
    last = read_moment(match["b"], phrase) if match["b"] else None
    if any(side is not None and (side.earliest is None or side.latest is None) for side in (first, last)):
        raise PhraseError(phrase, "a range needs known dates on its sides", "write a range such as [2015..2016]")
    if first is None and last is None:
        raise PhraseError(phrase, "a range without dates says nothing", "write a range such as [2015..2016]")
    earliest, latest = first.earliest if first else None, last.latest if last else None
    if earliest is not None and latest is not None and latest < earliest:
        raise PhraseError(phrase, "the range runs backwards", "write the earlier date first")
    return Span(earliest, latest, text)


def _read_date(text: str, phrase: str) -> tuple[date | None, date | None]:
    match = _DATE.fullmatch(text)
    if match is None or not re.fullmatch("[0-9]*X*", match["y"]):
        raise _malformed(text, phrase)
    year, month, day = match["y"], match["m"] or "XX", match["d"] or "XX"
    _check_year(year, phrase)
    if month.isdigit() and _FIRST_DIVISION <= int(month) <= _LAST_DIVISION and match["d"] is None:
        return _division(year, int(month))
    first = next(_days(year, month, day, 1), None)
    if first is None:
        raise _no_such_day(year, month, day, phrase)
    return (None, None) if year == NO_YEAR else (first, next(_days(year, month, day, -1)))


def _years(mask: str) -> range:
    if mask == NO_YEAR:
        return range(_LEAP_YEAR, _LEAP_YEAR + 1)
    return range(max(int(mask.replace("X", "0")), 1), int(mask.replace("X", "9")) + 1)


def _division(year: str, code: int) -> tuple[date | None, date | None]:
    if year == NO_YEAR:
        return None, None
    years, (first, last) = _years(year), DIVISIONS[code]
    return date(years[0], first, 1), date(years[-1], last, monthrange(years[-1], last)[1])


@lru_cache(maxsize=1024)
def _matching(mask: str, last: int) -> list[int]:
    return [n for n in range(1, last + 1) if all(m in ("X", c) for m, c in zip(mask, f"{n:02}", strict=True))]


def _days(year: str, month: str, day: str, step: int) -> Iterator[date]:
    """Days that fit the masks, forwards or backwards."""
    months = _matching(month, 12)
    for y in _years(year)[::step]:
        for m in months[::step]:
            for d in _matching(day, monthrange(y, m)[1])[::step]:
                yield date(y, m, d)


def _check_year(year: str, phrase: str) -> None:
    if year == "0000":
        raise PhraseError(phrase, "the calendar used here starts with year 0001", "write the year with four digits")
    if year.isdigit() and int(year) > _LAST_YEAR:
        raise PhraseError(phrase, PLACEHOLDER, "leave the end empty (2022/), or write 2022/.. if it is perpetual")


def _no_such_day(year: str, month: str, day: str, phrase: str) -> PhraseError:
    months = _matching(month, 12)
    if not months:
        return PhraseError(phrase, f"there is no month {month}", "write year-month-day, such as 2024-03-07")
    if not _matching(day, 31):
        return PhraseError(phrase, f"there is no day {day}", "write year-month-day, such as 2024-03-07")
    last = monthrange(_years(year)[-1], months[0])[1]
    return PhraseError(phrase, f"{year}-{month} has {last} days", f"write {year}-{month}-{last} if that is meant")


def _malformed(text: str, phrase: str) -> PhraseError:
    digits = text.lstrip("-")
    if re.fullmatch("[0-9]{8}", digits):
        return PhraseError(phrase, "digits without hyphens", f"write {digits[:4]}-{digits[4:6]}-{digits[6:]}")
    if re.match("-[0-9]", text):
        return PhraseError(phrase, "years before 0001 are not read", "write a year from 0001 to 9998")
    if re.match("[0-9]{5,}(-|$)", text):
        hint = "write a four-digit year; if this is a spreadsheet's day number, format it as a date"
        return PhraseError(phrase, "years after 9999 are not read", hint)
    if re.match("[0-9]{1,3}$", text):
        return PhraseError(phrase, "a year has four digits", "write the year in full, such as 2024")
    return PhraseError(phrase, "not a date in EDTF", "write 2024-03-07, 2024-03, 2024, 201X, 2022/ or 2022/2024")
