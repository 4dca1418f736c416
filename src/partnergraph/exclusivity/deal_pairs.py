"""Two commitments side by side: whether one lets in, in a common cell, somebody whom the other shuts out.

A pair is judged for one way to make the choices that can cut both ways (which source is believed, how a
region word or a changing membership is read, the state of a commitment that plays two parts). All other open
choices can only add to a collision or only take from it; so it has a least extent, which is certain, and a greatest,
which is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise, product
from math import prod
from typing import Any, Final, Literal, TypeAlias

from partnergraph.axes import AXES, TOPS, Axis, TermAxis
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.counting import Counting
from partnergraph.exclusivity.extents import (
    ALWAYS,
    EVERYWHERE,
    NOWHERE,
    PERHAPS,
    THROUGHOUT,
    Coverage,
    Extent,
    Extents,
    Valuation,
    at_least,
    both,
    common,
    either,
    outside,
    parts_told_apart,
    spans_of,
    with_parts,
    within,
)
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.scope import Trees, list_choice
from partnergraph.exclusivity.shut_out import ShutOut, for_everybody
from partnergraph.inference import UNKNOWN_FUTURE, UNKNOWN_PAST, Window
from partnergraph.model import Carveout, Commitment, Iri, Ownership
from partnergraph.territory import WORLD_MASK

Kind: TypeAlias = Literal[
    "grant into exclusivity", "exclusivity over grant", "double exclusivity", "partner-side", "option", "exclusion"
]
State: TypeAlias = tuple[int, int] | None
"""First and last day of a commitment, ``None`` if it was never made."""
Common: TypeAlias = tuple[frozenset[Iri], bool]
"""Terms in which a common cell lies, none above another (empty: not stated), and whether there surely is one."""

_MOST_WAYS: Final = 256
"""In how many ways the choices of a pair may be made for one more licence to be counted exactly."""
NOBODY_NAMED: Final = ""
"""Stands for the grantee of a licence that names none."""
_EVERY_TERM: Final[Common] = (frozenset(), True)


class Side:
    """A commitment, or a proposal, with the licences above it."""

    def __init__(self, index: DealIndex, commitment: Commitment, readings: frozenset[str], proposed: Account | None):
        self.index, self.commitment, self.readings, self.proposed = index, commitment, readings, proposed
        self.above = index.chain(commitment)[1:] if proposed is None else _above(index, commitment)
        self.recorded = [commitment] if proposed is None else []

    def account(self, valuation: Valuation) -> Account:
        """Return what counts of it when these choices are made."""
        return self.proposed or account_of(self.index, self.commitment, self.readings, valuation)

    def chain(self, valuation: Valuation) -> list[Account]:
        """Return its account and those of the licences above it."""
        return [self.account(valuation), *(account_of(self.index, c, self.readings, valuation) for c in self.above)]

    def readings_used(self, valuation: Valuation) -> set[str]:
        """Return the switchable readings that its periods rest on."""
        used: set[str] = set()
        for account in self.chain(valuation):
            used |= self.index.readings_behind(account, self.readings)
        return used

    def declared(self) -> set[tuple[date, str]]:
        """Return the days as of which sources declare to list what is open, by what they are called."""
        chain = [self.commitment.iri, *(c.iri for c in self.above)]
        return {found for iri in chain for found in self.index.declared(iri)}

    def choices(self) -> dict[Choice, tuple[object, ...]]:
        """Return its choices that can cut both ways, with their values."""
        recorded = [*self.recorded, *self.above, *self.excepted()]
        return _choices_of(self.index, recorded, self.readings, [self.proposed] if self.proposed else [])

    def excepted(self) -> list[Commitment]:
        """Return the recorded licences that it, or a licence above it, excepts."""
        accounts = [self.proposed] if self.proposed else []
        for commitment in [*self.recorded, *self.above]:
            accounts += [a for _, a in self.index.accounts(commitment, self.readings).alternatives]
        named = {c.commitment for account in accounts for c in account.carveouts if c.commitment}
        return [licence for iri in sorted(named) for licence in self.index.as_read(iri)]


def _choices_of(
    index: DealIndex, commitments: Iterable[Commitment], readings: frozenset[str], accounts: list[Account]
) -> dict[Choice, tuple[object, ...]]:
    """Return the choices between sources and meanings of words of some deals, with their values."""
    found: dict[Choice, tuple[object, ...]] = {}
    for commitment in commitments:
        alternatives = index.accounts(commitment, readings)
        found.update({("sources", d): tuple(sorted(d)) for d in alternatives.disputes})
        accounts = [*accounts, *(account for _, account in alternatives.alternatives)]
    for account in accounts:
        found.update(dict.fromkeys(_lists_of_an_exception(account), (False, True)))
        for coverage in coverages_of(account):
            for choice, values in coverage.choices().items():
                found[choice] = tuple(dict.fromkeys((*found.get(choice, ()), *values)))
    return found


def _lists_of_an_exception(account: Account) -> Iterator[Choice]:
    """Yield a choice for each list that is not exhaustive in the territory and an exception: it goes on alike."""
    excepted = {rule for carveout in account.carveouts for rule in carveout.territory}
    for rule in account.territory or ():
        if not rule.exhaustive and rule in excepted:
            yield list_choice(rule, account.agreed)


def _above(index: DealIndex, commitment: Commitment) -> list[Commitment]:
    parent = index.parent(commitment)
    return index.chain(parent) if parent is not None else []


def coverages_of(account: Account) -> Iterator[Coverage]:
    """Yield the territories of an account and of its exceptions, as far as they leave a choice or change."""
    if account.plain_countries is None:
        yield coverage_of(account)
    for carveout in account.carveouts:
        if carveout.territory:
            yield Coverage(carveout.territory, account.agreed)


def coverage_of(account: Account) -> Coverage:
    """Return the territory of an account."""
    return Coverage(account.territory or (), account.agreed)


def account_of(index: DealIndex, commitment: Commitment, readings: frozenset[str], valuation: Valuation) -> Account:
    """Return the account of a commitment when these choices are made."""
    accounts = index.accounts(commitment, readings)
    account = accounts.alternatives[0][1]
    if accounts.disputes:
        account = accounts.under({d: str(valuation["sources", d]) for d in accounts.disputes})
    state_choice = ("state", commitment.iri)
    if state_choice in valuation:
        state: State = valuation[state_choice]  # type: ignore[assignment]
        if state is None:
            return replace(account, exists=False)
        agreed = (account.window.earliest_start, account.window.latest_start)
        window = Window(state[0], state[0], state[1], state[1])
        account = replace(account, agreed_on=agreed, **_made(account, window))
    if account.between is None:
        return account
    placed = {
        s.event: valuation[choice] for s in account.between.switches if (choice := ("came", s.event)) in valuation
    }
    return account.settled(placed) if placed or state_choice in valuation else account  # type: ignore[arg-type]


def _made(account: Account, window: Window) -> dict[str, Any]:
    """Return what changes of an account that was made and runs in a window, events left aside."""
    if account.between is None:
        return {"exists": True, "window": window}
    return {"between": replace(account.between, exists=True, window=window)}


@dataclass
class DealPair:
    """A new side and an old one, with the kind of collision they may make.

    ``insiders`` are the parties of the new side and those under whose licences it may act: no promise of it is
    against them. ``signed``: between which days an option is tested. ``pinned`` settles open choices by name.
    ``since``: the first day that is looked at; `UNKNOWN_PAST` for all.
    """

    index: DealIndex
    new: Side
    old: Side
    kind: Kind
    linked: bool
    insiders: frozenset[Iri] = frozenset()
    signed: tuple[int, int] | None = None
    pinned: Mapping[Choice, bool] = field(default_factory=dict)
    since: int = UNKNOWN_PAST

    @cached_property
    def choices(self) -> dict[Choice, tuple[object, ...]]:
        """The choices that can cut both ways, with their values."""
        proposed = [self.new.proposed] if self.new.proposed else []
        found = _choices_of(self.index, self.involved, self.new.readings, proposed)
        for licence in self.licensing:
            more = {**_choices_of(self.index, self.index.chain(licence), self.new.readings, []), **found}
            if len(more) == len(found) or prod(map(len, more.values())) <= _MOST_WAYS:
                found = more
                self._counted.add(licence.iri)
        return found

    @cached_property
    def licensing(self) -> list[Commitment]:
        """The recorded licences that a promise of at most so many licensees may count."""
        if all(promise.commitment.at_most is None for _, promise in self.roles()):
            return []
        found = [c for subject in sorted(self._subjects) for c in self.index.on_subject(subject)]
        return list({c.iri: c for c in found if c.lets_act}.values())

    def is_counted(self, licence: Commitment) -> bool:
        """Whether what is open about a licence is among the choices; of any other it is open whether it reaches."""
        return bool(self.choices is not None and licence.iri in self._counted)

    def readings_used(self, valuation: Valuation) -> set[str]:
        """Return the switchable readings that the periods of both sides, and of what is counted, rest on."""
        used = {name for side in (self.new, self.old) for name in side.readings_used(valuation)}
        for licence in filter(self.is_counted, self.licensing):
            for link in self.index.chain(licence):
                account = account_of(self.index, link, self.new.readings, valuation)
                used |= self.index.readings_behind(account, self.new.readings)
        return used

    def declared(self) -> set[tuple[date, str]]:
        """Return the days as of which sources declare to list what is open, by what they are called."""
        counted = {found for licence in self.licensing for found in self.index.declared(licence.iri)}
        return counted.union(*(side.declared() for side in (self.new, self.old)))

    @cached_property
    def _counted(self) -> set[Iri]:
        return set()

    @cached_property
    def involved(self) -> list[Commitment]:
        """The recorded commitments that play a part: both sides, the licences above them, and what these rest on."""
        found = [c for side in (self.new, self.old) for c in (*side.recorded, *side.above, *side.excepted())]
        for grant, promise in self.roles():
            found += self._relied_on(grant.commitment, promise.commitment)
        return list({c.iri: c for c in found}.values())

    def _relied_on(self, grant: Commitment, promise: Commitment) -> Iterator[Commitment]:
        """Yield the licences out of which one deal may be granted under the other."""
        rest, seen = [grant], {grant.iri, promise.iri}
        while rest and promise.beneficiaries and promise.kind == "exclusivity":
            step = rest.pop()
            above = self.index.parent(step)
            held = [above] if above else [c for p in step.bound for c in self.licences(p)]
            for licence in held:
                if licence.iri not in seen:
                    seen.add(licence.iri)
                    rest.append(licence)
                    yield licence

    def licences(self, party: Iri) -> list[Commitment]:
        """Return the licences for a subject of either side that may favour a party."""
        return self.index.licences(party, self._subjects)

    @cached_property
    def _subjects(self) -> frozenset[Iri]:
        found = frozenset[Iri]().union(*(self.index.stated_subjects(side.commitment) for side in (self.new, self.old)))
        proposed = self.new.proposed
        return found | proposed.subjects if proposed and proposed.subjects else found

    def roles(self) -> list[tuple[Side, Side]]:
        """Return the sides as (grant, promise), as often as one may be at odds with the other."""
        if self.kind == "exclusion" and self.new.commitment.only_forbids:
            return [(self.old, self.new)]
        both_ways = {"exclusivity over grant": [(self.old, self.new)],
                     "double exclusivity": [(self.new, self.old), (self.old, self.new)]}  # fmt: skip
        return both_ways.get(self.kind, [(self.new, self.old)])

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts of countries that some deal involved names, or tells apart by a region word."""
        return parts_told_apart(coverage for a in self._accounts() for coverage in coverages_of(a))

    def terms(self, axis: Axis) -> frozenset[Iri]:
        """Return the terms of an axis that some deal involved names."""
        return self.terms_meant(axis).union(*(account.on(axis) or () for account in self._accounts()))

    def terms_meant(self, axis: Axis) -> frozenset[Iri]:
        """Return the terms of an axis that a proposal, or an exception of some deal involved, names."""
        own = (self.new.proposed.on(axis) if self.new.proposed else None) or ()
        return frozenset(own).union(*(c.on(axis) for account in self._accounts() for c in account.carveouts))

    def _accounts(self) -> list[Account]:
        involved = [*self.involved, *(c for c in self.licensing if self.is_counted(c))]
        accounts = [a for c in involved for _, a in self.index.accounts(c, self.new.readings).alternatives]
        return [*accounts, self.new.proposed] if self.new.proposed else accounts

    def valuations(self) -> Iterator[dict[Choice, object]]:
        """Yield every way to make the choices."""
        names = list(self.choices)
        for values in product(*self.choices.values()):
            yield dict(zip(names, values, strict=True))

    def breaches(self, valuation: Valuation) -> list[Breach]:
        """Return the sides set against each other when these choices are made."""
        key = tuple(valuation.get(choice) for choice in self.choices)
        found = self._breaches.get(key)
        if found is None:
            found = self._breaches[key] = [Breach(self, grant, promise, valuation) for grant, promise in self.roles()]
        return found

    @cached_property
    def _breaches(self) -> dict[tuple[object, ...], list[Breach]]:
        return {}

    def under(self, index: DealIndex, readings: frozenset[str]) -> DealPair:
        """Return the same pair by other readings, or by an index that leaves something out."""
        new, old = (Side(index, side.commitment, readings, side.proposed) for side in (self.new, self.old))
        return replace(self, index=index, new=new, old=old)

    def certain(self, valuation: Valuation) -> bool:
        """Whether there is a common cell whatever the starts, the ends and everything else still open."""
        if not self.linked:
            return False
        hits: dict[tuple[Window, ...], Extent] = {}
        for breach in self.breaches(valuation):
            if breach.made(sure=True):
                windows = tuple(breach.windows)
                hits[windows] = hits.get(windows, ()) + breach.cells.certain
        return any(meets_always(spans_of(cells), list(windows)) for windows, cells in hits.items())

    def overlap(self, valuation: Valuation, *, sure: bool) -> Extent:
        """Return the cells that may be common; with ``sure``, only those that are common in every case."""
        if sure and not self.certain(valuation):
            return ()
        return tuple(box for breach in self.breaches(valuation) for box in breach.overlap(sure=sure))

    def hits(self, valuation: Valuation, possible: bool) -> Extent:
        """Return the cells in which one lets in somebody whom the other shuts out, starts and ends left aside."""
        found = [breach.cells for breach in self.breaches(valuation)]
        return tuple(box for cells in found for box in (cells.possible if possible else cells.certain))

    def shared(self, axis: Axis, valuation: Valuation) -> frozenset[Iri]:
        """Return the terms of an axis that all have in common; none where nobody states any."""
        return frozenset(term for terms, _ in self.breaches(valuation)[0].on_axis(axis) for term in terms)

    def not_placed(self, valuation: Valuation) -> Iterator[frozenset[Iri]]:
        """Yield terms of both of which nobody knows whether they overlap, where the common cells hang on it."""
        breach = self.breaches(valuation)[0]
        for axis in AXES:
            found = breach.on_axis(axis)
            if not any(sure for _, sure in found):
                yield from (terms for terms, _ in found if len(terms) > 1)
            excepted = {term for a in breach.scope for c in a.carveouts for term in c.on(axis)}
            for term, other in product(sorted(frozenset().union(*(terms for terms, _ in found))), sorted(excepted)):
                if self.index.trees.relation(term, other) == "unknown":
                    yield frozenset((term, other))

    def open_choices(self) -> frozenset[Choice]:
        """Return what is open and decides whether and where they collide, by the names that choices have for `who`.

        A choice is left out if the collision is the same whichever way it is made: whether affiliates are covered
        where no affiliate is concerned, say. So is when deals run and whether they were made. Empty for a collision
        that is certain.
        """
        found: set[Choice] = set()
        for valuation in self.valuations():
            if not self.certain(valuation):
                names = {choice for breach in self.breaches(valuation) for choice in breach.opened()} - found
                found.update(name for name in names if self._hangs_on(name, valuation))
        return frozenset(found)

    def _hangs_on(self, choice: Choice, valuation: Valuation) -> bool:
        yes, no = (replace(self, pinned={**self.pinned, choice: value}) for value in (True, False))
        if yes.certain(valuation) != no.certain(valuation):
            return True
        return yes.overlap(valuation, sure=False) != no.overlap(valuation, sure=False)


class Breach(ShutOut[Extents]):
    """One deal as a grant against the other as a promise: where the one lets in somebody whom the other shuts out.

    It is judged for one way to make the choices that can cut both ways. A grant is held against the promises of
    others as it is written, also where it goes beyond the licences above it; a promise goes no further than they do.
    """

    always = THROUGHOUT
    never = NOWHERE
    every = staticmethod(both)
    some = staticmethod(either)
    negation = staticmethod(outside)

    def __init__(self, pair: DealPair, grant: Side, promise: Side, valuation: Valuation) -> None:
        self.pair, self.index, self.valuation = pair, pair.index, valuation
        self._open: dict[Choice, None] = {}
        self._common: dict[TermAxis, frozenset[Iri]] = {}
        self._meant: frozenset[Iri] = frozenset()
        granted, promised = grant.chain(valuation), promise.chain(valuation)
        self.granted, self.promised = granted[0], promised
        written = promise.commitment.side == "grantor" and self._as_written(grant, promise)
        self.scope = [*(granted[:1] if written else granted), *promised]
        ends = list(above_without_end(granted)) if written else granted[1:]
        self.running = [*granted[:1], *ends, *promised]
        self._in_scope = {a.commitment.iri for a in self.scope}
        self._in_force = {a.commitment.iri for a in self.running}

    def _as_written(self, grant: Side, promise: Side) -> bool:
        """Whether the grant is taken as it is written: the new one; among recorded deals, by another than promises."""
        if set(grant.commitment.bound) & set(promise.commitment.bound):
            return False
        return grant is self.pair.new or self.pair.new.proposed is None

    # --- the common cells -------------------------------------------------------------------------

    @cached_property
    def windows(self) -> list[Window]:
        """The periods that must meet; those of an option are tested on the signing day instead."""
        promised = {a.commitment.iri for a in self.promised} if self.pair.signed is not None else set()
        accounts = (a for a in self.running if a.commitment.iri not in promised)
        return list({a.commitment.iri: a.window for a in accounts}.values())

    def made(self, *, sure: bool) -> bool:
        """Whether all that must run was made, and an option runs when the deal is signed."""
        for account in self.running:
            if account.exists is False or (sure and not account.exists):
                return False
        if self.pair.signed is None:
            return True
        first, last = self.pair.signed
        windows = [account.window for account in self.promised]
        if sure:
            return all(w.holds(first) is True and w.holds(last) is True for w in windows)
        return all(w.earliest_start <= last and first <= w.latest_end for w in windows)

    def overlap(self, *, sure: bool) -> Extent:
        """Return the common cells within the periods at their shortest, or at their longest."""
        if not self.made(sure=sure):
            return ()
        first, last = ALWAYS
        for window in self.windows:
            first = max(first, window.latest_start if sure else window.earliest_start)
            last = min(last, window.earliest_end if sure else window.latest_end)
        return within(self.cells.certain if sure else self.cells.possible, first, last)

    @cached_property
    def cells(self) -> Extents:
        """Where and when the grant lets in somebody whom the promise shuts out, starts and ends left aside."""
        found, ground = NOWHERE, self._ground()
        ways = list(product(*map(self._places_on, AXES))) if ground is not NOWHERE else []
        for subjects, shared in product(self._subjects_apart(), ways):
            self._meant = subjects
            self._common = {axis.name: terms for axis, (terms, _) in zip(AXES, shared, strict=True)}
            here = ground if all(sure for _, sure in shared) else Extents((), ground.possible)
            taken_out = (self.inside(c, a) for a in self.scope for c in a.carveouts if for_everybody(c))
            here = both((here, *map(outside, taken_out)))
            if here is not NOWHERE:
                found = either((found, both((here, self._shut_out()))))
        return found

    def _shut_out(self) -> Extents:
        promise, grant = self.promised[0], self.granted.commitment
        if self.pair.kind == "partner-side":
            users = grant.bound if grant.side == "user" else grant.beneficiaries
            return either(self.promised_others(promise, user) for user in users)
        spared = self.pair.insiders if promise.commitment == self.pair.new.commitment else frozenset()
        let_in = [party for party in grant.beneficiaries if party not in spared]
        found = either(self.shuts_out(promise, party) for party in let_in)
        if not grant.beneficiaries:
            whoever = promise.commitment.kind == "holdback" and all(map(for_everybody, promise.carveouts))
            found = THROUGHOUT if whoever else self.settled(None, ("grantee", grant.iri))
            if promise.commitment.at_most is not None:
                found = both((found, self.shuts_out(promise, NOBODY_NAMED)))
        if found is NOWHERE or self.pair.kind in ("option", "exclusion"):
            return found
        return both((found, outside(self.granted_inside(promise, grant))))

    def _ground(self) -> Extents:
        """Return the common countries day by day."""
        subjects = self._subjects()
        if subjects is NOWHERE:
            return NOWHERE
        looked_at: Extent = ((max(self.pair.since, ALWAYS[0]), ALWAYS[1], -1),)
        days = THROUGHOUT if looked_at == EVERYWHERE else Extents(looked_at, looked_at)
        return both((days, subjects, *map(self._reach, self.scope)))

    def _subjects(self) -> Extents:
        """Return whether all concern one subject; it is for `other_subject` to say that they concern different ones."""
        if self.pair.kind == "partner-side":
            return THROUGHOUT
        if self.granted.subjects is None or any(a.subjects is None for a in self.promised[:1]):
            return PERHAPS
        unknown = any(a.subjects is None for a in self.scope)
        return (PERHAPS if unknown else THROUGHOUT) if self._shared else NOWHERE

    @cached_property
    def _shared(self) -> frozenset[Iri]:
        """The subjects that all concern."""
        stated = [a.subjects for a in self.scope if a.subjects is not None]
        if not stated:
            return frozenset()
        return stated[0].intersection(*map(self._family, stated))

    def _subjects_apart(self) -> list[frozenset[Iri]]:
        """Return the common subjects together; where licences are counted, each by itself."""
        return [frozenset((one,)) for one in sorted(self._shared)] if self.pair.licensing else [self._shared]

    def _family(self, subjects: frozenset[Iri]) -> frozenset[Iri]:
        return subjects.union(*(self.index.family(subject) for subject in subjects))

    def on_axis(self, axis: Axis) -> list[Common]:
        """Return the terms of an axis that all have in common; where unstated is all, of those that state some."""
        scopes: list[frozenset[Iri] | None] = [account.on(axis) for account in self.scope]
        if axis.unstated == "all":
            scopes = [terms for terms in scopes if terms is not None]
        found = _alone(scopes[0]) if scopes else [_EVERY_TERM]
        for terms in scopes[1:]:
            found = list(_meet(self.index.trees, found, terms))
        return found

    def _places_on(self, axis: Axis) -> list[Common]:
        """Return the terms of an axis in common, and where licences are counted those within them that some name."""
        shared = self.on_axis(axis)
        named = [terms for terms, _ in shared if terms]
        found = dict.fromkeys(shared)
        for licence in self.pair.licensing:
            terms = self.account(licence).on(axis) if self.pair.is_counted(licence) else None
            if terms and named:
                found |= dict.fromkeys(_meet(self.index.trees, shared, terms))
            elif terms and axis.unstated == "all":
                found |= dict.fromkeys((frozenset((term,)), True) for term in sorted(terms))
        return list(found)

    def _reach(self, account: Account) -> Extents:
        """Return the territory of one that must hold in a common cell.

        A country that is granted has its parts only possibly: whether a promise for a part is meant wants a look.
        """
        found = self._territory(account)
        if account is self.granted and self.pair.parts and account.territory is not None:
            named = coverage_of(account).extent(self.valuation, possible=False)
            return self._when(account, Extents(named, found.possible))
        return self._when(account, found)

    def _territory(self, account: Account) -> Extents:
        if account.territory is None:
            anywhere = ((*ALWAYS, with_parts(WORLD_MASK, self.pair.parts)),)
            return self._opened(("territory", account.commitment.iri), Extents((), anywhere))
        if account.plain_countries is not None and not self.pair.parts:
            plain = ((*ALWAYS, account.plain_countries),)
            return Extents(plain, plain)
        return self._extents(coverage_of(account))

    def _extents(self, coverage: Coverage) -> Extents:
        certain, possible = (coverage.extent(self.valuation, p, self.pair.parts) for p in (False, True))
        return Extents(certain, possible) if possible else NOWHERE

    def _when(self, account: Account, found: Extents) -> Extents:
        """Look at what belongs to an option on the signing day, however long the deal runs."""
        return found if account is self.granted else self._on_signing(found)

    def _on_signing(self, found: Extents) -> Extents:
        if self.pair.signed is None:
            return found
        begun, done = self.pair.signed
        certain = tuple((*ALWAYS, mask) for first, last, mask in found.certain if first <= begun and done <= last)
        possible = tuple((*ALWAYS, mask) for first, last, mask in found.possible if first <= done and begun <= last)
        return Extents(certain, possible) if possible else NOWHERE

    # --- the facts of one commitment --------------------------------------------------------------

    def settled(self, value: bool | None, choice: Choice) -> Extents:
        """Return what is known, or a choice that is open."""
        if value is None:
            return self._opened(choice, PERHAPS)
        return THROUGHOUT if value else NOWHERE

    def _opened(self, choice: Choice, found: Extents) -> Extents:
        """Return what an open choice leaves, or what is left when it is pinned."""
        self._open[choice] = None
        pinned = self.pair.pinned.get(choice)
        if pinned is None:
            return found
        only = found.possible if pinned else found.certain
        return Extents(only, only) if only else NOWHERE

    def opened(self) -> list[Choice]:
        """Return the names of the choices that were open, besides whether deals were made and when they run."""
        assert self.cells is not None
        return list(self._open)

    def account(self, commitment: Commitment) -> Account:
        """Return what counts of a commitment when these choices are made."""
        if self.pair.new.proposed is not None and commitment == self.pair.new.commitment:
            return self.pair.new.proposed
        return account_of(self.index, commitment, self.pair.new.readings, self.valuation)

    def in_force(self, account: Account) -> Extents:
        """Return when a commitment runs; one that must run in a common cell does."""
        window = account.window
        if account.commitment.iri in self._in_force:
            return THROUGHOUT
        certain = within(EVERYWHERE, window.latest_start, window.earliest_end) if account.exists else ()
        possible = within(EVERYWHERE, window.earliest_start, window.latest_end) if account.exists is not False else ()
        return self._when(account, Extents(certain, possible))

    def in_territory(self, account: Account) -> Extents:
        """Return where and when a commitment's territory has the place."""
        return THROUGHOUT if account.commitment.iri in self._in_scope else self._when(account, self._territory(account))

    def in_terms(self, axis: Axis, account: Account) -> Extents:
        """Return whether the terms of a commitment on an axis have all that is common."""
        return THROUGHOUT if account.commitment.iri in self._in_scope else self._has(axis, account.on(axis))

    def _has(self, axis: Axis, terms: frozenset[Iri] | None) -> Extents:
        common = self._common[axis.name]
        if axis.unstated == "all" and (terms is None or not common):
            return THROUGHOUT if terms is None or terms & TOPS else NOWHERE
        return _const(*(_covered(self.index.trees, terms, common, possibly) for possibly in (False, True)))

    def in_scope(self, account: Account) -> Iterator[Extents]:
        """Yield how far each axis of a commitment has the common cells, exceptions aside."""
        if account.commitment.iri in self._in_scope:
            return
        yield self._concerns(account)
        yield from (self.in_terms(axis, account) for axis in AXES)
        yield self.in_territory(account)

    def _concerns(self, account: Account) -> Extents:
        if account.subjects is None or not self._meant:
            return PERHAPS
        return THROUGHOUT if self._meant <= self._family(account.subjects) else NOWHERE

    def other_subject(self, account: Account) -> Extents:
        """Return whether the grant has a subject other than those promised; a user's promise, no common one."""
        mine = self.granted.subjects
        if mine is None or account.subjects is None:
            return PERHAPS
        if self.granted.commitment.side == "user":
            return NOWHERE if mine & self._family(account.subjects) else THROUGHOUT
        uses = {subject: self.index.uses_other_mark(subject, account.subjects) for subject in sorted(mine)}
        if True in uses.values():
            return THROUGHOUT
        return either(self.settled(other, ("marks", account.commitment.iri, one)) for one, other in uses.items())

    def inside(self, carveout: Carveout, account: Account) -> Extents:
        """Return where and when an exception stands."""
        found = both(self._has(axis, frozenset(terms)) for axis in AXES if (terms := carveout.on(axis)))
        if found is NOWHERE or not carveout.territory:
            return found
        return both((found, self._when(account, self._extents(Coverage(carveout.territory, account.agreed)))))

    def owns(self, ownership: Ownership) -> Extents:
        """Return when an ownership holds by every source, and when by some source possibly."""
        sure, possibly = (
            ownership_days(self.index, ownership, self.pair.new.readings, sure=sure) for sure in (True, False)
        )
        found = Extents(tuple((*span, -1) for span in sure), tuple((*span, -1) for span in possibly))
        found = found if sure == possibly else self._opened(("control", ownership.iri), found)
        return self._on_signing(found) if found.possible else NOWHERE

    def licences(self, party: Iri) -> list[Commitment]:
        """Return the recorded licences that may favour a party."""
        return self.pair.licences(party)

    def counted_licences(self, promise: Account) -> list[Commitment]:
        """Return the recorded licences, and the proposed one."""
        proposed = [self.granted.commitment] if self.pair.new.proposed is self.granted else []
        found = [*self.pair.licensing, *proposed]
        return [c for c in found if c.beneficiaries or c != self.granted.commitment]

    def at_least(self, number: int, parts: Sequence[Extents], choice: Choice) -> Extents:
        """Return where and when so many hold at once."""
        return at_least(number, parts)

    def earlier(self, one: tuple[Commitment, Iri], other: tuple[Commitment, Iri]) -> Extents:
        """Return whether one licence was given before another; the deal that is looked at is the last of its day."""
        (licence, name), (later, party) = one, other
        proposed = self.pair.new.proposed
        if proposed is not None and proposed.commitment in (licence, later) and licence != later:
            return THROUGHOUT if later == proposed.commitment else NOWHERE
        if later == self.granted.commitment:
            return _const(*(self._rank(licence, name) < self._rank(later, party),) * 2)
        first, second = (self.account(c).began for c in (licence, later))
        known = True if first[1] < second[0] else False if second[1] < first[0] else None
        return self.settled(known, ("first", licence.iri, later.iri))

    def _rank(self, licence: Commitment, name: Iri) -> tuple[object, ...]:
        place = licence.beneficiaries.index(name) if name in licence.beneficiaries else 0
        if licence == self.granted.commitment and self.pair.new.proposed is self.granted:
            return (0, 0, licence.iri, place)
        window = self.index.accounts(licence, self.pair.new.readings).alternatives[0][1].window
        return window.earliest_start, window.latest_start, licence.iri, place

    def reaches(self, licence: Commitment) -> Extents:
        """Return where and when a licence that is counted has the place; the one that is looked at has it."""
        if licence == self.granted.commitment:
            return THROUGHOUT
        return self.covers(licence) if self.pair.is_counted(licence) else PERHAPS

    def others_counted(self) -> Iterator[Iri]:
        """Yield the other licensees, or licences that name none, that may take places in the common cells."""
        ground = self.overlap(sure=False)
        for party in self.granted.commitment.beneficiaries or (NOBODY_NAMED,):
            for name, held in Counting(self, self.promised[0], party).others().items():
                if common(held.possible, ground):
                    yield name


def _const(certain: bool, possible: bool) -> Extents:
    if certain:
        return THROUGHOUT
    return PERHAPS if possible else NOWHERE


def above_without_end(chain: list[Account]) -> Iterator[Account]:
    """Yield the licences above a sublicence that states no end, and so lies inside them; up to one that states one."""
    for below, above in pairwise(chain):
        if below.window.latest_end < UNKNOWN_FUTURE or below.window.earliest_end >= UNKNOWN_FUTURE:
            return
        yield above


def ownership_days(
    index: DealIndex, ownership: Ownership, readings: frozenset[str], *, sure: bool
) -> list[tuple[int, int]]:
    """Return the days on which an ownership holds by every source, or by some source possibly."""
    if not index.timeline.facts(ownership.iri):
        return []
    windows = [window for _, window in index.ownership_windows(ownership, readings)]
    if sure:
        first, last = max(w.latest_start for w in windows), min(w.earliest_end for w in windows)
        return [(first, last)] if first <= last and index.owns_all(ownership) else []
    return [(w.earliest_start, w.latest_end) for w in windows]


def _alone(fields: frozenset[Iri] | None) -> list[Common]:
    if fields is None:
        return [(frozenset(), False)]
    return [(frozenset((term,)), True) for term in sorted(fields)]


def meets_always(hits: list[tuple[int, int]], windows: list[Window]) -> bool:
    """Whether days that are hit meet the common days of some periods, whatever their starts and ends.

    A period whose latest start is not after its earliest end has those days at the least. Any other may be one
    single day anywhere from its earliest end to its latest start.

    >>> year = Window(1, 12, 1, UNKNOWN_FUTURE)
    >>> meets_always([(1, 12)], [year]), meets_always([(2, 12)], [year])
    (True, False)
    """
    first, last = ALWAYS
    loose: list[tuple[int, int]] = []
    for window in windows:
        if window.latest_start <= window.earliest_end:
            first, last = max(first, window.latest_start), min(last, window.earliest_end)
        else:
            loose.append((window.earliest_end, window.latest_start))
    hits = [(max(a, first), min(b, last)) for a, b in hits if a <= last and first <= b and first <= last]
    if not loose:
        return bool(hits)
    if len(loose) > 1:
        return False
    ((start, end),) = loose
    return any(a <= start and end <= b for a, b in hits)


def _meet(trees: Trees, found: Iterable[Common], fields: frozenset[Iri] | None) -> Iterator[Common]:
    """Yield where a scope with these terms and the common cells found so far meet; ``None``: not stated."""
    for terms, sure in found:
        if fields is None or not terms:
            yield from ((frozenset((other,)), False) for other in fields or ())
            if not fields:
                yield terms, False
            continue
        for other in sorted(fields):
            relations = {term: trees.relation(term, other) for term in terms}
            if "disjoint" in relations.values():
                continue
            if "covers" in relations.values():
                yield terms, sure
                continue
            kept = frozenset(term for term, relation in relations.items() if relation != "part")
            yield kept | {other}, sure and "part" in relations.values()


def _covered(trees: Trees, fields: frozenset[Iri] | None, terms: frozenset[Iri], possibly: bool) -> bool:
    """Whether a cell that lies in all of ``terms`` lies in one of ``fields``, for sure or possibly."""
    if fields is None or not terms:
        return possibly
    for other in fields:
        relations = {trees.relation(term, other) for term in terms}
        if "covers" in relations or (possibly and "unknown" in relations and "disjoint" not in relations):
            return True
    return False


def imprecise(account: Account) -> bool:
    """Whether the start, the end or the making of a commitment is open, events that change it left aside."""
    exists, window = apart(account)
    return exists is None or not _exact(window)


def apart(account: Account) -> tuple[bool | None, Window]:
    """Return whether a commitment was made and when it runs, events that change it left aside."""
    between = account.between
    return (account.exists, account.window) if between is None else (between.exists, between.window)


def _exact(window: Window) -> bool:
    return window.earliest_start == window.latest_start and window.earliest_end == window.latest_end


def days_of(window: Window) -> set[int]:
    """Return the known days of a window."""
    return {
        day
        for day in (window.earliest_start, window.latest_start, window.earliest_end, window.latest_end)
        if UNKNOWN_PAST < day < UNKNOWN_FUTURE
    }
