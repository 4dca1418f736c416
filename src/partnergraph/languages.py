"""Language tags (BCP 47) as terms of a tree: read as people write them, held against each other, put together.

A tag is a language, then perhaps a script, a region and variants. The languages themselves, with their names and
which of them are one (Mandarin lies in Chinese), are in ``ontology/schemes.ttl``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from partnergraph.errors import PhraseError
from partnergraph.territory.regions import table
from partnergraph.vocabulary import LANGUAGE

Relation: TypeAlias = Literal["covers", "part", "disjoint", "unknown"]

ALL: Final = LANGUAGE + "all-languages"

_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<extended>[a-z]{3}))?(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)",
    re.IGNORECASE,
)
_TODAY: Final = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "tl": "fil", "mo": "ro"}
_WORLD: Final = "001"
_USUAL: Final = {
    "Arab": "ar fa ps ur", "Armn": "hy", "Beng": "as bn", "Cyrl": "be bg kk mk ru uk", "Deva": "hi mr ne",
    "Ethi": "am ti", "Geor": "ka", "Grek": "el", "Gujr": "gu", "Guru": "pa", "Hebr": "he yi", "Jpan": "ja",
    "Khmr": "km", "Knda": "kn", "Kore": "ko", "Laoo": "lo", "Mlym": "ml", "Mymr": "my", "Orya": "or", "Sinh": "si",
    "Taml": "ta", "Telu": "te", "Thaa": "dv", "Thai": "th", "Tibt": "dz",
    "Latn": "af ca cs cy da de en eo es et eu fi fil fo fr ga gl hr hu id is it la lb lt lv mg ms mt nb nl nn no pl "
    "pt ro sk sl so sq sv sw tn tr vi xh zu",
}  # fmt: skip
"""The script of a language that is written in one: a tag leaves it out (IANA registry, Suppress-Script)."""
_WRITTEN_IN: Final = {language: script for script, found in _USUAL.items() for language in found.split()}
_SCRIPTS: Final = {*_USUAL, "Hans", "Hant", "Hani", "Mong", "Tfng", "Cher", "Cans", "Syrc", "Olck", "Yiii", "Vaii"}


class Tag(NamedTuple):
    """The parts of a language tag; an empty one is not said, so all of them."""

    language: str
    script: str = ""
    region: str = ""
    variants: frozenset[str] = frozenset()

    @property
    def iri(self) -> str:
        """The term of this tag."""
        return LANGUAGE + "-".join(filter(None, (*self[:3], *sorted(self.variants))))


def parse_tag(written: str, known: Collection[str]) -> Tag:
    """Return the tag that was written, an underscore counting as a hyphen.

    ``known``: the subtags of languages that there are. Raises `PhraseError` with what to write.

    >>> parse_tag("ZH_hant-tw", ["zh"]).iri.rsplit("/")[-1], parse_tag("en-Latn-001", ["en"]).iri.rsplit("/")[-1]
    ('zh-Hant-TW', 'en')
    """
    found = _TAG.fullmatch(written.strip().replace("_", "-"))
    if found is None:
        raise PhraseError(written, "is no language", "write its name or its tag, such as German, es-419 or zh-Hant")
    language = (found["extended"] or found["language"]).lower()
    language = _TODAY.get(language, language)
    if language not in known:
        raise PhraseError(written, "is no language that is known", "see 'partnergraph terms language'")
    script, region = (found["script"] or "").title(), (found["region"] or "").upper()
    region = {"UK": "GB", _WORLD: ""}.get(region, region)
    if script and script not in _SCRIPTS:
        raise PhraseError(written, f"has no script {script}", "write an ISO 15924 code such as Hans, Hant or Cyrl")
    if region and (region not in table().regions or table()[region].kind not in ("country", "m49")):
        hint = "write an ISO 3166 code, or one of UN M49 such as 419 for Latin America"
        raise PhraseError(written, f"has no region {region}", hint)
    variants = frozenset(filter(None, found["variants"].lower().split("-")))
    usual = _WRITTEN_IN.get(language) == script
    return Tag(language, "" if usual else script, region, variants)


@lru_cache(maxsize=65536)
def tag_of(iri: str) -> Tag | None:
    """Return the parts of a language's term; ``None`` for all languages, and for a term of one's own."""
    found = _TAG.fullmatch(iri.removeprefix(LANGUAGE)) if iri.startswith(LANGUAGE) else None
    if found is None:
        return None
    variants = frozenset(filter(None, found["variants"].split("-")))
    return Tag(found["language"], found["script"] or "", found["region"] or "", variants)


def relation(asked: Tag, term: Tag, languages: Relation) -> Relation:
    """Return how a tag lies to the tag asked, where it is known how their languages lie to each other.

    Above in one part and below in another, as a script is to a region, is unknown.

    >>> relation(Tag("es", region="MX"), Tag("es", region="419"), "covers")
    'covers'
    >>> relation(Tag("zh", region="TW"), Tag("zh", "Hant"), "covers")
    'unknown'
    """
    parts = {
        _language(asked, term, languages),
        _said(asked.script, term.script, "disjoint"),
        _said(asked.region, term.region, _regions(asked.region, term.region)),
        _variants(asked.variants, term.variants),
    } - {None}
    if "disjoint" in parts:
        return "disjoint"
    if "unknown" in parts or len(parts) > 1:
        return "unknown"
    return next(iter(parts), None) or "covers"


def _language(asked: Tag, term: Tag, languages: Relation) -> Relation | None:
    return None if asked.language == term.language else languages


def _said(asked: str, term: str, otherwise: Relation) -> Relation | None:
    if asked == term:
        return None
    if asked and term:
        return otherwise
    return "covers" if asked else "part"


def _variants(asked: frozenset[str], term: frozenset[str]) -> Relation | None:
    if asked == term:
        return None
    if asked > term:
        return "covers"
    return "part" if asked < term else "unknown"


def _regions(asked: str, term: str) -> Relation:
    one, other = (table().fixed_mask(code) or 0 if code else 0 for code in (asked, term))
    if not one & other:
        return "disjoint"
    if one | other == other:
        return "covers"
    return "part" if one | other == one else "unknown"


def meet(asked: Tag, term: Tag, languages: Relation) -> Tag:
    """Return what lies in two tags that overlap.

    >>> meet(Tag("zh", region="TW"), Tag("zh", "Hant"), "covers").iri.rsplit("/")[-1]
    'zh-Hant-TW'
    """
    inner, outer = (asked.region, term.region) if term.region else (term.region, asked.region)
    if not inner or (outer and _regions(inner, outer) == "part"):
        inner = outer
    language = asked.language if languages == "covers" else term.language
    return Tag(language, asked.script or term.script, inner, asked.variants | term.variants)
