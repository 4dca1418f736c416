"""What every store must do: inherit these suites and give the fixture; a new kind of store adds nothing else.

`ReadingSuite` asks a store that holds `FACTS`: for stores that are only read. `StoreSuite` changes a store as well and
needs one that is empty. `DurableSuite` is for stores that outlive the process and can be opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from partnergraph import vocabulary as v
from partnergraph.errors import QueryError
from partnergraph.store import Stamp, Store
from partnergraph.store.base import GRAPHS, Place

STATED, DERIVED, REFERENCE = GRAPHS
SPACE = "https://example.org/"
PREFIXES = f"PREFIX e: <{SPACE}> PREFIX xsd: <{v.XSD}> "


class UndoneError(Exception):
    """Ends a transaction without a change."""


def node(name: str) -> NamedNode:
    return NamedNode(SPACE + name)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(v.XSD + datatype))


def fact(subject: str, predicate: str, obj: str | NamedNode | Literal) -> Triple:
    return Triple(node(subject), node(predicate), node(obj) if isinstance(obj, str) else obj)


LITERALS = (
    Literal("plain"),
    Literal("Wetzlar", language="de"),
    Literal('two lines\nwith "quotes", a \\ and a tab\t'),
    Literal("Größe 徠卡 📷 no\u00a0break e\u0301"),
    Literal(""),
    Literal(" spaces kept "),
    Literal("<b>&amp;</b> ]]> {}"),
    typed("1.5", "decimal"),
    typed("14", "integer"),
    typed("true", "boolean"),
    typed("2024-02-28", "date"),
)
"""Terms in the form in which a store keeps them."""

FACTS = {
    STATED: {
        fact("leica", "name", Literal("Leica")),
        fact("leica", "in", "wetzlar"),
        fact("xiaomi", "name", Literal("Xiaomi")),
        fact("xiaomi", "sells", "phone"),
        fact("phone", "price", typed("999.99", "decimal")),
        fact("phone", "since", typed("2024-02-28", "date")),
        fact("camera", "price", typed("7950", "decimal")),
        fact("camera", "since", typed("2023-10-26", "date")),
        *(fact("literals", "value", literal) for literal in LITERALS),
    },
    DERIVED: {fact("leica", "near", "frankfurt")},
    REFERENCE: {fact("wetzlar", "inside", "germany"), fact("germany", "name", Literal("Germany"))},
}


PLACES: tuple[tuple[Place, ...], ...] = (
    (None, "leica", ["leica", "xiaomi", "nobody", "leica"], []),
    (None, "name", ["in", "near", "inside"]),
    (None, "wetzlar", [Literal("Leica"), "frankfurt"]),
)
"""What may stand at each place of a pattern."""


def rows(store: Store, query: str) -> list[tuple[str | None, ...]]:
    """Ask for a table, and give the texts of its terms in the order of the answer."""
    found = store.select(PREFIXES + query).rows
    return [tuple(None if term is None else getattr(term, "value", str(term)) for term in row) for row in found]


def contents(store: Store) -> dict[str, set[Triple]]:
    return {graph: set(store.triples(graph)) for graph in GRAPHS}


def fill(store: Store) -> None:
    """Put `FACTS` into an empty store."""
    with store.transaction() as work:
        for graph, triples in FACTS.items():
            work.insert(graph, triples)


class ReadingSuite:
    """Asking; ``filled`` is a store that holds `FACTS`."""

    @pytest.fixture
    def filled(self) -> Iterator[Store]:
        raise NotImplementedError

    # -- select

    def test_select_names_its_columns_in_the_order_asked_for(self, filled: Store) -> None:
        found = filled.select(PREFIXES + "SELECT ?name ?at WHERE { ?at e:name ?name } ORDER BY ?name")
        assert found.variables == ("name", "at")
        assert [tuple(row) for row in found.rows] == [
            (Literal("Germany"), node("germany")),
            (Literal("Leica"), node("leica")),
            (Literal("Xiaomi"), node("xiaomi")),
        ]

    def test_what_is_not_bound_is_none(self, filled: Store) -> None:
        asked = "SELECT ?x ?near WHERE { VALUES ?x { e:leica e:xiaomi } ?x e:name ?n OPTIONAL { ?x e:near ?near } } ORDER BY ?n"
        assert rows(filled, asked) == [(SPACE + "leica", SPACE + "frankfurt"), (SPACE + "xiaomi", None)]

    def test_an_empty_answer_has_columns(self, filled: Store) -> None:
        found = filled.select(PREFIXES + "SELECT ?x ?y WHERE { ?x e:never ?y }")
        assert found.variables == ("x", "y")
        assert list(found.rows) == []

    def test_the_default_graph_is_all_three_graphs(self, filled: Store) -> None:
        asked = "SELECT ?near ?country WHERE { ?x e:in ?place ; e:near ?near . ?place e:inside ?country }"
        assert rows(filled, asked) == [(SPACE + "frankfurt", SPACE + "germany")]

    def test_a_fact_is_counted_once(self, filled: Store) -> None:
        assert rows(filled, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }") == [(str(sum(map(len, FACTS.values()))),)]

    @pytest.mark.parametrize("graph", GRAPHS)
    def test_a_graph_by_name_is_that_graph_alone(self, filled: Store, graph: str) -> None:
        found = filled.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").rows
        assert {Triple(*row) for row in found} == FACTS[graph]

    def test_numbers_and_days_compare_as_such(self, filled: Store) -> None:
        cheap = "SELECT ?x WHERE { ?x e:price ?price . FILTER(?price < 1000) }"
        early = 'SELECT ?x WHERE { ?x e:since ?day . FILTER(?day < "2024-01-01"^^xsd:date) }'
        dearest = "SELECT (MAX(?price) AS ?most) (SUM(?price) AS ?sum) WHERE { ?x e:price ?price }"
        assert rows(filled, cheap) == [(SPACE + "phone",)]
        assert rows(filled, early) == [(SPACE + "camera",)]
        assert rows(filled, dearest) == [("7950", "8949.99")]

    def test_paths_and_negation(self, filled: Store) -> None:
        path = "SELECT ?at WHERE { e:leica e:in/e:inside/e:name ?at }"
        nowhere = "SELECT ?x WHERE { ?x e:name ?n . FILTER NOT EXISTS { ?x e:in ?place } } ORDER BY ?n"
        assert rows(filled, path) == [("Germany",)]
        assert rows(filled, nowhere) == [(SPACE + "germany",), (SPACE + "xiaomi",)]

    @pytest.mark.parametrize("literal", LITERALS, ids=str)
    def test_a_literal_comes_back_as_it_is(self, filled: Store, literal: Literal) -> None:
        query = f"{PREFIXES}SELECT ?value WHERE {{ e:literals e:value ?value . FILTER(sameTerm(?value, {literal})) }}"
        assert [tuple(row) for row in filled.select(query).rows] == [(literal,)]

    # -- ask, construct

    def test_ask(self, filled: Store) -> None:
        assert filled.ask(PREFIXES + "ASK { e:leica e:in e:wetzlar }") is True
        assert filled.ask(PREFIXES + "ASK { e:leica e:in e:frankfurt }") is False

    def test_construct(self, filled: Store) -> None:
        query = PREFIXES + "CONSTRUCT { ?x e:called ?name } WHERE { ?x e:name ?name . FILTER(?x != e:germany) }"
        assert set(filled.construct(query)) == {
            fact("leica", "called", Literal("Leica")),
            fact("xiaomi", "called", Literal("Xiaomi")),
        }

    def test_construct_of_nothing_is_empty(self, filled: Store) -> None:
        assert list(filled.construct(PREFIXES + "CONSTRUCT { ?x e:a ?y } WHERE { ?x e:never ?y }")) == []

    def test_describe_tells_what_is_said_of_a_node(self, filled: Store) -> None:
        found = set(filled.construct(PREFIXES + "DESCRIBE e:leica"))
        assert {fact("leica", "name", Literal("Leica")), fact("leica", "near", "frankfurt")} <= found

    # -- errors

    @pytest.mark.parametrize("query", ["SELECT ?x WHERE { ?x", "", "all of it", "SELECT ?x { ?x nowhere:p 1 }"])
    def test_what_is_not_sparql_is_an_error_of_the_query(self, filled: Store, query: str) -> None:
        for method in (filled.select, filled.ask, filled.construct):
            with pytest.raises(QueryError) as caught:
                method(query)
            assert "Traceback" not in str(caught.value)

    @pytest.mark.parametrize(
        ("method", "query"),
        [
            ("select", "ASK { ?s ?p ?o }"),
            ("select", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
            ("ask", "SELECT ?s WHERE { ?s ?p ?o }"),
            ("ask", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
            ("construct", "SELECT ?s WHERE { ?s ?p ?o }"),
            ("construct", "ASK { ?s ?p ?o }"),
        ],
    )
    def test_the_wrong_form_of_query_is_refused(self, filled: Store, method: str, query: str) -> None:
        with pytest.raises(QueryError):
            list(getattr(filled, method)(query))

    def test_an_error_leaves_the_store_usable(self, filled: Store) -> None:
        with pytest.raises(QueryError):
            filled.select("SELECT nonsense")
        assert filled.ask(PREFIXES + "ASK { e:leica e:in e:wetzlar }")

    # -- triples, count

    @pytest.mark.parametrize("graph", GRAPHS)
    def test_triples_and_count_of_a_graph(self, filled: Store, graph: str) -> None:
        assert set(filled.triples(graph)) == FACTS[graph]
        assert filled.count(graph) == len(FACTS[graph])

    def test_triples_of_one_subject(self, filled: Store) -> None:
        found = set(filled.triples(STATED, SPACE + "leica"))
        assert found == {fact("leica", "name", Literal("Leica")), fact("leica", "in", "wetzlar")}
        assert set(filled.triples(DERIVED, SPACE + "leica")) == FACTS[DERIVED]
        assert list(filled.triples(STATED, SPACE + "nobody")) == []

    @pytest.mark.parametrize("graph", [*GRAPHS, None])
    def test_a_pattern_finds_what_fits_each_place(self, filled: Store, graph: str | None) -> None:
        def terms(names: Place) -> list[NamedNode | Literal]:
            some = [names] if isinstance(names, str) else names or ()
            return [node(one) if isinstance(one, str) else one for one in some]

        known = {t for name, triples in FACTS.items() if graph in (name, None) for t in triples}
        for pattern in product(*PLACES):
            asked = (None if place is None else terms(place) for place in pattern)
            wanted = {
                t for t in known if all(p is None or term in terms(p) for term, p in zip(t, pattern, strict=True))
            }
            assert sorted(map(str, filled.triples(graph, *asked))) == sorted(map(str, wanted)), pattern

    def test_subjects_objects_and_whether_anything_fits(self, filled: Store) -> None:
        assert list(filled.objects(SPACE + "leica", [SPACE + "in", SPACE + "name"])) == [SPACE + "wetzlar"]
        assert list(filled.subjects(SPACE + "name", Literal("Germany"), None)) == [SPACE + "germany"]
        assert list(filled.subjects(SPACE + "name", Literal("Germany"))) == []
        assert filled.holds(STATED, SPACE + "leica") and not filled.holds(STATED, SPACE + "germany")
        with pytest.raises(ValueError):
            filled.holds(None, "no address")

    def test_nodes_of_which_something_else_is_said(self, filled: Store) -> None:
        said = {name: {t for t in FACTS[STATED] if t.subject == node(name)} for name in ("leica", "xiaomi", "nobody")}
        more, another = fact("leica", "in", "paris"), fact("xiaomi", "name", "leica")
        nodes = {SPACE + name: told for name, told in said.items()}
        assert filled.unlike(STATED, nodes) == set()
        assert filled.unlike(STATED, {**nodes, SPACE + "leica": {*said["leica"], more}}) == {SPACE + "leica"}
        assert filled.unlike(STATED, {**nodes, SPACE + "xiaomi": set()}) == {SPACE + "xiaomi"}
        assert filled.unlike(STATED, {SPACE + name: {another} for name in said}) == nodes.keys()
        assert filled.unlike(STATED, {}) == set()

    def test_a_graph_that_nobody_wrote_is_empty(self, filled: Store) -> None:
        assert list(filled.triples(SPACE + "graph/none")) == []
        assert filled.count(SPACE + "graph/none") == 0

    def test_a_store_that_was_only_asked_is_unchanged(self, filled: Store) -> None:
        assert contents(filled) == FACTS


class StoreSuite(ReadingSuite):
    """Changing; ``empty`` is a store that holds nothing."""

    @pytest.fixture
    def empty(self) -> Iterator[Store]:
        raise NotImplementedError

    @pytest.fixture
    def filled(self, empty: Store) -> Store:
        fill(empty)
        return empty

    # -- all or nothing

    def test_a_new_store_is_empty(self, empty: Store) -> None:
        assert contents(empty) == {graph: set() for graph in GRAPHS}
        assert [empty.count(graph) for graph in GRAPHS] == [0, 0, 0]
        assert empty.stamp == Stamp()
        assert not empty.ask("ASK { ?s ?p ?o }")

    def test_changes_are_seen_inside_at_once_and_outside_at_the_end(self, empty: Store) -> None:
        one = fact("a", "p", "b")
        with empty.transaction() as work:
            work.insert(STATED, [one])
            work.set_stamp(Stamp(revision=1))
            assert list(work.triples(STATED)) == [one]
            assert work.count(STATED) == 1
            assert work.ask(PREFIXES + "ASK { e:a e:p e:b }")
            assert rows(work, "SELECT ?x WHERE { e:a e:p ?x }") == [(SPACE + "b",)]
            assert list(work.construct(PREFIXES + "CONSTRUCT WHERE { e:a e:p ?x }")) == [one]
            assert work.stamp.revision == 1
            assert empty.count(STATED) == 0
            assert empty.stamp.revision == 0
        assert list(empty.triples(STATED)) == [one]
        assert empty.stamp.revision == 1

    @pytest.mark.parametrize("error", [UndoneError, KeyboardInterrupt, MemoryError])
    def test_an_error_undoes_everything(self, filled: Store, error: type[BaseException]) -> None:
        before = filled.stamp
        with pytest.raises(error), filled.transaction() as work:
            work.insert(STATED, [fact("a", "p", "b")])
            work.clear(REFERENCE)
            work.update(f"DELETE WHERE {{ GRAPH <{DERIVED}> {{ ?s ?p ?o }} }}")
            work.set_stamp(Stamp(revision=99))
            raise error
        assert contents(filled) == FACTS
        assert filled.stamp == before

    def test_a_store_can_be_changed_after_an_error(self, filled: Store) -> None:
        with pytest.raises(UndoneError), filled.transaction() as work:
            work.clear(STATED)
            raise UndoneError
        with filled.transaction() as work:
            work.insert(DERIVED, [fact("a", "p", "b")])
        assert contents(filled) == {**FACTS, DERIVED: FACTS[DERIVED] | {fact("a", "p", "b")}}

    def test_triples_that_fail_on_the_way_leave_nothing(self, filled: Store) -> None:
        def failing() -> Iterator[Triple]:
            yield fact("a", "p", "b")
            raise UndoneError

        with pytest.raises(UndoneError), filled.transaction() as work:
            work.insert(STATED, failing())
        assert contents(filled) == FACTS

    def test_changing_nothing_changes_nothing(self, filled: Store) -> None:
        before = filled.stamp
        with filled.transaction():
            pass
        assert contents(filled) == FACTS
        assert filled.stamp == before

    def test_one_change_after_the_other(self, empty: Store) -> None:
        for number in range(1, 6):
            with empty.transaction() as work:
                work.insert(STATED, [fact(f"n{number}", "p", "x")])
                work.set_stamp(Stamp(revision=number))
        assert empty.count(STATED) == 5
        assert empty.stamp.revision == 5

    # -- insert, clear, update, stamp

    def test_a_fact_inserted_twice_is_there_once(self, filled: Store) -> None:
        again = fact("leica", "in", "wetzlar")
        with filled.transaction() as work:
            work.insert(STATED, [again, again])
            work.insert(STATED, iter([again]))
        assert contents(filled) == FACTS

    def test_thousands_of_triples(self, empty: Store) -> None:
        many = {fact(f"s{number % 50}", f"p{number % 7}", typed(str(number), "integer")) for number in range(2_500)}
        with empty.transaction() as work:
            work.insert(STATED, (triple for triple in many))
        assert empty.count(STATED) == 2_500
        assert set(empty.triples(STATED)) == many
        assert rows(empty, "SELECT (SUM(?n) AS ?sum) WHERE { ?s ?p ?n }") == [(str(sum(range(2_500))),)]

    @pytest.mark.parametrize("graph", GRAPHS)
    def test_clear_empties_one_graph(self, filled: Store, graph: str) -> None:
        with filled.transaction() as work:
            work.clear(graph)
            assert work.count(graph) == 0
        assert contents(filled) == {**FACTS, graph: set()}

    def test_clear_then_insert_replaces(self, filled: Store) -> None:
        fresh = {fact("leica", "in", "wetzlar"), fact("new", "p", Literal("x"))}
        with filled.transaction() as work:
            work.clear(STATED)
            work.insert(STATED, fresh)
        assert contents(filled) == {**FACTS, STATED: fresh}

    def test_update_deletes_and_inserts(self, filled: Store) -> None:
        with filled.transaction() as work:
            work.update(
                f"""{PREFIXES}
                DELETE {{ GRAPH <{STATED}> {{ ?x e:in ?place }} }}
                INSERT {{ GRAPH <{DERIVED}> {{ ?x e:at ?place }} }}
                WHERE {{ GRAPH <{STATED}> {{ ?x e:in ?place }} }}"""
            )
            work.update(f"{PREFIXES} DELETE DATA {{ GRAPH <{REFERENCE}> {{ e:wetzlar e:inside e:germany }} }}")
        assert contents(filled) == {
            STATED: FACTS[STATED] - {fact("leica", "in", "wetzlar")},
            DERIVED: FACTS[DERIVED] | {fact("leica", "at", "wetzlar")},
            REFERENCE: FACTS[REFERENCE] - {fact("wetzlar", "inside", "germany")},
        }

    def test_update_that_finds_nothing_changes_nothing(self, filled: Store) -> None:
        with filled.transaction() as work:
            work.update(f"{PREFIXES} DELETE WHERE {{ GRAPH <{STATED}> {{ ?x e:never ?y }} }}")
        assert contents(filled) == FACTS

    def test_an_update_that_is_not_sparql_is_an_error_of_the_query(self, filled: Store) -> None:
        with pytest.raises(QueryError), filled.transaction() as work:
            work.clear(STATED)
            work.update("DELETE WHAT IS WRONG")
        assert contents(filled) == FACTS

    def test_the_stamp_comes_back_whole(self, empty: Store) -> None:
        stamp = Stamp(revision=7, derived_from={"revision": "6", "rules": "0a1b"}, made_by='x "1.0" é')
        with empty.transaction() as work:
            work.set_stamp(stamp)
            assert work.stamp == stamp
        assert empty.stamp == stamp


Reopen = Callable[[], Store]


class DurableSuite(StoreSuite):
    """Opening again; ``reopen`` opens the place of ``empty`` once more, as another process would."""

    @pytest.fixture
    def reopen(self, empty: Store) -> Iterator[Reopen]:
        raise NotImplementedError

    def test_opened_again_it_holds_the_same(self, filled: Store, reopen: Reopen) -> None:
        with filled.transaction() as work:
            work.set_stamp(Stamp(revision=3, derived_from={"revision": "3"}, made_by="x"))
        filled.close()
        again = reopen()
        assert contents(again) == FACTS
        assert again.stamp == Stamp(revision=3, derived_from={"revision": "3"}, made_by="x")

    def test_what_was_undone_is_not_there_later(self, filled: Store, reopen: Reopen) -> None:
        with pytest.raises(UndoneError), filled.transaction() as work:
            work.clear(STATED)
            work.set_stamp(Stamp(revision=9))
            raise UndoneError
        assert contents(reopen()) == FACTS
        assert reopen().stamp == filled.stamp

    def test_a_second_opening_sees_a_change_when_it_is_whole(self, filled: Store, reopen: Reopen) -> None:
        with filled.transaction() as work:
            work.clear(REFERENCE)
            assert contents(reopen()) == FACTS
        assert reopen().count(REFERENCE) == 0

    def test_two_openings_that_write_in_turn_lose_nothing(self, empty: Store, reopen: Reopen) -> None:
        with empty.transaction() as work:
            work.insert(STATED, [fact("n", "p", "1")])
            work.set_stamp(Stamp(revision=1))
        other = reopen()
        for number, store in enumerate((empty, other, empty, other), 2):
            with store.transaction() as work:
                assert work.count(STATED) == number - 1
                work.insert(STATED, [fact("n", "p", str(number))])
                work.set_stamp(Stamp(revision=work.stamp.revision + 1))
        assert reopen().count(STATED) == 5
        assert reopen().stamp.revision == 5
