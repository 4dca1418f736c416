"""The server under load for a while: 64 clients, changes beside them; no error, memory flat.

``python -m benchmarks soak`` takes a minute; ``PARTNERGRAPH_SOAK_SECONDS=3600`` another time. It ends with an error if
any answer was one, or if memory grew from the second part to the last by more than a tenth.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from benchmarks.serving import CLIENTS, MIX, Load
from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.graph import PartnerGraph, example
from tests.server.conftest import AUTHORIZED, Served, serving

SECONDS = float(os.environ.get("PARTNERGRAPH_SOAK_SECONDS", "60"))
PARTS = 6
MOST_GROWTH = 1.1
WORKERS = 2


class Mixed(Load):
    """Clients that ask SPARQL, named questions, who may, things and the server's health in turn."""

    def __init__(self, address: str, asked: list[str]) -> None:
        super().__init__(address, [])
        who = urlencode(
            {"subject": "Leica", "field": "smartphone", "country": "BR", "on": "2023-05-01", "party": "Xiaomi"}
        )
        found = [f"/sparql?query={quote(text, safe='')}" for text in asked]
        found += [f"/questions/{name}?{urlencode(given)}" for name, given in MIX]
        found += [f"/who?{who}", "/conflicts", "/id/brand/leica", "/graphs?default", "/health", "/metrics"]
        self._targets = cycle(found)


@dataclass
class Memory:
    """Megabytes of the process that listens, and of its workers together, at each second."""

    listening: list[float] = field(default_factory=list)
    workers: list[float] = field(default_factory=list)

    def sample(self, process: int) -> None:
        self.listening.append(resident(process))
        self.workers.append(sum(resident(child) for child in workers_of(process)))

    def part(self, number: int) -> tuple[float, float]:
        """Return the medians of one of the parts."""
        size = max(1, len(self.listening) // PARTS)
        mine, theirs = (values[number * size : (number + 1) * size] for values in (self.listening, self.workers))
        return statistics.median(mine or [0]), statistics.median(theirs or [0])


def resident(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def workers_of(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            found = (task / "children").read_text().split()
        except OSError:
            continue
        for child in found:
            try:
                if b"partnergraph.server.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                    yield int(child)
            except OSError:
                continue


async def watch(served: Served, memory: Memory, until: float) -> None:
    while time.perf_counter() < until:
        memory.sample(served.process.pid)
        await asyncio.sleep(1)


async def write(served: Served, until: float, statuses: list[int]) -> None:
    """Put a thing in and take it out again, every other second."""
    triples = f"GRAPH <{v.GRAPH_STATED}> {{ <urn:soak> a pg:Brand ; rdfs:label 'Soak' }}"
    async with httpx.AsyncClient(headers=AUTHORIZED, timeout=60, trust_env=False) as client:
        for verb in cycle(("INSERT", "DELETE")):
            if time.perf_counter() >= until:
                return
            sent = await client.post(f"{served.address}sparql", data={"update": f"{verb} DATA {{ {triples} }}"})
            statuses.append(sent.status_code)
            await asyncio.sleep(2)


async def soak(served: Served, asked: list[str]) -> tuple[list[Mixed], Memory, list[int]]:
    memory, statuses, loads = Memory(), list[int](), []
    until = time.perf_counter() + SECONDS
    beside = asyncio.gather(watch(served, memory, until), write(served, until, statuses))
    for _ in range(PARTS):
        loads.append(Mixed(served.address, asked))
        await loads[-1].run(CLIENTS, SECONDS / PARTS)
    await beside
    return loads, memory, statuses


def main() -> None:
    """Print one line a part, and what was wrong."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        graph = PartnerGraph.open(folder / "s.store")
        graph.build(example("xiaomi-leica.yaml"))
        asked = [queries.bind(queries.find_question(name), given, graph._words()) for name, given in MIX]
        with serving(folder / "s.store", folder, "--writable", "--workers", str(WORKERS)) as served:
            loads, memory, statuses = asyncio.run(soak(served, asked))
            left = len(list((folder / "s.store").glob("serving-*")))
    print(f"{CLIENTS} clients, {SECONDS:g} s, {WORKERS} workers, {len(statuses)} changes, on {os.cpu_count()} cores")
    print(f"{'part':<6}{'answers/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}{'listening MB':>14}{'workers MB':>12}")
    for number, load in enumerate(loads):
        points = statistics.quantiles(load.seconds, n=100)
        mine, theirs = memory.part(number)
        rate, errors = len(load.seconds) / SECONDS * PARTS, sum(load.errors.values())
        print(
            f"{number + 1:<6}{rate:>10.0f}{points[49] * 1000:>9.1f}{points[98] * 1000:>9.1f}{errors:>8}{mine:>14.0f}"
            f"{theirs:>12.0f}"
        )
    wrong = [f"answers that were errors: {load.errors}" for load in loads if load.errors]
    wrong += [f"changes that were not made: {set(statuses) - {204}}"] if set(statuses) != {204} else []
    wrong += [f"checkpoints kept: {left}"] if left > 2 else []
    for kind, before, after in zip(("listening", "workers"), memory.part(1), memory.part(PARTS - 1), strict=True):
        if after > before * MOST_GROWTH:
            wrong.append(f"memory ({kind}) grew from {before:.0f} MB to {after:.0f} MB")
    sys.exit("\n".join(wrong) or None)
