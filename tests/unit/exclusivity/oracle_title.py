"""Who holds what is granted, by brute force over small worlds: every reading, every cell, straight from the words.

``python -m tests.unit.exclusivity.oracle_title --cases 1000`` compares the engine with it. A world has one subject,
parties A to D, two countries, four channels (two below one, and one that nothing names) and a handful of days. A
reading chooses a day within each pair of bounds; a cell is then held, not recorded, possibly not held or not held by
the sentences of semantics.md, "Title", and nothing of the engine is used.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.exclusivity import DEFAULT_READINGS, STRICT, Deals, Proposal, clear
from partnergraph.territory import Territory

DAYS = [date(2020, month, 1) for month in range(1, 9)]
COUNTRIES = ("BR", "JP")
LEAVES = ("svod", "avod", "shop", "other")
TREE: dict[str, str | None] = {"online": None, "svod": "online", "avod": "online", "shop": None, "other": None}
CHANNELS: tuple[tuple[str, ...], ...] = ((), (), ("svod",), ("avod",), ("online",), ("shop",))
PARTIES = ("A", "B", "C", "D")
WORST = ("not held", "possibly not held", "not recorded", "held")
Span = tuple[int, int]
"""First and last day, as positions in `DAYS`."""
Spans = dict[str, Span]
"""One reading: for each fact that is dated, when it holds."""


@dataclass(frozen=True)
class Licence:
    """What one party lets another do, or promises that only it may do."""

    iri: str
    by: str
    to: str
    exclusive: bool
    channels: tuple[str, ...]
    countries: tuple[str, ...]
    start: Span
    end: Span
    parent: str | None = None
    sublicensing: m.Sublicensing | None = None


@dataclass(frozen=True)
class Owned:
    """That a party owns the subject, or controls another party."""

    iri: str
    owner: str
    owned: str
    start: Span
    end: Span


@dataclass(frozen=True)
class World:
    """Licences and ownerships, what is declared complete, and the grant that is asked about."""

    licences: tuple[Licence, ...]
    owned: tuple[Owned, ...]
    listed: tuple[str, ...]
    is_product: bool
    readings: frozenset[str]
    by: str
    exclusive: bool
    channels: tuple[str, ...]
    countries: tuple[str, ...]
    first: int
    last: int


# --- the rule -------------------------------------------------------------------------------------------


def titles(world: World) -> dict[tuple[str, str, int], str]:
    """Return for each cell asked (country, channel, day) the worst that some reading says of it."""
    asked = [
        (country, channel, day)
        for country, channel, day in product(
            world.countries, leaves(world.channels), range(world.first, world.last + 1)
        )
    ]
    every = [{cell: status(world, spans, cell) for cell in asked} for spans in readings_of(world)]
    found = {cell: min((one[cell] for one in every), key=WORST.index) for cell in asked}
    for cell in asked:
        if found[cell] == "not held" and not all(one[cell] == "not held" for one in every):
            found[cell] = "possibly not held"
    return found


def readings_of(world: World) -> list[Spans]:
    facts = [*world.licences, *world.owned]
    options = [
        [(s, e) for s in range(f.start[0], f.start[1] + 1) for e in range(f.end[0], f.end[1] + 1) if s <= e]
        for f in facts
    ]
    asking = [f"consent {x.iri}" for x in world.licences if x.sublicensing == "with-consent"]
    options += [[(0, 0), (1, 1)] for _ in asking]
    names = [*(f.iri for f in facts), *asking]
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*options)]


def lets_on(spans: Spans, licence: Licence) -> bool:
    """Whether who is licensed may let others act, or nobody mentions it."""
    consents = spans.get(f"consent {licence.iri}", (1, 1)) == (1, 1)
    return licence.sublicensing != "forbidden" and consents


def leaves(channels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(x for x in LEAVES if not channels or any(c in (x, TREE[x]) for c in channels))


def runs(spans: Spans, iri: str, day: int) -> bool:
    return spans[iri][0] <= day <= spans[iri][1]


def status(world: World, spans: Spans, cell: tuple[str, str, int]) -> str:
    """Return what one reading says of one cell."""
    return title(world, spans, world.by, world.exclusive, cell, ())


def title(
    world: World, spans: Spans, party: str, exclusive: bool, cell: tuple[str, str, int], below: tuple[str, ...]
) -> str:
    said = {alone(world, spans, party, exclusive, cell, below)}
    for other in PARTIES:
        if other not in (party, *below) and related(world, spans, party, other, cell[2]):
            theirs = alone(world, spans, other, exclusive, cell, (*below, party))
            said.add("not recorded" if theirs == "held" else theirs)
    if known := said & {"held", "not recorded"}:
        return max(known, key=WORST.index)
    licensed = any(x.to == party for x in world.licences)
    others = [o.owner for o in world.owned if o.owned == "M" and o.owner != party and runs(spans, o.iri, cell[2])]
    if not licensed and not others:
        return "not recorded"
    barred = any(x.to == party and covers(world, spans, x, cell) and not lets_on(spans, x) for x in world.licences)
    told = barred or listed(world, spans, party, cell) or shut_out(world, spans, party, cell)
    return "not held" if told and "perhaps" not in said else "possibly not held"


def alone(
    world: World, spans: Spans, party: str, exclusive: bool, cell: tuple[str, str, int], below: tuple[str, ...]
) -> str:
    """Return what a party has itself: *held*, *not recorded*, *perhaps* (who let it may not hold), or *none*."""
    owners = {o.owner for o in world.owned if o.owned == "M" and runs(spans, o.iri, cell[2])}
    if owners == {party}:
        return "held"
    best = "not recorded" if party in owners else "none"
    for licence in world.licences:
        if licence.to != party or not covers(world, spans, licence, cell) or (exclusive and not licence.exclusive):
            continue
        if not lets_on(spans, licence):
            continue
        if licence.by not in (*below, party):
            above = title(world, spans, licence.by, licence.exclusive, cell, (*below, party))
            if above == "possibly not held" and best == "none":
                best = "perhaps"
            if above in ("not held", "possibly not held"):
                continue
        told = licence.sublicensing is not None
        if told or (licence.exclusive and world.is_product and "sublicense" in world.readings):
            return "held"
        best = "not recorded"
    return best


def covers(world: World, spans: Spans, licence: Licence, cell: tuple[str, str, int]) -> bool:
    country, channel, day = cell
    above = next((x for x in world.licences if x.iri == licence.parent), None)
    inside = country in licence.countries and channel in leaves(licence.channels) and runs(spans, licence.iri, day)
    return inside and (above is None or covers(world, spans, above, cell))


def related(world: World, spans: Spans, one: str, other: str, day: int) -> bool:
    links = [o for o in world.owned if o.owned != "M" and runs(spans, o.iri, day)]
    return bool(tops(links, one) & tops(links, other))


def tops(links: list[Owned], party: str) -> set[str]:
    """Return a party and all who control it."""
    found = {party}
    while more := {o.owner for o in links if o.owned in found} - found:
        found |= more
    return found


def listed(world: World, spans: Spans, party: str, cell: tuple[str, str, int]) -> bool:
    """Whether somebody else holds there, and all who may hold there, in some reading, list all their grants."""
    holders = {x for x in PARTIES if x != party and may_reach(world, x, party, cell)}
    return holders <= set(world.listed) and any(may_reach(world, x, party, cell, spans) for x in holders)


def may_reach(world: World, holder: str, party: str, cell: tuple[str, str, int], spans: Spans | None = None) -> bool:
    """Whether a holder may let a party act in a cell, in one reading or in some."""

    def on_the_day(fact: Licence | Owned) -> bool:
        return runs(spans, fact.iri, cell[2]) if spans is not None else fact.start[0] <= cell[2] <= fact.end[1]

    mine = [o for o in world.owned if o.owned == "M" and o.owner == holder]
    licences = [x for x in world.licences if x.to == holder]
    if not mine and not licences:
        return any(x.by == holder for x in world.licences) or holder in world.listed
    owns = any(map(on_the_day, mine))
    return owns or any(
        x.by != party and on_the_day(x) and cell[0] in x.countries and cell[1] in leaves(x.channels) for x in licences
    )


def shut_out(world: World, spans: Spans, party: str, cell: tuple[str, str, int]) -> bool:
    """Whether one from whom a licensee has its right, or an owner, promised somebody else that only it may act."""
    if not any(x.to == party for x in world.licences):
        return False
    above = {party}
    while more := {x.by for x in world.licences if x.to in above} - above:
        above |= more
    above |= {o.owner for o in world.owned if o.owned == "M"}
    return any(
        x.exclusive and x.by in above - {party} and x.to != party and covers(world, spans, x, cell)
        for x in world.licences
    )


# --- the engine on the same world ----------------------------------------------------------------------


def as_deals(world: World) -> Deals:
    """Return a world as the engine takes it."""
    commitments, statements, ownerships = [], [], []
    for x in world.licences:
        kind = "exclusivity" if x.exclusive else "grant"
        commitments.append(m.Commitment(iri=x.iri, label=x.iri, kind=kind, bound=(x.by,), beneficiaries=(x.to,), parent=x.parent))  # type: ignore[arg-type]  # fmt: skip
        statements.append(
            m.Statement(
                iri=f"said {x.iri}", about=x.iri, source="s", subjects=("M",), fields=("films",), channels=x.channels,
                territory=(Territory(x.countries),), period=period(x.start, x.end), covers_affiliates=False,
                strength="exclusive" if x.exclusive else None, sublicensing=x.sublicensing,
            )
        )  # fmt: skip
    for o in world.owned:
        ownerships.append(m.Ownership(iri=o.iri, label=o.iri, owner=o.owner, owned=o.owned))
        statements.append(m.Statement(iri=f"said {o.iri}", about=o.iri, source="s", period=period(o.start, o.end)))
    lists = tuple((party, "M") for party in world.listed)
    source = m.Source(iri="s", title="s", as_of=DAYS[0] if lists else None, complete_for=lists)
    return Deals(
        commitments=tuple(commitments), ownerships=tuple(ownerships), statements=tuple(statements), sources=(source,),
        broader={**TREE, "films": None}, kinds={"M": m.Model} if world.is_product else {},
    )  # fmt: skip


def period(start: Span, end: Span) -> Period:
    return Period("", DAYS[start[0]], DAYS[start[1]], last_of(end[0]), last_of(end[1]))


def last_of(month: int) -> date:
    return date.fromordinal(date(2020, month + 2, 1).toordinal() - 1)


def proposal_of(world: World) -> Proposal:
    return Proposal(
        grantors=(world.by,), grantees=("New",), subjects=("M",), fields=("films",), channels=world.channels,
        territory=(Territory(world.countries),), first=DAYS[world.first], last=last_of(world.last),
        exclusive="exclusive" if world.exclusive else None, covers_affiliates=False,
    )  # fmt: skip


def engine_titles(world: World) -> dict[tuple[str, str, int], str]:
    """Return what the engine says of each cell, asked cell by cell."""
    deals, found = as_deals(world), {}
    for country, channel, day in product(world.countries, leaves(world.channels), range(world.first, world.last + 1)):
        cell = replace(world, countries=(country,), channels=(channel,), first=day, last=day)
        rows = clear(deals, proposal_of(cell), world.readings).title
        found[country, channel, day] = min((row.status for row in rows), key=WORST.index)
    return found


def differences(seed: int, counts: Counter[str] | None = None) -> list[str]:
    """Return what differs on one world: cell by cell, and in what is said of the whole.

    Where one ownership without an exact day plays two parts, the engine may say *possibly not held* of what is *not
    recorded* or *not held*: it takes the parts one by one. That is counted as weaker, and is no difference.
    """
    world, counts = Maker(seed).world(), counts if counts is not None else Counter()
    wanted, got = titles(world), engine_titles(world)
    rows = clear(as_deals(world), proposal_of(world), world.readings).title
    said = {**got, "the whole": min((row.status for row in rows), key=WORST.index)}
    right = {**wanted, "the whole": min(wanted.values(), key=WORST.index)}
    vague = any(o.start[0] < o.start[1] or o.end[0] < o.end[1] for o in world.owned)
    found = []
    for cell in right:
        weaker = right[cell] in ("not recorded", "not held") and said[cell] == "possibly not held"
        if weaker and vague:
            counts["weaker"] += 1
        elif right[cell] != said[cell]:
            found.append(f"seed {seed} {cell}: oracle {right[cell]}, engine {said[cell]}")
    counts.update(wanted.values())
    return found


class Maker:
    """Draws one world."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.more = random.Random(f"more {seed}")  # what came later: earlier worlds stay as they were

    def chance(self, percent: int) -> bool:
        return self.draw.randrange(100) < percent

    def span(self) -> tuple[Span, Span]:
        a, b = sorted(self.draw.randrange(len(DAYS)) for _ in range(2))
        start = (max(a - self.draw.choice((0, 0, 0, 1)), 0), a)
        return start, (b, min(b + self.draw.choice((0, 0, 0, 1)), len(DAYS) - 1))

    def world(self) -> World:
        licences: list[Licence] = []
        for number in range(self.draw.choice((1, 2, 2, 3))):
            by, to = self.draw.choice((("A", "B"), ("A", "B"), ("B", "C"), ("A", "C"), ("D", "B"), ("C", "B")))
            parents = [x.iri for x in licences if x.to == by]
            licences.append(
                Licence(
                    f"c{number}", by, to, self.chance(50), self.draw.choice(CHANNELS),
                    self.draw.choice((("BR",), ("JP",), COUNTRIES, COUNTRIES)), *self.span(),
                    parent=self.draw.choice(parents) if parents and self.chance(50) else None,
                    sublicensing=self.more.choice((None, None, None, "allowed", "with-consent", "forbidden")),
                )
            )  # fmt: skip
        owned = [Owned("o0", self.draw.choice("AAD"), "M", *self.span())] if self.chance(50) else []
        owned += [Owned("o1", self.draw.choice("AD"), "M", *self.span())] if self.chance(15) else []
        owned += [Owned("o2", *self.draw.choice(("AB", "BC", "AD", "DC")), *self.span())] if self.chance(25) else []
        first, last = sorted(self.draw.randrange(len(DAYS)) for _ in range(2))
        listed = tuple(party for party in PARTIES if self.chance(40))
        return World(
            tuple(licences), tuple(owned), listed, self.chance(60), DEFAULT_READINGS if self.chance(80) else STRICT,
            self.draw.choice("ABBBCCD"), self.chance(35), self.draw.choice(CHANNELS),
            self.draw.choice((("BR",), COUNTRIES)), first, last,
        )  # fmt: skip


def main() -> int:
    """Print every difference and how many worlds were compared; 1 if there is a difference."""
    parser = argparse.ArgumentParser(description="compare titles with the oracle")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    different = 0
    for seed in range(given.first, given.first + given.cases):
        found = differences(seed, counts)
        different += bool(found)
        for text in found[:3]:
            print(text, flush=True)
    print(f"{given.cases} worlds, {different} differ; cells: {dict(counts)}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
