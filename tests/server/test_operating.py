"""What operators rely on: memory that is bounded, lines of log, health and figures."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.server.conftest import Served, Start, serve_command
from tests.server.test_killed import children
from tests.server.test_promises import HOSTILE, select, still_answers

MEGABYTE = 1024 * 1024


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="NO /proc: the limits of a process cannot be read")
def test_the_memory_of_an_answer_is_bounded(seed_store: Path, start: Start) -> None:
    served = start(seed_store, "--memory", "64", "--seconds", "60", "--workers", "1")
    (worker,) = children(served.process.pid, "partnergraph.server.worker")
    (line,) = (line for line in Path(f"/proc/{worker}/limits").read_text().splitlines() if "address space" in line)
    idle = int(Path(f"/proc/{worker}/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    assert idle + 64 * MEGABYTE <= int(line.split()[3]) <= idle + (64 + 1024) * MEGABYTE
    with served.client() as client:
        found = select(client, HOSTILE["doublings"])
        assert found.status_code == 503
        assert "memory" in found.json()["title"]
        assert still_answers(client)


def test_a_server_that_cannot_start_says_so(seed_store: Path) -> None:
    command = [*serve_command("import sys; sys.executable = 'true'"), "--store", str(seed_store)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    events = [json.loads(line)["event"] for line in ended.stderr.splitlines() if line.startswith("{")]
    assert "RuntimeError: a worker ended before it was ready" in events
    assert not any("Traceback" in event for event in events)
    assert ended.stderr.splitlines()[-2:] == ["error: the server could not start", "    its log, above, says why"]


def test_each_request_is_a_line_of_json(seed_store: Path, start: Start) -> None:
    served = start(seed_store)
    with served.client() as client:
        select(client, "ASK { ?s ?p 'a secret' } nonsense")
        client.get("/nothing", headers={"Authorization": "Bearer secret"})
        client.get("/id/%0aX", params={"q": "secret"})
    end = time.monotonic() + 10
    while '"/id/' not in served.log.read_text() and time.monotonic() < end:
        time.sleep(0.05)  # the line of a request is written once its answer is out
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    assert all({"time", "level", "event"} <= line.keys() for line in lines)
    answered = [(line["method"], line["path"], line["status"]) for line in lines if line["event"] == "request"]
    assert answered[-3:-1] == [("POST", "/sparql", 400), ("GET", "/nothing", 404)]
    assert lines[-1]["ms"] >= 0
    assert "secret" not in served.log.read_text()


def test_figures_count_what_was_answered(seed_store: Path, start: Start) -> None:
    served = start(seed_store)
    with served.client() as client:
        before = figures(client)
        select(client, "ASK {}")
        select(client, "ASK {")
        after = figures(client)
    for status in ("200", "400"):
        name = f'partnergraph_requests_total{{route="/sparql",status="{status}"}}'
        assert after[name] - before.get(name, 0.0) == 1
    assert after["partnergraph_revision"] == 1
    assert {"partnergraph_workers_waiting", "partnergraph_workers_busy", "partnergraph_workers_killed"} <= after.keys()


def figures(client: httpx.Client) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_health_says_what_is_served(reading: Served) -> None:
    with reading.client() as client:
        found = client.get("/health")
    assert found.headers["cache-control"] == "no-store"
    assert {"status": "ok", "revision": 1, "writable": False}.items() <= found.json().items()
