"""A store in an engine that speaks the SPARQL 1.1 Protocol, on this machine or another.

Questions go to the engine. A change is made on a copy in memory, with the engine that an embedded store has, so that it
means the same everywhere; then what is new and what is gone go up in parts into graphs of their own, and one update
puts them in place. That update does nothing unless the stamp is still the one that the copy was made from: two writers
cannot lose each other's work, and sending it again is safe. The stamp is one literal in a graph of its own.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import chain, islice, product
from typing import Any, cast
from uuid import uuid4

import httpx
import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from partnergraph import vocabulary as v
from partnergraph.errors import PartnerGraphError, QueryError, StoreError, StoreUnreachableError
from partnergraph.rdf import canonical
from partnergraph.store.base import FORMAT, GRAPHS, Place, Solutions, Stamp, Store, Term, Transaction, terms_at
from partnergraph.store.connection import Addresses, Body, Connection, addresses_of
from partnergraph.store.migrations import migrate
from partnergraph.store.oxigraph import OxigraphReader, OxigraphTransaction

STAMP = v.W3ID + "graph/stamp"
_MOST_COPIED = 4_000_000
"""Triples; that many need some 4 GB."""
_STAMPED = f"<{STAMP}> <{v.pg('note')}>"
_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_FORMATS: dict[str, ox.QueryResultsFormat | ox.RdfFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}
_DATASET = [("default-graph-uri", graph) for graph in GRAPHS] + [
    ("named-graph-uri", graph) for graph in (*GRAPHS, STAMP)
]
_NODES = ("?s", "?p", "?o")
_PLACES_ANY: tuple[None] = (None,)
_AT_ONCE = 400
"""Terms at one place of a pattern in one query."""
_AN_UPDATE = 1_000
"""Triples in one INSERT DATA: engines that compile it refuse many more."""
_AN_UPLOAD = 20_000
"""Triples in one POST to the graph store."""


class RemoteStore(Store):
    """An engine behind an address. ``progress`` is told how many triples of how many went up.

    Raises `StoreUnreachableError` if nothing answers there.
    """

    def __init__(
        self,
        address: str,
        *,
        create: bool = False,
        environment: Mapping[str, str] = os.environ,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.addresses: Addresses = addresses_of(address, environment)
        self.address = self.addresses.query
        self.progress = progress
        self._connection = Connection(self.addresses.query, environment)
        self._stamp_text: str | None = None
        self._stamp = Stamp()
        self._copy: tuple[str | None, OxigraphReader] | None = None
        self._read_stamp()
        if self._stamp_text is None and not create and not self.ask("ASK { ?s ?p ?o }"):
            raise StoreError(self.address, "holds no partnergraph", "make one with 'partnergraph build SOURCE'")

    @property
    def stamp(self) -> Stamp:
        """What the store is made of."""
        return self._stamp

    # -- reading

    def select(self, query: str) -> Solutions:
        """Answer a SELECT query. Raises `QueryError`."""
        _expect(query, "SELECT", "no SELECT query", "use SELECT to get a table")
        return self._selected(query, _DATASET)

    def _selected(self, query: str, dataset: list[tuple[str, str]]) -> Solutions:
        found, close = self._results(query, dataset)
        assert isinstance(found, ox.QuerySolutions)
        names = tuple(variable.value for variable in found.variables)
        return Solutions(names, (tuple(map(canonical, row)) for row in self._whole(found, close)))

    def ask(self, query: str) -> bool:
        """Answer an ASK query. Raises `QueryError`."""
        _expect(query, "ASK", "no ASK query", "use ASK to get yes or no")
        found, close = self._results(query, _DATASET)
        try:
            if isinstance(found, ox.QueryBoolean):
                return bool(found)
            return any(row[0].value in ("1", "true") for row in found)  # Virtuoso 7.2 answers with a table
        finally:
            close()

    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query. Raises `QueryError`."""
        _expect(query, "CONSTRUCT|DESCRIBE", "no CONSTRUCT query", "use CONSTRUCT or DESCRIBE to get triples")
        return self._parsed(self._asked(query, _DATASET, _TRIPLES))

    def triples(
        self, graph: str | None, subject: Place = None, predicate: Place = None, obj: Place = None
    ) -> Iterator[Triple]:
        """Return the triples of one graph (``None``: of all) that fit a pattern, in no order. Raises `ValueError`."""
        places = [terms_at(place) for place in (subject, predicate, obj)]
        if graph is not None and not any(place is not None for place in places) and self.addresses.graphs is not None:
            return self._downloaded(graph)
        dataset = _DATASET if graph is None else [("default-graph-uri", graph)]
        return chain.from_iterable(self._parsed(self._asked(query, dataset, _TRIPLES)) for query in _patterns(places))

    def count(self, graph: str) -> int:
        """Return how many triples a graph holds."""
        # Not by its name: Virtuoso counts 1 in a named graph that the dataset does not have.
        found = self._selected("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", [("default-graph-uri", graph)])
        return next(int(str(row[0].value)) for row in found.rows if isinstance(row[0], ox.Literal))

    def copied(self) -> OxigraphReader:
        """Return all of it in memory, copied once a revision. Raises `StoreError` where that is too much."""
        self._read_stamp()
        if self._copy is None or self._copy[0] != self._stamp_text:
            there = sum(map(self.count, GRAPHS))
            if there > _MOST_COPIED:
                raise StoreError(self.address, f"holds {there:,} triples, too many to copy", "build an embedded store")
            engine = ox.Store()
            engine.bulk_extend(self._copied())
            self._copy = (self._stamp_text, OxigraphReader(engine, self._stamp))
        return self._copy[1]

    def close(self) -> None:
        """Let go of sockets."""
        self._connection.close()

    def _asked(self, query: str, dataset: list[tuple[str, str]], accept: str) -> httpx.Response:
        response = self._connection.start(
            "POST",
            self.addresses.query,
            _named(query),
            params=dataset,
            data={"query": query},
            headers={"Accept": accept},
        )
        if "x-sparql-maxrows" in response.headers or response.headers.get("x-sql-state", "").startswith("S1TAT"):
            response.close()
            hint = "raise ResultSetMaxRows and MaxQueryExecutionTime in the engine's configuration"
            raise QueryError(f"{self._connection.host} cut its answer to {_named(query)}", hint)
        return response

    def _results(self, query: str, dataset: list[tuple[str, str]]) -> tuple[Any, Callable[[], None]]:
        response = self._asked(query, dataset, _RESULTS)
        form = self._form(response, ox.QueryResultsFormat)
        body = Body(response)
        try:
            return ox.parse_query_results(cast(Any, body), form), body.close
        except SyntaxError as error:
            body.close()
            raise self._broken(error) from None

    def _whole(self, found: Iterable[Any], close: Callable[[], None]) -> Iterator[Any]:
        try:
            yield from found
        except (SyntaxError, httpx.HTTPError, OSError) as error:
            raise self._broken(error) from None
        finally:
            close()

    def _parsed(self, response: httpx.Response) -> Iterator[Triple]:
        form = self._form(response, ox.RdfFormat)
        body = Body(response)
        for quad in self._whole(ox.parse(cast(Any, body), format=form), body.close):
            yield Triple(quad.subject, quad.predicate, canonical(quad.object))

    def _downloaded(self, graph: str) -> Iterator[Triple]:
        try:
            response = self._connection.start(
                "GET", self.addresses.graphs or "", "a graph", params={"graph": graph}, headers={"Accept": _TRIPLES}
            )
        except StoreError:
            if self.count(graph):
                raise
            return  # 404: a graph without triples is none
        yield from self._parsed(response)

    def _form(self, response: httpx.Response, kind: type) -> Any:
        name = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        form = _FORMATS.get(name)
        if isinstance(form, kind):
            return form
        response.close()
        why = f"answers in {name or 'no form at all'}, which is no SPARQL answer"
        raise StoreError(self.address, why, "name the address of the query endpoint")

    def _broken(self, error: Exception) -> QueryError:
        hint = "an engine that ends a query half way does so at a limit of its own: ask for less, or raise it"
        return QueryError(f"the answer of {self._connection.host} broke off: {error}", hint)

    def _read_stamp(self) -> None:
        found = list(self.select(f"SELECT ?stamp WHERE {{ GRAPH <{STAMP}> {{ {_STAMPED} ?stamp }} }}").rows)
        self._stamp_text = found[0][0].value if found else None  # type: ignore[union-attr]
        self._stamp = _stamp_of(self._stamp_text, self.address)

    # -- writing

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change a copy in memory, and put what differs in place at the end, all of it or nothing."""
        self._read_stamp()
        before = frozenset(self._copied())
        engine = ox.Store()
        engine.bulk_extend(before)
        work = OxigraphTransaction(engine, self._stamp)
        migrate(work)
        yield work
        removed = [quad for quad in before if quad not in engine]
        added = [quad for quad in engine if quad not in before]
        self._publish(removed, added, work.stamp)

    def _copied(self) -> Iterator[Quad]:
        for graph in GRAPHS:
            copied = 0
            for triple in self.triples(graph):
                copied += 1
                yield Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
            there = self.count(graph)
            if copied != there:
                hint = "raise the engine's limit of rows, or set PARTNERGRAPH_GRAPHS to its graph store"
                raise StoreError(self.address, f"gave {copied:,} of the {there:,} triples of <{graph}>", hint)

    def _publish(self, removed: list[Quad], added: list[Quad], stamp: Stamp) -> None:
        token = uuid4().hex
        text = json.dumps({**asdict(stamp), "written": token}, sort_keys=True)
        staging = {
            (change, graph): f"{v.W3ID}graph/incoming-{token}-{change}-{graph.rsplit('/', 1)[-1]}"
            for change, quads in (("removed", removed), ("added", added))
            for graph in GRAPHS
            if any(_is_in(quad, graph) for quad in quads)
        }
        try:
            self._upload(removed, added, staging)
            self._put_in_place(_switch(staging, self._stamp_text, text), text)
        finally:
            # Whatever happened, the engine may be gone; what is left over is seen by nobody.
            with suppress(PartnerGraphError):
                self._update(" ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in sorted(staging.values())))
        if self._stamp_text != text:
            raise StoreError(self.address, "was changed by someone else meanwhile", "nothing was changed; try again")

    def _put_in_place(self, switch: str, text: str) -> None:
        try:
            self._update(switch)
        except StoreUnreachableError:
            # Perhaps only the answer got lost.
            with suppress(PartnerGraphError):
                self._read_stamp()
            if self._stamp_text != text:
                raise
        self._read_stamp()

    def _upload(self, removed: list[Quad], added: list[Quad], staging: Mapping[tuple[str, str], str]) -> None:
        size = _AN_UPLOAD if self.addresses.graphs is not None else _AN_UPDATE
        done, total = 0, len(removed) + len(added)
        for change, quads in (("removed", removed), ("added", added)):
            for graph in GRAPHS:
                triples = (quad.triple for quad in quads if _is_in(quad, graph))
                while part := list(islice(triples, size)):
                    self._put(staging[change, graph], part)
                    done += len(part)
                    if self.progress is not None:
                        self.progress(done, total)

    def _put(self, graph: str, triples: list[Triple]) -> None:
        lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        assert lines is not None
        if self.addresses.graphs is None:
            self._update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines.decode()}}} }}")
            return
        headers = {"Content-Type": "application/n-triples"}
        address, parameters = self.addresses.graphs, {"graph": graph}
        self._connection.send("POST", address, "an upload", params=parameters, content=lines, headers=headers)

    def _update(self, text: str) -> None:
        if text:
            self._connection.send("POST", self.addresses.update, "an update", data={"update": text})


def _patterns(places: Iterable[list[Term] | None]) -> Iterator[str]:
    """Yield the queries that together ask for a pattern: of many terms at one place, some hundred at a time."""
    parts = (_PLACES_ANY if place is None else list(_chunked(place)) for place in places)
    for chosen in product(*parts):
        nodes = [str(some[0]) if some and len(some) == 1 else name for name, some in zip(_NODES, chosen, strict=True)]
        values = (
            f"VALUES {name} {{ {' '.join(map(str, some))} }} "
            for name, some in zip(_NODES, chosen, strict=True)
            if some and len(some) > 1
        )
        pattern = " ".join(nodes)
        yield f"CONSTRUCT {{ {pattern} }} WHERE {{ {''.join(values)}{pattern} }}"


def _chunked(terms: list[Term]) -> Iterator[list[Term]]:
    return (terms[start : start + _AT_ONCE] for start in range(0, len(terms), _AT_ONCE))


def _expect(query: str, form: str, otherwise: str, hint: str) -> None:
    """Refuse a query of another form: Virtuoso answers any form in any syntax."""
    told = re.sub(r"<[^<>\s]*>|#[^\n]*", " ", query)
    found = re.search(r"(?i)\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?!\s*:)", told)
    if found is None or not re.fullmatch(form, found[1].upper()):
        raise QueryError(f"this is {otherwise}", hint)


def _is_in(quad: Quad, graph: str) -> bool:
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value == graph


def _named(query: str) -> str:
    """Return how errors call a query: by the title in its head, if it has one."""
    title = re.search(r"(?m)^# title: (.{1,80})$", query)
    return f"the question {title[1]!r}" if title else "the query"


def _switch(staging: Mapping[tuple[str, str], str], before: str | None, after: str) -> str:
    """Return the update that puts staged changes in place, if the stamp is still the one before."""
    if before is None:
        guard = f"FILTER NOT EXISTS {{ GRAPH <{STAMP}> {{ {_STAMPED} ?any }} }}"
    else:
        guard = f"GRAPH <{STAMP}> {{ {_STAMPED} {ox.Literal(before)} }}"
    parts = []
    for (change, graph), name in sorted(staging.items(), reverse=True):
        form = "DELETE" if change == "removed" else "INSERT"
        parts.append(f"{form} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} {guard} }}")
    if before is None:
        parts.append(f"INSERT {{ GRAPH <{STAMP}> {{ {_STAMPED} {ox.Literal(after)} }} }} WHERE {{ {guard} }}")
    else:
        parts.append(
            f"DELETE {{ GRAPH <{STAMP}> {{ {_STAMPED} {ox.Literal(before)} }} }}\n"
            f"INSERT {{ GRAPH <{STAMP}> {{ {_STAMPED} {ox.Literal(after)} }} }} WHERE {{ {guard} }}"
        )
    return " ;\n".join(parts)


def _stamp_of(text: str | None, path: str) -> Stamp:
    if text is None:
        return Stamp()
    try:
        found = json.loads(text)
        made = int(found["format"])
        stamp = Stamp(int(found["revision"]), dict(found["derived_from"]), made, str(found["made_by"]))
    except (ValueError, KeyError, TypeError):
        raise StoreError(path, "holds a damaged stamp", f"drop the graph <{STAMP}> and derive again") from None
    if made > FORMAT:
        hint = "install a newer partnergraph"
        raise StoreError(path, f"has format {made}; this version reads up to {FORMAT}", hint)
    return stamp
