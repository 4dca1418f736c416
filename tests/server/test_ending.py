"""What a server leaves when it ends, when a query is stopped, and when there is no room on the disk."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from partnergraph import vocabulary as v
from partnergraph.graph import PartnerGraph
from partnergraph.server.worker_reply import Reply, problem_text, reply_to
from tests.quick import one_in
from tests.server.conftest import AUTHORIZED, TOKEN, Served, Start, serve_command, serving
from tests.server.test_connections import opened
from tests.server.test_killed import ask, children, wait_until_busy
from tests.server.test_promises import SLOW, select, still_answers

ALL = "SELECT * { ?s ?p ?o }"
LONG = "SELECT * { ?s ?p ?o . ?a ?b ?c }"
SLOW_UPDATE = f"DELETE {{ GRAPH <{v.GRAPH_STATED}> {{ ?a ?b ?c }} }} WHERE {{ {SLOW.partition('{')[2]}"
linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="NO /proc: processes cannot be told apart")


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for files that are not to last."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder


def left(scratch: Path) -> list[str]:
    return sorted(path.name for path in scratch.rglob("*") if path.is_file() and path.name != "lock")


def until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not (found := is_so()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


# --- answers that nobody takes ------------------------------------------------------------------------


def test_an_answer_that_was_stopped_is_removed(seed_store: Path, start: Start, scratch: Path) -> None:
    served = start(seed_store, "--seconds", "2", "--rows", "100000000", "--workers", "1")
    with served.client() as client:
        assert select(client, LONG, Accept="text/tab-separated-values").status_code == 503
        assert still_answers(client)
        assert until(lambda: not left(scratch)), left(scratch)


def test_an_answer_whose_client_goes_away_is_removed(seed_store: Path, start: Start, scratch: Path) -> None:
    served = start(seed_store, "--workers", "1", "--seconds", "3600", "--rows", "100000000")
    with served.client() as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/sparql", data={"query": LONG}, timeout=0.5)
        with client.stream("POST", "/sparql", data={"query": ALL}) as begun:
            assert next(begun.iter_raw())
        assert still_answers(client)
        assert until(lambda: not left(scratch)), left(scratch)


@linux
@pytest.mark.parametrize("kind", ["store", pytest.param("file", marks=pytest.mark.slow)])
def test_what_a_killed_server_left_is_removed_by_the_next(
    store: Path, tmp_path: Path, scratch: Path, kind: str
) -> None:
    graph = PartnerGraph.open(store)
    served_path = store if kind == "store" else graph.export(tmp_path / "deals.trig")
    with serving(served_path, tmp_path, "--seconds", "600") as served, ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, served, SLOW)
        wait_until_busy(served, 1)
        os.kill(served.process.pid, signal.SIGKILL)
        with pytest.raises(httpx.HTTPError):
            asked.result()
        served.process.wait()
    assert list(scratch.iterdir())
    foreign = scratch / "partnergraph-serving-other"
    foreign.mkdir()
    (foreign / "kept").touch()
    with serving(served_path, tmp_path) as living:
        assert len(list(scratch.iterdir())) == 2
        with serving(served_path, tmp_path) as second:
            assert len(list(scratch.iterdir())) == 3
            assert ask(living, "ASK {}").status_code == ask(second, "ASK {}").status_code == 200
        assert ask(living, "ASK {}").status_code == 200
    assert [path.name for path in scratch.iterdir()] == [foreign.name]
    assert (foreign / "kept").exists()


# --- told to end --------------------------------------------------------------------------------------


def ended_after(served: Served, number: int) -> float:
    begun = time.monotonic()
    served.process.send_signal(number)
    served.process.wait(60)
    return time.monotonic() - begun


@linux
@pytest.mark.parametrize("number", one_in(2, (signal.SIGTERM, signal.SIGINT)))
def test_a_server_that_is_told_to_end_does_not_wait_for_queries(
    store: Path, tmp_path: Path, scratch: Path, number: signal.Signals
) -> None:
    with serving(store, tmp_path, "--seconds", "3600", "--workers", "1") as served, ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask, served, SLOW) for _ in range(3)]  # one runs, two wait
        with served.client() as client:
            assert until(lambda: "partnergraph_workers_waiting 2.0" in client.get("/metrics").text)
        workers = children(served.process.pid, "partnergraph.server.worker")
        assert ended_after(served, number) < 30  # of an hour; a second where the machine is idle
        for one in asked:
            assert (one.result().status_code, one.result().json()["title"]) == (503, "stopped: the server ends")
        assert served.process.returncode == (130 if number == signal.SIGINT else -number)
    assert not left(scratch)
    assert not list(scratch.iterdir())
    assert not list(store.glob("serving-*"))
    assert workers
    assert until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert "Traceback" not in served.log.read_text()


@linux
def test_a_change_under_way_is_ended_with_the_server(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--writable") as served, ThreadPoolExecutor(1) as thread:
        sent = thread.submit(
            httpx.post, f"{served.address}sparql", data={"update": SLOW_UPDATE}, headers=AUTHORIZED, timeout=60
        )
        assert until(lambda: bool(children(served.process.pid, "partnergraph.server.update.writer")))
        assert ended_after(served, signal.SIGTERM) < 30
        assert sent.result().status_code == 503
        assert sent.result().json()["title"] == "stopped: the server ends; nothing was changed"
    assert PartnerGraph.open(store).store.stamp.revision == 1


def test_who_reads_slowly_or_sends_slowly_does_not_keep_a_server_from_ending(seed_store: Path, tmp_path: Path) -> None:
    slow = {"data": {"query": ALL}, "headers": {"Accept-Encoding": "identity"}}
    goes_on = threading.Event()

    def body() -> Iterator[bytes]:
        yield b"ASK"
        goes_on.wait(60)

    with (
        serving(seed_store, tmp_path) as served,
        served.client() as client,
        client.stream("POST", "/sparql", **slow) as begun,  # type: ignore[arg-type]
    ):
        assert begun.status_code == 200
        threading.Thread(target=lambda: _quietly(served, body()), daemon=True).start()
        assert ended_after(served, signal.SIGTERM) < 30
        goes_on.set()
    assert "Traceback" not in served.log.read_text()


def _quietly(served: Served, body: object) -> None:
    with suppress(httpx.HTTPError):
        httpx.post(f"{served.address}sparql", content=body, headers={"Content-Type": "application/sparql-query"})  # type: ignore[arg-type]


# --- a worker that somebody else ends -----------------------------------------------------------------


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_somebody_ends_is_not_said_to_lack_memory(
    seed_store: Path, start: Start, number: signal.Signals
) -> None:
    served = start(seed_store, "--workers", "1", "--seconds", "600")
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, served, SLOW)
        wait_until_busy(served, 1)
        (worker,) = children(served.process.pid, "partnergraph.server.worker")
        os.kill(worker, number)
        found = asked.result()
    assert found.status_code == 503
    name = f"signal {number.value} ({number.name})"
    assert found.json()["title"] == f"stopped: a process of the server was ended by {name}"
    assert "ask again" in found.json()["detail"]


@pytest.mark.slow
def test_an_answer_that_its_client_does_not_take_is_removed(seed_store: Path, start: Start, scratch: Path) -> None:
    soon = "from partnergraph.server import connections as c; c.SECONDS, c.BYTES_A_SECOND = 0.5, 1_000_000"
    served = start(seed_store, before=soon)
    query = quote(f"{LONG} LIMIT 300000")
    head = f"GET /sparql?format=tsv&query={query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with opened(served, head.encode()) as made:
        assert made.recv(8, socket.MSG_PEEK) == b"HTTP/1.1"
        assert left(scratch)
        assert until(lambda: not left(scratch)), left(scratch)
    with served.client() as client:
        assert still_answers(client)


# --- no room on the disk ------------------------------------------------------------------------------

FULL = """
import os, tempfile
def full(*_, **__):
    raise OSError(28, os.strerror(28), "/scratch")
tempfile.mkdtemp = full
"""
SMALL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))"


def test_a_server_that_finds_the_disk_full_says_so_and_nothing_else(seed_store: Path) -> None:
    command = [*serve_command(FULL), "--store", str(seed_store)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert '"trace"' not in ended.stderr
    *_, last, hint = ended.stderr.splitlines()
    assert last == "error: /scratch: the server cannot write what it needs: No space left on device"
    assert "make room" in hint


def test_an_answer_for_which_there_is_no_room_says_so(seed_store: Path, start: Start, scratch: Path) -> None:
    pytest.importorskip("resource", reason="NO resource: Windows has no such limit")
    served = start(seed_store, "--workers", "1", before=SMALL)
    with served.client() as client:
        for form in ("text/csv", "text/tab-separated-values", "application/sparql-results+json"):
            found = select(client, ALL, Accept=form)
            assert found.status_code == 507, found.text
            assert found.json()["title"] == "the server cannot write: File too large"
        assert select(client, "CONSTRUCT WHERE { ?s ?p ?o }").status_code == 507
        assert still_answers(client)
        assert not left(scratch)


def test_what_fails_otherwise_is_not_said_to_lack_room(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> Reply:
        raise PermissionError(13, "Permission denied", "/somewhere/secret")

    reply = reply_to(work)
    assert reply["status"] == 500
    assert "Permission denied" in reply["why"]
    assert "room" not in problem_text(reply)
    assert "secret" not in problem_text(reply)
    assert "secret" in capfd.readouterr().err, "the log says where"


def test_a_body_for_which_there_is_no_room_says_so(store: Path, start: Start) -> None:
    pytest.importorskip("resource", reason="NO resource: Windows has no such limit")
    served = start(store, "--writable", before=SMALL)
    with served.client() as client:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
        found = client.put("/graphs/x", content=b"#" * 1_000_000, headers=headers)
        assert (found.status_code, found.json()["title"]) == (507, "the server cannot write: File too large")
        assert still_answers(client)
    assert "Traceback" not in served.log.read_text()
