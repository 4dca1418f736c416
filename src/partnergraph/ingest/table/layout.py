"""What a row of a table says outside of its own cells: in the heading over it, in several columns, across columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from partnergraph.ingest.table.headers import Header, Heading, line_of
from partnergraph.ingest.table.likeness import is_channel, is_place_in_any_language
from partnergraph.ingest.table.sheets import Cell, says_nothing, text

A_SECTION = "a heading of the rows below"
_BARE = {"territory": is_place_in_any_language, "channel": is_channel}
"""Columns that a heading may stand for by its words alone."""
_REMARK = re.compile(r"[*†‡§]|\(?\d\)")


@dataclass(slots=True)
class Layout:
    """Tells for each row the deals in it; ``given`` is what the last heading said."""

    header: Header
    given: dict[str, str] = field(default_factory=dict)
    _several: dict[str, list[Heading]] = field(init=False)
    _levels: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._several = self.header.parts_of_one

    @property
    def is_plain(self) -> bool:
        """Whether every row says all of its one deal in its own cells."""
        return not (self.header.sections or self._several or self.header.across)

    def takes(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is a heading that says something of the rows below; it counts from then on.

        Another line with one cell ends what bare headings said: "Rest of world" after "Germany".
        """
        if not self.header.sections:
            return False
        found = _section_of(cells, self.header.sections)
        if found is None:
            if _line(cells):
                self.end_bare()
            return False
        column, said = found
        if column in self._levels:  # what stands below it begins anew
            for inner in self._levels[self._levels.index(column) + 1 :]:
                self.given.pop(inner, None)
        else:
            self._levels.append(column)
        self.given[column] = said
        return True

    def end_bare(self) -> None:
        """Let what headings said by their words alone count no longer."""
        for column in _BARE:
            self.given.pop(column, None)

    def parts(self, cells: Sequence[Cell], real: Container[str] = ()) -> list[Mapping[str, str]]:
        """Return what is said of each deal of a row outside of its cells: column -> words; none: the row is no deal."""
        said = dict(self.given)
        for column, headings in self._several.items():
            filled = (cells[h.index] for h in headings if h.index < len(cells) and not says_nothing(cells[h.index]))
            said[column] = "; ".join(map(text, filled))
        across = self.header.across
        if across is None:
            return [said]
        found = [{**said, **part} for part in across.parts(cells, real)]
        number = next(iter(self.header.of("deal")), None)
        if number is not None and across.says == "licensee" and number.index < len(cells) and len(found) > 1:
            for part in found:  # the number is that of the row, and each party in it has a deal of its own
                part["deal"] = f"{text(cells[number.index])} {part['licensee']}"
        return list(found)


def sections_of(rows: Iterable[Sequence[Cell]], columns: Collection[str]) -> tuple[str, ...]:
    """Return those of some columns that headings between the rows stand for, in order.

    A bare word is one only where most such lines are of one kind, as "Germany" and "France".
    """
    lines = [said for cells in rows if (said := _line(cells))]
    named = {column for said in lines if (column := line_of([said])[0]) in columns}
    bare = [said.rstrip(": ") for said in lines if line_of([said])[0] is None and not _REMARK.match(said)]
    named |= {
        column
        for column, is_so in _BARE.items()
        if column in columns and bare and 2 * sum(map(is_so, bare)) > len(bare)
    }
    return tuple(sorted(filter(None, named)))


def _section_of(cells: Sequence[Cell], columns: Collection[str]) -> tuple[str, str] | None:
    """Return the column that a line is the heading for, and what it says; ``None`` where it is none."""
    said = _line(cells)
    column, value = line_of([said])
    if column is not None:
        return (column, value) if column in columns else None
    bare = said.rstrip(": ")
    found = (name for name, is_so in _BARE.items() if name in columns and bare and is_so(bare))
    return next(((name, bare) for name in found), None)


def _line(cells: Sequence[Cell]) -> str:
    """Return what a row says in its first cell alone; empty where it holds others, or none."""
    filled = [(index, said) for index, cell in enumerate(cells) if cell is not None and (said := text(cell))]
    return filled[0][1] if len(filled) == 1 and filled[0][0] == 0 else ""
