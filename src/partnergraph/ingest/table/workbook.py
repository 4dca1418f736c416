"""XLSX workbooks as sheets: values through openpyxl's streaming reader, the rest from the sheet's own XML.

The streaming reader knows neither merged cells nor hidden rows, and shows a formula that was never
calculated as an empty cell. One pass of regular expressions over the XML finds these three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.table.notes import row_list
from partnergraph.ingest.table.sheets import Cell, Row

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*\br="([A-Z]+\d+)")[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CHUNK = 1 << 20
_TAIL = 1 << 16


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns from 1, both ends inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class Markup:
    """What the XML says beside the values; dictionaries as ordered sets, since chunks overlap."""

    merges: dict[Merge, None] = field(default_factory=dict)
    hidden: dict[int, None] = field(default_factory=dict)
    uncalculated: dict[str, None] = field(default_factory=dict)

    def scan(self, content: bytes) -> None:
        """Take in what a part of the XML says."""
        for found in _MERGE.finditer(content):
            self.merges[Merge(int(found[2]), int(found[4]), _column(found[1]), _column(found[3]))] = None
        self.hidden |= dict.fromkeys(map(int, _HIDDEN.findall(content)))
        self.uncalculated |= dict.fromkeys(cell.decode() for cell in _UNCALCULATED.findall(content))


class XlsxSheet:
    """One worksheet, read row by row."""

    typed = True

    def __init__(self, book: Any, worksheet: Any, file: str) -> None:
        self._book, self._worksheet = book, worksheet
        self.file = file
        self.name = str(worksheet.title)
        self.epoch_1904 = book.epoch.year == 1904

    @property
    def visible(self) -> bool:
        """Whether the sheet's tab is shown."""
        return bool(self._worksheet.sheet_state == "visible")

    @cached_property
    def markup(self) -> Markup:
        """Merged ranges, hidden rows and uncalculated formulas."""
        found = Markup()
        tail = b""
        with self._book._archive.open(self._worksheet._worksheet_path) as content:
            while chunk := content.read(_CHUNK):
                found.scan(tail + chunk)
                tail = (tail + chunk)[-_TAIL:]
        return found

    def rows(self) -> Iterator[Row]:
        """Yield rows; a value merged over several rows stands in each of them."""
        self._worksheet.reset_dimensions()  # the size that a file declares may be wrong
        down = {(row, m.first_column - 1): m for m in self.markup.merges for row in range(m.first_row, m.last_row + 1)}
        filled: dict[Merge, Cell] = {}
        for number, cells in enumerate(self._worksheet.iter_rows(values_only=True), start=1):
            yield number, _fill_down(number, cells, down, filled) if down else cells

    def group_labels(self, row: int) -> dict[int, Cell]:
        """Return what merged cells write across the columns of a row."""
        wide = [m for m in self.markup.merges if m.first_row <= row <= m.last_row and m.last_column > m.first_column]
        if not wide:
            return {}
        cells = next((cells for number, cells in self.rows() if number == row), ())
        labels: dict[int, Cell] = {}
        for merge in wide:
            if merge.first_column <= len(cells):
                value = cells[merge.first_column - 1]
                labels |= dict.fromkeys(range(merge.first_column - 1, merge.last_column), value)
        return labels

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    @property
    def remarks(self) -> list[Problem]:
        """Hidden rows are read, and said to be."""
        if not self.markup.hidden:
            return []
        message = f"hidden rows are read too: {row_list(self.markup.hidden)}"
        return [Problem(message, "delete them if they do not count", file=self.place, severity="warning")]

    @property
    def place(self) -> str:
        """File and sheet, as problems name them."""
        return f"{self.file} [{self.name}]"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _fill_down(row: int, cells: Any, down: dict[tuple[int, int], Merge], filled: dict[Merge, Cell]) -> Any:
    copy = None
    for column in range(len(cells)):
        merge = down.get((row, column))
        if merge is None or merge.last_row == merge.first_row:
            continue
        if row == merge.first_row:
            filled[merge] = cells[column]
        elif cells[column] is None:
            copy = copy or list(cells)
            copy[column] = filled.get(merge)
    return copy or cells


def open_workbook(path: Path, file: str) -> list[XlsxSheet]:
    """Return the worksheets of a workbook. Raises `InputError` for what is no workbook or needs a password."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = "pip install 'partnergraph[table]', or save the sheet as CSV"
        raise InputError([Problem("needs openpyxl to be read", hint, file=file)]) from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        locked = path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
        why = "is an old .xls or needs a password" if locked else f"is no workbook that can be read ({error})"
        raise InputError(
            [Problem(why, "open it in a spreadsheet and save it as .xlsx without a password", file=file)]
        ) from None
    return [XlsxSheet(book, worksheet, file) for worksheet in book.worksheets]
