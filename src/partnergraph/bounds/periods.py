"""Periods: two moments, in EDTF or plain English, and the planned ends of terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from partnergraph.bounds.dates import (
    DAY,
    MONTH,
    NOT_A_DATE,
    PART_OF,
    SHORT_PAIR,
    SPORT_SEASON,
    YEAR_IN_TWO,
    Context,
    Order,
    Pairs,
    is_month,
    is_vague,
    moment,
    moment_edtf,
    second_year,
    shift,
    tidy,
    with_year_of,
)
from partnergraph.bounds.edtf import is_division, looks_like_edtf, read_interval, read_moment, refuse_backwards
from partnergraph.bounds.terms import LIMITED, Limit, parse_term, planned_end, read_limit
from partnergraph.bounds.values import Period, Span, Term
from partnergraph.errors import PhraseError

Rule: TypeAlias = Callable[[re.Match[str], Context], Period]
Table: TypeAlias = tuple[tuple[re.Pattern[str], Rule], ...]

_START = (
    r"(?:(?:valid|effective|in force|running|runs) )?(?:since|as from|from|starting|starts|started|beginning|begins"
    r"|began|begun|commencing|commences|commenced|effective)(?: (?:on|in|from|at))?"
)
_END = (
    r"(?:(?:valid|effective|in force|running|runs|lasting|lasts) )?(?P<w>until|till?|up to|through|thru|to|ended|ends"
    r"|ending|expires|expired|expiring|terminated|terminates|discontinued)(?: (?:on|in|at))?"
)
_ENDLESS = (
    r"(?:perpetual(?:ly)?|(?:(?:in|to|into) )?perpetuity|forever|for ever|permanent(?:ly)?|without end|endless(?:ly)?)"
)
_NOT_SAID = (
    r"(?:(?:valid |in force )?until (?:terminated|cancell?ed|notice)|indefinite(?:ly)?"
    r"|(?:(?:valid |in force )?(?:until|to) )?(?:further notice|an? (?:unknown|unspecified) (?:date|day)|unknown))"
)
_ONGOING = r"(?:(?:the )?present(?: day)?|now|date|today|ongoing)"
_PLANNED = r"(?:planned|scheduled|due|expected) to (?:end|expire|run until|last until)(?: on)?"

# Reports of an end ("ended at the end of 2023") are loose; terms of a contract ("until the end of 2023") are not.
_REPORTED: Final = ("ended", "expired", "terminated", "discontinued")


def parse_period(
    text: str,
    *,
    on: date | None = None,
    order: Order | None = None,
    pairs: Pairs = "edtf",
    century: int | None = None,
) -> Period:
    """Read a period, written as EDTF or in plain English; the rules are those of `partnergraph.bounds`.

    ``on`` is the source's date: "to present" then holds until that day at least, and "next year" can be
    read. ``order`` says how 01/02/2024 is meant, ``pairs`` how 2003-07 is, ``century`` in which hundred years
    28-Apr-19 is (see `parse_date`).
    `Period.words` keeps ``text`` where it is not the EDTF itself.
    Raises `PhraseError` for what cannot be read without guessing, saying what to write instead.

    >>> parse_period("from 2021-03 until 2024-02").edtf
    '2021-03/2024-02'
    >>> p = parse_period("three years from 1 March 2021")
    >>> p.edtf, p.planned_end, p.latest_end
    ('2021-03-01/', datetime.date(2024, 2, 29), None)
    """
    context = Context(text, on, order, pairs=pairs, century=century)
    plain = tidy(text, context)
    core, planned = _split_planned(plain, context)
    period = _read(core, context)
    if planned is not None:
        period = replace(period, planned_end=planned)
    written = text.strip()
    return replace(period, words=None if written == period.edtf else written)


def period_of(
    start: Span | None,
    end: Span | None,
    *,
    term: Term | str | None = None,
    limit: Limit = "term",
    endless: bool = False,
    words: str | None = None,
) -> Period:
    """A period from its edges; ``None`` is an unknown edge, ``endless`` an end that is said never to come.

    A ``term`` from a start is kept and gives the planned end (from an imprecise start, the last possible one); as a
    ``limit`` it may be the least or the greatest one, which plan nothing. Raises `PhraseError` when the end lies before
    the start, or is both given and said never to come.

    >>> from partnergraph.bounds import parse_date
    >>> period_of(parse_date("2022"), None).edtf
    '2022/'
    """
    edtf = f"{start.edtf if start else ''}/{'..' if endless else end.edtf if end else ''}"
    if endless and end is not None:
        raise PhraseError(words or edtf, "an end, and no end", "leave out the end date or 'perpetual'")
    context = Context(words or edtf)
    refuse_backwards(start, end, context.phrase)
    length = parse_term(term) if isinstance(term, str) else term
    last = planned_end(start, length, context) if length else None
    return Period(
        edtf,
        start.earliest if start else None,
        start.latest if start else None,
        end.earliest if end else None,
        end.latest if end else None,
        last if limit == "term" else None,
        endless,
        words,
        **{limit: length},
    )


# --- reading -------------------------------------------------------------------------------------------


def _read(text: str, context: Context) -> Period:
    if context.pairs != "edtf" and SHORT_PAIR.fullmatch(text):
        return _pair_of_years(text, context)
    if looks_like_edtf(text) and text.count("/") == 1 and not re.fullmatch(r"[0-9]{1,2}/[0-9]{4}", text):
        return _written_interval(text, context)
    if _PART_OF_TWO_YEARS.fullmatch(text):
        why = "could be a part of a year or season that has two numbers, or begin in a part of the first"
        raise context.refusal(why, "write the first and last month, such as October 2021 to March 2022")
    if _ONE_OF_TWO_YEARS.fullmatch(text):
        moment_edtf(text.removeprefix("since "), context.towards("start"))
    errors: list[PhraseError] = []
    for attempt in _attempts(text, context):
        try:
            return attempt()
        except PhraseError as error:
            errors.append(error)
    raise next((error for error in errors if error.why != NOT_A_DATE), errors[-1])


def _attempts(text: str, context: Context) -> Iterator[Callable[[], Period]]:
    """The ways to read the text: as a whole, divided into two edges, as one edge, as a moment."""
    yield from _matching(_RULES, text, context)
    for match in _SEPARATOR.finditer(text):
        left, right = text[: match.start()], re.sub(rf"^{_END} ", "", text[match.end() :])
        yield partial(_join, left, right, (match["w"] or "to").removeprefix("and "), context)
    yield from _matching(_ONE_EDGE, text, context)
    yield partial(_moment, text, context)


def _matching(table: Table, text: str, context: Context) -> Iterator[Callable[[], Period]]:
    for pattern, rule in table:
        match = pattern.fullmatch(text)
        if match is not None:
            yield partial(rule, match, context)


def _moment(text: str, context: Context) -> Period:
    span = moment(text, context)
    return Period(span.edtf, span.earliest, span.latest)


def _pair_of_years(text: str, context: Context) -> Period:
    """2003-07 where it is no EDTF: two years, or what `moment_edtf` makes of it."""
    second = second_year(text[:4], text[-2:])
    if second and (context.pairs == "years" or not (is_month(text[-2:]) or is_division(text))):
        return _interval(text[:4], second, context)
    return _moment(text, context)


def _written_interval(text: str, context: Context) -> Period:
    """An interval as it stands; where 2009-10 is not sure to be EDTF, an edge must not be such a pair either."""
    for edge in text.split("/"):
        if context.pairs != "edtf" and SHORT_PAIR.fullmatch(edge):
            moment_edtf(edge, context)
    return _read_interval(text.upper(), context)


def _read_interval(edtf: str, context: Context) -> Period:
    right = edtf.partition("/")[2]
    if re.fullmatch("[0-9]{1,2}", right):
        why = "the part after the slash is not a year"
        raise context.refusal(why, "write 2024-03 for a month, 2024/2025 for a period, FY2024 for a fiscal year")
    start, end, endless = read_interval(edtf, context.phrase)
    period = period_of(start, end, endless=endless, words=context.phrase)
    return replace(period, edtf=edtf)


def _interval(start: str, end: str, context: Context) -> Period:
    return _read_interval(f"{start}/{end}", context)


def _start_edge(text: str, context: Context) -> str:
    """EDTF of a start, with a leading "since", "from" and so on taken off; "" when not known."""
    context = context.towards("start")
    bare = re.sub(rf"^{_START} ", "", text).removesuffix(" onwards").removesuffix(" onward").removesuffix(" on")
    return "" if re.fullmatch(r"(?:an )?unknown(?: date| day)?", bare) else moment_edtf(bare.rstrip(","), context)


def _end_edge(text: str, word: str, context: Context) -> str:
    """EDTF of an end; "" when not known, ".." when there is none."""
    if re.fullmatch(_ENDLESS, text):
        return ".."
    if re.fullmatch(_NOT_SAID, text) or text in ("terminated", "cancelled", "canceled"):
        return ""
    if re.fullmatch(_ONGOING, text):
        return f"[{context.on}..]" if context.on else ""
    if word in ("through", "thru"):
        return _whole(text, context.towards("end"))
    # "until the 2024-25 season" may leave it out; "until the end of" it does not.
    loose = word in _REPORTED or any(re.fullmatch(season, text) for season in SPORT_SEASON)
    edtf = moment_edtf(text, context.towards(None if loose else "end"))
    return _terminated(edtf, context) if word == "terminated" else edtf


def _terminated(edtf: str, context: Context) -> str:
    """The end of what was "terminated on" a day: that day may be the last one, or the first one without."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", edtf):
        return edtf
    day = read_moment(edtf, context.phrase).latest
    return f"[{shift(day, -1, context)}..{day}]" if day else edtf


def _whole(text: str, context: Context) -> str:
    """The last day of a span that is included as a whole; the span itself where that day is not known."""
    edtf = moment_edtf(text, context)
    latest = read_moment(edtf, context.phrase).latest
    return edtf if latest is None or is_vague(text, edtf) else latest.isoformat()


def _split_planned(text: str, context: Context) -> tuple[str, date | None]:
    match = re.fullmatch(rf"(?P<p>.+?),? (?:and )?{_PLANNED} (?P<x>.+)", text)
    if match is None:
        return text, None
    latest = read_moment(_end_edge(match["x"], "until", context) or "XXXX", context.phrase).latest
    if latest is None:
        raise context.refusal("the planned end is not a date", "write the planned end as a day, such as 2024-02-29")
    return match["p"], latest


_SEPARATOR = re.compile(
    r",? (?P<w>to|until|till?|through|thru|up to|(?:and )?(?:ended|ends|ending|expires|expired|expiring))"
    r"(?: (?:on|in|at))? "
    r"| - |; "
    r"|(?<=[0-9]{4})-(?=[0-9]{4}$|[a-z].* [0-9]{4}$)|(?<=[a-z.])-(?=[a-z])"
)


_PART_OF_TWO_YEARS = re.compile(rf"(?:(?:q[1-4]|h[12]) |{PART_OF})[0-9]{{4}}[/-][0-9]{{2,4}}")

_ONE_OF_TWO_YEARS = re.compile("(?:since|before|after|by) [0-9]{4}-[0-9]{4}")
"""No period: "since 2020-2021" is since one of the two years, or all that time."""


def _join(left: str, right: str, word: str, context: Context) -> Period:
    end = _end_edge(right, word, context)
    number = re.fullmatch(rf"(?:{_START} )?(?P<m>{MONTH} )?(?P<d>{DAY})", left)
    if number is not None and number["m"] is None and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", end):
        return _interval(f"{end[:8]}{int(re.sub('[^0-9]', '', number['d'])):02}", end, context)
    start = _start_edge(left, context)
    # A year written as XXXX was left open on purpose; "March to June 2022" was not.
    start = start if "xxxx" in left else with_year_of(end, start)
    return _interval(start, end, context)


# --- rules ------------------------------------------------------------------------------------------------


def _endless(match: re.Match[str], context: Context) -> Period:
    return _interval(_start_edge(match["x"], context) if match["x"] else "", "..", context)


def _sport_season(match: re.Match[str], context: Context) -> Period:
    first, last = (moment_edtf(match["x"], context.towards(edge)) for edge in ("start", "end"))
    return _interval(first, last, context)


def _end_not_said(match: re.Match[str], context: Context) -> Period:
    return _interval(_start_edge(match["x"], context), "", context)


def _to_present(match: re.Match[str], context: Context) -> Period:
    start = _start_edge(match["x"], context) if "x" in match.groupdict() else ""
    return _interval(start, _end_edge("present", "to", context), context)


def _at_least_since(match: re.Match[str], context: Context) -> Period:
    return _interval(moment_edtf(f"no later than {match['x']}", context), "", context)


def _inclusive(match: re.Match[str], context: Context) -> Period:
    return _join(match["a"], match["b"], "through", context)


def _with_term(match: re.Match[str], context: Context) -> Period:
    start = read_moment(_start_edge(match["x"], context), context.phrase)
    limit, length = read_limit(match["t"], context)
    return period_of(start, None, term=length, limit=limit, words=context.phrase)


def _term_alone(match: re.Match[str], context: Context) -> Period:
    hint = f"write when it starts, such as '{match['t']} from 2021-03-01'"
    raise context.refusal("a length without a first day", hint)


def _throughout(match: re.Match[str], context: Context) -> Period:
    edtf = moment_edtf(match["x"], context)
    span = read_moment(edtf, context.phrase)
    if span.earliest is None or span.latest is None or is_vague(match["x"], edtf):
        why = "the first and last day are not known"
        raise context.refusal(why, "write a month, quarter or year after 'throughout'")
    return _interval(f"[..{span.earliest}]", f"[{span.latest}..]", context)


def _days_of_month(match: re.Match[str], context: Context) -> Period:
    first, last = (f"{match[d]} {match['m']} {match['y']}" for d in ("d", "e"))
    return _interval(moment_edtf(first, context), moment_edtf(last, context), context)


def _nothing(match: re.Match[str], context: Context) -> Period:
    return _interval("", "", context)


def _start_only(match: re.Match[str], context: Context) -> Period:
    return _interval(_start_edge(match["x"], context), "", context)


def _end_only(match: re.Match[str], context: Context) -> Period:
    return _interval("", _end_edge(match["x"], match["w"], context), context)


def _compiled(*table: tuple[str, Rule]) -> Table:
    return tuple((re.compile(pattern), rule) for pattern, rule in table)


_YEAR_AT_END = r"[ ,]+(?P<y>[0-9]{4})"
_RULES: Final = _compiled(
    (rf"(?:{_ENDLESS},? ?)(?P<x>{_START} .+)?", _endless),
    (rf"(?P<x>.+?)(?: to| until|,)?(?: and)? {_ENDLESS}", _endless),
    (YEAR_IN_TWO, lambda match, context: _moment(match[0], context)),
    *((rf"(?:for )?(?P<x>{season})", _sport_season) for season in SPORT_SEASON),
    (rf"{_NOT_SAID}|(?:dates? |period )?(?:unknown|not (?:known|stated|said))", _nothing),
    (rf"(?P<x>.+?),? (?:{_NOT_SAID})", _end_not_said),
    (rf"ongoing|(?:to|until|up to) {_ONGOING}", _to_present),
    (rf"(?P<x>.+?)(?: to| until| through|-| -|,)? ?(?<=[ -]){_ONGOING}", _to_present),
    (rf"(?:for )?(?P<t>{LIMITED}),? (?P<x>{_START} .+)", _with_term),
    (rf"(?P<x>.+?),? for (?P<t>{LIMITED})", _with_term),
    (rf"(?P<x>.+?), (?P<t>{LIMITED})", _with_term),
    (rf"(?:for )?(?P<t>{LIMITED})", _term_alone),
    (r"since at least (?P<x>.+)", _at_least_since),
    (r"(?P<a>.+?)(?: to | until | through | - )(?P<b>.+?),? \(?inclusive\)?", _inclusive),
    (r"(?:throughout|all of|the whole of|valid throughout) (?P<x>.+)", _throughout),
    (rf"(?P<d>{DAY}) ?- ?(?P<e>{DAY}) (?P<m>{MONTH}){_YEAR_AT_END}", _days_of_month),
    (rf"(?P<m>{MONTH}) (?P<d>{DAY}) ?- ?(?P<e>{DAY}){_YEAR_AT_END}", _days_of_month),
    (r"(?:some|a) (?:day|time) (?:from|between) .+", lambda match, context: _moment(match[0], context)),
)
_ONE_EDGE: Final = _compiled(
    (rf"{_END} (?P<x>.+)", _end_only),
    (rf"(?P<x>{_START} .+)", _start_only),
    (r"(?P<x>.+) onwards?", _start_only),
    (r"(?P<x>.*[0-9]{4}) ?-", _start_only),
)
