"""Whom a commitment lets in and whom it shuts out: said once, for every way to reckon.

`who` asks about one cell and reckons with conditions over open choices; `clear` and `conflicts` set two deals side
by side and reckon with where and when something holds, for sure and possibly. Both bring an algebra and the facts
of one commitment (is it in force, where does it hold); what follows for a party stands here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, Generic, TypeVar

from partnergraph.axes import AXES, Axis
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.counting import Counting
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.model import Carveout, Commitment, Iri, Ownership

C = TypeVar("C")

SAYS_OF_ITSELF: Final = ("sole", "exclusive")
"""Strengths that say of the bound party itself whether it may act; under any other it is not known."""


class ShutOut(ABC, Generic[C]):
    """The rule, over something that can be combined with and, or and not: `always`, `never`, or in between."""

    index: DealIndex
    always: C
    never: C

    # --- the algebra and the facts ----------------------------------------------------------------

    @abstractmethod
    def every(self, parts: Iterable[C], /) -> C:
        """Return the conjunction; of no parts `always`."""

    @abstractmethod
    def some(self, parts: Iterable[C], /) -> C:
        """Return the disjunction; of no parts `never`."""

    @abstractmethod
    def negation(self, part: C, /) -> C:
        """Return what holds where the part does not."""

    @abstractmethod
    def settled(self, value: bool | None, choice: Choice) -> C:
        """Return `always` or `never` for what is known; an open choice, by its name, for what is not."""

    @abstractmethod
    def account(self, commitment: Commitment) -> Account:
        """Return what is said of a commitment by the sources believed."""

    @abstractmethod
    def in_force(self, account: Account) -> C:
        """Return when a commitment was made and runs."""

    @abstractmethod
    def in_territory(self, account: Account) -> C:
        """Return when a commitment's territory has the place."""

    @abstractmethod
    def in_terms(self, axis: Axis, account: Account) -> C:
        """Return when a commitment's terms on an axis have the place."""

    @abstractmethod
    def in_scope(self, account: Account) -> Iterator[C]:
        """Yield when each axis of a commitment has the place, exceptions aside."""

    @abstractmethod
    def inside(self, carveout: Carveout, account: Account) -> C:
        """Return when the place lies in the scope of an exception."""

    @abstractmethod
    def other_subject(self, account: Account) -> C:
        """Return when the subject is none of those that a user of marks has promised to use."""

    @abstractmethod
    def owns(self, ownership: Ownership) -> C:
        """Return when an ownership is in force."""

    @abstractmethod
    def licences(self, party: Iri) -> Iterable[Commitment]:
        """Return the recorded licences that may favour a party; options are none."""

    @abstractmethod
    def counted_licences(self, promise: Account) -> list[Commitment]:
        """Return the licences that a promise of at most so many licensees may count."""

    @abstractmethod
    def at_least(self, number: int, parts: Sequence[C], choice: Choice) -> C:
        """Return when so many of the parts hold at once; the choice, by its name, where that is left open."""

    @abstractmethod
    def earlier(self, one: tuple[Commitment, Iri], other: tuple[Commitment, Iri]) -> C:
        """Return when one party's licence was given before another's."""

    def reaches(self, licence: Commitment) -> C:
        """Return when a licence that is counted has the place."""
        return self.covers(licence)

    # --- whom it lets in --------------------------------------------------------------------------

    def covers(self, commitment: Commitment) -> C:
        """Return when a commitment, cut to the licences above it, is in force and has the place in its scope."""
        return self.every(self._covers(commitment))

    def _covers(self, commitment: Commitment) -> Iterator[C]:
        for account in map(self.account, self.index.chain(commitment)):
            yield self.in_force(account)
            yield from self.in_scope(account)
            yield from (self.negation(self.inside(c, account)) for c in account.carveouts if for_everybody(c))

    def favours(self, account: Account, party: Iri) -> C:
        """Return when a party is a beneficiary or a covered affiliate of one."""
        commitment = account.commitment
        if party in commitment.beneficiaries:
            return self.always
        if not commitment.beneficiaries:
            return self.settled(None, ("beneficiary", commitment.iri, party))
        return self._covered_affiliate(account, party, commitment.beneficiaries)

    def _covered_affiliate(self, account: Account, party: Iri, of: Iterable[Iri]) -> C:
        if account.covers_affiliates is False:
            return self.never
        covered = self.settled(account.covers_affiliates, ("affiliates", account.commitment.iri))
        return self.every((self.affiliated(party, of), covered))

    def affiliated(self, party: Iri, others: Iterable[Iri]) -> C:
        """Return when a party controls, is controlled by, or is under common control with one of the others."""
        if party not in self.index.owners and party not in self.index.owned:
            return self.never
        mine = self._controllers(party)
        theirs = [self._controllers(other) for other in others]
        return self.some(
            self.every((up, down)) for above in theirs for top, up in mine.items() if (down := above.get(top))
        )

    def _controllers(self, party: Iri) -> dict[Iri, C]:
        """Return what may control a party, the party itself included, and when it does."""
        found: dict[Iri, list[C]] = {party: [self.always]}
        walks: list[tuple[Iri, C, frozenset[Iri]]] = [(party, self.always, frozenset((party,)))]
        while walks:
            here, so_far, seen = walks.pop()
            for ownership in self.index.owners.get(here, ()):
                when = self.every((so_far, self.owns(ownership)))
                if ownership.owner not in seen and when is not self.never:
                    found.setdefault(ownership.owner, []).append(when)
                    walks.append((ownership.owner, when, seen | {ownership.owner}))
        return {top: self.some(parts) for top, parts in found.items()}

    # --- whom it shuts out ------------------------------------------------------------------------

    def shuts_out(self, account: Account, party: Iri) -> C:
        """Return when a promise (or the holder's right to be asked first) that covers a place bars a party.

        Licences under its beneficiaries are another matter: see `licensed` and `granted_inside`.
        """
        if account.commitment.only_forbids:
            return self._named_out(account, party)
        itself = self._bars_itself(account, party)
        if itself is self.never:
            return self.never
        favours = self.favours(account, party)
        if favours is self.always:
            return self.never
        return self.every((itself, self.negation(favours), self.negation(self.excepts(account, party))))

    def _named_out(self, account: Account, party: Iri) -> C:
        """Return when an exclusion names a party, or a covered affiliate of it; a holdback means everybody.

        One of at most so many licensees means whoever comes when the places are taken.
        """
        commitment = account.commitment
        if commitment.at_most is not None:
            named = Counting(self, account, party).shut_out()
        elif commitment.kind == "holdback" or party in commitment.excluded:
            named = self.always
        elif not commitment.excluded:
            named = self.settled(None, ("excluded", commitment.iri, party))
        else:
            named = self._covered_affiliate(account, party, commitment.excluded)
        return self.every((named, self.negation(self.excepts(account, party)))) if named is not self.never else named

    def _bars_itself(self, account: Account, party: Iri) -> C:
        """Return when a promise holds against the party, if it is the one that made it; always against others."""
        commitment = account.commitment
        if party not in commitment.bound or party in commitment.beneficiaries:
            return self.always
        if commitment.kind == "option":
            return self.never
        known = account.strength == "exclusive" if account.strength in SAYS_OF_ITSELF else None
        return self.settled(known, ("shut", commitment.iri))

    def excepts(self, account: Account, party: Iri) -> C:
        """Return when an exception lets a party through."""
        return self.some(self._excepts(c, account, party) for c in account.carveouts if not for_everybody(c))

    def _excepts(self, carveout: Carveout, account: Account, party: Iri) -> C:
        if carveout.parties and party not in carveout.parties:
            return self.never
        inside = self.inside(carveout, account)
        if carveout.commitment is None:
            return inside
        licences = self.index.as_read(carveout.commitment)
        if not licences:
            return self.every((inside, self.settled(None, ("licence", carveout.commitment))))
        protected = self.some(self.every(self._protects(licence, carveout, party)) for licence in licences)
        return self.every((inside, protected))

    def _protects(self, licence: Commitment, carveout: Carveout, party: Iri) -> Iterator[C]:
        """Yield when an excepted licence runs, reaches as far as is asked, and is the party's."""
        terms = self.account(licence)
        if not carveout.parties:
            yield self.favours(terms, party)
        yield self.in_force(terms)
        if self.index.renewed(licence):
            yield self.settled(None, ("still", licence.iri))
        if not carveout.territory:
            yield self.in_territory(terms)
        yield from (self.in_terms(axis, terms) for axis in AXES if not carveout.on(axis))

    def licensed(self, promise: Account, party: Iri) -> C:
        """Return when a party acts under a licence that stands under an exclusivity itself."""
        if not promise.commitment.beneficiaries:
            return self.never
        return self.some(self._licensed(promise, party, self.licences(party), frozenset()))

    def _licensed(
        self, promise: Account, party: Iri, licences: Iterable[Commitment], seen: frozenset[Iri], *, on: bool = False
    ) -> Iterator[C]:
        """Yield when each licence of a party stands under a promise; with ``on`` what is granted out of it does."""
        for licence in licences:
            if licence.iri in seen or licence.iri == promise.commitment.iri:
                continue
            favours = self.favours(self.account(licence), party)
            if favours is self.never or not self._may_stand_under(promise, licence):
                continue
            granted = self._granted_inside(promise, licence, seen | {licence.iri})
            if granted is not self.never:
                passed = self.lets_on(self.account(licence)) if on else self.always
                yield self.every((granted, favours, passed, self.covers(licence)))

    def _may_stand_under(self, promise: Account, licence: Commitment) -> bool:
        """Whether some way leads from a licence up to a beneficiary of a promise.

        Of the ways there may be as many as orders of the licences; each licence is looked at once here, and the ways
        are then walked for those alone that may arrive.
        """
        key = (promise.commitment.iri, licence.iri)
        if key not in self._standing:
            rest, seen = [licence], {licence.iri, promise.commitment.iri}
            self._standing[key] = False
            while rest and not self._standing[key]:
                here = rest.pop()
                self._standing[key] = any(self.favours(promise, party) is not self.never for party in here.bound)
                above = [one for one in self._granted_out_of(here) if one.iri not in seen]
                seen.update(one.iri for one in above)
                rest += above
        return self._standing[key]

    def _granted_out_of(self, licence: Commitment) -> list[Commitment]:
        parent = self.index.parent(licence)
        if parent is not None:
            return [parent]
        found = ((one, party) for party in licence.bound for one in self.licences(party))
        return [one for one, party in found if self.favours(self.account(one), party) is not self.never]

    @cached_property
    def _standing(self) -> dict[tuple[Iri, Iri], bool]:
        return {}

    def granted_inside(self, promise: Account, grant: Commitment) -> C:
        """Return when a deal is granted under an exclusivity: by its beneficiary, or out of a licence of that one.

        A licence that the deal names as its parent is the only one it is granted out of. What lies beyond the
        licences is not granted inside.
        """
        if not promise.commitment.beneficiaries:
            return self.never
        return self._granted_inside(promise, grant, frozenset((grant.iri,)))

    def _granted_inside(self, promise: Account, grant: Commitment, seen: frozenset[Iri]) -> C:
        parent = self.index.parent(grant)
        found: list[C] = [self.every((self.favours(promise, p), self.lets_on(promise))) for p in grant.bound]
        if parent is None:
            for party in grant.bound:
                found += self._licensed(promise, party, self.licences(party), seen, on=True)
        elif parent.iri not in seen:
            above = self._granted_inside(promise, parent, seen | {parent.iri})
            held = (above, self.lets_on(self.account(parent)))
            found.append(self.every((*held, self.covers(parent))) if above is not self.never else above)
        return self.some(found)

    def lets_on(self, licence: Account) -> C:
        """Return when what is granted out of a licence stands under it; in a collision title decides of that."""
        return self.always

    def sublicensable(self, licence: Account) -> C:
        """Return when the beneficiaries of a licence may let others act, or no source says that they may not."""
        known = {"forbidden": False, "with-consent": None}.get(licence.sublicensing or "", True)
        return self.settled(known, ("consent", licence.commitment.iri))

    def promised_others(self, account: Account, party: Iri) -> C:
        """Return when a party has promised to use other subjects only."""
        commitment = account.commitment
        if party in commitment.bound:
            return self.other_subject(account)
        return self.every((self._covered_affiliate(account, party, commitment.bound), self.other_subject(account)))


def for_everybody(carveout: Carveout) -> bool:
    """Whether an exception takes its scope out of a promise, whoever asks."""
    return not carveout.parties and not carveout.commitment
