"""One partnership as a Markdown report: what each source says of it, and on which words that rests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from partnergraph import model as m
from partnergraph.export.glossary import glossary_of
from partnergraph.names import local_name
from partnergraph.wording.dates import say_bound
from partnergraph.wording.lists import listed
from partnergraph.wording.references import plain
from partnergraph.wording.statements import details, say_claim, sentence

_SECTIONS: Final[tuple[tuple[type[m.Identity], str], ...]] = (
    (m.Commitment, "Commitments"),
    (m.DealEvent, "Changes of commitments"),
    (m.Release, "Releases"),
    (m.DecisionRight, "Decision rights"),
    (m.Position, "People"),
    (m.Event, "Events"),
)
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>|~])|^([#+-]|\d+(?=[.)]))")


def partnership_report(data: m.Dataset, iri: m.Iri, derived: Iterable[m.DerivedBound] = ()) -> str:
    """Return the report of one partnership. ``derived``: the bounds that follow from what is stated.

    Raises `KeyError` for an IRI that is no partnership of the dataset.
    """
    return "\n".join(_Report(data, iri, derived).lines())


class _Report:
    """What belongs to one partnership, and its words."""

    def __init__(self, data: m.Dataset, iri: m.Iri, derived: Iterable[m.DerivedBound]) -> None:
        self.data = data
        self.glossary = glossary_of(data)
        self.derived = sorted(derived, key=lambda b: (b.about, b.edge, str(b.day), sorted(b.readings)))
        self.partnership = {one.iri: one for one in data.identities if isinstance(one, m.Partnership)}[iri]
        self.sources = {one.iri: one for one in data.sources}
        self.evidence = {one.iri: one for one in data.evidence}
        self.labels = {one.iri: one.label for one in data.identities} | {one.iri: one.name for one in data.entities}
        self.accounts: dict[m.Iri, list[m.Statement]] = {}
        for said in sorted(data.statements, key=lambda s: (self._day(s.source), s.source, s.iri)):
            self.accounts.setdefault(said.about, []).append(said)
        self.facts = [self.partnership, *sorted(filter(self._belongs, data.identities), key=lambda f: f.iri)]
        known = {fact.iri for fact in self.facts} | {s.iri for f in self.facts for s in self.accounts.get(f.iri, ())}
        self.claims = [c for c in sorted(data.claims, key=lambda c: c.iri) if known & set(c.about)]
        self.compared = [
            c
            for c in sorted(data.comparisons, key=lambda c: c.iri)
            if (known | {claim.iri for claim in self.claims}) & set(c.compared)
        ]
        self.numbers = {iri: number for number, iri in enumerate(self._told(), start=1)}

    def _told(self) -> list[m.Iri]:
        """Return the sources that say something here, oldest first."""
        told = {said.source for fact in self.facts for said in self.accounts.get(fact.iri, ())}
        told |= {claim.source for claim in self.claims}
        return sorted(told, key=lambda iri: (self._day(iri), iri))

    def _day(self, source: m.Iri) -> str:
        return str(self.sources[source].date or "9999")

    def _belongs(self, fact: m.Identity) -> bool:
        """Whether a fact says that it belongs to the partnership, or is a joint event or a post at a party."""
        iri, parties = self.partnership.iri, set(self.partnership.parties)
        match fact:
            case m.Commitment() | m.Release() | m.DecisionRight():
                return fact.partnership == iri
            case m.DealEvent(changes=changes):
                return iri in changes or any(
                    isinstance(one, m.Commitment) and one.partnership == iri and one.iri in changes
                    for one in self.data.identities
                )
            case m.Position(organization=organization):
                return organization in parties and any(iri in c.about for c in self._claims_by(fact.holder))
            case m.Event(participants=participants):
                return len(parties & set(participants)) > 1
        return False

    def _claims_by(self, person: m.Iri) -> Iterator[m.Claim]:
        return (claim for claim in self.data.claims if person in claim.claimants)

    def _label(self, iri: m.Iri) -> str:
        return self.labels.get(iri) or local_name(iri)

    # -- sections

    def lines(self) -> Iterator[str]:
        parties = listed(_escaped(self._label(party)) for party in self.partnership.parties)
        yield f"# {_escaped(self.partnership.label)}"
        yield f"\nParties: {parties}. Identifier: <{self.partnership.iri}>."
        yield "\nWhat nobody stated is unknown. Each sentence is what one source says; its words follow.\n"
        yield "## The partnership"
        yield from self._fact(self.partnership)
        for kind, title in _SECTIONS:
            found = [fact for fact in self.facts if isinstance(fact, kind)]
            if found:
                yield f"\n## {title}"
            for fact in found:
                yield f"\n### {_escaped(fact.label)}"
                yield from self._fact(fact)
        yield from self._opinions()
        yield from self._comparisons()
        yield from self._cited()

    def _fact(self, fact: m.Identity) -> Iterator[str]:
        for said in self.accounts.get(fact.iri, ()):
            yield f"\n{self._in_words(sentence(fact, said, self.glossary))}"
            yield from self._quotes(said.evidence, said.source)
            rows = [(label, self._in_words(value)) for label, value in details(said, self.glossary)]
            yield from _table(("", "as stated"), rows)
        bounds = _tightest(bound for bound in self.derived if bound.about == fact.iri)
        if bounds:
            yield "\nWhat follows:"
            yield from _table(("bound", "reading", "rests on"), [self._bound(bound) for bound in bounds])

    def _bound(self, bound: m.DerivedBound) -> tuple[str, ...]:
        rests = sorted(_escaped(self._label(self._fact_of(iri))) for iri in bound.rests_on)
        words = say_bound(bound.edge, bound.day, bound.readings)
        return words, ", ".join(sorted(bound.readings)) or "entailed", "; ".join(dict.fromkeys(rests))

    def _fact_of(self, statement: m.Iri) -> m.Iri:
        about = {said.iri: said.about for accounts in self.accounts.values() for said in accounts}
        return about.get(statement, statement)

    def _opinions(self) -> Iterator[str]:
        if self.claims:
            yield "\n## Claims"
        for claim in self.claims:
            yield f"\n{self._in_words(say_claim(claim, self.glossary))}"
            yield from self._quotes(claim.evidence, claim.source)

    def _comparisons(self) -> Iterator[str]:
        texts = {c.iri: c.text for c in self.data.claims}
        if self.compared:
            yield "\n## Held against each other\n"
        for one in self.compared:
            said = [_escaped(texts.get(iri) or self._label(self._fact_of(iri))) for iri in one.compared]
            yield f"- {' / '.join(said)}\n\n  {one.verdict}: {_escaped(one.reason)}"

    def _cited(self) -> Iterator[str]:
        yield "\n## Sources\n"
        for iri, number in self.numbers.items():
            source = self.sources[iri]
            parts = [_escaped(source.title), source.publisher and _escaped(source.publisher), str(source.date or "")]
            parts += [f"law: {_escaped(source.governing_law)}"] if source.governing_law else []
            address = f" <{source.url}>" if source.url else ""
            copied = f" A copy of source {self.numbers[source.copy_of]}." if source.copy_of in self.numbers else ""
            digest = f" SHA-256 of its text: {source.sha256}." if source.sha256 else ""
            yield f"{number}. {', '.join(part for part in parts if part)}.{address}{copied}{digest}"
        yield ""

    # -- words

    def _in_words(self, text: str) -> str:
        return _escaped(plain(text, self._label))

    def _quotes(self, evidence: Iterable[m.Iri], source: m.Iri) -> Iterator[str]:
        number = self.numbers[source]
        passages = sorted((self.evidence[iri] for iri in evidence), key=lambda e: (e.start or 0, e.phrase))
        if not passages:
            yield f"\n(source {number})"
        for passage in passages:
            where = "" if passage.start is None else f", characters {passage.start} to {passage.end}"
            yield f"\n> {_escaped(passage.phrase)} (source {number}{where})"


def _tightest(bounds: Iterable[m.DerivedBound]) -> list[m.DerivedBound]:
    """Return the bounds that no other makes needless, being as tight under no more readings."""
    best: dict[tuple[m.Edge, frozenset[str]], m.DerivedBound] = {}
    for bound in bounds:
        known = best.get((bound.edge, bound.readings))
        if known is None or _tightness(bound) > _tightness(known):
            best[bound.edge, bound.readings] = bound
    found = list(best.values())
    return [one for one in found if not any(_covers(other, one) for other in found if other is not one)]


def _tightness(bound: m.DerivedBound) -> float:
    day = float("inf") if bound.day is None else bound.day.toordinal()
    return day if bound.edge in ("earliest-start", "earliest-end") else -day


def _covers(one: m.DerivedBound, other: m.DerivedBound) -> bool:
    alike = one.edge == other.edge and one.readings < other.readings
    return alike and _tightness(one) >= _tightness(other)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"\n| {' | '.join(names)} |\n| {' | '.join('---' for _ in names)} |"
        yield from (f"| {' | '.join(row)} |" for row in rows)


def _escaped(text: str) -> str:
    """Return text in which nothing is taken for Markdown or HTML, on one line."""
    return _MARKDOWN.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))
