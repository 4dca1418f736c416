"""Kinds of nodes, by name: what a node is, its ``rdf:type`` says, never its address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pyoxigraph import NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.rdf import COMMITMENT_TYPES, RDF_TYPES
from partnergraph.store.base import Store

KINDS: Final[Mapping[str, type]] = {
    kind: getattr(m, kind.title().replace("-", "")) for kind in (*v.THINGS, *v.FACTS, "source", "claim")
}
"""What each kind of node is as a value: the class of its name, in the order in which a name is looked for."""

RANK: Final = {kind: place for place, kind in enumerate(KINDS)}


def classes_of(kind: str) -> tuple[str, ...]:
    """Return the classes whose instances are of a kind: of commitments there are several.

    >>> [iri.rsplit("#")[-1] for iri in classes_of("commitment")]
    ['Grant', 'Exclusivity', 'Option', 'Exclusion', 'Holdback']
    """
    return tuple(COMMITMENT_TYPES.values()) if kind == "commitment" else (RDF_TYPES[KINDS[kind]],)


_TYPE: Final = v.RDF + "type"
_KIND_OF: Final = {iri: kind for kind in KINDS for iri in classes_of(kind)}


def kinds_of(store: Store, nodes: Collection[m.Iri]) -> dict[m.Iri, list[str]]:
    """Return the kinds of nodes, each node's in the order of `KINDS`; nodes without one are left out."""
    return kinds_in(store.triples(v.GRAPH_STATED, nodes, _TYPE))


def kinds_in(triples: Iterable[Triple]) -> dict[m.Iri, list[str]]:
    """Return the kinds of nodes by what triples say of them, in the same way.

    >>> kinds_in([Triple(NamedNode("urn:x"), NamedNode(_TYPE), NamedNode(v.pg("Brand")))])
    {'urn:x': ['brand']}
    """
    typed = (t for t in triples if t.predicate.value == _TYPE and isinstance(t.object, NamedNode))
    return _by_node((t.subject.value, t.object.value) for t in typed if isinstance(t.subject, NamedNode))


def nodes_of(store: Store, *kinds: str) -> dict[m.Iri, list[str]]:
    """Return all nodes of some kinds, with those among these kinds that they are."""
    classes = [iri for kind in kinds for iri in classes_of(kind)]
    return _by_node((iri, one) for one in classes for iri in store.typed(one))


def _by_node(pairs: Iterable[tuple[m.Iri, str]]) -> dict[m.Iri, list[str]]:
    found: dict[m.Iri, list[str]] = {}
    for node, iri in pairs:
        if (kind := _KIND_OF.get(iri)) is not None and kind not in found.setdefault(node, []):
            found[node].append(kind)
    for kinds in found.values():
        kinds.sort(key=RANK.__getitem__)
    return {node: kinds for node, kinds in found.items() if kinds}
