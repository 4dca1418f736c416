"""What a worker answers: SPARQL, graphs, named questions, things; each from one checkpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Set
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from pyoxigraph import NamedNode

from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.asking.doors import asked_of
from partnergraph.errors import QueryError, UnknownNameError
from partnergraph.graph import PartnerGraph
from partnergraph.output import is_full
from partnergraph.queries.words import declared, pieces
from partnergraph.questions import KNOWN_BY
from partnergraph.server.answer_file import AnswerFile
from partnergraph.server.checkpoint import CheckpointReader
from partnergraph.server.formats import ANSWER_FORMS, ANSWERS, TABLES, TRIPLES
from partnergraph.server.negotiation import choose
from partnergraph.server.update.templates import CHANGING
from partnergraph.server.worker_reply import Reply, file_reply, problem
from partnergraph.store.base import GRAPHS
from partnergraph.store.oxigraph import not_sparql

if TYPE_CHECKING:
    from partnergraph.server.explorer_data import ExplorerData


class Answers:
    """Answers requests, each a dictionary with the name of what is wanted in ``do``."""

    def __init__(self, settings: dict[str, Any]) -> None:
        store = CheckpointReader(settings["checkpoint"], settings["stamp"])
        self._engine = store.engine
        self._graph = PartnerGraph(store)
        self._path = Path()
        self._rows, self._size = settings["rows"], settings["answer_bytes"]
        self._reachable = settings["reachable"]
        self._kinds: dict[str, Callable[[dict[str, Any]], Reply]] = {
            "sparql": self._sparql,
            "question": self._question,
            "graph": self._named_graph,
            "thing": self._thing,
            "page": self._page,
            "search": lambda request: self._json(self._explorer.search(request["text"])),
            "neighbourhood": lambda request: self._json(self._explorer.neighbourhood(request["of"], request["places"])),
            "recognize": lambda request: self._json(self._explorer.recognize(request["texts"], request["nodes"])),
            "info": self._info,
            "call": self._call,
            "show": self._show,
        }

    def reply(self, request: dict[str, Any]) -> Reply:
        """Answer one request; ``path`` is that of the file in which the answer is put."""
        self._path = Path(request["path"])
        return self._kinds[request["do"]](request)

    def _file(self) -> AnswerFile:
        return AnswerFile(self._path, self._rows, self._size)

    # -- SPARQL

    def _sparql(self, request: dict[str, Any]) -> Reply:
        query = request["query"]
        queries.check_free_query(query, self._reachable)
        queries.check_form(query)
        try:
            with asked_of(self._graph, request.get("known_by")) as graph:
                reply = self._answered(graph, query, request["accept"], request)
        except QueryError as error:
            raise queries.explained(query, error) from None
        return _noted(reply, *graph.told, queries.note_on(query))

    def _answered(self, graph: PartnerGraph, query: str, accept: str | None, request: dict[str, Any]) -> Reply:
        offers = _offers(queries.form_of(query))
        media_type = choose(accept, list(offers))
        words = set(queries.tokens(query))
        if media_type is None:
            self._found(graph, query, words, request)  # what is no query says so first
            return problem(406, f"no form that is accepted is known\n    accept one of: {', '.join(offers)}")
        form: Any = offers[media_type]
        with self._file() as file:
            self._write(self._found(graph, query, words, request), file, form)
        return file_reply(file.path, media_type, rows=file.rows, fixed=not words & CHANGING)

    def _write(self, found: Any, file: AnswerFile, form: Any) -> None:
        try:
            if isinstance(found, ox.QuerySolutions):
                file.table(found, form)
            elif isinstance(found, ox.QueryBoolean):
                found.serialize(cast(Any, file), form)
            else:
                file.triples(found, form)
        except (RuntimeError, ValueError, OSError) as error:
            if isinstance(error, OSError) and is_full(error):
                raise
            raise QueryError(f"the query cannot be answered: {error}") from None

    def _found(self, graph: PartnerGraph, query: str, words: Set[str], request: dict[str, Any]) -> Any:
        options: dict[str, Any] = {"prefixes": v.PREFIXES, "base_iri": request.get("base")}
        default, named = request.get("default"), request.get("named")
        if default or named:
            options["default_graph"] = [NamedNode(graph) for graph in default or ()]
            options["named_graphs"] = [NamedNode(graph) for graph in named or ()]
        elif not has_dataset(query, words):
            options["default_graph"] = [NamedNode(graph) for graph in GRAPHS]
        try:
            return graph.store.engine.query(query, **options)  # type: ignore[attr-defined]
        except SyntaxError as error:
            raise not_sparql(error, "query") from None
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None

    # -- named questions, and what the facade answers

    def _question(self, request: dict[str, Any]) -> Reply:
        question, given = queries.find_question(request["name"]), dict(request["parameters"])
        with asked_of(self._graph, given.pop(KNOWN_BY.name, request.get("known_by"))) as graph:
            words = graph._words()
            text = queries.bind(question, given, words)
            reply = self._answered(graph, text, request["accept"], {})
        return _noted(reply, *graph.told, *words.notes)

    def _call(self, request: dict[str, Any]) -> Reply:
        from partnergraph.asking.doors import answer

        name, form = request["name"], request.get("form", "json")
        found = answer(self._graph, name, request["parameters"])
        content = getattr(found, f"to_{form}")()
        if form == "json":
            return self._json(content)
        with self._file() as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return file_reply(file.path, ANSWER_FORMS[form], fixed=request.get("fixed", False), name=f"{name}.{form}")

    def _show(self, request: dict[str, Any]) -> Reply:
        return self._json(asdict(self._graph.show(request["name"], known_by=request.get("known_by"))))

    def _info(self, _: dict[str, Any]) -> Reply:
        return {"status": 200, "revision": self._graph.store.stamp.revision}

    def _json(self, content: object) -> Reply:
        with self._file() as file:
            file.write(json.dumps(content, ensure_ascii=False, indent=2, default=str).encode())
        return file_reply(file.path, "application/json")

    # -- graphs and things

    def _named_graph(self, request: dict[str, Any]) -> Reply:
        name = NamedNode(request["graph"])
        media_type = choose(request["accept"], list(TRIPLES))
        if media_type is None:
            return problem(406, f"no form that is accepted is known\n    accept one of: {', '.join(TRIPLES)}")
        quads = self._engine.quads_for_pattern(None, None, None, name)
        first = next(iter(quads), None)
        if first is None and not self._engine.contains_named_graph(name):
            return problem(404, f"there is no graph <{name.value}>")
        with self._file() as file:
            file.triples(_triples(first, quads), TRIPLES[media_type])
        return file_reply(file.path, media_type, rows=file.rows, fixed=True)

    def _thing(self, request: dict[str, Any]) -> Reply:
        iri, accept = request["iri"], request["accept"]
        media_type = choose(accept, ["text/html", *TRIPLES])
        if media_type is None:
            return problem(
                406, f"no form that is accepted is known\n    accept one of: text/html, {', '.join(TRIPLES)}"
            )
        node = NamedNode(iri)
        if next(iter(self._engine.quads_for_pattern(node, None, None, None)), None) is None:
            raise UnknownNameError("thing", iri)
        with self._file() as file:
            if media_type == "text/html":
                from partnergraph.server.pages import thing_page

                file.write(thing_page(self._explorer.known_of(iri), iri).encode())
            else:
                file.triples(self._about(node), TRIPLES[media_type])
        return file_reply(file.path, media_type, fixed=True)

    def _about(self, node: NamedNode) -> Iterator[ox.Triple]:
        """Yield what is said of a thing, and the links from others to it."""
        seen = set()
        for subject, obj in ((node, None), (None, node)):
            for quad in self._engine.quads_for_pattern(subject, None, obj, None):
                if quad.triple not in seen:
                    seen.add(quad.triple)
                    yield quad.triple

    def _page(self, request: dict[str, Any]) -> Reply:
        with self._file() as file:
            file.write(self._explorer.page(request["title"]).encode())
        return file_reply(file.path, "text/html", fixed=True)

    @cached_property
    def _explorer(self) -> ExplorerData:
        from partnergraph.server.explorer_data import ExplorerData

        return ExplorerData(self._graph)


def _offers(form: str) -> dict[str, Any]:
    if form == "ASK":
        return dict(ANSWERS)
    return dict(TABLES) if form == "SELECT" else dict(TRIPLES)


def _noted(reply: Reply, *notes: str) -> Reply:
    """Return a reply with the notes on it, if there are any."""
    told = "; ".join(filter(None, notes))
    return {**reply, "note": told} if told else reply


def _triples(first: Any, rest: Any) -> Iterator[ox.Triple]:
    if first is not None:
        yield first.triple
    for quad in rest:
        yield quad.triple


def has_dataset(query: str, words: Set[str]) -> bool:
    """Say whether a query of some words names its graphs with FROM. Raises `QueryError` where that cannot be told.

    >>> query = "SELECT * FROM <urn:g> { ?s ?p 'FROM' }"
    >>> has_dataset(query, set(queries.tokens(query)))
    True
    """
    if "FROM" not in words:
        return False
    if any(prefix.upper() == "FROM" for prefix in declared(list(pieces(query)))):
        raise QueryError("a prefix is called 'from', which is a word of SPARQL", "give it another name")
    return True
