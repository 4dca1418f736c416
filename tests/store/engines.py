"""Real SPARQL engines for tests: each in a process of its own, on a free loopback port, in a fresh directory."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

VIRTUOSO_PACKAGE = "virtuoso-opensource-7-bin"


@dataclass(frozen=True)
class Engine:
    """An engine that answers; ``environment`` holds what `RemoteStore` needs beside the address."""

    name: str
    address: str
    environment: Mapping[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, is_up: Callable[[], bool]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block is left; it must be up within a minute."""
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            assert process.poll() is None, (folder / "output.log").read_text(errors="replace")[-2000:]
            if is_up():
                break
            time.sleep(0.1)
        else:
            raise AssertionError(f"{command[0]} is not up after a minute")
        yield process
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


@contextmanager
def oxigraph(folder: Path) -> Iterator[Engine]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert program, "install the package 'oxigraph' (pip install oxigraph)"
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [program, "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with running(command, folder, lambda: answers(f"{base}/")):
        yield Engine("oxigraph", f"{base}/query")


_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
ServerThreads = 20
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 120
"""


def virtuoso_is_missing() -> str | None:
    """Return what to install, if there is no Virtuoso."""
    if shutil.which("virtuoso-t") and shutil.which("isql-vt"):
        return None
    return f"NO VIRTUOSO: install the Debian package {VIRTUOSO_PACKAGE}"


@contextmanager
def virtuoso(folder: Path) -> Iterator[Engine]:
    sql, http = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, sql=sql, http=http))
    base = f"http://127.0.0.1:{http}"
    command = ["virtuoso-t", "+configfile", str(settings), "+foreground", "+wait"]
    with running(command, folder, lambda: answers(f"{base}/sparql")):
        grant = 'grant SPARQL_UPDATE to "SPARQL";'
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={grant}"], check=True, capture_output=True)
        environment = {"PARTNERGRAPH_USER": "dba", "PARTNERGRAPH_PASSWORD": "dba"}
        yield Engine("virtuoso", f"{base}/sparql-auth", environment)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {"oxigraph": oxigraph, "virtuoso": virtuoso}


def started(name: str, folder: Path) -> AbstractContextManager[Engine]:
    """Start one of `ENGINES`; whoever asks for one that is not installed is skipped, and says what to install."""
    missing = virtuoso_is_missing() if name == "virtuoso" else None
    if missing:
        pytest.skip(missing)
    return ENGINES[name](folder)
