"""What the full dictionary of territory phrases has beside the English names: other languages, parts, abbreviations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from partnergraph.resources import read_text
from partnergraph.territory.lexicon import MONTHS, Kind, Lexeme, Lexicon, Token, lexicon, normal
from partnergraph.territory.regions import table

_M49_DIGITS: Final = 3
# Words of other languages, as people write them; what is one of two things in a deal ("exklusive") is left out.
_GRAMMAR: Final[Mapping[Kind, str]] = {
    "and": "・|a|och|og|ja|i|oraz|ve|ile|и|та|и в|και|و|ו|和|及|与|與|以及|と|および|及び|와|과|및|dan|și|si|"
    "și în|sowie|ainsi que|et en|así como|nonché|bem como|evenals|en|ed|o|ou|oder|eller|of|або|или|또는|或|และ|"
    "và|और|तथा|एवं",
    "plus": "zuzüglich|más|più|mais|zusätzlich",
    "except": "exklusive von|mit ausnahme|mit ausnahme der|mit ausnahme des|abzüglich|unter ausschluss von|"
    "ausschließlich von|nicht|außer in|ausgenommen in|à l'exception de|à l'exception du|à l'exception des|"
    "à l'exception de la|à l'exception de l|à l'exclusion de|à l'exclusion du|à l'exclusion des|"
    "à l'exclusion de la|hormis|excepté|exception faite de|en excluant|excluant|non compris|sauf en|sauf au|"
    "sauf aux|sauf la|sauf le|sauf les|hors de la|con excepción de|con la excepción de|a excepción de|"
    "con exclusión de|excluyendo|exceptuando|excluido|excluida|excluidos|excluidas|sin|sin incluir|no incluye|"
    "menos en|ad eccezione di|ad eccezione del|ad eccezione della|ad eccezione dei|ad eccezione degli|"
    "ad eccezione delle|ad eccezione dell|con l'eccezione di|con esclusione di|con esclusione del|"
    "con esclusione della|ad esclusione di|ad esclusione del|ad esclusione della|esclusa|esclusi|escluse|"
    "fuorché|eccettuato|eccettuata|meno|senza|exceto|com exceção de|com exceção do|com exceção da|"
    "com exceção dos|com exceção das|com excepção de|à exceção de|à exceção do|à exceção da|com exclusão de|"
    "excluindo|exclui|sem|behalve|met uitzondering van|uitgezonderd|zonder|buiten|niet|utom|med undantag av|"
    "med undantag för|undantaget|förutom i|utan|undtagen|bortset fra|med undtagelse af|uden|unntatt|"
    "med unntak av|bortsett fra|uten|paitsi|pois lukien|z wyjątkiem|oprócz|bez|z wyłączeniem|kromě|s výjimkou|"
    "vyjma|okrem|s výnimkou|кроме|за исключением|исключая|без|крім|за винятком|cu excepția|exceptând|fără|"
    "εκτός|εκτός από|πλην|με εξαίρεση|με εξαίρεση την|με εξαίρεση το|باستثناء|ما عدا|ماعدا|فيما عدا|عدا|إلا|"
    "بدون|למעט|מלבד|פרט ל|חוץ מ|ללא|kecuali|selain|tidak termasuk|tanpa|trừ|ngoại trừ|không bao gồm|ยกเว้น|除|"
    "除了|除去|不包括|不含|不包含|不包括在内的|ただし|但し|không kể",
    "behind": "を除く|を除き|を除いた|を除いて|除く|を除外|を除外した|以外|以外の|以外は|除外|外|之外|以外的|"
    "之外的|除外的|제외|제외한|을 제외한|를 제외한|을 제외하고|를 제외하고|제외하고|외|hariç|haricinde|dışında|"
    "hariç olmak üzere|kivételével|kivéve|lukuun ottamatta|को छोड़कर|के अलावा|को छोड कर|excluídos|exclus|"
    "exclue|exclues|exceptés|ausgeschlossen|uitgesloten|borträknat|कोछोड़कर",
    "include": "einschließlich der|einschließlich des|incluido|incluida|incluidos|incluidas|inclusive|inclus|"
    "incluant|notamment|compreso|compresa|compresi|comprese|incluso|inclusa|inclusi|incluse|incluindo|"
    "inclusief|inklusive|inklusiv|herunder|w tym|včetně|vrátane|включая|в том числе|включно з|inclusiv|dahil|"
    "beleértve|συμπεριλαμβανομένης|συμπεριλαμβανομένου|بما في ذلك|بما فيها|شاملة|כולל|包括|含|包含|を含む|含む|"
    "termasuk|bao gồm|รวม",
    "noun": "land|länder|laender|ländern|staaten|gebiet|gebiete|märkte|märkten|lizenzgebiet|vertragsgebiet|"
    "kontinent|pays|territoire|territoires|marché|marchés|région|régions|continent|états|país|países|"
    "territorio|territorios|mercados|región|regiones|continente|estados|paese|paesi|territori|mercati|regione|"
    "regioni|stati|território|territórios|região|regiões|landen|gebieden|grondgebied|markten|länder i|länderna|"
    "land i|kraje|kraj|země|krajiny|страны|стран|страна|территория|рынки|країни|ülkeleri|ülkeler|ülkesi|"
    "országok|χώρες|دول|الدول|دولة|بلدان|البلدان|أراضي|国家|地区|地域|市场|市場|诸国|諸国|各国|各國|국가|"
    "국가들|지역|시장|negara|các nước|देश|देशों",
    "filler": "il|lo|gli|della|dello|degli|delle|dell|del|nel|nella|nei|negli|nelle|dei|di|sul|os|das|da|dos|"
    "het|van|voor|por|pour|für|fürs|vom|zum|alle|aller|allen|alles|ganz|ganze|ganzen|gesamt|gesamte|gesamten|"
    "sämtliche|nur|lediglich|tous|toutes|tout|toute|tous les|toutes les|tout le|toute la|seulement|uniquement|"
    "todo|todos|toda|todas|todos los|todas las|todo el|toda la|solo|solamente|tutti|tutte|tutto|tutta|tutti i|"
    "tutte le|tutto il|todo o|toda a|todos os|todas as|somente|apenas|gehele|alle landen van|hele|cały|cała|"
    "całe|wszystkie|весь|вся|все|всё|جميع|كل|كافة|全|全部|所有|整个|整個|全体|の|的|すべての|全ての|모든|전|은|"
    "는|을|를|tüm|seluruh|semua|toàn|toàn bộ|ทุก|सभी|à|aos|à la|en el|en la|dans le|dans la|dans les|nei paesi|"
    "in tutta|in tutto",
}  # fmt: skip
# Words of exclusion and the prepositions behind them, which the article changes.
_WITH_PREPOSITIONS: Final[tuple[tuple[str, str], ...]] = (
    ("ad eccezione|ad esclusione|con l'eccezione|con eccezione|con esclusione|con l'esclusione|fatta eccezione",
     "di|del|della|dello|dei|degli|delle|dell|per|per il|per la|per l|per gli|per i"),
    ("com exceção|com excepção|à exceção|à excepção|com a exceção|com exclusão|exceção feita", "de|do|da|dos|das"),
    ("con excepción|con la excepción|a excepción|con exclusión|excepción hecha", "de|del|de la|de los|de las"),
    ("à l'exception|à l'exclusion|exception faite|en dehors|à l'extérieur", "de|du|des|de la|de l|d"),
    ("mit Ausnahme|unter Ausschluss|mit der Ausnahme", "von|der|des|vom"),
)  # fmt: skip
# Short forms of words in English names; both "S. Sudan" and "S Sudan" have the normal form "s sudan".
_SHORT: Final[Mapping[str, tuple[str, ...]]] = {
    "north": ("n",), "northern": ("n",), "south": ("s",), "southern": ("s",), "east": ("e",), "eastern": ("e",),
    "west": ("w",), "western": ("w",), "central": ("cent",), "republic": ("rep",), "islands": ("is", "isl"),
    "island": ("is",), "saint": ("st",), "equatorial": ("eq",), "french": ("fr",), "british": ("br", "brit"),
    "democratic": ("dem",), "herzegovina": ("herz",), "territory": ("terr",), "territories": ("terr",),
    "federated": ("fed",), "federation": ("fed",), "new": ("n",), "american": ("am",), "dominican": ("dom",),
    "states": ("sts",),
}  # fmt: skip
_LONG: Final = frozenset(_SHORT)
_MOST_NAMED: Final = 3


@cache
def _file() -> dict[str, Any]:
    content = json.loads(read_text("place-names.json"))
    assert isinstance(content, dict)
    return content


def _more(base: Lexicon) -> Iterator[tuple[str, Lexeme]]:
    """Entries beside those of the first dictionary, by their normal form; of two with one form the first counts."""
    for kind, words in _GRAMMAR.items():
        for word in words.split("|"):
            yield normal(word), Lexeme(kind, word)
    for phrases, prepositions in _WITH_PREPOSITIONS:
        for phrase in phrases.split("|"):
            yield from ((normal(f"{phrase} {word}"), Lexeme("except", phrase)) for word in prepositions.split("|"))
    yield from _foreign(base)
    yield from _several()
    yield from _parts()
    yield from _abbreviations(base)
    for record in _file()["records"]:
        if "m49" in record:
            yield record["m49"], Lexeme("region", record["m49"], record["code"])


def codes() -> dict[str, str]:
    """Codes of ISO 3166-2 beside those of the first dictionary; some of them are countries ("US-PR")."""
    more = table().more
    return {code: code for code in more.regions} | more.twins


def languages() -> tuple[str, ...]:
    """Languages (BCP 47) in which the names of all countries are known."""
    return tuple(_file()["languages"].split())


def foreign_names() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """All names in other languages: name, code, languages."""
    for record in _file()["records"]:
        for name, tags in record["names"].items():
            yield name, record["code"], tuple(tags.partition("|")[0].split())


def _foreign(base: Lexicon) -> Iterator[tuple[str, Lexeme]]:
    for record in _file()["records"]:
        for name, tags in record["names"].items():
            key = tags.partition("|")[2] or name.lower()
            known = base.entries.get(key)
            if known is None or known.kind == "adjective":
                yield key, Lexeme("region", name, record["code"])


def _several() -> Iterator[tuple[str, Lexeme]]:
    """Names that two places have."""
    found = {name: codes.split() for name, codes in _file()["ambiguous"].items()}
    for name, owners in (*found.items(), *table().more.ambiguous.items()):
        places = [table()[code].phrase for code in owners]
        named = " and of ".join(f"'{place}'" for place in places[:_MOST_NAMED])
        more = f" and of {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
        hint = "write " + " or ".join(f"'{place}'" for place in places[:_MOST_NAMED])
        yield normal(name), Lexeme("refused", name, f"is the name of {named}{more}\n{hint}")


def _parts() -> Iterator[tuple[str, Lexeme]]:
    for region in table().more.regions.values():
        yield region.raw.get("key") or region.name.lower(), Lexeme("region", region.name, region.code)
        for name in region.aliases:
            yield normal(name), Lexeme("region", name, region.code)


def _abbreviations(base: Lexicon) -> Iterator[tuple[str, Lexeme]]:
    """ "S. Sudan", "Solomon Is.", "Korea, Dem. People's Rep.": short forms of one word, and of all at once."""
    found: dict[str, set[str]] = {}
    for entry, lexeme in base.entries.items():
        if lexeme.kind == "region" and not _LONG.isdisjoint(entry.split(" ")) and _is_place(lexeme.value):
            for short in _shortened(entry.split(" ")):
                found.setdefault(short, set()).add(lexeme.value)
    for short, owners in found.items():
        if len(owners) == 1 and short not in base.entries:
            yield short, Lexeme("region", short, next(iter(owners)))


def _is_place(code: str) -> bool:
    return table()[code].kind in ("country", "part")


def _shortened(words: list[str]) -> Iterator[str]:
    if len(words) > 1:
        for ways in range(2):
            chosen = [_SHORT[w][min(ways, len(_SHORT[w]) - 1)] if w in _SHORT else w for w in words]
            yield " ".join(chosen)
            yield " ".join(word for word in chosen if word not in ("of", "the", "and"))
        for place, word in enumerate(words):
            for form in _SHORT.get(word, ()):
                yield " ".join([*words[:place], form, *words[place + 1 :]])


@cache
def full_lexicon() -> Lexicon:
    """The dictionary with the names in other languages and of the parts of all countries, made on first use."""
    known = lexicon()
    entries = dict(known.entries)
    for entry, lexeme in _more(known):
        if entry not in entries or entries[entry].kind == "adjective":
            entries[entry] = lexeme
    return Lexicon(entries, {**known.codes, **codes()}, full=True)


def lexicon_for(words: Iterable[Token]) -> Lexicon:
    """The dictionary that words are read with: the full one if the first has not all of them."""
    known = lexicon()
    return known if all(_is_plain(word, known) for word in words) else full_lexicon()


def _is_plain(word: Token, known: Lexicon) -> bool:
    if word.norm in known.words or word.text in known.codes or word.norm in MONTHS:
        return True
    return not any(map(str.isalnum, word.norm)) or (word.norm[:1].isdecimal() and len(word.norm) != _M49_DIGITS)
