"""Queries that are wrong, at every door: each says what is wrong with it, where, and what to write instead."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from partnergraph import PartnerGraph, QueryError
from partnergraph import vocabulary as v
from partnergraph.cli import main
from partnergraph.errors import NotSparqlError
from partnergraph.queries import explained
from tests.server.conftest import Served

FAULTS = {
    # query: what is said, and what to write instead
    "SELECT ?b { ?b a pq:Brand }": ("no prefix is called 'pq:' (line 1, column 18)", "write pg:, or declare it"),
    "SELECT ?b {\n  ?b a schema:Brand }": ("no prefix is called 'schema:' (line 2, column 8)", "PREFIX schema: <https://schema.org/>"),
    "SELECT ?b { ?b rdf:type/rdsf:label ?l }": ("no prefix is called 'rdsf:'", "rdfs:"),
    "ASK { :a ?p ?o }": ("no prefix is called ':'", "declare it: PREFIX : <...>"),
    'SELECT ?b { ?b rdfs:label ?l FILTER(CONTAIN(?l,"a")) }': ("no function is called CONTAIN (line 1, column 37)", "write CONTAINS"),
    "SELECT (UPPER(?l) AS ?u) { ?b rdfs:label ?l }": ("no function is called UPPER", "write UCASE"),
    "SELECT (xsd:intger('1') AS ?n) {}": ("no function is called xsd:intger (line 1, column 9)", "write xsd:integer"),
    "SELECT ?b ?l (COUNT(*) AS ?n) { ?b rdfs:label ?l } GROUP BY ?b": ("?l is not grouped (line 1, column 11)", "GROUP BY"),
    "SELECT ?b (COUNT(*) AS ?n) { ?b rdfs:label ?l }": ("?b is not grouped", "GROUP BY"),
    "SELECT (SUM(?a) + ?b AS ?n) { ?x ?a ?b }": ("?b is not grouped", "SAMPLE(?b)"),
    "SELECT * { { SELECT ?b ?l (MAX(?o) AS ?m) { ?b ?l ?o } GROUP BY ?b } }": ("?l is not grouped", "GROUP BY"),
    "SELECT * { ?b rdfs:label ?l } GROUP BY ?b": ("SELECT * does not go with GROUP BY", "name the variables"),
    "SELECT ?b { ?b a pg:Brand OPTINAL { ?b rdfs:label ?l } }": ("'OPTINAL' is no word of SPARQL", "write OPTIONAL"),
    "SELECT ?b { ?b a Brand }": ("'Brand' is no word of SPARQL", "write pg:Brand"),
    "SELECT ?b { ?b a pg:Brand FILTER(?b = 1 AND ?b = 2) }": ("'AND' is no word of SPARQL", "write &&"),
    "SELECT ?b { ?b a pg:Brand": ("the { is not closed (line 1, column 11)", "close it with }"),
    "SELECT ?b { ?b a pg:Brand }}": ("the } closes nothing (line 1, column 28)", "remove it"),
    "SELECT ?b { ?b rdfs:label 'Leica }": ("the text that begins with ' is not closed", "close it with '"),
    "SELEC ?b { ?b a pg:Brand }": ("no query begins with 'SELEC' (line 1, column 1)", "write SELECT"),
    "INSERT DATA { <urn:a> <urn:b> 1 }": ("this is an update (INSERT), not a query", "parameter 'update'"),
    "PREFIX a: <urn:a> # SELECT\ndelete where { ?s ?p ?o }": ("this is an update (DELETE), not a query", "parameter 'update'"),
    "INSERT { ?s ?p 1 } WHERE { SELECT * { ?s ?p 2 } }": ("this is an update (INSERT), not a query", "parameter 'update'"),
    "": ("the query is empty", "SELECT, ASK or CONSTRUCT"),
    "# SELECT * {}": ("the query is empty", "SELECT, ASK or CONSTRUCT"),
    "PREFIX pg: <urn:a>": ("no word says what kind of query this is", "SELECT, ASK or CONSTRUCT"),
    "SELECT ?b { ?b a pg:Brand } LIMIT 1.5": ("line 1, column", ""),
}  # fmt: skip
"""Faults by query. The last one is told by its place alone."""


@pytest.mark.parametrize("query", FAULTS)
def test_over_http(reading: Served, query: str) -> None:
    why, hint = FAULTS[query]
    with reading.client() as client:
        for accept in (None, "application/sparql-results+json", "text/turtle", "image/png"):
            headers = {"Accept": accept} if accept else {}
            found = client.post("/sparql", data={"query": query}, headers=headers)
            assert found.status_code == 400, (accept, found.text)
            assert why in found.json()["title"]
            assert hint in found.json().get("detail", "")
            assert client.get("/sparql", params={"query": query}, headers=headers).status_code == 400


@pytest.mark.parametrize("query", FAULTS)
def test_in_python(seed_store: Path, query: str) -> None:
    why, hint = FAULTS[query]
    graph = PartnerGraph.open(seed_store)
    for ask in (graph.sparql, graph.construct):
        with pytest.raises(QueryError) as caught:
            ask(query)
        assert ask == graph.construct or why in caught.value.why
        assert ask == graph.construct or hint in (caught.value.hint or "")


@pytest.mark.parametrize("query", FAULTS)
def test_at_the_command_line(seed_store: Path, tmp_path: Path, query: str) -> None:
    why, hint = FAULTS[query]
    (tmp_path / "q.rq").write_text(query, encoding="utf-8")
    for given in (["--text", query], ["--file", str(tmp_path / "q.rq")]):
        found = CliRunner().invoke(main, ["query", *given, "--store", str(seed_store)])
        assert found.exit_code == 2
        assert found.stderr.startswith("error: ")
        assert why in found.stderr
        assert hint in found.stderr


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ("SELECT * { ?s ?p ?o }", "this is a query (SELECT), not an update"),
        ("PREFIX a: <urn:a> ASK {}", "this is a query (ASK), not an update"),
        ("INSERT DATA { GRAPH <urn:g> { <urn:s> a pq:Brand } }", "no prefix is called 'pq:' (line 1, column 41)"),
        ("DELETE { ?s ?p ?o } WHER { ?s ?p ?o }", "'WHER' is no word of SPARQL"),
        ("", "the update is empty"),
        (" \n", "the update is empty"),
        ("INSRT DATA { <urn:s> <urn:p> 1 }", "'INSRT' is no word of SPARQL"),
    ],
)
def test_updates(put: httpx.Client, update: str, why: str) -> None:
    found = put.post("/sparql", data={"update": update})
    assert found.status_code == 400
    assert why in found.json()["title"]


@pytest.mark.parametrize("part", ["SELECT ", "SELECT{", "SELECT{}", "{", "}", "SELECT * { SELECT ?a } "])
def test_a_fault_is_sought_in_steps_in_proportion_to_the_query(part: str) -> None:
    short, long = (_steps(part * (length // len(part))) for length in (1_000, 10_000))
    assert long < 15 * short


def _steps(query: str) -> int:
    """Return how many lines run to explain a query."""
    steps = 0

    def count(_: FrameType, event: str, __: object) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        explained(query, NotSparqlError("no SPARQL"))
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    "query",
    [
        "# PREFIX pg: <urn:x>\nASK { ?s a pg:Brand }",
        "ASK { ?s a pg:Brand FILTER(STR(?s) != 'PREFIX pg: <urn:x>') }",
        "# PREFIX from: <urn:x>\nASK { ?s a pg:Brand }",
        f"# PREFIX from: <urn:x>\nASK FROM <{v.GRAPH_STATED}> {{ ?s a pg:Brand }}",
    ],
)
def test_a_prefix_in_a_comment_or_a_text_is_none(reading: Served, seed_store: Path, query: str) -> None:
    assert [row["answer"] for row in PartnerGraph.open(seed_store).sparql(query)] == [True]
    with reading.client() as client:
        assert client.post("/sparql", data={"query": query}).json()["boolean"] is True


def test_a_prefix_of_the_query_itself_is_kept(seed_store: Path) -> None:
    query = "PREFIX # ours\n pg: <urn:x> ASK { ?s a pg:Brand }"
    assert [row["answer"] for row in PartnerGraph.open(seed_store).sparql(query)] == [False]


# --- names that the vocabulary lacks ------------------------------------------------------------------

NOTED = {
    "SELECT ?b { ?b a pg:Barnd }": "pg:Barnd is no term of the vocabulary, the nearest is pg:Brand",
    "ASK { ?b pg:partys ?c . ?b a <https://w3id.org/partnergraph/ns#Barnd> }": (
        "pg:partys is no term of the vocabulary, the nearest is pg:party; "
        "pg:Barnd is no term of the vocabulary, the nearest is pg:Brand"
    ),
    "PREFIX mine: <https://w3id.org/partnergraph/ns#> CONSTRUCT WHERE { ?b a mine:Barnd }": "pg:Barnd is no term",
    "SELECT ?b { ?b a pg:Marqué }": "pg:Marqué is no term of the vocabulary",
    "SELECT ?b { ?b a pg:Brand ; rdfs:label 'pg:Barnd' } # pg:Barnd": "",
    "PREFIX pg: <urn:mine#> SELECT ?b { ?b a pg:Barnd }": "",
    "SELECT ?b { ?b a <urn:pg:Barnd> }": "",
}


@pytest.mark.parametrize("query", NOTED)
def test_a_name_that_the_vocabulary_lacks_is_noted(seed_store: Path, reading: Served, query: str) -> None:
    from urllib.parse import unquote

    note = NOTED[query]
    with reading.client() as client:
        found = client.get("/sparql", params={"query": query})
        assert found.status_code == 200
        assert unquote(found.headers.get("partnergraph-note", "")).startswith(note)
        assert ("partnergraph-note" in found.headers) == bool(note)
    if "CONSTRUCT" not in query:
        assert PartnerGraph.open(seed_store).sparql(query).note.startswith(note)
    said = CliRunner().invoke(main, ["query", "--text", query, "--store", str(seed_store)])
    assert said.exit_code == 0
    assert said.stderr.startswith(f"note: {note}" if note else "")
    assert bool(said.stderr) == bool(note)


def test_nothing_in_a_note_acts_on_a_terminal(seed_store: Path) -> None:
    for form in ("CONSTRUCT WHERE", "ASK"):
        query = f"{form} {{ ?b a pg:Barnd\\\x1b }}"
        found = CliRunner().invoke(main, ["query", "--text", query, "--store", str(seed_store)])
        assert "\x1b" not in found.output


def test_many_unknown_names_do_not_make_an_answer_unreadable(reading: Served) -> None:
    names = " ".join(f"pg:nothing{number} ?x{number} ;" for number in range(3_000))
    with reading.client() as client:
        found = client.post("/sparql", data={"query": f"SELECT * {{ ?s {names} pg:mark ?m }} LIMIT 1"})
        assert len(found.headers.get("partnergraph-note", "")) < 1_000


def test_a_query_that_an_engine_elsewhere_refuses_is_explained_too(tmp_path: Path, writing: Served) -> None:
    graph: Any = PartnerGraph.open(f"{writing.address}sparql")
    with pytest.raises(QueryError, match="no prefix is called 'pq:'"):
        graph.sparql("SELECT ?b { ?b a pq:Brand }")
    with pytest.raises(QueryError, match=r"\?l is not grouped"):
        graph.sparql("SELECT ?b ?l (COUNT(*) AS ?n) { ?b rdfs:label ?l } GROUP BY ?b")
