"""Marks of footnotes behind a cell's words: "World²", "Japan[a]", "2024*", and the notes that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from partnergraph.ingest.table.sheets import Row, Sheet, text

_RAISED: Final = "¹²³⁰⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈ"
_SIGNS: Final = "*†‡§"
MARK_ENDS: Final = frozenset(f"]{_RAISED}{_SIGNS} \n")
"""What the last character of a cell with a mark can be; most cells end in another one."""
_MARKED: Final = re.compile(
    rf"(?P<words>.*[^\s{_SIGNS}])\s*(?P<mark>\[(?:\d{{1,2}}|[a-z]|(?:note|nb|n) ?\d+)\]|"
    rf"[{_RAISED}]+|[{_SIGNS}]+)"
)
_LONGEST_MARK: Final = 3
_LEVEL: Final = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈ", "1230456789abcd")
_NOTE: Final = re.compile(
    rf"\(?\[?(?P<mark>[{_SIGNS}]+|[{_RAISED}]+|\d{{1,2}}(?=[\s.):\]])|[a-z](?=[.):\]]))[.):\]]*\s*(?P<said>\S.*)"
)


@lru_cache(maxsize=4096)
def split(cell: str) -> tuple[str, str]:
    """Return a cell's words and the mark behind them; an empty mark where there is none.

    >>> split("World²"), split("Japan [a]"), split("Worldwide*"), split("[***]"), split("2024")
    (('World', '2'), ('Japan', 'a'), ('Worldwide', '*'), ('[***]', ''), ('2024', ''))
    """
    marked = _MARKED.fullmatch(cell.strip()) if cell[-1:] in MARK_ENDS else None
    if marked is None or not any(map(str.isalnum, marked["words"])):
        return cell, ""
    return marked["words"], marked["mark"].strip("[]").translate(_LEVEL)


@dataclass(slots=True)
class Footnotes:
    """The notes of a sheet by their marks, looked for when a mark is met; ``first``: the first row under the header."""

    sheet: Sheet
    first: int
    _said: dict[str, str] | None = field(default=None)

    def note(self, mark: str) -> str | None:
        """Return what stands behind a mark at the head of a line; ``None`` where no line begins with it."""
        if self._said is None:
            self._said = dict(_notes(self.sheet.rows(), self.first))
        return self._said.get(mark)


def is_sign(mark: str) -> bool:
    """Whether a mark is a sign, whose note should stand in the same table; numbers and letters refer further."""
    return bool(mark) and all(sign in _SIGNS for sign in mark)


def _notes(rows: Iterable[Row], first: int) -> Iterator[tuple[str, str]]:
    """Yield the marks and words of lines that hold a note alone, or a mark and then a note."""
    for number, cells in rows:
        filled = [said for cell in cells if isinstance(cell, str) and (said := text(cell))] if number >= first else []
        alone = len(filled) == 1 or (len(filled) == 2 and len(filled[0]) <= _LONGEST_MARK)
        note = _NOTE.fullmatch(" ".join(filled)) if alone else None
        if note is not None:
            yield note["mark"].translate(_LEVEL), note["said"]
