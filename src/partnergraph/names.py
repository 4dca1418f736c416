"""Names to IRIs: which spellings are one node, and what the node is called."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from partnergraph.errors import PhraseError
from partnergraph.model import Brand, Entity, Iri, Model, Organization, Person, Right, Series
from partnergraph.vocabulary import DEFAULT_BASE

ENTITY_TYPES: dict[type[Entity], str] = {
    Organization: "organization",
    Brand: "brand",
    Person: "person",
    Model: "model",
    Series: "series",
    Right: "right",
}
"""Type segment of each kind of thing's IRI."""

NOTHING_SAID: Final = frozenset({
    "-", "--", "---", "–", "—", ".", "/", "n/a", "n.a.", "n.a", "na", "none", "null", "nil", "?", "??",
    "unknown", "unbekannt", "k.a.", "k.a", "inconnu", "desconocido", "not stated", "not specified", "not known",
    "not applicable",
})  # fmt: skip
"""Words for "nothing said" in a table, in every column but the territory, whose own ones are refused with reasons."""

NOBODY: Final = frozenset({
    "tbd", "tbc", "tba", "tbn", "pending", "confidential", "undisclosed", "various", "several", "multiple", "others",
    "other", "anonymous", "redacted", "misc", "miscellaneous", "xxx", "to be determined", "to be confirmed",
    "to be decided", "to be announced", "to be named", "not disclosed", "third party", "third parties", "nobody",
    "no one", "not named", "unnamed", "noch offen", "offen", "divers", "diverse", "divers partenaires", "varios",
    "vari", "à déterminer", "por determinar", "a definir", "da definire", "t.b.c.", "t.b.d.", "t.b.a.", "n.n.", "n. n.",
    "nn", "por definir", "da definirsi", "à confirmer", "da confermare", "por confirmar", "a confirmar", "zu klären",
    "do ustalenia", "待定", "未詳", "미정", "по согласованию", "see note", "see notes", "see remarks",
    "siehe anmerkung", "siehe bemerkung", "voir note", "ver nota", "vedi nota", "non communiqué", "mehrere",
    "plusieurs", "div", "div.", "taken", "see contract", "laut vertrag", "voir contrat", "reserved", "reserviert",
    "réservé", "reservado", "riservato",
})  # fmt: skip
"""Words in a list of names that name nobody: the row waits for one."""

NOT_SOLD: Final = frozenset({
    "available", "unsold", "not sold", "open", "retained", "in-house", "in house", "free", "libre", "frei", "libero",
    "livre", "disponible", "verfügbar", "vacant", "unlicensed", "not licensed", "no broadcaster", "no distributor",
    "no licensee", "no partner", "no sponsor", "未定", "なし", "無", "无", "没有", "없음", "keiner",
    "aucun", "ninguno", "nessuno", "disponibile", "disponível", "vrij", "ledig", "lediga", "vakant", "geen", "brak",
    "niemand", "personne", "nadie", "no buyer", "(no buyer)", "no importer", "no publisher", "kein importeur",
    "kein partner", "kein lizenznehmer", "kein verleih", "kein vertrieb", "kein sender", "direct", "direkt",
    "direct sales", "own distribution", "own subsidiary", "eigenvertrieb", "direktvertrieb", "werksvertrieb",
    "werksniederlassung", "vente directe", "venta directa", "vendita diretta", "no deal", "no deal yet", "kein deal",
    "no rights", "not for sale", "blocked", "gesperrt", "on offer", "nobody yet", "reverted to licensor",
    "rechte zurück", "own", "licensor",
})  # fmt: skip
"""Words in the place of a licensee by which nobody is licensed: the row is no deal."""

EVERYBODY: Final = frozenset({
    "everyone", "everybody", "anyone", "anybody", "all", "any", "the public", "general public", "the general public",
    "all parties", "all comers", "all users", "all licensees", "alle", "jeder", "jedermann", "tous", "todos", "tutti",
})  # fmt: skip
"""Words for everybody, who is nobody in particular."""

_SOMEBODY: Final = re.compile(
    r"(?:local|regional|various|several|different|multiple|other|unnamed|independent|lokaler?|regionaler?|"
    r"verschiedene|divers|varios|vari) (?:distributor|partner|licensee|broadcaster|importer|operator|dealer|"
    r"retailer|publisher|agent|compan|vertrieb|händler|lizenznehmer|sender|distribut|diffuseur|socio|operador)\w*|"
    r"(?:local|regional) (?:compan(?:y|ies)|network|subsidiar(?:y|ies))"
)
"""A role, where a name is wanted."""


def names_nobody(name: str) -> bool:
    """Whether words stand where a name should, and are none.

    >>> [names_nobody(words) for words in ("TBD", "Everyone", "Local distributor", "Local Motors")]
    [True, True, True, False]
    """
    words = fold(name)
    return words in NOBODY or words in EVERYBODY or _SOMEBODY.fullmatch(words) is not None


LONGEST_NAME: Final = 200
"""Code points of the longest name of a thing; the longest registered company names stay below."""

LONGEST_TEXT: Final = 10_000
"""Code points of the longest text that stands in one field or cell."""

CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so GraphML and RDF/XML, cannot hold, and what moves the cursor of a terminal."""

_INVISIBLE: Final = str.maketrans("", "", "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff")
"""Soft hyphen, zero-width spaces and marks of direction: what comes along when text is copied, and nobody sees."""

_JOINERS: Final = frozenset("\u200c\u200d")
_FAITHFUL = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_HASHED = re.compile("-[0-9a-f]{12}$")
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
_LONGEST = 80


def fold(name: str) -> str:
    """Return the form under which two spellings are one node: NFKC, case-folded, single spaces.

    >>> fold("vivo") == fold(" VIVO\\u00a0") and fold("Ricoh") != fold("Ricoh Imaging")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def tidy(name: str) -> str:
    """Return a text on one line with single spaces, without the marks that nobody sees.

    >>> tidy(" Leica\\u00a0Camera\\u200b \\n AG\\ufeff")
    'Leica Camera AG'
    """
    return " ".join(name.translate(_INVISIBLE).split())


def check_name(written: str) -> str:
    """Return the name of a thing, tidied. Raises `PhraseError` for what can be no name.

    A name has a letter or a digit of some script, at most `LONGEST_NAME` code points, and no character that acts
    on a screen instead of standing on it: control characters, and those that turn the direction of text.

    >>> check_name(" 小米 ")
    '小米'
    >>> check_name("***")
    Traceback (most recent call last):
    partnergraph.errors.PhraseError: '***': is no name: it holds neither letter nor digit
        write a name
    """
    name = tidy(written)
    acting = CONTROL.search(written) or next(filter(_acts, () if name.isprintable() else name), None)
    if acting is not None:
        why = f"holds the invisible character U+{ord(acting[0]):04X}"
        raise PhraseError(name, why, "type the name anew, without it")
    if not any(map(str.isalnum, name)):
        raise PhraseError(name, "is no name: it holds neither letter nor digit", "write a name")
    if len(name) > LONGEST_NAME:
        why = f"has {len(name):,} characters; a name has {LONGEST_NAME} at most"
        raise PhraseError(name, why, "write the name alone; anything else is a note")
    return name


def _acts(character: str) -> bool:
    """Whether a character formats others; the joiners of Persian and Indian scripts are spelling."""
    return unicodedata.category(character) == "Cf" and character not in _JOINERS


def slug(name: str) -> str:
    """Return the last segment of a name's IRI; two names that `fold` keeps apart never share one.

    A space becomes ``-`` and a hyphen ``_``; a name that loses anything else gets a short hash.

    >>> slug("Xiaomi 12S Ultra"), slug("Coca-Cola"), slug("Coca Cola")
    ('xiaomi-12s-ultra', 'coca_cola', 'coca-cola')
    >>> slug("AT&T").startswith("at-t-"), slug("小米").startswith("x-")
    (True, True)
    """
    folded = fold(name)
    faithful = folded.replace("_", "\0").replace("-", "_").replace(" ", "-")
    if _FAITHFUL.fullmatch(faithful) and len(faithful) <= _LONGEST and not _HASHED.search(faithful):
        return faithful
    plain = unicodedata.normalize("NFKD", folded.translate(_LATIN)).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-") or "x"
    return f"{kept}-{hashlib.sha256(folded.encode()).hexdigest()[:12]}"


def entity_iri(kind: type[Entity], name: str, base: str = DEFAULT_BASE) -> Iri:
    """Return the IRI of a thing by its kind and name.

    >>> entity_iri(Brand, "Leica")
    'https://w3id.org/partnergraph/id/brand/leica'
    """
    return f"{base}{ENTITY_TYPES[kind]}/{slug(name)}"


def node_iri(segment: str, identifier: str, base: str = DEFAULT_BASE) -> Iri:
    """Return the IRI of a fact, source or statement whose identifier was chosen by its author.

    >>> node_iri("partnership", "xiaomi-leica")
    'https://w3id.org/partnergraph/id/partnership/xiaomi-leica'
    """
    return f"{base}{segment}/{identifier}"


def short_iri(iri: Iri) -> str:
    """Return how the page and addresses of the server call a node: what is under the default base loses it.

    >>> short_iri("https://w3id.org/partnergraph/id/brand/leica"), short_iri("urn:leica")
    ('brand/leica', 'urn:leica')
    """
    return iri.removeprefix(DEFAULT_BASE)


def full_iri(identifier: str) -> Iri:
    """Return the node that is called so; the inverse of `short_iri`.

    >>> full_iri("brand/leica"), full_iri("urn:leica")
    ('https://w3id.org/partnergraph/id/brand/leica', 'urn:leica')
    """
    return identifier if ":" in identifier.partition("/")[0] else DEFAULT_BASE + identifier


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known names most like a misspelt one, best first; empty if none is near.

    >>> nearest("Lecia", ["Leica", "Xiaomi", "Sharp"])
    ['Leica']
    """
    from rapidfuzz import fuzz, process  # lazy: only an error needs it

    found = process.extract(name, sorted(set(known)), scorer=fuzz.WRatio, processor=fold, limit=limit, score_cutoff=70)
    return [match for match, _, _ in found]


def local_name(iri: Iri) -> str:
    """Return the last segment of an IRI.

    >>> local_name("https://w3id.org/partnergraph/id/brand/leica")
    'leica'
    """
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
