"""What a reader of an industry's format is, and what it is given to tell of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from partnergraph.errors import Problem
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.deals.remarks import Remarks


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
class Notes:
    """What a reader is told of a file, and takes down while it reads.

    ``place``: the file's name, as messages say it. ``problems`` refuse the records that they stand for; ``remarks``
    want a look. ``nothing``: a record was read that states nothing, so that a file without a deal is no mistake.
    ``passed_over``: records that say nothing of rights, such as an update of prices.
    ``title`` and ``day`` of the file as a source: a reader sets them before its first deal, where the file says them.
    """

    place: str
    title: str
    day: date | None = None
    encoding: str | None = None
    nothing: bool = False
    passed_over: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: Remarks = field(init=False)

    def __post_init__(self) -> None:
        self.remarks = Remarks(self.place)

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
