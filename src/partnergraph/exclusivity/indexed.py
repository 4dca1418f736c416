"""Deals looked up by subject, party and mark, with everything derived worked out once and only when asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from partnergraph.exclusivity.accounts import Accounts, accounts_of
from partnergraph.exclusivity.facts import Deals, Documents, last_segment
from partnergraph.exclusivity.readings import Belief, Timeline, Window, windows
from partnergraph.exclusivity.scope import Trees
from partnergraph.model import Commitment, Iri, MarkFamily, Ownership


class DealIndex:
    """Deals, ready to be asked. Build it once with `index_deals` and pass it wherever `Deals` are expected."""

    def __init__(self, deals: Deals) -> None:
        self.deals = deals
        self.documents = Documents(deals)
        self.timeline = Timeline(deals, self.documents)
        self.trees = Trees(deals.broader)
        self.commitments = {c.iri: c for c in deals.commitments}
        self._order = {c.iri: i for i, c in enumerate(deals.commitments)}
        self._by_subject: dict[Iri, list[Commitment]] = defaultdict(list)
        self._without_subject: dict[Iri, list[Commitment]] = defaultdict(list)
        self.users: dict[Iri, list[Commitment]] = defaultdict(list)
        self._families: dict[Iri, list[MarkFamily]] = defaultdict(list)
        self.owners: dict[Iri, list[Ownership]] = defaultdict(list)
        self.owned: dict[Iri, list[Ownership]] = defaultdict(list)
        self._accounts: dict[tuple[Iri, frozenset[str]], Accounts] = {}
        self._ownership_windows: dict[tuple[Iri, frozenset[str]], tuple[tuple[Belief, Window], ...]] = {}
        self._enter()

    def _enter(self) -> None:
        for commitment in self.deals.commitments:
            subjects = self.stated_subjects(commitment)
            for subject in subjects:
                self._by_subject[subject].append(commitment)
            if not subjects:
                for party in commitment.bound:
                    self._without_subject[party].append(commitment)
            if commitment.side == "user":
                for party in commitment.bound:
                    self.users[party].append(commitment)
        for family in self.deals.families:
            if self._is_stated(family):
                for mark in family.marks:
                    self._families[mark].append(family)
        for ownership in self.deals.ownerships:
            self.owners[ownership.owned].append(ownership)
            self.owned[ownership.owner].append(ownership)

    def _is_stated(self, family: MarkFamily) -> bool:
        return family.iri not in self.documents.about or bool(self.timeline.facts(family.iri))

    def stated_subjects(self, commitment: Commitment) -> frozenset[Iri]:
        """Return the subjects that some statement gives a commitment."""
        return frozenset(s for statement in self.documents.about.get(commitment.iri, ()) for s in statement.subjects)

    def family(self, subject: Iri) -> frozenset[Iri]:
        """Return the subject and the marks that are stated to be one family with it."""
        return frozenset((subject,)).union(*(family.marks for family in self._families.get(subject, ())))

    def knows(self, subject: Iri) -> bool:
        """Whether any commitment, family or ownership names the subject."""
        return any(mark in self._by_subject or mark in self.owners for mark in self.family(subject))

    def on_subject(self, subject: Iri) -> list[Commitment]:
        """Return the commitments that do, or may, concern a subject, in the order given.

        A commitment whose subject nobody states may concern every subject that its bound party owns or commits
        elsewhere.
        """
        family = self.family(subject)
        found = {c.iri: c for mark in family for c in self._by_subject.get(mark, ())}
        if self._without_subject:
            parties = {party for c in found.values() if c.side == "grantor" for party in c.bound}
            parties.update(o.owner for mark in family for o in self.owners.get(mark, ()))
            for party in parties:
                found.update((c.iri, c) for c in self._without_subject.get(party, ()))
        return sorted(found.values(), key=lambda c: self._order[c.iri])

    def accounts(self, commitment: Commitment, readings: frozenset[str]) -> Accounts:
        """Return what the sources say of a commitment under some readings."""
        key = (commitment.iri, readings)
        found = self._accounts.get(key)
        if found is None:
            found = self._accounts[key] = accounts_of(commitment, self.timeline, readings)
        return found

    def parent(self, commitment: Commitment) -> Commitment | None:
        """Return the recorded licence out of which a commitment is granted."""
        return self.commitments.get(commitment.parent) if commitment.parent is not None else None

    def chain(self, commitment: Commitment) -> list[Commitment]:
        """Return the commitment and the licences above it, nearest first."""
        found = [commitment]
        while (above := self.parent(found[-1])) is not None and above not in found:
            found.append(above)
        return found

    def ownership_windows(self, ownership: Ownership, readings: frozenset[str]) -> tuple[tuple[Belief, Window], ...]:
        """Return the windows of an ownership, by the source believed where sources contradict each other."""
        key = (ownership.iri, readings)
        found = self._ownership_windows.get(key)
        if found is None:
            found = self._ownership_windows[key] = windows(self.timeline.bounds(ownership.iri), readings)
        return found

    def name(self, iri: Iri) -> str:
        """Return what a thing is called."""
        return self.deals.names.get(iri) or last_segment(iri)

    def names(self, iris: Iterable[Iri]) -> str:
        """Return the names of several things, joined for a sentence."""
        found = [self.name(iri) for iri in iris]
        return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found) or "somebody not named"


AskedOf: TypeAlias = Deals | DealIndex


def index_deals(deals: AskedOf) -> DealIndex:
    """Return the deals ready to be asked; an index is returned as it is.

    >>> index_deals(index_deals(Deals())).commitments
    {}
    """
    return deals if isinstance(deals, DealIndex) else DealIndex(deals)
