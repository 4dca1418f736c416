"""RDF files as input: what is taken over, what is refused, blank nodes, exports built again."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph import vocabulary as v
from partnergraph.errors import InputError, Problem, StoreError
from partnergraph.graph import PartnerGraph
from partnergraph.ingest.rdf_file import read_rdf
from partnergraph.store import open_store
from tests.books import save, stated
from tests.unit.test_rdf_codec import PREFIXES, RIGHT


def write(folder: Path, turtle: str, name: str = "x.ttl") -> Path:
    return save(folder, name, PREFIXES + turtle)


def refused(path: Path) -> Problem:
    with pytest.raises(InputError) as caught:
        read_rdf(path)
    problem = caught.value.problems[0]
    assert problem.file == str(path)
    return problem


def test_values_and_the_rest(tmp_path: Path) -> None:
    content = read_rdf(write(tmp_path, RIGHT + ":p <urn:note> 'n'@en . <urn:q> a <urn:R> ."))
    assert len(content.data.statements) == 1
    assert {str(triple.predicate) for triple in content.extra} >= {"<urn:note>"}
    assert not any(
        "partnergraph/ns#" in str(triple.predicate)
        for triple in content.extra
        if "territory" not in str(triple.subject)
    )


def test_blank_nodes_get_the_same_iris_each_time(tmp_path: Path) -> None:
    path = write(tmp_path, RIGHT.replace(":t-price", "_:price") + "[] <urn:note> [ <urn:note> 'x' ] .")
    graph = PartnerGraph()
    graph.build(path)
    once = stated(graph.store)
    graph.build(path)
    assert stated(graph.store) == once
    assert not any("_:" in triple for triple in once)
    assert sum("/genid/" in triple for triple in once) == 2
    assert sum("/ns#price>" in triple for triple in once) == 1


def test_parts_of_any_name_get_ours(tmp_path: Path) -> None:
    blank = RIGHT.replace(":t-price", "_:price").replace(":t-except", "_:x").replace(":t-quantity", "_:q")
    graphs = [PartnerGraph(), PartnerGraph()]
    for graph, turtle in zip(graphs, (RIGHT, blank), strict=True):
        graph.build(write(tmp_path, turtle))
    assert stated(graphs[0].store) == stated(graphs[1].store)
    assert graphs[0].data().statements[0].price is not None


def test_the_same_blank_labels_in_two_files_are_two_nodes(tmp_path: Path) -> None:
    one = read_rdf(write(tmp_path, RIGHT + "_:b <urn:note> 'x' .", "a.ttl"))
    other = read_rdf(write(tmp_path, RIGHT + "_:b <urn:note> 'y' .", "b.ttl"))
    assert not {t.subject for t in one.extra if "genid" in str(t)} & {
        t.subject for t in other.extra if "genid" in str(t)
    }


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (RIGHT + ":p <urn:note> <<( :a :b :c )>> .", "triple term"),
        (RIGHT + "<< :a :b :c >> <urn:note> 'x' .", "triple term"),
        (RIGHT.replace("2024-02-28", "2024-02-30"), "is no day"),
        (RIGHT + ":q <urn:when> '0000-13-99'^^xsd:date .", "is no day"),
        (RIGHT + ":s foaf:page <javascript:alert(1)> .", "no web address"),
        (RIGHT + ":s foaf:page 'javascript:alert(1)' .", "no web address"),
        (RIGHT + ":d pg:website <data:text/html,x> .", "no web address"),
        (RIGHT.replace('"2022/"', '"twenty-two"'), "not a date"),
        (RIGHT.replace("pg:about :p ; ", ""), "is missing"),
        (RIGHT.replace("pg:Source", "pg:Sauce"), "holds no pg:Source"),
        ("", "holds no pg:Source"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, turtle: str, message: str) -> None:
    problem = refused(write(tmp_path, turtle))
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("x.ttl", "<urn:a> <urn:b> <c d> .", 1),
        ("x.ttl", "@prefix pg: <urn:pg#> .\npg:a pg:b .", 2),
        ("x.nt", "<urn:a> <urn:b> 'x' .", 1),
        ("x.rdf", "<rdf:RDF>", None),
        ("x.jsonld", "{", 1),
        ("x.trig", "{ <urn:a> <urn:b> }", 1),
        ("x.nq", "x", 1),
    ],
)
def test_broken_files_are_refused_with_the_line(tmp_path: Path, name: str, content: str, line: int | None) -> None:
    problem = refused(save(tmp_path, name, content))
    assert problem.message.startswith("not ")
    assert line is None or problem.line == line


@pytest.mark.parametrize("doctype", ["<!DOCTYPE", "<!doctype", "<!DocType"])
def test_entities_are_never_read(tmp_path: Path, doctype: str) -> None:
    bomb = doctype + ' r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rdf:RDF xmlns:rdf="' + v.RDF + '"/>'
    path = save(tmp_path, "x.rdf", bomb)
    assert "DOCTYPE" in refused(path).message
    with pytest.raises(InputError, match="DOCTYPE"):
        open_store(path)


def test_contexts_are_not_fetched(tmp_path: Path) -> None:
    path = save(tmp_path, "x.jsonld", '{"@context": "http://127.0.0.1:9/context", "@id": "urn:a", "b": "c"}')
    assert refused(path)


@pytest.mark.parametrize("name", ["x.md", "x", "x.ttl.gz", "x.pdf"])
def test_unknown_endings_name_the_known_ones(tmp_path: Path, name: str) -> None:
    assert ".ttl" in (refused(save(tmp_path, name, "x")).hint or "")


def test_absent_files_and_directories(tmp_path: Path) -> None:
    (tmp_path / "d.ttl").mkdir()
    assert refused(tmp_path / "absent.ttl")
    assert refused(tmp_path / "d.ttl")


def test_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, RIGHT)

    def deny(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert refused(path).message == "Permission denied"
    yaml = tmp_path / "x.yaml"
    yaml.touch()
    with pytest.raises(InputError, match="Permission denied"):
        PartnerGraph().build(yaml)


@pytest.mark.parametrize("name", ["x.ttl", "x.trig", "x.nt", "x.nq", "x.rdf", "x.jsonld"])
def test_every_syntax_says_the_same(tmp_path: Path, name: str) -> None:
    from pyoxigraph import RdfFormat, parse, serialize

    turtle = write(tmp_path, RIGHT, "right.ttl")
    triples = (quad.triple for quad in parse(path=str(turtle), format=RdfFormat.TURTLE))
    form = RdfFormat.from_extension(name.rpartition(".")[2])
    assert form is not None
    path = tmp_path / name
    path.write_bytes(serialize(triples, format=form) or b"")
    assert read_rdf(path).data == read_rdf(turtle).data


# --- an RDF file as a store -----------------------------------------------------------------------------


def test_a_file_is_a_store_for_reading(tmp_path: Path) -> None:
    graph = PartnerGraph.open(write(tmp_path, RIGHT))
    assert len(graph.data().statements) == 1
    assert graph.info().stale == ()
    assert [row["p"] for row in graph.sparql("SELECT ?p { ?p a pg:Partnership }")] == ["urn:x:p"]
    with pytest.raises(StoreError, match="for reading only"):
        graph.build(write(tmp_path, RIGHT, "y.ttl"))
    with pytest.raises(StoreError):
        graph.derive()


@pytest.mark.parametrize("content", ["<a> <b", "<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> ."])
def test_a_broken_file_is_no_store(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError):
        open_store(save(tmp_path, "x.ttl", content))
