"""Write ``ontology/place-names.json``, names of places in other languages, and ``parts.json``, parts of countries.

Usage: python scripts/make_place_names.py FOLDER [--check]

FOLDER holds what the names are taken from, unpacked:

* ``cldr-core``, ``cldr-localenames-full`` and ``cldr-subdivisions-full`` of npm, version 48.2.0, Unicode-3.0
  (``npm pack cldr-core@48.2.0``, and so on);
* ``country-codes.csv`` of https://github.com/datasets/country-codes at caa72d1, PDDL: formal names in UNTERM.

A name in another language means what CLDR's English name of the same code means here; so a name for CN is the word
"China", with its variants. ``--check`` writes nothing and ends with status 1 if a file is not what would be written.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from partnergraph.errors import PartnerGraphError
from partnergraph.resources import ontology_path
from partnergraph.territory.lexicon import Lexicon, lexicon, normal
from partnergraph.territory.phrases import find_region
from partnergraph.territory.regions import table

VERSION: Final = "48.2.0"
COMMIT: Final = "caa72d1e0e5af8876c170bb36a9e4d64a01bba88"
LANGUAGES: Final = (  # noqa: SIM905
    "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km "
    "kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn pa pl pt pt-PT ro ru si sk sl so sq sr sr-Latn sv sw ta te th tk "
    "tr uk ur uz vi yue zh zh-Hant"
).split()
FORMAL: Final = {"English": "en", "French": "fr", "Spanish": "es", "Russian": "ru", "Chinese": "zh", "Arabic": "ar"}
# Islands without a code of their own here, and regions that no English word of the table means.
LEFT_OUT: Final = {"AC", "CP", "CQ", "DG", "EA", "QO", "TA", "UN", "XA", "XB", "ZZ", "021", "053", "057"}
# The whole of the Americas in languages whose word for it is not that for the United States.
AMERICAS: Final = {"ameriques", "americhe"}
# Parts with a code of their own in ISO 3166-1, or none in use. CLDR numbers Iran's provinces as before 2020, two twice.
TWINS: Final = {
    "CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW", "FI-01": "AX", "FR-BL": "BL", "FR-MF": "MF", "FR-NC": "NC",
    "FR-PF": "PF", "FR-PM": "PM", "FR-TF": "TF", "FR-WF": "WF", "FR-971": "GP", "FR-972": "MQ", "FR-973": "GF",
    "FR-974": "RE", "FR-976": "YT", "NL-AW": "AW", "NL-CW": "CW", "NL-SX": "SX", "US-AS": "AS", "US-GU": "GU",
    "US-MP": "MP", "US-PR": "PR", "US-UM": "UM", "US-VI": "VI", "RS-KM": "XK",
}  # fmt: skip
NO_PARTS: Final = {"FR-CP", "NL-BQ1", "NL-BQ2", "NL-BQ3", "NO-21", "NO-22", "SH-AC", "SH-HL", "SH-TA", "IR-00", "IR-09"}
# Where CLDR's English name is not the one that is written in English.
ENGLISH: Final = {
    "UA-05": "Vinnytsia Oblast", "UA-07": "Volyn", "UA-09": "Luhansk Oblast", "UA-12": "Dnipropetrovsk Oblast",
    "UA-14": "Donetsk Oblast", "UA-18": "Zhytomyr Oblast", "UA-21": "Zakarpattia", "UA-23": "Zaporizhzhia Oblast",
    "UA-26": "Ivano-Frankivsk Oblast", "UA-32": "Kyiv Oblast", "UA-35": "Kirovohrad Oblast", "UA-46": "Lviv Oblast",
    "UA-48": "Mykolaiv Oblast", "UA-51": "Odesa Oblast", "UA-53": "Poltava Oblast", "UA-56": "Rivne Oblast",
    "UA-59": "Sumy Oblast", "UA-61": "Ternopil Oblast", "UA-63": "Kharkiv Oblast", "UA-65": "Kherson Oblast",
    "UA-68": "Khmelnytskyi Oblast", "UA-71": "Cherkasy Oblast", "UA-74": "Chernihiv Oblast",
    "FR-20R": "Corsica", "FR-NOR": "Normandy", "FR-GES": "Grand Est", "FR-PDL": "Pays de la Loire",
    "NO-54": "Troms and Finnmark", "IT-36": "Friuli-Venezia Giulia", "MX-MEX": "Mexico State",
    "IT-57": "Marche Region", "MX-CMX": "Mexico City",
    "KR-29": "Gwangju", "BF-12": "Sahel of Burkina Faso",
}  # fmt: skip
# Names that people write beside the English one.
# Words of direction and the like in names that several languages share: never the name of one part alone.
GENERAL: Final = frozenset({
    "east", "west", "north", "south", "central", "coast", "lakes", "unity", "delta", "pool", "valle", "norte",
    "leste", "oeste", "sur", "sul", "ouest", "sud", "est", "nord", "maritime", "centro", "centrale", "oriental",
    "occidental", "capital", "mary", "chin", "grad", "bong", "mono", "lake", "river", "islands", "highlands",
    "metropolitan", "national", "federal", "interior", "frontier", "northern", "southern", "eastern", "western",
    "northeast", "northwest", "southeast", "southwest", "plateau", "littoral", "centre",
    # better known elsewhere
    "bari", "granada", "leon", "toledo", "trujillo", "merida", "valencia", "santiago", "colonia", "hanover", "portland",
    "manchester", "westmoreland", "clarendon", "kingston", "limburg", "concepcion", "barcelona", "cartago", "trinidad",
})  # fmt: skip
MORE: Final = {
    "AT-1": "Burgenland", "AT-2": "Kärnten", "AT-3": "Niederösterreich", "AT-4": "Oberösterreich",
    "AT-6": "Steiermark", "AT-7": "Tirol", "AT-9": "Wien", "CH-GE": "Genève|Genf", "CH-LU": "Luzern",
    "CH-TI": "Tessin", "CH-VD": "Waadt", "CH-VS": "Wallis", "CH-ZH": "Zürich|Zurich", "CH-BE": "Berne",
    "FR-20R": "Corse", "FR-BRE": "Bretagne", "FR-NOR": "Normandie", "FR-BFC": "Bourgogne-Franche-Comté",
    "FR-IDF": "Ile-de-France", "IT-21": "Piemonte", "IT-25": "Lombardia", "IT-52": "Toscana", "IT-75": "Puglia",
    "IT-82": "Sicilia", "IT-88": "Sardegna", "IT-23": "Valle d'Aosta", "IT-32": "Trentino-Alto Adige",
    "UA-43": "Autonomous Republic of Crimea|Krim", "GE-AB": "Abkhazia", "MD-SN": "Transnistria",
    "PT-20": "Açores", "JP-13": "Tokio", "RU-MOW": "Moscow|Moskva", "RU-SPE": "Saint Petersburg|St. Petersburg",
    "MX-CMX": "Ciudad de México|CDMX", "IQ-KI": "Iraqi Kurdistan",
}  # fmt: skip


# Words that CLDR has not, by the code here and the language.
WORDS: Final[dict[str, dict[str, str]]] = {
    "001": {
        "de": "die ganze Welt|ganze Welt|die gesamte Welt|weltweites Territorium|alle Länder|alle Territorien|"
        "alle Staaten",
        "fr": "le monde|dans le monde entier|tous pays|tous les pays|tous territoires|tous les territoires|"
        "mondialement",
        "es": "mundialmente|a nivel mundial|el mundo entero|el mundo|todos los países|todos los territorios|"
        "todo mundo",
        "it": "tutto il mondo|mondiale|mondo intero|in tutto il mondo|tutti i paesi|tutti i territori|"
        "intero mondo",
        "pt": "todo o mundo|mundo inteiro|o mundo todo|mundo todo|mundial|todos os países|todos os territórios",
        "nl": "de hele wereld|hele wereld|alle landen|de wereld",
        "sv": "hela världen|världen över|alla länder",
        "da": "hele verden|verden over|alle lande",
        "nb": "hele verden|hele verda|alle land",
        "fi": "koko maailma",
        "pl": "cały świat|na całym świecie|wszystkie kraje",
        "cs": "celý svět|celosvětově|všechny země",
        "sk": "celý svet|celosvetovo",
        "ru": "по всему миру|во всём мире|все страны|все страны мира",
        "uk": "весь світ",
        "tr": "tüm dünya|dünya çapında|dünya geneli|bütün dünya",
        "hu": "az egész világ|egész világ",
        "ro": "toată lumea|întreaga lume",
        "el": "όλος ο κόσμος|παγκοσμίως",
        "id": "seluruh dunia",
        "vi": "toàn thế giới",
        "ja": "世界中|全世界中|ワールドワイド|全地域|全世界|世界|世界各国",
        "ko": "전 세계|전세계|세계",
        "zh": "全球范围|世界各地|世界范围|全世界范围|世界|世界各国",
        "zh-Hant": "全球範圍",
        "hi": "पूरी दुनिया|दुनिया",
        "ar": "جميع أنحاء العالم|كل أنحاء العالم|كافة أنحاء العالم|العالم أجمع|العالم بأسره|كل العالم|"
        "جميع دول العالم",
        "he": "כל העולם",
        "th": "ทั่วโลก",
        "fa": "سراسر جهان",
    },
    "MIDDLE-EAST": {
        "de": "Nahost|Mittlerer Osten|Naher und Mittlerer Osten",
        "fr": "Moyen-Orient",
        "es": "Oriente Medio|Medio Oriente",
        "it": "Medio Oriente",
        "pt": "Oriente Médio|Médio Oriente",
        "nl": "Midden-Oosten",
        "ja": "中東",
        "zh": "中东",
        "zh-Hant": "中東",
        "ko": "중동",
        "ar": "الشرق الأوسط",
        "ru": "Ближний Восток",
        "pl": "Bliski Wschód",
        "tr": "Orta Doğu|Ortadoğu",
        "sv": "Mellanöstern",
        "da": "Mellemøsten",
        "nb": "Midtøsten",
        "fi": "Lähi-itä",
    },
    "MENA": {
        "fr": "Moyen-Orient et Afrique du Nord",
        "es": "Oriente Medio y Norte de África|Medio Oriente y Norte de África",
        "it": "Medio Oriente e Nord Africa",
        "ar": "الشرق الأوسط وشمال أفريقيا|الشرق الأوسط وشمال إفريقيا",
    },
    "SCANDINAVIA": {
        "fr": "Scandinavie",
        "es": "Escandinavia",
        "pt": "Escandinávia",
        "nl": "Scandinavië",
        "pl": "Skandynawia",
        "ja": "スカンジナビア",
        "zh": "斯堪的纳维亚",
        "ru": "Скандинавия",
        "sv": "Skandinavien",
        "fi": "Skandinavia",
    },
    "BALTICS": {
        "de": "baltische Staaten|baltische Länder",
        "fr": "pays baltes|États baltes",
        "es": "países bálticos|Estados bálticos",
        "it": "paesi baltici|stati baltici",
        "nl": "Baltische staten",
        "ja": "バルト三国",
        "zh": "波罗的海国家",
        "pl": "kraje bałtyckie",
    },
    "NORDICS": {
        "de": "nordische Länder|nordische Staaten",
        "fr": "pays nordiques",
        "es": "países nórdicos",
        "it": "paesi nordici",
        "nl": "Noordse landen",
        "sv": "de nordiska länderna|nordiska länderna",
        "fi": "Pohjoismaat",
        "zh": "北欧国家",
    },
    "NORTHERN-EUROPE": {
        "ja": "北欧",
        "zh": "北欧",
    },
    "APAC": {
        "de": "Asien-Pazifik|Asien/Pazifik|Asien-Pazifik-Raum|Asien und Pazifik",
        "fr": "Asie-Pacifique|Asie Pacifique",
        "es": "Asia-Pacífico",
        "it": "Asia-Pacifico",
        "pt": "Ásia-Pacífico",
        "nl": "Azië-Pacific",
        "ja": "アジア太平洋|アジア太平洋地域",
        "zh": "亚太|亚太地区|亚太区",
        "ko": "아시아 태평양|아시아태평양",
    },
    "LATAM": {
        "ar": "أميركا اللاتينية",
        "zh": "拉美|拉丁美洲",
        "ja": "中南米|ラテンアメリカ",
        "de": "Lateinamerika",
    },
    "BALKANS": {
        "de": "Balkanländer|Balkanstaaten",
        "es": "Balcanes",
        "it": "Balcani",
        "pt": "Bálcãs",
    },
    "IBERIA": {
        "es": "Península Ibérica",
        "fr": "Péninsule Ibérique",
        "it": "Penisola Iberica",
        "de": "Iberische Halbinsel",
    },
    "FORMER-SOVIET-UNION": {
        "de": "ehemalige Sowjetunion",
        "fr": "ex-URSS|ancienne URSS",
        "es": "antigua Unión Soviética|ex Unión Soviética",
        "it": "ex Unione Sovietica",
        "ru": "бывший СССР",
    },
    "CIS": {
        "de": "GUS|GUS-Staaten",
        "fr": "CEI",
        "es": "CEI",
        "ru": "СНГ|страны СНГ",
        "pl": "WNP",
    },
    "FAR-EAST": {
        "es": "Extremo Oriente|Lejano Oriente",
        "it": "Estremo Oriente",
        "nl": "Verre Oosten",
        "pt": "Extremo Oriente",
    },
    "GULF": {
        "de": "Golfstaaten",
        "fr": "pays du Golfe",
        "es": "países del Golfo",
        "it": "paesi del Golfo",
        "ar": "دول الخليج",
    },
    "MAGHREB": {
        "es": "Magreb",
        "it": "Maghreb",
        "ar": "المغرب العربي",
    },
    "BENELUX": {
        "ja": "ベネルクス",
        "zh": "比荷卢",
        "it": "Benelux",
    },
    "DACH": {
        "de": "DACH-Region|D-A-CH-Region|DACH-Raum",
    },
    "GERMAN-SPEAKING": {
        "de": "deutschsprachige Länder|deutschsprachiges Europa|deutschsprachige Gebiete|deutscher Sprachraum",
        "fr": "pays germanophones",
        "it": "paesi di lingua tedesca",
        "es": "países de habla alemana",
    },
    "ENGLISH-SPEAKING": {
        "de": "englischsprachige Länder",
        "fr": "pays anglophones",
        "es": "países de habla inglesa",
    },
    "FRENCH-SPEAKING": {
        "de": "französischsprachige Länder|frankophone Länder",
        "fr": "pays francophones",
    },
    "SPANISH-SPEAKING": {
        "de": "spanischsprachige Länder",
        "fr": "pays hispanophones",
        "es": "países hispanohablantes",
    },
    "GREATER-CHINA": {
        "zh": "大中华区|大中华地区",
        "ja": "大中華圏",
    },
    "CN": {
        "zh": "中国大陆|中国内地|大陆地区",
        "zh-Hant": "中國大陸|中國內地",
        "ja": "中国本土",
        "de": "Festlandchina|Festland-China",
        "fr": "Chine continentale",
        "es": "China continental",
        "it": "Cina continentale",
        "ko": "중국 본토",
    },
    "GB": {
        "de": "Großbritannien|Grossbritannien",
        "fr": "Grande-Bretagne",
        "es": "Gran Bretaña",
        "it": "Gran Bretagna",
        "pt": "Grã-Bretanha",
        "nl": "Groot-Brittannië",
        "ja": "英国",
        "en": "Gt. Britain and N. Ireland",
    },
    "US": {
        "de": "Vereinigte Staaten von Amerika|Vereinigten Staaten|Vereinigten Staaten von Amerika",
        "fr": "États-Unis d'Amérique",
        "it": "Stati Uniti d'America",
        "pt": "Estados Unidos da América|EUA",
        "nl": "Verenigde Staten van Amerika",
        "ja": "米国",
        "es": "EE. UU.|EEUU",
        "ru": "США",
        "pl": "Stany Zjednoczone",
    },
    "AE": {
        "ar": "الإمارات",
        "de": "Vereinigten Arabischen Emirate|Vereinigten Arabischen Emiraten",
    },
    "SA": {
        "ar": "السعودية",
    },
    "JP": {
        "ja": "日本国内",
    },
    "GB-NIR": {
        "de": "Nordirland",
        "fr": "Irlande du Nord",
        "es": "Irlanda del Norte",
        "it": "Irlanda del Nord",
        "pt": "Irlanda do Norte",
        "nl": "Noord-Ierland",
        "sv": "Nordirland",
        "ja": "北アイルランド",
    },
    "CEE": {
        "de": "Mittel- und Osteuropa|Ost- und Mitteleuropa|Mittelosteuropa|Mittel-/Osteuropa",
        "fr": "Europe centrale et orientale|Europe centrale et de l'Est",
        "es": "Europa central y oriental|Europa Central y del Este",
        "it": "Europa centrale e orientale|Europa centro-orientale",
    },
    "019": {
        "de": "Nord- und Südamerika",
        "fr": "Amérique du Nord et du Sud",
    },
    "BY": {
        "de": "Weißrussland",
    },
    "CI": {
        "de": "Elfenbeinküste",
    },
    "MM": {
        "de": "Birma|Burma",
        "fr": "Birmanie",
        "es": "Birmania",
    },
    "CZ": {
        "de": "Tschechische Republik",
        "fr": "République tchèque",
        "es": "República Checa",
        "it": "Repubblica Ceca",
    },
    "NL": {
        "de": "Niederlanden|Holland",
        "fr": "Hollande",
        "es": "Holanda",
        "it": "Olanda",
        "pt": "Holanda",
    },
    "SK": {
        "de": "Slowakische Republik",
    },
    "RU": {
        "de": "Russische Föderation",
    },
    "KR": {
        "de": "Republik Korea",
        "es": "Corea",
        "it": "Corea",
        "fr": "Corée",
    },
    "MK": {
        "de": "Mazedonien",
        "fr": "Macédoine",
        "es": "Macedonia",
    },
    "TL": {
        "de": "Osttimor",
    },
    "SZ": {
        "de": "Swasiland",
    },
    "CV": {
        "de": "Kap Verde|Kapverden",
    },
    "MD": {
        "de": "Moldawien",
        "fr": "Moldavie",
    },
    "CY": {
        "fr": "Chypre",
    },
    "CG": {
        "de": "Republik Kongo",
        "it": "Repubblica del Congo",
        "pt": "República do Congo",
    },
    "CD": {
        "de": "Demokratische Republik Kongo|DR Kongo",
        "it": "Repubblica Democratica del Congo",
        "pt": "República Democrática do Congo",
    },
    "EU": {
        "it": "UE",
        "es": "UE",
        "pt": "UE",
        "nl": "EU",
        "de": "EU-Länder|EU-Staaten",
    },
    "EEA": {
        "fr": "EEE|Espace économique européen",
        "de": "Europäischer Wirtschaftsraum",
        "es": "Espacio Económico Europeo",
    },
}  # fmt: skip


def read(path: Path) -> Any:
    """The content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


# --- names in other languages -----------------------------------------------------------------------


def targets(english: dict[str, str]) -> dict[str, str]:
    """What each code of CLDR means here: what its English name means."""
    found = {}
    for code, name in english.items():
        if "-" in code or code in LEFT_OUT:
            continue
        try:
            found[code] = find_region(name)
        except PartnerGraphError:
            if code in table().regions:
                found[code] = code
    return found


def cldr_names(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(name, language, code here) for all languages."""
    main = folder / "cldr-localenames-full" / "main"
    meaning = targets(_territories(main, "en"))
    for language in LANGUAGES:
        for key, name in _territories(main, language).items():
            code = meaning.get(key.partition("-")[0])
            if code is not None and (code != "019" or normal(name) in AMERICAS):
                yield name, language, code


def _territories(main: Path, language: str) -> dict[str, str]:
    content = read(main / language / "territories.json")["main"][language]["localeDisplayNames"]["territories"]
    assert isinstance(content, dict)
    return content


# What English itself uses for several places.
NOT_CLEAR: Final = frozenset({"guiana", "guayana", "man", "columbia"})
_ARTICLE = re.compile(r"^(?:the|la|el|los|las|les?|l['’]|лa)\s*(?=[\wÀ-ÿ])", re.I)
_BEHIND = re.compile(r"\s*\((?:el|la|los|las|les?|l['’]|the)\)$", re.I)


def formal_names(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(name, language, code here) of the formal and short names in UNTERM, without articles and footnotes."""
    with (folder / "country-codes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code = row["ISO3166-1-Alpha-2"]
            code = "CHINA" if code == "CN" else code
            for words, language in FORMAL.items():
                for kind in ("Short", "Formal"):
                    name = _BEHIND.sub("", row.get(f"UNTERM {words} {kind}", "").strip().rstrip("*").strip())
                    name = _ARTICLE.sub("", name) if kind == "Formal" or language == "en" else name
                    if name and "(" not in name and "[" not in name:
                        yield name, language, code


def home_nations(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(name, language, code) of England, Scotland and Wales, which CLDR has in all languages."""
    for language in LANGUAGES:
        path = folder / "cldr-subdivisions-full" / "subdivisions" / language / f"{language}.json"
        names = read(path)["subdivisions"]["localeDisplayNames"]["subdivisions"] if path.exists() else {}
        yield from (
            (names[f"gb{end}"], language, f"GB-{end.upper()}") for end in ("eng", "sct", "wls") if f"gb{end}" in names
        )


def more_words() -> Iterator[tuple[str, str, str]]:
    """(name, language, code here) of the words that CLDR has not."""
    for code, by_language in WORDS.items():
        for language, names in by_language.items():
            yield from ((name, language, code) for name in names.split("|"))


def place_names(folder: Path) -> tuple[dict[str, dict[str, list[str]]], dict[str, list[str]]]:
    """Names by code, each with its languages; and the names that several codes have."""
    owners: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    base = lexicon()
    for name, language, code in (*cldr_names(folder), *formal_names(folder), *home_nations(folder), *more_words()):
        if _may_be_a_name(name, code, base):
            owners[normal(name)].add(code)
            spelled[code][name].add(language)
    ambiguous = {name: sorted(codes) for name, codes in owners.items() if len(codes) > 1}
    names = {
        code: {name: sorted(spelled[code][name]) for name in sorted(spelled[code]) if normal(name) not in ambiguous}
        for code in sorted(spelled)
    }
    return names, {name: ambiguous[name] for name in sorted(ambiguous)}


def _may_be_a_name(name: str, code: str, base: Lexicon) -> bool:
    """Whether a name is not another word already: of the grammar, of another place, a refused one, a code."""
    key = normal(name)
    known = base.entries.get(key)
    clear = known is None or known.value == code
    return (
        bool(key)
        and key not in NOT_CLEAR
        and clear
        and base.codes.get(key.upper(), code) == code
        and not key.isdecimal()
    )


def numbers_of(folder: Path) -> dict[str, dict[str, str]]:
    """Three digits of ISO 3166-1, which are the UN's of M49, by code; XK has none."""
    mapping = read(folder / "cldr-core" / "supplemental" / "codeMappings.json")["supplemental"]["codeMappings"]
    countries = (code for code, region in table().regions.items() if region.kind == "country" and code != "XK")
    return {code: {"m49": mapping[code]["_numeric"]} for code in countries}


# --- parts of countries -------------------------------------------------------------------------------


def parts(folder: Path, names: set[str]) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Records of the parts that the table of regions has not, and the bare names that several of them have."""
    inside = read(folder / "cldr-core" / "supplemental" / "subdivisionContainment.json")
    inside = inside["supplemental"]["subdivisionContainment"]
    english = read(folder / "cldr-subdivisions-full" / "subdivisions" / "en" / "en.json")
    english = english["subdivisions"]["localeDisplayNames"]["subdivisions"]
    bare: dict[str, str] = {}
    for country, content in inside.items():
        if country not in table().regions or table()[country].kind != "country":
            continue
        for key in content["_contains"]:
            code = f"{country}-{key[len(country) :].upper()}"
            if code not in table().regions and code not in TWINS and code not in NO_PARTS:
                bare[code] = ENGLISH.get(code, english[key]).rstrip("²³").replace("’", "'")
    owners: dict[str, list[str]] = defaultdict(list)
    for code in sorted(bare):
        owners[normal(bare[code])].append(code)
    base = lexicon()
    taken = names | set(base.entries) | {code.lower() for code in base.codes}
    records = [_part(code, bare[code], owners, taken) for code in sorted(bare)]
    ambiguous = {
        bare[c[0]]: c
        for name, c in sorted(owners.items())
        if len(c) > 1 and name not in taken and not _is_general(name)
    }
    return records, ambiguous


def _is_general(name: str) -> bool:
    return all(word in GENERAL for word in name.split(" "))


def _part(code: str, bare: str, owners: dict[str, list[str]], taken: set[str]) -> dict[str, Any]:
    country = table()[code.partition("-")[0]].phrase.partition(" (")[0]
    record: dict[str, Any] = {"code": code, "name": bare}
    alone = (
        not _is_general(normal(bare))
        and len(owners[normal(bare)]) == 1
        and normal(bare) not in taken
        and len(normal(bare)) > len("abc")
    )
    if not alone:
        known = lexicon().entries.get(normal(bare))
        own = known is not None and known.value == code.partition("-")[0]
        record["name"] = f"{bare} (part of {country})" if own else f"{bare} ({country})"
    more = [name for name in MORE.get(code, "").split("|") if name and normal(name) != normal(record["name"])]
    more = [name for name in more if normal(name) not in taken and normal(name) not in owners]
    if more:
        record["aliases"] = more
    if normal(record["name"]) != record["name"].lower():
        record["key"] = normal(record["name"])
    return record


# --- files ----------------------------------------------------------------------------------------------


def names_text(
    names: dict[str, dict[str, list[str]]], ambiguous: dict[str, list[str]], numbers: dict[str, dict[str, str]]
) -> str:
    """The whole of ``place-names.json``: one place a line."""
    head = {
        "about": "Names of places in other languages, each with its languages (BCP 47) and, behind a stroke, the form "
        "under which it is looked up, if that is not the name in small letters; ambiguous: names of two places.",
        "sources": [
            f"Unicode CLDR, npm cldr-localenames-full {VERSION}, Unicode-3.0",
            f"UNTERM in github.com/datasets/country-codes at {COMMIT} (2026-05-15), PDDL",
            "WORDS in scripts/make_place_names.py",
        ],
        "languages": " ".join(LANGUAGES),
    }
    lines = [
        json.dumps(
            {"code": code, **numbers.get(code, {}), "names": {n: _tagged(n, tags) for n, tags in names[code].items()}},
            ensure_ascii=False,
        )
        for code in names
    ]
    return _text(head, ambiguous, lines)


def _tagged(name: str, tags: list[str]) -> str:
    """Languages of a name, and the form under which it is looked up where that is not the name in small letters."""
    key = normal(name)
    return " ".join(tags) if key == name.lower() else f"{' '.join(tags)}|{key}"


def parts_text(records: list[dict[str, Any]], ambiguous: dict[str, list[str]]) -> str:
    """The whole of ``parts.json``: one part a line."""
    head = {
        "about": "Parts of countries (ISO 3166-2, the first level) that regions.json has not; their codes begin with "
        "the country. ambiguous: names of several. twins: parts that are a country or territory in ISO 3166-1.",
        "sources": [f"Unicode CLDR, npm cldr-core and cldr-subdivisions-full {VERSION}, Unicode-3.0"],
        "twins": TWINS,
    }
    return _text(head, ambiguous, [json.dumps(record, ensure_ascii=False) for record in records])


def _text(head: dict[str, Any], ambiguous: dict[str, list[str]], lines: list[str]) -> str:
    opened = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    several = {name: " ".join(codes) for name, codes in ambiguous.items()}
    opened.append(f'"ambiguous": {json.dumps(several, ensure_ascii=False)}')
    return "{\n" + ",\n".join(opened) + ',\n"records": [\n' + ",\n".join(lines) + "\n]}\n"


def main(arguments: list[str]) -> int:
    """Write or check; the exit status."""
    folder = Path(arguments[0])
    names, ambiguous = place_names(folder)
    words = {normal(name) for found in names.values() for name in found} | set(ambiguous)
    made = {
        "place-names.json": names_text(names, ambiguous, numbers_of(folder)),
        "parts.json": parts_text(*parts(folder, words)),
    }
    root = ontology_path("regions.json").parent
    if "--check" in arguments:
        differing = [name for name, text in made.items() if (root / name).read_text(encoding="utf-8") != text]
        print(f"differs: {', '.join(differing)}" if differing else "names and parts are up to date")
        return 1 if differing else 0
    for name, text in made.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
