"""Remarks on the deals of a file; a remark that many rows call for is said once, with their numbers."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from partnergraph.errors import Problem

_SHOWN_ROWS = 8


@dataclass(slots=True)
class Remarks:
    """Collects warnings; equal ones about one column become one."""

    place: str
    _said: dict[tuple[str | None, str, str | None, str | None], list[int]] = field(default_factory=dict)

    def add(
        self, message: str, hint: str | None, row: int, column: str | None = None, value: str | None = None
    ) -> None:
        """Keep a remark about a row; ``column``: what the column of the value is called."""
        self._said.setdefault((column, message, hint, value), []).append(row)

    def __len__(self) -> int:
        return len(self._said)

    def problems(self, of: Container[int] | None = None) -> list[Problem]:
        """Return the remarks as warnings, in the order of their first rows; ``of``: on these rows alone."""
        said = {key: rows if of is None else [row for row in rows if row in of] for key, rows in self._said.items()}
        found = sorted(((key, rows) for key, rows in said.items() if rows), key=lambda item: item[1][0])
        return [
            Problem(
                message + _rows(rows), hint, file=self.place, line=rows[0], field=label, value=value, severity="warning"
            )
            for (label, message, hint, value), rows in found
        ]


def _rows(rows: list[int]) -> str:
    if len(rows) == 1:
        return ""
    return f" (rows {row_list(rows)})"


def row_list(rows: Iterable[int]) -> str:
    """Return row numbers in short.

    >>> row_list([5, 6, 7, 9, 9])
    '5-7, 9'
    >>> row_list(range(2, 18, 2)), row_list(range(2, 20, 2))
    ('2, 4, 6, 8, 10, 12, 14, 16', '2, 4, 6, 8, 10, 12, 14, 16 ...')
    """
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans[:_SHOWN_ROWS])
    return f"{shown} ..." if len(spans) > _SHOWN_ROWS else shown
