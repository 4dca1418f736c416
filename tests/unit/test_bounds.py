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
    parse_date,
    parse_period,
    parse_term,
    period_of,
)
from partnergraph.errors import PhraseError

SOURCE = date(2024, 2, 28)


def test_a_moment_and_a_period_of_one_moment_have_the_same_days() -> None:
    span = parse_date("July 2022")
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
        parse_date(phrase)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("end of 2024", "2024", "2024-12-31"),
        ("at the end of May 2024", "2024-05", "2024-05-31"),
        ("end of Q3 2024", "2024-35", "2024-09-30"),
        ("Ende 2024", "2024", "2024-12-31"),
        ("beginning of 2024", "2024-01", "2024"),
        ("the start of H2 2024", "2024-07", "2024-41"),
        ("late 2024", "2024", "2024"),
        ("end of spring 2024", "2024-21", "2024-21"),
        ("end of FY2024", "2024~", "2024~"),
        ("2019-20 season", "2019", "2020"),
        ("end of the 2024–25 season", "2025", "2025"),
        ("start of the 2024–25 season", "2024", "2024"),
        ("end of the 2024 season", "[2024..2025]", "[2024..2025]"),
        ("before the end of 2024", "[..2024-12-31]", "[..2024-12-31]"),
    ],
)
def test_an_end_counts_as_an_end_and_a_beginning_as_a_start(phrase: str, start: str, end: str) -> None:
    assert parse_date(phrase, edge="start").edtf == start
    assert parse_date(phrase, edge="end").edtf == end


def test_where_no_edge_is_named_an_end_is_somewhere_in_its_year() -> None:
    assert {parse_date(phrase).edtf for phrase in ("end of 2024", "beginning of 2024")} == {"2024"}
    assert parse_date("2019-20 season").edtf == "[2019..2020]"
    assert parse_date("2024 season").edtf == "[2023..2025]"


def test_a_phrase_that_is_too_long_is_named_by_its_beginning() -> None:
    with pytest.raises(PhraseError, match="longer than 120 characters") as refused:
        parse_date(f"1 May 2024 {'x' * 115}")
    assert refused.value.phrase == f"1 may 2024 {'x' * 29}..."


@pytest.mark.parametrize("pair", ["2019/20", "2019-20"])
def test_two_years_in_a_row_are_one_of_the_two_where_one_date_is_wanted(pair: str) -> None:
    assert parse_date(pair, edge="start", pairs="refused").edtf == "[2019..2020]"


@pytest.mark.parametrize("code", ["2021-22", "2023-24", "2009-10", "2011-12", "2003-07", "2021-35"])
def test_edtf_stays_edtf_where_it_is_expected(code: str) -> None:
    assert parse_date(code).edtf == parse_period(code).edtf == code
    assert parse_period(f"{code}/").latest_start == parse_date(code).latest
    assert format_period(parse_period(f"{code}/"))
    with pytest.raises(PhraseError):
        parse_date(code, pairs="refused")
    with pytest.raises(PhraseError):
        parse_period(code, pairs="refused")
    with pytest.raises(PhraseError):
        parse_period(f"{code}/", pairs="refused")


def test_the_number_of_a_season_is_no_word() -> None:
    assert parse_period("since 2003-07").edtf == "2003-07/"
    for phrase in ("since 2021-22", "2021-22 to 2023-24", "through 2023-24"):
        with pytest.raises(PhraseError, match="or the years"):
            parse_period(phrase)


def test_who_reads_a_column_may_say_what_a_pair_is() -> None:
    assert parse_date("2003-07", pairs="months").edtf == "2003-07"
    assert parse_period("2003-07", pairs="years").edtf == "2003/2007"
    assert parse_date("2010/11", pairs="years", edge="end").edtf == "[2010..2011]"
    for edge in (None, "start", "end"):
        with pytest.raises(PhraseError, match="a period"):
            parse_date("2003-07", pairs="years", edge=edge)  # type: ignore[arg-type]


@pytest.mark.parametrize("dash", "‒–—―−")
def test_a_wide_dash_makes_a_span_of_years_wherever_it_stands(dash: str) -> None:
    assert parse_period(f"2003{dash}07").edtf == "2003/2007"
    assert parse_period(f"1999{dash}00").edtf == "1999/2000"
    assert parse_period(f"2022{dash}23 season").edtf == "2022/2023"
    for phrase in (f"until 2003{dash}07", f"2003{dash}07/2005{dash}08", f"2003{dash}07?"):
        with pytest.raises(PhraseError):
            parse_period(phrase)


def test_no_month_is_no_season() -> None:
    for phrase in ("24-2024", "22/2021", "33.2021"):
        with pytest.raises(PhraseError, match="no month"):
            parse_date(phrase)


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
    start, end = parse_date("2021-03"), parse_date("2024-02")
    assert period_of(start, end).edtf == "2021-03/2024-02"
    assert period_of(None, end).edtf == "/2024-02"
    assert period_of(None, None) == Period("/")
    assert period_of(start, None, endless=True) == parse_period("2021-03/..")
    assert period_of(start, None, words="into the third year").words == "into the third year"


def test_a_term_is_a_plan_and_no_bound() -> None:
    period = period_of(parse_date("2021-03-01"), None, term="three years")
    assert period.planned_end == date(2024, 2, 29)
    assert (period.earliest_end, period.latest_end) == (None, None)
    assert holds_on(period, date(2030, 1, 1)) == "unknown"
    assert period_of(parse_date("2021-03-01"), None, term=Term(days=7)).planned_end == date(2021, 3, 7)
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


NUMBERS = {
    1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
    11: "eleven", 12: "twelve", 15: "fifteen", 18: "eighteen", 20: "twenty", 24: "twenty-four", 25: "twenty-five",
    30: "thirty", 36: "thirty-six", 50: "fifty", 99: "ninety-nine",
}  # fmt: skip


@pytest.mark.parametrize(("number", "word"), list(NUMBERS.items()))
def test_numbers_in_words(number: int, word: str) -> None:
    assert parse_term(f"{word} months") == parse_term(f"{number} months") == Term(number)


@pytest.mark.parametrize(
    "text", ["", "years", "2 5 years", "0 days", "successive 1 year", "two (3) years", "multi-year"]
)
def test_terms_refused(text: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_term(text)
    assert caught.value.hint


def test_edges_that_cannot_be() -> None:
    with pytest.raises(PhraseError, match="before it starts"):
        period_of(parse_date("2024"), parse_date("2022"))
    with pytest.raises(PhraseError, match="an end, and no end"):
        period_of(parse_date("2022"), parse_date("2024"), endless=True)


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
        ("../2020", "until 2020"),
        ("[..2019-12-31]", "no later than 31 December 2019"),
        ("[2015..2016]", "some day from 2015 to 2016"),
        ("[2015..2016]/", "since some day from 2015 to 2016"),
        ("[2015..2016]/2020", "[2015..2016] to 2020"),
        ("[..2016]/2020", "no later than 2016 to 2020"),
        ("[2015..]/2020", "no earlier than 2015 to 2020"),
        ("2015/[2019..2020]", "2015 to [2019..2020]"),
        ("2015/[..2020]", "2015 to no later than 2020"),
        ("/[2020..]", "until no earlier than 2020"),
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
        "    write 2024-02-01 or 2024-01-02",
    ]


def test_the_import_brings_no_graph_library() -> None:
    heavy = "rdflib", "pyoxigraph", "networkx", "numpy", "yaml", "pydantic"
    code = f"import sys, partnergraph.bounds; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("year", [2023, 2024])
@pytest.mark.parametrize("month", range(1, 13))
def test_the_last_this_and_next_month_quarter_and_year_in_every_month(year: int, month: int) -> None:
    months = [(y, m) for y in range(year - 1, year + 2) for m in range(1, 13)]
    here = months.index((year, month))
    for step, word in ((-1, "last"), (0, "this"), (1, "next")):
        (y, m), (z, q) = months[here + step], months[here + 3 * step]
        found = [parse_date(f"{word} {unit}", on=date(year, month, 28)).edtf for unit in ("month", "quarter", "year")]
        assert found == [f"{y}-{m:02}", f"{z}-{33 + (q - 1) // 3}", str(year + step)]
