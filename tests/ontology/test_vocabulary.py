"""The vocabulary: equal to ``vocabulary.py``, inside OWL 2 RL, clean under every style rule; each rule can fire."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.query import Result, ResultRow

from partnergraph import vocabulary as v
from partnergraph.resources import ontology_path
from tests.quick import one_in

HERE = Path(__file__).parent
FILES = ("partnergraph.ttl", "schemes.ttl", "alignments.ttl")
RULES = sorted(ontology_path("style").glob("*.rq"))
OWLRL_ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


@cache
def core() -> Graph:
    return Graph().parse(ontology_path("partnergraph.ttl"))


@cache
def everything() -> Graph:
    graph = Graph()
    for name in FILES:
        graph.parse(ontology_path(name))
    return graph


@cache
def store() -> ox.Store:
    found = ox.Store()
    for name in FILES:
        found.load(path=str(ontology_path(name)), format=ox.RdfFormat.TURTLE)
    return found


def own(kind: URIRef) -> set[str]:
    return {str(term).removeprefix(v.NS) for term in core().subjects(RDF.type, kind) if str(term).startswith(v.NS)}


# --- equality with Python, both ways ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (OWL.Class, v.CLASSES),
        (OWL.ObjectProperty, v.OBJECT_PROPERTIES),
        (OWL.DatatypeProperty, v.DATATYPE_PROPERTIES),
    ],
)
def test_python_and_turtle_name_the_same_terms(kind: URIRef, names: tuple[str, ...]) -> None:
    assert own(kind) == set(names)
    assert len(names) == len(set(names))


def test_no_other_term_is_in_the_namespace() -> None:
    named = {*v.CLASSES, *v.OBJECT_PROPERTIES, *v.DATATYPE_PROPERTIES}
    assert {str(s).removeprefix(v.NS) for s in everything().subjects() if str(s).startswith(v.NS)} == named


@pytest.mark.parametrize(("prefix", "names"), [(v.STATUS, v.STATUSES), (v.READING, v.READINGS)])
def test_python_and_turtle_name_the_same_individuals(prefix: str, names: tuple[str, ...]) -> None:
    concepts = map(str, everything().subjects(RDF.type, SKOS.Concept))
    assert {iri.removeprefix(prefix) for iri in concepts if iri.startswith(prefix)} == set(names)


def test_readings_are_typed_as_readings() -> None:
    typed = {str(s) for s in core().subjects(RDF.type, URIRef(v.pg("Reading")))}
    assert typed == {v.READING + name for name in v.READINGS}


@pytest.mark.parametrize(
    "iri",
    [
        v.FIELD + "smartphone",
        v.FIELD + "mobile-phone",
        v.CHANNEL + "online",
        v.CHANNEL + "streaming",
        v.ACT + "use",
        v.ACT + "brand-on-product",
        v.ACT + "sublicense",
        v.EVENT_KIND + "site-visit",
    ],
)
def test_names_that_code_and_examples_rely_on_stay(iri: str) -> None:
    assert (URIRef(iri), RDF.type, SKOS.Concept) in everything()


# --- what a reader of the file is promised ------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_in_its_first_line_what_it_is(name: str) -> None:
    assert ontology_path(name).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_nfc_with_unix_line_ends(name: str) -> None:
    data = ontology_path(name).read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")


def test_evidence_is_its_own_selector_by_definition() -> None:
    above = {str(o) for o in core().objects(URIRef(v.pg("Evidence")), RDFS.subClassOf)}
    assert {v.OA + "SpecificResource", v.OA + "TextQuoteSelector", v.OA + "TextPositionSelector"} <= above


def snippets(language: str) -> list[str]:
    text = ontology_path("README.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_query_of_the_readme_answers() -> None:
    (query,) = snippets("sparql")
    data = HERE / "complete.ttl"
    embedded = ox.Store()
    embedded.load(path=str(data), format=ox.RdfFormat.TURTLE)
    expected = {("Phone Co", "Lens", "World except Japan", "Two firms go on")}
    answer = embedded.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    assert {tuple(term.value for term in row) for row in answer} == expected
    assert rows_of(Graph().parse(data).query(query)) == expected


def test_the_own_term_of_the_readme_hangs_in_the_tree() -> None:
    (turtle,) = snippets("turtle")
    term = URIRef("https://example.org/field/phone-strap")
    above = (everything() + Graph().parse(data=turtle)).transitive_objects(term, SKOS.broader)
    assert URIRef(v.FIELD + "all-fields") in above


def test_the_readme_says_that_the_namespace_is_not_registered() -> None:
    assert "not registered yet" in ontology_path("README.md").read_text(encoding="utf-8")
    assert ontology_path("redirects/.htaccess").exists()


# --- OWL 2 RL -----------------------------------------------------------------------------------------

ALLOWED_OWL = {
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.SymmetricProperty, OWL.Ontology,
    OWL.Thing, OWL.disjointWith, OWL.versionIRI, OWL.versionInfo,
}  # fmt: skip
ALLOWED_RANGES = {RDFS.Literal, *(URIRef(v.XSD + name) for name in ("string", "boolean", "integer", "decimal"))}


def test_only_constructs_of_owl_2_rl_occur() -> None:
    used = {term for triple in everything() for term in triple if isinstance(term, URIRef) and term.startswith(v.OWL)}
    assert used <= ALLOWED_OWL


def test_owl_thing_stands_only_above_classes() -> None:
    assert {p for _, p in everything().subject_predicates(OWL.Thing)} == {RDFS.subClassOf}


def test_ranges_of_datatype_properties_are_in_the_datatype_map() -> None:
    ranges = {range_ for name in v.DATATYPE_PROPERTIES for range_ in core().objects(URIRef(v.pg(name)), RDFS.range)}
    assert ranges <= ALLOWED_RANGES


def test_domains_and_ranges_of_nodes_are_declared_classes() -> None:
    for name in v.OBJECT_PROPERTIES:
        for predicate in (RDFS.domain, RDFS.range):
            for found in core().objects(URIRef(v.pg(name)), predicate):
                assert (found, RDF.type, OWL.Class) in core()


def test_no_term_is_class_and_property_at_once() -> None:
    kinds = [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty]
    for term in set(everything().subjects(RDF.type)):
        assert sum((term, RDF.type, kind) in everything() for kind in kinds) <= 1, term


def closure(data: str = "") -> Graph:
    graph = Graph() + core()
    graph.parse(HERE / "complete.ttl")
    graph.parse(data="@prefix : <https://example.org/> . @prefix pg: <https://w3id.org/partnergraph/ns#> ." + data)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


def test_a_complete_graph_is_consistent() -> None:
    assert list(closure().objects(None, OWLRL_ERROR)) == []


@pytest.mark.parametrize(
    "mistake",
    one_in(
        4,
        (
            ":together pg:party :lens .",
            ":may-brand a pg:Exclusivity .",
            ":s-only pg:about :s-brand . :s-brand a pg:Partnership .",
            ":japan pg:includes :world-except-japan .",
        ),
    ),
)
def test_a_reasoner_sees_a_mixed_up_node(mistake: str) -> None:
    assert list(closure(mistake).objects(None, OWLRL_ERROR))


def test_a_reasoner_never_merges_two_sources() -> None:
    graph = closure(":s-only pg:statedIn :book ; pg:about :may-brand . :p1 pg:brand :lentz .")
    assert (URIRef("https://example.org/article"), OWL.sameAs, URIRef("https://example.org/book")) not in graph


# --- style rules --------------------------------------------------------------------------------------


def rows_embedded(data: ox.Store, rule: Path) -> set[tuple[str, ...]]:
    answer = data.query(rule.read_text(encoding="utf-8"))
    assert isinstance(answer, ox.QuerySolutions)
    return {tuple(str(getattr(term, "value", term)) for term in row) for row in answer}


def rows_rdflib(data: Graph, rule: Path) -> set[tuple[str, ...]]:
    return rows_of(data.query(rule.read_text(encoding="utf-8")))


def rows_of(answer: Result) -> set[tuple[str, ...]]:
    return {tuple(str(term) for term in row) for row in answer if isinstance(row, ResultRow)}


TRAPS = (r"BIND *\( *EXISTS", r"OPTIONAL *\{ *SELECT", r"\bVALUES\b", r"\bSERVICE\b", r"\bFROM\b", r"SELECT *\*")


def test_there_are_rules() -> None:
    assert len(RULES) > 20


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_a_rule_opens_with_problem_and_solution(rule: Path) -> None:
    first, second, third, *_ = rule.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# Problem: .+\.", first)
    assert re.fullmatch(r"# Solution: .+\.", second)
    assert third == ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_a_rule_uses_only_sparql_that_means_the_same_everywhere(rule: Path) -> None:
    lines = rule.read_text(encoding="utf-8").splitlines()
    text = " ".join(" ".join(line for line in lines if not line.startswith("#")).split())
    for trap in TRAPS:
        assert not re.search(trap, text, re.IGNORECASE)


@pytest.mark.parametrize("rule", one_in(3, RULES), ids=lambda rule: rule.stem)
def test_the_vocabulary_passes(rule: Path) -> None:
    assert rows_embedded(store(), rule) == set()
    assert rows_rdflib(everything(), rule) == set()


@pytest.mark.parametrize("name", ["term-declared", "no-blank-node", "no-import", "file-version", "text-language"])
def test_the_regions_use_the_vocabulary_as_declared(name: str) -> None:
    data = ox.Store()
    for file in (*FILES, "regions.ttl"):
        data.load(path=str(ontology_path(file)), format=ox.RdfFormat.TURTLE)
    assert rows_embedded(data, ontology_path(f"style/{name}.rq")) == set()


BAD_HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in v.PREFIXES.items())
GOOD_CLASS = (
    'pg:Good a owl:Class ; rdfs:subClassOf owl:Thing ; rdfs:label "good"@en ; skos:definition "A good class."@en .\n'
)
GOOD_CONCEPT = (
    "<https://w3id.org/partnergraph/field> a skos:ConceptScheme ; skos:hasTopConcept field:all .\n"
    'field:all a skos:Concept ; skos:prefLabel "all"@en ; skos:definition "Every field."@en ;'
    " skos:inScheme <https://w3id.org/partnergraph/field> ; skos:topConceptOf <https://w3id.org/partnergraph/field> .\n"
)
GOOD_CHILD = (
    'field:tea a skos:Concept ; skos:prefLabel "tea"@en ; skos:definition "Tea to drink."@en ;'
    " skos:inScheme <https://w3id.org/partnergraph/field> ; skos:broader field:all .\n"
)
BAD: dict[str, str] = {
    "term-label": 'pg:X a owl:Class ; rdfs:label "Ding"@de .',
    "term-definition": 'pg:X a owl:Class ; skos:definition "One."@en, "Two."@en .',
    "term-defined-by": "pg:x a owl:ObjectProperty .",
    "class-name": "pg:my_class a owl:Class .",
    "property-name": "pg:HasParty a owl:ObjectProperty .",
    "class-superclass": "pg:X a owl:Class .",
    "class-cycle": "pg:X rdfs:subClassOf pg:Y . pg:Y rdfs:subClassOf pg:X .",
    "property-one-kind": "pg:x a owl:ObjectProperty, owl:DatatypeProperty .",
    "property-one-domain": "pg:x rdfs:domain pg:X, pg:Y .",
    "range-no-date": "pg:x rdfs:range xsd:date .",
    "property-not-functional": "pg:x a owl:FunctionalProperty .",
    "no-rich-owl": "pg:X owl:unionOf pg:list .",
    "no-blank-node": "pg:X rdfs:subClassOf [] .",
    "no-import": "<https://example.org/o> owl:imports <http://www.w3.org/ns/org> .",
    "file-version": '<https://example.org/o> a owl:Ontology ; owl:versionInfo "1" .',
    "term-declared": "pg:X rdfs:subClassOf pg:Missspelt .",
    "text-language": 'pg:X rdfs:label "x" .',
    "definition-sentence": 'pg:X skos:definition "Something without an end"@en .',
    "definition-unique": 'pg:X skos:definition "The same words."@en . pg:Y skos:definition "The same words."@en .',
    "concept-label": 'field:x a skos:Concept ; skos:prefLabel "x"@en, "y"@en .',
    "concept-definition": "field:x a skos:Concept .",
    "concept-scheme": "field:x a skos:Concept ; skos:inScheme <https://example.org/a>, <https://example.org/b> .",
    "concept-name": "field:Smart_Phone a skos:Concept .",
    "concept-one-parent": "field:x skos:broader field:y, field:z .",
    "concept-reaches-top": (
        "field:x a skos:Concept ; skos:broader field:y . field:y a skos:Concept ; skos:broader field:x ."
    ),
    "concept-same-tree": (
        "field:x skos:inScheme <https://w3id.org/partnergraph/field> ; skos:broader act:y ."
        " act:y skos:inScheme <https://w3id.org/partnergraph/act> ."
    ),
    "concept-top-both-ways": "<https://example.org/a> skos:hasTopConcept field:x .",
    "axis-one-root": "<https://w3id.org/partnergraph/act> skos:hasTopConcept act:x, act:y .",
    "concept-word-once": (
        'field:x skos:inScheme <https://example.org/a> ; skos:prefLabel "Phone"@en .'
        ' field:y skos:inScheme <https://example.org/a> ; skos:altLabel "phone"@en .'
    ),
    "concept-alt-not-pref": 'field:x skos:prefLabel "tea"@en ; skos:altLabel "Tea"@en .',
    "deprecated-says-what-instead": "pg:X owl:deprecated true .",
}
"""Rule -> a small graph that breaks it."""


def test_every_rule_has_a_bad_example() -> None:
    assert set(BAD) == {rule.stem for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_a_rule_fires_on_its_bad_example(rule: Path) -> None:
    text = BAD_HEADER + GOOD_CLASS + GOOD_CONCEPT + GOOD_CHILD + BAD[rule.stem]
    embedded = ox.Store()
    embedded.load(text, format=ox.RdfFormat.TURTLE)
    plain = Graph().parse(data=text)
    ids = {str(node) for node in plain.all_nodes() if isinstance(node, BNode)}
    found = rows_embedded(embedded, rule)
    assert found
    assert len(found) == len(rows_rdflib(plain, rule))
    if not ids:
        assert found == rows_rdflib(plain, rule)


# --- the trees ----------------------------------------------------------------------------------------


def test_every_event_kind_and_status_is_reached_by_its_words() -> None:
    words = {
        (str(scheme), str(word).casefold())
        for concept, scheme in everything().subject_objects(SKOS.inScheme)
        for word in (*everything().objects(concept, SKOS.prefLabel), *everything().objects(concept, SKOS.altLabel))
    }
    assert (v.W3ID + "field", "handsets") in words
    assert (v.W3ID + "status", "terminated") in words
    assert (v.W3ID + "channel", "e-commerce") in words


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (v.FIELD + "smartphone", v.FIELD + "electronics"),
        (v.FIELD + "smartphone-imaging", v.FIELD + "smartphone"),
        (v.FIELD + "ready-to-drink-coffee", v.FIELD + "food-and-beverage"),
        (v.ACT + "sell", v.ACT + "market"),
        (v.ACT + "promote", v.ACT + "market"),
        (v.ACT + "supply", v.ACT + "sell"),
        (v.CHANNEL + "travel-retail", v.CHANNEL + "retail"),
    ],
)
def test_what_overlaps_in_deals_overlaps_in_the_tree(below: str, above: str) -> None:
    assert URIRef(above) in everything().transitive_objects(URIRef(below), SKOS.broader)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (v.FIELD + "smartphone", v.FIELD + "camera"),
        (v.FIELD + "smartwatch", v.FIELD + "watch"),
        (v.FIELD + "packaged-coffee", v.FIELD + "cafe"),
        (v.ACT + "manufacture", v.ACT + "sell"),
        (v.CHANNEL + "online", v.CHANNEL + "streaming"),
    ],
)
def test_what_is_apart_in_deals_is_apart_in_the_tree(one: str, other: str) -> None:
    for low, high in ((one, other), (other, one)):
        assert URIRef(high) not in everything().transitive_objects(URIRef(low), SKOS.broader)
