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
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from partnergraph.errors import PartnerGraphError, StoreError
from partnergraph.output import why_not_written
from partnergraph.store.base import FORMAT, Stamp, Transaction
from partnergraph.store.copies import remove_leftovers
from partnergraph.store.migrations import migrate
from partnergraph.store.oxigraph import OxigraphReader, OxigraphTransaction

if TYPE_CHECKING:
    from filelock import FileLock

MANIFEST = "partnergraph.json"
_LOCK = "lock"


class EmbeddedStore(OxigraphReader):
    """A store directory. Opening never changes it; with ``create`` an absent one is allowed."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._generation: str | None = None
        super().__init__(ox.Store(), Stamp())
        self._read_current(create=create)

    def _read_current(self, *, create: bool) -> None:
        """Open the generation that the manifest names; again, if a writer published another one meanwhile."""
        manifest = _read_manifest(self.path, create=create)
        while manifest and manifest["generation"] != self._generation:
            generation = manifest["generation"]
            try:
                engine = ox.Store.read_only(str(self.path / generation))
            except (OSError, RuntimeError) as error:
                if (manifest := _read_manifest(self.path, create=create)) and manifest["generation"] != generation:
                    continue
                hint = "restore it from a backup or build it again"
                raise StoreError(self.path, f"cannot be opened: {error}", hint) from None
            self._engine, self._generation, self._stamp = engine, generation, _stamp_of(manifest)
            manifest = _read_manifest(self.path, create=create)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change a copy of the current generation and make it the current one at the end."""
        lock = self._lock()
        try:
            self._read_current(create=True)
            yield from self._work()
        finally:
            lock.release()

    def _lock(self) -> FileLock:
        from filelock import FileLock, Timeout  # lazy: reading needs no lock, and this loads asyncio

        lock = FileLock(self.path / _LOCK, timeout=0)
        with _as_store_error(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout:
                raise StoreError(self.path, "another process is writing", "wait until it is done") from None
        return lock

    def _work(self) -> Iterator[Transaction]:
        target = self.path / _next(self._generation)
        work = OxigraphTransaction(ox.Store(), self._stamp)
        try:
            with _as_store_error(self.path):
                _remove(target)
                if self._generation is not None:
                    self._engine.backup(str(target))
                work._engine = ox.Store(str(target))
            with _as_store_error(self.path, of_engine=True):
                migrate(work)
                yield work
            with _as_store_error(self.path):
                work._engine.flush()
        except BaseException:
            work.close()
            _remove(target)
            raise
        work.close()
        # Not inside the block above: once the manifest names the new generation, it must stay.
        with _as_store_error(self.path):
            _write_manifest(self.path, target.name, work.stamp)
        previous = self._generation
        self._read_current(create=True)
        self._sweep(keep={target.name, previous})

    def _sweep(self, keep: set[str | None]) -> None:
        for entry in self.path.iterdir():
            if _is_generation(entry.name) and entry.name not in keep:
                _remove(entry)
        remove_leftovers(self.path)

    def checkpoint(self, target: Path) -> None:
        """Put the store as it was opened into an absent directory, by hard links where these are possible."""
        with _as_store_error(self.path):
            self._engine.backup(str(target))

    def close(self) -> None:
        """Let go of files."""
        self._engine = ox.Store()


@contextmanager
def _as_store_error(path: Path, *, of_engine: bool = False) -> Iterator[None]:
    """Say which store it is that the disk is full for, or that may not be written to.

    ``of_engine``: only what the engine itself raised, whose errors have no number, not what was to be put in.
    """
    try:
        yield
    except PartnerGraphError:
        raise
    except OSError as error:
        if of_engine and error.errno is not None:
            raise
        why, hint = why_not_written(error, path)
        raise StoreError(path, f"cannot be written: {why}", hint) from None


def _is_generation(name: str) -> bool:
    return re.fullmatch("g[0-9]{6,}", name) is not None


def _next(generation: str | None) -> str:
    return f"g{int(generation[1:]) + 1 if generation else 1:06d}"


def _remove(path: Path) -> None:
    # A reader on Windows may still hold files; the next transaction tries again.
    shutil.rmtree(path, ignore_errors=True)


def _read_manifest(path: Path, *, create: bool) -> dict[str, Any] | None:
    """Return what the manifest says; ``None`` where there is none and ``create``. Changes nothing."""
    try:
        text = (path / MANIFEST).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        _check_place(path, create=create)
        return None
    except OSError as error:
        raise StoreError(path, f"cannot be read: {error.strerror}", "name another place") from None
    except ValueError:
        text = ""
    try:
        found = json.loads(text)
        made = int(found["format"])
        if made <= FORMAT and not (_is_generation(found["generation"]) and found.keys() >= _STAMP):
            raise ValueError(text)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise StoreError(path / MANIFEST, "is damaged", "build the store again") from None
    if made > FORMAT:
        hint = "install a newer partnergraph"
        raise StoreError(path, f"has format {made}; this version reads up to {FORMAT}", hint)
    return dict(found)


def _check_place(path: Path, *, create: bool) -> None:
    if path.exists() and not path.is_dir():
        raise StoreError(path, "is no directory", "name another place")
    # The first build of a store may have been stopped: a lock, a generation, a manifest not yet in place.
    ours = (_LOCK, f"{MANIFEST}.new")
    if path.is_dir() and any(not _is_generation(e.name) and e.name not in ours for e in path.iterdir()):
        raise StoreError(path, "holds files that are not a partnergraph store", "name an empty or new directory")
    if not create:
        raise StoreError(path, "there is no store here", "make one with 'partnergraph build SOURCE', or say --store")


_STAMP = {"revision", "derived_from", "format", "made_by"}


def _stamp_of(manifest: dict[str, Any] | None) -> Stamp:
    if manifest is None:
        return Stamp()
    return Stamp(**{key: manifest[key] for key in _STAMP})


def _write_manifest(path: Path, generation: str, stamp: Stamp) -> None:
    text = json.dumps({"generation": generation, **asdict(stamp)}, indent=2, sort_keys=True) + "\n"
    fresh = path / f"{MANIFEST}.new"
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path / MANIFEST)
