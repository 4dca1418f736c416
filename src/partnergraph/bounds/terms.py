"""Lengths of time ("three years") and the ends that they give."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final, Literal, TypeAlias

from partnergraph.bounds.dates import Context, tidy
from partnergraph.bounds.values import Period, Span, Term

Limit: TypeAlias = Literal["term", "minimum_term", "maximum_term"]
"""What a stated length says of the end, by the attribute of `Period` that keeps it."""

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


LIMITS: Final[tuple[Limit, ...]] = ("term", "minimum_term", "maximum_term")
_LEAST: Final = r"(?:at least|not less than|no less than|no shorter than|a minimum of|minimum|min\.?) "
_MOST: Final = r"(?:up to|at most|not more than|no more than|no longer than|a maximum of|maximum|max\.?) "
LIMITED: Final = rf"(?:{_LEAST}|{_MOST})?{TERM}"


def parse_limit(text: str) -> tuple[Limit, Term]:
    """Read a length of time that may be the least or the greatest one. Raises `PhraseError`.

    >>> parse_limit("at least three years")
    ('minimum_term', Term(months=36, days=0))
    """
    context = Context(text)
    return read_limit(tidy(text, context).removeprefix("for "), context)


def read_limit(text: str, context: Context) -> tuple[Limit, Term]:
    """Read a tidied length of time that may be the least or the greatest one."""
    for pattern, limit in ((_LEAST, "minimum_term"), (_MOST, "maximum_term")):
        bare = re.sub(f"^{pattern}", "", text)
        if bare != text:
            return limit, read_term(bare, context)  # type: ignore[return-value]
    return "term", read_term(text, context)


def stated_length(period: Period) -> tuple[Limit, Term] | None:
    """Return the length that a period is said to have; ``None`` where it is not."""
    return next(((limit, term) for limit in LIMITS if (term := getattr(period, limit))), None)


def term_ends(period: Period) -> tuple[date | None, date | None]:
    """Return the earliest and the latest end that the stated terms of a period give, counted from its start.

    >>> term_ends(Period("2022/", date(2022, 1, 1), date(2022, 12, 31), term=Term(months=12)))
    (datetime.date(2022, 12, 31), datetime.date(2023, 12, 30))
    """
    earliest = [
        t.last_day(period.earliest_start) for t in (period.term, period.minimum_term) if t and period.earliest_start
    ]
    latest = [t.last_day(period.latest_start) for t in (period.term, period.maximum_term) if t and period.latest_start]
    return max(earliest, default=None), min(latest, default=None)


def differs_from_term(period: Period, by: int = 0) -> bool:
    """Whether every end that a period states is more than some days from any that its terms give."""
    earliest, latest = term_ends(period)
    too_late = period.earliest_end is not None and latest is not None and (period.earliest_end - latest).days > by
    too_soon = period.latest_end is not None and earliest is not None and (earliest - period.latest_end).days > by
    return too_late or too_soon or (period.endless and latest is not None)


def reconciled(period: Period) -> Period:
    """Return a period of which the stated end and the terms agree.

    Where they are one day apart the term is left out: people count its last day in or not. Else both ends are possible.

    >>> told = Period("2021-03-01/2024-03-01", *[date(2021, 3, 1)] * 2, *[date(2024, 3, 1)] * 2, term=Term(months=36))
    >>> reconciled(told).edtf, reconciled(told).term
    ('2021-03-01/2024-03-01', None)
    """
    if not differs_from_term(period):
        return period
    if not period.endless and not differs_from_term(period, by=1):
        return replace(period, planned_end=None, term=None, minimum_term=None, maximum_term=None)
    return with_either_end(period)


def with_either_end(period: Period) -> Period:
    """Return a period that ends as stated or as its terms have it, where these differ; both stay in its words.

    >>> told = Period("2021-03-01/2024-06-30", *[date(2021, 3, 1)] * 2, *[date(2024, 6, 30)] * 2, term=Term(months=36))
    >>> with_either_end(told).edtf
    '2021-03-01/[2024-02-29..2024-06-30]'
    """
    earliest, latest = term_ends(period)
    first = min(earliest, period.earliest_end) if earliest and period.earliest_end else None
    last = max(latest, period.latest_end) if latest and period.latest_end else None
    first = earliest if period.endless else first
    start = period.edtf.partition("/")[0]
    return replace(
        period,
        edtf=f"{start}/[{first or ''}..{last or ''}]" if first or last else f"{start}/",
        earliest_end=first,
        latest_end=last,
        planned_end=None,
        endless=False,
        words=period.words or f"{period.edtf}, {say_lasting(period)}",
        term=None,
        minimum_term=None,
        maximum_term=None,
    )


def say_term(term: Term) -> str:
    """Return a length of time in English, as `parse_term` reads it.

    >>> say_term(Term(months=36)), say_term(Term(months=18)), say_term(Term(months=1, days=1))
    ('3 years', '18 months', '1 month and 1 day')
    """
    months, unit = (term.months // 12, "year") if term.months % 12 == 0 else (term.months, "month")
    counted = [(count, word) for count, word in ((months, unit), (term.days, "day")) if count]
    return " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counted)


def say_lasting(period: Period) -> str:
    """Return how long a period is said to last, in English; empty where it is not."""
    words = {"term": "", "minimum_term": "at least ", "maximum_term": "up to "}
    return ", ".join(f"{how}{say_term(term)}" for limit, how in words.items() if (term := getattr(period, limit)))
