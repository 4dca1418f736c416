"""How a table writes its dates: the order of day and month, months or pairs of years, as declared or as it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from partnergraph.bounds.centuries import SHORT_YEAR, short_years
from partnergraph.bounds.dates import EITHER_WAY_ROUND, SEASON_WORD, Order, Pairs, is_month, plain_dashes, second_year
from partnergraph.bounds.edtf import is_division
from partnergraph.errors import Problem
from partnergraph.ingest.table.columns import DATES, order_of
from partnergraph.ingest.table.headers import Header, Heading
from partnergraph.ingest.table.sheets import Cell, Sheet

Door: TypeAlias = Literal["command", "python"]
"""Where a table is built from: hints name the options as they are called there."""
Sign: TypeAlias = Literal["dmy", "mdy", "months", "years"]

_WORDS: Final[dict[Sign, str]] = {
    "dmy": "day first", "mdy": "month first", "months": "2011-12 as a month", "years": "2011-12 as two years",
}  # fmt: skip
_ORDERS: Final[tuple[Sign, ...]] = ("dmy", "mdy")
_PAIRS: Final[tuple[Sign, ...]] = ("months", "years")
_NUMERIC_DATE: Final = re.compile(
    r"(?<!\d)(?<!\d[/.-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|(?<=[/.])\d{2})(?!\d|[/.-]\d)"
)
_PAIR: Final = re.compile(
    rf"(?<!\d)(?<!\d[/.-])(\d{{4}})([/-])(\d{{4}}|\d{{2}})(?![\dx]|\2[\dx])( {SEASON_WORD})?", re.IGNORECASE
)
_LONGEST: Final = 200
_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d{2}(?!\d)")
_FAR: Final = 2099
_NEAR, _APART = 25, 50
"""A year of two digits is one within 25 years of the others of its column, if that of the other century is 50 away."""
_ONE_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a cell's dates are meant, where something says so."""

    order: Order | None = None
    pairs: Pairs = "refused"
    century: int | None = None


def century_near(year: str, first: int, last: int) -> int | None:
    """Return the century of a year of two digits beside years from ``first`` to ``last``, if they decide it.

    >>> century_near("19", 2015, 2024), century_near("98", 2015, 2024), century_near("78", 1974, 2024)
    (20, 19, 19)
    >>> century_near("70", 2015, 2024), century_near("50", 1974, 2024)
    (None, None)
    """
    away = {century: _away(int(f"{century}{year}"), first, last) for century in (19, 20)}
    near, other = sorted(away, key=away.__getitem__)
    return near if away[near] <= _NEAR and away[other] >= _APART else None


def _century_from(start: int, year: str) -> int | None:
    """Return the century of a year of two digits that ends what began in ``start``: the same year, or one that follows.

    >>> _century_from(2027, "27"), _century_from(1974, "78"), _century_from(2024, "19")
    (20, 19, None)
    """
    full = str(start) if f"{start}"[2:] == year else second_year(str(start), year)
    return int(full) // 100 if full else None


def _away(year: int, first: int, last: int) -> int:
    return max(first - year, year - last, 0)


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


def _short_years(cell: Cell, order: Order | None) -> tuple[str, ...]:
    if isinstance(cell, int) and not isinstance(cell, bool):
        cell = str(cell)
    if not isinstance(cell, str) or _ONE_DAY.fullmatch(cell) or len(cell) > _LONGEST:
        return ()
    return short_years(cell, ordered=order is not None)


def _years_in(cell: Cell) -> Iterator[int]:
    if isinstance(cell, date):
        yield cell.year
    elif isinstance(cell, str | int | float) and not isinstance(cell, bool):
        said = str(cell)
        yield from (int(year) for year in _YEAR.findall(said[:_LONGEST]) if int(year) < _FAR)


@dataclass(slots=True)
class DateColumns:
    """The date columns of a sheet. A column with a day above 12 in some row says how its other dates are meant, and
    those of the deals' other days that show nothing themselves, which is told.

    So does one with "1976-80" for "2021-22", which is a pair of years as well as a season. Where columns of one
    sheet show different orders, none of them decides.
    """

    sheet: Sheet
    header: Header
    declared: Order | None = None
    century: int | None = None
    door: Door = "python"
    _rows: dict[int, dict[Sign, int]] | None = None
    _met: dict[int, dict[Sign, int]] = field(default_factory=dict)
    _forms: dict[int, set[str]] = field(default_factory=dict)
    _years: dict[int, tuple[int, int]] | None = None
    _told: dict[int, str] = field(default_factory=dict)
    _undecided: dict[Heading, int] = field(default_factory=dict)

    def notation(self, heading: Heading, cell: Cell, row: int, start: int | None = None) -> Notation:
        """Return how the dates of a cell are meant, if anything says so; ``start`` is the year its row starts in."""
        if isinstance(cell, str) and _ONE_DAY.fullmatch(cell):
            return Notation(self._declared(heading), "refused", None)  # one day, whichever order others are in
        asks, shown = _asks_for_order(cell), signs(cell) if isinstance(cell, str) else frozenset[Sign]()
        for sign in shown:
            self._met.setdefault(heading.index, {}).setdefault(sign, row)
        if asks and not self._declared(heading) and not self._orders_of(heading):
            self._undecided.setdefault(heading, row)
        if isinstance(cell, date):
            self._forms.setdefault(heading.index, set()).add("real")
        elif asks or shown.intersection(_ORDERS):
            self._forms.setdefault(heading.index, set()).add("text")
        order = self._declared(heading) or (self._shown_order(heading) if asks else None)
        pairs = self._shown_pairs(heading) if _asks_for_pairs(cell) else "refused"
        return Notation(order, pairs, self._century(heading, cell, start, order))

    # -- years of two digits

    def _century(self, heading: Heading, cell: Cell, start: int | None, order: Order | None) -> int | None:
        """Return the century of a cell's years of two digits: as declared, or as the column and the row's start say."""
        years = _short_years(cell, order)
        if not years or self.century is not None:
            return self.century if years else None
        found = {self._decided_century(heading, year, start) for year in years}
        return found.pop() if len(found) == 1 else None

    def _decided_century(self, heading: Heading, year: str, start: int | None) -> int | None:
        span = self._years_of_columns().get(heading.index)
        by_column = century_near(year, *span) if span else None
        by_start = _century_from(start, year) if start is not None else None
        found = {century for century in (by_column, by_start) if century is not None}
        if len(found) != 1:
            return None
        if by_column is not None and span:
            self._told[heading.index] = f"'{year} as {by_column}{year}, beside the years {span[0]} to {span[1]}"
        return found.pop()

    def _years_of_columns(self) -> dict[int, tuple[int, int]]:
        """Return, for each column of dates, the first and the last year that is written in full."""
        if self._years is None:
            self._years = {}
            columns = [heading.index for heading in self._columns()]
            for row, content in self.sheet.rows():
                below = row > max(self.header.rows, default=0)
                for index in columns if below else ():
                    for year in _years_in(content[index] if index < len(content) else None):
                        first, last = self._years.get(index, (year, year))
                        self._years[index] = min(first, year), max(last, year)
        return self._years

    # -- day and month, pairs of years

    def _declared(self, heading: Heading) -> Order | None:
        return self.declared or order_of(heading.header)

    def _shown_order(self, heading: Heading) -> Order | None:
        """Return the order that a column shows, or else the one that the deals' other days are in."""
        if self._at_odds(self._scanned()):
            return None
        found = self._orders_of(heading)
        return found[0] if len(found) == 1 else None if found else self._elsewhere(heading)[0]

    def _orders_of(self, heading: Heading) -> list[Order]:
        rows = self._scanned().get(heading.index, {})
        return [order for order in ("dmy", "mdy") if order in rows]

    def _elsewhere(self, heading: Heading) -> tuple[Order | None, str]:
        """Return the order that another column of the deals' days shows, and where; not that of a source's day."""
        others = [other for other in self._columns() if other.column != "source date"]
        for other in others if heading in others else ():
            for order in self._orders_of(other):
                return order, f"{_WORDS[order]}, as {other.label} has them in row {self._scanned()[other.index][order]}"
        return None, ""

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
        ways = {"command": "say --dates dmy or --dates mdy", "python": "say dates='dmy' or dates='mdy'"}
        return f"{by_header}, or {ways[self.door]}"

    def advice(self, problem: str, heading: Heading) -> str | None:
        """Return how what a date leaves open can be declared for the whole table, where that is the problem."""
        if problem == EITHER_WAY_ROUND:
            return self.ways_to_say(heading)
        ways = {"command": "say --century 20 (or 19)", "python": "say century=20 (or 19)"}
        return ways[self.door] if problem == SHORT_YEAR else None

    def doubt(self, heading: Heading, cell: Cell) -> str | None:
        """Return what in the sheet keeps a column from deciding how a cell's date is meant."""
        short = _short_years(cell, self._declared(heading))
        if short and self._century(heading, cell, None, self._declared(heading)) is None:
            span = self._years_of_columns().get(heading.index)
            beside = (
                f"the other years of the column, {span[0]} to {span[1]}," if span else "no other year of the column"
            )
            return f"{beside} {'do not decide' if span else 'says'} whether it is 19{short[0]} or 20{short[0]}"
        asks_for_order = _asks_for_order(cell) and not self._declared(heading)
        asked = [*([_ORDERS] if asks_for_order else []), *([_PAIRS] if _asks_for_pairs(cell) else [])]
        rows = self._scanned().get(heading.index, {}) if asked else {}
        for first, second in asked:
            if first in rows and second in rows:
                both = f"{_WORDS[first]} in row {rows[first]}, {_WORDS[second]} in row {rows[second]}"
                return f"the column has it both ways: {both}"
        return self._at_odds(self._scanned()) if asks_for_order else None

    def said(self) -> list[tuple[Heading, str]]:
        """Return what decided how the dates are meant, column by column."""
        return [(heading, words) for heading in self._columns() for words in self._decided(heading)]

    def _decided(self, heading: Heading) -> Iterator[str]:
        declared = self._declared(heading)
        if declared:
            yield f"{_WORDS[declared]}, as declared"
        if heading.index in self._told:
            yield self._told[heading.index]
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
        for heading, row in self._undecided.items():
            order, where = self._elsewhere(heading)
            if order and not at_odds:
                hint = f"if they are not: {self.ways_to_say(heading)}"
                message = f"its dates are read with the {where}"
                found.append(Problem(message, hint, file=place, line=row, field=heading.label, severity="warning"))
        message = "holds real dates and dates as text: a spreadsheet may have swapped day and month in the real ones"
        hint = "compare a few with the source; then write all as 2024-02-13"
        mixed = [heading for heading in self._columns() if len(self._forms.get(heading.index, ())) == 2]
        return found + [Problem(message, hint, file=place, field=h.label, severity="warning") for h in mixed]
