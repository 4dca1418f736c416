"""Domain values to RDF triples and back: the only codec.

Every node has an IRI of its own and parts have flat names (``{statement}-price``), so that loading a
file twice adds nothing. `to_rdf` and `from_rdf` are inverse for what `model` can hold; triples of other
vocabularies pass through `from_rdf` unseen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Period
from partnergraph.territory import Territory, format_territory

Node: TypeAlias = dict[str, list[Any]]
"""The triples of one subject: predicate IRI -> objects."""


@lru_cache(maxsize=4096)
def named(iri: str) -> NamedNode:
    """Return the term of an IRI; cached, since few IRIs fill most triples."""
    return NamedNode(iri)


_XSD_DATE = NamedNode(v.XSD + "date")
_XSD_INTEGER = NamedNode(v.XSD + "integer")
_XSD_DECIMAL = NamedNode(v.XSD + "decimal")
_EDTF = NamedNode(v.EDTF)
_TYPE = v.RDF + "type"
_LABEL = v.RDFS + "label"
_CONCEPT = v.SKOS + "Concept"


# --- how one value becomes a term, and back -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """A pair that inverts: ``write`` makes the term of a value, ``read`` the value of a term."""

    write: Callable[[Any], NamedNode | Literal]
    read: Callable[[Any], Any]


def _boolean(term: Literal) -> bool:
    return term.value in ("true", "1")


def _prefixed(prefix: str) -> Form:
    return Form(lambda name: named(prefix + name), lambda term: term.value.removeprefix(prefix))


@lru_cache(maxsize=4096)
def date_literal(day: date) -> Literal:
    """Return the ``xsd:date`` literal of a day, without zone."""
    return Literal(day.isoformat(), datatype=_XSD_DATE)


TEXT = Form(Literal, lambda term: term.value)
IRI = Form(named, lambda term: term.value)
DATE = Form(date_literal, lambda term: date.fromisoformat(term.value))
BOOLEAN = Form(Literal, _boolean)
INTEGER = Form(lambda n: Literal(str(n), datatype=_XSD_INTEGER), lambda term: int(term.value))
DECIMAL = Form(lambda text: Literal(text, datatype=_XSD_DECIMAL), lambda term: term.value)
STATUS = _prefixed(v.STATUS)


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute: its predicate, its form, whether it holds a tuple."""

    attribute: str
    predicate: str
    form: Form
    many: bool = False


def _one(attribute: str, form: Form, predicate: str | None = None) -> Field:
    return Field(attribute, predicate or v.pg(_camel(attribute)), form)


def _many(attribute: str, predicate: str, form: Form = IRI) -> Field:
    return Field(attribute, v.pg(predicate), form, many=True)


def _camel(attribute: str) -> str:
    head, *tail = attribute.split("_")
    return head + "".join(part.capitalize() for part in tail)


_ABOUT = (_one("about", IRI), _one("source", IRI, v.pg("statedIn")))
_EVIDENCE = _many("evidence", "evidence")
_IDENTITY = (_one("label", TEXT, _LABEL),)

FIELDS: dict[type, tuple[Field, ...]] = {
    m.Source: (
        _one("title", TEXT, v.DCTERMS + "title"),
        _one("date", DATE, v.DCTERMS + "issued"),
        _one("publisher", TEXT, v.pg("publisherName")),
        _one("url", IRI, v.FOAF + "page"),
        _one("sha256", TEXT),
        _one("copy_of", IRI),
        _one("as_of", DATE),
    ),
    m.Evidence: (
        _one("source", IRI, v.pg("statedIn")),
        _one("phrase", TEXT, v.OA + "exact"),
        _one("start", INTEGER, v.OA + "start"),
    ),
    m.Description: (
        *_ABOUT,
        _one("name", TEXT),
        _many("aliases", "alias", TEXT),
        _one("website", IRI),
        _one("lei", TEXT),
        _one("wikidata", IRI),
        _many("makers", "maker"),
        _many("brands", "brand"),
        _one("series", IRI),
        _EVIDENCE,
    ),
    m.Partnership: (*_IDENTITY, _many("parties", "party")),
    m.Commitment: (
        *_IDENTITY,
        _many("bound", "bound"),
        _many("beneficiaries", "beneficiary"),
        _one("side", TEXT),
        _one("partnership", IRI),
        _one("parent", IRI),
    ),
    m.Release: (*_IDENTITY, _one("product", IRI), _one("partnership", IRI)),
    m.Absence: (*_IDENTITY, _one("product", IRI)),
    m.Position: (*_IDENTITY, _one("holder", IRI), _one("organization", IRI), _one("title", TEXT)),
    m.Event: (*_IDENTITY, _one("kind", IRI, v.pg("eventKind")), _many("participants", "participant")),
    m.DecisionRight: (*_IDENTITY, _many("holders", "holder"), _one("matter", TEXT), _one("partnership", IRI)),
    m.Ownership: (*_IDENTITY, _one("owner", IRI), _one("owned", IRI)),
    m.MarkFamily: (*_IDENTITY, _many("marks", "mark")),
    m.Statement: (
        *_ABOUT,
        _one("modality", TEXT),
        _one("denied", BOOLEAN),
        _one("status", STATUS),
        _many("subjects", "subject"),
        _many("fields", "field"),
        _many("channels", "channel"),
        _many("acts", "act"),
        _one("territory_words", TEXT),
        _one("present_tense", BOOLEAN),
        _one("until", IRI),
        _one("coextensive", BOOLEAN),
        _one("strength", TEXT),
        _one("covers_affiliates", BOOLEAN),
        _one("purpose", TEXT),
        _one("place", TEXT),
        _one("note", TEXT),
        _many("said_by", "saidBy"),
        _EVIDENCE,
    ),
    m.Claim: (
        _one("source", IRI, v.pg("statedIn")),
        _one("modality", TEXT),
        _one("text", TEXT),
        _many("about", "about"),
        _many("claimants", "saidBy"),
        _one("denied", BOOLEAN),
        _EVIDENCE,
    ),
    m.ClaimComparison: (
        _one("source", IRI, v.pg("statedIn")),
        _many("compared", "compares"),
        _one("verdict", TEXT),
        _one("reason", TEXT),
    ),
}

_PERIOD = (
    _one("words", TEXT, v.pg("periodWords")),
    _one("earliest_start", DATE),
    _one("latest_start", DATE),
    _one("earliest_end", DATE),
    _one("latest_end", DATE),
    _one("planned_end", DATE),
    _one("endless", BOOLEAN),
)
_PRICE = (_one("relation", TEXT), _one("amount", DECIMAL), _one("currency", TEXT))
_QUANTITY = (_one("value", INTEGER), _one("unit", TEXT), _one("approximate", BOOLEAN))

COMMITMENT_TYPES: dict[m.CommitmentKind, str] = {
    "grant": v.pg("Grant"),
    "exclusivity": v.pg("Exclusivity"),
    "option": v.pg("Option"),
}
RDF_TYPES: dict[type, str] = {
    m.Organization: v.ORG + "Organization",
    m.Person: v.FOAF + "Person",
    m.Term: _CONCEPT,
    **{
        kind: v.pg(kind.__name__) for kind in (m.Brand, m.Model, m.Series, m.Right, *FIELDS) if kind is not m.Commitment
    },
}
_KIND_OF_TYPE = {iri: kind for kind, iri in RDF_TYPES.items()} | dict.fromkeys(COMMITMENT_TYPES.values(), m.Commitment)
_COMMITMENT_KIND = {iri: kind for kind, iri in COMMITMENT_TYPES.items()}


# --- values to triples ----------------------------------------------------------------------------


def to_rdf(values: Iterable[object]) -> Iterator[Triple]:
    """Return the triples of things, sources, evidence, identities, statements and claims.

    Shared territory nodes are repeated for each statement that uses them; a store keeps one.

    >>> from partnergraph.model import Brand
    >>> print(*to_rdf([Brand(iri="urn:b", name="Leica")]), sep="\\n")
    <urn:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/partnergraph/ns#Brand>
    <urn:b> <http://www.w3.org/2000/01/rdf-schema#label> "Leica"
    """
    for value in values:
        yield from _WRITERS.get(type(value), _write_plain)(value)


def _write_plain(value: Any) -> Iterator[Triple]:
    node = named(value.iri)
    yield Triple(node, named(_TYPE), named(RDF_TYPES[type(value)]))
    yield from _write_fields(node, value, FIELDS[type(value)])


def _write_fields(node: NamedNode, value: Any, table: tuple[Field, ...]) -> Iterator[Triple]:
    for f in table:
        content = getattr(value, f.attribute)
        if content is None or content is False:
            continue
        predicate = named(f.predicate)
        for item in content if f.many else (content,):
            yield Triple(node, predicate, f.form.write(item))


def _write_entity(entity: m.Entity) -> Iterator[Triple]:
    node = named(entity.iri)
    yield Triple(node, named(_TYPE), named(RDF_TYPES[type(entity)]))
    yield Triple(node, named(_LABEL), Literal(entity.name))


def _write_term(term: m.Term) -> Iterator[Triple]:
    node = named(term.iri)
    yield Triple(node, named(_TYPE), named(_CONCEPT))
    yield Triple(node, named(_LABEL), Literal(term.name))
    yield Triple(node, named(v.SKOS + "prefLabel"), Literal(term.name))
    yield Triple(node, named(v.SKOS + "inScheme"), named(v.W3ID + term.scheme))
    if term.broader is not None:
        yield Triple(node, named(v.SKOS + "broader"), named(term.broader))


def _write_commitment(commitment: m.Commitment) -> Iterator[Triple]:
    node = named(commitment.iri)
    yield Triple(node, named(_TYPE), named(COMMITMENT_TYPES[commitment.kind]))
    yield from _write_fields(node, commitment, FIELDS[m.Commitment])


def _write_source(source: m.Source) -> Iterator[Triple]:
    yield from _write_plain(source)
    for number, (grantor, subject) in enumerate(source.complete_for, 1):
        part = named(f"{source.iri}-complete-{number}")
        yield Triple(named(source.iri), named(v.pg("completeness")), part)
        yield Triple(part, named(_TYPE), named(v.pg("Completeness")))
        yield Triple(part, named(v.pg("grantor")), named(grantor))
        yield Triple(part, named(v.pg("subject")), named(subject))


def _write_evidence(evidence: m.Evidence) -> Iterator[Triple]:
    node = named(evidence.iri)
    yield from _write_plain(evidence)
    yield Triple(node, named(v.OA + "hasSource"), named(evidence.source))
    yield Triple(node, named(v.OA + "hasSelector"), node)
    if evidence.end is not None:
        yield Triple(node, named(v.OA + "end"), INTEGER.write(evidence.end))


def _write_statement(statement: m.Statement) -> Iterator[Triple]:
    node = named(statement.iri)
    yield from _write_plain(statement)
    yield from _link_territories(node, "territory", statement.territory)
    if statement.period is not None:
        yield Triple(node, named(v.pg("period")), Literal(statement.period.edtf, datatype=_EDTF))
        yield from _write_fields(node, statement.period, _PERIOD)
    for number, carveout in enumerate(statement.carveouts, 1):
        yield from _write_carveout(node, named(f"{statement.iri}-except-{number}"), carveout)
    if statement.price is not None:
        yield from _write_part(node, "price", statement.price, _PRICE)
    if statement.quantity is not None:
        yield from _write_part(node, "quantity", statement.quantity, _QUANTITY)


def _write_part(node: NamedNode, name: str, value: object, table: tuple[Field, ...]) -> Iterator[Triple]:
    part = named(f"{node.value}-{name}")
    yield Triple(node, named(v.pg(name)), part)
    yield Triple(part, named(_TYPE), named(v.pg(type(value).__name__)))
    yield from _write_fields(part, value, table)


def _write_carveout(node: NamedNode, part: NamedNode, carveout: m.Carveout) -> Iterator[Triple]:
    yield Triple(node, named(v.pg("carveout")), part)
    yield Triple(part, named(_TYPE), named(v.pg("Carveout")))
    yield from _write_fields(part, carveout, _CARVEOUT)
    yield from _link_territories(part, "exceptTerritory", carveout.territory)


_CARVEOUT = (
    _many("parties", "exceptParty"),
    _many("fields", "exceptField"),
    _one("commitment", IRI, v.pg("exceptCommitment")),
)


def _link_territories(node: NamedNode, name: str, rules: tuple[Territory, ...]) -> Iterator[Triple]:
    for rule in rules:
        triples = _territory_triples(rule)
        yield Triple(node, named(v.pg(name)), triples[0].subject)
        yield from triples


@lru_cache(maxsize=4096)
def _territory_triples(rule: Territory) -> tuple[Triple, ...]:
    node = named(territory_iri(rule))
    frozen = rule.membership if isinstance(rule.membership, date) else None
    return (
        Triple(node, named(_TYPE), named(v.pg("Territory"))),
        Triple(node, named(_LABEL), Literal(format_territory(rule))),
        *(Triple(node, named(v.pg("includes")), named(v.REGION + code)) for code in rule.includes),
        *(Triple(node, named(v.pg("excludes")), named(v.REGION + code)) for code in rule.excludes),
        Triple(node, named(v.pg("exhaustive")), Literal(rule.exhaustive)),
        Triple(node, named(v.pg("membership")), Literal("frozen" if frozen else str(rule.membership))),
        *((Triple(node, named(v.pg("frozenOn")), date_literal(frozen)),) if frozen else ()),
    )


def territory_iri(rule: Territory) -> m.Iri:
    """Return the IRI of a rule's node; equal rules share it."""
    return v.TERRITORY + rule.key


_WRITERS: dict[type, Callable[[Any], Iterator[Triple]]] = {
    m.Term: _write_term,
    m.Commitment: _write_commitment,
    m.Source: _write_source,
    m.Evidence: _write_evidence,
    m.Statement: _write_statement,
    **dict.fromkeys((m.Organization, m.Brand, m.Right, m.Person, m.Model, m.Series), _write_entity),
}


def bound_triples(bound: m.DerivedBound) -> Iterator[Triple]:
    """Return the triples of one derived bound; its IRI names edge, day and readings."""
    key = "-".join((bound.edge, bound.day.isoformat() if bound.day else "endless", *sorted(bound.readings)))
    node = named(f"{bound.about}-{key}")
    yield Triple(node, named(_TYPE), named(v.pg("DerivedBound")))
    yield Triple(node, named(v.pg("boundOf")), named(bound.about))
    yield Triple(node, named(v.pg("edge")), Literal(bound.edge))
    if bound.day is None:
        yield Triple(node, named(v.pg("endless")), Literal(True))
    else:
        yield Triple(node, named(v.pg("day")), date_literal(bound.day))
    for reading in sorted(bound.readings):
        yield Triple(node, named(v.pg("underReading")), named(v.READING + reading))
    for statement in sorted(bound.rests_on):
        yield Triple(node, named(v.pg("restsOn")), named(statement))


# --- triples to values ----------------------------------------------------------------------------


def from_rdf(triples: Iterable[Triple]) -> m.Dataset:
    """Return the values that triples describe; nodes of unknown types are passed over.

    Lists come sorted, so two stores with the same triples give equal values.
    """
    nodes = group_by_subject(triples)
    data = m.Dataset()
    for iri in sorted(nodes):
        kind = _kind_of(nodes[iri])
        if kind is not None:
            _file_under(data, _read(iri, kind, nodes))
    return data


def group_by_subject(triples: Iterable[Triple]) -> dict[str, Node]:
    """Return subject -> predicate -> objects, IRIs as text."""
    nodes: dict[str, Node] = {}
    for subject, predicate, obj in triples:
        node = nodes.get(subject.value)
        if node is None:
            node = nodes[subject.value] = defaultdict(list)
        node[predicate.value].append(obj)
    return nodes


def _kind_of(node: Node) -> type | None:
    for term in node.get(_TYPE, ()):
        kind = _KIND_OF_TYPE.get(term.value)
        if kind is not None:
            return kind
    return None


def _read(iri: str, kind: Any, nodes: dict[str, Node]) -> Any:
    node = nodes[iri]
    if kind is m.Term:
        return _read_term(iri, node)
    if issubclass(kind, m.Entity):
        return kind(iri=iri, name=min((t.value for t in node.get(_LABEL, ())), default=iri))
    values = _read_fields(node, FIELDS[kind])
    if kind is m.Commitment:
        values["kind"] = next(_COMMITMENT_KIND[t.value] for t in node[_TYPE] if t.value in _COMMITMENT_KIND)
    elif kind is m.Source:
        values["complete_for"] = tuple(_read_completeness(nodes, part) for part in _parts(node, "completeness"))
    elif kind is m.Statement:
        values |= _read_statement_parts(node, nodes)
    return kind(iri=iri, **values)


def _read_term(iri: str, node: Node) -> m.Term:
    return m.Term(
        iri=iri,
        name=node[_LABEL][0].value,
        scheme=node[v.SKOS + "inScheme"][0].value.removeprefix(v.W3ID),
        broader=next((term.value for term in node.get(v.SKOS + "broader", ())), None),
    )


def _read_fields(node: Node, table: tuple[Field, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for f in table:
        terms = node.get(f.predicate)
        if terms:
            found = sorted(f.form.read(term) for term in terms)
            values[f.attribute] = tuple(found) if f.many else found[0]
    return values


def _parts(node: Node, name: str) -> list[str]:
    return sorted((term.value for term in node.get(v.pg(name), ())), key=lambda iri: (len(iri), iri))


def _read_completeness(nodes: dict[str, Node], part: str) -> tuple[str, str]:
    node = nodes[part]
    return node[v.pg("grantor")][0].value, node[v.pg("subject")][0].value


def _read_statement_parts(node: Node, nodes: dict[str, Node]) -> dict[str, Any]:
    values: dict[str, Any] = {"territory": _read_territories(node, "territory")}
    period = node.get(v.pg("period"))
    if period:
        values["period"] = Period(edtf=period[0].value, **_read_fields(node, _PERIOD))
    values["carveouts"] = tuple(_read_carveout(nodes[part]) for part in _parts(node, "carveout"))
    for part in _parts(node, "price"):
        values["price"] = m.Price(**_read_fields(nodes[part], _PRICE))
    for part in _parts(node, "quantity"):
        values["quantity"] = m.Quantity(**_read_fields(nodes[part], _QUANTITY))
    return values


def _read_carveout(node: Node) -> m.Carveout:
    return m.Carveout(territory=_read_territories(node, "exceptTerritory"), **_read_fields(node, _CARVEOUT))


def _read_territories(node: Node, name: str) -> tuple[Territory, ...]:
    keys = sorted(term.value.removeprefix(v.TERRITORY) for term in node.get(v.pg(name), ()))
    return tuple(map(Territory.from_key, keys))


_GROUPS: tuple[tuple[type, str], ...] = (
    (m.Entity, "entities"),
    (m.Source, "sources"),
    (m.Evidence, "evidence"),
    (m.Description, "descriptions"),
    (m.Identity, "identities"),
    (m.Statement, "statements"),
    (m.Claim, "claims"),
    (m.ClaimComparison, "comparisons"),
)


def _file_under(data: m.Dataset, value: object) -> None:
    for kind, group in _GROUPS:
        if isinstance(value, kind):
            getattr(data, group).append(value)
            return


def read_bounds(triples: Iterable[Triple]) -> list[m.DerivedBound]:
    """Return the derived bounds among triples, sorted."""
    bounds = [
        m.DerivedBound(
            about=node[v.pg("boundOf")][0].value,
            edge=node[v.pg("edge")][0].value,
            day=DATE.read(node[v.pg("day")][0]) if v.pg("day") in node else None,
            readings=frozenset(t.value.removeprefix(v.READING) for t in node.get(v.pg("underReading"), ())),
            rests_on=frozenset(t.value for t in node.get(v.pg("restsOn"), ())),
        )
        for node in group_by_subject(triples).values()
        if any(t.value == v.pg("DerivedBound") for t in node.get(_TYPE, ()))
    ]
    return sorted(bounds, key=lambda b: (b.about, b.edge, b.day or date.max, sorted(b.readings)))
