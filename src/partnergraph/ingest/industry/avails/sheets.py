"""The spreadsheet form: sheets with a row of categories and a row of names; columns are found by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from partnergraph.errors import InputError, Problem, printable
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.industry.avails.line import COLUMNS, READ, Line
from partnergraph.ingest.industry.avails.reading import Avails
from partnergraph.ingest.industry.format import Notes, Peek
from partnergraph.ingest.table.sheets import XLSX_SUFFIXES, Cell, Row, column_letter, text
from partnergraph.ingest.table.values import fault
from partnergraph.ingest.table.workbook import XlsxSheet, open_workbook
from partnergraph.names import slug
from partnergraph.wording.lists import listed

_TOP: Final = 5
"""Rows in which the names of the columns are looked for."""
_CORE: Final = frozenset({
    "DisplayName", "Territory", "LicenseType", "Start", "End", "ALID", "EntryType", "FormatProfile", "WorkType",
    "ContentID",
})  # fmt: skip
_TELLING: Final = frozenset({"LicenseType", "FormatProfile", "EntryType", "ALID", "RefALID", "StoreLanguage"})
_FEWEST: Final = 6
_WORDS: Final = (b"LicenseType", b"Full Extract", b"Full Delete")
_MOST_PARTS: Final = 1_000
_LOOKED_AT: Final = 1 << 18
"""Parts of a workbook, and bytes at the start of each, that tell whether it may be Avails."""
_ENTRY_TYPES: Final = ("full extract", "full delete")
_TYPES: Final = ("est", "poest", "vod", "svod")
_LIMITING: Final = re.compile(
    r"territor|countr|exclu|language|holdback|window|licen[cs]e|start|end(?!orse)|expir", re.I
)
_COMMENT: Final = "//"
_KNOWN: Final = ("1.6", "1.7", "1.8", "1.9")
_WANTED: Final = ("DisplayName", "LicenseType", "Start", "End")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the names of a sheet's columns stand, which they are, and what the sheet says of its version."""

    row: int
    columns: dict[str, int]
    unknown: dict[str, int]
    version: str
    several: dict[str, list[int]]
    """Columns whose name stands over more than one."""


def is_avails(peek: Peek) -> bool:
    """Whether a file is a workbook with the columns of Avails, or with its lines and no columns."""
    if peek.suffix not in XLSX_SUFFIXES or not peek.start.startswith(b"PK") or not _says_so(peek.path):
        return False
    try:
        sheets = open_workbook(peek.path, str(peek.path))
        with closing(sheets[0]):
            tops = [sheet.top(_TOP) for sheet in sheets]
    except (InputError, IndexError):
        return False  # the reader of tables says what is wrong with it
    return any(_layout(top) is not None or _has_lines(top) for top in tops)


def _says_so(path: Path) -> bool:
    """Whether a workbook begins with words of Avails; so that others need not be opened for it."""
    try:
        with ZipFile(path) as archive:
            for name in archive.namelist()[:_MOST_PARTS]:
                if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/"):
                    with archive.open(name) as part:
                        start = part.read(_LOOKED_AT)
                    if any(word in start for word in _WORDS):
                        return True
    except Exception:  # whatever a broken archive raises: the reader of tables says what is wrong with it
        return False
    return False


def read_sheets(path: Path, notes: Notes) -> Iterator[Deal]:
    """Yield the deals of all sheets with lines; others, such as instructions, are passed over. Raises `InputError`."""
    sheets = open_workbook(path, notes.place)
    with closing(sheets[0]):
        found = [(sheet, layout) for sheet in sheets if (layout := _layout(sheet.top(_TOP))) is not None]
        for sheet, layout in found:
            if not sheet.visible:
                notes.remarks.add("is hidden, and is not read", "show it if its lines count", layout.row, sheet.name)
        laid_out = [(sheet, layout) for sheet, layout in found if sheet.visible]
        _check(notes, [sheet for sheet in sheets if sheet.visible], laid_out)
        if not laid_out:
            hint = "show the sheet that counts, and save the workbook"
            raise InputError([Problem("its sheets with lines are hidden", hint, file=notes.place)])
        avails = Avails(notes, slug(path.stem))
        for sheet, layout in laid_out:
            for line in _lines(sheet, layout, notes):
                avails.add(line)
    yield from avails.deals()
    avails.finish()


def _layout(top: Sequence[Row]) -> _Layout | None:
    for place, (row, cells) in enumerate(top):
        names = [text(cell) for cell in cells]
        places: dict[str, list[int]] = {}
        for at, name in enumerate(names):
            if name.casefold() in COLUMNS:
                places.setdefault(COLUMNS[name.casefold()], []).append(at)
        columns = {name: found[0] for name, found in places.items()}
        if len(columns.keys() & _CORE) < _FEWEST or len(columns.keys() & _TELLING) < 2:
            continue
        unknown = {name: at for at, name in enumerate(names) if name and name.casefold() not in COLUMNS}
        after = text(top[place + 1][1][0]) if len(top) > place + 1 and top[place + 1][1] else ""
        several = {name: found for name, found in places.items() if len(found) > 1 and name in READ}
        return _Layout(row, columns, unknown, _version(after, columns), several)
    return None


def _version(after: str, columns: dict[str, int]) -> str:
    """Return the version that stands below the names, or that the columns tell."""
    if re.fullmatch(r"v?\d+(\.\d+)*", after):
        return after.removeprefix("v")
    if "StoreLanguage" in columns:
        return "1.6"
    return "1.8 or 1.9" if "Licensee" in columns else "1.7"


def _has_lines(top: Sequence[Row]) -> bool:
    """Whether rows look like lines of Avails: an entry type and a license type in one row."""
    words = [{text(cell).casefold() for cell in cells} for _, cells in top]
    return any(row & set(_ENTRY_TYPES) and row & set(_TYPES) for row in words)


# --- the sheets as a whole ---------------------------------------------------------------------------


def _check(notes: Notes, sheets: list[XlsxSheet], laid_out: list[tuple[XlsxSheet, _Layout]]) -> None:
    """Refuse a workbook of which a sheet has no names, lacks a column, or is of another version than the others."""
    problems = []
    known = {sheet.name for sheet, _ in laid_out}
    for sheet in sheets:
        if sheet.name not in known and _has_lines(sheet.top(_TOP)):
            hint = "put the row with the names of the columns (DisplayName, Territory, LicenseType ...) above the lines"
            problems.append(Problem("has lines and no names of columns", hint, file=sheet.place, line=1))
    versions = {sheet.name: _rounded(layout.version) for sheet, layout in laid_out}
    stated = {version for version in versions.values() if " or " not in version}
    if len(stated) > 1:
        told = ", ".join(f"{name} {version}" for name, version in versions.items())
        hint = "save the sheets of each version as a workbook of their own"
        problems.append(Problem(f"its sheets are of several versions of Avails: {told}", hint, file=notes.place))
    for sheet, layout in laid_out:
        problems += _problems_of(sheet, layout)
    if problems:
        raise InputError(problems)
    for sheet, layout in laid_out:
        _remark_on(notes, sheet, layout)


def _rounded(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _problems_of(sheet: XlsxSheet, layout: _Layout) -> Iterator[Problem]:
    place = {"file": sheet.place, "line": layout.row}
    stated = _rounded(layout.version)
    if " or " not in stated and stated not in _KNOWN:
        hint = f"known are {', '.join(_KNOWN)}: ask for one of them"
        yield Problem(f"is Avails {layout.version}, a version that is not known", hint, **place)  # type: ignore[arg-type]
    for name in _WANTED:
        if name not in layout.columns and not (name == "LicenseType" and "RefLicenseType" in layout.columns):
            yield Problem(f"has no column {name}", "ask for the sheet with all its columns", **place)  # type: ignore[arg-type]
    if not layout.columns.keys() & {"Territory", "TerritoryExclusion", "RefTerritory"}:
        yield Problem("has no column Territory", "ask for the sheet with all its columns", **place)  # type: ignore[arg-type]
    for name, found in layout.several.items():
        letters = listed([*map(column_letter, found)])
        yield Problem(f"{name} stands over {len(found)} columns: {letters}", "keep the one that counts", **place)  # type: ignore[arg-type]
    for name, at in layout.unknown.items():
        if _LIMITING.search(name):
            hint = "give it the name that it has in Avails, or delete the column if it limits nothing"
            label = f"{column_letter(at)} {printable(name)!r}"
            yield Problem("looks like a limit and is no column of Avails", hint, field=label, **place)  # type: ignore[arg-type]


def _remark_on(notes: Notes, sheet: XlsxSheet, layout: _Layout) -> None:
    if layout.version.startswith("1.6"):
        message = "Avails 1.6, older than 1.7: StoreLanguage promises assets and is read as no limit"
        notes.remarks.add(message, "ask for 1.7 or newer", layout.row, sheet.name)
    if layout.unknown:
        message = f"columns that Avails does not have are not read: {', '.join(map(printable, layout.unknown))}"
        notes.remarks.add(message, None, layout.row, sheet.name)
    for problem in sheet.remarks:
        notes.remarks.add(problem.message, problem.hint, layout.row, sheet.name)


# --- lines -------------------------------------------------------------------------------------------


def _lines(sheet: XlsxSheet, layout: _Layout, notes: Notes) -> Iterator[Line]:
    columns = {name: at for name, at in layout.columns.items() if name in READ}
    if notes.look is not None:  # what is not read is told, too
        columns = layout.columns | layout.unknown
    label = partial(_label, sheet.name, columns | layout.columns)
    uncalculated = sheet.markup.uncalculated
    for number, cells in sheet.rows():
        if number <= layout.row:
            continue
        found = {name: value for name, at in columns.items() if at < len(cells) and (value := _words(cells[at]))}
        missing = [
            name for name, at in columns.items() if uncalculated and f"{column_letter(at)}{number}" in uncalculated
        ]
        wrong = [(name, fault(value)) for name, value in found.items() if not value.isprintable() or "#" in value]
        for name in missing:
            hint = "open the file in a spreadsheet program and save it"
            notes.problem("is a formula that was never calculated", hint, number, label(name))
        for name, why in wrong:
            if why is not None:
                notes.problem(*why, number, label(name), found[name])
        if found and not missing and not any(why for _, why in wrong):
            if layout.row + 1 == number and _is_note(cells):
                continue
            yield Line(number, found, label, sheet.name)


def _label(sheet: str, columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return f"{sheet} {name!r}" if place is None else f"{sheet}!{column_letter(place)} {name!r}"


def _words(cell: Cell) -> str:
    """Return what stands in a cell; a comment (``//Opt``) is nothing."""
    if cell is None:
        return ""
    words = text(cell)
    return "" if words.startswith(_COMMENT) else words


def _is_note(cells: Sequence[Cell]) -> bool:
    """Whether a row is the one below the names, with a version and what is required."""
    words = [text(cell) for cell in cells if cell is not None]
    comments = sum(word.startswith("/") or word.casefold().startswith("req") for word in words)
    return comments * 2 >= len(words) or (len(words) == 1 and bool(re.fullmatch(r"v?\d+(\.\d+)*", words[0])))
