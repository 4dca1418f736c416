"""Facts that are linked to each other: by partnership, by sublicence, by lasting until another ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from partnergraph import vocabulary as v
from partnergraph.store.base import Store


def components(store: Store, facts: Iterable[str]) -> Iterator[set[str]]:
    """Yield each of some facts with all that it is linked to, however many steps away; none twice."""
    seen: set[str] = set()
    for fact in facts:
        found: set[str] = set()
        ahead = {fact} - seen
        while ahead:
            found |= ahead
            ahead = {other for one in ahead for other in linked(store, one)} - found
        if found:
            seen |= found
            yield found


def linked(store: Store, fact: str) -> set[str]:
    """Return the facts that one is linked to directly."""
    found = store.select(
        f"""PREFIX pg: <{v.NS}> SELECT DISTINCT ?other WHERE {{ GRAPH <{v.GRAPH_STATED}> {{
            {{ <{fact}> pg:partnership|pg:parent ?other }} UNION {{ ?other pg:partnership|pg:parent <{fact}> }}
            UNION {{ ?said pg:about <{fact}> ; pg:until ?other }} UNION {{ ?said pg:until <{fact}> ; pg:about ?other }}
        }} }}"""
    )
    return {row[0].value for row in found.rows if isinstance(row[0], NamedNode)}
