"""The page's days follow from the same facts as the answers: a plan bounds nothing beside a fact, a copy is dated
by its original, and what a reading that is off says is not drawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph.bounds import parse_period
from partnergraph.export.html.columns import Packer, day_number
from partnergraph.export.html.view import make_view

SOURCES = [
    m.Source(iri="wire", title="Wire", date=date(2024, 2, 28)),
    m.Source(iri="copy", title="Copy", date=date(2024, 3, 9), copy_of="wire"),
]
GRANT = m.Commitment(iri="c", label="c", kind="grant", bound=("a",), beneficiaries=("b",))


def days(*statements: m.Statement, derived: tuple[m.DerivedBound, ...] = ()) -> list[Any]:
    """Return the days between which the page draws the fact: earliest and latest start, earliest and latest end."""
    data = m.Dataset(sources=SOURCES, identities=[GRANT], statements=list(statements))
    facts = Packer(make_view(data, derived), {}).pack()["fact"]
    return [facts[name][0] for name in ("es", "ls", "ee", "le")]


def said(number: int, period: str | None = None, **fields: Any) -> m.Statement:
    when = parse_period(period) if period else None
    return m.Statement(iri=f"s{number}", about="c", source="copy", period=when, **fields)


def test_what_holds_in_the_present_holds_on_the_day_of_the_original() -> None:
    day = day_number(date(2024, 2, 28))
    assert days(said(1, present_tense=True, modality="disclosure")) == [None, day, day, None]


def test_what_has_ended_has_ended_by_then() -> None:
    assert days(said(1, status="ended"))[3] == day_number(date(2024, 2, 28))


@pytest.mark.parametrize("fields", [{"status": "planned"}, {"status": "conditional"}, {"modality": "plan"}])
def test_a_plan_is_certain_on_no_day_and_bounds_no_fact(fields: dict[str, Any]) -> None:
    first, last = day_number(date(2022, 7, 1)), day_number(date(2024, 12, 31))
    plan = said(1, "2022-07-01 to 2024-12-31", **fields)
    assert days(plan) == [first, None, None, last]
    assert days(plan, said(2, "since 2020-01-01"))[3] is None


@pytest.mark.parametrize("fields", [{"modality": "opinion"}, {"modality": "prediction"}, {"denied": True}])
def test_what_is_neither_fact_nor_plan_bounds_nothing(fields: dict[str, Any]) -> None:
    assert days(said(1, "2022-07-01 to 2024-12-31", **fields)) == [None] * 4


def test_a_successor_ends_nothing_while_the_reading_is_off() -> None:
    end = m.DerivedBound(about="c", edge="latest-end", day=date(2023, 3, 31), readings=frozenset({"continues"}))
    assert days(said(1, "since 2020-01-01"), derived=(end,))[3] is None


def test_what_has_no_end_is_told_apart_from_what_only_states_none() -> None:
    follows = m.DerivedBound(about="c", edge="earliest-end", day=None)
    ended = said(2, status="ended")
    for statements, derived, is_endless in (
        ([said(1, "2020-01-01/..")], (), True),
        ([said(1, "2020-01-01/")], (), False),
        ([said(1, "2020-01-01/")], (follows,), True),
        ([said(1, "2020-01-01/.."), ended], (), False),
    ):
        data = m.Dataset(sources=SOURCES, identities=[GRANT], statements=statements)
        page = Packer(make_view(data, derived), {}).pack()
        assert page["fact"]["endless"] == ([0] if is_endless else [])
        assert ("no end" in page["words"][page["fact"]["when"][0]]) == is_endless
