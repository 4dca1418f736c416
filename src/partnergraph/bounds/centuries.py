"""Years of two digits: where they stand in a date, and written out once somebody says which hundred years are meant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from partnergraph.bounds.languages import MONTHS, TwoMonthsError, in_english

SHORT_YEAR: Final = "the year is not written in full"

_NAMES: Final = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).lower().replace("sep(?:", "sept?(?:")
_YEAR: Final = r"(?P<y>[0-9]{2})(?![0-9]|[./-][0-9])"
_SHORT: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![0-9])[0-9]{{1,2}}(?:st|nd|rd|th)?[ -.](?:{_NAMES})\.?[ .-]'?{_YEAR}",
        rf"(?<![a-z])(?:{_NAMES})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?, ?'?{_YEAR}",
        rf"(?<![a-z])(?<![0-9][ .-])(?:{_NAMES})(?:\.?-'?| ?'){_YEAR}",
        rf"(?<![0-9./-])[0-9]{{1,2}}(?P<s>[/.])[0-9]{{1,2}}(?P=s){_YEAR}",
        rf"(?<![a-z0-9])(?:q[1-4]|h[12]|fy|[1-4]q|[12]h) ?'?{_YEAR}",
        rf"(?:^|(?<= ))'{_YEAR}(?=$|[ ,])",
        rf"^{_YEAR}$",
    )
)
_WITH_HYPHENS: Final = re.compile(rf"(?<![0-9./-])[0-9]{{1,2}}-[0-9]{{1,2}}-{_YEAR}")
"""Where the order of day and month is said: else 24-05-19 could begin with its year."""


@lru_cache(maxsize=1 << 14)
def short_years(text: str, *, ordered: bool = False) -> tuple[str, ...]:
    """Return the years of two digits in a text; ``ordered``: the order of day and month is known.

    >>> short_years("28-Apr-19"), short_years("4/28/19"), short_years("78"), short_years("28 April 2019")
    (('19',), ('19',), ('78',), ())
    """
    if not re.search(r"(?<![0-9])[0-9]{2}(?![0-9])", text):
        return ()
    try:
        plain = in_english(" ".join(unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'").split()))
    except TwoMonthsError:
        return ()
    return tuple(found["y"] for pattern in _patterns(ordered) for found in pattern.finditer(plain))


def in_full(text: str, century: int, *, ordered: bool = False) -> str:
    """Return a tidied text with its years of two digits written out.

    >>> in_full("28-apr-19", 20), in_full("78", 19), in_full("q1 24", 20), in_full("apr 19", 20)
    ('28-apr-2019', '1978', 'q1 2024', 'apr 19')
    """
    for pattern in _patterns(ordered):
        text = pattern.sub(lambda found: f"{found[0][:-2].rstrip(chr(39))}{century}{found['y']}", text)
    return text


def _patterns(ordered: bool) -> tuple[re.Pattern[str], ...]:
    return (*_SHORT, _WITH_HYPHENS) if ordered else _SHORT
