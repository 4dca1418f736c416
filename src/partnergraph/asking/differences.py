"""What differs between two graphs: sources, deals, collisions, and the answers that are others now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from partnergraph import model as m
from partnergraph.asking.changes import DealChange, Said, changes_between, new_among
from partnergraph.asking.rows import Rows, Table, Told, fill
from partnergraph.axes import AXES
from partnergraph.errors import Problem
from partnergraph.exclusivity import DEFAULT_READINGS, OTHERS, Collision, DealIndex
from partnergraph.exclusivity.flips import MOST_CELLS, Flip, flips
from partnergraph.inference import Sources
from partnergraph.names import local_name
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.lists import counted, listed

_SHOWN: Final = 40
_MOST_SUBJECTS: Final = 200
"""Subjects of deals that differ up to which the answers on them are compared."""
_SIGNS: Final = {"opens": "+", "closes": "-", "changes": "~"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One of two graphs to be compared. ``bounds``: what follows for the facts."""

    data: m.Dataset
    index: DealIndex
    bounds: Sequence[m.DerivedBound]
    collisions: Sequence[Collision]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class DiffFor(Rows[DealChange]):
    """What one graph has and another has not. Its rows are the deals that are new, gone or changed.

    ``flips`` are the answers to who may that are others now. ``uncompared``: subjects with too many cells for that.
    """

    new_sources: tuple[str, ...]
    gone_sources: tuple[str, ...]
    changes: tuple[DealChange, ...]
    same: int
    collisions: tuple[Collision, ...]
    solved: tuple[Collision, ...]
    flips: tuple[Flip, ...]
    uncompared: tuple[m.Iri, ...]
    glossary: Glossary
    notes: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return bool(
            self.new_sources or self.gone_sources or self.changes or self.collisions or self.solved or self.flips
        )

    def _rows(self) -> Sequence[DealChange]:
        return self.changes

    def table(self) -> Table:
        """Return one row for each deal, collision and answer that differs."""
        rows: list[tuple[object, ...]] = [
            (one.what, one.deal, "; ".join(one.details), ", ".join(one.sources)) for one in self.changes
        ]
        rows += [("new collision", one.sentence, one.certainty, "") for one in self.collisions]
        rows += [("collision gone", one.sentence, one.certainty, "") for one in self.solved]
        rows += [("answer", self._cell(one), self._turn(one), "") for one in self.flips]
        return ("what", "which", "how", "sources"), rows

    def _head(self) -> list[str]:
        if not self.differs:
            return ["nothing differs"]
        what = {name: sum(one.what == name for one in self.changes) for name in _SIGNS}
        deals = f"{counted(what['opens'], 'deal')} new, {what['closes']} gone, {what['changes']} changed"
        answers = f"{counted(len(self.flips), 'answer')} differ{'s' if len(self.flips) == 1 else ''}"
        told = [f"{deals}, {self.same} the same; {answers}"]
        for names, said in ((self.new_sources, "new"), (self.gone_sources, "gone")):
            told += [f"{said} {'source' if len(names) == 1 else 'sources'}: {listed(names)}"] if names else []
        return told

    def _body(self) -> Iterator[str]:
        for heading, texts in self._sections():
            if texts:
                yield from ("", f"{heading}:")
            for text in texts[:_SHOWN]:
                yield from fill(text, "", "  ").splitlines()
            if len(texts) > _SHOWN:
                yield f"and {len(texts) - _SHOWN:,} more: --format csv shows all"

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        deals = [f"{_SIGNS[one.what]} {one.deal}: {_how(one)}" for one in self.changes]
        yield "Deals", deals
        yield (
            counted(len(self.collisions), "new collision").capitalize(),
            [f"+ {one.sentence}" for one in self.collisions],
        )
        yield f"{counted(len(self.solved), 'collision')} gone", [f"- {one.sentence}" for one in self.solved]
        yield "Answers to who may", [f"~ {self._cell(one)}: {self._turn(one)}" for one in self.flips]

    def _foot(self) -> list[str]:
        if not self.uncompared:
            return []
        names = listed([*map(self.glossary.name, self.uncompared[:5]), *(["others"] if self.uncompared[5:] else [])])
        why = f"more than {MOST_CELLS:,} cells each, or more than {_MOST_SUBJECTS} subjects"
        return [f"answers on {names} are not compared: {why}; ask about them with who"]

    def _told(self) -> Told:
        for heading, texts in self._sections():
            yield heading, [(text, ()) for text in texts]

    def _cell(self, one: Flip) -> str:
        """Say of which cells an answer is."""
        terms = [self.glossary.name(term) for term in one.terms if term is not None]
        return ", ".join((self.glossary.name(one.subject), *terms, one.countries, _when(one)))

    def _turn(self, one: Flip) -> str:
        whose = listed("others" if party == OTHERS else self.glossary.name(party) for party in one.parties)
        return f"{whose}: {one.after} instead of {one.before}"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        name = self.glossary.name
        return {
            "notes": list(self.notes),
            "new_sources": list(self.new_sources),
            "gone_sources": list(self.gone_sources),
            "same": self.same,
            "changes": [one.to_json() for one in self.changes],
            "new_collisions": [one.to_json() for one in self.collisions],
            "gone_collisions": [one.to_json() for one in self.solved],
            "answers": [_flip_json(one, self.glossary) for one in self.flips],
            "not_compared": [name(subject) for subject in self.uncompared],
        }


def _how(one: DealChange) -> str:
    return f"{'; '.join(one.details)}{f' ({listed(one.sources)})' if one.sources else ''}"


def _when(one: Flip) -> str:
    if one.first is None and one.last is None:
        return "on every day"
    if one.first is None:
        return f"until {one.last}"
    return f"from {one.first}" if one.last is None else f"{one.first} to {one.last}"


def _flip_json(one: Flip, glossary: Glossary) -> dict[str, Any]:
    terms: dict[str, Any] = {
        axis.name: term and glossary.name(term) for axis, term in zip(AXES, one.terms, strict=True)
    }
    return {
        "subject": glossary.name(one.subject),
        **terms,
        "countries": one.countries,
        "codes": list(one.codes),
        "from": one.first.isoformat() if one.first else None,
        "until": one.last.isoformat() if one.last else None,
        "parties": ["others" if party == OTHERS else glossary.name(party) for party in one.parties],
        "before": one.before,
        "after": one.after,
    }


def differences(before: Seen, after: Seen, glossary: Glossary, readings: Iterable[str] = DEFAULT_READINGS) -> DiffFor:
    """Return what differs between two graphs. ``glossary``: the names of both."""
    changes, same = changes_between(_said(before.data), _said(after.data), glossary)
    found: list[Flip] = []
    uncompared: list[m.Iri] = []
    switched = frozenset(readings)
    for number, subject in enumerate(_touched(before, after)):
        rows = flips(before.index, after.index, subject, switched) if number < _MOST_SUBJECTS else None
        found += rows or ()
        uncompared += [subject] if rows is None else []
    sources = [{local_name(source.iri) for source in one.data.sources} for one in (before, after)]
    return DiffFor(
        new_sources=tuple(sorted(sources[1] - sources[0])),
        gone_sources=tuple(sorted(sources[0] - sources[1])),
        changes=changes,
        same=same,
        collisions=new_among(before.collisions, after.collisions),
        solved=new_among(after.collisions, before.collisions),
        flips=tuple(found),
        uncompared=tuple(uncompared),
        glossary=glossary,
        notes=tuple(dict.fromkeys((*before.notes, *after.notes))),
    )


def _said(data: m.Dataset) -> Iterator[Said]:
    commitments = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}
    return ((commitments[one.about], one) for one in data.statements if one.about in commitments)


def _touched(before: Seen, after: Seen) -> list[m.Iri]:
    """Return the subjects on which an answer may be another, since something that bears on their deals is."""
    facts = _facts(before), _facts(after)
    changed = {fact for fact in facts[0].keys() | facts[1].keys() if facts[0].get(fact) != facts[1].get(fact)}
    found = {str(subject) for _, subject, _ in _lists(before.data) ^ _lists(after.data)}
    everything = {*before.index.subjects(), *after.index.subjects()}
    events = {e.iri for one in (before, after) for e in one.index.deals.events}
    if _terms(before.data) != _terms(after.data) or not changed.isdisjoint(events):
        return sorted(everything)
    for one in (before, after):
        found |= _subjects_of(one, changed)
    return sorted(found & everything)


def _facts(one: Seen) -> dict[m.Iri, tuple[object, ...]]:
    """Return everything that bears on each fact: what it is, what is said of it and what follows."""
    sources = Sources({source.iri: source for source in one.data.sources})
    told: dict[m.Iri, set[object]] = {}
    for said in one.data.statements:
        days = (sources.original(said.source), sources.day_of(said.source), sources.as_of(said.source))
        told.setdefault(said.about, set()).add((replace(said, iri="", evidence=(), note=None), days))
    for bound in one.bounds:
        told.setdefault(bound.about, set()).add((bound.edge, bound.day, bound.readings))
    return {fact.iri: (replace(fact, label=""), told.get(fact.iri, set())) for fact in one.data.identities}


def _lists(data: m.Dataset) -> set[tuple[object, ...]]:
    """Return for whom and for which subject some source is declared to be complete, and as of which day."""
    return {(*pair, source.as_of) for source in data.sources for pair in source.complete_for}


def _terms(data: m.Dataset) -> Mapping[m.Iri, object]:
    return {entity.iri: entity for entity in data.entities if isinstance(entity, m.Term)}


def _subjects_of(one: Seen, changed: set[m.Iri]) -> set[m.Iri]:
    """Return the subjects of the deals that changed facts bear on."""
    index = one.index
    parties = {party for fact in index.deals.ownerships if fact.iri in changed for party in (fact.owner, fact.owned)}
    parents = {c.iri: c.parent for c in index.deals.commitments}
    marks = {mark for family in index.deals.families if family.iri in changed for mark in family.marks}
    rests = [
        c.iri
        for c in index.deals.commitments
        if c.iri in changed
        or not changed.isdisjoint(_above(c, parents))
        or not parties.isdisjoint((*c.bound, *c.beneficiaries))
    ]
    said = [s for s in index.deals.statements if s.about in {*rests}]
    excepting = [s for s in index.deals.statements if any(c.commitment in changed for c in s.carveouts)]
    unsaid = {*rests} - {s.about for s in said if s.subjects}
    every = set(index.subjects()) if unsaid else set()
    return {subject for s in (*said, *excepting) for subject in s.subjects} | parties | marks | every


def _above(commitment: m.Commitment, parents: Mapping[m.Iri, m.Iri | None]) -> set[m.Iri]:
    """Return the licences above a commitment, whether they are in a ring or not."""
    found: set[m.Iri] = set()
    above = commitment.parent
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found
