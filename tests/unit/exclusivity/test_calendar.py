"""What is free and what lies between partners, against a count day by day and country by country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from random import Random

import pytest

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.exclusivity import DealIndex, Deals, Proposal, available, clear, gaps, index_deals, who
from partnergraph.exclusivity.entitlement import complete_as_of, may_grant
from partnergraph.territory import Territory
from tests.unit.exclusivity.generated import DAYS, Case, Maker, readings_in
from tests.unit.exclusivity.oracle import OTHERS

COUNTRIES = ("BR", "JP", "DE", "HR", "GB")
MARK = "Aura"


# --- what is free ----------------------------------------------------------------------------------------


def status_of(index: DealIndex, case: Case, country: str, day: date) -> str:
    """Return what a country is on one day, by what is said of a newcomer there and by the title to let it in."""
    titles = [title(index, case, party, country, day) for party in sorted(may_grant(index, MARK))]
    if titles and all(found == {"not held"} for found in titles):
        return "not held"
    found = who(
        index, MARK, case.field, case.way("acts"), country, day, (), case.book.readings,
        channel=case.way("channels"), language=case.way("languages"), customer=case.way("customers"),
    )[OTHERS]  # fmt: skip
    barred = {one in ("no", "conflict") for one in found.could_be}
    if True in barred:
        return "may be blocked" if False in barred else "blocked"
    listed = complete_as_of(index, may_grant(index, MARK), MARK) is not None
    return "free" if listed and {"held"} in titles else "nothing recorded"


def title(index: DealIndex, case: Case, party: str, country: str, day: date) -> set[str]:
    """Return whether a party holds what it would give to a newcomer in a country on a day."""
    one = Proposal(
        grantors=(party,), grantees=(), subjects=(MARK,), fields=(case.field,), first=day, last=day,
        territory=(Territory((country,)),),
        **{name: (way,) for name in ("channels", "acts", "languages") if (way := case.way(name))},  # type: ignore[arg-type]
    )  # fmt: skip
    return {row.status for row in clear(index, one, case.book.readings).title}


@pytest.mark.parametrize("batch", range(4))
def test_what_is_free_is_what_a_newcomer_is_told_on_each_day(batch: int) -> None:
    for seed in range(100 * batch, 100 * batch + 12):
        case = Maker(seed).case()
        if seed % 8 == 3 or readings_in(case, with_plan=False) > 300:  # of eight one is about parts of a country
            continue
        index = index_deals(case.deals)
        rows = available(
            index, MARK, case.field, DAYS[0], DAYS[-1], case.way("acts"), case.book.readings,
            case.way("channels"), case.way("languages"),
        ).rows  # fmt: skip
        for country, day in product(COUNTRIES, DAYS):
            told = [row.status for row in rows if country in row.codes and row.first <= day <= (row.last or day)]
            assert told == [status_of(index, case, country, day)], (seed, country, day)
        for one, other in pairwise(sorted(rows, key=lambda row: (row.codes, row.first))):  # what goes on is one row
            assert (one.codes, one.status, one.by) != (other.codes, other.status, other.by), seed


# --- between partners ------------------------------------------------------------------------------------

FIRST = date(2024, 1, 1)
FIELDS = {"drinks": None, "wine": "drinks", "beer": "drinks"}
Promise = tuple[str, str, tuple[str, ...], int, int]
"""Partner, field, countries, first and last day as numbers from `FIRST`."""


def drawn(draw: Random) -> list[Promise]:
    found = []
    for start in sorted(draw.sample(range(12), draw.randrange(2, 5))):
        countries = tuple(sorted(draw.sample(COUNTRIES[:3], draw.randrange(1, 4))))
        found.append((draw.choice("AABC"), draw.choice([*FIELDS]), countries, start, start + draw.randrange(6)))
    return found


def recorded(promises: list[Promise], first_day: date = FIRST) -> Deals:
    commitments = tuple(
        m.Commitment(iri=f"x{n}", label=f"x{n}", kind="exclusivity", bound=("Owner",), beneficiaries=(partner,))
        for n, (partner, *_) in enumerate(promises)
    )
    statements = tuple(
        m.Statement(
            iri=f"s{n}", about=f"x{n}", source="s", subjects=(MARK,), fields=(field,), strength="exclusive",
            territory=(Territory(countries),), period=Period("", *(at(first, first_day),) * 2, *(at(last, first_day),) * 2),
        )
        for n, (_, field, countries, first, last) in enumerate(promises)
    )  # fmt: skip
    return Deals(
        commitments=commitments, statements=statements, sources=(m.Source(iri="s", title="S"),), broader=FIELDS
    )


def at(number: int, first_day: date = FIRST) -> date:
    return first_day + timedelta(number)


def counted(promises: list[Promise]) -> Iterator[tuple[str, str, str, str, date, date]]:
    """Yield the days without a partner, or with two, between a promise and the next to begin in each country."""
    for number, (partner, field, countries, first, last) in enumerate(promises):
        for country in countries:
            for later, (other, its_field, its_countries, start, end) in enumerate(promises[number + 1 :], number + 1):
                if country not in its_countries or {field, its_field} == {"wine", "beer"}:
                    continue
                mine, theirs = set(range(first, last + 1)), set(range(start, end + 1))
                both, neither = mine & theirs, set(range(last + 1, start))
                if other != partner:
                    for kind, days in (("overlap", both), ("hole", neither)):
                        if days:
                            yield kind, f"x{number}", f"x{later}", country, at(min(days)), at(max(days))
                break


@pytest.mark.parametrize("batch", range(2))
def test_gaps_are_the_days_with_no_partner_and_with_two(batch: int) -> None:
    names = {"Brazil": "BR", "Japan": "JP", "Germany": "DE"}
    for seed in range(60 * batch, 60 * batch + 60):
        promises = drawn(Random(seed))
        told = {
            (gap.kind, *gap.between, names[name], gap.first, gap.last)
            for gap in gaps(recorded(promises))
            for name in re.split(", | and ", gap.countries)
        }
        assert told == set(counted(promises)), (seed, promises)


@pytest.mark.parametrize(("begins", "told"), [(date(2019, 12, 31), "EU28 except UK"), (date(2021, 1, 1), "EU27")])
def test_a_hole_is_told_in_the_words_of_its_first_day(begins: date, told: str) -> None:
    holders = [("A", "wine", ("EU27",), 0, 0), ("B", "wine", ("EU27",), 800, 900)]
    found = gaps(recorded(holders, first_day=begins))
    assert [(gap.kind, gap.certainty, gap.countries) for gap in found] == [("hole", "certain", told)]


def test_a_hole_is_where_both_are_on_its_first_day() -> None:
    """The next partner's European Union has lost the United Kingdom before the hole begins."""
    found = gaps(recorded([("A", "wine", ("GB", "FR"), 0, 0), ("B", "wine", ("EU",), 200, 900)], date(2020, 12, 31)))
    assert [(gap.kind, gap.countries) for gap in found if gap.certainty == "certain"] == [("hole", "France")]


def test_a_list_that_goes_on_is_followed_where_it_is_sure() -> None:
    deals = recorded([("A", "wine", ("DE", "FR"), 0, 3), ("B", "wine", ("DE",), 8, 9)])
    first, then = deals.statements
    listed = replace(then, territory=(Territory(("DE",), exhaustive=False),))
    (found,) = gaps(replace(deals, statements=(first, listed)))
    assert (found.kind, found.certainty, found.countries) == ("hole", "certain", "Germany")
