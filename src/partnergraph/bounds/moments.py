"""One moment in plain English, turned into EDTF and then into days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from partnergraph.bounds.edtf import NO_YEAR, looks_like_edtf, read_moment
from partnergraph.bounds.values import Span
from partnergraph.errors import PhraseError

Order: TypeAlias = Literal["dmy", "mdy"]

_LONGEST: Final = 120
NOT_A_DATE: Final = "not a date that can be read without guessing"
WAYS_TO_WRITE: Final = "write 2024-03-07, March 2024, 2024, 'since 2022', '2022 to 2024', or EDTF such as 2022/"

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBERS = {name[:3].lower(): i for i, name in enumerate(MONTHS, start=1)}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY: Final = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_TWELVE, _THIRTY_ONE = range(1, 13), range(1, 32)
_YEAR = r"(?P<y>[0-9]{4})"
_M, _D = rf"(?P<m>{MONTH})", rf"(?P<d>{DAY})"
_WEEKDAY = rf"(?:(?P<w>{'|'.join(WEEKDAYS)}),? )?"
PART_OF: Final = (
    r"(?:very )?(?:early|middle|mid|late|beginning|start|end|close|year[- ]?end)"
    r"(?: (?:in|of|part of)|-)?(?: the)?(?: year)? ?"
)


@dataclass(frozen=True, slots=True)
class Context:
    """The whole phrase (for messages), the source's date, and the order of day and month in 01/02/2024."""

    phrase: str
    on: date | None = None
    order: Order | None = None

    def refusal(self, why: str, hint: str | None = None) -> PhraseError:
        """The error to raise about the whole phrase."""
        return PhraseError(self.phrase, why, hint)


def parse_moment(text: str, *, on: date | None = None, order: Order | None = None) -> Span:
    """Read one moment, written as EDTF or in plain English.

    ``on`` is the source's date, needed by "next year" and the like. ``order`` says how 01/02/2024 is meant;
    without it such a date is refused unless only one reading is possible. Raises `PhraseError`.

    >>> parse_moment("July 2022")
    Span(earliest=datetime.date(2022, 7, 1), latest=datetime.date(2022, 7, 31), edtf='2022-07')
    >>> parse_moment("before 2020")
    Span(earliest=None, latest=datetime.date(2019, 12, 31), edtf='[..2019-12-31]')
    >>> parse_moment("March 7").edtf
    'XXXX-03-07'
    """
    context = Context(text, on, order)
    return moment(tidy(text, context), context)


def completed(edtf: str, source_date: date, *, edge: Literal["start", "end"] = "start") -> Span | None:
    """The reading ``completed-date``: a moment without a year, put into the year of its source.

    For an interval, ``edge`` says which side. ``None`` where that side has a year, is absent, or does not exist
    in the source's year (29 February). The year is a guess, which is why this is a named reading.

    >>> completed("XXXX-03-07", date(2024, 2, 28)).edtf
    '2024-03-07'
    >>> completed("2024-03-07", date(2024, 2, 28)) is None
    True
    """
    start, slash, end = edtf.partition("/")
    side = end if slash and edge == "end" else start if slash or edge == "start" else ""
    if not side.startswith(NO_YEAR):
        return None
    try:
        return read_moment(f"{source_date.year:04}{side[4:]}")
    except PhraseError:
        return None


def tidy(text: str, context: Context) -> str:
    """Lower case, one space between words, plain hyphens; refuses what is empty or no date at all by its length."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain).replace("\u2019", "'")
    plain = " ".join(plain.split()).lower().rstrip(" ,;")
    plain = re.sub(r"(?<=[a-z0-9])\.$", "", plain)
    if not plain:
        raise context.refusal("there is no date here", "leave the field out, or write a date such as 2024-03")
    if len(plain) > _LONGEST:
        raise PhraseError(plain[:40] + "...", f"longer than {_LONGEST} characters", "write the date alone")
    return plain


def moment(text: str, context: Context) -> Span:
    """Read a tidied moment."""
    return read_moment(moment_edtf(text, context), context.phrase)


def moment_edtf(text: str, context: Context) -> str:
    """The EDTF of a tidied moment. The first rule that fits yields it, or refuses."""
    numeric = _numeric_date(text, context)
    if numeric is not None:
        return numeric
    if looks_like_edtf(text):
        return _literal(text, context)
    for pattern, rule in _RULES:
        match = pattern.fullmatch(text)
        if match is not None:
            return rule(match, context)
    raise context.refusal(NOT_A_DATE, WAYS_TO_WRITE)


def shift(day: date, days: int, context: Context) -> date:
    """``day`` moved by a number of days, within the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        raise context.refusal("outside the years 0001 to 9998", "write a year from 0001 to 9998") from None


def is_vague(text: str, edtf: str) -> bool:
    """Whether the moment is somewhere inside its bounds rather than all of them ("late 2020", spring, a range)."""
    division = re.fullmatch("[0-9X]{4}-(2[1-9]|3[0-2])", edtf)
    return bool(division) or edtf.startswith("[") or "-XX" in edtf or bool(re.match(rf"(?:the )?{PART_OF}", text))


# --- numbers and slashes ----------------------------------------------------------------------------


def _literal(text: str, context: Context) -> str:
    edtf = text.upper()
    if "/" in edtf:
        why = "a period, where a moment is wanted" if edtf.count("/") == 1 else "not a date"
        raise context.refusal(why, "write one date, such as 2024-03-07")
    years = re.fullmatch("([0-9]{4})-([0-9]{4})", edtf)
    if years:
        raise context.refusal("a period, where a moment is wanted", f"write one year, {years[1]} or {years[2]}")
    if re.fullmatch("[0-9]{4}-[0-9]", edtf):
        year, digit = edtf.split("-")
        raise context.refusal("a month has two digits", f"write {year}-0{digit} for the month")
    return edtf


def _numeric_date(text: str, context: Context) -> str | None:
    """01/02/2024 and its kin; ``None`` when the text is something else."""
    month_year = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{4})", text)
    if month_year is not None:
        return f"{month_year[2]}-{int(month_year[1]):02}"
    year_first = re.fullmatch(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})", text)
    if year_first is not None:
        return f"{year_first[1]}-{int(year_first[3]):02}-{int(year_first[4]):02}"
    year_last = re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})", text)
    if year_last is not None:
        return _by_order(int(year_last[1]), int(year_last[3]), year_last[4], context)
    if re.fullmatch(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{1,3}", text):
        raise context.refusal("the year is not written in full", "write the year with four digits: 2024-03-07")
    return None


def _by_order(a: int, b: int, year: str, context: Context) -> str:
    readings = {"dmy": (b, a), "mdy": (a, b)}
    wanted = (context.order,) if context.order else ("dmy", "mdy")
    found = {f"{year}-{m:02}-{d:02}" for m, d in map(readings.__getitem__, wanted) if m in _TWELVE and d in _THIRTY_ONE}
    if not found:
        order = {"dmy": " as day/month/year", "mdy": " as month/day/year", None: ""}[context.order]
        raise context.refusal(f"there is no such day{order}", "write year-month-day, such as 2024-03-07")
    if len(found) > 1:
        dmy, mdy = (f"{year}-{month:02}-{day:02}" for month, day in readings.values())
        why = "day and month could be either way round"
        raise context.refusal(why, f"write {dmy} or {mdy}, or say which order day and month have")
    return found.pop()


# --- rules, in the order they are tried ----------------------------------------------------------------

Rule: TypeAlias = Callable[[re.Match[str], Context], str]


def month_number(name: str) -> int:
    """1-12 of an English month name or abbreviation."""
    return _MONTH_NUMBERS[name[:3]]


def _day(match: re.Match[str], context: Context) -> str:
    parts = match.groupdict()
    day = int(re.sub("[^0-9]", "", parts["d"]))
    year = parts.get("y") or NO_YEAR
    edtf = f"{year}-{month_number(parts['m']):02}-{day:02}"
    weekday = parts.get("w")
    found = read_moment(edtf, context.phrase).earliest
    if weekday and found and WEEKDAYS[found.weekday()] != weekday:
        why = f"{edtf} is a {WEEKDAYS[found.weekday()].capitalize()}"
        raise context.refusal(why, f"write {edtf} if the number is right")
    return edtf


def _month(match: re.Match[str], context: Context) -> str:
    parts = match.groupdict()
    return f"{parts.get('y') or NO_YEAR}-{month_number(parts['m']):02}"


def _quarter(match: re.Match[str], context: Context) -> str:
    number = match["q"] if match["q"].isdigit() else _ORDINALS[match["q"]]
    return f"{match['y']}-{32 + int(number)}"


def _half(match: re.Match[str], context: Context) -> str:
    number = match["h"]
    return f"{match['y']}-{40 if number in ('1', 'first') else 41}"


def _season(match: re.Match[str], context: Context) -> str:
    return f"{match['y']}-{_SEASONS[match['s']]}"


def _winter(match: re.Match[str], context: Context) -> str:
    first, second = match["y"], match["z"]
    second = first[: 4 - len(second)] + second
    if int(second) != int(first) + 1:
        raise context.refusal("a winter or season spans two years in a row", f"write winter {first}/{int(first) + 1}")
    return f"[{first}..{second}]"


def _decade(match: re.Match[str], context: Context) -> str:
    year = match["y"]
    if year.endswith("00"):
        hint = f"write {year[:3]}X for ten, {year[:2]}XX for a hundred"
        raise context.refusal("could be ten years or a hundred", hint)
    return f"{year[:3]}X"


def _fiscal(match: re.Match[str], context: Context) -> str:
    return f"{match['y']}~"


def _doubtful(sign: str) -> Rule:
    def rule(match: re.Match[str], context: Context) -> str:
        inner = re.sub("[~?%]", "", moment_edtf(match["x"], context))
        if inner.startswith("["):
            raise context.refusal("a doubtful range gives nothing to hold on to", "write the range or one date")
        return inner + sign

    return rule


def _part(match: re.Match[str], context: Context) -> str:
    inner = moment_edtf(match["x"], context)
    if re.fullmatch("[0-9X]{4}-[0-9X]{2}-[0-9]{2}", inner):
        raise context.refusal("a day has no early or late part here", f"write {inner}")
    return inner


def _known(text: str, context: Context) -> tuple[date, date, bool]:
    edtf = moment_edtf(text, context)
    span = read_moment(edtf, context.phrase)
    if span.earliest is None or span.latest is None:
        why = "a limit needs a date that is itself known"
        raise context.refusal(why, "write the limit as a day, a month or a year, such as 'before 2020'")
    return span.earliest, span.latest, is_vague(text, edtf)


def _before(match: re.Match[str], context: Context) -> str:
    earliest, latest, vague = _known(match["x"], context)
    return f"[..{latest if vague else shift(earliest, -1, context)}]"


def _after(match: re.Match[str], context: Context) -> str:
    earliest, latest, vague = _known(match["x"], context)
    return f"[{earliest if vague else shift(latest, 1, context)}..]"


def _at_latest(match: re.Match[str], context: Context) -> str:
    return f"[..{_known(match['x'], context)[1]}]"


def _at_earliest(match: re.Match[str], context: Context) -> str:
    return f"[{_known(match['x'], context)[0]}..]"


def _some_day(match: re.Match[str], context: Context) -> str:
    last = moment_edtf(match["b"], context)
    first = with_year_of(last, moment_edtf(match["a"], context))
    return f"[{first}..{last}]"


def _either(match: re.Match[str], context: Context) -> str:
    last = moment_edtf(match["b"], context)
    first = with_year_of(last, moment_edtf(match["a"], context))
    a, b = read_moment(first, context.phrase), read_moment(last, context.phrase)
    if a.latest is None or b.earliest is None or shift(a.latest, 1, context) != b.earliest:
        why = "these two are not next to each other, so one span would let in what lies between"
        raise context.refusal(why, "record one statement for each, or write 'some day from ... to ...'")
    return f"[{first}..{last}]"


def with_year_of(other: str, edtf: str) -> str:
    """A moment without a year takes that of the month or day it is written together with ("March or April 2022")."""
    if edtf.startswith(NO_YEAR) and re.match("[0-9]{4}-", other):
        return other[:4] + edtf[4:]
    return edtf


def _relative(match: re.Match[str], context: Context) -> str:
    if context.on is None:
        raise context.refusal("counts from a day that is not given", "write the date itself, or give the source's date")
    step = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}[match["r"]]
    year, unit = context.on.year, match["u"]
    if unit == "year":
        return f"{year + step:04}"
    size, base = (1, 1) if unit == "month" else (3, 33)
    count = (year * 12 + context.on.month - 1) // size + step
    return f"{count // (12 // size):04}-{base + count % (12 // size):02}"


def _near_day(match: re.Match[str], context: Context) -> str:
    if context.on is None:
        raise context.refusal("counts from a day that is not given", "write the date itself, or give the source's date")
    return shift(context.on, {"yesterday": -1, "today": 0, "tomorrow": 1}[match["x"]], context).isoformat()


def _plain(match: re.Match[str], context: Context) -> str:
    return moment_edtf(match["x"], context)


def _refuse(why: str, hint: str) -> Rule:
    def rule(match: re.Match[str], context: Context) -> str:
        raise context.refusal(why, hint)

    return rule


_FOUR_DIGITS = _refuse("the year is not written in full", "write the year with four digits, such as March 2022")
_NO_DATE = _refuse("no date", "leave the date out until one is known; an unknown end is written 2022/")

_FISCAL = r"(?:fiscal|financial|fy)(?: year)?"
_TABLE: tuple[tuple[str, Rule], ...] = (
    # refusals with advice of their own
    (r"soon|shortly|recent(?:ly)?|upcoming|lately|later|eventually|in due course|in the (?:near|coming) .*", _NO_DATE),
    (r"tb[acd]|to be (?:announced|confirmed|determined|decided)|n/?a|none|null|-+|\?+|unknown", _NO_DATE),
    (rf"{MONTH}(?:-| ?')[0-9]{{2}}|'[0-9]{{2}}|[0-9]{{1,2}}/[0-9]{{1,2}}", _FOUR_DIGITS),
    (r"(?:q[1-4]|h[12]|fy|[1-4]q|[12]h) ?'?[0-9]{2}", _FOUR_DIGITS),
    (r"(?:the )?(?:'?[0-9]0s|nineties|eighties|seventies|noughties)", _FOUR_DIGITS),
    (
        r"(?:the )?[0-9]{1,2}(?:st|nd|rd|th) century",
        _refuse("centuries are counted in two ways", "write 19XX for 1900 to 1999"),
    ),
    (
        r"as (?:of|at) .*",
        _refuse("could be the day it began or the day it was looked at", "write 'since ...', or the day alone"),
    ),
    (
        r"between .* and .*",
        _refuse("could be one day within, or the whole time", "write 'some day from ... to ...', or '... to ...'"),
    ),
    (
        r"(?:valid|for|valid for|valid in|licen[cs]e) [0-9]{4}",
        _refuse("could begin in that year or last all of it", "write 'since 2024', or 'throughout 2024'"),
    ),
    (
        r"(?:in)?to (?:the|its) .* (?:day|week|month|year)",
        _refuse("says how far along, not when", "write the start as a date if a source states it"),
    ),
    (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9:.]+(?: ?z|[+-][0-9:]+)?",
        _refuse("a time of day depends on the zone", "write the day alone, such as 2024-03-07"),
    ),
    # two dates in one moment
    (r"(?:some|a) (?:day|time) from (?P<a>.+?) to (?P<b>.+)", _some_day),
    (r"(?:some|a) (?:day|time) between (?P<a>.+?) and (?P<b>.+)", _some_day),
    # limits
    (r"(?:before|prior to|earlier than) (?P<x>.+)", _before),
    (r"(?:after|later than) (?P<x>.+)", _after),
    (r"(?:by|no later than|not later than|at the latest|on or before) (?P<x>.+)", _at_latest),
    (r"(?P<x>.+?),? (?:at the latest|or (?:earlier|before))", _at_latest),
    (r"(?:no earlier than|not earlier than|not before|on or after|at the earliest) (?P<x>.+)", _at_earliest),
    (r"(?P<x>.+?),? (?:at the earliest|or (?:later|after))", _at_earliest),
    (r"(?:either )?(?P<a>.+?) or (?P<b>.+)", _either),
    # doubt
    (r"(?:about|around|approximately|approx\.?|roughly|circa|ca?\.?|some ?time around|~) ?(?P<x>.+)", _doubtful("~")),
    (r"(?:perhaps|possibly|probably|maybe|reportedly in) (?P<x>.+)", _doubtful("?")),
    (rf"{_FISCAL} ?(?:q[1-4] |h[12] )?(?:fy ?)?{_YEAR}(?:[/-][0-9]{{2,4}})?", _fiscal),
    (rf"(?:q[1-4]|h[12]|(?:{'|'.join(_ORDINALS)}) (?:quarter|half))(?: of)? {_FISCAL} ?{_YEAR}", _fiscal),
    # days
    (rf"{_WEEKDAY}(?:the )?{_D}(?: of)?[ -]{_M}(?:,? (?:of )?|-){_YEAR}", _day),
    (rf"{_WEEKDAY}{_M}[ -](?:the )?{_D}(?:, ?| ){_YEAR}", _day),
    (rf"{_YEAR}[ -]{_M}[ -]{_D}", _day),
    (rf"(?:the )?{_D}(?: of)?[ -]{_M}", _day),
    (rf"{_M} (?:the )?{_D}", _day),
    # months and what has several of them
    (rf"{_M}(?:,? (?:of )?|-){_YEAR}", _month),
    (rf"{_YEAR}[ -]{_M}", _month),
    (_M, _month),
    (rf"q(?P<q>[1-4])[ -]?(?:of )?{_YEAR}", _quarter),
    (rf"(?P<q>[1-4])q[ -]?{_YEAR}", _quarter),
    (rf"{_YEAR}[ -]?q(?P<q>[1-4])", _quarter),
    (rf"(?:the )?(?P<q>{'|'.join(_ORDINALS)}) quarter(?: of)? {_YEAR}", _quarter),
    (rf"h(?P<h>[12])[ -]?(?:of )?{_YEAR}", _half),
    (rf"(?P<h>[12])h[ -]?{_YEAR}", _half),
    (rf"{_YEAR}[ -]?h(?P<h>[12])", _half),
    (rf"(?:the )?(?P<h>first|second|last) half(?: of)? {_YEAR}", _half),
    (rf"(?P<s>{'|'.join(_SEASONS)})(?: of)?,? {_YEAR}", _season),
    (rf"{_YEAR}[ -](?P<s>{'|'.join(_SEASONS)})", _season),
    (rf"(?:{'|'.join(_SEASONS)})(?: of)? {_YEAR}[/-](?P<z>[0-9]{{2}}|[0-9]{{4}})", _winter),
    (rf"(?:the )?{_YEAR}s", _decade),
    (rf"(?:the )?year {_YEAR}", lambda match, context: match["y"]),
    # parts of a span, and days counted from the source's date
    (r"(?P<r>last|previous|this|the current|current|next) (?P<u>year|quarter|month)", _relative),
    (r"(?P<x>yesterday|today|tomorrow)", _near_day),
    (r"[0-9]{4}-(?:early|mid|late)", lambda match, context: match[0][:4]),
    (rf"(?:the )?{PART_OF}(?P<x>.+)", _part),
    # words that add nothing to a moment
    (r"(?:on|in the|in|during|at|within|some ?time in|the|month of) (?P<x>.+)", _plain),
    (r"(?:happened|launched|released|announced|signed) (?P<x>.+)", _plain),
)

_RULES: Final = tuple((re.compile(pattern), rule) for pattern, rule in _TABLE)
