"""How often the shipped SPARQL is weaker than Python; ``python -m tests.unit.exclusivity.weaker --cases 400``.

Books are those of `generated`, widened by what the oracle's small world has not: chains of control, channels, acts,
promises for a group, parts of countries. Both are asked of the same facts. Weaker: unknown, or possible, of what
Python decides. A contradiction is anything else that differs, and there must be none.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Period
from partnergraph.exclusivity import OTHERS, Deals, in_force, index_deals, who
from partnergraph.store import MemoryStore, Store
from partnergraph.terms import terms
from partnergraph.territory import Territory
from tests.unit.exclusivity import portable
from tests.unit.exclusivity.generated import PARTIES, Case, Maker, OverTime
from tests.unit.exclusivity.oracle import DAYS

CHANNELS = tuple(v.CHANNEL + name for name in ("online", "retail", "store", "all-channels", "wholesale"))
ACTS = tuple(v.ACT + name for name in ("brand-on-product", "manufacture", "use", "advertise"))
PARTS = (Territory(("DE-BY",)), Territory(("DE",), ("DE-BY",)), Territory(("DE",)))
CONTROL = (("Alpha", "Alphonse"), ("Owner", "Aura"), ("Holding", "Alpha"), ("Alphonse", "New"), ("Holding", "Beta"))
"""Who may be said to own what, in chains."""


class Widened(Maker):
    """Draws one case of the wider world; its draws are apart from those of the smaller one."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.more = random.Random(-seed - 1)

    def period(self) -> Period | None:
        """Return a period, more often than in the small world one that leaves nothing open."""
        drawn = super().period()
        return Period("", DAYS[1], DAYS[1], DAYS[-2], DAYS[-2]) if self.more.random() < 0.6 else drawn

    def say(self, about: str, source: str, **fields: object) -> None:
        """Add a statement, with more of the scope than the small world knows, and oftener all of it."""
        if about.startswith("c") and not fields.get("denied"):
            rare, often = self.more.random() < 0.15, self.more.random() < 0.4
            if rare:
                fields["channels"] = (self.more.choice(CHANNELS),)
            if self.more.random() < 0.15:
                fields["acts"] = (self.more.choice(ACTS),)
            if fields.get("fields") and often:
                fields["fields"] = ("device",)
            if fields.get("territory") and (rare or often):
                fields["territory"] = (self.more.choice(PARTS) if rare else Territory(("001",)),)
            if fields.get("strength") == "exclusive" and self.more.random() < 0.15:
                fields["strength"] = "co-exclusive"
            if source == "a" and often:
                fields["covers_affiliates"] = True
        super().say(about, source, **fields)

    def over_time(self, commitments: list[m.Commitment], readings: frozenset[str]) -> tuple[frozenset[str], OverTime]:
        """Let no deal change: what is asked here is what the small world has not."""
        return readings, OverTime((), frozenset())

    def case(self) -> Case:
        """Return the case with further ownerships, and perhaps asked of a part of a country."""
        case = super().case()
        owned = [m.Ownership(iri=f"o{n}", label=f"o{n}", owner=a, owned=b) for n, (a, b) in enumerate(CONTROL, 10)]
        owned = [o for o in owned if self.more.random() < 0.4]
        for o in owned:
            for source in "a" if self.more.random() < 0.85 else "ab":
                super().say(o.iri, source, period=self.period())
        deals = replace(case.deals, ownerships=(*case.deals.ownerships, *owned), statements=tuple(self.statements))
        country = "DE-BY" if case.country == "DE" and self.more.random() < 0.5 else case.country
        return replace(case, deals=deals, country=country)


TOGETHER = 20
"""Cases that share a store, each under names of its own: what follows from them is derived once."""

FEATURES: dict[str, Callable[[Case], bool]] = {
    "any": lambda case: True,
    "ownership": lambda case: bool(case.deals.ownerships),
    "chain of control": lambda case: bool(
        {o.owned for o in case.deals.ownerships} & {o.owner for o in case.deals.ownerships}
    ),
    "sublicence": lambda case: any(c.parent for c in case.deals.commitments),
    "channel or act": lambda case: any(s.channels or s.acts for s in case.deals.statements),
    "sources at odds": lambda case: any(s.source != "a" for s in case.deals.statements),
    "exception": lambda case: any(s.carveouts for s in case.deals.statements),
    "plan": lambda case: any(s.modality == "plan" for s in case.deals.statements),
    "co-exclusive": lambda case: any(s.strength == "co-exclusive" for s in case.deals.statements),
    "user of marks": lambda case: any(c.side == "user" for c in case.deals.commitments),
    "part of a country": lambda case: (
        "-" in case.country or any(t in PARTS[:2] for s in case.deals.statements for t in s.territory)
    ),
    "axis left out": lambda case: any(
        not s.fields or not s.territory or not s.period for s in case.deals.statements if s.about.startswith("c")
    ),
}
"""What a case may have that can make it hard."""


@dataclass(frozen=True)
class Difference:
    """Where the two answers differ; ``contradicts`` if SPARQL does not only know less."""

    asked: str
    python: str
    sparql: str
    contradicts: bool


def deals_of(case: Case, number: int) -> Deals:
    """Return the facts of a case as a store holds them, under their addresses there."""
    return Deals.of(portable.dataset(case, number), terms().with_own(portable.OWN_TERMS).broader)


def differences_of_who(store: Store, case: Case, number: int) -> Iterator[Difference]:
    """Yield where who-may differs from `who`."""
    rename = portable.Renaming(number)
    parties = [rename.iri(p) for p in PARTIES]
    deals, field, on = deals_of(case, number), portable.FIELDS[case.field], case.book.readings
    ways = portable.ways(case, rename)
    asked = (rename.iri("Aura"), field, ways.pop("act"), case.country, case.day, parties, on)
    found = who(deals, *asked, **ways).answers
    said = portable.who_in_sparql(store, case, number)
    for name, answer in zip([*PARTIES, OTHERS], found, strict=True):
        if said[name] != answer.answer:
            yield Difference(name, answer.answer, said[name], said[name] != "unknown")


def differences_in_force(store: Store, case: Case, number: int) -> Iterator[Difference]:
    """Yield where exclusivity-in-force differs from `in_force`, which leaves exceptions and denied scopes aside."""
    index, rename = index_deals(deals_of(case, number)), portable.Renaming(number)
    apart = {s.about for s in case.deals.statements if s.carveouts or (s.denied and s.territory)}
    for c in case.deals.commitments:
        if apart & {c.iri, c.parent}:
            continue
        expected = in_force(index, rename.iri(c.iri), case.country, case.day, case.book.readings)
        said = portable.in_force_in_sparql(store, case, number, c.iri)
        if said != expected:
            yield Difference(c.iri, expected, said, said != "unknown")


def differences_of_clear(store: Store, case: Case, number: int) -> Iterator[Difference]:
    """Yield where collisions differs from `clear`; not asked of a proposal that it cannot express."""
    if not portable.can_be_proposed(case.plan):
        return
    rename, readings = portable.Renaming(number), case.book.readings
    proposal = portable.renamed(case.proposal, rename)
    labels = {rename.iri(c.iri): c.label for c in case.deals.commitments}
    known = portable.collisions_in_python(deals_of(case, number), proposal, readings)
    python = {(labels[commitment], kind): certainty for (commitment, kind), certainty in known.items()}
    sparql = portable.collisions_in_sparql(store, case.proposal, rename, readings)
    broken = portable.broken_law(python, sparql)
    for found in sorted(python.keys() | sparql.keys()):
        said, expected = sparql.get(found, "none"), python.get(found, "none")
        if said != expected:
            yield Difference(str(found), expected, said, any(str(found) in text for text in broken))


QUESTIONS = {"who": differences_of_who, "in force": differences_in_force, "clear": differences_of_clear}


@dataclass
class Tally:
    """In how many cases SPARQL was weaker, and in how many it contradicted, by question and feature."""

    cases: Counter[str]
    weaker: Counter[tuple[str, str]]
    found: list[tuple[int, str, Difference]]

    @property
    def contradictions(self) -> list[str]:
        """What contradicts, in words."""
        return [_in_words(*found) for found in self.found if found[2].contradicts]


def tally(seeds: Iterable[int], questions: Iterable[str] = QUESTIONS) -> Tally:
    """Ask questions about the cases of some seeds, all of which share a store."""
    drawn = ((seed, Widened(seed).case()) for seed in seeds)
    made, store = {seed: case for seed, case in drawn if portable.can_be_stored(case)}, MemoryStore()
    result = Tally(Counter(), Counter(), [])
    portable.fill(store, list(made.items()))
    for seed, case in made.items():
        features = [name for name, has in FEATURES.items() if has(case)]
        result.cases.update(features)
        for question in questions:
            differing = list(QUESTIONS[question](store, case, seed))
            result.weaker.update((question, feature) for feature in features if differing)
            result.found += [(seed, question, one) for one in differing]
    return result


def _in_words(seed: int, question: str, found: Difference) -> str:
    return f"seed {seed}: {question} {found.asked}: Python {found.python}, SPARQL {found.sparql}"


def main() -> int:
    """Print what differs, and for each question and feature in how many cases SPARQL is weaker."""
    parser = argparse.ArgumentParser(description="compare the shipped SPARQL with Python")
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--question", choices=QUESTIONS, action="append")
    given = parser.parse_args()
    questions, last = given.question or list(QUESTIONS), given.first + given.cases
    cases, weaker, contradicting = Counter[str](), Counter[tuple[str, str]](), set[tuple[int, str]]()
    for first in range(given.first, last, TOGETHER):
        result = tally(range(first, min(first + TOGETHER, last)), questions)
        cases, weaker = cases + result.cases, weaker + result.weaker
        contradicting |= {(seed, question) for seed, question, one in result.found if one.contradicts}
        for found in result.found:
            print(_in_words(*found), flush=True)
    for question in questions:
        for feature, count in cases.items():
            print(f"{question:9} {feature:18} weaker in {weaker[question, feature]} of {count}")
    print(f"contradicting in {len(contradicting)}")
    return 1 if contradicting else 0


if __name__ == "__main__":
    sys.exit(main())
