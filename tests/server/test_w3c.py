"""The W3C's SPARQL 1.1 test descriptions for protocols: each by its name there, with requests of our own.

34 of the Protocol, 22 of the Graph Store HTTP Protocol and 3 of the Service Description; and what is no update, by the
13 negative ones of its syntax. The names are those of the manifests ``protocol``, ``http-rdf-update``,
``service-description`` and ``syntax-update-1`` in https://github.com/w3c/rdf-tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.quick import one_in
from tests.server.conftest import AUTHORIZED, Served, own_store, serving

DATA = [f"http://example.org/data/{number}" for number in range(4)]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
PLAIN = {"Content-Type": "text/plain"}
RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
TABLES = (*RESULTS, "text/csv", "text/tab-separated-values")
GRAPHS = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")
TARGET = "http://example.org/target"
Case = Callable[[httpx.Client], None]


@pytest.fixture(scope="module")
def endpoint(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own: the tests of the Graph Store Protocol replace the stated graph."""
    folder = tmp_path_factory.mktemp("w3c")
    with serving(own_store(seed_store, folder), folder, "--writable", "--workers", "1") as served:
        with served.client() as client:
            lines = " ".join(f"GRAPH <{iri}> {{ <{iri}> a <urn:Document> }}" for iri in DATA)
            sent = client.post("/sparql", content=f"INSERT DATA {{ {lines} }}", headers={**UPDATE, **AUTHORIZED})
            assert sent.status_code == 204, sent.text
        yield served


@pytest.fixture
def client(endpoint: Served) -> Iterator[httpx.Client]:
    with endpoint.client() as found:
        found.headers.update(AUTHORIZED)
        yield found


def yes(response: httpx.Response) -> None:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] in RESULTS
    assert response.json()["boolean"] is True


def no(response: httpx.Response) -> None:
    assert response.json()["boolean"] is False


def refused(response: httpx.Response) -> None:
    assert 400 <= response.status_code < 500, response.text
    assert response.json()["title"]


def ask(client: httpx.Client, query: str, *graphs: tuple[str, str], by_get: bool = False) -> httpx.Response:
    if by_get:
        return client.get("/sparql", params=[("query", query), *graphs])
    return client.post("/sparql", params=list(graphs), content=query, headers=QUERY)


# --- SPARQL 1.1 Protocol: queries ---------------------------------------------------------------------


def query_get(client: httpx.Client) -> None:
    yes(ask(client, "ASK {}", by_get=True))


def query_post_form(client: httpx.Client) -> None:
    yes(client.post("/sparql", data={"query": "ASK {}"}))


def query_post_direct(client: httpx.Client) -> None:
    yes(ask(client, "ASK {}"))


BOTH = f"ASK {{ <{DATA[1]}> a ?t . <{DATA[2]}> a ?t }}"
OTHER = f"ASK {{ <{DATA[3]}> a ?t }}"
IN_GRAPHS = f"ASK {{ GRAPH ?g {{ <{DATA[1]}> a ?t }} GRAPH ?h {{ <{DATA[2]}> a ?t }} }}"
ANY_DEFAULT = "ASK { ?s ?p ?o }"
DEFAULTS = tuple(("default-graph-uri", iri) for iri in DATA[1:3])
NAMED = tuple(("named-graph-uri", iri) for iri in DATA[1:3])


def default_graphs(client: httpx.Client, by_get: bool) -> None:
    yes(ask(client, BOTH, *DEFAULTS, by_get=by_get))
    no(ask(client, OTHER, *DEFAULTS, by_get=by_get))
    no(ask(client, IN_GRAPHS, *DEFAULTS, by_get=by_get))


def named_graphs(client: httpx.Client, by_get: bool) -> None:
    yes(ask(client, IN_GRAPHS, *NAMED, by_get=by_get))
    no(ask(client, ANY_DEFAULT, *NAMED, by_get=by_get))
    no(ask(client, f"ASK {{ GRAPH <{DATA[3]}> {{ ?s ?p ?o }} }}", *NAMED, by_get=by_get))


def query_dataset_default_graphs_get(client: httpx.Client) -> None:
    default_graphs(client, by_get=True)


def query_dataset_default_graphs_post(client: httpx.Client) -> None:
    default_graphs(client, by_get=False)


def query_dataset_named_graphs_get(client: httpx.Client) -> None:
    named_graphs(client, by_get=True)


def query_dataset_named_graphs_post(client: httpx.Client) -> None:
    named_graphs(client, by_get=False)


def query_dataset_full(client: httpx.Client) -> None:
    graphs = (("default-graph-uri", DATA[3]), *NAMED)
    yes(ask(client, f"ASK {{ <{DATA[3]}> a ?t {IN_GRAPHS.removeprefix('ASK {')}", *graphs))
    no(ask(client, BOTH, *graphs))


def query_multiple_dataset(client: httpx.Client) -> None:
    query = f"ASK FROM <{DATA[3]}> FROM NAMED <{DATA[3]}> {{ PATTERN }}"
    yes(ask(client, query.replace("PATTERN", f"<{DATA[1]}> a ?t"), *DEFAULTS))
    no(ask(client, query.replace("PATTERN", f"<{DATA[3]}> a ?t"), *DEFAULTS))
    no(ask(client, query.replace("PATTERN", "GRAPH ?g { ?s ?p ?o }"), *DEFAULTS))


def content_types(client: httpx.Client, query: str, forms: tuple[str, ...]) -> None:
    assert ask(client, query).headers["content-type"].partition(";")[0] == forms[0]
    for form in forms:
        found = client.post("/sparql", content=query, headers={**QUERY, "Accept": form})
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == form


def query_content_type_select(client: httpx.Client) -> None:
    content_types(client, "SELECT (1 AS ?value) {}", TABLES)


def query_content_type_ask(client: httpx.Client) -> None:
    content_types(client, "ASK {}", RESULTS)


def query_content_type_describe(client: httpx.Client) -> None:
    content_types(client, f"DESCRIBE <{DATA[1]}>", GRAPHS)


def query_content_type_construct(client: httpx.Client) -> None:
    content_types(client, "CONSTRUCT { <s> <p> 1 } WHERE {}", GRAPHS)


def bad_query_method(client: httpx.Client) -> None:
    refused(client.put("/sparql", params={"query": "ASK {}"}))


def bad_multiple_queries(client: httpx.Client) -> None:
    refused(client.get("/sparql", params=[("query", "ASK {}"), ("query", "SELECT * {}")]))
    refused(client.post("/sparql", content="query=ASK+%7B%7D&query=SELECT+*+%7B%7D", headers=FORM))


def bad_query_wrong_media_type(client: httpx.Client) -> None:
    refused(client.post("/sparql", content="ASK {}", headers=PLAIN))


def bad_query_missing_form_type(client: httpx.Client) -> None:
    refused(client.post("/sparql", content="query=ASK%20%7B%7D"))


def bad_query_missing_direct_type(client: httpx.Client) -> None:
    refused(client.post("/sparql", content="ASK {}"))


def bad_query_non_utf8(client: httpx.Client) -> None:
    for headers in ({"Content-Type": f"{QUERY['Content-Type']}; charset=UTF-16"}, QUERY):
        refused(client.post("/sparql", content="ASK {}".encode("utf-16"), headers=headers))


def bad_query_syntax(client: httpx.Client) -> None:
    refused(client.get("/sparql", params={"query": "ASK {"}))


# --- SPARQL 1.1 Protocol: updates ---------------------------------------------------------------------


def changed(client: httpx.Client, update: str, *graphs: tuple[str, str]) -> None:
    sent = client.post("/sparql", params=list(graphs), content=update, headers=UPDATE)
    assert sent.status_code == 204, sent.text


def copied(client: httpx.Client, pattern: str, *graphs: tuple[str, str]) -> list[str]:
    """Return what a pattern matches in an update, from another graph into which it is put."""
    insert = f"INSERT {{ GRAPH <{TARGET}> {{ ?s <urn:in> ?in }} }} WHERE {{ {pattern} }}"
    changed(client, f"CLEAR SILENT GRAPH <{TARGET}> ; {insert}", *graphs)
    query = f"SELECT ?s ?in {{ GRAPH <{TARGET}> {{ ?s <urn:in> ?in }} }} ORDER BY ?s ?in"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return [f"{row['s']['value']} {row['in']['value']}" for row in rows]


IN_DEFAULT = "?s a <urn:Document> BIND('default' AS ?in)"
IN_NAMED = "GRAPH ?in { ?s a <urn:Document> }"
USING = tuple(("using-graph-uri", iri) for iri in DATA)
USING_NAMED = tuple(("using-named-graph-uri", iri) for iri in DATA)


def update_dataset_default_graph(client: httpx.Client) -> None:
    assert copied(client, IN_DEFAULT, USING[1]) == [f"{DATA[1]} default"]


def update_dataset_default_graphs(client: httpx.Client) -> None:
    assert copied(client, IN_DEFAULT, *USING[1:3]) == [f"{iri} default" for iri in DATA[1:3]]


def update_dataset_named_graphs(client: httpx.Client) -> None:
    assert copied(client, f"{{ {IN_NAMED} }} UNION {{ {IN_DEFAULT} }}", *USING_NAMED[1:3]) == [
        f"{iri} {iri}" for iri in DATA[1:3]
    ]


def update_dataset_full(client: httpx.Client) -> None:
    found = copied(client, f"{{ {IN_NAMED} }} UNION {{ {IN_DEFAULT} }}", USING[1], USING_NAMED[2])
    assert found == [f"{DATA[1]} default", f"{DATA[2]} {DATA[2]}"]


def is_in_target(client: httpx.Client, triple: str) -> None:
    yes(ask(client, f"ASK {{ GRAPH <{TARGET}> {{ {triple} }} }}"))


def update_post_form(client: httpx.Client) -> None:
    insert = f"INSERT DATA {{ GRAPH <{TARGET}> {{ <urn:form> <urn:p> 1 }} }}"
    assert client.post("/sparql", data={"update": insert}).status_code == 204
    is_in_target(client, "<urn:form> <urn:p> 1")


def update_post_direct(client: httpx.Client) -> None:
    changed(client, f"INSERT DATA {{ GRAPH <{TARGET}> {{ <urn:direct> <urn:p> 1 }} }}")
    is_in_target(client, "<urn:direct> <urn:p> 1")


def update_base_uri(client: httpx.Client) -> None:
    changed(client, f"INSERT DATA {{ GRAPH <{TARGET}> {{ <urn:base> <urn:p> <test> }} }}")
    is_in_target(client, f"<urn:base> <urn:p> <{client.base_url}test>")


def bad_update_get(client: httpx.Client) -> None:
    refused(client.get("/sparql", params={"update": "CLEAR ALL"}))


def bad_multiple_updates(client: httpx.Client) -> None:
    refused(client.post("/sparql", content="update=CLEAR+NAMED&update=CLEAR+DEFAULT", headers=FORM))


def bad_update_wrong_media_type(client: httpx.Client) -> None:
    refused(client.post("/sparql", content="CLEAR NAMED", headers=PLAIN))


def bad_update_missing_form_type(client: httpx.Client) -> None:
    refused(client.post("/sparql", content="update=CLEAR%20NAMED"))


def bad_update_non_utf8(client: httpx.Client) -> None:
    for headers in ({"Content-Type": f"{UPDATE['Content-Type']}; charset=UTF-16"}, UPDATE):
        refused(client.post("/sparql", content="CLEAR NAMED".encode("utf-16"), headers=headers))


def bad_update_syntax(client: httpx.Client) -> None:
    refused(client.post("/sparql", data={"update": "CLEAR XYZ"}))


def bad_update_dataset_conflict(client: httpx.Client) -> None:
    for clause, parameter in (("USING", USING[1]), ("USING NAMED", USING_NAMED[1])):
        update = f"INSERT {{ GRAPH <{TARGET}> {{ ?s a <urn:X> }} }} {clause} <{DATA[2]}> WHERE {{ ?s ?p ?o }}"
        refused(client.post("/sparql", params=[parameter], content=update, headers=UPDATE))
    update = f"WITH <{TARGET}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
    refused(client.post("/sparql", content=f"{httpx.QueryParams([USING[1], ('update', update)])}", headers=FORM))


PROTOCOL: tuple[Case, ...] = (
    query_post_form, query_dataset_default_graphs_get, query_dataset_default_graphs_post,
    query_dataset_named_graphs_post, query_dataset_named_graphs_get, query_dataset_full, query_multiple_dataset,
    query_get, query_content_type_select, query_content_type_ask, query_content_type_describe,
    query_content_type_construct, update_dataset_default_graph, update_dataset_default_graphs,
    update_dataset_named_graphs, update_dataset_full, update_post_form, update_post_direct, update_base_uri,
    query_post_direct, bad_query_method, bad_multiple_queries, bad_query_wrong_media_type, bad_query_missing_form_type,
    bad_query_missing_direct_type, bad_query_non_utf8, bad_query_syntax, bad_update_get, bad_multiple_updates,
    bad_update_wrong_media_type, bad_update_missing_form_type, bad_update_non_utf8, bad_update_syntax,
    bad_update_dataset_conflict,
)  # fmt: skip


@pytest.mark.parametrize("case", PROTOCOL, ids=lambda case: case.__name__)
def test_protocol(client: httpx.Client, case: Case) -> None:
    before = client.get("/health").json()["revision"]
    case(client)
    assert client.get("/health").json()["revision"] == before
    yes(ask(client, f"ASK {{ GRAPH <{DATA[0]}> {{ <{DATA[0]}> a <urn:Document> }} }}"))


# --- SPARQL 1.1 Update: what is none ------------------------------------------------------------------

NO_UPDATES = {
    "test_41": ("LOAD ;", "LOAD"),
    "test_42": ("CREATE DEFALUT", ""),
    "test_43": ("DELETE DATA { <urn:s> ?p <urn:o> }", ""),
    "test_44": ("INSERT DATA { GRAPH ?g { <urn:s> <urn:p> <urn:o> } }", ""),
    "test_45": ("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 . GRAPH <urn:h> { <urn:s> <urn:q> 2 } } }", ""),
    "test_46": ("INSERT WHERE { ?s <urn:p> ?o }", ""),
    "test_47": ("CREATE GRAPH <urn:g> DROP GRAPH <urn:g>", ""),
    "test_48": ("CREATE GRAPH <urn:g> ;; DROP GRAPH <urn:g>", ""),
    "test_49": ("CREATE GRAPH <urn:g> ; DROP GRAPH <urn:g> ;;", ""),
    "test_50": ("DELETE WHERE { [] <urn:p> ?o }", ""),
    "test_51": ("DELETE { <urn:s> <urn:p> _:a } WHERE { ?x <urn:p> <urn:o> }", ""),
    "test_52": ("DELETE DATA { [] <urn:p> 1 }", ""),
    "test_54": ("INSERT DATA { _:a <urn:p> 1 } ; INSERT DATA { _:a <urn:p> 2 }", "_:a"),
}
"""Updates with the fault of the negative test of that name, and what the error names."""
UPDATES = {
    "test_36": "DELETE # what\nWHERE # there is\n{ GRAPH <urn:none> { <urn:s> <urn:p> 123 ; <urn:q> 4567.0 . } }",
    "test_38": "# nothing",
    "test_53": f"INSERT DATA {{ GRAPH <{TARGET}> {{ _:a <urn:p> 1 }} GRAPH <{TARGET}-2> {{ _:a <urn:p> 1 }} }}",
}


@pytest.mark.parametrize("before", one_in(4, ("CLEAR SILENT GRAPH <urn:other> ; ", "", " ", "PREFIX a: <urn:a>\n")))
@pytest.mark.parametrize("name", one_in(4, NO_UPDATES))
def test_what_is_no_update_is_refused(client: httpx.Client, name: str, before: str) -> None:
    update, named = NO_UPDATES[name]
    revision = client.get("/health").json()["revision"]
    found = client.post("/sparql", content=f"{before}{update}", headers=UPDATE)
    assert found.status_code == 400, found.text
    assert named in found.json()["title"]
    assert client.get("/health").json()["revision"] == revision
    yes(ask(client, f"ASK {{ GRAPH <{DATA[0]}> {{ <{DATA[0]}> a <urn:Document> }} }}"))


@pytest.mark.parametrize("name", UPDATES)
def test_what_looks_like_that_and_is_one(client: httpx.Client, name: str) -> None:
    changed(client, UPDATES[name])


# --- SPARQL 1.1 Service Description -------------------------------------------------------------------

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


def described(client: httpx.Client, form: str) -> rdflib.Graph:
    found = client.get("/sparql", headers={"Accept": form})
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == form
    return rdflib.Graph().parse(data=found.text, format={"application/rdf+xml": "xml"}.get(form, form))


def returns_rdf(client: httpx.Client) -> None:
    graphs = [described(client, form) for form in GRAPHS]
    assert len(graphs[0]) > 10
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def has_endpoint_triple(client: httpx.Client) -> None:
    endpoint = rdflib.URIRef(f"{client.base_url}sparql")
    assert [o for _, o in described(client, "text/turtle").subject_objects(SD.endpoint)] == [endpoint]


def conforms_to_schema(client: httpx.Client) -> None:
    """Each property has the kind of subject and object that the vocabulary gives it; what must be there is."""
    graph = described(client, "text/turtle")
    (service,) = graph.subjects(rdflib.RDF.type, SD.Service)
    (dataset,) = graph.objects(service, SD.defaultDataset)
    kinds = {
        SD.endpoint: (SD.Service, None), SD.supportedLanguage: (SD.Service, None), SD.resultFormat: (SD.Service, None),
        SD.inputFormat: (SD.Service, None), SD.defaultDataset: (SD.Service, SD.Dataset),
        SD.defaultGraph: (SD.Dataset, SD.Graph), SD.namedGraph: (SD.Dataset, SD.NamedGraph), SD.name: (SD.NamedGraph, None),
    }  # fmt: skip
    for subject, predicate, obj in graph:
        if predicate.startswith(SD):
            domain, range_ = kinds[predicate]
            assert (subject, rdflib.RDF.type, domain) in graph
            assert (obj, rdflib.RDF.type, range_) in graph if range_ else isinstance(obj, rdflib.URIRef)
    assert {SD.SPARQL11Query, SD.SPARQL11Update} == set(graph.objects(service, SD.supportedLanguage))
    assert len(list(graph.objects(dataset, SD.defaultGraph))) == 1
    named = list(graph.objects(dataset, SD.namedGraph))
    assert all(len(list(graph.objects(one, SD.name))) == 1 for one in named)


DESCRIPTION: tuple[Case, ...] = (has_endpoint_triple, returns_rdf, conforms_to_schema)


@pytest.mark.parametrize("case", DESCRIPTION, ids=lambda case: case.__name__.replace("_", "-"))
def test_service_description(client: httpx.Client, case: Case) -> None:
    case(client)


# --- SPARQL 1.1 Graph Store HTTP Protocol -------------------------------------------------------------

ADA, BOB, CLEO = (f"<urn:{name.lower()}> <urn:name> '{name}' ." for name in ("Ada", "Bob", "Cleo"))
STEPS = (
    "put__initial_state", "get_of_put__initial_state", "put__graph_already_in_store",
    "get_of_put__graph_already_in_store", "put__default_graph", "get_of_put__default_graph", "put__mismatched_payload",
    "put__empty_graph", "get_of_put__empty_graph", "delete__existing_graph", "get_of_delete__existing_graph",
    "delete__nonexistent_graph", "post__existing_graph", "get_of_post__existing_graph", "post__multipart_formdata",
    "get_of_post__multipart_formdata", "post__create__new_graph", "get_of_post__create__new_graph",
    "post__empty_graph_to_existing_graph", "get_of_post__after_noop", "head_on_an_existing_graph",
    "head_on_a_nonexisting_graph",
)  # fmt: skip


class Store:
    """A graph store as a client sees it, with graphs at addresses (direct) or named by a parameter (indirect)."""

    made = ""

    def __init__(self, client: httpx.Client, is_direct: bool) -> None:
        self.client = client
        self.place = "/graphs/w3c/" if is_direct else "/graphs?graph=http%3A%2F%2Fexample.org%2Fw3c%2F"

    def put(self, graph: str, content: str, status: int) -> None:
        assert self.client.put(graph, content=content, headers=TURTLE).status_code == status

    def post(self, graph: str, content: str, status: int) -> httpx.Response:
        sent = self.client.post(graph, content=content, headers=TURTLE)
        assert sent.status_code == status, sent.text
        return sent

    def holds(self, graph: str, *lines: str) -> None:
        found = self.client.get(graph, headers={"Accept": "text/turtle"})
        assert found.status_code == 200
        assert found.headers["content-type"] == "text/turtle; charset=utf-8"
        wanted = rdflib.Graph().parse(data="\n".join(lines), format="turtle")
        assert isomorphic(rdflib.Graph().parse(data=found.text, format="turtle"), wanted)

    def put__initial_state(self, one: str, two: str) -> None:
        self.put(one, ADA, 201)
        self.put(two, BOB, 201)

    def get_of_put__initial_state(self, one: str, two: str) -> None:
        self.holds(one, ADA)
        self.holds(two, BOB)

    def put__graph_already_in_store(self, one: str, _: str) -> None:
        self.put(one, CLEO, 204)

    def get_of_put__graph_already_in_store(self, one: str, _: str) -> None:
        self.holds(one, CLEO)

    def put__default_graph(self, *_: str) -> None:
        self.put("/graphs?default", "[] <urn:name> 'Ada' .", 204)

    def get_of_put__default_graph(self, *_: str) -> None:
        self.holds("/graphs?default", "[] <urn:name> 'Ada' .")

    def put__mismatched_payload(self, one: str, _: str) -> None:
        rdf_xml = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
        self.put(one, rdf_xml, 400)
        self.holds(one, CLEO)

    def put__empty_graph(self, one: str, _: str) -> None:
        self.put(one, "", 204)

    def get_of_put__empty_graph(self, one: str, _: str) -> None:
        self.holds(one)

    def delete__existing_graph(self, _: str, two: str) -> None:
        assert self.client.delete(two).status_code == 204

    def get_of_delete__existing_graph(self, _: str, two: str) -> None:
        assert self.client.get(two).status_code == 404

    def delete__nonexistent_graph(self, _: str, two: str) -> None:
        assert self.client.delete(two).status_code == 404

    def post__existing_graph(self, one: str, _: str) -> None:
        self.post(one, ADA, 204)

    def get_of_post__existing_graph(self, one: str, _: str) -> None:
        self.holds(one, ADA)

    def post__multipart_formdata(self, one: str, _: str) -> None:
        files = [(name, (f"{name}.ttl", text, TURTLE["Content-Type"])) for name, text in (("b", BOB), ("c", CLEO))]
        assert self.client.post(one, files=files).status_code == 204

    def get_of_post__multipart_formdata(self, one: str, _: str) -> None:
        self.holds(one, ADA, BOB, CLEO)

    def post__create__new_graph(self, *_: str) -> None:
        Store.made = self.post("/graphs", "[] <urn:name> 'Ada' .", 201).headers["location"]

    def get_of_post__create__new_graph(self, *_: str) -> None:
        self.holds(self.made, "[] <urn:name> 'Ada' .")

    def post__empty_graph_to_existing_graph(self, *_: str) -> None:
        self.post(self.made, "", 204)

    def get_of_post__after_noop(self, *_: str) -> None:
        self.holds(self.made, "[] <urn:name> 'Ada' .")

    def head_on_an_existing_graph(self, one: str, _: str) -> None:
        head = self.client.head(one)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == "text/turtle; charset=utf-8"
        assert head.headers["content-length"] == self.client.get(one).headers["content-length"]

    def head_on_a_nonexisting_graph(self, one: str, _: str) -> None:
        assert self.client.head(f"{one}-4").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("way", ["indirect", "direct"])
def test_graph_store(client: httpx.Client, way: str, step: str) -> None:
    """One step after the other, as the descriptions are written: each needs those before it."""
    store = Store(client, way == "direct")
    getattr(store, step)(f"{store.place}1", f"{store.place}2")


def test_the_descriptions_are_all_there() -> None:
    assert (len(set(PROTOCOL)), len(set(STEPS)), len(set(DESCRIPTION))) == (34, 22, 3)
