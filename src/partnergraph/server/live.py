"""The interactive page of a served store: whole while it is small, else what is asked for, as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

from pyoxigraph import Literal

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import PhraseError, QueryError
from partnergraph.export.html import build_columns, build_live_page
from partnergraph.export.html.columns import short, spread
from partnergraph.graph import PartnerGraph
from partnergraph.lookup import KINDS, kind_of
from partnergraph.server.finding import Names
from partnergraph.server.limits import MOST_SEEDS, MOST_TEXTS
from partnergraph.server.surroundings import THINGS, Surrounded, Surroundings
from partnergraph.store.base import Store
from partnergraph.territory import codes_of, parse_territory
from partnergraph.territory.lexicon import lexicon, normal

MOST_WHOLE: Final = 2_000
"""Statements up to which the page is sent whole: about two seconds to make, and every view knows everything."""

OVERVIEW: Final = 12
"""Organizations that a live page opens on: those with the most facts."""

OPENING_FACTS: Final = 12
STEP: Final = 40
"""Facts of one thing that come with a search or an expansion."""

MOST_ON_A_SHEET: Final = 400
"""Facts on the page of one thing of a large store."""

SPARQL_TAB: Final = "query/"
_LONGEST_PHRASE: Final = 200


class Live:
    """Answers what the explorer asks while somebody looks around."""

    def __init__(self, graph: PartnerGraph) -> None:
        self._graph = graph
        self._around = Surroundings(graph.store)
        self._names: Names | None = None

    def page(self, title: str) -> str:
        """Return the interactive page, with everything in it or ready to ask."""
        if self._is_small():
            return self._graph.page(title=title, sparql=SPARQL_TAB)
        return _live_page(title)

    def _is_small(self) -> bool:
        inner = f"SELECT ?s {{ GRAPH <{v.GRAPH_STATED}> {{ ?s <{v.pg('about')}> ?f }} }} LIMIT {MOST_WHOLE + 1}"
        return _number(self._graph.store, f"SELECT (COUNT(*) AS ?n) {{ {{ {inner} }} }}") <= MOST_WHOLE

    def known_of(self, iri: m.Iri) -> m.Dataset:
        """Return what a page about one node needs: everything while that is little, else what is around it."""
        if self._is_small() or kind_of(iri) in (None, "source", "claim"):
            return self._graph.data()
        return self._around.read({iri, *self._around.touching(iri, 0, MOST_ON_A_SHEET)}).data

    def search(self, text: str) -> dict[str, Any]:
        """Return suggestions for a search box."""
        if self._names is None:
            self._names = Names(self._graph.store)
        hits = self._names.find(text)
        return {"hits": [{"id": short(h.iri), "kind": h.kind, "name": h.name, "why": h.why} for h in hits]}

    def neighbourhood(self, seeds: Sequence[str], places: Mapping[str, Sequence[float]]) -> dict[str, Any]:
        """Return the page's tables of some things and facts with what is around them, and of the overview.

        A thing that is named again gives its next facts. ``places``: where marks lie already, which they keep.
        Raises `QueryError` for too many seeds.
        """
        if len(seeds) > MOST_SEEDS:
            raise QueryError(f"{len(seeds)} things are more than {MOST_SEEDS}", "begin anew with some of them")
        chosen = self._chosen([_long(seed) for seed in seeds])
        found = self._around.read(chosen)
        known = {_long(name): (float(x), float(y)) for name, (x, y) in places.items()}
        tables = build_columns(found.data, derived=found.derived, positions=known)
        return {**tables, "beyond": self._beyond(found), "organizations": self._organizations()}

    @cached_property
    def _opening(self) -> frozenset[m.Iri]:
        things = self._around.best_connected(OVERVIEW)
        facts = (fact for thing in things for fact in self._around.touching(thing, 0, OPENING_FACTS))
        return frozenset((*things, *facts))

    def _chosen(self, seeds: Sequence[m.Iri]) -> set[m.Iri]:
        chosen = set(self._opening)
        asked: dict[m.Iri, int] = {}
        for seed in seeds:
            chosen.add(seed)
            if kind_of(seed) in THINGS:
                chosen.update(self._around.touching(seed, asked.get(seed, 0) * STEP, STEP))
                asked[seed] = asked.get(seed, 0) + 1
        return chosen

    def _beyond(self, found: Surrounded) -> dict[str, int]:
        """Return of things how many of their facts were not read."""
        things = {entity.iri for entity in found.data.entities if kind_of(entity.iri) in THINGS}
        counts = self._around.counts(things | {iri for iri in found.touching if kind_of(iri) in THINGS})
        left = {iri: count - len(found.touching.get(iri, ())) for iri, count in sorted(counts.items())}
        return {short(iri): count for iri, count in left.items() if count > 0}

    def _organizations(self) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{v.GRAPH_STATED}> {{ ?s a <{v.ORG}Organization> }} }}"
        return _number(self._graph.store, query)

    def recognize(self, texts: Sequence[str]) -> dict[str, Any]:
        """Return which texts of an answer are names of things or facts, and which are territories.

        A name may be that of several; organizations come first. Territories come with the countries that are
        certainly inside and those that may be.
        """
        if len(texts) > MOST_TEXTS or any("\ud800" <= c <= "\udfff" for text in texts for c in text):
            raise QueryError(f"at most {MOST_TEXTS} whole texts are looked up at a time", "send fewer")
        territories = {text: found for text in texts if (found := _countries(text)) is not None}
        return {"things": self._called(texts), "territories": territories}

    def _called(self, texts: Sequence[str]) -> dict[str, list[str]]:
        """Return what texts are names of; asked one by one, since engines join many values by reading all labels."""
        found: dict[str, list[str]] = {}
        for text in texts:
            pattern = f"?iri <{v.RDFS}label> {Literal(text)}"
            rows = self._graph.store.select(f"SELECT ?iri {{ GRAPH <{v.GRAPH_STATED}> {{ {pattern} }} }}").rows
            iris = {row[0].value for row in rows}  # type: ignore[union-attr]
            if known := sorted((iri for iri in iris if kind_of(iri) is not None), key=_order):
                found[text] = [short(iri) for iri in known]
        return found


@lru_cache(maxsize=4)
def _live_page(title: str) -> str:
    return build_live_page(title=title, sparql=SPARQL_TAB)


def _order(iri: m.Iri) -> tuple[int, m.Iri]:
    return KINDS.index(kind_of(iri) or ""), iri


def _long(identifier: str) -> m.Iri:
    """Return an identifier of the page as an IRI.

    >>> _long("brand/leica")
    'https://w3id.org/partnergraph/id/brand/leica'
    """
    return identifier if ":" in identifier.partition("/")[0] else v.DEFAULT_BASE + identifier


def _number(store: Store, query: str) -> int:
    (row,) = store.select(query).rows
    return int(row[0].value)  # type: ignore[union-attr]


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
