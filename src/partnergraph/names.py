"""Names to IRIs: which spellings are one node, and what the node is called."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

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
    "-", "--", "---", "–", "—", ".", "/", "n/a", "n.a.", "n.a", "#n/a", "na", "none", "null", "nil", "?", "??",
    "unknown", "unbekannt", "k.a.", "k.a", "inconnu", "desconocido", "not stated", "not specified", "not known",
    "not applicable",
})  # fmt: skip
"""Words for "nothing said" in a table, in every column but the territory, whose own ones are refused with reasons."""

NOBODY: Final = frozenset({
    "tbd", "tbc", "tba", "tbn", "pending", "confidential", "undisclosed", "various", "several", "multiple", "others",
    "other", "anonymous", "redacted", "misc", "miscellaneous", "xxx", "to be determined", "to be confirmed",
    "to be decided", "not disclosed", "third party", "third parties",
})  # fmt: skip
"""Words in a list of names that name nobody: the row waits for one."""

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
