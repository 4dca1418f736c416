"""RDF in any syntax that the engine reads, to values and the triples beside them.

What a store derives or ships itself (derived bounds, coverage, regions, terms) is left out, so that an
export can be built again; what else is not read is noted. Blank nodes get IRIs made from the file's digest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from partnergraph import vocabulary as v
from partnergraph.errors import InputError, Problem, ProblemList
from partnergraph.ingest.deal_events import uncounted
from partnergraph.ingest.located import read_file
from partnergraph.ingest.rdf_notes import MADE, NAMELESS, OF_DESCRIPTIONS, SHIPPED, notes, notes_of_graphs
from partnergraph.ingest.taken_out import emptied_in
from partnergraph.model import Dataset
from partnergraph.rdf import FIELDS, PERIOD, canonical, from_rdf, to_rdf
from partnergraph.store.documents import parse_rdf

_DERIVED_TYPES = {v.pg("DerivedBound"), v.pg("Coverage")}
_DERIVED_PREDICATES = {
    *(v.pg(name) for name in ("covers", "coverage", "overlaps", "boundOf", "edge", "day", "underReading", "restsOn")),
    *(v.pg(f"agreed{axis}") for axis in ("Subject", "Field", "Act", "Territory", "Period")),
    *(v.pg(name) for name in ("affirmedBy", "deniedBy", "foreseenBy")),
}
_PARTS = set(map(v.pg, v.ALL_PARTS))
_LINKS = {v.FOAF + "page", v.pg("website"), v.FOAF + "homepage"}
_OF_OTHERS = {v.SKOS + "altLabel", v.FOAF + "homepage"}
"""Properties that no description itself has."""
_READ = frozenset(f.predicate for table in (*FIELDS.values(), PERIOD) for f in table) - {v.RDFS + "label"}
_XSD_DATE = v.XSD + "date"
_VERSION_OF, _ABOUT = v.pg("versionOf"), v.pg("about")


@dataclass(frozen=True, slots=True)
class RdfContent:
    """The values that a file describes, its stated triples that are no part of them, and what wants a look."""

    data: Dataset
    extra: tuple[Triple, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_rdf(path: Path) -> RdfContent:
    """Read a file. Raises `InputError` with every problem found."""
    problems = ProblemList(str(path))
    graphs = Counter[str]()
    triples = list(dict.fromkeys(_skolemized(path, graphs)))  # what stands in two graphs, or twice, is said once
    derived = _derived(triples)
    stated = list(_stated(triples, derived))
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
    for problem in emptied_in(data):
        problems.add(problem.message, hint=problem.hint, field=problem.field)
    for event, name, message, hint in uncounted(data):
        problems.add(message, hint=hint, field=f"{event.iri} {name}")
    if not data.sources:
        hint = "say what a source states: see the README of the ontology"
        problems.add("holds no pg:Source, so nobody states anything", hint=hint)
    problems.raise_errors()
    extra = tuple(_rest(stated, data))
    told = notes(str(path), triples, stated, extra, data)
    return RdfContent(data, extra, (*notes_of_graphs(str(path), graphs, len(derived)), *told))


def _rest(stated: list[Triple], data: Dataset) -> Iterator[Triple]:
    """Yield what is no part of the values.

    What a value was read from is none of it, however it was written (a title with a language, say). A price or
    carve-out of any name is a part: it gets the name that we give.
    """
    known = set(to_rdf(data))
    read = {(triple.subject, triple.predicate) for triple in known if triple.predicate.value in _READ}
    parts = {triple.object for triple in stated if triple.predicate.value in _PARTS}
    for triple in stated:
        if triple in known or triple.predicate.value in _PARTS or triple.subject in parts:
            continue
        if (triple.subject, triple.predicate) not in read:
            yield triple


def _skolemized(path: Path, graphs: Counter[str]) -> Iterator[Triple]:
    """Yield the triples of a file, its blank nodes named by the file's digest and their order in it.

    What stands in the graphs that a store makes itself is left out; ``graphs`` counts the triples of each.
    """
    digest = sha256(read_file(path, str(path))).hexdigest()[:16]
    names: dict[str, NamedNode] = {}

    def skolem(term: object) -> object:
        if isinstance(term, BlankNode):
            return names.setdefault(term.value, NamedNode(f"{v.W3ID}.well-known/genid/{digest}-{len(names) + 1}"))
        return term

    for quad in parse_rdf(path):
        graph = NAMELESS if isinstance(quad.graph_name, BlankNode) else getattr(quad.graph_name, "value", "")
        graphs[graph] += 1
        if graph not in MADE:
            yield Triple(skolem(quad.subject), quad.predicate, canonical(skolem(quad.object)))  # type: ignore[arg-type]


def _derived(triples: list[Triple]) -> set[Triple]:
    """Return what a store derives by rules and from territories."""
    typed = (t for t in triples if t.predicate.value == v.RDF + "type" and t.object.value in _DERIVED_TYPES)
    nodes = {*(t.subject.value for t in typed), *_of_versions(triples)}
    return {t for t in triples if t.subject.value in nodes or t.predicate.value in _DERIVED_PREDICATES}


def _of_versions(triples: list[Triple]) -> set[str]:
    """Return the addresses of the versions of deals between events, of the accounts of them, and of their parts."""
    told: dict[str, list[tuple[str, str]]] = {predicate: [] for predicate in (_VERSION_OF, _ABOUT, *_PARTS)}
    for triple in triples:
        if triple.predicate.value in told and isinstance(triple.object, NamedNode):
            told[triple.predicate.value].append((triple.subject.value, triple.object.value))
    versions = {node for node, deal in told[_VERSION_OF] if _follows(node, deal, r"--v\d+")}
    accounts = {n for n, about in told[_ABOUT] if about in versions and _follows(n, about, r"-said-\d+")}
    return {*versions, *accounts, *(part for name in _PARTS for node, part in told[name] if node in accounts)}


def _follows(address: str, on: str, pattern: str) -> bool:
    """Whether an address is another one with something after it."""
    return address.startswith(on) and re.fullmatch(pattern, address.removeprefix(on)) is not None


def _stated(triples: list[Triple], derived: set[Triple]) -> Iterator[Triple]:
    """Leave out what a store derives or ships."""
    described = {triple.subject for triple in triples if triple.predicate.value == v.pg("statedIn")}
    for triple in triples:
        predicate = triple.predicate.value
        if triple in derived or triple.subject.value.startswith(SHIPPED):
            continue
        if predicate in OF_DESCRIPTIONS and (predicate in _OF_OTHERS or triple.subject not in described):
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
