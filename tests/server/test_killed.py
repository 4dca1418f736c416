"""``kill -9``, of a worker, of the process that listens and of the one that writes: nothing is lost, nothing is half there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from partnergraph import vocabulary as v
from partnergraph.graph import PartnerGraph
from tests.server.conftest import AUTHORIZED, SEED, Served, Start, serving

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MOMENTS = 30
"""In the run of an update, at each of which a server is killed once."""
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="NO /proc: processes cannot be told apart")


def children(process: int, module: str) -> list[int]:
    """Return the processes that one started, of those that run a module."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == process and module.encode() in command:
            found.append(int(folder.name))
    return found


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ask(served: Served, query: str, seconds: float = 60) -> httpx.Response:
    return httpx.post(f"{served.address}sparql", data={"query": query}, timeout=seconds)


def wait_until_busy(served: Served, workers: int) -> None:
    with served.client() as client:
        while f"partnergraph_workers_busy {workers}.0" not in client.get("/metrics").text:
            time.sleep(0.02)


def test_a_worker_that_is_killed_costs_its_own_answer_and_no_other(seed_store: Path, start: Start) -> None:
    served = start(seed_store, "--workers", "2", "--seconds", "600")
    labels = "SELECT ?label { ?x rdfs:label ?label } ORDER BY ?label"
    right = ask(served, labels).content
    with ThreadPoolExecutor(12) as threads:
        slow = [threads.submit(ask, served, SLOW) for _ in range(2)]
        wait_until_busy(served, 2)
        others = [threads.submit(ask, served, labels) for _ in range(8)]
        for worker in children(served.process.pid, "partnergraph.server.worker"):
            os.kill(worker, signal.SIGKILL)
        assert {one.result().status_code for one in slow} == {503}
        assert [one.result().content for one in others] == [right] * 8
    with served.client() as client:
        assert "partnergraph_workers_killed 2.0" in client.get("/metrics").text
        assert client.get("/health").json()["status"] == "ok"


def test_a_server_that_is_killed_leaves_no_process_and_a_store_that_opens(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--seconds", "600") as served, ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask, served, SLOW)
        wait_until_busy(served, 1)
        workers = children(served.process.pid, "partnergraph.server.worker")
        os.kill(served.process.pid, signal.SIGKILL)
        with pytest.raises(httpx.HTTPError):
            asked.result()
        served.process.wait()
        assert workers
        for worker in workers:
            while is_alive(worker):
                time.sleep(0.05)
    assert list(store.glob("serving-*"))
    with serving(store, tmp_path) as again:
        assert ask(again, "ASK {}").json()["boolean"] is True
    assert not list(store.glob("serving-*"))
    assert PartnerGraph.open(store).query("sources")


@pytest.mark.slow
def test_a_server_killed_in_an_update_holds_all_of_it_or_nothing(store: Path, tmp_path: Path) -> None:
    stated = PartnerGraph.open(store).store.count(v.GRAPH_STATED)
    acknowledged = 0
    for point in range(MOMENTS):
        lines = "".join(f"<urn:{point}-{number}> <urn:p> {number} . " for number in range(1_000))
        update = f"INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {lines} }} }}"
        with serving(store, tmp_path, "--writable", "--workers", "1") as served, ThreadPoolExecutor(1) as thread:
            sent = thread.submit(
                httpx.post, f"{served.address}sparql", data={"update": update}, headers=AUTHORIZED, timeout=60
            )
            writers: list[int] = []
            while not writers and not sent.done():
                writers = children(served.process.pid, "partnergraph.server.update.writer")
            time.sleep(1.2 * point / MOMENTS)
            for process in (served.process.pid, *writers):
                if is_alive(process):
                    os.kill(process, signal.SIGKILL)
            with suppress(httpx.HTTPError):
                acknowledged += sent.result().status_code == 204
            served.process.wait()
        now = PartnerGraph.open(store).store.count(v.GRAPH_STATED) - stated
        assert now % 1_000 == 0
        assert now >= 1_000 * acknowledged
    graph = PartnerGraph.open(store)
    graph.build(SEED)
    assert graph.info().stale == ()


def test_a_writer_that_is_killed_is_told_to_the_client(store: Path, tmp_path: Path) -> None:
    update = f"DELETE {{ GRAPH <{v.GRAPH_STATED}> {{ ?a ?b ?c }} }} WHERE {{ {SLOW.partition('{')[2]}"
    with serving(store, tmp_path, "--writable", "--workers", "1") as served, ThreadPoolExecutor(1) as thread:
        sent = thread.submit(
            httpx.post, f"{served.address}sparql", data={"update": update}, headers=AUTHORIZED, timeout=60
        )
        writers: list[int] = []
        while not writers:
            writers = children(served.process.pid, "partnergraph.server.update.writer")
        os.kill(writers[0], signal.SIGKILL)
        found = sent.result()
        assert found.status_code == 503
        assert "nothing was changed" in found.json()["title"]
        assert ask(served, "ASK {}").json()["boolean"] is True
    assert PartnerGraph.open(store).store.stamp.revision == 1


@pytest.mark.parametrize("points", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_a_writer_alone_is_killed_at_any_moment(store: Path, points: int) -> None:
    count, acknowledged = PartnerGraph.open(store).store.count(v.GRAPH_STATED), 0
    for point in range(points):
        lines = "".join(f"<urn:{point}-{i}> <urn:p> {i} . " for i in range(500))
        update = f"INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {lines} }} }}"
        request = {"store": str(store), "memory_bytes": 2**31, "write_seconds": 300, "do": "update", "update": update}
        process = subprocess.Popen(
            [sys.executable, "-m", "partnergraph.server.update.writer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        time.sleep(0.2 + 0.8 * point / points)
        process.kill()
        acknowledged += b"204" in process.stdout.read()
        process.wait()
        now = PartnerGraph.open(store).store.count(v.GRAPH_STATED)
        assert (now - count) % 500 == 0
    assert now - count >= 500 * acknowledged
    PartnerGraph.open(store).build(SEED)


def test_a_worker_that_cannot_be_replaced_at_once_is_replaced_later(
    seed_store: Path, start: Start, tmp_path: Path
) -> None:
    short, python = tmp_path / "short-of-memory", tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ -e {short} ] && exit 1\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    served = start(seed_store, "--workers", "1", before=f"import sys; sys.executable = {str(python)!r}")
    short.touch()
    (worker,) = children(served.process.pid, "partnergraph.server.worker")
    os.kill(worker, signal.SIGKILL)
    assert ask(served, "ASK {}").status_code == 503
    end = time.monotonic() + 30
    while "trying again" not in served.log.read_text() and time.monotonic() < end:
        time.sleep(0.02)
    short.unlink()
    assert ask(served, "ASK {}").status_code == 200
