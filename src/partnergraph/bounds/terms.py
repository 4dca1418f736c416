"""Lengths of time ("three years") and the planned ends that they give."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from partnergraph.bounds.dates import Context, tidy
from partnergraph.bounds.values import Span

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_DAYS_IN = {"day": 1, "week": 7}

_PART = (
    r"(?P<n>[0-9]{1,4})(?: \((?P<again>[0-9]{1,4})\))?(?: (?:calendar|consecutive|full|contract))*"
    r"[ -](?P<unit>day|week|month|quarter|year)s?"
)
_BARE_PART = re.sub(r"\?P<[a-z]+>", "?:", _PART)
TERM: Final = (
    r"(?:an? )?(?:initial )?(?:(?:term|period) of )?"
    rf"{_BARE_PART}(?:,? (?:and )?{_BARE_PART})?(?:[ -](?:term|period|deal|contract|agreement|licen[cs]e|partnership))?"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time, in whole months and days.

    >>> Term(months=36).last_day(date(2021, 3, 1))
    datetime.date(2024, 2, 29)
    """

    months: int = 0
    days: int = 0

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


def parse_term(text: str) -> Term:
    """Read a length of time: "three years", "18 months", "two (2) years and six months". Raises `PhraseError`.

    >>> parse_term("18 months")
    Term(months=18, days=0)
    """
    context = Context(text)
    return read_term(tidy(text, context).removeprefix("for "), context)


def read_term(text: str, context: Context) -> Term:
    """Read a tidied length of time."""
    if not re.fullmatch(TERM, text):
        raise context.refusal("not a length of time", "write a number and a unit, such as 'three years' or '18 months'")
    months = days = 0
    for part in re.finditer(rf"(?<![0-9a-z-]){_PART}(?![a-z])", text):
        count = int(part["n"])
        if part["again"] is not None and int(part["again"]) != count:
            raise context.refusal("number and words differ", f"write one of them, such as {count} {part['unit']}s")
        months += count * _MONTHS_IN.get(part["unit"], 0)
        days += count * _DAYS_IN.get(part["unit"], 0)
    if not months and not days:
        raise context.refusal("a term of no length", "write at least one day")
    return Term(months, days)


def planned_end(start: Span | None, length: Term, context: Context) -> date | None:
    """The last possible day of the term; ``None`` where the start gives no latest day."""
    if start is None or start.latest is None:
        return None
    try:
        return length.last_day(start.latest)
    except (OverflowError, ValueError):
        raise context.refusal("the term ends after the year 9999", "write a shorter term, or 'perpetual'") from None
