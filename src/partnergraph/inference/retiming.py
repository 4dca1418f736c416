"""What events make of the time for which a deal was promised: its end, a stated length, renewals, conditions.

From an event on, what is said of the deal is read with the time that the event gives it:

* An *end* takes the place of the old one. What renews itself goes on to do so from there, unless it is a notice.
* A bare *length* runs from the day on which the event works. That of a renewal follows the old term, where this is
  still running: whether it is counted from the old end or from the event is open, so the end lies between the two,
  and never before the old one. A length that the event *adds* is counted from the old end ("extended by two years").
  What the press tells of a length is no end: then nobody knows it.
* A *renewal clause* holds from the term on that was running when the event came.
* *Conditions* that can take away take the place of the old ones, or with ``effect: adds`` stand beside them. One to be
  met first is one of the event.

Statements of sources that are not older than the event tell of what is after it, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeAlias

from partnergraph.bounds import Period, edtf_of, stated_length, term_ends
from partnergraph.inference.events import Step, Telling, as_told
from partnergraph.inference.renewals import Terms, terms_of
from partnergraph.inference.sources import Sources
from partnergraph.inference.statements import ENDED_STATUSES, ENDING, IN_FORCE, bounds_end, is_denial
from partnergraph.inference.windows import NONE, UNKNOWN_FUTURE, UNKNOWN_PAST
from partnergraph.model import Condition, DealEvent, Renewal, Statement, conditional, renewable

_Ends: TypeAlias = tuple[date | None, date | None]
"""The days between which an end lies."""
_UNKNOWN: Final[_Ends] = (None, None)


class Retiming:
    """What one event makes of the time of a deal of which ``statements`` tell; ``taken_up``: it was an option."""

    def __init__(
        self, step: Step, statements: Sequence[Statement], telling: Telling, sources: Sources, *, taken_up: bool
    ) -> None:
        event = step.events[0]
        assert isinstance(event, DealEvent)
        self._step, self._event, self._sources = step, event, sources
        self._before = [said for said in statements if not is_denial(said) and not telling.after(said, step)]
        self._renewal = next((said.renewal for said in step.told if said.renewal), None)
        self._conditions = _lasting(step.told)
        told = [as_told(said) for said in step.told]
        ends, lasts = any(map(bounds_end, told)), any(period is not None and stated_length(period) for period in told)
        self._adds = event.effect == "adds" and lasts and not ends
        noticed = event.kind == "notice" and self._running_renewal() is not None
        self._ends = not self._adds and (ends or lasts or noticed or taken_up or event.kind == "renewal")
        self.bears = self._ends or self._adds or self._renewal is not None or bool(self._conditions)

    def of_deal(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Return the statements on the deal as they are read after the event."""
        if not self.bears:
            return tuple(statements)
        before = set(map(id, self._before))
        return tuple(self._after(said) if id(said) in before else said for said in statements)

    def of_event(self, said: Statement) -> dict[str, Any]:
        """Return the end, the renewal and the conditions that a source of the event gives the deal."""
        if not self._ends:
            return {}
        renewal = None if self._event.kind == "notice" else said.renewal or self._running_renewal()
        return _loosened(self._end_by(said), renewal, self._conditions_after(_lasting(self._before)))

    def _running_renewal(self) -> Renewal | None:
        """Return the renewal clause before the event; of some that differ the first, of which it is open how often."""
        found = list(dict.fromkeys(said.renewal for said in self._before if said.renewal))
        return found[0] if len(found) == 1 else replace(found[0], times=None) if found else None

    def _conditions_after(self, before: tuple[Condition, ...]) -> tuple[Condition, ...]:
        beside = not self._conditions or self._event.effect == "adds"
        return (*(before if beside else ()), *self._conditions)

    # -- what is said of the deal

    def _after(self, said: Statement) -> Statement:
        if self._ends:
            said = self._without_end(said)
        elif self._adds or self._renewal:
            said = self._with_other_end(said)
        if self._conditions:
            first = tuple(condition for condition in said.conditions if condition.kind == "first")
            conditions = (*first, *self._conditions_after(_lasting((said,))))
            said = replace(said, **_loosened(as_told(said), said.renewal, conditions))
        return said

    def _without_end(self, said: Statement) -> Statement:
        """Return a statement without its end, and without what it attests of later days."""
        day, period = self._sources.day_of(said.source), as_told(said)
        late = day is not None and day.toordinal() > self._step.days[0]
        over = said.status in (*ENDED_STATUSES, ENDING) or (late and said.status == IN_FORCE)
        period = _ending(period, _UNKNOWN) if period is not None else None
        return replace(
            said, status=None if over else said.status, present_tense=said.present_tense and not late, until=None,
            coextensive=False, relative_ends=(), **_loosened(period, None, said.conditions),
        )  # fmt: skip

    def _with_other_end(self, said: Statement) -> Statement:
        """Return a statement with the length that the event adds, and its renewal clause from the running term on."""
        period, ends = as_told(said), self._running(said)
        renewal = self._renewal or said.renewal
        if period is None or ends == _UNKNOWN:
            endless = period is not None and period.endless
            changed = self._without_end(said) if self._adds and not endless else said
            return replace(changed, **_loosened(as_told(changed), renewal, said.conditions))
        if self._adds:
            ends = self._lengthened(ends)
            said = replace(said, until=None, coextensive=False, relative_ends=())
        return replace(said, **_loosened(_ending(period, ends), renewal, said.conditions))

    def _running(self, said: Statement) -> _Ends:
        """Return the end of the term that was running when the event came, by what a statement tells."""
        if said.renewal is not None and (terms := terms_of(said, NONE)) is not None:
            return _running_term(terms, self._step)
        period = as_told(said)
        if period is None or period.endless:
            return _UNKNOWN
        by_length = _UNKNOWN if self._sources.is_press(said.source) else term_ends(period)
        return period.earliest_end or by_length[0], period.latest_end or by_length[1]

    # -- the end that the event gives

    def _end_by(self, said: Statement) -> Period | None:
        period = as_told(said)
        if period is not None and bounds_end(period):
            return _ending(Period(""), (period.earliest_end, period.latest_end), endless=period.endless)
        ends = self._noticed() if self._event.kind == "notice" else self._by_length(said)
        return _ending(Period(""), ends) if ends != _UNKNOWN else None

    def _noticed(self) -> _Ends:
        """Return the end of the term that a notice ends, by what its days and the statements of terms leave open."""
        days = [date.fromordinal(day) for day in self._step.days if UNKNOWN_PAST < day < UNKNOWN_FUTURE]
        terms = [terms for said in self._before if (terms := terms_of(said, NONE)) is not None]
        found = [one.ended_by_notice(day) for one in terms for day in days]
        known = [ends for ends in found if ends is not None]
        if len(days) < 2 or not known or len(known) < len(found):
            return _UNKNOWN
        return min(first for first, _ in known), max(last for _, last in known)

    def _by_length(self, said: Statement) -> _Ends:
        """Return the end by a length that a source states: from the event or, of a renewal, perhaps the old end."""
        if said.period is None or self._sources.is_press(said.source):
            return _UNKNOWN
        first, last = (date.fromordinal(d) if UNKNOWN_PAST < d < UNKNOWN_FUTURE else None for d in self._step.days)
        if self._event.kind != "renewal":
            return _lasting_from((first, last), said.period)
        before = [self._running(one) for one in self._before if one.period or one.until or one.relative_ends]
        lasts = [end for _, end in before if end is not None]
        known = bool(lasts) and len(lasts) == len(before) and last is not None
        end = _lasting_from((first, max(last, *map(_next, lasts)) if known and last is not None else None), said.period)
        old = min((end for end, _ in before if end is not None), default=None)
        return max((d for d in (end[0], old) if d is not None), default=None), end[1]

    def _lengthened(self, ends: _Ends) -> _Ends:
        """Return an end with the lengths that the event adds; what the press tells of them leaves its last day open."""
        first, last = ends
        starts = (_next(first) if first else None, _next(last) if last else None)
        told = [said for said in self._step.told if said.period is not None and stated_length(said.period)]
        if any(self._sources.is_press(said.source) for said in told):
            return first, None
        found = [_lasting_from(starts, said.period) for said in told if said.period is not None]
        lasts = [end for _, end in found]
        shortest = min((end for end, _ in found if end is not None), default=first)
        return shortest, None if None in lasts else max((end for end in lasts if end is not None), default=None)


def _running_term(terms: Terms, step: Step) -> _Ends:
    """Return the last days of the term that has the days of an event; the first one where it came in that."""
    low = terms.last_of(step.days[0])
    first = date.fromordinal(low) if low is not None else terms.first
    if terms.last is None or step.days[1] >= UNKNOWN_FUTURE:
        return first, None
    if step.days[1] <= terms.last.toordinal():
        return first, terms.last
    high = Terms(terms.renewal, terms.last, terms.last).last_of(step.days[1])
    return first, date.fromordinal(high) if high is not None else None


def _lasting_from(starts: _Ends, period: Period) -> _Ends:
    """Return the end by the length that a period states, from a day between two."""
    counted = replace(period, earliest_start=starts[0], latest_start=starts[1])
    try:
        return term_ends(counted)
    except (OverflowError, ValueError):
        return _UNKNOWN


def _next(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))


def _ending(period: Period, ends: _Ends, *, endless: bool = False) -> Period:
    """Return a period with another end in place of all that it says of one."""
    changed = replace(
        period, earliest_end=ends[0], latest_end=ends[1], endless=endless, planned_end=None,
        term=None, minimum_term=None, maximum_term=None,
    )  # fmt: skip
    start = period.edtf.partition("/")[0]
    return replace(changed, edtf=f"{start}/{edtf_of(changed).partition('/')[2]}")


def _loosened(period: Period | None, renewal: Renewal | None, conditions: tuple[Condition, ...]) -> dict[str, Any]:
    period = renewable(period) if renewal is not None else period
    period = conditional(period) if conditions else period
    return {"period": period, "renewal": renewal, "conditions": conditions}


def _lasting(statements: Iterable[Statement]) -> tuple[Condition, ...]:
    found = (condition for said in statements for condition in said.conditions)
    return tuple(dict.fromkeys(condition for condition in found if condition.kind == "lasting"))
