"""One cell of the scope (subject, field, channel, act, country, day) and what each commitment says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Final, Literal, TypeAlias

from partnergraph.axes import AXES, Axis
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.choices import (
    FALSE,
    TRUE,
    Choice,
    Condition,
    Domains,
    components,
    every,
    flag,
    negation,
    settled,
    some,
)
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.scope import BIT, territory_covers
from partnergraph.inference import Dispute
from partnergraph.model import Carveout, Commitment, Iri, Ownership

OTHERS: Final = "others"
"""Stands for any party that no commitment, ownership or question names."""

Belief: TypeAlias = Mapping[Dispute, Iri]
Part: TypeAlias = Literal["may", "may not", "owns"]
Outcome: TypeAlias = tuple[bool, bool]
"""Under one complete reading: whether a commitment favours the party, and whether one shuts it out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where and when is asked. An axis that is ``None``: every term; ``country`` may be a part of a country."""

    subject: Iri
    field: Iri
    channel: Iri | None
    act: Iri | None
    country: str
    day: date
    language: Iri | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A commitment's (or an ownership's) part in a party's answer, and when it plays it."""

    part: Part
    source: Commitment | Ownership
    when: Condition


@dataclass
class Alternative:
    """A cell under one way to believe the sources. Conditions of one case share their choices."""

    index: DealIndex
    cell: Cell
    readings: frozenset[str]
    belief: Belief
    domains: Domains = field(default_factory=Domains)
    _covers: dict[Iri, Condition] = field(default_factory=dict)

    def account(self, commitment: Commitment) -> Account:
        """Return the account of a commitment that is believed here."""
        return self.index.accounts(commitment, self.readings).under(self.belief)

    def covers(self, commitment: Commitment) -> Condition:
        """Return when a commitment, cut to its parent licences, covers the cell."""
        found = self._covers.get(commitment.iri)
        if found is None:
            self._covers[commitment.iri] = FALSE  # a ring of parents covers nothing
            found = self._covers[commitment.iri] = self._cover(commitment)
        return found

    def _cover(self, commitment: Commitment) -> Condition:
        account = self.account(commitment)
        in_force = self.in_force(account)
        if in_force.constant is False:
            return FALSE
        inside = every((in_force, self._subject(account), self.in_territory(account)))
        if inside.constant is False:
            return FALSE
        parent = self.index.parent(commitment)
        return every(
            (
                inside,
                *(self.on_axis(axis, account) for axis in AXES),
                *(negation(self._inside(c, account)) for c in account.carveouts if not c.parties and not c.commitment),
                self.covers(parent) if parent is not None else TRUE,
            )
        )

    def in_force(self, account: Account) -> Condition:
        """Return when a commitment was made and runs on the day."""
        iri = account.commitment.iri
        return every(
            (
                settled(account.exists, ("made", iri)),
                settled(account.window.holds(self.cell.day.toordinal()), ("runs", iri)),
            )
        )

    def _subject(self, account: Account) -> Condition:
        if account.commitment.side == "user":
            return TRUE
        if account.subjects is None:
            return flag(("subject", account.commitment.iri))
        return TRUE if account.subjects & self.index.family(self.cell.subject) else FALSE

    def on_axis(self, axis: Axis, account: Account) -> Condition:
        """Return when the terms of a commitment on an axis take in what is asked."""
        terms: frozenset[Iri] | None = account.on(axis)
        if terms is None:
            return TRUE if axis.unstated == "all" else flag((axis.name, account.commitment.iri))
        return self.index.trees.covers(axis.name, getattr(self.cell, axis.name), terms, self.domains)

    def in_territory(self, account: Account) -> Condition:
        """Return when the territory of a commitment has the country on the day."""
        if account.territory is None:
            return flag(("territory", account.commitment.iri))
        if account.plain_countries is not None:
            return TRUE if account.plain_countries & BIT[self.cell.country.partition("-")[0]] else FALSE
        return territory_covers(account.territory, self.cell.country, self.cell.day, account.agreed, self.domains)

    def _inside(self, carveout: Carveout, account: Account) -> Condition:
        """Return when the cell lies in the scope of an exception."""
        found = TRUE
        if carveout.territory:
            rules, cell = carveout.territory, self.cell
            found = territory_covers(rules, cell.country, cell.day, account.agreed, self.domains)
        if carveout.fields:
            fields = frozenset(carveout.fields)
            found = every((found, self.index.trees.covers("field", self.cell.field, fields, self.domains)))
        return found

    def favours(self, account: Account, party: Iri) -> Condition:
        """Return when a party is a beneficiary or a covered affiliate of one."""
        commitment = account.commitment
        if party in commitment.beneficiaries:
            return TRUE
        if not commitment.beneficiaries:
            return flag(("beneficiary", commitment.iri, party))
        if account.covers_affiliates is False:
            return FALSE
        related = self.affiliated(party, commitment.beneficiaries)
        return every((related, settled(account.covers_affiliates, ("affiliates", commitment.iri))))

    def affiliated(self, party: Iri, others: Iterable[Iri]) -> Condition:
        """Return when a party controls, is controlled by, or is under common control with one of the others."""
        mine = self._above(party)
        if len(mine) == 1 and party not in self.index.owned:
            return FALSE
        theirs = {other: self._above(other) for other in others}
        return some(
            every((up, down)) for above in theirs.values() for top, up in mine.items() if (down := above.get(top))
        )

    def _above(self, party: Iri) -> dict[Iri, Condition]:
        """Return what may control a party on the day, the party itself included, and when it does."""
        valuations: dict[Iri, list[Condition]] = {party: [TRUE]}
        walks: list[tuple[Iri, Condition, frozenset[Iri]]] = [(party, TRUE, frozenset((party,)))]
        while walks:
            here, so_far, seen = walks.pop()
            for ownership in self.index.owners.get(here, ()):
                when = every((so_far, self.owns(ownership)))
                if ownership.owner not in seen and when.constant is not False:
                    valuations.setdefault(ownership.owner, []).append(when)
                    walks.append((ownership.owner, when, seen | {ownership.owner}))
        return {top: some(conditions) for top, conditions in valuations.items()}

    def owns(self, ownership: Ownership) -> Condition:
        """Return when an ownership is in force on the day."""
        options = self.index.ownership_windows(ownership, self.readings)
        window = next(w for wanted, w in options if all(self.belief[d] == s for d, s in wanted))
        if not self.index.timeline.facts(ownership.iri):
            return FALSE
        return settled(window.holds(self.cell.day.toordinal()), ("control", ownership.iri))

    def excepts(self, account: Account, party: Iri, favouring: Iterable[Commitment]) -> Condition:
        """Return when an exclusivity lets a party through: an exception in its favour, or its beneficiary's licence."""
        found = [
            self._exception(carveout, account, party)
            for carveout in account.carveouts
            if carveout.parties or carveout.commitment
        ]
        insiders = set(account.commitment.beneficiaries)
        for licence in favouring:
            if licence.kind != "option" and any(insiders & set(c.bound) for c in self.index.chain(licence)):
                found.append(every((self.covers(licence), self.favours(self.account(licence), party))))
        return some(found)

    def _exception(self, carveout: Carveout, account: Account, party: Iri) -> Condition:
        if carveout.parties and party not in carveout.parties:
            return FALSE
        inside = self._inside(carveout, account)
        if carveout.commitment is None:
            return inside
        licence = self.index.commitments.get(carveout.commitment)
        if licence is None:
            return every((inside, flag(("licence", carveout.commitment))))
        terms = self.account(licence)
        return every(
            (
                inside,
                TRUE if carveout.parties else self.favours(terms, party),
                self.in_force(terms),
                TRUE if carveout.territory else self.in_territory(terms),
                TRUE if carveout.fields else self.on_axis(AXES[0], terms),
            )
        )

    def terms(self, party: Iri, candidates: Iterable[Commitment]) -> list[Term]:
        """Return everything that may decide about a party here."""
        candidates = list(candidates)
        found = [term for commitment in candidates for term in self._terms(commitment, party, candidates)]
        if "owner-may" in self.readings:
            for ownership in self.index.owners.get(self.cell.subject, ()):
                if ownership.owner == party:
                    found.append(Term("owns", ownership, self.owns(ownership)))
        return [term for term in found if term.when.constant is not False]

    def _terms(self, commitment: Commitment, party: Iri, candidates: list[Commitment]) -> Iterator[Term]:
        covers = self.covers(commitment)
        if covers.constant is False:
            return
        account = self.account(commitment)
        if commitment.side == "user":
            yield Term("may not", commitment, every((covers, self._promised_others(account, party))))
            return
        favours = self.favours(account, party)
        if commitment.kind != "exclusivity":
            taken_up = flag(("exercised", commitment.iri)) if commitment.kind == "option" else TRUE
            yield Term("may", commitment, every((covers, favours, taken_up)))
            return
        is_bound = party in commitment.bound and party not in commitment.beneficiaries
        if is_bound and account.strength == "sole":
            yield Term("may", commitment, covers)
            return
        yield Term("may", commitment, every((covers, favours)))
        shut = flag(("shut", commitment.iri)) if is_bound and account.strength == "unqualified" else TRUE
        outside = negation(some((favours, self.excepts(account, party, candidates))))
        yield Term("may not", commitment, every((covers, outside, shut)))

    def _promised_others(self, account: Account, party: Iri) -> Condition:
        """Return when a party has promised to use other subjects only."""
        commitment = account.commitment
        if party in commitment.bound:
            bound = TRUE
        elif account.covers_affiliates is False:
            return FALSE
        else:
            related = self.affiliated(party, commitment.bound)
            bound = every((related, settled(account.covers_affiliates, ("affiliates", commitment.iri))))
        if account.subjects is None:
            return every((bound, flag(("subject", commitment.iri))))
        return FALSE if account.subjects & self.index.family(self.cell.subject) else bound

    def outcomes(self, terms: Iterable[Term], valuation: Mapping[Choice, object] | None = None) -> frozenset[Outcome]:
        """Return what the complete readings that agree with the choices ``valuation`` say."""
        terms = list(terms)
        triples = {(False, False, False)}
        for group in components(term.when.choices for term in terms):
            parts = self._group_outcomes([terms[i] for i in group], valuation or {})
            triples = {(a or d, b or e, c or f) for a, b, c in triples for d, e, f in parts}
        return frozenset((may or (owns and not barred), barred) for may, barred, owns in triples)

    def _group_outcomes(self, terms: list[Term], valuation: Mapping[Choice, object]) -> set[tuple[bool, bool, bool]]:
        choices = frozenset[Choice]().union(*(term.when.choices for term in terms))
        found = set()
        for assignment in self.domains.assignments(choices - valuation.keys()):
            assignment.update(valuation)
            parts = {term.part for term in terms if term.when.test(assignment)}
            found.add(("may" in parts, "may not" in parts, "owns" in parts))
        return found


def beliefs(disputes: Iterable[Dispute]) -> list[dict[Dispute, Iri]]:
    """Return every way to believe one source of each set of sources at odds; one empty way if there is none.

    >>> beliefs([])
    [{}]
    """
    names = sorted(set(disputes), key=sorted)
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*(sorted(name) for name in names))]
