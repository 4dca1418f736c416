"""What one party may still grant: what it holds, without what it, or one above it, has granted away.

It is asked as if the party let a newcomer act in a cell, everywhere and on every day asked: `title` says where it holds
that, and the rule of `clear` where the deal would collide. What collides with a part of the cell only may block it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import Any, Final

from partnergraph.axes import AXES, TOPS, Axis
from partnergraph.exclusivity import sentences
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.alternatives import OTHERS, Cell
from partnergraph.exclusivity.answers import Availability, Available, AvailableAnswer
from partnergraph.exclusivity.collisions import as_account, as_named_then, listed_as_of, proposed_pairs
from partnergraph.exclusivity.deal_pairs import DealPair, Side
from partnergraph.exclusivity.entitlement import deals_on
from partnergraph.exclusivity.extents import Extent, Valuation, common, of_countries, with_parts, without
from partnergraph.exclusivity.facts import Proposal
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.title import Found, Granted, title_of
from partnergraph.model import Carveout, Iri
from partnergraph.territory import WORLD_MASK, Territory, codes_of

_WORST: Final[tuple[Availability, ...]] = (
    "not held", "blocked", "possibly not held", "may be blocked", "must offer first", "free",
)  # fmt: skip
"""The statuses of cells, the first that holds counts; where none does, nothing is recorded."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Where and when a status holds, and the deal by which it does."""

    status: Availability
    where: Extent
    by: Iri | None = None


def available_by(index: DealIndex, party: Iri, cell: Cell, last: date, readings: frozenset[str]) -> AvailableAnswer:
    """Return what a party may still let a newcomer do in a cell, from its day to a last one (`date.max`: no end).

    Rows are by country group and period, and cover the world. *Possibly not held* is also what it holds in part of
    the cell only, *may be blocked* what is blocked in part of it.
    """
    proposal, notes = as_named_then(index, _proposal(cell, party, last))
    commitment, account = as_account(proposal)
    new = Side(index, commitment, readings, index.read(account, readings))
    granted = Granted(new, proposal.grantors, proposal.subjects, exclusive=False, each_cell=True)
    found = title_of(index, granted, readings)
    as_of, uncounted = listed_as_of(index, proposal, readings, account.window)
    whole: Extent = ((cell.day.toordinal(), last.toordinal(), WORLD_MASK),)
    layers = [*_titles(found, whole, listed=as_of is not None)]
    for first, until in _spans(index, proposal, account, readings):
        layers += _against(index, proposal, (first, until), readings)
    rows = [replace(row, names=index.named(row.by)) for row in _rows(layers, whole)]
    used = found.readings | _readings_of(layers, index, readings) | index.readings_behind(account, readings)
    free = any(row.status == "free" for row in rows)
    told = (*notes, *(uncounted if free else ()))
    return AvailableAnswer(tuple(rows), as_of, tuple(sorted(used)), told)


def _proposal(cell: Cell, party: Iri, last: date) -> Proposal:
    """Return the deal by which a party would let a newcomer act in a cell."""
    terms: dict[str, Any] = {a.terms: (term,) for a in AXES if (term := getattr(cell, a.name)) is not None}
    return Proposal(
        grantors=(party,), grantees=(OTHERS,), subjects=(cell.subject,), territory=(Territory(("001",)),),
        first=cell.day, last=last, **terms,
    )  # fmt: skip


def _spans(
    index: DealIndex, proposal: Proposal, account: Account, readings: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of what is asked in which the same parties stand above who grants."""
    above = index.above(proposal.grantors, proposal.subjects, account.window, readings)
    deals = deals_on(index, proposal.subjects[0])
    owned = [*deals.owners, *(o for party in sorted(above) for o in index.owners.get(party, ()))]
    windows = [w for o in owned for _, w in index.ownership_windows(o, readings)]
    windows += [a.window for c in deals.concerned for _, a in index.accounts(c, readings).alternatives]
    first, last = account.window.earliest_start, min(account.window.latest_end, date.max.toordinal())
    days = {day for w in windows for day in (w.earliest_start, w.latest_end + 1) if first < day <= last}
    yield from pairwise((first, *sorted(days), last + 1))


def _against(index: DealIndex, proposal: Proposal, span: tuple[int, int], readings: frozenset[str]) -> Iterator[_Layer]:
    """Yield what stands against a proposal in a span, up to the day before its last."""
    first, last = span[0], span[1] - 1
    proposal = replace(proposal, first=date.fromordinal(first), last=date.fromordinal(last))
    commitment, account = as_account(proposal)
    new = Side(index, commitment, readings, index.read(account, readings))
    for pair in proposed_pairs(index, proposal, new, account.window):
        signed = (first, last) if pair.kind == "option" else None
        yield from _blocks(replace(pair, signed=signed), ((first, last, WORLD_MASK),))


def _titles(found: Found, whole: Extent, *, listed: bool) -> Iterator[_Layer]:
    """Yield where a right is not held at all, where perhaps or in part only, and where it is free unless blocked."""
    lacking, held = (
        common(without(whole, of_countries(found.extent(status, but=True))), of_countries(found.extent(status)))
        for status in ("not held", "held")
    )
    yield _Layer("not held", lacking)
    yield _Layer("possibly not held", of_countries(found.extent("not held") + found.extent("possibly not held")))
    if listed:
        yield _Layer("free", held)


def _blocks(pair: DealPair, whole: Extent) -> Iterator[_Layer]:
    """Yield where a recorded deal stands against the grant, surely in all of the cell, and where it may."""
    valuations = list(pair.valuations())
    possible = tuple(box for valuation in valuations for box in pair.overlap(valuation, sure=False))
    if not possible:
        return
    deal, option = pair.index.origin(pair.old.commitment.iri), pair.kind == "option"
    everywhere = tuple((first, last, with_parts(mask, pair.parts)) for first, last, mask in whole)
    if not option and all(_covers(pair, valuation) for valuation in valuations):
        sure = reduce(common, (pair.overlap(valuation, sure=True) for valuation in valuations))
        yield _Layer("blocked", without(whole, of_countries(without(everywhere, sure))), deal)
    where = of_countries(common(possible, everywhere))
    yield _Layer("must offer first" if option else "may be blocked", where, deal)


def _covers(pair: DealPair, valuation: Valuation) -> bool:
    """Whether a deal is about all of what is asked on every axis, no part of it excepted."""
    asked = pair.new.account(valuation)
    return all(
        all(_has_all(pair, axis, asked, account) for axis in AXES)
        and not any(_excepts(pair, asked, one) for one in account.carveouts)
        for account in pair.old.chain(valuation)
    )


def _has_all(pair: DealPair, axis: Axis, asked: Account, account: Account) -> bool:
    terms = account.on(axis)
    if terms is None:
        return axis.unstated != "not known"
    wanted = asked.on(axis) or TOPS
    return any(pair.index.trees.relation(one, term) == "covers" for one in wanted for term in terms)


def _excepts(pair: DealPair, asked: Account, carveout: Carveout) -> bool:
    """Whether an exception may take out a part of the terms that are asked."""
    named = [axis for axis in AXES if carveout.on(axis)]
    return bool(named) and not any(_apart(pair, asked.on(axis), carveout.on(axis)) for axis in named)


def _apart(pair: DealPair, asked: Iterable[Iri] | None, excepted: Iterable[Iri]) -> bool:
    """Whether some terms are asked, and all of them are apart from all that are excepted."""
    relations = {pair.index.trees.relation(one, term) for one in asked or () for term in excepted}
    return relations == {"disjoint"}


def _rows(layers: Sequence[_Layer], whole: Extent) -> Iterator[Available]:
    """Yield countries that no layer tells apart, with what they are from one day of change to the next."""
    ((first, last, world),) = whole
    edges = {day for layer in layers for begin, end, _ in layer.where for day in (begin, end + 1)}
    starts = [first, *sorted(day for day in edges if first < day <= last)]
    groups = [world]
    for mask in {mask & world for layer in layers for _, _, mask in layer.where}:
        groups = [part for group in groups for part in (group & mask, group & ~mask) if part]
    stories: dict[tuple[Available, ...], int] = {}
    for group in groups:
        story = tuple(_story(layers, group, starts, last))
        stories[story] = stories.get(story, 0) | group
    rows = [
        replace(row, countries=sentences.phrase_of(mask, row.first), codes=codes_of(mask))
        for story, mask in stories.items()
        for row in story
    ]
    yield from sorted(rows, key=lambda row: (len(row.codes), row.countries, row.first))


def _story(layers: Sequence[_Layer], group: int, starts: Sequence[int], last: int) -> Iterator[Available]:
    found: list[Available] = []
    for start, end in zip(starts, [*(day - 1 for day in starts[1:]), last], strict=True):
        status, by = _status([layer for layer in layers if _reaches(layer.where, group, start)])
        until = None if end >= date.max.toordinal() else date.fromordinal(end)
        if found and (found[-1].status, found[-1].by) == (status, by):
            found[-1] = replace(found[-1], last=until)
        else:
            found.append(Available("", (), date.fromordinal(start), until, status, by))
    yield from found


def _status(here: Iterable[_Layer]) -> tuple[Availability, tuple[Iri, ...]]:
    """Return the worst status of some layers, and the deals by which it is so."""
    by = {layer: layer.status for layer in here}
    for status in _WORST:
        if status in by.values():
            return status, tuple(sorted({one.by for one, own in by.items() if own == status and one.by is not None}))
    return "nothing recorded", ()


def _reaches(extent: Extent, group: int, day: int) -> bool:
    return any(first <= day <= last and mask & group for first, last, mask in extent)


def _readings_of(layers: Iterable[_Layer], index: DealIndex, readings: frozenset[str]) -> set[str]:
    """Return the readings that deals which block, or may, rest on."""
    deals = [c for layer in layers if layer.by is not None for c in index.as_read(layer.by)]
    accounts = (account for c in deals for _, account in index.accounts(c, readings).alternatives)
    return {name for account in accounts for name in index.readings_behind(account, readings)}
