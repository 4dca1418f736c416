"""One row of a table as values: a deal, and the document that it names as its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from partnergraph import model as m
from partnergraph.axes import OnAxes
from partnergraph.bounds import Period
from partnergraph.territory import Territory
from partnergraph.wording.lists import listed

Words: TypeAlias = tuple[str, m.Iri | None]
"""A term as written, with the IRI of the shipped term that it is, if it is one."""


@dataclass(frozen=True, slots=True)
class Document:
    """The document that a row names as its source; an empty title is the table itself on another day.

    ``identifier``: what the same document is called whenever it comes again, as the record of a product in one ONIX
    message after the other; without it, a document of another day is another one. What it said before is gone when it
    comes again, also where it grants nothing any more. ``ends``: all that it said when it came before has ended on its
    day.
    """

    title: str
    day: date | None = None
    url: str | None = None
    publisher: str | None = None
    identifier: str | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What of a file that is no table says something: the name that the file has for it, and its line.

    ``sheet``: that of a workbook, of which the line is a row.

    >>> str(Record("alid-1", 5, "Movies")), str(Record("RecordReference ex.1", 12)), str(Record("", 3))
    ('alid-1 (Movies row 5)', 'RecordReference ex.1 (line 12)', 'line 3')
    """

    name: str
    line: int
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return f"{self.sheet} row {self.line}" if self.sheet else f"line {self.line}"

    def __str__(self) -> str:
        return f"{self.name} ({self.place})" if self.name else self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a row tells that happened to a deal: to that of a number, or (``deal`` is ``None``) to its own.

    ``period`` starts on the first day on which it works, and ends where the deal now ends. ``column`` and ``words`` say
    where it is told. ``plain``: the deal excludes nobody from then on. The scope of a row that changes another deal is
    what it changes there.
    """

    kind: m.DealEventKind
    deal: str | None = None
    period: Period | None = None
    assignors: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    plain: bool = False
    column: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal(OnAxes[tuple[Words, ...]]):
    """One row: a grant, an exclusivity, an option, or several of them in one scope; or a holdback.

    Names are as written.

    ``row``: its number in the file, from 1. ``records``: what says it, in a file that is no table. ``key``: what the
    file calls the deal; ``called``: how people name it, where that is something else. ``licensors`` or ``licensees``
    empty: somebody who is not named. ``denied``: the file says that there is no such deal. ``absent``: its subjects are
    not for sale there. ``excluded``: who may not act, by the licensor's promise. ``aliases``: what else its subject is
    called, an ISBN or the like.

    ``changes``: what happened to it; a row that changes another deal is no deal itself.

    ``period`` is as the row says it: what a renewal or a condition leaves open of it is so beside them.

    One that says nothing, in a document with an identifier, takes back what the document said before.
    """

    row: int
    records: tuple[Record, ...] = ()
    key: str | None = None
    called: str | None = None
    licensors: tuple[str, ...] = ()
    licensees: tuple[str, ...] = ()
    subjects: tuple[tuple[type[m.Entity], str], ...] = ()
    territory: tuple[Territory, ...] = ()
    territory_words: str | None = None
    period: Period | None = None
    present: bool = False
    grant: bool = True
    strength: m.Strength | None = None
    sides: tuple[m.Side, ...] = ("grantor",)
    option: bool = False
    option_kind: m.OptionKind | None = None
    holdback: bool = False
    denied: bool = False
    absent: bool = False
    status: str | None = None
    affiliates: bool | None = None
    sublicensing: m.Sublicensing | None = None
    partnership: str | None = None
    document: Document | None = None
    renewal: m.Renewal | None = None
    conditions: tuple[m.Condition, ...] = ()
    excluded: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    quotes: tuple[str, ...] = ()
    note: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether the row changes another deal, and is none itself."""
        return any(change.deal is not None for change in self.changes)

    @property
    def where(self) -> str:
        """Where people find it in the file."""
        if len({record.name for record in self.records}) == 1:
            name, places = self.records[0].name, listed([record.place for record in self.records])
            return f"{name} ({places})" if name else places
        return listed(map(str, self.records)) or f"row {self.row}"

    @property
    def has_parties(self) -> bool:
        """Whether anybody binds himself, named or not."""
        return self.grant or self.strength is not None or self.option or self.holdback or self.partnership is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(OnAxes[tuple[m.Iri, ...]]):
    """A deal's names as IRIs, each group sorted."""

    licensors: tuple[m.Iri, ...]
    licensees: tuple[m.Iri, ...]
    subjects: tuple[m.Iri, ...]
    partnership: m.Iri | None
    excluded: tuple[m.Iri, ...] = field(default=(), repr=False)
