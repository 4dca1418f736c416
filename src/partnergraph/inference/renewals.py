"""The terms of what may be renewed: one after the other, each from the day after the last day of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from partnergraph.bounds import parse_period, term_ends, with_bounds
from partnergraph.inference.windows import NONE, UNKNOWN_FUTURE
from partnergraph.model import Renewal, Statement

_MOST_TERMS: Final = 12_000
"""Terms that are looked through for a day: a thousand years of months."""


@dataclass(frozen=True, slots=True)
class Terms:
    """``first`` and ``last`` are the days between which the first term ends; ``last`` is ``None`` if not known."""

    renewal: Renewal
    first: date
    last: date | None
    readings: frozenset[str] = NONE

    @property
    def times(self) -> int | None:
        """How often it may be renewed at most; ``None``: no limit is stated."""
        return self.renewal.times

    def after(self, times: int | None) -> tuple[int, int | None]:
        """Return the ordinals of the earliest and the latest last day after so many renewals; ``None``: without end."""
        if times is None:
            return UNKNOWN_FUTURE, None
        first = _last_day(self.first, self.renewal, times)
        return first, _last_day(self.last, self.renewal, times) if self.last else None

    def last_of(self, day: int) -> int | None:
        """Return the earliest last day of a later term that has a day; ``None`` where none surely has."""
        if day <= self.first.toordinal() or day >= UNKNOWN_FUTURE or self.last is None:
            return None
        ends = (self._last_from(date.fromordinal(end), day) for end in range(*self._days_of_first_end()))
        return min((end for end in ends if end is not None), default=None)

    def _days_of_first_end(self) -> tuple[int, int]:
        last = self.last or self.first
        return self.first.toordinal(), last.toordinal() + 1

    def _last_from(self, end: date, day: int) -> int | None:
        for count in range(1 + (_MOST_TERMS if self.times is None else self.times)):
            last = _last_day(end, self.renewal, count)
            if last >= day:
                return last
        return None

    def ended_by_notice(self, day: date) -> tuple[date, date] | None:
        """Return the days between which the term ends that a notice given on a day ends: the first one still in time.

        ``None`` where the days of the terms are not known.
        """
        if self.last is None:
            return None
        for count in range(1 + (_MOST_TERMS if self.times is None else self.times)):
            ends = [_last_day(end, self.renewal, count) for end in (self.first, self.last)]
            if max(ends) >= UNKNOWN_FUTURE:
                return None
            first, last = map(date.fromordinal, ends)
            if day <= (self.renewal.notice.before(first) if self.renewal.notice else first):
                return first, last
        return None

    def notice_from(self, day: date) -> tuple[date, date] | None:
        """Return the next day, not before another, on which notice is in time, and the last day of the term it ends.

        ``None`` where no notice is stated, the last days are not known, or the last renewal is over.
        """
        if self.renewal.notice is None or self.first != self.last:
            return None
        for count in range(_MOST_TERMS if self.times is None else self.times):
            last = _last_day(self.first, self.renewal, count)
            if last >= UNKNOWN_FUTURE:
                return None
            notice = self.renewal.notice.before(date.fromordinal(last))
            if notice >= day:
                return notice, date.fromordinal(last)
        return None


def terms_of(statement: Statement, told_by_press: frozenset[str]) -> Terms | None:
    """Return the terms of what a statement says may be renewed; ``None`` where nothing tells when the first ends.

    ``told_by_press``: the readings without which a stated length is no end.
    """
    if statement.renewal is None or statement.period is None:
        return None
    period = parse_period(statement.period.edtf)
    first = statement.period.earliest_end or period.earliest_end
    if first is not None:
        return Terms(statement.renewal, first, period.latest_end)
    first, last = term_ends(with_bounds(statement.period))
    return Terms(statement.renewal, first, last, told_by_press) if first is not None else None


def last_after(end: date, renewal: Renewal) -> int:
    """Return the last day (an ordinal) of what ends on a day, after as many renewals as there may be."""
    return UNKNOWN_FUTURE if renewal.times is None else _last_day(end, renewal, renewal.times)


def _last_day(end: date, renewal: Renewal, times: int) -> int:
    if times == 0:
        return end.toordinal()
    try:
        return renewal.every.times(times).last_day(date.fromordinal(end.toordinal() + 1)).toordinal()
    except (OverflowError, ValueError):
        return UNKNOWN_FUTURE
