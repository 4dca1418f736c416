"""Whether what is granted is the grantor's to give: said once, for every way to reckon.

The rule is semantics.md, "Title". Nobody gives what they have not:

* An owner of the subject may give all of it; so may, as far as is recorded, an affiliate of whoever may.
* A licensee may give what its licences cover together, each cut to the licences above it and to what its licensor may
  give. An exclusive grant needs exclusive licences.
* Out of a licence that forbids sublicences nothing may be given; out of one that asks for consent, if it is given.
* Where no licence of the party is recorded and no other owner, nothing is recorded against it.
* The rest is *not held* where what the party holds is declared to be listed in full, or where all others who hold
  there list what they grant, or where those from whom a licensee has
  its right have promised that it may not act, or where its licence forbids it; else *possibly not held*.

`who` reckons one cell with conditions over open choices, `clear`, `conflicts` and `available` with where and when.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.shut_out import ShutOut
from partnergraph.model import Commitment, Iri, Ownership

C = TypeVar("C")
Parties = tuple[Iri, ...]


class SubjectDeals:
    """The grants and promises of exclusivity that do, or may, concern one subject, by party."""

    def __init__(self, index: DealIndex, subject: Iri) -> None:
        self.index, self.subject = index, subject
        self.marks = index.family(subject)
        self.owners = [o for o in index.owners.get(subject, ()) if index.timeline.facts(o.iri)]
        self._told: dict[Parties, bool] = {}

    @cached_property
    def concerned(self) -> list[Commitment]:
        """All of them, in the order given."""
        return [c for c in self.index.on_subject(self.subject) if c.lets_act]

    @cached_property
    def _for(self) -> dict[Iri | None, list[Commitment]]:
        return _by_party((party, c) for c in self.concerned for party in c.beneficiaries or (None,))

    @cached_property
    def _by(self) -> dict[Iri | None, list[Commitment]]:
        return _by_party((party, c) for c in self.concerned for party in c.bound)

    @cached_property
    def holders(self) -> frozenset[Iri]:
        """All who own the subject, grant it or are licensed to use it."""
        return may_grant(self.index, self.subject) | self.entitled

    @cached_property
    def entitled(self) -> set[Iri]:
        """All who own the subject or are licensed to use it."""
        return {o.owner for o in self.owners}.union(party for party in self._for if party is not None)

    @cached_property
    def control(self) -> list[Ownership]:
        """The ownerships that tell who is an affiliate of one who is entitled."""
        group = self.entitled.union(*map(self.index.group, self.entitled))
        return [ownership for party in sorted(group) for ownership in self.index.owners.get(party, ())]

    def tells_of(self, parties: Parties) -> bool:
        """Whether an owner is recorded, or a licence of one of some parties."""
        found = self._told.get(parties)
        if found is None:
            licensed = any(self.index.has_licence(party, self.marks) for party in parties)
            found = self._told[parties] = bool(self.owners) or licensed or self.holdings_as_of(parties) is not None
        return found

    def holdings_as_of(self, parties: Parties) -> date | None:
        """Return the day as of which all rights of some parties are declared to be listed; ``None`` without that."""
        days = [self.index.documents.holdings_until(party, mark) for party in parties for mark in self.marks]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None

    def licences(self, parties: Iterable[Iri]) -> list[Commitment]:
        """Return the licences that favour one of some parties, or somebody not named."""
        return list({c.iri: c for party in (*parties, None) for c in self._for.get(party, ())}.values())

    def promises(self, parties: Iterable[Iri]) -> list[Commitment]:
        """Return the exclusivities by which one of some parties is bound."""
        return [c for party in sorted(parties) for c in self._by.get(party, ()) if c.kind == "exclusivity"]

    def has_licence(self, parties: Iterable[Iri]) -> bool:
        """Whether a licence of one of the parties on the subject is a recorded fact."""
        facts, stated = self.index.timeline.facts, self.index.stated_subjects
        return any(c.beneficiaries and stated(c) and facts(c.iri) for c in self.licences(parties))

    def licensors(self, party: Iri) -> set[Iri]:
        """Return a party with those from whom it has recorded licences, and those they have theirs from."""
        facts, stated = self.index.timeline.facts, self.index.stated_subjects
        found, rest = {party}, [party]
        while rest:
            licences = self._for.get(rest.pop(), ())
            near = {p for c in licences if stated(c) and facts(c.iri) for p in c.bound} - found
            rest += near
            found |= near
        return found

    def above(self, parties: Iterable[Iri]) -> list[Commitment]:
        """Return the licences of some parties and of their affiliates, and those of who licensed them, to the top."""
        found: dict[Iri, Commitment] = {}
        rest, seen = set(parties), set[Iri]()
        while rest:
            rest |= {r for party in rest for r in self.index.group(party) if r in self.entitled} - seen
            fresh = {c.iri: c for c in self.licences(rest)}
            found.update(fresh)
            seen |= rest
            rest = {party for c in fresh.values() for party in c.bound} - seen
        return list(found.values())


def _by_party(entries: Iterable[tuple[Iri | None, Commitment]]) -> dict[Iri | None, list[Commitment]]:
    found: dict[Iri | None, list[Commitment]] = defaultdict(list)
    for party, commitment in entries:
        found[party].append(commitment)
    return found


def deals_on(index: DealIndex, subject: Iri) -> SubjectDeals:
    """Return the deals about a subject, put together once."""
    found: SubjectDeals | None = index.titles.get(subject)
    if found is None:
        found = index.titles[subject] = SubjectDeals(index, subject)
    return found


@dataclass(frozen=True, slots=True)
class Standing(Generic[C]):
    """When a title is held or not recorded, and when it is not held; else it is possibly not held."""

    fine: C
    lacking: C


class Entitlement(ABC, Generic[C]):
    """The rule about one subject, over what `reckoning` can combine."""

    def __init__(self, deals: SubjectDeals, reckoning: ShutOut[C]) -> None:
        self.deals, self.reckoning = deals, reckoning
        self._found: dict[object, Standing[C]] = {}

    @abstractmethod
    def licences(self, parties: Parties, /) -> Iterable[Commitment]:
        """Return the licences that favour one of some parties, or somebody not named."""

    @abstractmethod
    def promises(self, makers: set[Iri], /) -> Iterable[Commitment]:
        """Return the exclusivities by which one of some parties is bound."""

    @abstractmethod
    def covers(self, licence: Commitment, /) -> C:
        """Return when a licence, cut to those above it, has what is granted."""

    @abstractmethod
    def bars(self, promise: Commitment, party: Iri, /) -> C:
        """Return when an exclusivity shuts out a party."""

    def owns(self, ownership: Ownership) -> C:
        """Return when an owner of the subject has what is granted."""
        return self.reckoning.owns(ownership)

    def standing(self, parties: Parties, exclusive: bool, below: frozenset[Iri] = frozenset()) -> Standing[C]:
        """Return the title of some parties together. ``below``: those whose titles are being looked for already."""
        key = (parties, exclusive, below)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._standing(parties, exclusive, below)
        return found

    def _standing(self, parties: Parties, exclusive: bool, below: frozenset[Iri]) -> Standing[C]:
        this = self.reckoning
        fine, perhaps = self._alone(parties, exclusive, below)
        if fine is not this.always:
            relatives = {r for party in parties for r in self.deals.index.group(party)} & self.deals.entitled
            for relative in sorted(relatives.difference(parties, below)):
                related = self._related(parties, relative)
                theirs = self._alone((relative,), exclusive, below.union(parties))
                fine, perhaps = (
                    this.some((mine, this.every((related, their))))
                    for mine, their in zip((fine, perhaps), theirs, strict=True)
                )
        listed = self.deals.holdings_as_of(parties) is not None
        told = this.always if listed or self.deals.has_licence(parties) else self._owned_by_strangers(parties)
        rest = this.every((told, this.negation(fine), this.negation(perhaps)))
        lacking = this.never
        if rest is not this.never:
            why = (self.shut_out(parties), self.forbidden(parties), self._all_listed(parties))
            lacking = this.every((rest, this.always if listed else this.some(why)))
        return Standing(this.some((fine, this.negation(told))), lacking)

    def _alone(self, parties: Parties, exclusive: bool, below: frozenset[Iri]) -> tuple[C, C]:
        """Return when parties hold it themselves, as far as is recorded, and when they possibly do."""
        this = self.reckoning
        fine = this.some(self.owns(o) for o in self.deals.owners if o.owner in parties)
        perhaps = this.never
        for licence in self.licences(parties):
            if fine is this.always:
                break
            had, doubted = self.given(licence, parties, exclusive, below)
            fine, perhaps = this.some((fine, had)), this.some((perhaps, doubted))
        return fine, perhaps

    def given(self, licence: Commitment, parties: Parties, exclusive: bool, below: frozenset[Iri]) -> tuple[C, C]:
        """Return when a licence lets parties have it, and when it possibly does.

        Perhaps it is not theirs, or not exclusive; perhaps whoever gave it does not hold it.
        """
        this = self.reckoning
        how = is_exclusive(this.account(licence), parties) if exclusive else True
        covers = this.never if how is False else self.sublicensed(licence)
        if not how or not set(licence.beneficiaries) & set(parties):
            return this.never, covers
        below = below.union(parties)
        if covers is this.never or below & set(licence.bound):
            return covers, this.never
        above = self.standing(licence.bound, licence.kind == "exclusivity", below)
        if above.fine is this.always:
            return covers, this.never
        doubted = this.every((covers, this.negation(above.fine), this.negation(above.lacking)))
        return this.every((covers, above.fine)), doubted

    def sublicensed(self, licence: Commitment) -> C:
        """Return when a licence has what is granted and its beneficiaries may let others act."""
        return self.reckoning.every(
            (self.reckoning.sublicensable(self.reckoning.account(licence)), self.covers(licence))
        )

    def forbidden(self, parties: Parties) -> C:
        """Return when a licence of some parties has what is granted and they may not let others act."""
        named = (c for c in self.licences(parties) if set(c.beneficiaries) & set(parties))
        return self.reckoning.some(self.unlicensed(c) for c in named)

    def unlicensed(self, licence: Commitment) -> C:
        """Return when a licence has what is granted and its beneficiaries may not let others act."""
        this = self.reckoning
        barred = this.negation(this.sublicensable(this.account(licence)))
        return barred if barred is this.never else this.every((barred, self.covers(licence)))

    def _owned_by_strangers(self, parties: Parties) -> C:
        """Return when others own the subject, affiliates left out: then nothing is recorded."""
        this = self.reckoning
        others = [o for o in self.deals.owners if o.owner not in parties]
        return this.some(this.every((self.owns(o), this.negation(self._related(parties, o.owner)))) for o in others)

    def _related(self, parties: Parties, other: Iri) -> C:
        """Return when one of the parties is an affiliate of another."""
        return self.reckoning.some(self.reckoning.affiliated(party, (other,)) for party in parties)

    def _all_listed(self, parties: Parties) -> C:
        """Return when there are others who may let them act, and all those list what they grant."""
        this, index = self.reckoning, self.deals.index
        holders = sorted(self.deals.holders.difference(parties))
        listed = {p for p in holders if complete_as_of(index, (p,), self.deals.subject) is not None}
        if not listed:
            return this.never
        some, others = (
            this.some(self.may_let(p, parties) for p in holders if (p in listed) == lists) for lists in (True, False)
        )
        return this.every((some, this.negation(others)))

    def may_let(self, holder: Iri, parties: Parties) -> C:
        """Return when a holder may let parties act; what it has from themselves it cannot give them."""
        this, deals = self.reckoning, self.deals
        own = [self.owns(o) for o in deals.owners if o.owner == holder]
        if not own and not any(c.beneficiaries for c in deals.licences((holder,))):
            return this.always
        licences = (c for c in self.licences((holder,)) if c.beneficiaries and not set(c.bound) <= set(parties))
        return this.some((*own, *map(self.covers, licences)))

    def shut_out(self, parties: Parties) -> C:
        """Return when somebody from whom licensees have their right has promised that they may not act."""
        if not self.deals.has_licence(parties):
            return self.reckoning.never
        return self.reckoning.every(self.reckoning.some(self._barring(party, parties)) for party in parties)

    def _barring(self, party: Iri, parties: Parties) -> Iterator[C]:
        makers = self.deals.licensors(party).union(o.owner for o in self.deals.owners).difference(parties)
        return (self.bars(promise, party) for promise in self.promises(makers))


def is_exclusive(account: Account, parties: Parties) -> bool | None:
    """Whether a licence is an exclusive one of the parties; perhaps where it is sole, or of a group."""
    if account.commitment.kind != "exclusivity":
        return False
    alone = set(account.commitment.beneficiaries) <= set(parties)
    return True if alone and account.strength in ("exclusive", "unqualified") else None


def complete_as_of(index: DealIndex, parties: Iterable[Iri], subject: Iri) -> date | None:
    """Return the day as of which all commitments of some parties about a subject are declared to be listed.

    ``None`` where one of them has no such declaration, or there is no party.
    """
    days = [index.documents.complete_until(party, mark) for party in parties for mark in index.family(subject)]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def may_grant(index: DealIndex, subject: Iri) -> frozenset[Iri]:
    """Return whose declarations count: who owns a subject, is bound to a commitment about it, or lists all of them."""
    marks = index.family(subject)
    found = {o.owner for mark in marks for o in index.owners.get(mark, ())}
    found |= {party for c in index.on_subject(subject) if c.side == "grantor" for party in c.bound}
    found |= {grantor for source in index.deals.sources for grantor, mark in source.complete_for if mark in marks}
    return frozenset(found)
