"""Suggestions for a search box: the things of a store whose names hold some letters, best first."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.kinds import RANK, nodes_of
from partnergraph.names import fold
from partnergraph.store.base import Store

MOST_LOOKED_AT: Final = 500
"""Places in all names that are weighed for one search: enough for ten good suggestions, and soon done."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One suggestion. ``why``: the other name by which it was found; empty if that is its name."""

    iri: m.Iri
    kind: str
    name: str
    why: str


class Names:
    """The names of all things, as one text to look through.

    >>> from partnergraph.graph import PartnerGraph, example
    >>> graph = PartnerGraph()
    >>> _ = graph.build(example("xiaomi-leica.yaml"))
    >>> [(hit.kind, hit.name) for hit in Names(graph.store).find("leic", 2)]
    [('organization', 'Leica'), ('brand', 'Leica')]
    """

    def __init__(self, store: Store) -> None:
        self._kind = {iri: kinds[0] for iri, kinds in nodes_of(store, *v.THINGS).items()}
        labels = store.triples(v.GRAPH_STATED, self._kind, v.RDFS + "label")
        self._label = {t.subject.value: t.object.value for t in labels}
        known = sorted({*self._label.items(), *self._other_names(store)})
        self._iris = [iri for iri, _ in known]
        self._names = [name for _, name in known]
        folded = [_plain(name) for name in self._names]
        self._text = "\n" + "".join(f"{name}\n" for name in folded)
        self._starts = list(accumulate((len(name) + 1 for name in folded), initial=1))

    def _other_names(self, store: Store) -> Iterator[tuple[m.Iri, str]]:
        """Yield things with the names that descriptions give them."""
        about = store.triples(v.GRAPH_STATED, None, v.pg("about"), self._kind)
        thing = {t.subject.value: t.object.value for t in about}
        for told in store.triples(v.GRAPH_STATED, thing, (v.pg("name"), v.pg("alias"))):
            yield thing[told.subject.value], told.object.value

    def find(self, text: str, most: int = 10) -> list[Hit]:
        """Return at most so many things; whole names come before beginnings, words and what is inside of words."""
        wanted = _plain(text)
        if not wanted:
            return []
        ranked: dict[m.Iri, tuple[tuple[int, int, int, str], int]] = {}
        for number, rank in self._places(wanted):
            iri = self._iris[number]
            key = (rank, RANK[self._kind[iri]], len(self._names[number]), iri)
            if iri not in ranked or key < ranked[iri][0]:
                ranked[iri] = (key, number)
        return [self._hit(number) for _, number in sorted(ranked.values())[:most]]

    def _places(self, wanted: str) -> list[tuple[int, int]]:
        """Return names by number and how well each fits, 0 best."""
        found: list[tuple[int, int]] = []
        for rank, sought in enumerate((f"\n{wanted}\n", f"\n{wanted}", f" {wanted}", wanted)):
            at = self._text.find(sought)
            while at >= 0 and len(found) < MOST_LOOKED_AT * (rank + 1):
                start = at + 1 if sought[0] == "\n" else at
                found.append((bisect_right(self._starts, start) - 1, rank))
                at = self._text.find(sought, at + 1)
        return found

    def _hit(self, number: int) -> Hit:
        iri, name = self._iris[number], self._names[number]
        label = self._label.get(iri, name)
        return Hit(iri, self._kind[iri], label, "" if name == label else name)


def _plain(name: str) -> str:
    """Return the letters of a name without case and accents.

    >>> _plain("Škoda  Auto")
    'skoda auto'
    """
    if name.isascii():
        return " ".join(name.lower().split())
    return "".join(letter for letter in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(letter))
