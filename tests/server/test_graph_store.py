"""The Graph Store HTTP Protocol beyond the W3C's test descriptions, which are in `test_w3c`."""

from __future__ import annotations

from itertools import count

import httpx
import pytest

from partnergraph import vocabulary as v

TURTLE = {"Content-Type": "text/turtle"}
ADA = "<urn:ada> <urn:name> 'Ada' ."
BOB = "<urn:bob> <urn:name> 'Bob' ."
numbers = count(1)


def names(client: httpx.Client, graph: str) -> set[str]:
    found = client.get(graph, headers={"Accept": "application/n-triples"})
    assert found.status_code == 200
    return {line.split('"')[1] for line in found.text.splitlines() if line}


def test_a_file_of_no_known_form_changes_nothing(put: httpx.Client) -> None:
    graph = f"/graphs/file-{next(numbers)}"
    put.put(graph, content=ADA, headers=TURTLE)
    files = [("one", ("b.ttl", BOB, "text/turtle")), ("two", ("a.exe", ADA, "application/x-none"))]
    assert put.post(graph, files=files).status_code == 415
    assert put.post(graph, files=[("one", ("b.ttl", "<urn:b>", "text/turtle"))]).status_code == 400
    assert names(put, graph) == {"Ada"}


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("text/turtle", ADA),
        ("application/n-triples", "<urn:ada> <urn:name> \"Ada\" ."),
        ("application/ld+json", '{"@id": "urn:ada", "urn:name": "Ada"}'),
        (
            "application/rdf+xml",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:"><rdf:Description '
            'rdf:about="urn:ada"><u:name>Ada</u:name></rdf:Description></rdf:RDF>',
        ),
    ],
)  # fmt: skip
def test_each_syntax_goes_in_and_comes_out(put: httpx.Client, form: str, content: str) -> None:
    graph = f"/graphs/syntax-{next(numbers)}"
    assert put.put(graph, content=content, headers={"Content-Type": form}).status_code == 201
    assert names(put, graph) == {"Ada"}
    assert put.get(graph, headers={"Accept": form}).headers["content-type"].partition(";")[0] == form


@pytest.mark.parametrize(
    ("content", "form", "status"),
    [
        ("<urn:ada> <urn:name>", "text/turtle", 400),
        ("a,b", "text/csv", 415),
        ('{"@context": "http://127.0.0.1:9/c", "@id": "urn:x", "name": "y"}', "application/ld+json", 400),
        ('<!DOCTYPE r [<!ENTITY a "a">]><r/>', "application/rdf+xml", 400),
    ],
)
def test_a_body_that_cannot_be_read_changes_nothing(put: httpx.Client, content: str, form: str, status: int) -> None:
    graph = f"/graphs/bad-{next(numbers)}"
    put.put(graph, content=ADA, headers=TURTLE)
    assert put.put(graph, content=content, headers={"Content-Type": form}).status_code == status
    assert names(put, graph) == {"Ada"}


def test_graphs_are_named_once_and_by_an_iri(put: httpx.Client) -> None:
    for query in (
        "",
        "?graph=",
        "?graph=people",
        "?graph=urn:a&graph=urn:b",
        "?graph=urn:a&default",
        "?graph=%00urn:a",
    ):
        assert put.get(f"/graphs{query}").status_code == 400, query
    assert put.patch("/graphs?default").status_code == 405


def test_the_default_graph_is_the_stated_one(put: httpx.Client) -> None:
    one = put.get("/graphs?default", headers={"Accept": "application/n-triples"})
    other = put.get("/graphs", params={"graph": v.GRAPH_STATED}, headers={"Accept": "application/n-triples"})
    assert one.status_code == 200
    assert set(one.text.splitlines()) == set(other.text.splitlines())


def test_what_was_put_into_the_stated_graph_is_derived_from(put: httpx.Client) -> None:
    before = put.get("/graphs?default", headers={"Accept": "application/n-triples"}).text
    try:
        assert put.delete("/graphs?default").status_code == 204
        assert put.get("/questions/sources").json()["results"]["bindings"] == []
    finally:
        headers = {"Content-Type": "application/n-triples"}
        assert put.put("/graphs?default", content=before, headers=headers).status_code in (201, 204)
    rows = put.get("/questions/releases-in", params={"market": "IN"}).json()["results"]["bindings"]
    assert [row["product"]["value"] for row in rows] == ["Xiaomi 13 Pro", "Xiaomi 14"]
