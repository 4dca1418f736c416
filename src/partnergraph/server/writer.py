"""A change of the store, in a process of its own: when it ends in whatever way, the store holds all of it or nothing.

The request is one line of JSON on the standard input, the reply one on the standard output. The default graph of an
update's patterns is the union of the three graphs, as in queries; what it writes names its graph.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode

from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.derive import derive
from partnergraph.errors import QueryError, UnknownNameError
from partnergraph.rdf import from_rdf
from partnergraph.server.answers import shortened
from partnergraph.server.formats import READ
from partnergraph.server.using import with_dataset
from partnergraph.server.worker import STACK, Reply, limit_memory, reply_to
from partnergraph.store import EmbeddedStore
from partnergraph.store.base import GRAPHS
from partnergraph.store.memory import DOCUMENT_TYPE
from partnergraph.store.oxigraph import OxigraphTransaction


def main() -> None:
    """Make one change."""
    request = json.loads(sys.stdin.buffer.readline())
    limit_memory(request["memory_bytes"])
    threading.stack_size(STACK)
    thread = threading.Thread(target=lambda: print(json.dumps(reply_to(lambda: change(request))), flush=True))
    thread.start()
    thread.join()


def change(request: dict[str, Any]) -> Reply:
    """Make a change, derive anew and return the reply."""
    store = EmbeddedStore(Path(request["store"]))
    with store.transaction() as work:
        assert isinstance(work, OxigraphTransaction)
        reply = _KINDS[request["do"]](work, request)
        _finish(work)
    return reply


def _finish(work: OxigraphTransaction) -> None:
    unnamed = next(iter(work._engine.quads_for_pattern(None, None, None, ox.DefaultGraph())), None)
    if unnamed is not None:
        hint = f"name one: INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ ... }} }}, or WITH <{v.GRAPH_STATED}>"
        raise QueryError(f"the update puts triples into no graph\n    {hint}")
    from_rdf(work.triples(v.GRAPH_STATED))
    kept = work.stamp.derived_from if work.count(v.GRAPH_REFERENCE) else {}
    work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1, derived_from=kept))
    derive(work)


def _update(work: OxigraphTransaction, request: dict[str, Any]) -> Reply:
    queries.check_free_query(request["update"])
    default, named = request.get("default") or [], request.get("named") or []
    existing = [name.value for name in work._engine.named_graphs() if isinstance(name, NamedNode)]
    text = with_dataset(
        request["update"], default or GRAPHS, named if default or named else existing, bool(default or named)
    )
    try:
        work._engine.update(text, prefixes=v.PREFIXES, base_iri=request.get("base"))
    except SyntaxError as error:
        raise QueryError(f"the update is not SPARQL: {shortened(error)}") from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"the update cannot be done: {error}") from None
    return {"status": 204}


def _put(work: OxigraphTransaction, request: dict[str, Any]) -> Reply:
    graph = NamedNode(request["graph"])
    existed = work._engine.contains_named_graph(graph)
    if request["replace"] and existed:
        work._engine.clear_graph(graph)
    for part in request["parts"]:
        _load(work, part, graph)
    work._engine.add_graph(graph)
    return {"status": 204 if existed else 201}


def _load(work: OxigraphTransaction, part: dict[str, str], graph: NamedNode) -> None:
    if READ[part["type"]] == ox.RdfFormat.RDF_XML and DOCUMENT_TYPE.search(Path(part["path"]).read_bytes()):
        raise QueryError("the body holds a DOCTYPE", "remove it; entities are not read")
    try:
        found = ox.parse(path=part["path"], format=READ[part["type"]], base_iri=graph.value)
        work._engine.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in found)
    except SyntaxError as error:
        raise QueryError(f"the body is not {part['type']}: {error}") from None
    except (ValueError, MemoryError) as error:
        raise QueryError(f"the body cannot be read: {error}") from None


def _drop(work: OxigraphTransaction, request: dict[str, Any]) -> Reply:
    graph = NamedNode(request["graph"])
    if not work._engine.contains_named_graph(graph):
        raise UnknownNameError("graph", graph.value)
    work._engine.remove_graph(graph)
    return {"status": 204}


_KINDS: dict[str, Callable[[OxigraphTransaction, dict[str, Any]], Reply]] = {
    "update": _update,
    "put": _put,
    "drop": _drop,
}

if __name__ == "__main__":
    main()
