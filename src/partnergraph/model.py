"""The domain's values: things, facts about them, and what each source says. No RDF here.

Identity apart from account: an *identity* (`Partnership`, `Commitment`, `Release` ...) says which fact
is meant, and only that. What a source says of its scope, time and status is a `Statement` of exactly
one source. Everything is frozen and refers to other things by IRI.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Final, Literal, TypeAlias

from partnergraph.axes import OnAxes, TermAxis
from partnergraph.bounds import Period
from partnergraph.bounds import Term as Length
from partnergraph.territory import Territory

Iri: TypeAlias = str

CommitmentKind: TypeAlias = Literal["grant", "exclusivity", "option", "exclusion", "holdback"]
FORBIDDING: Final = ("exclusion", "holdback")
"""Kinds of commitments that shut out and let nobody act."""
Side: TypeAlias = Literal["grantor", "user"]
Strength: TypeAlias = Literal["exclusive", "sole", "co-exclusive", "unqualified"]
OptionKind: TypeAlias = Literal["refusal", "offer", "negotiation", "matching"]
Sublicensing: TypeAlias = Literal["allowed", "with-consent", "forbidden"]
Modality: TypeAlias = Literal["fact", "opinion", "plan", "prediction", "disclosure"]
PriceRelation: TypeAlias = Literal["at", "below", "above"]
DealEventKind: TypeAlias = Literal["amendment", "renewal", "termination", "assignment", "notice", "exercise", "waiver"]
ENDING_EVENTS: Final[tuple[DealEventKind, ...]] = ("termination", "waiver")
"""The kinds of events that end a deal, or the part of it that they name."""
Effect: TypeAlias = Literal["replaces", "adds", "removes"]
SuccessionKind: TypeAlias = Literal["merger", "renaming", "spin-off"]
Verdict: TypeAlias = Literal["agree", "seem to contradict", "contradict"]
ConditionKind: TypeAlias = Literal["first", "lasting"]
Failing: TypeAlias = Literal["ended", "non-exclusive"]
RenewedBy: TypeAlias = Literal["silence", "exercise"]
Which: TypeAlias = Literal["first", "last"]
Among: TypeAlias = Literal["later", "earlier"]
SourceKind: TypeAlias = Literal["contract", "register", "sheet", "press"]
Edge: TypeAlias = Literal["earliest-start", "latest-start", "earliest-end", "latest-end"]

EDGES: tuple[Edge, ...] = ("earliest-start", "latest-start", "earliest-end", "latest-end")


# --- things -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing with a name. ``name`` is one spelling, the rest is said by `Description`."""

    iri: Iri
    name: str


class Organization(Entity):
    """A company or other body; never its brand."""

    __slots__ = ()


class Brand(Entity):
    """A mark under which products are sold; never its owner."""

    __slots__ = ()


class Right(Entity):
    """A subject of commitments that is neither mark nor product (a patent family, a format)."""

    __slots__ = ()


class Person(Entity):
    """A natural person."""

    __slots__ = ()


class Model(Entity):
    """A product sold under one name."""

    __slots__ = ()


class Series(Entity):
    """A named group of models."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Entity):
    """A user's own term of an axis. Without ``broader`` it is unplaced: never disjoint, always unknown."""

    scheme: TermAxis
    broader: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document. ``complete_for`` are (grantor, subject) pairs whose commitments it lists in full as of ``as_of``.

    ``kind``: a stated term is an end in a contract (or if not said), register or deal sheet, and in the press a plan.
    ``complete_holdings`` are (holder, subject) pairs of which it lists every right that the holder has.
    ``prevails``: where it states a term, other sources are not believed; ``prevails_for``: of these facts alone.
    ``governing_law``: by which law a contract is read, in words; no answer rests on it.
    """

    iri: Iri
    title: str
    date: dt.date | None = None
    publisher: str | None = None
    url: str | None = None
    sha256: str | None = None
    copy_of: Iri | None = None
    as_of: dt.date | None = None
    complete_for: tuple[tuple[Iri, Iri], ...] = ()
    kind: SourceKind | None = None
    governing_law: str | None = None
    complete_holdings: tuple[tuple[Iri, Iri], ...] = ()
    prevails: bool = False
    prevails_for: tuple[Iri, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage of a source: a phrase of at most 12 words at ``start`` (code points, end exclusive).

    ``start`` is ``None`` where only the phrase is known.
    """

    iri: Iri
    source: Iri
    phrase: str
    start: int | None = None

    @property
    def end(self) -> int | None:
        """Position after the last code point of the phrase."""
        return None if self.start is None else self.start + len(self.phrase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What one source says of a thing itself: its spelling, other names, identifiers, place in a family."""

    iri: Iri
    about: Iri
    source: Iri
    name: str
    aliases: tuple[str, ...] = ()
    website: str | None = None
    lei: str | None = None
    wikidata: str | None = None
    makers: tuple[Iri, ...] = ()
    brands: tuple[Iri, ...] = ()
    series: Iri | None = None
    evidence: tuple[Iri, ...] = ()


# --- identities -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which fact is meant. ``label`` is a short name for people."""

    iri: Iri
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Identity):
    """A reported working relationship of two or more organizations."""

    parties: tuple[Iri, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Identity):
    """What ``bound`` binds itself to, in favour of ``beneficiaries``.

    * ``kind="grant"``: ``bound`` lets the beneficiaries act. A grant excludes nobody.
    * ``kind="exclusivity"``, ``side="grantor"``: ``bound`` promises that only the beneficiaries may act.
    * ``kind="exclusivity"``, ``side="user"``: ``bound`` uses marks and promises to use, in the scope, only
      the statement's subjects (marks of the beneficiaries).
    * ``kind="option"``: ``bound`` must offer to the beneficiaries first (refusal, offer, negotiation).
    * ``kind="exclusion"``: ``bound`` promises that those ``excluded`` may not act; nobody else is shut out. With
      ``at_most`` it names nobody: it promises to have no more licensees than that, the promisees counted.
    * ``kind="holdback"``: ``bound`` promises that nobody may act, itself included.

    The last two are promised to the ``promisees`` and favour nobody. ``parent`` is the commitment out of which this
    one is a sublicence; ``partnership`` the one it belongs to.
    """

    kind: CommitmentKind
    bound: tuple[Iri, ...]
    beneficiaries: tuple[Iri, ...]
    side: Side = "grantor"
    partnership: Iri | None = None
    parent: Iri | None = None
    excluded: tuple[Iri, ...] = ()
    promisees: tuple[Iri, ...] = ()
    at_most: int | None = None

    @property
    def lets_act(self) -> bool:
        """Whether its beneficiaries may act by it."""
        return self.kind in ("grant", "exclusivity") and self.side == "grantor"

    @property
    def only_forbids(self) -> bool:
        """Whether it shuts out and lets nobody act."""
        return self.kind in FORBIDDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Identity):
    """A product reaching a market."""

    product: Iri
    partnership: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Identity):
    """A product reported as not released in a market up to a day (the period's end)."""

    product: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Identity):
    """A post held by a person at an organization."""

    holder: Iri
    organization: Iri
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Identity):
    """A meeting, a sponsorship, a team, a photograph: one n-ary class, ``kind`` from the SKOS tree."""

    kind: Iri
    participants: tuple[Iri, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRight(Identity):
    """Who decides ``matter``: several holders decide together."""

    holders: tuple[Iri, ...]
    matter: str
    partnership: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership(Identity):
    """``owner`` owns a mark, a product or work, or another right (``owned``); or controls an organization."""

    owner: Iri
    owned: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkFamily(Identity):
    """Marks that a source states to be one family: a promise for one covers all."""

    marks: tuple[Iri, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealEvent(Identity):
    """What changes deals from a day on: ``changes`` are commitments, or partnerships for each commitment under them.

    Its statements say what changes: ``period`` starts on the first day on which the new state holds (of a termination:
    the first day without the deal) and ends where the deal now ends, if that changes; the axes and the terms that they
    state are the new ones (of an ``assignment`` and a ``termination``: the part of the scope that is meant). They
    *replace* the old ones, or with ``effect`` add to them or are taken out of them.
    ``assignors``, ``assignees``: who leaves and who enters. ``becomes``: the kind that the commitments have from then.
    """

    kind: DealEventKind
    changes: tuple[Iri, ...]
    effect: Effect = "replaces"
    assignors: tuple[Iri, ...] = ()
    assignees: tuple[Iri, ...] = ()
    becomes: Literal["grant"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession(Identity):
    """``successor`` takes the place of the ``predecessors`` in all that binds and favours them, from a day on.

    The period of its statements starts on that day. Of a ``"spin-off"`` it is open which deals go over.
    """

    kind: SuccessionKind
    predecessors: tuple[Iri, ...]
    successor: Iri


# --- what a source says --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Carveout(OnAxes[tuple[Iri, ...]]):
    """What a commitment does not cover: a party, a region, terms of an axis, or their combination.

    ``parties`` empty: for everybody. An excepted ``commitment`` (a prior licence) protects only while it runs.
    """

    parties: tuple[Iri, ...] = ()
    territory: tuple[Territory, ...] = ()
    commitment: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """``relation`` the price is ``"at"``, ``"below"`` or ``"above"`` amount; currency ISO 4217."""

    relation: PriceRelation
    amount: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number of people or things; ``approximate`` for "about 25"."""

    value: int
    unit: str
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """That a deal may run on after its last day, by ``every`` each time.

    ``by="silence"``: unless somebody gives notice, at least ``notice`` before the last day; ``by="exercise"``: if its
    holder says so by then. ``times``: at most so often; ``None``: without a limit that is stated.
    """

    every: Length
    by: RenewedBy = "silence"
    notice: Length | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a deal hangs on, in ``text``, and what a source records of it.

    ``kind="first"``: to be met before it is one (an approval); ``met`` is the day from which it is, ``None``: not yet.
    ``kind="lasting"``: it takes away (a minimum); from ``since`` it can fail, ``None``: from its start; up to ``met``
    it has been kept. ``failed``: from this day it has; ``then``: what follows by the source, ``None``: not said.
    """

    text: str
    kind: ConditionKind
    since: dt.date | None = None
    met: dt.date | None = None
    failed: dt.date | None = None
    then: Failing | None = None

    @property
    def unmet(self) -> bool:
        """Whether a deal is not made as long as nothing else is recorded."""
        return self.kind == "first" and self.met is None


def conditional(period: Period | None) -> Period | None:
    """Return the period of what hangs on a condition: it is no word on when it has begun or how long it lasts at least.

    >>> from partnergraph.bounds import parse_period
    >>> told = conditional(parse_period("2021-03-01/2024-02-29"))
    >>> told.latest_start is told.earliest_end is None
    True
    """
    return replace(period, latest_start=None, earliest_end=None, endless=False) if period is not None else None


def renewable(period: Period | None) -> Period | None:
    """Return the period of what may be renewed: its last day bounds the end from below alone.

    >>> from partnergraph.bounds import parse_period
    >>> told = renewable(parse_period("2021-03-01/2024-02-29"))
    >>> told.earliest_end, told.latest_end
    (datetime.date(2024, 2, 29), None)
    """
    return replace(period, latest_end=None) if period is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeDay:
    """A first or a last day that hangs on an occurrence: an event or a release, on the days of its start.

    It is the day itself; with a ``length`` so long after it, or (``as_term``) the last day of a term that begins on it.
    ``which``: on the first of the occurrences recorded anywhere, or on the last, of which some may not be recorded;
    ``None``: there is one, in each country where it has a day of its own.
    ``among``: it is one of several, of which the later or the earlier counts; ``day`` is then one that is stated.
    """

    occurrences: tuple[Iri, ...] = ()
    which: Which | None = None
    length: Length | None = None
    as_term: bool = False
    day: dt.date | None = None
    among: Among | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(OnAxes[tuple[Iri, ...]]):
    """What one source says of one identity. Empty or ``None`` means: not said.

    ``relative_starts``, ``relative_ends``: the start or the end hangs on occurrences; several: see `RelativeDay.among`.
    ``sell_off``: for so long after the end the beneficiaries may sell their stock.

    ``renewal``: the period's end is the last day of the first term (its ``latest_end`` is left out: see `renewable`).
    ``conditions`` leave out what a period then no longer says: see `conditional`.

    Scope: ``subjects`` (marks, products, rights), terms on the axes (IRIs of the shipped trees or of the user's
    own terms), ``territory`` (the union of its rules; nearly always one).
    ``present_tense``: it holds on the source's day. ``until``: it lasts until that partnership ends.
    ``coextensive``: the source calls the partnership itself exclusive. ``strength`` is read for
    exclusivities only; ``sublicensing`` says whether the beneficiaries may let others act. ``option`` says which first
    right an option is, ``response_days`` how many days its holder has to answer. ``status`` is a bare name of
    `vocabulary.STATUSES` (``"in-force"``).
    """

    iri: Iri
    about: Iri
    source: Iri
    modality: Modality = "fact"
    denied: bool = False
    status: str | None = None
    subjects: tuple[Iri, ...] = ()
    territory: tuple[Territory, ...] = ()
    territory_words: str | None = None
    period: Period | None = None
    present_tense: bool = False
    until: Iri | None = None
    coextensive: bool = False
    strength: Strength | None = None
    covers_affiliates: bool | None = None
    sublicensing: Sublicensing | None = None
    option: OptionKind | None = None
    response_days: int | None = None
    carveouts: tuple[Carveout, ...] = ()
    price: Price | None = None
    quantity: Quantity | None = None
    purpose: str | None = None
    place: str | None = None
    note: str | None = None
    said_by: tuple[Iri, ...] = ()
    evidence: tuple[Iri, ...] = ()
    renewal: Renewal | None = None
    conditions: tuple[Condition, ...] = ()
    relative_starts: tuple[RelativeDay, ...] = ()
    relative_ends: tuple[RelativeDay, ...] = ()
    sell_off: Length | None = None

    @property
    def hangs_on(self) -> tuple[Iri, ...]:
        """The occurrences on which its start or its end hangs."""
        days = (*self.relative_starts, *self.relative_ends)
        return tuple(dict.fromkeys(iri for day in days for iri in day.occurrences))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who said what, in our words. ``claimants`` empty: the writer of the source."""

    iri: Iri
    source: Iri
    modality: Modality
    text: str
    about: tuple[Iri, ...] = ()
    claimants: tuple[Iri, ...] = ()
    denied: bool = False
    evidence: tuple[Iri, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimComparison:
    """Two or more claims or statements held against each other. ``source``: whose account it belongs to."""

    iri: Iri
    source: Iri
    compared: tuple[Iri, ...]
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedBound:
    """A day that follows from other statements. ``readings`` empty: entailed, it holds under ``--strict``.

    ``day`` is ``None`` only for ``edge="earliest-end"``: it has no end, under ``continues`` before a source ends it,
    else because a source says so of this or of what it follows.
    """

    about: Iri
    edge: Edge
    day: dt.date | None
    readings: frozenset[str] = frozenset()
    rests_on: frozenset[Iri] = frozenset()


@dataclass(slots=True, kw_only=True)
class Dataset:
    """Everything that was read from an input or from a store, as values."""

    entities: list[Entity] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    descriptions: list[Description] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    comparisons: list[ClaimComparison] = field(default_factory=list)

    def __iter__(self) -> Iterator[object]:
        for group in fields(self):
            yield from getattr(self, group.name)
