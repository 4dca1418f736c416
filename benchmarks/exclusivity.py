"""Speed of the exclusivity answers on generated deals: who, clear and conflicts, and how they grow.

``python -m benchmarks exclusivity`` measures 10,000 and 100,000 commitments; ``PARTNERGRAPH_BENCHMARK_SIZES=1000000``
chooses others. One mark has half of all deals. Beside it, on one mark small enough to wait for, the same conflicts
by a plain self-join in SPARQL on the embedded engine, through overlaps of territories, and in DuckDB.
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
from dataclasses import dataclass
from datetime import date
from functools import cache

from benchmarks._deals import FIRST_DAY, LAST_DAY, Maker, deals
from partnergraph import model as m
from partnergraph.exclusivity import DealIndex, Deals, Proposal, clear, conflicts, index_deals, who
from partnergraph.territory import COUNTRIES, codes_of

SIZES = [int(size) for size in os.environ.get("PARTNERGRAPH_BENCHMARK_SIZES", "10000,100000").split(",")]
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
    peers()


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


# --- peers -----------------------------------------------------------------------------------------


def peers() -> None:
    """Time the plain ways to find the pairs of one mark that share a country, a field and a day."""
    maker = Maker(4)
    maker.mark("mark/0", JOIN_SIZE)
    given = Deals(commitments=tuple(maker.commitments), statements=tuple(maker.statements), broader=maker.world.broader)
    index = index_deals(given)
    start = time.perf_counter()
    ours = {tuple(sorted(c.between)) for c in conflicts(index)}
    seconds = time.perf_counter() - start
    print(f"\none mark with {JOIN_SIZE:,} deals, {len(ours)} pairs: {'seconds':>8} {'times':>6}")
    print(f"{'conflicts':<40} {seconds:>8.3f}")
    deals_as_rows = list(map(_Plain.of, given.commitments, given.statements))
    for name, peer in (("SPARQL self-join on countries", sparql_join), ("SPARQL through overlaps", sparql_overlaps),
                       ("DuckDB self-join on bit masks", duckdb_join)):  # fmt: skip
        try:
            theirs, pairs = peer(deals_as_rows)
        except ImportError as error:
            print(f"{name:<40} not run: {error}")
            continue
        same = "" if pairs == ours else f"   {len(pairs ^ ours)} pairs differ"
        print(f"{name:<40} {theirs:>8.3f} {theirs / seconds:>6.1f}{same}", flush=True)


@dataclass(frozen=True)
class _Plain:
    """One deal as a row of a plain table."""

    iri: str
    kind: str
    field: str
    party: str
    rule: str
    mask: int
    first: int
    last: int

    @classmethod
    def of(cls, commitment: m.Commitment, said: m.Statement) -> _Plain:
        period, rule = said.period, said.territory[0]
        assert period is not None
        assert period.earliest_start is not None
        assert period.latest_end is not None
        (reading,) = rule.readings()
        return cls(
            commitment.iri, commitment.kind, said.fields[0], commitment.beneficiaries[0], rule.key,
            reading.spans[0][2], period.earliest_start.toordinal(), period.latest_end.toordinal(),
        )  # fmt: skip


_COMMON = """?a x:kind "exclusivity" ; x:field ?field ; x:for ?p ; x:first ?af ; x:last ?al ; {a} .
  ?b x:field ?field ; x:for ?q ; x:first ?bf ; x:last ?bl ; {b} .
  FILTER(?p != ?q && ?af <= ?bl && ?bf <= ?al) {c}"""


def sparql_join(rows: list[_Plain]) -> tuple[float, set[tuple[str, ...]]]:
    """Return the seconds and the pairs that the embedded engine finds by joining on countries."""
    pattern = _COMMON.format(a="x:covers ?country", b="x:covers ?country", c="")
    return _in_sparql(rows, {("c", row.iri, "covers", code) for row in rows for code in codes_of(row.mask)}, pattern)


def sparql_overlaps(rows: list[_Plain]) -> tuple[float, set[tuple[str, ...]]]:
    """Return the seconds and the pairs that it finds where territories are known to overlap."""
    masks = {row.rule: row.mask for row in rows}
    more = {("t", one, "overlaps", other) for one in masks for other in masks if masks[one] & masks[other]}
    more |= {("c", row.iri, "territory", row.rule) for row in rows}
    pattern = _COMMON.format(a="x:territory ?s", b="x:territory ?t", c="FILTER EXISTS { ?s x:overlaps ?t }")
    return _in_sparql(rows, more, pattern)


def _in_sparql(
    rows: list[_Plain], more: set[tuple[str, str, str, str]], pattern: str
) -> tuple[float, set[tuple[str, ...]]]:
    from pyoxigraph import Literal, NamedNode, Quad, Store

    def node(name: str) -> NamedNode:
        return NamedNode(f"urn:x:{name}")

    store = Store()
    quads = [Quad(node(name), node(link), node(other)) for _, name, link, other in more]
    for row in rows:
        me = node(row.iri)
        quads += [Quad(me, node("field"), node(row.field)), Quad(me, node("for"), node(row.party))]
        quads += [Quad(me, node(name), Literal(getattr(row, name))) for name in ("kind", "first", "last")]
    store.bulk_extend(quads)
    start = time.perf_counter()
    found = list(store.query(f"PREFIX x: <urn:x:> SELECT DISTINCT ?a ?b WHERE {{ {pattern} }}"))  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    names = [(row[0].value.removeprefix("urn:x:"), row[1].value.removeprefix("urn:x:")) for row in found]  # type: ignore[index]
    return seconds, {tuple(sorted(pair)) for pair in names}


def duckdb_join(rows: list[_Plain]) -> tuple[float, set[tuple[str, ...]]]:
    """Return the seconds and the pairs that DuckDB finds, territories as four words of bits."""
    import duckdb

    low = 2**63 - 1  # 63 bits a word: its integers are signed
    table = [
        (r.iri, r.kind, r.field, r.party, r.first, r.last, *((r.mask >> (63 * n)) & low for n in range(4)))
        for r in rows
    ]
    base = duckdb.connect()
    base.execute("CREATE TABLE deals (iri TEXT, kind TEXT, field TEXT, party TEXT, first INT, last INT, "
                 "m0 BIGINT, m1 BIGINT, m2 BIGINT, m3 BIGINT)")  # fmt: skip
    base.executemany("INSERT INTO deals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", table)
    shared = " OR ".join(f"(a.m{n} & b.m{n}) != 0" for n in range(4))
    start = time.perf_counter()
    found = base.execute(
        f"SELECT a.iri, b.iri FROM deals a JOIN deals b ON a.field = b.field WHERE a.kind = 'exclusivity' "
        f"AND a.party != b.party AND a.first <= b.last AND b.first <= a.last AND ({shared})"
    ).fetchall()
    seconds = time.perf_counter() - start
    return seconds, {tuple(sorted(pair)) for pair in found}


if __name__ == "__main__":
    main()
