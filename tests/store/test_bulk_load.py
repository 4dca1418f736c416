"""Text loaded into an engine in pieces: all of it arrives, and what fails on either side is raised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from partnergraph.store import open_store
from partnergraph.store.bulk_load import bulk_load

LINES = 40_000


def texts(count: int = LINES) -> Iterator[str]:
    for number in range(count):
        yield f'<urn:s{number}> <urn:p> "Ørsted \\"{number}\\"\\n" <urn:g> .\n'


@pytest.fixture(params=[1 << 16, 1 << 25], ids=["pieces", "one piece"], autouse=True)
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnergraph.store.bulk_load._PIECE", request.param)


@pytest.mark.parametrize("count", [0, 10, LINES])
def test_all_lines_arrive(tmp_path: Path, count: int) -> None:
    store = open_store(tmp_path / "store", create=True)
    with store.transaction() as work:
        work.load_lines(texts(count))
    assert store.count("urn:g") == count
    if count:
        assert [str(t.object) for t in store.triples("urn:g", "urn:s9")] == [str(ox.Literal('Ørsted "9"\n'))]


def test_the_engine_never_holds_more_than_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    class Engine:
        def __init__(self) -> None:
            self.pieces: list[bytes] = []

        def bulk_load(self, text: bytes, *_: Any, **__: Any) -> None:
            self.pieces.append(text)

    monkeypatch.setattr("partnergraph.store.bulk_load._PIECE", 10_000)
    engine, longest = Engine(), max(map(len, texts(1_000)))
    bulk_load(engine, texts(1_000))  # type: ignore[arg-type]
    assert b"".join(engine.pieces).decode() == "".join(texts(1_000))
    assert all(piece[-1:] == b"\n" and len(piece) < 10_000 + 2 * longest for piece in engine.pieces)


def test_what_fails_while_text_is_made_is_raised_and_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[str]:
        yield from texts()
        yield "<urn:half> <urn:p"
        raise KeyboardInterrupt

    store = open_store(tmp_path / "store", create=True)
    with store.transaction() as work:
        work.load_lines(texts(10))
    with pytest.raises(KeyboardInterrupt), store.transaction() as work:
        work.load_lines(failing())
    assert store.count("urn:g") == 10


def test_what_the_engine_refuses_is_raised(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield from texts()
        yield "this is no quad\n"
        yield from texts(10 * LINES)

    store = open_store(tmp_path / "store", create=True)
    with pytest.raises(SyntaxError), store.transaction() as work:
        work.load_lines(broken())
    assert store.count("urn:g") == 0
