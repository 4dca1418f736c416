"""Clients that people use: curl, SPARQLWrapper, rdflib, our own remote store, Comunica."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper

from partnergraph.graph import PartnerGraph
from partnergraph.store.remote import RemoteStore
from tests.competency.test_seed import QUESTIONS, rows_of
from tests.server.conftest import AUTHORIZED, SEED, TOKEN, Served

BRANDS = "SELECT ?label { ?x a pg:Brand ; rdfs:label ?label } ORDER BY ?label"


def curl(*arguments: str) -> str:
    program = shutil.which("curl")
    if program is None:
        pytest.skip("NO curl: install the package 'curl'")
    return subprocess.run([program, "-sS", "--fail", *arguments], check=True, capture_output=True, text=True).stdout


def test_curl(writing: Served) -> None:
    endpoint = f"{writing.address}sparql"
    found = curl(endpoint, "--data-urlencode", f"query={BRANDS}", "-H", "Accept: text/csv")
    assert found.splitlines() == ["label", "Leica", "Leitz"]
    update = "INSERT DATA { GRAPH <urn:curl> { <urn:s> <urn:p> 1 } }"
    curl(endpoint, "-H", f"Authorization: Bearer {TOKEN}", "--data-urlencode", f"update={update}")
    assert "urn:s" in curl(f"{writing.address}graphs?graph=urn:curl")
    assert curl("--compressed", endpoint, "--data-urlencode", "query=SELECT * { ?s ?p ?o }").startswith('{"head"')


def test_sparqlwrapper(reading: Served) -> None:
    wrapper = SPARQLWrapper(f"{reading.address}sparql")
    wrapper.setQuery(f"PREFIX pg: <https://w3id.org/partnergraph/ns#> {BRANDS}")
    wrapper.setReturnFormat(JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["label"]["value"] for row in rows] == ["Leica", "Leitz"]
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().split() == [b"label", b"Leica", b"Leitz"]
    wrapper.setMethod(POST)
    wrapper.setQuery("DESCRIBE <https://w3id.org/partnergraph/id/brand/leica>")
    wrapper.setReturnFormat(TURTLE)
    assert b"Leica" in wrapper.queryAndConvert()


def test_rdflib(reading: Served, writing: Served) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{reading.address}sparql"))
    assert [str(row[0]) for row in graph.query(f"PREFIX pg: <https://w3id.org/partnergraph/ns#> {BRANDS}")] == [
        "Leica",
        "Leitz",
    ]
    leica = rdflib.URIRef("https://w3id.org/partnergraph/id/brand/leica")
    assert str(graph.value(leica, rdflib.RDFS.label)) == "Leica"
    endpoint = f"{writing.address}sparql"
    store = SPARQLUpdateStore(endpoint, endpoint, headers=AUTHORIZED, autocommit=True)
    named = rdflib.Graph(store, identifier=rdflib.URIRef("urn:rdflib"))
    triple = (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p"), rdflib.Literal("x"))
    named.add(triple)
    assert list(named) == [triple]


@pytest.mark.parametrize("graphs", ["graphs", pytest.param("", marks=pytest.mark.slow)])
def test_our_own_remote_store(writing: Served, graphs: str) -> None:
    address = f"{writing.address}sparql"
    environment = {"PARTNERGRAPH_TOKEN": TOKEN, **({"PARTNERGRAPH_GRAPHS": writing.address + graphs} if graphs else {})}
    graph = PartnerGraph(RemoteStore(address, create=True, environment=environment))
    graph.build(SEED)
    for question in QUESTIONS[::8]:
        for given, rows in question.cases[:2]:
            assert rows_of(question.answer(graph, given)) == rows, question.name
    again = RemoteStore(address, environment=environment)
    assert again.stamp == graph.store.stamp


COMUNICA = "PARTNERGRAPH_COMUNICA"


def test_comunica(reading: Served) -> None:
    program = os.environ.get(COMUNICA) or shutil.which("comunica-sparql")
    if program is None:
        pytest.skip("NO COMUNICA: npm install --global @comunica/query-sparql@3")
    query = (
        f"PREFIX pg: <https://w3id.org/partnergraph/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {BRANDS}"
    )
    command = [program, f"sparql@{reading.address}sparql", query, "-t", "application/sparql-results+json"]
    found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    assert [row["label"]["value"] for row in json.loads(found)["results"]["bindings"]] == ["Leica", "Leitz"]


def test_named_questions_and_exclusivity(get: httpx.Client) -> None:
    listed = {question["name"] for question in get.get("/questions").json()["questions"]}
    described = get.get("/openapi.json").json()["paths"]
    assert {f"/questions/{name}" for name in listed} | {"/search", "/neighbourhood", "/recognize"} < set(described)
    found = get.get("/questions/releases-in", params={"country": "India"}, headers={"Accept": "text/csv"})
    assert [line.split(",")[0] for line in found.text.splitlines()] == ["product", "Xiaomi 13 Pro", "Xiaomi 14"]
    who = get.get("/who", params={"subject": "Leica", "field": "smartphone", "country": "BR", "on": "2023-05-01", "party": ["Xiaomi", "Sharp"]})  # fmt: skip
    assert who.json()["recorded"]
    assert "organization/xiaomi" in who.text
    deal = {"grantor": "Leica", "grantee": "Samsung", "subject": "Leica", "field": "smartphone", "territory": "Brazil", "from": "2023-05-01"}  # fmt: skip
    assert get.get("/clear", params=deal).json()["verdict"]
    assert (
        get.get("/available", params={"subject": "Leica", "field": "smartphone", "on": "2023-05-01"}).status_code == 200
    )
    assert "conflicts" in get.get("/conflicts", params={"certain": "true"}).json()


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/questions/releases-inn", 404, "no question"),
        ("/questions/releases-in?markt=IN", 400, "no parameter 'markt'"),
        ("/questions/releases-in?country=IN&country=JP", 400, "more than once"),
        ("/questions/products-under?mark=Lecia", 404, "Lecia"),
        ("/who?subject=Leica", 400, "needs a value for 'country'"),
        ("/who?subject=Leica&subject=Leitz", 400, "more than once"),
        ("/who?subject=Lecia&field=smartphone&in=BR&on=2023", 404, "Lecia"),
        ("/who?subject=Leica&field=smartphone&in=BR&on=soon", 400, "soon"),
        ("/conflicts?certain=perhaps", 400, "perhaps"),
        ("/conflicts?certainly=true", 400, "no parameter"),
        ("/id/brand/nobody", 404, "nobody"),
        ("/nothing", 404, "Not Found"),
    ],
)
def test_what_is_wrong_is_said(get: httpx.Client, path: str, status: int, says: str) -> None:
    found = get.get(path)
    assert found.status_code == status, found.text
    assert says in found.json()["title"]


def test_a_thing_is_a_page_for_people_and_rdf_for_tools(get: httpx.Client) -> None:
    html = get.get("/id/brand/leica", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1" in html.text
    for form, name in (("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")):
        found = get.get("/id/brand/leica", headers={"Accept": form})
        graph = rdflib.Graph().parse(data=found.text, format=name)
        assert (rdflib.URIRef("https://w3id.org/partnergraph/id/brand/leica"), rdflib.RDFS.label, None) in graph


FEW = "^/(who|search)$"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("paths", "phases"),
    [(FEW, "fuzzing"), ("", "examples,coverage,fuzzing,stateful")],
)
def test_what_is_sent_at_random_is_answered_as_described(
    reading: Served, tmp_path: Path, paths: str, phases: str
) -> None:
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program, "install the package 'schemathesis'"
    checks = ["--checks", "not_a_server_error,content_type_conformance,status_code_conformance"]
    bounds = ["--max-examples", "5", "--seed", "1", "--generation-database", "none", "--include-path-regex", paths]
    bounds += ["--phases", phases, "--suppress-health-check", "all"]  # how soon requests are made up depends on load
    command = [program, "run", f"{reading.address}openapi.json", *checks, *bounds]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=500)
    assert found.returncode == 0, found.stdout[-4000:]
