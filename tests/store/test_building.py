"""Building at size: one pass, safe to interrupt, the same whether through a store or into a file."""

from __future__ import annotations

import gzip
import os
import pty
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from benchmarks.building import write_table
from partnergraph.cli import main
from partnergraph.errors import ExportError
from partnergraph.graph import PartnerGraph, convert, example
from partnergraph.store.base import GRAPHS

COMMAND = [sys.executable, "-c", "from partnergraph.cli import main; main()"]
# A shell without job control starts what runs behind it deaf to Ctrl-C, and all its children with it.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
DAY = date(2024, 2, 28)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("table") / "deals.csv", 100)


def test_convert_writes_what_a_build_stores(table: Path, tmp_path: Path) -> None:
    graph = PartnerGraph()
    inputs = (table, example("xiaomi-leica.yaml"))
    graph.build(*inputs, as_of=DAY)
    out = tmp_path / "all.nq.gz"
    count = convert(*inputs, out=out, as_of=DAY)
    found = set(ox.parse(gzip.decompress(out.read_bytes()), format=ox.RdfFormat.N_QUADS))
    stored = {ox.Quad(*t, ox.NamedNode(name)) for name in GRAPHS for t in graph.store.triples(name)}
    assert found == stored
    assert count >= len(found)


def test_convert_makes_the_same_bytes_in_every_process(table: Path, tmp_path: Path) -> None:
    for seed in "12":
        command = [*COMMAND, "convert", str(example("press-facts.yaml")), str(table), str(tmp_path / f"{seed}.nq.gz")]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
    assert (tmp_path / "1.nq.gz").read_bytes() == (tmp_path / "2.nq.gz").read_bytes()


def test_convert_refuses_another_form_and_leaves_nothing(table: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"end it in \.nq or \.nq\.gz"):
        convert(table, out=tmp_path / "deals.ttl")
    done = CliRunner().invoke(main, ["convert", str(table)])
    assert done.exit_code == 2
    assert "deals.nq.gz" in done.output
    assert not list(tmp_path.iterdir())


def test_an_interrupted_build_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = tmp_path / "store"
    PartnerGraph.open(store).build(example("xiaomi-leica.yaml"))
    before = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}
    generations = {path.name for path in store.iterdir() if path.is_dir()}
    table = write_table(tmp_path / "deals.csv", 6_000)
    building = subprocess.Popen(
        [*COMMAND[:2], HEARING + COMMAND[2], "build", str(table), "--store", str(store)],
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while {path.name for path in store.iterdir() if path.is_dir()} == generations:
        assert building.poll() is None
        time.sleep(0.01)
    building.send_signal(signal.SIGINT)
    _, said = building.communicate(timeout=60)
    assert building.returncode == 130
    assert b"Traceback" not in said
    assert {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()} == before
    assert {path.name for path in store.iterdir() if path.is_dir()} == generations
    graph = PartnerGraph.open(store)
    assert [s.iri.rsplit("/", 1)[-1] for s in graph.sources()] == ["gadgets360-2024-02-28"]
    graph.build(example("press-facts.yaml"))


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    table = write_table(tmp_path / "deals.csv", 1_050)
    quiet = CliRunner().invoke(main, ["build", str(table), "--store", str(tmp_path / "a")])
    assert quiet.exit_code == 0
    assert "rows read" not in quiet.stderr
    ours, theirs = pty.openpty()
    building = subprocess.Popen(
        [*COMMAND, "build", str(table), "--store", str(tmp_path / "b")],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert building.wait() == 0
    assert b"rows read" in shown
    assert b"triples put in" in shown
