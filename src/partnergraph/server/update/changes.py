"""What a change of the stated graph touched, so that only what rests on it is derived anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad

from partnergraph import model as m
from partnergraph import queries
from partnergraph import vocabulary as v
from partnergraph.accounts.restating import Change
from partnergraph.rdf import COMMITMENT_TYPES, RDF_TYPES, from_rdf, to_rdf
from partnergraph.server.update.templates import MANAGING
from partnergraph.store.base import GRAPHS
from partnergraph.store.linked import components
from partnergraph.store.oxigraph import OxigraphReader

MOST = 10_000
"""Nodes of one change; after a larger one everything is derived anew."""

_STATED = NamedNode(v.GRAPH_STATED)
_TYPE, _ABOUT, _STATED_IN = NamedNode(v.RDF + "type"), NamedNode(v.pg("about")), NamedNode(v.pg("statedIn"))
_COPY_OF = NamedNode(v.pg("copyOf"))
_PARTS = tuple(NamedNode(v.pg(name)) for name in v.ALL_PARTS)
_FACTS = frozenset(COMMITMENT_TYPES.values()) | {iri for kind, iri in RDF_TYPES.items() if issubclass(kind, m.Identity)}
_THINGS = frozenset(iri for kind, iri in RDF_TYPES.items() if issubclass(kind, m.Entity))


def named_quads(update: str, base: str | None) -> set[Quad] | None:
    """Return the quads that an update of nothing but INSERT DATA and DELETE DATA names; ``None`` for any other.

    >>> [quad.graph_name.value for quad in named_quads("DELETE DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }", None)]
    ['urn:g']
    """
    places = [found.start() for found in queries.TOKEN.finditer(update) if (found["word"] or "").upper() == "DELETE"]
    for place in reversed(places):
        update = f"{update[:place]}INSERT{update[place + len('DELETE') :]}"
    if any(word == "WHERE" or word in MANAGING for word in queries.tokens(update)):
        return None
    scratch = ox.Store()
    try:
        scratch.update(update, prefixes=v.PREFIXES, base_iri=base)
    except (SyntaxError, RuntimeError, ValueError, OSError):
        return None
    found = set(scratch)
    return None if any(isinstance(term, BlankNode) for quad in found for term in quad) else found


def differing(quads: Iterable[Quad], before: ox.Store, after: ox.Store) -> set[Quad]:
    """Return those of some quads that are in one of two stores only."""
    return {quad for quad in quads if (quad in before) != (quad in after)}


def difference(before: ox.Store, after: ox.Store) -> set[Quad] | None:
    """Return the quads of the graphs of a store that one of two states lacks; ``None`` if they are too many."""
    found: set[Quad] = set()
    for graph in GRAPHS:
        # Two states of one store give their quads in the same order: that of an index.
        one, other = (engine.quads_for_pattern(None, None, None, NamedNode(graph)) for engine in (before, after))
        here, there = next(one, None), next(other, None)
        while here is not None or there is not None:
            if here == there:
                here, there = next(one, None), next(other, None)
            elif here is not None and here not in after:
                found.add(here)
                here = next(one, None)
            elif there is not None and there not in before:
                found.add(there)
                there = next(other, None)
            else:
                return None
            if len(found) > MOST:
                return None
    return found


def change_of(quads: Iterable[Quad], before: OxigraphReader, after: OxigraphReader) -> Change | None:
    """Return what quads of the stated graph touch that differ between two states; ``None`` if that is too much."""
    found = [quad.subject for quad in quads]
    subjects = {subject for subject in found if isinstance(subject, NamedNode)}
    if any(subject not in subjects for subject in found):
        return None  # a blank node
    change = Change()
    for state in (before, after):
        for subject in subjects:
            _note(change, state._engine, subject)
        change.facts.update(*components(state, set(change.facts)))
        if len(change.facts) + len(change.things) > MOST:
            return None
    change.gone.update(subject.value for subject in subjects)
    return change


def is_as_written(change: Change, quads: Iterable[Quad], after: ox.Store) -> bool:
    """Say whether what a change touched is written as we write it, no more and no less.

    The rules see triples, and mending sees values: of a node without a type, or without what a value has by default,
    they see different things.
    Raises `InputError` for nodes that cannot be read.
    """
    nodes: set[Any] = {NamedNode(iri) for iri in (*change.facts, *change.things)}
    nodes |= {quad.subject for node in nodes for quad in _find(after, None, _ABOUT, node)}
    nodes |= {quad.subject for quad in quads}
    nodes |= {quad.subject for node in set(nodes) for part in _PARTS for quad in _find(after, None, part, node)}
    nodes |= {quad.object for node in set(nodes) for part in _PARTS for quad in _find(after, node, part, None)}
    triples = {quad.triple for node in nodes for quad in _find(after, node, None, None)}
    ours = {triple for triple in to_rdf(from_rdf(triples)) if triple.subject in nodes}
    return ours <= triples and all(triple in ours for triple in triples if triple.predicate.value.startswith(v.NS))


def _find(engine: ox.Store, subject: Any, predicate: Any, obj: Any) -> Iterator[Any]:
    return engine.quads_for_pattern(subject, predicate, obj, _STATED)


def _note(change: Change, engine: ox.Store, subject: NamedNode) -> None:
    """Note the facts and things about which a node says something in one state."""
    kinds = _kinds(engine, subject)
    if kinds & _FACTS:
        change.facts.add(subject.value)
    if kinds & _THINGS:
        change.things.add(subject.value)
    accounts = {subject, *(quad.subject for part in _PARTS for quad in _find(engine, None, part, subject))}
    for source in _copies(engine, subject) if RDF_TYPES[m.Source] in kinds else ():
        accounts.update(quad.subject for quad in _find(engine, None, _STATED_IN, source))
    for account in accounts:
        kinds = _kinds(engine, account)
        about = [quad.object.value for quad in _find(engine, account, _ABOUT, None)]
        if RDF_TYPES[m.Statement] in kinds:
            change.facts.update(about)
        if RDF_TYPES[m.Description] in kinds:
            change.things.update(about)


def _kinds(engine: ox.Store, node: NamedNode) -> set[str]:
    return {quad.object.value for quad in _find(engine, node, _TYPE, None)}


def _copies(engine: ox.Store, source: NamedNode) -> set[NamedNode]:
    """Return a source with its copies, which speak for it."""
    found, ahead = {source}, {source}
    while ahead:
        ahead = {quad.subject for one in ahead for quad in _find(engine, None, _COPY_OF, one)} - found
        found |= ahead
    return found
