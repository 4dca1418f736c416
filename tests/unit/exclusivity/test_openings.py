"""What an exclusivity opens when it ends, against a count of cells: country, channel and party one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Final

import pytest

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Period
from partnergraph.exclusivity import Deals, expiring
from partnergraph.exclusivity.answers import Opening
from partnergraph.terms import terms
from partnergraph.territory import Territory

LAST: Final = date(2024, 6, 30)
NEXT, LATER, FAR = LAST + timedelta(1), date(2024, 9, 1), date(2027, 1, 1)
COUNTRIES, CHANNELS, PARTIES = ("DE", "PL"), ("online", "store"), ("Carl", "others")


@dataclass(frozen=True)
class Rival:
    """An exclusivity of somebody else."""

    countries: tuple[str, ...]
    channel: str | None
    first: date
    start_known: bool = True
    spared: tuple[str, ...] = ()
    planned: bool = False

    def shuts_out(self, country: str, channel: str, party: str, day: date) -> bool | None:
        """Whether it shuts a party out of a cell on a day; ``None`` perhaps."""
        if country not in self.countries or self.channel not in (None, channel) or party in self.spared:
            return False
        if day < self.first and self.start_known:
            return False
        return None if self.planned or not self.start_known else True


def drawn(draw: Random) -> Rival:
    return Rival(
        countries=draw.choice([("DE",), ("PL",), COUNTRIES]),
        channel=draw.choice([None, None, "online", "store"]),
        first=draw.choice([NEXT, NEXT, LATER, date(2024, 1, 1)]),
        start_known=draw.random() < 0.85,
        spared=draw.choice([(), (), ("Carl",)]),
        planned=draw.random() < 0.15,
    )


def statement(name: str, countries: tuple[str, ...], period: Period, **more: object) -> m.Statement:
    return m.Statement(
        iri=f"s-{name}", about=name, source="d", subjects=("mark",), fields=(v.FIELD + "wine",), period=period,
        territory=(Territory(countries),), strength="exclusive", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def promise(name: str, holder: str) -> m.Commitment:
    return m.Commitment(iri=name, label=name, kind="exclusivity", bound=("Lic",), beneficiaries=(holder,))


def world(rivals: list[Rival]) -> Deals:
    said = [statement("x", COUNTRIES, Period("", date(2022, 1, 1), date(2022, 1, 1), LAST, LAST))]
    for number, rival in enumerate(rivals):
        start = (rival.first, rival.first) if rival.start_known else (None, None)
        said.append(statement(
            f"r{number}", rival.countries, Period("", *start, FAR, FAR),
            channels=(v.CHANNEL + rival.channel,) if rival.channel else (),
            carveouts=(m.Carveout(parties=rival.spared),) if rival.spared else (),
            status="planned" if rival.planned else None,
        ))  # fmt: skip
    commitments = (promise("x", "Anna"), *(promise(f"r{n}", f"Bert{n}") for n in range(len(rivals))))
    source = m.Source(iri="d", title="D", date=date(2022, 1, 1))
    return Deals(commitments=commitments, statements=tuple(said), sources=(source,), broader=terms().broader)


def opened(rivals: list[Rival]) -> tuple[Opening, ...]:
    return next(row for row in expiring(world(rivals), LAST, 30).rows if row.commitment == "x").openings


def counted(rivals: list[Rival], country: str, channel: str, party: str) -> tuple[bool | None, date | None]:
    """Whether a cell is open on the next day (``None`` perhaps), and the last day on which it is not shut again."""

    def state(day: date) -> bool | None:
        found = {rival.shuts_out(country, channel, party, day) for rival in rivals}
        return False if True in found else None if None in found else True

    now = state(NEXT)
    again = any(r.first == LATER and r.start_known and r.shuts_out(country, channel, party, LATER) is not False
                for r in rivals)  # fmt: skip
    return now, LATER - timedelta(1) if again else None


def says(openings: tuple[Opening, ...], country: str, channel: str, party: str) -> list[Opening]:
    term = v.CHANNEL + channel
    return [
        o
        for o in openings
        if country in o.codes
        and (not o.parties or party in o.parties)
        and (not o.within or term in o.within)
        and term not in o.beyond
    ]


@pytest.mark.parametrize("batch", range(4))
def test_what_opens_is_what_no_successor_covers(batch: int) -> None:
    for seed in range(60 * batch, 60 * batch + 60):
        draw = Random(seed)
        rivals = [drawn(draw) for _ in range(draw.randrange(3))]
        openings = opened(rivals)
        for country, channel, party in product(COUNTRIES, CHANNELS, PARTIES):
            found = says(openings, country, channel, party)
            right, until = counted(rivals, country, channel, party)
            where = (seed, country, channel, party, rivals, openings)
            assert bool(found) == (right is not False), where
            ends = {o.until for o in found if o.certain}  # of what opens for everybody, and for the party alone
            assert bool(ends) == (right is True), where
            assert not ends or (until in ends and (None in ends) == (until is None)), where


def test_for_whom_where_and_until_when() -> None:
    online = Rival(COUNTRIES, "online", NEXT)
    assert [o.beyond for o in opened([online])] == [(v.CHANNEL + "online",)]
    assert [o.until for o in opened([Rival(COUNTRIES, None, LATER)])] == [LATER - timedelta(1)]
    assert [o.parties for o in opened([Rival(("PL",), None, NEXT, spared=("Carl",)), Rival(("DE",), None, NEXT)])] == [
        ("Carl",)
    ]
    assert [o.certain for o in opened([Rival(COUNTRIES, None, NEXT, planned=True)])] == [False]
    assert opened([Rival(COUNTRIES, None, NEXT)]) == ()


def test_what_no_source_states_is_named_with_what_is_stated() -> None:
    deals = world([])
    for unsaid, opens in (
        ({"fields": ()}, "fields of use that are not stated, in Germany and Poland"),
        ({"territory": ()}, "countries that are not stated"),
    ):
        (said,) = deals.statements
        found = expiring(replace(deals, statements=(replace(said, **unsaid),)), LAST, 30).rows  # type: ignore[arg-type]
        assert [(row.opens, row.openings) for row in found] == [(opens, ())]
        assert found[0].sentence.endswith(f" It opens {opens}.")


def test_what_was_only_planned_opens_nothing_for_certain_anywhere() -> None:
    deals = world([])
    (said,) = deals.statements
    everywhere = replace(said, status="planned", territory=(Territory(("001",)),))
    (row,) = expiring(replace(deals, statements=(everywhere,)), LAST, 30).rows
    assert [(o.certain, o.countries) for o in row.openings] == [(False, "World")]
