"""What of a grant its grantor holds: *held*, *not held*, *possibly not held* or *not recorded*, piece by piece.

The rule is `entitlement`; here it is reckoned with where and when, over every way to read sources and words. Of what
is not against the rule *held* is what an owner holds alone, and what an exclusive licensee of a product holds by the
reading ``sublicense`` where no source says whether it may sublicense, and a licensee that may; the rest is *not
recorded*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, reduce
from itertools import chain, islice, product
from math import prod
from typing import Any, Final, TypeAlias

from partnergraph.axes import AXES, TOPS, Axis
from partnergraph.exclusivity.accounts import WORKS, Account
from partnergraph.exclusivity.answers import WORST_TITLES, TitleStatus
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.deal_pairs import (
    Breach,
    DealPair,
    Side,
    above_without_end,
    coverage_of,
    coverages_of,
)
from partnergraph.exclusivity.entitlement import (
    Entitlement,
    Parties,
    SubjectDeals,
    complete_as_of,
    deals_on,
    is_exclusive,
)
from partnergraph.exclusivity.extents import (
    ALWAYS,
    EVERYWHERE,
    NOWHERE,
    Coverage,
    Extent,
    Extents,
    Valuation,
    both,
    common,
    either,
    parts_told_apart,
    with_parts,
    within,
    without,
)
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.inference import Window
from partnergraph.model import Commitment, Iri, Ownership
from partnergraph.territory import WORLD_MASK, Territory

_NONE: Final[Extent] = ()
Needs: TypeAlias = tuple[tuple[Iri, Extent], ...]
MOST: Final = 20_000
"""Above this number of readings of sources and words, times pieces of scope, a title is not recorded."""

Fit: TypeAlias = bool | None
"""Whether a scope covers something: surely, perhaps (``None``) or not."""


@dataclass(frozen=True, slots=True)
class Part:
    """A term of an axis without the terms below it that are looked at apart; no term: the whole axis."""

    term: Iri | None
    besides: tuple[Iri, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a scope in which every licence has all or nothing, as far as terms go; ``parts`` as in `AXES`."""

    subject: Iri
    parts: tuple[Part, ...]

    def on(self, axis: Axis) -> Part:
        """Return its part of an axis."""
        return self.parts[AXES.index(axis)]


@dataclass(frozen=True, slots=True)
class Holding:
    """Where and when a title has each status; the four are disjoint and cover everything."""

    held: Extent
    unrecorded: Extent
    doubtful: Extent
    lacking: Extent


@dataclass(frozen=True, slots=True)
class Granted:
    """What a party grants, or would grant: surely, and possibly.

    ``looked_at``: the days and places that are looked at; ``told_apart``: parts of countries that these name.
    ``each_cell``: a cell is *not held* only where that is so however it is read; else where some cell always is.
    """

    side: Side
    parties: tuple[Iri, ...]
    subjects: tuple[Iri, ...]
    exclusive: bool
    looked_at: Extent = EVERYWHERE
    told_apart: frozenset[str] = frozenset()
    each_cell: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The pieces of a scope with the cells of each status; ``readings`` and ``as_of`` are what it rests on.

    ``parts`` are the parts of countries that the cells tell apart. ``forbids`` and ``consents``: the licences out of
    which nothing may be granted, or with consent only, and where. ``holdings``: as of when all that the parties hold is
    declared to be listed.
    """

    cells: tuple[tuple[TitleStatus, Piece, Extent], ...]
    readings: frozenset[str] = frozenset()
    as_of: date | None = None
    parts: frozenset[str] = frozenset()
    forbids: Needs = ()
    consents: Needs = ()
    holdings: date | None = None

    def has(self, status: TitleStatus) -> bool:
        """Whether some cell has a status."""
        return any(found == status for found, _, _ in self.cells)

    def extent(self, status: TitleStatus, *, but: bool = False) -> Extent:
        """Return the cells that have a status in some piece, or with ``but`` any other."""
        return tuple(box for found, _, extent in self.cells if (found == status) != but for box in extent)


class Titles:
    """The titles of parties to one subject, in the pieces of what is granted."""

    def __init__(self, deals: SubjectDeals, granted: Granted, readings: frozenset[str]) -> None:
        self.deals, self.granted, self.readings = deals, granted, readings
        self.index, self.subject = deals.index, deals.subject
        self.used: set[str] = set()
        self.days: set[date] = set()
        self.forbids: dict[Iri, Extent] = {}
        self.consents: dict[Iri, Extent] = {}
        self.told = deals.tells_of(granted.parties)
        self._found: dict[object, Holding] = {}

    # -- what is asked

    def cells(self) -> Iterator[tuple[TitleStatus, Piece, Extent]]:
        """Yield the pieces with the cells of each status, over every way to read sources and words."""
        if not self.told or prod(map(len, self.choices.values())) * len(self.pieces) > MOST:
            yield from self._not_told()
            return
        every = [self._split(valuation) for valuation in self.valuations()]
        every = [list(map(self._looked_at, one)) for one in every if any(any(extents) for extents in one)]
        certain = all(any(lacking for lacking, *_ in one) for one in every)
        for piece, several in zip(self.pieces, zip(*every, strict=True), strict=False):
            yield from self._worst(piece, several, certain)

    def _looked_at(self, extents: tuple[Extent, ...]) -> tuple[Extent, ...]:
        """Return what of some cells lies where and when is looked at."""
        asked = self.granted.looked_at
        return extents if asked is EVERYWHERE else tuple(common(extent, asked) for extent in extents)

    def _not_told(self) -> Iterator[tuple[TitleStatus, Piece, Extent]]:
        """Yield everything asked as not recorded: nothing tells of it, or there are too many ways to read it."""
        whole, side, gone = Piece(self.subject, (Part(None),) * len(AXES)), self.granted.side, _NONE
        for valuation in islice(_ways(side.choices(), {}), MOST):
            account = side.account(valuation)
            if account.exists is not False and (account.subjects is None or account.subjects & self.deals.marks):
                days = (account.window.earliest_start, account.window.latest_end)
                (extent,) = self._looked_at((within(self._countries(account, valuation, sure=False), *days),))
                if extent := without(extent, gone):
                    yield "not recorded", whole, extent
                    gone += extent

    def _worst(
        self, piece: Piece, several: tuple[tuple[Extent, ...], ...], certain: bool
    ) -> Iterator[tuple[TitleStatus, Piece, Extent]]:
        """Yield for each cell of a piece the worst status that some way to read it gives."""
        gone: Extent = _NONE
        if self.granted.each_cell and (gone := reduce(common, (lacking for lacking, *_ in several))):
            yield "not held", piece, gone
        certain = certain and not self.granted.each_cell
        for status, extents in zip(WORST_TITLES, zip(*several, strict=True), strict=True):
            extent = tuple(box for one in extents for box in one)
            if extent := without(extent, gone):
                yield status if certain or status != "not held" else "possibly not held", piece, extent
                gone += extent

    def _split(self, valuation: Valuation) -> list[tuple[Extent, ...]]:
        """Return for each piece the cells asked that are not held, possibly not held, not recorded and held."""
        asked = self.granted.side.account(valuation)
        found: list[tuple[Extent, ...]] = []
        rest: Extent = _NONE
        for piece in self.pieces:
            sure, maybe = (self._asked(asked, piece, valuation, sure=sure) for sure in (True, False))
            title = self.holding(piece, valuation)
            lacking = common(sure, title.lacking)
            inside = self._inside_above(piece, valuation)
            doubtful = without(common(maybe, title.lacking + title.doubtful), lacking + inside)
            unrecorded = common(maybe, title.unrecorded + common(title.doubtful, inside))
            found.append((lacking, doubtful, unrecorded, common(maybe, title.held)))
            rest += without(maybe, title.lacking)
        if asked.exists and not rest:  # whatever of it is meant
            return [(lacking + doubtful, _NONE, _NONE, _NONE) for lacking, doubtful, *_ in found]
        return found

    def _asked(self, account: Account, piece: Piece, valuation: Valuation, *, sure: bool) -> Extent:
        unsaid = account.subjects is None or account.territory is None or account.fields is None
        found = _NONE if sure and unsaid else self.ground(account, piece, valuation, sure=sure)
        for above in above_without_end(self.granted.side.chain(valuation)):
            found = within(found, ALWAYS[0], above.window.earliest_end if sure else above.window.latest_end)
        return found

    def _inside_above(self, piece: Piece, valuation: Valuation) -> Extent:
        """Return where a sublicence that states no end lies, whenever it ends, inside the licences above it."""
        above = list(above_without_end(self.granted.side.chain(valuation)))
        found = EVERYWHERE if above else _NONE
        for account in above:
            found = common(found, self.ground(account, piece, valuation, sure=False))
        return found

    @cached_property
    def pieces(self) -> list[Piece]:
        """The pieces of what is granted that licences and promises tell apart."""
        accounts = [a for c in (*self._licences, *self.promises, *self._limited) for a in self._accounts(c)]
        axes = []
        for axis in AXES:
            asked = {term for a in self._asked_accounts for term in a.on(axis) or (None,)}
            named = {term for a in accounts for term in a.on(axis) or ()}
            named |= {term for a in accounts for carveout in a.carveouts for term in carveout.on(axis)}
            axes.append(list(self._parts(asked, named)))
        return [Piece(self.subject, parts) for parts in product(*axes)]

    def _parts(self, asked: set[Iri | None], named: set[Iri]) -> Iterator[Part]:
        inside = asked | {term for term in named if any(self._has(above, term) for above in asked)}
        for term in sorted(inside, key=str):
            below = (other for other in inside if other and other != term and self._has(term, other))
            yield Part(term, tuple(sorted(below)))

    def _has(self, above: Iri | None, term: Iri) -> bool:
        return above is None or self.index.trees.relation(term, above) == "covers"

    @cached_property
    def _asked_accounts(self) -> list[Account]:
        side = self.granted.side
        return [side.proposed] if side.proposed else self._accounts(side.commitment)

    @cached_property
    def _licences(self) -> list[Commitment]:
        licences = self.deals.above(self.granted.parties) if self.told else []
        return list({c.iri: c for licence in licences for c in self.index.chain(licence)}.values())

    @cached_property
    def _limited(self) -> list[Commitment]:
        """The ownerships of a part of the subject."""
        return [self.index.ownership_right(o) for o in self.deals.owners if not self.index.owns_all(o)]

    @cached_property
    def promises(self) -> list[Commitment]:
        """The exclusivities of those from whom a licensee that grants, or licensed it, has its right."""
        if not self._licences:
            return []
        above = {party for c in self._licences for party in c.bound} | {o.owner for o in self.deals.owners}
        return [c for c in self.deals.promises(above) if any(map(self._may_meet, self._accounts(c)))]

    def _may_meet(self, account: Account) -> bool:
        """Whether an account may have a day and a country in common with what is granted."""
        return any(
            account.window.earliest_start <= asked.window.latest_end
            and asked.window.earliest_start <= account.window.latest_end
            and (account.plain_countries is None or account.plain_countries & (asked.plain_countries or WORLD_MASK))
            for asked in self._asked_accounts
        )

    @cached_property
    def choices(self) -> dict[Choice, tuple[object, ...]]:
        """The choices between sources and meanings of words that can cut both ways."""
        found = dict(self.granted.side.choices())
        for licence in self._licences:
            for choice, values in Side(self.index, licence, self.readings, None).choices().items():
                found[choice] = tuple(dict.fromkeys((*found.get(choice, ()), *values)))
        return found

    def valuations(self) -> Iterator[dict[Choice, object]]:
        """Yield every way to make the choices."""
        for values in product(*self.choices.values()):
            yield dict(zip(self.choices, values, strict=True))

    # -- where it comes from

    def asked_for(self) -> Extent:
        """Return where and when something may be granted, in any piece and however it is read."""
        if prod(map(len, self.choices.values())) * len(self.pieces) > MOST:
            return EVERYWHERE
        return tuple(
            box
            for valuation in self.valuations()
            for piece in self.pieces
            for box in self._asked(self.granted.side.account(valuation), piece, valuation, sure=False)
        )

    def rights(self) -> tuple[Iri, ...]:
        """Return the ownerships and licences of the parties out of which it may be granted, together or each alone."""
        mine = [o for o in self.deals.owners if o.owner in self.granted.parties]
        held = [c for c in self.deals.licences(self.granted.parties) if c.beneficiaries]
        if prod(map(len, self.choices.values())) * len(self.pieces) > MOST:
            return tuple(right.iri for right in (*mine, *held))
        found: dict[Iri, None] = {}
        for valuation in self.valuations():
            for piece in self.pieces:
                rule = _InPiece(self, piece, valuation)
                asked = self._asked(self.granted.side.account(valuation), piece, valuation, sure=False)
                covers = chain(((o.iri, rule.owns(o)) for o in mine), ((c.iri, rule.covers(c)) for c in held))
                found |= {iri: None for iri, where in covers if common(asked, where.possible)}
        return tuple(found)

    # -- who holds what

    def holding(self, piece: Piece, valuation: Valuation) -> Holding:
        """Return what the parties that grant hold of a piece together."""
        key = (piece, *valuation.values())
        if key not in self._found:
            rule, granted = _InPiece(self, piece, valuation), self.granted
            standing = rule.standing(granted.parties, granted.exclusive)
            lacking = standing.lacking.certain
            held = self._held(rule)
            self._note_licences(rule, lacking)
            self.days |= self._listed_as_of(rule, lacking) if lacking else set()
            doubtful = without(EVERYWHERE, standing.fine.certain + lacking)
            self._found[key] = Holding(held, without(EVERYWHERE, held + doubtful + lacking), doubtful, lacking)
        return self._found[key]

    def _held(self, rule: _InPiece) -> Extent:
        """Return what its sole owners surely hold, licensees that may sublicense, and exclusive ones of a product."""
        parties = self.granted.parties
        mine, others = (
            either(rule.owns(o) for o in self.deals.owners if (o.owner in parties) == own) for own in (True, False)
        )
        held = without(mine.certain, others.possible)
        for licence in self.deals.licences(parties):
            sure = rule.given(licence, parties, self.granted.exclusive, frozenset())[0].certain
            if sure and self._may_sublicense(rule.reckoning.account(licence)):
                held += sure
        return held

    def _may_sublicense(self, licence: Account) -> bool:
        """Whether it is recorded, or a reading, that the parties may let others act under a licence of theirs."""
        if licence.sublicensing is not None:
            return True
        alone = is_exclusive(licence, self.granted.parties)
        if not (alone and self.index.deals.kinds.get(self.subject) in WORKS and "sublicense" in self.readings):
            return False
        self.used.add("sublicense")
        return True

    def _note_licences(self, rule: _InPiece, lacking: Extent) -> None:
        """Keep where licences of the parties forbid sublicences, or these and those above them ask for consent."""
        own = {c.iri for c in self.deals.licences(self.granted.parties)}
        for licence in self._licences:
            barred = rule.unlicensed(licence)
            if licence.iri in own and (where := common(barred.certain, lacking)):
                self.forbids[licence.iri] = self.forbids.get(licence.iri, _NONE) + where
            elif barred.possible and not barred.certain:
                self.consents[licence.iri] = self.consents.get(licence.iri, _NONE) + barred.possible

    # -- what makes sure that the rest is not held

    def _listed_as_of(self, rule: _InPiece, lacking: Extent) -> set[date]:
        """Return the days of the lists by which it is sure that parties do not hold something."""
        parties, found = self.granted.parties, set()
        listed = self.deals.holdings_as_of(parties) is not None
        rest = (
            without(lacking, rule.shut_out(parties).certain + rule.forbidden(parties).certain) if not listed else _NONE
        )
        for holder in self.deals.holders.difference(parties) if rest else ():
            day = complete_as_of(self.index, (holder,), self.subject)
            if day is not None and common(rest, rule.may_let(holder, parties).possible):
                found.add(day)
        return found

    def shut_out_by(self, promise: Commitment, party: Iri, piece: Piece, valuation: Valuation) -> Extent:
        """Return where an exclusivity shuts a party out of a piece, however it is read."""
        side = Side(self.index, promise, self.readings, None)
        pair = DealPair(self.index, self._acting(promise, party, piece), side, "grant into exclusivity", linked=True)
        found = EVERYWHERE
        for way in _ways(pair.choices, valuation):
            for account in side.chain(way):
                found = common(found, self.ground(account, piece, way, sure=True))
            found = common(found, pair.hits(way, possible=False)) if found else _NONE
        return found

    def _acting(self, promise: Commitment, party: Iri, piece: Piece) -> Side:
        """Return the party as one that acts in a piece of scope, everywhere and always."""
        acting = Commitment(iri="acting", label="acting", kind="grant", bound=promise.bound, beneficiaries=(party,))
        terms: dict[str, Any] = dict.fromkeys(axis.terms for axis in AXES)
        terms |= {axis.terms: frozenset((part.term,)) for axis in AXES if (part := piece.on(axis)).term}
        account = Account(
            commitment=acting, exists=True, subjects=frozenset((self.subject,)), territory=(Territory(("001",)),),
            strength="unqualified", covers_affiliates=False, carveouts=(), window=_ENDLESS, plain_countries=WORLD_MASK,
            **terms,
        )  # fmt: skip
        return Side(self.index, acting, self.readings, account)

    # -- extents

    def ground(self, account: Account, piece: Piece, valuation: Valuation, *, sure: bool) -> Extent:
        """Return where and when an account covers a piece of scope, surely or possibly."""
        fit = self._fit(account, piece)
        if account.exists is False or fit is False or (sure and not (account.exists and fit)):
            return _NONE
        window = account.window
        days = (window.latest_start, window.earliest_end) if sure else (window.earliest_start, window.latest_end)
        found = within(self._countries(account, valuation, sure=sure), *days)
        for carveout in account.carveouts:
            if found and not carveout.parties and not carveout.commitment:
                fits = {self._covers(frozenset(t), piece.on(axis)) for axis in AXES if (t := carveout.on(axis))}
                if False not in fits and (sure or None not in fits):
                    rules = Coverage(carveout.territory, account.agreed)
                    found = without(found, self._rules(rules, valuation, sure=not sure))
        return found

    def _fit(self, account: Account, piece: Piece) -> Fit:
        """Whether an account covers the terms and the subject of a piece."""
        fits: list[Fit] = [None if account.subjects is None else bool(account.subjects & self.deals.marks)]
        for axis in AXES:
            terms: frozenset[Iri] | None = account.on(axis)
            if terms is not None:
                fits.append(self._covers(terms, piece.on(axis)))
            elif axis.unstated == "not known":
                fits.append(None)
        return False if False in fits else None if None in fits else True

    def _covers(self, terms: frozenset[Iri], part: Part) -> Fit:
        """Whether one of the terms covers a part of an axis; what lies below it has been taken out."""
        if part.term is None:
            return not terms.isdisjoint(TOPS)
        relations = {self.index.trees.relation(part.term, term) for term in terms if term not in part.besides}
        return True if "covers" in relations else None if "unknown" in relations else False

    def _countries(self, account: Account, valuation: Valuation, *, sure: bool) -> Extent:
        if account.territory is not None:
            return self._rules(coverage_of(account), valuation, sure=sure)
        return _NONE if sure else ((*ALWAYS, with_parts(WORLD_MASK, self.parts)),)

    def _rules(self, coverage: Coverage, valuation: Valuation, *, sure: bool) -> Extent:
        if not coverage.rules:
            return EVERYWHERE
        exhaustive = all(rule.exhaustive for rule in coverage.rules)  # then only parts of countries are added
        return coverage.extent(valuation, not sure or exhaustive, self.parts)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts of countries that are told apart."""
        told = (*self._licences, *self.promises, *self._limited)
        accounts = [*self._asked_accounts, *(a for c in told for a in self._accounts(c))]
        return self.granted.told_apart | parts_told_apart(coverage for a in accounts for coverage in coverages_of(a))

    def _accounts(self, commitment: Commitment) -> list[Account]:
        return [account for _, account in self.index.accounts(commitment, self.readings).alternatives]


class _InPiece(Entitlement[Extents]):
    """The rule in one piece, for one way to read sources and words."""

    def __init__(self, titles: Titles, piece: Piece, valuation: Valuation) -> None:
        side = titles.granted.side
        pair = DealPair(titles.index, side, side, "grant into exclusivity", linked=True)
        super().__init__(titles.deals, Breach(pair, side, side, valuation))
        self.titles, self.piece, self.valuation = titles, piece, valuation
        self._covered: dict[Iri, Extents] = {}

    def licences(self, parties: Parties) -> list[Commitment]:
        """Return all of them, whatever they cover."""
        return self.deals.licences(parties)

    def promises(self, makers: set[Iri]) -> list[Commitment]:
        """Return those that may have a day and a country in common with what is granted."""
        return [c for c in self.titles.promises if makers.intersection(c.bound)]

    def covers(self, licence: Commitment) -> Extents:
        """Return where and when a licence covers the piece."""
        return self._over_ways(licence)

    def owns(self, ownership: Ownership) -> Extents:
        """Return where and when an ownership has the piece."""
        index = self.titles.index
        if index.owns_all(ownership):
            return self.reckoning.owns(ownership)
        return self._over_ways(index.ownership_right(ownership))

    def _over_ways(self, right: Commitment) -> Extents:
        if right.iri not in self._covered:
            self._covered[right.iri] = self._cover(right)
        return self._covered[right.iri]

    def _cover(self, right: Commitment) -> Extents:
        side = Side(self.titles.index, right, self.titles.readings, None)
        certain, possible = EVERYWHERE, _NONE
        for way in _ways(side.choices(), self.valuation):
            here = both(self._ground(account, way) for account in side.chain(way))
            certain, possible = common(certain, here.certain), possible + here.possible
            self.titles.used |= side.readings_used(way) if here.certain else set()
        return Extents(certain, possible) if possible else NOWHERE

    def _ground(self, account: Account, way: Valuation) -> Extents:
        if account.commitment.iri not in self.titles.index.commitments:
            account = _of_all(account, self.piece.subject)
        return Extents(*(self.titles.ground(account, self.piece, way, sure=sure) for sure in (True, False)))

    def bars(self, promise: Commitment, party: Iri) -> Extents:
        """Return where it does so for certain; that it possibly does decides nothing."""
        return Extents(self.titles.shut_out_by(promise, party, self.piece, self.valuation), EVERYWHERE)


def _of_all(owned: Account, subject: Iri) -> Account:
    """Return an ownership of a subject with all of what no source limits."""
    fields = owned.fields or TOPS
    return replace(
        owned, subjects=frozenset((subject,)), territory=owned.territory or (Territory(("001",)),), fields=fields
    )


_ENDLESS: Final = Window(ALWAYS[0], ALWAYS[0], ALWAYS[1], ALWAYS[1])


def _ways(choices: Mapping[Choice, tuple[object, ...]], made: Valuation) -> Iterator[dict[Choice, object]]:
    """Yield every way to make those choices that are not made yet."""
    for values in product(*((made[choice],) if choice in made else values for choice, values in choices.items())):
        yield dict(zip(choices, values, strict=True))


def title_of(index: DealIndex, granted: Granted, readings: frozenset[str]) -> Found:
    """Return what parties hold of what they grant.

    *Not held*: however it is read, some cell is not; where that is not always the same cell, all are given.
    """
    cells: list[tuple[TitleStatus, Piece, Extent]] = []
    used: set[str] = set()
    days: set[date] = set()
    forbids, consents = list[tuple[Iri, Extent]](), list[tuple[Iri, Extent]]()
    several = [Titles(deals_on(index, subject), granted, readings) for subject in granted.subjects]
    parts = frozenset[str]().union(*(titles.parts for titles in several))
    for titles in several:
        titles.parts = parts
        own = list(titles.cells())
        cells += own
        used |= titles.used
        forbids += titles.forbids.items()
        consents += titles.consents.items()
        days |= titles.days if any(status == "not held" for status, _, _ in own) else set()
    told = frozenset(used), min(days, default=None), parts
    listed = [deals_on(index, subject).holdings_as_of(granted.parties) for subject in granted.subjects]
    holdings = min((day for day in listed if day), default=None)
    return Found(tuple(cells), *told, tuple(forbids), tuple(consents), holdings)
