"""Words for people: reasons, periods, and the questions that would settle an answer."""

from __future__ import annotations

from collections.abc import Iterable

from partnergraph.exclusivity.accounts import Account
from partnergraph.exclusivity.answers import Quote, Reason
from partnergraph.exclusivity.cells import Cell, Term
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.readings import UNKNOWN_FUTURE, UNKNOWN_PAST, Dispute, Window
from partnergraph.exclusivity.scope import MOVING, Mode, region_name_of, word_meanings
from partnergraph.model import Commitment, Iri, Ownership, Statement
from partnergraph.territory import format_territory

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
    return format_territory(account.territory) if account.territory else "territory not stated"


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
    from datetime import date

    return date.fromordinal(ordinal).isoformat()


def label_of(index: DealIndex, source: Commitment | Ownership) -> str:
    """Return the short name of a commitment or ownership."""
    return source.label or index.name(source.iri)
