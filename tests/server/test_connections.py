"""Clients that hold connections and send nothing, too slowly, or two requests in one."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from partnergraph.server.connections import MOST_FROM_ONE, Admission
from tests.server.conftest import Served, Start, serving
from tests.server.test_promises import SLOW

SOON = "from partnergraph.server import connections; connections.SECONDS = 0.5"
FEW = "from partnergraph.server import connections; connections.MOST_FROM_ONE = 3"
OTHER = "127.0.0.2"
HEAD = "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"


@contextmanager
def opened(served: Served, start: bytes = b"", source: str = "127.0.0.1") -> Iterator[socket.socket]:
    parts = urlsplit(served.address)
    with socket.create_connection((parts.hostname, parts.port), 30, source_address=(source, 0)) as made:
        made.sendall(start)
        yield made


def answered_to(made: socket.socket) -> bytes:
    """Return all that comes until the other side closes."""
    found = b""
    with suppress(ConnectionResetError):
        while part := made.recv(65536):
            found += part
    return found


@pytest.fixture(scope="module", autouse=True)
def _two_addresses() -> None:
    with socket.socket() as made:
        try:
            made.bind((OTHER, 0))
        except OSError:
            pytest.skip(f"NO {OTHER}: this system has one address of its own")


@pytest.fixture(scope="module")
def soon(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that gives up early on requests that do not come."""
    with serving(seed_store, tmp_path_factory.mktemp("soon"), "--seconds", "1.5", before=SOON) as served:
        yield served


def is_served(served: Served, source: str) -> bool:
    transport = httpx.HTTPTransport(local_address=source, trust_env=False, verify=False)
    with httpx.Client(transport=transport, timeout=60) as client:
        found = client.get(f"{served.address}sparql", params={"query": "ASK {}"})
        return (found.status_code, found.text) == (200, '{"head":{},"boolean":true}')


@pytest.mark.slow
@pytest.mark.parametrize("start_of_request", [b"GET /sparql?query=ASK HTTP/1.1\r\nHo", b""])
def test_a_thousand_half_open_connections_shut_nobody_else_out(
    seed_store: Path, start: Start, start_of_request: bytes
) -> None:
    served = start(seed_store)
    with ExitStack() as stack:
        half_open = []
        for _ in range(1_000):
            with suppress(ConnectionError):  # was one too many, and the server closed it first
                half_open.append(stack.enter_context(opened(served, start_of_request)))
        assert is_served(served, OTHER)
        refused = answered_to(half_open[-1])
        assert not refused or refused.startswith(b"HTTP/1.1 429 ")
    assert is_served(served, "127.0.0.1")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b""),
        (b"GET / HTT", b""),
        (b"GET /health HTTP/1.1\r\nX-", b"x"),
        (f"{HEAD}Content-Length: 50000\r\n\r\n".encode(), b"#"),
        (f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode(), b"1\r\n#\r\n"),
    ],
    ids=["nothing", "a part", "a header letter by letter", "a body letter by letter", "chunks of a letter"],
)
def test_a_request_that_does_not_come_is_given_up(soon: Served, first: bytes, then: bytes) -> None:
    with opened(soon, first) as made:
        made.settimeout(0.02)
        found, end = b"", time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if then:
                    made.sendall(then)
                if not (part := made.recv(65536)):
                    break
                found += part
            except TimeoutError:
                continue
            except ConnectionError:
                break
        assert time.monotonic() < end
        assert found.startswith(b"HTTP/1.1 408 ")
    assert "Traceback" not in soon.log.read_text()
    assert is_served(soon, "127.0.0.1")


def test_a_request_that_begins_behind_another_is_given_up_too(soon: Served) -> None:
    whole = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with opened(soon, whole * 2 + f"{HEAD}Content-Length: 50000\r\n\r\n".encode()) as made:
        found = answered_to(made)
    assert [part[:4] for part in found.split(b"HTTP/1.1 ")] == [b"", b"200 ", b"200 ", b"408 "]


def test_a_long_body_has_the_time_that_it_needs(soon: Served) -> None:
    def body() -> Iterator[bytes]:
        for _ in range(15):
            yield b"#" * 4_000 + b"\n"
            time.sleep(0.1)
        yield b"ASK {}"

    headers = {"Content-Type": "application/sparql-query"}
    with soon.client() as client:
        assert client.post("/sparql", content=body(), headers=headers).json()["boolean"] is True


def test_a_query_may_run_longer_than_a_request_may_take_to_come(soon: Served) -> None:
    with soon.client() as client:
        assert client.post("/sparql", data={"query": SLOW}).json()["title"] == "stopped: it ran longer than 1.5 s"


def test_one_address_has_so_many_connections(seed_store: Path, start: Start) -> None:
    served = start(seed_store, before=FEW)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(opened(served, b"GET"))
        one_more = answered_to(stack.enter_context(opened(served)))
        assert one_more.startswith(b"HTTP/1.1 429 ")
        problem = json.loads(one_more.partition(b"\r\n\r\n")[2])
        assert problem["title"] == "127.0.0.1 has 3 connections already"
        assert "--proxy 127.0.0.1" in problem["detail"]
        assert is_served(served, OTHER)
    assert is_served(served, "127.0.0.1")


def test_clients_of_a_proxy_are_counted_one_by_one(seed_store: Path, start: Start) -> None:
    served = start(seed_store, "--proxy", "127.0.0.1", "--seconds", "600", "--workers", "1", before=FEW)

    def ask(client: str, seconds: float = 60, query: str = SLOW) -> int:
        headers = {"X-Forwarded-For": client}
        data = {"query": query}
        try:
            return httpx.post(f"{served.address}sparql", data=data, headers=headers, timeout=seconds).status_code
        except httpx.HTTPError:
            return 0

    with served.client() as client:
        busy = [threading.Thread(target=ask, args=("10.0.0.1", 20)) for _ in range(3)]
        for thread in busy:
            thread.start()
        while client.get("/metrics").text.count("partnergraph_workers_waiting 2.0") == 0:
            time.sleep(0.02)
        assert ask("10.0.0.1") == 429
        assert ask("10.0.0.2", 0.5) == 0, "it waits for the worker, as whoever is let in"
        assert client.get("/health").status_code == 200
    served.process.kill()
    for thread in busy:
        thread.join()


def test_a_proxy_is_known_by_its_address_in_either_form() -> None:
    proxies = Admission(["10.0.0.0/8"])
    one = Admission(["::ffff:10.0.0.7"])
    for admission, address in [(proxies, "::ffff:10.0.0.7"), (proxies, "10.0.0.7"), (one, "::ffff:10.0.0.7")]:
        assert not any(admission.enter(address) for _ in range(MOST_FROM_ONE + 1)), address
    refused = [proxies.enter("::ffff:11.0.0.7") for _ in range(MOST_FROM_ONE + 1)][-1]
    assert refused is not None
    assert refused["status"] == 429


@pytest.mark.parametrize(
    "lengths",
    [
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
        "Content-Length: 6\r\nContent-Length: 7\r\n",
        "Content-Length: 6, 7\r\n",
        "Content-Length: +6\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding : chunked\r\n",
    ],
)
def test_two_lengths_end_the_connection(reading: Served, lengths: str) -> None:
    smuggled = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with opened(reading, f"{HEAD}{lengths}\r\n0\r\n\r\n{smuggled}".encode()) as made:
        found = answered_to(made)
    assert found.startswith(b"HTTP/1.1 400 ")
    assert found.count(b"HTTP/1.1") == 1
    assert b"application/problem+json" in found
    assert b"onnection: close" in found


def test_what_is_not_http_is_refused_without_a_trace(reading: Served) -> None:
    for sent in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"HELO\r\n\r\n", b"GET / HTTP/9\r\n\r\n"):
        with opened(reading, sent) as made:
            assert answered_to(made).startswith(b"HTTP/1.1 400 ")
    with opened(reading, f"{HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode()) as made:
        assert b" 400 " in answered_to(made)
    assert "Traceback" not in reading.log.read_text()


def test_proxies_are_addresses(seed_store: Path) -> None:
    from tests.server.test_command import serve

    assert "'proxy.example' is no address" in serve("--store", str(seed_store), "--proxy", "proxy.example")
