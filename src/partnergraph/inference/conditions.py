"""What conditions do to the days between which a deal runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from partnergraph.inference.windows import UNKNOWN_PAST, Bound
from partnergraph.model import Condition, Statement

_KEPT: Final = frozenset({"kept"})
_DAY: Final = timedelta(1)


class Hold(NamedTuple):
    """Until when what is promised surely lasts, whether it goes on by the reading *kept*, and when it is over."""

    until: int
    by_reading: bool
    over: int | None


def hold(conditions: Iterable[Condition]) -> Hold | None:
    """Return what lasting conditions leave of a promise; ``None`` where there is none.

    It is sure until the first day on which one can fail, or up to the last on which it is recorded as kept; from a
    recorded failure on no reading holds it. ``over`` is the last day where a source says that a failure ends it. One
    that has made an exclusive deal a plain one is an event on it (`versions`), and leaves it as long as it was.
    """
    counted = (c for c in conditions if not (c.failed and c.then == "non-exclusive"))
    held = [_of_one(condition) for condition in counted if condition.kind == "lasting" or condition.failed]
    if not held:
        return None
    over = min((one.over for one in held if one.over is not None), default=None)
    return Hold(min(one.until for one in held), all(one.by_reading for one in held), over)


def _of_one(condition: Condition) -> Hold:
    if condition.failed is not None:
        last = (condition.failed - _DAY).toordinal()
        return Hold(last, by_reading=False, over=last if condition.then == "ended" else None)
    known = [condition.since - _DAY] if condition.since is not None else []
    known += [condition.met] if condition.met is not None else []
    return Hold(max(known).toordinal() if known else UNKNOWN_PAST, by_reading=True, over=None)


def met_on(statement: Statement) -> int | None:
    """Return the day by which all conditions that had to be met first were; ``None`` where there is none."""
    days = [c.met.toordinal() for c in statement.conditions if c.kind == "first" and c.met is not None]
    return max(days, default=None)


def held(bounds: Iterable[Bound], what: Hold) -> Iterator[Bound]:
    """Yield bounds as far as conditions let them hold; what is promised for later is cut, or rests on *kept*."""
    for bound in bounds:
        if bound.edge != "earliest-end" or bound.day <= what.until:
            yield bound
            continue
        if what.until > UNKNOWN_PAST:
            yield bound._replace(day=what.until, stated=False)
        if what.by_reading:
            yield bound._replace(readings=bound.readings | _KEPT, stated=False)
