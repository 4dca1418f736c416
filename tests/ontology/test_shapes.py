"""Every shape passes a complete graph; that it fires on the one change that breaks it is in `test_validation`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from partnergraph.resources import ontology_path
from partnergraph.vocabulary import DCTERMS, FOAF, PREFIXES
from tests.ontology.broken import BROKEN

HERE = Path(__file__).parent
SHAPE = "https://w3id.org/partnergraph/shape/"
UPDATE_PREFIXES = {
    **PREFIXES,
    "": "https://example.org/",
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in UPDATE_PREFIXES.items())


class Result(NamedTuple):
    shape: str
    severity: str
    message: str


@cache
def shapes() -> Graph:
    return Graph().parse(ontology_path("shapes/data.ttl"))


@cache
def whole() -> Graph:
    return Graph().parse(HERE / "complete.ttl")


def complete() -> Graph:
    """Return a graph that meets every shape, to be changed."""
    return Graph() + whole()


def only_targets_of(name: str) -> Graph:
    """Return the shapes with the targets of one; pySHACL's ``use_shapes`` would drop the helpers it asks for too."""
    graph = Graph()
    for triple in shapes():
        if triple[1] not in (SH.targetClass, SH.targetObjectsOf) or triple[0] == URIRef(SHAPE + name):
            graph.add(triple)
    return graph


def validate(data: Graph, only: str | None = None) -> set[Result]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes() if only is None else only_targets_of(only))
    assert isinstance(report, Graph)
    return {
        Result(
            str(report.value(result, SH.sourceShape)).removeprefix(SHAPE),
            str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def graded() -> dict[str, URIRef]:
    """Return the shapes that users meet: those with targets."""
    found = {*shapes().subjects(SH.targetClass), *shapes().subjects(SH.targetObjectsOf)}
    return {str(node).removeprefix(SHAPE): node for node in found if isinstance(node, URIRef)}


@pytest.mark.slow  # 16 s; the quick tests ask the engine, in `test_validation`
def test_a_complete_graph_passes_every_shape() -> None:
    assert validate(complete()) == set()


def test_every_shape_has_a_change_that_breaks_it() -> None:
    assert set(BROKEN) == set(graded())


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_shape_meets_nodes_of_the_complete_graph(name: str) -> None:
    data = whole()
    classes = shapes().objects(graded()[name], SH.targetClass)
    properties = shapes().objects(graded()[name], SH.targetObjectsOf)
    assert any((None, RDF.type, kind) in data for kind in classes) or any((None, p, None) in data for p in properties)


@pytest.mark.parametrize("name", sorted(graded()))
def test_a_shape_has_one_severity_and_one_message_in_english(name: str) -> None:
    shape = graded()[name]
    assert len(list(shapes().objects(shape, SH.severity))) == 1
    constraint = shapes().value(shape, SH.sparql)
    messages = list(shapes().objects(constraint or shape, SH.message))
    assert [getattr(message, "language", None) for message in messages] == ["en"]


def test_a_sparql_constraint_sits_alone_in_its_shape() -> None:
    allowed = {RDF.type, SH.severity, SH.sparql}
    for shape in shapes().subjects(SH.sparql):
        assert set(shapes().predicates(shape)) - {SH.targetClass, SH.targetObjectsOf} == allowed
        assert len(list(shapes().objects(shape, SH.sparql))) == 1


def test_a_message_names_the_value_that_is_wrong() -> None:
    data = complete()
    data.update(HEADER + BROKEN["statement-planned-before-start"])
    (result,) = validate(data, "statement-planned-before-start")
    assert "2021-12-31" in result.message


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("INSERT DATA { :s-together-book pg:status status:ended . }", "disagree-denied"),
        ("INSERT DATA { :s-together-book pg:territory :japan . }", "disagree-territory"),
        ("INSERT DATA { :s-absence pg:latestEnd '2024-02-28'^^xsd:date . }", "statement-earliest-end"),
        ("INSERT DATA { :s-post pg:earliestStart '2024-01-01'^^xsd:date ; pg:latestEnd '2024-01-01'^^xsd:date . }",
         "statement-start-after-end"),
        ("DELETE DATA { :quote oa:start 10 ; oa:end 23 . }", "evidence-position-pair"),
        ("DELETE DATA { :s-refusal pg:period '2030'^^edtf:EDTF . } ; INSERT DATA { :s-refusal pg:presentTense true . }",
         "commitment-period-said"),
        ("INSERT DATA { :only-phones pg:beneficiary :old-co . } ; "
         "DELETE DATA { :s-only pg:strength 'exclusive' . } ; INSERT DATA { :s-only pg:strength 'co-exclusive' . }",
         "statement-co-exclusive-group"),
        ("INSERT DATA { :s2 a pg:Statement ; pg:about :only-phones ; pg:statedIn :book ; pg:strength 'unqualified' . }",
         "disagree-strength"),
        ("INSERT DATA { :quote-2 a pg:Evidence ; oa:exact '1 2 3 4 5 6 7 8 9 10 11 12' . }",
         "evidence-phrase"),
    ],
)  # fmt: skip
def test_a_shape_stays_silent_at_its_border(change: str, name: str) -> None:
    data = complete()
    data.update(HEADER + change)
    assert validate(data, name) == set()
