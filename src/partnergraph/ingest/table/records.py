"""Deals as records with named values: the lines of a JSON Lines file, the rows of a data frame."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.table.sheets import SUFFIXES, Cell, Row

JSONL_SUFFIXES: Final = SUFFIXES[2:4]
_MOST_KEYS: Final = 16_384


@runtime_checkable
class Frame(Protocol):
    """A data frame of pandas or polars, as far as it is read: its columns, and its rows as tuples."""

    columns: Any


@dataclass(slots=True)
class RecordSheet:
    """Records as a sheet: the names of the values are its header, in row 0, so that row 1 is the first record."""

    file: str
    keys: tuple[str, ...]
    name: str | None = None
    epoch_1904: bool = False
    typed: bool = True
    remarks: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Yield the names, then the values of each record under them."""
        yield 0, self.keys
        yield from self.records()

    def records(self) -> Iterator[Row]:
        """Yield the number of each record and its values, in the order of the names."""
        raise NotImplementedError

    def group_labels(self, row: int) -> dict[int, Cell]:
        """Return nothing: records have no merged cells."""
        return {}


@dataclass(slots=True)
class JsonLines(RecordSheet):
    """A file with a JSON object on each line; a list of values is what a cell holds with semicolons between."""

    path: Path = field(kw_only=True)

    @classmethod
    def open(cls, path: Path, file: str) -> JsonLines:
        """Return the file's records. Raises `InputError` with every line that is none."""
        found, problems = cls(file, (), path=path), []
        keys: dict[str, None] = {}
        for number, line in found._lines():
            try:
                keys |= dict.fromkeys(_record(line))
            except ValueError as error:
                why, hint = error.args
                problems.append(Problem(why, hint, file=file, line=number))
        if len(keys) > _MOST_KEYS:
            problems.append(
                Problem(f"names {len(keys):,} different values", "a table has 16,384 columns at most", file=file)
            )
        if problems:
            raise InputError(problems)
        found.keys = tuple(keys)
        return found

    def records(self) -> Iterator[Row]:
        """Yield the number of each line and its values."""
        for number, line in self._lines():
            values = _record(line)
            yield number, [values.get(key) for key in self.keys]

    def _lines(self) -> Iterator[tuple[int, str]]:
        try:
            with self.path.open(encoding="utf-8-sig") as lines:
                yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        except UnicodeDecodeError:
            raise InputError([Problem("is not UTF-8", "save it as UTF-8", file=self.file)]) from None


def _record(line: str) -> dict[str, Cell]:
    """Return what a line of JSON says. Raises `ValueError` with why and what to write instead."""
    try:
        found = json.loads(line, object_pairs_hook=_without_repeats)
    except RecursionError:
        raise ValueError("is nested too deep", "write an object of names and values") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {error.msg} at character {error.colno}", "write one object on a line") from None
    if not isinstance(found, dict):
        raise ValueError("is no object", 'write {"licensor": "Example Licensor", "licensee": ...}')
    return {key: _cell(key, value) for key, value in found.items()}


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"says {twice!r} twice", "keep one of them")
    return found


def _cell(key: str, value: Any) -> Cell:
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "; ".join(map(str, value))
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError(f"{key!r} holds an object", "write a text, a number, or a list of texts")


@dataclass(slots=True)
class FrameRows(RecordSheet):
    """The rows of a data frame."""

    frame: Any = field(kw_only=True)

    @classmethod
    def of(cls, frame: Frame, title: str) -> FrameRows:
        """Return a frame's rows; ``title`` is what messages call it."""
        return cls(title, tuple(map(str, frame.columns)), frame=frame)

    def records(self) -> Iterator[Row]:
        """Yield the number of each row, from 1, and its values."""
        frame = self.frame
        rows: Iterable[tuple[Any, ...]] = (
            frame.iter_rows() if hasattr(frame, "iter_rows") else frame.itertuples(index=False, name=None)
        )
        for number, row in enumerate(rows, start=1):
            yield number, [_plain(value) for value in row]


def _plain(value: Any) -> Cell:
    """Return a value of a data frame as a cell: what is not there is ``None``."""
    if value is None or value != value or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, datetime):
        return datetime(*value.timetuple()[:6])
    if isinstance(value, str | bool | int | float | date):
        return value
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return _plain(value.item()) if hasattr(value, "item") else str(value)
