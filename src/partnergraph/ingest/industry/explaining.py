"""How one record of an industry's file is read: what it says, as what, and what of it is not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from sys import maxsize

from partnergraph.errors import InputError, Problem, printable
from partnergraph.ingest.deals.deal import Deal, Record
from partnergraph.ingest.industry.format import Format, Notes, Seen
from partnergraph.ingest.table.explaining import sentences
from partnergraph.names import fold, nearest
from partnergraph.wording.lists import counted


class Look:
    """Keeps the records that somebody wants explained: by name, by line (``12``), by sheet and row (``Movies!5``)."""

    def __init__(self, wanted: str) -> None:
        sheet, _, number = wanted.rpartition("!")
        self.wanted, self.sheet = fold(wanted), fold(sheet)
        self.line = int(number) if number.isdecimal() else None
        self.known: dict[str, None] = {}
        self._named: list[Seen] = []
        self._placed: list[Seen] = []
        self._last: Seen | None = None

    def __call__(self, seen: Seen) -> None:
        """Take a record in, if it is wanted; it ends where the next one begins."""
        record = seen.record
        if self._last is not None and not record.sheet and record.line > self._last.record.line:
            self._last.end = record.line
        self._last = seen
        self.known[record.name or record.place] = None
        name = fold(record.name)
        if self.wanted in (name, name.partition(" ")[2]):
            self._keep(self._named, seen)
        elif self._is_placed(record):
            if not record.sheet and self._placed and self._placed[-1].record.line < record.line:
                self._placed.clear()
            self._keep(self._placed, seen)

    def _is_placed(self, record: Record) -> bool:
        if self.line is None or record.sheet:
            return record.line == self.line and self.sheet in ("", fold(record.sheet))
        return record.line <= self.line and not self.sheet and record.line >= max(self._lines(), default=0)

    def _lines(self) -> Iterator[int]:
        return (seen.record.line for seen in self._placed)

    def _keep(self, kept: list[Seen], seen: Seen) -> None:
        if all(other.record != seen.record for other in kept):
            seen.said = list(seen.tell())
            kept.append(seen)

    @property
    def found(self) -> list[Seen]:
        """The records that were wanted: a name goes before a line."""
        return self._named or self._placed


def explain_record(
    path: Path, form: Format, wanted: str, *, as_of: date | None = None, encoding: str | None = None
) -> list[str]:
    """Return how a record is read, in a sentence for each thing that it says. Raises `InputError` where there is none.

    ``wanted``: its name (a RecordReference, an ALID ...), its line or, in a workbook, its row (``5``, ``Movies!5``).
    ``as_of``: the file's day, where it says none.
    """
    notes = Notes(str(path), printable(path.name), as_of, encoding)
    look = notes.look = Look(wanted)
    deals = list(form.read(path, notes))
    if not look.found:
        near = nearest(wanted, look.known) or list(look.known)[:3]
        hint = f"name one, such as {', '.join(near)}, or its line" if near else "the file has no record"
        raise InputError([Problem("is no record of the file", hint, file=notes.place, field="--explain", value=wanted)])
    told = ([*_of(seen, deals, notes)] for seen in look.found)
    return [line for number, lines in enumerate(told) for line in (*([""] if number else []), *lines)]


def _of(seen: Seen, deals: Sequence[Deal], notes: Notes) -> Iterator[str]:
    record = seen.record
    lines = range(record.line, record.line + 1 if record.sheet else seen.end or maxsize)
    own = [deal for deal in deals if any(_is_in(one, record, lines) for one in deal.records)]
    found = [
        problem
        for problem in (*notes.problems, *notes.remarks.problems(lines))
        if problem.line in lines and (not record.sheet or (problem.field or "").startswith(record.sheet))
    ]
    speaking = [deal for deal in own if deal.has_parties or deal.absent]
    if speaking:
        what = "one deal" if len(speaking) == 1 else counted(len(speaking), "deal")
    elif own:
        what = "no deal: it takes back what was said before"
    else:
        what = "refused" if any(problem.severity == "error" for problem in found) else "no deal"
    yield f"{record} is {what}."
    yield from sentences([one for one in seen.said if one.words], speaking, found)
    unread = dict.fromkeys(one.label for one in seen.said if not one.words)
    if unread:
        yield f"Not read: {', '.join(unread)}."


def _is_in(one: Record, record: Record, lines: range) -> bool:
    return one.name == record.name and one.sheet == record.sheet and one.line in lines
