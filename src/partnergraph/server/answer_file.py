"""Answers written to disk up to their limits: whole, or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from partnergraph.errors import PartnerGraphError
from partnergraph.vocabulary import PREFIXES

_IN_MEMORY = 1024 * 1024


class TooLongError(PartnerGraphError):
    """An answer above a limit."""


class AnswerFile:
    """A new file that counts what it takes. ``rows`` is what the writer of the answer says."""

    def __init__(self, path: Path, rows: int, size: int) -> None:
        self._file: IO[bytes] = path.open("xb")
        self.path = path
        self._most_rows, self._rows_left, self._size_left, self._size = rows, rows, size, size

    def __enter__(self) -> AnswerFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        is_whole = False
        try:
            self._file.close()  # writes what is left, for which there may be no room
            is_whole = kind is None
        finally:
            if not is_whole:
                self.path.unlink(missing_ok=True)

    @property
    def rows(self) -> int:
        """How many rows were counted."""
        return self._most_rows - self._rows_left

    def write(self, content: bytes) -> int:
        """Take a part of the answer. Raises `TooLongError`."""
        self._size_left -= len(content)
        if self._size_left < 0:
            raise TooLongError(f"the answer is longer than {self._size:,} bytes")
        return self._file.write(content)

    def flush(self) -> None:
        """Write through what is kept in memory."""
        self._file.flush()

    def count(self, rows: int) -> None:
        """Count rows. Raises `TooLongError`."""
        self._rows_left -= rows
        if self._rows_left < 0:
            raise TooLongError(f"the answer has more than {self._most_rows:,} rows")

    def table(self, found: ox.QuerySolutions, form: ox.QueryResultsFormat) -> None:
        """Write a table.

        The engine writes all rows in one call. In TSV, and only there, each is one line that can be counted; from there
        it goes to the form that is wanted.
        """
        if not found.variables:
            found.serialize(cast(Any, self), form)
            return
        with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(self.path.parent)) as lines:
            found.serialize(cast(Any, _Lines(cast(Any, lines), self)), ox.QueryResultsFormat.TSV)
            lines.seek(0)
            if form == ox.QueryResultsFormat.TSV:
                while part := lines.read(1 << 20):
                    self.write(part)
            else:
                again = ox.parse_query_results(cast(Any, lines), ox.QueryResultsFormat.TSV)
                assert isinstance(again, ox.QuerySolutions)
                again.serialize(cast(Any, self), form)

    def triples(self, found: Iterable[Any], form: ox.RdfFormat) -> None:
        """Write triples."""
        ox.serialize(self._counted(found), cast(Any, self), format=form, prefixes=PREFIXES)

    def _counted(self, found: Iterable[Any]) -> Iterator[Any]:
        for triple in found:
            self.count(1)
            yield triple


class _Lines:
    """Passes lines on and counts them; the head is no row."""

    def __init__(self, lines: IO[bytes], counted: AnswerFile) -> None:
        self._lines, self._counted, self._is_head = lines, counted, True

    def write(self, content: bytes) -> int:
        rows = content.count(b"\n")
        if self._is_head and rows:
            rows, self._is_head = rows - 1, False
        self._counted.count(rows)
        return self._lines.write(content)

    def flush(self) -> None:
        self._lines.flush()
