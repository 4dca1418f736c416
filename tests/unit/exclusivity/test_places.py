"""Parts of countries and vague words: nothing is said beyond the part, and what every reading shares is certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import reduce
from operator import and_

import pytest

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.exclusivity import Deals, Proposal, available, clear, expiring, gaps, who
from partnergraph.territory import Territory, codes_of, parse_territory
from partnergraph.territory.regions import Region, table

FIRST, LAST = date(2022, 1, 1), date(2024, 6, 30)
LATER, FAR = date(2024, 9, 1), date(2026, 6, 30)
VAGUE = [region for region in table().regions.values() if region.kind == "vague"]


def deals(now: str, then: str | None = None) -> Deals:
    """Anna's exclusivity in a territory, and Bert's that follows after two months."""
    given = [("x", "Anna", now, FIRST, LAST)] + ([("y", "Bert", then, LATER, FAR)] if then else [])
    promises = [
        m.Commitment(iri=iri, label=iri, kind="exclusivity", bound=("Lic",), beneficiaries=(who_,))
        for iri, who_, *_ in given
    ]
    said = [
        m.Statement(
            iri=f"s-{iri}", about=iri, source="d", subjects=("M",), fields=("f",), strength="exclusive",
            territory=parse_territory(words), period=Period("", first, first, last, last),
        )
        for iri, _, words, first, last in given
    ]  # fmt: skip
    source = m.Source(iri="d", title="D", date=FIRST)
    return Deals(commitments=tuple(promises), statements=tuple(said), sources=(source,), broader={"f": None})


def proposal(territory: Territory) -> Proposal:
    return Proposal(
        grantors=("Lic",), grantees=("Dora",), subjects=("M",), fields=("f",), territory=(territory,),
        first=date(2024, 2, 1), last=date(2024, 5, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "then", "opens"),
    [
        ("California", None, "California"),
        ("US except California", None, "US except California"),
        ("California; Bavaria; Japan", None, "Bavaria, California and Japan"),
        ("World except Germany; Bavaria", None, "World except Germany"),
        ("Great Britain", None, "UK except Northern Ireland; perhaps Northern Ireland"),
        ("North America", None, "Canada and US; perhaps"),
        ("Japan, among others", None, "Japan; perhaps World except Japan"),
        ("England; Wales; Scotland; Northern Ireland", "UK except England", "England; Northern Ireland, Scotland and Wales until"),
        ("US", "US except California", "California; US except California until 2024-08-31"),
        ("US", "California", "California until 2024-08-31: Bert's exclusivity follows then; US except California"),
        ("California", "US", "California until 2024-08-31"),
    ],
)  # fmt: skip
def test_what_opens_is_the_part(now: str, then: str | None, opens: str) -> None:
    found = expiring(deals(now, then), date(2024, 6, 1), 60).rows[0].opens
    assert found is not None and found.startswith(opens), found


def test_what_was_only_planned_perhaps_opens() -> None:
    book = deals("Japan")
    planned = replace(book, statements=tuple(replace(said, status="planned") for said in book.statements))
    assert expiring(planned, date(2024, 6, 1), 60).rows[0].opens == "perhaps Japan"


def test_the_codes_of_what_opens_are_exact() -> None:
    (opening,) = expiring(deals("US except California"), date(2024, 6, 1), 60).rows[0].openings
    assert "US-TX" in opening.codes and len(opening.codes) == 50
    assert not {"US", "US-CA"} & {*opening.codes}


@pytest.mark.parametrize(
    ("now", "then", "found"),
    [
        ("US", "US except California", ["certain US except California"]),
        ("US", "California", ["certain California"]),
        ("US except California", "California", []),
        ("Middle East", "Egypt; Jordan", ["certain Jordan", "possible Egypt"]),
        ("UK", "Great Britain", ["certain UK except Northern Ireland", "possible Northern Ireland"]),
    ],
)
def test_a_gap_is_in_the_part(now: str, then: str, found: list[str]) -> None:
    assert [f"{gap.certainty} {gap.countries}" for gap in gaps(deals(now, then))] == found


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ("US except California", "US", "your deal in US meets it in US except California"),
        ("US except California", "US; Canada", "meets it in US except California"),
        ("US", "US except California", "your deal in US except California lies inside"),
        ("World except Bavaria", "Germany; France", "meets it in France and Germany except Bavaria"),
        ("Great Britain", "England", "your deal in England lies inside"),
        ("Great Britain", "UK", "your deal in UK meets it in UK except Northern Ireland"),
        ("Middle East", "MENA", "your deal in MENA meets it in Arab countries except Africa"),
        ("Middle East", "Middle East", "your deal in Middle East lies inside"),
    ],
)
def test_the_witness_is_no_more_than_what_they_share(theirs: str, mine: str, words: str) -> None:
    (collision,) = clear(deals(theirs), proposal(*parse_territory(mine))).collisions
    assert collision.certainty == "certain" and words in collision.sentence


@pytest.mark.parametrize(
    ("theirs", "mine", "needs"),
    [
        ("Great Britain", "Northern Ireland", ["how Great Britain is read"]),
        ("California", "US", ["look at the parts of countries in 'x'"]),
        ("Middle East", "Egypt", ["how Middle East is read"]),
    ],
)
def test_a_possible_collision_names_what_it_depends_on(theirs: str, mine: str, needs: list[str]) -> None:
    (collision,) = clear(deals(theirs), proposal(*parse_territory(mine))).collisions
    assert (collision.certainty, [*collision.depends_on]) == ("possible", needs)
    assert "lies inside" in collision.sentence or "in California" in collision.sentence


@pytest.mark.parametrize("region", VAGUE, ids=lambda region: region.code)
def test_what_all_readings_of_a_word_share_is_certain(region: Region) -> None:
    """A place that a word has however it is read is shut out, one that it has by some reading only possibly."""
    code = region.code
    variants = table().variants(code)
    left_out = [set(variant.without) for variant in variants]
    parts = set().union(*left_out) - set.intersection(*left_out)
    core = codes_of(reduce(and_, (variant.ever for variant in variants)))[-1]
    if parts:  # of a word for a part of one country
        known = table().parts_within({min(parts).partition("-")[0]})
        core = min(known - set().union(*left_out))
    maybe = (
        next(iter(sorted(parts)), None) or codes_of(table().ever(code) & ~reduce(and_, (v.ever for v in variants)))[0]
    )
    book = deals(table()[code].phrase)
    day = date(2024, 2, 1)
    for place, answer, certainty in ((core, "no", "certain"), (maybe, "unknown", "possible")):
        assert who(book, "M", "f", None, place, day).answers[-1].answer == answer
        assert [c.certainty for c in clear(book, proposal(Territory((place,)))).collisions] == [certainty]
    rows = {place: row.status for row in available(book, "M", "f", day).rows for place in row.codes}
    assert (rows.get(core, "blocked"), rows[maybe.partition("-")[0]]) == ("blocked", "may be blocked")
