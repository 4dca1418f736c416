"""What leaves for a disk or a spreadsheet: files whole or not at all, cells that are never taken for formulas."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from partnergraph.errors import ExportError, PartnerGraphError

# --- files -------------------------------------------------------------------------------------------

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_ROOM_WORDS: Final = re.compile("no space left|disk full|quota exceeded|file too large|not enough space", re.I)
_STREAM: Final = re.compile(r"/dev/(?:(stdout)|(stderr)|fd/(\d+))")
_SHOWN: Final = 40
NOTE: Final = "Note of the export: "
"""Begins what a table of deals says of itself, below its rows: no deal, and no limit of one, to who reads it again."""


@contextmanager
def whole_file(path: str | Path) -> Iterator[BinaryIO]:
    """Open a new file beside ``path`` and put it in place at the end; on an error nothing is left.

    A link is written through to the file that it leads to, and stays; one that leads to nothing is refused. What is
    no file, such as a pipe, is written to directly. Raises `ExportError` where it cannot be written.
    """
    path = Path(path)
    try:
        with _opened(path) as file:
            yield file
    except (PartnerGraphError, BrokenPipeError):
        raise
    except OSError as error:
        raise ExportError(path, *why_not_written(error, path.parent)) from None


def write_json(document: object, path: str | Path) -> None:
    """Write a document as JSON, whole or not at all. Raises `ExportError`."""
    with whole_file(path) as file:
        file.write(f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode())


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    stream = _STREAM.fullmatch(str(path))
    if stream:
        with os.fdopen(os.dup(1 if stream[1] else 2 if stream[2] else int(stream[3])), "wb") as file:
            yield file
        return
    target = _target(path)
    try:
        known: os.stat_result | None = target.stat()
    except FileNotFoundError:
        known = None
    if known is not None and not stat.S_ISREG(known.st_mode):
        with target.open("wb") as file:  # a device or a pipe; a folder is refused by the system
            yield file
        return
    if known is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "is read-only")
    with _replacing(target, known) as file:
        yield file


def _target(path: Path) -> Path:
    """Return the file that a path leads to, through links. Raises `ExportError` for a link to nothing."""
    target = Path(os.path.realpath(path))
    if path.is_symlink() and not target.exists():
        raise ExportError(path, f"is a link to {path.readlink()}, where there is no file", "name the file itself")
    return target


@contextmanager
def _replacing(target: Path, known: os.stat_result | None) -> Iterator[BinaryIO]:
    fresh = target.with_name(f".{target.name[:_SHOWN]}.{os.getpid()}.new")
    try:
        fresh.unlink(missing_ok=True)
        with fresh.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if known is not None:
            fresh.chmod(stat.S_IMODE(known.st_mode))
        fresh.replace(target)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def is_full(error: OSError) -> bool:
    """Whether the disk, or what one may write to it, is full."""
    return error.errno in _NO_ROOM or bool(_NO_ROOM_WORDS.search(str(error)))


def why_not_written(error: OSError, folder: Path) -> tuple[str, str]:
    """Return why something could not be written into a folder, and what to do; of a full disk, what is free there.

    >>> why_not_written(IsADirectoryError(21, "Is a directory"), Path())[0]
    'Is a directory'
    """
    if is_full(error):
        return "no space left there; nothing was written", f"{_free(folder)}make room, or name a place on another disk"
    return error.strerror or str(error) or "cannot be written", "choose a folder that exists and that you may write to"


def _free(folder: Path) -> str:
    here = next((place for place in (folder, *folder.absolute().parents) if place.is_dir()), Path())
    try:
        free = shutil.disk_usage(here).free
    except OSError:
        return ""
    return f"{free / 1_000_000:,.1f} MB are free in {here}: "


# --- tables ------------------------------------------------------------------------------------------

# A spreadsheet takes these for the start of a formula, the wide forms too; after a line break or a semicolon, a sheet
# that is read with another separator than it was written with begins a new cell.
_SPACE: Final = r"(?:(?![\r\n])[\s\x00-\x1f\u200b-\u200f\u2060\ufeff])*"
_FORMULA: Final = rf"'*{_SPACE}[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]"
_UNGUARDED: Final = re.compile(rf"(\A|[;\r\n])(?={_FORMULA})")
_GUARDED: Final = re.compile(rf"(\A|[;\r\n])'(?={_FORMULA})")
_NUMBER: Final = re.compile(r"'*[+-]?[0-9]+(?:[.,'][0-9]+)*(?:[eE][+-]?[0-9]+)?[ \xa0]?%?")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before what begins one. Numbers stay.

    >>> guarded("=1+1"), guarded("-12.5"), guarded("Leica")
    ("'=1+1", '-12.5', 'Leica')
    """
    return cell if _NUMBER.fullmatch(cell) else _UNGUARDED.sub(r"\1'", cell)


def unguarded(cell: str) -> str:
    """Return a cell as it was before `guarded`.

    >>> unguarded(guarded("=1+1")), unguarded("'t Hooft")
    ('=1+1', "'t Hooft")
    """
    return cell if "'" not in cell or _NUMBER.fullmatch(cell) else _GUARDED.sub(r"\1", cell)


def as_csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Return rows as CSV text, every cell `guarded`, lines ended by LF.

    >>> print(as_csv([["name", "note"], ["=1+1", "a, b"]]), end="")
    name,note
    '=1+1,"a, b"
    """
    lines = _Lines()
    csv.writer(lines, delimiter=delimiter, lineterminator=_Lines.end).writerows(map(guarded, row) for row in rows)
    return "".join(lines.texts)


class _Lines:
    """Takes what a CSV writer writes. Until Python 3.13 it quotes those line breaks alone that end its lines."""

    end: Final = "\r\n"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, line: str) -> None:
        """Keep a line."""
        self.texts.append(line.removesuffix(self.end) + "\n")


def without_clock(workbook: bytes) -> bytes:
    """Return a workbook without the moment of its making, so that equal content is equal bytes."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            new.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
    return out.getvalue()
