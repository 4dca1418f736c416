"""What a node is, its ``rdf:type`` says: the example under other addresses gives the same answers.

Every address of the example's nodes is replaced by one that says nothing, or by one whose path names another kind.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.cli import main
from partnergraph.export.html import build_columns
from partnergraph.export.odrl import odrl_document
from partnergraph.graph import PartnerGraph, example
from partnergraph.kinds import KINDS
from partnergraph.names import full_iri
from partnergraph.server.answers import Answers
from partnergraph.server.checkpoint import make_checkpoint
from partnergraph.server.limits import Limits

OURS = re.compile(
    re.escape(v.DEFAULT_BASE) + r"[\w.~/%+-]+?(?=--(?:price|quantity|(?:except|complete)-\d+)|[^\w.~/%+-]|$)"
)
"""Addresses of nodes; those of their parts begin with them."""


Renamed = Callable[[str], str]
FORMS = {
    "opaque": lambda number, _: f"urn:uuid:{number:08x}-5c1e-4d1b-9f0a-2b7e6d3c9a10",
    "lying": lambda number, kind: f"https://data.example/{number:06}/{kind}/{number * 7919 % 1_000_003}#it",
}
"""New addresses by their number, and a kind that they have in their path: in the order of the old ones, since what is
of equal rank stands in the order of its addresses."""


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> PartnerGraph:
    graph = PartnerGraph.open(tmp_path_factory.mktemp("ours") / "store")
    graph.build(example("xiaomi-leica.yaml"), example("press-facts.yaml"))
    return graph


@pytest.fixture(scope="module", params=["lying", pytest.param("opaque", marks=pytest.mark.slow)])
def renamed(request: pytest.FixtureRequest, ours: PartnerGraph) -> Renamed:
    text = "\n".join(str(triple) for triple in ours.store.triples(v.GRAPH_STATED))
    form, kinds = FORMS[request.param], list(KINDS)
    new = {old: form(number, kinds[number % len(kinds)]) for number, old in enumerate(sorted(set(OURS.findall(text))))}
    return new.__getitem__


@pytest.fixture(scope="module")
def foreign(ours: PartnerGraph, renamed: Renamed, tmp_path_factory: pytest.TempPathFactory) -> PartnerGraph:
    folder = tmp_path_factory.mktemp("foreign")
    ours.export(folder / "ours.nt", stated_only=True)
    text = (folder / "ours.nt").read_text(encoding="utf-8")
    (folder / "foreign.nt").write_text(OURS.sub(lambda found: renamed(found[0]), text), encoding="utf-8")
    graph = PartnerGraph.open(folder / "store")
    graph.build(folder / "foreign.nt")
    return graph


def run(graph: PartnerGraph, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--store", str(graph.store.path)])  # type: ignore[attr-defined]
    assert result.exit_code == 0, result.output
    return result.stdout


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if "://" not in line and "urn:" not in line]


def test_nothing_of_the_example_keeps_its_address(foreign: PartnerGraph) -> None:
    assert not any(OURS.search(str(triple)) for triple in foreign.store.triples(v.GRAPH_STATED))
    assert len(foreign.data().statements) > 20


@pytest.mark.parametrize("every", [25, pytest.param(1, marks=pytest.mark.slow)])
def test_the_same_is_shown_of_every_name(ours: PartnerGraph, foreign: PartnerGraph, every: int) -> None:
    names = [name for name, iris in ours.lookup.names().items() if len(iris) == 1]
    assert len(names) > 40
    for name in [*names[::every], "Xiaomi", "brand:Leica", "organization:Leica"]:
        assert lines(run(foreign, "show", name)) == lines(run(ours, "show", name)), name


def test_every_name_stands_for_the_same_kinds(ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed) -> None:
    for name, iris in ours.lookup.names().items():
        assert {renamed(iri) for iri in iris} == set(foreign.lookup.names()[name])
        kinds, same = ([graph.lookup.kinds(iri) for iri in graph.lookup.find_all(name)] for graph in (ours, foreign))
        assert kinds == same


def test_a_thing_is_found_by_its_address(ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed) -> None:
    for iris in ours.lookup.names().values():
        for iri in iris:
            assert foreign.lookup.find_all(renamed(iri)) == [renamed(iri)]
    assert foreign.lookup.find(renamed(f"{v.DEFAULT_BASE}brand/leica"), "brand", "model")


@pytest.mark.parametrize("place", ["Brazil", "Japan"])
@pytest.mark.parametrize("day", ["2022-03-15", "2023-05-01", "2030-01-01"])
def test_who_may(ours: PartnerGraph, foreign: PartnerGraph, place: str, day: str) -> None:
    asked = ("who", "--subject", "Leica", "--field", "smartphone", "--in", place, "--on", day, "--party", "Sharp")
    assert lines(run(foreign, *asked)) == lines(run(ours, *asked))


def test_who_may_is_the_same_from_a_file_as_from_a_store(foreign: PartnerGraph, tmp_path: Path) -> None:
    foreign.export(tmp_path / "all.ttl")
    asked = ("who", "--subject", "Leica", "--field", "smartphone", "--in", "Brazil", "--on", "2023-05-01")
    result = CliRunner().invoke(main, [*asked, "--store", str(tmp_path / "all.ttl")])
    assert result.stdout == run(foreign, *asked)


EXAMPLES = {
    "subject": "Leica", "mark": "Leica", "party": "Xiaomi", "organization": "Leica", "speaker": "Leica",
    "partnership": "Xiaomi and Leica on phone cameras", "commitment": "Leica only on Xiaomi phones, except in Japan", "source": "Xiaomi and Leica Partnership Is Here to Stay: Five Things You Should Know About This Collaboration",
    "fact": "Leica only on Xiaomi phones, except in Japan", "thing": "organization:Leica", "day": "2023-05-01", "first-day": "2023-05-01",
    "last-day": "2024-12-31", "field": "smartphone", "country": "JP", "region": "JP", "territory": "World",
    "text": "Leica",
}  # fmt: skip
"""A value for each type of a parameter that must be given."""


def given(question: queries.Question) -> dict[str, str]:
    return {p.name: EXAMPLES[p.type] for p in question.parameters if p.required}


@pytest.mark.parametrize("name", sorted(queries.questions()))
def test_every_question(ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed, name: str) -> None:
    asked = given(queries.find_question(name))

    def rows(graph: PartnerGraph, change: Renamed) -> list[str]:
        return sorted(
            OURS.sub(lambda f: change(f[0]), json.dumps(row, default=str)) for row in graph.query(name, **asked)
        )

    assert rows(foreign, str) == rows(ours, renamed)


def test_the_report(ours: PartnerGraph, foreign: PartnerGraph) -> None:
    found = [name for name, iris in ours.lookup.names().items() if "/partnership/" in iris[0]]
    assert found
    for name in found:
        assert lines(foreign.report(name)) == lines(ours.report(name))


def drawn(columns: dict[str, Any], change: Renamed) -> Any:
    """What the page's data says, without the order that addresses give."""
    thing, fact, words = columns["thing"], columns["fact"], columns["words"]
    kinds, parts, at = columns["kinds"], [], 0
    for count in fact["count"]:
        some = zip(fact["role"][at : at + count], fact["part"][at : at + count], strict=True)
        parts.append(sorted((fact["roles"][role], thing["name"][part]) for role, part in some))
        at += count
    shared = [one for one in (*thing["id"], *fact["id"]) if "#maker-" not in one and "#brand-" not in one]
    return (
        sorted(change(full_iri(one)) for one in shared if "#series-" not in one),
        len(set(fact["id"])),
        sorted(zip((kinds["thing"][k] for k in thing["kind"]), thing["name"], strict=True)),
        sorted(
            (kinds["fact"][k], words[name], words[label], told, drawn)
            for k, name, label, told, drawn in zip(
                fact["kind"], fact["name"], fact["label"], parts, fact["drawn"], strict=True
            )
        ),
    )  # fmt: skip


def test_the_page(ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed) -> None:
    here, there = (build_columns(g.data(), derived=g.derived_bounds())["columns"] for g in (ours, foreign))
    assert drawn(there, str) == drawn(here, renamed)


def test_the_table(ours: PartnerGraph, foreign: PartnerGraph, tmp_path: Path) -> None:
    def table(graph: PartnerGraph) -> tuple[list[list[str]], dict[str, list[list[str]]]]:
        """The rows without the names of deals, which are ends of addresses, and these rows deal by deal."""
        rows = list(csv.reader(io.StringIO(graph.export(tmp_path / "deals.csv").read_text(encoding="utf-8-sig"))))
        deals: dict[str, list[list[str]]] = {}
        for deal, *rest in rows:
            if rest:
                deals.setdefault(deal, []).append(rest)
        return sorted(row[1:] or row for row in rows), sorted(map(sorted, deals.values()))

    assert table(foreign) == table(ours)


def test_a_policy_never_has_the_address_of_a_statement(foreign: PartnerGraph) -> None:
    data = foreign.data()
    policies = {policy["uid"] for policy in odrl_document(data)["@graph"] if "uid" in policy}
    assert len(policies) > 5
    assert policies.isdisjoint(said.iri for said in data.statements)


def test_a_source_is_listed_and_removed(ours: PartnerGraph, renamed: Renamed, tmp_path: Path) -> None:
    ours.export(tmp_path / "ours.nt", stated_only=True)
    text = OURS.sub(lambda found: renamed(found[0]), (tmp_path / "ours.nt").read_text(encoding="utf-8"))
    (tmp_path / "foreign.nt").write_text(text, encoding="utf-8")
    left: list[set[str]] = []
    for path, change in ((tmp_path / "ours.nt", renamed), (tmp_path / "foreign.nt", str)):
        graph = PartnerGraph()
        graph.build(path)
        listed = graph.sources()
        for source in (listed[1].title, listed[2].iri):
            graph.remove(source)
        assert {s.iri for s in graph.sources()} == {s.iri for s in listed} - {listed[1].iri, listed[2].iri}
        left.append({OURS.sub(lambda f, c=change: c(f[0]), str(t)) for t in graph.store.triples(v.GRAPH_STATED)})
    assert left[0] == left[1]


@pytest.fixture
def answered(tmp_path: Path) -> Callable[..., Any]:
    """What a worker of the server says."""

    def ask(graph: PartnerGraph, **request: Any) -> Any:
        found = make_checkpoint(str(graph.store.path), tmp_path)  # type: ignore[attr-defined]
        limits = Limits()
        settings = {"rows": limits.rows, "answer_bytes": limits.answer_bytes, "reachable": []}
        stamp = {name: getattr(found.stamp, name) for name in ("revision", "derived_from", "format", "made_by")}
        answers = Answers({"checkpoint": str(found.path), "stamp": stamp, **settings})
        path = tmp_path / "answer"
        path.unlink(missing_ok=True)
        reply = answers.reply({**request, "path": str(path)})
        assert reply["status"] == 200, reply
        found.remove()
        text = path.read_text(encoding="utf-8")
        return json.loads(text) if reply["type"].endswith("json") else text

    return ask


@pytest.mark.parametrize("text", ["leic", "xiao", "14"])
def test_the_search_of_the_explorer(
    ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed, answered: Callable[..., Any], text: str
) -> None:
    here, there = (answered(graph, do="search", text=text)["hits"] for graph in (ours, foreign))

    def plain(hits: list[dict[str, str]], change: Renamed) -> set[str]:
        return {json.dumps({**hit, "id": change(full_iri(hit["id"]))}, sort_keys=True) for hit in hits}

    assert here
    assert plain(there, str) == plain(here, renamed)


def test_what_is_around_a_thing(
    ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed, answered: Callable[..., Any]
) -> None:
    mark = f"{v.DEFAULT_BASE}brand/leica"
    here, there = (
        answered(graph, do="neighbourhood", of=[seed], places={})
        for graph, seed in ((ours, "brand/leica"), (foreign, renamed(mark)))
    )
    assert drawn(there["columns"], str) == drawn(here["columns"], renamed)
    assert {renamed(full_iri(key)): count for key, count in here["beyond"].items()} == there["beyond"]


def test_the_texts_of_an_answer_are_recognized(
    ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed, answered: Callable[..., Any]
) -> None:
    texts, nodes = ["Leica", "Xiaomi 14", "Japan", "nothing"], [f"{v.DEFAULT_BASE}brand/leica"]
    here, there = (
        answered(graph, do="recognize", texts=texts, nodes=[change(node) for node in nodes])
        for graph, change in ((ours, str), (foreign, renamed))
    )

    def moved(one: dict[str, str]) -> dict[str, str]:
        return {**one, "id": renamed(full_iri(one["id"]))}

    assert {text: list(map(moved, ones)) for text, ones in here["things"].items()} == there["things"]
    assert [moved(one) for one in here["nodes"].values()] == list(there["nodes"].values())
    assert [(one["kind"], one["name"]) for one in there["nodes"].values()] == [("brand", "Leica")]
    assert there["territories"] == here["territories"]


def test_the_page_of_a_thing(
    ours: PartnerGraph, foreign: PartnerGraph, renamed: Renamed, answered: Callable[..., Any]
) -> None:
    def words(page: str) -> list[str]:
        return re.sub(r"<[^>]*>", " ", page).split("\n")

    here, there = (
        answered(graph, do="thing", iri=change(f"{v.DEFAULT_BASE}partnership/xiaomi-leica"), accept="text/html")
        for graph, change in ((ours, str), (foreign, renamed))
    )
    assert [w for w in words(there) if "urn:" not in w and "://" not in w] == [w for w in words(here) if "://" not in w]
