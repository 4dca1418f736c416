"""What one source says of one fact, as a sentence, and the rest of it as labelled values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.bounds import Period, say_lasting, say_term, with_bounds
from partnergraph.wording.dates import say_day, say_period, say_span
from partnergraph.wording.deals import (
    DENIED,
    Scope,
    option_of,
    say_deal,
    say_exception,
    say_strength,
    say_territory,
    say_use,
)
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.grammar import full_stop
from partnergraph.wording.lists import listed
from partnergraph.wording.references import visible

_SEEMING: dict[m.Modality, str] = {
    "fact": "",
    "opinion": "In the writer's opinion: ",
    "plan": "Planned: ",
    "prediction": "Predicted: ",
    "disclosure": "Disclosed: ",
}


_UNSETTLED = {"planned": "Planned: ", "tentative": "Tentative: ", "conditional": "Conditional: "}


def _in(said: m.Statement) -> str:
    return f" in {visible(say_territory(said.territory))}" if said.territory else ""


def _scope(said: m.Statement) -> Scope:
    terms: dict[str, Any] = {axis.terms: said.on(axis) for axis in AXES}
    terms |= option_of((said,))
    return Scope(subjects=said.subjects, territory=said.territory, carveouts=said.carveouts, **terms)


def _time(said: m.Statement, glossary: Glossary) -> str:
    words = [say_period(said.period)] if said.period is not None else []
    words += [f"until {glossary.name(said.until)} ends"] if said.until is not None else []
    words += [say_relative(said.relative_starts, glossary, "from")] if said.relative_starts else []
    words += [say_relative(said.relative_ends, glossary, "until")] if said.relative_ends else []
    words += _going_on(said)
    words += [f"stock may be sold for {say_term(said.sell_off)} after the end"] if said.sell_off is not None else []
    return ", ".join(filter(None, words))


def _going_on(said: m.Statement) -> Iterator[str]:
    """Yield how something is renewed, and what it hangs on."""
    if said.renewal is not None:
        yield say_renewal(said.renewal)
    yield from map(say_condition, said.conditions)


def say_relative(days: Sequence[m.RelativeDay], glossary: Glossary, word: str) -> str:
    """Return from, or until, which day something runs that hangs on occurrences, in words.

    >>> from partnergraph.bounds import Term
    >>> day = m.RelativeDay(occurrences=("first sale",), length=Term(months=60), as_term=True)
    >>> say_relative([day], Glossary(str, set().__contains__), "until")
    'until the end of 5 years from first sale'
    """
    told = [_say_relative_day(day, glossary) for day in days]
    among = f"the {days[0].among} of " if len(told) > 1 else ""
    return f"{word} {among}{listed(told)}"


def _say_relative_day(day: m.RelativeDay, glossary: Glossary) -> str:
    if day.day is not None:
        return say_day(day.day)
    what = listed([glossary.name(iri) for iri in day.occurrences])
    what = f"the {day.which} of {what}" if day.which else what
    if day.length is None:
        return what
    return f"the end of {say_term(day.length)} from {what}" if day.as_term else f"{say_term(day.length)} after {what}"


def say_condition(condition: m.Condition) -> str:
    """Return what something hangs on, and what is recorded of it, in words.

    >>> say_condition(m.Condition(text="1,000 units a year", kind="lasting", since=date(2024, 1, 1), then="ended"))
    'as long as: 1,000 units a year (can fail from 1 January 2024, and then it ends)'
    """
    start = "on condition of: " if condition.kind == "first" else "as long as: "
    return f"{start}{visible(condition.text)} ({', '.join(_recorded(condition))})"


def _recorded(condition: m.Condition) -> Iterator[str]:
    """Yield what is recorded of a condition, in words."""
    then = {"ended": "it ends", "non-exclusive": "it is non-exclusive"}.get(condition.then or "")
    if condition.kind == "first":
        yield f"met on {say_day(condition.met)}" if condition.met else "not yet met"
    elif condition.met:
        yield f"kept up to {say_day(condition.met)}"
    if condition.failed:
        yield f"failed on {say_day(condition.failed)}" + (f", and from then {then}" if then else "")
    elif condition.kind == "lasting":
        since = f"can fail from {say_day(condition.since)}" if condition.since else "can fail at any time"
        yield since + (f", and then {then}" if then else "")


def say_renewal(renewal: m.Renewal) -> str:
    """Return how something is renewed, in words.

    >>> from partnergraph.bounds import Term
    >>> say_renewal(m.Renewal(every=Term(months=12), notice=Term(days=90), times=2))
    'renewed by 1 year each time, at most 2 times, unless notice is given 90 days before'
    """
    words = "renewed by" if renewal.by == "silence" else "may be extended by"
    often = {None: "", 1: ", once"}.get(renewal.times, f", at most {renewal.times} times")
    if renewal.by == "silence":
        before = f" {say_term(renewal.notice)} before" if renewal.notice else ""
        return f"{words} {say_term(renewal.every)} each time{often}, unless notice is given{before}"
    before = f", if it is asked for {say_term(renewal.notice)} before" if renewal.notice else ""
    return f"{words} {say_term(renewal.every)}{often}{before}"


def _when(said: m.Statement, glossary: Glossary) -> str:
    words = _time(said, glossary)
    return f", {words}" if words else ""


def _partnership(fact: m.Partnership, said: m.Statement, glossary: Glossary) -> str:
    kind = "work together exclusively" if said.coextensive else "work together"
    scope = f"{say_use(_scope(said), glossary)}{_in(said)}{_when(said, glossary)}"
    purpose = f": {visible(said.purpose)}" if said.purpose else ""
    return f"{glossary.names(fact.parties, 'Unnamed parties')} {kind}{scope}{purpose}"


def _commitment(fact: m.Commitment, said: m.Statement, glossary: Glossary) -> str:
    return say_deal(fact, _scope(said), said.strength, glossary, _time(said, glossary)) + _further(said)


_SUBLICENSING = {
    "allowed": "sublicences allowed",
    "with-consent": "sublicences with consent",
    "forbidden": "no sublicences",
}
_AFFILIATES = {True: "affiliates covered", False: "affiliates not covered"}


def _further(said: m.Statement) -> str:
    """Return whether affiliates are covered and who licenses on, where that is said."""
    affiliates = None if said.covers_affiliates is None else _AFFILIATES[said.covers_affiliates]
    words = "; ".join(filter(None, (_SUBLICENSING.get(said.sublicensing or ""), affiliates)))
    return f" ({words})" if words else ""


def _release(fact: m.Release, said: m.Statement, glossary: Glossary) -> str:
    verb = "is planned to be released" if said.modality == "plan" or said.status == "planned" else "was released"
    words = f"{glossary.name(fact.product)} {verb}{_in(said)}"
    if said.period is not None:
        start = say_span(said.period.earliest_start, said.period.latest_start)
        words += f", {start}" if start else ""
    return words + (f", {price(said.price)}" if said.price else "")


def _absence(fact: m.Absence, said: m.Statement, glossary: Glossary) -> str:
    end = say_span(said.period.earliest_end, said.period.latest_end) if said.period else None
    until = f" up to {end.removesuffix(' or later')}" if end else ""
    return f"{glossary.name(fact.product)} was not released{_in(said)}{until}"


def _position(fact: m.Position, said: m.Statement, glossary: Glossary) -> str:
    post = f"{visible(fact.title)} at {glossary.name(fact.organization)}"
    return f"{glossary.name(fact.holder)}: {post}{_when(said, glossary)}"


def _event(fact: m.Event, said: m.Statement, glossary: Glossary) -> str:
    kind = glossary.name(fact.kind)
    words = [f"{kind[:1].upper()}{kind[1:]} of {glossary.names(fact.participants, 'unnamed participants')}"]
    if said.quantity is not None:
        words.append(quantity(said.quantity))
    words += [visible(text) for text in (said.place, said.purpose) if text]
    return ", ".join(words) + _when(said, glossary)


def _decision(fact: m.DecisionRight, said: m.Statement, glossary: Glossary) -> str:
    verb = "decides" if len(fact.holders) == 1 else "decide together"
    return f"{glossary.names(fact.holders, 'Nobody named')} {verb} on {visible(fact.matter)}{_when(said, glossary)}"


def _ownership(fact: m.Ownership, said: m.Statement, glossary: Glossary) -> str:
    return f"{say_owner(fact, glossary)}{_when(said, glossary)}"


def _family(fact: m.MarkFamily, said: m.Statement, glossary: Glossary) -> str:
    return f"{glossary.names(fact.marks, 'No marks')} are one family of marks{_when(said, glossary)}"


def _deal_event(fact: m.DealEvent, said: m.Statement, glossary: Glossary) -> str:
    deals = glossary.names(fact.changes, "a deal not named")
    words = f"{fact.kind.capitalize()} of {deals}"
    if fact.kind == "assignment":
        words += f": {glossary.names(fact.assignees)} in the place of {glossary.names(fact.assignors)}"
    if fact.becomes is not None:
        words += ": a plain grant"
    verb = {"replaces": "now", "adds": "with", "removes": "without"}[fact.effect]
    scope = f"{glossary.subjects(said.subjects) if said.subjects else ''}{say_use(_scope(said), glossary)}{_in(said)}"
    words += f", {verb} {scope.strip()}" if scope else ""
    words += f", {say_strength(said.strength)}" if said.strength else ""
    words += _from_to(said.period, ends=fact.kind in m.ENDING_EVENTS, more=fact.effect == "adds")
    return ", ".join((words, *_going_on(said))) + _further(said)


def _succession(fact: m.Succession, said: m.Statement, glossary: Glossary) -> str:
    verb = {"merger": "goes on as", "renaming": "is now called", "spin-off": "is in part"}[fact.kind]
    old = glossary.names(fact.predecessors, "unnamed companies")
    return f"{old} {verb} {glossary.name(fact.successor)}{_from_to(said.period, ends=False)}"


def _from_to(period: Period | None, *, ends: bool, more: bool = False) -> str:
    """Return from which day an event works, and until when, or how long (``more``), the deal runs then."""
    if period is None:
        return ""
    period = with_bounds(period)
    first = say_span(period.earliest_start, period.latest_start)
    last = say_span(period.earliest_end, period.latest_end)
    words = f", {'over from' if ends else 'from'} {first}" if first else ""
    if period.endless or last:
        return words + (f", to end {last}" if last else ", without end")
    return words + (f", for {lasting}{' more' if more else ''}" if (lasting := say_lasting(period)) else "")


_WRITERS: dict[type, Callable[..., str]] = {
    m.Partnership: _partnership,
    m.Commitment: _commitment,
    m.Release: _release,
    m.Absence: _absence,
    m.Position: _position,
    m.Event: _event,
    m.DecisionRight: _decision,
    m.Ownership: _ownership,
    m.MarkFamily: _family,
    m.DealEvent: _deal_event,
    m.Succession: _succession,
}


def say_owner(fact: m.Ownership, glossary: Glossary) -> str:
    """Return who owns what, as a sentence without its full stop."""
    return f"{glossary.name(fact.owner)} owns {glossary.name(fact.owned)}"


def price(value: m.Price) -> str:
    """Return a price in words: ``below INR 75000``."""
    relation = "" if value.relation == "at" else f"{value.relation} "
    return visible(f"{relation}{value.currency} {value.amount}")


def quantity(value: m.Quantity) -> str:
    """Return a quantity in words: ``about 25 people``."""
    return visible(f"{'about ' if value.approximate else ''}{value.value} {value.unit}")


def sentence(identity: m.Identity, said: m.Statement, glossary: Glossary) -> str:
    """Return what one source says of one fact."""
    writer = _WRITERS.get(type(identity))
    words = writer(identity, said, glossary) if writer else visible(identity.label)
    return full_stop(f"{_counts_as(identity, said)}{words}")


def _counts_as(identity: m.Identity, said: m.Statement) -> str:
    if said.denied:
        return DENIED
    status = "conditional" if any(one.unmet for one in said.conditions) else said.status or ""
    unsettled = "" if isinstance(identity, m.Release) else _UNSETTLED.get(status, "")  # its verb tells
    return unsettled or _SEEMING.get(said.modality, "")


def say_unsettled(statements: Iterable[m.Statement]) -> str:
    """Return as what a deal counts that nobody affirms as made.

    >>> said = [m.Statement(iri=n, about="d", source="s", status=n) for n in ("planned", "conditional")]
    >>> say_unsettled(said)
    'planned or conditional'
    """
    found = set()
    for said in statements:
        unmet = any(condition.unmet for condition in said.conditions)
        found.add(said.status if said.status in _UNSETTLED else "conditional" if unmet else "planned")
    return listed((name for name in _UNSETTLED if name in found), "or")


def say_claim(claim: m.Claim, glossary: Glossary) -> str:
    """Return who says or denies what, and as what: fact, opinion, plan ..."""
    verb = ("deny", "denies") if claim.denied else ("say", "says")
    who = glossary.names(claim.claimants, "The writer")
    return f"{who} {verb[len(claim.claimants) < 2]} ({claim.modality}): {visible(claim.text)}"


def say_source(title: str, day: date | None, law: str | None = None) -> str:
    """Return a source as it is cited: its title, day and, of a contract, the law by which it is read.

    >>> say_source("Licence agreement", date(2021, 2, 20), "New York")
    'Licence agreement, 2021-02-20, law: New York'
    """
    return ", ".join(filter(None, (title, str(day or ""), law and f"law: {visible(law)}")))


def details(said: m.Statement, glossary: Glossary) -> list[tuple[str, str]]:
    """Return what a statement says beside its sentence, as label and value; what is not said has no row."""
    affiliates = {None: None, True: "covered", False: "not covered"}[said.covers_affiliates]
    rows: list[tuple[str, str | None]] = [
        ("Status", said.status and glossary.name(v.STATUS + said.status)),
        ("Kind of exclusivity", said.strength and say_strength(said.strength)),
        ("Subject", listed(map(glossary.name, said.subjects))),
        *((axis.label, listed(map(glossary.name, said.on(axis)))) for axis in AXES),
        ("Territory", visible(say_territory(said.territory)) if said.territory else None),
        ("Territory, in the source's words", visible(said.territory_words or "")),
        *(_period_rows(said.period) if said.period is not None else ()),
        ("Present tense", "holds on the source's day" if said.present_tense else None),
        ("Except", "; ".join(filter(None, (say_exception(one, glossary) for one in said.carveouts)))),
        ("Affiliates", affiliates),
        ("Sublicensing", said.sublicensing and said.sublicensing.replace("-", " ")),
        ("Price", None if said.price is None else price(said.price)),
        ("Quantity", None if said.quantity is None else quantity(said.quantity)),
        ("Purpose", visible(said.purpose or "")),
        ("Place", visible(said.place or "")),
        ("Note", visible(said.note or "")),
        ("Said by", listed(map(glossary.name, said.said_by))),
    ]
    return [(label, value) for label, value in rows if value]


def _period_rows(period: Period) -> list[tuple[str, str | None]]:
    return [
        ("Time", say_period(period)),
        ("Time, in the source's words", visible(period.words or "")),
        ("Time, as EDTF", visible(period.edtf)),
    ]
