"""Territories through their public door: phrases, rules, readings, printing."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_, or_
from pathlib import Path

import pytest

from partnergraph import territory
from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.territory import (
    COUNTRIES,
    WORLD,
    WORLD_MASK,
    Territory,
    certain_on,
    codes_of,
    find_region,
    format_territory,
    mask_of,
    parse_territory,
    possible_on,
    region_name,
    shortest_phrase,
)

DATA = Path(__file__).parents[1] / "data"
DAYS = (date(2019, 6, 1), date(2024, 6, 1))


def _lines(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _set(words: str, named: dict[str, frozenset[str]]) -> frozenset[str]:
    result: set[str] = set()
    for word in words.split():
        code = word.removeprefix("-")
        codes = named[code] if code.startswith("@") else {code}
        result = result - codes if word.startswith("-") else result | codes
    return frozenset(result)


def _named_sets() -> dict[str, frozenset[str]]:
    named: dict[str, frozenset[str]] = {}
    for line in _lines("territory_phrases.txt"):
        if line.startswith("@"):
            name, _, words = line.partition("=")
            named[name.strip()] = _set(words, named)
    return named


NAMED = _named_sets()
READ = [[c.strip() for c in line.split("|")] for line in _lines("territory_phrases.txt") if not line.startswith("@")]
REFUSED = [[c.strip() for c in line.split("|")] for line in _lines("territory_phrases_refused.txt")]


def _split(words: str) -> tuple[frozenset[str], frozenset[str]]:
    sure, _, some = words.partition("?")
    return _set(sure, NAMED), _set(some, NAMED)


# --- the phrase table -------------------------------------------------------------------------------


def test_tables_are_large_and_the_written_world_is_the_table() -> None:
    assert len(READ) >= 200
    assert len(REFUSED) >= 50
    assert frozenset(COUNTRIES) == NAMED["@WORLD"]
    assert len({row[0] for row in READ}) == len(READ)


@pytest.mark.parametrize("row", READ, ids=[row[0] for row in READ])
def test_phrase(row: list[str]) -> None:
    phrase, keys, first, second = row
    rules = parse_territory(phrase)
    assert [rule.key for rule in rules] == keys.split()
    for day, words in zip(DAYS, (first, first if second == "=" else second), strict=True):
        sure, some = _split(words)
        certain = frozenset(codes_of(certain_on(rules, day)))
        assert certain == sure - some
        assert frozenset(codes_of(possible_on(rules, day))) - certain == some - certain


@pytest.mark.parametrize("row", READ, ids=[row[0] for row in READ])
def test_phrase_prints_and_reads_back(row: list[str]) -> None:
    rules = parse_territory(row[0])
    assert parse_territory(format_territory(rules)) == rules


@pytest.mark.parametrize("row", REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_phrase(row: list[str]) -> None:
    phrase, words = row
    with pytest.raises(PhraseError) as caught:
        parse_territory(phrase)
    assert words in str(caught.value)
    assert caught.value.phrase == phrase


@pytest.mark.parametrize("phrase", ["", "   ", "\n", "...", "-"])
def test_empty_phrase(phrase: str) -> None:
    with pytest.raises(PhraseError, match=r"is empty|names no region|what is|excludes|not settled"):
        parse_territory(phrase)


def test_reader_refuses_garbage_with_its_own_error_only() -> None:
    for phrase in (
        "((((",
        ")))",
        "a" * 5000,
        "\x00",
        "World except " * 50,
        ", ; / + -",
        "(((EU)))(",
        "🙂",
        "EU (((UK)",
    ):
        with pytest.raises(PhraseError):
            parse_territory(phrase)


# --- rules ---------------------------------------------------------------------------------------------


def test_includes_are_sorted_unique_and_minimal() -> None:
    assert Territory(("JP", "001", "BR")) == WORLD
    assert Territory(("DE", "AT", "DE")).includes == ("AT", "DE")
    assert Territory(("CA-QC", "CA")).includes == ("CA",)
    assert Territory(("030", "142")).includes == ("142",)
    assert Territory(("001",), ("150", "DE")).excludes == ("150",)


def test_a_changing_group_does_not_swallow_its_members() -> None:
    assert Territory(("EU", "FR")).includes == ("EU", "FR")
    assert certain_on(Territory(("EU", "GB")), date(2024, 1, 1)) & mask_of(["GB"])


def test_a_dependent_territory_is_not_its_parent() -> None:
    day = date(2024, 1, 1)
    assert codes_of(certain_on(Territory(("FR",)), day)) == ("FR",)
    for code in ("GF", "GP", "PR", "GL", "IM", "HK"):
        assert not any(
            certain_on(Territory((parent,)), day) & mask_of([code]) for parent in ("FR", "US", "DK", "GB", "CN")
        )


def test_the_uk_leaves_the_eu_at_the_end_of_its_last_day() -> None:
    rule = parse_territory("EU as it may change")[0]
    (reading,) = rule.readings()
    assert "GB" in codes_of(reading.mask_on(date(2020, 1, 31)))
    assert "GB" not in codes_of(reading.mask_on(date(2020, 2, 1)))


@pytest.mark.parametrize(
    ("group", "day", "codes"),
    [
        ("EURO-AREA", "2023-01-01", "HR"),
        ("EURO-AREA", "2026-01-01", "BG"),
        ("SCHENGEN", "2023-01-01", "HR"),
        ("SCHENGEN", "2024-03-31", "BG RO"),
        ("EU", "2004-05-01", "CY CZ EE HU LT LV MT PL SI SK"),
        ("EU", "2007-01-01", "BG RO"),
        ("EU", "2013-07-01", "HR"),
        ("ASEAN", "2025-10-26", "TL"),
        ("MERCOSUR", "2024-08-07", "BO"),
        ("BRICS", "2024-01-01", "AE EG ET IR"),
        ("BRICS", "2025-01-06", "ID"),
        ("OECD", "2021-05-25", "CR"),
    ],
)
def test_members_join_on_their_first_day(group: str, day: str, codes: str) -> None:
    first = date.fromisoformat(day)
    rule = Territory((group,), membership="moving")
    joined = certain_on(rule, first) & ~possible_on(rule, date.fromordinal(first.toordinal() - 1))
    assert joined == mask_of(codes.split())


def test_readings_when_the_day_of_agreement_is_known() -> None:
    eu, britain, day = Territory(("EU",)), mask_of(["GB"]), date(2023, 1, 1)
    assert [bool(r.mask_on(day) & britain) for r in eu.readings()] == [False, True]
    late = eu.readings(date(2021, 1, 1), date(2021, 12, 31))
    assert not any(r.mask_on(day) & britain for r in late)
    early = eu.readings(date(2015, 1, 1), date(2015, 12, 31))
    assert {bool(r.mask_on(day) & britain) for r in early} == {False, True}
    across = eu.readings(date(2019, 1, 1), None)
    assert {bool(r.mask_on(day) & britain) for r in across} == {False, True}
    until = eu.readings(None, date(2010, 1, 1))
    assert {bool(r.mask_on(day) & mask_of(["HR"])) for r in until} == {False, True}
    assert all("membership of EU" in r.assumptions[0] for r in until)


def test_readings_name_their_assumptions_and_differ() -> None:
    for code in ("EMEA", "CHINA", "NORTH-AMERICA", "EU", "CA-QC"):
        readings = Territory((code,)).readings()
        assert len(readings) > 1
        assert all(reading.assumptions for reading in readings)
        assert len({reading.spans for reading in readings}) == len(readings)
    assert Territory(("JP",)).readings()[0].assumptions == ()


def test_many_vague_words_are_read_by_their_extremes() -> None:
    words = ("EMEA", "APAC", "LATAM", "NORTH-AMERICA", "MENA", "GULF")
    rule, day = Territory(words, ("CHINA",)), date(2024, 1, 1)
    alone = [Territory((word,)) for word in words]
    some = reduce(or_, (possible_on(r, day) for r in alone)) & ~certain_on(Territory(("CHINA",)), day)
    sure = reduce(or_, (certain_on(r, day) for r in alone)) & ~possible_on(Territory(("CHINA",)), day)
    assert len(rule.readings()) == 2
    assert reduce(or_, (r.mask_on(day) for r in rule.readings())) == some
    assert reduce(and_, (r.mask_on(day) for r in rule.readings())) == sure


def test_parts_leave_their_country_open() -> None:
    rule = parse_territory("Quebec; US")[0]
    assert rule.parts == ("CA-QC",)
    inside, outside = rule.readings()
    day = date(2024, 1, 1)
    assert codes_of(inside.mask_on(day)) == ("CA", "US")
    assert codes_of(outside.mask_on(day)) == ("US",)
    assert inside.assumptions == ("asked inside Quebec",)


def test_membership_is_dropped_where_nothing_changes() -> None:
    assert Territory(("JP",), membership="moving") == Territory(("JP",))


@pytest.mark.parametrize(
    "bad", [((), ()), (("XX",), ()), (("JP",), ("KR",)), (("JP",), ("JP",)), (("EU27",), ("EU28",))]
)
def test_rules_that_make_no_sense_are_refused(bad: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    with pytest.raises(PhraseError):
        Territory(*bad)


@pytest.mark.parametrize(
    "key",
    ["", "001_except", "JP_001", "001_JP", "nonsense", "001_except_JP_at-2020", "JP_moving", "FR_EU", "EU_at-x", "jp"],
)
def test_foreign_keys_are_refused(key: str) -> None:
    with pytest.raises(PhraseError):
        Territory.from_key(key)


# --- names and sets ---------------------------------------------------------------------------------------


def test_find_region_by_code_name_and_alias() -> None:
    for name, code in [
        ("UK", "GB"),
        ("Burma", "MM"),
        ("jpn ".upper(), "JP"),
        ("EMEA", "EMEA"),
        ("CA-QC", "CA-QC"),
        ("SA", "SA"),
    ]:
        assert find_region(name) == code
    with pytest.raises(UnknownNameError) as caught:
        find_region("Grmany")
    assert caught.value.nearest == ("Germany",)
    with pytest.raises(PhraseError, match="US state"):
        find_region("Georgia")


def test_region_name_of_an_unknown_code() -> None:
    assert region_name("GE") == "Georgia"
    with pytest.raises(PhraseError, match="not the code of a region"):
        region_name("ZZ")


def test_masks() -> None:
    assert len(COUNTRIES) == 250
    assert WORLD_MASK.bit_count() == 250
    assert list(COUNTRIES) == sorted(COUNTRIES)
    assert codes_of(mask_of(COUNTRIES)) == COUNTRIES
    assert mask_of([]) == 0
    for code in ("EMEA", "EU", "CA-QC", "nothing"):
        with pytest.raises(PhraseError):
            mask_of([code])


@pytest.mark.parametrize(
    ("codes", "on", "phrase"),
    [
        ("@WORLD", None, "World"),
        ("@WORLD -JP", None, "World except Japan"),
        ("@WORLD -JP -KR", None, "World except Japan and South Korea"),
        ("@EU27", None, "EU27"),
        ("@EU28", None, "EU27 + UK"),
        ("@EU28", date(2024, 1, 1), "EU27 + UK"),
        ("@EU28", date(2019, 1, 1), "EU28"),
        ("@NORDICS -IS", None, "Nordics except Iceland"),
        ("@EU28 -FR", None, "EU27 + UK except France"),
        ("@AMERICAS -BR", None, "Americas except Brazil"),
        ("@GULF6", date(2024, 1, 1), "GCC"),
        ("@DACH @BENELUX", None, "Benelux + DACH"),
        ("JP", None, "Japan"),
        ("DE FR", None, "France and Germany"),
        ("GG JE", None, "Channel Islands"),
        ("@AFRICA ES PT", None, "Africa + Iberia"),
        ("@EU27 AU NZ KP KR", None, "EU27 + ANZ + North and South Korea"),
        ("@WORLD -@EU27", None, "World except EU27"),
        ("CN", None, "mainland China"),
        ("GE", None, "Georgia (country)"),
        ("", None, "nowhere"),
    ],
)
def test_shortest_phrase(codes: str, on: date | None, phrase: str) -> None:
    assert shortest_phrase(mask_of(_set(codes, NAMED)), on) == phrase


def test_public_names() -> None:
    assert sorted(territory.__all__) == territory.__all__ or set(territory.__all__) == {
        name for name in territory.__all__ if hasattr(territory, name)
    }
    assert format_territory(parse_territory("EU + UK - France")[0]) == "EU + UK except France"
