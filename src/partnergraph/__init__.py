"""partnergraph: knowledge graph of business partnerships, with territory, time and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnergraph.version import __version__

__all__ = ["InputError", "PartnerGraph", "PartnerGraphError", "QueryError", "StoreError", "__version__", "example"]

if TYPE_CHECKING:
    from partnergraph.errors import InputError, PartnerGraphError, QueryError, StoreError
    from partnergraph.graph import PartnerGraph, example


def __getattr__(name: str) -> object:
    # Lazy, so that the command line starts without loading the engine.
    if name in ("PartnerGraph", "example"):
        from partnergraph import graph

        return getattr(graph, name)
    if name in __all__:
        from partnergraph import errors

        return getattr(errors, name)
    raise AttributeError(f"module 'partnergraph' has no attribute {name!r}")
