"""The values that answers are made of, and their JSON form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias, overload

from partnergraph.axes import AXES, Axis
from partnergraph.exclusivity.facts import Answer
from partnergraph.model import CommitmentKind, Iri

Names: TypeAlias = tuple[tuple[Iri, str], ...]  # What addresses are called.
Certainty: TypeAlias = Literal["certain", "possible"]
CollisionKind: TypeAlias = Literal[
    "grant into exclusivity", "exclusivity over grant", "double exclusivity", "partner-side", "option", "exclusion",
    "not held",
]  # fmt: skip
"""How two deals collide; *not held* is one deal alone, that gives what the grantor has not."""
Verdict: TypeAlias = Literal[
    "not theirs to give", "collides", "may not be theirs to give", "may collide", "must offer first",
    "nothing recorded", "clear",
]  # fmt: skip
"""What stands against a proposed deal, the worst first."""
TitleStatus: TypeAlias = Literal["not held", "possibly not held", "not recorded", "held"]
WORST_TITLES: Final[tuple[TitleStatus, ...]] = ("not held", "possibly not held", "not recorded", "held")
"""The statuses of titles, the worst first."""


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
    ``title``: whether who grants, or promises, it holds that right in the cell; ``None`` of what grants nothing.
    """

    commitment: Iri
    why: str
    countries: str
    since: str | None
    until: str | None
    evidence: tuple[Quote, ...]
    title: TitleStatus | None = None

    @property
    def told(self) -> str:
        """The reason, with the title behind it where something is recorded of that."""
        shown = self.title in ("held", "not held", "possibly not held")
        return f"{self.why} (title: {self.title})" if shown else self.why

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; the start is called ``from``."""
        return {
            "commitment": self.commitment,
            "why": self.why,
            "countries": self.countries,
            "from": self.since,
            "until": self.until,
            "title": self.title,
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
class InPart:
    """What is answered for one term of an axis where all of the axis is asked about, and unknown."""

    axis: str
    term: Iri
    answer: Answer

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"axis": self.axis, "term": self.term, "answer": self.answer}


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """Whether one party may act. ``could_be``: what the complete readings say, ``"unknown"`` where they say nothing.

    ``answered_by``: the companies that took its place, or may have, and for whom it is answered. ``in_part``: of an
    unknown, on which of the terms that commitments name the answer is known.
    """

    party: Iri
    answer: Answer
    could_be: tuple[Answer, ...] = ()
    last_known: LastKnown | None = None
    decided_by: tuple[Deciding, ...] = ()
    conflict_of: Literal["commitments", "sources"] | None = None
    reasons: tuple[Reason, ...] = ()
    answered_by: tuple[Iri, ...] = ()
    in_part: tuple[InPart, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "party": self.party,
            **({"answered_by": list(self.answered_by)} if self.answered_by else {}),
            "answer": self.answer,
            "could_be": list(self.could_be),
            "in_part": [part.to_json() for part in self.in_part],
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
    customer: Iri | None = None

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
            "customer": self.customer,
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

    ``with_`` is the recorded commitment; ``between`` both, the later first (a proposal under its own name), or the
    one that gives what is *not held*. ``first`` is ``None`` where the start is not known, ``last`` where there is
    no end. ``channels``, ``acts``, ``languages`` and
    ``customers``: those in common, empty for all. ``edge_day``: they meet on one single day, as
    at a hand-over. ``depends_on`` says what is open; of a certain one, which readings and declarations it would not
    be certain without. ``also``: what else collides between the same two deals. ``names``: what things are called.
    ``size``: in how many countries the common ground has no first or no last day, and the days of all others, summed
    up country by country.
    """

    kind: CollisionKind
    certainty: Certainty
    with_: Iri
    between: tuple[Iri, ...]
    countries: str
    first: date | None
    last: date | None
    fields: tuple[Iri, ...]
    subjects: tuple[Iri, ...]
    edge_day: bool
    depends_on: tuple[str, ...]
    sentence: str
    evidence: tuple[Quote, ...]
    channels: tuple[Iri, ...] = ()
    acts: tuple[Iri, ...] = ()
    languages: tuple[Iri, ...] = ()
    customers: tuple[Iri, ...] = ()
    also: tuple[Collision, ...] = ()
    names: Names = ()
    size: tuple[int, int] = (0, 0)

    def on(self, axis: Axis) -> tuple[Iri, ...]:
        """Return the terms of an axis in common."""
        terms: tuple[Iri, ...] = getattr(self, axis.terms)
        return terms

    def _terms(self, axis: Axis) -> dict[str, Any]:
        return _named(axis.name, self.on(axis), self.names)

    def all(self) -> tuple[Collision, ...]:
        """Return it and what else collides between the same two deals."""
        return (self, *self.also)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; the period is an EDTF interval."""
        return {
            "kind": self.kind,
            "certainty": self.certainty,
            **_named("with", self.with_, self.names),
            **_named("between", self.between, self.names),
            "countries": self.countries,
            "period": _interval(self.first, self.last),
            **{key: value for axis in AXES for key, value in self._terms(axis).items()},
            **_named("mark", self.subjects, self.names),
            "edge_day": self.edge_day,
            "depends_on": list(self.depends_on),
            "sentence": self.sentence,
            "evidence": [quote.to_json() for quote in self.evidence],
            "also": [
                {"kind": c.kind, "certainty": c.certainty, **_named("between", c.between, c.names)} for c in self.also
            ],
        }


@dataclass(frozen=True, slots=True)
class TitleRow:
    """Whether the party that grants holds the right, in countries, days and a scope.

    ``scope`` are the fields, channels and acts in words, empty for all that is granted. ``first`` and ``last`` are
    those of `Collision`.
    """

    status: TitleStatus
    countries: str
    first: date | None
    last: date | None
    subjects: tuple[Iri, ...]
    scope: tuple[str, ...]
    sentence: str
    names: Names = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; the period is an EDTF interval."""
        return {
            "status": self.status,
            "countries": self.countries,
            "period": _interval(self.first, self.last),
            **_named("subject", self.subjects, self.names),
            "scope": list(self.scope),
            "sentence": self.sentence,
        }


Holds: TypeAlias = Literal["owner", "exclusive", "sole", "co-exclusive", "unqualified", "non-exclusive", "not recorded"]
"""How somebody holds a right; *unqualified* is an exclusive one of which is not said whether it binds who gave it."""


@dataclass(frozen=True, slots=True)
class TitleLink:
    """A link of a chain of title: who holds what, from whom.

    ``level``: how many links stand above it. ``how`` is *owner* at the head of a chain, or *not recorded* for who
    grants out of no recorded right; those have no ``grantors``, the latter no ``deal`` either. ``out_of``: the
    ownerships and licences out of which it may be granted; it stands under the first.
    ``terms``: by axis, empty for all.
    ``since`` and ``until`` are those of `Reason`. Not ``certain``: planned, tentative, conditional, or perhaps not in
    force when it is asked for. ``sources``: where sources are at odds, those by which it is so.
    ``title``: what of it who granted it holds, the worst first.
    """

    level: int
    holders: tuple[Iri, ...]
    how: Holds
    grantors: tuple[Iri, ...] = ()
    deal: Iri | None = None
    out_of: tuple[Iri, ...] = ()
    subjects: tuple[Iri, ...] = ()
    countries: str = ""
    terms: tuple[tuple[str, tuple[Iri, ...]], ...] = ()
    since: str | None = None
    until: str | None = None
    certain: bool = True
    sources: tuple[str, ...] = ()
    title: tuple[TitleStatus, ...] = ()
    sentence: str = ""
    evidence: tuple[Quote, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; the start is called ``from``."""
        addresses = {name: list(getattr(self, name)) for name in ("holders", "grantors", "out_of", "subjects")}
        return {
            "level": self.level,
            "how": self.how,
            "deal": self.deal,
            **addresses,
            "countries": self.countries,
            **{axis: list(terms) for axis, terms in self.terms},
            "from": self.since,
            "until": self.until,
            "certain": self.certain,
            "by_sources": list(self.sources),
            "title": list(self.title),
            "sentence": self.sentence,
            "evidence": [quote.to_json() for quote in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class TitleGap:
    """A part of a recorded grant that who grants it does not hold, possibly not, or is not recorded to hold."""

    deal: Iri
    grantors: tuple[Iri, ...]
    row: TitleRow

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"deal": self.deal, "grantors": list(self.grantors), **self.row.to_json()}


@dataclass(frozen=True, slots=True)
class TitleAnswer:
    """Who holds a subject, from whom: the links of each chain from its head down, and the gaps.

    ``owned``: whether an owner is recorded, where and when it is asked for.
    """

    subject: Iri
    links: tuple[TitleLink, ...]
    gaps: tuple[TitleGap, ...]
    owned: bool
    readings_used: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "subject": self.subject,
            "owner_recorded": self.owned,
            "readings_used": list(self.readings_used),
            "gaps": [gap.to_json() for gap in self.gaps],
            "title": [link.to_json() for link in self.links],
        }


@dataclass(frozen=True, slots=True)
class ClearAnswer:
    """What stands against a proposed deal.

    ``title``: what of it the grantors hold, the worst first. ``as_of``: the day of the declarations by which nothing
    else is promised; *clear* rests on it. ``not_recorded`` names the parties that nothing recorded names; ``notes``
    say what that, and a party whose commitments nobody lists, mean for the answer.
    """

    verdict: Verdict
    collisions: tuple[Collision, ...]
    as_of: date | None = None
    not_recorded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    title: tuple[TitleRow, ...] = ()
    readings_used: tuple[str, ...] = ()

    @property
    def title_recorded(self) -> bool:
        """Whether the sources tell for all that is granted whether it is held."""
        return all(row.status != "not recorded" for row in self.title)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "verdict": self.verdict,
            "as_of": _iso(self.as_of),
            "readings_used": list(self.readings_used),
            "not_recorded": list(self.not_recorded),
            "notes": list(self.notes),
            "title": [row.to_json() for row in self.title],
            "collisions": [collision.to_json() for collision in self.collisions],
        }


@dataclass(frozen=True, slots=True)
class ConflictsAnswer(Sequence[Collision]):
    """The recorded deals that collide, and those that give what is not held, in the order of `conflicts`.

    ``not_recorded``: of how many recorded grants no source tells whether they are held.
    """

    rows: tuple[Collision, ...]
    not_recorded: int = 0
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many collide."""
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Collision: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Collision]: ...
    def __getitem__(self, place: int | slice) -> Collision | Sequence[Collision]:
        """Return one collision, or some."""
        return self.rows[place]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "notes": list(self.notes),
            "title_not_recorded": self.not_recorded,
            "conflicts": [row.to_json() for row in self.rows],
        }


Availability: TypeAlias = Literal[
    "not held", "blocked", "possibly not held", "may be blocked", "must offer first", "nothing recorded", "free"
]
"""What a cell is; *possibly not held* and *must offer first* where it is asked what one party may grant."""


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
    names: Names = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "countries": self.countries,
            "codes": list(self.codes),
            "from": self.first.isoformat(),
            "until": _iso(self.last),
            "status": self.status,
            **_named("by", self.by, self.names),
        }


@dataclass(frozen=True, slots=True)
class AvailableAnswer:
    """What is free and what is not. ``as_of``: the day of the declaration on which *free* rests.

    ``notes`` say which company took the place of the one asked about, and what is not counted.
    """

    rows: tuple[Available, ...]
    as_of: date | None
    readings_used: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

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


Due: TypeAlias = Literal["end", "notice", "condition", "option window"]
"""What falls on a day: the end of a deal, the last day of notice, that a condition can fail, that an offer lapses."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """A commitment with a known last possible day. ``opens``: what no successor takes over the next day, in words.

    ``what`` falls on ``last_possible``; only an end opens anything. ``evidence`` is what sources say of the commitment.

    ``opens`` is ``"nothing"`` where successors take over all of it, ``None`` for what shuts out nobody; ``openings``
    are its parts.
    ``first_possible`` is ``None`` where the end may have come on any day. ``made``: false of what is only planned,
    tentative or conditional. ``own_last``: the last possible day by a sublicence's own words, where a licence above
    it ends earlier.
    """

    commitment: Iri
    kind: CommitmentKind
    first_possible: date | None
    last_possible: date
    opens: str | None
    sentence: str
    openings: tuple[Opening, ...] = ()
    made: bool = True
    own_last: date | None = None
    what: Due = "end"
    evidence: tuple[Quote, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "commitment": self.commitment,
            "kind": self.kind,
            "what": self.what,
            "made": self.made,
            "own_last": _iso(self.own_last),
            "first_possible": _iso(self.first_possible),
            "last_possible": self.last_possible.isoformat(),
            "opens": self.opens,
            "sentence": self.sentence,
            "openings": [opening.to_json() for opening in self.openings],
            "evidence": [quote.to_json() for quote in self.evidence],
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


def _interval(first: date | None, last: date | None) -> str:
    return f"{_iso(first) or ''}/{_iso(last) or '..'}"


def _named(key: str, value: Iri | tuple[Iri, ...], names: Names) -> dict[str, Any]:
    """Return addresses in JSON with what they name beside them; what is not known is called by its address."""
    called = dict(names)
    if isinstance(value, str):
        return {key: value, f"{key}_name": called.get(value, value)}
    return {key: list(value), f"{key}_names": [called.get(iri, iri) for iri in value]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
