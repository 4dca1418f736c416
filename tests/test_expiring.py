"""`expiring` tells what is planned from what is made, and the end of a sublicence from that of the licence above it."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from tests.books import save

BOOK = """
dealbook: 1
sources: {s: {title: Contract, date: 2022-01-10}}
organizations: {own: Owner, a: Anna, b: Bert}
brands: {m: Mark}
commitments:
  head: {kind: grant, bound: own, beneficiaries: a, subject: m, field: wine, territory: Poland, period: 2022-01-01/2024-06-30}
  sub: {kind: grant, bound: a, beneficiaries: b, parent: head, subject: m, field: wine, territory: Poland, period: 2022-01-01/2025-06-30}
  plan: {kind: grant, bound: own, beneficiaries: b, subject: m, field: wine, territory: Poland, period: 2022-01-01/2024-05-31, status: planned}
"""


@pytest.mark.parametrize("stored", [False, True])
def test_plans_and_sublicences(tmp_path: Path, stored: bool) -> None:
    graph = PartnerGraph.open(tmp_path / "s") if stored else PartnerGraph()
    graph.build(save(tmp_path, "book.yaml", BOOK))
    graph = PartnerGraph.open(tmp_path / "s") if stored else graph
    rows = {row.commitment.rpartition("/")[2]: row for row in graph.expiring("2024-05-01", "90d")}
    told = {name: (row.made, str(row.last_possible), str(row.own_last)) for name, row in rows.items()}
    assert told == {
        "head": (True, "2024-06-30", "None"),
        "sub": (True, "2024-06-30", "2025-06-30"),
        "plan": (False, "2024-05-31", "None"),
    }
    assert rows["plan"].sentence.startswith("Not made yet")
    assert "2025-06-30" in rows["sub"].sentence
    assert rows["sub"].to_json()["own_last"] == "2025-06-30"


SUCCESSOR = """\
dealbook: 1
sources: {s: {title: S, date: 2024-01-01}}
organizations: {lens: Lens, maker: Maker, other: Other}
brands: {sign: Sign}
commitments:
  first: {kind: exclusivity, label: First, bound: lens, beneficiaries: maker, subject: sign, field: smartphone,
    territory: BR, period: 2022-01-01/2024-06-30, strength: exclusive, evidence: first}
  second: {kind: exclusivity, label: Second, bound: lens, beneficiaries: other, subject: sign, field: smartphone,
    channel: online, territory: BR, period: 2024-07-01/2026-06-30, strength: exclusive, evidence: second}
"""


def test_what_opens_has_names_beside_its_addresses(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(save(tmp_path, "s.yaml", SUCCESSOR))
    (row,) = graph.expiring("2024-01-01", 365).to_json()["expiring"]
    told = [[one[f"{key}_names"] for key in ("parties", "within", "beyond", "by")] for one in row["openings"]]
    assert told == [[[], [], ["online sale"], ["Second"]]]
