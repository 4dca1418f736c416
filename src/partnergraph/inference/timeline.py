"""From what sources say of time to the days it surely lies between: what is entailed, and the named readings.

Every rule below is applied once, in this order, to statements of fact (`statements.is_fact`). "Bounds of X" are the
stated ones (the statement's period) together with those that earlier rules gave X. A rule's result rests on the
statements it names and on everything its premises rest on, and carries the readings of its premises. A source's day
is that of its original when it is a declared copy. ``ontology/rules`` says the same in SPARQL, a file for each rule.

Entailed (``readings`` empty; they hold under ``--strict``), of partnerships, commitments and ownerships:

* *present tense*: a statement in the present tense, or of status *in-force*, whose source is dated D, says that
  its subject held on D: latest-start D, earliest-end D. Of status *ended* or *expired* it says so of the end alone.
* *term*: a term that a source states of its start, in whatever is not the press, gives both bounds of the end: the last
  day of the term, counted from the earliest and the latest start. A least term gives an earliest-end only, a greatest
  one a latest-end.
* *relative*: a start or an end that hangs on an occurrence (`relative`) lies between the days that are reckoned from
  it; told by the press, a length of time from it is a term.
* *renewal*: the last day of what may be renewed is an earliest-end only; after a stated number of renewals it is a
  latest-end. An earliest-end on a day of a later term is one on that term's last day.
* *condition*: what has to be met first, and was on D, has a latest-start of D at the earliest. What a condition takes
  away is promised until the day before it can fail, or on which it is last recorded as kept; where it failed, to the
  day before, and where the source says so that is a latest-end.
* *as of*: a source declared to be as of D says the same by each of its statements whose period gives no end (no
  bound, no planned end, no term), whose status is not *ended*, *expired* or *ending*, and which does not start after D.
* *ended*: a statement of status *ended* or *expired* whose period gives no latest end, or one after D, in a source
  dated D: latest-end D. An end that was stated for later is then laid aside, unless by a later source: it did not come.
  Nothing takes it over.
* *partnership contains*: a commitment's latest-start and earliest-end bound its partnership alike; an option's do not.
* *inside partnership*: a partnership's earliest-start and latest-end bound its commitments alike.
* *until partnership ends*: what lasts until P ends takes over P's earliest-end and latest-end.
* *inside parent*: a sublicence takes over the earliest-start of its parent licence and, where no source gives an
  end of its own, the latest-end; from the parent's parent what the parent takes over. (The answers cut the
  sublicence to its parent, day by day.)

Readings:

* *term-runs*: the same of a term that the press states.
* *renews*: what may be renewed, and is not said to have ended or to be ending, has no end: earliest-end without a day,
  or the last day of the last term where the number of renewals is stated.
* *kept*: what hangs on a condition that can fail, of which no failure is recorded, lasts as long as it is promised for.
* *completed-date*: in a period whose year is not said (``XXXX-03-07``, ``XXXX-03``), each edge that is a day or a month
  gives the bounds of that day or month in the year of the source's day.
* *first-release*: of the releases of a partnership, the one with the earliest stated latest-start bounds the
  partnership's latest-start.
* *coextensive*: a commitment with a statement marked coextensive takes over its partnership's latest-start and
  earliest-end.
* *ends-with*: a commitment in a partnership, of which no statement gives an end (no bound, no planned end, no term, not
  endless, no "until", not *ended* or *expired*), takes over its partnership's earliest-end.
* *continues*: what has a latest-start or an earliest-end, no latest-end, is not endless and of which no source
  reports an end (*ended*, *expired*, *ending*), a renewal, a condition or an end that hangs on an occurrence, has no
  end: earliest-end without a day. With a planned end, the earliest-end is that day. With a successor (`successors`) it
  ends the day before: earliest-end is the successor's greatest earliest-start less one day and, where the successor has
  the same territories, latest-end its least latest-start less one day.

A plan, an option to be met and a denial bound nothing. What nobody affirms and somebody plans has the bounds of the
plan's own period, which are passed on to nothing else; what it lies inside bounds it too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from partnergraph.bounds import Period, Span, Term, completed, term_ends
from partnergraph.inference.conditions import held, hold, met_on
from partnergraph.inference.events import as_told
from partnergraph.inference.lifespans import Lifespan
from partnergraph.inference.relative import Days, Fact, countries_of, reckoned
from partnergraph.inference.renewals import Terms, last_after, terms_of
from partnergraph.inference.selling_off import sold_off_between
from partnergraph.inference.sources import Sources
from partnergraph.inference.statements import (
    ENDED_STATUSES,
    ENDING,
    IN_FORCE,
    gives_end,
    is_denial,
    is_fact,
    is_possible,
    tells_end,
)
from partnergraph.inference.successors import Open, Promise, extremes, successor
from partnergraph.inference.versions import Version
from partnergraph.inference.windows import NONE, UNKNOWN_FUTURE, UNKNOWN_PAST, Bound, with_disputes
from partnergraph.model import (
    Commitment,
    DerivedBound,
    Edge,
    Identity,
    Iri,
    Ownership,
    Partnership,
    Release,
    Statement,
)

_LASTING: Final = (Partnership, Commitment, Ownership)
_HOLDS: Final[tuple[Edge, ...]] = ("latest-start", "earliest-end")
_LIMITS: Final[tuple[Edge, ...]] = ("earliest-start", "latest-end")
_BEGINS: Final[tuple[Edge, ...]] = ("earliest-start",)
_LASTED: Final[tuple[Edge, ...]] = ("earliest-end",)
_ENDS: Final[tuple[Edge, ...]] = ("earliest-end", "latest-end")
_STARTS: Final[tuple[Edge, ...]] = ("earliest-start", "latest-start")
_WITHOUT_YEAR: Final = re.compile("XXXX-(0[1-9]|1[0-2])(-[0-9]{2})?")
_COMPLETED: Final = frozenset({"completed-date"})
_FIRST_RELEASE: Final = frozenset({"first-release"})
_CONTINUES: Final = frozenset({"continues"})
_TERM_RUNS: Final = frozenset({"term-runs"})
_RENEWS: Final = frozenset({"renews"})


class Timeline:
    """Bounds of facts, worked out when asked for.

    ``identities`` and ``said`` (what is said of each) hold every fact that one of them is linked to by partnership,
    parent or until. ``changed``: the versions of the commitments that events change.
    """

    def __init__(
        self,
        identities: Iterable[Identity],
        said: Mapping[Iri, Sequence[Statement]],
        sources: Sources,
        changed: Mapping[Iri, Sequence[Version]] = {},
    ) -> None:
        self.changed = changed
        self.versions = {version.iri: version for some in changed.values() for version in some}
        self.said = said if not changed else {**said, **{iri: v.statements for iri, v in self.versions.items()}}
        self.sources = sources
        self._recorded = {one.iri: one for iri in changed for one in said.get(iri, ())}
        self._lifespans: dict[tuple[Iri, bool], Lifespan] = {}
        self.identities: dict[Iri, Identity] = {}
        self._members: dict[Iri, list[Commitment]] = defaultdict(list)
        self._releases: dict[Iri, list[Release]] = defaultdict(list)
        self._exclusive_by: dict[Iri, list[Commitment]] = defaultdict(list)
        for identity in identities:
            self.identities[identity.iri] = identity
            self._link(identity)
        self._facts: dict[Iri, list[Statement]] = {}
        self._own: dict[Iri, tuple[Bound, ...]] = {}
        self._came: dict[Iri, tuple[Bound, ...]] = {}
        self._of_partnership: dict[Iri, tuple[Bound, ...]] = {}
        self._in_force: dict[Iri, tuple[Bound, ...]] = {}
        self._bounds: dict[Iri, tuple[Bound, ...]] = {}
        self._promises: dict[Iri, Promise] = {}
        self._occurrences: dict[Iri, tuple[Fact, ...]] = {}

    def _link(self, identity: Identity) -> None:
        if isinstance(identity, Commitment):
            if identity.partnership is not None:
                self._members[identity.partnership].append(identity)
            if is_promise(identity):
                for party in identity.bound:
                    self._exclusive_by[party].append(identity)
        elif isinstance(identity, Release) and identity.partnership is not None:
            self._releases[identity.partnership].append(identity)

    def facts(self, identity: Iri) -> list[Statement]:
        """Return the affirmed statements of fact about an identity."""
        found = self._facts.get(identity)
        if found is None:
            found = self._facts[identity] = [s for s in self.said.get(identity, ()) if is_fact(s)]
        return found

    def bounds(self, identity: Iri) -> tuple[Bound, ...]:
        """Return every bound of an identity but those of its parent licence, under every reading."""
        found = self._bounds.get(identity)
        if found is None:
            if identity in self.versions:
                found = self.lifespan(identity).cut()
            else:
                found = self.unless_it_continues(identity) + tuple(self._continuation(identity))
            self._bounds[identity] = found
        return found

    def lifespan(self, version: Iri, *, continuing: bool = True) -> Lifespan:
        """Return when a version of a commitment holds; without the reading *continues* if that is not asked."""
        key = (version, continuing)
        found = self._lifespans.get(key)
        if found is None:
            made = self.versions[version]
            if made.after is not None:
                before = self.lifespan(made.after.iri, continuing=continuing).cut()
                recorded: Iterable[Bound] = sold_off_between(made, before)
            else:
                bounds = self.bounds if continuing and not made.retimed else self.unless_it_continues
                recorded = bounds(version if made.retimed else made.of)
            found = self._lifespans[key] = Lifespan(made, recorded, self.sources)
        return found

    def unless_it_continues(self, identity: Iri) -> tuple[Bound, ...]:
        """Return the same without the reading *continues*."""
        planned = self._planned(identity)
        found = self._settled(identity)
        return with_disputes([*with_disputes(planned), *found]) if planned else found

    def inside_parent(self, sublicence: Iri) -> Iterator[Bound]:
        """Yield the bounds that a sublicence takes over from the licences above it."""
        seen, below = {sublicence}, self.identities.get(sublicence)
        edges = _LIMITS
        while isinstance(below, Commitment) and below.parent is not None and below.parent not in seen:
            seen.add(below.parent)
            if any(map(gives_end, self.facts(below.iri))):
                edges = _BEGINS
            yield from _taken_over(self._attested(below.parent), edges)
            below = self.identities.get(below.parent)

    # -- what follows from an identity's own statements

    def _own_bounds(self, identity: Iri) -> tuple[Bound, ...]:
        found = self._own.get(identity)
        if found is None:
            facts = self.facts(identity)
            lasting = self._lasts(identity)
            own = [bound for statement in facts for bound in self._of_fact(statement, lasting)]
            own += self._in_later_terms(facts, own)
            over = min((v.over for v in self.changed.get(identity, ())), default=UNKNOWN_FUTURE)
            if over < UNKNOWN_FUTURE:
                own = [b._replace(day=over) if b.edge == "earliest-end" and b.day > over else b for b in own]
            found = self._own[identity] = with_disputes(own)
        return found

    def _lasts(self, identity: Iri) -> bool:
        known = self.identities.get(identity)
        return known is None or isinstance(known, _LASTING)

    def _planned(self, identity: Iri) -> list[Bound]:
        if self.facts(identity):
            return []
        return [b for s in self.said.get(identity, ()) if is_possible(s) for b in self._of_period(s)]

    def of_statement(self, statement: Statement) -> tuple[Bound, ...]:
        """Return the bounds that one statement gives what it is about; what is no fact gives its period's alone."""
        fact = is_fact(statement)
        return tuple(self._of_fact(statement, self._lasts(statement.about)) if fact else self._of_period(statement))

    def _of_fact(self, statement: Statement, lasting: bool) -> Iterator[Bound]:
        """Stated bounds and *completed-date*; for what lasts, those of *present tense*, *as of* and *ended*."""
        yield from self._of_period(statement)
        if not lasting:
            return
        day = self.sources.day_of(statement.source)
        ended = statement.status in ENDED_STATUSES
        if day is not None and (statement.present_tense or statement.status == IN_FORCE) and not ended:
            yield from self._held_on(statement, day)
        as_of = self.sources.as_of(statement.source)
        if as_of is not None and _open_on(self._recorded.get(statement.iri, statement), as_of):
            yield from self._held_on(statement, as_of)
        last = statement.period.latest_end if statement.period is not None else None
        if day is not None and ended and (last is None or last > day):
            yield self._bound(statement, "latest-end", day.toordinal())

    def declared(self, identity: Iri) -> Iterator[tuple[date, Iri]]:
        """Yield the days as of which something is declared to be open, with the sources that are."""
        for statement in self.facts(identity):
            day = self.sources.as_of(statement.source)
            if day is not None and _open_on(statement, day):
                yield day, statement.source

    def _of_period(self, statement: Statement) -> Iterator[Bound]:
        if not statement.conditions:
            return self._promises_of(statement)
        return self._under_conditions(statement)

    def _under_conditions(self, statement: Statement) -> Iterator[Bound]:
        """Yield the bounds of a period whose start or end hangs on conditions: none of them is as it is stated."""
        withheld = ("latest-start", "earliest-end")
        plain = [
            b._replace(stated=False, promised=b.edge == "earliest-end") if b.edge in withheld else b
            for b in self._promises_of(statement)
        ]
        met = met_on(statement)
        if met is not None:
            starts = [b.day for b in plain if b.edge == "latest-start"]
            plain = [b for b in plain if b.edge != "latest-start"]
            plain.append(self._bound(statement, "latest-start", max(met, *starts) if starts else met))
        what = hold(statement.conditions)
        yield from held(plain, what) if what is not None else plain
        if what is not None and what.over is not None:
            yield self._bound(statement, "latest-end", what.over)

    def _promises_of(self, statement: Statement) -> Iterator[Bound]:
        if (statement.relative_starts or statement.relative_ends) and self._lasts(statement.about):
            yield from self._relative(statement)
        period = as_told(statement)
        if period is None:
            return
        ends: tuple[Edge, ...] = _ENDS if statement.renewal is None else _LASTED
        for edge, ordinal in _edges(period):
            if edge in ends or edge not in _ENDS:
                yield self._bound(statement, edge, ordinal, stated=True)
        readings = _TERM_RUNS if self.sources.is_press(statement.source) else NONE
        for edge, last in zip(_ENDS, term_ends(period), strict=True):
            if last is not None and edge in ends:
                yield self._promised(statement, edge, last.toordinal(), readings)
        yield from self._renewed(statement)
        yield from self._completed(statement, period)

    def _completed(self, statement: Statement, period: Period) -> Iterator[Bound]:
        day = self.sources.day_of(statement.source) if "XXXX" in period.edtf else None
        if day is not None:
            for edge, ordinal in _completed_edges(period.edtf, day):
                yield self._bound(statement, edge, ordinal, readings=_COMPLETED)

    def recorded(self, occurrence: Iri) -> tuple[Fact, ...]:
        """Return what facts say of the days on which something occurred; nothing where a source denies that it did."""
        found = self._occurrences.get(occurrence)
        if found is None:
            denied = any(map(is_denial, self.said.get(occurrence, ())))
            facts = [] if denied else self.facts(occurrence)
            told = (Fact(said.territory, tuple(self._begun(said, said.period))) for said in facts if said.period)
            found = self._occurrences[occurrence] = tuple(fact for fact in told if fact.bounds)
        return found

    def _begun(self, said: Statement, period: Period) -> Iterator[Bound]:
        stated = (self._bound(said, edge, day) for edge, day in _edges(period))
        return (b for b in (*stated, *self._completed(said, period)) if b.edge in _STARTS)

    def _relative(self, statement: Statement) -> Iterator[Bound]:
        """Yield the bounds of a start and an end that hang on occurrences, and of a term from such a start."""
        countries = countries_of([statement] if statement.territory else self.facts(statement.about))
        stated = self._bound(statement, "earliest-start", UNKNOWN_PAST)
        start = reckoned(statement.relative_starts, self.recorded, countries, stated)
        for edge, bounds in zip(_STARTS, start, strict=True):
            yield from (self._hanging(statement, edge, b) for b in bounds)
        end = reckoned(statement.relative_ends, self.recorded, countries, stated)
        lengths = any(day.length is not None for day in statement.relative_ends)
        terms = _terms_from(start, statement.period) if statement.period is not None else Days()
        yield from self._ending(statement, end, lengths)
        yield from self._ending(statement, terms, True)

    def _ending(self, statement: Statement, days: Days, is_term: bool) -> Iterator[Bound]:
        """Yield the bounds of an end; what may be renewed after it goes on from there."""
        readings = _TERM_RUNS if is_term and self.sources.is_press(statement.source) else NONE
        renewal = statement.renewal
        ended = any(s.status in (*ENDED_STATUSES, ENDING) for s in self.facts(statement.about))
        for edge, bounds in zip(_ENDS, days, strict=True):
            for bound in bounds:
                found = self._hanging(statement, edge, bound)._replace(readings=bound.readings | readings)
                if edge == "earliest-end":
                    yield (found := found._replace(promised=True))
                if renewal is None:
                    yield from [found] if edge == "latest-end" else []
                    continue
                last = last_after(date.fromordinal(bound.day), renewal)
                if edge == "earliest-end" and not ended:
                    yield found._replace(day=last, readings=found.readings | _RENEWS)
                elif renewal.times is not None and last < UNKNOWN_FUTURE:
                    yield found._replace(day=last)

    def _hanging(self, statement: Statement, edge: Edge, bound: Bound) -> Bound:
        """Return a bound of an occurrence as one of what hangs on it: by the latter's source, if none are at odds."""
        source = frozenset((self.sources.original(statement.source),))
        sources = bound.sources if bound.disputes else source
        return bound._replace(edge=edge, rests_on=bound.rests_on | {statement.iri}, sources=sources)

    def _promised(self, statement: Statement, edge: Edge, day: int, readings: frozenset[str]) -> Bound:
        return self._bound(statement, edge, day, readings=readings)._replace(promised=True)

    def _renewed(self, statement: Statement) -> Iterator[Bound]:
        """Yield how long something may be renewed at most and, where nobody says that it ends, by *renews* is."""
        terms = self.terms(statement)
        if terms is None:
            return
        first, last = terms.after(terms.times)
        if last is not None:
            yield self._bound(statement, "latest-end", last, readings=terms.readings)
        if first is not None and not any(s.status in (*ENDED_STATUSES, ENDING) for s in self.facts(statement.about)):
            yield self._promised(statement, "earliest-end", first, terms.readings | _RENEWS)

    def terms(self, statement: Statement) -> Terms | None:
        """Return the terms of what may be renewed; of one that the press tells of by the reading *term-runs*."""
        readings = _TERM_RUNS if self.sources.is_press(statement.source) else NONE
        return terms_of(statement, readings)

    def _in_later_terms(self, facts: list[Statement], bounds: list[Bound]) -> Iterator[Bound]:
        """Yield that what is attested on a day of a later term runs to that term's last day."""
        ending = [b.rests_on for b in bounds if b.edge == "latest-end"]
        attesting = [b for b in bounds if b.edge == "earliest-end" and not b.promised and b.rests_on not in ending]
        for statement in facts:
            if (terms := self.terms(statement)) is None:
                continue
            for bound in attesting:
                last = terms.last_of(bound.day)
                if last is not None:
                    yield bound._replace(
                        day=last,
                        readings=bound.readings | terms.readings,
                        rests_on=bound.rests_on | {statement.iri},
                        sources=bound.sources | {self.sources.original(statement.source)},
                        stated=False,
                        promised=True,
                    )

    def _held_on(self, statement: Statement, day: date) -> Iterator[Bound]:
        return (self._bound(statement, edge, day.toordinal()) for edge in _HOLDS)

    def _bound(
        self, statement: Statement, edge: Edge, day: int, *, readings: frozenset[str] = NONE, stated: bool = False
    ) -> Bound:
        sources = frozenset((self.sources.original(statement.source),))
        return Bound(edge, day, readings, frozenset((statement.iri,)), sources, stated=stated)

    # -- what follows from linked facts

    def _attested(self, identity: Iri) -> tuple[Bound, ...]:
        """Return the bounds that follow from facts, without *continues* and without a parent's."""
        found = self._in_force.get(identity)
        if found is None:
            found = self._in_force[identity] = self._linked(identity, self._own_bounds(identity))
        return found

    def _is_partnership(self, identity: Iri) -> bool:
        """Whether it is one by its kind, or unknown and some commitment is made under it."""
        known = self.identities.get(identity)
        return isinstance(known, Partnership) or (known is None and identity in self._members)

    def _settled(self, identity: Iri) -> tuple[Bound, ...]:
        """Return the same without stated ends that did not come."""
        if self._is_partnership(identity):
            return self._partnership(identity)
        return self._linked(identity, self._that_came(identity))

    def _that_came(self, identity: Iri) -> tuple[Bound, ...]:
        """Return an identity's own bounds without stated ends of which a source that is not older tells better."""
        found = self._came.get(identity)
        if found is None:
            own, facts = self._own_bounds(identity), self.facts(identity)
            endings = [s for s in facts if s.status in ENDED_STATUSES or _is_over(s)]
            came = [b for b in own if not any(self._ended_before(b, ending) for ending in endings)]
            found = with_disputes(b._replace(disputes=frozenset()) for b in came) if len(came) < len(own) else own
            self._came[identity] = found
        return found

    def _ended_before(self, bound: Bound, ending: Statement) -> bool:
        """Whether by an ending that is not older something did not last as long as a source says that it will."""
        if bound.edge != "earliest-end" or not (bound.stated or bound.promised):
            return False
        day = self.sources.day_of(ending.source)
        told = [day, ending.period.latest_end if ending.period is not None else None]
        last = _is_over(ending) or min((d for d in told if d is not None), default=None)
        later = max((d for d in map(self.sources.day_of, bound.sources) if d is not None), default=None)
        if last is None or (later is not None and later > (day or last)):
            return False
        return bound.day > last.toordinal()

    def _linked(self, identity: Iri, own: tuple[Bound, ...]) -> tuple[Bound, ...]:
        """Return an identity's own bounds with those that it has from facts that it is linked to."""
        if self._is_partnership(identity):
            return self._with_members(identity, own)
        version = self.versions.get(identity)
        known = version.commitment if version is not None else self.identities.get(identity)
        links: Iterable[Bound] = [*self._until(identity), *self._from_partnership(known)]
        what = hold(c for s in self.facts(identity) for c in s.conditions)
        links = list(held(links, what)) if what is not None else links
        return with_disputes([*own, *links]) if links else own

    def _partnership(self, partnership: Iri) -> tuple[Bound, ...]:
        found = self._of_partnership.get(partnership)
        if found is None:
            found = self._with_members(partnership, self._that_came(partnership))
            self._of_partnership[partnership] = found
        return found

    def _with_members(self, partnership: Iri, own: tuple[Bound, ...]) -> tuple[Bound, ...]:
        links = [*self._first_release(partnership)]
        for member in self._members.get(partnership, ()):
            if member.kind != "option":
                links += _taken_over(self._that_came(member.iri), _HOLDS)
        return with_disputes([*own, *links]) if links else own

    def _first_release(self, partnership: Iri) -> Iterator[Bound]:
        stated = [
            bound
            for release in self._releases.get(partnership, ())
            for bound in self._own_bounds(release.iri)
            if bound.stated and bound.edge == "latest-start"
        ]
        first = min((bound.day for bound in stated), default=UNKNOWN_FUTURE)
        for bound in stated:
            if bound.day == first:
                yield bound._replace(readings=_FIRST_RELEASE, stated=False, disputes=frozenset())

    def _until(self, identity: Iri) -> Iterator[Bound]:
        for statement in self.facts(identity):
            if statement.until is not None:
                yield from _taken_over(self._partnership(statement.until), _ENDS, because=statement.iri)

    def _from_partnership(self, commitment: Identity | None) -> Iterator[Bound]:
        if not isinstance(commitment, Commitment) or commitment.partnership is None:
            return
        above, facts = self._partnership(commitment.partnership), self.facts(commitment.iri)
        yield from _taken_over(above, _LIMITS)
        for statement in facts:
            if statement.coextensive:
                yield from _taken_over(above, _HOLDS, because=statement.iri, reading="coextensive")
        if facts and not any(map(gives_end, facts)):
            yield from _taken_over(above, _LASTED, reading="ends-with")

    # -- the reading continues

    def _continuation(self, identity: Iri) -> Iterator[Bound]:
        going_on = self.going_on(identity)
        known = self.identities.get(identity)
        promise = self.promise(known) if going_on and isinstance(known, Commitment) else None
        if promise is None:
            yield from self.up_to_plan(identity, going_on)
        else:
            one = self.open_promise(promise, going_on)
            rivals = {c.iri: c for party in promise.bound for c in self._exclusive_by[party]}
            yield from one.until(successor(one, (p for c in rivals.values() if (p := self.promise(c)) is not None)))

    def going_on(self, identity: Iri) -> tuple[Bound, ...]:
        """Return, for each bound that attests what no source ends, that it goes on; nothing for all else."""
        facts = self.facts(identity)
        bounds = [b for b in self._attested(identity) if not b.readings & (_TERM_RUNS | _RENEWS)]
        ended = any(b.edge == "latest-end" or b.day == UNKNOWN_FUTURE for b in bounds)
        open_ended = (s.renewal is not None or s.conditions or s.relative_ends for s in facts)
        if not facts or ended or not self._lasts(identity) or any(open_ended):
            return ()
        if any(s.status in (*ENDED_STATUSES, ENDING) for s in facts):
            return ()
        attested = (b for b in bounds if b.edge in _HOLDS)
        return tuple(
            b._replace(edge="earliest-end", day=UNKNOWN_FUTURE, readings=b.readings | _CONTINUES, stated=False)
            for b in attested
        )

    def open_promise(self, promise: Promise, going_on: tuple[Bound, ...]) -> Open:
        """Return a promise that no source ends, ready to be held against those that may follow it."""
        attested = max(b.day for b in self._attested(promise.iri) if b.edge in _HOLDS)
        return Open(promise, attested, going_on, tuple(self.up_to_plan(promise.iri, going_on)))

    def promise(self, commitment: Commitment) -> Promise | None:
        """Return an exclusivity on the grantor's side that some source states as a fact; ``None`` for all else."""
        facts = self.facts(commitment.iri)
        if not is_promise(commitment) or not facts:
            return None
        found = self._promises.get(commitment.iri)
        if found is None:
            found = self._promises[commitment.iri] = Promise(
                commitment.iri,
                commitment.bound,
                commitment.beneficiaries,
                tuple(dict.fromkeys(subject for s in facts for subject in s.subjects)),
                tuple(dict.fromkeys(term for s in facts for term in s.fields)),
                tuple(dict.fromkeys(rule for s in facts for rule in s.territory)),
                extremes(self._attested(commitment.iri)),
            )
        return found

    def up_to_plan(self, identity: Iri, going_on: Iterable[Bound]) -> Iterator[Bound]:
        """Yield the bounds of what goes on: to the last planned end, without an end where none is planned."""
        facts = self.facts(identity)
        planned = [(s.period.planned_end.toordinal(), s) for s in facts if s.period and s.period.planned_end]
        last = max((day for day, _ in planned), default=UNKNOWN_FUTURE)
        said_by = [s for day, s in planned if day == last]
        for bound in going_on:
            yield bound._replace(
                day=last,
                rests_on=bound.rests_on.union(s.iri for s in said_by),
                sources=bound.sources.union(self.sources.original(s.source) for s in said_by),
            )


def is_promise(identity: Identity) -> bool:
    """Whether an identity is an exclusivity on the grantor's side."""
    return isinstance(identity, Commitment) and identity.kind == "exclusivity" and identity.side == "grantor"


def derived(about: Iri, bounds: Iterable[Bound]) -> list[DerivedBound]:
    """Return the bounds that no source states: one for each edge, day and readings, resting on all ways to it.

    What ends before all days that are known is no bound: it tells of an event whose day nobody knows.
    """
    found: dict[tuple[Edge, int, frozenset[str]], frozenset[Iri]] = {}
    for bound in bounds:
        if not bound.stated and bound.day > UNKNOWN_PAST:
            key = (bound.edge, bound.day, bound.readings)
            found[key] = found.get(key, NONE) | bound.rests_on
    return [
        DerivedBound(
            about=about,
            edge=edge,
            day=None if day == UNKNOWN_FUTURE else date.fromordinal(day),
            readings=readings,
            rests_on=rests_on,
        )
        for (edge, day, readings), rests_on in sorted(
            found.items(), key=lambda item: (*item[0][:2], sorted(item[0][2]))
        )
    ]


def _terms_from(start: Days, period: Period) -> Days:
    """Return the bounds of the end that the stated terms of a period give, counted from a start."""
    lower = [
        b._replace(day=d) for t in (period.term, period.minimum_term) if t for b in start.lower if (d := _last(t, b))
    ]
    upper = [
        b._replace(day=d) for t in (period.term, period.maximum_term) if t for b in start.upper if (d := _last(t, b))
    ]
    return Days(tuple(lower), tuple(upper))


def _last(term: Term, bound: Bound) -> int | None:
    try:
        return term.last_day(date.fromordinal(bound.day)).toordinal()
    except (OverflowError, ValueError):  # after the calendar
        return None


def _taken_over(
    bounds: Iterable[Bound], edges: Collection[Edge], *, because: Iri | None = None, reading: str | None = None
) -> list[Bound]:
    return [
        bound._replace(
            readings=bound.readings | {reading} if reading else bound.readings,
            rests_on=bound.rests_on | {because} if because else bound.rests_on,
            stated=False,
        )
        for bound in bounds
        if bound.edge in edges
    ]


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
    start, _, end = edtf.partition("/")
    for text, first, last in ((start, "earliest-start", "latest-start"), (end, "earliest-end", "latest-end")):
        span: Span | None = completed(text, source_day) if _WITHOUT_YEAR.fullmatch(text) else None
        if span is not None and span.earliest is not None and span.latest is not None:
            yield first, span.earliest.toordinal()  # type: ignore[misc]
            yield last, span.latest.toordinal()  # type: ignore[misc]


def _is_over(statement: Statement) -> date | None:
    """Return the last day of what a failed condition ended."""
    what = hold(statement.conditions)
    return date.fromordinal(what.over) if what is not None and what.over is not None else None


def _open_on(statement: Statement, day: date) -> bool:
    if statement.status in (*ENDED_STATUSES, ENDING) or statement.relative_starts or statement.relative_ends:
        return False
    period = statement.period
    if period is None:
        return True
    return not tells_end(period) and (period.earliest_start is None or period.earliest_start <= day)
