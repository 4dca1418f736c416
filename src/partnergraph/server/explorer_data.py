"""The interactive page of a served store: whole while it is small, else what is asked for, as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Final

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import PhraseError, QueryError
from partnergraph.export.html import build_columns, build_served_page
from partnergraph.export.html.columns import spread
from partnergraph.graph import PartnerGraph
from partnergraph.kinds import kinds_of
from partnergraph.names import full_iri, short_iri
from partnergraph.neighbourhood import Neighbourhood, Shown
from partnergraph.rdf import RDF_TYPES
from partnergraph.server.limits import MOST_SEEDS, MOST_TEXTS
from partnergraph.server.search import Names
from partnergraph.territory import codes_of, parse_territory
from partnergraph.territory.lexicon import lexicon, normal

MOST_WHOLE: Final = 2_000
"""Statements up to which the page is sent whole: about two seconds to make, and every view knows everything."""

OVERVIEW: Final = 12
"""Organizations that a served page opens on: those with the most facts."""

OPENING_FACTS: Final = 12
STEP: Final = 40
"""Facts of one thing that come with a search or an expansion."""

MOST_ON_A_SHEET: Final = 400
"""Facts on the page of one thing of a large store."""

SPARQL_TAB: Final = "query/"
_DRAWN: Final = frozenset((*v.THINGS, *v.FACTS))
_LONGEST_PHRASE: Final = 200


class ExplorerData:
    """Answers what the explorer asks while somebody looks around in a store that does not change meanwhile."""

    def __init__(self, graph: PartnerGraph) -> None:
        self._graph = graph
        self._around = Neighbourhood(graph.store)
        self._names: Names | None = None
        self._counts: dict[m.Iri, int] = {}

    def page(self, title: str) -> str:
        """Return the interactive page, with everything in it or ready to ask."""
        if self._is_small():
            return self._graph.page(title=title, sparql=SPARQL_TAB)
        return _served_page(title)

    def _is_small(self) -> bool:
        about = self._graph.store.triples(v.GRAPH_STATED, None, v.pg("about"))
        return next(islice(about, MOST_WHOLE, None), None) is None

    def known_of(self, iri: m.Iri) -> m.Dataset:
        """Return what a page about one node needs: everything while that is little, else what is around it."""
        if self._is_small() or not self._is_drawn(iri):
            return self._graph.data()
        return self._around.shown({iri, *self._touching(iri, 0, MOST_ON_A_SHEET)}).data

    def _is_drawn(self, iri: m.Iri) -> bool:
        """Say whether a node is a thing or a fact: neither a source or claim, nor a part of something."""
        return not _DRAWN.isdisjoint(self._graph.lookup.kinds(iri))

    def _touching(self, thing: m.Iri, start: int, most: int) -> list[m.Iri]:
        """Return facts and descriptions that a thing takes part in, ``most`` from the place ``start`` on."""
        return sorted(self._around.touching(thing))[start : start + most]

    def search(self, text: str) -> dict[str, Any]:
        """Return suggestions for a search box."""
        if self._names is None:
            self._names = Names(self._graph.store)
        hits = self._names.find(text)
        return {"hits": [{"id": short_iri(h.iri), "kind": h.kind, "name": h.name, "why": h.why} for h in hits]}

    def neighbourhood(self, seeds: Sequence[str], places: Mapping[str, Sequence[float]]) -> dict[str, Any]:
        """Return the page's tables of some things and facts with what is around them, and of the overview.

        A thing that is named again gives its next facts. ``places``: where marks lie already, which they keep.
        Raises `QueryError` for too many seeds.
        """
        if len(seeds) > MOST_SEEDS:
            raise QueryError(f"{len(seeds)} things are more than {MOST_SEEDS}", "begin anew with some of them")
        chosen = self._chosen([full_iri(seed) for seed in seeds])
        found = self._around.shown(chosen)
        known = {full_iri(name): (float(x), float(y)) for name, (x, y) in places.items()}
        tables = build_columns(found.data, derived=found.derived, positions=known)
        return {**tables, "beyond": self._beyond(found), "organizations": self._organizations}

    @cached_property
    def _opening(self) -> frozenset[m.Iri]:
        things = self._around.best_connected(OVERVIEW)
        facts = (fact for thing in things for fact in self._touching(thing, 0, OPENING_FACTS))
        return frozenset((*things, *facts))

    def _chosen(self, seeds: Sequence[m.Iri]) -> set[m.Iri]:
        chosen = set(self._opening)
        asked: dict[m.Iri, int] = {}
        kinds = kinds_of(self._graph.store, seeds)
        for seed in seeds:
            chosen.add(seed)
            if not set(v.THINGS).isdisjoint(kinds.get(seed, ())):
                chosen.update(self._touching(seed, asked.get(seed, 0) * STEP, STEP))
                asked[seed] = asked.get(seed, 0) + 1
        return chosen

    def _beyond(self, found: Shown) -> dict[str, int]:
        """Return of things how many of their facts were not read."""
        things = sorted(entity.iri for entity in found.data.entities if not isinstance(entity, m.Term))
        for iri in things:
            if iri not in self._counts:
                self._counts[iri] = len(self._around.touching(iri))
        left = {iri: self._counts[iri] - len(found.touching.get(iri, ())) for iri in things}
        return {short_iri(iri): count for iri, count in left.items() if count > 0}

    @cached_property
    def _organizations(self) -> int:
        return sum(1 for _ in self._graph.store.typed(RDF_TYPES[m.Organization]))

    def recognize(self, texts: Sequence[str], nodes: Sequence[m.Iri]) -> dict[str, Any]:
        """Return which texts of an answer are names of things or facts, which are territories, and what nodes are.

        A name may be that of several; organizations come first. Territories come with the countries that are
        certainly inside and those that may be. Of things, facts, sources and terms kind and name are told; a term has
        no kind.
        """
        given = (*texts, *nodes)
        if max(len(texts), len(nodes)) > MOST_TEXTS or any("\ud800" <= c <= "\udfff" for text in given for c in text):
            raise QueryError(f"at most {MOST_TEXTS} whole texts are looked up at a time", "send fewer")
        territories = {text: found for text in texts if (found := _countries(text)) is not None}
        return {"things": self._called(texts), "territories": territories, "nodes": self._described(nodes)}

    def _called(self, texts: Sequence[str]) -> dict[str, list[dict[str, str]]]:
        found = {text: list(filter(self._is_drawn, self._graph.lookup.exactly(text))) for text in texts}
        kinds = self._graph.lookup.kinds
        return {t: [{"id": short_iri(iri), "kind": kinds(iri)[0]} for iri in iris] for t, iris in found.items() if iris}

    def _described(self, nodes: Sequence[m.Iri]) -> dict[str, dict[str, str | None]]:
        kinds, terms = kinds_of(self._graph.store, nodes), self._graph._all_terms().labels
        known = [iri for iri in nodes if iri in kinds or iri in terms]
        return {
            iri: {"id": short_iri(iri), "kind": next(iter(kinds.get(iri, ())), None), "name": self._graph.name(iri)}
            for iri in known
        }


@lru_cache(maxsize=4)
def _served_page(title: str) -> str:
    return build_served_page(title=title, sparql=SPARQL_TAB)


def _countries(text: str) -> dict[str, list[str]] | None:
    """Return the countries of a territory in words or of a region's code; ``None`` if it is neither."""
    phrase = text.removeprefix(v.REGION)
    if len(phrase) > _LONGEST_PHRASE or not _names_a_region(phrase):
        return None
    try:
        certain, possible = spread(parse_territory(phrase))
    except PhraseError:
        return None
    return {"certain": list(codes_of(certain)), "possible": list(codes_of(possible & ~certain))}


def _names_a_region(phrase: str) -> bool:
    """Say whether any word could begin the name of a region; what is none costs milliseconds to refuse with advice."""
    codes = lexicon().codes
    return any(word in codes for word in phrase.split()) or any(w in _first_words() for w in normal(phrase).split())


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    entries = lexicon().entries
    return frozenset(name.split()[0] for name, found in entries.items() if found.kind in ("region", "adjective"))
