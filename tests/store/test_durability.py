"""The embedded store when things go wrong: two writers, kill -9 at any moment, full disks, strange directories."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from partnergraph.cli import main
from partnergraph.errors import InputError, StoreError
from partnergraph.graph import PartnerGraph, example
from partnergraph.store import EmbeddedStore, open_store
from partnergraph.store.base import FORMAT, GRAPHS
from tests.books import save, source
from tests.quick import one_in, slow_unless
from tests.store.suite import FACTS, STATED, contents, fact, fill

posix_only = pytest.mark.skipif(os.name == "nt", reason="NO KILL -9: signals of POSIX are needed")


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", "from partnergraph.cli import main; main()", *map(str, arguments)]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, encoding="utf-8", timeout=120)


@contextmanager
def child(script: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run a script that says "ready" when it has come to the point; it is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def snapshot(path: Path) -> dict[str, bytes]:
    """Return the files below a directory, and what is in them."""
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "x.store"
    store = EmbeddedStore(place, create=True)
    fill(store)
    store.close()
    return place


# --- two writers --------------------------------------------------------------------------------------

WRITER = """
import sys
from partnergraph.store import open_store
from tests.store.suite import STATED, fact
with open_store(sys.argv[1]).transaction() as work:
    work.insert(STATED, [fact("writer", "p", "x")])
    print("ready", flush=True)
    sys.stdin.readline()
print("done", flush=True)
"""


def test_a_second_writer_gets_a_clear_error_and_the_first_loses_nothing(place: Path, tmp_path: Path) -> None:
    book = save(tmp_path, "book.yaml", source("mine", ""))
    with child(WRITER, place) as writer:
        second = run("build", book, "--store", place)
        assert second.returncode == 2
        assert second.stdout == ""
        assert second.stderr == f"error: {place}: another process is writing\n    wait until it is done\n"
        assert contents(open_store(place)) == FACTS, "reading goes on"
        assert writer.stdin is not None and writer.stdout is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "done\n"
    assert set(open_store(place).triples(STATED)) == FACTS[STATED] | {fact("writer", "p", "x")}
    assert run("build", book, "--store", place).returncode == 0


@posix_only
def test_a_writer_that_was_killed_locks_nobody_out(place: Path) -> None:
    with child(WRITER, place) as writer:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    store = open_store(place)
    assert contents(store) == FACTS
    with store.transaction() as work:
        work.insert(STATED, [fact("a", "p", "b")])
    assert store.count(STATED) == len(FACTS[STATED]) + 1


READER = """
import sys
from partnergraph.store import open_store
from tests.store.suite import STATED
opened = 0
print("ready", flush=True)
import threading
threading.Thread(target=lambda: (sys.stdin.readline(), going.clear()), daemon=True).start()
going = [True]
last = 0
while going:
    store = open_store(sys.argv[1])
    number = store.stamp.revision
    assert number >= last, (number, last)
    assert store.count(STATED) == number, (store.count(STATED), number)
    last, opened = number, opened + 1
    store.close()
print(opened, flush=True)
"""


def test_a_reader_beside_a_writer_sees_whole_revisions_in_order(tmp_path: Path) -> None:
    from partnergraph.store import Stamp

    store = EmbeddedStore(tmp_path / "x.store", create=True)

    def write(number: int) -> None:
        with store.transaction() as work:
            work.insert(STATED, [fact("a", "p", str(number))])
            work.set_stamp(Stamp(revision=number))

    write(1)
    with child(READER, tmp_path / "x.store") as reader:
        for number in range(2, 22):
            write(number)
        output, problems = reader.communicate("\n")
        assert problems == ""
        assert int(output) > 0


# --- kill -9 ------------------------------------------------------------------------------------------

BUILDER = """
import sys
from partnergraph.graph import PartnerGraph
graph = PartnerGraph.open(sys.argv[1])
print("ready", flush=True)
graph.build(*sys.argv[2:])
"""


def triples_of(store: Any) -> dict[str, list[str]]:
    return {graph: sorted(map(str, store.triples(graph))) for graph in GRAPHS}


@dataclass(frozen=True)
class Revisions:
    """A store before a build, and what it holds before and after."""

    place: Path
    inputs: tuple[Path, ...]
    before: Mapping[str, list[str]]
    after: Mapping[str, list[str]]
    seconds: float


@pytest.fixture(scope="module")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Revisions:
    folder = tmp_path_factory.mktemp("revisions")
    seed = example("xiaomi-leica.yaml")
    other = save(folder, "other.yaml", source("other", "partnerships:\n  ab: {parties: [a, b]}\n"))
    graph = PartnerGraph.open(folder / "old.store")
    graph.build(other)
    before = triples_of(graph.store)
    graph.store.close()
    with child(BUILDER, _copy(folder / "old.store", folder / "new.store"), seed, other) as builder:
        started = time.monotonic()
        builder.wait(timeout=300)
        seconds = time.monotonic() - started
    assert builder.returncode == 0
    after = triples_of(open_store(folder / "new.store"))
    assert before != after
    return Revisions(folder / "old.store", (seed, other), before, after, seconds)


def _copy(origin: Path, target: Path) -> Path:
    import shutil

    shutil.copytree(origin, target)
    return target


@posix_only
@pytest.mark.parametrize("seed", [pytest.param(n, marks=slow_unless(n == 5)) for n in range(10)])
def test_a_build_that_is_killed_leaves_the_old_or_the_new_revision(
    revisions: Revisions, tmp_path: Path, seed: int
) -> None:
    place = _copy(revisions.place, tmp_path / "x.store")
    moment = (seed + random.Random(seed).random()) / 10 * revisions.seconds
    with child(BUILDER, place, *revisions.inputs) as builder:
        time.sleep(moment)
        builder.send_signal(signal.SIGKILL)
        builder.wait()
    store = open_store(place)
    found = triples_of(store)
    assert found in (revisions.before, revisions.after)
    assert store.stamp.revision == (1 if found == revisions.before else 2)
    assert store.stamp.derived_from["revision"] == str(store.stamp.revision)
    store.close()
    with open_store(place).transaction() as work:  # and it can be written to
        work.insert(STATED, [fact("a", "p", "b")])
    assert len(list(place.glob("g*"))) <= 2, "what was left half done is swept away"


STOPPED_AT = """
import os, signal, sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Triple
from partnergraph.store import EmbeddedStore, Stamp
from partnergraph.vocabulary import GRAPH_STATED
last, node = int(sys.argv[2]), NamedNode("https://example.org/n")
store = EmbeddedStore(Path(sys.argv[1]), create=True)
print("ready", flush=True)
events = 0
def count(event, arguments):
    global events
    if event.split(".")[0] in ("open", "os", "shutil", "fcntl") and event not in ("os.scandir", "os.listdir"):
        events += 1
        if events == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
for number in (1, 2, 3):
    with store.transaction() as work:
        work.insert(GRAPH_STATED, [Triple(node, node, Literal(number))])
        work.set_stamp(Stamp(revision=number))
    print("committed", number, flush=True)
os._exit(0)
"""


@posix_only
@pytest.mark.parametrize("step", [18, pytest.param(5, marks=pytest.mark.slow)])
def test_killed_before_any_touch_of_a_file_nothing_acknowledged_is_lost(tmp_path: Path, step: int) -> None:
    at, code = 1, -signal.SIGKILL
    while code == -signal.SIGKILL:
        place = tmp_path / f"{at}.store"
        process = subprocess.run(
            [sys.executable, "-c", STOPPED_AT, str(place), str(at)], capture_output=True, text=True, timeout=60
        )
        code = process.returncode
        assert code in (0, -signal.SIGKILL), process.stderr
        acknowledged = process.stdout.count("committed")
        store = EmbeddedStore(place, create=True)
        assert store.stamp.revision in (acknowledged, acknowledged + 1), f"killed at event {at}"
        assert store.count(STATED) == store.stamp.revision
        with store.transaction() as work:
            work.insert(STATED, [fact("later", "p", "x")])
        assert store.count(STATED) == store.stamp.revision + 1
        at += step
    assert at > 5 * step, "the audit events were seen"
    assert acknowledged == 3, "what was published is there even if the process ends at once"


# --- full disks ---------------------------------------------------------------------------------------

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from partnergraph.cli import main
main(sys.argv[2:])
"""


@posix_only
@pytest.mark.parametrize("most_bytes", one_in(3, (30_000, 100, 0)))
def test_a_disk_without_room_is_one_error_and_the_old_revision_stays(
    revisions: Revisions, tmp_path: Path, most_bytes: int
) -> None:
    place = _copy(revisions.place, tmp_path / "x.store")
    arguments = ["build", *map(str, revisions.inputs), "--store", str(place)]
    process = subprocess.run(
        [sys.executable, "-c", LIMITED, str(most_bytes), *arguments], capture_output=True, text=True, timeout=120
    )
    assert process.returncode == 2, process.stderr
    assert process.stdout == ""
    assert f"{place}: cannot be written" in process.stderr
    assert "Traceback" not in process.stderr
    assert triples_of(open_store(place)) == revisions.before
    assert run("build", *revisions.inputs, "--store", place).returncode == 0
    assert triples_of(open_store(place)) == revisions.after


@posix_only
@pytest.mark.parametrize("most_bytes", one_in(3, (0, 100, 30_000)))
def test_a_first_build_without_room_says_so_once_and_leaves_no_store(
    revisions: Revisions, tmp_path: Path, most_bytes: int
) -> None:
    place = tmp_path / "new.store"
    arguments = ["build", *map(str, revisions.inputs), "--store", str(place)]
    process = subprocess.run(
        [sys.executable, "-c", LIMITED, str(most_bytes), *arguments], capture_output=True, text=True, timeout=120
    )
    assert process.returncode == 2, process.stderr
    first, hint = process.stderr.splitlines()
    assert first.startswith(f"error: {place}: cannot be written: no space left there; nothing was written")
    assert " MB are free in " in hint
    assert not any(entry.is_dir() for entry in place.iterdir())
    assert run("build", *revisions.inputs, "--store", place).returncode == 0
    assert triples_of(open_store(place)) == revisions.after


# --- strange places -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["notes.txt", "CURRENT", "g1", "000004.sst", ".hidden"])
def test_a_directory_with_other_files_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    (place / name).write_text("precious")
    book = save(tmp_path, "book.yaml", source("s", ""))
    for arguments in (["build", str(book)], ["info"], ["derive"], ["remove", "s"]):
        found = CliRunner().invoke(main, [*arguments, "--store", str(place)])
        assert found.exit_code == 2
        assert f"error: {place}: holds files that are not a partnergraph store" in found.stderr
    assert snapshot(place) == {name: b"precious"}


@pytest.mark.parametrize("place", ["file.txt/x.store", "file.txt", "a\0b", "x" * 300])
def test_a_place_where_no_store_can_be_is_one_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "file.txt").write_text("precious")
    for create in (False, True):
        with pytest.raises((StoreError, InputError)):
            store = open_store(f"{tmp_path}/{place}", create=create)
            with store.transaction():
                pass
    assert snapshot(tmp_path) == {"file.txt": b"precious"}


def _manifest(place: Path) -> dict[str, Any]:
    return dict(json.loads((place / "partnergraph.json").read_text(encoding="utf-8")))


def test_the_manifest_tells_format_revision_and_generation(place: Path) -> None:
    found = _manifest(place)
    assert found["format"] == FORMAT
    assert (place / found["generation"]).is_dir()
    assert {"revision", "derived_from", "made_by"} <= found.keys()


def test_a_newer_format_is_refused_for_reading_and_for_writing(place: Path, tmp_path: Path) -> None:
    (place / "partnergraph.json").write_text(json.dumps({"format": FORMAT + 1, "something": "new"}))
    before = snapshot(place)
    book = save(tmp_path, "book.yaml", source("s", ""))
    for arguments in (["build", book], ["info"]):
        process = run(*arguments, "--store", place)
        assert process.returncode == 2
        assert f"has format {FORMAT + 1}; this version reads up to {FORMAT}" in process.stderr
        assert "install a newer partnergraph" in process.stderr
    assert snapshot(place) == before


@pytest.mark.parametrize(
    "change",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": "x"}',
        '{"format": 1}',
        '{"format": 1, "generation": "../../etc"}',
        '{"format": 1, "generation": 7, "revision": 1, "derived_from": {}, "made_by": ""}',
        "\udcff",
        "[" * 5_000,
    ],
)
def test_a_damaged_manifest_is_an_error_and_changes_nothing(place: Path, change: str) -> None:
    (place / "partnergraph.json").write_bytes(change.encode("utf-8", "surrogateescape"))
    before = snapshot(place)
    for create in (False, True):
        with pytest.raises(StoreError, match="is damaged"):
            open_store(place, create=create)
    assert snapshot(place) == before


def test_a_generation_that_is_gone_is_an_error_of_the_store(place: Path) -> None:
    import shutil

    shutil.rmtree(place / _manifest(place)["generation"])
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(place)


def test_a_generation_that_is_garbage_is_an_error_of_the_store(place: Path) -> None:
    generation = place / _manifest(place)["generation"]
    for path in generation.iterdir():
        path.unlink()
        path.write_bytes(b"garbage" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(place)


def test_what_an_absent_store_leaves_behind_is_nothing(tmp_path: Path) -> None:
    for arguments in (["info"], ["sources"], ["derive"], ["validate"], ["remove", "s"], ["query", "partners"]):
        found = CliRunner().invoke(main, [*arguments, "--store", str(tmp_path / "none.store")])
        assert found.exit_code == 2
        assert "there is no store here" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_fails_at_first_leaves_no_store(tmp_path: Path) -> None:
    book = save(tmp_path, "book.yaml", "dealbook: 1\nsources: {s: {title: S, date: 31.02.2024}}\n")
    process = run("build", book, "--store", tmp_path / "x.store")
    assert process.returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["book.yaml"]


def test_a_store_can_be_copied_and_moved(place: Path, tmp_path: Path) -> None:
    copied = _copy(place, tmp_path / "copy.store")
    place.rename(tmp_path / "moved.store")
    assert contents(open_store(copied)) == contents(open_store(tmp_path / "moved.store")) == FACTS


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: b"garbage", id="garbage"),
        pytest.param(lambda content: content[: len(content) // 2], id="half"),
    ],
)
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    PartnerGraph.open(tmp_path / "x.store").build(example("xiaomi-leica.yaml"))

    def answers() -> str:
        graph = PartnerGraph.open(tmp_path / "x.store", create=False)
        found = graph.who("brand:Leica", "smartphone", "Brazil", "2023-05-01", parties=["Xiaomi", "Samsung"])
        return str(found.groups)

    before = answers()
    index = tmp_path / "x.store" / "commitments.npz"
    index.write_bytes(damage(index.read_bytes()))
    assert answers() == before
