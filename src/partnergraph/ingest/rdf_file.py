"""RDF in any syntax that the engine reads, to values and the triples beside them.

What a store derives or ships itself (derived bounds, coverage, regions, terms) is passed over, so that an
export can be built again. Blank nodes get IRIs made from the file's digest; triple terms are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from partnergraph import vocabulary as v
from partnergraph.errors import InputError, Problem, ProblemList
from partnergraph.model import Dataset
from partnergraph.rdf import from_rdf, to_rdf
from partnergraph.store.memory import parse_rdf

_SHIPPED = (v.REGION, v.FIELD, v.CHANNEL, v.ACT, v.STATUS, v.EVENT_KIND, v.READING, v.NS)
_DERIVED_TYPES = {v.pg("DerivedBound"), v.pg("Coverage")}
_DERIVED_PREDICATES = {
    *(v.pg(name) for name in ("covers", "coverage", "overlaps", "boundOf", "edge", "day", "underReading", "restsOn")),
    *(v.pg(f"agreed{axis}") for axis in ("Subject", "Field", "Act", "Territory", "Period")),
    v.SKOS + "altLabel",
    v.FOAF + "homepage",
}
_DESCRIBED = {v.pg(name) for name in ("maker", "brand", "series", "wikidata", "lei")}
_LINKS = {v.FOAF + "page", v.pg("website"), v.FOAF + "homepage"}
_XSD_DATE = v.XSD + "date"


@dataclass(frozen=True, slots=True)
class RdfContent:
    """The values that a file describes, and its stated triples that are no part of them."""

    data: Dataset
    extra: tuple[Triple, ...]


def read_rdf(path: Path) -> RdfContent:
    """Read a file. Raises `InputError` with every problem found."""
    problems = ProblemList(str(path))
    stated = list(_stated(_skolemized(path, problems)))
    for triple in stated:
        _check(triple, problems)
    problems.raise_errors()
    try:
        data = from_rdf(stated)
    except InputError as error:
        for problem in error.problems:
            problems.add(problem.message, hint=problem.hint, field=problem.field)
        problems.raise_errors()
        raise
    if not data.sources:
        hint = "say what a source states: see the README of the ontology"
        problems.add("holds no pg:Source, so nobody states anything", hint=hint)
    problems.raise_errors()
    return RdfContent(data, tuple(set(stated) - set(to_rdf(data))))


def _skolemized(path: Path, problems: ProblemList) -> Iterator[Triple]:
    try:
        digest = sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise InputError([Problem(error.strerror or "cannot be read", file=str(path))]) from None

    def skolem(term: object) -> object:
        if isinstance(term, BlankNode):
            return NamedNode(f"{v.W3ID}.well-known/genid/{digest}-{term.value}")
        return term

    for quad in parse_rdf(path):
        if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
            problems.add("holds a triple term", hint="RDF 1.2 triple terms are not read; use statement nodes")
            return
        if getattr(quad.graph_name, "value", None) == v.GRAPH_DERIVED:
            continue
        yield Triple(skolem(quad.subject), quad.predicate, skolem(quad.object))  # type: ignore[arg-type]


def _stated(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Leave out what a store derives or ships."""
    found = list(triples)
    derived = {
        t.subject.value for t in found if t.predicate.value == v.RDF + "type" and t.object.value in _DERIVED_TYPES
    }
    described = {t.subject.value for t in found if t.predicate.value == v.pg("statedIn")}
    for triple in found:
        subject, predicate = triple.subject.value, triple.predicate.value
        if subject in derived or predicate in _DERIVED_PREDICATES or subject.startswith(_SHIPPED):
            continue
        if predicate in _DESCRIBED and subject not in described:
            continue
        yield triple


def _check(triple: Triple, problems: ProblemList) -> None:
    value = triple.object
    if isinstance(value, Literal) and value.datatype.value == _XSD_DATE and not _is_day(value.value):
        problems.add("is no day", hint="write it as 2024-02-28", field=_name(triple), value=value.value)
    if triple.predicate.value in _LINKS and not value.value.startswith(("http://", "https://")):
        problems.add(
            "is no web address", hint="links start with https:// or http://", field=_name(triple), value=value.value
        )


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _name(triple: Triple) -> str:
    return f"{triple.subject.value} {triple.predicate.value}"
