"""Stores: one small interface, an embedded store on disk, one in memory, RDF files read only, remote engines."""

from __future__ import annotations

import os
from pathlib import Path

from partnergraph.errors import StoreError
from partnergraph.store.base import Solutions, Stamp, Store, Term
from partnergraph.store.embedded import EmbeddedStore
from partnergraph.store.memory import MemoryStore, read_rdf_file

__all__ = ["EmbeddedStore", "MemoryStore", "Solutions", "Stamp", "Store", "Term", "default_location", "open_store"]

ENVIRONMENT_VARIABLE = "PARTNERGRAPH_STORE"
DEFAULT_LOCATION = "partnergraph.store"


def default_location() -> str:
    """Return where the store is if nobody says: ``PARTNERGRAPH_STORE``, else ``partnergraph.store`` here."""
    return os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT_LOCATION


def open_store(location: str | Path | None = None, *, create: bool = False) -> Store:
    """Open a store directory, an RDF file for reading, or the SPARQL endpoint at an http address.

    An absent store is an error unless ``create``. Raises `StoreError`.
    """
    where = str(location) if location is not None else default_location()
    if where.startswith(("http://", "https://")):
        from partnergraph.store.remote import RemoteStore  # lazy: most stores need no HTTP

        return RemoteStore(where, create=create)
    path = Path(where)
    try:
        is_file = path.is_file()
    except OSError as error:
        raise StoreError(path, f"cannot be read: {error.strerror}", "name another place") from None
    return read_rdf_file(path) if is_file else EmbeddedStore(path, create=create)
