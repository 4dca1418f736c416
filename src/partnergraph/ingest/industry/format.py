"""What a reader of an industry's format is, and what it is given to tell of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from partnergraph.errors import Problem
from partnergraph.ingest.deals.deal import Deal, Record
from partnergraph.ingest.deals.remarks import Remarks
from partnergraph.ingest.table.explaining import Said


@dataclass(frozen=True, slots=True)
class Peek:
    """What is looked at to tell a file's format: its name, and its first bytes."""

    path: Path
    start: bytes

    @property
    def suffix(self) -> str:
        """The end of the name, in lower case: ``.xml``."""
        return self.path.suffix.lower()


@dataclass(slots=True)
class Seen:
    """A record, while it is looked for one that somebody wants explained.

    ``tell`` yields what it says, as long as it is the one that is read; what is no more than named there, without
    words, is not read. ``said``: that, once it is wanted. ``end``: the line on which the next record begins.
    """

    record: Record
    tell: Callable[[], Iterable[Said]]
    said: list[Said] = field(default_factory=list)
    end: int | None = None


@dataclass(slots=True)
class Notes:
    """What a reader is told of a file, and takes down while it reads.

    ``place``: the file's name, as messages say it. ``problems`` refuse the records that they stand for; ``remarks``
    want a look. ``nothing``: a record was read that states nothing, so that a file without a deal is no mistake.
    ``passed_over``: records that say nothing of rights, such as an update of prices. ``look``: takes in each record,
    where one is to be explained. ``title`` and ``day`` of the file as a source: a reader sets them before its first
    deal, where the file says them.
    """

    place: str
    title: str
    day: date | None = None
    encoding: str | None = None
    nothing: bool = False
    passed_over: int = 0
    look: Callable[[Seen], None] | None = None
    problems: list[Problem] = field(default_factory=list)
    remarks: Remarks = field(init=False)

    def __post_init__(self) -> None:
        self.remarks = Remarks(self.place)

    def see(self, record: Record, tell: Callable[[], Iterable[Said]]) -> None:
        """Show a record that is about to be read, where one is looked for."""
        if self.look is not None:
            self.look(Seen(record, tell))

    def problem(
        self, message: str, hint: str | None, row: int | None, field: str | None = None, value: str | None = None
    ) -> None:
        """Refuse a record; ``row``: its line or row in the file, ``field``: what the file calls the part of it."""
        self.problems.append(Problem(message, hint, file=self.place, line=row, field=field, value=value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. ``name``: what people call it. ``recognizes`` looks at the first bytes (or opens a workbook).

    ``read`` yields the deals of a file and notes what it refuses; what makes the whole file unreadable (another
    version, a file cut in half) it raises as `InputError`.
    """

    name: str
    recognizes: Callable[[Peek], bool]
    read: Callable[[Path, Notes], Iterator[Deal]]
