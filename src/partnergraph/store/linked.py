"""Facts that are linked to each other: by partnership, by sublicence, by lasting until another ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

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
        for chunk in chunks(sorted(ahead)):
            for one, other in _linked(store, chunk):
                links.setdefault(one, set()).add(other)
        ahead = {other for one in ahead for other in links.get(one, ())} - known
        known |= ahead
    return links


def _linked(store: Store, chunk: str) -> Iterator[tuple[str, str]]:
    found = store.select(
        f"""PREFIX pg: <{v.NS}> SELECT DISTINCT ?one ?other WHERE {{ GRAPH <{v.GRAPH_STATED}> {{
            VALUES ?one {{ {chunk} }}
            {{ ?one pg:partnership|pg:parent ?other }} UNION {{ ?other pg:partnership|pg:parent ?one }}
            UNION {{ ?said pg:about ?one ; pg:until ?other }} UNION {{ ?said pg:until ?one ; pg:about ?other }}
        }} }}"""
    )
    for one, other in found.rows:
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            yield one.value, other.value


def chunks(iris: Iterable[str]) -> Iterator[str]:
    """Yield IRIs as they stand in ``VALUES``, some hundred at a time."""
    written = [f"<{iri}>" for iri in iris]
    for start in range(0, len(written), _AT_ONCE):
        yield " ".join(written[start : start + _AT_ONCE])
