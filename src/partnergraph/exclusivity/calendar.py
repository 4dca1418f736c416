"""What is free, what expires, and what lies between successive partners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import Any, Final

from partnergraph.axes import AXES
from partnergraph.exclusivity import sentences
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.alternatives import OTHERS, Alternative, Cell, Term
from partnergraph.exclusivity.answers import (
    Availability,
    Available,
    AvailableAnswer,
    Certainty,
    Expiring,
    ExpiringAnswer,
    Gap,
    Opening,
)
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.collisions import as_account
from partnergraph.exclusivity.deal_pairs import Side, coverage_of
from partnergraph.exclusivity.entitlement import complete_as_of, may_grant
from partnergraph.exclusivity.extents import (
    Coverage,
    Extent,
    common,
    countries_only,
    of_countries,
    parts_of,
    parts_told_apart,
    places_of,
    with_parts,
    without,
)
from partnergraph.exclusivity.facts import DEFAULT_READINGS, Proposal, check_readings
from partnergraph.exclusivity.grantable import available_by
from partnergraph.exclusivity.indexed import AskedOf, DealIndex, index_deals
from partnergraph.exclusivity.scope import BIT, one_kind, rest_of
from partnergraph.exclusivity.title import Granted, title_of
from partnergraph.exclusivity.who import Question, choices_of
from partnergraph.inference import UNKNOWN_FUTURE, UNKNOWN_PAST, Window
from partnergraph.model import Commitment, Iri
from partnergraph.territory import WORLD_MASK, Territory, codes_of
from partnergraph.territory.regions import table


def available(
    deals: AskedOf,
    subject: Iri,
    field: Iri,
    first: date,
    last: date | None = None,
    act: Iri | None = None,
    readings_on: Iterable[str] = DEFAULT_READINGS,
    channel: Iri | None = None,
    language: Iri | None = None,
    customer: Iri | None = None,
    by: Iri | None = None,
) -> AvailableAnswer:
    """Return where a newcomer would be shut out from ``first`` to ``last``; with ``by``, what that party may let it do.

    ``last=None`` is that day only, ``date.max`` no end; the rows that have none say ``None``.

    *Not held*: nobody who may grant the subject holds it. *Blocked*: everybody not named is shut out in every
    complete reading; *may be blocked*: in some. Otherwise *free* where somebody holds the right, and the lists of all
    who may grant the subject are declared complete, else *nothing recorded*. Rows are by country group (shortest
    phrase) and period, and cover the world.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    cell = Cell(subject, field, channel, act, "", first, language, customer)
    if by is not None:
        return available_by(index, by, cell, last or first, readings)
    as_of = complete_as_of(index, may_grant(index, subject), subject)
    question = Question(index, cell, (), readings)
    title = _title(index, cell, last or first, readings, needed=as_of is not None)
    starts = question.days(first, last or first)
    used: set[str] = set()
    stories: dict[tuple[Available, ...], int] = {}
    for group in _alike(index, question, starts, title.masks()):
        asked = question.elsewhere(codes_of(group)[0])
        unbarred = [title.status(group, day, as_of) for day in starts]
        story = tuple(_story(asked, starts, last or first, unbarred, used))
        stories[story] = stories.get(story, 0) | group
    rows = [
        replace(row, countries=sentences.phrase_of(mask, row.first), codes=codes_of(mask), last=_end(row.last))
        for story, mask in stories.items()
        for row in story
    ]
    rows.sort(key=lambda row: (len(row.codes), row.countries, row.first))
    used |= title.readings if any(row.status in ("free", "not held") for row in rows) else set()
    return AvailableAnswer(tuple(rows), as_of, tuple(sorted(used - {"owner-may"})))  # a newcomer owns nothing


def _story(
    asked: Question, starts: list[date], last: date, unbarred: list[Availability], used: set[str]
) -> list[Available]:
    """Return what a country is from each day of change to the next; ``unbarred``: where nobody is shut out."""
    found: list[Available] = []
    ends = [date.fromordinal(day.toordinal() - 1) for day in starts[1:]] + [last]
    for start, end, otherwise in zip(starts, ends, unbarred, strict=True):
        status, by = (otherwise, ()) if otherwise == "not held" else _status(asked, start, otherwise)
        used.update(asked.readings_used([start]))
        if found and (found[-1].status, found[-1].by) == (status, by):
            found[-1] = replace(found[-1], last=end)
        else:
            found.append(Available("", (), start, end, status, by, asked.index.named(by)))
    return found


@dataclass(frozen=True, slots=True)
class _Title:
    """Where and when somebody surely holds a right, and where nobody does."""

    held: Extent
    lacking: Extent
    readings: frozenset[str]

    def masks(self) -> set[int]:
        """Return the countries that it tells apart."""
        return {mask for _, _, mask in self.held + self.lacking}

    def status(self, group: int, day: date, as_of: date | None) -> Availability:
        """Return what countries that it does not tell apart are where nobody is shut out."""
        if _reaches(self.lacking, group, day.toordinal()):
            return "not held"
        return "free" if as_of and _reaches(self.held, group, day.toordinal()) else "nothing recorded"


def _reaches(extent: Extent, group: int, day: int) -> bool:
    return any(first <= day <= last and mask & group for first, last, mask in extent)


def _title(index: DealIndex, cell: Cell, last: date, readings: frozenset[str], *, needed: bool) -> _Title:
    """Return where somebody who may grant the right in a cell holds it (if ``needed``), and where nobody does."""
    held: Extent = ()
    lacking: Extent = ()
    used: set[str] = set()
    owners = {o.owner for o in index.owners.get(cell.subject, ())}
    parties = sorted(may_grant(index, cell.subject), key=lambda p: (p not in owners, bool(index.licensed(p)), p))
    for number, party in enumerate(parties):
        side = _asked(index, cell, last, party, readings)
        title = title_of(index, Granted(side, (party,), (cell.subject,), exclusive=False, each_cell=True), readings)
        whole = ((cell.day.toordinal(), last.toordinal(), WORLD_MASK),)
        held += without(without(whole, of_countries(title.extent("held", but=True))), held)
        mine = without(whole, of_countries(title.extent("not held", but=True)))
        lacking = common(lacking, mine) if number else mine
        used |= title.readings
        if not lacking and not (needed and without(whole, held)):
            break
    return _Title(held, lacking, frozenset(used))


def _asked(index: DealIndex, cell: Cell, last: date, party: Iri, readings: frozenset[str]) -> Side:
    """Return what a party would grant if it let a newcomer act in a cell, everywhere."""
    terms: dict[str, Any] = {a.terms: (term,) for a in AXES if (term := getattr(cell, a.name)) is not None}
    proposal = Proposal(
        grantors=(party,), grantees=(), subjects=(cell.subject,), territory=(Territory(("001",)),), first=cell.day,
        last=last, **terms,
    )  # fmt: skip
    commitment, account = as_account(proposal)
    return Side(index, commitment, readings, index.read(account, readings))


def _end(last: date | None) -> date | None:
    return None if last == date.max else last


def _status(asked: Question, day: date, otherwise: Availability) -> tuple[Availability, tuple[Iri, ...]]:
    """Return whether a newcomer is shut out in a country on a day, and by what."""
    barred = [shut for one in asked.outcomes(OTHERS, [day]) for _, shut in one]
    if not any(barred):
        return otherwise, ()
    terms = [
        t
        for alternative, found in asked.alternatives(day)
        for t in alternative.terms(OTHERS, found)
        if t.part == "may not"
    ]
    return "blocked" if all(barred) else "may be blocked", tuple(
        sorted({asked.index.origin(term.source.iri) for term in terms})
    )


def _alike(
    index: DealIndex,
    question: Question,
    days: list[date],
    titles: Set[int] = frozenset(),
    parts: frozenset[str] = frozenset(),
) -> list[int]:
    """Return groups of countries, and of ``parts`` of some, that no commitment and no title tells apart.

    However words are read. The bit of a country with parts stands for its rest; other parts are not told apart.
    """
    groups = [_places(parts)]
    masks = titles | {
        mask if parts else countries_only(mask)
        for coverage in _coverages(index, question)
        for day in days
        for mask in _masks_on(coverage, day.toordinal(), parts)
    }
    for mask in sorted(masks):
        groups = [part for group in groups for part in (group & mask, group & ~mask) if part]
    return groups


def _places(parts: frozenset[str]) -> int:
    """Return all countries with some parts; a country of which all parts are told apart has no rest."""
    mask = with_parts(WORLD_MASK, parts)
    for country in {code.partition("-")[0] for code in parts}:
        mask &= -1 if table().parts_within((country,)) - parts else ~BIT[country]
    return mask


def _somewhere(group: int, parts: frozenset[str]) -> str:
    """Return one place of a group that stands for all of it."""
    for country in codes_of(group & WORLD_MASK)[:1]:
        return rest_of(country) if any(code.startswith(f"{country}-") for code in parts) else country
    return parts_of(group)[0]


def _coverages(index: DealIndex, question: Question) -> set[Coverage]:
    found = set()
    for commitment in question.relatives():
        for _, account in index.accounts(commitment, question.readings).alternatives:
            found.add(coverage_of(account))
            found |= {Coverage((rule,), account.agreed) for rule in account.territory or ()}
            found |= {Coverage((rule,), account.agreed) for c in account.carveouts for rule in c.territory}
    return found


def _masks_on(coverage: Coverage, day: int, parts: frozenset[str] = frozenset()) -> Iterator[int]:
    for valuation in coverage.valuations():
        for possible in (True, False):
            extent = coverage.extent(valuation, possible, parts)
            yield places_of(box for box in extent if box[0] <= day <= box[1])


def expiring(
    deals: AskedOf,
    on: date,
    within_days: int = 180,
    subject: Iri | None = None,
    readings_on: Iterable[str] = DEFAULT_READINGS,
) -> ExpiringAnswer:
    """Return the commitments whose last possible day lies from ``on`` to ``within_days`` later, by that day.

    Of what may be renewed the last day of notice, or of the exercise, before the next last day is listed too.
    Counted beside them are those that may be in force on ``on`` and of whose end no last day is known; what has
    no end is neither. Where sources contradict each other, the last day by any of them counts.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    commitments = index.on_subject(subject) if subject is not None else list(index.deals.commitments)
    today, unknown = on.toordinal(), 0
    rows: list[tuple[int, Expiring]] = []
    for commitment in commitments:
        window = _widest(index, commitment, readings) if index.lasts(commitment) else None
        if window is None or window.latest_end < today:
            continue
        due = (
            *_notices(index, commitment, window, on, readings),
            *_conditions(index, commitment, window, on, readings),
        )
        rows += ((day, row) for day, row in due if day <= today + within_days)
        if window.earliest_end == UNKNOWN_FUTURE:
            continue
        if window.latest_end == UNKNOWN_FUTURE:
            unknown += window.earliest_start <= today
        elif window.latest_end <= today + within_days:
            rows.append((window.latest_end, _expiring(index, commitment, window, readings)))
    rows.sort(key=lambda row: (row[0], row[1].what == "end", row[1].commitment))
    about = index.documents.about
    told = (replace(row, evidence=sentences.quotes(index, about.get(row.commitment, ()))) for _, row in rows)
    return ExpiringAnswer(tuple(told), unknown)


def _notices(
    index: DealIndex, commitment: Commitment, window: Window, on: date, readings: frozenset[str]
) -> Iterator[tuple[int, Expiring]]:
    """Yield the next day on which notice, or an exercise, is in time for a commitment that may run on after it."""
    account = next((a for _, a in index.accounts(commitment, readings).alternatives if a.exists is not False), None)
    for statement in index.timeline.facts(commitment.iri) if account is not None else ():
        terms = index.timeline.terms(statement)
        days = terms.notice_from(on) if terms is not None and terms.readings <= readings else None
        if days is None or account is None or days[1].toordinal() >= window.latest_end:
            continue
        what = f"{sentences.describe(index, account)} {sentences.where(account)}"
        assert statement.renewal is not None
        yield days[0].toordinal(), Expiring(
            commitment.iri, commitment.kind, days[0], days[0], None,
            sentences.notice(what, statement.renewal, *days), made=bool(account.exists), what="notice",
        )  # fmt: skip


def _conditions(
    index: DealIndex, commitment: Commitment, window: Window, on: date, readings: frozenset[str]
) -> Iterator[tuple[int, Expiring]]:
    """Yield the days from which a condition that nothing is recorded of can fail."""
    account = next((a for _, a in index.accounts(commitment, readings).alternatives if a.exists is not False), None)
    facts = index.timeline.facts(commitment.iri)
    for condition in dict.fromkeys(condition for said in facts for condition in said.conditions):
        day, recorded = condition.since, condition.failed or condition.met
        if account is None or day is None or recorded or day < on or day.toordinal() > window.latest_end:
            continue
        what = f"{sentences.describe(index, account)} {sentences.where(account)}"
        yield day.toordinal(), Expiring(
            commitment.iri, commitment.kind, day, day, None,
            sentences.coming_due(what, condition, day), made=bool(account.exists), what="condition",
        )  # fmt: skip


def _widest(index: DealIndex, commitment: Commitment, readings: frozenset[str]) -> Window | None:
    """Return the window that all sources and the licences above leave open; ``None`` if it was not made."""
    found: Window | None = None
    for link in index.chain(commitment):
        windows = [a.window for _, a in index.accounts(link, readings).alternatives if a.exists is not False]
        if not windows:
            return found
        above: list[Window] = [] if found is None else [found]
        found = Window(
            max(*(w.earliest_start for w in above), min(w.earliest_start for w in windows), UNKNOWN_PAST),
            max(*(w.latest_start for w in above), max(w.latest_start for w in windows), UNKNOWN_PAST),
            min(*(w.earliest_end for w in above), min(w.earliest_end for w in windows), UNKNOWN_FUTURE),
            min(*(w.latest_end for w in above), max(w.latest_end for w in windows), UNKNOWN_FUTURE),
        )
    return found


def _expiring(index: DealIndex, commitment: Commitment, window: Window, readings: frozenset[str]) -> Expiring:
    last = date.fromordinal(window.latest_end)
    account = index.accounts(commitment, readings).alternatives[0][1]
    openings: tuple[Opening, ...] = ()
    opens = None
    if commitment.kind not in ("grant", "option"):
        openings = _openings(index, commitment, last, readings)
        opens = _not_stated(index, commitment, readings) or sentences.opened(index, openings)
        if commitment.at_most is not None and not openings:  # places are left, or what is taken stays taken
            opens = None
    chain = [[a for _, a in index.accounts(link, readings).alternatives] for link in index.chain(commitment)]
    made = all(any(a.exists for a in accounts) for accounts in chain)
    own = max(a.window.latest_end for a in chain[0] if a.exists is not False)
    own_last = date.fromordinal(own) if window.latest_end < own < UNKNOWN_FUTURE else None
    what = f"{sentences.describe(index, account)} {sentences.where(account)}"
    return Expiring(
        commitment=index.origin(commitment.iri),
        kind=commitment.kind,
        first_possible=_known(window.earliest_end if window.earliest_end > window.earliest_start else UNKNOWN_PAST),
        last_possible=last,
        opens=opens,
        sentence=sentences.ending(what, last, own_last, made=made) + sentences.opening_tail(opens),
        openings=openings,
        made=made,
        own_last=own_last,
    )


def _known(ordinal: int) -> date | None:
    return None if ordinal == UNKNOWN_PAST else date.fromordinal(ordinal)


def _possible(index: DealIndex, commitment: Commitment, readings: frozenset[str]) -> list[Account]:
    return [a for _, a in index.accounts(commitment, readings).alternatives if a.exists is not False]


def _not_stated(index: DealIndex, commitment: Commitment, readings: frozenset[str]) -> str | None:
    """Say which part of its scope no source states, so that nobody can say what it opens."""
    accounts = _possible(index, commitment, readings)
    if any(a.territory is None for a in accounts):
        return "countries that are not stated"
    unsaid = next((a for a in accounts if a.fields is None), None)
    return None if unsaid is None else f"fields of use that are not stated, {sentences.where(unsaid)}"


def _openings(index: DealIndex, commitment: Commitment, last: date, readings: frozenset[str]) -> tuple[Opening, ...]:
    """Return what no successor, exception aside, covers on the day after an exclusivity's last possible day."""
    if last == date.max or _not_stated(index, commitment, readings):
        return ()
    accounts = _possible(index, commitment, readings)
    asked = [Question(index, cell, (), readings) for account in accounts for cell in _cells(account, last)]
    parts = parts_told_apart(one for question in asked for one in _coverages(index, question))
    masks = [mask for a in accounts for mask in _masks_on(coverage_of(a), last.toordinal(), parts)]
    sure, mask = reduce(and_, masks) if all(a.exists for a in accounts) else 0, reduce(or_, masks)
    found: dict[Opening, int] = {}
    for question in asked:
        for opening, where in _opened(question, commitment, mask, last, parts):
            for certain, places in ((opening.certain, where & sure), (False, where & ~sure)):
                if places:
                    key = replace(opening, certain=certain)
                    found[key] = found.get(key, 0) | places
    named = [
        replace(o, countries=sentences.phrase_of(m, last, parts), codes=_codes(m, parts)) for o, m in found.items()
    ]
    return tuple(sorted(named, key=lambda opening: (not opening.certain, opening.countries, opening.parties)))


def _cells(account: Account, day: date) -> Iterator[Cell]:
    """Yield the terms of an account, one of each axis, on a day."""
    terms: list[Sequence[Iri | None]] = [sorted(account.on(axis) or ()) or [None] for axis in AXES]
    for mark in sorted(account.subjects or ()):
        for asked in product(*terms):
            on_axes = {axis.name: term for axis, term in zip(AXES, asked, strict=True)}
            yield Cell(subject=mark, country="", day=day, **on_axes)  # type: ignore[arg-type]


def _codes(mask: int, parts: frozenset[str]) -> tuple[str, ...]:
    """Return the codes of countries, and of parts where a country is not there as a whole."""
    cut = {code.partition("-")[0] for code in parts_of(with_parts(mask, parts) & ~mask)}
    rest = table().parts_within(cut) - parts
    return tuple(sorted({*codes_of(mask & WORLD_MASK), *rest, *parts_of(mask)} - cut))


def _opened(
    question: Question, commitment: Commitment, mask: int, last: date, parts: frozenset[str]
) -> Iterator[tuple[Opening, int]]:
    """Yield what is open in the countries of a mask from the day after ``last``, with its countries."""
    relatives = question.relatives()
    excepted = {p for c in relatives for a in _possible(question.index, c, question.readings) for p in _spared(a)}
    others = sorted(excepted - {*commitment.beneficiaries, *commitment.bound})
    whom = commitment.excluded or (OTHERS, *others)
    days = [last + timedelta(1), *_beginnings(question, relatives, last + timedelta(1))]
    for group in _alike(question.index, question, days, parts=parts):
        if group & mask:
            asked = question.elsewhere(_somewhere(group & mask, parts))
            shapes: dict[Opening, list[Iri]] = {}
            for party in whom:
                for shape in _shapes(asked, party, last, days):
                    shapes.setdefault(shape, []).append(party)
            for shape, parties in shapes.items():
                yield replace(shape, parties=() if OTHERS in parties else tuple(parties)), group & mask


def _spared(account: Account) -> Iterator[Iri]:
    """Yield the parties that the exceptions of an exclusivity name."""
    for carveout in account.carveouts:
        yield from carveout.parties


def _beginnings(question: Question, commitments: Iterable[Commitment], after: date) -> list[date]:
    """Return the days after a day on which what shuts out, surely or possibly, begins."""
    found = set()
    for commitment in commitments:
        if commitment.kind not in ("grant", "option"):
            for account in _possible(question.index, commitment, question.readings):
                found |= {account.window.earliest_start, account.window.latest_start}
    return [date.fromordinal(day) for day in sorted(found) if after.toordinal() < day < UNKNOWN_FUTURE]


def _pieces(asked: Question, party: Iri, days: Iterable[date]) -> list[dict[Choice, object]]:
    """Return the pieces into which what is asked falls by the terms that count for a party on some days.

    A piece is of one kind on each axis.
    """
    values = choices_of(_cases(asked, party, days))
    kinds = (one_kind(choices) for about, choices in values.items() if about not in choices)
    return [reduce(or_, piece, {}) for piece in product(*kinds)]


def _cases(asked: Question, party: Iri, days: Iterable[date]) -> Iterator[tuple[Alternative, list[Term]]]:
    for alternative, found in (case for day in days for case in asked.alternatives(day)):
        yield alternative, alternative.terms(party, found)


def _shut(asked: Question, party: Iri, day: date, piece: Mapping[Choice, object]) -> set[bool]:
    """Return whether a party is shut out of a piece on a day, by each complete reading."""
    cases = _cases(asked, party, [day])
    return {barred for alternative, terms in cases for _, barred in alternative.outcomes(terms, piece)}


def _shapes(asked: Question, party: Iri, last: date, days: list[date]) -> Iterator[Opening]:
    """Yield what is open for a party that was shut out on ``last``, in pieces put together that are open alike."""
    pieces = _pieces(asked, party, [last, *days])
    alike: dict[tuple[bool, date | None], list[int]] = {}
    for number, piece in enumerate(pieces):
        now = _shut(asked, party, days[0], piece)
        if True in _shut(asked, party, last, piece) and False in now:
            certain = now == {False}
            later = (day for day in days[1:] if True in _shut(asked, party, day, piece)) if certain else ()
            alike.setdefault((certain, next(iter(later), None)), []).append(number)
    for (certain, until), numbers in alike.items():
        mine = [pieces[number] for number in numbers]
        rest = any(not any(piece.values()) for piece in mine)
        yield Opening(
            "", (), (),
            within=() if rest else _terms_in(mine),
            beyond=_terms_in(piece for piece in pieces if piece not in mine) if rest else (),
            until=until - timedelta(1) if until else None,
            certain=certain,
            by=_followers(asked, party, until or days[0]),
        )  # fmt: skip


def _terms_in(pieces: Iterable[Mapping[Choice, object]]) -> tuple[Iri, ...]:
    return tuple(sorted({str(value) for piece in pieces for value in piece.values() if value is not None}))


def _followers(asked: Question, party: Iri, day: date) -> tuple[Iri, ...]:
    """Return the promises that shut out, or may shut out, a party or whoever is not named on a day."""
    whom = dict.fromkeys((party, OTHERS))
    terms = (term for one, found in asked.alternatives(day) for who in whom for term in one.terms(who, found))
    return tuple(sorted({asked.index.origin(term.source.iri) for term in terms if term.part == "may not"}))


def gaps(deals: AskedOf, subject: Iri | None = None, readings_on: Iterable[str] = DEFAULT_READINGS) -> tuple[Gap, ...]:
    """Return holes and overlaps between exclusive partners that follow each other on a subject, field and country.

    An exclusivity is followed, in each country, by the next to begin for the same subject and a common field. No
    hole is reported where neither the last day of the one nor the first day of the next is known.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    marks = [subject] if subject is not None else index.subjects()
    found: dict[Gap, None] = {}
    for mark in marks:
        series = [
            (window, c)
            for c in index.on_subject(mark)
            if c.kind == "exclusivity" and c.side == "grantor" and (window := _widest(index, c, readings)) is not None
        ]
        series.sort(key=lambda item: (item[0].earliest_start, item[0].latest_start, item[1].iri))
        parts = parts_told_apart(c for _, deal in series for c in _territories(index, deal, readings))
        for position, (window, commitment) in enumerate(series):
            for gap in _after(index, mark, commitment, window, series[position + 1 :], readings, parts):
                found[gap] = None
    return tuple(sorted(found, key=lambda gap: (gap.subject, gap.first, gap.between, gap.kind, gap.certainty)))


def _territories(index: DealIndex, commitment: Commitment, readings: frozenset[str]) -> list[Coverage]:
    return [coverage_of(account) for account in _possible(index, commitment, readings)]


def _reach(territories: list[Coverage], parts: frozenset[str], day: int | None = None) -> tuple[int, int]:
    """Return where a deal holds on a day, or ever, however it is read, and where by some reading."""
    masks = [
        places_of(box for box in one.extent(valuation, False, parts) if day is None or box[0] <= day <= box[1])
        for one in territories
        for valuation in one.valuations()
    ]
    return reduce(and_, masks), reduce(or_, masks)


def _after(
    index: DealIndex,
    mark: Iri,
    commitment: Commitment,
    window: Window,
    later: list[tuple[Window, Commitment]],
    readings: frozenset[str],
    parts: frozenset[str],
) -> Iterator[Gap]:
    account = index.accounts(commitment, readings).alternatives[0][1]
    mine = _territories(index, commitment, readings)
    sure, rest = _reach(mine, parts)
    for next_window, successor in later:
        other = index.accounts(successor, readings).alternatives[0][1]
        theirs = _territories(index, successor, readings)
        surely, perhaps = _reach(theirs, parts)
        both = {"certain": sure & surely, "possible": rest & perhaps}
        if not both["possible"] or not _common_field(index, account.fields, other.fields):
            continue
        if set(successor.beneficiaries) != set(commitment.beneficiaries):
            for kind, certainty, first, last in _between(window, next_window):
                there = _reach(mine, parts, first), _reach(theirs, parts, first)
                certain = both["certain"] if certainty == "certain" else 0
                pieces = {"certain": certain, "possible": both["possible"] & ~certain}
                days = date.fromordinal(first), date.fromordinal(last)
                for how, mask in pieces.items():
                    if mask:
                        on_the_day = mask & there[0][how == "possible"] & there[1][how == "possible"] or mask
                        countries = sentences.phrase_of(on_the_day, days[0], parts)
                        pair = (index.origin(commitment.iri), index.origin(successor.iri))
                        yield Gap(kind, how, mark, pair, countries, *days)  # type: ignore[arg-type]
        sure, rest = sure & ~perhaps, rest & ~surely
        if not rest:
            return


def _common_field(index: DealIndex, mine: frozenset[Iri] | None, theirs: frozenset[Iri] | None) -> bool:
    return any(index.trees.relation(f, g) in ("covers", "part") for f in mine or () for g in theirs or ())


_KNOWN: Final = range(UNKNOWN_PAST + 1, UNKNOWN_FUTURE)


def _between(one: Window, following: Window) -> Iterator[tuple[str, Certainty, int, int]]:
    """Yield the days without a partner, and those with two, between two periods: for sure, else possibly."""
    holes = ((one.latest_end + 1, following.earliest_start - 1), (one.earliest_end + 1, following.latest_start - 1))
    overlaps = (
        (max(following.latest_start, one.latest_start), min(one.earliest_end, following.earliest_end)),
        (following.earliest_start, min(one.latest_end, following.latest_end)),
    )
    for kind, (sure, possible) in (("hole", holes), ("overlap", overlaps)):
        if sure[0] <= sure[1]:
            yield kind, "certain", *sure
        elif possible[0] <= possible[1] and possible[0] - 1 in _KNOWN and possible[1] + 1 in _KNOWN:
            yield kind, "possible", *possible
