"""CSV, TSV and XLSX files as sheets: rows of cells, numbered as a spreadsheet numbers them."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeAlias

from partnergraph.errors import InputError, Problem
from partnergraph.names import NOTHING_SAID, fold, tidy
from partnergraph.output import unguarded

Cell: TypeAlias = str | int | float | bool | date | datetime | None
"""What stands in a cell: text from CSV, text or typed values from a workbook."""

Row: TypeAlias = tuple[int, Sequence[Cell]]
"""Row number (from 1, as a spreadsheet shows it) and cells."""

DELIMITERS = (",", ";", "\t", "|")
XLSX_SUFFIXES = (".xlsx", ".xlsm")
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", *XLSX_SUFFIXES)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Sheet(Protocol):
    """One table of a file; its rows can be gone through more than once."""

    @property
    def file(self) -> str:
        """The file's name, as problems say it."""

    @property
    def name(self) -> str | None:
        """The sheet's name in a workbook."""

    @property
    def epoch_1904(self) -> bool:
        """Whether day numbers count from 1904."""

    @property
    def typed(self) -> bool:
        """Whether numbers and dates come as such."""

    def rows(self) -> Iterator[Row]:
        """Yield every row, the empty ones too, in order."""

    def group_labels(self, row: int) -> dict[int, Cell]:
        """Return what merged cells write across columns of a row: column index (from 0) -> value."""

    @property
    def remarks(self) -> list[Problem]:
        """Warnings about the sheet as a whole."""


def column_letter(index: int) -> str:
    """Return a spreadsheet's name of a column, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text(cell: Cell) -> str:
    """Return a cell as a person reads it: one line, no space around, numbers and dates without ornament.

    >>> text(" Leica\\u00a0Camera \\n AG"), text(361.0), text(True)
    ('Leica Camera AG', '361', 'yes')
    """
    if isinstance(cell, str):
        return _tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return str(cell)


@lru_cache(maxsize=1 << 16)
def _tidy(cell: str) -> str:
    return tidy(cell)


def lines(cell: Cell) -> str:
    """Return a cell's text with its line breaks kept as ``\\n``, each line tidied, empty lines left out."""
    if not isinstance(cell, str) or cell.isprintable():
        return text(cell)
    return "\n".join(line for line in map(text, cell.splitlines()) if line)


def is_empty(cells: Sequence[Cell]) -> bool:
    """Whether nothing is written in any of the cells."""
    return not any(cell is not None and (not isinstance(cell, str) or text(cell)) for cell in cells)


# --- CSV ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class CsvSheet:
    """A text file of separated values, read line by line."""

    path: Path
    file: str
    encoding: str
    delimiter: str
    skip: int = 0
    name: str | None = None
    epoch_1904: bool = False
    typed: bool = False
    remarks: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Yield rows; a record that spans several lines is one row. Raises `InputError`."""
        try:
            with self.path.open(encoding=self.encoding, newline="") as lines_of_file:
                for _ in range(self.skip):
                    next(lines_of_file)
                yield from self._records(csv.reader(lines_of_file, delimiter=self.delimiter, strict=True))
        except UnicodeError:
            raise InputError([_undecodable(self.path, self.file, self.encoding)]) from None

    def _records(self, reader: Iterator[list[str]]) -> Iterator[Row]:
        number, started = 0, 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InputError([_broken(error, self.file, number + 1, started + self.skip)]) from None
            number += 1
            started = reader.line_num + 1  # type: ignore[attr-defined]
            yield number, [unguarded(cell) for cell in cells]

    def group_labels(self, row: int) -> dict[int, Cell]:
        """Return nothing: text has no merged cells."""
        return {}


def _broken(error: csv.Error, file: str, row: int, line: int) -> Problem:
    what = str(error)
    if "unexpected end" in what:
        message, hint = (
            "a quote is opened here and never closed",
            'close it, or double a quote that belongs to the text: ""',
        )
    elif "field larger" in what:
        message = f"a cell holds more than {csv.field_size_limit():,} characters"
        hint = "a quote may be opened and not closed; a spreadsheet's cell holds 32,767 at most"
    elif "expected after" in what:
        message, hint = "text goes on after a closing quote", 'double a quote that belongs to the text: ""'
    else:
        message, hint = f"not readable as separated values: {what}", "save the sheet as CSV again"
    return Problem(f"{message} (line {line} of the file)", hint, file=file, line=row)


def _undecodable(path: Path, file: str, encoding: str) -> Problem:
    """Find the first line that is not text in the encoding; the stream only knows its last chunk."""
    hint = "save the file as UTF-8, or say which encoding it has: --encoding cp1252 (Western Europe), --encoding utf-16"
    if encoding not in ("utf-8", "utf-8-sig"):
        return Problem(f"is not text in {encoding}", hint, file=file)
    with path.open("rb") as content:
        for number, line in enumerate(content, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                before = line[: error.start].decode("utf-8", "replace")[-20:]
                message = f"byte 0x{line[error.start]:02x} after {before!r} is not UTF-8"
                return Problem(message, hint, file=file, line=number)
    return Problem("is not UTF-8", hint, file=file)


def detect_encoding(path: Path, file: str, encoding: str | None = None) -> str:
    """Return the encoding of a text file: as declared, by its byte order mark, or UTF-8. Raises `InputError`."""
    with path.open("rb") as content:
        start = content.read(4096)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        message = "is a workbook, not text"
        raise InputError([Problem(message, "end its name in .xlsx, or save it as .xlsx (not .xls)", file=file)])
    marked = next((name for mark, name in _BOMS if start.startswith(mark)), None)
    if encoding is not None:
        try:
            declared = codecs.lookup(encoding).name
        except LookupError:
            hint = "write utf-8, utf-16, cp1252, latin-1, cp932, gb18030 ..."
            raise InputError(
                [Problem("is not the name of an encoding", hint, field="--encoding", value=encoding)]
            ) from None
        return marked if marked and declared.replace("_", "-").startswith(marked.removesuffix("-sig")) else encoding
    if marked is None and start.count(0) > len(start) // 4:
        raise InputError([_full_of_nuls(start, file)])
    return marked or "utf-8"


def _full_of_nuls(start: bytes, file: str) -> Problem:
    """Say that a file is UTF-16, where every other byte is 0, or else no text."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if min(even, odd) > max(even, odd) // 4:
        return Problem("is no text", "name a table (.csv, .tsv, .xlsx)", file=file)
    order = "utf-16-le" if odd >= even else "utf-16-be"
    return Problem("looks like UTF-16 without a byte order mark", f"say so: --encoding {order}", file=file, line=1)


def csv_candidates(path: Path, file: str, encoding: str | None) -> list[CsvSheet]:
    """Return the file read with each delimiter that could be meant; a ``sep=`` line of Excel decides."""
    found = detect_encoding(path, file, encoding)
    try:
        with path.open(encoding=found, newline="") as content:
            first = content.readline()
    except UnicodeError:
        raise InputError([_undecodable(path, file, found)]) from None
    declared = first.strip().strip('"')
    if declared.lower().startswith("sep=") and len(declared) == len("sep=") + 1:
        return [CsvSheet(path, file, found, declared[-1], skip=1)]
    if first.rstrip("\r\n").lower() == "sep=\t":
        return [CsvSheet(path, file, found, "\t", skip=1)]
    order = ("\t", *(d for d in DELIMITERS if d != "\t")) if path.suffix.lower() == ".tsv" else DELIMITERS
    return [CsvSheet(path, file, found, delimiter) for delimiter in order]


def says_nothing(cell: Cell) -> bool:
    """Whether a cell is empty or holds a word for "nothing said".

    >>> says_nothing(" - "), says_nothing("N/A"), says_nothing("no")
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and (not cell or _is_nothing(cell)))


@lru_cache(maxsize=1 << 16)
def _is_nothing(cell: str) -> bool:
    return not text(cell) or fold(text(cell)) in NOTHING_SAID
