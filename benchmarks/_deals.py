"""Generated deals: many marks, one of which has half of all, with about one real collision in a hundred deals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.exclusivity import Deals
from partnergraph.territory import COUNTRIES, Territory

FIRST_DAY, LAST_DAY = date(1990, 1, 1).toordinal(), date(2029, 12, 31).toordinal()
PARTITIONS = 12
LEAVES_PER_CATEGORY = 25


@dataclass
class World:
    """What the deals are about: trees, partners, and ways to divide the world."""

    draw: random.Random
    broader: dict[str, str | None] = field(default_factory=dict)
    partitions: list[list[Territory]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.partitions = [list(self._partition()) for _ in range(PARTITIONS)]

    def _partition(self) -> Iterator[Territory]:
        """Yield rules that together are the world: groups of countries, and the rest of the world."""
        rest = list(COUNTRIES)
        self.draw.shuffle(rest)
        named: list[str] = []
        while len(rest) > 80:
            size = min(self.draw.choice((1, 1, 2, 3, 5, 8, 15)), len(rest) - 80)
            group, rest = rest[:size], rest[size:]
            named += group
            yield Territory(tuple(group))
        yield Territory(("001",), tuple(named))

    def leaf(self, number: int) -> str:
        """Return the field of that number, placed in the tree."""
        category = f"field/c{number // LEAVES_PER_CATEGORY}"
        leaf = f"field/f{number}"
        self.broader.setdefault("field/all", None)
        self.broader.setdefault(category, "field/all")
        self.broader.setdefault(leaf, category)
        return leaf


class Maker:
    """Draws deals, each exclusivity with a licence beside it, partner after partner in each field and block."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.world = World(self.draw)
        self.commitments: list[m.Commitment] = []
        self.statements: list[m.Statement] = []

    def add(self, kind: str, mark: str, partner: str, where: Territory, leaf: str, first: int, last: int) -> None:
        number = len(self.commitments)
        iri = f"c{number}"
        self.commitments.append(
            m.Commitment(
                iri=iri,
                label=iri,
                kind=kind,
                bound=(f"{mark}/owner",),
                beneficiaries=(partner,),  # type: ignore[arg-type]
            )
        )
        days = date.fromordinal(first), date.fromordinal(last)
        self.statements.append(
            m.Statement(
                iri=f"s{number}", about=iri, source="book", subjects=(mark,), fields=(leaf,), territory=(where,),
                period=Period("", days[0], days[0], days[1], days[1]),
                strength="exclusive" if kind == "exclusivity" else None,
            )
        )  # fmt: skip

    def series(self, mark: str, where: Territory, leaf: str, room: int) -> None:
        """Add partner after partner; one deal in a hundred goes to somebody else at the same time."""
        draw, day = self.draw, FIRST_DAY + self.draw.randrange(2000)
        while day < LAST_DAY - 1500 and len(self.commitments) < room:
            last = day + draw.randrange(180, 1500)
            partner = f"partner/{draw.randrange(5000)}"
            self.add("exclusivity", mark, partner, where, leaf, day, last)
            if len(self.commitments) < room:
                self.add("grant", mark, partner, where, leaf, day, last)
            if draw.randrange(50) == 0 and len(self.commitments) < room:
                middle = day + (last - day) // 2
                self.add("grant", mark, "partner/intruder", where, leaf, middle, middle + 30)
            day = last + 1 + draw.randrange(200)

    def mark(self, mark: str, count: int) -> None:
        """Add that many deals about a mark."""
        room = len(self.commitments) + count
        number = 0
        while len(self.commitments) < room:
            leaf = self.world.leaf(number)
            number += 1
            for where in self.draw.choice(self.world.partitions):
                self.series(mark, where, leaf, room)


def deals(count: int, seed: int = 4) -> Deals:
    """Return deals of which one mark, ``mark/0``, has half; the others have ten each."""
    maker = Maker(seed)
    maker.mark("mark/0", count // 2)
    number = 1
    while len(maker.commitments) < count:
        maker.mark(f"mark/{number}", min(10, count - len(maker.commitments)))
        number += 1
    return Deals(
        commitments=tuple(maker.commitments), statements=tuple(maker.statements), broader=maker.world.broader,
        sources=(m.Source(iri="book", title="Deal book", date=date(2024, 1, 1)),),
    )  # fmt: skip
