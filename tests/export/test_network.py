"""networkx graphs and GraphML: who is linked to whom, read back as written."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from partnergraph import model as m
from partnergraph.export.network import fact_network, organization_network, write_graphml
from partnergraph.graph import PartnerGraph, example
from tests.books import HEAD, ID, save, source

ORG = f"{ID}organization/"


@pytest.fixture(scope="module")
def graph() -> PartnerGraph:
    made = PartnerGraph()
    made.build(example("xiaomi-leica.yaml"))
    return made


def edges(network: nx.MultiDiGraph) -> set[tuple[str, str, str]]:
    return {
        (one.removeprefix(ORG), other.removeprefix(ORG), about["kind"])
        for one, other, about in network.edges(data=True)
    }


def test_organizations_of_the_seed(graph: PartnerGraph) -> None:
    network = graph.to_networkx()
    assert {about["kind"] for _, about in network.nodes(data=True)} == {"organization"}
    assert len(network) == 9
    assert edges(network) == {
        ("leica", "xiaomi", "partnership"),
        ("leica", "sharp", "partnership"),
        ("leica", "xiaomi", "exclusivity"),
        ("leica", "xiaomi", "grant"),
    }
    exclusivity = network.edges[ORG + "leica", ORG + "xiaomi", f"{ID}commitment/leica-xiaomi-exclusivity"]
    assert exclusivity["territory"] == "World except Japan"
    assert exclusivity["fact"] == f"{ID}commitment/leica-xiaomi-exclusivity"
    assert exclusivity["sources"] == 1


def test_directions_and_all_pairs(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
partnerships: {abl: {parties: [leica, b, a]}}
commitments: {k: {kind: grant, bound: [b, leica], beneficiaries: a, subject: x}}
ownerships: {o: {owner: b, owned: organizations:a}, mark: {owner: organizations:leica, owned: brands:leica}}
"""
    )
    graph = PartnerGraph()
    graph.build(save(tmp_path, "x.yaml", text))
    assert edges(graph.to_networkx()) == {
        ("a", "b", "partnership"),
        ("a", "leica", "partnership"),
        ("b", "leica", "partnership"),
        ("b", "a", "grant"),
        ("leica", "a", "grant"),
        ("b", "a", "ownership"),
    }


def test_sources_that_differ_are_both_shown(tmp_path: Path) -> None:
    graph = PartnerGraph()
    for name, where in (("s1", "EU"), ("s2", "Japan"), ("s3", "Japan")):
        graph.build(
            save(
                tmp_path,
                f"{name}.yaml",
                source(name, f"partnerships: {{p: {{parties: [a, b], territory: {where}}}}}\n"),
            )
        )
    (edge,) = graph.to_networkx().edges(data=True)
    assert edge[2]["territory"] == "EU | Japan"
    assert edge[2]["sources"] == 3


def test_facts_as_nodes(graph: PartnerGraph) -> None:
    network = graph.to_networkx(facts=True)
    data = graph.data()
    assert set(network) >= {e.iri for e in data.entities} | {i.iri for i in data.identities}
    decision = f"{ID}decision-right/hardware"
    roles = {(about["kind"], other) for _, other, about in network.out_edges(decision, data=True)}
    assert roles == {
        ("holders-1", ORG + "leica"),
        ("holders-2", ORG + "xiaomi"),
        ("partnership", f"{ID}partnership/xiaomi-leica"),
    }
    position = f"{ID}position/plaetke-at-leica"
    assert {about["kind"] for *_, about in network.out_edges(position, data=True)} == {"holder", "organization"}


@pytest.mark.parametrize("facts", [False, True])
def test_graphml_is_read_back(graph: PartnerGraph, tmp_path: Path, facts: bool) -> None:
    network = graph.to_networkx(facts=facts)
    write_graphml(network, tmp_path / "x.graphml")
    found = nx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    assert dict(found.nodes(data=True)) == dict(network.nodes(data=True))
    assert {(a, b, k): dict(d) for a, b, k, d in found.edges(keys=True, data=True)} == {
        (a, b, k): d for a, b, k, d in network.edges(keys=True, data=True)
    }


def test_graphml_has_the_same_bytes_twice(graph: PartnerGraph, tmp_path: Path) -> None:
    again = PartnerGraph()
    again.build(graph.export(tmp_path / "x.ttl"))
    one, other = graph.export(tmp_path / "1.graphml"), again.export(tmp_path / "2.graphml")
    assert one.read_bytes() == other.read_bytes()


def test_names_that_xml_cannot_hold(tmp_path: Path) -> None:
    data = m.Dataset(entities=[m.Organization(iri="urn:a", name="a\x00b\x1b<&>\"'\ufffe 😀\u202e")])
    write_graphml(organization_network(data), tmp_path / "x.graphml")
    (label,) = (about["label"] for _, about in nx.read_graphml(tmp_path / "x.graphml").nodes(data=True))
    assert label == "a\ufffdb\ufffd<&>\"'\ufffd 😀\u202e"


def test_nothing_gives_nothing(tmp_path: Path) -> None:
    for network in (organization_network(m.Dataset()), fact_network(m.Dataset())):
        write_graphml(network, tmp_path / "x.graphml")
        assert len(nx.read_graphml(tmp_path / "x.graphml")) == 0
