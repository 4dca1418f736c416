"""What an answer shows beside its verdict, and what it does not depend on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from partnergraph.exclusivity import (
    DEFAULT_READINGS,
    STRICT,
    Deals,
    available,
    clear,
    conflicts,
    expiring,
    gaps,
    index_deals,
    indexed,
    recorded_acts,
    who,
)
from partnergraph.territory import COUNTRIES, Territory, format_territory
from tests.competency import collisions_reader as reader
from tests.unit.exclusivity import seed as s

DAY = date(2022, 6, 1)
PROMISE = {"kind": "exclusivity", "to": "Alpha", "territory": "Brazil", "period": "2022-01-01/2022-12-31",
           "strength": "exclusive"}  # fmt: skip
GRANT = {"kind": "grant", "to": "Beta", "territory": "Brazil", "period": "2022-01-01/2022-12-31"}


def deals(commitments: dict[str, Any], **more: Any) -> Deals:
    return reader.Reader({"commitments": commitments, **more}).deals()


def answers(found: Deals) -> list[Any]:
    """Return what every question says of some deals."""
    index = index_deals(found)
    return [
        who(index, "Aura", "smartphone", None, "BR", DAY, ("Alpha", "Beta")),
        clear(index, reader.proposal({"from": "2022-03-01", "until": "2022-12-31"})),
        list(conflicts(index)),
        available(index, "Aura", "smartphone", DAY),
        expiring(index, DAY, 400),
        gaps(index),
        recorded_acts(index, "Aura"),
    ]


@pytest.mark.parametrize("few", [indexed.FEW, -1], ids=["one by one", "columns"])
def test_a_deal_of_which_nothing_is_said_changes_no_answer(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "FEW", few)
    silent = {"kind": "grant", "to": "Gamma", "says": [{"source": "s"}]}
    known = deals({"x": PROMISE, "g": GRANT})
    both = deals({"x": PROMISE, "g": GRANT, "silent": silent})
    unsaid = tuple(said for said in both.statements if said.about != "silent")
    assert answers(Deals(**{**_fields(both), "statements": unsaid})) == answers(known)


def _fields(found: Deals) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Deals.__dataclass_fields__}


# --- a span of days --------------------------------------------------------------------------------------

AT_ODDS = {"sources": {"a": "2022-06-01", "b": "2022-06-01"}}
OF_2023 = {"kind": "grant", "to": "Beta", "says": [
    {"source": "a", "territory": "Brazil", "period": "2023-01-01/2023-12-31"}, {"source": "b", "territory": "Chile"}]}  # fmt: skip


def test_sources_at_odds_about_one_day_of_a_span_leave_the_other_days_in() -> None:
    index = index_deals(deals({"now": {**GRANT, "source": "a"}, "then": OF_2023}, **AT_ODDS))
    first, last = date(2022, 12, 31), date(2023, 1, 1)
    asked = {
        days: who(index, "Aura", "smartphone", None, "BR", days[0], ("Beta",), last_day=days[1])["Beta"]
        for days in ((first, first), (last, last), (first, last))
    }
    told = {days: (found.answer, found.could_be) for days, found in asked.items()}
    assert told == {
        (first, first): ("yes", ("yes",)),
        (last, last): ("conflict", ("yes", "unknown")),
        (first, last): ("unknown", ("yes", "unknown")),
    }


# --- readings --------------------------------------------------------------------------------------------


def used(day: date, readings: frozenset[str], subject: str = s.LEICA_MARK) -> tuple[str, ...]:
    return who(s.seed(), subject, s.PHONE, s.BRANDING, "BR", day, (s.XIAOMI,), readings).readings_used


def test_who_names_the_readings_that_its_periods_rest_on() -> None:
    begun, told, after = date(2023, 5, 1), date(2024, 2, 28), date(2030, 1, 1)
    assert used(begun, DEFAULT_READINGS) == ("coextensive", "ends-with", "first-release")
    assert used(begun, STRICT) == ()
    assert used(told, frozenset(("first-release",))) == ()
    assert "continues" in used(after, DEFAULT_READINGS | {"continues"})


# --- between partners ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/[..2022-06-30]", "2022-07-01/2023-12-31"),
        ("2021-01-01/2022-06-30", "[2022-07-01..]/"),
        ("/[..2022-06-30]", "/[..2022-06-30]"),
    ],
    ids=["an end on any day", "a start on any day", "both starts on any day"],
)
def test_no_gap_is_told_that_may_begin_or_end_on_any_day(one: str, other: str) -> None:
    found = deals({"x1": {**PROMISE, "period": one}, "x2": {**PROMISE, "to": "Beta", "period": other}})
    assert gaps(found) == ()


def test_each_country_is_followed_by_its_own_next_partner() -> None:
    """Who follows in one country of two does not end the search for who follows in the other."""
    found = gaps(deals({
        "x1": {**PROMISE, "territory": "Brazil + Chile", "period": "2021-01-01/2022-03-31"},
        "x2": {**PROMISE, "to": "Beta", "period": "2022-07-01/2022-12-31"},
        "x3": {**PROMISE, "to": "Gamma", "territory": "Chile", "period": "2022-09-01/2022-12-31"},
        "x4": {**PROMISE, "to": "Delta", "territory": "Brazil + Chile", "period": "2023-01-01/2023-12-31"},
    }))  # fmt: skip
    told = [(gap.kind, *gap.between, gap.countries, gap.first, gap.last) for gap in found]
    assert told == [
        ("hole", "x1", "x2", "Brazil", date(2022, 4, 1), date(2022, 6, 30)),
        ("hole", "x1", "x3", "Chile", date(2022, 4, 1), date(2022, 8, 31)),
    ]


# --- what would settle it --------------------------------------------------------------------------------


def asked_back(
    commitments: dict[str, Any], party: str = "Beta", country: str = "BR", field: str = "smartphone", **more: Any
) -> list[tuple[str, bool]]:
    """Return the questions that would settle whether a party may act, and whether each would do so alone."""
    found = who(deals(commitments, **more), "Aura", field, None, country, DAY, (party,))[party]
    return [(one.question, one.alone) for one in found.decided_by]


OF_THE_GROUP = {"owner": "Alpha", "owned": "Beta", "period": "2000-01-01/.."}


@pytest.mark.parametrize(
    ("said", "more", "question"),
    [
        ({"status": "planned"}, {}, "Was 'x' (planned or conditional) made?"),
        ({"period": "2022/2022"}, {}, "Was 'x' in force on 2022-06-01?"),
        ({"field": "unstated"}, {}, "Does 'x' cover smartphone?"),
        ({"territory": "unstated"}, {}, "Does 'x' reach Brazil?"),
        ({"territory": "Chile", "exhaustive": "no"}, {}, "Does the list of countries of 'x' go on to Brazil?"),
        ({}, {"ownerships": {"o": OF_THE_GROUP}}, "Does 'x' cover affiliates?"),
        ({"affiliates": "yes"}, {"ownerships": {"o": {**OF_THE_GROUP, "period": "2022/.."}}},
         "Did Alpha own Beta on 2022-06-01?"),
        ({"except": {"commitment": "g"}}, {}, "Is the excepted licence g in force on 2022-06-01?"),
        ({"territory": "MENA"}, {"country": "TR"}, "Does MENA include Turkey?"),
        ({"territory": "California"}, {"country": "US"}, "In which part of US is it asked?"),
        ({"territory": "EU", "period": "2012-01-01/2022-12-31"}, {"country": "HR"},
         "Does 'x' read its groups of countries at the day asked, or as agreed?"),
        ({"field": "foldable"}, {}, "Which kind of smartphone is meant?"),
        ({"field": "gloves"}, {}, "Where among the known terms does gloves belong?"),
        ({}, {"field": "gloves"}, "Where among the known terms does gloves belong?"),
    ],
)  # fmt: skip
def test_the_question_that_settles_it(said: dict[str, Any], more: dict[str, Any], question: str) -> None:
    assert asked_back({"x": {**PROMISE, **said}}, **more) == [(question, True)]


# --- days ------------------------------------------------------------------------------------------------


def test_of_a_month_the_first_day_that_is_open_is_asked_about() -> None:
    index = index_deals(deals({"x": {**PROMISE, "period": "2022-05-01/2022-06-14"}}))
    found = who(index, "Aura", "smartphone", None, "BR", date(2022, 6, 1), ("Beta",), last_day=date(2022, 6, 30))
    (question,) = found["Beta"].decided_by
    assert "on 2022-06-15?" in question.question


def test_an_end_that_may_be_the_first_day_is_told_where_its_last_day_is_known() -> None:
    ends = {**PROMISE, "period": "2022-01-01/[2022-01-01..2022-12-31]"}
    index = index_deals(deals({"x": ends}))
    (reason,) = who(index, "Aura", "smartphone", None, "BR", DAY, ("Alpha",))["Alpha"].reasons
    assert reason.until == "[2022-01-01..2022-12-31]"


def test_what_an_end_opens_is_told_of_newcomers_and_not_of_who_promised() -> None:
    after = {**PROMISE, "to": "Beta", "strength": "sole", "period": "2023-01-01/2023-12-31"}
    index = index_deals(deals({"x": PROMISE, "then": after}))
    row = next(row for row in expiring(index, date(2022, 12, 1), 60).rows if row.commitment.endswith("x"))
    assert row.openings == ()


def test_an_option_that_is_younger_than_a_deal_may_still_be_in_its_way() -> None:
    option = {"kind": "option", "to": "Alpha", "territory": "Brazil", "period": "2022-03-01/2022-12-31"}
    found = conflicts(deals({"o": option, "g": {**GRANT, "period": "2022/2023-12-31"}}))
    assert [(one.kind, one.certainty, one.with_.rsplit("/")[-1]) for one in found] == [("option", "possible", "o")]


@pytest.mark.parametrize("country", [COUNTRIES[0], COUNTRIES[63], COUNTRIES[64], COUNTRIES[-1]])
@pytest.mark.parametrize("period", ["2022-01-01/2022-12-31", "2022-01-01/.."])
def test_columns_meet_in_any_one_country(country: str, period: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"territory": format_territory(Territory((country,))), "period": period}
    found = deals({"x": {**PROMISE, **there}, "g": {**GRANT, **there}})
    one_by_one = list(conflicts(found))
    monkeypatch.setattr(indexed, "FEW", -1)
    assert [one.certainty for one in one_by_one] == ["certain"]
    assert list(conflicts(found)) == one_by_one
    asked = ("Aura", "smartphone", None, country, date(2022, 12, 31), ("Beta",))
    assert who(found, *asked)["Beta"].answer == "conflict"
