"""Deals looked up by subject, party and mark, with everything derived worked out once and only when asked for."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

from partnergraph.axes import AXES
from partnergraph.errors import InputError, ring
from partnergraph.exclusivity.accounts import Account, Accounts, accounts_of, of_whole_works, widest_days
from partnergraph.exclusivity.facts import Deals, Documents, in_order
from partnergraph.exclusivity.scope import Trees, change_days
from partnergraph.inference import (
    UNKNOWN_FUTURE,
    UNKNOWN_PAST,
    Belief,
    Events,
    Step,
    Timeline,
    Version,
    Window,
    binding_readings,
    is_fact,
    is_possible,
    versions,
    windows,
)
from partnergraph.model import Brand, Commitment, Iri, MarkFamily, Ownership, Statement, Succession
from partnergraph.names import local_name
from partnergraph.wording.glossary import Glossary

if TYPE_CHECKING:
    from partnergraph.exclusivity.columns import Columns
    from partnergraph.exclusivity.rows import Row

NOT_NAMED = ""
"""Stands for a party or a subject that nobody names."""

FEW = 256
"""Up to this many commitments are looked through one by one; more are kept in columns too."""


class DealIndex:
    """Deals, ready to be asked. Build it once with `index_deals` and pass it wherever `Deals` are expected."""

    def __init__(self, deals: Deals) -> None:
        self._given = deals
        self.documents = Documents(deals)
        self.recorded = {c.iri: c for c in deals.commitments}
        events, about = Events(deals.events, self.documents.about, self.documents), self.documents.about
        self._successions = events.successions()
        rights = {o.iri: o for o in deals.ownerships if self._successions}
        changed = versions((*deals.commitments, *map(self.ownership_right, rights.values())), events, about)
        facts = (*self.recorded.values(), *deals.partnerships, *deals.releases, *deals.ownerships)
        deals = self.deals = replace(
            deals,
            commitments=tuple(_as_changed(deals.commitments, changed)),
            ownerships=tuple(new for o in deals.ownerships for new in _passed_on(o, changed)),
        )
        self.timeline = Timeline(facts, self.documents.about, self.documents, changed)
        self.documents.about.update((iri, list(v.statements)) for iri, v in self.timeline.versions.items())
        self.trees = Trees(deals.broader)
        self.commitments = {c.iri: c for c in deals.commitments}
        self._order = {c.iri: i for i, c in enumerate(deals.commitments)}
        self._by_subject: dict[Iri, list[Commitment]] = defaultdict(list)
        self._without_subject: dict[Iri, list[Commitment]] = defaultdict(list)
        self.users: dict[Iri, list[Commitment]] = defaultdict(list)
        self._licences: dict[tuple[Iri, Iri], list[Commitment]] = defaultdict(list)
        self._favouring: dict[Iri, list[Commitment]] = defaultdict(list)
        self._families: dict[Iri, list[MarkFamily]] = defaultdict(list)
        self.owners: dict[Iri, list[Ownership]] = defaultdict(list)
        self.owned: dict[Iri, list[Ownership]] = defaultdict(list)
        self._accounts: dict[tuple[Iri, frozenset[str]], Accounts] = {}
        self._ownership_windows: dict[tuple[Iri, frozenset[str]], tuple[tuple[Belief, Window], ...]] = {}
        self.titles: dict[Iri, Any] = {}
        """Kept by `entitlement.deals_on`, by subject."""
        self._enter()

    def _enter(self) -> None:
        for commitment in self.deals.commitments:
            self._enter_commitment(commitment)
        for family in self.deals.families:
            if self._is_stated(family):
                for mark in family.marks:
                    self._families[mark].append(family)
        for ownership in self.deals.ownerships:
            self.owners[ownership.owned].append(ownership)
            self.owned[ownership.owner].append(ownership)

    def _enter_commitment(self, commitment: Commitment) -> None:
        subjects = self.stated_subjects(commitment)
        for subject in subjects:
            self._by_subject[subject].append(commitment)
        open_subject = not self._counted_subjects(commitment, subjects)
        for party in commitment.bound:
            if open_subject:
                self._without_subject[party].append(commitment)
            if commitment.side == "user":
                self.users[party].append(commitment)
        for party in commitment.beneficiaries:
            self._favouring[party].append(commitment)
        if commitment.lets_act:
            for party in commitment.beneficiaries or (NOT_NAMED,):
                for subject in (*subjects, *((NOT_NAMED,) if open_subject else ())):
                    self._licences[party, subject].append(commitment)

    def _is_stated(self, family: MarkFamily) -> bool:
        return family.iri not in self.documents.about or bool(self.timeline.facts(family.iri))

    def stated_subjects(self, commitment: Commitment) -> frozenset[Iri]:
        """Return the subjects that some statement gives a commitment."""
        return frozenset(s for statement in self.documents.about.get(commitment.iri, ()) for s in statement.subjects)

    def _counted_subjects(self, commitment: Commitment, stated: frozenset[Iri]) -> frozenset[Iri]:
        """Return those of the stated subjects that facts state; where there is no fact, those of plans."""
        statements = self.documents.about.get(commitment.iri, ())
        if not stated or len(statements) == 1:
            return stated
        return frozenset(subject for s in self.said(commitment) for subject in s.subjects)

    def said(self, commitment: Commitment) -> list[Statement]:
        """Return the statements of a commitment that are facts; where there is no fact, those that are possible."""
        statements = self.documents.about.get(commitment.iri, ())
        return self.timeline.facts(commitment.iri) or [s for s in statements if is_possible(s)]

    def unnamed_of(self, party: Iri) -> list[Commitment]:
        """Return what a party is bound to about a subject that nobody names: it may be any."""
        return self._without_subject.get(party, [])

    def family(self, subject: Iri) -> frozenset[Iri]:
        """Return the subject and the marks that are stated to be one family with it."""
        return frozenset((subject,)).union(*(family.marks for family in self._families.get(subject, ())))

    def uses_other_mark(self, subject: Iri, marks: frozenset[Iri]) -> bool | None:
        """Whether whoever uses a subject uses another mark than these; ``None`` if that is not known.

        A product uses the marks that it is recorded to carry. Whether it does so where it carries one of these beside
        another depends on whose that is and what was promised of it.
        """
        if self.family(subject) & marks:
            return False
        if self.deals.kinds.get(subject, Brand) is Brand:
            return True
        found = {bool(self.family(mark) & marks) for mark in self.deals.carried.get(subject, ())}
        return None if len(found) != 1 else found == {False}

    def knows(self, subject: Iri) -> bool:
        """Whether any commitment, family or ownership names the subject."""
        return any(mark in self._by_subject or mark in self.owners for mark in self.family(subject))

    def subjects(self) -> list[Iri]:
        """Return every subject that some commitment states, sorted."""
        return sorted(self._by_subject)

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

    def promises_of(self, user: Iri) -> list[Commitment]:
        """Return the promises to use certain marks only that bind a party or, possibly, its affiliates."""
        return [c for party in sorted({user} | self.group(user)) for c in self.users.get(party, ())]

    def licences(self, party: Iri, subjects: Iterable[Iri]) -> list[Commitment]:
        """Return the licences that may favour a party, for one of the subjects or for one that nobody names."""
        marks = {NOT_NAMED}.union(*(self.family(subject) for subject in subjects))
        parties = (NOT_NAMED, party, *sorted(self.group(party)))
        found = {c.iri: c for who in parties for mark in sorted(marks) for c in self._licences.get((who, mark), ())}
        return list(found.values())

    def group(self, party: Iri) -> set[Iri]:
        """Return every other organization connected with a party by recorded control, on whatever day."""
        if party not in self.owners and party not in self.owned:
            return set()

        def near(here: Iri) -> set[Iri]:
            return {o.owner for o in self.owners.get(here, ())} | {o.owned for o in self.owned.get(here, ())}

        return _reached([party], near) - {party}

    def above(
        self,
        parties: Iterable[Iri],
        subjects: Iterable[Iri],
        window: Window,
        readings: frozenset[str],
        *,
        parent: Iri | None = None,
    ) -> frozenset[Iri]:
        """Return the parties and everybody above them in a recorded chain, as far as it may hold in a window.

        Above a party are the owners of the subject, who licensed the subject to it, and who controls it.
        """
        subjects = tuple(subjects)
        owners = {o.owner for s in subjects for o in self.owners.get(s, ()) if self._may_own(o, window, readings)}

        def near(here: Iri) -> set[Iri]:
            controlling = {o.owner for o in self.owners.get(here, ()) if self._may_own(o, window, readings)}
            return controlling | self._licensors(here, subjects, window, readings)

        found = _reached({*parties, *owners}, near)
        if parent in self.commitments:
            found |= {party for c in self.chain(self.commitments[parent]) for party in c.bound}
        return frozenset(found)

    def insiders(
        self,
        parties: Iterable[Iri],
        subjects: Iterable[Iri],
        window: Window,
        readings: frozenset[str],
        *,
        parent: Iri | None = None,
    ) -> frozenset[Iri]:
        """Return the parties and those under whose licence they may act; with a parent, that licence only."""
        if parent in self.commitments:
            return frozenset(parties).union(*(c.bound for c in self.chain(self.commitments[parent])))
        marks = tuple(subjects)
        return frozenset(_reached(parties, lambda here: self._licensors(here, marks, window, readings)))

    def _licensors(self, party: Iri, subjects: tuple[Iri, ...], window: Window, readings: frozenset[str]) -> set[Iri]:
        found: set[Iri] = set()
        for mark in {mark for subject in subjects for mark in self.family(subject)}:
            for licence in self._licences.get((party, mark), ()):
                if not found.issuperset(licence.bound) and self._may_hold(licence, window, readings):
                    found |= set(licence.bound)
        return found

    def _may_hold(self, licence: Commitment, window: Window, readings: frozenset[str]) -> bool:
        if not self.timeline.facts(licence.iri):
            return False
        windows = [a.window for c in self.chain(licence) for _, a in self.accounts(c, readings).alternatives]
        return all(_may_meet(w, window) for w in windows)

    def _may_own(self, ownership: Ownership, window: Window, readings: frozenset[str]) -> bool:
        windows = [w for _, w in self.ownership_windows(ownership, readings)]
        return bool(self.timeline.facts(ownership.iri)) and any(_may_meet(w, window) for w in windows)

    def with_title(self, subject: Iri | None = None) -> list[Commitment]:
        """Return the grants, on a subject or on any, of whose title something is recorded.

        That is a licence, an owner, or that all rights of who grants are listed.
        """
        if subject is not None:
            found = self.on_subject(subject)
        else:
            listed = (holder for source in self.deals.sources for holder, _ in source.complete_holdings)
            licensed = self._favouring.keys() | set(listed)
            owned = {c.iri for subject in self.owners for c in self._by_subject.get(subject, ())}
            found = [c for c in self.deals.commitments if not licensed.isdisjoint(c.bound) or c.iri in owned]
        return [c for c in found if self._grants(c)]

    def licensed(self, party: Iri) -> set[Iri]:
        """Return the subjects that some licence in favour of a party states."""
        found = (c for c in self._favouring.get(party, ()) if self._grants(c))
        return {subject for c in found for subject in self.stated_subjects(c)}

    def has_licence(self, party: Iri, subjects: Iterable[Iri]) -> bool:
        """Whether some licence in favour of a party states one of some subjects."""
        return any((party, subject) in self._licences for subject in subjects)

    def count_granting(self, subject: Iri | None = None) -> int:
        """Return how many grants, on a subject or on any, are recorded: made, or possibly made."""
        if self.columns is not None:
            rows = self.columns.granting(subject)
            changed, given = self.timeline.versions, self.deals.commitments
            if not changed:
                return len(rows)
            iris = [given[row].iri for row in rows.tolist()]
            return len({changed[iri].of if iri in changed else iri for iri in iris})
        found = self.deals.commitments if subject is None else self.on_subject(subject)
        made = (any(a.exists is not False for _, a in self.accounts(c, frozenset()).alternatives) for c in found)
        return len({self.origin(c.iri) for c, was in zip(found, made, strict=True) if self._grants(c) and was})

    def _grants(self, commitment: Commitment) -> bool:
        return commitment.lets_act and bool(self.stated_subjects(commitment))

    def pairs(self, subject: Iri | None = None) -> Iterator[tuple[Commitment, Commitment]]:
        """Yield every two commitments that may collide on a subject, or on any; none twice, no two of one deal."""
        found = self._pairs(subject)
        if not self.timeline.versions:
            return found
        return ((one, other) for one, other in found if self.origin(one.iri) != self.origin(other.iri))

    def _pairs(self, subject: Iri | None) -> Iterator[tuple[Commitment, Commitment]]:
        if self.columns is not None:
            given = self.deals.commitments
            for one, other in self.columns.pairs(subject).tolist():
                yield given[one], given[other]
        else:
            seen: set[tuple[Iri, Iri]] = set()
            for mark in [subject] if subject is not None else self.subjects():
                granting = [c for c in self.on_subject(mark) if c.side == "grantor"]
                for one, other in combinations(granting, 2):
                    if (one.iri, other.iri) not in seen:
                        seen.add((one.iri, other.iri))
                        yield one, other
        yield from self._pairs_of_users(subject)

    def _pairs_of_users(self, subject: Iri | None) -> Iterator[tuple[Commitment, Commitment]]:
        """Yield each promise of a user of marks with what is granted to it, and with its other promises."""
        promises = {c.iri: c for found in self.users.values() for c in found}
        for promise in promises.values():
            users = {p for party in promise.bound for p in {party} | self.group(party)}
            granted = {c.iri: c for user in users for c in self._favouring.get(user, ()) if c.side == "grantor"}
            others = {c.iri: c for user in users for c in self.users.get(user, ()) if c.iri > promise.iri}
            for other in (*granted.values(), *others.values()):
                if subject is None or subject in self.stated_subjects(other):
                    yield promise, other

    @cached_property
    def columns(self) -> Columns | None:
        """The commitments as columns, made when first needed; ``None`` for few."""
        return self.make_columns() if len(self.deals.commitments) > FEW else None

    def make_columns(self) -> Columns:
        """Return the commitments as columns."""
        from partnergraph.exclusivity.columns import Columns  # lazy: few commitments need no numpy

        return Columns(self.rows(), self.trees)

    def rows(self) -> Iterator[Row]:
        """Yield what columns keep of the commitments, in their order."""
        marks = self._marks_by_party()
        yield from (self._row(c, marks) for c in self.deals.commitments)

    @property
    def stand_alone(self) -> bool:
        """Whether each row follows from what is said of its commitment: no family of marks, no unnamed subject."""
        return not self._families and not self._without_subject

    def acts_on(self, subject: Iri) -> tuple[Iri | None, ...]:
        """Return the acts that commitments on a subject name, sorted; ``None`` first if some names none."""
        if self.columns is not None:
            return self.columns.acts_on(subject)
        granting = [c for c in self.on_subject(subject) if c.side == "grantor"]
        named = [(_all_said(said, "acts"), *self._widest_days(c, said)) for c in granting for said in [self.said(c)]]
        return in_order(acts for acts, first, last, _ in named if first <= last)

    def _marks_by_party(self) -> dict[Iri, frozenset[Iri]]:
        """Return, for parties that promise something about an unnamed subject, the subjects it may be about."""
        found: dict[Iri, set[Iri]] = {party: set() for party in self._without_subject}
        for mark in {*self._by_subject, *self.owners} if found else ():
            parties = {p for c in self._by_subject.get(mark, ()) if c.side == "grantor" for p in c.bound}
            parties.update(o.owner for o in self.owners.get(mark, ()))
            for party in parties & found.keys():
                found[party] |= self.family(mark)
        return {party: frozenset(marks) for party, marks in found.items()}

    def _row(self, commitment: Commitment, marks: dict[Iri, frozenset[Iri]]) -> Row:
        from partnergraph.exclusivity.columns import widest_mask
        from partnergraph.exclusivity.rows import Row

        subjects = self.stated_subjects(commitment)
        counted = self._counted_subjects(commitment, subjects)
        if subjects and self._families:
            subjects = subjects.union(*(self.family(s) for s in subjects))
        if not counted:
            subjects = subjects.union(*(marks.get(party, frozenset()) for party in commitment.bound))
        said = self.said(commitment)
        first, last, exact = self._widest_days(commitment, said)
        if first > last or commitment.side == "user":
            subjects = frozenset()
        rules = tuple(dict.fromkeys(rule for s in said for rule in s.territory))
        exact = exact and not said[0].carveouts and not any(map(change_days, rules))
        return Row(
            subjects=tuple(sorted(subjects)),
            kind=commitment.kind,
            first=first,
            last=last,
            exact=exact,
            countries=widest_mask(rules),
            beneficiaries=tuple(sorted(commitment.beneficiaries)),
            **{axis.terms: _all_said(said, axis.terms) for axis in AXES},
        )

    def _widest_days(self, commitment: Commitment, said: list[Statement]) -> tuple[int, int, bool]:
        """Return the first and last day that any source leaves open, and whether they are the same in all readings."""
        if commitment.iri in self.timeline.versions:
            return *widest_days(commitment.iri, self.timeline), False
        alone = len(said) == len(self.documents.about[commitment.iri]) == 1 and commitment.partnership is None
        if alone and _plainly_dated(said[0]):
            period = said[0].period
            assert period is not None
            begin, end = period.earliest_start, period.latest_end
            exact = None not in (begin, end) and (begin, end) == (period.latest_start, period.earliest_end)
            return begin.toordinal() if begin else UNKNOWN_PAST, end.toordinal() if end else UNKNOWN_FUTURE, exact
        accounts = [a for _, a in accounts_of(commitment, self.timeline, frozenset()).alternatives]
        possible = [a.window for a in accounts if a.exists is not False]
        first = min((w.earliest_start for w in possible), default=UNKNOWN_FUTURE)
        return first, max((w.latest_end for w in possible), default=UNKNOWN_PAST), False

    def accounts(self, commitment: Commitment, readings: frozenset[str]) -> Accounts:
        """Return what the sources say of a commitment under some readings."""
        key = (commitment.iri, readings)
        found = self._accounts.get(key)
        if found is None:
            found = accounts_of(commitment, self.timeline, readings)
            told = tuple((belief, self.read(account, readings)) for belief, account in found.alternatives)
            found = self._accounts[key] = replace(found, alternatives=told)
        return found

    def read(self, account: Account, readings: frozenset[str]) -> Account:
        """Return an account, of a commitment or a proposal, as readings take what no source states of its scope."""
        return of_whole_works(account, self.deals.kinds) if "whole-work" in readings else account

    def readings_behind(self, account: Account, readings: frozenset[str]) -> set[str]:
        """Return the switchable readings that a commitment's account rests on."""
        iri = account.commitment.iri
        bounds = self.timeline.bounds(iri) if iri in self.commitments else ()
        return binding_readings(bounds, account.window, readings) | ({"whole-work"} if account.whole_work else set())

    def parent(self, commitment: Commitment) -> Commitment | None:
        """Return the recorded licence out of which a commitment is granted."""
        return self.commitments.get(commitment.parent) if commitment.parent is not None else None

    def chain(self, commitment: Commitment) -> list[Commitment]:
        """Return the commitment and the licences above it, nearest first.

        Raises `InputError` where one stands above itself: nobody can say what it covers.
        """
        found = [commitment]
        while (above := self.parent(found[-1])) is not None:
            if above in found:
                raise InputError([ring([self.name(c.iri) for c in found[found.index(above) :]])])
            found.append(above)
        return found

    def ownership_windows(self, ownership: Ownership, readings: frozenset[str]) -> tuple[tuple[Belief, Window], ...]:
        """Return the windows of an ownership, by the source believed where sources contradict each other."""
        key = (ownership.iri, readings)
        found = self._ownership_windows.get(key)
        if found is None:
            found = self._ownership_windows[key] = windows(self.timeline.bounds(ownership.iri), readings)
        return found

    def naming(self, newcomers: Mapping[Iri, str]) -> DealIndex:
        """Return the index with the names of parties that nothing in it names."""
        if not newcomers:
            return self
        found = copy(self)
        found.deals = replace(self.deals, names=ChainMap(dict(newcomers), dict(self.deals.names)))
        return found

    def with_trees(self, trees: Trees) -> DealIndex:
        """Return the index with other places of terms."""
        found = copy(self)
        found.trees = trees
        return found

    @cached_property
    def undeclared(self) -> DealIndex:
        """The same deals as if no source were declared to be as of a day."""
        sources = tuple(replace(source, as_of=None) for source in self.deals.sources)
        return DealIndex(replace(self._given, sources=sources))

    def names_on(self, party: Iri, day: int) -> dict[Iri, dict[Iri, bool]]:
        """Return who answers for a party on a day: itself, or who took its place; both where that is open.

        With each go the successions that are then taken to have come, and those that are not.
        """
        found: dict[Iri, dict[Iri, bool]] = {}
        ahead: list[tuple[Iri, dict[Iri, bool]]] = [(party, {})]
        while ahead:
            here, so_far = ahead.pop()
            begun = [step for step in self._successions.get(here, ()) if step.days[0] <= day]
            if not any(step.certain and step.days[1] <= day for step in begun):
                found[here] = {**so_far, **dict.fromkeys((step.iri for step in begun), False)}
            ahead += ((name, {**so_far, step.iri: True}) for step in begun if (name := _successor(step)) not in found)
        return found

    def origin(self, commitment: Iri) -> Iri:
        """Return the recorded commitment of which one is a version; itself where events change nothing of it."""
        version = self.timeline.versions.get(commitment)
        return version.of if version is not None else commitment

    def as_read(self, commitment: Iri) -> list[Commitment]:
        """Return a recorded commitment as it is read: its versions where events change it; none of what is unknown."""
        if commitment in self.timeline.changed:
            return [version.commitment for version in self.timeline.changed[commitment]]
        return [self.commitments[commitment]] if commitment in self.commitments else []

    def renewed(self, commitment: Commitment) -> bool:
        """Whether events so far renewed a commitment or changed its terms."""
        version = self.timeline.versions.get(commitment.iri)
        return version is not None and version.renewed

    def lasts(self, commitment: Commitment) -> bool:
        """Whether no later version surely takes the place of a commitment."""
        version = self.timeline.versions.get(commitment.iri)
        return version is None or version.lasts

    def changed_by(self, commitment: Iri) -> tuple[Step, ...]:
        """Return the events that made a version what it is, in their order."""
        version = self.timeline.versions.get(commitment)
        return version.steps if version is not None else ()

    def changed_next(self, commitment: Iri) -> Step | None:
        """Return the event that surely takes the place of a version next, or ends it."""
        version = self.timeline.versions.get(commitment)
        pending = [step for step in version.pending if step.certain] if version is not None else []
        return min(pending, key=lambda step: (step.days, step.iri), default=None)

    def ownership_right(self, ownership: Ownership) -> Commitment:
        """Return an ownership as if it were a right that was granted: with a territory, terms and a period."""
        owner = (ownership.owner,)
        return Commitment(iri=ownership.iri, label=ownership.label, kind="grant", bound=owner, beneficiaries=owner)

    def owns_all(self, ownership: Ownership) -> bool:
        """Whether no source limits an ownership to a territory, a field or another axis."""
        said = self.timeline.facts(ownership.iri)
        return not any(s.territory or any(s.on(axis) for axis in AXES) for s in said)

    def declared(self, identity: Iri) -> set[tuple[date, str]]:
        """Return the days as of which something is declared to be open, with the titles of the sources."""
        return {(day, self.documents.title(source)) for day, source in self.timeline.declared(identity)}

    def named(self, iris: Iterable[Iri]) -> tuple[tuple[Iri, str], ...]:
        """Return several things with what they are called."""
        return tuple((iri, self.name(iri)) for iri in dict.fromkeys(iris))

    def name(self, iri: Iri) -> str:
        """Return what a thing is called."""
        return self.deals.names.get(iri) or local_name(iri)

    def names(self, iris: Iterable[Iri]) -> str:
        """Return the names of several things, joined for a sentence."""
        return self.glossary.names(iris)

    @property
    def glossary(self) -> Glossary:
        """What sentences call things, and which of them are marks."""
        return Glossary(self.name, lambda iri: self.deals.kinds.get(iri) is Brand)


def _plainly_dated(statement: Statement) -> bool:
    """Whether a statement is a plain fact of which only the period tells the time."""
    period = statement.period
    simple = statement.status is None and not statement.present_tense and statement.until is None
    simple = simple and not (statement.relative_starts or statement.relative_ends)
    return simple and is_fact(statement) and period is not None and "XXXX" not in period.edtf and not period.endless


def _all_said(statements: list[Statement], terms: str) -> tuple[Iri, ...]:
    """Return every term of an axis that some statement gives; empty if that is nobody."""
    if len(statements) == 1:
        return tuple(sorted(getattr(statements[0], terms)))
    return tuple(sorted({term for s in statements for term in getattr(s, terms)}))


def _may_meet(one: Window, other: Window) -> bool:
    return one.earliest_start <= other.latest_end and other.earliest_start <= one.latest_end


def _as_changed(commitments: Iterable[Commitment], changed: Mapping[Iri, Sequence[Version]]) -> Iterator[Commitment]:
    """Yield commitments in their order, with versions in place of those that events change."""
    for commitment in commitments:
        if commitment.iri in changed:
            yield from (version.commitment for version in changed[commitment.iri])
        else:
            yield commitment


def _passed_on(ownership: Ownership, changed: Mapping[Iri, Sequence[Version]]) -> Iterator[Ownership]:
    """Yield an ownership, or where a company took the owner's place, that of each of them."""
    if ownership.iri not in changed:
        yield ownership
    for version in changed.get(ownership.iri, ()):
        (owner,) = version.commitment.bound
        yield replace(ownership, iri=version.iri, owner=owner)


def _successor(step: Step) -> Iri:
    event = step.events[0]
    assert isinstance(event, Succession)
    return event.successor


AskedOf: TypeAlias = Deals | DealIndex


def index_deals(deals: AskedOf) -> DealIndex:
    """Return the deals ready to be asked; an index is returned as it is.

    >>> index_deals(index_deals(Deals())).commitments
    {}
    """
    return deals if isinstance(deals, DealIndex) else DealIndex(deals)


def _reached(start: Iterable[Iri], near: Callable[[Iri], set[Iri]]) -> set[Iri]:
    """Return where some nodes lead: to themselves, to what is near them, and so on."""
    found = set(start)
    rest = list(found)
    while rest:
        fresh = near(rest.pop()) - found
        rest += fresh
        found |= fresh
    return found
