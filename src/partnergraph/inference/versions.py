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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from partnergraph.axes import AXES
from partnergraph.inference.events import Events, Step, Telling
from partnergraph.inference.prevailing import believed
from partnergraph.inference.retiming import Retiming
from partnergraph.inference.selling_off import selling_off
from partnergraph.inference.statements import SCOPE, TERMS, is_denial, is_fact, is_possible, states
from partnergraph.inference.windows import UNKNOWN_FUTURE
from partnergraph.model import ENDING_EVENTS, Carveout, Commitment, DealEvent, Iri, Statement, Succession

MOST: Final = 64
"""Versions of one commitment; where the order of its events is open in more ways, they are taken in the order of their
first possible days."""


@dataclass(frozen=True, slots=True)
class Version:
    """A commitment between events: ``steps`` have come, the ``pending`` ones have not.

    ``of``: the commitment that is recorded. ``statements`` are about the version. ``retimed``: some step so far gave it
    another end, renewal or condition, and its time is what ``statements`` tell. ``renewed``: some step so far went on
    with it or changed its terms. ``heirs``: the assignments by which it went over to other parties; who sublicensed out
    of it is replaced alike. ``above``: the version of the licence above it out of which it is granted, where that has
    versions. ``after``: of the selling off after the end, the version that then has ended.
    """

    commitment: Commitment
    of: Iri
    statements: tuple[Statement, ...]
    steps: tuple[Step, ...]
    pending: tuple[Step, ...]
    retimed: bool = False
    renewed: bool = False
    heirs: tuple[DealEvent, ...] = ()
    above: Version | None = None
    after: Version | None = None

    @property
    def iri(self) -> Iri:
        """Its address: that of the commitment with a number."""
        return self.commitment.iri

    @property
    def accounts(self) -> tuple[Statement, ...]:
        """What is said of it as accounts of its own, without the time, which is that between its steps."""
        untimed = {"period": None, "present_tense": False, "until": None, "relative_starts": (), "relative_ends": ()}
        said = (replace(one, **untimed) for one in self.statements)  # type: ignore[arg-type]
        return tuple(replace(one, iri=f"{self.iri}-said-{number}") for number, one in enumerate(said, 1))

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


_State: TypeAlias = tuple[int, ...]
"""Some of the steps on a commitment, by their place in the order in which they are taken."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A commitment while steps are taken, one after the other."""

    commitment: Commitment
    statements: tuple[Statement, ...]
    retimed: bool = False
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
        above = tuple(one for one in found.get(commitment.parent or "", ()) if one.after is None)
        steps = on.on(commitment)
        if steps or above or on.sells_off(commitment):
            made = _Maker(on, commitment, tuple(said.get(commitment.iri, ())), steps).versions(above or (None,))
            if made:
                found[commitment.iri] = (*made, *selling_off(made))
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
        self._telling = Telling(steps, on.sources)
        self._told_after = frozenset(n for n, step in enumerate(self._steps) if self._is_told_after(step))
        self._made: dict[tuple[_State, _State], list[_Draft]] = {}

    def _is_told_after(self, step: Step) -> bool:
        return bool(_stated(step)) and any(self._telling.after(said, step) for said in self._statements)

    def versions(self, parents: Sequence[Version | None]) -> tuple[Version, ...]:
        """Return them, for each version of the parent in turn."""
        drafts = [(state, draft) for state in self._states() for draft in self._drafts(state)]
        found = []
        for number, (parent, (state, draft)) in enumerate((p, d) for p in parents for d in drafts):
            iri = f"{self._commitment.iri}--v{number + 1}"
            came = tuple(self._steps[n] for n in state)
            pending = tuple(step for n, step in enumerate(self._steps) if n not in state)
            told = tuple(replace(said, about=iri) for said in believed(draft.statements, self._on.sources))
            commitment = replace(draft.commitment, iri=iri)
            if parent is not None:
                commitment = replace(commitment, bound=_after_all(parent.heirs, commitment.bound), parent=parent.iri)
            limits = (draft.retimed, draft.renewed, draft.heirs, parent)
            found.append(Version(commitment, self._commitment.iri, told, came, pending, *limits))
        return tuple(found)

    def _states(self) -> list[_State]:
        """Return which steps may have come together: none without those that surely came before it."""
        states: list[_State] = [()]
        for number, step in enumerate(self._steps):
            needed = {n for n in range(number) if len(states) > MOST or self._steps[n].before(step)}
            states += [(*state, number) for state in states if needed.issubset(state)]
        return states

    def _drafts(self, state: _State) -> list[_Draft]:
        """Return what the steps of a state make of the commitment, from what the first of them were seen to make."""
        pending = tuple(sorted(self._told_after.difference(state)))
        done = next((n for n in range(len(state), 0, -1) if (state[:n], pending) in self._made), 0)
        drafts = self._made[state[:done], pending] if done else [self._undrafted(pending)]
        for count in range(done, len(state)):
            drafts = [after for draft in drafts for after in self._after(self._steps[state[count]], draft)]
            self._made[state[: count + 1], pending] = drafts
        return drafts

    def _undrafted(self, pending: _State) -> _Draft:
        steps = [self._steps[n] for n in pending]
        return _Draft(self._commitment, tuple(self._of_span(said, steps) for said in self._statements))

    def _of_span(self, said: Statement, pending: Sequence[Step]) -> Statement:
        """Return a statement without what it tells of the terms after events that have not come."""
        for step in pending:
            if self._telling.after(said, step):
                said = _without(said, _stated(step))
        return said

    def _after(self, step: Step, draft: _Draft) -> Iterator[_Draft]:
        """Yield what a step makes of a draft: nothing of what it ends, two parts where it takes only one."""
        event = step.events[0]
        if isinstance(event, Succession):
            yield from self._succeeded(step, draft)
        elif event.kind in ENDING_EVENTS:
            if not step.ends:
                yield from self._remainder(step, draft)
        elif event.kind == "assignment":
            yield self._assigned(step, draft)
            if step.scope:
                yield from self._remainder(step, draft)
        else:
            time = Retiming(step, draft.statements, self._telling, self._on.sources, taken_up=_takes_up(event, draft))
            told, retimed = time.of_deal(draft.statements), draft.retimed or time.bears
            draft = replace(draft, statements=told, retimed=retimed)
            yield from (_of_kind(step, changed) for changed in self._amended(step, draft, time))

    def _amended(self, step: Step, draft: _Draft, time: Retiming) -> Iterator[_Draft]:
        """Yield a draft with the terms that a step states, or without the part of its scope that is taken out."""
        event, names = step.events[0], _stated(step)
        assert isinstance(event, DealEvent)
        if event.effect != "replaces":
            names = tuple(name for name in names if name not in SCOPE)
        if event.effect == "adds" and any(said.carveouts for said in draft.statements):
            names = tuple(name for name in names if name != "carveouts")
        told = tuple(self._replaced(said, step, names) for said in draft.statements)
        if event.effect == "adds":
            told = tuple(_widened(said, step) for said in told)
        draft = replace(draft, statements=told)
        if event.effect == "removes" and step.scope:
            yield from self._remainder(step, draft, names, time)
        else:
            yield replace(draft, statements=(*told, *self._of_event(step, names, time)))

    def _replaced(self, said: Statement, step: Step, names: Sequence[str]) -> Statement:
        """Return a statement without the terms that a step replaces, unless it tells of what is after it."""
        return said if self._telling.after(said, step) else _without(said, names)

    def _of_event(self, step: Step, names: Sequence[str], time: Retiming | None = None) -> Iterator[Statement]:
        """Yield what is said of a step as said of what it changes; it counts as much as that."""
        made = any(map(is_fact, self._statements)) or not self._statements
        standing = None if made else next(filter(is_possible, self._statements), None)
        for said in step.told:
            terms = {name: getattr(said, name) for name in names} | (time.of_event(said) if time else {})
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

    def _remainder(
        self, step: Step, draft: _Draft, names: Sequence[str] = (), time: Retiming | None = None
    ) -> Iterator[_Draft]:
        """Yield what is left where a step takes a part: other subjects, and the rest of the scope of those named.

        ``names``, ``time``: the terms and the time that the step gives what is left.
        """
        event = tuple(self._of_event(step, names, time))
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


def _of_kind(step: Step, draft: _Draft) -> _Draft:
    """Return a draft with the kind that a step gives it."""
    event = step.events[0]
    assert isinstance(event, DealEvent)
    draft = replace(draft, renewed=draft.renewed or event.kind != "notice")
    if event.becomes is None and not _takes_up(event, draft):
        return draft
    kept = tuple(replace(said, strength=None) for said in draft.statements)
    return replace(draft, commitment=replace(draft.commitment, kind="grant"), statements=kept)


def _takes_up(event: DealEvent, draft: _Draft) -> bool:
    return event.kind == "exercise" and draft.commitment.kind == "option"


def _stated(step: Step) -> tuple[str, ...]:
    """Return the terms that a step states anew."""
    event = step.events[0]
    if isinstance(event, Succession) or event.kind in ("assignment", *ENDING_EVENTS):
        return ()
    return tuple(name for name in TERMS if any(states(said, name) for said in step.told))


def _without(said: Statement, names: Iterable[str]) -> Statement:
    if is_denial(said):
        return said
    gone = {name: TERMS[name] for name in names if states(said, name)}
    return replace(said, **gone) if gone else said


def _widened(said: Statement, step: Step) -> Statement:
    """Return a statement with what a step adds to the axes, and to the exceptions, that it states."""
    added: dict[str, Any] = {}
    for name in (*SCOPE, "carveouts"):
        more = [value for one in step.told for value in getattr(one, name)]
        if more and getattr(said, name) and not is_denial(said):
            added[name] = tuple(dict.fromkeys((*getattr(said, name), *more)))
    return replace(said, **added) if added else said


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
