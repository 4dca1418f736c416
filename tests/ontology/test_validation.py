"""The engine's validation finds what pySHACL finds."""

from __future__ import annotations

import re
from dataclasses import replace

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import SH, BNode, Graph

from partnergraph import vocabulary as v
from partnergraph.export.rdflib_graph import to_rdflib
from partnergraph.graph import PartnerGraph, example
from partnergraph.resources import ontology_path
from partnergraph.store import MemoryStore, Store
from partnergraph.store.base import GRAPHS
from partnergraph.validation import Finding, validate
from partnergraph.validation.checks import checks
from tests.ontology.broken import BROKEN
from tests.ontology.test_shapes import HEADER, SHAPE, complete, graded, only_targets_of
from tests.quick import one_in


def turtle(name: str) -> Graph:
    return to_rdflib(q.triple for q in ox.parse(path=str(ontology_path(name)), format=ox.RdfFormat.TURTLE))


SHAPES, VOCABULARY = turtle("shapes/data.ttl"), turtle("partnergraph.ttl")


def by_pyshacl(store: Store, shapes: Graph = SHAPES) -> set[Finding]:
    data = to_rdflib(triple for graph in GRAPHS for triple in store.triples(graph))
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=VOCABULARY, advanced=True)
    assert isinstance(results, Graph)
    return {finding(results, result) for result in results.subjects(predicate=SH.resultSeverity)}


def finding(results: Graph, result: object) -> Finding:
    def text(predicate: object) -> str:
        found = results.value(result, predicate)  # type: ignore[arg-type]
        return "" if found is None else str(found)  # a literal 0 is false

    path = results.value(result, SH.resultPath)  # type: ignore[arg-type]
    shown = f"^{results.value(path, SH.inversePath)}" if isinstance(path, BNode) else str(path or "")
    return Finding(
        severity=text(SH.resultSeverity).rpartition("#")[2],  # type: ignore[arg-type]
        focus=text(SH.focusNode),
        message=text(SH.resultMessage),
        path=shown.replace(v.NS, "pg:"),
        value=text(SH.value),
        shape=text(SH.sourceShape),
    )


def stored(data: Graph) -> MemoryStore:
    store = MemoryStore()
    with store.transaction() as work:
        lines = data.serialize(format="nt").encode()
        work.insert(v.GRAPH_STATED, (quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)))
    return store


def found_in(name: str) -> tuple[Store, set[Finding]]:
    graph = PartnerGraph()
    graph.build(example(name))
    return graph.store, set(graph.validate().findings)


def test_the_findings_on_the_example_are_for_information() -> None:
    _, found = found_in("xiaomi-leica.yaml")
    assert {finding.severity for finding in found} == {"Info"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["xiaomi-leica.yaml", "press-facts.yaml"])
def test_equal_findings_on_an_example(name: str) -> None:
    store, found = found_in(name)
    assert found
    assert found == by_pyshacl(store)


@pytest.mark.parametrize("name", one_in(12, sorted(BROKEN)))
def test_a_shape_fires_with_its_severity_and_message_and_the_findings_are_equal(name: str) -> None:
    data = complete()
    data.update(HEADER + BROKEN[name])
    store = stored(data)
    fired = by_pyshacl(store, only_targets_of(name))
    assert fired
    severity = str(SHAPES.value(graded()[name], SH.severity)).rpartition("#")[2]
    assert {(finding.shape, finding.severity) for finding in fired} == {(SHAPE + name, severity)}
    assert all(finding.message and "{" not in finding.message for finding in fired)
    found = {finding for finding in validate(store).findings if finding.shape.endswith(f"/{name}")}
    assert set(map(unnamed, found)) == set(map(unnamed, fired))


def unnamed(finding: Finding) -> Finding:
    """Leave out what a blank node is called: no two graphs call it alike."""
    focus, value = (re.sub("^N[0-9a-f]{32}$", "_:", text) for text in (finding.focus, finding.value))
    return replace(finding, focus=focus, value=value)


def test_every_shape_with_a_target_is_checked() -> None:
    assert {check.shape.rpartition("/")[2] for check in checks()} == set(BROKEN)


def test_a_complete_graph_has_no_findings() -> None:
    assert validate(stored(complete())).findings == ()
