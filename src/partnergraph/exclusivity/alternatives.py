"""One cell of the scope (subject, terms of the axes, country, day) and what each commitment says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product
from math import prod
from typing import Final, Literal, TypeAlias

from partnergraph.axes import AXES, Axis
from partnergraph.exclusivity.accounts import Account, Switch
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
from partnergraph.exclusivity.entitlement import Entitlement, Parties, deals_on
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.scope import BIT, territory_covers
from partnergraph.exclusivity.shut_out import ShutOut
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
    customer: Iri | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A commitment's (or an ownership's) part in a party's answer, and when it plays it."""

    part: Part
    source: Commitment | Ownership
    when: Condition


@dataclass
class Alternative(ShutOut[Condition]):
    """A cell under one way to believe the sources. Conditions of one alternative share their choices."""

    index: DealIndex
    cell: Cell
    readings: frozenset[str]
    belief: Belief
    candidates: Sequence[Commitment] = ()
    domains: Domains = field(default_factory=Domains)
    _cover: dict[Iri, Condition] = field(default_factory=dict)

    always = TRUE
    never = FALSE
    every = staticmethod(every)
    some = staticmethod(some)
    negation = staticmethod(negation)
    settled = staticmethod(settled)

    def account(self, commitment: Commitment) -> Account:
        """Return the account of a commitment that is believed here."""
        return self.index.accounts(commitment, self.readings).under(self.belief)

    def covers(self, commitment: Commitment) -> Condition:
        """Return when a commitment, cut to its parent licences, covers the cell."""
        found = self._cover.get(commitment.iri)
        if found is None:
            found = self._cover[commitment.iri] = super().covers(commitment)
        return found

    def in_force(self, account: Account) -> Condition:
        """Return when a commitment was made and runs on the day, between the events that limit it."""
        iri, day, between = account.commitment.iri, self.cell.day.toordinal(), account.between
        if between is None or account.exists is False:
            return every((settled(account.exists, ("made", iri)), settled(account.window.holds(day), ("runs", iri))))
        made = settled(between.exists, ("made", iri))
        runs = settled(between.window.holds(day), ("runs", iri))
        return every((made, runs, *(self._limited(switch, day) for switch in between.switches)))

    def _limited(self, switch: Switch, day: int) -> Condition:
        come = settled(switch.by(day), ("came", switch.event))
        return come if switch.came else negation(come)

    def in_scope(self, account: Account) -> Iterator[Condition]:
        """Yield when each axis of a commitment has the cell, exceptions aside."""
        yield self._subject(account)
        yield self.in_territory(account)
        yield from (self.in_terms(axis, account) for axis in AXES)

    def _subject(self, account: Account) -> Condition:
        if account.commitment.side == "user":
            return TRUE
        if account.subjects is None:
            return flag(("subject", account.commitment.iri))
        return TRUE if account.subjects & self.index.family(self.cell.subject) else FALSE

    def other_subject(self, account: Account) -> Condition:
        """Return when the subject is none of those that a user of marks has promised to use."""
        if account.subjects is None:
            return flag(("subject", account.commitment.iri))
        subject = self.cell.subject
        uses = self.index.uses_other_mark(subject, account.subjects)
        return settled(uses, ("marks", account.commitment.iri, subject))

    def in_terms(self, axis: Axis, account: Account) -> Condition:
        """Return when the terms of a commitment on an axis have the one asked."""
        terms: frozenset[Iri] | None = account.on(axis)
        if terms is None:
            return TRUE if axis.unstated == "all" else flag((axis.name, account.commitment.iri))
        return self._covers_terms(axis, terms)

    def _covers_terms(self, axis: Axis, terms: Iterable[Iri]) -> Condition:
        return self.index.trees.covers(axis.name, getattr(self.cell, axis.name), frozenset(terms), self.domains)

    def in_territory(self, account: Account) -> Condition:
        """Return when the territory of a commitment has the country on the day."""
        if account.territory is None:
            return flag(("territory", account.commitment.iri))
        if account.plain_countries is not None:
            return TRUE if account.plain_countries & BIT[self.cell.country.partition("-")[0]] else FALSE
        return territory_covers(account.territory, self.cell.country, self.cell.day, account.agreed, self.domains)

    def inside(self, carveout: Carveout, account: Account) -> Condition:
        """Return when the cell lies in the scope of an exception."""
        rules, cell = carveout.territory, self.cell
        parts = [self._covers_terms(axis, terms) for axis in AXES if (terms := carveout.on(axis))]
        if rules:
            parts.append(territory_covers(rules, cell.country, cell.day, account.agreed, self.domains))
        return every(parts)

    def owns(self, ownership: Ownership) -> Condition:
        """Return when an ownership is in force on the day, and of what the cell is of."""
        if not self.index.timeline.facts(ownership.iri):
            return FALSE
        account = self.account(self.index.ownership_right(ownership))
        if account.exists is False:
            return FALSE
        limits = [self._covers_terms(axis, terms) for axis in AXES if (terms := account.on(axis))]
        if account.territory is not None:
            limits.append(self.in_territory(account))
        holds = account.window.holds(self.cell.day.toordinal())
        return every((settled(holds, ("control", ownership.iri)), *limits))

    def licences(self, party: Iri) -> list[Commitment]:
        """Return the licences in the cell that may favour a party."""
        related = party in self.index.owners or party in self.index.owned
        return [c for c in self._licences if related or not c.beneficiaries or party in c.beneficiaries]

    @cached_property
    def _licences(self) -> list[Commitment]:
        return [c for c in self.candidates if c.lets_act and self.covers(c) is not FALSE]

    def counted_licences(self, promise: Account) -> list[Commitment]:
        """Return the licences in the cell."""
        return self._licences

    def at_least(self, number: int, parts: Sequence[Condition], choice: Choice) -> Condition:
        """Return when so many hold at once; a choice of its own where the ways to make theirs are too many."""
        missing = number - sum(part is TRUE for part in parts)
        loose = [part for part in parts if part.choices]
        if missing <= 0 or missing > len(loose):
            return TRUE if missing <= 0 else FALSE
        choices = frozenset[Choice]().union(*(part.choices for part in loose))
        if prod(len(self.domains.values(one)) for one in choices) > _MOST_WAYS:
            return flag(choice)
        return Condition(choices, lambda valuation: sum(part.test(valuation) for part in loose) >= missing)

    def earlier(self, one: tuple[Commitment, Iri], other: tuple[Commitment, Iri]) -> Condition:
        """Return when one licence surely began on an earlier day than another."""
        first, second = (self.account(licence).began for licence, _ in (one, other))
        known = True if first[1] < second[0] else False if second[1] < first[0] else None
        return settled(known, ("first", one[0].iri, other[0].iri))

    def counted(self, promise: Commitment, party: Iri) -> Iterator[Commitment]:
        """Yield the licences by which places under a promise of at most so many licensees are, or may be, taken."""
        for licence in self._licences if promise.at_most is not None else ():
            if party not in licence.beneficiaries:
                yield licence

    def lets_on(self, licence: Account) -> Condition:
        """Return when the beneficiaries of a licence may let others act, as far as is recorded."""
        return self.sublicensable(licence)

    def theirs(self, bound: Parties, *, exclusive: bool) -> Condition:
        """Return when what some parties grant in the cell is theirs to give: held, or not recorded.

        Of what they possibly do not hold it is open whether a licence lets them that is not recorded.
        """
        if not deals_on(self.index, self.cell.subject).tells_of(bound):
            return TRUE
        title = self._titles.standing(bound, exclusive)
        if title.fine is TRUE:
            return TRUE
        unrecorded = every((negation(title.lacking), flag(("title", exclusive, bound))))
        return some((title.fine, unrecorded))

    @cached_property
    def _titles(self) -> _InCell:
        return _InCell(deals_on(self.index, self.cell.subject), self)

    def holds_from(self, givers: Parties, party: Iri, seen: frozenset[Iri] = frozenset()) -> Condition:
        """Return when a party has a licence in the cell from one of the givers, or from one who has it from them."""
        return some(self._holds_from(givers, party, seen))

    def _holds_from(self, givers: Parties, party: Iri, seen: frozenset[Iri]) -> Iterator[Condition]:
        for licence in self.licences(party):
            favours = self.favours(self.account(licence), party)
            if licence.iri in seen or favours is FALSE:
                continue
            chain = self.index.chain(licence)
            above = TRUE
            if not any(set(givers) & set(link.bound) for link in chain):
                above = some(self.holds_from(givers, p, seen | {licence.iri}) for p in chain[-1].bound)
            yield every((above, favours, self.covers(licence)))

    def terms(self, party: Iri, candidates: Iterable[Commitment]) -> list[Term]:
        """Return everything that may decide about a party here."""
        found = [term for commitment in candidates for term in self._terms(commitment, party)]
        if "owner-may" in self.readings:
            for ownership in self.index.owners.get(self.cell.subject, ()):
                if ownership.owner == party:
                    found.append(Term("owns", ownership, self.owns(ownership)))
        return [term for term in found if term.when.constant is not False]

    def _terms(self, commitment: Commitment, party: Iri) -> Iterator[Term]:
        covers = self.covers(commitment)
        if covers.constant is False:
            return
        account = self.account(commitment)
        if commitment.side == "user":
            yield Term("may not", commitment, every((covers, self.promised_others(account, party))))
            return
        if commitment.only_forbids:
            yield Term("may not", commitment, self._forbidden(account, party, covers))
            return
        favours = self.favours(account, party)
        if commitment.kind != "exclusivity":
            taken_up = flag(("exercised", commitment.iri)) if commitment.kind == "option" else TRUE
            yield Term("may", commitment, self._given(commitment, covers, favours, taken_up))
            return
        is_bound = party in commitment.bound and party not in commitment.beneficiaries
        if is_bound and account.strength == "sole":
            yield Term("may", commitment, self._given(commitment, covers))
            return
        yield Term("may", commitment, self._given(commitment, covers, favours))
        yield Term("may not", commitment, self._forbidden(account, party, covers))

    def _forbidden(self, account: Account, party: Iri, covers: Condition) -> Condition:
        """Return when a promise that covers the cell under a condition shuts a party out, licences counted."""
        commitment = account.commitment
        shut = self.shuts_out(account, party)
        if shut is not FALSE:
            shut = every((covers, shut, negation(self.licensed(account, party))))
        is_bound = party in commitment.bound and party not in commitment.beneficiaries
        return every((shut, self._binds(commitment.bound, party))) if shut is not FALSE and not is_bound else shut

    def _binds(self, bound: Parties, party: Iri) -> Condition:
        """Return when a promise binds another party: the exclusive right is theirs, or it has its own from them."""
        theirs = self.theirs(bound, exclusive=True)
        return TRUE if theirs is TRUE else some((theirs, self.holds_from(bound, party)))

    def _given(self, commitment: Commitment, *parts: Condition) -> Condition:
        """Return when a commitment does what its parts say, and it is the bound party's to give."""
        found = every(parts)
        return found if found is FALSE else every((found, self.theirs(commitment.bound, exclusive=False)))

    def not_theirs(self, party: Iri, candidates: Iterable[Commitment]) -> Iterator[Commitment]:
        """Yield what would let a party act here and surely is not the grantor's to give."""
        for commitment in candidates:
            if commitment.side == "user" or commitment.kind not in ("grant", "exclusivity"):
                continue
            reaches = every((self.covers(commitment), self.favours(self.account(commitment), party)))
            if reaches.constant is not False and self.theirs(commitment.bound, exclusive=False).constant is False:
                yield commitment

    def outcomes(self, terms: Iterable[Term], valuation: Mapping[Choice, object] | None = None) -> frozenset[Outcome]:
        """Return what the complete readings that agree with the choices ``valuation`` say."""
        parts, open_ones = set[Part](), []
        for term in terms:
            if term.when.choices:
                open_ones.append(term)
            elif term.when.test({}):
                parts.add(term.part)
        triples: set[tuple[bool, ...]] = {tuple(part in parts for part in _PARTS)}
        for group in components(term.when.choices for term in open_ones):
            said = self._group_outcomes([open_ones[i] for i in group], valuation or {})
            triples = {(a or d, b or e, c or f) for a, b, c in triples for d, e, f in said}
        return frozenset((may or (owns and not barred), barred) for may, barred, owns in triples)

    def _group_outcomes(self, terms: list[Term], valuation: Mapping[Choice, object]) -> set[tuple[bool, ...]]:
        """Return what terms that share choices say together; a choice that one alone has is made for it alone."""
        used = Counter(choice for term in terms for choice in term.when.choices - valuation.keys())
        shared = frozenset(choice for choice, times in used.items() if times > 1)
        tables = [(_PARTS.index(term.part), _Truths(term.when, shared, valuation, self.domains)) for term in terms]
        found: set[tuple[bool, ...]] = set()
        for assignment in self.domains.assignments(shared):
            triples: set[tuple[bool, ...]] = {(False, False, False)}
            for part, truths in tables:
                holds = truths.under(assignment)
                if True in holds:
                    held = {(*t[:part], True, *t[part + 1 :]) for t in triples}
                    triples = held | triples if False in holds else held
            found |= triples
        return found


_MOST_WAYS: Final = 512
"""In how many ways the choices behind a count may be made for it to be counted exactly."""
_PARTS: Final[tuple[Part, ...]] = ("may", "may not", "owns")


class _Truths:
    """Whether a condition may hold, and may not, once the choices are made that it shares with others."""

    def __init__(
        self, condition: Condition, shared: frozenset[Choice], made: Mapping[Choice, object], domains: Domains
    ) -> None:
        self._condition, self._made, self._domains = condition, made, domains
        self._common = tuple(condition.choices & shared)
        self._private = condition.choices - shared - made.keys()
        self._known: dict[tuple[object, ...], set[bool]] = {}

    def under(self, assignment: Mapping[Choice, object]) -> set[bool]:
        """Return the values that it may have."""
        key = tuple(assignment[choice] for choice in self._common)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = set()
            for rest in self._domains.assignments(self._private):
                found.add(self._condition.test({**self._made, **assignment, **rest}))
                if len(found) == 2:
                    break
        return found


class _InCell(Entitlement[Condition]):
    """The rule of title in a cell, out of the commitments that matter there."""

    reckoning: Alternative

    def licences(self, parties: Parties) -> list[Commitment]:
        """Return those that have the cell."""
        found = (c for party in parties for c in self.reckoning.licences(party))
        named = {c.iri: c for c in found if not c.beneficiaries or set(c.beneficiaries) & set(parties)}
        return list(named.values())

    def promises(self, makers: set[Iri]) -> list[Commitment]:
        """Return those that have the cell."""
        found = (c for c in self.reckoning.candidates if c.kind == "exclusivity" and c.side == "grantor")
        return [c for c in found if makers.intersection(c.bound)]

    def covers(self, licence: Commitment) -> Condition:
        """Return when a licence has the cell."""
        return self.reckoning.covers(licence)

    def bars(self, promise: Commitment, party: Iri) -> Condition:
        """Return when an exclusivity has the cell and shuts a party out."""
        this = self.reckoning
        return every((this.covers(promise), this.shuts_out(this.account(promise), party)))


def beliefs(disputes: Iterable[Dispute]) -> list[dict[Dispute, Iri]]:
    """Return every way to believe one source of each set of sources at odds; one empty way if there is none.

    >>> beliefs([])
    [{}]
    """
    names = sorted(set(disputes), key=sorted)
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*(sorted(name) for name in names))]
