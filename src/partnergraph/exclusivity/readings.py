"""From what sources say of time to the days it surely lies between: what is entailed, and the named readings.

Every rule below is applied once, in this order, to affirmed statements of fact (modality *fact* or *disclosure*,
status not *planned*, *tentative* or *conditional*). "Bounds of X" are the stated ones (the statement's period)
together with those that earlier rules gave X. A rule's result rests on the statements it names and on everything
its premises rest on, and carries the readings of its premises. A source's day is that of its original when it is
a declared copy.

Entailed (``readings`` empty; they hold under ``--strict``):

* *present tense*: a statement in the present tense, or of status *in-force*, whose source is dated D, says that
  its subject held on D: latest-start D, earliest-end D.
* *as of*: a source declared to be as of D says the same by each of its statements whose period gives no end (no
  bound, no planned end), whose status is not *ended*, *expired* or *ending*, and which does not start after D.
* *ended*: a statement of status *ended* or *expired* whose period gives no latest end, in a source dated D:
  latest-end D.
* *inside partnership, up*: a commitment's latest-start and earliest-end bound its partnership alike.
* *until partnership ends*: a commitment that lasts until P ends takes over P's earliest-end and latest-end.
* *inside partnership, down*: a partnership's earliest-start and latest-end bound its commitments alike.
* *inside parent*: so do a parent licence's for its sublicence. (The answers cut the sublicence to its parent,
  day by day; a sublicence that claims to last longer is no contradiction between sources.)

Readings:

* *completed-date*: in a period whose year is not said (``XXXX-03-07``), each edge that can be completed with the
  year of the source's day gives the bounds of that day.
* *first-release*: of the releases of a partnership, the one with the earliest stated latest-start bounds the
  partnership's latest-start.
* *coextensive*: a commitment with a statement marked coextensive takes over its partnership's latest-start and
  earliest-end.
* *ends-with*: a commitment in a partnership, of which no statement gives an end (no bound, no planned end, not
  endless, no "until", not *ended* or *expired*), takes over its partnership's earliest-end.
* *continues*: what has a latest-start or an earliest-end, no latest-end, is not endless and of which no source
  reports an end (*ended*, *expired*, *ending*), has no end: earliest-end without a day. With a planned end, the
  earliest-end is that day. With a successor it ends the day before: earliest-end is the successor's greatest
  earliest-start less one day and, where the successor has the same territories, latest-end its least
  latest-start less one day. The successor of an exclusivity on the grantor's side is another one with a common
  bound party and a common subject, a common field (or one of them without), a common country in some
  reading (or one of them without territory), and a beneficiary the first has not, whose greatest earliest-start
  lies after every bound that attests the first; of several the first to start, ties by IRI.

Contradictions. Two bounds are incompatible when no period satisfies both. If incompatible bounds of one identity
are entailed or stated, their sources are read one at a time: believing one, the incompatible bounds of the
others are laid aside, here and wherever they were taken over. A source that contradicts itself says nothing by
those bounds. A reading yields to what is stated or entailed, and incompatible readings cancel each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final, TypeAlias

from partnergraph.bounds import Period, Span, completed
from partnergraph.exclusivity.facts import (
    ENDED_STATUSES,
    ENDING,
    FACTUAL,
    IN_FORCE,
    POSSIBLE_STATUSES,
    Deals,
    Documents,
)
from partnergraph.model import Commitment, DerivedBound, Edge, Iri, Release, Statement
from partnergraph.territory import Territory

UNKNOWN_PAST: Final = 0
"""Day ordinal of a lower bound that is not known."""
UNKNOWN_FUTURE: Final = 4_000_000
"""Day ordinal of an upper bound that is not known, and of the end of what is endless; after 31 December 9999."""

Dispute: TypeAlias = frozenset[Iri]
"""The sources that contradict each other about one thing; one of them is believed."""
Belief: TypeAlias = tuple[tuple[Dispute, Iri], ...]
"""For some disputes, the source believed; sorted."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound of one edge. ``day`` is an ordinal; `UNKNOWN_FUTURE` for the end of what is endless."""

    edge: Edge
    day: int
    readings: frozenset[str] = frozenset()
    rests_on: frozenset[Iri] = frozenset()
    sources: frozenset[Iri] = frozenset()
    disputes: frozenset[Dispute] = frozenset()
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The days, as ordinals, between which a start and an end lie; a start is never after its end."""

    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int

    def holds(self, day: int) -> bool | None:
        """Whether it holds on ``day`` for every choice of start and end; ``None`` when that depends on the choice."""
        if day < self.earliest_start or day > self.latest_end:
            return False
        return True if self.latest_start <= day <= self.earliest_end else None


ANY_WINDOW: Final = Window(UNKNOWN_PAST, UNKNOWN_FUTURE, UNKNOWN_PAST, UNKNOWN_FUTURE)


class Timeline:
    """Bounds of every commitment, partnership and ownership of some deals, worked out when asked for."""

    def __init__(self, deals: Deals, documents: Documents | None = None) -> None:
        self.documents = documents or Documents(deals)
        self._commitments = {c.iri: c for c in deals.commitments}
        self._partnerships = {p.iri for p in deals.partnerships}
        self._members: dict[Iri, list[Commitment]] = defaultdict(list)
        self._releases: dict[Iri, list[Release]] = defaultdict(list)
        self._exclusive_by: dict[Iri, list[Commitment]] = defaultdict(list)
        for commitment in deals.commitments:
            if commitment.partnership is not None:
                self._members[commitment.partnership].append(commitment)
            if commitment.kind == "exclusivity" and commitment.side == "grantor":
                for party in commitment.bound:
                    self._exclusive_by[party].append(commitment)
        for release in deals.releases:
            if release.partnership is not None:
                self._releases[release.partnership].append(release)
        self._own: dict[Iri, tuple[Bound, ...]] = {}
        self._of_partnership: dict[Iri, tuple[Bound, ...]] = {}
        self._of_commitment: dict[Iri, tuple[Bound, ...]] = {}
        self._inherited: dict[Iri, tuple[Bound, ...]] = {}
        self._continued: dict[Iri, tuple[Bound, ...]] = {}

    def bounds(self, identity: Iri) -> tuple[Bound, ...]:
        """Return every bound of an identity but those of its parent licence, under every reading."""
        return self._without_continues(identity) + self._continues(identity)

    def inside_parent(self, commitment: Iri, _below: frozenset[Iri] = frozenset()) -> tuple[Bound, ...]:
        """Return the bounds that a sublicence takes over from the licences above it."""
        found = self._inherited.get(commitment)
        if found is None:
            parent = self._commitments[commitment].parent if commitment in self._commitments else None
            if parent is None or parent in _below or parent not in self._commitments:
                return ()
            above = self.bounds(parent) + self.inside_parent(parent, _below | {commitment})
            found = tuple(_taken_over(above, "earliest-start", "latest-end"))
            self._inherited[commitment] = found
        return found

    def _without_continues(self, identity: Iri) -> tuple[Bound, ...]:
        if identity in self._commitments:
            return self._commitment(self._commitments[identity])
        if identity in self._partnerships or identity in self._members:
            return self._partnership(identity)
        return self._said(identity)

    def _said(self, identity: Iri) -> tuple[Bound, ...]:
        found = self._own.get(identity)
        if found is None:
            facts = self.facts(identity)
            found = tuple(bound for statement in facts for bound in self._of_statement(statement))
            if not facts and identity in self._commitments:
                plans = [s for s in self.documents.about.get(identity, ()) if is_possible(s)]
                found = tuple(bound for statement in plans for bound in self._period_of(statement))
            found = self._own[identity] = with_disputes(found)
        return found

    def facts(self, identity: Iri) -> list[Statement]:
        """Return the affirmed statements of fact about an identity."""
        return [statement for statement in self.documents.about.get(identity, ()) if is_fact(statement)]

    def declared(self, identity: Iri) -> set[tuple[date, str]]:
        """Return the days as of which something is declared to be open, with the titles of the sources."""
        said = ((s, self.documents.as_of(s.source)) for s in self.facts(identity))
        return {(day, self.documents.title(s.source)) for s, day in said if day is not None and _open_on(s, day)}

    def _of_statement(self, statement: Statement) -> Iterator[Bound]:
        """Stated bounds, then those of *present tense*, *as of*, *ended* and *completed-date*."""
        yield from self._period_of(statement)
        day = self.documents.day_of(statement.source)
        if day is not None and (statement.present_tense or statement.status == IN_FORCE):
            yield self._bound(statement, "latest-start", day.toordinal())
            yield self._bound(statement, "earliest-end", day.toordinal())
        as_of = self.documents.as_of(statement.source)
        if as_of is not None and _open_on(statement, as_of):
            yield self._bound(statement, "latest-start", as_of.toordinal())
            yield self._bound(statement, "earliest-end", as_of.toordinal())
        no_end = statement.period is None or statement.period.latest_end is None
        if day is not None and statement.status in ENDED_STATUSES and no_end:
            yield self._bound(statement, "latest-end", day.toordinal())

    def _period_of(self, statement: Statement) -> Iterator[Bound]:
        if statement.period is None:
            return
        for edge, ordinal in _edges(statement.period):
            yield replace(self._bound(statement, edge, ordinal), stated=True)
        day = self.documents.day_of(statement.source)
        if day is not None:
            for edge, ordinal in _completed_edges(statement.period.edtf, day):
                yield replace(self._bound(statement, edge, ordinal), readings=frozenset({"completed-date"}))

    def _bound(self, statement: Statement, edge: Edge, day: int) -> Bound:
        return Bound(
            edge,
            day,
            rests_on=frozenset({statement.iri}),
            sources=frozenset({self.documents.original(statement.source)}),
        )

    def _partnership(self, partnership: Iri) -> tuple[Bound, ...]:
        found = self._of_partnership.get(partnership)
        if found is None:
            own = [*self._said(partnership), *self._first_release(partnership)]
            for member in self._members.get(partnership, ()):
                if self.facts(member.iri):
                    own += _taken_over(self._said(member.iri), "latest-start", "earliest-end")
            found = self._of_partnership[partnership] = with_disputes(own)
        return found

    def _first_release(self, partnership: Iri) -> Iterator[Bound]:
        stated = [
            bound
            for release in self._releases.get(partnership, ())
            for statement in self.facts(release.iri)
            for bound in self._period_of(statement)
            if bound.stated and bound.edge == "latest-start"
        ]
        first = min((bound.day for bound in stated), default=UNKNOWN_FUTURE)
        for bound in stated:
            if bound.day == first:
                yield replace(bound, readings=frozenset({"first-release"}), stated=False)

    def _commitment(self, commitment: Commitment) -> tuple[Bound, ...]:
        found = self._of_commitment.get(commitment.iri)
        if found is None:
            facts = self.facts(commitment.iri)
            own = list(self._said(commitment.iri))
            for statement in facts:
                if statement.until is not None:
                    own += _taken_over(
                        self._partnership(statement.until), "earliest-end", "latest-end", because=statement.iri
                    )
            if commitment.partnership is not None:
                own += self._from_partnership(commitment.partnership, facts)
            found = self._of_commitment[commitment.iri] = with_disputes(own)
        return found

    def _from_partnership(self, partnership: Iri, facts: list[Statement]) -> Iterator[Bound]:
        above = self._partnership(partnership)
        yield from _taken_over(above, "earliest-start", "latest-end")
        for statement in facts:
            if statement.coextensive:
                yield from _taken_over(
                    above, "latest-start", "earliest-end", because=statement.iri, reading="coextensive"
                )
        if facts and not any(map(_says_end, facts)):
            yield from _taken_over(above, "earliest-end", reading="ends-with")

    def _continues(self, identity: Iri) -> tuple[Bound, ...]:
        found = self._continued.get(identity)
        if found is None:
            found = self._continued[identity] = tuple(self._continuation(identity))
        return found

    def _continuation(self, identity: Iri) -> Iterator[Bound]:
        facts = self.facts(identity)
        bounds = self._without_continues(identity)
        attested = [b for b in bounds if b.edge in ("latest-start", "earliest-end")]
        ended = any(b.edge == "latest-end" for b in bounds) or any(b.day == UNKNOWN_FUTURE for b in attested)
        if not facts or not attested or ended or any(s.status in (*ENDED_STATUSES, ENDING) for s in facts):
            return
        successor = self._successor(identity, max(b.day for b in attested))
        for bound in attested:
            going_on = replace(
                bound, edge="earliest-end", day=UNKNOWN_FUTURE, readings=bound.readings | {"continues"}, stated=False
            )
            if successor is not None:
                yield from self._ended_by(successor, going_on, identity)
            else:
                yield self._up_to_plan(going_on, facts)

    def _up_to_plan(self, going_on: Bound, facts: list[Statement]) -> Bound:
        planned = [(s.period.planned_end.toordinal(), s) for s in facts if s.period and s.period.planned_end]
        if not planned:
            return going_on
        last = max(day for day, _ in planned)
        said_by = [s for day, s in planned if day == last]
        return replace(
            going_on,
            day=last,
            rests_on=going_on.rests_on.union(s.iri for s in said_by),
            sources=going_on.sources.union(self.documents.original(s.source) for s in said_by),
        )

    def _successor(self, identity: Iri, attested_until: int) -> Commitment | None:
        commitment = self._commitments.get(identity)
        if commitment is None or commitment.kind != "exclusivity" or commitment.side != "grantor":
            return None
        rivals = {rival.iri: rival for party in commitment.bound for rival in self._exclusive_by[party]}
        found: list[tuple[int, Iri]] = []
        for rival in rivals.values():
            if set(rival.beneficiaries) <= set(commitment.beneficiaries) or not self.facts(rival.iri):
                continue
            start = max((b.day for b in self._commitment(rival) if b.edge == "earliest-start"), default=UNKNOWN_PAST)
            if start > attested_until and self._same_ground(commitment, rival):
                found.append((start, rival.iri))
        return rivals[min(found)[1]] if found else None

    def _same_ground(self, one: Commitment, other: Commitment) -> bool:
        left, right = self.facts(one.iri), self.facts(other.iri)
        if not {m for s in left for m in s.subjects} & {m for s in right for m in s.subjects}:
            return False
        fields = [{f for s in side for f in s.fields} for side in (left, right)]
        if all(fields) and not fields[0] & fields[1]:
            return False
        masks = [_widest(self._territories(side)) for side in (left, right)]
        return None in masks or bool((masks[0] or 0) & (masks[1] or 0))

    @staticmethod
    def _territories(statements: list[Statement]) -> frozenset[Territory]:
        return frozenset(rule for s in statements for rule in s.territory)

    def _ended_by(self, successor: Commitment, going_on: Bound, identity: Iri) -> Iterator[Bound]:
        bounds = self._commitment(successor)
        starts = [b for b in bounds if b.edge == "earliest-start"]
        first = max(b.day for b in starts)
        for start in starts:
            if start.day == first:
                yield _joined(going_on, start, "earliest-end", first - 1)
        if self._territories(self.facts(identity)) == self._territories(self.facts(successor.iri)):
            last_starts = [b for b in bounds if b.edge == "latest-start"]
            least = min((b.day for b in last_starts), default=UNKNOWN_FUTURE)
            for start in last_starts:
                if start.day == least:
                    yield _joined(going_on, start, "latest-end", least - 1)


def derive_bounds(deals: Deals) -> tuple[DerivedBound, ...]:
    """Return every bound that follows from other statements, under every reading, by the rules of this module.

    One value per (identity, edge, day, readings): ``rests_on`` is the union over all ways to it. Stated bounds are
    not repeated. ``day`` is ``None`` for what has no end. Sorted, so equal deals give equal tuples.

    >>> derive_bounds(Deals())
    ()
    """
    timeline = Timeline(deals)
    found: dict[tuple[Iri, Edge, int, frozenset[str]], frozenset[Iri]] = {}
    identities = [c.iri for c in deals.commitments] + [p.iri for p in deals.partnerships]
    for identity in [*identities, *(o.iri for o in deals.ownerships)]:
        for bound in timeline.bounds(identity) + timeline.inside_parent(identity):
            if not bound.stated:
                key = (identity, bound.edge, bound.day, bound.readings)
                found[key] = found.get(key, frozenset()) | bound.rests_on
    return tuple(
        DerivedBound(
            about=about,
            edge=edge,
            day=None if day == UNKNOWN_FUTURE else date.fromordinal(day),
            readings=readings,
            rests_on=rests_on,
        )
        for (about, edge, day, readings), rests_on in sorted(
            found.items(), key=lambda item: (*item[0][:3], sorted(item[0][3]))
        )
    )


def is_fact(statement: Statement) -> bool:
    """Whether a statement affirms something as a fact."""
    return statement.modality in FACTUAL and not statement.denied and statement.status not in POSSIBLE_STATUSES


def is_possible(statement: Statement) -> bool:
    """Whether a statement affirms a plan, or a deal that is tentative or conditional: it counts only as possible."""
    if statement.denied:
        return False
    return statement.modality == "plan" or (statement.modality in FACTUAL and statement.status in POSSIBLE_STATUSES)


def windows(bounds: Iterable[Bound], readings: frozenset[str]) -> tuple[tuple[Belief, Window], ...]:
    """Return the window under each way to believe sources that contradict each other; one with no belief if none do.

    >>> windows([], frozenset())[0][1] == ANY_WINDOW
    True
    """
    usable = [b for b in bounds if b.readings <= readings]
    disputes = sorted({d for b in usable for d in b.disputes}, key=sorted)
    if not disputes:
        return (((), resolve(usable)),)
    found = []
    for choice in product(*(sorted(d) for d in disputes)):
        belief = dict(zip(disputes, choice, strict=True))
        found.append((tuple(belief.items()), resolve(b for b in usable if _believed(b, belief))))
    if len({window for _, window in found}) == 1:
        return (((), found[0][1]),)
    return tuple(found)


def resolve(bounds: Iterable[Bound]) -> Window:
    """Return the window of bounds that are believed together: readings yield, incompatible ones cancel each other."""
    bounds = list(bounds)
    firm = [b for b in bounds if not b.readings]
    firm = _without(firm, _incompatible(firm, firm))
    soft = [b for b in bounds if b.readings]
    soft = _without(soft, _incompatible(soft, firm))
    soft = _without(soft, _incompatible(soft, soft))
    days: dict[Edge, list[int]] = defaultdict(list)
    for bound in firm + soft:
        days[bound.edge].append(bound.day)
    earliest_start = max(days["earliest-start"], default=UNKNOWN_PAST)
    latest_end = min(days["latest-end"], default=UNKNOWN_FUTURE)
    return Window(
        earliest_start,
        min([*days["latest-start"], latest_end]),
        max([*days["earliest-end"], earliest_start]),
        latest_end,
    )


def binding_readings(bounds: Iterable[Bound], window: Window, readings: frozenset[str]) -> set[str]:
    """Return the readings without which a window would be wider."""
    edges: dict[Edge, int] = {
        "earliest-start": window.earliest_start,
        "latest-start": window.latest_start,
        "earliest-end": window.earliest_end,
        "latest-end": window.latest_end,
    }
    at_edge = [b for b in bounds if b.readings <= readings and b.day == edges[b.edge]]
    firm = {b.edge for b in at_edge if not b.readings}
    return {name for b in at_edge if b.edge not in firm for name in b.readings}


def with_disputes(bounds: Iterable[Bound]) -> tuple[Bound, ...]:
    """Mark the stated and entailed bounds of one identity that contradict each other with the sources at odds."""
    bounds = tuple(bounds)
    firm = [b for b in bounds if not b.readings]
    at_odds = _incompatible(firm, firm)
    sources: Dispute = frozenset(s for b in at_odds for s in b.sources)
    if len(sources) < 2:
        return bounds
    marked = set(map(id, at_odds))
    return tuple(replace(b, disputes=b.disputes | {sources}) if id(b) in marked else b for b in bounds)


_PAIRS: Final[dict[Edge, tuple[Edge, ...]]] = {
    "earliest-start": ("latest-start", "latest-end"),
    "earliest-end": ("latest-end",),
    "latest-start": (),
    "latest-end": (),
}


def _incompatible(these: list[Bound], those: list[Bound]) -> list[Bound]:
    """Return those of ``these`` that no period can satisfy together with one of ``those``."""
    return [b for b in these if any(_clash(b, c) or _clash(c, b) for c in those)]


def _clash(lower: Bound, upper: Bound) -> bool:
    return upper.edge in _PAIRS[lower.edge] and lower.day > upper.day


def _without(bounds: list[Bound], dropped: list[Bound]) -> list[Bound]:
    gone = set(map(id, dropped))
    return [b for b in bounds if id(b) not in gone]


def _believed(bound: Bound, belief: dict[Dispute, Iri]) -> bool:
    return all(bound.sources & dispute <= {belief[dispute]} for dispute in bound.disputes)


def _taken_over(
    bounds: Iterable[Bound], *edges: Edge, because: Iri | None = None, reading: str | None = None
) -> list[Bound]:
    return [
        replace(
            bound,
            readings=bound.readings | ({reading} if reading else set()),
            rests_on=bound.rests_on | ({because} if because else set()),
            stated=False,
        )
        for bound in bounds
        if bound.edge in edges
    ]


def _joined(going_on: Bound, start: Bound, edge: Edge, day: int) -> Bound:
    return replace(
        going_on,
        edge=edge,
        day=day,
        readings=going_on.readings | start.readings,
        rests_on=going_on.rests_on | start.rests_on,
        sources=going_on.sources | start.sources,
        disputes=going_on.disputes | start.disputes,
    )


def _edges(period: Period) -> Iterator[tuple[Edge, int]]:
    if period.earliest_start is not None:
        yield "earliest-start", period.earliest_start.toordinal()
    if period.latest_start is not None:
        yield "latest-start", period.latest_start.toordinal()
    if period.earliest_end is not None:
        yield "earliest-end", period.earliest_end.toordinal()
    if period.latest_end is not None:
        yield "latest-end", period.latest_end.toordinal()
    if period.endless:
        yield "earliest-end", UNKNOWN_FUTURE


def _completed_edges(edtf: str, source_day: date) -> Iterator[tuple[Edge, int]]:
    if "XXXX" not in edtf:
        return
    start, _, end = edtf.partition("/")
    for text, first, last in ((start, "earliest-start", "latest-start"), (end, "earliest-end", "latest-end")):
        span: Span | None = completed(text, source_day) if text.startswith("XXXX") else None
        if span is not None and span.earliest is not None and span.latest is not None:
            yield first, span.earliest.toordinal()  # type: ignore[misc]
            yield last, span.latest.toordinal()  # type: ignore[misc]


def _open_on(statement: Statement, day: date) -> bool:
    if statement.status in (*ENDED_STATUSES, ENDING):
        return False
    period = statement.period
    if period is None:
        return True
    ends = any((period.earliest_end, period.latest_end, period.planned_end))
    return not ends and (period.earliest_start is None or period.earliest_start <= day)


def _says_end(statement: Statement) -> bool:
    period = statement.period
    if statement.until is not None or statement.status in ENDED_STATUSES:
        return True
    return period is not None and (period.endless or any((period.earliest_end, period.latest_end, period.planned_end)))


def _widest(territories: frozenset[Territory]) -> int | None:
    """Return every country that some reading of some territory has on some day; ``None`` if none is said."""
    if not territories:
        return None
    mask = 0
    for territory in territories:
        for reading in territory.readings():
            for _, _, countries in reading.spans:
                mask |= countries
    return mask
