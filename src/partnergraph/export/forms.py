"""The forms of export by the ending of a file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from partnergraph.errors import ExportError
from partnergraph.export.avails import write_avails
from partnergraph.export.commitments import write_commitments, write_json_lines, write_workbook
from partnergraph.export.odrl import write_odrl
from partnergraph.export.onix import write_onix
from partnergraph.export.rdf_syntax import SYNTAXES
from partnergraph.export.schema_org import write_schema_org
from partnergraph.model import Dataset

AVAILS: Final = "avails.xlsx"

OF_VALUES: Final[Mapping[str, Callable[[Dataset, Path], list[str] | None]]] = {
    "odrl.jsonld": write_odrl,
    "schema.jsonld": write_schema_org,
    "onix.xml": write_onix,
    "csv": write_commitments,
    "xlsx": write_workbook,
    "jsonl": write_json_lines,
    AVAILS: write_avails,
}
"""Forms written from values alone; what a form does not carry is returned where the file cannot hold it."""

FORMS: Final = (*SYNTAXES, "graphml", "html", *OF_VALUES)


def form_of(path: Path) -> str:
    """Return which of `FORMS` a file's name asks for. Raises `ExportError`.

    >>> form_of(Path("deals.odrl.jsonld")), form_of(Path("deals.v2.JSONLD")), form_of(Path("avails.xlsx"))
    ('odrl.jsonld', 'jsonld', 'avails.xlsx')
    """
    if path.name.lower() == AVAILS:
        return AVAILS
    for length in (2, 1):
        form = "".join(path.suffixes[-length:]).lower().lstrip(".")
        if form in FORMS:
            return form
    known = ", ".join(FORMS)
    raise ExportError(path, f"no form is called {path.suffix.lstrip('.')!r}", f"end the name in one of: {known}")
