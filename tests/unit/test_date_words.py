"""Dates in other languages: every month of every language, no word of English for one, numbers and units in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from partnergraph.bounds import Term, parse_date, parse_term
from partnergraph.bounds import languages as words
from partnergraph.bounds.numbers import number_words
from partnergraph.errors import PhraseError

NAMES = json.loads(Path(words.__file__).with_name("date_words.json").read_text(encoding="utf-8"))
TWO_MONTHS = {"listopad", "listopada", "lip", "lis", "srp"}
ENGLISH = (
    "at the end of in on from since until to through by before after between and or no later than year month day week "
    "quarter half term season first second early mid late present current open planned about perhaps some any all not "
    "one two three four five six ten for with deal set out led pro ara sat sun mon fin die was see"
)


def test_the_file_says_where_its_words_are_from() -> None:
    assert NAMES["version"]
    assert "Unicode" in NAMES["licence"]
    assert len(NAMES["words"]) >= 30


def test_the_file_is_the_one_that_the_script_makes() -> None:
    script = pytest.importorskip("scripts.make_month_names")
    if script.get_cldr_version() != NAMES["version"]:
        pytest.skip("made from another version of CLDR")
    assert Path(words.__file__).with_name("date_words.json").read_text(encoding="utf-8") == script.content()


@pytest.mark.parametrize("language", NAMES["words"])
def test_every_month_is_read_or_refused_with_both(language: str) -> None:
    for number, names in enumerate(NAMES["words"][language][0], start=1):
        for name in names:
            if name in TWO_MONTHS:
                with pytest.raises(PhraseError, match="languages differ"):
                    parse_date(f"5 {name} 2024")
            else:
                for written in (f"5 {name} 2024", f"5. {name.title()}. 2024", f"{name.upper()} 5, 2024"):
                    assert parse_date(written).edtf == f"2024-{number:02}-05", written
                assert parse_date(f"{name} 2024").edtf == f"2024-{number:02}"


def test_only_these_words_are_two_months() -> None:
    assert {word for word, months in words.month_words().items() if len(months) > 1} == TWO_MONTHS


@pytest.mark.parametrize("word", ENGLISH.split())
def test_words_of_english_are_no_months_between_words(word: str) -> None:
    assert words.in_english(f"before {word} that") == f"before {word} that"


@pytest.mark.parametrize("phrase", [
    "may ltd", "mars inc.", "april", "set of 3 films", "the march of time", "2024 may be the end", "des moines 2024 rights",
    "mar 5 mar 2024", "mar. 5 mai 2024", "out of 2024", "led by 2024", "juin", "lis 2024", "august and may 2024",
])  # fmt: skip
def test_what_only_looks_like_a_month_gives_no_year(phrase: str) -> None:
    try:
        assert parse_date(phrase).earliest is None
    except PhraseError as error:
        assert error.hint


@pytest.mark.parametrize("accented", ["février", "août", "décembre", "März", "července", "października", "Şubat"])
def test_accents_may_be_left_out(accented: str) -> None:
    plain = words.unaccented(accented.lower())
    assert plain.isascii()
    assert parse_date(f"5 {plain} 2024") == parse_date(f"5 {accented} 2024")


@pytest.mark.parametrize(("text", "months", "days"), [
    ("zehn Jahre", 120, 0), ("20 años", 240, 0), ("thirteen years", 156, 0), ("3 yrs", 36, 0), ("36m", 36, 0), ("5y", 60, 0),
    ("vingt et un ans", 252, 0), ("dois anos e seis meses", 30, 0), ("tre anni", 36, 0), ("vijf jaar", 60, 0),
    ("fünf (5) Jahre", 60, 0), ("18 mo.", 18, 0), ("1.5 years", 18, 0), ("2,5 Jahre", 30, 0), ("two decades", 240, 0),
    ("P3Y", 36, 0), ("P1Y6M", 18, 0), ("P30D", 0, 30), ("sei mesi", 6, 0), ("quatre-vingt-dix jours", 0, 90),
    ("Initial term of three (3) years", 36, 0), ("Laufzeit von 3 Jahren", 36, 0), ("durée de trois ans", 36, 0),
    ("90 Tage", 0, 90), ("two full calendar years", 24, 0), ("a three-year deal", 36, 0), ("3-year licence", 36, 0),
    ("für drei Jahre", 36, 0), ("3 года", 36, 0), ("5 lat", 60, 0), ("3年", 36, 0), ("one semestre", 6, 0),
])  # fmt: skip
def test_lengths_in_words(text: str, months: int, days: int) -> None:
    assert parse_term(text) == Term(months, days)


@pytest.mark.parametrize(
    "text", ["1.25 years", "1.5 months", "3 years ago", "three to five years", "drei", "m", "3", "36 million"]
)
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(PhraseError):
        parse_term(text)


def test_number_words() -> None:
    found = number_words()
    assert set(found.values()) == set(range(1, 101))
    for spelled in ("sei", "seis", "six", "sechs", "zes"):
        assert found[spelled] == 6


@pytest.mark.parametrize("text", ["+P1M", "-P5DT10H", "-P1M", "+30 days", "5 years from signing", "life of copyright"])
def test_what_counts_from_an_event_is_no_length(text: str) -> None:
    with pytest.raises(PhraseError, match="hangs on an event"):
        parse_date(text)


@pytest.mark.parametrize("text", ["up to 5 years", "3+1 years", "3 years + 2 years option", "rolling 12 months"])
def test_a_length_that_is_not_fixed(text: str) -> None:
    with pytest.raises(PhraseError, match="not fixed"):
        parse_date(text)
