"""Cells of words with a fixed meaning: how exclusive, what kind of deal, an option, a status, yes or no."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from partnergraph import model as m
from partnergraph.errors import UnknownNameError
from partnergraph.ingest.table.cell import CellError, Kind, Read, is_yes_or_no
from partnergraph.ingest.table.contract_cells import event_kind, names_length
from partnergraph.ingest.table.sheets import text
from partnergraph.ingest.table.term_cells import LOOSE_LIST, term_of
from partnergraph.names import NOBODY, fold
from partnergraph.terms import terms

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
STRENGTHS: Final[dict[str, m.Strength | None]] = {
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
_LESS: Final = frozenset({"limited", "partial", "partially", "partly", "semi", "category"})
OPTIONS: Final = re.compile(
    r"(?:right of |option of )?(?:first|last) (?:refusal|offer|negotiation|look)|rofr|rofo|rofn|"
    r"matching right|option|vorkaufsrecht"
)
_HOLDBACK: Final = re.compile(r"hold-?backs?")
_FIRST_RIGHTS: Final[tuple[tuple[re.Pattern[str], m.OptionKind], ...]] = (
    (re.compile(r"first refusal|rofr|vorkaufsrecht"), "refusal"),
    (re.compile(r"first offer|rofo"), "offer"),
    (re.compile(r"first negotiation|rofn"), "negotiation"),
    (re.compile(r"last refusal|matching right"), "matching"),
)
_RENEWAL: Final = re.compile(r"\b(?:renew|extend|extension|prolong|verlänger)", re.IGNORECASE)
DOUBTFUL_STATUSES: Final = (
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


def strength_words(words: str) -> bool:
    """Whether a cell speaks of exclusivity, whatever its column.

    >>> strength_words("Non-exclusive"), strength_words("sell")
    (True, False)
    """
    return fold(words) in STRENGTHS and len(words) > 2


def exclusive_through(words: str) -> tuple[str, str] | None:
    """Return how exclusive a deal is and through which channels, where a cell says both; ``None``: it does not.

    >>> exclusive_through("exclusive rights on TV and radio"), exclusive_through("exclusive in Peru")
    (('exclusive rights', 'TV; radio'), None)
    """
    found = _EXCLUSIVE_THROUGH.fullmatch(words)
    parts = [text(part) for part in LOOSE_LIST.split(found["channels"]) if text(part)] if found else []
    return (found["how"], "; ".join(parts)) if found and any(term_of("channel", part) for part in parts) else None


def read_strength(words: str) -> Read:
    """Return the `Strength` of an exclusivity; ``None``: not exclusive, or nothing is said of it."""
    plain = fold(words).replace("‑", "-").replace("–", "-")
    yes = is_yes_or_no(words)
    if yes is not None:
        return Read("unqualified" if yes else None)
    if plain in STRENGTHS:
        return Read(STRENGTHS[plain])
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
    return word not in _LESS and (
        word in _BESIDE_IT or _OF_THE_DEAL.fullmatch(word) is not None or word in _words_of_acts()
    )


@cache
def _words_of_acts() -> frozenset[str]:
    return frozenset(word for axis, name in terms().by_name if axis == "act" for word in name.split())


def read_kind(words: str) -> Kind:
    """Return what kind of commitment a deal is."""
    plain = fold(words).replace("license", "licence")
    event = event_kind(words)
    if event is not None:
        return Kind(event=event)
    if OPTIONS.fullmatch(plain):
        return Kind("option")
    if _HOLDBACK.fullmatch(plain):
        return Kind("holdback")
    if plain in ("exclusivity", "exclusivity agreement", "exclusivity commitment"):
        return Kind("exclusivity", "exclusive")
    exclusivity = None
    for prefix, meant in _KIND_PREFIX.items():
        if plain.startswith(prefix):
            exclusivity, plain = meant, plain.removeprefix(prefix).strip()
            break
    act = text(_AGREEMENT.sub(" ", plain)) or None
    if act is not None and term_of("act", act) is None:
        hint = "write licence, exclusive licence, option or exclusivity, or name an act such as distribution"
        raise CellError("is no kind of deal", hint)
    return Kind("grant", exclusivity, act)


def option_kind(words: str) -> m.OptionKind | None:
    """Return which first right some words name.

    >>> option_kind("Right of first refusal"), option_kind("option")
    ('refusal', None)
    """
    return next((kind for said, kind in _FIRST_RIGHTS if said.search(fold(words))), None)


def read_option(words: str) -> str | None:
    """Return ``"option"``, ``"renewal"`` (an option to extend the deal itself) or ``None``."""
    plain = fold(words)
    yes = is_yes_or_no(words)
    if yes is False:
        return None
    if yes or OPTIONS.fullmatch(plain):
        return "option"
    if _RENEWAL.search(plain) or names_length(words):
        return "renewal"
    if _HOLDBACK.fullmatch(plain):
        hint = "write a row of its own with kind holdback, in the scope in which nobody may act"
        raise CellError("is no option, but the promise that nobody may act", hint)
    raise CellError("is no option that is known", "write first refusal, first offer, first negotiation, or no")


def read_status(words: str) -> str:
    """Return the bare name of a status."""
    try:
        return terms().find("status", words).rsplit("/", 1)[-1]
    except UnknownNameError as error:
        doubt = next((doubt for meant, doubt in DOUBTFUL_STATUSES if fold(words) in meant), None)
        near = f"nearest: {', '.join(error.nearest)}" if error.nearest else "see 'partnergraph terms status'"
        raise CellError(*(doubt or ("is no status", near))) from None


def read_yes(words: str) -> bool:
    """Return whether a cell says yes."""
    said = is_yes_or_no(words)
    if said is None:
        raise CellError("is neither yes nor no", "write yes or no")
    return said


def read_sublicensing(words: str) -> m.Sublicensing:
    """Return whether a cell lets the licensee sublicense.

    >>> [read_sublicensing(words) for words in ("yes", "prohibited", "with prior written consent of licensor")]
    ['allowed', 'forbidden', 'with-consent']
    """
    plain = fold(words).rstrip(".")
    if _WITH_CONSENT.fullmatch(plain):
        return "with-consent"
    yes = is_yes_or_no(words)
    if yes or _ALLOWED.fullmatch(plain):
        return "allowed"
    if yes is False or _FORBIDDEN.fullmatch(plain):
        return "forbidden"
    raise CellError("does not say whether the licensee may sublicense", "write yes, no or with consent")


_WITH_CONSENT: Final = re.compile(
    r"(?:yes,? |allowed |permitted |ja,? |oui,? |sí,? )?(?:only |nur |uniquement |sólo |solo )?"
    r"(?:(?:with|subject to|upon|on) (?:the )?(?:prior )?(?:written )?(?:consent|approval|permission)"
    r"(?: of (?:the )?(?:licensor|owner|grantor))?|(?:prior )?(?:written )?(?:consent|approval) (?:required|needed)|"
    r"mit (?:vorheriger )?(?:schriftlicher )?(?:zustimmung|genehmigung)(?: des lizenzgebers)?|zustimmungspflichtig|"
    r"avec (?:l'?)?(?:accord|consentement)|con (?:il )?(?:consentimiento|consenso|consentimento))"
)
_ALLOWED: Final = re.compile(
    r"allowed|permitted|granted|free(?:ly)?|erlaubt|gestattet|zulässig|autorisée?|permitid[oa]"
)
_FORBIDDEN: Final = re.compile(
    r"forbidden|prohibited|excluded|(?:not|never) (?:allowed|permitted|granted)|nicht (?:erlaubt|gestattet|zulässig)|"
    r"untersagt|verboten|ausgeschlossen|interdite?|prohibid[oa]|vietat[oa]|proibid[oa]"
)
