"""Numerical part of the layout: pure functions on arrays of positions, deterministic for equal input.

Small graphs are laid out by stress majorization (Gansner, Koren, North 2004: distances on paper follow distances
in the graph), larger ones by springs and a repulsion whose potential is computed on a grid by FFT. Both end with a
pass that pushes overlapping boxes apart. Units are the page's pixels at zoom 1.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Pairs: TypeAlias = NDArray[np.int64]

_GRID = 128
SCREEN = 1.15
"""Width over height of the room that a graph usually has beside legend and panel."""

_MOST_FOR_STRESS = 360

_ROOMY = 1.7
"""Side of a large drawing, in sides of the square that its boxes would fill without a gap."""


def components(size: int, edges: Pairs) -> NDArray[np.int64]:
    """Return the number of each node's connected component: its smallest node.

    >>> components(4, np.array([[0, 2], [2, 3]])).tolist()
    [0, 1, 0, 0]
    """
    label = np.arange(size)
    while len(edges):
        lower = np.minimum(label[edges[:, 0]], label[edges[:, 1]])
        before = label.copy()
        np.minimum.at(label, edges[:, 0], lower)
        np.minimum.at(label, edges[:, 1], lower)
        label = label[label]
        if np.array_equal(before, label):
            break
    return label


def arrange(edges: Pairs, lengths: NDArray[np.float64], labels: Points, boxes: Points, start: Points) -> Points:
    """Return positions for one connected graph of two nodes or more.

    ``boxes`` are half widths and half heights, label included; ``labels`` are those of the words in the middle of
    each edge, 0 where there are none. ``start`` breaks ties: points on the unit disc that depend on the nodes'
    names alone.
    """
    if len(start) == 2:
        half = float(lengths.max()) / 2
        return np.array([[-half, -half / 4], [half, half / 4]])
    if len(start) > _MOST_FOR_STRESS:
        return separate(_turned(_drawn_together(_springs(edges, lengths, start), boxes), boxes), boxes)
    placed = _majorize(_distances(len(start), edges, lengths), edges, lengths, start)
    return _clear_labels(separate(_turned(placed, boxes), boxes), edges, labels, boxes)


def _drawn_together(points: Points, boxes: Points) -> Points:
    """Scale a drawing down to some times the room that its boxes need; springs leave it as wide as the forces are."""
    room = _ROOMY * math.sqrt(float(4 * boxes.prod(1).sum()))
    return np.asarray(points * min(1.0, room / float(np.ptp(points, axis=0).max())))


def _clear_labels(points: Points, edges: Pairs, labels: Points, boxes: Points, rounds: int = 80) -> Points:
    """Push nodes out of the words on the edges between others; the words move with their edge."""
    worded = np.flatnonzero(labels[:, 0] > 0)
    every = np.concatenate([boxes, labels[worded]])
    movable = np.arange(len(every)) < len(boxes)
    for _ in range(rounds):
        middles = points[edges[worded]].mean(1)
        moved = separate(np.concatenate([points, middles]), every, movable, rounds=1)[: len(boxes)]
        if np.array_equal(moved, points):
            break
        points = moved
    return points


def _distances(size: int, edges: Pairs, lengths: NDArray[np.float64]) -> Points:
    """All shortest paths (Floyd and Warshall)."""
    far: Points = np.full((size, size), np.inf)
    np.fill_diagonal(far, 0.0)
    np.minimum.at(far, (edges[:, 0], edges[:, 1]), lengths)
    far = np.minimum(far, far.T)
    for middle in range(size):
        np.minimum(far, far[:, middle, None] + far[None, middle, :], out=far)
    return far


def _majorize(ideal: Points, edges: Pairs, lengths: NDArray[np.float64], start: Points, rounds: int = 160) -> Points:
    size = len(ideal)
    # A labelled line insists on its length more than a path through common neighbours does on its own.
    ideal[edges[:, 0], edges[:, 1]] = ideal[edges[:, 1], edges[:, 0]] = lengths
    weight = 1.0 / np.maximum(ideal, 1e-9) ** 2
    for one, other in (edges.T, edges.T[::-1]):
        weight[one, other] *= (lengths / 100.0) ** 2
    np.fill_diagonal(weight, 0.0)
    inverse = np.linalg.inv(np.diag(weight.sum(1)) - weight + 1.0 / size) - 1.0 / size
    points: Points = _classical_scaling(ideal) + start * ideal.max() * 0.02
    target = weight * ideal
    for _ in range(rounds):
        apart = points[:, None, :] - points[None, :, :]
        pull = target / np.maximum(np.sqrt((apart**2).sum(2)), 1e-9)
        points = inverse @ (pull.sum(1)[:, None] * points - pull @ points)
    return points


def _classical_scaling(ideal: Points) -> Points:
    squared = ideal**2
    centred = -0.5 * (squared - squared.mean(0) - squared.mean(1)[:, None] + squared.mean())
    values, vectors = np.linalg.eigh(centred)
    axes = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0.0))
    leading = axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])]
    return np.asarray(axes * np.where(leading < 0, -1.0, 1.0))


def _springs(edges: Pairs, lengths: NDArray[np.float64], start: Points, rounds: int = 140) -> Points:
    """Springs against a repulsion of 1/r, cooled; one forward and one inverse FFT a round."""
    size = len(start)
    unit = float(np.median(lengths))
    points: Points = start * unit * np.sqrt(size) * 0.7
    degree = np.bincount(edges.ravel(), minlength=size).astype(float)
    charge = 1.0 + 0.35 * degree
    kernel = np.fft.rfft2(_potential_kernel())
    ease = 1.0 / np.sqrt(np.minimum(degree[edges[:, 0]], degree[edges[:, 1]]))
    for turn in range(rounds):
        heat = unit * 1.2 * (1.0 - turn / rounds) ** 1.3 + 0.5
        force = unit**2 * 0.55 * _repulsion(points, charge, kernel)
        apart = points[edges[:, 1]] - points[edges[:, 0]]
        pull = apart * (np.sqrt((apart**2).sum(1)) / unit * ease)[:, None]
        for axis in (0, 1):
            force[:, axis] += np.bincount(edges[:, 0], pull[:, axis], size) - np.bincount(
                edges[:, 1], pull[:, axis], size
            )
        force -= points * 0.03
        strength = np.sqrt((force**2).sum(1))[:, None] + 1e-9
        points = points + force / strength * np.minimum(strength * 0.35, heat)
    return points


def _potential_kernel() -> Points:
    steps = np.minimum(np.arange(2 * _GRID), 2 * _GRID - np.arange(2 * _GRID)).astype(float)
    return np.asarray(-0.5 * np.log(np.maximum(steps[:, None] ** 2 + steps[None, :] ** 2, 0.25)))


def _repulsion(points: Points, charge: NDArray[np.float64], kernel: NDArray[np.complex128]) -> Points:
    """Return the force on each point, in units of charge over distance, by interpolating a grid's potential."""
    low = points.min(0)
    step = max(float((points.max(0) - low).max()), 1.0) / (_GRID - 5)
    place = (points - low) / step + 2
    cell = place.astype(np.int64)
    part = place - cell
    index = cell[:, 0] * _GRID + cell[:, 1]
    corners = ((0, 0), (0, 1), (1, 0), (1, 1))
    shares = [np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1]) for dx, dy in corners]
    grid = np.zeros(_GRID * _GRID)
    for (dx, dy), share in zip(corners, shares, strict=True):
        grid += np.bincount(index + dx * _GRID + dy, share * charge, _GRID * _GRID)
    padded = np.zeros((2 * _GRID, 2 * _GRID))
    padded[:_GRID, :_GRID] = grid.reshape(_GRID, _GRID)
    field = np.fft.irfft2(np.fft.rfft2(padded) * kernel, s=padded.shape)[:_GRID, :_GRID]
    slopes = np.gradient(field)
    force = np.zeros_like(points)
    for axis in (0, 1):
        slope = -np.asarray(slopes[axis]).ravel()
        for (dx, dy), share in zip(corners, shares, strict=True):
            force[:, axis] += share * slope[index + dx * _GRID + dy]
    return force * charge[:, None] / step


def _turned(points: Points, boxes: Points) -> Points:
    """Turn the drawing so that it fills a screen best."""
    centred = points - points.mean(0)
    best, widest = centred, -1.0
    for step in range(36):
        angle = math.pi * step / 36
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        turned = centred @ turn
        width, height = (turned + boxes).max(0) - (turned - boxes).min(0)
        if (scale := min(SCREEN / width, 1.0 / height)) > widest:
            best, widest = turned, scale
    return np.asarray(best)


# --- no overlaps -------------------------------------------------------------------------------------


def separate(points: Points, boxes: Points, movable: NDArray[np.bool_] | None = None, rounds: int = 60) -> Points:
    """Push overlapping boxes apart along the shorter way; nodes that are not ``movable`` stay where they are.

    >>> apart = separate(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[10.0, 5.0], [10.0, 5.0]]))
    >>> bool(abs(apart[0, 1] - apart[1, 1]) >= 9.9)
    True
    """
    points = points.copy()
    free = np.ones(len(points)) if movable is None else movable.astype(float)
    for _ in range(rounds):
        one, other = _near_pairs(points, boxes)
        apart = points[other] - points[one]
        inside = boxes[one] + boxes[other] - np.abs(apart)
        hit = (inside > 0.1).all(1) & (free[one] + free[other] > 0)
        if not hit.any():
            break
        one, other, apart, inside = one[hit], other[hit], apart[hit], inside[hit]
        sideways = inside[:, 0] < inside[:, 1]
        move = np.where(np.stack([sideways, ~sideways], 1), inside * 1.02, 0.0) * np.where(apart < 0, -1.0, 1.0)
        share = (free[one] / (free[one] + free[other]))[:, None]
        np.add.at(points, one, -move * share * 0.7)
        np.add.at(points, other, move * (1 - share) * 0.7)
    return points


_LARGEST = 24


def _near_pairs(points: Points, boxes: Points) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of nodes of which no other can overlap: the few largest with all, the rest with what is near."""
    size = len(points)
    if size <= 400:
        return np.triu_indices(size, 1)
    ranked = np.argsort(-boxes.max(1), kind="stable")
    large, rest = ranked[:_LARGEST], np.sort(ranked[_LARGEST:])
    one, other = np.triu_indices(_LARGEST, 1)
    near, also = _near_in_grid(points[rest], boxes[rest])
    return (
        np.concatenate([large[one], np.repeat(large, len(rest)), rest[near]]),
        np.concatenate([large[other], np.tile(rest, _LARGEST), rest[also]]),
    )


def _near_in_grid(points: Points, boxes: Points) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of nodes in the same or neighbouring cells of a grid."""
    size = len(points)
    cell = np.floor((points - points.min(0)) / (2 * boxes.max(0))).astype(np.int64)
    width = int(cell[:, 1].max()) + 3
    key = (cell[:, 0] + 1) * width + cell[:, 1] + 1
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    ones, others = [], []
    for step in (0, 1, width - 1, width, width + 1):
        low = np.searchsorted(ranked, key[order] + step, "left")
        high = np.searchsorted(ranked, key[order] + step, "right")
        low = np.maximum(low, np.arange(size) + 1) if step == 0 else low
        count = np.maximum(high - low, 0)
        first = np.repeat(np.arange(size), count)
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        ones.append(order[first])
        others.append(order[np.repeat(low, count) + offset])
    return np.concatenate(ones), np.concatenate(others)


def settle(
    points: Points, edges: Pairs, lengths: NDArray[np.float64], boxes: Points, movable: NDArray[np.bool_]
) -> Points:
    """Let only the movable nodes slide on their springs, then clear overlaps; everything else keeps its place."""
    points = points.copy()
    size = len(points)
    degree = np.maximum(np.bincount(edges.ravel(), minlength=size), 1)[:, None]
    for _ in range(30):
        apart = points[edges[:, 1]] - points[edges[:, 0]]
        length = np.sqrt((apart**2).sum(1)) + 1e-9
        pull = apart * ((length - lengths) / length)[:, None]
        total = np.zeros_like(points)
        np.add.at(total, edges[:, 0], pull)
        np.add.at(total, edges[:, 1], -pull)
        points += np.where(movable[:, None], total / degree * 0.4, 0.0)
    return separate(points, boxes, movable)
