"""How a table writes its dates: the order of day and month, months or pairs of years, as declared or as it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from partnergraph.bounds.dates import SEASON_WORD, Order, Pairs, is_month, plain_dashes, second_year
from partnergraph.bounds.edtf import is_division
from partnergraph.errors import Problem
from partnergraph.ingest.table.columns import DATES, order_of
from partnergraph.ingest.table.headers import Header, Heading
from partnergraph.ingest.table.sheets import Cell, Sheet

Sign: TypeAlias = Literal["dmy", "mdy", "months", "years"]

_WORDS: Final[dict[Sign, str]] = {
    "dmy": "day first", "mdy": "month first", "months": "2011-12 as a month", "years": "2011-12 as two years",
}  # fmt: skip
_ORDERS: Final[tuple[Sign, ...]] = ("dmy", "mdy")
_PAIRS: Final[tuple[Sign, ...]] = ("months", "years")
_NUMERIC_DATE: Final = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2\d{4}(?!\d)")
_PAIR: Final = re.compile(
    rf"(?<!\d)(?<!\d[/.-])(\d{{4}})([/-])(\d{{4}}|\d{{2}})(?![\dx]|\2[\dx])( {SEASON_WORD})?", re.IGNORECASE
)
_LONGEST: Final = 200
_ONE_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a cell's dates are meant, where something says so."""

    order: Order | None = None
    pairs: Pairs = "refused"


@lru_cache(maxsize=1 << 16)
def signs(cell: str) -> frozenset[Sign]:
    """Return what a cell shows by itself: the order of day and month, that 2003-07 is a month or a pair of years.

    >>> sorted(signs("31/01/2024")), sorted(signs("01/02/2024")), sorted(signs("1976-80")), sorted(signs("2024-05"))
    (['dmy'], [], ['years'], ['months'])
    """
    if _ONE_DAY.fullmatch(cell) or len(cell) > _LONGEST:
        return frozenset()
    words = plain_dashes(cell.lower())
    orders = (_order(int(found[1]), int(found[3])) for found in _NUMERIC_DATE.finditer(words))
    pairs = (_pair(*found.groups()) for found in _PAIR.finditer(words))
    return frozenset(sign for sign in (*orders, *pairs) if sign is not None)


def _order(first: int, second: int) -> Order | None:
    return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else None


def _pair(first: str, mark: str, last: str, season: str | None) -> Sign | None:
    if len(last) == 4 or season:
        return "years"
    month, years = is_month(last), second_year(first, last) is not None
    if month == years:
        return None
    return "months" if month else None if is_division(f"{first}{mark}{last}") else "years"


def _asks_for_order(cell: Cell) -> bool:
    """Whether a cell holds a date like 01/02/2024, whose day and month could be either way round."""
    found = _NUMERIC_DATE.finditer(cell) if isinstance(cell, str) else ()
    return any(int(f[1]) <= 12 and int(f[3]) <= 12 and int(f[1]) != int(f[3]) for f in found)


def _asks_for_pairs(cell: Cell) -> bool:
    """Whether a cell holds something like 2003-07 or 2021-22."""
    return isinstance(cell, str) and not _ONE_DAY.fullmatch(cell) and _PAIR.search(cell) is not None


@dataclass(slots=True)
class DateColumns:
    """The date columns of a sheet. A column with a day above 12 in some row says how its other dates are meant.

    So does one with "1976-80" for "2021-22", which is a pair of years as well as a season. Where columns of one
    sheet show different orders, none of them decides.
    """

    sheet: Sheet
    header: Header
    declared: Order | None = None
    declarable: bool = True  # whether the command has --dates
    _rows: dict[int, dict[Sign, int]] | None = None
    _met: dict[int, dict[Sign, int]] = field(default_factory=dict)
    _forms: dict[int, set[str]] = field(default_factory=dict)

    def notation(self, heading: Heading, cell: Cell, row: int) -> Notation:
        """Return how the dates of a cell are meant, if anything says so."""
        asks, shown = _asks_for_order(cell), signs(cell) if isinstance(cell, str) else frozenset[Sign]()
        for sign in shown:
            self._met.setdefault(heading.index, {}).setdefault(sign, row)
        if isinstance(cell, date):
            self._forms.setdefault(heading.index, set()).add("real")
        elif asks or shown.intersection(_ORDERS):
            self._forms.setdefault(heading.index, set()).add("text")
        order = self._declared(heading) or (self._shown_order(heading) if asks else None)
        return Notation(order, self._shown_pairs(heading) if _asks_for_pairs(cell) else "refused")

    def _declared(self, heading: Heading) -> Order | None:
        return self.declared or order_of(heading.header)

    def _shown_order(self, heading: Heading) -> Order | None:
        rows = self._scanned().get(heading.index, {})
        found: list[Order] = [order for order in ("dmy", "mdy") if order in rows]
        return found[0] if len(found) == 1 and not self._at_odds(self._scanned()) else None

    def _shown_pairs(self, heading: Heading) -> Pairs:
        rows = self._scanned().get(heading.index, {})
        found: list[Pairs] = [pairs for pairs in ("months", "years") if pairs in rows]
        return found[0] if len(found) == 1 else "refused"

    def _scanned(self) -> dict[int, dict[Sign, int]]:
        """Return, for each column, the first row that shows each sign."""
        if self._rows is None:
            self._rows = {}
            columns = [heading.index for heading in self._columns()]
            for row, content in self.sheet.rows():
                for index in columns:
                    cell = content[index] if index < len(content) else None
                    for sign in signs(cell) if isinstance(cell, str) else ():
                        self._rows.setdefault(index, {}).setdefault(sign, row)
        return self._rows

    def _columns(self) -> list[Heading]:
        return [heading for name in DATES for heading in self.header.of(name)]

    def _at_odds(self, rows: dict[int, dict[Sign, int]]) -> str | None:
        """Return where the sheet has both orders of day and month, one of them at least in a column by its cells."""
        found: dict[Sign, str] = {}
        by_cells = False
        for heading in reversed(self._columns()):
            declared = self._declared(heading)
            if declared:
                found[declared] = f"{_WORDS[declared]} as declared for {heading.label}"
                continue
            for order in _ORDERS:
                if order in rows.get(heading.index, {}):
                    found[order] = f"{_WORDS[order]} in row {rows[heading.index][order]} of {heading.label}"
                    by_cells = True
        return f"the dates are both ways: {', '.join(found.values())}" if by_cells and len(found) > 1 else None

    def ways_to_say(self, heading: Heading) -> str:
        """Return how the order of day and month can be declared."""
        by_header = f"head the column '{heading.header} (DD/MM/YYYY)' or '(MM/DD/YYYY)'"
        return f"{by_header}, or build with --dates dmy or --dates mdy" if self.declarable else by_header

    def doubt(self, heading: Heading, cell: Cell) -> str | None:
        """Return what in the sheet keeps a column from deciding how a cell's date is meant."""
        asks_for_order = _asks_for_order(cell) and not self._declared(heading)
        asked = [*([_ORDERS] if asks_for_order else []), *([_PAIRS] if _asks_for_pairs(cell) else [])]
        rows = self._scanned().get(heading.index, {}) if asked else {}
        for first, second in asked:
            if first in rows and second in rows:
                both = f"{_WORDS[first]} in row {rows[first]}, {_WORDS[second]} in row {rows[second]}"
                return f"the column has it both ways: {both}"
        return self._at_odds(self._scanned()) or self._elsewhere() if asks_for_order else None

    def _elsewhere(self) -> str | None:
        """Return which other column shows an order: it decides for itself alone."""
        for heading in self._columns():
            for order in _ORDERS:
                row = self._scanned().get(heading.index, {}).get(order)
                if row is not None:
                    return f"{heading.label} has the {_WORDS[order]} in row {row}, this column does not show it"
        return None

    def said(self) -> list[tuple[Heading, str]]:
        """Return what decided how the dates are meant, column by column."""
        return [(heading, words) for heading in self._columns() for words in self._decided(heading)]

    def _decided(self, heading: Heading) -> Iterator[str]:
        declared = self._declared(heading)
        if declared:
            yield f"{_WORDS[declared]}, as declared"
        if self._rows is None:
            return
        order, pairs = None if declared else self._shown_order(heading), self._shown_pairs(heading)
        for sign, row in self._rows.get(heading.index, {}).items():
            if sign in (order, pairs):
                yield f"{_WORDS[sign]}, since row {row} leaves no other reading"

    def remarks(self, place: str) -> list[Problem]:
        """Warn of orders at odds, and of real dates beside 13/02/2024 as text: a spreadsheet may have swapped some."""
        found = []
        at_odds = self._at_odds(self._met)
        if at_odds:
            hint = "look whether one kind is a slip; dates that leave two readings are refused here"
            found.append(Problem(at_odds, hint, file=place, severity="warning"))
        message = "holds real dates and dates as text: a spreadsheet may have swapped day and month in the real ones"
        hint = "compare a few with the source; then write all as 2024-02-13"
        mixed = [heading for heading in self._columns() if len(self._forms.get(heading.index, ())) == 2]
        return found + [Problem(message, hint, file=place, field=h.label, severity="warning") for h in mixed]
