"""What is free, what expires, and what lies between successive partners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final

from partnergraph.exclusivity import sentences
from partnergraph.exclusivity.alternatives import OTHERS, Cell
from partnergraph.exclusivity.answers import (
    Availability,
    Available,
    AvailableAnswer,
    Certainty,
    Expiring,
    ExpiringAnswer,
    Gap,
)
from partnergraph.exclusivity.collisions import as_account
from partnergraph.exclusivity.deal_pairs import Side, coverage_of
from partnergraph.exclusivity.extents import NOWHERE, Coverage, Extent, common, countries_only, without
from partnergraph.exclusivity.facts import DEFAULT_READINGS, Proposal, check_readings
from partnergraph.exclusivity.indexed import AskedOf, DealIndex, index_deals
from partnergraph.exclusivity.readings import UNKNOWN_FUTURE, UNKNOWN_PAST, Window
from partnergraph.exclusivity.title import Granted, complete_as_of, may_grant, title_of
from partnergraph.exclusivity.who import Question
from partnergraph.model import Commitment, Iri
from partnergraph.territory import WORLD_MASK, Territory, codes_of


def available(
    deals: AskedOf,
    subject: Iri,
    field: Iri,
    first: date,
    last: date | None = None,
    act: Iri | None = None,
    readings_on: Iterable[str] = DEFAULT_READINGS,
    channel: Iri | None = None,
) -> AvailableAnswer:
    """Return where a newcomer would be shut out from ``first`` to ``last``.

    ``last=None`` is that day only, ``date.max`` no end; the rows that have none say ``None``.

    *Not held*: nobody who may grant the subject holds it. *Blocked*: everybody not named is shut out in every
    complete reading; *may be blocked*: in some. Otherwise *free* where somebody holds the right, and the lists of all
    who may grant the subject are declared complete, else *nothing recorded*. Rows are by country group (shortest
    phrase) and period, and cover the world.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    as_of = complete_as_of(index, may_grant(index, subject), subject)
    cell = Cell(subject, field, channel, act, "", first)
    question = Question(index, cell, (), readings)
    title = _title(index, cell, last or first, readings, needed=as_of is not None)
    starts = sorted({*question.days(first, last or first), *(d for d in title.days() if first < d <= (last or first))})
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

    def days(self) -> set[date]:
        """Return the days on which it changes."""
        days = {day for first, last, _ in self.held + self.lacking for day in (first, last + 1)}
        return {date.fromordinal(day) for day in days if UNKNOWN_PAST < day <= date.max.toordinal()}

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
    held: Extent = NOWHERE
    lacking: Extent = NOWHERE
    used: set[str] = set()
    owners = {o.owner for o in index.owners.get(cell.subject, ())}
    parties = sorted(may_grant(index, cell.subject), key=lambda p: (p not in owners, bool(index.licensed(p)), p))
    for number, party in enumerate(parties):
        side = _asked(index, cell, last, party, readings)
        title = title_of(index, Granted(side, (party,), (cell.subject,), exclusive=False), readings)
        whole = ((cell.day.toordinal(), last.toordinal(), WORLD_MASK),)
        held += without(without(whole, title.extent("held", but=True)), held)
        mine = without(whole, title.extent("not held", but=True))
        lacking = common(lacking, mine) if number else mine
        used |= title.readings
        if not lacking and not (needed and without(whole, held)):
            break
    return _Title(held, lacking, frozenset(used))


def _asked(index: DealIndex, cell: Cell, last: date, party: Iri, readings: frozenset[str]) -> Side:
    """Return what a party would grant if it let a newcomer act in a cell, everywhere."""
    proposal = Proposal(
        grantors=(party,), grantees=(), subjects=(cell.subject,), fields=(cell.field,),
        channels=(cell.channel,) if cell.channel else (), acts=(cell.act,) if cell.act else (),
        territory=(Territory(("001",)),), first=cell.day, last=last,
    )  # fmt: skip
    commitment, account = as_account(proposal)
    return Side(index, commitment, readings, account)


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
    return "blocked" if all(barred) else "may be blocked", tuple(sorted({term.source.iri for term in terms}))


def _alike(index: DealIndex, question: Question, days: list[date], titles: set[int]) -> list[int]:
    """Return groups of countries that no commitment and no title tells apart, however its words are read."""
    groups = [WORLD_MASK]
    masks = titles | {
        countries_only(mask)
        for coverage in _coverages(index, question)
        for day in days
        for mask in _masks_on(coverage, day.toordinal())
    }
    for mask in sorted(masks):
        groups = [part for group in groups for part in (group & mask, group & ~mask) if part]
    return groups


def _coverages(index: DealIndex, question: Question) -> set[Coverage]:
    found = set()
    for commitment in question.relatives():
        for _, account in index.accounts(commitment, question.readings).alternatives:
            found.add(coverage_of(account))
            found |= {Coverage((rule,), account.agreed) for rule in account.territory or ()}
            found |= {Coverage((rule,), account.agreed) for c in account.carveouts for rule in c.territory}
    return found


def _masks_on(coverage: Coverage, day: int) -> Iterator[int]:
    choices = coverage.choices()
    for values in product(*choices.values()):
        valuation = dict(zip(choices, values, strict=True))
        for possible in (True, False):
            for first, last, mask in coverage.extent(valuation, possible):
                if first <= day <= last:
                    yield mask


def expiring(
    deals: AskedOf,
    on: date,
    within_days: int = 180,
    subject: Iri | None = None,
    readings_on: Iterable[str] = DEFAULT_READINGS,
) -> ExpiringAnswer:
    """Return the commitments whose last possible day lies from ``on`` to ``within_days`` later, by that day.

    Counted beside them are those that may be in force on ``on`` and of whose end no last day is known; what has
    no end is neither. Where sources contradict each other, the last day by any of them counts.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    commitments = index.on_subject(subject) if subject is not None else list(index.deals.commitments)
    today, unknown = on.toordinal(), 0
    rows: list[tuple[int, Expiring]] = []
    for commitment in commitments:
        window = _widest(index, commitment, readings)
        if window is None or window.latest_end < today or window.earliest_end == UNKNOWN_FUTURE:
            continue
        if window.latest_end == UNKNOWN_FUTURE:
            unknown += window.earliest_start <= today
        elif window.latest_end <= today + within_days:
            rows.append((window.latest_end, _expiring(index, commitment, window, readings)))
    rows.sort(key=lambda row: (row[0], row[1].commitment))
    return ExpiringAnswer(tuple(row for _, row in rows), unknown)


def _widest(index: DealIndex, commitment: Commitment, readings: frozenset[str]) -> Window | None:
    """Return the window that all sources and the licences above leave open; ``None`` if it was not made."""
    found = [a for _, a in index.accounts(commitment, readings).alternatives if a.exists is not False]
    if not found:
        return None
    windows = [a.window for a in found]
    widest = Window(
        min(w.earliest_start for w in windows),
        max(w.latest_start for w in windows),
        min(w.earliest_end for w in windows),
        max(w.latest_end for w in windows),
    )
    parent = index.parent(commitment)
    above = _widest(index, parent, readings) if parent is not None and parent != commitment else None
    if above is None:
        return widest
    return Window(
        max(widest.earliest_start, above.earliest_start),
        max(widest.latest_start, above.latest_start),
        min(widest.earliest_end, above.earliest_end),
        min(widest.latest_end, above.latest_end),
    )


def _expiring(index: DealIndex, commitment: Commitment, window: Window, readings: frozenset[str]) -> Expiring:
    last = date.fromordinal(window.latest_end)
    opens = _opens(index, commitment, window.latest_end, readings) if commitment.kind == "exclusivity" else None
    account = index.accounts(commitment, readings).alternatives[0][1]
    what = sentences.describe(index, account)
    tails = {None: "", "nothing": " It opens nothing: a successor starts the next day."}
    tail = tails.get(opens, f" It opens {opens}.")
    return Expiring(
        commitment=commitment.iri,
        kind=commitment.kind,
        first_possible=_known(window.earliest_end if window.earliest_end > window.earliest_start else UNKNOWN_PAST),
        last_possible=last,
        opens=opens,
        sentence=f"{what} {sentences.where(account)} ends by {last.isoformat()}.{tail}",
    )


def _known(ordinal: int) -> date | None:
    return None if ordinal == UNKNOWN_PAST else date.fromordinal(ordinal)


def _opens(index: DealIndex, commitment: Commitment, last: int, readings: frozenset[str]) -> str:
    """Return the countries of an exclusivity that no other one surely has on the day after its last possible day."""
    accounts = [a for _, a in index.accounts(commitment, readings).alternatives if a.exists is not False]
    if any(a.territory is None for a in accounts):
        return "countries that are not stated"
    mask = 0
    for account in accounts:
        for box in _masks_on(coverage_of(account), last):
            mask |= box
    for mark in sorted(index.stated_subjects(commitment)):
        for rival in index.on_subject(mark):
            if rival != commitment and rival.kind == "exclusivity" and rival.side == "grantor":
                mask &= ~_surely_has(index, rival, commitment, last + 1, readings)
    return sentences.phrase_of(mask, date.fromordinal(last)) if mask else "nothing"


def _surely_has(index: DealIndex, rival: Commitment, commitment: Commitment, day: int, readings: frozenset[str]) -> int:
    mask = -1
    for _, account in index.accounts(rival, readings).alternatives:
        for _, mine in index.accounts(commitment, readings).alternatives:
            covered = (
                mine.fields
                and account.fields
                and all(any(index.trees.relation(f, g) == "covers" for g in account.fields) for f in mine.fields)
            )
            if not account.exists or account.window.holds(day) is not True or not covered:
                return 0
        mask &= _sure_mask(coverage_of(account), day)
        for carveout in account.carveouts:
            for box in _masks_on(Coverage(carveout.territory, account.agreed), day):
                mask &= ~box
            if not carveout.territory:
                return 0
    return mask


def _sure_mask(coverage: Coverage, day: int) -> int:
    choices, mask = coverage.choices(), -1
    for values in product(*choices.values()):
        valuation = dict(zip(choices, values, strict=True))
        mask &= next((m for first, last, m in coverage.extent(valuation, possible=False) if first <= day <= last), 0)
    return mask


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
        for position, (window, commitment) in enumerate(series):
            for gap in _after(index, mark, commitment, window, series[position + 1 :], readings):
                found[gap] = None
    return tuple(sorted(found, key=lambda gap: (gap.subject, gap.first, gap.between, gap.kind)))


def _after(
    index: DealIndex,
    mark: Iri,
    commitment: Commitment,
    window: Window,
    later: list[tuple[Window, Commitment]],
    readings: frozenset[str],
) -> Iterator[Gap]:
    account = index.accounts(commitment, readings).alternatives[0][1]
    rest = _hull_mask(coverage_of(account).extent({}, possible=False))
    for next_window, successor in later:
        other = index.accounts(successor, readings).alternatives[0][1]
        both = rest & _hull_mask(coverage_of(other).extent({}, possible=False))
        if not both or not _common_field(index, account.fields, other.fields):
            continue
        rest &= ~both
        if set(successor.beneficiaries) != set(commitment.beneficiaries):
            for kind, certainty, first, last in _between(window, next_window):
                day = date.fromordinal(first)
                countries = sentences.phrase_of(both, day)
                pair = (commitment.iri, successor.iri)
                yield Gap(kind, certainty, mark, pair, countries, day, date.fromordinal(last))  # type: ignore[arg-type]
        if not rest:
            return


def _hull_mask(extent: Extent) -> int:
    mask = 0
    for _, _, countries in extent:
        mask |= countries
    return mask


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
