"""Building generated tables of deals beside the bare engine, which bulk-loads the same quads in the same run.

``python -m benchmarks building`` measures 2,000 and 20,000 rows; ``PARTNERGRAPH_BENCHMARK_SIZES=100000,1000000``
chooses others. Each figure is taken in a process of its own. Limits at 100,000 rows: the build (CSV to store, rows
checked, everything derived) at least 0.7 of the bare engine's speed; validation 60 s; 2 million triples as Turtle
30 s. At 1,000,000 rows: 100 rows more in 5 s, 2.5 GB. Growth at most n^1.1.
"""

from __future__ import annotations

import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

SIZES = [int(size) for size in os.environ.get("PARTNERGRAPH_BENCHMARK_SIZES", "2000,20000").split(",")]
HEADER = ("deal", "licensor", "licensee", "mark", "field", "territory", "start", "end", "exclusivity")
TERRITORIES = (
    "World", "Japan", "EU + UK", "World except Japan", "DACH", "GB; IE", "Brazil", "India", "APAC", "Nordics",
    "United States", "Benelux", "China", "EU", "ASEAN", "France", "Mexico", "Canada", "MENA",
    "Worldwide excl. Japan and South Korea",
)  # fmt: skip
FIELDS = ("smartphone", "camera", "phone accessory", "clothing", "toy")
KINDS = ("", "exclusive", "sole", "non-exclusive")

MEASURE = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
import pyoxigraph as ox
step, folder, table = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
from partnergraph.graph import PartnerGraph
found = {}
if step == "bare":
    engine = ox.Store(str(folder / "bare"))
    start = time.perf_counter()
    engine.bulk_load(path=str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
else:
    graph = PartnerGraph.open(folder / "store")
    start = time.perf_counter()
    if step in ("build", "add"):
        result = graph.build(table, as_of=date(2024, 2, 28))
        found["triples"] = result.stated + result.derived
    elif step == "validate":
        graph.validate()
    elif step == "turtle":
        graph.export(folder / "all.ttl")
    elif step == "dump":
        graph.store._engine.dump(str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
found["seconds"] = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
found["cpu"], found["peak"] = used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20
print(json.dumps(found))
"""


def rows(count: int, seed: int) -> Iterator[list[str]]:
    """Yield deals: licensors with three marks each, licensees that meet again, one or two commitments a row."""
    draw = random.Random(seed)
    for number in range(count):
        licensor = draw.randrange(max(10, count // 50))
        start = date(2005, 1, 1) + timedelta(draw.randrange(7000))
        end = start + timedelta(draw.randrange(200, 2500))
        yield [
            f"D{seed}-{number}", f"Licensor {licensor}", f"Partner {draw.randrange(max(20, count // 20))}",
            f"Mark {licensor}-{draw.randrange(3)}", draw.choice(FIELDS), draw.choice(TERRITORIES), start.isoformat(),
            end.isoformat() if draw.random() < 0.8 else "", draw.choice(KINDS),
        ]  # fmt: skip


def write_table(path: Path, count: int, seed: int = 1) -> Path:
    """Write a table of that many deals and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADER)
        out.writerows(rows(count, seed))
    return path


def measured(step: str, folder: Path, table: Path) -> dict[str, float]:
    """Return seconds, CPU seconds, peak memory in GB of one step in a process of its own."""
    command = [sys.executable, "-c", MEASURE, step, str(folder), str(table)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def measure(size: int) -> float:
    """Measure one size and print its row; return the seconds of the build."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = write_table(folder / "deals.csv", size)
        build = measured("build", folder, table)
        measured("dump", folder, table)
        bare = measured("bare", folder, table)
        more = measured("add", folder, write_table(folder / "more.csv", 100, seed=2))
        turtle = measured("turtle", folder, table)
        validation = measured("validate", folder, table)
    print(
        f"{size:>10,} {build['triples']:>12,.0f} {build['seconds']:>8.1f} {build['cpu']:>7.1f} {bare['seconds']:>8.1f} "
        f"{bare['cpu']:>7.1f} {bare['seconds'] / build['seconds']:>6.2f} {build['peak']:>6.2f} {bare['peak']:>6.2f} "
        f"{more['seconds']:>6.1f} {validation['seconds']:>9.1f} {turtle['seconds']:>7.1f}",
        flush=True,
    )
    return build["seconds"]


def main() -> None:
    """Print the table, and how the build grows."""
    print(
        f"{'rows':>10} {'triples':>12} {'build s':>8} {'CPU s':>7} {'bare s':>8} {'CPU s':>7} {'ratio':>6} "
        f"{'GB':>6} {'GB':>6} {'+100 s':>6} {'validate s':>9} {'Turtle s':>7}"
    )
    seconds = [measure(size) for size in SIZES]
    if len(SIZES) > 1:
        exponent = math.log(seconds[-1] / seconds[0]) / math.log(SIZES[-1] / SIZES[0])
        print(f"the build grows like n^{exponent:.2f} from {SIZES[0]:,} to {SIZES[-1]:,}")


if __name__ == "__main__":
    main()
