"""Names and addresses to nodes: what a node is, its types say."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import InputError, UnknownNameError
from partnergraph.graph import PartnerGraph
from partnergraph.lookup import Lookup
from partnergraph.store import MemoryStore
from partnergraph.terms import terms

LABEL, TYPE = NamedNode(v.RDFS + "label"), NamedNode(v.RDF + "type")
COMPANY, BRAND = v.ORG + "Organization", v.pg("Brand")


def lookup(**nodes: tuple[str, ...]) -> Lookup:
    """A lookup in a store of some nodes called "Leica", each with its types."""
    store = MemoryStore()
    with store.transaction() as work:
        for name, types in nodes.items():
            node = NamedNode(f"urn:x:{name}")
            said = [Triple(node, TYPE, NamedNode(one)) for one in types]
            work.insert(v.GRAPH_STATED, [*said, Triple(node, LABEL, Literal("Leica"))])
    return Lookup(store)


def test_a_company_comes_before_the_mark_of_its_name() -> None:
    found = lookup(a=(BRAND,), b=(COMPANY,))
    assert found.find_all("Leica") == ["urn:x:b", "urn:x:a"]
    assert found.find_all("brand:Leica") == found.find_all("Leica", "brand") == ["urn:x:a"]
    assert found.kinds("urn:x:a") == ["brand"]


def test_a_node_of_two_kinds_is_found_as_either_and_counts_as_the_first() -> None:
    found = lookup(both=(BRAND, COMPANY))
    assert found.kinds("urn:x:both") == ["organization", "brand"]
    for kinds in ((), ("brand",), ("organization",)):
        assert found.find("LEICA", *kinds) == "urn:x:both"


@pytest.mark.parametrize("type_", [v.pg("Grant"), v.pg("Exclusivity"), v.pg("Option")])
def test_every_class_of_commitments_is_a_commitment(type_: str) -> None:
    assert lookup(c=(type_, v.pg("Commitment"))).kinds("urn:x:c") == ["commitment"]


def test_what_has_no_kind_has_no_name_but_an_address() -> None:
    found = lookup(c=(v.pg("Region"),))
    assert found.names() == {}
    assert found.find("urn:x:c") == "urn:x:c"
    for name in ("Leica", "brand:Leica", "urn:x:absent", "https://no address", "\ud800"):
        with pytest.raises(UnknownNameError):
            found.find(name)


SOURCES = """@prefix pg: <https://w3id.org/partnergraph/ns#> . @prefix dcterms: <http://purl.org/dc/terms/> .
<urn:a:1> a pg:Source ; dcterms:title "Contract" .
<urn:b:2> a pg:Source ; dcterms:title "Contract" ."""


def test_a_source_is_not_removed_by_a_name_that_two_have(tmp_path: Path) -> None:
    (tmp_path / "two.ttl").write_text(SOURCES)
    graph = PartnerGraph()
    graph.build(tmp_path / "two.ttl")
    with pytest.raises(InputError, match=r"'Contract' names 2 sources(?s:.*)<urn:a:1> or <urn:b:2>"):
        graph.remove("Contract")
    assert len(graph.sources()) == 2
    assert graph.remove("urn:b:2") == "urn:b:2"
    assert [source.iri for source in graph.sources()] == ["urn:a:1"]


def test_an_own_term_is_found_by_its_address_on_its_axis_alone() -> None:
    gadget, phone = "urn:own:act/gadget", "urn:own#Smartphone"
    named = {gadget: "Gadgets", phone: "Smartphone"}
    own = terms().with_own(m.Term(iri=iri, name=name, scheme="field") for iri, name in named.items())
    assert own.find("field", gadget) == own.find("field", "gadgets") == gadget
    assert own.find("field", phone) == phone
    assert own.find("field", "smartphone") == f"{v.FIELD}smartphone"
    with pytest.raises(UnknownNameError):
        own.find("act", "urn:own:act/gadget")


def test_a_deal_of_a_table_is_found_by_its_number(tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    table.write_text("Deal,Licensor,Licensee,Brand\nD-7,Aurora,Borealis,Fox\nD-70,Aurora,Cassini,Fox\n", "utf-8")
    graph = PartnerGraph()
    graph.build(table)
    assert graph.show("d-7").title == "Aurora licenses Borealis (D-7)"
    with pytest.raises(UnknownNameError):
        graph.show("7")
