"""RDF exports: the same bytes each time, read back equal, built again into the same graph."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from partnergraph import vocabulary as v
from partnergraph.errors import ExportError
from partnergraph.export.rdf_syntax import SYNTAXES, turtle_of
from partnergraph.graph import PartnerGraph, example
from partnergraph.rdf import to_rdf
from partnergraph.store import open_store
from tests.books import ID, deal, save, stated
from tests.quick import one_in

ODD = '"Leica \\"quoted\\" \\\\ \\u202eback\\u200f 小米 😀 \\u2028 a\\nb <b> & \'x\'"'


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> PartnerGraph:
    """The seed, beside a deal with what is hard to write."""
    folder = tmp_path_factory.mktemp("export")
    fields = f"label: {ODD}, price: at 1.50 EUR, territory: EMEA, period: three years from 2021-03, note: {ODD}"
    made = PartnerGraph()
    made.build(
        example("xiaomi-leica.yaml"), save(folder, "odd.yaml", deal(f"{fields}, carveouts: {{territory: EU - France}}"))
    )
    return made


def quads(path: Path, syntax: str) -> set[Quad | Triple]:
    form = SYNTAXES[syntax]
    found = parse(path=str(path), format=form)
    return set(found) if form.supports_datasets and syntax != "jsonld" else {quad.triple for quad in found}


def in_store(graph: PartnerGraph, *graphs: str) -> set[Triple]:
    return {triple for name in graphs for triple in graph.store.triples(name)}


@pytest.fixture(scope="module")
def on_disk(graph: PartnerGraph, tmp_path_factory: pytest.TempPathFactory) -> PartnerGraph:
    """The same graph in another kind of store, built in another order."""
    folder = tmp_path_factory.mktemp("disk")
    again = PartnerGraph.open(folder / "store")
    again.build(graph.export(folder / "all.nt", stated_only=True))
    return again


@pytest.mark.parametrize("stated_only", [False, True])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_the_same_bytes_twice_and_from_another_store(
    graph: PartnerGraph, on_disk: PartnerGraph, tmp_path: Path, syntax: str, stated_only: bool
) -> None:
    one = graph.export(tmp_path / f"one.{syntax}", stated_only=stated_only).read_bytes()
    assert graph.export(tmp_path / f"two.{syntax}", stated_only=stated_only).read_bytes() == one
    assert on_disk.export(tmp_path / f"three.{syntax}", stated_only=stated_only).read_bytes() == one
    assert b"\r" not in one


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_what_is_written_is_read_back(graph: PartnerGraph, tmp_path: Path, syntax: str) -> None:
    stated_only = quads(graph.export(tmp_path / f"s.{syntax}", stated_only=True), syntax)
    both = quads(graph.export(tmp_path / f"b.{syntax}"), syntax)
    if syntax in ("trig", "nq"):
        assert stated_only == {Quad(*t, NamedNode(v.GRAPH_STATED)) for t in in_store(graph, v.GRAPH_STATED)}
        kept = {quad for quad in both if quad.graph_name != NamedNode(v.GRAPH_REFERENCE)}  # type: ignore[union-attr]
        assert kept == stated_only | {Quad(*t, NamedNode(v.GRAPH_DERIVED)) for t in in_store(graph, v.GRAPH_DERIVED)}
    else:
        assert stated_only == in_store(graph, v.GRAPH_STATED)
        assert both > in_store(graph, v.GRAPH_STATED, v.GRAPH_DERIVED)


@pytest.mark.parametrize("stated_only", [False, True])
@pytest.mark.parametrize("syntax", one_in(4, SYNTAXES))
def test_built_again_it_is_the_same_graph(graph: PartnerGraph, tmp_path: Path, syntax: str, stated_only: bool) -> None:
    path = graph.export(tmp_path / f"x.{syntax}", stated_only=stated_only)
    again = PartnerGraph()
    again.build(path)
    assert stated(again.store) == stated(graph.store)
    assert in_store(again, v.GRAPH_DERIVED) == in_store(graph, v.GRAPH_DERIVED)
    again.build(path)
    assert stated(again.store) == stated(graph.store)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_opened_as_a_store_it_answers_the_same(graph: PartnerGraph, tmp_path: Path, syntax: str) -> None:
    path = graph.export(tmp_path / f"x.{syntax}")
    assert PartnerGraph(open_store(path)).data() == graph.data()


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed")
@pytest.mark.parametrize(
    ("syntax", "name"), [("ttl", "turtle"), ("nt", "ntriples"), ("trig", "trig"), ("nq", "nquads")]
)
def test_raptor_reads_the_same_triples(graph: PartnerGraph, tmp_path: Path, syntax: str, name: str) -> None:
    path = graph.export(tmp_path / f"x.{syntax}")
    run = subprocess.run(["rapper", "-q", "-i", name, "-o", "ntriples", str(path)], capture_output=True, check=True)
    found = {quad.triple for quad in parse(run.stdout, format=RdfFormat.N_TRIPLES)}
    mine = {quad.triple for quad in parse(path=str(path), format=SYNTAXES[syntax])}
    assert found == mine


def test_rdflib_reads_the_same_triples(graph: PartnerGraph, tmp_path: Path) -> None:
    import rdflib

    path = graph.export(tmp_path / "x.ttl")
    assert len(rdflib.Graph().parse(path)) == len(quads(path, "ttl"))


def test_turtle_is_for_people(graph: PartnerGraph, tmp_path: Path) -> None:
    text = graph.export(tmp_path / "x.ttl").read_text(encoding="utf-8")
    assert "organization:leica a org:Organization" in text
    assert 'rdfs:label "Leica"' in text
    assert "@prefix partnership:" in text
    assert text.count("<https://w3id.org/partnergraph/id/") < 60


def test_labels_of_used_terms_come_along(graph: PartnerGraph, tmp_path: Path) -> None:
    labels = (NamedNode(v.RDFS + "label"), NamedNode(v.SKOS + "prefLabel"))
    both = quads(graph.export(tmp_path / "x.nt"), "nt")
    named = {triple.subject for triple in both if triple.predicate in labels}
    assert {NamedNode(v.FIELD + "smartphone"), NamedNode(v.REGION + "JP"), NamedNode(v.STATUS + "planned")} <= named
    assert NamedNode(v.FIELD + "book") not in named


def test_turtle_of_one_node(graph: PartnerGraph) -> None:
    assert "pg:party" in turtle_of(graph.store, f"{ID}partnership/xiaomi-leica")
    assert "rdfs:label" not in turtle_of(graph.store, f"{ID}partnership/absent")


def test_an_empty_graph_is_written_too(tmp_path: Path) -> None:
    for syntax in SYNTAXES:
        assert quads(PartnerGraph().export(tmp_path / f"x.{syntax}"), syntax) == set()


@pytest.mark.parametrize("name", ["x", "x.txt", "x.", ".ttl", "x.ttl.gz"])
def test_unknown_forms(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="end the name in one of: ttl"):
        PartnerGraph().export(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_upper_case_endings_are_known(graph: PartnerGraph, tmp_path: Path) -> None:
    assert graph.export(tmp_path / "X.TTL").read_bytes() == graph.export(tmp_path / "x.ttl").read_bytes()


def test_no_literal_of_the_seed_is_rewritten(graph: PartnerGraph) -> None:
    """What `to_rdf` writes is what the store holds: nothing for the engine to change."""
    assert {t for t in to_rdf(graph.data()) if isinstance(t.object, Literal)} <= in_store(graph, v.GRAPH_STATED)
