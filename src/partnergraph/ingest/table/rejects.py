"""The rows that a build left out, as a CSV file to mend and build again."""

from __future__ import annotations

from pathlib import Path

from partnergraph.ingest.table.reader import TableContent
from partnergraph.ingest.table.unread import PROBLEMS
from partnergraph.output import as_csv, whole_file


def rejects_csv(content: TableContent) -> str:
    """Return the refused rows under their headers, each with its row number and what is wrong with it."""
    width = max([len(content.headers), *(len(reject.cells) for reject in content.rejects)])
    header = [*content.headers, *[""] * (width - len(content.headers)), "row in the table", PROBLEMS]
    rows = [
        [
            *reject.cells,
            *[""] * (width - len(reject.cells)),
            str(reject.row),
            "\n".join(_short(p) for p in reject.problems),
        ]
        for reject in content.rejects
    ]
    return as_csv([header, *rows])


def write_rejects(content: TableContent, path: Path) -> Path:
    """Write the refused rows to a file, with a byte order mark so that spreadsheets read it as UTF-8."""
    text = rejects_csv(content)
    with whole_file(path) as file:
        file.write(text.encode("utf-8-sig"))
    return path


def _short(problem: object) -> str:
    said = [getattr(problem, name) for name in ("field", "value", "message", "hint")]
    field, value, message, hint = said
    subject = f"{field or ''} {value!r}".strip() if value is not None else field or ""
    return ": ".join(part for part in (subject, message) if part) + (f" ({hint})" if hint else "")
