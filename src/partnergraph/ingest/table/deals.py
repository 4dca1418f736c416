"""One row of a table as values: a deal, and the document that it names as its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from partnergraph import model as m
from partnergraph.axes import OnAxes
from partnergraph.bounds import Period
from partnergraph.territory import Territory

Words: TypeAlias = tuple[str, m.Iri | None]
"""A term as written, with the IRI of the shipped term that it is, if it is one."""


@dataclass(frozen=True, slots=True)
class Document:
    """The document that a row names as its source; an empty title is the table itself on another day."""

    title: str
    day: date | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal(OnAxes[tuple[Words, ...]]):
    """One row: a grant, an exclusivity, an option, or several of them in one scope. Names are as written."""

    row: int
    key: str | None
    licensors: tuple[str, ...]
    licensees: tuple[str, ...]
    subjects: tuple[tuple[type[m.Entity], str], ...]
    territory: tuple[Territory, ...]
    territory_words: str | None
    period: Period | None
    present: bool
    grant: bool
    strength: m.Strength | None
    sides: tuple[m.Side, ...]
    option: bool
    status: str | None
    affiliates: bool | None
    partnership: str | None
    document: Document | None
    quotes: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(OnAxes[tuple[m.Iri, ...]]):
    """A deal's names as IRIs, each group sorted."""

    licensors: tuple[m.Iri, ...]
    licensees: tuple[m.Iri, ...]
    subjects: tuple[m.Iri, ...]
    partnership: m.Iri | None
