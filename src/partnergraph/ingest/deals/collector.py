"""Deals to the facts that they state: things, commitments, and what each source says of them.

A deal's key is the user's, or a digest of parties, subjects, terms on the axes and territory: not of the
row's number, and not of its dates, so that two sources that differ about a date speak of one deal. Where one
source has several different rows under one key, each is a commitment of its own: putting their scopes
together would license what no row does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from partnergraph import model as m
from partnergraph.axes import AXES
from partnergraph.errors import Problem
from partnergraph.inference.statements import POSSIBLE_STATUSES
from partnergraph.ingest.contract_terms import loosened
from partnergraph.ingest.deals.buffer import DealBuffer, Kept, Parties
from partnergraph.ingest.deals.changes import Targets, Told, events_of, not_there
from partnergraph.ingest.deals.deal import Deal, Document, Scope, Words
from partnergraph.ingest.deals.remarks import Remarks
from partnergraph.ingest.names_file import NamesFile
from partnergraph.names import entity_iri, fold, local_name, nearest, node_iri, slug
from partnergraph.terms import Axis
from partnergraph.vocabulary import DEFAULT_BASE

_PARTY_LETTERS = 24


@dataclass(slots=True)
class Collector:
    """Takes deals one by one and makes what all of them state, part by part.

    ``title`` and ``identifier`` name the table as a source; ``on`` is its day. ``refused``: rows whose number
    stood for other parties before, with the number's first row.
    """

    title: str
    identifier: str
    place: str
    remarks: Remarks
    names: NamesFile = field(default_factory=NamesFile)
    on: date | None = None
    base: str = DEFAULT_BASE
    refused: Mapping[int, int] = field(default_factory=dict)
    deals: DealBuffer = field(default_factory=DealBuffer)
    parties: Parties = field(default_factory=Parties)
    _iris: dict[tuple[type[m.Entity], str], m.Iri] = field(default_factory=dict)
    _kinds: dict[m.Iri, type[m.Entity]] = field(default_factory=dict)
    _spellings: dict[m.Iri, set[str]] = field(default_factory=dict)
    _replaced: dict[m.Iri, set[str]] = field(default_factory=dict)
    _terms: dict[m.Iri, m.Term] = field(default_factory=dict)
    _partnerships: dict[m.Iri, tuple[set[str], set[m.Iri]]] = field(default_factory=dict)
    _described: dict[Document | None, set[m.Iri]] = field(default_factory=dict)
    _aliases: dict[tuple[Document | None, m.Iri], tuple[str, ...]] = field(default_factory=dict)
    _speaking: set[Document | None] = field(default_factory=set)
    _days: dict[str, set[date]] = field(default_factory=dict)
    _told: dict[str, list[Told]] = field(default_factory=dict)
    _targets: Targets | None = None

    # -- one deal

    def add(self, deal: Deal) -> Problem | None:
        """Take a deal in, or return why it cannot be."""
        scope = self._scope(deal)
        if deal.is_change:
            self._remember_document(deal, scope)
            self._remember_changes(deal, scope)
            return None
        both = set(scope.licensors) & set(scope.licensees)
        if both:
            name = self._name(min(both))
            return Problem(
                "grants to itself", "name another licensor or licensee", file=self.place, line=deal.row, value=name
            )
        shut_out = set(scope.excluded) & {*scope.licensors, *scope.licensees}
        if shut_out:
            name, hint = self._name(min(shut_out)), "name others, or leave the cell empty"
            return Problem(
                "is excluded and a party of the deal", hint, file=self.place, line=deal.row, field="excluded licensee",
                value=name,
            )  # fmt: skip
        if deal.key is not None:
            self.parties.add(fold(deal.key), deal.row, scope)
        if deal.row in self.refused:
            message = f"stands for other parties in row {self.refused[deal.row]}"
            hint = "give one of the deals another number"
            return Problem(message, hint, file=self.place, line=deal.row, field="deal", value=deal.key)
        self._remember_partnership(deal, scope)
        self._remember_document(deal, scope)
        self._remember_changes(deal, scope)
        key = slug(deal.key) if deal.key is not None else _content(deal, scope)
        self.deals.add(deal, scope, key, scope.partnership)
        return None

    def _scope(self, deal: Deal) -> Scope:
        partnership = node_iri("partnership", slug(deal.partnership), self.base) if deal.partnership else None
        return Scope(
            licensors=self._all(m.Organization, deal.licensors) or self._not_named("licensor", deal),
            licensees=self._all(m.Organization, deal.licensees) or self._not_named("licensee", deal),
            subjects=tuple(sorted({self._thing(kind, name) for kind, name in deal.subjects})),
            partnership=partnership,
            excluded=self._all(m.Organization, deal.excluded),
            **{axis.terms: self._all_terms(axis.name, deal.on(axis)) for axis in AXES},
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

    def _not_named(self, role: str, deal: Deal) -> tuple[m.Iri, ...]:
        """Return the node of a party that this source does not name: one for each role and subject."""
        subjects = " and ".join(sorted({name for _, name in deal.subjects})) or "what is not named"
        if not deal.has_parties:
            return ()
        name = f"{role} of {subjects} (not named)"
        document = deal.document
        where = document.identifier if document is not None and document.identifier is not None else self.identifier
        known = f"{name} {where}"
        iri = self._iris.get((m.Organization, known))
        if iri is None:
            iri = self._iris[m.Organization, known] = entity_iri(m.Organization, known, self.base)
            self._kinds[iri], self._spellings[iri] = m.Organization, {name}
        return (iri,)

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

    def _remember_document(self, deal: Deal, scope: Scope) -> None:
        document = deal.document
        described = self._described.get(document)
        if described is None:
            described = self._described[document] = set()
            if document is not None and document.day:
                self._days.setdefault(fold(document.title), set()).add(document.day)
        described.update(scope.licensors, scope.licensees, scope.subjects, scope.excluded)
        if (
            deal.changes
            or deal.has_parties
            or deal.absent
            or (document is not None and document.identifier is not None)
        ):
            self._speaking.add(document)
        for subject in scope.subjects if deal.aliases else ():
            known = self._aliases.get((document, subject), ())
            if not set(deal.aliases) <= set(known):
                self._aliases[document, subject] = (*known, *deal.aliases)

    def _remember_changes(self, deal: Deal, scope: Scope) -> None:
        for change in deal.changes:
            sides = self._all(m.Organization, change.assignors), self._all(m.Organization, change.assignees)
            self._described[deal.document].update(*sides)
            key = slug(change.deal) if change.deal is not None else self._key(deal, scope)
            self._told.setdefault(key, []).append(Told(key, change, deal, scope, "", *sides))

    def _name(self, iri: m.Iri) -> str:
        return min(self._spellings[iri])

    # -- all deals

    def stated(self, complete_for: Sequence[tuple[m.Iri, m.Iri]] = ()) -> Stated:
        """Return what all deals state. ``complete_for``: (grantor, subject) pairs that the table lists in full."""
        if self.deals.repeats():
            for part in self.deals.parts():
                self._grouped(part, self._remark_repeated)
        return Stated(self._things(complete_for), self)

    def _things(self, complete_for: Sequence[tuple[m.Iri, m.Iri]]) -> m.Dataset:
        """Return sources, what they describe, and terms."""
        described: dict[tuple[m.Iri, m.Iri], set[str]] = {}
        for said_in, iris in self._described.items():
            for iri in iris:
                aliases = described.setdefault((iri, self._source_of(said_in)), set())
                aliases.update(self._aliases.get((said_in, iri), ()))
        speaking = set(map(self._source_of, self._speaking))
        things = sorted({iri for iri, _ in described})
        return m.Dataset(
            sources=[
                source
                for iri, source in sorted(self._sources(complete_for).items())
                if iri in speaking or source.complete_for
            ],
            entities=[
                *(self._kinds[iri](iri=iri, name=self._name(iri)) for iri in things),
                *(term for _, term in sorted(self._terms.items())),
            ],
            descriptions=[self._description(iri, source, also) for (iri, source), also in sorted(described.items())],
        )

    def ended(self) -> dict[m.Iri, date]:
        """Return the sources by which all that they said before has ended, with the day."""
        return {self._source_of(one): one.day for one in self._described if one is not None and one.ends and one.day}

    def returning(self) -> set[m.Iri]:
        """Return the sources that are the same whenever they come again, and then replace what they said."""
        return {self._source_of(one) for one in self._described if one is not None and one.identifier is not None}

    def speaks(self) -> bool:
        """Say whether any deal states anything."""
        return bool(self._speaking)

    @property
    def changes(self) -> int:
        """How many events rows tell of."""
        return sum(map(len, self._told.values()))

    def elsewhere(self) -> set[str]:
        """Return the keys of deals that rows change and that are not in this file."""
        targets = self._found_targets()
        return {key for key in self._told if not targets.commitments.get(key)}

    def settle(self, found: Mapping[str, Mapping[m.Iri, m.CommitmentKind]], numbers: Iterable[str]) -> list[Problem]:
        """Take in the commitments of other files and of a store that rows change; return what is wrong then.

        ``numbers``: of the deals that there are, for those that are looked for in vain.
        """
        targets = self._found_targets()
        targets.elsewhere.update({key: dict(kinds) for key, kinds in found.items()})
        missing = [one for key in sorted(self.elsewhere()) if not targets.kinds(key) for one in self._told[key]]
        _, problems = self._events([key for key in found if key in self._told])
        numbers = [*numbers, *(deal.key for deal, _ in self.deals if deal.key is not None)] if missing else ()
        return [*not_there(missing, numbers, self.place), *problems]

    def problems_of_changes(self) -> list[Problem]:
        """Return what is wrong with the events on deals of this file."""
        return self._events(self._told.keys() - self.elsewhere())[1] if self._told else []

    def commitments_of(self, keys: Iterable[str]) -> dict[str, dict[m.Iri, m.CommitmentKind]]:
        """Return the commitments of deals with some keys in this file."""
        targets = Targets()
        for part in self._parts():
            targets.take(keys, part)
        return {key: targets.kinds(key) for key in targets.commitments}

    def _found_targets(self) -> Targets:
        if self._targets is None:
            self._targets = Targets()
            for part in self._parts() if self._told else ():
                self._targets.take(self._told.keys(), part)
        return self._targets

    def _events(self, keys: Iterable[str]) -> tuple[m.Dataset, list[Problem]]:
        """Return the events on deals with some keys, and what is wrong with them."""
        data, problems = m.Dataset(), list[Problem]()
        for key in sorted(keys):
            told = [self._with_source(one, data) for one in self._told[key]]
            found, wrong = events_of(told, self._found_targets(), self.base, self.place)
            data.identities += found.identities
            data.statements += found.statements
            problems += wrong
        _once(data)
        return data, problems

    def _with_source(self, one: Told, data: m.Dataset) -> Told:
        source = self._source_of(one.deal.document)
        quotes = one.deal.quotes if one.change.deal is not None else ()
        return replace(one, source=source, evidence=self._evidence(data, source, quotes))

    def groups(self) -> Iterator[m.Dataset]:
        """Yield the facts and what is said of them, in parts that nothing links: all at once where events do."""
        if not self._told:
            yield from self._parts()
            return
        known = [key for key in self._told if self._found_targets().kinds(key)]
        data, _ = self._events(known)
        for part in self._parts():
            data.identities += part.identities
            data.statements += part.statements
            data.evidence += part.evidence
        _once(data)
        yield data

    def _parts(self) -> Iterator[m.Dataset]:
        """Yield the deals, in parts that nothing but events links."""
        seen: set[m.Iri] = set()
        for part in self.deals.parts():
            data = m.Dataset()
            for (key, source), rows in self._grouped(part).items():
                for deal, scope in rows:
                    name = key if len(rows) == 1 else f"{key}-{_digest(_fingerprint(deal, scope), 8)}"
                    self._state(data, name, source, deal, scope)
            _once(data)
            data.evidence = [passage for passage in data.evidence if passage.iri not in seen]
            seen.update(passage.iri for passage in data.evidence)
            yield data

    def _grouped(
        self, deals: Iterable[Kept], repeated: Callable[[Deal, Deal], None] | None = None
    ) -> dict[tuple[str, m.Iri], list[Kept]]:
        """Return the distinct deals of each key and source, in an order that does not depend on their rows.

        ``repeated`` is told of a deal that says the same as one before.
        """
        groups: dict[tuple[str, m.Iri], list[Kept]] = {}
        for deal, scope in deals:
            place = (self._key(deal, scope), self._source_of(deal.document))
            groups.setdefault(place, []).append((deal, scope))
        return {
            place: found if len(found) == 1 else _distinct(found, repeated) for place, found in sorted(groups.items())
        }

    def _remark_repeated(self, deal: Deal, before: Deal) -> None:
        message = f"says the same as row {before.row}: read once"
        self.remarks.add(message, "remove one of the rows, or give them numbers", deal.row)

    def _key(self, deal: Deal, scope: Scope) -> str:
        if deal.key is not None:
            return slug(deal.key)
        parties = (
            slug(self._name(group[0]))[:_PARTY_LETTERS].strip("-_")
            for group in (scope.licensors, scope.licensees)
            if group
        )
        return "-".join((*parties, _digest(_content(deal, scope), 16)))

    def _state(self, data: m.Dataset, key: str, source: m.Iri, deal: Deal, scope: Scope) -> None:
        evidence = self._evidence(data, source, deal.quotes)
        note = deal.note
        for commitment in self._commitments(key, deal, scope):
            data.identities.append(commitment)
            strength = deal.strength if commitment.kind == "exclusivity" else None
            said = _statement(self.base, commitment.iri, source, deal, scope, strength, note, evidence)
            if commitment.kind == "option":
                said = replace(said, option=deal.option_kind)
            if commitment.kind == "exclusion":  # what is said of affiliates and sublicences is said of the licensees
                said = replace(said, covers_affiliates=None, sublicensing=None)
            data.statements.append(said if deal.licensees else _perhaps_anybodys(said, commitment))
            note = None
        if deal.absent:
            self._state_absence(data, key, source, deal, scope, evidence)
        if scope.partnership is not None:
            labels, parties = self._partnerships[scope.partnership]
            data.identities.append(
                m.Partnership(iri=scope.partnership, label=min(labels), parties=tuple(sorted(parties)))
            )
            iri = _statement_iri(self.base, scope.partnership, source)
            data.statements.append(m.Statement(iri=iri, about=scope.partnership, source=source, status=None))

    def _state_absence(
        self, data: m.Dataset, key: str, source: m.Iri, deal: Deal, scope: Scope, evidence: tuple[m.Iri, ...]
    ) -> None:
        """State that each subject is not for sale there."""
        for subject in scope.subjects:
            name = key if len(scope.subjects) == 1 else f"{key}-{local_name(subject)}"
            iri, label = node_iri("absence", name, self.base), f"{self._name(subject)} not for sale"
            data.identities.append(m.Absence(iri=iri, label=label, product=subject))
            said = _statement(self.base, iri, source, deal, scope, None, deal.note, evidence)
            data.statements.append(replace(said, subjects=()))

    def _commitments(self, key: str, deal: Deal, scope: Scope) -> Iterator[m.Commitment]:
        one, other = (", ".join(map(self._name, group)) for group in (scope.licensors, scope.licensees))
        name = deal.called or deal.key
        called = f" ({name})" if name else ""
        if deal.grant:
            yield self._commitment(key, "grant", f"{one} licenses {other}{called}", scope)
        if deal.strength is not None and "grantor" in deal.sides:
            yield self._commitment(f"{key}-exclusivity", "exclusivity", f"{one} licenses only {other}{called}", scope)
        if deal.strength is not None and "user" in deal.sides:
            label = f"{other} uses only what {one} licenses{called}"
            yield self._commitment(f"{key}-user-exclusivity", "exclusivity", label, scope, "user")
        if deal.option:
            yield self._commitment(f"{key}-option", "option", f"{one} must offer to {other} first{called}", scope)
        if deal.holdback:
            made = self._commitment(f"{key}-holdback", "holdback", f"{one} lets nobody act{called}", scope)
            yield replace(made, beneficiaries=(), promisees=made.beneficiaries)
        if scope.excluded:
            shut_out = ", ".join(map(self._name, scope.excluded))
            made = self._commitment(
                f"{key}-exclusion", "exclusion", f"{one} does not license {shut_out}{called}", scope
            )
            yield replace(made, beneficiaries=(), promisees=made.beneficiaries, excluded=scope.excluded)

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

    def _description(self, iri: m.Iri, source: m.Iri, also: Iterable[str]) -> m.Description:
        kind, _, name = iri.removeprefix(self.base).partition("/")
        return m.Description(
            iri=node_iri("description", f"{kind}-{name}--{local_name(source)}", self.base),
            about=iri,
            source=source,
            name=self._name(iri),
            aliases=tuple(sorted({*self._replaced.get(iri, ()), *also})),
        )

    # -- sources

    def _source_of(self, document: Document | None) -> m.Iri:
        if document is None:
            return node_iri("source", self.identifier, self.base)
        if document.identifier is not None:
            return node_iri("source", slug(document.identifier), self.base)
        day = document.day or self._only_day(document.title)
        name = slug(document.title) if document.title else self.identifier
        return node_iri("source", f"{name}-{day.isoformat()}" if day else name, self.base)

    def _only_day(self, title: str) -> date | None:
        """Return the day that the other rows give a document, where they give one."""
        days = self._days.get(fold(title), ())
        return next(iter(days)) if len(days) == 1 else None

    def _sources(self, complete_for: Sequence[tuple[m.Iri, m.Iri]]) -> dict[m.Iri, m.Source]:
        own = self._source_of(None)
        complete = tuple(sorted(set(complete_for)))
        found = {own: m.Source(iri=own, title=self.title, date=self.on, as_of=self.on, complete_for=complete)}
        documents: dict[m.Iri, list[Document]] = {}
        for document in self._described:
            if document is not None:
                documents.setdefault(self._source_of(document), []).append(document)
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
        if not wanted:
            return [], []
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


@dataclass(frozen=True, slots=True)
class Stated:
    """What a table states. ``things``: sources, things and their descriptions; the facts come part by part."""

    things: m.Dataset
    _deals: Collector

    def groups(self) -> Iterator[m.Dataset]:
        """Yield the facts and what is said of them, in parts that nothing links; each time anew."""
        return self._deals.groups()

    @property
    def ended(self) -> dict[m.Iri, date]:
        """Sources by which all that they said before has ended, with the day."""
        return self._deals.ended()

    @property
    def returning(self) -> set[m.Iri]:
        """Sources that are the same whenever they come again, as the record of a product is."""
        return self._deals.returning()

    @property
    def deals(self) -> Collector:
        """The deals of which it is made."""
        return self._deals

    def dataset(self) -> m.Dataset:
        """Return all of it at once."""
        data = replace(self.things, identities=[], statements=[], evidence=[])
        for part in self.groups():
            data.identities += part.identities
            data.statements += part.statements
            data.evidence += part.evidence
        return data


def _distinct(deals: Iterable[Kept], repeated: Callable[[Deal, Deal], None] | None) -> list[Kept]:
    """Return one of deals that say the same, sorted by what they say."""
    group: dict[str, Kept] = {}
    for deal, scope in deals:
        fingerprint = _fingerprint(deal, scope)
        known = group.get(fingerprint, (deal, scope))
        if fingerprint in group and repeated is not None:
            repeated(deal, known[0])
        group[fingerprint] = min(known, (deal, scope), key=lambda one: _wording(one[0]))
    return [group[fingerprint] for fingerprint in sorted(group)]


def _content(deal: Deal, scope: Scope) -> str:
    """Return what the key of a deal without a number is made from."""
    territory = [rule.key for rule in deal.territory]
    content = [scope.licensors, scope.licensees, scope.subjects, scope.fields, scope.channels, scope.acts, territory]
    return json.dumps([*content, scope.customers] if scope.customers else content)


def _perhaps_anybodys(said: m.Statement, commitment: m.Commitment) -> m.Statement:
    """Let an exclusivity count only as possible where its licensee is not named: whoever is asked about may be it."""
    certain = said.status not in POSSIBLE_STATUSES and commitment.kind == "exclusivity"
    return replace(said, status="tentative") if certain else said


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
        denied=deal.denied,
        status=deal.status,
        subjects=scope.subjects,
        territory=deal.territory,
        territory_words=deal.territory_words,
        period=loosened(deal.period, deal.renewal, deal.conditions),
        renewal=deal.renewal,
        conditions=deal.conditions,
        present_tense=deal.present,
        strength=strength,
        covers_affiliates=deal.affiliates,
        sublicensing=deal.sublicensing,
        note=note,
        evidence=evidence,
        **{axis.terms: scope.on(axis) for axis in AXES},  # type: ignore[arg-type]
    )


def _statement_iri(base: str, about: m.Iri, source: m.Iri) -> m.Iri:
    kind, _, name = about.removeprefix(base).partition("/")
    return node_iri("statement", f"{kind}-{name}--{local_name(source)}", base)


def _digest(content: str, letters: int) -> str:
    return sha256(content.encode()).hexdigest()[:letters]


def _fingerprint(deal: Deal, scope: Scope) -> str:
    """Return everything that a row says, whatever its spelling of names and its place."""
    period = deal.period
    when = period and (period.edtf, period.planned_end, period.endless)
    said = (
        [rule.key for rule in deal.territory], when, deal.present,
        deal.grant, deal.strength, deal.sides, deal.option, deal.status, deal.affiliates,
        deal.quotes, deal.note, *((deal.sublicensing,) if deal.sublicensing else ()),
        *((deal.option_kind, deal.holdback) if deal.option_kind or deal.holdback else ()),
        *((deal.denied, deal.absent) if deal.denied or deal.absent else ()),
        *((deal.renewal, deal.conditions) if deal.renewal or deal.conditions else ()),
        *((scope.excluded,) if scope.excluded else ()),
    )  # fmt: skip
    # A row that names no customers keeps the address that it had before they were an axis.
    on_axes = repr(scope) if scope.customers else repr(scope).replace("customers=(), ", "", 1)
    return f"({on_axes}, {repr(said).removeprefix('(')}"


def _wording(deal: Deal) -> tuple[str, str]:
    """Return the words in which equal rows may differ: the least are kept, whatever the rows' order."""
    return deal.territory_words or "", (deal.period and deal.period.words) or ""


def _once(data: m.Dataset) -> None:
    """Keep one of equal values: a description or partnership that several rows call for."""
    for name in data.__dataclass_fields__:
        values = getattr(data, name)
        values[:] = {value.iri: value for value in values}.values()
