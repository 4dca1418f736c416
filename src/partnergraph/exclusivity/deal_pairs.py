"""Two commitments side by side: whether one lets in, in a common cell, somebody whom the other shuts out.

A pair is judged for one way to make the choices that can cut both ways (which source is believed, how a
region word or a changing membership is read, the state of a commitment that plays two parts). All other open
choices can only add to a collision or only take from it; so the least and the greatest collision are had by
setting every one of them one way. ``possible=False`` is the least, ``possible=True`` the greatest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import Final, Literal, TypeAlias

from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.extents import (
    ALWAYS,
    Coverage,
    Extent,
    Valuation,
    common,
    part_bit,
    spans_of,
    within,
    without,
)
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.readings import UNKNOWN_FUTURE, UNKNOWN_PAST, Window, binding_readings
from partnergraph.exclusivity.scope import Trees
from partnergraph.model import Carveout, Commitment, Iri, Ownership
from partnergraph.territory import WORLD_MASK

Kind: TypeAlias = Literal[
    "grant into exclusivity", "exclusivity over grant", "double exclusivity", "partner-side", "option"
]
State: TypeAlias = tuple[int, int] | None
"""First and last day of a commitment, ``None`` if it was never made."""
Common: TypeAlias = tuple[frozenset[Iri], bool]
"""Terms in which a common cell lies, none above another (empty: not stated), and whether there surely is one."""

NOBODY: Final = None


class Side:
    """A commitment, or a proposal, with the licences above it."""

    def __init__(self, index: DealIndex, commitment: Commitment, readings: frozenset[str], proposed: Account | None):
        self.index, self.commitment, self.readings, self.proposed = index, commitment, readings, proposed
        self.above = index.chain(commitment)[1:] if proposed is None else _above(index, commitment)

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
            if account.commitment.iri in self.index.commitments:
                bounds = self.index.timeline.bounds(account.commitment.iri)
                used |= binding_readings(bounds, account.window, self.readings)
        return used

    def declared(self) -> set[tuple[date, str]]:
        """Return the days as of which sources declare to list what is open, by what they are called."""
        chain = [self.commitment.iri, *(c.iri for c in self.above)]
        return {found for iri in chain for found in self.index.timeline.declared(iri)}

    def choices(self) -> dict[Choice, tuple[object, ...]]:
        """Return its choices that can cut both ways."""
        found: dict[Choice, tuple[object, ...]] = {}
        own = [] if self.proposed else [self.commitment]
        accounts = [self.proposed] if self.proposed else []
        for commitment in [*own, *self.above, *self.excepted()]:
            alternatives = self.index.accounts(commitment, self.readings)
            found.update({("sources", d): tuple(sorted(d)) for d in alternatives.disputes})
            accounts += [account for _, account in alternatives.alternatives]
        for account in accounts:
            for coverage in _coverages(account):
                for choice, values in coverage.choices().items():
                    found[choice] = tuple(dict.fromkeys((*found.get(choice, ()), *values)))
        return found

    def excepted(self) -> list[Commitment]:
        """Return the recorded licences that it, or a licence above it, excepts."""
        accounts = [self.proposed] if self.proposed else []
        for commitment in [*([] if self.proposed else [self.commitment]), *self.above]:
            accounts += [a for _, a in self.index.accounts(commitment, self.readings).alternatives]
        named = {c.commitment for account in accounts for c in account.carveouts if c.commitment}
        return [self.index.commitments[iri] for iri in sorted(named) if iri in self.index.commitments]


def _above(index: DealIndex, commitment: Commitment) -> list[Commitment]:
    parent = index.parent(commitment)
    return index.chain(parent) if parent is not None else []


def _coverages(account: Account) -> Iterator[Coverage]:
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
        return replace(account, exists=True, window=window, agreed_on=agreed)
    return account


@dataclass
class DealPair:
    """A new side and an old one, with the kind of collision they may make."""

    index: DealIndex
    new: Side
    old: Side
    kind: Kind
    linked: bool
    insiders: frozenset[Iri] = frozenset()
    old_insiders: frozenset[Iri] = frozenset()
    signed: tuple[int, int] | None = None

    @cached_property
    def choices(self) -> dict[Choice, tuple[object, ...]]:
        """The choices that can cut both ways, with their values."""
        found = self.new.choices()
        for choice, values in self.old.choices().items():
            found[choice] = tuple(dict.fromkeys((*found.get(choice, ()), *values)))
        return found

    def valuations(self) -> Iterator[dict[Choice, object]]:
        """Yield every way to make them."""
        names = list(self.choices)
        for values in product(*self.choices.values()):
            yield dict(zip(names, values, strict=True))

    def under(self, index: DealIndex, readings: frozenset[str]) -> DealPair:
        """Return the same pair by other readings, or by an index that leaves something out."""
        new, old = (Side(index, side.commitment, readings, side.proposed) for side in (self.new, self.old))
        return replace(self, index=index, new=new, old=old)

    def certain(self, valuation: Valuation) -> bool:
        """Whether there is a common cell whatever the starts, the ends and everything else still open."""
        if not self.linked:
            return False
        windows = self._windows(valuation)
        if not all(a.exists for side in (self.new, self.old) for a in side.chain(valuation)):
            return False
        if self.signed is not None and not self._signed_inside(valuation, sure=True):
            return False
        return meets_always(spans_of(self.hits(valuation, possible=False)), windows)

    def overlap(self, valuation: Valuation, *, sure: bool) -> Extent:
        """Return the cells that may be common; with ``sure``, only those that are common in every case."""
        if sure and not self.certain(valuation):
            return ()
        if any(a.exists is False for side in (self.new, self.old) for a in side.chain(valuation)):
            return ()
        if self.signed is not None and not self._signed_inside(valuation, sure=False):
            return ()
        first, last = ALWAYS
        for window in self._windows(valuation):
            first = max(first, window.latest_start if sure else window.earliest_start)
            last = min(last, window.earliest_end if sure else window.latest_end)
        return within(self.hits(valuation, possible=not sure), first, last)

    def _windows(self, valuation: Valuation) -> list[Window]:
        accounts = self.new.chain(valuation) + (self.old.chain(valuation) if self.signed is None else [])
        return list({account.commitment.iri: account.window for account in accounts}.values())

    def _signed_inside(self, valuation: Valuation, *, sure: bool) -> bool:
        """Whether the option runs on the signing day, or on every day on which the deal may have been signed."""
        assert self.signed is not None
        first, last = self.signed
        windows = [account.window for account in self.old.chain(valuation)]
        if sure:
            return all(w.holds(first) is True and w.holds(last) is True for w in windows)
        return all(w.earliest_start <= last and first <= w.latest_end for w in windows)

    def hits(self, valuation: Valuation, possible: bool) -> Extent:
        """Return the cells in which one lets in somebody whom the other shuts out, starts and ends left aside."""
        new, old = self.new.account(valuation), self.old.account(valuation)
        if not self._subjects(valuation, possible):
            return ()
        everywhere = self._ground(valuation, possible)
        if not everywhere:
            return ()
        found: list[tuple[int, int, int]] = []
        for terms, sure in self.terms(valuation):
            if not (sure or possible):
                continue
            base = everywhere
            for account in (*self.new.chain(valuation), *self.old.chain(valuation)):
                for carveout in account.carveouts:
                    if not carveout.parties and not carveout.commitment:
                        base = without(base, self._exception(carveout, account, terms, valuation, possible))
            if base:
                found += self._shut_out(new, old, base, terms, valuation, possible)
        return tuple(found)

    def _shut_out(
        self, new: Account, old: Account, base: Extent, terms: frozenset[Iri], valuation: Valuation, possible: bool
    ) -> Extent:
        if self.kind == "partner-side":
            return self._promised_others(new, old, base, possible)
        found: Extent = ()
        if self.kind != "exclusivity over grant":
            outside = self._not_sublicensed(old, self.insiders, base, possible)
            for party in new.commitment.beneficiaries or (NOBODY,):
                found += self._shut(old, party, outside, terms, valuation, possible)
        if self.kind in ("exclusivity over grant", "double exclusivity"):
            base = self._not_sublicensed(new, self.old_insiders, base, possible)
            for party in old.commitment.beneficiaries or (NOBODY,):
                if party not in self.insiders:
                    found += self._shut(new, party, base, terms, valuation, possible)
        return found

    def _not_sublicensed(self, promise: Account, holders: frozenset[Iri], base: Extent, possible: bool) -> Extent:
        """Leave out what is granted under the promise itself: by its beneficiary, or by one licensed by it."""
        if self.kind == "option":
            return base
        for holder in holders:
            if holder in promise.commitment.beneficiaries:
                return ()
            base = self._not_affiliated(promise, holder, base, possible)
        return base

    def _not_affiliated(self, account: Account, party: Iri, base: Extent, possible: bool) -> Extent:
        if account.covers_affiliates is False or (possible and account.covers_affiliates is None):
            return base
        spans = self.affiliated(party, account.commitment.beneficiaries, sure=possible)
        if self.signed is not None:  # an option is tested on the signing day, however long the deal runs
            begun, done = self.signed if possible else self.signed[::-1]
            return () if any(first <= begun and done <= last for first, last in spans) else base
        for first, last in spans:
            base = without(base, ((first, last, -1),))
        return base

    def _shut(
        self,
        account: Account,
        party: Iri | None,
        base: Extent,
        terms: frozenset[Iri],
        valuation: Valuation,
        possible: bool,
    ) -> Extent:
        """Return where and when an exclusivity (or option) shuts a party out."""
        commitment = account.commitment
        if party is None:
            return base if possible else ()
        if party in commitment.beneficiaries:
            return ()
        if party in commitment.bound:
            bare = account.strength == "unqualified" and not possible
            if commitment.kind == "option" or account.strength == "sole" or bare:
                return ()
        if not commitment.beneficiaries and not possible:
            return ()
        base = self._not_affiliated(account, party, base, possible)
        for carveout in account.carveouts:
            if carveout.parties or carveout.commitment:
                base = without(base, self._let_through(carveout, account, party, terms, valuation, possible))
        return base

    def _let_through(
        self,
        carveout: Carveout,
        account: Account,
        party: Iri,
        terms: frozenset[Iri],
        valuation: Valuation,
        possible: bool,
    ) -> Extent:
        if carveout.parties and party not in carveout.parties:
            return ()
        inside = self._exception(carveout, account, terms, valuation, possible)
        if carveout.commitment is None or not inside:
            return inside
        licence = self.index.commitments.get(carveout.commitment)
        if licence is None:
            return () if possible else inside
        its = account_of(self.index, licence, self.new.readings, valuation)
        if not carveout.parties and not self._may_favour(its, party, possible):
            return ()
        if licence in (self.new.commitment, *self.new.above, self.old.commitment, *self.old.above):
            return inside  # in a common cell it runs and reaches there
        if its.exists is False or (possible and its.exists is None):
            return ()
        if not (carveout.fields or _covered(self.index.trees, its.fields, terms, not possible)):
            return ()
        if not carveout.territory:
            inside = common(inside, self._extent(its, valuation, not possible))
        window = its.window
        if possible:
            return within(inside, window.latest_start, window.earliest_end)
        return within(inside, window.earliest_start, window.latest_end)

    def _may_favour(self, terms: Account, party: Iri, possible: bool) -> bool:
        if party in terms.commitment.beneficiaries:
            return True
        return not possible and not terms.commitment.beneficiaries

    def _exception(
        self, carveout: Carveout, account: Account, terms: frozenset[Iri], valuation: Valuation, possible: bool
    ) -> Extent:
        """Return where and when an exception stands, at its least when the collision is at its greatest."""
        if carveout.fields and not _covered(self.index.trees, frozenset(carveout.fields), terms, not possible):
            return ()
        if not carveout.territory:
            return ((*ALWAYS, -1),)
        return Coverage(carveout.territory, account.agreed).extent(valuation, not possible, self._parts(valuation))

    def _promised_others(self, new: Account, old: Account, base: Extent, possible: bool) -> Extent:
        promise, users = old.commitment, new.commitment.beneficiaries
        if new.commitment.side == "user":
            users = new.commitment.bound
        found: Extent = ()
        for user in users:
            if user in promise.bound:
                return base
            if old.covers_affiliates is False or (old.covers_affiliates is None and not possible):
                continue
            for first, last in self.affiliated(user, promise.bound, sure=not possible):
                found += within(base, first, last)
        return found

    def _subjects(self, valuation: Valuation, possible: bool) -> bool:
        """Whether both sides, with the licences above them, concern one subject; partner-side, whether not."""
        new, old = self.new.account(valuation), self.old.account(valuation)
        if new.subjects is None or old.subjects is None:
            return possible
        if self.kind == "partner-side":
            theirs = self._family(old.subjects)
            return not new.subjects & theirs if new.commitment.side == "user" else bool(new.subjects - theirs)
        shared = new.subjects
        for account in (*self.new.chain(valuation)[1:], *self.old.chain(valuation)):
            if account.subjects is None:
                if not possible:
                    return False
            else:
                shared &= self._family(account.subjects)
        return bool(shared)

    def _family(self, subjects: frozenset[Iri]) -> frozenset[Iri]:
        return subjects.union(*(self.index.family(subject) for subject in subjects))

    def _ground(self, valuation: Valuation, possible: bool) -> Extent:
        """Return the common countries day by day."""
        chains = [(self.new, False), (self.old, self.signed is not None)]
        found: Extent = ((*ALWAYS, -1),)
        for side, on_signing in chains:
            for account in side.chain(valuation):
                extent = self._extent(account, valuation, possible)
                if on_signing and self.signed is not None:
                    extent = tuple((*ALWAYS, mask) for _, _, mask in within(extent, self.signed[0], self.signed[0]))
                found = common(found, extent)
        if not all(self._axis(axis, valuation, possible) for axis in ("channels", "acts")):
            return ()
        return found

    def _extent(self, account: Account, valuation: Valuation, possible: bool) -> Extent:
        if account.territory is None:
            mask = WORLD_MASK
            for part in self._parts(valuation):
                mask |= part_bit(part)
            return ((*ALWAYS, mask),) if possible else ()
        if account.plain_countries is not None and not self._parts(valuation):
            return ((*ALWAYS, account.plain_countries),)
        return coverage_of(account).extent(valuation, possible, self._parts(valuation))

    def _parts(self, valuation: Valuation) -> frozenset[str]:
        """Return the parts of countries that either side names."""
        key = tuple(sorted(((c, v) for c, v in valuation.items() if c[0] == "sources"), key=repr))
        found = self._named_parts.get(key)
        if found is None:
            accounts = (*self.new.chain(valuation), *self.old.chain(valuation))
            found = frozenset[str]().union(
                *(coverage.parts() for account in accounts for coverage in _coverages(account))
            )
            self._named_parts[key] = found
        return found

    @cached_property
    def _named_parts(self) -> dict[object, frozenset[str]]:
        return {}

    def terms(self, valuation: Valuation) -> list[Common]:
        """Return the fields that all have in common."""
        sets = [account.fields for side in (self.new, self.old) for account in side.chain(valuation)]
        found = _alone(sets[0])
        for fields in sets[1:]:
            found = list(_meet(self.index.trees, found, fields))
        return found

    def _axis(self, axis: Literal["channels", "acts"], valuation: Valuation, possible: bool) -> bool:
        found = self.shared(axis, valuation)
        return found is None or any(sure or possible for _, sure in found)

    def shared(self, axis: Literal["channels", "acts"], valuation: Valuation) -> list[Common] | None:
        """Return the channels or acts that all have in common; ``None`` where nobody states any."""
        found: list[Common] | None = None
        for side in (self.new, self.old):
            for account in side.chain(valuation):
                terms: frozenset[Iri] | None = getattr(account, axis)
                if terms is not None:
                    found = _alone(terms) if found is None else list(_meet(self.index.trees, found, terms))
        return found

    def affiliated(self, party: Iri, others: Iterable[Iri], *, sure: bool) -> list[tuple[int, int]]:
        """Return the days on which a party is in one group with one of the others, for sure or possibly."""
        index = self.index
        if party not in index.owners and party not in index.owned:
            return []
        mine = self._controllers(party, sure)
        spans: list[tuple[int, int, int]] = []
        for other in others:
            theirs = self._controllers(other, sure)
            for top, days in mine.items():
                for first, last in days:
                    spans += [
                        (max(first, a), min(last, b), 1) for a, b in theirs.get(top, ()) if a <= last and first <= b
                    ]
        return spans_of(spans)

    def _controllers(self, party: Iri, sure: bool) -> dict[Iri, list[tuple[int, int]]]:
        found: dict[Iri, list[tuple[int, int]]] = {party: [ALWAYS]}
        walks = [(party, ALWAYS, frozenset((party,)))]
        while walks:
            here, (first, last), seen = walks.pop()
            for ownership in self.index.owners.get(here, ()):
                for start, end in ownership_days(self.index, ownership, self.new.readings, sure=sure):
                    span = (max(first, start), min(last, end))
                    if span[0] <= span[1] and ownership.owner not in seen:
                        found.setdefault(ownership.owner, []).append(span)
                        walks.append((ownership.owner, span, seen | {ownership.owner}))
        return found


def ownership_days(
    index: DealIndex, ownership: Ownership, readings: frozenset[str], *, sure: bool
) -> list[tuple[int, int]]:
    """Return the days on which an ownership holds by every source, or by some source possibly."""
    if not index.timeline.facts(ownership.iri):
        return []
    windows = [window for _, window in index.ownership_windows(ownership, readings)]
    if sure:
        first, last = max(w.latest_start for w in windows), min(w.earliest_end for w in windows)
        return [(first, last)] if first <= last else []
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
    """Whether the start, the end or the making of a commitment is open."""
    window = account.window
    exact = window.earliest_start == window.latest_start and window.earliest_end == window.latest_end
    return account.exists is None or not exact


def days_of(window: Window) -> set[int]:
    """Return the known days of a window."""
    return {
        day
        for day in (window.earliest_start, window.latest_start, window.earliest_end, window.latest_end)
        if UNKNOWN_PAST < day < UNKNOWN_FUTURE
    }
