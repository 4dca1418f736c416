"""Bounds: the parts that a table of phrases does not show."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from partnergraph.bounds import (
    Period,
    Span,
    Term,
    completed,
    format_period,
    holds_on,
    parse_moment,
    parse_period,
    parse_term,
    period_of,
)
from partnergraph.errors import PhraseError

SOURCE = date(2024, 2, 28)


def test_a_moment_and_a_period_of_one_moment_have_the_same_days() -> None:
    span = parse_moment("July 2022")
    period = parse_period("July 2022")
    assert (period.earliest_start, period.latest_start) == (span.earliest, span.latest)
    assert (period.earliest_end, period.latest_end) == (None, None)
    assert period.edtf == span.edtf == "2022-07"
    assert period_of(span, None).edtf == "2022-07/"


@pytest.mark.parametrize(
    "phrase", ["2022/2024", "2022/", "2022-2024", "since 2022", "until 2024", "perpetual", "2022 to 2024"]
)
def test_a_period_is_no_moment(phrase: str) -> None:
    with pytest.raises(PhraseError):
        parse_moment(phrase)


def test_a_day_without_a_year_takes_the_year_of_its_source() -> None:
    assert completed("XXXX-03-07", SOURCE) == Span(date(2024, 3, 7), date(2024, 3, 7), "2024-03-07")
    assert completed("XXXX-03", SOURCE) == Span(date(2024, 3, 1), date(2024, 3, 31), "2024-03")
    assert completed("XXXX-02-29", date(2023, 5, 1)) is None
    assert completed("2024-03-07", SOURCE) is None
    assert completed("", SOURCE) is None
    assert completed("XXXX-99", SOURCE) is None


def test_an_interval_is_completed_side_by_side() -> None:
    until = "2023/XXXX-05-31"
    assert completed(until, SOURCE) is None
    assert completed(until, SOURCE, edge="end") == Span(date(2024, 5, 31), date(2024, 5, 31), "2024-05-31")
    assert completed("XXXX-03-07/", SOURCE) == completed("XXXX-03-07", SOURCE)
    assert completed("XXXX-03-07", SOURCE, edge="end") is None


def test_a_period_from_its_edges() -> None:
    start, end = parse_moment("2021-03"), parse_moment("2024-02")
    assert period_of(start, end).edtf == "2021-03/2024-02"
    assert period_of(None, end).edtf == "/2024-02"
    assert period_of(None, None) == Period("/")
    assert period_of(start, None, endless=True) == parse_period("2021-03/..")
    assert period_of(start, None, words="into the third year").words == "into the third year"


def test_a_term_is_a_plan_and_no_bound() -> None:
    period = period_of(parse_moment("2021-03-01"), None, term="three years")
    assert period.planned_end == date(2024, 2, 29)
    assert (period.earliest_end, period.latest_end) == (None, None)
    assert holds_on(period, date(2030, 1, 1)) == "unknown"
    assert period_of(parse_moment("2021-03-01"), None, term=Term(days=7)).planned_end == date(2021, 3, 7)
    assert period_of(None, None, term="three years").planned_end is None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("three years", Term(36)),
        ("a year", Term(12)),
        ("18 months", Term(18)),
        ("two (2) years and six months", Term(30)),
        ("for 90 days", Term(0, 90)),
        ("six weeks", Term(0, 42)),
        ("1 year and 10 days", Term(12, 10)),
        ("two quarters", Term(6)),
        ("initial term of twenty-four (24) months", Term(24)),
    ],
)
def test_terms(text: str, term: Term) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize(
    "text", ["", "years", "2 5 years", "0 days", "successive 1 year", "two (3) years", "multi-year"]
)
def test_terms_refused(text: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_term(text)
    assert caught.value.hint


def test_edges_that_cannot_be() -> None:
    with pytest.raises(PhraseError, match="before it starts"):
        period_of(parse_moment("2024"), parse_moment("2022"))
    with pytest.raises(PhraseError, match="an end, and no end"):
        period_of(parse_moment("2022"), parse_moment("2024"), endless=True)


@pytest.mark.parametrize(
    ("phrase", "day", "answer"),
    [
        ("2022/", date(2021, 12, 31), "no"),
        ("2022/", date(2022, 1, 1), "unknown"),
        ("2022/", date(2023, 1, 1), "unknown"),
        ("2022/..", date(2022, 12, 30), "unknown"),
        ("2022/..", date(2022, 12, 31), "yes"),
        ("2022/..", date(9000, 1, 1), "yes"),
        ("perpetual", date(2024, 1, 1), "unknown"),
        ("2022-05-23", date(2022, 5, 23), "yes"),
        ("2022-05-23", date(2022, 5, 24), "unknown"),
        ("2022/2024", date(2023, 6, 1), "yes"),
        ("2022/2024", date(2024, 1, 1), "yes"),
        ("2022/2024", date(2024, 1, 2), "unknown"),
        ("2022/2024", date(2025, 1, 1), "no"),
        ("expires 31 December 2026", date(2026, 12, 31), "yes"),
        ("expires 31 December 2026", date(2026, 12, 30), "unknown"),
        ("expires 31 December 2026", date(2027, 1, 1), "no"),
        ("throughout 2024", date(2024, 6, 1), "yes"),
        ("throughout 2024", date(2025, 1, 1), "unknown"),
        ("March 7", date(2024, 3, 7), "unknown"),
        ("FY2024", date(1990, 1, 1), "unknown"),
    ],
)
def test_holds_on(phrase: str, day: date, answer: str) -> None:
    assert holds_on(parse_period(phrase), day) == answer


def test_still_running_needs_the_day_of_the_source() -> None:
    assert holds_on(parse_period("2022 to present"), date(2023, 6, 1)) == "unknown"
    told = parse_period("2022 to present", on=SOURCE)
    assert [holds_on(told, day) for day in (date(2023, 6, 1), SOURCE, date(2024, 2, 29))] == ["yes", "yes", "unknown"]


def test_the_end_of_one_and_the_start_of_the_next_do_not_overlap() -> None:
    first, second = parse_period("2020-01-01/2022-06-30"), parse_period("2022-07-01/..")
    for day in (date(2022, 6, 30), date(2022, 7, 1)):
        assert {holds_on(first, day), holds_on(second, day)} == {"yes", "no"}


def test_words_are_kept_and_edtf_is_not_repeated() -> None:
    assert parse_period(" July 2022 ").words == "July 2022"
    assert parse_period(" 2022/ ").words is None


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2022-05-23/2024-02", "23 May 2022 to February 2024"),
        ("2022/..", "perpetual from 2022"),
        ("/2024~", "until about 2024"),
        ("[..2019-12-31]", "no later than 31 December 2019"),
        ("[2015..2016]", "some day from 2015 to 2016"),
        ("[2015..2016]/", "since some day from 2015 to 2016"),
        ("[2015..2016]/2020", "[2015..2016] to 2020"),
        ("2023-35/", "since Q3 2023"),
        ("201X", "the 2010s"),
        ("XXXX-03-07", "XXXX-03-07"),
        ("/", "dates unknown"),
    ],
)
def test_written_out(edtf: str, words: str) -> None:
    assert format_period(parse_period(edtf)) == words


def test_a_long_text_is_refused_without_being_repeated() -> None:
    with pytest.raises(PhraseError, match="longer than") as caught:
        parse_period("since 2020 " * 1000)
    assert len(str(caught.value)) < 200


def test_the_error_says_where_why_and_what_to_write() -> None:
    with pytest.raises(PhraseError) as caught:
        parse_period("01/02/2024")
    assert str(caught.value).splitlines() == [
        "'01/02/2024': day and month could be either way round",
        "    write 2024-02-01 or 2024-01-02, or say which order day and month have",
    ]


def test_the_import_brings_no_graph_library() -> None:
    heavy = "rdflib", "pyoxigraph", "networkx", "numpy", "yaml", "pydantic"
    code = f"import sys, partnergraph.bounds; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stdout.strip() == "[]"
