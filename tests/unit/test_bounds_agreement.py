"""Bounds held against the words of their period."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.bounds import Period, contradictions, parse_period, with_bounds
from partnergraph.errors import PhraseError

PHRASES = [
    phrase.strip()
    for line in Path(__file__).parents[1].joinpath("data/date_phrases.txt").read_text(encoding="utf-8").splitlines()
    if (phrase := line.partition("|")[0]) and not line.startswith("#")
]
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("on", [None, date(2024, 2, 28)])
def test_what_we_read_agrees_with_the_words_that_we_keep(on: date | None) -> None:
    read = 0
    for text in (template.format(phrase) for phrase in PHRASES for template in ("{}", "from {}", "until {}")):
        try:
            period = parse_period(text, on=on)
        except PhraseError:
            continue
        read += 1
        assert with_bounds(period) == period, text
        assert not list(contradictions(period)), text
    assert read > 300


@pytest.mark.parametrize(
    ("edtf", "given", "bounds"),
    [
        ("2021-01-01/2023-12-31", {}, "2021-01-01 2021-01-01 2023-12-31 2023-12-31"),
        ("2021/", {}, "2021-01-01 2021-12-31 None None"),
        ("2021", {"earliest_start": "2021-06-01"}, "2021-06-01 2021-12-31 None None"),
        ("2021/", {"latest_end": "2025-01-01"}, "2021-01-01 2021-12-31 None 2025-01-01"),
        ("2021-33/[..2024-06]", {}, "2021-01-01 2021-03-31 None 2024-06-30"),
        ("2021~/2023?", {}, "None None None None"),
        ("since July 2022", {}, "2022-07-01 2022-07-31 None None"),
    ],
)
def test_bounds_that_are_left_out_follow_from_the_words(edtf: str, given: dict[str, str], bounds: str) -> None:
    stated = {name: date.fromisoformat(day) for name, day in given.items()}
    found = with_bounds(Period(edtf, **stated))  # type: ignore[arg-type]
    assert f"{found.earliest_start} {found.latest_start} {found.earliest_end} {found.latest_end}" == bounds
    assert not list(contradictions(found))


def test_no_end_is_left_out_too() -> None:
    assert with_bounds(Period("2021/..")).endless


@pytest.mark.parametrize(
    ("edtf", "given", "attributes"),
    [
        ("2021/2023-12-31", {"earliest_end": "2030-12-31", "latest_end": "2030-12-31"}, {"earliest_end", "latest_end"}),
        ("2021/2023-12-31", {"latest_end": "2030-12-31"}, {"latest_end"}),
        ("2021/2023-12-31", {"earliest_end": "2023-01-01"}, {"earliest_end"}),
        ("2021-06", {"earliest_start": "2021-05-31"}, {"earliest_start"}),
        ("2021-06", {"latest_start": "2021-07-01"}, {"latest_start"}),
        ("2021", {"earliest_start": "2021-07-01", "latest_start": "2021-06-01"}, {"latest_start"}),
        ("/", {"earliest_start": "2021-07-01", "latest_end": "2021-06-01"}, {"latest_end"}),
        ("2021/..", {"latest_end": "2024-06-01"}, {"latest_end"}),
        ("2021/[2024-01..]", {"latest_end": "2023-06-01"}, {"latest_end"}),
        ("2021/2023", {"earliest_end": "2023-06-01", "latest_end": "2023-06-30"}, set()),
        ("2021/", {"earliest_end": "2023-06-01", "latest_end": "2026-06-30"}, set()),
        ("2021~/2023?", {"earliest_start": "2019-06-01", "latest_end": "2026-06-30"}, set()),
    ],
)
def test_bounds_outside_of_the_words_contradict_them(edtf: str, given: dict[str, str], attributes: set[str]) -> None:
    stated = {name: date.fromisoformat(day) for name, day in given.items()}
    found = list(contradictions(with_bounds(Period(edtf, **stated))))  # type: ignore[arg-type]
    assert {attribute for attribute, _, _ in found} == attributes


@given(DAYS, st.integers(0, 2000), st.lists(st.integers(0, 400), min_size=2, max_size=2).map(sorted))
@settings(max_examples=100, deadline=None)
def test_narrower_bounds_stay(start: date, length: int, moved: list[int]) -> None:
    end = start + timedelta(length)
    words = f"[{start}..{start + timedelta(400)}]/[{end}..{end + timedelta(400)}]"
    narrow = {
        f"{side}_{edge}": day + timedelta(by)
        for edge, day in (("start", start), ("end", end))
        for side, by in zip(("earliest", "latest"), moved, strict=True)
    }
    period = with_bounds(Period(words, **narrow))  # type: ignore[arg-type]
    assert {name: getattr(period, name) for name in narrow} == narrow
    assert not list(contradictions(period))


@pytest.mark.parametrize(("first", "last"), [("2023-01-01", "2021-12-31"), ("2023-01-01", "9999-12-31")])
def test_days_that_no_period_has_are_refused_though_bounds_say_the_same(first: str, last: str) -> None:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    period = Period(f"{first}/{last}", start, start, end, end)
    with pytest.raises(PhraseError):
        with_bounds(period)
    with pytest.raises(PhraseError):
        list(contradictions(period))
    for other in (date(2020, 1, 1), date(2024, 1, 1)):
        assert list(contradictions(Period("2021-01-01/2022-12-31", other, other, other, other)))
