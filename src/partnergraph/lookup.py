"""Names that people write to IRIs in a store."""

from __future__ import annotations

import re

from pyoxigraph import Literal

from partnergraph import vocabulary as v
from partnergraph.errors import UnknownNameError
from partnergraph.model import Iri
from partnergraph.names import fold, nearest
from partnergraph.store.base import Store

KINDS = (
    "organization", "brand", "right", "model", "series", "person", "partnership", "commitment", "release", "absence",
    "position", "event", "decision-right", "ownership", "mark-family", "source", "claim",
)  # fmt: skip
"""Kinds of nodes in the order in which a name without a kind is looked for."""

_NOT_AN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_NAME_PROPERTIES = (v.RDFS + "label", v.SKOS + "altLabel", v.DCTERMS + "title")
_CLASSES = {f"{v.ORG}Organization": "organization", v.pg("Brand"): "brand"}
_NAMES = " UNION ".join(f"{{ ?iri <{name}> ?name }}" for name in _NAME_PROPERTIES)


class Lookup:
    """Finds things, facts and sources by label, other name, title, identifier or IRI.

    ``brand:Leica`` asks for one kind; without it organizations come before marks, then the rest of `KINDS`.
    Answers are kept until the store changes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revision = -1
        self._found: dict[str, list[Iri]] = {}
        self._all: dict[str, list[Iri]] | None = None

    def find(self, name: str, *kinds: str) -> Iri:
        """Return the IRI called ``name``, of one of ``kinds`` if given. Raises `UnknownNameError`."""
        return self.find_all(name, *kinds)[0]

    def find_all(self, name: str, *kinds: str) -> list[Iri]:
        """Return every IRI called ``name``, best first. Raises `UnknownNameError` with near names."""
        if self._store.stamp.revision != self._revision:
            self._found, self._all, self._revision = {}, None, self._store.stamp.revision
        if name not in self._found:
            self._found[name] = self._search(name)
        found = [iri for iri in self._found[name] if not kinds or kind_of(iri) in kinds]
        if not found:
            known = [
                label for label, iris in self.names().items() if not kinds or any(kind_of(i) in kinds for i in iris)
            ]
            raise UnknownNameError(" or ".join(kinds) or "thing", name, nearest(name, known))
        return found

    def knows(self, iri: Iri) -> bool:
        """Whether anything is said of a node."""
        return self._store.ask(f"ASK {{ <{iri}> ?p ?o }}")

    def _search(self, name: str) -> list[Iri]:
        if any("\ud800" <= character <= "\udfff" for character in name):
            return []  # half a character, from bytes that are not UTF-8: no name holds one
        if name.startswith(("http://", "https://", "urn:")):
            return [name] if not _NOT_AN_IRI.search(name) and self.knows(name) else []
        kind, _, rest = name.partition(":")
        wanted, label = (kind, rest.strip()) if rest and kind in KINDS else (None, name.strip())
        found = self._exactly(label) or self._folded(label) or self._by_identifier(label)
        return [iri for iri in found if wanted is None or kind_of(iri) == wanted]

    def _exactly(self, label: str) -> list[Iri]:
        literal = Literal(label)
        rows = self._store.select(f"SELECT DISTINCT ?iri WHERE {{ {_NAMES.replace('?name', str(literal))} }}").rows
        return _ranked(row[0].value for row in rows)

    def _folded(self, label: str) -> list[Iri]:
        wanted = fold(label)
        return _ranked(iri for name, iris in self.names().items() if fold(name) == wanted for iri in iris)

    def _by_identifier(self, label: str) -> list[Iri]:
        return _ranked(iri for iris in self.names().values() for iri in iris if iri.rsplit("/", 1)[-1] == label)

    def names(self) -> dict[str, list[Iri]]:
        """Return every name with the things, facts and sources that have it."""
        if self._all is None:
            self._all = {}
            rows = self._store.select(f"SELECT DISTINCT ?name ?iri WHERE {{ {_NAMES} }}").rows
            for name, iri in sorted((row[0].value, row[1].value) for row in rows):
                if kind_of(iri) is not None:
                    self._all.setdefault(name, []).append(iri)
        return self._all

    def things_by_name(self) -> dict[str, dict[str, list[Iri]]]:
        """Return the names of ``"organization"`` and ``"brand"`` alone; of deals there are many times as many."""
        found: dict[str, dict[str, list[Iri]]] = {kind: {} for kind in _CLASSES.values()}
        # Subqueries are read in order and joined by hashes: no looking up here and there on disk.
        kinds = " ".join(f"<{name}>" for name in _CLASSES)
        things = f"{{ SELECT ?kind ?iri WHERE {{ VALUES ?kind {{ {kinds} }} ?iri a ?kind }} }}"
        for name in _NAME_PROPERTIES:
            pattern = f"{things} {{ SELECT ?name ?iri WHERE {{ ?iri <{name}> ?name }} }}"
            query = f"SELECT ?kind ?name ?iri WHERE {{ GRAPH <{v.GRAPH_STATED}> {{ {pattern} }} }}"
            for row in self._store.select(query).rows:
                kind, label, iri = (term.value for term in row)
                found[_CLASSES[kind]].setdefault(label, []).append(iri)
        return found


def kind_of(iri: Iri) -> str | None:
    """Return which of `KINDS` an IRI's path says it is; ``None`` for regions, terms and parts.

    >>> kind_of("https://w3id.org/partnergraph/id/brand/leica")
    'brand'
    """
    segments = iri.rsplit("/", 2)
    return segments[1] if len(segments) == 3 and segments[1] in KINDS else None


def _ranked(iris: object) -> list[Iri]:
    found = {iri for iri in iris if kind_of(iri) is not None}  # type: ignore[attr-defined]
    return sorted(found, key=lambda iri: (KINDS.index(kind_of(iri) or ""), iri))
