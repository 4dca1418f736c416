"""A cold ``partnergraph who`` on a store of many commitments, from its stored commitment index.

The generated deals of `_deals`, half of them about one mark, are put into a store directory; then the command line
is started again and again. ``PARTNERGRAPH_BENCHMARK_COLD`` chooses another number than 100,000. Limit: 0.5 s.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks._deals import deals
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.exclusivity import Deals, index_deals
from partnergraph.graph import PartnerGraph
from partnergraph.index import load_index, make_index, save_index
from partnergraph.rdf import to_rdf
from partnergraph.terms import terms

SIZE = int(os.environ.get("PARTNERGRAPH_BENCHMARK_COLD", "100000"))
ROUNDS = 9


def main() -> None:
    """Print the seconds of building and loading the index, and of a cold question about a big and a small mark."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        data = dataset(deals(SIZE))
        graph = PartnerGraph.open(store)
        with graph.store.transaction() as work:
            work.insert(v.GRAPH_STATED, to_rdf(data))
            work.set_stamp(replace(work.stamp, revision=1))
        start = time.perf_counter()
        index = index_deals(Deals.of(data, terms().broader))
        save_index(make_index(index), store, graph.store.stamp)
        print(f"{SIZE:,} commitments: index made in {time.perf_counter() - start:.2f} s", flush=True)
        start = time.perf_counter()
        assert load_index(store, graph.store.stamp, index.trees) is not None
        print(f"loaded in {time.perf_counter() - start:.3f} s")
        statement = data.statements[0]
        country, day = statement.territory[0].includes[0], statement.period.earliest_start  # type: ignore[union-attr]
        for mark in ("mark 0", "mark 7"):
            field = next(s.fields[0] for s in data.statements if s.subjects[0].endswith(mark.replace(" ", "-")))
            seconds = cold(store, mark, field, country if country != "001" else "BR", str(day))
            print(f"who, {mark}: {seconds:.2f} s (limit 0.5)")
        print(f"the interpreter and the engine alone: {run([sys.executable, '-c', 'import pyoxigraph, numpy']):.2f} s")


def cold(store: Path, mark: str, field: str, country: str, day: str) -> float:
    """Return the median seconds of a question on the command line."""
    asked = ["who", "--subject", mark, "--field", field, "--country", country, "--on", day, "--party", "partner 1"]
    start = "from partnergraph.cli import main; main()"
    return run([sys.executable, "-c", start, *asked, "--format", "json", "--store", str(store)])


def run(command: list[str]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def dataset(given: Deals) -> m.Dataset:
    """Return generated deals under IRIs, their fields among the shipped ones."""
    broader = terms().broader
    shipped = sorted(t for t in broader if t.startswith(v.FIELD) and t not in broader.values())

    def iri(name: str) -> str:
        kind, _, rest = name.partition("/")
        owner = rest.endswith("/owner")
        segment = "organization" if owner or kind == "partner" else "brand"
        return f"{v.DEFAULT_BASE}{segment}/{kind}-{rest.replace('/', '-')}"

    commitments = [
        replace(
            c, iri=f"{v.DEFAULT_BASE}commitment/{c.iri}", bound=tuple(map(iri, c.bound)),
            beneficiaries=tuple(map(iri, c.beneficiaries)),
        )
        for c in given.commitments
    ]  # fmt: skip
    source = f"{v.DEFAULT_BASE}source/book"
    statements = [
        replace(
            s, iri=f"{v.DEFAULT_BASE}statement/{s.iri}", about=f"{v.DEFAULT_BASE}commitment/{s.about}", source=source,
            subjects=tuple(map(iri, s.subjects)), fields=tuple(shipped[int(f.rsplit("f", 1)[-1])] for f in s.fields),
            period=replace(s.period, edtf=f"{s.period.earliest_start}/{s.period.latest_end or ''}"),  # type: ignore[union-attr,type-var]
        )
        for s in given.statements
    ]  # fmt: skip
    events = [
        replace(
            e, iri=f"{v.DEFAULT_BASE}commitment/{e.iri}",
            changes=tuple(f"{v.DEFAULT_BASE}commitment/{deal}" for deal in e.changes),  # type: ignore[union-attr]
        )
        for e in getattr(given, "events", ())
    ]  # fmt: skip
    things = {i for c in commitments for i in (*c.bound, *c.beneficiaries)} | {
        i for s in statements for i in s.subjects
    }
    entities = [
        (m.Brand if "/brand/" in thing else m.Organization)(iri=thing, name=thing.rsplit("/", 1)[-1].replace("-", " "))
        for thing in sorted(things)
    ]
    sources = [replace(s, iri=source) for s in given.sources]
    return m.Dataset(entities=entities, sources=sources, identities=[*commitments, *events], statements=statements)


if __name__ == "__main__":
    main()
