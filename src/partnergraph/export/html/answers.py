"""The map's answers, ready to be looked up: who holds what, per mark and field, per class of countries, over time.

They are computed in Python, where the readings are, and only looked up by the page, so that both agree to the cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from partnergraph.model import Iri

State: TypeAlias = Literal["blocked", "may be blocked", "nothing recorded", "free", "not held"]

STATES: tuple[State, ...] = ("blocked", "may be blocked", "nothing recorded", "free", "not held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer on every day from ``first`` to ``last``, both inclusive; ``None`` is open on that side.

    ``by``: the commitments (or parties) that block or may block. ``because``: the statements it rests on, whose
    quotes the page shows; empty stands for all statements of the commitments in ``by``.
    """

    state: State
    first: date | None = None
    last: date | None = None
    by: tuple[Iri, ...] = ()
    reason: str = ""
    because: tuple[Iri, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryClass:
    """Countries (ISO 3166-1 alpha-2, and XK) that behave alike, with their answers in order of time.

    On a day that no answer holds, nothing is recorded.
    """

    countries: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapQuestion:
    """One subject, field of use and act; ``None`` is "any". Countries in no class have nothing recorded."""

    subject: Iri
    field: Iri | None
    act: Iri | None = None
    classes: tuple[CountryClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAnswers:
    """All questions that the map can answer, and the names of the readings under which they were computed."""

    questions: tuple[MapQuestion, ...]
    readings: tuple[str, ...] = ()
