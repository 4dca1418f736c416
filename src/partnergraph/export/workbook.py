"""Tables as workbooks whose bytes depend on their content alone."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from partnergraph.errors import ExportError
from partnergraph.output import without_clock

_NARROWEST, _WIDEST = 8, 60
_FIRST_DAY: Final = date(1900, 3, 1)
"""Before this day spreadsheets count days in different ways, or not at all."""


def workbook_of(sheets: Mapping[str, Sequence[Sequence[object]]], path: str | Path) -> bytes:
    """Return a workbook: each sheet a header and rows. A day is a day, all else is text; ``None`` is an empty cell.

    Raises `ExportError` about ``path`` without openpyxl.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise ExportError(path, "needs openpyxl", "pip install 'partnergraph[table]', or ask for a .csv") from None
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                _fill(sheet, number, place, value)
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for cells in sheet.columns:
            longest = max(len(str(cell.value or "")) for cell in cells)
            sheet.column_dimensions[cells[0].column_letter].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())


def _fill(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, date) and value >= _FIRST_DAY:
        sheet.cell(row, column, value).number_format = "yyyy-mm-dd"
    elif text := "" if value is None else str(value):
        sheet.cell(row, column, text).data_type = "s"  # a name that begins with "=" is no formula
