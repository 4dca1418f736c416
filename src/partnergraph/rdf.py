"""Domain values to RDF triples and back: the only codec.

Every node has an IRI of its own and parts have flat names (``{statement}--price``), so that loading a
file twice adds nothing. `to_rdf` and `from_rdf` are inverse for what `model` can hold; triples of other
vocabularies pass through `from_rdf` unseen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias, get_args

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.axes import AXES, TermAxis
from partnergraph.bounds import Period, Term, contradictions, differs_from_term, edtf_of, with_bounds
from partnergraph.errors import InputError, PhraseError, Problem
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
_XSD_DURATION = NamedNode(v.XSD + "duration")
_EDTF = NamedNode(v.EDTF)
_TYPE = v.RDF + "type"
_LABEL = v.RDFS + "label"
_CONCEPT = v.SKOS + "Concept"


# --- how one value becomes a term, and back -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """A pair that inverts: ``write`` makes the term of a value, ``read`` the value of a term.

    ``read`` raises `ValueError` for a term of another form; ``example`` is one of this form.
    """

    write: Callable[[Any], NamedNode | Literal]
    read: Callable[[Any], Any]
    example: str


def _literal(*datatypes: str) -> Callable[[Any], str]:
    """Return a reader of literals of some datatypes, or of any."""
    allowed = {v.XSD + name for name in datatypes}

    def read(term: Any) -> str:
        if not isinstance(term, Literal) or (allowed and term.datatype.value not in allowed):
            raise ValueError(term)
        return term.value

    return read


def _iri(term: Any) -> str:
    if not isinstance(term, NamedNode | BlankNode):
        raise ValueError(term)
    return term.value


def _matched(read: Callable[[Any], str], pattern: str, term: Any) -> str:
    text = read(term)
    if not re.fullmatch(pattern, text):
        raise ValueError(text)
    return text


def _prefixed(prefix: str, names: Collection[str]) -> Form:
    def read(term: Any) -> str:
        name = _iri(term).removeprefix(prefix)
        if name not in names:
            raise ValueError(name)
        return name

    return Form(lambda name: named(prefix + name), read, " or ".join(f"<{prefix}{name}>" for name in names))


def _choice(choices: Any) -> Form:
    known = get_args(choices)

    def read(term: Any) -> str:
        if (text := _any_literal(term)) not in known:
            raise ValueError(text)
        return text

    return Form(Literal, read, " or ".join(f'"{name}"' for name in known))


@lru_cache(maxsize=4096)
def date_literal(day: date) -> Literal:
    """Return the ``xsd:date`` literal of a day, without zone."""
    return Literal(day.isoformat(), datatype=_XSD_DATE)


def canonical_decimal(text: str) -> str:
    """Return the one way in which a store writes an ``xsd:decimal``.

    >>> [canonical_decimal(text) for text in ("1.50", "75000.0", ".5", "-0.0", "+007")]
    ['1.5', '75000', '0.5', '0', '7']
    """
    sign = "-" if text.startswith("-") else ""
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return number if number == "0" else sign + number


def _duration_text(term: Term) -> str:
    """Return the one way in which a store writes an ``xsd:duration``."""
    years, months = divmod(term.months, 12)
    return "P" + "".join(f"{count}{unit}" for count, unit in ((years, "Y"), (months, "M"), (term.days, "D")) if count)


def _read_duration(text: str) -> Term:
    """Read a length of time in whole days; one of no length is none."""
    parts = re.fullmatch(r"P(?:(\d{1,4})Y)?(?:(\d{1,6})M)?(?:(\d{1,7})D)?(?:T0S)?", text)
    years, months, days = (int(part or 0) for part in parts.groups()) if parts else (0, 0, 0)
    if not (years or months or days):
        raise ValueError(text)
    return Term(years * 12 + months, days)


_any_literal = _literal()
_date = _literal("date")
_boolean = _literal("boolean")
INTEGERS = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")
_integer = _literal(*INTEGERS)
_decimal = _literal("decimal", "integer")

TEXT = Form(Literal, _any_literal, 'a literal: "text"')
IRI = Form(named, _iri, "an IRI: <https://example.org/x>")
DATE = Form(
    date_literal,
    lambda term: date.fromisoformat(_matched(_date, r"\d{4}-\d{2}-\d{2}", term)),
    f'"2024-02-28"^^<{v.XSD}date>',
)
ANSWER = Form(Literal, lambda term: _matched(_boolean, "true|false|0|1", term) in ("true", "1"), "true or false")
BOOLEAN = replace(ANSWER)
"""A flag, left out where it is false; an ``ANSWER`` of no is written."""
INTEGER = Form(
    lambda n: Literal(str(n), datatype=_XSD_INTEGER),
    lambda term: int(_matched(_integer, "[+-]?[0-9]{1,4000}", term)),
    f'"25"^^<{v.XSD}integer>',
)
DECIMAL = Form(
    lambda text: Literal(canonical_decimal(text), datatype=_XSD_DECIMAL),
    lambda term: canonical_decimal(_matched(_decimal, r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", term)),
    f'"1.5"^^<{v.XSD}decimal>',
)
DURATION = Form(
    lambda term: Literal(_duration_text(term), datatype=_XSD_DURATION),
    lambda term: _read_duration(_literal("duration", "yearMonthDuration", "dayTimeDuration")(term)),
    f'"P3Y"^^<{v.XSD}duration>',
)
STATUS = _prefixed(v.STATUS, v.STATUSES)
MODALITY = _choice(m.Modality)
RULE = Form(
    lambda rule: named(territory_iri(rule)),
    lambda term: Territory.from_key(_iri(term).removeprefix(v.TERRITORY)),
    f"<{v.TERRITORY}001_except_JP> for World except Japan: the address says the rule",
)
EDTF_TEXT = Form(
    lambda text: Literal(text, datatype=_EDTF),
    _any_literal,
    f'"2022/"^^<{v.EDTF}>',
)


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
        _one("kind", _choice(m.SourceKind), v.pg("sourceKind")),
        _one("governing_law", TEXT),
        _one("prevails", BOOLEAN),
        _many("prevails_for", "prevailsFor"),
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
        _one("side", _choice(m.Side)),
        _one("partnership", IRI),
        _one("parent", IRI),
        _many("excluded", "excluded"),
        _many("promisees", "promisee"),
        _one("at_most", INTEGER),
    ),
    m.Release: (*_IDENTITY, _one("product", IRI), _one("partnership", IRI)),
    m.Absence: (*_IDENTITY, _one("product", IRI)),
    m.Position: (*_IDENTITY, _one("holder", IRI), _one("organization", IRI), _one("title", TEXT)),
    m.Event: (*_IDENTITY, _one("kind", IRI, v.pg("eventKind")), _many("participants", "participant")),
    m.DecisionRight: (*_IDENTITY, _many("holders", "holder"), _one("matter", TEXT), _one("partnership", IRI)),
    m.Ownership: (*_IDENTITY, _one("owner", IRI), _one("owned", IRI)),
    m.MarkFamily: (*_IDENTITY, _many("marks", "mark")),
    m.DealEvent: (
        *_IDENTITY,
        _one("kind", _choice(m.DealEventKind), v.pg("dealEventKind")),
        _many("changes", "changes"),
        _one("effect", _choice(m.Effect)),
        _many("assignors", "assignor"),
        _many("assignees", "assignee"),
        _one("becomes", Form(Literal, lambda term: _matched(_any_literal, "grant", term), '"grant"')),
    ),
    m.Succession: (
        *_IDENTITY,
        _one("kind", _choice(m.SuccessionKind), v.pg("successionKind")),
        _many("predecessors", "predecessor"),
        _one("successor", IRI),
    ),
    m.Statement: (
        *_ABOUT,
        _one("modality", MODALITY),
        _one("denied", BOOLEAN),
        _one("status", STATUS),
        _many("subjects", "subject"),
        *(_many(axis.terms, axis.name) for axis in AXES),
        _many("territory", "territory", RULE),
        _one("territory_words", TEXT),
        _one("present_tense", BOOLEAN),
        _one("until", IRI),
        _one("coextensive", BOOLEAN),
        _one("strength", _choice(m.Strength)),
        _one("covers_affiliates", ANSWER),
        _one("sublicensing", _choice(m.Sublicensing)),
        _one("option", _choice(m.OptionKind), v.pg("optionKind")),
        _one("response_days", INTEGER),
        _one("sell_off", DURATION),
        _one("purpose", TEXT),
        _one("place", TEXT),
        _one("note", TEXT),
        _many("said_by", "saidBy"),
        _EVIDENCE,
    ),
    m.Claim: (
        _one("source", IRI, v.pg("statedIn")),
        _one("modality", MODALITY),
        _one("text", TEXT),
        _many("about", "about"),
        _many("claimants", "saidBy"),
        _one("denied", BOOLEAN),
        _EVIDENCE,
    ),
    m.ClaimComparison: (
        _one("source", IRI, v.pg("statedIn")),
        _many("compared", "compares"),
        _one("verdict", _choice(m.Verdict)),
        _one("reason", TEXT),
    ),
}

PERIOD = (
    _one("edtf", EDTF_TEXT, v.pg("period")),
    _one("words", TEXT, v.pg("periodWords")),
    _one("earliest_start", DATE),
    _one("latest_start", DATE),
    _one("earliest_end", DATE),
    _one("latest_end", DATE),
    _one("planned_end", DATE),
    _one("endless", BOOLEAN),
    _one("term", DURATION),
    _one("minimum_term", DURATION),
    _one("maximum_term", DURATION),
)
_PREDICATE_OF = {f.attribute: f.predicate for f in PERIOD}
_PRICE = (_one("relation", _choice(m.PriceRelation)), _one("amount", DECIMAL), _one("currency", TEXT))
_RENEWAL = (
    _one("every", DURATION),
    _one("by", _choice(m.RenewedBy), v.pg("renewedBy")),
    _one("notice", DURATION),
    _one("times", INTEGER),
)
_CONDITION = (
    _one("text", TEXT, v.pg("conditionText")),
    _one("kind", _choice(m.ConditionKind), v.pg("conditionKind")),
    _one("since", DATE, v.pg("canFailFrom")),
    _one("met", DATE, v.pg("metOn")),
    _one("failed", DATE, v.pg("failedOn")),
    _one("then", _choice(m.Failing), v.pg("ifFailed")),
)
_RELATIVE_DAY = (
    _many("occurrences", "hangsOn"),
    _one("which", _choice(m.Which), v.pg("whichOccurrence")),
    _one("length", DURATION),
    _one("as_term", BOOLEAN),
    _one("day", DATE, v.pg("statedDay")),
    _one("among", _choice(m.Among)),
)
_QUANTITY = (_one("value", INTEGER), _one("unit", TEXT), _one("approximate", BOOLEAN))

COMMITMENT_TYPES: dict[m.CommitmentKind, str] = {
    "grant": v.pg("Grant"),
    "exclusivity": v.pg("Exclusivity"),
    "option": v.pg("Option"),
    "exclusion": v.pg("Exclusion"),
    "holdback": v.pg("Holdback"),
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


def to_rdf(values: Iterable[object], seen: set[Territory] | None = None) -> Iterator[Triple]:
    """Return the triples of things, sources, evidence, identities, statements and claims.

    The node of a territory, which many statements share, comes once; not at all if ``seen`` has it, which takes
    it in.

    >>> from partnergraph.model import Brand
    >>> print(*to_rdf([Brand(iri="urn:b", name="Leica")]), sep="\\n")
    <urn:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/partnergraph/ns#Brand>
    <urn:b> <http://www.w3.org/2000/01/rdf-schema#label> "Leica"
    """
    seen = set() if seen is None else seen
    for value in values:
        yield from _WRITERS.get(type(value), _write_plain)(value)
        if type(value) is m.Statement:
            for rule in _rules_of(value):
                if rule not in seen:
                    seen.add(rule)
                    yield from _territory_triples(rule)


def _rules_of(statement: m.Statement) -> Iterator[Territory]:
    yield from statement.territory
    for carveout in statement.carveouts:
        yield from carveout.territory


def _write_plain(value: Any) -> Iterator[Triple]:
    node = named(value.iri)
    yield Triple(node, named(_TYPE), named(RDF_TYPES[type(value)]))
    yield from _write_fields(node, value)


def _write_fields(node: NamedNode, value: Any) -> Iterator[Triple]:
    contents, writers = _writing(value.__class__)
    for content, (predicate, write, many, flag) in zip(contents(value), writers, strict=True):
        if content is None or (flag and content is False):
            continue
        if many:
            for item in content:
                yield Triple(node, predicate, write(item))
        else:
            yield Triple(node, predicate, write(content))


@lru_cache(maxsize=64)
def _writing(kind: type) -> tuple[attrgetter[Any], tuple[tuple[NamedNode, Callable[[Any], Any], bool, bool], ...]]:
    """Return what takes the attributes of a kind of values, and how each is written: the same for millions."""
    table = FIELDS.get(kind) or _OF_PARTS[kind]
    writers = ((named(f.predicate), f.form.write, f.many, f.form is BOOLEAN) for f in table)
    return attrgetter(*(f.attribute for f in table)), tuple(writers)


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
    yield from _write_fields(node, commitment)


def _write_source(source: m.Source) -> Iterator[Triple]:
    yield from _write_plain(source)
    lists = (("complete", "grantor", source.complete_for), ("holdings", "rightsOf", source.complete_holdings))
    for name, role, listed in lists:
        for number, (party, subject) in enumerate(listed, 1):
            part = named(f"{source.iri}--{name}-{number}")
            yield Triple(named(source.iri), named(v.pg("completeness")), part)
            yield Triple(part, named(_TYPE), named(v.pg("Completeness")))
            yield Triple(part, named(v.pg(role)), named(party))
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
    period = m.renewable(statement.period) if statement.renewal is not None else statement.period
    period = m.conditional(period) if statement.conditions else period
    if period is not None:
        yield from _write_fields(node, period)
    for number, carveout in enumerate(statement.carveouts, 1):
        yield from _write_carveout(node, named(f"{statement.iri}--except-{number}"), carveout)
    if statement.price is not None:
        yield from _write_part(node, "price", statement.price)
    if statement.quantity is not None:
        yield from _write_part(node, "quantity", statement.quantity)
    if statement.renewal is not None:
        yield from _write_part(node, "renewal", statement.renewal)
    for number, condition in enumerate(statement.conditions, 1):
        yield from _write_part(node, "condition", condition, f"condition-{number}")
    for name, days in (("relativeStart", statement.relative_starts), ("relativeEnd", statement.relative_ends)):
        for number, day in enumerate(days, 1):
            yield from _write_part(node, name, day, f"{name.removeprefix('relative').lower()}-{number}")


def _write_part(node: NamedNode, name: str, value: object, called: str | None = None) -> Iterator[Triple]:
    part = named(f"{node.value}--{called or name}")
    yield Triple(node, named(v.pg(name)), part)
    yield Triple(part, named(_TYPE), named(v.pg(type(value).__name__)))
    yield from _write_fields(part, value)


def _write_carveout(node: NamedNode, part: NamedNode, carveout: m.Carveout) -> Iterator[Triple]:
    yield Triple(node, named(v.pg("carveout")), part)
    yield Triple(part, named(_TYPE), named(v.pg("Carveout")))
    yield from _write_fields(part, carveout)


_CARVEOUT = (
    _many("parties", "exceptParty"),
    _many("territory", "exceptTerritory", RULE),
    *(_many(axis.terms, axis.excepted) for axis in AXES),
    _one("commitment", IRI, v.pg("exceptCommitment")),
)
_OF_PARTS: dict[type, tuple[Field, ...]] = {
    Period: PERIOD,
    m.Price: _PRICE,
    m.Quantity: _QUANTITY,
    m.Renewal: _RENEWAL,
    m.Condition: _CONDITION,
    m.RelativeDay: _RELATIVE_DAY,
    m.Carveout: _CARVEOUT,
}


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


# --- triples to values ----------------------------------------------------------------------------


def from_rdf(triples: Iterable[Triple]) -> m.Dataset:
    """Return the values that triples describe; nodes of unknown types are passed over.

    Lists come sorted, so two stores with the same triples give equal values. Raises `InputError` with every
    node that lacks a property, has one too many or one of another form.
    """
    reader = _Reader(group_by_subject(triples))
    data = m.Dataset()
    for iri in sorted(reader.nodes):
        value = reader.read(iri)
        if value is not None:
            _file_under(data, value)
    if reader.problems:
        raise InputError(reader.problems)
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


_COMPLETENESS = (_one("grantor", IRI), _one("subject", IRI))
_HOLDINGS = (_one("rights_of", IRI), _one("subject", IRI))
_SCHEMES: dict[str | None, TermAxis] = {v.W3ID + axis.name: axis.name for axis in AXES}


@lru_cache(maxsize=64)
def _required(kind: type) -> frozenset[str]:
    return frozenset(f.name for f in fields(kind) if f.default is MISSING)


class _Reader:
    """Reads the nodes of a graph, and notes what is wrong with them."""

    def __init__(self, nodes: dict[str, Node]) -> None:
        self.nodes = nodes
        self.problems: list[Problem] = []

    def problem(self, iri: str, predicate: str, message: str, hint: str, value: Any = None) -> None:
        shown = None if value is None else getattr(value, "value", str(value))
        self.problems.append(Problem(message, hint, field=f"{iri} {_short(predicate)}", value=shown))

    def read(self, iri: str) -> Any:
        """Return the value of a node; ``None`` if its type is unknown, or it cannot be read."""
        node = self.nodes[iri]
        kind: Any = self.kind_of(iri, node)
        if kind is None or kind is m.Term:
            return self.read_term(iri, node) if kind else None
        if issubclass(kind, m.Entity):
            return kind(iri=iri, name=self.label(node, iri))
        extra: dict[str, Any] = {}
        if kind is m.Commitment:
            extra = self.read_kind(iri, node)
        elif kind is m.Source:
            extra = self.read_lists(list(self.parts(node, "completeness")))
        elif kind is m.Statement:
            extra = self.read_statement_parts(iri, node)
        return self.make(kind, iri, FIELDS[kind], {"iri": iri, **extra})

    def read_kind(self, iri: str, node: Node) -> dict[str, Any]:
        """Return of which kind a commitment is, with the parties that one of it does not name."""
        kind = next(_COMMITMENT_KIND[t.value] for t in node[_TYPE] if _COMMITMENT_KIND.get(_value(t)))
        if kind not in m.FORBIDDING:
            return {"kind": kind}
        if v.pg("beneficiary") in node:
            self.problem(iri, v.pg("beneficiary"), "is said of what lets nobody act", "write pg:promisee")
        if kind == "exclusion" and (v.pg("excluded") in node) == (v.pg("atMost") in node):
            why = "stands beside pg:atMost" if v.pg("excluded") in node else "is missing"
            hint = "add who may not act, or pg:atMost, how many licensees there may be; where nobody may, pg:Holdback"
            self.problem(iri, v.pg("excluded"), why, hint)
        return {"kind": kind, "beneficiaries": ()}

    def read_lists(self, declared: list[str]) -> dict[str, Any]:
        """Return of whom, and of what, a source lists every commitment, and every right."""
        of_rights = {iri for iri in declared if v.pg("rightsOf") in self.nodes.get(iri, {})}
        grants = (self.read_part(iri, _COMPLETENESS) for iri in declared if iri not in of_rights)
        rights = (self.read_part(iri, _HOLDINGS) for iri in declared if iri in of_rights)
        return {
            "complete_for": tuple((part["grantor"], part["subject"]) for part in grants if part),
            "complete_holdings": tuple((part["rights_of"], part["subject"]) for part in rights if part),
        }

    def kind_of(self, iri: str, node: Node) -> type | None:
        known = sorted({_value(term) for term in node.get(_TYPE, ())} & _KIND_OF_TYPE.keys())
        if len(known) > 1:
            shown = " and ".join(map(_short, known))
            self.problem(iri, _TYPE, f"is {shown} at once", "give each an IRI of its own")
        return _KIND_OF_TYPE[known[0]] if known else None

    def label(self, node: Node, default: str) -> str:
        return min((term.value for term in node.get(_LABEL, ()) if isinstance(term, Literal)), default=default)

    def read_term(self, iri: str, node: Node) -> m.Term | None:
        """Read a term of one of our axes; concepts of other schemes are passed over."""
        axis: TermAxis | None = next(
            filter(None, (_SCHEMES.get(_value(t)) for t in node.get(v.SKOS + "inScheme", ()))), None
        )
        broader = min((_value(term) for term in node.get(v.SKOS + "broader", ())), default=None)
        name = self.label(node, iri.rsplit("/", 1)[-1])
        return m.Term(iri=iri, name=name, scheme=axis, broader=broader) if axis else None

    def make(self, kind: Any, iri: str, table: tuple[Field, ...], known: dict[str, Any] | None = None) -> Any:
        """Make a value of a node's properties; ``None`` if one that it needs is missing."""
        values = (known or {}) | self.read_fields(iri, table)
        if _required(kind) <= values.keys():
            return kind(**values)
        for f in table:
            if f.attribute in _required(kind) and not self.nodes[iri].get(f.predicate):
                self.problem(iri, f.predicate, "is missing", f"add it: {f.form.example}")
        return None

    def read_fields(self, iri: str, table: tuple[Field, ...]) -> dict[str, Any]:
        node = self.nodes[iri]
        values: dict[str, Any] = {}
        for f in table:
            terms = node.get(f.predicate)
            if not terms:
                continue
            values_of = self.read_values(iri, f, sorted(terms, key=_value) if len(terms) > 1 else terms)
            found = list(dict.fromkeys(values_of))
            if len(found) > 1 and not f.many and f.predicate != _LABEL:
                self.problem(
                    iri, f.predicate, f"stands {len(found)} times", "keep one; another source has its own node"
                )
            if found:
                values[f.attribute] = tuple(found) if f.many else found[0]
        return values

    def read_values(self, iri: str, f: Field, terms: Iterable[Any]) -> Iterator[Any]:
        for term in terms:
            try:
                yield f.form.read(term)
            except ValueError:
                self.problem(iri, f.predicate, "cannot be read", f"write {f.form.example}", term)

    def parts(self, node: Node, name: str) -> list[str]:
        return sorted({_value(term) for term in node.get(v.pg(name), ())}, key=lambda iri: (len(iri), iri))

    def read_part(self, part: str, table: tuple[Field, ...]) -> dict[str, Any] | None:
        """Return all fields of a part, or note that one is missing."""
        if part not in self.nodes:
            self.problem(part, _TYPE, "is referred to, but nothing is said of it", "add its properties")
            return None
        values = self.read_fields(part, table)
        missing = [f for f in table if f.attribute not in values]
        for f in missing:
            self.problem(part, f.predicate, "is missing", f"add it: {f.form.example}")
        return None if missing else values

    def read_statement_parts(self, iri: str, node: Node) -> dict[str, Any]:
        values: dict[str, Any] = {"carveouts": tuple(map(self.read_carveout, self.parts(node, "carveout")))}
        if any(f.predicate in node for f in PERIOD):
            values["period"] = self.read_period(iri)
        for name, kind, table in (
            ("price", m.Price, _PRICE), ("quantity", m.Quantity, _QUANTITY), ("renewal", m.Renewal, _RENEWAL),
        ):  # fmt: skip
            for part in self.parts(node, name):
                values[name] = self.make(kind, part, table) if part in self.nodes else self.read_part(part, table)
        found = (
            self.make(m.Condition, part, _CONDITION) for part in self.parts(node, "condition") if self.is_there(part)
        )
        values["conditions"] = tuple(one for one in found if one is not None)
        for attribute, name in (("relative_starts", "relativeStart"), ("relative_ends", "relativeEnd")):
            values[attribute] = tuple(self.read_relative_days(self.parts(node, name)))
        for left_out, loosened in ((v.pg("renewal"), m.renewable), (v.pg("condition"), m.conditional)):
            if left_out in node and values.get("period") is not None:
                values["period"] = loosened(values["period"])
                for predicate in sorted(WITHHELD[left_out] & node.keys()):
                    hint = "leave it out: pg:period says it, and what may be renewed or hangs on a condition may differ"
                    self.problem(iri, predicate, f"stands beside {_short(left_out)}", hint, node[predicate][0])
        return values

    def read_relative_days(self, parts: list[str]) -> Iterator[m.RelativeDay]:
        """Yield the days of which a start, or an end, is one; each hangs on something or is stated."""
        for part in filter(self.is_there, parts):
            day = m.RelativeDay(**self.read_fields(part, _RELATIVE_DAY))
            if bool(day.occurrences) == (day.day is not None):
                hint = "write pg:hangsOn with an event or a release, or pg:statedDay with a day"
                self.problem(part, v.pg("hangsOn"), "is needed, or pg:statedDay, and not both", hint)
            elif len(day.occurrences) > 1 and day.which is None:
                self.problem(part, v.pg("hangsOn"), "names several", "write pg:whichOccurrence 'first' or 'last'")
            elif (day.among is None) == (len(parts) > 1):
                hint = "write pg:among 'later' or 'earlier' at each of several days, and at none that is alone"
                self.problem(part, v.pg("among"), "tells which of several days counts", hint)
            else:
                yield day

    def is_there(self, part: str) -> bool:
        """Whether anything is said of a part; else that is noted."""
        return part in self.nodes or self.read_part(part, ()) is not None

    def read_period(self, iri: str) -> Period | None:
        """Read a period; the bounds that are not there follow from its words, and none may contradict them.

        Words that are not there follow from the bounds.
        """
        stated = Period(**{"edtf": "", **self.read_fields(iri, PERIOD)})
        try:
            period = with_bounds(stated if stated.edtf else replace(stated, edtf=edtf_of(stated)))
        except PhraseError as error:
            self.problem(iri, v.pg("period"), error.why, error.hint or "", Literal(error.phrase))
            return None
        for attribute, day, why in contradictions(period):
            hint = "mend pg:period or the bounds; a bound that is left out follows from pg:period"
            self.problem(iri, _PREDICATE_OF[attribute], why, hint, day)
        if differs_from_term(period):
            hint = "leave pg:term out, or write both ends as one pg:period: 2021-03-01/[2024-02-29..2024-06-30]"
            self.problem(iri, v.pg("term"), "does not end when pg:period does", hint)
        return period

    def read_carveout(self, part: str) -> m.Carveout:
        if part not in self.nodes:
            self.read_part(part, ())
            return m.Carveout()
        return m.Carveout(**self.read_fields(part, _CARVEOUT))


def left_out_bounds(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the bounds that follow from ``pg:period`` where a node leaves them out; none for one that is wrong.

    ``triples``: all that is said of those nodes.

    >>> told = Triple(named("urn:s"), named(v.pg("period")), Literal("2022/2024-06-30"))
    >>> [triple.object.value for triple in left_out_bounds([told])]
    ['2022-01-01', '2022-12-31', '2024-06-30', '2024-06-30']
    """
    found = list(triples)
    subjects = {triple.subject.value: triple.subject for triple in found}
    for iri, node in group_by_subject(found).items():
        reader = _Reader({iri: node})
        period = reader.read_period(iri) if v.pg("period") in node else None
        if period is None or reader.problems:
            continue
        for _, predicate, bound in _write_fields(named(_ANY), period):
            withheld = any(predicate.value in WITHHELD[left_out] for left_out in WITHHELD.keys() & node.keys())
            if predicate.value in _BOUNDS and predicate.value not in node and not withheld:
                yield Triple(subjects[iri], predicate, bound)


WITHHELD = {
    v.pg("renewal"): frozenset({v.pg("latestEnd")}),
    v.pg("condition"): frozenset(map(v.pg, ("latestStart", "earliestEnd", "endless"))),
}
"""Bounds that a statement leaves out because of a part that it has, though its period may give them."""
_ANY = "urn:any"
_BOUNDS = frozenset(f.predicate for f in PERIOD if f.form in (DATE, BOOLEAN))


def canonical(term: Any) -> Any:
    """Return a term as a store writes it: ``1.50`` as ``1.5``, ``"1"^^xsd:boolean`` as ``true``; others as they are.

    >>> print(canonical(Literal("1.50", datatype=_XSD_DECIMAL)))
    "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>
    """
    if isinstance(term, Literal):
        name = term.datatype.value.removeprefix(v.XSD)
        for form, names in (
            (DECIMAL, ("decimal",)), (ANSWER, ("boolean",)), (INTEGER, INTEGERS), (DURATION, ("duration",)),
        ):  # fmt: skip
            if name in names:
                with suppress(ValueError):
                    return form.write(form.read(term))
    return term


def _value(term: Any) -> str:
    """Return the text of an IRI, a blank node or a literal; empty for a triple term."""
    return term.value if isinstance(term, NamedNode | Literal | BlankNode) else ""


def _short(iri: str) -> str:
    """Return an IRI with its prefix, as people write it."""
    for prefix, space in v.PREFIXES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return f"<{iri}>"


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
    return sorted(bounds, key=lambda b: (b.about, b.edge, b.day or date.max, sorted(b.readings), sorted(b.rests_on)))
