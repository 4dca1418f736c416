"""What the exclusivity answers are computed from: deals as values, and a proposed deal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from partnergraph.axes import OnAxes
from partnergraph.inference import Change, Sources
from partnergraph.inference.prevailing import believed, overruled
from partnergraph.model import (
    Carveout,
    Commitment,
    Dataset,
    DealEvent,
    Entity,
    Evidence,
    Iri,
    MarkFamily,
    Ownership,
    Partnership,
    Release,
    Source,
    Statement,
    Strength,
    Succession,
)
from partnergraph.names import local_name
from partnergraph.territory import Territory
from partnergraph.vocabulary import READINGS, READINGS_ON_BY_DEFAULT

Answer: TypeAlias = Literal["yes", "no", "unknown", "conflict"]

STRICT: Final[frozenset[str]] = frozenset()
"""No switchable reading: only what is stated or entailed."""

DEFAULT_READINGS: Final[frozenset[str]] = frozenset(READINGS_ON_BY_DEFAULT)


def check_readings(readings: Iterable[str]) -> frozenset[str]:
    """Return the readings as a set.

    Raises `ValueError` for a name that is not one of `vocabulary.READINGS`.

    >>> sorted(check_readings(["continues"]))
    ['continues']
    """
    on = frozenset(readings)
    unknown = sorted(on.difference(READINGS))
    if unknown:
        raise ValueError(f"no reading is called {unknown[0]!r}; there are {', '.join(READINGS)}")
    return on


@dataclass(frozen=True, slots=True, kw_only=True)
class Deals:
    """Everything the answers need; the caller fills it from a store or by hand.

    ``statements`` are those about the identities given here. ``broader`` maps every *placed* term of an
    axis to its parent, roots to ``None``; a term that is not a key is unplaced: never disjoint from
    anything, always unknown. ``names`` are labels for sentences; a missing one shows the IRI's last segment.
    ``kinds`` say what things are: `Brand`, `Model` ...; of what is missing the kind is not known.
    ``carried``: under which marks each product is sold, by any source; of what is missing that is not known.
    """

    commitments: tuple[Commitment, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    releases: tuple[Release, ...] = ()
    ownerships: tuple[Ownership, ...] = ()
    families: tuple[MarkFamily, ...] = ()
    events: tuple[Change, ...] = ()
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    broader: Mapping[Iri, Iri | None] = field(default_factory=dict)
    names: Mapping[Iri, str] = field(default_factory=dict)
    kinds: Mapping[Iri, type[Entity]] = field(default_factory=dict)
    carried: Mapping[Iri, frozenset[Iri]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Dataset, broader: Mapping[Iri, Iri | None], names: Mapping[Iri, str] | None = None) -> Deals:
        """Take what concerns deals out of a dataset; names of things and identities come from the dataset itself.

        >>> Deals.of(Dataset(), {}).commitments
        ()
        """
        labels = {entity.iri: entity.name for entity in data.entities}
        labels.update({identity.iri: identity.label for identity in data.identities})
        labels.update(names or {})
        carried: dict[Iri, frozenset[Iri]] = {}
        for said in data.descriptions:
            if said.brands:
                carried[said.about] = carried.get(said.about, frozenset()).union(said.brands)
        return cls(
            commitments=tuple(i for i in data.identities if isinstance(i, Commitment)),
            partnerships=tuple(i for i in data.identities if isinstance(i, Partnership)),
            releases=tuple(i for i in data.identities if isinstance(i, Release)),
            ownerships=tuple(i for i in data.identities if isinstance(i, Ownership)),
            families=tuple(i for i in data.identities if isinstance(i, MarkFamily)),
            events=tuple(i for i in data.identities if isinstance(i, DealEvent | Succession)),
            statements=tuple(data.statements),
            sources=tuple(data.sources),
            evidence=tuple(data.evidence),
            broader=broader,
            names=labels,
            kinds={entity.iri: type(entity) for entity in data.entities},
            carried=carried,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(OnAxes[tuple[Iri, ...]]):
    """A deal that is not made yet.

    ``exclusive`` is the strength of the exclusivity that comes with it; ``None`` is a plain grant. With
    ``side="user"`` the deal is a promise of ``grantors`` to use, in the scope, only ``subjects`` (marks of
    ``grantees``). ``first`` to ``last`` is the whole time it may run, inclusive; ``last=None`` is no end.
    ``territory`` empty: not said. ``signed`` is the day on which
    options are tested, by default ``first``. ``parent`` is the licence out of which it is granted.
    ``newcomers``: those parties that nothing recorded names, with what they are called. ``notes``: how its names
    were taken, where several things have one.
    """

    grantors: tuple[Iri, ...]
    grantees: tuple[Iri, ...]
    subjects: tuple[Iri, ...]
    territory: tuple[Territory, ...] = ()
    first: date
    last: date | None = None
    signed: date | None = None
    exclusive: Strength | None = None
    side: Literal["grantor", "user"] = "grantor"
    covers_affiliates: bool | None = None
    carveouts: tuple[Carveout, ...] = ()
    parent: Iri | None = None
    newcomers: tuple[tuple[Iri, str], ...] = ()
    notes: tuple[str, ...] = ()


class Documents(Sources):
    """Sources and what they say, with declared copies folded into their original."""

    def __init__(self, deals: Deals) -> None:
        super().__init__({source.iri: source for source in deals.sources})
        self.statement = {statement.iri: statement for statement in deals.statements}
        self.about: dict[Iri, list[Statement]] = defaultdict(list)
        for statement in deals.statements:
            self.about[statement.about].append(statement)
        self.prevailing: dict[Iri, tuple[set[Iri], set[Iri]]] = {}
        """Facts of which some sources prevail over others, with both."""
        if any(source.prevails or source.prevails_for for source in deals.sources):
            self._weigh()
        self._evidence = {item.iri: item for item in deals.evidence}

    def _weigh(self) -> None:
        """Leave out what prevailing sources say otherwise."""
        for fact, said in list(self.about.items()):
            kept = believed(said, self)
            if lost := overruled(said, kept):
                self.about[fact] = kept
                first = {s.source for s in said if self.prevails(s.source, fact)}
                self.prevailing[fact] = (first, lost)

    def title(self, source: Iri) -> str:
        """Return the source's title for sentences."""
        found = self.by_iri.get(source)
        return found.title if found else local_name(source)

    def quotes(self, statement: Statement) -> list[Evidence]:
        """Return the recorded passages of a statement."""
        return [self._evidence[iri] for iri in statement.evidence if iri in self._evidence]

    def holdings_until(self, holder: Iri, subject: Iri) -> date | None:
        """Return the latest day as of which a source lists every right that ``holder`` has in ``subject``."""
        pair = (holder, subject)
        days = [s.as_of for s in self.by_iri.values() if s.as_of is not None and pair in s.complete_holdings]
        return max(days, default=None)

    def complete_until(self, grantor: Iri, subject: Iri) -> date | None:
        """Return the latest day as of which a source lists every commitment of ``grantor`` for ``subject``."""
        days = [
            source.as_of
            for source in self.by_iri.values()
            if source.as_of is not None and (grantor, subject) in source.complete_for
        ]
        return max(days, default=None)


def in_order(sets: Iterable[tuple[Iri, ...]]) -> tuple[Iri | None, ...]:
    """Return the terms of some sets, sorted; ``None`` first if one is empty, or there is none.

    >>> in_order([("urn:sell",), ()])
    (None, 'urn:sell')
    """
    sets = set(sets)
    named = {term for terms in sets for term in terms}
    return (*([None] if not named or () in sets else []), *sorted(named))
