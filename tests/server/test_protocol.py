"""The SPARQL 1.1 Protocol: one test for each case that the W3C's suite describes, in words of our own."""

from __future__ import annotations

import httpx
import pytest

from tests.server.conftest import AUTHORIZED, Served

DATA = [f"http://example.org/data/{number}" for number in range(1, 4)]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


@pytest.fixture(scope="module", autouse=True)
def _data(writing: Served) -> None:
    lines = " ".join(f"GRAPH <{iri}> {{ <{iri}> a <urn:Document> }}" for iri in DATA)
    with writing.client() as client:
        found = client.post("/sparql", content=f"INSERT DATA {{ {lines} }}", headers={**UPDATE, **AUTHORIZED})
        assert found.status_code == 204, found.text


def says_yes(response: httpx.Response) -> bool:
    assert response.status_code == 200, response.text
    return response.json()["boolean"] is True


def asks(client: httpx.Client, query: str) -> bool:
    return says_yes(client.get("/sparql", params={"query": query}))


# --- queries ------------------------------------------------------------------------------------------


def test_query_by_get_by_form_and_direct(put: httpx.Client) -> None:
    assert says_yes(put.get("/sparql", params={"query": "ASK {}"}))
    assert says_yes(put.post("/sparql", data={"query": "ASK {}"}))
    assert says_yes(put.post("/sparql", content="ASK {}", headers=QUERY))


DEFAULT = f"ASK {{ <{DATA[0]}> a ?t . <{DATA[1]}> a ?t FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
NAMED = f"ASK {{ GRAPH ?g {{ <{DATA[0]}> a ?t }} GRAPH ?h {{ <{DATA[1]}> a ?t }} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"
FULL = f"""ASK {{ <{DATA[2]}> a ?t . GRAPH ?g {{ <{DATA[0]}> a ?t }} GRAPH ?h {{ <{DATA[1]}> a ?t }}
    FILTER NOT EXISTS {{ GRAPH ?i {{ <{DATA[2]}> a ?t }} }} FILTER NOT EXISTS {{ <{DATA[0]}> a ?t }} }}"""


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        (DEFAULT, {"default-graph-uri": DATA[:2]}),
        (NAMED, {"named-graph-uri": DATA[:2]}),
        (FULL, {"default-graph-uri": DATA[2:], "named-graph-uri": DATA[:2]}),
        (DEFAULT.replace("ASK", f"ASK FROM <{DATA[2]}> FROM NAMED <{DATA[2]}>"), {"default-graph-uri": DATA[:2]}),
    ],
    ids=["default", "named", "full", "before FROM"],
)
def test_datasets_of_queries(put: httpx.Client, query: str, graphs: dict[str, list[str]]) -> None:
    assert says_yes(put.get("/sparql", params={"query": query, **graphs}))
    assert says_yes(put.post("/sparql", data={"query": query, **graphs}))
    assert says_yes(put.post("/sparql", params=graphs, content=query, headers=QUERY))


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("SELECT (1 AS ?x) {}", TABLES),
        ("ASK {}", TABLES[:2]),
        (f"DESCRIBE <{DATA[0]}>", GRAPHS),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", GRAPHS),
    ],
)
def test_content_types(put: httpx.Client, query: str, forms: tuple[str, ...]) -> None:
    for form in forms:
        found = put.get("/sparql", params={"query": query}, headers={"Accept": form})
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == form
    assert put.get("/sparql", params={"query": query}).headers["content-type"].partition(";")[0] == forms[0]


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("PUT", {"params": {"query": "ASK {}"}}),
        ("GET", {"params": [("query", "ASK {}"), ("query", "SELECT * {}")]}),
        ("POST", {"content": "query=ASK+%7B%7D&query=ASK+%7B%7D", "headers": FORM}),
        ("POST", {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}}),
        ("POST", {"content": "query=ASK%20%7B%7D"}),
        ("POST", {"content": "ASK {}"}),
        ("POST", {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": f"{QUERY['Content-Type']}; charset=UTF-16"}}),
        ("POST", {"content": "ASK {}".encode("utf-16"), "headers": QUERY}),
        ("GET", {"params": {"query": "ASK"}}),
        ("GET", {"params": {"default-graph-uri": DATA[0]}}),
        ("GET", {"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}),
        ("POST", {"params": {"query": "ASK {}"}, "content": "ASK {}", "headers": QUERY}),
    ],
)  # fmt: skip
def test_bad_queries(put: httpx.Client, method: str, request_: dict[str, object]) -> None:
    found = put.request(method, "/sparql", **request_)  # type: ignore[arg-type]
    assert 400 <= found.status_code < 500
    assert found.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in found.text


# --- updates ------------------------------------------------------------------------------------------

TARGET = "http://example.org/target"
COPY = f"CLEAR SILENT GRAPH <{TARGET}> ; INSERT {{ GRAPH <{TARGET}> {{ ?s a <urn:Found> }} }} WHERE {{ PATTERN }}"


@pytest.mark.parametrize(
    ("pattern", "graphs", "found"),
    [
        ("?s a <urn:Document>", {"using-graph-uri": DATA[:1]}, DATA[:1]),
        ("?s a <urn:Document>", {"using-graph-uri": DATA[:2]}, DATA[:2]),
        ("GRAPH ?g { ?s a <urn:Document> }", {"using-named-graph-uri": DATA[:2]}, DATA[:2]),
        (
            "?x a <urn:Document> GRAPH ?g { ?s a <urn:Document> }",
            {"using-graph-uri": DATA[:1], "using-named-graph-uri": DATA[1:2]},
            DATA[1:2],
        ),
    ],
    ids=["default graph", "default graphs", "named graphs", "full"],
)
def test_datasets_of_updates(put: httpx.Client, pattern: str, graphs: dict[str, list[str]], found: list[str]) -> None:
    sent = put.post("/sparql", params=graphs, content=COPY.replace("PATTERN", pattern), headers=UPDATE)
    assert sent.status_code == 204, sent.text
    rows = put.get("/sparql", params={"query": f"SELECT ?s {{ GRAPH <{TARGET}> {{ ?s a <urn:Found> }} }} ORDER BY ?s"})
    assert [row["s"]["value"] for row in rows.json()["results"]["bindings"]] == found


def test_update_by_form_and_direct(put: httpx.Client) -> None:
    insert = f"INSERT DATA {{ GRAPH <{TARGET}> {{ <urn:s> <urn:p> NUMBER }} }}"
    assert put.post("/sparql", data={"update": insert.replace("NUMBER", "1")}).status_code == 204
    assert put.post("/sparql", content=insert.replace("NUMBER", "2"), headers=UPDATE).status_code == 204
    assert asks(put, f"ASK {{ GRAPH <{TARGET}> {{ <urn:s> <urn:p> 1, 2 }} }}")


def test_the_base_is_the_address_of_the_endpoint(put: httpx.Client) -> None:
    insert = f"INSERT DATA {{ GRAPH <{TARGET}> {{ <urn:base> <urn:p> <test> }} }}"
    assert put.post("/sparql", content=insert, headers=UPDATE).status_code == 204
    assert asks(put, f"ASK {{ GRAPH <{TARGET}> {{ <urn:base> <urn:p> <{put.base_url}test> }} }}")
    assert asks(put, f"ASK {{ GRAPH <{TARGET}> {{ <urn:base> <urn:p> <test> }} }}")


USING = f"INSERT {{ GRAPH <{TARGET}> {{ ?s a <urn:X> }} }} USING <{DATA[0]}> WHERE {{ ?s ?p ?o }}"


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("GET", {"params": {"update": "CLEAR ALL"}}),
        ("POST", {"content": "update=CLEAR+NAMED&update=CLEAR+DEFAULT", "headers": FORM}),
        ("POST", {"content": "query=ASK+%7B%7D&update=CLEAR+ALL", "headers": FORM}),
        ("POST", {"content": "CLEAR NAMED", "headers": {"Content-Type": "text/plain"}}),
        ("POST", {"content": "update=CLEAR%20NAMED"}),
        ("POST", {"content": "CLEAR NAMED".encode("utf-16"), "headers": {"Content-Type": f"{UPDATE['Content-Type']}; charset=UTF-16"}}),
        ("POST", {"content": "CLEAR XYZ", "headers": UPDATE}),
        ("POST", {"params": {"using-graph-uri": DATA[0]}, "content": USING, "headers": UPDATE}),
        ("POST", {"content": "INSERT DATA { <urn:s> <urn:p> 1 }", "headers": UPDATE}),
    ],
)  # fmt: skip
def test_bad_updates_change_nothing(put: httpx.Client, method: str, request_: dict[str, object]) -> None:
    before = put.get("/health").json()["revision"]
    found = put.request(method, "/sparql", **request_)  # type: ignore[arg-type]
    assert 400 <= found.status_code < 500, found.text
    assert put.get("/health").json()["revision"] == before
    assert asks(put, f"ASK {{ GRAPH <{DATA[0]}> {{ ?s ?p ?o }} }}")


# --- service description ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", GRAPHS)
def test_the_endpoint_describes_itself(put: httpx.Client, form: str) -> None:
    import rdflib

    found = put.get("/sparql", headers={"Accept": form})
    assert found.headers["content-type"].partition(";")[0] == form
    graph = rdflib.Graph().parse(data=found.text, format={"application/rdf+xml": "xml"}.get(form, form))
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert list(graph.objects(service, sd.endpoint)) == [rdflib.URIRef(f"{put.base_url}sparql")]
    assert {sd.SPARQL11Query, sd.SPARQL11Update} == set(graph.objects(service, sd.supportedLanguage))
    assert all(graph.objects(service, sd.resultFormat))
    (dataset,) = graph.objects(service, sd.defaultDataset)
    assert (dataset, rdflib.RDF.type, sd.Dataset) in graph
    assert len(list(graph.objects(dataset, sd.namedGraph))) == 3
