"""What the engine does that surprises, held as tests: an upgrade that changes one of these facts shows here first.

`engine` in a name: the bare engine, and why our code is as it is. The other tests hold that our code copes with it.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest

from partnergraph import vocabulary as v
from partnergraph.errors import InputError, QueryError
from partnergraph.graph import PartnerGraph, example
from partnergraph.ingest.rdf_file import read_rdf
from partnergraph.queries import check_free_query, questions, tokens
from partnergraph.store import MemoryStore, open_store
from partnergraph.store.base import GRAPHS
from tests.quick import one_in

N = ox.NamedNode
A, P, Q, B, C = map(N, ("urn:a", "urn:p", "urn:q", "urn:b", "urn:c"))


def asked(engine: ox.Store, query: str, **options: Any) -> list[list[str | None]]:
    """The rows of an answer, as text."""
    return [[None if term is None else term.value for term in row] for row in engine.query(query, **options)]  # type: ignore[union-attr]


def stored(literal: ox.Literal) -> str:
    engine = ox.Store()
    engine.add(ox.Quad(A, P, literal))
    return str(next(iter(engine)).object)


# --- literals are rewritten ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "datatype", "kept", "kept_as"),
    [
        ("1.50", "decimal", "1.5", "decimal"),
        ("007", "integer", "7", "integer"),
        ("7", "int", "7", "integer"),
        ("7", "nonNegativeInteger", "7", "integer"),
        ("1", "boolean", "true", "boolean"),
        ("1.0E3", "double", "1000", "double"),
        ("2024-02-30", "date", "2024-02-30", "date"),
        ("abc", "integer", "abc", "integer"),
        ("1.0000000000000000000000000001", "decimal", "1.0000000000000000000000000001", "decimal"),
    ],
)
def test_engine_rewrites_literals(text: str, datatype: str, kept: str, kept_as: str) -> None:
    assert stored(ox.Literal(text, datatype=N(v.XSD + datatype))) == f'"{kept}"^^<{v.XSD}{kept_as}>'


def test_engine_lowers_language_tags() -> None:
    assert stored(ox.Literal("x", language="en-GB")) == '"x"@en-gb'


def test_engine_stores_any_scheme_of_iri() -> None:
    engine = ox.Store()
    engine.load(b"<urn:a> <urn:p> <javascript:alert(1)> .", format=ox.RdfFormat.TURTLE)
    assert len(engine) == 1


A_SOURCE = f"""@prefix pg: <{v.NS}> . @prefix xsd: <{v.XSD}> . @prefix dct: <{v.DCTERMS}> . @prefix foaf: <{v.FOAF}> .
<{v.DEFAULT_BASE}source/s> a pg:Source ; dct:title "S" ; """


@pytest.mark.parametrize(
    "said",
    [
        'dct:issued "2024-02-30"^^xsd:date .',
        'dct:issued "tomorrow"^^xsd:date .',
        'dct:date "2024-02-30"^^xsd:date .',
        "foaf:page <javascript:alert(1)> .",
    ],
)
def test_what_the_engine_would_store_is_checked_before(tmp_path: Path, said: str) -> None:
    path = tmp_path / "source.ttl"
    path.write_text(A_SOURCE + said)
    graph = PartnerGraph()
    with pytest.raises(InputError):
        graph.build(path)
    assert [graph.store.count(name) for name in GRAPHS] == [0, 0, 0]


# --- answers that surprise ----------------------------------------------------------------------------


@pytest.fixture
def twice() -> ox.Store:
    """One fact in two graphs."""
    engine = ox.Store()
    for graph in ("urn:g1", "urn:g2"):
        engine.add(ox.Quad(A, P, B, N(graph)))
    return engine


@pytest.mark.parametrize(
    ("head", "options"),
    [
        ("", {"use_default_graph_as_union": True}),
        ("", {"default_graph": [N("urn:g1"), N("urn:g2")]}),
        ("FROM <urn:g1> FROM <urn:g2>", {}),
    ],
)
def test_engine_counts_a_fact_once_a_graph(twice: ox.Store, head: str, options: dict[str, Any]) -> None:
    assert asked(twice, f"SELECT (COUNT(*) AS ?n) {head} {{ ?s ?p ?o }}", **options) == [["2"]]
    assert asked(twice, f"SELECT (COUNT(*) AS ?n) {head} {{ ?s ?p ?o . ?s ?q ?o }}", **options) == [["4"]]


def test_our_graphs_share_no_fact_so_each_is_counted_once() -> None:
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    held = [set(map(str, graph.store.triples(name))) for name in GRAPHS]
    assert len(set().union(*held)) == sum(map(len, held))
    (row,) = graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert row["n"] == sum(map(len, held))


@pytest.fixture
def paths() -> ox.Store:
    engine = ox.Store()
    engine.update("INSERT DATA { <urn:a> <urn:p> <urn:b> ; <urn:q> <urn:b> . <urn:b> <urn:p> <urn:c> . _:x <urn:p> 1 }")
    return engine


def test_engine_drops_duplicates_of_an_alternative(paths: ox.Store) -> None:
    assert asked(paths, "SELECT ?o { <urn:a> <urn:p>|<urn:q> ?o }") == [["urn:b"]]
    assert asked(paths, "SELECT ?o { { <urn:a> <urn:p> ?o } UNION { <urn:a> <urn:q> ?o } }") == [["urn:b"], ["urn:b"]]


def test_engine_finds_nothing_by_a_path_of_no_step_from_an_unknown_term(paths: ox.Store) -> None:
    assert asked(paths, "SELECT ?o { <urn:nowhere> <urn:p>* ?o }") == []
    assert sorted(asked(paths, "SELECT ?o { <urn:a> <urn:p>* ?o }")) == [["urn:a"], ["urn:b"], ["urn:c"]]


def test_engine_sorts_the_columns_of_a_star(paths: ox.Store) -> None:
    found = paths.query("SELECT * { ?zebra ?p ?apple }")
    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["apple", "p", "zebra"]


def test_engine_reaches_a_stored_blank_node_by_its_label(paths: ox.Store) -> None:
    (label,) = (quad.subject.value for quad in paths if isinstance(quad.subject, ox.BlankNode))
    assert paths.query(f"ASK {{ BIND(BNODE('{label}') AS ?x) ?x <urn:p> 1 }}")


@pytest.mark.parametrize("question", questions().values(), ids=questions())
def test_no_shipped_question_rests_on_a_surprise(question: Any) -> None:
    words = set(tokens(question.text))
    assert not words & {"FROM", "BNODE", "SERVICE", "LOAD"}
    code = "\n".join(line for line in question.text.splitlines() if not line.startswith("#"))
    assert "SELECT *" not in code
    assert "SELECT DISTINCT *" not in code


def test_no_blank_node_comes_into_a_store() -> None:
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    assert not graph.store.ask("ASK { ?s ?p ?o . FILTER(isBlank(?s) || isBlank(?o)) }")


# --- failed changes leave nothing ---------------------------------------------------------------------


def _quads() -> Iterator[ox.Quad]:
    yield ox.Quad(A, P, B)
    raise KeyError


@pytest.mark.parametrize(
    "change",
    [
        lambda engine: engine.load(b"<urn:a> <urn:p> <urn:b> .\n<urn:d>", format=ox.RdfFormat.TURTLE),
        lambda engine: engine.bulk_load(b"<urn:a> <urn:p> <urn:b> .\n<urn:d>", format=ox.RdfFormat.TURTLE),
        lambda engine: engine.update("INSERT DATA { <urn:a> <urn:p> 1 } ; LOAD <http://127.0.0.1:9/>"),
        lambda engine: engine.extend(_quads()),
        lambda engine: engine.bulk_extend(_quads()),
    ],
)
def test_engine_leaves_nothing_of_a_failed_change(change: Any) -> None:
    engine = ox.Store()
    with pytest.raises((SyntaxError, OSError, KeyError)):
        change(engine)
    assert len(engine) == 0


# --- the parsers --------------------------------------------------------------------------------------


def test_engine_stops_at_literals_above_16_mb(tmp_path: Path) -> None:
    path = tmp_path / "long.nt"
    path.write_bytes(b'<urn:a> <urn:p> "' + b"x" * (17 * 2**20) + b'" .')
    with pytest.raises(MemoryError):
        list(ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES))
    with pytest.raises(InputError, match=r"long\.nt: not N-Triples"):
        open_store(path)


def test_engine_reads_entities_so_document_types_are_refused(tmp_path: Path) -> None:
    entities = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    text = (
        f'<?xml version="1.0"?>{entities}<rdf:RDF xmlns:rdf="{v.RDF}" xmlns:e="https://example.org/">'
        '<rdf:Description rdf:about="urn:x"><e:y>&b;&b;</e:y></rdf:Description></rdf:RDF>'
    )
    (quad,) = ox.parse(text.encode(), format=ox.RdfFormat.RDF_XML)
    assert isinstance(quad.object, ox.Literal)
    assert len(quad.object.value) == 200
    path = tmp_path / "bomb.rdf"
    for encoding in ("utf-8", "utf-16"):
        path.write_bytes(text.encode(encoding))
        with pytest.raises(InputError):
            open_store(path)
        with pytest.raises(InputError):
            read_rdf(path)


def test_engine_keeps_the_text_of_numbers_while_it_only_parses() -> None:
    found = [str(quad.object) for quad in ox.parse(b"<urn:a> <urn:p> 1.50, 01 .", format=ox.RdfFormat.TURTLE)]
    assert found == [f'"1.50"^^<{v.XSD}decimal>', f'"01"^^<{v.XSD}integer>']


def test_half_a_character_is_refused_with_a_place() -> None:
    with pytest.raises(ValueError):
        ox.Literal("\ud800")
    graph = PartnerGraph()
    for query in ('ASK { ?s ?p "\ud800" }', "\udcff"):
        with pytest.raises(QueryError, match="not UTF-8"):
            graph.sparql(query)


# --- what ends a process ------------------------------------------------------------------------------

RAW = "import sys, pyoxigraph; pyoxigraph.Store().query(sys.stdin.read()); print('alive')"
OURS = """
import json, sys
from partnergraph.errors import QueryError
from partnergraph.graph import PartnerGraph
graph = PartnerGraph()
for name, query in json.load(sys.stdin).items():
    try:
        print(name, len(graph.sparql(query)), flush=True)
    except QueryError as error:
        print(name, error, flush=True)
"""
DEEP = {
    "braces": "ASK " + "{" * 30_000 + "}" * 30_000,
    "not exists": "ASK {" + "FILTER NOT EXISTS {" * 3_000 + "}" * 3_000 + "}",
    "sum": "ASK { FILTER(" + "1+" * 7_000 + "1 > 0) }",
    "brackets": "ASK { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
    "not": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "union": "ASK {" + "{} UNION " * 7_000 + "{} }",
    "optional": "ASK {" + "OPTIONAL {" * 5_000 + "}" * 5_000 + "}",
    "path": "ASK { ?s " + "(" * 30_000 + "<urn:p>" + ")" * 30_000 + " ?o }",
    "or": "ASK { FILTER(" + "true||" * 10_000 + "true) }",
    "minus": "ASK {" + "MINUS {" * 6_000 + "}" * 6_000 + "}",
    "subquery": "SELECT * {" + "{SELECT * {" * 3_000 + "}}" * 3_000 + "}",
}


@pytest.mark.skipif(sys.platform == "win32", reason="NO SIGSEGV: the stack is guarded otherwise there")
@pytest.mark.parametrize("family", ["braces", "not exists", "sum"])
def test_engine_dies_of_deep_queries(family: str) -> None:
    child = subprocess.run([sys.executable, "-c", RAW], input=DEEP[family], text=True, capture_output=True, timeout=120)
    assert child.returncode == -11, "the deep stack may not be needed any more"


@pytest.mark.slow
def test_deep_queries_of_ones_own_are_answered() -> None:
    assert max(map(len, DEEP.values())) <= 64_000
    child = subprocess.run(
        [sys.executable, "-c", OURS], input=json.dumps(DEEP), text=True, capture_output=True, timeout=300
    )
    assert child.stderr == ""
    assert child.returncode == 0, child.stdout
    assert child.stdout.splitlines() == [f"{name} 1" for name in DEEP]


def test_a_query_that_is_too_long_is_refused() -> None:
    graph = PartnerGraph()
    with pytest.raises(QueryError, match=r"70,006 characters\n.*at most 64,000"):
        graph.sparql("ASK {}" + " " * 70_000)
    assert len(graph.sparql("ASK {}" + " " * 63_994)) == 1


NESTED = {
    "list.jsonld": "[" * 20_000 + "]" * 20_000,
    "objects.jsonld": '{"@id":"urn:x","urn:p":' * 5_000 + '"x"' + "}" * 5_000,
    "nodes.ttl": "<urn:a> <urn:p> " + "[<urn:p> " * 20_000 + "1" + "]" * 20_000 + " .",
    "lists.ttl": "<urn:a> <urn:p> " + "(" * 20_000 + ")" * 20_000 + " .",
    "open.ttl": "<urn:a> <urn:p> " + "[ <urn:p> " * 20_000,
    "nodes.rdf": f'<rdf:RDF xmlns:rdf="{v.RDF}" xmlns:e="https://example.org/">'
    + "<rdf:Description><e:p>" * 5_000
    + "</e:p></rdf:Description>" * 5_000
    + "</rdf:RDF>",
    **{
        f"terms.{ending}": "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 20_000 + "<urn:o>" + " )>>" * 20_000 + " ."
        for ending in ("ttl", "nt", "nq", "trig", "n3")
    },
    "reified.ttl": "<urn:a> <urn:p> " + "<< <urn:a> <urn:p> " * 20_000 + "1" + " >>" * 20_000 + " .",
    "noted.ttl": "<urn:a> <urn:p> 1 " + "{| <urn:p> 1 " * 20_000 + "|}" * 20_000 + " .",
    "terms.rdf": f'<rdf:RDF xmlns:rdf="{v.RDF}" xmlns:e="https://example.org/" rdf:version="1.2">'
    + '<rdf:Description rdf:about="urn:a">'
    + '<e:p rdf:parseType="Triple"><rdf:Description rdf:about="urn:a">' * 5_000
    + "<e:p>1</e:p>"
    + "</rdf:Description></e:p>" * 5_000
    + "</rdf:Description></rdf:RDF>",
    "map.yaml": "{a: " * 5_000 + "1" + "}" * 5_000,
    "list.yaml": "- " * 5_000 + "1",
    "map.json": '{"a":' * 50_000 + "1" + "}" * 50_000,
}
OPENED = """
import sys
from partnergraph.errors import InputError
from partnergraph.graph import PartnerGraph
try:
    PartnerGraph().build(sys.argv[1])
except InputError as error:
    print(error)
"""


@pytest.mark.parametrize("name", one_in(3, NESTED))
def test_deep_files_are_an_error_and_not_the_end(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(NESTED[name])
    child = subprocess.run(
        [sys.executable, "-c", OPENED, name], cwd=tmp_path, text=True, capture_output=True, timeout=120
    )
    assert child.returncode == 0, child.stderr[-300:]
    assert child.stdout.startswith(name)


@pytest.mark.skipif(sys.platform == "win32", reason="NO SIGSEGV: the stack is guarded otherwise there")
def test_engine_dies_of_deep_triple_terms() -> None:
    code = "import sys, pyoxigraph as ox; list(ox.parse(sys.stdin.read(), format=ox.RdfFormat.N_TRIPLES))"
    child = subprocess.run(
        [sys.executable, "-c", code], input=NESTED["terms.nt"], text=True, capture_output=True, timeout=120
    )
    assert child.returncode == -11, "the scan for triple terms may not be needed any more"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES ?t { <<( <urn:a> <urn:p> 1 )>> } }",
        "SELECT * { VALUES ?t { " + "<<( <urn:a> <urn:p> " * 2_000 + "1" + " )>>" * 2_000 + " } }",
        "SELECT * { BIND(<<( <urn:a> <urn:p> 1 )>> AS ?t) }",
        "SELECT * { BIND(TRIPLE(<urn:a>, <urn:p>, 1) AS ?t) }",
        "SELECT * { BIND(" + "triple (<urn:a>, <urn:p>, " * 2_000 + "1" + ")" * 2_000 + " AS ?t) }",
        "SELECT * { <<<urn:a> <urn:p> ?o>> ?p ?t }",
        "SELECT * { << ?s ?p ?o >> ?q ?t }",
        "SELECT * { ?s ?p ?o {| ?q ?t |} }",
        "SELECT * { ?s ?p ?o ~ ?t }",
        "SELECT * { FILTER(1 < 2 && '>' = '>') << ?s ?p ?o >> ?q ?t }",
        "SELECT * { # '\n << ?s ?p ?o >> ?q ?t # '\n }",
    ],
)
def test_triple_terms_in_queries_are_refused(query: str) -> None:
    for method in (PartnerGraph().sparql, PartnerGraph().construct):
        with pytest.raises(QueryError, match="triple terms"):
            method(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p '<< {| ~' }",
        "ASK { ?s <https://example.org/~me> ?o } # <<( {|",
        "PREFIX e: <https://example.org/> ASK { ?s e:\\~me ?triple FILTER(?triple < 5) }",
        "PREFIX triple: <https://example.org/> ASK { ?s triple:p ?o }",
        "ASK { ?s ?p ?o FILTER(!isTRIPLE(?o)) }",
        "ASK { {?s ?p ?o}{?o ?p ?s} }",
    ],
)
def test_what_looks_like_a_triple_term_is_none(query: str) -> None:
    assert len(PartnerGraph().sparql(query)) == 1


@pytest.mark.parametrize(
    "turtle",
    [
        "<urn:a> <urn:p> '<<( a b c )>> {| |}' .",
        '<urn:a> <urn:p> """ " << {| """ .',
        "<urn:a> <urn:p> <urn:o> . # << it's {|",
        "@prefix e: <urn:e:> . e:a\\#b <urn:p> 'it\\'s <<' .",
    ],
)
def test_signs_of_triple_terms_in_strings_and_comments_are_none(tmp_path: Path, turtle: str) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(f"{A_SOURCE.removesuffix(' ; ')} . {turtle}\n")
    assert len(read_rdf(path).extra) == 1


# --- queries that would reach other hosts -------------------------------------------------------------


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    """An endpoint on this machine that notes who comes."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the server's own names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", seen
    server.shutdown()
    server.server_close()


DISGUISED = [
    "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { service <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <ADDRESS> { ?s ?p ?o } }",
    "SELECT*{SERVICE<ADDRESS>{?s ?p ?o}}",
    "SELECT * { SERVICE # <\n <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { VALUES ?where { <ADDRESS> } SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { SERVICE <ADDRESS> { ?s ?p ?o } } }",
    "SELECT * { FILTER EXISTS { SERVICE <ADDRESS> { ?s ?p ?o } } }",
    "ASK { FILTER NOT EXISTS { SERVICE <ADDRESS> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <ADDRESS> { ?s ?p ?o } }",
    'SELECT * { BIND("\\"" AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } #" }\n}',
    "SELECT * { BIND('''it's ''' AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } #'''\n}",
    "SELECT * { BIND(1 AS ?x) FILTER(?x<2) SERVICE <ADDRESS> { ?s ?p ?o } FILTER(?x>0) }",
    "SELECT * { BIND(1 AS ?x) FILTER(?x <?x||true)SERVICE<ADDRESS>{ ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?x) FILTER(true||?x<1)SERVICE<ADDRESS>{ ?s ?p ?o } }",
    "PREFIX a: <urn:a> SELECT * { BIND(a:b AS ?x)SERVICE <ADDRESS> { ?s ?p ?o } }",
    "PREFIX a: <urn:a> SELECT * { a:b a:c true.SERVICE <ADDRESS> { ?s ?p ?o } }",
    "PREFIX a: <urn:a> SELECT * { a:b a:c trueSERVICE <ADDRESS> { ?s ?p ?o } }",
    "BASE <ADDRESS> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "PREFIX x: <ADDRESS> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { BIND('a' AS ?x)\rSERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { # comment\rSERVICE <ADDRESS> { ?s ?p ?o }\n}",
    "SELECT * { # comment\u2028SERVICE <ADDRESS> { ?s ?p ?o }\n}",
    "SELECT * { BIND('a'@en AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } }",
    "PREFIX a: <urn:a> SELECT * { BIND(a:\\' AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } #'\n}",
]


def reaches(listener: tuple[str, list[str]], query: str) -> bool:
    """Say whether the bare engine sends a request for a query."""
    address, seen = listener
    seen.clear()
    try:
        found = ox.Store().query(query.replace("ADDRESS", address))
        if not isinstance(found, ox.QueryBoolean):
            list(found)
    except (SyntaxError, OSError, ValueError, RuntimeError):
        pass
    return bool(seen)


def refused(query: str) -> bool:
    try:
        check_free_query(query)
    except QueryError:
        return True
    return False


def test_engine_reaches_any_host(listener: tuple[str, list[str]]) -> None:
    assert reaches(listener, "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }")
    address, seen = listener
    seen.clear()
    with pytest.raises(OSError):
        ox.Store().update(f"LOAD <{address}>")
    assert seen


@pytest.mark.parametrize("query", DISGUISED)
def test_a_query_that_reaches_a_host_is_refused(listener: tuple[str, list[str]], query: str) -> None:
    assert refused(query) or not reaches(listener, query)
    _, seen = listener
    seen.clear()
    with contextlib.suppress(QueryError):
        PartnerGraph().sparql(query.replace("ADDRESS", listener[0]))
    assert seen == []


PIECES = (
    "'", '"', "'''", '"""', "<", ">", "#", "\n", "\r", "\\", "\\'", ")", "(", "{", "}", "?x", "a:b", ":", "@en", "1",
    "<urn:a>", "''", '""', "'a'", "||", "&&", " ", ".", "true", "FILTER(1 ", "FILTER(", "BIND(", " AS ?y)", "2)", "# <", "%41",
)  # fmt: skip


def test_no_noise_around_a_call_hides_it(listener: tuple[str, list[str]]) -> None:
    chance, reached = Random(20240228), 0
    for _ in range(4_000):
        before, after = ("".join(chance.choices(PIECES, k=chance.randrange(6))) for _ in range(2))
        query = f"PREFIX a: <urn:a> PREFIX : <urn:b> SELECT * {{ {before} SERVICE <ADDRESS> {{ ?s ?p ?o }} {after} \n}}"
        if reaches(listener, query):
            reached += 1
            assert refused(query), query
    assert reached > 100, "the noise leaves enough queries whole"


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s ?p "SERVICE <http://example.org/>" }',
        "ASK { ?s ?p 'LOAD me' }",
        'ASK { ?s ?p """a "SERVICE" of\nmany lines""" }',
        "ASK { ?s ?p '''LOAD''' }",
        "ASK { ?s <https://example.org/SERVICE> <urn:LOAD> }",
        "ASK { ?s ?p ?o } # SERVICE LOAD",
        "# LOAD\nASK { }",
        "PREFIX e: <https://example.org/> ASK { ?s e:SERVICE e:load }",
        "ASK { ?service ?load $SERVICE }",
        "ASK { ?s ?p 'services'@service }",
        "ASK { ?x pg:note ?payload . FILTER(?payload < 5 && ?x != 'it''s') }".replace("''", ""),
        "ASK { ?s ?p ?downloads }",
        "PREFIX payload: <urn:x> ASK { ?s payload:p ?o }",
    ],
)
def test_words_that_call_nobody_are_not_refused(query: str) -> None:
    assert len(PartnerGraph().sparql(query)) == 1


def test_the_error_says_what_is_switched_off() -> None:
    with pytest.raises(QueryError, match="SERVICE is switched off: a query here never reaches another host"):
        PartnerGraph().sparql("SELECT * { service <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryError, match="LOAD is switched off"):
        PartnerGraph().sparql("LOAD <http://127.0.0.1:9/>")


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <urn:a> <urn:p> 1 }", "CLEAR ALL", "DROP DEFAULT", "DELETE WHERE { ?s ?p ?o }"]
)
def test_a_query_never_changes_anything(update: str) -> None:
    graph = PartnerGraph(MemoryStore())
    graph.build(example("xiaomi-leica.yaml"))
    before = [graph.store.count(name) for name in GRAPHS]
    for method in (graph.sparql, graph.construct):
        with pytest.raises(QueryError, match="this is an update"):
            method(update)
    for method in (graph.store.select, graph.store.ask, graph.store.construct):  # the engine, without our own check
        with pytest.raises(QueryError, match="not SPARQL"):
            method(update)  # type: ignore[operator]
    assert [graph.store.count(name) for name in GRAPHS] == before


@pytest.mark.parametrize("head", ["FROM <file:///etc/passwd>", "FROM <ADDRESS>", "FROM NAMED <ADDRESS>"])
def test_from_fetches_nothing(listener: tuple[str, list[str]], head: str) -> None:
    _, seen = listener
    seen.clear()
    try:
        graph = PartnerGraph()
        assert list(graph.sparql(f"SELECT ?s {head} {{ ?s ?p ?o }}".replace("ADDRESS", listener[0]))) == []
    except QueryError:
        pass
    assert seen == []


def test_contexts_of_json_ld_are_never_fetched(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    address, seen = listener
    seen.clear()
    path = tmp_path / "x.jsonld"
    path.write_text(f'{{"@context": "{address}context", "@id": "urn:x", "name": "x"}}')
    with pytest.raises(InputError):
        open_store(path)
    with pytest.raises(InputError):
        PartnerGraph().build(path)
    assert seen == []
