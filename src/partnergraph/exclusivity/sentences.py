"""Words for people: reasons, periods, and the questions that would settle an answer."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from partnergraph.bounds.writing import say
from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.alternatives import Cell, Term
from partnergraph.exclusivity.answers import Quote, Reason
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.extents import countries_only
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.readings import UNKNOWN_FUTURE, UNKNOWN_PAST, Dispute, Window
from partnergraph.exclusivity.scope import region_name_of, region_words
from partnergraph.model import Iri, Ownership, Statement
from partnergraph.territory import Territory, format_territory, shortest_phrase
from partnergraph.territory.regions import table


def moment(earliest: int, latest: int) -> str | None:
    """Return two bounds of one edge as an EDTF moment; ``".."`` when it never comes, ``None`` when nothing is known.

    >>> from datetime import date, timedelta
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


def phrase_of(mask: int, day: date | None) -> str:
    """Return countries as a person would write them on a day."""
    if day is not None:  # groups have the same members from one change to the next
        changes = _changes()
        day = changes[max(bisect_right(changes, day) - 1, 0)]
    return _shortest(countries_only(mask), day)


@lru_cache(maxsize=16384)
def _shortest(mask: int, day: date | None) -> str:
    return shortest_phrase(mask, day)


@lru_cache(maxsize=1)
def _changes() -> list[date]:
    """Return every day on which some group of countries, or its name, changes, after the first day of all."""
    lines = (line for code in table().regions for line in region_words(code))
    found = {day for line in lines for day, _ in line if day is not None}
    for region in table().regions.values():
        first, last = region.raw.get("era", (None, None))
        found.update([date.fromisoformat(first)] if first else [])
        found.update([date.fromisoformat(last) + timedelta(days=1)] if last else [])
    return [date.min, *sorted(found)]


def describe(index: DealIndex, account: Account) -> str:
    """Return what a commitment promises, without place and time."""
    commitment = account.commitment
    what = things(index, account.subjects)
    fields = f" on {index.names(sorted(account.fields))}" if account.fields else ""
    bound, favoured = index.names(commitment.bound), index.names(commitment.beneficiaries)
    if commitment.side == "user":
        return f"{bound} promised {favoured} to use only {what}{fields}"
    if commitment.kind == "option":
        return f"{bound} must offer {what}{fields} to {favoured} first"
    if commitment.kind == "grant":
        return f"{bound} lets {favoured} use {what}{fields}"
    manner = {"sole": "as sole partner", "co-exclusive": "in a named group"}.get(account.strength, "exclusively")
    return f"{bound} promised {favoured} {what}{fields} {manner}"


def things(index: DealIndex, subjects: Iterable[Iri] | None) -> str:
    """Return marks, products and rights as a sentence names them."""
    found = sorted(subjects or ())
    if found and all("/brand/" in iri for iri in found):
        return f"the mark{'s' if len(found) > 1 else ''} {index.names(found)}"
    return index.names(found) if found else "a subject not named"


def where(account: Account) -> str:
    """Return the territory as the end of a sentence."""
    return f"in {_phrase(account.territory)}" if account.territory else "(territory not stated)"


def when(window: Window) -> str:
    """Return since when and until when, in words; empty where neither is known.

    >>> from datetime import date, timedelta
    >>> first, last = date(2022, 1, 1).toordinal(), date(2022, 12, 31).toordinal()
    >>> when(Window(first, last, last, UNKNOWN_FUTURE))
    'since 2022, at least until 31 December 2022'
    """
    begins = _edge(window.earliest_start, window.latest_start, "since", "not before", "since {} at the latest")
    ends = ""
    if window.earliest_end >= UNKNOWN_FUTURE:
        ends = "with no end"
    elif until(window) is not None:
        ends = _edge(window.earliest_end, window.latest_end, "until", "at least until", "until {} at the latest")
    return ", ".join(part for part in (begins, ends) if part)


def _edge(earliest: int, latest: int, exact: str, least: str, most: str) -> str:
    first = "" if earliest <= UNKNOWN_PAST else _iso(earliest)
    last = "" if latest >= UNKNOWN_FUTURE else _iso(latest)
    if first and last:
        return f"{exact} {_span(date.fromisoformat(first), date.fromisoformat(last))}"
    if first:
        return f"{least} {say(first)}"
    return most.format(say(last)) if last else ""


def _span(first: date, last: date) -> str:
    """Return the days from first to last as one moment: a day, a month or a year where they are just that."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and last == _month_end(first):
        return say(f"{first:%Y-%m}")
    return say(first.isoformat() if first == last else f"[{first}..{last}]")


def _month_end(day: date) -> date:
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


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
    return Reason(
        term.source.iri,
        ", ".join(part for part in (f"{describe(index, account)} {where(account)}", when(account.window)) if part),
        countries(account),
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
            deal=f"'{commitment.label}'",
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


def which_day(days: Sequence[date]) -> str:
    """Return the question to ask when the answer is definite on every day, but not the same."""
    return f"Which day is meant? The answer changes on {' and '.join(day.isoformat() for day in days[1:])}."


def nothing_recorded(index: DealIndex, cell: Cell, party: Iri | None) -> str:
    """Return the question to ask when no statement concerns a party."""
    allowed = "Has anybody been allowed" if party is None else f"Has anybody allowed {index.name(party)}"
    return (
        f"{allowed} to use {index.name(cell.subject)} for {index.name(cell.field)} in "
        f"{region_name_of(cell.country)} on {cell.day.isoformat()}? Nothing is recorded."
    )


def newcomer(name: str) -> str:
    """Say that nothing recorded names a party, and how it is answered.

    >>> newcomer("Example Phones")
    "no organization called 'Example Phones' is recorded; the answer is that of a newcomer"
    """
    return f"no organization called {name!r} is recorded; the answer is that of a newcomer"


def unknown_grantor(name: str) -> str:
    """Say that nothing recorded names who would grant: what it holds and promised is not known."""
    return (
        f"no organization called {name!r} is recorded: nothing is known of what it holds or has promised, "
        "and only what others promised is held against this deal"
    )


def parent_not_counted(name: str) -> str:
    """Say that it is open what a party above the grantor granted, of which nothing about the subject is recorded.

    >>> parent_not_counted("Parent")
    "what Parent, above who grants, could have granted is not counted: no source lists its commitments"
    """
    return f"what {name}, above who grants, could have granted is not counted: no source lists its commitments"


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
