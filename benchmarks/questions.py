"""Named questions on the seed beside the same SPARQL on the bare engine, rows materialized on both sides.

Limit: 1.1 times the bare engine + 0.2 ms.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks._timing import paired
from partnergraph.graph import PartnerGraph, example
from partnergraph.queries import bind, form_of, questions

VALUES = {
    "thing": "Leica",
    "organization": "Xiaomi",
    "party": "Xiaomi",
    "subject": "Leica",
    "mark": "Leica",
    "speaker": "Xiaomi",
    "partnership": "Xiaomi and Leica on phone cameras",
    "commitment": "commitment:leica-xiaomi-exclusivity",
    "fact": "commitment:leica-xiaomi-exclusivity",
    "source": "source:gadgets360-2024-02-28",
    "region": "BR",
    "territory": "EU + UK",
    "field": "smartphone",
    "day": "2023-05-01",
    "first-day": "2024-01-01",
}
"""A value for each type of parameter that some question requires."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = PartnerGraph.open(Path(folder) / "store")
        graph.build(example("xiaomi-leica.yaml"))
        engine = graph.store._engine  # the same open database
        print(f"{'question':28} {'ours ms':>9} {'bare ms':>9} {'ratio':>6} {'limit ms':>9}")
        for name, question in questions().items():
            if form_of(question.text) != "SELECT":
                continue
            given = {p.name: VALUES[p.type] for p in question.parameters if p.required}
            text = bind(question, given, graph._words())
            ours, bare = paired(
                lambda name=name, given=given: graph.query(name, **given),
                lambda text=text: [tuple(row) for row in engine.query(text, use_default_graph_as_union=True)],
                rounds=40,
            )
            limit = 1.1 * bare + 0.0002
            mark = "" if ours <= limit else "  OVER"
            print(f"{name:28} {ours * 1e3:9.3f} {bare * 1e3:9.3f} {ours / bare:6.2f} {limit * 1e3:9.3f}{mark}")


if __name__ == "__main__":
    main()
