"""What may stand in a deal book: one pydantic model for each section's entry.

These models are the one description of the format: the reader checks with them and the published JSON
Schema (``ontology/schema/dealbook.json``) is generated from them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from partnergraph.bounds import Period, Span, parse_moment, parse_period
from partnergraph.model import Modality, Side, Strength
from partnergraph.territory import Territory, parse_territory
from partnergraph.vocabulary import STATUSES


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


def _schema(description: str, *types: str) -> WithJsonSchema:
    return WithJsonSchema({"type": list(types) if len(types) > 1 else types[0], "description": description})


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    span = parse_moment(value)
    if span.earliest is None or span.earliest != span.latest:
        raise ValueError("must be one day, written as 2024-02-28")
    return span.earliest


def _web_address(value: str) -> str:
    if (
        not value.startswith(("http://", "https://"))
        or any(c in value for c in ' <>"{}|\\^`')
        or not value.isprintable()
    ):
        raise ValueError("must be a web address that starts with https:// or http://")
    return value


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,118}[A-Za-z0-9])?", value):
        raise ValueError("may hold ASCII letters, digits, '-', '_' and '.', 120 at most")
    return value


def _price(value: Any) -> Any:
    found = re.fullmatch(r"(at|below|above) ([\d ,]+(?:\.\d+)?) ([A-Z]{3})", str(value).strip())
    if not found:
        raise ValueError("write it as 'below 75000 INR' (at, below or above; amount; ISO 4217 currency)")
    return found[1], found[2].replace(",", "").replace(" ", ""), found[3]


def _quantity(value: Any) -> Any:
    found = re.fullmatch(r"(about )?(\d+) (\S.*)", str(value).strip())
    if not found:
        raise ValueError("write it as 'about 25 employees' or '3 models'")
    return int(found[2]), found[3], bool(found[1])


Text = Annotated[str, Field(min_length=1, max_length=10_000)]
Reference = Annotated[str, Field(min_length=1)]
References = Annotated[tuple[Reference, ...], BeforeValidator(_listed)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
Day = Annotated[date, BeforeValidator(_day), _schema("one day: 2024-02-28", "string")]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
Moment = Annotated[
    Span,
    BeforeValidator(parse_moment),
    _schema("a date, however imprecise: 2022, July 2022, 2024-02-28", "string", "number"),
]
PeriodPhrase = Annotated[
    Period,
    BeforeValidator(parse_period),
    _schema("a period: since 2022, 2021-03/2024-02, perpetual", "string", "number"),
]
TerritoryPhrase = Annotated[
    tuple[Territory, ...], BeforeValidator(parse_territory), _schema("World except Japan; EU + UK - France", "string")
]
PricePhrase = Annotated[tuple[str, str, str], BeforeValidator(_price), _schema("below 75000 INR", "string")]
QuantityPhrase = Annotated[tuple[int, str, bool], BeforeValidator(_quantity), _schema("about 25 employees", "string")]
Status = Literal[STATUSES]  # type: ignore[valid-type]


class Entry(BaseModel):
    """Base: unknown fields are refused, text is stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class EvidenceEntry(Entry):
    """A phrase of the source, word for word, at most 12 words; ``at`` is its position in code points."""

    phrase: Annotated[str, Field(min_length=1)]
    at: Annotated[int, Field(ge=0)] | None = None
    source: Reference | None = None


def _phrases(value: Any) -> Any:
    return [{"phrase": item} if isinstance(item, str) else item for item in _listed(value)]


EvidenceList = Annotated[tuple[EvidenceEntry, ...], BeforeValidator(_phrases)]


class CompletenessEntry(Entry):
    """The source lists every commitment of ``grantor`` for ``subject``, as of its ``as_of`` day."""

    grantor: Reference
    subject: Reference


class SourceEntry(Entry):
    """A document."""

    title: Text
    date: Day | None = None
    publisher: Text | None = None
    url: WebAddress | None = None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    copy_of: Reference | None = None
    as_of: Day | None = None
    complete_for: Annotated[tuple[CompletenessEntry, ...], BeforeValidator(_listed)] = ()


class ThingEntry(Entry):
    """A thing with a name; what stands here besides is what ``source`` says of it."""

    name: Text | None = None
    aliases: Names = ()
    website: WebAddress | None = None
    lei: Annotated[str, Field(pattern="^[A-Z0-9]{18}[0-9]{2}$")] | None = None
    wikidata: Annotated[str, Field(pattern="^Q[1-9][0-9]*$")] | None = None
    source: Reference | None = None
    evidence: EvidenceList = ()


class ProductEntry(ThingEntry):
    """A model or a series."""

    kind: Literal["model", "series"] = "model"
    makers: References = ()
    brands: References = ()
    series: Reference | None = None


class TermEntry(Entry):
    """A field of use, channel or act of one's own; without ``broader`` it is unplaced, so never disjoint."""

    axis: Literal["field", "channel", "act"]
    name: Text | None = None
    broader: Reference | None = None


class CarveoutEntry(Entry):
    """What an exclusivity leaves open: for whom, where, in which field; ``commitment``: only while that one runs."""

    parties: References = ()
    territory: TerritoryPhrase = ()
    field: References = ()
    commitment: Reference | None = None


class Said(Entry):
    """What one source says of one fact."""

    source: Reference | None = None
    modality: Modality = "fact"
    denied: bool = False
    status: Status | None = None
    subject: References = ()
    field: References = ()
    channel: References = ()
    act: References = ()
    territory: TerritoryPhrase = ()
    territory_words: Text | None = None
    period: PeriodPhrase | None = None
    start: Moment | None = None
    end: Moment | None = None
    present_tense: bool = False
    until: Reference | None = None
    coextensive: bool = False
    strength: Strength | None = None
    covers_affiliates: bool | None = None
    carveouts: Annotated[tuple[CarveoutEntry, ...], BeforeValidator(_listed)] = ()
    price: PricePhrase | None = None
    quantity: QuantityPhrase | None = None
    purpose: Text | None = None
    place: Text | None = None
    note: Text | None = None
    said_by: References = ()
    evidence: EvidenceList = ()


class FactEntry(Said):
    """A fact: which one is meant, and what is said of it, here or (several sources) under ``statements``."""

    label: Text | None = None
    statements: tuple[Said, ...] = ()


class PartnershipEntry(FactEntry):
    """A working relationship of two or more organizations."""

    parties: Annotated[References, Field(min_length=2)]


class CommitmentEntry(FactEntry):
    """What ``bound`` binds itself to, in favour of ``beneficiaries``."""

    kind: Literal["grant", "exclusivity", "option"]
    bound: Annotated[References, Field(min_length=1)]
    beneficiaries: Annotated[References, Field(min_length=1)]
    side: Side = "grantor"
    partnership: Reference | None = None
    parent: Reference | None = None


class ReleaseEntry(FactEntry):
    """A product reaching a market: ``territory`` is the market, ``start`` the day."""

    product: Reference
    partnership: Reference | None = None


class AbsenceEntry(FactEntry):
    """A product reported as not released in ``territory`` up to the source's day."""

    product: Reference


class PositionEntry(FactEntry):
    """A post."""

    holder: Reference
    organization: Reference
    title: Text


class EventEntry(FactEntry):
    """A meeting, a sponsorship, a team ..."""

    kind: Reference
    participants: References = ()


class DecisionEntry(FactEntry):
    """Who decides what; several holders decide together."""

    holders: Annotated[References, Field(min_length=1)]
    matter: Text
    partnership: Reference | None = None


class OwnershipEntry(FactEntry):
    """Who owns a mark or controls an organization."""

    owner: Reference
    owned: Reference


class MarkFamilyEntry(FactEntry):
    """Marks that the source calls one family."""

    marks: Annotated[References, Field(min_length=2)]


class ClaimEntry(Entry):
    """Who said what; without ``said_by`` it is the writer."""

    text: Text
    modality: Modality
    about: References = ()
    said_by: References = ()
    denied: bool = False
    source: Reference | None = None
    evidence: EvidenceList = ()


class ComparisonEntry(Entry):
    """Claims or facts held against each other."""

    compares: Annotated[References, Field(min_length=2)]
    verdict: Literal["agree", "seem to contradict", "contradict"]
    reason: Text
    source: Reference | None = None


class DealBook(Entry):
    """The whole file: each section maps keys of your choice to entries."""

    dealbook: Literal["1"]
    base: WebAddress | None = None
    default_source: Reference | None = None
    sources: dict[str, SourceEntry] = {}
    organizations: dict[str, ThingEntry] = {}
    brands: dict[str, ThingEntry] = {}
    people: dict[str, ThingEntry] = {}
    products: dict[str, ProductEntry] = {}
    rights: dict[str, ThingEntry] = {}
    terms: dict[str, TermEntry] = {}
    partnerships: dict[str, PartnershipEntry] = {}
    commitments: dict[str, CommitmentEntry] = {}
    releases: dict[str, ReleaseEntry] = {}
    absences: dict[str, AbsenceEntry] = {}
    positions: dict[str, PositionEntry] = {}
    events: dict[str, EventEntry] = {}
    decisions: dict[str, DecisionEntry] = {}
    ownerships: dict[str, OwnershipEntry] = {}
    mark_families: dict[str, MarkFamilyEntry] = {}
    claims: dict[str, ClaimEntry] = {}
    comparisons: dict[str, ComparisonEntry] = {}


SECTIONS: dict[str, type[Entry]] = {
    name: get_args(info.annotation)[1]
    for name, info in DealBook.model_fields.items()
    if get_args(info.annotation)[:1] == (str,)
}
"""Section name -> model of its entries, in the order of the file."""

FACT_SECTIONS: dict[str, str] = {
    "partnerships": "partnership",
    "commitments": "commitment",
    "releases": "release",
    "absences": "absence",
    "positions": "position",
    "events": "event",
    "decisions": "decision-right",
    "ownerships": "ownership",
    "mark_families": "mark-family",
}
"""Section -> type segment of its IRIs."""
