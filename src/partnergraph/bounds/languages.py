"""Dates and lengths in other languages, said in the English words that the grammar of dates knows.

Months and days of the week are those of Unicode CLDR (``date_words.json``, which says how it is made); a word that
names one month in one language and another in another is refused. Words beside them (since, until, end of,
spring, years) are those of German, French, Spanish, Portuguese, Italian and Dutch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from partnergraph.bounds.numbers import number_words, unaccented

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_HAS_WORD: Final = re.compile(r"[^\W\d_]")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_SIGNED_LENGTH: Final = re.compile("[+-]p[0-9t]")
"""A length of ISO 8601 before or after another date: no words."""
_SHORT: Final = 3
"""Words of three letters (des, set, out) are months only beside a number."""
_MONTH: Final = f"(?:{'|'.join(MONTHS).lower()})"
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


class TwoMonthsError(ValueError):
    """A word that is one month in one language and another in another."""

    def __init__(self, word: str, months: tuple[str, ...]) -> None:
        super().__init__(word, months)
        self.word, self.months = word, months

    def __str__(self) -> str:
        return f"{self.word!r} could be {' or '.join(self.months)}, as languages differ"


def in_english(text: str) -> str:
    """Return a text in lower case with what it says of dates in English; what is no word of a date stays.

    Raises `TwoMonthsError`.

    >>> [in_english(text) for text in ("3 de marzo de 2021", "1er janvier 2020", "ab ende märz 2020", "2018年3月")]
    ['3 march 2021', '1 january 2020', 'since ende march 2020', 'march 2018']
    >>> in_english("fünfundzwanzig jahre"), in_english("20 años ab 1. mai 2020"), in_english("p18m")
    ('25 years', '20 years since 1 may 2020', '18 months')
    """
    if not _HAS_WORD.search(text) or _SIGNED_LENGTH.match(text):
        return text
    text = _WORD.sub(_name, text)
    for pattern, said in _rules():
        text = pattern.sub(said, text)
    return _with_lengths(text).strip()


# --- months and days of the week ---------------------------------------------------------------------------


@cache
def month_words() -> dict[str, tuple[str, ...]]:
    """Return the months that a word names, without accents: one, or several in several languages."""
    return _read(0, MONTHS)


@cache
def _weekday_words() -> dict[str, tuple[str, ...]]:
    return _read(1, WEEKDAYS)


def _read(part: int, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    content = json.loads(Path(__file__).with_name("date_words.json").read_text(encoding="utf-8"))
    found: dict[str, dict[str, None]] = {}
    for language in content["words"].values():
        for name, words in zip(names, language[part], strict=True):
            for word in words:
                for key in (unaccented(word), unaccented(_written_out(word))):
                    found.setdefault(key, {})[name] = None
    return {word: tuple(sorted(named, key=names.index)) for word, named in found.items()}


def _written_out(word: str) -> str:
    return word.translate(_UMLAUTS)


def _name(match: re.Match[str]) -> str:
    word = unaccented(match[0])
    named = month_words().get(word)
    if named is None:
        day = _weekday_words().get(word)
        return day[0] if day else match[0]
    if len(word) == _SHORT and word not in _ENGLISH and not _beside_number(match):
        return match[0]
    if len(named) > 1:
        raise TwoMonthsError(match[0], named)
    return named[0].lower()


_ENGLISH: Final = frozenset(name[:3].lower() for name in MONTHS)
_BEFORE: Final = re.compile(r"[0-9](?:\.|st|nd|rd|th)?(?: (?:de|di)\.?)?[ .,/'-]{0,3}$")
_AFTER: Final = re.compile(r"[ .,/'-]{0,3}(?:(?:de|del|di) )?[0-9]")


def _beside_number(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 8) : match.start()]
    return bool(_BEFORE.search(before) or _AFTER.match(match.string[match.end() : match.end() + 8]))


# --- the words beside them ---------------------------------------------------------------------------------

Said = str | Callable[[re.Match[str]], str]
_WORDS: Final = {
    "since": "ab dem|ab|seit dem|seit|gültig ab|depuis le|depuis|dès le|dès|à partir de|à partir du|à compter de|"
    "à compter du|desde el|desde o|desde|a partir de|a partir del|a partir do|a contar de|dal|a partire dal|"
    "a decorrere dal|vanaf|sinds|met ingang van",
    "until": "bis zum|bis|gültig bis|valable jusqu'au|jusqu'au|jusqu'à la|jusqu'à|jusqu'en|hasta el|hasta|até o|até|"
    "fino al|fino alla|fino a|tot",
    "through": "bis einschließlich|bis inklusive|bis inkl|bis inkl.|tot en met|t/m",
    "from": "vom|von|van",
    "before": "vor dem|vor|avant le|avant|antes de|antes del|antes do|prima del|prima di|voor",
    "after": "nach dem|nach|après le|après|después de|después del|depois de|dopo il|dopo",
    "no later than": "spätestens am|spätestens|au plus tard le|au plus tard en|au plus tard|a más tardar el|"
    "a más tardar en|a más tardar|al più tardi il|al più tardi|uiterlijk|o mais tardar em",
    "no earlier than": "frühestens am|frühestens|au plus tôt le|au plus tôt en|au plus tôt",
    "about": "etwa|ungefähr|zirka|rund um|rund|environ|aux environs de|vers|hacia|alrededor de|por volta de|verso il|"
    "verso|ongeveer|rond",
    "probably": "vermutlich|wahrscheinlich|voraussichtlich|probablement|probablemente|provavelmente|probabilmente|"
    "waarschijnlijk",
    "beginning of": "início de|início do|inicio de|inicio del|inicios de|começo de|début de|début du|inizio di|"
    "inizio del|begin van|jahresanfang|jahresbeginn|anfang des jahres|début d'année|début de l'année|inicio de año|"
    "inizio anno",
    "end of": "fim de|fim do|finais de|final de|final del|fin du|fine di|fine del|eind|einde",
    "middle of": "meados de|medio",
    "spring": "frühling|frühjahr|printemps|primavera|lente|voorjaar",
    "summer": "sommer|été|verano|verão|estate|zomer",
    "autumn": "herbst|automne|otoño|outono|autunno|herfst|najaar",
    "winter": "hiver|invierno|inverno",
    "or": "oder|ou",
    "term of": "laufzeit von|laufzeit:|laufzeit|dauer von|vertragsdauer von|durée de|durée:|duración de|duração de|"
    "durata di|looptijd van|plazo de|prazo de",
    "for": "für|pendant|por|durante|voor de duur van",
    "calendar year": "kalenderjahr|année civile|año natural",
    "year-end": "jahresende|fin d'année|fin de l'année|fin de año|fin del año|final de año|fine anno|fim de ano|"
    "fim do ano|eindejaar|eind van het jaar|ende des jahres",
}
_OF: Final = r"(?: (?:de|del|di|do|of|van))?"
_ARTICLE: Final = r"(?:el|le|il|den|der|am|l'|dia|día) ?(?=[0-9])"


_ORDINALS: Final = (
    "erstes?|premier|première|primer|primera|primeiro|primeira|primo|prima|eerste",
    "zweites?|deuxième|second|seconde|segundo|segunda|secondo|seconda|tweede",
    "drittes?|troisième|tercer|terceiro|terzo|derde",
    "viertes?|quatrième|cuarto|quarto|vierde",
)
_HALF: Final = "halbjahr|semestre|halfjaar|hälfte|moitié|mitad|metà|metade|helft"
_ORDINAL: Final = "|".join(_ORDINALS)


def _ordinal(match: re.Match[str]) -> str:
    """Return "premier trimestre" as q1, "erste Hälfte" as h1."""
    number = next(n for n, words in enumerate((*_ORDINALS,), 1) if re.fullmatch(f"{words}|{n}\\.", match[1]))
    return f"{'q' if match['of'] in ('quartal', 'trimestre', 'kwartaal') else 'h'}{number}"


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Said], ...]:
    return (
        (re.compile(r"(?<=[0-9年月日년월일]) ?(?:至|到|から|～|~|부터) ?(?=[0-9]{4})"), " to "),
        (re.compile(r"(?<=[0-9年月日년월일]) ?(?:为?止|まで|까지)$"), " until"),
        (re.compile(r"(?<=[0-9年月日년월일]) ?(?:起|より|から|부터)$"), " since"),
        (re.compile(r"([0-9]{4}) ?[年년](?: ?([0-9]{1,2}) ?[月월](?: ?([0-9]{1,2}) ?[日일])?)?"), _year_month_day),
        (re.compile(r"^(.+) (until|since)$"), r"\2 \1"),
        (re.compile(r"^(?:od|с|от|från|fra) (?=[0-9])"), "since "),
        (re.compile(r"^(?:do|до|по|al|till?|din) (?=[0-9])"), "until "),
        (re.compile(r"^p(?=[0-9])(?:([0-9]+)y)?(?:([0-9]+)m)?(?:([0-9]+)w)?(?:([0-9]+)d)?$"), _iso_length),
        (re.compile(rf"(?<=[0-9])(?:\.|°|er|o|a|ro|ème|e)?{_OF}[ ./-]?(?={_MONTH})"), " "),
        (re.compile(rf"\b({_MONTH})\.?{_OF}(?= [0-9]{{4}})"), r"\1"),
        (re.compile(r"(?<=[0-9]{4})(?: г\.?| года| r\.?| ?р\.?)$"), ""),
        (re.compile(rf"([0-9]{{4}})\. ?({_MONTH})"), r"\1 \2"),
        (re.compile(rf"({_MONTH} [0-9]{{1,2}})\.$"), r"\1"),
        (re.compile(r"(?<![^ ])([1-4])(?:\.|er|è?me|[eoa]|°)? ?(?:quartal|trimestre|kwartaal)" + _OF), r"q\1"),
        (re.compile(r"(?<![^ ])([12])(?:\.|er|[eoa]|°)? ?(?:halbjahr|semestre|halfjaar)" + _OF), r"h\1"),
        (re.compile(r"\bt([1-4])(?= [0-9]{4})"), r"q\1"),
        (re.compile(rf"\b({_ORDINAL}) (?P<of>quartal|trimestre|kwartaal){_OF}(?= [0-9])"), _ordinal),
        (re.compile(rf"\b({_ORDINAL}|[12]\.) (?P<of>{_HALF}){_OF}(?= [0-9])"), _ordinal),
        (_joined_words(), _english),
        (re.compile(rf"\b(spring|summer|autumn|winter){_OF}(?= [0-9]{{4}})"), r"\1"),
        (re.compile(rf"(?:^|(?<= )){_ARTICLE}"), ""),
        (
            re.compile(r"\b(?:im |en l'|l'|en el |el |no |nel )?(?:jahr|année|an|año|ano|anno|jaar) (?=[0-9]{4})"),
            "year ",
        ),
        (re.compile(r"^((?:from|de|del|du|desde|since) .*[0-9]{4}) (?:a|al|à|au|à la|do|по|до|till?)(?= )"), r"\1 to"),
        (re.compile(r"^(?:de|du|del|da) (?=.* to )"), "from "),
    )


@cache
def _english_of() -> dict[str, str]:
    words = ((word, said) for said, words in _WORDS.items() for word in words.split("|"))
    return {form: said for word, said in words for form in (word, unaccented(word), unaccented(_written_out(word)))}


def _joined_words() -> re.Pattern[str]:
    words = sorted(map(re.escape, _english_of()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])")


def _english(match: re.Match[str]) -> str:
    return _english_of()[match[0]]


def _year_month_day(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    if month is None:
        return str(year)
    if not 1 <= int(month) <= 12:
        return match[0]
    return f"{int(day)} {MONTHS[int(month) - 1].lower()} {year}" if day else f"{MONTHS[int(month) - 1].lower()} {year}"


# --- lengths -------------------------------------------------------------------------------------------------

_UNITS: Final = {
    "day": "days?|tage?n?|jours?|d[ií]as?|giorn[oi]|dag(?:en|ar|e)?",
    "week": "weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|weken|uger?|veckor?",
    "month": "months?|mths?|mos?|monate?n?|mois|mes(?:es)?|mês|mes[ei]|maand(?:en)?|månad(?:er)?|måned(?:er)?|"
    "miesi[ąę]c[ey]?|miesięcy|měsíc[eů]?|месяц(?:а|ев)?|ay|ヶ月|か月|カ月|个月|個月|개월",
    "quarter": "quarters?|quartale?n?|trimestr(?:es?|i)|kwarta(?:al|len)",
    "half": "half[ -]years?|halbjahre?n?|semestr(?:es?|i)",
    "year": "years?|yrs?|jahre?n?|ans?|années?|annees?|años?|anos?|ann[oi]|jaar|jaren|år|rok[yu]?|let|lata?|yıl|"
    "год(?:а|ов)?|лет|年間?|년",
    "decade": "decades?|jahrzehnte?n?|décennies?|décadas?|decadas?|decenni[oi]?",
}
_MONTHS_IN: Final = {"half": 6, "decade": 120}
_LENGTH: Final = re.compile(
    r"(?P<n>(?<![0-9.,])[0-9]{1,3}(?:[.,]5)?)?(?P<again> ?\([0-9]{1,4}\))?"
    r"(?P<kind>(?: (?:calendar|consecutive|full|contract))*)(?P<gap>[ -]?)"
    rf"(?:(?<![^\W\d_])(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _UNITS.items())})(?![^\W\d_])|"
    r"(?P<m>(?<=[0-9])m|(?<=[0-9] )m)(?![^\W\d_])|(?P<y>(?<=[0-9])y)(?![^\W\d_]))"
)
_AND: Final = re.compile(
    "(?<=[rhyk]s) (?:und|et|y|e|en) (?=[0-9]+ (?:day|week|month|year))|(?<=1 year) (?:und|et|y|e|en) (?=[0-9]+ month)"
)
_SPELLED: Final = re.compile(r"(?:[^\W\d_]+[ -]){0,4}[^\W\d_]+$")


def _with_lengths(text: str) -> str:
    """Write out "zehn Jahre", "3 yrs", "36m" as 10 years, 3 years, 36 months; other numbers stay as they are."""
    out, at = "", 0
    for match in _LENGTH.finditer(text):
        before = text[at : match.start()]
        if match["n"]:
            out += before + _length(match["n"], match)
        else:
            kept, number = _number_at_end(before)
            out += kept + _length(str(number), match) if number else before + match[0]
        at = match.end()
    return _AND.sub(" and ", out + text[at:])


def _number_at_end(before: str) -> tuple[str, int | None]:
    spelled = _SPELLED.search(before.rstrip(" -"))
    words = re.findall(r"[^\W\d_]+", spelled[0]) if spelled else []
    for first in range(len(words)):
        number = number_words().get(" ".join(map(unaccented, words[first:])))
        if number:
            start = [m.start() for m in re.finditer(r"[^\W\d_]+", before)][-len(words[first:])]
            return before[:start], number
    return before, None


def _length(number: str, match: re.Match[str]) -> str:
    unit = {"m": "month", "y": "year"}.get(str(match.lastgroup), str(match.lastgroup))
    half = number.endswith((".5", ",5"))
    count = int(re.split("[.,]", number)[0])
    if half and unit not in ("year", "half", "decade"):
        return match[0]
    if half or unit in _MONTHS_IN:
        size = _MONTHS_IN.get(unit, 12)
        count, unit = count * size + (size // 2 if half else 0), "month"
        return f"{count} months"
    again = match["again"] or ""
    return f"{count}{' ' if again else ''}{again.strip()}{match['kind']} {unit}{'s' * (count != 1)}"


def _iso_length(match: re.Match[str]) -> str:
    named = zip(match.groups(), ("year", "month", "week", "day"), strict=True)
    return " and ".join(f"{int(n)} {unit}s" for n, unit in named if n)
