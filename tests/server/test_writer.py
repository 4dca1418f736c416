"""A small change derives anew only what rests on it, and leaves what deriving everything would leave."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from partnergraph import vocabulary as v
from partnergraph.errors import PartnerGraphError, QueryError
from partnergraph.graph import PartnerGraph
from partnergraph.server.update import changes, writer
from tests.quick import one_in
from tests.unit.test_index import anew, rows_of, stored


def update(path: Path, text: str) -> None:
    assert writer.change({"do": "update", "store": str(path), "update": text})["status"] == 204


def derived(graph: PartnerGraph) -> set[str]:
    return set(map(str, graph.store.triples(v.GRAPH_DERIVED)))


def stated(path: Path) -> list[Any]:
    return sorted(PartnerGraph.open(path).store.triples(v.GRAPH_STATED), key=str)


def same_as_all_anew(path: Path) -> bool:
    graph = PartnerGraph.open(path)
    assert graph.info().stale == ()
    small = derived(graph)
    graph.derive()
    return small == derived(graph)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4))])
def test_random_changes_leave_what_deriving_everything_leaves(
    store: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements, facts, things, sources and territories lose triples and get them back."""
    draw, mended, gone = random.Random(seed), list[Any](), list[Any]()
    monkeypatch.setattr(writer, "_mended", lambda *given, do=writer._mended: mended.append(do(*given)) or mended[-1])
    for _ in range(8):
        subject = draw.choice(stated(store)).subject
        some = [t for t in stated(store) if t.subject == subject]
        lost = some if draw.random() < 0.5 else draw.sample(some, 1)
        back = [gone.pop(draw.randrange(len(gone))) for _ in range(min(len(gone), draw.randrange(2)))]
        lines = " . ".join(map(str, lost))
        more = " . ".join(str(t) for group in back for t in group)
        text = f"DELETE DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {lines} }} }} ; INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {more} }} }}"
        try:
            update(store, text)
        except PartnerGraphError:  # a node that lacks what it needs: nothing was changed
            gone += back
            continue
        gone.append(lost)
        assert (index := stored(store)) is None or rows_of(index) == rows_of(anew(store)), text
        assert same_as_all_anew(store), text
    assert sum(found is not None for found in mended) > len(mended) / 2


@pytest.mark.parametrize(
    "text",
    one_in(
        2,
        (
            "DELETE WHERE { GRAPH <S> { ?s pg:until ?o } }",
            "DELETE { GRAPH <S> { ?s dcterms:issued ?d } } INSERT { GRAPH <S> { ?s dcterms:issued '2021-01-01'^^xsd:date } } "
            "WHERE { GRAPH <S> { ?s dcterms:issued ?d } }",
            "DROP ALL",
            "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
            "MOVE <S> TO <urn:g>",
            "INSERT DATA { GRAPH <S> { [] <urn:p> 1 } }",
            "INSERT DATA { GRAPH <S> { <urn:s> <urn:p> 1 } GRAPH <urn:g> { <urn:s> <urn:p> 1 } } ; CLEAR GRAPH <urn:g>",
        ),
    ),
)
def test_what_updates_do_to_patterns_and_graphs_is_followed(store: Path, text: str) -> None:
    for letter, graph in (("S", v.GRAPH_STATED), ("D", v.GRAPH_DERIVED)):
        text = text.replace(f"<{letter}>", f"<{graph}>")
    update(store, text)
    assert same_as_all_anew(store)


@pytest.mark.parametrize(
    "text",
    one_in(
        2,
        (
            "DELETE { GRAPH <S> { ?s dcterms:issued ?d } } INSERT { GRAPH <S> { ?s dcterms:issued '2021-01-01'^^xsd:date } } "
            "WHERE { GRAPH <S> { ?s dcterms:issued ?d } }",
            "WITH <S> DELETE { ?s pg:until ?o } WHERE { ?s pg:until ?o . ?o a ?kind }",
            "DELETE WHERE { GRAPH <S> { ?s pg:until ?o . ?s pg:quote ?q } }",
            "PREFIX g: <BASE> WITH g:stated DELETE { ?s pg:until ?o . GRAPH g:other { ?o pg:until ?s } . ?s pg:act ?act } "
            "INSERT { GRAPH <urn:using> { ?s a pg:Ended } } USING NAMED <S> USING <S> WHERE { ?s pg:until ?o }",
            "# a { brace\nBASE <BASE>\nwith <stated> delete { ?s pg:until ?o # }\n} insert { ?s pg:alias '} graph <x> {' } "
            "using <S> using named <urn:using> where { { ?s pg:until ?o } union { graph <urn:using> { ?s ?p ?o } } } ;",
            "INSERT { GRAPH <S> { ?s skos:altLabel ?name } } WHERE { ?s a pg:Brand ; rdfs:label ?name }",
            "PREFIX a: <urn:a> DELETE WHERE { GRAPH <S> { ?s pg:until ?o } } ; # next; and { more\n PREFIX b: <urn:b> "
            "INSERT DATA { GRAPH <S> { a:s b:p 1 . a:o b:p 'x' } } ; WITH <S> DELETE { ?o b:p ?x } WHERE { a:s b:p 1 . ?o b:p ?x } ;",
            "DELETE { GRAPH <urn:none> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        ),
    ),
)
def test_an_update_with_a_pattern_is_followed_without_comparing_everything(
    store: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def checked(quads: set[Any], before: Any, after: Any) -> set[Any]:
        found = changes.differing(quads, before, after)
        ours = {quad for quad in found if quad.graph_name.value in (v.GRAPH_STATED, v.GRAPH_DERIVED)}
        assert ours == changes.difference(before, after)
        return found

    monkeypatch.setattr(writer, "differing", checked)
    monkeypatch.setattr(writer, "difference", lambda *_: pytest.fail("everything was compared"))
    text = text.replace("<S>", f"<{v.GRAPH_STATED}>").replace("<BASE>", f"<{v.GRAPH_STATED.removesuffix('stated')}>")
    update(store, text)
    assert same_as_all_anew(store)


@pytest.mark.parametrize(
    "text",
    one_in(
        2,
        (
            "INSERT { GRAPH ?g { ?s pg:alias 'x' } } WHERE { GRAPH ?g { ?s a pg:Brand } }",
            "INSERT { GRAPH <S> { ?s pg:alias ?now } } WHERE { ?s a pg:Brand BIND(STR(NOW()) AS ?now) }",
            "INSERT { GRAPH <S> { [] pg:alias ?s } } WHERE { ?s a pg:Brand }",
            "DELETE { GRAPH <S> { ?s pg:until ?o } } WHERE { { SELECT ?s ?o { ?s pg:until ?o } LIMIT 1 } }",
            "CLEAR SILENT GRAPH <urn:g> ; DELETE WHERE { GRAPH <S> { ?s pg:until ?o } }",
        ),
    ),
)
def test_what_cannot_be_told_from_the_update_is_found_by_comparing(store: Path, text: str) -> None:
    update(store, text.replace("<S>", f"<{v.GRAPH_STATED}>"))
    assert same_as_all_anew(store)


def test_an_error_in_a_later_operation_is_found_at_its_place_and_changes_nothing(store: Path) -> None:
    before = stated(store)
    with pytest.raises(QueryError, match="line 2, column 23"):
        update(store, "DELETE WHERE { GRAPH ?g { ?s pg:until ?o } } ;\n  INSERT DATA { GRAPH } ; CLEAR SILENT ALL")
    with pytest.raises(QueryError, match="line 2, column 23"):
        update(store, "DELETE WHERE { GRAPH ?g { ?s pg:until ?o } } ;\n  INSERT DATA { GRAPH }")
    assert stated(store) == before


def test_what_leaves_the_stated_graph_as_it_was_derives_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("derive", "mend"):
        monkeypatch.setattr(writer, name, lambda *_: pytest.fail("derived anew"))
    update(store, "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }")
    update(store, "DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }")
    update(store, f"INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {stated(store)[0]} }} }}")
    assert PartnerGraph.open(store).store.stamp.revision == 1


def test_other_graphs_are_not_asked(store: Path) -> None:
    update(store, "INSERT DATA { GRAPH <urn:g> { <urn:s> a pg:Brand ; rdfs:label 'Hidden' } }")
    graph = PartnerGraph.open(store)
    assert not len(graph.sparql("SELECT ?s { ?s rdfs:label 'Hidden' }"))
    assert len(graph.query("sources"))


def test_what_cannot_be_read_is_refused_by_a_small_change_too(store: Path) -> None:
    text = f"INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ <urn:s> a pg:Statement ; pg:about <urn:f> }} }}"
    with pytest.raises(PartnerGraphError, match="urn:s"):
        update(store, text)
    assert PartnerGraph.open(store).store.stamp.revision == 1


# --- the graphs that are made here ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    one_in(
        2,
        (
            "INSERT DATA { GRAPH <D> { <urn:s> <urn:p> 1 } }",
            "INSERT DATA { GRAPH <S> { <urn:s> <urn:p> 1 } GRAPH <D> { <urn:s> <urn:p> 1 } }",
            "INSERT { GRAPH <D> { ?s <urn:p> 1 } } WHERE { GRAPH <S> { ?s a pg:Statement } }",
            "WITH <D> DELETE { ?s pg:day ?day } WHERE { ?s pg:day ?day }",
            "DELETE WHERE { GRAPH ?g { ?s pg:day ?day } }",
            "CLEAR GRAPH <D>",
            "DROP GRAPH <R>",
            "COPY <S> TO <D>",
            "INSERT DATA { GRAPH <R> { <urn:s> <urn:p> 1 } }",
            "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } } ; ADD <urn:g> TO <D>",
        ),
    ),
)
def test_an_update_of_a_graph_that_is_made_here_is_refused(store: Path, text: str) -> None:
    for letter, graph in (("S", v.GRAPH_STATED), ("D", v.GRAPH_DERIVED), ("R", v.GRAPH_REFERENCE)):
        text = text.replace(f"<{letter}>", f"<{graph}>")
    with pytest.raises(QueryError, match=f"made by partnergraph.*\n.*{v.GRAPH_STATED}"):
        update(store, text)
    assert PartnerGraph.open(store).store.stamp.revision == 1


def test_what_is_derived_already_may_be_said_again(store: Path) -> None:
    (triple, *_) = sorted(derived(PartnerGraph.open(store)))
    update(store, f"INSERT DATA {{ GRAPH <{v.GRAPH_DERIVED}> {{ {triple} }} }}")
    assert PartnerGraph.open(store).store.stamp.revision == 1


@pytest.mark.parametrize("do", ["put", "post", "drop"])
@pytest.mark.parametrize("graph", [v.GRAPH_DERIVED, v.GRAPH_REFERENCE])
def test_the_graph_store_protocol_does_not_change_it_either(store: Path, tmp_path: Path, do: str, graph: str) -> None:
    path = tmp_path / "body"
    path.write_text("<urn:s> <urn:p> 1 .", encoding="utf-8")
    parts = [{"path": str(path), "type": "text/turtle"}]
    request = {"do": "drop" if do == "drop" else "put", "graph": graph, "replace": do == "put", "parts": parts}
    with pytest.raises(QueryError, match="made by partnergraph"):
        writer.change({**request, "store": str(store)})


# --- periods and triple terms ---------------------------------------------------------------------------

STATEMENT = """<urn:t> a pg:Statement ; pg:about <https://w3id.org/partnergraph/id/partnership/xiaomi-leica> ;
    pg:statedIn <https://w3id.org/partnergraph/id/source/gadgets360-2024-02-28> ; pg:modality "fact" ; pg:period """


def bounds(path: Path) -> list[str]:
    found = (t for t in stated(path) if t.subject.value == "urn:t" and t.predicate.value.endswith(("Start", "End")))
    return [f"{triple.predicate.value.removeprefix(v.NS)} {triple.object.value}" for triple in found]


@pytest.mark.parametrize(
    "form", ["INSERT DATA {{ GRAPH <{g}> {{ {s} }} }}", "INSERT {{ GRAPH <{g}> {{ {s} . [] <urn:p> 1 }} }} WHERE {{ }}"]
)
def test_bounds_that_an_update_leaves_out_follow_from_the_period(store: Path, form: str) -> None:
    update(store, form.format(g=v.GRAPH_STATED, s=f'{STATEMENT} "2021/2023-12-31"'))
    assert bounds(store) == [
        "earliestEnd 2023-12-31", "earliestStart 2021-01-01", "latestEnd 2023-12-31", "latestStart 2021-12-31",
    ]  # fmt: skip
    assert same_as_all_anew(store)


def test_so_do_those_of_a_graph_that_is_put(store: Path, tmp_path: Path) -> None:
    body = tmp_path / "body"
    lines = (f"{triple} ." for triple in stated(store))
    body.write_text("\n".join([f"@prefix pg: <{v.NS}> .", *lines, STATEMENT + '"2021/" .']), encoding="utf-8")
    parts = [{"path": str(body), "type": "text/turtle"}]
    writer.change({"do": "put", "store": str(store), "graph": v.GRAPH_STATED, "replace": True, "parts": parts})
    assert bounds(store) == ["earliestStart 2021-01-01", "latestStart 2021-12-31"]
    assert same_as_all_anew(store)


def test_an_update_against_the_period_is_refused(store: Path) -> None:
    late = f'{STATEMENT} "2021/2023-12-31" ; pg:latestEnd "2030-12-31"^^xsd:date'
    with pytest.raises(PartnerGraphError, match="urn:t pg:latestEnd '2030-12-31'"):
        update(store, f"INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {late} }} }}")
    update(store, f'INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {STATEMENT} "2021/2023-12-31" }} }}')
    with pytest.raises(PartnerGraphError, match="urn:t pg:latestEnd"):
        update(store, "DELETE { GRAPH <S> { <urn:t> pg:period ?p } } INSERT { GRAPH <S> { <urn:t> pg:period '2021/2024' } } "
               "WHERE { <urn:t> pg:period ?p }".replace("<S>", f"<{v.GRAPH_STATED}>"))  # fmt: skip


@pytest.mark.parametrize(
    "triples",
    [
        "<urn:a> <urn:p> <<( <urn:a> <urn:p> 1 )>>",
        "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 2_000 + "1" + " )>>" * 2_000,
        "<<<urn:a> <urn:p> 1>> <urn:p> 1",
        "<urn:a> <urn:p> 1 {| <urn:p> 1 |}",
        "<urn:a> <urn:p> 1 ~ <urn:r>",
    ],
)
def test_triple_terms_are_refused(store: Path, tmp_path: Path, triples: str) -> None:
    with pytest.raises(QueryError, match="triple terms"):
        update(store, f"INSERT DATA {{ GRAPH <{v.GRAPH_STATED}> {{ {triples} }} }}")
    body = tmp_path / "body"
    body.write_text(f"{triples} .", encoding="utf-8")
    parts = [{"path": str(body), "type": "text/turtle"}]
    with pytest.raises(PartnerGraphError, match="the body.*triple term"):
        writer.change({"do": "put", "store": str(store), "graph": "urn:g", "replace": True, "parts": parts})
