"""What follows from facts and what is said of them: who affirms it, on what all agree, and the bounds in time.

Facts come in closed groups: each holds every fact that one of its facts is linked to by partnership, parent or until.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from partnergraph.inference.events import Events
from partnergraph.inference.sources import Sources
from partnergraph.inference.statements import is_denial, is_fact, is_possible
from partnergraph.inference.successors import Open, Promise, successor
from partnergraph.inference.timeline import Timeline, derived
from partnergraph.inference.versions import Version, versions
from partnergraph.inference.windows import Bound
from partnergraph.model import (
    Commitment,
    Dataset,
    DealEvent,
    DerivedBound,
    Iri,
    Source,
    Statement,
    Succession,
)

Voice: TypeAlias = Literal["affirmed", "denied", "foreseen"]
Axis: TypeAlias = Literal["subject", "field", "act", "territory", "period"]


class Said(NamedTuple):
    """That a source affirms, denies or, where nobody affirms it, foresees what a statement says.

    ``source`` is the original where the statement's source is a declared copy.
    """

    statement: Iri
    voice: Voice
    source: Iri


class Agreed(NamedTuple):
    """A value that no source disagrees with: all that affirm the fact and speak of the axis give it, none denies it."""

    about: Iri
    axis: Axis
    value: Any


Conclusion: TypeAlias = Said | Agreed | Version | DerivedBound

_VALUES: Final[dict[Axis, Callable[[Statement], Collection[Any]]]] = {
    "subject": lambda said: said.subjects,
    "field": lambda said: said.fields,
    "act": lambda said: said.acts,
    "territory": lambda said: said.territory,
    "period": lambda said: (said.period.edtf,) if said.period else (),
}


class Conclusions:
    """Draws the conclusions of one closed group after another, and at the end those that need all of them.

    An exclusivity goes on (reading *continues*) until another one follows it, whichever group that is in: those that
    no source ends are put aside (``open``) until `rest`.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = Sources({source.iri: source for source in sources})
        self._promises: dict[tuple[Iri, Iri], list[Promise]] = defaultdict(list)
        self.open: list[Open] = []

    def of(self, group: Dataset) -> Iterator[Conclusion]:
        """Yield what follows from a closed group alone."""
        about: dict[Iri, list[Statement]] = defaultdict(list)
        for statement in sorted(group.statements, key=attrgetter("iri")):  # accounts of versions are numbered
            about[statement.about].append(statement)
        commitments = (one for one in group.identities if isinstance(one, Commitment))
        events = (one for one in group.identities if isinstance(one, DealEvent | Succession))
        changed = versions(commitments, Events(events, about, self.sources), about)
        timeline = Timeline(group.identities, about, self.sources, changed)
        for fact, statements in about.items():
            yield from _voices(statements, self.sources)
            yield from _agreed(fact, statements) if fact not in changed else ()
        for identity in dict.fromkeys((*timeline.identities, *about)):
            yield from self._bounds(timeline, identity)
        for version in timeline.versions.values():
            holds = timeline.lifespan(version.iri, continuing=False).holds()
            if holds is False:
                continue
            yield version
            for said in _voices(list(version.accounts), self.sources):
                yield said if holds or said.voice == "denied" else said._replace(voice="foreseen")
            yield from derived(version.iri, _of_version(timeline, version))

    def _bounds(self, timeline: Timeline, identity: Iri) -> list[DerivedBound]:
        bounds = [*timeline.unless_it_continues(identity), *timeline.inside_parent(identity)]
        going_on = timeline.going_on(identity)
        commitment = timeline.identities.get(identity)
        promise = timeline.promise(commitment) if isinstance(commitment, Commitment) else None
        if promise is None:
            bounds += timeline.up_to_plan(identity, going_on)
        else:
            self._put_aside(timeline, promise, going_on)
        return derived(identity, bounds) if any(not bound.stated for bound in bounds) else []

    def _put_aside(self, timeline: Timeline, promise: Promise, going_on: tuple[Any, ...]) -> None:
        if promise.starts:
            for party in promise.bound:
                for subject in promise.subjects:
                    self._promises[party, subject].append(promise)
        if going_on:
            self.open.append(timeline.open_promise(promise, going_on))

    def rest(self) -> Iterator[DerivedBound]:
        """Yield, after all groups, how what no source ends goes on."""
        for one in self.open:
            keys = ((party, subject) for party in one.promise.bound for subject in one.promise.subjects)
            rivals = (rival for key in keys for rival in self._promises.get(key, ()))
            yield from derived(one.promise.iri, one.until(successor(one, rivals)))


def _of_version(timeline: Timeline, version: Version) -> Iterator[Bound]:
    """Yield the bounds of a version, all as derived; those of the version above it where it stands under one."""
    limits = [*timeline.lifespan(version.iri, continuing=False).cut()]
    above = version.above
    while above is not None:
        edges = ("earliest-start",) if any(b.edge == "latest-end" for b in limits) else ("earliest-start", "latest-end")
        limits += (b for b in timeline.lifespan(above.iri, continuing=False).cut() if b.edge in edges)
        above = above.above
    return (bound._replace(stated=False) for bound in limits)


def _voices(statements: list[Statement], sources: Sources) -> Iterator[Said]:
    affirmed = False
    for said in statements:
        if is_fact(said):
            affirmed = True
            yield Said(said.iri, "affirmed", sources.original(said.source))
        elif is_denial(said):
            yield Said(said.iri, "denied", sources.original(said.source))
    if not affirmed:
        for said in filter(is_possible, statements):
            yield Said(said.iri, "foreseen", sources.original(said.source))


def _agreed(about: Iri, statements: list[Statement]) -> Iterator[Agreed]:
    if any(map(is_denial, statements)):
        return
    facts = list(filter(is_fact, statements))
    for axis, values in _VALUES.items():
        given = [found for said in facts if (found := values(said))]
        for value in dict.fromkeys(given[0]) if given else ():
            if all(value in other for other in given[1:]):
                yield Agreed(about, axis, value)
