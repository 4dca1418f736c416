"""Text loaded into an engine through a pipe: all of it arrives, and what fails on either side is raised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from partnergraph.store import open_store

LINES = 40_000


def texts(count: int = LINES) -> Iterator[str]:
    for number in range(count):
        yield f'<urn:s{number}> <urn:p> "Ørsted \\"{number}\\"\\n" <urn:g> .\n'


@pytest.mark.parametrize("count", [0, 10, LINES])
def test_all_lines_arrive(tmp_path: Path, count: int) -> None:
    store = open_store(tmp_path / "store", create=True)
    with store.transaction() as work:
        work.load_lines(texts(count))
    assert store.count("urn:g") == count
    if count:
        assert [str(t.object) for t in store.triples("urn:g", "urn:s9")] == [str(ox.Literal('Ørsted "9"\n'))]


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
