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
from partnergraph.rdf import from_rdf, left_out_bounds
from partnergraph.server.formats import READ
from partnergraph.server.update.changes import change_of, difference, differing, is_as_written, named_quads
from partnergraph.server.update.dataset_clauses import reused_label, with_dataset
from partnergraph.server.update.templates import matched_quads, one_by_one
from partnergraph.server.worker import STACK, limit_memory
from partnergraph.server.worker_reply import Reply, reply_to
from partnergraph.store import EmbeddedStore
from partnergraph.store.base import GRAPHS
from partnergraph.store.documents import parse_rdf
from partnergraph.store.oxigraph import OxigraphTransaction, not_sparql

_NO_GRAPH = "urn:partnergraph:none"
Made = tuple[Reply, set[ox.Quad] | None]
"""What is replied to a change, and every quad that it can have changed; ``None`` where that is not known."""


_STATED = NamedNode(v.GRAPH_STATED)
_OURS = {NamedNode(graph) for graph in GRAPHS}


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
        named = _with_left_out_bounds(work, named)
        before, changed = work.stamp.revision, _mended(store, work, named)
        if changed is None:
            _derive_anew(work)
    if changed:
        PartnerGraph(store).keep_index(None, before, changed)
    return reply


def _with_left_out_bounds(work: OxigraphTransaction, named: set[ox.Quad] | None) -> set[ox.Quad] | None:
    """Put in the bounds that follow from the periods of what can have changed; return all that can have changed."""
    some = work._engine.quads_for_pattern(None, NamedNode(v.pg("period")), None, _STATED) if named is None else named
    nodes = {quad.subject for quad in some if quad.graph_name == _STATED}
    triples = (quad.triple for node in nodes for quad in work._engine.quads_for_pattern(node, None, None, _STATED))
    added = {ox.Quad(s, p, o, _STATED) for s, p, o in left_out_bounds(triples)}
    work._engine.extend(added)
    return None if named is None else named | added


def _mended(store: EmbeddedStore, work: OxigraphTransaction, named: set[ox.Quad] | None) -> Collection[m.Iri] | None:
    """Derive anew only what rests on the change; return the facts that changed, ``None`` where it cannot be.

    ``named``: all quads that it can have changed. Raises `QueryError` for a change of what is made here.
    """
    before, after = store._engine, work._engine
    quads = difference(before, after) if named is None else differing(named, before, after)
    _check_made(quads, before, after)
    if quads is None or not can_be_mended(work.stamp):
        return None
    of_graphs = {quad for quad in quads if quad.graph_name in _OURS}
    if not of_graphs:
        return ()
    stated = {quad for quad in of_graphs if quad.graph_name == _STATED}
    touched = change_of(stated, store, work) if stated == of_graphs else None
    if touched is None or not is_as_written(touched, stated, after):
        return None
    _count_revision(work)
    mend(work, touched, territories(store))
    return touched.facts


def _check_made(quads: set[ox.Quad] | None, before: ox.Store, after: ox.Store) -> None:
    """Refuse a change of the graphs that are made from the stated one. ``quads``: what differs, if that is known.

    Who takes out everything that is stated may take out what follows from it.
    """
    emptied = next(after.quads_for_pattern(None, None, None, _STATED), None) is None
    for graph in _OURS - {_STATED}:
        if _has_more(after, before, graph, quads) or (not emptied and _has_more(before, after, graph, quads)):
            why = f"the graph <{graph.value}> is made by partnergraph from what is stated"
            raise QueryError(why, f"change the graph <{v.GRAPH_STATED}>, and what follows from it follows")


def _has_more(one: ox.Store, other: ox.Store, graph: NamedNode, quads: set[ox.Quad] | None) -> bool:
    some = one.quads_for_pattern(None, None, None, graph) if quads is None else quads
    return any(quad.graph_name == graph and quad in one and quad not in other for quad in some)


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
    if "LOAD" in queries.tokens(text) and work.ask("ASK { GRAPH ?g { ?s ?p ?o FILTER(isTRIPLE(?o)) } }"):
        raise QueryError("what was loaded holds triple terms (RDF 1.2), which are not read", "use statement nodes")
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
    base = v.DEFAULT_BASE if graph.value == v.GRAPH_STATED else graph.value
    parsed = parse_rdf(Path(part["path"]), READ[part["type"]], base=base, name="the body")
    found = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed]
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
