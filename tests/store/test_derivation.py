"""The shipped rules and the inference in Python draw the same conclusions, fact by fact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pyoxigraph import Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import Following, apply_rules
from partnergraph.derive.covering import coverage
from partnergraph.derive.writing import bound_iri
from partnergraph.graph import example
from partnergraph.ingest.dealbook import read_dealbook
from partnergraph.rdf import read_bounds, to_rdf
from partnergraph.store import MemoryStore
from tests.store.generated import dataset, successions


def by_rules(data: m.Dataset) -> set[str]:
    territories = {rule for said in data.statements for rule in said.territory}
    covered = list(coverage(sorted(territories, key=lambda rule: rule.key)))
    store = MemoryStore()
    with store.transaction() as work:
        work.insert(v.GRAPH_STATED, to_rdf(data))
        work.insert(v.GRAPH_DERIVED, covered)
        apply_rules(work)
        work.delete(v.GRAPH_DERIVED, covered)
    return set(map(str, store.triples(v.GRAPH_DERIVED)))


def by_python(data: m.Dataset) -> list[Triple]:
    following = Following(data)
    return [*following(data), *following.rest()]


def assert_equal_conclusions(data: m.Dataset) -> set[m.Iri]:
    """Compare both; return the exclusivities that another follows, whose ends only Python can tell."""
    reckoned = {bound_iri(bound) for bound in read_bounds(by_python(data)) if BY_PYTHON & bound.readings}
    found, ruled = [t for t in by_python(data) if t.subject.value not in reckoned], by_rules(data)
    assert ruled
    assert ruled <= (texts := set(map(str, found)))
    bounds = read_bounds(found)
    followed = {bound.about for bound in read_bounds(t for t in found if str(t) not in ruled)}
    ends = [bound for bound in bounds if bound.about in followed and "continues" in bound.readings]
    only = {str(t) for bound in ends for t in found if t.subject.value == bound_iri(bound)}
    assert texts - ruled == only
    starts = begins(data, bounds)
    for end in ends:
        assert end.day is not None and end.day + timedelta(1) in starts - {None}
    return followed


def begins(data: m.Dataset, bounds: list[m.DerivedBound]) -> set[date | None]:
    """Return the bounds of the starts of all exclusivities on the grantor's side."""
    promises = {i.iri for i in data.identities if isinstance(i, m.Commitment) and (i.kind, i.side) == EXCLUSIVE}
    periods = [said.period for said in data.statements if said.about in promises and said.period is not None]
    stated = {day for period in periods for day in (period.earliest_start, period.latest_start)}
    return stated | {bound.day for bound in bounds if bound.about in promises and bound.edge.endswith("start")}


BY_PYTHON = {"term-runs", "renews", "kept"}
"""Readings of which every bound is a day that Python reckons: SPARQL 1.1 has no arithmetic of dates."""
EXCLUSIVE = ("exclusivity", "grantor")


@pytest.mark.parametrize("name", ["xiaomi-leica.yaml", "press-facts.yaml"])
def test_equal_conclusions_from_an_example(name: str) -> None:
    assert not assert_equal_conclusions(read_dealbook(example(name)))


@pytest.mark.parametrize("seed", range(40))
def test_equal_conclusions_from_a_generated_book(seed: int) -> None:
    assert_equal_conclusions(dataset(20, seed))


def test_only_python_tells_the_day_before_a_successor_starts() -> None:
    assert sum(len(assert_equal_conclusions(successions(seed))) for seed in range(8)) > 8


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40, 2000))
def test_equal_conclusions_from_many_generated_books(seed: int) -> None:
    assert_equal_conclusions(dataset(20, seed))


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
    assert {str(triple) for triple in by_python(data)} == by_rules(data)
