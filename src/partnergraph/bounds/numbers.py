"""Numbers in words, to ninety-nine and a hundred, in the languages of headers.

English, German, French, Spanish, Portuguese, Italian and Dutch.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

_SMALL: Final = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    "de": "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve",
    "pt": "um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete "
    "dezoito dezenove",
    "it": "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien",
}
_TENS: Final = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
_OTHERS: Final = {
    1: "a an ein eine einen einem une una uma", 2: "duas beiden zwo", 14: "catorze", 16: "dezasseis", 17: "dezassete",
    19: "dezanove", 21: "veintiún", 80: "octante", 100: "hundred hundert einhundert cent cien cem cento honderd",
}  # fmt: skip


@cache
def number_words() -> dict[str, int]:
    """Return the number that words stand for, without accents, with a blank for a hyphen.

    >>> found = number_words()
    >>> [found[w] for w in ("thirteen", "twenty five", "funfundzwanzig", "vingt et un", "treinta y uno", "ventotto")]
    [13, 25, 25, 21, 31, 28]
    """
    found: dict[str, int] = {}
    for number, words in _pairs():
        for spelled in {words, words.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")}:
            assert found.setdefault(unaccented(spelled).replace("-", " "), number) == number, words
    return found


def unaccented(word: str) -> str:
    """Return a word without the marks above and below its letters.

    >>> unaccented("février"), unaccented("łódź")
    ('fevrier', 'lodz')
    """
    if word.isascii():
        return word
    marked = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c)))


_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def _pairs() -> Iterator[tuple[int, str]]:
    for words in _SMALL.values():
        yield from enumerate(words.split(), start=1)
    for language, words in _TENS.items():
        small = _SMALL[language].split()
        for tens, ten in enumerate(words.split(), start=2):
            yield 10 * tens, ten
            for one, unit in enumerate(small[:9], start=1):
                yield from ((10 * tens + one, spelled) for spelled in _joined(language, ten, unit))
    yield from _french_scores()
    for number, words in _OTHERS.items():
        yield from ((number, word) for word in words.split())


def _joined(language: str, ten: str, unit: str) -> tuple[str, ...]:
    if language == "de":
        return (f"{unit.removesuffix('s') if unit == 'eins' else unit}und{ten}",)
    if language == "nl":
        return f"{unit}en{ten}", f"{unit}ën{ten}"
    if language == "it":
        return f"{ten[:-1] if unit[0] in 'uo' else ten}{unit}", f"{ten} {unit}"
    if language in ("es", "pt"):
        return (f"{ten} {'y' if language == 'es' else 'e'} {unit}",)
    return (f"{ten} {unit}", f"{ten} et {unit}") if language == "fr" else (f"{ten} {unit}", ten + unit)


def _french_scores() -> Iterator[tuple[int, str]]:
    """Soixante-dix to quatre-vingt-dix-neuf."""
    small = _SMALL["fr"].split()
    for n, unit in enumerate(small, start=1):
        if n >= 10:
            yield from ((60 + n, f"soixante {joined}{unit}") for joined in ("", "et "))
        yield 80 + n, f"quatre vingt {unit}"
    yield from ((80, f"quatre {word}") for word in ("vingt", "vingts"))
