"""RDF files as input: what is taken over, what is refused, blank nodes, exports built again."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from partnergraph import vocabulary as v
from partnergraph.bounds import parse_period
from partnergraph.errors import InputError, Problem, StoreError
from partnergraph.graph import PartnerGraph, example
from partnergraph.ingest.rdf_file import read_rdf
from partnergraph.rdf import to_rdf
from partnergraph.store import open_store
from partnergraph.store.documents import parse_rdf
from tests.books import save, stated
from tests.unit.test_rdf_codec import PREFIXES, RIGHT


def write(folder: Path, turtle: str, name: str = "x.ttl") -> Path:
    return save(folder, name, PREFIXES + turtle)


def refused(path: Path) -> Problem:
    with pytest.raises(InputError) as caught:
        read_rdf(path)
    problem = caught.value.problems[0]
    assert problem.file == str(path)
    return problem


def test_values_and_the_rest(tmp_path: Path) -> None:
    content = read_rdf(write(tmp_path, RIGHT + ":p <urn:note> 'n'@en . <urn:q> a <urn:R> ."))
    assert len(content.data.statements) == 1
    assert {str(triple.predicate) for triple in content.extra} >= {"<urn:note>"}
    assert not any(
        "partnergraph/ns#" in str(triple.predicate)
        for triple in content.extra
        if "territory" not in str(triple.subject)
    )


def test_blank_nodes_get_the_same_iris_each_time(tmp_path: Path) -> None:
    path = write(tmp_path, RIGHT.replace(":t-price", "_:price") + "[] <urn:note> [ <urn:note> 'x' ] .")
    graph = PartnerGraph()
    graph.build(path)
    once = stated(graph.store)
    graph.build(path)
    assert stated(graph.store) == once
    assert not any("_:" in triple for triple in once)
    assert sum("/genid/" in triple for triple in once) == 2
    assert sum("/ns#price>" in triple for triple in once) == 1


def test_parts_of_any_name_get_ours(tmp_path: Path) -> None:
    blank = RIGHT.replace(":t-price", "_:price").replace(":t-except", "_:x").replace(":t-quantity", "_:q")
    graphs = [PartnerGraph(), PartnerGraph()]
    for graph, turtle in zip(graphs, (RIGHT, blank), strict=True):
        graph.build(write(tmp_path, turtle))
    assert stated(graphs[0].store) == stated(graphs[1].store)
    assert graphs[0].data().statements[0].price is not None


def test_the_same_blank_labels_in_two_files_are_two_nodes(tmp_path: Path) -> None:
    one = read_rdf(write(tmp_path, RIGHT + "_:b <urn:note> 'x' .", "a.ttl"))
    other = read_rdf(write(tmp_path, RIGHT + "_:b <urn:note> 'y' .", "b.ttl"))
    assert not {t.subject for t in one.extra if "genid" in str(t)} & {
        t.subject for t in other.extra if "genid" in str(t)
    }


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (RIGHT + ":p <urn:note> <<( :a :b :c )>> .", "triple term"),
        (RIGHT + "<< :a :b :c >> <urn:note> 'x' .", "triple term"),
        (RIGHT.replace("2024-02-28", "2024-02-30"), "is no day"),
        (RIGHT + ":q <urn:when> '0000-13-99'^^xsd:date .", "is no day"),
        (RIGHT + ":s foaf:page <javascript:alert(1)> .", "no web address"),
        (RIGHT + ":s foaf:page 'javascript:alert(1)' .", "no web address"),
        (RIGHT + ":d pg:website <data:text/html,x> .", "no web address"),
        (RIGHT.replace('"2022/"', '"twenty-two"'), "not a date"),
        (RIGHT.replace("pg:about :p ; ", ""), "is missing"),
        (RIGHT.replace("pg:Source", "pg:Sauce"), "holds no pg:Source"),
        ("", "holds no pg:Source"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, turtle: str, message: str) -> None:
    problem = refused(write(tmp_path, turtle))
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("x.ttl", "<urn:a> <urn:b> <c d> .", 1),
        ("x.ttl", "@prefix pg: <urn:pg#> .\npg:a pg:b .", 2),
        ("x.nt", "<urn:a> <urn:b> 'x' .", 1),
        ("x.rdf", "<rdf:RDF>", None),
        ("x.jsonld", "{", 1),
        ("x.trig", "{ <urn:a> <urn:b> }", 1),
        ("x.nq", "x", 1),
    ],
)
def test_broken_files_are_refused_with_the_line(tmp_path: Path, name: str, content: str, line: int | None) -> None:
    problem = refused(save(tmp_path, name, content))
    assert problem.message.startswith("not ")
    assert line is None or problem.line == line


@pytest.mark.parametrize("doctype", ["<!DOCTYPE", "<!doctype", "<!DocType"])
def test_entities_are_never_read(tmp_path: Path, doctype: str) -> None:
    bomb = doctype + ' r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rdf:RDF xmlns:rdf="' + v.RDF + '"/>'
    path = save(tmp_path, "x.rdf", bomb)
    assert "DOCTYPE" in refused(path).message
    with pytest.raises(InputError, match="DOCTYPE"):
        open_store(path)


def test_contexts_are_not_fetched(tmp_path: Path) -> None:
    path = save(tmp_path, "x.jsonld", '{"@context": "http://127.0.0.1:9/context", "@id": "urn:a", "b": "c"}')
    assert refused(path)


@pytest.mark.parametrize("name", ["x.md", "x", "x.ttl.gz", "x.pdf"])
def test_unknown_endings_name_the_known_ones(tmp_path: Path, name: str) -> None:
    assert ".ttl" in (refused(save(tmp_path, name, "x")).hint or "")


def test_absent_files_and_directories(tmp_path: Path) -> None:
    (tmp_path / "d.ttl").mkdir()
    assert refused(tmp_path / "absent.ttl")
    assert refused(tmp_path / "d.ttl")


def test_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, RIGHT)

    def deny(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert refused(path).message == "Permission denied"
    yaml = tmp_path / "x.yaml"
    yaml.touch()
    with pytest.raises(InputError, match="Permission denied"):
        PartnerGraph().build(yaml)


@pytest.mark.parametrize("name", ["x.ttl", "x.trig", "x.nt", "x.nq", "x.rdf", "x.jsonld"])
def test_every_syntax_says_the_same(tmp_path: Path, name: str) -> None:
    from pyoxigraph import RdfFormat, parse, serialize

    turtle = write(tmp_path, RIGHT, "right.ttl")
    triples = (quad.triple for quad in parse(path=str(turtle), format=RdfFormat.TURTLE))
    form = RdfFormat.from_extension(name.rpartition(".")[2])
    assert form is not None
    path = tmp_path / name
    path.write_bytes(serialize(triples, format=form) or b"")
    assert read_rdf(path).data == read_rdf(turtle).data


# --- bounds and periods ---------------------------------------------------------------------------------

DEALS = """
:s a pg:Source ; dcterms:title "S" ; dcterms:issued "2024-03-01"^^xsd:date .
<https://w3id.org/partnergraph/id/organization/aurora> a org:Organization ; rdfs:label "Aurora" .
<https://w3id.org/partnergraph/id/organization/borealis> a org:Organization ; rdfs:label "Borealis" .
<https://w3id.org/partnergraph/id/brand/lumen> a pg:Brand ; rdfs:label "Lumen" .
<https://w3id.org/partnergraph/id/commitment/only-b> a pg:Exclusivity ; rdfs:label "only B" ; pg:side "grantor" ;
  pg:bound <https://w3id.org/partnergraph/id/organization/aurora> ;
  pg:beneficiary <https://w3id.org/partnergraph/id/organization/borealis> .
:t a pg:Statement ; pg:about <https://w3id.org/partnergraph/id/commitment/only-b> ; pg:statedIn :s ;
  pg:modality "fact" ; pg:subject <https://w3id.org/partnergraph/id/brand/lumen> ; pg:strength "unqualified" ;
  pg:field <https://w3id.org/partnergraph/field/smartphone> ;
  pg:territory <https://w3id.org/partnergraph/territory/JP> ;
  pg:period "2021-01-01/2023-12-31"^^<http://id.loc.gov/datatypes/edtf/EDTF> """
ALL_BOUNDS = """; pg:earliestStart "2021-01-01"^^xsd:date ; pg:latestStart "2021-01-01"^^xsd:date ;
  pg:earliestEnd "2023-12-31"^^xsd:date ; pg:latestEnd "2023-12-31"^^xsd:date"""
PARTLY = [
    "",
    '; pg:earliestStart "2021-01-01"^^xsd:date',
    '; pg:latestEnd "2023-12-31"^^xsd:date',
    ALL_BOUNDS,
]


def made(path: Path, opened: bool) -> PartnerGraph:
    """A graph built of a file, or the file opened as a store."""
    if opened:
        return PartnerGraph.open(path)
    graph = PartnerGraph()
    graph.build(path)
    return graph


@pytest.mark.parametrize(("day", "answer"), [("2022-06-01", "no"), ("2023-12-31", "no"), ("2029-06-01", "unknown")])
def test_a_period_without_bounds_is_in_force_from_its_first_to_its_last_day(
    tmp_path: Path, day: str, answer: str
) -> None:
    graph = made(write(tmp_path, DEALS + " ."), opened=False)
    assert graph.who("Lumen", "smartphone", "JP", day)["others"].answer == answer
    asked = graph.query("who-may", subject="Lumen", field="smartphone", market="JP", on=day, parties="Borealis")
    assert [row["answer"] for row in asked if row["party"] == "others"] == [answer]
    (held,) = graph.query("exclusivity-in-force", commitment="only B", market="JP", on=day)
    assert held["answer"] == {"no": "yes", "unknown": "no"}[answer]


@pytest.mark.parametrize("bounds", PARTLY)
@pytest.mark.parametrize("opened", [False, True])
def test_bounds_that_are_not_there_follow_from_the_period(tmp_path: Path, bounds: str, opened: bool) -> None:
    graph = made(write(tmp_path, DEALS + bounds + " ."), opened)
    (statement,) = graph.data().statements
    assert statement.period == parse_period("2021-01-01/2023-12-31")
    told = {
        triple for triple in stated(graph.store) if "urn:x:t>" in triple and ("Start>" in triple or "End>" in triple)
    }
    assert told == {str(t) for t in to_rdf([statement]) if t.predicate.value.endswith(("Start", "End"))}
    assert len(told) == 4


def test_every_bound_is_the_same_however_many_were_written(tmp_path: Path) -> None:
    graphs = [PartnerGraph() for _ in PARTLY]
    for graph, bounds in zip(graphs, PARTLY, strict=True):
        graph.build(write(tmp_path, DEALS + bounds + " ."))
    assert all(stated(graph.store) == stated(graphs[0].store) for graph in graphs)


@pytest.mark.parametrize(
    ("bounds", "names"),
    [
        (ALL_BOUNDS.replace("2023-12-31", "2030-12-31"), {"pg:earliestEnd", "pg:latestEnd"}),
        ('; pg:latestEnd "2030-12-31"^^xsd:date', {"pg:latestEnd"}),
        ('; pg:earliestEnd "2023-06-30"^^xsd:date', {"pg:earliestEnd"}),
        ('; pg:earliestStart "2020-01-01"^^xsd:date', {"pg:earliestStart"}),
        ('; pg:latestStart "2022-01-01"^^xsd:date', {"pg:latestStart"}),
    ],
)
def test_bounds_that_contradict_the_period_are_refused_and_a_violation(
    tmp_path: Path, bounds: str, names: set[str]
) -> None:
    path = write(tmp_path, DEALS + bounds + " .")
    with pytest.raises(InputError) as caught:
        PartnerGraph().build(path)
    assert {str(problem.field).split()[-1] for problem in caught.value.problems} == names
    assert all("2021-01-01/2023-12-31" in problem.message and problem.hint for problem in caught.value.problems)
    opened = PartnerGraph.open(path)
    found = [finding for finding in opened.validate().findings if finding.severity == "Violation"]
    assert {finding.focus for finding in found} == {"urn:x:t"}
    with pytest.raises(InputError):
        opened.who("Lumen", "smartphone", "JP", "2029-06-01")


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ('; pg:period "2022/"', "stands 2 times"),
        ('; pg:earliestStart "2021-01-02"^^xsd:date, "2021-01-01"^^xsd:date', "stands 2 times"),
        ('; pg:latestEnd "2023-12-31"', "cannot be read"),
        ('; pg:latestEnd "2023-12-31T00:00:00"^^xsd:dateTime', "cannot be read"),
    ],
)
def test_periods_that_cannot_be_read(tmp_path: Path, turtle: str, message: str) -> None:
    assert message in refused(write(tmp_path, DEALS + turtle + " .")).message


def test_bounds_without_a_period_are_its_words(tmp_path: Path) -> None:
    bounds = ALL_BOUNDS.removeprefix(";").replace("2021-01-01", "2020-01-01", 1)
    turtle = DEALS.replace('pg:period "2021-01-01/2023-12-31"^^<http://id.loc.gov/datatypes/edtf/EDTF>', bounds)
    graph = made(write(tmp_path, turtle + " ."), opened=False)
    (statement,) = graph.data().statements
    assert statement.period is not None
    assert statement.period.edtf == "[2020-01-01..2021-01-01]/2023-12-31"
    assert str(statement.period.latest_end) == "2023-12-31"


def test_words_and_languages_are_read_once_and_for_all(tmp_path: Path) -> None:
    """What is read from another literal than we write does not stay beside it."""
    turtle = DEALS.replace('"2021-01-01/2023-12-31"^^<http://id.loc.gov/datatypes/edtf/EDTF>', '"since July 2022"')
    turtle = turtle.replace('"S"', '"S"@en').replace('"unqualified"', '"unqualified"@en')
    graph = PartnerGraph()
    graph.build(write(tmp_path, turtle + " ."))
    (statement,) = graph.data().statements
    assert statement.period is not None
    assert (statement.period.edtf, statement.period.words) == ("2022-07/", "since July 2022")
    assert graph.data().sources[0].title == "S"
    again = PartnerGraph()
    again.build(graph.export(tmp_path / "again.ttl"))
    assert stated(again.store) == stated(graph.store)


# --- addresses ------------------------------------------------------------------------------------------

RELATIVE = {
    "x.ttl": f"@prefix pg: <{v.NS}> . <#s> a pg:Source ; <{v.DCTERMS}title> 'S' . <a/b> <urn:p> <../c> .",
    "x.trig": f"@prefix pg: <{v.NS}> . {{ <#s> a pg:Source ; <{v.DCTERMS}title> 'S' . <a/b> <urn:p> <../c> . }}",
    "x.n3": f"@prefix pg: <{v.NS}> . <#s> a pg:Source ; <{v.DCTERMS}title> 'S' . <a/b> <urn:p> <../c> .",
    "x.rdf": f"""<rdf:RDF xmlns:rdf="{v.RDF}" xmlns:d="{v.DCTERMS}" xmlns:u="urn:"><rdf:Description rdf:about="#s">
        <rdf:type rdf:resource="{v.NS}Source"/><d:title>S</d:title></rdf:Description>
        <rdf:Description rdf:about="a/b"><u:p rdf:resource="../c"/></rdf:Description></rdf:RDF>""",
    "x.jsonld": f"""[{{"@id": "#s", "@type": "{v.NS}Source", "{v.DCTERMS}title": "S"}},
        {{"@id": "a/b", "urn:p": {{"@id": "../c"}}}}]""",
}


@pytest.mark.parametrize("name", RELATIVE)
def test_relative_addresses_are_those_of_the_data_wherever_the_file_is(tmp_path: Path, name: str) -> None:
    graph = PartnerGraph()
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        graph.build(save(tmp_path / folder, name, RELATIVE[name]))
    (source,) = graph.sources()
    assert source.iri == f"{v.DEFAULT_BASE}#s"
    assert f"<{v.DEFAULT_BASE}a/b> <urn:p> <{v.W3ID}c>" in stated(graph.store)
    assert not any("file:" in triple for triple in stated(graph.store))


def test_a_base_of_its_own_wins(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(save(tmp_path, "x.ttl", "@base <https://acme.example/> . " + RELATIVE["x.ttl"]))
    assert graph.sources()[0].iri == "https://acme.example/#s"


@pytest.mark.parametrize("turtle", ["<file:///home/x#y> <urn:p> 1 .", ":s <urn:p> <FILE:///C:/x> ."])
def test_paths_of_a_machine_are_refused(tmp_path: Path, turtle: str) -> None:
    problem = refused(write(tmp_path, RIGHT + turtle))
    assert "path of a machine" in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    "context",
    [
        '"https://schema.org/"',
        '"ctx.jsonld"',
        '[{"a": "urn:a"}, "https://schema.org/"]',
        '{"@import": "https://schema.org/", "a": "urn:a"}',
        '{"a": {"@id": "urn:a", "@context": "https://schema.org/"}}',
    ],
)
def test_contexts_that_would_be_fetched_are_named(tmp_path: Path, context: str) -> None:
    problem = refused(save(tmp_path, "x.jsonld", f'{{"@context": {context}, "@id": "urn:x", "a": {{"@id": "urn:y"}}}}'))
    assert problem.message == "contexts are not fetched"
    assert problem.value is not None
    assert problem.value in context
    assert "into the file" in (problem.hint or "")


# --- what is not read is said ---------------------------------------------------------------------------


def notes(path: Path) -> list[str]:
    return [f"{problem.field or ''} {problem.message} {problem.hint}" for problem in read_rdf(path).warnings]


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        (":p pg:feild :d .", "pg:feild is no term of the vocabulary, and is not read nearest: pg:field"),
        (":n a pg:Barnd .", "pg:Barnd is no term"),
        (":t pg:field <https://w3id.org/partnergraph/field/smartfone> .", "nearest: smartphone"),
        (':p pg:period "2022/" .', "urn:x:p pg:period is not read there"),
        (":p <http://www.w3.org/2004/02/skos/core#altLabel> 'Other' .", "pg:Description of the thing"),
        (":o pg:maker :p .", "urn:x:o pg:maker is not read there"),
        ("<https://w3id.org/partnergraph/field/gizmo> rdfs:label 'Gizmo' .", "field/gizmo rdfs:label is left out"),
        (':c a pg:DerivedBound ; pg:boundOf :p ; pg:edge "latest-end" .', "3 triples are left out"),
    ],
)
def test_what_is_not_read_is_noted(tmp_path: Path, turtle: str, words: str) -> None:
    before = set(notes(write(tmp_path, RIGHT)))
    found = [note for note in notes(write(tmp_path, RIGHT + turtle)) if note not in before]
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize("name", ["x.trig", "x.nq"])
def test_graphs_that_are_left_out_or_not_kept_are_noted(tmp_path: Path, name: str) -> None:
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

    places = {"": None, "p": v.GRAPH_DERIVED, "q": v.GRAPH_REFERENCE, "r": "urn:g", "s": "urn:h"}
    turtle = write(tmp_path, RIGHT, "right.ttl")
    quads = list(parse(path=str(turtle), format=RdfFormat.TURTLE))
    for local, graph in places.items():
        if graph is not None:
            quads.append(Quad(NamedNode(f"urn:{local}"), NamedNode("urn:p"), NamedNode("urn:o"), NamedNode(graph)))
    path = tmp_path / name
    form = RdfFormat.from_extension(name.rpartition(".")[2])
    assert form is not None
    path.write_bytes(serialize(quads, format=form) or b"")
    found = "\n".join(notes(path))
    assert "2 triples are left out" in found
    assert v.GRAPH_STATED in found
    assert "2 named graphs are read as stated" in found
    assert {triple.subject.value for triple in read_rdf(path).extra} >= {"urn:r", "urn:s"}
    assert not {triple.subject.value for triple in read_rdf(path).extra} & {"urn:p", "urn:q"}


@pytest.mark.parametrize("name", ["x.nq", "x.nt"])
def test_what_is_said_twice_is_said_once(tmp_path: Path, name: str) -> None:
    """In two graphs, on two lines, or with a language and without."""
    lines = [
        f"<urn:s> <{v.RDF}type> <{v.NS}Source>",
        f'<urn:s> <{v.DCTERMS}title> "S"',
        f'<urn:s> <{v.DCTERMS}title> "S"@en',
    ]
    graphs = ("", " <urn:g>", " <urn:h>") if name == "x.nq" else ("", "")
    text = "".join(f"{line}{graph} .\n" for line in lines for graph in graphs)
    graph = PartnerGraph()
    graph.build(save(tmp_path, name, text))
    assert len(stated(graph.store)) == 2


def test_an_export_is_read_without_a_note_but_for_what_is_derived(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    for name in ("x.ttl", "x.trig", "x.jsonld"):
        (note,) = notes(graph.export(tmp_path / name))
        assert "partnergraph makes itself" in note
        assert notes(graph.export(tmp_path / name, stated_only=True)) == []


def test_formulas_are_not_facts(tmp_path: Path) -> None:
    turtle = PREFIXES + RIGHT + "{ :p a pg:Partnership } <urn:implies> { :q a pg:Partnership } ."
    assert "formula" in refused(save(tmp_path, "x.n3", turtle)).message


# --- an RDF file as a store -----------------------------------------------------------------------------


def test_a_file_is_a_store_for_reading(tmp_path: Path) -> None:
    graph = PartnerGraph.open(write(tmp_path, RIGHT))
    assert len(graph.data().statements) == 1
    assert graph.info().stale == ()
    assert [row["p"] for row in graph.sparql("SELECT ?p { ?p a pg:Partnership }")] == ["urn:x:p"]
    with pytest.raises(StoreError, match="for reading only"):
        graph.build(write(tmp_path, RIGHT, "y.ttl"))
    with pytest.raises(StoreError):
        graph.derive()


@pytest.mark.parametrize("content", ["<a> <b", "<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> ."])
def test_a_broken_file_is_no_store(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError):
        open_store(save(tmp_path, "x.ttl", content))


# --- long literals --------------------------------------------------------------------------------------

LONG = "<<" + "a" * 2_000_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.jsonld", f'{{"@id": "urn:a", "urn:b": "{LONG}"}}'),
        *(("x.ttl", f"<urn:a> <urn:b> {quote}{LONG}{quote} .") for quote in ('"', "'", '"""', "'''")),
    ],
)
def test_a_long_literal_takes_memory_in_proportion(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    tracemalloc.start()
    try:
        assert len(list(parse_rdf(tmp_path / name))) == 1
        assert tracemalloc.get_traced_memory()[1] < 10 * len(LONG)
    finally:
        tracemalloc.stop()
