"""What events on deals cost: the same deals with an event on every third of them, without, and before there were any.

``python -m benchmarks events`` takes 100,000 commitments; ``PARTNERGRAPH_BENCHMARK_EVENTS`` chooses another number.
Each of three processes asks the same, in turn, and counts its own processor time; the ratios are those of their
medians. ``PARTNERGRAPH_BENCHMARK_BEFORE`` names a checkout from before there were events, to be the first of them.
Then a deal that is amended ten times is held against ten deals that are amended once.
"""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks._deals import Maker, deals
from benchmarks.cold_who import dataset
from benchmarks.exclusivity import proposals, questions
from partnergraph.accounts import Inflow
from partnergraph.bounds import Period
from partnergraph.exclusivity import Deals, conflicts, index_deals
from partnergraph.graph import PartnerGraph, put_and_derive
from partnergraph.territory import Territory

SIZE = int(os.environ.get("PARTNERGRAPH_BENCHMARK_EVENTS", "100000"))
BEFORE = os.environ.get("PARTNERGRAPH_BENCHMARK_BEFORE")
ROUNDS = 3
CHAIN = 10
LIMIT = 1.3
MEASURED = ("index", "columns", "who", "clear", "conflicts", "build")
BUILT = 10  # of so many commitments, one is built into a store, too


def main() -> None:
    """Print the table of processor times, the ratios and the chain."""
    sides = {"without": _paths(), "with": _paths()}
    if BEFORE:
        sides = {"before": _paths(BEFORE), **sides}
    told: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    for _ in range(ROUNDS):
        for side, environment in sides.items():
            told[side].append(_run(side, environment))
    print(f"{SIZE:>7,} commitments " + "".join(f"{name:>11}" for name in (*MEASURED, "found", "peak")))
    for side, rounds in told.items():
        print(_row(side, {name: median(one[name] for one in rounds) for name in rounds[0]}), flush=True)
    for side, base in (("with", "without"), ("without", "before"), ("with", "before")):
        if base in told:
            ratios = (_ratio(told[side], told[base], name) for name in MEASURED)
            print(f"{side + ' / ' + base:<20}" + "".join(f"{ratio:>11.2f}" for ratio in ratios))
    print(f"who, clear and conflicts are to be at most {LIMIT} times what they were")
    chain()


def _ratio(one: list[dict[str, float]], other: list[dict[str, float]], name: str) -> float:
    return median(a[name] for a in one) / median(b[name] for b in other)


def _row(side: str, seconds: dict[str, float]) -> str:
    return (
        f"{side:<20}{seconds['index']:>10.2f}s{seconds['columns']:>10.2f}s{seconds['who'] * 1e3:>9.2f}ms"
        f"{seconds['clear'] * 1e3:>9.2f}ms{seconds['conflicts']:>10.2f}s{seconds['build']:>10.2f}s"
        f"{seconds['found']:>11,.0f}{seconds['peak']:>9.2f}GB"
    )


def _paths(checkout: str | None = None) -> dict[str, str]:
    here = str(Path(__file__).parents[1])
    sources = str(Path(checkout) / "src") if checkout else str(Path(here) / "src")
    return {**os.environ, "PYTHONPATH": os.pathsep.join((sources, here))}


def _run(side: str, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.events", side]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


# --- in each process ---------------------------------------------------------------------------------


def measure(side: str) -> dict[str, float]:
    """Return the processor time, per answer, of what is asked of the deals."""
    given = deals(SIZE)
    if side == "with":
        given = with_events(given)
    gc.collect()
    gc.freeze()
    found: dict[str, float] = {}
    found["index"], index = _timed(lambda: index_deals(given))
    found["columns"], _ = _timed(lambda: index.columns)
    found["who"] = _asked(questions(index, random.Random(1)))
    found["clear"] = _asked(proposals(index, random.Random(2)))
    found["conflicts"], collisions = _timed(lambda: conflicts(index))
    found["found"] = len(collisions)
    found["build"] = _built(side)
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return found


def _built(side: str) -> float:
    """Return the processor time of putting a part of the deals into a store in memory, with what follows."""
    given = deals(SIZE // BUILT)
    inflow = Inflow.of(dataset(with_events(given) if side == "with" else given))
    graph = PartnerGraph()
    with graph.store.transaction() as work:
        return _timed(lambda: put_and_derive(work, inflow, ()))[0]


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    answer = call()
    return time.process_time() - start, answer


def _asked(calls: list[Callable[[], object]]) -> float:
    """Return the mean seconds of some calls, each warmed up once."""
    for call in calls:
        call()
    start = time.process_time()
    for call in calls:
        call()
    return (time.process_time() - start) / len(calls)


def with_events(given: Deals, every: int = 3) -> Deals:
    """Return deals of which every third is amended half way: it ends earlier, or in fewer countries."""
    from dataclasses import replace

    from partnergraph import model as m

    events, said = [], []
    for number, (deal, terms) in enumerate(zip(given.commitments, given.statements, strict=True)):
        if number % every:
            continue
        assert terms.period is not None
        first, last = terms.period.earliest_start, terms.period.latest_end
        assert first is not None
        assert last is not None
        day = first + (last - first) // 2
        later = number // every % 2 == 0
        end = last - timedelta(days=10) if later else None
        events.append(m.DealEvent(iri=f"e{number}", label=f"e{number}", kind="amendment", changes=(deal.iri,)))
        said.append(
            m.Statement(
                iri=f"es{number}", about=f"e{number}", source="book", period=Period("", day, day, end, end),
                territory=() if later else (_less(terms.territory[0]),),
            )
        )  # fmt: skip
    return replace(given, events=tuple(events), statements=(*given.statements, *said))


def _less(rule: Territory) -> Territory:
    """Return a rule without one of the countries that it names."""
    if len(rule.includes) > 1:
        return Territory(rule.includes[1:], rule.excludes)
    return rule


# --- a chain ---------------------------------------------------------------------------------------------


def chain() -> None:
    """Hold deals that are amended ten times against ten times as many that are amended once."""
    made = {"ten times": amended(40, CHAIN), "once": amended(40 * CHAIN, 1)}
    spent: dict[str, list[float]] = {name: [] for name in made}
    for _ in range(2 * ROUNDS + 1):
        for name, given in made.items():
            seconds, index = _timed(lambda given=given: index_deals(given))  # type: ignore[misc]
            spent[name].append(seconds + _timed(lambda index=index: conflicts(index))[0])  # type: ignore[misc]
    long, short = (median(spent[name]) for name in made)
    print(f"40 deals amended ten times {long:.2f} s, 400 deals amended once {short:.2f} s: ratio {long / short:.2f}")


def amended(count: int, times: int) -> Deals:
    """Return deals on marks of their own, each with amendments that follow each other."""
    from dataclasses import replace

    from partnergraph import model as m

    maker = Maker(4)
    start, step = date(2000, 1, 1), timedelta(days=300)
    end, three = start + 20 * step, Territory(("FR", "DE", "IT"))
    for number in range(count):
        mark, leaf = f"mark/{number % 40}", maker.world.leaf(number)
        maker.add("grant", mark, f"partner/{number}", three, leaf, start.toordinal(), end.toordinal())
    plain = Deals(
        commitments=tuple(maker.commitments), statements=tuple(maker.statements), broader=maker.world.broader,
        sources=(m.Source(iri="book", title="Deal book", date=date(2024, 1, 1)),),
    )  # fmt: skip
    events, said = [], []
    for deal in plain.commitments:
        for turn in range(times):
            day, iri = start + (turn + 1) * step, f"{deal.iri}e{turn}"
            events.append(m.DealEvent(iri=iri, label=iri, kind="amendment", changes=(deal.iri,)))
            rule = Territory(("FR", "DE") if turn % 2 else ("FR", "IT"))
            said.append(
                m.Statement(
                    iri=f"s{iri}", about=iri, source="book", territory=(rule,), period=Period("", day, day, None, None)
                )
            )
    return replace(plain, events=tuple(events), statements=(*plain.statements, *said))


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
