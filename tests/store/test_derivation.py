"""The shipped rules and their fast twin in Python draw the same conclusions."""

from __future__ import annotations

import pytest

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import rules
from partnergraph.derive.inference import Group, conclusions, described
from partnergraph.graph import example
from partnergraph.ingest.dealbook import read_dealbook
from partnergraph.rdf import to_rdf
from partnergraph.store import MemoryStore
from tests.store.generated import dataset


def by_rules(data: m.Dataset) -> set[str]:
    store = MemoryStore()
    with store.transaction() as work:
        work.insert(v.GRAPH_STATED, to_rdf(data))
        for rule in rules():
            work.insert(v.GRAPH_DERIVED, list(work.construct(rule.query)))
    return set(map(str, store.triples(v.GRAPH_DERIVED)))


def by_python(data: m.Dataset) -> set[str]:
    sources = {source.iri: source for source in data.sources}
    labels = {entity.iri: entity.name for entity in data.entities}
    found = [*conclusions(Group.of(data), sources), *described(data.descriptions, labels)]
    return set(map(str, found))


@pytest.mark.parametrize("name", ["xiaomi-leica.yaml", "press-facts.yaml"])
def test_equal_conclusions_from_an_example(name: str) -> None:
    data = read_dealbook(example(name))
    assert by_python(data) == by_rules(data)


@pytest.mark.parametrize("seed", range(12))
def test_equal_conclusions_from_generated_facts(seed: int) -> None:
    data = dataset(60, seed)
    ruled = by_rules(data)
    assert ruled
    assert by_python(data) == ruled


def test_equal_conclusions_from_descriptions() -> None:
    data = m.Dataset(
        entities=[m.Organization(iri="urn:o", name="A")],
        sources=[m.Source(iri=f"urn:{n}", title=n) for n in "st"],
        descriptions=[
            m.Description(
                iri="urn:d1", about="urn:o", source="urn:s", name="A", aliases=("AA", "a"), website="https://a.example/",
                lei="5493001KJTIIGC8Y1R12", wikidata="http://www.wikidata.org/entity/Q1", makers=("urn:m",),
                brands=("urn:b", "urn:c"), series="urn:e",
            ),
            m.Description(iri="urn:d2", about="urn:o", source="urn:t", name="B"),
        ],
    )  # fmt: skip
    assert by_python(data) == by_rules(data)
