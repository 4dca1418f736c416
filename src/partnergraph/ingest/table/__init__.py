"""Tables of deals (CSV, TSV, XLSX) to values: ugly sheets read without guessing, or a list of what to mend."""

from __future__ import annotations

from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.table.day_cells import read_day
from partnergraph.ingest.table.mapping_file import read_given, read_mapping
from partnergraph.ingest.table.reader import (
    Reject,
    SheetDeals,
    TableContent,
    TableOptions,
    explain_row,
    inspect_table,
    read_deals,
    read_table,
)
from partnergraph.ingest.table.reading import TableReading
from partnergraph.ingest.table.records import Frame
from partnergraph.ingest.table.rejects import write_rejects
from partnergraph.ingest.table.sheets import SUFFIXES

__all__ = [
    "SUFFIXES",
    "Deal",
    "Frame",
    "Reject",
    "SheetDeals",
    "TableContent",
    "TableOptions",
    "TableReading",
    "explain_row",
    "inspect_table",
    "read_day",
    "read_deals",
    "read_given",
    "read_mapping",
    "read_table",
    "write_rejects",
]
