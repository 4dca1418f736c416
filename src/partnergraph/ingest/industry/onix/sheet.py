"""Sales rights in a table with the names of ONIX over its columns, as catalogues and title databases write them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from partnergraph import model as m
from partnergraph.errors import InputError, Problem
from partnergraph.ingest.deals.deal import Deal, Record
from partnergraph.ingest.industry.format import Format, Notes, Peek
from partnergraph.ingest.industry.onix.areas import countries, regions
from partnergraph.ingest.industry.onix.codes import SalesRights, sales_rights
from partnergraph.ingest.industry.onix.reader import PUBLISH
from partnergraph.ingest.table.explaining import Said
from partnergraph.ingest.table.sheets import CsvSheet, csv_candidates, text
from partnergraph.territory.places import Places

_TYPE, _REST = "salesrightstype", "rowsalesrightstype"
_LISTS: Final = ("countriesincluded", "regionsincluded", "countriesexcluded", "regionsexcluded")
_PUBLISHER: Final = ("publisher", "publishername", "imprint", "imprintname")
_TITLE: Final = ("title", "titletext", "isbn", "isbn13", "ean", "gtin", "recordreference")
_CODE: Final = re.compile(r"(\d\d)\b.*")
_OF_A_DAY: Final = "say the day of the table: --as-of 2024-02-28"
_TOLD_AS: Final = {
    **dict.fromkeys(_PUBLISHER, "licensee"), **dict.fromkeys(_TITLE, "subject"), **dict.fromkeys(_LISTS, "territory"),
    **dict.fromkeys((_TYPE, _REST), "commitments"),
}  # fmt: skip
_NAMES: Final = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class _Product:
    """What the rows of one product have said: where, and what holds in the rest of the world."""

    told: Places = field(default_factory=Places)
    rest: tuple[int, SalesRights, str] | None = None
    row: int = 0


def is_sheet(peek: Peek) -> bool:
    """Whether a text has the names of ONIX sales rights in its first line."""
    first = peek.start.split(b"\n", 1)[0].decode("utf-8", "replace")
    named = {_NAMES.sub("", part.lower()) for part in re.split(r"[,;\t|]", first)}
    return peek.suffix in (".csv", ".tsv") and _TYPE in named and not named.isdisjoint(_LISTS[:2])


def read_sheet(path: Path, notes: Notes) -> Iterator[Deal]:
    """Yield what each row says, then what holds in the rest of the world. Raises `InputError` without a publisher."""
    sheet, columns = _header(path, notes)
    products: dict[tuple[str, str], _Product] = {}
    for number, cells in sheet.rows():
        said = {name: text(cells[place]) for name, place in columns.items() if place < len(cells)}
        if number == 1 or not any(said.values()):
            continue
        named = tuple(next((said[name] for name in names if said.get(name)), "") for names in (_PUBLISHER, _TITLE))
        if not all(named):
            notes.problem("names no publisher, or no product", "write both in each row", number)
            continue
        notes.see(Record(named[1], number), partial(_said_by, said))
        product = products.setdefault(named, _Product(row=number))  # type: ignore[arg-type]
        yield from _row(named, number, said, product, notes)
    for named, product in products.items():
        rest = product.told.rest()
        if product.rest is not None and rest:
            row, rights, _ = product.rest
            yield from _deals(named, row, rights, rest, f"ROWSalesRightsType {rights.code}")


def _said_by(said: Mapping[str, str]) -> Iterator[Said]:
    return (Said(name, words, _TOLD_AS.get(name)) for name, words in said.items())


def _header(path: Path, notes: Notes) -> tuple[CsvSheet, Mapping[str, int]]:
    for sheet in csv_candidates(path, notes.place, notes.encoding):
        _, cells = next(sheet.rows())
        columns = {_NAMES.sub("", text(cell).lower()): place for place, cell in enumerate(cells)}
        if _TYPE in columns:
            if columns.keys().isdisjoint(_PUBLISHER) or columns.keys().isdisjoint(_TITLE):
                hint = "head columns 'Publisher' and 'Title' or 'ISBN'"
                raise InputError([Problem("says no publisher, or no product", hint, file=notes.place, line=1)])
            return sheet, columns
    raise InputError([Problem("has no column SalesRightsType", file=notes.place, line=1)])


def _row(
    named: tuple[str, ...], number: int, said: Mapping[str, str], product: _Product, notes: Notes
) -> Iterator[Deal]:
    before = len(notes.problems)
    rights, rest = (_rights(said.get(name, ""), name, number, notes) for name in (_TYPE, _REST))
    included, excluded = (_places(said, end, number, notes) for end in ("included", "excluded"))
    if rights is None and len(notes.problems) == before:
        notes.problem("is missing", "write a code of list 46, such as 01", number, "SalesRightsType")
    if not included and len(notes.problems) == before:
        notes.problem("includes nothing", "write RegionsIncluded or CountriesIncluded", number, "CountriesIncluded")
    if len(notes.problems) > before or rights is None:
        return
    places = included - excluded
    product.told |= places
    if rest is not None:
        product.rest = (number, rest, "")
    words = ", ".join(f"{name} {said[name]}" for name in _LISTS if said.get(name))
    yield from _deals(named, number, rights, places, words)


def _rights(written: str, name: str, number: int, notes: Notes) -> SalesRights | None:
    found = _CODE.fullmatch(written)
    rights = sales_rights(found[1]) if found is not None else None
    if written and rights is None:
        notes.problem("is no type of sales rights", "write a code of list 46, such as 01", number, name, written)
    return rights


def _places(said: Mapping[str, str], end: str, number: int, notes: Notes) -> Places:
    def refuse(why: str, hint: str | None, code: str) -> None:
        notes.problem(why, _OF_A_DAY if hint == "add SentDateTime" else hint, number, end, code)

    def remark(why: str, hint: str | None, code: str) -> None:
        notes.remarks.add(why, hint, number, end, code)

    area = regions(said.get(f"regions{end}", ""), notes.day, refuse, remark)
    return countries(said.get(f"countries{end}", ""), refuse, remark) | area.places


def _deals(named: tuple[str, ...], row: int, rights: SalesRights, places: Places, words: str) -> Iterator[Deal]:
    publisher, title = named
    told: dict[str, Any] = {
        "row": row, "records": (Record(title, row),), "licensees": (publisher,), "subjects": ((m.Model, title),),
        "acts": PUBLISH,
        "territory": places.rules(), "territory_words": words or None, "present": True,
        "note": f"ONIX sales rights {rights.code}: {rights.meaning}",
    }  # fmt: skip
    if rights.holds in ("exclusive", "non-exclusive"):
        yield Deal(**told, strength="unqualified" if rights.holds == "exclusive" else None)
    elif rights.holds == "none":
        yield Deal(**told, denied=True)
    else:
        yield Deal(**{**told, "licensees": ()}, grant=False, absent=rights.for_sale is False)


ONIX_SHEET: Final = Format(name="a table of ONIX sales rights", recognizes=is_sheet, read=read_sheet)
