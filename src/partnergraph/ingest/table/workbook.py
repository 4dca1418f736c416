"""XLSX workbooks as sheets: values through openpyxl's parser of rows, the rest from the sheet's own XML.

The parser tells of neither merged cells nor hidden rows, and shows a formula that was never calculated as an
empty cell. One pass of regular expressions over the XML finds these three; comments lie in a part of their own.
openpyxl's own way to walk through the rows is not taken: it drops rows and cells that are out of order, and makes
up a million where one is far away.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.deals.remarks import row_list
from partnergraph.ingest.table.archive import DAMAGED, SAVE_AGAIN, Archive, refusal
from partnergraph.ingest.table.sheets import Cell, Row
from partnergraph.names import tidy

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row (?=[^<>]*\bhidden="(?:1|true)")[^<>]*?\br="(\d{1,7})"')
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c (?=[^<>]*\br="([A-Z]+\d+)")[^<>]*>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_AT_ONCE: Final = 1_048_576
_LONGEST_TAG: Final = 65_536
"""Bytes of the XML that are searched together, and of them those that are searched again with the next ones."""

_LAST_ROW: Final = 1 << 20
_LAST_COLUMN: Final = 1 << 14
_MOST_MERGED: Final = 1_000_000
"""Cells in merged ranges."""

_MOST_PLACES: Final = 100_000_000
"""Places from each row's first column to its last value: the cells that a table may have."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns from 1, both ends inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def size(self) -> int:
        """How many cells it covers."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


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
        self.struck: dict[int, frozenset[int]] = {}
        """The cells with a line through them, by row, columns from 0: of the rows gone through so far."""
        self._wide: dict[int, set[int]] | None = None
        self._struck_styles = frozenset(
            number for number, style in enumerate(book._cell_styles) if book._fonts[style.fontId].strike
        )

    @property
    def visible(self) -> bool:
        """Whether the sheet's tab is shown."""
        return bool(self._worksheet.sheet_state == "visible")

    @cached_property
    def markup(self) -> Markup:
        """Merged ranges, hidden rows and uncalculated formulas."""
        found, read = Markup(), bytearray()
        with self._book._archive.open(self._worksheet._worksheet_path) as content:
            while piece := content.read(_MOST_AT_ONCE):
                read += piece
                if len(read) >= _MOST_AT_ONCE:
                    found.scan(bytes(read))
                    del read[:-_LONGEST_TAG]
        found.scan(bytes(read))
        if sum(merge.size for merge in found.merges) > _MOST_MERGED:
            raise refusal(self.place, f"has more than {_MOST_MERGED:,} merged cells")
        return found

    @cached_property
    def comments(self) -> dict[tuple[int, int], str]:
        """The comments on cells: row, and column from 0, to text."""
        from openpyxl.packaging.relationship import get_dependents, get_rels_path

        archive, path = self._book._archive, get_rels_path(self._worksheet._worksheet_path)
        found: dict[tuple[int, int], str] = {}
        if path not in archive.namelist():
            return found
        for relation in get_dependents(archive, path):
            if relation.Type.endswith("/comments"):
                found |= self._comments_in(relation.target)
        return found

    def _comments_in(self, part: str) -> dict[tuple[int, int], str]:
        found: dict[tuple[int, int], str] = {}
        try:
            with self._book._archive.open(part) as content:
                for _, element in ElementTree.iterparse(content):
                    place = _PLACE.fullmatch(element.get("ref", ""))
                    if element.tag.endswith("}comment") and place:
                        said = "".join(each.text or "" for each in element.iter() if each.tag.endswith("}t"))
                        found[int(place[2]), _column(place[1].encode()) - 1] = tidy(said)
        except (KeyError, ElementTree.ParseError):
            raise refusal(self.place, "has comments that cannot be read: it is damaged") from None
        return found

    def top(self, count: int) -> list[Row]:
        """Return the first rows that hold something, without what merged cells add: enough to tell what a sheet is."""
        return [(number, self._placed(number, found)) for number, found in islice(self._parsed(), count)]

    def rows(self) -> Iterator[Row]:
        """Yield rows; a value merged over several rows stands in each of them. Raises `InputError`."""
        down = _downward(self.markup.merges)
        filled: dict[Merge, Cell] = {}
        last = places = 0
        for number, found in self._parsed():
            if not last < number <= _LAST_ROW:
                raise refusal(self.place, f"has a row numbered {number} after row {last}")
            yield from ((empty, ()) for empty in range(last + 1, number))
            cells = self._placed(number, found)
            last, places = number, places + len(cells)
            if places > _MOST_PLACES:
                raise refusal(self.place, f"has more than {_MOST_PLACES:,} cells", number)
            yield number, _fill_down(number, cells, down, filled) if number in down else cells

    def _parsed(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Yield row number and cells as the library reads them; whatever it raises is a damaged file."""
        from openpyxl.worksheet._reader import WorkSheetParser

        number = 0
        with self._book._archive.open(self._worksheet._worksheet_path) as source:
            rows = WorkSheetParser(
                source,
                self._worksheet._shared_strings,
                data_only=True,
                epoch=self._book.epoch,
                date_formats=self._book._date_formats,
                timedelta_formats=self._book._timedelta_formats,
            ).parse()
            while True:
                try:
                    with warnings.catch_warnings(action="ignore"):
                        number, cells = next(rows)
                except StopIteration:
                    return
                except InputError:
                    raise
                except Exception:
                    raise refusal(self.place, "cannot be read from this row on: it is damaged", number + 1) from None
                yield number, cells

    def _placed(self, row: int, found: list[dict[str, Any]]) -> list[Cell]:
        """Return a row's values, each in its column, down to the last one that is there."""
        cells: list[Cell] = []
        before = 0
        if self._struck_styles:
            struck = (c["column"] - 1 for c in found if c["style_id"] in self._struck_styles and c["value"] is not None)
            self.struck[row] = frozenset(struck)
        for cell in found:
            column, value = cell["column"], cell["value"]
            if cell["row"] != row or not before < column <= _LAST_COLUMN:
                raise refusal(self.place, "has a cell that stands out of its place", row)
            before = column
            if value is not None:
                cells += [None] * (column - 1 - len(cells))
                cells.append(value.replace("_x000D_", "\r") if isinstance(value, str) else value)
        return cells

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

    def wide_in(self, row: int) -> frozenset[int]:
        """Return the columns, from 0, of cells that are merged across columns in a row."""
        if self._wide is None:
            self._wide = {}
            for merge in self.markup.merges:
                for at in range(merge.first_row, merge.last_row + 1) if merge.last_column > merge.first_column else ():
                    self._wide.setdefault(at, set()).update(range(merge.first_column - 1, merge.last_column))
        return frozenset(self._wide.get(row, ()))

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


def _downward(merges: Iterable[Merge]) -> dict[int, list[Merge]]:
    """Return the merges over several rows, by each of their rows."""
    found: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge.last_row > merge.first_row:
            for row in range(merge.first_row, merge.last_row + 1):
                found.setdefault(row, []).append(merge)
    return found


def _fill_down(
    row: int, cells: Sequence[Cell], down: dict[int, list[Merge]], filled: dict[Merge, Cell]
) -> Sequence[Cell]:
    copy = [*cells, *[None] * (max(merge.first_column for merge in down[row]) - len(cells))]
    for merge in down[row]:
        place = merge.first_column - 1
        if row == merge.first_row:
            filled[merge] = copy[place]
        elif copy[place] is None:
            copy[place] = filled.get(merge)
    return copy


def open_workbook(path: Path, file: str) -> list[XlsxSheet]:
    """Return the worksheets of a workbook. Raises `InputError` for what is no workbook or needs a password."""
    try:
        from openpyxl.reader.excel import ExcelReader
    except ImportError:
        hint = "pip install 'partnergraph[table]', or save the sheet as CSV"
        raise InputError([Problem("needs openpyxl to be read", hint, file=file)]) from None
    with path.open("rb") as content:
        if content.read(4) == b"\xd0\xcf\x11\xe0":
            raise InputError([Problem("is an old .xls or needs a password", SAVE_AGAIN, file=file)])
    try:
        with warnings.catch_warnings(action="ignore"), ExitStack() as opened:
            reader = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
            reader.archive.close()
            reader.archive = opened.enter_context(Archive(path, file))
            reader.read()
            if reader.wb.worksheets:  # by which the file is closed later
                opened.pop_all()
    except Exception as error:  # whatever the library raises for what it did not expect
        limit = next((e for e in (error, error.__cause__) if isinstance(e, InputError)), None)
        raise limit or refusal(file, DAMAGED) from None
    return [XlsxSheet(reader.wb, worksheet, file) for worksheet in reader.wb.worksheets]
