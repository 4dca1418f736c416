"""Sources declared to prevail: where one states a term of a deal, the others are shown and not believed.

A term is a place on an axis, who is covered, how exclusive, the start, the end, and that the deal was made at all. On
what the prevailing source does not mention the others are believed as before; two that prevail stay at odds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from partnergraph.axes import AXES
from partnergraph.bounds import Period
from partnergraph.inference.sources import Sources
from partnergraph.inference.statements import (
    ENDED_STATUSES,
    ENDING,
    IN_FORCE,
    TERMS,
    gives_end,
    is_denial,
    is_fact,
    states,
)
from partnergraph.model import Iri, Statement


def believed(statements: Sequence[Statement], sources: Sources) -> list[Statement]:
    """Return what is believed of one fact: all of it, without what a prevailing source says otherwise.

    The very statements come back, in their order, where no source prevails.
    """
    first = [s for s in statements if sources.prevails(s.source, s.about) and (is_fact(s) or is_denial(s))]
    if not first or len(first) == len(statements):
        return list(statements)
    kept = set(map(id, first))
    told = _Told(first, sources)
    found = (s if id(s) in kept else told.without(s) for s in statements)
    return [s for s in found if s is not None]


class _Told:
    """What prevailing sources say of one fact."""

    def __init__(self, statements: Iterable[Statement], sources: Sources) -> None:
        self.sources = sources
        self.facts = [s for s in statements if is_fact(s)]
        self.denied = any(is_denial(s) and not _limits(s) for s in statements)
        self.terms = {name for s in self.facts for name in TERMS if _says(s, name)}
        periods = [self._period(s) for s in self.facts]
        self.start = next((p for p in periods if p and (p.earliest_start or p.latest_start)), None)
        self.relative_starts = next((s.relative_starts for s in self.facts if s.relative_starts), ())
        self.relative_ends = next((s.relative_ends for s in self.facts if s.relative_ends), ())
        ending = (p for s, p in zip(self.facts, periods, strict=True) if gives_end(s) or s.renewal)
        self.end = next(ending, None)
        self.until = next((s.until for s in self.facts if s.until), None)
        self.renewal = next((s.renewal for s in self.facts if s.renewal), None)
        self.ends = self.renewal is not None or any(map(gives_end, self.facts))

    def _period(self, said: Statement) -> Period | None:
        """Return the period of a statement, up to the source's day where it says that it has ended."""
        day = self.sources.day_of(said.source)
        if said.status not in ENDED_STATUSES or day is None:
            return said.period
        period = said.period or _NO_PERIOD
        return replace(period, latest_end=min(day, period.latest_end or day))

    def without(self, said: Statement) -> Statement | None:
        """Return a statement of another source without what is told here; ``None`` where nothing is left to believe."""
        if is_denial(said):
            limits = _limits(said)
            overruled = limits <= self.terms if limits else bool(self.facts)
            return None if overruled else said
        if self.denied and not self.facts:
            return None
        emptied: dict[str, Any] = {name: TERMS[name] for name in self.terms}
        return self._in_time(replace(said, **emptied))

    def _in_time(self, said: Statement) -> Statement:
        """Return a statement with the start and the end that are told here, in place of its own."""
        if not (self.start or self.relative_starts or self.ends):
            return said
        period = said.period or _NO_PERIOD
        if day := self._held_on(said):  # in force on its day: what of that is not told here stays
            period = replace(period, latest_start=min(day, period.latest_start or day))
            period = replace(period, earliest_end=max(day, period.earliest_end or day))
        changes: dict[str, Any] = {"present_tense": False, "status": None if said.status == IN_FORCE else said.status}
        if self.start or self.relative_starts:
            start = self.start or _NO_PERIOD
            period = replace(
                period, edtf=start.edtf, earliest_start=start.earliest_start, latest_start=start.latest_start
            )
            changes["relative_starts"] = self.relative_starts
        if self.ends:
            end = self.end or _NO_PERIOD
            period = replace(period, edtf=end.edtf, **{name: getattr(end, name) for name in _OF_THE_END})
            over = said.status in (*ENDED_STATUSES, ENDING)
            changes |= {"until": self.until, "coextensive": False, "status": None if over else changes["status"]}
            changes["renewal"], changes["relative_ends"] = self.renewal, self.relative_ends
        return replace(said, period=period, **changes)

    def _held_on(self, said: Statement) -> date | None:
        here = said.present_tense or said.status == IN_FORCE
        return self.sources.day_of(said.source) if here and said.status not in ENDED_STATUSES else None


_NO_PERIOD: Final = Period("/")
_OF_THE_END: Final = (
    "earliest_end", "latest_end", "planned_end", "endless", "term", "minimum_term", "maximum_term",
)  # fmt: skip


def _says(said: Statement, name: str) -> bool:
    return states(said, name) and getattr(said, name) != "unqualified"


def _limits(denial: Statement) -> set[str]:
    """Return the terms to which a denial is limited; none where the whole fact is denied."""
    names = ("territory", *(axis.terms for axis in AXES))
    return {name for name in names if getattr(denial, name)}


def overruled(before: Iterable[Statement], after: Iterable[Statement]) -> set[Iri]:
    """Return the sources of which something is not believed."""
    kept = {s.iri: s for s in after}
    return {s.source for s in before if kept.get(s.iri) != s}
