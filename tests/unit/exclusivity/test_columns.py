"""The columns change no answer: many small worlds asked one by one and all together."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import pytest

from partnergraph.exclusivity import clear, conflicts, index_deals, indexed, recorded_acts, who
from tests.competency import collisions_reader as reader
from tests.competency.test_collisions import answer_of, expected
from tests.quick import slow_unless
from tests.unit.exclusivity import oracle
from tests.unit.exclusivity.generated import PARTIES, Maker

ACTS = ((), (), ("sell",), ("make", "sell"))

GOLD = [expected(case) for case in reader.cases() if case.known_by is None]  # else deals are only read otherwise


@pytest.fixture
def columns_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "FEW", -1)


@pytest.mark.usefixtures("columns_for_all")
@pytest.mark.parametrize("case", GOLD, ids=[case.name for case in GOLD])
def test_gold_cases_with_columns(case: reader.Case) -> None:
    assert answer_of(case) == case.expect, case.why


def answers(seed: int) -> list[Any]:
    """Return every answer about a generated world."""
    case = Maker(seed).case()
    index = index_deals(case.deals)
    assert (index.columns is None) == (indexed.FEW > 0)
    readings = case.book.readings
    return [
        *(who(index, "Aura", case.field, None, case.country, day, PARTIES, readings) for day in oracle.DAYS[1:-1]),
        clear(index, case.proposal, readings),
        conflicts(index, None, readings),
        conflicts(index, "Aurum", readings),
    ]


@pytest.mark.parametrize("batch", [pytest.param(n, marks=slow_unless(n in (1, 3))) for n in range(6)])
def test_generated_worlds_with_and_without_columns(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = range(10_000 + 25 * batch, 10_025 + 25 * batch)
    plain = [answers(seed) for seed in seeds]
    monkeypatch.setattr(indexed, "FEW", -1)
    assert [answers(seed) for seed in seeds] == plain


def test_only_more_than_a_few_are_kept_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Maker(1).case()
    number = len(case.deals.commitments)
    made = {}
    for few in (number - 2, number - 1, number, number + 1):
        monkeypatch.setattr(indexed, "FEW", few)
        made[few - number] = index_deals(case.deals).columns is not None
    assert made == {-2: True, -1: True, 0: False, 1: False}


@pytest.mark.usefixtures("columns_for_all")
def test_deals_on_different_marks_are_no_pair() -> None:
    marks, fields = ("Aura", "Aurum", "Corona"), ("smartphone", "unstated", "device")
    said = {
        f"{mark}-{field}": {"kind": "exclusivity", "to": field, "subject": mark, "field": field, "territory": "Brazil"}
        for mark in marks
        for field in fields
    }
    index = index_deals(reader.Reader({"commitments": said}).deals())
    expected = {frozenset((f"{m}-{one}", f"{m}-{other}")) for m in marks for one, other in combinations(fields, 2)}
    assert {frozenset((one.iri, other.iri)) for one, other in index.pairs()} == expected


def test_the_acts_of_a_mark_are_the_same_with_and_without_columns() -> None:
    found = set()
    for seed in range(30_000, 30_150):
        case, draw = Maker(seed).case(), Random(seed)
        said = tuple(replace(s, acts=draw.choice(ACTS)) for s in case.deals.statements)
        index = index_deals(replace(case.deals, statements=said))
        plain = {mark: recorded_acts(index, mark) for mark in ("Aura", "Aurum")}
        columns = index.make_columns()
        assert {mark: columns.acts_on(mark) for mark in plain} == plain, seed
        found.update(plain.values())
    assert len(found) > 3
