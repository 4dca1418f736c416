"""What a reasoner concludes from the alignments: exactly the foreign types listed here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from partnergraph import vocabulary as v
from partnergraph.resources import ontology_path

HERE = Path(__file__).parent
EXAMPLE = "https://example.org/"
OWLRL_ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
NAMES = {
    "https://schema.org/": "schema",
    "http://purl.org/goodrelations/v1#": "gr",
    "http://www.w3.org/ns/odrl/2/": "odrl",
    "https://w3id.org/semanticarts/ns/ontology/gist/": "gist",
    "https://spec.edmcouncil.org/fibo/ontology/": "fibo",
    "https://www.omg.org/spec/LCC/": "lcc",
    "http://www.wikidata.org/entity/": "wd",
    v.PROV: "prov", v.OA: "oa", v.FOAF: "foaf", v.ORG: "org", v.DCTERMS: "dcterms", v.SKOS: "skos",
}  # fmt: skip

ENTAILED: dict[str, set[str]] = {
    "lens-co": {"org:Organization", "foaf:Agent"},
    "ada": {"foaf:Person", "foaf:Agent"},
    "lens": {"schema:Brand", "gr:Brand"},
    "p1": {"schema:Product", "schema:ProductModel", "gr:ProductOrServiceModel"},
    "p": {"schema:Product"},
    "optics": set(),
    "article": {"schema:CreativeWork", "foaf:Document", "prov:Entity"},
    "quote": {"oa:SpecificResource", "oa:TextQuoteSelector", "oa:TextPositionSelector", "prov:Entity"},
    "together": set(),
    "only-phones": set(),
    "may-brand": set(),
    "first-refusal": set(),
    "not-old": set(),
    "not-yet": set(),
    "release": set(),
    "absence": set(),
    "post": {"org:Membership"},
    "visit": set(),
    "final-say": set(),
    "owns": set(),
    "family": set(),
    "amended": set(),
    "merger": set(),
    "s-only": {"prov:Entity"},
    "d-p1": {"prov:Entity"},
    "c-good": {"prov:Entity"},
    "compared": {"prov:Entity"},
    "s-only-except-1": set(),
    "s-brand-renewed-renewal": set(),
    "s-too-condition": set(),
    "s-too-start": set(),
    "s-release-price": set(),
    "s-visit-quantity": set(),
    "book-complete-1": set(),
    "japan": set(),
    "covers-br": {"prov:Entity"},
    "together-latest-start": {"prov:Entity"},
    "phone-strap": {"skos:Concept"},
    "https://w3id.org/partnergraph/region/JP": {"schema:Place", "dcterms:Location"},
    "https://w3id.org/partnergraph/field/smartphone": {"skos:Concept"},
    "https://w3id.org/partnergraph/reading/continues": {"skos:Concept"},
}
"""Node of ``complete.ttl`` -> the types of other vocabularies that it then has."""


@cache
def closure() -> Graph:
    graph = Graph()
    for name in ("partnergraph.ttl", "alignments.ttl"):
        graph.parse(ontology_path(name))
    graph.parse(HERE / "complete.ttl")
    # regions come from a file of their own; two are enough here
    graph.add((URIRef(v.REGION + "JP"), RDF.type, URIRef(v.pg("Country"))))
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


@cache
def alignments() -> Graph:
    return Graph().parse(ontology_path("alignments.ttl"))


def foreign_types(node: str) -> set[str]:
    iri = URIRef(node if node.startswith("https:") else EXAMPLE + node)
    types = {str(kind) for kind in closure().objects(iri, RDF.type)}
    return {
        f"{name}:{kind.removeprefix(prefix)}"
        for kind in types
        for prefix, name in NAMES.items()
        if kind.startswith(prefix)
    }


@pytest.mark.parametrize("node", sorted(ENTAILED))
def test_a_node_has_exactly_the_listed_foreign_types(node: str) -> None:
    assert foreign_types(node) == ENTAILED[node]


def test_every_kind_of_node_is_listed() -> None:
    data = Graph().parse(HERE / "complete.ttl")
    listed = {URIRef(node if node.startswith("https:") else EXAMPLE + node) for node in ENTAILED}
    kinds = set(data.objects(None, RDF.type))
    assert {kind for node in listed for kind in data.objects(node, RDF.type)} == kinds


def test_nothing_contradicts_itself() -> None:
    assert list(closure().objects(None, OWLRL_ERROR)) == []


def test_no_two_nodes_become_one() -> None:
    assert [(s, o) for s, o in closure().subject_objects(OWL.sameAs) if s != o and isinstance(s, URIRef)] == []


def test_logical_axioms_go_only_from_ours_to_theirs() -> None:
    logical = {RDFS.subClassOf, RDFS.subPropertyOf}
    other = {OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs, OWL.disjointWith, RDFS.domain, RDFS.range}
    for subject, predicate, _ in alignments():
        assert predicate not in other
        if predicate in logical:
            assert str(subject).startswith(v.NS)


def test_a_mapping_goes_to_another_vocabulary() -> None:
    mappings = {SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch, SKOS.broadMatch, SKOS.narrowMatch}
    rows = [(s, o) for s, p, o in alignments() if p in mappings]
    assert rows
    for _, target in rows:
        assert any(str(target).startswith(prefix) for prefix in NAMES)
        assert not str(target).startswith(v.W3ID)


def test_all_seven_vocabularies_are_mapped() -> None:
    targets = {str(o) for _, p, o in alignments() if p != RDFS.isDefinedBy}
    for prefix, name in NAMES.items():
        if name in {"schema", "gr", "odrl", "gist", "fibo", "lcc", "wd"}:
            assert any(target.startswith(prefix) for target in targets), name


def test_partnership_is_never_the_firm_of_fibo() -> None:
    partnership = URIRef(v.pg("Partnership"))
    mapped = {str(o) for p, o in alignments().predicate_objects(partnership)}
    assert not any("BE/Partnerships" in target or "OrganizationalCollaboration" in target for target in mapped)
