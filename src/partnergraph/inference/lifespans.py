"""When a version of a commitment holds: what bounds it alone, and then between the events before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from partnergraph.inference.events import Days
from partnergraph.inference.sources import Sources
from partnergraph.inference.versions import Version
from partnergraph.inference.windows import UNKNOWN_FUTURE, UNKNOWN_PAST, Bound, Window, resolve, with_disputes
from partnergraph.model import Edge, Statement, Succession

_RENEWS: Final = frozenset({"renews"})
_ENDS: Final[tuple[Edge, ...]] = ("earliest-end", "latest-end")


def between(window: Window, came: Iterable[Days], coming: Iterable[tuple[Days, bool]]) -> tuple[Window | None, bool]:
    """Return a window between events, and whether it surely has a day; ``None`` where it has none.

    ``coming``: the days of those that limit its end, and whether they surely come.
    """
    limits = list(coming)
    came = list(came)
    begins = max((window.earliest_start, *(first for first, _ in came)))
    begun = max((window.latest_start, *(last for _, last in came)))
    lasting = min((window.earliest_end, *(first - 1 for (first, _), _ in limits)))
    over = min((window.latest_end, *(last - 1 for (_, last), sure in limits if sure)))
    if begins > over:
        return None, False
    cut = min((UNKNOWN_FUTURE, *(first - 1 for (first, _), _ in limits)))
    late = max((UNKNOWN_PAST, *(last for _, last in came)))
    surely = max(window.latest_start, late) <= cut and late <= window.earliest_end
    return Window(begins, min(begun, over), max(lasting, begins), over), surely or not (limits or late)


class Lifespan:
    """The time of a version: what bounds it were it not for pending events, and then by these."""

    def __init__(self, version: Version, recorded: Iterable[Bound], sources: Sources) -> None:
        self._version, self._sources = version, sources
        self._recorded = tuple(recorded)

    @cached_property
    def own(self) -> tuple[Bound, ...]:
        """The bounds of the commitment as the steps so far leave its time, with what events that came attest."""
        return with_disputes((*self._recorded, *self._attested(self._recorded)))

    def _bound(self, edge: Edge, day: int, told: Iterable[Statement]) -> Bound:
        told = tuple(told)
        sources = frozenset(self._sources.original(said.source) for said in told)
        return Bound(edge, day, rests_on=frozenset(said.iri for said in told), sources=sources)

    def _attested(self, own: Sequence[Bound]) -> Iterator[Bound]:
        """Yield that it was in force when events came that are told as done, as far as its bounds let it."""
        latest_end = min((b.day for b in own if b.edge == "latest-end" and not b.readings), default=UNKNOWN_FUTURE)
        earliest_start = max((b.day for b in own if b.edge == "earliest-start"), default=UNKNOWN_PAST)
        for step in (*self._version.steps, *self._version.pending):
            first, last = step.days
            if not step.certain or isinstance(step.events[0], Succession):
                continue
            if last < UNKNOWN_FUTURE and earliest_start < last:
                yield self._bound("latest-start", last - 1, step.told)
            if first > UNKNOWN_PAST and first - 1 <= latest_end:
                yield self._bound("earliest-end", first - 1 if step.ends else min(first, latest_end), step.told)

    @property
    def window(self) -> Window:
        """Its days without any switchable reading, were it not for pending events."""
        return resolve(b for b in self.own if not b.readings)

    def holds(self) -> bool | None:
        """Whether it ever holds, by any of the sources at odds and no switchable reading; ``None``: perhaps."""
        version = self._version
        limits = ((step.days, step.certain) for step in version.coming)
        found, surely = between(self.window, [step.days for step in version.came], limits)
        if found is None:
            return False
        return True if surely and all(step.certain for step in version.came) else None

    def cut(self) -> tuple[Bound, ...]:
        """Return its bounds between the steps that came and the pending ones, by any of the sources at odds."""
        found = list(self.own)
        if self._version.came:
            found = list(self._from(found))
        if self._version.coming:
            found = list(self._up_to(found))
        return with_disputes(found)

    def _from(self, bounds: Iterable[Bound]) -> Iterator[Bound]:
        steps = self._version.came
        first, last = (max(step.days[edge] for step in steps) for edge in (0, 1))
        told = tuple(said for step in steps for said in step.told)
        told_by = frozenset(said.iri for said in told)
        if first > UNKNOWN_PAST:
            yield self._bound("earliest-start", first, told)
        for bound in bounds:
            lifted = bound.edge == "latest-start" and bound.day < last
            yield bound._replace(day=last, rests_on=bound.rests_on | told_by) if lifted else bound

    def _up_to(self, bounds: Iterable[Bound]) -> Iterator[Bound]:
        pending = self._version.coming
        first = min(step.days[0] for step in pending) - 1
        last = min((step.days[1] for step in pending if step.certain), default=UNKNOWN_FUTURE + 1) - 1
        told = tuple(said for step in pending for said in step.told)
        told_by = frozenset(said.iri for said in told)
        if last < UNKNOWN_FUTURE:
            yield self._bound("latest-end", last, told)
        for bound in bounds:
            limit = {"earliest-end": first, "latest-end": last}.get(bound.edge, UNKNOWN_FUTURE)
            if bound.day <= limit:
                yield bound
            elif limit > UNKNOWN_PAST:
                yield bound._replace(day=limit, rests_on=bound.rests_on | told_by, stated=False)
