"""Who holds the right that is granted: *held*, *not held*, *possibly not held* or *not recorded*, cell by cell.

The rule is semantics.md, "Title". Nobody gives what they have not:

* The owner of a subject holds all of it. One of several owners alone, and who is only an affiliate of a holder,
  has a title that is not recorded.
* A licensee holds what its licences cover together, each cut to its scope, territory and period, to the licences
  above it, and to what its licensor may hold. An exclusive grant needs exclusive licences. No source says yet
  whether a licensee may sublicense: by the reading ``sublicense`` the exclusive licensee of a product holds, any
  other licence leaves the title not recorded.
* The rest is *possibly not held* where the party has a recorded licence or the subject another recorded owner,
  else *not recorded*. It is *not held* where, beyond that, the grants of all who hold there are declared complete,
  or where those from whom a licensee has its right have promised others that it may not act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice, product
from math import prod
from typing import Any, Final, TypeAlias

from partnergraph.axes import AXES, Axis
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.answers import TitleStatus
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.deal_pairs import (
    Breach,
    DealPair,
    Side,
    above_without_end,
    account_of,
    coverage_of,
    coverages_of,
    ownership_days,
)
from partnergraph.exclusivity.extents import (
    ALWAYS,
    EVERYWHERE,
    Coverage,
    Extent,
    Valuation,
    common,
    with_parts,
    within,
    without,
)
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.inference import ANY_WINDOW, Window
from partnergraph.model import Commitment, Iri, Model, Series
from partnergraph.territory import WORLD_MASK, Territory

_NONE: Final[Extent] = ()
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
    """What a party grants, or would grant: surely, and possibly."""

    side: Side
    parties: tuple[Iri, ...]
    subjects: tuple[Iri, ...]
    exclusive: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The pieces of a scope with the cells of each status; ``readings`` and ``as_of`` are what it rests on.

    ``parts`` are the parts of countries that the cells tell apart.
    """

    cells: tuple[tuple[TitleStatus, Piece, Extent], ...]
    readings: frozenset[str] = frozenset()
    as_of: date | None = None
    parts: frozenset[str] = frozenset()

    def has(self, status: TitleStatus) -> bool:
        """Whether some cell has a status."""
        return any(found == status for found, _, _ in self.cells)

    def extent(self, status: TitleStatus, *, but: bool = False) -> Extent:
        """Return the cells that have a status in some piece, or with ``but`` any other."""
        return tuple(box for found, _, extent in self.cells if (found == status) != but for box in extent)


class SubjectDeals:
    """The grants and promises of exclusivity that do, or may, concern one subject, by party."""

    def __init__(self, index: DealIndex, subject: Iri, readings: frozenset[str]) -> None:
        self.index, self.subject, self.readings = index, subject, readings
        self.marks = index.family(subject)
        self.owners = [o for o in index.owners.get(subject, ()) if index.timeline.facts(o.iri)]

    @cached_property
    def concerned(self) -> list[Commitment]:
        """All of them, in the order given."""
        return [c for c in self.index.on_subject(self.subject) if c.side == "grantor" and c.kind != "option"]

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

    def tells_of(self, parties: Iterable[Iri]) -> bool:
        """Whether an owner is recorded, or a licence of one of some parties."""
        return bool(self.owners) or any(self.marks & self.index.licensed(party) for party in parties)

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

    def owned(self, parties: Iterable[Iri], *, others: bool = False, sure: bool) -> Extent:
        """Return when one of the parties owns the subject, or with ``others`` anybody else."""
        owners = [o for o in self.owners if (o.owner in parties) != others]
        spans = (span for o in owners for span in ownership_days(self.index, o, self.readings, sure=sure))
        return tuple((first, last, -1) for first, last in spans)

    def above(self, parties: Iterable[Iri]) -> list[Commitment]:
        """Return the licences of some parties and of their affiliates, and those of who licensed them, to the top."""
        found: dict[Iri, Commitment] = {}
        rest = {*parties, *(r for party in parties for r in self.index.group(party) if r in self.entitled)}
        seen: set[Iri] = set()
        while rest:
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


class Titles:
    """The titles of parties to one subject, in the pieces of what is granted."""

    def __init__(self, deals: SubjectDeals, granted: Granted) -> None:
        self.deals, self.granted = deals, granted
        self.index, self.subject, self.readings = deals.index, deals.subject, deals.readings
        self.used: set[str] = set()
        self.days: set[date] = set()
        self.told = deals.tells_of(granted.parties)
        self._found: dict[object, Holding] = {}
        self._reach: dict[object, Extent] = {}

    # -- what is asked

    def cells(self) -> Iterator[tuple[TitleStatus, Piece, Extent]]:
        """Yield the pieces with the cells of each status, over every way to read sources and words."""
        if not self.told or prod(map(len, self.choices.values())) * len(self.pieces) > MOST:
            yield from self._not_told()
            return
        every = [self._split(valuation) for valuation in self.valuations()]
        every = [one for one in every if any(any(extents) for extents in one)]
        certain = all(any(lacking for lacking, *_ in one) for one in every)
        for piece, several in zip(self.pieces, zip(*every, strict=True), strict=False):
            yield from self._worst(piece, several, certain)

    def _not_told(self) -> Iterator[tuple[TitleStatus, Piece, Extent]]:
        """Yield everything asked as not recorded: nothing tells of it, or there are too many ways to read it."""
        whole, side, gone = Piece(self.subject, (Part(None),) * len(AXES)), self.granted.side, _NONE
        for valuation in islice(_ways(side.choices(), {}), MOST):
            account = side.account(valuation)
            if account.exists is not False and (account.subjects is None or account.subjects & self.deals.marks):
                days = (account.window.earliest_start, account.window.latest_end)
                if extent := without(within(self._countries(account, valuation, sure=False), *days), gone):
                    yield "not recorded", whole, extent
                    gone += extent

    def _worst(
        self, piece: Piece, several: tuple[tuple[Extent, ...], ...], certain: bool
    ) -> Iterator[tuple[TitleStatus, Piece, Extent]]:
        """Yield for each cell of a piece the worst status that some way to read it gives."""
        worst: tuple[TitleStatus, ...] = ("not held", "possibly not held", "not recorded", "held")
        gone: Extent = _NONE
        for status, extents in zip(worst, zip(*several, strict=True), strict=True):
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
            title = self.holding(self.granted.parties, self.granted.exclusive, piece, valuation)
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
        found = _NONE if sure and unsaid else self._ground(account, piece, valuation, sure=sure)
        for above in above_without_end(self.granted.side.chain(valuation)):
            found = within(found, ALWAYS[0], above.window.earliest_end if sure else above.window.latest_end)
        return found

    def _inside_above(self, piece: Piece, valuation: Valuation) -> Extent:
        """Return where a sublicence that states no end lies, whenever it ends, inside the licences above it."""
        above = list(above_without_end(self.granted.side.chain(valuation)))
        found = EVERYWHERE if above else _NONE
        for account in above:
            found = common(found, self._ground(account, piece, valuation, sure=False))
        return found

    @cached_property
    def pieces(self) -> list[Piece]:
        """The pieces of what is granted that licences and promises tell apart."""
        accounts = [a for c in (*self._licences, *self._promises) for a in self._accounts(c)]
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
    def _promises(self) -> list[Commitment]:
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

    # -- who holds what

    def holding(
        self,
        parties: tuple[Iri, ...],
        exclusive: bool,
        piece: Piece,
        valuation: Valuation,
        below: frozenset[Iri] = frozenset(),
    ) -> Holding:
        """Return what some parties hold together. ``below``: those whose titles are being looked for already."""
        key = (parties, exclusive, piece, below, *valuation.values())
        if key not in self._found:
            held, unrecorded, maybe = self._alone(parties, exclusive, piece, valuation, below)
            relatives = {r for p in parties for r in self.index.group(p)} & self.deals.entitled
            for relative in sorted(relatives.difference(parties, below)):
                theirs = self._alone((relative,), exclusive, piece, valuation, below | {*parties})
                unrecorded += common(theirs[0] + theirs[1], self._related(parties, relative, valuation, sure=True))
                maybe += common(
                    theirs[0] + theirs[1] + theirs[2], self._related(parties, relative, valuation, sure=False)
                )
            self._found[key] = self._judged(parties, piece, valuation, (held, unrecorded, maybe))
        return self._found[key]

    def _judged(
        self, parties: tuple[Iri, ...], piece: Piece, valuation: Valuation, had: tuple[Extent, Extent, Extent]
    ) -> Holding:
        """Say of what parties do not have for sure whether they possibly or surely do not hold it."""
        held, unrecorded, maybe = had
        sure, perhaps = EVERYWHERE, EVERYWHERE
        if not self.deals.has_licence(parties):
            sure, perhaps = (self._owned_by_strangers(parties, valuation, sure=sure) for sure in (True, False))
        doubtful = without(_disjoint(perhaps), held + unrecorded)
        lacking: Extent = _NONE
        if rest := without(_disjoint(sure), held + unrecorded + maybe):
            lacking = _disjoint(common(rest, self._shut_out(parties, piece, valuation)))
            lacking += self._not_listed(without(rest, lacking), parties, piece)
        doubtful = without(doubtful, lacking)
        return Holding(held, without(EVERYWHERE, held + doubtful + lacking), doubtful, lacking)

    def _owned_by_strangers(self, parties: tuple[Iri, ...], valuation: Valuation, *, sure: bool) -> Extent:
        """Return when others own the subject, those left out that are surely affiliates: then nothing is recorded."""
        found: Extent = _NONE
        for owner in {o.owner for o in self.deals.owners}.difference(parties):
            found += without(self.deals.owned((owner,), sure=sure), self._related(parties, owner, valuation, sure=True))
        return found

    def _alone(
        self, parties: tuple[Iri, ...], exclusive: bool, piece: Piece, valuation: Valuation, below: frozenset[Iri]
    ) -> tuple[Extent, Extent, Extent]:
        """Return what parties themselves hold, what they have with a title not recorded, and all they may hold."""
        mine, others = self.deals.owned(parties, sure=True), self.deals.owned(parties, others=True, sure=False)
        held, unrecorded = without(mine, others), common(mine, others)
        maybe = self.deals.owned(parties, sure=False)
        for licence in self.deals.licences(parties):
            sure, possible = self._licensed(licence, parties, piece, valuation, below)
            how = self._exclusive(account_of(self.index, licence, self.readings, valuation), parties)
            if exclusive and how is not True:
                maybe += _NONE if how is False else possible
                continue
            maybe += possible
            if how and self.index.deals.kinds.get(self.subject) in (Model, Series) and "sublicense" in self.readings:
                held += sure
                self.used |= {"sublicense"} if sure else set()
            else:
                unrecorded += sure
            self.used |= Side(self.index, licence, self.readings, None).readings_used(valuation) if sure else set()
        return held, without(unrecorded, held), maybe

    def _licensed(
        self,
        licence: Commitment,
        parties: tuple[Iri, ...],
        piece: Piece,
        valuation: Valuation,
        below: frozenset[Iri],
    ) -> tuple[Extent, Extent]:
        """Return what a licence covers surely and possibly: no more than those above it do, and its licensor holds."""
        sure, maybe = EVERYWHERE, EVERYWHERE
        if not set(licence.beneficiaries) & set(parties):
            sure = _NONE
        for commitment in self.index.chain(licence):
            account = account_of(self.index, commitment, self.readings, valuation)
            maybe = common(maybe, self._ground(account, piece, valuation, sure=False))
            sure = common(sure, self._ground(account, piece, valuation, sure=True))
        below = below.union(parties)
        if maybe and not below & set(licence.bound):
            above = self.holding(licence.bound, licence.kind == "exclusivity", piece, valuation, below)
            sure, maybe = without(sure, above.lacking + above.doubtful), without(maybe, above.lacking)
        return sure, maybe

    def _exclusive(self, account: Account, parties: tuple[Iri, ...]) -> Fit:
        """Whether a licence is an exclusive one of the parties; perhaps where it is sole, or of a group."""
        if account.commitment.kind != "exclusivity":
            return False
        alone = set(account.commitment.beneficiaries) <= set(parties)
        return True if alone and account.strength in ("exclusive", "unqualified") else None

    def _related(self, parties: tuple[Iri, ...], other: Iri, valuation: Valuation, *, sure: bool) -> Extent:
        """Return when one of the parties is an affiliate of another."""
        side = self.granted.side
        breach = Breach(DealPair(self.index, side, side, "grant into exclusivity", linked=True), side, side, valuation)
        found = [breach.affiliated(party, (other,)) for party in parties]
        return tuple(box for one in found for box in (one.certain if sure else one.possible))

    # -- what makes sure that the rest is not held

    def _not_listed(self, rest: Extent, parties: tuple[Iri, ...], piece: Piece) -> Extent:
        """Return what of the rest is not held because all others who may hold there list all their grants."""
        listed: Extent = _NONE
        days: set[date] = set()
        for holder in sorted(self.deals.holders.difference(parties)):
            if not rest:
                break
            reach = common(rest, self._may_reach(holder, parties, piece))
            day = complete_as_of(self.index, (holder,), self.subject)
            if day is None:
                rest = without(rest, reach)
            elif reach:
                listed += reach
                days.add(day)
        found = common(rest, _disjoint(listed))
        self.days |= days if found else set()
        return found

    def _may_reach(self, holder: Iri, parties: tuple[Iri, ...], piece: Piece) -> Extent:
        key = (holder, parties, piece)
        if key not in self._reach:
            self._reach[key] = self._ever_held(holder, parties, piece)
        return self._reach[key]

    def _ever_held(self, holder: Iri, parties: tuple[Iri, ...], piece: Piece) -> Extent:
        """Return where a party may hold; what it has from the parties themselves it cannot give them."""
        owned = self.deals.owned((holder,), sure=False)
        licences = [c for c in self.deals.licences((holder,)) if c.beneficiaries]
        if not owned and not licences:
            return EVERYWHERE
        others = [c for c in licences if not set(c.bound) <= set(parties)]
        return owned + tuple(box for c in others for box in self._ever(c, piece))

    def _ever(self, licence: Commitment, piece: Piece) -> Extent:
        """Return what a licence covers in some reading."""
        side = Side(self.index, licence, self.readings, None)
        return tuple(
            box
            for valuation in _ways(side.choices(), {})
            for box in self._ground(side.account(valuation), piece, valuation, sure=False)
        )

    def _shut_out(self, parties: tuple[Iri, ...], piece: Piece, valuation: Valuation) -> Extent:
        """Return where somebody from whom licensees have their right has promised that they may not act."""
        found = EVERYWHERE if self.deals.has_licence(parties) else _NONE
        owners = {o.owner for o in self.deals.owners}
        for party in parties if found else ():
            above = self.index.insiders((party,), (self.subject,), ANY_WINDOW, self.readings) | owners
            promises = [c for c in self._promises if above.difference(parties).intersection(c.bound)]
            found = common(found, tuple(b for c in promises for b in self._shut_out_by(c, party, piece, valuation)))
        return found

    def _shut_out_by(self, promise: Commitment, party: Iri, piece: Piece, valuation: Valuation) -> Extent:
        side = Side(self.index, promise, self.readings, None)
        pair = DealPair(self.index, self._acting(promise, party, piece), side, "grant into exclusivity", linked=True)
        found = EVERYWHERE
        for way in _ways(pair.choices, valuation):
            for account in side.chain(way):
                found = common(found, self._ground(account, piece, way, sure=True))
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

    def _ground(self, account: Account, piece: Piece, valuation: Valuation, *, sure: bool) -> Extent:
        """Return where and when an account covers a piece of scope."""
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
            return False
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
        accounts = [*self._asked_accounts, *(a for c in (*self._licences, *self._promises) for a in self._accounts(c))]
        return frozenset[str]().union(*(coverage.parts() for a in accounts for coverage in coverages_of(a)))

    def _accounts(self, commitment: Commitment) -> list[Account]:
        return [account for _, account in self.index.accounts(commitment, self.readings).alternatives]


_ENDLESS: Final = Window(ALWAYS[0], ALWAYS[0], ALWAYS[1], ALWAYS[1])


def _ways(choices: Mapping[Choice, tuple[object, ...]], made: Valuation) -> Iterator[dict[Choice, object]]:
    """Yield every way to make those choices that are not made yet."""
    for values in product(*((made[choice],) if choice in made else values for choice, values in choices.items())):
        yield dict(zip(choices, values, strict=True))


def _disjoint(extent: Extent) -> Extent:
    """Return the same cells, none twice."""
    found: Extent = _NONE
    for box in extent:
        found += without((box,), found)
    return found


def title_of(index: DealIndex, granted: Granted, readings: frozenset[str]) -> Found:
    """Return what parties hold of what they grant.

    *Not held*: however it is read, some cell is not; where that is not always the same cell, all are given.
    """
    cells: list[tuple[TitleStatus, Piece, Extent]] = []
    used: set[str] = set()
    days: set[date] = set()
    for subject in granted.subjects:
        key = (subject, readings)
        if key not in index.titles:
            index.titles[key] = SubjectDeals(index, subject, readings)
    several = [Titles(index.titles[subject, readings], granted) for subject in granted.subjects]
    parts = frozenset[str]().union(*(titles.parts for titles in several))
    for titles in several:
        titles.parts = parts
        own = list(titles.cells())
        cells += own
        used |= titles.used
        days |= titles.days if any(status == "not held" for status, _, _ in own) else set()
    return Found(tuple(cells), frozenset(used), min(days, default=None), parts)


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
