"""networkx graphs and GraphML.

Two graphs, both `networkx.MultiDiGraph` with IRIs as nodes and ``label`` and ``kind`` on nodes and edges:

* `organization_network`: organizations only. One edge for each partnership and pair of its parties (from
  the lesser IRI to the greater), each commitment from every bound party to every beneficiary, each ownership
  of an organization from owner to owned. Edges carry ``fact`` (IRI), ``territory``, ``period``, ``sources``
  (how many sources state it); two sources that differ are joined by " | ".
* `fact_network`: every thing and every fact is a node; an edge runs from a fact to each thing in it, and its
  ``kind`` is the role.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnergraph import model as m
from partnergraph.output import whole_file
from partnergraph.wording.dates import say_period
from partnergraph.wording.deals import say_territory

if TYPE_CHECKING:
    from networkx import MultiDiGraph


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def organization_network(data: m.Dataset) -> MultiDiGraph[str]:
    """Return the organization-to-organization projection described above."""
    from networkx import MultiDiGraph  # lazy: 0.2 s

    graph: MultiDiGraph[str] = MultiDiGraph()
    organizations = {e.iri: e for e in data.entities if isinstance(e, m.Organization)}
    for iri, organization in organizations.items():
        graph.add_node(iri, label=organization.name, kind="organization")
    accounts = _accounts(data)
    for identity in data.identities:
        for one, other in _pairs(identity):
            if one in organizations and other in organizations:
                graph.add_edge(one, other, key=identity.iri, **_edge(identity, accounts[identity.iri]))
    return graph


def fact_network(data: m.Dataset) -> MultiDiGraph[str]:
    """Return the graph in which facts are nodes too."""
    from networkx import MultiDiGraph

    graph: MultiDiGraph[str] = MultiDiGraph()
    for entity in data.entities:
        graph.add_node(entity.iri, label=entity.name, kind=type(entity).__name__.lower())
    accounts = _accounts(data)
    for identity in data.identities:
        about = _edge(identity, accounts[identity.iri])
        graph.add_node(identity.iri, **{key: value for key, value in about.items() if key != "fact"})
        for role, iri in _roles(identity):
            graph.add_edge(identity.iri, iri, key=role, kind=role, label=role)
    return graph


def to_pyvis(graph: MultiDiGraph[str]) -> Any:
    """Return a network of pyvis with the labels of a graph; what else is said of an edge shows under the pointer."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for node, about in graph.nodes(data=True):
        network.add_node(node, label=about["label"], title=about["kind"])
    for one, other, about in graph.edges(data=True):
        said = "\n".join(str(about[key]) for key in ("label", "kind", "territory", "period") if about.get(key))
        network.edges.append({"from": one, "to": other, "label": about["kind"], "title": said, "arrows": "to"})
    return network


def write_graphml(graph: MultiDiGraph[str], path: str | Path) -> None:
    """Write GraphML, in UTF-8, nodes and edges sorted; characters that XML cannot hold become U+FFFD."""
    from networkx import MultiDiGraph, write_graphml_xml

    ordered: MultiDiGraph[str] = MultiDiGraph()
    nodes: list[Any] = sorted(graph.nodes(data=True), key=lambda node: node[0])
    edges: list[Any] = sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
    ordered.add_nodes_from((node, _clean(about)) for node, about in nodes)
    ordered.add_edges_from((*ends, _clean(about)) for *ends, about in edges)
    with whole_file(path) as file:
        write_graphml_xml(ordered, file, encoding="utf-8", prettyprint=True)


def _clean(about: dict[str, Any]) -> dict[str, Any]:
    return {key: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value for key, value in about.items()}


def _accounts(data: m.Dataset) -> dict[m.Iri, list[m.Statement]]:
    accounts: dict[m.Iri, list[m.Statement]] = defaultdict(list)
    for statement in data.statements:
        accounts[statement.about].append(statement)
    return accounts


def _pairs(identity: m.Identity) -> Iterator[tuple[m.Iri, m.Iri]]:
    match identity:
        case m.Partnership(parties=parties):
            yield from combinations(sorted(parties), 2)
        case m.Commitment():
            others = (*identity.beneficiaries, *identity.excluded, *identity.promisees)
            yield from ((one, other) for one in identity.bound for other in others)
        case m.Ownership(owner=owner, owned=owned):
            yield owner, owned


def _edge(identity: m.Identity, accounts: list[m.Statement]) -> dict[str, Any]:
    kind = identity.kind if isinstance(identity, m.Commitment) else type(identity).__name__.lower()
    return {
        "fact": identity.iri,
        "label": identity.label,
        "kind": kind,
        "territory": _joined(say_territory(s.territory) for s in accounts if s.territory),
        "period": _joined(say_period(s.period) for s in accounts if s.period),
        "sources": len({s.source for s in accounts}),
    }


def _joined(texts: Iterator[str]) -> str:
    return " | ".join(sorted(set(texts)))


def _roles(identity: m.Identity) -> Iterator[tuple[str, m.Iri]]:
    for name in identity.__dataclass_fields__:
        content = getattr(identity, name)
        if name in ("iri", "label", "title", "matter", "side", "kind") or content is None:
            continue
        many = isinstance(content, tuple)
        for number, iri in enumerate(content if many else (content,), 1):
            yield (f"{name}-{number}" if many and len(content) > 1 else name), iri
