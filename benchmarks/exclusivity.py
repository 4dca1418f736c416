"""Speed of the exclusivity answers on generated deals: who, clear and conflicts, and how they grow.

``python -m benchmarks exclusivity`` measures 1,000 to 100,000 commitments; ``PARTNERGRAPH_BENCHMARK_SIZES=1000000``
chooses others. One mark has half of all deals. Beside it, the same conflicts by a plain self-join in SPARQL on the
embedded engine, on one mark small enough to wait for.
"""

from __future__ import annotations

import gc
import math
import os
import random
import resource
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import cache

from benchmarks._deals import FIRST_DAY, LAST_DAY, Maker, deals
from partnergraph.exclusivity import DealIndex, Deals, Proposal, clear, conflicts, index_deals, who
from partnergraph.territory import COUNTRIES, codes_of

SIZES = [int(size) for size in os.environ.get("PARTNERGRAPH_BENCHMARK_SIZES", "1000,10000,100000").split(",")]
ROUNDS = 200
JOIN_SIZE = 2_000


def main() -> None:
    """Print the table of times, the fitted exponents and the self-join beside them."""
    print(
        f"{'':>10} {'index':>8} {'who p50':>9} {'p95':>8} {'clear p50':>10} {'p95':>8} "
        f"{'conflicts':>10} {'found':>7} {'peak':>7}"
    )
    seconds = []
    for size in SIZES:
        seconds.append(measure(size))
    if len(SIZES) > 1:
        steps = math.log(SIZES[-1] / SIZES[0])
        print(
            f"conflicts grow like n^{math.log(seconds[-1] / seconds[0]) / steps:.2f} from {SIZES[0]:,} to {SIZES[-1]:,}"
        )
    self_join()


def measure(size: int) -> float:
    """Measure one size and print its row; return the seconds of all conflicts."""
    given = deals(size)
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    index = index_deals(given)
    assert size < 1000 or index.columns is not None
    built = time.perf_counter() - start
    asked = spread(questions(index, random.Random(1)))
    proposed = spread(proposals(index, random.Random(2)))
    start = time.perf_counter()
    found = conflicts(index)
    all_of_them = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{size:>10,} {built:>7.2f}s {asked[0] * 1e3:>7.2f}ms {asked[1] * 1e3:>6.2f}ms {proposed[0] * 1e3:>8.2f}ms "
        f"{proposed[1] * 1e3:>6.2f}ms {all_of_them:>9.2f}s {len(found):>7,} {peak:>5.2f}GB",
        flush=True,
    )
    return all_of_them


def questions(index: DealIndex, draw: random.Random) -> list[Callable[[], object]]:
    """Return who may, about the big mark and about small ones, on days and countries drawn at random."""
    return [
        ask_who(index, draw, "mark/0" if number % 2 else f"mark/{draw.randrange(1, 40)}") for number in range(ROUNDS)
    ]


def ask_who(index: DealIndex, draw: random.Random, mark: str) -> Callable[[], object]:
    day = date.fromordinal(draw.randrange(FIRST_DAY, LAST_DAY))
    leaf, country = draw.choice(leaves(index, mark)), draw.choice(COUNTRIES)
    return lambda: who(index, mark, leaf, None, country, day, ("partner/1",))


@cache
def leaves(index: DealIndex, mark: str) -> list[str]:
    """Return the fields in which a mark has deals."""
    return sorted({field for s in index.deals.statements if mark in s.subjects for field in s.fields})


def proposals(index: DealIndex, draw: random.Random) -> list[Callable[[], object]]:
    """Return proposed deals: a partner, some countries of one rule, two years."""
    rules = sorted({s.territory[0] for s in index.deals.statements[:5000]}, key=lambda rule: rule.key)
    return [propose(index, draw, rules) for _ in range(ROUNDS)]


def propose(index: DealIndex, draw: random.Random, rules: list) -> Callable[[], object]:  # type: ignore[type-arg]
    first = draw.randrange(FIRST_DAY, LAST_DAY - 800)
    mark = draw.choice(("mark/0", f"mark/{draw.randrange(1, 40)}"))
    proposal = Proposal(
        grantors=(f"{mark}/owner",), grantees=("partner/new",), subjects=(mark,),
        fields=(draw.choice(leaves(index, mark)),), territory=(draw.choice(rules),),
        first=date.fromordinal(first), last=date.fromordinal(first + 30),
    )  # fmt: skip
    return lambda: clear(index, proposal)


def spread(calls: list[Callable[[], object]]) -> tuple[float, float]:
    """Return the median and the 95th percentile of the seconds of some calls, each warmed up once."""
    times = []
    for call in calls:
        call()
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def self_join() -> None:
    """Time the plain way: every two commitments of one mark that share a country, a field and a day."""
    maker = Maker(4)
    maker.mark("mark/0", JOIN_SIZE)
    given = Deals(commitments=tuple(maker.commitments), statements=tuple(maker.statements), broader=maker.world.broader)
    index = index_deals(given)
    start = time.perf_counter()
    mine = {tuple(sorted(c.between)) for c in conflicts(index)}
    ours = time.perf_counter() - start
    theirs, pairs = sparql_join(given)
    same = "the same" if mine == pairs else f"{len(mine ^ pairs)} different"
    print(
        f"self-join in SPARQL, one mark with {JOIN_SIZE:,} deals: {theirs:.2f}s against {ours:.3f}s "
        f"({theirs / ours:.0f} times), {same} pairs of {len(pairs)}"
    )


def sparql_join(given: Deals) -> tuple[float, set[tuple[str, ...]]]:
    """Return the seconds and the pairs that the embedded engine finds by joining on countries."""
    from pyoxigraph import Literal, NamedNode, Quad, Store

    def node(name: str) -> NamedNode:
        return NamedNode(f"urn:x:{name}")

    store = Store()
    quads = []
    for commitment, said in zip(given.commitments, given.statements, strict=True):
        me = node(commitment.iri)
        period = said.period
        assert period is not None
        assert period.earliest_start is not None
        assert period.latest_end is not None
        (reading,) = said.territory[0].readings()
        quads += [Quad(me, node("covers"), node(code)) for code in codes_of(reading.spans[0][2])]
        quads += [
            Quad(me, node("kind"), Literal(commitment.kind)),
            Quad(me, node("field"), node(said.fields[0])),
            Quad(me, node("for"), node(commitment.beneficiaries[0])),
            Quad(me, node("first"), Literal(period.earliest_start.toordinal())),
            Quad(me, node("last"), Literal(period.latest_end.toordinal())),
        ]
    store.bulk_extend(quads)
    query = """PREFIX x: <urn:x:>
        SELECT DISTINCT ?a ?b WHERE {
          ?a x:kind "exclusivity" ; x:covers ?country ; x:field ?field ; x:for ?p ; x:first ?af ; x:last ?al .
          ?b x:covers ?country ; x:field ?field ; x:for ?q ; x:first ?bf ; x:last ?bl ; x:kind ?kind .
          FILTER(?p != ?q && ?af <= ?bl && ?bf <= ?al)
        }"""
    start = time.perf_counter()
    rows = list(store.query(query))  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    names = [(row[0].value.removeprefix("urn:x:"), row[1].value.removeprefix("urn:x:")) for row in rows]  # type: ignore[index]
    return seconds, {tuple(sorted(pair)) for pair in names}


if __name__ == "__main__":
    main()
