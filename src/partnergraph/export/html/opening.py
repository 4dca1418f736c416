"""Which marks the page opens on: all of a small graph, the best connected organizations of a large one."""

from __future__ import annotations

from partnergraph import model as m
from partnergraph.export.html.view import View, drawn_participants

MOST_MARKS = 2_000
"""Dots and diamonds on screen; above this a browser without a GPU stops being smooth, and a reader gives up earlier."""

MOST_LINES = 3_000


def opening(view: View) -> tuple[list[m.Iri], list[m.Iri]]:
    """Return the things and the facts that are drawn at first.

    Up to `MOST_MARKS` everything is. Above, organizations are taken by how many facts tie them to other
    organizations, as long as the facts between them stay below `MOST_LINES`; the rest is reached by search and expand.
    """
    drawn = {iri: drawn_participants(fact) for iri, fact in view.facts.items() if fact.drawn}
    diamonds = sum(len(endpoints) > 2 for endpoints in drawn.values())
    if len(view.things) + diamonds <= MOST_MARKS and len(drawn) <= MOST_LINES:
        return list(view.things), list(drawn)
    return _best_connected(view, drawn)


def _best_connected(view: View, drawn: dict[m.Iri, tuple[m.Iri, ...]]) -> tuple[list[m.Iri], list[m.Iri]]:
    firms = {iri for iri, (kind, _) in view.things.items() if kind == "organization"}
    between = {iri: endpoints for iri, endpoints in drawn.items() if firms.issuperset(endpoints)}
    ties: dict[m.Iri, list[m.Iri]] = {iri: [] for iri in firms}
    for iri, endpoints in between.items():
        for firm in endpoints:
            ties[firm].append(iri)
    chosen: set[m.Iri] = set()
    facts: list[m.Iri] = []
    marks = 0
    for firm in sorted(firms, key=lambda iri: (-len(ties[iri]), iri)):
        added = [iri for iri in dict.fromkeys(ties[firm]) if chosen.issuperset(set(between[iri]) - {firm})]
        marks += 1 + sum(len(between[iri]) > 2 for iri in added)
        if marks > MOST_MARKS or len(facts) + len(added) > MOST_LINES:
            break
        chosen.add(firm)
        facts += added
    return sorted(chosen), sorted(facts)
