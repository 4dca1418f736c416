"""What the server promises where engines do not: bounds that hold, nothing outward, whole answers, no foreign pages."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from partnergraph.graph import PartnerGraph
from tests.quick import one_in
from tests.server.conftest import AUTHORIZED, SEED, Served, Start

UPDATE = {"Content-Type": "application/sparql-update"}
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def select(client: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return client.post("/sparql", data={"query": query}, headers=headers)


def still_answers(client: httpx.Client) -> bool:
    return select(client, "ASK {}").json() == {"head": {}, "boolean": True}


# --- limits -------------------------------------------------------------------------------------------


def test_a_query_that_runs_too_long_is_stopped(seed_store: Path, start: Start) -> None:
    served = start(seed_store, "--seconds", "0.5", "--workers", "1")
    with served.client() as client:
        found = select(client, SLOW)
        assert found.status_code == 503
        assert found.json()["title"] == "stopped: it ran longer than 0.5 s"
        assert still_answers(client)
        assert "partnergraph_workers_killed 1.0" in client.get("/metrics").text


def test_an_answer_has_as_many_rows_as_are_allowed_or_is_an_error(seed_store: Path, start: Start) -> None:
    served = start(seed_store, "--rows", "20")
    query = "SELECT ?s ?o {{ ?s rdfs:label ?o }} LIMIT {}"
    with served.client() as client:
        for form in ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"):
            whole = select(client, query.format(20), Accept=form)
            assert whole.status_code == 200
            assert whole.headers["partnergraph-row-limit"] == "20"
            cut = select(client, query.format(21), Accept=form)
            assert cut.status_code == 422
            assert cut.json()["title"] == "the answer has more than 20 rows"
        assert select(client, "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s rdfs:label ?o } LIMIT 20").status_code == 200
        assert select(client, "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s rdfs:label ?o } LIMIT 21").status_code == 422
        assert not list(served.store.parent.glob("answer-*"))


def test_a_body_is_bounded(put: httpx.Client) -> None:
    for path, form in (("/sparql", "application/sparql-update"), ("/graphs/x", "text/turtle")):
        found = put.post(path, content=iter([b"#" * 1024 * 1024] * 70), headers={"Content-Type": form})
        assert found.status_code == 413
    assert select(put, f"ASK {{}} #{'x' * 64_000}").status_code in (400, 413)


FEW_WAIT = """
from functools import partial
from partnergraph.server import limits
limits.Limits = partial(limits.Limits, waiting=2)
"""


def test_who_finds_too_many_waiting_is_asked_to_come_again(seed_store: Path, start: Start) -> None:
    served = start(seed_store, "--seconds", "0.3", "--workers", "1", before=FEW_WAIT)
    with ThreadPoolExecutor(12) as threads, served.client() as client:
        found = list(threads.map(lambda _: select(client, SLOW), range(12)))
        assert {response.status_code for response in found} == {429, 503}
        assert all(response.headers["retry-after"] == "1" for response in found if response.status_code == 429)
        assert still_answers(client)


def nested(before: str, after: str, core: str, size: int) -> str:
    depth = size // len(before + after)
    return before * depth + core + after * depth


HOSTILE = {
    "braces": "ASK " + nested("{", "}", "?s ?p ?o", 60_000),
    "not exists": "ASK {" + nested("FILTER NOT EXISTS {", "}", "?s ?p ?o", 60_000) + "}",
    "exists": "ASK {" + nested("FILTER EXISTS {", "}", "?s ?p ?o", 60_000) + "}",
    "sum": "ASK { FILTER(" + "1+" * 30_000 + "1) }",
    "brackets": "ASK { FILTER(" + nested("(", ")", "1", 60_000) + ") }",
    "negation": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "lists": "ASK { ?s ?p " + nested("(", ")", "1", 460) + " }",
    "long lists": "ASK { ?s ?p " + nested("(", ")", "1", 60_000) + " }",
    "blank nodes": "ASK { ?s ?p " + nested("[ ?p ", "]", "1", 60_000) + " }",
    "paths": "ASK { ?s " + nested("(", ")*", "rdfs:label", 60_000) + " ?o }",
    "unions": "ASK { {?s ?p ?o} " + "UNION {?s ?p ?o} " * 3_500 + "}",
    "optionals": "ASK { " + nested("OPTIONAL {?s ?p ?o ", "}", "", 60_000) + "}",
    "subqueries": "SELECT * { " + nested("{SELECT * {", "}}", "?s ?p ?o", 60_000) + "}",
    "doublings": "SELECT ?x36 { BIND('xxxxxxxx' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(36))
    + "}",
    "regex": f"ASK {{ FILTER(REGEX('{'a' * 50}!', '(a+)+$')) }}",
    "replace": f"SELECT (REPLACE('{'a' * 20_000}', '.', '{'b' * 20_000}') AS ?x) {{}}",
    "products": SLOW,
    "values": "SELECT * { " + " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 }}" for i in range(12)) + "}",
    "zero": "SELECT * { \0 }",
    "half a character": "ASK { ?s ?p '\\uD800' }",
}


@pytest.fixture(scope="module")
def bounded(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    from tests.server.conftest import serving

    options = ("--seconds", "1", "--memory", "512", "--workers", "1", "--rows", "100000")
    with serving(seed_store, tmp_path_factory.mktemp("bounded"), *options) as served:
        yield served


@pytest.mark.parametrize("query", one_in(8, HOSTILE.values()), ids=HOSTILE)
def test_hostile_queries_end_in_an_answer_or_an_error(bounded: Served, query: str) -> None:
    with bounded.client() as client:
        found = select(client, query)
        assert found.status_code in (200, 400, 413, 422, 503), found.text
        assert "Traceback" not in found.text
        assert still_answers(client)
    assert bounded.process.poll() is None


@pytest.mark.parametrize("depth", [1_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_hostile_bodies_change_nothing(put: httpx.Client, depth: int) -> None:
    json_ld = '{"@id":"urn:a","urn:p":' * depth + "1" + "}" * depth
    turtle = "<urn:s> <urn:p> " + "[ <urn:p> " * depth + "1" + "]" * depth + "."
    for name, content in (("application/ld+json", json_ld), ("text/turtle", turtle)):
        found = put.put("/graphs/hostile", content=content, headers={"Content-Type": name})
        assert found.status_code in (201, 204, 400, 503), found.text
        put.delete("/graphs/hostile")
    assert still_answers(put)


# --- nothing outward ----------------------------------------------------------------------------------


class Canary(BaseHTTPRequestHandler):
    """Counts who comes."""

    seen: list[str] = []

    def do_GET(self) -> None:
        type(self).seen.append(self.path)
        self.send_response(404)
        self.end_headers()

    do_POST = do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def canary() -> Iterator[str]:
    Canary.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x"
    server.shutdown()
    server.server_close()
    assert Canary.seen == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <C> { ?s ?p ?o } }",
        "SELECT * { service silent <C> { ?s ?p ?o } }",
        "SELECT * { ?s ?p true SERVICE<C> { ?s ?p ?o } }",
        "PREFIX e: <C> SELECT * { ?s ?p trueSERVICEe:a { ?s ?p ?o } }",
        "SELECT * { BIND(<C> AS ?c) SERVICE ?c { ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b #>\n) SERVICE <C> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <C> { ?s ?p ?o } } }",
        "SELECT * FROM <C> { ?s ?p ?o }",
        "SELECT * FROM NAMED <C> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "DESCRIBE <C>",
        "ASK { GRAPH <C> { ?s ?p ?o } }",
        "SELECT (<C>('x') AS ?y) {}",
    ],
)
def test_no_query_reaches_another_host(get: httpx.Client, canary: str, query: str) -> None:
    found = select(get, query.replace("C>", f"{canary}>"))
    assert found.status_code in (200, 400)
    assert "root:" not in found.text


@pytest.mark.parametrize(
    "update",
    one_in(3, (
        "LOAD <C>", "load silent <C> INTO GRAPH <urn:g>", "LOAD <file:///etc/passwd> INTO GRAPH <urn:g>",
        "INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { SERVICE <C> { ?s ?p ?o } }", "ADD <C> TO <urn:g>",
        "INSERT { GRAPH <urn:g> { ?s ?p ?o } } USING <C> WHERE { ?s ?p ?o }",
    )),
)  # fmt: skip
def test_no_update_reaches_another_host_or_file(put: httpx.Client, canary: str, update: str) -> None:
    found = put.post("/sparql", content=update.replace("C>", f"{canary}>"), headers=UPDATE)
    assert found.status_code in (204, 400)
    assert put.get("/graphs?graph=urn:g").status_code in (200, 404)
    context = json.dumps({"@context": canary, "@id": "urn:x", "name": "y"})
    body = {"Content-Type": "application/ld+json"}
    assert put.put("/graphs/context", content=context, headers=body).status_code == 400
    assert put.get("/sparql", params={"query": "ASK {}", "default-graph-uri": canary}).status_code == 200


# --- who may ------------------------------------------------------------------------------------------


def test_names_of_other_hosts_are_refused(get: httpx.Client) -> None:
    for host in ("evil.example", "evil.example:8000", "localhost.evil.example", "", "127.0.0.1@evil.example", "[::1"):
        assert get.get("/health", headers={"Host": host}).status_code in (400, 421), host
    for host in ("localhost", "LOCALHOST:1", "[::1]:80"):
        assert get.get("/health", headers={"Host": host}).status_code == 200, host


def test_pages_of_other_hosts_are_refused(put: httpx.Client) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        for found in (
            put.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": origin}),
            put.post("/sparql", data={"update": "CLEAR ALL"}, headers={"Origin": origin}),
            put.options("/sparql", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}),
        ):
            assert found.status_code in (403, 405)
            assert "access-control-allow-origin" not in found.headers
    own = str(put.base_url).rstrip("/")
    assert put.get("/health", headers={"Origin": own}).status_code == 200


def test_a_page_that_was_named_may_use_the_server(seed_store: Path, start: Start) -> None:
    page = "https://deals.example"
    with start(seed_store, "--cors", page).client() as client:
        asked = client.options("/sparql", headers={"Origin": page, "Access-Control-Request-Method": "POST"})
        assert asked.status_code == 204
        assert "Authorization" in asked.headers["access-control-allow-headers"]
        found = client.post("/sparql", data={"query": "ASK {}"}, headers={"Origin": page})
        assert found.headers["access-control-allow-origin"] == page
        assert client.get("/health", headers={"Origin": "https://other.example"}).status_code == 403


def test_changes_need_the_token(reading: Served, writing: Served) -> None:
    requests: list[dict[str, Any]] = [
        {"method": "POST", "url": "/sparql", "data": {"update": "CLEAR ALL"}},
        {"method": "POST", "url": "/sparql", "content": "CLEAR ALL", "headers": UPDATE},
        {"method": "PUT", "url": "/graphs?default", "content": "", "headers": {"Content-Type": "text/turtle"}},
        {"method": "POST", "url": "/graphs?default", "content": "", "headers": {"Content-Type": "text/turtle"}},
        {"method": "DELETE", "url": "/graphs?default"},
    ]
    with reading.client() as client:
        client.headers.update(AUTHORIZED)
        assert {client.request(**request).status_code for request in requests} == {403}
    with writing.client() as client:
        for token in (None, "Bearer", "Bearer wrong", f"Basic {AUTHORIZED['Authorization'][7:]}", "Bearer é"):
            client.headers["Authorization"] = (token or "").encode("utf-8").decode("latin-1")
            found = [client.request(**request) for request in requests]
            assert {response.status_code for response in found} == {401}
            assert all(response.headers["www-authenticate"].startswith("Bearer") for response in found)
        assert client.get("/health").json()["revision"] >= 1
    assert "a-token-for-tests-only" not in writing.log.read_text()


# --- whole answers, tags, forms -----------------------------------------------------------------------


def test_an_answer_is_whole_in_every_form(get: httpx.Client) -> None:
    rows = int(select(get, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()["results"]["bindings"][0]["n"]["value"])
    assert rows > 10_000
    query = "SELECT * { ?s ?p ?o }"
    assert len(select(get, query).json()["results"]["bindings"]) == rows
    assert select(get, query, Accept="application/sparql-results+xml").text.count("<result>") == rows
    tsv = select(get, query, Accept="text/tab-separated-values")
    assert len(tsv.text.splitlines()) == rows + 1
    assert len(select(get, "CONSTRUCT WHERE { ?s ?p ?o }", Accept="application/n-triples").text.splitlines()) == rows


def test_values_of_all_kinds_come_out_as_they_are(get: httpx.Client) -> None:
    literal = '"tab\\t line\\n \\"quoted\\" \\\\ 小米 𝕏"'
    query = f"SELECT ?a ?b ?c ?d ?e {{ BIND({literal} AS ?a) BIND('x'@en AS ?b) BIND(1.50 AS ?c) BIND(<urn:x> AS ?e) }}"
    row = select(get, query).json()["results"]["bindings"][0]
    assert row["a"] == {"type": "literal", "value": 'tab\t line\n "quoted" \\ 小米 𝕏'}
    assert row["b"] == {"type": "literal", "value": "x", "xml:lang": "en"}
    assert "d" not in row
    assert row["e"] == {"type": "uri", "value": "urn:x"}
    assert select(get, "SELECT * {}").json() == {"head": {"vars": []}, "results": {"bindings": [{}]}}


def test_an_answer_that_is_known_is_not_sent_again(writing: Served) -> None:
    with writing.client() as client:
        question = {"params": {"query": "SELECT ?s { ?s a pg:Brand }"}}
        first = client.get("/sparql", **question)  # type: ignore[arg-type]
        tag = first.headers["etag"]
        again = client.get("/sparql", headers={"If-None-Match": tag}, **question)  # type: ignore[arg-type]
        assert (again.status_code, again.content) == (304, b"")
        other = client.get("/sparql", headers={"If-None-Match": tag, "Accept": "text/csv"}, **question)  # type: ignore[arg-type]
        assert other.status_code == 200
        insert = "INSERT DATA { GRAPH <urn:tags> { <urn:s> <urn:p> 1 } }"
        assert client.post("/sparql", content=insert, headers={**UPDATE, **AUTHORIZED}).status_code == 204
        assert client.get("/sparql", headers={"If-None-Match": tag}, **question).status_code == 200  # type: ignore[arg-type]
        assert "etag" not in client.get("/sparql", params={"query": "SELECT (NOW() AS ?t) {}"}).headers


def test_answers_are_packed_for_who_wants_it(reading: Served) -> None:
    with reading.client() as client:
        request = client.build_request("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"})
        response = client.send(request, stream=True)
        raw = b"".join(response.iter_raw())
        assert response.headers["content-encoding"] == "gzip"
        assert json.loads(gzip.decompress(raw))["openapi"] == "3.1.0"


def test_a_form_that_nobody_has_is_406(get: httpx.Client) -> None:
    for query in ("ASK {}", "SELECT * {}", "CONSTRUCT WHERE { ?s ?p ?o }"):
        found = select(get, query, Accept="image/png, text/turtle;q=0, application/*;q=0")
        assert found.status_code in (406, 200)
        assert select(get, query, Accept="image/png").status_code == 406
    assert select(get, "SELECT * {}", Accept="text/csv;q=0.3, application/xml;q=0.7").headers["content-type"] == (
        "application/xml"
    )


def test_a_client_that_goes_away_frees_its_worker(seed_store: Path, start: Start) -> None:
    served = start(seed_store, "--workers", "1", "--seconds", "3600")
    with served.client() as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/sparql", data={"query": SLOW}, timeout=0.5)
        assert still_answers(client)


# --- other states of the store ------------------------------------------------------------------------


def test_what_another_process_builds_is_served_soon(store: Path, start: Start) -> None:
    graph = PartnerGraph.open(store)
    with start(store).client() as client:
        graph.remove("gadgets360-2024-02-28")
        for _ in range(200):
            if client.get("/health").json()["revision"] == 2:
                break
            time.sleep(0.05)
        assert client.get("/questions/sources").json()["results"]["bindings"] == []


def test_nothing_is_left_behind(store: Path, tmp_path: Path) -> None:
    from tests.server.conftest import serving

    with serving(store, tmp_path) as served:
        assert list(store.glob("serving-*"))
        assert served.process.poll() is None
    assert not list(store.glob("serving-*"))
    (store / "serving-999999999-1").mkdir()
    with serving(store, tmp_path):
        assert not (store / "serving-999999999-1").exists()


def test_an_rdf_file_is_served_for_reading(tmp_path: Path, start: Start) -> None:
    graph = PartnerGraph()
    graph.build(SEED)
    path = graph.export(tmp_path / "deals.trig")
    with start(path).client() as client:
        assert client.get("/questions/sources").json()["results"]["bindings"]


def test_odd_requests_get_an_error_that_can_be_read(reading: Served) -> None:
    host = reading.address.split("/")[2]
    for line in ("GET /%ff", "GET /../../etc/passwd", "GET /id/%00", "GET /sparql?query=%ff", "GET /questions/nothing",
                 "BREW /sparql", "GET /id/x%22y", "GET /who?subject=%ff", "GET /questions/releases-in?market=%00"):  # fmt: skip
        connection = http.client.HTTPConnection(host)
        connection.putrequest(*line.split(" "), skip_host=False)
        connection.endheaders()
        found = connection.getresponse()
        text = found.read().decode()
        assert 400 <= found.status < 500, (line, found.status)
        assert "Traceback" not in text
        assert json.loads(text)["title"], line
        connection.close()


@pytest.mark.slow
def test_who_may_is_answered_from_a_large_store(tmp_path: Path, start: Start) -> None:
    from benchmarks.building import write_table

    path = tmp_path / "large.store"
    PartnerGraph.open(path).build(write_table(tmp_path / "deals.csv", 10_000))
    (path / "commitments.npz").unlink(missing_ok=True)
    asked = {"subject": "Mark 0-0", "field": "smartphone", "in": "JP", "on": "2015-05-01"}
    with start(path, "--seconds", "2").client() as client:
        found = client.get("/who", params=asked)
        while found.status_code == 503:
            assert found.headers["retry-after"] == "10"
            assert "index" in found.json()["title"]
            found = client.get("/who", params=asked)
        assert found.json()["country"] == "JP"
    assert (path / "commitments.npz").exists()
