"""Make the page's country shapes: Natural Earth outlines, simplified, in the Equal Earth projection, by ISO code.

Input is ``countries-50m.json`` of the npm package ``world-atlas`` 2 (Natural Earth 1:50m, public domain)::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/make_map.py package/countries-50m.json

The 110m set would lack Singapore, Malta, Bahrain and Hong Kong. Natural Earth puts some territories with a code of
their own into the shape of another country (French Guiana into France, Svalbard into Norway); they are taken out by
where they lie. Lines are simplified arc by arc (Visvalingam and Whyatt 1993), so neighbours keep a common border.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from partnergraph.errors import UnknownNameError
from partnergraph.territory import COUNTRIES, find_region

OUT = Path(__file__).parent.parent / "src" / "partnergraph" / "export" / "html" / "world.json"
WIDTH = 4000
SMALLEST_TRIANGLE = 0.75
"""In square units of the drawing: points that change a line by less than this are left out."""
SMALLEST_RING = 8.0
SMALLEST_SHAPE = 140.0
"""Countries whose drawn area is below this also get a spot to click on."""

Point = tuple[float, float]

NAMES = {
    "S. Geo. and the Is.": "GS", "Br. Indian Ocean Ter.": "IO", "N. Mariana Is.": "MP", "U.S. Virgin Is.": "VI",
    "Marshall Is.": "MH", "Saint Helena": "SH", "Pitcairn Is.": "PN", "Falkland Is.": "FK", "Cayman Is.": "KY",
    "British Virgin Is.": "VG", "Turks and Caicos Is.": "TC", "eSwatini": "SZ", "S. Sudan": "SS",
    "Solomon Is.": "SB", "St. Vin. and Gren.": "VC", "St. Kitts and Nevis": "KN", "Cook Is.": "CK",
    "W. Sahara": "EH", "Macedonia": "MK", "St. Pierre and Miquelon": "PM", "Wallis and Futuna Is.": "WF",
    "St-Martin": "MF", "St-Barthélemy": "BL", "Fr. Polynesia": "PF", "Fr. S. Antarctic Lands": "TF",
    "Eq. Guinea": "GQ", "Dominican Rep.": "DO", "Faeroe Is.": "FO", "Dem. Rep. Congo": "CD", "Congo": "CG",
    "Central African Rep.": "CF", "Bosnia and Herz.": "BA", "Heard I. and McDonald Is.": "HM",
    "Antigua and Barb.": "AG", "Micronesia": "FM", "Georgia": "GE", "Ashmore and Cartier Is.": "AU",
    "Somaliland": "SO", "N. Cyprus": "CY", "São Tomé and Principe": "ST", "Sint Maarten": "SX",
    "Indian Ocean Ter.": "CC", "China": "CN", "Trinidad and Tobago": "TT", "Saint Lucia": "LC",
    "Norfolk Island": "NF", "Vatican": "VA", "Palestine": "PS", "Guinea": "GN", "Jersey": "JE",
}  # fmt: skip
"""Natural Earth's short names that our region table does not know, or reads as something wider. Two have no code of
their own in ISO 3166 and are drawn with the country that has it: Somaliland (SO), Northern Cyprus (CY)."""

WITHOUT_CODE = {"Siachen Glacier"}
INSIDE: dict[str, list[tuple[str, tuple[float, float, float, float]]]] = {
    "FR": [("GF", (-55, -51, 2, 6)), ("GP", (-62, -61, 15.7, 16.6)), ("MQ", (-61.3, -60.7, 14.3, 15)),
           ("RE", (55, 56, -21.5, -20.8)), ("YT", (44.9, 45.4, -13.1, -12.6))],
    "NO": [("SJ", (10, 34, 74, 81)), ("SJ", (-9.5, -7.5, 70.5, 71.5))],
    "NL": [("BQ", (-69, -62, 11.9, 17.8))],
    "NZ": [("TK", (-173, -171, -9.6, -8.4))],
    "CC": [("CX", (105, 106, -11, -10))],
}  # fmt: skip
"""Territories inside another shape: west, east, south, north in degrees."""

SPOTS: dict[str, tuple[float, float]] = {
    "GI": (-5.35, 36.14), "TV": (179.2, -8.52), "BV": (3.36, -54.42), "UM": (166.65, 19.28),
}  # fmt: skip
"""Codes without any outline at this scale: longitude and latitude of a place there."""


def equal_earth(longitude: float, latitude: float) -> Point:
    """Return a point of the Equal Earth projection (Savric, Patterson, Jenny 2018), x within about 2.7."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(t) / (3 * slope)
    return x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t


_EDGE = equal_earth(180, 0)[0]
_TOP = equal_earth(0, 84)[1]
_BOTTOM = equal_earth(0, -57)[1]
HEIGHT = round((_TOP - _BOTTOM) / (2 * _EDGE) * WIDTH)


def on_paper(longitude: float, latitude: float) -> Point:
    """Return a point of the drawing: x to the right, y downwards."""
    x, y = equal_earth(longitude, latitude)
    return (x + _EDGE) / (2 * _EDGE) * WIDTH, (_TOP - y) / (2 * _EDGE) * WIDTH


def area(points: list[Point]) -> float:
    """Return the area inside a ring."""
    turned = points[1:] + points[:1]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, turned, strict=True))) / 2


def kept(points: list[Point]) -> list[int]:
    """Return which points remain when the one with the smallest triangle is left out again and again."""
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    size = [math.inf] * len(points)

    def triangle(i: int) -> float:
        return area([points[before[i]], points[i], points[after[i]]])

    heap = [(triangle(i), i) for i in range(1, len(points) - 1)]
    for value, i in heap:
        size[i] = value
    heapq.heapify(heap)
    gone = set()
    while heap and heap[0][0] < SMALLEST_TRIANGLE:
        value, i = heapq.heappop(heap)
        if i in gone or value != size[i]:
            continue
        gone.add(i)
        after[before[i]], before[after[i]] = after[i], before[i]
        for near in (before[i], after[i]):
            if 0 < near < len(points) - 1:
                size[near] = max(triangle(near), value)
                heapq.heappush(heap, (size[near], near))
    return [i for i in range(len(points)) if i not in gone]


class Atlas:
    """A TopoJSON file: arcs that neighbours share, in degrees and simplified on paper."""

    def __init__(self, path: Path) -> None:
        topology = json.loads(path.read_text(encoding="utf-8"))
        (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
        self.degrees: list[list[Point]] = []
        for arc in topology["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * sx + tx, y * sy + ty))
            self.degrees.append(points)
        self.simple = [[arc[i] for i in kept([on_paper(*point) for point in arc])] for arc in self.degrees]
        self.countries = topology["objects"]["countries"]["geometries"]

    @staticmethod
    def ring(arcs: list[list[Point]], numbers: list[int]) -> list[Point]:
        """Return the points of a ring; a negative number is an arc taken backwards."""
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points[:-1]


def code_of(name: str) -> str | None:
    """Return our code of a country by Natural Earth's name."""
    if name in WITHOUT_CODE:
        return None
    if name in NAMES:
        return NAMES[name]
    code = find_region(name)
    if code not in COUNTRIES:
        raise UnknownNameError("country", name)
    return code


def owner(code: str, degrees: list[Point]) -> str:
    """Return the code of the territory that a polygon is, where it lies in the shape of another country."""
    longitude = sum(x for x, _ in degrees) / len(degrees)
    latitude = sum(y for _, y in degrees) / len(degrees)
    for inner, (west, east, south, north) in INSIDE.get(code, ()):
        if west <= longitude <= east and south <= latitude <= north:
            return inner
    return code


def pieces(degrees: list[Point]) -> list[list[Point]]:
    """Return a ring on paper, cut in two where it crosses the 180th meridian."""
    turn, unrolled = 0.0, [degrees[0]]
    for (before, _), (x, y) in pairwise(degrees):
        turn += -360.0 if x - before > 180 else 360.0 if x - before < -180 else 0.0
        unrolled.append((x + turn, y))
    found = []
    for shift in (-360.0, 0.0, 360.0):
        moved = [(x + shift, y) for x, y in unrolled]
        for edge, side in ((-180.0, 1.0), (180.0, -1.0)):
            moved = _cut(moved, edge, side)
        if len(moved) > 2:
            found.append([on_paper(*point) for point in moved])
    return found


def _cut(ring: list[Point], edge: float, side: float) -> list[Point]:
    """Return the part of a ring on one side of a meridian (Sutherland and Hodgman 1974)."""
    found: list[Point] = []
    for (x0, y0), (x1, y1) in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if (x0 - edge) * side * (x1 - edge) * side < 0:
            found.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        if (x1 - edge) * side >= 0:
            found.append((x1, y1))
    return found


def drawn(points: list[Point]) -> str:
    """Return a ring as path data in whole units, each step from the last point."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
    text = "".join(f"{dx if dx < 0 else f' {dx}'}{dy if dy < 0 else f' {dy}'}" for dx, dy in steps if dx or dy)
    return f"M{whole[0][0]} {whole[0][1]}l{text.strip()}z"


def shapes(atlas: Atlas) -> dict[str, list[tuple[float, list[Point]]]]:
    """Return each code's rings on paper with their areas, the largest first; holes are rings too.

    A ring that simplifying leaves too few points keeps all of them: it still says where the territory is.
    """
    found: dict[str, list[tuple[float, list[Point]]]] = defaultdict(list)
    for country in atlas.countries:
        code = code_of(country["properties"]["name"])
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for outline, *holes in polygons:
            part = owner(code, Atlas.ring(atlas.degrees, outline)) if code else "-"
            for ring in (outline, *holes):
                simple = pieces(Atlas.ring(atlas.simple, ring)) or pieces(Atlas.ring(atlas.degrees, ring))
                found[part] += [(area(piece), piece) for piece in simple]
    return {code: sorted(rings, key=lambda ring: -ring[0]) for code, rings in sorted(found.items())}


def main(path: Path) -> None:
    """Write the shapes, and say how large they are."""
    found = shapes(Atlas(path))
    found.pop("AQ", None)  # below the drawing's edge; the page lists it
    shape, spot = {}, {code: [round(axis) for axis in on_paper(*place)] for code, place in SPOTS.items()}
    for code, rings in found.items():
        largest, outline = rings[0]
        if largest >= 1:
            shape[code] = "".join(drawn(ring) for size, ring in rings if size >= min(SMALLEST_RING, largest))
        if code != "-" and sum(size for size, _ in rings) < SMALLEST_SHAPE:
            spot[code] = [round(sum(axis) / len(outline)) for axis in zip(*outline, strict=True)]
    text = json.dumps(
        {"size": [WIDTH, HEIGHT], "shape": shape, "spot": dict(sorted(spot.items()))}, separators=(",", ":")
    )
    OUT.write_text(text + "\n", encoding="utf-8", newline="\n")
    missing = sorted(set(COUNTRIES) - set(shape) - set(spot))
    sys.stdout.write(
        f"{len(text):,} bytes, {len(shape)} shapes, {len(spot)} spots, neither: {' '.join(missing) or 'none'}\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
