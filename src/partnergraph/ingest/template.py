"""Files to fill in: a table of deals (XLSX, CSV) or a deal book (YAML), each with one example that builds."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from partnergraph.errors import ExportError
from partnergraph.ingest.table.columns import COLUMNS
from partnergraph.output import as_csv, whole_file, without_clock

FORMS: Final = ("xlsx", "csv", "yaml")
_LEFT_OUT: Final = (
    "product",
    "other right",
    "excluded territory",
    "term",
    "period",
    "direction",
    "kind",
    "affiliates",
    "sublicensing",
    "amends deal",
    "change date",
    "new end",
    "assignee",
    "assignor",
    "terminated",
    "early last day",
    "renewal",
    "renewal term",
    "number of renewals",
    "extension",
    "notice",
    "condition",
    "minimum",
    "excluded licensee",
    "edition",
)
"""Columns for special cases: described on the workbook's second sheet, not in the table to fill in."""

DEAL_BOOK: Final = """\
# A deal book to fill in. Check it with 'partnergraph validate FILE', build it with 'partnergraph build FILE'.
# Keys (example-licensor ...) are yours; facts refer to things by them. Leave out what the source does not say.
dealbook: 1

sources:
  agreement:
    title: Licence agreement of 23 May 2022
    date: 2022-05-23
    # url: https://example.org/agreement
    # copy_of: KEY           (an article printed again elsewhere)
    # as_of: 2024-02-28      (what is open here holds on that day)

organizations:
  licensor: Example Licensor
  licensee: {name: Example Phones, aliases: [Example Phones Ltd]}

brands:
  mark: Example Mark

partnerships:
  example:
    label: Example Partnership
    parties: [licensor, licensee]
    period: since 2022

commitments:
  grant:
    label: Example Licensor licenses Example Phones
    kind: grant              # grant, exclusivity or option
    bound: licensor
    beneficiaries: licensee
    partnership: example
    subject: mark
    field: smartphones       # partnergraph terms field
    channel: online sale     # partnergraph terms channel
    act: put the mark on products
    territory: World except Japan
    period: since 2022-05-23
    status: in-force
  exclusivity:
    label: Example Licensor licenses only Example Phones
    kind: exclusivity
    bound: licensor
    beneficiaries: licensee
    partnership: example
    subject: mark
    field: smartphones
    territory: World except Japan
    period: since 2022-05-23
    strength: unqualified    # exclusive (shuts out the licensor too), sole (it may act), co-exclusive, unqualified
    # evidence: [at most twelve words of the source]
"""


def write_template(path: str | Path) -> Path:
    """Write a template in the form that the file name asks for: xlsx, csv or yaml.

    An existing file is not overwritten. Raises `ExportError`.
    """
    path = Path(path)
    form = path.suffix.lstrip(".").lower()
    makers: dict[str, Callable[[], bytes]] = {
        "xlsx": partial(_workbook, path),
        "csv": _table,
        "yaml": DEAL_BOOK.encode,
        "yml": DEAL_BOOK.encode,
    }
    if form not in makers:
        raise ExportError(path, f"no template is called {form!r}", f"end the name in one of: {', '.join(FORMS)}")
    if path.exists():
        raise ExportError(path, "exists already", "choose another name; nothing was overwritten")
    content = makers[form]()
    with whole_file(path) as file:
        file.write(content)
    return path


def _filled() -> tuple[list[str], list[str]]:
    """Return header and example row."""
    shown = [column for column in COLUMNS if column.name not in _LEFT_OUT]
    return [column.name for column in shown], [column.example for column in shown]


def _table() -> bytes:
    return as_csv(_filled()).encode("utf-8-sig")


def _workbook(path: Path) -> bytes:
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font
    except ImportError:
        raise ExportError(path, "needs openpyxl", "pip install 'partnergraph[table]', or ask for a .csv") from None
    book = Workbook()
    table, guide = book.active, book.create_sheet("Columns")
    table.title = "Deals"
    header, example = _filled()
    table.append(header)
    table.append(example)
    guide.append(["column", "what to write", "other headers that are read"])
    for column in COLUMNS:
        guide.append([column.name, column.meaning, ", ".join(column.headers.split("|")[:8])])
    for sheet in (table, guide):
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    for cells in table.columns:
        table.column_dimensions[cells[0].column_letter].width = max(
            14, *(len(str(cell.value or "")) + 2 for cell in cells)
        )
    for letter, width in (("A", 20), ("B", 70), ("C", 90)):
        guide.column_dimensions[letter].width = width
        for cell in guide[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())
