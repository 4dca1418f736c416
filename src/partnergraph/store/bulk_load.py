"""Text into an engine in pieces: Python makes the next piece while the engine loads one in another thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import pyoxigraph as ox

_PIECE: Final = 1 << 25
"""Bytes of one piece. The engine holds what it loads at once in memory: left to itself, a million triples and more.
Half of this saves 50 MB and costs a tenth of the work, for the files that are made of each piece."""


def bulk_load(engine: ox.Store, texts: Iterable[str]) -> None:
    """Bulk-load lines of N-Quads. Raises what making the texts raises, or what the engine does.

    Where it raises, pieces may be in the engine already; the terms are not checked again.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        loading: Future[None] | None = None
        for piece in _pieces(texts):
            if loading is not None:
                loading.result()
            loading = thread.submit(engine.bulk_load, piece, ox.RdfFormat.N_QUADS, lenient=True)
        if loading is not None:
            loading.result()


def _pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts together, as many bytes as a piece has or one text more."""
    waiting, size = list[bytes](), 0
    for text in texts:
        waiting.append(text.encode())
        size += len(waiting[-1])
        if size >= _PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
