"""In which form an answer comes, and a body: negotiated, named by ``format``, packed."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import httpx
import pytest

from partnergraph.server.unpacking import Unpacker
from tests.quick import one_in
from tests.server.conftest import AUTHORIZED, Served

SELECT, CONSTRUCT = "SELECT ?s { ?s a pg:Brand }", "CONSTRUCT WHERE { ?s a pg:Brand }"
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}


def form(found: httpx.Response) -> str:
    assert found.status_code == 200, found.text
    return found.headers["content-type"].partition(";")[0]


# --- Accept -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "accept", "wanted"),
    [
        (CONSTRUCT, "text/turtle; charset=utf-8", "text/turtle"),
        (CONSTRUCT, 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        (SELECT, "application/sparql-results+json;q=0.9;charset=utf-8", "application/sparql-results+json"),
        (SELECT, "TEXT/CSV ; CHARSET=UTF-8 , */* ; q=0.1", "text/csv"),
        (SELECT, "*; q=.2", "application/sparql-results+json"),
    ],
)
def test_parameters_of_a_form_refuse_nothing(get: httpx.Client, query: str, accept: str, wanted: str) -> None:
    assert form(get.get("/sparql", params={"query": query}, headers={"Accept": accept})) == wanted


def test_a_header_may_come_in_several_lines(get: httpx.Client) -> None:
    headers = [("Accept", "image/png"), ("Accept", "text/csv")]
    assert form(get.get("/sparql", params={"query": SELECT}, headers=headers)) == "text/csv"


# --- format -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "name", "wanted"),
    [
        (SELECT, "csv", "text/csv"),
        (SELECT, "TSV", "text/tab-separated-values"),
        (SELECT, "xml", "application/sparql-results+xml"),
        (SELECT, "json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "xml", "application/sparql-results+xml"),
        (CONSTRUCT, "ttl", "text/turtle"),
        (CONSTRUCT, "turtle", "text/turtle"),
        (CONSTRUCT, "nt", "application/n-triples"),
        (CONSTRUCT, "json", "application/ld+json"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
    ],
)
def test_a_format_is_named_in_the_address(get: httpx.Client, query: str, name: str, wanted: str) -> None:
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    parameters = {"query": query, "format": name}
    assert form(get.get("/sparql", params=parameters, headers=headers)) == wanted
    assert form(get.post("/sparql", data=parameters, headers=headers)) == wanted
    assert form(get.post("/sparql", params={"format": name}, content=query, headers=QUERY)) == wanted


def test_a_format_is_named_everywhere_an_answer_has_several(get: httpx.Client) -> None:
    assert form(get.get("/questions/sources", params={"format": "csv"})) == "text/csv"
    assert form(get.get("/id/brand/leica", params={"format": "nt"})) == "application/n-triples"
    assert form(get.get("/graphs?default&format=jsonld")) == "application/ld+json"
    assert form(get.get("/sparql?format=jsonld")) == "application/ld+json"


@pytest.mark.parametrize(
    "place", ["/sparql?query=ASK+{}&", "/questions/sources?", "/graphs?default&", "/id/brand/leica?"]
)
def test_a_format_that_nobody_knows_is_refused_with_those_that_are(get: httpx.Client, place: str) -> None:
    found = get.get(f"{place}format=docx")
    assert (found.status_code, found.json()["title"]) == (400, "no format is called 'docx'")
    assert found.json()["detail"].startswith("write one of: json, xml, csv, tsv, ttl, nt, jsonld")
    assert get.get(f"{place}format=csv&format=json").status_code == 400


def test_a_format_in_which_this_answer_does_not_come(get: httpx.Client) -> None:
    found = get.get("/sparql", params={"query": CONSTRUCT, "format": "csv"})
    assert found.status_code == 406
    assert "text/turtle" in found.json()["detail"]


# --- bodies that are packed ---------------------------------------------------------------------------


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def padded(content: bytes) -> bytes:
    return gzip.compress(content) + bytes(512)


def two_members(content: bytes) -> bytes:
    return gzip.compress(content[:7]) + gzip.compress(content[7:])


PACKED: list[tuple[str, Any]] = [
    ("gzip", gzip.compress), ("x-gzip", gzip.compress), ("GZIP", two_members), ("gzip", padded), ("deflate", zlib.compress),
    ("deflate", raw_deflate), ("identity", bytes),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "pack"), one_in(7, PACKED))
def test_a_packed_body_is_read(put: httpx.Client, encoding: str, pack: Any) -> None:
    packed = {"Content-Encoding": encoding}
    comment = b"# a comment that is long enough to come in many pieces\n" * 40_000
    asked = put.post("/sparql", content=pack(b"ASK { ?s a pg:Brand }"), headers={**QUERY, **packed})
    assert asked.json()["boolean"] is True
    insert = b"INSERT DATA { GRAPH <urn:packed> { <urn:s> <urn:p> 1 } }"
    assert put.post("/sparql", content=pack(insert), headers={**UPDATE, **packed}).status_code == 204
    graph = {"params": {"graph": "urn:packed"}}
    sent = put.put("/graphs", content=pack(comment + b"<urn:s> <urn:p> 2 ."), headers={**TURTLE, **packed}, **graph)  # type: ignore[arg-type]
    assert sent.status_code == 204, sent.text
    assert put.get("/graphs", headers={"Accept": "application/n-triples"}, **graph).text.count("\n") == 1  # type: ignore[arg-type]
    pieces = iter([pack(insert)[at : at + 1] for at in range(len(pack(insert)))])
    assert put.post("/sparql", content=pieces, headers={**UPDATE, **packed}).status_code == 204


@pytest.mark.parametrize("pack", [raw_deflate, zlib.compress, gzip.compress, two_members, padded])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_body_may_be_packed_in_parts_of_any_size(pack: Any, size: int) -> None:
    content, unpacker = b"ASK { ?s a pg:Brand } # " * 20, Unpacker()
    packed = pack(content)
    parts = [*(packed[at : at + size] for at in range(0, len(packed), size)), b""]
    assert b"".join(piece for part in parts for piece in unpacker.parts(part)) == content


def test_a_packed_form_is_read(put: httpx.Client) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    assert put.post("/sparql", content=gzip.compress(b"query=ASK+%7B%7D"), headers=headers).json()["boolean"] is True


@pytest.mark.parametrize(("path", "headers"), [("/sparql", UPDATE), ("/graphs?graph=urn:x", TURTLE)])
def test_what_unpacks_to_more_than_is_read_is_refused(put: httpx.Client, path: str, headers: dict[str, str]) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"#" * 1024 * 1024) for _ in range(200)) + packer.flush()
    assert len(bomb) < 300_000
    found = put.post(path, content=bomb, headers={**headers, "Content-Encoding": "gzip"})
    assert (found.status_code, found.json()["title"]) == (413, "the body is longer than 67,108,864 bytes")
    assert put.get("/health").status_code == 200


def test_what_unpacks_to_nothing_is_counted_too(put: httpx.Client) -> None:
    named = b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 1_000_000 + b"\0"
    body = (named + gzip.compress(b"")[10:] for _ in range(70))
    found = put.post("/sparql", content=body, headers={**UPDATE, "Content-Encoding": "gzip"})
    assert (found.status_code, found.json()["title"]) == (413, "the body is longer than 67,108,864 bytes")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "é"])
def test_other_packings_are_refused_with_those_that_are_read(put: httpx.Client, encoding: str) -> None:
    headers = {**QUERY, "Content-Encoding": encoding}
    found = put.post("/sparql", content=b"ASK {}", headers={k: v.encode() for k, v in headers.items()})
    assert found.status_code == 415
    assert found.headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    "content",
    [b"ASK {}", gzip.compress(b"ASK {} " * 100, mtime=0)[:-9], gzip.compress(b"ASK {}", mtime=0) + b"x"],
    ids=["plain", "cut short", "with a rest"],
)
def test_a_body_that_is_not_packed_as_it_says_is_refused(put: httpx.Client, content: bytes) -> None:
    found = put.post("/sparql", content=content, headers={**QUERY, "Content-Encoding": "gzip"})
    assert (found.status_code, found.json()["title"]) == (400, "the body is not gzip, or not all of it")


def test_a_client_learns_which_lengths_are_kept(writing: Served) -> None:
    with writing.client() as client:
        client.headers.update(AUTHORIZED)
        found = client.post(
            "/sparql", content=gzip.compress(b"#" * 70_000), headers={**QUERY, "Content-Encoding": "gzip"}
        )
        assert found.status_code == 413, "the text of a query is bounded after unpacking too"
