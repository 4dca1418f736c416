"""A sheet that is built again: the store holds what a build from nothing makes, and only the difference was written."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Triple

from partnergraph import vocabulary as v
from partnergraph.errors import InputError
from partnergraph.graph import PartnerGraph
from partnergraph.store.oxigraph import OxigraphTransaction
from tests.quick import one_in

HEADER = (
    "deal", "licensor", "licensee", "mark", "field", "territory", "start", "end", "exclusivity", "partnership", "note"
)  # fmt: skip
DRAWN = {
    "licensee": ("Beta", "Gamma", "GAMMA", "Delta"),
    "mark": ("Alpha", "Alpha Pro", "Omega"),
    "field": ("smartphone", "camera", "toy", "signet rings"),
    "territory": ("World", "Japan", "EU", "World except Japan", "DACH", "GB; IE"),
    "start": ("2019-01-01", "2020-06-15", ""),
    "end": ("2024-12-31", "2025-06-30", ""),
    "exclusivity": ("", "exclusive", "sole", "non-exclusive"),
    "partnership": ("", "", "Alpha and Beta"),
    "note": ("", "", "renewed"),
}
Row = dict[str, str]


def drawn(draw: random.Random, number: int) -> Row:
    """A deal of Alpha's, or of one of two more licensors."""
    row = {name: draw.choice(choices) for name, choices in DRAWN.items()}
    return {"deal": f"D{number}", "licensor": draw.choice(("Alpha AG", "Alpha AG", "Kappa", "Sigma")), **row}


def edited(draw: random.Random, rows: list[Row]) -> list[Row]:
    """The same rows, of which some are gone, some say something else and some are new."""
    kept = [dict(row) for row in rows if draw.random() > 0.1]
    for row in draw.sample(kept, len(kept) // 6):
        name = draw.choice(list(DRAWN))
        row[name] = draw.choice(DRAWN[name])
    highest = max(int(row["deal"][1:]) for row in rows)
    return kept + [drawn(draw, highest + 1 + number) for number in range(draw.randrange(4))]


def sheet(folder: Path, name: str, rows: Iterable[Row]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, HEADER)
        out.writeheader()
        for row in rows:
            partnership = f"{row['partnership']} in {name}" if row["partnership"] else ""
            out.writerow(row | {"partnership": partnership})
    return path


def held(graph: PartnerGraph) -> dict[str, set[str]]:
    return {name: set(map(str, graph.store.triples(name))) for name in (v.GRAPH_STATED, v.GRAPH_DERIVED)}


@pytest.mark.parametrize("by", ["mending", "deriving anew", "what is cheaper"])
@pytest.mark.parametrize("seed", one_in(6, range(6)))
def test_a_sheet_that_was_edited_is_built_as_if_from_nothing(
    seed: int, by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by != "what is cheaper":
        monkeypatch.setattr("partnergraph.derive._READ_MEANWHILE", 0 if by == "mending" else 1_000_000)
    draw = random.Random(seed)
    sheets = {"one": [drawn(draw, number) for number in range(40)], "two": [drawn(draw, n) for n in range(100, 110)]}
    days = dict.fromkeys(sheets, date(2024, 2, 28))
    graph = PartnerGraph()
    for name, rows in sheets.items():
        graph.build(sheet(tmp_path, name, rows), as_of=days[name])
    for _ in range(5):
        name = draw.choice(("one", "one", "two"))
        sheets[name] = edited(draw, sheets[name])
        days[name] = draw.choice((days[name], days[name], date(2024, 6, 30)))
        graph.build(sheet(tmp_path, name, sheets[name]), as_of=days[name])
        fresh = PartnerGraph()
        for one, rows in sheets.items():
            fresh.build(sheet(tmp_path, one, rows), as_of=days[one])
        assert held(graph) == held(fresh)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many triples were put into which graph, and taken out of which, since it was cleared."""
    count = Counter[str]()

    def counted(what: str, triples: Iterable[Triple]) -> Iterator[Triple]:
        for triple in triples:
            count[what] += 1
            yield triple

    class Counting(OxigraphTransaction):
        def insert(self, graph: str, triples: Iterable[Triple]) -> None:
            super().insert(graph, counted(f"into {graph}", triples))

        def delete(self, graph: str, triples: Iterable[Triple]) -> None:
            super().delete(graph, counted(f"out of {graph}", triples))

        def clear(self, graph: str) -> None:
            count[f"out of {graph}"] += self.count(graph)
            super().clear(graph)

    monkeypatch.setattr("partnergraph.store.memory.OxigraphTransaction", Counting)
    return count


def test_a_sheet_that_comes_again_unchanged_writes_nothing(tmp_path: Path, written: Counter[str]) -> None:
    draw, graph = random.Random(1), PartnerGraph()
    table = sheet(tmp_path, "deals", (drawn(draw, number) for number in range(200)))
    first = graph.build(table, as_of=date(2024, 2, 28))
    before, revision = held(graph), graph.store.stamp.revision
    written.clear()
    again = graph.build(table, as_of=date(2024, 2, 28))
    assert not written
    assert (again, held(graph), graph.store.stamp.revision) == (first, before, revision + 1)


def test_one_cell_writes_what_is_said_of_its_deal(tmp_path: Path, written: Counter[str]) -> None:
    draw, graph = random.Random(2), PartnerGraph()
    rows = [drawn(draw, number) | {"exclusivity": "", "partnership": ""} for number in range(200)]
    graph.build(sheet(tmp_path, "deals", rows), as_of=date(2024, 2, 28))
    written.clear()
    rows[100]["end"] = "2031-03-31"
    graph.build(sheet(tmp_path, "deals", rows), as_of=date(2024, 2, 28))
    assert 0 < written[f"into {v.GRAPH_STATED}"] <= 4
    assert 0 < written[f"out of {v.GRAPH_STATED}"] <= 4
    assert written.total() < 40


def test_a_deal_for_somebody_else_takes_the_place_of_one_that_nobody_else_speaks_of(tmp_path: Path) -> None:
    rows = [drawn(random.Random(3), number) | {"partnership": ""} for number in range(3)]
    graph, fresh = PartnerGraph(), PartnerGraph()
    graph.build(sheet(tmp_path, "one", rows))
    rows[1]["licensee"] = "Epsilon"
    graph.build(sheet(tmp_path, "one", rows))
    fresh.build(sheet(tmp_path, "one", rows))
    assert held(graph) == held(fresh)


def test_a_deal_that_another_source_speaks_of_stays_the_same_deal(tmp_path: Path) -> None:
    rows = [drawn(random.Random(3), number) | {"partnership": ""} for number in range(3)]
    graph = PartnerGraph()
    for name in ("one", "two"):
        graph.build(sheet(tmp_path, name, rows))
    before = held(graph)
    rows[1]["licensee"] = "Epsilon"
    with pytest.raises(InputError, match="means another fact in two"):
        graph.build(sheet(tmp_path, "one", rows))
    assert held(graph) == before
