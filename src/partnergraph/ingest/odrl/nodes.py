"""The nodes of a file with policies: what stands at a property, lists opened, and what a node is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from partnergraph import vocabulary as v
from partnergraph.names import local_name

ODRL: Final = "http://www.w3.org/ns/odrl/2/"
Term: TypeAlias = NamedNode | BlankNode | Literal
_NAMES: Final = (
    v.RDFS + "label",
    v.SKOS + "prefLabel",
    v.FOAF + "name",
    "http://www.w3.org/2006/vcard/ns#fn",
    "http://schema.org/name",
    "https://schema.org/name",
    v.DCTERMS + "title",
)
_FIRST, _REST, _NIL = v.RDF + "first", v.RDF + "rest", v.RDF + "nil"


class Nodes:
    """The triples of a file by subject and property."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._nodes: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            objects = self._nodes[quad.subject][quad.predicate.value]  # type: ignore[index]
            if quad.object not in objects:
                objects.append(quad.object)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Term]:
        return iter(list(self._nodes))

    def properties(self, node: Term) -> list[str]:
        """Return the properties of a node, in the order of the file."""
        return list(self._nodes[node]) if node in self._nodes else []

    def at(self, node: Term, name: str) -> list[Term]:
        """Return what stands at a property, of ODRL where it is no address; a list is opened."""
        iri = name if ":" in name else ODRL + name
        found = self._nodes[node][iri] if node in self._nodes and iri in self._nodes[node] else []
        return [term for one in found for term in self._opened(one)]

    def _opened(self, node: Term) -> Iterator[Term]:
        seen = set[Term]()
        while node in self._nodes and _FIRST in self._nodes[node] and node not in seen:
            seen.add(node)
            yield from self._nodes[node][_FIRST]
            node = next(iter(self._nodes[node][_REST]), NamedNode(_NIL))
        if not seen and not (isinstance(node, NamedNode) and node.value == _NIL):
            yield node

    def types(self, node: Term) -> set[str]:
        """Return the types of a node."""
        return {term.value for term in self.at(node, v.RDF + "type")}

    def name_of(self, node: Term) -> str:
        """Return what a node is called, else the end of its address as words."""
        for name in _NAMES:
            told = sorted(term.value for term in self.at(node, name) if isinstance(term, Literal))
            if told:
                return " ".join(told[0].split())
        return local_name(node.value).rpartition("#")[2].replace("_", " ").replace("-", " ").strip() or node.value

    def text(self, node: Term, *names: str) -> str | None:
        """Return the first literal at one of some properties."""
        for name in names:
            for term in self.at(node, name):
                if isinstance(term, Literal):
                    return term.value
        return None
