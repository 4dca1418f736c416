"""partnergraph: knowledge graph of business partnerships, with territory, time and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnergraph.version import __version__

_OF_GRAPH = ("Answer", "PartnerGraph", "convert", "example")

__all__ = [
    "Answer", "ExportError", "InputError", "MissingPackageError", "NotSparqlError", "PartnerGraph", "PartnerGraphError",
    "PhraseError", "Problem", "QueryError", "RefusedQueryError", "StoreError", "StoreUnreachableError",
    "UnknownNameError", "__version__", "convert", "example",
]  # fmt: skip

if TYPE_CHECKING:
    from partnergraph.errors import (
        ExportError,
        InputError,
        MissingPackageError,
        NotSparqlError,
        PartnerGraphError,
        PhraseError,
        Problem,
        QueryError,
        RefusedQueryError,
        StoreError,
        StoreUnreachableError,
        UnknownNameError,
    )
    from partnergraph.graph import Answer, PartnerGraph, convert, example


def __getattr__(name: str) -> object:
    # Lazy, so that the command line starts without loading the engine.
    if name in _OF_GRAPH:
        from partnergraph import graph

        return getattr(graph, name)
    if name in __all__:
        from partnergraph import errors

        return getattr(errors, name)
    raise AttributeError(f"module 'partnergraph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
