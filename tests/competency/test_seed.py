"""Competency questions on the seed: one file each, asked of two engines that share no code.

A file of ``seed/`` holds the question in English, a named question or SPARQL of its own, and for each set of
parameters the rows that must come back, in this order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.derive import derive
from partnergraph.graph import Answer, PartnerGraph, example
from partnergraph.store import MemoryStore, Store
from tests.quick import slow_unless
from tests.store.rdflib_store import RdflibStore

HERE = Path(__file__).parent
ENGINES = {"embedded": MemoryStore, "rdflib": RdflibStore}
SEED = example("xiaomi-leica.yaml")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Question:
    """One competency question; ``cases`` are pairs of parameters and rows."""

    name: str
    question: str
    query: str | None
    sparql: str | None
    columns: tuple[str, ...]
    cases: tuple[tuple[dict[str, Any], list[list[Any]]], ...]

    def answer(self, graph: PartnerGraph, given: dict[str, Any]) -> Answer:
        """Ask a graph."""
        if self.sparql is not None:
            return graph.sparql(self.sparql)
        assert self.query is not None
        return graph.query(self.query, **given)


def read_questions(folder: Path) -> list[Question]:
    """Read the files of a folder, sorted by name."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        cases = tuple((case["given"], case["rows"]) for case in content.pop("cases"))
        columns = tuple(content.pop("columns"))
        query, sparql = content.pop("query", None), content.pop("sparql", None)
        found.append(Question(path.stem, content.pop("question"), query, sparql, columns, cases))
        assert not content, f"{path.name}: what is {content}?"
        assert (query is None) != (sparql is None), path.name
    return found


QUESTIONS = read_questions(HERE / "seed")
HARD = {"collisions", "exclusivity-in-force", "who-may"}
"""Long named questions: rdflib takes seconds to read one, and Virtuoso to give up on it."""


def cases(*engine: str, quick: Collection[str] = HARD, every: bool = False) -> Iterator[Any]:
    """Yield each case of each question, perhaps for an engine; of the hard ones the first of each of ``quick`` is quick."""
    asked: set[str | None] = set(HARD).difference(quick)
    for question in QUESTIONS:
        for number, (given, rows) in enumerate(question.cases, 1):
            marks = slow_unless(every or question.query not in HARD & asked)
            asked.add(question.query)
            yield pytest.param(
                *engine, question, given, rows, id="-".join((question.name, str(number), *engine)), marks=marks
            )


@lru_cache(maxsize=2)
def seed(engine: str) -> PartnerGraph:
    graph = PartnerGraph(ENGINES[engine]())
    graph.build(SEED)
    return graph


def rows_of(answer: Answer) -> list[list[object]]:
    return [list(row.values()) for row in answer]


@pytest.mark.parametrize(
    ("engine", "question", "given", "rows"), [*cases("embedded", every=True), *cases("rdflib", quick=["who-may"])]
)
def test_answer(engine: str, question: Question, given: dict[str, Any], rows: list[list[Any]]) -> None:
    answer = question.answer(seed(engine), given)
    assert answer.variables == question.columns
    assert rows_of(answer) == rows


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 40
    assert len({question.question for question in QUESTIONS}) == len(QUESTIONS)


def test_every_named_question_is_asked() -> None:
    assert set(queries.questions()) == {question.query for question in QUESTIONS} - {None}


@pytest.mark.parametrize("graph", [v.GRAPH_STATED, v.GRAPH_DERIVED, v.GRAPH_REFERENCE])
def test_both_engines_hold_and_derive_the_same(graph: str) -> None:
    one, other = (set(map(str, seed(engine).store.triples(graph))) for engine in ENGINES)
    assert one == other


# --- the named questions themselves -------------------------------------------------------------------


@pytest.mark.parametrize("question", queries.questions().values(), ids=queries.questions())
def test_a_named_question_says_what_it_asks_and_orders_its_rows(question: queries.Question) -> None:
    assert question.title and question.question.endswith("?")
    named = {parameter.name for parameter in question.parameters}
    words = set(queries.tokens(question.text))
    assert {f"${name.upper()}" for name in named} <= words
    assert (
        not {word for word in words if word.startswith("$")} - {f"${name.upper()}" for name in named} - {"$NEWCOMERS"}
    )
    assert all(parameter.help for parameter in question.parameters)
    assert "ORDER" in words or question.name == "exclusivity-in-force"
    assert all(f"{{{name}}}" not in question.question or name in named for name in named)


# --- one source or three ------------------------------------------------------------------------------

OF_SOURCES = {"sources", "quotes-of", "evidence-for", "claims-about", "disclosures", "bounds-of", "people-of"}
"""Questions whose rows name sources, or count what they said."""


@pytest.mark.slow
def test_the_same_facts_from_three_sources_give_the_same_answers(tmp_path: Path) -> None:
    text = SEED.read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    books = []
    for copy in ("first", "second", "third"):
        said = text.replace("gadgets360-2024-02-28:", f"{copy}:")
        for key in (*content["claims"], *content["comparisons"]):  # a claim is of one source, so it has a key for each
            said = said.replace(f"  {key}:\n", f"  {key}-{copy}:\n").replace(f"claims:{key}", f"claims:{key}-{copy}")
        book = tmp_path / f"{copy}.yaml"
        book.write_text(said, encoding="utf-8")
        books.append(book)
    once, thrice = PartnerGraph(), PartnerGraph()
    once.build(books[0])
    thrice.build(*books)
    for question in QUESTIONS:
        if question.query in OF_SOURCES:
            continue
        for given, _ in question.cases:
            assert rows_of(question.answer(thrice, given)) == rows_of(question.answer(once, given)), question.name


# --- nothing is superfluous ---------------------------------------------------------------------------


class UndoneError(Exception):
    """Ends a transaction without a change."""


PARTS = ("pg:carveout", "pg:price", "pg:quantity")
NOT_ASKED = {"quotes-of", "evidence-for", "sources"}
"""Questions whose answers change with any passage or number of statements, whatever was said."""


def accounts() -> list[str]:
    """Return every statement, claim and comparison of the seed, and every description that says more than a name."""
    data = seed("embedded").data()
    told = [d.iri for d in data.descriptions if d.aliases or d.website or d.makers or d.brands or d.series]
    return [s.iri for s in data.statements] + [c.iri for c in data.claims] + [c.iri for c in data.comparisons] + told


@lru_cache(maxsize=1)
def quick_cases() -> tuple[tuple[Question, dict[str, Any], list[list[object]]], ...]:
    """Return what is asked after a deletion, cheap questions first."""
    found = [
        (question, given, rows_of(question.answer(seed("embedded"), given)))
        for question in QUESTIONS
        if question.query not in NOT_ASKED
        for given, _ in question.cases
    ]
    return tuple(sorted(found, key=lambda case: case[0].query in ("who-may", "exclusivity-in-force", "bounds-of")))


def changes(work: Store) -> Iterator[str]:
    graph = PartnerGraph(work)
    graph.lookup = seed("embedded").lookup
    for question, given, rows in quick_cases():
        if rows_of(question.answer(graph, given)) != rows:
            yield question.name


@pytest.mark.parametrize(
    "account",
    [
        pytest.param(iri, id=iri.rsplit("/id/", 1)[-1], marks=slow_unless(n % 48 == 0))
        for n, iri in enumerate(accounts())
    ],
)
def test_deleting_what_was_said_changes_an_answer(account: str) -> None:
    store = seed("embedded").store
    delete = f"""PREFIX pg: <{v.NS}>
        DELETE {{ GRAPH <{v.GRAPH_STATED}> {{ ?node ?p ?o }} }}
        WHERE {{ GRAPH <{v.GRAPH_STATED}> {{
            {{ ?node ?p ?o . FILTER(?node = <{account}>) }} UNION {{ <{account}> {"|".join(PARTS)} ?node . ?node ?p ?o }} }} }}"""
    with pytest.raises(UndoneError), store.transaction() as work:
        before = work.count(v.GRAPH_STATED)
        work.update(delete)
        assert work.count(v.GRAPH_STATED) < before
        derive(work)
        assert next(changes(work), None) is not None, "no answer depends on it"
        raise UndoneError
