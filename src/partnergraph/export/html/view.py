"""What the page shows: things, facts with their participants, and what each source says of them.

A fact between two things is one labelled edge, one with three or more participants a small diamond, one with a
single participant a row of that thing's panel. Where a thing is made, under which brand and in which series it is
sold are facts too, read from descriptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from partnergraph import model as m
from partnergraph.export.glossary import glossary_of
from partnergraph.inference import UNKNOWN_FUTURE, Bound, Sources, Timeline, is_fact, is_possible
from partnergraph.names import local_name, short_iri
from partnergraph.territory import Territory
from partnergraph.wording.dates import say_period, say_span
from partnergraph.wording.deals import say_territory
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.grammar import full_stop
from partnergraph.wording.references import plain, reference, visible
from partnergraph.wording.statements import details, quantity, sentence

THING_KINDS: dict[str, type[m.Entity]] = {
    "organization": m.Organization,
    "brand": m.Brand,
    "model": m.Model,
    "series": m.Series,
    "right": m.Right,
    "person": m.Person,
}
FACT_KINDS = (
    "partnership", "exclusivity", "grant", "option", "exclusion", "holdback", "release", "absence", "position", "event",
    "decision", "ownership", "family", "maker", "brand", "series",
)  # fmt: skip
STRUCTURAL = frozenset({"position", "decision", "ownership", "family", "maker", "brand", "series"})
"""Kinds without a territory of their own: a region filter leaves them alone."""

_KIND_OF_CLASS = {kind: name for name, kind in THING_KINDS.items()}
_UNORDERED = frozenset({"partnership", "event", "decision", "family"})
SCOPE_ROLES = frozenset({"subject", "excepted", "under"})
"""Roles that say of what a fact speaks, not who takes part in it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Four days between which a fact starts and ends; ``None`` is unknown."""

    earliest_start: date | None = None
    latest_start: date | None = None
    earliest_end: date | None = None
    latest_end: date | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one source says of a fact, as the panel shows it."""

    iri: m.Iri
    source: m.Iri
    sentence: str
    modality: str = "fact"
    denied: bool = False
    rows: Sequence[tuple[str, str]] = ()
    evidence: tuple[m.Iri, ...] = ()
    territory: tuple[Territory, ...] = ()
    bounds: Bounds = Bounds()
    endless: bool = False
    counts: Literal["fact", "possible"] | None = None
    fields: tuple[m.Iri, ...] = ()


@dataclass(slots=True)
class Fact:
    """One fact: who takes part in which role, and its accounts."""

    iri: m.Iri
    kind: str
    name: str
    participants: tuple[tuple[str, m.Iri], ...]
    label: str = ""
    accounts: list[Account] = field(default_factory=list)
    drawn: bool = False

    @property
    def core(self) -> tuple[m.Iri, ...]:
        """The things that take part, each once, in the order of their roles."""
        return tuple(dict.fromkeys(iri for role, iri in self.participants if role not in SCOPE_ROLES))

    @property
    def directed(self) -> bool:
        """Whether the order of the participants means something."""
        return self.kind not in _UNORDERED


@dataclass(slots=True)
class View:
    """Everything that is on the page, before it is laid out and packed into columns."""

    things: dict[m.Iri, tuple[str, str]]
    facts: dict[m.Iri, Fact]
    data: m.Dataset
    glossary: Glossary
    derived: tuple[m.DerivedBound, ...] = ()

    def term(self, iri: m.Iri) -> str:
        """Return what a term is called, where no reference can stand."""
        return _term(iri, self.glossary)


def make_view(data: m.Dataset, derived: Iterable[m.DerivedBound] = ()) -> View:
    """Return what the page shows of a dataset; input order does not matter."""
    things = {
        entity.iri: (_KIND_OF_CLASS[type(entity)], visible(entity.name) or "(no name)")
        for entity in sorted(data.entities, key=lambda entity: entity.iri)
        if type(entity) in _KIND_OF_CLASS
    }
    glossary = glossary_of(data)
    facts = {fact.iri: fact for fact in _facts(data, glossary)}
    _add_inferred_start(facts, derived := tuple(derived))
    _add_descriptions(facts, data)
    for fact in facts.values():
        for _, iri in fact.participants:
            things.setdefault(iri, ("right", visible(local_name(iri))))  # of which nobody says what it is
    _mark_drawn(facts, data)
    return View(things, dict(sorted(facts.items())), data, glossary, derived)


def _facts(data: m.Dataset, glossary: Glossary) -> Iterable[Fact]:
    said: dict[m.Iri, list[m.Statement]] = {}
    for statement in sorted(data.statements, key=lambda statement: statement.iri):
        said.setdefault(statement.about, []).append(statement)
    timeline = Timeline(data.identities, {}, Sources({source.iri: source for source in data.sources}))
    parties = {known.iri: known.parties for known in data.identities if isinstance(known, m.Partnership)}
    for identity in data.identities:
        statements = said.get(identity.iri, [])
        yield Fact(
            iri=identity.iri,
            kind=kind_of(identity),
            name=visible(identity.label),
            participants=_participants(identity, statements, parties),
            label=label_of(identity, statements, glossary),
            accounts=[_account(identity, statement, timeline, glossary) for statement in statements],
        )


def kind_of(identity: m.Identity) -> str:
    """Return the page's kind of a fact, one of `FACT_KINDS`."""
    if isinstance(identity, m.Commitment):
        return identity.kind
    names: dict[type, str] = {
        m.Partnership: "partnership", m.Release: "release", m.Absence: "absence", m.Position: "position",
        m.Event: "event", m.DecisionRight: "decision", m.Ownership: "ownership", m.MarkFamily: "family",
        m.DealEvent: "event", m.Succession: "event",
    }  # fmt: skip
    return names[type(identity)]


def _participants(
    identity: m.Identity, statements: Sequence[m.Statement], parties: dict[m.Iri, tuple[m.Iri, ...]]
) -> tuple[tuple[str, m.Iri], ...]:
    found: list[tuple[str, m.Iri]] = []
    match identity:
        case m.Partnership():
            found += [("party", iri) for iri in sorted(identity.parties)]
        case m.Commitment():
            found += [("bound", iri) for iri in identity.bound]
            found += [("beneficiary", iri) for iri in identity.beneficiaries]
            found += [("excluded", iri) for iri in identity.excluded]
            found += [("promisee", iri) for iri in identity.promisees]
        case m.Release() | m.Absence():
            found.append(("product", identity.product))
        case m.Position():
            found += [("holder", identity.holder), ("organization", identity.organization)]
        case m.Event():
            found += [("participant", iri) for iri in sorted(identity.participants)]
        case m.DealEvent():
            found += [("participant", iri) for iri in sorted({*identity.assignors, *identity.assignees})]
        case m.Succession():
            found += [("participant", iri) for iri in sorted({*identity.predecessors, identity.successor})]
        case m.DecisionRight():
            found += [("holder", iri) for iri in sorted(identity.holders)]
            others = sorted(set(parties.get(identity.partnership or "", ())) - set(identity.holders))
            if len(identity.holders) == len(others) == 1:
                found.append(("towards", others[0]))
        case m.Ownership():
            found += [("owner", identity.owner), ("owned", identity.owned)]
        case m.MarkFamily():
            found += [("mark", iri) for iri in sorted(identity.marks)]
    found += _scope_participants(identity, statements, parties)
    return tuple(dict.fromkeys(found))


def _scope_participants(
    identity: m.Identity, statements: Sequence[m.Statement], parties: dict[m.Iri, tuple[m.Iri, ...]]
) -> Iterable[tuple[str, m.Iri]]:
    for statement in statements:
        yield from (("subject", iri) for iri in statement.subjects)
        for exception in statement.carveouts:
            yield from (("excepted", iri) for iri in exception.parties)
    if isinstance(identity, m.Release):
        yield from (("under", iri) for iri in sorted(parties.get(identity.partnership or "", ())))


def _account(identity: m.Identity, said: m.Statement, timeline: Timeline, glossary: Glossary) -> Account:
    return Account(
        iri=said.iri,
        source=said.source,
        sentence=sentence(identity, said, glossary),
        modality=said.modality,
        denied=said.denied,
        rows=details(said, glossary),
        evidence=said.evidence,
        territory=said.territory,
        bounds=_bounds(timeline.of_statement(said)),
        endless=said.period is not None and said.period.endless,
        counts="fact" if is_fact(said) else "possible" if is_possible(said) else None,
        fields=said.fields,
    )


def _bounds(bounds: Iterable[Bound]) -> Bounds:
    """Return what a statement says by itself, without any reading."""
    days: dict[m.Edge, list[int]] = {edge: [] for edge in m.EDGES}
    for bound in bounds:
        if not bound.readings and bound.day < UNKNOWN_FUTURE:
            days[bound.edge].append(bound.day)
    tightest = zip((max, min, max, min), days.values(), strict=True)
    return Bounds(*(date.fromordinal(pick(found)) if found else None for pick, found in tightest))


# --- descriptions ---------------------------------------------------------------------------------


def _add_descriptions(facts: dict[m.Iri, Fact], data: m.Dataset) -> None:
    """Add "made by", "sold as" and "part of" from descriptions, one fact per pair, one account per source."""
    for described in sorted(data.descriptions, key=lambda description: description.iri):
        links = [("maker", "made by", iri) for iri in described.makers]
        links += [("brand", "sold as", iri) for iri in described.brands]
        links += [("series", "part of", described.series)] if described.series else []
        for kind, words, target in links:
            iri = f"{described.about}#{kind}-{short_iri(target)}"
            fact = facts.get(iri)
            if fact is None:
                roles = (("product", described.about), (kind, target))
                fact = facts[iri] = Fact(iri, kind, words, roles, words)
            text = full_stop(f"{reference(described.about)} is {words} {reference(target)}")
            fact.accounts.append(Account(described.iri, described.source, text, evidence=described.evidence))


# --- labels and drawing -----------------------------------------------------------------------------


def label_of(identity: m.Identity, statements: Sequence[m.Statement], glossary: Glossary) -> str:
    """Return the short words on a fact's edge: "exclusive, World except Japan, since 2022"."""
    told = [said for said in statements if not said.denied]
    words = [_headline(identity, told, glossary)]
    if isinstance(identity, m.Partnership | m.Commitment | m.Release | m.Absence):
        words.append(_agreed(visible(say_territory(said.territory)) for said in told if said.territory))
        words.append(_agreed(_when(identity, said) for said in told))
    if statements and not told:
        words.insert(0, "denied")
    return ", ".join(word for word in words if word)


def _when(identity: m.Identity, said: m.Statement) -> str | None:
    period = said.period
    if period is None:
        return None
    if isinstance(identity, m.Release):
        return (say_span(period.earliest_start, period.latest_start) or "").removesuffix(" or later")
    if isinstance(identity, m.Absence):
        return (say_span(period.earliest_end, period.latest_end) or "").removesuffix(" or later")
    return say_period(period)


def _agreed(values: Iterable[str | None]) -> str:
    """Return what the sources say: one value, two against each other, or that they differ."""
    found = list(dict.fromkeys(value for value in values if value))
    return found[0] if len(found) == 1 else " / ".join(found) if len(found) == 2 else "sources differ" if found else ""


def _add_inferred_start(facts: dict[m.Iri, Fact], derived: Sequence[m.DerivedBound]) -> None:
    """Say on the label when a fact begins where no source says it but derivation does."""
    days: dict[m.Iri, dict[m.Edge, list[date]]] = {}
    for bound in derived:
        if bound.day is not None and bound.about in facts:
            days.setdefault(bound.about, {}).setdefault(bound.edge, []).append(bound.day)
    for iri, known in days.items():
        told = [account.bounds for account in facts[iri].accounts]
        if any(bounds != Bounds() and (bounds.earliest_start or bounds.latest_end) for bounds in told):
            continue
        earliest, latest = known.get("earliest-start"), known.get("latest-start")
        if earliest and latest and max(earliest).year == min(latest).year:
            facts[iri].label += f", since {min(latest).year} (inferred)"


_PLAIN = {"Partnership": "partnership", "Release": "released", "Absence": "not released", "Ownership": "owns",
          "MarkFamily": "one family"}  # fmt: skip


def _headline(identity: m.Identity, told: Sequence[m.Statement], glossary: Glossary) -> str:
    match identity:
        case m.Partnership() if any(said.coextensive for said in told):
            return "exclusive partnership"
        case m.Commitment():
            return _commitment_headline(identity, told)
        case m.Release() if told and all(said.modality == "plan" or said.status == "planned" for said in told):
            return "release planned"
        case m.Position():
            return visible(identity.title)
        case m.DecisionRight():
            return f"{'decides' if len(identity.holders) == 1 else 'decide'} {visible(identity.matter)}"
        case m.Event():
            counted = [quantity(said.quantity) for said in told if said.quantity]
            return ", ".join([_term(identity.kind, glossary), *counted[:1]])
        case m.DealEvent() | m.Succession():
            return identity.kind
    return _PLAIN[type(identity).__name__]


def _term(iri: m.Iri, glossary: Glossary) -> str:
    return plain(glossary.name(iri), lambda unknown: visible(local_name(unknown)))


def _commitment_headline(identity: m.Commitment, told: Sequence[m.Statement]) -> str:
    if identity.kind == "grant":
        return "licence"
    if identity.kind == "option":
        return "first offer"
    if identity.only_forbids:
        return "at most" if identity.at_most else "may not" if identity.kind == "exclusion" else "nobody may"
    if identity.side == "user":
        return "uses only"
    strength = _agreed(said.strength for said in told)
    return "exclusive" if strength in ("", "unqualified") else strength


def _mark_drawn(facts: dict[m.Iri, Fact], data: m.Dataset) -> None:
    """Decide what is a mark of its own: facts of two or more, and lone facts of things that nothing else ties."""
    tied: set[m.Iri] = set()
    for fact in facts.values():
        fact.drawn = len(fact.core) > 1
        if fact.drawn:
            tied.update(fact.core)
    for fact in facts.values():
        under = [iri for role, iri in fact.participants if role in ("under", "subject")]
        if not fact.drawn and under and not tied.issuperset(fact.core):
            fact.drawn = True
            tied.update(fact.core)


def drawn_participants(fact: Fact) -> tuple[m.Iri, ...]:
    """Return the things that a drawn fact touches on the graph."""
    if len(fact.core) > 1:
        return fact.core
    return tuple(dict.fromkeys(iri for role, iri in fact.participants if role != "excepted"))
