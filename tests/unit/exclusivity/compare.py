"""The engine against the oracle on generated deals; ``python -m tests.unit.exclusivity.compare --cases 20000``.

``--engine embedded`` (or ``rdflib``) asks the shipped SPARQL of a store instead: who may, or with ``--question clear``
what collides. There the SPARQL must decide nothing otherwise, miss no collision and be certain of none that is not;
where it says unknown or possible of what is known better is counted, as weaker.

A case counts when its complete readings can be enumerated: at most `MOST_READINGS_WHO` for the questions who may and
what is in force, at most `MOST_READINGS_CLEAR` for a proposed deal; and when something names the mark, for else nobody
can ask about it. Seeds are gone through until enough cases count.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TypeAlias

from partnergraph.exclusivity import clear, in_force, index_deals, who
from partnergraph.store import Store
from tests.store.rdflib_store import RdflibStore
from tests.unit.exclusivity import oracle, portable
from tests.unit.exclusivity.generated import PARTIES, Case, Maker, readings_in

Finder: TypeAlias = Callable[[int, Counter[str]], list[str]]
STORES: dict[str, Callable[[], Store]] = {"embedded": portable.scratch, "rdflib": RdflibStore}
EVERY = 200
"""Seeds after which the counts so far are printed."""
MOST_READINGS_WHO, MOST_READINGS_CLEAR = 250, 120


def differences(seed: int, counts: Counter[str] | None = None) -> list[str]:
    """Return what differs on one case, nothing for a case that has too many readings to enumerate."""
    case, found, counts = Maker(seed).case(), [], counts if counts is not None else Counter()
    if not index_deals(case.deals).knows("Aura"):
        return []
    if readings_in(case, with_plan=False) <= MOST_READINGS_WHO:
        counts["who"] += 1
        found += differences_of_who(case)
    if readings_in(case, with_plan=True) <= MOST_READINGS_CLEAR:
        counts["clear"] += 1
        found += differences_of_clear(case)
    return [f"seed {seed}: {text}" for text in found]


def differences_of_who(case: Case) -> list[str]:
    """Return what differs in the answers for every party and in what is in force."""
    book, everybody = case.book, [*PARTIES, oracle.OTHERS]
    index = index_deals(case.deals)
    expected = oracle.who(book, "Aura", case.asked, case.country, case.day, everybody)
    answers = who(
        index, "Aura", case.field, case.way("acts"), case.country, case.day, PARTIES, book.readings,
        channel=case.way("channels"), language=case.way("languages"), customer=case.way("customers"),
    ).answers  # fmt: skip
    found = [
        f"who {a.party}: oracle {expected[a.party]}, engine {(a.answer, a.could_be, a.conflict_of)}"
        for a in answers
        if expected[a.party] != (a.answer, a.could_be, a.conflict_of)
    ]
    for c in book.commitments:
        wanted = oracle.in_force(book, c.iri, case.country, case.day)
        got = in_force(index, c.iri, case.country, case.day, book.readings)
        if wanted != got:
            found.append(f"in force {c.iri}: oracle {wanted}, engine {got}")
    return found


def differences_of_clear(case: Case) -> list[str]:
    """Return what differs in the verdict on the proposed deal and in its collisions."""
    wanted, collisions = oracle.clear(case.book, case.plan)
    answer = clear(case.deals, case.proposal, case.book.readings)
    got = {(c.with_, c.certainty) for one in answer.collisions for c in one.all()}
    hidden = {"not theirs to give": oracle.VERDICTS, "may not be theirs to give": oracle.VERDICTS[1:],
              "clear": oracle.VERDICTS[3:]}  # fmt: skip
    if collisions == got and wanted in hidden.get(answer.verdict, (answer.verdict,)):
        return []  # whether it is theirs to give is compared by `oracle_title`
    return [f"clear: oracle {wanted} {sorted(collisions)}, engine {answer.verdict} {sorted(got)}"]


def differences_in_sparql(store: Store, seed: int, counts: Counter[str] | None = None) -> list[str]:
    """Return where the shipped SPARQL breaks its law, asked of an empty store filled with the case.

    It says what the oracle says, or, in a few cases that are counted as weaker, that it does not know.
    """
    case, counts = Maker(seed).case(), counts if counts is not None else Counter()
    if not portable.can_be_stored(case) or readings_in(case, with_plan=False) > MOST_READINGS_WHO:
        return []
    counts["who"] += 1
    counts["clear"] += 1
    portable.fill(store, [(seed, case)])
    everybody = [*PARTIES, oracle.OTHERS]
    expected = oracle.who(case.book, "Aura", case.asked, case.country, case.day, everybody)
    answers = portable.who_in_sparql(store, case, seed)
    different = [party for party in everybody if expected[party][0] != answers[party]]
    counts["weaker"] += bool(different)
    return [
        f"seed {seed}: who {party}: oracle {expected[party][0]}, SPARQL {answers[party]}"
        for party in different
        if answers[party] != "unknown"
    ]


def differences_in_collisions(store: Store, seed: int, counts: Counter[str] | None = None) -> list[str]:
    """Return where the shipped SPARQL breaks its law on a proposed deal that it can express."""
    case, counts = Maker(seed).case(), counts if counts is not None else Counter()
    if not portable.can_be_stored(case) or not portable.can_be_proposed(case.plan):
        return []
    counts["who"] += 1
    counts["clear"] += 1
    portable.fill(store, [(seed, case)])
    engine = portable.collisions_in_python(case.deals, case.proposal, case.book.readings)
    sparql = portable.collisions_in_sparql(store, case.proposal, portable.Renaming(seed), case.book.readings)
    counts["colliding"] += bool(engine)
    counts["weaker"] += sparql != engine
    return [f"seed {seed}: {text}; engine {engine}, SPARQL {sparql}" for text in portable.broken_law(engine, sparql)]


def compared(find: Finder, seeds: Iterable[int], cases: int) -> Iterator[tuple[int, Counter[str], list[str]]]:
    """Yield seed, counts so far and differences, until that many cases count for both kinds of question."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        found = find(seed, counts)
        yield seed, counts, found
        if min(counts["who"], counts["clear"]) >= cases:
            return


def finder(engine: str, question: str = "who") -> Finder:
    """Return what compares one seed on an engine."""
    if engine == "python":
        return differences
    if question == "clear":
        return lambda seed, counts: differences_in_collisions(STORES[engine](), seed, counts)
    return lambda seed, counts: differences_in_sparql(STORES[engine](), seed, counts)


def main() -> int:
    """Print every difference and how many cases were compared; 1 if there is a difference."""
    parser = argparse.ArgumentParser(description="compare the engine with the oracle")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--engine", choices=["python", *STORES], default="python")
    parser.add_argument("--question", choices=["who", "clear"], default="who", help="which SPARQL to ask of a store")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    given = parser.parse_args()
    different, last, counts = 0, given.first, Counter[str]()
    for seed, so_far, found in compared(finder(given.engine, given.question), count(given.first), given.cases):
        last, counts, different = seed, so_far, different + bool(found)
        for text in found:
            print(text, flush=True)
        if seed % EVERY == EVERY - 1:
            print(f"up to seed {seed}: {dict(counts)}", file=sys.stderr, flush=True)
    kinds = f"{counts['who']} cases of who and in force, {counts['clear']} of clear"
    if given.engine != "python":
        kinds = f"{counts[given.question]} cases of {given.question} in SPARQL on {given.engine}"
    if given.engine != "python":
        colliding = f"{counts['colliding']} with a collision, " if given.question == "clear" else ""
        kinds += f" ({colliding}{counts['weaker']} weaker)"
    print(f"seeds {given.first} to {last}: {kinds}; {different} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
