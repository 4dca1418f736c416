"""The codes of ONIX that are read, with what they mean; the truth is ``ontology/codelists/onix.json``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from partnergraph import vocabulary as v
from partnergraph.resources import codelist

Holding: TypeAlias = Literal["exclusive", "non-exclusive", "none"]

_EVERY_FORM: Final = "book"


@dataclass(frozen=True, slots=True)
class SalesRights:
    """What a sales rights type says of some countries (list 46).

    ``holds``: which rights the publisher of the product has there, ``None`` where that is not said. ``for_sale``:
    whether the product is sold there, ``None`` where that is not said. ``restricted``: not through every outlet.
    """

    code: str
    meaning: str
    holds: Holding | None = None
    for_sale: bool | None = None
    restricted: bool = False


def lists() -> dict[str, Any]:
    """Return the lists of codes by name."""
    return codelist("onix")


def sales_rights(code: str) -> SalesRights | None:
    """Return what a code of list 46 means; ``None`` for one that is not in it.

    >>> sales_rights("04").holds, sales_rights("04").for_sale, sales_rights("03").holds, sales_rights("9")
    ('exclusive', False, None, None)
    """
    said = lists()["sales_rights"].get(code)
    return None if said is None else SalesRights(code, **said)


def field_of(form: str, details: tuple[str, ...] = ()) -> tuple[str, str | None]:
    """Return the field of use of a product form (list 150), as words and, if it is a shipped one, its term.

    A digital form that a detail (list 175) calls audio is an audiobook.

    >>> [field_of(form)[0] for form in ("BC", "EA", "AJ", "00")], field_of("EA", ("A103",))[0], field_of("ZE")
    (['print-book', 'e-book', 'audiobook', 'book'], 'audiobook', ('ONIX product form ZE', None))
    """
    forms = lists()["product_forms"]
    name = forms.get(form or "00") or forms.get(form[:1])
    if name == forms["E"] and any(detail.startswith("A") for detail in details):
        name = forms["A"]
    return (name, v.FIELD + name) if name is not None else (f"ONIX product form {form}", None)


def channels_of(code: str, outlets: tuple[str, ...]) -> tuple[tuple[str, str | None], ...] | None:
    """Return the channels that a restriction of sales (list 71) leaves; none: all of them. ``None``: not in the list.

    What is no term of the shipped tree is one of its own, placed nowhere: through it perhaps, never surely.

    >>> channels_of("04", ("Bookbarn",)), channels_of("11", ("A", "B")), channels_of("99", ())
    ((('Bookbarn', None),), (('all but A and B', None),), ())
    """
    words = lists()["sales_restrictions"].get(code)
    if words is None:
        return None
    if not words:
        return ()
    if words == "{outlet}":
        return tuple((name, None) for name in outlets) or (("outlets that are not named", None),)
    if words in lists()["channels"]:
        return ((words, v.CHANNEL + words),)
    return ((words.format(outlet=" and ".join(outlets) or "some outlets"), None),)
