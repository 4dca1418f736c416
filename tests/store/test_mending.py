"""Adding, replacing and removing sources leaves the graph that deriving it anew would make."""

from __future__ import annotations

import random

import pytest

from partnergraph import accounts
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import can_be_mended, derive, mend, territories
from partnergraph.graph import PartnerGraph, example, put_and_derive
from partnergraph.store import MemoryStore
from tests.quick import one_in
from tests.store.generated import dataset


def said_by(data: m.Dataset, sources: set[m.Iri]) -> m.Dataset:
    statements = [said for said in data.statements if said.source in sources]
    used = {said.about for said in statements}
    ahead = set(used)
    linked = {i.iri: {getattr(i, name, None) for name in ("partnership", "parent")} for i in data.identities}
    until = {said.about: said.until for said in statements}
    while ahead:
        found = {iri for fact in ahead for iri in (*linked.get(fact, ()), until.get(fact)) if iri} - used
        used |= found
        ahead = found
    return m.Dataset(
        sources=[source for source in data.sources if source.iri in sources],
        identities=[identity for identity in data.identities if identity.iri in used],
        statements=statements,
        descriptions=[d for d in data.descriptions if d.source in sources],
        entities=data.entities,
    )


def triples(store: MemoryStore, graph: str) -> set[str]:
    return set(map(str, store.triples(graph)))


def assert_up_to_date(store: MemoryStore) -> None:
    mended = triples(store, v.GRAPH_DERIVED)
    with store.transaction() as work:
        derive(work)
    assert mended == triples(store, v.GRAPH_DERIVED)


@pytest.mark.parametrize("seed", one_in(3, range(6)))
def test_a_changed_graph_is_derived_as_if_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnergraph.derive._READ_MEANWHILE", 0)
    draw, data = random.Random(seed), dataset(40, seed)
    data.entities.append(m.Organization(iri="urn:o", name="O"))
    for n in range(3):
        said = m.Description(iri=f"urn:d{n}", about="urn:o", source=f"urn:s{n}", name="QPO"[n], aliases=(f"o{n}",))
        data.descriptions.append(said)
    store, there = MemoryStore(), set[m.Iri]()
    everyone = [source.iri for source in data.sources]
    for _ in range(8):
        with store.transaction() as work:
            if there and draw.random() < 0.4:
                gone = draw.choice(sorted(there))
                there.discard(gone)
                before = territories(work)
                mend(work, accounts.remove(work, [gone]), before)
            else:
                some = set(draw.sample(everyone, 4))
                there |= some
                put_and_derive(work, accounts.Inflow.of(said_by(data, some)), ())
        assert_up_to_date(store)


def test_two_builds_and_removals_leave_what_one_build_makes() -> None:
    both, one = PartnerGraph(), PartnerGraph()
    one.build(example("xiaomi-leica.yaml"))
    both.build(example("press-facts.yaml"))
    others = {source.iri for source in both.sources()} - {source.iri for source in one.sources()}
    both.build(example("xiaomi-leica.yaml"))
    for source in sorted(others):
        both.remove(source)
    for graph in (v.GRAPH_STATED, v.GRAPH_DERIVED):
        assert set(map(str, both.store.triples(graph))) == set(map(str, one.store.triples(graph)))


def test_overlaps_are_left_out_above_the_limit_and_come_back_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnergraph.derive._READ_MEANWHILE", 0)
    monkeypatch.setattr("partnergraph.derive.mending.MOST_OVERLAPS", 3)
    monkeypatch.setattr("partnergraph.derive.covering.MOST_OVERLAPS", 3)
    data, store = dataset(40, 1), MemoryStore()
    for some in ({"urn:s0"}, {"urn:s1", "urn:s2", "urn:s3"}):
        with store.transaction() as work:
            put_and_derive(work, accounts.Inflow.of(said_by(data, some)), ())
        assert_up_to_date(store)
    with store.transaction() as work:
        before = territories(work)
        for gone in ("urn:s1", "urn:s2", "urn:s3"):
            mend(work, accounts.remove(work, [gone]), before)
            before = territories(work)
    assert_up_to_date(store)


def test_a_graph_derived_without_a_reading_is_not_mended_but_derived_anew() -> None:
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    graph.derive(without=["first-release"])
    assert not can_be_mended(graph.store.stamp)
    graph.build(example("xiaomi-leica.yaml"))
    assert can_be_mended(graph.store.stamp)
