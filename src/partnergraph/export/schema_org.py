"""Things and claims as schema.org JSON-LD, for search engines and catalogues (https://schema.org/).

Organizations, brands, people, products, documents, posts and releases have types of their own there. Partnerships
and commitments have none: each source's account becomes a ``Claim`` in words, about its parties and marks. The first
node of the graph lists what is lost. The context is part of the file, so that it is read without a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Period
from partnergraph.export.glossary import glossary_of
from partnergraph.names import local_name
from partnergraph.output import write_json
from partnergraph.territory import region_name
from partnergraph.territory.regions import table
from partnergraph.wording.references import plain
from partnergraph.wording.statements import sentence

Node = dict[str, Any]

CONTEXT: Final[Node] = {"@vocab": "https://schema.org/", "skos": v.SKOS, "losses": "skos:editorialNote"}
_TYPES: Final[dict[type[m.Entity], str]] = {
    m.Organization: "Organization",
    m.Brand: "Brand",
    m.Person: "Person",
    m.Model: "ProductModel",
    m.Series: "ProductGroup",
    m.Right: "Intangible",
}
LOSSES: Final = (
    "Scope, time and strength of partnerships, grants, exclusivities and options: they are claims in words here.",
    "How exactly a start or an end is known: only days that are known exactly are written.",
    "Territories with exceptions, vague or changing groups: only plain countries are written, as eligibleRegion.",
    "Where in its text a quote stands.",
    "Reported absences, ownerships, decision rights, events and terms of one's own.",
    "Which answer follows: what nobody stated is unknown, not false.",
)


def write_schema_org(data: m.Dataset, path: str | Path) -> None:
    """Write the document to a file."""
    write_json(schema_org_document(data), path)


def schema_org_document(data: m.Dataset) -> Node:
    """Return things and claims as a JSON-LD document; the first node of its graph lists what is lost."""
    graph = _Graph(data)
    head = {
        "@id": v.W3ID + "export/schema-org",
        "@type": "Dataset",
        "name": "Business partnerships, as claimed by their sources",
        "losses": list(LOSSES),
    }
    return {"@context": CONTEXT, "@graph": [head, *sorted(graph.nodes(), key=lambda node: str(node["@id"]))]}


class _Graph:
    """The nodes of a dataset."""

    def __init__(self, data: m.Dataset) -> None:
        self.data = data
        self.identities = {one.iri: one for one in data.identities}
        self.quotes = {one.iri: one.phrase for one in data.evidence}
        self.glossary = glossary_of(data)
        self.labels = {one.iri: one.label for one in data.identities}
        self.labels |= {one.iri: one.name for one in data.entities} | {one.iri: one.text for one in data.claims}

    def nodes(self) -> Iterator[Node]:
        described: dict[m.Iri, list[m.Description]] = {}
        for description in self.data.descriptions:
            described.setdefault(description.about, []).append(description)
        for entity in self.data.entities:
            if type(entity) in _TYPES:
                yield _thing(entity, sorted(described.get(entity.iri, ()), key=lambda d: d.iri))
        yield from map(_document, self.data.sources)
        yield from (self._claim(claim) for claim in self.data.claims)
        for said in self.data.statements:
            fact = self.identities.get(said.about)
            if isinstance(fact, m.Partnership | m.Commitment):
                yield self._account(fact, said)
            elif said.denied or said.modality in ("opinion", "prediction"):
                continue
            elif isinstance(fact, m.Position):
                yield _role(fact, said)
            elif isinstance(fact, m.Release):
                yield _offer(fact, said)

    def _account(self, fact: m.Partnership | m.Commitment, said: m.Statement) -> Node:
        parties = fact.parties if isinstance(fact, m.Partnership) else _parties(fact)
        return _filled(
            said.iri,
            "Claim",
            name=fact.label,
            text=plain(sentence(fact, said, self.glossary), lambda iri: self.labels.get(iri) or local_name(iri)),
            about=_links(sorted({*parties, *said.subjects})),
            author=_links(said.said_by),
            appearance=_link(said.source),
            hasPart=[*self._quotations(said.evidence)],
        )

    def _claim(self, claim: m.Claim) -> Node:
        denied = "It is denied that: " if claim.denied else ""
        return _filled(
            claim.iri,
            "Claim",
            text=f"{denied}{claim.text}",
            genre=claim.modality,
            about=_links(claim.about),
            author=_links(claim.claimants),
            appearance=_link(claim.source),
            hasPart=[*self._quotations(claim.evidence)],
        )

    def _quotations(self, evidence: Iterable[m.Iri]) -> Iterator[Node]:
        for iri in sorted(evidence):
            yield _filled(iri, "Quotation", text=self.quotes[iri])


def _thing(entity: m.Entity, described: list[m.Description]) -> Node:
    names = {name for one in described for name in (one.name, *one.aliases)} - {entity.name}
    makers = sorted({maker for one in described for maker in one.makers})
    brands = sorted({brand for one in described for brand in one.brands})
    series = sorted({one.series for one in described if one.series})
    return _filled(
        entity.iri,
        _TYPES[type(entity)],
        name=entity.name,
        alternateName=sorted(names),
        url=sorted({one.website for one in described if one.website}),
        leiCode=sorted({one.lei for one in described if one.lei}),
        sameAs=sorted({_wikidata(one.wikidata) for one in described if one.wikidata}),
        manufacturer=_links(makers),
        brand=_links(brands),
        isVariantOf=_links(series),
    )


def _wikidata(item: str) -> str:
    return item if ":" in item else f"http://www.wikidata.org/entity/{item}"


def _document(source: m.Source) -> Node:
    return _filled(
        source.iri,
        "CreativeWork",
        name=source.title,
        datePublished=str(source.date) if source.date else None,
        url=source.url,
        publisher=_filled(None, "Organization", name=source.publisher) if source.publisher else None,
        isBasedOn=_link(source.copy_of) if source.copy_of else None,
    )


def _parties(deal: m.Commitment) -> tuple[m.Iri, ...]:
    return (*deal.bound, *deal.beneficiaries, *deal.excluded, *deal.promisees)


def _role(fact: m.Position, said: m.Statement) -> Node:
    start, end = _exact(said.period)
    role = _filled(said.iri, "OrganizationRole", roleName=fact.title, startDate=start, endDate=end)
    return _filled(fact.organization, None, member=role | {"member": _link(fact.holder)})


def _offer(fact: m.Release, said: m.Statement) -> Node:
    start, _ = _exact(said.period)
    rules = [rule for rule in said.territory if not rule.excludes and rule.exhaustive]
    countries = sorted({code for rule in rules for code in rule.includes if table()[code].kind == "country"})
    return _filled(
        said.iri,
        "Offer",
        name=fact.label,
        itemOffered=_link(fact.product),
        eligibleRegion=[{"@id": v.REGION + code, "@type": "Country", "name": region_name(code)} for code in countries],
        availabilityStarts=start,
        priceSpecification=_price(said.price) if said.price else None,
    )


def _price(price: m.Price) -> Node:
    name = {"at": "price", "below": "maxPrice", "above": "minPrice"}[price.relation]
    return {"@type": "PriceSpecification", name: price.amount, "priceCurrency": price.currency}


def _exact(period: Period | None) -> tuple[str | None, str | None]:
    """Return the first and the last day where they are known exactly."""
    if period is None:
        return None, None
    pairs = ((period.earliest_start, period.latest_start), (period.earliest_end, period.latest_end))
    first, last = (str(one) if one and one == other else None for one, other in pairs)
    return first, last


def _link(iri: m.Iri) -> Node:
    return {"@id": iri}


def _links(iris: Iterable[m.Iri]) -> list[Node]:
    return [_link(iri) for iri in iris]


def _filled(iri: m.Iri | None, kind: str | None, **content: object) -> Node:
    """Return a node without what is not known."""
    head = {name: value for name, value in (("@id", iri), ("@type", kind)) if value is not None}
    return head | {name: value for name, value in content.items() if value not in (None, [], "")}
