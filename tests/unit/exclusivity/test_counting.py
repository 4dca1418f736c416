"""At most so many licensees, held against a count by day, country and field over every complete reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest

from partnergraph.exclusivity import OTHERS, Deals, Proposal, clear, conflicts, who
from partnergraph.territory import parse_territory
from tests.competency.collisions_reader import Reader

PARTIES = ("Alpha", "Beta", "Gamma", "Delta")
PLACES = {"Brazil": ("BR",), "Chile": ("CL",), "Brazil; Chile": ("BR", "CL")}
FIELDS = {"device": ("foldable", "tablet", "device"), "foldable": ("foldable",), "tablet": ("tablet",)}
"""Fields with the cells that they have; the last of the devices are those of no other kind."""
STARTS = [date(2022, month, 1) for month in (1, 4, 7, 10)]
ENDS = [date(2022, 12, 31), date(2023, 6, 30), date(2023, 12, 31)]
SOME_DAYS_OF_2023 = [date(2023, 1, 1), date(2023, 6, 30), date(2023, 12, 31)]
DAYS = sorted({day + timedelta(step) for day in (*STARTS, *ENDS, date(2023, 1, 1)) for step in (-1, 0, 1)})


@dataclass(frozen=True)
class Licence:
    """A grant; an end that is ``open`` is some day of 2023. ``made`` is ``None`` where it is only planned."""

    name: str
    to: str
    place: str
    field: str
    start: date
    end: date | None
    made: bool | None

    def said(self) -> dict[str, Any]:
        """Return it in the words of the gold suite."""
        period = f"{self.start}/{self.end or '2023'}"
        status = {} if self.made else {"status": "planned"}
        return {
            "kind": "grant", "to": self.to, "territory": self.place, "field": self.field, "period": period, **status,
        }  # fmt: skip

    def lives(self) -> list[tuple[date, date] | None]:
        """Return when it may run, as far as any of the days that matter can tell."""
        ends = [self.end] if self.end else SOME_DAYS_OF_2023
        return [*((self.start, end) for end in ends), *([None] if self.made is None else [])]

    def has(self, country: str, field: str) -> bool:
        """Whether a cell is in its scope."""
        return country in PLACES[self.place] and field in FIELDS[self.field]


Life = dict[str, tuple[date, date] | None]


@dataclass(frozen=True)
class Book:
    """Licences and a promise that there are at most so many licensees."""

    licences: tuple[Licence, ...]
    number: int
    place: str
    field: str
    first: date
    last: date

    def deals(self) -> Deals:
        """Return the deals."""
        promise = {
            "kind": "exclusion", "at_most": str(self.number), "territory": self.place, "field": self.field,
            "period": f"{self.first}/{self.last}",
        }  # fmt: skip
        commitments = {one.name: one.said() for one in self.licences} | {"n": promise}
        return Reader({"commitments": commitments}).deals()

    def readings(self) -> list[Life]:
        """Return every complete reading: when each licence runs."""
        names = [one.name for one in self.licences]
        return [dict(zip(names, lives, strict=True)) for lives in product(*(one.lives() for one in self.licences))]

    def held(self, life: Life, country: str, field: str, day: date) -> list[Licence]:
        """Return the licences that run in a cell, in the order in which they began."""
        found = [
            one
            for one in self.licences
            if one.has(country, field) and (span := life[one.name]) and span[0] <= day <= span[1]
        ]
        return sorted(found, key=lambda one: (one.start, one.name))

    def promised(self, country: str, field: str, day: date) -> bool:
        """Whether the promise holds in a cell."""
        return self.first <= day <= self.last and country in PLACES[self.place] and field in FIELDS[self.field]

    def full(self, life: Life, country: str, field: str, day: date, party: str) -> bool:
        """Whether no place is left for a party that has none."""
        before = list(dict.fromkeys(one.to for one in self.held(life, country, field, day)))
        return self.promised(country, field, day) and party not in before[: self.number] and len(before) >= self.number


def book(seed: int, *, exact: bool) -> Book:
    """Return licences with starts of their own, so that their order is known."""
    draw = Random(seed)
    starts = draw.sample(STARTS, draw.choice((2, 3, 4)))
    licences = tuple(
        Licence(
            name=f"l{number}", to=draw.choice(PARTIES), place=draw.choice(list(PLACES)), field=draw.choice(list(FIELDS)),
            start=start, end=draw.choice(ENDS) if exact or draw.random() < 0.6 else None,
            made=True if exact or draw.random() < 0.8 else None,
        )
        for number, start in enumerate(sorted(starts))
    )  # fmt: skip
    first, last = draw.choice(STARTS), draw.choice(ENDS)
    return Book(licences, draw.choice((1, 2, 2)), draw.choice(list(PLACES)), draw.choice(list(FIELDS)), first, last)


@pytest.mark.parametrize("seed", range(30))
def test_who(seed: int) -> None:
    """In a cell of one country and one field."""
    given = book(seed, exact=False)
    deals, readings, draw = given.deals(), given.readings(), Random(seed)
    for country, field, day in draw.sample(list(product(("BR", "CL"), ("foldable", "tablet"), DAYS)), 6):
        answers = who(deals, "Aura", field, None, country, day, PARTIES, ())
        for party in (*PARTIES, OTHERS):
            seen = set()
            for life in readings:
                held = {one.to for one in given.held(life, country, field, day)}
                seen.add((party in held, given.full(life, country, field, day, party)))
            names = {(True, False): "yes", (False, True): "no", (True, True): "conflict", (False, False): "unknown"}
            expected = names[next(iter(seen))] if len(seen) == 1 else "unknown"
            assert answers[party].answer == expected, (given, country, field, day, party)
            assert set(answers[party].could_be) == {names[one] for one in seen}, (given, country, field, day, party)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_clear(seed: int, exact: bool) -> None:
    given, draw = book(seed, exact=exact), Random(seed)
    place, field, first, last = (draw.choice(list(x)) for x in (PLACES, FIELDS, STARTS, ENDS))
    proposal = Proposal(
        grantors=("Owner",), grantees=("Newcomer",), subjects=("Aura",), fields=(field,),
        territory=parse_territory(place), first=first, last=last,
    )  # fmt: skip
    found = clear(given.deals(), proposal, ()).collisions
    cells = [(c, f, d) for c, f, d in product(PLACES[place], FIELDS[field], DAYS) if first <= d <= last]
    by_reading = {any(given.full(life, *cell, "Newcomer") for cell in cells) for life in given.readings()}
    assert bool(found) == (True in by_reading), (given, proposal)
    if found and (exact or found[0].certainty == "certain"):
        assert (found[0].certainty == "certain") == (by_reading == {True}), (given, proposal)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_conflicts(seed: int, exact: bool) -> None:
    given = book(seed, exact=exact)
    found = {frozenset(c.between) - {"n"}: c.certainty for c in conflicts(given.deals(), readings_on=())}
    for one in given.licences:
        cells = [cell for cell in product(("BR", "CL"), FIELDS["device"], DAYS) if one.has(*cell[:2])]
        by_reading = set()
        for life in given.readings():
            running = (cell for cell in cells if one in given.held(life, *cell))
            by_reading.add(any(given.full(life, *cell, one.to) for cell in running))
        certainty = found.get(frozenset((one.name,)))
        assert (certainty is not None) == (True in by_reading), (given, one)
        if exact or certainty == "certain":
            assert (certainty == "certain") == (by_reading == {True}), (given, one)
