"""A store in memory, and RDF files opened as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from partnergraph import vocabulary as v
from partnergraph.errors import InputError, Problem, StoreError
from partnergraph.store.base import Stamp, Transaction
from partnergraph.store.oxigraph import OxigraphReader, OxigraphTransaction


class MemoryStore(OxigraphReader):
    """A store that ends with the process. ``origin``: the file it was read from; then it is read only."""

    def __init__(self, origin: Path | None = None) -> None:
        super().__init__(ox.Store(), Stamp())
        self.origin = origin

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change a copy, and put it in place at the end."""
        if self.origin is not None:
            raise StoreError(self.origin, "is an RDF file, open for reading only", "build into a store directory")
        engine = ox.Store()
        engine.bulk_extend(self._engine)
        work = OxigraphTransaction(engine, self._stamp)
        yield work
        self._engine, self._stamp = engine, work.stamp


def read_rdf_file(path: Path) -> MemoryStore:
    """Open an RDF file as a read-only store; triples outside our graphs count as stated.

    Raises `InputError` with the line where the file is not RDF.
    """
    store = MemoryStore(origin=path)
    graphs = {v.GRAPH_STATED, v.GRAPH_DERIVED, v.GRAPH_REFERENCE}
    stated = ox.NamedNode(v.GRAPH_STATED)
    store._engine.bulk_extend(
        quad
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in graphs
        else ox.Quad(quad.subject, quad.predicate, quad.object, stated)
        for quad in parse_rdf(path)
    )
    store._stamp = replace(store.stamp, made_by=path.name)
    return store


DEEPEST = 500
"""JSON-LD nested deeper is refused: some thousand levels overflow the parser's stack and end the process."""

_BRACKET_OR_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
DOCUMENT_TYPE = re.compile(rb"<!doctype", re.IGNORECASE)


def _depth(json: bytes) -> int:
    """Return how deep brackets and braces are nested, outside strings."""
    deepest = depth = 0
    for found in _BRACKET_OR_STRING.finditer(json):
        depth += (found[0] in b"[{") - (found[0] in b"]}")
        deepest = max(deepest, depth)
    return deepest


def parse_rdf(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of a file in any syntax that the engine reads, told by its extension.

    RDF/XML with a document type is refused: its entities can blow a few bytes up to gigabytes. Triple terms
    (RDF 1.2) are refused: no other tool that we write for reads them.
    """
    syntax = ox.RdfFormat.from_extension(path.suffix.lstrip(".").lower())
    if syntax is None:
        known = ".ttl .trig .nt .nq .rdf .jsonld .n3"
        raise InputError([Problem("is no RDF file name that is known", f"use one of {known}", file=str(path))])
    try:
        if syntax == ox.RdfFormat.RDF_XML and DOCUMENT_TYPE.search(path.read_bytes()):
            raise InputError([Problem("holds a DOCTYPE", "remove it; entities are not read", file=str(path))])
        if syntax == ox.RdfFormat.JSON_LD and _depth(path.read_bytes()) > DEEPEST:
            problem = Problem(f"is nested more than {DEEPEST:,} deep", "write it flatter", file=str(path))
            raise InputError([problem])
        for quad in ox.parse(path=str(path), format=syntax, base_iri=path.absolute().as_uri()):
            if isinstance(quad.object, ox.Triple):
                hint = "RDF 1.2 triple terms are not read; use statement nodes"
                raise InputError([Problem("holds a triple term", hint, file=str(path), field=str(quad.subject))])
            yield quad
    except SyntaxError as error:
        problem = Problem(f"not {syntax.name}: {error.msg}", file=str(path), line=error.lineno, column=error.offset)
        raise InputError([problem]) from None
    except OSError as error:
        raise InputError([Problem(error.strerror or str(error), file=str(path))]) from None
    except InputError:
        raise
    except (ValueError, MemoryError) as error:
        raise InputError([Problem(f"not {syntax.name}: {error}", file=str(path))]) from None
