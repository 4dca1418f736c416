"""A country of which a part is excluded is the country without the part, and what lies in a part is named by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph.cli import main
from partnergraph.graph import PartnerGraph
from partnergraph.phrase_report import read_phrase
from partnergraph.territory import Territory

BOOK = """
dealbook: 1
sources: {d: {title: Contract, date: 2023-01-15}}
organizations: {lic: Lic, a: Anna}
brands: {m: Mark}
commitments:
  x: {kind: exclusivity, bound: lic, beneficiaries: a, subject: m, field: wine, act: sell, territory: WHERE,
      period: 2023-01-01/2026-12-31, strength: exclusive}
"""


def built(territory: str, folder: Path) -> PartnerGraph:
    (folder / "book.yaml").write_text(BOOK.replace("WHERE", territory), encoding="utf-8")
    graph = PartnerGraph.open(folder / "s")
    graph.build(folder / "book.yaml")
    return graph


def test_a_country_without_a_part_counts_and_says_so() -> None:
    report = read_phrase("US except California", "2024-01-01")
    assert (report.countries, report.without, report.variants) == (("US",), ("US-CA",), ())
    assert "US except California, read on 2024-01-01: 1 country" in report.as_text()
    assert "United States (without California)" in report.as_text()
    north_america = read_phrase("World except Quebec, Bavaria and Japan", "2024-01-01")
    assert len(north_america.countries) == 249 and north_america.without == ("CA-QC", "DE-BY")


def test_a_part_alone_is_no_country() -> None:
    report = read_phrase("Bavaria", "2024-01-01")
    assert (report.countries, report.parts, report.without) == ((), ("DE-BY",), ())


@pytest.mark.parametrize(
    ("territory", "where", "right"),
    [
        ("US except California", "US-CA", "unknown"), ("US except California", "US-TX", "no"),
        ("US except California", "US", "unknown"), ("US except California", "CA", "unknown"),
        ("Great Britain", "GB-SCT", "no"), ("Great Britain", "GB-NIR", "unknown"), ("Great Britain", "GB", "unknown"),
    ],
)  # fmt: skip
def test_who_may_in_parts_of_a_country(territory: str, where: str, right: str, tmp_path: Path) -> None:
    graph = built(territory, tmp_path)
    answer = graph.who("Mark", "wine", where, "2024-01-01", parties=["Anna"]).first.answers[-1]
    assert answer.answer == right
    assert any("In which part" in one.question for one in answer.decided_by) == (where in ("US", "GB"))
    rows = graph.query("who-may", subject="brand:Mark", field="wine", market=where, on="2024-01-01", parties="Anna",
                       act="sell")  # fmt: skip
    assert {row["party"]: row["answer"] for row in rows}["others"] == right


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ("Germany", "Bavaria", "your deal in Bavaria lies inside it"), ("Bavaria", "Germany", "meets it in Bavaria"),
        ("Bavaria", "Bavaria", "your deal in Bavaria lies inside it"), ("DACH", "Bavaria + Japan", "meets it in Bavaria"),
        ("US except California", "Texas", "your deal in Texas lies inside it"),
        ("Germany", "Germany", "your deal in Germany lies inside it"),
    ],
)  # fmt: skip
def test_the_witness_is_the_part(theirs: str, mine: str, words: str, tmp_path: Path) -> None:
    built(theirs, tmp_path)
    asked = ["--grantor", "Lic", "--grantee", "Bert", "--subject", "Mark", "--field", "wine", "--territory", mine]
    days = ["--from", "2024-01-01", "--until", "2024-06-01", "--store", str(tmp_path / "s")]
    assert words in " ".join(CliRunner().invoke(main, ["clear", *asked, *days]).output.split())


def test_the_rule_taken_as_whole_countries() -> None:
    rule = Territory(("US", "CA"), ("US-CA",))
    assert rule.whole == Territory(("CA", "US")) and rule.parts_left_out == ("US-CA",)
    assert Territory(("001",), ("JP",)).whole == Territory(("001",), ("JP",))
