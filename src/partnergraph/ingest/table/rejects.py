"""The rows that a build left out, as a CSV file to mend and build again."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from partnergraph.ingest.table.reader import REJECT_COLUMNS, TableContent
from partnergraph.output import as_csv, whole_file


def rejects_csv(content: TableContent) -> str:
    """Return the refused rows under their headers, each with its row number and what is wrong with it."""
    width = max([len(content.headers), *(len(reject.cells) for reject in content.rejects)])
    header = [*content.headers, *[""] * (width - len(content.headers)), *REJECT_COLUMNS]
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
    """Write the refused rows to a file, with a byte order mark so that spreadsheets read it as UTF-8.

    A file that holds something else may have been mended: it is kept, and the next free number added to the name.
    Returns the path written to.
    """
    data = rejects_csv(content).encode("utf-8-sig")
    numbered = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in count(2))
    free = next(place for place in chain([path], numbered) if not place.is_file() or _holds(place, data))
    with whole_file(free) as file:
        file.write(data)
    return free


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _short(problem: object) -> str:
    said = [getattr(problem, name) for name in ("field", "value", "message", "hint")]
    field, value, message, hint = said
    subject = f"{field or ''} {value!r}".strip() if value is not None else field or ""
    return ": ".join(part for part in (subject, message) if part) + (f" ({hint})" if hint else "")
