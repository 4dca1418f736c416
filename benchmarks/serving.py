"""Load on the server: 64 clients for a minute with a mix of questions, beside the bare engine and Virtuoso."""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from partnergraph import queries
from partnergraph.graph import PartnerGraph, example
from partnergraph.store.base import GRAPHS
from partnergraph.store.remote import RemoteStore
from tests.server.conftest import serving
from tests.store.engines import free_port, running, virtuoso, virtuoso_is_missing

CLIENTS, SECONDS = 64, 60
MIX: tuple[tuple[str, dict[str, str]], ...] = (
    ("exclusivities", {}),
    ("partnerships-of", {"party": "organization:Leica"}),
    ("products-made-by", {"maker": "Xiaomi"}),
    ("claims", {}),
    ("territories", {}),
    ("evidence-for", {"fact": "commitment:leica-xiaomi-exclusivity"}),
)


async def bare(scope: dict[str, object], receive: object, send: object) -> None:
    """Answer with the engine in the same process: the smallest ASGI application that speaks the protocol."""
    from urllib.parse import parse_qs

    assert callable(receive)
    assert callable(send)
    if scope["type"] != "http":
        return
    text = parse_qs(bytes(scope["query_string"]).decode()).get("query", ["ASK {}"])[0]  # type: ignore[arg-type]
    found = _engine().query(text, default_graph=[ox.NamedNode(graph) for graph in GRAPHS])
    body = found.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
    head = [(b"content-type", b"application/sparql-results+json"), (b"content-length", str(len(body or b"")).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})


_opened: list[ox.Store] = []


def _engine() -> ox.Store:
    if not _opened:
        _opened.append(ox.Store.read_only(os.environ["BENCHMARK_STORE"]))
    return _opened[0]


@contextmanager
def bare_server(store: Path, folder: Path) -> Iterator[str]:
    """Run the bare application on a free port."""
    from tests.store.engines import answers

    (generation,) = store.glob("g[0-9]*")
    port = free_port()
    os.environ["BENCHMARK_STORE"] = str(generation)
    command = [sys.executable, "-m", "uvicorn", "benchmarks.serving:bare", "--port", str(port), "--log-level", "error"]
    with running(
        [*command, "--app-dir", str(Path(__file__).parents[1])], folder, lambda: answers(f"http://127.0.0.1:{port}/")
    ):
        yield f"http://127.0.0.1:{port}/sparql"


class Load:
    """What clients see: the time of each answer, and what was no answer."""

    def __init__(self, address: str, asked: list[str]) -> None:
        self._parts = urlsplit(address)
        graphs = "".join(f"&default-graph-uri={quote(graph, safe='')}" for graph in GRAPHS)
        self._targets = itertools.cycle(f"{self._parts.path}?query={quote(text, safe='')}{graphs}" for text in asked)
        self.seconds: list[float] = []
        self.errors: dict[str, int] = {}

    async def run(self, clients: int, duration: float) -> None:
        """Ask from some clients at once until the time is over."""
        until = time.perf_counter() + duration
        await asyncio.gather(*(self._client(until) for _ in range(clients)))

    async def _client(self, until: float) -> None:
        reader, writer = await asyncio.open_connection(self._parts.hostname, self._parts.port, limit=1 << 24)
        is_fresh = True
        while time.perf_counter() < until:
            start = time.perf_counter()
            try:
                status = await self._ask(reader, writer)
            except (OSError, asyncio.IncompleteReadError) as error:
                status = type(error).__name__
                if not is_fresh:
                    status = "closed while idle"  # as a server may; whoever asks asks again
            if status != "200":
                writer.close()
                reader, writer = await asyncio.open_connection(self._parts.hostname, self._parts.port, limit=1 << 24)
            is_fresh = status != "200"
            if status == "200":
                self.seconds.append(time.perf_counter() - start)
            elif status != "closed while idle":
                self.errors[status] = self.errors.get(status, 0) + 1
        writer.close()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        accept = "Accept: application/sparql-results+json, */*;q=0.1"
        writer.write(f"GET {next(self._targets)} HTTP/1.1\r\nHost: {self._parts.netloc}\r\n{accept}\r\n\r\n".encode())
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        lines = dict(line.split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
        if "content-length" in lines:
            await reader.readexactly(int(lines["content-length"]))
        else:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        return head.split(" ", 2)[1]


def _report(name: str, load: Load, duration: float) -> None:
    points = statistics.quantiles(load.seconds, n=100) if len(load.seconds) > 1 else [0.0] * 99
    errors = sum(load.errors.values())
    said = f"  {load.errors}" if errors else ""
    rate = len(load.seconds) / duration
    print(f"{name:<34}{rate:>10.0f}{points[49] * 1000:>10.1f}{points[98] * 1000:>10.1f}{errors:>8}{said}", flush=True)


def main() -> None:
    """Print one line a server."""
    print(
        f"{CLIENTS} clients, {SECONDS} s each, {len(MIX)} questions in turn, on {os.cpu_count()} cores with the clients"
    )
    print(f"{'server':<34}{'answers/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}")
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        graph = PartnerGraph.open(folder / "b.store")
        graph.build(example("xiaomi-leica.yaml"))
        asked = [queries.bind(queries.find_question(name), given, graph._words()) for name, given in MIX]
        for name in ("ours", "bare", "virtuoso"):
            (folder / name).mkdir()
        with serving(folder / "b.store", folder / "ours") as served:
            _measure("partnergraph serve, 2 workers", f"{served.address}sparql", asked)
        with bare_server(folder / "b.store", folder / "bare") as address:
            _measure("bare engine, smallest ASGI app", address, asked)
        missing = virtuoso_is_missing()
        if missing:
            print(missing)
            return
        engine = stack.enter_context(virtuoso(folder / "virtuoso"))
        PartnerGraph(RemoteStore(engine.address, create=True, environment=engine.environment)).build(
            example("xiaomi-leica.yaml")
        )
        _measure("Virtuoso 7.2, 10 threads", engine.address.removesuffix("-auth"), asked)


def _measure(name: str, address: str, asked: list[str]) -> None:
    load = Load(address, asked)
    asyncio.run(Load(address, asked).run(4, 2))  # warm
    asyncio.run(load.run(CLIENTS, SECONDS))
    _report(name, load, SECONDS)
