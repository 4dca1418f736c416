"""Tables with a column for each place, channel or role: a cell says who has it there, or whether the deal goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from partnergraph.ingest.table.cell import is_yes_or_no
from partnergraph.ingest.table.columns import role_in
from partnergraph.ingest.table.headers import LEFT_OUT, Header, Heading
from partnergraph.ingest.table.likeness import (
    FEWEST_ACROSS,
    Named,
    is_channel,
    is_code_of_place,
    is_place_in_any_language,
    term_over,
)
from partnergraph.ingest.table.sheets import Cell, lines, says_nothing, text
from partnergraph.ingest.table.word_cells import strength_words
from partnergraph.names import NOT_SOLD, fold, names_nobody

ROLE: Final = "role"
"""The axis of columns for parties of several roles: each has a deal of its own, with its role as a note."""
Says: TypeAlias = Literal["licensee", "exclusivity"]

_SOLD: Final = frozenset({"sold", "taken", "verkauft", "vergeben", "vendu", "vendido", "venduto", "verkocht", "såld"})
"""Words in the place of a name: somebody has it."""
_BELOW_OTHERS: Final = re.compile(r"\bsub|agent|represent|licen[cs]ee|lizenznehmer|licenci")
_NO_NAME: Final = re.compile(r"\d{4}|[€$£¥%]|\d+[./-]\d+|^\W*\d[\d.,]*\W*$")
"""Days, prices and numbers."""


@dataclass(frozen=True, slots=True)
class Across:
    """The columns of one axis. ``says``: of what the cells under them speak."""

    axis: Named | Literal["role"]
    says: Says
    columns: tuple[Heading, ...]

    @property
    def label(self) -> str:
        """The columns as problems name them."""
        return f"{self.columns[0].label} to {self.columns[-1].label}"

    def parts(self, cells: Sequence[Cell], real: Container[str] = ()) -> Iterator[Mapping[str, str]]:
        """Yield what the cells of a row say of each deal in it: column -> words.

        Places, and channels, with the same words are one deal. A cell that is empty, says no, or that nobody has it
        ("available") is none. ``real``: names, folded, that are meant as they stand.
        """
        found: dict[str, list[str]] = {}
        for heading in self.columns:
            cell = cells[heading.index] if heading.index < len(cells) else None
            said = None if says_nothing(cell) else self._said(lines(cell), real)
            if said is not None:
                term = heading.header if self.axis == ROLE else term_over(heading.header)[1] or heading.header
                found.setdefault(said, []).append(term)
        for said, terms in found.items():
            where: dict[str, str] = {self.axis: "; ".join(terms)}
            yield {**where, self.says: said} if said else where

    def not_sold(self, cells: Sequence[Cell], real: Container[str] = ()) -> Iterator[tuple[Heading, str]]:
        """Yield the cells of a row that say in words that nobody has it."""
        for heading in self.columns if self.says == "licensee" else ():
            said = text(cells[heading.index]) if heading.index < len(cells) else ""
            if said and not says_nothing(said) and self._said(said, real) is None:
                yield heading, said

    def _said(self, cell: str, real: Container[str]) -> str | None:
        """Return who, or how exclusive, a cell says; empty where only whether, ``None`` for no deal."""
        if self.says == "licensee":
            if fold(cell) in real:
                return cell
            return None if fold(cell) in NOT_SOLD or is_no(cell) else "-" if is_taken(cell) else cell
        return None if is_no(cell) else "" if is_yes_or_no(cell) else cell


def is_no(cell: str) -> bool:
    """Whether a cell says no."""
    return is_yes_or_no(cell) is False


def is_taken(cell: str) -> bool:
    """Whether a cell says that somebody has it, and not who: "sold", "x", "TBD"."""
    return fold(cell) in _SOLD or is_yes_or_no(cell) is True or names_nobody(cell)


def across_of(header: Header, said_under: Callable[[Heading], Sequence[str]]) -> Across | None:
    """Return the columns of a table that stand for places or channels; ``None``: there are none, or they say else.

    ``said_under``: the different cells under a heading.
    """
    open_ = [heading for heading in header.headings if heading.column is None and heading.header]
    axes: tuple[Named, ...] = ("channel", "territory")
    for axis in axes:
        columns = [heading for heading in open_ if term_over(heading.header)[0] == axis]
        if len(columns) < FEWEST_ACROSS or header.of(axis):
            continue
        if axis == "territory":  # "AT" alone may be anything; between "DE" and "CH" it is Austria
            columns = [heading for heading in open_ if heading in columns or is_code_of_place(heading.header)]
            columns = _with_codes_beside(columns, header)
        said = {cell for heading in columns for cell in said_under(heading)}
        says = _says(said, header)
        if says is not None:
            return Across(axis, says, tuple(columns))
    return None


def _with_codes_beside(columns: list[Heading], header: Header) -> list[Heading]:
    """Return columns of places with those beside them whose header is a code, too, whatever else it may be: "NO"."""
    found = {heading.index: heading for heading in columns}
    for heading in header.headings:
        beside = heading.index - 1 in found or heading.index + 1 in found
        if beside and heading.header.isupper() and heading.remark != "mapped" and is_code_of_place(heading.header):
            found[heading.index] = heading
    return [found[index] for index in sorted(found)]


def roles_of(header: Header, said_under: Callable[[Heading], Sequence[str]]) -> Across | None:
    """Return the columns of parties that act in several roles, as "Kit supplier" and "Sponsor"; ``None``: else.

    How exclusive a row is would be said of each role, which are not known to be apart; and who stands below a licensee
    is licensed by that one.
    """
    columns = header.of("licensee")
    said = {cell for heading in columns for cell in said_under(heading)}
    if header.of("exclusivity") or any(_BELOW_OTHERS.search(fold(heading.header)) for heading in columns):
        return None
    return Across(ROLE, "licensee", tuple(columns)) if said and all(map(_may_be_name, said)) else None


def between(header: Header, across: Across) -> list[Heading]:
    """Return the columns that stand among those of places or channels, or are headed like them, and are none known."""
    first, last = across.columns[0].index, across.columns[-1].index
    roles = {role_in(heading.header) for heading in across.columns} - {""}
    unread = (heading for heading in header.headings if heading.column is None and heading.remark != LEFT_OUT)
    return [h for h in unread if first < h.index < last or role_in(h.header) in roles]


def _says(said: set[str], header: Header) -> Says | None:
    """Return of what cells speak that stand under places or channels; ``None``: of something else, or of nothing."""
    if not said:
        return None
    if all(is_yes_or_no(cell) is not None for cell in said):
        return "exclusivity"
    if all(is_yes_or_no(cell) is not None or strength_words(cell) for cell in said):
        return None if header.of("exclusivity") else "exclusivity"
    names = [cell for cell in said if not (is_no(cell) or is_taken(cell) or fold(cell) in NOT_SOLD)]
    if not names or header.of("licensee") or not all(map(_may_be_name, names)):
        return None
    places = sum(map(is_place_in_any_language, names))  # one may be called like a place; most of them are not
    return None if 2 * places > len(names) else "licensee"


def _may_be_name(cell: str) -> bool:
    """Whether a cell may name a party: no day, price, channel or degree of exclusivity."""
    other = _NO_NAME.search(cell) or strength_words(cell) or is_channel(cell)
    return not other and sum(map(str.isalpha, cell)) > 1
