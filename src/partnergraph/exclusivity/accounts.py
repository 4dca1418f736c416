"""What the sources of one commitment say of it together: values per axis, and alternatives where sources differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from operator import attrgetter
from typing import Any, Final, TypeVar

from partnergraph.axes import AXES, OnAxes
from partnergraph.exclusivity.scope import Agreed, plain_mask
from partnergraph.inference import (
    NEVER,
    UNKNOWN_FUTURE,
    UNKNOWN_PAST,
    Belief,
    Dispute,
    Sources,
    Timeline,
    Window,
    between,
    is_denial,
    is_possible,
    windows,
)
from partnergraph.model import Carveout, Commitment, Entity, Iri, Model, Series, Statement, Strength, Sublicensing
from partnergraph.territory import Territory
from partnergraph.vocabulary import W3ID

T = TypeVar("T")
Options = tuple[tuple[Belief, T], ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """An event without which a version does not hold (``came``), or with which it holds no more.

    Its first day lies between two days (ordinals); where it is not ``sure``, perhaps it never comes.
    """

    event: Iri
    first: int
    last: int
    sure: bool
    came: bool

    def by(self, day: int) -> bool | None:
        """Whether the event has come by a day; ``None`` where that is open."""
        if day < self.first:
            return False
        return True if self.sure and day >= self.last else None


@dataclass(frozen=True, slots=True)
class Between:
    """What stands behind a version between events: whether the deal was made and when, and the events."""

    exists: bool | None
    window: Window
    switches: tuple[Switch, ...]

    def cut(self, placed: Mapping[Iri, int | None]) -> tuple[Window | None, bool]:
        """Return the window between the events, and whether it surely has a day; ``None`` where it has none.

        ``placed``: on which day some events came, ``None`` for never; the others come on any of their days.
        """
        came, coming = [], []
        for switch in self.switches:
            days, sure = (switch.first, switch.last), switch.sure
            if switch.event in placed:
                day = placed[switch.event]
                days, sure = NEVER if day is None else (day, day), True
            if not switch.came:
                coming.append((days, sure))
            elif days == NEVER:
                return None, False
            else:
                came.append(days)
        return between(self.window, came, coming)


@dataclass(frozen=True, slots=True)
class Account(OnAxes[frozenset[Iri] | None]):
    """A commitment as it stands when it is settled which sources are believed.

    ``exists`` is ``None`` for what is only planned, tentative or conditional. An axis is ``None`` where nobody
    states it. ``carveouts`` include scopes that the believed source denies (an exception for everybody).
    ``whole_work``: that it is for every field is a reading, no source states one.
    ``agreed_on`` are the days (ordinals) between which it was agreed, where its start does not tell.
    ``plain_countries`` is the mask of a territory that leaves no choice and never changes. ``sublicensing`` is ``None``
    where nobody mentions whether the beneficiaries may let others act.
    ``between``: of a version, the events that limit it. ``exists`` and ``window`` count them.
    """

    commitment: Commitment
    exists: bool | None
    subjects: frozenset[Iri] | None
    territory: tuple[Territory, ...] | None
    strength: Strength
    covers_affiliates: bool | None
    carveouts: tuple[Carveout, ...]
    window: Window
    whole_work: bool = False
    agreed_on: tuple[int, int] | None = None
    plain_countries: int | None = None
    sublicensing: Sublicensing | None = None
    between: Between | None = None

    def settled(self, placed: Mapping[Iri, int | None]) -> Account:
        """Return the account of a version with some of its events on certain days (see `Between.cut`)."""
        if self.between is None:
            return self
        exists, (window, surely) = self.between.exists, self.between.cut(placed)
        if window is None:
            return replace(self, exists=False)
        if any(s.came and not s.sure and s.event not in placed for s in self.between.switches):
            surely = False
        return replace(self, exists=exists if surely or exists is False else None, window=window)

    @property
    def began(self) -> tuple[int, int]:
        """The days (ordinals) between which it began; of a version, the deal it is one of is no younger."""
        made = self.window if self.between is None else self.between.window
        return min(made.earliest_start, self.window.earliest_start), self.window.latest_start

    @property
    def agreed(self) -> Agreed:
        """The days between which it was agreed, as far as its start tells."""
        first, last = self.agreed_on or (self.window.earliest_start, self.window.latest_start)
        return Agreed(self.commitment.iri, day_or_none(first), day_or_none(last))


def of_whole_works(account: Account, kinds: Mapping[Iri, type[Entity]]) -> Account:
    """Return an account as the reading ``whole-work`` takes it: what no source limits to a field is for every field.

    ``kinds`` say what things are. A mark or another right, or what is not named, leaves the field open.
    """
    if account.fields is not None or not account.subjects:
        return account
    if any(kinds.get(subject) not in WORKS for subject in account.subjects):
        return account
    return replace(account, fields=_EVERY_FIELD, whole_work=True)


WORKS: Final = (Model, Series)
"""Kinds of things that are a product or work."""
_EVERY_FIELD: Final = frozenset({f"{W3ID}field/{next(axis.top for axis in AXES if axis.name == 'field')}"})


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every way to believe the sources of one commitment. One alternative with no belief where they agree."""

    commitment: Commitment
    disputes: tuple[Dispute, ...]
    alternatives: tuple[tuple[Belief, Account], ...]
    statements: tuple[Statement, ...]

    def under(self, belief: Mapping[Dispute, Iri]) -> Account:
        """Return the account when, of each set of sources at odds, the given one is believed."""
        if not self.disputes:
            return self.alternatives[0][1]
        for wanted, account in self.alternatives:
            if all(belief[dispute] == source for dispute, source in wanted):
                return account
        raise KeyError(belief)


def day_or_none(ordinal: int) -> date | None:
    """Return the day of an ordinal, ``None`` for an unknown bound.

    >>> day_or_none(UNKNOWN_FUTURE) is None
    True
    """
    return None if ordinal in (UNKNOWN_PAST, UNKNOWN_FUTURE) else date.fromordinal(ordinal)


def accounts_of(commitment: Commitment, timeline: Timeline, readings: frozenset[str]) -> Accounts:
    """Return what the sources say of a commitment.

    One source's statements are taken together: an axis is the union of what they state. Two sources that state
    an axis differently are alternatives; a source that is silent on it takes no side. Which of them is believed
    is one choice for each set of sources at odds, whatever they are at odds about.
    """
    reader = _Reader(timeline.sources)
    everything = list(timeline.said.get(commitment.iri, ()))
    used = timeline.facts(commitment.iri) or [s for s in everything if is_possible(s)]
    denials = list(filter(is_denial, everything))
    exists = reader.existence(everything, used, [s for s in denials if not _scoped(s)])
    limits = _Limits(timeline, commitment.iri) if commitment.iri in timeline.versions else None
    axes: list[Options[object]] = [
        reader.axis(used, lambda s: s.subjects, frozenset),
        reader.axis(used, lambda s: s.territory, _ordered),
        reader.axis(used, lambda s: () if s.strength in (None, "unqualified") else (s.strength,), _only),
        reader.axis(used, lambda s: () if s.covers_affiliates is None else (s.covers_affiliates,), _only),
        reader.axis(used, lambda s: s.carveouts, _distinct),
        reader.denied_scopes(used, [s for s in denials if _scoped(s)]),
        windows(timeline.bounds(commitment.iri) if limits is None else limits.bounds, readings),
        reader.axis(used, lambda s: () if s.sublicensing is None else (s.sublicensing,), _least_sure),
        *(reader.axis(used, attrgetter(axis.terms), frozenset) for axis in AXES),
        *(limits.ways if limits else ()),
    ]
    disputes = sorted({d for options in (exists, *axes) for belief, _ in options for d, _ in belief}, key=sorted)
    alternatives = []
    for chosen in product(*(sorted(dispute) for dispute in disputes)):
        belief = dict(zip(disputes, chosen, strict=True))
        account = _account(commitment, belief, exists, axes)
        alternatives.append((tuple(belief.items()), limits.on(account, belief) if limits else account))
    if len({account for _, account in alternatives}) == 1:
        disputes, alternatives = [], [((), alternatives[0][1])]
    return Accounts(commitment, tuple(disputes), tuple(alternatives), tuple(used))


def widest_days(version: Iri, timeline: Timeline) -> tuple[int, int]:
    """Return days between which a version lies, whichever sources are believed; the last before the first if on none.

    They may leave open more than its accounts do, and are told without reading these.
    """
    made = timeline.versions[version]
    own = [window for _, window in windows(timeline.lifespan(version).own, frozenset())]
    first = max(min(window.earliest_start for window in own), *(step.days[0] for step in made.came), UNKNOWN_PAST)
    over = (step.days[1] - 1 for step in made.coming if step.certain)
    return first, min(max(window.latest_end for window in own), *over, UNKNOWN_FUTURE)


def _account(
    commitment: Commitment, belief: Mapping[Dispute, Iri], exists: Options[bool | None], axes: list[Options[object]]
) -> Account:
    subjects, territory, strength, affiliates, carveouts, denied, window, sublicensing, *terms = (
        _believed(options, belief) for options in axes[: _FIXED + len(AXES)]
    )
    return Account(
        commitment=commitment,
        exists=_believed(exists, belief),
        subjects=subjects,  # type: ignore[arg-type]
        territory=territory,  # type: ignore[arg-type]
        strength=strength or "unqualified",  # type: ignore[arg-type]
        covers_affiliates=affiliates,  # type: ignore[arg-type]
        carveouts=(carveouts or ()) + (denied or ()),  # type: ignore[operator]
        window=window,  # type: ignore[arg-type]
        plain_countries=plain_mask(territory),
        sublicensing=sublicensing,  # type: ignore[arg-type]
        **dict(zip((axis.terms for axis in AXES), terms, strict=True)),  # type: ignore[arg-type]
    )


_FIXED: Final = 8
"""How many values an account has before those of the axes."""


class _Limits:
    """The events between which a version holds."""

    def __init__(self, timeline: Timeline, version: Iri) -> None:
        self._version = timeline.versions[version]
        self.bounds = timeline.lifespan(version).own
        self._steps = (*self._version.came, *self._version.coming)

    @property
    def ways(self) -> list[Options[object]]:
        """When each event came, as far as sources are at odds about that."""
        return [step.ways for step in self._steps]

    def on(self, account: Account, belief: Mapping[Dispute, Iri]) -> Account:
        """Return an account between the events as the sources believed have them."""
        came = len(self._version.came)
        days = [_believed(step.ways, belief) for step in self._steps]
        if NEVER in days[:came]:
            return replace(account, exists=False)
        switches = tuple(
            Switch(step.iri, *when, step.sure, number < came)
            for number, (step, when) in enumerate(zip(self._steps, days, strict=True))
            if when != NEVER
        )
        return replace(account, between=Between(account.exists, account.window, switches)).settled({})


def _believed(options: Options[T], belief: Mapping[Dispute, Iri]) -> T:
    return next(value for wanted, value in options if all(belief[d] == source for d, source in wanted))


class _Reader:
    """Puts statements together by source, copies counted as their original."""

    def __init__(self, sources: Sources) -> None:
        self._original = sources.original

    def _by_source(self, statements: Iterable[Statement]) -> dict[Iri, list[Statement]]:
        found: dict[Iri, list[Statement]] = {}
        for statement in statements:
            found.setdefault(self._original(statement.source), []).append(statement)
        return found

    def axis(
        self,
        statements: list[Statement],
        said: Callable[[Statement], Iterable[object]],
        put: Callable[[list[object]], object],
    ) -> Options[object]:
        """Return the value of one axis by source; a single option where those who speak of it agree."""
        values: dict[Iri, object] = {}
        for source, own in self._by_source(statements).items():
            together = [value for statement in own for value in said(statement)]
            if together:
                values[source] = put(together)
        return _options(values)

    def existence(
        self, everything: list[Statement], used: list[Statement], denials: list[Statement]
    ) -> Options[bool | None]:
        """Return whether the commitment was made: by source where one affirms what another denies."""
        affirmed = None if used and is_possible(used[0]) else True
        votes: dict[Iri, bool | None] = dict.fromkeys(self._by_source(used), affirmed)
        denying = self._by_source(denials)
        undecided = [source for source in denying if source in votes]
        for source in denying:
            if source in votes:
                del votes[source]
            else:
                votes[source] = False
        if not votes:
            return (((), None if undecided else False),)
        return _options(votes)  # type: ignore[return-value]

    def denied_scopes(self, used: list[Statement], denials: list[Statement]) -> Options[tuple[Carveout, ...] | None]:
        """Return the scopes that are denied: always by a source that affirms the rest alone, else by source."""
        affirming = set(self._by_source(used))
        denied = {source: tuple(map(_denied, own)) for source, own in self._by_source(denials).items()}
        if not denied:
            return (((), None),)
        if affirming <= set(denied) and len(set(denied.values())) == 1:
            return (((), next(iter(denied.values()))),)
        values: dict[Iri, object] = {source: denied.get(source, ()) for source in affirming | set(denied)}
        return _options(values)  # type: ignore[return-value]


def _options(values: Mapping[Iri, object]) -> Options[object]:
    if not values:
        return (((), None),)
    if len(set(values.values())) == 1:
        return (((), next(iter(values.values()))),)
    dispute: Dispute = frozenset(values)
    return tuple((((dispute, source),), value) for source, value in sorted(values.items()))


def _scoped(statement: Statement) -> bool:
    return bool(statement.territory) or any(map(statement.on, AXES))


def _denied(denial: Statement) -> Carveout:
    terms: dict[str, Any] = {axis.terms: denial.on(axis) for axis in AXES}
    return Carveout(territory=denial.territory, **terms)


def _ordered(territories: list[object]) -> object:
    return tuple(sorted(set(territories), key=lambda t: t.key))  # type: ignore[attr-defined]


def _distinct(carveouts: list[object]) -> object:
    return tuple(sorted(set(carveouts), key=repr))


def _only(values: list[object]) -> object:
    """A source that states two strengths has stated none."""
    return values[0] if len(set(values)) == 1 else None


def _least_sure(values: list[object]) -> object:
    """Of a source that says of one licence that it may be sublicensed, and that it may not, it is open."""
    return values[0] if len(set(values)) == 1 else "with-consent"
