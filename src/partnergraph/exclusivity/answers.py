"""The values that answers are made of, and their JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from partnergraph.exclusivity.facts import Answer
from partnergraph.model import Iri

Certainty: TypeAlias = Literal["certain", "possible"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that an answer rests on. ``quote`` is ``None`` where a source is cited without a passage."""

    source: str
    quote: str | None
    date: date | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"source": self.source, "quote": self.quote, "date": _iso(self.date)}


@dataclass(frozen=True, slots=True)
class Reason:
    """A commitment (or ownership) that an answer rests on.

    ``countries`` is the shortest phrase a person would write; ``since`` and ``until`` are EDTF moments
    (``2022-07-01``, ``[2022-01-01..2022-07-31]``), ``".."`` for no end, ``None`` for not known.
    """

    commitment: Iri
    why: str
    countries: str
    since: str | None
    until: str | None
    evidence: tuple[Quote, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; the start is called ``from``."""
        return {
            "commitment": self.commitment,
            "why": self.why,
            "countries": self.countries,
            "from": self.since,
            "until": self.until,
            "evidence": [quote.to_json() for quote in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class LastKnown:
    """The latest earlier day with a definite answer."""

    answer: Answer
    on: date

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"answer": self.answer, "on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class Deciding:
    """A question whose answer would help. ``alone``: whatever the reply, the answer is then settled."""

    question: str
    alone: bool

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"question": self.question, "alone": self.alone}


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """Whether one party may act. ``could_be``: what the complete readings say, ``"unknown"`` where they say nothing."""

    party: Iri
    answer: Answer
    could_be: tuple[Answer, ...] = ()
    last_known: LastKnown | None = None
    decided_by: tuple[Deciding, ...] = ()
    conflict_of: Literal["commitments", "sources"] | None = None
    reasons: tuple[Reason, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "party": self.party,
            "answer": self.answer,
            "could_be": list(self.could_be),
            "last_known": self.last_known.to_json() if self.last_known else None,
            "decided_by": [deciding.to_json() for deciding in self.decided_by],
            "conflict_of": self.conflict_of,
            "reasons": [reason.to_json() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class WhoAnswer:
    """Who may act in one cell: the parties asked about in the order given, then `cells.OTHERS`."""

    subject: Iri
    field: Iri
    act: Iri | None
    channel: Iri | None
    country: str
    day: date
    last_day: date
    recorded: bool
    readings_used: tuple[str, ...]
    answers: tuple[PartyAnswer, ...]

    def __getitem__(self, party: Iri) -> PartyAnswer:
        """Return the answer for one party."""
        return next(answer for answer in self.answers if answer.party == party)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "subject": self.subject,
            "field": self.field,
            "act": self.act,
            "channel": self.channel,
            "country": self.country,
            "on": self.day.isoformat(),
            "until": self.last_day.isoformat(),
            "recorded": self.recorded,
            "readings_used": list(self.readings_used),
            "answers": [answer.to_json() for answer in self.answers],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
