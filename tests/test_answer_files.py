"""Answers as files for people: workbooks read back, and a page that says everything and runs nothing."""

from __future__ import annotations

import io
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from partnergraph import PartnerGraph
from partnergraph.cli import main
from tests.books import save

BOOK = """\
dealbook: 1
sources: {s: {title: Contract, date: 2024-01-10}}
organizations: {lens: "=Lens", maker: Maker, other: "<b>Other</b>"}
brands: {sign: Sign}
commitments:
  first: {kind: exclusivity, label: First, bound: lens, beneficiaries: maker, subject: sign, field: smartphone,
    territory: BR + CL, period: 2022-01-01/2024-06-30, strength: exclusive, evidence: "<script>alert(1)</script>"}
  second: {kind: exclusivity, label: Second, bound: lens, beneficiaries: other, subject: sign, field: smartphone,
    territory: BR, period: 2024-06-01/2026-06-30, strength: exclusive, evidence: second}
  third: {kind: exclusivity, label: Third, bound: lens, beneficiaries: maker, subject: sign, field: apparel,
    territory: FR, period: 2022-01-01/2024-03, strength: exclusive, evidence: third}
  fourth: {kind: exclusivity, label: Fourth, bound: lens, beneficiaries: other, subject: sign, field: apparel,
    territory: FR, period: 2024-03-10/2024-12-31, strength: exclusive, evidence: fourth}
  open: {kind: grant, label: Open, bound: lens, beneficiaries: maker, subject: sign, field: apparel, territory: JP,
    period: 2022-01-01/, evidence: open}
"""
WITHIN = ("expiring", "--on", "2024-01-01", "--within", "250d")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("files")
    PartnerGraph.open(folder / "store").build(save(folder, "book.yaml", BOOK))
    return str(folder / "store")


def written(store: str, tmp_path: Path, *arguments: str) -> bytes:
    out = tmp_path / "out"
    result = CliRunner().invoke(main, [*arguments, "--out", str(out), "--store", store])
    assert result.exit_code == 0, result.output
    return out.read_bytes()


def sheet(book: Any, title: str) -> list[dict[str, Any]]:
    names, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_what_expires_is_read_back_from_a_workbook(store: str, tmp_path: Path) -> None:
    data = written(store, tmp_path, *WITHIN, "--format", "xlsx")
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["expiring", "quotes", "notes"]
    rows = sheet(book, "expiring")
    answer = PartnerGraph.open(store).expiring("2024-01-01", "250d")
    assert [row["commitment"] for row in rows] == ["Third", "First"] == [answer.name(r.commitment) for r in answer]
    third, first = rows
    assert (third["first possible"], third["last possible"]) == (datetime(2024, 3, 1), datetime(2024, 3, 31))
    assert (first["what"], first["opens"], first["last possible"].date()) == ("end", "Chile", date(2024, 6, 30))
    assert [row["sentence"] for row in rows] == [row.sentence for row in answer]
    assert {(row["quote"], row["source"], row["date"].date()) for row in sheet(book, "quotes")} == {
        ("third", "Contract", date(2024, 1, 10)), ("<script>alert(1)</script>", "Contract", date(2024, 1, 10)),
    }  # fmt: skip
    assert [row["note"] for row in sheet(book, "notes")] == ["1 more that may be in force has no known last day"]
    assert data == written(store, tmp_path, *WITHIN, "--format", "xlsx") == answer.to_xlsx()


def test_what_collides_is_read_back_from_a_workbook(store: str, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(written(store, tmp_path, "conflicts", "--format", "xlsx")))
    first, second = sheet(book, "conflicts")
    assert (first["certainty"], first["countries"], first["edge day"]) == ("certain", "Brazil", "no")
    assert (second["certainty"], second["countries"]) == ("possible", "France")
    assert (first["from"].date(), first["until"].date()) == (date(2024, 6, 1), date(2024, 6, 30))
    assert "verdict" not in first
    assert book["conflicts"].freeze_panes == "A2"
    assert {cell.data_type for row in book["conflicts"].iter_rows() for cell in row} <= {"s", "d", "n"}  # no formula
    assert "1 certain, 1 possible" in [row["note"] for row in sheet(book, "notes")]
    assert any("<script>" in str(row["quote"]) for row in sheet(book, "quotes"))
    later = sheet(
        load_workbook(io.BytesIO(written(store, tmp_path, "conflicts", "--since", "2024-06-15", "--format", "xlsx"))),
        "conflicts",
    )
    assert [(row["countries"], row["from"].date()) for row in later] == [("Brazil", date(2024, 6, 15))]


def test_nothing_is_a_workbook_too(store: str, tmp_path: Path) -> None:
    data = written(store, tmp_path, "conflicts", "--since", "2100", "--format", "xlsx")
    book = load_workbook(io.BytesIO(data))
    assert sheet(book, "conflicts") == []
    assert "no collision is recorded" in [row["note"] for row in sheet(book, "notes")]


class Texts(HTMLParser):
    """The texts of a page, with the names of the elements that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_a_page_says_all_of_it_and_runs_nothing(store: str, tmp_path: Path) -> None:
    page = written(store, tmp_path, "conflicts", "--format", "html").decode()
    found, answer = Texts(page), PartnerGraph.open(store).conflicts()
    assert page == answer.to_html()
    assert found.tags.count("article") == len(answer) == 2
    assert [text for text in found.texts if text in ("certain", "possible")] == ["certain", "possible"]
    for one in answer:
        assert one.sentence in found.texts
        assert one.countries in found.texts
        assert {quote.quote for quote in one.evidence} <= set(found.texts)
    assert "script" not in found.tags
    assert not [name for name, _ in found.attributes if name in ("src", "onclick", "style")]
    assert [value for name, value in found.attributes if name == "href"] == ["data:,"]
    assert "when 'Third' runs" in page.replace("&#39;", "'")


def test_a_page_of_nothing_says_so(store: str) -> None:
    assert "no collision is recorded" in PartnerGraph.open(store).conflicts(since="2100").to_html()
