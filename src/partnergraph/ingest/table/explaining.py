"""How one row of a table is read, in a sentence for each of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

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
}
"""By column: under which word `described` says what it was read as; others are called alike."""
_NOT_SAID: Final[dict[str, str]] = {
    "licensor": "Who grants is not named",
    "licensee": "Who may act is not named",
    "subject": "What is licensed is not named",
    "territory": "Where is not said: possible everywhere",
    "period": "When is not said",
    **{axis.name: f"{axis.label} is not said" for axis in AXES if axis.unstated != "all"},
}


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
    told = dict(described(deal)) if deal is not None else {}
    of_column: dict[str | None, list[Problem]] = {}
    for problem in found:
        of_column.setdefault(problem.field, []).append(problem)
    lines = [f"Row {row} is {'one deal' if deal is not None else 'refused'}."]
    for heading in header.headings:
        outside = elsewhere.get(heading.column or "") if heading.given is not None else None
        said = outside or heading.given or (cells[heading.index] if heading.index < len(cells) else "")
        if said:
            lines += [_sentence(heading, said, told), *_doubts(of_column.pop(heading.label, ()))]
    for problems in of_column.values():
        lines += _doubts(problems)
    return lines if deal is None else [*lines, *_left_open(told)]


def _sentence(heading: Heading, said: str, told: dict[str, str]) -> str:
    start = f"{heading.label} says {said!r}"
    if heading.column is None:
        return f"{start}, not read{f' ({heading.remark})' if heading.remark else ''}."
    name = _TOLD_AS.get(heading.column, heading.column)
    meant = told.get(name)
    if name == "commitments" and "strength" in told:
        meant = f"{meant}, {told['strength']}"
    return f"{start}, read as {heading.column}{f': {meant}' if meant else ''}."


def _doubts(problems: Iterable[Problem]) -> Iterator[str]:
    for problem in problems:
        yield f"  {problem.severity}: {problem.message}"
        if problem.hint:
            yield f"    {problem.hint}"


def _left_open(told: dict[str, str]) -> Iterator[str]:
    return (f"{words}." for name, words in _NOT_SAID.items() if name not in told)
