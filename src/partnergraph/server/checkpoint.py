"""Read-only copies of a store for workers: hard links, made in milliseconds and unaffected by writers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from partnergraph.index import NAME as INDEX
from partnergraph.store import EmbeddedStore, MemoryStore, Stamp, open_store
from partnergraph.store.base import GRAPHS
from partnergraph.store.copies import new_folder
from partnergraph.store.oxigraph import OxigraphView

_SOON_READ = 200_000
"""Stated triples up to which a worker makes the commitment index itself, within a few seconds."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A directory that a worker opens. ``tag`` differs wherever an answer could.

    ``is_large``: that to read all of it takes longer than a question may.
    """

    path: Path
    stamp: Stamp
    tag: str
    is_large: bool = False

    def remove(self) -> None:
        """Remove the directory."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


class CheckpointReader(OxigraphView):
    """A checkpoint as a store; the index lies beside it."""

    path: Path

    def __init__(self, path: str, stamp: Mapping[str, Any]) -> None:
        super().__init__(ox.Store.read_only(path), Stamp(**stamp), Path(path).parent)


def make_checkpoint(location: str, elsewhere: Path) -> Checkpoint:
    """Return a checkpoint of the store directory or RDF file as it is now.

    ``elsewhere``: the folder for what cannot be put into the store. Raises `StoreError`, `InputError`, `OSError`.
    """
    store = open_store(location)
    try:
        if isinstance(store, EmbeddedStore):
            path = new_folder(store.path, elsewhere) / "data"
            store.checkpoint(path)
            with suppress(OSError):  # without it the first question that needs it makes it
                os.link(store.path / INDEX, path.parent / INDEX)
        else:
            assert isinstance(store, MemoryStore)
            path = new_folder(None, elsewhere) / "data"
            _write(store, path)
        identity = f"{location} {seen_from_outside(location)} {asdict(store.stamp)}"
        tag = sha256(identity.encode()).hexdigest()[:16]
        return Checkpoint(
            path, store.stamp, tag, isinstance(store, EmbeddedStore) and store.states_more_than(_SOON_READ)
        )
    finally:
        store.close()


def seen_from_outside(location: str) -> tuple[int, int]:
    """Return what changes when the store or file does; cheap to ask."""
    path = Path(location)
    try:
        found = (path / "partnergraph.json" if path.is_dir() else path).stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)


def _write(store: MemoryStore, path: Path) -> None:
    engine = ox.Store(str(path))
    for graph in GRAPHS:
        name = ox.NamedNode(graph)
        engine.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in store.triples(graph))
    engine.flush()
    del engine
