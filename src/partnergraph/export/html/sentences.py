"""What a source says, as one sentence: names of things stay references, so that the page can link them.

A sentence is text in which a thing stands as ``\\x01iri\\x01``; all other control characters are made
visible first, so no text from a source can be taken for a reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.export.html.moments import say_period, say_span
from partnergraph.names import local_name
from partnergraph.territory import Territory, format_territory

MARK = "\x01"

_VISIBLE = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}

_SEEMING: Mapping[str, str] = {
    "fact": "",
    "opinion": "In the writer's opinion: ",
    "plan": "Planned: ",
    "prediction": "Predicted: ",
    "disclosure": "Disclosed: ",
}


def visible(text: str) -> str:
    """Return the text with control characters as their visible symbols.

    >>> visible("a\\0b")
    'a␀b'
    """
    return text.translate(_VISIBLE)


def reference(iri: m.Iri) -> str:
    """Return a thing or fact as it stands in a sentence."""
    return f"{MARK}{iri}{MARK}"


def term(iri: m.Iri) -> str:
    """Return a term of a field, act, channel or event tree in words.

    >>> term("https://w3id.org/partnergraph/act/brand-on-product")
    'brand on product'
    """
    return visible(local_name(iri).replace("-", " "))


def joined(parts: Iterable[str], last: str = "and") -> str:
    """Return a list as it is said: "a, b and c"."""
    items = list(parts)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


@lru_cache(maxsize=4096)
def places(territory: tuple[Territory, ...]) -> str | None:
    """Return a territory, the union of its rules, in words; ``None`` where none is said."""
    return visible(format_territory(territory)) if territory else None


def _things(iris: Iterable[m.Iri], empty: str, last: str = "and") -> str:
    return joined(map(reference, iris), last) or empty


def _scope(said: m.Statement) -> str:
    """Return field, act, channel and territory, ready to follow what is done."""
    words = []
    if said.fields:
        words.append(f"for {joined(map(term, said.fields))}")
    if said.acts:
        words.append(f"({joined(map(term, said.acts))})")
    if said.channels:
        words.append(f"through {joined(map(term, said.channels))}")
    if said.languages:
        words.append(f"in the language {joined(map(local_name, said.languages))}")
    if said.territory:
        words.append(f"in {places(said.territory)}")
    return "".join(f" {word}" for word in words)


def _use(said: m.Statement) -> str:
    return f"use {_things(said.subjects, '')}{_scope(said)}" if said.subjects else f"act{_scope(said)}"


def _when(said: m.Statement) -> str:
    words = []
    if said.period is not None and (text := say_period(said.period)):
        words.append(text)
    if said.until is not None:
        words.append(f"until {reference(said.until)} ends")
    return "".join(f", {word}" for word in words)


def _partnership(fact: m.Partnership, said: m.Statement) -> str:
    kind = "work together exclusively" if said.coextensive else "work together"
    purpose = f": {visible(said.purpose)}" if said.purpose else ""
    return f"{_things(fact.parties, 'Unnamed parties')} {kind}{_scope(said)}{_when(said)}{purpose}"


def _commitment(fact: m.Commitment, said: m.Statement) -> str:
    bound, others = _things(fact.bound, "An unnamed party"), _things(fact.beneficiaries, "an unnamed party", "or")
    ending = "" if len(fact.bound) > 1 else "s"
    if fact.kind == "grant":
        return f"{bound} let{ending} {others} {_use(said)}{_when(said)}"
    if fact.kind == "option":
        return f"{bound} must offer first to {others}: to {_use(said)}{_when(said)}"
    if fact.side == "user":
        marks = _things(said.subjects, "the named marks")
        return f"{bound} promise{ending} to use only {marks} of {others}{_scope(said)}{_when(said)}"
    return f"{bound} promise{ending} that only {others} may {_use(said)}{_when(said)}"


def _release(fact: m.Release, said: m.Statement) -> str:
    verb = "is planned to be released" if said.modality == "plan" or said.status == "planned" else "was released"
    words = f"{reference(fact.product)} {verb}"
    if said.territory:
        words += f" in {places(said.territory)}"
    if said.period is not None:
        start = say_span(said.period.earliest_start, said.period.latest_start)
        words += f", {start}" if start else ""
    return words + (f", {price(said.price)}" if said.price else "")


def _absence(fact: m.Absence, said: m.Statement) -> str:
    where = f" in {places(said.territory)}" if said.territory else ""
    end = say_span(said.period.earliest_end, said.period.latest_end) if said.period else None
    return f"{reference(fact.product)} was not released{where}" + (
        f" up to {end.removesuffix(' or later')}" if end else ""
    )


def _position(fact: m.Position, said: m.Statement) -> str:
    return f"{reference(fact.holder)}: {visible(fact.title)} at {reference(fact.organization)}{_when(said)}"


def _event(fact: m.Event, said: m.Statement) -> str:
    words = [f"{term(fact.kind).capitalize()} of {_things(fact.participants, 'unnamed participants')}"]
    if said.quantity is not None:
        words.append(quantity(said.quantity))
    if said.place:
        words.append(visible(said.place))
    if said.purpose:
        words.append(visible(said.purpose))
    return ", ".join(words) + _when(said)


def _decision(fact: m.DecisionRight, said: m.Statement) -> str:
    verb = "decides" if len(fact.holders) == 1 else "decide together"
    return f"{_things(fact.holders, 'Nobody named')} {verb} on {visible(fact.matter)}{_when(said)}"


def _ownership(fact: m.Ownership, said: m.Statement) -> str:
    return f"{reference(fact.owner)} owns {reference(fact.owned)}{_when(said)}"


def _family(fact: m.MarkFamily, said: m.Statement) -> str:
    return f"{_things(fact.marks, 'No marks')} are one family of marks{_when(said)}"


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
}


def price(value: m.Price) -> str:
    """Return a price in words: ``below INR 75000``."""
    relation = "" if value.relation == "at" else f"{value.relation} "
    return visible(f"{relation}{value.currency} {value.amount}")


def quantity(value: m.Quantity) -> str:
    """Return a quantity in words: ``about 25 people``."""
    return visible(f"{'about ' if value.approximate else ''}{value.value} {value.unit}")


def sentence(identity: m.Identity, said: m.Statement) -> str:
    """Return what one source says of one fact, as a sentence with references to things."""
    writer = _WRITERS.get(type(identity))
    words = writer(identity, said) if writer else visible(identity.label)
    start = "It is denied that: " if said.denied else _SEEMING.get(said.modality, "")
    return f"{start}{words}."


def details(said: m.Statement) -> list[tuple[str, str]]:
    """Return what a statement says beside its sentence, as label and value; what is not said has no row."""
    affiliates = {None: None, True: "covered", False: "not covered"}[said.covers_affiliates]
    rows: list[tuple[str, str | None]] = [
        ("Status", said.status),
        ("Kind of exclusivity", said.strength),
        ("Subject", joined(map(reference, said.subjects))),
        ("Field of use", joined(map(term, said.fields))),
        ("Act", joined(map(term, said.acts))),
        ("Channel", joined(map(term, said.channels))),
        ("Language", joined(map(local_name, said.languages))),
        ("Territory", places(said.territory)),
        ("Territory, in the source's words", visible(said.territory_words or "")),
        *(_period_rows(said.period) if said.period is not None else ()),
        ("Present tense", "holds on the source's day" if said.present_tense else None),
        ("Except", "; ".join(filter(None, map(_carveout, said.carveouts)))),
        ("Affiliates", affiliates),
        ("Price", None if said.price is None else price(said.price)),
        ("Quantity", None if said.quantity is None else quantity(said.quantity)),
        ("Purpose", visible(said.purpose or "")),
        ("Place", visible(said.place or "")),
        ("Note", visible(said.note or "")),
        ("Said by", joined(map(reference, said.said_by))),
    ]
    return [(label, value) for label, value in rows if value]


def _period_rows(period: Period) -> list[tuple[str, str | None]]:
    return [
        ("Time", say_period(period)),
        ("Time, in the source's words", visible(period.words or "")),
        ("Time, as EDTF", visible(period.edtf)),
    ]


def _carveout(exception: m.Carveout) -> str:
    words = []
    if exception.parties:
        words.append(_things(exception.parties, ""))
    if exception.fields:
        words.append(joined(map(term, exception.fields)))
    if exception.territory:
        words.append(f"in {places(exception.territory)}")
    if exception.commitment is not None:
        words.append(f"while {reference(exception.commitment)} runs")
    return " ".join(words)
