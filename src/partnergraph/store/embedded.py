"""The embedded store: a directory of generations, each a complete Oxigraph database.

Layout::

    partnergraph.store/
        partnergraph.json     format, current generation, stamp; replaced atomically
        lock                  held by the one writer
        g000007/              the current database; hard links share files between generations

A transaction works on a hard-link copy of the current generation. Only when it ends well, and its files
are flushed, does ``partnergraph.json`` name the new one. So a change is all or nothing whatever stops it,
readers never see half of it and need no lock, and the engine's undefined case (reading beside a writer)
does not occur. The generation before the current one is kept for readers that still have it open.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from filelock import FileLock, Timeout

from partnergraph.errors import StoreError
from partnergraph.store.base import FORMAT, Stamp, Transaction
from partnergraph.store.oxigraph import OxigraphReader, OxigraphTransaction

MANIFEST = "partnergraph.json"
_LOCK = "lock"


class EmbeddedStore(OxigraphReader):
    """A store directory. Opening never changes it; with ``create`` an absent one is allowed."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        manifest = _read_manifest(path, create=create)
        self._generation: str | None = manifest["generation"] if manifest else None
        super().__init__(self._open(), _stamp_of(manifest))

    def _open(self) -> ox.Store:
        if self._generation is None:
            return ox.Store()
        try:
            return ox.Store.read_only(str(self.path / self._generation))
        except OSError as error:
            raise StoreError(
                self.path, f"cannot be opened: {error}", "restore it from a backup or build it again"
            ) from None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change a copy of the current generation and make it the current one at the end."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / _LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise StoreError(self.path, "another process is writing", "wait until it is done") from None
        try:
            self._refresh()
            yield from self._work()
        finally:
            lock.release()

    def _refresh(self) -> None:
        """Take up what another process wrote since this store was opened."""
        manifest = _read_manifest(self.path, create=True)
        if manifest and manifest["generation"] != self._generation:
            self._generation, self._stamp = manifest["generation"], _stamp_of(manifest)
            self._engine = self._open()

    def _work(self) -> Iterator[Transaction]:
        name = _next(self._generation)
        target = self.path / name
        _remove(target)
        if self._generation is not None:
            self._engine.backup(str(target))
        work = OxigraphTransaction(ox.Store(str(target)), self._stamp)
        try:
            yield work
            work._engine.flush()
        except BaseException:
            work.close()
            _remove(target)
            raise
        stamp = work.stamp
        work.close()
        _write_manifest(self.path, name, stamp)
        previous, self._generation, self._stamp = self._generation, name, stamp
        self._engine = self._open()
        self._sweep(keep={name, previous})

    def _sweep(self, keep: set[str | None]) -> None:
        for entry in self.path.iterdir():
            if _is_generation(entry.name) and entry.name not in keep:
                _remove(entry)

    def close(self) -> None:
        """Let go of files."""
        self._engine = ox.Store()


def _is_generation(name: str) -> bool:
    return len(name) == 7 and name[0] == "g" and name[1:].isdigit()


def _next(generation: str | None) -> str:
    return f"g{int(generation[1:]) + 1 if generation else 1:06d}"


def _remove(path: Path) -> None:
    # A reader on Windows may still hold files; the next transaction tries again.
    shutil.rmtree(path, ignore_errors=True)


def _read_manifest(path: Path, *, create: bool) -> dict[str, Any] | None:
    manifest = path / MANIFEST
    if not manifest.exists():
        if path.exists() and not path.is_dir():
            raise StoreError(path, "is no directory", "name another place")
        if path.is_dir() and any(not _is_generation(e.name) and e.name != _LOCK for e in path.iterdir()):
            raise StoreError(path, "holds files that are not a partnergraph store", "name an empty or new directory")
        if not create:
            raise StoreError(
                path, "there is no store here", "make one with 'partnergraph build SOURCE', or say --store"
            )
        return None
    try:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        made = int(found["format"])
    except (ValueError, KeyError, TypeError):
        raise StoreError(manifest, "is damaged", "build the store again") from None
    if made > FORMAT:
        hint = "install a newer partnergraph"
        raise StoreError(path, f"has format {made}; this version reads up to {FORMAT}", hint)
    return dict(found)


def _stamp_of(manifest: dict[str, Any] | None) -> Stamp:
    if manifest is None:
        return Stamp()
    return Stamp(**{key: manifest[key] for key in ("revision", "derived_from", "format", "made_by")})


def _write_manifest(path: Path, generation: str, stamp: Stamp) -> None:
    text = json.dumps({"generation": generation, **asdict(stamp)}, indent=2, sort_keys=True) + "\n"
    fresh = path / f"{MANIFEST}.new"
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path / MANIFEST)
