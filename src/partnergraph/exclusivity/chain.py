"""The chain of title: who holds a subject, from whom, down from its owners, and where the chain has gaps.

What is held is reckoned by `title`; here the recorded grants are put in order. Under each right stand the grants that
may have been made out of it, wholly or in part; whoever grants out of no recorded right stands at the head of a chain.
Of a deal that events change each version stands for itself, so that an assignment shows to whom it went and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final

from partnergraph.axes import AXES
from partnergraph.exclusivity import sentences
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.answers import WORST_TITLES, Holds, TitleAnswer, TitleGap, TitleLink
from partnergraph.exclusivity.collisions import deal_of
from partnergraph.exclusivity.deal_pairs import Side, above_without_end, coverages_of
from partnergraph.exclusivity.entitlement import deals_on
from partnergraph.exclusivity.extents import (
    ALWAYS,
    EVERYWHERE,
    Coverage,
    Extent,
    common,
    parts_told_apart,
    places_of,
)
from partnergraph.exclusivity.facts import DEFAULT_READINGS, check_readings
from partnergraph.exclusivity.indexed import AskedOf, DealIndex, index_deals
from partnergraph.exclusivity.scope import Agreed
from partnergraph.exclusivity.title import Granted, Titles, title_of
from partnergraph.exclusivity.witnesses import title_rows
from partnergraph.inference import UNKNOWN_PAST
from partnergraph.model import Commitment, Iri, Ownership
from partnergraph.territory import Territory

_NOBODY_AGREED: Final = Agreed("", None, None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of what it is asked: days and places, parts of countries told apart, the days if there are some, and readings."""

    where: Extent
    parts: frozenset[str]
    days: tuple[int, int] | None
    readings: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Link:
    """A right that is recorded: what it is granted out of, and the rows that it makes."""

    right: Iri
    out_of: tuple[Iri, ...]
    rows: tuple[TitleLink, ...]
    begins: int

    def in_order(self) -> tuple[object, ...]:
        """Return what links are put in order by."""
        return self.begins, self.rows[0].holders, self.right


def title(
    deals: AskedOf,
    subject: Iri,
    first: date | None = None,
    last: date | None = None,
    territory: Sequence[Territory] = (),
    readings_on: Iterable[str] = DEFAULT_READINGS,
) -> TitleAnswer:
    """Return who holds a subject, from whom, and which grants are not recorded to be their grantor's to give.

    ``first`` to ``last`` are the days, ``territory`` is the place of which it is asked, without them all: what does not
    reach there is left out. A plan, a condition still to be met and the like stand there as not certain.
    The rule is semantics.md, "Title". Raises `ValueError` for an unknown reading.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    rights, twins = _recorded(index, subject, readings)
    asked = _asked(index, [right for right, _ in rights], first, last or first, territory, readings)
    links: dict[Iri, _Link] = {}
    gaps: list[TitleGap] = []
    used: set[str] = set()
    for right, owned in rights:
        granted = _granted(index, right, subject, asked, readings)
        if any(common(titles.asked_for(), asked.where) for titles in _titles(index, granted, readings)):
            link, own, behind = _link(index, right, granted, asked, owned)
            if link.rows:
                links[right.iri] = replace(link, out_of=tuple(dict.fromkeys(twins.get(i, i) for i in link.out_of)))
                gaps += own
                used |= behind
    known = any(link.rows[0].how == "owner" for link in links.values())
    chains = tuple(_in_chains(index, links))
    return TitleAnswer(subject, chains, tuple(sorted(gaps, key=_rank)), known, tuple(sorted(used)))


def _recorded(
    index: DealIndex, subject: Iri, readings: frozenset[str]
) -> tuple[list[tuple[Commitment, Ownership | None]], dict[Iri, Iri]]:
    """Return the rights to a subject, its ownerships and the grants of it; and what stands for a grant that is no link.

    That is the exclusivity that comes with it.
    """
    owned = [o for mark in sorted(index.family(subject)) for o in deals_on(index, mark).owners]
    granted = [c for c in index.on_subject(subject) if c.lets_act]
    promised = {_alike(index, c, readings): c.iri for c in granted if c.kind == "exclusivity"}
    twins = {
        c.iri: promised[key] for c in granted if c.kind == "grant" and (key := _alike(index, c, readings)) in promised
    }
    kept = [c for c in granted if c.iri not in twins]
    return [*((index.ownership_right(o), o) for o in owned), *((c, None) for c in kept)], twins


def _alike(index: DealIndex, commitment: Commitment, readings: frozenset[str]) -> object:
    """Return what a grant and the exclusivity that comes with it have in common."""
    said = tuple(
        (a.exists, a.window, a.carveouts, a.sublicensing) for _, a in index.accounts(commitment, readings).alternatives
    )
    return deal_of(index, commitment.iri), commitment.bound, commitment.beneficiaries, commitment.parent, said


def _asked(
    index: DealIndex,
    rights: Iterable[Commitment],
    first: date | None,
    last: date | None,
    territory: Sequence[Territory],
    readings: frozenset[str],
) -> _Asked:
    days = (first.toordinal(), last.toordinal()) if first and last else None
    if not territory:
        return _Asked(((*days, -1),) if days else EVERYWHERE, frozenset(), days, readings)
    place = Coverage(tuple(territory), _NOBODY_AGREED)
    told = [place, *(one for right in rights for a in _accounts(index, right, readings) for one in coverages_of(a))]
    parts = parts_told_apart(told)
    places = places_of(box for way in place.valuations() for box in place.extent(way, True, parts))
    return _Asked(((*(days or ALWAYS), places),), parts, days, readings)


def _accounts(index: DealIndex, right: Commitment, readings: frozenset[str]) -> list[Account]:
    return [a for _, a in index.accounts(right, readings).alternatives if a.exists is not False]


def _granted(index: DealIndex, right: Commitment, subject: Iri, asked: _Asked, readings: frozenset[str]) -> Granted:
    """Return what a right gives of a subject and its family."""
    stated = index.stated_subjects(right) & index.family(subject)
    side = Side(index, right, readings, None)
    exclusive = right.kind == "exclusivity"
    return Granted(side, right.bound, tuple(sorted(stated)) or (subject,), exclusive, asked.where, asked.parts)


def _titles(index: DealIndex, granted: Granted, readings: frozenset[str]) -> list[Titles]:
    return [Titles(deals_on(index, subject), granted, readings) for subject in granted.subjects]


def _link(
    index: DealIndex, right: Commitment, granted: Granted, asked: _Asked, owned: Ownership | None
) -> tuple[_Link, list[TitleGap], frozenset[str]]:
    """Return a right with its rows, what of it is not held, and the readings used; no rows where it was never made."""
    readings = granted.side.readings
    accounts = [(b, a) for b, a in index.accounts(right, readings).alternatives if a.exists is not False]
    told = [_row(index, account, asked, owned) for _, account in accounts]
    gaps: list[TitleGap] = []
    used = frozenset(name for _, account in accounts for name in index.readings_behind(account, readings))
    if owned is None and accounts:
        found = title_of(index, granted, readings)
        rows = title_rows(index, granted, found)
        gaps = [TitleGap(index.origin(right.iri), right.bound, row) for row in rows if row.status != "held"]
        statuses = tuple(status for status in WORST_TITLES if any(row.status == status for row in rows))
        told, used = [replace(row, title=statuses) for row in told], used | found.readings
    if len(set(told)) > 1:
        titles = index.documents.title
        told = [replace(r, sources=tuple(titles(s) for _, s in b)) for r, (b, _) in zip(told, accounts, strict=True)]
    begins = min((account.window.earliest_start for _, account in accounts), default=UNKNOWN_PAST)
    out_of = _out_of(index, right, granted) if owned is None else ()
    return _Link(right.iri, out_of, tuple(dict.fromkeys(told)), begins), gaps, used


def _out_of(index: DealIndex, right: Commitment, granted: Granted) -> tuple[Iri, ...]:
    """Return the right that a grant is recorded to be granted out of, else all that it may be granted out of."""
    above = index.parent(right)
    if above is not None:
        return (above.iri,)
    return tuple(dict.fromkeys(i for titles in _titles(index, granted, granted.side.readings) for i in titles.rights()))


def _row(index: DealIndex, account: Account, asked: _Asked, owned: Ownership | None) -> TitleLink:
    """Return a right as a link, by one way to believe its sources."""
    right, owns = account.commitment, owned is not None
    how: Holds = "owner" if owns else account.strength if right.kind == "exclusivity" else "non-exclusive"
    return TitleLink(
        level=0,
        holders=right.beneficiaries,
        how=how,
        grantors=() if owns else right.bound,
        deal=index.origin(right.iri),
        subjects=(owned.owned,) if owned is not None else tuple(sorted(account.subjects or ())),
        countries=sentences.countries(account) if account.territory or not owns else "everywhere",
        terms=tuple((axis.name, tuple(sorted(account.on(axis) or ()))) for axis in AXES),
        since=sentences.since(account.window),
        until=sentences.until(account.window),
        certain=account.exists is True and _holds(index, account, asked),
        sentence=sentences.held(index, account, owns=owns),
        evidence=sentences.quotes(index, index.documents.about.get(right.iri, [])),
    )


def _holds(index: DealIndex, account: Account, asked: _Asked) -> bool:
    """Whether a right is surely in force on every day asked, with the licences above one that states no end."""
    days = asked.days
    if days is None:
        return True
    above = [_accounts(index, c, asked.readings) for c in index.chain(account.commitment)[1:]]
    in_force = [(account, *above_without_end([account, *way])) for way in product(*above)]
    return all(one.window.holds(day) is True for several in in_force for one in several for day in days)


def _rank(gap: TitleGap) -> tuple[object, ...]:
    return WORST_TITLES.index(gap.row.status), gap.row.first or date.min, gap.deal, gap.row.countries


def _in_chains(index: DealIndex, links: dict[Iri, _Link]) -> Iterator[TitleLink]:
    """Yield the rows of all links from the heads down; who grants out of no recorded right is a head too."""
    below: dict[Iri, list[_Link]] = {}
    without: dict[tuple[Iri, ...], list[_Link]] = {}
    for link in sorted(links.values(), key=_Link.in_order):
        above = next((iri for iri in link.out_of if iri in links and not _stands_under(iri, link.right, links)), None)
        if above is not None:
            below.setdefault(above, []).append(link)
        elif link.rows[0].how != "owner":
            without.setdefault(link.rows[0].grantors, []).append(link)
    for link in sorted(links.values(), key=_Link.in_order):
        if link.rows[0].how == "owner":
            yield from _down(index, link, 0, below)
    for grantors, several in without.items():
        yield TitleLink(0, grantors, "not recorded", sentence=sentences.NOT_RECORDED)
        for link in several:
            yield from _down(index, link, 1, below)


def _stands_under(iri: Iri, other: Iri, links: dict[Iri, _Link]) -> bool:
    """Whether a link may itself be granted out of another, however far up."""
    ahead, seen = [iri], set[Iri]()
    while ahead:
        here = ahead.pop()
        if here == other:
            return True
        if here in links and here not in seen:
            seen.add(here)
            ahead += links[here].out_of
    return False


def _down(index: DealIndex, link: _Link, level: int, below: dict[Iri, list[_Link]]) -> Iterator[TitleLink]:
    out_of = tuple(dict.fromkeys(map(index.origin, link.out_of)))
    yield from (replace(row, level=level, out_of=out_of) for row in link.rows)
    for following in below.get(link.right, ()):
        yield from _down(index, following, level + 1, below)
