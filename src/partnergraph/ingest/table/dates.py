"""How a table writes its dates: the order of day and month, as declared or as a column shows by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from partnergraph.errors import Problem
from partnergraph.ingest.table.columns import DATES, order_of
from partnergraph.ingest.table.headers import Header, Heading
from partnergraph.ingest.table.sheets import Cell, Sheet
from partnergraph.ingest.table.values import Order, is_ambiguous, numeric_order

_WORDS = {"dmy": "day first", "mdy": "month first"}


@dataclass(slots=True)
class DateColumns:
    """The date columns of a sheet. A column with a day above 12 in some row says how its other dates are meant."""

    sheet: Sheet
    header: Header
    declared: Order | None = None
    _rows: dict[int, dict[Order, int]] | None = None
    _forms: dict[int, set[str]] = field(default_factory=dict)

    def order(self, heading: Heading, cell: Cell) -> Order | None:
        """Return how a cell's date is meant, if anything says so."""
        ambiguous = is_ambiguous(cell)
        if isinstance(cell, date):
            self._forms.setdefault(heading.index, set()).add("real")
        elif ambiguous or numeric_order(cell):
            self._forms.setdefault(heading.index, set()).add("text")
        declared = self._declared(heading)
        return declared if declared or not ambiguous else self._shown(heading)

    def _declared(self, heading: Heading) -> Order | None:
        return self.declared or order_of(heading.header)

    def _shown(self, heading: Heading) -> Order | None:
        if self._rows is None:
            self._rows = self._scan()
        rows = self._rows.get(heading.index, {})
        return next(iter(rows)) if len(rows) == 1 else None

    def _scan(self) -> dict[int, dict[Order, int]]:
        """Return, for each column, the first row that shows each order."""
        columns = [heading.index for heading in self._columns()]
        found: dict[int, dict[Order, int]] = {}
        for row, content in self.sheet.rows():
            for index in columns:
                order = numeric_order(content[index]) if index < len(content) else None
                if order is not None:
                    found.setdefault(index, {}).setdefault(order, row)
        return found

    def _columns(self) -> list[Heading]:
        return [heading for name in DATES for heading in self.header.of(name)]

    def both_ways(self, heading: Heading) -> str | None:
        """Return which rows of a column contradict each other about the order, if any do."""
        rows = (self._rows or {}).get(heading.index, {})
        if len(rows) < 2:
            return None
        return f"the column has it both ways: day first in row {rows['dmy']}, month first in row {rows['mdy']}"

    def said(self) -> list[tuple[Heading, str]]:
        """Return what decided the order, column by column."""
        found = []
        for heading in self._columns():
            declared, shown = self._declared(heading), self._shown(heading) if self._rows is not None else None
            if declared:
                found.append((heading, f"{_WORDS[declared]}, as declared"))
            elif shown and self._rows:
                found.append(
                    (heading, f"{_WORDS[shown]}, since row {self._rows[heading.index][shown]} leaves no other reading")
                )
        return found

    def mixed(self, place: str) -> list[Problem]:
        """Warn of columns with real dates beside text like 13/02/2024: the sign of a spreadsheet that swapped some."""
        message = "holds real dates and dates as text: a spreadsheet may have swapped day and month in the real ones"
        hint = "compare a few with the source; then write all as 2024-02-13"
        mixed = [heading for heading in self._columns() if len(self._forms.get(heading.index, ())) == 2]
        return [Problem(message, hint, file=place, field=h.label, severity="warning") for h in mixed]
