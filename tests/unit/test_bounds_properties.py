"""Laws of imprecise time: bounds are ordered, writing keeps them, and `holds_on` agrees with enumeration."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnergraph.bounds import Period, Span, format_period, holds_on, parse_date, parse_period, period_of
from partnergraph.errors import PhraseError

FIRST = date(2024, 2, 26)
CALENDAR = tuple(FIRST + timedelta(n) for n in range(8))  # crosses the end of February of a leap year

BOUNDED = settings(max_examples=150, deadline=None)

years = st.integers(1, 9998).map(lambda y: f"{y:04}")
days = st.dates(date(1, 1, 1), date(9998, 12, 31)).map(date.isoformat)
months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
divisions = st.builds("{}-{:02}".format, years, st.sampled_from([*range(21, 42)]))
masked = st.sampled_from(["201X", "19XX", "1XXX", "XXXX-03-07", "XXXX-12", "2022-XX", "2022-03-XX", "202X-02-29"])
plain_moments = st.one_of(years, days, months, divisions, masked)
doubtful = st.builds("{}{}".format, plain_moments, st.sampled_from("~?%"))


@st.composite
def ranges(draw: st.DrawFn) -> str:
    first, last = sorted(
        draw(st.tuples(st.dates(max_value=date(9998, 12, 31)), st.dates(max_value=date(9998, 12, 31))))
    )
    return draw(st.sampled_from([f"[{first}..{last}]", f"[..{last}]", f"[{first}..]"]))


moments = st.one_of(plain_moments, doubtful, ranges())


@st.composite
def periods(draw: st.DrawFn) -> str:
    """EDTF of moments and intervals; two known edges are put in order by their earliest possible day."""
    edges = draw(st.lists(moments, min_size=2, max_size=2))
    edges.sort(key=lambda edtf: parse_date(edtf).earliest or parse_date(edtf).latest or date.max)
    shape = draw(st.sampled_from(["{0}", "{0}/", "{0}/..", "/{0}", "../{0}", "{0}/{1}", "/", "/.."]))
    return shape.format(*edges)


WORDS = (
    "2003 2024 2021-22 2009-10 2003–07 07 22 2022/23 2022-33 9998 0001 9999 XXXX 199X / - – .. [ ] , ; ~ ? season saison "
    "end of beginning start the early mid ende year-end Q3 H1 FY spring winter May 5 31st 01/02/2024 31.12.2024 since "
    "from until to through by before after between and or no later than perpetual for three years two (3) months term "
    "present next last year at least planned to end on expires inclusive throughout about second half 1990s today "
    "märz mar. set listopad seit ab bis jusqu'en hasta zehn jahre 36m vingt ans 28-apr-19 2018年3月 2024-w07 kw de des"
)


@BOUNDED
@given(
    st.lists(
        st.tuples(st.sampled_from(WORDS.split()), st.sampled_from(["", " ", " ", "-", "/"])), min_size=1, max_size=8
    ),
    st.sampled_from([None, "start", "end"]),
    st.sampled_from(["edtf", "refused", "months", "years"]),
    st.sampled_from([None, 19, 20]),
)
def test_whatever_stands_there_is_read_or_refused(
    words: list[tuple[str, str]], edge: Any, pairs: Any, century: int | None
) -> None:
    phrase = "".join(map("".join, words))
    for read in (partial(parse_date, edge=edge), parse_period):
        try:
            read(phrase, on=FIRST, pairs=pairs, century=century)
        except PhraseError as error:
            assert error.why


def meaning(p: Period) -> tuple[object, ...]:
    return (p.earliest_start, p.latest_start, p.earliest_end, p.latest_end, p.planned_end, p.endless)


def readable(edtf: str) -> Period | None:
    try:
        return parse_period(edtf)
    except PhraseError:
        return None


@BOUNDED
@given(moments)
def test_bounds_of_a_moment_are_ordered(edtf: str) -> None:
    span = parse_date(edtf)
    assert span.edtf == edtf
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest


@BOUNDED
@given(plain_moments, st.sampled_from("~?%"))
def test_doubt_takes_every_bound_away(edtf: str, sign: str) -> None:
    assert parse_date(edtf + sign) == Span(None, None, edtf + sign)


@BOUNDED
@given(periods())
@example("XXXX-03-07/2024-05")
@example("[2015..2016]/[2017..2018]")
def test_edtf_and_words_keep_the_bounds(edtf: str) -> None:
    period = readable(edtf)
    if period is None:
        return
    assert period.edtf == edtf
    assert period.words is None
    assert meaning(parse_period(period.edtf)) == meaning(period)
    assert meaning(parse_period(format_period(period))) == meaning(period)


@BOUNDED
@given(
    st.lists(st.none() | st.dates(max_value=date(9998, 12, 31)), min_size=2, max_size=2),
    st.lists(st.none() | st.dates(max_value=date(9998, 12, 31)), min_size=2, max_size=2),
    st.none() | st.dates(max_value=date(9998, 12, 31)),
    st.sampled_from(["2022/", "2022", "no EDTF at all", "2022/.."]),
)
def test_days_win_over_an_edtf_that_does_not_say_them(
    start: list[date | None], end: list[date | None], planned: date | None, edtf: str
) -> None:
    for edge in (start, end):
        if None not in edge:
            edge.sort()
    if start[0] and end[1] and end[1] < start[0]:
        return
    period = Period(edtf, start[0], start[1], end[0], end[1], planned)
    assert meaning(parse_period(format_period(period))) == meaning(period)


@BOUNDED
@given(st.none() | plain_moments, st.none() | plain_moments)
def test_a_period_of_two_edges_reads_as_its_edtf(start: str | None, end: str | None) -> None:
    try:
        period = period_of(start and parse_date(start), end and parse_date(end))  # type: ignore[arg-type]
    except PhraseError:
        assert readable(f"{start}/{end}") is None
        return
    assert period == parse_period(f"{start or ''}/{end or ''}")


def subsets() -> list[date | None]:
    return [None, *CALENDAR[2:6:1]]


def oracle(p: Period, day: date) -> str:
    """Every (start, end) on a calendar that leaves room on both sides of the bounds; ``endless`` ends never."""
    never = CALENDAR[-1] + timedelta(1)
    answers = set()
    ends = [never] if p.endless else [*CALENDAR, never]
    for start, end in product(CALENDAR, ends):
        fits = (
            start <= end
            and (p.earliest_start is None or start >= p.earliest_start)
            and (p.latest_start is None or start <= p.latest_start)
            and (p.earliest_end is None or end >= p.earliest_end)
            and (p.latest_end is None or end <= p.latest_end)
        )
        if fits:
            answers.add(start <= day <= end)
    return {frozenset({True}): "yes", frozenset({False}): "no"}.get(frozenset(answers), "unknown")


def test_holds_on_agrees_with_enumeration() -> None:
    checked = 0
    for a, b, c, d in product(subsets(), repeat=4):
        if (a and b and b < a) or (c and d and d < c) or (a and d and d < a):
            continue
        for endless in (False, True) if c is None and d is None else (False,):
            period = Period("", a, b, c, d, endless=endless)
            for day in CALENDAR[1:-1]:
                checked += 1
                assert holds_on(period, day) == oracle(period, day), (period, day)
    assert checked > 1000


WORDS = """
since from until to through before after by about ca. early late mid- perpetual for three years months 2 (2) of 2020
2024 2024-03-07 2024-02 Q3 H1 FY spring March 7 5th or and , - / .. [ ] ~ ? X present the on in next year ended
expires planned end further notice 201X 9999 0000 01/02/2024 some day between unknown inclusive
märz mar. set listopad seit bis jusqu'en zehn jahre 36m 28-apr-19 2018年3月 2024-w07 kw de des
"""


def read_or_refusal(text: str, on: date | None = None) -> Period | PhraseError:
    try:
        return parse_period(text, on=on)
    except PhraseError as error:
        return error


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(WORDS.split())), max_size=8),
    st.sampled_from([" ", ""]),
    st.none() | st.just(date(2024, 2, 28)),
)
@example(["~"] * 119, "", None)
@example(["on"] * 40, " ", None)
@example(["or"] * 40, " ", None)
def test_any_words_are_read_or_refused_with_advice(words: list[str], glue: str, on: date | None) -> None:
    period = read_or_refusal(glue.join(words), on)
    if isinstance(period, PhraseError):
        assert period.why
        assert period.hint
        return
    assert meaning(parse_period(format_period(period))) == meaning(period)
    assert meaning(parse_period(period.edtf))[:4] == meaning(period)[:4]
    assert parse_period(period.edtf).endless == period.endless


ENGLISH = st.sampled_from(
    [
        "2020", "July 2022", "5 March 2024", "March 7, 2024", "Q3 2023", "H1 2024", "spring 2021", "early 2023",
        "mid-2022", "the 1990s", "about 2020", "before 2020", "after June 2021", "no later than 2019", "2015 or 2016",
        "FY2024", "2019~", "2022-XX", "201X", "[2015..2016]", "late Q1 2023", "2024-02-29", "13/02/2024", "1987-H2",
    ]
)  # fmt: skip


@BOUNDED
@given(
    ENGLISH,
    st.sampled_from(["since {}", "from {} onwards", "starting {}", "effective {}", "{}/", "from {} to unknown"]),
)
def test_a_start_in_words_has_the_bounds_of_its_moment(words: str, frame: str) -> None:
    span = parse_date(words)
    period = parse_period(frame.format(span.edtf if "/" in frame else words))
    assert meaning(period) == (span.earliest, span.latest, None, None, None, False)


@BOUNDED
@given(ENGLISH, st.sampled_from(["until {}", "expires {}", "ended {}", "valid until {}", "/{}"]))
def test_an_end_in_words_has_the_bounds_of_its_moment(words: str, frame: str) -> None:
    span = parse_date(words)
    period = parse_period(frame.format(span.edtf if "/" in frame else words))
    assert meaning(period) == (None, None, span.earliest, span.latest, None, False)


@BOUNDED
@given(ENGLISH, ENGLISH, st.sampled_from(["{} to {}", "from {} until {}", "{} - {}", "since {}, ended {}", "{}; {}"]))
def test_two_edges_in_words_have_the_bounds_of_their_moments(first: str, last: str, frame: str) -> None:
    start, end = parse_date(first), parse_date(last)
    backwards = bool(start.earliest and end.latest and end.latest < start.earliest)
    found = read_or_refusal(frame.format(first, last))
    if backwards:
        assert isinstance(found, PhraseError)
        assert "before it starts" in found.why
    else:
        assert isinstance(found, Period)
        assert meaning(found) == (start.earliest, start.latest, end.earliest, end.latest, None, False)


@BOUNDED
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_advice(text: str) -> None:
    found = read_or_refusal(text)
    assert isinstance(found, Period) or found.hint
