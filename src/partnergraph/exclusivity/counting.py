"""A promise of at most so many licensees: whom it shuts out once the places are taken.

Licensees are the organizations named in licences, as mergers and assignments leave them; who only acts as the covered
affiliate of one is none. Places are taken in the order in which the licences began.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from partnergraph.exclusivity.accounts import Account
from partnergraph.model import Commitment, Iri

if TYPE_CHECKING:
    from partnergraph.exclusivity.shut_out import ShutOut

C = TypeVar("C")


class Counting(Generic[C]):
    """The licensees that a promise counts in a place, for one party that asks for a place among them.

    Licences of the bound party count. Whether those of others, sublicences say, count is open: the promise does not
    say. Whether affiliates are one licensee is what the promise says of affiliates.
    """

    def __init__(self, reckoning: ShutOut[C], promise: Account, party: Iri) -> None:
        self._this, self._promise, self._party = reckoning, promise, party

    def shut_out(self) -> C:
        """Return when so many others hold a place before the party that none is left for it."""
        this, limit = self._this, self._promise.commitment.at_most or 0
        if self._party in self._promise.commitment.bound or len(self._holdings) < limit:
            return this.never
        full = this.at_least(limit, list(self._places()), ("places", self._promise.commitment.iri, self._party))
        return this.every((full, this.negation(self._spared()))) if full is not this.never else full

    def others(self) -> dict[Iri, C]:
        """Return the other licensees with when they have a place, by name; by the licence where it names nobody."""
        this = self._this
        return {name: this.some(c for _, c in held) for name, held in self._holdings.items()}

    @cached_property
    def _licences(self) -> list[Commitment]:
        return self._this.counted_licences(self._promise)

    @cached_property
    def _holdings(self) -> dict[Iri, list[tuple[Commitment, C]]]:
        """What each other licensee holds, and when."""
        found: dict[Iri, list[tuple[Commitment, C]]] = {}
        for licence in self._licences:
            held = self._held(licence)
            if held is self._this.never:
                continue
            for name in licence.beneficiaries or (licence.iri,):
                if name != self._party and name not in self._promise.commitment.bound:
                    own = held if licence.beneficiaries else self._somebody_else(licence, held)
                    found.setdefault(name, []).append((licence, own))
        return found

    @cached_property
    def _mine(self) -> list[tuple[Commitment, C]]:
        """What the party holds itself, and when."""
        this, found = self._this, []
        for licence in self._licences:
            if self._party in licence.beneficiaries or not licence.beneficiaries:
                favours = this.favours(this.account(licence), self._party)
                held = this.every((self._held(licence), favours))
                if held is not this.never:
                    found.append((licence, held))
        return found

    def _somebody_else(self, licence: Commitment, held: C) -> C:
        favours = self._this.favours(self._this.account(licence), self._party)
        return self._this.every((held, self._this.negation(favours)))

    def _held(self, licence: Commitment) -> C:
        return self._this.every((self._counts(licence), self._this.reaches(licence)))

    def _counts(self, licence: Commitment) -> C:
        promise = self._promise.commitment
        known = True if set(promise.bound) & set(licence.bound) else None
        return self._this.settled(known, ("counted", promise.iri))

    def _spared(self) -> C:
        """Return when the party acts without a place: under a licence that does not count, or as an affiliate."""
        return self._this.some(self._spared_by())

    def _spared_by(self) -> Iterator[C]:
        this = self._this
        for licence in self._licences:
            named = not licence.beneficiaries or self._party in licence.beneficiaries
            outside = this.negation(self._counts(licence)) if named else this.always
            if outside is not this.never:
                favours = this.favours(this.account(licence), self._party)
                yield this.every((outside, favours, this.reaches(licence))) if favours is not this.never else favours

    def _places(self) -> Iterator[C]:
        """Yield when each other licensee has a place before the party, one for all that count as one."""
        this, before = self._this, dict[Iri, C]()
        for name in sorted(self._holdings):
            spared = this.excepts(self._promise, name)
            taken = this.every((this.some(self._taken(name)), this.negation(spared)))
            if taken is this.never:
                continue
            same = [self._as_one(name, self._party)]
            same += [this.every((self._as_one(name, other), place)) for other, place in before.items()]
            before[name] = taken
            yield this.every((taken, *(this.negation(one) for one in same)))

    def _taken(self, name: Iri) -> Iterator[C]:
        this = self._this
        for licence, held in self._holdings[name]:
            first = (
                this.some((this.negation(mine), this.earlier((licence, name), (own, self._party))))
                for own, mine in self._mine
            )
            yield this.every((held, *first))

    def _as_one(self, name: Iri, other: Iri) -> C:
        this, covered = self._this, self._promise.covers_affiliates
        related = this.affiliated(name, (other,))
        if covered is False or related is this.never:
            return this.never
        return this.every((related, this.settled(covered, ("affiliates", self._promise.commitment.iri))))
