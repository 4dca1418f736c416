"""Names that people write to IRIs in a store."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal

from partnergraph import vocabulary as v
from partnergraph.errors import UnknownNameError
from partnergraph.kinds import KINDS, RANK, kinds_of, nodes_of
from partnergraph.model import Iri
from partnergraph.names import fold, local_name, nearest
from partnergraph.store.base import Store

_NAME_PROPERTIES = (v.RDFS + "label", v.SKOS + "altLabel", v.DCTERMS + "title")


class Lookup:
    """Finds things, facts and sources by label, other name, title, identifier or IRI.

    ``brand:Leica`` asks for one kind; without it organizations come before marks, then the rest of `KINDS`.
    Answers are kept until the store changes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revision = -1
        self._found: dict[str, list[Iri]] = {}
        self._kinds: dict[Iri, list[str]] = {}
        self._all: dict[str, list[Iri]] | None = None

    def find(self, name: str, *kinds: str) -> Iri:
        """Return the IRI called ``name``, of one of ``kinds`` if given. Raises `UnknownNameError`."""
        return self.find_all(name, *kinds)[0]

    def find_all(self, name: str, *kinds: str) -> list[Iri]:
        """Return every IRI called ``name``, best first. Raises `UnknownNameError` with near names."""
        self._forget_old()
        if name not in self._found:
            self._found[name] = self._search(name)
        found = self._of_kinds(self._found[name], kinds)
        if not found:
            near = nodes_of(self._store, *(kinds or KINDS))
            known = [label for label, iris in self._labelled().items() if not near.keys().isdisjoint(iris)]
            raise UnknownNameError(" or ".join(kinds) or "thing", name, nearest(name, known))
        return found

    def kinds(self, iri: Iri) -> list[str]:
        """Return which of `KINDS` a node is, first the one that counts; none for regions, terms and parts."""
        self._forget_old()
        if iri not in self._kinds:
            self._kinds[iri] = kinds_of(self._store, [iri]).get(iri, [])
        return self._kinds[iri]

    def knows(self, iri: Iri) -> bool:
        """Whether anything is said of a node."""
        try:
            return self._store.holds(None, iri)
        except ValueError:
            return False  # no IRI

    def exactly(self, label: str) -> list[Iri]:
        """Return what is called so, letter by letter, best first."""
        if any("\ud800" <= character <= "\udfff" for character in label):
            return []  # half a character, from bytes that are not UTF-8: no name holds one
        return self._ranked(self._store.subjects(_NAME_PROPERTIES, Literal(label), None))

    def _forget_old(self) -> None:
        if self._store.stamp.revision != self._revision:
            self._found, self._kinds, self._all, self._revision = {}, {}, None, self._store.stamp.revision

    def _of_kinds(self, iris: Iterable[Iri], kinds: Iterable[str]) -> list[Iri]:
        wanted = set(kinds)
        return [iri for iri in iris if not wanted or not wanted.isdisjoint(self.kinds(iri))]

    def _search(self, name: str) -> list[Iri]:
        if ":" in name and self.knows(name):
            return [name]
        kind, _, rest = name.partition(":")
        wanted, label = ([kind], rest.strip()) if rest and kind in KINDS else ([], name.strip())
        found = self.exactly(label) or self._folded(label) or self._by_identifier(label) or self._by_number(label)
        return self._of_kinds(found, wanted)

    def _folded(self, label: str) -> list[Iri]:
        wanted = fold(label)
        return self._ranked(iri for name, iris in self._labelled().items() if fold(name) == wanted for iri in iris)

    def _by_identifier(self, label: str) -> list[Iri]:
        return self._ranked(iri for iris in self._labelled().values() for iri in iris if local_name(iri) == label)

    def _by_number(self, label: str) -> list[Iri]:
        """Return the deals of tables with a number, which stands in brackets behind what they are called."""
        end = f" ({label.casefold()})"
        return self._ranked(i for name, iris in self._labelled().items() if name.casefold().endswith(end) for i in iris)

    def _ranked(self, iris: Iterable[Iri]) -> list[Iri]:
        found = {iri for iri in iris if self.kinds(iri)}
        return sorted(found, key=lambda iri: (RANK[self.kinds(iri)[0]], iri))

    def names(self) -> dict[str, list[Iri]]:
        """Return every name with the things, facts and sources that have it."""
        known = nodes_of(self._store, *KINDS)
        found = {name: [iri for iri in iris if iri in known] for name, iris in self._labelled().items()}
        return {name: iris for name, iris in found.items() if iris}

    def _labelled(self) -> dict[str, list[Iri]]:
        """Return every name with all nodes that have it: most are not asked what they are."""
        self._forget_old()
        if self._all is None:
            self._all = {}
            found = self._store.triples(None, None, _NAME_PROPERTIES)
            for name, iri in sorted({(t.object.value, t.subject.value) for t in found}):
                self._all.setdefault(name, []).append(iri)
        return self._all

    def things_by_name(self) -> dict[str, dict[str, list[Iri]]]:
        """Return the names of ``"organization"`` and ``"brand"`` alone; of deals there are many times as many."""
        found: dict[str, dict[str, list[Iri]]] = {"organization": {}, "brand": {}}
        things = nodes_of(self._store, *found)
        for triple in self._store.triples(v.GRAPH_STATED, things):
            for kind in things[triple.subject.value] if triple.predicate.value in _NAME_PROPERTIES else ():
                found[kind].setdefault(triple.object.value, []).append(triple.subject.value)
        return found
