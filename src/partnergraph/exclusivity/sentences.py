"""Words for people: reasons, periods, and the questions that would settle an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.answers import Collision, Quote, Reason
from partnergraph.exclusivity.cells import Cell, Term
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.encounters import Encounter
from partnergraph.exclusivity.ground import Made, countries_only
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.readings import UNKNOWN_FUTURE, UNKNOWN_PAST, Dispute, Window
from partnergraph.exclusivity.scope import MOVING, Mode, region_name_of, word_meanings
from partnergraph.model import Commitment, Iri, Ownership, Statement
from partnergraph.territory import Territory, format_territory, shortest_phrase

KINDS = {"grant": "grant", "exclusivity": "exclusivity", "option": "option"}


def moment(earliest: int, latest: int) -> str | None:
    """Return two bounds of one edge as an EDTF moment; ``".."`` when it never comes, ``None`` when nothing is known.

    >>> from datetime import date
    >>> day = date(2022, 7, 1).toordinal()
    >>> moment(day, day), moment(day, UNKNOWN_FUTURE), moment(UNKNOWN_PAST, UNKNOWN_FUTURE)
    ('2022-07-01', '[2022-07-01..]', None)
    """
    if earliest >= UNKNOWN_FUTURE:
        return ".."
    first = "" if earliest <= UNKNOWN_PAST else _iso(earliest)
    last = "" if latest >= UNKNOWN_FUTURE else _iso(latest)
    if not first and not last:
        return None
    return first if first == last else f"[{first}..{last}]"


def since(window: Window) -> str | None:
    """Return when a commitment starts, as an EDTF moment."""
    return moment(window.earliest_start, window.latest_start)


def until(window: Window) -> str | None:
    """Return when a commitment ends, as an EDTF moment; not known when only its start bounds it."""
    if window.earliest_end == window.earliest_start and window.latest_end == UNKNOWN_FUTURE:
        return None
    return moment(window.earliest_end, window.latest_end)


def countries(account: Account) -> str:
    """Return the territory as a person would write it."""
    return _phrase(account.territory) if account.territory else "territory not stated"


@lru_cache(maxsize=16384)
def _phrase(rules: tuple[Territory, ...]) -> str:
    return format_territory(rules)


@lru_cache(maxsize=16384)
def phrase_of(mask: int, day: date | None) -> str:
    """Return countries as a person would write them on a day."""
    return shortest_phrase(countries_only(mask), day)


def describe(index: DealIndex, account: Account) -> str:
    """Return what a commitment promises, without place and time."""
    commitment = account.commitment
    subjects = index.names(sorted(account.subjects)) if account.subjects else "a subject not named"
    fields = f" for {index.names(sorted(account.fields))}" if account.fields else ""
    bound, favoured = index.names(commitment.bound), index.names(commitment.beneficiaries)
    if commitment.side == "user":
        return f"{bound} promised {favoured} to use only {subjects}{fields}"
    if commitment.kind == "option":
        return f"{bound} must offer {subjects}{fields} to {favoured} first"
    if commitment.kind == "grant":
        return f"{bound} lets {favoured} use {subjects}{fields}"
    manner = {"sole": "as sole partner", "co-exclusive": "in a named group"}.get(account.strength, "exclusively")
    return f"{bound} promised {favoured} {subjects}{fields} {manner}"


def reason(index: DealIndex, term: Term, account: Account | None, window: Window | None = None) -> Reason:
    """Return the reason that a term is."""
    if isinstance(term.source, Ownership) or account is None:
        ownership = term.source
        assert isinstance(ownership, Ownership)
        statements = index.documents.about.get(ownership.iri, [])
        why = f"{index.name(ownership.owner)} owns {index.name(ownership.owned)}"
        edges = (since(window), until(window)) if window else (None, None)
        return Reason(ownership.iri, why, "everywhere", *edges, quotes(index, statements))
    statements = index.documents.about.get(term.source.iri, [])
    where = countries(account)
    return Reason(
        term.source.iri,
        f"{describe(index, account)} in {where}",
        where,
        since(account.window),
        until(account.window),
        quotes(index, statements),
    )


def quotes(index: DealIndex, statements: Iterable[Statement]) -> tuple[Quote, ...]:
    """Return the passages of statements; a statement without one still cites its source."""
    found: dict[Quote, None] = {}
    for statement in statements:
        passages = index.documents.quotes(statement)
        title, day = index.documents.title(statement.source), index.documents.day_of(statement.source)
        phrases: list[str | None] = [passage.phrase for passage in passages]
        for phrase in phrases or [None]:
            found[Quote(title, phrase, day)] = None
    return tuple(found)


def deciding_question(index: DealIndex, cell: Cell, choice: Choice) -> str:
    """Return the question that an open choice leaves, in words."""
    what = choice[0]
    if what in _ABOUT_COMMITMENT:
        commitment = index.commitments[str(choice[1])]
        return _ABOUT_COMMITMENT[str(what)].format(
            deal=commitment.label,
            day=cell.day.isoformat(),
            country=region_name_of(cell.country),
            field=index.name(cell.field),
            subject=index.name(cell.subject),
            party=index.name(str(choice[2])) if what == "beneficiary" else "",
            bound=index.names(commitment.bound),
        )
    return _other_question(index, cell, choice)


_ABOUT_COMMITMENT = {
    "made": "Was {deal} (planned or conditional) made?",
    "runs": "Was {deal} in force on {day}?",
    "subject": "Does {deal} concern {subject}?",
    "field": "Does {deal} cover {field}?",
    "territory": "Does {deal} reach {country}?",
    "more": "Does the list of countries of {deal} go on to {country}?",
    "affiliates": "Does {deal} cover affiliates?",
    "beneficiary": "Is {party} the one favoured by {deal}?",
    "shut": "Does {deal} shut out {bound} too?",
    "exercised": "Was the option {deal} taken up?",
    "mode": "Does {deal} read its groups of countries at the day asked, or as agreed?",
}


def _other_question(index: DealIndex, cell: Cell, choice: Choice) -> str:
    what, who = choice[0], str(choice[1])
    if what == "word":
        return f"Does {region_name_of(who)} include {region_name_of(cell.country)}?"
    if what == "part":
        return f"In which part of {region_name_of(who)} is it asked?"
    if what == "control":
        ownership = next(o for owned in index.owners.values() for o in owned if o.iri == who)
        return f"Did {index.name(ownership.owner)} own {index.name(ownership.owned)} on {cell.day.isoformat()}?"
    if what == "licence":
        return f"Is the excepted licence {index.name(who)} in force on {cell.day.isoformat()}?"
    asked = choice[2]
    if choice[3] == "":
        noun = {"field": "kind", "channel": "channel", "act": "act"}[who]
        return f"Which {noun} of {index.name(str(asked))} is meant?" if asked else f"Which {noun} is meant?"
    return f"Where among the known terms does {index.name(str(asked))} belong?"


def source_question(index: DealIndex, dispute: Dispute) -> str:
    """Return the question which of several sources at odds is right."""
    return f"Which source is right: {' or '.join(index.documents.title(s) for s in sorted(dispute))}?"


def assumption(index: DealIndex, choice: Choice, value: object) -> str:
    """Return one value of a choice in words, for what a possible collision depends on."""
    what, who = choice[0], str(choice[1])
    if what == "word":
        return word_meanings(who)[int(str(value))]
    if what == "mode":
        mode: Mode = value  # type: ignore[assignment]
        how = "at the day asked" if mode == MOVING else "as agreed"
        return f"{index.name(who)} reads groups of countries {how}"
    return f"{what} {index.name(who)}: {value}"


def nothing_recorded(index: DealIndex, cell: Cell, party: Iri | None) -> str:
    """Return the question to ask when no statement concerns a party."""
    whom = "anybody" if party is None else index.name(party)
    return (
        f"Has anybody let {whom} use {index.name(cell.subject)} for {index.name(cell.field)} in "
        f"{region_name_of(cell.country)} on {cell.day.isoformat()}? Nothing is recorded."
    )


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def label_of(index: DealIndex, source: Commitment | Ownership) -> str:
    """Return the short name of a commitment or ownership."""
    return source.label or index.name(source.iri)


def collision(
    encounter: Encounter, made: Made, certain: bool, cells: tuple[int, int, int], asked: tuple[Iri, ...] | None
) -> Collision:
    """Return a collision with its witness: first day, last day and mask of the cells it was found in."""
    index = encounter.index
    new, old = encounter.new.account(made), encounter.old.account(made)
    first, last, mask = cells
    subjects = _common_subjects(index, new, old, asked)
    fields = tuple(sorted({term for terms, _ in encounter.terms(made) for term in terms}))
    witness_first, witness_last = _day(first), _day(last)
    where = phrase_of(mask, witness_first)
    statements = index.documents.about.get(old.commitment.iri, [])
    return Collision(
        kind=encounter.kind,
        certainty="certain" if certain else "possible",
        with_=old.commitment.iri,
        between=(new.commitment.iri, old.commitment.iri),
        countries=where,
        first=witness_first,
        last=witness_last,
        fields=fields,
        subjects=subjects,
        edge_day=first == last and _hand_over(old.window, new.window, first),
        depends_on=tuple(dependencies(encounter, made)),
        sentence=_collision_sentence(index, encounter, old, certain, where, (witness_first, witness_last)),
        evidence=quotes(index, statements),
    )


def _hand_over(one: Window, other: Window, day: int) -> bool:
    """Whether one ends on the day on which the other starts."""
    return one.latest_end == other.earliest_start == day or other.latest_end == one.earliest_start == day


def dependencies(encounter: Encounter, made: Made) -> list[str]:
    """Return what an encounter leaves open, and the readings that its periods rest on."""
    index = encounter.index
    found: list[str] = []
    if not encounter.linked:
        bound = index.names(encounter.old.commitment.bound)
        found.append(f"whether {bound} stands above {index.names(encounter.new.commitment.bound)}: no link is recorded")
    for choice in encounter.choices:
        if choice[0] == "sources":
            found.append(source_question(index, choice[1]))  # type: ignore[arg-type]
        elif choice[0] == "word":
            found.append(f"how {region_name_of(str(choice[1]))} is read")
        elif choice[0] == "mode":
            found.append(f"whether {index.name(str(choice[1]))} reads its groups of countries at the day or as agreed")
    for side in (encounter.new, encounter.old):
        for account in side.chain(made):
            found += _open_points(index, account, encounter)
    readings = sorted({r for side in (encounter.new, encounter.old) for r in side.readings_used(made)})
    return list(dict.fromkeys(found + [f"reading {name}" for name in readings]))


def _open_points(index: DealIndex, account: Account, encounter: Encounter) -> Iterator[str]:
    deal, window, commitment = account.commitment.label, account.window, account.commitment
    exact = window.latest_start <= window.earliest_end and window.earliest_end == window.latest_end
    bare = commitment.kind == "exclusivity" and account.strength == "unqualified"
    rules = account.territory or ()
    points = {
        f"whether {deal} was made": account.exists is None,
        f"when {deal} ran: from {since(window) or 'unknown'} until {until(window) or 'unknown'}": not exact,
        f"where {deal} holds: no territory is stated": account.territory is None,
        f"how far the list of countries of {deal} goes on": any(not rule.exhaustive for rule in rules),
        f"look at the parts of countries in {deal}": any(rule.parts for rule in rules),
        f"which fields {deal} covers: none is stated": account.fields is None,
        f"which subject {deal} concerns: none is stated": account.subjects is None,
        f"whether {deal} covers affiliates": account.covers_affiliates is None
        and _has_relatives(index, account, encounter),
        f"whether {deal} shuts out {index.names(commitment.bound)} too": bare
        and bool(set(commitment.bound) & set(encounter.new.commitment.beneficiaries)),
        f"whom {deal} favours": not commitment.beneficiaries,
    }
    yield from (point for point, is_open in points.items() if is_open)


def _has_relatives(index: DealIndex, account: Account, encounter: Encounter) -> bool:
    concerned = {*encounter.new.commitment.beneficiaries, *encounter.old.commitment.beneficiaries}
    concerned |= set(encounter.new.commitment.bound)
    return any(index.group(party) for party in concerned.difference(account.commitment.beneficiaries))


def _common_subjects(index: DealIndex, new: Account, old: Account, asked: tuple[Iri, ...] | None) -> tuple[Iri, ...]:
    mine = new.subjects or frozenset(asked or ())
    if old.subjects is None or not mine:
        return tuple(sorted(mine or old.subjects or ()))
    theirs = frozenset[Iri]().union(*(index.family(subject) for subject in old.subjects))
    return tuple(sorted(mine & theirs or mine))


def _collision_sentence(
    index: DealIndex,
    encounter: Encounter,
    old: Account,
    certain: bool,
    where: str,
    days: tuple[date | None, date | None],
) -> str:
    verb = "Collides (certain)" if certain else "May collide"
    if encounter.kind == "option":
        verb = "Must be offered first" if certain else "May have to be offered first"
    start = since(old.window)
    began = f" since {start}" if start else ""
    first, last = days
    period = f"from {first.isoformat() if first else 'an unknown day'} " + (
        f"to {last.isoformat()}" if last else "with no end"
    )
    return f"{verb}: {describe(index, old)} in {countries(old)}{began}; common ground: {where}, {period}."


def _day(ordinal: int) -> date | None:
    return None if ordinal <= UNKNOWN_PAST or ordinal >= UNKNOWN_FUTURE else date.fromordinal(ordinal)
