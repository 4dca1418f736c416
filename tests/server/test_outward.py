"""``SERVICE`` and ``LOAD`` with hosts that may be reached: exactly those, by no other way, and no longer than allowed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from partnergraph.errors import QueryError
from partnergraph.queries import check_free_query
from tests.quick import one_in
from tests.server.conftest import AUTHORIZED, Served, own_store, serving

TABLE = {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:from-elsewhere"}}]}}


class Host(BaseHTTPRequestHandler):
    """A host that counts who comes, and leads some of them to another."""

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.seen.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/never":
            server.waits.wait(30)
        body = b"<urn:s> <urn:p> <urn:loaded> ." if self.path == "/turtle" else json.dumps(TABLE).encode()
        self.send_response(int(self.path[1:]) if self.path[1:].isdigit() else 200)
        if server.leads_to:
            self.send_header("Location", server.leads_to)
        self.send_header("Content-Type", "text/turtle" if self.path == "/turtle" else "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, leads_to: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Host)
        self.seen: list[str] = []
        self.leads_to, self.waits = leads_to, threading.Event()
        self.host = f"127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def canary() -> Iterator[Server]:
    """A host that may not be reached, and was not."""
    server = Server()
    yield server
    server.shutdown()
    assert server.seen == []


@pytest.fixture(scope="module")
def friend(canary: Server) -> Iterator[Server]:
    """A host that may be reached, and leads on to the one that may not."""
    server = Server(leads_to=f"http://{canary.host}/led")
    yield server
    server.waits.set()
    server.shutdown()


@pytest.fixture(scope="module")
def endpoint(friend: Server, seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("outward")
    options = ("--writable", "--workers", "1", "--seconds", "1", "--allow-service", friend.host)
    with serving(own_store(seed_store, folder), folder, *options) as served:
        yield served


@pytest.fixture
def client(endpoint: Served, friend: Server) -> Iterator[httpx.Client]:
    friend.seen.clear()
    with endpoint.client() as found:
        found.headers.update(AUTHORIZED)
        yield found


def test_a_host_that_was_named_is_asked(client: httpx.Client, friend: Server) -> None:
    query = f"SELECT ?s {{ SERVICE <http://{friend.host}/sparql> {{ ?s ?p ?o }} }}"
    for text in (query, query.replace("SERVICE <", "service silent<")):
        found = client.post("/sparql", data={"query": text})
        assert found.status_code == 200, found.text
        assert [row["s"]["value"] for row in found.json()["results"]["bindings"]] == ["urn:from-elsewhere"]
    assert friend.seen == ["POST /sparql"] * 2
    assert "etag" not in client.get("/sparql", params={"query": query}).headers


def test_a_graph_is_loaded_from_it(client: httpx.Client, friend: Server) -> None:
    update = f"LOAD <http://{friend.host}/turtle> INTO GRAPH <urn:g>"
    assert client.post("/sparql", data={"update": update}).status_code == 204
    assert "urn:loaded" in client.get("/graphs?graph=urn:g").text
    assert friend.seen == ["GET /turtle"]


@pytest.mark.parametrize("status", one_in(5, (301, 302, 303, 307, 308)))
def test_it_leads_to_no_other(client: httpx.Client, friend: Server, status: int) -> None:
    asked = client.post("/sparql", data={"query": f"ASK {{ SERVICE <http://{friend.host}/{status}> {{ ?s ?p ?o }} }}"})
    assert asked.status_code == 400
    load = f"LOAD <http://{friend.host}/{status}> INTO GRAPH <urn:led>"
    assert client.post("/sparql", data={"update": load}).status_code == 400
    assert friend.seen == [f"POST /{status}", f"GET /{status}"]


def test_it_has_no_more_time_than_a_query(client: httpx.Client, friend: Server) -> None:
    asked = client.post("/sparql", data={"query": f"ASK {{ SERVICE <http://{friend.host}/never> {{ ?s ?p ?o }} }}"})
    assert (asked.status_code, asked.json()["title"]) == (503, "stopped: it ran longer than 1 s")
    assert friend.seen == ["POST /never"]


OTHERS = (
    "SERVICE <http://CANARY/x> { }",
    "SERVICE SILENT <http://CANARY/x> { }",
    "SERVICE <http://FRIEND/x> { SERVICE <http://CANARY/x> { } }",
    "BIND(<http://CANARY/x> AS ?where) SERVICE ?where { }",
    "VALUES ?where { <http://FRIEND/x> <http://CANARY/x> } SERVICE ?where { }",
    "SERVICE e:x { }",
    "SERVICE <x> { }",
    "SERVICE <//CANARY/x> { }",
    "SERVICE <http://FRIEND@CANARY/x> { }",
    "SERVICE <http://\\u0031CANARY/x> { }",
    "SERVICE <http://FRIEND.CANARY/x> { }",
    "SERVICE # <http://FRIEND/x>\n<http://CANARY/x> { }",
    "SERVICE <http://FRIEND:1/x> { }",
    "SERVICE <ftp://FRIEND/x> { }",
    "?s ?p trueSERVICE<http://CANARY/x> { }",
    "FILTER(?a<?b #>\n) SERVICE <http://CANARY/x> { }",
)


@pytest.mark.parametrize("pattern", one_in(4, OTHERS))
def test_no_other_host_is_asked(client: httpx.Client, friend: Server, canary: Server, pattern: str) -> None:
    pattern = pattern.replace("FRIEND", friend.host).replace("CANARY", canary.host).replace("{ }", "{ ?s ?p ?o }")
    head = f"BASE <http://{canary.host}/> PREFIX e: <http://{canary.host}/>"
    for wish in (
        {"query": f"{head} SELECT * {{ {pattern} }}"},
        {"update": f"{head} INSERT {{ GRAPH <urn:g> {{ ?s ?p ?o }} }} WHERE {{ {pattern} }}"},
    ):
        found = client.post("/sparql", data=wish)
        assert found.status_code == 400
        assert "SERVICE" in found.json()["title"]
    assert friend.seen == []


@pytest.mark.parametrize(
    "address", ["<http://CANARY/x>", "SILENT <http://CANARY/x>", "e:x", "<x>", "<file:///etc/passwd>"]
)
def test_no_other_host_is_loaded_from(client: httpx.Client, canary: Server, address: str) -> None:
    load = f"BASE <http://{canary.host}/> PREFIX e: <http://{canary.host}/> LOAD {address} INTO GRAPH <urn:other>"
    found = client.post("/sparql", data={"update": load.replace("CANARY", canary.host)})
    assert found.status_code == 400
    assert "LOAD" in found.json()["title"]


def test_hosts_are_told_apart_by_their_port() -> None:
    check_free_query("ASK { SERVICE <https://Example.org?x=y#z> {} }", ["example.org"])
    for host in ("example.org:80", "example.or", "xexample.org", "example.org.evil"):
        with pytest.raises(QueryError, match="may not reach"):
            check_free_query(f"ASK {{ SERVICE <http://{host}/> {{}} }}", ["example.org"])
