"""Files that no reader takes: what each of them is, told by its name and its first bytes, and what to do instead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from partnergraph.errors import Problem, printable
from partnergraph.ingest.industry.xml import root_of
from partnergraph.store.documents import is_rdf

_LOOKED_AT: Final = 65_536
_PACKED: Final = {
    b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard", b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!": "RAR",
}  # fmt: skip
"""The first bytes of packed files."""
_OFFICE: Final = re.compile(rb"PK\x03\x04.{26}(\[Content_Types\]\.xml|mimetype|_rels/)", re.DOTALL)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_XML: Final = (".xml", ".rdf")
_RDF: Final = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SPREADSHEETS: Final = (".xls", ".xlsb", ".ods", ".numbers")
_AGAIN: Final = "get the file again"
_OTHERS: Final = (
    "read are tables (.csv, .tsv, .xlsx, .jsonl), deal books (.yaml, .json), RDF (.ttl ...), and, by what they hold, "
    "ONIX for Books, DDEX ERN, CWR and Avails"
)


def why_not_read(path: Path) -> Problem | None:
    """Return why a file that is neither table nor deal book nor of an industry's format is not read; else ``None``."""
    why, hint = _why(path) or (None, None)
    return Problem(why, hint, file=str(path)) if why is not None else None


def _why(path: Path) -> tuple[str, str] | None:
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    suffix = path.suffix.lower()
    if suffix in _SPREADSHEETS:
        return "is a spreadsheet of a kind that is not read", "save it as .xlsx or .csv"
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        return "is empty", _AGAIN
    if _OFFICE.search(start):
        return "is of no kind that is read", _OTHERS
    packed = next((name for sign, name in _PACKED.items() if start.startswith(sign)), None)
    if packed is not None:
        return f"is packed ({packed})", "unpack it, and build what is in it"
    if not start.startswith(_UTF_16) and _BINARY.search(start):
        return "is no text, though files of its kind are", f"{_AGAIN}, or look whether it is the one that was meant"
    if suffix == ".txt":
        hint = "name a table .csv, .tsv or .xlsx; the text of a source is given with --source-text only"
        return "is a text, which is not built", hint
    if suffix in _XML and _RDF not in start:
        return _of_xml(start)
    return None if is_rdf(path) else ("is of no kind that is read", _OTHERS)


def _of_xml(start: bytes) -> tuple[str, str]:
    root = root_of(start)
    if root is None:
        return "is no XML, whatever its name says", f"{_AGAIN}, or look whether it is the one that was meant"
    name, namespace = map(printable, root)
    where = f"in the namespace {namespace}" if namespace else "in no namespace"
    return f"is XML of a kind that is not read: its first element is {name} {where}", _OTHERS
