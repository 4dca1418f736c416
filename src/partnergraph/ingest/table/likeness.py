"""What a header that is not understood looks like: a place, an exclusion, an end, a field, a channel, exclusivity.

A column that limits a deal must not be left out because nobody thought of its header. Words and parts of words in six
languages, and words spelled nearly so, say what a header may mean; words around them ("payment", "manager", "of
incorporation") say that it means something else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from partnergraph.ingest.table.columns import (
    COLUMNS,
    PLURALS,
    apart,
    in_brackets,
    known_spellings,
    plain,
    recognize,
    singular,
    unmarked,
)
from partnergraph.names import fold
from partnergraph.terms import terms
from partnergraph.territory.lexicon import lexicon, normal
from partnergraph.territory.more_names import full_lexicon

Likeness: TypeAlias = Literal[
    "exclusion", "exclusivity", "territory", "start", "end", "field", "channel", "language", "status"
]

COLUMN_OF: Final[dict[Likeness, str]] = {
    "exclusion": "excluded territory", "exclusivity": "exclusivity", "territory": "territory", "start": "start",
    "end": "end", "field": "field", "channel": "channel", "language": "language", "status": "status",
}  # fmt: skip
"""The column that a header of each likeness may be."""
SAID: Final[dict[Likeness, str]] = {
    "exclusion": "an exclusion", "exclusivity": "exclusivity", "territory": "a territory",
    "start": "a first day", "end": "an end or a term", "field": "a field of use", "channel": "a channel",
    "language": "a language", "status": "a status",
}  # fmt: skip
LIMITING: Final[dict[str, Likeness]] = {
    **{column: likeness for likeness, column in COLUMN_OF.items() if column != "start"}, "term": "end", "period": "end",
}  # fmt: skip
"""Columns that say how far a deal goes."""


Named: TypeAlias = Literal["territory", "channel"]
"""The axes of which a table may have a column for each term."""
FEWEST_ACROSS: Final = 2
"""Columns of one axis that make such a table: one alone may say anything of its place."""


@dataclass(frozen=True, slots=True)
class _Split:
    """A header in words, as they are and in the singular, and as text: the words apart and run together."""

    words: tuple[str, ...]
    texts: tuple[str, str]
    last: str

    @classmethod
    def of(cls, header: str) -> _Split:
        written = [part for word in re.findall(r"\w+", plain(header)) for part in apart(word, _vocabulary()).split()]
        words = dict.fromkeys((*written, *(singular(word) for word in written if word not in PLURALS)))
        return cls(tuple(words), (" ".join(written), "".join(written)), singular(written[-1]) if written else "")


@dataclass(frozen=True, slots=True)
class _Signs:
    """Words and parts of words (regular expression) that make a header look like something."""

    words: frozenset[str]
    parts: re.Pattern[str]

    def found(self, header: _Split) -> bool:
        return not self.words.isdisjoint(header.words) or any(map(self.parts.search, header.texts))


def _signs(words: str, parts: str = "(?!)") -> _Signs:
    return _Signs(frozenset(words.split()), re.compile(parts))


_LIKE: Final[dict[Likeness, _Signs]] = {
    "exclusion": _signs(
        "without minus less unless outside except salvo sauf hors ohne senza sem sin sans negative unlicensed opt",
        r"exclu(?!siv|sif)|esclus(?!iv)|exklud|ausschlus|ausgeschloss|ausgenomm|ausnahm|excep|exept|excet|eccez|eccett|"
        r"carve|holdback|\bonly for\b|^nur fur|"
        r"restric|restriz|restrit|einschrank|einschraenk|beschrank|beschraenk|prohib|proib|forbid|"
        r"interdit|vietat|verboten|blocked|blocklist|blacklist|sperr(?:gebiet|land|kunde|partner|parte)|gesperrt|banned|barred|withheld|"
        r"withhold|reserved|vorbehalt|limita[ctz]i|limited ?to|\bno (?:go|right|sale|grant)|off ?limits|geo ?block|"
        r"geo ?fenc|deny ?list|embargoed|black ?out|all but\b|other than|do(?:es)? not|nicht (?:in|fur|fuer)\b|"
        r"^(?:may )?not (?:to|for)\b|\bmay not\b|"
        r"gilt nicht|\bausser\b|tranne|\bescl\b|uitgezonder|uitgesloten|uitsluit|vrijgesteld|behalve|undantag|unntak|"
        r"undtagelse|wylacz|isklyuch|исключ|кроме|haric|除|不含|不包括|排除|제외|استثنا|باستثناء|ما عدا",
    ),
    "exclusivity": _signs(
        "sole excl exkl", r"^(?:exc|x ?n ?x|e n ?e)$|exclusiv|exclusif|exklusiv|esclusiv|\ballein|ausschliesslich"
    ),
    "territory": _signs(
        "country region regional area zone land pays pais paise paises paese paesi mercado mercato mercati marche "
        "market markt markte maerkte regione regiao zona world global where wo location continent nation geo terr "
        "territ",
        r"territor|geogra[fp]|gebiet|countries|lander(?:\b|liste|code|grupp)|geltungsbereich|laender|"
        r"worldwide|weltweit|mondial|marktplatz|landes|geltend|\b(?:only|sold|available|distributed|rights?|nur) in\b|"
        r"(?:ziel|absatz|export|vertrags|lizenz)(?:land|markt)",
    ),
    "start": _signs("embargo", r"not before|nicht vor|pas avant|no antes|street ?date|on ?sale ?date"),
    "end": _signs(
        "end ended ending ende endet until till thru through term tenure duration dauer period periode "
        "periodo zeitraum window lapse lapsed cease ceases ceased discontinued "
        "retention tot gestopt slut loppuu fin fim termine termino hasta prazo plazo bis sunset exp vence finish",
        r"expir|expiry|exspir|terminat|termini(?=\W*$)|ablauf|laufzeit|auslauf|befrist|beendig|beendet|vertragsende|"
        r"kundigung|gekundigt|kuendigung|echeance|jusqu|vencim|caduc|scaden|duracion|durata|duree|duracao|vigenc|"
        r"enddat|(?:final|last) ?da(?:te|y)|date ?limite|lauft ?(?:ab|bis)|"
        r"\bavail\w* to\b|\bto year|(?:lizenz|rechte|nutzungs)ende|fine ?(?:contratto|licenza)|cancel|"
        r"gultig|gueltig|valid(?!at)|resiliation|rescission|"
        r"^(?:is |still )*(?:active|inactive|live|aktiv|actif|activo|attivo|vigente|in (?:force|kraft|vigore)|"
        r"en vigueur|break(?: (?:date|option|right))?|amend(?:ed|ment)(?: (?:on|date))?)$",
    ),
    "field": _signs(
        "field subcategory goods merchandise segment sector settore use usage uso utilisation utilizzo class classe "
        "klasse scope campo champ fou vertical domaine ramo rubro indication",
        r"kategor|categor|waren(?:grupp|klasse|art)|produkt(?:grupp|art|linie)|nutzung|sortiment|anwendung|verwendung|einsatzbereich|"
        r"(?:licen[sc]ed|allowed|permitted|covered|included)(?:product|article|item|service)|"
        r"product(?:scope|range|portfolio|list|famil|type|group|line|s?covered|s?included|s?allowed)|"
        r"^(?:products?|produkte?|produits?|productos?|prodott[io]|produtos?|waren)\d*$",
    ),
    "channel": _signs(
        "media medium medio platform canal canaux canale canali canais plattform plateforme plataforma "
        "piattaforma outlet exploitation verwertung auswertung offline dtc d2c b2b b2c internet mobile clair payant "
        "numerique kino fernsehen tv radio cinema cine digital videotheque salles",
        r"channel|kanal|kanae|\bsold via|vertriebs(?!partner|leiter|mitarbeiter|gesellschaft|firma)|absatzweg|"
        r"distribution|distribuzione|distribucion|distribuicao",
    ),
    "language": _signs(
        "language sprache langue idioma lingua dub dubbed dubbing subtitle subtitled", r"language|sprach"
    ),
}
"""In the order in which they are looked for: an exclusion of places is no place."""

_NEGATION: Final = _signs("not non never nicht kein keine")
_TAKES_OUT: Final = re.compile(
    r"\b(?:exclud|exclus(?!iv)|except(?!ional)|not incl|carved? out|not (?:granted|licen[sc]ed|sold|valid|for sale) in|"
    r"ausgenomm|ausgeschloss|mit ausnahme|ausschlu|nicht enthalten|gilt nicht|exclu(?:s|es?|id)?\b|a l exception|excet|"
    r"eccett|esclus(?!iv))"
)
_MAY_TAKE_OUT: Final = re.compile(
    rf"(?:{_TAKES_OUT.pattern}|\b(?:excl|exkl|without|minus|less|other than|all but|outside|not in|but not|"
    r"no rights in|ohne|ausser|sauf|hors|salvo|menos|tranne|sem|sin|sans|senza)\b)\w*"
)
_ENDED: Final = re.compile(
    r"\b(?:"
    r"storniert|reverted|superseded|replaced by|transferred to|assigned to|carved out|annull?[ea]to?|rucktritt|"
    r"withdrawn|revoked|rescinded|zuruckgezogen|terminated|expired|lapsed|cancell?ed|gekundigt|gekuendigt|"
    r"beendet|abgelaufen|resilie[es]*|echus?|expire[es]*|vencid[oa]s?|terminad[oa]s?|scadut[oaie]"
    r")\b"
)
_ENDS: Final = re.compile(
    rf"(?:{_ENDED.pattern}|\b(?:until|till?|thru|through|up to|expir(?:es|y|ing|ation)|end(?:s|ed|ing)?(?! of)|"
    r"terminat\w+|bis|endet|lauft (?:ab|aus)|jusqu\w*|hasta|ate|fino|kundigung|resiliation)\b)[^\d]{0,20}\b"
    r"(?:\d{1,2}\W{1,2}\w{1,9}\W{1,2})?(?:\w{3,9} )?(?:(?:19|20)\d\d\b|\d{1,2}[ ./-]\d{1,2}[ ./-]\d\d)"
)
_MOST_WORDS_OF_A_PLACE, _MOST_WORDS_OF_A_PHRASE = 4, 8
_EXCLUSIVE: Final = re.compile(r"e[xs](?:c|k)l|\ballein|ausschliesslich|\bsole\b")
_NOT_EXCLUSIVE: Final = re.compile(
    r"\b(?:non?|not|never|nicht|kein\w*|nao|pas|sans|senza|sin|sem|ohne|without) ?(?:\w{1,3} )?"
    r"(?:e[xs](?:c|k)l|allein|sole\b)\w*"
)
_GRANTED: Final = _signs("incl included inclu covered licensed granted sale allowed permitted enthalten", r"enthalten")

_MONEY: Final = _signs(
    "fee payable amount cost vat mwst tax taxe tva iva bank credit fiscal financial accounting prix "
    "montant devise pago precio moneda importe prezzo valuta canone preco moeda price advance spend",
    r"royalt|lizenzgebuhr|gebuhr|gebuehr|zahlung|preis|umsatz|steuer|wahrung|waehrung|redevance|paiement|regalia|"
    r"pagament|currenc|invoic|payment|pricing|billing|budget|turnover|revenue|market(?:value|share|price|size|cap|entry|launch)|"
    r"liability",
)
_PERSON: Final = _signs(
    "contact rep reps representative director lead email phone telephone fax address person responsible "
    "officer analyst team assistant coordinator attorney lawyer counsel signatory head handle social",
    r"manager|ansprechpartner|kontakt|verantwortlich|leiter|betreuer|responsab|contatt|contacto|contato|referent",
)
_SEAT: Final = _signs(
    "incorporation incorporated registration registered origin origine origen origem seat siege sede hq headquarter "
    "headquarters domicile residence nationality birth law jurisdiction court office city zip postal establishment",
    r"herkunft|sitzland|firmensitz|gerichtsstand|nationalit",
)
_PARTY: Final = _signs(
    "licensor licensee grantor grantee company partner vendor supplier distributor dealer broadcaster organisation "
    "organization owner holder client agent buyer seller manufacturer producer production manufacturing manufacture "
    "produced manufactured made provider",
    r"lizenzgeber|lizenznehmer|vertragspartner|concedant|licenciatario|licenciante|licenziatari|licenziante",
)
_LANGUAGE: Final = _signs("language sprache langue idioma lingua locale audio subtitle dub caption", r"language")
_NO_LIMIT: Final = _signs("original source contract agreement governing document correspondence native", r"original")
"""Languages of a work or a paper, not those that a deal is for."""
_PLACE_IN_A_TEXT: Final = _signs("clause section paragraph page id number count anzahl", r"klausel")
_OTHER_PERIOD: Final = _signs(
    "notice notification renewal renew renewed grace warranty garantie reporting rental watch viewing review probation "
    "confidentiality sheet delivery survival retention cure trial cooling audit reason user customer consumer client "
    "product",
    r"kundigungsfrist|kuendigungsfrist|sellof|autorenew|reportingperiod",
)
_OTHER_DAY: Final = _signs(
    "added created updated modified changed entered edited imported exported checked verified reviewed read seen "
    "published posted reported announced announcement news press signed signature executed execution approved "
    "invoiced invoice paid due delivered shipped ordered born founded established release released premiere premiered "
    "launch launched opened built aired shot completed filed recorded retrieved accessed",
    r"unterschr|unterzeichn|erstellt|geandert|angelegt|veroffentlich|timestamp|lastchange|lastupdate|stand$|"
    r"fecha de (?:firma|alta)|date de (?:signature|creation)",
)
"""Days of other things: when something was written down, signed, made known or made."""
_OF_THE_FIRM: Final = _signs(
    "",
    r"business(?:area|unit|segment|sector|class|categor)|practicearea|customfield|risk(?:class|categor)|timezone|"
    r"mediaplan|locationof(?:original|signature)|storagelocation|favou?rednation",
)
_NOTE: Final = _signs(
    "note comment remark nota notiz memo", r"bemerkung|kommentar|anmerkung|hinweis|commentaire|remarque|comentario"
)
_PARTYS_OWN: Final = _signs(
    "country region land pays pais paese location continent nation category sector segment class area"
)
"""What a party has of its own: "Licensor country" says where it sits."""

_NEARLY: Final[dict[Likeness, str]] = {
    "exclusion": "exclusion excluded excluding exception except ausschluss ausnahme ausgeschlossen ausgenommen "
    "excluido carveout",
    "exclusivity": "exclusive exclusivity exclusively exklusiv exklusivitat exclusivite exclusividad esclusiva",
    "territory": "territory territorial country countries region market vertragsgebiet lizenzgebiet gebiete territoire "
    "territorio mercado",
    "start": "",
    "end": "expiry expiration expires expired termination terminated until laufzeit vertragsende echeance vencimiento "
    "scadenza",
    "field": "field category categories kategorie segment",
    "channel": "channel channels vertriebskanal platform",
    "language": "language languages sprache sprachen",
}
_NO_SLIPS: Final = _signs(
    "filed filled exploration exportation excursion religion marker marked execution executed exemption exempt"
)
_NO_CHANNELS: Final = _signs(
    "store stores shops distributors resellers catalogue concessions enterprise government release"
)
"""Names of channels that over a column are those of parties and other things."""
_ROLES: Final = re.compile(
    r"\b(?:broadcasters?|partners?|rights?|(?:rights )?holders?|distributors?|licensees?|buyers?|sender|diffuseurs?|"
    r"emisoras?|emittent[ei]|rechte|droits|derechos|diritti)\b"
)
"""What may stand beside the name of a channel over who has it: "TV broadcaster"."""
_SHORTEST, _LONG = 5, 8
_NEAR: Final = 82
_BETWEEN: Final = re.compile(r"[;,/|\n+&]|\b(?:and|und|et|y|e)\b")
_SURE_CODES: Final = _signs(
    "US USA UK GB GBR EU DE DEU FR FRA ES ESP ITA JP JPN CN CHN KR KOR BR BRA AU CH NL PL"
).words
"""Codes that hardly stand for anything but a place; SD, PG, ID, MAR and many others do."""


@lru_cache(maxsize=4096)
def looks_like(header: str) -> Likeness | None:
    """Return what a header looks like that limits a deal; ``None``: it seems to speak of other things.

    >>> looks_like("Countries not incl."), looks_like("exclusivty"), looks_like("Payment terms")
    ('exclusion', 'exclusivity', None)
    """
    split = _Split.of(header)
    found = (likeness for likeness in _LIKE if _is_like(likeness, header, split))
    return next((likeness for likeness in found if not _speaks_of_else(likeness, split)), None)


def speaks_of_else(header: str) -> bool:
    """Whether a header names people, seats, money or a language, so that places under it limit nothing."""
    split = _Split.of(header)
    return any(signs.found(split) for signs in (_MONEY, _PERSON, _SEAT, _PARTY, _LANGUAGE))


def speaks_of_another_day(header: str) -> bool:
    """Whether a header speaks of a day on which no deal starts or ends.

    >>> speaks_of_another_day("Last updated"), speaks_of_another_day("Effective")
    (True, False)
    """
    return _OTHER_DAY.found(_Split.of(header))


def is_note(header: str) -> bool:
    """Whether a header says that remarks stand under it.

    >>> is_note("Notes on territory"), is_note("Notation")
    (True, False)
    """
    return _NOTE.found(_Split.of(header))


@lru_cache(maxsize=4096)
def takes_out(said: str) -> bool:
    """Whether a text takes a place out of others.

    >>> takes_out("World except Japan"), takes_out("ohne Japan"), takes_out("excl. VAT"), takes_out("without delay")
    (True, True, False, False)
    >>> takes_out("not in Japan"), takes_out("nobody may do without what our Corona has in Japan")
    (True, False)
    """
    after = _MAY_TAKE_OUT.search(" ".join(_folded(said).split()))
    if after is None:
        return False
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", said)
    return any(
        is_place(" ".join(words[start:end]))
        for start in range(len(words))
        if _MAY_TAKE_OUT.search(_folded(" ".join(words[max(0, start - 5) : start])))
        for end in range(start + 1, min(len(words), start + _MOST_WORDS_OF_A_PLACE) + 1)
    )


def is_exclusion(said: str) -> bool:
    """Whether a remark is no more than that a place is taken out: "excluding Japan"."""
    return len(said.split()) <= _MOST_WORDS_OF_A_PHRASE and takes_out(said)


_QUALIFIES: Final = re.compile(
    r"^\W*(?:(?:all|the|our|deals?|licen[cs]es?|rights|currently|still|under|in|with|as|are) )*"
    r"(?:expired|former(?:ly)?|ended|terminated|lapsed|past|negotiations?|pipeline|options?|optioned|drafts?|pending|"
    r"unsigned|not (?:yet )?signed|planned|proposed|offers|tentative|holdbacks?|ehemalig\w*|fruher\w*|geplant\w*|"
    r"anciens?|optionen|abgelaufen\w*|verhandl\w*)\b|\b(?:only|nur)\b"
)
"""How a line begins that says how far deals have come."""
_OPEN: Final = re.compile(
    r"\s*(?:(?:still |noch |currently )?(?:in |under |en |em )?(?:negotiation|discussion|talks|verhandlung\w*|"
    r"trattativa|negociacion|negociacao)|draft|pending|not (?:yet )?signed|unsigned|noch nicht unterschrieben|on hold|"
    r"subject to (?!tax|vat)|vorbehaltlich|sous reserve|first refusal|right of first|rofr|holdback|option\b|"
    r"(?:starts?|starting|from|ab|gilt ab|valid from|not before|a partir|desde|dal|begins?)\s[^\d]{0,15}(?:\d{1,2}\W)*"
    r"(?:\w{3,9} )?(?:19|20)\d\d\b)"
)
"""How a remark begins by which a deal does not hold yet, or perhaps."""
_LIMITS_IN_SHORT: Final = re.compile(
    r"\b(?:exclu(?!siv)\w*|not incl\w*|no incluye|nicht enthalten|reserved|retained|withheld|carved? out|only|nur|solo|"
    r"seulement|uniquement|solamente|soltanto|ohne|sauf|salvo|except|excl|ex|minus|without|blocked|prohibited|forbidden|"
    r"suspended|not (?:in|for|granted|licensed|available)|no|kein|keine|non|pas de|sans|sin|sem|senza|niet|geen|zonder|"
    r"bez)\b|を除く|除外|不含|除|кроме|без"
)
"""Words of a short remark that take something out of a deal, before or behind what they take out."""


@lru_cache(maxsize=4096)
def limits_in_short(said: str) -> bool:
    """Whether a remark of a few words ends a deal, or takes a place or a channel out of it, whichever stands first.

    >>> limits_in_short("Japan is reserved to licensor"), limits_in_short("terminated 31 March 2025")
    (True, True)
    >>> limits_in_short("online sales prohibited"), limits_in_short("Only Boreal knows"), limits_in_short("ex. Japan")
    (True, False, True)
    """
    if len(said.split()) > _MOST_WORDS_OF_A_PHRASE:
        return False
    if says_an_end(said) or _ENDED.search(_folded(said)) or _OPEN.match(_folded(said)):
        return True
    if _LIMITS_IN_SHORT.search(f"{_folded(said)} {said}") is None:
        return False
    if not said.isascii():
        return True
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", said)
    runs = (" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(len(words), a + 4) + 1))
    return any(is_place(run) or fold(run) in _short_channels() for run in runs)


@cache
def _short_channels() -> frozenset[str]:
    """Names of channels, and the words that most of them begin with."""
    return _names_of_channels() | {
        "online",
        "digital",
        "streaming",
        "tv",
        "retail",
        "wholesale",
        "e-commerce",
        "internet",
        "web",
        "mobile",
        "airlines",
        "airline",
        "ships",
        "kino",
        "fernsehen",
        "dvd",
        "vod",
        "catch-up",
        "theatrical",
        "cinema",
        "clair",
        "payant",
    }


@lru_cache(maxsize=4096)
def says_an_end(said: str) -> bool:
    """Whether a text says that something ends, and when.

    >>> says_an_end("until 2023-06-30"), says_an_end("terminated 30 June 2023"), says_an_end("until further notice")
    (True, True, False)
    """
    return _ENDS.search(_folded(said)) is not None


@lru_cache(maxsize=4096)
def qualifies(said: str, says_exclusivity: bool) -> bool:
    """Whether a line that is no deal says of deals around it how far they have come, or how exclusive they are.

    ``says_exclusivity``: whether a column says how exclusive each deal is.

    >>> qualifies("Deals in negotiation", True), qualifies("Non-exclusive", False), qualifies("Licences of Alba", False)
    (True, True, False)
    """
    if len(said.split()) > _MOST_WORDS_OF_A_PHRASE or not said[:1].isalpha():  # a footnote's mark is told with its note
        return False
    folded = _folded(said)
    exclusive = _EXCLUSIVE.search(folded) is not None and not says_exclusivity
    return is_status(said.strip(": ")) or exclusive or _QUALIFIES.search(folded) is not None


@lru_cache(maxsize=4096)
def withdraws(said: str) -> bool:
    """Whether a text between deals says that something is left out of them, or is over.

    >>> withdraws("Japan is excluded from all licences"), withdraws("Terminated"), withdraws("All rights reserved")
    (True, True, False)
    """
    folded = _folded(said)
    return any(sign.search(folded) for sign in (_TAKES_OUT, _ENDED, _ENDS)) or takes_out(said)


def _folded(said: str) -> str:
    """Return a text in lower case, without accents and signs but those in dates."""
    folded = unicodedata.normalize("NFKD", said).casefold()
    return re.sub(r"[^\w ./-]|\.(?!\d)", " ", "".join(c for c in folded if not unicodedata.combining(c)))


@lru_cache(maxsize=4096)
def is_negated_exclusivity(header: str) -> bool:
    """Whether "yes" under a header says that a deal is not exclusive.

    >>> is_negated_exclusivity("Non-exclusive (Y/N)"), is_negated_exclusivity("Exclusive or non-exclusive")
    (True, False)
    """
    others, negated = _NOT_EXCLUSIVE.subn(" ", " ".join(re.findall(r"\w+", plain(header))))
    return negated > 0 and _EXCLUSIVE.search(others) is None


_RIGHTS: Final = re.compile(
    r"exclus|exkl|escl|licen[cs]|lizenz|sole|distribut|manufact|sell|sale|sub|use|make|import|market|promot|vertrieb|"
    r"herstell|verkauf|fabri|vent|produ|stream|broadcast|perform|publish|print|right|recht|droit|derecho|diritt"
)


@lru_cache(maxsize=4096)
def speaks_of_rights(said: str) -> bool:
    """Whether a text says what may be done, as a cell under "Rights" does, and names nothing that is licensed.

    >>> speaks_of_rights("Exclusive distribution"), speaks_of_rights("Hunyuan-MT 1.5")
    (True, False)
    """
    known = {name for axis, name in terms().by_name if axis in ("act", "channel", "field")}
    return fold(said) in known or _RIGHTS.search(_folded(said)) is not None


@lru_cache(maxsize=4096)
def is_status(said: str) -> bool:
    """Whether a cell says how far a deal has come.

    >>> is_status("in negotiation"), is_status("Terminated"), is_status("A")
    (True, True, False)
    """
    return ("status", fold(said)) in terms().by_name


@lru_cache(maxsize=4096)
def is_channel(said: str) -> bool:
    """Whether a cell names channels and nothing else.

    >>> is_channel("SVOD, AVOD"), is_channel("payTv"), is_channel("stores"), is_channel("SVOD window agreed")
    (True, True, False, False)
    """
    parts = [part for part in _BETWEEN.split(said) if part.strip()]
    return bool(parts) and all(fold(part) in _names_of_channels() for part in parts)


@cache
def _names_of_channels() -> frozenset[str]:
    """Return the names of channels, but for those that are names of parties and other things too."""
    none = set(map(fold, _NO_CHANNELS.words))
    return frozenset(name for axis, name in terms().by_name if axis == "channel") - none


def is_place(words: str, *, everywhere: bool = False) -> bool:
    """Whether words name a region, or a list of regions; codes alone count if one is a country's and nothing else.

    ``everywhere``: in any language, as the cells of a territory are read.

    >>> is_place("Germany; US"), is_place("US CA"), is_place("PG"), is_place("x")
    (True, True, False, False)
    >>> is_place("Frankrijk"), is_place("Frankrijk", everywhere=True)
    (False, True)
    """
    if everywhere and not words.isascii():
        words = " ".join(words.split())
    named = [part.strip() for part in _BETWEEN.split(words) if part.strip()]
    if len(named) == 1 and all(word in lexicon().codes for word in words.split()):
        named = words.split()
    return all(_is_region(name, everywhere) for name in named) and any(map(_is_sure, named))


@lru_cache(maxsize=4096)
def is_place_in_any_language(words: str) -> bool:
    """Whether a cell names a region, or a list of regions, in some language."""
    return is_place(words) or is_place(words, everywhere=True)


@lru_cache(maxsize=4096)
def term_over(header: str) -> tuple[Named | None, str]:
    """Return the axis of which a header is a term, and the term; ``(None, "")``: of neither.

    >>> term_over("Germany"), term_over("Free TV rights"), term_over("Licensor")
    (('territory', 'Germany'), ('channel', 'free tv'), (None, ''))
    """
    alone = " ".join(_ROLES.sub(" ", plain(header)).split())
    ways = (header, alone, alone.replace("-", " "))
    channel = next((name for name in ways if name and is_channel(name)), None)
    if channel is not None:
        return "channel", channel
    inner = in_brackets(header)
    if inner and (recognize(header) or ("",))[0] in ("licensee", "publisher"):  # "Publisher (Japan)"
        return term_over(inner)
    return ("territory", header) if is_place_in_any_language(header) else (None, "")


def is_code_of_place(header: str) -> bool:
    """Whether a header is a code of a place that beside others can stand for nothing else.

    >>> is_code_of_place("AT"), is_code_of_place("Notes")
    (True, False)
    """
    return unmarked(header).strip() in lexicon().codes


def _is_region(name: str, everywhere: bool = False) -> bool:
    known = full_lexicon() if everywhere else lexicon()
    entry = known.entries.get(normal(name))
    return name in lexicon().codes or (entry is not None and entry.kind == "region")


def _is_sure(name: str) -> bool:
    return name in _SURE_CODES or name not in lexicon().codes or len(name) > len("USA")


def _is_like(likeness: Likeness, header: str, split: _Split) -> bool:
    if likeness == "exclusion" and _is_misspelt("exclusivity", split.words):
        return False
    if _LIKE[likeness].found(split) or _is_misspelt(likeness, split.words):
        return True
    if likeness == "exclusion":
        return _is_negated(split)
    return is_place(unmarked(header)) if likeness == "territory" else likeness == "channel" and _is_channel(split)


def _is_channel(split: _Split) -> bool:
    """Whether a header is the name of a channel, as in a table with a column for each: "SVOD", "Pay TV"."""
    return not _NO_CHANNELS.found(split) and not _channels().isdisjoint(split.texts)


@cache
def _channels() -> frozenset[str]:
    names = (re.findall(r"\w+", name) for axis, name in terms().by_name if axis == "channel")
    return frozenset(form for words in names for form in (" ".join(words), "".join(words)))


def _is_negated(split: _Split) -> bool:
    """Whether a header says that something is not granted: "Countries not incl.", "Not for sale in", "Excl. sector"."""
    negated = _NEGATION.found(split) or (not {"excl", "exkl"}.isdisjoint(split.words) and "non" not in split.words)
    if not negated or any(map(_LIKE["exclusivity"].parts.search, split.texts)):
        return False
    if any(is_place(word) for word in split.texts[0].title().split() if len(word) > len("USA")):
        return True  # "Not Germany"
    return any(signs.found(split) for signs in (_GRANTED, _LIKE["territory"], _LIKE["field"], _LIKE["channel"]))


def _speaks_of_else(likeness: Likeness, split: _Split) -> bool:
    """Whether the words around a sign say that the header is about something that limits no deal."""

    def about(*signs: _Signs) -> bool:
        return any(sign.found(split) for sign in signs)

    if likeness == "exclusion":
        return about(_MONEY) and not about(_LIKE["territory"])
    if likeness == "exclusivity":
        return about(_MONEY)
    if likeness == "language":
        return about(_MONEY, _PERSON, _SEAT, _NO_LIMIT)
    if about(_MONEY, _PERSON, _SEAT, _LANGUAGE, _PLACE_IN_A_TEXT, _OF_THE_FIRM):
        return True
    if likeness == "start":
        return False
    if likeness == "end":
        return about(_OTHER_PERIOD) and not any("expir" in text for text in split.texts)
    return about(_PARTY) and (about(_PARTYS_OWN) or split.last in _PARTY.words)


@cache
def _vocabulary() -> frozenset[str]:
    """Return the words of all headers that are known, and of the signs: no slips of others."""
    headers = (f"{column.headers}|{column.weak}" for column in COLUMNS)
    signs = (
        *_LIKE.values(), _NEGATION, _GRANTED, _MONEY, _PERSON, _SEAT, _PARTY, _LANGUAGE, _PLACE_IN_A_TEXT,
        _OTHER_PERIOD, _NOTE, _NO_SLIPS,
    )  # fmt: skip
    words = {word for header in headers for word in re.findall(r"\w+", header)}
    return frozenset(words).union(map(singular, words), *(sign.words for sign in signs))


@cache
def _is_misspelt(likeness: Likeness, words: tuple[str, ...]) -> bool:
    return any(_is_slip(word, meant) for word in words for meant in _NEARLY[likeness].split())


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word is another one with a letter wrong, missing, added or swapped; two in long words."""
    shorter = min(len(word), len(meant))
    if shorter < _SHORTEST or word[0] != meant[0] or word in _vocabulary():
        return False
    from rapidfuzz.distance import OSA  # lazy: only unknown headers need it

    return OSA.distance(word, meant) <= (2 if shorter >= _LONG else 1)


def near_column(header: str) -> str | None:
    """Return the column whose header an unknown one is spelled like.

    >>> near_column("Sorce"), near_column("Source adress"), near_column("Royalty")
    ('source', 'source address', None)
    """
    from rapidfuzz import fuzz, process  # lazy: only unknown headers need it

    written, spellings = _Split.of(header).texts[1], known_spellings()
    found = process.extractOne(written, tuple(spellings), scorer=fuzz.ratio, score_cutoff=_NEAR)
    near = found[0] if found else next((known for known in spellings if _is_slip(written, known)), None)
    return spellings[near] if near else None
