"""Text into an engine through a pipe: Python makes it in one thread while the engine loads it in another."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread

import pyoxigraph as ox


def bulk_load(engine: ox.Store, texts: Iterable[str]) -> None:
    """Bulk-load lines of N-Quads. Raises what making the texts raises, or what the engine does.

    The first text must be longer than a pipe holds (64 KB): the engine opens the pipe by its path, which would
    wait for ever where the writer is gone already.
    """
    read, write = os.pipe()
    loading = _Loading(engine, read)
    loading.start()
    try:
        with suppress(BrokenPipeError), os.fdopen(write, "w", encoding="utf-8", newline="\n") as out:
            out.writelines(texts)
    finally:
        loading.join()
    if loading.failed is not None:
        raise loading.failed


class _Loading(Thread):
    """The engine's half; ``failed`` is what ended it early."""

    def __init__(self, engine: ox.Store, read: int) -> None:
        super().__init__()
        self._engine, self._read = engine, read
        self.failed: Exception | None = None

    def run(self) -> None:
        """Load until the pipe ends; the terms were checked when they were made."""
        try:
            self._engine.bulk_load(path=f"/dev/fd/{self._read}", format=ox.RdfFormat.N_QUADS, lenient=True)
        except Exception as error:  # it is raised again in the thread that waits
            self.failed = error
        finally:
            os.close(self._read)
