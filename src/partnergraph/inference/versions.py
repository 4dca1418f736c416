"""Deals over time: one version of a commitment for each span between the events that change it.

An event overwrites no statement. Up to the day before it works the old terms hold, from that day the new ones; so a
commitment that events change is read as several, its *versions*, each with the parties, the kind and the terms of its
span. A version rests on the statements of the commitment, as far as they tell of that span, and on those of the events
before it:

* A statement tells of the terms before an event, unless its source is not older than the event and tells of no event on
  the commitment itself: then it tells of the terms after it (and the two are at odds where they differ).
* Events of which it is open which came first, or whether they came, give a version for each way that can be.
* Events of one kind on one commitment that no source tells both of, on days that may be the same, are one.
* Of a sublicence whose parent has versions there is one for each of these.
* An event that is told as done was in time: the commitment was in force on the day before it.

The rule is semantics.md, "One deal over time".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Final, TypeAlias

from partnergraph.axes import AXES
from partnergraph.bounds import Period
from partnergraph.inference.prevailing import believed
from partnergraph.inference.renewals import terms_of
from partnergraph.inference.sources import Sources
from partnergraph.inference.statements import is_denial, is_fact, is_possible
from partnergraph.inference.windows import (
    UNKNOWN_FUTURE,
    UNKNOWN_PAST,
    Belief,
    Bound,
    Dispute,
    Window,
    resolve,
    with_disputes,
)
from partnergraph.model import Carveout, Commitment, DealEvent, Edge, Iri, Statement, Succession

Change: TypeAlias = DealEvent | Succession
Days: TypeAlias = tuple[int, int]
"""The days (ordinals) between which the first day of a new state lies."""

NEVER: Final[Days] = (UNKNOWN_FUTURE, UNKNOWN_FUTURE)
MOST: Final = 64
"""Versions of one commitment; where the order of its events is open in more ways, they are taken in the order of their
first possible days."""

_AXES: Final = ("subjects", "territory", *(axis.terms for axis in AXES))
_TERMS: Final = (*_AXES, "strength", "covers_affiliates", "carveouts", "sublicensing")
"""What an event may change of a commitment, beside its parties, its kind and its end."""
_ENDING: Final = ("termination", "waiver")
_RENEWS: Final = frozenset({"renews"})
_ENDS: Final[tuple[Edge, ...]] = ("earliest-end", "latest-end")


@dataclass(frozen=True, slots=True)
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

    @property
    def days(self) -> Days:
        """The days by any source."""
        some = [days for _, days in self.ways if days != NEVER]
        return min(first for first, _ in some), max(last for _, last in some)

    @property
    def certain(self) -> bool:
        """Whether it came, whichever source is believed."""
        return self.sure and all(days != NEVER for _, days in self.ways)

    def before(self, other: Step) -> bool:
        """Whether it surely came before another that stands after it, if that came."""
        return self.certain and self.days[1] <= other.days[0]

    @property
    def scope(self) -> tuple[str, ...]:
        """The axes on which it states something."""
        return tuple(name for name in _AXES if any(getattr(said, name) for said in self.told))

    @property
    def ends(self) -> bool:
        """Whether it ends the whole of what it changes."""
        event = self.events[0]
        return isinstance(event, DealEvent) and event.kind in _ENDING and not self.scope


@dataclass(frozen=True, slots=True)
class Version:
    """A commitment between events: ``steps`` have come, the ``pending`` ones have not.

    ``of``: the commitment that is recorded. ``statements`` are about the version. ``end``: the step that last said when
    it ends, if one did. ``renewed``: some step so far went on with it or changed its terms.
    ``heirs``: the assignments by which it went over to other parties; who sublicensed out of it is replaced alike.
    ``above``: the version of the licence above it out of which it is granted, where that has versions.
    """

    commitment: Commitment
    of: Iri
    statements: tuple[Statement, ...]
    steps: tuple[Step, ...]
    pending: tuple[Step, ...]
    end: Step | None = None
    renewed: bool = False
    heirs: tuple[DealEvent, ...] = ()
    above: Version | None = None

    @property
    def iri(self) -> Iri:
        """Its address: that of the commitment with a number."""
        return self.commitment.iri

    @property
    def accounts(self) -> tuple[Statement, ...]:
        """What is said of it as accounts of its own, without the time, which is that between its steps."""
        return tuple(
            replace(said, iri=f"{self.iri}-said-{number}", period=None, present_tense=False, until=None)
            for number, said in enumerate(self.statements, 1)
        )

    @property
    def came(self) -> tuple[Step, ...]:
        """The steps before it, those of the version above it too."""
        return (*(self.above.came if self.above else ()), *self.steps)

    @property
    def coming(self) -> tuple[Step, ...]:
        """The steps that limit it: the pending ones, and of the version above it those that do not end that."""
        above = self.above.coming if self.above else ()
        return (*(step for step in above if not step.ends), *self.pending)

    @property
    def over(self) -> int:
        """The last day on which it surely is in force, where an event that is surely to come ends it."""
        return min((s.days[0] - 1 for s in self.pending if s.certain and s.ends), default=UNKNOWN_FUTURE)

    @property
    def lasts(self) -> bool:
        """Whether no later version takes its place: what is pending ends it, or does not surely come."""
        return not any(step.certain and not step.ends for step in self.coming)


# --- events on a commitment -------------------------------------------------------------------------


class Events:
    """The events of some deals, by what they change."""

    def __init__(self, events: Iterable[Change], said: Mapping[Iri, Sequence[Statement]], sources: Sources) -> None:
        self._said, self.sources = said, sources
        self._failed = any(map(_is_plain_since, (s for several in said.values() for s in several)))
        self._by_target: dict[Iri, list[Change]] = defaultdict(list)
        for event in events:
            targets = event.changes if isinstance(event, DealEvent) else event.predecessors
            for target in targets:
                self._by_target[target].append(event)

    def __bool__(self) -> bool:
        return bool(self._by_target) or self._failed

    def on(self, commitment: Commitment) -> list[Step]:
        """Return the events that bear on a commitment, in the order of their days."""
        targets = {commitment.iri, commitment.partnership, *commitment.bound, *commitment.beneficiaries}
        targets.update(commitment.excluded, commitment.promisees)
        targets.update(p for said in self._said.get(commitment.iri, ()) for c in said.carveouts for p in c.parties)
        found = {e.iri: e for target in targets & self._by_target.keys() for e in self._by_target[target or ""]}
        steps = list(self._failures(commitment)) if self._failed else []
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

    def _failures(self, commitment: Commitment) -> Iterator[Step]:
        """Yield the failures after which an exclusive deal is a plain one, as events; each is told by its source."""
        for said in filter(_is_plain_since, self._said.get(commitment.iri, ())):
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
        told_on, period = self.sources.day_of(said.source), said.period
        first = period.earliest_start.toordinal() if period and period.earliest_start else None
        last = period.latest_start.toordinal() if period and period.latest_start else None
        if not done:
            return first or (told_on.toordinal() if told_on else UNKNOWN_PAST), last or UNKNOWN_FUTURE
        if last is None and told_on is not None and (first is None or first <= told_on.toordinal()):
            last = told_on.toordinal()
        return first or UNKNOWN_PAST, last or UNKNOWN_FUTURE

    def _may_be_one(self, one: Step, other: Step) -> bool:
        first, second = one.events[0], other.events[0]
        if type(first) is not type(second) or first.kind != second.kind:
            return False
        sources = ({self.sources.original(s.source) for s in step.told} for step in (one, other))
        return not set.intersection(*sources) and _common(one.days, other.days) is not None

    def counts_after(self, said: Statement, step: Step, reporters: frozenset[Iri]) -> bool:
        """Whether a statement on a commitment tells of the terms after an event: its source is not older than that.

        ``reporters``: the sources that tell of events on the commitment; they state what was before.
        """
        source = self.sources.original(said.source)
        told_on = self.sources.day_of(said.source)
        return source not in reporters and told_on is not None and told_on.toordinal() >= step.days[1]

    def reporters(self, steps: Iterable[Step]) -> frozenset[Iri]:
        """Return the sources that tell of some events."""
        return frozenset(self.sources.original(s.source) for step in steps for s in step.told)


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


# --- versions ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Draft:
    """A commitment while steps are taken, one after the other."""

    commitment: Commitment
    statements: tuple[Statement, ...]
    end: Step | None = None
    renewed: bool = False
    heirs: tuple[DealEvent, ...] = ()


def versions(
    commitments: Iterable[Commitment], on: Events, said: Mapping[Iri, Sequence[Statement]]
) -> dict[Iri, tuple[Version, ...]]:
    """Return the versions of those commitments that events change, or that stand under one that has versions."""
    known = {c.iri: c for c in commitments}
    found: dict[Iri, tuple[Version, ...]] = {}
    if not on:
        return found
    for commitment in _parents_first(known):
        above = found.get(commitment.parent or "", ())
        steps = on.on(commitment)
        if steps or above:
            made = _Maker(on, commitment, tuple(said.get(commitment.iri, ())), steps).versions(above or (None,))
            if made:
                found[commitment.iri] = made
    return found


def _parents_first(known: Mapping[Iri, Commitment]) -> Iterator[Commitment]:
    done: set[Iri] = set()
    for commitment in known.values():
        path = [commitment]
        while (above := known.get(path[-1].parent or "")) is not None and above not in path:
            path.append(above)
        for one in reversed(path):
            if one.iri not in done:
                done.add(one.iri)
                yield one


class _Maker:
    """Makes the versions of one commitment."""

    def __init__(
        self, on: Events, commitment: Commitment, statements: tuple[Statement, ...], steps: Sequence[Step]
    ) -> None:
        self._on, self._commitment, self._statements, self._steps = on, commitment, statements, tuple(steps)
        self._reporters = on.reporters(steps)

    def versions(self, parents: Sequence[Version | None]) -> tuple[Version, ...]:
        """Return them, for each version of the parent in turn."""
        drafts = [(state, draft) for state in self._states() for draft in self._drafts(state)]
        found = []
        for number, (parent, (state, draft)) in enumerate((p, d) for p in parents for d in drafts):
            iri = f"{self._commitment.iri}--v{number + 1}"
            pending = tuple(step for step in self._steps if step not in state)
            told = tuple(replace(said, about=iri) for said in believed(draft.statements, self._on.sources))
            commitment = replace(draft.commitment, iri=iri)
            if parent is not None:
                commitment = replace(commitment, bound=_after_all(parent.heirs, commitment.bound), parent=parent.iri)
            limits = (draft.end, draft.renewed, draft.heirs, parent)
            found.append(Version(commitment, self._commitment.iri, told, state, pending, *limits))
        return tuple(found)

    def _states(self) -> list[tuple[Step, ...]]:
        """Return which steps may have come together: none without those that surely came before it."""
        states: list[tuple[Step, ...]] = [()]
        for number, step in enumerate(self._steps):
            needed = {one.iri for one in self._steps[:number] if one.before(step)}
            if len(states) > MOST:
                needed = {one.iri for one in self._steps[:number]}
            states += [(*state, step) for state in states if needed <= {one.iri for one in state}]
        return states

    def _drafts(self, state: tuple[Step, ...]) -> list[_Draft]:
        pending = [step for step in self._steps if step not in state]
        told = tuple(self._of_span(said, pending) for said in self._statements)
        drafts = [_Draft(self._commitment, told)]
        for step in state:
            drafts = [after for draft in drafts for after in self._after(step, draft)]
        return drafts

    def _of_span(self, said: Statement, pending: Sequence[Step]) -> Statement:
        """Return a statement without what it tells of the terms after events that have not come."""
        for step in pending:
            if self._on.counts_after(said, step, self._reporters):
                said = _without(said, _stated(step))
        return said

    def _after(self, step: Step, draft: _Draft) -> Iterator[_Draft]:
        """Yield what a step makes of a draft: nothing of what it ends, two parts where it takes only one."""
        event = step.events[0]
        if isinstance(event, Succession):
            yield from self._succeeded(step, draft)
        elif event.kind in _ENDING:
            if not step.ends:
                yield from self._remainder(step, draft)
        elif event.kind == "assignment":
            yield self._assigned(step, draft)
            if step.scope:
                yield from self._remainder(step, draft)
        else:
            yield from (self._going_on(step, changed) for changed in self._amended(step, draft))

    def _amended(self, step: Step, draft: _Draft) -> Iterator[_Draft]:
        """Yield a draft with the terms that a step states, or without the part of its scope that is taken out."""
        event, names = step.events[0], _stated(step)
        assert isinstance(event, DealEvent)
        if event.effect != "replaces":
            names = tuple(name for name in names if name not in _AXES)
        if event.effect == "adds" and any(said.carveouts for said in draft.statements):
            names = tuple(name for name in names if name != "carveouts")
        told = tuple(self._replaced(said, step, names) for said in draft.statements)
        if event.effect == "adds":
            told = tuple(_widened(said, step) for said in told)
        draft = replace(draft, statements=told)
        if event.effect == "removes" and step.scope:
            yield from self._remainder(step, draft, names)
        else:
            yield replace(draft, statements=(*told, *self._of_event(step, names)))

    def _going_on(self, step: Step, draft: _Draft) -> _Draft:
        """Return a draft with the end and the kind that a step gives it."""
        event = step.events[0]
        assert isinstance(event, DealEvent)
        ends = event.kind == "renewal" or any(map(_has_end, step.told))
        ends = ends or (event.kind == "notice" and any(said.renewal for said in draft.statements))
        renewed = draft.renewed or event.kind != "notice"
        draft = replace(draft, end=step if ends else draft.end, renewed=renewed)
        taken_up = event.kind == "exercise" and draft.commitment.kind == "option"
        if event.becomes is not None or taken_up:
            kept = tuple(replace(said, strength=None) for said in draft.statements)
            granted = replace(draft.commitment, kind="grant")
            draft = replace(draft, commitment=granted, statements=kept, end=step if taken_up else draft.end)
        return draft

    def _replaced(self, said: Statement, step: Step, names: Sequence[str]) -> Statement:
        """Return a statement without the terms that a step replaces, unless it tells of what is after it."""
        return said if self._on.counts_after(said, step, self._reporters) else _without(said, names)

    def _of_event(self, step: Step, names: Sequence[str]) -> Iterator[Statement]:
        """Yield what is said of a step as said of what it changes; it counts as much as that."""
        made = any(map(is_fact, self._statements)) or not self._statements
        standing = None if made else next(filter(is_possible, self._statements), None)
        for said in step.told:
            terms = {name: getattr(said, name) for name in names}
            yield Statement(
                iri=said.iri,
                about=said.about,
                source=said.source,
                modality=standing.modality if standing else "fact",
                status=standing.status if standing else None,
                evidence=said.evidence,
                **terms,
            )

    def _assigned(self, step: Step, draft: _Draft) -> _Draft:
        """Return what goes over to another party: all, or the part of the scope that is named."""
        event = step.events[0]
        assert isinstance(event, DealEvent)
        commitment = _other_party(draft.commitment, event.assignors, event.assignees)
        told = tuple(_without(said, step.scope) for said in draft.statements)
        told = (*told, *self._of_event(step, step.scope))
        return replace(draft, commitment=commitment, statements=told, heirs=(*draft.heirs, event))

    def _remainder(self, step: Step, draft: _Draft, names: Sequence[str] = ()) -> Iterator[_Draft]:
        """Yield what is left where a step takes a part: other subjects, and the rest of the scope of those named.

        ``names``: the terms that the step states of what is left.
        """
        event = tuple(self._of_event(step, names))
        named = {subject for said in step.told for subject in said.subjects}
        told = draft.statements
        if named and any(not named >= {*said.subjects} for said in told):
            others = (replace(said, subjects=tuple(s for s in said.subjects if s not in named)) for said in told)
            yield replace(draft, statements=(*others, *event))
        if set(step.scope) - {"subjects"}:
            if named:
                told = tuple(replace(said, subjects=tuple(s for s in said.subjects if s in named)) for said in told)
            yield replace(draft, statements=_narrowed(told, event, tuple(_taken_out(step))))

    def _succeeded(self, step: Step, draft: _Draft) -> Iterator[_Draft]:
        """Yield a draft with the successor in every role; whether it is shut out where the other was is open."""
        event = step.events[0]
        assert isinstance(event, Succession)
        commitment = _other_party(draft.commitment, event.predecessors, (event.successor,))
        told = (*(_with_successor(said, event) for said in draft.statements), *self._of_event(step, ()))
        draft = replace(draft, commitment=commitment, statements=told)
        yield draft
        excluded = _with_others(commitment.excluded, event.predecessors, (event.successor,))
        if excluded != commitment.excluded:
            perhaps = tuple(said if is_denial(said) else replace(said, status="tentative") for said in told)
            yield replace(draft, commitment=replace(commitment, excluded=excluded), statements=perhaps)


def _stated(step: Step) -> tuple[str, ...]:
    """Return the terms that a step states anew."""
    event = step.events[0]
    if isinstance(event, Succession) or event.kind in ("assignment", *_ENDING):
        return ()
    empty = ((), None)
    return tuple(name for name in _TERMS if any(getattr(said, name) not in empty for said in step.told))


_EMPTY: Final[Mapping[str, Any]] = {f.name: f.default for f in fields(Statement) if f.name in _TERMS}


def _without(said: Statement, names: Iterable[str]) -> Statement:
    if is_denial(said):
        return said
    return replace(said, **{name: _EMPTY[name] for name in names}) if names else said


def _widened(said: Statement, step: Step) -> Statement:
    """Return a statement with what a step adds to the axes, and to the exceptions, that it states."""
    added: dict[str, Any] = {}
    for name in (*_AXES, "carveouts"):
        more = [value for one in step.told for value in getattr(one, name)]
        if more and getattr(said, name) and not is_denial(said):
            added[name] = tuple(dict.fromkeys((*getattr(said, name), *more)))
    return replace(said, **added)


def _narrowed(
    told: Sequence[Statement], event: Sequence[Statement], gone: tuple[Carveout, ...]
) -> tuple[Statement, ...]:
    """Return statements, and those of an event, with an exception for everybody of the scope that the event takes out.

    It stands beside the exceptions of every source that states some; where none does, the event states it.
    """
    stating = [said for said in (*told, *event) if said.carveouts] or event
    return tuple(
        replace(said, carveouts=(*said.carveouts, *gone)) if said in stating else said for said in (*told, *event)
    )


def _taken_out(step: Step) -> Iterator[Carveout]:
    for one in step.told:
        terms: dict[str, Any] = {axis.terms: one.on(axis) for axis in AXES}
        if one.territory or any(terms.values()):
            yield Carveout(territory=one.territory, **terms)


def _has_end(said: Statement) -> bool:
    period = said.period
    return period is not None and (period.endless or period.earliest_end is not None or period.latest_end is not None)


def _other_party(commitment: Commitment, leaving: Iterable[Iri], entering: tuple[Iri, ...]) -> Commitment:
    """Return a commitment in which some parties have taken the place of others, on whichever side these stood."""
    bound, beneficiaries, promisees = (
        _with_others(side, leaving, entering)
        for side in (commitment.bound, commitment.beneficiaries, commitment.promisees)
    )
    return replace(commitment, bound=bound, beneficiaries=beneficiaries, promisees=promisees)


def _with_others(parties: tuple[Iri, ...], leaving: Iterable[Iri], entering: Iterable[Iri]) -> tuple[Iri, ...]:
    gone = set(leaving)
    return tuple(sorted({*parties} - gone | {*entering})) if gone.intersection(parties) else parties


def _after_all(assignments: Iterable[DealEvent], parties: tuple[Iri, ...]) -> tuple[Iri, ...]:
    for event in assignments:
        parties = _with_others(parties, event.assignors, event.assignees)
    return parties


def _with_successor(said: Statement, event: Succession) -> Statement:
    """Return a statement whose exceptions are for the successor."""
    if not said.carveouts:
        return said
    gone = set(event.predecessors)
    carveouts = tuple(
        replace(c, parties=tuple(dict.fromkeys(event.successor if p in gone else p for p in c.parties)))
        for c in said.carveouts
    )
    return replace(said, carveouts=carveouts)


# --- when a version holds ----------------------------------------------------------------------------


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
        """The bounds of the commitment as the steps so far leave its end, with what events that came attest."""
        end, kept = self._version.end, self._recorded
        if end is not None:
            told = frozenset(said.iri for said in self._version.statements if self._is_newer(said, end))
            kept = tuple(b for b in kept if b.edge not in _ENDS or self._survives(b, told, end))
            kept += tuple(chain.from_iterable(self._ends_by(said, end) for said in end.told))
        return with_disputes((*kept, *self._attested(kept)))

    def _is_newer(self, said: Statement, step: Step) -> bool:
        day = self._sources.day_of(said.source)
        reporters = {self._sources.original(one.source) for one in step.told}
        newer = day is not None and day.toordinal() >= step.days[1]
        return newer and self._sources.original(said.source) not in reporters

    def _survives(self, bound: Bound, newer: frozenset[Iri], end: Step) -> bool:
        """Whether a bound of an end still counts after a step that told the end anew.

        So do bounds by newer sources, those that do not come from the deal itself, and that it was in force before.
        """
        event = end.events[0]
        if isinstance(event, DealEvent) and event.kind == "exercise":
            return False
        own = {said.iri for said in self._version.statements} - newer
        held = bound.edge == "earliest-end" and bound.day <= end.days[0] and not bound.stated
        return held or bound.rests_on.isdisjoint(own)

    def _ends_by(self, said: Statement, step: Step) -> Iterator[Bound]:
        """Yield the end that an event tells; what goes on unless somebody gives notice goes on from there, too."""
        event, period = step.events[0], said.period
        renewals = [one for one in self._version.statements if one.renewal is not None]
        notice = isinstance(event, DealEvent) and event.kind == "notice"
        if period is not None and period.endless:
            yield self._bound("earliest-end", UNKNOWN_FUTURE, (said,))
        elif _has_end(said) and period is not None:
            days = zip(_ENDS, (period.earliest_end, period.latest_end), strict=True)
            goes_on = bool(renewals) and not notice
            for edge, day in days:
                if day is not None and not (goes_on and edge == "latest-end"):
                    yield self._bound(edge, day.toordinal(), (said,))
            if goes_on:
                yield self._bound("earliest-end", UNKNOWN_FUTURE, (said, *renewals))._replace(readings=_RENEWS)
        elif notice:
            yield from self._ends_in_time(said, step, renewals)

    def _ends_in_time(self, said: Statement, step: Step, renewals: Iterable[Statement]) -> Iterator[Bound]:
        """Yield the end of the term that a notice ends, by what its days and the statements of terms leave open."""
        for one in renewals:
            terms = terms_of(one, frozenset())
            given = [date.fromordinal(day) for day in step.days if UNKNOWN_PAST < day < UNKNOWN_FUTURE]
            ends = [terms.ended_by_notice(day) if terms else None for day in given]
            if len(ends) == 2 and ends[0] is not None:
                yield self._bound("earliest-end", ends[0][0].toordinal(), (said, one))
            if len(ends) == 2 and ends[1] is not None:
                yield self._bound("latest-end", ends[1][1].toordinal(), (said, one))

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
        if first > UNKNOWN_PAST:
            yield self._bound("earliest-start", first, told)
        for bound in bounds:
            lifted = bound.edge == "latest-start" and bound.day < last
            yield bound._replace(day=last, rests_on=bound.rests_on | {s.iri for s in told}) if lifted else bound

    def _up_to(self, bounds: Iterable[Bound]) -> Iterator[Bound]:
        pending = self._version.coming
        first = min(step.days[0] for step in pending) - 1
        last = min((step.days[1] for step in pending if step.certain), default=UNKNOWN_FUTURE + 1) - 1
        told = tuple(said for step in pending for said in step.told)
        if last < UNKNOWN_FUTURE:
            yield self._bound("latest-end", last, told)
        for bound in bounds:
            limit = {"earliest-end": first, "latest-end": last}.get(bound.edge, UNKNOWN_FUTURE)
            if bound.day <= limit:
                yield bound
            elif limit > UNKNOWN_PAST:
                yield bound._replace(day=limit, rests_on=bound.rests_on | {s.iri for s in told}, stated=False)
