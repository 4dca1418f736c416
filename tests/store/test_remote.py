"""The remote store against real engines: what any store promises, and what only a remote one can get wrong."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Triple

from partnergraph import vocabulary as v
from partnergraph.cli import main
from partnergraph.errors import QueryError, StoreError, StoreUnreachableError
from partnergraph.graph import PartnerGraph, example
from partnergraph.store import MemoryStore, Store, open_store
from partnergraph.store.base import GRAPHS
from partnergraph.store.connection import addresses_of
from partnergraph.store.remote import STAMP, RemoteStore
from tests.competency.test_seed import HARD, Question, cases, rows_of
from tests.quick import slow_unless
from tests.store.engines import ENGINES, Engine, free_port, oxigraph, started
from tests.store.suite import LITERALS, SPACE, DurableSuite, Reopen

SEED = example("xiaomi-leica.yaml")
NAME = "https://example.org/thing"
SAYS = NamedNode("https://example.org/says")


def plain(number: int) -> Triple:
    return Triple(NamedNode(f"{NAME}/{number}"), SAYS, Literal(f'line {number}\n\t"quoted" 小米 \\ \''))


@pytest.fixture(scope="module", params=[pytest.param(name, marks=slow_unless(name == "oxigraph")) for name in ENGINES])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with started(request.param, tmp_path_factory.mktemp(request.param)) as found:
        yield found


@pytest.fixture
def remote(engine: Engine) -> Iterator[RemoteStore]:
    store = emptied(engine)
    yield store
    store.close()


def emptied(engine: Engine) -> RemoteStore:
    store = RemoteStore(engine.address, create=True, environment=engine.environment)
    store._update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in (*GRAPHS, STAMP)))
    store._read_stamp()
    return store


class TestRemoteStore(DurableSuite):
    @pytest.fixture
    def empty(self, remote: RemoteStore) -> Store:
        return remote

    @pytest.fixture
    def reopen(self, engine: Engine) -> Reopen:
        return lambda: RemoteStore(engine.address, create=True, environment=engine.environment)

    @pytest.mark.parametrize("literal", LITERALS, ids=str)
    def test_a_literal_comes_back_as_it_is(self, filled: Store, literal: Literal) -> None:
        # Not by sameTerm(), as elsewhere: in Virtuoso 7.2 it is false of stored texts.
        query = f"SELECT ?value WHERE {{ <{SPACE}literals> <{SPACE}value> ?value }}"
        assert [row[0] for row in filled.select(query).rows].count(literal) == 1


# --- what only a remote store can get wrong ------------------------------------------------------------


def test_of_two_writers_the_second_to_finish_changes_nothing(remote: RemoteStore, engine: Engine) -> None:
    other = RemoteStore(engine.address, create=True, environment=engine.environment)
    with pytest.raises(StoreError, match="changed by someone else"), remote.transaction() as mine:
        mine.insert(v.GRAPH_STATED, [plain(1)])
        with other.transaction() as theirs:
            theirs.insert(v.GRAPH_STATED, [plain(2)])
    assert set(remote.triples(v.GRAPH_STATED)) == {plain(2)}
    graphs = {row[0].value for row in remote.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows if row[0]}
    assert not {graph for graph in graphs if "incoming" in graph}


def test_a_large_change_goes_up_in_parts(remote: RemoteStore) -> None:
    seen: list[tuple[int, int]] = []
    remote.progress = lambda done, total: seen.append((done, total))
    triples = {plain(number) for number in range(20_500)}
    with remote.transaction() as work:
        work.insert(v.GRAPH_STATED, triples)
    assert len(seen) > 1
    assert seen[-1] == (20_500, 20_500)
    assert set(remote.triples(v.GRAPH_STATED)) == triples


def test_what_is_no_sparql_is_refused_with_the_answer_of_the_engine(remote: RemoteStore) -> None:
    with pytest.raises(QueryError, match=r"cannot answer the query \(400\)"):
        remote.select("SELECT nonsense")
    with pytest.raises(QueryError, match="the question 'Odd'"):
        remote.select("# title: Odd\nSELECT nonsense")


def test_a_source_can_be_taken_out_again(remote: RemoteStore) -> None:
    graph = PartnerGraph(remote)
    graph.build(SEED)
    graph.remove("gadgets360-2024-02-28")
    assert graph.sources() == []
    assert remote.count(v.GRAPH_STATED) == 0


def test_what_is_answered_from_a_copy_is_as_new_as_the_store(
    engine: Engine, remote: RemoteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "deal.csv"
    table.write_text(
        "deal,licensor,licensee,mark,field,territory,start,end,exclusivity\n"
        "A,Leica,Nokia,Leica,smartphone,Germany,2023-07-01,2026-06-30,exclusive\n"
    )
    cell = {"subject": "brand:Leica", "field": "smartphone", "country": "Germany", "on": "2024-01-01"}
    asked = {**cell, "party": "Nokia"}
    there, here = PartnerGraph(remote), PartnerGraph(MemoryStore())
    found = []
    for source in (SEED, table):
        for graph in (there, here):
            graph.build(source, as_of=date(2024, 1, 1))
        found.append(rows_of(there.query("who-may", **asked)))
        assert found[-1] == rows_of(here.query("who-may", **asked))
    assert found[0] != found[1]
    options = [text for name, value in asked.items() for text in ("-p", f"{name}={value}")]
    command = ["query", "who-may", *options, "--format", "csv", "--store", engine.address]
    said = CliRunner().invoke(main, command, env=engine.environment)
    assert said.stdout.startswith("party,answer")
    assert said.stderr.startswith("note: 127.0.0.1") == (engine.name == "virtuoso")
    monkeypatch.setattr("partnergraph.store.remote._MOST_COPIED", 1_000)
    remote._copy = None
    with pytest.raises(StoreError, match="too many to copy"):
        remote.copied()


# --- the graph, its questions and its answers ----------------------------------------------------------


@pytest.fixture(scope="module")
def built(engine: Engine) -> PartnerGraph:
    graph = PartnerGraph(emptied(engine))
    graph.build(SEED)
    return graph


@pytest.fixture(scope="module")
def here() -> PartnerGraph:
    graph = PartnerGraph(MemoryStore())
    graph.build(SEED)
    return graph


def test_both_places_hold_and_derive_the_same(built: PartnerGraph, here: PartnerGraph) -> None:
    for graph in GRAPHS:
        assert set(map(str, built.store.triples(graph))) == set(map(str, here.store.triples(graph)))
    assert built.data() == here.data()
    assert not built.info().stale
    again = built.store.stamp.revision
    built.build(SEED)
    assert built.store.stamp.revision == again + 1


def test_exclusivity_answers_are_the_same(built: PartnerGraph, here: PartnerGraph) -> None:
    for market in ("BR", "JP"):
        asked = ("Leica", "smartphone", market, "2023-05-01")
        parties = ("Xiaomi", "Sharp", "Samsung")
        assert built.who(*asked, parties=parties).to_json() == here.who(*asked, parties=parties).to_json()
    one, other = (graph.available("Leica", "smartphone", "2023-05-01").to_json() for graph in (built, here))
    assert one == other
    assert [c.to_json() for c in built.conflicts()] == [c.to_json() for c in here.conflicts()]
    deal = built.propose(["Leica"], ["Samsung"], ["Leica"], ["smartphone"], "Brazil", first="2023-05-01")
    assert built.clear(deal).to_json() == here.clear(deal).to_json()


VIRTUOSO_CANNOT = HARD
"""Questions that the optimizer of Virtuoso 7.2 gives up on, so that they are answered from a copy.

It takes some 0.4 MB of SQL from a question as deep as these; of the five parts of ``collisions`` two make 0.7 and 1.1 MB.
"""


@pytest.mark.parametrize(("question", "given", "rows"), [*cases()])
def test_competency_questions(
    built: PartnerGraph, engine: Engine, question: Question, given: dict[str, Any], rows: list[Any]
) -> None:
    answer = question.answer(built, given)
    assert rows_of(answer) == rows
    refused = engine.name == "virtuoso" and question.query in VIRTUOSO_CANNOT
    assert ("answered here from a copy" in answer.note) == refused, answer.note


def test_dates_come_back_as_days(built: PartnerGraph) -> None:
    assert [source.date for source in built.sources()] == [date(2024, 2, 28)]


def test_an_export_that_was_loaded_in_bulk_is_complete_once_it_is_derived(tmp_path: Path, here: PartnerGraph) -> None:
    with oxigraph(tmp_path) as engine:
        with pytest.raises(StoreError, match="holds no partnergraph"):
            open_store(engine.address)
        quads = here.export(tmp_path / "deals.nq").read_bytes()
        store = engine.address.replace("/query", "/store")
        httpx.post(store, content=quads, headers={"Content-Type": "application/n-quads"}).raise_for_status()
        graph = PartnerGraph.open(engine.address)
        assert "revision" in graph.info().stale
        graph.derive()
        assert not graph.info().stale
        assert graph.info().location == engine.address
        for name in GRAPHS:
            assert set(map(str, graph.store.triples(name))) == set(map(str, here.store.triples(name)))


# --- addresses, credentials, engines that fail ---------------------------------------------------------


def test_addresses_of_known_engines() -> None:
    fuseki, rdf4j = "http://h:3030/ds/query", "https://h/repositories/deals"
    assert addresses_of(fuseki, {}).update == "http://h:3030/ds/update"
    assert addresses_of(rdf4j, {}).update == f"{rdf4j}/statements"
    assert addresses_of(rdf4j, {}).graphs == f"{rdf4j}/rdf-graphs/service"
    assert addresses_of("http://h/sparql", {}).update == "http://h/sparql"
    told = {"PARTNERGRAPH_UPDATE": "http://h/u", "PARTNERGRAPH_GRAPHS": "http://h/g"}
    assert addresses_of("http://h/sparql", told).update == "http://h/u"
    assert addresses_of("http://h/query", told).graphs == "http://h/g"


@pytest.mark.parametrize("address", ["http://", "http://[", "ftp://h/q", "http://ada:secret@h/query"])
def test_addresses_that_are_none_are_refused_without_showing_a_password(address: str) -> None:
    with pytest.raises(StoreError) as error:
        addresses_of(address, {})
    assert "secret" not in str(error.value)


def test_an_engine_that_is_not_there_ends_with_code_3(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(StoreUnreachableError):
        open_store(address)
    found = CliRunner().invoke(main, ["query", "sources", "--store", address])
    assert found.exit_code == 3
    assert "cannot be reached" in found.output
    assert "Traceback" not in found.output


class Scripted(BaseHTTPRequestHandler):
    """Answers what the test says, in turn; keeps what it was asked."""

    script: list[tuple[int, dict[str, str], bytes]] = []
    asked: list[dict[str, str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        type(self).asked.append({name.lower(): value for name, value in self.headers.items()})
        status, headers, body = self.script.pop(0) if self.script else (200, JSON, EMPTY)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


JSON = {"Content-Type": "application/sparql-results+json"}
EMPTY = b'{"head":{"vars":["stamp"]},"results":{"bindings":[]}}'
ROW = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}}]}}'


@pytest.fixture
def scripted() -> Iterator[str]:
    Scripted.script, Scripted.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    server.server_close()


def ask(address: str, **environment: str) -> list[Any]:
    store = RemoteStore(address, create=True, environment=environment)
    return list(store.select("SELECT ?a {}").rows)


def test_an_engine_that_asks_us_to_wait_is_asked_again(scripted: str) -> None:
    Scripted.script = [(200, JSON, EMPTY), (503, {"Retry-After": "0"}, b"busy"), (200, JSON, ROW)]
    assert ask(scripted) == [(Literal("x"),)]
    Scripted.script = [(200, JSON, EMPTY), (503, {}, b"broken")]
    with pytest.raises(StoreUnreachableError, match="broken"):
        ask(scripted)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (JSON, ROW[:-30]),
        (JSON, ROW[:-3] + b"\n500 time-out\n"),
        ({**JSON, "Content-Length": str(len(ROW) + 5), "Connection": "close"}, ROW[:-3]),
        ({**JSON, "X-SPARQL-MaxRows": "10000"}, ROW),
    ],
)
def test_an_answer_that_was_cut_is_an_error(scripted: str, headers: dict[str, str], body: bytes) -> None:
    Scripted.script = [(200, JSON, EMPTY), (200, headers, body)]
    with pytest.raises(QueryError, match=r"broke off|cut its answer"):
        ask(scripted)


def test_a_page_of_html_is_no_answer(scripted: str) -> None:
    Scripted.script = [(200, {"Content-Type": "text/html"}, b"<p>hello")]
    with pytest.raises(StoreError, match="no SPARQL answer"):
        ask(scripted)


def test_a_redirect_is_not_followed(scripted: str) -> None:
    Scripted.script = [(302, {"Location": "http://elsewhere.example/"}, b"")]
    with pytest.raises(StoreError, match=r"has moved to http://elsewhere\.example/"):
        ask(scripted, PARTNERGRAPH_TOKEN="secret")
    assert len(Scripted.asked) == 1


def test_a_password_is_sent_only_when_asked_for_and_never_shown(scripted: str) -> None:
    basic = {"WWW-Authenticate": 'Basic realm="x"'}
    Scripted.script = [(401, basic, b""), (200, JSON, EMPTY), (200, JSON, ROW)]
    assert ask(scripted, PARTNERGRAPH_USER="ada", PARTNERGRAPH_PASSWORD="secret")
    assert ["authorization" in headers for headers in Scripted.asked] == [False, True, True]
    Scripted.script = [(401, basic, b""), (401, basic, b"")]
    with pytest.raises(StoreError, match="does not let us in") as error:
        ask(scripted, PARTNERGRAPH_USER="ada", PARTNERGRAPH_PASSWORD="secret")
    assert "secret" not in str(error.value)


def test_a_password_is_taken_from_netrc(scripted: str, tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login ada password secret\n")
    file.chmod(0o600)
    Scripted.script = [(401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")]
    ask(scripted, NETRC=os.fspath(file))
    assert Scripted.asked[-1]["authorization"].startswith("Basic ")


def test_a_time_limit_that_is_no_number_is_refused(scripted: str) -> None:
    with pytest.raises(StoreError, match="PARTNERGRAPH_TIMEOUT"):
        ask(scripted, PARTNERGRAPH_TIMEOUT="soon")
