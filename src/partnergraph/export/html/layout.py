"""Positions of the page's marks: the same input gives the same positions, and what has a place keeps it.

Measured beside networkx and others in ``benchmarks/page.py``. Leaves are set aside first and fanned around their one
neighbour at the end: they are most of a business graph, and a fan reads better than what forces make of them.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnergraph import model as m
from partnergraph.export.html.forces import Pairs, Points, arrange, components, separate, settle
from partnergraph.export.html.view import View, drawn_participants, make_view

Flags: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.int64]

_GAP = 90.0
_LETTER = 3.6
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
    boxes: Points
    start: Points


def place(view: View, known: Mapping[m.Iri, tuple[float, float]]) -> dict[m.Iri, tuple[float, float]]:
    """Return positions of a view's marks; those in ``known`` as they are."""
    graph = _graph(view)
    if not graph.nodes:
        return {}
    fixed = np.array([iri in known for iri in graph.nodes])
    points = _grown(graph, known, fixed) if fixed.any() else _fresh(graph)
    return {
        iri: known[iri] if iri in known else (round(float(x), 1), round(float(y), 1))
        for iri, (x, y) in zip(graph.nodes, points, strict=True)
    }


def _graph(view: View) -> _Graph:
    names = {iri: name for iri, (_, name) in view.things.items()}
    wide = {fact.iri for fact in view.facts.values() if fact.drawn and len(drawn_participants(fact)) > 2}
    nodes = sorted(names) + sorted(wide)
    number = {iri: index for index, iri in enumerate(nodes)}
    wished: dict[tuple[int, int], float] = {}
    for fact in view.facts.values():
        if not fact.drawn:
            continue
        touched = [number[iri] for iri in drawn_participants(fact)]
        pairs = [(number[fact.iri], other) for other in touched] if fact.iri in wide else [(touched[0], touched[1])]
        length = 110.0 if fact.iri in wide else _wished_length(fact.kind, fact.label)
        for one, other in pairs:
            key = (min(one, other), max(one, other))
            wished[key] = max(wished.get(key, 0.0), length)
    boxes = [(min(len(names.get(iri, "")), 24) * _LETTER + 14, 24.0 if iri in names else 14.0) for iri in nodes]
    return _Graph(
        nodes,
        np.array(sorted(wished), dtype=np.int64).reshape(-1, 2),
        np.array([wished[pair] for pair in sorted(wished)], dtype=np.float64),
        np.array(boxes, dtype=np.float64),
        np.array([_scatter(iri) for iri in nodes], dtype=np.float64),
    )


def _wished_length(kind: str, label: str) -> float:
    """Labelled edges need room for their words; plain ones ("made by") do not."""
    if kind in ("maker", "brand", "series"):
        return 140.0
    return min(max(len(label) * 6.8 + 110.0, 170.0), 380.0)


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
    number = np.zeros(len(graph.nodes), dtype=np.int64)
    for members, edges in blocks:
        number[members] = np.arange(len(members))
        inner = number[graph.edges[edges]]
        points[members] = arrange(inner, graph.lengths[edges], boxes[members], graph.start[members])
    _pack(points, boxes, [members for members, _ in blocks])
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


def _pack(points: Points, boxes: Points, blocks: Iterable[Numbers]) -> None:
    """Put components side by side in rows, the largest first; a row is as wide as the first or as the whole needs."""
    sizes = []
    for members in blocks:
        low = (points[members] - boxes[members]).min(0)
        points[members] -= low
        sizes.append((members, (points[members] + boxes[members]).max(0)))
    area = sum(float((size + _GAP).prod()) for _, size in sizes)
    limit = max(float(sizes[0][1][0]), math.sqrt(area * 1.7))
    x = y = height = 0.0
    for members, size in sizes:
        if x > 0 and x + size[0] > limit:
            x, y, height = 0.0, y + height + _GAP, 0.0
        points[members] += (x, y)
        x, height = x + float(size[0]) + _GAP, max(height, float(size[1]))
    points -= (points.max(0) + points.min(0)) / 2


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


def _grown(
    graph: _Graph, known: Mapping[m.Iri, tuple[float, float]], fixed: Flags
) -> Points:
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
    number = np.full(len(graph.nodes), -1)
    number[loose] = np.arange(len(loose))
    inner = (number[graph.edges] >= 0).all(1)
    nodes = [graph.nodes[index] for index in loose]
    part = _Graph(nodes, number[graph.edges[inner]], graph.lengths[inner], graph.boxes[loose], graph.start[loose])
    points = _fresh(part)
    middle = (placed[:, 0].min() + placed[:, 0].max()) / 2
    return np.asarray(points + np.array([middle, placed[:, 1].max() - points[:, 1].min() + 2 * _GAP]))
