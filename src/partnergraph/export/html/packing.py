"""Putting the parts of a drawing that nothing connects side by side, so that they fill a screen.

Parts are packed by the cells that they cover, not by their frames (Freivalds, Dogrusoz, Kikusts 2001), so a small one
finds room in the bay of a large one. Things that nothing touches stand on shelves below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnergraph.export.html.forces import SCREEN, Pairs, Points

Numbers: TypeAlias = NDArray[np.int64]
Cells: TypeAlias = NDArray[np.bool_]

GAP = 70.0
_ACROSS = 56
"""Cells along the side of a square of the area of all parts."""

_MOST_BY_CELLS = 80
"""With more parts than this the small ones are many and alike: the largest are packed by cells, the rest in rows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A connected piece: its nodes, and its edges as pairs of them."""

    nodes: Numbers
    edges: Pairs


def pack(points: Points, boxes: Points, parts: Sequence[Part]) -> None:
    """Move parts, the largest first, so that none covers another; centred on the origin at the end."""
    alone = [part for part in parts if len(part.nodes) == 1 and boxes[part.nodes[0], 1] < GAP]
    shelved = {int(part.nodes[0]) for part in alone}
    joined = [part for part in parts if int(part.nodes[0]) not in shelved]
    if joined:
        _by_cells(points, boxes, joined[:_MOST_BY_CELLS])
        _in_rows(points, boxes, [part.nodes for part in joined[:_MOST_BY_CELLS]], joined[_MOST_BY_CELLS:])
    if alone:
        _on_shelves(points, boxes, [part.nodes for part in joined], np.concatenate([part.nodes for part in alone]))
    placed = points[np.concatenate([part.nodes for part in parts])]
    points -= (placed.max(0) + placed.min(0)) / 2


def _frame(points: Points, boxes: Points, nodes: Numbers) -> tuple[Points, Points]:
    return (points[nodes] - boxes[nodes]).min(0), (points[nodes] + boxes[nodes]).max(0)


# --- by cells ---------------------------------------------------------------------------------------


def _by_cells(points: Points, boxes: Points, parts: Sequence[Part]) -> None:
    frames = [_frame(points, boxes, part.nodes) for part in parts]
    area = sum(float((high - low + GAP).prod()) for low, high in frames)
    cell = max(math.sqrt(area) / _ACROSS, 8.0)
    shapes = [_cells(points, boxes, part, frame, cell) for part, frame in zip(parts, frames, strict=True)]
    side = 2 * (max(max(shape.shape) for shape in shapes) + 2 * _ACROSS)
    taken = np.zeros((side, side), dtype=bool)
    bounds: tuple[int, int, int, int] | None = None
    for part, (low, _), shape in zip(parts, frames, shapes, strict=True):
        at, bounds = _best_place(taken, shape, bounds)
        taken[at[0] : at[0] + shape.shape[0], at[1] : at[1] + shape.shape[1]] |= shape
        points[part.nodes] += np.array(at) * cell + GAP / 2 - low


def _cells(points: Points, boxes: Points, part: Part, frame: tuple[Points, Points], cell: float) -> Cells:
    """Return the cells that a part's marks, words and lines cover, with a gap around."""
    low, high = frame
    size = np.ceil((high - low + GAP) / cell).astype(np.int64) + 1
    shape = np.zeros(size, dtype=bool)

    def cover(spots: Points, halves: Points) -> None:
        first = np.floor((spots - halves - low) / cell).astype(np.int64)
        last = np.ceil((spots + halves - low + GAP) / cell).astype(np.int64)
        for (x0, y0), (x1, y1) in zip(np.maximum(first, 0).tolist(), last.tolist(), strict=True):
            shape[x0 : x1 + 1, y0 : y1 + 1] = True

    cover(points[part.nodes], boxes[part.nodes])
    for share in np.linspace(0.0, 1.0, 13)[1:-1]:
        along = points[part.edges[:, 0]] * (1 - share) + points[part.edges[:, 1]] * share
        cover(along, np.full_like(along, cell / 2))
    return shape


def _best_place(
    taken: Cells, shape: Cells, bounds: tuple[int, int, int, int] | None
) -> tuple[tuple[int, int], tuple[int, int, int, int]]:
    """Return the free place that keeps the whole smallest on a screen, and the bounds of the whole with it."""
    width, height = shape.shape
    middle = taken.shape[0] // 2
    if bounds is None:
        x, y = middle - width // 2, middle - height // 2
        return (x, y), (x, y, x + width, y + height)
    spectrum = np.fft.rfft2(taken) * np.conj(np.fft.rfft2(shape, s=taken.shape))
    clash = np.fft.irfft2(spectrum, s=taken.shape)[: taken.shape[0] - width, : taken.shape[1] - height]
    x, y = (axis.astype(np.float64) for axis in np.indices(clash.shape))
    left, top, right, bottom = bounds
    wide = np.maximum(x + width, right) - np.minimum(x, left)
    tall = np.maximum(y + height, bottom) - np.minimum(y, top)
    aside = np.hypot(x + width / 2 - middle, y + height / 2 - middle)
    cost = np.maximum(wide / SCREEN, tall) + 0.05 * np.minimum(wide, tall) + 0.02 * aside
    cost[clash > 0.5] = np.inf
    best = np.unravel_index(int(cost.argmin()), cost.shape)
    a, b = int(best[0]), int(best[1])
    return (a, b), (min(a, left), min(b, top), max(a + width, right), max(b + height, bottom))


# --- in rows ----------------------------------------------------------------------------------------


def _below(points: Points, boxes: Points, placed: Sequence[Numbers]) -> tuple[float, float, float]:
    """Return left, right and bottom of what has its place."""
    low, high = _frame(points, boxes, np.concatenate(placed))
    return float(low[0]), float(high[0]), float(high[1])


def _in_rows(points: Points, boxes: Points, placed: Sequence[Numbers], parts: Sequence[Part]) -> None:
    if not parts:
        return
    left, right, bottom = _below(points, boxes, placed)
    x, y, height = left, bottom + GAP, 0.0
    for part in parts:
        low, high = _frame(points, boxes, part.nodes)
        wide, tall = (float(axis) for axis in high - low)
        if x > left and x + wide > right:
            x, y, height = left, y + height + GAP / 2, 0.0
        points[part.nodes] += np.array([x, y]) - low
        x, height = x + wide + GAP / 2, max(height, tall)


def _on_shelves(points: Points, boxes: Points, placed: Sequence[Numbers], nodes: Numbers) -> None:
    """Set lone things in even columns, as wide as the rest of the drawing or as a screen asks."""
    step = 2 * boxes[nodes].max(0) + np.array([16.0, 24.0])
    even = math.sqrt(len(nodes) * float(step.prod()) * SCREEN)
    left, right, bottom = _below(points, boxes, placed) if placed else (0.0, even, 0.0)
    columns = max(1, min(len(nodes), int((right - left) / step[0])))
    place = np.arange(len(nodes))
    x = left + (right - left - columns * step[0]) / 2 + (place % columns + 0.5) * step[0]
    points[nodes] = np.stack([x, bottom + GAP + (place // columns) * step[1]], 1)
