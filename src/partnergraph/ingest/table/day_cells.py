"""Cells of days: starts, ends, periods, lengths; what hangs on an event, and what may be renewed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from partnergraph.bounds import Period, Span, parse_date, parse_limit, parse_period, parse_term, stated_length
from partnergraph.bounds.dates import NO_DATE, NOT_A_DATE, ON_EVENT, Edge, names_an_edge
from partnergraph.bounds.edtf import PLACEHOLDER
from partnergraph.errors import InputError, PhraseError, Problem
from partnergraph.ingest.table.cell import CellError, End, Length, Read
from partnergraph.ingest.table.dates import Notation
from partnergraph.ingest.table.open_ends import open_end
from partnergraph.ingest.table.sheets import Cell, text

_SERIALS: Final = range(10_000, 80_000)
_TIME_OF_DAY: Final = re.compile(
    r"(?<=\d)(?:T|,? )\d{1,2}(?::\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AP]\.?M\.?)?(?: ?(?:Uhr|Z|UTC|GMT|[A-Z]{2,3}T|"
    r"[+-]\d{2}:?\d{2}))?|,? ?(?:Uhr|h))$",
    re.IGNORECASE,
)
"""Behind a day: what is said is the day as it is written, in whatever zone."""
_DIGITS_OF_DAY: Final = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_DAY_IN_DOTS: Final = r"(\d{4})\.(\d{1,2})\.(\d{1,2})\.?"
_DOTTED: Final = re.compile(rf"{_DAY_IN_DOTS}\s*[-–—~]\s*{_DAY_IN_DOTS}")
_RIDER: Final = re.compile(r"(?P<day>.*?\w)\s*(?:\((?P<in>[^()]+)\)|[;,+]\s*(?P<behind>[^\d].*|\d+ years? option.*))")
_RENEWS: Final = re.compile(
    r"auto\w*[ -]?(?:renew|exten|verläng|prolong)|renews? auto|roll(?:s|ing)?[ -]?over|rolling|evergreen|tacit|"
    r"stillschweigend|tácita|automatisch|automatique|renewed|extended|verlängert|prolongé|prorrogad|rinnovat|prorogat|"
    r"renovad",
    re.IGNORECASE,
)
_MAY_GO_ON: Final = r"renew|option|exten[ds]|verläng|prolong|prórrog|prorrog|proroga|rinnov|renov"
_MAY_RENEW: Final = re.compile(rf"{_MAY_GO_ON}|sell[ -]?off|notice", re.IGNORECASE)
_GOES_FURTHER: Final = re.compile(_MAY_GO_ON, re.IGNORECASE)
_COUNTS_FROM_EVENT: Final = re.compile(
    r"\b(?:from|after|since|ab|nach|à compter de|après|desde|dalla?|da|dopo) (?:the |la |le |der |dem )?"
    r"(?:first |date of )?"
    r"(?:publication|commercial|release|delivery|launch|signature|signing|execution|approval|veröffentlichung|"
    r"publicación|pubblicazione|sortie|premiere|première|erscheinen)|life of|lifetime|copyright|schutzfrist|"
    r"full term|patent",
    re.IGNORECASE,
)
_SAYS_MORE: Final = re.compile(
    r"(?:19|20)\d\d|terminated|expired|cancel|ended|kündigung|gekündigt|résili|rescin|except|only|excl", re.IGNORECASE
)
_YEAR_AS_NUMBER: Final = re.compile(r"^(\d{4})\.0+$")
_NO_YEAR: Final = ("the year is missing", "write the year with four digits, such as 7 March 2024 or May 2024")
_LEFT_EMPTY: Final[dict[Edge, str]] = {
    "start": "leave the cell empty", "end": "leave the cell empty, or write perpetual",
}  # fmt: skip
"""What to write where no date was stated."""
_ON_EVENT: Final = "write the day if it is known; else leave the cell empty and keep the words in a column 'note'"
_FAR: Final = 2099
_PLACEHOLDERS: Final = frozenset(
    [date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1)]
)


def read_day(words: str) -> date:
    """Return the one day that a user names. Raises `InputError`.

    >>> read_day("28 February 2024")
    datetime.date(2024, 2, 28)
    """
    try:
        span = parse_date(words)
    except PhraseError as error:
        raise InputError([Problem(error.why, error.hint, value=words)]) from None
    if span.earliest is None or span.earliest != span.latest:
        raise InputError([Problem("is not one day", "write it as 2024-02-28", value=words)])
    return span.earliest


def without_time(cell: Cell) -> Cell:
    """Return a date cell without its time of day, 20240911 as 2024-09-11, 2024.0 as 2024."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and _DIGITS_OF_DAY.fullmatch(str(cell)):
        cell = str(cell)
    if not isinstance(cell, str):
        return cell
    words = text(cell)
    if ":" in words or words.endswith("Uhr"):
        words = _TIME_OF_DAY.sub("", words)
    digits = _DIGITS_OF_DAY.fullmatch(words) if len(words) == len("20240911") else None
    if digits is not None:
        return "-".join(digits.groups())
    return _YEAR_AS_NUMBER.sub(r"\1", words) if "." in words else words


def read_start(cell: Cell, how: Notation, on: date | None, epoch_1904: bool) -> Read:
    """Return the `Span` of a start, the `Period` that the cell holds."""
    typed = _typed_moment(cell, "start", epoch_1904)
    if typed is not None:
        return typed
    try:
        return _plausible(text(cell), "start", _one_moment(text(cell), "start", how, on))
    except PhraseError as error:
        failed = error
    edge = _edge(text(cell), how, on, 0)
    if edge is not None:
        return _plausible(text(cell), "start", edge)
    whole = _both_edges(text(cell), how, on)
    if whole is not None:
        message = "holds a period: read as start and end"
        return Read(whole, ((message, "write the first day here, the last one into a column 'end'"),))
    if failed.why == NO_DATE:
        raise _unread(failed, "start", None)
    raise _no_start(text(cell), how, on) or _unread(failed, "start", "write 2024-03-07, March 2024 or 2024")


def _no_start(words: str, how: Notation, on: date | None) -> CellError | None:
    """Say of what tells an end or a length that it is no start."""
    if open_end(words) or _without_end(words):
        return CellError("says how it ends, where a start is wanted", "write the first day, or leave the cell empty")
    if _edge(words, how, on, 1) is not None:
        hint = "write the first day, or leave the cell empty; the last day belongs into a column 'end'"
        return CellError("is an end, where a start is wanted", hint)
    if _as_term(words) is not None:
        hint = "write the first day, or leave the cell empty; the length belongs into a column 'term'"
        return CellError("is a length, where a start is wanted", hint)
    return None


def _both_edges(words: str, how: Notation, on: date | None) -> Period | None:
    """Return a period of which both edges are told, or a start and a length."""
    try:
        period = parse_period(words, on=on, order=how.order, pairs=how.pairs, century=how.century)
    except PhraseError:
        return None
    start, slash, end = period.edtf.partition("/")
    told = bool(end) or period.planned_end is not None or stated_length(period) is not None
    return period if slash and start and told and ";" not in words and "XXXX" not in period.edtf else None


def _one_moment(words: str, edge: Edge, how: Notation, on: date | None) -> Span:
    return parse_date(words, on=on, order=how.order, edge=edge, pairs=how.pairs, century=how.century)


def _typed_moment(cell: Cell, edge: Edge, epoch_1904: bool) -> Read | None:
    """Return the day of a real date or of a spreadsheet's day number."""
    if isinstance(cell, str) and re.fullmatch(r"\d{5}(?:\.0+)?", cell):
        cell = int(cell[:5])
    if isinstance(cell, date):
        return _one_day(cell, edge)
    if isinstance(cell, bool) or not isinstance(cell, int):
        return None
    if cell not in _SERIALS:
        return None
    epoch = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    day = epoch + timedelta(cell)
    message = f"numbers are read as a spreadsheet's day numbers: {cell} is {day}"
    return Read(_one_day(day, edge).value, ((message, "format the column as dates"),))


def _one_day(day: date, edge: Edge) -> Read:
    try:
        return _plausible("", edge, parse_date(day.isoformat()))
    except PhraseError as error:
        if edge == "end" and error.why == PLACEHOLDER:
            raise
        raise _unread(error, edge, error.hint) from None


def _plausible(words: str, edge: Edge, span: Span) -> Read:
    """Refuse a date without a year, "May 24", unless it is written as EDTF; warn of a day that may be a placeholder."""
    if span.edtf.startswith("XXXX") and "XXXX" not in words.upper():
        raise CellError(*_NO_YEAR)
    far = span.earliest is not None and span.earliest.year >= _FAR
    if far or (span.earliest == span.latest and span.earliest in _PLACEHOLDERS):
        message = f"is read as it stands, {span.edtf}; some systems write it where no date was stated"
        return Read(span, ((message, f"if so, {_LEFT_EMPTY[edge]}"),))
    return Read(span)


def _edge(words: str, how: Notation, on: date | None, side: int) -> Span | None:
    """Return one edge of "since 2020" or "until 2024", whose other edge must be open."""
    try:
        period = parse_period(words, on=on, order=how.order, pairs=how.pairs, century=how.century)
    except PhraseError:
        return None
    edges = period.edtf.split("/")
    if len(edges) != 2 or edges[1 - side] or not edges[side]:
        return None
    if period.endless or period.planned_end or stated_length(period):
        return None
    days = (period.earliest_start, period.latest_start) if side == 0 else (period.earliest_end, period.latest_end)
    return Span(*days, edges[side])


def read_end(cell: Cell, how: Notation, on: date | None, epoch_1904: bool) -> Read:
    """Return the `End` that a cell says."""
    words = text(cell)
    said = None if words[:1].isdigit() else open_end(words)
    if said is not None:
        return Read(End(present=said == "present", endless=said == "endless"))
    try:
        typed = _typed_moment(cell, "end", epoch_1904)
        if typed is not None:
            return _ending(typed)
        return _ending(_plausible(words, "end", _one_moment(words, "end", how, on)))
    except PhraseError as error:
        failed = error
    if failed.why == PLACEHOLDER:
        return Read(End(), (("9999 is no year: read as an end that is not known", f"else {_LEFT_EMPTY['end']}"),))
    edge = _edge(words, how, on, 1)
    if edge is not None:
        return _ending(_plausible(words, "end", edge))
    found = _end_without_day(words, how, on)
    if found is not None:
        return Read(found)
    ridden = _with_rider(words, how, on)
    if ridden is not None:
        return ridden
    if _hangs_on_event(words, failed):
        return Read(End(), (_of_event(words),))
    if _edge(words, how, on, 0) is not None:
        hint = "write the last day, or leave the cell empty where none is known"
        raise CellError("is a start, where an end is wanted", hint)
    hint = "write 2024-03-07, March 2024, 2024, three years, ongoing or perpetual"
    raise _unread(failed, "end", hint)


def _at_least(length: Length | None) -> Length | None:
    """Return a length that may be exceeded: as a least one, where it was exact."""
    return ("minimum_term", length[1]) if length is not None and length[0] == "term" else None


def _hangs_on_event(words: str, failed: PhraseError) -> bool:
    """Whether a day hangs on an event and nothing else is said: neither a year, nor that it is over."""
    return failed.why == ON_EVENT and not _SAYS_MORE.search(words)


def _of_event(words: str) -> tuple[str, str]:
    return (
        f"{words!r} hangs on an event: the day is not known, and the words are kept",
        "write the day once it is known",
    )


def _with_rider(words: str, how: Notation, on: date | None) -> Read | None:
    """Return an end that words on a renewal, an option or a notice stand behind: "31.12.2025 (option to 2028)".

    What renews, was renewed or can be extended does not surely end on its day: it is the first on which it may.
    """
    parted = _RIDER.fullmatch(words)
    more = (parted["in"] or parted["behind"]) if parted else ""
    if parted is None or not (_RENEWS.search(more) or _MAY_RENEW.search(more)):
        return None
    try:
        read = read_end(parted["day"], how, on, False)
    except CellError:
        return None
    end = read.value
    assert isinstance(end, End)
    if _RENEWS.search(more) or _GOES_FURTHER.search(more):
        day = end.span.earliest if end.span else None
        span = Span(day, None, f"[{day}..]") if day else None
        end = replace(end, span=span, present=False, term=_at_least(end.term))
        message = f"{more!r}: it may go on after its day, so it ends then or later"
    else:
        message = f"{more!r} is kept as words: the day before it is the end"
    return Read(end, (*read.remarks, (message, "an option or a renewal has columns of its own")))


def _end_without_day(words: str, how: Notation, on: date | None) -> End | None:
    """Return what a cell says of an end with a length, a whole period or words."""
    unending = _without_end(words)
    if unending is not None:
        return End(endless=unending == "endless")
    length = _as_term(words)
    if length is not None:
        return End(term=length)
    whole = _both_edges(words, how, on)
    if whole is None:
        return None
    first, last = whole.edtf.split("/")
    since = Span(whole.earliest_start, whole.latest_start, first)
    length = stated_length(whole)
    if whole.endless or whole.planned_end or length:
        return End(endless=whole.endless, planned=whole.planned_end, since=since, term=length)
    return End(Span(whole.earliest_end, whole.latest_end, last), since=since)


def _as_term(words: str) -> Length | None:
    try:
        return "term", parse_term(words)
    except PhraseError:
        return None


def _unread(error: PhraseError, edge: Edge, hint: str | None) -> CellError:
    """Say what to write into a cell of its column, where the error does not know that it is about one."""
    empty = {NO_DATE: _LEFT_EMPTY["start"], PLACEHOLDER: _LEFT_EMPTY[edge], NOT_A_DATE: hint, ON_EVENT: _ON_EVENT}
    return CellError(error.why, empty.get(error.why, error.hint))


def _ending(read: Read) -> Read:
    return Read(End(span=read.value), read.remarks)  # type: ignore[arg-type]


def _without_end(words: str) -> Literal["endless", "open"] | None:
    try:
        period = parse_period(words)
    except PhraseError:
        return None
    if period.endless and period.earliest_start is None:
        return "endless"
    return "open" if period.edtf == "/" else None


def read_period(words: str, how: Notation, on: date | None) -> Period:
    """Return the period that a cell says."""
    said = open_end(words)
    if said is not None:
        return replace(parse_period("/.." if said == "endless" else "/"), words=words)
    dotted = _DOTTED.fullmatch(words)
    if dotted is not None:
        words = "{}-{:0>2}-{:0>2} to {}-{:0>2}-{:0>2}".format(*dotted.groups())
    try:
        period = parse_period(words, on=on, order=how.order, pairs=how.pairs, century=how.century)
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None
    edges = period.edtf.split("/")
    if any(edge.startswith("XXXX") for edge in edges) and "XXXX" not in words.upper():
        raise CellError(*_NO_YEAR)
    if ";" in words:
        raise CellError("more than one period", "write one as '2022 to 2023', or give each a row of its own")
    if len(edges) == 1 and period.planned_end is None and (names_an_edge(words) or _is_short(period)):
        hint = "write 'since ...' or 'until ...', or both days: 2022-03-01 to 2024-02-29"
        raise CellError("one date, where a period is wanted: its start or its end?", hint)
    return period


def _is_short(period: Period) -> bool:
    """Whether the start is known to the month at least: too short to be the period itself, as 2024 can be."""
    first, last = period.earliest_start, period.latest_start
    return first is not None and last is not None and (first.year, first.month) == (last.year, last.month)


def read_length(words: str, unit: str | None) -> Read:
    """Return a `Length`, ``"endless"`` or ``"open"``."""
    said = open_end(words)
    if said is not None:
        return Read("endless" if said == "endless" else "open")
    unending = _without_end(words)
    if unending is not None:
        return Read(unending)
    number = re.fullmatch(r"(\d+(?:\.\d+)?)", words)
    if number and unit is None:
        hint = f"write '{words} years' or '{words} months', or head the column 'term (years)'"
        raise CellError("a number without a unit", hint)
    if number and float(words) != int(float(words)):
        raise CellError("part of a unit", "write whole units, such as '18 months'")
    try:
        return Read(parse_limit(f"{int(float(words))} {unit}s" if number else words))
    except PhraseError as error:
        failed = error
    if _COUNTS_FROM_EVENT.search(words) and not _SAYS_MORE.search(words):
        return Read("open", (_of_event(words),))
    parted = _RIDER.fullmatch(words)
    if parted is not None and _as_term(parted["day"]) and not _SAYS_MORE.search(words):
        more, length = parted["in"] or parted["behind"], _as_term(parted["day"])
        if _RENEWS.search(more) or _GOES_FURTHER.search(more):
            message = f"{more!r}: it may go on after that length, which is the least one"
            return Read(_at_least(length), ((message, "an option or a renewal has columns of its own"),))
        return Read(length, ((f"{more!r} is kept as words: the length before it counts", None),))
    raise CellError(failed.why, failed.hint)
