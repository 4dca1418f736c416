"""The quads that an update with a pattern can change: its templates, filled in with what the pattern finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad

from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.server.update.dataset_clauses import Operation, operations, signs_and_words

CHANGING: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"))
"""Words of functions and calls that need not give the same when asked again."""

MANAGING: Final = frozenset(("LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"))
"""Words of the operations that are about whole graphs."""

_UNSURE: Final = CHANGING | MANAGING | {"LIMIT", "OFFSET", "SAMPLE"}
_MOST: Final = 100_000
"""Quads that are worth to be named one by one."""
_LONGEST: Final = 10_000_000
"""Letters of all updates together that one is taken apart into."""


def one_by_one(update: str) -> list[str]:
    """Return the operations of an update as updates of their own, each at its place in the text.

    The update itself if an operation is about whole graphs, or if there are too many.

    >>> one_by_one("PREFIX a: <urn:a> DELETE WHERE { ?s a:p 1 } ; INSERT DATA { a:s a:p 2 }")[1]
    'PREFIX a: <urn:a>                             INSERT DATA { a:s a:p 2 }'
    """
    found = [operation for operation in operations(update) if operation.words]
    if len(found) < 2 or len(found) * len(update) > _LONGEST or not MANAGING.isdisjoint(queries.tokens(update)):
        return [update]
    texts, before = list[str](), ""
    for operation in found:
        begin = operation.words[0][1]
        before += _blank(update[len(before) : operation.start]) + update[operation.start : begin]
        texts.append(before + update[begin : operation.end])
    return texts


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def matched_quads(update: str, before: ox.Store, base: str | None) -> set[Quad] | None:
    """Return the quads that the templates of an update name, whether or not they are there.

    ``before``: the state that the pattern is matched against; what it sees must be said by ``USING`` or ``WITH``.
    ``None``: not known. The update is not a single operation with a pattern, or changes graphs that the pattern
    names, or makes blank nodes, or may find something else when asked again.

    >>> store = ox.Store()
    >>> store.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }")
    >>> text = "DELETE { GRAPH <urn:h> { ?s <urn:q> ?o } } USING <urn:g> WHERE { ?s <urn:p> ?o }"
    >>> [quad.predicate.value for quad in matched_quads(text, store, None)]
    ['urn:q']
    """
    if not _UNSURE.isdisjoint(queries.tokens(update)):
        return None
    found = [operation for operation in operations(update) if operation.words or operation.blocks]
    if len(found) != 1 or not found[0].has("WHERE"):
        return None
    try:
        quads = set(islice(_filled(update, found[0], before, base), _MOST + 1))
    except (SyntaxError, RuntimeError, ValueError, OSError, LookupError):
        return None  # the update itself says better what is wrong with it
    return None if len(quads) > _MOST or any(isinstance(term, BlankNode) for quad in quads for term in quad) else quads


def _filled(update: str, operation: Operation, before: ox.Store, base: str | None) -> Iterator[Quad]:
    """Yield the quads of all templates. Raises `LookupError` where a graph is a variable."""
    prologue, where = update[: operation.words[0][1]], operation.place("WHERE")
    templates = [block for block in operation.blocks if block[1] <= where[0]]
    pattern = next(block for block in operation.blocks if block[0] >= where[1])
    options: dict[str, Any] = {"prefixes": v.PREFIXES, "base_iri": base}
    own, dataset = None, ""
    if operation.has("WITH"):
        own = _resolved(_after(update, operation, operation.place("WITH")[1]), prologue, base)
        options["default_graph"] = [own]
    if operation.has("USING"):
        options.pop("default_graph", None)
        dataset = " ".join(f"FROM {_after(update, operation, end)}" for end in operation.ends("USING"))
    for start, end in templates:
        for named, triples in _parts(update[start + 1 : end - 1]):
            graph = _resolved(named, prologue, base) if named is not None else own
            if graph is not None:  # else the one without a name, which is none of a store's
                text = f"{prologue} CONSTRUCT {{ {triples}\n}} {dataset} WHERE {update[slice(*pattern)]}"
                answers = before.query(text, **options)
                assert isinstance(answers, ox.QueryTriples)
                for s, p, o in answers:
                    yield Quad(s, p, o, graph)


def _after(update: str, operation: Operation, end: int) -> str:
    """Return what stands between the end of a word and the next word."""
    return update[end : min(start for _, start, _ in operation.words if start >= end)]


def _parts(template: str) -> Iterator[tuple[str | None, str]]:
    """Yield the triples of a template by graph, as text, each with the graph as it is written; ``None``: no graph."""
    start = 0
    graph: str | None = None
    for what, at, end in signs_and_words(template):
        if what == "GRAPH":
            yield None, template[start:at].strip().removeprefix(".")
        elif what == "{":
            graph = template[start:at].strip()
        elif what == "}":
            yield graph, template[start:at]
        else:
            continue
        start = end
    yield None, template[start:].strip().removeprefix(".")


def _resolved(graph: str, prologue: str, base: str | None) -> NamedNode:
    """Return the graph that is meant by an IRI as it is written."""
    if graph.startswith(("?", "$")):
        raise LookupError(graph)
    scratch = ox.Store()
    triple = "<urn:s> <urn:p> <urn:o>"
    scratch.update(f"{prologue} INSERT DATA {{ GRAPH {graph} {{ {triple} }} }}", prefixes=v.PREFIXES, base_iri=base)
    name = next(iter(scratch)).graph_name
    assert isinstance(name, NamedNode)
    return name
