"""Commitments taken in one by one, as the numbers that columns are made of."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from partnergraph.axes import AXES, OnAxes
from partnergraph.model import Iri

KINDS: Final = {"grant": 0, "exclusivity": 1, "option": 2, "exclusion": 3, "holdback": 4}


@dataclass(frozen=True, slots=True)
class Row(OnAxes[tuple[Iri, ...]]):
    """What the columns keep of one commitment."""

    subjects: tuple[Iri, ...]
    kind: str
    first: int
    last: int
    exact: bool
    countries: int
    beneficiaries: tuple[Iri, ...]


class Names:
    """Numbers for values, in the order of first use."""

    def __init__(self, values: Iterable[Hashable] = ()) -> None:
        self.values: list[Any] = list(values)
        self._numbers: dict[Hashable, int] = {value: number for number, value in enumerate(self.values)}

    def number(self, value: Hashable) -> int:
        """Return the number of a value."""
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found

    def find(self, value: Hashable) -> int | None:
        """Return the number of a value that has one."""
        return self._numbers.get(value)


@dataclass(frozen=True, slots=True)
class Naming:
    """What the numbers in columns stand for: subjects, masks of countries, sets of terms, sets of parties."""

    subjects: Names
    masks: Names
    sets: Names
    parties: Names

    @classmethod
    def empty(cls) -> Naming:
        """Return numbers for nothing yet."""
        return cls(Names(), Names(), Names(), Names())


_TYPES: Final = {
    "first": "i", "last": "i", "exact": "b", "kind": "b", "mask": "i", "beneficiaries": "i",
    **{axis.terms: "i" for axis in AXES},
}  # fmt: skip
"""Columns with one number a row, and the width of their numbers."""


class RowWriter:
    """Takes rows in, one after the other: from nothing, or on top of rows that are there."""

    def __init__(self, naming: Naming | None = None) -> None:
        self.naming = naming or Naming.empty()
        self._columns = {name: array(width) for name, width in _TYPES.items()}
        self._subject, self._row = array("i"), array("i")

    @classmethod
    def on_top(cls, arrays: Mapping[str, Any], naming: Naming, kept: NDArray[np.bool_]) -> RowWriter:
        """Begin with those rows of some columns that are kept, numbered anew."""
        writer = cls(naming)
        for name, width in _TYPES.items():
            writer._columns[name] = array(width, arrays[name][kept].tobytes())
        entries = kept[arrays["entry_row"]]
        numbers = (np.cumsum(kept) - 1).astype(np.int32)
        writer._subject = array("i", arrays["entry_subject"][entries].tobytes())
        writer._row = array("i", numbers[arrays["entry_row"][entries]].tobytes())
        return writer

    def add(self, row: Row) -> None:
        """Take a row in; its number is how many there were before."""
        naming, columns = self.naming, self._columns
        for subject in row.subjects:
            self._subject.append(naming.subjects.number(subject))
            self._row.append(len(columns["first"]))
        columns["first"].append(row.first)
        columns["last"].append(row.last)
        columns["exact"].append(row.exact)
        columns["kind"].append(KINDS[row.kind])
        columns["mask"].append(naming.masks.number(row.countries))
        for axis in AXES:
            columns[axis.terms].append(naming.sets.number(row.on(axis)))
        columns["beneficiaries"].append(naming.parties.number(row.beneficiaries))

    def arrays(self) -> dict[str, Any]:
        """Return a column for each name, and the entries of rows under their subjects."""
        found: dict[str, Any] = {
            name: np.array(column, dtype=column.typecode) for name, column in self._columns.items()
        }
        found["exact"] = found["exact"].astype(bool)
        return {**found, **self._entries(found["fields"])}

    def _entries(self, of_row: NDArray[np.int32]) -> dict[str, Any]:
        """Return the rows by subject and, within a subject, by fields; and where subject or fields change."""
        subject, row = np.array(self._subject, dtype=np.int32), np.array(self._row, dtype=np.int32)
        fields = of_row[row]
        order = np.lexsort((fields, subject))
        subject, row, fields = subject[order], row[order], fields[order]
        starts = np.unique(subject.astype(np.int64) << 32 | fields, return_index=True)[1]
        return {"entry_subject": subject, "entry_row": row, "group_starts": starts, "group_fields": fields[starts]}
