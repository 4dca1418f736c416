"""ONIX out: what a message says survives the way in and out; what ONIX cannot say is listed at its head."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

import partnergraph as pg
from partnergraph import model as m
from partnergraph.export.onix import LOSSES, NAMESPACE
from partnergraph.territory.places import Places
from tests.books import save, source

DATA = Path(__file__).parent.parent / "data" / "onix"


def said(graph: pg.PartnerGraph) -> dict[tuple[object, ...], Places]:
    """Return what a graph says of each product, by kind and by everything but the territory."""
    data = graph.data()
    names = {thing.iri: thing.name for thing in data.entities}
    facts = {fact.iri: fact for fact in data.identities}
    found: dict[tuple[object, ...], Places] = {}
    for one in data.statements:
        fact = facts[one.about]
        what: object = names[fact.product] if isinstance(fact, m.Absence) else None
        if isinstance(fact, m.Commitment):
            what = fact.kind, tuple(map(names.get, fact.beneficiaries)), tuple(map(names.get, one.subjects)), one.denied
        period = one.period and one.period.edtf
        key = what, one.fields, one.channels, one.languages, one.acts, one.strength, one.present_tense, period
        found[key] = found.get(key, Places()) | Places.on(one.territory, date(2026, 11, 2))
    return found


@pytest.mark.parametrize("name", ["onix-3.0-reference.xml", "onix-3.1-short.xml"])
def test_in_and_out(name: str, tmp_path: Path) -> None:
    before, after = pg.PartnerGraph(), pg.PartnerGraph()
    before.build(DATA / name)
    out = before.export(tmp_path / "out.onix.xml")
    assert after.build(out).warnings == ()
    assert said(after) == said(before)
    isbns = {alias for one in before.data().descriptions for alias in one.aliases}
    assert isbns == {alias for one in after.data().descriptions for alias in one.aliases}
    assert after.export(tmp_path / "again.onix.xml").read_bytes() == out.read_bytes()


BOOK = """
organizations:
  ann: {name: Ann Lowe}
  marlow: {name: Marlow & Co}
products:
  water: {name: Low Water -- a Life}
commitments:
  sale: {kind: grant, grantor: ann, grantee: marlow, subject: water, field: printed books, language: en, territory: DACH, start: 2020}
  only: {kind: exclusivity, grantor: ann, grantee: marlow, subject: water, field: printed books, language: en, territory: Austria, start: 2020, strength: exclusive}
  film: {kind: grant, grantor: ann, grantee: marlow, subject: water, field: film, territory: World}
  past: {kind: grant, grantor: ann, grantee: marlow, subject: water, field: e-books, territory: France, start: 2010, end: 2012-12-31}
  club: {kind: grant, grantor: ann, grantee: marlow, subject: water, field: e-books, channel: streaming, territory: France}
  vague: {kind: grant, grantor: ann, grantee: marlow, subject: water, field: audiobooks, territory: Middle East}
"""


def test_a_deal_book(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "b.yaml", source("s", BOOK, things="")))
    text = graph.export(tmp_path / "out.onix.xml").read_text(encoding="utf-8")
    root = etree.fromstring(text.encode())
    told = {
        (kind.text, where.text)
        for rights in root.iter(f"{{{NAMESPACE}}}SalesRights")
        for kind in rights.iter(f"{{{NAMESPACE}}}SalesRightsType")
        for where in rights.iter(f"{{{NAMESPACE}}}CountriesIncluded")
    }
    assert {("01", "AT"), ("02", "CH DE")} < told
    assert "<PublisherName>Marlow &amp; Co</PublisherName>" in text
    assert text.count("<ROWSalesRightsType>00</ROWSalesRightsType>") == text.count("<Product>") == 2
    for why in (
        *LOSSES,
        "its field of use is no form of a book",
        "it ended before",
        "ONIX has no restriction to streaming",
        "Of several readings of 'Middle East', what all have is written.",
        "Low Water - - a Life, no one ISBN is recorded",
    ):
        assert why in text, why


def test_nothing_to_write(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    with pytest.raises(pg.PartnerGraphError, match="no right to publish or sell a book is recorded"):
        graph.export(tmp_path / "out.onix.xml")
    assert not (tmp_path / "out.onix.xml").exists()


def test_kosovo_is_a_region_since_the_list_of_countries_has_it_not(tmp_path: Path) -> None:
    table = "Licensor,Licensee,Product,Field,Territory\nAnn,Marlow,T1,printed books,Kosovo; France\n"
    table += "Ann,Marlow,T2,printed books,World except Kosovo\n"
    graph, again = pg.PartnerGraph(), pg.PartnerGraph()
    graph.build(save(tmp_path, "deals.csv", table), as_of=date(2026, 11, 2))
    text = graph.export(tmp_path / "out.onix.xml").read_text(encoding="utf-8")
    assert "<CountriesIncluded>FR</CountriesIncluded><RegionsIncluded>RS-KM</RegionsIncluded>" in text
    assert "<RegionsIncluded>WORLD</RegionsIncluded><RegionsExcluded>RS-KM</RegionsExcluded>" in text
    again.build(tmp_path / "out.onix.xml")
    found = {len(Places.on(one.territory, date(2026, 11, 2)).countries) for one in again.data().statements}
    assert found == {2, 249}
