"""The parts of a workbook, read under limits: what unpacks to more than it can hold is refused while it is read.

No spreadsheet program writes what is refused here; a table of a million rows stays far below every limit.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from partnergraph.errors import InputError, Problem

DAMAGED: Final = "is no workbook that can be read"
SAVE_AGAIN: Final = "open it in a spreadsheet program and save it as .xlsx, without a password"

_PIECE: Final = 1 << 16
_LARGE: Final = 4 << 20
_MOST_TIMES: Final = 200
"""A part above 4 MB unpacks to so many times its size at most; worksheets unpack to 10 to 40 times."""

_LONGEST_TEXT: Final = 10 * 32_767
"""Bytes without a tag: a cell holds 32,767 characters, each of 10 bytes at most."""

_LONGEST_RECORD: Final = 32 << 20
_MOST_TAGS: Final = 500_000
"""Bytes and tags without a new row or text: what stands in memory at a time."""

_RECORD: Final = re.compile(rb"<(?:\w+:)?(?:row|si|comment)\b")
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-?8|us-ascii)""", re.IGNORECASE)
_STRICT: Final = b"purl.oclc.org/ooxml"


class Archive(ZipFile):
    """A workbook's file. Its parts raise `InputError` where they pass a limit; ``file`` is its name in problems."""

    def __init__(self, path: Path, file: str) -> None:
        self.file = file
        self._size = path.stat().st_size
        super().__init__(path)

    def open(  # type: ignore[override]
        self, name: str | ZipInfo, mode: str = "r", pwd: bytes | None = None, *, force_zip64: bool = False
    ) -> Part:
        """Open a part for reading."""
        info = name if isinstance(name, ZipInfo) else self.getinfo(name)
        packed = min(info.compress_size, self._size)
        if info.file_size > max(_LARGE, _MOST_TIMES * packed):
            raise refusal(self.file, f"holds {packed:,} bytes that unpack to {info.file_size:,}, as no table does")
        try:
            return Part(super().open(info, "r", pwd), self.file)
        except (BadZipFile, RuntimeError, OSError):
            raise refusal(self.file, DAMAGED) from None


class Part:
    """A part of a workbook as a stream of bytes."""

    def __init__(self, content: IO[bytes], file: str) -> None:
        self._content, self._file = content, file
        self._before = b""
        self._text = self._record = self._tags = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes, all of them for a negative size."""
        if size is not None and size >= 0:
            return self._piece(min(size, _PIECE))
        return b"".join(iter(lambda: self._piece(_PIECE), b""))

    def _piece(self, size: int) -> bytes:
        try:
            piece = self._content.read(size)
        except (BadZipFile, zlib.error, EOFError, OSError):
            raise refusal(self._file, DAMAGED) from None
        if piece:
            self._check_markup(piece)
            self._measure(piece)
        return piece

    def _check_markup(self, piece: bytes) -> None:
        start = piece.removeprefix(b"\xef\xbb\xbf") if not self._before else b""
        if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")) or _ENCODING.match(start[:200]):
            raise refusal(self._file, "is not written in UTF-8")
        if _STRICT in start[:4096]:
            hint = "save it as 'Excel Workbook (.xlsx)', not as 'Strict Open XML'"
            raise InputError([Problem("is a workbook in Strict Open XML, which is not read", hint, file=self._file)])
        if b"<!" in self._before + piece:
            raise refusal(self._file, "holds a declaration or comment that no spreadsheet program writes")
        self._before = piece[-1:]

    def _measure(self, piece: bytes) -> None:
        first = piece.find(b"<")
        longest = self._text + (first if first >= 0 else len(piece))
        self._text = len(piece) - piece.rfind(b"<") - 1 if first >= 0 else longest
        if longest > _LONGEST_TEXT:
            raise refusal(self._file, "holds a cell of more than 32,767 characters, the most that a spreadsheet has")
        if _RECORD.search(piece):
            self._record = self._tags = 0
        self._record += len(piece)
        self._tags += piece.count(b"<")
        if self._record > _LONGEST_RECORD or self._tags > _MOST_TAGS:
            raise refusal(self._file, "holds more in one row, or beside the rows, than a table has")

    def close(self) -> None:
        """Close the stream."""
        self._content.close()

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def refusal(file: str, why: str, row: int | None = None) -> InputError:
    """Return the error of a workbook that no spreadsheet program has written so."""
    return InputError([Problem(why, SAVE_AGAIN, file=file, line=row)])
