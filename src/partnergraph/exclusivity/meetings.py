"""Words for collisions: where two deals meet, on what that depends, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.answers import Collision
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.deal_pairs import DealPair, coverage_of
from partnergraph.exclusivity.extents import Extent, Valuation
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.scope import region_name_of
from partnergraph.exclusivity.sentences import (
    countries,
    phrase_of,
    quotes,
    source_question,
    told,
    when,
)
from partnergraph.inference import UNKNOWN_FUTURE, UNKNOWN_PAST, Window
from partnergraph.model import Iri


def collision(
    pair: DealPair, valuation: Valuation, certain: bool, cells: tuple[int, int, int], asked: tuple[Iri, ...] | None
) -> Collision:
    """Return a collision with its witness: first day, last day and mask of the cells it was found in."""
    index = pair.index
    new, old = pair.new.account(valuation), pair.old.account(valuation)
    first, last, mask = cells
    subjects = _common_subjects(index, new, old, asked)
    fields = tuple(sorted({term for terms, _ in pair.terms(valuation) for term in terms}))
    witness_first, witness_last = _day(first), _day(last)
    statements = index.documents.about.get(old.commitment.iri, [])
    evidence = quotes(index, statements)
    words = _sentence(pair, valuation, certain, mask, (witness_first, witness_last))
    source = next((f"{quote.source}{f' ({quote.date})' if quote.date else ''}" for quote in evidence), None)
    return Collision(
        kind=pair.kind,
        certainty="certain" if certain else "possible",
        with_=old.commitment.iri,
        between=(new.commitment.iri, old.commitment.iri),
        countries=phrase_of(mask, witness_first),
        first=witness_first,
        last=witness_last,
        fields=fields,
        subjects=subjects,
        edge_day=first == last and _hand_over(old.window, new.window, first),
        depends_on=tuple(dependencies(pair, valuation)),
        sentence=f"{words} Source: {source}." if source else words,
        evidence=evidence,
    )


def _hand_over(one: Window, other: Window, day: int) -> bool:
    """Whether one ends on the day on which the other starts."""
    return one.latest_end == other.earliest_start == day or other.latest_end == one.earliest_start == day


def dependencies(pair: DealPair, valuation: Valuation) -> list[str]:
    """Return what a pair leaves open, and the readings that its periods rest on."""
    index = pair.index
    found: list[str] = []
    if not pair.linked:
        bound = index.names(pair.old.commitment.bound)
        found.append(f"whether {bound} stands above {index.names(pair.new.commitment.bound)}: no link is recorded")
    for choice in pair.choices:
        if not _matters(pair, choice):
            continue
        if choice[0] == "sources":
            found.append(source_question(index, choice[1]))  # type: ignore[arg-type]
        elif choice[0] == "word":
            found.append(f"how {region_name_of(str(choice[1]))} is read")
        elif choice[0] == "mode":
            found.append(f"whether {index.name(str(choice[1]))} reads its groups of countries at the day or as agreed")
    opened = pair.open_choices()
    for side in (pair.new, pair.old):
        for account in side.chain(valuation):
            found += _open_points(index, account, pair, opened)
    found += (_who_owned(index, choice) for choice in sorted(opened, key=repr) if choice[0] == "control")
    readings = sorted({r for side in (pair.new, pair.old) for r in side.readings_used(valuation)})
    return list(dict.fromkeys(found + [f"reading {name}" for name in readings]))


def _matters(pair: DealPair, choice: Choice) -> bool:
    """Whether two ways to make a choice give different common cells, all else alike."""
    seen: dict[tuple[object, ...], Extent] = {}
    for valuation in pair.valuations():
        others = tuple(value for name, value in valuation.items() if name != choice)
        cells = pair.overlap(valuation, sure=False)
        if seen.setdefault(others, cells) != cells:
            return True
    return False


def _open_points(index: DealIndex, account: Account, pair: DealPair, opened: frozenset[Choice]) -> Iterator[str]:
    window, commitment = account.window, account.commitment
    deal = commitment.label if pair.new.proposed is account else f"'{commitment.label}'"
    exact = window.latest_start <= window.earliest_end and window.earliest_end == window.latest_end
    rules = account.territory or ()
    points = {
        f"whether {deal} was made": account.exists is None,
        f"when {deal} runs ({when(index, account) or 'not known'})": not exact,
        f"where {deal} holds: no territory is stated": account.territory is None,
        f"how far the list of countries of {deal} goes on": any(not rule.exhaustive for rule in rules),
        f"look at the parts of countries in {deal}": any(rule.parts for rule in rules),
        f"which fields {deal} covers: none is stated": account.fields is None,
        f"which subject {deal} concerns: none is stated": account.subjects is None,
        f"whether {deal} covers affiliates": ("affiliates", commitment.iri) in opened,
        f"whether {deal} shuts out {index.names(commitment.bound)} too": ("shut", commitment.iri) in opened,
        f"whom {deal} favours": not commitment.beneficiaries,
    }
    yield from (point for point, is_open in points.items() if is_open)


def _who_owned(index: DealIndex, choice: Choice) -> str:
    ownership = next(o for o in index.deals.ownerships if o.iri == choice[1])
    return f"when {index.name(ownership.owner)} owned {index.name(ownership.owned)}"


def _common_subjects(index: DealIndex, new: Account, old: Account, asked: tuple[Iri, ...] | None) -> tuple[Iri, ...]:
    mine = new.subjects or frozenset(asked or ())
    if old.subjects is None or not mine:
        return tuple(sorted(mine or old.subjects or ()))
    theirs = frozenset[Iri]().union(*(index.family(subject) for subject in old.subjects))
    return tuple(sorted(mine & theirs or mine))


def _sentence(
    pair: DealPair, valuation: Valuation, certain: bool, mask: int, days: tuple[date | None, date | None]
) -> str:
    index, new, old = pair.index, pair.new.account(valuation), pair.old.account(valuation)
    verb = "Collides (certain)" if certain else "May collide"
    if pair.kind == "option":
        verb = "Must be offered first" if certain else "May have to be offered first"
    what = told(index, old)
    first, last = days
    ground = f"from {first or 'an unknown day'} {f'to {last}' if last else 'on'}"
    common = phrase_of(mask, first)
    if pair.new.proposed is None:
        return f"{verb}: {what}; {told(index, new)}; common ground: {common} {ground}."
    if new.territory is None:
        return f"{verb}: {what}; common ground: {common} {ground}."
    whole = 0
    for start, end, reached in coverage_of(new).extent(valuation, possible=True):
        if first is None or start <= first.toordinal() <= end:
            whole |= reached
    lies = "lies inside" if not whole & ~mask else f"meets it in {common}"
    return f"{verb}: {what}; your {countries(new)} {lies} {ground}."


def _day(ordinal: int) -> date | None:
    return None if ordinal <= UNKNOWN_PAST or ordinal >= UNKNOWN_FUTURE else date.fromordinal(ordinal)
