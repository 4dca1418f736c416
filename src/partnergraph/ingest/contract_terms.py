"""Renewals and conditions as people write them: what about them cannot be, and what they leave open of a period."""

from __future__ import annotations

from datetime import date
from typing import Final

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.bounds import Term as Length
from partnergraph.inference import ENDED_STATUSES

NO_END: Final = "is a renewal of what has no end or term"


def why_no_renewal(
    renewal: m.Renewal, period: Period | None, status: str | None, *, hangs: bool = False
) -> tuple[str, str] | None:
    """Return why something cannot be renewed so, and what to write instead; ``None`` if it can.

    ``hangs``: its end hangs on an event.
    """
    if status in ENDED_STATUSES:
        return "is said of what has ended", "leave it out, or the status"
    no_end = period is None or period.endless or not (period.earliest_end or period.term or period.minimum_term)
    if no_end and not hangs:
        hint = "write 'start' and 'term: 3 years', or 'end': the last day after which it is renewed"
        return NO_END, hint
    if renewal.notice is not None and _days(renewal.notice) > _days(renewal.every):
        return "asks for notice longer before than the term lasts", "check notice and every"
    return None


def why_no_condition(condition: m.Condition, period: Period | None, *, exclusive: bool) -> tuple[str, str, str] | None:
    """Return the field that is wrong of a condition, why, and what to write instead; ``None`` where none is.

    ``exclusive``: it is said of an exclusivity.
    """
    start = period.earliest_start if period is not None else None
    if condition.kind == "first" and condition.since is not None:
        return "from", "is said of what has to be met first", "write 'kind: lasting', or leave it out"
    if condition.kind == "first" and condition.met is not None and condition.failed is not None:
        return "failed", "stands beside met", "write one of them"
    for field, day in (("met", condition.met), ("failed", condition.failed), ("from", condition.since)):
        if day is not None and start is not None and day < start:
            return field, f"lies before the start, {start}", "check the start; what was met before it is no condition"
    if condition.met is not None and condition.failed is not None and condition.failed <= condition.met:
        return "failed", "lies before the day up to which it was kept", "check met and failed"
    if condition.then == "non-exclusive" and not exclusive:
        return "then", "is said of what excludes nobody", "write 'ended', or leave it out"
    return None


def loosened(period: Period | None, renewal: m.Renewal | None, conditions: tuple[m.Condition, ...]) -> Period | None:
    """Return a period without the bounds that a renewal or a condition leaves open."""
    period = m.renewable(period) if renewal is not None else period
    return m.conditional(period) if conditions else period


def _days(length: Length) -> int:
    """Return how many days a length has, to compare it with another one."""
    first = date(2001, 1, 1)
    return length.last_day(first).toordinal() - first.toordinal()
