"""Deals put aside until all rows are read: few in memory, many in a file that ends with the process.

A table of a million rows is then no more in memory than one of its parts. Deals of one key, and of one
partnership, are in one part, so that nothing in a part is linked to anything outside.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from tempfile import TemporaryFile
from typing import IO, Any, Final, TypeAlias
from zlib import crc32

import numpy as np

from partnergraph import model as m
from partnergraph.ingest.deals.deal import Deal, Scope

Kept: TypeAlias = tuple[Deal, Scope]

_MOST_IN_MEMORY: Final = 20_000
"""Deals that are kept without a file."""
_PARTS: Final = 128
_MOST_TOGETHER: Final = 64
"""Deals of one part that are written at once."""

_DEAL, _SCOPE = ([f.name for f in fields(kind)] for kind in (Deal, Scope))
_of_deal, _of_scope = attrgetter(*_DEAL), attrgetter(*_SCOPE)


class DealBuffer:
    """Takes deals in, and gives them back part by part, in each in the order of their rows."""

    def __init__(self) -> None:
        self._waiting: list[list[Kept]] = [[] for _ in range(_PARTS)]
        self._places: list[list[int]] = [[] for _ in range(_PARTS)]
        self._file: IO[bytes] | None = None
        self._keys, self._part_of = array("q"), array("B")

    def add(self, deal: Deal, scope: Scope, key: str, partnership: m.Iri | None) -> None:
        """Put a deal aside."""
        part = crc32((partnership or key).encode()) % _PARTS
        self._keys.append(hash(key))
        self._part_of.append(part)
        self._waiting[part].append((deal, scope))
        if len(self) == _MOST_IN_MEMORY:
            self._file = TemporaryFile()  # noqa: SIM115  it is read as often as somebody asks
        if self._file is not None and len(self._waiting[part]) >= _MOST_TOGETHER:
            self._write(part, self._file)

    def _write(self, part: int, file: IO[bytes]) -> None:
        self._places[part].append(file.seek(0, 2))
        values = [(_of_deal(deal), _of_scope(scope)) for deal, scope in self._waiting[part]]
        pickle.dump(values, file, protocol=pickle.HIGHEST_PROTOCOL)
        self._waiting[part].clear()

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[Kept]:
        for part in range(_PARTS):
            yield from self._of(part)

    def parts(self) -> Iterator[list[Kept]]:
        """Yield the deals in parts that nothing links; all at once where they are few or no part is closed."""
        if self._file is None or not self._closed():
            yield list(self)
            return
        yield from (found for part in range(_PARTS) if (found := list(self._of(part))))

    def repeats(self) -> bool:
        """Say whether two deals have one key."""
        return len(np.unique(np.frombuffer(self._keys, dtype=np.int64))) < len(self) if self._keys else False

    def _of(self, part: int) -> Iterator[Kept]:
        for place in self._places[part]:
            assert self._file is not None
            self._file.seek(place)
            yield from map(_kept, pickle.load(self._file))  # this process wrote it
        yield from self._waiting[part]

    def _closed(self) -> bool:
        """Say whether no key is in two parts, as it is where one number stands for deals of two partnerships."""
        keys, parts = (np.frombuffer(given, dtype=given.typecode) for given in (self._keys, self._part_of))
        order = np.argsort(keys, kind="stable")
        keys, parts = keys[order], parts[order]
        return not bool(np.any((keys[1:] == keys[:-1]) & (parts[1:] != parts[:-1])))


def _kept(values: tuple[tuple[Any, ...], tuple[Any, ...]]) -> Kept:
    deal, scope = values
    return Deal(**dict(zip(_DEAL, deal, strict=True))), Scope(**dict(zip(_SCOPE, scope, strict=True)))


class Parties:
    """Remembers for whom each number of a deal stands, in 24 bytes a row."""

    def __init__(self) -> None:
        self._keys, self._rows, self._parties = array("q"), array("q"), array("q")

    def add(self, key: str, row: int, scope: Scope) -> None:
        """Take a deal's number in."""
        self._keys.append(hash(key))
        self._rows.append(row)
        self._parties.append(hash((scope.licensors, scope.licensees)))

    def others(self) -> dict[int, int]:
        """Return the rows whose number stood for other parties before: row -> the number's first row."""
        if not self._keys:
            return {}
        keys, rows, parties = (np.frombuffer(a, dtype=np.int64) for a in (self._keys, self._rows, self._parties))
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.concatenate(([True], keys[order][1:] != keys[order][:-1])))
        lengths = np.diff(np.append(starts, len(order)))
        first = np.repeat(order[starts], lengths)
        wrong = parties[order] != parties[first]
        return dict(zip(rows[order][wrong].tolist(), rows[first][wrong].tolist(), strict=True))
