"""Words for collisions: where two deals meet, on what that depends, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import prod
from typing import Any, Final

from partnergraph.axes import AXES
from partnergraph.exclusivity.accounts import Account, day_or_none
from partnergraph.exclusivity.answers import Collision, TitleRow, TitleStatus
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.deal_pairs import DealPair, coverage_of
from partnergraph.exclusivity.extents import (
    Extent,
    Valuation,
    common,
    hull,
    places_of,
    size_of,
    stories,
    without,
)
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
from partnergraph.exclusivity.title import Found, Granted, Part, Piece
from partnergraph.inference import Window
from partnergraph.model import Iri
from partnergraph.wording.grammar import full_stop
from partnergraph.wording.lists import listed


def collision(
    pair: DealPair, valuation: Valuation, certain: bool, ground: Extent, asked: tuple[Iri, ...] | None
) -> Collision:
    """Return a collision with its witness: the cells that it was found in."""
    index = pair.index
    new, old = pair.new.account(valuation), pair.old.account(valuation)
    first, last, mask = hull(ground)
    subjects = _common_subjects(index, new, old, asked)
    witness_first, witness_last = day_or_none(first), day_or_none(last)
    statements = index.documents.about.get(old.commitment.iri, [])
    evidence = quotes(index, statements)
    shared: dict[str, Any] = {axis.terms: tuple(sorted(pair.shared(axis, valuation))) for axis in AXES}
    between = (index.origin(new.commitment.iri), index.origin(old.commitment.iri))
    words = _sentence(pair, valuation, certain, (witness_first, witness_last, mask), shared)
    source = next((f"{quote.source}{f' ({quote.date})' if quote.date else ''}" for quote in evidence), None)
    return Collision(
        kind=pair.kind,
        certainty="certain" if certain else "possible",
        with_=between[1],
        between=between,
        countries=phrase_of(mask, witness_first, pair.parts),
        first=witness_first,
        last=witness_last,
        subjects=subjects,
        edge_day=first == last and _hand_over(old.window, new.window, first),
        depends_on=tuple(needs(pair) if certain else dependencies(pair, valuation)),
        sentence=full_stop(f"{words} Source: {source}") if source else words,
        evidence=evidence,
        names=index.named((*between, *(term for terms in shared.values() for term in terms), *subjects)),
        size=size_of(ground),
        **shared,
    )


def _hand_over(one: Window, other: Window, day: int) -> bool:
    """Whether one ends on the day on which the other starts."""
    return one.latest_end == other.earliest_start == day or other.latest_end == one.earliest_start == day


def needs(pair: DealPair) -> Iterator[str]:
    """Yield the readings and the declarations of a day without which a pair would not surely meet."""
    valuations = list(pair.valuations())
    used = {name for valuation in valuations for name in pair.readings_used(valuation)}
    for name in sorted(used):
        if not _surely_meet(pair.under(pair.index, pair.new.readings - {name})):
            yield f"reading {name}"
    declared = pair.declared()
    if declared and not _surely_meet(pair.under(pair.index.undeclared, pair.new.readings)):
        yield from (f"{title!r} is declared to be as of {day}" for day, title in sorted(declared))


def _surely_meet(pair: DealPair) -> bool:
    return all(map(pair.certain, pair.valuations()))


def dependencies(pair: DealPair, valuation: Valuation) -> list[str]:
    """Return what a possible collision leaves open, and the readings that its periods rest on."""
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
    found += (f"whether {index.names(sorted(terms))} overlap" for terms in pair.not_placed(valuation))
    for side in (pair.new, pair.old):
        for account in side.chain(valuation):
            found += _open_points(index, account, pair, opened)
    found += _licences_open(pair, opened)
    found += (_who_owned(index, choice) for choice in sorted(opened, key=repr) if choice[0] == "control")
    readings = sorted(pair.readings_used(valuation))
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
    edges = (window.earliest_start, window.latest_start), (window.earliest_end, window.latest_end)
    exact = all(earliest == latest for earliest, latest in edges)
    rules = account.territory or ()
    promises = {c.iri for _, promise in pair.roles() for c in (promise.commitment, *promise.above)}
    points = {
        f"whether {deal} was made": account.exists is None,
        f"when {deal} runs ({when(index, account) or 'not known'})": not exact,
        f"where {deal} holds: no territory is stated": account.territory is None,
        f"how far the list of countries of {deal} goes on": any(not rule.exhaustive for rule in rules),
        f"look at the parts of countries in {deal}": any(rule.parts for rule in rules) and commitment.iri in promises,
        f"which fields {deal} covers: none is stated": account.fields is None,
        f"which subject {deal} concerns: none is stated": account.subjects is None,
        **{
            f"whether {index.name(product)} carries a mark that {deal} rules out": True
            for product in sorted(str(one[2]) for one in opened if one[:2] == ("marks", commitment.iri))
        },
        f"whether {deal} covers affiliates": ("affiliates", commitment.iri) in opened,
        f"whether {deal} shuts out {index.names(commitment.bound)} too": ("shut", commitment.iri) in opened,
        f"whom {deal} favours": not commitment.beneficiaries and not commitment.only_forbids,
        f"whom {deal} shuts out": commitment.kind == "exclusion" and not (commitment.excluded or commitment.at_most),
        f"how many licensees {index.names(commitment.bound)} has there, as {deal} counts them": (
            commitment.at_most is not None
        ),
        f"whether {deal} counts licences that others give, such as sublicences": ("counted", commitment.iri) in opened,
    }
    yield from (point for point, is_open in points.items() if is_open)


def _licences_open(pair: DealPair, opened: frozenset[Choice]) -> Iterator[str]:
    """Yield which licences it is not known of whom, or which of two came first, where a count hangs on it."""
    deals = pair.index.commitments
    for what, *whose in sorted(opened, key=repr):
        if what == "first":
            one, other = (deals[str(iri)].label for iri in whose)
            yield f"whether '{one}' was given before '{other}'"


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
    pair: DealPair,
    valuation: Valuation,
    certain: bool,
    cells: tuple[date | None, date | None, int],
    terms: Mapping[str, tuple[Iri, ...]],
) -> str:
    index, new, old = pair.index, pair.new.account(valuation), pair.old.account(valuation)
    verb = "Collides (certain)" if certain else "May collide"
    if pair.kind == "option":
        verb = "Must be offered first" if certain else "May have to be offered first"
    what = told(index, old)
    others = _counted(pair, valuation)
    first, last, mask = cells
    ground = f"from {first or 'an unknown day'} {f'to {last}' if last else 'on'}"
    common = phrase_of(mask, first, pair.parts)
    if pair.new.proposed is None:
        ways = [index.name(term) for axis in AXES[1:] for term in terms[axis.terms]]
        shared = f" ({', '.join(ways)})" if ways else ""
        return f"{verb}: {what}; {told(index, new)}{others}; common ground: {common}{shared} {ground}."
    if new.territory is None:
        return f"{verb}: {what}{others}; common ground: {common} {ground}."
    inside = not any(
        _reached(pair, new, one, first) & ~(places_of(pair.overlap(one, sure=True)) if certain else mask)
        for one in pair.valuations()
    )
    lies = "lies inside it" if inside else f"meets it in {common}"
    return f"{verb}: {what}{others}; your deal in {countries(new)} {lies} {ground}."


def _counted(pair: DealPair, valuation: Valuation) -> str:
    """Say who else has, or may have, a licence there, where a promise counts licensees."""
    if not pair.licensing:
        return ""
    named = {name for breach in pair.breaches(valuation) for name in breach.others_counted()}
    deals = pair.index.commitments
    words = sorted(f"'{deals[name].label}'" if name in deals else pair.index.name(name) for name in named)
    return f"; licensed beside: {listed(words)}"


def _reached(pair: DealPair, account: Account, valuation: Valuation, day: date | None) -> int:
    """Return where the territory of an account is on a day, read in one way."""
    extent = coverage_of(account).extent(valuation, possible=True, looked_at=pair.parts)
    return places_of(box for box in extent if day is None or box[0] <= day.toordinal() <= box[1])


# --- title -----------------------------------------------------------------------------------------

_TITLES: Final[dict[TitleStatus, str]] = {
    "not held": "{who} does not hold {what}",
    "possibly not held": "{who} may not hold {what}",
    "not recorded": "It is not recorded whether {who} holds {what}",
    "held": "{who} holds {what}",
}


def title_rows(index: DealIndex, granted: Granted, found: Found) -> tuple[TitleRow, ...]:
    """Return what of a grant is held and what is not, the worst first."""
    pieces = list(dict.fromkeys(piece for _, piece, _ in found.cells))
    groups: dict[tuple[TitleStatus, int, int, int], list[Piece]] = {}
    for status, piece, extent in found.cells:
        for first, last, mask in stories(extent):
            groups.setdefault((status, first, last, mask), []).append(piece)
    order = list(_TITLES)
    rows = sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1], -item[0][3]))
    return tuple(_title_row(index, granted, found, cells, own, pieces) for cells, own in rows)


def _title_row(
    index: DealIndex,
    granted: Granted,
    found: Found,
    cells: tuple[TitleStatus, int, int, int],
    own: list[Piece],
    pieces: list[Piece],
) -> TitleRow:
    status, first, last, mask = cells
    subjects = tuple(sorted({piece.subject for piece in own}))
    scope = _scope(index, own, pieces)
    days = day_or_none(first), day_or_none(last)
    place = phrase_of(mask, days[0], found.parts)
    what = f"{'the exclusive right in' if granted.exclusive else 'the right in'} {index.glossary.subjects(subjects)}"
    what += f" ({'; '.join(scope)})" if scope else ""
    what += f" in {place} from {days[0] or 'an unknown day'} {f'to {days[1]}' if days[1] else 'on'}"
    sentence = _TITLES[status].format(who=index.names(granted.parties), what=what)
    reasons = listed(_title_reasons(index, found, status, (first, last, mask)))
    sentence += f": {reasons}" if reasons else ""
    return TitleRow(status, place, *days, subjects, scope, sentence, index.named(subjects))


def _title_reasons(index: DealIndex, found: Found, status: TitleStatus, cells: tuple[int, int, int]) -> Iterator[str]:
    """Yield why something is not held, or on whose consent it depends."""
    if status == "possibly not held":
        yield from dict.fromkeys(consent_needed(index, iri) for iri, where in found.consents if common((cells,), where))
    if status != "not held":
        return
    rest: Extent = (cells,)
    for iri, where in found.forbids:
        if common((cells,), where):
            yield f"'{index.commitments[iri].label}' forbids sublicences"
            rest = without(rest, where)
    if rest and found.holdings:
        yield f"as of {found.holdings} every right that who grants it holds is declared to be listed"
    elif rest and found.as_of:
        yield f"as of {found.as_of} all who hold it there list what they grant"
    elif rest:
        yield "who holds it there promised that only others may act"


def consent_needed(index: DealIndex, licence: Iri) -> str:
    """Return that what is granted out of a licence depends on the consent of who gave it."""
    given = index.commitments[licence]
    return f"a sublicence out of '{given.label}' needs the consent of {index.names(given.bound)}"


def _scope(index: DealIndex, own: list[Piece], pieces: list[Piece]) -> tuple[str, ...]:
    """Return the terms of some pieces in words, as far as they do not go without saying."""
    if len(pieces) == 1:
        return ()
    chosen = {axis: {piece.on(axis) for piece in own} for axis in AXES}
    given = {axis: {piece.on(axis) for piece in pieces} for axis in AXES}
    subjects = {piece.subject for piece in own}
    if len(own) == prod(map(len, chosen.values())) * len(subjects):
        named = [axis for axis in AXES if chosen[axis] != given[axis]]
        return tuple(" or ".join(sorted(_part(index, axis.name, part) for part in chosen[axis])) for axis in named)
    named = [axis for axis in AXES if len(given[axis]) > 1]
    return tuple(sorted({", ".join(_part(index, axis.name, piece.on(axis)) for axis in named) for piece in own}))


def _part(index: DealIndex, axis: str, part: Part) -> str:
    found = index.name(part.term) if part.term else f"every {axis}"
    return f"{found} except {index.names(part.besides)}" if part.besides else found


def not_held(index: DealIndex, granted: Granted, found: Found) -> Collision:
    """Return a recorded grant of what its grantor does not, or possibly not, hold, with a witness."""
    certain = found.has("not held")
    status: TitleStatus = "not held" if certain else "possibly not held"
    shown = [row for row in title_rows(index, granted, found) if row.status == status]
    commitment = granted.side.commitment
    origin = index.origin(commitment.iri)
    _, account = index.accounts(commitment, granted.side.readings).alternatives[0]
    first, last, mask = hull(found.extent(status))
    verb = "Not theirs to give (certain)" if certain else "May not be theirs to give"
    terms: dict[str, Any] = {
        a.terms: tuple(sorted({t for _, p, _ in found.cells if (t := p.on(a).term)})) for a in AXES
    }
    evidence = quotes(index, index.documents.about.get(commitment.iri, []))
    return Collision(
        kind="not held",
        certainty="certain" if certain else "possible",
        with_=origin,
        between=(origin,),
        countries=phrase_of(mask, day_or_none(first), found.parts),
        first=day_or_none(first),
        last=day_or_none(last),
        subjects=granted.subjects,
        edge_day=False,
        depends_on=tuple(_title_depends(index, found, certain)),
        sentence=f"{verb}: {told(index, account)}; {'; '.join(row.sentence for row in shown)}.",
        evidence=evidence,
        names=index.named((origin, *granted.subjects, *(t for some in terms.values() for t in some))),
        size=size_of(found.extent(status)),
        **terms,
    )


def _title_depends(index: DealIndex, found: Found, certain: bool) -> Iterator[str]:
    if not certain:
        open_cells = found.extent("possibly not held")
        yield from dict.fromkeys(
            consent_needed(index, iri) for iri, where in found.consents if common(open_cells, where)
        )
    if found.holdings is not None:
        yield f"declared as of {found.holdings}: every right that who grants it holds is listed"
    elif found.as_of is not None:
        yield f"declared as of {found.as_of}: all who hold there list their grants"
    elif not certain:
        yield "whether a licence that is not recorded covers it: not all who may hold there list their grants"
