"""Write ``src/partnergraph/bounds/date_words.json``: how languages name their months and the days of the week.

Usage: python scripts/make_month_names.py [--check]

The words are those of Unicode CLDR as Babel holds them, wide and abbreviated, as they stand alone and in a date.
Words with a digit, a blank or less than three letters are left out: they are numbers, or belong to other words too.
``--check`` writes nothing and ends with status 1 if the file is not what would be written.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from babel import Locale
from babel.core import get_cldr_version

OUT = Path(__file__).parent.parent / "src" / "partnergraph" / "bounds" / "date_words.json"
LANGUAGES = "ar bg ca cs da de el en es et fi fr hr hu id it lt lv nb nl pl pt ro ru sk sl sr sr_Latn sv tr uk"
CONTEXTS, WIDTHS = ("format", "stand-alone"), ("wide", "abbreviated")
NO_MONTH = {"cs": {"pro"}, "hr": {"pro"}}
"""Prepositions of the language itself, which a date may hold beside a month."""
_OF = re.compile(r"^(?:de |d[’'])")
_WORD = re.compile(r"[^\W\d_]{3,}")


def plain(word: str) -> str | None:
    """A word in the form in which it is compared; ``None`` where it is none that stands for itself."""
    bare = _OF.sub("", unicodedata.normalize("NFC", word).casefold()).rstrip(".")
    return bare if _WORD.fullmatch(bare) else None


def months(language: str) -> list[list[str]]:
    """The words of each month, January first."""
    names = Locale.parse(language).months
    return [
        words((names[context][width][n] for context in CONTEXTS for width in WIDTHS), NO_MONTH.get(language, set()))
        for n in range(1, 13)
    ]


def weekdays(language: str) -> list[list[str]]:
    """The words of each day of the week, Monday first; their abbreviations are those of months (mar. is martes)."""
    names = Locale.parse(language).days
    return [words(names[context]["wide"][n] for context in CONTEXTS) for n in range(7)]


def words(names: Iterable[str], but: Iterable[str] = ()) -> list[str]:
    return sorted({word for name in names if (word := plain(name))}.difference(but))


def content() -> str:
    lines = [
        f"  {json.dumps(lang)}: {json.dumps([months(lang), weekdays(lang)], ensure_ascii=False)}"
        for lang in LANGUAGES.split()
    ]
    about = {
        "about": "Words for the twelve months and the seven days of the week, by language",
        "source": "Unicode CLDR, https://cldr.unicode.org/",
        "version": get_cldr_version(),
        "licence": "Unicode-3.0, https://www.unicode.org/license.txt",
        "made by": "scripts/make_month_names.py",
    }
    head = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in about.items())
    return f'{{\n{head},\n"words": {{\n' + ",\n".join(lines) + "\n}\n}\n"


def main() -> int:
    written = content()
    if "--check" in sys.argv[1:]:
        return int(OUT.read_text(encoding="utf-8") != written)
    OUT.write_text(written, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
