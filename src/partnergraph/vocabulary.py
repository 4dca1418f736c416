"""IRI constants: the one list of names that Python and ``ontology/`` share (a test holds them equal)."""

from __future__ import annotations

from typing import Final

W3ID: Final = "https://w3id.org/partnergraph/"
NS: Final = W3ID + "ns#"
DEFAULT_BASE: Final = W3ID + "id/"

ISO_3166: Final = "https://www.iso.org/obp/ui/#iso:code:3166:"
"""Addresses of countries and their parts in ISO's own pages, as other policies name places."""

# Concept spaces: plain concatenation of prefix and code or name.
REGION: Final = W3ID + "region/"
FIELD: Final = W3ID + "field/"
CHANNEL: Final = W3ID + "channel/"
ACT: Final = W3ID + "act/"
LANGUAGE: Final = W3ID + "language/"
CUSTOMER: Final = W3ID + "customer/"
STATUS: Final = W3ID + "status/"
EVENT_KIND: Final = W3ID + "event-kind/"
TERRITORY: Final = W3ID + "territory/"
READING: Final = W3ID + "reading/"

GRAPH_STATED: Final = W3ID + "graph/stated"
GRAPH_DERIVED: Final = W3ID + "graph/derived"
GRAPH_REFERENCE: Final = W3ID + "graph/reference"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
DCTERMS: Final = "http://purl.org/dc/terms/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
ORG: Final = "http://www.w3.org/ns/org#"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"

PREFIXES: Final[dict[str, str]] = {
    "pg": NS,
    "region": REGION,
    "field": FIELD,
    "channel": CHANNEL,
    "act": ACT,
    "language": LANGUAGE,
    "customer": CUSTOMER,
    "status": STATUS,
    "eventkind": EVENT_KIND,
    "reading": READING,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "owl": OWL,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "org": ORG,
    "prov": PROV,
    "oa": OA,
}

CLASSES: Final = (
    # things
    "Brand", "Product", "Model", "Series", "Right", "Source", "Evidence",
    # identities
    "Identity", "Partnership", "Commitment", "Grant", "Exclusivity", "Option", "Exclusion", "Holdback", "Release",
    "Absence", "Position", "Event", "DecisionRight", "Ownership", "MarkFamily", "DealEvent", "Succession",
    # accounts
    "Account", "Statement", "Description", "Claim", "ClaimComparison", "Carveout", "Price", "Quantity",
    "Completeness",
    # axes and derived facts
    "Territory", "Region", "Country", "CountryPart", "Grouping", "VagueRegion", "RegionVariant", "Membership",
    "Coverage", "DerivedBound", "Reading",
    "Renewal", "Condition", "RelativeDay",
)  # fmt: skip

OBJECT_PROPERTIES: Final = (
    # identity
    "party", "bound", "beneficiary", "partnership", "parent", "product", "holder", "organization",
    "participant", "owner", "owned", "mark", "eventKind", "excluded", "promisee", "changes", "assignor",
    "assignee", "predecessor", "successor",
    # account
    "about", "statedIn", "evidence", "subject", "field", "channel", "act", "language", "territory", "status", "until",
    "carveout", "exceptParty", "exceptField", "exceptTerritory", "exceptCommitment", "price", "quantity", "saidBy",
    "maker", "brand", "series", "website", "wikidata", "compares", "copyOf", "completeness", "grantor",
    "rightsOf", "prevailsFor",
    # territory
    "includes", "excludes", "covers", "coverage", "country", "overlaps", "within", "member", "group", "variant",
    "partOfCountry",
    # derived
    "boundOf", "underReading", "restsOn", "agreedTerritory", "agreedField", "agreedAct", "agreedSubject",
    "affirmedBy", "deniedBy", "foreseenBy", "versionOf",
    # exceptions on the other axes
    "exceptChannel", "exceptAct", "exceptLanguage", "customer", "exceptCustomer",
    "renewal", "condition",
    "relativeStart", "relativeEnd", "hangsOn",
)  # fmt: skip

DATATYPE_PROPERTIES: Final = (
    "side", "strength", "title", "matter", "modality", "denied", "territoryWords", "period", "periodWords",
    "earliestStart", "latestStart", "earliestEnd", "latestEnd", "plannedEnd", "presentTense", "coextensive",
    "coversAffiliates", "purpose", "place", "note", "relation", "amount", "currency", "value", "unit", "approximate",
    "name", "alias", "lei", "publisherName", "sha256", "asOf", "verdict", "reason", "text",
    "exhaustive", "membership", "frozenOn", "code", "memberFrom", "memberUntil", "reference",
    "edge", "day", "endless", "agreedPeriod", "certain", "sublicensing", "optionKind", "responseDays", "atMost",
    "sourceKind", "governingLaw", "term", "minimumTerm", "maximumTerm", "prevails",
    "every", "renewedBy", "notice", "times",
    "dealEventKind", "effect", "becomes", "successionKind",
    "conditionText", "conditionKind", "canFailFrom", "metOn", "failedOn", "ifFailed",
    "whichOccurrence", "length", "asTerm", "statedDay", "among", "sellOff",
)  # fmt: skip

PARTS: Final = ("carveout", "price", "quantity", "renewal", "condition", "relativeStart", "relativeEnd")
"""Properties that lead from a statement to its parts, which are nodes of their own."""
ALL_PARTS: Final = (*PARTS, "completeness")
"""The same, and what leads from a source to its."""

THINGS: Final = ("organization", "brand", "right", "model", "series", "person")
FACTS: Final = (
    "partnership", "commitment", "release", "absence", "position", "event", "decision-right", "ownership",
    "mark-family", "deal-event", "succession",
)  # fmt: skip
"""The kinds of things and of facts, in the order in which a name without a kind is looked for."""

STATUSES: Final = (
    "agreed", "in-force", "planned", "tentative", "conditional", "announced", "released", "ending", "ended", "expired",
)  # fmt: skip

READINGS: Final = (
    "first-release", "coextensive", "ends-with", "completed-date", "owner-may", "sublicense", "whole-work", "continues",
    "term-runs", "renews", "kept",
)  # fmt: skip
READINGS_OFF_BY_DEFAULT: Final = ("continues", "term-runs", "renews")
READINGS_ON_BY_DEFAULT: Final = tuple(name for name in READINGS if name not in READINGS_OFF_BY_DEFAULT)


def pg(name: str) -> str:
    """IRI of a term of the core vocabulary.

    >>> pg("Partnership")
    'https://w3id.org/partnergraph/ns#Partnership'
    """
    return NS + name
