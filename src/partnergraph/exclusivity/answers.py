"""The values that answers are made of, and their JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from partnergraph.exclusivity.facts import Answer
from partnergraph.model import Iri

Certainty: TypeAlias = Literal["certain", "possible"]
CollisionKind: TypeAlias = Literal[
    "grant into exclusivity", "exclusivity over grant", "double exclusivity", "partner-side", "option"
]
Verdict: TypeAlias = Literal["collides", "may collide", "must offer first", "nothing recorded", "clear"]


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
    (``2022-07-01``, ``[2022-01-01..2022-07-31]``), ``".."`` for no end that a source states, ``None`` for not known.
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
    language: Iri | None = None

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
            "language": self.language,
            "country": self.country,
            "on": self.day.isoformat(),
            "until": self.last_day.isoformat(),
            "recorded": self.recorded,
            "readings_used": list(self.readings_used),
            "answers": [answer.to_json() for answer in self.answers],
        }


@dataclass(frozen=True, slots=True)
class Collision:
    """Two deals that do, or may, collide, with a witness: countries, days, fields and marks they have in common.

    ``with_`` is the recorded commitment; ``between`` both, the later first (a proposal under its own name).
    ``first`` is ``None`` where the start is not known, ``last`` where there is no end. ``edge_day``: they meet on
    one single day, as at a hand-over. ``depends_on`` says what is open, and which readings were used.
    """

    kind: CollisionKind
    certainty: Certainty
    with_: Iri
    between: tuple[Iri, Iri]
    countries: str
    first: date | None
    last: date | None
    fields: tuple[Iri, ...]
    subjects: tuple[Iri, ...]
    edge_day: bool
    depends_on: tuple[str, ...]
    sentence: str
    evidence: tuple[Quote, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; the period is an EDTF interval."""
        first = _iso(self.first) or ""
        return {
            "kind": self.kind,
            "certainty": self.certainty,
            "with": self.with_,
            "between": list(self.between),
            "countries": self.countries,
            "period": f"{first}/{_iso(self.last) or '..'}",
            "field": list(self.fields),
            "mark": list(self.subjects),
            "edge_day": self.edge_day,
            "depends_on": list(self.depends_on),
            "sentence": self.sentence,
            "evidence": [quote.to_json() for quote in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class ClearAnswer:
    """What stands against a proposed deal. ``as_of``: the day of the declaration on which *clear* rests.

    ``not_recorded`` names the parties that nothing recorded names; ``notes`` say what that means for the answer.
    """

    verdict: Verdict
    collisions: tuple[Collision, ...]
    as_of: date | None = None
    not_recorded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "verdict": self.verdict,
            "as_of": _iso(self.as_of),
            "not_recorded": list(self.not_recorded),
            "notes": list(self.notes),
            "collisions": [collision.to_json() for collision in self.collisions],
        }


Availability: TypeAlias = Literal["blocked", "may be blocked", "nothing recorded", "free"]


@dataclass(frozen=True, slots=True)
class Available:
    """Countries with one status from ``first`` to ``last``, ``None`` for no end.

    ``by`` are the commitments that do, or may, block.
    """

    countries: str
    codes: tuple[str, ...]
    first: date
    last: date | None
    status: Availability
    by: tuple[Iri, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "countries": self.countries,
            "codes": list(self.codes),
            "from": self.first.isoformat(),
            "until": _iso(self.last),
            "status": self.status,
            "by": list(self.by),
        }


@dataclass(frozen=True, slots=True)
class AvailableAnswer:
    """What is free and what is not. ``as_of``: the day of the declaration on which *free* rests."""

    rows: tuple[Available, ...]
    as_of: date | None
    readings_used: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "as_of": _iso(self.as_of),
            "readings_used": list(self.readings_used),
            "available": [row.to_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Opening:
    """What an exclusivity leaves open on the day after its last possible day: no successor shuts out there.

    ``parties``: for whom alone, empty for everybody. ``within``: only there; ``beyond``: all but there (terms of
    the axes). ``until``: the last day, ``None`` if no successor is to begin later. Not ``certain``: perhaps.
    ``by``: the exclusivities that follow.
    """

    countries: str
    codes: tuple[str, ...]
    parties: tuple[Iri, ...]
    within: tuple[Iri, ...]
    beyond: tuple[Iri, ...]
    until: date | None
    certain: bool
    by: tuple[Iri, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        lists = {"codes": self.codes, "parties": self.parties, "within": self.within, "beyond": self.beyond}
        return {
            "countries": self.countries,
            **{name: list(values) for name, values in lists.items()},
            "until": _iso(self.until),
            "certain": self.certain,
            "by": list(self.by),
        }


@dataclass(frozen=True, slots=True)
class Expiring:
    """A commitment with a known last possible day. ``opens``: what no successor takes over the next day, in words.

    ``opens`` is ``"nothing"`` where successors take over all of it, ``None`` for what shuts out nobody; ``openings``
    are its parts.
    ``first_possible`` is ``None`` where the end may have come on any day.
    """

    commitment: Iri
    kind: Literal["grant", "exclusivity", "option"]
    first_possible: date | None
    last_possible: date
    opens: str | None
    sentence: str
    openings: tuple[Opening, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "commitment": self.commitment,
            "kind": self.kind,
            "first_possible": _iso(self.first_possible),
            "last_possible": self.last_possible.isoformat(),
            "opens": self.opens,
            "sentence": self.sentence,
            "openings": [opening.to_json() for opening in self.openings],
        }


@dataclass(frozen=True, slots=True)
class ExpiringAnswer:
    """What expires, by last possible day. ``unknown_ends``: how many that may be in force have no known last day."""

    rows: tuple[Expiring, ...]
    unknown_ends: int

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"unknown_ends": self.unknown_ends, "expiring": [row.to_json() for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two successive exclusive partners on which there is none, or both."""

    kind: Literal["hole", "overlap"]
    certainty: Certainty
    subject: Iri
    between: tuple[Iri, Iri]
    countries: str
    first: date
    last: date

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "kind": self.kind,
            "certainty": self.certainty,
            "subject": self.subject,
            "between": list(self.between),
            "countries": self.countries,
            "from": self.first.isoformat(),
            "until": self.last.isoformat(),
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
