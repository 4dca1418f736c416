"""What may stand in a deal book: one pydantic model for each section's entry.

These models are the one description of the format: the reader checks with them and the published JSON
Schema (``ontology/schema/dealbook.json``, written by ``scripts/make_schema.py``) is generated from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pyoxigraph import NamedNode

from partnergraph.axes import AXES, TermAxis
from partnergraph.bounds import Limit, Period, Span, Term, parse_date, parse_limit, parse_period, parse_term
from partnergraph.bounds.dates import Edge
from partnergraph.errors import PhraseError
from partnergraph.model import (
    CommitmentKind,
    DealEventKind,
    Effect,
    Modality,
    OptionKind,
    Side,
    SourceKind,
    Strength,
    Sublicensing,
    SuccessionKind,
)
from partnergraph.names import LONGEST_NAME, LONGEST_TEXT, check_name
from partnergraph.rdf import canonical_decimal
from partnergraph.territory import Territory, parse_territory
from partnergraph.vocabulary import STATUSES, W3ID


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


def _schema(description: str, *types: str, examples: tuple[object, ...] = ()) -> WithJsonSchema:
    kind = list(types) if len(types) > 1 else types[0]
    return WithJsonSchema({"type": kind, "description": description, "examples": list(examples)})


def _phrase(read: Callable[[str], Any], example: str) -> BeforeValidator:
    """Return a validator that reads one phrase, and refuses lists and mappings in its place."""

    def check(value: Any) -> Any:
        if not isinstance(value, str):
            raise PhraseError(str(value), "must be one phrase", f"write it as {example}")
        return read(value)

    return BeforeValidator(check)


def _day(value: str) -> date:
    span = parse_date(value)
    if span.earliest is None or span.earliest != span.latest:
        raise PhraseError(value, "must be one day", "write it as 2024-02-28")
    return span.earliest


def _web_address(value: str) -> str:
    if not re.match("https?://.", value) or not value.isprintable():
        raise PhraseError(value, "must be a web address", "it starts with https:// or http://")
    try:
        NamedNode(value)
    except ValueError as error:
        raise PhraseError(value, f"is no web address: {error}", "percent-encode what an address cannot hold") from None
    return value


def _base(value: str) -> str:
    if not re.fullmatch("[^?#]+/", _web_address(value)):
        raise PhraseError(value, "must end in '/', without '?' and '#'", "write it as https://example.org/id/")
    return value


def check_identifier(value: str) -> str:
    """Return a key that may stand in an IRI. Raises `PhraseError`.

    No two marks in a row: ``--`` keeps the parts of a statement's IRI apart.
    """
    if not re.fullmatch(KEY, value) or len(value) > LONGEST_KEY:
        why = (
            f"may hold ASCII letters and digits, one '-', '_' or '.' between them, and {LONGEST_KEY} characters at most"
        )
        raise PhraseError(value, why, "write a name like 'leica-sharp-2020' and put the label under 'label' or 'name'")
    return value


_AMOUNT = r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}"


def _price(value: str) -> tuple[str, str, str]:
    found = re.fullmatch(rf"(at|below|above) ((?:{_AMOUNT})(?:\.[0-9]+)?) ([A-Z]{{3}})", value.strip())
    if not found:
        hint = "write it as 'below 75000 INR': at, below or above; amount with a decimal point; ISO 4217 currency"
        raise PhraseError(value, "is no price that can be read without guessing", hint)
    return found[1], canonical_decimal(found[2].replace(",", "").replace(" ", "")), found[3]


def _quantity(value: str) -> tuple[int, str, bool]:
    found = re.fullmatch(r"(about )?([0-9]{1,18}) (\S.*)", value.strip())
    if not found:
        raise PhraseError(value, "is no quantity", "write it as 'about 25 employees' or '3 models'")
    return int(found[2]), found[3], bool(found[1])


KEY = "[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"
LONGEST_KEY = 120
Key = Annotated[str, Field(pattern=f"^{KEY}$", max_length=LONGEST_KEY)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(check_name)]
Reference = Annotated[str, Field(min_length=1)]
_OneOrMore = BeforeValidator(_listed, json_schema_input_type=Reference | list[Reference])
_TwoOrMore = BeforeValidator(_listed, json_schema_input_type=Annotated[list[Reference], Field(min_length=2)])
References = Annotated[tuple[Reference, ...], _OneOrMore]
SomeReferences = Annotated[tuple[Reference, ...], Field(min_length=1), _OneOrMore]
TwoReferences = Annotated[tuple[Reference, ...], Field(min_length=2), _TwoOrMore]
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed, json_schema_input_type=Name | list[Name])]
Day = Annotated[date, _phrase(_day, "2024-02-28"), _schema("one day", "string", examples=("2024-02-28",))]
WebAddress = Annotated[
    str, _phrase(_web_address, "https://example.org/"), WithJsonSchema({"type": "string", "pattern": "^https?://."})
]
Base = Annotated[
    str, _phrase(_base, "https://example.org/id/"), WithJsonSchema({"type": "string", "pattern": "^https?://[^?#]+/$"})
]


def _moment(edge: Edge) -> tuple[BeforeValidator, WithJsonSchema]:
    read = _phrase(partial(parse_date, edge=edge), "2024-02-28, July 2022 or 2022")
    return read, _schema("a date, however imprecise", "string", "integer", examples=(2022, "July 2022", "2024-02-28"))


StartMoment = Annotated[Span, *_moment("start")]
EndMoment = Annotated[Span, *_moment("end")]
PeriodPhrase = Annotated[
    Period,
    _phrase(parse_period, "'since 2022' or 2021-03/2024-02"),
    _schema("a period", "string", "integer", examples=("since 2022", "2021-03/2024-02", "perpetual")),
]
TermPhrase = Annotated[
    tuple[Limit, Term],
    _phrase(parse_limit, "'3 years' or 'at least 18 months'"),
    _schema("a length of time", "string", examples=("3 years", "at least 18 months", "up to 5 years")),
]
TerritoryPhrase = Annotated[
    tuple[Territory, ...],
    _phrase(parse_territory, "'EU + UK - France'"),
    _schema(
        "countries, groups of countries, and exceptions", "string", examples=("World except Japan", "EU + UK - France")
    ),
]
PricePhrase = Annotated[
    tuple[str, str, str],
    _phrase(_price, "'below 75000 INR'"),
    _schema(
        "a price or its bound: at, below or above; amount; ISO 4217 currency", "string", examples=("below 75000 INR",)
    ),
]
QuantityPhrase = Annotated[
    tuple[int, str, bool],
    _phrase(_quantity, "'about 25 employees'"),
    _schema("a number of people or things", "string", examples=("about 25 employees", "3 models")),
]
Status = Literal[STATUSES]  # type: ignore[valid-type]


class Entry(BaseModel):
    """Base: unknown fields are refused, text is stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class EvidenceEntry(Entry):
    """A phrase of the source, word for word, at most 12 words; ``at`` is its position in code points."""

    phrase: Annotated[str, Field(min_length=1, description="at most 12 words, word for word")]
    at: (
        Annotated[int, Field(ge=0, description="position of its first character in the text, in code points")] | None
    ) = None
    source: Reference | None = None


def _phrases(value: Any) -> Any:
    listed = _listed(value)
    return (
        [{"phrase": item} if isinstance(item, str) else item for item in listed] if isinstance(listed, list) else value
    )


_PhraseInput = str | EvidenceEntry
EvidenceList = Annotated[
    tuple[EvidenceEntry, ...],
    BeforeValidator(_phrases, json_schema_input_type=_PhraseInput | list[_PhraseInput]),
]


class CompletenessEntry(Entry):
    """The source lists every commitment of ``grantor`` for ``subject``, as of its ``as_of`` day."""

    grantor: Reference
    subject: Reference


class HoldingsEntry(Entry):
    """The source lists every right that ``holder`` has in ``subject``, as of its ``as_of`` day."""

    holder: Reference
    subject: Reference


class SourceEntry(Entry):
    """A document."""

    title: Text
    date: Day | None = Field(None, description="the day it was published; statements in the present tense hold on it")
    publisher: Text | None = None
    url: WebAddress | None = None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = Field(
        None, description="SHA-256 of the exact text; 'build --source-text' checks every phrase against it"
    )
    copy_of: Reference | None = Field(None, description="the source that this one repeats: both count as one")
    as_of: Day | None = Field(None, description="the day on which its open entries hold")
    kind: SourceKind | None = Field(
        None, description="what it is; a stated term is an end, but in the press a plan; not said: as in a contract"
    )
    law: Text | None = Field(None, description="of a contract: the law by which it is read, in words")
    complete_for: Annotated[
        tuple[CompletenessEntry, ...],
        BeforeValidator(_listed, json_schema_input_type=CompletenessEntry | list[CompletenessEntry]),
    ] = ()
    complete_holdings: Annotated[
        tuple[HoldingsEntry, ...], BeforeValidator(_listed, json_schema_input_type=HoldingsEntry | list[HoldingsEntry])
    ] = ()
    prevails: bool | References = Field(
        False,
        description="true: where it states a term, other sources are not believed; or of which facts: their keys",
    )


class ThingEntry(Entry):
    """A thing with a name; what stands here besides is what ``source`` says of it."""

    name: Name | None = Field(None, description="the name as the source writes it; without it the key is the name")
    aliases: Names = Field((), description="other names")
    website: WebAddress | None = None
    lei: Annotated[str, Field(pattern="^[A-Z0-9]{18}[0-9]{2}$")] | None = Field(
        None, description="legal entity identifier, ISO 17442"
    )
    wikidata: Annotated[str, Field(pattern="^Q[1-9][0-9]*$")] | None = Field(None, description="Wikidata identifier")
    source: Reference | None = Field(None, description="which source says this")
    evidence: EvidenceList = ()

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow the short form: a name alone, or nothing where the key is the name."""
        schema = handler.resolve_ref_schema(handler(core))
        fields = dict(schema)
        schema.clear()
        schema.update(title=fields.pop("title"), description=fields.pop("description"))
        schema["anyOf"] = [{"type": "string", "minLength": 1}, {"type": "null"}, fields]
        return schema


class ProductEntry(ThingEntry):
    """A model or a series."""

    kind: Literal["model", "series"] = "model"
    makers: References = ()
    brands: References = ()
    series: Reference | None = None


class TermEntry(Entry):
    """A term of one's own on an axis; without ``broader`` it is unplaced, so never disjoint."""

    axis: TermAxis
    name: Name | None = None
    broader: Reference | None = Field(None, description="the term above it, shipped or your own")


if TYPE_CHECKING:
    ScopeEntry = Entry
else:
    ScopeEntry = create_model(
        "ScopeEntry",
        __base__=Entry,
        **{axis.name: (References, Field((), description=axis.described)) for axis in AXES},
    )
"""What has terms on the axes of a scope."""


class CarveoutEntry(ScopeEntry):
    """What an exclusivity leaves open: for whom, where, for what; ``commitment``: only while that one runs."""

    parties: References = Field((), description="for whom it does not hold; nobody named: for everybody")
    territory: TerritoryPhrase = ()
    commitment: Reference | None = Field(
        None, description="an earlier commitment that goes on: open only while that one runs"
    )


Carveouts = Annotated[
    tuple[CarveoutEntry, ...], BeforeValidator(_listed, json_schema_input_type=CarveoutEntry | list[CarveoutEntry])
]


def _length(value: str) -> Term:
    return parse_term(value)


LengthPhrase = Annotated[
    Term, _phrase(_length, "12 months"), _schema("a length of time", "string", examples=("12 months", "90 days"))
]


def _count(value: Any) -> int:
    if not re.fullmatch("[1-9][0-9]{0,3}", str(value)):
        raise PhraseError(str(value), "must be a whole number, 1 or more", "write 2, or leave it out for no limit")
    return int(value)


Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": ["integer", "string"], "minimum": 1})]


class RenewalEntry(Entry):
    """That it may run on after its last day, by ``every`` each time."""

    every: LengthPhrase = Field(description="by how long it is renewed each time")
    notice: LengthPhrase | None = Field(
        None, description="how long before the last day notice must be given at the latest"
    )
    times: Count | None = Field(None, description="how often at most; not said: without a limit")


class ConditionEntry(Entry):
    """What it hangs on, and what the source records of it."""

    text: Text = Field(description="the condition, in words")
    kind: Literal["first", "lasting"] = Field(
        description="first: to be met before it is one; lasting: as long as it is kept"
    )
    since: Day | None = Field(None, alias="from", description="the first day on which it can fail; not said: its start")
    met: Day | None = Field(None, description="the day on which it was met, or up to which it is recorded as kept")
    failed: Day | None = Field(None, description="the day from which it has failed")
    then: Literal["ended", "non-exclusive"] | None = Field(None, description="what follows where it fails")


Conditions = Annotated[
    tuple[ConditionEntry, ...], BeforeValidator(_listed, json_schema_input_type=ConditionEntry | list[ConditionEntry])
]


Renewed = Annotated[
    RenewalEntry,
    BeforeValidator(
        lambda value: {"every": value} if isinstance(value, str) else value, json_schema_input_type=str | RenewalEntry
    ),
]


STATED, RELATIVE = "stated day", "relative day"
"""How pydantic tells the two forms of a day apart: no fields of an entry."""
_AFTER_A_LENGTH = re.compile(rf"(.*\b(?:days?|weeks?|months?|years?)) (from|after) ({KEY})")


def _form_of_day(value: Any) -> str:
    relative = isinstance(value, dict) or (isinstance(value, str) and _AFTER_A_LENGTH.fullmatch(value.strip()))
    return RELATIVE if relative else STATED


def _day_from_phrase(value: Any) -> Any:
    found = _AFTER_A_LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    return {"length": found[1], found[2]: found[3]} if found else value


class HangingEntry(Entry):
    """A day that hangs on an occurrence: an entry of ``events`` or ``releases``."""

    since: SomeReferences | None = Field(
        None, alias="from", description="from that day on; of an end: the last day of a term that begins on it"
    )
    after: SomeReferences | None = Field(None, description="so long after that day: with length")
    until: SomeReferences | None = Field(None, description="of an end: that day is the last one")
    length: LengthPhrase | None = Field(None, description="how long after it, or for how long from it")
    which: Literal["first", "last"] | None = Field(
        None, description="of several, or of one with days in several places: the first anywhere, or the last"
    )

    @property
    def named(self) -> dict[str, tuple[str, ...]]:
        """The keys of occurrences, by the word that stands before them."""
        words = {"from": self.since, "after": self.after, "until": self.until}
        return {word: keys for word, keys in words.items() if keys is not None}

    @model_validator(mode="after")
    def _one_way(self) -> Any:
        words = self.named
        if len(words) + self._choices() != 1:
            raise PhraseError(" and ".join(words), "hangs on one occurrence", "write one of from, after or until")
        if "after" in words and self.length is None:
            raise PhraseError(
                "after", "does not say how long after it", "write 'length: 90 days', or 'from' for the day"
            )
        if "until" in words and self.length is not None:
            raise PhraseError("until", "stands beside a length", "write 'after' for an end so long after it")
        if self.which is None and any(len(keys) > 1 for keys in words.values()):
            raise PhraseError("which", "names several", "write 'which: first', 'which: last' or later_of: [...]")
        return self

    def _choices(self) -> int:
        return 0


OneOfDays = Annotated[
    Annotated[Day, Tag(STATED)] | Annotated[HangingEntry, BeforeValidator(_day_from_phrase), Tag(RELATIVE)],
    Discriminator(_form_of_day),
]
TwoDays = Annotated[tuple[OneOfDays, ...], Field(min_length=2)]


class RelativeEntry(HangingEntry):
    """A day that hangs on an occurrence, or the later or earlier of several, of which some may be stated."""

    later_of: TwoDays | None = Field(None, description="the latest of these days")
    earlier_of: TwoDays | None = Field(None, description="the earliest of these days")

    def _choices(self) -> int:
        return (self.later_of is not None) + (self.earlier_of is not None)


def _or_relative(moment: Any) -> Any:
    """Return the type of a day that is stated, or hangs on an occurrence."""
    stated, relative = (
        Annotated[moment, Tag(STATED)],
        Annotated[
            RelativeEntry, BeforeValidator(_day_from_phrase, json_schema_input_type=RelativeEntry), Tag(RELATIVE)
        ],
    )
    return Annotated[stated | relative, Discriminator(_form_of_day)]


if TYPE_CHECKING:
    StartOrRelative: TypeAlias = Span | RelativeEntry
    EndOrRelative: TypeAlias = Span | RelativeEntry
else:
    StartOrRelative, EndOrRelative = _or_relative(StartMoment), _or_relative(EndMoment)


class Said(ScopeEntry):
    """What one source says of one fact."""

    source: Reference | None = Field(
        None, description="which source says this; not needed where there is only one, or a default"
    )
    modality: Modality = "fact"
    denied: bool = Field(False, description="the source says that it is not so")
    status: Status | None = None
    subject: References = Field((), description="marks, products or rights that it is about")
    territory: TerritoryPhrase = ()
    territory_words: Text | None = Field(None, description="the source's own words for the territory")
    period: PeriodPhrase | None = Field(None, description="when it holds; or write start and end")
    start: StartOrRelative | None = Field(
        None, description="when it began or happened; of a deal also {from: KEY of an occurrence}"
    )
    end: EndOrRelative | None = Field(
        None, description="when it ended or ends; of a deal also {until: KEY}, or 5 years from KEY, of an occurrence"
    )
    term: TermPhrase | None = Field(None, description="how long it lasts from its start: 3 years, at least 3 years ...")
    renews: Renewed | None = Field(
        None, description="renewed after its last day unless notice is given: {every: 12 months, notice: 90 days}"
    )
    sell_off: LengthPhrase | None = Field(
        None, description="how long after the end the beneficiaries may sell their stock: 6 months"
    )
    conditions: Conditions = Field((), description="what it hangs on: to be met first, or taking away where it fails")
    extends: Renewed | None = Field(None, description="may be extended after its last day by who asks for it in time")
    present_tense: bool = Field(
        False, description="the source speaks in the present tense: it holds on the source's day"
    )
    until: Reference | None = Field(None, description="it lasts until this partnership ends")
    coextensive: bool = Field(
        False, description="the source calls the partnership itself exclusive: both last equally long"
    )
    strength: Strength | None = Field(
        None,
        description="of an exclusivity: exclusive shuts out the bound party too, sole does not; unqualified: not said",
    )
    covers_affiliates: bool | None = Field(
        None, description="whether affiliates of the beneficiaries, or of those excluded, are covered"
    )
    sublicensing: Sublicensing | None = Field(
        None,
        description="of a licence: whether the beneficiaries may let others act; left out: the source does not say",
    )
    option: OptionKind | None = Field(
        None, description="of an option: right of first refusal, offer or negotiation, or of matching the last offer"
    )
    response_days: Annotated[int, Field(ge=1)] | None = Field(
        None, description="of an option: how many days its holder has to answer"
    )
    carveouts: Carveouts = Field((), description="what an exclusivity, an exclusion or a holdback leaves open")
    price: PricePhrase | None = None
    quantity: QuantityPhrase | None = None
    purpose: Text | None = None
    place: Text | None = None
    note: Text | None = Field(None, description="in your own words")
    said_by: References = Field((), description="the people or organizations that the source quotes")
    evidence: EvidenceList = ()


class FactEntry(Said):
    """A fact: which one is meant, and what is said of it, here or (several sources) under ``statements``."""

    label: Text | None = Field(None, description="a short name for people")
    statements: tuple[Said, ...] = Field((), description="what each source says, where several speak of it")


class PartnershipEntry(FactEntry):
    """A working relationship of two or more organizations."""

    parties: TwoReferences


AS_ASKED = {"grantor": "bound", "grantee": "beneficiaries"}
"""What questions call the parties of a deal, with the field of a commitment that it is."""


class CommitmentEntry(FactEntry):
    """What ``bound`` binds itself to, in favour of ``beneficiaries``."""

    kind: CommitmentKind = Field(
        description="grant: may act; exclusivity: only they may; option: must be offered to them first; "
        "exclusion: those excluded, or more licensees than at_most, may not act; holdback: nobody may"
    )
    bound: SomeReferences = Field(description="who commits itself")
    beneficiaries: References = Field((), description="in whose favour")
    excluded: References = Field((), description="of an exclusion: who may not act")
    promisees: References = Field((), description="of an exclusion or a holdback: to whom it is promised")
    at_most: Annotated[int, Field(ge=1)] | None = Field(
        None, description="of an exclusion that names nobody: how many licensees there may be, the promisees counted"
    )
    side: Side = Field("grantor", description="grantor: lets only them act; user: uses only their marks")
    partnership: Reference | None = None
    parent: Reference | None = Field(None, description="the commitment that this one is a sublicence of")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow the names that questions have for the parties of a deal."""
        schema = handler.resolve_ref_schema(handler(core))
        for other, name in AS_ASKED.items():
            told = {**schema["properties"][name], "description": f"{name}, of a promise of the grantor's side"}
            schema["properties"][other] = told
        schema["required"].remove("bound")
        favours: dict[str, Any] = {
            "if": {"properties": {"kind": {"enum": ["exclusion", "holdback"]}}},
            "then": {"not": {"anyOf": [{"required": ["beneficiaries"]}, {"required": ["grantee"]}]}},
            "else": {"oneOf": [{"required": ["beneficiaries"]}, {"required": ["grantee"]}]},
        }
        schema["allOf"] = [{"oneOf": [{"required": ["bound"]}, {"required": ["grantor"]}]}, favours]
        return schema


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

    holders: SomeReferences
    matter: Text
    partnership: Reference | None = None


class OwnershipEntry(FactEntry):
    """Who owns a mark, a product or work, or another right; or controls an organization."""

    owner: Reference
    owned: Reference


class MarkFamilyEntry(FactEntry):
    """Marks that the source calls one family."""

    marks: TwoReferences


class EventSaid(Said):
    """What one source says of an event that changes deals."""

    start: StartMoment | None = Field(
        None, description="the first day on which the new terms hold; of a termination: the first day without the deal"
    )
    end: EndMoment | None = Field(None, description="where the deal now ends, if the event changes that")
    term: TermPhrase | None = Field(
        None,
        description="of an amendment: how long the deal runs from the event's day; of a renewal: from there or the old "
        "end; with 'effect: adds': how much longer than to the old end",
    )
    on: StartMoment | None = Field(None, description="the day of the event, where the source says no more")
    last_day: EndMoment | None = Field(None, description="the last day of the deal, or of the old terms")


class DealEventEntry(FactEntry, EventSaid):
    """What changes deals from a day on; the terms that it states are the new ones.

    Of an assignment and a termination they are the part of the deal that is meant.
    """

    kind: Literal[get_args(DealEventKind)]  # type: ignore[valid-type]
    changes: SomeReferences = Field(
        description="the commitments that it changes, or partnerships for all commitments under them: keys of this "
        "file, or addresses of deals that are in the store"
    )
    effect: Effect = Field("replaces", description="whether new terms replace the old ones, add to or are taken from")
    assignor: References = Field((), description="of an assignment: who leaves")
    assignee: References = Field((), description="of an assignment: who takes that place")
    becomes: Literal["grant"] | None = Field(
        None, description="grant: what was exclusive, or an option, is a plain grant"
    )
    statements: tuple[EventSaid, ...] = Field((), description="what each source says, where several speak of it")


class SuccessionEntry(FactEntry, EventSaid):
    """One organization takes the place of others in all that binds and favours them."""

    kind: Literal[get_args(SuccessionKind)]  # type: ignore[valid-type]
    predecessors: SomeReferences = Field(description="the companies whose place is taken")
    successor: Reference = Field(description="the company that goes on")
    statements: tuple[EventSaid, ...] = Field((), description="what each source says, where several speak of it")


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

    compares: TwoReferences
    verdict: Literal["agree", "seem to contradict", "contradict"]
    reason: Text
    source: Reference | None = None


class DealBook(Entry):
    """Companies, marks, products, deals and who says so: each section maps keys of your choice to entries.

    Entries refer to one another by key; ``brands:leica`` where a key stands in several sections.
    """

    model_config = ConfigDict(
        title="Deal book",
        json_schema_extra={
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": W3ID + "schema/dealbook.json",
            "examples": [
                {
                    "dealbook": 1,
                    "sources": {"agreement": {"title": "Licence agreement", "date": "2022-05-23"}},
                    "organizations": {"licensor": "Example Licensor", "licensee": "Example Licensee"},
                    "brands": {"mark": "Example Mark"},
                    "commitments": {
                        "grant": {
                            "kind": "grant",
                            "bound": "licensor",
                            "beneficiaries": "licensee",
                            "subject": "mark",
                            "field": "smartphone",
                            "territory": "World except Japan",
                            "period": "since 2022-05-23",
                        }
                    },
                }
            ],
        },
    )

    dealbook: Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"], "description": "version of this format"})]
    base: Annotated[Base | None, Field(description="start of the IRIs of this file's things and facts")] = None
    default_source: Reference | None = Field(None, description="the source that says what names no other")
    sources: dict[Key, SourceEntry] = {}
    organizations: dict[Key, ThingEntry] = {}
    brands: dict[Key, ThingEntry] = {}
    people: dict[Key, ThingEntry] = {}
    products: dict[Key, ProductEntry] = {}
    rights: dict[Key, ThingEntry] = {}
    terms: dict[Key, TermEntry] = {}
    partnerships: dict[Key, PartnershipEntry] = {}
    commitments: dict[Key, CommitmentEntry] = {}
    releases: dict[Key, ReleaseEntry] = {}
    absences: dict[Key, AbsenceEntry] = {}
    positions: dict[Key, PositionEntry] = {}
    events: dict[Key, EventEntry] = {}
    decisions: dict[Key, DecisionEntry] = {}
    ownerships: dict[Key, OwnershipEntry] = {}
    mark_families: dict[Key, MarkFamilyEntry] = {}
    deal_events: dict[Key, DealEventEntry] = {}
    successions: dict[Key, SuccessionEntry] = {}
    claims: dict[Key, ClaimEntry] = {}
    comparisons: dict[Key, ComparisonEntry] = {}


SECTIONS: dict[str, type[Entry]] = {
    name: get_args(info.annotation)[1]
    for name, info in DealBook.model_fields.items()
    if get_args(info.annotation)[:1] == (Key,)
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
    "deal_events": "deal-event",
    "successions": "succession",
}
"""Section -> type segment of its IRIs."""
