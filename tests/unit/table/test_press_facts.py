"""The press facts as a second example: complete, with the contradictions side by side."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph.graph import PartnerGraph, example
from partnergraph.ingest.dealbook import read_dealbook

FACTS = Path(__file__).parents[4] / "shared" / "data" / "press-facts.jsonl"


@pytest.fixture(scope="module")
def book() -> m.Dataset:
    return read_dealbook(example("press-facts.yaml"))


@pytest.fixture(scope="module")
def graph() -> PartnerGraph:
    graph = PartnerGraph()
    graph.build(example("press-facts.yaml"))
    return graph


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    if not FACTS.exists():
        pytest.skip("the collected press facts lie outside this repository")
    return [json.loads(line) for line in FACTS.read_text(encoding="utf-8").splitlines()]


def test_it_builds_without_a_violation(graph: PartnerGraph) -> None:
    assert graph.validate().count("Violation") == 0


def test_every_article_is_a_source_with_its_address_and_day(book: m.Dataset, articles: list[dict[str, Any]]) -> None:
    sources = {source.iri.rsplit("-", 1)[-1]: source for source in book.sources}
    for article in articles:
        source = sources[article["id"].removeprefix("p")]
        assert source.url == article["url"]
        exact = article["date"] if article["date"] and len(article["date"]) == 10 else None
        assert str(source.date or "") == (exact or "")


def test_every_fact_is_stated(book: m.Dataset, articles: list[dict[str, Any]]) -> None:
    stated = Counter(statement.source.rsplit("-", 1)[-1] for statement in book.statements)
    for article in articles:
        assert stated[article["id"].removeprefix("p")] >= len(article["facts"]), article["id"]


def test_no_passage_of_an_article_is_kept(book: m.Dataset) -> None:
    assert book.evidence == []


def test_roles_added_by_hand_say_so(book: m.Dataset) -> None:
    commitments = {i.iri for i in book.identities if isinstance(i, m.Commitment)}
    for statement in book.statements:
        if statement.about in commitments and not statement.denied:
            assert "by hand" in (statement.note or ""), statement.iri


def test_where_the_direction_is_not_stated_no_commitment_is_made(book: m.Dataset) -> None:
    marked = {s.about for s in book.statements if "exclusive, direction not stated" in (s.note or "")}
    assert [iri.rsplit("/", 1)[-1] for iri in marked] == ["leitz-phone"]
    assert {type(i) for i in book.identities if i.iri in marked} == {m.Partnership}


def test_copies_count_as_one_source(book: m.Dataset) -> None:
    copies = {s.iri.rsplit("/", 1)[-1]: s.copy_of.rsplit("/", 1)[-1] for s in book.sources if s.copy_of}
    assert copies == {"press-38": "press-39", "press-40": "press-39"}


def test_the_end_of_att_is_a_conflict(graph: PartnerGraph) -> None:
    (row,) = graph.query(
        "exclusivity-in-force", commitment="commitment:apple-att-exclusivity", market="US", on="2011-06-01"
    )
    assert row["answer"] == "conflict"


def test_sources_at_odds_are_found(graph: PartnerGraph) -> None:
    messages = Counter(f.focus.rsplit("/", 1)[-1] for f in graph.validate().findings if "disagree" in f.message)
    assert {"huawei-leica", "apple-att-exclusivity", "starbucks-nestle-licence"} <= set(messages)


def test_both_examples_stand_in_one_store(graph: PartnerGraph) -> None:
    both = PartnerGraph()
    both.build(example("press-facts.yaml"), example("xiaomi-leica.yaml"))
    said = [s for s in both.data().statements if s.about.endswith("/partnership/xiaomi-leica")]
    assert len({s.source for s in said}) == 7
