"""Events on deals as people write them: on which day they begin to work, and what about them cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from partnergraph import model as m
from partnergraph.axes import AXES
from partnergraph.bounds import Span, stated_length
from partnergraph.inference import bounds_end
from partnergraph.ingest.entries import EventSaid
from partnergraph.wording.grammar import with_article

GOING_ON: Final = ("amendment", "renewal")
"""The kinds of events that may state a length, a renewal clause or conditions, with which a deal goes on."""
_DAY: Final = timedelta(days=1)
_TERMS: Final = {"subjects": "subject", "territory": "territory", **{axis.terms: axis.name for axis in AXES}}


def first_day(said: EventSaid, *, ends: bool) -> Span | None:
    """Return the first day on which what an event makes holds; ``None`` where no day is said.

    After a ``last_day`` it is the next one. A bare day on which something ``ends`` may be its last or the first
    without it.
    """
    if said.start is not None:
        return said.start
    if said.last_day is not None:
        return after(said.last_day)
    return last_or_first(said.on) if said.on is not None and ends else said.on


def after(last: Span) -> Span:
    """Return the first day after a last one."""
    return _span(_after(last.earliest), _after(last.latest))


def last_or_first(day: Span) -> Span:
    """Return the first day without what ended on a day that may be its last or the first without it."""
    return _span(day.earliest, _after(day.latest))


def _after(day: date | None) -> date | None:
    return day + _DAY if day is not None and day < date.max else None


def _span(earliest: date | None, latest: date | None) -> Span:
    if earliest == latest and earliest is not None:
        return Span(earliest, latest, earliest.isoformat())
    return Span(earliest, latest, f"[{earliest or ''}..{latest or ''}]")


@dataclass(frozen=True, slots=True)
class EventProblem:
    """What is wrong with an event: the path to it, why, what to write instead."""

    path: tuple[str | int, ...]
    message: str
    hint: str
    severity: str = "error"
    beside: tuple[str | int, ...] | None = None
    """The path to the other place, where two do not go together."""


def problems_of_events(data: m.Dataset, base: str) -> Iterator[EventProblem]:
    """Yield what is wrong, or probably wrong, with the events of a deal book."""
    events = [one for one in data.identities if isinstance(one, m.DealEvent)]
    if events:
        check = _Check(data, base, events)
        for event in events:
            yield from check.event(event)
        yield from check.same_day()
        for event, name, message, hint in uncounted(data):
            yield EventProblem(("deal_events", event.iri.rsplit("/", 1)[-1], name), message, hint)


_UNCOUNTED: Final = ("strength", "covers_affiliates", "sublicensing", "carveouts")


def uncounted(data: m.Dataset) -> Iterator[tuple[m.DealEvent, str, str, str]]:
    """Yield what is said of events that only pass a deal on, or end it, and is no part of that.

    Each with the event, the name of the field, why, and what to write instead.
    """
    events = {one.iri: one for one in data.identities if isinstance(one, m.DealEvent)}
    for said in data.statements if events else ():
        event = events.get(said.about)
        if event is None or event.kind not in ("assignment", *m.ENDING_EVENTS):
            continue
        passes_on = event.kind == "assignment"
        instead = "an amendment, from the same day" if passes_on else "an amendment, of what goes on"
        for name in _UNCOUNTED:
            if getattr(said, name) not in (None, ()):
                yield event, name, f"is no part of {with_article(event.kind)}", f"write it in {instead}"
        if passes_on and said.period is not None and (bounds_end(said.period) or said.period.planned_end):
            yield event, "end", "is no part of an assignment", f"write it in {instead}"


class _Check:
    """The events of a book beside what they change."""

    def __init__(self, data: m.Dataset, base: str, events: list[m.DealEvent]) -> None:
        self._base, self._events = base, events
        self._said: dict[m.Iri, list[m.Statement]] = defaultdict(list)
        for said in data.statements:
            self._said[said.about].append(said)
        self._commitments = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}
        self._partners = {one.iri: one.parties for one in data.identities if isinstance(one, m.Partnership)}
        self._entering = {p for event in events for p in event.assignees}
        self._entering.update(one.successor for one in data.identities if isinstance(one, m.Succession))

    def _path(self, event: m.DealEvent, *more: str) -> tuple[str | int, ...]:
        return ("deal_events", event.iri.rsplit("/", 1)[-1], *more)

    def event(self, event: m.DealEvent) -> Iterator[EventProblem]:
        """Yield what is wrong with one event."""
        yield from self._parties(event)
        yield from self._ends(event)
        for target in event.changes:
            if target in self._commitments or target in self._partners:
                yield from self._against(event, target)

    def _parties(self, event: m.DealEvent) -> Iterator[EventProblem]:
        assigns = event.kind == "assignment"
        for side, parties in (("assignor", event.assignors), ("assignee", event.assignees)):
            if assigns and not parties:
                yield EventProblem(self._path(event), f"an assignment without {side}", f"add '{side}: KEY'")
            if parties and not assigns:
                yield EventProblem(
                    self._path(event, side), "stands in what is no assignment", "write 'kind: assignment'"
                )
        for party in set(event.assignors) & set(event.assignees):
            name = party.rsplit("/", 1)[-1]
            yield EventProblem(
                self._path(event, "assignee"), f"{name} takes the place of itself", "name the other party"
            )
        here = all(target in self._commitments or target in self._partners for target in event.changes)
        for party in event.assignors if here else ():
            known = {p for target in event.changes for p in self._parties_of(target)}
            if party not in known | self._entering:
                name = party.rsplit("/", 1)[-1]
                hint = "name a party of the deal, or the assignment by which it became one"
                yield EventProblem(self._path(event, "assignor"), f"{name} is no party of what is assigned", hint)

    def _parties_of(self, target: m.Iri) -> tuple[m.Iri, ...]:
        commitment = self._commitments.get(target)
        return (
            (*commitment.bound, *commitment.beneficiaries, *commitment.promisees)
            if commitment
            else self._partners.get(target, ())
        )

    def _ends(self, event: m.DealEvent) -> Iterator[EventProblem]:
        said = self._said[event.iri]
        ends = any(bounds_end(one.period) for one in said)
        if event.kind in m.ENDING_EVENTS and ends:
            yield EventProblem(
                self._path(event, "end"), "is said of a termination", "write 'last_day: ...' or 'start: ...'"
            )
        lengths = any(one.period is not None and stated_length(one.period) for one in said)
        if lengths and event.kind not in GOING_ON:
            hint = "write 'end: ...'; only an amendment or a renewal has a length"
            yield EventProblem(self._path(event, "term"), f"is said of {with_article(event.kind)}", hint)
        if event.effect == "removes":
            yield from self._taken_out(event, said)
        if event.kind == "renewal" and not (ends or lengths):
            hint = "add 'end: ...'; without it nobody knows until when the new term runs"
            yield EventProblem(self._path(event), "a renewal without an end", hint, "warning")
        known = [self._commitments[target] for target in event.changes if target in self._commitments]
        if event.kind in ("exercise", "waiver") and any(commitment.kind != "option" for commitment in known):
            hint = "name an option; what is renewed is a renewal, what is given up a termination"
            yield EventProblem(self._path(event, "changes"), f"only an option has an {event.kind}", hint)

    def _taken_out(self, event: m.DealEvent, said: list[m.Statement]) -> Iterator[EventProblem]:
        """Yield what cannot be taken out of a deal, but only be replaced."""
        lengths = any(one.period is not None and stated_length(one.period) for one in said)
        for name, stated in (
            ("term", lengths), ("renews", any(one.renewal for one in said)),
            ("conditions", any(one.conditions for one in said)), ("carveouts", any(one.carveouts for one in said)),
        ):  # fmt: skip
            if stated:
                hint = "write what holds from then on as an event of its own, without 'effect'; or 'end: ...'"
                yield EventProblem(self._path(event, name), "stands beside 'effect: removes'", hint)

    def _against(self, event: m.DealEvent, target: m.Iri) -> Iterator[EventProblem]:
        """Yield what of an event does not fit the deal that it changes: its days, its axes."""
        said, known = self._said[event.iri], self._said[target]
        deal = target.rsplit("/", 1)[-1]
        place = ("commitments" if target in self._commitments else "partnerships", deal)
        last = min((p.latest_start for one in said if (p := one.period) and p.latest_start), default=None)
        first = max((p.earliest_start for one in said if (p := one.period) and p.earliest_start), default=None)
        begins = [p.earliest_start for one in known if (p := one.period) and p.earliest_start]
        ends = [p.latest_end for one in known if (p := one.period) and p.latest_end]
        if last is not None and begins and last < min(begins):
            message = f"comes before {deal} begins, on {min(begins)}"
            yield EventProblem(self._path(event), message, "look at both days", "warning", place)
        renewed = any(e.kind == "renewal" and target in e.changes for e in self._events)
        if first is not None and ends and first > max(ends) + _DAY and not renewed and not self._new_end(target):
            hint = "look at both days; what goes on after its end was renewed"
            message = f"comes after {deal} has ended, on {max(ends)}"
            yield EventProblem(self._path(event), message, hint, "warning", place)
        if event.effect != "replaces":
            for name, axis in _TERMS.items():
                if any(getattr(one, name) for one in said) and known and not any(getattr(one, name) for one in known):
                    verb = "adds to" if event.effect == "adds" else "takes from"
                    message = f"{verb} what {deal} does not say of it"
                    hint = "say what the deal has before"
                    yield EventProblem(self._path(event, axis), message, hint, "warning", place)

    def _new_end(self, target: m.Iri) -> bool:
        told = (s.period for e in self._events if target in e.changes for s in self._said[e.iri])
        return any(period is not None and (bounds_end(period) or stated_length(period)) for period in told)

    def same_day(self) -> Iterator[EventProblem]:
        """Yield two events of one kind by one source that give one deal different terms from the same day on."""
        for one, other in combinations(self._events, 2):
            if one.kind == other.kind and set(one.changes) & set(other.changes):
                for mine in self._said[one.iri]:
                    for theirs in self._said[other.iri]:
                        axis = _disagree(one, mine, other, theirs)
                        if axis is not None:
                            name = one.iri.rsplit("/", 1)[-1]
                            message = f"says otherwise than {name}, on the same day"
                            hint = "put what comes first on an earlier day, or write both as one event"
                            yield EventProblem(self._path(other, axis), message, hint, beside=self._path(one))


def _disagree(one: m.DealEvent, mine: m.Statement, other: m.DealEvent, theirs: m.Statement) -> str | None:
    """Return the axis on which two events say different things of one day; ``None`` where they do not."""
    if mine.source != theirs.source or mine.denied or theirs.denied or mine.period is None or theirs.period is None:
        return None
    days = [(p.earliest_start, p.latest_start) for p in (mine.period, theirs.period)]
    if days[0] != days[1] or None in days[0] or days[0][0] != days[0][1]:
        return None
    if one.kind == "assignment":
        back = set(one.assignors) & set(other.assignees) and set(one.assignees) & set(other.assignors)
        parted = set(one.assignors) & set(other.assignors) and one.assignees != other.assignees
        return "assignee" if back or parted else None
    if "adds" in (one.effect, other.effect) or "removes" in (one.effect, other.effect):
        return None
    for name, axis in {**_TERMS, **{name: name for name in _UNCOUNTED}}.items():
        values = getattr(mine, name), getattr(theirs, name)
        if not {None, ()}.intersection(values) and values[0] != values[1]:
            return axis
    ends = [(p.earliest_end, p.latest_end) for p in (mine.period, theirs.period) if bounds_end(p)]
    return "end" if len(ends) == 2 and ends[0] != ends[1] else None
