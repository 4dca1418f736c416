"""The window of a right: Start and End as days, as an event with a lag, or as open."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from partnergraph.bounds import Period, Span, period_of
from partnergraph.errors import PhraseError
from partnergraph.ingest.industry.avails.line import Line, RefusedLineError

_MOMENT: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>(?:[01]\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)\s*"
    r"(?:Z|[+-]\d\d:?\d\d)?)?(?:Z|[+-]\d\d:\d\d)?"
)
_LAG: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?P<clock>[\dHMS.]+))?"
)
_EVENTS: Final = {
    "theatrical": "the theatrical release", "broadcast": "the broadcast", "completed": "the work is completed",
    "immediate": "delivery", "tbd": "a day to be determined", "est": "the EST window opens",
    "eststart": "the EST window opens",
}  # fmt: skip
_WRITE: Final = "write 2026-03-01, 2026-03-01T00:00:00, or an event such as Theatrical with a lag"


@dataclass(frozen=True, slots=True)
class Lag:
    """A length of ISO 8601; ``clock``: it has hours or minutes, so that it may end on the next day."""

    months: int
    days: int
    clock: bool
    words: str

    def after(self, day: date) -> date:
        """Return the day that lies this long after another."""
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return moved + timedelta(self.days)


@dataclass(frozen=True, slots=True)
class Edge:
    """A start or an end: some day of a span, never (``open``), or by an event that has no day here."""

    span: Span | None = None
    open: bool = False
    event: str = ""
    lag: Lag | None = None
    words: str = ""

    @property
    def hangs_on_est(self) -> bool:
        """Whether it is told by the start of another window."""
        return self.event in ("est", "eststart")

    @property
    def why(self) -> str:
        """Why it has no day, as part of a sentence."""
        lag = f"{self.lag.words.lstrip('-')} {'before' if self.lag.words[0] == '-' else 'after'} " if self.lag else ""
        return f"{lag}{_EVENTS[self.event]}"


def read_window(line: Line) -> tuple[Edge, Edge]:
    """Return start and end of a line. Raises `RefusedLineError`."""
    return _edge(line, "Start"), _edge(line, "End")


def _edge(line: Line, name: str) -> Edge:
    written, lag = line.get(name), line.get(f"{name}Lag")
    if not written:
        if name == "End" and line.get("WindowDuration"):
            return Edge(event="tbd", words="TBD")
        raise RefusedLineError(name, None, "is empty", _WRITE if name == "Start" else f"{_WRITE}, or Open")
    word = written.casefold().replace(" ", "")
    if word == "open" and name == "End":
        return Edge(open=True, words=written)
    if word in _EVENTS:
        length = read_lag(line, f"{name}Lag") if lag else None
        return Edge(event=word, lag=length, words=f"{written} {lag}".strip())
    try:
        return Edge(span=read_moment(written, end=name == "End"), words=written)
    except ValueError:
        raise RefusedLineError(name, written, "is no day", f"{_WRITE}{', or Open' * (name == 'End')}") from None


@lru_cache(maxsize=1 << 14)
def read_moment(written: str, *, end: bool) -> Span:
    """Return the days on which a right may begin or end. Raises `ValueError`.

    A day means all of it, and so do midnight at a start and 23:59 at an end. Another instant leaves the day itself
    undecided: the right holds in a part of it.

    >>> read_moment("2026-08-31T23:59:59", end=True).edtf, read_moment("2026-01-15T06:00:00-05:00", end=False).edtf
    ('2026-08-31', '[2026-01-15..2026-01-16]')
    """
    found = _MOMENT.fullmatch(written)
    if found is None:
        raise ValueError(written)
    day, clock = date.fromisoformat(found["day"]), found["time"] or ""
    if clock.startswith("24"):
        day, clock = day + timedelta(1), "00:00"
    whole = not clock or clock.startswith("23:59") if end else not clock.strip("0:.")
    if whole:
        return Span(day, day, day.isoformat())
    first, last = (day - timedelta(1), day) if end else (day, day + timedelta(1))
    return between(first, last)


def read_lag(line: Line, name: str) -> Lag:
    """Return the length that a field tells. Raises `RefusedLineError`."""
    written = line.get(name)
    found = _LAG.fullmatch(written)
    if found is None or written.strip("-") in ("P", "PT"):
        raise RefusedLineError(name, written, "is no length of time", "write P90D, P3M or P1Y (ISO 8601)")
    sign = -1 if found["sign"] else 1
    years, months, weeks, days = (int(found[part] or 0) for part in ("years", "months", "weeks", "days"))
    return Lag(sign * (12 * years + months), sign * (7 * weeks + days), bool(found["clock"]), written)


def between(first: date, last: date) -> Span:
    """Return the moment that is some day of two or between them."""
    return Span(first, last, first.isoformat() if first == last else f"[{first}..{last}]")


def resolved(edge: Edge, est: Span | None, *, end: bool) -> Edge:
    """Return an edge that hangs on the EST window with the days that follow from its start, where it is known."""
    if est is None or est.earliest is None or est.latest is None:
        return edge
    days = [edge.lag.after(day) if edge.lag else day for day in (est.earliest, est.latest)]
    if edge.lag is not None and edge.lag.clock:
        days[edge.lag.words[0] != "-"] += timedelta(-1 if edge.lag.words[0] == "-" else 1)
    days = [day - timedelta(end) for day in days]
    return Edge(span=between(*days), words=edge.words)


def period_between(line: Line, start: Edge, end: Edge) -> Period | None:
    """Return the period of a window; ``None`` where nothing of it is known. Raises `RefusedLineError`."""
    last = end.span
    if last is None and not end.open and line.get("WindowDuration"):
        length = read_lag(line, "WindowDuration")
        if start.span is not None and start.span.earliest and start.span.latest:
            last = between(*(length.after(day) - timedelta(1) for day in (start.span.earliest, start.span.latest)))
    if start.span is None and last is None and not end.open:
        return None
    told = f"{start.words} / {end.words}"
    words = told if start.event or end.event else None
    try:
        return period_of(start.span, last, endless=end.open, words=words)
    except PhraseError as error:
        raise RefusedLineError("End", told, error.why, error.hint) from None
