"""Deals to the facts that they state: things, commitments, and what each source says of them.

A deal's key is the user's, or a digest of parties, subjects, fields, channels, acts and territory: not of the
row's number, and not of its dates, so that two sources that differ about a date speak of one deal. Where one
source has several different rows under one key, each is a commitment of its own: putting their scopes
together would license what no row does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from partnergraph import model as m
from partnergraph.errors import Problem
from partnergraph.ingest.names_file import NamesFile
from partnergraph.ingest.table.deals import Deal, Document, Words
from partnergraph.ingest.table.notes import Remarks
from partnergraph.names import entity_iri, fold, local_name, nearest, node_iri, slug
from partnergraph.terms import Axis
from partnergraph.vocabulary import DEFAULT_BASE

_PARTY_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Scope:
    """A deal's names as IRIs, each group sorted."""

    licensors: tuple[m.Iri, ...]
    licensees: tuple[m.Iri, ...]
    subjects: tuple[m.Iri, ...]
    fields: tuple[m.Iri, ...]
    channels: tuple[m.Iri, ...]
    acts: tuple[m.Iri, ...]
    partnership: m.Iri | None


@dataclass(slots=True)
class Collector:
    """Takes deals one by one and makes the dataset of all of them.

    ``title`` and ``identifier`` name the table as a source; ``on`` is its day.
    """

    title: str
    identifier: str
    place: str
    remarks: Remarks
    names: NamesFile = field(default_factory=NamesFile)
    on: date | None = None
    base: str = DEFAULT_BASE
    deals: list[tuple[Deal, Scope]] = field(default_factory=list)
    _iris: dict[tuple[type[m.Entity], str], m.Iri] = field(default_factory=dict)
    _kinds: dict[m.Iri, type[m.Entity]] = field(default_factory=dict)
    _spellings: dict[m.Iri, set[str]] = field(default_factory=dict)
    _replaced: dict[m.Iri, set[str]] = field(default_factory=dict)
    _terms: dict[m.Iri, m.Term] = field(default_factory=dict)
    _parties: dict[str, tuple[Scope, int]] = field(default_factory=dict)
    _partnerships: dict[m.Iri, tuple[set[str], set[m.Iri]]] = field(default_factory=dict)
    _described: set[tuple[m.Iri, m.Iri]] = field(default_factory=set)

    # -- one deal

    def add(self, deal: Deal) -> Problem | None:
        """Take a deal in, or return why it cannot be."""
        scope = self._scope(deal)
        both = set(scope.licensors) & set(scope.licensees)
        if both:
            name = self._name(min(both))
            return Problem(
                "grants to itself", "name another licensor or licensee", file=self.place, line=deal.row, value=name
            )
        if deal.key is not None:
            known, row = self._parties.setdefault(fold(deal.key), (scope, deal.row))
            if (known.licensors, known.licensees) != (scope.licensors, scope.licensees):
                message = f"stands for other parties in row {row}"
                return Problem(
                    message,
                    "give one of the deals another number",
                    file=self.place,
                    line=deal.row,
                    field="deal",
                    value=deal.key,
                )
        self._remember_partnership(deal, scope)
        self.deals.append((deal, scope))
        return None

    def _scope(self, deal: Deal) -> Scope:
        partnership = node_iri("partnership", slug(deal.partnership), self.base) if deal.partnership else None
        return Scope(
            licensors=self._all(m.Organization, deal.licensors),
            licensees=self._all(m.Organization, deal.licensees),
            subjects=tuple(sorted({self._thing(kind, name) for kind, name in deal.subjects})),
            fields=self._all_terms("field", deal.fields),
            channels=self._all_terms("channel", deal.channels),
            acts=self._all_terms("act", deal.acts),
            partnership=partnership,
        )

    def _all(self, kind: type[m.Entity], names: Iterable[str]) -> tuple[m.Iri, ...]:
        return tuple(sorted({self._thing(kind, name) for name in names}))

    def _thing(self, kind: type[m.Entity], written: str) -> m.Iri:
        iri = self._iris.get((kind, written))
        if iri is None:
            name = self.names.name(kind, written)
            iri = self._iris[kind, written] = entity_iri(kind, name, self.base)
            self._kinds[iri] = kind
            self._spellings.setdefault(iri, set()).add(name)
            if fold(written) != fold(name):
                self._replaced.setdefault(iri, set()).add(written)
        return iri

    def _all_terms(self, axis: Axis, terms: Iterable[Words]) -> tuple[m.Iri, ...]:
        return tuple(sorted({iri or self._own_term(axis, words) for words, iri in terms}))

    def _own_term(self, axis: Axis, words: str) -> m.Iri:
        iri = f"{self.base}{axis}/{slug(words)}"
        known = self._terms.get(iri)
        if known is None or words < known.name:
            self._terms[iri] = m.Term(iri=iri, name=words, scheme=axis)  # type: ignore[arg-type]
        return iri

    def _remember_partnership(self, deal: Deal, scope: Scope) -> None:
        if scope.partnership is not None and deal.partnership is not None:
            labels, parties = self._partnerships.setdefault(scope.partnership, (set(), set()))
            labels.add(deal.partnership)
            parties.update(scope.licensors, scope.licensees)

    def _name(self, iri: m.Iri) -> str:
        return min(self._spellings[iri])

    # -- all deals

    def dataset(self, complete_for: Sequence[tuple[m.Iri, m.Iri]] = ()) -> m.Dataset:
        """Return what all deals state. ``complete_for``: (grantor, subject) pairs that the table lists in full."""
        data = m.Dataset()
        sources = self._sources(complete_for)
        for (key, source), rows in self._grouped(sources).items():
            for number, (deal, scope) in enumerate(rows):
                name = key if len(rows) == 1 else f"{key}-{_digest(_fingerprint(deal, scope), 8)}"
                self._state(data, name, source, deal, scope, first=number == 0)
        data.entities.extend(self._kinds[iri](iri=iri, name=self._name(iri)) for iri in self._used(data))
        data.entities.extend(term for _, term in sorted(self._terms.items()))
        data.sources.extend(source for _, source in sorted(sources.items()) if self._speaks(source, data))
        _once(data)
        return data

    def _speaks(self, source: m.Source, data: m.Dataset) -> bool:
        return bool(source.complete_for) or any(statement.source == source.iri for statement in data.statements)

    def _used(self, data: m.Dataset) -> list[m.Iri]:
        return sorted({description.about for description in data.descriptions})

    def _grouped(self, sources: Mapping[m.Iri, m.Source]) -> dict[tuple[str, m.Iri], list[tuple[Deal, Scope]]]:
        """Return the distinct deals of each key and source, in an order that does not depend on their rows."""
        groups: dict[tuple[str, m.Iri], dict[str, tuple[Deal, Scope]]] = {}
        for deal, scope in self.deals:
            group = groups.setdefault((self._key(deal, scope), self._source_of(deal.document)), {})
            fingerprint = _fingerprint(deal, scope)
            if fingerprint in group:
                message = f"says the same as row {group[fingerprint][0].row}: read once"
                self.remarks.add(message, "remove one of the rows, or give them numbers", deal.row)
            known = group.get(fingerprint, (deal, scope))
            group[fingerprint] = min(known, (deal, scope), key=lambda one: _wording(one[0]))
        return {key: [group[f] for f in sorted(group)] for key, group in sorted(groups.items())}

    def _key(self, deal: Deal, scope: Scope) -> str:
        if deal.key is not None:
            return slug(deal.key)
        parties = (
            slug(self._name(group[0]))[:_PARTY_LETTERS].strip("-_") for group in (scope.licensors, scope.licensees)
        )
        territory = [rule.key for rule in deal.territory]
        content = [
            scope.licensors,
            scope.licensees,
            scope.subjects,
            scope.fields,
            scope.channels,
            scope.acts,
            territory,
        ]
        return "-".join((*parties, _digest(json.dumps(content), 16)))

    def _state(self, data: m.Dataset, key: str, source: m.Iri, deal: Deal, scope: Scope, *, first: bool) -> None:
        evidence = self._evidence(data, source, deal.quotes)
        note = deal.note
        for commitment in self._commitments(key, deal, scope):
            data.identities.append(commitment)
            strength = deal.strength if commitment.kind == "exclusivity" else None
            data.statements.append(_statement(self.base, commitment.iri, source, deal, scope, strength, note, evidence))
            note = None
        if scope.partnership is not None:
            labels, parties = self._partnerships[scope.partnership]
            data.identities.append(
                m.Partnership(iri=scope.partnership, label=min(labels), parties=tuple(sorted(parties)))
            )
            iri = _statement_iri(self.base, scope.partnership, source)
            data.statements.append(m.Statement(iri=iri, about=scope.partnership, source=source, status=None))
        for iri in (*scope.licensors, *scope.licensees, *scope.subjects):
            if (iri, source) not in self._described:
                self._described.add((iri, source))
                data.descriptions.append(self._description(iri, source))

    def _commitments(self, key: str, deal: Deal, scope: Scope) -> Iterator[m.Commitment]:
        one, other = (", ".join(map(self._name, group)) for group in (scope.licensors, scope.licensees))
        called = f" ({deal.key})" if deal.key else ""
        if deal.grant:
            yield self._commitment(key, "grant", f"{one} licenses {other}{called}", scope)
        if deal.strength is not None and "grantor" in deal.sides:
            yield self._commitment(f"{key}-exclusivity", "exclusivity", f"{one} licenses only {other}{called}", scope)
        if deal.strength is not None and "user" in deal.sides:
            label = f"{other} uses only what {one} licenses{called}"
            yield self._commitment(f"{key}-user-exclusivity", "exclusivity", label, scope, "user")
        if deal.option:
            yield self._commitment(f"{key}-option", "option", f"{one} must offer to {other} first{called}", scope)

    def _commitment(
        self, key: str, kind: m.CommitmentKind, label: str, scope: Scope, side: m.Side = "grantor"
    ) -> m.Commitment:
        bound, beneficiaries = (
            (scope.licensors, scope.licensees) if side == "grantor" else (scope.licensees, scope.licensors)
        )
        return m.Commitment(
            iri=node_iri("commitment", key, self.base),
            label=label,
            kind=kind,
            bound=bound,
            beneficiaries=beneficiaries,
            side=side,
            partnership=scope.partnership,
        )

    def _evidence(self, data: m.Dataset, source: m.Iri, quotes: Iterable[str]) -> tuple[m.Iri, ...]:
        found = []
        for quote in quotes:
            iri = node_iri("evidence", f"{local_name(source)}-{_digest(quote, 12)}", self.base)
            data.evidence.append(m.Evidence(iri=iri, source=source, phrase=quote))
            found.append(iri)
        return tuple(sorted(set(found)))

    def _description(self, iri: m.Iri, source: m.Iri) -> m.Description:
        kind, name = iri.removeprefix(self.base).split("/", 1)
        return m.Description(
            iri=node_iri("description", f"{kind}-{name}--{local_name(source)}", self.base),
            about=iri,
            source=source,
            name=self._name(iri),
            aliases=tuple(sorted(self._replaced.get(iri, ()))),
        )

    # -- sources

    def _source_of(self, document: Document | None) -> m.Iri:
        if document is None:
            return node_iri("source", self.identifier, self.base)
        day = document.day or self._only_day(document.title)
        name = slug(document.title) if document.title else self.identifier
        return node_iri("source", f"{name}-{day.isoformat()}" if day else name, self.base)

    def _only_day(self, title: str) -> date | None:
        """Return the day that the other rows give a document, where they give one."""
        days = {
            d.document.day
            for d, _ in self.deals
            if d.document and fold(d.document.title) == fold(title) and d.document.day
        }
        return days.pop() if len(days) == 1 else None

    def _sources(self, complete_for: Sequence[tuple[m.Iri, m.Iri]]) -> dict[m.Iri, m.Source]:
        own = self._source_of(None)
        complete = tuple(sorted(set(complete_for)))
        found = {own: m.Source(iri=own, title=self.title, date=self.on, as_of=self.on, complete_for=complete)}
        documents: dict[m.Iri, list[Document]] = {}
        for deal, _ in self.deals:
            if deal.document is not None:
                documents.setdefault(self._source_of(deal.document), []).append(deal.document)
        for iri, group in documents.items():
            found[iri] = m.Source(
                iri=iri,
                title=min(d.title for d in group) or self.title,
                date=max((d.day for d in group if d.day), default=None),
                url=min((d.url for d in group if d.url), default=None),
                publisher=min((d.publisher for d in group if d.publisher), default=None),
                as_of=self.on,
            )
        return found

    # -- what the user declares complete

    def complete_pairs(self, wanted: Sequence[str]) -> tuple[list[tuple[m.Iri, m.Iri]], list[Problem]]:
        """Return the (grantor, subject) pairs that names stand for, and what is wrong with the names.

        A licensor stands for all its subjects here, a subject for all its licensors, ``Licensor: subject`` for
        one pair.
        """
        listed = {(g, s) for _, scope in self.deals for g in scope.licensors for s in scope.subjects}
        grantors, subjects = ({self._called(iri): iri for pair in listed for iri in pair[i : i + 1]} for i in (0, 1))
        pairs: list[tuple[m.Iri, m.Iri]] = []
        problems = []
        for name in wanted:
            found = self._pairs(name, listed, grantors, subjects)
            if not found:
                near = nearest(name, [self._name(i) for i in (*grantors.values(), *subjects.values())])
                hint = f"nearest: {', '.join(near)}" if near else "name a licensor of the table, or 'Licensor: subject'"
                problems.append(
                    Problem(
                        "is no licensor or subject of the table",
                        hint,
                        file=self.place,
                        field="--complete-for",
                        value=name,
                    )
                )
            pairs.extend(found)
        return pairs, problems

    def _called(self, iri: m.Iri) -> str:
        return fold(self._name(iri))

    def _pairs(
        self, name: str, listed: set[tuple[m.Iri, m.Iri]], grantors: Mapping[str, m.Iri], subjects: Mapping[str, m.Iri]
    ) -> list[tuple[m.Iri, m.Iri]]:
        grantor = grantors.get(fold(self.names.name(m.Organization, name)))
        if grantor is not None:
            return sorted(pair for pair in listed if pair[0] == grantor)
        subject = subjects.get(fold(self.names.name(m.Brand, name)))
        if subject is not None:
            return sorted(pair for pair in listed if pair[1] == subject)
        first, colon, second = name.partition(":")
        grantor = grantors.get(fold(self.names.name(m.Organization, first)))
        if not colon or grantor is None or not second.strip():
            return []
        return [(grantor, subjects.get(fold(second)) or entity_iri(m.Brand, second.strip(), self.base))]

    def used_names(self, kind: type[m.Entity]) -> list[str]:
        """Return the names of the things of a kind, sorted."""
        return sorted(self._name(iri) for iri, known in self._kinds.items() if known is kind)


def _statement(
    base: str,
    about: m.Iri,
    source: m.Iri,
    deal: Deal,
    scope: Scope,
    strength: m.Strength | None,
    note: str | None,
    evidence: tuple[m.Iri, ...],
) -> m.Statement:
    return m.Statement(
        iri=_statement_iri(base, about, source),
        about=about,
        source=source,
        status=deal.status,
        subjects=scope.subjects,
        fields=scope.fields,
        channels=scope.channels,
        acts=scope.acts,
        territory=deal.territory,
        territory_words=deal.territory_words,
        period=deal.period,
        present_tense=deal.present,
        strength=strength,
        covers_affiliates=deal.affiliates,
        note=note,
        evidence=evidence,
    )


def _statement_iri(base: str, about: m.Iri, source: m.Iri) -> m.Iri:
    kind, name = about.removeprefix(base).split("/", 1)
    return node_iri("statement", f"{kind}-{name}--{local_name(source)}", base)


def _digest(content: str, letters: int) -> str:
    return sha256(content.encode()).hexdigest()[:letters]


def _fingerprint(deal: Deal, scope: Scope) -> str:
    """Return everything that a row says, whatever its spelling of names and its place."""
    period = deal.period
    when = period and (period.edtf, period.planned_end, period.endless)
    said = (
        scope, [rule.key for rule in deal.territory], when, deal.present,
        deal.grant, deal.strength, deal.sides, deal.option, deal.status, deal.affiliates, deal.quotes, deal.note,
    )  # fmt: skip
    return repr(said)


def _wording(deal: Deal) -> tuple[str, str]:
    """Return the words in which equal rows may differ: the least are kept, whatever the rows' order."""
    return deal.territory_words or "", (deal.period and deal.period.words) or ""


def _once(data: m.Dataset) -> None:
    """Keep one of equal values: a description or partnership that several rows call for."""
    for name in data.__dataclass_fields__:
        values = getattr(data, name)
        values[:] = {value.iri: value for value in values}.values()
