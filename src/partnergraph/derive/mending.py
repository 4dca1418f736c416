"""Deriving anew only what a change touched: facts and what is linked to them, things, territories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive.covering import MOST_OVERLAPS, covered, overlaps
from partnergraph.derive.writing import described, written
from partnergraph.inference import Conclusions, is_promise
from partnergraph.rdf import from_rdf
from partnergraph.store.base import Store, Transaction
from partnergraph.store.linked import chunks, components
from partnergraph.territory import Territory

_PREFIX = f"PREFIX pg: <{v.NS}> "
_AT_ONCE = 500
"""Facts of one group; more linked facts than these stay one."""


class Change(Protocol):
    """What a change touched: facts, things that are described, and accounts that are gone."""

    @property
    def facts(self) -> Collection[m.Iri]:
        """Identities about which something else is said now."""

    @property
    def things(self) -> Collection[m.Iri]:
        """Things of which something else is said now."""

    @property
    def gone(self) -> Collection[m.Iri]:
        """Statements that are no more."""


def conclude_anew(work: Transaction) -> None:
    """Add the conclusions from all facts and things to a derived graph without any."""
    sources = from_rdf(_triples(work, _nodes(work, "?node a pg:Source"), but=_COMPLETENESS)).sources
    conclusions = Conclusions(sources)
    for facts in _groups(work, sorted(_nodes(work, "?said a pg:Statement ; pg:about ?node"))):
        _insert(work, written(conclusions.of(_account(work, facts))))
    _insert(work, written(conclusions.rest()))
    _describe(work, _nodes(work, "?said a pg:Description ; pg:about ?node"))


def mend_facts(work: Transaction, change: Change) -> None:
    """Replace the conclusions from what a change touched."""
    open_before, changed, rules = _followed_before(work, change), set[m.Iri](), set[m.Iri]()
    _forget(work, change.gone)
    for facts in _groups(work, change.facts):
        versions = _versions(work, facts)
        accounts = _nodes_of(work, versions, "?node pg:about ?fact")
        accounts |= set(work.objects(accounts, _PARTS, v.GRAPH_DERIVED))
        rules |= set(work.objects(accounts, _TERRITORIES, v.GRAPH_DERIVED))
        nodes = facts | _bounds(work, facts | versions) | versions | accounts
        data = _account(work, facts)
        _forget(work, nodes | {statement.iri for statement in data.statements})
        _insert(work, written(Conclusions(data.sources).of(data)))
        changed.update(identity.iri for identity in data.identities if is_promise(identity))
    _forget_territories(work, rules)
    if open_before or changed:
        _mend_ends(work, open_before, changed)
    _forget(work, change.things)
    _describe(work, change.things)


def _describe(work: Transaction, things: Collection[m.Iri]) -> None:
    """Add what follows from descriptions of things."""
    labels = {entity.iri: entity.name for entity in from_rdf(_triples(work, things)).entities}
    found = _nodes_of(work, things, "?node pg:about ?fact ; a pg:Description")
    _insert(work, described(from_rdf(_triples(work, found)).descriptions, labels))


# --- exclusivities that go on until another follows, whatever group that is in ---------------------------------

_CONTINUES = f"pg:underReading <{v.READING}continues>"
_GOES_ON = f"?bound pg:boundOf ?one ; {_CONTINUES} ."


def _followed_before(store: Store, change: Change) -> set[m.Iri]:
    """Return the promises whose end rested on what is said of a changed fact, or on what is said no more."""
    rests = f"?bound pg:restsOn ?said ; {_CONTINUES} ; pg:boundOf ?node . ?node a pg:Exclusivity"
    about = _nodes_of(store, change.facts, f"?said pg:about ?fact . {rests}")
    return about | _nodes_of(store, change.gone, f"BIND(?fact AS ?said) {rests}")


def _mend_ends(work: Transaction, open_before: set[m.Iri], changed: Collection[m.Iri]) -> None:
    """Say anew how promises go on that others follow, or followed, among those that changed or beside them."""
    followed = _following(work, _pairs(work, "?rival", changed, _GOES_ON))
    facts = open_before | {one for one, _ in followed} | set(changed)
    following = _following(work, _pairs(work, "?one", facts))
    linked = components(work, sorted(facts | {rival for _, rival in following}))
    data = _account(work, set[m.Iri]().union(*linked))
    promises = {identity.iri for identity in data.identities if is_promise(identity)} & facts
    _forget(work, _nodes_of(work, promises, f"?node pg:boundOf ?fact ; {_CONTINUES}"))
    conclusions = Conclusions(data.sources)
    for _ in conclusions.of(data):
        pass
    _insert(work, written(bound for bound in conclusions.rest() if bound.about in promises))


def _pairs(store: Store, given: str, facts: Iterable[m.Iri], more: str = "") -> set[tuple[m.Iri, m.Iri]]:
    """Return (exclusivity, another by the same party on the same subject), where the ``given`` one is of some facts."""
    pattern = f"""?one pg:bound ?party . ?rival pg:bound ?party ; a pg:Exclusivity . FILTER(?rival != ?one) {more}
        ?mine pg:about ?one ; pg:subject ?subject . ?theirs pg:about ?rival ; pg:subject ?subject"""
    found = set()
    for chunk in chunks(sorted(facts)):
        query = f"{_PREFIX}SELECT DISTINCT ?one ?rival WHERE {{ VALUES {given} {{ {chunk} }} {pattern} }}"
        found |= {(one.value, rival.value) for one, rival in store.select(query).rows}  # type: ignore[union-attr]
    return found


def _following(store: Store, pairs: Collection[tuple[m.Iri, m.Iri]]) -> set[tuple[m.Iri, m.Iri]]:
    """Return the pairs of which the second may start after all that attests the first."""
    starts = _last_days(store, {rival for _, rival in pairs}, "pg:earliestStart", '"earliest-start"')
    held = _last_days(
        store, {one for one, _ in pairs}, "pg:latestStart|pg:earliestEnd", '"latest-start", "earliest-end"'
    )
    return {(one, rival) for one, rival in pairs if starts.get(rival, "") > held.get(one, "")}


def _last_days(store: Store, facts: Iterable[m.Iri], stated: str, edges: str) -> dict[m.Iri, str]:
    """Return the last day of some bounds of each fact, but for those by which it continues."""
    days: dict[m.Iri, str] = {}
    patterns = (
        f"?said pg:about ?fact ; pg:affirmedBy ?source ; {stated} ?day",
        f"?bound pg:boundOf ?fact ; pg:edge ?edge ; pg:day ?day . FILTER(?edge IN ({edges})) "
        f"FILTER NOT EXISTS {{ ?bound {_CONTINUES} }}",
    )
    for chunk in chunks(sorted(facts)):
        for pattern in patterns:
            query = f"{_PREFIX}SELECT ?fact ?day WHERE {{ VALUES ?fact {{ {chunk} }} {pattern} }}"
            for fact, day in store.select(query).rows:
                days[fact.value] = max(day.value, days.get(fact.value, ""))  # type: ignore[union-attr]
    return days


def mend_coverage(work: Transaction, before: Collection[Territory], after: Collection[Territory]) -> None:
    """Replace what follows from territories that came or went."""
    known, now = set(before), set(after)
    gone = [v.TERRITORY + territory.key for territory in known - now]
    _forget(work, [*gone, *(part for node in gone for part in _nodes(work, f"<{node}> pg:coverage ?node"))])
    new = sorted(now - known, key=lambda territory: territory.key)
    _insert(work, (triple for territory in new for triple in covered(territory)))
    if len(now) > MOST_OVERLAPS or len(known) > MOST_OVERLAPS:
        work.update(f"{_PREFIX}DELETE WHERE {{ GRAPH <{v.GRAPH_DERIVED}> {{ ?one pg:overlaps ?other }} }}")
        new, known = (sorted(now, key=lambda territory: territory.key), set())
    else:
        lost = (f"?node pg:overlaps <{node}>" for node in gone)
        for node, pattern in zip(gone, lost, strict=True):
            pairs = [Triple(NamedNode(one), _OVERLAPS, NamedNode(node)) for one in _nodes(work, pattern)]
            work.delete(v.GRAPH_DERIVED, pairs)
    if len(now) <= MOST_OVERLAPS:
        _insert(work, overlaps(new, now))
        _insert(work, overlaps(known & now, new))


def _insert(work: Transaction, triples: Iterable[Triple]) -> None:
    work.insert(v.GRAPH_DERIVED, list(triples))


_OVERLAPS = NamedNode(v.pg("overlaps"))


# --- asking the store -----------------------------------------------------------------------------------------


def _nodes(store: Store, pattern: str) -> set[m.Iri]:
    found = store.select(f"{_PREFIX}SELECT DISTINCT ?node WHERE {{ {pattern} }}")
    return {row[0].value for row in found.rows if isinstance(row[0], NamedNode)}


def _nodes_of(store: Store, facts: Iterable[m.Iri], pattern: str) -> set[m.Iri]:
    """Return the nodes of a pattern for some facts, which it calls ``?fact``."""
    parts = chunks(sorted(facts))
    return {node for chunk in parts for node in _nodes(store, f"VALUES ?fact {{ {chunk} }} {pattern}")}


def _triples(store: Store, nodes: Iterable[m.Iri], but: m.Iri | None = None) -> Iterator[Triple]:
    for node in nodes:
        yield from (t for t in store.triples(v.GRAPH_STATED, node) if t.predicate.value != but)


def _forget(work: Transaction, nodes: Iterable[m.Iri]) -> None:
    for node in nodes:
        work.delete(v.GRAPH_DERIVED, list(work.triples(v.GRAPH_DERIVED, node)))


def _forget_territories(work: Transaction, rules: Iterable[m.Iri]) -> None:
    """Take out what territories are that versions had and none has any more; what they cover is mended beside it."""
    for rule in rules:
        if not work.holds(v.GRAPH_DERIVED, None, _TERRITORIES, rule):
            told = work.triples(v.GRAPH_DERIVED, rule)
            work.delete(v.GRAPH_DERIVED, [t for t in told if t.predicate.value not in _COVERING])


def _groups(store: Store, facts: Iterable[m.Iri]) -> Iterator[set[m.Iri]]:
    """Yield the facts and all that they are linked to, some at a time."""
    group: set[m.Iri] = set()
    for component in components(store, facts):
        group |= component
        if len(group) >= _AT_ONCE:
            yield group
            group = set()
    if group:
        yield group


def _bounds(store: Store, facts: Iterable[m.Iri]) -> set[m.Iri]:
    return _nodes_of(store, facts, "?node pg:boundOf ?fact")


def _versions(store: Store, facts: Iterable[m.Iri]) -> set[m.Iri]:
    return _nodes_of(store, facts, "?node pg:versionOf ?fact")


def _account(store: Store, facts: Iterable[m.Iri]) -> m.Dataset:
    """Return facts, what is said of them, and the sources that say it, with those of which they are copies."""
    said = _nodes_of(store, facts, "?node pg:about ?fact . ?node a pg:Statement")
    found = list(_triples(store, {*facts, *said}))
    parts = {t.object.value for t in found if t.predicate.value in _PARTS and isinstance(t.object, NamedNode)}
    found += _triples(store, parts)
    ahead = {t.object.value for t in found if t.predicate.value == _STATED_IN and isinstance(t.object, NamedNode)}
    seen: set[m.Iri] = set()
    while ahead:
        seen |= ahead
        found += (sources := list(_triples(store, ahead, but=_COMPLETENESS)))
        copied = {t.object.value for t in sources if t.predicate.value == _COPY_OF and isinstance(t.object, NamedNode)}
        ahead = copied - seen
    return from_rdf(found)


_STATED_IN, _COPY_OF, _COMPLETENESS = v.pg("statedIn"), v.pg("copyOf"), v.pg("completeness")
_PARTS = tuple(map(v.pg, v.PARTS))
_TERRITORIES = (v.pg("territory"), v.pg("exceptTerritory"))
_COVERING = frozenset(map(v.pg, ("covers", "coverage", "overlaps")))
