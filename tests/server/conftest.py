"""The real server, in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from partnergraph.graph import PartnerGraph, example

SEED = example("xiaomi-leica.yaml")
TOKEN = "a-token-for-tests-only"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Served:
    """A server that answers. ``log`` is what it wrote to its standard error."""

    address: str
    store: Path
    process: subprocess.Popen[str]
    log: Path

    def client(self) -> httpx.Client:
        # Without verifying: to read the machine's certificates takes longer than most answers.
        return httpx.Client(base_url=self.address, timeout=60, trust_env=False, verify=False)


def serve_command(before: str = "") -> list[str]:
    """Return how to serve on a free port. ``before``: Python that runs first."""
    return [sys.executable, "-c", f"{before}\nfrom partnergraph.cli import main; main()", "serve", "--port", "0"]


@contextmanager
def serving(store: Path, folder: Path, *options: str, before: str = "") -> Iterator[Served]:
    """Run ``partnergraph serve`` until the block is left; with one worker, unless the options say otherwise."""
    command = serve_command(before)
    workers = () if "--workers" in options else ("--workers", "1")
    log = folder / "serve.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, "--store", str(store), *workers, *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "PARTNERGRAPH_TOKEN": TOKEN},
        )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, log.read_text()
        served = Served(found[0], store, process, log)
        with served.client() as client:
            assert client.get("/health").status_code == 200
        yield served
    finally:
        process.terminate()
        process.wait(20)


Start = Callable[..., Served]


@pytest.fixture(scope="session")
def seed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the seed; only for servers that do not write."""
    path = tmp_path_factory.mktemp("seed") / "seed.store"
    PartnerGraph.open(path).build(SEED)
    return path


def own_store(seed_store: Path, folder: Path) -> Path:
    """Return a store with the seed that is one's own; what servers of the first keep there stays there."""
    return Path(shutil.copytree(seed_store, folder / "own.store", ignore=shutil.ignore_patterns("serving-*")))


@pytest.fixture
def store(seed_store: Path, tmp_path: Path) -> Path:
    """A store with the seed, for one test alone."""
    return own_store(seed_store, tmp_path)


@pytest.fixture(scope="session")
def reading(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server as it comes: read-only."""
    with serving(seed_store, tmp_path_factory.mktemp("reading")) as served:
        yield served


@pytest.fixture(scope="module")
def writing(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that takes changes."""
    folder = tmp_path_factory.mktemp("writing")
    with serving(own_store(seed_store, folder), folder, "--writable") as served:
        yield served


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start servers of a store with options of one's own."""
    with ExitStack() as stack:

        def run(store: Path, *options: str, before: str = "") -> Served:
            return stack.enter_context(serving(store, tmp_path, *options, before=before))

        yield run


@pytest.fixture
def get(reading: Served) -> Iterator[httpx.Client]:
    with reading.client() as client:
        yield client


@pytest.fixture
def put(writing: Served) -> Iterator[httpx.Client]:
    with writing.client() as client:
        client.headers.update(AUTHORIZED)
        yield client
