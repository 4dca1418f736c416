"""The columns of a table that are not read: what stops the build, since it may limit a deal, and what is only named."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from partnergraph.errors import Problem
from partnergraph.ingest.table.cell import is_yes_or_no
from partnergraph.ingest.table.columns import BY_NAME, IGNORE
from partnergraph.ingest.table.headers import A_NOTE, LEFT_OUT, LISTS, Header, Heading, changed_column
from partnergraph.ingest.table.likeness import (
    COLUMN_OF,
    LIMITING,
    SAID,
    Likeness,
    is_channel,
    is_exclusion,
    is_negated_exclusivity,
    is_place,
    is_place_in_any_language,
    is_status,
    limits_in_short,
    looks_like,
    near_column,
    says_an_end,
    speaks_of_another_day,
    speaks_of_else,
    takes_out,
)
from partnergraph.ingest.table.sheets import Cell, column_letter, says_nothing, text
from partnergraph.ingest.table.word_cells import EXCLUSIVE_WORDS, strength_words
from partnergraph.names import fold

_SAMPLE: Final = 40
"""So many different cells of a column are looked at."""
_SHORT: Final = 8
"""Words of a cell that is no text of its own."""
_LONGEST_LINE: Final = 80
_INDENT: Final = "    "
_HARD_SPACE: Final = "\0"
_QUOTED: Final = re.compile(r"\b[A-Z]{1,3} '[^']*'|'[^']*'")
_DAY: Final = re.compile(
    r"(?:19|20)\d\d-\d\d?-\d\d?(?: 00:00:00)?|\d\d?([./-])\d\d?\1(?:19|20)?\d\d|\d\d? \w{3,9} (?:19|20)\d\d"
)
_PLAIN_KEY: Final = re.compile(r"[^\W\d_][\w .()/&-]*")
"""A header that can stand in a mapping file as it is."""


@dataclass(slots=True)
class _Filled:
    """What stands under a header that is not read: the first different cells, and the first that limits a deal."""

    heading: Heading
    samples: dict[str, None] = field(default_factory=dict)
    limit: str | None = None

    def add(self, said: str) -> None:
        """Take in a cell."""
        is_note = self.heading.column is not None
        if len(self.samples) < _SAMPLE:
            self.samples[said] = None
        if self.limit is None and limits(said, self.heading.remark == A_NOTE if is_note else None):
            self.limit = said


@dataclass(slots=True)
class UnreadColumns:
    """Takes in the rows of a table and says which columns hold something that was not read.

    ``uncalculated`` are formulas like ``C7`` that left no value: their columns are not empty.
    """

    header: Header
    place: str
    uncalculated: Container[str] = ()
    _open: list[int] = field(init=False)
    _filled: dict[int, _Filled] = field(init=False, default_factory=dict)
    _headings: dict[int, Heading] = field(init=False)

    def __post_init__(self) -> None:
        self._headings = {heading.index: heading for heading in self.header.headings}
        done = {h.index for h in self.header.headings if (h.column and not _is_note(h)) or h.remark == LEFT_OUT}
        self._open = [index for index in range(self.header.width) if index not in done]

    def take(self, row: int, cells: Sequence[Cell]) -> None:
        """Take in a row that counts."""
        for index in (*self._open, *range(self.header.width, len(cells))):
            cell = cells[index] if index < len(cells) else None
            if not says_nothing(cell):
                self._add(index, cell)
            elif cell is None and self.uncalculated and f"{column_letter(index)}{row}" in self.uncalculated:
                self._add(index, "a formula that was never calculated")

    def _add(self, index: int, cell: Cell) -> None:
        filled = self._filled.get(index)
        if filled is None:
            heading = self._headings.get(index) or Heading(index, "", None)
            filled = self._filled[index] = _Filled(heading)
        filled.add(text(cell))

    def headings(self) -> tuple[Heading, ...]:
        """Return the columns that hold something and are not read, in their order."""
        return tuple(filled.heading for filled in self._in_order() if filled.heading.column is None)

    def problems(self) -> tuple[Problem, ...]:
        """Return a problem for each column that may limit a deal and is not read."""
        return tuple(self._problem(filled, why) for filled in self._in_order() if (why := self._why(filled)))

    def warnings(self) -> tuple[Problem, ...]:
        """Return the names of the columns that are not read, and of those that are only kept as notes."""
        quiet = [f for f in self._in_order() if not self._why(f) and f.heading.index < self.header.width]
        listed = [filled for filled in quiet if filled.heading.column is None]
        notes = [filled.heading for filled in quiet if filled.heading.remark == A_NOTE]
        found = [self._warning(f"{heading.label} is {A_NOTE}", _kept_hint(heading)) for heading in notes]
        if listed:
            one, many = "1 column is not read: no answer knows of it", "columns are not read: no answer knows of them"
            message = one if len(listed) == 1 else f"{len(listed)} {many}"
            found.insert(0, self._warning(message, _listing(listed)))
        return tuple(found)

    def _why(self, filled: _Filled) -> tuple[Likeness, str] | None:
        """Return why a column stops the build; days stop it in a table that says nowhere else when a deal holds."""
        why = _why(filled)
        if why or filled.heading.column or any(map(self.header.of, ("start", "end", "period", "term"))):
            return why
        if speaks_of_else(filled.heading.header) or speaks_of_another_day(filled.heading.header):
            return None
        first, *_ = filled.samples
        message = f"holds days, such as {first!r}, is not read, and no other column says when"
        return ("end", message) if all(map(_DAY.fullmatch, filled.samples)) else None

    def _in_order(self) -> Iterator[_Filled]:
        return (filled for _, filled in sorted(self._filled.items()))

    def _warning(self, message: str, hint: str) -> Problem:
        return Problem(message, hint, file=self.place, line=max(self.header.rows), severity="warning")

    def _problem(self, filled: _Filled, why: tuple[Likeness, str]) -> Problem:
        heading, (likeness, message) = filled.heading, why
        hint = self._hint(heading, likeness)
        return Problem(message, hint, file=self.place, line=max(self.header.rows), field=heading.label)

    def _hint(self, heading: Heading, likeness: Likeness) -> str:
        """Say what to write: what the column is, that it is a remark, or that it limits nothing."""
        column, key = COLUMN_OF[likeness], self._key(heading)
        left = f"'{key}: note', or '{key}: {IGNORE}' if it limits no deal"
        if likeness == "exclusivity" and is_negated_exclusivity(heading.header):
            return _fill(f"write 'exclusive' or 'non-exclusive' in a column {column!r}; and in a --mapping FILE {left}")
        if changed_column(heading.header):
            return _fill(f"without the words in brackets it is read; or write in a --mapping FILE {left}")
        read = [] if BY_NAME[column].many else self.header.of(heading.claimed or column)
        several = self._alike(heading, likeness) if column in LISTS and not read else []
        first = f"put it and {' and '.join(other.label for other in (*read[:1], *several))} into one column"
        if not read and not several:
            first = f"head it {column!r} if it is that"
        elif likeness == "channel" and self._is_marked(heading):
            first = "head it as 'partnergraph terms channel' calls it"
        elif (heading.claimed or column) in LISTS:
            first += ", separated by ';'"
        if likeness == "territory" and read:
            column, read = COLUMN_OF["exclusion"], []
        meant = "" if read or several else f"'{key}: {column}', "
        if likeness == "exclusion" and not looks_like(heading.header) and not self.header.of("territory"):
            meant = f"'{key}: territory', {meant}"
        return _fill(f"{first}; or write in a --mapping FILE {meant}{left}")

    def _is_marked(self, heading: Heading) -> bool:
        """Whether only yes and no stand under a heading: it says itself what they are about."""
        return all(is_yes_or_no(said) is not None for said in self._filled[heading.index].samples)

    def _alike(self, heading: Heading, likeness: Likeness) -> list[Heading]:
        """Return the other columns that are filled, not read, and look like the same."""
        others = (f.heading for f in self._in_order() if f.heading.index != heading.index)
        return [other for other in others if other.column is None and looks_like(other.header) == likeness]

    def _key(self, heading: Heading) -> str:
        """Return what names a column in a mapping file."""
        same = [other for other in self.header.headings if fold(other.header) == fold(heading.header)]
        plain = _PLAIN_KEY.fullmatch(heading.header) and len(same) == 1
        return heading.header if plain else f"column {heading.letter}"


def _why(filled: _Filled) -> tuple[Likeness, str] | None:
    """Return what a column looks like that limits a deal, and the message that says so; ``None``: nothing."""
    heading = filled.heading
    if _is_note(heading):
        message = f"holds remarks that limit a deal, such as {filled.limit!r}, and is {A_NOTE}"
        return ("exclusion", message) if filled.limit else None
    likeness = LIMITING.get(heading.claimed or "") or looks_like(heading.header)
    if likeness:
        return likeness, f"looks like {SAID[likeness]}, and is {heading.remark or 'not read'}"
    if speaks_of_else(heading.header):
        return None
    return _by_cells(filled)


def _is_note(heading: Heading) -> bool:
    """Whether a column is kept as a note, though no mapping says so."""
    return heading.column == "note" and heading.remark in (None, A_NOTE)


@lru_cache(maxsize=4096)
def limits(said: str, is_on_a_limit: bool | None) -> bool:
    """Whether a text limits a deal: of a column that is not read (``None``), or a remark, on a limit or not."""
    if is_on_a_limit is None:
        return takes_out(said) or says_an_end(said)
    if is_on_a_limit:
        return is_place(said) or takes_out(said) or looks_like(said) in ("exclusion", "exclusivity")
    return is_exclusion(said) or _speaks_of_exclusivity(said) or limits_in_short(said)


def _speaks_of_exclusivity(said: str) -> bool:
    return strength_words(said) and fold(said) != "none"


def _by_cells(filled: _Filled) -> tuple[Likeness, str] | None:
    """Judge a column by what it holds, as where its header is missing or says nothing: "Minus", "Blocked"."""
    if filled.limit is not None:
        likeness: Likeness = "exclusion" if takes_out(filled.limit) else "end"
        return likeness, f"speaks of {SAID[likeness]} ({filled.limit!r}), and is not read"
    place = next(filter(is_place_in_any_language, filled.samples), None)
    if place is not None and 2 * sum(map(is_place_in_any_language, filled.samples)) >= len(filled.samples):
        return "exclusion", f"holds places, such as {place!r}, and is not read: what are they to the deal?"
    channel = next(filter(is_channel, filled.samples), None)
    if channel is not None and 2 * sum(map(is_channel, filled.samples)) > len(filled.samples):
        return "channel", f"holds channels, such as {channel!r}, and is not read"
    exclusive = [said for said in filled.samples if _is_about_exclusivity(said)]
    if any(map(_speaks_of_exclusivity, exclusive)) or 2 * len(exclusive) >= len(filled.samples):
        return "exclusivity", f"speaks of exclusivity ({exclusive[0]!r}), and is not read"
    status = [said for said in filled.samples if is_status(said)]
    if 2 * len(status) >= len(filled.samples):
        return "status", f"says how far deals have come ({status[0]!r}), and is not read"
    return None


def _is_about_exclusivity(said: str) -> bool:
    short = len(said.split()) <= _SHORT
    return _speaks_of_exclusivity(said) or (short and EXCLUSIVE_WORDS.search(fold(said)) is not None)


def _listing(listed: Sequence[_Filled]) -> str:
    return f"\n{_INDENT}".join((_fill(", ".join(map(_named, listed))), _fill(_MEANT)))


_MEANT: Final = (
    f"a --mapping FILE says what a column is ('header: column'), or that leaving it out is meant ('header: {IGNORE}')"
)


def _named(filled: _Filled) -> str:
    heading = filled.heading
    if not heading.header:
        return f"{heading.letter} (no header)"
    near = near_column(heading.header)
    return f"{heading.label} (like {near!r}?)" if near and not heading.claimed else heading.label


def _kept_hint(heading: Heading) -> str:
    return _fill(f"if it limits deals, say what it is in a --mapping FILE ('{heading.header}: territory')")


def _fill(words: str) -> str:
    """Break text into lines of a terminal, never inside quotes."""
    whole = _QUOTED.sub(lambda quoted: quoted[0].replace(" ", _HARD_SPACE), words)
    lines = textwrap.wrap(whole, _LONGEST_LINE - len(_INDENT), break_long_words=False, break_on_hyphens=False)
    return f"\n{_INDENT}".join(lines).replace(_HARD_SPACE, " ")
