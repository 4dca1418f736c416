"""A change of the store, in a process of its own: when it ends in whatever way, the store holds all of it or nothing.

The request is one line of JSON on the standard input, the reply one on the standard output. The default graph of an
update's patterns is the union of the three graphs, as in queries; what it writes names its graph.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode

from partnergraph import model as m
from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.derive import can_be_mended, derive, mend, territories
from partnergraph.errors import QueryError, UnknownNameError
from partnergraph.graph import PartnerGraph
from partnergraph.queries.words import first_word
from partnergraph.rdf import from_rdf
from partnergraph.server.formats import READ
from partnergraph.server.templates import matched_quads, one_by_one
from partnergraph.server.touched import change_of, difference, differing, is_as_written, named_quads
from partnergraph.server.using import reused_label, with_dataset
from partnergraph.server.worker import STACK, Reply, limit_memory, reply_to
from partnergraph.store import EmbeddedStore
from partnergraph.store.base import GRAPHS
from partnergraph.store.memory import DOCUMENT_TYPE
from partnergraph.store.oxigraph import OxigraphTransaction, not_sparql

_NO_GRAPH = "urn:partnergraph:none"
Made = tuple[Reply, set[ox.Quad] | None]
"""What is replied to a change, and every quad that it can have changed; ``None`` where that is not known."""


def main() -> None:
    """Make one change."""
    request = json.loads(sys.stdin.buffer.readline())
    threading.stack_size(STACK)
    thread = threading.Thread(
        daemon=True, target=lambda: print(json.dumps(reply_to(lambda: _limited(request))), flush=True)
    )
    thread.start()
    thread.join(request["write_seconds"])
    if thread.is_alive():
        os._exit(1)  # should whoever started it be gone


def _limited(request: dict[str, Any]) -> Reply:
    limit_memory(request["memory_bytes"])
    return change(request)


def change(request: dict[str, Any]) -> Reply:
    """Make a change, derive what rests on it and return the reply."""
    store = EmbeddedStore(Path(request["store"]))
    with store.transaction() as work:
        assert isinstance(work, OxigraphTransaction)
        reply, named = _KINDS[request["do"]](work, request)
        unnamed = next(iter(work._engine.quads_for_pattern(None, None, None, ox.DefaultGraph())), None)
        if unnamed is not None:
            hint = f"name one: INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ ... }} }}, or WITH <{v.GRAPH_STATED}>"
            raise QueryError(f"the update puts triples into no graph\n    {hint}")
        before, changed = work.stamp.revision, _mended(store, work, named)
        if changed is None:
            _derive_anew(work)
    if changed:
        PartnerGraph(store).keep_index(None, before, changed)
    return reply


def _mended(store: EmbeddedStore, work: OxigraphTransaction, named: set[ox.Quad] | None) -> Collection[m.Iri] | None:
    """Derive anew only what rests on the change; return the facts that changed, ``None`` where it cannot be.

    ``named``: all quads that it can have changed.
    """
    before, after = store._engine, work._engine
    quads = difference(before, after) if named is None else differing(named, before, after)
    if quads is None or not can_be_mended(work.stamp):
        return None
    ours = {NamedNode(graph) for graph in GRAPHS}
    of_graphs = {quad for quad in quads if quad.graph_name in ours}
    if not of_graphs:
        return ()
    stated = {quad for quad in of_graphs if quad.graph_name == NamedNode(v.GRAPH_STATED)}
    touched = change_of(stated, store, work) if stated == of_graphs else None
    if touched is None or not is_as_written(touched, stated, after):
        return None
    _count_revision(work)
    mend(work, touched, territories(store))
    return touched.facts


def _derive_anew(work: OxigraphTransaction) -> None:
    from_rdf(work.triples(v.GRAPH_STATED))
    kept = work.stamp.derived_from if work.count(v.GRAPH_REFERENCE) else {}
    _count_revision(work)
    work.set_stamp(replace(work.stamp, derived_from=kept))
    derive(work)


def _count_revision(work: OxigraphTransaction) -> None:
    work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1))


def _update(work: OxigraphTransaction, request: dict[str, Any]) -> Made:
    queries.check_free_query(request["update"], request.get("reachable", ()))
    queries.check_update_form(request["update"])
    default, named = request.get("default") or [], request.get("named") or []
    existing = [name.value for name in work._engine.named_graphs() if isinstance(name, NamedNode)]
    text = with_dataset(
        request["update"], default or GRAPHS, named if default or named else existing, bool(default or named)
    )
    base, parts = request.get("base"), one_by_one(text)
    try:
        _check(request["update"], set(parts), base)
        changed = [_run(work._engine, part, base) for part in parts]
    except SyntaxError as error:
        raise queries.explained(request["update"], not_sparql(error, "update")) from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"the update cannot be done: {error}") from None
    return {"status": 204}, None if None in changed else set().union(*filter(None, changed))


def _check(update: str, parts: Collection[str], base: str | None) -> None:
    """Refuse what is no update, but becomes one where it is taken apart, or where its graphs are named.

    ``parts``: what the engine is going to be asked. Raises `SyntaxError`, `QueryError`.
    """
    if (label := reused_label(update)) is not None:
        raise QueryError(f"the blank node {label} is in two operations", "name it otherwise in one, or give it an IRI")
    for part in one_by_one(update):
        if part not in parts and (first := first_word(part)) is not None:
            _parse(part, first.start, base)


def _parse(update: str, start: int, base: str | None) -> None:
    """Parse an update whose prologue ends somewhere, and do nothing of it. Raises `SyntaxError`."""
    options: dict[str, Any] = {"prefixes": v.PREFIXES, "base_iri": base}
    try:
        ox.Store().update(f"{update[:start]}CLEAR GRAPH <{_NO_GRAPH}>;{update[start:]}", **options)
    except SyntaxError:
        ox.Store().update(update, **options)  # again, for the place of the error
    except (RuntimeError, ValueError, OSError):
        pass  # there is no such graph, so it ended before it began


def _run(engine: ox.Store, update: str, base: str | None) -> set[ox.Quad] | None:
    """Run an update and return every quad that it can have changed; ``None`` where that is not known."""
    found = named_quads(update, base)
    if found is None:
        found = matched_quads(update, engine, base)
    engine.update(update, prefixes=v.PREFIXES, base_iri=base)
    return found


def _put(work: OxigraphTransaction, request: dict[str, Any]) -> Made:
    graph = NamedNode(request["graph"])
    existed = work._engine.contains_named_graph(graph)
    replaced = request["replace"] and existed
    if replaced:
        work._engine.clear_graph(graph)
    named = {quad for part in request["parts"] for quad in _load(work, part, graph)}
    work._engine.add_graph(graph)
    return {"status": 204 if existed else 201}, None if replaced and graph.value in GRAPHS else named


def _load(work: OxigraphTransaction, part: dict[str, str], graph: NamedNode) -> list[ox.Quad]:
    if READ[part["type"]] == ox.RdfFormat.RDF_XML and DOCUMENT_TYPE.search(Path(part["path"]).read_bytes()):
        raise QueryError("the body holds a DOCTYPE", "remove it; entities are not read")
    try:
        parsed = ox.parse(path=part["path"], format=READ[part["type"]], base_iri=graph.value)
        found = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed]
    except SyntaxError as error:
        raise QueryError(f"the body is not {part['type']}: {error}") from None
    except (ValueError, MemoryError) as error:
        raise QueryError(f"the body cannot be read: {error}") from None
    work._engine.extend(found)
    return found


def _drop(work: OxigraphTransaction, request: dict[str, Any]) -> Made:
    graph = NamedNode(request["graph"])
    if not work._engine.contains_named_graph(graph):
        raise UnknownNameError("graph", graph.value)
    work._engine.remove_graph(graph)
    return {"status": 204}, None if graph.value in GRAPHS else set()


_KINDS: dict[str, Callable[[OxigraphTransaction, dict[str, Any]], Made]] = {
    "update": _update,
    "put": _put,
    "drop": _drop,
}

if __name__ == "__main__":
    main()
