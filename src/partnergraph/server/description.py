"""The SPARQL 1.1 service description: what the endpoint understands and gives."""

from __future__ import annotations

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from partnergraph import vocabulary as v
from partnergraph.server.formats import READ, TABLES, TRIPLES
from partnergraph.store.base import GRAPHS

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = NamedNode(v.RDF + "type")


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def description(address: str, *, writable: bool, form: ox.RdfFormat) -> bytes:
    """Return the description of the endpoint at an address."""
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    triples = [
        Triple(service, _TYPE, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(address)),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, _TYPE, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), default),
        Triple(default, _TYPE, _sd("Graph")),
        Triple(default, NamedNode(v.DCTERMS + "description"), Literal("The union of the named graphs.")),
    ]
    if writable:
        triples.append(Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
    for number, graph in enumerate(GRAPHS):
        node = BlankNode(f"graph{number}")
        triples += [
            Triple(dataset, _sd("namedGraph"), node),
            Triple(node, _TYPE, _sd("NamedGraph")),
            Triple(node, _sd("name"), NamedNode(graph)),
        ]
    given = {form.iri for form in TABLES.values()} | {form.iri for form in TRIPLES.values()}
    triples += [Triple(service, _sd("resultFormat"), NamedNode(iri)) for iri in sorted(given)]
    if writable:
        triples += [Triple(service, _sd("inputFormat"), NamedNode(f.iri)) for f in READ.values()]
    prefixes = {"sd": _SD, "dcterms": v.DCTERMS, "formats": _FORMATS}
    return ox.serialize(triples, format=form, prefixes=prefixes) or b""
