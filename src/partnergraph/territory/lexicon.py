"""The words of territory phrases: normalization, tokens, and two dictionaries of names and grammar words.

The first, `lexicon`, holds the English names and the table's own; the second, `full_lexicon`, has the names in other
languages, the parts of all countries, abbreviations and numbers beside them (`partnergraph.territory.more_names`). It
is made when a phrase holds a word that the first has not, or cannot be read without it; what the first reads, it
reads alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

from partnergraph.territory.regions import Region, table

Kind: TypeAlias = Literal[
    "region", "adjective", "noun", "filler", "and", "plus", "except", "outside", "include", "with", "but-with",
    "open", "such-as", "moving", "frozen", "day", "behind", "dependents", "(", ")", "refused", "unknown",
]  # fmt: skip


MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SEPARATORS: Final[frozenset[Kind]] = frozenset({"and", "plus"})
"""What stands between the elements of a list."""


class Token(NamedTuple):
    """One word or sign: ``text`` as written, ``norm`` as looked up."""

    text: str
    norm: str


class Lexeme(NamedTuple):
    """A known expression (or a run of unknown words). ``value``: region code, day, or why it is refused."""

    kind: Kind
    text: str
    value: str = ""


# The words of both tables are written in their normal form.
_GRAMMAR: Final[dict[Kind, str]] = {
    "and": "and|,|;|/|or|und|et|y|e|and also|and in|as well as in|both|and / or",
    "plus": "+|plus|as well as|together with|in addition to|along with|and additionally|zzgl",
    "except": "except|except for|excepting|excluding|excl|exc|sans|exclusive of|excluded|ex|other than|but not|without|"
    "w / o|minus|-|not including|not|save|save for|apart from|aside from|with the exception of|with exception of|"
    "with the exclusion of|to the exclusion of|barring|bar|less|but excluding|but without|but except|"
    "but not including|does not include|not in|except in|ohne|ausser|exkl|ausgenommen|mit ausnahme von|sauf|hors|"
    "excepte|a l exception de|excepto|salvo|menos|tranne|eccetto|escluso|with the sole exception of|omitting",
    "outside": "outside|outside of|all except|everywhere outside|everywhere outside of|everywhere but|"
    "everywhere except|anywhere but|anywhere outside|anywhere outside of|anywhere except|all but|"
    "every country but|all countries but|all countries outside|all countries outside of|markets outside|"
    "markets outside of|"
    "all markets outside|all markets outside of|territories outside|countries outside|countries outside of|"
    "international markets outside|international markets outside of|countries other than|"
    "all countries other than|markets other than|all markets other than|territories other than|ausserhalb|"
    "hors de|fuera de|everything except|everything but|everywhere other than|anywhere other than",
    "include": "including|incl|inc|inclusive of|includes|included|and including|in particular|inkl|einschliesslich|"
    "y compris|incluyendo|also including|including also",
    "with": "with|mit|avec|con",
    "but-with": "but with|but including|but incl|but also|but also including|but also in|yet including|yet with|"
    "but plus|but not excluding|though with|though including|but includes|with the addition of",
    "open": "among others|amongst others|among other countries|among other markets|among other territories|"
    "among other places|amongst other countries|inter alia|and others|etc|et cetera|and so on|and more|and elsewhere|"
    "and other countries|and other markets|and other territories|and other regions|or others|unter anderem|u a|"
    "entre otros|entre autres|and further countries|and certain other countries|and some other countries|"
    "and additional countries|and several other countries|and several other markets",
    "such-as": "such as|eg|for example|for instance|including but not limited to|not limited to|without limitation|"
    "including without limitation|but not limited to|but is not limited to|but are not limited to|"
    "incl but not limited to|but not restricted to|not restricted to|but without limitation|including among others|"
    "including inter alia|at least|including at least|z b|zb|"
    "par exemple|por ejemplo",
    "moving": "as they may change|as it may change|as it changes|as they change|as membership changes|"
    "as its membership changes|as its membership may change|as the membership changes|from time to time|"
    "as constituted from time to time|as amended from time to time|as may be amended from time to time|"
    "as they may be from time to time|as it may be from time to time|as it may be constituted from time to time|"
    "as composed from time to time|as it may be enlarged|as enlarged|as it may expand|"
    "as they may join or leave|"
    "current and future members|current and future member states|including future members|"
    "including future member states|including any future members|including any future member states|"
    "and any future members|and any future member states|and future members|and future member states|"
    "as its members may change|as the members may change|as members change|as members join or leave|"
    "membership as it changes",
    "dependents": "its territories|their territories|its possessions|possessions|its dependencies|dependencies|"
    "dependent territories|its dependent territories|overseas territories|its overseas territories|"
    "its territories and possessions|their territories and possessions|territories and possessions|"
    "possessions and territories|its possessions and territories|its territories and dependencies|"
    "territories and dependencies|its territories , possessions|all its territories and possessions|"
    "its territories , possessions and commonwealths|its territories , commonwealths and possessions|"
    "its territories and commonwealths|territories , commonwealths and possessions|overseas departments|"
    "overseas possessions|its overseas possessions|its overseas departments|overseas departments and territories|"
    "its overseas departments and territories|overseas territories and departments|its overseas dependencies|"
    "associated territories|its associated territories|other territories and possessions",
    "frozen": "as of|as at|as on|as constituted on|as constituted at|as constituted as of|as composed on|"
    "as it was on|as it stood on|as they stood on|as existing on|as it existed on|membership as of|members as of|"
    "members on|membership on|with membership as of|frozen at|frozen on",
    "noun": "market|markets|territory|territories|countries|country|region|regions|area|areas|nations|nation|"
    "states|zone|continent|continents|canton of|prefecture|oblast|county|county of|emirate of|member states|"
    "member countries|members|jurisdiction|jurisdictions|republics|marche|markt|"
    "domestic market|home market|marketplace|marketplaces|province|provinces|territories of|mercado",
    "filler": "the|in|of|for|all|within|throughout|across|only|solely|entire|whole|any|each|every|"
    "all of|every part of|sales in|to|on|into|all countries of|all countries in|all the countries of|"
    "all the countries in|all member states of|all the member states of|all members of|countries of|countries in|"
    "member states of|member countries of|members of|all member countries of|the countries of|the member states of|"
    "territory of|the territory of|all markets in|markets in|all territories in|all regions of|"
    "every country in|every country of|every member state of|the whole of|the entire territory of|"
    "all countries within|der|die|das|den|dem|in den|le|la|les|los|el|las|de|du|des|l|del|which|that is|namely|"
    "ie|being|viz|defined as|meaning|limited to|restricted to|available in|sold in|distribution in|"
    "currently|everywhere in|anywhere in|any country in|any of|all over|state of|province of|rights|rights in|"
    "rights for|sales|distribution|each of|both of|dans|en|au|aux|im|worldwide in|"
    "geographic|geographical|sovereign|individual",
}  # fmt: skip

_NOT_SAID: Final = "says that the territory is not settled, not which one it is"
LEAVE_OUT: Final = "leave the territory empty: not stated means possible everywhere"
_REST: Final = "depends on what the other deals cover"
_REST_HINT: Final = "write what is meant, for instance 'World except Japan and EU'"
_VAGUE: Final = "names no country"
_NAME_THEM: Final = "name the countries, or 'Germany, among others' if they are examples"
_SEEN_FROM: Final = "depends on who is speaking"

_EXCLUSIVITY: Final = "says how exclusive the deal is, not where"
_EXCLUSIVITY_HINT: Final = "write the territory alone, and the exclusivity into its own field"
_ISLANDS: Final = "is a part of what has a code"

_REFUSED: Final[dict[str, tuple[str, str]]] = {
    "*|†|‡|§|¶|#": (
        "marks a note, or words that were left out",
        "write the territory with what the note says, without the mark",
    ),
    "…": (
        "says that more is meant, not what is",
        "write 'Germany, among others', or the whole list",
    ),
    "exclusive|non exclusive|nonexclusive|co exclusive|coexclusive|semi exclusive|semiexclusive|sole|exclusivity|"
    "exclusively|non exclusively|exclusive to|exclusive in|non exclusive in|exclusive rights|exclusive rights in|"
    "exclusive for|non exclusivity|not exclusive|exklusiv|nicht exklusiv|exclusif|exclusivo|no exclusivo": (
        _EXCLUSIVITY,
        _EXCLUSIVITY_HINT,
    ),
    "rest of world|rest of the world|row|r o w|rest of|rest|restofworld|remaining countries|remaining territories|"
    "remaining markets|all other countries|all other territories|all other markets|all others|everywhere else|"
    "anywhere else|elsewhere|remainder of the world|remainder|remainder of world|balance of the world|"
    "other countries|other territories|other markets|other regions|rest der welt|reste du monde|resto del mundo": (
        _REST,
        _REST_HINT,
    ),
    "tbd|tbc|tba|tbn|t b d|to be determined|to be decided|to be defined|to be confirmed|to be agreed|to be announced|"
    "to be negotiated|under negotiation|under discussion|pending|open|unknown|not specified|unspecified|not stated|"
    "not known|undisclosed|not disclosed|confidential|n / a|not applicable|none|nil|null|nan|?|? ?|? ? ?|x|xx|xxx|"
    "see contract|see agreement|see schedule|see annex|see appendix|as agreed|as per contract|as per agreement|"
    "redacted|missing|no territory|noch offen|offen|unbekannt": (_NOT_SAID, LEAVE_OUT),
    "various|several|some|selected|certain|multiple|many|key|major|main|most|various countries|several countries|"
    "some countries|selected countries|selected markets|select markets|select countries|certain countries|"
    "certain markets|certain territories|key markets|major markets|main markets|multiple countries|core markets|"
    "multiple markets|various markets|various territories|several markets|some markets|most countries|"
    "many countries|emerging markets|developing countries|developed countries|developed markets|other|others|misc|"
    "miscellaneous|mixed|regional|multi|multi country|multinational|varies|strategic markets|growth markets|"
    "priority markets|first world countries|third world|frontier markets|priority countries|limited territories": (
        _VAGUE,
        _NAME_THEM,
    ),
    "international|internationally|overseas|abroad|domestic|domestically|local|locally|home|home country|"
    "home territory|foreign|foreign markets|foreign countries|export|export markets|offshore|national|nationwide|"
    "nationally|international markets|overseas markets|international market|neighbouring countries|"
    "neighboring countries|country of origin|country of residence|country of domicile|exclusive territory|"
    "licensed territory|the licensed territory|intl": (
        _SEEN_FROM,
        "name the countries, for instance 'World except Japan'",
    ),
    "not only|not just|not merely|not solely": (
        "says that more is meant, not what is",
        "write 'Germany, among others', or the whole list",
    ),
    "sanctioned countries|embargoed countries|sanctioned territories|embargoed territories|sanctioned|embargoed": (
        _VAGUE,
        _NAME_THEM,
    ),
    "as per schedule|per schedule|schedule|annex|appendix|exhibit|as per annex|as per appendix|as per exhibit": (
        _NOT_SAID,
        LEAVE_OUT,
    ),
    "island of ireland|32 counties|ireland ( 32 counties )|ireland ( republic and northern )|north and south ireland": (
        "is a country and a part of another",
        "write 'Ireland; Northern Ireland'",
    ),
    "nowhere": ("is no territory", "leave the territory empty if none is stated"),
    "non": ("has two meanings in front of a group", "write 'World except EU' or 'Europe except EU'"),
    "georgia": (
        "is a country (GE) and a US state (US-GA)",
        "write 'Georgia (country)' or 'Georgia, USA'",
    ),
    "america": ("is the United States or the whole of the Americas", "write 'US' or 'Americas'"),
    "congo": (
        "is one of two countries",
        "write 'Republic of the Congo' (CG) or 'Democratic Republic of the Congo' (CD)",
    ),
    "virgin islands": ("is one of two territories", "write 'US Virgin Islands' (VI) or 'British Virgin Islands' (VG)"),
    "saint martin|st martin": (
        "is an island of two territories",
        "write 'Saint Martin (French part)' (MF) or 'Sint Maarten' (SX)",
    ),
    "micronesia": (
        "is a country and a region of islands",
        "write 'Federated States of Micronesia' (FM) or 'Micronesia (UN M49)' (057)",
    ),
    "washington": ("is a US state and a city", "write 'Washington (state)' (US-WA) or 'Washington, D.C.' (US-DC)"),
    "punjab": ("is a state of India and a province of Pakistan", "write 'Punjab, India' or 'Punjab (Pakistan)'"),
    "state of mexico": ("is the country or one of its states", "write 'Mexico' or 'Mexico State (Mexico)'"),
    "roi et": ("is a province of Thailand, or 'ROI and'", "write 'Roi Et (Thailand)' or 'Ireland'"),
    "guiana": ("is one of several countries", "write 'French Guiana', 'Guyana' or 'Suriname'"),
    "cyprus north|northern cyprus|trnc": ("has no ISO 3166 code", "write 'Cyprus' (CY) if that is meant"),
    "somaliland|south ossetia|kurdistan": (
        "has no ISO 3166 code of its own",
        "write the country, and put the words into a note",
    ),
    "dutch antilles|netherlands antilles": (
        "was dissolved on 2010-10-10",
        "write 'Curaçao, Sint Maarten and Caribbean Netherlands'",
    ),
    "yugoslavia": ("was two federations", "write 'former Yugoslavia' or 'Serbia, Montenegro'"),
    "republic of china": (
        "is what Taiwan calls itself, and nearly what China does",
        "write 'Taiwan' or 'China'",
    ),
    "kingdom of denmark|danish realm": (
        "may be Denmark alone, or with Greenland and the Faroe Islands",
        "write 'Denmark' or 'Denmark + Greenland + Faroe Islands'",
    ),
    "kingdom of the netherlands|kingdom of netherlands": (
        "may be the Netherlands in Europe alone, or with the islands in the Caribbean",
        "write 'Netherlands' or 'Netherlands + Aruba + Curaçao + Sint Maarten + Caribbean Netherlands'",
    ),
    "realm of new zealand": (
        "is more than New Zealand",
        "write 'New Zealand' or 'New Zealand + Cook Islands + Niue + Tokelau'",
    ),
    "british islands": (
        "are the UK with the Channel Islands and the Isle of Man, without Ireland",
        "write 'UK + Crown Dependencies' or 'British Isles'",
    ),
    "tahiti": (_ISLANDS, "write 'French Polynesia' if all of it is meant"),
    "saipan": (_ISLANDS, "write 'Northern Mariana Islands' if all of them are meant"),
    "tobago": (_ISLANDS, "write 'Trinidad and Tobago' if both are meant"),
    "svalbard|spitsbergen|jan mayen": (_ISLANDS, "write 'Svalbard and Jan Mayen' if both are meant"),
    "ascension island|ascension|tristan da cunha": (
        _ISLANDS,
        "write 'Saint Helena, Ascension and Tristan da Cunha' if all of it is meant",
    ),
    "baltic region|baltic area|baltic sea|baltic sea region|baltic sea area|baltic sea states|baltic sea countries": (
        "may be more than the Baltic states",
        "write 'Baltics' for Estonia, Latvia and Lithuania, or name the countries",
    ),
    "near east": ("is used for three regions", "write 'Middle East', 'Levant' or 'MENA'"),
    "czechoslovakia": ("ended on 1992-12-31", "write 'Czechia and Slovakia'"),
    "serbia and montenegro": ("ended on 2006-06-03", "write 'Serbia, Montenegro'"),
    "western world|global south|developing world|alpe adria|mediterranean europe|western hemisphere|"
    "eastern hemisphere|mesoamerica|orient|oriental|comecon|free world|asia minor|asean plus three|asean + 3": (
        "is no list of countries",
        "name the countries",
    ),
}

NEEDS_EXPLAINING: Final = frozenset({_REST, _VAGUE, _SEEN_FROM})
"""Why some words are refused that may stand in front of brackets with what they mean: "Domestic (US and Canada)"."""

DEPENDENTS: Final[dict[str, tuple[str, ...]]] = {
    "US": ("US-TERRITORIES",), "GB": ("UK-TERRITORIES", "CROWN-DEPENDENCIES"), "FR": ("FR-OVERSEAS",),
    "NL": ("NL-CARIBBEAN",), "DK": ("FO", "GL"), "AU": ("CC", "CX", "HM", "NF"), "NZ": ("CK", "NU", "TK"),
    "NO": ("BV", "SJ"), "FI": ("AX",), "EU": ("EU-OCT",),
}  # fmt: skip
"""What "its territories" are behind the name of a country."""

AMBIGUOUS_CODES: Final[dict[str, str]] = {
    "LA": "Laos, Latin America, Louisiana or Los Angeles: write 'Laos' or 'Latin America'",
    "NA": "Namibia, North America or none at all: write 'Namibia' or 'North America'",
    "SA": "Saudi Arabia, South Africa or South America: write the name",
    "ME": "Montenegro, Middle East or Maine: write 'Montenegro' or 'Middle East'",
    "AS": "American Samoa or Asia: write 'American Samoa' or 'Asia'",
    "AF": "Afghanistan or Africa: write 'Afghanistan' or 'Africa'",
    "DOM": "the Dominican Republic or the overseas departments of France: write 'Dominican Republic' or name them",
    "COM": "the Comoros or the overseas collectivities of France: write 'Comoros' or name them",
    "NAM": "Namibia or North America: write 'Namibia' or 'North America'",
}
"""Codes that mean something else in deal sheets; read as ISO codes only in a list of at least three codes."""

_SIGNS = str.maketrans({
    "‘": "", "’": "", "'": "", "`": "", "´": "", "ʼ": "", '"': "", "“": "", "”": "", "„": "", "«": "", "»": "",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "[": "(", "]": ")", "{": "(", "}": ")",
    "|": ";", "\n": ";", "·": ";", "•": ";", "、": ",", "，": ",", "،": ",", "؛": ";", "＋": "+", ".": "", ":": " ",
})  # fmt: skip
_BULLET = re.compile(r"(?:^|(?<=\n))\s*\*\s+(?=\S)")
_DOTS = re.compile(r"\.{2,}")
# An ISO day, an ISO 3166-2 code, a word, or a sign, known or not: nothing is passed over but hyphens inside words,
# which separate them like a space.
_TOKEN = re.compile(r"\d{4}-\d\d-\d\d|[A-Z]{2}-[A-Z\d]{1,3}(?![\w-])|[^\W_]+|(?<![^\s(])-|[^\w\s-]")
# The same where vowels are marks on, under or beside their letters: Indic scripts, Thai, Khmer, Hebrew, Arabic.
_MARK = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0970-\u0fff\u1000-\u109f\u1780-\u17ff"
)
_MARKED = re.compile(f"[{_MARK}]")
_MARKED_TOKEN = re.compile(rf"(?:[^\W_]|[{_MARK}])+|(?<![^\s(])-|[^\w\s-]")
_PART_CODE = re.compile(r"[A-Z]{2}-[A-Z\d]{1,3}")
_WORD = re.compile(r"[a-z0-9 ]+")


def tokens(text: str) -> list[Token]:
    """Words and signs of a phrase. Case, accents, dots, apostrophes and hyphens inside words do not count.

    >>> [t.norm for t in tokens("Côte d'Ivoire; U.K. & Asia-Pacific - Japan")]
    ['cote', 'divoire', ';', 'uk', 'and', 'asia', 'pacific', '-', 'japan']
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = _DOTS.sub(" … ", _BULLET.sub("", text)).translate(_SIGNS).replace("&", " and ")
    pattern = _TOKEN if text.isascii() or not _MARKED.search(text) else _MARKED_TOKEN
    return [Token(word, _fold(word)) for found in pattern.findall(text) for word in _words_of(found)]


def _words_of(found: str) -> Sequence[str]:
    """ "CA-QC" is one word, since it is a code, and "DE-AT", since it may be one; "EU-27" is two."""
    one, _, other = found.partition("-")
    split = _PART_CODE.fullmatch(found) and not {one, other} <= table().bit.keys() and not _is_part_code(found)
    return (one, other) if split else (found,)


def _is_part_code(text: str) -> bool:
    return text in table() or (text[:2] in table().bit and text in table().more.twins)


def normal(text: str) -> str:
    """The form under which a name is looked up.

    >>> normal("São Tomé"), normal("U.S.A."), normal("Asia-Pacific")
    ('sao tome', 'usa', 'asia pacific')
    """
    lowered = text.lower()
    if _WORD.fullmatch(lowered):
        return lowered
    if text.isascii() and " -" not in text and "- " not in text and not text.startswith("-"):
        lowered = lowered.replace("-", " ").replace(".", "").replace("'", "")
        if _WORD.fullmatch(lowered):
            return lowered
    return " ".join(token.norm for token in tokens(text))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain)


class Lexicon:
    """All known expressions by their normal form, and all codes. ``full``: with the names of `full_lexicon`."""

    def __init__(self, entries: Mapping[str, Lexeme], codes: Mapping[str, str], full: bool = False) -> None:
        self.entries, self.codes, self.full = entries, codes, full
        signs = frozenset(word for word, lexeme in entries.items() if lexeme.kind in SEPARATORS)
        self.lists = frozenset(entry for entry in entries if self._holds_a_list_sign(entry, signs))
        self.spelled_out = frozenset(entry for entry in self.lists if self._is_spelled_out(entry))
        self._longest: dict[str, int] = {}
        for entry in entries:
            first, length = entry.partition(" ")[0], entry.count(" ") + 1
            if length > self._longest.get(first, 0):
                self._longest[first] = length

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of an entry."""
        return frozenset(word for entry in self.entries for word in entry.split(" "))

    @cached_property
    def longest_word(self) -> int:
        """Letters of the longest entry of one word."""
        return max(len(entry) for entry in self.entries if " " not in entry)

    def _holds_a_list_sign(self, entry: str, signs: frozenset[str]) -> bool:
        """Whether a name may also be read as a list: "Korea, South", "Asia/Pacific", "UK and Ireland"."""
        return " " in entry and self.entries[entry].kind == "region" and not signs.isdisjoint(entry.split(" ")[1:])

    def _is_spelled_out(self, entry: str) -> bool:
        """Whether a name is a list of regions with commas: "Asia, Pacific"."""
        parts = [self.entries.get(part.removeprefix("the ")) for part in entry.split(" , ")]
        with_commas = " , " in entry and " and " not in entry
        return with_commas and all(part is not None and part.kind == "region" for part in parts)

    def longest_after(self, word: str) -> int:
        """Number of words of the longest expression that begins with ``word``; 0 if there is none."""
        return self._longest.get(word, 0)


def _grammar() -> Iterator[tuple[str, Lexeme]]:
    for kind, words in _GRAMMAR.items():
        for word in words.split("|"):
            yield word, Lexeme(kind, word)
    for words, (why, hint) in _REFUSED.items():
        for word in words.split("|"):
            yield word, Lexeme("refused", word, f"{why}\n{hint}")
    for sign in "()":
        yield sign, Lexeme("(" if sign == "(" else ")", sign)


def _english() -> Lexicon:
    """The names of the table of regions, beside the words of the grammar."""
    entries, codes = dict(_grammar()), dict[str, str]()
    regions = table().regions.values()
    for region in regions:
        for name in names_of(region):
            known = entries.setdefault(normal(name), Lexeme("region", name, region.code))
            if known.kind not in ("region", "refused"):
                raise ValueError(f"region name {name!r} is also a word of the grammar")
        codes[region.code] = region.code
        if "alpha3" in region.raw:
            codes[region.raw["alpha3"]] = region.code
    for region in regions:
        for word in region.adjectives:
            entries.setdefault(normal(word), Lexeme("adjective", word, region.code))
    return Lexicon(entries, codes)


def names_of(region: Region) -> Iterator[str]:
    """Everything a region is called, adjectives apart; the codes of countries and parts have rules of their own."""
    yield region.name
    yield region.phrase
    yield from region.aliases
    yield from (name for name, _ in region.foreign_names)
    for name in region.official_names:
        yield name
        yield from _turned(name)
    if region.kind not in ("country", "part"):
        yield region.code


def _turned(official: str) -> Iterator[str]:
    """The ways in which lists of countries turn an official name round, and shorten it.

    >>> list(_turned("Republic of Korea"))[:3]
    ['Korea, Republic of', 'Korea (Republic of)', 'Korea, the Republic of']
    """
    style, of, place = official.rpartition(" of ")
    if not of:
        return
    place = place.removeprefix("the ")
    short = style.replace("Republic", "Rep.").replace("Democratic", "Dem.").replace("Federal", "Fed.")
    for article in ("", "the ") if " of the " in official else ("",):
        for words in dict.fromkeys((style, f"the {style}", short)):
            yield f"{place}, {words} of {article}".rstrip()
            yield f"{place} ({words} of {article}".rstrip() + ")"
        yield f"{style} of {article}{place}"
        if short != style:
            yield f"{short} of {article}{place}"
            yield f"{place}, {short}"


@cache
def lexicon() -> Lexicon:
    """The dictionary of English names, made on first use."""
    return _english()
