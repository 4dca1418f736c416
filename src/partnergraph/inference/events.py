"""Events on a commitment: which bear on it, which of them are one, and between which days each came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from partnergraph.bounds import Period, with_bounds
from partnergraph.inference.conditions import met_on
from partnergraph.inference.sources import Sources
from partnergraph.inference.statements import SCOPE, is_denial, is_fact, is_possible
from partnergraph.inference.windows import UNKNOWN_FUTURE, UNKNOWN_PAST, Belief, Dispute
from partnergraph.model import ENDING_EVENTS, Commitment, DealEvent, Iri, Statement, Succession

Change: TypeAlias = DealEvent | Succession
Days: TypeAlias = tuple[int, int]
"""The days (ordinals) between which the first day of a new state lies."""

NEVER: Final[Days] = (UNKNOWN_FUTURE, UNKNOWN_FUTURE)


@dataclass(frozen=True)
class Step:
    """An event as it bears on a commitment.

    ``events``: one, or several that are one. ``told``: what is said of it as done, or where nobody says so, as coming.
    ``ways``: the days on which it may have come, or `NEVER`, for each way to believe sources at odds. Where it is not
    ``sure``, it is open whether it comes at all.
    """

    events: tuple[Change, ...]
    told: tuple[Statement, ...]
    ways: tuple[tuple[Belief, Days], ...]
    sure: bool

    @property
    def iri(self) -> Iri:
        """The least of its events' addresses."""
        return self.events[0].iri

    @cached_property
    def days(self) -> Days:
        """The days by any source."""
        some = [days for _, days in self.ways if days != NEVER]
        return min(first for first, _ in some), max(last for _, last in some)

    @cached_property
    def certain(self) -> bool:
        """Whether it came, whichever source is believed."""
        return self.sure and all(days != NEVER for _, days in self.ways)

    def before(self, other: Step) -> bool:
        """Whether it surely came before another that stands after it, if that came."""
        return self.certain and self.days[1] <= other.days[0]

    @cached_property
    def scope(self) -> tuple[str, ...]:
        """The axes on which it states something."""
        return tuple(name for name in SCOPE if any(getattr(said, name) for said in self.told))

    @cached_property
    def ends(self) -> bool:
        """Whether it ends the whole of what it changes."""
        event = self.events[0]
        return isinstance(event, DealEvent) and event.kind in ENDING_EVENTS and not self.scope


class Events:
    """The events of some deals, by what they change."""

    def __init__(self, events: Iterable[Change], said: Mapping[Iri, Sequence[Statement]], sources: Sources) -> None:
        self._said, self.sources = said, sources
        self._failed = any(map(_is_plain_since, (s for several in said.values() for s in several)))
        self._sells_off = any(s.sell_off for several in said.values() for s in several)
        self._by_target: dict[Iri, list[Change]] = defaultdict(list)
        for event in events:
            targets = event.changes if isinstance(event, DealEvent) else event.predecessors
            for target in targets:
                self._by_target[target].append(event)

    def __bool__(self) -> bool:
        return bool(self._by_target) or self._failed or self._sells_off

    def sells_off(self, commitment: Commitment) -> bool:
        """Whether stock may be sold after the end of a commitment."""
        return self._sells_off and any(said.sell_off for said in self._said.get(commitment.iri, ()))

    def on(self, commitment: Commitment) -> list[Step]:
        """Return the events that bear on a commitment, in the order of their days."""
        targets = {commitment.iri, commitment.partnership, *commitment.bound, *commitment.beneficiaries}
        targets.update(commitment.excluded, commitment.promisees)
        targets.update(p for said in self._said.get(commitment.iri, ()) for c in said.carveouts for p in c.parties)
        found = {e.iri: e for target in targets & self._by_target.keys() for e in self._by_target[target or ""]}
        about = (commitment.iri, *found)
        steps = [step for one in about for step in self._failures(one, commitment)] if self._failed else []
        for event in sorted(found.values(), key=lambda e: e.iri):
            step = self._step((event,))
            if step is None:
                continue
            twin = next((other for other in steps if self._may_be_one(step, other)), None)
            merged = self._step((*twin.events, event)) if twin is not None else None
            if twin is not None and merged is not None:
                steps[steps.index(twin)] = merged
            else:
                steps.append(step)
        return sorted(steps, key=lambda step: (step.days, step.iri))

    def _failures(self, about: Iri, commitment: Commitment) -> Iterator[Step]:
        """Yield the failures after which an exclusive deal is a plain one, as events; each is told by its source."""
        for said in filter(_is_plain_since, self._said.get(about, ())):
            day = min(c.failed for c in said.conditions if c.failed is not None and c.then == "non-exclusive")
            words = "; ".join(c.text for c in said.conditions if c.failed == day)
            event = DealEvent(
                iri=f"{said.iri}-failed", label=f"failed: {words}", kind="amendment", changes=(commitment.iri,),
                becomes="grant",
            )  # fmt: skip
            period = Period(f"{day}/", day, day)
            told = Statement(iri=said.iri, about=event.iri, source=said.source, period=period, evidence=said.evidence)
            yield Step((event,), (told,), (((), (day.toordinal(), day.toordinal())),), sure=True)

    def successions(self) -> dict[Iri, list[Step]]:
        """Return the mergers and renamings, by whose place they take; whom a spin-off leaves is there still."""
        found: dict[Iri, list[Step]] = {}
        for target, events in self._by_target.items():
            steps = (self._step((e,)) for e in events if isinstance(e, Succession) and e.kind != "spin-off")
            if known := [step for step in steps if step is not None]:
                found[target] = sorted(known, key=lambda step: (step.days, step.iri))
        return found

    def _step(self, events: tuple[Change, ...]) -> Step | None:
        """Return events as one step; ``None`` where nobody tells of it as done or as coming."""
        said = [s for event in events for s in self._said.get(event.iri, ())]
        facts = list(filter(is_fact, said))
        told = facts or list(filter(is_possible, said))
        if not told:
            return None
        by_source: dict[Iri, Days] = {}
        for statement in told:
            source, days = self.sources.original(statement.source), self._days(statement, done=bool(facts))
            by_source[source] = _common(by_source.get(source, days), days) or by_source[source]
        spin_off = isinstance(events[0], Succession) and events[0].kind == "spin-off"
        sure = bool(facts) and not spin_off
        denied = {self.sources.original(s.source) for s in filter(is_denial, said)} if sure else set[Iri]()
        return Step(events, tuple(told), _ways(by_source, denied - by_source.keys()), sure)

    def _days(self, said: Statement, *, done: bool) -> Days:
        """Return the days between which a source has an event; without any, of what is done by the day it is told."""
        told_on, period = self.sources.day_of(said.source), as_told(said)
        first = period.earliest_start.toordinal() if period and period.earliest_start else None
        last = period.latest_start.toordinal() if period and period.latest_start else None
        if not done:
            return first or (told_on.toordinal() if told_on else UNKNOWN_PAST), last or UNKNOWN_FUTURE
        if last is None and told_on is not None and (first is None or first <= told_on.toordinal()):
            last = told_on.toordinal()
        if last is not None and (met := met_on(said)) is not None:
            last = max(last, met)
        return first or UNKNOWN_PAST, last or UNKNOWN_FUTURE

    def _may_be_one(self, one: Step, other: Step) -> bool:
        first, second = one.events[0], other.events[0]
        if type(first) is not type(second) or first.kind != second.kind:
            return False
        sources = ({self.sources.original(s.source) for s in step.told} for step in (one, other))
        return not set.intersection(*sources) and _common(one.days, other.days) is not None


class Telling:
    """Which statements on a commitment tell of the terms after an event: those of sources that are not older than it.

    Sources that tell of the ``steps`` themselves state what was before.
    """

    def __init__(self, steps: Iterable[Step], sources: Sources) -> None:
        self._sources = sources
        self._reporters = frozenset(sources.original(said.source) for step in steps for said in step.told)

    def after(self, said: Statement, step: Step) -> bool:
        """Whether a statement tells of the terms after an event."""
        told_on = self._sources.day_of(said.source)
        newer = told_on is not None and told_on.toordinal() >= step.days[1]
        return newer and self._sources.original(said.source) not in self._reporters


def as_told(said: Statement) -> Period | None:
    """Return a period with the bounds that its words give, those too that a renewal or a condition leaves open."""
    loose = said.period is not None and (said.renewal is not None or said.conditions)
    return with_bounds(said.period) if loose and said.period is not None else said.period


def _is_plain_since(said: Statement) -> bool:
    """Whether an exclusive deal is a plain one since a condition failed."""
    return is_fact(said) and any(c.failed is not None and c.then == "non-exclusive" for c in said.conditions)


def _common(one: Days, other: Days) -> Days | None:
    both = max(one[0], other[0]), min(one[1], other[1])
    return both if both[0] <= both[1] else None


def _ways(by_source: Mapping[Iri, Days], denied: set[Iri]) -> tuple[tuple[Belief, Days], ...]:
    """Return when an event came for each way to believe; one way where all who tell of it may be right."""
    together: Days | None = (UNKNOWN_PAST, UNKNOWN_FUTURE)
    for days in by_source.values():
        together = _common(together, days) if together is not None else None
    if together is not None and not denied:
        return (((), together),)
    told = {**by_source, **dict.fromkeys(denied, NEVER)}
    dispute: Dispute = frozenset(told)
    return tuple((((dispute, source),), told[source]) for source in sorted(told))
