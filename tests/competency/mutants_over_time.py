"""Mistakes about deals over time, conditions, title, exceptions and what was known; entered beside `mutants`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from partnergraph import graph
from partnergraph.axes import AXES
from partnergraph.exclusivity import alternatives, calendar, entitlement, shut_out
from partnergraph.exclusivity.choices import FALSE, TRUE, some
from partnergraph.inference import conditions, events, lifespans, renewals, retiming
from partnergraph.model import Condition, DealEvent, Succession
from partnergraph.rdf import from_rdf
from partnergraph.vocabulary import GRAPH_STATED, pg
from tests.competency import collisions_reader as reader
from tests.competency.mutation import bounds, mutant, swap, versions

# --- events -------------------------------------------------------------------------------------

EVENTS = "14-events"


def told_otherwise(change: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    """Return what reads an event as another one."""
    old = versions._Maker._after

    def after(self: Any, step: Any, draft: Any) -> Any:
        return old(self, replace(step, events=(change(step.events[0]), *step.events[1:])), draft)

    return lambda stack: swap(stack, versions._Maker, "_after", after)


def of_kind(kind: str, change: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    """Return what reads the events of one kind otherwise."""
    return told_otherwise(lambda e: change(e) if isinstance(e, DealEvent) and e.kind == kind else e)


def method(owner: Any, name: str, new: Callable[..., Any]) -> Callable[[ExitStack], None]:
    """Return what puts something else in the place of a method."""
    return lambda stack: swap(stack, owner, name, new)


mutant("no event changes a deal", EVENTS)(method(events.Events, "on", lambda self, commitment: []))
mutant("what is added takes the place of the old", EVENTS)(
    told_otherwise(lambda e: replace(e, effect="replaces") if getattr(e, "effect", "") == "adds" else e)
)
mutant("what is taken out is what is left", EVENTS)(
    told_otherwise(lambda e: replace(e, effect="replaces") if getattr(e, "effect", "") == "removes" else e)
)
mutant("what replaces the old is added to it", EVENTS)(of_kind("amendment", lambda e: replace(e, effect="adds")))
mutant("a termination is an amendment", EVENTS)(of_kind("termination", lambda e: replace(e, kind="amendment")))
mutant("an assignment moves nobody", EVENTS)(of_kind("assignment", lambda e: replace(e, assignors=(), assignees=())))
mutant("who assigns stays a party", EVENTS)(
    of_kind("assignment", lambda e: replace(e, assignees=(*e.assignors, *e.assignees)))
)
mutant("an option that is taken up stays an option", EVENTS)(
    of_kind("exercise", lambda e: replace(e, kind="amendment"))
)
mutant("a deal that becomes a plain grant stays exclusive", EVENTS)(
    told_otherwise(lambda e: replace(e, becomes=None) if getattr(e, "becomes", None) else e)
)
mutant("a merger moves nobody", EVENTS)(
    told_otherwise(lambda e: replace(e, predecessors=()) if isinstance(e, Succession) else e)
)
mutant("sublicences stay with who assigned", EVENTS)(
    lambda stack: swap(stack, versions, "_after_all", lambda assignments, parties: parties)
)
mutant("no source is newer than an event", EVENTS)(method(events.Telling, "after", lambda self, said, step: False))
mutant("every source tells of the terms after an event", EVENTS)(
    method(events.Telling, "after", lambda self, said, step: True)
)
mutant("one event told by two sources is two", EVENTS)(
    method(events.Events, "_may_be_one", lambda self, one, other: False)
)
mutant("who stays shut out after a merger is certain", EVENTS)(
    method(versions._Maker, "_succeeded", lambda self, step, draft, old=versions._Maker._succeeded: [next(old(self, step, draft))])
)  # fmt: skip


@mutant("an event works from the day after", EVENTS)
def _a_day_late(stack: ExitStack) -> None:
    old = events.Events._days

    def days(self: Any, said: Any, *, done: bool) -> Any:
        first, last = old(self, said, done=done)
        return first + 1, min(last + 1, bounds.UNKNOWN_FUTURE)

    swap(stack, events.Events, "_days", days)


@mutant("an event told as coming surely comes", EVENTS)
def _sure(stack: ExitStack) -> None:
    old = events.Events._step

    def step(self: Any, some_events: Any) -> Any:
        found = old(self, some_events)
        return found and replace(found, sure=True)

    swap(stack, events.Events, "_step", step)


@mutant("what ends a part ends the whole", EVENTS)
def _ends_all(stack: ExitStack) -> None:
    swap(stack, events.Step, "scope", property(lambda self: ()))


@mutant("an event does not tell that the deal was in force", EVENTS)
def _unattested(stack: ExitStack) -> None:
    swap(stack, lifespans.Lifespan, "_attested", lambda self, own: ())


@mutant("an event leaves the end where it was", EVENTS)
def _old_end(stack: ExitStack) -> None:
    swap(stack, retiming.Retiming, "of_deal", lambda self, statements: tuple(statements))
    swap(stack, retiming.Retiming, "of_event", lambda self, said: {})


# --- renewals and conditions --------------------------------------------------------------------

TERMS = "11-terms"


def reading(name: str, *, on: bool) -> Callable[[ExitStack], None]:
    """Return what always, or never, takes a reading for granted."""
    old = bounds.windows

    def windows(found: Any, readings: Any) -> Any:
        return old(found, frozenset(readings) | {name} if on else frozenset(readings) - {name})

    return lambda stack: swap(stack, bounds, "windows", windows)


for _name in ("renews", "kept", "term-runs"):
    mutant(f"{_name} always on", TERMS)(reading(_name, on=True))
    mutant(f"{_name} never on", TERMS)(reading(_name, on=False))

mutant("a stated number of renewals is no limit", TERMS)(
    lambda stack: swap(stack, renewals.Terms, "times", property(lambda self: None))
)
mutant("a day of a later term does not tell when that ends", TERMS)(
    method(renewals.Terms, "last_of", lambda self, day: None)
)
mutant("notice is in time a day after its last", TERMS)(
    lambda stack: swap(
        stack, calendar, "_notices", lambda *given, old=calendar._notices: (
            (day + 1, replace(row, first_possible=row.first_possible + timedelta(1)))
            for day, row in old(*given)
        )
    )
)  # fmt: skip
mutant("what is to be met first counts as met", TERMS)(
    lambda stack: swap(stack, Condition, "unmet", property(lambda self: False))
)
mutant("what was met later counts from the start", TERMS)(
    lambda stack: swap(stack, conditions, "met_on", lambda s: None)
)


def held_otherwise(change: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    """Return what reads the days otherwise that a lasting condition leaves."""
    old = conditions.hold

    def hold(several: Any) -> Any:
        found = old(several)
        return found and change(found)

    return lambda stack: swap(stack, conditions, "hold", hold)


mutant("a failed condition ends a deal, whatever the source says", TERMS)(
    held_otherwise(lambda h: h if h.by_reading else h._replace(over=h.until))
)
mutant("a failed condition ends no deal", TERMS)(held_otherwise(lambda h: h._replace(over=None)))
mutant("a failed condition is kept by the reading", TERMS)(held_otherwise(lambda h: h._replace(by_reading=True)))
mutant("a lasting condition can fail from the start", TERMS)(
    held_otherwise(lambda h: h._replace(until=bounds.UNKNOWN_PAST) if h.by_reading else h)
)
mutant("an exclusive deal that failed stays exclusive", TERMS)(
    lambda stack: swap(stack, events, "_is_plain_since", lambda said: False)
)

# --- title --------------------------------------------------------------------------------------

TITLE = "12-title"

mutant("who promised somebody else holds all the same", TITLE)(
    method(entitlement.Entitlement, "shut_out", lambda self, parties: self.reckoning.never)
)
mutant("a complete list of grants tells nothing of title", TITLE)(
    method(entitlement.Entitlement, "_all_listed", lambda self, parties: self.reckoning.never)
)
mutant("a licensee holds whatever its licensor held", TITLE)(
    method(
        entitlement.Entitlement, "given", lambda self, licence, parties, exclusive, below: (
            self.sublicensed(licence), self.reckoning.never
        )
    )
)  # fmt: skip
mutant("a plain licence lets grant exclusively", TITLE)(
    lambda stack: swap(stack, entitlement, "is_exclusive", lambda account, parties: True)
)
mutant("an affiliate's rights are nobody else's", TITLE)(
    method(entitlement.Entitlement, "_related", lambda self, parties, other: self.reckoning.never)
)
mutant("a licence that forbids sublicences tells nothing of title", TITLE)(
    method(entitlement.Entitlement, "forbidden", lambda self, parties: self.reckoning.never)
)

# --- exceptions ---------------------------------------------------------------------------------

EXCEPTIONS = "13-exceptions"


def without_axis(name: str) -> Callable[[ExitStack], None]:
    """Return what reads an exception as if it did not name an axis."""
    old = alternatives.Alternative.inside
    return method(
        alternatives.Alternative, "inside", lambda self, carveout, account: old(self, replace(carveout, **{name: ()}), account)
    )  # fmt: skip


for _axis in AXES:
    mutant(f"an exception holds for all {_axis.terms}", EXCEPTIONS)(without_axis(_axis.terms))

mutant("an exception holds everywhere", EXCEPTIONS)(without_axis("territory"))


@mutant("an exception holds in each of its axes alone", EXCEPTIONS)
def _either_axis(stack: ExitStack) -> None:
    old = alternatives.Alternative.inside

    def inside(self: Any, carveout: Any, account: Any) -> Any:
        names = [name for name in ("territory", *(axis.terms for axis in AXES)) if getattr(carveout, name)]
        bare = replace(carveout, **dict.fromkeys(names, ()))
        each = [replace(bare, **{name: getattr(carveout, name)}) for name in names]
        return some(old(self, one, account) for one in each) if each else old(self, carveout, account)

    swap(stack, alternatives.Alternative, "inside", inside)


@mutant("an exception in one of its terms is one in none", EXCEPTIONS)
def _never_in_part(stack: ExitStack) -> None:
    old = alternatives.Alternative.inside
    sure = lambda self, *given: TRUE if old(self, *given) is TRUE else FALSE  # noqa: E731
    swap(stack, alternatives.Alternative, "inside", sure)


mutant("an excepted licence protects whom it does not favour", EXCEPTIONS)(
    method(
        shut_out.ShutOut, "_protects", lambda self, licence, carveout, party, old=shut_out.ShutOut._protects: old(
            self, licence, replace(carveout, parties=(party,)), party
        )
    )
)  # fmt: skip

# --- what was known -----------------------------------------------------------------------------

KNOWN = "20-known"


def known_otherwise(change: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    """Return what leaves out other sources than those that were not known."""
    old = graph.known_on

    def apply(stack: ExitStack) -> None:
        reader.forget()
        stack.callback(reader.forget)
        stack.enter_context(patch.object(graph, "known_on", lambda store, day: change(old(store, day))))

    return apply


mutant("what was said later was known before", KNOWN)(known_otherwise(lambda k: replace(k, later=frozenset())))
mutant("a source without a date was always known", KNOWN)(known_otherwise(lambda k: replace(k, undated=frozenset())))
mutant("a declaration made later was known before", KNOWN)(known_otherwise(lambda k: replace(k, unmade=frozenset())))


@mutant("a copy is not known before its own day", KNOWN)
def _copies_known(stack: ExitStack) -> None:
    old = graph.known_on
    reader.forget()
    stack.callback(reader.forget)

    def known_on(store: Any, day: date) -> Any:
        found = old(store, day)
        documents = from_rdf(store.triples(GRAPH_STATED, set(store.typed(pg("Source"))))).sources
        copies = {one.iri for one in documents if one.copy_of is not None and (one.date is None or one.date > day)}
        return replace(found, later=found.later | copies)

    stack.enter_context(patch.object(graph, "known_on", known_on))
