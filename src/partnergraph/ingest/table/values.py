"""What stands in a cell, read: names, territories, dates, terms, yes and no. Repeated cells are read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final, Literal, TypeVar

from partnergraph import model as m
from partnergraph.bounds import Period, Span, Term, parse_date, parse_period, parse_term
from partnergraph.bounds.dates import NO_DATE, NOT_A_DATE, ON_EVENT, Edge, names_an_edge
from partnergraph.bounds.edtf import PLACEHOLDER
from partnergraph.errors import InputError, PhraseError, Problem, UnknownNameError
from partnergraph.ingest.table.columns import Codes, plain
from partnergraph.ingest.table.dates import Notation
from partnergraph.ingest.table.exclusions import less
from partnergraph.ingest.table.open_ends import open_end
from partnergraph.ingest.table.sheets import Cell, lines, text
from partnergraph.legal_forms import is_legal_form
from partnergraph.names import CONTROL, LONGEST_TEXT, NOBODY, NOT_SOLD, NOTHING_SAID, check_name, fold, names_nobody
from partnergraph.terms import Axis, terms
from partnergraph.territory import Territory, parse_territory, unwrapped
from partnergraph.territory.codes import territory_of_ddex, territory_of_tis
from partnergraph.territory.lexicon import LEAVE_OUT

T = TypeVar("T")

_FORMULA_ERRORS: Final = frozenset({
    "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#spill!", "#calc!", "#field!", "#busy!",
    "#getting_data", "#blocked!", "#connect!", "#unknown!", "#error!", "#external!", "#python!", "#timeout!",
    # German
    "#nv", "#bezug!", "#wert!", "#zahl!", "#überlauf!", "#feld!", "#kalk!", "#daten_abrufen",
    # French, Spanish, Portuguese, Italian, Dutch
    "#nom?", "#valeur!", "#nombre!", "#nul!", "#propagation!", "#champ!", "#calcul!", "#¿nombre?", "#¡ref!",
    "#¡valor!", "#¡num!", "#¡nulo!", "#¡div/0!", "#¡desbordamiento!", "#¡calc!", "#valor!", "#núm!", "#nome?",
    "#nulo!", "#rif!", "#valore!", "#nullo!", "#n/d", "#n/b", "#verw!", "#waarde!", "#naam?", "#getal!", "#leeg!",
})  # fmt: skip
_DITTO: Final = frozenset({
    '"', "''", "„", "”", "〃", "ditto", "dito", "dto", "dto.", "do.", "idem", "id.", "ibid", "ibid.", "ibidem", "same",
    "same as above", "as above", "see above", "wie oben", "siehe oben", "s.o.", "s. o.", "comme ci-dessus",
    "voir ci-dessus", "igual que arriba", "come sopra", "como acima", "同上", "위와 같음",
})  # fmt: skip
_LONGEST_DITTO: Final = 20
_TOO_NARROW: Final = re.compile("#{3,}")
"""What a spreadsheet shows, and copies, for a value that its column is too narrow for."""

_YES: Final = frozenset({
    "yes", "y", "true", "x", "1", "ja", "j", "oui", "o", "si", "s", "sí", "vrai", "wahr", "✓", "✔", "☑", "●", "sì",
    "sim", "tak", "ano", "áno", "igen", "kyllä", "evet", "ναι", "да", "так", "כן", "نعم", "是", "有", "はい", "有り",
    "あり", "○", "〇", "예", "네", "có",
})  # fmt: skip
_NO: Final = frozenset({
    "no", "n", "false", "0", "nein", "non", "faux", "falsch", "✗", "✘", "☐", "nee", "nej", "nei", "não", "nao", "nie",
    "ne", "nem", "ei", "hayır", "όχι", "нет", "ні", "לא", "لا", "否", "无", "無", "いいえ", "なし", "아니오",
    "아니요", "không",
})  # fmt: skip
"""Words of some thirty languages, and marks; a cross like "×", which is no in Japanese, is left to be said in words."""
_NOTHING_TAKEN: Final = frozenset({
    "", "-", "--", "---", "–", "—", ".", "/", "n/a", "n.a.", "n.a", "na", "none", "null", "nil", "not applicable", "no",
    "no exclusions", "no exceptions", "nothing", "nein", "keine", "keines", "nichts", "non", "aucun", "aucune", "néant",
    "ninguno", "ninguna", "nessuno", "nessuna", "nenhum", "nenhuma", "não",
})  # fmt: skip
_NAME_IT: Final = "name what is taken out, or leave this cell empty if nothing is"
_CODES_OF_NO: Final = ("NO", "NA")
_LIST: Final = re.compile(r"[;|]")
_BETWEEN_NAMES: Final = re.compile(r"\s*(?<!\bc)/\s*|\s*/(?!o\b)\s*|\s\+\s", re.IGNORECASE)
_LETTERS_OF_A_NAME, _LETTERS_OF_A_CODE = 3, 2
_IN_TIME: Final = re.compile(
    r"→|➔|->|\((?:from|until|till|since|to|ab|bis|seit|depuis|hasta|desde|dal|fino)\b[^()]*\d{4}[^()]*\)", re.IGNORECASE
)
"""Parties that follow each other in one cell."""
_ASIDE: Final = re.compile(
    r"\s*\((?:sometimes|occasionally|via|formerly|previously|f\.?k\.?a\.?|a\.?k\.?a\.?|part of|owned by)\s[^()]*\)\s*$",
    re.IGNORECASE,
)
"""What is said of a name behind it and is no part of it."""
_BEHIND_NAME: Final = re.compile(r"(.+?)\s*(?:\s[-–—]\s+(.+)|:\s+(.+)|\(([^()]+)\))")
_BEFORE_NAME: Final = re.compile(r"(?=(.+))([^:–—-]+?)\s*(?::\s|\s[-–—]\s).+")
_LIMITS_BESIDE_NAME: Final = re.compile(
    r"(?:excl?\.?|except|excluding|without|ohne|sauf|hors|salvo|tranne|only|nur|until|bis|sub-?licensee|not) |"
    r"(?:in |under |en |em )?(?:negotiation|discussion|talks|verhandlung)"
)
"""How a limit begins that stands beside a name."""
_PLAIN_LIST: Final = re.compile(r"[;|,/]")
_GOES_ON: Final = re.compile(r"[&(]|(?:of|for|and|und|et|y|e|de|del|della|der|des|di|da|do|dos|du|van|von|in)\s")
"""How the next line of a name begins that was too long for one."""
_LOOSE_LIST: Final = re.compile(r"[;|\n,/+&]|\band\b|\bund\b|\bet\b|\by\b")
_SERIALS: Final = range(10_000, 80_000)
_TIME_OF_DAY: Final = re.compile(
    r"(?<=\d)(?:T|,? )\d{1,2}(?::\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AP]\.?M\.?)?(?: ?(?:Uhr|Z|UTC|GMT|[A-Z]{2,3}T|"
    r"[+-]\d{2}:?\d{2}))?|,? ?(?:Uhr|h))$",
    re.IGNORECASE,
)
"""Behind a day: what is said is the day as it is written, in whatever zone."""
_DIGITS_OF_DAY: Final = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_DAY_IN_DOTS: Final = r"(\d{4})\.(\d{1,2})\.(\d{1,2})\.?"
_DOTTED: Final = re.compile(rf"{_DAY_IN_DOTS}\s*[-–—~]\s*{_DAY_IN_DOTS}")
_RIDER: Final = re.compile(r"(?P<day>.*?\w)\s*(?:\((?P<in>[^()]+)\)|[;,+]\s*(?P<behind>[^\d].*|\d+ years? option.*))")
_RENEWS: Final = re.compile(
    r"auto\w*[ -]?(?:renew|exten|verläng|prolong)|renews? auto|roll(?:s|ing)?[ -]?over|rolling|evergreen|tacit|"
    r"stillschweigend|tácita|automatisch|automatique|renewed|extended|verlängert|prolongé|prorrogad|rinnovat|prorogat|"
    r"renovad",
    re.IGNORECASE,
)
_MAY_RENEW: Final = re.compile(
    r"renew|option|exten[ds]|verläng|prolong|prórrog|prorrog|proroga|rinnov|renov|sell[ -]?off|notice", re.IGNORECASE
)
_COUNTS_FROM_EVENT: Final = re.compile(
    r"\b(?:from|after|since|ab|nach|à compter de|après|desde|dalla?|da|dopo) (?:the |la |le |der |dem )?"
    r"(?:first |date of )?"
    r"(?:publication|commercial|release|delivery|launch|signature|signing|execution|approval|veröffentlichung|"
    r"publicación|pubblicazione|sortie|premiere|première|erscheinen)|life of|lifetime|copyright|schutzfrist|"
    r"full term|patent",
    re.IGNORECASE,
)
_SAYS_MORE: Final = re.compile(
    r"(?:19|20)\d\d|terminated|expired|cancel|ended|kündigung|gekündigt|résili|rescin|except|only|excl", re.IGNORECASE
)
_YEAR_AS_NUMBER: Final = re.compile(r"^(\d{4})\.0+$")
_NO_YEAR: Final = ("the year is missing", "write the year with four digits, such as 7 March 2024 or May 2024")
_LEFT_EMPTY: Final[dict[Edge, str]] = {
    "start": "leave the cell empty", "end": "leave the cell empty, or write perpetual",
}  # fmt: skip
"""What to write where no date was stated."""

_ON_EVENT: Final = "write the day if it is known; else leave the cell empty and keep the words in a column 'note'"
_FAR: Final = 2099
_PLACEHOLDERS: Final = frozenset(
    [date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1)]
)
_STRENGTH_WORDS: Final[tuple[tuple[m.Strength | None, str], ...]] = (
    (
        "unqualified",
        "exclusive|excl|excl.|exclusively|exklusiv|exclusif|exclusive licence|exclusive license|exclusivo|exclusiva|e|"
        "full exclusivity|exclusive rights|exclusivity|exclusive right|exkl|exkl.|exclusivité|exclusividad|"
        "esclusivo|esclusiva|exclusief|exkluzivní|wyłączny|wyłączna|wyłączne|"
        "эксклюзивно|эксклюзивный|исключительная|исключительный|حصري|الحق الحصري|حقوق حصرية|独家|"
        "獨家|独占|独占的|独占ライセンス|독점|münhasır|eksklusiv|yksinoikeus",
    ),
    ("sole", "sole|sole licence|sole license|sole licensee|alleinig"),
    (
        "exclusive",
        "sole and exclusive|exclusive, also against the licensor|exclusive (licensor shut out)|"
        "exclusive including against licensor|exclusive even as to licensor|exclusive, licensor excluded",
    ),
    ("co-exclusive", "co-exclusive|coexclusive|co exclusive|co-excl|co-excl.|coexcl|co-exklusiv"),
    (
        None,
        "non-exclusive|nonexclusive|non exclusive|non-excl|non-excl.|non excl|not exclusive|ne|nicht exklusiv|"
        "nicht-exklusiv|non exclusif|non-exclusif|no exclusivo|no exclusiva|non-exclusive licence|"
        "non-exclusive license|none|no exclusivity|non-exclusive rights|non-exclusivity|nicht-exkl.|sans exclusivité|"
        "sin exclusividad|without exclusivity|ohne exklusivität|senza esclusiva|sem exclusividade|zonder exclusiviteit|"
        "n-e|n.e.|n/e|non-ex|nonex|nonexcl|nonexcl.|niet exclusief|icke-exklusiv|icke exklusiv|ikke-eksklusiv|"
        "ikke eksklusiv|ei-yksinomainen|niewyłączna|niewyłączny|nie wyłączna|nie wyłączny|nevýhradní|neexkluzivní|"
        "não-exclusivo|não-exclusiva|неисключительная|неисключительный|неэксклюзивный|неэксклюзивная|非独占的|独占的でない|"
        "sin exclusiva|non esclusivo|non esclusiva|não exclusivo|não exclusiva|niet-exclusief|"
        "非独家|非獨家|非独占|비독점|غير حصري|неэксклюзивно",
    ),
)
_STRENGTHS: Final[dict[str, m.Strength | None]] = {
    word: strength for strength, words in _STRENGTH_WORDS for word in words.split("|")
}
EXCLUSIVE_WORDS: Final = re.compile(r"e[xs](?:c|k)lusi|exkluz|حصري|独家|獨家|独占|독점|эксклюзив|wyłączn")
_WHOLLY_EXCLUSIVE: Final = re.compile(
    r"(?:exclusiv|exclusif|exklusiv|esclusiv|exkluziv|exkluzyw|eksklu[sz]iv|wyłączn|эксклюзив|münhasır)\w*"
)
_OF_THE_DEAL: Final = re.compile(
    r"licen[cs]\w+|lizenz\w*|licencia|licença|licenza|agreements?|contracts?|vertrag|contrat|contrato|contratto|deals?|"
    r"accord|renewal|renewed|extension|extended|partnerships?|sponsorships?|rights?|standard|grant(?:ed)?|"
    r"basis|rechte?|droits?|derechos?|diritt[oi]|direitos?"
)
"""Words about a deal that say nothing of how exclusive it is."""
_BESIDE_IT: Final = frozenset({
    "a", "an", "the", "of", "for", "to", "and", "in", "on", "this", "that", "is", "as", "per", "its", "full", "fully",
    "all", "it", "und", "für", "der", "die", "das", "de", "la", "le", "del", "di", "da", "pour", "para", "broadcasting",
    "broadcast", "distribution", "marketing", "manufacturing", "publishing", "media", "sales", "commercial",
    "trademark", "brand", "vertriebs", "vertrieb", "distributor", "distributorship", "partner", "sponsor",
})  # fmt: skip
"""Words beside "exclusive" that take nothing from it."""
_OPTIONS: Final = re.compile(
    r"(?:right of |option of )?(?:first|last) (?:refusal|offer|negotiation|look)|rofr|rofo|rofn|hold-?back|"
    r"matching right|option|vorkaufsrecht"
)
_RENEWAL: Final = re.compile(r"\b(?:renew|extend|extension|prolong|verlänger)", re.IGNORECASE)
_DOUBTFUL_STATUSES: Final = (
    (
        frozenset({
            "closed", "done", "complete", "completed", "finished", "final", "erledigt", "clos", "cerrado", "chiuso",
        }),
        ("may mean concluded or over", "write agreed, or ended"),
    ),
    (
        frozenset({"on hold", "suspended", "paused", "ruht", "ausgesetzt", "suspendu", "suspendido", "sospeso"}),
        ("does not say whether it holds now", "write in force, or ended, and keep the word in a column 'note'"),
    ),
    (
        frozenset({"option", "optioned", "rofr", "first refusal"}),
        ("is a kind of deal, no status", "write it in a column 'kind'"),
    ),
    (
        frozenset({"available", "verfügbar", "disponible", "disponibile", "disponível", "free", "unsold", "reserved"}),
        ("speaks of what can be had, not of a deal", "leave the row out where nobody has it"),
    ),
    (
        frozenset({"inactive", "not active", "inaktiv", "inactif", "inactivo", "inattivo"}),
        ("may mean not begun or over", "write planned, or ended"),
    ),
)  # fmt: skip
"""Words of which people mean different things under a status: why, and what to write."""
_SPEAKS_OF_IT: Final = re.compile(
    r"\b(?:sole\w*|only|alone|allein\w*|einzig\w*|nur|seule?|solo|solamente|monopol\w*|shared|joint\w*|priority|preferred|"
    r"excl\w*|exc?l?s\w*v\w*)\b"
)
"""Words that speak of an exclusivity without its name, or with a slip in it."""
_EXCLUSIVE_THROUGH: Final = re.compile(
    r"(?P<how>.*\w) (?:on|via|through|over|auf|über|sur|en|su|in) (?P<channels>[^()]+)", re.IGNORECASE
)
_ONLY_WORDS: Final = re.compile(r"[^\W\d_][\w .,()&/-]*")
_AGREEMENT: Final = re.compile(
    r"\b(?:agreement|contract|deal|licen[cs]e|licensing|lizenz|lizenzvertrag|vertrag|grant|right|rights)\b"
)
_KIND_PREFIX: Final = {
    "non-exclusive": "no",
    "nonexclusive": "no",
    "non exclusive": "no",
    "co-exclusive": "co-exclusive",
    "sole and exclusive": "sole and exclusive",
    "exclusive": "exclusive",
    "sole": "sole",
}


class CellError(Exception):
    """A cell that cannot be read: why, and what to write instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Read:
    """A value and what is to be said about how it was read (empty: nothing)."""

    value: object
    remarks: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """What an end cell says: a moment, a length, that there is none, or that it goes on when this is written.

    ``since`` is the start that the cell names too, ``planned`` the last day of a length from there.
    """

    span: Span | None = None
    term: Term | None = None
    endless: bool = False
    present: bool = False
    since: Span | None = None
    planned: date | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind-of-deal cell says."""

    commitment: m.CommitmentKind = "grant"
    exclusivity: str | None = None
    act: str | None = None


@dataclass(slots=True)
class Cells:
    """Reads cells; keeps what it has read.

    ``on`` is the day of the table. ``epoch_1904``: day numbers count from 1904, as in old Macintosh workbooks.
    ``real_names``: names, folded, that are meant as they stand.
    """

    on: date | None = None
    epoch_1904: bool = False
    real_names: frozenset[str] = frozenset()
    _kept: dict[tuple[object, ...], tuple[Any, CellError | None]] = field(default_factory=dict)

    def once(self, read: Callable[..., T], *about: Hashable) -> T:
        """Return ``read(*about)``, or raise its `CellError`, doing the work once for equal arguments."""
        key = (read.__name__, *about, *map(type, about))  # 1 and True are equal keys
        if key not in self._kept:
            try:
                self._kept[key] = (read(*about), None)
            except CellError as error:
                self._kept[key] = (None, error)
        value: T
        value, failed = self._kept[key]
        if failed is not None:
            raise CellError(failed.message, failed.hint)
        return value

    # -- names and other lists

    def names(self, cell: Cell, of: Literal["parties", "things"]) -> Read:
        """Return the names in a cell, separated by ``;`` or ``|``; none where its words name nobody.

        A slash parts parties, too; in the title of a film it is one of its letters. A line break inside a name is a
        space; lines that could as well be names of their own are refused.
        """
        return self.once(_names, lines(cell), of, self.real_names)

    def name(self, cell: Cell) -> str:
        """Return the one name in a cell."""
        return self.once(_one_name, text(cell))

    def terms(self, axis: Axis, cell: Cell) -> tuple[tuple[str, m.Iri | None], ...]:
        """Return (words, IRI of the shipped term or ``None``) for each term in a cell."""
        return self.once(_terms, axis, lines(cell))

    def territory(self, cell: Cell, codes: Codes | None = None) -> tuple[Territory, ...]:
        """Return the rules of a territory cell; ``codes``: the list of which the codes in it are."""
        if codes in ("tis", "ddex"):
            return self.once(_of_a_trade, text(cell), codes, self.on)
        return self.once(_territory, _phrase(cell), codes)

    def exclusion(self, cell: Cell, codes: Codes | None = None) -> tuple[Territory, ...]:
        """Return the rules of what a cell takes out of a territory; none where it says that nothing is."""
        if codes in ("tis", "ddex") and fold(text(cell)) not in _NOTHING_TAKEN:
            return self.once(_of_a_trade, text(cell), codes, self.on)
        return self.once(_exclusion, _phrase(cell), codes)

    def less(self, rules: tuple[Territory, ...], taken: tuple[Territory, ...]) -> tuple[Territory, ...]:
        """Return the rules of a territory without those taken out of it."""
        return self.once(_less, rules, taken)

    # -- time

    def moment(self, cell: Cell, how: Notation, on: date | None = None) -> Read:
        """Return the `Span` of a start."""
        return self.once(_moment, _plain(cell), how, on or self.on, self.epoch_1904)

    def end(self, cell: Cell, how: Notation, on: date | None = None) -> Read:
        """Return the `End` of an end cell."""
        return self.once(_end, _plain(cell), how, on or self.on, self.epoch_1904)

    def period(self, cell: Cell, how: Notation, on: date | None = None) -> Period:
        """Return the period of a period cell."""
        return self.once(_period, text(cell), how, on or self.on)

    def length(self, cell: Cell, unit: str | None) -> Read:
        """Return the length of a term, ``"endless"`` or ``"open"``; ``unit`` is the one that the header names."""
        return self.once(_length, text(cell), unit)

    # -- words with a fixed meaning

    def strength(self, cell: Cell) -> Read:
        """Return the `Strength` of an exclusivity; ``None``: not exclusive, or nothing is said of it."""
        return self.once(_strength, text(cell))

    def kind(self, cell: Cell) -> Kind:
        """Return what kind of commitment a deal is."""
        return self.once(_kind, text(cell))

    def option(self, cell: Cell) -> str | None:
        """Return ``"option"``, ``"renewal"`` (no option in our sense) or ``None``."""
        return self.once(_option, text(cell))

    def status(self, cell: Cell) -> str:
        """Return the status's bare name."""
        return self.once(_status, text(cell))

    def yes(self, cell: Cell) -> bool:
        """Return whether a cell says yes."""
        return self.once(_yes, text(cell))


@lru_cache(maxsize=1 << 16)
def fault(cell: str) -> tuple[str, str] | None:
    """Return why a cell says nothing that can be read, whatever its column, and what to do; ``None``: it does.

    >>> fault("#N/A"), fault("N/A")
    (('is the error of a formula', 'mend the formula, or write the value'), None)
    """
    acting = None if cell.isprintable() else CONTROL.search(cell)
    if acting:
        return f"holds the control character U+{ord(acting[0]):04X}", "type the cell anew, without it"
    if len(cell) > LONGEST_TEXT:
        return f"has {len(cell):,} characters", f"say it in {LONGEST_TEXT:,} at most"
    if len(cell) <= _LONGEST_DITTO and fold(cell) in _DITTO:
        return "repeats a cell above it", "write its words in each row"
    if "#" not in cell:
        return None
    if cell.strip().casefold() in _FORMULA_ERRORS:
        return "is the error of a formula", "mend the formula, or write the value"
    if _TOO_NARROW.fullmatch(cell.strip()):
        return "is what a spreadsheet shows in a column that is too narrow", "write the value"
    return None


def read_day(words: str) -> date:
    """Return the one day that a user names. Raises `InputError`.

    >>> read_day("28 February 2024")
    datetime.date(2024, 2, 28)
    """
    try:
        span = parse_date(words)
    except PhraseError as error:
        raise InputError([Problem(error.why, error.hint, value=words)]) from None
    if span.earliest is None or span.earliest != span.latest:
        raise InputError([Problem("is not one day", "write it as 2024-02-28", value=words)])
    return span.earliest


def _names(cell: str, of: Literal["parties", "things"], real: frozenset[str]) -> Read:
    parts = [part.strip() for part in _LIST.split(cell) if text(part)]
    remarks: dict[tuple[str, str | None], None] = {}
    names: dict[str, None] = {}
    for part in parts:
        name = _checked(part, alone=len(parts) == 1)
        several = (name,) if of == "things" or fold(name) in real else _several(name)
        if len(several) > 1:
            message = f"{name!r} is read as {len(several)} names: {', '.join(several)}"
            remarks[message, f"if it is one: --name {name!r}"] = None
        for one in several:
            bare = one if of == "things" or fold(one) in real else text(_ASIDE.sub("", one)) or one
            if bare != one:
                remarks[f"{one!r} is read as {bare!r}", f"if the brackets belong to the name: --name {one!r}"] = None
            names[bare] = None
    if of == "parties":
        for name in names:
            _check_only_name(name, real)
    is_none = names_nobody if of == "parties" else NOBODY.__contains__
    free = next((name for name in names if of == "parties" and fold(name) in NOT_SOLD and fold(name) not in real), None)
    if free is not None:
        raise CellError(f"{free!r} says that nobody has it", f"leave the row out; if it is a name: {_let(free)}")
    in_time = next(
        (name for name in names if of == "parties" and _IN_TIME.search(name) and fold(name) not in real), None
    )
    if in_time is not None:
        hint = f"give each party a row with its days; if it is a name: {_let(in_time)}"
        raise CellError(f"{in_time!r} says who came when", hint)
    nobody = [name for name in names if is_none(fold(name)) and fold(name) not in real]
    if nobody and len(nobody) < len(names):
        raise CellError(
            f"{nobody[0]!r} names nobody", f"name who it is, or leave it out; a real name: {_let(nobody[0])}"
        )
    if nobody:
        message = f"{nobody[0]!r} names nobody: read as somebody who is not named"
        remarks[message, f"if it is a name: {_let(nobody[0])}"] = None
    return Read(() if nobody else tuple(names), tuple(remarks))


def _check_only_name(name: str, real: frozenset[str]) -> None:
    """Refuse what stands in the place of a party and says how far a deal is, or says it beside the name."""
    if fold(name) in real:
        return
    if _says_of_the_deal(name):
        hint = f"write who it is, and this in a column 'status' or 'exclusivity'; a real name: {_let(name)}"
        raise CellError(f"{name!r} speaks of the deal and names nobody", hint)
    for found in filter(None, (_BEHIND_NAME.fullmatch(name), _BEFORE_NAME.fullmatch(name))):
        aside = next(filter(None, (text(words).strip("() ") for words in found.groups("")[1:])), "")
        if aside and (_says_of_the_deal(aside) or names_nobody(aside) or _LIMITS_BESIDE_NAME.match(fold(aside))):
            hint = f"write only the name here, and the rest in a column of its own; a real name: {_let(name)}"
            raise CellError(f"{name!r} says more than who: {aside!r}", hint)


@lru_cache(maxsize=1 << 14)
def _says_of_the_deal(words: str) -> bool:
    """Whether words say how far a deal has come, or how exclusive it is."""
    plain = fold(words)
    if names_nobody(words):
        return False
    if (plain in _STRENGTHS and len(plain) > _LETTERS_OF_A_CODE) or _OPTIONS.fullmatch(plain):
        return True
    if any(plain in meant for meant, _ in _DOUBTFUL_STATUSES) and plain not in NOT_SOLD:
        return True
    return plain in _names_of_statuses() or plain.removesuffix(".") in (
        "tbc",
        "tbd",
        "tba",
        "offer",
        "under offer",
        "loi",
    )


@cache
def _names_of_statuses() -> frozenset[str]:
    """Return the names of statuses, but for those that parties are called by, too."""
    return frozenset(name for axis, name in terms().by_name if axis == "status") - {
        "over",
        "live",
        "current",
        "concept",
    }


def _let(name: str) -> str:
    return f"--name {name!r}"


def _several(name: str) -> tuple[str, ...]:
    """Return the names that a slash, or a plus between blanks, separates; the name itself where it is one.

    >>> _several("TF1/Mediaset/M6"), _several("Sky + ITV"), _several("Novo Nordisk A/S"), _several("AC/DC")
    (('TF1', 'Mediaset', 'M6'), ('Sky', 'ITV'), ('Novo Nordisk A/S',), ('AC/DC',))
    """
    parts = [part.strip() for part in _BETWEEN_NAMES.split(name)]
    lettered = [len(re.findall(r"[^\W\d_]", part)) for part in parts]
    apart = len(parts) > 1 and min(lettered) >= 1 and max(lettered) >= _LETTERS_OF_A_NAME
    whole = any(len(part) < _LETTERS_OF_A_CODE or is_legal_form(part) for part in parts)
    return tuple(dict.fromkeys(parts)) if apart and not whole else (name,)


def _one_name(cell: str) -> str:
    return _checked(cell, alone=True)


def _checked(part: str, *, alone: bool) -> str:
    """Return a name; ``alone``: it is all that stands in the cell, so that an error need not say which one."""
    try:
        return check_name(_unwrapped(part))
    except PhraseError as error:
        shown = f"{error.phrase[:40]!r}..." if len(error.phrase) > 40 else repr(error.phrase)
        raise CellError(error.why if alone else f"{shown} {error.why}", error.hint) from None


def _unwrapped(part: str) -> str:
    """Return a name that stands on several lines on one. Raises `CellError` where they may be several names."""
    name, *rest = part.split("\n")
    for line in rest:
        if not (_GOES_ON.match(line) or is_legal_form(line) or name.endswith("&") or name.count("(") > name.count(")")):
            one, several = " ".join(part.split("\n")), "; ".join(part.split("\n"))
            raise CellError("stands on several lines: one name, or several?", f"write {one!r} or {several!r}")
        name = f"{name} {line}"
    return name


def _terms(axis: Axis, cell: str) -> tuple[tuple[str, m.Iri | None], ...]:
    found: dict[str, m.Iri | None] = {}
    for part in filter(text, _LIST.split(cell)):
        whole = text(part)
        known = _known(axis, whole)
        if not known:
            lines = [_known(axis, line) for line in part.strip().split("\n")]
            known = {words: iri for line in lines for words, iri in line.items()} if all(lines) else {}
        known = known or _partly_known(axis, part)
        found |= known or {_checked(part.strip(), alone=whole == text(cell)): None}
    return tuple(found.items())


def _known(axis: Axis, words: str) -> dict[str, m.Iri | None]:
    """Return the shipped term that words are, or what they list; empty where they are something else."""
    known = _term(axis, words)
    if known is not None:
        return {words: known}
    pieces = [text(piece) for piece in _LOOSE_LIST.split(words) if text(piece)]
    found = {piece: _term(axis, piece) for piece in pieces} if len(pieces) > 1 else {}
    return found if all(found.values()) else {}


def _partly_known(axis: Axis, part: str) -> dict[str, m.Iri | None]:
    """Return what a list names, if one of it is a shipped term: what else it names is a term each, not known."""
    found = {text(piece): _term(axis, text(piece)) for piece in _PLAIN_LIST.split(part) if text(piece)}
    return {_checked(piece, alone=False): iri for piece, iri in found.items()} if any(found.values()) else {}


def _term(axis: Axis, words: str) -> m.Iri | None:
    """Return the shipped term that words are, written together or apart: "payTv", "free_tv", "pay per view"."""
    apart = plain(words)
    for spelling in (words, apart, apart.replace("-", " "), apart.replace(" ", ""), apart.replace(" ", "-")):
        try:
            return terms().find(axis, spelling)
        except UnknownNameError:
            continue
    return None


@lru_cache(maxsize=1024)
def near_terms(axis: Axis, words: str) -> tuple[str, ...]:
    """Return shipped terms that a misspelt one may mean."""
    try:
        terms().find(axis, words)
    except UnknownNameError as error:
        return tuple(error.nearest)
    return ()


def _phrase(cell: Cell) -> str:
    try:
        return unwrapped(lines(cell).splitlines())
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None


def _territory(phrase: str, codes: Literal["ioc", "fifa"] | None) -> tuple[Territory, ...]:
    try:
        return parse_territory(phrase, codes)
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None


def _of_a_trade(written: str, codes: Literal["tis", "ddex"], on: date | None) -> tuple[Territory, ...]:
    """Return the territory of the codes of a trade; those behind a minus are taken out."""
    signed = re.findall(r"([+-]?)\s*(\w[\w-]*)", written)
    included, excluded = ([code for sign, code in signed if (sign == "-") == taken] for taken in (False, True))
    try:
        if codes == "ddex":
            return (territory_of_ddex(included, excluded),)
        return (territory_of_tis([code.lstrip("0") or code for code in included], excluded, on),)
    except PhraseError as error:
        raise CellError(f"{error.phrase!r} {error.why}" if error.phrase else error.why, error.hint) from None


def _exclusion(phrase: str, codes: Literal["ioc", "fifa"] | None) -> tuple[Territory, ...]:
    if phrase in _CODES_OF_NO:
        raise CellError("is a word for none and the code of a country", "write the country's name, or leave it empty")
    if fold(phrase) in _NOTHING_TAKEN:
        return ()
    if fold(phrase) in NOTHING_SAID:
        raise CellError("does not say what is taken out", _NAME_IT)
    try:
        return _territory(phrase, codes)
    except CellError as error:
        failed = CellError(error.message, _NAME_IT) if error.hint == LEAVE_OUT else error
    try:
        (world,) = parse_territory(f"World {phrase}")  # "except Japan", "excl. US"
    except (PhraseError, ValueError):
        raise failed from None
    return (replace(world, includes=world.excludes, excludes=()),) if world.excludes else (world,)


def _less(rules: tuple[Territory, ...], taken: tuple[Territory, ...]) -> tuple[Territory, ...]:
    try:
        return less(rules, taken)
    except PhraseError as error:
        raise CellError(f"{error.phrase} {error.why}", error.hint) from None


# --- time -------------------------------------------------------------------------------------------------


def _plain(cell: Cell) -> Cell:
    """Return a date cell without its time of day, 20240911 as 2024-09-11, 2024.0 as 2024."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and _DIGITS_OF_DAY.fullmatch(str(cell)):
        cell = str(cell)
    if not isinstance(cell, str):
        return cell
    words = text(cell)
    if ":" in words or words.endswith("Uhr"):
        words = _TIME_OF_DAY.sub("", words)
    digits = _DIGITS_OF_DAY.fullmatch(words) if len(words) == len("20240911") else None
    if digits is not None:
        return "-".join(digits.groups())
    return _YEAR_AS_NUMBER.sub(r"\1", words) if "." in words else words


def _moment(cell: Cell, how: Notation, on: date | None, epoch_1904: bool) -> Read:
    typed = _typed_moment(cell, "start", epoch_1904)
    if typed is not None:
        return typed
    try:
        return _plausible(text(cell), "start", _one_moment(text(cell), "start", how, on))
    except PhraseError as error:
        failed = error
    edge = _edge(text(cell), how, on, 0)
    if edge is not None:
        return _plausible(text(cell), "start", edge)
    whole = _both_edges(text(cell), how, on)
    if whole is not None:
        message = "holds a period: read as start and end"
        return Read(whole, ((message, "write the first day here, the last one into a column 'end'"),))
    if failed.why == NO_DATE:
        raise _unread(failed, "start", None)
    other = _no_start(text(cell), how, on)
    if other is None and _hangs_on_event(text(cell), failed):
        return Read(None, (_of_event(text(cell)),))
    raise other or _unread(failed, "start", "write 2024-03-07, March 2024 or 2024")


def _no_start(words: str, how: Notation, on: date | None) -> CellError | None:
    """Say of what tells an end or a length that it is no start."""
    if open_end(words) or _without_end(words):
        return CellError("says how it ends, where a start is wanted", "write the first day, or leave the cell empty")
    if _edge(words, how, on, 1) is not None:
        hint = "write the first day, or leave the cell empty; the last day belongs into a column 'end'"
        return CellError("is an end, where a start is wanted", hint)
    if _as_term(words) is not None:
        hint = "write the first day, or leave the cell empty; the length belongs into a column 'term'"
        return CellError("is a length, where a start is wanted", hint)
    return None


def _both_edges(words: str, how: Notation, on: date | None) -> Period | None:
    """Return a period of which both edges are told, or a start and a length."""
    try:
        period = parse_period(words, on=on, order=how.order, pairs=how.pairs, century=how.century)
    except PhraseError:
        return None
    start, slash, end = period.edtf.partition("/")
    told = bool(end) or period.planned_end is not None
    return period if slash and start and told and ";" not in words and "XXXX" not in period.edtf else None


def _one_moment(words: str, edge: Edge, how: Notation, on: date | None) -> Span:
    return parse_date(words, on=on, order=how.order, edge=edge, pairs=how.pairs, century=how.century)


def _typed_moment(cell: Cell, edge: Edge, epoch_1904: bool) -> Read | None:
    """Return the day of a real date or of a spreadsheet's day number."""
    if isinstance(cell, str) and re.fullmatch(r"\d{5}(?:\.0+)?", cell):
        cell = int(cell[:5])
    if isinstance(cell, date):
        return _one_day(cell, edge)
    if isinstance(cell, bool) or not isinstance(cell, int):
        return None
    if cell not in _SERIALS:
        return None
    epoch = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    day = epoch + timedelta(cell)
    message = f"numbers are read as a spreadsheet's day numbers: {cell} is {day}"
    return Read(_one_day(day, edge).value, ((message, "format the column as dates"),))


def _one_day(day: date, edge: Edge) -> Read:
    try:
        return _plausible("", edge, parse_date(day.isoformat()))
    except PhraseError as error:
        if edge == "end" and error.why == PLACEHOLDER:
            raise
        raise _unread(error, edge, error.hint) from None


def _plausible(words: str, edge: Edge, span: Span) -> Read:
    """Refuse a date without a year, "May 24", unless it is written as EDTF; warn of a day that may be a placeholder."""
    if span.edtf.startswith("XXXX") and "XXXX" not in words.upper():
        raise CellError(*_NO_YEAR)
    far = span.earliest is not None and span.earliest.year >= _FAR
    if far or (span.earliest == span.latest and span.earliest in _PLACEHOLDERS):
        message = f"is read as it stands, {span.edtf}; some systems write it where no date was stated"
        return Read(span, ((message, f"if so, {_LEFT_EMPTY[edge]}"),))
    return Read(span)


def _edge(words: str, how: Notation, on: date | None, side: int) -> Span | None:
    """Return one edge of "since 2020" or "until 2024", whose other edge must be open."""
    try:
        period = parse_period(words, on=on, order=how.order, pairs=how.pairs, century=how.century)
    except PhraseError:
        return None
    edges = period.edtf.split("/")
    if len(edges) != 2 or edges[1 - side] or not edges[side] or period.endless or period.planned_end:
        return None
    days = (period.earliest_start, period.latest_start) if side == 0 else (period.earliest_end, period.latest_end)
    return Span(*days, edges[side])


def _end(cell: Cell, how: Notation, on: date | None, epoch_1904: bool) -> Read:
    words = text(cell)
    said = None if words[:1].isdigit() else open_end(words)
    if said is not None:
        return Read(End(present=said == "present", endless=said == "endless"))
    try:
        typed = _typed_moment(cell, "end", epoch_1904)
        if typed is not None:
            return _ending(typed)
        return _ending(_plausible(words, "end", _one_moment(words, "end", how, on)))
    except PhraseError as error:
        failed = error
    if failed.why == PLACEHOLDER:
        return Read(End(), (("9999 is no year: read as an end that is not known", f"else {_LEFT_EMPTY['end']}"),))
    edge = _edge(words, how, on, 1)
    if edge is not None:
        return _ending(_plausible(words, "end", edge))
    found = _end_without_day(words, how, on)
    if found is not None:
        return Read(found)
    ridden = _with_rider(words, how, on)
    if ridden is not None:
        return ridden
    if _hangs_on_event(words, failed):
        return Read(End(), (_of_event(words),))
    if _edge(words, how, on, 0) is not None:
        hint = "write the last day, or leave the cell empty where none is known"
        raise CellError("is a start, where an end is wanted", hint)
    hint = "write 2024-03-07, March 2024, 2024, three years, ongoing or perpetual"
    raise _unread(failed, "end", hint)


def _hangs_on_event(words: str, failed: PhraseError) -> bool:
    """Whether a day hangs on an event and nothing else is said: neither a year, nor that it is over."""
    return failed.why == ON_EVENT and not _SAYS_MORE.search(words)


def _of_event(words: str) -> tuple[str, str]:
    return (
        f"{words!r} hangs on an event: the day is not known, and the words are kept",
        "write the day once it is known",
    )


def _with_rider(words: str, how: Notation, on: date | None) -> Read | None:
    """Return an end that words on a renewal, an option or a notice stand behind: "31.12.2025 (option to 2028)".

    What renews by itself does not surely end on its day: that is when it was planned to.
    """
    parted = _RIDER.fullmatch(words)
    more = (parted["in"] or parted["behind"]) if parted else ""
    if parted is None or not (_RENEWS.search(more) or _MAY_RENEW.search(more)):
        return None
    try:
        read = _end(parted["day"], how, on, False)
    except CellError:
        return None
    end = read.value
    assert isinstance(end, End)
    if _RENEWS.search(more):
        day = end.span.latest if end.span else None
        end = replace(end, span=None, planned=day) if day else replace(end, present=False)
        message = f"{more!r}: it may go on after its day, so when it ends is not known"
    else:
        message = f"{more!r} is kept as words: the day before it is the end"
    return Read(end, (*read.remarks, (message, "an option or a renewal has columns of its own")))


def _end_without_day(words: str, how: Notation, on: date | None) -> End | None:
    """Return what a cell says of an end with a length, a whole period or words."""
    unending = _without_end(words)
    if unending is not None:
        return End(endless=unending == "endless")
    length = _as_term(words)
    if length is not None:
        return End(term=length)
    whole = _both_edges(words, how, on)
    if whole is None:
        return None
    first, last = whole.edtf.split("/")
    since = Span(whole.earliest_start, whole.latest_start, first)
    if whole.endless or whole.planned_end:
        return End(endless=whole.endless, planned=whole.planned_end, since=since)
    return End(Span(whole.earliest_end, whole.latest_end, last), since=since)


def _as_term(words: str) -> Term | None:
    try:
        return parse_term(words)
    except PhraseError:
        return None


def _unread(error: PhraseError, edge: Edge, hint: str | None) -> CellError:
    """Say what to write into a cell of its column, where the error does not know that it is about one."""
    empty = {NO_DATE: _LEFT_EMPTY["start"], PLACEHOLDER: _LEFT_EMPTY[edge], NOT_A_DATE: hint, ON_EVENT: _ON_EVENT}
    return CellError(error.why, empty.get(error.why, error.hint))


def _ending(read: Read) -> Read:
    return Read(End(span=read.value), read.remarks)  # type: ignore[arg-type]


def _without_end(words: str) -> Literal["endless", "open"] | None:
    try:
        period = parse_period(words)
    except PhraseError:
        return None
    if period.endless and period.earliest_start is None:
        return "endless"
    return "open" if period.edtf == "/" else None


def _period(words: str, how: Notation, on: date | None) -> Period:
    said = open_end(words)
    if said is not None:
        return replace(parse_period("/.." if said == "endless" else "/"), words=words)
    dotted = _DOTTED.fullmatch(words)
    if dotted is not None:
        words = "{}-{:0>2}-{:0>2} to {}-{:0>2}-{:0>2}".format(*dotted.groups())
    try:
        period = parse_period(words, on=on, order=how.order, pairs=how.pairs, century=how.century)
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None
    edges = period.edtf.split("/")
    if any(edge.startswith("XXXX") for edge in edges) and "XXXX" not in words.upper():
        raise CellError(*_NO_YEAR)
    if ";" in words:
        raise CellError("more than one period", "write one as '2022 to 2023', or give each a row of its own")
    if len(edges) == 1 and period.planned_end is None and (names_an_edge(words) or _is_short(period)):
        hint = "write 'since ...' or 'until ...', or both days: 2022-03-01 to 2024-02-29"
        raise CellError("one date, where a period is wanted: its start or its end?", hint)
    return period


def _is_short(period: Period) -> bool:
    """Whether the start is known to the month at least: too short to be the period itself, as 2024 can be."""
    first, last = period.earliest_start, period.latest_start
    return first is not None and last is not None and (first.year, first.month) == (last.year, last.month)


def _length(words: str, unit: str | None) -> Read:
    """Return a `Term`, ``"endless"`` or ``"open"``."""
    said = open_end(words)
    if said is not None:
        return Read("endless" if said == "endless" else "open")
    unending = _without_end(words)
    if unending is not None:
        return Read(unending)
    number = re.fullmatch(r"(\d+(?:\.\d+)?)", words)
    if number and unit is None:
        hint = f"write '{words} years' or '{words} months', or head the column 'term (years)'"
        raise CellError("a number without a unit", hint)
    if number and float(words) != int(float(words)):
        raise CellError("part of a unit", "write whole units, such as '18 months'")
    try:
        return Read(parse_term(f"{int(float(words))} {unit}s" if number else words))
    except PhraseError as error:
        failed = error
    if _COUNTS_FROM_EVENT.search(words) and not _SAYS_MORE.search(words):
        return Read("open", (_of_event(words),))
    parted = _RIDER.fullmatch(words)
    if parted is not None and _as_term(parted["day"]) and not _SAYS_MORE.search(words):
        more = parted["in"] or parted["behind"]
        return Read(_as_term(parted["day"]), ((f"{more!r} is kept as words: the length before it counts", None),))
    raise CellError(failed.why, failed.hint)


# --- words with a fixed meaning ------------------------------------------------------------------------------


def strength_words(words: str) -> bool:
    """Whether a cell speaks of exclusivity, whatever its column.

    >>> strength_words("Non-exclusive"), strength_words("sell")
    (True, False)
    """
    return fold(words) in _STRENGTHS and len(words) > 2


def exclusive_through(words: str) -> tuple[str, str] | None:
    """Return how exclusive a deal is and through which channels, where a cell says both; ``None``: it does not.

    >>> exclusive_through("exclusive rights on TV and radio"), exclusive_through("exclusive in Peru")
    (('exclusive rights', 'TV; radio'), None)
    """
    found = _EXCLUSIVE_THROUGH.fullmatch(words)
    parts = [text(part) for part in _LOOSE_LIST.split(found["channels"]) if text(part)] if found else []
    return (found["how"], "; ".join(parts)) if found and any(_term("channel", part) for part in parts) else None


def _strength(words: str) -> Read:
    plain = fold(words).replace("‑", "-").replace("–", "-")
    yes = is_yes_or_no(words)
    if yes is not None:
        return Read("unqualified" if yes else None)
    if plain in _STRENGTHS:
        return Read(_STRENGTHS[plain])
    if plain in NOBODY:  # "TBC"
        return Read(None, ((f"{words!r} says nothing of exclusivity: read as not stated", None),))
    every = re.findall(r"\w+", plain)
    others = [word for word in every if not _WHOLLY_EXCLUSIVE.fullmatch(word)]
    if len(others) < len(every) and _ONLY_WORDS.fullmatch(plain) and all(map(_is_beside_it, others)):
        said = f"{words!r} is read as exclusive, and kept as a note"
        return Read("unqualified", ((said, "what limits a deal has columns"),))
    speaks = EXCLUSIVE_WORDS.search(plain) or _SPEAKS_OF_IT.search(plain)
    if speaks or not any(map(_OF_THE_DEAL.fullmatch, others)):
        hint = "write yes, no, exclusive, sole, co-exclusive or non-exclusive, and the rest in a column 'note'"
        raise CellError("does not say whether it is exclusive", hint)
    return Read(None, ((f"{words!r} says nothing of exclusivity: read as not stated, and kept as a note", None),))


def _is_beside_it(word: str) -> bool:
    """Whether a word beside "exclusive" is about the deal or what may be done, and takes nothing from it."""
    return word in _BESIDE_IT or _OF_THE_DEAL.fullmatch(word) is not None or word in _words_of_acts()


@cache
def _words_of_acts() -> frozenset[str]:
    return frozenset(word for axis, name in terms().by_name if axis == "act" for word in name.split())


def _kind(words: str) -> Kind:
    plain = fold(words).replace("license", "licence")
    if _OPTIONS.fullmatch(plain):
        return Kind("option")
    if plain in ("exclusivity", "exclusivity agreement", "exclusivity commitment"):
        return Kind("exclusivity", "exclusive")
    exclusivity = None
    for prefix, meant in _KIND_PREFIX.items():
        if plain.startswith(prefix):
            exclusivity, plain = meant, plain.removeprefix(prefix).strip()
            break
    act = text(_AGREEMENT.sub(" ", plain)) or None
    if act is not None and _term("act", act) is None:
        hint = "write licence, exclusive licence, option or exclusivity, or name an act such as distribution"
        raise CellError("is no kind of deal", hint)
    return Kind("grant", exclusivity, act)


def _option(words: str) -> str | None:
    plain = fold(words)
    yes = is_yes_or_no(words)
    if yes is False:
        return None
    if yes or _OPTIONS.fullmatch(plain):
        return "option"
    if _RENEWAL.search(plain):
        return "renewal"
    raise CellError(
        "is no option that is known", "write first refusal, first offer, first negotiation, holdback, or no"
    )


def _status(words: str) -> str:
    try:
        return terms().find("status", words).rsplit("/", 1)[-1]
    except UnknownNameError as error:
        doubt = next((doubt for meant, doubt in _DOUBTFUL_STATUSES if fold(words) in meant), None)
        near = f"nearest: {', '.join(error.nearest)}" if error.nearest else "see 'partnergraph terms status'"
        raise CellError(*(doubt or ("is no status", near))) from None


def is_yes_or_no(words: str) -> bool | None:
    """Return whether a cell says yes; ``None`` where it says neither yes nor no.

    >>> is_yes_or_no("✓"), is_yes_or_no("nein"), is_yes_or_no("maybe")
    (True, False, None)
    """
    plain = fold(words)
    return True if plain in _YES else False if plain in _NO else None


def _yes(words: str) -> bool:
    said = is_yes_or_no(words)
    if said is None:
        raise CellError("is neither yes nor no", "write yes or no")
    return said
