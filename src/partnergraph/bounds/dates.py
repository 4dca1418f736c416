"""One moment in plain words, turned into EDTF and then into days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from partnergraph.bounds.centuries import SHORT_YEAR, in_full
from partnergraph.bounds.edtf import NO_YEAR, is_division, looks_like_edtf, read_moment
from partnergraph.bounds.languages import MONTHS, WEEKDAYS, TwoMonthsError, in_english
from partnergraph.bounds.values import Span
from partnergraph.errors import PhraseError

Order: TypeAlias = Literal["dmy", "mdy"]
Edge: TypeAlias = Literal["start", "end"]
Pairs: TypeAlias = Literal["edtf", "refused", "months", "years"]
"""How 2003-07 is meant: "edtf", where EDTF is expected; else a month or a pair of years, where that is decided."""

_LONGEST: Final = 120
_ONE_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_CHARACTERS: Final = 10 * _LONGEST  # with the blanks between the words
EITHER_WAY_ROUND: Final = "day and month could be either way round"
NOT_A_DATE: Final = "not a date that can be read without guessing"
NO_DATE: Final = "no date"
ON_EVENT: Final = "hangs on an event, or counts from another date: no day follows from these words alone"
WAYS_TO_WRITE: Final = "write 2024-03-07, March 2024, 2024, 'since 2022', '2022 to 2024', or EDTF such as 2022/"

_MONTH_NUMBERS = {name[:3].lower(): i for i, name in enumerate(MONTHS, start=1)}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY: Final = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_TWELVE, _THIRTY_ONE = range(1, 13), range(1, 32)
_YEAR = r"(?P<y>[0-9]{4})"
_M, _D = rf"(?P<m>{MONTH})", rf"(?P<d>{DAY})"
_WEEKDAY = rf"(?:(?P<w>{'|'.join(WEEKDAYS)}),? )?"
_BEGINNING = "beginning|start|anfang|beginn|début|principios|comienzos|inizio"
_ENDING = "year[- ]?end|end|close|eo[ymq]|ende|fin|finales|fine"
_MIDDLE = "early|middle|mid|late|mitte|mi|mediados|metà"
PART_OF: Final = (
    rf"(?:(?:at|a|zu|à) )?(?:the )?(?:very )?(?:(?P<first>{_BEGINNING})|(?P<last>{_ENDING})|{_MIDDLE})(?![^\W\d])"
    r"(?P<of> (?:in|of|part of|de|di)(?![^\W\d_])|-)?(?: the)?(?: year)? ?"
)
_FISCAL = "(?:fiscal|financial|fy)(?: year)?"
YEAR_IN_TWO: Final = rf"(?:(?:{'|'.join(_SEASONS)})(?: of)?|{_FISCAL}) ?[0-9]{{4}}[/-][0-9]{{2,4}}"
SEASON_WORD = "(?:season|saison|temporada|stagione)"
_TO_YEAR = "(?:[/-](?P<z>[0-9]{2}|[0-9]{4}))?"
SPORT_SEASON: Final = (
    rf"(?:the )?{_YEAR}{_TO_YEAR} {SEASON_WORD}",
    rf"(?:the )?{SEASON_WORD} {_YEAR}{_TO_YEAR}",
)
SHORT_PAIR = re.compile(r"(?P<y>[0-9]{4})(?P<sign>[/-])(?P<z>[0-9]{2})")
_ONE_DATE = "since|until|till?|to|by|before|after|(?:end|expir|terminat)(?:ed|es|s|ing)"
_MAY_PRECEDE = re.compile(
    rf"(?:^|\b(?:from|the|for|{_ONE_DATE}|{SEASON_WORD}|(?:{'|'.join(_SEASONS)})(?: of)?|{_FISCAL})) ?$"
)
_LONGEST_PAIR: Final = 50  # years: nobody writes a longer span so, and 1940-02 is a month
_WIDE_DASH = "[\u2012-\u2015\u2212]"
_WIDE_PAIR = re.compile(
    rf"(?<![0-9])(?<![0-9][./-])(?P<y>[0-9]{{4}}) ?{_WIDE_DASH} ?(?P<z>[0-9]{{2}})(?![0-9]|[.-][0-9])"
)


@dataclass(frozen=True, slots=True)
class Context:
    """The whole phrase, the source's date, how 01/02/2024, 2003-07 and 28-Apr-19 are meant, the edge wanted."""

    phrase: str
    on: date | None = None
    order: Order | None = None
    edge: Edge | None = None
    pairs: Pairs = "edtf"
    century: int | None = None

    def towards(self, edge: Edge | None) -> Context:
        """The context of a part of the phrase that is a start, an end, or (``None``) either."""
        return replace(self, edge=edge)

    def refusal(self, why: str, hint: str | None = None) -> PhraseError:
        """The error to raise about the whole phrase."""
        return PhraseError(self.phrase, why, hint)


def parse_date(
    text: str,
    *,
    on: date | None = None,
    order: Order | None = None,
    edge: Edge | None = None,
    pairs: Pairs = "edtf",
    century: int | None = None,
) -> Span:
    """Read one moment, written as EDTF or in plain English.

    ``on`` is the source's date, needed by "next year" and the like. ``order`` says how 01/02/2024 is meant;
    without it such a date is refused unless only one reading is possible. ``edge`` says what the moment is: as an
    end, "end of 2024" is its last day; as a start, "beginning of 2024" is some day of its first month; else both
    are some day of the year. ``pairs`` says how 2003-07 is meant: as EDTF (the default), as a month, as a pair of
    years, or "refused" where it could be either. ``century`` is put before a year of two digits ("28-Apr-19"), which is
    refused without it. Raises `PhraseError`.

    >>> parse_date("July 2022")
    Span(earliest=datetime.date(2022, 7, 1), latest=datetime.date(2022, 7, 31), edtf='2022-07')
    >>> parse_date("before 2020")
    Span(earliest=None, latest=datetime.date(2019, 12, 31), edtf='[..2019-12-31]')
    >>> parse_date("March 7").edtf
    'XXXX-03-07'
    """
    context = Context(text, on, order, edge, pairs, century)
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
    """Lower case, English, one space between words, plain hyphens; refuses what is empty or too long to be a date.

    A dash wider than a hyphen makes a span of years: "2003–07" becomes "2003-2007".
    """
    if _ONE_DAY.fullmatch(text):
        return text
    if len(text) > _MOST_CHARACTERS:
        raise PhraseError(text[:40] + "...", f"longer than {_LONGEST} characters", "write the date alone")
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).lower().rstrip(" ,;").replace("\u2019", "'")
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain_dashes(_english(plain, context)))
    plain = re.sub(r"(?<=[a-z0-9])\.$", "", plain)
    if not plain:
        raise context.refusal("there is no date here", "leave the field out, or write a date such as 2024-03")
    if len(plain) > _LONGEST:
        raise PhraseError(plain[:40] + "...", f"longer than {_LONGEST} characters", "write the date alone")
    return plain


def _english(text: str, context: Context) -> str:
    if len(text) > _LONGEST:
        return text
    try:
        plain = in_english(text)
        return in_full(plain, context.century, ordered=context.order is not None) if context.century else plain
    except TwoMonthsError as error:
        raise context.refusal(str(error), f"write the month in English: {' or '.join(error.months)}") from None


def plain_dashes(text: str) -> str:
    """Write out the years of "2003–07"; part two dates such as 31.01.2024–31.12.2025."""
    text = re.sub(rf"([0-9]{{4}}){_WIDE_DASH}([0-9]{{2}}){_WIDE_DASH}([0-9]{{2}})(?![0-9])", r"\1-\2-\3", text)
    text = re.sub(rf"(?<=[./-][0-9]{{4}}){_WIDE_DASH}(?=[0-9])", " - ", text)
    text = re.sub(rf"(?<=[0-9]-[0-9]{{2}}){_WIDE_DASH}(?=[0-9]{{4}}-)", " - ", text)
    text = re.sub(r"(?<=[./][0-9]{4})-(?=[0-9]{1,2}[./][0-9])", " - ", text)
    return _WIDE_PAIR.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    second = second_year(match["y"], match["z"])
    if second is None and is_month(match["z"]):
        return match[0]
    before = match.string[max(0, match.start() - 15) : match.start()]
    after = match.string[match.end() : match.end() + 15]
    stands_alone = _MAY_PRECEDE.search(before) and not re.match(f"/| {MONTH}", after)
    if second is not None and (stands_alone or re.match(f" {SEASON_WORD}", after)):
        return f"{match['y']}-{second}"
    return f"{match['y']} - {match['z']}"  # the ends of two dates: "May 2003–07/2005", "1 May 2003–07 June 2005"


def second_year(first: str, last: str) -> str | None:
    """The year that two digits after another year stand for; ``None`` where no pair of years is written so.

    >>> second_year("2003", "07"), second_year("1999", "00"), second_year("2024", "05")
    ('2007', '2000', None)
    """
    length = (int(last) - int(first)) % 100
    return f"{int(first) + length:04}" if 0 < length < _LONGEST_PAIR else None


def moment(text: str, context: Context) -> Span:
    """Read a tidied moment."""
    return read_moment(moment_edtf(text, context), context.phrase)


def moment_edtf(text: str, context: Context) -> str:
    """The EDTF of a tidied moment. The first rule that fits yields it, or refuses."""
    numeric = _numeric_date(text, context)
    if numeric is not None:
        return numeric
    short = SHORT_PAIR.fullmatch(text)
    if short is not None and not _is_edtf(short, context):
        return _short_pair(short, context)
    if looks_like_edtf(text) and not (context.pairs != "edtf" and re.fullmatch("[0-9]{2}", text)):
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


def names_an_edge(text: str) -> bool:
    """Whether a phrase is about the beginning or the end of a span ("end of 2024").

    >>> names_an_edge("by the end of 2024"), names_an_edge("spring 2024")
    (True, False)
    """
    return bool(re.search(rf"\b(?:{_BEGINNING}|{_ENDING})\b", in_english(text.lower())))


def is_vague(text: str, edtf: str) -> bool:
    """Whether the moment is somewhere inside its bounds rather than all of them ("late 2020", spring, a range)."""
    division = re.fullmatch("[0-9X]{4}-(2[1-9]|3[0-2])", edtf)
    season = any(re.fullmatch(pattern, text) for pattern in SPORT_SEASON)
    return bool(division) or season or edtf.startswith("[") or "-XX" in edtf or bool(re.match(PART_OF, text))


# --- numbers and slashes ----------------------------------------------------------------------------


def _literal(text: str, context: Context) -> str:
    edtf = text.upper()
    years = re.fullmatch("([0-9]{4})[/-]([0-9]{4})", edtf)
    if years:
        return _one_of_two(text, years[2], context)
    if "/" in edtf:
        why = "a period, where a moment is wanted" if edtf.count("/") == 1 else "not a date"
        raise context.refusal(why, "write one date, such as 2024-03-07")
    if re.fullmatch("[0-9]{4}-[0-9]", edtf):
        year, digit = edtf.split("-")
        raise context.refusal("a month has two digits", f"write {year}-0{digit} for the month")
    return edtf


def _is_whole(text: str, context: Context) -> bool:
    return text == tidy(context.phrase, context)


def _is_edtf(short: re.Match[str], context: Context) -> bool:
    """Whether 2021-22 stands where EDTF is expected: alone, not in words such as "since 2021-22"."""
    return context.pairs == "edtf" and (short["sign"] == "/" or _is_whole(short[0], context))


def is_month(last: str) -> bool:
    """Whether two digits can be a month."""
    return int(last) in _TWELVE


def _short_pair(match: re.Match[str], context: Context) -> str:
    """2003-07, 2010/11: a month, a season in EDTF's codes, or a pair of years; refused where two of these fit."""
    year, last = match["y"], match["z"]
    second, month = second_year(year, last), is_month(last)
    if second is not None and context.pairs == "years":
        return _one_of_two(match[0], second, context)
    if month and (second is None or context.pairs in ("months", "edtf")):
        return f"{year}-{last}"
    if second is None and match["sign"] == "-":
        return match[0]
    if second is None:
        raise context.refusal(
            "neither a month nor a pair of years", "write 2024-03 for a month, 2024 to 2025 for years"
        )
    if is_division(match[0]) or (month and not _either_lies_within(match, second, context)):
        raise _two_readings(match, second, context)
    return _one_of_two(match[0], second, context)


def _either_lies_within(match: re.Match[str], second: str, context: Context) -> bool:
    """Whether 2010/11 as an edge is some day of the two years, whether a month or the pair of them is meant."""
    return match["sign"] == "/" and int(second) == int(match["y"]) + 1 and context.edge is not None


def _two_readings(match: re.Match[str], second: str, context: Context) -> PhraseError:
    """The refusal of 2009-10 (October, or two years) and of 2021-22 (summer as EDTF has it, or two years)."""
    year, text = match["y"], match[0]
    month = f"{MONTHS[int(match['z']) - 1]} {year}" if is_month(match["z"]) else None
    what = "" if _is_whole(text, context) else f"{text} "
    why = f"{what}could be {month or f'a season of {year}'}, or the years {year} to {second}"
    if context.edge is None:
        hint = f"write {month or year}, or {year} to {second} where a period is wanted"
    elif int(second) == int(year) + 1:
        hint = f"write {f'{month}, ' if month else ''}'{year} or {second}', or '{text} season'"
    else:
        hint = f"write {f'{month}, ' if month else ''}{year} or {second}, whichever it is"
    return context.refusal(why, hint)


def _one_of_two(text: str, second: str, context: Context) -> str:
    """Two years in a row, alone where one date is wanted, are one of the two; else they are a period."""
    first = text[:4]
    in_a_row = int(second) == int(first) + 1
    if in_a_row and context.edge and context.pairs != "edtf" and _is_whole(text, context):
        return f"[{first}..{second}]"
    raise context.refusal("a period, where a moment is wanted", f"write one year, {first} or {second}")


def _numeric_date(text: str, context: Context) -> str | None:
    """01/02/2024 and its kin; ``None`` when the text is something else."""
    month_year = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{4})", text)
    if month_year is not None:
        month, year = f"{int(month_year[1]):02}", month_year[2]
        if not is_month(month):  # 2024-22 is no month either, but the summer in EDTF
            raise context.refusal(f"there is no month {month}", "write year-month-day, such as 2024-03-07")
        return f"{year}-{month}"
    year_first = re.fullmatch(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})", text)
    if year_first is not None:
        return f"{year_first[1]}-{int(year_first[3]):02}-{int(year_first[4]):02}"
    year_last = re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})", text)
    if year_last is not None:
        return _by_order(int(year_last[1]), int(year_last[3]), year_last[4], context)
    if re.fullmatch(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{1,3}", text):
        raise context.refusal(SHORT_YEAR, "write the year with four digits: 2024-03-07")
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
        raise context.refusal(EITHER_WAY_ROUND, f"write {dmy} or {mdy}")
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


def _week(match: re.Match[str], context: Context) -> str:
    """A week of ISO 8601, from Monday to Sunday, or one day of it."""
    parts = match.groupdict()
    year, week, day = int(parts["y"]), int(parts["k"]), parts.get("wd")
    try:
        first, last = (date.fromisocalendar(year, week, int(day or n)).isoformat() for n in (1, 7))
    except ValueError:
        raise context.refusal(f"{year} has no week {week}", "write a day, such as 2024-03-07") from None
    return first if day else f"[{first}..{last}]"


def _quarter(match: re.Match[str], context: Context) -> str:
    number = match["q"] if match["q"].isdigit() else _ORDINALS[match["q"]]
    return f"{match['y']}-{32 + int(number)}"


def _half(match: re.Match[str], context: Context) -> str:
    number = match["h"]
    return f"{match['y']}-{40 if number in ('1', '1st', 'first') else 41}"


def _season(match: re.Match[str], context: Context) -> str:
    return f"{match['y']}-{_SEASONS[match['s']]}"


def _winter(match: re.Match[str], context: Context) -> str:
    return f"[{match['y']}..{_year_after(match['y'], match['z'], context)}]"


def _year_after(first: str, second: str, context: Context) -> str:
    following = f"{int(first) + 1:04}"
    if not following.endswith(second):
        raise context.refusal("a winter or season spans two years in a row", f"write {first}/{following}")
    return following


def _two_years(match: re.Match[str], context: Context) -> str:
    """ "2023 and 2025": one of them, or all between; as an edge in a table some day from the first to the last."""
    if context.edge is not None and context.pairs != "edtf" and match["y"] < match["z"]:
        return f"[{match['y']}..{match['z']}]"
    why = "two years: one of them, or from the first to the last?"
    raise context.refusal(why, "write one date, or '2023 to 2025' as a period")


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
        inner = re.sub("[~?%]", "", moment_edtf(match["x"], context.towards(None)))
        if inner.startswith("["):
            raise context.refusal("a doubtful range gives nothing to hold on to", "write the range or one date")
        return inner + sign

    return rule


def _sport_season(match: re.Match[str], context: Context) -> str:
    """A season of sport or harvest; one named by a single year may begin the year before or end the year after."""
    first, second = match["y"], match["z"]
    if second is None:
        edges = f"[{int(first) - 1:04}..{first}]", f"[{first}..{int(first) + 1:04}]"
        return {"start": edges[0], "end": edges[1], None: f"{edges[0][:5]}..{edges[1][-5:]}"}[context.edge]
    second = _year_after(first, second, context)
    return {"start": first, "end": second, None: f"[{first}..{second}]"}[context.edge]


def _part(match: re.Match[str], context: Context) -> str:
    """An early or late part is somewhere in the whole; an end or beginning counts as that where it is wanted."""
    named: Edge | None = "start" if match["first"] else "end" if match["last"] else None
    inner = moment_edtf(match["x"], context.towards(named))
    if re.fullmatch("[0-9X]{4}-[0-9X]{2}-[0-9]{2}", inner):
        raise context.refusal("a day has no early or late part here", f"write {inner}")
    label = match["first"] in ("beginning", "start") and not match["of"]  # "beginning 2024" begins some day in it
    if named is None or named != context.edge or label:
        return inner
    whole = re.fullmatch("[0-9]{4}(?:-[0-9]{2})?", inner) and not is_vague(match["x"], inner)
    span = read_moment(inner, context.phrase)
    if not whole or span.earliest is None or span.latest is None:
        return inner
    return span.latest.isoformat() if named == "end" else span.earliest.isoformat()[: len("2024-01")]


def _known(text: str, context: Context) -> tuple[date, date, bool]:
    edtf = moment_edtf(text, context.towards(None))
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
    context = context.towards(None)
    last = moment_edtf(match["b"], context)
    first = with_year_of(last, moment_edtf(match["a"], context))
    return f"[{first}..{last}]"


def _either(match: re.Match[str], context: Context) -> str:
    context = context.towards(None)
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


_FOUR_DIGITS = _refuse(SHORT_YEAR, "write the year with four digits, such as March 2022")
_NO_DATE = _refuse(NO_DATE, "leave the date out until one is known; an unknown end is written 2022/")

_ON_EVENT = _refuse(
    ON_EVENT, "write the day once it is known; until then leave the date out and keep the words in a note"
)
_MANY_SEASONS = _refuse(
    "a number of seasons or events is no length of time",
    "write the last day or year, such as 'end of the 2028-29 season', or the length in years",
)
_EVENTS = (
    r"sales?|launch|release[ds]?|expir(?:y|ation|es)|terminat(?:ion|es|ed)|death|life|lifetime|patents?|copyrights?|"
    r"protection|notice|closing|completion|signature|signing|execution|delivery|publication|approval|clearance|"
    r"availability|avails?|premiere|theatrical|broadcast|exhibition|ipo|retirement|milestone|acceptance|insolvency|"
    r"change of control|renewal|extension|effective date|commencement|term|agreement|contract|licen[cs]e|window|"
    r"erstverkauf|ablauf|kündigung|vertragsende|urheberrechts?|vertragsschluss|unterzeichnung|lieferung|"
    r"première vente|droits? d'auteur|signature du contrat|primera venta|derechos? de autor|firma"
)

_TABLE: tuple[tuple[str, Rule], ...] = (
    # refusals with advice of their own
    (r"soon|shortly|recent(?:ly)?|upcoming|lately|later|eventually|in due course|in the (?:near|coming) .*", _NO_DATE),
    (r"tb[acd]|to be (?:announced|confirmed|determined|decided)|n/?a|none|null|-+|\?+|unknown", _NO_DATE),
    (rf"(?:{DAY}[ .-]{MONTH}[ -]|{MONTH} {DAY}, ?)'?[0-9]{{2}}|[0-9]{{2}}", _FOUR_DIGITS),
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
    (
        r"(?P<y>[0-9]{4}) ?(?:and|&|und|et|y|e|en) ?(?P<z>[0-9]{4})",
        _two_years,
    ),
    (
        r"(?:w|wk|week) ?[0-9]{1,2}(?: of)?[ /-][0-9]{4}",
        _refuse("weeks are counted in two ways", "write 2024-W07 for a week of ISO 8601, or a day in it"),
    ),
    (
        r"(?:up to|at least|at most|(?:a )?(?:minimum|maximum)(?: of)?|min\.?|max\.?) [0-9]+ (?:day|week|month|year)s?"
        r"|[0-9]+ (?:day|week|month|year)s? ?(?:\+|\(|plus ).*|[0-9]+ ?[+-] ?[0-9]+ (?:month|year)s?"
        r"|rolling .+|.+ rolling",
        _refuse("a length that is not fixed", "write the length agreed, such as 'three years', the rest into a note"),
    ),
    (r"[+-] ?[0-9]+ (?:day|week|month|year)s?", _ON_EVENT),
    (r"[+-]p[0-9ymwdths.,]+|p(?:[0-9]+[ymwd])*t[0-9hms.,]+|[a-z]{2,8}(?:start|end)(?: ?[+-].*)?", _ON_EVENT),
    (
        r"(?:for )?(?:[0-9]{1,2}|[^\W\d_]+) (?:full |more |further )?(?:seasons|saisons|spielzeiten|temporadas|"
        r"stagioni|seizoenen|tournaments|turniere|editions|cycles|rounds|races|episodes|games|matches|tours)",
        _MANY_SEASONS,
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
    # counted from the source's date
    (r"(?P<r>last|previous|this|current|next) (?P<u>year|quarter|month)", _relative),
    (r"(?P<x>yesterday|today|tomorrow)", _near_day),
    # doubt
    (r"(?:about|around|approximately|approx\.?|roughly|circa|ca?\.?|some ?time around|~) ?(?P<x>.+)", _doubtful("~")),
    (r"(?:perhaps|possibly|probably|maybe|reportedly in) (?P<x>.+)", _doubtful("?")),
    (r"(?P<x>.+?),? (?:\((?:ca?\.?|circa|approx\.?|est\.?|estimated)\)|approx\.?|approximately)", _doubtful("~")),
    (r"(?P<x>.+?),? \((?:\?|tb[cd]|to be confirmed|unconfirmed|planned|expected)\)", _doubtful("?")),
    (rf"{_FISCAL} ?(?:q[1-4] |h[12] )?(?:fy ?)?{_YEAR}(?:[/-][0-9]{{2,4}})?", _fiscal),
    (rf"(?:q[1-4]|h[12]|(?:{'|'.join(_ORDINALS)}) (?:quarter|half))(?: of)? {_FISCAL} ?{_YEAR}", _fiscal),
    # days
    (rf"{_WEEKDAY}(?:the )?{_D}(?: of)?[ -]{_M}(?:,? (?:of )?|-){_YEAR}", _day),
    (rf"{_WEEKDAY}{_M}[ -](?:the )?{_D}(?:, ?| ){_YEAR}", _day),
    (rf"{_YEAR}[ -]{_M}[ -]{_D}", _day),
    (rf"(?:the )?{_D}(?: of)?[ -]{_M}", _day),
    (rf"{_M} (?:the )?{_D}", _day),
    # months and what has several of them
    (rf"{_M}(?:,? (?:of )?|[-/]){_YEAR}", _month),
    (rf"{_YEAR}[ -]{_M}", _month),
    (_M, _month),
    (rf"{_YEAR}[ -]?w(?P<k>[0-9]{{2}})(?:-?(?P<wd>[1-7]))?", _week),
    (rf"(?:kw|kalenderwoche|iso week) ?(?P<k>[0-9]{{1,2}})[ /-]{_YEAR}", _week),
    (rf"(?P<k>[0-9]{{1,2}})\.? ?(?:kw|kalenderwoche)[ /-]{_YEAR}", _week),
    (rf"{_YEAR}[ /-]?(?:kw|kalenderwoche) ?(?P<k>[0-9]{{1,2}})", _week),
    (rf"q(?P<q>[1-4])[ /-]?(?:of )?{_YEAR}", _quarter),
    (rf"(?P<q>[1-4])q[ /-]?{_YEAR}", _quarter),
    (rf"{_YEAR}[ /-]?q(?P<q>[1-4])", _quarter),
    (rf"(?:the )?(?P<q>{'|'.join(_ORDINALS)}) quarter(?: of)? {_YEAR}", _quarter),
    (rf"h(?P<h>[12])[ /-]?(?:of )?{_YEAR}", _half),
    (rf"(?P<h>[12])h[ -]?{_YEAR}", _half),
    (rf"{_YEAR}[ -]?h(?P<h>[12])", _half),
    (rf"(?:the )?(?P<h>first|second|last|1st|2nd) half(?: of)? {_YEAR}", _half),
    (rf"(?P<s>{'|'.join(_SEASONS)})(?: of)?,? {_YEAR}", _season),
    (rf"{_YEAR}[ -](?P<s>{'|'.join(_SEASONS)})", _season),
    (rf"(?:{'|'.join(_SEASONS)})(?: of)? {_YEAR}[/-](?P<z>[0-9]{{2}}|[0-9]{{4}})", _winter),
    *((pattern, _sport_season) for pattern in SPORT_SEASON),
    (rf"(?:the )?{_YEAR}s", _decade),
    (rf"(?:the )?year {_YEAR}", lambda match, context: match["y"]),
    # parts of a span
    (r"[0-9]{4}-(?:early|mid|late)", lambda match, context: match[0][:4]),
    (rf"{PART_OF}(?P<x>.+)", _part),
    # words that add nothing to a moment
    (r"(?:on|in the|in|during|at|within|some ?time in|the|month of) (?P<x>.+)", _plain),
    (r"(?:happened|launched|released|announced|signed) (?P<x>.+)", _plain),
    (r"(?P<y>[0-9]{4}) (?:year[- ]?end|eoy)", lambda match, context: moment_edtf(f"end of {match['y']}", context)),
    # nothing else fitted
    (rf".*(?<![^\W\d_])(?:{_EVENTS})(?![^\W\d_]).*", _ON_EVENT),
)

_RULES: Final = tuple((re.compile(pattern), rule) for pattern, rule in _TABLE)
