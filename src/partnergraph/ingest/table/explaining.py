"""How one row of a table, or one record of another file, is read: in a sentence for each thing that it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from partnergraph.axes import AXES
from partnergraph.errors import Problem
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.table.columns import SUBJECTS
from partnergraph.ingest.table.headers import Header, Heading
from partnergraph.ingest.table.reading import described

_TOLD_AS: Final[dict[str, str]] = {
    **dict.fromkeys(SUBJECTS, "subject"),
    **dict.fromkeys(("start", "end", "term"), "period"),
    **dict.fromkeys(("exclusivity", "kind", "option", "direction"), "commitments"),
    **dict.fromkeys(("source date", "source address", "publisher"), "source"),
    "excluded territory": "territory",
    **dict.fromkeys(("renewal term", "number of renewals", "extension"), "renewal"),
    **dict.fromkeys(
        ("amends deal", "change date", "new end", "assignee", "assignor", "terminated", "early last day"), "event"
    ),
    "minimum": "condition",
    "excluded licensee": "excluded",
}
"""By column: under which word `described` says what it was read as; others are called alike."""
_NOT_SAID: Final[dict[str, str]] = {
    "licensor": "Who grants is not named",
    "licensee": "Who may act is not named",
    "subject": "What is licensed is not named",
    "territory": "Where is not said: possible everywhere",
    "period": "When is not said",
    **{axis.column: f"{axis.label} is not said" for axis in AXES if axis.unstated != "all"},
}


class Said(NamedTuple):
    """What a cell or an element says.

    ``column``: as what it is read; ``None`` where it is not, ``remark`` with the reason. ``row``: of the deals of its
    record, those of one row alone are what it was read as.
    """

    label: str
    words: str
    column: str | None
    remark: str | None = None
    row: int | None = None


def explained(
    header: Header,
    row: int,
    cells: Sequence[str],
    deal: Deal | None,
    found: Iterable[Problem],
    passed_over: Sequence[tuple[int, str, str]],
    elsewhere: Mapping[str, str],
) -> list[str]:
    """Return a sentence for each cell that holds something, then what the row leaves open.

    ``found``: the problems and remarks of the row. ``deal``: what it was read as; ``None`` where it is refused, or is
    no deal (``passed_over``). ``elsewhere``: column -> what is said of the deal outside of its cells.
    """
    if passed_over:
        return [f"Row {row} is passed over: {passed_over[0][1]}."]
    said = [
        Said(heading.label, words, heading.column, heading.remark)
        for heading in header.headings
        if (words := _words(heading, cells, elsewhere))
    ]
    start = f"Row {row} is {'one deal' if deal is not None else 'refused'}."
    return [start, *sentences(said, [deal] if deal is not None else [], found)]


def _words(heading: Heading, cells: Sequence[str], elsewhere: Mapping[str, str]) -> str:
    """Return what a heading says of a row, whether in its cell or outside of it."""
    outside = elsewhere.get(heading.column or "") if heading.given is not None else None
    return outside or heading.given or (cells[heading.index] if heading.index < len(cells) else "")


def sentences(said: Iterable[Said], deals: Sequence[Deal], found: Iterable[Problem]) -> Iterator[str]:
    """Yield a sentence for each thing said, with what is wrong with it, and then what the deals leave open."""
    of_column: dict[str | None, list[Problem]] = {}
    for problem in found:
        of_column.setdefault(problem.field, []).append(problem)
    for one in said:
        yield _sentence(one, _together([deal for deal in deals if one.row in (None, deal.row)]))
        yield from _doubts(of_column.pop(one.label, ()))
    for problems in of_column.values():
        yield from _doubts(problems)
    told = _together(deals)
    yield from (f"{words}." for name, words in _NOT_SAID.items() if deals and name not in told)


def _together(deals: Iterable[Deal]) -> Mapping[str, str]:
    """Return what deals were read as, each value once."""
    found: dict[str, dict[str, None]] = {}
    for deal in deals:
        for name, value in described(deal):
            found.setdefault(name, {})[value] = None
    return {name: "; ".join(values) for name, values in found.items()}


def _sentence(one: Said, told: Mapping[str, str]) -> str:
    start = f"{one.label} says {one.words!r}"
    if one.column is None:
        return f"{start}, not read{f' ({one.remark})' if one.remark else ''}."
    name = _TOLD_AS.get(one.column, one.column)
    meant = told.get(name)
    if name == "commitments" and "strength" in told:
        meant = f"{meant}, {told['strength']}"
    if name == "note" and meant:
        meant = meant.removesuffix(".")
    return f"{start}, read as {one.column}{f': {meant}' if meant else ''}."


def _doubts(problems: Iterable[Problem]) -> Iterator[str]:
    for problem in problems:
        yield f"  {problem.severity}: {problem.message}"
        if problem.hint:
            yield f"    {problem.hint}"
