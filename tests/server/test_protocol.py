"""The SPARQL 1.1 Protocol beyond the W3C's test descriptions, which are in `test_w3c`."""

from __future__ import annotations

import httpx
import pytest

from tests.server.conftest import AUTHORIZED, Served

GRAPH = "http://example.org/data"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.fixture(scope="module", autouse=True)
def _data(writing: Served) -> None:
    insert = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:p> <urn:o> }} }}"
    with writing.client() as client:
        found = client.post("/sparql", content=insert, headers={**UPDATE, **AUTHORIZED})
        assert found.status_code == 204, found.text


def asks(client: httpx.Client, query: str) -> bool:
    found = client.get("/sparql", params={"query": query})
    assert found.status_code == 200, found.text
    return found.json()["boolean"] is True


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("GET", {"params": {"default-graph-uri": GRAPH}}),
        ("GET", {"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}),
        ("POST", {"params": {"query": "ASK {}"}, "content": "ASK {}", "headers": QUERY}),
        ("POST", {"content": "query=ASK+%7B%7D&update=CLEAR+ALL", "headers": FORM}),
        ("POST", {"content": "query=%ff", "headers": FORM}),
        ("POST", {"content": "INSERT DATA { <urn:s> <urn:p> 1 }", "headers": UPDATE}),
        ("POST", {"params": {"update": "CLEAR ALL"}}),
    ],
)  # fmt: skip
def test_bad_requests_change_nothing(put: httpx.Client, method: str, request_: dict[str, object]) -> None:
    before = put.get("/health").json()["revision"]
    found = put.request(method, "/sparql", **request_)  # type: ignore[arg-type]
    assert 400 <= found.status_code < 500
    assert found.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in found.text
    assert put.get("/health").json()["revision"] == before
    assert asks(put, f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")


def test_the_three_graphs_of_the_store_are_described(put: httpx.Client) -> None:
    import rdflib

    graph = rdflib.Graph().parse(data=put.get("/sparql").text)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (dataset,) = graph.objects(None, sd.defaultDataset)
    assert len(list(graph.objects(dataset, sd.namedGraph))) == 3


def test_people_who_ask_for_a_description_are_led_to_the_editor(put: httpx.Client) -> None:
    found = put.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (found.status_code, found.headers["location"]) == (303, "./query/")
