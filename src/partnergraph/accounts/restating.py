"""What sources say now in place of what they said before: what is said alike stays, only the difference is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeAlias

from pyoxigraph import NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import Problem
from partnergraph.kinds import kinds_in
from partnergraph.names import local_name
from partnergraph.rdf import RDF_TYPES, from_rdf, to_rdf
from partnergraph.store import texts
from partnergraph.store.base import Store, Transaction
from partnergraph.store.linked import chunks, components
from partnergraph.territory import Territory
from partnergraph.wording.lists import listed

_TYPE, _DESCRIPTION = v.RDF + "type", RDF_TYPES[m.Description]
_FACTS, _THINGS = frozenset(v.FACTS), frozenset(v.THINGS)
_LABEL, _INCLUDES, _MODALITY = v.RDFS + "label", v.pg("includes"), v.pg("modality")
_ABOUT, _STATED_IN = v.pg("about"), v.pg("statedIn")
_PARTS: Final = tuple(map(v.pg, v.ALL_PARTS))
_KEEPING: Final = tuple(map(v.pg, ("partnership", "parent", "until", "exceptCommitment", "changes", "hangsOn")))
"""Properties that keep a fact, of which nobody says anything any more, for the sake of another."""
_AT_ONCE: Final = 500
"""Values whose triples are compared at once."""

Nodes: TypeAlias = dict[m.Iri, set[Triple]]
"""What is said of each node."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change touched: facts, things that are described, and accounts that are gone."""

    facts: set[m.Iri] = field(default_factory=set)
    things: set[m.Iri] = field(default_factory=set)
    gone: set[m.Iri] = field(default_factory=set)


class Restating:
    """Brings what some sources say in a store to what they say now: `say` all of it, then `finish`.

    Facts, things and territories are shared with other sources: they change where no other source keeps them.
    ``also``: triples beside the values. ``change``: what was touched. ``problems``: identifiers that stand for another
    fact which some other source keeps alive.
    """

    def __init__(self, work: Transaction, sources: Iterable[m.Iri], also: Iterable[Triple] = ()) -> None:
        self._work, self._sources = work, frozenset(sources)
        self._owned = {*self._sources, *work.subjects(_STATED_IN, self._sources)}
        for chunk in chunks(self._sources):
            parts = work.select(texts.filled(texts.PARTS, sources=chunk)).rows
            self._owned.update(part.value for (part,) in parts if isinstance(part, NamedNode))
        self._unsaid, self._also = set(self._owned), _by_node(also)
        self._rules, self._loose, self._anew = set[Territory](), set[m.Iri](), set[m.Iri]()
        self.change = Change()
        self.problems: list[Problem] = []

    def say(self, values: Iterable[object]) -> None:
        """Take in a part of what the sources say now."""
        rest = iter(values)
        while some := list(islice(rest, _AT_ONCE)):
            self._say(some)

    def _say(self, values: list[object]) -> None:
        now = _by_node(to_rdf(values, self._rules))
        for node in now.keys() & self._also.keys():
            now[node] |= self._also[node]
        self._unsaid -= now.keys()
        if not (unlike := self._work.unlike(v.GRAPH_STATED, now)):
            return
        before = _by_node(self._work.triples(v.GRAPH_STATED, unlike))
        shared = {value.iri: value for value in values if isinstance(value, m.Identity | m.Entity)}
        kept = {
            node
            for node in shared
            if before.get(node, now[node]) != now[node] and self._is_kept(node, {*self._sources})
        }
        self._refuse_others({node: value for node, value in shared.items() if node in kept}, before)
        replaced = {node for node in before if node in self._owned} | (before.keys() & shared.keys() - kept)
        gone = _less({node: before[node] for node in replaced}, now)
        fresh = _less({node: now[node] for node in unlike}, before)
        self.change.facts.update(*components(self._work, self._touched(gone, before)))
        self.change.facts.update(self._touched({*gone, *fresh}, now))
        self._loose |= _delete(self._work, gone)
        self._work.insert(v.GRAPH_STATED, [triple for told in fresh.values() for triple in told])

    def finish(self) -> None:
        """Take out what is said no more, and then what nothing refers to any more."""
        work = self._work
        unsaid = _by_node(work.triples(v.GRAPH_STATED, self._unsaid))
        self.change.facts.update(*components(work, self._touched(unsaid, unsaid)))
        self.change.gone.update(self._unsaid)
        loose = self._loose | _delete(work, unsaid)
        while loose:
            unused = [node for node in loose if _is_unused(work, node)]
            loose = _delete(work, _by_node(work.triples(v.GRAPH_STATED, unused)))
        self.change.facts.update(facts_told(work, self._anew), facts_told(work, copies_of(work, self._anew)))

    def _touched(self, nodes: Collection[m.Iri], said: Nodes) -> set[m.Iri]:
        """Return the facts on which what is said of some nodes bears; note the things and the sources."""
        owners = {part: node for node, told in said.items() for part in _led_to(told, _PARTS)}
        facts = set[m.Iri]()
        for node in {owners.get(node, node) for node in nodes}:
            told = said.get(node, set())
            about = _led_to(told, (_ABOUT,))
            if node in self._sources:
                self._anew.add(node)
            elif _DESCRIPTION in _led_to(told, (_TYPE,)):
                self.change.things.update(about)
            else:
                kinds = kinds_in(told).get(node, ())
                facts.update(about, () if _FACTS.isdisjoint(kinds) else (node,))
                self.change.things.update(() if _THINGS.isdisjoint(kinds) else (node,))
        return facts

    def _is_kept(self, node: m.Iri, seen: set[m.Iri]) -> bool:
        """Say whether other sources lead to a node: by an account, a part of one, or a fact that they keep."""
        for one in self._work.subjects(None, node):
            if one not in seen:
                seen.add(one)
                told_in = set(self._work.objects(one, _STATED_IN))
                if told_in - self._sources or (not told_in and self._is_kept(one, seen)):
                    return True
        return False

    def _refuse_others(self, kept: Mapping[m.Iri, object], before: Nodes) -> None:
        """Note the facts that another source keeps, and that are other ones there."""
        for known in from_rdf(triple for node in kept for triple in before[node]).identities:
            if known != kept[known.iri]:
                told = set(self._work.objects(set(self._work.subjects(_ABOUT, known.iri)), _STATED_IN))
                where = listed(sorted(map(local_name, told - self._sources))) or "this store"
                self.problems.append(conflict(known, kept[known.iri], where))


def conflict(known: Any, new: Any, where: str) -> Problem:
    """Return the problem of one identifier used for two facts or accounts; ``where`` names the other place."""
    if type(known) is not type(new):
        differing = "the kind differs"
    else:
        names = [name for name in new.__dataclass_fields__ if getattr(known, name) != getattr(new, name)]
        differing = f"{listed(names)} differ{'s' if len(names) == 1 else ''}"
    message = f"means another fact in {where}: {differing}"
    return Problem(message, "give one of them another key, or make both say the same", field=new.iri)


def _by_node(triples: Iterable[Triple]) -> Nodes:
    nodes: Nodes = {}
    for triple in triples:
        nodes.setdefault(triple.subject.value, set()).add(triple)  # type: ignore[union-attr]
    return nodes


def _less(nodes: Nodes, others: Nodes) -> Nodes:
    """Return what is said of nodes there, and not in the other place; nodes without any are left out."""
    return {node: rest for node, told in nodes.items() if (rest := told - others.get(node, set()))}


def _led_to(triples: Iterable[Triple], by: Collection[m.Iri] = ()) -> set[m.Iri]:
    """Return the nodes to which triples lead, by some properties or by any."""
    found = (t.object for t in triples if not by or t.predicate.value in by)
    return {node.value for node in found if isinstance(node, NamedNode)}


def _delete(work: Transaction, nodes: Nodes) -> set[m.Iri]:
    """Delete what is said of nodes; return the nodes to which it led."""
    triples = [triple for told in nodes.values() for triple in told]
    work.delete(v.GRAPH_STATED, triples)
    return _led_to(triples)


def copies_of(store: Store, sources: Iterable[m.Iri]) -> set[m.Iri]:
    """Return the copies of sources, and theirs: they speak for them, and have their day."""
    copies, ahead = set[m.Iri](), set(sources)
    while ahead := set(store.subjects(v.pg("copyOf"), ahead)) - copies:
        copies |= ahead
    return copies


def facts_told(store: Store, sources: Collection[m.Iri]) -> set[m.Iri]:
    """Return the facts of which some sources say anything."""
    accounts = set(store.subjects(_STATED_IN, sources))
    described = store.triples(v.GRAPH_STATED, accounts, _TYPE, _DESCRIPTION)
    return set(store.objects(accounts - _by_node(described).keys(), _ABOUT))


def _is_unused(store: Store, node: m.Iri) -> bool:
    """Say whether a fact is one of which nobody says anything, or a territory or thing to which nothing refers."""
    triples = list(store.triples(v.GRAPH_STATED, node))
    if not _FACTS.isdisjoint(kinds_in(triples).get(node, ())):
        said = store.holds(v.GRAPH_STATED, list(store.subjects(_ABOUT, node)), _MODALITY)
        return not (said or store.holds(v.GRAPH_STATED, None, _KEEPING, node))
    if any(triple.predicate.value in (_LABEL, _INCLUDES) for triple in triples):
        return not store.holds(v.GRAPH_STATED, None, None, node)
    return False
