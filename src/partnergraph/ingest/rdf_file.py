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
from partnergraph.bounds import parse_period
from partnergraph.errors import InputError, PhraseError, Problem, ProblemList
from partnergraph.ingest.located import read_file
from partnergraph.model import Dataset
from partnergraph.rdf import canonical, from_rdf, to_rdf
from partnergraph.store.memory import parse_rdf

_SHIPPED = (v.REGION, v.FIELD, v.CHANNEL, v.ACT, v.STATUS, v.EVENT_KIND, v.READING, v.NS)
_DERIVED_TYPES = {v.pg("DerivedBound"), v.pg("Coverage")}
_DERIVED_PREDICATES = {
    *(v.pg(name) for name in ("covers", "coverage", "overlaps", "boundOf", "edge", "day", "underReading", "restsOn")),
    *(v.pg(f"agreed{axis}") for axis in ("Subject", "Field", "Act", "Territory", "Period")),
    *(v.pg(name) for name in ("affirmedBy", "deniedBy", "foreseenBy")),
    v.SKOS + "altLabel",
    v.FOAF + "homepage",
}
_DESCRIBED = {v.pg(name) for name in ("maker", "brand", "series", "wikidata", "lei")}
_PARTS = {v.pg(name) for name in ("price", "quantity", "carveout", "completeness")}
_LINKS = {v.FOAF + "page", v.pg("website"), v.FOAF + "homepage"}
_XSD_DATE = v.XSD + "date"


@dataclass(frozen=True, slots=True)
class RdfContent:
    """The values that a file describes, its stated triples that are no part of them, and what wants a look."""

    data: Dataset
    extra: tuple[Triple, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_rdf(path: Path) -> RdfContent:
    """Read a file. Raises `InputError` with every problem found."""
    problems = ProblemList(str(path))
    stated = list(_stated(_skolemized(path)))
    for triple in stated:
        _check(triple, problems)
    problems.raise_errors()
    try:
        data = from_rdf(stated)
    except InputError as error:
        for problem in error.problems:
            problems.add(problem.message, hint=problem.hint, field=problem.field, value=problem.value)
        problems.raise_errors()
        raise
    if not data.sources:
        hint = "say what a source states: see the README of the ontology"
        problems.add("holds no pg:Source, so nobody states anything", hint=hint)
    problems.raise_errors()
    return RdfContent(data, tuple(_rest(stated, data)))


def _rest(stated: list[Triple], data: Dataset) -> Iterator[Triple]:
    """Yield what is no part of the values. A price or carve-out of any name is one: it gets the name that we give."""
    known = set(to_rdf(data))
    parts = {triple.object for triple in stated if triple.predicate.value in _PARTS}
    for triple in stated:
        if triple not in known and triple.predicate.value not in _PARTS and triple.subject not in parts:
            yield triple


def _skolemized(path: Path) -> Iterator[Triple]:
    """Yield the triples of a file, its blank nodes named by the file's digest and their order in it."""
    digest = sha256(read_file(path, str(path))).hexdigest()[:16]
    names: dict[str, NamedNode] = {}

    def skolem(term: object) -> object:
        if isinstance(term, BlankNode):
            return names.setdefault(term.value, NamedNode(f"{v.W3ID}.well-known/genid/{digest}-{len(names) + 1}"))
        return term

    for quad in parse_rdf(path):
        if getattr(quad.graph_name, "value", None) != v.GRAPH_DERIVED:
            yield Triple(skolem(quad.subject), quad.predicate, canonical(skolem(quad.object)))  # type: ignore[arg-type]


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
    if triple.predicate.value == v.pg("period") and isinstance(value, Literal):
        try:
            parse_period(value.value)
        except PhraseError as error:
            problems.add(error.why, hint=error.hint, field=_name(triple), value=value.value)
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
