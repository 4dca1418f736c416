"""Positions of the page's marks: the same input gives the same positions, and what has a place keeps it.

Measured beside networkx and others in ``benchmarks/page.py``. Leaves are set aside first and fanned around their one
neighbour at the end: they are most of a business graph, and a fan reads better than what forces make of them.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnergraph import model as m
from partnergraph.export.html.forces import Pairs, Points, arrange, components, separate, settle
from partnergraph.export.html.packing import GAP, Part, pack
from partnergraph.export.html.view import Fact, View, drawn_participants, make_view

Flags: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.int64]

_LETTER = 3.2
_ONE_LINE = 22
_SMALLEST_GRAPH_WITH_FANS = 60


def layout(
    data: m.Dataset, *, positions: Mapping[m.Iri, tuple[float, float]] | None = None
) -> dict[m.Iri, tuple[float, float]]:
    """Return a position, in pixels at zoom 1, for every mark of the page: things, and facts drawn as diamonds.

    ``positions`` are those of an earlier run: each is given back unchanged, and only what is new finds a place
    between them. Facts drawn as edges have no position.

    >>> from partnergraph.model import Dataset, Organization
    >>> layout(Dataset(entities=[Organization(iri="o:1", name="One")]))
    {'o:1': (0.0, 0.0)}
    """
    return place(make_view(data), positions or {})


@dataclass(frozen=True, slots=True)
class _Graph:
    """Marks as numbers: ``nodes`` in order, ``edges`` as pairs of them, wished lengths, boxes with labels."""

    nodes: list[m.Iri]
    edges: Pairs
    lengths: NDArray[np.float64]
    labels: Points
    boxes: Points
    start: Points

    def part(self, nodes: Numbers, edges: Numbers) -> _Graph:
        """Return the graph of some nodes and of edges that lie among them."""
        number = np.zeros(len(self.nodes), dtype=np.int64)
        number[nodes] = np.arange(len(nodes))
        return _Graph(
            [self.nodes[index] for index in nodes], number[self.edges[edges]], self.lengths[edges],
            self.labels[edges], self.boxes[nodes], self.start[nodes],
        )  # fmt: skip


def place(view: View, known: Mapping[m.Iri, tuple[float, float]]) -> dict[m.Iri, tuple[float, float]]:
    """Return positions of a view's marks; those in ``known`` as they are."""
    graph = _graph(view)
    if not graph.nodes:
        return {}
    fixed = np.array([iri in known for iri in graph.nodes])
    if fixed.all():
        return {iri: known[iri] for iri in graph.nodes}
    points = _grown(graph, known, fixed) if fixed.any() else _fresh(graph)
    return {
        iri: known[iri] if iri in known else (round(float(x), 1), round(float(y), 1))
        for iri, (x, y) in zip(graph.nodes, points, strict=True)
    }


def _graph(view: View) -> _Graph:
    names = {iri: name for iri, (_, name) in view.things.items()}
    drawn = [(fact, drawn_participants(fact)) for fact in view.facts.values() if fact.drawn]
    wide = sorted(fact.iri for fact, endpoints in drawn if len(endpoints) > 2)
    nodes = sorted(names) + wide
    number = {iri: index for index, iri in enumerate(nodes)}
    wishes: dict[tuple[int, int], _Wish] = defaultdict(_Wish)
    for fact, endpoints in drawn:
        if len(endpoints) > 2:
            for iri in endpoints:
                wishes[number[iri], number[fact.iri]].length = 100.0
        else:
            one, other = sorted(number[iri] for iri in endpoints)
            wishes[one, other].add(fact)
    pairs = sorted(wishes)
    boxes = [(min(len(names.get(iri, "")), 24) * _LETTER + 14, 24.0 if iri in names else 14.0) for iri in nodes]
    return _Graph(
        nodes,
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array([wishes[pair].length for pair in pairs], dtype=np.float64),
        np.array([wishes[pair].label for pair in pairs], dtype=np.float64).reshape(-1, 2),
        np.array(boxes, dtype=np.float64),
        np.array([_scatter(iri) for iri in nodes], dtype=np.float64),
    )


@dataclass(slots=True)
class _Wish:
    """What the facts between two marks ask for: a length, and room for their words in the middle."""

    length: float = 0.0
    width: float = 0.0
    count: int = 0

    def add(self, fact: Fact) -> None:
        """Take one more fact into account; lines without words ("made by") can be short."""
        if fact.kind in ("maker", "brand", "series"):
            self.length = max(self.length, 115.0)
            return
        letters = len(fact.label) if len(fact.label) <= _ONE_LINE else min(len(fact.label) / 1.8, 34.0)
        self.length = max(self.length, letters * 2 * _LETTER + 90.0)
        self.width = max(self.width, letters * _LETTER + 20.0)
        self.count += 1

    @property
    def label(self) -> tuple[float, float]:
        """Half width and half height of all its words."""
        return self.width, 16.0 * min(self.count, 4)


def _scatter(iri: m.Iri) -> tuple[float, float]:
    """Return a point of the unit disc that depends on the name alone."""
    digest = hashlib.blake2b(iri.encode(), digest_size=8).digest()
    angle = int.from_bytes(digest[:4], "big") / 2**32 * 2 * math.pi
    radius = math.sqrt(int.from_bytes(digest[4:], "big") / 2**32)
    return radius * math.cos(angle), radius * math.sin(angle)


# --- everything new ---------------------------------------------------------------------------------


def _fresh(graph: _Graph) -> Points:
    leaves = _leaves(graph) if len(graph.nodes) >= _SMALLEST_GRAPH_WITH_FANS else {}
    fanned = np.zeros(len(graph.nodes), dtype=bool)
    boxes = graph.boxes.copy()
    for hub, group in leaves.items():
        fanned[group] = True
        boxes[hub] = np.maximum(boxes[hub], _fan_radius(len(group)))
    points = np.zeros((len(graph.nodes), 2))
    blocks = _blocks(graph, fanned)
    for members, edges in blocks:
        if len(members) == 1:
            continue
        part = graph.part(members, edges)
        points[members] = arrange(part.edges, part.lengths, part.labels, boxes[members], part.start)
    pack(points, boxes, [Part(members, graph.edges[edges]) for members, edges in blocks])
    for hub, group in leaves.items():
        _fan(points, graph, hub, group)
    return points


def _leaves(graph: _Graph) -> dict[int, list[int]]:
    """Return nodes with a single neighbour, by that neighbour; of a lone pair none is a leaf."""
    degree = np.bincount(graph.edges.ravel(), minlength=len(graph.nodes))
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in graph.edges.tolist():
        if degree[one] == 1 and degree[other] > 1:
            found[other].append(one)
        elif degree[other] == 1 and degree[one] > 1:
            found[one].append(other)
    return {hub: sorted(group) for hub, group in sorted(found.items())}


def _blocks(graph: _Graph, fanned: Flags) -> list[tuple[Numbers, Numbers]]:
    """Return the connected components without the fanned leaves: their nodes and their edges, the largest first."""
    label = components(len(graph.nodes), graph.edges)
    nodes = np.flatnonzero(~fanned)
    edges = np.flatnonzero(~fanned[graph.edges].any(1)) if len(graph.edges) else np.zeros(0, dtype=np.int64)
    nodes = nodes[np.argsort(label[nodes], kind="stable")]
    edges = edges[np.argsort(label[graph.edges[edges, 0]], kind="stable")]
    kinds, first = np.unique(label[nodes], return_index=True)
    edge_label = label[graph.edges[edges, 0]]
    low, high = np.searchsorted(edge_label, kinds, "left"), np.searchsorted(edge_label, kinds, "right")
    groups = np.split(nodes, first[1:])
    blocks = [(group, edges[start:end]) for group, start, end in zip(groups, low, high, strict=True)]
    return sorted(blocks, key=lambda block: (-len(block[0]), int(block[0][0])))


def _fan_radius(count: int) -> float:
    """Return the radius that a fan of so many leaves takes up."""
    rings, left = 0, count
    while left > 0:
        rings += 1
        left -= 6 + 5 * rings
    return 50.0 + 62.0 * rings


def _fan(points: Points, graph: _Graph, hub: int, group: list[int]) -> None:
    """Set leaves on rings around their hub, the first ring nearest."""
    ring, done = 1, 0
    while done < len(group):
        room = min(6 + 5 * ring, len(group) - done)
        radius = 50.0 + 62.0 * ring
        turn = graph.start[hub][0] * math.pi + ring * 0.5
        for slot in range(room):
            angle = turn + 2 * math.pi * slot / room
            points[group[done + slot]] = points[hub] + radius * np.array([math.cos(angle), math.sin(angle)])
        ring, done = ring + 1, done + room


# --- grown from an earlier run ---------------------------------------------------------------------


def _grown(graph: _Graph, known: Mapping[m.Iri, tuple[float, float]], fixed: Flags) -> Points:
    """Return positions where the fixed nodes stay and new ones settle beside their neighbours."""
    points = np.array([known.get(iri, (0.0, 0.0)) for iri in graph.nodes], dtype=np.float64)
    placed = fixed.copy()
    _seed_by_neighbours(points, graph, placed)
    points = settle(points, graph.edges, graph.lengths, graph.boxes, placed & ~fixed)
    loose = np.flatnonzero(~placed)
    if len(loose):
        points[loose] = _beside(points[placed], graph, loose)
    return separate(points, graph.boxes, ~fixed)


def _seed_by_neighbours(points: Points, graph: _Graph, placed: Flags) -> None:
    """Put each unplaced node near the middle of its placed neighbours, wave by wave."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in graph.edges.tolist():
        near[one].append(other)
        near[other].append(one)
    wave = [index for index in range(len(graph.nodes)) if not placed[index] and any(placed[near[index]])]
    while wave:
        for index in wave:
            around = [other for other in near[index] if placed[other]]
            spread = graph.start[index] / (np.hypot(*graph.start[index]) + 1e-9) * (150.0 if len(around) == 1 else 40.0)
            points[index] = points[around].mean(0) + spread
        placed[wave] = True
        wave = sorted({other for index in wave for other in near[index] if not placed[other]})


def _beside(placed: Points, graph: _Graph, loose: Numbers) -> Points:
    """Lay out components that touch nothing placed, below everything that has a place."""
    inner = np.flatnonzero(np.isin(graph.edges, loose).all(1))
    points = _fresh(graph.part(loose, inner))
    middle = (placed[:, 0].min() + placed[:, 0].max()) / 2
    return np.asarray(points + np.array([middle, placed[:, 1].max() - points[:, 1].min() + 2 * GAP]))
