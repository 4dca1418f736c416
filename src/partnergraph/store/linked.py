"""Facts that are linked to each other: by partnership, sublicence or event, by lasting until another ends or occurs.

A succession of organizations is linked to every commitment of those whose place is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from partnergraph import vocabulary as v
from partnergraph.store.base import Store

_AT_ONCE = 400


def components(store: Store, facts: Iterable[str]) -> Iterator[set[str]]:
    """Yield each of some facts with all that it is linked to, however many steps away; none twice."""
    wanted = list(dict.fromkeys(facts))
    links = _links(store, wanted)
    seen: set[str] = set()
    for fact in wanted:
        found: set[str] = set()
        ahead = {fact} - seen
        while ahead:
            found |= ahead
            ahead = {other for one in ahead for other in links.get(one, ())} - found
        if found:
            seen |= found
            yield found


def _links(store: Store, facts: Iterable[str]) -> dict[str, set[str]]:
    """Return the links of some facts and of all that they lead to."""
    links: dict[str, set[str]] = {}
    ahead = set(facts)
    known = set(ahead)
    while ahead:
        for one, other in _linked(store, ahead):
            links.setdefault(one, set()).add(other)
        ahead = {other for one in ahead for other in links.get(one, ())} - known
        known |= ahead
    return links


_DIRECT = (v.pg("partnership"), v.pg("parent"), v.pg("changes"))
_ABOUT, _UNTIL = v.pg("about"), v.pg("until")
_PARTIES = tuple(map(v.pg, ("bound", "beneficiary", "excluded", "promisee")))
_PREDECESSOR = v.pg("predecessor")
_RELATIVE, _HANGS_ON = (v.pg("relativeStart"), v.pg("relativeEnd")), v.pg("hangsOn")


def _linked(store: Store, facts: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each of some facts with what is one step away."""
    yield from _pairs(store.triples(v.GRAPH_STATED, facts, _DIRECT))
    yield from ((one, other) for other, one in _pairs(store.triples(v.GRAPH_STATED, None, _DIRECT, facts)))
    for here, there in ((_ABOUT, _UNTIL), (_UNTIL, _ABOUT)):
        said = list(_pairs(store.triples(v.GRAPH_STATED, None, here, facts)))
        ends: dict[str, list[str]] = {}
        for account, end in _pairs(store.triples(v.GRAPH_STATED, {account for account, _ in said}, there)):
            ends.setdefault(account, []).append(end)
        yield from ((fact, end) for account, fact in said for end in ends.get(account, ()))
    if store.holds(v.GRAPH_STATED, None, _HANGS_ON):
        yield from _by_occurrence(store, facts)
    if store.holds(v.GRAPH_STATED, None, _PREDECESSOR):
        yield from _by_party(store, facts, _PARTIES, _PREDECESSOR)
        yield from _by_party(store, facts, _PREDECESSOR, _PARTIES)


def _by_occurrence(store: Store, facts: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each of some facts with the occurrences on which it hangs, and with what hangs on it."""
    said = dict(_pairs(store.triples(v.GRAPH_STATED, None, _ABOUT, facts)))
    parts = {part: account for account, part in _pairs(store.triples(v.GRAPH_STATED, set(said), _RELATIVE))}
    for part, occurrence in _pairs(store.triples(v.GRAPH_STATED, set(parts), _HANGS_ON)):
        yield said[parts[part]], occurrence
    hanging = list(_pairs(store.triples(v.GRAPH_STATED, None, _HANGS_ON, facts)))
    owners = {part: a for a, part in _pairs(store.triples(v.GRAPH_STATED, None, _RELATIVE, {p for p, _ in hanging}))}
    about = dict(_pairs(store.triples(v.GRAPH_STATED, set(owners.values()), _ABOUT)))
    yield from ((occurrence, about[owners[p]]) for p, occurrence in hanging if owners.get(p) in about)


def _by_party(
    store: Store, facts: set[str], here: str | tuple[str, ...], there: str | tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield each of some facts with those that name one of its parties in another place."""
    mine = list(_pairs(store.triples(v.GRAPH_STATED, facts, here)))
    theirs: dict[str, list[str]] = {}
    for other, party in _pairs(store.triples(v.GRAPH_STATED, None, there, {party for _, party in mine})):
        theirs.setdefault(party, []).append(other)
    yield from ((fact, other) for fact, party in mine for other in theirs.get(party, ()))


def _pairs(triples: Iterable[Triple]) -> Iterator[tuple[str, str]]:
    for one, _, other in triples:
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            yield one.value, other.value


def chunks(iris: Iterable[str]) -> Iterator[str]:
    """Yield IRIs as they stand in ``VALUES``, some hundred at a time."""
    written = [f"<{iri}>" for iri in iris]
    for start in range(0, len(written), _AT_ONCE):
        yield " ".join(written[start : start + _AT_ONCE])
