"""What an ONIX record says of its product: what it is called, who publishes it, in which form and language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from partnergraph import vocabulary as v
from partnergraph.errors import PhraseError
from partnergraph.ingest.deals.deal import Words
from partnergraph.ingest.industry.onix.codes import field_of, lists
from partnergraph.ingest.industry.onix.message import Part
from partnergraph.names import fold
from partnergraph.terms import terms

_ISBN: Final = ("15", "03", "02")
"""Kinds of identifiers (list 5), best first: ISBN-13, GTIN-13, ISBN-10."""
_OF_THE_TEXT: Final = "01"
_OF_THE_PRODUCT: Final = "01"
_DISTINCTIVE: Final = "01"
_PUBLISHERS: Final = ("01", "02")
_WRITERS: Final = ("A01", "A", "B01")
_NO_ONE_LANGUAGE: Final = ("und", "mul", "zxx", "mis")


@dataclass(frozen=True, slots=True)
class Product:
    """``title`` empty: none is said. ``writer``: the first writer's family name, folded. ``publishers`` empty: none is
    named; ``imprint_only``: they are imprints, since no publisher is named.
    """

    reference: str
    title: str
    isbns: tuple[str, ...]
    writer: str
    writer_name: str
    publishers: tuple[str, ...]
    imprint_only: bool
    fields: tuple[Words, ...]
    languages: tuple[Words, ...]


def product_of(record: Part) -> Product:
    """Return what a record says of its product."""
    described = record.first("DescriptiveDetail")
    isbns = tuple(dict.fromkeys(_isbns(record)))
    writer_name, writer = _writer(described)
    publishers = tuple(
        dict.fromkeys(
            part.text("PublisherName")
            for part in record.all("PublishingDetail", "Publisher")
            if part.text("PublisherName") and part.text("PublishingRole") in _PUBLISHERS
        )
    )
    imprints = tuple(dict.fromkeys(record.texts("PublishingDetail", "Imprint", "ImprintName")))[:1]
    return Product(
        reference=record.text("RecordReference"),
        title=_title(described) or (isbns[0] if isbns else ""),
        isbns=isbns,
        writer=writer,
        writer_name=writer_name,
        publishers=publishers or imprints,
        imprint_only=not publishers and bool(imprints),
        fields=_fields(described),
        languages=_languages(described),
    )


def _isbns(record: Part) -> Iterable[str]:
    given = [(part.text("ProductIDType"), part.text("IDValue")) for part in record.all("ProductIdentifier")]
    for kind in _ISBN:
        for said, value in given:
            number = value.replace("-", "").replace(" ", "")
            if said == kind and number and (kind != "03" or number.startswith(("978", "979"))):
                yield number


def _title(described: Part | None) -> str:
    details = list(described.all("TitleDetail")) if described is not None else []
    details.sort(key=lambda part: part.text("TitleType") != _DISTINCTIVE)
    for detail in details:
        elements = sorted(
            detail.all("TitleElement"), key=lambda part: part.text("TitleElementLevel") != _OF_THE_PRODUCT
        )
        for element in elements:
            text = element.text("TitleText") or " ".join(
                filter(None, (element.text("TitlePrefix"), element.text("TitleWithoutPrefix")))
            )
            if text:
                number = elements[0].text("PartNumber") if element is not elements[0] else ""
                return f"{text}, {number}" if number else text
    return ""


def _writer(described: Part | None) -> tuple[str, str]:
    """Return the first writer's name, and what two spellings of it have in common."""
    given = list(described.all("Contributor")) if described is not None else []
    for wanted in _WRITERS:
        for part in given:
            if any(role.startswith(wanted) for role in part.texts("ContributorRole")):
                inverted = part.text("PersonNameInverted")
                name = part.text("PersonName") or part.text("CorporateName") or inverted or part.text("KeyNames")
                if name:
                    family = part.text("KeyNames") or inverted.partition(",")[0] or name.rpartition(" ")[2]
                    return name, fold(family)
    return "", ""


def _fields(described: Part | None) -> tuple[Words, ...]:
    if described is None:
        return (field_of(""),)
    return (field_of(described.text("ProductForm"), tuple(described.texts("ProductFormDetail"))),)


def _languages(described: Part | None) -> tuple[Words, ...]:
    """Return the languages of the text; one that the shipped tree has not is a term of its own."""
    found: dict[Words, None] = {}
    for part in described.all("Language") if described is not None else ():
        code = part.text("LanguageCode")
        if part.text("LanguageRole") == _OF_THE_TEXT and code and code not in _NO_ONE_LANGUAGE:
            found[_language(code)] = None
    return tuple(found)


def _language(code: str) -> Words:
    tag = lists()["languages"].get(code, code)
    iri = v.LANGUAGE + tag
    if iri in terms().labels:
        return terms().labels[iri], iri
    try:
        found = terms().by_tag(tag)
    except PhraseError:
        found = None
    return f"ONIX language {code}", found
