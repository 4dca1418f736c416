"""Requests that chance made of good ones: an answer or an error that says why, never a failure of the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import httpx
import pytest

from tests.server.conftest import Served, own_store, serving

QUERIES = (
    "SELECT ?b ?l (COUNT(*) AS ?n) { ?b rdfs:label ?l FILTER(CONTAINS(?l, 'a')) } GROUP BY ?b ?l HAVING(?n > 1) LIMIT 5",
    "PREFIX a: <urn:a#> ASK { ?s a:b [ a:c ( 1 2.5 'x'@en ) ] . OPTIONAL { ?s (a:p|^a:q)* ?o } }",
    "CONSTRUCT { ?s ?p _:b } WHERE { { ?s a pg:Brand } UNION { GRAPH ?g { ?s ?p ?o } } MINUS { ?s pg:name ?n } } # end",
    "DESCRIBE ?x { VALUES ?x { <https://w3id.org/partnergraph/id/brand/leica> UNDEF } }",
)
UPDATES = (
    "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 'x', 2 } } ; DELETE DATA { GRAPH <urn:g> { <urn:s> <urn:p> 2 } }",
    "WITH <urn:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o . FILTER(?o > 1) }",
    "DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } } ; COPY SILENT <urn:g> TO <urn:h>",
)
ACCEPTS = (
    "application/sparql-results+json;q=0.9;charset=utf-8, text/csv;q=0.5, */*;q=0.1",
    'text/turtle; charset="utf-8", application/ld+json;profile="a,b"',
)
PIECES = (
    "{", "}", "(", ")", "'", '"', "<", ">", "?x", "$", "pg:", "_:", "a", ";", ",", ".", "#", "\\", "\0", "\n", "é", "😀", "@en",
    "^^", "*", "+", "/", "!", "=", "SELECT", "INSERT", "WHERE", "GROUP BY", "FILTER", "1e400", "-1", "\\u0041", "%", "q=", " ",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("mutants")
    with serving(own_store(seed_store, folder), folder, "--writable", "--seconds", "5") as found:
        yield found


def mutated(text: str, chance: Random) -> str:
    """Take some letters out, double some, put pieces in."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.randrange(1, 12))
        kind = chance.randrange(3)
        put = chance.choice(PIECES) if kind == 0 else text[at:to] * 2 if kind == 1 else ""
        text = text[:at] + put + text[at if kind == 0 else to :]
    return text


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_mutant_gets_an_answer_or_an_error_that_says_why(served: Served, seed: int) -> None:
    from tests.server.conftest import AUTHORIZED

    chance = Random(seed)
    with served.client() as client:
        for _ in range(50):
            kind = chance.choice(("query", "query", "query", "query", "update"))
            text = mutated(chance.choice(QUERIES if kind == "query" else UPDATES), chance)
            accept = mutated(chance.choice(ACCEPTS), chance).encode("utf-8", "replace")
            accept = bytes(byte for byte in accept if byte >= 0x20).strip()
            headers = {**{k: v.encode() for k, v in AUTHORIZED.items()}, "Accept": accept}
            found = client.post("/sparql", data={kind: text}, headers=headers)  # type: ignore[arg-type]
            assert found.status_code in (200, 204, 400, 406, 422, 503), (text, accept, found.text)
            assert "Traceback" not in found.text
            assert found.status_code < 400 or said(found), (text, found.text)
        assert client.get("/health").status_code == 200
    assert "Traceback" not in served.log.read_text()


def said(found: httpx.Response) -> bool:
    problem = found.json()
    return bool(problem["title"]) and problem["status"] == found.status_code
